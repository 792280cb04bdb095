//! Multipath TCP (RFC 8684; version 0: RFC 6824): the TCP option 30, a layer of its own, and what is known of the
//! connection whose subflow the segment is of. Which conversations belong together is found by `store/multipath.rs`.

use super::super::Header;
use super::fields::*;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, NodeRef, Protocol, Severity, Span};
use crate::field::{Field, Names, def};
use crate::store::multipath::{Key, Subflow};
use std::fmt::Write;

pub const PROTOCOL: Protocol = Protocol { name: "mptcp", title: "MPTCP", fields: FIELDS, ..Protocol::EMPTY };

const MASTER: Names = Names::TrueFalse("True", "False");

crate::fields! { "mptcp";
    /// An option of Multipath TCP (RFC 8684).
    MPTCP: Protocol = "mptcp", "Multipath Transmission Control Protocol", None;
    /// The next byte of the connection that is awaited, counted from its beginning.
    ACK: U64 = "mptcp.ack", "Multipath TCP Data ACK", Dec;
    /// Where the data belongs in the connection, counted from its beginning.
    DSN: U64 = "mptcp.dss.dsn", "DSS Data Sequence Number", Dec;
    /// The number before the first byte, which follows from the key.
    START: U64 = "mptcp.expected_idsn", "Subflow expected IDSN", Dec;
    /// What further subflows name the connection by, which follows from the key.
    TOKEN: U32 = "mptcp.expected_token", "Subflow token generated from key", Dec;
    /// What is known of the connection.
    ANALYSIS: Label = "mptcp.analysis", "MPTCP analysis", None;
    /// Whether the connection began with this subflow.
    IS_FIRST: Bool = "mptcp.master", "Master flow", None, MASTER;
    /// Number of the connection among those of Multipath TCP, from 0.
    STREAM: U32 = "mptcp.stream", "Stream index", Dec;
    /// Its TCP conversations.
    SUBFLOWS: Str = "mptcp.analysis.subflows", "TCP subflow stream id(s)", None;
    /// How many addresses are no more.
    REMOVED: U8 = "mptcp.rm_addr.count", "Number of removed addresses", Dec;
    /// The key that comes back is not the one that was sent.
    KEY_MISMATCH: Label = "mptcp.connection.echoed_key_mismatch", "The echoed key in the ACK of the MPTCP handshake does not match the key of the SYN/ACK", None;
    /// No flag says how keys are hashed.
    NO_ALGORITHM: Label = "mptcp.connection.missing_algorithm", "No crypto algorithm specified", None;
    /// Flags say that keys are hashed in an unknown way.
    OTHER_ALGORITHM: Label = "mptcp.connection.unsupported_algorithm", "Unsupported algorithm", None;
    /// From here on the subflow's bytes are the connection's (RFC 8684 section 3.7).
    INFINITE: Label = "mptcp.dss.infinite_mapping", "Fallback to infinite mapping", None;
}

/// Flags of a data sequence signal.
mod dss {
    pub const ACK_PRESENT: u8 = 0x01;
    pub const ACK_8: u8 = 0x02;
    pub const DSN_PRESENT: u8 = 0x04;
    pub const DSN_8: u8 = 0x08;
}

type Byte = Field<def::U8>;

