//! The body of a message: chunks put together, codings taken off, what remains handed to whoever
//! claims its media type. Bytes are copied only as far as somebody looks at them.

use super::fields::*;
use super::head;
use super::lines::Head;
use super::{part, wants_any_of};
use crate::dissect::{At, Claim, Cursor, Dissector, Group, MediaType, Parent, Severity, Span};
use crate::field::show;
use crate::proto::content_coding::{self, codings, decode};
use std::ops::Range;

/// Enough of a body to know what becomes of it, where nobody looks at it.
const GLANCE: usize = 4096;

/// Dissects the body at `c`. Says whether something was handed over, to stand beside the message.
/// `context`: what was asked for, for those who want to know.
pub fn dissect(
    d: &mut Dissector<'_>,
    c: Cursor<'_>,
    head: &Head<'_>,
    context: Option<(String, bool)>,
) -> bool {
    if c.is_empty() {
        return false;
    }
    let media_type = head.content_type.map(|text| MediaType { context, ..MediaType::parse(text) });
    let claimant = media_type.as_ref().map(|t| {
        let claimed = d.registry().of_media_type(&t.essence);
        claimed.or_else(|| d.registry().protocol("media"))
    });
    let looks = wants_any_of(d, HTTP.id, FIELDS.len())
        || claimant
            .flatten()
            .or_else(|| d.registry().protocol("data"))
            .is_some_and(|l| wants_any_of(d, l.root, l.protocol.fields.len()))
        || d.names_protocols()
        || d.registry().protocol("text").is_some_and(|l| d.tree.wants(l.root));
    let limit = if looks { usize::MAX } else { GLANCE };
    let mut source = Made::default();
    let mut content = c;
    if head.chunked {
        if !d.settings().choices.dechunk_http {
            d.embed(Claim::Named("data"), c);
            return false;
        }
        show_chunks(d, c);
        let bytes = dechunked(c.peek(), limit);
        let Some(made) = source.make(d, "De-chunked entity body", bytes, c.rest_span()) else { return false };
        content = made;
    }
    let mut unpacked = Made::default();
    // They were put on in that order (RFC 9110 section 8.4), so they come off in the other.
    // Transfer codings stand around them (RFC 9112 section 7); of unknown ones the header tells.
    let transfer = codings(head::other_codings(head.transfer_encoding.unwrap_or(&[])));
    let transfer = transfer.filter(|name| head::is_packing(name));
    for coding in transfer.chain(codings(head.content_encoding.unwrap_or(&[]))) {
        let packed = unpacked.cursor().unwrap_or(content);
        if packed.is_empty() {
            break;
        }
        let (span, len_packed) = (packed.rest_span(), packed.captured());
        let name = show::line(coding);
        if !d.settings().choices.decompress_http {
            let label = format_args!("Content-encoded entity body ({name}): {len_packed} bytes");
            let open = d.tree.open_text(span, label);
            let text = format_args!("Decompression disabled");
            let field = Some(DECOMPRESSION_DISABLED);
            d.tree.expert(open.node(), field, Severity::Chat, Group::Undecoded, text);
            d.embed(Claim::Named("data"), packed);
            d.tree.close(open);
            return false;
        }
        let all = content_coding::limit(len_packed as usize);
        let Some(bytes) = decode(coding, packed.peek(), limit.min(all)) else {
            let label = format_args!("Content-encoded entity body ({name}): {len_packed} bytes");
            let open = d.tree.open_text(span, label);
            let text = format_args!("Decompression failed");
            let field = Some(DECOMPRESSION_FAILED);
            d.tree.expert(open.node(), field, Severity::Warn, Group::Undecoded, text);
            d.embed(Claim::Named("data"), packed);
            d.tree.close(open);
            return false;
        };
        let len = bytes.len();
        d.tree.text(
            span,
            format_args!("Content-encoded entity body ({name}): {len_packed} bytes -> {len} bytes"),
        );
        if len == all {
            d.tree.text(span, format_args!("[Only the first {len} bytes are uncompressed]"));
        }
        if unpacked.make(d, "Uncompressed entity body", bytes, span).is_none() {
            return false;
        }
    }
    let content = unpacked.cursor().unwrap_or(content);
    file_data(d, &content);
    if content.is_empty() {
        return false;
    }
    match (media_type, claimant.flatten()) {
        (Some(media_type), Some(claimant)) => {
            d.media_type = media_type;
            d.hand_over(Claim::Named(claimant.protocol.name), content);
            true
        }
        _ => {
            d.embed(Claim::Named("data"), content);
            false
        }
    }
}

