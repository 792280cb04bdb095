//! Packet protection (RFC 9001 section 5): keys of one direction and level, header protection,
//! packet numbers, opening, key update.

use std::sync::Arc;

use hkdf::Hkdf;
use sha2::Sha256;

use super::QuicVersion;
use super::header::{Header, INITIAL_SUITE, PacketKind};
use crate::tls::Side;
use crate::tls::open::PacketKey;
use crate::tls::open::header_protection::{HeaderKey, SAMPLE_LEN};
use crate::tls::suite::{PrfHash, Suite};
use crate::tls::suite_table::suite;
use crate::tls::traffic::{LabelPrefix, Secret};

/// The sample stands as if the packet number were as long as can be.
const LONGEST_NUMBER: usize = 4;
const IV_LEN: usize = 12;
/// Suites that QUIC may use (RFC 9001 section 5.3): all of TLS 1.3 but the one with a short tag.
pub const SUITES: [u16; 4] = [0x1301, 0x1302, 0x1303, 0x1304];
/// Key updates that are followed: far more than captures have, and a bound for what they cost.
const MAX_GENERATIONS: usize = 4096;

/// The keys with which one side protects one level, through all key updates.
#[derive(Clone)]
pub struct LevelKeys {
    version: QuicVersion,
    suite: &'static Suite,
    header: Arc<HeaderKey>,
    /// Keys by generation; the bit in the packet is the generation's lowest.
    generations: Vec<Arc<PacketKey>>,
    /// The secret of the last generation there.
    secret: Secret,
}

/// What header protection hid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmasked {
    pub first: u8,
    /// Bytes that the packet number takes, 1 to 4.
    pub number_len: usize,
    /// The packet number's low bits.
    pub truncated: u32,
}

impl Unmasked {
    /// The key phase bit of a short header.
    pub fn key_phase(&self) -> bool {
        self.first & 0x04 != 0
    }

    /// The packet number nearest to the one expected (RFC 9000 appendix A.3).
    pub fn number(&self, largest: Option<u64>) -> u64 {
        let expected = largest.map_or(0, |l| l.saturating_add(1));
        let window = self.window();
        let candidate = expected & !(window - 1) | u64::from(self.truncated);
        if candidate.saturating_add(window / 2) <= expected && candidate < (1 << 62) - window {
            candidate + window
        } else if candidate > expected.saturating_add(window / 2) && candidate >= window {
            candidate - window
        } else {
            candidate
        }
    }

    /// How far apart numbers with the same low bits are.
    pub fn window(&self) -> u64 {
        1 << (8 * self.number_len)
    }
}

/// The secret of a side's Initial packets, which follows from the first connection ID that the client
/// chose for the server (RFC 9001 section 5.2).
pub fn initial_secret(version: QuicVersion, dcid: &[u8], side: Side) -> Option<Secret> {
    let salt = &version.family()?.salt;
    let (initial, _) = Hkdf::<Sha256>::extract(Some(salt), dcid);
    let label: &[u8] = if side == Side::Client { b"client in" } else { b"server in" };
    let initial = Secret::from_bytes(&initial);
    let secret = initial.expand_label(PrfHash::Sha256, LabelPrefix::Tls13, label, &[], 32)?;
    Some(Secret::from_bytes(&secret))
}

impl LevelKeys {
    /// `None`: a version or suite that is not QUIC's, or a secret of another length.
    pub fn new(version: QuicVersion, suite: &'static Suite, secret: &Secret) -> Option<Self> {
        let labels = labels(version)?;
        if !SUITES.contains(&suite.id) || secret.as_bytes().len() != secret_len(suite) {
            return None;
        }
        let expand = |label: &[u8], len| secret.expand_label(suite.prf, LabelPrefix::Tls13, label, &[], len);
        let header = HeaderKey::new(suite.cipher, &expand(labels.header, suite.cipher.key_len_bytes())?)?;
        let header = Arc::new(header);
        let mut keys = Self { version, suite, header, generations: Vec::new(), secret: secret.clone() };
        keys.generations.push(Arc::new(keys.packet_key()?));
        Some(keys)
    }

    /// Keys of Initial packets.
    pub fn initial(version: QuicVersion, dcid: &[u8], side: Side) -> Option<Self> {
        Self::new(version, suite(INITIAL_SUITE)?, &initial_secret(version, dcid, side)?)
    }

