//! XMPP (RFC 6120, RFC 6121): stanzas over an XML stream, and what opens, secures and ends it.
//! Extensions are shown as the elements they are. After `<proceed/>` the stream goes on with TLS.

pub mod fields;
mod framer;
mod xml;

use super::answers::{self, Link, Reader, Role};
use super::placed::Placed;
use crate::dissect::tree::Open;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framer, Protocol, Span};
use crate::field::def::Str;
use crate::field::{Field, show};
use crate::store::Application;
use fields::*;
use xml::{Attribute, Piece};

pub const PROTOCOL: Protocol = Protocol {
    name: "xmpp",
    title: "XMPP/XML",
    fields: FIELDS,
    claims: &[Claim::TcpPort(5222), Claim::TcpPort(5269)],
    framer: Some(Framer {
        application: Application::Xmpp,
        recognises: framer::recognises,
        follows_peer: true,
        next: framer::next,
    }),
    dissect,
    ..Protocol::EMPTY
};

/// Elements in elements that are shown.
const DEPTH_MAX: usize = 64;
/// Letters of a line.
const LINE_MAX: usize = 200;
/// What somebody may do in a conversation (XEP-0085).
const CHATSTATES: &[&str] = &["active", "composing", "inactive", "gone", "paused"];

const ANSWERS: Reader = Reader { protocol: "xmpp", head_bytes: 512, read: role };

/// Whether a message is a request or a response, and its identifier.
fn role(bytes: &[u8]) -> Option<(Role, u64)> {
    let bytes = bytes.trim_ascii_start();
    let (Piece::Open { name: b"iq", attributes, .. }, _) = xml::piece(bytes)? else { return None };
    let of = |name: &[u8]| xml::attributes(attributes).find(|a| a.name == name).map(|a| a.value);
    let role = match of(b"type")? {
        b"get" | b"set" => Role::Request,
        b"result" | b"error" => Role::Response,
        _ => return None,
    };
    Some((role, answers::key(of(b"id")?)))
}

/// An element that is open.
struct Element<'a> {
    name: &'a str,
    node: Option<Open>,
    /// Its text stands for it.
    text: Option<Field<Str>>,
}

/// What the row says of a stanza.
#[derive(Default)]
struct Row {
    what: String,
    inside: String,
    from: String,
    to: String,
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let placed = Placed::of(d);
    let message = placed.as_ref().and_then(|p| p.message(0));
    let len = message.map_or(c.left(), |m| m.len).min(c.left());
    let one = c.take(len);
    d.tree.set_span(d.layer_node(), one.rest_span());
    if d.is_repeated() {
        if !d.columns.info().ends_with(' ') {
            d.columns.add_info(format_args!(" "));
        }
    } else {
        d.columns.clear_info();
    }
    if !c.is_empty() {
        let place = d.place().map(|mut place| {
            place.start += u64::from(len);
            place
        });
        d.hand_over_any(&[Claim::Named("xmpp")], None, c, place);
    }
    let out = to_server(d);
    let at = At { value: 1u64, span: one.rest_span().at_start() };
    d.tree.hidden(if out { OUT } else { IN }, at);
    let row = stanza(d, &one);
    say(d, &row, out);
    if let (Some(placed), Some((role, key))) = (placed, role(one.peek())) {
        let link = Link::of(&placed, d.frame_id(), ANSWERS, role, key);
        link.show(d, one.rest_span(), RESPONSE_IN, REQUEST_IN, None);
    }
    if one.captured() < one.left() { Err(Cut::Snapped) } else { Ok(()) }
}

/// Goes to the end with the server's port; with neither, to the second endpoint.
fn to_server(d: &Dissector<'_>) -> bool {
    let conversation = d.place().and_then(|p| Some((p, d.capture().conversation(p.conversation)?)));
    conversation.is_some_and(|(place, conversation)| {
        let server = |end: usize| conversation.ends.get(end).is_some_and(|e| framer::PORTS.contains(&e.port));
        if server(0) != server(1) { server(1 - place.direction.min(1)) } else { place.direction == 0 }
    })
}

fn say(d: &mut Dissector<'_>, row: &Row, out: bool) {
    let Row { what, inside, from, to } = row;
    let with_blank = matches!(what.as_str(), "PRESENCE" | "STARTTLS" | "PROCEED" | "FAILURE");
    d.columns.add_info(format_args!("{what}{inside}{}", if with_blank { " " } else { "" }));
    let who = if out { to } else { from };
    if !who.is_empty()
        && (what.starts_with("IQ") || matches!(what.as_str(), "STREAM" | "MESSAGE" | "PRESENCE"))
    {
        let blank = if d.columns.info().ends_with(' ') { "" } else { " " };
        d.columns.add_info(format_args!("{blank}{} {who} ", if out { '>' } else { '<' }));
    } else if !inside.is_empty() {
        d.columns.add_info(format_args!(" "));
    }
}

fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}

/// Name without the prefix, in capitals.
fn title(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_uppercase()
}

