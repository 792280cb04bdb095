//! RSA private keys: checked when they are made, used for one thing, the premaster secret.
//! Files and their formats are in `keyfile.rs`.

use std::convert::Infallible;
use std::fmt;

use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use rsa::BoxedUint;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::record::Version;
use super::schedule::Premaster;

/// Smallest and largest modulus, in bits.
pub const MIN_BITS: u32 = 512;
pub const MAX_BITS: u32 = 16_384;
/// Most primes of a key. No program makes more than five.
const MAX_PRIMES: usize = 16;

/// An RSA private key whose numbers belong together. `Debug` shows the fingerprint alone.
pub struct RsaKey {
    key: Box<rsa::RsaPrivateKey>,
    /// The same key where the faster arithmetic takes it.
    fast: Option<Pkcs1PrivateDecryptingKey>,
    modulus: Box<[u8]>,
    spki_sha256: [u8; 32],
}

/// The numbers of a key, big-endian, as a file gives them. CRT values are not asked for: they are
/// made anew, so wrong ones do no harm.
pub struct RsaNumbers<'a> {
    pub n: &'a [u8],
    pub e: &'a [u8],
    pub d: &'a [u8],
    /// Empty: recovered from the others.
    pub p: &'a [u8],
    pub q: &'a [u8],
    /// The third prime and further ones (RFC 8017 section 3.2); of no use without `p` and `q`.
    pub more_primes: &'a [&'a [u8]],
}

