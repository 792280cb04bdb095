//! What is decided of a frame with as little of its dissection as will do (none, if the index knows) is
//! what all of it says: for every frame of every sample, with and without keys.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::filtered::Judge;
use wirelens::document::{Document, Loader, Source};
use wirelens::filter::{Decision, Filter};
use wirelens::proto;
use wirelens::tls::secrets::Keyring;

const FILTERS: &[&str] = &[
    "tls",
    "!tls",
    "tls.handshake.type == 1",
    "tls.handshake.type != 1",
    "tls.handshake.type == 2 || tls.handshake.type in {11, 14..16}",
    "!(tls.handshake.type == 1)",
    "any tls.handshake.type > 60 || all tls.handshake.type == 1",
    "tls.handshake.extensions_server_name",
    "tls.record.content_type == 22",
    "tls.record.content_type == 23 && tcp.len > 100",
    "http",
    "http.request",
    "!http.request",
    "http.request.method == GET || http.response.code == 200",
    "http.request.uri contains \"/\"",
    "http.response",
    "dns or tls.handshake.type == 2",
    "tcp && !http && !tls",
    "ip.addr == 192.168.11.0/24",
    "!(ip.addr == 192.168.11.1)",
    "ip.src != 127.0.0.1",
    "ip.dst == 10.0.0.0/8 || ipv6.addr == fe80::/10",
    "ipv6.dst == ::1 && tcp",
    "tcp.port in {443, 8000..9000}",
    "udp.port == 53 || udp.port in {1000..65535}",
    "!tcp.port == 443",
    "tcp.stream == 0 && frame.len > 100",
    "udp && frame.len in {60..100}",
    "frame.time_relative > 0.5",
    "frame.time_epoch < 1700000000",
    "tcp.flags.syn == 1",
    "tcp.options.mss_val > 100 || udp.length > 40",
    "!tcp.analysis.flags && tcp.len > 0",
    "udp.payload contains 00:01",
    "tcp.srcport + 1 > 1024",
    "count(tcp.port) > 2",
    "http.host contains \"e\"",
    "http.request.uri matches \"^/\"",
    "lower(http.server) contains \"a\" || upper(tls.handshake.extensions_server_name) == \"LOCALHOST\"",
    "dns",
    "dns.qry.name contains \"a\"",
    "!dns && udp",
    "mqtt || snmp || ntp || data",
    "arp || stp || dhcp || tftp",
    "frame.protocols contains \"dns\"",
    "ip.ttl > 60 && ip.proto == 17",
    "eth.addr == ff:ff:ff:ff:ff:ff",
    "_ws.col.protocol == \"DNS\"",
    "_ws.malformed",
    "dns.flags.rcode != 0",
    "dns.resp.ttl > 60 || dns.qry.type == 28",
    "dns.qry.name contains \"e\" && _ws.malformed",
    "mqtt.topic contains \"a\"",
    "!(mqtt.msgtype == 3) && tcp",
    "!stun || coap.code == 69",
    "ntp.stratum == 2 or snmp.version == 1 or syslog.level in {3..5}",
    "quic or dtls or ssdp or sip",
    "data.len > 4",
    "ip.ttl < 65",
    "!(ip.ttl < 65)",
    "ip.ttl != 64 && ip.flags.df == 1",
    "all ip.ttl > 60",
    "ip.flags.mf",
    "ip.frag_offset == 0 and ip.id in {0..1000}",
    "ip.len > 100 || ipv6.plen > 100",
    "ipv6.hlim == 255 || ip.dsfield.dscp > 0",
    "tcp.flags.syn == 1 && tcp.flags.ack == 0",
    "tcp.flags == 0x018 || tcp.flags.reset == 1",
    "tcp.flags.fin == 1 && dns",
    "tcp.window_size_value < 1000 && !tls",
    "tcp.urgent_pointer == 0",
    "udp.length in {8..60}",
    "!udp.length",
    "ip.ttl + 1 > 64",
];

/// What opens the samples and fixtures.
const KEYS: &[&str] = &["samples/key.pem", "tests/fixtures/tls/srv2048.key", "tests/fixtures/tls/upyssl.key"];
const KEY_LOGS: &[&str] = &["samples/tls-in-tls/proxied.keys", "tests/fixtures/tls/tls13-key-update.keys"];

fn load_keys(keyring: &Keyring) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for key in KEYS {
        keyring.load_rsa_file(&root.join(key), None).unwrap();
    }
    for log in KEY_LOGS {
        keyring.load_key_log(&root.join(log)).unwrap();
    }
}

fn captures(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_capture = path.extension().is_some_and(|e| e == "pcap" || e == "pcapng");
        if path.is_dir() {
            captures(&path, found);
        } else if is_capture {
            found.push(path);
        }
    }
}

