//! IP packets may come in fragments: those of the samples are cut in two, in order and the other way round, and what is
//! said above TCP and UDP is held against what was said before.

mod streams;

use streams::{ETHERNET, Opened, samples};

/// The capture with each IPv4 packet in two fragments, the second of which comes first if `swapped`.
fn in_fragments(pcap: &[u8], swapped: bool) -> Option<Vec<u8>> {
    let is_ethernet = pcap[20..24] == [1, 0, 0, 0];
    let mut out = pcap[..24].to_vec();
    let mut rest = &pcap[24..];
    while rest.len() >= 16 && is_ethernet {
        let (time, len) = (&rest[..8], u32::from_le_bytes(rest[8..12].try_into().unwrap()) as usize);
        let frame = &rest[16..16 + len];
        rest = &rest[16 + len..];
        let mut frames = halves(frame).unwrap_or_else(|| vec![frame.to_vec()]);
        if swapped {
            frames.reverse();
        }
        for frame in frames {
            let len = (frame.len() as u32).to_le_bytes();
            out.extend([time, &len, &len, &frame[..]].concat());
        }
    }
    is_ethernet.then_some(out)
}

/// Both fragments of the packet in a frame.
fn halves(frame: &[u8]) -> Option<Vec<Vec<u8>>> {
    let header = ETHERNET + usize::from(frame.get(ETHERNET)? & 15) * 4;
    let total = usize::from(u16::from_be_bytes([*frame.get(16)?, *frame.get(17)?]));
    let payload = frame.get(header..ETHERNET + total)?;
    let is_whole = frame.get(12..14)? == [8, 0] && frame[20] & 0x3f == 0 && frame[21] == 0;
    let (first, second) = payload.split_at(payload.len() / 2 / 8 * 8);
    if !is_whole || first.is_empty() {
        return None;
    }
    let fragment = |part: &[u8], more: bool, at: usize| {
        let mut out = [&frame[..header], part].concat();
        let len = (out.len() - ETHERNET) as u16;
        out[16..18].copy_from_slice(&len.to_be_bytes());
        out[20..22].copy_from_slice(&(u16::from(more) << 13 | (at / 8) as u16).to_be_bytes());
        out
    };
    Some(vec![fragment(first, true, 0), fragment(second, false, first.len())])
}

/// What is said above a transport, frame by frame; frames that say nothing are left out, and lines that name frames.
fn told(opened: &Opened, transport: &str) -> Vec<(String, Vec<String>)> {
    // Links name frames, too; those of SSDP and STUN are not known between fragments.
    let is_left_out = |line: &String| {
        let line = line.trim_start();
        ["[Re", "[Verified: ", "[HTTP ", "[Duplicated "].iter().any(|begin| line.starts_with(begin))
            || ["rame", "seconds", "#", "ragment", " In: "].iter().any(|word| line.contains(word))
    };
    let said = opened.said(transport).into_iter().filter(|said| !said.lines.is_empty());
    said.map(|said| (said.protocol, said.lines.into_iter().filter(|line| !is_left_out(line)).collect()))
        .collect()
}

#[test]
fn packets_in_fragments_say_what_they_say_whole() {
    let (mut different, mut compared) = (Vec::new(), 0);
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let whole = Opened::new(bytes.clone(), "", &path);
        for swapped in [false, true] {
            let Some(cut) = in_fragments(&bytes, swapped) else { continue };
            let cut = Opened::new(cut, "", &path);
            for transport in ["tcp", "udp"] {
                let (before, after) = (told(&whole, transport), told(&cut, transport));
                compared += before.len();
                if let Some(at) =
                    (0..before.len().max(after.len())).find(|at| before.get(*at) != after.get(*at))
                {
                    let (before, after) = (before.get(at), after.get(at));
                    different.push(format!(
                        "{}, {transport}, {swapped}: {before:#?}, now {after:#?}",
                        path.display()
                    ));
                }
            }
        }
    }
    assert!(compared > 3_000, "{compared} frames");
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
