//! Layer 2 Tunnelling Protocol: control messages of version 2 (RFC 2661) with their attributes, headers of
//! version 3 (RFC 3931) over UDP, and the PPP frames in the tunnel.

mod avp;
pub mod fields;
mod names;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "l2tp",
    title: "L2TP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(1701), Claim::IpProtocol(115)],
    refuses: Some(refuses),
    dissect,
    ..Protocol::EMPTY
};

/// Any program may send from that port; in IP itself a session's number stands first.
fn refuses(c: &Cursor<'_>) -> bool {
    let is_version = |byte: &u8| matches!(byte & 0xf, 2 | 3);
    !c.peek().get(1).is_some_and(is_version)
}

const CONTROL: u16 = 0x8000;
const HAS_LENGTH: u16 = 0x4000;
const HAS_NUMBERS: u16 = 0x0800;
const HAS_OFFSET: u16 = 0x0200;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "L2TP".into();
    d.columns.clear_info();
    if d.is_inside("ip") || d.is_inside("ipv6") {
        return in_ip(d, c);
    }
    let flags = c.u16()?;
    match flags.value & 0xf {
        2 => version_2(d, start, flags, c),
        3 => version_3(d, flags, c),
        _ => {
            d.tree.leaf(FLAGS, flags);
            d.hand_over(Claim::Named("data"), c);
            Ok(())
        }
    }
}

fn header(d: &mut Dissector<'_>, flags: At<u16>) {
    let value = flags.value;
    let open = d.tree.open_as(FLAGS, flags, format_args!("Flags: 0x{value:04x}"));
    let kind = if value & CONTROL != 0 { "Control Message" } else { "Data Message" };
    d.append(open.node(), format_args!(", Type: {kind}"));
    for (bit, name) in
        [(HAS_LENGTH, ", Length Bit"), (HAS_NUMBERS, ", Sequence Bit"), (HAS_OFFSET, ", Offset bit")]
    {
        if value & bit != 0 {
            d.append(open.node(), format_args!("{name}"));
        }
    }
    let bits = flags.map(u64::from);
    d.tree.leaf(KIND, flags);
    d.tree.leaf(LENGTH_BIT, bits);
    d.tree.leaf(SEQ_BIT, bits);
    if value & 0xf == 2 {
        d.tree.leaf(OFFSET_BIT, bits);
        d.tree.leaf(PRIORITY, bits);
    }
    d.tree.leaf(VERSION, flags);
    d.tree.close(open);
}

fn version_2<'a>(
    d: &mut Dissector<'_>,
    start: Cursor<'a>,
    flags: At<u16>,
    mut c: Cursor<'a>,
) -> Result<(), Cut> {
    header(d, flags);
    let is_control = flags.value & CONTROL != 0;
    let mut whole = start;
    if flags.value & HAS_LENGTH != 0 {
        let len = c.u16()?;
        d.tree.leaf(LENGTH, len);
        whole = whole.take(len.value.into());
    }
    // The same position, in what the length leaves.
    let read = start.left() - c.left();
    c = whole;
    c.skip(read)?;
    let (tunnel, session) = (c.u16()?, c.u16()?);
    d.tree.leaf(TUNNEL, tunnel);
    d.tree.leaf(SESSION, session);
    if flags.value & HAS_NUMBERS != 0 {
        d.tree.leaf(NS, c.u16()?);
        d.tree.leaf(NR, c.u16()?);
    }
    let (tunnel, session) = (tunnel.value, session.value);
    if is_control {
        let mut said = avp::Said::default();
        let result = avp::pairs(d, c, &mut said);
        let name = said.name;
        d.columns
            .set_info(format_args!("Control Message - {name} (tunnel id={tunnel}, session id={session})"));
        said.sessions(d);
        return result;
    }
    if flags.value & HAS_OFFSET != 0 {
        let offset = c.u16()?;
        d.tree.leaf(OFFSET, offset);
        c.skip(offset.value.into())?;
    }
    d.columns.set_info(format_args!("Data Message            (tunnel id={tunnel}, session id={session})"));
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(Claim::Named("ppp"), c);
    Ok(())
}

