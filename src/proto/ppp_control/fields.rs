//! Fields of the control protocols of PPP, and names of their values.

use crate::field::Names;
use crate::proto::tables::ppp_protocol::PPP_PROTOCOLS;
crate::fields! { "ppp.code";
    /// What the message does.
    CODE: U8 = "ppp.code", "Code", Dec, Names::Table(CODES);
    /// Number that the answer repeats.
    IDENTIFIER: U8 = "ppp.identifier", "Identifier", DecHex;
    /// Bytes of the message.
    LENGTH: U16 = "ppp.length", "Length", Dec;
    /// What is rejected or unknown.
    DATA: Bytes = "ppp.data", "Data", None;
    /// The option has another length than it must have.
    LENGTH_INVALID: Label = "ppp.opt.len.invalid", "Invalid length for option", None;
}

/// Fields of LCP.
pub mod lcp {
    use super::{ALGORITHMS, CALLBACKS, ENDPOINT_CLASSES, LCP_OPTIONS, PPP_PROTOCOLS};
    use crate::field::Names;

    crate::fields! { "lcp";
        /// Link control (RFC 1661).
        LCP: Protocol = "lcp", "PPP Link Control Protocol", None;
        /// Number by which a link that comes back to itself is noticed.
        MAGIC: U32 = "lcp.magic_number", "Magic Number", Hex;
        /// Data of an echo.
        DATA: Bytes = "lcp.data", "Data", None;
        /// Words for people.
        MESSAGE: Str = "lcp.message", "Message", None;
        /// Seconds until the link goes down.
        SECONDS: U32 = "lcp.secs_remaining", "Seconds Remaining", Dec, Names::Unit(" seconds");
        /// Protocol that is not spoken here.
        REJECTED: U16 = "lcp.rej_proto", "Rejected Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// Kind of option.
        OPTION: U8 = "lcp.opt.type", "Type", Dec, Names::Table(LCP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "lcp.opt.length", "Length", Dec;
        /// Bytes of another option.
        OPTION_DATA: Bytes = "lcp.opt.data", "Data", None;
        /// Largest packet that is received.
        MRU: U16 = "lcp.opt.mru", "Maximum Receive Unit", Dec;
        /// Control characters that must be escaped, one bit each.
        ASYNC_MAP: U32 = "lcp.opt.asyncmap", "Async Control Character Map", Hex;
        /// How the peer is to prove who it is.
        AUTHENTICATION: U16 = "lcp.opt.auth_protocol", "Authentication Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// The algorithm of CHAP.
        ALGORITHM: U8 = "lcp.opt.algorithm", "Algorithm", Dec, Names::Ranges(ALGORITHMS);
        /// How quality is watched.
        QUALITY: U16 = "lcp.opt.quality_protocol", "Quality Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// Hundredths of a second between its reports.
        PERIOD: U32 = "lcp.opt.reporting_period", "Reporting Period", Dec;
        /// The same number as an option.
        OPTION_MAGIC: U32 = "lcp.opt.magic_number", "Magic Number", Hex;
        /// Which checksums are understood.
        FCS: U8 = "lcp.opt.fcs_alternatives", "FCS Alternatives", Hex;
        /// None.
        FCS_NULL: Bool = "lcp.opt.fcs_alternatives.null", "NULL FCS", W8 & 0x01;
        /// Of 16 bits.
        FCS_16: Bool = "lcp.opt.fcs_alternatives.ccitt16", "CCITT 16-bit", W8 & 0x02;
        /// Of 32 bits.
        FCS_32: Bool = "lcp.opt.fcs_alternatives.ccitt32", "CCITT 32-bit", W8 & 0x04;
        /// Largest padding.
        MAXIMUM: U8 = "lcp.opt.maximum", "Maximum", Dec, Names::Unit(" octets");
        /// How many frames may be on their way.
        WINDOW: U8 = "lcp.opt.window", "Window", Dec, Names::Unit(" frames");
        /// Their addresses.
        HDLC_ADDRESS: Bytes = "lcp.opt.hdlc_address", "Address", None;
        /// The option as a whole.
        VENDOR: Bytes = "lcp.opt.vendor", "Vendor Specific", None;
        /// The option as a whole.
        MRU_OPTION: Bytes = "lcp.opt.mtu_bytes", "Maximum Receive Unit", None;
        /// The option as a whole.
        ASYNC_MAP_OPTION: Bytes = "lcp.opt.asyncmap_bytes", "Async Control Character Map", None;
        /// The option as a whole.
        AUTHENTICATION_OPTION: Bytes = "lcp.opt.auth_protocol_bytes", "Authentication Protocol", None;
        /// The option as a whole.
        QUALITY_OPTION: Bytes = "lcp.opt.quality_protocol_bytes", "Quality Protocol", None;
        /// The option as a whole.
        MAGIC_OPTION: Bytes = "lcp.opt.magic_number_bytes", "Magic Number", None;
        /// The option as a whole.
        FIELD_COMPRESSION: Bytes = "lcp.opt.field_compress", "Protocol Field Compression", None;
        /// The option as a whole.
        ADDRESS_COMPRESSION: Bytes = "lcp.opt.addr_field_compress", "Address and Control Field Compression", None;
        /// The option as a whole.
        FCS_OPTION: Bytes = "lcp.opt.fcs_alternatives_bytes", "FCS Alternatives", None;
        /// The option as a whole.
        PADDING: Bytes = "lcp.opt.self_desc_pad", "Self Describing Pad", None;
        /// The option as a whole.
        NUMBERED: Bytes = "lcp.opt.numbered_mode", "Numbered Mode", None;
        /// The option as a whole.
        CALLBACK: Bytes = "lcp.opt.callback", "Callback", None;
        /// The option as a whole.
        COMPOUND: Bytes = "lcp.opt.compound_frames", "Compound Frames (Deprecated)", None;
        /// The option as a whole.
        MULTILINK_MRRU: Bytes = "lcp.opt.multilink_mrru", "Multilink MRRU", None;
        /// The option as a whole.
        MULTILINK_SHORT: Bytes = "lcp.opt.multilink_ssnh", "Multilink Short Sequence Number Header", None;
        /// The option as a whole.
        MULTILINK_ENDPOINT: Bytes = "lcp.opt.multilink_ep_disc", "Multilink Endpoint Discriminator", None;
        /// The option as a whole.
        LINK_DISCRIMINATOR_OPTION: Bytes = "lcp.opt.link_discrim_bytes", "Link Discriminator for BACP", None;
        /// This character is escaped.
        MAP_NUL: Bool = "lcp.opt.asyncmap.nul", "NUL", W32 & 0x00000001;
        /// This character is escaped.
        MAP_SOH: Bool = "lcp.opt.asyncmap.soh", "SOH", W32 & 0x00000002;
        /// This character is escaped.
        MAP_STX: Bool = "lcp.opt.asyncmap.stx", "STX", W32 & 0x00000004;
        /// This character is escaped.
        MAP_ETX: Bool = "lcp.opt.asyncmap.etx", "ETX", W32 & 0x00000008;
        /// This character is escaped.
        MAP_EOT: Bool = "lcp.opt.asyncmap.eot", "EOT", W32 & 0x00000010;
        /// This character is escaped.
        MAP_ENQ: Bool = "lcp.opt.asyncmap.enq", "ENQ", W32 & 0x00000020;
        /// This character is escaped.
        MAP_ACK: Bool = "lcp.opt.asyncmap.ack", "ACK", W32 & 0x00000040;
        /// This character is escaped.
        MAP_BEL: Bool = "lcp.opt.asyncmap.bel", "BEL", W32 & 0x00000080;
        /// This character is escaped.
        MAP_BS: Bool = "lcp.opt.asyncmap.bs", "BS", W32 & 0x00000100;
        /// This character is escaped.
        MAP_HT: Bool = "lcp.opt.asyncmap.ht", "HT", W32 & 0x00000200;
        /// This character is escaped.
        MAP_LF: Bool = "lcp.opt.asyncmap.lf", "LF", W32 & 0x00000400;
        /// This character is escaped.
        MAP_VT: Bool = "lcp.opt.asyncmap.vt", "VT", W32 & 0x00000800;
        /// This character is escaped.
        MAP_FF: Bool = "lcp.opt.asyncmap.ff", "FF", W32 & 0x00001000;
        /// This character is escaped.
        MAP_CR: Bool = "lcp.opt.asyncmap.cr", "CR", W32 & 0x00002000;
        /// This character is escaped.
        MAP_SO: Bool = "lcp.opt.asyncmap.so", "SO", W32 & 0x00004000;
        /// This character is escaped.
        MAP_SI: Bool = "lcp.opt.asyncmap.si", "SI", W32 & 0x00008000;
        /// This character is escaped.
        MAP_DLE: Bool = "lcp.opt.asyncmap.dle", "DLE", W32 & 0x00010000;
        /// This character is escaped.
        MAP_DC1: Bool = "lcp.opt.asyncmap.dc1", "DC1 (XON)", W32 & 0x00020000;
        /// This character is escaped.
        MAP_DC2: Bool = "lcp.opt.asyncmap.dc2", "DC2", W32 & 0x00040000;
        /// This character is escaped.
        MAP_DC3: Bool = "lcp.opt.asyncmap.dc3", "DC3 (XOFF)", W32 & 0x00080000;
        /// This character is escaped.
        MAP_DC4: Bool = "lcp.opt.asyncmap.dc4", "DC4", W32 & 0x00100000;
        /// This character is escaped.
        MAP_NAK: Bool = "lcp.opt.asyncmap.nak", "NAK", W32 & 0x00200000;
        /// This character is escaped.
        MAP_SYN: Bool = "lcp.opt.asyncmap.syn", "SYN", W32 & 0x00400000;
        /// This character is escaped.
        MAP_ETB: Bool = "lcp.opt.asyncmap.etb", "ETB", W32 & 0x00800000;
        /// This character is escaped.
        MAP_CAN: Bool = "lcp.opt.asyncmap.can", "CAN", W32 & 0x01000000;
        /// This character is escaped.
        MAP_EM: Bool = "lcp.opt.asyncmap.em", "EM", W32 & 0x02000000;
        /// This character is escaped.
        MAP_SUB: Bool = "lcp.opt.asyncmap.sub", "SUB", W32 & 0x04000000;
        /// This character is escaped.
        MAP_ESC: Bool = "lcp.opt.asyncmap.esc", "ESC", W32 & 0x08000000;
        /// This character is escaped.
        MAP_FS: Bool = "lcp.opt.asyncmap.fs", "FS", W32 & 0x10000000;
        /// This character is escaped.
        MAP_GS: Bool = "lcp.opt.asyncmap.gs", "GS", W32 & 0x20000000;
        /// This character is escaped.
        MAP_RS: Bool = "lcp.opt.asyncmap.rs", "RS", W32 & 0x40000000;
        /// This character is escaped.
        MAP_US: Bool = "lcp.opt.asyncmap.us", "US", W32 & 0x80000000;
        /// How the callback is to be made.
        OPERATION: U8 = "lcp.opt.operation", "Operation", Dec, Names::Table(CALLBACKS);
        /// Words to the one who calls back.
        CALLBACK_MESSAGE: Bytes = "lcp.opt.message", "Message", None;
        /// Largest packet over all links of a bundle.
        MRRU: U16 = "lcp.opt.mrru", "MRRU", Dec;
        /// What names an end of a bundle.
        ENDPOINT_CLASS: U8 = "lcp.opt.ep_disc_class", "Class", Dec, Names::Table(ENDPOINT_CLASSES);
        /// Its name, an IPv4 address.
        ENDPOINT_IP: Ipv4 = "lcp.opt.ip_address", "IP Address", None;
        /// Its name, a MAC address.
        ENDPOINT_MAC: Ether = "lcp.opt.802_1_address", "IEEE 802.1 Address", None;
        /// Number of the link.
        LINK_DISCRIMINATOR: U16 = "lcp.opt.link_discrim", "Link Discriminator", DecHex;
    }
}

/// Fields of IPCP.
pub mod ipcp {
    use super::{COMPRESSIONS, IPCP_OPTIONS};
    use crate::field::Names;

