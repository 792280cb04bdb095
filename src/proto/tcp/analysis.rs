//! The `[SEQ/ACK analysis]` of a segment: findings of the index, and numbers found by playing the
//! conversation through the analysis once more, which is done only if somebody wants them.

use super::{Header, number};
use crate::base::id::ConversationId;
use crate::dissect::{At, Dissector, Flags, Group, Protocol, Severity, Span};
use crate::field::{Field, FieldId, def};
use crate::store::tcp_analysis::completeness;
use crate::store::{Finding, Findings, SegmentFacts};

pub const PROTOCOL: Protocol =
    Protocol { name: "tcp.analysis", title: "TCP analysis", fields: FIELDS, ..Protocol::EMPTY };

crate::fields! { "tcp.analysis";
    /// The segment was compared with the others of its conversation.
    ANALYSIS: Label = "tcp.analysis", "SEQ/ACK analysis", None;
    /// The segment that this one acknowledges.
    ACKS_FRAME: FrameNum = "tcp.analysis.acks_frame", "This is an ACK to the segment in frame", None;
    /// Time since that segment.
    ACK_RTT: RelativeTime = "tcp.analysis.ack_rtt", "The RTT to ACK the segment was", None;
    /// From the SYN to the first acknowledgement after it.
    INITIAL_RTT: RelativeTime = "tcp.analysis.initial_rtt", "iRTT", None;
    /// Bytes sent and not yet acknowledged.
    BYTES_IN_FLIGHT: U32 = "tcp.analysis.bytes_in_flight", "Bytes in flight", Dec;
    /// Bytes sent since the last PSH.
    PUSH_BYTES_SENT: U32 = "tcp.analysis.push_bytes_sent", "Bytes sent since last PSH flag", Dec;
    /// The analysis found something.
    FLAGS: Label = "tcp.analysis.flags", "TCP Analysis Flags", None;
    /// Time since the segment was first sent.
    RTO: RelativeTime = "tcp.analysis.rto", "The RTO for this segment was", None;
    /// The frame that time is counted from.
    RTO_FRAME: FrameNum = "tcp.analysis.rto_frame", "RTO based on delta from frame", None;
    /// The acknowledgement was sent before.
    DUPLICATE_ACK: Label = "tcp.analysis.duplicate_ack", "Duplicate ACK", None;
    /// How often it was repeated.
    DUPLICATE_ACK_NUM: U32 = "tcp.analysis.duplicate_ack_num", "Duplicate ACK #", Dec;
    /// The frame it repeats.
    DUPLICATE_ACK_FRAME: FrameNum = "tcp.analysis.duplicate_ack_frame", "Duplicate to the ACK in frame", None;
    /// Sent again.
    RETRANSMISSION: Label = "tcp.analysis.retransmission", "This frame is a (suspected) retransmission", None;
    /// Sent again soon after duplicate acknowledgements.
    FAST_RETRANSMISSION: Label = "tcp.analysis.fast_retransmission", "This frame is a (suspected) fast retransmission", None;
    /// Sent again although it was acknowledged.
    SPURIOUS_RETRANSMISSION: Label = "tcp.analysis.spurious_retransmission", "This frame is a (suspected) spurious retransmission", None;
    /// Came after segments that follow it.
    OUT_OF_ORDER: Label = "tcp.analysis.out_of_order", "This frame is a (suspected) out-of-order segment", None;
    /// A SYN on the ports of an earlier conversation.
    REUSED_PORTS: Label = "tcp.analysis.reused_ports", "A new tcp session is started with the same ports as an earlier session in this trace", None;
    /// Segments before this one are missing.
    LOST_SEGMENT: Label = "tcp.analysis.lost_segment", "Previous segment(s) not captured (common at capture start)", None;
    /// Acknowledges a segment that is missing.
    ACK_LOST_SEGMENT: Label = "tcp.analysis.ack_lost_segment", "ACKed segment that wasn't captured (common at capture start)", None;
    /// Changes nothing but the window.
    WINDOW_UPDATE: Label = "tcp.analysis.window_update", "TCP window update", None;
    /// Fills the receiver's window to its end.
    WINDOW_FULL: Label = "tcp.analysis.window_full", "TCP window specified by the receiver is now completely full", None;
    /// Asks whether the other side is alive.
    KEEP_ALIVE: Label = "tcp.analysis.keep_alive", "TCP keep-alive segment", None;
    /// Answers that.
    KEEP_ALIVE_ACK: Label = "tcp.analysis.keep_alive_ack", "ACK to a TCP keep-alive segment", None;
    /// One byte into a closed window.
    ZERO_WINDOW_PROBE: Label = "tcp.analysis.zero_window_probe", "TCP Zero Window Probe", None;
    /// The sender takes nothing at present.
    ZERO_WINDOW: Label = "tcp.analysis.zero_window", "TCP Zero Window segment", None;
    /// Answers a probe.
    ZERO_WINDOW_PROBE_ACK: Label = "tcp.analysis.zero_window_probe_ack", "ACK to a TCP Zero Window Probe", None;
    /// Bytes sent again differ from those sent before.
    OVERLAP_CONFLICT: Bool = "tcp.segment.overlap.conflict", "Conflicting data in segment overlap", None;
}

