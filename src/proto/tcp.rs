//! Transmission Control Protocol (RFC 9293): the header, its columns and what follows from it.
//! Options, sequence analysis and the handing over of payload have files of their own.

pub mod analysis;
pub mod options;
pub mod payload;
mod words;

use crate::base::decimal;
use crate::base::id::{ConversationId, FrameId};
use crate::base::wrapping::Seq;
use crate::dissect::checksum::{self, Sum, Verified};
use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Group, NodeRef, Place, Protocol, Scope, Severity, Span,
};
use crate::field::Names;
use crate::field::def::SET;
use crate::store::segments::{HEADER_LEN, flag};
use crate::store::{Conversation, Direction, Finding, FrameFlags, SegmentFacts, WindowScale};
use std::fmt::{self, Write};
use std::sync::LazyLock;
use words::{Ack, Bits, FlagLetters, FlagNames, Len, USUAL_FLAGS, flags_and_seq};

pub const PROTOCOL: Protocol = Protocol {
    name: "tcp",
    title: "TCP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(6)],
    places: || PLACES,
    dissect,
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

const CHECKSUM_STATUS: Names =
    Names::Table(&[(0, "Bad"), (1, "Good"), (2, "Unverified"), (3, "Not present"), (4, "Illegal")]);
const UNVERIFIED: u8 = 2;
const CHECKSUMS: Verified = Verified {
    value: CHECKSUM,
    status: CHECKSUM_STATUS_FIELD,
    calculated: CHECKSUM_CALCULATED,
    bad: CHECKSUM_BAD,
    title: "Checksum",
    hint: "(maybe caused by \"TCP checksum offload\"?)",
    below: false,
};

crate::fields! { "tcp";
    /// TCP segment (RFC 9293).
    TCP: Protocol = "tcp", "Transmission Control Protocol", None;
    /// Source port.
    SRCPORT: U16 = "tcp.srcport", "Source Port", Dec;
    /// Destination port.
    DSTPORT: U16 = "tcp.dstport", "Destination Port", Dec;
    /// Either port.
    PORT: U16 = "tcp.port", "Source or Destination Port", Dec;
    /// Number of the conversation among those of TCP, from 0.
    STREAM: U32 = "tcp.stream", "Stream index", Dec;
    /// What was seen of the conversation before this segment: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST.
    COMPLETENESS: U8 = "tcp.completeness", "Conversation completeness", Dec;
    /// Bytes of payload on the wire.
    LEN: U32 = "tcp.len", "TCP Segment Len", Dec;
    /// Sequence number, counted from the beginning of the conversation.
    SEQ: U32 = "tcp.seq", "Sequence Number", Dec;
    /// Sequence number as in the header.
    SEQ_RAW: U32 = "tcp.seq_raw", "Sequence Number (raw)", Dec;
    /// Sequence number of what comes after this segment.
    NXTSEQ: U32 = "tcp.nxtseq", "Next Sequence Number", Dec;
    /// Acknowledgement number, counted from the beginning of the conversation.
    ACK: U32 = "tcp.ack", "Acknowledgment Number", Dec;
    /// Acknowledgement number as in the header.
    ACK_RAW: U32 = "tcp.ack_raw", "Acknowledgment number (raw)", Dec;
    /// Length of the header in bytes.
    HDR_LEN: U8 = "tcp.hdr_len", "Header Length", Dec;
    /// All twelve flag bits.
    FLAGS: U16 = "tcp.flags", "Flags", Hex & 0x0fff;
    /// Reserved bits, to be zero.
    FLAGS_RES: Bool = "tcp.flags.res", "Reserved", W12 & 0x0e00, SET;
    /// Accurate ECN (RFC 7560).
    FLAGS_AE: Bool = "tcp.flags.ae", "Accurate ECN", W12 & 0x0100, SET;
    /// Congestion window reduced (RFC 3168).
    FLAGS_CWR: Bool = "tcp.flags.cwr", "Congestion Window Reduced", W12 & 0x0080, SET;
    /// ECN echo (RFC 3168).
    FLAGS_ECE: Bool = "tcp.flags.ece", "ECN-Echo", W12 & 0x0040, SET;
    /// The urgent pointer counts.
    FLAGS_URG: Bool = "tcp.flags.urg", "Urgent", W12 & 0x0020, SET;
    /// The acknowledgement number counts.
    FLAGS_ACK: Bool = "tcp.flags.ack", "Acknowledgment", W12 & 0x0010, SET;
    /// Push: deliver at once.
    FLAGS_PUSH: Bool = "tcp.flags.push", "Push", W12 & 0x0008, SET;
    /// Reset the connection.
    FLAGS_RESET: Bool = "tcp.flags.reset", "Reset", W12 & 0x0004, SET;
    /// Synchronise sequence numbers.
    FLAGS_SYN: Bool = "tcp.flags.syn", "Syn", W12 & 0x0002, SET;
    /// No more data from the sender.
    FLAGS_FIN: Bool = "tcp.flags.fin", "Fin", W12 & 0x0001, SET;
    /// The flags as letters, a dot for each one not set.
    FLAGS_STR: Str = "tcp.flags.str", "TCP Flags", None;
    /// Window as in the header.
    WINDOW_SIZE_VALUE: U16 = "tcp.window_size_value", "Window", Dec;
    /// Window in bytes, scaled where scaling was agreed (RFC 7323).
    WINDOW_SIZE: U32 = "tcp.window_size", "Calculated window size", Dec;
    /// What the window is multiplied by; -1 if not known, -2 if not used.
    WINDOW_SCALE: I32 = "tcp.window_size_scalefactor", "Window size scaling factor", Dec;
    /// Checksum of the segment.
    CHECKSUM: U16 = "tcp.checksum", "Checksum", Hex;
    /// Whether the checksum was verified.
    CHECKSUM_STATUS_FIELD: U8 = "tcp.checksum.status", "Checksum Status", None, CHECKSUM_STATUS;
    /// The checksum that the segment should have.
    CHECKSUM_CALCULATED: U16 = "tcp.checksum_calculated", "Calculated Checksum", Hex;
    /// Marks a wrong checksum.
    CHECKSUM_BAD: Label = "tcp.checksum_bad.expert", "Bad checksum", None;
    /// Offset of the byte after the urgent data.
    URGENT_POINTER: U16 = "tcp.urgent_pointer", "Urgent Pointer", Dec;
    /// Time since the conversation's first frame.
    TIME_RELATIVE: RelativeTime = "tcp.time_relative", "Time since first frame in this TCP stream", None;
    /// Time since the conversation's frame before.
    TIME_DELTA: RelativeTime = "tcp.time_delta", "Time since previous frame in this TCP stream", None;
    /// The payload.
    PAYLOAD: Bytes = "tcp.payload", "TCP payload", None;
    /// Payload that is part of a message put together from several segments.
    SEGMENT_DATA: Bytes = "tcp.segment_data", "TCP segment data", None;
    /// Frame in which the message that begins or goes on here is complete.
    REASSEMBLED_IN: FrameNum = "tcp.reassembled_in", "Reassembled PDU in frame", None;
    /// Text that came with a reset.
    RESET_CAUSE: Str = "tcp.reset_cause", "Reset cause", None;
    /// The header is cut or longer than the segment.
    SHORT_SEGMENT: Label = "tcp.short_segment", "Short segment", None;
    /// The header length is less than the fixed header's.
    BOGUS_HEADER_LENGTH: Label = "tcp.bogus_header_length", "Bogus TCP Header length", None;
    /// A SYN without ACK.
    CONNECTION_SYN: Label = "tcp.connection.syn", "Connection establish request (SYN)", None;
    /// A SYN with ACK.
    CONNECTION_SYNACK: Label = "tcp.connection.synack", "Connection establish acknowledge (SYN+ACK)", None;
    /// A FIN.
    CONNECTION_FIN: Label = "tcp.connection.fin", "Connection finish (FIN)", None;
    /// A reset.
    CONNECTION_RST: Label = "tcp.connection.rst", "Connection reset (RST)", None;
    /// The first FIN of the conversation.
    FIN_ACTIVE: Label = "tcp.connection.fin_active", "This frame initiates the connection closing", None;
    /// A FIN that answers.
    FIN_PASSIVE: Label = "tcp.connection.fin_passive", "This frame undergoes the connection closing", None;
    /// An acknowledgement number where none counts.
    ACK_NONZERO: Label = "tcp.ack.nonzero", "The acknowledgment number field is nonzero while the ACK flag is not set", None;
    /// An urgent pointer where none counts.
    URGENT_NON_ZERO: Label = "tcp.urgent_pointer.non_zero", "The urgent pointer field is nonzero while the URG flag is not set", None;
    /// A SYN-ACK that takes the data of a Fast Open SYN (RFC 7413).
    TFO_ACK: Label = "tcp.analysis.tfo_ack", "TCP SYN-ACK accepting TFO data", None;
    /// A SYN-ACK that leaves the data of a Fast Open SYN.
    TFO_IGNORED: Label = "tcp.analysis.tfo_ignored", "TCP SYN-ACK ignoring TFO data", None;
}

/// The conversation a segment belongs to, as far as it is known.
#[derive(Clone, Copy)]
struct Known<'c> {
    id: ConversationId,
    conversation: &'c Conversation,
    /// Which way the frame goes.
    direction: usize,
    finding: Option<Finding>,
}

