//! Microsoft's private keys: PRIVATEKEYBLOB of CryptoAPI (numbers little-endian) and
//! BCRYPT_RSAPRIVATE_BLOB and BCRYPT_RSAFULLPRIVATE_BLOB of CNG (big-endian).

use zeroize::Zeroizing;

use super::super::rsa::{RsaKey, RsaNumbers};
use super::Refusal;
use super::key::PrivateKey;

const CUT: Refusal = Refusal::Damaged("numbers are missing");

/// BLOBHEADER: type PRIVATEKEYBLOB, version 2, reserved; then the algorithm and "RSA2".
const CRYPTO_API: &[u8] = &[7, 2, 0, 0];
const PUBLIC: &[u8] = &[6, 2, 0, 0];

/// Whether it begins as one of the blobs.
pub(super) fn is_blob(bytes: &[u8]) -> bool {
    let crypto_api = [CRYPTO_API, PUBLIC].iter().any(|header| bytes.starts_with(header));
    (crypto_api && bytes.get(8..11) == Some(b"RSA")) || matches!(bytes, [b'R', b'S', b'A', b'1'..=b'3', ..])
}

/// The key in a blob.
pub(super) fn private_key(bytes: &[u8]) -> Result<PrivateKey, Refusal> {
    match bytes {
        [7, 2, 0, 0, _, _, _, _, b'R', b'S', b'A', b'2', rest @ ..] => crypto_api(rest),
        [b'R', b'S', b'A', b'2' | b'3', rest @ ..] => cng(rest),
        _ => Err(Refusal::Public { what: "only a public key" }),
    }
}

fn u32_le(rest: &mut &[u8]) -> Result<usize, Refusal> {
    let (number, behind) = rest.split_first_chunk().ok_or(CUT)?;
    *rest = behind;
    usize::try_from(u32::from_le_bytes(*number)).map_err(|_| CUT)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], Refusal> {
    let (taken, behind) = rest.split_at_checked(len).ok_or(CUT)?;
    *rest = behind;
    Ok(taken)
}

/// A number without leading zeros.
fn trim(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// RSAPUBKEY behind its magic, then the numbers.
fn crypto_api(mut rest: &[u8]) -> Result<PrivateKey, Refusal> {
    let bits = u32_le(&mut rest)?;
    let exponent = u32_le(&mut rest)?;
    let (len, half) = (bits.div_ceil(8), bits.div_ceil(16));
    let mut number = |len: usize| -> Result<Zeroizing<Vec<u8>>, Refusal> {
        Ok(Zeroizing::new(take(&mut rest, len)?.iter().rev().copied().collect()))
    };
    let [n, p, q] = [number(len)?, number(half)?, number(half)?];
    for _crt in 0..3 {
        number(half)?;
    }
    let d = number(len)?;
    let e = exponent.to_be_bytes();
    let numbers =
        RsaNumbers { n: trim(&n), e: trim(&e), d: trim(&d), p: trim(&p), q: trim(&q), more_primes: &[] };
    Ok(PrivateKey::Rsa(RsaKey::new(&numbers)?))
}

/// BCRYPT_RSAKEY_BLOB behind its magic, then the numbers. The short form has no private exponent.
fn cng(mut rest: &[u8]) -> Result<PrivateKey, Refusal> {
    let _bits = u32_le(&mut rest)?;
    let mut len = || u32_le(&mut rest);
    let [e, n, p, q] = [len()?, len()?, len()?, len()?];
    let mut number = |len: usize| take(&mut rest, len).map(trim);
    let [e, n, p, q] = [number(e)?, number(n)?, number(p)?, number(q)?];
    Ok(PrivateKey::Rsa(RsaKey::from_primes(n, e, p, q)?))
}
