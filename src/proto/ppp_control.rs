//! Control protocols of PPP: the link's (LCP, RFC 1661), those of IPv4 (IPCP, RFC 1332), of IPv6 (RFC 5072)
//! and of compression (CCP, RFC 1962). They share their form: code, identifier, length, options.

use crate::dissect::{Claim, Cursor, Cut, Dissector, NodeRef, Protocol};
use crate::field::def::{Bool, Bytes, U8};
use crate::field::{Field, Names};
use crate::proto::tables::ppp_protocol::PPP_PROTOCOLS;

/// What they have in common.
/// As a part of others it shows options of LCP.
pub const SHARED: Protocol = Protocol {
    name: "ppp.code",
    title: "PPP Control",
    fields: FIELDS,
    dissect: |d, c| each(d, &LCP_KIND, c),
    ..Protocol::EMPTY
};
pub const LINK: Protocol = Protocol {
    name: "lcp",
    title: "PPP LCP",
    fields: lcp::FIELDS,
    claims: &[Claim::PppProtocol(0xc021)],
    dissect: |d, c| dissect(d, c, &LCP_KIND),
    ..Protocol::EMPTY
};
pub const IPV4: Protocol = Protocol {
    name: "ipcp",
    title: "PPP IPCP",
    fields: ipcp::FIELDS,
    claims: &[Claim::PppProtocol(0x8021)],
    dissect: |d, c| dissect(d, c, &IPCP_KIND),
    ..Protocol::EMPTY
};
pub const IPV6: Protocol = Protocol {
    name: "ipv6cp",
    title: "PPP IPV6CP",
    fields: ipv6cp::FIELDS,
    claims: &[Claim::PppProtocol(0x8057)],
    dissect: |d, c| dissect(d, c, &IPV6CP_KIND),
    ..Protocol::EMPTY
};

pub const COMPRESSION: Protocol = Protocol {
    name: "ccp",
    title: "PPP CCP",
    fields: ccp::FIELDS,
    claims: &[Claim::PppProtocol(0x80fd)],
    dissect: |d, c| dissect(d, c, &CCP_KIND),
    ..Protocol::EMPTY
};

