//! Tests of opening over every suite of the table: records are sealed here, by the same ciphers the
//! other way round but with headers and nonces made on their own, then opened, damaged and cut.

use std::collections::HashSet;

use aes::cipher::array::Array;
use aes::cipher::consts::U12;
use aes::cipher::inout::InOutBuf;
use aes::cipher::{BlockCipherEncrypt, BlockModeEncrypt, InnerIvInit, StreamCipher};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{AesGcm, KeyInit};
use ccm::Ccm;
use ccm::consts::{U8, U16};
use hmac::Hmac;
use sha2::Digest;

use super::*;
use crate::tls::suite::{Cipher, KeyExchange, PrfHash};
use crate::tls::suite_table::{suite, suites};
use crate::tls::traffic::LabelPrefix;

const KEYS_SEQUENCE: u64 = 0x0001_0000_0000_0007;
const POSITION: u64 = 70_001;
const PREVIOUS: [u8; 64] = [0x5a; 64];

/// The directions of sealing: how the parts of a record are put together.
struct Sealer<'a> {
    parameters: &'a Parameters,
    keys: &'a DirectionKeys,
    connection_id: Option<&'a [u8]>,
}

impl Sealer<'_> {
    fn template<'f>(&'f self, fragment: &'f [u8]) -> SealedRecord<'f> {
        let content_type =
            if self.connection_id.is_some() { ContentType::TLS12_CID } else { ContentType(23) };
        SealedRecord {
            previous_fragment: Some(&PREVIOUS),
            stream_position: POSITION,
            connection_id: self.connection_id,
            ..SealedRecord::new(content_type, self.parameters.version, KEYS_SEQUENCE, fragment)
        }
    }

    fn additional(&self, len: usize) -> Vec<u8> {
        let (sequence, version) = (KEYS_SEQUENCE.to_be_bytes(), self.parameters.version.0.to_be_bytes());
        let len = (len as u16).to_be_bytes();
        match self.connection_id {
            Some(id) => {
                let id_len = [25, id.len() as u8, 25];
                [&[0xff; 8][..], &id_len, &version, &sequence, id, &len].concat()
            }
            None if self.parameters.version == Version::SSL3 => [&sequence[..], &[23], &len].concat(),
            None => [&sequence[..], &[23], &version, &len].concat(),
        }
    }

    fn mac(&self, content: &[u8]) -> Vec<u8> {
        fn hmac<D: hmac::Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
            <D as KeyInit>::new_from_slice(key)
                .unwrap()
                .chain_update(message)
                .finalize()
                .into_bytes()
                .to_vec()
        }
        fn ssl3<D: Digest>(key: &[u8], message: &[u8], pad_len: usize) -> Vec<u8> {
            let inner = D::digest([key, &vec![0x36; pad_len], message].concat());
            D::digest([key, &vec![0x5c; pad_len], &inner[..]].concat()).to_vec()
        }
        let key = &self.keys.mac_key[..];
        let message = [&self.additional(content.len())[..], content].concat();
        let mut mac = match (self.parameters.version, self.parameters.suite.mac) {
            (Version::SSL3, Mac::Md5) => ssl3::<md5::Md5>(key, &message, 48),
            (Version::SSL3, Mac::Sha1) => ssl3::<sha1::Sha1>(key, &message, 40),
            (_, Mac::Md5) => hmac::<Hmac<md5::Md5>>(key, &message),
            (_, Mac::Sha1) => hmac::<Hmac<sha1::Sha1>>(key, &message),
            (_, Mac::Sha256) => hmac::<Hmac<sha2::Sha256>>(key, &message),
            (_, Mac::Sha384) => hmac::<Hmac<sha2::Sha384>>(key, &message),
            (_, Mac::Sm3) => hmac::<Hmac<sm3::Sm3>>(key, &message),
            (_, other) => panic!("{other:?}"),
        };
        if self.parameters.truncated_hmac {
            mac.truncate(10);
        }
        mac
    }

    fn seal(&self, data: &[u8], padding_blocks: usize) -> Vec<u8> {
        let mut content = data.to_vec();
        if self.connection_id.is_some() {
            content.push(23);
            content.extend([0; 5]);
        }
        let suite = self.parameters.suite;
        match suite.mode {
            Mode::Null => [&content[..], &self.mac(&content)].concat(),
            Mode::Stream => {
                let mut whole = vec![0; POSITION as usize];
                whole.extend([&content[..], &self.mac(&content)].concat());
                let mut rc4: rc4::Rc4 = KeyInit::new_from_slice(&self.keys.key).unwrap();
                rc4.apply_keystream(&mut whole);
                whole.split_off(POSITION as usize)
            }
            Mode::Cbc => self.seal_cbc(content, padding_blocks),
            Mode::Aead => {
                let mut nonce = [0; 12];
                nonce[4..].copy_from_slice(&KEYS_SEQUENCE.to_be_bytes());
                nonce.iter_mut().zip(self.keys.iv.iter()).for_each(|(to, from)| *to ^= from);
                let additional = self.additional(content.len());
                seal_aead(suite.cipher, suite.mode, &self.keys.key, nonce, &additional, &content)
            }
            mode => {
                let explicit = [9, 8, 7, 6, 5, 4, 3, 2];
                let nonce = [&self.keys.iv[..], &explicit].concat().try_into().unwrap();
                let additional = self.additional(content.len());
                let sealed = seal_aead(suite.cipher, mode, &self.keys.key, nonce, &additional, &content);
                [&explicit[..], &sealed].concat()
            }
        }
    }

    fn seal_cbc(&self, mut content: Vec<u8>, padding_blocks: usize) -> Vec<u8> {
        let Parameters { version, suite, encrypt_then_mac, .. } = *self.parameters;
        let block = suite.cipher.block_len_bytes();
        if !encrypt_then_mac {
            content.extend(self.mac(&content));
        }
        let pad = block - 1 - content.len() % block;
        if version == Version::SSL3 {
            content.extend((0..pad).map(|i| i as u8 ^ 0xa5));
            content.push(pad as u8);
        } else {
            let pad = pad + padding_blocks * block;
            content.extend(vec![pad as u8; pad + 1]);
        }
        let explicit = !matches!(version, Version::SSL3 | Version::TLS10);
        let own_iv = if explicit { vec![0x77; block] } else { Vec::new() };
        let mac_len = if encrypt_then_mac { self.parameters.mac_len_bytes() } else { 0 };
        let end = PREVIOUS.len() - mac_len;
        let iv = if explicit { &own_iv[..] } else { &PREVIOUS[end - block..end] };
        encrypt_cbc(suite.cipher, &self.keys.key, iv, &mut content);
        let mut fragment = [&own_iv[..], &content].concat();
        if encrypt_then_mac {
            fragment.extend(self.mac(&fragment.clone()));
        }
        fragment
    }
}

