//! One run over packets: opens, reads, filters, prints.

use super::fault::{Fault, status};
use super::print::{Output, Printer, Shown, safe};
use super::ring::{self, Ring};
use super::taps::{End, Tap};
use super::wishes::Wishes;
use super::{secrets, write};
use crate::base::id::FrameId;
use crate::base::time::Precision;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::document::secrets_blocks::SecretsBlocks;
use crate::document::{Document, Source, Step};
use crate::field::FieldSet;
use crate::filter::{Decision, Filter, Macros};
use crate::platform::memory;
use crate::store::{Annotations, Capture, Kept, Pass};
use crate::tls::secrets::Keyring;
use crate::verdict::symptoms::Refused;
use std::cell::Cell;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

/// What is printed is written out when it has so many bytes.
const BUFFER_BYTES: usize = 64 << 10;

/// One run over packets.
pub struct Session<'w> {
    wishes: &'w Wishes,
    registry: &'static Registry,
    keyring: Arc<Keyring>,
    filter: Option<Filter>,
    read_filter: Option<Filter>,
    printer: Option<Printer>,
    taps: Vec<Box<dyn Tap>>,
    /// What is to be written out next.
    out: String,
    begun: bool,
    /// The first frame that was not yet looked at.
    next: usize,
    /// The last one that passed the filter.
    displayed: Option<FrameId>,
    /// A key log to be written into that file.
    injected: Option<zeroize::Zeroizing<Vec<u8>>>,
    /// Frames to be written to a file.
    passing: Vec<FrameId>,
    /// `-a filesize`: what may still come; the frame that passes it is kept.
    room_bytes: Option<u64>,
    /// The files they go to, if there are several.
    ring: Option<Ring<'w>>,
    status: u8,
    /// Key files that gave no key.
    refused: Vec<Refused>,
}

impl<'w> Session<'w> {
    /// Checks all that can be wrong before the first packet is read.
    pub fn new(wishes: &'w Wishes, registry: &'static Registry) -> Result<Self, Fault> {
        let live = wishes.read.is_none();
        let filter = wishes.display_filter.clone().or_else(|| {
            let words = wishes.words.join(" ");
            (!live && !words.is_empty()).then_some(words)
        });
        let macros = &wishes.preferences.macros;
        let filter = filter.map(|text| parse_filter(&text, macros, registry)).transpose()?;
        let read_filter =
            wishes.read_filter.as_ref().map(|t| parse_filter(t, macros, registry)).transpose()?;
        let taps = wishes.taps.iter().map(|t| t.start(macros, registry)).collect::<Result<_, _>>()?;
        // Neither -q nor -w takes away what was asked for by itself.
        let asked = wishes.summary || wishes.details || wishes.hex;
        let has_form = !matches!(wishes.output, Output::Text | Output::Tabs);
        let asked = asked || (has_form && wishes.write.is_none());
        let prints = asked || (!wishes.quiet && wishes.write.is_none());
        let printer = Printer::new(wishes.style(), registry)?;
        if prints && wishes.output == Output::Parquet && io::stdout().is_terminal() {
            return Err(Fault::failed("a table is not written to a terminal; redirect the output"));
        }
        if let Some(path) = &wishes.write {
            write::check(path, wishes.read.as_deref())?;
            if write::is_stdout(path) && prints {
                return Err(Fault::usage("packets cannot be written and printed to stdout at once"));
            }
            if write::is_stdout(path) && io::stdout().is_terminal() {
                return Err(Fault::failed("packets are not written to a terminal; redirect the output"));
            }
        }
        let mut session = Self {
            wishes,
            registry,
            keyring: Arc::default(),
            filter,
            read_filter,
            printer: prints.then_some(printer),
            taps,
            out: String::with_capacity(2 * BUFFER_BYTES),
            begun: false,
            next: 0,
            displayed: None,
            injected: secrets::injected(wishes)?,
            passing: Vec::new(),
            room_bytes: wishes.capture.stop_after.kilobytes.map(|k| k.saturating_mul(1000)),
            ring: wishes
                .write
                .as_deref()
                .filter(|_| wishes.ring.is_ring())
                .map(|base| Ring::new(base, wishes.ring, wishes.format)),
            status: status::OK,
            refused: Vec::new(),
        };
        session.refused = secrets::load(wishes, &session.keyring, &session);
        Ok(session)
    }

