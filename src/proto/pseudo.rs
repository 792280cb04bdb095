//! What stands in trees without being a protocol on the wire: plain text lines, expert
//! information, the marks of packets that are malformed or cut short.

use crate::dissect::Protocol;

/// Lines of text.
pub const TEXT: Protocol = pseudo("text", "Text item", text::FIELDS);
/// Expert information.
pub const EXPERT: Protocol = pseudo("_ws.expert", "Expert Info", expert::FIELDS);
/// A packet that contradicts itself.
pub const MALFORMED: Protocol = pseudo("_ws.malformed", "Malformed Packet", malformed::FIELDS);
/// A part of a message that nothing puts together.
pub const UNREASSEMBLED: Protocol =
    pseudo("_ws.unreassembled", "Unreassembled Fragmented Packet", unreassembled::FIELDS);
/// A packet of which not all was captured.
pub const SHORT: Protocol = pseudo("_ws.short", "Packet size limited during capture", short::FIELDS);

const fn pseudo(
    name: &'static str,
    title: &'static str,
    fields: &'static [crate::field::FieldDef],
) -> Protocol {
    Protocol { name, title, fields, ..Protocol::EMPTY }
}

pub mod text {
    crate::fields! { "text";
        /// A line without a field of its own.
        TEXT: Label = "text", "Text item", None;
    }
}

pub mod expert {
    use crate::field::Names;

    const SEVERITIES: Names = Names::Table(&[
        (0x10_0000, "Comment"),
        (0x20_0000, "Chat"),
        (0x40_0000, "Note"),
        (0x60_0000, "Warning"),
        (0x80_0000, "Error"),
    ]);
    const GROUPS: Names = Names::Table(&[
        (1 << 24, "Checksum"),
        (2 << 24, "Sequence"),
        (3 << 24, "Response"),
        (4 << 24, "Request"),
        (5 << 24, "Undecoded"),
        (6 << 24, "Reassemble"),
        (7 << 24, "Malformed"),
        (8 << 24, "Debug"),
        (9 << 24, "Protocol"),
        (10 << 24, "Security"),
        (11 << 24, "Comment"),
        (12 << 24, "Decryption"),
        (13 << 24, "Assumption"),
        (14 << 24, "Deprecated"),
    ]);

    crate::fields! { "_ws.expert";
        /// A finding about the node around it.
        ITEM: Label = "_ws.expert", "Expert Info", None;
        /// What was found.
        MESSAGE: Str = "_ws.expert.message", "Message", None;
        /// How grave it is.
        SEVERITY: U32 = "_ws.expert.severity", "Severity level", None, SEVERITIES;
        /// What kind of finding it is.
        GROUP: U32 = "_ws.expert.group", "Group", None, GROUPS;
    }
}

pub mod malformed {
    crate::fields! { "_ws.malformed";
        /// A dissector could not go on, because the packet ends early or contradicts itself.
        MALFORMED: Protocol = "_ws.malformed", "Malformed Packet", None;
        /// A fault of this program.
        DISSECTOR_BUG: Label = "_ws.malformed.dissector_bug", "Dissector bug", None;
        /// Pieces of a message contradict each other.
        REASSEMBLY: Label = "_ws.malformed.reassembly", "Reassembly error", None;
        /// Marks a packet that contradicts itself.
        EXPERT: Label = "_ws.malformed.expert", "Malformed Packet (Exception occurred)", None;
    }
}

pub mod unreassembled {
    crate::fields! { "_ws.unreassembled";
        /// The rest of what begins here was not put together with it.
        UNREASSEMBLED: Protocol = "_ws.unreassembled", "Unreassembled Fragmented Packet", None;
        /// Marks it.
        EXPERT: Label = "_ws.unreassembled.expert", "Unreassembled fragment (change preferences to enable reassembly)", None;
    }
}

pub mod short {
    crate::fields! { "_ws.short";
        /// A dissector could not go on, because the capture did not keep the whole packet.
        SHORT: Protocol = "_ws.short", "Packet size limited during capture", None;
    }
}
