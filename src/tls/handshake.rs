//! Facts from handshake messages: what a hello offers or chooses, the certificate's key, the
//! encrypted premaster. Bodies only; which message comes when is `session.rs`'s business.
//!
//! A message is read leniently: what stands before a fault is kept, since a session may still be
//! opened with it.

use der::Tag;
use sha2::{Digest, Sha256};

use super::der::Walk;
use super::reader::Reader;
use super::record::Version;

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
    pub const TRUNCATED_HMAC: u16 = 4;
    pub const ALPN: u16 = 16;
    pub const ENCRYPT_THEN_MAC: u16 = 22;
    pub const EXTENDED_MASTER_SECRET: u16 = 23;
    pub const SESSION_TICKET: u16 = 35;
    pub const PRE_SHARED_KEY: u16 = 41;
    pub const EARLY_DATA: u16 = 42;
    pub const SUPPORTED_VERSIONS: u16 = 43;
    pub const KEY_SHARE: u16 = 51;
    pub const ENCRYPTED_CLIENT_HELLO: u16 = 0xfe0d;
}

/// A hello's random; a message with this one is a HelloRetryRequest (RFC 8446 section 4.1.3).
const HELLO_RETRY_REQUEST: Random = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

pub type Random = [u8; 32];

/// Type and body length from a message's header. `None`: fewer than four bytes.
pub fn message_header(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut reader = Reader(bytes);
    Some((reader.u8()?, reader.u24()?))
}

/// What a ClientHello says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientHello {
    /// `client_version`: the highest version offered, TLS 1.2 at most. It also stands in the premaster.
    pub version: Version,
    pub random: Random,
    pub session_id: Box<[u8]>,
    /// Offered suites, in the client's order, GREASE and signals included.
    pub suites: Box<[u16]>,
    pub compressions: Box<[u8]>,
    /// Types of all extensions, in order.
    pub extensions: Box<[u16]>,
    /// Host name (RFC 6066 section 3), as sent.
    pub server_name: Option<Box<[u8]>>,
    /// Offered application protocols (RFC 7301), in order.
    pub alpn: Vec<Box<[u8]>>,
    /// Ticket of an earlier session (RFC 5077); empty where the client only says that it takes tickets.
    pub ticket: Option<Box<[u8]>>,
    pub supported_versions: Box<[u16]>,
    /// The message ended where something more should have been, or an extension was broken.
    pub cut: bool,
}

impl ClientHello {
    /// Reads a body. `None`: it ends before the suites do.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let version = Version(reader.u16()?);
        let random = reader.array()?;
        let session_id = reader.vec8()?.into();
        let suites = Reader(reader.vec16()?).u16s().collect();
        let mut hello = Self {
            version,
            random,
            session_id,
            suites,
            compressions: Box::default(),
            extensions: Box::default(),
            server_name: None,
            alpn: Vec::new(),
            ticket: None,
            supported_versions: Box::default(),
            cut: false,
        };
        hello.cut = hello.parse_rest(reader).is_none();
        Some(hello)
    }

    fn parse_rest(&mut self, mut reader: Reader<'_>) -> Option<()> {
        self.compressions = reader.vec8()?.into();
        let extensions = Extensions::parse(reader)?;
        self.extensions = extensions.types();
        if let Some(data) = extensions.find(extension_type::SERVER_NAME) {
            self.server_name = first_host_name(data);
        }
        if let Some(data) = extensions.find(extension_type::ALPN) {
            self.alpn = protocol_names(data);
        }
        self.ticket = extensions.find(extension_type::SESSION_TICKET).map(Into::into);
        if let Some(data) = extensions.find(extension_type::SUPPORTED_VERSIONS) {
            self.supported_versions = Reader(Reader(data).vec8()?).u16s().collect();
        }
        (!extensions.cut).then_some(())
    }

    pub fn offers(&self, extension_type: u16) -> bool {
        self.extensions.contains(&extension_type)
    }
}

