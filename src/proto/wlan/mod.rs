//! IEEE 802.11 wireless LAN: the header of frames, what its flags make of the addresses, quality of service
//! and protection. Control frames, bodies of data and of management stand in files of their own.
//! Fragmented frames are not put together.

mod address;
mod alliance;
pub mod alliance_fields;
mod body;
mod control;
mod extended;
pub mod extended_fields;
pub mod fields;
mod key_data;
pub mod management;
pub mod management_fields;
mod names;
mod security;
pub mod security_fields;
mod throughput;
pub mod throughput_fields;

use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity, SourceId, checksum,
};
use crate::field::{Field, Kind, Names};
use crate::proto::{capwap, radio};
use fields::*;
use names::TYPE_SUBTYPE_NAMES;

pub const PROTOCOL: Protocol = Protocol {
    name: "wlan",
    title: "802.11",
    fields: FIELDS,
    claims: &[Claim::LinkType(105)],
    dissect,
    ..Protocol::EMPTY
};

/// Parts of 802.11 whose fields stand in tables of their own.
pub const PARTS: [Protocol; 5] = [
    // As a part of others it shows elements.
    Protocol {
        name: "wlan.mgt",
        title: "802.11",
        fields: management_fields::FIELDS,
        dissect: management::elements,
        ..Protocol::EMPTY
    },
    Protocol {
        name: "wlan.rsn.version",
        title: "802.11",
        fields: security_fields::FIELDS,
        ..Protocol::EMPTY
    },
    Protocol {
        name: "wlan.wfa.ie.type",
        title: "802.11",
        fields: alliance_fields::FIELDS,
        ..Protocol::EMPTY
    },
    Protocol {
        name: "wlan.ht.capabilities",
        title: "802.11",
        fields: throughput_fields::FIELDS,
        ..Protocol::EMPTY
    },
    Protocol { name: "wlan.extcap", title: "802.11", fields: extended_fields::FIELDS, ..Protocol::EMPTY },
];

const MANAGEMENT: u8 = 0;
const CONTROL: u8 = 1;
const DATA: u8 = 2;
const FCS_LEN: u32 = 4;

/// The first two bytes of a frame (section 9.2.4.1).
#[derive(Clone, Copy, Debug)]
struct FrameControl {
    kind: u8,
    subtype: u8,
    flags: u8,
}

impl FrameControl {
    const TO_DS: u8 = 0x01;
    const FROM_DS: u8 = 0x02;
    const MORE_FRAGMENTS: u8 = 0x04;
    const RETRY: u8 = 0x08;
    const PROTECTED: u8 = 0x40;
    const ORDER: u8 = 0x80;
    /// Bits of the subtype of data frames.
    const QOS: u8 = 0x8;
    const NO_DATA: u8 = 0x4;

    fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    fn is_qos(self) -> bool {
        self.kind == DATA && self.subtype & Self::QOS != 0
    }

    fn type_subtype(self) -> u16 {
        u16::from(self.kind) << 4 | u16::from(self.subtype)
    }

