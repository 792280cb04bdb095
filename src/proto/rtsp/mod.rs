//! RTSP (RFC 2326): requests, responses, and the pieces of media streams between them. Their parts:
//! `message` is their syntax, `framer` finds them in streams, `transport` knows where media go to.

pub mod fields;
pub mod framer;
pub(in crate::proto) mod message;
pub mod transport;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, MediaType, Protocol, Span};
use crate::field::def::Str;
use crate::field::{Field, show};
use crate::proto::{http, rtp};
use fields::*;
use message::Beginning;

pub const PROTOCOL: Protocol = Protocol {
    name: "rtsp",
    title: "RTSP",
    fields: FIELDS,
    claims: &[Claim::TcpPort(554), Claim::TcpPort(8554)],
    framer: Some(framer::FRAMER),
    dissect,
    ..Protocol::EMPTY
};

/// Headers that have a field of their own.
const HEADERS: &[(&str, Field<Str>)] = &[
    ("content-type", CONTENT_TYPE),
    ("session", SESSION),
    ("transport", TRANSPORT),
    ("x-vig-msisdn", X_VIG_MSISDN),
];
/// Headers shown of a message.
const HEADERS_MAX: usize = 500;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.clear_info();
    let mut first = true;
    while !c.is_empty() && !d.tree.truncated {
        if !first {
            d.columns.fence_info();
            d.another_node(RTSP, c.rest_span());
        }
        first = false;
        d.columns.protocol = PROTOCOL.title.into();
        one(d, &mut c)?;
    }
    d.columns.fence_info();
    Ok(())
}

/// Says in the row what a message is, behind those before it in the segment.
fn said(d: &mut Dissector<'_>, text: std::fmt::Arguments<'_>) {
    d.columns.clear_info();
    d.columns.add_info_after(", ", text);
}

/// The message at the cursor.
fn one(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let (start, layer) = (*c, d.layer_node());
    match message::beginning(c.peek()) {
        Beginning::Interleaved => {
            let head = { *c }.array::<{ message::INTERLEAVED_HEADER }>()?.value;
            let len = message::INTERLEAVED_HEADER as u32 + u32::from(u16::from_be_bytes([head[2], head[3]]));
            let mut piece = c.take(len);
            d.tree.set_span(layer, start.span(message::INTERLEAVED_HEADER as u32));
            interleaved(d, &mut piece)?;
        }
        Beginning::Request | Beginning::Response => {
            let bytes = c.peek();
            let head = message::head_end(bytes).unwrap_or(bytes.len());
            let body = message::content_length(bytes.get(..head).unwrap_or(bytes)).unwrap_or(0);
            let body = u32::try_from(body).unwrap_or(u32::MAX);
            let one = c.take((head as u32).saturating_add(body));
            d.tree.set_span(layer, one.rest_span());
            show_message(d, one, head as u32);
        }
        Beginning::Unfinished | Beginning::Other => {
            said(d, format_args!("Continuation"));
            d.rest_as(DATA, c);
            c.rest();
        }
    }
    Ok(())
}

/// A piece of a media stream: who claims it is told by its second byte (RFC 5761 section 4).
fn interleaved(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let magic = c.u8()?;
    d.tree.leaf(MAGIC, magic);
    let channel = c.u8()?;
    d.tree.leaf(CHANNEL, channel);
    let len = c.u16()?;
    d.tree.leaf(LENGTH, len);
    let s = if len.value == 1 { "" } else { "s" };
    let (layer, channel, len) = (d.layer_node(), channel.value, len.value);
    d.tree.set_label(layer, format_args!("RTSP Interleaved Frame, Channel: 0x{channel:02x}, {len} byte{s}"));
    if c.is_empty() {
        return Ok(());
    }
    let protocol = rtp::multiplexed(c.peek());
    if protocol.is_none() {
        said(d, format_args!("Interleaved channel 0x{channel:02x}, {len} byte{s}"));
    }
    // Beside this one, and before the next.
    d.end_layer();
    d.embed(Claim::Named(protocol.unwrap_or("data")), *c);
    Ok(())
}

fn show_message(d: &mut Dissector<'_>, mut c: Cursor<'_>, head_len: u32) {
    let head = c.take(head_len);
    let media_type = show_head(d, head);
    if c.is_empty() {
        return;
    }
    let claimant = media_type.as_ref().and_then(|t| d.registry().of_media_type(&t.essence));
    match claimant {
        Some(claimant) => {
            d.media_type = media_type.unwrap_or_default();
            d.embed(Claim::Named(claimant.protocol.name), c);
        }
        None => {
            let rest = c.rest();
            let (len, s) = (rest.span.len, if rest.span.len == 1 { "" } else { "s" });
            d.tree.leaf_as(DATA, rest, format_args!("Data ({len} byte{s})"));
        }
    }
}

