//! Streams may be cut anywhere: every TCP conversation of the samples is cut into segments of a few bytes, and what its
//! frames say together is held against what they said before. What segments change by nature is named, with the reason.
//! So may packets be, into fragments of IP, in order and the other way round.

mod streams;

use std::collections::HashMap;
use streams::{ETHERNET, Opened, samples, segment};
use wirelens::document::follow::Kind;
use wirelens::store::Transport;

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

/// What segments may change, in which samples (all: none named), and why: lines that begin so, with what stands below.
const NATURAL: &[(&[&str], &str, &str)] = &[
    (&[], "[Response ", "links name frames"),
    (&[], "[Request ", "links name frames"),
    (&["ftp", "ftp-data", "ftp_starttls"], "FTP Data", "files are shown segment by segment"),
    (&["ftp", "ftp-data", "ftp_starttls"], "Line-based text data", "files are shown segment by segment"),
    (
        &["smtp", "imf"],
        "Line-based text data",
        "mail is shown segment by segment, and once more when it is whole",
    ),
    (&["smtp", "imf"], "[Reassembled DATA length", "a line end that comes with the dot belongs to the dot"),
    (&["smtp", "imf"], "Last boundary: ", "the same"),
    (&["smtp", "imf"], "..", "the same"),
    (&["smtp", "smtp_starttls"], "Response: 250", "each line of a reply is shown when it is there"),
    (&["ssh"], "SSH Version 2", "sealed packets have no length that can be read: a segment is one"),
    (&["ssh"], "[Direction: ", "the same"),
    (&["telnet"], "Data: ", "text is shown segment by segment"),
    (&["socks", "socks-tls"], "[Version: ", "the proxy's layer stands around each segment"),
    (&["socks", "socks-tls"], "[Command: Connect", "the same"),
    (&["socks", "socks-tls"], "[Remote ", "the same"),
    (&["connect"], "[Proxy-Connect-", "the same"),
    (&["dns"], "Data (", "another port: nobody reads it"),
];

/// The lines inside layers, without those that name frames and times and what is natural; sorted.
fn told(opened: &Opened, sample: &str) -> Vec<String> {
    let depends = |line: &str| ["rame", "seconds", "#", "ragment"].iter().any(|word| line.contains(word));
    let is_natural = |line: &str| {
        let is_here = |samples: &[&str]| samples.is_empty() || samples.contains(&sample);
        NATURAL.iter().any(|(samples, begin, _)| is_here(samples) && line.trim_start().starts_with(begin))
    };
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut told = Vec::new();
    for said in opened.said("tcp") {
        let mut below = usize::MAX;
        for line in said.lines {
            if indent(&line) > below {
                continue;
            }
            below = if is_natural(&line) { indent(&line) } else { usize::MAX };
            if below == usize::MAX && line.starts_with(' ') && !depends(&line) {
                told.push(line);
            }
        }
    }
    told.sort();
    told
}

/// Differences told of each sample.
const MOST_TOLD: usize = 8;

/// What `a` has more often than `b`; both are sorted.
fn without<'l>(a: &'l [String], b: &[String]) -> Vec<&'l String> {
    let mut b = b.iter().peekable();
    a.iter()
        .filter(|line| {
            while b.next_if(|other| other < line).is_some() {}
            b.next_if(|other| other == line).is_none()
        })
        .collect()
}

#[test]
fn messages_in_segments_of_any_length_are_put_together() {
    let (mut different, mut compared) = (Vec::new(), 0);
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let whole = told(&Opened::new(bytes.clone(), "", &path), name);
        for len in [1, 13] {
            let Some(cut) = in_pieces(&bytes, len) else { continue };
            let pieces = told(&Opened::new(cut, "", &path), name);
            compared += whole.len();
            let (mut lost, mut new) = (without(&whole, &pieces), without(&pieces, &whole));
            lost.truncate(MOST_TOLD);
            new.truncate(MOST_TOLD);
            if !lost.is_empty() || !new.is_empty() {
                different.push(format!("{name} by {len}: lost {lost:#?}, new {new:#?}"));
            }
        }
    }
    assert!(compared > 10_000, "{compared} lines");
    assert!(different.is_empty(), "{} samples:\n{}", different.len(), different.join("\n"));
}

#[test]
fn streams_and_files_are_the_same_however_they_are_cut() {
    let mut files = 0;
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        let Some(cut) = in_pieces(&bytes, 7) else { continue };
        let (whole, pieces) = (Opened::new(bytes, "", &path), Opened::new(cut, "", &path));
        let is_tcp = |c: &&wirelens::store::Conversation| c.transport == Transport::Tcp;
        for stream in whole.capture.conversations.iter().filter(is_tcp).map(|c| c.stream) {
            let of = |opened: &Opened| opened.said_in(Kind::Tcp, stream);
            assert_eq!(of(&whole), of(&pieces), "{path:?}, stream {stream}");
        }
        // A line end that comes with the dot behind a mail belongs to the dot, as the reference has it.
        let files_of = |opened: &Opened| {
            let mut objects = opened.objects();
            for (_, kind, bytes) in &mut objects {
                if kind == "EML file" {
                    bytes.truncate(bytes.trim_ascii_end().len());
                }
            }
            objects
        };
        let objects = files_of(&whole);
        files += objects.len();
        assert_eq!(objects, files_of(&pieces), "{path:?}");
    }
    assert!(files > 20, "{files} files");
}

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
fn told_in_order(opened: &Opened, transport: &str) -> Vec<(String, Vec<String>)> {
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
                let (before, after) = (told_in_order(&whole, transport), told_in_order(&cut, transport));
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
