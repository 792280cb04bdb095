//! The entrances that fuzzers use, with bytes of our samples changed by seed: what a fuzzer tries for days
//! (`fuzz/`), tried for seconds at every run.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use wirelens::fuzzing;

/// Longer than any of these inputs takes on a busy machine, far less than a hang.
const LIMIT: Duration = Duration::from_secs(20);
/// Bytes of an input, so that many are tried.
const INPUT_MAX: usize = 3_000;

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    /// Some bytes changed: flipped bits, extremes, a run doubled or left out.
    fn change(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let Some(byte) = bytes.get_mut(at) else { return };
            match self.below(5) {
                0 => *byte ^= 1 << self.below(8),
                1 => *byte = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                2 => {
                    let end = (at + 1 + self.below(8)).min(bytes.len());
                    bytes.drain(at..end);
                }
                3 => {
                    let end = (at + 1 + self.below(64)).min(bytes.len());
                    let run = bytes[at..end].to_vec();
                    bytes.splice(at..at, run);
                }
                _ => bytes.truncate(at.max(1)),
            }
        }
    }
}

/// What our samples hold: whole files, keys and key logs among them.
fn samples() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found = Vec::new();
    for folder in [root.clone(), root.join("protocols"), root.join("peers")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|e| ["pcap", "pcapng", "pem", "keys"].iter().any(|known| e == *known))
            {
                found.push((path.clone(), std::fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 80, "{} samples", found.len());
    found
}

/// Payloads of a pcap file, as far as its headers can be believed.
fn packets(file: &[u8]) -> Vec<&[u8]> {
    let (mut at, mut found) = (24, Vec::new());
    while let Some(len) = file.get(at + 8..at + 12) {
        let len = u32::from_le_bytes(len.try_into().unwrap()) as usize;
        let Some(packet) = file.get(at + 16..at + 16 + len) else { break };
        found.push(packet);
        at += 16 + len;
    }
    found
}

fn within_limit(what: &Path, run: impl FnOnce()) {
    let began = Instant::now();
    run();
    assert!(began.elapsed() < LIMIT, "{}: {:?}", what.display(), began.elapsed());
}

#[test]
fn changed_files_harm_nobody() {
    for (seed, (path, bytes)) in samples().into_iter().enumerate() {
        let mut random = Random(seed as u64);
        for _ in 0..5 {
            let mut bytes = bytes[..bytes.len().min(INPUT_MAX)].to_vec();
            random.change(&mut bytes);
            within_limit(&path, || fuzzing::file(&bytes));
        }
    }
}

#[test]
fn packets_of_any_link_type_harm_nobody() {
    for (seed, (path, bytes)) in samples().into_iter().enumerate() {
        let mut random = Random(1 << 32 | seed as u64);
        let packets = packets(&bytes);
        for _ in 0..20_usize.min(packets.len()) {
            let mut packet = packets[random.below(packets.len())].to_vec();
            random.change(&mut packet);
            let link_type =
                [0, 1, 9, 12, 50, 101, 105, 113, 127, 276, random.below(300) as u16][random.below(11)];
            let input = [&link_type.to_be_bytes()[..], &packet].concat();
            within_limit(&path, || fuzzing::frame(&input));
        }
    }
}

#[test]
fn anything_said_at_any_port_harms_nobody() {
    for (seed, (path, bytes)) in samples().into_iter().enumerate() {
        let mut random = Random(2 << 32 | seed as u64);
        for _ in 0..12 {
            let mut input = vec![random.below(256) as u8, random.below(256) as u8];
            for packet in packets(&bytes) {
                // What stands behind the headers of Ethernet, IPv4 and UDP, and often of TCP.
                let mut said = packet.get([42, 54, 66][random.below(3)]..).unwrap_or_default().to_vec();
                if random.below(3) == 0 {
                    random.change(&mut said);
                }
                said.truncate(255);
                input.extend([random.below(2) as u8, said.len() as u8]);
                input.extend(said);
                if input.len() > INPUT_MAX {
                    break;
                }
            }
            within_limit(&path, || fuzzing::stream(&input));
        }
    }
}

#[test]
fn filters_of_any_words_compile_or_say_why_not() {
    const WORDS: &[&str] = &[
        "ip.addr",
        "tcp.port",
        "tls.handshake.ciphersuite",
        "frame",
        "http.host",
        "_ws.col.info",
        "eth.src",
        "==",
        "!=",
        "===",
        "!==",
        "~=",
        ">",
        "<=",
        "contains",
        "matches",
        "in",
        "&",
        "&&",
        "||",
        "not",
        "!",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "[0:2]",
        "[-1]",
        "#1",
        "@",
        "..",
        ",",
        "-",
        "+",
        "*",
        "/",
        "%",
        "\"a\\x41\"",
        "r\"\\\"",
        "'a'",
        "1.2.3.4/8",
        "::1",
        "00:11:22",
        "0x10",
        "1e3",
        "-1",
        "any",
        "all",
        "len(",
        "count(",
        "upper(",
        "max(",
        "${",
        "}",
        "\"[\"",
        "\u{202e}",
        "é",
        "2020-01-01 00:00:00",
    ];
    let mut random = Random(3 << 32);
    for _ in 0..10_000 {
        let words: Vec<&str> = (0..=random.below(9)).map(|_| WORDS[random.below(WORDS.len())]).collect();
        let text = words.join(if random.below(4) == 0 { "" } else { " " });
        within_limit(Path::new(&text), || fuzzing::filter(text.as_bytes()));
    }
    for deep in ["(", "!", "-", "len(", "not ", "{", "ip[", "tcp or "] {
        let text = deep.repeat(20_000);
        within_limit(Path::new(deep), || fuzzing::filter(text.as_bytes()));
    }
}

#[test]
fn hellos_certificates_and_keys_of_any_bytes_harm_nobody() {
    for (seed, (path, bytes)) in samples().into_iter().enumerate() {
        let mut random = Random(4 << 32 | seed as u64);
        let parts = [packets(&bytes), vec![&bytes[..bytes.len().min(INPUT_MAX)]]].concat();
        for _ in 0..30 {
            let part = parts[random.below(parts.len())];
            let mut input =
                part.get([0, 0, 54, 59, 63, 66, 71, 75][random.below(8)]..).unwrap_or_default().to_vec();
            random.change(&mut input);
            within_limit(&path, || fuzzing::handshake(&input));
        }
    }
}