    crate::fields! { "ipcp";
        /// Control of IPv4 (RFC 1332).
        IPCP: Protocol = "ipcp", "PPP IP Control Protocol", None;
        /// Kind of option.
        OPTION: U8 = "ipcp.opt.type", "Type", Dec, Names::Table(IPCP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "ipcp.opt.length", "Length", Dec;
        /// Bytes of another option.
        DATA: Bytes = "ipcp.data", "Data", None;
        /// This end's address, as an option that is no longer used tells.
        SOURCE: Ipv4 = "ipcp.opt.src_address", "Source IP Address", None;
        /// The other end's, as it tells.
        DESTINATION: Ipv4 = "ipcp.opt.dst_address", "Destination IP Address", None;
        /// Home address of a node that moves (RFC 2290).
        HOME_ADDRESS: Ipv4 = "ipcp.opt.mobilenodehomeaddress", "Mobile Node's Home Address", None;
        /// How headers are compressed.
        COMPRESSION: U16 = "ipcp.opt.compress_proto", "IP Compression Protocol", Hex, Names::Table(COMPRESSIONS);
        /// Address of this end.
        ADDRESS: Ipv4 = "ipcp.opt.ip_address", "IP Address", None;
        /// First server of names (RFC 1877).
        PRIMARY_DNS: Ipv4 = "ipcp.opt.pri_dns_address", "Primary DNS Address", None;
        /// First server of NetBIOS names.
        PRIMARY_NBNS: Ipv4 = "ipcp.opt.pri_nbns_address", "Primary NBNS Address", None;
        /// Second server of names.
        SECONDARY_DNS: Ipv4 = "ipcp.opt.sec_dns_address", "Secondary DNS Address", None;
        /// Second server of NetBIOS names.
        SECONDARY_NBNS: Ipv4 = "ipcp.opt.sec_nbns_address", "Secondary NBNS Address", None;
        /// Highest slot of compressed headers (RFC 1332 section 4).
        MAX_SLOT: U8 = "ipcp.opt.max_slot_id", "Max Slot ID", Dec;
        /// Whether slots are left out as well.
        SLOT_COMPRESSED: Bool = "ipcp.opt.comp_slot_id", "Comp Slot ID", W8 & 0x01, Names::TrueFalse("The slot identifier may be compressed", "The slot identifier must not be compressed");
        /// The option as a whole.
        ADDRESSES_OPTION: Bytes = "ipcp.opt.addrs", "IP Addresses (deprecated)", None;
        /// The option as a whole.
        COMPRESSION_OPTION: Bytes = "ipcp.opt.compress", "IP Compression Protocol", None;
        /// The option as a whole.
        ADDRESS_OPTION: Bytes = "ipcp.opt.addr", "IP Address", None;
        /// The option as a whole.
        MOBILE: Bytes = "ipcp.opt.mobileipv4", "Mobile Node's Home IP Address", None;
        /// The option as a whole.
        PRIMARY_DNS_OPTION: Bytes = "ipcp.opt.pri_dns", "Primary DNS Server IP Address", None;
        /// The option as a whole.
        PRIMARY_NBNS_OPTION: Bytes = "ipcp.opt.pri_nbns", "Primary NBNS Server IP Address", None;
        /// The option as a whole.
        SECONDARY_DNS_OPTION: Bytes = "ipcp.opt.sec_dns", "Secondary DNS Server IP Address", None;
        /// The option as a whole.
        SECONDARY_NBNS_OPTION: Bytes = "ipcp.opt.sec_nbns", "Secondary NBNS Server IP Address", None;
    }
}

/// Fields of IPV6CP.
pub mod ipv6cp {
    use super::IPV6CP_OPTIONS;
    use crate::field::Names;

