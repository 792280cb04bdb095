//! How a host asks its router for ports: Port Control Protocol (RFC 6887), and what it comes from, NAT-PMP (RFC 6886),
//! which is its version 0. The options are those of RFC 6887, RFC 7220 and RFC 7753.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Scope, Severity};
use crate::field::def::{Ipv6, Label, U16};
use crate::field::{Field, Names};
use crate::proto::tables::ip_protocol::IP_PROTOCOLS;

pub const PROTOCOL: Protocol = Protocol {
    name: "portcontrol",
    title: "Port Control",
    fields: FIELDS,
    claims: &[Claim::UdpPort(5350), Claim::UdpPort(5351)],
    refuses: Some(|message| message.peek().first().is_none_or(|version| *version > VERSION_LAST)),
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const NAT_PMP_OPCODES: Names = Names::Table(&[
    (0, "External Address Request"),
    (1, "Map UDP Request"),
    (2, "Map TCP Request"),
    (128, "External Address Response"),
    (129, "Map UDP Response"),
    (130, "Map TCP Response"),
]);
const NAT_PMP_RESULTS: Names = Names::Table(&[
    (0, "Success"),
    (1, "Unsupported Version"),
    (2, "Not Authorized/Refused"),
    (3, "Network Failure"),
    (4, "Out of resources"),
    (5, "Unsupported opcode"),
]);
const OPCODES: Names = Names::Table(&[(0, "Announce"), (1, "Map"), (2, "Peer")]);
const RESULTS: Names = Names::Table(&[
    (0, "Success"),
    (1, "Unsupported Version"),
    (2, "Not Authorized/Refused"),
    (3, "Malformed Request"),
    (4, "Unsupported opcode"),
    (5, "Unsupported option"),
    (6, "Malformed option"),
    (7, "Network failure"),
    (8, "No resources"),
    (9, "Unsupported protocol"),
    (10, "User exceeds quota"),
    (11, "Cannot provide external port"),
    (12, "Address mismatch"),
    (13, "Excessive remote peers"),
]);
const OPTIONS: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "Third Party"),
    (2, "Prefer Failure"),
    (3, "Filter"),
    (128, "Description"),
    (129, "Prefix64"),
    (130, "Port Set"),
]);
const R: Names = Names::TrueFalse("Response", "Request");

