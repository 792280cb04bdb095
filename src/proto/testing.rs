//! What the tests of protocols share: captures made of a few frames, and looks at their trees.

use crate::base::id::FrameId;
use crate::base::time::{Precision, Timestamp};
use crate::capfile::{Interface, LinkType};
use crate::dissect::{Claim, Dissector, Flags, Settings, Wanted};
use crate::store::{Capture, FileBytes, FrameMeta, Frames};
use std::sync::Arc;

/// A capture of these frames, one a second; each is as long on the wire as `claimed` says.
fn capture(link_type: u32, frames: &[(&[u8], usize)], change: impl FnOnce(&mut Interface)) -> Capture {
    let mut interface = Interface::new(LinkType(link_type), Precision::MICROS);
    change(&mut interface);
    let (mut bytes, mut list) = (Vec::new(), Frames::default());
    for (i, (frame, claimed)) in frames.iter().enumerate() {
        let time = Timestamp::from_parts(i as i64, 0);
        list.push(FrameMeta::new(bytes.len() as u64, frame.len() as u32, *claimed as u32, time, 0));
        bytes.extend_from_slice(frame);
    }
    Capture {
        bytes: FileBytes::from_vec(bytes),
        interfaces: Arc::new(vec![interface]),
        frames: list,
        complete: true,
        ..Capture::default()
    }
}