    crate::fields! { "ipv6cp";
        /// Control of IPv6 (RFC 5072).
        IPV6CP: Protocol = "ipv6cp", "PPP IPv6 Control Protocol", None;
        /// Kind of option.
        OPTION: U8 = "ipv6cp.opt.type", "Type", Dec, Names::Table(IPV6CP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "ipv6cp.opt.length", "Length", Dec;
        /// Lower half of this end's address.
        INTERFACE: Bytes = "ipv6cp.interface_identifier", "Interface Identifier", Colon;
        /// The option as a whole.
        INTERFACE_OPTION: Bytes = "ipv6cp.opt.interface_identifier", "Interface Identifier", None;
        /// The option as a whole.
        COMPRESSION_OPTION: Bytes = "ipv6cp.opt.compress", "IPv6 compression", None;
    }
}

/// Fields of CCP.
/// The field of the control of MPLS.
pub mod mplscp {
    crate::fields! { "mplscp";
        /// Control of MPLS (RFC 3032).
        MPLSCP: Protocol = "mplscp", "PPP MPLS Control Protocol", None;
    }
}

/// The field of the control of Cisco's discovery.
pub mod cdpcp {
    crate::fields! { "cdpcp";
        /// Control of Cisco's discovery.
        CDPCP: Protocol = "cdpcp", "PPP CDP Control Protocol", None;
    }
}

/// Fields of the control of bridging.
pub mod bcp_ncp {
    use super::BCP_OPTIONS;
    use crate::field::Names;

