//! Blocks of a pcapng file (draft-ietf-opsawg-pcapng): sections, interfaces, packets of three
//! generations, names, statistics, secrets. What a section declares is remembered here.

use std::net::{Ipv4Addr, Ipv6Addr};

use zeroize::Zeroizing;

use super::block::{
    Address, Block, Interface, LinkType, Name, Names, OtherBlock, PacketBlock, PacketOptions, SecretsBlock,
    Section, SectionInfo, Statistics,
};
use super::code::{self, option};
use super::fields::{Fields, OptionField, Order};
use super::step::{Fault, MAX_CAPTURED_LEN, Step};
use crate::base::time::{NANOS, Precision, Timestamp};

/// Longest block that is taken for real. Packets end at 16 MiB; key logs stay far below.
const MAX_BLOCK_LEN: u32 = 1 << 25;
/// Block header with type and length, and the length again at the end.
const HEADER_LEN: usize = 8;
const TRAILER_LEN: usize = 4;

/// How stored times become nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// A unit is that many nanoseconds.
    Nanos(u64),
    /// A nanosecond is that many units.
    PerNano(u64),
    /// A second is two to that power units.
    Binary(u8),
    /// Finer than 64 bits of it reach a nanosecond.
    Vanishing,
}

/// Clock of an interface, and what Simple Packet Blocks need.
#[derive(Clone, Copy, Debug)]
struct Clock {
    unit: Unit,
    offset_s: i64,
    snaplen: u32,
}

impl Clock {
    fn new(resolution: u8, offset_s: i64, snaplen: u32) -> (Self, Precision) {
        let exponent = resolution & 0x7f;
        let (unit, digits) = if resolution & 0x80 != 0 {
            // As many digits as tell two neighbouring ticks apart: 10 bits are about 3 digits.
            (Unit::Binary(exponent), (u32::from(exponent) * 3).div_ceil(10).min(9) as u8)
        } else {
            let power = |e| 10u64.checked_pow(e);
            let unit = match u32::from(exponent) {
                e @ 0..=9 => power(9 - e).map(Unit::Nanos),
                e => power(e - 9).map(Unit::PerNano),
            };
            (unit.unwrap_or(Unit::Vanishing), exponent.min(9))
        };
        (Self { unit, offset_s, snaplen }, Precision(digits))
    }

    fn time(self, units: u64) -> Timestamp {
        let nanos = match self.unit {
            Unit::Nanos(n) => units.saturating_mul(n),
            Unit::PerNano(n) => units.checked_div(n).unwrap_or(0),
            Unit::Binary(bits) => {
                let nanos = (u128::from(units) * NANOS as u128).checked_shr(u32::from(bits)).unwrap_or(0);
                u64::try_from(nanos).unwrap_or(u64::MAX)
            }
            Unit::Vanishing => 0,
        };
        Timestamp::from_parts(self.offset_s, i64::try_from(nanos).unwrap_or(i64::MAX))
    }
}

/// What must be known of a pcapng file to read its next block.
#[derive(Debug, Default)]
pub(super) struct Pcapng {
    /// Byte order of the present section; none before the first.
    order: Option<Order>,
    /// Interfaces of the sections before.
    base: u32,
    /// Interfaces of the present section.
    clocks: Vec<Clock>,
}

/// A block without its lengths.
#[derive(Clone, Copy)]
struct Body<'a> {
    fields: Fields<'a>,
    /// Of the block in the file.
    offset: u64,
    /// Of the fields in the file.
    body_offset: u64,
    len: usize,
}

impl<'a> Body<'a> {
    /// Where in the file `rest` begins, which is the end of this body.
    fn offset_of(&self, rest: &Fields<'a>) -> u64 {
        self.body_offset + (self.len - rest.len()) as u64
    }

    fn short(&self, what: &str) -> Fault {
        Fault::damaged(self.offset, format!("the {what} is too short for its fields"))
    }
}

