//! Authenticated ciphers and the nonces that TLS, DTLS and QUIC make for them. What is covered
//! beside the content stands in `additional_data.rs`.
//!
//! The three that nearly all traffic uses are aws-lc's, several times as fast; the others RustCrypto's.

use aes::cipher::array::Array;
use aes::cipher::consts::{U8, U12, U16};
use aes::cipher::inout::InOutBuf;
use aes::{Aes128, Aes256};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{AesGcm, KeyInit};
use aria::{Aria128, Aria256};
use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, Algorithm, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey,
};
use camellia::{Camellia128, Camellia256};
use ccm::Ccm;
use sm4::Sm4;
use zeroize::Zeroizing;

use super::additional_data::AdditionalData;
use super::sealed::{Closed, Opened, Proof, RecordLayout, SealedRecord};
use crate::tls::record::ContentType;
use crate::tls::suite::{Cipher, Mode, Suite};

const EXPLICIT_NONCE_LEN: usize = 8;
const NONCE_LEN: usize = 12;

/// An authenticated cipher with its key. Every one of them takes a nonce of 12 bytes.
pub struct Aead(Keyed);

enum Keyed {
    /// AES-GCM and ChaCha20-Poly1305. The key is wiped when it is given back.
    AwsLc(LessSafeKey),
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
}