    crate::fields! { "bcp_ncp";
        /// Control of bridging (RFC 3518).
        BCP: Protocol = "bcp_ncp", "PPP Bridging Control Protocol Network Control Protocol", None;
        /// Kind of option.
        OPTION: U8 = "bcp_ncp.lcp.opt.type", "Type", Dec, Names::Table(BCP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "bcp_ncp.lcp.opt.length", "Length", Dec;
        /// Number of the segment.
        SEGMENT: U16 = "bcp_ncp.lcp.lan_seg_no", "LAN Segment Number", Dec & 0xfff0;
        /// Number of the bridge.
        BRIDGE: U16 = "bcp_ncp.lcp.bridge_no", "Bridge Number", Dec & 0x000f;
        /// Which frames are bridged.
        MAC_TYPE: U8 = "bcp_bpdu.mac_type", "MAC Type", Dec, Names::Table(&[(0, "Reserved"), (1, "IEEE 802.3/Ethernet"), (2, "IEEE 802.4"), (3, "IEEE 802.5"), (4, "FDDI")]);
        /// Padding of frames is left out.
        TINYGRAM: Bool = "bcp_ncp.lcp.tinygram_comp", "Tinygram-Compression", W8, Names::TrueFalse("Enabled", "Disabled");
        /// The bridge's address.
        MAC: Ether = "bcp_ncp.lcp.mac_addres", "MAC Address", None;
        /// Which spanning tree.
        SPANNING_TREE: U8 = "bcp_ncp.lcp.stp_protocol", "Protocol", Dec, Names::Table(&[(0, "Null (no Spanning Tree protocol supported)"), (1, "IEEE 802.1D spanning tree"), (2, "IEEE 802.1G extended spanning tree protocol"), (3, "IBM Source Route Spanning tree protocol"), (4, "DEC LANbridge 100 Spanning tree protocol")]);
        /// Frames may have tags.
        TAGGED: Bool = "bcp_ncp.ieee_802_tagged_frame", "IEEE-802-Tagged-Frame", W8, Names::TrueFalse("Enabled", "Disabled");
    }
}

/// Fields of the control of compression.
pub mod ccp {
    use super::CCP_OPTIONS;
    use crate::field::Names;

