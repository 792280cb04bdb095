//! Writing pcapng and pcap to anything that takes bytes; used by Save and by the capture helper.
//! What is worth writing is decided by the caller.
//!
//! Every block is put together in memory and handed over in one `write_all`, so an unbuffered
//! writer sees whole blocks only. All files are little-endian.

use std::io::{self, Write};

use super::block::{Address, Interface, LinkType, Names, RawOption, SectionInfo, Statistics};
use super::code::{self, option};
use crate::base::time::{NANOS, Precision, Timestamp};

/// A packet to be written.
#[derive(Clone, Copy, Debug, Default)]
pub struct PacketOut<'a> {
    /// As [`PcapngWriter::interface`] gave it; a pcap file has but one.
    pub interface: u32,
    pub time: Timestamp,
    /// Bytes the packet had on the wire.
    pub original_len: u32,
    pub data: &'a [u8],
    pub comments: &'a [String],
    /// `epb_flags`
    pub flags: Option<u32>,
    pub other_options: &'a [RawOption],
}

fn invalid(text: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text.into())
}

/// `time` in units of 10^-`digits` s since the epoch, cut, not rounded.
fn units(time: Timestamp, offset_s: i64, digits: u8) -> io::Result<u64> {
    let nanos = i128::from(time.0) - i128::from(offset_s) * i128::from(NANOS);
    let units = nanos.div_euclid(10i128.pow(9 - u32::from(digits.min(9))));
    u64::try_from(units).map_err(|_| {
        invalid("a time before the beginning of the clock cannot be written; set an earlier time offset")
    })
}

/// The block in the making.
#[derive(Debug, Default)]
struct Body(Vec<u8>);

impl Body {
    fn begin(&mut self, block_type: u32) {
        self.0.clear();
        self.u32(block_type);
        self.u32(0); // length, known at the end
    }

    fn u16(&mut self, value: u16) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    /// A 64-bit time, upper half first whatever the byte order.
    fn time(&mut self, units: u64) {
        self.u32((units >> 32) as u32);
        self.u32(units as u32);
    }

    fn padded(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
        self.0.resize(self.0.len().next_multiple_of(4), 0);
    }

    fn option(&mut self, code: u16, value: &[u8]) -> io::Result<()> {
        let len = u16::try_from(value.len()).map_err(|_| {
            invalid(format!("option {code} has {} bytes; pcapng allows 65,535: shorten it", value.len()))
        })?;
        self.u16(code);
        self.u16(len);
        self.padded(value);
        Ok(())
    }

    fn text(&mut self, code: u16, text: Option<&String>) -> io::Result<()> {
        text.map_or(Ok(()), |t| self.option(code, t.as_bytes()))
    }

    fn comments(&mut self, comments: &[String]) -> io::Result<()> {
        comments.iter().try_for_each(|c| self.option(option::COMMENT, c.as_bytes()))
    }

    fn raw_options(&mut self, options: &[RawOption]) -> io::Result<()> {
        options.iter().try_for_each(|o| self.option(o.code, &o.value))
    }

    /// Ends the options, which began at byte `start` of the block; none need no end.
    fn end_options(&mut self, start: usize) {
        if self.0.len() > start {
            self.u32(u32::from(option::END));
        }
    }

    /// Sets the length at both ends.
    fn finish(&mut self) -> io::Result<&[u8]> {
        let len = u32::try_from(self.0.len() + 4).map_err(|_| invalid("a block cannot pass 4 GiB"))?;
        self.u32(len);
        if let Some(field) = self.0.get_mut(4..8) {
            field.copy_from_slice(&len.to_le_bytes());
        }
        Ok(&self.0)
    }
}

/// What the writer must remember of an interface to write its times.
#[derive(Debug)]
struct Clock {
    digits: u8,
    offset_s: i64,
}

/// Writes one section of pcapng.
#[derive(Debug)]
pub struct PcapngWriter<W: Write> {
    out: W,
    body: Body,
    clocks: Vec<Clock>,
    /// Number of the section's first interface, counted over the whole file.
    first_interface: u32,
    position: u64,
}

impl<W: Write> PcapngWriter<W> {
    /// Writes the section header at once.
    pub fn new(out: W, section: &SectionInfo) -> io::Result<Self> {
        let mut writer =
            Self { out, body: Body::default(), clocks: Vec::new(), first_interface: 0, position: 0 };
        writer.section(section)?;
        Ok(writer)
    }

