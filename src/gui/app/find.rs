//! Finding in the open capture: begun while one types, from hit to hit; and its expert information.
//! Not here: the search itself (`document::find`), its bar (`find_bar`).

use std::sync::Arc;

use super::App;
use crate::base::id::FrameId;
use crate::dissect::Severity;
use crate::document::expert::{Experts, Found};
use crate::document::find::{Find, HITS_MAX, How, Needle, Place, Query};
use crate::gui::model::find::{ExpertView, ExpertsView, FindView, Grave, HitView};
use crate::gui::text;

/// Captures of so many frames are looked through for findings at once; larger ones when asked.
const EXPERTS_AT_ONCE: usize = 20_000;
/// Frames that one finding names in its row.
const FRAMES_NAMED: usize = 3;

/// The job that looks for findings.
pub const EXPERT_JOB: u64 = 31;

/// A step that waits for the search to come so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// To the first hit at or behind this frame.
    From(Option<FrameId>),
    Next,
    Previous,
}

/// What the window finds.
#[derive(Default)]
pub struct Finding {
    query: Query,
    needle: Option<Arc<Needle>>,
    find: Option<Find>,
    step: Option<Step>,
    /// Filter, rows and decryption when the search began: it is stale with others.
    stamp: (String, u64, u64),
    /// The frame that was selected when the search began.
    origin: Option<FrameId>,
    pub view: FindView,
}

/// The expert information of the open capture.
#[derive(Default)]
pub struct ExpertJob {
    experts: Option<Experts>,
    /// Secrets when it began, and whether all sessions were opened.
    stamp: (u64, bool),
    /// What `view` was made of.
    made_of: (u64, usize),
    pub view: ExpertsView,
}

impl App {
    /// What is sought changed.
    pub(super) fn find_edited(&mut self, query: Query) {
        let selected = self.open.as_ref().and_then(|open| open.selected);
        let finding = &mut self.finding;
        // While one types, the search goes on from where one was before.
        let goes_on = !finding.query.text.is_empty() && finding.find.is_some();
        finding.origin = if goes_on { finding.origin.or(selected) } else { selected };
        finding.find = None;
        finding.needle = None;
        finding.view.needle = None;
        finding.view.error = None;
        match query.needle() {
            Ok(needle) => finding.needle = Some(Arc::new(needle)),
            Err(error) => finding.view.error = Some(error).filter(|error| !error.is_empty()),
        }
        finding.query = query;
        if finding.needle.is_some() {
            self.seek(Step::From(self.finding.origin));
        }
        self.show_hits();
    }

    pub(super) fn find_closed(&mut self) {
        self.finding.find = None;
        self.finding.step = None;
        self.finding.needle = None;
        self.show_hits();
    }

    /// Begins a search from the selected frame on.
    fn seek(&mut self, step: Step) {
        let Some(open) = &self.open else { return };
        let finding = &mut self.finding;
        let Some(needle) = &finding.needle else { return };
        let place = match finding.query.how {
            How::Filter => Place::List,
            _ => finding.query.place,
        };
        let from = match step {
            Step::From(frame) => frame,
            _ => open.selected,
        };
        let first = from.and_then(|frame| open.row_of(frame)).unwrap_or(0);
        let first = usize::try_from(first).unwrap_or(0);
        let settings = open.background.settings();
        let find = Find::start((&open.capture, &settings), open.list(), first, needle, place, &self.wake);
        finding.find = Some(find);
        finding.step = Some(step);
        finding.stamp =
            (self.filter.applied.clone(), open.shown_count(), open.background.opened_generation());
        finding.view.needle = Some(Arc::clone(needle)).filter(|_| finding.query.how != How::Filter);
        finding.view.place = place;
    }