impl Aead {
    /// Prepares a key. `None`: no such cipher and mode here, or a key of another length.
    pub fn new(cipher: Cipher, mode: Mode, key: &[u8]) -> Option<Self> {
        fn keyed<A: KeyInit>(key: &[u8]) -> Option<Box<A>> {
            A::new_from_slice(key).ok().map(Box::new)
        }
        fn aws_lc(algorithm: &'static Algorithm, key: &[u8]) -> Option<Keyed> {
            Some(Keyed::AwsLc(LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?)))
        }
        Some(Self(match (cipher, mode) {
            (Cipher::Aes128, Mode::Gcm) => aws_lc(&AES_128_GCM, key)?,
            (Cipher::Aes256, Mode::Gcm) => aws_lc(&AES_256_GCM, key)?,
            (Cipher::ChaCha20Poly1305, Mode::Aead) => aws_lc(&CHACHA20_POLY1305, key)?,
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

    /// Decrypts `sealed`, a ciphertext and its tag, into `out`, as long as the ciphertext, if the tag
    /// is right. `None`: it is not; `out` then holds nothing of use.
    fn open(
        &self,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
        sealed: (&[u8], &[u8]),
        out: &mut [u8],
    ) -> Option<()> {
        type Sealed<'a> = (&'a [u8], &'a [u8]);
        fn run<A: AeadInOut<NonceSize = U12>>(
            aead: &A,
            nonce: &[u8; NONCE_LEN],
            additional: &[u8],
            (ciphertext, tag): Sealed<'_>,
            out: &mut [u8],
        ) -> Option<()> {
            let buffer = InOutBuf::new(ciphertext, out).ok()?;
            let tag = Array::try_from(tag).ok()?;
            aead.decrypt_inout_detached(&Array(*nonce), additional, buffer, &tag).ok()
        }
        match &self.0 {
            Keyed::AwsLc(key) => {
                let (ciphertext, tag) = sealed;
                let nonce = Nonce::assume_unique_for_key(*nonce);
                key.open_separate_gather(nonce, Aad::from(additional), ciphertext, tag, out).ok()
            }
            Keyed::Aes128Ccm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Aes256Ccm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Aes128Ccm8(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Aes256Ccm8(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Camellia128Gcm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Camellia256Gcm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Aria128Gcm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Aria256Gcm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Sm4Gcm(aead) => run(&**aead, nonce, additional, sealed, out),
            Keyed::Sm4Ccm(aead) => run(&**aead, nonce, additional, sealed, out),
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
        // What a buffer held before is overwritten; only what is new of it must be made.
        out.resize(ciphertext.len(), 0);
        let opened = self.open(nonce, additional, (ciphertext, tag), out);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::hex::unhex;
    use crate::tls::open::Opener;
    use crate::tls::record::Version;
    use crate::tls::suite_table::suite;
    use crate::tls::traffic::{LabelPrefix, Secret};

    /// RFC 8448 section 3: the client's application data and its alert.
    #[test]
    fn known_records_of_tls_1_3() {
        let secret = unhex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5");
        let suite = suite(0x1301).unwrap();
        let opener = Opener::tls13(suite, &Secret::from_bytes(&secret), LabelPrefix::Tls13).unwrap();
        let data = unhex(
            "a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b62974e1f5a
             6292a2977014bd1e3deae63aeebb21694915e4",
        );
        let record = SealedRecord::new(ContentType(23), Version::TLS12, 0, &data);
        let plain = opener.open(&record).unwrap();
        assert_eq!(plain.opened.content_type, ContentType::APPLICATION_DATA);
        assert!(plain.bytes.iter().copied().eq(0..50));
        let alert = unhex("c9872760655666b74d7ff1153efd6db6d0b0e3");
        let plain = opener.open(&SealedRecord { sequence: 1, fragment: &alert, ..record }).unwrap();
        assert_eq!((plain.opened.content_type, &plain.bytes[..]), (ContentType::ALERT, &[1, 0][..]));
    }

    /// RFC 9001 appendix A.5.
    #[test]
    fn known_packet_of_quic() {
        let key = PacketKey::new(
            suite(0x1303).unwrap(),
            &unhex("c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8"),
            &unhex("e0459b3474bdd0e44a41c144"),
        )
        .unwrap();
        let sealed = unhex("655e5cd55c41f69080575d7999c25a5bfb");
        let mut out = Vec::new();
        key.open(654_360_564, &unhex("4200bff4"), &sealed, &mut out).unwrap();
        assert_eq!(out, [1]);
        assert_eq!(key.open(654_360_565, &unhex("4200bff4"), &sealed, &mut out), Err(Closed::BadTag));
        assert!(out.is_empty());
    }

    /// RFC 8998 appendix A.
    #[test]
    fn known_answers_of_sm4() {
        let key = unhex("0123456789abcdeffedcba9876543210");
        let nonce = unhex("00001234567800000000abcd").try_into().unwrap();
        let additional = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plain: Vec<u8> =
            [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0xee, 0xaa].iter().flat_map(|&byte| [byte; 8]).collect();
        let sealed = [
            (
                Mode::Gcm,
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735
                 d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d
                 83de3541e4c2b58177e065a9bf7b62ec",
            ),
            (
                Mode::Ccm,
                "48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094
                 fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b
                 16842d4fa186f56ab33256971fa110f4",
            ),
        ];
        for (mode, sealed) in sealed {
            let aead = Aead::new(Cipher::Sm4, mode, &key).unwrap();
            let mut out = Vec::new();
            aead.open_into(&nonce, &additional, &unhex(sealed), &mut out).unwrap();
            assert_eq!(out, plain, "{mode:?}");
        }
    }

    #[test]
    fn wrong_lengths_are_refused() {
        assert!(Aead::new(Cipher::Aes128, Mode::Gcm, &[0; 32]).is_none());
        assert!(Aead::new(Cipher::TripleDes, Mode::Gcm, &[0; 24]).is_none());
        assert!(PacketKey::new(suite(0x1301).unwrap(), &[0; 16], &[0; 11]).is_none());
        let key = PacketKey::new(suite(0x1301).unwrap(), &[0; 16], &[0; 12]).unwrap();
        let mut out = vec![1];
        assert_eq!(key.open(0, &[], &[0; 15], &mut out), Err(Closed::TooShort { len: 15, needed: 16 }));
        let aead = Aead::new(Cipher::Aes128, Mode::Gcm, &[0; 16]).unwrap();
        assert!(aead.open(&[0; 12], &[], (&[0; 4], &[0; 15]), &mut [0; 4]).is_none());
        assert!(aead.open(&[0; 12], &[], (&[0; 4], &[0; 16]), &mut [0; 3]).is_none());
    }
}
