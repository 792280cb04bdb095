//! QUIC on bytes (RFC 9000, 9001, 9369): versions, packet headers, keys, frames, the order of
//! stream bytes. Knows no datagrams and no connections; `store/quic/` does.

pub mod assembly;
pub mod frame;
pub mod header;
pub mod keys;

#[cfg(test)]
pub mod sealing;

use super::Side;
use super::secrets::Secrets;
use super::session::SessionFacts;
use super::traffic::Secret;

/// A version number of the wire (RFC 9000 section 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QuicVersion(pub u32);

/// What versions that are opened alike share.
#[derive(Debug, PartialEq, Eq)]
struct Family {
    salt: [u8; 20],
    /// Labels of keys, and the numbers of packet types, are those of RFC 9369.
    v2: bool,
    retry: Option<RetryKey>,
}

/// Key and nonce of the Retry integrity tag (RFC 9001 section 5.8).
#[derive(Debug, PartialEq, Eq)]
struct RetryKey {
    key: [u8; 16],
    nonce: [u8; 12],
}

const fn family(salt: u128, salt_end: u32, v2: bool, retry: Option<(u128, u128)>) -> Family {
    let (mut bytes, high, low) = ([0; 20], salt.to_be_bytes(), salt_end.to_be_bytes());
    let mut at = 0;
    while at < 20 {
        bytes[at] = if at < 16 { high[at] } else { low[at - 16] };
        at += 1;
    }
    let retry = match retry {
        Some((key, nonce)) => {
            let (wide, mut short) = (nonce.to_be_bytes(), [0; 12]);
            let mut at = 0;
            while at < 12 {
                short[at] = wide[at + 4];
                at += 1;
            }
            Some(RetryKey { key: key.to_be_bytes(), nonce: short })
        }
        None => None,
    };
    Family { salt: bytes, v2, retry }
}

/// RFC 9001 section 5.2 and 5.8, and drafts 33 and 34.
static V1: Family = family(
    0x3876_2cf7_f559_34b3_4d17_9ae6_a4c8_0cad,
    0xccbb_7f0a,
    false,
    Some((0xbe0c_690b_9f66_575a_1d76_6b54_e368_c84e, 0x461599d35d632bf2239825bb)),
);
/// RFC 9369 section 3.3.
static V2: Family = family(
    0x0ded_e3de_f700_a6db_8193_81be_6e26_9dcb,
    0xf9bd_2ed9,
    true,
    Some((0x8fb4_b01b_56ac_48e2_60fb_cbce_ad7c_cc92, 0xd86969bc2d7c6d9990efb04a)),
);
/// draft-ietf-quic-v2-01.
static V2_DRAFT: Family = family(0xa707_c203_a59b_4718_4a1d_62ca_5704_06ea, 0x7ae3_e5d3, true, None);
/// Drafts 29 to 32.
static DRAFT_29: Family = family(
    0xafbf_ec28_9993_d24c_9e97_86f1_9c61_11e0,
    0x4390_a899,
    false,
    Some((0xccce_187e_d09a_09d0_5728_155a_6cb9_6be1, 0xe54930f97f2136f0530a8c1c)),
);
/// Drafts 23 to 28; their Retry tags are not checked.
static DRAFT_23: Family = family(0xc3ee_f712_c72e_bb5a_11a7_d243_2bb4_6365, 0xbef9_f502, false, None);
/// Drafts 21 and 22.
static DRAFT_22: Family = family(0x7fbc_db0e_7c66_bbe9_193a_96cd_2151_9ebd, 0x7a02_644a, false, None);
/// Google's last versions with TLS.
static T050: Family = family(0x7ff5_79e5_acd0_7291_5580_304c_43a2_367c, 0x6048_8310, false, None);
static T051: Family = family(0x7a4e_def4_e7cc_ee5f_a450_6c19_124f_c8cc, 0xda6e_033d, false, None);

impl QuicVersion {
    /// Not a version: marks a Version Negotiation packet.
    pub const NEGOTIATION: Self = Self(0);
    pub const V1: Self = Self(1);
    pub const V2: Self = Self(0x6b33_43cf);

