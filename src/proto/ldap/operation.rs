//! What each operation of LDAP says, and the controls behind it.

use super::fields::*;
use super::{content, counted, filter, named_oid, number, octets, printable};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Label, Str, U32};
use crate::proto::answers::Link;
use crate::proto::ber::{self, Element};

/// The words for the message's line and for the row.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What the message is called instead.
    pub title: Option<String>,
    pub line: String,
    /// What the line says besides: how many entries were found.
    pub counted: String,
    /// What the row says besides.
    pub row: String,
}

impl Said {
    fn add(&mut self, words: &str) {
        self.line.push(' ');
        self.line.push_str(words);
    }

    fn entry(&mut self, name: &[u8]) {
        self.add(&format!("\"{}\"", if name.is_empty() { "<ROOT>".into() } else { printable(name) }));
    }
}

/// Operations that are nothing but a result.
const RESULTS: &[(u8, Field<Label>)] = &[
    (1, BIND_RESPONSE),
    (5, SEARCH_DONE),
    (7, MODIFY_RESPONSE),
    (9, ADD_RESPONSE),
    (11, DELETE_RESPONSE),
    (13, RENAME_RESPONSE),
    (15, COMPARE_RESPONSE),
    (24, EXTENDED_RESPONSE),
];

pub(super) fn show(
    d: &mut Dissector<'_>,
    kind: u8,
    element: &Element<'_>,
    link: &Link,
    said: &mut Said,
) -> Result<(), Cut> {
    let at = At { value: (), span: element.whole };
    let mut c = element.content;
    let requests: &[(u8, Field<Label>)] = &[
        (0, BIND_REQUEST),
        (2, UNBIND_REQUEST),
        (3, SEARCH_REQUEST),
        (4, SEARCH_ENTRY),
        (6, MODIFY_REQUEST),
        (8, ADD_REQUEST),
        (12, RENAME_REQUEST),
        (14, COMPARE_REQUEST),
        (23, EXTENDED_REQUEST),
        (25, INTERMEDIATE),
    ];
    if let Some((_, field)) = requests.iter().chain(RESULTS).find(|(k, _)| *k == kind) {
        let open = d.tree.open(*field, at);
        inside(d, kind, &mut c, link, said)?;
        d.tree.close(open);
        return Ok(());
    }
    match kind {
        10 => {
            let name = content(element);
            d.tree.leaf(DELETE_REQUEST, name);
            said.entry(name.value);
        }
        16 => {
            let id = number(element);
            d.tree.leaf(ABANDON_REQUEST, id);
            said.line = format!("abandonRequest({})", id.value);
        }
        19 => urls(d, SEARCH_REFERENCE, element),
        _ => {}
    }
    Ok(())
}

fn inside(
    d: &mut Dissector<'_>,
    kind: u8,
    c: &mut Cursor<'_>,
    link: &Link,
    said: &mut Said,
) -> Result<(), Cut> {
    match kind {
        0 => bind(d, c, said),
        3 => search(d, c, said),
        4 => {
            entry(d, OBJECT_NAME, c, said)?;
            attributes(d, ATTRIBUTE_FOUND, c)?;
            said.counted = results(link.parts);
            Ok(())
        }
        6 => modify(d, c, said),
        8 => {
            entry(d, ENTRY, c, said)?;
            attributes(d, ATTRIBUTE_ADDED, c)
        }
        12 => {
            entry(d, ENTRY, c, said)?;
            d.tree.leaf(NEW_NAME, octets(c)?);
            let old = ber::expect(c, ber::BOOLEAN)?;
            truth(d, OLD_NAME_GOES, &old);
            if let Some(superior) = ber::optional(c, ber::context(0))? {
                d.tree.leaf(NEW_SUPERIOR, content(&superior));
            }
            Ok(())
        }
        14 => {
            entry(d, ENTRY, c, said)?;
            let mut pair = ber::expect(c, ber::SEQUENCE)?;
            let open = d.tree.open(ASSERTION, At { value: (), span: pair.whole });
            filter::assertion(d, &mut pair.content)?;
            d.tree.close(open);
            Ok(())
        }
        23 => by_name(d, c, (0, REQUEST_NAME), (1, REQUEST_VALUE), said),
        25 => by_name(d, c, (0, RESPONSE_NAME), (1, RESPONSE_VALUE), said),
        2 => Ok(()),
        _ => result(d, kind, c, link, said),
    }
}

/// ` [2 results]`
fn results(count: Option<usize>) -> String {
    let s = if count == Some(1) { "" } else { "s" };
    count.map_or_else(String::new, |count| format!(" [{count} result{s}]"))
}

pub(super) fn truth(d: &mut Dissector<'_>, field: Field<crate::field::def::Bool>, element: &Element<'_>) {
    let yes = element.bytes().first().is_some_and(|b| *b != 0);
    d.tree.leaf(field, At { value: u64::from(yes), span: element.span() });
}

