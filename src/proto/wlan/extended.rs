//! Extended capabilities: a field of bits as long as the sender likes (IEEE 802.11-2020 section 9.4.2.26).

use super::extended_fields::*;
use super::parts;
use crate::dissect::{Cursor, Cut, Dissector, NodeRef};

/// Bytes whose bits have names.
const NAMED: u32 = 12;

pub(super) fn capabilities(d: &mut Dissector<'_>, tag: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let octets = c.left();
    d.append(tag, format_args!(" ({octets} octet{})", if octets == 1 { "" } else { "s" }));
    for number in 1..=octets.min(NAMED) {
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
            8 => parts!(d, bits; B56, B57, B58, B59, B60, B61, B62, B63),
            // Counted over both bytes of a word, as its masks are.
            9 => parts!(d, bits.map(|b| b << 8); B65, B66, B67, B68, B69, B70, B71),
            10 => parts!(d, bits; B72, B73, B74, B75, B76, B77, B78, B79),
            11 => parts!(d, bits; B80, B81, B82, B83, B84, B85, B86, B87),
            _ => parts!(d, bits; B88, B89, B90, B91, B92, B93, B94, B95),
        }
        d.tree.close(open);
    }
    Ok(())
}