crate::fields! { "portcontrol";
    /// A request to a router for ports, or its answer.
    PORT_CONTROL: Protocol = "portcontrol", "Port Control Protocol", None;
    /// The older form of it.
    NAT_PMP: Protocol = "nat-pmp", "NAT Port Mapping Protocol", None;
    /// Always 0.
    NP_VERSION: U8 = "nat-pmp.version", "Version", Dec;
    /// What is asked, or answered.
    NP_OPCODE: U8 = "nat-pmp.opcode", "Opcode", Dec, NAT_PMP_OPCODES;
    /// How it went.
    NP_RESULT: U16 = "nat-pmp.result_code", "Result Code", Dec, NAT_PMP_RESULTS;
    /// Seconds since the router began to count: if they fall, it forgot its mappings.
    NP_EPOCH: U32 = "nat-pmp.sssoe", "Seconds Since Start of Epoch", Dec;
    /// The router's address outside.
    NP_EXTERNAL_IP: Ipv4 = "nat-pmp.external_ip", "External IP Address", None;
    /// Must be 0.
    NP_RESERVED: U16 = "nat-pmp.reserved", "Reserved", Dec;
    /// The host's port.
    NP_INTERNAL_PORT: U16 = "nat-pmp.internal_port", "Internal Port", Dec;
    /// The router's port outside.
    NP_EXTERNAL_PORT: U16 = "nat-pmp.external_port", "Requested External Port", Dec;
    /// Seconds that the mapping lasts; 0 deletes it.
    NP_LIFETIME: U32 = "nat-pmp.pml", "Requested Port Mapping Lifetime", Dec;
    /// An opcode that is not known.
    NP_UNKNOWN: Label = "nat-pmp.opcode.unknown", "Unknown opcode", None;
    /// Version: 2.
    VERSION: U8 = "portcontrol.version", "Version", Dec;
    /// It asks.
    REQUEST: Bool = "portcontrol.request", "Request", W8 & 0x01;
    /// It answers.
    RESPONSE: Bool = "portcontrol.response", "Response", W8 & 0x01;
    /// Which of both.
    R_BIT: Bool = "portcontrol.r", "R", W8 & 0x80, R;
    /// What is asked, or answered.
    OPCODE: U8 = "portcontrol.opcode", "Opcode", Dec & 0x7f, OPCODES;
    /// An opcode that is not known.
    UNKNOWN: Label = "portcontrol.opcode.unknown", "Unknown opcode", None;
    /// How it went.
    RESULT: U16 = "portcontrol.result_code", "Result Code", Dec, RESULTS;
    /// Must be 0.
    RESERVED: U8 = "portcontrol.reserved", "Reserved", Dec;
    /// The same of an answer.
    RSP_RESERVED: Bytes = "portcontrol.rsp_reserved", "Reserved", None;
    /// Seconds that the mapping shall last; 0 deletes it.
    LIFETIME_REQ: U32 = "portcontrol.lifetime_req", "Requested Lifetime", Dec;
    /// Seconds that it lasts, or that the error does.
    LIFETIME_RSP: U32 = "portcontrol.lifetime_rsp", "Lifetime", Dec;
    /// Who asks, as it sees itself.
    CLIENT_IP: Ipv6 = "portcontrol.client_ip", "Client IP Address", None;
    /// Seconds since the router began to count: if they fall, it forgot its mappings.
    EPOCH: U32 = "portcontrol.epoch_time", "Epoch Time", Dec;
    /// Links the answer to its request.
    MAP_NONCE: Bytes = "portcontrol.map.nonce", "Mapping Nonce", None;
    /// Transport; 0: all.
    MAP_PROTOCOL: U8 = "portcontrol.map.protocol", "Protocol", Dec;
    /// Must be 0.
    MAP_RESERVED: U24 = "portcontrol.map.reserved", "Reserved", Dec;
    /// The host's port; 0: all.
    MAP_INTERNAL_PORT: U16 = "portcontrol.map.internal_port", "Internal Port", Dec;
    /// The port outside that the host would like.
    MAP_SUGGESTED_PORT: U16 = "portcontrol.map.req_sug_external_port", "Suggested External Port", Dec;
    /// The address outside that the host would like.
    MAP_SUGGESTED_IP: Ipv6 = "portcontrol.map.req_sug_external_ip", "Suggested External IP Address", None;
    /// The port outside.
    MAP_ASSIGNED_PORT: U16 = "portcontrol.map.rsp_assigned_external_port", "Assigned External Port", Dec;
    /// The address outside.
    MAP_ASSIGNED_IP: Ipv6 = "portcontrol.map.rsp_assigned_ext_ip", "Assigned External IP Address", None;
    /// Links the answer to its request.
    PEER_NONCE: Bytes = "portcontrol.peer.nonce", "Mapping Nonce", None;
    /// Transport.
    PEER_PROTOCOL: U8 = "portcontrol.peer.protocol", "Protocol", Dec;
    /// Must be 0.
    PEER_RESERVED: Bytes = "portcontrol.peer.reserved", "Reserved", None;
    /// The host's port.
    PEER_INTERNAL_PORT: U16 = "portcontrol.peer.internal_port", "Internal Port", Dec;
    /// The port outside that the host would like.
    PEER_SUGGESTED_PORT: U16 = "portcontrol.peer.req_sug_external_port", "Suggested External Port", Dec;
    /// The address outside that the host would like.
    PEER_SUGGESTED_IP: Ipv6 = "portcontrol.peer.req_sug_external_ip", "Suggested External IP Address", None;
    /// The port outside.
    PEER_ASSIGNED_PORT: U16 = "portcontrol.peer.rsp_assigned_external_port", "Assigned External Port", Dec;
    /// The address outside.
    PEER_ASSIGNED_IP: Ipv6 = "portcontrol.peer.rsp_assigned_ext_ip", "Assigned External IP Address", None;
    /// Port of whom the host speaks to.
    PEER_REMOTE_PORT: U16 = "portcontrol.peer.remote_peer_port", "Remote Peer Port", Dec;
    /// Address of whom the host speaks to.
    PEER_REMOTE_IP: Ipv6 = "portcontrol.peer.remote_peer_ip", "Remote Peer IP Address", None;
    /// What else is asked or told.
    ALL_OPTIONS: Label = "portcontrol.options", "Options", None;
    /// One of them.
    OPTION: Label = "portcontrol.option", "Option", None;
    /// Its code.
    OPTION_CODE: U8 = "portcontrol.option.code", "Option", Dec, OPTIONS;
    /// Must be 0.
    OPTION_RESERVED: U8 = "portcontrol.option.reserved", "Reserved", Dec;
    /// Length of its data.
    OPTION_LENGTH: U16 = "portcontrol.option.length", "Option Length", Dec;
    /// An option that is not known.
    OPTION_UNKNOWN: Label = "portcontrol.option.unknown", "Unknown option", None;
    /// For whom the ports are.
    THIRD_PARTY: Ipv6 = "portcontrol.option.third_party.internal_ip", "Internal IP Address", None;
    /// Must be 0.
    FILTER_RESERVED: U8 = "portcontrol.option.filter.reserved", "Reserved", Dec;
    /// Bits of the address that must match.
    FILTER_PREFIX: U8 = "portcontrol.option.filter.prefix_length", "Prefix Length", Dec;
    /// Port that may reach the host; 0: all.
    FILTER_PORT: U16 = "portcontrol.option.filter.remote_peer_port", "Remote Peer Port", Dec;
    /// Who may reach the host.
    FILTER_IP: Ipv6 = "portcontrol.option.filter.remote_peer_ip", "Remote Peer IP Address", None;
    /// What the ports are for, for people.
    DESCRIPTION: Str = "portcontrol.option.description", "Description", None;
    /// Ports in a row.
    SET_SIZE: U16 = "portcontrol.option.portset.size", "Port Set Size", Dec;
    /// The first one that the host would like.
    SET_SUGGESTED: U16 = "portcontrol.option.portset.req_sug_first_external_port", "Suggested First Port", Dec;
    /// The first one.
    SET_ASSIGNED: U16 = "portcontrol.option.portset.rsp_assigned_first_external_port", "Assigned First Port", Dec;
    /// Must be 0.
    SET_RESERVED: U8 = "portcontrol.option.portset.reserved", "Reserved", Hex & 0xfe;
    /// Odd and even ports shall stay so.
    SET_PARITY: Bool = "portcontrol.option.portset.parity", "Parity Requested", W8 & 0x01;
    /// Fills the option up to four bytes.
    PADDING: Bytes = "portcontrol.option.padding", "Padding", None;
}

