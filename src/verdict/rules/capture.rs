//! Section D: something is missing in the capture.

use super::{Finding, Rule, count, hex, short_hex};
use crate::store::verdict::{Cause, Certainty};
use crate::tls::suite::KeyExchange;
use crate::verdict::causes;
use crate::verdict::symptoms::{CLIENT, CutFrame, Gap, Protocol, SERVER, Symptoms, Trouble, side_name};

/// What keeps the keys from being made, in order of precedence.
pub const RULES: &[Rule] = &[
    one_direction,
    snaplen_of_handshake,
    offload,
    late_start,
    no_serverhello,
    no_clienthello,
    resumed_ticket,
    resumed_id,
    no_cke,
    ems_gap,
    dropped_by_ring,
    fragments,
];

/// What closes records of a session whose keys may be known.
pub const LATER: &[Rule] = &[renegotiated, snaplen, tcp_gap, tcp_loss_real];

/// What is worth knowing, whatever came of the session.
pub const NOTES: &[Rule] = &[port_reuse, duplicates];

/// Largest frame of a network without jumbo frames or offload.
const MTU_FRAME_BYTES: u32 = 1_600;
/// Largest jumbo frame.
const JUMBO_FRAME_BYTES: u32 = 9_100;

fn keys_known(s: &Symptoms) -> bool {
    s.unlocking.unlocked || s.opened() > 0
}

fn one_direction(s: &Symptoms) -> Option<Finding> {
    let empty = |side: usize| s.sides.get(side).is_some_and(|x| x.captured_bytes == 0);
    let (seen, missing) = match (empty(CLIENT), empty(SERVER)) {
        (false, true) => (CLIENT, SERVER),
        (true, false) => (SERVER, CLIENT),
        _ => return None,
    };
    let [client, server] = &s.sides;
    // A client that never got an answer was not captured badly: the answer has to be missing.
    let answered = match missing {
        SERVER => server.stream_bytes > 0 || client.sealed > 0 || s.client_key_exchange.is_some(),
        _ => true,
    };
    if keys_known(s) || !answered || (s.client_hello.is_none() && s.server_hello.is_none()) {
        return None;
    }
    let bytes = s.sides.get(seen).map_or(0, |x| x.captured_bytes);
    let found = Finding::new(&causes::ONE_DIRECTION);
    let found = found.with("seen_side", side_name(seen)).with("missing_side", side_name(missing));
    Some(found.shown(
        Some(s.first),
        "tcp.len",
        format!("{bytes} bytes from the {}, none from the {}", side_name(seen), side_name(missing)),
    ))
}

fn cut_finding(s: &Symptoms, cause: &'static Cause) -> Option<Finding> {
    let first: &CutFrame = s.cut.first()?;
    let numbers: Vec<String> = s.cut.iter().take(5).map(|c| c.frame.number().to_string()).collect();
    let more = u64::from(s.cut_count).saturating_sub(numbers.len() as u64);
    let list = match (numbers.as_slice(), more) {
        ([one], 0) => format!("Frame {one} was"),
        (_, 0) => format!("Frames {} were", numbers.join(", ")),
        _ => format!("Frames {} and {more} more were", numbers.join(", ")),
    };
    let mut found = Finding::new(cause)
        .with("cut_frames", list)
        .with("cut_frame", first.frame.number())
        .with("cut_captured", first.captured)
        .with("cut_len", first.len);
    for cut in s.cut.iter().take(5) {
        found = found.shown(Some(cut.frame), "frame.cap_len", format!("{} of {}", cut.captured, cut.len));
    }
    Some(found)
}

/// Cut frames are to blame for what is missing of the handshake.
fn snaplen_of_handshake(s: &Symptoms) -> Option<Finding> {
    let incomplete = !s.handshake_is_whole() || s.unlocking.trouble == Some(Trouble::TranscriptIncomplete);
    if keys_known(s) || !incomplete { None } else { cut_finding(s, &causes::SNAPLEN) }
}

fn snaplen(s: &Symptoms) -> Option<Finding> {
    cut_finding(s, &causes::SNAPLEN)
}

