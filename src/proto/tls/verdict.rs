//! What is said of the session, at the top of each layer of TLS, DTLS and QUIC: opened or not, why, what shows it,
//! what to do. The verdict itself is made elsewhere and asked from the settings.

use super::fields::*;
use crate::dissect::{At, Cursor, Dissector, Flags, Group, Severity, Span};
use crate::store::verdict::{Certainty, Subject, Verdict};

/// Adds the nodes of the subject's verdicts, where somebody wants them.
pub(in crate::proto) fn dissect(d: &mut Dissector<'_>, subject: Option<Subject>, c: &Cursor<'_>) {
    let fields = [
        VERDICT.id,
        VERDICT_STATUS.id,
        VERDICT_CAUSE.id,
        VERDICT_ALSO.id,
        VERDICT_SENTENCE.id,
        VERDICT_CERTAINTY.id,
        VERDICT_FRAME.id,
        VERDICT_FIX.id,
        VERDICT_CLOSED.id,
    ];
    let settings = d.settings();
    let wanted = d.tree.wants_any(&fields) && (settings.show_verdicts || !d.tree.wants_everything());
    let Some(subject) = subject.filter(|_| !d.quoted && wanted) else { return };
    let verdicts = settings.verdicts.of(d.capture(), subject, &settings.secrets);
    let at = c.rest_span().at_start();
    for verdict in verdicts.iter() {
        show(d, verdict, at);
    }
}

fn show(d: &mut Dissector<'_>, v: &Verdict, span: Span) {
    let frame = d.frame_id();
    let open = d.tree.open_as(VERDICT, At { value: (), span }, format_args!("Decryption: {}", line(v)));
    d.tree.set_flag(open.node(), Flags::GENERATED);
    let node = open.node();
    let text = |d: &mut Dissector<'_>, field, text: &str| {
        let node = d.tree.made_text(field, text, span);
        d.tree.set_flag(node, Flags::GENERATED);
    };
    text(d, VERDICT_STATUS, v.status.word());
    if let Some(cause) = v.cause {
        text(d, VERDICT_CAUSE, cause.slug);
    }
    for cause in &v.also {
        text(d, VERDICT_ALSO, cause.slug);
    }
    text(d, VERDICT_SENTENCE, &v.sentence);
    text(d, VERDICT_CERTAINTY, v.certainty.word());
    for evidence in &v.evidence {
        let Some(frame) = evidence.frame else { continue };
        let label = format_args!("Frame {}: {} = {}", d.number(frame), evidence.field, evidence.value);
        let node = d.tree.leaf_as(VERDICT_FRAME, At { value: frame.number(), span }, label);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    for fix in &v.fixes {
        match &fix.command {
            Some(command) => text(d, VERDICT_FIX, &format!("{} {command}", fix.text)),
            None => text(d, VERDICT_FIX, &fix.text),
        }
    }
    if v.status.is_closed() && frame == v.first {
        let severity = if v.certainty == Certainty::Guess { Severity::Note } else { Severity::Warn };
        d.tree.expert(
            node,
            Some(VERDICT_CLOSED),
            severity,
            Group::Decryption,
            format_args!("{}", v.sentence),
        );
    }
    d.tree.close(open);
}

/// `not possible — …`, `opened by key.pem, 12 of 12 records`
fn line(v: &Verdict) -> String {
    let phrase = v.status.phrase();
    let records = v.records;
    match (&v.opened_by, v.cause) {
        (Some(by), None) => {
            let tried = if v.sampled { " tried" } else { "" };
            format!("{phrase} by {by}, {} of {} {}s{tried}", records.opened, records.total, v.unit)
        }
        _ => format!("{phrase} \u{2014} {}", v.sentence),
    }
}