impl Pcapng {
    /// The block at the front of `window`, which begins at `offset` of the file.
    pub fn step(&mut self, window: &[u8], offset: u64) -> Result<Step<Block>, Fault> {
        let Some((&type_bytes, rest)) = window.split_first_chunk::<4>() else {
            return Ok(Step::Need(HEADER_LEN + TRAILER_LEN));
        };
        let Some((&len_bytes, rest)) = rest.split_first_chunk::<4>() else {
            return Ok(Step::Need(HEADER_LEN + TRAILER_LEN));
        };
        // Reads the same in both orders; the section's own order follows its length.
        let is_section = u32::from_le_bytes(type_bytes) == code::block::SECTION;
        let order = if is_section {
            let Some(&magic) = rest.first_chunk() else { return Ok(Step::Need(HEADER_LEN + 4)) };
            match (Order::Little.u32(magic), Order::Big.u32(magic)) {
                (code::BYTE_ORDER, _) => Order::Little,
                (_, code::BYTE_ORDER) => Order::Big,
                _ => return Err(Fault::damaged(offset, "a section has no byte-order magic")),
            }
        } else {
            self.order.ok_or_else(|| Fault::damaged(offset, "there is no section header"))?
        };
        let (block_type, total_len) = (order.u32(type_bytes), order.u32(len_bytes));
        if total_len < (HEADER_LEN + TRAILER_LEN) as u32 || total_len > MAX_BLOCK_LEN {
            let what = format!("a block of type {block_type:#x} claims a length of {total_len} bytes");
            return Err(Fault::damaged(offset, what));
        }
        // Lengths that are not whole words are rounded up by those who write them.
        let len = total_len.next_multiple_of(4) as usize;
        let Some(body) = window.get(HEADER_LEN..len - TRAILER_LEN) else { return Ok(Step::Need(len)) };
        let Some(&trailer) = window.get(len - TRAILER_LEN..).and_then(|t| t.first_chunk()) else {
            return Ok(Step::Need(len));
        };
        let trailing_len = order.u32(trailer);
        if trailing_len != total_len {
            let what = format!(
                "a block of type {block_type:#x} is {total_len} bytes long at its beginning, but \
                 {trailing_len} at its end"
            );
            return Err(Fault::damaged(offset, what));
        }
        let body = Body {
            fields: Fields::new(body, order),
            offset,
            body_offset: offset + HEADER_LEN as u64,
            len: body.len(),
        };
        let other = Block::Other(OtherBlock { block_type, offset, len: total_len });
        let block = match block_type {
            code::block::PACKET => self.packet(body)?,
            code::block::SECTION => self.section(body, order)?,
            code::block::INTERFACE => self.interface(body)?,
            code::block::OLD_PACKET => self.old_packet(body)?,
            code::block::SIMPLE_PACKET => self.simple_packet(body)?,
            code::block::NAMES => names(body),
            code::block::STATISTICS => self.statistics(body, other)?,
            code::block::SECRETS => secrets(body)?,
            _ => other,
        };
        Ok(Step::Done(block, len))
    }

    fn clock(&self, interface: u32, offset: u64) -> Result<Clock, Fault> {
        let known = self.clocks.len() as u32;
        let unknown = Fault::UnknownInterface { offset, interface, known };
        self.clocks.get(interface as usize).copied().ok_or(unknown)
    }

