//! The frame as captured: numbers, times, lengths, interface. Hands the bytes to the link layer.

use crate::base::id::FrameId;
use crate::base::time::{Duration, Timestamp};
use crate::capfile::{LinkType, PacketOptions, Verdict};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity, Span};
use crate::field::def::{Bytes, Held, SET};
use crate::field::{Field, Names};
use crate::proto::plain;
use crate::proto::tables::encapsulation::ENCAPSULATIONS;
use crate::store::FrameFlags;
use md5::{Digest, Md5};

pub const PROTOCOL: Protocol = Protocol {
    name: "frame",
    title: "Frame",
    fields: FIELDS,
    claims: &[Claim::Named("frame")],
    // It names layers behind it itself, where they are plain (`plain.rs`).
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "frame";
    /// A frame of the capture.
    FRAME: Protocol = "frame", "Frame", None;
    /// Number of the section of the file the frame stands in, from 1; pcap files have none.
    SECTION_NUMBER: U32 = "frame.section_number", "Section number", Dec;
    /// Number of the interface the frame was captured on, counted over the file.
    INTERFACE_ID: U32 = "frame.interface_id", "Interface id", Dec;
    /// Name of that interface.
    INTERFACE_NAME: Str = "frame.interface_name", "Interface name", None;
    /// What the file says of that interface.
    INTERFACE_DESCRIPTION: Str = "frame.interface_description", "Interface description", None;
    /// Kind of link layer, by Wireshark's own number.
    ENCAP_TYPE: I16 = "frame.encap_type", "Encapsulation type", Dec, Names::Func(encapsulation_name);
    /// When the frame was captured, in the zone of this machine.
    TIME: AbsoluteTime = "frame.time", "Arrival Time", Dec;
    /// Marks a time whose part of a second is longer than one.
    TIME_INVALID: Label = "frame.time_invalid", "Arrival Time: Fractional second out of range (0-1000000000)", None;
    /// Correction that the user made to the time.
    OFFSET_SHIFT: RelativeTime = "frame.offset_shift", "Time shift for this packet", None;
    /// Seconds since 1970-01-01 00:00 UTC.
    TIME_EPOCH: RelativeTime = "frame.time_epoch", "Epoch Time", None;
    /// Seconds since the frame before this one.
    TIME_DELTA: RelativeTime = "frame.time_delta", "Time delta from previous captured frame", None;
    /// Seconds since the frame displayed before this one.
    TIME_DELTA_DISPLAYED: RelativeTime = "frame.time_delta_displayed", "Time delta from previous displayed frame", None;
    /// Seconds since the first frame.
    TIME_RELATIVE: RelativeTime = "frame.time_relative", "Time since reference or first frame", None;
    /// Number of the frame, from 1.
    NUMBER: U32 = "frame.number", "Frame Number", Dec;
    /// Bytes on the wire.
    LEN: U32 = "frame.len", "Frame length on the wire", Dec;
    /// Bytes captured.
    CAP_LEN: U32 = "frame.cap_len", "Frame length stored into the capture file", Dec;
    /// MD5 of the frame's bytes, with `-o frame.generate_md5_hash:TRUE`.
    MD5_HASH: Str = "frame.md5_hash", "Frame MD5 Hash", None;
    /// Where the frame's bytes stand in the file, with `-o frame.show_file_off:TRUE`.
    FILE_OFFSET: I64 = "frame.file_off", "File Offset", Dec;
    /// Name of the colouring rule that matched; a script has no colours.
    COLORING_RULE_NAME: Str = "frame.coloring_rule.name", "Coloring Rule Name", None;
    /// The filter of that rule.
    COLORING_RULE_STRING: Str = "frame.coloring_rule.string", "Coloring Rule String", None;
    /// What the capturing program wrote of the packet (pcapng).
    PACKET_FLAGS: U32 = "frame.packet_flags", "Packet flags", Hex;
    /// Whether it was sent or received.
    PACKET_FLAGS_DIRECTION: U32 = "frame.packet_flags_direction", "Direction", Hex & 0x3, Names::Table(PACKET_FLAGS_DIRECTION_NAMES);
    /// How it was addressed.
    PACKET_FLAGS_RECEPTION_TYPE: U32 = "frame.packet_flags_reception_type", "Reception type", Dec & 0x1c, Names::Table(PACKET_FLAGS_RECEPTION_TYPE_NAMES);
    /// Bytes of its check sequence.
    PACKET_FLAGS_FCS_LENGTH: U32 = "frame.packet_flags_fcs_length", "FCS length", Dec & 0x1e0;
    /// Bits without a meaning.
    PACKET_FLAGS_RESERVED: U32 = "frame.packet_flags_reserved", "Reserved", Dec & 0xfe00;
    /// An error of the link.
    PACKET_FLAGS_CRC_ERROR: Bool = "frame.packet_flags_crc_error", "CRC error", W32 & 0x1000000, SET;
    /// An error of the link.
    PACKET_FLAGS_PACKET_TOO_ERROR: Bool = "frame.packet_flags_packet_too_error", "Packet too long error", W32 & 0x2000000, SET;
    /// An error of the link.
    PACKET_FLAGS_PACKET_TOO_SHORT_ERROR: Bool = "frame.packet_flags_packet_too_short_error", "Packet too short error", W32 & 0x4000000, SET;
    /// An error of the link.
    PACKET_FLAGS_WRONG_INTER_FRAME_GAP_ERROR: Bool = "frame.packet_flags_wrong_inter_frame_gap_error", "Wrong interframe gap error", W32 & 0x8000000, SET;
    /// An error of the link.
    PACKET_FLAGS_UNALIGNED_FRAME_ERROR: Bool = "frame.packet_flags_unaligned_frame_error", "Unaligned frame error", W32 & 0x10000000, SET;
    /// An error of the link.
    PACKET_FLAGS_START_FRAME_DELIMITER_ERROR: Bool = "frame.packet_flags_start_frame_delimiter_error", "Start frame delimiter error", W32 & 0x20000000, SET;
    /// An error of the link.
    PACKET_FLAGS_PREAMBLE_ERROR: Bool = "frame.packet_flags_preamble_error", "Preamble error", W32 & 0x40000000, SET;
    /// An error of the link.
    PACKET_FLAGS_SYMBOL_ERROR: Bool = "frame.packet_flags_symbol_error", "Symbol error", W32 & 0x80000000, SET;
    /// Queue of the interface.
    INTERFACE_QUEUE: U32 = "frame.interface_queue", "Interface queue", Dec;
    /// The same for copies of one packet on several interfaces.
    PACKET_ID: U64 = "frame.packet_id", "Packet id", Dec;
    /// What became of the packet.
    VERDICT: Str = "frame.verdict", "Verdict", None;
    /// In words of the hardware's own.
    VERDICT_HARDWARE: Bytes = "frame.verdict.hw", "Hardware", None;
    /// What an eBPF program returned at `tc`.
    VERDICT_TC: I64 = "frame.verdict.ebpf_tc", "eBPF TC", Dec;
    /// What an eBPF program returned at XDP.
    VERDICT_XDP: I64 = "frame.verdict.ebpf_xdp", "eBPF XDP", Dec;
    /// Of a kind that nobody knows.
    VERDICT_UNKNOWN: Bytes = "frame.verdict.unknown", "Unknown", None;
    /// Frames of the interface that were lost before this one.
    DROP_COUNT: U64 = "frame.drop_count", "Drop Count", Dec;
    /// Whether the frame was sent or received.
    P2P_DIR: I8 = "frame.p2p_dir", "Point-to-Point Direction", Dec;
    /// Number of the link; nothing here knows.
    LINK_NR: U16 = "frame.link_nr", "Link Number", Dec;
    /// Relative times count from this frame on.
    REFERENCE: Label = "frame.ref_time", "This is a Time Reference frame", None;
    /// The user marked the frame.
    MARKED: Bool = "frame.marked", "Frame is marked", None;
    /// The user asked not to dissect the frame.
    IGNORED: Bool = "frame.ignored", "Frame is ignored", None;
    /// Protocols met, from the outside.
    PROTOCOLS: Str = "frame.protocols", "Protocols in frame", None;
}

