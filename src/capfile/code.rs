//! Numbers of the file formats: magics, block types, option codes. Reader and writer share them.
//!
//! Sources: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.

/// pcap with microseconds, as read in the file's own byte order.
pub const PCAP_MICROS: u32 = 0xa1b2_c3d4;
/// pcap with nanoseconds.
pub const PCAP_NANOS: u32 = 0xa1b2_3c4d;
/// "Modified" pcap of old Linux systems: eight more bytes in each record header.
pub const PCAP_MODIFIED: u32 = 0xa1b2_cd34;

/// Byte-order magic inside a Section Header Block.
pub const BYTE_ORDER: u32 = 0x1a2b_3c4d;

/// Block types of pcapng.
pub mod block {
    pub const SECTION: u32 = 0x0a0d_0d0a;
    pub const INTERFACE: u32 = 1;
    /// The obsolete Packet Block.
    pub const OLD_PACKET: u32 = 2;
    pub const SIMPLE_PACKET: u32 = 3;
    pub const NAMES: u32 = 4;
    pub const STATISTICS: u32 = 5;
    pub const PACKET: u32 = 6;
    pub const SECRETS: u32 = 10;
}

/// Option codes; those above 1 mean something else in each block type.
pub mod option {
    pub const END: u16 = 0;
    pub const COMMENT: u16 = 1;
    /// Custom options: their value begins with an enterprise number.
    pub const CUSTOM: [u16; 4] = [2988, 2989, 19372, 19373];

    pub const SHB_HARDWARE: u16 = 2;
    pub const SHB_OS: u16 = 3;
    pub const SHB_APPLICATION: u16 = 4;

    pub const IF_NAME: u16 = 2;
    pub const IF_DESCRIPTION: u16 = 3;
    pub const IF_MAC: u16 = 6;
    pub const IF_SPEED: u16 = 8;
    pub const IF_TSRESOL: u16 = 9;
    pub const IF_FILTER: u16 = 11;
    pub const IF_OS: u16 = 12;
    pub const IF_FCS_LEN: u16 = 13;
    pub const IF_TSOFFSET: u16 = 14;
    pub const IF_HARDWARE: u16 = 15;

    /// Enhanced Packet Block, and `pack_flags` of the obsolete Packet Block.
    pub const EPB_FLAGS: u16 = 2;
    pub const EPB_DROP_COUNT: u16 = 4;
    pub const EPB_PACKET_ID: u16 = 5;
    pub const EPB_QUEUE: u16 = 6;
    pub const EPB_VERDICT: u16 = 7;

    pub const ISB_START: u16 = 2;
    pub const ISB_END: u16 = 3;
    pub const ISB_RECEIVED: u16 = 4;
    pub const ISB_DROPPED: u16 = 5;
    pub const ISB_ACCEPTED: u16 = 6;
    pub const ISB_OS_DROPPED: u16 = 7;
    pub const ISB_DELIVERED: u16 = 8;
}

/// Record types of a Name Resolution Block.
pub mod name {
    pub const END: u16 = 0;
    pub const IPV4: u16 = 1;
    pub const IPV6: u16 = 2;
    pub const EUI48: u16 = 3;
    pub const EUI64: u16 = 4;
}