    pub fn suite(&self) -> &'static Suite {
        self.suite
    }

    pub fn version(&self) -> QuicVersion {
        self.version
    }

    fn packet_key(&self) -> Option<PacketKey> {
        let labels = labels(self.version)?;
        let expand =
            |label: &[u8], len| self.secret.expand_label(self.suite.prf, LabelPrefix::Tls13, label, &[], len);
        let key = expand(labels.key, self.suite.cipher.key_len_bytes())?;
        PacketKey::new(self.suite, &key, &expand(labels.iv, IV_LEN)?)
    }

    /// Makes keys up to that generation (RFC 9001 section 6.1). `None`: there are not so many.
    pub fn reach(&mut self, generation: usize) -> Option<()> {
        while self.generations.len() <= generation {
            if self.generations.len() >= MAX_GENERATIONS {
                return None;
            }
            let len = self.secret.as_bytes().len();
            let label = labels(self.version)?.update;
            let next = self.secret.expand_label(self.suite.prf, LabelPrefix::Tls13, label, &[], len)?;
            self.secret = Secret::from_bytes(&next);
            let key = self.packet_key()?;
            self.generations.push(Arc::new(key));
        }
        Some(())
    }

    /// Takes the header protection off (RFC 9001 section 5.4). `None`: the packet is too short.
    pub fn unmask(&self, packet: &[u8], header: &Header<'_>) -> Option<Unmasked> {
        let sample_at = header.number_at.checked_add(LONGEST_NUMBER)?;
        let sample: &[u8; SAMPLE_LEN] = packet.get(sample_at..)?.first_chunk()?;
        let [mask_first, mask_number @ ..] = self.header.mask(sample);
        let hidden = if header.kind == PacketKind::OneRtt { 0x1f } else { 0x0f };
        let first = packet.first()? ^ mask_first & hidden;
        let number_len = usize::from(first & 3) + 1;
        let masked = packet.get(header.number_at..header.number_at + number_len)?;
        let truncated = masked.iter().zip(mask_number).fold(0, |n, (b, m)| n << 8 | u32::from(b ^ m));
        Some(Unmasked { first, number_len, truncated })
    }

    /// Opens a packet with the keys of one generation, to which [`Self::reach`] came. `None`: the tag
    /// is wrong. `packet` is whole.
    pub fn open(
        &self,
        packet: &[u8],
        header: &Header<'_>,
        unmasked: &Unmasked,
        number: u64,
        generation: usize,
    ) -> Option<Vec<u8>> {
        let key = self.generations.get(generation)?;
        let clear = clear_header(packet, header, unmasked)?;
        let sealed = packet.get(clear.len()..header.len)?;
        let mut out = Vec::new();
        key.open(number, &clear, sealed, &mut out).ok()?;
        Some(out)
    }
}

/// The header with its protection taken off, as the tag covers it.
pub fn clear_header(packet: &[u8], header: &Header<'_>, unmasked: &Unmasked) -> Option<Vec<u8>> {
    let end = header.number_at.checked_add(unmasked.number_len)?;
    let mut clear = packet.get(..end)?.to_vec();
    *clear.first_mut()? = unmasked.first;
    let number = unmasked.truncated.to_be_bytes();
    let number = number.get(LONGEST_NUMBER - unmasked.number_len..)?;
    clear.get_mut(header.number_at..)?.copy_from_slice(number);
    Some(clear)
}

/// Bytes of a suite's traffic secrets.
pub fn secret_len(suite: &Suite) -> usize {
    if suite.prf == PrfHash::Sha384 { 48 } else { 32 }
}

struct Labels {
    key: &'static [u8],
    iv: &'static [u8],
    header: &'static [u8],
    update: &'static [u8],
}

/// RFC 9001 section 5.1, RFC 9369 section 3.3.2.
fn labels(version: QuicVersion) -> Option<&'static Labels> {
    static V1: Labels = Labels { key: b"quic key", iv: b"quic iv", header: b"quic hp", update: b"quic ku" };
    static V2: Labels =
        Labels { key: b"quicv2 key", iv: b"quicv2 iv", header: b"quicv2 hp", update: b"quicv2 ku" };
    Some(if version.family()?.v2 { &V2 } else { &V1 })
}

#[cfg(test)]
mod tests {
    use super::super::sealing;
    use super::*;
    use crate::tls::hex::unhex;

