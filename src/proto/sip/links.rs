//! Which request of a call a response answers, and which message was sent before: by Call-ID and CSeq (RFC 3261 section 17).

use super::fields::*;
use super::{HEADERS_MAX, VERSION, line};
use crate::dissect::{Cursor, Dissector};
use crate::proto::answers::{self, Link, Reader, Role};
use crate::proto::datagram_link::{self, Wanted};
use crate::proto::placed::Placed;

/// Shows, in its first line, whether a message was sent before, and what a response answers.
pub(super) fn show(d: &mut Dissector<'_>, whole: &Cursor<'_>) {
    let links = [REQUEST_FRAME.id, RESPONSE_TIME.id, RELEASE_TIME.id, RESEND.id, RESEND_ORIGINAL.id];
    if !d.tree.wants_any(&links) {
        return;
    }
    let Some(own) = call(whole.peek()) else { return };
    let is_response = whole.peek().starts_with(VERSION);
    let at = whole.span(0);
    let placed = Placed::of(d);
    // Streams lose nothing: there none is sent again.
    let before = if placed.is_some() { None } else { sent_before(d, whole, &own) };
    d.tree.generated(RESEND, u64::from(before.is_some()), at);
    if let Some(before) = before {
        d.tree.generated(RESEND_ORIGINAL, before.number(), at);
    }
    let fits = |bytes: &[u8]| !bytes.starts_with(VERSION) && call(bytes).as_ref() == Some(&own);
    let question = match placed {
        // What an ACK ends has its number, and goes the same way.
        None if whole.peek().starts_with(b"ACK ") => {
            let invited = (own.0.clone(), [own.1.strip_suffix(b"ACK").unwrap_or(&own.1), b"INVITE"].concat());
            datagram_link::first_same_way(d, whole, |bytes| {
                bytes.starts_with(b"INVITE ") && call(bytes).as_ref() == Some(&invited)
            })
        }
        _ if !is_response => None,
        None => datagram_link::other(d, whole, Wanted::Question, fits),
        Some(placed) => Link::of(&placed, d.frame_id(), READER, Role::Response, call_key(&own)).request,
    };
    let Some(question) = question else { return };
    d.tree.generated(REQUEST_FRAME, question.number(), at);
    if let Some(meta) = d.capture().frame(question) {
        let millis = d.meta().time.since(meta.time).0 / 1_000_000;
        let millis = u32::try_from(millis).unwrap_or(u32::MAX);
        d.tree.generated(RESPONSE_TIME, millis, at);
        if is_response && own.1.ends_with(b" BYE") {
            d.tree.generated(RELEASE_TIME, millis, at);
        }
    }
}

/// The first frame near by that said the same: the same first line, of the same call and number.
fn sent_before(
    d: &Dissector<'_>,
    whole: &Cursor<'_>,
    own: &(Vec<u8>, Vec<u8>),
) -> Option<crate::base::id::FrameId> {
    let first = whole.peek().split(|b| *b == b'\n').next()?;
    datagram_link::first_same_way(d, whole, |bytes| {
        bytes.starts_with(first) && call(bytes).as_ref() == Some(own)
    })
}

/// How the messages of a stream are read for their links.
const READER: Reader = Reader { protocol: "sip", head_bytes: 64 * 1024, read: role };

fn role(bytes: &[u8]) -> Option<(Role, u64)> {
    let role = if bytes.starts_with(VERSION) { Role::Response } else { Role::Request };
    Some((role, call_key(&call(bytes)?)))
}

fn call_key((id, sequence): &(Vec<u8>, Vec<u8>)) -> u64 {
    answers::key(&[id.as_slice(), b"\n", sequence].concat())
}

/// Call-ID and CSeq of a message.
fn call(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut id, mut sequence) = (None, None);
    let mut at = line(bytes, 0)?.next;
    for _ in 0..HEADERS_MAX {
        let Some(header) = line(bytes, at).filter(|h| !h.range.is_empty()) else { break };
        at = header.next;
        let text = bytes.get(header.range)?;
        let colon = text.iter().position(|b| *b == b':').unwrap_or(text.len());
        let value = || Some(text.get(colon + 1..)?.trim_ascii().to_vec());
        match full_name(text.get(..colon)?).as_str() {
            "call-id" => id = value(),
            "cseq" => sequence = value(),
            _ => {}
        }
    }
    Some((id?, sequence?))
}