/// A frame longer than any network's, and cut: the card put segments together.
fn offload(s: &Symptoms) -> Option<Finding> {
    let frame = s.cut.iter().find(|c| c.len > JUMBO_FRAME_BYTES.max(MTU_FRAME_BYTES))?;
    if keys_known(s) {
        return None;
    }
    let found = Finding::new(&causes::OFFLOAD).with("largest", s.largest_frame.max(frame.len));
    Some(found.shown(Some(frame.frame), "frame.len", frame.len))
}

fn late_start(s: &Symptoms) -> Option<Finding> {
    let hellos = s.client_hello.is_some() || s.server_hello.is_some() || s.client_key_exchange.is_some();
    let from_start = s.sides.iter().any(|x| x.syn_seen);
    let quic = s.protocol == Protocol::Quic; // says more itself
    if hellos || from_start || keys_known(s) || s.total() == 0 || quic {
        return None;
    }
    let (kind, frame) = s.sides.iter().filter_map(|x| x.first_record).min_by_key(|(_, frame)| *frame)?;
    let found = Finding::new(&causes::LATE_START).with("first_record", frame.number());
    Some(found.shown(Some(frame), "tls.record.content_type", kind))
}

fn gap_text(gap: &Gap) -> String {
    let bytes = count(gap.len, "byte");
    match gap.before {
        Some(frame) => {
            format!("{bytes} of the {} are missing before frame {}", side_name(gap.side), frame.number())
        }
        None => format!("{bytes} of the {} are missing at the end", side_name(gap.side)),
    }
}

/// The first hole of that side, in words, for the sentence and as evidence.
fn with_gap(s: &Symptoms, side: usize, name: &'static str, found: Finding) -> Finding {
    let Some(gap) = s.gaps.iter().find(|g| g.side == side) else { return found };
    let text = gap_text(gap);
    found.shown(gap.before, "tcp.analysis.lost_segment", &text).with(name, text)
}

fn no_serverhello(s: &Symptoms) -> Option<Finding> {
    // Neither hello, in a stream whose beginning was missed: the capture began late.
    if s.protocol == Protocol::Quic && s.client_hello.is_none() {
        return None; // says more itself
    }
    let begun =
        s.client_hello.is_some() || s.client_key_exchange.is_some() || s.sides.iter().any(|x| x.syn_seen);
    let spoke = s.sides.get(SERVER).is_some_and(|x| x.stream_bytes > 0) || s.total() > 0;
    if s.server_hello.is_some()
        || keys_known(s)
        || !spoke
        || !begun
        || s.server_without_tls().is_some()
        || s.alerts.iter().any(|a| a.side == SERVER)
    {
        return None;
    }
    let frame = s.client_hello.as_ref().map(|h| h.frame);
    let found = with_gap(s, SERVER, "server_gap", Finding::new(&causes::NO_SERVERHELLO));
    Some(found.shown(frame, "tls.handshake.type", "ClientHello, but no ServerHello"))
}

fn no_clienthello(s: &Symptoms) -> Option<Finding> {
    if s.client_hello.is_some() || keys_known(s) || s.server_hello.is_none() {
        return None;
    }
    let frame = s.server_hello.as_ref().map(|h| h.frame);
    let found = with_gap(s, CLIENT, "client_gap", Finding::new(&causes::NO_CLIENTHELLO));
    Some(found.shown(frame, "tls.handshake.type", "ServerHello, but no ClientHello"))
}

fn resumed(s: &Symptoms) -> bool {
    s.is_resumed() && !s.is_tls13() && !keys_known(s) && s.log_with_secret().is_none()
}

/// A ticket that the server took: it sends no certificate.
fn resumed_ticket(s: &Symptoms) -> Option<Finding> {
    let hello = s.client_hello.as_ref().filter(|_| resumed(s))?;
    let ticket = hello.value.ticket.as_ref().filter(|t| !t.is_empty())?;
    let found = Finding::new(&causes::RESUMED_TICKET);
    Some(found.shown(
        Some(hello.frame),
        "tls.handshake.extensions.session_ticket",
        format!("{} bytes", ticket.len()),
    ))
}

fn resumed_id(s: &Symptoms) -> Option<Finding> {
    if !resumed(s) || resumed_ticket(s).is_some() {
        return None;
    }
    let hello = s.server_hello.as_ref()?;
    let id = &hello.value.session_id;
    let shown = if id.is_empty() { String::new() } else { format!(" {}", short_hex(id)) };
    let found = Finding::new(&causes::RESUMED_ID).with("session_id", shown);
    Some(found.shown(Some(hello.frame), "tls.handshake.session_id", hex(id)))
}