    /// Begins another section. Interfaces are counted on over the whole file, but those of the
    /// sections before can be used no more.
    pub fn section(&mut self, section: &SectionInfo) -> io::Result<()> {
        self.first_interface =
            u32::try_from(self.clocks.len()).map_err(|_| invalid("too many interfaces"))?;
        let b = &mut self.body;
        b.begin(code::block::SECTION);
        b.u32(code::BYTE_ORDER);
        b.u16(1); // version 1.0
        b.u16(0);
        b.u64(u64::MAX); // section length unknown
        let start = b.0.len();
        b.comments(&section.comments)?;
        b.text(option::SHB_HARDWARE, section.hardware.as_ref())?;
        b.text(option::SHB_OS, section.os.as_ref())?;
        b.text(option::SHB_APPLICATION, section.application.as_ref())?;
        b.raw_options(&section.other_options)?;
        b.end_options(start);
        self.write_block()
    }

    fn write_block(&mut self) -> io::Result<()> {
        let block = self.body.finish()?;
        self.out.write_all(block)?;
        self.position = self.position.saturating_add(block.len() as u64);
        Ok(())
    }

    /// The clock of an interface, and the interface's number in its section.
    fn clock(&self, interface: u32) -> io::Result<(&Clock, u32)> {
        let number = interface.checked_sub(self.first_interface);
        self.clocks
            .get(interface as usize)
            .zip(number)
            .ok_or_else(|| invalid(format!("interface {interface} must be written before it is used")))
    }

    /// Writes an interface and gives its number. Link types above 65,535 are refused.
    pub fn interface(&mut self, interface: &Interface) -> io::Result<u32> {
        let link_type = u16::try_from(interface.link_type.0).map_err(|_| {
            invalid(format!("link type {} does not fit into pcapng's 16 bits", interface.link_type.0))
        })?;
        let number = u32::try_from(self.clocks.len()).map_err(|_| invalid("too many interfaces"))?;
        let digits = interface.precision.0.min(9);
        let b = &mut self.body;
        b.begin(code::block::INTERFACE);
        b.u16(link_type);
        b.u16(0);
        b.u32(interface.snaplen);
        let start = b.0.len();
        b.comments(&interface.comments)?;
        b.text(option::IF_NAME, interface.name.as_ref())?;
        b.text(option::IF_DESCRIPTION, interface.description.as_ref())?;
        if let Some(mac) = &interface.mac {
            b.option(option::IF_MAC, mac)?;
        }
        if let Some(speed) = interface.speed {
            b.option(option::IF_SPEED, &speed.to_le_bytes())?;
        }
        b.option(option::IF_TSRESOL, &[digits])?;
        if let Some(filter) = &interface.filter {
            // A 0 before the text says that it is text.
            let value: Vec<u8> = std::iter::once(0).chain(filter.bytes()).collect();
            b.option(option::IF_FILTER, &value)?;
        }
        b.text(option::IF_OS, interface.os.as_ref())?;
        if let Some(len) = interface.fcs_len {
            b.option(option::IF_FCS_LEN, &[len])?;
        }
        if interface.time_offset_s != 0 {
            b.option(option::IF_TSOFFSET, &interface.time_offset_s.to_le_bytes())?;
        }
        b.text(option::IF_HARDWARE, interface.hardware.as_ref())?;
        b.raw_options(&interface.other_options)?;
        b.end_options(start);
        self.write_block()?;
        self.clocks.push(Clock { digits, offset_s: interface.time_offset_s });
        Ok(number)
    }

    /// Writes an Enhanced Packet Block.
    pub fn packet(&mut self, packet: &PacketOut<'_>) -> io::Result<()> {
        let (clock, number) = self.clock(packet.interface)?;
        let time = units(packet.time, clock.offset_s, clock.digits)?;
        let captured_len =
            u32::try_from(packet.data.len()).map_err(|_| invalid("a packet cannot pass 4 GiB"))?;
        let b = &mut self.body;
        b.begin(code::block::PACKET);
        b.u32(number);
        b.time(time);
        b.u32(captured_len);
        b.u32(packet.original_len);
        b.padded(packet.data);
        let start = b.0.len();
        b.comments(packet.comments)?;
        if let Some(flags) = packet.flags {
            b.option(option::EPB_FLAGS, &flags.to_le_bytes())?;
        }
        b.raw_options(packet.other_options)?;
        b.end_options(start);
        self.write_block()
    }

