//! The ciphers that protect key files, from key, IV and bytes to bytes. Which one a file asks for,
//! and where its key is from, is the containers' business.

use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit, KeyIvInit, StreamCipher};
use zeroize::Zeroizing;

/// A cipher of a key file; block ciphers in CBC mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    Des,
    /// Key one is key three again.
    TwoKeyTripleDes,
    TripleDes,
    Aes128,
    Aes192,
    Aes256,
    Camellia128,
    Camellia192,
    Camellia256,
    Aria128,
    Aria192,
    Aria256,
    Idea,
    /// RFC 2268; both lengths are its own.
    Rc2 {
        key_len: usize,
        effective_bits: usize,
    },
    Rc4 {
        key_len: usize,
    },
}

impl Cipher {
    /// Length of the key in bytes.
    pub fn key_len(self) -> usize {
        match self {
            Self::Des => 8,
            Self::TwoKeyTripleDes | Self::Aes128 | Self::Camellia128 | Self::Aria128 | Self::Idea => 16,
            Self::TripleDes | Self::Aes192 | Self::Camellia192 | Self::Aria192 => 24,
            Self::Aes256 | Self::Camellia256 | Self::Aria256 => 32,
            Self::Rc2 { key_len, .. } | Self::Rc4 { key_len } => key_len,
        }
    }

    /// Length of a block and of the IV in bytes; 0 for a stream cipher.
    pub fn block_len(self) -> usize {
        match self {
            Self::Rc4 { .. } => 0,
            Self::Des | Self::TwoKeyTripleDes | Self::TripleDes | Self::Idea | Self::Rc2 { .. } => 8,
            _ => 16,
        }
    }

    /// Decrypts and takes off the padding (RFC 8018 section 6.1.1 step 4). `None`: lengths or
    /// padding do not fit, which nearly every wrong key ends in.
    pub fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = self.decrypt_padded(key, iv, data)?;
        let block_len = self.block_len();
        if block_len > 0 {
            let padding = usize::from(*bytes.last()?);
            let plain_len = bytes.len().checked_sub(padding)?;
            let is_padding = bytes.get(plain_len..)?.iter().all(|&byte| usize::from(byte) == padding);
            if padding == 0 || padding > block_len || !is_padding {
                return None;
            }
            bytes.truncate(plain_len);
        }
        Some(bytes)
    }

    /// Decrypts, padding and all. `None`: lengths do not fit.
    pub fn decrypt_padded(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if key.len() != self.key_len() {
            return None;
        }
        let mut bytes = Zeroizing::new(data.to_vec());
        match self {
            Self::Des => cbc(des::Des::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::TwoKeyTripleDes => cbc(des::TdesEde2::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::TripleDes => cbc(des::TdesEde3::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Aes128 => cbc(aes::Aes128::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Aes192 => cbc(aes::Aes192::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Aes256 => cbc(aes::Aes256::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Camellia128 => cbc(camellia::Camellia128::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Camellia192 => cbc(camellia::Camellia192::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Camellia256 => cbc(camellia::Camellia256::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Aria128 => cbc(aria::Aria128::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Aria192 => cbc(aria::Aria192::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Aria256 => cbc(aria::Aria256::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Idea => cbc(idea::Idea::new_from_slice(key).ok()?, iv, &mut bytes)?,
            Self::Rc2 { key_len, effective_bits } => {
                // The crate asserts these.
                if !(1..=128).contains(&key_len) || !(1..=1024).contains(&effective_bits) {
                    return None;
                }
                cbc(rc2::Rc2::new_with_eff_key_len(key, effective_bits), iv, &mut bytes)?;
            }
            Self::Rc4 { .. } => {
                rc4::Rc4::new_from_slice(key).ok()?.try_apply_keystream(&mut bytes).ok()?;
            }
        }
        Some(bytes)
    }
}

/// Decrypts whole blocks in place. `None`: the IV or the data has a length that does not fit.
fn cbc<C: BlockCipherDecrypt>(cipher: C, iv: &[u8], bytes: &mut [u8]) -> Option<()> {
    let mut mode = cbc::Decryptor::inner_iv_slice_init(cipher, iv).ok()?;
    let (blocks, rest) = aes::cipher::Array::slice_as_chunks_mut(bytes);
    if !rest.is_empty() || blocks.is_empty() {
        return None;
    }
    mode.decrypt_blocks(blocks);
    Some(())
}

/// AES in counter mode with a 16-byte counter. `None`: lengths do not fit.
pub fn aes_ctr(key: &[u8], counter: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(data.to_vec());
    let done = match key.len() {
        16 => {
            ctr::Ctr128BE::<aes::Aes128>::new_from_slices(key, counter).ok()?.try_apply_keystream(&mut bytes)
        }
        24 => {
            ctr::Ctr128BE::<aes::Aes192>::new_from_slices(key, counter).ok()?.try_apply_keystream(&mut bytes)
        }
        _ => {
            ctr::Ctr128BE::<aes::Aes256>::new_from_slices(key, counter).ok()?.try_apply_keystream(&mut bytes)
        }
    };
    done.ok()?;
    Some(bytes)
}
