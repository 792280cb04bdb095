//! What stands in trees without being a protocol on the wire: plain text lines, expert
//! information, the marks of packets that are malformed or cut short.

use crate::dissect::Protocol;

/// Lines of text.
pub const TEXT: Protocol = pseudo("text", "Text item", text::FIELDS);
/// Expert information.
pub const EXPERT: Protocol = pseudo("_ws.expert", "Expert Info", expert::FIELDS);
/// A packet that contradicts itself.
pub const MALFORMED: Protocol = pseudo("_ws.malformed", "Malformed Packet", malformed::FIELDS);
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
    crate::fields! { "_ws.expert";
        /// A finding about the node around it.
        ITEM: Label = "_ws.expert", "Expert Info", None;
        /// What was found.
        MESSAGE: Str = "_ws.expert.message", "Message", None;
        /// How grave it is.
        SEVERITY: U32 = "_ws.expert.severity", "Severity level", Dec, Names::None;
        /// What kind of finding it is.
        GROUP: U32 = "_ws.expert.group", "Group", Dec, Names::None;
    }
}

pub mod malformed {
    crate::fields! { "_ws.malformed";
        /// A dissector could not go on, because the packet ends early or contradicts itself.
        MALFORMED: Protocol = "_ws.malformed", "Malformed Packet", None;
    }
}

pub mod short {
    crate::fields! { "_ws.short";
        /// A dissector could not go on, because the capture did not keep the whole packet.
        SHORT: Protocol = "_ws.short", "Packet size limited during capture", None;
    }
}