/// Reads an option: its first two bytes, the span of all of it, and what stands behind them.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    (kind, len, span): (At<u8>, At<u8>, Span),
    mut c: Cursor<'_>,
    h: &Header<'_>,
) -> Result<(), Cut> {
    if !d.quoted {
        d.columns.protocol = PROTOCOL.title.into();
    }
    d.note_layer(PROTOCOL.name);
    let open = d.tree.open(MPTCP, At { value: (), span });
    d.tree.leaf(KIND, kind);
    d.tree.leaf(LEN, len);
    let first = c;
    let byte = c.u8()?;
    let subtype = byte.value >> 4;
    d.tree.leaf(MPTCP_SUBTYPE, byte);
    match MPTCP_SUBTYPES.name(subtype.into()) {
        Some(name) => d.append(open.node(), format_args!(": {name}")),
        None => d.append(open.node(), format_args!(": Unknown ({subtype})")),
    }
    let direction = h.known.map_or(0, |k| k.direction);
    let segment = Segment { subflow: subflow(d, h), direction, node: open.node(), span };
    match subtype {
        0 => segment.capable(d, byte, c)?,
        1 => join(d, first, c)?,
        2 => segment.signal(d, c)?,
        3 => address(d, byte, c)?,
        4 => {
            d.tree.generated(REMOVED, (c.left() & 0xff) as u8, byte.span);
            while !c.is_empty() {
                d.tree.leaf(MPTCP_ADDRESS_ID, c.u8()?);
            }
        }
        5 => {
            flags(d, byte, &[MPTCP_BACKUP]);
            if !c.is_empty() {
                d.tree.leaf(MPTCP_ADDRESS_ID, c.u8()?);
            }
        }
        6 => {
            reserved(d, first, &mut c)?;
            d.tree.leaf(MPTCP_RAW_DSN, c.u64()?);
        }
        7 => {
            reserved(d, first, &mut c)?;
            d.tree.leaf(MPTCP_RECEIVER_KEY, c.u64()?);
        }
        8 => reset(d, byte, c)?,
        _ => {}
    }
    d.tree.close(open);
    Ok(())
}

/// The sixteen bits with the subtype and twelve that mean nothing.
fn reserved(d: &mut Dissector<'_>, mut first: Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    c.skip(1)?;
    d.tree.leaf(MPTCP_RESERVED, first.u16()?);
    Ok(())
}

fn flags(d: &mut Dissector<'_>, byte: At<u8>, bits: &[Byte]) -> NodeRef {
    let open = d.tree.open(MPTCP_FLAGS, byte);
    for bit in bits {
        d.tree.leaf(*bit, byte);
    }
    d.tree.close(open);
    open.node()
}

/// What the parts of an option's dissection share.
struct Segment {
    subflow: Option<Subflow>,
    direction: usize,
    node: NodeRef,
    span: Span,
}

impl Segment {
    /// The key of who sends the segment (`0`), or of who receives it (`1`).
    fn key(&self, d: &Dissector<'_>, other: usize) -> Option<Key> {
        d.capture().multipath.key(self.subflow.as_ref()?, self.direction ^ other)
    }

