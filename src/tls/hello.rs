//! What hellos say: offers, choices, and the extensions that decide how a session is opened.
//!
//! A hello is read leniently: what stands before a fault is kept, since a session may still be
//! opened with it.

use super::handshake::{Random, extension_type};
use super::reader::Reader;
use super::record::Version;

/// A hello's random; a message with this one is a HelloRetryRequest (RFC 8446 section 4.1.3).
pub const HELLO_RETRY_REQUEST: Random = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// Identities and key shares kept of a hello.
const MAX_LIST: usize = 64;

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
    /// Groups for the key exchange (RFC 8422 section 5.1.1), in order, GREASE included.
    pub supported_groups: Box<[u16]>,
    /// Schemes for signatures (RFC 8446 section 4.2.3); in TLS 1.2 hash and signature, a byte each.
    pub signature_algorithms: Box<[u16]>,
    /// RFC 8422 section 5.1.2.
    pub point_formats: Box<[u8]>,
    /// Identities in `pre_shared_key` (TLS 1.3): tickets or names, in order.
    pub psk_identities: Vec<Box<[u8]>>,
    /// 0: `psk_ke`, 1: `psk_dhe_ke` (RFC 8446 section 4.2.9).
    pub psk_modes: Box<[u8]>,
    /// Groups for which a key share was sent.
    pub key_shares: Box<[u16]>,
    /// Code of RFC 6066 section 4: 1 to 4 for 512 to 4096 bytes.
    pub max_fragment_length: Option<u8>,
    /// Bytes of that extension, of which there should be one.
    pub max_fragment_len_bytes: Option<usize>,
    /// RFC 8449.
    pub record_size_limit: Option<u16>,
    /// Certificate types that the server may send (RFC 7250); empty: X.509 alone.
    pub server_certificate_types: Box<[u8]>,
    /// The connection id that the client wants to see in records to it (RFC 9146).
    pub connection_id: Option<Box<[u8]>>,
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
            supported_groups: Box::default(),
            signature_algorithms: Box::default(),
            point_formats: Box::default(),
            psk_identities: Vec::new(),
            psk_modes: Box::default(),
            key_shares: Box::default(),
            max_fragment_length: None,
            max_fragment_len_bytes: None,
            record_size_limit: None,
            server_certificate_types: Box::default(),
            connection_id: None,
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
        let find = |kind| extensions.find(kind).map(Reader);
        if let Some(mut data) = find(extension_type::PRE_SHARED_KEY) {
            self.psk_identities = psk_identities(data.vec16().unwrap_or_default());
        }
        if let Some(mut data) = find(extension_type::PSK_KEY_EXCHANGE_MODES) {
            self.psk_modes = data.vec8().unwrap_or_default().into();
        }
        let words = |kind| {
            find(kind).and_then(|mut d| d.vec16()).map_or_else(Box::default, |l| Reader(l).u16s().collect())
        };
        self.supported_groups = words(extension_type::SUPPORTED_GROUPS);
        self.signature_algorithms = words(extension_type::SIGNATURE_ALGORITHMS);
        if let Some(mut data) = find(extension_type::EC_POINT_FORMATS) {
            self.point_formats = data.vec8().unwrap_or_default().into();
        }
        if let Some(mut data) = find(extension_type::KEY_SHARE) {
            self.key_shares = share_groups(data.vec16().unwrap_or_default());
        }
        self.max_fragment_length = find(extension_type::MAX_FRAGMENT_LENGTH).and_then(|mut d| d.u8());
        self.max_fragment_len_bytes = find(extension_type::MAX_FRAGMENT_LENGTH).map(|d| d.0.len());
        self.record_size_limit = find(extension_type::RECORD_SIZE_LIMIT).and_then(|mut d| d.u16());
        if let Some(mut data) = find(extension_type::SERVER_CERTIFICATE_TYPE) {
            self.server_certificate_types = data.vec8().unwrap_or_default().into();
        }
        self.connection_id = find(extension_type::CONNECTION_ID).and_then(|mut d| d.vec8().map(Into::into));
        if let Some(mut data) = find(extension_type::SUPPORTED_VERSIONS) {
            self.supported_versions = Reader(data.vec8()?).u16s().collect();
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
    /// Which of the client's identities was taken (TLS 1.3), from 0.
    pub selected_psk: Option<u16>,
    /// Group of the server's key share; of a HelloRetryRequest the group it asks for.
    pub key_share: Option<u16>,
    pub max_fragment_length: Option<u8>,
    pub record_size_limit: Option<u16>,
    /// Type of the server's certificate (RFC 7250); see [`super::certificate::RAW_PUBLIC_KEY`].
    pub server_certificate_type: Option<u8>,
    /// The connection id that the server wants to see in records to it (RFC 9146).
    pub connection_id: Option<Box<[u8]>>,
    /// Profile of SRTP that was chosen (RFC 5764).
    pub srtp_profile: Option<u16>,
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
            selected_psk: None,
            key_share: None,
            max_fragment_length: None,
            record_size_limit: None,
            server_certificate_type: None,
            connection_id: None,
            srtp_profile: None,
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
        let find = |kind| extensions.find(kind).map(Reader);
        self.selected_psk = find(extension_type::PRE_SHARED_KEY).and_then(|mut d| d.u16());
        self.key_share = find(extension_type::KEY_SHARE).and_then(|mut d| d.u16());
        self.max_fragment_length = find(extension_type::MAX_FRAGMENT_LENGTH).and_then(|mut d| d.u8());
        self.record_size_limit = find(extension_type::RECORD_SIZE_LIMIT).and_then(|mut d| d.u16());
        self.server_certificate_type = find(extension_type::SERVER_CERTIFICATE_TYPE).and_then(|mut d| d.u8());
        self.connection_id = find(extension_type::CONNECTION_ID).and_then(|mut d| d.vec8().map(Into::into));
        self.srtp_profile = find(extension_type::USE_SRTP).and_then(|mut d| Reader(d.vec16()?).u16());
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
        /// Of most hellos.
        const EXTENSIONS: usize = 20;
        let mut extensions = Self { list: Vec::with_capacity(EXTENSIONS), cut: false };
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

/// RFC 8446 section 4.2.11.
fn psk_identities(list: &[u8]) -> Vec<Box<[u8]>> {
    let mut list = Reader(list);
    let next = || {
        let identity = list.vec16()?;
        list.take(4)?; // obfuscated age
        Some(identity.into())
    };
    std::iter::from_fn(next).take(MAX_LIST).collect()
}

/// RFC 8446 section 4.2.8.
fn share_groups(list: &[u8]) -> Box<[u16]> {
    let mut list = Reader(list);
    let next = || {
        let group = list.u16()?;
        list.vec16()?;
        Some(group)
    };
    std::iter::from_fn(next).take(MAX_LIST).collect()
}

#[cfg(test)]
mod tests {
    use super::super::handshake::{ServerCertificate, encrypted_premaster};
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
            let _ = ServerCertificate::of(&body[..len], None).is_some_and(|c| c.key().is_some());
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
    fn reads_what_tls13_and_dtls_add() {
        let mut body = unhex("0303");
        body.extend([7; 32]);
        body.extend(unhex("00  0002 1301  01 00"));
        let extensions = unhex(
            "0001 0001 02  001c 0002 4001  0014 0003 02 02 00  0036 0003 02 abcd
             002d 0002 01 01  0033 000c 000a 001d 0001 55 0017 0001 66  002a 0000  fe0d 0001 00
             0029 000f 0008 0002 7469 00000000 0003 02 ffff",
        );
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        let hello = ClientHello::parse(&body).unwrap();
        assert!(!hello.cut && hello.offers(extension_type::EARLY_DATA));
        assert!(hello.offers(extension_type::ENCRYPTED_CLIENT_HELLO));
        assert_eq!((hello.max_fragment_length, hello.record_size_limit), (Some(2), Some(0x4001)));
        assert_eq!((&*hello.server_certificate_types, &*hello.psk_modes), (&[2, 0][..], &[1][..]));
        assert_eq!(hello.connection_id.as_deref(), Some(&[0xab, 0xcd][..]));
        assert_eq!(*hello.key_shares, [0x1d, 0x17]);
        assert_eq!(hello.psk_identities, [Box::from(&b"ti"[..])]);

        let mut body = unhex("0303");
        body.extend([9; 32]);
        body.extend(unhex("00 1301 00 0012 002b 0002 0304 0029 0002 0001 0033 0002 001d"));
        let hello = ServerHello::parse(&body).unwrap();
        assert_eq!((hello.selected_psk, hello.key_share), (Some(1), Some(0x1d)));
        let mut body = unhex("fefd");
        body.extend([9; 32]);
        body.extend(unhex("00 c0a8 00 000f 0001 0001 01 0014 0001 02 0036 0001 00"));
        let hello = ServerHello::parse(&body).unwrap();
        assert_eq!((hello.server_certificate_type, hello.max_fragment_length), (Some(2), Some(1)));
        assert_eq!(hello.connection_id.as_deref(), Some(&[][..]));
    }
}