    fn name(self) -> &'static str {
        Names::Table(TYPE_SUBTYPE_NAMES)
            .name(self.type_subtype().into())
            .unwrap_or("Unrecognized (Reserved frame)")
    }

    /// `.p....F.C`: the flags from the highest on, and whether a check sequence follows.
    fn letters(self, fcs: bool) -> String {
        let letters = ['o', 'p', 'm', 'P', 'R', 'M', 'F', 'T'];
        let mut text: String = (0..8)
            .zip(letters)
            .map(|(bit, letter)| if self.has(0x80 >> bit) { letter } else { '.' })
            .collect();
        text.extend(fcs.then_some('C'));
        text
    }
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "802.11".into();
    d.columns.clear_info();
    let (has_fcs, padded) = radio_flags(d, &c);
    let mut rest = c;
    let (mut frame, fcs) = match c.left().checked_sub(FCS_LEN).filter(|_| has_fcs) {
        Some(len) => (rest.take(len), Some(rest)),
        None => (rest, None),
    };
    let start = frame;
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("IEEE 802.11"));
    let fc = frame_control(d, &mut frame)?;
    let Some(fc) = fc else {
        d.tree.set_span(layer, frame.since(&start));
        d.hand_over(Claim::Named("data"), frame);
        return Ok(());
    };
    let letters = fc.letters(fcs.is_some());
    let name = fc.name();
    d.tree.set_label(layer, format_args!("IEEE 802.11 {name}, Flags: {letters}"));
    d.columns.set_info(format_args!("{name}"));
    if fc.kind == CONTROL {
        d.tree.set_span(layer, start.rest_span());
        control::header(d, fc, &mut frame)?;
        d.columns.add_info(format_args!(", Flags={letters}"));
        control::body(d, fc, &mut frame)?;
        check_sequence(d, fcs)?;
        return Ok(());
    }
    d.tree.leaf(DURATION, frame.u16_le()?);
    let addresses = address::read(d, fc, &mut frame)?;
    let number = if is_swapped(d, &start) { frame.u16()? } else { frame.u16_le()? };
    let span = addresses.fourth(&mut frame)?;
    addresses.show(d, fc, span);
    d.tree.leaf(FRAGMENT, number);
    d.tree.leaf(SEQ, number);
    let (fragment, sequence) = (number.value & 0xf, number.value >> 4);
    d.columns.add_info(format_args!(", SN={sequence}, FN={fragment}, Flags={letters}"));
    check_sequence(d, fcs)?;
    let mut aggregated = false;
    if fc.is_qos() {
        aggregated = quality_of_service(d, fc, frame.u16_le()?);
    }
    if fc.has(FrameControl::ORDER) && (fc.is_qos() || fc.kind == MANAGEMENT) {
        d.tree.leaf(HTC, frame.u32_le()?);
    }
    let header = frame.since(&start);
    d.tree.set_span(layer, header);
    if padded {
        frame.take(header.len.next_multiple_of(4) - header.len);
    }
    if fc.has(FrameControl::PROTECTED) && !frame.is_empty() {
        return body::protected(d, frame);
    }
    match fc.kind {
        MANAGEMENT => management::dissect(d, fc.subtype, frame),
        DATA if fc.subtype & FrameControl::NO_DATA != 0 => Ok(()),
        DATA if aggregated => body::aggregate(d, frame),
        DATA if fragment > 0 || fc.has(FrameControl::MORE_FRAGMENTS) => {
            d.hand_over(Claim::Named("data"), frame);
            Ok(())
        }
        DATA => {
            body::payload(d, frame);
            Ok(())
        }
        _ => {
            d.hand_over(Claim::Named("data"), frame);
            Ok(())
        }
    }
}

/// Whether the frame ends with a check sequence, and whether padding stands behind its header.
fn radio_flags(d: &Dissector<'_>, c: &Cursor<'_>) -> (bool, bool) {
    if c.source() != SourceId::FRAME {
        return (false, false);
    }
    let frame = d.capture().frame_bytes(d.frame_id());
    let link_type = d.capture().link_type(d.frame_id()).0;
    let head = frame.get(..c.offset() as usize).unwrap_or(&[]);
    if radio::header_len(link_type, head).is_some() {
        return radio::trailer(link_type, head);
    }
    // In a tunnel it is the tunnel's frame that has one.
    if link_type != radio::link::PLAIN {
        return (false, false);
    }
    let said = d.capture().interface(d.frame_id()).and_then(|i| i.fcs_len);
    (said.is_some_and(|len| len > 0), false)
}

/// Whether frame control and sequence control have their bytes the other way round.
fn is_swapped(d: &Dissector<'_>, frame: &Cursor<'_>) -> bool {
    d.is_inside("capwap.data") && capwap::is_swapped(frame.peek())
}

