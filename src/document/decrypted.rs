//! What was decrypted, as a capture of its own: each opened session a plain TCP (or UDP)
//! conversation with valid headers, at the times of its records, so that any tool reads it.

use super::follow::{self, Chunk, Followed, Kind};
use super::save::SaveError;
use crate::base::id::FrameId;
use crate::base::time::{Precision, Timestamp};
use crate::base::whole_file::NewFile;
use crate::capfile::write::{PacketOut, PcapngWriter};
use crate::capfile::{Interface, LinkType, SectionInfo};
use crate::dissect::Settings;
use crate::store::{Capture, Endpoint, Transport};
use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// LINKTYPE_RAW: the packet begins with its IP header.
const RAW_IP: LinkType = LinkType(101);
/// Bytes of data in one packet.
const SEGMENT_LEN: usize = 1_400;

const IP_TCP: u8 = 6;
const IP_UDP: u8 = 17;
const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const PSH: u8 = 0x08;
const ACK: u8 = 0x10;

/// Ports that mean TLS, and those of the same protocol without it: a reader guesses by port.
const PLAIN_PORTS: &[(u16, u16)] = &[
    (443, 80),
    (8443, 8080),
    (465, 25),
    (636, 389),
    (853, 53),
    (989, 20),
    (990, 21),
    (992, 23),
    (993, 143),
    (994, 194),
    (995, 110),
    (5061, 5060),
    (5684, 5683),
    (6697, 6667),
    (8883, 1883),
];

/// A packet with its time and the frame that its data came from.
struct Out {
    time: Timestamp,
    frame: FrameId,
    bytes: Vec<u8>,
}

/// Writes all that is decrypted in `capture` to `path` as pcapng; says how many packets there are.
/// None: nothing was written.
pub fn export(
    capture: &Capture,
    settings: &Settings,
    path: &Path,
    cancel: &AtomicBool,
) -> Result<u64, SaveError> {
    let mut packets = Vec::new();
    for conversation in capture.conversations.iter() {
        if cancel.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let Some(flow) = conversation.flow.as_deref() else { continue };
        let kind = match conversation.transport {
            Transport::Tcp if flow.tls.is_some() => Kind::Tls,
            Transport::Udp if flow.dtls.is_some() => Kind::Dtls,
            _ => continue,
        };
        let followed = follow::follow(capture, settings, kind, conversation.stream);
        match kind {
            Kind::Tls => tcp(capture, &followed, &mut packets),
            _ => udp(capture, &followed, &mut packets),
        }
    }
    if packets.is_empty() {
        return Ok(0);
    }
    packets.sort_by_key(|packet| packet.time);
    let io_error = SaveError::at(path);
    let new = NewFile::beside(path).map_err(io_error)?;
    write(&packets, BufWriter::new(new.file())).map_err(io_error)?;
    new.put().map_err(io_error)?;
    Ok(packets.len() as u64)
}

fn write(packets: &[Out], out: impl Write) -> io::Result<()> {
    let section = SectionInfo {
        application: Some(concat!("Wirelens ", env!("CARGO_PKG_VERSION")).into()),
        comments: vec!["Decrypted data; the headers around it are made up".into()],
        ..SectionInfo::default()
    };
    let mut writer = PcapngWriter::new(out, &section)?;
    writer.interface(&Interface::new(RAW_IP, Precision::NANOS))?;
    for packet in packets {
        let comments = [format!("Decrypted from frame {}", packet.frame.number())];
        writer.packet(&PacketOut {
            time: packet.time,
            original_len: packet.bytes.len() as u32,
            data: &packet.bytes,
            comments: &comments,
            ..PacketOut::default()
        })?;
    }
    writer.flush()
}

fn plain_port(port: u16) -> u16 {
    PLAIN_PORTS.iter().find(|(tls, _)| *tls == port).map_or(port, |(_, plain)| *plain)
}

/// Both ends with the ports their data would have without TLS.
fn ends(followed: &Followed) -> Option<[(IpAddr, u16); 2]> {
    let end = |end: Endpoint| (end.ip(), plain_port(end.port));
    followed.nodes.map(|[a, b]| [end(a), end(b)])
}