    pub(super) fn find_step(&mut self, forward: bool) {
        let Some(open) = &self.open else { return };
        let step = if forward { Step::Next } else { Step::Previous };
        let stamp = (self.filter.applied.clone(), open.shown_count(), open.background.opened_generation());
        if self.finding.find.is_none() || self.finding.stamp != stamp {
            self.seek(step);
        } else {
            self.finding.step = Some(step);
        }
        self.finding.origin = None;
        self.poll_find();
    }

    pub(super) fn show_hit(&mut self, at: usize) {
        if let Some(hit) = self.finding.view.hits.get(at) {
            let frame = u32::try_from(hit.frame).ok().and_then(FrameId::from_number);
            self.go_to_hit(frame);
            self.show_hits();
        }
    }

    fn go_to_hit(&mut self, frame: Option<FrameId>) {
        let Some(frame) = frame else { return };
        self.go_to(frame.number().into());
        if let (Some(open), Some(needle)) = (&mut self.open, &self.finding.needle) {
            open.want_hit(Arc::clone(needle), self.finding.view.place);
        }
    }

    /// Takes what was found, and goes where the user wants to go as soon as that is known.
    pub(super) fn poll_find(&mut self) {
        let Some(open) = &self.open else { return };
        let Some(find) = &mut self.finding.find else { return };
        // Asked before taking: what comes in between is taken the next time.
        let running = find.is_running();
        let came = find.refresh();
        let mut target = None;
        if let Some(step) = self.finding.step {
            let (decided, total) = find.progress();
            let rank = |frame: FrameId| {
                let row = usize::try_from(open.row_of(frame)?).ok()?;
                Some((row + total.saturating_sub(find.first())) % total.max(1))
            };
            let here = match step {
                Step::From(_) => Some(0),
                _ => open.selected.and_then(rank),
            };
            let ranked = || find.hits().iter().filter_map(|hit| Some((rank(hit.frame)?, hit.frame)));
            let is_over = !running || decided >= total;
            let first = || find.hits().first().map(|hit| hit.frame);
            let settled = match (step, here) {
                (Step::From(_), _) | (Step::Next, None) => first(),
                (Step::Next, Some(here)) => {
                    let next = ranked().find(|(rank, _)| *rank > here).map(|(_, frame)| frame);
                    next.or_else(|| first().filter(|_| is_over))
                }
                (Step::Previous, here) => {
                    let here = here.unwrap_or(0);
                    let before = ranked().take_while(|(rank, _)| *rank < here).last().map(|(_, frame)| frame);
                    let before = before.filter(|_| decided >= here);
                    before.or_else(|| find.hits().last().map(|hit| hit.frame).filter(|_| is_over))
                }
            };
            if settled.is_some() || is_over {
                self.finding.step = None;
                target = settled;
            }
        }
        let went = target.is_some();
        self.go_to_hit(target);
        if came || went || self.finding.view.progress.is_some() || !running {
            self.show_hits();
        }
    }

    /// Whether a search is under way that the window waits for.
    pub(super) fn is_finding(&self) -> bool {
        self.finding.find.as_ref().is_some_and(Find::is_running)
    }

    /// Puts the hits into the window's words.
    fn show_hits(&mut self) {
        let selected = self.open.as_ref().and_then(|open| open.selected);
        let finding = &mut self.finding;
        let Some(find) = &finding.find else {
            let error = finding.view.error.take();
            finding.view = FindView { error, ..FindView::default() };
            return;
        };
        let (decided, total) = find.progress();
        let running = find.is_running() && find.hits().len() < HITS_MAX;
        finding.view.progress = running.then(|| decided as f32 / total.max(1) as f32);
        if finding.view.hits.len() != find.hits().len() || finding.view.hits.is_empty() {
            let view = |hit: crate::document::find::Hit| HitView {
                frame: hit.frame.number().into(),
                excerpt: hit.excerpt,
            };
            finding.view.hits = find.sorted().into_iter().map(view).collect();
        }
        let hits = &finding.view.hits;
        finding.view.current = selected
            .and_then(|frame| hits.binary_search_by_key(&u64::from(frame.number()), |hit| hit.frame).ok());
        let more = if running { "+" } else { "" };
        let all = text::count(hits.len() as u64);
        finding.view.result = match (finding.view.current, hits.is_empty(), running) {
            (Some(at), ..) => format!("{} of {all}{more}", text::count(at as u64 + 1)),
            (None, true, true) => "Looking…".into(),
            (None, true, false) => "No match".into(),
            (None, false, _) => format!("{all}{more} {}", if hits.len() == 1 { "hit" } else { "hits" }),
        };
    }

