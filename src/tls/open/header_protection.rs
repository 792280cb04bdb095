//! Header protection of QUIC (RFC 9001 section 5.4) and record number encryption of DTLS 1.3
//! (RFC 9147 section 4.2.3): the mask that a sample of ciphertext gives. Which bits of which header
//! it hides is the protocols' business.

use aes::cipher::array::Array;
use aes::cipher::{Block, BlockCipherEncrypt, KeyInit, KeyIvInit, StreamCipherCore};
use aes::{Aes128Enc, Aes256Enc};
use chacha20::variants::Ietf;
use chacha20::{ChaChaCore, R20};
use zeroize::Zeroizing;

use crate::tls::suite::Cipher;

/// Bytes of ciphertext that make a mask.
pub const SAMPLE_LEN: usize = 16;

/// The header protection key (`hp`, in DTLS 1.3 `sn`) of one direction and stage.
pub struct HeaderKey(Keyed);

enum Keyed {
    Aes128(Box<Aes128Enc>),
    Aes256(Box<Aes256Enc>),
    ChaCha20(Zeroizing<[u8; 32]>),
}

impl HeaderKey {
    /// Prepares a key of the suite's cipher, whatever its mode. `None`: neither AES nor ChaCha20, or
    /// a key of another length.
    pub fn new(cipher: Cipher, key: &[u8]) -> Option<Self> {
        Some(Self(match cipher {
            Cipher::Aes128 => Keyed::Aes128(Box::new(Aes128Enc::new_from_slice(key).ok()?)),
            Cipher::Aes256 => Keyed::Aes256(Box::new(Aes256Enc::new_from_slice(key).ok()?)),
            Cipher::ChaCha20Poly1305 => Keyed::ChaCha20(Zeroizing::new(key.try_into().ok()?)),
            _ => return None,
        }))
    }

    /// The mask of a sample. QUIC uses its first five bytes, DTLS 1.3 as many as the number has.
    pub fn mask(&self, sample: &[u8; SAMPLE_LEN]) -> [u8; SAMPLE_LEN] {
        let mut block = Array(*sample);
        match &self.0 {
            Keyed::Aes128(cipher) => cipher.encrypt_block(&mut block),
            Keyed::Aes256(cipher) => cipher.encrypt_block(&mut block),
            Keyed::ChaCha20(key) => return chacha20_mask(key, sample),
        }
        block.0
    }
}

/// Key stream at the block that the sample's first four bytes number, with the rest as nonce.
fn chacha20_mask(key: &[u8; 32], sample: &[u8; SAMPLE_LEN]) -> [u8; SAMPLE_LEN] {
    let [c0, c1, c2, c3, nonce @ ..] = *sample;
    // The core, since the cipher around it refuses the very last block.
    let mut core = ChaChaCore::<R20, Ietf>::new(&Array(*key), &Array(nonce));
    core.set_block_pos(u32::from_le_bytes([c0, c1, c2, c3]));
    let mut block = Block::<ChaChaCore<R20, Ietf>>::default();
    core.write_keystream_block(&mut block);
    let mut mask = [0; SAMPLE_LEN];
    for (to, from) in mask.iter_mut().zip(&block) {
        *to = *from;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::super::super::hex::unhex;
    use super::*;

    fn mask(cipher: Cipher, key: &str, sample: &str) -> Vec<u8> {
        let key = HeaderKey::new(cipher, &unhex(key)).unwrap();
        key.mask(&unhex(sample).try_into().unwrap())[..5].to_vec()
    }

    /// RFC 9001 appendix A.2, A.3 and A.5.
    #[test]
    fn known_answers_of_quic() {
        let client =
            mask(Cipher::Aes128, "9f50449e04a0e810283a1e9933adedd2", "d1b1c98dd7689fb8ec11d242b123dc9b");
        assert_eq!(client, unhex("437b9aec36"));
        let server =
            mask(Cipher::Aes128, "c206b8d9b9f0f37644430b490eeaa314", "2cd0991cd25b0aac406a5816b6394100");
        assert_eq!(server, unhex("2ec0d8356a"));
        let chacha = mask(
            Cipher::ChaCha20Poly1305,
            "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4",
            "5e5cd55c41f69080575d7999c25a5bfb",
        );
        assert_eq!(chacha, unhex("aefefe7d03"));
    }

    /// OpenSSL: `enc -aes-256-ecb` of the sample.
    #[test]
    fn aes_256_is_one_block() {
        let mask = mask(
            Cipher::Aes256,
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "6bc1bee22e409f96e93d7e117393172a",
        );
        assert_eq!(mask, unhex("f3eed1bdb5"));
    }

    #[test]
    fn the_last_block_of_chacha20_can_be_reached() {
        let key = HeaderKey::new(Cipher::ChaCha20Poly1305, &[7; 32]).unwrap();
        assert_ne!(key.mask(&[0xff; 16]), [0; 16]);
        assert_ne!(key.mask(&[0xff; 16]), key.mask(&[0xfe; 16]));
    }

    #[test]
    fn other_ciphers_and_lengths_are_refused() {
        assert!(HeaderKey::new(Cipher::Aes128, &[0; 32]).is_none());
        assert!(HeaderKey::new(Cipher::ChaCha20Poly1305, &[0; 16]).is_none());
        assert!(HeaderKey::new(Cipher::Sm4, &[0; 16]).is_none());
    }
}