impl<'c> Known<'c> {
    /// The stream the frame belongs to (`0`), or the opposite one (`1`).
    fn side(&self, other: usize) -> Option<&'c Direction> {
        self.conversation.flow.as_ref()?.directions.get(self.direction ^ other)
    }

    /// What of it is shown as 0 in that frame.
    fn base(&self, other: usize, frame: FrameId) -> Option<Seq> {
        self.conversation.flow.as_ref()?.base(self.direction ^ other, frame)
    }
}

/// What the parts of the dissection share.
#[derive(Clone, Copy)]
struct Header<'c> {
    ports: [u16; 2],
    flags: u16,
    seq: Seq,
    ack: Seq,
    /// Sequence numbers shown as 0: the sender's, the receiver's. Zero where numbers are shown raw.
    base: [u32; 2],
    /// Payload on the wire; `None` in a quoted packet, where nobody knows.
    len: Option<u32>,
    known: Option<Known<'c>>,
    facts: Option<SegmentFacts>,
    /// Its checksum was verified, and is wrong: nothing is put together from it.
    is_corrupt: bool,
    /// It has options of Multipath TCP.
    has_multipath: bool,
}

impl Header<'_> {
    fn has(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    fn shown_seq(&self) -> u32 {
        self.seq.0.wrapping_sub(self.base[0])
    }

    /// Without the ACK flag the number means nothing and stays as it is.
    fn shown_ack(&self) -> u32 {
        if self.has(flag::ACK) { self.ack.0.wrapping_sub(self.base[1]) } else { self.ack.0 }
    }
}

