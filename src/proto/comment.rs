//! Comments that the file holds for a frame. They are shown before the frame itself.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};

pub const PROTOCOL: Protocol = Protocol {
    name: "pkt_comment",
    title: "Packet comments",
    fields: FIELDS,
    claims: &[Claim::Named("pkt_comment")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "pkt_comment";
    /// Comments on a frame.
    COMMENTS: Protocol = "pkt_comment", "Packet comments", None;
    /// A comment.
    COMMENT: Str = "frame.comment", "Comment", None;
    /// Marks a comment.
    EXPERT: Label = "frame.comment.expert", "Formatted comment", None;
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let (layer, at) = (d.layer_node(), c.span(0));
    d.tree.set_span(layer, at);
    for text in d.settings().annotations.comments_of(d.capture(), d.frame_id()) {
        let node = d.tree.made_text(COMMENT, text, at);
        d.tree.set_label(node, format_args!("{text}"));
        d.tree.expert(node, Some(EXPERT), Severity::Comment, Group::Comment, format_args!("{text}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::base::id::FrameId;
    use crate::proto::testing::{frames, lines, look};
    use crate::store::FrameFlags;
    use std::sync::Arc;

    #[test]
    fn comments_stand_before_the_frame() {
        let mut capture = frames(1, &[&[0; 14]]);
        capture.frames.update(0, |f| f.flags.set(FrameFlags::COMMENT));
        capture.comments = Arc::new([(FrameId(0), vec!["odd".into()])].into());
        look(&capture, |d| {
            assert_eq!(
                lines(d)[..6],
                [
                    "Packet comments",
                    "    odd",
                    "        [Expert Info (Comment/Comment): odd]",
                    "            [odd]",
                    "            [Severity level: Comment]",
                    "            [Group: Comment]",
                ]
            );
            assert_eq!(d.protocols(), "eth:ethertype");
        });
    }
}
