//! What kind of file the first bytes are, and what else they look like. By content, never by name.

use super::code;
use super::compressed::Compression;
use super::error::Error;
use super::fields::Order;

/// Format of the (uncompressed) file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Pcap {
        /// Nanoseconds instead of microseconds.
        nanos: bool,
        big_endian: bool,
        /// The variant of old Linux systems with longer record headers.
        modified: bool,
    },
    /// Sections tell their byte order themselves.
    Pcapng,
}

/// Bytes that suffice to know a capture, and mostly to name what else it is.
pub(super) const LOOK_LEN: usize = 64;

/// What the file is, if the first bytes tell it.
pub(super) fn recognise(start: &[u8]) -> Option<FileKind> {
    let (&magic, rest) = start.split_first_chunk::<4>()?;
    for (order, big_endian) in [(Order::Little, false), (Order::Big, true)] {
        let kind = |nanos, modified| Some(FileKind::Pcap { nanos, big_endian, modified });
        match order.u32(magic) {
            code::PCAP_MICROS => return kind(false, false),
            code::PCAP_NANOS => return kind(true, false),
            code::PCAP_MODIFIED => return kind(false, true),
            _ => {}
        }
    }
    // Text may begin with line ends, too; the byte-order magic tells.
    let bom = *rest.get(4..)?.first_chunk()?;
    let is_pcapng = u32::from_le_bytes(magic) == code::block::SECTION
        && [Order::Little, Order::Big].iter().any(|order| order.u32(bom) == code::BYTE_ORDER);
    is_pcapng.then_some(FileKind::Pcapng)
}

/// Whether these few bytes are the beginning of a capture file that may go on.
pub(super) fn is_beginning(start: &[u8]) -> bool {
    let magics = MAGICS.iter().flat_map(|m| [m.to_be_bytes(), m.to_le_bytes()]);
    !start.is_empty()
        && start.len() < 12
        && magics.into_iter().any(|m| m.iter().zip(start).all(|(a, b)| a == b))
}

const MAGICS: [u32; 4] = [code::PCAP_MICROS, code::PCAP_NANOS, code::PCAP_MODIFIED, code::block::SECTION];

/// First bytes of things that people take for captures.
const LOOKALIKES: [(&[u8], &str); 36] = [
    (b"snoop\0\0\0", "a Sun snoop capture, which must be converted with editcap first"),
    (b"XCP\0", "a NetXRay or Windows Sniffer capture, which must be converted with editcap first"),
    (b"TRSNIFF data", "a Sniffer capture, which must be converted with editcap first"),
    (b"GMBU", "a Microsoft Network Monitor 2 capture, which must be converted with editcap first"),
    (b"RTSS", "a Microsoft Network Monitor capture, which must be converted with editcap first"),
    (b"\x7fver", "an EtherPeek or OmniPeek capture, which must be converted with editcap first"),
    (b"btsnoop\0", "a Bluetooth HCI log (btsnoop), which must be converted with editcap first"),
    (b"\x0a\x0d\x0d\x0a", "a pcapng file whose byte-order magic is damaged"),
    (b"BZh", "bzip2 data, which must be unpacked first"),
    (b"\xfd7zXZ\0", "xz data, which must be unpacked first"),
    (b"PK\x03\x04", "a zip archive, which must be unpacked first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive, which must be unpacked first"),
    (b"\x1f\x9d", "compress (.Z) data, which must be unpacked first"),
    (b"\x02\x21\x4c\x18", "lz4 data of the legacy kind, which must be unpacked first"),
    (b"-----BEGIN CERTIFICATE", "a certificate in PEM form"),
    (b"-----BEGIN OPENSSH", "an OpenSSH key"),
    (b"-----BEGIN", "a key in PEM form: it belongs among the TLS keys"),
    (b"CLIENT_RANDOM ", "a TLS key log: it belongs among the TLS keys"),
    (b"CLIENT_HANDSHAKE_TRAFFIC_SECRET ", "a TLS key log: it belongs among the TLS keys"),
    (b"SERVER_HANDSHAKE_TRAFFIC_SECRET ", "a TLS key log: it belongs among the TLS keys"),
    (b"# SSL/TLS secrets log", "a TLS key log: it belongs among the TLS keys"),
    (b"RSA Session-ID:", "a TLS key log: it belongs among the TLS keys"),
    (b"<!DOCTYPE html", "a web page: the download gave a page instead of the file"),
    (b"<!doctype html", "a web page: the download gave a page instead of the file"),
    (b"<html", "a web page: the download gave a page instead of the file"),
    (b"<HTML", "a web page: the download gave a page instead of the file"),
    (b"<?xml", "an XML text"),
    (b"version https://git-lfs", "a Git LFS pointer: fetch the file itself with git lfs pull"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x30\x82", "a key or certificate in DER form"),
    (b"{", "a JSON text"),
];

/// The error for a file that is no capture, with a guess at what it is.
pub(super) fn not_a_capture(start: &[u8]) -> Error {
    if start.is_empty() {
        return Error::Empty;
    }
    if let Some(inner) = Compression::recognise(start) {
        return Error::NestedCompression { inner };
    }
    let known = LOOKALIKES.iter().find(|(magic, _)| start.starts_with(magic));
    let looks_like = known.map_or_else(
        || {
            let look = start.get(..512).unwrap_or(start);
            if look.iter().all(|&b| b == 0) {
                "zeros only, as after a crash of the computer that wrote it"
            } else if look.iter().all(|&b| b >= 0x20 && b != 0x7f || b"\t\r\n\x0c".contains(&b)) {
                "a text"
            } else {
                "data of an unknown kind"
            }
        },
        |&(_, text)| text,
    );
    Error::NotACapture { looks_like }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_known_by_their_magic() {
        let pcap = |nanos, big_endian, modified| FileKind::Pcap { nanos, big_endian, modified };
        for (bytes, kind) in [
            (&b"\xd4\xc3\xb2\xa1"[..], pcap(false, false, false)),
            (b"\xa1\xb2\xc3\xd4", pcap(false, true, false)),
            (b"\x4d\x3c\xb2\xa1", pcap(true, false, false)),
            (b"\xa1\xb2\xcd\x34", pcap(false, true, true)),
            (b"\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4d", FileKind::Pcapng),
        ] {
            assert_eq!(recognise(bytes), Some(kind));
            for cut in 1..4 {
                assert!(is_beginning(&bytes[..cut]) && recognise(&bytes[..cut]).is_none());
            }
        }
        assert!(!is_beginning(b"") && !is_beginning(b"\xd4\xc4"));
    }

    #[test]
    fn other_files_are_named() {
        let text = |bytes: &[u8]| {
            assert_eq!(recognise(bytes), None);
            not_a_capture(bytes).to_string()
        };
        assert!(text(b"<!DOCTYPE html><html>").contains("a web page"));
        assert!(text(b"-----BEGIN RSA PRIVATE KEY-----").contains("PEM"));
        assert!(text(b"snoop\0\0\0\0\0\0\x02").contains("snoop"));
        assert!(text(b"hello\n").contains("a text"));
        assert!(text(b"hi").contains("a text"));
        assert!(text(&[0; 100]).contains("zeros"));
        assert!(text(b"\x1f\x8b\x08\0").contains("gzip"));
        assert!(text(b"\x0a\x0d\x0d\x0a\0\0\0\x1cnope").contains("byte-order magic"));
        assert!(matches!(not_a_capture(b""), Error::Empty));
    }
}
