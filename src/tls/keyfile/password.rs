//! Keys from passwords, and what they protect: PBES1, PBES2 (RFC 8018), the schemes of PKCS#12
//! (RFC 7292 appendices B and C). The work that a file asks for is bounded before any of it is done.

use der::Tag;
use zeroize::Zeroizing;

use super::super::der::Walk;
use super::Refusal;
use super::cipher::Cipher;
use super::hash::Hash;

/// What to do with a protected key that is not opened here.
pub(super) const DECRYPT_PKCS8: &str = "openssl pkcs8 -in FILE -out decrypted.pem";

/// Most rounds of hashing for one file: a few seconds. OpenSSL writes 2048, careful people a million.
const MAX_ROUNDS: u32 = 5_000_000;
/// Most memory of scrypt, and most passes over it.
const MAX_SCRYPT_BYTES: u64 = 256 << 20;
const MAX_SCRYPT_PASSES: u32 = 16;

/// A password, and the work that may still be done with it for one file.
pub(super) struct Password<'a> {
    text: &'a str,
    rounds_left: u32,
}

impl<'a> Password<'a> {
    /// No password is the same as an empty one: people who protect nothing write either.
    pub fn new(password: Option<&'a str>) -> Self {
        Self { text: password.unwrap_or_default(), rounds_left: MAX_ROUNDS }
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// Fails before the work is done if the file asks for more than is bearable.
    pub fn spend(&mut self, rounds: u32) -> Result<(), Refusal> {
        self.rounds_left = self.rounds_left.checked_sub(rounds).ok_or(Refusal::TooManyRounds)?;
        Ok(())
    }

    /// What to say when the password does not fit.
    pub fn refusal(&self) -> Refusal {
        if self.text.is_empty() { Refusal::NeedsPassword } else { Refusal::WrongPassword }
    }

    /// The password as PKCS#12 has it: UTF-16, big-endian, with a final zero (RFC 7292 appendix B.1).
    pub fn utf16(&self) -> Zeroizing<Vec<u8>> {
        // As large as it can become, so that the buffer never moves and leaves a copy.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.text.len() * 2 + 2));
        bytes.extend(self.text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
        bytes
    }
}

fn unusual() -> Refusal {
    Refusal::Convert { what: "a key protected in an unusual way", how: DECRYPT_PKCS8 }
}

/// Decrypts an EncryptedPrivateKeyInfo (RFC 5958 section 3) to the PrivateKeyInfo inside.
pub(super) fn decrypt_pkcs8(der: &[u8], password: &mut Password<'_>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    const STRUCTURE: Refusal = Refusal::Damaged("its structure is not that of a key");
    let mut info = Walk::new(der).sequence().ok_or(STRUCTURE)?;
    let algorithm = info.sequence().ok_or(STRUCTURE)?;
    let data = info.take(Tag::OctetString).ok_or(STRUCTURE)?;
    decrypt(algorithm, data, password)
}

/// Decrypts with the scheme that an AlgorithmIdentifier's content names.
pub(super) fn decrypt(
    algorithm: Walk<'_>,
    data: &[u8],
    password: &mut Password<'_>,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut algorithm = algorithm;
    let oid = algorithm.take(Tag::ObjectIdentifier).ok_or_else(unusual)?;
    let parameters = algorithm.sequence().ok_or_else(unusual)?;
    let plain = match *oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13] => pbes2(parameters, data, password)?,
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, scheme] => pbes1(scheme, parameters, data, password)?,
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, scheme] => pkcs12(scheme, parameters, data, password)?,
        _ => return Err(unusual()),
    };
    plain.ok_or_else(|| password.refusal())
}

/// Salt and rounds, the parameters of all schemes but PBES2.
fn salt_and_rounds<'a>(
    mut parameters: Walk<'a>,
    password: &mut Password<'_>,
) -> Result<(&'a [u8], u32), Refusal> {
    let salt = parameters.take(Tag::OctetString).ok_or_else(unusual)?;
    Ok((salt, rounds(&mut parameters, password)?))
}

/// A number of rounds, once it is known to be bearable.
fn rounds(parameters: &mut Walk<'_>, password: &mut Password<'_>) -> Result<u32, Refusal> {
    let rounds = parameters.integer().ok_or_else(unusual)?;
    if rounds.is_negative() {
        return Err(unusual());
    }
    let rounds = rounds.to_u32().ok_or(Refusal::TooManyRounds)?;
    password.spend(rounds)?;
    if rounds == 0 { Err(unusual()) } else { Ok(rounds) }
}

const RC2_64: Cipher = Cipher::Rc2 { key_len: 8, effective_bits: 64 };