    fn section(&mut self, body: Body<'_>, order: Order) -> Result<Block, Fault> {
        let mut fields = body.fields;
        let mut read = || {
            fields.u32()?; // byte-order magic
            let version = (fields.u16()?, fields.u16()?);
            fields.u64()?; // section length, which many writers leave open
            Some(version)
        };
        let (major, minor) = read().ok_or_else(|| body.short("section header"))?;
        if major != 1 {
            let what = format!("pcapng version {major}.{minor} is unknown");
            return Err(Fault::Unsupported { offset: body.offset, what });
        }
        let mut info = SectionInfo::default();
        for o in fields.options() {
            match o.code {
                option::COMMENT => info.comments.push(o.text()),
                option::SHB_HARDWARE => info.hardware = Some(o.text()),
                option::SHB_OS => info.os = Some(o.text()),
                option::SHB_APPLICATION => info.application = Some(o.text()),
                _ => info.other_options.push(o.keep_raw()),
            }
        }
        self.order = Some(order);
        self.base = self.base.saturating_add(self.clocks.len() as u32);
        self.clocks.clear();
        let section = Section { offset: body.offset, big_endian: order == Order::Big, info };
        Ok(Block::Section(Box::new(section)))
    }

    fn interface(&mut self, body: Body<'_>) -> Result<Block, Fault> {
        let mut fields = body.fields;
        let mut read = || {
            let link_type = fields.u16()?;
            fields.u16()?; // reserved
            Some((link_type, fields.u32()?))
        };
        let (link_type, snaplen) = read().ok_or_else(|| body.short("interface description"))?;
        let mut i = Interface::new(LinkType(u32::from(link_type)), Precision::MICROS);
        i.snaplen = snaplen;
        let mut resolution = Precision::MICROS.0;
        for o in fields.options() {
            match o.code {
                option::COMMENT => i.comments.push(o.text()),
                option::IF_NAME => i.name = Some(o.text()),
                option::IF_DESCRIPTION => i.description = Some(o.text()),
                option::IF_OS => i.os = Some(o.text()),
                option::IF_HARDWARE => i.hardware = Some(o.text()),
                option::IF_MAC => i.mac = o.value.first_chunk().copied(),
                option::IF_SPEED => i.speed = o.u64(),
                option::IF_FCS_LEN => i.fcs_len = o.u8(),
                option::IF_TSRESOL => resolution = o.u8().unwrap_or(resolution),
                option::IF_TSOFFSET => i.time_offset_s = o.u64().map_or(0, u64::cast_signed),
                option::IF_FILTER => match o.value.split_first() {
                    Some((0, text)) => i.filter = Some(String::from_utf8_lossy(text).into_owned()),
                    _ => i.other_options.push(o.keep_raw()), // BPF code
                },
                _ => i.other_options.push(o.keep_raw()),
            }
        }
        let (clock, precision) = Clock::new(resolution, i.time_offset_s, snaplen);
        i.precision = precision;
        self.clocks.push(clock);
        Ok(Block::Interface(Box::new(i)))
    }

    fn packet(&self, body: Body<'_>) -> Result<Block, Fault> {
        let mut fields = body.fields;
        let mut read = || Some((fields.u32()?, fields.time()?, fields.u32()?, fields.u32()?));
        let (interface, units, captured_len, original_len) = read().ok_or_else(|| body.short("packet"))?;
        self.timed_packet(body, fields, interface, units, captured_len, original_len, None)
    }

    /// The obsolete Packet Block: like its successor, with the drop count among the fields.
    fn old_packet(&self, body: Body<'_>) -> Result<Block, Fault> {
        let mut fields = body.fields;
        let mut read = || Some((fields.u16()?, fields.u16()?, fields.time()?, fields.u32()?, fields.u32()?));
        let (interface, drops, units, captured_len, original_len) =
            read().ok_or_else(|| body.short("packet"))?;
        let drops = (drops != 0 && drops != u16::MAX).then_some(drops); // all ones: not known
        self.timed_packet(body, fields, u32::from(interface), units, captured_len, original_len, drops)
    }

