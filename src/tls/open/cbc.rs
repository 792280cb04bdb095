//! Block ciphers in CBC mode: IV, blocks and padding, with the MAC before or after the encryption.

use aes::cipher::array::Array;
use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit};
use aes::{Aes128Dec, Aes256Dec};
use aria::{Aria128, Aria256};
use camellia::{Camellia128, Camellia256};
use des::{Des, TdesEde3};
use idea::Idea;
use rc2::Rc2;
use sm4::Sm4;

use super::mac::MacKey;
use super::sealed::{Closed, Opened, RecordLayout, SealedRecord};
use super::seed::Seed;
use crate::tls::record::Version;
use crate::tls::schedule::{DirectionKeys, Parameters};
use crate::tls::suite::Cipher;

/// One direction of a CBC suite.
pub(super) struct Cbc {
    cipher: CbcCipher,
    block_len: usize,
    mac: MacKey,
    encrypt_then_mac: bool,
    /// The IV of the first record; `None` where each record brings its own.
    first_iv: Option<Box<[u8]>>,
    padding: fn(&[u8], usize) -> Result<usize, Closed>,
}

impl Cbc {
    /// `None`: no such cipher, or keys of another length.
    pub(super) fn new(parameters: &Parameters, keys: &DirectionKeys, mac: MacKey) -> Option<Self> {
        let cipher = parameters.suite.cipher;
        let block_len = cipher.block_len_bytes();
        let chained = matches!(parameters.version, Version::SSL3 | Version::TLS10);
        if chained && keys.iv.len() != block_len {
            return None;
        }
        Some(Self {
            cipher: CbcCipher::new(cipher, &keys.key)?,
            block_len,
            mac,
            encrypt_then_mac: parameters.encrypt_then_mac,
            first_iv: chained.then(|| keys.iv.as_slice().into()),
            padding: if parameters.version == Version::SSL3 { ssl3_padding_len } else { padding_len },
        })
    }

    /// Each record begins with its IV: from TLS 1.1, and in DTLS.
    pub(super) fn has_explicit_iv(&self) -> bool {
        self.first_iv.is_none()
    }

    pub(super) fn open(&self, record: &SealedRecord<'_>, out: &mut Vec<u8>) -> Result<Opened, Closed> {
        // Encrypt-then-MAC covers the explicit IV too (RFC 7366 section 3).
        let sealed =
            if self.encrypt_then_mac { self.mac.check(record, record.fragment)? } else { record.fragment };
        let (iv, ciphertext) = self.iv(record, sealed)?;
        if ciphertext.len() % self.block_len != 0 {
            return Err(Closed::NotBlockMultiple { len: ciphertext.len(), block: self.block_len });
        }
        out.extend_from_slice(ciphertext);
        self.cipher.decrypt(iv, out);

        let padding = (self.padding)(out, self.block_len)?;
        let unpadded = out.len().checked_sub(padding).ok_or(Closed::BadPadding)?;
        let data = if self.encrypt_then_mac {
            unpadded
        } else {
            // Too short for the MAC after a padding that fits: the padding is chance.
            let inside = out.get(..unpadded).unwrap_or_default();
            self.mac.check(record, inside).map_err(|_| Closed::BadMac)?.len()
        };
        out.truncate(data);
        let layout = RecordLayout {
            explicit_nonce: sealed.len() - ciphertext.len(),
            data,
            mac: self.mac.len_bytes(),
            padding,
            ..RecordLayout::default()
        };
        Ok(Opened { content_type: record.content_type, proof: self.mac.proof(), layout })
    }

    /// The IV and what is encrypted with it.
    fn iv<'a>(&'a self, record: &SealedRecord<'a>, sealed: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Closed> {
        let mac_outside = if self.encrypt_then_mac { self.mac.len_bytes() } else { 0 };
        let explicit = if self.has_explicit_iv() { self.block_len } else { 0 };
        let needed = explicit + self.block_len + mac_outside;
        let too_short = Closed::TooShort { len: record.fragment.len(), needed };
        let (own, ciphertext) = sealed.split_at_checked(explicit).ok_or(too_short)?;
        let iv = match &self.first_iv {
            None => own,
            Some(first) if record.sequence == 0 => first,
            Some(_) => {
                let previous = record.previous_fragment.ok_or(Closed::NoPreviousRecord)?;
                let end = previous.len().checked_sub(mac_outside).ok_or(Closed::NoPreviousRecord)?;
                let start = end.checked_sub(self.block_len).ok_or(Closed::NoPreviousRecord)?;
                previous.get(start..end).ok_or(Closed::NoPreviousRecord)?
            }
        };
        if ciphertext.is_empty() { Err(too_short) } else { Ok((iv, ciphertext)) }
    }
}

/// Bytes of padding at the end, its length byte included; all have to hold the same value
/// (RFC 5246 section 6.2.3.2).
fn padding_len(plain: &[u8], _block_len: usize) -> Result<usize, Closed> {
    let &last = plain.last().ok_or(Closed::BadPadding)?;
    let len = usize::from(last) + 1;
    let start = plain.len().checked_sub(len).ok_or(Closed::BadPadding)?;
    let padding = plain.get(start..).unwrap_or_default();
    if padding.iter().all(|&byte| byte == last) { Ok(len) } else { Err(Closed::BadPadding) }
}

