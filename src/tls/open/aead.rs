//! Authenticated ciphers and the nonces that TLS, DTLS and QUIC make for them. What is covered
//! beside the content stands in `additional_data.rs`.

use aes::cipher::array::Array;
use aes::cipher::consts::{U8, U12, U16};
use aes::cipher::inout::InOutBuf;
use aes::{Aes128, Aes256};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm, KeyInit};
use aria::{Aria128, Aria256};
use camellia::{Camellia128, Camellia256};
use ccm::Ccm;
use chacha20poly1305::ChaCha20Poly1305;
use sm4::Sm4;
use zeroize::Zeroizing;

use super::additional_data::AdditionalData;
use super::{Closed, Opened, Proof, RecordLayout, SealedRecord};
use crate::tls::record::ContentType;
use crate::tls::suite::{Cipher, Mode, Suite};

const EXPLICIT_NONCE_LEN: usize = 8;
const NONCE_LEN: usize = 12;

/// An authenticated cipher with its key. Every one of them takes a nonce of 12 bytes.
pub struct Aead(Keyed);

enum Keyed {
    Aes128Gcm(Box<Aes128Gcm>),
    Aes256Gcm(Box<Aes256Gcm>),
    Aes128Ccm(Box<Ccm<Aes128, U16, U12>>),
    Aes256Ccm(Box<Ccm<Aes256, U16, U12>>),
    Aes128Ccm8(Box<Ccm<Aes128, U8, U12>>),
    Aes256Ccm8(Box<Ccm<Aes256, U8, U12>>),
    Camellia128Gcm(Box<AesGcm<Camellia128, U12>>),
    Camellia256Gcm(Box<AesGcm<Camellia256, U12>>),
    Aria128Gcm(Box<AesGcm<Aria128, U12>>),
    Aria256Gcm(Box<AesGcm<Aria256, U12>>),
    Sm4Gcm(Box<AesGcm<Sm4, U12>>),
    Sm4Ccm(Box<Ccm<Sm4, U16, U12>>),
    ChaCha20Poly1305(Box<ChaCha20Poly1305>),
}

impl Aead {
    /// Prepares a key. `None`: no such cipher and mode here, or a key of another length.
    pub fn new(cipher: Cipher, mode: Mode, key: &[u8]) -> Option<Self> {
        fn keyed<A: KeyInit>(key: &[u8]) -> Option<Box<A>> {
            A::new_from_slice(key).ok().map(Box::new)
        }
        Some(Self(match (cipher, mode) {
            (Cipher::Aes128, Mode::Gcm) => Keyed::Aes128Gcm(keyed(key)?),
            (Cipher::Aes256, Mode::Gcm) => Keyed::Aes256Gcm(keyed(key)?),
            (Cipher::Aes128, Mode::Ccm) => Keyed::Aes128Ccm(keyed(key)?),
            (Cipher::Aes256, Mode::Ccm) => Keyed::Aes256Ccm(keyed(key)?),
            (Cipher::Aes128, Mode::Ccm8) => Keyed::Aes128Ccm8(keyed(key)?),
            (Cipher::Aes256, Mode::Ccm8) => Keyed::Aes256Ccm8(keyed(key)?),
            (Cipher::Camellia128, Mode::Gcm) => Keyed::Camellia128Gcm(keyed(key)?),
            (Cipher::Camellia256, Mode::Gcm) => Keyed::Camellia256Gcm(keyed(key)?),
            (Cipher::Aria128, Mode::Gcm) => Keyed::Aria128Gcm(keyed(key)?),
            (Cipher::Aria256, Mode::Gcm) => Keyed::Aria256Gcm(keyed(key)?),
            (Cipher::Sm4, Mode::Gcm) => Keyed::Sm4Gcm(keyed(key)?),
            (Cipher::Sm4, Mode::Ccm) => Keyed::Sm4Ccm(keyed(key)?),
            (Cipher::ChaCha20Poly1305, Mode::Aead) => Keyed::ChaCha20Poly1305(keyed(key)?),
            _ => return None,
        }))
    }

    /// Bytes of tag behind a ciphertext.
    pub fn tag_len_bytes(&self) -> usize {
        match self.0 {
            Keyed::Aes128Ccm8(_) | Keyed::Aes256Ccm8(_) => 8,
            _ => 16,
        }
    }