    /// RFC 9001 appendix A.3 and RFC 9369 appendix A.3: the server's Initial packet.
    #[test]
    fn server_initials_of_the_standards_open() {
        let v1 = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";
        let v2 = "dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358230035f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca84bed8521e2e140";
        let dcid = unhex("8394c8f03e515708");
        for (text, version) in [(v1, QuicVersion::V1), (v2, QuicVersion::V2)] {
            let packet = unhex(text);
            let header = Header::long(&packet, packet.len()).unwrap();
            assert_eq!((header.kind, header.version), (PacketKind::Initial, version));
            let keys = LevelKeys::initial(version, &dcid, Side::Server).unwrap();
            let unmasked = keys.unmask(&packet, &header).unwrap();
            assert_eq!((unmasked.truncated, unmasked.number_len), (1, 2));
            let plain = keys.open(&packet, &header, &unmasked, 1, 0).unwrap();
            assert!(
                plain.starts_with(&unhex("02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf739"))
            );
            assert!(keys.open(&packet, &header, &unmasked, 2, 0).is_none());
            let client = LevelKeys::initial(version, &dcid, Side::Client).unwrap();
            let wrong = client.unmask(&packet, &header).unwrap();
            assert!(client.open(&packet, &header, &wrong, wrong.number(None), 0).is_none());
        }
    }

    /// RFC 9001 appendix A.5, RFC 9369 appendix A.5: a packet with a short header.
    #[test]
    fn short_headers_of_the_standards_open() {
        let secret =
            Secret::from_bytes(&unhex("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"));
        for (text, version) in [
            ("4cfe4189655e5cd55c41f69080575d7999c25a5bfb", QuicVersion::V1),
            ("5558b1c60ae7b6b932bc27d786f4bc2bb20f2162ba", QuicVersion::V2),
        ] {
            let packet = unhex(text);
            let header = Header::short(&packet, packet.len(), 0).unwrap();
            let keys = LevelKeys::new(version, suite(0x1303).unwrap(), &secret).unwrap();
            let unmasked = keys.unmask(&packet, &header).unwrap();
            let number = unmasked.number(Some(654_360_560));
            assert_eq!((unmasked.number_len, number), (3, 654_360_564));
            assert_eq!(keys.open(&packet, &header, &unmasked, number, 0), Some(vec![1]));
        }
    }

    #[test]
    fn numbers_are_the_nearest_to_the_expected() {
        // RFC 9000 appendix A.3.
        let unmasked = Unmasked { first: 0x41, number_len: 2, truncated: 0x9b32 };
        assert_eq!(unmasked.number(Some(0xa82f_30ea)), 0xa82f_9b32);
        let byte = |truncated| Unmasked { first: 0x40, number_len: 1, truncated };
        assert_eq!(byte(0).number(None), 0);
        assert_eq!(byte(0xff).number(None), 0xff);
        assert_eq!(byte(2).number(Some(0xfe)), 0x102);
        assert_eq!(byte(0xfe).number(Some(0x102)), 0xfe);
        assert_eq!(byte(0xff).number(Some(u64::MAX)) & 0xff, 0xff);
    }

    #[test]
    fn key_updates_are_followed() {
        let suite = suite(0x1302).unwrap();
        let secret = Secret::from_bytes(&[7; 48]);
        let mut keys = LevelKeys::new(QuicVersion::V1, suite, &secret).unwrap();
        for generation in [0, 3, 1] {
            let packet =
                sealing::short(QuicVersion::V1, suite, &secret, generation, b"cid", 9, b"hello there");
            let header = Header::short(&packet, packet.len(), 3).unwrap();
            keys.reach(generation + 1).unwrap();
            let unmasked = keys.unmask(&packet, &header).unwrap();
            assert_eq!(unmasked.key_phase(), generation & 1 == 1);
            assert_eq!(keys.open(&packet, &header, &unmasked, 9, generation), Some(b"hello there".to_vec()));
            assert_eq!(keys.open(&packet, &header, &unmasked, 9, generation + 1), None);
        }
    }

    #[test]
    fn no_cut_of_a_packet_opens_or_panics() {
        let secret = Secret::from_bytes(&[1; 32]);
        let suite = suite(0x1301).unwrap();
        let packet = sealing::short(QuicVersion::V1, suite, &secret, 0, b"", 0, b"1234");
        let keys = LevelKeys::new(QuicVersion::V1, suite, &secret).unwrap();
        for len in 0..packet.len() {
            let cut = &packet[..len];
            let Some(header) = Header::short(cut, len, 0) else { continue };
            let Some(unmasked) = keys.unmask(cut, &header) else { continue };
            assert_eq!(keys.open(cut, &header, &unmasked, 0, 0), None);
        }
    }
}
