//! Properties of MQTT 5.0 (section 2.2.2): a table of what each one holds.

use super::fields::*;
use super::variable_len;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Label, Str, U32};

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Byte,
    Short,
    Long,
    Variable,
    Text,
    Pair,
    MaxQos,
    TopicAlias,
    ContentType,
}

const HELD: &[(u8, Holds)] = &[
    (0x01, Holds::Byte),
    (0x02, Holds::Long),
    (0x03, Holds::ContentType),
    (0x08, Holds::Text),
    (0x09, Holds::Text),
    (0x0b, Holds::Variable),
    (0x11, Holds::Long),
    (0x12, Holds::Text),
    (0x13, Holds::Short),
    (0x15, Holds::Text),
    (0x16, Holds::Text),
    (0x17, Holds::Byte),
    (0x18, Holds::Long),
    (0x19, Holds::Byte),
    (0x1a, Holds::Text),
    (0x1c, Holds::Text),
    (0x1f, Holds::Text),
    (0x21, Holds::Short),
    (0x22, Holds::Short),
    (0x23, Holds::TopicAlias),
    (0x24, Holds::MaxQos),
    (0x25, Holds::Byte),
    (0x26, Holds::Pair),
    (0x27, Holds::Long),
    (0x28, Holds::Byte),
    (0x29, Holds::Byte),
    (0x2a, Holds::Byte),
];

/// What properties say that matters to the packet around them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said<'a> {
    /// The alias that stands for the topic; 0 for none.
    pub alias: u16,
    pub content_type: Option<&'a [u8]>,
}

/// Reads properties with their length.
pub(super) fn all<'a>(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'a>,
    field: Field<Label>,
) -> Result<Said<'a>, Cut> {
    let start = *c;
    let open = d.tree.open(field, At { value: (), span: start.rest_span() });
    let len = variable_len(c)?;
    d.tree.leaf(PROPERTY_LEN, len.map(u64::from));
    let mut part = c.sub(len.value)?;
    d.tree.set_span(open.node(), c.since(&start));
    let mut said = Said::default();
    while !part.is_empty() {
        let id = part.u8()?;
        d.tree.leaf(PROPERTY_ID, id);
        let Some((_, holds)) = HELD.iter().find(|h| h.0 == id.value) else {
            let rest = part.rest();
            d.tree.leaf(PROP_UNKNOWN, rest);
            break;
        };
        match holds {
            Holds::Byte => d.tree.leaf(PROP_NUMBER, part.u8()?.map(u32::from)),
            Holds::Short => d.tree.leaf(PROP_NUMBER, part.u16()?.map(u32::from)),
            Holds::Long => d.tree.leaf(PROP_NUMBER, part.u32()?),
            Holds::Variable => d.tree.leaf(PROP_NUMBER, variable_len(&mut part)?),
            Holds::MaxQos => d.tree.leaf(PROPERTY_MAX_QOS, part.u8()?),
            Holds::TopicAlias => {
                let at = part.u16()?;
                said.alias = at.value;
                d.tree.leaf(PROPERTY_TOPIC_ALIAS, at)
            }
            Holds::ContentType => {
                let len = part.u16()?;
                let at = part.bytes(len.value.into())?;
                said.content_type = Some(at.value);
                d.tree.leaf(PROPERTY_CONTENT_TYPE, at)
            }
            Holds::Text => text(d, &mut part, PROP_STRING_LEN, PROP_STRING)?,
            Holds::Pair => {
                text(d, &mut part, PROP_KEY_LEN, PROP_KEY)?;
                text(d, &mut part, PROP_VALUE_LEN, PROP_VALUE)?
            }
        };
    }
    d.tree.close(open);
    Ok(said)
}

fn text(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    len_field: Field<U32>,
    field: Field<Str>,
) -> Result<crate::dissect::NodeRef, Cut> {
    let len = c.u16()?;
    d.tree.leaf(len_field, len.map(u32::from));
    Ok(d.tree.leaf(field, c.bytes(len.value.into())?))
}

/// The alias for the topic among the properties of a packet, without showing anything.
pub(super) fn topic_alias(mut c: Cursor<'_>) -> Result<Option<u16>, Cut> {
    let len = variable_len(&mut c)?;
    let mut part = c.sub(len.value)?;
    while !part.is_empty() {
        let id = part.u8()?.value;
        let Some((_, holds)) = HELD.iter().find(|h| h.0 == id) else { break };
        match holds {
            Holds::TopicAlias => return Ok(Some(part.u16()?.value)),
            Holds::Byte | Holds::MaxQos => drop(part.u8()?),
            Holds::Short => drop(part.u16()?),
            Holds::Long => drop(part.u32()?),
            Holds::Variable => drop(variable_len(&mut part)?),
            Holds::Text | Holds::ContentType => skip_text(&mut part)?,
            Holds::Pair => {
                skip_text(&mut part)?;
                skip_text(&mut part)?;
            }
        }
    }
    Ok(None)
}

fn skip_text(c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = c.u16()?;
    c.skip(len.value.into()).map(drop)
}
