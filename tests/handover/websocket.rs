//! Streams that go on as WebSocket: frames, fragments, compression.

use super::*;

pub fn websocket(extensions: &str, frames: Vec<(usize, Vec<u8>)>) -> Script {
    let mut script = vec![
        say(0, "GET /live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
        say(
            1,
            &format!(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n{extensions}\r\n"
            ),
        ),
    ];
    script.extend(frames);
    script
}

pub const DEFLATE: &str = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

/// A frame; the client's are masked.
pub fn frame(direction: usize, first: u8, payload: &[u8]) -> (usize, Vec<u8>) {
    let mask = if direction == 0 { 0x80 } else { 0 };
    let mut bytes = vec![first];
    match payload.len() {
        len @ 0..126 => bytes.push(mask | len as u8),
        len => {
            bytes.push(mask | 126);
            bytes.extend_from_slice(&(len as u16).to_be_bytes());
        }
    }
    if direction == 0 {
        let key = [1u8, 2, 3, 4];
        bytes.extend_from_slice(&key);
        bytes.extend(payload.iter().zip(key.iter().cycle()).map(|(b, k)| b ^ k));
    } else {
        bytes.extend_from_slice(payload);
    }
    (direction, bytes)
}

/// Compresses messages one after the other, as RFC 7692 section 7.2.1 says.
pub struct Deflater(flate2::write::DeflateEncoder<Vec<u8>>, usize);

impl Deflater {
    pub fn new() -> Self {
        Self(flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default()), 0)
    }

    pub fn message(&mut self, text: &[u8]) -> Vec<u8> {
        self.0.write_all(text).unwrap();
        self.0.flush().unwrap();
        let packed = self.0.get_ref()[self.1..].to_vec();
        self.1 = self.0.get_ref().len();
        packed.strip_suffix(&[0, 0, 0xff, 0xff]).unwrap().to_vec()
    }
}

fn texts(capture: &Capture, settings: &Settings, frame: usize) -> Vec<String> {
    values(capture, settings, frame, "websocket.payload.text")
}

fn values(capture: &Capture, settings: &Settings, frame: usize, field: &str) -> Vec<String> {
    look(capture, settings, frame, |d| {
        let ids = d.registry().named(field);
        let mut texts = Vec::new();
        for node in d.tree.nodes().iter().filter(|n| ids.contains(&n.field)) {
            let mut text = String::new();
            d.tree.field_text(node, &d.sources, &mut text);
            texts.push(text);
        }
        texts
    })
}

#[test]
fn websocket_frames_are_unmasked() {
    let script = websocket(
        "",
        vec![
            frame(0, 0x81, b"hello"),
            frame(1, 0x82, &[1, 2]),
            frame(1, 0x89, b"x"),
            frame(0, 0x8a, b"x"),
            frame(0, 0x88, b"\x03\xe8bye"),
        ],
    );
    let capture = whole(&script);
    let settings = Settings::default();
    assert_eq!(
        tree(&capture, &settings, 4),
        [
            "WebSocket",
            "  1... .... = Fin: True",
            "  .000 .... = Reserved: 0x0",
            "  .... 0001 = Opcode: Text (1)",
            "  1... .... = Mask: True",
            "  .000 0101 = Payload length: 5",
            "  Masking-Key: 01020304",
            "  Masked payload",
            "  Payload",
            "    Text: hello",
            "Line-based text data (1 lines)",
            "  hello",
        ]
    );
    let rows = rows(&capture);
    let infos: Vec<&str> = rows[2..].iter().map(|r| r.1.as_str()).collect();
    assert_eq!(
        infos,
        [
            "WebSocket Text [FIN] [MASKED]",
            "WebSocket Binary [FIN] ",
            "WebSocket Ping [FIN] ",
            "WebSocket Pong [FIN] [MASKED]",
            "WebSocket Connection Close [FIN] [MASKED]",
        ]
    );
    assert_eq!(rows[2].0, "http:websocket:data-text-lines");
    let close = tree(&capture, &settings, 8);
    assert_eq!(
        close[close.len() - 3..],
        ["    Close", "      Status code: Normal Closure (1000)", "      Reason: bye"]
    );
    look(&capture, &settings, 4, |d| {
        assert_eq!(
            d.sources.iter().last().map(|(_, s)| (s.title, s.bytes.to_vec())),
            Some(("Unmasked data", b"hello".to_vec()))
        );
    });
}

