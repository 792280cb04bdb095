//! A TCP segment as the index and the analysis need it: numbers of the header and of the options
//! that carry state, without its bytes. Judging segments is `tcp_analysis`.

use crate::base::wrapping::Seq;

/// Bits of [`TcpSegment::flags`]: the 12 bits beside the data offset (RFC 9293 section 3.1,
/// RFC 3168, RFC 7560).
pub mod flag {
    pub const FIN: u16 = 0x001;
    pub const SYN: u16 = 0x002;
    pub const RST: u16 = 0x004;
    pub const PSH: u16 = 0x008;
    pub const ACK: u16 = 0x010;
    pub const URG: u16 = 0x020;
    pub const ECE: u16 = 0x040;
    pub const CWR: u16 = 0x080;
    pub const AE: u16 = 0x100;
    pub const RESERVED: u16 = 0xe00;
    pub const ALL: u16 = 0xfff;
}

/// Option kinds (IANA "TCP Option Kind Numbers").
pub mod option {
    pub const END: u8 = 0;
    pub const NOP: u8 = 1;
    pub const MSS: u8 = 2;
    pub const WINDOW_SCALE: u8 = 3;
    pub const SACK_PERMITTED: u8 = 4;
    pub const SACK: u8 = 5;
    pub const TIMESTAMPS: u8 = 8;
    pub const MULTIPATH: u8 = 30;
}

/// Largest shift that counts (RFC 7323 section 2.3).
pub const MAX_WINDOW_SHIFT: u8 = 14;
/// Bytes of a header without options.
pub const HEADER_LEN: u32 = 20;
/// Selective acknowledgements of one segment that count as received.
const SACK_BLOCKS: u32 = 3;

/// One segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TcpSegment {
    pub seq: Seq,
    pub ack: Seq,
    /// Bits of [`flag`].
    pub flags: u16,
    /// As in the header, not scaled.
    pub window: u16,
    /// Bytes of payload on the wire.
    pub len: u32,
    /// Bytes of payload in the capture.
    pub captured: u32,
    /// Where the payload begins, in the frame or in the datagram.
    pub offset: u32,
    /// The segment came in fragments: `offset` is one into the reassembled datagram's payload.
    pub in_datagram: bool,
    /// Window scale option, at most 14.
    pub window_shift: Option<u8>,
    pub mss: Option<u16>,
    pub sack_permitted: bool,
    /// Bytes that its first three SACK blocks say were received.
    pub sacked: u32,
    /// Value and echo reply of the timestamps option.
    pub timestamps: Option<(u32, u32)>,
    /// It has options of Multipath TCP.
    pub has_multipath: bool,
    /// What its connection said before: `Multipath::operations`. Not in the segment itself.
    pub operations: u16,
}

impl TcpSegment {
    /// Reads a segment. `bytes` begins with the TCP header and holds what was captured;
    /// `claimed_len` is its length on the wire as the network layer says; `offset` is where `bytes`
    /// begins in the frame (or datagram). `None` where it is no whole TCP header.
    pub fn parse(bytes: &[u8], claimed_len: u32, offset: u32, in_datagram: bool) -> Option<Self> {
        let (header, rest) = bytes.split_first_chunk::<{ HEADER_LEN as usize }>()?;
        let word = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
        let long = |at: usize| u32::from(word(at)) << 16 | u32::from(word(at + 2));
        let header_len = u32::from(header[12] >> 4) * 4;
        let options_len = header_len.checked_sub(HEADER_LEN)?;
        let len = claimed_len.checked_sub(header_len)?;
        let (options, payload) = rest.split_at_checked(options_len as usize).unwrap_or((rest, &[]));
        let mut segment = Self {
            seq: Seq(long(4)),
            ack: Seq(long(8)),
            flags: word(12) & flag::ALL,
            window: word(14),
            len,
            captured: u32::try_from(payload.len()).unwrap_or(u32::MAX).min(len),
            offset: offset.saturating_add(header_len),
            in_datagram,
            ..Self::default()
        };
        segment.read_options(options);
        Some(segment)
    }

    /// The numbers of a header that contradicts itself: they still begin a connection.
    pub fn header_alone(bytes: &[u8]) -> Option<Self> {
        let &[_, _, _, _, a, b, c, d, e, f, g, h, high, low, ..] = bytes else { return None };
        Some(Self {
            seq: Seq(u32::from_be_bytes([a, b, c, d])),
            ack: Seq(u32::from_be_bytes([e, f, g, h])),
            flags: u16::from_be_bytes([high, low]) & flag::ALL,
            ..Self::default()
        })
    }