crate::fields! { "ppp.code";
    /// What the message does.
    CODE: U8 = "ppp.code", "Code", Dec, Names::Table(CODES);
    /// Number that the answer repeats.
    IDENTIFIER: U8 = "ppp.identifier", "Identifier", DecHex;
    /// Bytes of the message.
    LENGTH: U16 = "ppp.length", "Length", Dec;
    /// What is rejected or unknown.
    DATA: Bytes = "ppp.data", "Data", None;
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
        SECONDS: U32 = "lcp.secs_remaining", "Seconds Remaining", Dec;
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

const CODES: &[(u32, &str)] = &[
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
const ALGORITHMS: &[(u32, u32, &str)] = &[
    (0, 4, "Reserved"),
    (5, 5, "CHAP with MD5"),
    (6, 6, "CHAP with SHA-1"),
    (128, 128, "MS-CHAP"),
    (129, 129, "MS-CHAP-2"),
];
const LCP_OPTIONS: &[(u32, &str)] = &[
    (0, "Vendor Specific"),
    (1, "Maximum Receive Unit"),
    (2, "Async Control Character Map"),
    (3, "Authentication Protocol"),
    (4, "Quality Protocol"),
    (5, "Magic Number"),
    (7, "Protocol Field Compression"),
    (8, "Address and Control Field Compression"),
    (9, "FCS Alternatives"),
    (10, "Self-Describing Padding"),
    (11, "Numbered Mode"),
    (13, "Callback"),
    (15, "Compound Frames"),
    (17, "Multilink MRRU"),
    (18, "Multilink Short Sequence Number Header Format"),
    (19, "Multilink Endpoint Discriminator"),
];
const CALLBACKS: &[(u32, &str)] = &[
    (0, "Location is determined by user authentication"),
    (1, "Message is dialing string"),
    (2, "Message is location identifier"),
    (3, "Message is E.164"),
    (4, "Message is distinguished name"),
    (5, "unassigned"),
    (6, "Location is determined during CBCP negotiation"),
];
const ENDPOINT_CLASSES: &[(u32, &str)] = &[
    (0, "Null"),
    (1, "Locally assigned address"),
    (2, "Internet Protocol (IP) address"),
    (3, "IEEE 802.1 globally assigned MAC address"),
    (4, "PPP magic-number block"),
    (5, "Public switched network directory number"),
];
const IPCP_OPTIONS: &[(u32, &str)] = &[
    (1, "IP addresses (deprecated)"),
    (2, "IP Compression Protocol"),
    (3, "IP Address"),
    (4, "Mobile Node's Home IP Address"),
    (129, "Primary DNS Server IP Address"),
    (130, "Primary NBNS Server IP Address"),
    (131, "Secondary DNS Server IP Address"),
    (132, "Secondary NBNS Server IP Address"),
];
const COMPRESSIONS: &[(u32, &str)] = &[
    (0x0003, "Robust Header Compression (ROHC)"),
    (0x002d, "VJ compression"),
    (0x0037, "VJ compression (RFC1172-typo)"),
    (0x0061, "IPHC compression"),
];
const IPV6CP_OPTIONS: &[(u32, &str)] = &[(1, "Interface Identifier"), (2, "IPv6 compression")];

const CCP_OPTIONS: &[(u32, &str)] = &[
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
/// The field of a whole option of LCP, by its number.
const LCP_WHOLE: &[(u8, Field<Bytes>)] = &[
    (0, lcp::VENDOR),
    (1, lcp::MRU_OPTION),
    (2, lcp::ASYNC_MAP_OPTION),
    (3, lcp::AUTHENTICATION_OPTION),
    (4, lcp::QUALITY_OPTION),
    (5, lcp::MAGIC_OPTION),
    (7, lcp::FIELD_COMPRESSION),
    (8, lcp::ADDRESS_COMPRESSION),
    (9, lcp::FCS_OPTION),
    (10, lcp::PADDING),
    (11, lcp::NUMBERED),
    (13, lcp::CALLBACK),
    (15, lcp::COMPOUND),
    (17, lcp::MULTILINK_MRRU),
    (18, lcp::MULTILINK_SHORT),
    (19, lcp::MULTILINK_ENDPOINT),
    (23, lcp::LINK_DISCRIMINATOR_OPTION),
];
/// The field of a whole option of IPCP, by its number.
const IPCP_WHOLE: &[(u8, Field<Bytes>)] = &[
    (1, ipcp::ADDRESSES_OPTION),
    (2, ipcp::COMPRESSION_OPTION),
    (3, ipcp::ADDRESS_OPTION),
    (4, ipcp::MOBILE),
    (129, ipcp::PRIMARY_DNS_OPTION),
    (130, ipcp::PRIMARY_NBNS_OPTION),
    (131, ipcp::SECONDARY_DNS_OPTION),
    (132, ipcp::SECONDARY_NBNS_OPTION),
];
/// The field of a whole option of IPV6CP, by its number.
const IPV6CP_WHOLE: &[(u8, Field<Bytes>)] = &[(1, ipv6cp::INTERFACE_OPTION), (2, ipv6cp::COMPRESSION_OPTION)];

/// What one of them has of its own.
struct Kind {
    column: &'static str,
    names: &'static [(u32, &'static str)],
    whole: &'static [(u8, Field<Bytes>)],
    /// Fields of type and length of an option.
    head: [Field<U8>; 2],
    /// What stands behind type and length.
    option: fn(&mut Dissector<'_>, NodeRef, u8, Cursor<'_>) -> Result<(), Cut>,
}

const LCP_KIND: Kind = Kind {
    column: "PPP LCP",
    names: LCP_OPTIONS,
    whole: LCP_WHOLE,
    head: [lcp::OPTION, lcp::OPTION_LENGTH],
    option: lcp_option,
};
const IPCP_KIND: Kind = Kind {
    column: "PPP IPCP",
    names: IPCP_OPTIONS,
    whole: IPCP_WHOLE,
    head: [ipcp::OPTION, ipcp::OPTION_LENGTH],
    option: ipcp_option,
};
const CCP_KIND: Kind = Kind {
    column: "PPP CCP",
    names: CCP_OPTIONS,
    whole: &[(18, ccp::MPPE)],
    head: [ccp::OPTION, ccp::OPTION_LENGTH],
    option: ccp_option,
};
const IPV6CP_KIND: Kind = Kind {
    column: "PPP IPV6CP",
    names: IPV6CP_OPTIONS,
    whole: IPV6CP_WHOLE,
    head: [ipv6cp::OPTION, ipv6cp::OPTION_LENGTH],
    option: ipv6cp_option,
};

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, kind: &Kind) -> Result<(), Cut> {
    const HEADER_LEN: u32 = 4;
    let code = c.u8()?;
    let name = Names::Table(CODES).name(code.value.into()).unwrap_or("Unknown");
    d.columns.protocol = kind.column.into();
    d.columns.set_info(format_args!("{name}"));
    d.tree.leaf(CODE, code);
    d.tree.leaf(IDENTIFIER, c.u8()?);
    let len = c.u16()?;
    d.tree.leaf(LENGTH, len);
    // What lies behind is padding of the link.
    let mut c = c.sub(u32::from(len.value).saturating_sub(HEADER_LEN).min(c.left()))?;
    match code.value {
        1..=4 => options(d, kind, c)?,
        5 | 6 => d.rest_as(DATA, &mut c),
        7 if c.captured() > 0 => {
            let packet = c.rest();
            let len = packet.value.len();
            let mut digits = String::new();
            let _ = crate::field::show::hex(packet.value, "", &mut digits);
            d.tree.leaf_as(DATA, packet, format_args!("Rejected Packet ({len} bytes): {digits}"));
        }

        8 => {
            let rejected = c.u16()?;
            d.tree.leaf(lcp::REJECTED, rejected);
            let claim = Claim::PppProtocol(rejected.value);
            if !c.is_empty() {
                let columns = d.columns.clone();
                d.embed(claim, c);
                d.columns = columns;
            }
        }
        9..=11 => {
            d.tree.leaf(lcp::MAGIC, c.u32()?);
            d.rest_as(lcp::DATA, &mut c);
        }
        12 | 13 => {
            d.tree.leaf(lcp::MAGIC, c.u32()?);
            if code.value == 13 {
                d.tree.leaf(lcp::SECONDS, c.u32()?);
            }
            if !c.is_empty() {
                let message = c.rest();
                d.tree.leaf(lcp::MESSAGE, message);
            }
        }
        _ => d.rest_as(DATA, &mut c),
    }
    Ok(())
}