fn encrypt_cbc(cipher: Cipher, key: &[u8], iv: &[u8], data: &mut [u8]) {
    fn run<C: BlockCipherEncrypt + KeyInit>(key: &[u8], iv: &[u8], data: &mut [u8]) {
        let cipher = C::new_from_slice(key).unwrap();
        let (blocks, rest) = Array::slice_as_chunks_mut(data);
        assert!(rest.is_empty());
        ::cbc::Encryptor::inner_iv_init(cipher, &iv.try_into().unwrap()).encrypt_blocks(blocks);
    }
    match cipher {
        Cipher::Aes128 => run::<aes::Aes128>(key, iv, data),
        Cipher::Aes256 => run::<aes::Aes256>(key, iv, data),
        Cipher::TripleDes => run::<des::TdesEde3>(key, iv, data),
        Cipher::Des | Cipher::DesExport40 => run::<des::Des>(key, iv, data),
        Cipher::Rc2Export40 | Cipher::Rc2Export56 => run::<rc2::Rc2>(key, iv, data),
        Cipher::Idea => run::<idea::Idea>(key, iv, data),
        Cipher::Camellia128 => run::<camellia::Camellia128>(key, iv, data),
        Cipher::Camellia256 => run::<camellia::Camellia256>(key, iv, data),
        Cipher::Aria128 => run::<aria::Aria128>(key, iv, data),
        Cipher::Aria256 => run::<aria::Aria256>(key, iv, data),
        Cipher::Sm4 => run::<sm4::Sm4>(key, iv, data),
        Cipher::Seed => seed::Seed::new(key.try_into().unwrap()).encrypt_cbc(iv.try_into().unwrap(), data),
        other => panic!("{other:?}"),
    }
}

