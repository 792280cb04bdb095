//! Token Ring (IEEE 802.5): access and frame control, addresses, and the route through bridges that a source may
//! have chosen. Only frames for LLC have a payload that is known.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use std::fmt::Write;

pub const PROTOCOL: Protocol = Protocol {
    name: "tr",
    title: "Token-Ring",
    fields: FIELDS,
    claims: &[Claim::LinkType(6)],
    dissect,
    ..Protocol::EMPTY
};

const FRAME_TYPES: Names = Names::Table(&[(0, "MAC"), (1, "LLC"), (2, "Reserved"), (3, "Unknown")]);
const CONTROLS: Names = Names::Table(&[
    (0, "Normal buffer"),
    (1, "Express buffer"),
    (2, "Purge"),
    (3, "Claim Token"),
    (4, "Beacon"),
    (5, "Active Monitor Present"),
    (6, "Standby Monitor Present"),
]);
const BROADCASTS: Names =
    Names::Table(&[(0, "Non-Broadcast"), (2, "All-routes Broadcast"), (3, "Single-route Broadcast")]);
const SIZES: Names = Names::Table(&[
    (0, "516"),
    (1, "1500"),
    (2, "2052"),
    (3, "4472"),
    (4, "8144"),
    (5, "11407"),
    (6, "17800"),
    (7, "65535"),
]);
const DIRECTIONS: Names =
    Names::Table(&[(0, "From originating station (-->)"), (1, "To originating station (<--)")]);

crate::fields! { "tr";
    /// Token Ring frame.
    TR: Protocol = "tr", "Token-Ring", None;
    /// Whose turn it is, and who may be next.
    AC: U8 = "tr.ac", "Access Control", Hex;
    /// Of the token that this frame is made of.
    PRIORITY: U8 = "tr.priority", "Priority", Dec & 0xe0;
    /// A frame, not a free token.
    FRAME: Bool = "tr.frame", "Frame", W8 & 0x10, Names::TrueFalse("Frame", "Token");
    /// Set by the monitor, so that no frame goes round twice.
    MONITOR_COUNT: U8 = "tr.monitor_cnt", "Monitor Count", Dec & 0x8;
    /// Asked for the next token.
    RESERVATION: U8 = "tr.priority_reservation", "Priority Reservation", Dec & 0x7;
    /// Kind of frame.
    FC: U8 = "tr.fc", "Frame Control", Hex;
    /// For the ring itself, or for what is above.
    FRAME_TYPE: U8 = "tr.frame_type", "Frame Type", Dec & 0xc0, FRAME_TYPES;
    /// How a station is to take it.
    FRAME_PCF: U8 = "tr.frame_pcf", "Frame PCF", Dec & 0xf, CONTROLS;
    /// Destination hardware address.
    DST: Ether = "tr.dst", "Destination", None;
    /// Source hardware address.
    SRC: Ether = "tr.src", "Source", None;
    /// Source or destination hardware address.
    ADDR: Ether = "tr.addr", "Source or Destination Address", None;
    /// The source chose a route.
    SR: Bool = "tr.sr", "Source Routed", None;
    /// Bytes of the route.
    RIF_BYTES: U8 = "tr.rif_bytes", "RIF Bytes", Dec;
    /// Which routes the frame takes.
    BROADCAST: U8 = "tr.broadcast", "Broadcast Type", Dec, BROADCASTS;
    /// What all bridges on the way can carry.
    MAX_FRAME_SIZE: U8 = "tr.max_frame_size", "Maximum Frame Size", Dec, SIZES;
    /// Which way the route is to be read.
    DIRECTION: U8 = "tr.direction", "Direction", Dec, DIRECTIONS;
    /// The route: numbers of rings, and of the bridges between them.
    RIF: Str = "tr.rif", "Ring-Bridge Pairs", None;
}