fn tcp(capture: &Capture, followed: &Followed, packets: &mut Vec<Out>) {
    let Some(ends) = ends(followed) else { return };
    let (Some(first), Some(last)) = (followed.chunks.first(), followed.chunks.last()) else { return };
    let time = |frame: FrameId| capture.frame(frame).unwrap_or_default().time;
    // Sequence numbers begin at 0 on both sides; 2 GiB and more go round, as they may.
    let mut next = [0_u32; 2];
    let mut send = |packets: &mut Vec<Out>, node: usize, flags: u8, data: &[u8], frame: FrameId| {
        let peer = 1 - node;
        let (Some(from), Some(to)) = (ends.get(node), ends.get(peer)) else { return };
        let (seq, ack) = (next[node], next[peer]);
        let ack = if flags & ACK == 0 { 0 } else { ack };
        let mut segment = Vec::with_capacity(20 + data.len());
        segment.extend_from_slice(&from.1.to_be_bytes());
        segment.extend_from_slice(&to.1.to_be_bytes());
        segment.extend_from_slice(&seq.to_be_bytes());
        segment.extend_from_slice(&ack.to_be_bytes());
        segment.extend_from_slice(&[0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        segment.extend_from_slice(data);
        let taken = data.len() as u32 + u32::from(flags & (SYN | FIN) != 0);
        next[node] = seq.wrapping_add(taken);
        let bytes = packet(from.0, to.0, IP_TCP, segment, 16);
        packets.push(Out { time: time(frame), frame, bytes });
    };
    send(packets, 0, SYN, &[], first.frame);
    send(packets, 1, SYN | ACK, &[], first.frame);
    send(packets, 0, ACK, &[], first.frame);
    for Chunk { node, frame, bytes, .. } in &followed.chunks {
        for part in bytes.chunks(SEGMENT_LEN) {
            send(packets, *node, PSH | ACK, part, *frame);
        }
    }
    send(packets, 0, FIN | ACK, &[], last.frame);
    send(packets, 1, FIN | ACK, &[], last.frame);
    send(packets, 0, ACK, &[], last.frame);
}

fn udp(capture: &Capture, followed: &Followed, packets: &mut Vec<Out>) {
    let Some(ends) = ends(followed) else { return };
    for Chunk { node, frame, bytes, .. } in &followed.chunks {
        let (Some(from), Some(to)) = (ends.get(*node), ends.get(1 - node.min(&1))) else { continue };
        let Ok(len) = u16::try_from(bytes.len().saturating_add(8)) else { continue };
        let mut datagram = Vec::with_capacity(usize::from(len));
        for field in [from.1, to.1, len, 0] {
            datagram.extend_from_slice(&field.to_be_bytes());
        }
        datagram.extend_from_slice(bytes);
        let time = capture.frame(*frame).unwrap_or_default().time;
        packets.push(Out { time, frame: *frame, bytes: packet(from.0, to.0, IP_UDP, datagram, 6) });
    }
}

/// An IP packet around `segment`, whose checksum goes to `checksum_at`.
fn packet(from: IpAddr, to: IpAddr, protocol: u8, mut segment: Vec<u8>, checksum_at: usize) -> Vec<u8> {
    let len = segment.len();
    let mut pseudo = Vec::with_capacity(40);
    let mut header = Vec::with_capacity(40);
    match (from, to) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let total = u16::try_from(len.saturating_add(20)).unwrap_or(u16::MAX);
            header.extend_from_slice(&[0x45, 0]);
            header.extend_from_slice(&total.to_be_bytes());
            header.extend_from_slice(&[0, 0, 0x40, 0, 64, protocol, 0, 0]);
            header.extend_from_slice(&from.octets());
            header.extend_from_slice(&to.octets());
            let sum = checksum(&[&header]);
            if let Some(field) = header.get_mut(10..12) {
                field.copy_from_slice(&sum.to_be_bytes());
            }
            pseudo.extend_from_slice(&from.octets());
            pseudo.extend_from_slice(&to.octets());
            pseudo.extend_from_slice(&[0, protocol]);
            pseudo.extend_from_slice(&u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes());
        }
        (from, to) => {
            let octets = |ip: IpAddr| match ip {
                IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
                IpAddr::V6(ip) => ip.octets(),
            };
            header.extend_from_slice(&[0x60, 0, 0, 0]);
            header.extend_from_slice(&u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes());
            header.extend_from_slice(&[protocol, 64]);
            header.extend_from_slice(&octets(from));
            header.extend_from_slice(&octets(to));
            pseudo.extend_from_slice(&octets(from));
            pseudo.extend_from_slice(&octets(to));
            pseudo.extend_from_slice(&(len as u32).to_be_bytes());
            pseudo.extend_from_slice(&[0, 0, 0, protocol]);
        }
    }
    let sum = match checksum(&[&pseudo, &segment]) {
        // RFC 768: a sum of 0 is sent as ones.
        0 if protocol == IP_UDP => u16::MAX,
        sum => sum,
    };
    if let Some(field) = segment.get_mut(checksum_at..checksum_at + 2) {
        field.copy_from_slice(&sum.to_be_bytes());
    }
    header.extend_from_slice(&segment);
    header
}