    #[allow(clippy::too_many_arguments)] // the fields of the block
    fn timed_packet(
        &self,
        body: Body<'_>,
        mut fields: Fields<'_>,
        interface: u32,
        units: u64,
        captured_len: u32,
        original_len: u32,
        drops: Option<u16>,
    ) -> Result<Block, Fault> {
        let clock = self.clock(interface, body.offset)?;
        let data_offset = body.offset_of(&fields);
        self.skip_data(&body, &mut fields, captured_len)?;
        let mut flags = None;
        let mut options = None;
        if !fields.is_empty() {
            for o in fields.options() {
                packet_option(o, &mut flags, &mut options);
            }
        }
        if let Some(drops) = drops {
            let value = u64::from(drops).to_le_bytes().to_vec();
            let drops = super::block::RawOption { code: option::EPB_DROP_COUNT, value };
            options.get_or_insert_default().other.push(drops);
        }
        Ok(Block::Packet(PacketBlock {
            data_offset,
            captured_len,
            original_len,
            time: clock.time(units),
            has_time: true,
            interface: self.base.saturating_add(interface),
            flags,
            options,
        }))
    }

    fn simple_packet(&self, body: Body<'_>) -> Result<Block, Fault> {
        let mut fields = body.fields;
        let original_len = fields.u32().ok_or_else(|| body.short("simple packet"))?;
        let clock = self.clock(0, body.offset)?;
        let captured_len = match clock.snaplen {
            0 => original_len,
            snaplen => original_len.min(snaplen),
        };
        let data_offset = body.offset_of(&fields);
        self.skip_data(&body, &mut fields, captured_len)?;
        Ok(Block::Packet(PacketBlock {
            data_offset,
            captured_len,
            original_len,
            interface: self.base,
            ..Default::default()
        }))
    }

    fn skip_data(&self, body: &Body<'_>, fields: &mut Fields<'_>, captured_len: u32) -> Result<(), Fault> {
        if captured_len > MAX_CAPTURED_LEN {
            return Err(Fault::too_long(body.offset, captured_len));
        }
        let room = fields.len();
        if fields.take_padded(captured_len as usize).is_none() {
            let what =
                format!("a packet of {captured_len} captured bytes stands in a block with room for {room}");
            return Err(Fault::damaged(body.offset, what));
        }
        Ok(())
    }

    /// `other` for those of an unknown interface: unlike packets, nobody misses them.
    fn statistics(&self, body: Body<'_>, other: Block) -> Result<Block, Fault> {
        let mut fields = body.fields;
        let mut read = || Some((fields.u32()?, fields.time()?));
        let (interface, units) = read().ok_or_else(|| body.short("statistics block"))?;
        let Ok(clock) = self.clock(interface, body.offset) else { return Ok(other) };
        let mut s = Statistics {
            interface: self.base.saturating_add(interface),
            time: clock.time(units),
            ..Default::default()
        };
        for o in fields.options() {
            match o.code {
                option::COMMENT => s.comments.push(o.text()),
                option::ISB_START => s.start = o.time().map(|t| clock.time(t)),
                option::ISB_END => s.end = o.time().map(|t| clock.time(t)),
                option::ISB_RECEIVED => s.received = o.u64(),
                option::ISB_DROPPED => s.dropped = o.u64(),
                option::ISB_ACCEPTED => s.accepted = o.u64(),
                option::ISB_OS_DROPPED => s.os_dropped = o.u64(),
                option::ISB_DELIVERED => s.delivered = o.u64(),
                _ => s.other_options.push(o.keep_raw()),
            }
        }
        Ok(Block::Statistics(Box::new(s)))
    }
}

/// Flags stand in the packet; only rarer options cost an allocation.
pub(super) fn packet_option(
    o: OptionField<'_>,
    flags: &mut Option<u32>,
    options: &mut Option<Box<PacketOptions>>,
) {
    match o.code {
        option::EPB_FLAGS => *flags = o.u32(),
        option::COMMENT => options.get_or_insert_default().comments.push(o.text()),
        option::EPB_DROP_COUNT | option::EPB_PACKET_ID => {
            options.get_or_insert_default().other.push(o.keep(8));
        }
        option::EPB_VERDICT => options.get_or_insert_default().other.push(o.keep_verdict()),
        option::EPB_QUEUE => options.get_or_insert_default().other.push(o.keep(4)),
        _ => options.get_or_insert_default().other.push(o.keep_raw()),
    }
}