fn seal_aead(
    cipher: Cipher,
    mode: Mode,
    key: &[u8],
    nonce: [u8; 12],
    additional: &[u8],
    data: &[u8],
) -> Vec<u8> {
    fn run<A: AeadInOut<NonceSize = U12> + KeyInit>(
        key: &[u8],
        nonce: [u8; 12],
        additional: &[u8],
        data: &[u8],
    ) -> Vec<u8> {
        let mut out = data.to_vec();
        let aead = A::new_from_slice(key).unwrap();
        let buffer = InOutBuf::from(&mut out[..]);
        let tag = aead.encrypt_inout_detached(&Array(nonce), additional, buffer).unwrap();
        out.extend(tag);
        out
    }
    match (cipher, mode) {
        (Cipher::Aes128, Mode::Gcm) => run::<aes_gcm::Aes128Gcm>(key, nonce, additional, data),
        (Cipher::Aes256, Mode::Gcm) => run::<aes_gcm::Aes256Gcm>(key, nonce, additional, data),
        (Cipher::Camellia128, Mode::Gcm) => {
            run::<AesGcm<camellia::Camellia128, U12>>(key, nonce, additional, data)
        }
        (Cipher::Camellia256, Mode::Gcm) => {
            run::<AesGcm<camellia::Camellia256, U12>>(key, nonce, additional, data)
        }
        (Cipher::Aria128, Mode::Gcm) => run::<AesGcm<aria::Aria128, U12>>(key, nonce, additional, data),
        (Cipher::Aria256, Mode::Gcm) => run::<AesGcm<aria::Aria256, U12>>(key, nonce, additional, data),
        (Cipher::Sm4, Mode::Gcm) => run::<AesGcm<sm4::Sm4, U12>>(key, nonce, additional, data),
        (Cipher::Aes128, Mode::Ccm) => run::<Ccm<aes::Aes128, U16, U12>>(key, nonce, additional, data),
        (Cipher::Aes256, Mode::Ccm) => run::<Ccm<aes::Aes256, U16, U12>>(key, nonce, additional, data),
        (Cipher::Sm4, Mode::Ccm) => run::<Ccm<sm4::Sm4, U16, U12>>(key, nonce, additional, data),
        (Cipher::Aes128, Mode::Ccm8) => run::<Ccm<aes::Aes128, U8, U12>>(key, nonce, additional, data),
        (Cipher::Aes256, Mode::Ccm8) => run::<Ccm<aes::Aes256, U8, U12>>(key, nonce, additional, data),
        (Cipher::ChaCha20Poly1305, _) => {
            run::<chacha20poly1305::ChaCha20Poly1305>(key, nonce, additional, data)
        }
        other => panic!("{other:?}"),
    }
}

fn keys_of(parameters: &Parameters) -> Option<DirectionKeys> {
    let master = crate::tls::schedule::MasterSecret::from_bytes([0x2a; 48]);
    Some(master.key_block(parameters, &[1; 32], &[2; 32])?.server)
}

/// Every combination of version, suite and extension that may be met, one of each kind.
fn every_kind() -> Vec<Parameters> {
    let versions = [
        Version::SSL3,
        Version::TLS10,
        Version::TLS11,
        Version::TLS12,
        Version::DTLS10,
        Version::DTLS12,
        Version::TLCP,
    ];
    let mut met = HashSet::new();
    let mut all = Vec::new();
    for suite in suites() {
        for version in versions {
            for (encrypt_then_mac, truncated_hmac) in
                [(false, false), (true, false), (false, true), (true, true)]
            {
                let fits = version != Version::SSL3 || !(encrypt_then_mac || truncated_hmac);
                let kind = (suite.cipher, suite.mode, suite.mac, suite.is_export(), version);
                if fits && met.insert((kind, encrypt_then_mac, truncated_hmac)) {
                    all.push(Parameters { version, suite, encrypt_then_mac, truncated_hmac });
                }
            }
        }
    }
    all
}