#[test]
fn the_index_never_contradicts_the_dissection() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    captures(&root.join("samples"), &mut paths);
    captures(&root.join("tests"), &mut paths);
    assert!(paths.len() > 5, "{paths:?}");
    assert!(contradict_never(&paths, &[false, true]) > 100);
}

/// How often the index decided.
fn contradict_never(paths: &[PathBuf], keys: &[bool]) -> usize {
    let filters: Vec<Filter> =
        FILTERS.iter().map(|text| Filter::new(text, proto::registry()).expect(text)).collect();
    let mut decided = 0;
    for (path, with_key) in paths.iter().flat_map(|p| keys.iter().map(move |with_key| (p, *with_key))) {
        let keyring: Arc<Keyring> = Arc::default();
        if with_key {
            load_keys(&keyring);
        }
        let opened = Document::open(Source::Path(path.clone()), keyring, Settings::default());
        let Ok(mut document) = opened else { continue };
        if document.load_all().is_err() {
            continue;
        }
        let (capture, settings) = (document.capture(), document.settings());
        let mut all = Dissector::new(&capture, &settings, proto::registry(), Wanted::Everything);
        let mut judges: Vec<_> = filters
            .iter()
            .map(|filter| (filter, filter.pruner(&capture, &settings)))
            .map(|(filter, pruner)| {
                (filter, pruner, Judge::new(&capture, &settings, proto::registry(), filter))
            })
            .collect();
        for (frame, meta) in capture.frames.range(0..capture.frames.len()) {
            all.frame(frame);
            for (filter, pruner, judge) in &mut judges {
                let decision = filter.prune(frame, &capture, &settings);
                let (text, number) = (&filter.text, frame.number());
                let passes = filter.matches(&all.tree, &all.sources, &all.columns);
                assert_eq!(pruner.prune(frame, &meta), decision, "{path:?} {number}: {text}");
                assert_eq!(judge.passes(frame), passes, "{path:?} {number}: {text}");
                if decision != Decision::Look {
                    assert_eq!(decision == Decision::Yes, passes, "{path:?} {number}: {text}");
                    decided += 1;
                }
            }
        }
    }
    decided
}

/// Frames of an opened session in which no message ends need not be dissected to know that they have
/// none.
#[test]
fn segments_of_opened_messages_are_decided() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let decisions = |text: &str, with_key: bool| {
        let keyring: Arc<Keyring> = Arc::default();
        if with_key {
            load_keys(&keyring);
        }
        let path = root.join("tests/fixtures/tls/http-chunked-gzip.pcap");
        let mut document = Document::open(Source::Path(path), keyring, Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let filter = Filter::new(text, proto::registry()).unwrap();
        // The request, a part of the response, its end.
        [10, 11, 13].map(|n| filter.prune(FrameId::from_number(n).unwrap(), &capture, &settings))
    };
    assert_eq!(decisions("http", true), [Decision::Look, Decision::No, Decision::Look]);
    assert_eq!(decisions("!http", true), [Decision::Look, Decision::Yes, Decision::Look]);
    assert_eq!(decisions("http.request", true), [Decision::Look, Decision::No, Decision::No]);
    assert_eq!(decisions("http", false), [Decision::No; 3]);
}

/// Frames of protocols over UDP, and of some over TCP, cut at every byte and changed at every byte, in one capture.
fn changed_frames(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/protocols").join(name);
        let file = std::fs::read(from).unwrap();
        let (header, mut rest) = file.split_at(24);
        let mut changed = header.to_vec();
        let mut packets = Vec::new();
        while let Some((head, behind)) = rest.split_at_checked(16) {
            let len = u32::from_le_bytes(head[8..12].try_into().unwrap()) as usize;
            packets.push(&behind[..len]);
            rest = &behind[len..];
        }
        let mut put = |bytes: &[u8], len: usize| {
            changed.extend_from_slice(&[0; 8]);
            changed.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            changed.extend_from_slice(&(len as u32).to_le_bytes());
            changed.extend_from_slice(bytes);
        };
        for packet in packets.iter().filter(|p| p.len() < 300).take(2) {
            put(packet, packet.len());
            for cut in 0..packet.len() {
                put(&packet[..cut], packet.len());
                put(&packet[..cut], cut);
            }
            for at in 0..packet.len().min(80) {
                for value in [0, 0x35, 0xff] {
                    let mut other = packet.to_vec();
                    other[at] = value;
                    put(&other, packet.len());
                }
            }
        }
        std::fs::write(folder.path().join(name), changed).unwrap();
    }
    folder
}

