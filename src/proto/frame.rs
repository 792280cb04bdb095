//! The frame as captured: numbers, times, lengths. Hands the bytes to the link layer.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol, Span};

pub const PROTOCOL: Protocol = Protocol {
    name: "frame",
    title: "Frame",
    fields: FIELDS,
    claims: &[Claim::Named("frame")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "frame";
    /// A frame of the capture.
    FRAME: Protocol = "frame", "Frame", None;
    /// Number of the frame, from 1.
    NUMBER: U32 = "frame.number", "Frame Number", Dec;
    /// Bytes on the wire.
    LEN: U32 = "frame.len", "Frame length on the wire", Dec;
    /// Bytes captured.
    CAP_LEN: U32 = "frame.cap_len", "Frame length stored into the capture file", Dec;
    /// Protocols met, from the outside.
    PROTOCOLS: Str = "frame.protocols", "Protocols in frame", None;
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let (frame, whole) = (d.frame_id(), c.rest_span());
    let at: Span = whole.at_start();
    d.tree.leaf(NUMBER, At { value: frame.number(), span: at });
    d.tree.leaf(LEN, At { value: c.left(), span: at });
    d.tree.leaf(CAP_LEN, At { value: c.captured(), span: at });
    let node = d.tree.made_text(PROTOCOLS, "", at);
    d.tree.set_flag(node, crate::dissect::Flags::GENERATED);
    d.set_protocols_node(node);
    d.hand_over(Claim::LinkType(d.capture().link_type(frame).0), c);
    Ok(())
}
