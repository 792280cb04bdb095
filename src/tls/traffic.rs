//! Secrets of TLS 1.3 and the keys that come from them (RFC 8446 section 7). What a premaster gives
//! in older versions stands in `schedule.rs`.

use hkdf::Hkdf;
use sha2::{Sha256, Sha384};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::schedule::DirectionKeys;
use super::suite::{PrfHash, Suite};

/// A secret of one stage and direction, as long as the suite's hash. Wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Box<[u8]>);

/// What stands before every label: the protocols differ so that their keys do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelPrefix {
    /// TLS 1.3 and QUIC (RFC 8446 section 7.1).
    Tls13,
    /// DTLS 1.3 (RFC 9147 section 5.9).
    Dtls13,
}

impl LabelPrefix {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Tls13 => b"tls13 ",
            Self::Dtls13 => b"dtls13",
        }
    }
}

impl Secret {
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// HKDF-Expand-Label (RFC 8446 section 7.1). `None`: no such hash here, or `len` is more than it
    /// can give.
    pub fn expand_label(
        &self,
        hash: PrfHash,
        prefix: LabelPrefix,
        label: &[u8],
        context: &[u8],
        len: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let name_len = u8::try_from(prefix.bytes().len() + label.len()).ok()?;
        let [high, low] = u16::try_from(len).ok()?.to_be_bytes();
        let context_len = u8::try_from(context.len()).ok()?;
        let info: [&[u8]; 6] = [&[high, low], &[name_len], prefix.bytes(), label, &[context_len], context];
        let mut out = Zeroizing::new(vec![0; len]);
        match hash {
            PrfHash::Sha256 => Hkdf::<Sha256>::from_prk(&self.0).ok()?.expand_multi_info(&info, &mut out),
            PrfHash::Sha384 => Hkdf::<Sha384>::from_prk(&self.0).ok()?.expand_multi_info(&info, &mut out),
            _ => return None,
        }
        .ok()?;
        Some(out)
    }

    /// The secret after a KeyUpdate (RFC 8446 section 7.2).
    pub fn next_generation(&self, hash: PrfHash, prefix: LabelPrefix) -> Option<Self> {
        let next = self.expand_label(hash, prefix, b"traffic upd", &[], self.0.len())?;
        Some(Self::from_bytes(&next))
    }

    /// Key and IV of the direction that this traffic secret protects (RFC 8446 section 7.3).
    pub fn record_keys(&self, suite: &Suite, prefix: LabelPrefix) -> Option<DirectionKeys> {
        const IV_LEN: usize = 12;
        Some(DirectionKeys {
            mac_key: Zeroizing::default(),
            key: self.expand_label(suite.prf, prefix, b"key", &[], suite.cipher.key_len_bytes())?,
            iv: self.expand_label(suite.prf, prefix, b"iv", &[], IV_LEN)?,
        })
    }
}