fn options(d: &mut Dissector<'_>, kind: &Kind, c: Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let mut names = String::new();
    for (number, _) in listed(c.peek()) {
        names.push_str(", ");
        names.push_str(Names::Table(kind.names).name(number.into()).unwrap_or("Unknown"));
    }
    let bytes = c.left();
    let s = if bytes == 1 { "" } else { "s" };
    let open = d.tree.open_text(c.rest_span(), format_args!("Options: ({bytes} byte{s}){names}"));
    each(d, kind, c)?;
    d.tree.close(open);
    Ok(())
}

fn each(d: &mut Dissector<'_>, kind: &Kind, mut c: Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let number = { c }.u8()?.value;
        let len = { c.peek().get(1).copied() }.ok_or(Cut::Malformed)?;
        if len < 2 {
            return Err(Cut::Malformed);
        }
        one(d, kind, number, c.sub(len.into())?)?;
    }
    Ok(())
}

fn one(d: &mut Dissector<'_>, kind: &Kind, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    let name = Names::Table(kind.names).name(number.into()).unwrap_or("Unknown");
    let field = kind.whole.iter().find(|(n, _)| *n == number).map(|(_, field)| *field);
    let open = match field {
        Some(field) => {
            let bytes = { c }.rest();
            let title = crate::proto::def(field.id).title;
            d.tree.open_as(field, bytes, format_args!("{title}"))
        }
        None => d.tree.open_text(c.rest_span(), format_args!("{name}")),
    };
    let [of_kind, of_len] = kind.head;
    d.tree.leaf(of_kind, c.u8()?);
    d.tree.leaf(of_len, c.u8()?);
    (kind.option)(d, open.node(), number, c)?;
    d.tree.close(open);
    Ok(())
}

/// Numbers and lengths of the options that begin with `bytes`.
fn listed(mut bytes: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    std::iter::from_fn(move || {
        let [number, len, ..] = *bytes else { return None };
        bytes = bytes.get(usize::from(len.max(2))..)?;
        Some((number, len))
    })
}

