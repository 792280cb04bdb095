//! SSDP (UPnP Device Architecture 1.1 section 1): HTTP's messages in datagrams, and how those of one conversation
//! are numbered. Whoever is asked by multicast answers in a conversation of its own.

use super::fields::*;
use super::head::{self, Beginning};
use super::links;
use crate::base::id::FrameId;
use crate::dissect::remembered::{RememberedKey, Weighed};
use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol, SourceId};
use crate::store::{Conversation, FrameFlags};
use std::sync::Arc;

crate::fields! { "ssdp";
    /// Simple Service Discovery Protocol.
    SSDP: Protocol = "ssdp", "Simple Service Discovery Protocol", None;
}

pub const PROTOCOL: Protocol = Protocol {
    name: "ssdp",
    title: "SSDP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(1900)],
    dissect,
    ..Protocol::EMPTY
};

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "SSDP".into();
    d.columns.clear_info();
    super::one(d, None, c)?;
    if d.tree.wants_any(links::OF_OTHERS) {
        show(d, &c);
    }
    Ok(())
}

/// Requests and responses of a conversation.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Up to which frame they were looked at.
    latest: Option<FrameId>,
    /// By direction, in order of frames.
    requests: [Vec<FrameId>; 2],
    responses: [Vec<FrameId>; 2],
}

impl Weighed for Known {
    fn bytes(&self) -> usize {
        let lists = self.requests.iter().chain(&self.responses);
        lists.map(|list| list.len() * size_of::<FrameId>()).sum()
    }
}

/// All messages of the conversation of this frame, which stand where this one stands.
fn known(d: &Dissector<'_>, message: &Cursor<'_>) -> Option<Arc<Known>> {
    let layered = d.meta().flags.has(FrameFlags::LAYERED);
    if d.quoted || layered || message.source() != SourceId::FRAME {
        return None;
    }
    let id = d.meta().conversation()?;
    let conversation = d.capture().conversation(id)?;
    let key =
        RememberedKey { protocol: "ssdp", conversation: id, generation: (0, 0), decrypted: false, inside: 0 };
    let at = message.offset() as usize;
    Some(d.settings().remembered.result::<Known>(
        key,
        |known| known.latest >= Some(conversation.last),
        |known| extend(known, d, conversation, at),
    ))
}

fn extend(known: &mut Known, d: &Dissector<'_>, conversation: &Conversation, at: usize) {
    let capture = d.capture();
    let latest = known.latest;
    let mut new: Vec<FrameId> = capture.frames_of(conversation).take_while(|f| Some(*f) > latest).collect();
    new.reverse();
    for frame in new {
        let bytes = capture.frame_bytes(frame);
        let bytes = bytes.get(at..).unwrap_or_default();
        let lists = match head::beginning(bytes) {
            // Who tells of itself asks nothing.
            Beginning::Request if bytes.starts_with(b"NOTIFY") => continue,
            Beginning::Request => &mut known.requests,
            Beginning::Response => &mut known.responses,
            Beginning::Unfinished | Beginning::Other => continue,
        };
        let direction = capture.frame(frame).map_or(0, |meta| meta.direction());
        if let Some(list) = lists.get_mut(direction.min(1)) {
            list.push(frame);
        }
    }
    known.latest = Some(conversation.last);
}

fn show(d: &mut Dissector<'_>, message: &Cursor<'_>) {
    let Some(known) = known(d, message) else { return };
    let (here, own) = (d.frame_id(), d.meta().direction().min(1));
    let at = message.rest_span().at_start();
    let [own_requests, asked] = [&known.requests[own], &known.requests[1 - own]];
    let [own_responses, answers] = [&known.responses[own], &known.responses[1 - own]];
    let neighbour = |list: &[FrameId], at: Option<usize>| list.get(at?).copied();
    if let Ok(nth) = own_requests.binary_search(&here) {
        let (number, total) = links::known_so_far(d, (nth + 1, own_requests.len()));
        let node = d.tree.generated(REQUEST_NUMBER, number as u32, at);
        d.tree.set_label(node, format_args!("HTTP request {number}/{total}"));
        links::frame(d, at, PREV_REQUEST_IN, neighbour(own_requests, nth.checked_sub(1)));
        links::frame(d, at, RESPONSE_IN, neighbour(answers, Some(nth)).filter(|answer| *answer > here));
        links::frame(d, at, NEXT_REQUEST_IN, neighbour(own_requests, Some(nth + 1)));
    } else if let Ok(nth) = own_responses.binary_search(&here) {
        let (number, total) = links::known_so_far(d, (nth + 1, own_responses.len()));
        let node = d.tree.generated(RESPONSE_NUMBER, number as u32, at);
        d.tree.set_label(node, format_args!("HTTP response {number}/{total}"));
        let request = neighbour(asked, Some(nth)).filter(|asked| *asked < here);
        if let Some(meta) = request.and_then(|f| d.capture().frame(f)) {
            d.tree.generated(TIME, d.meta().time.since(meta.time), at);
        }
        links::frame(d, at, PREV_RESPONSE_IN, neighbour(own_responses, nth.checked_sub(1)));
        links::frame(d, at, REQUEST_IN, request);
        links::frame(d, at, NEXT_RESPONSE_IN, neighbour(own_responses, Some(nth + 1)));
    }
}
