//! How any protocol is dissected: checked reads, the flat tree, data sources, the work list, and
//! what a protocol file must provide. No protocol is named here.
#![forbid(unsafe_code)]

pub mod carried;
pub mod checkpoints;
pub mod checksum;
pub mod choices;
pub mod columns;
pub mod cursor;
pub mod dissector;
pub mod expert;
pub mod framer;
pub mod framing;
pub mod media_type;
pub(crate) mod need;
pub mod opened;
pub mod remembered;
pub mod settings;
pub mod source;
pub mod tables;
pub mod tls_records;
pub mod tree;

pub use carried::Carried;
pub use choices::Choices;
pub use columns::{Address, Columns};
pub use cursor::{At, Cursor, Cut, SourceId, Span};
pub use dissector::{Dissector, StreamPlace};
pub use expert::{Group, Severity};
pub use framer::{DatagramFramer, Framed, Framer, Packet, Progress, Rest, Stretch};
pub use media_type::MediaType;
pub use settings::Settings;
pub use source::{Parent, SourceBytes};
pub use tables::{Heuristic, Over, Registry};
pub use tree::{Flags, NodeRef, Renumbered, Tree, Wanted};

use crate::field::{FieldDef, FieldId};

/// Seen what there is of a message, from where on this segment brought it, and the port the segment goes to:
/// what the row says.
pub type Partial = fn(bytes: &[u8], new: usize, to_port: u16) -> Option<String>;

/// One protocol; a `const` in its own file: `Protocol { name, …, ..Protocol::EMPTY }`.
#[derive(Debug)]
pub struct Protocol {
    /// As in filters and `frame.protocols`: `tls`.
    pub name: &'static str,
    /// As in the Protocol column: `TLS`.
    pub title: &'static str,
    /// The first one stands for the protocol itself.
    pub fields: &'static [FieldDef],
    pub claims: &'static [Claim],
    pub heuristics: &'static [Heuristic],
    /// How its messages are found in a byte stream; protocols over TCP have one.
    pub framer: Option<Framer>,
    /// How its messages are found in datagrams; protocols over UDP that have conversations have one.
    pub datagrams: Option<DatagramFramer>,
    /// How long a packet says it is, seen from its first bytes; what lies behind is padding of
    /// the layer around it.
    pub own_len: Option<fn(&[u8]) -> Option<u32>>,
    /// What a payload on one of its ports shows that it is not this protocol's: then nobody claims it.
    pub refuses: Option<fn(&Cursor<'_>) -> bool>,
    /// Whether a datagram on one of its ports may hold more than fields of its own and bytes that nobody reads. `None`:
    /// as its scope says.
    pub carries: Option<fn(&[u8]) -> bool>,
    /// Where the numbers stand that each of its headers has, for filters that need nothing else.
    pub places: fn() -> &'static [Place],
    /// What the row says of a message that other segments complete.
    pub partial: Option<Partial>,
    /// What may come of it: whoever wants none of that need not have it read.
    pub scope: Scope,
    /// Reads what `c` holds into `d`. An `Err` ends this protocol only; what was read stays.
    pub dissect: fn(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut>,
}

impl Protocol {
    /// Claims nothing, reads nothing.
    pub const EMPTY: Self = Self {
        name: "",
        title: "",
        fields: &[],
        claims: &[],
        heuristics: &[],
        framer: None,
        datagrams: None,
        own_len: None,
        refuses: None,
        carries: None,
        places: || &[],
        partial: None,
        scope: Scope::Open,
        dissect: |_, _| Ok(()),
    };
}

/// A number at a fixed place: `len` bytes from byte `at` of the header on, the most significant first, of which the
/// field takes the bits of its mask.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub field: FieldId,
    pub at: u8,
    pub len: u8,
}

impl Place {
    pub const fn new(field: FieldId, at: u8, len: u8) -> Self {
        Self { field, at, len }
    }
}

/// What a protocol writes into the tree and leads to. Builds with debug assertions hold every layer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Scope {
    /// Nothing is promised.
    #[default]
    Open,
    /// No fields but its own, those of its parts (`tcp.options` of `tcp`) and the engine's (`_ws.…`).
    OwnFields,
    /// The same, and no payload for anybody: the way into the frame ends here.
    Last,
}

/// When a payload belongs to a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// `LINKTYPE_` number of the interface.
    LinkType(u32),
    EtherType(u16),
    /// LLC destination service access point.
    LlcSap(u8),
    PppProtocol(u16),
    IpProtocol(u8),
    TcpPort(u16),
    UdpPort(u16),
    /// What TLS protects at that port.
    TlsPort(u16),
    /// What DTLS protects at that port.
    DtlsPort(u16),
    /// One conversation, by its number (`tcp.stream`). Nobody claims one; Decode As does.
    TcpStream(u32),
    /// The same of UDP (`udp.stream`).
    UdpStream(u32),
    /// Media type of a body, in lower case, without parameters: `text/html`.
    MediaType(&'static str),
    /// The protocol of that name, without asking who claims what.
    Named(&'static str),
}