fn lcp_option(d: &mut Dissector<'_>, node: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    match number {
        1 => {
            let mru = c.u16()?;
            d.tree.leaf(lcp::MRU, mru);
            d.append(node, format_args!(": {}", mru.value));
        }
        2 => async_map(d, node, &mut c)?,
        3 => {
            let protocol = c.u16()?;
            d.tree.leaf(lcp::AUTHENTICATION, protocol);
            named_protocol(d, node, protocol.value);
            const CHAP: u16 = 0xc223;
            if protocol.value == CHAP && !c.is_empty() {
                d.tree.leaf(lcp::ALGORITHM, c.u8()?);
            }
            d.rest_as(lcp::OPTION_DATA, &mut c);
        }
        4 => {
            let protocol = c.u16()?;
            d.tree.leaf(lcp::QUALITY, protocol);
            named_protocol(d, node, protocol.value);
            d.tree.leaf(lcp::PERIOD, c.u32()?);
        }
        5 => {
            let magic = c.u32()?;
            d.tree.leaf(lcp::OPTION_MAGIC, magic);
            d.append(node, format_args!(": 0x{:08x}", magic.value));
        }
        13 => {
            let operation = c.u8()?;
            d.tree.leaf(lcp::OPERATION, operation);
            let name = Names::Table(CALLBACKS).name(operation.value.into()).unwrap_or("Unknown");
            d.append(node, format_args!(": {name}"));
            d.rest_as(lcp::CALLBACK_MESSAGE, &mut c);
        }
        17 => {
            let mrru = c.u16()?;
            d.tree.leaf(lcp::MRRU, mrru);
            d.append(node, format_args!(": {}", mrru.value));
        }
        19 => {
            let class = c.u8()?;
            d.tree.leaf(lcp::ENDPOINT_CLASS, class);
            let name = Names::Table(ENDPOINT_CLASSES).name(class.value.into()).unwrap_or("Unknown");
            d.append(node, format_args!(": {name}"));
            match (class.value, c.left()) {
                (2, 4) => _ = d.tree.leaf(lcp::ENDPOINT_IP, c.array()?),
                (3, 6) => _ = d.tree.leaf(lcp::ENDPOINT_MAC, c.array::<6>()?),
                _ => d.rest_as(lcp::OPTION_DATA, &mut c),
            }
        }
        23 => {
            let link = c.u16()?;
            d.tree.leaf(lcp::LINK_DISCRIMINATOR, link);
            d.append(node, format_args!(": {0} (0x{0:04x})", link.value));
        }
        _ => d.rest_as(lcp::OPTION_DATA, &mut c),
    }
    Ok(())
}

/// Behind an option's name: the protocol that it asks for.
fn named_protocol(d: &mut Dissector<'_>, node: NodeRef, protocol: u16) {
    let called = Names::Table(PPP_PROTOCOLS).name(protocol.into()).unwrap_or("Unknown");
    d.append(node, format_args!(": {called} (0x{protocol:04x})"));
}

/// Which control characters are escaped (RFC 1662 section 7.1).
fn async_map(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    use lcp::*;
    const CHARACTERS: [Field<Bool>; 32] = [
        MAP_US, MAP_RS, MAP_GS, MAP_FS, MAP_ESC, MAP_SUB, MAP_EM, MAP_CAN, MAP_ETB, MAP_SYN, MAP_NAK,
        MAP_DC4, MAP_DC3, MAP_DC2, MAP_DC1, MAP_DLE, MAP_SI, MAP_SO, MAP_CR, MAP_FF, MAP_VT, MAP_LF, MAP_HT,
        MAP_BS, MAP_BEL, MAP_ACK, MAP_ENQ, MAP_EOT, MAP_ETX, MAP_STX, MAP_SOH, MAP_NUL,
    ];
    let map = c.u32()?;
    let value = map.value;
    let names: Vec<&str> = (0..)
        .zip(CHARACTERS)
        .filter(|(bit, _)| value & (0x8000_0000 >> bit) != 0)
        .map(|(_, field)| crate::proto::def(field.id).title)
        .collect();
    let all = match value {
        0 => " (None)",
        u32::MAX => " (All)",
        _ => "",
    };
    let names = names.join(", ");
    let (outer, separator) = match value {
        0 | u32::MAX => ("", if value == 0 { "" } else { ", " }),
        _ => (names.as_str(), ", "),
    };
    // The parenthesis that is never opened is Wireshark's.
    let end = if outer.is_empty() { "" } else { ")" };
    d.append(node, format_args!(": 0x{value:08x}{outer}{end}{all}"));
    let label = format_args!("Async Control Character Map: 0x{value:08x}{separator}{names}{all}");
    let open = d.tree.open_as(ASYNC_MAP, map, label);
    for field in CHARACTERS {
        d.tree.leaf(field, map.map(u64::from));
    }
    d.tree.close(open);
    Ok(())
}

