//! Hostile input: every sample cut at every length, each frame cut at every length, and seeded
//! mutations. Nothing may panic, no node may leave its source, no frame may come from nowhere, and
//! no input may take long.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::{Document, Loader, Source};
use wirelens::store::Capture;
use wirelens::tls::secrets::Keyring;

/// A pcap file header, and the header of a packet in it.
const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;
/// Longer than any of these inputs takes on a busy machine, far less than a hang.
const LIMIT: Duration = Duration::from_secs(10);
/// Cuts of a file beyond this size are made at steps, so that the test stays short.
const EVERY_BYTE_BELOW: usize = 5_000;

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found = Vec::new();
    for folder in [root.clone(), root.join("sibling")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "pcap") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() >= 5, "{found:?}");
    found
}

/// Ranges of the records of a little-endian pcap file, headers included.
fn records(file: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut at = FILE_HEADER;
    let mut found = Vec::new();
    while let Some(len) = file.get(at + 8..at + 12) {
        let end = at + PACKET_HEADER + u32::from_le_bytes(len.try_into().unwrap()) as usize;
        found.push(at..end);
        at = end;
    }
    assert_eq!(at, file.len());
    found
}

fn settings() -> Settings {
    let keyring = Keyring::new();
    let key = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/key.pem");
    keyring.load_rsa_file(&key, None).unwrap();
    Settings { secrets: keyring.snapshot(), ..Settings::default() }
}

/// Loads a capture; `None`: it was refused as a whole, with a sentence.
fn load(bytes: Vec<u8>, what: &str) -> Option<Arc<Capture>> {
    let loader = Loader::stream(Cursor::new(bytes)).unwrap_or_else(|e| panic!("{what}: {e}"));
    let mut document = Document::with_loader(Source::Stdin, loader, Arc::default(), Settings::default());
    match document.load_all() {
        Ok(()) => Some(document.capture()),
        Err(error) => {
            assert!(error.to_string().ends_with('.'), "{what}: {error}");
            None
        }
    }
}

/// Dissects every frame and looks at every node. Number of nodes and of layers that were cut.
fn dissect(capture: &Capture, settings: &Settings, what: &str) -> (usize, usize) {
    let began = Instant::now();
    // Plaintext belongs to one capture.
    let settings = Settings { opened: Arc::default(), ..settings.clone() };
    let mut d = Dissector::new(capture, &settings, wirelens::proto::registry(), Wanted::Everything);
    let (mut label, mut count, mut cut) = (String::new(), 0, 0);
    for index in 0..capture.frames.len() {
        let frame = FrameId(index as u32);
        d.frame(frame);
        assert!(!d.fault, "{what}: frame {} panics", frame.number());
        let nodes = d.tree.nodes();
        assert!(!nodes.is_empty(), "{what}: frame {} has no tree", frame.number());
        for node in nodes {
            label.clear();
            d.tree.label(node, &d.sources, &mut label);
            let len = d.sources.get(node.span.source).map(|s| s.bytes.len());
            let inside = len.is_some_and(|len| node.span.start as usize + node.span.len as usize <= len);
            assert!(
                inside,
                "{what}: frame {}: \"{label}\" at {:?} leaves its source of {len:?} bytes",
                frame.number(),
                node.span
            );
            let abbrev = d.tree.def(node.field).abbrev;
            cut += usize::from(abbrev == "_ws.malformed" || abbrev == "_ws.short");
        }
        count += nodes.len();
    }
    assert!(began.elapsed() < LIMIT, "{what}: {:?}", began.elapsed());
    (count, cut)
}

/// As many frames as the records are kept, whatever became of what is in them.
fn check(bytes: Vec<u8>, frames: usize, settings: &Settings, what: &str) -> (usize, usize) {
    let began = Instant::now();
    let capture = load(bytes, what).unwrap_or_else(|| panic!("{what}: refused"));
    assert_eq!(capture.frames.len(), frames, "{what}");
    assert!(began.elapsed() < LIMIT, "{what}: loading took {:?}", began.elapsed());
    dissect(&capture, settings, what)
}

/// A capture with the file header of `file` and these packets: bytes kept, and length on the wire.
fn capture_of<'a>(file: &[u8], packets: impl IntoIterator<Item = (&'a [u8], usize)>) -> Vec<u8> {
    let mut out = file[..FILE_HEADER].to_vec();
    for (number, (bytes, len)) in packets.into_iter().enumerate() {
        for word in [1_700_000_000, number as u32, bytes.len() as u32, len as u32] {
            out.extend(word.to_le_bytes());
        }
        out.extend(bytes);
    }
    out
}

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
}

#[test]
fn a_file_cut_anywhere_keeps_the_frames_before_the_cut() {
    let settings = settings();
    for path in samples() {
        let file = std::fs::read(&path).unwrap();
        let records = records(&file);
        let mut dissected = usize::MAX;
        for len in (0..=file.len()).step_by(file.len().div_ceil(EVERY_BYTE_BELOW).max(1)) {
            let what = format!("{} cut to {len} bytes", path.display());
            let whole = records.iter().filter(|r| r.end <= len).count();
            let Some(capture) = load(file[..len].to_vec(), &what) else {
                assert!(len < FILE_HEADER, "{what}: refused");
                continue;
            };
            assert_eq!(capture.frames.len(), whole, "{what}");
            let clean = len == FILE_HEADER || records.iter().any(|r| r.end == len);
            assert_eq!(capture.problems.is_empty(), clean, "{what}: {:?}", capture.problems);
            // Cuts inside one record leave the same frames.
            if whole != dissected {
                dissected = whole;
                dissect(&capture, &settings, &what);
            }
        }
        assert_eq!(dissected, records.len());
    }
}

