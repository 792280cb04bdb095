//! What NTP servers are asked and told about themselves: control messages (RFC 9327) and the private
//! ones of ntpd. What they carry is shown as bytes.

use super::*;

/// Mode 6: behind the flags.
pub(super) fn control(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let second = c.u8()?;
    let response = RESPONSE.name(u64::from(second.value >> 7)).unwrap_or_default();
    let opcode = OPCODES.name(u64::from(second.value & 0x1f)).unwrap_or("Unknown");
    let label = format_args!("Flags 2: 0x{:02x}, Response bit: {response}, Opcode: {opcode}", second.value);
    let open = d.tree.open_as(CTRL_FLAGS, second, label);
    for field in [CTRL_RESPONSE, CTRL_ERROR, CTRL_MORE, CTRL_OPCODE] {
        d.tree.leaf(field, second);
    }
    d.tree.close(open);
    for field in [CTRL_SEQUENCE, CTRL_STATUS, CTRL_ASSOCIATION, CTRL_OFFSET] {
        d.tree.leaf(field, c.u16()?);
    }
    let count = c.u16()?;
    d.tree.leaf(CTRL_COUNT, count);
    let mut data = c.take(count.value.into());
    if !data.is_empty() {
        let open = d.tree.open(CTRL_DATA, At { value: (), span: data.rest_span() });
        let at = data.rest();
        d.tree.text(at.span, format_args!("{}", show::line(at.value)));
        d.tree.close(open);
    }
    Ok(())
}

/// Mode 7: all of it, the flags included.
pub(super) fn private(d: &mut Dissector<'_>, flags: At<u8>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let response = RESPONSE.name(u64::from(flags.value >> 7)).unwrap_or_default();
    let version = VERSIONS.name(u64::from(flags.value >> 3 & 7)).unwrap_or("reserved");
    let label = format_args!(
        "Flags: 0x{:02x}, Response bit: {response}, Version number: {version}, Mode: reserved for private use",
        flags.value
    );
    let open = d.tree.open_as(FLAGS, flags, label);
    for field in [PRIV_RESPONSE, PRIV_MORE, VN, MODE] {
        d.tree.leaf(field, flags);
    }
    d.tree.close(open);
    let sequence = c.u8()?;
    let label = format_args!("Auth, sequence: {}", sequence.value);
    let open = d.tree.open_as(PRIV_AUTH_SEQ, sequence, label);
    d.tree.leaf(PRIV_AUTH, sequence);
    d.tree.leaf(PRIV_SEQ, sequence);
    d.tree.close(open);
    d.tree.leaf(PRIV_IMPLEMENTATION, c.u8()?);
    let code = c.u8()?;
    d.tree.leaf(PRIV_REQUEST, code);
    let name = REQUESTS.name(code.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{version}, private, {response}, {name}"));
    let items = c.u16()?;
    let error = (items.value >> 12) as u8;
    let says = ERRORS.name(error.into()).unwrap_or("Unknown");
    let label = format_args!("{error:04b} .... = Err: {says} (0x{error:02x})");
    d.tree.leaf_as(PRIV_ERROR, At { value: error, span: items.span.part(0, 1) }, label);
    twelve_bits(d, PRIV_ITEMS, items, "Number of data items");
    let size = c.u16()?;
    let reserved = (size.value >> 12) as u8;
    let label = format_args!("{reserved:04b} .... = Reserved: 0x{reserved:02x}");
    d.tree.leaf_as(PRIV_RESERVED, At { value: reserved, span: size.span.part(0, 1) }, label);
    twelve_bits(d, PRIV_ITEM_SIZE, size, "Size of data item");
    if !c.is_empty() {
        d.hand_over(Claim::Named("data"), *c);
    }
    Ok(())
}

/// A number without the four bits before it.
fn twelve_bits(d: &mut Dissector<'_>, field: Field<U16>, at: At<u16>, title: &str) {
    let value = at.value & 0x0fff;
    let (high, middle, low) = (value >> 8, value >> 4 & 15, value & 15);
    let label = format_args!(".... {high:04b}  {middle:04b} {low:04b} = {title}: {value}");
    d.tree.leaf_as(field, at.with(value), label);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn control_messages_show_their_head() {
        let frame = over_udp(50_000, 123, b"\x16\x82\0\x01\x06\x15\0\0\0\0\0\x03a=1");
        assert_eq!(columns(101, &frame)[3], "NTP Version 2, control");
        let lines = labels_from(101, &frame, "    Flags 2");
        assert_eq!(
            lines,
            [
                "    Flags 2: 0x82, Response bit: Response, Opcode: read variables",
                "        1... .... = Response bit: Response (1)",
                "        .0.. .... = Error bit: 0",
                "        ..0. .... = More bit: 0",
                "        ...0 0010 = Opcode: read variables (2)",
                "    Sequence: 1",
                "    Status: 0x0615",
                "    AssociationID: 0",
                "    Offset: 0",
                "    Count: 3",
                "    Data",
                "        a=1",
            ]
        );
        survives_cuts(101, &frame);
    }

    #[test]
    fn private_messages_are_named() {
        let info = |bytes: &[u8]| columns(101, &over_udp(123, 50_000, bytes))[3].clone();
        let told = info(&[0x97, 0, 3, 42, 0, 1, 0, 72]);
        assert_eq!(told, "NTP Version 2, private, Response, MON_GETLIST_1");
        assert_eq!(info(&[0x17, 0, 3, 99, 0, 0, 0, 0]), "NTP Version 2, private, Request, Unknown");
        let frame = over_udp(123, 50_000, &[0x17, 0, 3, 42, 0x40, 3, 0, 72]);
        let lines = labels_from(101, &frame, "    Implementation");
        assert_eq!(
            lines,
            [
                "    Implementation: XNTPD (3)",
                "    Request code: MON_GETLIST_1 (42)",
                "    0100 .... = Err: no data available (0x04)",
                "    .... 0000  0000 0011 = Number of data items: 3",
                "    0000 .... = Reserved: 0x00",
                "    .... 0000  0100 1000 = Size of data item: 72",
            ]
        );
        survives_cuts(101, &frame);
    }
}
