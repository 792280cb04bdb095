//! Capture files: pcap, pcapng, compressed ones. No packet is looked into.
//!
//! Reading: [`open`] takes compression away, a [`TeeReader`] keeps a copy where the bytes cannot be
//! had twice, [`Reader`] gives one [`Block`] after the other. Writing: [`PcapngWriter`] and
//! [`PcapWriter`]. Offsets count from the beginning of the uncompressed bytes.
#![forbid(unsafe_code)]

pub mod block;
mod code;
mod compressed;
mod error;
mod fields;
mod packet_options;
mod pcap;
mod pcapng;
mod reader;
mod recognise;
mod spool;
mod step;
pub mod write;

pub use block::{
    Address, Block, Interface, LinkType, Name, Names, OtherBlock, PacketBlock, PacketOptions, RawOption,
    SecretsBlock, Section, SectionInfo, Statistics, Verdict,
};
pub use compressed::{Compression, Decompressor, Opened, open};
pub use error::Error;
pub use packet_options::{ENHANCED_PACKET_HEADER_LEN, packet_options};
pub use reader::{Next, Reader, Recent};
pub use recognise::FileKind;
pub use spool::{Spool, TeeReader};
pub use write::{PacketOut, PcapWriter, PcapngWriter};

#[cfg(test)]
mod tests;