/// Bytes that stand before a packet's own: of a pcap record, of an enhanced packet block.
const PCAP_RECORD_HEADER_LEN: u64 = 16;
const EPB_HEADER_LEN: u64 = 28;

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let frame = d.frame_id();
    let link_type = d.interface().map_or(LinkType(u32::MAX), |i| i.link_type).0;
    let ignored = d.settings().annotations.ignored.contains(frame);
    if d.tree.wants_any_from(FRAME.id, FIELDS.len()) {
        shown(d, &c, link_type, ignored);
    }
    if ignored {
        d.columns.set_info(format_args!("<Ignored>"));
        return Ok(());
    }
    if !plain::hand_over(d, link_type, &c) {
        d.hand_over(Claim::LinkType(link_type), c);
    }
    Ok(())
}

fn shown(d: &mut Dissector<'_>, c: &Cursor<'_>, link_type: u32, ignored: bool) {
    let frame = d.frame_id();
    let at = c.span(0);
    let (len, captured) = (c.left(), c.captured());
    let (flags, options) = match wants_options(d) {
        true => d.capture().packet_options(frame).unwrap_or_default(),
        false => Default::default(),
    };
    head(d, frame, len, captured, flags);
    let section = d.capture().interface(frame).map_or(0, |i| i.section);
    if section > 0 {
        d.tree.leaf(SECTION_NUMBER, At { value: section, span: at });
    }
    interface(d, frame, at);
    if let Some(queue) = options.queue().and_then(|queue| u32::try_from(queue).ok()) {
        d.tree.leaf(INTERFACE_QUEUE, At { value: queue, span: at });
    }
    if let Some(flags) = flags {
        packet_flags(d, flags, at);
    }
    if let Some(id) = options.packet_id() {
        d.tree.leaf(PACKET_ID, At { value: id, span: at });
    }
    verdicts(d, &options, at);
    if d.tree.wants(ENCAP_TYPE.id) {
        encapsulation(d, link_type, at);
    }
    times(d, frame, at);
    d.tree.leaf(NUMBER, At { value: d.number(frame), span: at });
    length(d, LEN, "Frame Length", len, at);
    length(d, CAP_LEN, "Capture Length", captured, at);
    if let Some(count) = options.drop_count() {
        d.tree.leaf(DROP_COUNT, At { value: count, span: at });
    }
    let choices = d.settings().choices;
    if choices.frame_md5 && d.tree.wants(MD5_HASH.id) {
        let hash = Md5::digest(c.peek());
        let text: String = hash.iter().map(|b| format!("{b:02x}")).collect();
        let node = d.tree.made_text(MD5_HASH, &text, at);
        d.tree.set_flag(node, crate::dissect::Flags::GENERATED);
    }
    let notes = &d.settings().annotations;
    d.tree.generated(MARKED, u64::from(notes.marked.contains(frame)), at);
    d.tree.generated(IGNORED, u64::from(ignored), at);
    if choices.file_offset {
        // Of the record or the block, as far as its header stands before the bytes.
        let header_len = if section > 0 { EPB_HEADER_LEN } else { PCAP_RECORD_HEADER_LEN };
        let offset = d.meta().offset().saturating_sub(header_len);
        let label = format_args!("File Offset: {offset} ({offset:#x})");
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        d.tree.leaf_as(FILE_OFFSET, At { value: offset, span: at }, label);
    }
    if let Some((number, name)) = flags.and_then(direction) {
        let label = format_args!("Point-to-Point Direction: {name} ({number})");
        d.tree.leaf_as(P2P_DIR, At { value: number, span: at }, label);
    }
    let node = d.tree.made_text(PROTOCOLS, "", at);
    d.tree.set_flag(node, crate::dissect::Flags::GENERATED);
    d.set_protocols_node(node);
}

