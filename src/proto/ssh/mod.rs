//! SSH: version exchange (RFC 4253 section 4.2), packets in the clear up to the new keys, and what
//! can be told of encrypted ones. Also the packets of version 1. Their parts: `framer` finds them in
//! streams, `key_exchange` shows those in the clear.

pub mod fields;
mod framer;
mod key_exchange;

use super::placed::Placed;
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Cut, Dissector, Protocol, Scope};
use fields::*;
use framer::*;
use key_exchange::plain;

pub const PROTOCOL: Protocol = Protocol {
    name: "ssh",
    title: "SSH",
    fields: FIELDS,
    framer: Some(framer::FRAMER),
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

/// What both sides agreed on.
#[derive(Clone, Debug, Default)]
struct Agreed {
    kex: String,
    encryption: String,
    mac: String,
    compression: String,
}

/// What is known of the connection.
struct Session<'a, 'c> {
    placed: Option<&'a Placed<'c>>,
    is_server: bool,
    agreed: Option<Agreed>,
    version_1: bool,
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let placed = Placed::of(d);
    let place = d.place();
    let is_server = sent_by_server(d);
    let mut session = Session { placed: placed.as_ref(), is_server, agreed: None, version_1: false };
    let version = session.version(d.frame_id());
    d.columns.protocol = match version {
        None => "SSH",
        Some(1) => "SSHv1",
        Some(_) => "SSHv2",
    }
    .into();
    session.version_1 = version == Some(1);
    d.columns.clear_info();
    d.columns.add_info(format_args!("{}: ", if is_server { "Server" } else { "Client" }));
    let whole = c.rest_span();
    let begin = c.offset();
    let mut first = true;
    while !c.is_empty() && !d.tree.truncated {
        let at = u64::from(c.offset().saturating_sub(begin));
        let message = session.placed.and_then(|p| p.message(at));
        let kind = message.map_or(SEALED, |m| m.kind());
        let len = message.map_or(c.left(), |m| m.len.min(c.left()));
        let index = place
            .zip(session.placed)
            .and_then(|(place, p)| p.direction(place.direction)?.message_starting(place.start + at));
        // Rows say of it what messages are called, and nothing of sealed ones.
        let is_sealed = !matches!(kind, PACKET | OFFER | NEW_KEYS_PACKET);
        if first && !(is_sealed && d.tree.wants_nothing()) {
            session.agreed = session.agree();
        }
        let packet = c.take(len);
        let separator = if first { "" } else { ", " };
        first = false;
        d.columns.add_info(format_args!("{separator}"));
        match kind {
            VERSION_LINE => version_line(d, packet)?,
            PACKET_1 => version_1(d, packet)?,
            PACKET | OFFER | NEW_KEYS_PACKET => plain(d, &session, packet, index)?,
            _ => sealed(d, &session, packet)?,
        }
    }
    d.tree.generated(DIRECTION, u64::from(is_server), whole.at_start());
    Ok(())
}

/// The server is the end with the port of SSH, or else the one that was spoken to first.
fn sent_by_server(d: &Dissector<'_>) -> bool {
    let Some(place) = d.place() else { return false };
    let Some(conversation) = d.capture().conversation(place.conversation) else { return false };
    let [a, b] = &conversation.ends;
    let server = match (a.port == PORT, b.port == PORT) {
        (true, false) => 0,
        _ => 1,
    };
    place.direction == server
}

impl Session<'_, '_> {
    fn sides(&self) -> Option<(usize, usize)> {
        let own = self.placed?.place.direction;
        let other = 1 - own.min(1);
        Some(if self.is_server { (other, own) } else { (own, other) })
    }

    /// As the client's line says, once it has been sent.
    fn version(&self, frame: FrameId) -> Option<u8> {
        let placed = self.placed?;
        let (client, _) = self.sides()?;
        let line = placed.direction(client)?.messages.get(0).copied()?;
        (line.kind() == VERSION_LINE && line.frame < frame).then(|| line.note())
    }

    fn offer(&self, direction: usize) -> Option<[String; 8]> {
        let placed = self.placed?;
        let messages = &placed.direction(direction)?.messages;
        let offer = messages.iter().take(OFFER_WITHIN).find(|m| m.kind() == OFFER)?;
        let bytes = placed.bytes(direction, offer.range());
        let mut rest = bytes.get(22..)?;
        let mut lists = <[String; 8]>::default();
        for list in &mut lists {
            let (len, behind) = rest.split_first_chunk::<4>()?;
            let (text, behind) = behind.split_at_checked(u32::from_be_bytes(*len) as usize)?;
            *list = String::from_utf8_lossy(text).into_owned();
            rest = behind;
        }
        Some(lists)
    }

    /// The first of the client's that the server has too (RFC 4253 section 7.1), for what is sent
    /// in this direction.
    fn agree(&self) -> Option<Agreed> {
        let (client, server) = self.sides()?;
        let (client, server) = (self.offer(client)?, self.offer(server)?);
        let choose = |at: usize| {
            let theirs = server.get(at).map_or("", String::as_str);
            let ours = client.get(at).map_or("", String::as_str);
            ours.split(',').find(|a| theirs.split(',').any(|b| b == *a)).unwrap_or("").to_owned()
        };
        let own = usize::from(self.is_server);
        let encryption = choose(2 + own);
        let is_aead = encryption.contains("gcm") || encryption.contains("poly1305");
        let mac = if is_aead { "<implicit>".to_owned() } else { choose(4 + own) };
        Some(Agreed { kex: choose(0), encryption, mac, compression: choose(6 + own) })
    }

    /// The line of a packet under the new keys.
    fn title(&self) -> String {
        match &self.agreed {
            Some(a) => {
                // The reference names no code of messages where the cipher is one with Poly1305.
                let mac = if a.encryption.contains("poly1305") { "" } else { &format!(" mac:{}", a.mac) };
                format!("SSH Version 2 (encryption:{}{mac} compression:{})", a.encryption, a.compression)
            }
            None => "SSH Version 2".into(),
        }
    }
}

fn version_line(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let line = c.peek();
    let text = line.trim_ascii_end();
    let shown = String::from_utf8_lossy(text).into_owned();
    d.columns.add_info(format_args!("Protocol ({shown})"));
    d.tree.leaf(VERSION, At { value: text, span: c.span(text.len() as u32) });
    if c.captured() < c.left() { Err(Cut::Snapped) } else { Ok(()) }
}

/// A packet of version 1; behind the session key its payload is encrypted.
fn version_1(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("SSH Version 1"));
    let len = c.u32()?;
    d.tree.leaf(PACKET_LENGTH, len);
    let padding = padding_1(len.value);
    d.tree.leaf(PADDING_LENGTH, At { value: padding as u8, span: c.span(padding) });
    c.skip(padding)?;
    let name = match c.peek().first() {
        Some(2) if len.value > 100 => Some("Public Key"),
        Some(3) if len.value > 100 => Some("Session Key"),
        _ => None,
    };
    match name {
        Some(name) => {
            d.columns.add_info(format_args!("{name}"));
            let code = c.u8()?;
            d.tree.leaf_as(MESSAGE_CODE, code, format_args!("Message Code: {name} ({})", code.value));
        }
        None => d.columns.add_info(format_args!("Encrypted packet (len={})", len.value)),
    }
    d.rest_as(PAYLOAD, &mut c);
    d.tree.close(open);
    Ok(())
}

/// Encrypted bytes of one segment; where packets begin in them is not known.
fn sealed(d: &mut Dissector<'_>, session: &Session<'_, '_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.left();
    d.columns.add_info(format_args!("Encrypted packet (len={len})"));
    let open = d.tree.open_text(c.rest_span(), format_args!("{}", session.title()));
    let clear =
        session.agreed.as_ref().is_some_and(|a| a.mac.contains("-etm") || a.encryption.contains("gcm"));
    if len > 4 {
        if clear {
            d.tree.leaf(PACKET_LENGTH, c.u32()?);
        } else {
            d.tree.leaf(PACKET_LENGTH_ENCRYPTED, c.bytes(4)?);
        }
    }
    d.rest_as(ENCRYPTED, &mut c);
    d.tree.close(open);
    Ok(())
}
