//! Whole bodies of HTTP/2 and HTTP/3: content codings are taken off, and what is left is handed to
//! whoever claims its media type. How a body is put together its protocol knows.

use super::content_coding::{codings, decode, limit};
use crate::dissect::{
    At, Carried, Claim, Cursor, Dissector, Group, MediaType, Parent, Severity, SourceBytes, SourceId, Span,
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

/// What the file in a body is called, and who has it.
pub struct Source<'a> {
    pub protocol: &'static str,
    pub host: Option<&'a [u8]>,
    pub path: Option<&'a [u8]>,
    pub decrypted: bool,
}

/// The content of a body, to be dissected where its protocol likes it to stand.
#[must_use]
pub struct Content {
    pub media_type: MediaType,
    pub protocol: &'static str,
    pub span: Span,
}

impl Content {
    pub fn dissect(self, d: &mut Dissector<'_>) {
        let Span { start, len, source } = self.span;
        let bytes = d.sources.bytes(source);
        d.media_type = self.media_type;
        // Of one stream many messages follow each other, and each replaces the one before it in the row.
        let fence = d.columns.fence();
        d.embed(Claim::Named(self.protocol), Cursor::part(&bytes, start, len, len, source));
        d.columns.put_fence(fence);
    }
}

/// Shows a whole body, and keeps it where somebody asked for files. What is to be done with its content.
pub fn show_file(
    d: &mut Dissector<'_>,
    of: &Entity<'_>,
    source: &Source<'_>,
    c: Cursor<'_>,
) -> Option<Content> {
    let span = show(d, of, c);
    keep(d, of, source, span);
    let media_type = of.content_type.map(MediaType::parse).filter(|_| span.len > 0)?;
    let claimant = d.registry().of_media_type(&media_type.essence)?;
    Some(Content { media_type, protocol: claimant.protocol.name, span })
}

fn keep(d: &mut Dissector<'_>, of: &Entity<'_>, source: &Source<'_>, content: Span) {
    let Some(carried) = &mut d.carried else { return };
    let bytes = d.sources.at(content).to_vec();
    if bytes.is_empty() {
        return;
    }
    let text = |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
    carried.push(Carried {
        protocol: source.protocol,
        host: text(source.host),
        name: text(source.path),
        content_type: text(of.content_type),
        bytes,
        decrypted: source.decrypted,
    });
}

/// Shows a whole body. Where its content stands, codings taken off.
fn show(d: &mut Dissector<'_>, of: &Entity<'_>, c: Cursor<'_>) -> Span {
    let span = c.rest_span();
    if c.is_empty() {
        return span;
    }
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
            return span.part(0, 0);
        };
        let len = unpacked.len();
        let unpacked: Arc<[u8]> = unpacked.into();
        let parents = vec![Parent::Here(span)];
        let Some(source) = d.add_source("Uncompressed entity body", Arc::clone(&unpacked), parents) else {
            return span;
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
    c.rest_span()
}