    crate::fields! { "ccp";
        /// Control of compression (RFC 1962).
        CCP: Protocol = "ccp", "PPP Compression Control Protocol", None;
        /// Kind of option.
        OPTION: U8 = "ccp.opt.type", "Type", Dec, Names::Table(CCP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "ccp.opt.length", "Length", Dec;
        /// Bytes of another option.
        DATA: Bytes = "ccp.opt.data", "Data", None;
        /// Deflate (RFC 1979), as a whole.
        DEFLATE: Bytes = "ccp.opt.deflate", "Deflate", None;
        /// How far back it refers, as coded.
        WINDOW: U8 = "ccp.opt.window", "Window", Dec & 0xf0;
        /// How it compresses.
        METHOD: U8 = "ccp.opt.method", "Method", Dec & 0x0f, Names::Table(&[(8, "zlib compression")]);
        /// Zero.
        MBZ: U8 = "ccp.opt.mbz", "MBZ", Dec & 0xfc;
        /// How lost packets are noticed.
        CHECK: U8 = "ccp.opt.chk", "Chk", Dec & 0x03, Names::Table(&[(0, "sequence number check method")]);
        /// BSD's compression (RFC 1977), as a whole.
        BSD: Bytes = "ccp.opt.bsdcomp", "BSD LZW Compress", None;
        /// Its version and the size of its dictionary.
        VERSION_DICT: U8 = "ccp.opt.vd", "Vers/Dict", Hex;
        /// Its version.
        VERSION: U8 = "ccp.opt.vd.vers", "Vers", Dec & 0xe0;
        /// Bits of its codes, at most.
        DICT: U8 = "ccp.opt.vd.dict", "Dict", Dec & 0x1f;
        /// Compression and encryption of Microsoft (RFC 3078), as a whole.
        MPPE: Bytes = "ccp.opt.mppe", "Microsoft PPE/PPC", None;
        /// What of it is spoken.
        BITS: U32 = "ccp.opt.supported_bits", "Supported Bits", Hex;
        /// Keys change with every packet.
        BIT_H: Bool = "ccp.opt.supported_bits.h", "H", W32 & 0x01000000, Names::TrueFalse("Stateless mode ON", "Stateless mode OFF");
        /// Keys of 56 bits.
        BIT_M: Bool = "ccp.opt.supported_bits.m", "M", W32 & 0x00000080, Names::TrueFalse("56-bit encryption ON", "56-bit encryption OFF");
        /// Keys of 128 bits.
        BIT_S: Bool = "ccp.opt.supported_bits.s", "S", W32 & 0x00000040, Names::TrueFalse("128-bit encryption ON", "128-bit encryption OFF");
        /// Keys of 40 bits.
        BIT_L: Bool = "ccp.opt.supported_bits.l", "L", W32 & 0x00000020, Names::TrueFalse("40-bit encryption ON", "40-bit encryption OFF");
        /// No longer used.
        BIT_D: Bool = "ccp.opt.supported_bits.d", "D", W32 & 0x00000010, Names::TrueFalse("Obsolete (should NOT be 1)", "Obsolete (should ALWAYS be 0)");
        /// Compression.
        BIT_C: Bool = "ccp.opt.supported_bits.c", "C", W32 & 0x00000001, Names::TrueFalse("Desire to negotiate MPPC", "No desire to negotiate MPPC");
    }
}

pub(super) const CODES: &[(u32, &str)] = &[
    (0, "Vendor Specific"),
    (1, "Configuration Request"),
    (2, "Configuration Ack"),
    (3, "Configuration Nak"),
    (4, "Configuration Reject"),
    (5, "Termination Request"),
    (6, "Termination Ack"),
    (7, "Code Reject"),
    (8, "Protocol Reject"),
    (9, "Echo Request"),
    (10, "Echo Reply"),
    (11, "Discard Request"),
    (12, "Identification"),
    (13, "Time Remaining"),
    (14, "Reset Request"),
    (15, "Reset Ack"),
];
pub(super) const ALGORITHMS: &[(u32, u32, &str)] = &[
    (0, 4, "Reserved"),
    (5, 5, "CHAP with MD5"),
    (6, 6, "CHAP with SHA-1"),
    (128, 128, "MS-CHAP"),
    (129, 129, "MS-CHAP-2"),
];
pub(super) const LCP_OPTIONS: &[(u32, &str)] = &[
    (0, "Vendor Specific"),
    (1, "Maximum Receive Unit"),
    (2, "Async Control Character Map"),
    (3, "Authentication Protocol"),
    (4, "Quality Protocol"),
    (5, "Magic Number"),
    (6, "Link Quality Monitoring"),
    (7, "Protocol Field Compression"),
    (8, "Address and Control Field Compression"),
    (9, "FCS Alternatives"),
    (10, "Self Describing Pad"),
    (11, "Numbered Mode"),
    (13, "Callback"),
    (15, "Compound Frames (Deprecated)"),
    (16, "Nominal Data Encapsulation (Deprecated)"),
    (17, "Multilink MRRU"),
    (18, "Multilink Short Sequence Number Header"),
    (19, "Multilink Endpoint Discriminator"),
    (21, "DCE Identifier"),
    (22, "Multi Link Plus Procedure"),
    (23, "Link Discriminator for BACP"),
    (24, "Authentication Option"),
    (25, "Consistent Overhead Byte Stuffing (COBS)"),
    (26, "Prefix Elision"),
    (27, "Multilink header format"),
    (28, "Internationalization"),
    (29, "Simple Data Link on SONET/SDH"),
];
pub(super) const CALLBACKS: &[(u32, &str)] = &[
    (0, "Location is determined by user authentication"),
    (1, "Message is dialing string"),
    (2, "Message is location identifier"),
    (3, "Message is E.164"),
    (4, "Message is distinguished name"),
    (5, "unassigned"),
    (6, "Location is determined during CBCP negotiation"),
];
pub(super) const ENDPOINT_CLASSES: &[(u32, &str)] = &[
    (0, "Null"),
    (1, "Locally assigned address"),
    (2, "Internet Protocol (IP) address"),
    (3, "IEEE 802.1 globally assigned MAC address"),
    (4, "PPP magic-number block"),
    (5, "Public switched network directory number"),
];
pub(super) const IPCP_OPTIONS: &[(u32, &str)] = &[
    (1, "IP Addresses (deprecated)"),
    (2, "IP Compression Protocol"),
    (3, "IP Address"),
    (4, "Mobile Node's Home IP Address"),
    (129, "Primary DNS Server IP Address"),
    (130, "Primary NBNS Server IP Address"),
    (131, "Secondary DNS Server IP Address"),
    (132, "Secondary NBNS Server IP Address"),
];
pub(super) const COMPRESSIONS: &[(u32, &str)] = &[
    (0x0003, "Robust Header Compression (ROHC)"),
    (0x002d, "VJ compression"),
    (0x0037, "VJ compression (RFC1172-typo)"),
    (0x0061, "IPHC compression"),
];
pub(super) const IPV6CP_OPTIONS: &[(u32, &str)] = &[(1, "Interface Identifier"), (2, "IPv6 compression")];

pub(super) const CCP_OPTIONS: &[(u32, &str)] = &[
    (0, "OUI"),
    (1, "Predictor type 1"),
    (2, "Predictor type 2"),
    (3, "Puddle Jumper"),
    (16, "Hewlett-Packard PPC"),
    (17, "Stac Electronics LZS"),
    (18, "Microsoft PPE/PPC"),
    (19, "Gandalf FZA"),
    (20, "V.42bis compression"),
    (21, "BSD LZW Compress"),
    (23, "LZS-DCP"),
    (24, "MVRCA (Magnalink)"),
    (25, "PPP for Data Compression in Data Circuit-Terminating Equipment (DCE)"),
    (26, "Deflate"),
    (27, "V.44/LZJH compression"),
];
pub(super) const BCP_OPTIONS: &[(u32, &str)] = &[
    (1, "Bridge-Identification"),
    (2, "Line-Identification"),
    (3, "MAC-Support"),
    (4, "Tinygram-Compression"),
    (5, "LAN-Identification (obsoleted)"),
    (6, "MAC-Address"),
    (7, "Spanning-Tree-Protocol (old formatted)"),
    (8, "IEEE 802 Tagged Frame"),
    (9, "Management Inline"),
    (10, "Bridge Control Packet Indicator"),
];
