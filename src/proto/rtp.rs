//! RTP: media in real time (RFC 3550). Nothing in a datagram says that it is RTP; it is taken for it where
//! signalling announced it, or Decode As says so.

use super::media_setup::{self, SetupFields};
use super::tables::rtp_payload;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
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
    /// The same, with how often numbers came round, from 1.
    EXTENDED_SEQ: U32 = "rtp.extseq", "Extended sequence number", Dec;
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
    /// All header extensions.
    HEADER_EXTENSIONS: Label = "rtp.hdr_exts", "Header extensions", None;
    /// Four bytes of an extension of another kind.
    HEADER_EXTENSION: U32 = "rtp.hdr_ext", "Header extension", HexDec;
    /// Bits beside the kind of two-byte headers (RFC 8285).
    EXT_BITS: U8 = "rtp.ext.rfc5285.appbits", "Application Bits", Dec;
    /// Number of an extension.
    EXT_ID: U8 = "rtp.ext.rfc5285.id", "Identifier", Dec;
    /// Its bytes.
    EXT_LEN: U8 = "rtp.ext.rfc5285.len", "Length", Dec;
    /// Its data.
    EXT_DATA: Bytes = "rtp.ext.rfc5285.data", "Extension Data", None;
    /// The payload.
    PAYLOAD: Bytes = "rtp.payload", "Payload", None;
    /// The payload, encrypted (RFC 3711).
    SRTP_PAYLOAD: Bytes = "srtp.enc_payload", "SRTP Encrypted Payload", None;
    /// Proves the packet.
    SRTP_TAG: Bytes = "srtp.auth_tag", "SRTP Auth Tag", None;
    /// Bytes that fill up.
    PADDING_DATA: Bytes = "rtp.padding.data", "Padding data", None;
    /// How many they are.
    PADDING_COUNT: U8 = "rtp.padding.count", "Padding count", Dec;
    /// What announced the stream.
    SETUP: Str = "rtp.setup", "Stream setup", None;
    /// The frame that did.
    SETUP_FRAME: FrameNum = "rtp.setup-frame", "Setup frame", None;
    /// By which protocol.
    SETUP_METHOD: Str = "rtp.setup-method", "Setup Method", None;
    /// The call that the stream belongs to.
    CALL_ID: Str = "sip.call_id_generated", "Generated Call-ID", None;
}

const SETUP_FIELDS: SetupFields =
    SetupFields { setup: SETUP, frame: SETUP_FRAME, method: SETUP_METHOD, call_id: CALL_ID };

const VERSION_NAMES: &[(u32, &str)] =
    &[(0, "Old VAT Version"), (1, "First Draft Version"), (2, "RFC 1889 Version")];

/// Bytes of a header without sources and extension.
const HEADER_LEN: usize = 12;

/// Whether bytes are RTP or RTCP, which may share a port: told by the kinds of packets of RTCP,
/// which no payload type may take (RFC 5761 section 4). `None`: neither (RFC 7983 section 7).
pub fn multiplexed(bytes: &[u8]) -> Option<&'static str> {
    const VERSION_2: std::ops::RangeInclusive<u8> = 0x80..=0xbf;
    match bytes {
        [first, 192..=223, _, _, ..] if VERSION_2.contains(first) => Some("rtcp"),
        [first, _, ..] if VERSION_2.contains(first) && bytes.len() >= HEADER_LEN => Some("rtp"),
        _ => None,
    }
}

/// Payload names that somebody takes apart.
const TAKEN_APART: &[(&str, &str)] = &[("telephone-event", "rtpevent")];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.clear_info();
    let end = media_setup::of_frame(d);
    let tag_len = end.announced().and_then(|end| end.tag_len).map(u32::from);
    d.columns.protocol = if tag_len.is_some() { "SRTP" } else { "RTP" }.into();
    if let Some(end) = end.announced() {
        media_setup::show(d, &SETUP_FIELDS, end, c.span(0));
    }
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
    let said = end.format(number).filter(|_| rtp_payload::DYNAMIC.contains(&number));
    let known = || rtp_payload::name(number).unwrap_or_else(|| format!("Unknown ({number})"));
    let name = said.map_or_else(known, str::to_owned);
    d.tree.leaf_as(PAYLOAD_TYPE, second, format_args!("Payload type: {name} ({number})"));
    let seq = c.u16()?;
    d.tree.leaf(SEQ, seq);
    if end.announced().is_some() {
        let extended = u32::from(media_setup::turn_of_frame(d)) << 16 | u32::from(seq.value);
        d.tree.generated(EXTENDED_SEQ, extended, seq.span);
    }
    let time = c.u32()?;
    d.tree.leaf(TIMESTAMP, time);
    let source = c.u32()?;
    d.tree.leaf(SSRC, source);
    let mark = if marked { ", Mark" } else { "" };
    // Several may stand in one segment.
    d.columns.add_info_after(
        ", ",
        format_args!("PT={name}, SSRC=0x{:X}, Seq={}, Time={}{mark}", source.value, seq.value, time.value),
    );
    for _ in 0..first.value & 0x0f {
        d.tree.leaf(CSRC_ITEM, c.u32()?);
    }
    if first.value & 0x10 != 0 {
        let profile = c.u16()?;
        let name = PROFILES.name(profile.value.into()).unwrap_or("Unknown");
        let label = format_args!("Defined by profile: {name} (0x{:04x})", profile.value);
        d.tree.leaf_as(EXT_PROFILE, profile, label);
        let words = c.u16()?;
        d.tree.leaf(EXT_LENGTH, words);
        let extensions = c.sub(4 * u32::from(words.value))?;
        if !extensions.is_empty() {
            let open = d.tree.open(HEADER_EXTENSIONS, At { value: (), span: extensions.rest_span() });
            header_extensions(d, profile.value, extensions)?;
            d.tree.close(open);
        }
    }
    if let Some(tag_len) = tag_len {
        // Padding is encrypted, too.
        let sealed = c.take(c.left().saturating_sub(tag_len));
        if !sealed.is_empty() {
            d.tree.leaf(SRTP_PAYLOAD, At { value: sealed.peek(), span: sealed.rest_span() });
        }
        d.rest_as(SRTP_TAG, &mut c);
        return Ok(());
    }
    let padded = first.value & 0x20 != 0 && c.captured() == c.left();
    let padding = c.peek().last().copied().filter(|_| padded).map_or(0, u32::from).min(c.left());
    let payload = c.take(c.left() - padding);
    let taken_apart = TAKEN_APART.iter().find(|t| said.is_some_and(|said| said.eq_ignore_ascii_case(t.0)));
    match taken_apart {
        _ if payload.is_empty() => {}
        Some((_, protocol)) => d.hand_over(Claim::Named(protocol), payload),
        None => {
            d.tree.leaf(PAYLOAD, At { value: payload.peek(), span: payload.rest_span() });
        }
    }
    if padding > 0 {
        d.tree.leaf(PADDING_DATA, c.bytes(padding - 1)?);
        d.tree.leaf(PADDING_COUNT, c.u8()?);
    }
    Ok(())
}