#[test]
fn what_is_sealed_is_opened() {
    let mut opened_kinds = 0;
    for parameters in every_kind() {
        let Some(keys) = keys_of(&parameters) else { continue };
        let Ok(opener) = Opener::new(&parameters, &keys) else { continue };
        let id = [3; 8];
        let with_id = (parameters.version == Version::DTLS12).then_some(&id[..]);
        for connection_id in [None, with_id] {
            let sealer = Sealer { parameters: &parameters, keys: &keys, connection_id };
            for len in [0, 1, 33] {
                let data = vec![0x61; len];
                let fragment = sealer.seal(&data, len % 3);
                let plain = opener.open(&sealer.template(&fragment));
                let plain = plain.unwrap_or_else(|why| panic!("{parameters:?}: {why}"));
                assert_eq!(plain.bytes, data, "{parameters:?}");
                let Opened { content_type, layout, .. } = plain.opened;
                assert_eq!(content_type, ContentType(23));
                let RecordLayout { explicit_nonce, data, inner_type, mac, padding } = layout;
                assert_eq!(explicit_nonce + data + inner_type + mac + padding, fragment.len());
                assert_eq!((data, inner_type), (len, usize::from(connection_id.is_some())));
            }
        }
        opened_kinds += 1;
    }
    assert!(opened_kinds > 250, "{opened_kinds}");
}

#[test]
fn every_changed_byte_and_every_cut_is_refused() {
    for parameters in every_kind() {
        let Some(keys) = keys_of(&parameters) else { continue };
        let Ok(opener) = Opener::new(&parameters, &keys) else { continue };
        let sealer = Sealer { parameters: &parameters, keys: &keys, connection_id: None };
        let fragment = sealer.seal(b"nineteen bytes long", 1);
        let mut out = Vec::new();
        for at in 0..fragment.len() {
            let mut changed = fragment.clone();
            changed[at] ^= 0x20;
            let result = opener.open_into(&sealer.template(&changed), &mut out);
            // In SSL 3.0 nothing covers the padding, and it is the last block at most.
            let padding = parameters.version == Version::SSL3 && parameters.suite.mode == Mode::Cbc;
            let block = parameters.suite.cipher.block_len_bytes();
            if padding && at + 2 * block >= fragment.len() && result.is_ok() {
                assert_eq!(out, b"nineteen bytes long");
            } else {
                assert!(result.is_err() && out.is_empty(), "{parameters:?}: byte {at}");
            }
            assert!(opener.open_into(&sealer.template(&fragment[..at]), &mut out).is_err());
            assert!(out.is_empty());
        }
        let whole = sealer.template(&fragment);
        let another = SealedRecord { content_type: ContentType::ALERT, ..whole };
        assert!(opener.open(&another).is_err(), "{parameters:?}");
        let later = SealedRecord { sequence: KEYS_SEQUENCE + 1, ..whole };
        assert!(opener.open(&later).is_err(), "{parameters:?}");
    }
}

#[test]
fn what_cannot_be_opened_is_named() {
    use Cipher as C;
    let mut refused = 0;
    for suite in suites().iter().filter(|suite| suite.kx != KeyExchange::Tls13) {
        let version = Version::TLS12;
        let parameters = Parameters { version, suite, encrypt_then_mac: false, truncated_hmac: false };
        let opener = keys_of(&parameters).map(|keys| Opener::new(&parameters, &keys));
        let strange = matches!(
            suite.cipher,
            C::Salsa20 | C::EstreamSalsa20 | C::Sm1 | C::Gost28147 | C::Kuznyechik | C::Magma | C::Fortezza
        ) || matches!(suite.mac, Mac::Null | Mac::GostR3411);
        assert_eq!(matches!(opener, Some(Ok(_))), !strange, "{}", suite.name);
        if let Some(Err(why)) = opener {
            assert_eq!(why, Unsupported { version, suite });
            refused += 1;
        }
    }
    assert!(refused > 20, "{refused}");
    // SSL 3.0 has no MAC but those of MD5 and SHA-1, and nothing before TLS 1.2 an AEAD.
    for (version, id) in [(Version::SSL3, 0x003c), (Version::SSL3, 0x009c), (Version::TLS11, 0xcca8)] {
        let suite = suite(id).unwrap();
        let parameters = Parameters { version, suite, encrypt_then_mac: false, truncated_hmac: false };
        assert!(Opener::new(&parameters, &keys_of(&parameters).unwrap()).is_err());
    }
}