const VERSION_LAST: u8 = 2;
const OF_RESPONSE: u8 = 0x80;
/// Bytes of an option's head.
const OPTION_HEAD: u32 = 4;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.clear_info();
    let version = c.u8()?;
    match version.value {
        0 => nat_pmp(d, version, &mut c),
        _ => port_control(d, version, &mut c),
    }
}

fn unknown(d: &mut Dissector<'_>, node: NodeRef, field: Field<Label>, what: &str, number: u8) {
    let text = format_args!("Unknown {what}: {number}");
    d.tree.expert(node, Some(field), Severity::Warn, Group::ResponseCode, text);
}

fn nat_pmp(d: &mut Dissector<'_>, version: At<u8>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "NAT-PMP".into();
    let code = c.u8()?;
    let name = NAT_PMP_OPCODES.name(code.value.into());
    let name = name.map_or_else(|| format!("Unknown opcode: {}", code.value), Into::into);
    d.columns.set_info(format_args!("{name}"));
    let node = d.layer_node();
    d.tree.set_label(node, format_args!("NAT Port Mapping Protocol, {name}"));
    d.tree.hidden(NAT_PMP, version.with(()));
    d.tree.leaf(NP_VERSION, version);
    let shown = d.tree.leaf(NP_OPCODE, code);
    let kind = code.value & !OF_RESPONSE;
    if kind > 2 {
        unknown(d, shown, NP_UNKNOWN, "opcode", code.value);
        return Ok(());
    }
    let answers = code.value & OF_RESPONSE != 0;
    if answers {
        d.tree.leaf(NP_RESULT, c.u16()?);
        d.tree.leaf(NP_EPOCH, c.u32()?);
    } else if kind > 0 {
        d.tree.leaf(NP_RESERVED, c.u16()?);
    }
    if kind > 0 {
        d.tree.leaf(NP_INTERNAL_PORT, c.u16()?);
        let (port, lifetime) = (c.u16()?, c.u32()?);
        let (of_port, of_lifetime) = if answers { ("Mapped", "") } else { ("Requested", "Requested ") };
        let label = format_args!("{of_port} External Port: {}", port.value);
        d.tree.leaf_as(NP_EXTERNAL_PORT, port, label);
        let label = format_args!("{of_lifetime}Port Mapping Lifetime: {}", lifetime.value);
        d.tree.leaf_as(NP_LIFETIME, lifetime, label);
    } else if answers {
        d.tree.leaf(NP_EXTERNAL_IP, c.array::<4>()?);
    }
    Ok(())
}

