//! Packet headers as they stand on the wire, before any protection is taken off (RFC 8999,
//! RFC 9000 section 17).

use super::{Level, QuicVersion, varint};
use crate::tls::Side;
use crate::tls::open::PacketKey;
use crate::tls::suite_table::suite;

/// Longest connection ID of the versions read here (RFC 9000 section 17.2).
pub const MAX_CID_LEN: usize = 20;
/// AEAD_AES_128_GCM, of Initial and Retry packets.
pub const INITIAL_SUITE: u16 = 0x1301;
const RETRY_TAG_LEN: usize = 16;

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PacketKind {
    Initial,
    ZeroRtt,
    Handshake,
    Retry,
    VersionNegotiation,
    /// With a short header.
    OneRtt,
    /// A long header of a version that is not read here.
    Unknown,
}

impl PacketKind {
    /// With which keys it is protected; `None`: with none.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Initial => Some(Level::Initial),
            Self::ZeroRtt => Some(Level::ZeroRtt),
            Self::Handshake => Some(Level::Handshake),
            Self::OneRtt => Some(Level::OneRtt),
            Self::Retry | Self::VersionNegotiation | Self::Unknown => None,
        }
    }

    /// Of a long header's first byte (RFC 9000 section 17.2, RFC 9369 section 3.2).
    pub fn of_long(first: u8, version: QuicVersion) -> Self {
        if version == QuicVersion::NEGOTIATION {
            return Self::VersionNegotiation;
        }
        if !version.is_supported() {
            return Self::Unknown;
        }
        let number = first >> 4 & 3;
        match if version.is_v2() { (number + 3) & 3 } else { number } {
            0 => Self::Initial,
            1 => Self::ZeroRtt,
            2 => Self::Handshake,
            _ => Self::Retry,
        }
    }

    /// Who sends such packets, where only one side does.
    pub fn sender(self) -> Option<Side> {
        match self {
            Self::ZeroRtt => Some(Side::Client),
            Self::Retry | Self::VersionNegotiation => Some(Side::Server),
            _ => None,
        }
    }
}

/// A packet's header, and how far the packet reaches in its datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    pub kind: PacketKind,
    /// 0 in a short header, which has none.
    pub version: QuicVersion,
    pub dcid: &'a [u8],
    pub scid: &'a [u8],
    /// Of Initial and Retry packets.
    pub token: &'a [u8],
    /// Where the packet number begins, or what is not protected at all.
    pub number_at: usize,
    /// Bytes of the packet on the wire.
    pub len: usize,
}

/// Whether the first byte is that of a long header.
pub fn is_long(first: u8) -> bool {
    first & 0x80 != 0
}