fn entry(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>, said: &mut Said) -> Result<(), Cut> {
    let name = octets(c)?;
    d.tree.leaf(field, name);
    said.entry(name.value);
    Ok(())
}

fn bind(d: &mut Dissector<'_>, c: &mut Cursor<'_>, said: &mut Said) -> Result<(), Cut> {
    d.tree.leaf(VERSION, number(&ber::expect(c, ber::INTEGER)?));
    entry(d, NAME, c, said)?;
    let element = ber::next(c)?;
    let kind = element.tag & 0x1f;
    let open = d.tree.open(AUTHENTICATION, At { value: u32::from(kind), span: element.whole });
    let at = content(&element);
    match kind {
        0 => {
            d.tree.leaf(SIMPLE, at);
            said.add("simple");
        }
        3 => {
            let inner = d.tree.open(SASL, At { value: (), span: element.whole });
            let mut c = element.content;
            d.tree.leaf(MECHANISM, octets(&mut c)?);
            if !c.is_empty() {
                d.tree.leaf(CREDENTIALS, octets(&mut c)?);
            }
            d.tree.close(inner);
            said.add("sasl");
        }
        10 => {
            d.tree.leaf(NTLM_NEGOTIATE, at);
        }
        11 => {
            d.tree.leaf(NTLM_AUTHENTICATE, at);
        }
        _ => {}
    }
    d.tree.close(open);
    Ok(())
}

const ENUMERATED: u8 = 10;

fn enumerated(d: &mut Dissector<'_>, field: Field<U32>, c: &mut Cursor<'_>) -> Result<&'static str, Cut> {
    let at = number(&ber::expect(c, ENUMERATED)?);
    d.tree.leaf(field, at);
    Ok(d.tree.def(field.id).names.name(at.value.into()).unwrap_or("unknown"))
}

fn search(d: &mut Dissector<'_>, c: &mut Cursor<'_>, said: &mut Said) -> Result<(), Cut> {
    entry(d, BASE_OBJECT, c, said)?;
    let scope = enumerated(d, SCOPE, c)?;
    said.add(scope);
    enumerated(d, ALIASES_FOLLOWED, c)?;
    for field in [SIZE_LIMIT, TIME_LIMIT] {
        d.tree.leaf(field, number(&ber::expect(c, ber::INTEGER)?));
    }
    let types_only = ber::expect(c, ber::BOOLEAN)?;
    truth(d, TYPES_ONLY, &types_only);
    filter::show(d, c)?;
    let mut list = ber::expect(c, ber::SEQUENCE)?;
    let open = counted(d, ATTRIBUTES, &list);
    while !list.content.is_empty() && !d.tree.truncated {
        d.tree.leaf(ATTRIBUTE, octets(&mut list.content)?);
    }
    d.tree.close(open);
    Ok(())
}

fn attributes(d: &mut Dissector<'_>, item: Field<Label>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut list = ber::expect(c, ber::SEQUENCE)?;
    let open = counted(d, ATTRIBUTES, &list);
    while !list.content.is_empty() && !d.tree.truncated {
        attribute(d, item, &mut list.content)?;
    }
    d.tree.close(open);
    Ok(())
}

/// A name and its values.
fn attribute(d: &mut Dissector<'_>, item: Field<Label>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut pair = ber::expect(c, ber::SEQUENCE)?;
    let open = d.tree.open(item, At { value: (), span: pair.whole });
    let name = octets(&mut pair.content)?;
    d.tree.leaf(TYPE, name);
    let title = d.tree.def(item.id).title;
    d.tree.set_label(open.node(), format_args!("{title} {}", printable(name.value)));
    let is_oid = [&b"supportedControl"[..], b"supportedCapabilities"]
        .iter()
        .any(|n| name.value.eq_ignore_ascii_case(n));
    let mut values = ber::expect(&mut pair.content, ber::SET)?;
    let list = counted(d, VALUES, &values);
    while !values.content.is_empty() && !d.tree.truncated {
        let value = octets(&mut values.content)?;
        if is_oid {
            named_oid(d, SUPPORTED_OID, value);
            d.tree.hidden(VALUE, value);
            continue;
        }
        let words = printable(value.value);
        d.tree.leaf_as(VALUE, value, format_args!("AttributeValue: {words}"));
    }
    d.tree.close(list);
    d.tree.close(open);
    Ok(())
}

fn modify(d: &mut Dissector<'_>, c: &mut Cursor<'_>, said: &mut Said) -> Result<(), Cut> {
    entry(d, OBJECT, c, said)?;
    let mut list = ber::expect(c, ber::SEQUENCE)?;
    let open = counted(d, CHANGES_MADE, &list);
    while !list.content.is_empty() && !d.tree.truncated {
        let mut change = ber::expect(&mut list.content, ber::SEQUENCE)?;
        let one = d.tree.open(CHANGE, At { value: (), span: change.whole });
        enumerated(d, CHANGE_KIND, &mut change.content)?;
        attribute(d, CHANGED, &mut change.content)?;
        d.tree.close(one);
    }
    d.tree.close(open);
    Ok(())
}