/// Of the first 20 bytes.
const PLACES: &[Place] = &[
    Place::new(FLAGS.id, 12, 2),
    Place::new(FLAGS_RES.id, 12, 2),
    Place::new(FLAGS_AE.id, 12, 2),
    Place::new(FLAGS_CWR.id, 12, 2),
    Place::new(FLAGS_ECE.id, 12, 2),
    Place::new(FLAGS_URG.id, 12, 2),
    Place::new(FLAGS_ACK.id, 12, 2),
    Place::new(FLAGS_PUSH.id, 12, 2),
    Place::new(FLAGS_RESET.id, 12, 2),
    Place::new(FLAGS_SYN.id, 12, 2),
    Place::new(FLAGS_FIN.id, 12, 2),
    Place::new(WINDOW_SIZE_VALUE.id, 14, 2),
    Place::new(URGENT_POINTER.id, 18, 2),
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let known = known(d);
    let (source, destination) = (c.u16()?, c.u16()?);
    let ports = [source.value, destination.value];
    let [from, to] = ports;
    if !d.quoted {
        d.columns.protocol = PROTOCOL.title.into();
        d.columns.clear_info();
        if let Some(finding) = known.and_then(|k| k.finding) {
            analysis::prefix(d, &finding);
            d.columns.fence_info();
        }
        if let Some(info) = d.columns.info_mut() {
            decimal::push(from, info);
            info.push_str(" → ");
            decimal::push(to, info);
        }
    }
    // Where nobody wants its fields, all that is for the tree alone is passed over.
    let shows = d.tree.wants_any_below(TCP.id, FIELDS.len());
    let layer = d.layer_node();
    if shows {
        if d.settings().choices.tcp_summary {
            d.tree.set_label(layer, format_args!("{}, Src Port: {from}, Dst Port: {to}", TITLE));
        }
        d.tree.leaf(SRCPORT, source);
        d.tree.leaf(DSTPORT, destination);
        d.tree.hidden(PORT, source);
        d.tree.hidden(PORT, destination);
    }
    // An ICMP error need not quote more than eight bytes (RFC 792).
    if d.quoted && start.captured() < HEADER_LEN {
        d.tree.leaf(SEQ, c.u32()?);
        return Ok(());
    }
    let (seq, ack) = (c.u32()?, c.u32()?);
    let (flags, window) = (c.u16()?, c.u16()?);
    let header_len = u32::from(flags.value >> 12) * 4;
    let len = start.left().checked_sub(header_len).filter(|_| !d.quoted);
    let frame = d.frame_id();
    let base = |other: usize| known.and_then(|k| k.base(other, frame)).unwrap_or_default().0;
    let choices = &d.settings().choices;
    let relative = d.settings().relative_sequence_numbers && choices.analyze_tcp;
    let mut header = Header {
        ports,
        flags: flags.value & flag::ALL,
        seq: Seq(seq.value),
        ack: Seq(ack.value),
        base: if relative && len.is_some() { [base(0), base(1)] } else { [0; 2] },
        len,
        known,
        facts: known.and_then(|k| analysis::facts(d, k.id)),
        is_corrupt: false,
        has_multipath: false,
    };
    let scale = known.and_then(|k| k.side(0)).map_or(WindowScale::Unknown, |s| s.window_scale);
    let scaled = match scale {
        WindowScale::Shift(shift) if !header.has(flag::SYN) && len.is_some() => {
            u32::from(window.value) << shift.min(14)
        }
        _ => u32::from(window.value),
    };
    info(d, &header, scaled);
    d.tree.set_span(layer, start.span(header_len.max(HEADER_LEN)));
    let mut length = NodeRef::NONE;
    if shows {
        if d.tree.keeps_labels() && choices.tcp_summary {
            let ack = Ack(header.has(flag::ACK).then_some(header.shown_ack()));
            let (seq, len) = (header.shown_seq(), Len(header.len));
            d.tree.set_label(
                layer,
                format_args!("{TITLE}, Src Port: {from}, Dst Port: {to}, Seq: {seq}{ack}{len}"),
            );
        }
        conversation_fields(d, &header, start.span(0));
        numbers(d, &header, (seq, ack), start.span(0), relative);
        let value = At { value: (header_len & 0xff) as u8, span: flags.span.part(0, 1) };
        let bits = Bits(header_len as u8 / 4);
        let label = format_args!("{bits} = Header Length: {header_len} bytes ({})", header_len / 4);
        length = d.tree.leaf_as(HDR_LEN, value, label);
    }
    if header_len < HEADER_LEN {
        let text = format_args!("Bogus TCP header length ({header_len}, must be at least {HEADER_LEN})");
        d.tree.expert(length, Some(BOGUS_HEADER_LENGTH), Severity::Error, Group::Protocol, text);
        if !d.quoted {
            d.columns.add_info(format_args!(
                ", bogus TCP header length ({header_len}, must be at least {HEADER_LEN})"
            ));
        }
        return Ok(());
    }
    if shows {
        flag_fields(d, &header, flags.span);
        d.tree.leaf(WINDOW_SIZE_VALUE, window);
        d.tree.generated(WINDOW_SIZE, scaled, window.span);
        if !header.has(flag::SYN) {
            scale_field(d, scale, window.span);
        }
    }
    let checksum = c.u16()?;
    let verifies = choices.check_tcp && !d.quoted && !d.fragmented;
    if let Some(whole) = start.peek().get(..start.left() as usize).filter(|_| verifies) {
        let sum = Sum::default().pseudo_header(d.net(), 6, start.left()).over(whole);
        if checksum::show_verified(d, &CHECKSUMS, checksum, sum) {
            add_info(d, format_args!(" [TCP CHECKSUM INCORRECT]"));
            header.is_corrupt = true;
        }
    } else if shows {
        d.tree.leaf_as(CHECKSUM, checksum, format_args!("Checksum: {:#06x} [unverified]", checksum.value));
        d.tree.generated(CHECKSUM_STATUS_FIELD, UNVERIFIED, checksum.span.at_start());
    }
    let urgent = c.u16()?;
    let node = d.tree.leaf(URGENT_POINTER, urgent);
    if header.has(flag::URG) {
        add_info(d, format_args!(" Urg={}", urgent.value));
    } else if urgent.value != 0 {
        let text = "The urgent pointer field is nonzero while the URG flag is not set";
        d.tree.expert(node, Some(URGENT_NON_ZERO), Severity::Note, Group::Protocol, format_args!("{text}"));
    }
    if let Some(len) = header.len
        && !d.quoted
        && let Some(info) = d.columns.info_mut()
    {
        info.push_str(" Len=");
        decimal::push(len, info);
    }
    let area = match c.sub(header_len - HEADER_LEN) {
        Err(_) if d.quoted => c.take(c.left()),
        area => area?,
    };
    if !area.is_empty() {
        header.has_multipath = options::dissect(d, area, &header)?;
    }
    if shows && choices.tcp_times {
        times(d, &header, start.span(0));
    }
    if !d.tree.wants_nothing() && choices.analyze_tcp {
        analysis::show(d, &header, start.span(0));
    }
    if header.has_multipath {
        options::mptcp::show_connection(d, &header, start.span(0));
    }
    if header.len.is_some() {
        payload::dissect(d, c, &header);
    } else if d.quoted && !c.is_empty() && header.ports.contains(&TLS_PORT) {
        // Of a quoted segment it is only said whose it is: most of it is missing.
        d.name_layer("tls", c);
    }
    Ok(())
}