impl<'a> Header<'a> {
    /// The long header at the beginning of `bytes`; `len` bytes of the datagram are left on the
    /// wire. `None`: it is none, or contradicts itself.
    pub fn long(bytes: &'a [u8], len: usize) -> Option<Self> {
        let (&first, rest) = bytes.split_first()?;
        let (version, rest) = rest.split_first_chunk().filter(|_| is_long(first))?;
        let version = QuicVersion(u32::from_be_bytes(*version));
        let kind = PacketKind::of_long(first, version);
        let cid = |rest: &'a [u8]| {
            let (&len, rest) = rest.split_first()?;
            rest.split_at_checked(len.into())
        };
        let (dcid, rest) = cid(rest)?;
        let (scid, mut rest) = cid(rest)?;
        if kind.level().is_some() && dcid.len().max(scid.len()) > MAX_CID_LEN {
            return None;
        }
        let at = |rest: &[u8]| bytes.len() - rest.len();
        let mut header = Self { kind, version, dcid, scid, token: &[], number_at: at(rest), len };
        match kind {
            PacketKind::VersionNegotiation | PacketKind::Unknown => return Some(header),
            PacketKind::Retry => {
                // The tag stands at the end, so a packet that was cut has no known token.
                if bytes.len() >= len {
                    header.token = rest.get(..rest.len().checked_sub(RETRY_TAG_LEN)?)?;
                }
                return Some(header);
            }
            PacketKind::Initial => {
                let (token_len, taken) = varint(rest)?;
                let (token, behind) =
                    rest.get(taken..)?.split_at_checked(usize::try_from(token_len).ok()?)?;
                (header.token, rest) = (token, behind);
            }
            _ => {}
        }
        let (payload, taken) = varint(rest)?;
        header.number_at = at(rest) + taken;
        header.len = header.number_at.checked_add(usize::try_from(payload).ok()?)?;
        (header.len <= len).then_some(header)
    }

    /// The short header at the beginning of `bytes`, whose connection ID is `cid_len` long. `len` is how much of
    /// the datagram is left: see `first_segment` for what was captured before it was cut.
    pub fn short(bytes: &'a [u8], len: usize, cid_len: usize) -> Option<Self> {
        let dcid = bytes.get(1..1 + cid_len).filter(|_| bytes.first().is_some_and(|b| !is_long(*b)))?;
        Some(Self {
            kind: PacketKind::OneRtt,
            version: QuicVersion::NEGOTIATION,
            dcid,
            scid: &[],
            token: &[],
            number_at: 1 + cid_len,
            len,
        })
    }

    /// The versions that a Version Negotiation packet lists.
    pub fn versions(&self, bytes: &'a [u8]) -> impl Iterator<Item = QuicVersion> {
        let (list, _) = bytes.get(self.number_at..).unwrap_or_default().as_chunks::<4>();
        let is_list = self.kind == PacketKind::VersionNegotiation;
        list.iter().filter(move |_| is_list).map(|v| QuicVersion(u32::from_be_bytes(*v)))
    }

    /// Whether a Retry packet's tag fits the connection ID that its client had chosen for the
    /// server (RFC 9001 section 5.8). `None`: this version's tags are not checked.
    pub fn retry_is_genuine(&self, packet: &[u8], original_dcid: &[u8]) -> Option<bool> {
        let retry = self.version.family()?.retry.as_ref().filter(|_| self.kind == PacketKind::Retry)?;
        let (covered, tag) = packet.split_at_checked(packet.len().checked_sub(RETRY_TAG_LEN)?)?;
        let key = PacketKey::new(suite(INITIAL_SUITE)?, &retry.key, &retry.nonce)?;
        let mut pseudo = vec![u8::try_from(original_dcid.len()).ok()?];
        pseudo.extend_from_slice(original_dcid);
        pseudo.extend_from_slice(covered);
        Some(key.open(0, &pseudo, tag, &mut Vec::new()).is_ok())
    }
}

/// How long the first packet is of a datagram's rest that begins with a short header. Nothing follows such a packet
/// in its datagram (RFC 9000 section 12.2); but a sender hands several datagrams of one length at once to a network
/// card, which cuts them apart behind the place where it captures (segmentation offload). They show by the connection
/// ID that stands again at each of their beginnings.
pub fn first_segment(bytes: &[u8], len: usize, cid_len: usize) -> usize {
    /// A full datagram of QUIC (RFC 9000 section 14); all but the last are full ones.
    const SHORTEST: usize = 1200;
    /// A shorter connection ID may stand somewhere by chance.
    const SHORTEST_CID: usize = 4;
    let Some(dcid) = bytes.get(1..1 + cid_len).filter(|dcid| dcid.len() >= SHORTEST_CID) else { return len };
    let captured = len.min(bytes.len());
    let begins = |at: usize| match bytes.get(at..captured).and_then(<[u8]>::split_first) {
        Some((&first, rest)) => !is_long(first) && rest.starts_with(dcid),
        None => false,
    };
    let second = (SHORTEST..captured.saturating_sub(cid_len)).find(|at| begins(*at));
    second.filter(|segment| (*segment..captured).step_by(*segment).all(begins)).unwrap_or(len)
}

/// Whether a datagram that nobody expects begins with a packet of QUIC. Must not say yes to other
/// protocols: only long headers whose parts fit each other do.
pub fn is_plausible(bytes: &[u8], len: usize, ports: [u16; 2]) -> bool {
    let Some(header) = bytes.first().filter(|b| **b & 0xc0 == 0xc0).and_then(|_| Header::long(bytes, len))
    else {
        return is_plausible_negotiation(bytes, len);
    };
    if header.version.is_before_quic() {
        return false;
    }
    match header.kind {
        PacketKind::VersionNegotiation => is_plausible_negotiation(bytes, len),
        PacketKind::Unknown => {
            let known = header.version.is_greased() || header.version.is_google();
            (known || ports.contains(&443)) && (8..=MAX_CID_LEN).contains(&header.dcid.len()) && len >= 1200
        }
        _ => true,
    }
}