/// Bytes that were made, kept while a cursor looks at them.
#[derive(Default)]
struct Made(Option<(crate::dissect::SourceBytes<'static>, crate::dissect::SourceId)>);

impl Made {
    fn make(
        &mut self,
        d: &mut Dissector<'_>,
        title: &'static str,
        bytes: Vec<u8>,
        from: Span,
    ) -> Option<Cursor<'_>> {
        let bytes: std::sync::Arc<[u8]> = bytes.into();
        let source = d.add_source(title, bytes.clone(), vec![Parent::Here(from)])?;
        self.0 = Some((crate::dissect::SourceBytes::Made(bytes), source));
        self.cursor()
    }

    fn cursor(&self) -> Option<Cursor<'_>> {
        let (bytes, source) = self.0.as_ref()?;
        Some(Cursor::new(bytes, bytes.len() as u32, *source))
    }
}

/// The body as it would be saved to a file.
pub fn file_data(d: &mut Dissector<'_>, c: &Cursor<'_>) {
    let (count, span) = (c.left(), c.rest_span());
    d.tree.leaf_as(FILE_DATA, At { value: c.peek(), span }, format_args!("File Data: {count} bytes"));
}

/// Goes over the chunks of a body (RFC 9112 section 7.1); ends at the last one, or at what is none.
struct Chunks<'a> {
    body: &'a [u8],
    at: usize,
    /// The chunk of size 0 was met.
    last: bool,
}

/// Where a chunk's parts stand in the body.
struct Chunk {
    line: Range<usize>,
    data: Range<usize>,
    /// The line end behind the data.
    boundary: Range<usize>,
    size: u32,
}

impl<'a> Chunks<'a> {
    fn new(body: &'a [u8]) -> Self {
        Self { body, at: 0, last: false }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if self.last {
            return None;
        }
        let rest = self.body.get(self.at..)?;
        let end = rest.iter().position(|b| *b == b'\n')?;
        let size = u32::try_from(head::chunk_size(rest.get(..end)?)?).ok()?;
        let line = self.at..self.at + end + 1;
        let data = line.end..line.end.saturating_add(size as usize).min(self.body.len());
        self.last = size == 0;
        let behind = self.body.get(data.end..).unwrap_or(&[]);
        let boundary = match behind {
            _ if self.last => 0,
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => 0,
        };
        let boundary = data.end..data.end + boundary;
        self.at = boundary.end;
        Some(Chunk { line, data, boundary, size })
    }
}

/// The data of all chunks, but not much more than `limit`.
fn dechunked(body: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in Chunks::new(body) {
        out.extend_from_slice(body.get(chunk.data).unwrap_or(&[]));
        if out.len() >= limit {
            break;
        }
    }
    out
}

fn show_chunks(d: &mut Dissector<'_>, c: Cursor<'_>) {
    if !wants_any_of(d, HTTP.id, FIELDS.len()) {
        return;
    }
    let (span, body) = (c.rest_span(), c.peek());
    let whole = d.tree.open_text(span, format_args!("HTTP chunked response"));
    let mut chunks = Chunks::new(body);
    for chunk in chunks.by_ref() {
        let Chunk { line, data, boundary, size } = chunk;
        let (span, s) = (part(span, &(line.start..boundary.end)), if size == 1 { "" } else { "s" });
        let open = match size {
            0 => d.tree.open_text(span, format_args!("End of chunked encoding")),
            _ => d.tree.open_text(span, format_args!("Data chunk ({size} octet{s})")),
        };
        let at = |range: &Range<usize>| At {
            value: body.get(range.clone()).unwrap_or(&[]),
            span: part(c.rest_span(), range),
        };
        d.tree.leaf(CHUNK_SIZE, at(&line).with(size));
        if size > 0 {
            d.tree.leaf(CHUNK_DATA, at(&data));
            d.tree.leaf(CHUNK_BOUNDARY, at(&boundary));
        }
        d.tree.close(open);
        if d.tree.truncated {
            break;
        }
    }
    if chunks.last {
        trailers(d, span, body, chunks.at);
    }
    d.tree.close(whole);
}

fn trailers(d: &mut Dissector<'_>, body_span: Span, body: &[u8], start: usize) {
    let lines = head::Lines::new(body, start);
    let fields = lines.clone().take_while(|l| !l.text.is_empty()).last().map_or(start, |l| l.range.end);
    if fields > start {
        let (value, span) = (body.get(start..fields).unwrap_or(&[]), part(body_span, &(start..fields)));
        d.tree.leaf(TRAILER, At { value, span });
    }
    if fields < body.len() {
        let label = show::line(body.get(fields..).unwrap_or(&[]));
        d.tree.text(part(body_span, &(fields..body.len())), format_args!("{label}"));
    }
}