/// Where a segment is TLS's, whatever stands in it.
const TLS_PORT: u16 = 443;

const TITLE: &str = "Transmission Control Protocol";

/// Asks the engine for the segment's conversation, once.
fn known<'c>(d: &mut Dissector<'c>) -> Option<Known<'c>> {
    let (id, conversation, direction) = d.next_conversation()?;
    let flow = conversation.flow.as_ref();
    let analyses = d.settings().choices.analyze_tcp;
    let has = analyses && d.meta().flags.has(FrameFlags::FINDING) && !d.quoted;
    let finding = flow.filter(|_| has).and_then(|f| f.finding(d.frame_id())).copied();
    Some(Known { id, conversation, direction, finding })
}

fn add_info(d: &mut Dissector<'_>, text: fmt::Arguments<'_>) {
    if !d.quoted {
        d.columns.add_info(text);
    }
}

fn info(d: &mut Dissector<'_>, h: &Header<'_>, window: u32) {
    let Some(info) = d.columns.info_mut().filter(|_| !d.quoted) else { return };
    match USUAL_FLAGS.get(usize::from(h.flags)) {
        Some(text) => info.push_str(text),
        None => flags_and_seq(h.flags, info),
    }
    decimal::push(h.shown_seq(), info);
    if h.has(flag::ACK) {
        info.push_str(" Ack=");
        decimal::push(h.shown_ack(), info);
    }
    info.push_str(" Win=");
    decimal::push(window, info);
}

