//! Entrances for fuzzers: each takes any bytes, does with them what the programs would, and asserts what must hold
//! of every input. `fuzz/` lets a fuzzer find the bytes, `tests/robust.rs` brings its own.

use crate::audit;
use crate::base::id::FrameId;
use crate::dissect::{Claim, Dissector, Settings, Wanted};
use crate::document::{Document, Loader, Source};
use crate::filter::Filter;
use crate::proto;
use crate::store::Capture;
use crate::tls::fingerprint::{self, Carrier};
use crate::tls::hello::{ClientHello, ServerHello};
use crate::tls::{certificate_facts, certificate_use, keyfile, keylog, psk, ssl2_hello};
use std::io::Cursor;
use std::sync::{Arc, OnceLock};

/// A capture file, of any format.
pub fn file(bytes: &[u8]) {
    if let Some(capture) = load(bytes.to_vec()) {
        dissect(&capture, &Settings::default());
    }
}

/// One packet: its `LINKTYPE_` in two bytes, then what was captured.
pub fn frame(bytes: &[u8]) {
    let Some((link_type, packet)) = bytes.split_first_chunk() else { return };
    let mut file = file_header(u16::from_be_bytes(*link_type).into());
    packet_into(&mut file, packet);
    if let Some(capture) = load(file) {
        dissect(&capture, &Settings::default());
    }
}

/// A conversation over TCP or UDP. One byte chooses the transport (lowest bit) and, with the next, the server's port
/// among those that somebody claims; then come pieces: direction and length in one byte each, and the bytes.
pub fn stream(bytes: &[u8]) {
    let Some(([choice, port], mut rest)) = bytes.split_first_chunk().map(|(head, rest)| (*head, rest)) else {
        return;
    };
    let over_tcp = choice & 1 == 0;
    let ports = &ports()[usize::from(over_tcp)];
    let Some(port) = ports.get((usize::from(choice >> 1) << 8 | usize::from(port)) % ports.len().max(1))
    else {
        return;
    };
    let mut file = file_header(LINKTYPE_RAW);
    let mut sent = [1_u32; 2];
    while let Some(([direction, len], left)) = rest.split_first_chunk().map(|(head, left)| (*head, left)) {
        let direction = usize::from(direction & 1);
        let (piece, left) = left.split_at(usize::from(len).min(left.len()));
        rest = left;
        let [own, other] = if direction == 0 { [0, 1] } else { [1, 0] };
        let ends = if direction == 0 { [CLIENT_PORT, *port] } else { [*port, CLIENT_PORT] };
        let packet = match over_tcp {
            true => tcp_packet(direction, ends, [sent[own], sent[other]], piece),
            false => udp_packet(direction, ends, piece),
        };
        packet_into(&mut file, &packet);
        sent[own] = sent[own].wrapping_add(piece.len() as u32);
    }
    if let Some(capture) = load(file) {
        dissect(&capture, &Settings::default());
        dissect(&capture, &Settings { two_passes: true, ..Settings::default() });
    }
}