#[test]
fn a_message_of_several_frames_is_put_together_where_it_ends() {
    let script = websocket(
        "",
        vec![
            frame(0, 0x01, b"one, "),
            frame(0, 0x89, b"ping"),
            frame(0, 0x00, b"two, "),
            frame(0, 0x80, b"three"),
        ],
    );
    let capture = whole(&script);
    let settings = Settings::default();
    assert_eq!(texts(&capture, &settings, 4), [""; 0]);
    assert_eq!(texts(&capture, &settings, 7), ["one, two, three"]);
    // All in one segment: the same.
    let joined: Vec<u8> = script[2..].iter().flat_map(|s| s.1.clone()).collect();
    let capture = whole(&vec![script[0].clone(), script[1].clone(), (0, joined)]);
    assert_eq!(texts(&capture, &settings, 4), ["one, two, three"]);
}

#[test]
fn compressed_messages_refer_to_those_before_and_can_be_read_in_any_order() {
    let text = |i: usize| format!("message number {} of many that look alike, {}", i, "abc".repeat(i % 50));
    let (mut client, mut server) = (Deflater::new(), Deflater::new());
    let frames = (0..300).map(|i| {
        let packed =
            if i % 2 == 0 { client.message(text(i).as_bytes()) } else { server.message(text(i).as_bytes()) };
        frame(i % 2, 0xc1, &packed)
    });
    let capture = whole(&websocket(DEFLATE, frames.collect()));
    let settings = Settings::default();
    for i in 0..300 {
        // 7 and 300 have no common divisor: each once, out of order.
        let i = i * 7 % 300;
        assert_eq!(texts(&capture, &settings, 4 + i), [text(i)], "{i}");
        assert_eq!(texts(&capture, &Settings::default(), 4 + i), [text(i)], "{i}, with nothing remembered");
        if i > 60 {
            break;
        }
    }
    for i in (0..300).rev().step_by(13) {
        assert_eq!(texts(&capture, &settings, 4 + i), [text(i)], "{i}");
    }
}

#[test]
fn compressed_messages_of_several_frames() {
    let mut client = Deflater::new();
    let packed = client.message("a long message, a long message, a long message".as_bytes());
    let (a, b) = packed.split_at(packed.len() / 2);
    let second = client.message(b"a long message");
    let script = websocket(DEFLATE, vec![frame(0, 0x41, a), frame(0, 0x80, b), frame(0, 0xc1, &second)]);
    let capture = whole(&script);
    let settings = Settings::default();
    assert_eq!(texts(&capture, &settings, 5), ["a long message, a long message, a long message"]);
    assert_eq!(texts(&capture, &settings, 6), ["a long message"]);
}

#[test]
fn a_compressed_bomb_does_not_go_off() {
    let packed = Deflater::new().message(&vec![0; 40 << 20]);
    assert!(packed.len() < 60_000);
    let script = websocket(DEFLATE, vec![frame(1, 0xc2, &packed)]);
    look(&whole(&script), &Settings::default(), 4, |d| {
        let made = d.sources.iter().map(|(_, s)| s.bytes.len()).max().unwrap();
        assert_eq!(made, packed.len() * 1000);
    });
}

// ---- inside HTTP/2 (RFC 8441) ---------------------------------------------------------------

fn http2_frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    bytes.extend_from_slice(&[kind, flags, 0, 0, 0, stream]);
    bytes.extend_from_slice(payload);
    bytes
}

/// A header block without any table.
fn block(lines: &[(&str, &str)]) -> Vec<u8> {
    let text = |t: &str| [&[t.len() as u8], t.as_bytes()].concat();
    lines.iter().flat_map(|(name, value)| [vec![0], text(name), text(value)].concat()).collect()
}

/// A stream that CONNECT asked for, answered with `status`; DATA frames follow.
fn in_http2(status: &str, data: Vec<(usize, Vec<u8>)>) -> Script {
    let asked = block(&[
        (":method", "CONNECT"),
        (":protocol", "websocket"),
        (":scheme", "http"),
        (":path", "/live"),
        (":authority", "a"),
    ]);
    let answered = block(&[(":status", status), ("sec-websocket-extensions", "permessage-deflate")]);
    let settings = http2_frame(4, 0, 0, &[0, 3, 0, 0, 0, 100]);
    let begin = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &settings[..], &http2_frame(1, 4, 1, &asked)].concat();
    let mut script = vec![(0, begin), (1, [settings, http2_frame(1, 4, 1, &answered)].concat())];
    script.extend(data.into_iter().map(|(direction, bytes)| (direction, http2_frame(0, 0, 1, &bytes))));
    script
}

