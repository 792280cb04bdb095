//! The hellos of the capture, gathered in a task whenever somebody looks and anything changed; which
//! of them is inspected and which two are compared; reports. Not here: what is said of them (`audit`).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::App;
use crate::audit::policy::{self, Profile};
use crate::audit::{self, compare, hello_from_text, side_by_side};
use crate::base::id::FrameId;
use crate::document::hellos::{HelloList, ListedHello};
use crate::document::{hello_report, hello_text, tls_report};
use crate::gui::dialogs::PathPurpose;
use crate::gui::model::hello::{
    CompareView, CopyAs, HelloAct, HelloId, HelloOrigin, HelloRow, HelloView, HellosView, PairsView, SideView,
};
use crate::gui::model::{BannerView, TlsState, Tone};
use crate::gui::text;
use crate::store::Subject;

/// Pause between two goes while frames come.
const GATHER_EVERY: Duration = Duration::from_secs(2);
/// Pasted hellos that are kept.
const MAX_PASTED: usize = 64;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared {
    Two([HelloId; 2]),
    Choice(HelloId),
}

/// The hellos and what was chosen of them.
#[derive(Default)]
pub struct Hellos {
    here: HelloList,
    /// The capture's generation that a task gathers.
    gathering: Option<u64>,
    gathered_at: Option<Instant>,
    other: Option<(PathBuf, HelloList)>,
    pasted: Vec<ListedHello>,
    profile: Option<&'static Profile>,
    /// Chosen by hand, while this frame is selected.
    pinned: Option<(HelloId, Option<FrameId>)>,
    shown: Option<HelloId>,
    compared: Option<Compared>,
    /// Pairs of the capture and the other one, and which is shown.
    pairs: Option<(Vec<(usize, usize)>, [usize; 2], usize)>,
    /// A comparison begins once the hellos are there.
    wants_compare: bool,
    generation: u64,
    /// What the view was made of.
    made_of: Option<Stamp>,
}

