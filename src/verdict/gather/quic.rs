//! The facts of a QUIC connection: its hellos from Initial packets, which anyone can open, and what
//! became of the packets that need secrets.

use super::{begin, frames, message, secrets};
use crate::store::Flow;
use crate::store::quic::{QuicConnection, QuicWalk, Walked};
use crate::tls::Side;
use crate::tls::handshake::HEADER_LEN;
use crate::tls::quic::{Level, WhyQuicClosed};
use crate::tls::session::OpenedBy;
use crate::verdict::Question;
use crate::verdict::symptoms::{
    CLIENT, FailedRecord, Protocol, QuicSeen, SERVER, Seen, SideSeen, Symptoms, Trouble, Unlocking,
};

pub fn gather(q: &Question<'_>, number: u32) -> Option<Symptoms> {
    let capture = q.capture;
    let connection = capture.quic.connection(number)?;
    let conversation = capture.conversation(connection.conversation)?;
    let walk = capture.quic_walk(number, q.secrets)?;
    let mut s = Symptoms { first: connection.first, ..begin(q, conversation, Protocol::Quic) };
    [s.client, s.server] = connection.ends;
    s.quic = Some(QuicSeen { version: connection.version, ..QuicSeen::default() });
    for (side, sender) in [(SERVER, Side::Server), (CLIENT, Side::Client)] {
        messages(&walk, side, sender, &mut s);
    }
    // What the index read, where secrets changed what is known of Initial packets.
    let facts = &connection.facts;
    let at = |value: &_| Seen { frame: connection.first, value: Clone::clone(value) };
    s.client_hello = s.client_hello.take().or_else(|| facts.client_hello().map(at));
    let at = |value: &_| Seen { frame: connection.first, value: Clone::clone(value) };
    s.server_hello = s.server_hello.take().or_else(|| facts.server_hello().map(at));
    s.resumption = Some(facts.resumption());
    for walked in (0..).map_while(|index| walk.packet(index)) {
        packet(walked, &mut s);
    }
    // Only its own: a conversation may have thousands of connections.
    let mut own: Vec<_> = connection.packets.iter().map(|p| p.frame()).collect();
    own.dedup();
    frames(capture, own.into_iter().rev(), &Flow::default(), &mut s);
    secrets(q, &mut s);
    s.unlocking = unlocking(q, connection, &s);
    Some(s)
}

/// What a side's handshake messages say, as far as they could be opened.
fn messages(walk: &QuicWalk, side: usize, sender: Side, s: &mut Symptoms) {
    for level in [Level::Initial, Level::Handshake] {
        let Some(handshake) = walk.handshake(sender, level) else { continue };
        for at in handshake.messages() {
            let frame = walk.packet(at.by.packet as usize).map_or(s.first, |p| p.packet.frame());
            let bytes = handshake.message_bytes(at);
            let (Some(kind), Some(body)) = (bytes.first(), bytes.get(HEADER_LEN..)) else { continue };
            if level == Level::Initial {
                message(s, side, *kind, body, frame);
            }
        }
    }
}

/// Counts a packet. Initial packets that open count for nothing: no secret is needed for them.
fn packet(walked: &Walked, s: &mut Symptoms) {
    let (packet, frame) = (&walked.packet, walked.packet.frame());
    let side = if packet.side == Side::Client { CLIENT } else { SERVER };
    let Some(seen) = s.sides.get_mut(side) else { return };
    count_bytes(seen, packet.len.into(), packet.place.len().into());
    let needs_secret = match &walked.opened {
        Ok(opened) => opened.level != Level::Initial,
        Err(why) => *why != WhyQuicClosed::InTheClear,
    };
    if !needs_secret {
        return;
    }
    seen.first_record.get_or_insert((0, frame));
    seen.sealed += 1;
    seen.application += u64::from(packet.kind.level() == Some(Level::OneRtt));
    match &walked.opened {
        Ok(_) => {
            seen.opened += 1;
            if let Some(failed) = &mut seen.first_failed {
                failed.opened_after += 1;
            }
        }
        Err(why) => {
            seen.failed += 1;
            seen.failed_first += u64::from(seen.opened == 0);
            let opened_before = seen.opened;
            seen.first_failed.get_or_insert_with(|| FailedRecord {
                frame,
                why: why.to_string(),
                opened_before,
                opened_after: 0,
            });
            if let Some(quic) = &mut s.quic {
                quic.closed.get_or_insert(Seen { frame, value: why.clone() });
            }
        }
    }
}

fn count_bytes(seen: &mut SideSeen, on_the_wire: u64, captured: u64) {
    seen.stream_bytes = seen.stream_bytes.saturating_add(on_the_wire);
    seen.captured_bytes = seen.captured_bytes.saturating_add(captured);
}

/// Which secret opened packets, or why none did.
fn unlocking(q: &Question<'_>, connection: &QuicConnection, s: &Symptoms) -> Unlocking {
    let random = connection.facts.client_hello().map(|hello| hello.random);
    let logged = random.and_then(|random| q.secrets.traffic(&random));
    if s.opened() > 0 {
        // Without a ClientHello the secret was found among all that are logged.
        let log = logged.map(|(log, _)| log).or_else(|| q.secrets.key_logs().first());
        let by = log.map(|log| OpenedBy::log(log).to_string());
        return Unlocking { unlocked: true, by, ..Unlocking::default() };
    }
    let trouble = s.quic.as_ref().and_then(|quic| quic.closed.as_ref()).map(|closed| match &closed.value {
        WhyQuicClosed::BadTag if logged.is_some() => Trouble::WrongSecret,
        why => Trouble::Other(why.to_string()),
    });
    Unlocking { trouble, ..Unlocking::default() }
}