#[test]
fn websocket_in_a_stream_of_http2_is_read_however_it_is_cut() {
    let mut client = Deflater::new();
    let packed = client.message(b"a long message, a long message, a long message");
    let (a, b) = packed.split_at(packed.len() / 2);
    let again = client.message(b"a long message");
    let said = [frame(0, 0x41, a), frame(0, 0x89, b"?"), frame(0, 0x80, b), frame(0, 0xc1, &again)];
    let bytes: Vec<u8> = said.into_iter().flat_map(|(_, bytes)| bytes).collect();
    for cut in 1..bytes.len() {
        // What is remembered is of one capture.
        let settings = Settings::default();
        let (before, behind) = bytes.split_at(cut);
        let script =
            in_http2("200", vec![(0, before.to_vec()), (1, frame(1, 0x81, b"yes").1), (0, behind.to_vec())]);
        let capture = whole(&script);
        let all: Vec<String> = [6, 4].into_iter().flat_map(|at| texts(&capture, &settings, at)).collect();
        assert_eq!(texts(&capture, &settings, 5), ["yes"]);
        let mut sorted = all.clone();
        sorted.sort();
        let long = "a long message, a long message, a long message";
        assert_eq!(sorted, ["a long message", long], "cut at {cut}: {all:?}");
    }
}

#[test]
fn calls_of_grpc_are_read_however_they_are_cut() {
    let asked = block(&[(":method", "POST"), (":path", "/a.B/C"), ("content-type", "application/grpc")]);
    let message = |body: &[u8]| [&[0, 0, 0, 0, body.len() as u8], body].concat();
    let bytes = [message(b"\x08\x07"), message(b""), message(b"\x12\x05hello")].concat();
    let settings = http2_frame(4, 0, 0, &[0, 3, 0, 0, 0, 100]);
    let begin = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &settings[..], &http2_frame(1, 4, 1, &asked)].concat();
    for (a, b) in (0..=bytes.len()).flat_map(|a| (a..=bytes.len()).map(move |b| (a, b))) {
        let data = [&bytes[..a], &bytes[a..b], &bytes[b..]].map(|part| (0, http2_frame(0, 0, 1, part)));
        let script: Script = [(0, begin.clone())].into_iter().chain(data).collect();
        let (capture, settings) = (whole(&script), Settings::default());
        let of = |name| -> Vec<String> {
            (3..6).flat_map(|frame| values(&capture, &settings, frame, name)).collect()
        };
        assert_eq!(of("grpc.message_length"), ["2", "0", "7"], "cut at {a} and {b}");
        assert_eq!(of("protobuf.field.number"), ["1", "2"], "cut at {a} and {b}");
    }
    // What is no message is content like any other, and the end of one may be missing.
    let script = vec![(0, begin.clone()), (0, http2_frame(0, 1, 1, b"\x02nothing"))];
    assert_eq!(values(&whole(&script), &Settings::default(), 3, "grpc.message_length"), [""; 0]);
    let script = vec![(0, begin), (0, http2_frame(0, 1, 1, &bytes[..bytes.len() - 3]))];
    let lines = tree(&whole(&script), &Settings::default(), 3);
    let missing = "subdissector failed, 3 bytes are missing before END_STREAM.";
    assert!(lines.iter().any(|line| line.contains(missing)), "{lines:#?}");
}

#[test]
fn a_refused_socket_in_http2_carries_none() {
    let capture = whole(&in_http2("403", vec![(1, frame(1, 0x81, b"yes").1)]));
    assert_eq!(texts(&capture, &Settings::default(), 4), [""; 0]);
    let capture = whole(&in_http2("200", vec![(1, vec![0x83, 0xff, 0x81]), (1, frame(1, 0x81, b"yes").1)]));
    assert_eq!(texts(&capture, &Settings::default(), 5), [""; 0]);
}

// ---- hostile input --------------------------------------------------------------------------
