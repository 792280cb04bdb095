//! Instructions on the streams of QPACK's encoders and decoders (RFC 9204 sections 4.3 and 4.4).

use super::fields::*;
use super::qpack::{Feedback, Instruction, Pair, Table};
use crate::dissect::tree::Open;
use crate::dissect::{At, Cursor, Dissector};
use crate::field::def::{Bytes, Str, U64};
use crate::field::{Field, show};
use crate::proto::header_coding::Input;

/// `[not captured]` for what is not known.
fn text(bytes: Option<&[u8]>) -> String {
    bytes.map_or_else(|| "[not captured]".to_owned(), show::line)
}

/// One instruction of an encoder, whose table had `inserted` entries then.
pub fn encoder(d: &mut Dissector<'_>, table: &Table, inserted: u64, c: Cursor<'_>) {
    let here = At { value: c.peek(), span: c.rest_span() };
    let Some(instruction) = Instruction::read(&mut Input::new(c.peek())) else { return };
    let outer = d.tree.open(ENCODER, here);
    let made = table.kept(inserted);
    let opened = |d: &mut Dissector<'_>, field: Field<Bytes>, words: &str| -> Open {
        let pair = format!("{}: {}", text(name_of(&made)), text(value_of(&made)));
        d.tree.open_as(field, here, format_args!("{words}: {pair}"))
    };
    let string = |d: &mut Dissector<'_>, field: Field<Str>, bytes: &[u8]| {
        d.tree.made_text(field, &String::from_utf8_lossy(bytes), here.span);
    };
    match &instruction {
        Instruction::Capacity(bytes) => {
            let open = d.tree.open_as(CAPACITY, here, format_args!("Set Dynamic Table Capacity: {bytes}"));
            d.tree.leaf(CAPACITY_VAL, here.with(*bytes));
            d.tree.close(open);
        }
        Instruction::InsertWithNameReference { is_static, index, value } => {
            let of = if *is_static { "static" } else { "dynamic" };
            let open = opened(d, INSERT_INDEXED, "Insert with Name Reference");
            let at = here.with(*index);
            d.tree.leaf_as(INSERT_INDEXED_REF, at, format_args!("Name Reference: {index} ({of} table)"));
            string(d, INSERT_INDEXED_VAL, value);
            d.tree.close(open);
        }
        Instruction::InsertWithLiteralName { name, value } => {
            let open = opened(d, INSERT, "Insert with Literal Name");
            string(d, INSERT_NAME, name);
            string(d, INSERT_VAL, value);
            d.tree.close(open);
        }
        Instruction::Duplicate(_) => {
            let open = opened(d, DUPLICATE, "Duplicate");
            d.tree.close(open);
        }
    }
    let count = inserted.saturating_add(u64::from(!matches!(instruction, Instruction::Capacity(_))));
    d.tree.generated(ENCODER_COUNT, count, here.span);
    d.tree.close(outer);
}

fn name_of(pair: &Pair) -> Option<&[u8]> {
    pair.0.as_deref()
}

fn value_of(pair: &Pair) -> Option<&[u8]> {
    pair.1.as_deref()
}

/// One instruction of a decoder.
pub fn decoder(d: &mut Dissector<'_>, c: Cursor<'_>) {
    let here = At { value: c.peek(), span: c.rest_span() };
    let Some(feedback) = Feedback::read(&mut Input::new(c.peek())) else { return };
    let outer = d.tree.open(DECODER, here);
    let (field, value_field, value): (Field<Bytes>, Field<U64>, u64) = match feedback {
        Feedback::SectionAcknowledgment { stream } => (SECTION_ACK, SECTION_ACK_STREAM, stream),
        Feedback::StreamCancellation { stream } => (CANCEL_STREAM, CANCEL_STREAM_ID, stream),
        Feedback::InsertCountIncrement(count) => (COUNT_INCREMENT, COUNT_INCREMENT_VAL, count),
    };
    let open = d.tree.open(field, here);
    d.tree.leaf(value_field, here.with(value));
    d.tree.close(open);
    d.tree.close(outer);
}
