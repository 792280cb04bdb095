//! Control frames: who clears the air for whom, acknowledgements, blocks of them.

use super::address::{any, one_of};
use super::fields::*;
use super::{FrameControl, parts};
use crate::dissect::{Address, At, Cursor, Cut, Dissector};
use crate::field::Names;

const BLOCK_ACK_REQUEST: u8 = 8;
const BLOCK_ACK: u8 = 9;
const POWER_SAVE_POLL: u8 = 10;
const CTS: u8 = 12;
const ACK: u8 = 13;
const CF_END: u8 = 14;
const CF_END_ACK: u8 = 15;
/// Kinds of block acknowledgement that are taken apart.
const BASIC: u16 = 0;
const COMPRESSED: u16 = 2;

/// Duration and addresses.
pub(super) fn header(d: &mut Dissector<'_>, fc: FrameControl, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let duration = c.u16_le()?;
    if fc.subtype == POWER_SAVE_POLL {
        d.tree.leaf(AID, duration);
    } else {
        d.tree.leaf(DURATION, duration);
    }
    let first = c.array::<6>()?;
    one_of(d, RA, RA_RESOLVED, first);
    let only_receiver = matches!(fc.subtype, CTS | ACK);
    let second = if only_receiver { None } else { Some(c.array::<6>()?) };
    let name = |at: At<[u8; 6]>, role| Address::Text(format!("{} ({role})", Address::Ether(at.value)));
    let (mut from, mut to) = ("TA", "RA");
    match (fc.subtype, second) {
        (POWER_SAVE_POLL, Some(second)) => {
            to = "BSSID";
            one_of(d, BSSID, BSSID_RESOLVED, first);
            one_of(d, TA, TA_RESOLVED, second);
        }
        (CF_END | CF_END_ACK, Some(second)) => {
            from = "BSSID";
            one_of(d, BSSID, BSSID_RESOLVED, second);
        }
        (_, Some(second)) => one_of(d, TA, TA_RESOLVED, second),
        (_, None) => {}
    }
    d.set_net(second.map_or(Address::None, |s| name(s, from)), name(first, to));
    any(d, first);
    if let Some(second) = second {
        any(d, second);
    }
    Ok(())
}

/// What stands behind the addresses.
pub(super) fn body(d: &mut Dissector<'_>, fc: FrameControl, c: &mut Cursor<'_>) -> Result<(), Cut> {
    match fc.subtype {
        BLOCK_ACK_REQUEST | BLOCK_ACK => block_ack(d, fc.subtype == BLOCK_ACK, c),
        _ => Ok(()),
    }
}

fn block_ack(d: &mut Dissector<'_>, response: bool, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let control = c.u16_le()?;
    let kind = control.value >> 1 & 0xf;
    let name = Names::Table(BA_TYPE_NAMES).name(kind.into()).unwrap_or("Reserved");
    let what = if response { "Response" } else { "Request" };
    let open = d.tree.open_text(start.rest_span(), format_args!("{name} {what}"));
    let inner = d.tree.open(BA_CONTROL, control);
    parts!(d, control.map(u64::from); BA_POLICY, BA_TYPE, BA_RESERVED, BA_TID);
    d.tree.close(inner);
    if matches!(kind, BASIC | COMPRESSED) {
        let first = c.u16_le()?;
        let inner = d.tree.open(SSC, first);
        parts!(d, first.map(u64::from); SSC_FRAGMENT, SSC_SEQUENCE);
        d.tree.close(inner);
        if response {
            let bytes = match (kind, first.value >> 1 & 3) {
                (BASIC, _) => 128,
                (_, 2) => 32,
                _ => 8,
            };
            let bitmap = c.bytes(bytes)?;
            let inner = d.tree.open(BA_BITMAP, bitmap);
            if kind == COMPRESSED {
                missing(d, first.value >> 4, bitmap);
            }
            d.tree.close(inner);
        }
    }
    d.tree.close(open);
    Ok(())
}

/// Numbers of the frames that did not come.
fn missing(d: &mut Dissector<'_>, first: u16, bitmap: At<&[u8]>) {
    for (at, byte) in (0u32..).zip(bitmap.value) {
        for bit in (0..8).filter(|bit| byte >> bit & 1 == 0) {
            let value = (u32::from(first) + at * 8 + bit) & 0xfff;
            d.tree.leaf(BA_MISSING, At { value, span: bitmap.span.part(at, 1) });
        }
    }
}
