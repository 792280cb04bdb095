//! RTCP: what the ends of a media stream tell each other about it (RFC 3550 section 6).

use super::media_setup::{self, SetupFields};
use crate::base::time::{Precision, Timestamp, Zone};
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, Heuristic, Over, Protocol, Severity};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "rtcp",
    title: "RTCP",
    fields: FIELDS,
    heuristics: &[Heuristic { over: Over::Udp, accepts: |_, c| accepts(c.peek()) }],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "rtcp";
    /// What the ends of a media stream tell each other about it (RFC 3550 section 6).
    RTCP: Protocol = "rtcp", "Real-time Transport Control Protocol", None;
    /// The packets fill the datagram.
    LENGTH_CHECK: Bool = "rtcp.length_check", "RTCP frame length check", None;
    /// Version of the protocol.
    VERSION: U8 = "rtcp.version", "Version", Dec & 0xc0, Names::Table(VERSION_NAMES);
    /// Padding stands at the end.
    PADDING: Bool = "rtcp.padding", "Padding", W8 & 0x20;
    /// Reports that follow.
    REPORT_COUNT: U8 = "rtcp.rc", "Reception report count", Dec & 0x1f;
    /// Sources that follow.
    SOURCE_COUNT: U8 = "rtcp.sc", "Source count", Dec & 0x1f;
    /// Kind of feedback about transport.
    FEEDBACK_TYPE: U8 = "rtcp.rtpfb.fmt", "RTCP Feedback message type (FMT)", Dec & 0x1f, Names::Table(FEEDBACK_TYPE_NAMES);
    /// Kind of feedback about payload.
    PAYLOAD_FEEDBACK_TYPE: U8 = "rtcp.psfb.fmt", "RTCP Feedback message type (FMT)", Dec & 0x1f, Names::Table(PAYLOAD_FEEDBACK_TYPE_NAMES);
    /// Kind of an application's message.
    SUBTYPE: U8 = "rtcp.app.subtype", "Subtype", Dec & 0x1f;
    /// Kind of packet.
    PACKET_TYPE: U8 = "rtcp.pt", "Packet type", Dec, Names::Table(PACKET_TYPE_NAMES);
    /// Words of four bytes, less one.
    LENGTH: U16 = "rtcp.length", "Length", Dec;
    /// Who sends the report.
    SENDER: U32 = "rtcp.senderssrc", "Sender SSRC", HexDec;
    /// Time of the report, seconds.
    NTP_HIGH: U32 = "rtcp.timestamp.ntp.msw", "Timestamp, MSW", DecHex;
    /// Time of the report, fraction.
    NTP_LOW: U32 = "rtcp.timestamp.ntp.lsw", "Timestamp, LSW", DecHex;
    /// Time of the report.
    NTP: AbsoluteTime = "rtcp.timestamp.ntp", "MSW and LSW as NTP timestamp", None;
    /// The same on the payload's clock.
    RTP_TIME: U32 = "rtcp.timestamp.rtp", "RTP timestamp", Dec;
    /// Packets sent so far.
    PACKETS: U32 = "rtcp.sender.packetcount", "Sender's packet count", Dec;
    /// Bytes sent so far.
    OCTETS: U32 = "rtcp.sender.octetcount", "Sender's octet count", Dec;
    /// Who is spoken of.
    SSRC: U32 = "rtcp.ssrc.identifier", "Identifier", HexDec;
    /// Share of packets lost since the last report, of 256.
    FRACTION: U8 = "rtcp.ssrc.fraction", "Fraction lost", Dec;
    /// Packets lost so far.
    LOST: I32 = "rtcp.ssrc.cum_nr", "Cumulative number of packets lost", Dec;
    /// Highest number received, with how often it began anew.
    HIGHEST: U32 = "rtcp.ssrc.ext_high", "Extended highest sequence number received", Dec;
    /// How often it began anew.
    CYCLES: U16 = "rtcp.ssrc.high_cycles", "Sequence number cycles count", Dec;
    /// Highest number received.
    HIGHEST_SEQ: U16 = "rtcp.ssrc.high_seq", "Highest sequence number received", Dec;
    /// How much packets come out of step.
    JITTER: U32 = "rtcp.ssrc.jitter", "Interarrival jitter", Dec;
    /// Time of the last report received.
    LAST_SR: U32 = "rtcp.ssrc.lsr", "Last SR timestamp", DecHex;
    /// How long ago that was, in units of 1/65536 second.
    DELAY: U32 = "rtcp.ssrc.dlsr", "Delay since last SR timestamp", Dec;
    /// What the item tells.
    ITEM_TYPE: U8 = "rtcp.sdes.type", "Type", Dec, Names::Table(ITEM_TYPE_NAMES);
    /// Bytes of the item.
    ITEM_LENGTH: U32 = "rtcp.sdes.length", "Length", Dec;
    /// What it says.
    ITEM_TEXT: Str = "rtcp.sdes.text", "Text", None;
    /// Name of the application's message.
    APP_NAME: Str = "rtcp.app.name", "Name (ASCII)", None;
    /// What it says.
    APP_DATA: Bytes = "rtcp.app.data", "Application specific data", None;
    /// Stream that feedback speaks of.
    MEDIA: U32 = "rtcp.mediassrc", "Media source SSRC", HexDec;
    /// What the feedback says.
    FCI: Bytes = "rtcp.fci", "Feedback Control Information (FCI)", None;
    /// What follows the first source, encrypted (RFC 3711).
    SECURE_PAYLOAD: Label = "srtcp.encrypted_payload", "Encrypted RTCP Payload - not dissected", None;
    /// Whether it is encrypted.
    SECURE_FLAG: Bool = "srtcp.e", "SRTCP E flag", W32 & 0x8000_0000;
    /// Number of the packet.
    SECURE_INDEX: U32 = "srtcp.index", "SRTCP Index", DecHex & 0x7fff_ffff;
    /// Proves the packet.
    SECURE_TAG: Bytes = "srtcp.auth_tag", "SRTCP Auth Tag", None;
    /// What announced the stream.
    SETUP: Str = "rtcp.setup", "Stream setup", None;
    /// The frame that did.
    SETUP_FRAME: FrameNum = "rtcp.setup-frame", "Setup frame", None;
    /// By which protocol.
    SETUP_METHOD: Str = "rtcp.setup-method", "Setup Method", None;
    /// The call that the stream belongs to.
    CALL_ID: Str = "sip.call_id_generated", "Generated Call-ID", None;
}

