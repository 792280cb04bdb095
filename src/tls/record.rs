//! The record layer's header: content type, version, length (RFC 5246 section 6.2.1). Nothing is opened here.

use std::fmt;

/// Bytes of a TLS record's header.
pub const HEADER_LEN: usize = 5;
/// Longest fragment a sealed record may have: 2^14 + 2048 (RFC 5246 section 6.2.3).
pub const MAX_FRAGMENT_LEN: usize = (1 << 14) + 2048;

/// What a record carries.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentType(pub u8);

impl ContentType {
    pub const CHANGE_CIPHER_SPEC: Self = Self(20);
    pub const ALERT: Self = Self(21);
    pub const HANDSHAKE: Self = Self(22);
    pub const APPLICATION_DATA: Self = Self(23);
    /// RFC 6520.
    pub const HEARTBEAT: Self = Self(24);
    /// A DTLS 1.2 record with a connection ID (RFC 9146 section 4).
    pub const TLS12_CID: Self = Self(25);
    /// DTLS 1.3 (RFC 9147 section 4).
    pub const ACK: Self = Self(26);
}

impl fmt::Debug for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::CHANGE_CIPHER_SPEC => f.write_str("ChangeCipherSpec"),
            Self::ALERT => f.write_str("Alert"),
            Self::HANDSHAKE => f.write_str("Handshake"),
            Self::APPLICATION_DATA => f.write_str("ApplicationData"),
            Self::HEARTBEAT => f.write_str("Heartbeat"),
            Self::TLS12_CID => f.write_str("ConnectionId"),
            Self::ACK => f.write_str("Ack"),
            Self(other) => write!(f, "ContentType({other})"),
        }
    }
}

/// A protocol version as it stands on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub u16);

impl Version {
    pub const SSL3: Self = Self(0x0300);
    pub const TLS10: Self = Self(0x0301);
    pub const TLS11: Self = Self(0x0302);
    pub const TLS12: Self = Self(0x0303);
    pub const TLS13: Self = Self(0x0304);
    /// DTLS 1.0; made from TLS 1.1 (RFC 4347).
    pub const DTLS10: Self = Self(0xfeff);
    pub const DTLS12: Self = Self(0xfefd);
    pub const DTLS13: Self = Self(0xfefc);
    /// TLCP (GB/T 38636); made from TLS 1.1, with the PRF of TLS 1.2.
    pub const TLCP: Self = Self(0x0101);

    /// TLS 1.3, one of its drafts (0x7fXX) or DTLS 1.3.
    pub fn is_tls13(self) -> bool {
        self == Self::TLS13 || self == Self::DTLS13 || (self.0 >> 8) == 0x7f
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SSL3 => f.write_str("SSL 3.0"),
            Self::TLS10 => f.write_str("TLS 1.0"),
            Self::TLS11 => f.write_str("TLS 1.1"),
            Self::TLS12 => f.write_str("TLS 1.2"),
            Self::TLS13 => f.write_str("TLS 1.3"),
            Self::DTLS10 => f.write_str("DTLS 1.0"),
            Self::DTLS12 => f.write_str("DTLS 1.2"),
            Self::DTLS13 => f.write_str("DTLS 1.3"),
            Self::TLCP => f.write_str("TLCP"),
            Self(other) if other >> 8 == 0x7f => write!(f, "TLS 1.3 (draft {})", other & 0xff),
            Self(other) => write!(f, "version 0x{other:04x}"),
        }
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A record's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub content_type: ContentType,
    pub version: Version,
    /// Length of the fragment that follows.
    pub len: u16,
}

impl Header {
    /// Reads the header's fields, whatever they are. `None`: fewer than [`HEADER_LEN`] bytes.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let [content_type, major, minor, high, low, ..] = *bytes else { return None };
        Some(Self {
            content_type: ContentType(content_type),
            version: Version(u16::from_be_bytes([major, minor])),
            len: u16::from_be_bytes([high, low]),
        })
    }
}

/// Whether these five bytes can begin a record: a known content type, a version of SSL 3.0 to
/// TLS 1.3, a permitted length. Only application data may be empty (RFC 5246 section 6.2.1).
pub fn looks_like_record(header: &[u8; HEADER_LEN]) -> bool {
    let Some(header) = Header::parse(header) else { return false };
    let len = usize::from(header.len);
    (ContentType::CHANGE_CIPHER_SPEC..=ContentType::HEARTBEAT).contains(&header.content_type)
        && (Version::SSL3..=Version::TLS13).contains(&header.version)
        && len <= MAX_FRAGMENT_LEN
        && (len > 0 || header.content_type == ContentType::APPLICATION_DATA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_header() {
        let header = Header::parse(&[22, 3, 1, 0x01, 0x02, 0xff]).unwrap();
        assert_eq!(header.content_type, ContentType::HANDSHAKE);
        assert_eq!((header.version, header.len), (Version::TLS10, 258));
        assert_eq!(Header::parse(&[22, 3, 1, 0]), None);
    }

    #[test]
    fn recognises_records() {
        assert!(looks_like_record(&[22, 3, 1, 0, 67]));
        assert!(looks_like_record(&[23, 3, 3, 0, 0]));
        assert!(!looks_like_record(&[22, 3, 3, 0, 0]));
        assert!(!looks_like_record(&[19, 3, 3, 0, 5]));
        assert!(!looks_like_record(&[25, 3, 3, 0, 5]));
        assert!(!looks_like_record(&[22, 2, 0, 0, 5]));
        assert!(!looks_like_record(&[22, 3, 5, 0, 5]));
        assert!(!looks_like_record(&[23, 3, 3, 0x48, 0x01]));
        assert!(looks_like_record(&[23, 3, 3, 0x48, 0x00]));
        assert!(!looks_like_record(b"GET /"));
    }

    #[test]
    fn names_versions() {
        assert_eq!(Version::TLS12.to_string(), "TLS 1.2");
        assert_eq!(Version(0x7f1c).to_string(), "TLS 1.3 (draft 28)");
        assert_eq!(Version::DTLS12.to_string(), "DTLS 1.2");
        assert!(Version(0x7f1c).is_tls13() && Version::DTLS13.is_tls13() && !Version::TLS12.is_tls13());
    }
}
