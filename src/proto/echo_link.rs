//! Links between echo requests (pings) and their replies, with the time between both, as ICMP and ICMPv6
//! show them.

use crate::dissect::{At, Dissector, Flags, Group, Severity, Span};
use crate::field::Field;
use crate::field::def::{Double, FrameNum, Label};

/// The fields that show a link.
#[derive(Clone, Copy, Debug)]
pub struct Links {
    pub reply: Field<FrameNum>,
    pub request: Field<FrameNum>,
    pub time: Field<Double>,
    /// Marks a request that nobody answered.
    pub none: Field<Label>,
    pub protocol: &'static str,
}

/// Shows the link of the message now dissected.
pub fn show(d: &mut Dissector<'_>, fields: &Links, is_reply: bool, at: Span) {
    if d.quoted {
        return;
    }
    let (capture, here) = (d.capture(), d.frame_id());
    if is_reply {
        let Some(request) = capture.echoes.request_of(here) else { return };
        d.tree.generated(fields.request, request.number(), at);
        d.columns.add_info(format_args!(" (request in {})", d.number(request)));
        if let Some(asked) = capture.frame(request) {
            let millis = d.meta().time.since(asked.time).0 as f64 / 1e6;
            let title = d.tree.def(fields.time.id).title;
            let node = d.tree.leaf_as(
                fields.time,
                At { value: millis, span: at },
                format_args!("{title}: {millis:.3} ms"),
            );
            d.tree.set_flag(node, Flags::GENERATED);
        }
        return;
    }
    let two_passes = d.settings().two_passes;
    match capture.echoes.reply_to(here) {
        Some(Some(reply)) => {
            d.tree.generated(fields.reply, reply.number(), at);
            if two_passes {
                d.columns.add_info(format_args!(" (reply in {})", d.number(reply)));
            }
        }
        Some(None) if two_passes && capture.complete => {
            let node = d.tree.leaf(fields.none, At { value: (), span: at });
            d.tree.set_flag(node, Flags::GENERATED);
            let text = format_args!("No response seen to {} request", fields.protocol);
            d.tree.expert(node, None, Severity::Warn, Group::Sequence, text);
            d.columns.add_info(format_args!(" (no response found!)"));
        }
        _ => {}
    }
}