const SETUP_FIELDS: SetupFields =
    SetupFields { setup: SETUP, frame: SETUP_FRAME, method: SETUP_METHOD, call_id: CALL_ID };

const VERSION_NAMES: &[(u32, &str)] =
    &[(0, "Old VAT Version"), (1, "First Draft Version"), (2, "RFC 1889 Version")];
const FEEDBACK_TYPE_NAMES: &[(u32, &str)] = &[
    (1, "Generic negative acknowledgement (NACK)"),
    (3, "Temporary Maximum Media Stream Bit Rate Request (TMMBR)"),
    (4, "Temporary Maximum Media Stream Bit Rate Notification (TMMBN)"),
    (15, "Transport-wide Congestion Control (Transport-cc)"),
    (31, "Reserved for future extensions"),
];
const PAYLOAD_FEEDBACK_TYPE_NAMES: &[(u32, &str)] = &[
    (1, "Picture Loss Indication"),
    (2, "Slice Loss Indication"),
    (3, "Reference Picture Selection Indication"),
    (4, "Full Intra Request (FIR) Command"),
    (5, "Temporal-Spatial Trade-off Request (TSTR)"),
    (6, "Temporal-Spatial Trade-off Notification (TSTN)"),
    (7, "Video Back Channel Message (VBCM)"),
    (15, "Application Layer Feedback"),
    (31, "Reserved for future extensions"),
];
const PACKET_TYPE_NAMES: &[(u32, &str)] = &[
    (192, "Full Intra-frame Request (H.261)"),
    (193, "Negative Acknowledgement (H.261)"),
    (194, "SMPTE time-code mapping"),
    (195, "Extended inter-arrival jitter report"),
    (200, "Sender Report"),
    (201, "Receiver Report"),
    (202, "Source description"),
    (203, "Goodbye"),
    (204, "Application specific"),
    (205, "Generic RTP Feedback"),
    (206, "Payload-specific Feedback"),
    (207, "Extended report (RFC 3611)"),
    (208, "AVB RTCP packet (IEEE1733)"),
    (209, "Receiver Summary Information"),
    (210, "Port Mapping"),
];
const ITEM_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "END"),
    (1, "CNAME (user and domain)"),
    (2, "NAME (common name)"),
    (3, "EMAIL (e-mail address)"),
    (4, "PHONE (phone number)"),
    (5, "LOC (geographic location)"),
    (6, "TOOL (name/version of source app)"),
    (7, "NOTE (note about source)"),
    (8, "PRIV (private extensions)"),
    (9, "H323-CADDR (H.323 callable address)"),
    (10, "Application Specific Identifier"),
];

