//! The record layer of DTLS: the header of 1.0 and 1.2 (RFC 6347 section 4.1), the one with a
//! connection ID (RFC 9146 section 4), and the unified header of 1.3 (RFC 9147 section 4). Opens
//! nothing.

use super::reader::Reader;
use super::record::{ContentType, MAX_FRAGMENT_LEN, Version};

/// Bytes of a header without connection ID.
pub const HEADER_LEN: usize = 13;
/// Bytes before the connection ID: type, version, epoch, sequence number.
const BEFORE_ID: usize = 11;
/// Longest connection ID.
const MAX_ID_LEN: usize = 255;

/// What OpenSSL called DTLS 1.0 before the RFC was done.
pub const DRAFT: Version = Version(0x0100);

impl Version {
    /// A version of DTLS.
    pub fn is_dtls(self) -> bool {
        matches!(self, DRAFT | Self::DTLS10 | Self::DTLS12 | Self::DTLS13)
    }

    /// The version of TLS that a version of DTLS was made from; others as they are.
    pub fn as_tls(self) -> Self {
        match self {
            DRAFT | Self::DTLS10 => Self::TLS11,
            Self::DTLS12 => Self::TLS12,
            Self::DTLS13 => Self::TLS13,
            other => other,
        }
    }
}

/// The header of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// First byte: the content type; of a unified header its flags.
    pub first: u8,
    /// As in the header; a unified one has none.
    pub version: Version,
    /// Of a unified header only the lowest two bits.
    pub epoch: u16,
    /// As it stands there: in a unified header encrypted, 8 or 16 bits.
    pub sequence: u64,
    /// Bytes of the sequence number: 1, 2 or 6.
    pub sequence_len: usize,
    pub connection_id: &'a [u8],
    /// Whether the header says how long the record is. A unified one may leave it out.
    pub says_len: bool,
    /// Bytes of the header.
    pub header_len: usize,
    /// Bytes that follow, as the header says, or all that there are.
    pub len: usize,
}

/// Bits of a unified header's first byte, `001CSLEE`.
mod bit {
    pub const CONNECTION_ID: u8 = 0x10;
    pub const LONG_SEQUENCE: u8 = 0x08;
    pub const LENGTH: u8 = 0x04;
    pub const EPOCH: u8 = 0x03;
}

impl Header<'_> {
    /// A header of DTLS 1.3.
    pub fn is_unified(&self) -> bool {
        is_unified(self.first)
    }

    /// Content type; `None` where it is encrypted.
    pub fn content_type(&self) -> Option<ContentType> {
        (!self.is_unified()).then_some(ContentType(self.first))
    }

    /// Bytes of the whole record.
    pub fn record_len(&self) -> usize {
        self.header_len + self.len
    }
}

/// Whether this is the first byte of a unified header.
pub fn is_unified(first: u8) -> bool {
    first >> 5 == 1
}

/// Reads the record that `rest`, what is left of a datagram, begins with. `claimed`: how long that
/// was on the wire. `id_len`: bytes of its connection ID, where known; where not, and there is one,
/// the length with which the records fill the datagram is taken.
pub fn parse<'a>(rest: &'a [u8], claimed: usize, id_len: Option<usize>) -> Option<Header<'a>> {
    let first = *rest.first()?;
    let claimed = claimed.max(rest.len());
    let has_id = match first {
        20..=24 | 26 => false,
        25 => true,
        _ if is_unified(first) => first & bit::CONNECTION_ID != 0,
        _ => return None,
    };
    if !has_id {
        return with_id(rest, claimed, 0);
    }
    let known = id_len.and_then(|len| with_id(rest, claimed, len));
    // A header that does not say how long its record is fits any length of the connection ID.
    if is_unified(first) && first & bit::LENGTH == 0 {
        return known;
    }
    let fills = |header: &Header<'a>| header.says_len && header.record_len() == claimed;
    if let Some(known) = known.filter(|h| fills(h) || followed(rest, claimed, h)) {
        return Some(known);
    }
    // A peer may change the length later, in messages that are sealed (RFC 9147 section 9).
    let mut possible = (0..=MAX_ID_LEN).filter_map(|len| with_id(rest, claimed, len));
    // The shortest that fits: a longer one would swallow records.
    possible.find(|h| fills(h) || followed(rest, claimed, h)).or(known)
}

/// Whether another record begins behind this one.
fn followed(rest: &[u8], claimed: usize, header: &Header<'_>) -> bool {
    let end = header.record_len();
    let (Some(next), Some(left)) = (rest.get(end..), claimed.checked_sub(end)) else { return false };
    header.says_len && next.first() == rest.first() && left > BEFORE_ID && next.get(1..5) == rest.get(1..5)
}