#[test]
fn only_rc4_needs_its_place_and_only_old_cbc_the_record_before() {
    let opener = |version, id| {
        let suite = suite(id).unwrap();
        let parameters = Parameters { version, suite, encrypt_then_mac: false, truncated_hmac: false };
        Opener::new(&parameters, &keys_of(&parameters).unwrap()).unwrap()
    };
    assert!(opener(Version::TLS12, 0x0005).needs_position());
    assert!(!opener(Version::TLS12, 0x002f).needs_position());
    for version in [Version::SSL3, Version::TLS10] {
        assert!(opener(version, 0x000a).needs_previous());
        assert!(!opener(version, 0x0005).needs_previous());
    }
    for version in [Version::TLS11, Version::TLS12, Version::DTLS10, Version::DTLS12] {
        assert!(!opener(version, 0x000a).needs_previous());
    }
}

/// Suites of TLS 1.3 by number and whether they are opened.
const TLS13_SUITES: [(u16, bool); 9] = [
    (0x1301, true),
    (0x1302, true),
    (0x1303, true),
    (0x1304, true),
    (0x1305, true),
    (0x00c6, true),
    (0x00c7, true),
    (0x1306, false),
    (0x1307, false),
];

#[test]
fn records_of_tls_1_3_and_dtls_1_3() {
    for (id, known) in TLS13_SUITES {
        let suite = suite(id).unwrap();
        for prefix in [LabelPrefix::Tls13, LabelPrefix::Dtls13] {
            let secret = Secret::from_bytes(&vec![5; suite.prf.len_bytes()]);
            let opener = Opener::tls13(suite, &secret, prefix);
            assert_eq!(opener.is_ok(), known, "{}", suite.name);
            let Ok(opener) = opener else { continue };
            let keys = secret.record_keys(suite, prefix).unwrap();
            let mut nonce: [u8; 12] = keys.iv[..].try_into().unwrap();
            nonce[11] ^= 3;
            let inner = b"plain text\x17\0\0\0";
            let tag_len = if suite.mode == Mode::Ccm8 { 8 } else { 16 };
            let additional = [23, 3, 3, 0, (inner.len() + tag_len) as u8];
            let sealed = seal_aead(suite.cipher, suite.mode, &keys.key, nonce, &additional, inner);

            let record = SealedRecord::new(ContentType(23), Version::TLS12, 3, &sealed);
            let plain = opener.open(&record).unwrap();
            assert_eq!((plain.bytes.as_slice(), plain.opened.proof), (&b"plain text"[..], Proof::Tag));
            assert_eq!(plain.opened.content_type, ContentType(0x17));
            let RecordLayout { data, inner_type, mac, padding, .. } = plain.opened.layout;
            assert_eq!((data, inner_type, mac, padding), (10, 1, tag_len, 3));
            let mut out = vec![1];
            opener.open_aead(3, &additional, &sealed, &mut out).unwrap();
            assert_eq!(out, b"plain text");
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(opener.open_into(&SealedRecord { fragment: &changed, ..record }, &mut out).is_err());
                assert!(opener.open_aead(3, &additional, &sealed[..at], &mut out).is_err() && out.is_empty());
            }
            assert!(opener.open_aead(4, &additional, &sealed, &mut out).is_err());
            assert!(opener.open_aead(3, &additional[1..], &sealed, &mut out).is_err());
        }
    }
    assert_eq!(suite(0x00c6).unwrap().prf, PrfHash::Sm3);
}
