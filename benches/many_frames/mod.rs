//! A capture of as many frames as one likes: conversations of the samples again and again, each time
//! with another client, a thousand of them at once. The same for the same number of frames.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::base::time::Timestamp;
use wirelens::capfile::write::{PacketOut, PcapWriter};
use wirelens::dissect::Settings;
use wirelens::document::{Document, Source};
use wirelens::store::Capture;

/// Samples, and how often a conversation of each is begun. All are Ethernet and IPv4.
const MIX: &[(&str, u32)] = &[
    ("protocols/dns.pcap", 12),
    ("protocols/ntp.pcap", 6),
    ("protocols/snmp.pcap", 3),
    ("protocols/syslog.pcap", 3),
    ("protocols/stun.pcap", 3),
    ("protocols/coap.pcap", 2),
    ("protocols/mqtt.pcap", 2),
    ("protocols/resp.pcap", 1),
    ("upyssl.pcap", 1),
];
/// Longer frames would make a larger file of the same number of frames; their conversations are left out.
const MAX_FRAME_LEN: usize = 700;
/// Conversations that go on at a time.
const AT_ONCE: usize = 1_000;
/// Where IPv4's checksum, source and destination and the ports behind it stand.
const IP_CHECKSUM: usize = 24;
const ADDRESSES: [usize; 2] = [26, 30];
const PORTS: [usize; 2] = [34, 36];
const ETHERTYPE: usize = 12;

/// A frame of a template: its bytes and whether the client sent it.
type Said = (Vec<u8>, bool);

/// Writes `frames` frames.
pub fn write(path: &Path, frames: usize) {
    let (templates, interface) = templates();
    let file = BufWriter::with_capacity(1 << 20, File::create(path).expect("the bench's capture"));
    let mut writer = PcapWriter::new(file, &interface).expect("its header");
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((random >> 33) as usize) % below.max(1)
    };
    let mut talks: Vec<(usize, usize, u32)> = Vec::new();
    let (mut begun, mut time) = (0_u32, 1_700_000_000_000_000_000_i64);
    let mut bytes = Vec::new();
    for _ in 0..frames {
        let at = next(AT_ONCE);
        if at >= talks.len() {
            talks.push((next(templates.len()), 0, begun));
            begun += 1;
        }
        let slot = at.min(talks.len() - 1);
        if talks[slot].1 >= templates[talks[slot].0].len() {
            talks[slot] = (next(templates.len()), 0, begun);
            begun += 1;
        }
        let (template, said, client) = &mut talks[slot];
        let (frame, from_client) = &templates[*template][*said];
        *said += 1;
        bytes.clone_from(frame);
        readdress(&mut bytes, *from_client, *client);
        time += next(20_000) as i64;
        let original_len = bytes.len() as u32;
        let out = PacketOut { time: Timestamp(time), original_len, data: &bytes, ..PacketOut::default() };
        writer.packet(&out).expect("a frame");
    }
    writer.flush().expect("all of it");
}

/// The conversations of the samples, each as often as it shall be begun.
fn templates() -> (Vec<Vec<Said>>, wirelens::capfile::Interface) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut all = Vec::new();
    let mut interface = None;
    for (name, times) in MIX {
        let source = Source::Path(samples.join(name));
        let mut document =
            Document::open(source, Arc::default(), Settings::default()).expect("a sample opens");
        document.load_all().expect("a sample loads");
        let capture = document.capture();
        interface.get_or_insert_with(|| capture.interfaces[0].clone());
        for conversation in 0..capture.conversations.len() {
            let said = said(&capture, conversation);
            if !said.is_empty() {
                (0..*times).for_each(|_| all.push(said.clone()));
            }
        }
    }
    (all, interface.expect("a sample has an interface"))
}

/// The frames of a conversation; none, if it cannot be had with another client.
fn said(capture: &Capture, conversation: usize) -> Vec<Said> {
    let frames = (0..capture.frames.len()).map(FrameId::from_index);
    let ours = frames.filter_map(|id| {
        let meta = capture.frame(id)?;
        let is_ours = meta.conversation().is_some_and(|c| c.index() == conversation);
        is_ours.then(|| (capture.frame_bytes(id).to_vec(), meta.direction() == 0))
    });
    let said: Vec<Said> = ours.collect();
    let fits = |(bytes, _): &Said| {
        bytes.get(ETHERTYPE..ETHERTYPE + 3) == Some(&[8, 0, 0x45]) && bytes.len() <= MAX_FRAME_LEN
    };
    if said.iter().all(fits) { said } else { Vec::new() }
}

/// Gives the frame another client, and checksums that are still as right as they were.
fn readdress(bytes: &mut [u8], from_client: bool, client: u32) {
    let side = usize::from(!from_client);
    let protocol = bytes[23];
    let transport = match protocol {
        6 => Some(50),
        17 if bytes[40..42] != [0, 0] => Some(40),
        _ => None,
    };
    let address = (10 << 24 | (client / 20_000) << 4 | 9).to_be_bytes();
    let port = ((20_000 + client % 20_000) as u16).to_be_bytes();
    let words = [
        (ADDRESSES[side], [address[0], address[1]]),
        (ADDRESSES[side] + 2, [address[2], address[3]]),
        (PORTS[side], port),
    ];
    for (at, new) in words {
        let old = [bytes[at], bytes[at + 1]];
        bytes[at..at + 2].copy_from_slice(&new);
        if at < PORTS[0] {
            adjust(bytes, IP_CHECKSUM, old, new);
        }
        if let Some(checksum) = transport {
            adjust(bytes, checksum, old, new);
        }
    }
}

/// A checksum after one of the words it is of changed (RFC 1624 section 3).
fn adjust(bytes: &mut [u8], at: usize, old: [u8; 2], new: [u8; 2]) {
    let word = |pair: [u8; 2]| u32::from(u16::from_be_bytes(pair));
    let sum = word([!bytes[at], !bytes[at + 1]]) + (0xffff - word(old)) + word(new);
    let folded = (sum & 0xffff) + (sum >> 16);
    let folded = (folded & 0xffff) + (folded >> 16);
    bytes[at..at + 2].copy_from_slice(&(!folded as u16).to_be_bytes());
}