const PROFILES: Names = Names::Table(&[(0x0067, "ED137"), (0x0167, "ED137A")]);
/// Profiles of RFC 8285: elements with headers of one byte, and of two, which have four bits of their own.
const ONE_BYTE: u16 = 0xbede;
const TWO_BYTE: u16 = 0x1000;
/// With headers of one byte: nothing follows.
const STOP: u8 = 15;

fn header_extensions(d: &mut Dissector<'_>, profile: u16, mut c: Cursor<'_>) -> Result<(), Cut> {
    let two = profile & 0xfff0 == TWO_BYTE;
    while !c.is_empty() && !d.tree.truncated {
        if profile != ONE_BYTE && !two {
            d.tree.leaf(HEADER_EXTENSION, c.u32()?);
            continue;
        }
        let zeros = c.peek().iter().take_while(|b| **b == 0).count() as u32;
        if zeros > 0 {
            d.tree.leaf(PADDING_DATA, c.bytes(zeros)?);
            continue;
        }
        let start = c;
        let first = c.u8()?;
        let (id, len) = match two {
            true => (first, c.u8()?),
            false => (first.with(first.value >> 4), first.with((first.value & 15) + 1)),
        };
        if !two && id.value == STOP {
            return Ok(());
        }
        let data = c.bytes(len.value.into())?;
        let title = if two { "Two" } else { "One" };
        let label = format_args!("RFC 5285 Header Extension ({title}-Byte Header)");
        let open = d.tree.open_text(c.since(&start), label);
        if two {
            d.tree.leaf(EXT_BITS, first.with((profile & 15) as u8));
        }
        d.tree.leaf(EXT_ID, id);
        d.tree.leaf(EXT_LEN, len);
        if !data.value.is_empty() {
            d.tree.leaf(EXT_DATA, data);
        }
        d.tree.close(open);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::told_alone;

    #[test]
    fn header_extensions_are_taken_apart() {
        let lines = |profile: &[u8], elements: &[u8]| {
            let head = [&[0x90, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3], profile, &[0, (elements.len() / 4) as u8]];
            let packet = [&head.concat(), elements, b"rest"].concat();
            let (_, lines) = told_alone("rtp", &packet, "    Header extensions");
            lines.iter().map(|l| l.trim().to_owned()).collect::<Vec<_>>()
        };
        let one = lines(&[0xbe, 0xde], &[0x21, 1, 2, 0, 0x30, 9, 0xf0, 7]);
        let kind = "RFC 5285 Header Extension (One-Byte Header)";
        let first = [kind, "Identifier: 2", "Length: 2", "Extension Data: 0102", "Padding data: 00"];
        assert_eq!(one[1..6], first);
        assert_eq!(one[6..], [kind, "Identifier: 3", "Length: 1", "Extension Data: 09", "Payload: 72657374"]);
        let two = lines(&[0x10, 3], &[5, 1, 8, 0]);
        let kind = "RFC 5285 Header Extension (Two-Byte Header)";
        assert_eq!(two[1..5], [kind, "Application Bits: 3", "Identifier: 5", "Length: 1"]);
        assert_eq!(lines(&[1, 1], &[0, 0, 1, 0])[1], "Header extension: 0x00000100 (256)");
    }

    #[test]
    fn headers_and_payloads() {
        let mut packet =
            vec![0xb1, 0x80, 0, 1, 0, 0, 0, 160, 0, 0, 0x5e, 0xed, 0, 0, 0, 9, 0, 1, 0, 1, 1, 2, 3, 4];
        packet.extend_from_slice(&[0xd5, 0xd5, 0, 2]);
        let (info, lines) = told_alone("rtp", &packet, "Real-Time");
        assert_eq!(info, "PT=ITU-T G.711 PCMU, SSRC=0x5EED, Seq=1, Time=160, Mark");
        for line in [
            "    1... .... = Marker: True",
            "    Payload type: ITU-T G.711 PCMU (0)",
            "    Synchronization Source identifier: 0x00005eed (24301)",
            "    Payload: d5d5",
            "    Padding count: 2",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
    }
}