/// What the index says of a frame's protocols is so: for every protocol and its first fields.
fn protocols_are_known(paths: &[PathBuf], keys: &[bool]) -> [usize; 3] {
    let mut counts = [0; 3];
    let mut filters = Vec::new();
    for listed in proto::registry().protocols() {
        for def in listed.protocol.fields.iter().take(3) {
            if let Ok(filter) = Filter::new(def.abbrev, proto::registry()) {
                filters.push((filter, proto::registry().named(def.abbrev)));
            }
        }
    }
    for (path, with_key) in paths.iter().flat_map(|p| keys.iter().map(move |with_key| (p, *with_key))) {
        let keyring: Arc<Keyring> = Arc::default();
        if with_key {
            load_keys(&keyring);
        }
        let Ok(mut document) = Document::open(Source::Path(path.clone()), keyring, Settings::default())
        else {
            continue;
        };
        if document.load_all().is_err() {
            continue;
        }
        let (capture, settings) = (document.capture(), document.settings());
        let mut all = Dissector::new(&capture, &settings, proto::registry(), Wanted::Everything);
        let mut pruners: Vec<_> =
            filters.iter().map(|(filter, ids)| (filter, ids, filter.pruner(&capture, &settings))).collect();
        let mut has = vec![false; proto::registry().fields().count()];
        for (frame, meta) in capture.frames.range(0..capture.frames.len()) {
            all.frame(frame);
            has.fill(false);
            all.tree.nodes().iter().for_each(|node| has[usize::from(node.field.0)] = true);
            for (filter, ids, pruner) in &mut pruners {
                let there = ids.iter().any(|id| has[usize::from(id.0)]);
                let decision = pruner.prune(frame, &meta);
                let is_right = decision == Decision::Look || (decision == Decision::Yes) == there;
                let (text, number) = (&filter.text, frame.number());
                assert!(is_right, "{path:?} with keys: {with_key}, {number}: {text} is {decision:?}");
                counts[decision as usize] += 1;
            }
        }
    }
    counts
}

#[test]
fn every_protocol_that_the_index_knows_of_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    captures(&root.join("samples"), &mut paths);
    captures(&root.join("tests"), &mut paths);
    let [yes, no, look] = protocols_are_known(&paths, &[false, true]);
    println!("{yes} yes, {no} no, {look} to be looked at");
    assert!(yes > 10_000 && no > 100_000, "{yes} {no} {look}");
}

#[test]
fn changed_frames_are_decided_as_they_are_dissected() {
    let names = [
        "dns.pcap",
        "ntp.pcap",
        "snmp.pcap",
        "syslog.pcap",
        "stun.pcap",
        "coap.pcap",
        "mqtt.pcap",
        "dhcp.pcap",
        "tftp.pcap",
        "nbns.pcap",
        "sip.pcap",
    ];
    let folder = changed_frames(&names);
    let mut paths = Vec::new();
    captures(folder.path(), &mut paths);
    assert_eq!(paths.len(), names.len());
    protocols_are_known(&paths, &[false]);
    contradict_never(&paths, &[false]);
}

/// Handshakes of damaged captures: bytes are changed to what could stand there, frames left out or exchanged.
#[test]
fn damaged_handshakes_are_never_decided_wrongly() {
    const ROUNDS: usize = 12;
    let texts =
        ["tls.handshake.type == 1", "tls.handshake.type == 2", "tls.handshake.type in {4, 11..22}", "tls"];
    let filters = texts.map(|text| Filter::new(text, proto::registry()).expect(text));
    let mut paths = Vec::new();
    captures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), &mut paths);
    captures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut paths);
    paths.sort();
    let mut dice = Dice(1);
    let (mut decided, mut damaged) = (0, 0);
    for path in &paths {
        let whole = std::fs::read(path).unwrap();
        let Some(frames) = pcap_frames(&whole).filter(|frames| (2..100).contains(&frames.len())) else {
            continue;
        };
        for _ in 0..ROUNDS {
            let mut frames = frames.clone();
            for _ in 0..=dice.below(3) {
                let (at, other) = (dice.below(frames.len()), dice.below(frames.len()));
                match dice.below(8) {
                    0 if frames.len() > 2 => drop(frames.remove(at)),
                    1 => frames.swap(at, other),
                    _ => {
                        let byte = dice.below(frames[at].len() - 16) + 16;
                        frames[at][byte] = [0, 1, 2, 3, 4, 11, 14, 16, 20, 22, 23, 255][dice.below(12)];
                    }
                }
            }
            let bytes = [whole[..24].to_vec(), frames.concat()].concat();
            let Ok(loader) = Loader::stream(std::io::Cursor::new(bytes)) else { continue };
            let (source, keyring) = (Source::Path(path.clone()), Arc::default());
            let mut document = Document::with_loader(source, loader, keyring, Settings::default());
            document.load_all().unwrap();
            let (capture, settings) = (document.capture(), document.settings());
            let mut all = Dissector::new(&capture, &settings, proto::registry(), Wanted::Everything);
            for frame in (0..capture.frames.len()).map(FrameId::from_index) {
                all.frame(frame);
                for filter in &filters {
                    let passes = filter.matches(&all.tree, &all.sources, &all.columns);
                    let decision = filter.prune(frame, &capture, &settings);
                    let is_right = decision == Decision::Look || (decision == Decision::Yes) == passes;
                    assert!(is_right, "{path:?}, {damaged}, {}: {}", frame.number(), filter.text);
                    decided += usize::from(decision != Decision::Look);
                }
            }
            damaged += 1;
        }
    }
    assert!(damaged > 100 && decided > 10_000, "{damaged} {decided}");
}

