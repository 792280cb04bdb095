//! Passwords of traditional PEM (`Proc-Type: 4,ENCRYPTED`, RFC 1421 section 4.6.1.1), with the key
//! derivation that OpenSSL gave it. What is inside is read in `asn1.rs`.

use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::hash::Hash;
use super::key::PrivateKey;
use super::password::Password;
use super::{Refusal, asn1};

const UNUSUAL: Refusal = Refusal::Convert {
    what: "a key protected in an unusual way",
    how: "openssl pkey -in FILE -out decrypted.pem",
};

/// The names that `DEK-Info` has for ciphers.
const CIPHERS: [(&[u8], Cipher); 16] = [
    (b"DES-CBC", Cipher::Des),
    (b"DES-EDE-CBC", Cipher::TwoKeyTripleDes),
    (b"DES-EDE3-CBC", Cipher::TripleDes),
    (b"AES-128-CBC", Cipher::Aes128),
    (b"AES-192-CBC", Cipher::Aes192),
    (b"AES-256-CBC", Cipher::Aes256),
    (b"CAMELLIA-128-CBC", Cipher::Camellia128),
    (b"CAMELLIA-192-CBC", Cipher::Camellia192),
    (b"CAMELLIA-256-CBC", Cipher::Camellia256),
    (b"ARIA-128-CBC", Cipher::Aria128),
    (b"ARIA-192-CBC", Cipher::Aria192),
    (b"ARIA-256-CBC", Cipher::Aria256),
    (b"IDEA-CBC", Cipher::Idea),
    (b"RC2-CBC", Cipher::Rc2 { key_len: 16, effective_bits: 128 }),
    (b"RC2-64-CBC", Cipher::Rc2 { key_len: 8, effective_bits: 64 }),
    (b"RC2-40-CBC", Cipher::Rc2 { key_len: 5, effective_bits: 40 }),
];

/// The key in an encrypted block, whose `DEK-Info` is "CIPHER,IV".
pub(super) fn private_key(
    dek_info: Option<&[u8]>,
    data: &[u8],
    password: &Password<'_>,
) -> Result<PrivateKey, Refusal> {
    let dek_info = dek_info.ok_or(Refusal::Damaged("its DEK-Info line is missing"))?;
    let mut parts = dek_info.splitn(2, |&byte| byte == b',').map(<[u8]>::trim_ascii);
    let name = parts.next().unwrap_or_default();
    let known = CIPHERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let &(_, cipher) = known.ok_or(UNUSUAL)?;
    let iv = parts.next().and_then(unhex).filter(|iv| iv.len() == cipher.block_len());
    let iv = iv.ok_or(Refusal::Damaged("the IV in its DEK-Info line has a wrong length"))?;
    if data.is_empty() || !data.len().is_multiple_of(cipher.block_len()) {
        return Err(Refusal::Damaged("its length is not one of whole blocks"));
    }
    let salt = iv.get(..8).unwrap_or(&iv);
    let key = bytes_to_key(password.bytes(), salt, cipher.key_len());
    let plain = cipher.decrypt(&key, &iv, data).ok_or_else(|| password.refusal())?;
    asn1::plain(&plain).map_err(|refusal| match refusal {
        // Padding that fits by chance.
        Refusal::Damaged(_) => password.refusal(),
        other => other,
    })
}

/// OpenSSL's EVP_BytesToKey with MD5 and one round.
fn bytes_to_key(password: &[u8], salt: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(len + 16));
    let mut block = Zeroizing::new(Vec::new());
    while key.len() < len {
        block = Hash::Md5.digest(&[&block, password, salt]);
        key.extend_from_slice(&block);
    }
    key.truncate(len);
    key
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_chunks();
    let bytes = pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}
