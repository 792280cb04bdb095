//! gRPC and gRPC-Web: messages in bodies, each with its length before it. A message that a part of
//! a body does not hold whole is left to its carrier.

use super::content_coding::{decode, limit};
use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Framed, Group, Parent, Protocol, Severity, SourceId,
};
use crate::field::Names;
use crate::store::MessageKind;
use std::sync::Arc;

pub const PROTOCOL: Protocol = Protocol {
    name: "grpc",
    title: "GRPC",
    fields: FIELDS,
    claims: &[
        Claim::MediaType("application/grpc"),
        Claim::MediaType("application/grpc+json"),
        Claim::MediaType("application/grpc+proto"),
        Claim::MediaType("application/grpc-web"),
        Claim::MediaType("application/grpc-web+proto"),
        Claim::MediaType("application/grpc-web-text"),
        Claim::MediaType("application/grpc-web-text+proto"),
    ],
    dissect,
    ..Protocol::EMPTY
};

const FRAME_TYPES: Names = Names::Table(&[(0, "Data"), (1, "Trailer")]);
const COMPRESSION: Names = Names::Table(&[(0, "Not Compressed"), (1, "Compressed")]);

crate::fields! { "grpc";
    /// A message of gRPC.
    GRPC: Protocol = "grpc", "GRPC Message", None;
    /// A message, or trailers (gRPC-Web).
    FRAME_TYPE: U8 = "grpc.frame_type", "Frame Type", Dec & 0x80, FRAME_TYPES;
    /// Whether the message is compressed.
    COMPRESSED: U8 = "grpc.compressed_flag", "Compressed Flag", Dec & 0x01, COMPRESSION;
    /// Length of the message.
    LEN: U32 = "grpc.message_length", "Message Length", Dec;
    /// The message.
    DATA: Bytes = "grpc.message_data", "Message Data", None;
    /// It cannot be unpacked.
    DECOMPRESSION_FAILED: Label = "grpc.body_decompression_failed", "Body decompression failed", None;
}

const TRAILER: u8 = 0x80;
const IS_COMPRESSED: u8 = 0x01;
const HEAD_LEN: usize = 5;

/// What begins with `bytes`, of which `there` are there.
pub fn framed(bytes: &[u8], there: u64) -> Framed {
    let Some([flags, len @ ..]) = bytes.first_chunk::<HEAD_LEN>() else {
        let is_one = bytes.first().is_none_or(|flags| flags & !(TRAILER | IS_COMPRESSED) == 0);
        return if is_one { Framed::NeedMore { at_least: HEAD_LEN as u64 } } else { Framed::Skip(0) };
    };
    let len = HEAD_LEN as u64 + u64::from(u32::from_be_bytes(*len));
    if flags & !(TRAILER | IS_COMPRESSED) != 0 || len > u32::MAX.into() {
        return Framed::Skip(0);
    }
    match there < len {
        true => Framed::NeedMore { at_least: len },
        false => Framed::Message { len, kind: MESSAGE, note: *flags },
    }
}

/// The kind of its messages.
const MESSAGE: MessageKind = MessageKind(1);

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let is_text = d.media_type.essence.starts_with("application/grpc-web-text");
    let name = match (is_text, d.media_type.essence.contains("-web")) {
        (true, _) => "GRPC-Web-Text",
        (_, true) => "GRPC-Web",
        _ => "GRPC",
    };
    d.columns.protocol = name.into();
    if !is_text {
        return messages(d, c, name);
    }
    // Each part of a stream is padded on its own.
    let bytes: Vec<u8> = c.peek().split(|b| *b == b'=').flat_map(super::http::base64).collect();
    let bytes: Arc<[u8]> = bytes.into();
    let parents = vec![Parent::Here(c.rest_span())];
    let source = d.add_source("Decoded base64 body", Arc::clone(&bytes), parents).ok_or(Cut::Malformed)?;
    messages(d, Cursor::new(&bytes, bytes.len() as u32, source), name)
}

