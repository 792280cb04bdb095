//! PuTTY's private keys (`.ppk`, version 2 and 3; appendix C of PuTTY's manual). Version 3 with a
//! password needs Argon2 and is left to puttygen.

use zeroize::Zeroizing;

use super::super::pem;
use super::Refusal;
use super::cipher::Cipher;
use super::hash::Hash;
use super::key::PrivateKey;
use super::password::Password;
use super::ssh::{INCOMPLETE, Values, ecdsa, other_kind, rsa};

const CONVERT: Refusal =
    Refusal::Convert { what: "a PuTTY key of this kind", how: "puttygen FILE -O private-openssh -o key.pem" };
const STRUCTURE: Refusal = Refusal::Damaged("its lines are not those of a PuTTY key");

/// The key in a file's text.
pub(super) fn private_key(text: &[u8], password: &Password<'_>) -> Result<PrivateKey, Refusal> {
    let line_end = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut lines = text.split(|&byte| byte == line_end).map(<[u8]>::trim_ascii);
    let (mut version, mut kind, mut encryption) = (0, None, None);
    let (mut public, mut private) = (None, None);
    while let Some(line) = lines.next() {
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        match name {
            b"PuTTY-User-Key-File-2" => (version, kind) = (2, Some(value)),
            b"PuTTY-User-Key-File-3" => (version, kind) = (3, Some(value)),
            b"Encryption" => encryption = Some(value),
            b"Public-Lines" => public = Some(blob(value, &mut lines)?),
            b"Private-Lines" => private = Some(blob(value, &mut lines)?),
            _ => {}
        }
    }
    let kind = kind.ok_or(CONVERT)?;
    let public = public.ok_or(STRUCTURE)?;
    let mut private = private.ok_or(STRUCTURE)?;
    let is_protected = match (encryption, version) {
        (Some(b"none"), _) => false,
        (Some(b"aes256-cbc"), 2) => {
            // Padded with whatever came to hand: only the numbers tell whether the password fits.
            let half = |number: u8| Hash::Sha1.digest(&[&[0, 0, 0, number], password.bytes()]);
            let key = Zeroizing::new([&half(0)[..], half(1).get(..12).unwrap_or_default()].concat());
            private = Cipher::Aes256.decrypt_padded(&key, &[0; 16], &private).ok_or(STRUCTURE)?;
            true
        }
        _ => return Err(CONVERT),
    };
    numbers(kind, &public, &private).map_err(|refusal| match refusal {
        Refusal::OtherKind(_) => refusal,
        _ if is_protected => password.refusal(),
        other => other,
    })
}

fn numbers(kind: &[u8], public: &[u8], private: &[u8]) -> Result<PrivateKey, Refusal> {
    let (mut public, mut private) = (Values(public), Values(private));
    public.string().ok_or(INCOMPLETE)?;
    match kind {
        b"ssh-rsa" => {
            let [e, n] = [public.mpint().ok_or(INCOMPLETE)?, public.mpint().ok_or(INCOMPLETE)?];
            let mut number = || private.mpint().ok_or(INCOMPLETE);
            let [d, p, q, _inverse] = [number()?, number()?, number()?, number()?];
            rsa(n, e, d, p, q)
        }
        _ if kind.starts_with(b"ecdsa-sha2-") => {
            ecdsa(public.string().ok_or(INCOMPLETE)?, private.mpint().ok_or(INCOMPLETE)?)
        }
        other => Err(other_kind(other)),
    }
}

/// As many lines of base64 as `count` says.
fn blob<'a>(count: &[u8], lines: &mut impl Iterator<Item = &'a [u8]>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let count = std::str::from_utf8(count).ok().and_then(|count| count.parse::<u16>().ok());
    let text: Vec<&[u8]> = lines.take(count.ok_or(STRUCTURE)?.into()).collect();
    let text = Zeroizing::new(text.concat());
    pem::base64(&text).ok_or(STRUCTURE)
}