    /// Decrypts from the one side of `buffer` into its other, if the tag is right. `None`: it is
    /// not; the output then holds nothing of use.
    pub fn open(
        &self,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &[u8],
    ) -> Option<()> {
        fn run<A: AeadInOut<NonceSize = U12>>(
            aead: &A,
            nonce: &[u8; NONCE_LEN],
            additional: &[u8],
            buffer: InOutBuf<'_, '_, u8>,
            tag: &[u8],
        ) -> Option<()> {
            let tag = Array::try_from(tag).ok()?;
            aead.decrypt_inout_detached(&Array(*nonce), additional, buffer, &tag).ok()
        }
        match &self.0 {
            Keyed::Aes128Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aes256Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aes128Ccm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aes256Ccm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aes128Ccm8(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aes256Ccm8(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Camellia128Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Camellia256Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aria128Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Aria256Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Sm4Gcm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::Sm4Ccm(aead) => run(&**aead, nonce, additional, buffer, tag),
            Keyed::ChaCha20Poly1305(aead) => run(&**aead, nonce, additional, buffer, tag),
        }
    }

    /// Opens ciphertext and tag into `out`, which is overwritten.
    fn open_into(
        &self,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Closed> {
        let too_short = Closed::TooShort { len: sealed.len(), needed: self.tag_len_bytes() };
        let at = sealed.len().checked_sub(self.tag_len_bytes()).ok_or(too_short)?;
        let (ciphertext, tag) = sealed.split_at_checked(at).ok_or(too_short)?;
        out.clear();
        out.resize(ciphertext.len(), 0);
        let buffer = InOutBuf::new(ciphertext, out).map_err(|_| too_short)?;
        let opened = self.open(nonce, additional, buffer, tag);
        if opened.is_none() {
            out.clear();
        }
        opened.ok_or(Closed::BadTag)
    }
}

/// An authenticated cipher whose nonces are its IV XOR the number of the record or packet:
/// TLS 1.3 (RFC 8446 section 5.3), RFC 7905 and QUIC (RFC 9001 section 5.3).
pub struct PacketKey {
    aead: Aead,
    iv: Zeroizing<[u8; NONCE_LEN]>,
}

impl PacketKey {
    /// Prepares a suite's key and IV. `None`: not a cipher opened here, or a wrong length.
    pub fn new(suite: &Suite, key: &[u8], iv: &[u8]) -> Option<Self> {
        let aead = Aead::new(suite.cipher, suite.mode, key)?;
        Some(Self { aead, iv: Zeroizing::new(iv.try_into().ok()?) })
    }

    /// Bytes of tag behind a ciphertext.
    pub fn tag_len_bytes(&self) -> usize {
        self.aead.tag_len_bytes()
    }

    /// Opens ciphertext and tag of record or packet `number`; `out` then holds the plaintext alone,
    /// or nothing after an error. In QUIC `additional` is the header with its protection taken off.
    pub fn open(
        &self,
        number: u64,
        additional: &[u8],
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Closed> {
        let mut nonce = *self.iv;
        for (to, from) in nonce.iter_mut().skip(NONCE_LEN - 8).zip(number.to_be_bytes()) {
            *to ^= from;
        }
        self.aead.open_into(&nonce, additional, sealed, out)
    }
}

/// The nonce is a salt from the key block and eight bytes in the record.
pub(super) fn open_explicit_nonce(
    aead: &Aead,
    salt: &[u8; 4],
    record: &SealedRecord<'_>,
    out: &mut Vec<u8>,
) -> Result<Opened, Closed> {
    let needed = EXPLICIT_NONCE_LEN + aead.tag_len_bytes();
    let too_short = Closed::TooShort { len: record.fragment.len(), needed };
    let data = record.fragment.len().checked_sub(needed).ok_or(too_short)?;
    let (explicit, sealed) = record.fragment.split_at_checked(EXPLICIT_NONCE_LEN).ok_or(too_short)?;
    let mut nonce = [0; NONCE_LEN];
    for (to, from) in nonce.iter_mut().zip(salt.iter().chain(explicit)) {
        *to = *from;
    }
    aead.open_into(&nonce, AdditionalData::of(record, data).as_bytes(), sealed, out)?;
    let layout = RecordLayout {
        explicit_nonce: explicit.len(),
        data,
        mac: aead.tag_len_bytes(),
        ..RecordLayout::default()
    };
    Ok(Opened { content_type: record.content_type, proof: Proof::Tag, layout })
}

pub(super) fn open_implicit_nonce(
    key: &PacketKey,
    record: &SealedRecord<'_>,
    additional: &AdditionalData,
    out: &mut Vec<u8>,
) -> Result<Opened, Closed> {
    let additional = additional.as_bytes();
    open_sealed(key, record.content_type, record.sequence, additional, record.fragment, out)
}

pub(super) fn open_sealed(
    key: &PacketKey,
    content_type: ContentType,
    sequence: u64,
    additional: &[u8],
    sealed: &[u8],
    out: &mut Vec<u8>,
) -> Result<Opened, Closed> {
    key.open(sequence, additional, sealed, out)?;
    let layout = RecordLayout { data: out.len(), mac: key.tag_len_bytes(), ..RecordLayout::default() };
    Ok(Opened { content_type, proof: Proof::Tag, layout })
}
