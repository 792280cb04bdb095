//! Capture files: pcap, pcapng, compressed ones. No packet is looked into.
#![forbid(unsafe_code)]

pub mod block;
mod code;
pub mod write;

pub use block::{
    Address, Block, Interface, LinkType, Name, Names, OtherBlock, PacketBlock, PacketOptions, RawOption,
    SecretsBlock, Section, SectionInfo, Statistics,
};
pub use write::{PacketOut, PcapWriter, PcapngWriter};