#[test]
fn a_frame_cut_anywhere_is_shown_as_far_as_it_goes() {
    let settings = settings();
    for path in samples() {
        let file = std::fs::read(&path).unwrap();
        for (number, record) in records(&file).into_iter().enumerate() {
            let frame = &file[record.start + PACKET_HEADER..record.end];
            // All lengths in one capture: the stream they belong to is checked at the same time.
            let cuts = |wire: Option<usize>| {
                capture_of(&file, (0..=frame.len()).map(|len| (&frame[..len], wire.unwrap_or(len))))
            };
            let what = format!("frame {} of {}", number + 1, path.display());
            let (_, snapped) = check(
                cuts(Some(frame.len())),
                frame.len() + 1,
                &settings,
                &format!("{what}, cut by the capture"),
            );
            assert!(snapped > 14, "{what}: only {snapped} layers say that bytes are missing");
            check(cuts(None), frame.len() + 1, &settings, &format!("{what}, cut on the wire"));
            for len in
                [0, 1, 13, 14, 20, 33, 34, 53, 54, 65, 66, 70, 71, 75, 90, frame.len() - 1, frame.len()]
            {
                let Some(part) = frame.get(..len) else { continue };
                let alone = capture_of(&file, [(part, frame.len())]);
                check(alone, 1, &settings, &format!("{what}, alone, cut to {len}"));
            }
        }
    }
}

#[test]
fn mutated_packets_lose_no_frame() {
    let settings = settings();
    for (seed, path) in samples().into_iter().enumerate() {
        let file = std::fs::read(&path).unwrap();
        let records = records(&file);
        for round in 0..24 {
            let what = format!("{}, mutation {round}", path.display());
            let mut random = Random((seed as u64) << 32 | round);
            let mut packets: Vec<Vec<u8>> =
                records.iter().map(|r| file[r.start + PACKET_HEADER..r.end].to_vec()).collect();
            match round % 6 {
                // Flipped bits, few and many; link and network headers stay whole in half of them.
                0 | 1 => {
                    let share = if round % 6 == 0 { 200 } else { 20 };
                    let from = if round % 12 < 6 { 0 } else { 34 };
                    for packet in &mut packets {
                        for at in from..packet.len() {
                            if random.below(share) == 0 {
                                packet[at] ^= 1 << random.below(8);
                            }
                        }
                    }
                }
                // Lengths: a run of two bytes becomes an extreme.
                2 => {
                    for packet in &mut packets {
                        let at = random.below(packet.len() - 1);
                        let value = [0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff][random.below(6)];
                        packet[at..at + 2].copy_from_slice(&u16::to_be_bytes(value));
                    }
                }
                // Shuffled, doubled and dropped frames.
                3 => {
                    for at in (1..packets.len()).rev() {
                        packets.swap(at, random.below(at + 1));
                    }
                    let again = packets[random.below(packets.len())].clone();
                    packets.push(again);
                    packets.remove(random.below(packets.len()));
                }
                // Cut short at random.
                4 => {
                    for packet in &mut packets {
                        packet.truncate(random.below(packet.len() + 1));
                    }
                }
                // The tail of one frame behind the head of another.
                _ => {
                    for at in 1..packets.len() {
                        let tail = packets[at - 1].clone();
                        let (cut, from) = (random.below(packets[at].len()), random.below(tail.len()));
                        packets[at].truncate(cut);
                        packets[at].extend(&tail[from..]);
                    }
                }
            }
            let frames = packets.len();
            check(capture_of(&file, packets.iter().map(|p| (&p[..], p.len()))), frames, &settings, &what);
        }
    }
}

#[test]
fn a_damaged_file_ends_with_a_sentence_not_with_frames_from_nowhere() {
    let settings = settings();
    for (seed, path) in samples().into_iter().enumerate() {
        let file = std::fs::read(&path).unwrap();
        let records = records(&file);
        for round in 0..40 {
            let what = format!("{}, damage {round}", path.display());
            let mut random = Random(1 << 48 | (seed as u64) << 32 | round);
            let mut damaged = file.clone();
            // In the file header, or in the header of a packet.
            let (start, len) = match round % 4 {
                0 => (0, FILE_HEADER),
                _ => (records[random.below(records.len())].start, PACKET_HEADER),
            };
            for _ in 0..=random.below(3) {
                damaged[start + random.below(len)] = random.below(256) as u8;
            }
            let most = (damaged.len() - FILE_HEADER) / PACKET_HEADER;
            let Some(capture) = load(damaged, &what) else { continue };
            assert!(capture.frames.len() <= most, "{what}: {} frames", capture.frames.len());
            if round % 4 != 0 {
                let before = records.iter().filter(|r| r.start < start).count();
                assert!(capture.frames.len() >= before, "{what}: frames before the damage are lost");
            }
            dissect(&capture, &settings, &what);
        }
    }
}
