//! PostgreSQL's protocol 3.0 (PostgreSQL documentation, chapter "Frontend/Backend Protocol"). After
//! an SSLRequest that is answered with `S` the stream goes on with TLS. Its parts: `framer` finds messages in streams,
//! `message` shows what stands in them.

pub mod fields;
mod framer;
mod message;

use super::placed::Placed;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::store::MessageKind;
use fields::*;
use framer::{ANSWER, CLIENT, PORT, SERVER, code, name};
use message::{client, server, text};

pub const PROTOCOL: Protocol = Protocol {
    name: "pgsql",
    title: "PGSQL",
    fields: FIELDS,
    claims: &[Claim::TcpPort(PORT)],
    framer: Some(framer::FRAMER),
    dissect,
    ..Protocol::EMPTY
};

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let message = Placed::of(d).and_then(|p| p.message(0));
    let (kind, note) = message.map_or((MessageKind(0), 0), |m| (m.kind(), m.note()));
    let frontend = match kind {
        CLIENT => true,
        SERVER | ANSWER => false,
        _ => to_server(d),
    };
    if !d.protocols().ends_with("pgsql:pgsql") {
        d.columns.set_info(format_args!("{}", if frontend { '>' } else { '<' }));
    }
    let untyped = c.peek().first() == Some(&0);
    let len = match kind {
        ANSWER => 1,
        _ => {
            let at = usize::from(!untyped);
            let word = c.peek().get(at..at + 4).and_then(|b| b.first_chunk()).map(|b| u32::from_be_bytes(*b));
            word.ok_or(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed })?
                .saturating_add(at as u32)
        }
    };
    let one = c.take(len);
    d.tree.set_span(d.layer_node(), one.rest_span());
    if !c.is_empty() {
        let place = d.place().map(|mut place| {
            place.start += u64::from(len);
            place
        });
        d.hand_over_any(&[Claim::Named("pgsql")], None, c, place);
    }
    d.tree.hidden(FRONTEND, At { value: u64::from(frontend), span: one.rest_span().at_start() });
    if kind == ANSWER {
        return Ok(());
    }
    message_of(d, one, untyped, frontend, note)
}

/// By its port, where the beginning of the connection was not seen.
fn to_server(d: &Dissector<'_>) -> bool {
    let conversation = d.place().and_then(|p| Some((p, d.capture().conversation(p.conversation)?)));
    conversation.is_some_and(|(place, conversation)| {
        conversation.ends.get(1 - place.direction.min(1)).is_some_and(|e| e.port == PORT)
    })
}

fn message_of(
    d: &mut Dissector<'_>,
    mut c: Cursor<'_>,
    untyped: bool,
    frontend: bool,
    note: u8,
) -> Result<(), Cut> {
    if untyped {
        return without_type(d, c);
    }
    let kind = c.u8()?;
    let said = match (kind.value, frontend, note) {
        (b'p', true, 3..=6) => "Password message",
        (b'p', true, 10) => "SASLInitialResponse message",
        (b'p', true, 11) => "SASLResponse message",
        (b'p', true, 7..=9) => "GSSResponse message",
        (kind, ..) => name(kind, frontend).unwrap_or("Unknown"),
    };
    let first = matches!(d.columns.info(), ">" | "<");
    let letter = char::from(kind.value);
    d.columns.add_info(format_args!("{}{}", if first { "" } else { "/" }, letter));
    d.tree.made_text(TYPE, said, kind.span);
    d.tree.leaf(LENGTH, c.u32()?);
    if frontend { client(d, letter, &mut c, note) } else { server(d, letter, &mut c) }
}

fn without_type(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let length = c.u32()?;
    let mut rest = c;
    let word = rest.u32()?;
    let said = match word.value {
        code::SSL => "SSL request",
        code::GSS => "GSS encrypt request",
        code::CANCEL => "Cancel request",
        _ => "Startup message",
    };
    d.tree.made_text(TYPE, said, length.span.to(word.span));
    d.tree.leaf(LENGTH, length);
    match word.value {
        code::SSL | code::GSS => {}
        code::CANCEL => {
            d.tree.leaf(PID, rest.u32()?);
            d.tree.leaf(KEY, rest.u32()?);
        }
        _ => {
            d.tree.leaf(MAJOR, c.u16()?);
            d.tree.leaf(MINOR, c.u16()?);
            while rest.left() > 1 && !d.tree.truncated {
                text(d, PARAMETER_NAME, &mut rest)?;
                text(d, PARAMETER_VALUE, &mut rest)?;
            }
        }
    }
    Ok(())
}
