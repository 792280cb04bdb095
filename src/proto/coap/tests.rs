use super::*;
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

#[test]
fn lengths_over_streams() {
    assert_eq!(stream_lengths(b"\x32\x45"), Some((2, 5)));
    assert_eq!(stream_lengths(b"\xd2\x02\x45"), Some((3, 17)));
    assert_eq!(stream_lengths(b"\xe0\x01\0\x45"), Some((4, 525)));
    assert_eq!(stream_lengths(b"\xf0\x01"), None);
    assert!(recognises(b"\x00\xe1", [5683, 9]));
    assert!(!recognises(b"\x00\xe1", [80, 9]));
}