/// Kinds of packets.
mod kind {
    pub const SENDER_REPORT: u8 = 200;
    pub const RECEIVER_REPORT: u8 = 201;
    pub const DESCRIPTION: u8 = 202;
    pub const GOODBYE: u8 = 203;
    pub const APPLICATION: u8 = 204;
    pub const TRANSPORT_FEEDBACK: u8 = 205;
    pub const PAYLOAD_FEEDBACK: u8 = 206;
    pub const LAST: u8 = 207;
}
const HEADER_LEN: usize = 4;

/// Packets of known kinds that fill the datagram.
fn accepts(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let [first, kind, high, low, ..] = *rest {
        let len = 4 * (usize::from(u16::from_be_bytes([high, low])) + 1);
        if first >> 6 != 2 || !(kind::SENDER_REPORT..=kind::LAST).contains(&kind) || len > rest.len() {
            return false;
        }
        rest = rest.get(len..).unwrap_or(&[]);
    }
    rest.is_empty() && bytes.len() > HEADER_LEN
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "RTCP".into();
    d.columns.clear_info();
    let total = c.left();
    let end = media_setup::of_frame(d);
    if let Some((end, tag_len)) = end.announced().and_then(|end| Some((end, end.tag_len?))) {
        d.columns.protocol = "SRTCP".into();
        media_setup::show(d, &SETUP_FIELDS, end, c.span(0));
        return secure(d, tag_len.into(), c);
    }
    if !d.columns.info().is_empty() {
        d.columns.add_info(format_args!(", "));
    }
    let mut first = true;
    while !c.is_empty() {
        let whole = c;
        let head = { c }.array::<4>()?;
        let words = u32::from(u16::from_be_bytes([head.value[2], head.value[3]])) + 1;
        if !first {
            d.another_node(RTCP, whole.span(4 * words));
        }
        first = false;
        let layer = d.layer_node();
        d.tree.set_span(layer, whole.span(4 * words));
        if let Some(end) = end.announced() {
            media_setup::show(d, &SETUP_FIELDS, end, whole.span(0));
        }
        packet(d, c.sub(4 * words)?)?;
    }
    let label = format_args!("RTCP frame length check: OK - {total} bytes");
    let node = d.tree.leaf_as(LENGTH_CHECK, At { value: 1u64, span: c.span(0) }, label);
    d.tree.set_flag(node, Flags::GENERATED);
    Ok(())
}

