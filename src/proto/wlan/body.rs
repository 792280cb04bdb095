//! Bodies of data frames: what protection shows in clear, aggregates, and the packet inside.

use super::address::{any, one_of};
use super::fields::*;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector};

const EXTENDED_IV: u8 = 0x20;
const WEP_LEN: u32 = 4;
const EXTENDED_LEN: u32 = 8;
const ICV_LEN: u32 = 4;

/// The packet in a data frame.
pub(super) fn payload(d: &mut Dissector<'_>, c: Cursor<'_>) {
    // Novell's "raw" IPX stands without LLC.
    let raw = c.peek().starts_with(&[0xff, 0xff]);
    d.hand_over(Claim::Named(if raw { "ipx" } else { "llc" }), c);
}

/// Several packets in one frame, each with addresses and length (section 9.3.2.2).
pub(super) fn aggregate(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.another_node(AGGREGATE, c.rest_span());
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("IEEE 802.11 Aggregate MSDU"));
    let mut number = 0;
    while !c.is_empty() {
        number += 1;
        let start = c;
        let (da, sa) = (c.array()?, c.array()?);
        let len = c.u16()?;
        let label = format_args!("A-MSDU Subframe #{number}");
        let span = start.span(14 + u32::from(len.value));
        let open = d.tree.open_as(SUBFRAME, At { value: (), span }, label);
        one_of(d, DA, DA_RESOLVED, da);
        any(d, da);
        one_of(d, SA, SA_RESOLVED, sa);
        any(d, sa);
        d.tree.leaf(SUBFRAME_LEN, len);
        let packet = c.sub(len.value.into())?;
        if !packet.is_empty() {
            d.embed(Claim::Named("llc"), packet);
        }
        d.tree.close(open);
        // All but the last fill up to four bytes.
        let used = 14 + u32::from(len.value);
        c.take(used.next_multiple_of(4) - used);
    }
    Ok(())
}

/// What stands in clear before and behind encrypted bytes: WEP, TKIP, CCMP or GCMP.
pub(super) fn protected(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let head = c.array::<4>()?;
    let [a, b, e, key] = head.value;
    let key_at = At { value: key >> 6, span: head.span.part(3, 1) };
    if key & EXTENDED_IV == 0 {
        let mut data = c;
        let icv_at = data.left().checked_sub(ICV_LEN);
        let cipher = icv_at.map_or(data, |len| data.take(len));
        let open = d.tree.open_text(start.span(WEP_LEN), format_args!("WEP parameters"));
        let iv = u32::from_be_bytes([0, a, b, e]);
        d.tree.leaf(WEP_IV, At { value: iv, span: head.span.part(0, 3) });
        d.tree.leaf(KEY_INDEX, key_at);
        if icv_at.is_some()
            && let Ok(icv) = data.u32()
        {
            d.tree.leaf_as(WEP_ICV, icv, format_args!("WEP ICV: 0x{:08x} (not verified)", icv.value));
        }
        d.tree.close(open);
        d.hand_over(Claim::Named("data"), cipher);
        return Ok(());
    }
    let high = c.u32_le()?;
    let span = start.span(EXTENDED_LEN);
    // TKIP repeats a byte of its counter with a bit set; CCMP keeps the place of it free.
    let tkip = b == (a | 0x20) & 0x7f;
    let (name, field, text) = if tkip {
        ("TKIP", TKIP_IV, format!("0x{:08X}{a:02X}{e:02X}", high.value))
    } else {
        ("CCMP", CCMP_IV, format!("0x{:08X}{b:02X}{a:02X}", high.value))
    };
    let open = d.tree.open_text(span, format_args!("{name} parameters"));
    d.tree.made_text(field, &text, span);
    d.tree.leaf(KEY_INDEX, key_at);
    d.tree.close(open);
    d.hand_over(Claim::Named("data"), c);
    Ok(())
}