    /// Writes a Decryption Secrets Block, which should come before the packets it opens.
    pub fn secrets(&mut self, kind: u32, bytes: &[u8]) -> io::Result<()> {
        let len = u32::try_from(bytes.len()).map_err(|_| invalid("secrets cannot pass 4 GiB"))?;
        let b = &mut self.body;
        b.begin(code::block::SECRETS);
        b.u32(kind);
        b.u32(len);
        b.padded(bytes);
        let written = self.write_block();
        // No copy of the secrets stays behind in the buffer.
        zeroize::Zeroize::zeroize(&mut self.body.0);
        written
    }

    /// Writes a Name Resolution Block; records too long for one are refused.
    pub fn names(&mut self, names: &Names) -> io::Result<()> {
        let b = &mut self.body;
        b.begin(code::block::NAMES);
        for entry in &names.names {
            let (kind, mut value) = match entry.address {
                Address::Ip(std::net::IpAddr::V4(a)) => (code::name::IPV4, a.octets().to_vec()),
                Address::Ip(std::net::IpAddr::V6(a)) => (code::name::IPV6, a.octets().to_vec()),
                Address::Eui48(a) => (code::name::EUI48, a.to_vec()),
                Address::Eui64(a) => (code::name::EUI64, a.to_vec()),
            };
            for name in &entry.names {
                value.extend(name.bytes().filter(|&b| b != 0));
                value.push(0);
            }
            b.option(kind, &value)?; // records are laid out like options
        }
        b.u32(u32::from(code::name::END));
        let start = b.0.len();
        b.comments(&names.comments)?;
        b.raw_options(&names.other_options)?;
        b.end_options(start);
        self.write_block()
    }

    /// Writes an Interface Statistics Block.
    pub fn statistics(&mut self, s: &Statistics) -> io::Result<()> {
        let (clock, number) = self.clock(s.interface)?;
        let (digits, offset_s) = (clock.digits, clock.offset_s);
        let b = &mut self.body;
        b.begin(code::block::STATISTICS);
        b.u32(number);
        b.time(units(s.time, offset_s, digits)?);
        let start = b.0.len();
        b.comments(&s.comments)?;
        for (code, time) in [(option::ISB_START, s.start), (option::ISB_END, s.end)] {
            if let Some(time) = time {
                b.u16(code);
                b.u16(8);
                b.time(units(time, offset_s, digits)?);
            }
        }
        for (code, count) in [
            (option::ISB_RECEIVED, s.received),
            (option::ISB_DROPPED, s.dropped),
            (option::ISB_ACCEPTED, s.accepted),
            (option::ISB_OS_DROPPED, s.os_dropped),
            (option::ISB_DELIVERED, s.delivered),
        ] {
            if let Some(count) = count {
                b.option(code, &count.to_le_bytes())?;
            }
        }
        b.raw_options(&s.other_options)?;
        b.end_options(start);
        self.write_block()
    }

    /// Writes a block of any type; `body` is what stands between its two lengths, in little-endian
    /// order, and is padded to 32 bits. To keep blocks (custom ones, say) that are not understood.
    pub fn raw_block(&mut self, block_type: u32, body: &[u8]) -> io::Result<()> {
        self.body.begin(block_type);
        self.body.padded(body);
        self.write_block()
    }

    /// Whole blocks as they are, of a section that this writer wrote, too, and with the same interfaces.
    pub fn blocks(&mut self, blocks: &mut impl io::Read) -> io::Result<()> {
        self.position += io::copy(blocks, &mut self.out)?;
        Ok(())
    }

    /// Bytes of whole blocks written so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The writer underneath; nothing is flushed.
    pub fn into_inner(self) -> W {
        self.out
    }
}

/// Writes pcap: one link type, no interfaces, names, comments or secrets.
#[derive(Debug)]
pub struct PcapWriter<W: Write> {
    out: W,
    body: Body,
    /// 6 or 9.
    digits: u8,
    position: u64,
}

