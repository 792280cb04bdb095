//! Extended capabilities: a field of bits as long as the sender likes (IEEE 802.11-2020 section 9.4.2.26).

use super::extended_fields::*;
use super::parts;
use crate::dissect::{At, Cursor, Cut, Dissector, NodeRef};

/// Bytes whose bits have names.
const NAMED: u32 = 12;

pub(super) fn capabilities(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let octets = c.left();
    d.append(tag, format_args!(" ({octets} octet{})", if octets == 1 { "" } else { "s" }));
    let mut number = 0;
    while number < octets.min(NAMED) {
        number += 1;
        // One number of two bits stands across these two.
        if number == 8 && octets > 8 {
            number += 1;
            let at = c.u16_le()?;
            let label = format_args!("Extended Capabilities: 0x{:04x} (octets 8 & 9)", at.value);
            // The field is one octet wide: each has a value of its own.
            let [eighth, ninth] = at.value.to_le_bytes();
            let open = d.tree.open_as(EXTCAP, At { value: eighth, span: at.span }, label);
            d.tree.hidden(EXTCAP, At { value: ninth, span: at.span.part(1, 1) });
            let bits = at.map(u64::from);
            parts!(d, bits; WORD_B56, WORD_B57, WORD_B58);
            d.tree.leaf(B59, at);
            parts!(d, bits; WORD_B60, WORD_B61, WORD_B62);
            d.tree.leaf(B63, at);
            parts!(d, bits; B65, B66, B67, B68, B69, B70, B71);
            d.tree.close(open);
            continue;
        }
        let at = c.u8()?;
        let label = format_args!("Extended Capabilities: 0x{:02x} (octet {number})", at.value);
        let open = d.tree.open_as(EXTCAP, at, label);
        let bits = at.map(u64::from);
        match number {
            1 => parts!(d, bits; B0, B1, B2, B3, B4, B5, B6, B7),
            2 => parts!(d, bits; B8, B9, B10, B11, B12, B13, B14, B15),
            3 => parts!(d, bits; B16, B17, B18, B19, B20, B21, B22, B23),
            4 => parts!(d, bits; B24, B25, B26, B27, B28, B29, B30, B31),
            5 => parts!(d, bits; B32, B33, B34, B35, B36, B37, B38, B39),
            6 => parts!(d, bits; B40, SERV_INT_GRANULARITY, B44, B45, B46, B47),
            7 => parts!(d, bits; B48, B49, B50, B51, B52, B53, B54, B55),
            8 => {
                let (reserved, most) = (at.value >> 3 & 1, at.value >> 7);
                let word = at.map(u16::from);
                parts!(d, bits; B56, B57, B58);
                d.tree.leaf_as(B59, word, format_args!(".... {reserved}... = Reserved: {reserved:#x}"));
                parts!(d, bits; B60, B61, B62);
                d.tree.leaf_as(
                    B63,
                    word,
                    format_args!("{most}... .... = Max Number Of MSDUs In A-MSDU: {most}"),
                );
            }
            10 => parts!(d, bits; B72, B73, B74, B75, B76, B77, B78, B79),
            11 => parts!(d, bits; B80, B81, B82, B83, B84, B85, B86, B87),
            _ => parts!(d, bits; B88, B89, B90, B91, B92, B93, B94, B95),
        }
        d.tree.close(open);
    }
    Ok(())
}