/// What a ServerHello says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerHello {
    /// The version field; TLS 1.3 says TLS 1.2 here. See [`ServerHello::negotiated_version`].
    pub version: Version,
    pub random: Random,
    pub session_id: Box<[u8]>,
    pub suite: u16,
    pub compression: u8,
    pub extensions: Box<[u16]>,
    pub alpn: Option<Box<[u8]>>,
    /// Version chosen by the extension `supported_versions`.
    pub selected_version: Option<Version>,
    /// The message ended where something more should have been, or an extension was broken.
    pub cut: bool,
}

impl ServerHello {
    /// Reads a body. `None`: it ends before the suite does.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let version = Version(reader.u16()?);
        let random = reader.array()?;
        // Drafts of TLS 1.3 up to 21 have neither session id nor compression.
        let short = (version.0 >> 8) == 0x7f;
        let session_id = if short { Box::default() } else { reader.vec8()?.into() };
        let mut hello = Self {
            version,
            random,
            session_id,
            suite: reader.u16()?,
            compression: 0,
            extensions: Box::default(),
            alpn: None,
            selected_version: None,
            cut: false,
        };
        hello.cut = hello.parse_rest(reader, short).is_none();
        Some(hello)
    }

    fn parse_rest(&mut self, mut reader: Reader<'_>, short: bool) -> Option<()> {
        if !short {
            self.compression = reader.u8()?;
        }
        let extensions = Extensions::parse(reader)?;
        self.extensions = extensions.types();
        if let Some(data) = extensions.find(extension_type::ALPN) {
            self.alpn = protocol_names(data).into_iter().next();
        }
        if let Some(data) = extensions.find(extension_type::SUPPORTED_VERSIONS) {
            self.selected_version = Some(Version(Reader(data).u16()?));
        }
        (!extensions.cut).then_some(())
    }

    /// The version both sides go on with.
    pub fn negotiated_version(&self) -> Version {
        self.selected_version.unwrap_or(self.version)
    }

    pub fn is_hello_retry_request(&self) -> bool {
        self.random == HELLO_RETRY_REQUEST
    }

    pub fn accepts(&self, extension_type: u16) -> bool {
        self.extensions.contains(&extension_type)
    }
}

/// A hello's extensions, as far as they could be read.
struct Extensions<'a> {
    list: Vec<(u16, &'a [u8])>,
    cut: bool,
}

impl<'a> Extensions<'a> {
    /// `None`: there is a length field and it is cut. No extensions at all is allowed (RFC 5246 section 7.4.1.2).
    fn parse(mut reader: Reader<'a>) -> Option<Self> {
        let mut extensions = Self { list: Vec::new(), cut: false };
        if reader.is_empty() {
            return Some(extensions);
        }
        let len = usize::from(reader.u16()?);
        extensions.cut = len > reader.0.len();
        let mut list = Reader(reader.0.get(..len).unwrap_or(reader.0));
        while !list.is_empty() {
            let Some(extension) = list.u16().zip(list.vec16()) else {
                extensions.cut = true;
                break;
            };
            extensions.list.push(extension);
        }
        Some(extensions)
    }

    fn types(&self) -> Box<[u16]> {
        self.list.iter().map(|&(kind, _)| kind).collect()
    }

    fn find(&self, wanted: u16) -> Option<&'a [u8]> {
        self.list.iter().find(|&&(kind, _)| kind == wanted).map(|&(_, data)| data)
    }
}

fn first_host_name(data: &[u8]) -> Option<Box<[u8]>> {
    let mut list = Reader(Reader(data).vec16()?);
    loop {
        let (kind, name) = (list.u8()?, list.vec16()?);
        if kind == 0 {
            return Some(name.into());
        }
    }
}

fn protocol_names(data: &[u8]) -> Vec<Box<[u8]>> {
    let mut list = Reader(Reader(data).vec16().unwrap_or_default());
    std::iter::from_fn(|| list.vec8().map(Into::into)).collect()
}