/// `None`: a version of the protocol that is not known.
fn frame_control(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<Option<FrameControl>, Cut> {
    let swapped = is_swapped(d, c);
    let whole = { *c }.u16()?;
    let (mut first, mut flags) = (c.u8()?, c.u8()?);
    if swapped {
        (first, flags) = (flags, first);
    }
    let fc = FrameControl { kind: first.value >> 2 & 3, subtype: first.value >> 4, flags: flags.value };
    let version = first.value & 3;
    if version != 0 {
        d.tree.leaf(VERSION, first);
        let layer = d.layer_node();
        d.tree.set_label(layer, format_args!("IEEE 802.11 Unknown Protocol Version:{version}"));
        d.columns.set_info(format_args!("Unknown protocol version: {version}"));
        return Ok(None);
    }
    d.tree.leaf(TYPE_SUBTYPE, first.with(fc.type_subtype()));
    let open = d.tree.open(FC, whole);
    if swapped {
        d.append(open.node(), format_args!("(Swapped)"));
    }
    d.tree.leaf(VERSION, first);
    d.tree.leaf(TYPE, first);
    d.tree.leaf(SUBTYPE, first);
    let inner = d.tree.open(FLAGS, flags);
    let bits = flags.map(u64::from);
    d.tree.leaf(DS, flags);
    d.tree.hidden(TODS, bits);
    d.tree.hidden(FROMDS, bits);
    d.tree.leaf(MORE_FRAGMENTS, bits);
    let retry = d.tree.leaf(RETRY, bits);
    if fc.has(FrameControl::RETRY) {
        let text = format_args!("Retransmission (retry)");
        d.tree.expert(retry, Some(RETRANSMITTED), Severity::Note, Group::Sequence, text);
    }
    d.tree.leaf(POWER_MANAGEMENT, bits);
    d.tree.leaf(MORE_DATA, bits);
    d.tree.leaf(PROTECTED, bits);
    d.tree.leaf(ORDER, bits);
    d.tree.close(inner);
    d.tree.close(open);
    Ok(Some(fc))
}

fn check_sequence(d: &mut Dissector<'_>, fcs: Option<Cursor<'_>>) -> Result<(), Cut> {
    // What the capture cut off is not missed.
    if let Some(Ok(found)) = fcs.map(|mut c| c.u32_le()) {
        let label = format_args!("Frame check sequence: 0x{:08x} [unverified]", found.value);
        d.tree.leaf_as(FCS, found, label);
        checksum::show_status(d, FCS_STATUS, 2, found.span);
    }
    Ok(())
}

/// The QoS control field (section 9.2.4.5). Says whether the body is an aggregate.
fn quality_of_service(d: &mut Dissector<'_>, fc: FrameControl, at: At<u16>) -> bool {
    let open = d.tree.open(QOS, at);
    d.tree.leaf(TID, at);
    let priority = d.tree.leaf(PRIORITY, at);
    d.tree.set_flag(priority, crate::dissect::Flags::GENERATED);
    let from_ap = fc.flags & (FrameControl::TO_DS | FrameControl::FROM_DS) == FrameControl::FROM_DS;
    let bits = at.map(u64::from);
    d.tree.leaf(if from_ap { EOSP } else { QOS_BIT4 }, bits);
    d.tree.leaf(ACK_POLICY, at);
    let has_data = fc.subtype & FrameControl::NO_DATA == 0;
    if has_data {
        d.tree.leaf(AMSDU, bits);
    }
    let high = at.value >> 8;
    // Polls carry a limit; other frames of an access point tell of its buffers.
    let is_poll = fc.subtype & 2 != 0;
    if from_ap && is_poll {
        d.tree.leaf(TXOP_LIMIT, at);
    } else if from_ap {
        let open = d.tree.open(PS_BUFFER, at);
        d.tree.leaf(BUFFER_INDICATED, bits);
        if at.value & 0x0200 != 0 {
            d.tree.leaf(BUFFERED_AC, at);
            d.tree.leaf(BUFFERED_LOAD, at);
        }
        d.tree.close(open);
    } else if at.value & 0x10 != 0 {
        let label = format_args!("Queue Size: {high} ({} bytes)", u32::from(high) * 256);
        with_bits(d, QUEUE_SIZE, at, 0xff00, label);
    } else if high == 0 {
        with_bits(
            d,
            TXOP_REQUESTED,
            at,
            0xff00,
            format_args!("TXOP Duration Requested: 0 (no TXOP requested)"),
        );
    } else {
        with_bits(d, TXOP_REQUESTED, at, 0xff00, format_args!("TXOP Duration Requested: {high}"));
    }
    d.tree.close(open);
    has_data && at.value & 0x80 != 0
}

/// A part of a word with a label of its own, behind the picture of its bits.
fn with_bits<K: Kind>(
    d: &mut Dissector<'_>,
    field: Field<K>,
    at: At<u16>,
    mask: u16,
    label: std::fmt::Arguments<'_>,
) -> NodeRef
where
    u16: Into<K::In<'static>>,
{
    let mut picture = String::new();
    for bit in (0..16).rev() {
        picture.push(match (mask >> bit & 1, at.value >> bit & 1) {
            (0, _) => '.',
            (_, 1) => '1',
            _ => '0',
        });
        if bit % 4 == 0 && bit > 0 {
            picture.push(' ');
        }
    }
    d.tree.leaf_as(field, at, format_args!("{picture} = {label}"))
}

/// Shows fields of one word, whatever their types.
macro_rules! parts {
    ($d:expr, $word:expr; $($field:expr),+ $(,)?) => {{ $( $crate::proto::wlan::part_of($d, $field, $word); )+ }};
}
use parts;

/// One field of a word.
fn part_of<K: Kind>(d: &mut Dissector<'_>, field: Field<K>, word: At<u64>) -> NodeRef
where
    u64: TryInto<K::In<'static>>,
{
    match word.value.try_into() {
        Ok(value) => d.tree.leaf(field, At::<K::In<'static>> { value, span: word.span }),
        Err(_) => NodeRef::NONE,
    }
}

#[cfg(test)]
mod tests;
