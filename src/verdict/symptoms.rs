//! The facts of one session that rules look at: plain data, gathered from the store in `gather.rs`
//! or made by hand in tests. No rule stands here.

use crate::base::id::FrameId;
use crate::store::{Endpoint, Transport};
use crate::tls::certificate_facts::CertificateFacts;
use crate::tls::handshake::{ClientHello, ServerHello, extension_type};
use crate::tls::quic::{QuicVersion, WhyQuicClosed};
use crate::tls::record::Version;
use crate::tls::session::Resumption;
use crate::tls::suite::{KeyExchange, Suite};
use crate::tls::suite_table::suite;

/// Position of a side in arrays.
pub const CLIENT: usize = 0;
pub const SERVER: usize = 1;

/// What protocol the session is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Protocol {
    #[default]
    Tls,
    Dtls,
    Quic,
    /// SSL 2.0 without a change to a later version.
    Ssl2,
    /// A known port of TLS, and no TLS on it.
    Other,
}

/// A fact and the frame that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<T> {
    pub frame: FrameId,
    pub value: T,
}

/// An alert in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertSeen {
    pub frame: FrameId,
    pub side: usize,
    pub fatal: bool,
    pub number: u8,
}

/// Bytes that are not in the capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub side: usize,
    /// Offset in the stream behind it.
    pub end: u64,
    pub len: u64,
    /// The first frame of that side behind it.
    pub before: Option<FrameId>,
    /// The peer acknowledged them, so they were there.
    pub acknowledged: bool,
    /// It stands behind the first encrypted record of its side.
    pub among_sealed: bool,
}

/// A frame of which the capture kept a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutFrame {
    pub frame: FrameId,
    pub captured: u32,
    pub len: u32,
}

/// A record that would not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRecord {
    pub frame: FrameId,
    pub why: String,
    /// Records of that side opened before it, and after it.
    pub opened_before: u64,
    pub opened_after: u64,
}

/// What one side sent.
#[derive(Clone, Debug, Default)]
pub struct SideSeen {
    pub syn_seen: bool,
    /// Bytes of the stream that are in the capture, and all that there were.
    pub captured_bytes: u64,
    pub stream_bytes: u64,
    /// Content type and frame of the first record.
    pub first_record: Option<(u8, FrameId)>,
    /// The frame with bytes that are no TLS and stand before it.
    pub began_otherwise: Option<FrameId>,
    /// First bytes of the stream.
    pub head: Vec<u8>,
    /// Encrypted records, and of those with application data as content type.
    pub sealed: u64,
    pub application: u64,
    pub opened: u64,
    pub failed: u64,
    pub first_failed: Option<FailedRecord>,
    /// Failed records before the first that was opened.
    pub failed_first: u64,
    /// First bytes of opened application data.
    pub plain_head: Vec<u8>,
    /// A protocol was recognised by them.
    pub plain_known: bool,
}

/// What came of unlocking the session with the secrets at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlocking {
    /// Keys were made; whether they are right shows at the first record.
    pub unlocked: bool,
    /// What they came from.
    pub by: Option<String>,
    /// The version in the premaster was not the one expected.
    pub version_differs: bool,
    pub trouble: Option<Trouble>,
}

/// Why no keys were made, as far as it is not seen from other facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// At least one key was tried on the premaster; `padding`: of the right size, but the padding was wrong.
    NoKeyFits {
        padding: bool,
    },
    /// Extended master secret needs bytes that are missing.
    TranscriptIncomplete,
    /// The cipher, or the version, is not built in.
    Unsupported,
    Compressed(u8),
    /// Keys were made, and no record agrees with them.
    WrongSecret,
    Other(String),
}

/// An RSA key at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySeen {
    pub label: String,
    pub bits: u32,
    pub spki_sha256: [u8; 32],
}

/// Which secrets of a TLS 1.3 session a key log has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrafficSeen {
    pub early: bool,
    pub client_handshake: bool,
    pub server_handshake: bool,
    pub client_application: bool,
    pub server_application: bool,
}

