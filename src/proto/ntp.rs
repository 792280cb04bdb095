//! Network time (RFC 5905; SNTP is the same on the wire).

mod control;

use crate::base::time::Timestamp;
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol, Scope};
use crate::field::def::{AbsoluteTime, U16};
use crate::field::{Field, Names, show};

pub const PROTOCOL: Protocol = Protocol {
    name: "ntp",
    title: "NTP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(123)],
    dissect,
    carries: Some(|_| false),
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

const LEAP: Names = Names::Table(&[
    (0, "no warning"),
    (1, "last minute of the day has 61 seconds"),
    (2, "last minute of the day has 59 seconds"),
    (3, "unknown (clock unsynchronized)"),
]);

const VERSIONS: Names = Names::Table(&[
    (0, "reserved"),
    (1, "NTP Version 1"),
    (2, "NTP Version 2"),
    (3, "NTP Version 3"),
    (4, "NTP Version 4"),
    (5, "reserved"),
    (6, "reserved"),
    (7, "reserved"),
]);

const MODES: Names = Names::Table(&[
    (0, "reserved"),
    (1, "symmetric active"),
    (2, "symmetric passive"),
    (3, "client"),
    (4, "server"),
    (5, "broadcast"),
    (6, "reserved for NTP control message"),
    (7, "reserved for private use"),
]);

const STRATA: Names = Names::Ranges(&[
    (0, 0, "unspecified or invalid"),
    (1, 1, "primary reference"),
    (2, 15, "secondary reference"),
    (16, 16, "unsynchronized"),
    (17, 255, "reserved"),
]);

const RESPONSE: Names = Names::Table(&[(0, "Request"), (1, "Response")]);
const OPCODES: Names = Names::Table(&[
    (0, "reserved"),
    (1, "read status"),
    (2, "read variables"),
    (3, "write variables"),
    (4, "read clock variables"),
    (5, "write clock variables"),
    (6, "set trap address/port"),
    (7, "asynchronous message"),
    (8, "runtime configuration"),
    (9, "save config to file"),
    (10, "retrieve MRU (mrulist)"),
    (11, "retrieve ordered list"),
    (12, "request a client nonce"),
    (31, "unset trap address/port"),
]);
const IMPLEMENTATIONS: Names = Names::Table(&[(0, "UNIV"), (2, "XNTPD_OLD (pre-IPv6)"), (3, "XNTPD")]);
const REQUESTS: Names = Names::Table(&[
    (0, "PEER_LIST"),
    (1, "PEER_LIST_SUM"),
    (2, "PEER_INFO"),
    (3, "PEER_STATS"),
    (4, "SYS_INFO"),
    (5, "SYS_STATS"),
    (6, "IO_STATS"),
    (7, "MEM_STATS"),
    (8, "LOOP_INFO"),
    (9, "TIMER_STATS"),
    (10, "CONFIG"),
    (11, "UNCONFIG"),
    (12, "SET_SYS_FLAG"),
    (13, "CLR_SYS_FLAG"),
    (14, "MONITOR"),
    (15, "NOMONITOR"),
    (16, "GET_RESTRICT"),
    (17, "RESADDFLAGS"),
    (18, "RESSUBFLAGS"),
    (19, "UNRESTRICT"),
    (20, "MON_GETLIST"),
    (21, "RESET_STATS"),
    (22, "RESET_PEER"),
    (23, "REREAD_KEYS"),
    (24, "DO_DIRTY_HACK"),
    (25, "DONT_DIRTY_HACK"),
    (26, "TRUSTKEY"),
    (27, "UNTRUSTKEY"),
    (28, "AUTHINFO"),
    (29, "TRAPS"),
    (30, "ADD_TRAP"),
    (31, "CLR_TRAP"),
    (32, "REQUEST_KEY"),
    (33, "CONTROL_KEY"),
    (34, "GET_CTLSTATS"),
    (35, "GET_LEAPINFO"),
    (36, "GET_CLOCKINFO"),
    (37, "SET_CLKFUDGE"),
    (38, "GET_KERNEL"),
    (39, "GET_CLKBUGINFO"),
    (41, "SET_PRECISION"),
    (42, "MON_GETLIST_1"),
    (43, "HOSTNAME_ASSOCID"),
    (44, "IF_STATS"),
    (45, "IF_RELOAD"),
]);
const ERRORS: Names = Names::Table(&[
    (0, "No error"),
    (1, "incompatible implementation number"),
    (2, "unimplemented request code"),
    (3, "format error"),
    (4, "no data available"),
    (5, "unknown"),
    (6, "unknown"),
    (7, "authentication failure"),
]);

const EXTENSIONS: Names = Names::Table(&[
    (0x0002, "No-Operation Request"),
    (0x0102, "Association Message Request"),
    (0x0104, "Unique Identifier"),
    (0x0202, "Certificate Message Request"),
    (0x0204, "NTS Cookie"),
    (0x0302, "Cookie Message Request"),
    (0x0304, "NTS Cookie Placeholder"),
    (0x0402, "Autokey Message Request"),
    (0x0404, "NTS Authenticator and Encrypted Extension Fields"),
    (0x0502, "Leapseconds Message Request"),
    (0x0602, "Sign Message Request"),
    (0x0702, "IFF Identity Message Request"),
    (0x0802, "GQ Identity Message Request"),
    (0x0902, "MV Identity Message Request"),
    (0x2005, "Checksum Complement"),
    (0x8002, "No-Operation Response"),
    (0x8102, "Association Message Response"),
    (0x8202, "Certificate Message Response"),
    (0x8302, "Cookie Message Response"),
    (0x8402, "Autokey Message Response"),
    (0x8502, "Leapseconds Message Response"),
    (0x8602, "Sign Message Response"),
    (0x8702, "IFF Identity Message Response"),
    (0x8802, "GQ Identity Message Response"),
    (0x8902, "MV Identity Message Response"),
    (0xc002, "No-Operation Error Response"),
    (0xc102, "Association Message Error Response"),
    (0xc202, "Certificate Message Error Response"),
    (0xc302, "Cookie Message Error Response"),
    (0xc402, "Autokey Message Error Response"),
    (0xc502, "Leapseconds Message Error Response"),
    (0xc602, "Sign Message Error Response"),
    (0xc702, "IFF Identity Message Error Response"),
    (0xc802, "GQ Identity Message Error Response"),
    (0xc902, "MV Identity Message Error Response"),
]);

/// Sources of time that servers of stratum 1 name.
const SOURCES: &[(&str, &str)] = &[
    ("LOCL", "uncalibrated local clock"),
    ("CESM", "calibrated Cesium clock"),
    ("RBDM", "calibrated Rubidium clock"),
    ("PPS\0", "calibrated quartz clock or other pulse-per-second source"),
    ("IRIG", "Inter-Range Instrumentation Group"),
    ("ACTS", "NIST telephone modem service"),
    ("USNO", "USNO telephone modem service"),
    ("PTB\0", "PTB (Germany) telephone modem service"),
    ("GOOG", "Google Refid used by Google servers as time4.google.com"),
    ("GPS\0", "Global Position System"),
    ("GAL\0", "Galileo Positioning System"),
    ("DCF\0", "LF Radio DCF77 Mainflingen, DE 77.5 kHz"),
    ("DCFa", "LF Radio DCF77 Mainflingen, DE 77.5 kHz"),
    ("WWVB", "LF Radio WWVB Fort Collins, US 60 kHz"),
    ("MSF\0", "LF Radio MSF Anthorn, UK 60 kHz"),
    ("LORC", "MF Radio Loran-C, 100 kHz"),
];

crate::fields! { "ntp";
    /// Network time (RFC 5905).
    NTP: Protocol = "ntp", "Network Time Protocol", None;
    /// Leap indicator, version and mode.
    FLAGS: U8 = "ntp.flags", "Flags", Hex;
    /// Whether a leap second comes.
    LI: U8 = "ntp.flags.li", "Leap Indicator", Dec & 0xc0, LEAP;
    /// Version.
    VN: U8 = "ntp.flags.vn", "Version number", Dec & 0x38, VERSIONS;
    /// Who speaks.
    MODE: U8 = "ntp.flags.mode", "Mode", Dec & 0x07, MODES;
    /// How far the clock is from a reference.
    STRATUM: U8 = "ntp.stratum", "Peer Clock Stratum", Dec, STRATA;
    /// Power of two of the seconds between two messages.
    PPOLL: U8 = "ntp.ppoll", "Peer Polling Interval", Dec;
    /// Power of two of the seconds that the clock resolves.
    PRECISION: U8 = "ntp.precision", "Peer Clock Precision", Dec;
    /// Seconds to the reference and back, 16 bits behind the point.
    ROOTDELAY: U32 = "ntp.rootdelay", "Root Delay", Dec;
    /// Greatest error against the reference, likewise.
    ROOTDISPERSION: U32 = "ntp.rootdispersion", "Root Dispersion", Dec;
    /// The source of time: a name, or the address of the next server.
    REFID: Bytes = "ntp.refid", "Reference ID", None;
    /// When the clock was set.
    REFTIME: AbsoluteTime = "ntp.reftime", "Reference Timestamp", ZeroIsNull;
    /// When the client sent.
    ORG: AbsoluteTime = "ntp.org", "Origin Timestamp", ZeroIsNull;
    /// When the server received.
    REC: AbsoluteTime = "ntp.rec", "Receive Timestamp", ZeroIsNull;
    /// When this message was sent.
    XMT: AbsoluteTime = "ntp.xmt", "Transmit Timestamp", ZeroIsNull;
    /// Number of the key (RFC 5905 section 7.3).
    KEYID: Bytes = "ntp.keyid", "Key ID", None;
    /// Code that proves the sender.
    MAC: Bytes = "ntp.mac", "Message Authentication Code", None;
    /// An extension (RFC 7822).
    EXT: Label = "ntp.ext", "Extension", None;
    /// Its type.
    EXT_TYPE: U16 = "ntp.ext.type", "Field Type", Hex, EXTENSIONS;
    /// Its length, with type and length.
    EXT_LENGTH: U16 = "ntp.ext.length", "Length", Dec;
    /// Its value.
    EXT_VALUE: Bytes = "ntp.ext.value", "Value", None;
    /// What a control message is.
    CTRL_FLAGS: U8 = "ntp.ctrl.flags2", "Flags 2", Hex;
    /// It answers.
    CTRL_RESPONSE: U8 = "ntp.ctrl.flags2.r", "Response bit", Dec & 0x80, RESPONSE;
    /// Something went wrong.
    CTRL_ERROR: U8 = "ntp.ctrl.flags2.error", "Error bit", Dec & 0x40;
    /// More of the answer follows.
    CTRL_MORE: U8 = "ntp.ctrl.flags2.more", "More bit", Dec & 0x20;
    /// What is asked for.
    CTRL_OPCODE: U8 = "ntp.ctrl.flags2.opcode", "Opcode", Dec & 0x1f, OPCODES;
    /// Number of the request.
    CTRL_SEQUENCE: U16 = "ntp.ctrl.sequence", "Sequence", Dec;
    /// State of the system, a peer or a clock.
    CTRL_STATUS: U16 = "ntp.ctrl.status", "Status", Hex;
    /// Which peer; 0: the system itself.
    CTRL_ASSOCIATION: U16 = "ntp.ctrl.associd", "AssociationID", Dec;
    /// Where the data belongs in all of it.
    CTRL_OFFSET: U16 = "ntp.ctrl.offset", "Offset", Dec;
    /// Bytes of data.
    CTRL_COUNT: U16 = "ntp.ctrl.count", "Count", Dec;
    /// Names and values.
    CTRL_DATA: Label = "ntp.ctrl.data", "Data", None;
    /// A private message answers.
    PRIV_RESPONSE: U8 = "ntp.priv.flags.r", "Response bit", Dec & 0x80, RESPONSE;
    /// More of the answer follows.
    PRIV_MORE: U8 = "ntp.priv.flags.more", "More bit", Dec & 0x40;
    /// Whether it is authenticated, and its number.
    PRIV_AUTH_SEQ: U8 = "ntp.priv.auth_seq", "Auth, sequence", Dec;
    /// It is authenticated.
    PRIV_AUTH: U8 = "ntp.priv.auth", "Auth bit", Dec & 0x80;
    /// Its number in the answer.
    PRIV_SEQ: U8 = "ntp.priv.seq", "Sequence number", Dec & 0x7f;
    /// Whose message it is.
    PRIV_IMPLEMENTATION: U8 = "ntp.priv.impl", "Implementation", Dec, IMPLEMENTATIONS;
    /// What is asked for.
    PRIV_REQUEST: U8 = "ntp.priv.reqcode", "Request code", Dec, REQUESTS;
    /// What went wrong.
    PRIV_ERROR: U8 = "ntp.priv.err", "Err", Hex, ERRORS;
    /// How many items follow.
    PRIV_ITEMS: U16 = "ntp.priv.numitems", "Number of data items", Dec;
    /// Zero.
    PRIV_RESERVED: U8 = "ntp.priv.reserved", "Reserved", Hex;
    /// Bytes of each.
    PRIV_ITEM_SIZE: U16 = "ntp.priv.itemsize", "Size of data item", Dec;
    /// Of an answer that is an error: which.
    ERROR_STATUS: U16 = "ntp.ctrl.err_status", "Error Status Word", Dec & 0xff00, control::ERROR_STATES;
    /// State of the system: whether a leap second comes.
    SYSTEM_LEAP: U16 = "ntp.ctrl.sys_status.li", "Leap Indicator", Dec & 0xc000, LEAP;
    /// What its clock is set by.
    SYSTEM_SOURCE: U16 = "ntp.ctrl.sys_status.clksrc", "Clock Source", Dec & 0x3f00, control::CLOCK_SOURCES;
    /// Events since the last answer.
    SYSTEM_COUNT: U16 = "ntp.ctrl.sys_status.count", "System Event Counter", Dec & 0x00f0;
    /// The last event.
    SYSTEM_CODE: U16 = "ntp.ctrl.sys_status.code", "System Event Code", Dec & 0x000f, control::SYSTEM_EVENTS;
    /// State of a peer: it is configured.
    PEER_CONFIG: Bool = "ntp.ctrl.peer_status.config", "Peer Status", W16 & 0x8000, control::CONFIGURED;
    /// It is to be authenticated.
    PEER_AUTHENABLE: Bool = "ntp.ctrl.peer_status.authenable", "Peer Status", W16 & 0x4000, control::AUTHENTICATES;
    /// It is authentic.
    PEER_AUTHENTIC: Bool = "ntp.ctrl.peer_status.authentic", "Peer Status", W16 & 0x2000, control::AUTHENTIC;
    /// It answers.
    PEER_REACH: Bool = "ntp.ctrl.peer_status.reach", "Peer Status", W16 & 0x1000, control::REACHABLE;
    /// It sends to all.
    PEER_BROADCAST: Bool = "ntp.ctrl.peer_status.bcast", "Peer Status broadcast association", W16 & 0x0800, control::SET;
    /// Whether the clock is set by it.
    PEER_SELECTION: U16 = "ntp.ctrl.peer_status.selection", "Peer Selection", Dec & 0x0700, control::SELECTIONS;
    /// Events since the last answer.
    PEER_COUNT: U16 = "ntp.ctrl.peer_status.count", "Peer Event Counter", Dec & 0x00f0;
    /// The last event.
    PEER_CODE: U16 = "ntp.ctrl.peer_status.code", "Peer Event Code", Dec & 0x000f, control::PEER_EVENTS;
    /// State of a clock.
    CLOCK_STATUS: U16 = "ntp.ctrl.clock_status.status", "Clock Status", Dec & 0xff00, control::CLOCK_STATES;
    /// The last event.
    CLOCK_CODE: U16 = "ntp.ctrl.clock_status.code", "Clock Event Code", Dec & 0x00ff;
    /// An association and its state.
    CTRL_ITEM: Label = "ntp.ctrl.item", "Item", None;
    /// What a server says unasked.
    CTRL_TRAP: Str = "ntp.ctrl.trapmsg", "Trap message", None;
    /// What is to be set, or the name of a file.
    CTRL_CONFIGURATION: Str = "ntp.ctrl.configuration", "Configuration", None;
    /// Hosts heard of lately.
    CTRL_MRU: Str = "ntp.ctrl.mru", "MRU", None;
    /// A list.
    CTRL_ORDERED: Str = "ntp.ctrl.ordlist", "Ordered List", None;
    /// A number to be repeated.
    CTRL_NONCE: Str = "ntp.ctrl.nonce", "Nonce", None;
    /// One of the hosts that a server heard of.
    MONITORED: Str = "ntp.priv.mode7.item", "Mode7 item", None;
    /// Seconds since its last packet.
    MONITORED_AVGINT: U32 = "ntp.priv.monlist.avgint", "avgint", Dec;
    /// Since the first one.
    MONITORED_LSINT: U32 = "ntp.priv.monlist.lsint", "lsint", Dec;
    /// What it is kept from.
    MONITORED_RESTR: U32 = "ntp.priv.monlist.restr", "restr", Hex;
    /// How many packets.
    MONITORED_COUNT: U32 = "ntp.priv.monlist.count", "count", Dec;
    /// Its address.
    MONITORED_REMOTE: Ipv4 = "ntp.priv.monlist.remote_address", "remote address", None;
    /// The server's address that it asked.
    MONITORED_LOCAL: Ipv4 = "ntp.priv.monlist.local_address", "local address", None;
    /// How it asked.
    MONITORED_FLAGS: U32 = "ntp.priv.monlist.flags", "flags", Hex;
    /// Its port.
    MONITORED_PORT: U16 = "ntp.priv.monlist.port", "port", Dec;
    /// Mode of its last packet.
    MONITORED_MODE: U8 = "ntp.priv.monlist.mode", "mode", Dec;
    /// Version of it.
    MONITORED_VERSION: U8 = "ntp.priv.monlist.version", "version", Dec;
    /// Whether the addresses are those of IPv6, which stand behind.
    MONITORED_IPV6: U32 = "ntp.priv.monlist.ipv6", "ipv6", Hex;
    /// Zero.
    MONITORED_UNUSED: U32 = "ntp.priv.monlist.unused", "unused", Hex;
    /// Its address.
    MONITORED_REMOTE_V6: Ipv6 = "ntp.priv.monlist.addr6", "ipv6 remote addr", None;
    /// The server's address.
    MONITORED_LOCAL_V6: Ipv6 = "ntp.priv.monlist.daddr6", "ipv6 local addr", None;
}

/// Seconds from 1900 to 1970.
const ERA_0: i64 = 2_208_988_800;
/// Seconds of an era; times with a clear top bit are of the next one (RFC 4330 section 3).
const ERA_LEN: i64 = 1 << 32;
/// Modes.
const CONTROL: u8 = 6;
const PRIVATE: u8 = 7;
/// Longest code behind the extensions, with its key number.
const MAC_MAX: u32 = 28;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "NTP".into();
    d.columns.clear_info();
    let flags = c.u8()?;
    let version = VERSIONS.name(u64::from(flags.value >> 3 & 7)).unwrap_or("reserved");
    let mode = MODES.name(u64::from(flags.value & 7)).unwrap_or("reserved");
    let short = match flags.value & 7 {
        CONTROL => "control",
        PRIVATE => "private",
        _ => mode,
    };
    d.columns.set_info(format_args!("{version}, {short}"));
    d.tree.set_label(d.layer_node(), format_args!("Network Time Protocol ({version}, {short})"));
    if flags.value & 7 == PRIVATE {
        return control::private(d, flags, &mut c);
    }
    let leap = LEAP.name(u64::from(flags.value >> 6)).unwrap_or_default();
    let label = format_args!(
        "Flags: 0x{:02x}, Leap Indicator: {leap}, Version number: {version}, Mode: {mode}",
        flags.value
    );
    let open = d.tree.open_as(FLAGS, flags, label);
    for field in [LI, VN, MODE] {
        d.tree.leaf(field, flags);
    }
    d.tree.close(open);
    if flags.value & 7 == CONTROL {
        return control::control(d, &mut c);
    }
    let stratum = c.u8()?;
    d.tree.leaf(STRATUM, stratum);
    let poll = c.u8()?;
    match poll.value {
        4..=17 => d.tree.leaf_as(
            PPOLL,
            poll,
            format_args!("Peer Polling Interval: {} ({} seconds)", poll.value, 1u32 << poll.value),
        ),
        _ => d.tree.leaf_as(PPOLL, poll, format_args!("Peer Polling Interval: invalid ({})", poll.value)),
    };
    let precision = c.u8()?;
    let resolves = f64::from(i32::from(precision.value.cast_signed())).exp2();
    d.tree.leaf_as(PRECISION, precision, format_args!("Peer Clock Precision: {resolves:.6} seconds"));
    for (field, title) in [(ROOTDELAY, "Root Delay"), (ROOTDISPERSION, "Root Dispersion")] {
        let at = c.u32()?;
        let seconds = f64::from(at.value) / 65536.0;
        d.tree.leaf_as(field, at, format_args!("{title}: {seconds:.6} seconds"));
    }
    reference(d, c.array::<4>()?, stratum.value);
    for (field, title) in [
        (REFTIME, "Reference Timestamp"),
        (ORG, "Origin Timestamp"),
        (REC, "Receive Timestamp"),
        (XMT, "Transmit Timestamp"),
    ] {
        time(d, field, title, c.u64()?);
    }
    extensions(d, &mut c)?;
    if c.is_empty() {
        return Ok(());
    }
    d.tree.leaf(KEYID, c.bytes(4)?);
    if !c.is_empty() {
        d.rest_as(MAC, &mut c);
    }
    Ok(())
}

