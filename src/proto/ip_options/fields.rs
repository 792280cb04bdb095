//! The fields of the options of IPv4, and the names of their values.

use crate::field::Names;

pub(super) const NUMBERS: Names = Names::Table(&[
    (0, "End of Option List (EOL)"),
    (1, "No-Operation (NOP)"),
    (2, "Security"),
    (3, "Loose source route"),
    (4, "Time stamp"),
    (5, "Extended security"),
    (6, "Commercial IP security option"),
    (7, "Record route"),
    (8, "Stream identifier"),
    (9, "Strict source route"),
    (10, "Experimental Measurement"),
    (11, "MTU probe"),
    (12, "MTU Reply"),
    (13, "Experimental Flow Control"),
    (14, "Experimental Access Control"),
    (15, "Ask Estrin"),
    (16, "IMI Traffic Descriptor"),
    (17, "Extended Internet Protocol"),
    (18, "Traceroute"),
    (19, "Address Extension"),
    (20, "Router Alert"),
    (21, "Selective Directed Broadcast"),
    (22, "Unassigned"),
    (23, "Dynamic Packet State"),
    (24, "Upstream Multicast Packet"),
    (25, "Quick-Start"),
    (30, "RFC 3692-style experiment"),
]);
pub(super) const CLASSES: Names = Names::Table(&[
    (0, "Control"),
    (1, "Reserved for future use"),
    (2, "Debugging and measurement"),
    (3, "Reserved for future use"),
]);
pub(super) const ALERTS: Names =
    Names::Ranges(&[(0, 0, "Router shall examine packet"), (1, 65535, "Reserved")]);
pub(super) const TIME_STAMP_FLAGS: Names = Names::Table(&[
    (0, "Time stamps only"),
    (1, "Time stamp and address"),
    (3, "Time stamps for prespecified addresses"),
]);
pub(super) const SECURITY: Names = Names::Table(&[
    (0x0000, "Unclassified"),
    (0x135e, "Reserved"),
    (0x24bd, "Reserved"),
    (0x35e2, "Reserved"),
    (0x4d78, "Reserved"),
    (0x5e26, "PROG"),
    (0x6bc5, "Top secret"),
    (0x789a, "EFTO"),
    (0x89af, "Reserved"),
    (0x9af1, "Reserved"),
    (0xaf13, "Restricted"),
    (0xbc4d, "MMMM"),
    (0xc4d6, "Reserved"),
    (0xd788, "Secret"),
    (0xe26b, "Reserved"),
    (0xf135, "Confidential"),
]);
pub(super) const CLASSIFICATION: Names = Names::Table(&[
    (0x01, "Reserved 4"),
    (0x3d, "Top secret"),
    (0x5a, "Secret"),
    (0x66, "Reserved 3"),
    (0x96, "Confidential"),
    (0xab, "Unclassified"),
    (0xcc, "Reserved 2"),
    (0xf1, "Reserved 1"),
]);
pub(super) const TAGS: Names = Names::Table(&[
    (0, "Padding"),
    (1, "Restrictive Category Bitmap"),
    (2, "Enumerated Categories"),
    (5, "Ranged Categories"),
    (6, "Permissive Categories"),
    (7, "Free Form"),
]);
pub(super) const QS_FUNCTIONS: Names = Names::Table(&[(0, "Rate request"), (8, "Rate report")]);
pub(super) const QS_RATES: Names = Names::Table(&[
    (0, "0 bit/s"),
    (1, "80 Kbit/s"),
    (2, "160 Kbit/s"),
    (3, "320 Kbit/s"),
    (4, "640 Kbit/s"),
    (5, "1.28 Mbit/s"),
    (6, "2.56 Mbit/s"),
    (7, "5.12 Mbit/s"),
    (8, "10.24 Mbit/s"),
    (9, "20.48 Mbit/s"),
    (10, "40.96 Mbit/s"),
    (11, "81.92 Mbit/s"),
    (12, "163.84 Mbit/s"),
    (13, "327.68 Mbit/s"),
    (14, "655.36 Mbit/s"),
    (15, "1.31072 Gbit/s"),
]);