/// A key log at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSeen {
    pub label: String,
    pub secrets: usize,
    pub sessions: usize,
    pub broken: usize,
    /// Line number and what is wrong with it.
    pub first_broken: Option<(usize, String)>,
    /// It has a master secret for this session.
    pub master: bool,
    pub traffic: Option<TrafficSeen>,
    /// When the file was last written.
    pub written: Option<String>,
}

/// What a file was that gave no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedKind {
    EncryptedPkcs8,
    EncryptedPkcs1,
    WrongPassword,
    Public,
    Ssh,
    EllipticCurve,
    Hardware,
    Unreadable,
}

/// A key file that gave no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub file: String,
    pub kind: RefusedKind,
}

/// All secrets at hand, as this session sees them.
#[derive(Clone, Debug, Default)]
pub struct SecretsSeen {
    pub rsa: Vec<KeySeen>,
    pub logs: Vec<LogSeen>,
    pub psks: usize,
    pub refused: Vec<Refused>,
    /// The file brings secrets of an unknown kind.
    pub foreign_block: bool,
}

/// What only QUIC has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuicSeen {
    pub version: QuicVersion,
    /// The first packet that stayed closed, and why.
    pub closed: Option<Seen<WhyQuicClosed>>,
}

/// The facts of a session.
#[derive(Clone, Debug)]
pub struct Symptoms {
    pub protocol: Protocol,
    pub transport: Transport,
    /// Number among the conversations of its transport.
    pub stream: u32,
    pub client: Endpoint,
    pub server: Endpoint,
    pub first: FrameId,
    /// How many sessions stand around this one.
    pub depth: u32,
    /// A TLS session seems to stand in its application data.
    pub holds_tls: bool,
    /// No more frames will come.
    pub complete: bool,
    /// `YYYY-MM-DD HH:MM` of the first frame, UTC.
    pub captured_at: Option<String>,

    pub client_hello: Option<Seen<ClientHello>>,
    pub server_hello: Option<Seen<ServerHello>>,
    pub certificate: Option<Seen<CertificateFacts>>,
    /// ServerKeyExchange; the group of the one-time key, where it has one.
    pub server_key_exchange: Option<Seen<Option<String>>>,
    /// ClientKeyExchange; bytes of the encrypted premaster, where it has one.
    pub client_key_exchange: Option<Seen<usize>>,
    pub psk_identity: Option<String>,
    /// Frames of the ChangeCipherSpecs.
    pub changed: [Option<FrameId>; 2],
    pub resumption: Option<Resumption>,
    pub alerts: Vec<AlertSeen>,
    /// Most records that one handshake message spans.
    pub spanning: u32,

    pub sides: [SideSeen; 2],
    pub gaps: Vec<Gap>,
    pub cut: Vec<CutFrame>,
    pub cut_count: u32,
    /// Longest frame on the wire, in bytes.
    pub largest_frame: u32,
    pub reused: Option<FrameId>,
    pub duplicates: u32,
    pub reordered: u32,
    pub conflict: Option<FrameId>,
    pub unfinished_datagrams: u32,
    pub tunnelled: bool,
    /// Number of the file in a ring of files, from its name.
    pub ring_number: Option<u32>,

    pub quic: Option<QuicSeen>,
    pub unlocking: Unlocking,
    pub secrets: SecretsSeen,
    /// A handshake inside the session whose keys are unknown: its frame and suite.
    pub renegotiation: Option<Seen<Option<u16>>>,
    /// Some records were not tried.
    pub sampled: bool,

    // What only a view knows.
    pub hidden_by_filter: bool,
    pub reassembly_off: bool,
}

