//! 802.11 frames made by hand: addresses, protection, aggregates, management.

use crate::proto::testing::{columns, labels, labels_from, protocols, survives_cuts};

const AP: [u8; 6] = [2, 0, 0, 0, 1, 0];
const STA: [u8; 6] = [2, 0, 0, 0, 2, 0];
const HOST: [u8; 6] = [2, 0, 0, 0, 3, 0];
const IP: [u8; 28] =
    [0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];

fn data(subtype: u8, flags: u8, addresses: [[u8; 6]; 3], rest: &[u8]) -> Vec<u8> {
    let mut f = vec![8 | subtype << 4, flags, 44, 0];
    f.extend(addresses.concat());
    f.extend_from_slice(&[0x10, 0x07]);
    f.extend_from_slice(rest);
    f
}

fn management(subtype: u8, body: &[u8]) -> Vec<u8> {
    let mut f = vec![subtype << 4, 0, 0, 0];
    f.extend([[0xff; 6], AP, AP].concat());
    f.extend_from_slice(&[0x20, 0x07]);
    f.extend_from_slice(body);
    f
}

#[test]
fn data_reach_the_packet_inside() {
    let f = data(0, 1, [AP, STA, HOST], &IP);
    assert_eq!(protocols(105, &f), "wlan:llc:ip");
    assert_eq!(columns(105, &f)[..2], ["10.0.0.1", "10.0.0.2"]);
    let lines = labels(105, &f);
    for line in [
        "IEEE 802.11 Data, Flags: .......T",
        "    .000 0000 0010 1100 = Duration: 44 microseconds",
        "    Receiver address: 02:00:00:00:01:00",
        "    Transmitter address: 02:00:00:00:02:00",
        "    Destination address: 02:00:00:00:03:00",
        "    Source address: 02:00:00:00:02:00",
        "    BSS Id: 02:00:00:00:01:00",
        "    STA address: 02:00:00:00:02:00",
        "    0000 0111 0001 .... = Sequence number: 113",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
    }
    survives_cuts(105, &f);
}

#[test]
fn bodies_that_are_no_packets() {
    let null = data(4, 0x11, [AP, STA, AP], &[]);
    assert_eq!(columns(105, &null)[3], "Null function (No data), SN=113, FN=0, Flags=...P...T");
    let fragment = data(0, 0x05, [AP, STA, HOST], &IP);
    assert_eq!(protocols(105, &fragment), "wlan:data");
    let odd = [0x82, 0, 1, 2, 3];
    assert_eq!(columns(105, &odd)[3], "Unknown protocol version: 2");
}

#[test]
fn encrypted_bodies_are_named() {
    let ccmp = data(8, 0x41, [AP, STA, HOST], &[0, 0, 0x21, 0, 0, 0x60, 1, 0, 0, 0, 9, 9]);
    let lines = labels_from(105, &ccmp, "    CCMP parameters");
    assert_eq!(lines[1], "        CCMP Ext. Initialization Vector: 0x000000010021");
    assert_eq!(lines[2], "        Key Index: 1");
    assert_eq!(protocols(105, &ccmp), "wlan:data");
    survives_cuts(105, &ccmp);
    let tkip = data(0, 0x42, [STA, AP, HOST], &[0, 0x20, 1, 0x20, 0, 0, 0, 0, 9, 9]);
    assert_eq!(
        labels_from(105, &tkip, "    TKIP")[1],
        "        TKIP Ext. Initialization Vector: 0x000000000001"
    );
    let wep = data(0, 0x42, [STA, AP, HOST], &[1, 2, 3, 0x40, 9, 9, b'i', b'c', b'v', b'!']);
    let lines = labels_from(105, &wep, "    WEP parameters");
    assert_eq!(
        lines[1..4],
        [
            "        Initialization Vector: 0x010203",
            "        Key Index: 1",
            "        WEP ICV: 0x69637621 (not verified)"
        ]
    );
    survives_cuts(105, &wep);
}

