//! Expert information: what is worth noting about a node, with severity and group as in Wireshark.

use crate::field::FieldId;

/// How grave; ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Comment,
    Chat,
    Note,
    Warn,
    Error,
}

impl Severity {
    /// The word in the tree.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comment => "Comment",
            Self::Chat => "Chat",
            Self::Note => "Note",
            Self::Warn => "Warning",
            Self::Error => "Error",
        }
    }

    /// The value of `_ws.expert.severity`.
    pub fn code(self) -> u32 {
        match self {
            Self::Comment => 0x10_0000,
            Self::Chat => 0x20_0000,
            Self::Note => 0x40_0000,
            Self::Warn => 0x60_0000,
            Self::Error => 0x80_0000,
        }
    }
}

/// What kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Checksum,
    Sequence,
    ResponseCode,
    Undecoded,
    Reassembly,
    Malformed,
    Protocol,
    Security,
    Decryption,
    Assumption,
    Deprecated,
    Debug,
    Comment,
}

impl Group {
    /// The value of `_ws.expert.group`.
    pub fn code(self) -> u32 {
        let number = match self {
            Self::Checksum => 1,
            Self::Sequence => 2,
            Self::ResponseCode => 3,
            Self::Undecoded => 5,
            Self::Reassembly => 6,
            Self::Malformed => 7,
            Self::Debug => 8,
            Self::Protocol => 9,
            Self::Security => 10,
            Self::Comment => 11,
            Self::Decryption => 12,
            Self::Assumption => 13,
            Self::Deprecated => 14,
        };
        number << 24
    }

    /// The word in the tree.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checksum => "Checksum",
            Self::Sequence => "Sequence",
            Self::ResponseCode => "Response",
            Self::Undecoded => "Undecoded",
            Self::Reassembly => "Reassemble",
            Self::Malformed => "Malformed",
            Self::Protocol => "Protocol",
            Self::Security => "Security",
            Self::Decryption => "Decryption",
            Self::Assumption => "Assumption",
            Self::Deprecated => "Deprecated",
            Self::Debug => "Debug",
            Self::Comment => "Comment",
        }
    }
}

/// One finding about one node of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Expert {
    /// How many nodes there were when it was found: it stands behind those inside its node.
    pub place: u32,
    /// Index of the node it speaks of.
    pub node: u32,
    pub severity: Severity,
    pub group: Group,
    /// The field that names the finding in filters, such as `tcp.analysis.retransmission`.
    pub field: Option<FieldId>,
    pub text: String,
}