/// First line and headers; the media type of the body comes back.
fn show_head(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Option<MediaType> {
    let mut media_type = None;
    for nth in 0..=HEADERS_MAX {
        let bytes = c.peek();
        if bytes.is_empty() {
            break;
        }
        let len = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |e| e + 1);
        let line = c.take(len as u32);
        let whole = At { value: line.peek(), span: line.rest_span() };
        if nth == 0 {
            first_line(d, whole);
        } else {
            media_type = header(d, whole).or(media_type);
        }
    }
    media_type
}

fn first_line(d: &mut Dissector<'_>, whole: At<&[u8]>) {
    let line = whole.value.trim_ascii_end();
    let text = show::line(line);
    let words: Vec<&[u8]> = line.splitn(3, |b| *b == b' ').collect();
    let at = |nth: usize| {
        let before: usize = words.iter().take(nth).map(|w| w.len() + 1).sum();
        words
            .get(nth)
            .map(|word| At { value: *word, span: whole.span.part(before as u32, word.len() as u32) })
    };
    if line.starts_with(b"RTSP/") {
        said(d, format_args!("Reply: {text}"));
        let open = d.tree.open(RESPONSE, whole);
        if let Some(code) = at(1)
            && let Some(number) = std::str::from_utf8(code.value).ok().and_then(|t| t.parse::<u32>().ok())
        {
            d.tree.leaf(STATUS, code.with(number));
        }
        d.tree.close(open);
    } else {
        said(d, format_args!("{text}"));
        let open = d.tree.open(REQUEST, whole);
        for (nth, field) in [(0, METHOD), (1, URL)] {
            if let Some(word) = at(nth) {
                d.tree.leaf(field, word);
            }
        }
        d.tree.close(open);
    }
}

/// A header line; the media type where it says one.
fn header(d: &mut Dissector<'_>, whole: At<&[u8]>) -> Option<MediaType> {
    let known = http::header(whole.value.trim_ascii_end());
    let name = known.map(|(name, _)| String::from_utf8_lossy(name).trim().to_ascii_lowercase());
    let Some(((_, value), name)) = known.zip(name) else {
        plain(d, whole);
        return None;
    };
    let at = whole.value.trim_ascii_end().len() - value.len();
    let value = At { value, span: part(whole.span, at, value.len()) };
    if name == "content-length" {
        match std::str::from_utf8(value.value).ok().and_then(|t| t.parse::<u32>().ok()) {
            Some(number) => {
                d.tree.leaf(CONTENT_LENGTH, value.with(number));
            }
            None => plain(d, whole),
        }
        return None;
    }
    match HEADERS.iter().find(|(known, _)| *known == name) {
        Some((_, field)) => {
            d.tree.leaf(*field, value);
        }
        None => plain(d, whole),
    }
    (name == "content-type").then(|| MediaType::parse(value.value))
}

fn plain(d: &mut Dissector<'_>, whole: At<&[u8]>) {
    if d.tree.keeps_labels() {
        let label = show::line(whole.value);
        d.tree.text(whole.span, format_args!("{label}"));
    }
}

fn part(span: Span, at: usize, len: usize) -> Span {
    span.part(at as u32, len as u32)
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{alone, told_alone};

    #[test]
    fn a_reply_with_a_description_and_a_piece_behind_it() {
        let bytes =
            b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nSession: 7;timeout=60\r\n\
            Content-Length: 5\r\n\r\nv=0\r\n$\x02\0\x0c\x80\0\0\x01\0\0\0\x02\0\0\0\x03";
        let (info, lines) = told_alone("rtsp", bytes, "Real Time");
        assert_eq!(info, "Reply: RTSP/1.0 200 OK, PT=ITU-T G.711 PCMU, SSRC=0x3, Seq=1, Time=2");
        assert_eq!(
            lines[..13],
            [
                "Real Time Streaming Protocol",
                "    Response: RTSP/1.0 200 OK\\r\\n",
                "        Status: 200",
                "    CSeq: 2\\r\\n",
                "    Content-type: application/sdp",
                "    Session: 7;timeout=60",
                "    Content-length: 5",
                "    \\r\\n",
                "    Session Description Protocol",
                "        Session Description Protocol Version (v): 0",
                "RTSP Interleaved Frame, Channel: 0x02, 12 bytes",
                "    Magic: 0x24",
                "    Channel: 0x02",
            ]
        );
        assert!(lines.iter().any(|l| l == "Real-Time Transport Protocol"), "{lines:#?}");
    }

    #[test]
    fn requests_and_other_bytes() {
        let (info, lines) = told_alone("rtsp", b"PLAY rtsp://a/b RTSP/1.0\r\nX\r\n\r\n", "Real Time");
        assert_eq!(info, "PLAY rtsp://a/b RTSP/1.0");
        assert_eq!(lines[2..5], ["        Method: PLAY", "        URL: rtsp://a/b", "    X\\r\\n"]);
        let row = |bytes: &[u8]| alone("rtsp", bytes, |d| (d.columns.protocol.to_string(), d.protocols()));
        assert_eq!(row(b"\x01\x02"), ("RTSP".to_owned(), "rtsp".to_owned()));
        assert_eq!(row(b"$\x05\0\x02\x80\xc9"), ("RTSP".to_owned(), "rtsp:data".to_owned()));
    }
}
