//! Whole bodies of HTTP/2 and HTTP/3: content codings are taken off, and what is left is handed to
//! whoever claims its media type. How a body is put together its protocol knows.

use super::content_coding::{codings, decode, limit};
use crate::dissect::{
    At, Claim, Cursor, Dissector, Group, MediaType, Parent, Severity, SourceBytes, SourceId, Span,
};
use crate::field::def::{Bytes, Label};
use crate::field::{Field, show};
use std::sync::Arc;

/// What the headers say of a body, and the fields of its protocol.
pub struct Entity<'a> {
    pub content_encoding: Option<&'a [u8]>,
    pub content_type: Option<&'a [u8]>,
    pub data: Field<Bytes>,
    pub failed: Field<Label>,
}

/// Shows a whole body.
pub fn show(d: &mut Dissector<'_>, of: &Entity<'_>, c: Cursor<'_>) {
    if c.is_empty() {
        return;
    }
    let span = c.rest_span();
    let mut content: Option<(Arc<[u8]>, SourceId)> = None;
    for coding in codings(of.content_encoding.unwrap_or(&[])) {
        let bytes = content.as_ref().map_or(c.peek(), |(bytes, _)| bytes);
        let (len_packed, most) = (bytes.len(), limit(bytes.len()));
        let name = show::line(coding);
        let Some(unpacked) = decode(coding, bytes, most) else {
            let label = format_args!(
                "Content-encoded entity body ({name}): {len_packed} bytes [Error: Decompression failed]"
            );
            let open = d.tree.open_text(span, label);
            let text = format_args!("Body decompression failed");
            d.tree.expert(open.node(), Some(of.failed), Severity::Warn, Group::Undecoded, text);
            d.tree.leaf(of.data, At { value: c.peek(), span });
            d.tree.close(open);
            return;
        };
        let len = unpacked.len();
        let unpacked: Arc<[u8]> = unpacked.into();
        let parents = vec![Parent::Here(span)];
        let Some(source) = d.add_source("Uncompressed entity body", Arc::clone(&unpacked), parents) else {
            return;
        };
        let label = format_args!("Content-encoded entity body ({name}): {len_packed} bytes -> {len} bytes");
        let open = d.tree.open_text(span, label);
        let value = At { value: &unpacked[..], span: Span { start: 0, len: len as u32, source } };
        d.tree.leaf(of.data, value);
        d.tree.close(open);
        content = Some((unpacked, source));
    }
    let made = content.map(|(bytes, source)| (SourceBytes::Made(bytes), source));
    let c = match &made {
        Some((bytes, source)) => Cursor::new(bytes, bytes.len() as u32, *source),
        None => {
            d.tree.leaf(of.data, At { value: c.peek(), span });
            c
        }
    };
    let Some(media_type) = of.content_type.map(MediaType::parse) else { return };
    if let Some(claimant) = d.registry().of_media_type(&media_type.essence) {
        d.media_type = media_type;
        d.embed(Claim::Named(claimant.protocol.name), c);
    }
}
