use super::*;
use crate::base::id::FrameId;
use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

#[test]
fn a_request_tells_its_address() {
    let m = b"\x42\x01\x12\x34ab\x39host\x72\x16\x33\x44path\x41q\xff";
    let m = [&m[..6], b"\x34host\x42\x16\x33\x44path\x43q=1"].concat();
    let packet = over_udp(40_000, 5683, &m);
    assert_eq!(
        columns(101, &packet)[2..],
        ["CoAP", "CON, MID:4660, GET, TKN:61 62, coap://host:5683/path?q=1"]
    );
    let lines = labels_from(101, &packet, "Constrained");
    for line in [
        "Constrained Application Protocol, Confirmable, GET, MID:4660",
        "    Opt Name: #2: Uri-Port: 5683",
        "        Opt Desc: Type 7, Critical, Unsafe",
        "        Uri-Path: path",
        "    [Uri-Path: coap://host:5683/path]",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
    }
    survives_cuts(101, &packet);
}

#[test]
fn bodies_go_to_their_type() {
    let packet = over_udp(5683, 40_000, b"\x60\x45\0\x07\xc1\x32\xff{\"a\":1}");
    let row = columns(101, &packet);
    assert_eq!(
        row[2..],
        ["CoAP/JSON", "ACK, MID:7, 2.05 Content, JavaScript Object Notation (application/json)"]
    );
    survives_cuts(101, &packet);
    let packet = over_udp(5683, 40_000, b"\x60\x45\0\x07\xd1\x0a\x1e\xffxyz");
    assert_eq!(columns(101, &packet)[3], "ACK, MID:7, 2.05 Content, Block #1");
    survives_cuts(101, &packet);
}

fn blocks(blocks: &[(u32, bool, u32)]) -> Vec<Option<(u32, usize, bool)>> {
    let mut known = exchanges::Exchanges::default();
    for (n, (number, more, len)) in blocks.iter().enumerate() {
        let mut request = vec![0x41, 1, 0, n as u8, n as u8, 0xb1, b'a'];
        let value = (number << 4 | u32::from(*more) << 3).to_be_bytes();
        request.extend([0xc3, value[1], value[2], value[3]]);
        known.take(FrameId(2 * n as u32), 0, 0, &request, Form::Datagram);
        let mut response = vec![0x61, 69, 0, n as u8, n as u8, 0xd3, 10, value[1], value[2], value[3], 0xff];
        response.resize(response.len() + *len as usize, b'x');
        known.take(FrameId(2 * n as u32 + 1), 1, 0, &response, Form::Datagram);
    }
    assert!(known.said.iter().filter(|s| !s.is_request()).all(|s| s.request.is_some()));
    let body = |s: &exchanges::Said| {
        let body = known.bodies.get(s.body?)?;
        Some((body.len, body.parts.len(), body.complete.is_some()))
    };
    known.said.iter().filter(|s| !s.is_request()).map(body).collect()
}

#[test]
fn blocks_are_put_together_in_any_order() {
    let whole = Some((37, 3, true));
    assert_eq!(blocks(&[(0, true, 16), (1, true, 16), (2, false, 5)]), [whole; 3]);
    assert_eq!(blocks(&[(0, true, 16), (2, false, 5), (1, true, 16)]), [whole; 3]);
    // What comes again, or behind the end, is no part; what begins anew is another body.
    let again = blocks(&[(0, true, 16), (1, false, 2), (1, false, 2), (0, true, 16), (2, false, 1)]);
    let (first, second) = (Some((18, 2, true)), Some((16, 2, false)));
    assert_eq!(again, [first, first, None, second, second]);
    assert_eq!(blocks(&[(0, false, 9), (5, true, 16)]), [None, None]);
    assert_eq!(blocks(&[(0, true, 16), (0xf_ffff, false, 16)])[1], Some((16, 2, false)));
}

#[test]
fn lengths_over_streams() {
    assert_eq!(stream_lengths(b"\x32\x45"), Some((2, 5)));
    assert_eq!(stream_lengths(b"\xd2\x02\x45"), Some((3, 17)));
    assert_eq!(stream_lengths(b"\xe0\x01\0\x45"), Some((4, 525)));
    assert_eq!(stream_lengths(b"\xf0\x01"), None);
    assert!(recognises(b"\x00\xe1", [5683, 9]));
    assert!(!recognises(b"\x00\xe1", [80, 9]));
}

#[test]
fn what_went_wrong_is_told_as_text() {
    // RFC 7252 section 5.5.2; a body that nothing describes is bytes.
    let packet = over_udp(5683, 40_000, b"\x61\x84\0\x07t\xffNot Found");
    assert_eq!(columns(101, &packet)[3], "ACK, MID:7, 4.04 Not Found (text/plain), TKN:74");
    let lines = labels_from(101, &packet, "Line-based");
    assert_eq!(lines, ["Line-based text data: text/plain (1 lines)", "    Not Found"]);
    survives_cuts(101, &packet);
    let packet = over_udp(5683, 40_000, b"\x61\x45\0\x07t\xffabc");
    assert_eq!(columns(101, &packet)[3], "ACK, MID:7, 2.05 Content, TKN:74");
}
