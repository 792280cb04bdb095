//! Records of a pcap file (draft-ietf-opsawg-pcap), with the oddities of old writers.

use super::block::{Block, Interface, LinkType, PacketBlock};
use super::code;
use super::fields::{Fields, Order};
use super::step::{Fault, MAX_CAPTURED_LEN, Step};
use crate::base::time::{Precision, Timestamp};

/// Length of the file header.
const HEADER_LEN: usize = 24;

/// Which of the two lengths of a record comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lengths {
    CapturedFirst,
    OriginalFirst,
    /// Some writers of version 2.3 had the order of older versions: the smaller is the captured one.
    SmallerCaptured,
}

/// What must be known of a pcap file to read its records.
#[derive(Debug)]
pub(super) struct Pcap {
    order: Order,
    /// Nanoseconds in a unit of the fraction.
    unit_nanos: i64,
    record_header_len: usize,
    lengths: Lengths,
}

/// The part of a second that a record of a pcap file states, in nanoseconds, where it is a second or more: its time was
/// damaged, or never one. `file`: the beginning of the file; `before`: what stands before the packet's bytes.
pub fn overlong_fraction_nanos(file: &[u8], before: &[u8]) -> Option<u64> {
    const SECOND_NANOS: u64 = 1_000_000_000;
    let magic = file.first_chunk::<4>()?;
    let (order, number) = match u32::from_be_bytes(*magic) {
        big @ 0xa1b2_0000..=0xa1b2_ffff => (Order::Big, big),
        _ => (Order::Little, u32::from_le_bytes(*magic)),
    };
    let (unit_nanos, header_len) = match number {
        code::PCAP_MICROS => (1000, 16),
        code::PCAP_NANOS => (1, 16),
        code::PCAP_MODIFIED => (1000, 24),
        _ => return None,
    };
    let record = before.get(before.len().checked_sub(header_len)?..)?;
    let mut fields = Fields::new(record, order);
    fields.u32()?;
    let nanos = u64::from(fields.u32()?) * unit_nanos;
    (nanos >= SECOND_NANOS).then_some(nanos)
}

impl Pcap {
    /// Reads the file header, which is given out as the only interface.
    pub fn begin(
        window: &[u8],
        nanos: bool,
        big_endian: bool,
        modified: bool,
    ) -> Result<Step<(Self, Interface)>, Fault> {
        let order = if big_endian { Order::Big } else { Order::Little };
        let read = || {
            let mut fields = Fields::new(window, order);
            fields.take(4)?;
            let version = (fields.u16()?, fields.u16()?);
            fields.take(8)?; // time zone and accuracy, which nobody uses
            Some((version, fields.u32()?, fields.u32()?))
        };
        let Some((version, snaplen, network)) = read() else { return Ok(Step::Need(HEADER_LEN)) };
        // Before version 2.3, and in DG/UX (543.0), the original length came first.
        let lengths = match version {
            (0 | 1, _) => {
                let what = format!("pcap version {}.{} is unknown", version.0, version.1);
                return Err(Fault::Unsupported { offset: 4, what });
            }
            (2, 0..=2) | (543, _) => Lengths::OriginalFirst,
            (2, 3) => Lengths::SmallerCaptured,
            _ => Lengths::CapturedFirst,
        };
        let precision = if nanos { Precision::NANOS } else { Precision::MICROS };
        let mut interface = Interface::new(LinkType(network & 0x03ff_ffff), precision);
        interface.snaplen = snaplen;
        // The top four bits count 16-bit words of frame check sequence when the bit below says so.
        interface.fcs_len = (network & 0x0400_0000 != 0).then_some((network >> 28) as u8 * 2);
        let pcap = Self {
            order,
            unit_nanos: if nanos { 1 } else { 1000 },
            record_header_len: if modified { 24 } else { 16 },
            lengths,
        };
        Ok(Step::Done((pcap, interface), HEADER_LEN))
    }

    /// The record at the front of `window`, which begins at `offset` of the file.
    pub fn step(&self, window: &[u8], offset: u64) -> Result<Step<Block>, Fault> {
        let Some(header) = window.first_chunk::<16>() else {
            return Ok(Step::Need(self.record_header_len));
        };
        let [s0, s1, s2, s3, f0, f1, f2, f3, a0, a1, a2, a3, b0, b1, b2, b3] = *header;
        let seconds = self.order.u32([s0, s1, s2, s3]);
        let fraction = self.order.u32([f0, f1, f2, f3]);
        let first = self.order.u32([a0, a1, a2, a3]);
        let second = self.order.u32([b0, b1, b2, b3]);
        let (captured_len, original_len) = match self.lengths {
            Lengths::CapturedFirst => (first, second),
            Lengths::OriginalFirst => (second, first),
            Lengths::SmallerCaptured => (first.min(second), first.max(second)),
        };
        if captured_len > MAX_CAPTURED_LEN {
            return Err(Fault::too_long(offset, captured_len));
        }
        let len = self.record_header_len + captured_len as usize;
        if window.len() < len {
            return Ok(Step::Need(len));
        }
        let packet = PacketBlock {
            data_offset: offset + self.record_header_len as u64,
            captured_len,
            original_len,
            time: Timestamp::from_parts(i64::from(seconds), i64::from(fraction) * self.unit_nanos),
            has_time: true,
            interface: 0,
            flags: None,
            options: None,
        };
        Ok(Step::Done(Block::Packet(packet), len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_second_are_less_than_one() {
        let record = |fraction: u32| [&[0; 4][..], &fraction.to_le_bytes(), &[0; 8]].concat();
        let micros = [0xd4, 0xc3, 0xb2, 0xa1];
        assert_eq!(overlong_fraction_nanos(&micros, &record(999_999)), None);
        assert_eq!(overlong_fraction_nanos(&micros, &record(1_000_000)), Some(1_000_000_000));
        assert_eq!(overlong_fraction_nanos(&[0x4d, 0x3c, 0xb2, 0xa1], &record(1_000_000)), None);
        let big = [&[0; 4][..], &u32::MAX.to_be_bytes(), &[0; 8], &[0; 8]].concat();
        assert_eq!(overlong_fraction_nanos(&[0xa1, 0xb2, 0xcd, 0x34], &big), Some(4_294_967_295_000));
        assert_eq!(overlong_fraction_nanos(&micros, &record(u32::MAX)[1..]), None);
        assert_eq!(overlong_fraction_nanos(b"\n\r\r\n", &record(u32::MAX)), None);
    }
}
