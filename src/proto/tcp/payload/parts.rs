//! The segments that a message was put together from, as the tree lists them.

use super::*;

/// What one piece gives to a message.
pub(super) struct Part {
    pub(super) frame: FrameId,
    /// In the message.
    pub(super) at: u32,
    pub(super) len: u32,
    /// In the frame; `None` if the piece stands in a datagram put together.
    pub(super) frame_offset: Option<u32>,
}

impl Part {
    pub(super) fn of(piece: &Piece, range: &Range<u64>) -> Option<Self> {
        let (from, to) = (piece.start().max(range.start), piece.end().min(range.end));
        let skipped = (from - piece.start()) as u32;
        Some(Self {
            frame: piece.frame()?,
            at: (from - range.start) as u32,
            len: (to - from) as u32,
            frame_offset: (!piece.in_datagram()).then_some(piece.offset().saturating_add(skipped)),
        })
    }

    pub(super) fn parent(&self) -> Option<Parent> {
        Some(Parent::Frame { frame: self.frame, start: self.frame_offset?, len: self.len })
    }
}

/// The list of segments that `len` bytes of messages were put together from, as a layer of its own.
pub(super) fn segments(d: &mut Dissector<'_>, len: u32, parts: &[Part], whole: Span) {
    let count = parts.len() as u32;
    let node = d.tree.leaf(SEGMENTS, At { value: (), span: whole });
    d.tree.set_flag(node, Flags::GENERATED);
    if d.tree.keeps_labels() {
        let mut label = String::new();
        let _ = write!(label, "{count} Reassembled TCP Segments ({len} byte{}):", plural(len.into()));
        for (i, part) in parts.iter().enumerate() {
            if label.len() > LABEL_CHARS {
                break;
            }
            let comma = if i > 0 { "," } else { "" };
            let _ = write!(label, "{comma} #{}({})", d.number(part.frame), part.len);
        }
        // Of what is said of many segments nothing is marked as left out, as in the reference.
        show::cut(&mut label);
        d.tree.set_label(node, format_args!("{label}"));
    }
    let open = d.tree.enter(node);
    for part in parts {
        let frame = d.number(part.frame);
        let last = (part.at + part.len).saturating_sub(1);
        let (at, len) = (part.at, part.len);
        let at_part = At { value: number(part.frame), span: whole.part(at, len) };
        let node = match len {
            0 => d.tree.leaf_as(SEGMENT, at_part, format_args!("Frame: {frame} (no data)")),
            _ => {
                let s = plural(len.into());
                let label = format_args!("Frame: {frame}, payload: {at}-{last} ({len} byte{s})");
                d.tree.leaf_as(SEGMENT, at_part, label)
            }
        };
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.tree.generated(COUNT, count, whole.at_start());
    d.tree.generated(LENGTH, len, whole.at_start());
    let node = d.tree.leaf(DATA, At { value: &[][..], span: whole });
    d.tree.set_flag(node, Flags::GENERATED);
    d.tree.close(open);
}