fn messages(d: &mut Dissector<'_>, mut c: Cursor<'_>, name: &'static str) -> Result<(), Cut> {
    let mut first = true;
    let context = d.media_type.context.clone();
    let is_json = d.media_type.essence.ends_with("+json");
    while !c.is_empty() && !d.tree.truncated {
        let begin = c;
        if first {
            d.columns.add_info(format_args!(" ({name})"));
        } else {
            d.another_node(GRPC, begin.span(HEAD_LEN as u32));
        }
        first = false;
        let layer = d.layer_node();
        let flags = c.u8()?;
        let is_trailer = flags.value & TRAILER != 0;
        let of = match &context {
            Some((path, true)) => format!(": {path}, Request"),
            Some((path, false)) => format!(": {path}, Response"),
            None => String::new(),
        };
        let trailer = if is_trailer { " (Trailer)" } else { "" };
        d.tree.set_label(layer, format_args!("{name} Message{of}{trailer}"));
        d.tree.leaf(FRAME_TYPE, flags);
        d.tree.leaf(COMPRESSED, flags);
        let len = c.u32()?;
        d.tree.leaf(LEN, len);
        let message = c.sub(len.value)?;
        d.tree.set_span(layer, begin.span(HEAD_LEN as u32 + len.value));
        let is_compressed = flags.value & IS_COMPRESSED != 0 && !message.is_empty();
        let unpacked = if is_compressed { unpack(d, message)? } else { None };
        let message = match &unpacked {
            Some((bytes, source)) => Cursor::new(bytes, bytes.len() as u32, *source),
            None => message,
        };
        if !message.is_empty() {
            let label = format_args!("Message Data: {} bytes", message.left());
            d.tree.leaf_as(DATA, At { value: message.peek(), span: message.rest_span() }, label);
        }
        if message.is_empty() || (is_compressed && unpacked.is_none()) {
            continue;
        }
        if is_trailer {
            d.embed(Claim::Named("data-text-lines"), message);
        } else {
            d.end_layer();
            let claim = if is_json { "json" } else { "protobuf" };
            d.embed(Claim::Named(claim), message);
        }
    }
    d.columns.fence_info();
    Ok(())
}

/// Takes the compression off a message. Which it is `grpc-encoding` says; of those in use, bytes tell gzip and deflate
/// as well.
fn unpack(d: &mut Dissector<'_>, message: Cursor<'_>) -> Result<Option<(Arc<[u8]>, SourceId)>, Cut> {
    let packed = message.peek();
    let name = if packed.starts_with(&[0x1f, 0x8b]) { "gzip" } else { "deflate" };
    let span = message.rest_span();
    let Some(bytes) = decode(name.as_bytes(), packed, limit(packed.len())) else {
        let len = packed.len();
        let label =
            format_args!("Message-encoded entity body ({name}): {len} bytes [Error: Decompression failed]");
        let node = d.tree.text(span, label);
        let text = format_args!("Body decompression failed");
        d.tree.expert(node, Some(DECOMPRESSION_FAILED), Severity::Warn, Group::Undecoded, text);
        return Ok(None);
    };
    let label =
        format_args!("Message-encoded entity body ({name}): {} bytes -> {} bytes", packed.len(), bytes.len());
    d.tree.text(span, label);
    let bytes: Arc<[u8]> = bytes.into();
    let source = d.add_source("Uncompressed entity body", Arc::clone(&bytes), vec![Parent::Here(span)]);
    Ok(Some((bytes, source.ok_or(Cut::Malformed)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_how_long_they_are() {
        let is = |bytes: &[u8]| framed(bytes, bytes.len() as u64);
        assert!(matches!(is(b"\0\0\0\0\x02\x08\x01\x80"), Framed::Message { len: 7, note: 0, .. }));
        assert!(matches!(is(b"\x81\0\0\0\0"), Framed::Message { len: 5, note: 0x81, .. }));
        assert!(matches!(is(b"\0\0\0\0\x02\x08"), Framed::NeedMore { at_least: 7 }));
        assert!(matches!(is(b""), Framed::NeedMore { at_least: 5 }));
        for none in [&b"\x07\0\0\0\0"[..], b"\x02", b"\0\xff\xff\xff\xffabc"] {
            assert!(matches!(is(none), Framed::Skip(0)));
        }
    }
}
