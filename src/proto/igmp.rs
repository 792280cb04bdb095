//! Internet group management: versions 1 (RFC 1112), 2 (RFC 2236) and 3 (RFC 3376).

use crate::dissect::checksum::{STATUS, Shown, Sum, show};
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol, Severity};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "igmp",
    title: "IGMP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(2)],
    dissect,
    ..Protocol::EMPTY
};

const TYPES: Names = Names::Table(&[
    (0x01, "Create Group Request"),
    (0x02, "Create Group Reply"),
    (0x03, "Join Group Request"),
    (0x04, "Join Group Reply"),
    (0x05, "Leave Group Request"),
    (0x06, "Leave Group Reply"),
    (0x07, "Confirm Group Request"),
    (0x08, "Confirm Group Reply"),
    (0x11, "Membership Query"),
    (0x12, "Membership Report"),
    (0x13, "DVMRP Protocol"),
    (0x14, "PIM Routing Message"),
    (0x16, "Membership Report"),
    (0x17, "Leave Group"),
    (0x1e, "Traceroute Response"),
    (0x1f, "Traceroute Query or Request"),
    (0x22, "Membership Report"),
]);

const RECORD_TYPES: Names = Names::Table(&[
    (1, "Mode Is Include"),
    (2, "Mode Is Exclude"),
    (3, "Change To Include Mode"),
    (4, "Change To Exclude Mode"),
    (5, "Allow New Sources"),
    (6, "Block Old Sources"),
]);

const SUPPRESS: Names =
    Names::TrueFalse("SUPPRESS router side processing", "Do not suppress router side processing");

crate::fields! { "igmp";
    /// Internet group management protocol (RFC 3376).
    IGMP: Protocol = "igmp", "Internet Group Management Protocol", None;
    /// Version, as inferred from type and length.
    VERSION: U8 = "igmp.version", "IGMP Version", Dec;
    /// Kind of message.
    TYPE: U8 = "igmp.type", "Type", Hex, TYPES;
    /// Bytes that must be 0.
    RESERVED: Bytes = "igmp.reserved", "Reserved", None;
    /// Time to answer in, in tenths of a second, as coded.
    MAX_RESP: U8 = "igmp.max_resp", "Max Resp Time", Dec;
    /// Exponent of a long time.
    MAX_RESP_EXP: U8 = "igmp.max_resp.exp", "Exponent", Hex & 0x70;
    /// Mantissa of a long time.
    MAX_RESP_MANT: U8 = "igmp.max_resp.mant", "Mantissa", Hex & 0x0f;
    /// Checksum of the message.
    CHECKSUM: U16 = "igmp.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "igmp.checksum.status", "Checksum Status", None, STATUS;
    /// The group.
    MADDR: Ipv4 = "igmp.maddr", "Multicast Address", None;
    /// Routers are not to start their timers.
    S: Bool = "igmp.s", "S", W8 & 0x08, SUPPRESS;
    /// How many lost messages the querier allows for.
    QRV: U8 = "igmp.qrv", "QRV", Dec & 0x07;
    /// The querier's interval, as coded.
    QQIC: U8 = "igmp.qqic", "QQIC", Dec;
    /// How many sources follow.
    NUM_SRC: U16 = "igmp.num_src", "Num Src", Dec;
    /// A source.
    SADDR: Ipv4 = "igmp.saddr", "Source Address", None;
    /// How many group records follow.
    NUM_GRP_RECS: U16 = "igmp.num_grp_recs", "Num Group Records", Dec;
    /// What the record says of the group.
    RECORD_TYPE: U8 = "igmp.record_type", "Record Type", Dec, RECORD_TYPES;
    /// Length of further data, in units of 4 bytes.
    AUX_DATA_LEN: U8 = "igmp.aux_data_len", "Aux Data Len", Dec;
    /// Further data.
    AUX_DATA: Bytes = "igmp.aux_data", "Aux Data", None;
    /// What an unknown message holds.
    DATA: Bytes = "igmp.data", "Data", None;
    /// Marks a wrong checksum.
    BAD_CHECKSUM: Label = "igmp.bad_checksum", "Bad checksum", None;
}