fn port_control(d: &mut Dissector<'_>, version: At<u8>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = format!("PCP v{}", version.value).into();
    let code = c.u8()?;
    let answers = code.value & OF_RESPONSE != 0;
    let kind = code.value & !OF_RESPONSE;
    let direction = if answers { "Response" } else { "Request" };
    let name = match OPCODES.name(kind.into()) {
        Some(name) => format!("{name} {direction}"),
        None => format!("Unknown opcode: {}", code.value),
    };
    d.columns.set_info(format_args!("{name}"));
    let node = d.layer_node();
    d.tree.set_label(node, format_args!("Port Control Protocol, {name}"));
    d.tree.leaf(VERSION, version);
    d.tree.leaf(R_BIT, code.map(u64::from));
    let shown = d.tree.leaf(OPCODE, code);
    d.tree.hidden(if answers { RESPONSE } else { REQUEST }, code.with(1u8));
    if kind > 2 {
        unknown(d, shown, UNKNOWN, "opcode", code.value);
    }
    d.tree.leaf(RESERVED, c.u8()?);
    if answers {
        d.tree.leaf(RESULT, c.u8()?.map(u16::from));
        d.tree.leaf(LIFETIME_RSP, c.u32()?);
        d.tree.leaf(EPOCH, c.u32()?);
        d.tree.leaf(RSP_RESERVED, c.bytes(12)?);
    } else {
        c.skip(1)?;
        d.tree.leaf(LIFETIME_REQ, c.u32()?);
        d.tree.leaf(CLIENT_IP, c.array::<16>()?);
    }
    if kind > 2 {
        return Ok(());
    }
    let open = d.tree.open_text(c.rest_span(), format_args!("{name}"));
    match kind {
        1 => map(d, c, answers)?,
        2 => peer(d, c, answers)?,
        _ => {}
    }
    options(d, c, answers)?;
    d.tree.close(open);
    Ok(())
}

/// Port and address outside: those that were asked for, or those that are given.
fn outside(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    port: Field<U16>,
    address: Field<Ipv6>,
) -> Result<u16, Cut> {
    let at = c.u16()?;
    d.tree.leaf(port, at);
    d.tree.leaf(address, c.array::<16>()?);
    Ok(at.value)
}

