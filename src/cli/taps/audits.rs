//! `-z tls,hello`, `tls,audit`, `tls,report` and `tls,compare`: what `audit/` says, as text for
//! people and as JSON Lines for scripts.

use super::{End, RULE, Tap};
use crate::audit::compare::{self, HelloChange, ListChange};
use crate::audit::gather::{self, HelloSeen};
use crate::audit::policy::{self, Profile};
use crate::audit::{self, HelloReport};
use crate::base::json;
use crate::cli::fault::{Fault, status};
use crate::cli::print::safe;
use crate::dissect::Settings;
use crate::document::hello_text;
use crate::document::tls_report::{self, Format};
use crate::document::{Document, Source};
use crate::store::Capture;
use crate::verdict::{self, Question};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is wanted of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub what: What,
    /// As JSON Lines.
    pub json: bool,
    pub profile: &'static Profile,
}

/// The kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Hello,
    Audit,
    Report(Format),
    /// With the capture in this file.
    Compare(PathBuf),
}

impl Wish {
    /// What stands behind `tls,`. The file's name may hold commas, so it is last.
    fn parse(text: &str) -> Option<Self> {
        let profile = policy::default_profile();
        if let Some(file) = text.strip_prefix("compare,") {
            let after = file.strip_prefix("json,");
            let path = PathBuf::from(after.unwrap_or(file));
            return (!path.as_os_str().is_empty()).then(|| Self {
                what: What::Compare(path),
                json: after.is_some(),
                profile,
            });
        }
        let mut words = text.split(',');
        let what = match words.next()? {
            "hello" => What::Hello,
            "audit" => What::Audit,
            "report" => What::Report(Format::Markdown),
            _ => return None,
        };
        let mut wish = Self { what, json: false, profile };
        for word in words {
            match (&mut wish.what, word) {
                (What::Report(format), word) if Format::parse(word).is_some() => {
                    *format = Format::parse(word)?
                }
                (What::Hello | What::Audit, "json") => wish.json = true,
                (_, word) => wish.profile = policy::profile(word)?,
            }
        }
        Some(wish)
    }
}

/// What is said, once the frames are read.
#[derive(Debug)]
struct Audit {
    wish: Wish,
    /// A rule of severity weak or bad holds.
    weak: bool,
    /// The other capture could not be read.
    failed: Option<Fault>,
}

/// Starts the kind `name` with what stands behind it.
pub fn start(name: &str, rest: &str) -> Result<Box<dyn Tap>, Fault> {
    let text = if rest.is_empty() { name.to_owned() } else { format!("{name},{rest}") };
    let unknown = || Fault::usage(format_args!("-z tls,{} is no statistic", text.escape_debug()));
    let wish = Wish::parse(&text).ok_or_else(unknown)?;
    Ok(Box::new(Audit { wish, weak: false, failed: None }))
}