const SHOWN: Shown = Shown {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    bad: BAD_CHECKSUM,
    title: "Checksum",
    severity: Severity::Error,
};

const QUERY: u8 = 0x11;
const REPORT_1: u8 = 0x12;
const REPORT_2: u8 = 0x16;
const LEAVE: u8 = 0x17;
const REPORT_3: u8 = 0x22;
/// Length of messages before version 3.
const SHORT_LEN: u32 = 8;

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "IGMP".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    let mut read = c;
    let kind = read.u8()?;
    let version = match kind.value {
        QUERY if c.left() >= 12 => 3,
        QUERY if c.peek().get(1).is_some_and(|b| *b != 0) => 2,
        QUERY | REPORT_1 => 1,
        REPORT_2 | LEAVE => 2,
        REPORT_3 => 3,
        _ => {
            d.tree.leaf(TYPE, kind);
            match TYPES.name(kind.value.into()) {
                Some(name) => d.columns.set_info(format_args!("{name}")),
                None => d.columns.set_info(format_args!("Unknown Type:0x{:02x}", kind.value)),
            }
            d.rest_as(DATA, &mut read);
            return Ok(());
        }
    };
    d.note_layer("igmp");
    d.columns.protocol = ["IGMPv1", "IGMPv2", "IGMPv3"][version as usize - 1].into();
    let name = TYPES.name(kind.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{name}"));
    d.tree.generated(VERSION, version, c.span(0));
    d.tree.leaf(TYPE, kind);
    match (version, kind.value) {
        (3, QUERY) => query(d, &c, &mut read)?,
        (3, _) => report(d, &c, &mut read)?,
        _ => short(d, version, kind.value, &c, &mut read)?,
    }
    d.tree.set_span(layer, read.since(&c));
    Ok(())
}

/// Shows the checksum, of all of the message or its first `len` bytes.
fn checksum(d: &mut Dissector<'_>, c: &Cursor<'_>, read: &mut Cursor<'_>, len: u32) -> Result<(), Cut> {
    let found = read.u16()?;
    let bytes = c.peek().get(..len as usize);
    show(d, &SHOWN, found, bytes.map(|b| Sum::default().over(b)));
    Ok(())
}

fn short(
    d: &mut Dissector<'_>,
    version: u8,
    kind: u8,
    c: &Cursor<'_>,
    read: &mut Cursor<'_>,
) -> Result<(), Cut> {
    if version == 1 {
        d.tree.leaf(RESERVED, read.bytes(1)?);
    } else {
        let time = read.u8()?;
        let (whole, tenth) = (time.value / 10, time.value % 10);
        d.tree.leaf_as(
            MAX_RESP,
            time,
            format_args!("Max Resp Time: {whole}.{tenth} sec (0x{:02x})", time.value),
        );
    }
    checksum(d, c, read, SHORT_LEN)?;
    let group = read.array::<4>()?;
    d.tree.leaf(MADDR, group);
    let shown = Address::Ipv4(group.value);
    match kind {
        QUERY if version == 2 && group.value == [0; 4] => d.columns.add_info(format_args!(", general")),
        QUERY if version == 2 => d.columns.add_info(format_args!(", specific for group {shown}")),
        REPORT_2 => d.columns.add_info(format_args!(" group {shown}")),
        LEAVE => d.columns.add_info(format_args!(" {shown}")),
        _ => {}
    }
    Ok(())
}

