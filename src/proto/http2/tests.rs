//! Frames without a stream around them: what each shows, and that none can hurt.

use crate::base::id::FrameId;
use crate::base::time::{Precision, Timestamp};
use crate::capfile::{Interface, LinkType};
use crate::dissect::{Claim, Dissector, Settings, Wanted};
use crate::proto::testing::lines;
use crate::store::{Capture, FileBytes, FrameMeta, Frames};
use std::sync::Arc;

/// A link type of nobody, whose frames are HTTP/2 here.
const LINK: u32 = 147;

fn look<T>(bytes: &[u8], claimed: usize, look: impl FnOnce(&Dissector<'_>) -> T) -> T {
    let mut frames = Frames::default();
    frames.push(FrameMeta::new(0, bytes.len() as u32, claimed as u32, Timestamp(0), 0));
    let capture = Capture {
        bytes: FileBytes::from_vec(bytes.to_vec()),
        interfaces: Arc::new(vec![Interface::new(LinkType(LINK), Precision::MICROS)]),
        frames,
        complete: true,
        ..Capture::default()
    };
    let settings = Settings { decode_as: vec![(Claim::LinkType(LINK), "http2")], ..Settings::default() };
    let mut d = Dissector::new(&capture, &settings, crate::proto::registry(), Wanted::Everything);
    d.frame(FrameId(0));
    assert!(!d.fault, "a protocol panicked");
    look(&d)
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    bytes.extend_from_slice(&[kind, flags]);
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

fn shown(bytes: &[u8]) -> (String, Vec<String>) {
    look(bytes, bytes.len(), |d| {
        let lines = lines(d);
        let from = lines.iter().position(|l| l.starts_with("HyperText")).expect("frames");
        (d.columns.info().to_owned(), lines[from..].to_vec())
    })
}

#[test]
fn settings_and_window_updates() {
    let mut bytes = super::PREFACE.to_vec();
    bytes.extend(frame(4, 0, 0, &[0, 3, 0, 0, 0, 100, 0x1a, 0x2a, 0, 0, 0, 1]));
    bytes.extend(frame(8, 0, 3, &[0, 1, 0, 0]));
    let (info, lines) = shown(&bytes);
    assert_eq!(info, "Magic, SETTINGS[0], WINDOW_UPDATE[3]");
    let text = lines.join("\n");
    for line in [
        "    Stream: Magic\n        Magic: PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n",
        "    Stream: SETTINGS, Stream ID: 0, Length 12\n        Length: 12\n        Type: SETTINGS (4)\n        Flags: 0x00\n            0000 000. = Unused: 0x00\n            .... ...0 = ACK: False",
        "        Settings - Max concurrent streams : 100\n            Settings Identifier: Max concurrent streams (3)\n            Max concurrent streams: 100",
        "            Settings Identifier: Unknown (6698)",
        "        .000 0000 0000 0001 0000 0000 0000 0000 = Window Size Increment: 65536",
    ] {
        assert!(text.contains(line), "{line}\n---\n{text}");
    }
}

#[test]
fn every_type_of_frame_survives_cuts_and_changes() {
    let mut bytes = super::PREFACE.to_vec();
    for (kind, flags, payload) in [
        (0, 0x09, &b"\x02body\0\0"[..]),
        (1, 0x2d, b"\x01\x80\0\0\x05\x10\x82\x84\0"),
        (2, 0, b"\0\0\0\x01\x10"),
        (3, 0, b"\0\0\0\x08"),
        (4, 0, b"\0\x01\0\0\x10\0"),
        (5, 0x0c, b"\x01\0\0\0\x02\x82\0"),
        (6, 1, b"12345678"),
        (7, 0, b"\0\0\0\x01\0\0\0\x0bwhy"),
        (8, 0, b"\0\0\0\x01"),
        (9, 4, b"\x82"),
        (10, 0, b"\0\x01ah2=\":443\""),
        (12, 0, b"\0\x03a.b"),
        (16, 0, b"\0\0\0\x01u=1"),
        (99, 0, b"xyz"),
    ] {
        bytes.extend(frame(kind, flags, 1, payload));
    }
    let (info, _) = shown(&bytes);
    assert!(info.ends_with("ORIGIN[1], PRIORITY_UPDATE[1], Unknown type (99)[1]"), "{info}");
    for len in 0..bytes.len() {
        look(&bytes[..len], len, |_| ());
        look(&bytes[..len], bytes.len(), |_| ());
    }
    for at in 0..bytes.len() {
        for value in [0, 1, 0x20, 0x7f, 0xff] {
            let mut changed = bytes.clone();
            changed[at] = value;
            look(&changed, changed.len(), |_| ());
        }
    }
}
