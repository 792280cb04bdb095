//! Statistics windows: opened, counted in jobs of their own, counted anew when the capture grows.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::App;
use super::opened::{Opened, Origin};
use crate::base::id::FrameId;
use crate::dissect::Settings as DissectSettings;
use crate::document::background::Wake;
use crate::document::sweep::List;
use crate::filter::Filter;
use crate::gui::command::Command;
use crate::gui::model::statistics::{CountsOf, IoSpec, Report, ReportData, ReportView, TcpPlot};
use crate::proto;
use crate::statistics::conversations::{Conversations, all_kinds, endpoint_tables};
use crate::statistics::counts::trees::Trees;
use crate::statistics::flow_graph::FlowGraph;
use crate::statistics::hierarchy::Hierarchy;
use crate::statistics::hosts::Hosts;
use crate::statistics::io_graph::{IoGraph, Series, fitting_interval};
use crate::statistics::lengths::Lengths;
use crate::statistics::properties::{self, FileFacts, Sum};
use crate::statistics::tls::TlsStatistics;
use crate::statistics::{self, Input, Progress, tcp_graph};
use crate::store::{Capture, Transport};

/// Windows that may be open at once.
const REPORTS_MAX: usize = 24;
/// Pause before a report of a growing capture is counted anew.
const AGAIN_EVERY: Duration = Duration::from_secs(2);

/// A statistics window and its job.
pub struct OpenReport {
    pub view: ReportView,
    job: Option<Arc<Job>>,
    began: Instant,
    /// Frames of the capture when it was counted.
    counted: usize,
}

struct Job {
    progress: Progress,
    outcome: Mutex<Option<Result<ReportData, String>>>,
}

impl Drop for OpenReport {
    fn drop(&mut self) {
        if let Some(job) = &self.job {
            job.progress.cancel();
        }
    }
}

/// All a job needs, so that it can run on a thread of its own.
struct Work {
    report: Report,
    capture: Arc<Capture>,
    settings: DissectSettings,
    filter: Filter,
    io: IoSpec,
    stream: u32,
    file: Option<PathBuf>,
    name: String,
    /// The frames of the list.
    shown: List,
}

/// The report that a command opens.
pub(super) fn report_of(command: Command) -> Option<Report> {
    Some(match command {
        Command::CaptureProperties => Report::Properties,
        Command::ResolvedAddresses => Report::Hosts,
        Command::ProtocolHierarchy => Report::Hierarchy,
        Command::Conversations => Report::Conversations,
        Command::Endpoints => Report::Endpoints,
        Command::PacketLengths => Report::Lengths,
        Command::TlsStatistics => Report::Tls,
        Command::DnsStatistics => Report::Counts(CountsOf::Dns),
        Command::HttpStatistics => Report::Counts(CountsOf::Http),
        Command::RtspStatistics => Report::Counts(CountsOf::Rtsp),
        Command::Ipv4Statistics => Report::Counts(CountsOf::Ipv4),
        Command::Ipv6Statistics => Report::Counts(CountsOf::Ipv6),
        Command::IoGraph => Report::IoGraph,
        Command::FlowGraph => Report::FlowGraph,
        Command::TcpSequence => Report::TcpGraph(TcpPlot::Sequence),
        Command::TcpThroughput => Report::TcpGraph(TcpPlot::Throughput),
        Command::TcpRoundTrip => Report::TcpGraph(TcpPlot::RoundTrip),
        Command::TcpWindow => Report::TcpGraph(TcpPlot::Window),
        _ => return None,
    })
}

