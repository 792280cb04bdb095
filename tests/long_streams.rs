//! Streams in files longer than what is held of them while they are read: what stands far back is looked at in
//! the map, what is opened once is read from the file, and both are the bytes that were sent.

use std::io::Write;
use wirelens::document::{Document, Source, Step};
use wirelens::store::{Application, Capture, Flow};

/// More than the reader holds.
const FAR: usize = 900 << 10;
const SEGMENT: usize = 1_400;

/// A capture file in the making.
struct File(Vec<u8>);

impl File {
    fn new() -> Self {
        let header: [u32; 6] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 1 << 18, 1];
        Self(header.iter().flat_map(|word| word.to_le_bytes()).collect())
    }

    fn packet(&mut self, protocol: u8, transport: &[u8]) {
        let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0];
        frame.extend_from_slice(&(20 + transport.len() as u16).to_be_bytes());
        frame.extend_from_slice(&[0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        frame.extend_from_slice(transport);
        let len = frame.len() as u32;
        self.0.extend([1, 0, len, len].iter().flat_map(|word| word.to_le_bytes()));
        self.0.extend_from_slice(&frame);
    }

    /// Bytes of a stream, at an offset of it.
    fn segment(&mut self, at: usize, payload: &[u8]) {
        let mut segment = vec![0xc8, 0, 1, 187];
        segment.extend_from_slice(&(1 + at as u32).to_be_bytes());
        segment.extend_from_slice(&[0, 0, 0, 1, 0x50, 0x10, 4, 0, 0, 0, 0, 0]);
        segment.extend_from_slice(payload);
        self.packet(6, &segment);
    }

    fn noise(&mut self, bytes: usize) {
        for _ in 0..bytes / SEGMENT {
            let mut datagram = vec![0xd0, 0, 0xd0, 1];
            datagram.extend_from_slice(&(8 + SEGMENT as u16).to_be_bytes());
            datagram.extend_from_slice(&[0; 2 + SEGMENT]);
            self.packet(17, &datagram);
        }
    }

    fn load(&self) -> std::sync::Arc<Capture> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&self.0).unwrap();
        let source = Source::Path(file.path().to_owned());
        let mut document = Document::open(source, Default::default(), Default::default()).unwrap();
        while document.step(false).unwrap() != Step::Done {}
        document.capture()
    }
}

fn stream(capture: &Capture) -> (&Flow, Application) {
    let tcp = capture.conversations.iter().find_map(|c| Some((c.flow.as_deref()?, c.application)));
    tcp.unwrap()
}

/// Records of TLS, with bodies of that length.
fn records(lengths: &[usize]) -> Vec<u8> {
    let record = |(n, len): (usize, &usize)| {
        let mut record = vec![if n == 0 { 22 } else { 23 }, 3, 3];
        record.extend_from_slice(&(*len as u16).to_be_bytes());
        record.extend((0..*len).map(|i| (i * 31 + i / 256 + n) as u8));
        record
    };
    lengths.iter().enumerate().flat_map(record).collect()
}

#[test]
fn a_header_begun_far_back_is_read_whole() {
    let lengths = [100, 16_000, 700, 16_000];
    let sent = records(&lengths);
    // In the middle of the headers of the second and the third record.
    for cut in [105 + 1, 105 + 4, 105 + 16_005 + 3] {
        let mut file = File::new();
        let mut at = 0;
        for part in [&sent[..cut], &sent[cut..]] {
            for payload in part.chunks(SEGMENT) {
                file.segment(at, payload);
                at += payload.len();
            }
            file.noise(FAR);
        }
        let capture = file.load();
        let (flow, application) = stream(&capture);
        assert_eq!(application, Application::Tls);
        let found: Vec<_> = flow.directions[0].messages.iter().map(|m| m.len as usize - 5).collect();
        assert_eq!(found, lengths, "cut at {cut}");
    }
}

#[test]
fn what_is_read_once_is_what_was_sent() {
    let sent = records(&[100, 16_000, 16_000, 16_000, 16_000, 16_000]);
    let segments: Vec<(usize, &[u8])> =
        sent.chunks(SEGMENT).enumerate().map(|(n, s)| (n * SEGMENT, s)).collect();
    let (begin, rest) = segments.split_at(20);
    let (swapped, rest) = rest.split_at(10);
    let (scattered, rest) = rest.split_at(10);
    let mut file = File::new();
    file.noise(FAR);
    begin.iter().for_each(|(at, payload)| file.segment(*at, payload));
    // Late, and sent again.
    swapped.iter().rev().for_each(|(at, payload)| file.segment(*at, payload));
    swapped.iter().take(3).for_each(|(at, payload)| file.segment(*at, payload));
    for (at, payload) in scattered {
        file.segment(*at, payload);
        file.noise(40 << 10);
    }
    rest.iter().for_each(|(at, payload)| file.segment(*at, payload));
    let capture = file.load();
    let (flow, _) = stream(&capture);
    let direction = &flow.directions[0];
    assert_eq!(direction.len() as usize, sent.len());
    for from in (0..sent.len()).step_by(977) {
        for len in [1, 5, 8 << 10, 16_005, 40_000] {
            let to = sent.len().min(from + len);
            let range = from as u64..to as u64;
            assert_eq!(capture.stream_bytes_once(direction, range.clone()), &sent[from..to], "{range:?}");
            assert_eq!(capture.stream_bytes(direction, range.clone()), &sent[from..to], "{range:?}");
        }
    }
    // Behind the end there is nothing.
    let end = sent.len() as u64;
    assert_eq!(capture.stream_bytes_once(direction, end - 9_000..end + 9_000).len(), 9_000);
    let file = &capture.bytes;
    assert_eq!(file.read(40..9_000).as_deref(), file.get(40..9_000));
    assert_eq!(file.read(0..file.len() as u64 + 1), None);
}