    fn family(self) -> Option<&'static Family> {
        Some(match self.0 {
            1 | 0xff00_0021 | 0xff00_0022 => &V1,
            0x6b33_43cf => &V2,
            0x709a_50c4 => &V2_DRAFT,
            0xff00_001d..=0xff00_0020 => &DRAFT_29,
            0xff00_0017..=0xff00_001c | 0xface_b002 | 0xface_b00e => &DRAFT_23,
            0xff00_0015 | 0xff00_0016 | 0xface_b001 => &DRAFT_22,
            0x5430_3530 => &T050,
            0x5430_3531 => &T051,
            _ if self.is_greased() => &DRAFT_29,
            _ => return None,
        })
    }

    /// Whether packets of this version are read here.
    pub fn is_supported(self) -> bool {
        self.family().is_some()
    }

    /// Whether packet types are numbered as in RFC 9369.
    pub fn is_v2(self) -> bool {
        self.family().is_some_and(|f| f.v2)
    }

    /// Reserved to exercise version negotiation (RFC 9000 section 15).
    pub fn is_greased(self) -> bool {
        self.0 & 0x0f0f_0f0f == 0x0a0a_0a0a
    }

    /// Google's versions between its own handshake and TLS number CRYPTO frames otherwise.
    pub fn numbers_crypto_as_google(self) -> bool {
        matches!(self.0, 0x5430_3530 | 0x5430_3531)
    }

    /// The versions whose keys may open this one's Initial packets: itself, but of a version that is
    /// made to be refused the client's real one, which is not told.
    pub fn keys_of_initials(self) -> Vec<QuicVersion> {
        if self.is_greased() { vec![Self::V1, Self(0xff00_001d)] } else { vec![self] }
    }

    /// Google's versions with headers of their own, up to Q046.
    pub fn is_before_quic(self) -> bool {
        self.is_google() && self.0 & 0x00ff_ffff <= 0x0030_3436
    }

    /// Google's QUIC before TLS: `Q043`, `Q046`, `Q050`.
    pub fn is_google(self) -> bool {
        let [q, digits @ ..] = self.0.to_be_bytes();
        q == b'Q' && digits.iter().all(u8::is_ascii_digit)
    }
}

impl std::fmt::Display for QuicVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            1 => f.write_str("QUIC v1"),
            0x6b33_43cf => f.write_str("QUIC v2"),
            n @ 0xff00_0000..=0xff00_00ff => write!(f, "QUIC draft-{}", n & 0xff),
            n if self.is_google() || n >> 24 == u32::from(b'T') => {
                let name = n.to_be_bytes();
                write!(f, "QUIC {}", name.escape_ascii())
            }
            n => write!(f, "QUIC v0x{n:08x}"),
        }
    }
}

/// A stage of a connection, with keys of its own (RFC 9001 section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Initial,
    ZeroRtt,
    Handshake,
    OneRtt,
}

impl Level {
    /// Packet number space (RFC 9000 section 12.3): 0-RTT and 1-RTT share one.
    pub fn space(self) -> usize {
        match self {
            Self::Initial => 0,
            Self::Handshake => 1,
            Self::ZeroRtt | Self::OneRtt => 2,
        }
    }
}

/// Why a packet stays closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyQuicClosed {
    #[error("{0} is not supported")]
    UnknownVersion(QuicVersion),
    #[error("{0}: the Initial packet with the client's first DCID is missing")]
    FirstInitialMissing(QuicVersion),
    #[error("no ClientHello was captured, and no secret of the key log opens the connection")]
    NoClientHello,
    #[error(
        "no key log is loaded: QUIC opens with the traffic secrets that a key log holds, and with no private key"
    )]
    NoKeyLog,
    #[error("the key log has no secret for this connection's client random")]
    NotLogged,
    #[error("the key log has secrets of this connection, but not the one named {0}")]
    SecretMissing(&'static str),
    #[error("cipher suite 0x{0:04x} is none of QUIC's")]
    UnknownSuite(u16),
    #[error("the packet's tag is wrong: it is damaged, or the secrets are of another connection")]
    BadTag,
    #[error("{captured} of the packet's {len} bytes were captured")]
    Cut { captured: usize, len: usize },
    #[error("the packet is too short to be protected")]
    TooShort,
    /// Packets of this kind are not encrypted.
    #[error("the packet is in the clear")]
    InTheClear,
}

