//! What a capture file consists of, whatever its format: interfaces, packets, names, statistics,
//! secrets. Plain data; how the bytes lie in a file is known to the readers and the writer.

use std::fmt;
use std::net::IpAddr;

use zeroize::Zeroizing;

use super::code::option;
use crate::base::time::{Precision, Timestamp};

/// Link-layer type of a packet, a `LINKTYPE_` number: 1 Ethernet, 101 raw IP, 113 Linux cooked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u32);

impl LinkType {
    pub const ETHERNET: Self = Self(1);
}

/// An option that is not understood here, kept as it came. Integers in it (the enterprise number
/// of custom options, the known ones of packets) are little-endian whatever the file's order was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOption {
    pub code: u16,
    /// At most 65,535 bytes, without padding.
    pub value: Vec<u8>,
}

/// What a section says of the machine and program that made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionInfo {
    pub hardware: Option<String>,
    pub os: Option<String>,
    pub application: Option<String>,
    pub comments: Vec<String>,
    pub other_options: Vec<RawOption>,
}

/// Beginning of a section of a pcapng file; a pcap file has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Of the block, in bytes from the beginning of the uncompressed file.
    pub offset: u64,
    pub big_endian: bool,
    pub info: SectionInfo,
}

/// Where packets were captured. The header of a pcap file is one, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    pub link_type: LinkType,
    /// Most bytes captured of a packet; 0: no limit.
    pub snaplen: u32,
    /// Digits after the point that times have, 0 to 9; finer clocks are cut to nanoseconds.
    pub precision: Precision,
    /// `if_tsoffset`: seconds that stored times lie behind the real ones; [`PacketBlock::time`] has
    /// it added already.
    pub time_offset_s: i64,
    pub name: Option<String>,
    pub description: Option<String>,
    /// The capture filter, as text.
    pub filter: Option<String>,
    pub os: Option<String>,
    pub hardware: Option<String>,
    pub mac: Option<[u8; 6]>,
    /// Bytes of frame check sequence at the end of each packet.
    pub fcs_len: Option<u8>,
    /// Bits a second.
    pub speed: Option<u64>,
    pub comments: Vec<String>,
    pub other_options: Vec<RawOption>,
    /// The section of the file that it stands in, from 1; 0 in files that have none.
    pub section: u32,
}

impl Interface {
    /// An interface without name, limit or options.
    pub fn new(link_type: LinkType, precision: Precision) -> Self {
        Self {
            link_type,
            snaplen: 0,
            precision,
            time_offset_s: 0,
            name: None,
            description: None,
            filter: None,
            os: None,
            hardware: None,
            mac: None,
            fcs_len: None,
            speed: None,
            comments: Vec::new(),
            other_options: Vec::new(),
            section: 0,
        }
    }
}

/// A captured packet: where its bytes are, not the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PacketBlock {
    /// Of the first captured byte, from the beginning of the uncompressed file.
    pub data_offset: u64,
    /// Bytes of the packet that are in the file, at most 2^24 - 1.
    pub captured_len: u32,
    /// Bytes the packet had on the wire, as the file says; may even be less than `captured_len`.
    pub original_len: u32,
    /// The epoch when `has_time` is false.
    pub time: Timestamp,
    /// False for Simple Packet Blocks, which have no time.
    pub has_time: bool,
    /// Counted over the whole file, across sections.
    pub interface: u32,
    /// `epb_flags`: direction in the two lowest bits, link errors in the upper half.
    pub flags: Option<u32>,
    pub options: Option<Box<PacketOptions>>,
}

/// What a packet carries beside its bytes; few packets do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PacketOptions {
    pub comments: Vec<String>,
    /// All but comments and flags: hashes, drop count, packet id, queue, verdicts, custom ones.
    pub other: Vec<RawOption>,
}

