//! Handshake messages: their header, types and extensions, and the short facts of key exchanges and
//! tickets. Bodies only; which message comes when is `session.rs`'s business. Hellos are read in
//! `hello.rs`, certificates in `certificate.rs`.

use super::reader::Reader;

pub(super) use super::certificate::RSA_ENCRYPTION;
pub use super::certificate::{CertificateKey, KeyAlgorithm, ServerCertificate};
pub use super::hello::{ClientHello, HELLO_RETRY_REQUEST, ServerHello};

/// Bytes of a handshake message's header: type and length.
pub const HEADER_LEN: usize = 4;

/// Handshake types (RFC 5246 section 7.4, RFC 8446 section 4).
pub mod message_type {
    pub const HELLO_REQUEST: u8 = 0;
    pub const CLIENT_HELLO: u8 = 1;
    pub const SERVER_HELLO: u8 = 2;
    /// DTLS (RFC 6347 section 4.2.1).
    pub const HELLO_VERIFY_REQUEST: u8 = 3;
    pub const NEW_SESSION_TICKET: u8 = 4;
    pub const ENCRYPTED_EXTENSIONS: u8 = 8;
    pub const CERTIFICATE: u8 = 11;
    pub const SERVER_KEY_EXCHANGE: u8 = 12;
    pub const CERTIFICATE_REQUEST: u8 = 13;
    pub const SERVER_HELLO_DONE: u8 = 14;
    pub const CERTIFICATE_VERIFY: u8 = 15;
    pub const CLIENT_KEY_EXCHANGE: u8 = 16;
    pub const FINISHED: u8 = 20;
    pub const CERTIFICATE_STATUS: u8 = 22;
}

/// Extension types that decide how a session is opened.
pub mod extension_type {
    pub const SERVER_NAME: u16 = 0;
    pub const MAX_FRAGMENT_LENGTH: u16 = 1;
    pub const TRUNCATED_HMAC: u16 = 4;
    pub const STATUS_REQUEST: u16 = 5;
    /// RFC 8422.
    pub const SUPPORTED_GROUPS: u16 = 10;
    pub const EC_POINT_FORMATS: u16 = 11;
    pub const SIGNATURE_ALGORITHMS: u16 = 13;
    /// RFC 6520.
    pub const HEARTBEAT: u16 = 15;
    pub const ALPN: u16 = 16;
    /// RFC 6962.
    pub const SIGNED_CERTIFICATE_TIMESTAMP: u16 = 18;
    pub const CLIENT_CERTIFICATE_TYPE: u16 = 19;
    pub const SERVER_CERTIFICATE_TYPE: u16 = 20;
    /// RFC 7685.
    pub const PADDING: u16 = 21;
    pub const ENCRYPT_THEN_MAC: u16 = 22;
    pub const EXTENDED_MASTER_SECRET: u16 = 23;
    /// RFC 8879.
    pub const COMPRESS_CERTIFICATE: u16 = 27;
    pub const RECORD_SIZE_LIMIT: u16 = 28;
    pub const SESSION_TICKET: u16 = 35;
    pub const PRE_SHARED_KEY: u16 = 41;
    pub const EARLY_DATA: u16 = 42;
    pub const SUPPORTED_VERSIONS: u16 = 43;
    pub const PSK_KEY_EXCHANGE_MODES: u16 = 45;
    pub const KEY_SHARE: u16 = 51;
    /// RFC 5764.
    pub const USE_SRTP: u16 = 14;
    /// RFC 9146.
    pub const CONNECTION_ID: u16 = 54;
    /// RFC 9849.
    pub const ENCRYPTED_CLIENT_HELLO: u16 = 0xfe0d;
    /// RFC 5746.
    pub const RENEGOTIATION_INFO: u16 = 0xff01;
}

pub type Random = [u8; 32];

/// Type and body length from a message's header. `None`: fewer than four bytes.
pub fn message_header(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut reader = Reader(bytes);
    Some((reader.u8()?, reader.u24()?))
}

/// The encrypted premaster in a ClientKeyExchange of RSA key exchange: after a 16 bit length, or,
/// as in SSL 3.0 and a few clients since, without one (RFC 5246 section 7.4.7.1).
pub fn encrypted_premaster(body: &[u8]) -> &[u8] {
    let mut reader = Reader(body);
    match reader.vec16() {
        Some(inside) if reader.is_empty() && !inside.is_empty() => inside,
        _ => body,
    }
}

/// The encrypted premaster in a ClientKeyExchange of RSA_PSK, behind the identity (RFC 4279 section 4).
pub fn rsa_psk_premaster(body: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader(body);
    reader.vec16()?;
    reader.vec16()
}

/// The client's point in a ClientKeyExchange of ECDH (RFC 8422 section 5.7). Empty: it stands in the
/// client's certificate.
pub fn client_point(body: &[u8]) -> Option<&[u8]> {
    Reader(body).vec8()
}

/// What a key exchange message with pre-shared keys begins with: the server's hint or the client's
/// identity (RFC 4279 sections 2 to 4, RFC 5489 section 2).
pub fn psk_name(body: &[u8]) -> Option<&[u8]> {
    Reader(body).vec16()
}

/// The ticket in a NewSessionTicket of TLS 1.2 (RFC 5077 section 3.3); empty: the server gives none after all.
pub fn new_session_ticket(body: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader(body);
    reader.take(4)?; // lifetime
    reader.vec16()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_premaster_may_stand_without_its_length() {
        assert_eq!(encrypted_premaster(&[0, 3, 1, 2, 3]), [1, 2, 3]);
        assert_eq!(encrypted_premaster(&[9, 3, 1, 2, 3]), [9, 3, 1, 2, 3]);
        assert_eq!(encrypted_premaster(&[0, 1, 1, 2, 3]), [0, 1, 1, 2, 3]);
        assert_eq!(encrypted_premaster(&[]), [0; 0]);
    }

    #[test]
    fn names_and_tickets_end_where_they_say() {
        assert_eq!(psk_name(&[0, 2, b'i', b'd', 9]), Some(&b"id"[..]));
        assert_eq!(psk_name(&[0, 3, b'i', b'd']), None);
        assert_eq!(client_point(&[2, 4, 7, 9]), Some(&[4, 7][..]));
        assert_eq!(rsa_psk_premaster(&[0, 1, b'i', 0, 2, 7, 8]), Some(&[7, 8][..]));
        assert_eq!(new_session_ticket(&[0, 0, 1, 0, 0, 2, 5, 6]), Some(&[5, 6][..]));
        assert_eq!(new_session_ticket(&[0, 0, 1, 0, 0]), None);
    }
}
