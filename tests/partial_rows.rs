//! Rows of segments that hold messages only in part: what stands in them behind whole ones, behind holes,
//! and inside a proxy's tunnel.

use std::io::Write;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::{Document, Source, Step};

/// A conversation of a client and a server.
struct Talk {
    file: Vec<u8>,
    port: u16,
    frames: u32,
    /// How much either side said.
    said: [u32; 2],
}

impl Talk {
    fn new(port: u16) -> Self {
        let header: [u32; 6] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 1 << 18, 101];
        let file = header.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut talk = Self { file, port, frames: 0, said: [0; 2] };
        talk.segment(0, 2, b"");
        talk.segment(1, 0x12, b"");
        talk
    }

    fn segment(&mut self, from: usize, flags: u8, payload: &[u8]) {
        let ports: [u16; 2] = if from == 0 { [40_000, self.port] } else { [self.port, 40_000] };
        let mut segment: Vec<u8> = ports.iter().flat_map(|p| p.to_be_bytes()).collect();
        segment.extend((100 + self.said[from]).to_be_bytes());
        segment.extend((100 + self.said[1 - from]).to_be_bytes());
        segment.extend([0x50, flags, 9, 9, 0, 0, 0, 0]);
        segment.extend_from_slice(payload);
        let mut packet = vec![0x45, 0];
        packet.extend((20 + segment.len() as u16).to_be_bytes());
        let (client, server) = ([10, 0, 0, 1], [10, 0, 0, 2]);
        packet.extend([0, 0, 0, 0, 64, 6, 0, 0]);
        packet.extend(if from == 0 { [client, server] } else { [server, client] }.concat());
        packet.extend(segment);
        let len = packet.len() as u32;
        self.file.extend([self.frames, 0, len, len].iter().flat_map(|word| word.to_le_bytes()));
        self.file.extend(packet);
        self.frames += 1;
        self.said[from] += payload.len() as u32 + u32::from(flags & 2 != 0);
    }

    fn client(mut self, payload: &[u8]) -> Self {
        self.segment(0, 0x18, payload);
        self
    }

    fn server(mut self, payload: &[u8]) -> Self {
        self.segment(1, 0x18, payload);
        self
    }

    /// The server says what nobody captured.
    fn lost(mut self, len: u32) -> Self {
        self.said[1] += len;
        self
    }

    /// Protocol and Info of each frame with data.
    fn rows(&self) -> Vec<(String, String)> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&self.file).unwrap();
        let source = Source::Path(file.path().to_owned());
        let mut document = Document::open(source, Default::default(), Default::default()).unwrap();
        while document.step(false).unwrap() != Step::Done {}
        let capture = document.capture();
        let settings = Settings::default();
        let row = |frame| {
            let mut d = Dissector::new(&capture, &settings, wirelens::proto::registry(), Wanted::Everything);
            d.frame(FrameId::from_index(frame));
            assert!(!d.fault, "a protocol panicked");
            (d.columns.protocol.to_string(), d.columns.info().to_owned())
        };
        (2..capture.frames.len()).map(row).collect()
    }
}

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\n\r\n";
const WAITS: &str = "[TCP segment of a reassembled PDU]";

#[test]
fn behind_whole_responses_stands_the_first_line_of_the_next() {
    let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
    for (part, text) in
        [(30, "HTTP/1.1 200 OK HTTP/1.1 200 OK "), (16, "HTTP/1.1 200 OK "), (3, "HTTP/1.1 200 OK ")]
    {
        let (first, second) = whole.split_at(part);
        let talk = Talk::new(80).client(&REQUEST.repeat(2)).server(&[whole, first].concat()).server(second);
        let rows = talk.rows();
        assert_eq!(rows[1], ("HTTP".into(), text.into()), "{part}");
        assert_eq!(rows[2], ("HTTP".into(), "HTTP/1.1 200 OK ".into()), "{part}");
    }
}

#[test]
fn behind_a_hole_in_a_body_the_next_response_is_found_where_the_body_ends() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n";
    let next = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";
    let rows = Talk::new(80)
        .client(REQUEST)
        .server(&[&head[..], &[b'a'; 100]].concat())
        .lost(50)
        .server(&[b'b'; 100])
        .server(&[&[b'c'; 50], &next[..]].concat())
        .rows();
    assert_eq!(rows[1].1, "HTTP/1.1 200 OK ");
    assert_eq!(rows[2].0, "TCP");
    assert!(rows[2].1.contains("Previous segment not captured") && rows[2].1.ends_with(WAITS), "{rows:?}");
    assert_eq!(rows[3], ("HTTP".into(), "HTTP/1.1 404 No ".into()));
}

#[test]
fn what_a_hole_left_of_a_record_of_data_is_not_read() {
    let record = |kind: u8, len: u16| [&[kind, 3, 3][..], &len.to_be_bytes(), &vec![7; len.into()]].concat();
    let stream = [record(23, 50), record(23, 300), record(23, 40)].concat();
    let hello = [&[22, 3, 1, 0, 4][..], &[1, 0, 0, 0]].concat();
    let rows = Talk::new(443).client(&hello).server(&stream[..100]).lost(100).server(&stream[200..]).rows();
    assert_eq!(rows[1], ("TLSv1.2".into(), "Application Data".into()));
    assert!(rows[2].1.ends_with(", Application Data"), "{rows:?}");
    assert_eq!(rows[2].1.matches("Application Data").count(), 1, "{rows:?}");
}

#[test]
fn in_a_proxys_tunnel_a_response_begins_with_its_first_line() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
    let rows = Talk::new(1080)
        .client(&[4, 1, 0, 80, 10, 0, 0, 9, 0])
        .server(&[0, 90, 0, 0, 0, 0, 0, 0])
        .client(REQUEST)
        .server(head)
        .server(b"defghi")
        .rows();
    assert_eq!(rows[3], ("TCP".into(), format!("HTTP/1.1 200 OK  {WAITS}")));
    assert_eq!(rows[4], ("HTTP".into(), "HTTP/1.1 200 OK ".into()));
}