#[test]
fn aggregates_hold_several_packets() {
    let packet = [&HOST[..], &STA, &[0, 28], &IP].concat();
    let body = [&[0x80, 0][..], &packet, &[0, 0], &packet].concat();
    let f = data(8, 1, [AP, STA, HOST], &body);
    assert_eq!(protocols(105, &f), "wlan:llc:ip:llc:ip");
    let lines = labels_from(105, &f, "IEEE 802.11 Aggregate MSDU");
    assert_eq!(lines[1], "    A-MSDU Subframe #1");
    assert!(lines.contains(&"    A-MSDU Subframe #2".into()), "{lines:#?}");
    assert!(lines.contains(&"        A-MSDU Length: 28".into()));
    survives_cuts(105, &f);
}

#[test]
fn management_frames_say_what_they_are_about() {
    let deauthentication = management(12, &[7, 0]);
    let lines = labels_from(105, &deauthentication, "IEEE 802.11 Wireless Management");
    assert_eq!(
        lines[1..],
        [
            "    Fixed parameters (2 bytes)",
            "        Reason code: Class 3 frame received from nonassociated STA (0x0007)"
        ]
    );
    let mut beacon = vec![1, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0x11, 0];
    beacon.extend_from_slice(b"\0\x03net\x01\x02\x82\x96\x03\x01\x06");
    let beacon = management(8, &beacon);
    assert_eq!(
        columns(105, &beacon),
        [
            "02:00:00:00:01:00",
            "ff:ff:ff:ff:ff:ff",
            "802.11",
            "Beacon frame, SN=114, FN=0, Flags=........, BI=100, SSID=\"net\""
        ]
    );
    let lines = labels_from(105, &beacon, "    Tagged parameters (12 bytes)");
    assert_eq!(lines[1], "        Tag: SSID parameter set: \"net\"");
    assert_eq!(lines[5], "        Tag: Supported Rates 1(B), 11(B), [Mbit/sec]");
    assert!(lines.contains(&"            Supported Rates: 11(B) (0x96)".into()));
    survives_cuts(105, &beacon);
    let wildcard = management(4, &[0, 0]);
    assert!(columns(105, &wildcard)[3].ends_with("SSID=Wildcard (Broadcast)"));
}

#[test]
fn security_is_listed() {
    let rsn = b"\x30\x14\x01\x00\x00\x0f\xac\x04\x01\x00\x00\x0f\xac\x04\x01\x00\x00\x0f\xac\x02\x80\x00";
    let f = management(4, rsn);
    let lines = labels_from(105, &f, "        Tag: RSN Information");
    for line in [
        "            Group Cipher Suite: 00:0f:ac (Ieee 802.11) AES (CCM)",
        "            Pairwise Cipher Suite List 00:0f:ac (Ieee 802.11) AES (CCM)",
        "                    Auth Key Management (AKM) type: PSK (2)",
        "                .... .... 1... .... = Management Frame Protection Capable: True",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
    }
    survives_cuts(105, &f);
}

#[test]
fn acknowledgements_name_what_is_missing() {
    let mut f = vec![0x94, 0, 0, 0];
    f.extend([STA, AP].concat());
    f.extend_from_slice(&[5, 0, 0x10, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(columns(105, &f)[..2], ["02:00:00:00:01:00 (TA)", "02:00:00:00:02:00 (RA)"]);
    let lines = labels_from(105, &f, "    Compressed BlockAck Response");
    assert_eq!(lines.last().map(String::as_str), Some("            Missing frame: 1"));
    survives_cuts(105, &f);
    let ack = [&[0xd4, 0, 0, 0][..], &STA].concat();
    assert_eq!(
        columns(105, &ack),
        ["", "02:00:00:00:02:00 (RA)", "802.11", "Acknowledgement, Flags=........"]
    );
}