/// RFC 1071; all parts but the last have even lengths.
fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0_u64;
    for word in parts.iter().flat_map(|part| part.chunks(2)) {
        let high = word.first().copied().unwrap_or(0);
        let low = word.get(1).copied().unwrap_or(0);
        sum += u64::from(u16::from_be_bytes([high, low]));
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::{Dissector, Wanted};
    use crate::document::{Document, Source};
    use crate::tls::secrets::Keyring;
    use std::sync::Arc;

    fn opened(path: &Path, keyring: Keyring) -> Document {
        let source = Source::Path(path.into());
        let mut document = Document::open(source, Arc::new(keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        document
    }

    #[test]
    fn the_founding_reply_is_plain_tcp() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Keyring::default();
        keyring.load_rsa_file(&samples.join("key.pem"), None).unwrap();
        let document = opened(&samples.join("upyssl.pcap"), keyring);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plain.pcapng");
        let go_on = AtomicBool::new(false);
        let count = export(&document.capture(), &document.settings(), &path, &go_on).unwrap();
        assert_eq!(count, 8);
        let plain = opened(&path, Keyring::default());
        let (capture, settings) = (plain.capture(), plain.settings());
        let followed = follow::follow(&capture, &settings, Kind::Tcp, 0);
        let said: Vec<&[u8]> = followed.chunks.iter().map(|c| &c.bytes[..]).collect();
        assert_eq!(said, [&b"Hello Python TLS/SSL Server!\n"[..], b"HELLO PYTHON TLS/SSL SERVER!\n"]);
        assert_eq!(capture.comments.get(&FrameId(3)).unwrap()[0], "Decrypted from frame 13");
        let mut d = Dissector::new(&capture, &settings, crate::proto::registry(), Wanted::Everything);
        for frame in (0..8).map(FrameId) {
            d.frame(frame);
            let bad = d.tree.experts().iter().find(|e| e.severity >= crate::dissect::Severity::Warn);
            assert!(bad.is_none(), "{bad:?}");
            // A sum over what carries its own sum is 0 (RFC 1071 section 1).
            let bytes = capture.frame_bytes(frame);
            let (header, segment) = bytes.split_at(20);
            let len = (segment.len() as u16).to_be_bytes();
            assert_eq!(checksum(&[header]), 0);
            assert_eq!(checksum(&[&header[12..20], &[0, IP_TCP], &len, segment]), 0);
        }
    }

    #[test]
    fn nothing_open_is_nothing_written() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let document = opened(&samples.join("upyssl.pcap"), Keyring::default());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plain.pcapng");
        let go_on = AtomicBool::new(false);
        assert_eq!(export(&document.capture(), &document.settings(), &path, &go_on).unwrap(), 0);
        assert!(!path.exists());
    }
}