/// Records that break off end the list: names are no reason to stop reading.
fn names(body: Body<'_>) -> Block {
    let mut fields = body.fields;
    let mut block = Names { offset: body.offset, ..Default::default() };
    while let Some((kind, value)) = fields.tagged() {
        if kind == code::name::END {
            break;
        }
        if let Some(name) = name(kind, value) {
            block.names.push(name);
        }
    }
    for o in fields.options() {
        match o.code {
            option::COMMENT => block.comments.push(o.text()),
            _ => block.other_options.push(o.keep_raw()),
        }
    }
    Block::Names(Box::new(block))
}

/// An address and the zero-terminated names behind it.
fn name(kind: u16, value: &[u8]) -> Option<Name> {
    let (address, names) = match kind {
        code::name::IPV4 => {
            let (a, names) = value.split_first_chunk::<4>()?;
            (Address::Ip(Ipv4Addr::from(*a).into()), names)
        }
        code::name::IPV6 => {
            let (a, names) = value.split_first_chunk::<16>()?;
            (Address::Ip(Ipv6Addr::from(*a).into()), names)
        }
        code::name::EUI48 => {
            let (a, names) = value.split_first_chunk()?;
            (Address::Eui48(*a), names)
        }
        code::name::EUI64 => {
            let (a, names) = value.split_first_chunk()?;
            (Address::Eui64(*a), names)
        }
        _ => return None,
    };
    let names: Vec<String> = names
        .split(|&b| b == 0)
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    (!names.is_empty()).then_some(Name { address, names })
}

fn secrets(body: Body<'_>) -> Result<Block, Fault> {
    let mut fields = body.fields;
    let mut read = || Some((fields.u32()?, fields.u32()?));
    let (kind, len) = read().ok_or_else(|| body.short("secrets block"))?;
    let data_offset = body.offset_of(&fields);
    let bytes = fields.take(len as usize).ok_or_else(|| {
        Fault::damaged(body.offset, format!("a secrets block claims {len} bytes, but has fewer"))
    })?;
    let bytes = Zeroizing::new(bytes.to_vec());
    Ok(Block::Secrets(Box::new(SecretsBlock { kind, data_offset, len, bytes })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_all_resolutions_give_nanoseconds() {
        const UNITS: u64 = (1 << 40) + 12_345;
        for (resolution, nanos, digits) in [
            (3, 1_099_511_640_121_000_000, 3),
            (6, 1_099_511_640_121_000, 6),
            (9, 1_099_511_640_121, 9),
            (12, 1_099_511_640, 9),
            (19, 109, 9),
            (40, 0, 9),
            (127, 0, 9),
            (0x80 | 10, 1_073_741_836_055_664_062, 3),
            (0x80 | 20, 1_048_576_011_773_109, 6),
            (0x80 | 32, 256_000_002_874, 9),
            (0x80 | 127, 0, 9),
            // What does not fit is held at the end of time.
            (0, i64::MAX, 0),
            (0x80 | 3, i64::MAX, 1),
        ] {
            let (clock, precision) = Clock::new(resolution, 0, 0);
            assert_eq!((clock.time(UNITS).0, precision.0), (nanos, digits), "{resolution:#x}");
        }
    }

    #[test]
    fn offsets_of_clocks_are_added_and_clamped() {
        let time = |offset_s, units| Clock::new(6, offset_s, 0).0.time(units).0;
        assert_eq!(time(-100, 1_000_000), -99_000_000_000);
        assert_eq!(time(i64::MAX, u64::MAX), i64::MAX);
        assert_eq!(time(i64::MIN, 0), i64::MIN);
    }
}