fn with_id(rest: &[u8], claimed: usize, id_len: usize) -> Option<Header<'_>> {
    let mut r = Reader(rest);
    let first = r.u8()?;
    let header = if is_unified(first) {
        let connection_id = r.take(id_len)?;
        let (sequence, sequence_len) = match first & bit::LONG_SEQUENCE {
            0 => (u64::from(r.u8()?), 1),
            _ => (u64::from(r.u16()?), 2),
        };
        let says_len = first & bit::LENGTH != 0;
        let said = if says_len { Some(usize::from(r.u16()?)) } else { None };
        let header_len = rest.len() - r.0.len();
        Header {
            first,
            version: Version::DTLS13,
            epoch: u16::from(first & bit::EPOCH),
            sequence,
            sequence_len,
            connection_id,
            says_len,
            header_len,
            len: said.unwrap_or(claimed - header_len),
        }
    } else {
        let version = Version(r.u16()?);
        let epoch = r.u16()?;
        let [a, b, c, d, e, f] = r.array()?;
        let connection_id = r.take(id_len)?;
        let len = usize::from(r.u16()?);
        Header {
            first,
            version,
            epoch,
            sequence: u64::from_be_bytes([0, 0, a, b, c, d, e, f]),
            sequence_len: 6,
            connection_id,
            says_len: true,
            header_len: rest.len() - r.0.len(),
            len,
        }
    };
    let fits = header.version.is_dtls() && header.len <= MAX_FRAGMENT_LEN && header.record_len() <= claimed;
    fits.then_some(header)
}

/// Whether a datagram that nothing is known of begins with a record of DTLS. Unified headers say
/// too little of themselves to be recognised by.
pub fn looks_like_record(datagram: &[u8]) -> bool {
    let Some(header) = parse(datagram, datagram.len(), None).filter(|h| !h.is_unified()) else {
        return false;
    };
    // In the clear, bodies speak for themselves.
    let body = datagram.get(header.header_len..).unwrap_or_default();
    match (header.content_type(), header.epoch) {
        (_, 1..) => header.len > 0,
        (Some(ContentType::CHANGE_CIPHER_SPEC), 0) => matches!(body, [1, ..]),
        (Some(ContentType::ALERT), 0) => matches!(body, [1 | 2, _, ..]),
        (Some(ContentType::HANDSHAKE), 0) => header.len >= super::dtls_handshake::HEADER_LEN,
        (_, 0) => header.len > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(first: u8, epoch: u8, id: &[u8], body: &[u8]) -> Vec<u8> {
        let mut r = vec![first, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 7];
        r.extend_from_slice(id);
        r.extend_from_slice(&(body.len() as u16).to_be_bytes());
        r.extend_from_slice(body);
        r
    }

    #[test]
    fn reads_the_header_of_1_2() {
        let bytes = record(22, 1, &[], &[9; 20]);
        let header = parse(&bytes, bytes.len(), None).unwrap();
        assert_eq!((header.epoch, header.sequence, header.header_len, header.len), (1, 7, 13, 20));
        assert_eq!(parse(&bytes[..20], 20, None), None);
        // Cut by the capture, but whole on the wire.
        assert_eq!(parse(&bytes[..20], bytes.len(), None), Some(header));
    }

    #[test]
    fn a_connection_id_of_unknown_length_is_found_by_what_fits() {
        let id = [1, 2, 3, 4, 5, 6];
        let bytes = record(25, 1, &id, &[9; 40]);
        for known in [None, Some(6), Some(2)] {
            assert_eq!(parse(&bytes, bytes.len(), known).unwrap().connection_id, id);
        }
        let two = [bytes.clone(), record(25, 1, &id, &[8; 33])].concat();
        assert_eq!(parse(&two, two.len(), None).unwrap().connection_id, id);
        assert_eq!(parse(&two, two.len(), Some(6)).unwrap().len, 40);
    }

    #[test]
    fn reads_unified_headers() {
        let bytes = [0x2f, 0x12, 0x34, 0, 3, 1, 2, 3, 0x20, 9, 9];
        let header = parse(&bytes, bytes.len(), None).unwrap();
        assert_eq!((header.epoch, header.sequence, header.sequence_len), (3, 0x1234, 2));
        assert_eq!(header.record_len(), 8);
        let last = parse(&bytes[8..], 3, None).unwrap();
        assert_eq!((last.sequence, last.sequence_len, last.len, last.says_len), (9, 1, 1, false));
        let with_id = [0x3e, 7, 7, 7, 0, 1, 0, 1, 5];
        let header = parse(&with_id, with_id.len(), Some(3)).unwrap();
        assert_eq!((header.connection_id, header.sequence, header.len), (&[7, 7, 7][..], 1, 1));
    }

    #[test]
    fn recognises_records_and_not_their_neighbours() {
        assert!(looks_like_record(&record(22, 0, &[], &[1; 12])));
        assert!(looks_like_record(&record(23, 1, &[], &[1; 12])));
        assert!(!looks_like_record(&record(22, 0, &[], &[1; 11])));
        assert!(!looks_like_record(&[0x2f, 0, 0, 0, 1, 1]));
        // STUN and RTP share ports with DTLS (RFC 7983).
        assert!(!looks_like_record(&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0]));
        assert!(!looks_like_record(&[0x80; 40]));
        for bytes in [record(22, 0, &[], &[1; 12]), record(25, 1, &[1, 2], &[1; 12])] {
            for cut in 0..bytes.len() {
                assert!(!looks_like_record(&bytes[..cut]), "{cut}");
            }
        }
    }
}