fn map(d: &mut Dissector<'_>, c: &mut Cursor<'_>, answers: bool) -> Result<(), Cut> {
    d.tree.leaf(MAP_NONCE, c.bytes(12)?);
    let transport = c.u8()?;
    d.tree.leaf(MAP_PROTOCOL, transport);
    d.tree.leaf(MAP_RESERVED, c.u24()?);
    let inside = c.u16()?;
    d.tree.leaf(MAP_INTERNAL_PORT, inside);
    let port = match answers {
        true => outside(d, c, MAP_ASSIGNED_PORT, MAP_ASSIGNED_IP)?,
        false => outside(d, c, MAP_SUGGESTED_PORT, MAP_SUGGESTED_IP)?,
    };
    let name = match transport.value {
        0 => Some("All Protocols"),
        number => Names::Ranges(IP_PROTOCOLS).name(number.into()).filter(|name| *name != "Unassigned"),
    };
    let name = name.map_or_else(|| format!("Unknown Protocol {}", transport.value), Into::into);
    d.columns.add_info(format_args!(": {} -> {port} [{name}]", inside.value));
    Ok(())
}

fn peer(d: &mut Dissector<'_>, c: &mut Cursor<'_>, answers: bool) -> Result<(), Cut> {
    d.tree.leaf(PEER_NONCE, c.bytes(12)?);
    d.tree.leaf(PEER_PROTOCOL, c.u8()?);
    d.tree.leaf(PEER_RESERVED, c.bytes(3)?);
    d.tree.leaf(PEER_INTERNAL_PORT, c.u16()?);
    match answers {
        true => outside(d, c, PEER_ASSIGNED_PORT, PEER_ASSIGNED_IP)?,
        false => outside(d, c, PEER_SUGGESTED_PORT, PEER_SUGGESTED_IP)?,
    };
    d.tree.leaf(PEER_REMOTE_PORT, c.u16()?);
    d.tree.leaf(PEER_RESERVED, c.bytes(2)?);
    d.tree.leaf(PEER_REMOTE_IP, c.array::<16>()?);
    Ok(())
}

fn options(d: &mut Dissector<'_>, c: &mut Cursor<'_>, answers: bool) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let all = d.tree.open(ALL_OPTIONS, At { value: (), span: c.rest_span() });
    while c.left() >= OPTION_HEAD {
        let start = *c;
        let (code, reserved, len) = (c.u8()?, c.u8()?, c.u16()?);
        let data = c.sub(len.value.into())?;
        let name = OPTIONS.name(code.value.into());
        let name = name.map_or_else(|| format!("Unknown option: {}", code.value), Into::into);
        let at = At { value: (), span: c.since(&start) };
        let open = d.tree.open_as(OPTION, at, format_args!("Option: {name}"));
        d.tree.leaf(OPTION_CODE, code);
        d.tree.leaf(OPTION_RESERVED, reserved);
        d.tree.leaf(OPTION_LENGTH, len);
        option(d, code.value, data, answers)?;
        let padding = u32::from(len.value).wrapping_neg() & 3;
        if padding > 0 && !c.is_empty() {
            d.tree.leaf(PADDING, c.bytes(padding)?);
        }
        d.tree.close(open);
        if OPTIONS.name(code.value.into()).is_none() {
            unknown(d, open.node(), OPTION_UNKNOWN, "option", code.value);
        }
    }
    d.tree.close(all);
    Ok(())
}

