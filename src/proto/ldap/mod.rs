//! LDAP (RFC 4511): messages, their framing and their links. What each operation says stands in
//! `operation`, search filters in `filter`. What SASL or NTLM exchange is not opened.

mod controls;
pub mod fields;
mod filter;
mod operation;

use super::answers::{Link, Reader, Role};
use super::ber::{self, Element};
use super::placed::Placed;
use crate::dissect::tree::Open;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, SourceId};
use crate::dissect::{Framed, Framer, Progress, Protocol, Stretch};
use crate::field::Field;
use crate::field::def::{Str, U32};
use crate::field::show;
use crate::store::{Application, MessageKind};
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "ldap",
    title: "LDAP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(389), Claim::TcpPort(3268)],
    framer: Some(Framer { application: Application::Ldap, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

/// The same in datagrams.
pub const CONNECTIONLESS: Protocol = Protocol {
    name: "cldap",
    title: "CLDAP",
    fields: connectionless::FIELDS,
    claims: &[Claim::UdpPort(389)],
    dissect: dissect_datagram,
    ..Protocol::EMPTY
};

const PORTS: [u16; 4] = [389, 636, 3268, 3269];
/// Longest message that is waited for.
const LEN_MAX: u64 = 64 << 20;
/// Bytes in which a message's header stands.
const HEAD_LEN: u64 = 6;
const MESSAGE_KIND: MessageKind = MessageKind(1);
/// A message in the security layer that SASL agreed on.
const SEALED_KIND: MessageKind = MessageKind(2);

// ---- framing ------------------------------------------------------------------------------------

/// Number of the message and its operation.
fn head_of(bytes: &[u8]) -> Option<(u32, u8)> {
    let mut c = Cursor::new(bytes, u32::MAX, SourceId::FRAME);
    let [0x30, len, ..] = *bytes else { return None };
    c.skip(if len & 0x80 == 0 { 2 } else { 2 + u32::from(len & 0x7f) }).ok()?;
    let number = ber::expect(&mut c, ber::INTEGER).ok()?;
    let tag = c.u8().ok()?.value;
    let fits = tag & 0xc0 == 0x40 && number.span().len <= 5;
    fits.then(|| (u32::try_from(number.number()).unwrap_or(u32::MAX), tag & 0x1f))
}

const ANSWERS: Reader = Reader {
    protocol: "ldap",
    head_bytes: 32,
    read: |bytes| head_of(bytes).map(|(number, operation)| (role(operation), number.into())),
};

fn role(operation: u8) -> Role {
    const SEARCH_ENTRY: u8 = 4;
    match operation {
        0 | 2 | 3 | 6 | 8 | 10 | 12 | 14 | 16 | 23 => Role::Request,
        SEARCH_ENTRY => Role::Part,
        _ => Role::Response,
    }
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    ports.iter().any(|p| PORTS.contains(p)) && head_of(bytes).is_some()
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(HEAD_LEN));
    if head.first() != Some(&0x30) {
        return sealed(&head, stretch);
    }
    let Some(len) = ber::sequence_len(&head) else {
        let more = (head.len() as u64) < HEAD_LEN;
        return if more { Framed::NeedMore { at_least: stretch.len + 1 } } else { Framed::Skip(0) };
    };
    if len > LEN_MAX {
        return Framed::Skip(0);
    }
    if stretch.len < len {
        return Framed::NeedMore { at_least: len };
    }
    Framed::Message { len, kind: MESSAGE_KIND, note: 0 }
}

/// A length of four bytes, and what the security layer of SASL made of messages.
fn sealed(head: &[u8], stretch: &Stretch<'_>) -> Framed {
    let Some(len) = head.first_chunk().map(|b| u64::from(u32::from_be_bytes(*b))) else {
        let possible = head.first() == Some(&0);
        return if possible { Framed::NeedMore { at_least: 4 } } else { Framed::Skip(0) };
    };
    match len {
        1..1_000_000 if stretch.len >= 4 + len => {
            Framed::Message { len: 4 + len, kind: SEALED_KIND, note: 0 }
        }
        1..1_000_000 => Framed::NeedMore { at_least: 4 + len },
        _ => Framed::Skip(0),
    }
}

// ---- what all parts read ------------------------------------------------------------------------

fn content<'a>(element: &Element<'a>) -> At<&'a [u8]> {
    At { value: element.bytes(), span: element.span() }
}