/// PBES1 (RFC 8018 section 6.1): half of a hash is the key, the other half the IV.
fn pbes1(
    scheme: u8,
    parameters: Walk<'_>,
    data: &[u8],
    password: &mut Password<'_>,
) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
    let (hash, cipher) = match scheme {
        3 => (Hash::Md5, Cipher::Des),
        6 => (Hash::Md5, RC2_64),
        10 => (Hash::Sha1, Cipher::Des),
        11 => (Hash::Sha1, RC2_64),
        _ => return Err(unusual()),
    };
    let (salt, rounds) = salt_and_rounds(parameters, password)?;
    let derived = hash.repeated(&[password.bytes(), salt], rounds);
    let half = |from: usize| derived.get(from..from + 8).unwrap_or_default();
    Ok(cipher.decrypt(half(0), half(8), data))
}

/// The schemes of PKCS#12 (RFC 7292 appendix C), all with SHA-1.
fn pkcs12(
    scheme: u8,
    parameters: Walk<'_>,
    data: &[u8],
    password: &mut Password<'_>,
) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
    let cipher = match scheme {
        1 => Cipher::Rc4 { key_len: 16 },
        2 => Cipher::Rc4 { key_len: 5 },
        3 => Cipher::TripleDes,
        4 => Cipher::TwoKeyTripleDes,
        5 => Cipher::Rc2 { key_len: 16, effective_bits: 128 },
        6 => Cipher::Rc2 { key_len: 5, effective_bits: 40 },
        _ => return Err(unusual()),
    };
    let (salt, rounds) = salt_and_rounds(parameters, password)?;
    password.spend(rounds)?;
    let decrypt = |text: &[u8]| {
        let key = pkcs12_kdf(Hash::Sha1, Purpose::Key, text, salt, rounds, cipher.key_len())?;
        let iv = pkcs12_kdf(Hash::Sha1, Purpose::Iv, text, salt, rounds, cipher.block_len())?;
        cipher.decrypt(&key, &iv, data)
    };
    let text = password.utf16();
    // An empty password is two zeros to some and nothing at all to others.
    Ok(decrypt(&text).or_else(|| if text.len() == 2 { decrypt(&[]) } else { None }))
}

/// What bytes of [`pkcs12_kdf`] are for (RFC 7292 appendix B.3).
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// The derivation of PKCS#12 (RFC 7292 appendix B.2). `None`: more is asked for than any cipher needs.
pub(super) fn pkcs12_kdf(
    hash: Hash,
    purpose: Purpose,
    text: &[u8],
    salt: &[u8],
    rounds: u32,
    len: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    let block_len = hash.block_len();
    let repeated = |bytes: &[u8]| {
        let len = bytes.len().next_multiple_of(block_len);
        Zeroizing::new(bytes.iter().copied().cycle().take(len).collect::<Vec<u8>>())
    };
    let diversifier = [purpose as u8; 128];
    let diversifier = diversifier.get(..block_len)?;
    let mut input = Zeroizing::new([&repeated(salt)[..], &repeated(text)[..]].concat());
    let mut output = Zeroizing::new(Vec::with_capacity(192));
    while output.len() < len {
        if output.len() >= 128 {
            return None;
        }
        let value = hash.repeated(&[diversifier, &input], rounds);
        for block in input.chunks_exact_mut(block_len) {
            // block + value + 1, both as long as the block, from the right.
            let mut carry = 1;
            let repeats = block_len.div_ceil(value.len().max(1));
            let value = value.iter().cycle().take(repeats * value.len()).take(block_len);
            let value = Zeroizing::new(value.copied().collect::<Vec<u8>>());
            for (byte, added) in block.iter_mut().zip(value.iter()).rev() {
                let sum = u16::from(*byte) + u16::from(*added) + carry;
                *byte = (sum & 0xff) as u8;
                carry = sum >> 8;
            }
        }
        output.extend_from_slice(&value);
    }
    output.truncate(len);
    Some(output)
}

/// PBES2 (RFC 8018 section 6.2): a derivation and a cipher, each with its parameters.
fn pbes2(
    mut parameters: Walk<'_>,
    data: &[u8],
    password: &mut Password<'_>,
) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
    let kdf = parameters.sequence().ok_or_else(unusual)?;
    let mut scheme = parameters.sequence().ok_or_else(unusual)?;
    let oid = scheme.take(Tag::ObjectIdentifier).ok_or_else(unusual)?;
    let (cipher, iv) = match *oid {
        // RC2 has its own parameters (RFC 8018 appendix B.2.3).
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 2] => {
            let mut rc2 = scheme.sequence().ok_or_else(unusual)?;
            let version = rc2.integer().map(|version| version.to_u32());
            let effective_bits = match version {
                None => 32,
                Some(Some(160)) => 40,
                Some(Some(120)) => 64,
                Some(Some(58)) => 128,
                Some(Some(bits @ 256..=1024)) => bits as usize,
                Some(_) => return Err(unusual()),
            };
            let key_len = key_len(kdf).unwrap_or(effective_bits.div_ceil(8));
            (Cipher::Rc2 { key_len, effective_bits }, rc2.take(Tag::OctetString))
        }
        _ => (cipher(oid).ok_or_else(unusual)?, scheme.take(Tag::OctetString)),
    };
    let iv = iv.ok_or_else(unusual)?;
    if iv.len() != cipher.block_len() || !(1..=128).contains(&cipher.key_len()) {
        return Err(unusual());
    }
    let key = derive(kdf, cipher.key_len(), password)?;
    Ok(cipher.decrypt(&key, iv, data))
}