fn option(d: &mut Dissector<'_>, code: u8, mut c: Cursor<'_>, answers: bool) -> Result<(), Cut> {
    match code {
        1 => {
            d.tree.leaf(THIRD_PARTY, c.array::<16>()?);
        }
        3 => {
            d.tree.leaf(FILTER_RESERVED, c.u8()?);
            d.tree.leaf(FILTER_PREFIX, c.u8()?);
            d.tree.leaf(FILTER_PORT, c.u16()?);
            d.tree.leaf(FILTER_IP, c.array::<16>()?);
        }
        128 if !c.is_empty() => {
            d.tree.leaf(DESCRIPTION, c.rest());
        }
        130 => {
            d.tree.leaf(SET_SIZE, c.u16()?);
            d.tree.leaf(if answers { SET_ASSIGNED } else { SET_SUGGESTED }, c.u16()?);
            let flags = c.u8()?;
            d.tree.leaf(SET_RESERVED, flags);
            d.tree.leaf(SET_PARITY, flags.map(u64::from));
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn a_router_tells_its_address_and_maps_ports() {
        let packet = over_udp(5351, 40_000, b"\0\x80\0\0\0\0\x04\xd2\x01\x02\x03\x04");
        assert_eq!(columns(101, &packet)[2..], ["NAT-PMP", "External Address Response"]);
        let lines = labels_from(101, &packet, "NAT Port Mapping Protocol, External Address Response");
        assert_eq!(lines[5], "    External IP Address: 1.2.3.4");
        survives_cuts(101, &packet);
        let packet = over_udp(5351, 40_000, b"\0\x82\0\x02\0\0\0\x63\0\x35\0\0\0\0\x0e\x10");
        let lines = labels_from(101, &packet, "NAT Port Mapping Protocol, Map TCP Response");
        assert_eq!(lines[3], "    Result Code: Not Authorized/Refused (2)");
        assert_eq!(lines[6..], ["    Mapped External Port: 0", "    Port Mapping Lifetime: 3600"]);
        survives_cuts(101, &packet);
    }

    /// An address as PCP has it.
    fn mapped(address: [u8; 4]) -> Vec<u8> {
        [&[0; 10][..], &[0xff, 0xff], &address].concat()
    }

    #[test]
    fn a_mapping_is_asked_for_with_options() {
        let head = [&b"\x02\x01\0\0\0\0\x0e\x10"[..], &mapped([10, 0, 0, 1])].concat();
        let map = [&b"NNNNNNNNNNNN\x06\0\0\0\0\x50\x1f\x90"[..], &mapped([0; 4])].concat();
        let third = [&b"\x01\0\0\x10"[..], &mapped([10, 0, 0, 9])].concat();
        let filter = [&b"\x03\0\0\x14\0\x78\0\x63"[..], &mapped([1, 2, 3, 0])].concat();
        let rest = b"\x80\0\0\x05hello\0\0\0\x82\0\0\x05\0\x10\x1f\x90\x01\0\0\0\xc8\0\0\0";
        let packet = over_udp(40_000, 5351, &[&head[..], &map, &third, &filter, rest].concat());
        assert_eq!(columns(101, &packet)[2..], ["PCP v2", "Map Request: 80 -> 8080 [TCP]"]);
        let lines = labels_from(101, &packet, "Port Control Protocol, Map Request");
        for line in [
            "Client IP Address: ::ffff:10.0.0.1",
            "Internal IP Address: ::ffff:10.0.0.9",
            "Remote Peer IP Address: ::ffff:1.2.3.0",
            "Description: hello",
            "Suggested First Port: 8080",
            ".... ...1 = Parity Requested: True",
            "Option: Unknown option: 200",
        ] {
            assert!(lines.iter().any(|l| l.trim() == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn a_peer_is_answered() {
        let head = b"\x02\x82\0\x08\0\0\0\x1e\0\x01\x2f\xd1\0\0\0\0\0\0\0\0\0\0\0\0";
        let ports = [&b"NNNNNNNNNNNN\x11\0\0\0\x13\x88\x13\x89"[..], &mapped([203, 0, 113, 5])].concat();
        let remote = [&b"\x01\xbb\0\0"[..], &mapped([192, 0, 2, 1])].concat();
        let packet = over_udp(5351, 40_000, &[&head[..], &ports, &remote].concat());
        assert_eq!(columns(101, &packet)[3], "Peer Response");
        let lines = labels_from(101, &packet, "Port Control Protocol");
        assert!(lines.contains(&"    Result Code: No resources (8)".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"        Remote Peer Port: 443".to_owned()));
        survives_cuts(101, &packet);
    }
}