/// The label in a key log of the secret with which `side` protects `level`.
pub fn key_log_label(side: Side, level: Level) -> &'static str {
    match (side, level) {
        (_, Level::Initial) => "",
        (_, Level::ZeroRtt) => "CLIENT_EARLY_TRAFFIC_SECRET",
        (Side::Client, Level::Handshake) => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        (Side::Server, Level::Handshake) => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        (Side::Client, Level::OneRtt) => "CLIENT_TRAFFIC_SECRET_0",
        (Side::Server, Level::OneRtt) => "SERVER_TRAFFIC_SECRET_0",
    }
}

/// The logged secret with which `side` protects `level`, of the connection with these facts.
pub fn logged_secret<'s>(
    secrets: &'s Secrets,
    facts: &SessionFacts,
    side: Side,
    level: Level,
) -> Result<&'s Secret, WhyQuicClosed> {
    if secrets.key_logs().is_empty() {
        return Err(WhyQuicClosed::NoKeyLog);
    }
    let random = &facts.client_hello().ok_or(WhyQuicClosed::NoClientHello)?.random;
    let (_, logged) = secrets.traffic(random).ok_or(WhyQuicClosed::NotLogged)?;
    slot(logged, side, level).ok_or(WhyQuicClosed::SecretMissing(key_log_label(side, level)))
}

/// The secret of a log entry with which `side` protects `level`.
pub fn slot(logged: &super::keylog::TrafficSecrets, side: Side, level: Level) -> Option<&Secret> {
    match (side, level) {
        (_, Level::Initial) => None,
        (_, Level::ZeroRtt) => logged.client_early.as_ref(),
        (Side::Client, Level::Handshake) => logged.client_handshake.as_ref(),
        (Side::Server, Level::Handshake) => logged.server_handshake.as_ref(),
        (Side::Client, Level::OneRtt) => logged.client_application.as_ref(),
        (Side::Server, Level::OneRtt) => logged.server_application.as_ref(),
    }
}

/// A variable-length integer (RFC 9000 section 16) and how many bytes it took.
pub fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let len = 1usize << (bytes.first()? >> 6);
    let all = bytes.get(..len)?.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
    Some((all & (u64::MAX >> 2 >> (64 - 8 * len)), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_length() {
        // RFC 9000 appendix A.1.
        for (bytes, value) in [
            (&[0x25][..], 37),
            (&[0x7b, 0xbd], 15_293),
            (&[0x9d, 0x7f, 0x3e, 0x7d], 494_878_333),
            (&[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c], 151_288_809_941_952_652),
        ] {
            assert_eq!(varint(bytes), Some((value, bytes.len())));
            assert_eq!(varint(&bytes[1..]).filter(|v| v.0 == value), None);
        }
        assert_eq!(varint(&[]), None);
    }

    #[test]
    fn versions_have_names() {
        let name = |n| QuicVersion(n).to_string();
        assert_eq!(name(1), "QUIC v1");
        assert_eq!(name(0x6b33_43cf), "QUIC v2");
        assert_eq!(name(0xff00_001d), "QUIC draft-29");
        assert_eq!(name(0x5130_3433), "QUIC Q043");
        assert_eq!(
            WhyQuicClosed::UnknownVersion(QuicVersion(0x1a2a_3a4a)).to_string(),
            "QUIC v0x1a2a3a4a is not supported"
        );
        assert!(QuicVersion(0x1a2a_3a4a).is_greased() && !QuicVersion(1).is_greased());
        assert!(QuicVersion(0x5130_3433).is_google() && !QuicVersion(0x5430_3531).is_google());
    }
}
