//! Streams may be cut anywhere: every TCP conversation of the samples is cut into segments of a few bytes, and what its
//! frames say together is held against what they said before.

mod streams;

use std::collections::HashMap;
use streams::{ETHERNET, Opened, samples, segment};

/// The capture with its payloads in pieces of `len` bytes, each in a frame of its own.
fn in_pieces(pcap: &[u8], len: usize) -> Option<Vec<u8>> {
    let is_ethernet = pcap[20..24] == [1, 0, 0, 0];
    let mut out = pcap[..24].to_vec();
    let mut rest = &pcap[24..];
    let mut next: HashMap<(Vec<u8>, Vec<u8>), u32> = HashMap::new();
    while rest.len() >= 16 && is_ethernet {
        let (time, frame_len) = (&rest[..8], u32::from_le_bytes(rest[8..12].try_into().unwrap()) as usize);
        let frame = &rest[16..16 + frame_len];
        rest = &rest[16 + frame_len..];
        let mut put = |frame: &[u8]| {
            let len = (frame.len() as u32).to_le_bytes();
            out.extend([time, &len, &len, frame].concat());
        };
        let Some(s) = segment(frame).filter(|s| !s.payload.is_empty()) else {
            put(frame);
            continue;
        };
        // What came twice or not in order would be told of each piece.
        let expected = next.insert(s.flow.clone(), s.sequence.wrapping_add(s.payload.len() as u32));
        if expected.is_some_and(|expected| expected != s.sequence) {
            return None;
        }
        for (index, piece) in frame[s.payload.clone()].chunks(len).enumerate() {
            let mut cut = [&frame[..s.payload.start], piece].concat();
            let sequence = s.sequence.wrapping_add((index * len) as u32);
            cut[s.tcp + 4..s.tcp + 8].copy_from_slice(&sequence.to_be_bytes());
            let ip_len = (cut.len() - ETHERNET) as u16;
            match frame[12] {
                8 => cut[16..18].copy_from_slice(&ip_len.to_be_bytes()),
                _ => cut[18..20].copy_from_slice(&(ip_len - 40).to_be_bytes()),
            }
            put(&cut);
        }
    }
    is_ethernet.then_some(out)
}

/// The lines inside layers, without those that name frames and times.
fn told(opened: &Opened) -> Vec<String> {
    let lines = opened.said("tcp").into_iter().flat_map(|said| said.lines);
    let depends = |line: &String| ["rame", "seconds", "#", "ragment"].iter().any(|word| line.contains(word));
    lines.filter(|line| line.starts_with(' ') && !depends(line)).collect()
}

#[test]
fn messages_in_segments_of_any_length_are_put_together() {
    let (mut different, mut compared) = (Vec::new(), 0);
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let whole = told(&Opened::new(bytes.clone(), "", &path));
        for len in [1, 13] {
            let Some(cut) = in_pieces(&bytes, len) else { continue };
            let pieces = told(&Opened::new(cut, "", &path));
            compared += whole.len();
            let at = whole.iter().zip(&pieces).take_while(|(a, b)| a == b).count();
            if whole.get(at) != pieces.get(at) {
                different.push(format!("{name} by {len}: {:?} became {:?}", whole.get(at), pieces.get(at)));
            }
        }
    }
    assert!(different.is_empty(), "{} of {compared} lines:\n{}", different.len(), different.join("\n"));
}