impl PacketOptions {
    fn integer(&self, code: u16) -> Option<u64> {
        let value = &self.other.iter().find(|o| o.code == code)?.value;
        (value.len() <= 8).then(|| value.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)))
    }

    /// `epb_dropcount`: packets lost between this one and the one before.
    pub fn drop_count(&self) -> Option<u64> {
        self.integer(option::EPB_DROP_COUNT)
    }

    /// `epb_packetid`: the same for copies of one packet on several interfaces.
    pub fn packet_id(&self) -> Option<u64> {
        self.integer(option::EPB_PACKET_ID)
    }

    /// `epb_queue`: queue of the interface.
    pub fn queue(&self) -> Option<u64> {
        self.integer(option::EPB_QUEUE)
    }

    /// `epb_verdict`: what the hardware or the kernel did with the packet.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict<'_>> {
        let stated = self.other.iter().filter(|o| o.code == option::EPB_VERDICT);
        stated.filter_map(|o| {
            let (kind, value) = o.value.split_first()?;
            let number = || value.first_chunk().map(|number| i64::from_le_bytes(*number));
            Some(match (kind, number()) {
                (0, _) => Verdict::Hardware(value),
                (1, Some(action)) => Verdict::TrafficControl(action),
                (2, Some(action)) => Verdict::ExpressDataPath(action),
                _ => Verdict::Unknown(value),
            })
        })
    }
}

/// What became of a packet (draft-ietf-opsawg-pcapng section 4.3, `epb_verdict`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'o> {
    /// In words of the hardware's own.
    Hardware(&'o [u8]),
    /// What an eBPF program returned at `tc`.
    TrafficControl(i64),
    /// What an eBPF program returned at XDP.
    ExpressDataPath(i64),
    Unknown(&'o [u8]),
}

/// An address that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    Ip(IpAddr),
    Eui48([u8; 6]),
    Eui64([u8; 8]),
}

/// One record of a Name Resolution Block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub address: Address,
    /// At least one.
    pub names: Vec<String>,
}

/// A Name Resolution Block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub offset: u64,
    pub names: Vec<Name>,
    pub comments: Vec<String>,
    /// Options other than comments (the DNS server asked).
    pub other_options: Vec<RawOption>,
}

/// An Interface Statistics Block: counters since the capture began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Counted over the whole file, like that of packets.
    pub interface: u32,
    pub time: Timestamp,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    /// `isb_ifrecv`: packets the interface received.
    pub received: Option<u64>,
    /// `isb_ifdrop`: packets the interface dropped for lack of resources.
    pub dropped: Option<u64>,
    /// `isb_filteraccept`
    pub accepted: Option<u64>,
    /// `isb_osdrop`
    pub os_dropped: Option<u64>,
    /// `isb_usrdeliv`
    pub delivered: Option<u64>,
    pub comments: Vec<String>,
    pub other_options: Vec<RawOption>,
}

/// A Decryption Secrets Block.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretsBlock {
    /// `0x544c534b` ("TLSK") for a TLS key log.
    pub kind: u32,
    /// Of the secrets themselves, from the beginning of the uncompressed file.
    pub data_offset: u64,
    pub len: u32,
    pub bytes: Zeroizing<Vec<u8>>,
}

impl SecretsBlock {
    /// TLS key log in NSS format.
    pub const TLS_KEY_LOG: u32 = 0x544c_534b;
}

/// Without the secrets.
impl fmt::Debug for SecretsBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretsBlock")
            .field("kind", &format_args!("{:#010x}", self.kind))
            .field("data_offset", &self.data_offset)
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// A block that is not understood here (custom, journal, …); its bytes stay in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherBlock {
    pub block_type: u32,
    /// Of the block's header.
    pub offset: u64,
    /// Of the whole block with header and trailer.
    pub len: u32,
}

/// One step through a capture file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Section(Box<Section>),
    /// The interface with the next number.
    Interface(Box<Interface>),
    Packet(PacketBlock),
    Names(Box<Names>),
    Statistics(Box<Statistics>),
    Secrets(Box<SecretsBlock>),
    Other(OtherBlock),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_packet_options_are_little_endian() {
        let value = vec![1, 2, 0, 0, 0, 0, 0, 0];
        let other = vec![RawOption { code: option::EPB_DROP_COUNT, value }];
        let options = PacketOptions { comments: Vec::new(), other };
        assert_eq!(options.drop_count(), Some(0x201));
        assert_eq!(options.packet_id(), None);
    }

    #[test]
    fn secrets_are_not_printed() {
        let bytes = Zeroizing::new(b"CLIENT_RANDOM 00".to_vec());
        let block = SecretsBlock { kind: SecretsBlock::TLS_KEY_LOG, data_offset: 9, len: 16, bytes };
        let text = format!("{block:?}");
        assert!(!text.contains("67") && !text.contains("CLIENT"), "{text}");
    }
}