    /// The exit status so far.
    pub fn status(&self) -> u8 {
        self.status
    }

    /// A line for the person in front, unless nothing is to be said.
    pub fn say(&self, text: fmt::Arguments<'_>) {
        if !self.wishes.silent {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// A line about something that is wrong, though the run goes on.
    fn warn(&self, text: &str) {
        let _ = writeln!(io::stderr(), "tlens: {}", safe::shown(text));
    }

    pub fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring)
    }

    /// Reads a file, or a stream that is given as one.
    pub fn read(&mut self, source: Source) -> Result<(), Fault> {
        let settings = self.settings();
        let is_stream = match &source {
            Source::Stdin => true,
            Source::Path(path) => std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()),
        };
        let mut document = Document::open(source, self.keyring(), settings).map_err(Fault::failed)?;
        let limits = [self.wishes.count, self.wishes.capture.stop_after.packets];
        let limit = limits.into_iter().flatten().min().unwrap_or(u64::MAX);
        if let Some(filter) = self.read_filter.take() {
            document.load_all().map_err(Fault::failed)?;
            let kept = Some(Arc::new(self.first_pass(&document, &filter, limit)));
            document.settings_mut().annotations = Arc::new(Annotations { kept, ..Annotations::default() });
        } else if is_stream {
            return self.stream(document).map(drop);
        } else {
            document.limit_frames(limit);
            match document.load_all() {
                Err(e) if e.is_empty_file() => {}
                loaded => loaded.map_err(Fault::failed)?,
            }
        }
        self.select(&document);
        self.frames(&document)?;
        self.finish(&document)?;
        // The program ends here: giving back each piece of the index would take longer than some
        // filters. What was opened is wiped all the same.
        let capture = document.capture();
        capture.forget_plaintext();
        std::mem::forget(capture);
        Ok(())
    }

    fn settings(&self) -> Settings {
        let mut settings = self.wishes.preferences.settings();
        settings.decode_as.clone_from(&self.wishes.decode_as);
        settings.decode_as.extend_from_slice(&self.wishes.preferences.ports);
        settings.disabled.clone_from(&self.wishes.disabled);
        settings.two_passes = self.wishes.two_passes;
        settings.whole_conversations = self.wishes.two_passes;
        settings.choices.mac_names = self.wishes.mac_names.unwrap_or(settings.choices.mac_names);
        settings.choices.dns_names = self.wishes.dns_names.unwrap_or(settings.choices.dns_names);
        // Scripts of tshark's expect its trees; whoever gives a secret, or names one of our fields,
        // wants to know what became of the sessions.
        let texts = [&self.wishes.display_filter, &self.wishes.read_filter].into_iter().flatten();
        let named = texts.chain(&self.wishes.fields).chain(self.wishes.only.iter().flatten());
        settings.show_verdicts = !self.keyring.snapshot().is_empty() || { named }
            .any(|text| ["wirelens", ".ja4"].iter().any(|own| text.contains(own)));
        settings
    }

    /// What is captured is read once.
    pub fn live_settings(&self) -> Settings {
        Settings { two_passes: false, whole_conversations: false, ..self.settings() }
    }

    /// The frames that pass the read filter, at most so many.
    fn first_pass(&self, document: &Document, filter: &Filter, limit: u64) -> Kept {
        let (capture, settings) = (document.capture(), document.settings());
        let mut d = Dissector::new(&capture, &settings, self.registry, Wanted::Fields(filter.needs.clone()));
        d.columns.skip_info = !filter.needs_columns;
        let passing = (0..capture.frames.len()).map(FrameId::from_index).filter(|frame| {
            decide(filter, &capture, &settings, *frame).unwrap_or_else(|| {
                d.frame(*frame);
                filter.matches(&d.tree, &d.sources, &d.columns)
            })
        });
        passing.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect()
    }

    /// Reads a stream to its end; frames are printed as they come. Gives how many there were.
    pub fn stream(&mut self, mut document: Document) -> Result<u64, Fault> {
        let limits = [self.wishes.count, self.wishes.capture.stop_after.packets];
        document.limit_frames(limits.into_iter().flatten().min().unwrap_or(u64::MAX));
        loop {
            self.keyring.refresh_key_logs();
            let step = match document.step(true) {
                Err(e) if e.is_empty_file() && self.wishes.read.is_some() => Step::Done,
                step => step.map_err(Fault::failed)?,
            };
            self.frames(&document)?;
            self.flush()?;
            if step == Step::Done || self.is_done() {
                self.finish(&document)?;
                return Ok(document.capture().frames.len() as u64);
            }
        }
    }

    /// `-a filesize` with `-r`: the frame before stands so many bytes behind the file's beginning.
    fn is_read_enough(&self, capture: &Capture, frame: FrameId) -> bool {
        let Some(most) = self.wishes.capture.stop_after.kilobytes else { return false };
        let before = frame.0.checked_sub(1).and_then(|before| capture.frame(FrameId(before)));
        // The bytes of a record stand behind its header.
        before.is_some_and(|f| f.offset().saturating_sub(16) >= most)
    }

    /// Whether enough was captured, by size or by number of files.
    pub fn is_done(&self) -> bool {
        self.ring.as_ref().is_some_and(Ring::is_done) || self.room_bytes == Some(0)
    }

    /// Up to where nobody needs the packets any more: their files were deleted.
    pub fn gone(&self) -> u64 {
        self.ring.as_ref().map_or(0, Ring::gone)
    }

    fn secrets_blocks(&self) -> SecretsBlocks<'_> {
        SecretsBlocks {
            keep: !self.wishes.discard_secrets,
            add: self.injected.as_ref().map(|log| log.as_slice()),
        }
    }

    /// Gives `${field}` in the filter its values.
    fn select(&mut self, document: &Document) {
        let Some(filter) = self.filter.as_mut().filter(|f| f.has_references()) else { return };
        let (capture, settings) = (document.capture(), document.settings());
        let numbered = |number| match &settings.annotations.kept {
            Some(kept) => kept.numbered(number),
            None => FrameId::from_number(number),
        };
        let Some(frame) = self.wishes.selected.and_then(numbered) else { return };
        let mut d = Dissector::new(&capture, &settings, self.registry, Wanted::Fields(filter.needs.clone()));
        d.frame(frame);
        filter.select(&d.tree, &d.sources, &d.columns);
    }

    /// Filters and prints the frames that came since the last call.
    pub fn frames(&mut self, document: &Document) -> Result<(), Fault> {
        let (capture, settings) = (document.capture(), document.settings());
        self.begin();
        let mut needs = self.filter.as_ref().map_or_else(FieldSet::default, |f| f.needs.clone());
        let tapped: Vec<_> = self.taps.iter().filter_map(|tap| tap.needs()).collect();
        tapped.iter().for_each(|n| needs.merge(&n.fields));
        let tapped_columns = tapped.iter().any(|n| n.columns);
        let everything = tapped.iter().any(|n| n.everything);
        let tapped = !tapped.is_empty();
        let wanted = match &self.printer {
            _ if everything => Wanted::Everything,
            Some(printer) => printer.wanted(&needs),
            None => Wanted::Fields(needs),
        };
        let mut d = Dissector::new(&capture, &settings, self.registry, wanted);
        let needs_info = self.printer.as_ref().is_some_and(Printer::needs_info);
        d.columns.skip_info =
            !needs_info && !tapped_columns && !self.filter.as_ref().is_some_and(|f| f.needs_columns);
        d.carried = self.taps.iter().any(|tap| tap.wants_files()).then(Vec::new);
        let writes = self.wishes.write.is_some();
        let mut pass = Pass::over(&capture.bytes);
        let forgets = self.taps.is_empty() && capture.has_sessions();
        for index in self.next..capture.frames.len() {
            let frame = FrameId::from_index(index);
            if settings.annotations.kept.as_ref().is_some_and(|kept| !kept.contains(frame)) {
                continue;
            }
            pass.note(capture.frames.get(index).map_or(0, |meta| meta.captured().into()));
            if self.wishes.read.is_some() && self.is_read_enough(&capture, frame) {
                break;
            }
            if let Some(room) = self.room_bytes.as_mut().filter(|_| self.wishes.read.is_none()) {
                if *room == 0 {
                    break;
                }
                let len = capture.frame_bytes(frame).len() as u64;
                *room = room.saturating_sub(len + ring::PCAPNG_FRAME_BYTES);
            }
            let known = self.filter.as_ref().map_or(Some(true), |f| decide(f, &capture, &settings, frame));
            let printed = self.printer.is_some() && known != Some(false);
            if known.is_none() || tapped || printed {
                if let Some(next) = capture.frames.get(index + 1) {
                    memory::fetch(capture.bytes_of(&next));
                }
                d.displayed_before = self.filter.as_ref().map(|_| self.displayed);
                d.frame(frame);
            }
            if tapped {
                self.taps.iter_mut().rev().for_each(|tap| tap.amend(&mut d));
                self.taps.iter_mut().for_each(|tap| tap.frame(&d));
            }
            if forgets {
                capture.forget_ended(frame);
            }
            let matches = |f: &Filter| f.matches(&d.tree, &d.sources, &d.columns);
            if !known.unwrap_or_else(|| self.filter.as_ref().is_none_or(matches)) {
                continue;
            }
            self.displayed = Some(frame);
            if writes {
                self.passing.push(frame);
            }
            if let Some(printer) = &mut self.printer {
                printer.frame(shown(&capture, &d, frame), &mut self.out);
                let table = printer.take_bytes(false);
                if !table.is_empty() {
                    io::stdout().write_all(&table)?;
                }
                if self.wishes.flush || self.out.len() >= BUFFER_BYTES {
                    self.flush()?;
                }
            }
        }
        self.next = capture.frames.len();
        if let Some(mut ring) = self.ring.take() {
            let passing = std::mem::take(&mut self.passing);
            let added = ring.add(&capture, passing.into_iter(), self.secrets_blocks());
            self.ring = Some(ring);
            added?;
        }
        Ok(())
    }

    fn begin(&mut self) {
        if !std::mem::replace(&mut self.begun, true)
            && let Some(printer) = &self.printer
        {
            printer.begin(&mut self.out);
        }
    }

    /// Writes out what was printed.
    pub fn flush(&mut self) -> Result<(), Fault> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(self.out.as_bytes())?;
        if let Some(printer) = &mut self.printer {
            stdout.write_all(&printer.take_bytes(false))?;
        }
        stdout.flush()?;
        self.out.clear();
        Ok(())
    }

    /// After the last frame: statistics, the output file, what was wrong with the input.
    pub fn finish(&mut self, document: &Document) -> Result<(), Fault> {
        let (capture, settings) = (document.capture(), document.settings());
        self.begin();
        if let Some(printer) = &mut self.printer {
            printer.end(&mut self.out);
            let last = printer.take_bytes(true);
            io::stdout().write_all(&last)?;
        }
        let time_of = |index: Option<usize>| {
            index
                .and_then(|i| capture.frame(FrameId::from_index(i)))
                .map_or_else(Default::default, |m| m.time)
        };
        let broken = Cell::new(None);
        let spill = |text: &mut String| {
            if text.len() < BUFFER_BYTES {
                return true;
            }
            let written = io::stdout().write_all(text.as_bytes());
            text.clear();
            let goes_on = written.is_ok();
            broken.set(written.err());
            goes_on
        };
        let end = End {
            capture: &capture,
            settings: &settings,
            registry: self.registry,
            file: &document.source().name(),
            path: match document.source() {
                Source::Path(path) => Some(path.as_path()),
                Source::Stdin => None,
            },
            refused: &self.refused,
            time: self.wishes.time,
            first: time_of(Some(0)),
            last: time_of(capture.frames.len().checked_sub(1)),
            spill: &spill,
        };
        // As tshark does it: the last one first.
        for tap in self.taps.iter_mut().rev() {
            tap.print(&end, &mut self.out);
            if self.status == status::OK {
                self.status = tap.status();
            }
        }
        for note in self.taps.iter().filter_map(|tap| tap.note()) {
            self.warn(&format!("{}: {note}", document.source().name()));
        }
        let printed = broken.take().map_or_else(|| self.flush(), |error| Err(error.into()));
        self.taps.iter_mut().try_for_each(|tap| tap.finish())?;
        if let Some(mut ring) = self.ring.take() {
            if !ring.is_done() {
                ring.close(&capture, self.secrets_blocks())?;
            }
        } else if let Some(path) = &self.wishes.write {
            let secrets = self.secrets_blocks();
            write::write(&capture, self.passing.iter().copied(), path, self.wishes.format, secrets)?;
        }
        if let Some(path) = &self.wishes.export_session_keys {
            secrets::export(&capture, &settings, path, self)?;
        }
        let environment = std::env::var_os("SSLKEYLOGFILE");
        secrets::after_reading(&capture, &settings, &document.source().name(), environment, self);
        for problem in capture.problems.iter() {
            self.warn(&format!("{}: {}", document.source().name(), problem.text));
            self.status = status::FAILED;
        }
        printed
    }
}

