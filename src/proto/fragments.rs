//! IP datagrams that came in fragments, as IPv4 and IPv6 show them.

use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Dissector, Flags, Parent, SourceId};
use crate::field::Field;
use crate::field::def::{Bool, Bytes, FrameNum, Label, U32};
use crate::store::{Datagram, Fragment, FrameFlags};
use std::sync::Arc;

/// Fragments looked through for the datagram that one belongs to: those of one datagram stand
/// close together.
const MAX_LOOKED_AT: usize = 4_096;

/// The fields of one protocol.
#[derive(Clone, Copy, Debug)]
pub struct FragmentFields {
    /// `IPv4`
    pub title: &'static str,
    pub source_title: &'static str,
    pub fragments: List,
    pub fragment: Field<FrameNum>,
    pub overlap: Field<Bool>,
    pub count: Field<U32>,
    pub len: Field<U32>,
    pub data: Field<Bytes>,
}

/// The field around the list of fragments: its type differs between the protocols.
#[derive(Clone, Copy, Debug)]
pub enum List {
    Bytes(Field<Bytes>),
    Label(Field<Label>),
}

/// A datagram put together, as a data source.
#[derive(Clone, Debug)]
pub struct Whole {
    bytes: Arc<[u8]>,
    len: u32,
    source: SourceId,
}

impl Whole {
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor::new(&self.bytes, self.len, self.source)
    }
}

/// The datagram that this fragment completes, with its fragments in the tree. `payload` is the
/// fragment's part of the frame, `offset` where that belongs in the datagram.
pub fn reassembled(
    d: &mut Dissector<'_>,
    fields: &FragmentFields,
    offset: u32,
    payload: Cursor<'_>,
) -> Option<Whole> {
    let (capture, frame) = (d.capture(), d.frame_id());
    if d.quoted || payload.source() != SourceId::FRAME {
        return None;
    }
    let datagram = capture.datagram(frame)?;
    let here = |f: &Fragment| f.frame == frame && f.frame_offset == payload.offset() && f.offset == offset;
    if !datagram.fragments.iter().any(here) {
        return None;
    }
    let bytes: Arc<[u8]> = capture.datagram_bytes(datagram).into();
    let parent = |f: &Fragment| Parent::Frame { frame: f.frame, start: f.frame_offset, len: f.len };
    let parents = datagram.fragments.iter().map(parent).collect();
    let source = d.add_source(fields.source_title, bytes.clone(), parents)?;
    let whole = Whole { bytes, len: datagram.len, source };
    list(d, fields, datagram, whole.cursor());
    Some(whole)
}

fn list(d: &mut Dissector<'_>, fields: &FragmentFields, datagram: &Datagram, whole: Cursor<'_>) {
    let all = whole.span(datagram.len);
    let mut label = String::new();
    if d.tree.keeps_labels() {
        let count = datagram.fragments.len();
        let s = if count == 1 { "" } else { "s" };
        label = format!("{count} {} Fragment{s} ({} bytes)", fields.title, datagram.len);
        for (i, f) in datagram.fragments.iter().take(MAX_NAMED).enumerate() {
            let separator = if i == 0 { ": " } else { ", " };
            label.push_str(&format!("{separator}#{}({})", d.number(f.frame), f.len));
        }
        if count > MAX_NAMED {
            label.push_str(", …");
        }
    }
    let label = format_args!("{label}");
    let open = match fields.fragments {
        List::Bytes(field) => d.tree.open_as(field, all.bytes(), label),
        List::Label(field) => d.tree.open_as(field, At { value: (), span: all }, label),
    };
    d.tree.set_flag(open.node(), Flags::GENERATED);
    let mut covered = 0;
    for f in &datagram.fragments {
        let part = all.part(f.offset, f.len);
        let last = f.offset.saturating_add(f.len).saturating_sub(1);
        let label =
            format_args!("Frame: {}, payload: {}-{last} ({} bytes)", d.number(f.frame), f.offset, f.len);
        let open = d.tree.open_as(fields.fragment, At { value: f.frame.number(), span: part }, label);
        d.tree.set_flag(open.node(), Flags::GENERATED);
        if f.offset < covered {
            d.tree.generated(fields.overlap, 1u64, part);
        }
        covered = covered.max(f.offset.saturating_add(f.len));
        d.tree.close(open);
    }
    d.tree.generated(fields.count, datagram.fragments.len() as u32, all.at_start());
    d.tree.generated(fields.len, datagram.len, all.at_start());
    d.tree.generated(fields.data, all.bytes().value, all);
    d.tree.close(open);
}

/// Fragments that a label names; the list below it has all.
const MAX_NAMED: usize = 20;

/// The frame in which the datagram is complete that this frame has a fragment of.
pub fn found_in(d: &Dissector<'_>, payload: Cursor<'_>) -> Option<FrameId> {
    let (capture, frame) = (d.capture(), d.frame_id());
    if d.quoted || payload.source() != SourceId::FRAME || !d.meta().flags.has(FrameFlags::FRAGMENT) {
        return None;
    }
    let from = capture.datagrams.partition_point(|g| g.complete_in < frame);
    let mut looked_at = 0;
    for datagram in capture.datagrams.iter_from(from) {
        let mine = |f: &Fragment| f.frame == frame && f.frame_offset == payload.offset();
        if datagram.fragments.iter().any(mine) {
            return Some(datagram.complete_in);
        }
        looked_at += datagram.fragments.len();
        if looked_at > MAX_LOOKED_AT {
            break;
        }
    }
    None
}