    /// The handshake: the sides' keys (RFC 8684 section 3.1).
    fn capable(&self, d: &mut Dissector<'_>, first: At<u8>, mut c: Cursor<'_>) -> Result<(), Cut> {
        d.tree.leaf(MPTCP_VERSION, first);
        let version = first.value & 0xf;
        let byte = c.u8()?;
        let node = if version == 1 {
            let hash = [MPTCP_SHA256, MPTCP_RESERVED_FLAGS_1];
            let bits = [MPTCP_CHECKSUM_REQUIRED, MPTCP_EXTENSIBILITY, MPTCP_NO_MORE];
            flags(d, byte, &[&bits[..], &hash].concat())
        } else {
            let bits = [MPTCP_CHECKSUM_REQUIRED, MPTCP_EXTENSIBILITY, MPTCP_SHA1, MPTCP_RESERVED_FLAGS];
            flags(d, byte, &bits)
        };
        let warn = |d: &mut Dissector<'_>, field: Field<def::Label>, text: &str| {
            d.tree.expert(node, Some(field), Severity::Warn, Group::Protocol, format_args!("{text}"));
        };
        let algorithms = byte.value & 0x3f;
        if algorithms == 0 {
            warn(d, NO_ALGORITHM, "No crypto algorithm specified");
        }
        if algorithms != 1 {
            warn(d, OTHER_ALGORITHM, "Unsupported algorithm");
        }
        if c.left() < 8 {
            return Ok(());
        }
        let key = c.u64()?;
        d.tree.leaf(MPTCP_SENDER_KEY, key);
        let (token, start) = Key { value: key.value, version }.token_and_start();
        d.tree.generated(TOKEN, token, c.span(0));
        let node = d.tree.generated(START, start, c.span(0));
        d.append(node, format_args!(" (64bits version)"));
        if c.left() < 8 {
            return Ok(());
        }
        let echoed = c.u64()?;
        if self.key(d, 1).is_some_and(|key| key.value != echoed.value) {
            let text =
                "The echoed key in the ACK of the MPTCP handshake does not match the key of the SYN/ACK";
            d.tree.expert(node, Some(KEY_MISMATCH), Severity::Warn, Group::Protocol, format_args!("{text}"));
        }
        d.tree.leaf(MPTCP_RECEIVER_KEY, echoed);
        if c.left() >= 2 {
            d.tree.leaf(MPTCP_DATA_LEN, c.u16()?);
        }
        if c.left() >= 2 {
            d.tree.leaf(MPTCP_CHECKSUM, c.u16()?);
        }
        Ok(())
    }

    /// Where data belongs, and what came (RFC 8684 section 3.3).
    fn signal(&self, d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
        let byte = c.u8()?;
        flags(d, byte, &[MPTCP_DATA_FIN, MPTCP_DSN8, MPTCP_DSN_PRESENT, MPTCP_ACK8, MPTCP_ACK_PRESENT]);
        let has = |bit: u8| byte.value & bit != 0;
        let relative = |number: u64, is_long: bool, key: Option<Key>| {
            let from_start = number.wrapping_sub(key?.token_and_start().1);
            Some(if is_long { from_start } else { from_start & u64::from(u32::MAX) })
        };
        if has(dss::ACK_PRESENT) {
            let ack = number(&mut c, has(dss::ACK_8))?;
            let node = d.tree.leaf(MPTCP_RAW_ACK, ack);
            if has(dss::ACK_8) {
                d.append(node, format_args!(" (64bits)"));
            }
            if let Some(from_start) = relative(ack.value, has(dss::ACK_8), self.key(d, 1)) {
                let node = d.tree.generated(ACK, from_start, c.span(0));
                d.append(node, format_args!(" (Relative)"));
            }
        }
        if has(dss::DSN_PRESENT) {
            let dsn = number(&mut c, has(dss::DSN_8))?;
            let node = d.tree.leaf(MPTCP_RAW_DSN, dsn);
            let bits = if has(dss::DSN_8) { 64 } else { 32 };
            d.append(node, format_args!("  ({bits}bits version)"));
            d.tree.leaf(MPTCP_SUBFLOW_SEQ, c.u32()?);
            let len = c.u16()?;
            d.tree.leaf(MPTCP_DATA_LEN, len);
            if len.value == 0 {
                let text = format_args!("Fallback to infinite mapping");
                d.tree.expert(self.node, Some(INFINITE), Severity::Warn, Group::Protocol, text);
            }
            if let Some(from_start) = relative(dsn.value, has(dss::DSN_8), self.key(d, 0)) {
                let node = d.tree.generated(DSN, from_start, self.span.at_start());
                d.append(node, format_args!(" (Relative)"));
            }
        }
        Ok(())
    }
}

/// A number of four or eight bytes.
fn number(c: &mut Cursor<'_>, is_long: bool) -> Result<At<u64>, Cut> {
    if is_long { c.u64() } else { Ok(c.u32()?.map(u64::from)) }
}

/// A further subflow (RFC 8684 section 3.2): which of the three segments says its length.
fn join(d: &mut Dissector<'_>, mut first: Cursor<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    match c.left() {
        9 | 13 => {
            flags(d, first.u8()?, &[MPTCP_BACKUP]);
            d.tree.leaf(MPTCP_ADDRESS_ID, c.u8()?);
            if c.left() == 8 {
                d.tree.leaf(MPTCP_TOKEN, c.u32()?);
            } else {
                d.tree.leaf(MPTCP_SHORT_HMAC, c.u64()?);
            }
            d.tree.leaf(MPTCP_RANDOM, c.u32()?);
        }
        21 => {
            reserved(d, first, &mut c)?;
            d.tree.leaf(MPTCP_HMAC, c.rest());
        }
        _ => {}
    }
    Ok(())
}