/// The ciphers of PBES2 with an IV as their parameter.
fn cipher(oid: &[u8]) -> Option<Cipher> {
    Some(match *oid {
        [0x2b, 0x0e, 3, 2, 7] => Cipher::Des,
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7] => Cipher::TripleDes,
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x02] => Cipher::Aes128,
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x16] => Cipher::Aes192,
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x2a] => Cipher::Aes256,
        [0x2a, 0x83, 0x08, 0x8c, 0x9a, 0x4b, 0x3d, 1, 1, 1, 2] => Cipher::Camellia128,
        [0x2a, 0x83, 0x08, 0x8c, 0x9a, 0x4b, 0x3d, 1, 1, 1, 3] => Cipher::Camellia192,
        [0x2a, 0x83, 0x08, 0x8c, 0x9a, 0x4b, 0x3d, 1, 1, 1, 4] => Cipher::Camellia256,
        [0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x6e, 1, 1, 2] => Cipher::Aria128,
        [0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x6e, 1, 1, 7] => Cipher::Aria192,
        [0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x6e, 1, 1, 12] => Cipher::Aria256,
        _ => return None,
    })
}

const PBKDF2: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
const SCRYPT: [u8; 9] = [0x2b, 6, 1, 4, 1, 0xda, 0x47, 4, 11];

/// The length of the key, where a derivation names one.
fn key_len(kdf: Walk<'_>) -> Option<usize> {
    let mut kdf = kdf;
    let oid = kdf.take(Tag::ObjectIdentifier)?;
    let mut parameters = kdf.sequence()?;
    parameters.take(Tag::OctetString)?;
    let before = if oid == SCRYPT { 3 } else { 1 };
    for _ in 0..before {
        parameters.integer()?;
    }
    usize::try_from(parameters.integer()?.to_u32()?).ok()
}

/// A key by PBKDF2 (RFC 8018 appendix A.2) or scrypt (RFC 7914 section 7).
pub(super) fn derive(
    kdf: Walk<'_>,
    len: usize,
    password: &mut Password<'_>,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut kdf = kdf;
    let oid = kdf.take(Tag::ObjectIdentifier).ok_or_else(unusual)?;
    let mut parameters = kdf.sequence().ok_or_else(unusual)?;
    let salt = parameters.take(Tag::OctetString).ok_or_else(unusual)?;
    if oid == PBKDF2 {
        let rounds = rounds(&mut parameters, password)?;
        parameters.integer();
        let prf = match parameters.sequence() {
            None => Hash::Sha1,
            Some(mut prf) => {
                prf.take(Tag::ObjectIdentifier).and_then(Hash::from_hmac_oid).ok_or_else(unusual)?
            }
        };
        Ok(prf.pbkdf2(password.bytes(), salt, rounds, len))
    } else if oid == SCRYPT {
        let mut number = || Some(u64::from(parameters.integer().filter(|n| !n.is_negative())?.to_u32()?));
        let [cost, block_size, passes] = [number(), number(), number()].map(|n| n.unwrap_or(u64::MAX));
        let bytes = cost.saturating_mul(block_size).saturating_mul(128);
        let is_bearable = bytes <= MAX_SCRYPT_BYTES && passes <= MAX_SCRYPT_PASSES.into();
        if !is_bearable {
            return Err(Refusal::TooManyRounds);
        }
        // A round of hashing is about a kilobyte of memory.
        password.spend(u32::try_from(bytes.saturating_mul(passes) >> 10).unwrap_or(u32::MAX))?;
        let [block_size, passes] = [block_size, passes].map(|n| u32::try_from(n).unwrap_or(0));
        let log_cost = cost.checked_ilog2().filter(|_| cost.is_power_of_two()).ok_or_else(unusual)?;
        let log_cost = u8::try_from(log_cost).map_err(|_| unusual())?;
        let cost = scrypt::Params::new(log_cost, block_size, passes).map_err(|_| unusual())?;
        let mut key = Zeroizing::new(vec![0; len]);
        scrypt::scrypt(password.bytes(), salt, &cost, &mut key).map_err(|_| unusual())?;
        Ok(key)
    } else {
        Err(unusual())
    }
}
