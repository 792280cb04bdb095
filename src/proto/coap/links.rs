//! What a message is to others, as the tree and the row show it: which frame asks, which answers, what is
//! repeated, the body that blocks are parts of.

use super::exchanges::{Body, Placing};
use super::fields::*;
use super::message::{Form, Message};
use crate::dissect::{At, Carried, Cursor, Dissector, Flags, Group, Parent, Severity, SourceId, Span};
use crate::field::show;
use crate::proto::datagram_link;
use std::sync::Arc;

/// A body that a message completes.
pub(super) struct Whole {
    bytes: Arc<[u8]>,
    source: SourceId,
}

impl Whole {
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor::new(&self.bytes, self.bytes.len() as u32, self.source)
    }
}

const LINKS: &[crate::field::FieldId] = &[
    RESPONSE_IN.id,
    RESPONSE_TO.id,
    RESPONSE_TIME.id,
    URI_PATH_RECON.id,
    REQUEST_FIRST_IN.id,
    RESPONSE_FIRST_IN.id,
    RETRANSMITTED.id,
];

/// Where the message stands among those of its conversation, if somebody wants to know.
pub(super) fn placing<'c>(d: &Dissector<'c>, whole: &Cursor<'_>, has_block: bool) -> Option<Placing<'c>> {
    let wants = d.tree.wants_any(LINKS) || !d.columns.skip_info || d.carried.is_some();
    // A body is read by protocols of its own.
    (wants || has_block).then(|| Placing::of(d, whole)).flatten()
}

/// Shows which frame asks, or answers; of answers the path that was asked for. Gives what the row says of it.
pub(super) fn show(d: &mut Dissector<'_>, placing: Option<&Placing<'_>>, form: Form, at: Span) -> String {
    let mut row = String::new();
    let Some((placing, said)) = placing.and_then(|p| Some((p, p.said()?))) else { return row };
    let frame_of = |index: Option<usize>| index.and_then(|index| placing.get(index)).map(|said| said.frame);
    let repeats = frame_of(said.first);
    if let Some(answer) = frame_of(said.response.or_else(|| placing.get(said.first?)?.response)) {
        d.tree.generated(RESPONSE_IN, answer.number(), at);
    }
    if let Some(request) = said.request.and_then(|request| placing.get(request)) {
        let asked = placing.bytes(request).and_then(|bytes| Message::parse(&bytes, form));
        if let Some(path) = asked.map(|asked| asked.path).filter(|path| !path.is_empty()) {
            row.push_str(", ");
            row.push_str(&show::line(path.as_bytes()));
            let node = d.tree.made_text(URI_PATH_RECON, &path, at);
            d.tree.set_flag(node, Flags::GENERATED);
        }
        datagram_link::show_question(d, request.frame, at, RESPONSE_TO, RESPONSE_TIME);
    }
    if let Some(first) = repeats {
        let is_request = said.is_request();
        let field = if is_request { REQUEST_FIRST_IN } else { RESPONSE_FIRST_IN };
        let node = d.tree.generated(field, first.number(), at);
        let open = d.tree.enter(node);
        d.tree.expert(
            node,
            Some(RETRANSMITTED),
            Severity::Note,
            Group::Sequence,
            format_args!("Retransmitted"),
        );
        d.tree.close(open);
        if is_request {
            row.push_str(" [Retransmission]");
        }
    }
    row
}

/// Shows the body that a block belongs to; gives it, if the message completes it.
pub(super) fn body(d: &mut Dissector<'_>, placing: Option<&Placing<'_>>, at: Span) -> Option<Whole> {
    let placing = placing?;
    let body = placing.body(placing.said()?.body?)?;
    let complete = body.complete?;
    if complete != placing.own {
        let frame = placing.get(complete)?.frame;
        d.tree.generated(REASSEMBLED_IN, frame.number(), at);
        return None;
    }
    let bytes: Arc<[u8]> = placing.gather(body).into();
    let parents = body.parts.values().filter_map(|part| {
        let said = placing.get(*part)?;
        let (start, len) = placing.in_frame(said)?;
        Some(Parent::Frame { frame: said.frame, start, len })
    });
    let source = d.add_source("Reassembled CoAP blocks", Arc::clone(&bytes), parents.collect())?;
    let whole = Whole { bytes, source };
    list(d, placing, body, whole.cursor());
    Some(whole)
}

/// Blocks that a label names; the list below it has all.
const MAX_NAMED: usize = 20;

fn list(d: &mut Dissector<'_>, placing: &Placing<'_>, body: &Body, whole: Cursor<'_>) {
    let all = whole.rest_span();
    let parts = || body.parts.iter().filter_map(|(from, part)| Some((*from, placing.get(*part)?)));
    let count = body.parts.len();
    let mut label = String::new();
    if d.tree.keeps_labels() {
        let s = if count == 1 { "" } else { "s" };
        label = format!("{count} Block{s} ({} bytes)", all.len);
        for (n, (_, said)) in parts().take(MAX_NAMED).enumerate() {
            let separator = if n == 0 { ": " } else { ", " };
            label.push_str(&format!("{separator}#{}({})", said.frame.number(), said.payload.1));
        }
        if count > MAX_NAMED {
            label.push_str(", …");
        }
    }
    let open = d.tree.open_as(BLOCKS, At { value: (), span: all }, format_args!("{label}"));
    d.tree.set_flag(open.node(), Flags::GENERATED);
    for (from, said) in parts() {
        let (frame, len) = (said.frame.number(), said.payload.1);
        let last = from.saturating_add(len).saturating_sub(1);
        let label = format_args!("Frame: {frame}, payload: {from}-{last} ({len} bytes)");
        let node = d.tree.leaf_as(BLOCK, At { value: frame, span: all.part(from, len) }, label);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.tree.generated(BLOCK_COUNT, count as u32, all.at_start());
    d.tree.generated(REASSEMBLED_LENGTH, all.len, all.at_start());
    d.tree.close(open);
}

/// Keeps a payload for those who collect files.
pub(super) fn carry(
    d: &mut Dissector<'_>,
    placing: Option<&Placing<'_>>,
    form: Form,
    content_type: &str,
    bytes: &[u8],
) {
    if d.carried.is_none() {
        return;
    }
    let Some((placing, said)) = placing.and_then(|p| Some((p, p.said()?))) else { return };
    let asks = said.request.and_then(|request| placing.get(request)).unwrap_or(said);
    let asked = placing.bytes(asks).and_then(|bytes| Message::parse(&bytes, form));
    let name = asked.map(|asked| asked.path).unwrap_or_default();
    let host = if said.request.is_some() { &d.net().0 } else { &d.net().1 }.to_string();
    let decrypted = placing.is_decrypted();
    let content_type = content_type.to_owned();
    let bytes = bytes.to_vec();
    if let Some(carried) = &mut d.carried {
        carried.push(Carried { protocol: "coap", host, name, content_type, bytes, decrypted });
    }
}