    fn read_options(&mut self, options: &[u8]) {
        // What nearly every segment carries: two NOPs and the timestamps.
        if let [1, 1, 8, 10, a, b, c, d, e, f, g, h] = *options {
            self.timestamps = Some((u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])));
            return;
        }
        for (kind, body) in Options::new(options) {
            match (kind, body) {
                (option::MSS, &[a, b]) => self.mss = Some(u16::from_be_bytes([a, b])),
                (option::WINDOW_SCALE, &[shift]) => self.window_shift = Some(shift.min(MAX_WINDOW_SHIFT)),
                (option::SACK_PERMITTED, []) => self.sack_permitted = true,
                (option::SACK, blocks) => {
                    let (blocks, _) = blocks.as_chunks::<8>();
                    self.sacked = blocks.iter().take(SACK_BLOCKS as usize).fold(0, |sum, block| {
                        let [a, b, c, d, e, f, g, h] = *block;
                        let left = u32::from_be_bytes([a, b, c, d]);
                        sum.wrapping_add(u32::from_be_bytes([e, f, g, h]).wrapping_sub(left))
                    });
                }
                (option::MULTIPATH, _) => self.has_multipath = true,
                (option::TIMESTAMPS, &[a, b, c, d, e, f, g, h]) => {
                    self.timestamps =
                        Some((u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])));
                }
                _ => {}
            }
        }
    }

    #[inline]
    pub fn has(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    /// A SYN that opens a connection, not one that answers.
    pub fn is_pure_syn(&self) -> bool {
        self.flags & (flag::SYN | flag::ACK) == flag::SYN
    }

    /// Sequence number of the first byte of payload; a SYN takes one before it.
    pub fn payload_seq(&self) -> Seq {
        self.seq.plus(u32::from(self.has(flag::SYN)))
    }
}

/// The Multipath TCP options of a segment that begins with its header: what stands behind their lengths.
pub fn multipath_options(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = bytes.get(12).map_or(0, |byte| usize::from(byte >> 4));
    let header = bytes.get(..(words * 4).min(bytes.len())).unwrap_or_default();
    let options = Options::new(header.get(HEADER_LEN as usize..).unwrap_or_default());
    options.filter(|(kind, _)| *kind == option::MULTIPATH).map(|(_, body)| body)
}

/// The options of a header: kind and body of each that has one, up to the end of the list, the
/// first contradiction or the end of what was captured.
struct Options<'a> {
    rest: &'a [u8],
}

impl<'a> Options<'a> {
    fn new(options: &'a [u8]) -> Self {
        Self { rest: options }
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (&kind, rest) = self.rest.split_first()?;
            match kind {
                option::END => return None,
                option::NOP => self.rest = rest,
                kind => {
                    let (&len, rest) = rest.split_first()?;
                    let (body, rest) = rest.split_at_checked(usize::from(len).checked_sub(2)?)?;
                    self.rest = rest;
                    return Some((kind, body));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(options: &[u8]) -> Vec<u8> {
        let words = 5 + options.len() / 4;
        let mut h =
            vec![0, 80, 1, 187, 0, 0, 1, 0, 0, 0, 2, 0, (words as u8) << 4 | 1, 0x12, 0x10, 0, 0, 0, 0, 0];
        h.extend_from_slice(options);
        h
    }

    #[test]
    fn numbers_and_lengths() {
        let mut bytes = header(&[]);
        bytes.extend_from_slice(b"hello");
        let s = TcpSegment::parse(&bytes, 30, 34, false).unwrap();
        assert_eq!((s.seq, s.ack, s.flags, s.window), (Seq(256), Seq(512), 0x112, 0x1000));
        assert_eq!((s.len, s.captured, s.offset), (10, 5, 54));
        assert_eq!(s.payload_seq(), Seq(257));
        let padded = TcpSegment::parse(&bytes, 22, 34, false).unwrap();
        assert_eq!((padded.len, padded.captured), (2, 2));
    }

    #[test]
    fn options_that_carry_state() {
        let options = [
            2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 7, 0, 0, 0, 9, 1, 3, 3, 99, 5, 10, 0, 0, 0, 10, 0, 0, 0, 30,
            0, 0,
        ];
        let s = TcpSegment::parse(&header(&options), 52, 0, false).unwrap();
        assert_eq!((s.mss, s.window_shift, s.sack_permitted), (Some(1460), Some(14), true));
        assert_eq!((s.timestamps, s.sacked), (Some((7, 9)), 20));
        let quick = TcpSegment::parse(&header(&[1, 1, 8, 10, 0, 0, 0, 7, 0, 0, 0, 9]), 32, 0, false).unwrap();
        assert_eq!(quick.timestamps, Some((7, 9)));
    }

    #[test]
    fn nonsense_is_refused_not_believed() {
        let mut short = header(&[]);
        short[12] = 0x40;
        assert_eq!(TcpSegment::parse(&short, 100, 0, false), None);
        assert_eq!(TcpSegment::parse(&header(&[]), 19, 0, false), None);
        assert_eq!(TcpSegment::parse(&header(&[])[..19], 40, 0, false), None);
        for bad in [[3, 0, 0, 0], [3, 1, 0, 0], [3, 9, 0, 0], [1, 1, 1, 3], [3, 4, 7, 7]] {
            let s = TcpSegment::parse(&header(&bad), 24, 0, false).unwrap();
            assert_eq!(s.window_shift, None);
        }
    }

    #[test]
    fn every_prefix_is_safe() {
        let bytes = header(&[2, 4, 5, 0xb4, 5, 10, 0, 0, 0, 10, 0, 0, 0, 30, 1, 1]);
        for cut in 0..bytes.len() {
            let s = TcpSegment::parse(&bytes[..cut], 60, u32::MAX, true);
            assert_eq!(s.is_some(), cut >= 20);
        }
    }
}
