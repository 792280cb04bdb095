//! The options of one packet of a pcapng file, read again from where they stand. What reads the file packet by
//! packet keeps them for who copies it ([`super::Reader`]); they are not worth room for every frame.

use super::block::PacketOptions;
use super::fields::{Fields, Order};
use super::pcapng::packet_option;

const ENHANCED_PACKET: u32 = 6;
/// Bytes of such a block in front of the packet's own.
pub const ENHANCED_PACKET_HEADER_LEN: usize = 28;
/// Options that are looked at.
const OPTIONS_MAX: usize = 32;

/// Of the packet whose `captured` bytes stand between `head` and `rest`, which begins with their padding: its flags and
/// its other options. `head` are the bytes of the block before them; `rest_of_block` gives those behind, of which
/// there are as many as asked for. `None` where that is no Enhanced Packet Block (draft-ietf-opsawg-pcapng section 4.3).
pub fn packet_options<'b>(
    head: &[u8; ENHANCED_PACKET_HEADER_LEN],
    captured: usize,
    rest_of_block: impl FnOnce(usize) -> Option<&'b [u8]>,
) -> Option<(Option<u32>, PacketOptions)> {
    let is_big = head.starts_with(&ENHANCED_PACKET.to_be_bytes());
    let order = if is_big { Order::Big } else { Order::Little };
    let mut fields = Fields::new(head, order);
    let (kind, len) = (fields.u32()?, fields.u32()?);
    fields.take(12)?;
    if kind != ENHANCED_PACKET || fields.u32()? as usize != captured {
        return None;
    }
    let behind = (len as usize).checked_sub(ENHANCED_PACKET_HEADER_LEN + captured + size_of::<u32>())?;
    let mut rest = Fields::new(rest_of_block(behind)?, order);
    rest.take(captured.wrapping_neg() & 3)?;
    let (mut flags, mut options) = (None, None);
    for option in rest.options().take(OPTIONS_MAX) {
        packet_option(option, &mut flags, &mut options);
    }
    Some((flags, options.map(|options| *options).unwrap_or_default()))
}
