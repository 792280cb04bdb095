//! Private EC keys on the curves of certificates: checked when they are made, used for one thing,
//! the premaster of static ECDH. Files and their formats are in `keyfile/`.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A curve that certificates name (RFC 5480 section 2.1.1.1, RFC 8422 section 5.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    P256,
    P384,
    P521,
}

/// What is known of each curve: length of a coordinate in bytes, object identifier (content
/// octets), and the names that JWK and SSH have for it.
const CURVES: [(Curve, usize, &[u8], &str, &str); 3] = [
    (Curve::P256, 32, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], "P-256", "nistp256"),
    (Curve::P384, 48, &[0x2b, 0x81, 4, 0, 0x22], "P-384", "nistp384"),
    (Curve::P521, 66, &[0x2b, 0x81, 4, 0, 0x23], "P-521", "nistp521"),
];

impl Curve {
    /// By object identifier, without tag and length.
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        CURVES.iter().find(|row| row.2 == oid).map(|row| row.0)
    }

    /// By the name that a JWK (RFC 7518 section 6.2.1.1) or an SSH key (RFC 5656 section 10.1) has.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        CURVES.iter().find(|row| row.3.as_bytes() == name || row.4.as_bytes() == name).map(|row| row.0)
    }

    /// "P-256" and so on.
    pub fn name(self) -> &'static str {
        self.row().3
    }

    /// Length of a coordinate, and of a shared secret, in bytes.
    pub fn coordinate_len(self) -> usize {
        self.row().1
    }

    fn row(self) -> (Self, usize, &'static [u8], &'static str, &'static str) {
        let [p256, p384, p521] = CURVES;
        match self {
            Self::P256 => p256,
            Self::P384 => p384,
            Self::P521 => p521,
        }
    }
}

/// A private EC key whose number is on its curve. `Debug` shows curve and fingerprint alone.
pub struct EcKey {
    curve: Curve,
    scalar: Zeroizing<Vec<u8>>,
    public_point: Box<[u8]>,
    spki_sha256: [u8; 32],
}

/// The arithmetic is the same on every curve, its types are not.
macro_rules! on_curve {
    ($curve:expr, $name:ident, $body:expr) => {
        match $curve {
            Curve::P256 => {
                use p256 as $name;
                $body
            }
            Curve::P384 => {
                use p384 as $name;
                $body
            }
            Curve::P521 => {
                use p521 as $name;
                $body
            }
        }
    };
}

impl EcKey {
    /// Makes a key from its number, big-endian. `None`: it is zero, or not below the curve's order.
    pub fn new(curve: Curve, number: &[u8]) -> Option<Self> {
        let zeros = number.iter().take_while(|&&byte| byte == 0).count();
        let number = number.get(zeros..)?;
        let len = curve.coordinate_len();
        let mut scalar = Zeroizing::new(vec![0; len]);
        scalar.get_mut(len.checked_sub(number.len())?..)?.copy_from_slice(number);
        let public_point: Box<[u8]> = on_curve!(curve, c, {
            let point = c::SecretKey::from_slice(&scalar).ok()?.public_key();
            c::elliptic_curve::sec1::ToSec1Point::to_sec1_point(&point, false).as_bytes().into()
        });
        let spki_sha256 = Sha256::digest(spki(curve, &public_point)).into();
        Some(Self { curve, scalar, public_point, spki_sha256 })
    }

    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The public point, uncompressed (SEC 1 section 2.3.3), as it stands in the certificate.
    pub fn public_point(&self) -> &[u8] {
        &self.public_point
    }

    /// SHA-256 of the SubjectPublicKeyInfo with a named curve and an uncompressed point.
    pub fn spki_sha256(&self) -> &[u8; 32] {
        &self.spki_sha256
    }

    /// The fingerprint in hexadecimal: what people compare keys by.
    pub fn fingerprint(&self) -> String {
        self.spki_sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The premaster of an ECDH key exchange (RFC 8422 section 5.10): the x coordinate of the
    /// shared point, with its leading zeros. `peer_point` is a point as it stands in a
    /// ClientKeyExchange, without its length. `None`: it is not on this key's curve.
    pub fn shared_secret(&self, peer_point: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        on_curve!(self.curve, c, {
            let secret = c::SecretKey::from_slice(&self.scalar).ok()?;
            let peer = c::PublicKey::from_sec1_bytes(peer_point).ok()?;
            let shared = c::ecdh::diffie_hellman(secret.to_nonzero_scalar(), peer.as_affine());
            Some(Zeroizing::new(shared.raw_secret_bytes().to_vec()))
        })
    }
}

impl fmt::Debug for EcKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EcKey({}, {})", self.curve.name(), self.fingerprint())
    }
}

/// SubjectPublicKeyInfo (RFC 5480 section 2) of an uncompressed point.
fn spki(curve: Curve, point: &[u8]) -> Vec<u8> {
    const EC_PUBLIC_KEY: [u8; 9] = [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    let (_, _, oid, _, _) = curve.row();
    let element = |tag: u8, content: &[u8]| {
        let len = content.len();
        // At most 161 bytes: one octet of length is enough.
        let mut element = if len < 128 { vec![tag, len as u8] } else { vec![tag, 0x81, len as u8] };
        element.extend(content);
        element
    };
    let algorithm = element(0x30, &[&EC_PUBLIC_KEY[..], &element(6, oid)].concat());
    element(0x30, &[algorithm, element(3, &[&[0][..], point].concat())].concat())
}

#[cfg(test)]
mod tests {
    use super::super::hex::unhex;
    use super::*;

    #[test]
    fn both_sides_come_to_the_same_secret() {
        for curve in [Curve::P256, Curve::P384, Curve::P521] {
            let ours = EcKey::new(curve, &[1, 2, 3]).unwrap();
            let theirs = EcKey::new(curve, &[9; 31]).unwrap();
            let secret = ours.shared_secret(theirs.public_point()).unwrap();
            assert_eq!(secret, theirs.shared_secret(ours.public_point()).unwrap());
            assert_eq!(
                (secret.len(), ours.public_point().len()),
                (curve.coordinate_len(), 1 + 2 * secret.len())
            );
        }
    }

    /// RFC 5903 section 8.1.
    #[test]
    fn agrees_with_a_published_vector() {
        let i = unhex("C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433");
        let peer = unhex(
            "04D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF6356FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB",
        );
        let key = EcKey::new(Curve::P256, &i).unwrap();
        let secret = key.shared_secret(&peer).unwrap();
        assert_eq!(secret[..], unhex("D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE"));
    }

    #[test]
    fn what_is_not_on_the_curve_is_refused() {
        assert!(EcKey::new(Curve::P256, &[]).is_none() && EcKey::new(Curve::P256, &[0; 32]).is_none());
        assert!(
            EcKey::new(Curve::P256, &[0xff; 32]).is_none() && EcKey::new(Curve::P256, &[1; 33]).is_none()
        );
        let key = EcKey::new(Curve::P256, &[7]).unwrap();
        let mut point = key.public_point().to_vec();
        point[64] ^= 1;
        let other = EcKey::new(Curve::P384, &[7]).unwrap();
        for bad in [&[][..], &[0], &[4], &point, &point[..64], other.public_point()] {
            assert!(key.shared_secret(bad).is_none());
        }
        assert!(!format!("{key:?}").contains("scalar"));
    }
}