fn conversation_fields(d: &mut Dissector<'_>, h: &Header<'_>, at: Span) {
    if let Some(known) = h.known {
        d.tree.generated(STREAM, known.conversation.stream, at);
        if let Some(facts) = h.facts {
            let seen = facts.completeness;
            let text = analysis::completeness_text(seen);
            let node = d.tree.leaf_as(
                COMPLETENESS,
                At { value: seen, span: at },
                format_args!("Conversation completeness: {text} ({seen})"),
            );
            d.tree.set_flag(node, Flags::GENERATED);
        }
    }
    match h.len {
        Some(len) => {
            d.tree.generated(LEN, len, at);
        }
        None if !d.quoted => {
            let text = "Short segment. Segment/fragment does not contain a full TCP header (might be \
                        NMAP or someone else deliberately sending unusual packets)";
            let node = d.tree.leaf_as(SHORT_SEGMENT, At { value: (), span: at }, format_args!("{text}"));
            d.tree.expert(node, None, Severity::Warn, Group::Malformed, format_args!("{text}"));
        }
        None => {}
    }
}

fn numbers(d: &mut Dissector<'_>, h: &Header<'_>, raw: (At<u32>, At<u32>), at: Span, relative: bool) {
    if !d.tree.wants_any_from(TCP.id, FIELDS.len()) {
        return;
    }
    let (raw_seq, raw_ack) = raw;
    let (seq, ack) = (h.shown_seq(), h.shown_ack());
    if !relative {
        d.tree.leaf(SEQ, raw_seq);
        d.tree.hidden(SEQ_RAW, raw_seq);
    } else {
        let label = format_args!("Sequence Number: {seq}    (relative sequence number)");
        d.tree.leaf_as(SEQ, raw_seq.with(seq), label);
        d.tree.leaf(SEQ_RAW, raw_seq);
    }
    if let Some(len) = h.len {
        let taken = len.wrapping_add(u32::from(h.has(flag::SYN | flag::FIN)));
        let next = seq.wrapping_add(taken);
        let node = d.tree.generated(NXTSEQ, next, at);
        if relative {
            let label = format_args!("Next Sequence Number: {next}    (relative sequence number)");
            d.tree.set_label(node, label);
        }
    }
    let node = d.tree.leaf(ACK, raw_ack.with(ack));
    if !h.has(flag::ACK) {
        d.tree.leaf(ACK_RAW, raw_ack);
        if raw_ack.value != 0 {
            let text = "The acknowledgment number field is nonzero while the ACK flag is not set";
            d.tree.expert(node, Some(ACK_NONZERO), Severity::Note, Group::Protocol, format_args!("{text}"));
        }
        return;
    }
    if relative {
        d.tree.set_label(node, format_args!("Acknowledgment Number: {ack}    (relative ack number)"));
        d.tree.leaf(ACK_RAW, raw_ack);
    } else {
        d.tree.hidden(ACK_RAW, raw_ack);
    }
    let since_syn = h.known.and_then(|k| k.base(1, d.frame_id())).map(|base| h.ack.0.wrapping_sub(base.0));
    if h.has(flag::SYN) && since_syn.is_some_and(|n| n > 1) {
        let text = format_args!("TCP SYN-ACK accepting TFO data");
        d.tree.expert(node, Some(TFO_ACK), Severity::Note, Group::Sequence, text);
    } else if h.has(flag::SYN) && h.facts.is_some_and(|f| f.tfo_data) {
        let text = format_args!("TCP SYN-ACK ignoring TFO data");
        d.tree.expert(node, Some(TFO_IGNORED), Severity::Note, Group::Sequence, text);
    }
}