crate::fields! { "ip.options";
    /// Options of an IPv4 header.
    OPTIONS: Protocol = "ip.options", "IPv4 Options", None;
    /// The list of options ends here.
    EOL: Bytes = "ip.options.eol", "IP Option - End of Options List (EOL)", None;
    /// Padding between options.
    NOP: Bytes = "ip.options.nop", "IP Option - No-Operation (NOP)", None;
    /// Security (RFC 1108).
    SEC: Bytes = "ip.options.security", "IP Option - Security", None;
    /// Loose source route.
    LSR: Bytes = "ip.options.route", "IP Option - Loose Source Route", None;
    /// Time stamps of routers.
    TS: Bytes = "ip.options.timestamp", "IP Option - Time Stamp", None;
    /// Extended security (RFC 1108).
    EXT_SEC: Bytes = "ip.options.ext_security", "IP Option - Extended Security", None;
    /// Commercial security, CIPSO (FIPS 188).
    CIPSO: Bytes = "ip.options.cipso", "IP Option - Commercial Security", None;
    /// Record of the route.
    RR: Bytes = "ip.options.record_route", "IP Option - Record Route", None;
    /// SATNET stream.
    SID: Bytes = "ip.options.sid", "IP Option - Stream ID", None;
    /// Strict source route.
    SSR: Bytes = "ip.options.source_route", "IP Option - Strict Source Route", None;
    /// Probe of the path's MTU (RFC 1063).
    MTU_PROBE: Bytes = "ip.options.mtu_probe", "IP Option - MTU Probe", None;
    /// Answer to that probe (RFC 1063).
    MTU_REPLY: Bytes = "ip.options.mtu_reply", "IP Option - MTU Reply", None;
    /// Traceroute (RFC 1393).
    TRACEROUTE: Bytes = "ip.options.traceroute", "IP Option - Traceroute", None;
    /// Router alert (RFC 2113).
    ALERT: Bytes = "ip.options.routeralert", "IP Option - Router Alert", None;
    /// Selective directed broadcast (RFC 1770).
    SDB: Bytes = "ip.options.sdb", "IP Option - Selective Directed Broadcast", None;
    /// Quick-Start (RFC 4782).
    QS: Bytes = "ip.options.qs", "IP Option - Quick-Start", None;
    /// Kind of option.
    TYPE: U8 = "ip.opt.type", "Type", Dec;
    /// Every fragment carries the option.
    TYPE_COPY: Bool = "ip.opt.type.copy", "Copy on fragmentation", W8 & 0x80, crate::field::def::YES_NO;
    /// Class of the option.
    TYPE_CLASS: U8 = "ip.opt.type.class", "Class", Dec & 0x60, CLASSES;
    /// Number of the option.
    TYPE_NUMBER: U8 = "ip.opt.type.number", "Number", Dec & 0x1f, NUMBERS;
    /// Bytes of the option.
    LEN: U8 = "ip.opt.len", "Length", Dec;
    /// Where the next address or time stamp goes, from 1.
    PTR: U8 = "ip.opt.ptr", "Pointer", Dec;
    /// SATNET stream identifier.
    STREAM: U16 = "ip.opt.sid", "Stream Identifier", Dec;
    /// Largest packet in bytes.
    MTU: U16 = "ip.opt.mtu", "MTU", Dec;
    /// Number of the traceroute.
    ID_NUMBER: U16 = "ip.opt.id_number", "ID Number", Dec;
    /// Routers passed on the way there.
    OHC: U16 = "ip.opt.ohc", "Outbound Hop Count", Dec;
    /// Routers passed on the way back.
    RHC: U16 = "ip.opt.rhc", "Return Hop Count", Dec;
    /// Who asked for the traceroute.
    ORIGINATOR: Ipv4 = "ip.opt.originator", "Originator IP Address", None;
    /// What routers shall do.
    RA: U16 = "ip.opt.ra", "Router Alert", Dec, ALERTS;
    /// A receiver of the broadcast.
    ADDR: Ipv4 = "ip.opt.addr", "IP Address", None;
    /// Bytes left over.
    PADDING: Bytes = "ip.opt.padding", "Padding", None;
    /// Quick-Start: request or report.
    QS_FUNC: U8 = "ip.opt.qs_func", "Function", Dec & 0xf0, QS_FUNCTIONS;
    /// Quick-Start: rate.
    QS_RATE: U8 = "ip.opt.qs_rate", "Rate", Dec & 0x0f, QS_RATES;
    /// Quick-Start: time to live.
    QS_TTL: U8 = "ip.opt.qs_ttl", "QS TTL", Dec;
    /// Difference of that to the header's.
    QS_TTL_DIFF: U8 = "ip.opt.qs_ttl_diff", "TTL Diff", Dec;
    /// Quick-Start: unused byte of a report.
    QS_UNUSED: U8 = "ip.opt.qs_unused", "Not Used", Dec;
    /// Quick-Start: nonce.
    QS_NONCE: U32 = "ip.opt.qs_nonce", "QS Nonce", Hex & 0xfffffffc;
    /// Quick-Start: reserved bits.
    QS_RESERVED: U32 = "ip.opt.qs_reserved", "Reserved", Hex & 0x00000003;
    /// Security level (RFC 791).
    SEC_LEVEL: U16 = "ip.opt.sec_rfc791_sec", "Security", Hex, SECURITY;
    /// Compartments (RFC 791).
    SEC_COMP: U16 = "ip.opt.sec_rfc791_comp", "Compartments", Dec;
    /// Handling restrictions (RFC 791).
    SEC_HR: Str = "ip.opt.sec_rfc791_hr", "Handling Restrictions", None;
    /// Transmission control code (RFC 791).
    SEC_TCC: Str = "ip.opt.sec_rfc791_tcc", "Transmission Control Code", None;
    /// Classification level (RFC 1108).
    SEC_CL: U8 = "ip.opt.sec_cl", "Classification Level", Hex, CLASSIFICATION;
    /// Protection authorities (RFC 1108).
    SEC_AUTH: Bytes = "ip.opt.sec_prot_auth_flags", "Protection Authority Flags", None;
    /// Format of the additional information (RFC 1108).
    EXT_FORMAT: U8 = "ip.opt.ext_sec_add_sec_info_format_code", "Additional Security Info Format Code", Hex;
    /// Additional information (RFC 1108).
    EXT_INFO: Bytes = "ip.opt.ext_sec_add_sec_info", "Additional Security Info", None;
    /// An address of the recorded route.
    REC_RT: Ipv4 = "ip.rec_rt", "Recorded Route", None;
    /// Its name.
    REC_RT_HOST: Str = "ip.rec_rt_host", "Recorded Route Host", None;
    /// An address of the route to come.
    SRC_RT: Ipv4 = "ip.src_rt", "Source Route", None;
    /// Its name.
    SRC_RT_HOST: Str = "ip.src_rt_host", "Source Route Host", None;
    /// Room for an address.
    EMPTY_RT: Ipv4 = "ip.empty_rt", "Empty Route", None;
    /// Its name.
    EMPTY_RT_HOST: Str = "ip.empty_rt_host", "Empty Route Host", None;
    /// Where the route ends.
    DST: Ipv4 = "ip.dst", "Destination Address", None;
    /// Where the route ends, as either address.
    EITHER: Ipv4 = "ip.addr", "Source or Destination Address", None;
    /// Its name.
    DST_HOST: Str = "ip.dst_host", "Destination Host", None;
    /// Its name, as either name.
    EITHER_HOST: Str = "ip.host", "Source or Destination Host", None;
    /// Time stamps left out for want of room.
    OVERFLOW: U8 = "ip.opt.overflow", "Overflow", Dec & 0xf0;
    /// What the time stamps stand with.
    FLAG: U8 = "ip.opt.flag", "Flag", Hex & 0x0f, TIME_STAMP_FLAGS;
    /// Milliseconds since midnight.
    TIME_STAMP: U32 = "ip.opt.time_stamp", "Time stamp", Dec;
    /// Who wrote it.
    TIME_STAMP_ADDR: Ipv4 = "ip.opt.time_stamp_addr", "Address", None;
    /// Domain of interpretation (FIPS 188).
    CIPSO_DOI: U32 = "ip.cipso.doi", "DOI", Dec;
    /// Kind of tag (FIPS 188).
    CIPSO_TAG: U8 = "ip.cipso.tag_type", "Tag Type", Dec, TAGS;
    /// Sensitivity (FIPS 188).
    CIPSO_LEVEL: U8 = "ip.cipso.sensitivity_level", "Sensitivity Level", Dec;
    /// Categories (FIPS 188).
    CIPSO_CATEGORIES: Str = "ip.cipso.categories", "Categories", None;
    /// Bytes of a tag.
    CIPSO_DATA: Bytes = "ip.cipso.tag_data", "Tag data", None;
    /// Marks a length that cannot be.
    LEN_INVALID: Label = "ip.opt.len.invalid", "Invalid length for option", None;
    /// Marks a pointer before the first address.
    PTR_BEFORE: Label = "ip.opt.ptr.before_address", "Pointer points before first address", None;
    /// Marks a pointer between addresses.
    PTR_MIDDLE: Label = "ip.opt.ptr.middle_address", "Pointer points to middle of address", None;
    /// Marks a part that does not fit.
    SUBOPT_TOO_LONG: Label = "ip.subopt_too_long", "Suboption would go past end of option", None;
    /// Marks four paddings in a row.
    NOPS: Label = "ip.nop", "4 NOP in a row - a router may have removed some options", None;
    /// Marks a tag that cannot be.
    CIPSO_MALFORMED: Label = "ip.cipso.malformed", "Malformed CIPSO tag", None;
}
