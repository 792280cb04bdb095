//! A private key of either kind, as files hold them.

use super::super::ec::EcKey;
use super::super::rsa::RsaKey;

/// A key that opens sessions: RSA key exchange with the one, static ECDH with the other.
#[derive(Debug)]
pub enum PrivateKey {
    Rsa(RsaKey),
    Ec(EcKey),
}

impl PrivateKey {
    /// The key, if it is an RSA key.
    pub fn into_rsa(self) -> Option<RsaKey> {
        match self {
            Self::Rsa(key) => Some(key),
            Self::Ec(_) => None,
        }
    }
}