fn ipcp_option(d: &mut Dissector<'_>, _: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    let address = match number {
        3 => Some(ipcp::ADDRESS),
        129 => Some(ipcp::PRIMARY_DNS),
        130 => Some(ipcp::PRIMARY_NBNS),
        131 => Some(ipcp::SECONDARY_DNS),
        132 => Some(ipcp::SECONDARY_NBNS),
        _ => None,
    };
    match address {
        Some(field) => _ = d.tree.leaf(field, c.array()?),
        None if number == 2 => {
            let protocol = c.u16()?;
            d.tree.leaf(ipcp::COMPRESSION, protocol);
            const VAN_JACOBSON: u16 = 0x002d;
            if protocol.value == VAN_JACOBSON && c.left() >= 2 {
                d.tree.leaf(ipcp::MAX_SLOT, c.u8()?);
                d.tree.leaf(ipcp::SLOT_COMPRESSED, c.u8()?.map(u64::from));
            }
            d.rest_as(ipcp::DATA, &mut c);
        }
        None => d.rest_as(ipcp::DATA, &mut c),
    }
    Ok(())
}

fn ccp_option(d: &mut Dissector<'_>, _: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    use ccp::*;
    const MICROSOFT: u8 = 18;
    if number == MICROSOFT && c.left() >= 4 {
        let bits = c.u32()?;
        let open = d.tree.open(BITS, bits);
        for field in [BIT_H, BIT_M, BIT_S, BIT_L, BIT_D, BIT_C] {
            let def = crate::proto::def(field.id);
            if u64::from(bits.value) & def.mask != 0 {
                d.append(open.node(), format_args!(", {}", def.title));
            }
        }
        for field in [BIT_H, BIT_M, BIT_S, BIT_L, BIT_D, BIT_C] {
            d.tree.leaf(field, bits.map(u64::from));
        }
        d.tree.close(open);
    }
    d.rest_as(DATA, &mut c);
    Ok(())
}

fn ipv6cp_option(d: &mut Dissector<'_>, _: NodeRef, _: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.rest_as(ipv6cp::INTERFACE, &mut c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn ppp(protocol: u16, message: &[u8]) -> Vec<u8> {
        [&protocol.to_be_bytes(), message].concat()
    }

    #[test]
    fn options_are_named_and_shown() {
        let f = ppp(0xc021, &[1, 7, 0, 19, 1, 4, 5, 0xd4, 3, 5, 0xc2, 0x23, 5, 5, 6, 1, 2, 3, 4]);
        assert_eq!(columns(9, &f)[2..], ["PPP LCP", "Configuration Request"]);
        let lines = labels_from(9, &f, "PPP Link Control Protocol");
        assert_eq!(
            lines[1..6],
            [
                "    Code: Configuration Request (1)",
                "    Identifier: 7 (0x07)",
                "    Length: 19",
                "    Options: (15 bytes), Maximum Receive Unit, Authentication Protocol, Magic Number",
                "        Maximum Receive Unit: 1492",
            ]
        );
        let name = "        Authentication Protocol: Challenge Handshake Authentication Protocol (0xc223)";
        assert!(lines.contains(&name.into()), "{lines:#?}");
        survives_cuts(9, &f);
    }

    #[test]
    fn a_rejected_protocol_stands_inside() {
        let f = ppp(0xc021, &[8, 2, 0, 20, 0x80, 0x57, 1, 1, 0, 14, 1, 10, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(columns(9, &f)[2..], ["PPP LCP", "Protocol Reject"]);
        let lines = labels_from(9, &f, "    PPP IPv6 Control Protocol");
        assert_eq!(
            lines.last().map(String::as_str),
            Some("                Interface Identifier: 00:01:02:03:04:05:06:07")
        );
        survives_cuts(9, &f);
        let f = ppp(0x8021, &[3, 1, 0, 10, 3, 6, 192, 0, 2, 2]);
        assert_eq!(labels_from(9, &f, "            IP Address"), ["            IP Address: 192.0.2.2"]);
        let of = |field: Field<U8>, n| crate::proto::def(field.id).names.name(n);
        assert_eq!(of(lcp::ALGORITHM, 3), Some("Reserved"));
    }
}