impl secrets::Say for Session<'_> {
    fn note(&self, text: &str) {
        self.say(format_args!("tlens: {text}"));
    }

    fn warn(&self, text: &str) {
        Session::warn(self, text);
    }
}

fn parse_filter(text: &str, macros: &Macros, registry: &'static Registry) -> Result<Filter, Fault> {
    let text = macros.expand(text).map_err(|e| Fault::failed(e.explained(text)))?;
    let filter = Filter::new(&text, registry).map_err(|e| Fault::failed(e.explained(&text)))?;
    for note in &filter.notes {
        let _ = writeln!(io::stderr(), "tlens: {}", safe::shown(note));
    }
    Ok(filter)
}

/// What the index alone says of a frame.
fn decide(filter: &Filter, capture: &Capture, settings: &Settings, frame: FrameId) -> Option<bool> {
    match filter.prune(frame, capture, settings) {
        Decision::Yes => Some(true),
        Decision::No => Some(false),
        Decision::Look => None,
    }
}

fn shown<'a, 'c>(capture: &Capture, d: &'a Dissector<'c>, frame: FrameId) -> Shown<'a, 'c> {
    let meta = d.meta();
    let time_of = |f: FrameId| capture.frame(f).map_or(meta.time, |m| m.time);
    let times = super::print::time::Times {
        first: d.settings().annotations.begin_of(FrameId(0), |f| Some(time_of(f))).unwrap_or(meta.time),
        previous: d.settings().annotations.before(frame).map_or(meta.time, time_of),
        previous_shown: meta.time,
        this: meta.time,
    };
    let digits = d.interface().map_or(Precision::MICROS, |i| i.precision);
    Shown { d, number: d.number(frame), meta, digits, times, cumulative_bytes: 0 }
}
