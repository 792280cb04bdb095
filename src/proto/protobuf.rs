//! Protocol Buffers on the wire: fields by their numbers. What they mean stands in a description
//! that is not at hand.

use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, NodeRef, Protocol, Severity};
use crate::field::Names;

pub const PROTOCOL: Protocol =
    Protocol { name: "protobuf", title: "ProtoBuf", fields: FIELDS, dissect, ..Protocol::EMPTY };

const WIRE_TYPES: Names = Names::Table(&[
    (0, "varint"),
    (1, "64-bit"),
    (2, "Length-delimited"),
    (3, "Start group (deprecated)"),
    (4, "End group (deprecated)"),
    (5, "32-bit"),
]);

crate::fields! { "protobuf";
    /// A message of Protocol Buffers.
    PROTOBUF: Protocol = "protobuf", "Protocol Buffers", None;
    /// Name of the field, which only a description knows.
    FIELD_NAME: Str = "protobuf.field.name", "Field Name", None;
    /// Number of the field.
    NUMBER: U64 = "protobuf.field.number", "Field Number", Dec & 0xfffffffffffffff8;
    /// How the value is coded.
    WIRE_TYPE: U8 = "protobuf.field.wiretype", "Wire Type", Dec & 0x07, WIRE_TYPES;
    /// Length of the value.
    VALUE_LEN: U64 = "protobuf.field.value.length", "Value Length", Dec;
    /// The value.
    VALUE: Bytes = "protobuf.field.value", "Value", None;
    /// The value as a number.
    UINT32: U32 = "protobuf.field.value.uint32", "Uint32", Dec;
    /// The value as a number.
    UINT64: U64 = "protobuf.field.value.uint64", "Uint64", Dec;
    /// Name of the message, which only a description knows.
    MESSAGE_NAME: Str = "protobuf.message.name", "Message Name", None;
    /// A tag does not end.
    TAG_FAILED: Label = "protobuf.failed_parse_tag", "Failed to parse tag field", None;
    /// A value does not end.
    VALUE_FAILED: Label = "protobuf.field.failed_parse_field", "Failed to parse value field", None;
    /// How the value is coded is not known, or no longer used.
    WIRE_TYPE_INVALID: Label = "protobuf.field.wiretype.invalid", "Unknown or unsupported wiretype", None;
}

const UNKNOWN_MESSAGE: &str = "<UNKNOWN> Message Type";
/// Fields shown of a message.
const FIELDS_MAX: usize = 10_000;

/// A number of 7 bits a byte, the lowest first. `None`: it does not end, or is too long.
fn varint(c: &mut Cursor<'_>) -> Result<Option<At<u64>>, Cut> {
    let begin = *c;
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        if c.is_empty() {
            return Ok(None);
        }
        let byte = c.u8()?.value;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Ok(Some(At { value, span: begin.span(begin.left() - c.left()) }));
        }
    }
    Ok(None)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.add_info(format_args!(" (PROTOBUF)"));
    if let Some((path, request)) = &d.media_type.context {
        let way = if *request { "request" } else { "response" };
        let label = format!("Protocol Buffers: {path},{way}");
        let layer = d.layer_node();
        d.tree.set_label(layer, format_args!("{label}"));
    }
    let all = d.tree.open_text(c.rest_span(), format_args!("Message: {UNKNOWN_MESSAGE}"));
    let name = d.tree.made_text(MESSAGE_NAME, UNKNOWN_MESSAGE, c.span(0));
    d.tree.set_flag(name, Flags::HIDDEN);
    let mut count = 0;
    while !c.is_empty() && !d.tree.truncated && count < FIELDS_MAX {
        count += 1;
        if !field(d, &mut c)? {
            break;
        }
    }
    d.tree.close(all);
    Ok(())
}