fn is_plausible_negotiation(bytes: &[u8], len: usize) -> bool {
    let header = Header::long(bytes, len).filter(|h| h.kind == PacketKind::VersionNegotiation);
    header.is_some_and(|h| {
        let list = len.saturating_sub(h.number_at);
        list >= 4 && list.is_multiple_of(4) && h.versions(bytes).any(|v| v.is_supported() || v.is_greased())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::hex::unhex;

    #[test]
    fn retry_tags_of_the_standards() {
        // RFC 9001 appendix A.4, RFC 9369 appendix A.4.
        let original = unhex("8394c8f03e515708");
        for text in [
            "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba",
            "cf6b3343cf0008f067a5502a4262b5746f6b656ec8646ce8bfe33952d955543665dcc7b6",
            "ffff00001d0008f067a5502a4262b5746f6b656ed16926d81f6f9ca2953a8aa4575e1e49",
        ] {
            let mut packet = unhex(text);
            let header = Header::long(&packet, packet.len()).unwrap();
            assert_eq!((header.kind, header.token), (PacketKind::Retry, &b"token"[..]));
            assert_eq!(header.scid, unhex("f067a5502a4262b5"));
            assert_eq!(header.retry_is_genuine(&packet, &original), Some(true));
            assert_eq!(header.retry_is_genuine(&packet, b"other"), Some(false));
            let last = packet.len() - 1;
            packet[last] ^= 1;
            let header = Header::long(&packet, packet.len()).unwrap();
            assert_eq!(header.retry_is_genuine(&packet, &original), Some(false));
        }
    }

    #[test]
    fn every_cut_of_a_header_is_noticed() {
        let packet = unhex("c0000000010405060708 0109 02aabb 4005 0102030405");
        let header = Header::long(&packet, packet.len()).unwrap();
        assert_eq!(
            (header.kind, header.dcid, header.scid),
            (PacketKind::Initial, &[5, 6, 7, 8][..], &[9][..])
        );
        assert_eq!((header.token, header.number_at, header.len), (&[0xaa, 0xbb][..], 17, 22));
        for len in 0..packet.len() {
            assert_eq!(Header::long(&packet[..len], len), None);
            let snapped = Header::long(&packet[..len], packet.len());
            assert_eq!(snapped.is_some(), len >= 17, "{len}");
        }
    }

    #[test]
    fn segments_of_a_sender_are_told_apart() {
        let packet = |len: usize| [&[0x41, 5, 6, 7, 8], &vec![9; len - 5][..]].concat();
        let batch = [packet(1250), packet(1250), packet(40)].concat();
        assert_eq!(first_segment(&batch, batch.len(), 4), 1250);
        assert_eq!(first_segment(&batch[1250..], 1290, 4), 1250);
        assert_eq!(first_segment(&batch[2500..], 40, 4), 40);
        // One packet; too short a connection ID; segments that differ in length; a capture that was cut.
        assert_eq!(first_segment(&packet(4000), 4000, 4), 4000);
        assert_eq!(first_segment(&batch, batch.len(), 3), 2540);
        let uneven = [packet(1250), packet(1300), packet(40)].concat();
        assert_eq!(first_segment(&uneven, uneven.len(), 4), uneven.len());
        assert_eq!(first_segment(&batch[..1300], batch.len(), 4), 1250);
        assert_eq!(first_segment(&batch[..1240], batch.len(), 4), 2540);
    }

    #[test]
    fn types_are_numbered_by_version() {
        use PacketKind::*;
        let kinds = |version| [0u8, 1, 2, 3].map(|n| PacketKind::of_long(0xc0 | n << 4, version));
        assert_eq!(kinds(QuicVersion::V1), [Initial, ZeroRtt, Handshake, Retry]);
        assert_eq!(kinds(QuicVersion::V2), [Retry, Initial, ZeroRtt, Handshake]);
        assert_eq!(kinds(QuicVersion(0x12345678)), [Unknown; 4]);
        assert_eq!(kinds(QuicVersion(0)), [VersionNegotiation; 4]);
    }

    #[test]
    fn negotiation_lists_versions() {
        let packet = unhex("80 00000000 01aa 01bb 00000001 6b3343cf");
        let header = Header::long(&packet, packet.len()).unwrap();
        let versions: Vec<_> = header.versions(&packet).collect();
        assert_eq!(versions, [QuicVersion::V1, QuicVersion::V2]);
        assert!(is_plausible(&packet, packet.len(), [1, 2]));
        assert!(!is_plausible(&packet[..15], 15, [1, 2]));
    }
}
