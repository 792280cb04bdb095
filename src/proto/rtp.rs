//! RTP: media in real time (RFC 3550). Nothing in a datagram says that it is RTP; it is taken for it where
//! Decode As says so.

use crate::dissect::{Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol =
    Protocol { name: "rtp", title: "RTP", fields: FIELDS, dissect, ..Protocol::EMPTY };

crate::fields! { "rtp";
    /// Media in real time (RFC 3550).
    RTP: Protocol = "rtp", "Real-Time Transport Protocol", None;
    /// Version of the protocol.
    VERSION: U8 = "rtp.version", "Version", Dec & 0xc0, Names::Table(VERSION_NAMES);
    /// Padding stands at the end.
    PADDING: Bool = "rtp.padding", "Padding", W8 & 0x20;
    /// A header extension follows.
    EXTENSION: Bool = "rtp.ext", "Extension", W8 & 0x10;
    /// Contributing sources.
    CSRC_COUNT: U8 = "rtp.cc", "Contributing source identifiers count", Dec & 0x0f;
    /// An event, as the payload's profile says: the beginning of talk, the end of a picture.
    MARKER: Bool = "rtp.marker", "Marker", W8 & 0x80;
    /// What the payload is.
    PAYLOAD_TYPE: U8 = "rtp.p_type", "Payload type", Dec & 0x7f;
    /// Number of the packet.
    SEQ: U16 = "rtp.seq", "Sequence number", Dec;
    /// When the payload was sampled, on the payload's clock.
    TIMESTAMP: U32 = "rtp.timestamp", "Timestamp", Dec;
    /// Who sends the stream.
    SSRC: U32 = "rtp.ssrc", "Synchronization Source identifier", HexDec;
    /// Who contributed to the stream.
    CSRC_ITEM: U32 = "rtp.csrc.item", "CSRC item", HexDec;
    /// Kind of header extension.
    EXT_PROFILE: U16 = "rtp.ext.profile", "Defined by profile", HexDec;
    /// Words of four bytes of it.
    EXT_LENGTH: U16 = "rtp.ext.len", "Extension length", Dec;
    /// The payload.
    PAYLOAD: Bytes = "rtp.payload", "Payload", None;
    /// Bytes that fill up.
    PADDING_DATA: Bytes = "rtp.padding.data", "Padding data", None;
    /// How many they are.
    PADDING_COUNT: U8 = "rtp.padding.count", "Padding count", Dec;
}

const VERSION_NAMES: &[(u32, &str)] =
    &[(0, "Old VAT Version"), (1, "First Draft Version"), (2, "RFC 1889 Version")];

/// Payloads that have numbers of their own (RFC 3551 section 6).
const PAYLOADS: Names = Names::Table(&[
    (0, "ITU-T G.711 PCMU"),
    (1, "USA Federal Standard FS-1016"),
    (2, "ITU-T G.721"),
    (3, "GSM 06.10"),
    (4, "ITU-T G.723"),
    (5, "DVI4 8000 samples/s"),
    (6, "DVI4 16000 samples/s"),
    (7, "Experimental linear predictive encoding from Xerox PARC"),
    (8, "ITU-T G.711 PCMA"),
    (9, "ITU-T G.722"),
    (10, "16-bit uncompressed audio, stereo"),
    (11, "16-bit uncompressed audio, monaural"),
    (12, "Qualcomm Code Excited Linear Predictive coding"),
    (13, "Comfort noise"),
    (14, "MPEG-I/II Audio"),
    (15, "ITU-T G.728"),
    (16, "DVI4 11025 samples/s"),
    (17, "DVI4 22050 samples/s"),
    (18, "ITU-T G.729"),
    (19, "Comfort noise (old)"),
    (25, "Sun CellB video encoding"),
    (26, "JPEG-compressed video"),
    (28, "'nv' program"),
    (31, "ITU-T H.261"),
    (32, "MPEG-I/II Video"),
    (33, "MPEG-II transport streams"),
    (34, "ITU-T H.263"),
]);

/// `ITU-T G.711 PCMU`, or the number with what the profile leaves to those who talk.
fn payload_name(number: u8) -> String {
    match PAYLOADS.name(number.into()) {
        Some(name) => name.to_string(),
        None if number >= 96 => format!("DynamicRTP-Type-{number}"),
        None => format!("Unknown ({number})"),
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "RTP".into();
    d.columns.clear_info();
    let first = c.u8()?;
    let bits = first.map(u64::from);
    d.tree.leaf(VERSION, first);
    d.tree.leaf(PADDING, bits);
    d.tree.leaf(EXTENSION, bits);
    d.tree.leaf(CSRC_COUNT, first);
    let second = c.u8()?;
    let marked = second.value & 0x80 != 0;
    d.tree.leaf(MARKER, second.map(u64::from));
    let number = second.value & 0x7f;
    let name = payload_name(number);
    let mut picture = String::from(".");
    for bit in (0..7).rev() {
        picture.push(if number >> bit & 1 == 1 { '1' } else { '0' });
        if bit == 4 {
            picture.push(' ');
        }
    }
    d.tree.leaf_as(PAYLOAD_TYPE, second, format_args!("{picture} = Payload type: {name} ({number})"));
    let seq = c.u16()?;
    d.tree.leaf(SEQ, seq);
    let time = c.u32()?;
    d.tree.leaf(TIMESTAMP, time);
    let source = c.u32()?;
    d.tree.leaf(SSRC, source);
    let mark = if marked { ", Mark" } else { "" };
    d.columns.set_info(format_args!(
        "PT={name}, SSRC=0x{:X}, Seq={}, Time={}{mark}",
        source.value, seq.value, time.value
    ));
    for _ in 0..first.value & 0x0f {
        d.tree.leaf(CSRC_ITEM, c.u32()?);
    }
    if first.value & 0x10 != 0 {
        d.tree.leaf(EXT_PROFILE, c.u16()?);
        let words = c.u16()?;
        d.tree.leaf(EXT_LENGTH, words);
        c.skip(4 * u32::from(words.value))?;
    }
    let padded = first.value & 0x20 != 0 && c.captured() == c.left();
    let padding = c.peek().last().copied().filter(|_| padded).map_or(0, u32::from).min(c.left());
    let payload = c.take(c.left() - padding).rest();
    if !payload.value.is_empty() {
        d.tree.leaf(PAYLOAD, payload);
    }
    if padding > 0 {
        d.tree.leaf(PADDING_DATA, c.bytes(padding - 1)?);
        d.tree.leaf(PADDING_COUNT, c.u8()?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    #[test]
    fn headers_and_payloads() {
        let mut packet =
            vec![0xb1, 0x80, 0, 1, 0, 0, 0, 160, 0, 0, 0x5e, 0xed, 0, 0, 0, 9, 0, 1, 0, 1, 1, 2, 3, 4];
        packet.extend_from_slice(&[0xd5, 0xd5, 0, 2]);
        let (info, lines) = told_alone("rtp", &packet, "Real-Time");
        assert_eq!(info, "PT=ITU-T G.711 PCMU, SSRC=0x5EED, Seq=1, Time=160, Mark");
        for line in [
            "    1... .... = Marker: True",
            "    .000 0000 = Payload type: ITU-T G.711 PCMU (0)",
            "    Synchronization Source identifier: 0x00005eed (24301)",
            "    Payload: d5d5",
            "    Padding count: 2",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
    }
}