/// An address of the sender (RFC 8684 section 3.4.1). Version 0 names the address family where version 1 has
/// flags, and has no code behind it.
fn address(d: &mut Dissector<'_>, first: At<u8>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let family = first.value & 0xf;
    let is_old = matches!(family, 4 | 6);
    d.tree.leaf(if is_old { MPTCP_IP_VERSION } else { MPTCP_ECHO }, first);
    d.tree.leaf(MPTCP_ADDRESS_ID, c.u8()?);
    let is_v6 = if is_old { family == 6 } else { c.left() >= 16 };
    if is_v6 {
        d.tree.leaf(MPTCP_IPV6, c.array::<16>()?);
    } else {
        d.tree.leaf(MPTCP_IPV4, c.array::<4>()?);
    }
    if c.left() % 8 == 2 {
        d.tree.leaf(MPTCP_PORT, c.u16()?);
    }
    if c.left() >= 8 {
        d.tree.leaf(MPTCP_ADDRESS_HMAC, c.u64()?);
    }
    Ok(())
}

/// Why a subflow ends (RFC 8684 section 3.6).
fn reset(d: &mut Dissector<'_>, first: At<u8>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(MPTCP_FLAGS, first);
    let bits = [
        (MPTCP_FLAG_U, "Flag U"),
        (MPTCP_FLAG_V, "Flag V"),
        (MPTCP_FLAG_W, "Flag W"),
        (MPTCP_FLAG_T, "Transient"),
    ];
    for (at, (field, name)) in bits.into_iter().enumerate() {
        if first.value & (8 >> at) != 0 {
            d.append(open.node(), format_args!(", {name}"));
        }
        d.tree.leaf(field, first.map(u64::from));
    }
    d.tree.close(open);
    d.tree.leaf(MPTCP_RST_REASON, c.u8()?);
    Ok(())
}

/// The subflow whose segment this is, if it was one already when the frame came.
fn subflow(d: &Dissector<'_>, h: &Header<'_>) -> Option<Subflow> {
    let subflow = d.capture().multipath.of(h.known?.id)?;
    (subflow.since <= d.frame_id()).then_some(subflow)
}

/// What is known of the connection, below the segment.
pub(in super::super) fn show_connection(d: &mut Dissector<'_>, h: &Header<'_>, at: Span) {
    if d.quoted || !d.tree.wants_any_from(MPTCP.id, FIELDS.len()) {
        return;
    }
    let Some(subflow) = subflow(d, h) else { return };
    let (capture, frame) = (d.capture(), d.frame_id());
    let mut streams = String::new();
    for stream in capture.multipath.streams(&subflow, frame).rev().take(MAX_STREAMS) {
        let _ = write!(streams, "{stream} ");
    }
    let first = capture.multipath.streams(&subflow, frame).next();
    let open = d.tree.open(ANALYSIS, At { value: (), span: at });
    d.tree.set_flag(open.node(), Flags::GENERATED);
    let node = d.tree.generated(IS_FIRST, u64::from(subflow.is_first), at);
    if let Some(first) = first {
        d.tree.set_label(node, format_args!("Master flow: Master is tcp stream {first}"));
    }
    d.tree.generated(STREAM, subflow.connection, at);
    let node = d.tree.made_text(SUBFLOWS, &streams, at);
    d.tree.set_flag(node, Flags::GENERATED);
    d.tree.close(open);
}

