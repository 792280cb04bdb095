//! Search filters (RFC 4511 section 4.5.1.7), each with its words in the notation of RFC 4515.

use super::fields::*;
use super::{octets, printable};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Label, U32};
use crate::proto::ber::{self, Element};

/// Filters in filters that are followed.
const DEPTH_MAX: usize = 32;
/// Letters of a filter's words that are kept; so many levels repeat them.
const WORDS_MAX: usize = 240;

mod tag {
    pub(super) const AND: u8 = 0;
    pub(super) const OR: u8 = 1;
    pub(super) const NOT: u8 = 2;
    pub(super) const SUBSTRINGS: u8 = 4;
    pub(super) const PRESENT: u8 = 7;
    pub(super) const EXTENSIBLE: u8 = 9;
}

/// Shows the filter that stands next.
pub(super) fn show(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    one(d, c, FILTER, 0).map(drop)
}

fn cut(mut words: String) -> String {
    if words.len() > WORDS_MAX {
        let end = (0..=WORDS_MAX).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
        words.truncate(end);
        words.push('…');
    }
    words
}

/// One filter as `field`; gives its words.
fn one(d: &mut Dissector<'_>, c: &mut Cursor<'_>, field: Field<U32>, depth: usize) -> Result<String, Cut> {
    let element = ber::next(c)?;
    let kind = element.tag & 0x1f;
    let line = d.tree.open_text(element.whole, format_args!("Filter"));
    let choice = d.tree.open(field, At { value: u32::from(kind), span: element.whole });
    let words = cut(inside(d, &element, kind, depth)?);
    d.tree.close(choice);
    d.tree.set_label(line.node(), format_args!("Filter: {words}"));
    d.tree.close(line);
    Ok(words)
}

fn inside(d: &mut Dissector<'_>, element: &Element<'_>, kind: u8, depth: usize) -> Result<String, Cut> {
    let at = At { value: (), span: element.whole };
    let mut content = element.content;
    Ok(match kind {
        tag::AND | tag::OR | tag::NOT if depth >= DEPTH_MAX => {
            d.tree.leaf(TOO_DEEP, at);
            "…".into()
        }
        tag::AND | tag::OR => several(d, element, kind == tag::AND, depth)?,
        tag::NOT => format!("(!{})", one(d, &mut content, NOT, depth + 1)?),
        tag::SUBSTRINGS => substrings(d, element)?,
        tag::PRESENT => {
            let name = element_text(d, PRESENT, element);
            format!("({name}=*)")
        }
        tag::EXTENSIBLE => extensible(d, element)?,
        _ => {
            let Some((field, sign)) = comparison(kind) else { return Err(Cut::Malformed) };
            let open = d.tree.open(field, at);
            let (name, value) = assertion(d, &mut content)?;
            d.tree.close(open);
            format!("({name}{sign}{value})")
        }
    })
}

fn comparison(kind: u8) -> Option<(Field<Label>, &'static str)> {
    Some(match kind {
        3 => (EQUALITY, "="),
        5 => (GREATER, ">="),
        6 => (LESS, "<="),
        8 => (APPROXIMATE, "~="),
        _ => return None,
    })
}

fn element_text(
    d: &mut Dissector<'_>,
    field: Field<crate::field::def::Str>,
    element: &Element<'_>,
) -> String {
    let at = At { value: element.bytes(), span: element.span() };
    d.tree.leaf(field, at);
    printable(at.value)
}

/// An attribute and a value.
pub(super) fn assertion(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(String, String), Cut> {
    let name = octets(c)?;
    d.tree.leaf(ATTRIBUTE_DESC, name);
    let value = octets(c)?;
    let words = printable(value.value);
    d.tree.leaf_as(ASSERTION_VALUE, value, format_args!("assertionValue: {words}"));
    Ok((printable(name.value), words))
}

fn several(d: &mut Dissector<'_>, element: &Element<'_>, all: bool, depth: usize) -> Result<String, Cut> {
    let (list, item, sign) = if all { (AND, AND_ITEM, '&') } else { (OR, OR_ITEM, '|') };
    let name = if all { "and" } else { "or" };
    let line = d.tree.open_text(element.whole, format_args!("{name}"));
    let open = super::counted(d, list, element);
    let (mut c, mut words) = (element.content, String::new());
    while !c.is_empty() && !d.tree.truncated {
        let next = one(d, &mut c, item, depth + 1)?;
        words = match words.as_str() {
            "" => next,
            before if before.len() < WORDS_MAX => format!("({sign}{before}{next})"),
            _ => words,
        };
    }
    d.tree.close(open);
    d.tree.set_label(line.node(), format_args!("{name}: {words}"));
    d.tree.close(line);
    Ok(words)
}

fn substrings(d: &mut Dissector<'_>, element: &Element<'_>) -> Result<String, Cut> {
    let mut c = element.content;
    let line = d.tree.open_text(element.whole, format_args!("substring"));
    let name = octets(&mut c)?;
    let shown = printable(name.value);
    let at = At { value: (), span: element.whole };
    let open = d.tree.open_as(SUBSTRINGS_MATCH, at, format_args!("substrings {shown}"));
    d.tree.leaf(TYPE, name);
    let parts = ber::expect(&mut c, ber::SEQUENCE)?;
    let list = super::counted(d, PARTS, &parts);
    let mut words = format!("({shown}=");
    let (mut c, mut ended) = (parts.content, false);
    while !c.is_empty() && !d.tree.truncated {
        let part = ber::next(&mut c)?;
        let kind = part.tag & 0x1f;
        let choice = d.tree.open(PART, At { value: u32::from(kind), span: part.whole });
        let field = [INITIAL, ANY, FINAL].get(usize::from(kind)).copied().ok_or(Cut::Malformed)?;
        let text = element_text(d, field, &part);
        if words.len() < WORDS_MAX {
            if kind > 0 {
                words.push('*');
            }
            words.push_str(&text);
        }
        ended = kind == 2;
        d.tree.close(choice);
    }
    words.push_str(if ended { ")" } else { "*)" });
    d.tree.close(list);
    d.tree.close(open);
    let words = cut(words);
    d.tree.set_label(line.node(), format_args!("substring: {words}"));
    d.tree.close(line);
    Ok(words)
}

fn extensible(d: &mut Dissector<'_>, element: &Element<'_>) -> Result<String, Cut> {
    let open = d.tree.open(EXTENSIBLE, At { value: (), span: element.whole });
    let (mut rule, mut name, mut value, mut dn) = (String::new(), String::new(), String::new(), "");
    let mut c = element.content;
    while !c.is_empty() && !d.tree.truncated {
        let part = ber::next(&mut c)?;
        match part.tag & 0x1f {
            1 => rule = format!(":{}", element_text(d, MATCHING_RULE, &part)),
            2 => name = element_text(d, TYPE, &part),
            3 => value = element_text(d, MATCH_VALUE, &part),
            4 => {
                let yes = part.bytes().first().is_some_and(|b| *b != 0);
                d.tree.leaf(DN_ATTRIBUTES, At { value: u64::from(yes), span: part.span() });
                dn = if yes { ":dn" } else { "" };
            }
            _ => return Err(Cut::Malformed),
        }
    }
    if !name.is_empty() {
        d.tree.set_label(open.node(), format_args!("extensibleMatch {name}"));
    }
    d.tree.close(open);
    Ok(format!("({name}{dn}{rule}:={value})"))
}
