//! QUIC transport parameters (RFC 9000 section 18), which travel in a TLS extension.

use super::fields::*;
use super::quic_names;
use super::vector::Read;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Bytes, U64};

/// What a parameter's value is.
enum Content {
    /// A variable-length integer, and the unit its line ends with.
    Number(Field<U64>, &'static str),
    Bytes(Field<Bytes>),
    Other,
}

fn content(kind: u64) -> Content {
    use Content::{Bytes, Number};
    match kind {
        0x00 => Bytes(QUIC_ORIGINAL_DCID),
        0x01 => Number(QUIC_MAX_IDLE_TIMEOUT, " ms"),
        0x02 => Bytes(QUIC_RESET_TOKEN),
        0x03 => Number(QUIC_MAX_UDP_PAYLOAD, ""),
        0x04 => Number(QUIC_MAX_DATA, ""),
        0x05 => Number(QUIC_MAX_BIDI_LOCAL, ""),
        0x06 => Number(QUIC_MAX_BIDI_REMOTE, ""),
        0x07 => Number(QUIC_MAX_UNI, ""),
        0x08 => Number(QUIC_MAX_STREAMS_BIDI, ""),
        0x09 => Number(QUIC_MAX_STREAMS_UNI, ""),
        0x0a => Number(QUIC_ACK_DELAY_EXPONENT, ""),
        0x0b => Number(QUIC_MAX_ACK_DELAY, ""),
        0x0e => Number(QUIC_ACTIVE_CID_LIMIT, ""),
        0x0f => Bytes(QUIC_INITIAL_SCID),
        0x10 => Bytes(QUIC_RETRY_SCID),
        0x20 => Number(QUIC_MAX_DATAGRAM, ""),
        0x1057 => Number(QUIC_LOSS_BITS, ""),
        0x3127 => Number(QUIC_GOOGLE_RTT, " us"),
        0x3128 => Bytes(QUIC_GOOGLE_CONNECTION_OPTIONS),
        0x7158 => Number(QUIC_TIME_STAMP, ""),
        0xde1a | 0xff04_de1b => Number(QUIC_MIN_ACK_DELAY, ""),
        _ => Content::Other,
    }
}

/// Shows all parameters.
pub(super) fn list(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    while !c.is_empty() {
        one(d, c)?;
    }
    Ok(())
}

fn one(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let start = *c;
    let kind = varint(c)?;
    let len = varint(c)?;
    let value_len = u32::try_from(len.value).unwrap_or(u32::MAX);
    let mut body = c.take(value_len);
    let span = c.since(&start);
    let name = quic_names::quic_parameter(kind.value);
    let label = match name {
        Some(name) => format!("Parameter: {name} (len={})", len.value),
        None => format!("Parameter: Unknown {:#x} (len={})", kind.value, len.value),
    };
    let open = d.tree.open_as(QUIC_PARAMETER, At { value: (), span }, format_args!("{label}"));
    let name = name.unwrap_or("Unknown");
    d.tree.leaf_as(QUIC_TYPE, kind, format_args!("Type: {name} ({:#04x})", kind.value));
    d.tree.leaf(QUIC_LENGTH, len);
    let value = body.peek();
    d.tree.leaf(QUIC_VALUE, At { value, span: body.rest_span() });
    match content(kind.value) {
        Content::Number(field, unit) => {
            let number = varint(&mut body)?;
            d.tree.leaf(field, number);
            if !matches!(kind.value, 0x0a | 0x1057 | 0x7158) {
                d.tree.set_label(open.node(), format_args!("{label} {}{unit}", number.value));
            }
        }
        Content::Bytes(field) => {
            let at = body.rest();
            d.tree.leaf(field, At { value: at.value, span: at.span });
        }
        Content::Other => other(d, kind.value, &mut body)?,
    }
    d.tree.close(open);
    Ok(())
}

fn other(d: &mut Dissector<'_>, kind: u64, c: &mut Cursor<'_>) -> Read<()> {
    match kind {
        0x0d => preferred_address(d, c)?,
        0x11 => {
            d.tree.leaf(QUIC_CHOSEN_VERSION, c.u32()?);
            while !c.is_empty() {
                d.tree.leaf(QUIC_OTHER_VERSION, c.u32()?);
            }
        }
        0x1000 => {
            d.tree.leaf(QUIC_CIBIR_LENGTH, varint(c)?);
            d.tree.leaf(QUIC_CIBIR_OFFSET, varint(c)?);
        }
        0x3129 => {
            let at = c.rest();
            d.tree.leaf(QUIC_USER_AGENT, At { value: at.value, span: at.span });
        }
        0x4752 => {
            d.tree.leaf(QUIC_GOOGLE_VERSION, c.u32()?);
            if !c.is_empty() {
                d.tree.leaf(QUIC_GOOGLE_VERSIONS_LENGTH, c.u8()?);
                while c.left() >= 4 {
                    d.tree.leaf(QUIC_GOOGLE_SUPPORTED, c.u32()?);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn preferred_address(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    d.tree.leaf(QUIC_PREFERRED_IPV4, c.array::<4>()?);
    d.tree.leaf(QUIC_PREFERRED_IPV4_PORT, c.u16()?);
    d.tree.leaf(QUIC_PREFERRED_IPV6, c.bytes(16)?);
    d.tree.leaf(QUIC_PREFERRED_IPV6_PORT, c.u16()?);
    let len = c.u8()?;
    d.tree.leaf(QUIC_PREFERRED_CID_LENGTH, len);
    d.tree.leaf(QUIC_PREFERRED_CID, c.bytes(len.value.into())?);
    d.tree.leaf(QUIC_PREFERRED_TOKEN, c.bytes(16)?);
    Ok(())
}

/// A variable-length integer (RFC 9000 section 16): the top two bits say how many bytes it takes.
fn varint(c: &mut Cursor<'_>) -> Result<At<u64>, Cut> {
    let first = c.peek().first().copied().unwrap_or_default();
    let at = c.bytes(1 << (first >> 6))?;
    let all = at.value.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
    Ok(At { value: all & (u64::MAX >> 2 >> (64 - 8 * at.value.len())), span: at.span })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::SourceId;

    #[test]
    fn integers_of_every_length() {
        for (bytes, value) in [
            (&[0x25][..], 37),
            (&[0x7b, 0xbd], 15_293),
            (&[0x9d, 0x7f, 0x3e, 0x7d], 494_878_333),
            (&[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c], 151_288_809_941_952_652),
        ] {
            let mut c = Cursor::new(bytes, bytes.len() as u32, SourceId::FRAME);
            assert_eq!(varint(&mut c).unwrap().value, value);
            assert!(c.is_empty());
        }
        assert_eq!(varint(&mut Cursor::new(&[0xc0, 1], 2, SourceId::FRAME)).unwrap_err(), Cut::Malformed);
    }
}