/// What the inspected hello and the comparison are made of.
type Stamp = (u64, Option<HelloId>, &'static str, Option<Compared>, u64);

impl Hellos {
    /// Begins with a comparison.
    pub fn want_compare(&mut self) {
        self.wants_compare = true;
    }

    /// Another capture is open: its hellos are gone, pasted ones and the other capture stay.
    pub fn reset(&mut self) {
        let (other, pasted) = (self.other.take(), std::mem::take(&mut self.pasted));
        let generation = self.generation + 1;
        let (profile, wants_compare) = (self.profile, self.wants_compare);
        *self = Self { other, pasted, profile, wants_compare, generation, ..Self::default() };
    }

    fn profile(&self) -> &'static Profile {
        self.profile.unwrap_or(policy::default_profile())
    }

    fn get(&self, id: HelloId) -> Option<&ListedHello> {
        match id.origin {
            HelloOrigin::Here => self.here.hellos.get(id.index),
            HelloOrigin::Other => self.other.as_ref()?.1.hellos.get(id.index),
            HelloOrigin::Pasted => self.pasted.get(id.index),
        }
    }

    fn other_name(&self) -> Option<String> {
        let (path, _) = self.other.as_ref()?;
        Some(file_name(path))
    }

    fn row(&self, id: HelloId) -> Option<HelloRow> {
        let listed = self.get(id)?;
        let seen = &listed.seen;
        let facts = &seen.facts;
        let is_pasted = id.origin == HelloOrigin::Pasted;
        let end = |e: &crate::store::Endpoint| if is_pasted { String::new() } else { e.to_string() };
        let sni = facts.hello.server_name.as_ref().map(|name| String::from_utf8_lossy(name).into_owned());
        Some(HelloRow {
            id,
            frame: (!is_pasted).then(|| seen.frame.number().into()),
            file: if id.origin == HelloOrigin::Other { self.other_name()? } else { String::new() },
            client: end(&seen.client),
            server: end(&seen.server),
            sni: sni.unwrap_or_default(),
            version: facts.version_name(facts.max_version()),
            suites: facts.hello.suites.len(),
            stack: listed.stack.map_or("not recognised", |s| s.name),
            grade: listed.grade,
            ja4: listed.ja4.clone(),
        })
    }

    fn ids(&self) -> Vec<HelloId> {
        let of = |origin, count: usize| (0..count).map(move |index| HelloId { origin, index });
        let other = self.other.as_ref().map_or(0, |(_, list)| list.hellos.len());
        of(HelloOrigin::Here, self.here.hellos.len())
            .chain(of(HelloOrigin::Other, other))
            .chain(of(HelloOrigin::Pasted, self.pasted.len()))
            .collect()
    }

    fn side(&self, id: HelloId, name: &str) -> Option<SideView> {
        let row = self.row(id)?;
        let (place, frame) = match (id.origin, row.frame) {
            (HelloOrigin::Here, Some(frame)) => (format!("{name} · {}", row.client), Some(frame)),
            (HelloOrigin::Other, _) => (row.place(), None),
            _ => (row.place(), None),
        };
        Some(SideView { title: row.stack.to_owned(), place, grade: Some(row.grade), id: Some(id), frame })
    }

    fn compare(&self, name: &str, generation: u64) -> Option<CompareView> {
        let facts = |id: HelloId| Some(&self.get(id)?.seen.facts);
        let (sides, table, pairs) = match self.compared? {
            Compared::Two([a, b]) => {
                let table = side_by_side::hellos(facts(a)?, facts(b)?);
                let pairs = self.pairs.as_ref().filter(|(pairs, ..)| pairs.len() > 1);
                let pairs =
                    pairs.map(|(pairs, alone, at)| PairsView { at: *at, count: pairs.len(), alone: *alone });
                ([self.side(a, name)?, self.side(b, name)?], table, pairs)
            }
            Compared::Choice(id) => {
                let seen = &self.get(id)?.seen;
                let table = side_by_side::choice(&seen.facts, seen.answer.as_ref()?);
                let server = seen.server.to_string();
                let taken = SideView {
                    title: "What the server took".into(),
                    place: server,
                    grade: None,
                    id: None,
                    frame: None,
                };
                ([self.side(id, name)?, taken], table, None)
            }
        };
        Some(CompareView { generation, sides, table: Arc::new(table), pairs })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

impl App {
    /// Gathers the hellos if somebody looks, and makes what is shown of the chosen ones.
    pub(super) fn refresh_hellos(&mut self) {
        let looks = self.window.inspector_open || self.window.shows_hellos || self.hellos.wants_compare;
        if let Some(open) = self.open.as_ref().filter(|_| looks) {
            let generation = open.capture.generation;
            let is_new = self.hellos.here.generation != generation && self.hellos.gathering.is_none();
            // A file is looked through when it is read; a live capture again and again.
            let too_soon = self.hellos.gathered_at.is_some_and(|at| at.elapsed() < GATHER_EVERY);
            if is_new && (!open.is_loading() || self.live.is_some() && !too_soon) {
                self.hellos.gathering = Some(generation);
                self.tasks.gather_hellos(Arc::clone(&open.capture));
            }
        }
        self.hellos_view.is_gathering = self.hellos.gathering.is_some() && self.hellos.here.hellos.is_empty();
        if !looks {
            return;
        }
        self.choose_hello();
        self.make_hellos_view();
        let generation = self.open.as_ref().map(|open| open.capture.generation);
        let is_known = generation == Some(self.hellos.here.generation) && self.tasks.running == 0;
        if self.hellos.wants_compare && is_known {
            self.hellos.wants_compare = false;
            self.begin_compare();
            self.make_hellos_view();
        }
    }

    /// Which hello the inspector shows: the one chosen by hand, else that of the selected frame, else
    /// the one before, else the first.
    fn choose_hello(&mut self) {
        let frame = self.open.as_ref().and_then(|open| open.selected);
        if self.hellos.pinned.is_some_and(|(_, at)| at != frame) && !self.window.shows_hellos {
            self.hellos.pinned = None;
        }
        let conversation = self.open.as_ref().and_then(|open| open.capture.frame(frame?)?.conversation());
        let of_frame = frame.and_then(|frame| self.hellos.here.of_frame(frame, conversation));
        let here = |index| HelloId { origin: HelloOrigin::Here, index };
        let pinned = self.hellos.pinned.map(|(id, _)| id);
        let wanted = pinned.or(of_frame.map(here)).or(self.hellos.shown).or_else(|| Some(here(0)));
        let known = wanted.filter(|id| self.hellos.get(*id).is_some());
        self.hellos.shown = known.or_else(|| self.hellos.ids().into_iter().next());
    }

    fn make_hellos_view(&mut self) {
        let profile = self.hellos.profile();
        let judged = self.judging.latest.as_ref().map_or(0, |judged| judged.stamp.0 ^ judged.stamp.1);
        let stamp = (self.hellos.generation, self.hellos.shown, profile.id, self.hellos.compared, judged);
        if self.hellos.made_of == Some(stamp) {
            return;
        }
        let rows_are_new = self.hellos.made_of.is_none_or(|old| old.0 != stamp.0);
        self.hellos.made_of = Some(stamp);
        let name = self.open.as_ref().map_or_else(String::new, |open| open.name.clone());
        if rows_are_new {
            let rows = self.hellos.ids().into_iter().filter_map(|id| self.hellos.row(id)).collect();
            self.hellos_view = HellosView {
                generation: self.hellos.generation,
                rows,
                other: self.hellos.other_name(),
                is_gathering: self.hellos_view.is_gathering,
                is_cut: self.hellos.here.is_cut,
                ..HellosView::default()
            };
        }
        self.hellos_view.profile = profile;
        self.hellos_view.inspected = self.hellos.shown.and_then(|id| self.hello_view(id, profile));
        self.comparison += 1;
        self.hellos_view.compare = self.hellos.compare(&name, self.comparison);
    }

    fn hello_view(&self, id: HelloId, profile: &'static Profile) -> Option<HelloView> {
        let listed = self.hellos.get(id)?;
        let seen = &listed.seen;
        let report = audit::hello(&seen.facts, profile);
        let hello = &seen.facts.hello;
        let choice = seen.answer.as_ref().filter(|a| !a.is_hello_retry_request());
        let facts = vec![
            seen.facts.version_name(seen.facts.max_version()),
            text::plural(hello.suites.len() as u64, "suite", "suites"),
            text::plural(hello.extensions.len() as u64, "extension", "extensions"),
            match &hello.server_name {
                Some(name) => format!("SNI {}", text::middle_ellipsis(&String::from_utf8_lossy(name), 24)),
                None => "no SNI".into(),
            },
        ];
        Some(HelloView {
            row: self.hellos.row(id)?,
            report: Arc::new(report),
            chosen: choice.map(|answer| answer.suite),
            choice: choice.map(|answer| tls_report::choice_text(&compare::choice(&seen.facts, answer))),
            verdict: (id.origin == HelloOrigin::Here).then(|| self.verdict_of(seen)).flatten(),
            facts,
        })
    }

    /// What became of the session that a hello of this capture began.
    fn verdict_of(&self, seen: &audit::gather::HelloSeen) -> Option<(TlsState, String)> {
        let capture = &self.open.as_ref()?.capture;
        let judged = self.judging.latest.as_ref()?;
        let session = judged.sessions.iter().find(|session| match session.report.subject {
            Subject::Conversation(id) => id == seen.conversation,
            Subject::Quic(number) => capture.quic.connection(number).is_some_and(|c| c.first == seen.frame),
        })?;
        let verdict = &session.report.verdict;
        Some((super::sessions::state(verdict), verdict.sentence.clone()))
    }

    /// Takes the hellos that a task found.
    pub(super) fn hellos_gathered(&mut self, list: HelloList) {
        if self.hellos.gathering.take() == Some(list.generation) {
            self.hellos.gathered_at = Some(Instant::now());
            let has_changed = list.hellos.len() != self.hellos.here.hellos.len()
                || self
                    .hellos
                    .here
                    .hellos
                    .iter()
                    .zip(&list.hellos)
                    .any(|(a, b)| a.seen.frame != b.seen.frame);
            // Where nothing changed the comparison's rows stay as they are.
            let generation = if has_changed { self.hellos.generation + 1 } else { self.hellos.generation };
            self.hellos.here = list;
            self.hellos.generation = generation;
        }
    }

    /// Takes the hellos of the other capture.
    pub(super) fn other_hellos(&mut self, path: PathBuf, outcome: Result<HelloList, String>) {
        match outcome {
            Ok(list) if list.hellos.is_empty() => {
                self.trouble(format!("{}: there is no ClientHello in it", file_name(&path)));
            }
            Ok(list) => {
                self.hellos.other = Some((path, list));
                self.hellos.generation += 1;
                self.hellos.compared = None;
                self.hellos.wants_compare = true;
                self.window.show_hellos();
            }
            Err(why) => self.trouble(why),
        }
    }

    fn trouble(&mut self, text: String) {
        self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
    }

    /// The pairs of two captures where another one is open, else the inspected hello with the next
    /// that is another.
    fn begin_compare(&mut self) {
        self.hellos.pairs = self.hellos.other.as_ref().map(|(_, other)| {
            let (pairs, alone) = self.hellos.here.pairs(other);
            (pairs, alone, 0)
        });
        if self.hellos.pairs.as_ref().is_some_and(|(pairs, ..)| !pairs.is_empty()) {
            return self.show_pair(0);
        }
        self.hellos.pairs = None;
        if let Some(act) = crate::gui::compare::first_pair(&self.hellos_view) {
            self.hello_act(act);
        }
    }

    fn show_pair(&mut self, at: usize) {
        let Some((pairs, _, shown)) = &mut self.hellos.pairs else { return };
        let Some((a, b)) = pairs.get(at).copied() else { return };
        *shown = at;
        let id = |origin, index| HelloId { origin, index };
        self.hellos.compared = Some(Compared::Two([id(HelloOrigin::Here, a), id(HelloOrigin::Other, b)]));
        self.hellos.made_of = None;
        self.window.show_hellos();
    }

    /// Opens the comparison, as soon as the hellos are known.
    pub(super) fn compare_hellos(&mut self) {
        self.hellos.wants_compare = true;
        self.window.show_hellos();
    }

    /// Opens another capture to compare with.
    pub(super) fn open_other(&mut self, path: PathBuf) {
        self.tasks.list_other(path);
    }

    pub(super) fn hello_act(&mut self, act: HelloAct) {
        match act {
            HelloAct::Inspect(id) => self.pin(id),
            HelloAct::InspectFrame(number) => {
                self.window.open_inspector();
                self.act(crate::gui::model::Action::GoToFrame(number));
            }
            HelloAct::Paste(text) => self.paste(&text),
            HelloAct::Judge(id) => self.hellos.profile = policy::profile(id),
            HelloAct::Copy(how) => self.copy_hello(how),
            HelloAct::Compare(ids) => {
                self.hellos.compared = Some(Compared::Two(ids));
                self.window.show_hellos();
            }
            HelloAct::CompareChoice(id) => {
                let answered = self.hellos.get(id).is_some_and(|h| h.seen.answer.is_some());
                if answered {
                    self.hellos.compared = Some(Compared::Choice(id));
                    self.window.show_hellos();
                } else {
                    self.trouble("There is nothing to compare with: no other hello, and no answer".into());
                }
            }
            HelloAct::Swap => {
                if let Some(Compared::Two([a, b])) = self.hellos.compared {
                    self.hellos.compared = Some(Compared::Two([b, a]));
                }
            }
            HelloAct::Pair(at) => self.show_pair(at),
            HelloAct::CloseCompare => self.hellos.compared = None,
            HelloAct::CopyCompare => {
                if let Some(view) = &self.hellos_view.compare {
                    let [a, b] = view.sides.each_ref().map(|s| format!("{} ({})", s.title, s.place));
                    self.tasks.copy(hello_report::compare([&a, &b], &view.table));
                }
            }
            HelloAct::AskOther => self.ask_path(PathPurpose::CompareCapture, String::new()),
            HelloAct::OpenOther(path) => self.open_other(path),
            HelloAct::AskReport(format, policy) => {
                let ending = match format {
                    tls_report::Format::Markdown => "-tls.md",
                    tls_report::Format::Html => "-tls.html",
                    tls_report::Format::Json => "-tls.jsonl",
                };
                let name = self.proposed_name(ending);
                self.ask_path(PathPurpose::SaveReport(format, policy), name);
            }
            HelloAct::SaveReport(path, format, policy) => {
                if let Some(open) = &self.open {
                    let profile = policy::profile(policy).unwrap_or(policy::default_profile());
                    let refused = self.refused.iter().filter_map(|refused| refused.told.clone()).collect();
                    let (capture, secrets) = (Arc::clone(&open.capture), self.keyring.snapshot());
                    let name = open.name.clone();
                    self.tasks.write_report(capture, secrets, refused, name, (path, format, profile));
                }
            }
        }
    }

    fn pin(&mut self, id: HelloId) {
        let frame = self.open.as_ref().and_then(|open| open.selected);
        self.hellos.pinned = Some((id, frame));
    }

    fn paste(&mut self, text: &str) {
        match hello_from_text(text) {
            Ok(facts) => {
                if self.hellos.pasted.len() >= MAX_PASTED {
                    self.hellos.pasted.clear();
                }
                self.hellos.pasted.push(crate::document::hellos::pasted(facts));
                self.hellos.generation += 1;
                let index = self.hellos.pasted.len() - 1;
                self.pin(HelloId { origin: HelloOrigin::Pasted, index });
                if !self.window.shows_hellos {
                    self.window.open_inspector();
                }
            }
            Err(why) => self.trouble(format!("The text is no ClientHello: {why}")),
        }
    }

    fn copy_hello(&mut self, how: CopyAs) {
        let Some(view) = &self.hellos_view.inspected else { return };
        let name = self.open.as_ref().map_or("", |open| open.name.as_str());
        let place = match view.row.id.origin {
            HelloOrigin::Here => format!("{name}, {}", view.row.place()),
            _ => view.row.place(),
        };
        let verdict = view.verdict.as_ref().map(|(_, sentence)| sentence.as_str());
        let text = match how {
            CopyAs::Markdown => hello_report::hello(&place, verdict, &view.report),
            CopyAs::Text => {
                let mut out = format!("ClientHello, {}\n", text::escape(&place));
                if let Some(sentence) = verdict {
                    out.push_str(&format!("  {}\n", text::escape(sentence)));
                }
                hello_text::hello(&view.report, &mut out);
                out
            }
        };
        self.tasks.copy(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::hellos::list_file;

    fn sample(name: &str) -> (PathBuf, HelloList) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let list = list_file(&path).unwrap();
        (path, list)
    }

    fn id(origin: HelloOrigin) -> HelloId {
        HelloId { origin, index: 0 }
    }

    fn both() -> Hellos {
        let here = sample("upyssl.pcap").1;
        Hellos { here, other: Some(sample("sibling/default-tls12-ecdhe.pcap")), ..Hellos::default() }
    }

    #[test]
    fn hellos_of_both_captures_and_pasted_ones_are_rows() {
        let mut hellos = both();
        let text = "0303 6b030cc507f41dc2d4f78eb3946e799069ce8332055600000600000000000000 00 0002 002f 0100";
        hellos.pasted.push(crate::document::hellos::pasted(hello_from_text(text).unwrap()));
        let rows: Vec<HelloRow> = hellos.ids().into_iter().filter_map(|id| hellos.row(id)).collect();
        let places: Vec<String> = rows.iter().map(HelloRow::place).collect();
        let other = "default-tls12-ecdhe.pcap, frame 4, 127.0.0.1:39952";
        assert_eq!(places, ["frame 4, 192.168.11.2:51900", other, "pasted hello 1"]);
        assert_eq!((rows[0].stack, rows[1].stack), ("axTLS", "Python 3 (ssl on OpenSSL)"));
        // Another capture is opened: what was not of the old one stays.
        hellos.reset();
        assert_eq!(hellos.ids(), [id(HelloOrigin::Other), id(HelloOrigin::Pasted)]);
    }

    #[test]
    fn two_hellos_and_an_offer_with_its_choice_are_compared() {
        let mut hellos = both();
        assert!(hellos.compare("upyssl.pcap", 1).is_none());
        hellos.compared = Some(Compared::Two([id(HelloOrigin::Here), id(HelloOrigin::Other)]));
        let view = hellos.compare("upyssl.pcap", 1).unwrap();
        assert_eq!(view.table.headline, "No suite in common.");
        let [left, right] = &view.sides;
        assert_eq!((left.frame, right.frame), (Some(4), None));
        assert!(left.place.contains("upyssl.pcap") && right.place.contains("default-tls12-ecdhe.pcap"));
        hellos.compared = Some(Compared::Choice(id(HelloOrigin::Here)));
        let view = hellos.compare("upyssl.pcap", 2).unwrap();
        assert!(view.table.headline.contains("Number 4 of 4"), "{}", view.table.headline);
        assert!(view.sides[1].id.is_none());
        hellos.compared = Some(Compared::Choice(id(HelloOrigin::Pasted)));
        assert!(hellos.compare("upyssl.pcap", 3).is_none());
    }
}