fn no_cke(s: &Symptoms) -> Option<Finding> {
    let needed = matches!(s.key_exchange(), Some(KeyExchange::Rsa | KeyExchange::RsaPsk | KeyExchange::Psk));
    let gone_on = s.total() > 0 || s.changed.iter().any(Option::is_some);
    if s.client_key_exchange.is_some()
        || !needed
        || s.is_tls13()
        || s.is_resumed()
        || keys_known(s)
        || !gone_on
    {
        return None;
    }
    let frame = s.server_hello.as_ref().map(|h| h.frame);
    let found = with_gap(s, CLIENT, "client_gap", Finding::new(&causes::NO_CKE));
    Some(found.shown(frame, "tls.handshake.type", "ServerHello, but no ClientKeyExchange"))
}

fn ems_gap(s: &Symptoms) -> Option<Finding> {
    if s.unlocking.trouble != Some(Trouble::TranscriptIncomplete) || s.opened() > 0 {
        return None;
    }
    let frame = s.server_hello.as_ref().map(|h| h.frame);
    let found = Finding::new(&causes::EMS_GAP);
    let found = match s.gaps.iter().find(|g| !g.among_sealed) {
        Some(gap) => {
            let text = gap_text(gap);
            found.shown(gap.before, "tcp.analysis.lost_segment", &text).with("handshake_gap", text)
        }
        None => found,
    };
    Some(found.shown(frame, "tls.handshake.extension.type", "extended_master_secret"))
}

fn dropped_by_ring(s: &Symptoms) -> Option<Finding> {
    let number = s.ring_number.filter(|n| *n > 1)?;
    late_start(s)?;
    Some(Finding::new(&causes::DROPPED_BY_RING).with("ring_number", number).sure(Certainty::Guess))
}

fn fragments(s: &Symptoms) -> Option<Finding> {
    (s.unfinished_datagrams > 0 && !s.handshake_is_whole() && !keys_known(s)).then(|| {
        let n = count(s.unfinished_datagrams, "datagram");
        Finding::new(&causes::FRAGMENTS).with("fragments", &n).shown(None, "ip.fragment", n)
    })
}

fn renegotiated(s: &Symptoms) -> Option<Finding> {
    let inner = s.renegotiation.as_ref()?;
    if s.opened() == s.total() {
        return None;
    }
    let suite = inner.value.and_then(crate::tls::suite_table::suite_name);
    let found = Finding::new(&causes::RENEG).with("reneg_frame", inner.frame.number());
    Some(found.with_if("reneg_suite", suite).shown(Some(inner.frame), "tls.handshake.type", "ClientHello"))
}

fn gap_finding(cause: &'static Cause, gap: &Gap) -> Finding {
    Finding::new(cause).with("gap_len", gap.len).with_if("gap_frame", gap.before.map(|f| f.number())).shown(
        gap.before,
        "tcp.analysis.lost_segment",
        gap_text(gap),
    )
}

fn tcp_gap(s: &Symptoms) -> Option<Finding> {
    s.gaps.iter().find(|g| g.acknowledged).map(|g| gap_finding(&causes::TCP_GAP, g))
}

fn tcp_loss_real(s: &Symptoms) -> Option<Finding> {
    s.gaps.iter().find(|g| !g.acknowledged).map(|g| gap_finding(&causes::TCP_LOSS_REAL, g))
}

fn port_reuse(s: &Symptoms) -> Option<Finding> {
    let frame = s.reused?;
    let found = Finding::new(&causes::PORT_REUSE).with("reused", frame.number());
    Some(found.shown(Some(frame), "tcp.analysis.reused_ports", frame.number()))
}

fn duplicates(s: &Symptoms) -> Option<Finding> {
    (s.duplicates > 0).then(|| {
        let n =
            format!("{} {}", count(s.duplicates, "frame"), if s.duplicates == 1 { "was" } else { "were" });
        Finding::new(&causes::DUP).with("duplicates", n).shown(None, "frame.duplicates", s.duplicates)
    })
}
