//! Session descriptions (RFC 8866), the bodies of SIP, RTSP and others: line by line. What stands in
//! attributes is in `attribute`; which ends of media streams a description announces, in `announced`.

pub mod announced;
mod attribute;
pub mod fields;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::def::Str;
use crate::field::{Field, show};
use crate::proto::tables::rtp_payload;
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "sdp",
    title: "SDP",
    fields: FIELDS,
    claims: &[Claim::MediaType("application/sdp")],
    dissect,
    ..Protocol::EMPTY
};

/// Part of a description, with its place.
type Text<'a> = At<&'a [u8]>;

/// `len` bytes of `text` from `at` on, as far as they are there.
fn part<'a>(text: Text<'a>, at: usize, len: usize) -> Text<'a> {
    let rest = text.value.get(at..).unwrap_or(&[]);
    let value = rest.get(..len).unwrap_or(rest);
    At { value, span: text.span.part(at as u32, value.len() as u32) }
}

/// What stands before the first `byte`, and behind it; nothing behind where there is none.
fn split(text: Text<'_>, byte: u8) -> (Text<'_>, Option<Text<'_>>) {
    match text.value.iter().position(|b| *b == byte) {
        Some(at) => (part(text, 0, at), Some(part(text, at + 1, usize::MAX))),
        None => (text, None),
    }
}

/// The pieces between `byte`s; empty ones are passed over.
fn pieces<'a>(text: Text<'a>, byte: u8) -> impl Iterator<Item = Text<'a>> {
    let mut at = 0;
    text.value.split(move |b| *b == byte).filter_map(move |piece| {
        let start = at;
        at += piece.len() + 1;
        (!piece.is_empty()).then(|| part(text, start, piece.len()))
    })
}

fn number<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Payload types that the description gave a meaning to, so far.
type Formats = Vec<(u8, String)>;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = format!("{}/SDP", d.columns.protocol).into();
    let (mut in_media, mut formats) = (false, Formats::new());
    while c.captured() > 0 && !d.tree.truncated {
        let bytes = c.peek();
        let len = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |e| e + 1);
        let line = c.take(len as u32);
        let text = At { value: line.peek(), span: line.rest_span() };
        let text = part(text, 0, text.value.trim_ascii_end().len());
        match text.value {
            [] => {}
            [kind, b'=', ..] => {
                let kind = *kind;
                in_media |= kind == b'm';
                value(d, kind, text, in_media, &mut formats);
            }
            _ => {
                let node = d.tree.leaf(INVALID, text);
                let text = format_args!("Invalid SDP line (no '=' delimiter)");
                d.tree.expert(node, Some(NO_EQUAL), Severity::Note, Group::Malformed, text);
            }
        }
    }
    Ok(())
}

/// A line: its kind, and what it says.
fn value(d: &mut Dissector<'_>, kind: u8, line: Text<'_>, in_media: bool, formats: &mut Formats) {
    let text = part(line, 2, usize::MAX);
    let field = match kind {
        b'v' => VERSION,
        b'o' => OWNER,
        b's' => SESSION_NAME,
        b'i' if in_media => MEDIA_TITLE,
        b'i' => SESSION_INFO,
        b'u' => URI,
        b'e' => EMAIL,
        b'p' => PHONE,
        b'c' => CONNECTION,
        b'b' => BANDWIDTH,
        b't' => TIME,
        b'r' => REPEAT_TIME,
        b'm' => MEDIA,
        b'k' => KEY,
        b'a' if in_media => MEDIA_ATTR,
        b'a' => SESSION_ATTR,
        b'z' => TIMEZONE,
        _ => {
            d.tree.leaf(UNKNOWN, line);
            return;
        }
    };
    let open = d.tree.open(field, text);
    match kind {
        b'o' => words(
            d,
            text,
            &[OWNER_USERNAME, OWNER_SESSION, OWNER_VERSION, OWNER_NETWORK, OWNER_ADDRESS_TYPE, OWNER_ADDRESS],
        ),
        b'c' => connection(d, text),
        b'b' => bandwidth(d, text),
        b't' => words(d, text, &[TIME_START, TIME_STOP]),
        b'r' => words(d, text, &[REPEAT_INTERVAL, REPEAT_DURATION, REPEAT_OFFSET]),
        b'z' => {
            for (nth, word) in pieces(text, b' ').enumerate() {
                d.tree.leaf(if nth % 2 == 0 { TIMEZONE_TIME } else { TIMEZONE_OFFSET }, word);
            }
        }
        b'k' => {
            if let (kind, Some(data)) = split(text, b':') {
                d.tree.leaf(KEY_TYPE, kind);
                d.tree.leaf(KEY_DATA, data);
            }
        }
        b'm' => media(d, text),
        b'a' => attribute::dissect(d, text, in_media, formats),
        _ => {}
    }
    d.tree.close(open);
}

/// Each word has a field; those beyond the last have that one.
fn words(d: &mut Dissector<'_>, text: Text<'_>, fields: &[Field<Str>]) {
    for (nth, word) in pieces(text, b' ').enumerate() {
        if let Some(field) = fields.get(nth).or(fields.last()) {
            d.tree.leaf(*field, word);
        }
    }
}