/// Why numbers are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    #[error("its modulus has {0} bits; 512 to 16384 are possible")]
    Size(u32),
    #[error("n is {0}")]
    Modulus(&'static str),
    #[error("e is {0}")]
    PublicExponent(&'static str),
    #[error("d is {0}")]
    PrivateExponent(&'static str),
    #[error("its two primes are the same number")]
    EqualPrimes,
    #[error("the numbers do not belong together (n is not p times q)")]
    NotTheProduct,
    #[error("d does not belong to e, p and q")]
    ExponentMismatch,
    #[error("its primes are missing and cannot be found from n, e and d")]
    NoPrimes,
    #[error("the numbers do not make an RSA key")]
    Refused,
}

/// Why a key does not open an encrypted premaster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// Both lengths in bytes.
    #[error("the client sent {sent} bytes, a key of this size makes {key}")]
    Size { sent: usize, key: usize },
    #[error("the encrypted value is larger than the key's modulus")]
    TooLarge,
    #[error("the padding is wrong after decryption: the premaster was encrypted with another key")]
    Padding,
    #[error("what is inside has not the 48 bytes of a premaster")]
    Length,
}

impl RsaKey {
    /// Makes a key after checking that its numbers belong together.
    pub fn new(numbers: &RsaNumbers<'_>) -> Result<Self, BadKey> {
        let RsaNumbers { n, e, d, p, q, more_primes } = *numbers;
        check_sizes(n, e, d)?;
        let number = BoxedUint::from_be_slice_vartime;
        let mut primes = Vec::new();
        if !p.is_empty() && !q.is_empty() {
            let factors: Vec<&[u8]> = [p, q].into_iter().chain(more_primes.iter().copied()).collect();
            if factors.len() > MAX_PRIMES || factors.iter().any(|factor| factor.len() > n.len()) {
                return Err(BadKey::NotTheProduct);
            }
            check_factors(numbers, &factors)?;
            primes = factors.into_iter().map(number).collect();
        }
        let no_primes = primes.is_empty();
        let unbalanced = primes.iter().any(|prime| prime.bits() > bit_len(n).div_ceil(2));
        let key = if unbalanced {
            rsa::RsaPrivateKey::from_components_with_wide_primes(number(n), number(e), number(d), primes)
        } else {
            rsa::RsaPrivateKey::from_components_with_large_exponent(number(n), number(e), number(d), primes)
        };
        let key = key.map_err(|_| if no_primes { BadKey::NoPrimes } else { BadKey::Refused })?;
        let spki = key.to_public_key().to_public_key_der().map_err(|_| BadKey::Refused)?;
        Ok(Self {
            modulus: n.into(),
            spki_sha256: Sha256::digest(spki.as_bytes()).into(),
            fast: fast_key(&key),
            key: Box::new(key),
        })
    }

    /// Makes a key from its public numbers and its primes; the private exponent is found from them.
    pub fn from_primes(n: &[u8], e: &[u8], p: &[u8], q: &[u8]) -> Result<Self, BadKey> {
        // Any exponent passes here; whether the others are good is asked first.
        check_sizes(n, e, &[3])?;
        if p.is_empty() || q.is_empty() {
            return Err(BadKey::NoPrimes);
        }
        if p.len().max(q.len()) > n.len() {
            return Err(BadKey::NotTheProduct);
        }
        let number = BoxedUint::from_be_slice_vartime;
        let less_one = |prime: &[u8]| number(prime).wrapping_sub(BoxedUint::one()).to_be_bytes();
        let mut totient = product(&Zeroizing::new(less_one(p)), &Zeroizing::new(less_one(q)));
        let modulus: Option<_> = totient.clone().into_nz().into();
        totient.zeroize();
        let e_wide = BoxedUint::from_be_slice_truncated(e, totient.bits_precision());
        let inverse: Option<BoxedUint> =
            modulus.and_then(|modulus| e_wide.invert_mod(&modulus).into_option());
        let mut d = inverse.ok_or(BadKey::ExponentMismatch)?;
        let bytes = Zeroizing::new(d.to_be_bytes());
        d.zeroize();
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        let d = bytes.get(zeros..).unwrap_or_default();
        Self::new(&RsaNumbers { n, e, d, p, q, more_primes: &[] })
    }

    /// SHA-256 of the SubjectPublicKeyInfo, in hexadecimal: what people compare keys by.
    pub fn fingerprint(&self) -> String {
        self.spki_sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn spki_sha256(&self) -> &[u8; 32] {
        &self.spki_sha256
    }

    pub fn bits(&self) -> u32 {
        self.key.n().bits()
    }

    /// The modulus, big-endian, without leading zeros.
    pub fn modulus_be(&self) -> &[u8] {
        &self.modulus
    }

    /// Decrypts the premaster of an RSA key exchange and checks its form (RFC 5246 section 7.4.7.1).
    ///
    /// `client_versions` are the versions that may stand in it: the ClientHello's, and, as some
    /// clients have it, the negotiated one. Another version is accepted and reported, since the MAC
    /// of the first record has the last word.
    pub fn decrypt_premaster(
        &self,
        encrypted: &[u8],
        client_versions: &[Version],
    ) -> Result<Premaster, WhyNot> {
        let key_len = self.modulus.len();
        if encrypted.len() != key_len {
            return Err(WhyNot::Size { sent: encrypted.len(), key: key_len });
        }
        let message = self.decrypt(encrypted)?;
        let secret = message.as_slice();
        let &[major, minor, ..] = secret else { return Err(WhyNot::Length) };
        if secret.len() != Premaster::RSA_LEN {
            return Err(WhyNot::Length);
        }
        let version = Version(u16::from_be_bytes([major, minor]));
        Ok(Premaster::rsa(secret, client_versions.contains(&version)))
    }

    /// What the padding of `encrypted`, as long as the modulus, holds.
    ///
    /// The one place where the arithmetic is done. Not blinded by ourselves: the result is shown to
    /// the owner of the key on the owner's machine, and no one else can time it.
    fn decrypt(&self, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, WhyNot> {
        if encrypted >= self.modulus_be() {
            return Err(WhyNot::TooLarge);
        }
        let Some(fast) = &self.fast else {
            let message = raw_private_operation(&self.key, encrypted).ok_or(WhyNot::TooLarge)?;
            return unpad(&message).map(|secret| Zeroizing::new(secret.to_vec())).ok_or(WhyNot::Padding);
        };
        let mut room = Zeroizing::new(vec![0; fast.min_output_size()]);
        // The same check of the padding as `unpad`'s; it answers a wrong key with an error.
        let secret = fast.decrypt(encrypted, &mut room).map_err(|_| WhyNot::Padding)?;
        Ok(Zeroizing::new(secret.to_vec()))
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RsaKey({})", self.fingerprint())
    }
}

fn check_sizes(n: &[u8], e: &[u8], d: &[u8]) -> Result<(), BadKey> {
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    match n {
        [] => return Err(BadKey::Modulus("0")),
        [1] => return Err(BadKey::Modulus("1")),
        _ if !odd(n) => return Err(BadKey::Modulus("even")),
        _ => {}
    }
    // Before any arithmetic: its cost grows with the cube of the size.
    let bits = bit_len(n);
    if !(MIN_BITS..=MAX_BITS).contains(&bits) {
        return Err(BadKey::Size(bits));
    }
    match e {
        [] => return Err(BadKey::PublicExponent("0")),
        [1] => return Err(BadKey::PublicExponent("1")),
        _ if !odd(e) => return Err(BadKey::PublicExponent("even")),
        _ if e.len() > 32 => return Err(BadKey::PublicExponent("longer than 256 bits")),
        _ => {}
    }
    match d {
        [] => Err(BadKey::PrivateExponent("0")),
        [1] => Err(BadKey::PrivateExponent("1")),
        _ if !odd(d) => Err(BadKey::PrivateExponent("even")),
        _ if (d.len(), d) >= (n.len(), n) => Err(BadKey::PrivateExponent("not smaller than n")),
        _ => Ok(()),
    }
}

/// Bits of a number without leading zero bytes.
fn bit_len(number: &[u8]) -> u32 {
    let bytes = u32::try_from(number.len()).unwrap_or(u32::MAX);
    let unused = number.first().map_or(0, |byte| byte.leading_zeros());
    bytes.saturating_mul(8).saturating_sub(unused)
}

/// Checks that n is the product of its factors and that e·d leaves 1 modulo each factor less one.
fn check_factors(numbers: &RsaNumbers<'_>, factors: &[&[u8]]) -> Result<(), BadKey> {
    let RsaNumbers { n, e, d, .. } = *numbers;
    if factors.iter().enumerate().any(|(at, factor)| factors.iter().skip(at + 1).any(|other| other == factor))
    {
        return Err(BadKey::EqualPrimes);
    }
    let mut n_from_factors = Zeroizing::new(vec![1]);
    for factor in factors {
        let mut product = product(&n_from_factors, factor);
        n_from_factors = Zeroizing::new(product.to_be_bytes().into_vec());
        product.zeroize();
    }
    let zeros = n_from_factors.iter().take_while(|&&byte| byte == 0).count();
    if n_from_factors.get(zeros..) != Some(n) {
        return Err(BadKey::NotTheProduct);
    }
    let mut exponents = product(d, e);
    let fits = factors.iter().all(|prime| {
        let less_one = BoxedUint::from_be_slice_vartime(prime).wrapping_sub(BoxedUint::one());
        Option::from(less_one.into_nz()).is_some_and(|modulus| bool::from(exponents.rem(&modulus).is_one()))
    });
    exponents.zeroize();
    if fits { Ok(()) } else { Err(BadKey::ExponentMismatch) }
}

/// The whole product of two big-endian numbers.
fn product(a: &[u8], b: &[u8]) -> BoxedUint {
    let bits = u32::try_from(a.len().saturating_add(b.len())).unwrap_or(u32::MAX).saturating_mul(8);
    let mut a = BoxedUint::from_be_slice_truncated(a, bits);
    let mut b = BoxedUint::from_be_slice_vartime(b);
    let product = a.wrapping_mul(&b);
    a.zeroize();
    b.zeroize();
    product
}

/// `key` for the faster arithmetic; it takes two primes and 2048 to 8192 bits.
fn fast_key(key: &rsa::RsaPrivateKey) -> Option<Pkcs1PrivateDecryptingKey> {
    let der = key.to_pkcs8_der().ok()?;
    let key = PrivateDecryptingKey::from_pkcs8(der.as_bytes()).ok()?;
    Pkcs1PrivateDecryptingKey::new(key).ok()
}

/// `encrypted`^d mod n, as many bytes as the modulus has. `None`: the value is not below the modulus.
fn raw_private_operation(key: &rsa::RsaPrivateKey, encrypted: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let precision = key.n().bits_precision();
    let ciphertext = BoxedUint::from_be_slice(encrypted, precision).ok()?;
    let no_blinding = None::<&mut dyn rsa::rand_core::TryCryptoRng<Error = Infallible>>;
    let mut plain = rsa::hazmat::rsa_decrypt(no_blinding, key, &ciphertext).ok()?;
    let mut bytes = plain.to_be_bytes();
    plain.zeroize();
    let start = bytes.len().checked_sub(encrypted.len())?;
    let message = Zeroizing::new(bytes.get(start..)?.to_vec());
    bytes.zeroize();
    Some(message)
}

/// The message in `00 02 PS 00 M`, PS at least eight bytes, none of them zero (RFC 8017 section 7.2.2).
///
/// Own check: the crate's PKCS#1 v1.5 decryption answers a wrong key with random bytes.
fn unpad(message: &[u8]) -> Option<&[u8]> {
    let padded = message.strip_prefix(&[0, 2])?;
    let end = padded.iter().position(|&byte| byte == 0)?;
    if end < 8 {
        return None;
    }
    padded.get(end + 1..)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::file;
    use super::super::hex::unhex;
    use super::super::keyfile;
    use super::*;

    fn key() -> RsaKey {
        keyfile::parse(file!("upyssl.key"), None).unwrap().remove(0)
    }

    /// `00 02 PS 00 message`, encrypted with the key's public half.
    fn encrypt(key: &RsaKey, message: &[u8]) -> Vec<u8> {
        let mut padded = vec![0, 2];
        padded.resize(256 - message.len() - 1, 0x5a);
        padded.push(0);
        padded.extend(message);
        let padded = BoxedUint::from_be_slice(&padded, 2048).unwrap();
        rsa::hazmat::rsa_encrypt(&*key.key, &padded).unwrap().to_be_bytes().to_vec()
    }

    fn premaster(version: u16) -> Vec<u8> {
        let mut premaster = version.to_be_bytes().to_vec();
        premaster.resize(48, 0x33);
        premaster
    }

    #[test]
    fn opens_a_premaster() {
        let key = key();
        let encrypted = encrypt(&key, &premaster(0x0303));
        let open = |versions: &[Version]| key.decrypt_premaster(&encrypted, versions).unwrap();
        assert!(open(&[Version::TLS11, Version::TLS12]).version_matches());
        assert!(!open(&[Version::TLS10]).version_matches());
    }

    #[test]
    fn refuses_what_is_no_premaster() {
        let key = key();
        let why = |encrypted: &[u8]| key.decrypt_premaster(encrypted, &[Version::TLS12]).err();
        assert_eq!(why(&[1; 128]), Some(WhyNot::Size { sent: 128, key: 256 }));
        assert_eq!(why(&[0xff; 256]), Some(WhyNot::TooLarge));
        assert_eq!(why(&[1; 256]), Some(WhyNot::Padding));
        assert_eq!(why(&encrypt(&key, &[3; 47])), Some(WhyNot::Length));
        assert_eq!(why(&encrypt(&key, &[3; 49])), Some(WhyNot::Length));
        let other = keyfile::parse(file!("srv2048.key"), None).unwrap().remove(0);
        let foreign = other.decrypt_premaster(&encrypt(&key, &premaster(0x0303)), &[]);
        assert!(matches!(foreign.err(), Some(WhyNot::Padding | WhyNot::TooLarge)));
    }

    #[test]
    fn both_ways_of_reckoning_agree() {
        let mut key = key();
        assert!(key.fast.is_some(), "a common key goes the fast way");
        let opened = encrypt(&key, &premaster(0x0303));
        let values = [opened, encrypt(&key, &[]), encrypt(&key, &[7; 245]), vec![1; 256], vec![0; 256]];
        let fast: Vec<_> = values.iter().map(|value| key.decrypt(value)).collect();
        key.fast = None;
        let slow: Vec<_> = values.iter().map(|value| key.decrypt(value)).collect();
        assert_eq!(fast, slow);
        assert_eq!(fast.iter().filter(|result| result.is_ok()).count(), 3);
    }

    #[test]
    fn padding_has_at_least_eight_bytes_and_ends() {
        assert_eq!(unpad(&unhex("0002 0101010101010101 00 aabb")), Some(&[0xaa, 0xbb][..]));
        assert_eq!(unpad(&unhex("0002 01010101010101 00 aabb")), None);
        assert_eq!(unpad(&unhex("0001 0101010101010101 00 aabb")), None);
        assert_eq!(unpad(&unhex("0002 0101010101010101 01")), None);
    }

    #[test]
    fn shows_its_fingerprint_and_nothing_else() {
        let key = key();
        // openssl pkey -in upyssl.key -pubout -outform der | sha256sum
        let fingerprint = "114289472bf2c07cbf6fc6c894ca00a89022c3ed79a065e5508b9e72bfccfb25";
        assert_eq!(key.fingerprint(), fingerprint);
        assert_eq!(format!("{key:?}"), format!("RsaKey({fingerprint})"));
        assert_eq!((key.bits(), key.modulus_be().len()), (2048, 256));
    }

    #[test]
    fn numbers_that_do_not_belong_together_are_refused() {
        // 512 bits, made for this test.
        let n = unhex(
            "eac1002d5d67777646094b945296c4f67f20cfc1d8e388b4bab7369ff6d93b1cf10732ac96366670c43d14e514f0306a3ed8bc0eaabda1f01b89c6d89cf1adff",
        );
        let (e, d) = (
            unhex("010001"),
            unhex(
                "7badf349f34befc48061a5501fb30f524ee81a8d2697ba0e7dd0c916be16f4ece82d3e39d54626268d4cc78c5683a3603ca4696c73ef5858ba28fbf29996f001",
            ),
        );
        let (p, q) = (
            unhex("faf4f7b8f2ab54e1b45705042845ac74e47bc59df5282c6e1a846e38124189c1"),
            unhex("ef78ad7e86d5d6a00018ae2e0c1a4f057c7e5ef208a7a3005319595f22efa7bf"),
        );
        let good = RsaNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, more_primes: &[] };
        let with = |numbers: RsaNumbers<'_>| RsaKey::new(&numbers).err();
        assert_eq!(with(RsaNumbers { ..good }), None);
        assert_eq!(with(RsaNumbers { p: &q, q: &p, ..good }), None);
        assert_eq!(with(RsaNumbers { p: &[], q: &[], ..good }), None);
        let mut even = n.clone();
        even[63] &= 0xfe;
        let mut other = n.clone();
        other[40] ^= 1;
        let mut wrong_d = d.clone();
        wrong_d[9] ^= 1;
        assert_eq!(with(RsaNumbers { n: &[], ..good }), Some(BadKey::Modulus("0")));
        assert_eq!(with(RsaNumbers { n: &[1], ..good }), Some(BadKey::Modulus("1")));
        assert_eq!(with(RsaNumbers { n: &even, ..good }), Some(BadKey::Modulus("even")));
        assert_eq!(with(RsaNumbers { n: &n[1..], ..good }), Some(BadKey::Size(504 - n[1].leading_zeros())));
        assert_eq!(with(RsaNumbers { n: &[1; 2049], ..good }), Some(BadKey::Size(16_385)));
        assert_eq!(with(RsaNumbers { n: &other, ..good }), Some(BadKey::NotTheProduct));
        assert_eq!(with(RsaNumbers { e: &[], ..good }), Some(BadKey::PublicExponent("0")));
        assert_eq!(with(RsaNumbers { e: &[1], ..good }), Some(BadKey::PublicExponent("1")));
        assert_eq!(with(RsaNumbers { e: &[2], ..good }), Some(BadKey::PublicExponent("even")));
        assert_eq!(with(RsaNumbers { e: &[3], ..good }), Some(BadKey::ExponentMismatch));
        assert_eq!(with(RsaNumbers { d: &[], ..good }), Some(BadKey::PrivateExponent("0")));
        assert_eq!(with(RsaNumbers { d: &wrong_d, ..good }), Some(BadKey::ExponentMismatch));
        assert_eq!(with(RsaNumbers { d: &n, ..good }), Some(BadKey::PrivateExponent("not smaller than n")));
        assert_eq!(with(RsaNumbers { p: &q, ..good }), Some(BadKey::EqualPrimes));
        assert_eq!(with(RsaNumbers { p: &n, q: &[1], ..good }), Some(BadKey::ExponentMismatch));
        assert_eq!(with(RsaNumbers { d: &wrong_d, p: &[], q: &[], ..good }), Some(BadKey::NoPrimes));
    }
}