/// The public key in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateKey {
    /// SHA-256 of the SubjectPublicKeyInfo, which people compare keys by.
    pub spki_sha256: [u8; 32],
    pub algorithm: KeyAlgorithm,
}

/// What kind of key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// Modulus and exponent, big-endian, without leading zeros.
    Rsa { modulus: Box<[u8]>, exponent: Box<[u8]> },
    /// The algorithm's object identifier, DER content.
    Other { oid: Box<[u8]> },
}

/// The key of the first certificate in the body of a Certificate message (TLS 1.2 and before).
/// `None`: there is no certificate, or none that can be read.
pub fn certificate_key(body: &[u8]) -> Option<CertificateKey> {
    let mut list = Reader(Reader(body).vec24()?);
    spki_of_certificate(list.vec24()?)
}

/// RFC 5280 section 4.1: the public key is the seventh element (the sixth without a version).
fn spki_of_certificate(certificate: &[u8]) -> Option<CertificateKey> {
    let mut tbs = Walk::new(certificate).sequence()?.sequence()?;
    if tbs.peek()?.is_context_specific() {
        tbs.any()?;
    }
    tbs.integer()?; // serial number
    for _ in 0..4 {
        tbs.sequence()?; // signature, issuer, validity, subject
    }
    let spki = tbs.element(Tag::Sequence)?;
    let mut parts = Walk::new(spki).sequence()?;
    let oid = parts.sequence()?.take(Tag::ObjectIdentifier)?;
    let algorithm = if oid == RSA_ENCRYPTION {
        let mut key = Walk::new(parts.bit_string()?).sequence()?;
        let (modulus, exponent) = (key.integer()?, key.integer()?);
        KeyAlgorithm::Rsa { modulus: modulus.magnitude().into(), exponent: exponent.magnitude().into() }
    } else {
        KeyAlgorithm::Other { oid: oid.into() }
    };
    Some(CertificateKey { spki_sha256: Sha256::digest(spki).into(), algorithm })
}

/// 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
pub(super) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

/// The encrypted premaster in a ClientKeyExchange of RSA key exchange: after a 16 bit length, or,
/// as in SSL 3.0 and a few clients since, without one (RFC 5246 section 7.4.7.1).
pub fn encrypted_premaster(body: &[u8]) -> &[u8] {
    let mut reader = Reader(body);
    match reader.vec16() {
        Some(inside) if reader.is_empty() && !inside.is_empty() => inside,
        _ => body,
    }
}

#[cfg(test)]
mod tests {
    use super::super::hex::unhex;
    use super::*;

    /// A hello of our own making with every extension that is read.
    fn client_hello() -> Vec<u8> {
        let mut body = unhex("0303");
        body.extend([7; 32]);
        body.extend(unhex("04 aabbccdd  0006 002f003d 0a0a  02 0100"));
        let extensions = unhex(
            "0000 0010 000e 00 000b 6578616d706c652e6f7267
             0010 000e 000c 02 6832 08 687474702f312e31
             0016 0000  0017 0000  0023 0003 010203
             002b 0005 04 0304 0303",
        );
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        body
    }

    #[test]
    fn reads_a_client_hello() {
        let hello = ClientHello::parse(&client_hello()).unwrap();
        assert_eq!((hello.version, hello.random), (Version::TLS12, [7; 32]));
        assert_eq!(*hello.session_id, [0xaa, 0xbb, 0xcc, 0xdd]);
        assert_eq!(*hello.suites, [0x002f, 0x003d, 0x0a0a]);
        assert_eq!(*hello.compressions, [1, 0]);
        assert_eq!(hello.server_name.as_deref(), Some(&b"example.org"[..]));
        assert_eq!(hello.alpn, [Box::from(&b"h2"[..]), Box::from(&b"http/1.1"[..])]);
        assert_eq!(hello.ticket.as_deref(), Some(&[1, 2, 3][..]));
        assert_eq!(*hello.supported_versions, [0x0304, 0x0303]);
        assert!(hello.offers(extension_type::ENCRYPT_THEN_MAC) && !hello.cut);
        assert!(hello.offers(extension_type::EXTENDED_MASTER_SECRET));
        assert!(!hello.offers(extension_type::PRE_SHARED_KEY));
    }

