//! `-z tls,sessions` and `-z tls,why`: what is said of each session, as a table, as text for people,
//! as JSON Lines for scripts. What is said is decided in `verdict/`.

use super::{End, RULE, Tap};
use crate::base::json::{member, push_string};
use crate::cli::fault::{Fault, status};
use crate::cli::print::safe;
use crate::dissect::Registry;
use crate::store::Capture;
use crate::store::verdict::{Evidence, Verdict};
use crate::verdict::{self, Question, SessionReport};
use std::fmt::Write;

/// How verdicts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One line a session.
    Table,
    /// A paragraph a session.
    Text,
    /// An object a session, one a line.
    Json,
}

/// Verdicts on all sessions of the capture.
#[derive(Debug)]
struct Verdicts {
    form: Form,
    /// Something stays closed.
    closed: bool,
    /// Where a script gets no line: that there is nothing to tell, and why.
    nothing: Option<String>,
}

/// Starts `tls,sessions`.
pub fn start_table(rest: &str, _: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    match rest {
        "" => Ok(Box::new(Verdicts { form: Form::Table, closed: false, nothing: None })),
        _ => Err(Fault::usage("-z tls,sessions takes nothing more")),
    }
}

/// Starts `tls,why`; `rest` is empty, or says in which form.
pub fn start_why(rest: &str, _: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let form = match rest {
        "" => Form::Text,
        "json" => Form::Json,
        _ => return Err(Fault::usage("-z tls,why takes nothing more than json")),
    };
    Ok(Box::new(Verdicts { form, closed: false, nothing: None }))
}

impl Tap for Verdicts {
    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let question = Question::new(end.capture, &end.settings.secrets);
        let question = Question { refused: end.refused, file: end.path, ..question };
        let reports = verdict::judge_all(&question, &|| false, &|_, _| ());
        match self.form {
            Form::Table => table(&reports, out),
            Form::Text => text(end.capture, &reports, out),
            Form::Json => reports.iter().for_each(|r| json(r, out)),
        }
        if self.form == Form::Json && reports.is_empty() {
            let why = verdict::judge_capture(end.capture).map(|v| format!(": {}", v.sentence));
            self.nothing = Some(format!("no TLS, DTLS or QUIC session{}", why.unwrap_or_default()));
        }
        self.closed = !verdict::all_open(&reports);
    }

    fn note(&self) -> Option<&str> {
        self.nothing.as_deref()
    }

    fn status(&self) -> u8 {
        if self.closed { status::CLOSED } else { status::OK }
    }
}

fn or_dash(text: Option<&String>) -> String {
    text.map_or_else(|| "-".to_owned(), |t| safe::shown(t))
}

fn table(reports: &[SessionReport], out: &mut String) {
    let head = ["Nr", "Client", "Server", "Name", "Version", "Suite", "Status", "Records", "Cause"];
    let mut rows: Vec<[String; 9]> = vec![head.map(str::to_owned)];
    for r in reports {
        let v = &r.verdict;
        rows.push([
            r.number.to_string(),
            r.client.to_string(),
            r.server.to_string(),
            or_dash(r.sni.as_ref()),
            or_dash(r.version.as_ref()),
            or_dash(r.suite.as_ref()),
            v.status.word().to_owned(),
            format!("{}/{}", v.records.opened, v.records.total),
            v.cause.map_or("-", |c| c.slug).to_owned(),
        ]);
    }
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|t| t.chars().count()).max();
    let widths: Vec<usize> = (0..head.len()).map(|c| width(c).unwrap_or(0)).collect();
    let _ = write!(out, "\n{RULE}TLS Sessions\n");
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let _ = writeln!(out, "{}", summary(reports));
    out.push_str(RULE);
}

/// `5 of 7 sessions decrypted; 2 closed`
fn summary(reports: &[SessionReport]) -> String {
    let parts = verdict::tally(reports).into_iter().map(|(status, n)| format!("{n} {}", status.word()));
    let parts: Vec<String> = parts.collect();
    let s = if reports.len() == 1 { "" } else { "s" };
    if parts.is_empty() {
        "No TLS sessions.".into()
    } else {
        format!("{} session{s}: {}.", reports.len(), parts.join(", "))
    }
}

fn text(capture: &Capture, reports: &[SessionReport], out: &mut String) {
    let _ = write!(out, "\n{RULE}TLS: why sessions stay closed\n");
    for r in reports {
        let agreed = [r.version.as_ref(), r.suite.as_ref(), r.sni.as_ref()];
        let agreed: Vec<String> = agreed.into_iter().flatten().map(|t| safe::shown(t)).collect();
        let agreed = if agreed.is_empty() { String::new() } else { format!("  ({})", agreed.join(", ")) };
        let _ = writeln!(out, "\nSession {}: {} -> {}{agreed}", r.number, r.client, r.server);
        paragraph(&r.verdict, out);
    }
    if reports.is_empty()
        && let Some(verdict) = verdict::judge_capture(capture)
    {
        out.push('\n');
        paragraph(&verdict, out);
    }
    let _ = writeln!(out, "\n{}", summary(reports));
    out.push_str(RULE);
}