impl Default for Symptoms {
    fn default() -> Self {
        let nobody = Endpoint::v4([0; 4], 0);
        Self {
            protocol: Protocol::Tls,
            transport: Transport::Tcp,
            stream: 0,
            client: nobody,
            server: nobody,
            first: FrameId(0),
            depth: 0,
            holds_tls: false,
            complete: true,
            captured_at: None,
            client_hello: None,
            server_hello: None,
            certificate: None,
            server_key_exchange: None,
            client_key_exchange: None,
            psk_identity: None,
            changed: [None; 2],
            resumption: None,
            alerts: Vec::new(),
            spanning: 0,
            sides: Default::default(),
            gaps: Vec::new(),
            cut: Vec::new(),
            cut_count: 0,
            largest_frame: 0,
            reused: None,
            duplicates: 0,
            reordered: 0,
            conflict: None,
            unfinished_datagrams: 0,
            tunnelled: false,
            ring_number: None,
            quic: None,
            unlocking: Unlocking::default(),
            secrets: SecretsSeen::default(),
            renegotiation: None,
            sampled: false,
            hidden_by_filter: false,
            reassembly_off: false,
        }
    }
}

impl Symptoms {
    /// The version both sides went on with, or the one offered while that is not known.
    pub fn version(&self) -> Option<Version> {
        let server = self.server_hello.as_ref().map(|h| h.value.negotiated_version());
        server.or_else(|| self.client_hello.as_ref().map(|h| h.value.version))
    }

    /// The client began TLS, and the server's stream, known from its beginning, has none. The frame with its first bytes.
    pub fn server_without_tls(&self) -> Option<FrameId> {
        let [client, server] = &self.sides;
        // Where both began otherwise, one of them asked for TLS.
        let hopes =
            self.client_hello.is_some() && self.server_hello.is_none() && client.began_otherwise.is_none();
        server.began_otherwise.filter(|_| hopes && server.syn_seen && server.first_record.is_none())
    }

    pub fn is_tls13(&self) -> bool {
        let server = self.server_hello.as_ref();
        server.is_some_and(|h| {
            let version = h.value.negotiated_version();
            version.is_tls13() || version.0 == 0xfefc
        }) || self.protocol == Protocol::Quic
    }

    /// What is sealed at a time.
    pub fn unit(&self) -> &'static str {
        if self.protocol == Protocol::Quic { "packet" } else { "record" }
    }

    /// What the server chose, if it is in the table.
    pub fn suite(&self) -> Option<&'static Suite> {
        suite(self.server_hello.as_ref()?.value.suite)
    }

    pub fn key_exchange(&self) -> Option<KeyExchange> {
        self.suite().map(|s| s.kx)
    }

    /// Records that are encrypted and in the capture, with those that stand in gaps counted once each.
    pub fn total(&self) -> u64 {
        let lost = self.gaps.iter().filter(|g| g.among_sealed).count() as u64;
        self.sides.iter().map(|s| s.sealed).sum::<u64>().saturating_add(lost)
    }

    pub fn opened(&self) -> u64 {
        self.sides.iter().map(|s| s.opened).sum()
    }

    pub fn failed(&self) -> u64 {
        self.sides.iter().map(|s| s.failed).sum()
    }

    pub fn application_records(&self) -> u64 {
        self.sides.iter().map(|s| s.application).sum()
    }

    pub fn is_resumed(&self) -> bool {
        self.resumption == Some(Resumption::Resumed)
    }

    /// Whether all messages are there that keys are made from.
    pub fn handshake_is_whole(&self) -> bool {
        let hellos = self.client_hello.is_some() && self.server_hello.is_some();
        hellos && (self.is_tls13() || self.is_resumed() || self.client_key_exchange.is_some())
    }

    /// Whether the server agreed to that extension.
    pub fn accepts(&self, extension: u16) -> bool {
        self.server_hello.as_ref().is_some_and(|h| h.value.accepts(extension))
    }

    /// TLS 1.3 with a pre-shared key, be it a ticket's or one from outside.
    pub fn uses_psk13(&self) -> bool {
        self.is_tls13() && self.accepts(extension_type::PRE_SHARED_KEY)
    }

    /// The log that knows something of this session.
    pub fn log_with_secret(&self) -> Option<&LogSeen> {
        self.secrets.logs.iter().find(|l| l.master || l.traffic.is_some())
    }
}

/// The name of a side for people.
pub fn side_name(side: usize) -> &'static str {
    if side == CLIENT { "client" } else { "server" }
}
