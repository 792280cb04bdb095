//! Why a capture file cannot be read, or no further. No path is named: who opened the file adds it.

use std::io;

use super::compressed::Compression;

/// What is wrong with a capture file. Frames read before the error stay good.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("the file is empty; perhaps nothing was captured, or it was not yet written to disk")]
    Empty,

    #[error(
        "this is not a capture file: it looks like {looks_like}; pcap and pcapng files can be opened, \
         also compressed with gzip, zstd or lz4"
    )]
    NotACapture { looks_like: &'static str },

    #[error("below one compression there is another ({inner}); only one is taken away: unpack the file once")]
    NestedCompression { inner: Compression },

    /// The file ends inside a block.
    #[error(
        "the file is cut short in the middle of a packet or block: it ends at byte {end}, the block began \
         at byte {block_offset}; whole frames before it: {frames}. Copy the file again if \
         the original is longer"
    )]
    Cut { frames: u64, block_offset: u64, end: u64 },

    /// Bytes that cannot be what the format says.
    #[error(
        "the file is damaged at byte {offset}: {what}; frames before it, still good: {frames}. Copy the \
         file again if the original is whole"
    )]
    Damaged { frames: u64, offset: u64, what: String },

    #[error(
        "the packet at byte {offset} names interface {interface}, but its section has \
         {known} so far; frames before it, still good: {frames}. The file is damaged, or blocks of it \
         are missing"
    )]
    UnknownInterface { frames: u64, offset: u64, interface: u32, known: u32 },

    #[error(
        "at byte {offset}: {what}; save the file as pcapng 1.0 or pcap 2.4 with the program that made it"
    )]
    Unsupported { offset: u64, what: String },

    /// `offset` is in the uncompressed bytes.
    #[error(
        "the {compression} data is {}: no more can be unpacked after byte {offset} of the capture; whole \
         frames before it: {frames}. {what}",
        if *.cut { "cut short" } else { "damaged" }
    )]
    Compressed { frames: u64, offset: u64, compression: Compression, cut: bool, what: String },

    /// The unpacked copy cannot take more.
    #[error("reading stopped at byte {offset} after {frames} frames: {what}")]
    Spool { frames: u64, offset: u64, what: String },

    #[error(
        "reading failed at byte {offset} after {frames} frames: {source}; check the disk or the connection"
    )]
    Read { frames: u64, offset: u64, source: io::Error },
}