impl App {
    /// Opens a window; a TCP graph is of the selected frame's stream, a flow graph of what is shown.
    pub(super) fn open_report(&mut self, report: Report) {
        let Some(open) = &self.open else { return };
        if self.reports.len() >= REPORTS_MAX {
            self.status_note("There are many statistics windows; close some first.");
            return;
        }
        let stream = open.stream().filter(|s| s.0 == Transport::Tcp).map_or(0, |s| s.1);
        let takes_shown = matches!(report, Report::FlowGraph);
        self.report_id += 1;
        let view = ReportView {
            id: self.report_id,
            report,
            generation: 0,
            filter: if takes_shown { self.filter.applied.clone() } else { String::new() },
            error: None,
            progress: None,
            result: Arc::default(),
            io: IoSpec::default(),
            stream,
        };
        let mut report = OpenReport { view, job: None, began: Instant::now(), counted: 0 };
        report.count(open, &self.wake);
        self.reports.push(report);
    }

    pub(super) fn close_report(&mut self, id: u64) {
        self.reports.retain(|report| report.view.id != id);
    }

    /// Changes what a report counts and counts anew.
    pub(super) fn change_report(&mut self, id: u64, change: impl FnOnce(&mut ReportView)) {
        let Some(open) = &self.open else { return };
        if let Some(report) = self.reports.iter_mut().find(|report| report.view.id == id) {
            change(&mut report.view);
            report.count(open, &self.wake);
        }
    }

    pub(super) fn cancel_report(&mut self, id: u64) {
        if let Some(report) = self.reports.iter().find(|report| report.view.id == id)
            && let Some(job) = &report.job
        {
            job.progress.cancel();
        }
    }

    /// Takes what jobs have counted.
    pub(super) fn refresh_reports(&mut self) {
        let Some(open) = &self.open else {
            self.reports.clear();
            return;
        };
        for report in &mut self.reports {
            report.refresh(open, &self.wake);
        }
    }

    pub(super) fn reports_run(&self) -> bool {
        self.reports.iter().any(|report| report.job.is_some())
    }
}

impl OpenReport {
    /// Begins to count; a job that still runs is given up.
    fn count(&mut self, open: &Opened, wake: &Wake) {
        if let Some(job) = self.job.take() {
            job.progress.cancel();
        }
        self.view.error = None;
        let filter = match Filter::new(&self.view.filter, proto::registry()) {
            Ok(filter) => filter,
            Err(error) => {
                self.view.error = Some(error.message);
                return;
            }
        };
        let work = Work {
            report: self.view.report,
            capture: Arc::clone(&open.capture),
            settings: open.background.settings(),
            filter,
            io: self.view.io.clone(),
            stream: self.view.stream,
            file: match &open.origin {
                Origin::File(path) => Some(path.clone()),
                Origin::Live(_) => None,
            },
            name: open.name.clone(),
            shown: open.list(),
        };
        self.counted = work.capture.frames.len();
        self.began = Instant::now();
        let job = Arc::new(Job { progress: Progress::default(), outcome: Mutex::new(None) });
        self.job = Some(Arc::clone(&job));
        let wake = Arc::clone(wake);
        std::thread::spawn(move || {
            let outcome = work.count(&job.progress);
            *job.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            wake();
        });
    }

    /// Counts what is open now.
    pub(super) fn count_again(&mut self, open: &Opened, wake: &Wake) {
        self.count(open, wake);
    }

    fn refresh(&mut self, open: &Opened, wake: &Wake) {
        if let Some(job) = &self.job {
            let outcome = job.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.view.progress = Some(job.progress.share());
            if let Some(outcome) = outcome {
                self.job = None;
                self.view.progress = None;
                match outcome {
                    Ok(result) => {
                        self.view.generation += 1;
                        self.view.result = Arc::new(result);
                    }
                    Err(error) => self.view.error = Some(error),
                }
            }
        } else if self.counted != open.capture.frames.len()
            && self.view.error.is_none()
            && self.began.elapsed() >= AGAIN_EVERY
        {
            self.count(open, wake);
        }
    }
}