fn octets<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    ber::expect(c, ber::OCTET_STRING).map(|e| content(&e))
}

fn number(element: &Element<'_>) -> At<u32> {
    At { value: u32::try_from(element.number()).unwrap_or(u32::MAX), span: element.span() }
}

/// Text where it is some, else digits.
fn printable(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).ok();
    match text.filter(|t| t.chars().all(|c| !c.is_control() || c.is_whitespace())) {
        Some(_) => show::line(bytes),
        None => {
            let mut digits = String::new();
            let _ = show::hex(bytes.get(..36).unwrap_or(bytes), "", &mut digits);
            digits
        }
    }
}

/// Opens a list as the number of its elements.
fn counted(d: &mut Dissector<'_>, field: Field<U32>, list: &Element<'_>) -> Open {
    let count = ber::count(list.content);
    let title = d.tree.def(field.id).title;
    let s = if count == 1 { "" } else { "s" };
    d.tree.open_as(field, At { value: count, span: list.whole }, format_args!("{title}: {count} item{s}"))
}

/// An object identifier in letters, with its name.
fn named_oid(d: &mut Dissector<'_>, field: Field<Str>, at: At<&[u8]>) -> Option<String> {
    let text = printable(at.value);
    let name = oid_name(&text);
    let title = d.tree.def(field.id).title;
    match &name {
        Some(name) => d.tree.leaf_as(field, at, format_args!("{title}: {text} ({name})")),
        None => d.tree.leaf(field, at),
    };
    name
}

// ---- messages -----------------------------------------------------------------------------------

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let again = d.columns.info().ends_with(' ') && d.is_repeated();
    let mut one = c;
    if c.peek().first() == Some(&0x30) {
        let element = ber::next(&mut c)?;
        one = one.take(element.whole.len);
    } else {
        let len = c.u32()?.value.min(c.left());
        c.skip(len)?;
        one = one.take(4 + len);
    }
    let rest = c;
    d.tree.set_span(d.layer_node(), one.rest_span());
    if again {
        d.columns.add_info(format_args!(" | "));
    } else {
        d.columns.clear_info();
    }
    let place = d.place().map(|mut place| {
        place.start += u64::from(one.left());
        place
    });
    if !rest.is_empty() {
        d.hand_over_any(&[Claim::Named("ldap")], None, rest, place);
    }
    if one.peek().first() != Some(&0x30) {
        return protected(d, one);
    }
    message(d, one)
}

fn dissect_datagram(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = CONNECTIONLESS.title.into();
    d.columns.clear_info();
    while !c.is_empty() && !d.tree.truncated {
        let mut whole = c;
        let len = ber::expect(&mut c, ber::SEQUENCE)?.whole.len;
        message(d, whole.sub(len)?)?;
    }
    Ok(())
}

/// What stands in the security layer of SASL: shown, where it is Kerberos's and only signed (RFC
/// 4121 section 4.2.6.2).
fn protected(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(SASL_LENGTH, c.u32()?);
    let open = d.tree.open_text(c.rest_span(), format_args!("SASL Buffer"));
    const TOKEN_LEN: u32 = 16;
    if let [5, 4, flags, 0xff, extra, extra_low, rotated, rotated_low, ..] = *c.peek()
        && flags & 2 == 0
        && (extra, extra_low) == (rotated, rotated_low)
    {
        let _ = c.skip(TOKEN_LEN + u32::from(u16::from_be_bytes([extra, extra_low])))?;
        d.columns.add_info(format_args!("SASL GSS-API Integrity: "));
        let inside = d.tree.open_text(c.rest_span(), format_args!("GSS-API payload ({} bytes)", c.left()));
        message(d, c)?;
        d.tree.close(inside);
    } else {
        // Of Kerberos: the token, its trailer, and the block that confounds.
        if let [5, 4, _, 0xff, _, _, rotated, low, ..] = *c.peek() {
            c.skip(2 * TOKEN_LEN + u32::from(u16::from_be_bytes([rotated, low])))?;
        }
        let len = c.left();
        d.columns.add_info(format_args!("SASL GSS-API Privacy: payload ({len} bytes)"));
        let at = c.rest();
        d.tree.leaf_as(SEALED, at, format_args!("GSS-API Encrypted payload ({len} bytes)"));
    }
    d.tree.close(open);
    Ok(())
}