/// SRTCP (RFC 3711 section 3.4): behind the first source everything is encrypted, if the flag near the end says so.
fn secure(d: &mut Dissector<'_>, tag_len: u32, mut c: Cursor<'_>) -> Result<(), Cut> {
    const INDEX_LEN: u32 = 4;
    // The short tag is for RTP alone (RFC 3711 section 5.2); that of GCM is part of what is encrypted.
    let tag_len = if tag_len == 0 { 0 } else { FULL_TAG_LEN };
    let mut content = c.take(c.left().saturating_sub(INDEX_LEN + tag_len));
    let is_encrypted = c.peek().first().is_some_and(|first| first & 0x80 != 0);
    let name = content.peek().get(1).and_then(|kind| Names::Table(PACKET_TYPE_NAMES).name((*kind).into()));
    if is_encrypted {
        // Ends where the first source does: that it is cut there is no fault.
        packet(d, content.sub(content.left().min(SECURE_CLEAR_LEN))?).ok();
        if !content.is_empty() {
            let node = d.tree.leaf(SECURE_PAYLOAD, At { value: (), span: content.rest_span() });
            let text = format_args!("Encrypted RTCP Payload - not dissected");
            d.tree.expert(node, None, Severity::Warn, Group::Undecoded, text);
        }
    } else {
        packet(d, content)?;
    }
    let layer = d.layer_node();
    let name = name.unwrap_or("Unknown");
    d.tree.set_label(layer, format_args!("Secure Real-time Transport Control Protocol ({name})"));
    let word = c.u32()?;
    d.tree.leaf(SECURE_FLAG, word.map(u64::from));
    d.tree.leaf(SECURE_INDEX, word);
    d.rest_as(SECURE_TAG, &mut c);
    Ok(())
}

/// Bytes that SRTCP leaves in the clear, and of its tag.
const SECURE_CLEAR_LEN: u32 = 8;
const FULL_TAG_LEN: u32 = 10;

