//! Protocol Buffers on the wire: fields by their numbers. What they mean stands in a description
//! that is not at hand.

use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol =
    Protocol { name: "protobuf", title: "PROTOBUF", fields: FIELDS, dissect, ..Protocol::EMPTY };

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
}

/// Fields shown of a message.
const FIELDS_MAX: usize = 10_000;

/// A number of 7 bits a byte, the lowest first.
fn varint(c: &mut Cursor<'_>) -> Result<At<u64>, Cut> {
    let begin = *c;
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = c.u8()?.value;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Ok(At { value, span: begin.span(begin.left() - c.left()) });
        }
    }
    Err(Cut::Malformed)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.add_info(format_args!(" (PROTOBUF)"));
    if let Some((path, request)) = &d.media_type.context {
        let way = if *request { "request" } else { "response" };
        let label = format!("Protocol Buffers: {path},{way}");
        let layer = d.layer_node();
        d.tree.set_label(layer, format_args!("{label}"));
    }
    let all = d.tree.open_text(c.rest_span(), format_args!("Message: <UNKNOWN> Message Type"));
    let mut count = 0;
    while !c.is_empty() && !d.tree.truncated && count < FIELDS_MAX {
        count += 1;
        field(d, &mut c)?;
    }
    d.tree.close(all);
    Ok(())
}

fn field(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let begin = *c;
    let tag = varint(c)?;
    let (number, kind) = (tag.value >> 3, (tag.value & 7) as u8);
    let open = d.tree.open_text(begin.rest_span(), format_args!("Field({number}):"));
    let name = d.tree.made_text(FIELD_NAME, "<UNKNOWN>", tag.span.at_start());
    d.tree.set_flag(name, Flags::GENERATED);
    // The bits of a tag of one byte are shown as they stand.
    if tag.span.len == 1 {
        let bit = |at: u32| if tag.value >> at & 1 == 1 { '1' } else { '0' };
        let label = format!(".{}{}{} {}... = Field Number: {number}", bit(6), bit(5), bit(4), bit(3));
        d.tree.leaf_as(NUMBER, tag, format_args!("{label}"));
    } else {
        d.tree.leaf_as(NUMBER, tag, format_args!("Field Number: {number}"));
    }
    d.tree.leaf(WIRE_TYPE, tag.with((tag.value & 0xff) as u8));
    match kind {
        0 => {
            let value = varint(c)?;
            d.tree.leaf(VALUE, value.span.bytes());
        }
        1 => {
            d.tree.leaf(VALUE, c.bytes(8)?);
        }
        2 => {
            let len = varint(c)?;
            d.tree.leaf(VALUE_LEN, len);
            let len = u32::try_from(len.value).map_err(|_| Cut::Malformed)?;
            d.tree.leaf(VALUE, c.bytes(len)?);
        }
        3 | 4 => {}
        5 => {
            d.tree.leaf(VALUE, c.bytes(4)?);
        }
        _ => return Err(Cut::Malformed),
    }
    d.tree.close_at(open, c.offset());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::SourceId;

    #[test]
    fn numbers_of_seven_bits_a_byte() {
        let read = |bytes: &[u8]| {
            let mut c = Cursor::new(bytes, bytes.len() as u32, SourceId(0));
            varint(&mut c).map(|at| (at.value, at.span.len))
        };
        assert_eq!(read(&[0x96, 0x01]), Ok((150, 2)));
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Ok((u64::MAX, 10)));
        assert_eq!(read(&[0x80]), Err(Cut::Malformed));
        assert_eq!(read(&[0xff; 11]), Err(Cut::Malformed));
    }
}
