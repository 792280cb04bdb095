//! Key exchange messages of TLS 1.2 and older. What stands in them depends on the suite.

use super::extension::signature_algorithm;
use super::fields::*;
use super::vector::{Read, vec8, vec16};
use crate::dissect::{Cursor, Dissector};
use crate::field::Field;
use crate::field::def::{Bytes, U8, U16};
use crate::tls::record::Version;
use crate::tls::suite::KeyExchange as Kx;

/// ServerKeyExchange (RFC 5246 section 7.4.3, RFC 8422 section 5.4, RFC 4279).
pub(super) fn server(
    d: &mut Dissector<'_>,
    version: Option<Version>,
    kx: Option<Kx>,
    c: &mut Cursor<'_>,
) -> Read<()> {
    let Some(kx) = kx else { return Ok(()) };
    let title = match kx {
        Kx::DhAnon | Kx::Dhe | Kx::Dh => "Diffie-Hellman Server Params",
        Kx::Ecdhe | Kx::EcdhAnon | Kx::Ecdh => "EC Diffie-Hellman Server Params",
        Kx::RsaExport | Kx::Rsa => "RSA-EXPORT Server Params",
        Kx::Psk | Kx::RsaPsk => "PSK Server Params",
        Kx::DhePsk => "Diffie-Hellman PSK Server Params",
        Kx::EcdhePsk => "EC Diffie-Hellman PSK Server Params",
        Kx::EcJPake => "EC J-PAKE Server Params",
        Kx::Srp => "SRP Server Params",
        _ => return Ok(()),
    };
    let open = d.tree.open_text(c.rest_span(), format_args!("{title}"));
    if matches!(kx, Kx::Psk | Kx::RsaPsk | Kx::DhePsk | Kx::EcdhePsk) {
        sized16(d, c, HINT_LEN, HINT)?;
    }
    match kx {
        Kx::DhAnon | Kx::Dhe | Kx::Dh | Kx::DhePsk => {
            sized16(d, c, P_LEN, P)?;
            sized16(d, c, G_LEN, G)?;
            sized16(d, c, YS_LEN, YS)?;
        }
        Kx::Ecdhe | Kx::EcdhAnon | Kx::Ecdh | Kx::EcdhePsk => {
            if !curve(d, c)? {
                d.tree.close(open);
                return Ok(());
            }
            sized8(d, c, SERVER_POINT_LEN, SERVER_POINT)?;
        }
        Kx::RsaExport | Kx::Rsa => {
            sized16(d, c, MODULUS_LEN, MODULUS)?;
            sized16(d, c, EXPONENT_LEN, EXPONENT)?;
        }
        Kx::EcJPake => {
            for _ in 0..2 {
                curve(d, c)?;
                sized8(d, c, XS_LEN, XS)?;
                sized8(d, c, VS_LEN, VS)?;
                sized8(d, c, RS_LEN, RS)?;
                if c.is_empty() {
                    break;
                }
            }
        }
        _ => {}
    }
    let signed = matches!(kx, Kx::Dhe | Kx::Dh | Kx::Ecdhe | Kx::Ecdh | Kx::RsaExport | Kx::Rsa);
    if signed && !c.is_empty() {
        signature(d, version, SIG_LEN, SIG, c)?;
    }
    d.tree.close(open);
    Ok(())
}

/// ClientKeyExchange (RFC 5246 section 7.4.7).
pub(super) fn client(
    d: &mut Dissector<'_>,
    version: Option<Version>,
    kx: Option<Kx>,
    c: &mut Cursor<'_>,
) -> Read<()> {
    let Some(kx) = kx else { return Ok(()) };
    let title = match kx {
        Kx::DhAnon | Kx::Dhe | Kx::Dh => "Diffie-Hellman Client Params",
        Kx::Ecdhe | Kx::EcdhAnon | Kx::Ecdh => "EC Diffie-Hellman Client Params",
        Kx::Rsa | Kx::RsaExport => "RSA Encrypted PreMaster Secret",
        Kx::Psk => "PSK Client Params",
        Kx::RsaPsk => "RSA PSK Client Params",
        Kx::DhePsk => "Diffie-Hellman PSK Client Params",
        Kx::EcdhePsk => "EC Diffie-Hellman PSK Client Params",
        Kx::EcJPake => "EC J-PAKE Client Params",
        Kx::Sm2 => "SM2 Encrypted PreMaster Secret",
        _ => return Ok(()),
    };
    let open = d.tree.open_text(c.rest_span(), format_args!("{title}"));
    if matches!(kx, Kx::Psk | Kx::RsaPsk | Kx::DhePsk | Kx::EcdhePsk) {
        sized16(d, c, IDENTITY_LEN, IDENTITY)?;
    }
    match kx {
        Kx::DhAnon | Kx::Dhe | Kx::Dh | Kx::DhePsk => sized16(d, c, YC_LEN, YC)?,
        Kx::Ecdhe | Kx::EcdhAnon | Kx::Ecdh | Kx::EcdhePsk => sized8(d, c, CLIENT_POINT_LEN, CLIENT_POINT)?,
        // SSL 3.0 has no length here, and some clients of TLS 1.0 forgot it.
        Kx::Rsa | Kx::RsaExport | Kx::RsaPsk | Kx::Sm2 if version == Some(Version::SSL3) => {
            d.rest_as(EPMS, c)
        }
        Kx::Rsa | Kx::RsaExport | Kx::RsaPsk | Kx::Sm2 => sized16(d, c, EPMS_LEN, EPMS)?,
        Kx::EcJPake => {
            sized8(d, c, XC_LEN, XC)?;
            sized8(d, c, VC_LEN, VC)?;
            sized8(d, c, RC_LEN, RC)?;
        }
        _ => {}
    }
    d.tree.close(open);
    Ok(())
}

/// A signature; TLS 1.2 and later say by which algorithm it was made.
pub(super) fn signature(
    d: &mut Dissector<'_>,
    version: Option<Version>,
    len: Field<U16>,
    field: Field<Bytes>,
    c: &mut Cursor<'_>,
) -> Read<()> {
    if version.is_none_or(|v| v >= Version::TLS12) {
        signature_algorithm(d, c)?;
    }
    sized16(d, c, len, field)
}

/// The curve; only named ones are read on.
fn curve(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<bool> {
    const NAMED: u8 = 3;
    let kind = c.u8()?;
    d.tree.leaf(CURVE_TYPE, kind);
    if kind.value == NAMED {
        d.tree.leaf(NAMED_CURVE, c.u16()?);
    }
    Ok(kind.value == NAMED)
}

fn sized8(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: Field<U8>, field: Field<Bytes>) -> Read<()> {
    let mut part = vec8(d, c, len, 0..=255)?;
    d.rest_as(field, &mut part);
    Ok(())
}

fn sized16(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: Field<U16>, field: Field<Bytes>) -> Read<()> {
    let mut part = vec16(d, c, len, 0..=0xffff)?;
    d.rest_as(field, &mut part);
    Ok(())
}