/// Does something with the dissection of the last of the capture's frames.
pub fn look<T>(capture: &Capture, look: impl FnOnce(&Dissector<'_>) -> T) -> T {
    look_at(capture, FrameId::from_index(capture.frames.len().saturating_sub(1)), look)
}

pub fn look_at<T>(capture: &Capture, frame: FrameId, look: impl FnOnce(&Dissector<'_>) -> T) -> T {
    let settings = Settings::default();
    let mut d = Dissector::new(capture, &settings, super::registry(), Wanted::Everything);
    d.frame(frame);
    assert!(!d.fault, "a protocol panicked");
    look(&d)
}

/// Dissects every prefix of `bytes` as this protocol, as if the capture had cut it; what the whole shows: its lines, and Info.
pub fn decoded_with_cuts(protocol: &'static str, bytes: &[u8]) -> (Vec<String>, String) {
    const ANY: u32 = 147;
    let settings = Settings { decode_as: vec![(Claim::LinkType(ANY), protocol)], ..Settings::default() };
    let mut whole = (Vec::new(), String::new());
    for end in 1..=bytes.len() {
        let capture = capture(ANY, &[(&bytes[..end], bytes.len())], |_| ());
        let mut d = Dissector::new(&capture, &settings, super::registry(), Wanted::Everything);
        d.frame(FrameId::from_index(0));
        assert!(!d.fault, "a protocol panicked");
        let labels = d.tree.nodes().iter().map(|node| {
            let mut text = String::new();
            d.tree.label(node, &d.sources, &mut text);
            text
        });
        whole = (labels.collect(), d.columns.info().to_owned());
    }
    whole
}

/// The lines of a tree that are shown, four blanks a level.
pub fn lines(d: &Dissector<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for node in d.tree.nodes().iter().filter(|n| !n.flags.has(Flags::HIDDEN)) {
        let mut label = " ".repeat(4 * usize::from(node.depth));
        d.tree.label(node, &d.sources, &mut label);
        lines.push(label);
    }
    lines
}

pub fn labels(link_type: u32, frame: &[u8]) -> Vec<String> {
    look(&capture(link_type, &[(frame, frame.len())], |_| ()), lines)
}

/// The lines from the first one that begins with `from` on.
pub fn labels_from(link_type: u32, frame: &[u8], from: &str) -> Vec<String> {
    let lines = labels(link_type, frame);
    let at = lines.iter().position(|l| l.starts_with(from));
    at.map_or_else(|| panic!("{from}: {lines:#?}"), |at| lines[at..].to_vec())
}

/// The lines of an Ethernet frame whose interface captures check sequences.
pub fn with_fcs(frame: &[u8]) -> Vec<String> {
    look(&capture(1, &[(frame, frame.len())], |i| i.fcs_len = Some(4)), lines)
}

/// `frame.protocols`
pub fn protocols(link_type: u32, frame: &[u8]) -> String {
    look(&capture(link_type, &[(frame, frame.len())], |_| ()), |d| d.protocols())
}

/// Source, Destination, Protocol, Info.
pub fn columns(link_type: u32, frame: &[u8]) -> [String; 4] {
    look(&capture(link_type, &[(frame, frame.len())], |_| ()), |d| {
        [
            d.columns.source.to_string(),
            d.columns.destination.to_string(),
            d.columns.protocol.to_string(),
            d.columns.info().to_owned(),
        ]
    })
}

/// A capture of one frame, `claimed` bytes long on the wire.
pub fn cut_frame(link_type: u32, frame: &[u8], claimed: usize) -> Capture {
    capture(link_type, &[(frame, claimed)], |_| ())
}

/// A capture of some frames; all of each was captured.
pub fn frames(link_type: u32, frames: &[&[u8]]) -> Capture {
    let frames: Vec<(&[u8], usize)> = frames.iter().map(|f| (*f, f.len())).collect();
    capture(link_type, &frames, |_| ())
}

/// Dissects every prefix of the frame, once as if the wire had no more and once as if the capture
/// had cut it, and the frame with every byte changed; nothing may panic, every span stays inside
/// its source.
pub fn survives_cuts(link_type: u32, frame: &[u8]) {
    let check = |bytes: &[u8], claimed: usize| {
        look(&capture(link_type, &[(bytes, claimed)], |_| ()), |d| {
            for node in d.tree.nodes() {
                let len = d.sources.get(node.span.source).map_or(0, |s| s.bytes.len());
                // An empty span may stand where nothing was captured any more.
                assert!(
                    node.span.len == 0 || node.span.end() as usize <= len,
                    "{}: {:?}",
                    d.tree.def(node.field).abbrev,
                    node.span
                );
            }
        });
    };
    for len in 0..=frame.len() {
        check(&frame[..len], len);
        check(&frame[..len], frame.len());
    }
    for at in 0..frame.len() {
        for value in [0, 1, 4, 0x7f, 0xff] {
            let mut changed = frame.to_vec();
            changed[at] = value;
            check(&changed, frame.len());
        }
    }
}

/// Does something with the dissection of bytes that are a protocol's whole payload.
pub fn alone<T>(protocol: &'static str, bytes: &[u8], look: impl FnOnce(&Dissector<'_>) -> T) -> T {
    let settings =
        Settings { decode_as: vec![(Claim::LinkType(NOBODYS_LINK), protocol)], ..Settings::default() };
    let capture = capture(NOBODYS_LINK, &[(bytes, bytes.len())], |_| ());
    let mut d = Dissector::new(&capture, &settings, super::registry(), Wanted::Everything);
    d.frame(FrameId(0));
    assert!(!d.fault, "a protocol panicked");
    look(&d)
}

/// A link type that no protocol claims.
const NOBODYS_LINK: u32 = 147;

/// The Info column and the lines from `from` on, of bytes that are a protocol's whole payload.
/// Neither its prefixes nor changed bytes may make it panic.
pub fn told_alone(protocol: &'static str, bytes: &[u8], from: &str) -> (String, Vec<String>) {
    for at in 0..bytes.len() {
        alone(protocol, &bytes[..at], |_| ());
        for value in [0, 1, 0x7f, 0xff] {
            let mut changed = bytes.to_vec();
            changed[at] = value;
            alone(protocol, &changed, |_| ());
        }
    }
    alone(protocol, bytes, |d| {
        let lines = lines(d);
        let at = lines.iter().position(|l| l.starts_with(from));
        (d.columns.info().to_owned(), lines[at.unwrap_or_else(|| panic!("{lines:#?}"))..].to_vec())
    })
}

/// An IPv4 packet with a UDP datagram in it.
pub fn over_udp(from: u16, to: u16, payload: &[u8]) -> Vec<u8> {
    let len = 28 + payload.len() as u16;
    let mut p = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
    p[2..4].copy_from_slice(&len.to_be_bytes());
    for part in [from, to, len - 20, 0] {
        p.extend_from_slice(&part.to_be_bytes());
    }
    p.extend_from_slice(payload);
    p
}