/// Dissection begins anew behind the record in which a message of no known type begins, where the index waits for its
/// end. What stands there is not decided.
#[test]
fn what_dissection_reads_otherwise_is_not_decided() {
    let founding = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap")).unwrap();
    let hello = &pcap_frames(&founding).unwrap()[3][16 + 66..];
    let record = |content: &[u8]| [&[22, 3, 3, 0, content.len() as u8], content].concat();
    let segments = [
        hello.to_vec(),
        record(&[0x77, 0, 0, 10, 9, 9, 9, 9]),
        // The rest of it, which looks like a ClientHello that ends in the next record.
        record(&[1, 0, 0, 4, 9, 9]),
        record(&[14, 0, 0, 0]),
        record(&[14, 0, 0, 0]),
    ];
    let mut seq = 1_u32;
    let mut bytes = founding[..20].to_vec();
    bytes.extend(101_u32.to_le_bytes()); // IP without anything around it
    for payload in &segments {
        let len = 40 + payload.len();
        bytes.extend([0; 8]);
        bytes.extend([len as u32, len as u32].map(u32::to_le_bytes).concat());
        bytes.extend([0x45, 0, 0, len as u8, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        bytes.extend([0xc0, 0, 1, 0xbb]);
        bytes.extend(seq.to_be_bytes());
        bytes.extend([0, 0, 0, 1, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
        bytes.extend(payload);
        seq += payload.len() as u32;
    }
    let loader = Loader::stream(std::io::Cursor::new(bytes)).unwrap();
    let mut document = Document::with_loader(Source::Stdin, loader, Arc::default(), Settings::default());
    document.load_all().unwrap();
    let (capture, settings) = (document.capture(), document.settings());
    let filter = Filter::new("tls.handshake.type == 1", proto::registry()).unwrap();
    let mut all = Dissector::new(&capture, &settings, proto::registry(), Wanted::Everything);
    let judged: Vec<_> = (0..capture.frames.len())
        .map(FrameId::from_index)
        .map(|frame| {
            all.frame(frame);
            let passes = filter.matches(&all.tree, &all.sources, &all.columns);
            (passes, filter.prune(frame, &capture, &settings))
        })
        .collect();
    assert_eq!(judged[0], (true, Decision::Look));
    assert_eq!(judged[3], (true, Decision::Look));
    assert_eq!(judged[4], (false, Decision::No));
}

/// The packets of a pcap file as they stand there, headers included; `None`: it is none, or written elsewhere.
fn pcap_frames(file: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut rest = file.get(24..).filter(|_| file.starts_with(&[0xd4, 0xc3, 0xb2, 0xa1]))?;
    let mut frames = Vec::new();
    while let Some(header) = rest.first_chunk::<16>() {
        let len = u32::from_le_bytes([header[8], header[9], header[10], header[11]]) as usize;
        let (frame, more) = rest.split_at_checked(16 + len)?;
        frames.push(frame.to_vec());
        rest = more;
    }
    frames.retain(|frame| frame.len() > 16);
    Some(frames)
}

/// Numbers that look random, the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// Of the frames of a handshake only those need be dissected that have a message of the type asked for.
#[test]
fn other_handshake_messages_are_decided() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let looked_at = |capture: &str, text: &str| -> Vec<u32> {
        let path = root.join(capture);
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let filter = Filter::new(text, proto::registry()).unwrap();
        let frames = (0..capture.frames.len()).map(FrameId::from_index);
        let looks = frames.filter(|frame| filter.prune(*frame, &capture, &settings) == Decision::Look);
        looks.map(FrameId::number).collect()
    };
    let founding = "samples/upyssl.pcap";
    assert_eq!(looked_at(founding, "tls.handshake.type == 1"), [4]);
    assert_eq!(looked_at(founding, "tls.handshake.type in {2, 11}"), [6]);
    // What is sealed has no type.
    assert_eq!(looked_at(founding, "tls.handshake.type == 20"), [0; 0]);
    // All values count: none may be passed over.
    assert_eq!(looked_at(founding, "all tls.handshake.type == 1"), [4, 6, 8, 10, 12]);
}