const LLC: u8 = 1;
/// In the first byte of the source: a route follows.
const ROUTED: u8 = 0x80;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "TR".into();
    d.columns.set_info(format_args!("Token-Ring"));
    let access = c.u8()?;
    let frame = if access.value & 0x10 == 0 { "Token" } else { "Frame" };
    let open = d.tree.open_as(AC, access, format_args!("Access Control: 0x{:02x}, {frame}", access.value));
    d.tree.leaf(PRIORITY, access);
    d.tree.leaf(FRAME, access);
    d.tree.leaf(MONITOR_COUNT, access);
    d.tree.leaf(RESERVATION, access);
    d.tree.close(open);
    let control = c.u8()?;
    let (kind, pcf) = (control.value >> 6, control.value & 0xf);
    let name = FRAME_TYPES.name(kind.into()).unwrap_or("Unknown");
    let how = CONTROLS.name(pcf.into()).unwrap_or("Unknown");
    let label = format_args!("Frame Control: 0x{:02x}, Frame Type: {name}, Frame PCF: {how}", control.value);
    let open = d.tree.open_as(FC, control, label);
    d.tree.leaf(FRAME_TYPE, control);
    d.tree.leaf(FRAME_PCF, control);
    d.tree.close(open);
    let (dst, src) = (c.array::<6>()?, c.array::<6>()?);
    let routed = src.value[0] & ROUTED != 0;
    let mut own = src.value;
    own[0] &= !ROUTED;
    let own = src.with(own);
    d.set_net(Address::Ether(own.value), Address::Ether(dst.value));
    d.tree.leaf(DST, dst);
    d.tree.leaf(SRC, own);
    d.tree.hidden(ADDR, dst);
    d.tree.hidden(ADDR, own);
    d.tree.leaf(SR, At { value: routed, span: src.span.part(0, 1) });
    if routed {
        route(d, &mut c)?;
    }
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(Claim::Named(if kind == LLC { "llc" } else { "data" }), c);
    Ok(())
}

/// The routing information field (IEEE 802.1D annex C): its own length, and two bytes a hop.
fn route(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let (first, second) = (c.u8()?, c.u8()?);
    let len = first.value & 0x1f;
    d.tree.leaf(RIF_BYTES, first.with(len));
    d.tree.leaf(BROADCAST, first.with(first.value >> 6));
    d.tree.leaf(MAX_FRAME_SIZE, second.with(second.value >> 4 & 7));
    d.tree.leaf(DIRECTION, second.with(second.value >> 7));
    let mut hops = c.sub(u32::from(len).checked_sub(2).ok_or(Cut::Malformed)?)?;
    let span = hops.rest_span();
    let mut text = String::new();
    while hops.left() >= 2 {
        let hop = hops.u16()?.value;
        let _ = write!(text, "{:03X}", hop >> 4);
        if hops.left() >= 2 {
            let _ = write!(text, "-{:01X}-", hop & 0xf);
        }
    }
    if !text.is_empty() {
        d.tree.made_text(RIF, &text, span);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    const FRAME: &[u8] = b"\x10\x40\x00\x20\x35\x01\x2b\x59\x00\x06\x29\x17\x93\xf8\xaa\xaa\x03\0\0\0\x08\0";
    const ROUTED: &[u8] =
        b"\x10\x40\x00\x20\x35\x01\x2b\x59\x80\x06\x29\x17\x93\xf8\x06\x30\x01\x22\x0a\x30\xaa\xaa\x03\0\0\0\x08\0";

    #[test]
    fn a_frame_for_llc() {
        let labels = labels_from(6, FRAME, "Token-Ring");
        assert_eq!(
            labels[..11],
            [
                "Token-Ring",
                "    Access Control: 0x10, Frame",
                "        000. .... = Priority: 0",
                "        ...1 .... = Frame: Frame",
                "        .... 0... = Monitor Count: 0",
                "        .... .000 = Priority Reservation: 0",
                "    Frame Control: 0x40, Frame Type: LLC, Frame PCF: Normal buffer",
                "        01.. .... = Frame Type: LLC (1)",
                "        .... 0000 = Frame PCF: Normal buffer (0)",
                "    Destination: 00:20:35:01:2b:59",
                "    Source: 00:06:29:17:93:f8",
            ]
        );
        assert_eq!(protocols(6, FRAME), "tr:llc");
        assert_eq!(protocols(6, b"\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"), "tr:data");
    }

    #[test]
    fn a_route_is_rings_and_bridges() {
        let labels = labels_from(6, ROUTED, "Token-Ring");
        assert!(labels.contains(&"    Source: 00:06:29:17:93:f8".to_string()), "{labels:#?}");
        assert!(labels.contains(&"    Ring-Bridge Pairs: 012-2-0A3".to_string()), "{labels:#?}");
        assert_eq!(protocols(6, ROUTED), "tr:llc");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(6, ROUTED);
    }
}