/// One field; `false`: nothing behind it can be read.
fn field(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<bool, Cut> {
    let begin = *c;
    let Some(tag) = varint(c)? else {
        let open = d.tree.open_text(begin.rest_span(), format_args!("Field"));
        let text = format_args!("Failed to parse tag field");
        d.tree.expert(open.node(), Some(TAG_FAILED), Severity::Error, Group::Malformed, text);
        d.tree.close(open);
        return Ok(false);
    };
    let (number, kind) = (tag.value >> 3, (tag.value & 7) as u8);
    let open = d.tree.open_text(begin.rest_span(), format_args!("Field({number}):"));
    let name = d.tree.made_text(FIELD_NAME, "<UNKNOWN>", tag.span.at_start());
    d.tree.set_flag(name, Flags::GENERATED);
    d.tree.leaf_as(NUMBER, tag, format_args!("{} = Field Number: {number}", bits(tag)));
    let wire_type = d.tree.leaf(WIRE_TYPE, tag.with((tag.value & 0xff) as u8));
    let known = match kind {
        0 => match varint(c)? {
            Some(value) => {
                let is_long = value.value > u32::MAX.into();
                number_value(d, open.node(), (number, value), value.span.bytes(), is_long);
                true
            }
            None => {
                let text = format_args!("Failed to parse value field");
                d.tree.expert(wire_type, Some(VALUE_FAILED), Severity::Error, Group::Malformed, text);
                false
            }
        },
        1 => {
            let value = c.bytes(8)?;
            number_value(d, open.node(), (number, little_endian(value)), value, true);
            true
        }
        2 => {
            // Any message is as good as text or packed numbers: only a description tells.
            let Some(len) = varint(c)? else { return Err(Cut::Malformed) };
            d.tree.leaf(VALUE_LEN, len);
            let len = u32::try_from(len.value).map_err(|_| Cut::Malformed)?;
            d.tree.leaf(VALUE, c.bytes(len)?);
            true
        }
        5 => {
            let value = c.bytes(4)?;
            number_value(d, open.node(), (number, little_endian(value)), value, false);
            true
        }
        _ => {
            let text = format_args!("Unknown or unsupported wiretype");
            d.tree.expert(wire_type, Some(WIRE_TYPE_INVALID), Severity::Warn, Group::Protocol, text);
            false
        }
    };
    d.tree.close_at(open, c.offset());
    Ok(known)
}

fn little_endian(bytes: At<&[u8]>) -> At<u64> {
    bytes.map(|bytes| bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// A number, as which it is taken where no description says more.
fn number_value(
    d: &mut Dissector<'_>,
    field: NodeRef,
    (number, value): (u64, At<u64>),
    bytes: At<&[u8]>,
    is_long: bool,
) {
    let kind = if is_long { "uint64" } else { "uint32" };
    d.tree.set_label(field, format_args!("Field({number}): {} ({kind})", value.value));
    let open = d.tree.open(VALUE, bytes);
    match u32::try_from(value.value) {
        Ok(short) if !is_long => _ = d.tree.leaf(UINT32, value.with(short)),
        _ => _ = d.tree.leaf(UINT64, value),
    }
    d.tree.close(open);
}

/// The tag in binary, bits of other fields as dots: as the reference, which takes its number as if all bits of
/// the bytes belonged to it.
fn bits(tag: At<u64>) -> String {
    let len = tag.span.len.clamp(1, 8) * 8;
    let mut out = String::new();
    for at in (0..len).rev() {
        let masked = at % 8 == 7 || at < 3;
        out.push(if masked { '.' } else { char::from(b'0' + (tag.value >> at & 1) as u8) });
        if at % 4 == 0 && at > 0 {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::SourceId;
    use crate::proto::testing::told_alone;

    #[test]
    fn numbers_of_seven_bits_a_byte() {
        let read = |bytes: &[u8]| {
            let mut c = Cursor::new(bytes, bytes.len() as u32, SourceId(0));
            varint(&mut c).map(|at| at.map(|at| (at.value, at.span.len)))
        };
        assert_eq!(read(&[0x96, 0x01]), Ok(Some((150, 2))));
        assert_eq!(
            read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
            Ok(Some((u64::MAX, 10)))
        );
        assert_eq!([read(&[0x80]), read(&[0xff; 11])], [Ok(None); 2]);
    }

    #[test]
    fn values_are_shown_as_far_as_the_wire_tells() {
        let lines = |bytes: &[u8]| told_alone("protobuf", bytes, "Protocol Buffers").1;
        let all = lines(b"\x08\x96\x01\x15\0\0\xa0\x3f\x19\0\0\0\0\0\0\x0c\x40\x80\x7d\x01\x22\0");
        for line in [
            "        Field(1): 150 (uint32)",
            "            Value: 9601",
            "                Uint32: 150",
            "        Field(2): 1067450368 (uint32)",
            "                Uint64: 4615063718147915776",
            "            .011 1110 .000 0... = Field Number: 2000",
            "            Value: <MISSING>",
        ] {
            assert!(all.iter().any(|l| l == line), "{line}: {all:#?}");
        }
        let ends = |bytes: &[u8], why: &str| {
            let all = lines(bytes);
            assert!(all.iter().any(|l| l.contains(why)), "{all:#?}");
            assert_eq!(all.iter().filter(|l| l.trim_start().starts_with("Field")).count(), 1, "{all:#?}");
        };
        ends(b"\x0b\x10\x05\x0c", "Unknown or unsupported wiretype");
        ends(b"\x0e\x08\x01", "Unknown or unsupported wiretype");
        ends(&[0xff; 12], "Failed to parse tag field");
        ends(b"\x48\xff", "Failed to parse value field");
    }
}