fn reference(d: &mut Dissector<'_>, at: At<[u8; 4]>, stratum: u8) {
    let bytes = at.with(&at.value[..]);
    if at.value == [0; 4] {
        d.tree.leaf_as(REFID, bytes, format_args!("Reference ID: NULL"));
    } else if stratum <= 1 {
        let source = SOURCES.iter().find(|(name, _)| name.as_bytes() == at.value);
        match source {
            Some((_, text)) => d.tree.leaf_as(REFID, bytes, format_args!("Reference ID: {text}")),
            None => {
                let name: String =
                    at.value.iter().filter(|b| b.is_ascii_graphic()).map(|b| char::from(*b)).collect();
                let label = format_args!("Reference ID: Unidentified reference source '{name}'");
                d.tree.leaf_as(REFID, bytes, label)
            }
        };
    } else {
        d.tree.leaf_as(REFID, bytes, format_args!("Reference ID: {}", Address::Ipv4(at.value)));
    }
}

/// The instant that seconds since 1900, modulo an era, are closest to.
pub(super) fn instant(seconds: i64, nanos: i64) -> Timestamp {
    let era = if seconds & 0x8000_0000 == 0 { ERA_LEN } else { 0 };
    Timestamp::from_parts(seconds - ERA_0 + era, nanos)
}