/// A display filter as somebody types it; one that compiles is asked of a frame without any layer.
pub fn filter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Filter::new(text, proto::registry()) {
        Ok(filter) => {
            let mut file = file_header(LINKTYPE_RAW);
            packet_into(&mut file, &tcp_packet(0, [CLIENT_PORT, 443], [1, 1], b"\x16\x03\x01\0\x01\0"));
            let Some(capture) = load(file) else { return };
            let settings = Settings::default();
            let mut d = Dissector::new(&capture, &settings, proto::registry(), Wanted::Everything);
            d.frame(FrameId(0));
            let _ = filter.matches(&d.tree, &d.sources, &d.columns);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What of TLS is read outside packets: hellos that are judged, certificates, keys and secrets from files.
pub fn handshake(bytes: &[u8]) {
    for body in [Some(bytes.to_vec()), ssl2_hello::as_client_hello(bytes)].into_iter().flatten() {
        if let Some(hello) = ClientHello::parse(&body) {
            let (_, _) = (fingerprint::ja3_full(&hello), fingerprint::ja4(&hello, Carrier::Tcp));
            let facts = audit::HelloFacts::new(hello);
            for profile in audit::policy::profiles() {
                let _ = audit::hello(&facts, profile);
            }
        }
    }
    if let Some(hello) = ServerHello::parse(bytes) {
        let _ = fingerprint::ja3s_full(&hello);
    }
    let _ = certificate_facts::CertificateFacts::parse(bytes);
    let _ = certificate_use::CertificateUse::parse(bytes);
    let _ = keylog::KeyLog::parse(bytes);
    let _ = keyfile::parse_keys(bytes, Some("password"));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = psk::Psk::parse(text);
        let _ = audit::pasted::hello_from_text(text);
    }
}

const LINKTYPE_RAW: u32 = 101;
const CLIENT_PORT: u16 = 49_152;

/// Ports that somebody claims over UDP, and over TCP.
fn ports() -> &'static [Vec<u16>; 2] {
    static PORTS: OnceLock<[Vec<u16>; 2]> = OnceLock::new();
    PORTS.get_or_init(|| {
        let claimed = |claim: fn(u16) -> Claim| {
            (1..=u16::MAX).filter(|port| proto::registry().claimant(claim(*port)).is_some()).collect()
        };
        [claimed(Claim::UdpPort), claimed(Claim::TcpPort)]
    })
}

/// Header of a pcap file.
fn file_header(link_type: u32) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(0xa1b2_c3d4_u32.to_le_bytes());
    file.extend([2, 0, 4, 0]);
    for word in [0, 0, 262_144, link_type] {
        file.extend(u32::to_le_bytes(word));
    }
    file
}

fn packet_into(file: &mut Vec<u8>, packet: &[u8]) {
    let len = packet.len() as u32;
    for word in [1_700_000_000, 0, len, len] {
        file.extend(u32::to_le_bytes(word));
    }
    file.extend(packet);
}

fn ip_packet(direction: usize, protocol: u8, header: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0];
    packet.extend(((20 + header.len() + payload.len()) as u16).to_be_bytes());
    packet.extend([0, 0, 0x40, 0, 64, protocol, 0, 0]);
    let ends = if direction == 0 { [1, 2] } else { [2, 1] };
    packet.extend(ends.into_iter().flat_map(|end| [192, 0, 2, end]));
    packet.extend(header);
    packet.extend(payload);
    packet
}

fn tcp_packet(direction: usize, ends: [u16; 2], [seq, ack]: [u32; 2], payload: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(ends.into_iter().flat_map(u16::to_be_bytes));
    header.extend([seq, ack].into_iter().flat_map(u32::to_be_bytes));
    // A header of five words; PSH and ACK.
    header.extend([0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
    ip_packet(direction, 6, &header, payload)
}

fn udp_packet(direction: usize, ends: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let words = [ends[0], ends[1], 8 + payload.len() as u16, 0];
    let header: Vec<u8> = words.into_iter().flat_map(u16::to_be_bytes).collect();
    ip_packet(direction, 17, &header, payload)
}

/// `None`: refused, with a sentence.
fn load(bytes: Vec<u8>) -> Option<Arc<Capture>> {
    let loader = Loader::stream(Cursor::new(bytes)).ok()?;
    let mut document = Document::with_loader(Source::Stdin, loader, Arc::default(), Settings::default());
    match document.load_all() {
        Ok(()) => Some(document.capture()),
        Err(error) => {
            assert!(error.to_string().ends_with('.'), "{error}");
            None
        }
    }
}

/// Writes every line of every tree.
fn dissect(capture: &Capture, settings: &Settings) {
    let mut d = Dissector::new(capture, settings, proto::registry(), Wanted::Everything);
    let mut label = String::new();
    for index in 0..capture.frames.len() {
        d.frame(FrameId(index as u32));
        assert!(!d.fault, "a dissector panics");
        for node in d.tree.nodes() {
            label.clear();
            d.tree.label(node, &d.sources, &mut label);
            let len = d.sources.get(node.span.source).map(|source| source.bytes.len());
            let end = node.span.start as usize + node.span.len as usize;
            assert!(len.is_some_and(|len| end <= len), "\"{label}\" leaves its source");
        }
    }
}