impl Tap for Audit {
    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let wish = &self.wish;
        self.weak = match &wish.what {
            What::Hello => hello(wish, end.capture, out),
            What::Audit => audit(wish, end.capture, out),
            What::Compare(path) => match other_capture(path) {
                Ok(other) => compare(wish, end.capture, &other, out),
                Err(fault) => {
                    self.failed = Some(fault);
                    false
                }
            },
            What::Report(format) => {
                let question = Question::new(end.capture, &end.settings.secrets);
                let question = Question { refused: end.refused, file: end.path, ..question };
                let verdicts = verdict::judge_all(&question, &|| false, &|_, _| ());
                let name = end.path.and_then(Path::file_name).unwrap_or("-".as_ref());
                let entries = tls_report::entries(end.capture, &verdicts, wish.profile);
                tls_report::write(*format, &name.to_string_lossy(), &entries, out);
                false
            }
        };
    }

    fn status(&self) -> u8 {
        if self.weak { status::WEAK } else { status::OK }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

/// The capture to compare with; hellos need no secret.
fn other_capture(path: &Path) -> Result<Arc<Capture>, Fault> {
    let mut other =
        Document::open(Source::from_arg(path), Arc::default(), Settings::default()).map_err(Fault::failed)?;
    other.load_all().map_err(Fault::failed)?;
    Ok(other.capture())
}

/// Prints all ClientHellos; false: it never changes the exit status.
pub fn hello(wish: &Wish, capture: &Capture, out: &mut String) -> bool {
    let hellos = gather::hellos(capture);
    if !wish.json {
        let _ = write!(out, "\n{RULE}TLS: ClientHellos\n");
    }
    for seen in &hellos {
        let report = audit::hello(&seen.facts, wish.profile);
        if wish.json {
            hello_json(seen, &report, out);
        } else {
            let _ = writeln!(out, "\nFrame {}: {} -> {}", seen.frame.number(), seen.client, seen.server);
            hello_text::hello(&report, out);
        }
    }
    if !wish.json {
        let s = if hellos.len() == 1 { "" } else { "s" };
        let _ = writeln!(out, "\n{} ClientHello{s}.", hellos.len());
        out.push_str(RULE);
    }
    false
}

fn hello_json(seen: &HelloSeen, r: &HelloReport, out: &mut String) {
    let _ = write!(out, "{{\"v\":1,\"frame\":{}", seen.frame.number());
    json::member("client", Some(&seen.client.to_string()), out);
    json::member("server", Some(&seen.server.to_string()), out);
    let sni = seen.facts.hello.server_name.as_ref().map(|n| String::from_utf8_lossy(n).into_owned());
    json::member("sni", sni.as_deref(), out);
    tls_report::push_hello(r, out);
    json::array("suites", &r.suites, out, |s, out| {
        let _ = write!(out, "{{\"id\":{}", s.id);
        json::member("name", s.name, out);
        json::member("key_exchange", Some(s.key_exchange), out);
        json::member("authentication", Some(s.authentication), out);
        json::member("cipher", Some(&s.cipher), out);
        json::member("mode", Some(s.mode), out);
        json::member("mac", Some(s.mac), out);
        let _ = write!(out, ",\"forward_secret\":{},\"aead\":{}", s.forward_secret, s.aead);
        json::member("recommended", Some(s.recommended.word()), out);
        json::strings("deprecated_by", &s.deprecated_by, out);
        json::strings("attacks", &s.attacks, out);
        json::member("opened_by", Some(s.opened_by.text()), out);
        json::member("grade", Some(s.grade.word()), out);
        out.push('}');
    });
    json::array("extensions", &r.extensions, out, |e, out| {
        let _ = write!(out, "{{\"type\":{}", e.kind);
        json::member("name", Some(e.name), out);
        json::member("purpose", Some(e.purpose), out);
        json::member("says", Some(&e.says), out);
        out.push('}');
    });
    tls_report::push_findings(r.findings.iter(), out);
    out.push_str("}\n");
}

/// Prints all sessions with the rules that hold; whether one is weak or bad.
pub fn audit(wish: &Wish, capture: &Capture, out: &mut String) -> bool {
    let entries = tls_report::entries(capture, &[], wish.profile);
    let high =
        entries.iter().map(|e| e.audit.all_findings().filter(|f| f.rule.severity.is_high()).count()).sum();
    let high: usize = high;
    if !wish.json {
        let _ = write!(out, "\n{RULE}TLS: audit\n");
    }
    for (number, e) in entries.iter().enumerate() {
        if wish.json {
            let _ = write!(out, "{{\"v\":1,\"session\":{number},\"frame\":{}", e.seen.first.number());
            tls_report::push_session(e, out);
            out.push_str("}\n");
            continue;
        }
        let name = tls_report::server_name(&e.seen).map(|n| format!("  ({})", safe::shown(&n)));
        let _ = writeln!(
            out,
            "\nSession {number}: {} -> {}{}",
            e.seen.client,
            e.seen.server,
            name.unwrap_or_default()
        );
        if let Some(report) = &e.audit.hello {
            hello_text::grade(report, out);
        }
        if let Some(choice) = &e.audit.choice {
            let _ = writeln!(out, "  {}", tls_report::choice_text(choice));
        }
        hello_text::findings(e.audit.all_findings(), out);
    }
    if !wish.json {
        let s = |n: usize| if n == 1 { "" } else { "s" };
        let n = entries.len();
        let _ = writeln!(out, "\n{n} session{}, {high} finding{} weak or bad.", s(n), s(high));
        out.push_str(RULE);
    }
    high > 0
}

/// Prints how the hellos of two captures differ; false: it never changes the exit status.
pub fn compare(wish: &Wish, a: &Capture, b: &Capture, out: &mut String) -> bool {
    let (a, b) = (gather::hellos(a), gather::hellos(b));
    let change = compare::captures(&a, &b);
    if !wish.json {
        let _ = write!(out, "\n{RULE}TLS: comparison\n");
    }
    for pair in &change.pairs {
        if wish.json {
            pair_json(pair.a, pair.b, &pair.change, out);
        } else {
            pair_text(pair.a, pair.b, &pair.change, out);
        }
    }
    for (list, which) in [(&change.only_a, 0), (&change.only_b, 1)] {
        for seen in list {
            let frame = seen.frame.number();
            let _ = if wish.json {
                writeln!(out, "{{\"v\":1,\"only\":{which},\"frame\":{frame}}}")
            } else {
                let which = if which == 0 { "first" } else { "second" };
                writeln!(out, "\nOnly in the {which}: frame {frame}, {} -> {}", seen.client, seen.server)
            };
        }
    }
    if !wish.json {
        out.push_str(RULE);
    }
    false
}

fn pair_text(a: &HelloSeen, b: &HelloSeen, change: &HelloChange, out: &mut String) {
    let _ =
        writeln!(out, "\nFrame {} of the first, frame {} of the second", a.frame.number(), b.frame.number());
    let [from, to] = change.stacks.map(|s| s.unwrap_or("not recognised"));
    let _ = writeln!(out, "  Client: {from} -> {to}");
    let _ = writeln!(out, "  Grade: {} -> {}", change.grades[0].letter(), change.grades[1].letter());
    for list in &change.lists {
        list_text(list, out);
    }
    for (which, seen) in [("first", a), ("second", b)] {
        if let Some(answer) = &seen.answer {
            let choice = compare::choice(&seen.facts, answer);
            let _ = writeln!(out, "  In the {which}: {}", tls_report::choice_text(&choice));
        }
    }
}

fn list_text(list: &ListChange, out: &mut String) {
    let kept = list.kept;
    if list.is_none() {
        let _ = writeln!(out, "  {}: the same ({kept})", list.list);
        return;
    }
    let order = if list.reordered { ", in another order" } else { "" };
    let _ = writeln!(out, "  {}: {kept} kept{order}", list.list);
    for n in &list.removed {
        let _ = writeln!(out, "    - {}", safe::shown(n));
    }
    for n in &list.added {
        let _ = writeln!(out, "    + {}", safe::shown(n));
    }
}

fn pair_json(a: &HelloSeen, b: &HelloSeen, change: &HelloChange, out: &mut String) {
    let _ = write!(out, "{{\"v\":1,\"frames\":[{},{}]", a.frame.number(), b.frame.number());
    json::array("stacks", change.stacks, out, |stack, out| json::push_optional(stack, out));
    json::strings("grades", change.grades.iter().map(|g| g.letter()), out);
    json::array("lists", &change.lists, out, |list, out| {
        let _ = write!(out, "{{\"kept\":{},\"reordered\":{}", list.kept, list.reordered);
        json::member("list", Some(list.list), out);
        json::strings("added", &list.added, out);
        json::strings("removed", &list.removed, out);
        out.push('}');
    });
    out.push_str("}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read() {
        let wish = |text| Wish::parse(text).map(|w| (w.what, w.json, w.profile.id));
        assert_eq!(wish("hello"), Some((What::Hello, false, "ietf")));
        assert_eq!(wish("audit,bsi,json"), Some((What::Audit, true, "bsi")));
        assert_eq!(wish("report,html"), Some((What::Report(Format::Html), false, "ietf")));
        assert_eq!(wish("compare,json,a,b.pcap"), Some((What::Compare("a,b.pcap".into()), true, "ietf")));
        for wrong in ["hello,xml", "compare,", "report,json,yaml", "hullo"] {
            assert_eq!(wish(wrong), None, "{wrong}");
        }
    }
}