fn packet(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let first = c.u8()?;
    let count = first.value & 0x1f;
    let packet_type = c.u8()?;
    let name = Names::Table(PACKET_TYPE_NAMES).name(packet_type.value.into()).unwrap_or("Unknown");
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("Real-time Transport Control Protocol ({name})"));
    d.tree.leaf(VERSION, first);
    d.tree.leaf(PADDING, first.map(u64::from));
    let field = match packet_type.value {
        kind::SENDER_REPORT | kind::RECEIVER_REPORT => REPORT_COUNT,
        kind::APPLICATION => SUBTYPE,
        kind::TRANSPORT_FEEDBACK => FEEDBACK_TYPE,
        kind::PAYLOAD_FEEDBACK => PAYLOAD_FEEDBACK_TYPE,
        _ => SOURCE_COUNT,
    };
    d.tree.leaf(field, first);
    d.tree.leaf(PACKET_TYPE, packet_type);
    let len = c.u16()?;
    let bytes = (u32::from(len.value) + 1) * 4;
    d.tree.leaf_as(LENGTH, len, format_args!("Length: {} ({bytes} bytes)", len.value));
    d.columns.add_info(format_args!("{name}   "));
    match packet_type.value {
        kind::SENDER_REPORT => {
            d.tree.leaf(SENDER, c.u32()?);
            let (high, low) = (c.u32()?, c.u32()?);
            d.tree.leaf(NTP_HIGH, high);
            d.tree.leaf(NTP_LOW, low);
            ntp_time(d, high, low);
            d.tree.leaf(RTP_TIME, c.u32()?);
            d.tree.leaf(PACKETS, c.u32()?);
            d.tree.leaf(OCTETS, c.u32()?);
            reports(d, count, &mut c)
        }
        kind::RECEIVER_REPORT => {
            d.tree.leaf(SENDER, c.u32()?);
            reports(d, count, &mut c)
        }
        kind::DESCRIPTION => descriptions(d, count, &mut c),
        kind::GOODBYE => {
            for _ in 0..count {
                d.tree.leaf(SSRC, c.u32()?);
            }
            Ok(())
        }
        kind::APPLICATION => {
            d.tree.leaf(SSRC, c.u32()?);
            let name = c.bytes(4)?;
            d.tree.leaf(APP_NAME, name);
            d.rest_as(APP_DATA, &mut c);
            Ok(())
        }
        kind::TRANSPORT_FEEDBACK | kind::PAYLOAD_FEEDBACK => {
            d.tree.leaf(SENDER, c.u32()?);
            d.tree.leaf(MEDIA, c.u32()?);
            d.rest_as(FCI, &mut c);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Both halves of a time as one.
fn ntp_time(d: &mut Dissector<'_>, high: At<u32>, low: At<u32>) {
    /// Seconds between 1900 and 1970.
    const EPOCH: i64 = 2_208_988_800;
    let nanos = (i64::from(low.value) * 1_000_000_000) >> 32;
    let time = Timestamp::from_parts(i64::from(high.value) - EPOCH, nanos);
    let span = high.span.to(low.span);
    let mut text = String::from("MSW and LSW as NTP timestamp: ");
    let _ = time.write_absolute(&mut text, Precision::NANOS, Zone::Utc);
    let node = d.tree.leaf_as(NTP, At { value: time, span }, format_args!("{text}"));
    d.tree.set_flag(node, Flags::GENERATED);
}

/// What is told of sources that were received.
fn reports(d: &mut Dissector<'_>, count: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    for number in 1..=count {
        let open = d.tree.open_text(c.span(24), format_args!("Source {number}"));
        d.tree.leaf(SSRC, c.u32()?);
        let contents = d.tree.open_text(c.span(4), format_args!("SSRC contents"));
        let fraction = c.u8()?;
        d.tree.leaf_as(FRACTION, fraction, format_args!("Fraction lost: {} / 256", fraction.value));
        // 24 bits with a sign.
        let lost = c.u24()?.map(|v| (v << 8).cast_signed() >> 8);
        d.tree.leaf(LOST, lost);
        d.tree.close(contents);
        let highest = c.u32()?;
        let inner = d.tree.open(HIGHEST, highest);
        let [cycles, seq] = [highest.value >> 16, highest.value & 0xffff].map(|v| v as u16);
        d.tree.leaf(CYCLES, At { value: cycles, span: highest.span.part(0, 2) });
        d.tree.leaf(HIGHEST_SEQ, At { value: seq, span: highest.span.part(2, 2) });
        d.tree.close(inner);
        d.tree.leaf(JITTER, c.u32()?);
        d.tree.leaf(LAST_SR, c.u32()?);
        let delay = c.u32()?;
        let millis = u64::from(delay.value) * 1000 / 65_536;
        let label = format_args!("Delay since last SR timestamp: {} ({millis} milliseconds)", delay.value);
        d.tree.leaf_as(DELAY, delay, label);
        d.tree.close(open);
    }
    Ok(())
}

/// What sources are called.
fn descriptions(d: &mut Dissector<'_>, count: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const END: u8 = 0;
    for number in 1..=count {
        let start = *c;
        let source = c.u32()?;
        let label = format_args!("Chunk {number}, SSRC/CSRC 0x{:X}", source.value);
        let open = d.tree.open_text(source.span, label);
        d.tree.leaf(SSRC, source);
        let items = d.tree.open_text(c.span(0), format_args!("SDES items"));
        loop {
            let item = c.u8()?;
            d.tree.leaf(ITEM_TYPE, item);
            if item.value == END {
                break;
            }
            let len = c.u8()?;
            d.tree.leaf(ITEM_LENGTH, len);
            let text = c.bytes(len.value.into())?;
            d.tree.leaf(ITEM_TEXT, text);
        }
        d.tree.close(items);
        d.tree.close(open);
        // Each fills up to four bytes.
        let used = start.left() - c.left();
        c.take(used.next_multiple_of(4) - used);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn packets_follow_each_other() {
        let report = [
            &[0x81, 201, 0, 7, 0, 0, 0xca, 0xfe, 0, 0, 0x5e, 0xed, 5, 0xff, 0xff, 0xff][..],
            &[0, 1, 0, 2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 1, 0, 0],
        ]
        .concat();
        let names = [&[0x81, 202, 0, 3, 0, 0, 0x5e, 0xed, 1, 2][..], b"me\0\0\0\0"].concat();
        let f = over_udp(5001, 6001, &[report, names].concat());
        assert_eq!(columns(101, &f)[2..], ["RTCP", "Receiver Report   Source description   "]);
        let lines = labels_from(101, &f, "Real-time Transport Control Protocol (Receiver Report)");
        for line in [
            "            Fraction lost: 5 / 256",
            "            Cumulative number of packets lost: -1",
            "            Sequence number cycles count: 1",
            "        Delay since last SR timestamp: 65536 (1000 milliseconds)",
            "            Text: me",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &f);
        // A length that goes beyond the datagram.
        let other = over_udp(5001, 6001, &[0x80, 200, 0, 9, 1, 2, 3, 4]);
        assert_eq!(columns(101, &other)[2], "UDP");
    }
}