/// In SSL 3.0 only the last byte counts, and there is one block at most (RFC 6101 section 5.2.3.2).
fn ssl3_padding_len(plain: &[u8], block_len: usize) -> Result<usize, Closed> {
    let &last = plain.last().ok_or(Closed::BadPadding)?;
    let len = usize::from(last) + 1;
    if len <= block_len.min(plain.len()) { Ok(len) } else { Err(Closed::BadPadding) }
}

/// A block cipher's prepared keys.
enum CbcCipher {
    Aes128(Aes128Dec),
    Aes256(Aes256Dec),
    TripleDes(TdesEde3),
    Des(Des),
    Rc2(Rc2),
    Idea(Idea),
    Camellia128(Camellia128),
    Camellia256(Camellia256),
    Aria128(Aria128),
    Aria256(Aria256),
    Sm4(Sm4),
    Seed(Seed),
}

impl CbcCipher {
    fn new(cipher: Cipher, key: &[u8]) -> Option<Self> {
        fn keyed<C: KeyInit>(key: &[u8]) -> Option<C> {
            C::new_from_slice(key).ok()
        }
        Some(match cipher {
            Cipher::Aes128 => Self::Aes128(keyed(key)?),
            Cipher::Aes256 => Self::Aes256(keyed(key)?),
            Cipher::TripleDes => Self::TripleDes(keyed(key)?),
            Cipher::Des | Cipher::DesExport40 => Self::Des(keyed(key)?),
            // The weakened keys are stretched to 16 bytes, and so is RC2's effective length.
            Cipher::Rc2Export40 | Cipher::Rc2Export56 if key.len() == 16 => Self::Rc2(keyed(key)?),
            Cipher::Idea => Self::Idea(keyed(key)?),
            Cipher::Camellia128 => Self::Camellia128(keyed(key)?),
            Cipher::Camellia256 => Self::Camellia256(keyed(key)?),
            Cipher::Aria128 => Self::Aria128(keyed(key)?),
            Cipher::Aria256 => Self::Aria256(keyed(key)?),
            Cipher::Sm4 => Self::Sm4(keyed(key)?),
            Cipher::Seed => Self::Seed(Seed::new(key.try_into().ok()?)),
            _ => return None,
        })
    }

    /// Decrypts whole blocks in place.
    fn decrypt(&self, iv: &[u8], data: &mut [u8]) {
        fn run<C: BlockCipherDecrypt>(cipher: &C, iv: &[u8], data: &mut [u8]) {
            // The caller cuts the IV to one block.
            let Ok(iv) = Array::try_from(iv) else { return };
            let (blocks, _) = Array::slice_as_chunks_mut(data);
            cbc::Decryptor::inner_iv_init(cipher, &iv).decrypt_blocks(blocks);
        }
        match self {
            Self::Aes128(cipher) => run(cipher, iv, data),
            Self::Aes256(cipher) => run(cipher, iv, data),
            Self::TripleDes(cipher) => run(cipher, iv, data),
            Self::Des(cipher) => run(cipher, iv, data),
            Self::Rc2(cipher) => run(cipher, iv, data),
            Self::Idea(cipher) => run(cipher, iv, data),
            Self::Camellia128(cipher) => run(cipher, iv, data),
            Self::Camellia256(cipher) => run(cipher, iv, data),
            Self::Aria128(cipher) => run(cipher, iv, data),
            Self::Aria256(cipher) => run(cipher, iv, data),
            Self::Sm4(cipher) => run(cipher, iv, data),
            Self::Seed(cipher) => {
                if let Ok(iv) = iv.try_into() {
                    cipher.decrypt_cbc(iv, data);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_checked_to_its_last_byte() {
        let padding = |plain: &[u8]| padding_len(plain, 16);
        assert_eq!(padding(&[7, 0]), Ok(1));
        assert_eq!(padding(&[7, 2, 2, 2]), Ok(3));
        assert_eq!(padding(&[0]), Ok(1));
        assert_eq!(padding(&[7, 1, 2, 2]), Err(Closed::BadPadding));
        assert_eq!(padding(&[2, 2]), Err(Closed::BadPadding));
        assert_eq!(padding(&[]), Err(Closed::BadPadding));
    }

    #[test]
    fn padding_of_ssl_3_is_any_bytes_and_one_block_at_most() {
        assert_eq!(ssl3_padding_len(&[9, 8, 7, 3], 8), Ok(4));
        assert_eq!(ssl3_padding_len(&[0; 3], 8), Ok(1));
        assert_eq!(ssl3_padding_len(&[7; 8], 8), Ok(8));
        assert_eq!(ssl3_padding_len(&[8; 16], 8), Err(Closed::BadPadding));
        assert_eq!(ssl3_padding_len(&[7; 4], 8), Err(Closed::BadPadding));
        assert_eq!(ssl3_padding_len(&[], 8), Err(Closed::BadPadding));
    }
}