/// Whether anything is wanted that only the options of the packet tell.
fn wants_options(d: &Dissector<'_>) -> bool {
    let count = usize::from(P2P_DIR.id.0 - PACKET_FLAGS.id.0) + 1;
    d.tree.keeps_labels() || d.tree.wants_any_from(PACKET_FLAGS.id, count)
}

/// Whether the packet was received (1) or sent (0), by its flags.
fn direction(flags: u32) -> Option<(i8, &'static str)> {
    match flags & 0x3 {
        1 => Some((1, "Received")),
        2 => Some((0, "Sent")),
        _ => None,
    }
}

/// What became of the packet: a line, and each verdict behind it.
fn verdicts(d: &mut Dissector<'_>, options: &PacketOptions, at: Span) {
    if options.verdicts().next().is_none() {
        return;
    }
    let names = options.verdicts().map(|verdict| match verdict {
        Verdict::Hardware(_) => "Hardware (0)",
        Verdict::TrafficControl(_) => "eBPF_TC (1)",
        Verdict::ExpressDataPath(_) => "eBPF_XDP (2)",
        Verdict::Unknown(_) => "Unknown",
    });
    let label = format!("Verdict: {}", names.collect::<Vec<_>>().join(", "));
    let node = d.tree.made_text(VERDICT, "", at);
    d.tree.set_label(node, format_args!("{label}"));
    let open = d.tree.enter(node);
    for verdict in options.verdicts() {
        match verdict {
            Verdict::Hardware(bytes) => words(d, VERDICT_HARDWARE, "Hardware", bytes, at),
            Verdict::TrafficControl(action) => {
                let name = action_name(TRAFFIC_CONTROL_ACTIONS, action);
                let label = format_args!("eBPF TC: {name} ({action})");
                d.tree.leaf_as(VERDICT_TC, At { value: action, span: at }, label)
            }
            Verdict::ExpressDataPath(action) => {
                let label = format_args!("eBPF XDP: {} ({action})", action_name(XDP_ACTIONS, action));
                d.tree.leaf_as(VERDICT_XDP, At { value: action, span: at }, label)
            }
            Verdict::Unknown(bytes) => words(d, VERDICT_UNKNOWN, "Unknown", bytes, at),
        };
    }
    d.tree.close(open);
}

