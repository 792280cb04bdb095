//! What stands in the messages of client and server.

use super::fields::*;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Bytes, Str, U16};

/// Text up to a zero byte.
fn string<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    let Some(len) = c.peek().iter().position(|b| *b == 0) else {
        return Err(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed });
    };
    let at = c.bytes(len as u32)?;
    c.skip(1)?;
    Ok(at)
}

pub(super) fn text(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let at = string(c)?;
    d.tree.leaf(field, at);
    Ok(())
}

fn rest(d: &mut Dissector<'_>, field: Field<Bytes>, c: &mut Cursor<'_>) {
    d.rest_as(field, c);
}

pub(super) fn client(d: &mut Dissector<'_>, kind: char, c: &mut Cursor<'_>, note: u8) -> Result<(), Cut> {
    match kind {
        'p' => match note {
            10 => {
                text(d, SASL_MECHANISM, c)?;
                d.tree.leaf(SASL_LENGTH, c.u32()?.map(u32::cast_signed));
                rest(d, SASL_DATA, c);
            }
            11 => rest(d, SASL_DATA, c),
            7..=9 => rest(d, GSS, c),
            _ => text(d, PASSWORD, c)?,
        },
        'Q' => text(d, QUERY, c)?,
        'P' => {
            text(d, STATEMENT, c)?;
            text(d, QUERY, c)?;
            types(d, c)?;
        }
        'B' => {
            text(d, PORTAL, c)?;
            text(d, STATEMENT, c)?;
            formats(d, "Parameter formats", c)?;
            values(d, "Parameter values", c)?;
            formats(d, "Result formats", c)?;
        }
        'E' => {
            text(d, PORTAL, c)?;
            let count = c.u32()?;
            match count.value {
                0 => d.tree.leaf_as(RETURNS, count, format_args!("Returns: all rows")),
                n => d.tree.leaf_as(RETURNS, count, format_args!("Returns: {n} rows")),
            };
        }
        'D' | 'C' => {
            let what = c.u8()?.value;
            text(d, if what == b'P' { PORTAL } else { STATEMENT }, c)?;
        }
        'd' => rest(d, COPY_DATA, c),
        'f' => text(d, ERROR, c)?,
        'F' => {
            d.tree.leaf(OID, c.u32()?);
            formats(d, "Parameter formats", c)?;
            values(d, "Parameter values", c)?;
            d.tree.leaf(FORMAT, c.u16()?);
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn server(d: &mut Dissector<'_>, kind: char, c: &mut Cursor<'_>) -> Result<(), Cut> {
    match kind {
        'R' => {
            let how = c.u32()?;
            d.tree.leaf(AUTHENTICATION, how);
            match how.value {
                4 | 5 => rest(d, SALT, c),
                8 => rest(d, GSS, c),
                10 => {
                    while c.left() > 1 && !d.tree.truncated {
                        text(d, SASL_MECHANISM, c)?;
                    }
                }
                11 | 12 => rest(d, SASL_DATA, c),
                _ => {}
            }
        }
        'K' => {
            d.tree.leaf(PID, c.u32()?);
            d.tree.leaf(KEY, c.u32()?);
        }
        'S' => {
            text(d, PARAMETER_NAME, c)?;
            text(d, PARAMETER_VALUE, c)?;
        }
        't' => types(d, c)?,
        'T' => columns(d, c)?,
        'D' => {
            let open = d.tree.open(FIELD_COUNT, c.u16()?);
            while c.left() >= 4 && !d.tree.truncated {
                value(d, c)?;
            }
            d.tree.close(open);
        }
        'V' => value(d, c)?,
        'C' => text(d, TAG, c)?,
        'Z' => {
            d.tree.leaf(STATUS, c.u8()?);
        }
        'd' => rest(d, COPY_DATA, c),
        'G' | 'H' | 'W' => {
            d.tree.leaf(FORMAT, c.u8()?.map(u16::from));
            let count = c.u16()?;
            d.tree.text(count.span, format_args!("Columns: {}", count.value));
        }
        'E' | 'N' => error(d, c)?,
        'A' => {
            d.tree.leaf(PID, c.u32()?);
            text(d, CONDITION, c)?;
            text(d, TEXT, c)?;
        }
        'v' => {
            d.tree.leaf(SUPPORTED_MINOR, c.u32()?);
            d.tree.leaf(UNSUPPORTED_COUNT, c.u32()?.map(u32::cast_signed));
            while !c.is_empty() && !d.tree.truncated {
                text(d, UNSUPPORTED, c)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn types(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = c.u16()?;
    let open = d.tree.open_text(count.span, format_args!("Parameters: {}", count.value));
    for _ in 0..count.value {
        d.tree.leaf(TYPE_OID, c.u32()?);
    }
    d.tree.close(open);
    Ok(())
}

fn formats(d: &mut Dissector<'_>, title: &str, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count: At<u16> = c.u16()?;
    let open = d.tree.open_text(count.span, format_args!("{title}: {}", count.value));
    let field: Field<U16> = FORMAT;
    for _ in 0..count.value {
        d.tree.leaf(field, c.u16()?);
    }
    d.tree.close(open);
    Ok(())
}

fn values(d: &mut Dissector<'_>, title: &str, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = c.u16()?;
    let open = d.tree.open_text(count.span, format_args!("{title}: {}", count.value));
    for _ in 0..count.value {
        value(d, c)?;
    }
    d.tree.close(open);
    Ok(())
}

fn value(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u32()?.map(u32::cast_signed);
    d.tree.leaf(VALUE_LENGTH, len);
    if let Ok(len @ 1..) = u32::try_from(len.value) {
        d.tree.leaf(VALUE, c.bytes(len)?);
    }
    Ok(())
}

fn columns(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(FIELD_COUNT, c.u16()?);
    while !c.is_empty() && !d.tree.truncated {
        let one = d.tree.open(COLUMN_NAME, string(c)?);
        d.tree.leaf(TABLE_OID, c.u32()?);
        d.tree.leaf(COLUMN_INDEX, c.u16()?.map(u32::from));
        d.tree.leaf(TYPE_OID, c.u32()?);
        d.tree.leaf(VALUE_LENGTH, c.u16()?.map(|v| i32::from(v.cast_signed())));
        d.tree.leaf(TYPE_MODIFIER, c.u32()?.map(u32::cast_signed));
        d.tree.leaf(FORMAT, c.u16()?);
        d.tree.close(one);
    }
    d.tree.close(open);
    Ok(())
}

/// Parts of an error or a notice, each with a letter.
fn error(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while c.left() > 1 && !d.tree.truncated {
        let field = match c.u8()?.value {
            b'S' => SEVERITY,
            b'C' => CODE,
            b'M' => MESSAGE,
            b'D' => DETAIL,
            b'H' => HINT,
            b'P' => POSITION,
            b'p' => INTERNAL_POSITION,
            b'q' => INTERNAL_QUERY,
            b'W' => WHERE,
            b's' => SCHEMA,
            b't' => TABLE,
            b'c' => COLUMN,
            b'd' => TYPE_NAME,
            b'n' => CONSTRAINT,
            b'F' => FILE,
            b'L' => LINE,
            b'R' => ROUTINE,
            _ => TEXT,
        };
        text(d, field, c)?;
    }
    Ok(())
}