fn connection(d: &mut Dissector<'_>, text: Text<'_>) {
    let mut all = pieces(text, b' ');
    for field in [CONNECTION_NETWORK, CONNECTION_ADDRESS_TYPE] {
        if let Some(word) = all.next() {
            d.tree.leaf(field, word);
        }
    }
    let Some(address) = all.next() else { return };
    for (part, field) in pieces(address, b'/').zip([CONNECTION_ADDRESS, CONNECTION_TTL, CONNECTION_COUNT]) {
        d.tree.leaf(field, part);
    }
}

fn bandwidth(d: &mut Dissector<'_>, text: Text<'_>) {
    let (modifier, value) = split(text, b':');
    let (meaning, unit) = match modifier.value {
        b"CT" => (" [Conference Total(total bandwidth of all RTP sessions)]", " kb/s"),
        b"AS" => (" [Application Specific (RTP session bandwidth)]", " kb/s"),
        b"TIAS" => (" [Transport Independent Application Specific maximum]", " b/s"),
        _ => ("", ""),
    };
    let shown = |text: Text<'_>| show::line(text.value);
    d.tree.leaf_as(
        BANDWIDTH_MODIFIER,
        modifier,
        format_args!("Bandwidth Modifier: {}{meaning}", shown(modifier)),
    );
    if let Some(value) = value {
        d.tree.leaf_as(BANDWIDTH_VALUE, value, format_args!("Bandwidth Value: {}{unit}", shown(value)));
    }
}

fn media(d: &mut Dissector<'_>, text: Text<'_>) {
    let mut words = pieces(text, b' ');
    if let Some(kind) = words.next() {
        d.tree.leaf(MEDIA_MEDIA, kind);
    }
    if let Some(ports) = words.next() {
        let (port, count) = split(ports, b'/');
        match number::<u16>(port.value) {
            Some(number) => {
                d.tree.hidden(MEDIA_PORT_STRING, port);
                d.tree.leaf(MEDIA_PORT, port.with(number));
            }
            None => drop(d.tree.leaf(MEDIA_PORT_STRING, port)),
        }
        if let Some(count) = count {
            d.tree.leaf(MEDIA_PORT_COUNT, count);
        }
    }
    let Some(transport) = words.next() else { return };
    d.tree.leaf(MEDIA_PROTO, transport);
    let is_rtp = transport.value.starts_with(b"RTP/");
    for format in words {
        match number::<u8>(format.value).filter(|_| is_rtp).and_then(rtp_payload::name) {
            Some(name) => d.tree.made_text(MEDIA_FORMAT, &name, format.span),
            None => d.tree.leaf(MEDIA_FORMAT, format),
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    /// The lines that a description of one more line has, without those of the kind before.
    fn said(text: &str) -> Vec<String> {
        let (_, lines) = told_alone("sdp", text.as_bytes(), "Session Description");
        lines.iter().skip(1).map(|l| l[4..].to_owned()).collect()
    }

    #[test]
    fn lines_of_the_session() {
        assert_eq!(
            said("v=0\r\nc=IN IP4 224.2.1.1/127/3\r\nb=CT:128\r\nk=clear:abc\r\nr=1 2 0 9\r\nzz\r\ny=1"),
            [
                "Session Description Protocol Version (v): 0",
                "Connection Information (c): IN IP4 224.2.1.1/127/3",
                "    Connection Network Type: IN",
                "    Connection Address Type: IP4",
                "    Connection Address: 224.2.1.1",
                "    Connection TTL: 127",
                "    Connection Number of Addresses: 3",
                "Bandwidth Information (b): CT:128",
                "    Bandwidth Modifier: CT [Conference Total(total bandwidth of all RTP sessions)]",
                "    Bandwidth Value: 128 kb/s",
                "Encryption Key (k): clear:abc",
                "    Key Type: clear",
                "    Key Data: abc",
                "Repeat Time (r): 1 2 0 9",
                "    Repeat Interval: 1",
                "    Repeat Duration: 2",
                "    Repeat Offset: 0",
                "    Repeat Offset: 9",
                "Invalid line: zz",
                "    [Expert Info (Note/Malformed): Invalid SDP line (no '=' delimiter)]",
                "        [Invalid SDP line (no '=' delimiter)]",
                "        [Severity level: Note]",
                "        [Group: Malformed]",
                "Unknown: y=1",
            ]
        );
    }

    #[test]
    fn media_and_their_formats() {
        assert_eq!(
            said("m=audio 49170/2 RTP/AVP 0 97 x\ni=title\nm=application x udp 5\n"),
            [
                "Media Description, name and address (m): audio 49170/2 RTP/AVP 0 97 x",
                "    Media Type: audio",
                "    Media Port: 49170",
                "    Media Port Count: 2",
                "    Media Protocol: RTP/AVP",
                "    Media Format: ITU-T G.711 PCMU",
                "    Media Format: DynamicRTP-Type-97",
                "    Media Format: x",
                "Media Title (i): title",
                "Media Description, name and address (m): application x udp 5",
                "    Media Type: application",
                "    Media Port: x",
                "    Media Protocol: udp",
                "    Media Format: 5",
            ]
        );
    }
}