fn packet_flags(d: &mut Dissector<'_>, flags: u32, at: Span) {
    let at = At { value: flags, span: at };
    let open = d.tree.open(PACKET_FLAGS, at);
    for field in
        [PACKET_FLAGS_DIRECTION, PACKET_FLAGS_RECEPTION_TYPE, PACKET_FLAGS_FCS_LENGTH, PACKET_FLAGS_RESERVED]
    {
        d.tree.leaf(field, at);
    }
    for field in [
        PACKET_FLAGS_CRC_ERROR,
        PACKET_FLAGS_PACKET_TOO_ERROR,
        PACKET_FLAGS_PACKET_TOO_SHORT_ERROR,
        PACKET_FLAGS_WRONG_INTER_FRAME_GAP_ERROR,
        PACKET_FLAGS_UNALIGNED_FRAME_ERROR,
        PACKET_FLAGS_START_FRAME_DELIMITER_ERROR,
        PACKET_FLAGS_PREAMBLE_ERROR,
        PACKET_FLAGS_SYMBOL_ERROR,
    ] {
        d.tree.leaf(field, at.map(u64::from));
    }
    d.tree.close(open);
}

fn action_name(names: &[(i64, &'static str)], action: i64) -> &'static str {
    names.iter().find(|(number, _)| *number == action).map_or("Unknown", |(_, name)| name)
}

/// Bytes of a verdict, which stand in the file and not in the frame.
fn words(d: &mut Dissector<'_>, field: Field<Bytes>, title: &str, bytes: &[u8], at: Span) -> NodeRef {
    let held: Held = d.tree.keep(bytes).into();
    let shown = bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ");
    d.tree.leaf_as(field, At { value: held, span: at }, format_args!("{title}: {shown}"))
}

/// The line of the layer.
fn head(d: &mut Dissector<'_>, frame: FrameId, len: u32, captured: u32, flags: Option<u32>) {
    if !d.tree.keeps_labels() {
        return;
    }
    let layer = d.layer_node();
    if !d.settings().choices.bits_of_frame {
        let (s, t) = (plural(len), plural(captured));
        let number = d.number(frame);
        let label = format_args!("Frame {number}: {len} byte{s} on wire, {captured} byte{t} captured");
        d.tree.set_label(layer, label);
    } else {
        d.tree.set_label(
            layer,
            format_args!(
                "Frame {}: {len} byte{} on wire ({} bits), {captured} byte{} captured ({} bits)",
                d.number(frame),
                plural(len),
                u64::from(len) * 8,
                plural(captured),
                u64::from(captured) * 8,
            ),
        );
    }
    if let Some((id, name)) = interface_name(d, frame) {
        d.append(layer, format_args!(" on interface {name}, id {id}"));
    }
    match flags.map(|flags| flags & 0x3) {
        Some(1) => d.append(layer, format_args!(" (inbound)")),
        Some(2) => d.append(layer, format_args!(" (outbound)")),
        _ => {}
    }
}

/// Names of encapsulations, by Wireshark's own numbers.
fn encapsulation_name(number: u64) -> Option<&'static str> {
    ENCAPSULATIONS.iter().find(|e| u64::try_from(e.1) == Ok(number)).map(|e| e.2)
}

fn plural(count: u32) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The first bytes of a pcapng file (draft-ietf-opsawg-pcapng section 4.1). Its packets always
/// name an interface; a pcap file knows none.
const PCAPNG: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// Number and name of the frame's interface, if the file has interfaces at all.
fn interface_name<'c>(d: &Dissector<'c>, frame: FrameId) -> Option<(u16, &'c str)> {
    let capture = d.capture();
    let interface = capture.interface(frame)?;
    let name = interface.name.as_deref().or(interface.description.as_deref());
    if name.is_none() && !capture.bytes.starts_with(&PCAPNG) {
        return None;
    }
    Some((capture.frame(frame)?.interface, name.unwrap_or("unknown")))
}

fn interface(d: &mut Dissector<'_>, frame: FrameId, at: Span) {
    let Some((id, name)) = interface_name(d, frame) else { return };
    let label = format_args!("Interface id: {id} ({name})");
    let open = d.tree.open_as(INTERFACE_ID, At { value: u32::from(id), span: at }, label);
    d.tree.made_text(INTERFACE_NAME, name, at);
    if let Some(text) = d.capture().interface(frame).and_then(|i| i.description.as_deref()) {
        d.tree.made_text(INTERFACE_DESCRIPTION, text, at);
    }
    d.tree.close(open);
}

fn encapsulation(d: &mut Dissector<'_>, link_type: u32, at: Span) {
    let found = ENCAPSULATIONS.binary_search_by_key(&link_type, |e| e.0).ok();
    let (number, name) = found.and_then(|i| ENCAPSULATIONS.get(i)).map_or((0, "Unknown"), |e| (e.1, e.2));
    let label = format_args!("Encapsulation type: {name} ({number})");
    d.tree.leaf_as(ENCAP_TYPE, At { value: number, span: at }, label);
}

fn times(d: &mut Dissector<'_>, frame: FrameId, at: Span) {
    const ALL: [crate::field::FieldId; 7] = [
        TIME.id,
        TIME_INVALID.id,
        OFFSET_SHIFT.id,
        TIME_EPOCH.id,
        TIME_DELTA.id,
        TIME_DELTA_DISPLAYED.id,
        TIME_RELATIVE.id,
    ];
    let meta = d.meta();
    if meta.flags.has(FrameFlags::TIMELESS) || !d.tree.wants_any(&ALL) {
        return;
    }
    let capture = d.capture();
    let time_of =
        |id: FrameId| capture.frame(id).filter(|m| !m.flags.has(FrameFlags::TIMELESS)).map(|m| m.time);
    let since = |earlier: Option<Timestamp>| earlier.map_or(Duration(0), |t| meta.time.since(t));
    let before = d.settings().annotations.before(frame).and_then(time_of);
    let notes = &d.settings().annotations;
    let shown = notes.time(meta.time);
    let time = d.tree.leaf(TIME, At { value: shown, span: at });
    if let Some(nanos) = capture.overlong_fraction_nanos(frame) {
        let text = format_args!(
            "Arrival Time: Fractional second {nanos} is invalid, the valid range is 0-1000000000"
        );
        d.tree.expert(time, Some(TIME_INVALID), Severity::Note, Group::Sequence, text);
    }
    d.tree.generated(OFFSET_SHIFT, notes.shift, at);
    if d.settings().choices.epoch_time {
        d.tree.leaf(TIME_EPOCH, At { value: Duration(shown.0), span: at });
    }
    d.tree.generated(TIME_DELTA, since(before), at);
    let displayed = d.displayed_before.map_or(before, |shown| shown.and_then(time_of));
    d.tree.generated(TIME_DELTA_DISPLAYED, since(displayed), at);
    d.tree.generated(TIME_RELATIVE, since(notes.begin_of(frame, time_of)), at);
    if notes.references.contains(frame) {
        d.tree.generated(REFERENCE, (), at);
    }
}

fn length(
    d: &mut Dissector<'_>,
    field: crate::field::Field<crate::field::def::U32>,
    title: &str,
    len: u32,
    at: Span,
) {
    let at = At { value: len, span: at };
    if d.settings().choices.bits_of_frame {
        let label = format_args!("{title}: {len} byte{} ({} bits)", plural(len), u64::from(len) * 8);
        d.tree.leaf_as(field, at, label);
    } else {
        d.tree.leaf_as(field, at, format_args!("{title}: {len} byte{}", plural(len)));
    }
}

const TRAFFIC_CONTROL_ACTIONS: &[(i64, &str)] = &[
    (-1, "TC_ACT_UNSPEC"),
    (0, "TC_ACT_OK"),
    (1, "TC_ACT_RECLASSIFY"),
    (2, "TC_ACT_SHOT"),
    (3, "TC_ACT_PIPE"),
    (4, "TC_ACT_STOLEN"),
    (5, "TC_ACT_QUEUED"),
    (6, "TC_ACT_REPEAT"),
    (7, "TC_ACT_REDIRECT"),
    (8, "TC_ACT_TRAP"),
];
const XDP_ACTIONS: &[(i64, &str)] =
    &[(0, "XDP_ABORTED"), (1, "XDP_DROP"), (2, "XDP_PASS"), (3, "XDP_TX"), (4, "XDP_REDIRECT")];
const PACKET_FLAGS_DIRECTION_NAMES: &[(u32, &str)] = &[(0, "Unknown"), (1, "Inbound"), (2, "Outbound")];
const PACKET_FLAGS_RECEPTION_TYPE_NAMES: &[(u32, &str)] =
    &[(0, "Not specified"), (1, "Unicast"), (2, "Multicast"), (3, "Broadcast"), (4, "Promiscuous")];