fn flag_fields(d: &mut Dissector<'_>, h: &Header<'_>, span: Span) {
    if !d.tree.wants_any_from(TCP.id, FIELDS.len()) {
        return;
    }
    let bits = u64::from(h.flags);
    let names = FlagNames(h.flags);
    let whole = At { value: h.flags, span };
    let open = d.tree.open_as(FLAGS, whole, format_args!("Flags: {:#05x} ({names})", h.flags));
    let (high, low) = (At { value: bits, span: span.part(0, 1) }, At { value: bits, span: span.part(1, 1) });
    let reserved = h.flags >> 9;
    let word = if reserved == 0 { "Not set" } else { "Set" };
    d.tree.leaf_as(FLAGS_RES, high, format_args!("{reserved:03b}. .... .... = Reserved: {word}"));
    d.tree.leaf(FLAGS_AE, high);
    for field in [FLAGS_CWR, FLAGS_ECE, FLAGS_URG, FLAGS_ACK, FLAGS_PUSH] {
        d.tree.leaf(field, low);
    }
    let reset = d.tree.leaf(FLAGS_RESET, low);
    let syn = d.tree.leaf(FLAGS_SYN, low);
    let fin = d.tree.leaf(FLAGS_FIN, low);
    let letters = if d.tree.wants(FLAGS_STR.id) {
        let text = FlagLetters(h.flags).to_string();
        let node = d.tree.made_text(FLAGS_STR, &text, span);
        d.tree.set_flag(node, Flags::GENERATED);
        node
    } else {
        crate::dissect::NodeRef::NONE
    };
    let [from, to] = h.ports;
    let sequence = Group::Sequence;
    if h.has(flag::RST) {
        let text = format_args!("Connection reset (RST)");
        d.tree.expert(reset, Some(CONNECTION_RST), Severity::Warn, sequence, text);
    }
    if h.has(flag::SYN) && h.has(flag::ACK) {
        let text = format_args!("Connection establish acknowledge (SYN+ACK): server port {from}");
        d.tree.expert(syn, Some(CONNECTION_SYNACK), Severity::Chat, sequence, text);
    } else if h.has(flag::SYN) {
        let text = format_args!("Connection establish request (SYN): server port {to}");
        d.tree.expert(syn, Some(CONNECTION_SYN), Severity::Chat, sequence, text);
    }
    if h.has(flag::FIN) {
        let text = format_args!("Connection finish (FIN)");
        d.tree.expert(fin, Some(CONNECTION_FIN), Severity::Chat, sequence, text);
        if let Some(facts) = h.facts {
            let (field, text) = if facts.closes_first {
                (FIN_ACTIVE, "This frame initiates the connection closing")
            } else {
                (FIN_PASSIVE, "This frame undergoes the connection closing")
            };
            d.tree.expert(letters, Some(field), Severity::Note, sequence, format_args!("{text}"));
        }
    }
    d.tree.close(open);
}

fn scale_field(d: &mut Dissector<'_>, scale: WindowScale, span: Span) {
    let (factor, word) = match scale {
        WindowScale::Unknown => (-1, " (unknown)"),
        WindowScale::Unused => (-2, " (no window scaling used)"),
        WindowScale::Shift(shift) => (1 << shift.min(14), ""),
    };
    let node = d.tree.generated(WINDOW_SCALE, factor, span);
    d.tree.set_label(node, format_args!("Window size scaling factor: {factor}{word}"));
}

fn times(d: &mut Dissector<'_>, h: &Header<'_>, at: Span) {
    let Some(facts) = h.facts else { return };
    let open = d.tree.open_text(at, format_args!("Timestamps"));
    d.tree.set_flag(open.node(), Flags::GENERATED);
    d.tree.generated(TIME_RELATIVE, facts.time_relative, at);
    d.tree.generated(TIME_DELTA, facts.time_delta, at);
    d.tree.close(open);
}

/// Frames are named by number.
fn number(frame: FrameId) -> u32 {
    frame.number()
}

/// `s`, unless there is one of them.
fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}