/// Version 3 over UDP (RFC 3931 section 4.1.2).
fn version_3(d: &mut Dissector<'_>, flags: At<u16>, mut c: Cursor<'_>) -> Result<(), Cut> {
    name_version_3(d);
    header(d, flags);
    if flags.value & CONTROL != 0 {
        return control_3(d, c);
    }
    d.tree.leaf(RESERVED, c.u16()?);
    let session = c.u32()?;
    data_3(d, session, c);
    Ok(())
}

/// Version 3 in IP itself (RFC 3931 section 4.1.1): session 0 carries the control messages.
fn in_ip(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    name_version_3(d);
    let session = c.u32()?;
    if session.value != 0 {
        data_3(d, session, c);
        return Ok(());
    }
    d.tree.leaf(SID, session);
    let flags = c.u16()?;
    header(d, flags);
    control_3(d, c)
}

fn name_version_3(d: &mut Dissector<'_>) {
    d.columns.protocol = "L2TPv3".into();
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("Layer 2 Tunneling Protocol version 3"));
}

fn data_3(d: &mut Dissector<'_>, session: At<u32>, c: Cursor<'_>) {
    d.tree.leaf(SID, session);
    d.columns.set_info(format_args!("D[S:0x{:08X}]", session.value));
    d.tree.generated(AVP_PSEUDOWIRE_TYPE, 0u16, c.span(0));
    // How long the cookie is, and what follows, the control messages settled.
    d.hand_over(Claim::Named("data"), c);
}

fn control_3(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(LENGTH, c.u16()?);
    let connection = c.u32()?;
    d.tree.leaf(CCID, connection);
    d.tree.leaf(NS, c.u16()?);
    d.tree.leaf(NR, c.u16()?);
    let mut said = avp::Said::default();
    let result = avp::pairs(d, c, &mut said);
    let name = said.name.trim_end();
    d.columns.set_info(format_args!("Control Message - {name} (ccid=0x{:08x})", connection.value));
    said.sessions(d);
    result
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, protocols, survives_cuts};

    #[test]
    fn control_messages_tell_their_attributes() {
        let message = [
            &[0xc8, 2, 0, 28, 0, 9, 0, 0, 0, 1, 0, 1][..],
            &[0x80, 8, 0, 0, 0, 0, 0, 1],
            &[0x80, 8, 0, 0, 0, 9, 0, 5],
        ]
        .concat();
        let f = over_udp(1701, 1701, &message);
        assert_eq!(columns(101, &f)[2..], ["L2TP", "Control Message - SCCRQ (tunnel id=9, session id=0)"]);
        let lines = labels_from(101, &f, "Layer 2 Tunneling Protocol");
        assert_eq!(lines[1], "    Flags: 0xc802, Type: Control Message, Length Bit, Sequence Bit");
        assert!(lines.contains(&"        Message Type: Start_Control_Request (1)".into()), "{lines:#?}");
        assert!(lines.contains(&"        Assigned Tunnel ID: 5".into()));
        survives_cuts(101, &f);
        let acknowledgement = over_udp(1701, 1701, &[0xc8, 2, 0, 12, 0, 9, 0, 0, 0, 1, 0, 1]);
        assert_eq!(
            columns(101, &acknowledgement)[3],
            "Control Message - ZLB      (tunnel id=9, session id=0)"
        );
    }

    #[test]
    fn any_program_may_send_from_the_port() {
        let f = over_udp(1701, 1900, b"M-SEARCH * HTTP/1.1\r\n\r\n");
        assert!(protocols(101, &f).starts_with("raw:ip:udp:ssdp"));
    }

    #[test]
    fn frames_in_the_tunnel_are_ppp() {
        let f = over_udp(1701, 1701, &[0, 2, 0, 9, 0, 3, 0xff, 3, 0, 0x21, 0x45]);
        assert!(protocols(101, &f).starts_with("raw:ip:udp:l2tp:ppp:ip"));
        survives_cuts(101, &f);
        let f = over_udp(1701, 1701, &[0x40, 2, 0, 11, 0, 9, 0, 3, 0, 0x21, 0x45, 1, 1]);
        assert!(protocols(101, &f).starts_with("raw:ip:udp:l2tp:ppp:ip"));
        survives_cuts(101, &f);
    }
}