fn message(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let whole = ber::expect(&mut c, ber::SEQUENCE)?;
    let mut c = whole.content;
    let open = d.tree.open(MESSAGE, At { value: (), span: whole.whole });
    let id = number(&ber::expect(&mut c, ber::INTEGER)?);
    d.tree.leaf(MESSAGE_ID, id);
    let element = ber::next(&mut c)?;
    let kind = element.tag & 0x1f;
    if element.tag & 0xc0 != 0x40 {
        return Err(Cut::Malformed);
    }
    let choice = d.tree.open(OPERATION, At { value: u32::from(kind), span: element.whole });
    let name = d.tree.def(OPERATION.id).names.name(kind.into()).unwrap_or("unknown");
    let link = Placed::of(d).map(|p| Link::of(&p, d.frame_id(), ANSWERS, role(kind), id.value.into()));
    let link = link.unwrap_or_default();
    let mut said = operation::Said { line: format!("{name}({})", id.value), ..Default::default() };
    let done = operation::show(d, kind, &element, &link, &mut said);
    d.tree.close(choice);
    match &said.title {
        Some(title) => d.tree.set_label(open.node(), format_args!("{title}")),
        None => d.tree.set_label(open.node(), format_args!("LDAPMessage {}{}", said.line, said.counted)),
    }
    d.columns.add_info(format_args!("{} {}", said.line, said.row));
    done?;
    link.show(d, whole.whole, RESPONSE_IN, RESPONSE_TO, Some(TIME));
    if let Some(controls) = ber::optional(&mut c, ber::context_of(0))? {
        operation::controls(d, &controls)?;
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{alone, columns, labels_from, over_udp, survives_cuts};

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, content.len() as u8][..], content].concat()
    }

    fn message(operation: &[u8]) -> Vec<u8> {
        tlv(0x30, &[&[2, 1, 7][..], operation].concat())
    }

    fn search(filter: &[u8]) -> Vec<u8> {
        let body = [&b"\x04\x01b\x0a\x01\x02\x0a\x01\0\x02\x01\0\x02\x01\0\x01\x01\0"[..], filter, b"\x30\0"];
        message(&tlv(0x63, &body.concat()))
    }

    #[test]
    fn a_search_is_told_in_words() {
        let filter = tlv(0xa0, &[&tlv(0x87, b"cn")[..], &tlv(0xa3, b"\x04\x02sn\x04\x01x")].concat());
        let packet = over_udp(40_000, 389, &search(&filter));
        assert_eq!(columns(101, &packet)[2..], ["CLDAP", "searchRequest(7) \"b\" wholeSubtree "]);
        let lines = labels_from(101, &packet, "Connectionless");
        assert!(lines.iter().any(|l| l.trim() == "Filter: (&(cn=*)(sn=x))"), "{lines:#?}");
        assert_eq!(lines.last().unwrap().trim(), "attributes: 0 items");
        survives_cuts(101, &packet);
    }

    #[test]
    fn filters_in_filters_end_somewhere() {
        let mut filter = tlv(0x87, b"cn");
        for _ in 0..40 {
            filter = tlv(0xa2, &filter);
        }
        let lines = labels_from(101, &over_udp(40_000, 389, &search(&filter)), "Connectionless");
        assert!(lines.iter().any(|l| l.contains("Giving up")), "{lines:#?}");
    }

    #[test]
    fn a_sealed_message_of_any_length_ends_with_the_packet() {
        alone("ldap", &[0xff; 8], |d| assert!(!d.fault));
    }

    #[test]
    fn lengths_are_read_in_each_form() {
        assert_eq!(ber::sequence_len(&[0x30, 5]), Some(7));
        assert_eq!(ber::sequence_len(&[0x30, 0x82, 1, 0]), Some(260));
        assert_eq!(ber::sequence_len(&[0x30, 0x82, 1]), None);
        assert_eq!(ber::sequence_len(&[0x30, 0x80]), None);
        assert_eq!(head_of(&message(&[0x42, 0])), Some((7, 2)));
        assert_eq!(head_of(b"GET / HTTP/1.1"), None);
    }
}