    /// Goes on gathering expert information, where it is shown or cheap.
    pub(super) fn refresh_experts(&mut self) {
        let Some(open) = &self.open else { return };
        let wanted = self.window.dock.tab == Some(crate::gui::dock::DockTab::Experts);
        if !wanted && open.capture.frames.len() > EXPERTS_AT_ONCE {
            // Begun when the capture was smaller, or for a tab that is closed now.
            if self.experts.is_running() {
                self.experts = ExpertJob::default();
            }
            return;
        }
        // Nobody can say yet whether a file that is being read is a small one.
        if !wanted && open.is_loading() && self.live.is_none() {
            return;
        }
        let job = &mut self.experts;
        let settled = open.background.sessions_are_settled();
        let stamp = (self.keyring.snapshot().generation(), settled);
        if job.experts.is_none() || job.stamp.0 != stamp.0 || (settled && !job.stamp.1) {
            if open.is_loading() && job.experts.is_none() && open.capture.frames.is_empty() {
                return;
            }
            job.experts = Some(Experts::default());
            job.stamp = stamp;
            job.made_of = (u64::MAX, 0);
        }
        let Some(experts) = &mut job.experts else { return };
        experts.refresh(&open.capture, &open.background.settings(), &self.wake);
        let total = open.capture.frames.len();
        job.view.progress = experts.running().map(|done| done as f32 / total.max(1) as f32);
        let made_of = (experts.generation, open.capture.problems.len());
        if job.made_of != made_of {
            job.made_of = made_of;
            let problems = open.capture.problems.iter().map(|problem| ExpertView {
                grave: Grave::Error,
                frame: 0,
                frames: String::new(),
                protocol: "File".into(),
                summary: problem.text.clone(),
                field: None,
                count: 1,
            });
            job.view.rows = problems.chain(experts.sorted().into_iter().map(expert_view)).collect();
        }
    }

    /// Another capture is open.
    pub(super) fn forget_findings(&mut self) {
        self.experts = ExpertJob::default();
        let query = std::mem::take(&mut self.finding.query);
        self.finding = Finding::default();
        if self.window.find_bar.open {
            self.finding.query = query;
        }
        self.history.clear();
    }
}

impl ExpertJob {
    /// Whether frames are still looked at.
    pub fn is_running(&self) -> bool {
        self.view.progress.is_some()
    }

    pub fn cancel(&mut self) {
        if let Some(experts) = &mut self.experts {
            experts.cancel();
        }
    }
}

fn expert_view(found: &Found) -> ExpertView {
    let grave = match found.finding.severity {
        Severity::Comment => Grave::Comment,
        Severity::Chat => Grave::Chat,
        Severity::Note => Grave::Note,
        Severity::Warn => Grave::Warning,
        Severity::Error => Grave::Error,
    };
    let named: Vec<String> =
        found.frames.iter().take(FRAMES_NAMED).map(|frame| frame.number().to_string()).collect();
    let more = if found.frames.len() > FRAMES_NAMED { " …" } else { "" };
    ExpertView {
        grave,
        frame: found.frames.first().map_or(0, |frame| frame.number().into()),
        frames: named.join(", ") + more,
        protocol: found.finding.protocol.to_owned(),
        summary: found.finding.text.clone(),
        field: found.finding.field,
        count: found.count,
    }
}
