//! What follows an EtherType or a length in frames of Ethernet's kind: the payload, and behind it
//! padding, trailer and check sequence. Shared by Ethernet and its tags.

use crate::dissect::{At, Claim, Cursor, Dissector, Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::def::{Bytes, Label, U8, U16, U32};

/// Shortest Ethernet frame without its check sequence (IEEE 802.3 clause 3.2.8).
const MIN_FRAME: u32 = 60;
const FCS_LEN: u32 = 4;

/// Whether a frame ends with a check sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckSequence {
    Absent,
    Present,
    /// The capture does not say; a long enough trailer is taken to end with one.
    Unknown,
}

/// The fields that show what lies behind a payload.
#[derive(Clone, Copy, Debug)]
pub struct TrailerFields {
    pub padding: Field<Bytes>,
    pub trailer: Field<Bytes>,
    /// Marks padding that is not zeros.
    pub padding_bad: Field<Label>,
    /// The check sequence and its status.
    pub fcs: Option<(Field<U32>, Field<U8>)>,
}

/// Gives the payload to whoever claims the EtherType, and shows what lies behind it.
pub fn by_type(
    d: &mut Dissector<'_>,
    kind: u16,
    mut c: Cursor<'_>,
    fields: &TrailerFields,
    fcs: CheckSequence,
) {
    d.note_layer("ethertype");
    let claim = Claim::EtherType(kind);
    let Some(to) = d.claimant(claim) else {
        d.columns.protocol = format!("0x{kind:04x}").into();
        d.hand_over(Claim::Named("data"), c);
        return;
    };
    let len = to.protocol.own_len.and_then(|own| own(c.peek())).unwrap_or(u32::MAX);
    let payload = c.take(len);
    behind(d, c, fields, fcs);
    d.hand_to(to, payload, None);
}

/// The same where a length stands in place of the type: LLC follows, or Novell's "raw" IPX.
/// The node of the length comes back if it goes past the end.
pub fn by_len(
    d: &mut Dissector<'_>,
    field: Field<U16>,
    len: At<u16>,
    mut c: Cursor<'_>,
    raw: bool,
    fields: &TrailerFields,
    fcs: CheckSequence,
) -> Option<NodeRef> {
    let node = d.tree.leaf(field, len);
    let past_end = u32::from(len.value) > c.left();
    let payload = c.take(len.value.into());
    behind(d, c, fields, fcs);
    let claim = if raw { "ipx" } else { "llc" };
    d.hand_over(Claim::Named(claim), payload);
    past_end.then_some(node)
}

/// Shows padding, trailer and check sequence.
fn behind(d: &mut Dissector<'_>, mut c: Cursor<'_>, fields: &TrailerFields, fcs: CheckSequence) {
    if c.is_empty() {
        return;
    }
    if d.tree.wants_nothing() {
        return;
    }
    let mut odd_padding = false;
    let (reported, frame_len) = (c.left(), d.meta().len.max(c.left()));
    if frame_len >= MIN_FRAME {
        let wanted = MIN_FRAME.saturating_sub(frame_len - reported);
        let zeros = c.peek().get(..wanted as usize).is_some_and(|p| p.iter().all(|b| *b == 0));
        if wanted > 0
            && zeros
            && let Ok(padding) = c.bytes(wanted)
        {
            d.tree.leaf(fields.padding, padding);
        }
        odd_padding = wanted > 0 && !zeros;
    }
    // Whole frames below 64 bytes have no room for a check sequence behind their padding.
    let ends_with_fcs = match fcs {
        CheckSequence::Present => true,
        CheckSequence::Unknown => frame_len >= MIN_FRAME + FCS_LEN,
        CheckSequence::Absent => false,
    };
    let ends_with_fcs = ends_with_fcs && c.left() >= FCS_LEN && fields.fcs.is_some();
    let trailer_len = if ends_with_fcs { c.left() - FCS_LEN } else { c.left() };
    let mut trailer = c.take(trailer_len);
    if trailer.captured() > 0 {
        let rest = trailer.rest();
        let node = d.tree.leaf(fields.trailer, rest);
        if odd_padding {
            let text = format_args!(
                "Didn't find padding of zeros, and an undecoded trailer exists. There may be padding of non-zeros."
            );
            d.tree.expert(node, Some(fields.padding_bad), Severity::Note, Group::Protocol, text);
        }
    }
    if let Some((field, status)) = fields.fcs.filter(|_| ends_with_fcs)
        && let Ok(found) = c.u32()
    {
        let label = format_args!("Frame check sequence: 0x{:08x} [unverified]", found.value);
        d.tree.leaf_as(field, found, label);
        crate::dissect::checksum::show_status(d, status, 2, found.span);
    }
}
