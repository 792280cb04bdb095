//! Private keys protected by a password: PKCS#8 with PBES2 (RFC 8018 section 6.2). The work that a
//! file asks for is bounded before any of it is done.

use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::{EncryptionScheme, pbes2::Kdf};
use zeroize::Zeroizing;

use super::keyfile::Refusal;

/// What to do with a protected key that is not opened here.
pub(super) const DECRYPT_PKCS8: &str = "openssl pkcs8 -in FILE -out decrypted.pem";

/// Most rounds of PBKDF2: a few seconds. OpenSSL writes 2048, careful people a million.
const MAX_ROUNDS: u32 = 5_000_000;
/// Most memory of scrypt, and most passes over it.
const MAX_SCRYPT_BYTES: u64 = 256 << 20;
const MAX_SCRYPT_PASSES: u16 = 16;

/// Decrypts an EncryptedPrivateKeyInfo (RFC 5958 section 3) to the PrivateKeyInfo inside.
pub(super) fn decrypt_pkcs8(der: &[u8], password: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let password = password.filter(|password| !password.is_empty()).ok_or(Refusal::NeedsPassword)?;
    let unsupported = || Refusal::Convert { what: "a key protected in an unusual way", how: DECRYPT_PKCS8 };
    let info = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| unsupported())?;
    let EncryptionScheme::Pbes2(scheme) = &info.encryption_algorithm else { return Err(unsupported()) };
    if !is_bearable(&scheme.kdf) {
        return Err(Refusal::TooManyRounds);
    }
    match scheme.decrypt(password, info.encrypted_data.as_bytes()) {
        Ok(plain) => Ok(Zeroizing::new(plain)),
        Err(pkcs8::pkcs5::Error::UnsupportedAlgorithm { .. }) => Err(unsupported()),
        Err(_) => Err(Refusal::WrongPassword),
    }
}

fn is_bearable(kdf: &Kdf) -> bool {
    match kdf {
        Kdf::Pbkdf2(kdf) => kdf.iteration_count <= MAX_ROUNDS,
        Kdf::Scrypt(kdf) => {
            let bytes = kdf.cost_parameter.saturating_mul(u64::from(kdf.block_size)).saturating_mul(128);
            bytes <= MAX_SCRYPT_BYTES && kdf.parallelization <= MAX_SCRYPT_PASSES
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use pkcs8::pkcs5::pbes2::{Pbkdf2Params, Pbkdf2Prf, Salt, ScryptParams};

    use super::super::fixture::file;
    use super::super::keyfile::parse;
    use super::super::pem;
    use super::*;

    fn said(file: &[u8], password: Option<&str>) -> String {
        parse(file, password).err().map_or("loads".into(), |refusal| refusal.to_string())
    }

    #[test]
    fn a_password_opens_a_key() {
        let protected: &[u8] = file!("srv2048-pbes2.key");
        let plain = parse(file!("srv2048.key"), None).unwrap().remove(0);
        let opened = parse(protected, Some("wirelens")).unwrap().remove(0);
        assert_eq!(opened.fingerprint(), plain.fingerprint());
        let der = pem::blocks(protected).remove(0).contents.ok().unwrap();
        assert_eq!(said(&der, Some("wirelens")), "loads");
        // A password where none is needed does no harm.
        assert_eq!(said(file!("srv2048.key"), Some("wirelens")), "loads");
    }

    #[test]
    fn without_the_right_password_it_stays_closed() {
        let protected: &[u8] = file!("srv2048-pbes2.key");
        assert!(said(protected, None).contains("no password was given"));
        assert!(said(protected, Some("")).contains("no password was given"));
        assert!(said(protected, Some("wrong")).contains("the password is wrong"));
    }

    #[test]
    fn absurd_work_is_not_done() {
        let salt = Salt::try_from(&b"salt"[..]).unwrap();
        let rounds = |iteration_count| {
            let prf = Pbkdf2Prf::HmacWithSha256;
            is_bearable(&Pbkdf2Params { salt, iteration_count, key_length: None, prf }.into())
        };
        assert!(rounds(2_048) && rounds(MAX_ROUNDS));
        assert!(!rounds(MAX_ROUNDS + 1) && !rounds(u32::MAX));
        let scrypt = |cost_parameter, block_size, parallelization| {
            let scrypt = ScryptParams { salt, cost_parameter, block_size, parallelization, key_length: None };
            is_bearable(&scrypt.into())
        };
        assert!(scrypt(16_384, 8, 1) && scrypt(1 << 18, 8, 16));
        assert!(!scrypt(1 << 19, 8, 1) && !scrypt(u64::MAX, 8, 1) && !scrypt(16_384, 8, 17));
    }
}