fn paragraph(v: &Verdict, out: &mut String) {
    let cause = v.cause.map_or_else(String::new, |c| format!(", {} ({})", c.slug, v.certainty.word()));
    let records = v.records;
    let _ = writeln!(
        out,
        "  Status: {}{cause}, {} of {} {}s",
        v.status.word(),
        records.opened,
        records.total,
        v.unit
    );
    let _ = writeln!(out, "  {}", safe::shown(&v.sentence));
    for Evidence { frame, field, value } in &v.evidence {
        let place = frame.map_or_else(String::new, |f| format!("frame {}: ", f.number()));
        let _ = writeln!(out, "    - {place}{field} = {}", safe::shown(value));
    }
    for fix in &v.fixes {
        let _ = writeln!(out, "    > {}", safe::shown(&fix.text));
        if let Some(command) = &fix.command {
            let _ = writeln!(out, "        {}", safe::shown(command));
        }
    }
    if !v.also.is_empty() {
        let also: Vec<&str> = v.also.iter().map(|c| c.slug).collect();
        let _ = writeln!(out, "  Also: {}", also.join(", "));
    }
}

fn json(r: &SessionReport, out: &mut String) {
    let v = &r.verdict;
    let _ = write!(out, "{{\"v\":1,\"session\":{}", r.number);
    member("client", Some(&r.client.to_string()), out);
    member("server", Some(&r.server.to_string()), out);
    member("sni", r.sni.as_deref(), out);
    member("version", r.version.as_deref(), out);
    member("suite", r.suite.as_deref(), out);
    member("status", Some(v.status.word()), out);
    let _ = write!(out, ",\"records\":{{\"total\":{},\"opened\":{}}}", v.records.total, v.records.opened);
    member("cause", v.cause.map(|c| c.slug), out);
    out.push_str(",\"also\":[");
    for (i, cause) in v.also.iter().enumerate() {
        out.push_str(if i > 0 { "," } else { "" });
        push_string(cause.slug, out);
    }
    out.push(']');
    member("sentence", Some(&v.sentence), out);
    member("certainty", Some(v.certainty.word()), out);
    out.push_str(",\"evidence\":[");
    for (i, evidence) in v.evidence.iter().enumerate() {
        out.push_str(if i > 0 { ",{\"frame\":" } else { "{\"frame\":" });
        let _ = match evidence.frame {
            Some(frame) => write!(out, "{}", frame.number()),
            None => write!(out, "null"),
        };
        member("field", Some(evidence.field), out);
        member("value", Some(&evidence.value), out);
        out.push('}');
    }
    out.push_str("],\"fixes\":[");
    for (i, fix) in v.fixes.iter().enumerate() {
        out.push_str(if i > 0 { ",{\"text\":" } else { "{\"text\":" });
        push_string(&fix.text, out);
        member("command", fix.command.as_deref(), out);
        out.push('}');
    }
    out.push_str("]}\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{ConversationId, FrameId};
    use crate::store::verdict::{Certainty, Fix, RecordCount, Status};
    use crate::store::{Endpoint, Subject};
    use crate::verdict::causes;

    fn hostile() -> SessionReport {
        SessionReport {
            number: 0,
            subject: Subject::Conversation(ConversationId(0)),
            client: Endpoint::v4([10, 0, 0, 1], 50_000),
            server: Endpoint::v4([10, 0, 0, 2], 443),
            sni: Some("a\";rm -rf ~;\x1b[2J\u{202e}".into()),
            version: Some("TLS 1.2".into()),
            suite: None,
            certificate_spki: None,
            verdict: Verdict {
                status: Status::Closed,
                cause: Some(&causes::ECDHE),
                also: vec![&causes::TCP_GAP],
                sentence: "Closed \u{1b}[31m.".into(),
                certainty: Certainty::Proved,
                evidence: vec![Evidence { frame: Some(FrameId(5)), field: "tls.x", value: "y\n".into() }],
                fixes: vec![Fix { text: "Do.".into(), command: None }],
                records: RecordCount { total: 4, opened: 0 },
                unit: "record",
                sampled: false,
                opened_by: None,
                first: FrameId(0),
                frame: FrameId(5),
            },
        }
    }

    #[test]
    fn an_object_has_exactly_the_promised_members_and_survives_hostile_text() {
        let mut out = String::new();
        json(&hostile(), &mut out);
        assert!(out.is_ascii() && out.ends_with("}\n") && out.lines().count() == 1);
        let o: serde_json::Value = serde_json::from_str(&out).unwrap();
        let mut names: Vec<&String> = o.as_object().unwrap().keys().collect();
        names.sort();
        let mut wanted = [
            "v",
            "session",
            "client",
            "server",
            "sni",
            "version",
            "suite",
            "status",
            "records",
            "cause",
            "also",
            "sentence",
            "certainty",
            "evidence",
            "fixes",
        ];
        wanted.sort_unstable();
        assert_eq!(names, wanted);
        assert_eq!(o["sni"], "a\";rm -rf ~;\x1b[2J\u{202e}");
        assert_eq!(o["records"]["total"], 4);
        assert_eq!(o["evidence"][0]["frame"], 6);
        assert_eq!(o["fixes"][0]["command"], serde_json::Value::Null);
        assert_eq!((o["cause"].as_str(), o["also"][0].as_str()), (Some("ecdhe"), Some("tcp-gap")));
    }

    #[test]
    fn text_and_table_hold_nothing_that_steers_a_terminal() {
        let mut out = String::new();
        table(&[hostile()], &mut out);
        text(&Capture::default(), &[hostile()], &mut out);
        assert!(out.chars().all(|c| c == '\n' || !c.is_control()), "{out:?}");
        assert!(!out.contains('\u{202e}'));
    }
}