fn query(d: &mut Dissector<'_>, c: &Cursor<'_>, read: &mut Cursor<'_>) -> Result<(), Cut> {
    let code = read.u8()?;
    let value = code.value;
    // RFC 3376 section 4.1.1: from 128 on a floating-point number.
    let (exp, mant) = (u32::from(value >> 4 & 7), u32::from(value & 15));
    let tenths = if value < 128 { u32::from(value) } else { (mant | 0x10) << (exp + 3) };
    let label = format_args!("Max Resp Time: {}.{} sec (0x{value:02x})", tenths / 10, tenths % 10);
    let open = d.tree.open_as(MAX_RESP, code, label);
    if value >= 128 {
        d.tree.leaf(MAX_RESP_EXP, code);
        d.tree.leaf(MAX_RESP_MANT, code);
    }
    d.tree.close(open);
    checksum(d, c, read, c.left())?;
    let group = read.array::<4>()?;
    d.tree.leaf(MADDR, group);
    let bits = read.u8()?;
    d.tree.leaf(S, bits.map(u64::from));
    d.tree.leaf(QRV, bits);
    d.tree.leaf(QQIC, read.u8()?);
    let count = read.u16()?;
    d.tree.leaf(NUM_SRC, count);
    if group.value == [0; 4] {
        d.columns.add_info(format_args!(", general"));
    } else {
        d.columns.add_info(format_args!(", specific for group {}", Address::Ipv4(group.value)));
    }
    if count.value > 0 {
        let s = if count.value == 1 { "" } else { "s" };
        d.columns.add_info(format_args!(", source{s} {{"));
    }
    sources(d, read, count.value)
}

/// Sources, and the brace that ends them in the row.
fn sources(d: &mut Dissector<'_>, read: &mut Cursor<'_>, count: u16) -> Result<(), Cut> {
    for nth in 0..count {
        let source = read.array::<4>()?;
        d.tree.leaf(SADDR, source);
        let separator = if nth > 0 { ", " } else { "" };
        d.columns.add_info(format_args!("{separator}{}", Address::Ipv4(source.value)));
    }
    if count > 0 {
        d.columns.add_info(format_args!("}}"));
    }
    Ok(())
}

fn report(d: &mut Dissector<'_>, c: &Cursor<'_>, read: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(RESERVED, read.bytes(1)?);
    checksum(d, c, read, c.left())?;
    d.tree.leaf(RESERVED, read.bytes(2)?);
    let count = read.u16()?;
    d.tree.leaf(NUM_GRP_RECS, count);
    if count.value == 0 {
        d.columns.add_info(format_args!(" - General query"));
    }
    for _ in 0..count.value {
        record(d, read)?;
    }
    Ok(())
}

fn record(d: &mut Dissector<'_>, read: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *read;
    let (kind, aux, count) = (read.u8()?, read.u8()?, read.u16()?);
    let group = read.array::<4>()?;
    let len = 8 + u32::from(count.value) * 4 + u32::from(aux.value) * 4;
    let name = RECORD_TYPES.name(kind.value.into()).unwrap_or("");
    let shown = Address::Ipv4(group.value);
    let open = d.tree.open_text(start.span(len), format_args!("Group Record : {shown}  {name}"));
    d.tree.leaf(RECORD_TYPE, kind);
    d.tree.leaf(AUX_DATA_LEN, aux);
    d.tree.leaf(NUM_SRC, count);
    d.tree.leaf(MADDR, group);
    record_info(d, kind, count.value, &shown);
    sources(d, read, count.value)?;
    if aux.value > 0 {
        d.tree.leaf(AUX_DATA, read.bytes(u32::from(aux.value) * 4)?);
    }
    d.tree.close(open);
    Ok(())
}