fn urls(d: &mut Dissector<'_>, field: Field<U32>, list: &Element<'_>) {
    let open = counted(d, field, list);
    let mut c = list.content;
    while !d.tree.truncated {
        let Ok(url) = octets(&mut c) else { break };
        d.tree.leaf(URL, url);
    }
    d.tree.close(open);
}

fn result(
    d: &mut Dissector<'_>,
    kind: u8,
    c: &mut Cursor<'_>,
    link: &Link,
    said: &mut Said,
) -> Result<(), Cut> {
    const SEARCH_DONE: u8 = 5;
    const EXTENDED: u8 = 24;
    let at = number(&ber::expect(c, ENUMERATED)?);
    d.tree.leaf(RESULT_CODE, at);
    if kind != EXTENDED {
        match d.tree.def(RESULT_CODE.id).names.name(at.value.into()) {
            Some(name) => said.add(name),
            None => said.add(&format!("Unknown result({})", at.value)),
        }
    }
    d.tree.leaf(MATCHED, octets(c)?);
    let told = octets(c)?;
    d.tree.leaf(ERROR_MESSAGE, told);
    if !told.value.is_empty() {
        said.add(&format!("({})", printable(told.value)));
    }
    if kind == SEARCH_DONE {
        said.counted = results(link.parts);
        said.row = said.counted.clone();
    }
    while !c.is_empty() {
        let element = ber::next(c)?;
        let at = content(&element);
        match element.tag & 0x1f {
            3 => urls(d, REFERRAL, &element),
            7 => {
                d.tree.leaf(SERVER_CREDENTIALS, at);
            }
            10 => {
                let name = named_oid(d, RESPONSE_NAME, at);
                said.row = name.map_or_else(String::new, |n| format!("{n} "));
            }
            11 => {
                d.tree.leaf(RESPONSE, at);
            }
            _ => {}
        }
    }
    Ok(())
}

/// An object identifier and what belongs to it.
fn by_name(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    name: (u8, Field<Str>),
    value: (u8, Field<crate::field::def::Bytes>),
    said: &mut Said,
) -> Result<(), Cut> {
    let mut oid: &[u8] = &[];
    if let Some(element) = ber::optional(c, ber::context(name.0))? {
        oid = element.bytes();
        let words = named_oid(d, name.1, content(&element));
        if name.1.id == RESPONSE_NAME.id {
            let named = words.as_ref().map_or_else(String::new, |n| format!(" ({n})"));
            said.title = Some(format!("IntermediateResponse {}{named}", printable(oid)));
        }
        said.row = words.map_or_else(String::new, |n| format!("{n} "));
    }
    if let Some(element) = ber::optional(c, ber::context(value.0))?
        && !super::controls::operation(d, oid, element.content)?
    {
        bytes_or_missing(d, value.1, &element);
    }
    Ok(())
}

fn bytes_or_missing(d: &mut Dissector<'_>, field: Field<crate::field::def::Bytes>, element: &Element<'_>) {
    let at = content(element);
    if at.value.is_empty() {
        let title = d.tree.def(field.id).title;
        d.tree.leaf_as(field, at, format_args!("{title}: <MISSING>"));
    } else {
        d.tree.leaf(field, at);
    }
}

/// The controls behind an operation.
pub(super) fn controls(d: &mut Dissector<'_>, list: &Element<'_>) -> Result<(), Cut> {
    let open = counted(d, CONTROLS, list);
    let mut c = list.content;
    while !c.is_empty() && !d.tree.truncated {
        let mut control = ber::expect(&mut c, ber::SEQUENCE)?;
        let one = d.tree.open(CONTROL, At { value: (), span: control.whole });
        let kind = octets(&mut control.content)?;
        named_oid(d, CONTROL_TYPE, kind);
        if let Some(critical) = ber::optional(&mut control.content, ber::BOOLEAN)? {
            truth(d, CRITICALITY, &critical);
        }
        if let Some(value) = ber::optional(&mut control.content, ber::OCTET_STRING)? {
            if kind.value == PAGED_RESULTS.as_bytes() {
                d.note_layer("ldap");
                page(d, value.content)?;
            } else if !super::controls::control(d, kind.value, value.content)? {
                bytes_or_missing(d, CONTROL_VALUE, &value);
            }
        }
        d.tree.close(one);
    }
    d.tree.close(open);
    Ok(())
}

fn page(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let mut pair = ber::expect(&mut c, ber::SEQUENCE)?;
    let open = d.tree.open(PAGE, At { value: (), span: pair.whole });
    let size = ber::expect(&mut pair.content, ber::INTEGER)?;
    d.tree.leaf(PAGE_SIZE, number(&size).map(u32::cast_signed));
    d.tree.leaf(PAGE_COOKIE, octets(&mut pair.content)?);
    d.tree.close(open);
    Ok(())
}