/// How a finding is shown.
struct Shown {
    what: Findings,
    /// Put before the Info text.
    prefix: &'static str,
    field: Field<def::Label>,
    severity: Severity,
    text: &'static str,
}

/// In the order of the reference; what comes later stands further left in the Info text.
const SHOWN: &[Shown] = &[
    shown(
        Findings::REUSED_PORTS,
        "[TCP Port numbers reused] ",
        REUSED_PORTS,
        Severity::Note,
        "A new tcp session is started with the same ports as an earlier session in this trace",
    ),
    shown(
        Findings::RETRANSMISSION,
        "[TCP Retransmission] ",
        RETRANSMISSION,
        Severity::Note,
        RETRANSMISSION_TEXT,
    ),
    shown(
        Findings::FAST_RETRANSMISSION,
        "[TCP Fast Retransmission] ",
        FAST_RETRANSMISSION,
        Severity::Note,
        "This frame is a (suspected) fast retransmission",
    ),
    shown(
        Findings::SPURIOUS_RETRANSMISSION,
        "[TCP Spurious Retransmission] ",
        SPURIOUS_RETRANSMISSION,
        Severity::Note,
        "This frame is a (suspected) spurious retransmission",
    ),
    shown(
        Findings::OUT_OF_ORDER,
        "[TCP Out-Of-Order] ",
        OUT_OF_ORDER,
        Severity::Warn,
        "This frame is a (suspected) out-of-order segment",
    ),
    shown(
        Findings::LOST_SEGMENT,
        "[TCP Previous segment not captured] ",
        LOST_SEGMENT,
        Severity::Warn,
        "Previous segment(s) not captured (common at capture start)",
    ),
    shown(
        Findings::ACK_LOST_SEGMENT,
        "[TCP ACKed unseen segment] ",
        ACK_LOST_SEGMENT,
        Severity::Warn,
        "ACKed segment that wasn't captured (common at capture start)",
    ),
    shown(
        Findings::WINDOW_UPDATE,
        "[TCP Window Update] ",
        WINDOW_UPDATE,
        Severity::Chat,
        "TCP window update",
    ),
    shown(
        Findings::WINDOW_FULL,
        "[TCP Window Full] ",
        WINDOW_FULL,
        Severity::Warn,
        "TCP window specified by the receiver is now completely full",
    ),
    shown(Findings::KEEP_ALIVE, "[TCP Keep-Alive] ", KEEP_ALIVE, Severity::Note, "TCP keep-alive segment"),
    shown(
        Findings::KEEP_ALIVE_ACK,
        "[TCP Keep-Alive ACK] ",
        KEEP_ALIVE_ACK,
        Severity::Note,
        "ACK to a TCP keep-alive segment",
    ),
    shown(Findings::DUPLICATE_ACK, "", DUPLICATE_ACK, Severity::Note, ""),
    shown(
        Findings::ZERO_WINDOW_PROBE,
        "[TCP ZeroWindowProbe] ",
        ZERO_WINDOW_PROBE,
        Severity::Note,
        "TCP Zero Window Probe",
    ),
    shown(Findings::ZERO_WINDOW, "[TCP ZeroWindow] ", ZERO_WINDOW, Severity::Warn, "TCP Zero Window segment"),
    shown(
        Findings::ZERO_WINDOW_PROBE_ACK,
        "[TCP ZeroWindowProbeAck] ",
        ZERO_WINDOW_PROBE_ACK,
        Severity::Note,
        "ACK to a TCP Zero Window Probe",
    ),
];

const RETRANSMISSION_TEXT: &str = "This frame is a (suspected) retransmission";

const fn shown(
    what: Findings,
    prefix: &'static str,
    field: Field<def::Label>,
    severity: Severity,
    text: &'static str,
) -> Shown {
    Shown { what, prefix, field, severity, text }
}

/// Numbers that need the conversation's other segments.
const FROM_FACTS: &[FieldId] = &[
    super::COMPLETENESS.id,
    super::TIME_RELATIVE.id,
    super::TIME_DELTA.id,
    super::FIN_ACTIVE.id,
    super::FIN_PASSIVE.id,
    super::TFO_IGNORED.id,
    ANALYSIS.id,
    ACKS_FRAME.id,
    ACK_RTT.id,
    INITIAL_RTT.id,
    BYTES_IN_FLIGHT.id,
    PUSH_BYTES_SENT.id,
    RTO.id,
    RTO_FRAME.id,
];

/// The facts about the frame, if anything is wanted that needs them.
pub(super) fn facts(d: &Dissector<'_>, id: ConversationId) -> Option<SegmentFacts> {
    if d.quoted || !d.tree.wants_any(FROM_FACTS) {
        return None;
    }
    let capture = d.capture();
    let mut facts = capture.tcp_facts.of(capture, id, d.frame_id())?;
    if d.settings().whole_conversations
        && let Some((completeness, initial_rtt)) = capture.tcp_facts.at_end(capture, id)
    {
        (facts.completeness, facts.initial_rtt) = (completeness, initial_rtt);
    }
    Some(facts)
}

