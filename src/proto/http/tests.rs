use super::*;
use crate::base::id::FrameId;
use crate::base::time::{Precision, Timestamp};
use crate::capfile::{Interface, LinkType};
use crate::dissect::{Flags, Settings, Wanted};
use crate::field::FieldSet;
use crate::store::{Capture, FileBytes, FrameMeta, Frames};
use std::io::Write;
use std::sync::Arc;

/// A link type of nobody, whose frames are HTTP here.
const LINK: u32 = 147;

fn capture(bytes: &[u8], claimed: usize) -> Capture {
    let mut frames = Frames::default();
    frames.push(FrameMeta::new(0, bytes.len() as u32, claimed as u32, Timestamp(0), 0));
    Capture {
        bytes: FileBytes::from_vec(bytes.to_vec()),
        interfaces: Arc::new(vec![Interface::new(LinkType(LINK), Precision::MICROS)]),
        frames,
        complete: true,
        ..Capture::default()
    }
}

fn look<T>(capture: &Capture, wanted: Wanted, look: impl FnOnce(&Dissector<'_>) -> T) -> T {
    let settings = Settings { decode_as: vec![(Claim::LinkType(LINK), "http")], ..Settings::default() };
    let mut d = Dissector::new(capture, &settings, crate::proto::registry(), wanted);
    d.frame(FrameId(0));
    assert!(!d.fault, "a protocol panicked");
    look(&d)
}

/// The lines from the first message on, without those of findings.
fn lines(bytes: &[u8]) -> Vec<String> {
    look(&capture(bytes, bytes.len()), Wanted::Everything, |d| {
        let mut lines = Vec::new();
        let shown = |f: Flags| !f.has(Flags::HIDDEN) && !f.has(Flags::EXPERT);
        for node in d.tree.nodes().iter().filter(|n| shown(n.flags)) {
            let mut label = " ".repeat(2 * usize::from(node.depth));
            d.tree.label(node, &d.sources, &mut label);
            lines.push(label);
        }
        let from = lines.iter().position(|l| l.starts_with("Hypertext")).expect("a message");
        lines.split_off(from)
    })
}

/// Protocols, Protocol column, Info column; the same whether somebody looks at the tree or not.
fn row(bytes: &[u8]) -> (String, String, String) {
    let of = |wanted| {
        look(&capture(bytes, bytes.len()), wanted, |d| {
            (d.protocols(), d.columns.protocol.to_string(), d.columns.info().to_owned())
        })
    };
    let row = of(Wanted::Everything);
    assert_eq!(row, of(Wanted::Fields(FieldSet::default())));
    row
}

/// The values of a field, as `-T fields` prints them.
fn values(bytes: &[u8], name: &str) -> Vec<String> {
    look(&capture(bytes, bytes.len()), Wanted::Everything, |d| {
        let ids = d.registry().named(name);
        assert!(!ids.is_empty(), "{name}");
        let mut values = Vec::new();
        for node in d.tree.nodes().iter().filter(|n| ids.contains(&n.field)) {
            let mut text = String::new();
            d.tree.field_text(node, &d.sources, &mut text);
            values.push(text);
        }
        values
    })
}

#[test]
fn a_long_body_is_put_together_for_those_who_want_it_only() {
    let bytes = message("HTTP/1.1 200 OK\r\n", b"body");
    let enough = |names: &[&str], info: bool| {
        let mut set = FieldSet::default();
        for name in names {
            let ids = crate::proto::registry().named(name);
            assert!(!ids.is_empty(), "{name}");
            ids.iter().for_each(|id| set.insert(*id));
        }
        let settings = Settings::default();
        let capture = capture(&bytes, bytes.len());
        let mut d = Dissector::new(&capture, &settings, crate::proto::registry(), Wanted::Fields(set));
        d.columns.skip_info = !info;
        enough_of_message(&d)
    };
    assert!(enough(&["http", "http.response.code", "frame.number", "ip.src"], false) < 1 << 20);
    assert_eq!(enough(&["http"], true), u32::MAX, "the row's text may come from the body");
    for name in ["http.file_data", "frame.protocols", "data", "xml", "tls.reassembled.data", "image-jfif"] {
        let known = !crate::proto::registry().named(name).is_empty();
        assert!(!known || enough(&["http", name], false) == u32::MAX, "{name}");
    }
}

#[test]
fn the_beginning_of_a_message_gives_the_same_head() {
    let bytes = message("HTTP/1.1 200 OK\r\nServer: s\r\nContent-Type: text/xml\r\n", &[b'<'; 4000]);
    let head = bytes.len() - 4000;
    for name in ["http.response.code", "http.server", "http.content_length", "http.content_type"] {
        let of = |captured: usize| {
            look(&capture(&bytes[..captured], bytes.len()), Wanted::Everything, |d| {
                let ids = d.registry().named(name);
                let nodes = d.tree.nodes().iter().filter(|n| ids.contains(&n.field));
                nodes
                    .map(|n| {
                        let mut text = String::new();
                        d.tree.field_text(n, &d.sources, &mut text);
                        text
                    })
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(of(head + 100), of(bytes.len()), "{name}");
        assert!(!of(head).is_empty(), "{name}");
    }
}

fn message(head: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{head}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_request() {
    let bytes = b"GET /a?b=c&&d HTTP/1.1\r\nHost: h\r\nX-Foo: bar\r\nCookie: a=1; b\r\n\
        Authorization: Basic dGVzdDpmYWlsMg==\r\n\r\n";
    assert_eq!(
        lines(bytes),
        [
            "Hypertext Transfer Protocol",
            "  GET /a?b=c&&d HTTP/1.1\\r\\n",
            "    Request Method: GET",
            "    Request URI: /a?b=c&&d",
            "      Request URI Path: /a",
            "      Request URI Query: b=c&&d",
            "        Request URI Query Parameter: b=c",
            "        Request URI Query Parameter: d",
            "    Request Version: HTTP/1.1",
            "  Host: h\\r\\n",
            "  X-Foo: bar\\r\\n",
            "  Cookie: a=1; b\\r\\n",
            "    Cookie pair: a=1",
            "    Cookie pair: b",
            "  Authorization: Basic dGVzdDpmYWlsMg==\\r\\n",
            "    Credentials: test:fail2",
            "  \\r\\n",
            "  [Full request URI: http://h/a?b=c&&d]",
        ]
    );
    assert_eq!(row(bytes), ("http".into(), "HTTP".into(), "GET /a?b=c&&d HTTP/1.1 ".into()));
    assert_eq!(values(bytes, "http.host"), ["h"]);
    assert_eq!(values(bytes, "http.request.line")[..2], ["Host: h\\r\\n", "X-Foo: bar\\r\\n"]);
    assert!(values(bytes, "http.unknown_header").is_empty());
    assert_eq!(values(bytes, "http.request"), ["1"]);
}

#[test]
fn a_response_with_text() {
    let bytes = message("HTTP/1.1 200 Fine\r\nContent-Type: Text/Plain; charset=x\r\n", b"a\nb\r\nc");
    assert_eq!(
        lines(&bytes),
        [
            "Hypertext Transfer Protocol",
            "  HTTP/1.1 200 Fine\\r\\n",
            "    Response Version: HTTP/1.1",
            "    Status Code: 200",
            "    [Status Code Description: OK]",
            "    Response Phrase: Fine",
            "  Content-Type: Text/Plain; charset=x\\r\\n",
            "  Content-Length: 6\\r\\n",
            "    [Content length: 6]",
            "  \\r\\n",
            "  File Data: 6 bytes",
            "Line-based text data: text/plain (3 lines)",
            "  a\\n",
            "  b\\r\\n",
            "  c",
        ]
    );
    let row = row(&bytes);
    assert_eq!((row.0.as_str(), row.2.as_str()), ("http:data-text-lines", "HTTP/1.1 200 Fine  (text/plain)"));
}

#[test]
fn chunks_and_codings_come_off() {
    let packed = gzip(b"hello\nworld\n");
    let (a, b) = packed.split_at(7);
    let mut bytes =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_vec();
    for part in [a, b] {
        bytes.extend_from_slice(format!("{:x};x=y\r\n", part.len()).as_bytes());
        bytes.extend_from_slice(part);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\nTrailer: t\r\n\r\n");
    let all = lines(&bytes);
    let from = all.iter().position(|l| l.contains("chunked response")).unwrap();
    let rest: Vec<&str> = all[from..].iter().map(String::as_str).collect();
    let n = packed.len();
    assert_eq!(rest[..2], ["  HTTP chunked response", "    Data chunk (7 octets)"]);
    assert_eq!(rest[2], "      Chunk size: 7 octets");
    assert_eq!(rest[4], "      Chunk boundary: 0d0a");
    assert_eq!(
        rest[9..],
        [
            "    End of chunked encoding",
            "      Chunk size: 0 octets",
            "    trailer-part: Trailer: t\\r\\n",
            "    \\r\\n",
            &format!("  Content-encoded entity body (gzip): {n} bytes -> 12 bytes"),
            "  File Data: 12 bytes",
            "Line-based text data: text/html (2 lines)",
            "  hello\\n",
            "  world\\n",
        ]
    );
    assert_eq!(row(&bytes).2, "HTTP/1.1 200 OK  (text/html)");
    assert_eq!(values(&bytes, "http.file_data"), ["hello\\nworld\\n"]);
    look(&capture(&bytes, bytes.len()), Wanted::Everything, |d| {
        let titles: Vec<_> = d.sources.iter().map(|(_, s)| (s.title, s.bytes.len())).collect();
        assert_eq!(titles[1..], [("De-chunked entity body", n), ("Uncompressed entity body", 12)]);
    });
}

#[test]
fn other_codings_and_what_is_none() {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(b"hello\n").unwrap();
    let zlib = zlib.finish().unwrap();
    let raw = zlib[2..zlib.len() - 4].to_vec();
    let brotli = b"\x8b\x02\x80hello\n\x03".to_vec();
    for (coding, body) in
        [("deflate", zlib.clone()), ("deflate", raw), ("br", brotli), ("x-gzip", gzip(b"hello\n"))]
    {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: {coding}\r\n");
        let bytes = message(&head, &body);
        assert_eq!(values(&bytes, "http.file_data"), ["hello\\n"], "{coding}");
        assert_eq!(row(&bytes).2, "HTTP/1.1 200 OK  (text/css)", "{coding}");
    }
    for (coding, body) in [("gzip", &b"abcd"[..]), ("foo", b"abcd"), ("br", b""), ("gzip, br", b"ab")] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: {coding}\r\n");
        let bytes = message(&head, body);
        let protocols = if body.is_empty() { "http" } else { "http:data" };
        assert_eq!(row(&bytes), (protocols.into(), "HTTP".into(), "HTTP/1.1 200 OK ".into()), "{coding}");
    }
    // Cut: what is there is shown.
    let packed = gzip(&b"0123456789".repeat(50));
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: gzip\r\n";
    let cut = message(head, &packed[..packed.len() - 10]);
    assert!(values(&cut, "http.file_data")[0].starts_with("0123456789"));
}

#[test]
fn codings_come_off_in_the_order_opposite_to_theirs() {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(b"hello\n").unwrap();
    let body = gzip(&zlib.finish().unwrap());
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: deflate, GZIP\r\n";
    assert_eq!(values(&message(head, &body), "http.file_data"), ["hello\\n"]);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: gzip, deflate, identity\r\n";
    assert_eq!(row(&message(head, b"\x05\x05")).0, "http:data");
}

#[test]
fn a_bomb_does_not_go_off() {
    let packed = gzip(&vec![0; 80 << 20]);
    let bytes = message("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", &packed);
    look(&capture(&bytes, bytes.len()), Wanted::Everything, |d| {
        let made = d.sources.iter().map(|(_, s)| s.bytes.len()).max();
        assert_eq!(made, Some((packed.len() * 1000).min(64 << 20)));
    });
}

#[test]
fn bodies_go_by_their_media_type() {
    for (kind, protocols, protocol, info) in [
        ("application/octet-stream", "http:data", "HTTP", "POST / HTTP/1.1 "),
        ("video/mp4; a=b", "http:media", "HTTP", "POST / HTTP/1.1  (video/mp4)"),
        ("text/xml", "http:xml", "HTTP/XML", "POST / HTTP/1.1 "),
        (
            "application/json",
            "http:json:data-text-lines",
            "HTTP/JSON",
            "POST / HTTP/1.1 , JavaScript Object Notation (application/json)",
        ),
        (
            "application/x-www-form-urlencoded",
            "http:urlencoded-form",
            "HTTP",
            "POST / HTTP/1.1  (application/x-www-form-urlencoded)",
        ),
    ] {
        let bytes = message(&format!("POST / HTTP/1.1\r\nContent-Type: {kind}\r\n"), b"a=b&c=d+e%20f&g");
        assert_eq!(row(&bytes), (protocols.into(), protocol.into(), info.into()));
    }
    let bytes = message("POST / HTTP/1.1\r\n", b"abc");
    assert_eq!(lines(&bytes).last().map(String::as_str), Some("    [Length: 3]"));
    let form = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let form = message(form, b"a=b&c=d+e%20f&g");
    assert_eq!(values(&form, "urlencoded-form.key"), ["a", "c", "g"]);
    assert_eq!(values(&form, "urlencoded-form.value"), ["b", "d e f", ""]);
}

#[test]
fn messages_that_follow_each_other() {
    let requests = b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n";
    assert_eq!(row(requests), ("http".into(), "HTTP".into(), "GET /1 HTTP/1.1 GET /2 HTTP/1.1 ".into()));
    let two = lines(requests);
    assert_eq!(two.iter().filter(|l| l.starts_with("Hypertext")).count(), 2);
    let mut bytes = message("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", b"x");
    bytes.extend(message("HTTP/1.1 404 No\r\nContent-Type: text/html\r\n", b"y"));
    assert_eq!(row(&bytes).2, "HTTP/1.1 200 OK  (text/plain)HTTP/1.1 404 No  (text/html)");
    let roots: Vec<String> = lines(&bytes).into_iter().filter(|l| !l.starts_with(' ')).collect();
    assert_eq!(roots[1], "Line-based text data: text/plain (1 lines)");
    assert_eq!(roots[3], "Line-based text data: text/html (1 lines)");
    let mut many = Vec::new();
    for _ in 0..500 {
        many.extend_from_slice(b"GET / HTTP/1.1\r\n\r\n");
    }
    assert_eq!(lines(&many).iter().filter(|l| l.starts_with("Hypertext")).count(), 500);
}

#[test]
fn what_is_no_message_is_a_continuation() {
    let (protocols, protocol, info) = row(b"more\nx");
    assert_eq!((protocols.as_str(), protocol.as_str(), info.as_str()), ("http:data", "HTTP", "Continuation"));
    assert_eq!(row(b"\x81\x05hello").2, "Continuation");
}

#[test]
fn strange_heads_have_findings() {
    let of = |text: &str| -> Vec<String> {
        look(&capture(text.as_bytes(), text.len()), Wanted::Everything, |d| {
            d.tree.experts().iter().map(|e| e.text.clone()).collect()
        })
    };
    assert_eq!(of("GET / HTTP/1.1\r\n\r\n"), ["GET / HTTP/1.1\\r\\n"]);
    let smuggled = of("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
    assert_eq!(smuggled.len(), 3);
    assert!(of("\r\nGET / HTTP/1.1\r\n\r\n")[0].starts_with("Leading CRLF"));
    assert!(of("GET / HTTP/1.1\r\nHost : a\r\n\r\n")[1].starts_with("Illegal characters"));
}

#[test]
fn every_prefix_of_messages_is_shown() {
    let packed = gzip(b"hello\nworld\n");
    let mut whole =
        message("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n", &packed);
    whole.extend_from_slice(b"\r\nPOST /?a=b HTTP/1.1\r\nCookie: a=b; c\r\nAuthorization: Basic YTpi\r\n");
    whole.extend_from_slice(
        b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    whole.extend_from_slice(b"3\r\na=b\r\n10\r\n&c=d&e=f%20&%&=%2\r\n0\r\nT: x\r\n\r\n");
    for end in 0..=whole.len() {
        // As a packet that ends there, and as one that was cut there.
        for claimed in [end, whole.len()] {
            look(&capture(&whole[..end], claimed), Wanted::Everything, |d| {
                let mut text = String::new();
                for node in d.tree.nodes() {
                    d.tree.label(node, &d.sources, &mut text);
                    assert!(
                        node.flags.has(Flags::EXPERT)
                            || (d.sources.at(node.span).len() as u32) == node.span.len
                    );
                }
            });
        }
    }
}

proptest::proptest! {
    #[test]
    fn bytes_changed_anywhere_are_shown(at in 0usize..300, byte: u8, cut in 0usize..300) {
        let mut whole = message("HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Encoding: gzip\r\n", &gzip(b"hello"));
        whole.extend_from_slice(b"POST /?a=b HTTP/1.1\r\nContent-Type: image/gif\r\nTransfer-Encoding: chunked\r\n\r\n");
        whole.extend_from_slice(b"3\r\nGIF\r\n11\r\n89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\r\n0\r\nT: x\r\n\r\n");
        if let Some(b) = whole.get_mut(at) {
            *b = byte;
        }
        whole.truncate(cut.max(1));
        row(&whole);
    }
}