/// What the record means for the row, up to the brace before its sources.
fn record_info(d: &mut Dissector<'_>, kind: At<u8>, count: u16, group: &Address) {
    let s = if count == 1 { "" } else { "s" };
    let within = if count == 1 { "" } else { "in " };
    let missing = |d: &mut Dissector<'_>, name: &str| {
        d.columns.add_info(format_args!(" / Group {group}, {name} but no source specified (?)"));
    };
    match (kind.value, count) {
        (1 | 3, 0) => d.columns.add_info(format_args!(" / Leave group {group}")),
        (1 | 3, _) => d.columns.add_info(format_args!(" / Join group {group} for source{s} {within}{{")),
        (2 | 4, 0) => d.columns.add_info(format_args!(" / Join group {group} for any sources")),
        (2 | 4, _) => d.columns.add_info(format_args!(" / Join group {group}, for source{s} not {within}{{")),
        (5, 0) => missing(d, "ALLOW_NEW_SOURCES"),
        (5, _) => d.columns.add_info(format_args!(" / Group {group}, new source{s} {{")),
        (6, 0) => missing(d, "BLOCK_OLD_SOURCES"),
        (6, _) => d.columns.add_info(format_args!(" / Group {group}, block source{s} {{")),
        (_, 0) => d.columns.add_info(format_args!(" / Group {group}, unknown record type (?)")),
        _ => d.columns.add_info(format_args!(" / Group {group}, unknown record type (?), sources {{")),
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn packet(igmp: &[u8]) -> Vec<u8> {
        let mut p =
            vec![0x45, 0, 0, 20 + igmp.len() as u8, 0, 1, 0, 0, 1, 2, 0, 0, 10, 0, 0, 1, 224, 0, 0, 1];
        p.extend_from_slice(igmp);
        p
    }

    const REPORT: &[u8] =
        &[0x22, 0, 0x12, 0xea, 0, 0, 0, 2, 4, 0, 0, 0, 224, 0, 0, 5, 3, 0, 0, 1, 224, 0, 0, 6, 1, 2, 3, 4];

    #[test]
    fn version_3_reports() {
        let p = packet(REPORT);
        assert_eq!(
            labels_from(101, &p, "Internet Group"),
            [
                "Internet Group Management Protocol",
                "    [IGMP Version: 3]",
                "    Type: Membership Report (0x22)",
                "    Reserved: 00",
                "    Checksum: 0x12ea [correct]",
                "    [Checksum Status: Good]",
                "    Reserved: 0000",
                "    Num Group Records: 2",
                "    Group Record : 224.0.0.5  Change To Exclude Mode",
                "        Record Type: Change To Exclude Mode (4)",
                "        Aux Data Len: 0",
                "        Num Src: 0",
                "        Multicast Address: 224.0.0.5",
                "    Group Record : 224.0.0.6  Change To Include Mode",
                "        Record Type: Change To Include Mode (3)",
                "        Aux Data Len: 0",
                "        Num Src: 1",
                "        Multicast Address: 224.0.0.6",
                "        Source Address: 1.2.3.4",
            ]
        );
        assert_eq!(
            columns(101, &p)[2..],
            [
                "IGMPv3",
                "Membership Report / Join group 224.0.0.5 for any sources / Join group 224.0.0.6 for source {1.2.3.4}"
            ]
        );
        assert_eq!(protocols(101, &p), "raw:ip:igmp:igmp");
    }

    #[test]
    fn older_versions() {
        let row = |igmp: &[u8]| columns(101, &packet(igmp))[2..].to_vec();
        assert_eq!(row(&[0x11, 0, 0, 0, 0, 0, 0, 0]), ["IGMPv1", "Membership Query"]);
        assert_eq!(row(&[0x11, 100, 0, 0, 0, 0, 0, 0]), ["IGMPv2", "Membership Query, general"]);
        assert_eq!(row(&[0x16, 0, 0, 0, 224, 0, 0, 5]), ["IGMPv2", "Membership Report group 224.0.0.5"]);
        assert_eq!(row(&[0x17, 0, 0, 0, 224, 0, 0, 5]), ["IGMPv2", "Leave Group 224.0.0.5"]);
        assert_eq!(row(&[0x33, 0, 0, 0, 1]), ["IGMP", "Unknown Type:0x33"]);
        assert_eq!(
            row(&[0x11, 100, 0, 0, 224, 0, 0, 5, 10, 125, 0, 1, 1, 2, 3, 4]),
            ["IGMPv3", "Membership Query, specific for group 224.0.0.5, source {1.2.3.4}"]
        );
    }

    #[test]
    fn long_times_are_floating_point() {
        let p = packet(&[0x11, 0x94, 0xeb, 0xd7, 0, 0, 0, 0, 2, 0x94, 0, 0]);
        let lines = labels_from(101, &p, "    Max Resp");
        assert_eq!(
            lines[..4],
            [
                "    Max Resp Time: 32.0 sec (0x94)",
                "        .001 .... = Exponent: 0x1",
                "        .... 0100 = Mantissa: 0x4",
                "    Checksum: 0xebd7 [correct]",
            ]
        );
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &packet(REPORT));
        survives_cuts(101, &packet(&[0x11, 100, 0, 0, 224, 0, 0, 5, 10, 125, 0, 1, 1, 2, 3, 4]));
        survives_cuts(101, &packet(&[0x16, 0, 0, 0, 224, 0, 0, 5]));
    }
}