fn time(d: &mut Dissector<'_>, field: Field<AbsoluteTime>, title: &str, at: At<u64>) {
    let (seconds, fraction) = (i64::from((at.value >> 32) as u32), at.value & 0xffff_ffff);
    let nanos = ((fraction * 1_000_000_000) >> 32) as i64;
    let moment = instant(seconds, nanos);
    if at.value == 0 {
        d.tree.leaf_as(field, at.with(Timestamp(0)), format_args!("{title}: NULL"));
    } else {
        d.tree.leaf(field, at.with(moment));
    }
}

fn extensions(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    // What is too short for an extension and a code is a code (RFC 7822 section 7.5).
    while c.left() > MAC_MAX {
        let start = *c;
        let (kind, len) = (c.u16()?, c.u16()?);
        let mut value = c.sub(u32::from(len.value).checked_sub(4).ok_or(Cut::Malformed)?)?;
        let name = EXTENSIONS.name(kind.value.into()).unwrap_or("Unknown");
        let label = format_args!("Extension: {name}");
        let open = d.tree.open_as(EXT, At { value: (), span: c.since(&start) }, label);
        d.tree.leaf(EXT_TYPE, kind);
        d.tree.leaf(EXT_LENGTH, len);
        if !value.is_empty() {
            d.rest_as(EXT_VALUE, &mut value);
        }
        d.tree.close(open);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn a_servers_answer_is_told() {
        let mut message = vec![0x24, 1, 6, 0xec, 0, 0, 0, 0, 0, 0, 0x0b, 0];
        message.extend_from_slice(b"GPS\0");
        for _ in 0..4 {
            message.extend_from_slice(&[0xe4, 0x97, 0x0b, 0x79, 0x80, 0, 0, 0]);
        }
        let packet = over_udp(123, 40_000, &message);
        assert_eq!(columns(101, &packet)[2..], ["NTP", "NTP Version 4, server"]);
        let lines = labels_from(101, &packet, "Network Time");
        assert_eq!(
            lines[5..12],
            [
                "    Peer Clock Stratum: primary reference (1)",
                "    Peer Polling Interval: 6 (64 seconds)",
                "    Peer Clock Precision: 0.000001 seconds",
                "    Root Delay: 0.000000 seconds",
                "    Root Dispersion: 0.042969 seconds",
                "    Reference ID: Global Position System",
                "    Reference Timestamp: Jul 12, 2021 18:42:01.500000000 UTC",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn the_next_era_begins_in_2036() {
        let mut message = vec![0x23, 0, 0, 0];
        message.extend_from_slice(&[0; 36]);
        message.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 0]);
        let lines = labels_from(101, &over_udp(9, 123, &message), "Network Time");
        assert!(lines.contains(&"    Transmit Timestamp: Feb  7, 2036 06:28:17.000000000 UTC".to_owned()));
        assert!(lines.contains(&"    Origin Timestamp: NULL".to_owned()), "{lines:#?}");
    }
}