/// A line names so many subflows, the newest; addresses of a connection have numbers of eight bits.
const MAX_STREAMS: usize = 256;

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    /// A segment from port 40000 to 80 with one option.
    fn packet(flags: u8, body: &[u8]) -> Vec<u8> {
        let mut options = [&[30, body.len() as u8 + 2][..], body].concat();
        options.resize(options.len().next_multiple_of(4), 1);
        let total = 40 + options.len() as u8;
        let ip = [0x45, 0, 0, total, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        let offset = (total - 20) << 2;
        let tcp = [0x9c, 0x40, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, offset, flags, 4, 0, 0, 0, 0, 0];
        [&ip[..], &tcp, &options].concat()
    }

    fn lines(flags: u8, body: &[u8]) -> Vec<String> {
        let packet = packet(flags, body);
        survives_cuts(101, &packet);
        assert_eq!(columns(101, &packet)[2], "MPTCP");
        let lines = labels_from(101, &packet, "        Multipath Transmission Control Protocol");
        let lines = lines.into_iter().map(|line| line.trim_start().to_owned());
        lines.take_while(|line| !line.contains("No-Operation") && *line != "[Timestamps]").collect()
    }

    #[test]
    fn a_syn_names_a_key_and_what_follows_from_it() {
        let lines = lines(2, &[0, 0x81, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(lines[0], "Multipath Transmission Control Protocol: Multipath Capable");
        assert!(lines.contains(&"Sender's Key: 72623859790382856".to_owned()));
        assert!(lines.contains(&"[Subflow token generated from key: 3713500092]".to_owned()), "{lines:?}");
        let start = "[Subflow expected IDSN: 4221541283752790741 (64bits version)]";
        assert!(lines.contains(&start.to_owned()));
    }

    #[test]
    fn a_subflow_is_joined_in_three_segments() {
        let syn = lines(2, &[0x11, 2, 1, 2, 3, 4, 0, 0, 0, 9]);
        assert_eq!(
            syn[3..9],
            [
                "0001 .... = Multipath TCP subtype: Join Connection (1)",
                "Multipath TCP flags: 0x11",
                ".... ...1 = Backup flag: 1",
                "Address ID: 2",
                "Receiver's Token: 16909060",
                "Sender's Random Number: 9",
            ]
        );
        let answer = lines(0x12, &[&[0x10, 2][..], &[0xaa; 8], &[0, 0, 0, 9]].concat());
        assert!(answer.contains(&"Sender's Truncated HMAC: 12297829382473034410".to_owned()));
        let last = lines(0x10, &[&[0x10, 0][..], &[0xbb; 20]].concat());
        assert_eq!(last[4], ".... 0000 0000 0000 = Reserved: 0x000");
        assert_eq!(last[5], format!("Sender's HMAC: {}", "bb".repeat(20)));
    }

    #[test]
    fn addresses_of_both_versions() {
        let old = lines(0x10, &[0x34, 3, 1, 2, 3, 4, 0, 80]);
        assert_eq!(
            old[4..],
            [
                ".... 0100 = IP version: 4",
                "Address ID: 3",
                "Advertised IPv4 Address: 1.2.3.4",
                "Advertised port: 80"
            ]
        );
        let new = lines(0x10, &[&[0x30, 3][..], &[0x20; 16], &[1, 0xbb], &[0xcc; 8]].concat());
        assert_eq!(new[4], ".... ...0 = Echo: 0");
        assert_eq!(new[7..], ["Advertised port: 443", "Truncated HMAC: 14757395258967641292"]);
        assert_eq!(
            lines(0x10, &[0x40, 3, 4])[4..],
            ["[Number of removed addresses: 2]", "Address ID: 3", "Address ID: 4"]
        );
    }

    #[test]
    fn a_signal_says_where_data_belongs() {
        let long =
            [&[0x20, 0x0f][..], &[0, 0, 0, 0, 0, 0, 0, 5], &[0, 0, 0, 0, 0, 0, 0, 7], &[0, 0, 0, 1, 0, 0]];
        let lines = lines(0x10, &long.concat());
        assert!(lines.contains(&"Original MPTCP Data ACK: 5 (64bits)".to_owned()));
        assert!(lines.contains(&"Data Sequence Number: 7  (64bits version)".to_owned()));
        assert!(lines.contains(&"[Expert Info (Warning/Protocol): Fallback to infinite mapping]".to_owned()));
    }

    #[test]
    fn a_reset_says_why() {
        let lines = lines(0x14, &[0x85, 3]);
        assert_eq!(lines[4], "Multipath TCP flags: 0x85, Flag V, Transient");
        assert_eq!(lines[9], "TCPRST Reason: Administratively prohibited (0x03)");
    }
}