impl<W: Write> PcapWriter<W> {
    /// Writes the file header at once. Times get nanoseconds when `interface.precision` has more
    /// than 6 digits; `snaplen` 0 is written as 262,144, which is what readers take it for.
    pub fn new(out: W, interface: &Interface) -> io::Result<Self> {
        let digits = if interface.precision > Precision::MICROS { 9 } else { 6 };
        let LinkType(link_type) = interface.link_type;
        if link_type > u32::from(u16::MAX) {
            return Err(invalid(format!("link type {link_type} does not fit into pcap's 16 bits")));
        }
        // The upper half may tell the frame check sequence, in units of 16 bits.
        let fcs = interface.fcs_len.map_or(0, |len| u32::from(len / 2).min(15) << 28 | 0x0400_0000);
        let mut writer = Self { out, body: Body::default(), digits, position: 0 };
        let b = &mut writer.body;
        b.u32(if digits == 9 { code::PCAP_NANOS } else { code::PCAP_MICROS });
        b.u16(2); // version 2.4
        b.u16(4);
        b.u64(0); // time zone and accuracy, which nobody uses
        b.u32(if interface.snaplen == 0 { 262_144 } else { interface.snaplen });
        b.u32(link_type | fcs);
        writer.write_record()?;
        Ok(writer)
    }

    fn write_record(&mut self) -> io::Result<()> {
        self.out.write_all(&self.body.0)?;
        self.position = self.position.saturating_add(self.body.0.len() as u64);
        Ok(())
    }

    /// Writes a record; interface, comments, flags and options are left out. Times before 1970 or
    /// after 2106 are refused.
    pub fn packet(&mut self, packet: &PacketOut<'_>) -> io::Result<()> {
        let captured_len =
            u32::try_from(packet.data.len()).map_err(|_| invalid("a packet cannot pass 4 GiB"))?;
        let seconds = u32::try_from(packet.time.0.div_euclid(NANOS)).map_err(|_| {
            invalid("pcap cannot hold a time before 1970 or after 2106; save as pcapng instead")
        })?;
        let nanos = packet.time.0.rem_euclid(NANOS) as u32;
        let b = &mut self.body;
        b.0.clear();
        b.u32(seconds);
        b.u32(if self.digits == 9 { nanos } else { nanos / 1000 });
        b.u32(captured_len);
        b.u32(packet.original_len);
        b.0.extend_from_slice(packet.data);
        self.write_record()
    }

    /// Bytes of whole records written so far, with the file header.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The writer underneath; nothing is flushed.
    pub fn into_inner(self) -> W {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pcap_record_has_the_bytes_of_the_draft() {
        let ethernet = Interface::new(LinkType::ETHERNET, Precision::MICROS);
        let mut w = PcapWriter::new(Vec::new(), &ethernet).unwrap();
        let packet = PacketOut {
            time: Timestamp(5_000_001_999),
            original_len: 9,
            data: &[1, 2, 3],
            ..Default::default()
        };
        w.packet(&packet).unwrap();
        assert_eq!(w.position(), 24 + 16 + 3);
        let bytes = w.into_inner();
        assert_eq!(bytes[..8], [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]);
        assert_eq!(bytes[24..], [5, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3]);
    }

    #[test]
    fn pcap_refuses_times_it_cannot_hold() {
        let ethernet = Interface::new(LinkType::ETHERNET, Precision::NANOS);
        let mut w = PcapWriter::new(Vec::new(), &ethernet).unwrap();
        for time in [Timestamp(-1), Timestamp(i64::MAX)] {
            assert!(w.packet(&PacketOut { time, ..Default::default() }).is_err());
        }
        assert_eq!(w.position(), 24);
    }

    #[test]
    fn blocks_are_whole_and_a_refused_one_leaves_nothing() {
        let mut w = PcapngWriter::new(Vec::new(), &SectionInfo::default()).unwrap();
        assert!(w.packet(&PacketOut::default()).is_err(), "no interface yet");
        let interface = Interface::new(LinkType::ETHERNET, Precision::NANOS);
        assert_eq!(w.interface(&interface).unwrap(), 0);
        let long = ["x".repeat(70_000)];
        assert!(w.packet(&PacketOut { comments: &long, ..Default::default() }).is_err());
        w.packet(&PacketOut { data: &[7; 5], original_len: 5, ..Default::default() }).unwrap();
        let end = w.position() as usize;
        let bytes = w.into_inner();
        assert_eq!(bytes.len(), end);
        let mut at = 0;
        let mut lens = Vec::new();
        while at < bytes.len() {
            let len = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
            let trailer = u32::from_le_bytes(bytes[at + len - 4..at + len].try_into().unwrap());
            assert_eq!(trailer as usize, len);
            lens.push(len);
            at += len;
        }
        assert_eq!(lens, [28, 32, 40]);
    }
}