    #[test]
    fn agrees_with_a_second_parser() {
        let body = client_hello();
        let mut message = vec![1, 0, 0, u8::try_from(body.len()).unwrap()];
        message.extend(&body);
        let (_, parsed) = tls_parser::parse_tls_message_handshake(&message).unwrap();
        let tls_parser::TlsMessage::Handshake(tls_parser::TlsMessageHandshake::ClientHello(other)) = parsed
        else {
            panic!("not a ClientHello");
        };
        let hello = ClientHello::parse(&body).unwrap();
        assert_eq!(hello.random[..], *other.random);
        assert_eq!(hello.suites.to_vec(), other.ciphers.iter().map(|c| c.0).collect::<Vec<_>>());
        assert_eq!(Some(&hello.session_id[..]), other.session_id);
    }

    #[test]
    fn every_cut_of_a_hello_is_noticed_and_none_panics() {
        let body = client_hello();
        // Without any extension a hello is whole.
        let whole_without_extensions = 2 + 32 + 5 + 8 + 3;
        for len in 0..body.len() {
            match ClientHello::parse(&body[..len]) {
                Some(hello) => assert_eq!(hello.cut, len != whole_without_extensions, "{len}"),
                None => assert!(len < whole_without_extensions),
            }
            let _ = ServerHello::parse(&body[..len]);
            let _ = certificate_key(&body[..len]);
            let _ = encrypted_premaster(&body[..len]);
        }
    }

    #[test]
    fn reads_a_server_hello() {
        let mut body = unhex("0303");
        body.extend([9; 32]);
        body.extend(unhex("00 003d 00 0008 0016 0000 0017 0000"));
        let hello = ServerHello::parse(&body).unwrap();
        assert_eq!((hello.suite, hello.compression, hello.cut), (0x003d, 0, false));
        assert!(hello.accepts(extension_type::ENCRYPT_THEN_MAC));
        assert!(hello.accepts(extension_type::EXTENDED_MASTER_SECRET));
        assert!(!hello.is_hello_retry_request());
        assert_eq!(hello.negotiated_version(), Version::TLS12);

        let mut body = unhex("0303");
        body.extend(HELLO_RETRY_REQUEST);
        body.extend(unhex("00 1301 00 0006 002b 0002 0304"));
        let hello = ServerHello::parse(&body).unwrap();
        assert!(hello.is_hello_retry_request());
        assert_eq!(hello.negotiated_version(), Version::TLS13);
    }

    #[test]
    fn a_premaster_may_stand_without_its_length() {
        assert_eq!(encrypted_premaster(&[0, 3, 1, 2, 3]), [1, 2, 3]);
        assert_eq!(encrypted_premaster(&[9, 3, 1, 2, 3]), [9, 3, 1, 2, 3]);
        assert_eq!(encrypted_premaster(&[0, 1, 1, 2, 3]), [0, 1, 1, 2, 3]);
        assert_eq!(encrypted_premaster(&[]), [0; 0]);
    }

    #[test]
    fn finds_the_key_in_a_certificate() {
        let pem = super::super::fixture::file!("upyssl.crt");
        let der = super::super::pem::blocks(pem).remove(0).contents.ok().unwrap();
        let u24 = |len: usize| u32::try_from(len).unwrap().to_be_bytes()[1..].to_vec();
        let body = [u24(der.len() + 3), u24(der.len()), der.to_vec()].concat();
        let key = certificate_key(&body).unwrap();
        let KeyAlgorithm::Rsa { modulus, exponent } = &key.algorithm else { panic!("not RSA") };
        assert_eq!((modulus.len(), &exponent[..]), (256, &[1, 0, 1][..]));
        for cut in 0..body.len() {
            let _ = certificate_key(&body[..cut]);
        }
    }
}