impl Work {
    fn count(&self, progress: &Progress) -> Result<ReportData, String> {
        let registry = proto::registry();
        let input =
            Input { capture: &self.capture, settings: &self.settings, registry, filter: &self.filter };
        let cancelled = || "Cancelled.".to_owned();
        let begin = self.capture.frame(FrameId(0)).unwrap_or_default().time;
        let seconds = || properties::seconds(&self.capture);
        let tables = match self.report {
            Report::Properties => {
                let hash = |path: &PathBuf| properties::sha256(path, || progress.is_cancelled());
                let sha256 = self.file.as_ref().and_then(|path| hash(path).ok().flatten());
                let len = self.file.as_ref().and_then(|path| std::fs::metadata(path).ok()).map(|m| m.len());
                let name = self.file.as_ref().map_or(self.name.clone(), |path| path.display().to_string());
                let facts = FileFacts { name, len_bytes: len, sha256 };
                let rows = 0..self.shown.len();
                let shown = Sum::of(&self.capture, rows.filter_map(|row| self.shown.get(row)));
                properties::tables(&self.capture, &facts, &shown)
            }
            Report::Hosts => {
                vec![statistics::run(input, Hosts::new(registry), progress).ok_or_else(cancelled)?.table()]
            }
            Report::Hierarchy => {
                let counted = statistics::run(input, Hierarchy::new(registry), progress);
                vec![counted.ok_or_else(cancelled)?.table(registry, seconds())]
            }
            Report::Conversations | Report::Endpoints => {
                let all = Conversations::new(&all_kinds(), registry);
                let counted = statistics::run(input, all, progress).ok_or_else(cancelled)?;
                match self.report {
                    Report::Endpoints => endpoint_tables(&counted),
                    _ => counted.tables(begin),
                }
            }
            Report::Lengths => {
                let counted = statistics::run(input, Lengths::default(), progress);
                vec![counted.ok_or_else(cancelled)?.table(seconds())]
            }
            Report::Tls => {
                let counted = statistics::run(input, TlsStatistics::new(registry), progress);
                counted.ok_or_else(cancelled)?.tables()
            }
            Report::Counts(of) => {
                let counted = statistics::run(input, Trees::new(of.tables(), registry), progress);
                counted.ok_or_else(cancelled)?.tables()
            }
            Report::IoGraph => return self.io_graph(input, progress),
            Report::FlowGraph => {
                let graph = statistics::run(input, FlowGraph::default(), progress).ok_or_else(cancelled)?;
                let (nodes, csv) = (graph.nodes(), graph.csv(&self.capture));
                return Ok(ReportData::Flow { graph, nodes, begin, csv });
            }
            Report::TcpGraph(_) => {
                let id = tcp_graph::conversation(&self.capture, self.stream)
                    .ok_or_else(|| format!("There is no TCP stream {}.", self.stream))?;
                let stream = tcp_graph::stream(&self.capture, &self.settings, registry, id, progress);
                return stream.map(ReportData::Tcp).ok_or_else(cancelled);
            }
        };
        Ok(ReportData::Tables(tables))
    }

    fn io_graph(&self, input: Input<'_>, progress: &Progress) -> Result<ReportData, String> {
        let mut wanted = Vec::new();
        for series in &self.io.series {
            let named = |why: String| format!("{}: {why}", series.name);
            let filter =
                Filter::new(&series.filter, proto::registry()).map_err(|error| named(error.message))?;
            let field = series.field.trim();
            // A field that is still to be typed counts nothing yet.
            wanted.push(match series.unit.takes_field() && !field.is_empty() {
                true => Series::of_field(filter, field, proto::registry()).map_err(named)?,
                false => Series::from(filter),
            });
        }
        let Some((first, last)) = properties::span(&self.capture) else {
            return Ok(ReportData::Io { interval: 1, series: vec![Vec::new(); wanted.len()] });
        };
        let span = last.since(first).0;
        let interval = self.io.interval.unwrap_or_else(|| fitting_interval(span));
        let graph = IoGraph::new(wanted, first, span, interval);
        let counted = statistics::run(input, graph, progress).ok_or_else(|| "Cancelled.".to_owned())?;
        Ok(ReportData::Io { interval: counted.interval, series: counted.series })
    }
}