fn stanza(d: &mut Dissector<'_>, c: &Cursor<'_>) -> Row {
    let (bytes, whole) = (c.peek(), c.rest_span());
    let (mut row, mut stack) = (Row::default(), Vec::<Element<'_>>::new());
    let mut at = 0;
    while let Some((piece, len)) = bytes.get(at..).and_then(xml::piece) {
        let span = whole.part(at as u32, len as u32);
        match piece {
            Piece::Text(text) => content(d, &stack, text, span),
            Piece::Declaration(inside) => declaration(d, inside, span),
            Piece::Other => {}
            Piece::Close => match stack.pop() {
                Some(Element { node, .. }) => {
                    if let Some(open) = node {
                        d.tree.close_at(open, span.end());
                    }
                }
                None => {
                    row.what = "STREAM END".into();
                    d.tree.leaf(STREAM_END, At { value: (), span });
                }
            },
            Piece::Open { name, attributes, empty } => {
                let parent = stack.last().map_or("", |e| e.name);
                let name = text_of(name);
                if stack.len() >= DEPTH_MAX || d.tree.truncated {
                    break;
                }
                note(&mut row, stack.len(), name, attributes);
                let element = open(d, parent, name, attributes, span);
                if !empty {
                    stack.push(element);
                } else if let Some(open) = element.node {
                    d.tree.close(open);
                }
            }
        }
        at += len;
    }
    if let Some(Element { node: Some(open), .. }) = stack.into_iter().next() {
        d.tree.close(open);
    }
    row
}

/// What the row says of the outermost two elements.
fn note(row: &mut Row, depth: usize, name: &str, attributes: &[u8]) {
    let value = |wanted: &[u8]| {
        let found = xml::attributes(attributes).find(|a| a.name == wanted);
        found.map(|a| show::line(a.value)).unwrap_or_default()
    };
    if depth == 0 {
        row.what = title(name);
        if name == "iq" {
            row.what = format!("IQ({})", value(b"type"));
        }
        (row.from, row.to) = (value(b"from"), value(b"to"));
    } else if depth == 1 && row.what.starts_with("IQ") && name != "error" {
        row.inside.push_str(&format!(" {}", title(name)));
        if name == "query" {
            row.inside.push_str(&format!("({})", value(b"xmlns")));
        }
    }
}

/// Shows an element's beginning.
fn open<'a>(
    d: &mut Dissector<'_>,
    parent: &str,
    name: &'a str,
    attributes: &[u8],
    span: Span,
) -> Element<'a> {
    let of = |around: &str, own: &str| (around.is_empty() || around == parent) && own == name;
    if let Some((_, _, field)) = TEXTS.iter().find(|(around, own, _)| of(around, own)) {
        return Element { name, node: None, text: Some(*field) };
    }
    let single = match parent {
        "error" => Some(ERROR_CONDITION),
        "message" if CHATSTATES.contains(&name) => Some(CHATSTATE),
        _ => None,
    };
    if let Some(field) = single {
        d.tree.leaf(field, At { value: name.as_bytes(), span: span.part(1, name.len() as u32) });
        return Element { name, node: None, text: None };
    }
    let known = ELEMENTS.iter().find(|(around, own, _)| of(around, own));
    let node = match known {
        Some((_, _, field)) => d.tree.open(*field, At { value: (), span }),
        None => d.tree.open(UNKNOWN, At { value: name.as_bytes(), span: span.part(1, name.len() as u32) }),
    };
    let mut line = title(name);
    let before = line.len();
    for attribute in xml::attributes(attributes) {
        let start = 1 + name.len() + attribute.start;
        show_attribute(d, name, &attribute, span.part(start as u32, attribute.len as u32));
        if line.len() < LINE_MAX {
            let (name, value) = (text_of(attribute.name), show::line(attribute.value));
            line.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    if line.len() > before {
        line.insert(before + 1, '[');
        line.push(']');
    }
    d.tree.set_label(node.node(), format_args!("{line}"));
    Element { name, node: Some(node), text: None }
}

fn show_attribute(d: &mut Dissector<'_>, element: &str, attribute: &Attribute<'_>, span: Span) {
    let name = text_of(attribute.name);
    let skipped = attribute.len.saturating_sub(attribute.value.len() + 1);
    let at = At { value: attribute.value, span: span.part(skipped as u32, attribute.value.len() as u32) };
    let known = ATTRIBUTES.iter().find(|(of, own, _)| {
        let same = *own == name || *own == "xmlns" && name.starts_with("xmlns:");
        (of.is_empty() || *of == element) && same
    });
    let field = known.map_or(ATTRIBUTE, |(_, _, field)| *field);
    d.tree.leaf_as(field, at, format_args!("{name}: {}", show::line(attribute.value)));
}

fn content(d: &mut Dissector<'_>, stack: &[Element<'_>], text: &[u8], span: Span) {
    let Some(element) = stack.last().filter(|_| !text.trim_ascii().is_empty()) else { return };
    let at = At { value: text, span };
    match (element.text, element.name) {
        (Some(field), _) => d.tree.leaf(field, at),
        (None, "body" | "subject" | "thread" | "status") => {
            d.tree.leaf_as(CDATA, at, format_args!("value: {}", show::line(text)))
        }
        _ => d.tree.leaf(CDATA, at),
    };
}

fn declaration(d: &mut Dissector<'_>, inside: &[u8], span: Span) {
    let Some(rest) = inside.strip_prefix(b"?xml") else { return };
    if let Some(version) = xml::attributes(rest).find(|a| a.name == b"version") {
        // Behind `<?xml`, the name, `=` and the quote.
        let start = 5 + version.start + version.len.saturating_sub(version.value.len() + 1);
        let span = span.part(start as u32, version.value.len() as u32);
        d.tree.leaf(XML_VERSION, At { value: version.value, span });
    }
}