/// Writes the findings at the beginning of the Info text.
pub(super) fn prefix(d: &mut Dissector<'_>, finding: &Finding) {
    for shown in SHOWN.iter().rev().filter(|s| finding.what.has(s.what)) {
        if shown.what == Findings::DUPLICATE_ACK {
            let (of, count) = (d.number(finding.duplicate_of), finding.duplicate_count);
            d.columns.add_info(format_args!("[TCP Dup ACK {of}#{count}] "));
        } else {
            d.columns.add_info(format_args!("{}", shown.prefix));
        }
    }
}

pub(super) fn show(d: &mut Dissector<'_>, h: &Header<'_>, at: Span) {
    let finding = h.known.and_then(|k| k.finding);
    if finding.is_none() && !h.facts.is_some_and(|f| f.analysed) {
        return;
    }
    let node = d.tree.leaf(ANALYSIS, At { value: (), span: at });
    d.tree.set_flag(node, Flags::GENERATED);
    let open = d.tree.enter(node);
    if let Some(facts) = &h.facts {
        if let Some((frame, rtt)) = facts.acked {
            d.tree.generated(ACKS_FRAME, number(frame), at);
            if rtt.0 != 0 {
                d.tree.generated(ACK_RTT, rtt, at);
            }
        }
        if facts.initial_rtt.0 != 0 {
            d.tree.generated(INITIAL_RTT, facts.initial_rtt, at);
        }
        if facts.in_flight != 0 && d.settings().choices.bytes_in_flight {
            d.tree.generated(BYTES_IN_FLIGHT, facts.in_flight, at);
            d.tree.generated(PUSH_BYTES_SENT, facts.push_bytes, at);
        }
    }
    if let Some(finding) = finding {
        findings(d, h, &finding, at);
    }
    d.tree.close(open);
}

fn findings(d: &mut Dissector<'_>, h: &Header<'_>, finding: &Finding, at: Span) {
    let node = d.tree.leaf(FLAGS, At { value: (), span: at });
    d.tree.set_flag(node, Flags::GENERATED);
    let open = d.tree.enter(node);
    let duplicate = finding.what.has(Findings::DUPLICATE_ACK);
    if duplicate {
        let label = format_args!("This is a TCP duplicate ack");
        let node = d.tree.leaf_as(DUPLICATE_ACK, At { value: (), span: at }, label);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    for shown in SHOWN.iter().filter(|s| finding.what.has(s.what) && !s.text.is_empty()) {
        let text = format_args!("{}", shown.text);
        d.tree.expert(node, Some(shown.field), shown.severity, Group::Sequence, text);
    }
    let again = Findings(Findings::FAST_RETRANSMISSION.0 | Findings::SPURIOUS_RETRANSMISSION.0);
    if finding.what.has(again) {
        let text = format_args!("{RETRANSMISSION_TEXT}");
        d.tree.expert(node, Some(RETRANSMISSION), Severity::Note, Group::Sequence, text);
    }
    if let Some((rto, frame)) = h.facts.and_then(|f| f.rto).filter(|(rto, _)| rto.0 != 0) {
        d.tree.generated(RTO, rto, at);
        d.tree.generated(RTO_FRAME, number(frame), at);
    }
    if finding.what.has(Findings::OVERLAP_CONFLICT) {
        let node = d.tree.generated(OVERLAP_CONFLICT, 1u64, at);
        let text = format_args!("Conflicting data in segment overlap");
        d.tree.expert(node, None, Severity::Warn, Group::Security, text);
    }
    d.tree.close(open);
    if duplicate {
        d.tree.generated(DUPLICATE_ACK_NUM, finding.duplicate_count, at);
        let node = d.tree.generated(DUPLICATE_ACK_FRAME, number(finding.duplicate_of), at);
        let text = format_args!("Duplicate ACK (#{})", finding.duplicate_count);
        d.tree.expert(node, Some(DUPLICATE_ACK), Severity::Note, Group::Sequence, text);
    }
}

/// What the bits of the completeness mean together.
pub(super) fn completeness_text(seen: u8) -> &'static str {
    use completeness::{ACK, DATA, FIN, RST, SYN, SYN_ACK};
    const SHAKEN: u8 = SYN | SYN_ACK | ACK;
    let ended = seen & (FIN | RST) != 0;
    match seen & !(FIN | RST) {
        SYN if !ended => "Incomplete, SYN_SENT",
        n if n == SYN | SYN_ACK && !ended => "Incomplete, CLIENT_ESTABLISHED",
        SHAKEN if !ended => "Incomplete, ESTABLISHED",
        n if n == SHAKEN | DATA && !ended => "Incomplete, DATA",
        n if n == SHAKEN | DATA => "Complete, WITH_DATA",
        SHAKEN => "Complete, NO_DATA",
        _ => "Incomplete",
    }
}
