//! What the user notes about frames: marks, frames to ignore, time references and shift, comments,
//! colours of conversations; and copying rows. Each act works on all chosen frames.

use std::sync::Arc;

use super::App;
use super::opened::Opened;
use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::base::time::Duration;
use crate::document::rows;
use crate::gui::columns::{self, Shown};
use crate::gui::command::Command;
use crate::gui::dialogs::Dialog;
use crate::gui::dialogs::comment::CommentDialog;
use crate::gui::dialogs::time_shift::TimeShiftDialog;
use crate::gui::model::{BannerView, RowView, Tone};
use crate::gui::packet_list::row_as_text;
use crate::gui::text;
use crate::proto;
use crate::statistics::table::csv_line;
use crate::store::{Annotations, FrameSet};

/// Rows copied at a time.
const COPIED_MAX: usize = 1_000_000;
/// Fields of filters that ask for what is noted here.
const NOTED_FIELDS: [&str; 6] =
    ["frame.marked", "frame.ignored", "frame.ref_time", "frame.comment", "frame.time", "frame.offset_shift"];

/// Frames commented at a time: each keeps its text.
const COMMENTED_MAX: u64 = 100_000;
/// Frames whose set is made while the window waits, which takes a millisecond.
const GATHERED_AT_ONCE: u64 = 200_000;

/// What can be noted of many frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    Marked,
    Ignored,
}

/// In which form rows are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CopyForm {
    Text,
    Csv,
    Fields,
}

impl Opened {
    /// Changes what is noted about frames; rows and tree are made anew.
    fn annotate(&mut self, change: impl FnOnce(&mut Annotations)) {
        self.background.change_settings(|settings| change(Arc::make_mut(&mut settings.annotations)));
    }
}

impl App {
    /// Carries out a command of this file.
    pub(super) fn run_annotation(&mut self, command: Command) {
        match command {
            Command::MarkFrames => self.note_chosen(Noted::Marked),
            Command::IgnoreFrames => self.note_chosen(Noted::Ignored),
            Command::MarkAllDisplayed => self.note_displayed(Noted::Marked, true),
            Command::UnmarkAllDisplayed => self.note_displayed(Noted::Marked, false),
            Command::IgnoreAllDisplayed => self.note_displayed(Noted::Ignored, true),
            Command::UnignoreAll => self.annotate(|notes| notes.ignored = FrameSet::default()),
            Command::TimeReference => {
                let frame = self.open.as_ref().and_then(|open| open.selected);
                if let Some(frame) = frame {
                    self.annotate(|notes| {
                        let on = !notes.references.contains(frame);
                        notes.references.set(frame, on);
                    });
                }
            }
            Command::UnsetTimeReferences => self.annotate(|notes| notes.references = FrameSet::default()),
            Command::NextMark => self.go_to_noted(|notes| &notes.marked, true),
            Command::PreviousMark => self.go_to_noted(|notes| &notes.marked, false),
            Command::NextTimeReference => self.go_to_noted(|notes| &notes.references, true),
            Command::PreviousTimeReference => self.go_to_noted(|notes| &notes.references, false),
            Command::TimeShift => self.ask_time_shift(),
            Command::EditComment => self.ask_comment(),
            Command::DeleteComments => self.set_comments(&[]),
            Command::SelectAllRows => {
                if let Some(open) = &mut self.open {
                    open.choose_all();
                }
            }
            Command::CopyRow => self.copy_rows(CopyForm::Text),
            Command::CopyRowsCsv => self.copy_rows(CopyForm::Csv),
            Command::CopyRowsFields => self.copy_rows(CopyForm::Fields),
            Command::ResetConversationColours => {
                if let Some(open) = &mut self.open {
                    open.conversation_colours.clear();
                    open.forget_rows();
                }
                self.window.list.forget_minimap();
            }
            other => {
                if let Some(colour) = other.conversation_colour() {
                    self.colour_conversation(Some(colour));
                }
            }
        }
    }

    pub(super) fn annotate(&mut self, change: impl FnOnce(&mut Annotations)) {
        let Some(open) = &mut self.open else { return };
        let before = open.background.settings().annotations;
        open.annotate(change);
        let after = open.background.settings().annotations;
        if before.comments != after.comments || before.shift != after.shift {
            self.is_saved = false;
        }
        self.window.list.forget_minimap();
        // A filter that asks for notes has another answer now.
        if NOTED_FIELDS.iter().any(|name| self.filter.applied.contains(name)) {
            let applied = self.filter.applied.clone();
            self.apply_filter(&applied);
        }
    }

    /// All chosen frames are noted so, or no more if all of them are.
    fn note_chosen(&mut self, noted: Noted) {
        let Some(open) = &self.open else { return };
        let chosen = open.chosen_now();
        self.gather(chosen.count(), move || chosen.set(), noted, None);
    }

    fn note_displayed(&mut self, noted: Noted, on: bool) {
        let Some(open) = &self.open else { return };
        let rows = open.every_row();
        self.gather(rows.count(), move || rows.set(), noted, Some(on));
    }

    /// Notes frames whose set is yet to be made: in a task, if there are many.
    fn gather(
        &mut self,
        count: u64,
        set: impl FnOnce() -> FrameSet + Send + 'static,
        noted: Noted,
        on: Option<bool>,
    ) {
        match count {
            0..=GATHERED_AT_ONCE => self.note_frames(&set(), noted, on),
            _ => {
                if let Some(open) = &self.open {
                    self.tasks.gather(&open.capture, set, noted, on);
                }
            }
        }
    }

    /// `on`: they are noted so, or no more; the other way round if nothing is said.
    pub(super) fn note_frames(&mut self, frames: &FrameSet, noted: Noted, on: Option<bool>) {
        self.annotate(|notes| {
            let set = match noted {
                Noted::Marked => &mut notes.marked,
                Noted::Ignored => &mut notes.ignored,
            };
            let on = on.unwrap_or_else(|| !set.contains_all(frames));
            set.set_all(frames, on);
        });
    }

    /// Goes to the next frame of a set, or to the one before; from the end on to the beginning.
    fn go_to_noted(&mut self, set: impl Fn(&Annotations) -> &FrameSet, next: bool) {
        let Some(open) = &self.open else { return };
        let notes = open.background.settings().annotations;
        let here = open.selected.unwrap_or_default();
        if let Some(frame) = noted_beside(set(&notes), open.shown.as_ref(), here, next) {
            self.go_to(frame.number().into());
        }
    }

    pub(super) fn colour_conversation(&mut self, colour: Option<u8>) {
        let Some(open) = &mut self.open else { return };
        let meta = open.selected.and_then(|frame| open.capture.frame(frame));
        let Some(conversation) = meta.and_then(|meta| meta.conversation()) else {
            self.status_note("This frame belongs to no conversation that could be coloured.");
            return;
        };
        match colour {
            Some(colour) => open.conversation_colours.insert(conversation, colour),
            None => open.conversation_colours.remove(&conversation),
        };
        open.forget_rows();
        self.window.list.forget_minimap();
    }

    /// A short word in the banner.
    pub(super) fn status_note(&mut self, text: &str) {
        self.banner = Some(BannerView { tone: Tone::Neutral, text: text.to_owned(), action: None });
    }

    fn ask_comment(&mut self) {
        let Some(open) = &self.open else { return };
        let chosen = open.chosen_now();
        if self.has_too_many_to_comment(chosen.count()) {
            return;
        }
        let Some(open) = &self.open else { return };
        let Some(first) = chosen.first(&open.every_row()) else { return };
        let notes = open.background.settings().annotations;
        let texts = notes.comments_of(&open.capture, first);
        let dialog = CommentDialog::new(first.number(), chosen.count() as usize, texts);
        self.window.dialog = Some(Dialog::Comment(dialog));
    }

    /// The chosen frames have these comments from now on.
    pub(super) fn set_comments(&mut self, texts: &[String]) {
        let Some(open) = &self.open else { return };
        let (chosen, capture) = (open.chosen_now(), Arc::clone(&open.capture));
        if self.has_too_many_to_comment(chosen.count()) {
            return;
        }
        self.annotate(|notes| {
            for frame in chosen.set().iter() {
                if capture.comments.get(&frame).map_or(&[][..], Vec::as_slice) == texts {
                    notes.comments.remove(&frame);
                } else {
                    notes.comments.insert(frame, texts.to_vec());
                }
            }
        });
    }

    /// Says so, if so many frames cannot be commented at once.
    fn has_too_many_to_comment(&mut self, count: u64) -> bool {
        if count > COMMENTED_MAX {
            let (count, most) = (text::count(count), text::count(COMMENTED_MAX));
            self.status_note(&format!("{count} frames are chosen; at most {most} can be commented at once."));
        }
        count > COMMENTED_MAX
    }

    fn ask_time_shift(&mut self) {
        let Some(open) = &self.open else { return };
        let settings = open.background.settings();
        let Some(meta) = open.selected.and_then(|frame| open.capture.frame(frame)) else { return };
        let dialog = TimeShiftDialog::new(meta.time, settings.annotations.shift);
        self.window.dialog = Some(Dialog::TimeShift(dialog));
    }

    pub(super) fn shift_times(&mut self, nanos: i64) {
        self.annotate(|notes| notes.shift = Duration(nanos));
    }

    /// Copies the chosen rows, made in a task.
    fn copy_rows(&mut self, form: CopyForm) {
        let Some(open) = &self.open else { return };
        let (chosen, list) = (open.chosen_now(), open.every_row());
        let (capture, settings) = (Arc::clone(&open.capture), open.background.settings());
        let (look, name) = (open.look.clone(), open.name.clone());
        let columns = self.settings.columns.clone();
        self.tasks.make_text(move || {
            let shown = columns::shown(&columns);
            let titles: Vec<String> =
                shown.iter().filter_map(|s| columns.get(s.index)).map(|c| c.title.clone()).collect();
            let mut previous = None;
            let frames = chosen.in_order(&list);
            let rows = frames.iter().take(COPIED_MAX).map(|frame| {
                let above = previous.replace(*frame);
                let row = rows::make(&capture, &settings, proto::registry(), &look, *frame, above);
                super::opened::plain_row(row)
            });
            rows_as(form, rows, &shown, &titles, &name)
        });
    }
}

/// The frame of `set` next to `here` that the list shows, before it or behind; from the end on to the beginning.
fn noted_beside(
    set: &FrameSet,
    shown: Option<&Chunked<FrameId>>,
    here: FrameId,
    next: bool,
) -> Option<FrameId> {
    let Some(shown) = shown else {
        return match next {
            true => set.first_from(FrameId(here.0.saturating_add(1))).or_else(|| set.first_from(FrameId(0))),
            false => {
                let before = here.0.checked_sub(1).and_then(|frame| set.last_until(FrameId(frame)));
                before.or_else(|| set.last_until(FrameId(u32::MAX)))
            }
        };
    };
    // Whichever are fewer are gone through.
    if set.len() < shown.len() / 16 {
        let is_shown = |frame: &FrameId| {
            let at = shown.partition_point(|f| f < frame);
            shown.get(at) == Some(frame)
        };
        let noted = || set.iter().filter(is_shown);
        return match next {
            true => noted().find(|frame| *frame > here).or_else(|| noted().next()),
            false => noted().take_while(|frame| *frame < here).last().or_else(|| noted().last()),
        };
    }
    let noted = |frame: &&FrameId| set.contains(**frame);
    let found = match next {
        true => {
            let behind = shown.partition_point(|f| *f <= here);
            shown.iter_from(behind).find(noted).or_else(|| shown.iter().take(behind).find(noted))
        }
        false => {
            let before = shown.partition_point(|f| *f < here);
            let back = |from: usize, to: usize| (from..to).rev().filter_map(|at| shown.get(at)).find(noted);
            back(0, before).or_else(|| back(before, shown.len()))
        }
    };
    found.copied()
}

/// The rows in one of the forms, a line each or more.
pub(super) fn rows_as(
    form: CopyForm,
    rows: impl Iterator<Item = RowView>,
    shown: &[Shown],
    titles: &[String],
    name: &str,
) -> String {
    let mut out = String::new();
    if form == CopyForm::Csv {
        csv_line(titles.iter().cloned(), &mut out);
    }
    for row in rows {
        match form {
            CopyForm::Text => {
                out.push_str(&row_as_text(&row, shown));
                out.push('\n');
            }
            CopyForm::Csv => {
                csv_line(shown.iter().map(|s| text::escape(&s.text(&row)).into_owned()), &mut out);
            }
            CopyForm::Fields => {
                out.push_str(&format!("Frame {} of {}\n", row.number, text::escape(name)));
                for (column, title) in shown.iter().zip(titles) {
                    let value = column.text(&row);
                    out.push_str(&format!("    {title}: {}\n", text::escape(&value)));
                }
            }
        }
    }
    // One row is copied as a piece of a line.
    if form == CopyForm::Text && out.matches('\n').count() == 1 {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noted_frame_beside_is_found_however_many_there_are() {
        let all: Chunked<FrameId> = (0..1_000).map(FrameId).collect();
        let odd: Chunked<FrameId> = (0..500).map(|i| FrameId(i * 2 + 1)).collect();
        for noted in [vec![], vec![5], vec![4, 300, 301, 999], (0..1_000).step_by(3).collect()] {
            let set: FrameSet = noted.iter().copied().map(FrameId).collect();
            for shown in [None, Some(&all), Some(&odd)] {
                let is_shown = |n: &&u32| shown.is_none_or(|list| list.iter().any(|f| f.0 == **n));
                let there: Vec<u32> = noted.iter().filter(is_shown).copied().collect();
                for here in [0, 4, 5, 300, 301, 700, 999] {
                    let next = there.iter().find(|n| **n > here).or(there.first()).copied();
                    let before = there.iter().rev().find(|n| **n < here).or(there.last()).copied();
                    let found = [true, false].map(|next| noted_beside(&set, shown, FrameId(here), next));
                    assert_eq!(found.map(|f| f.map(|f| f.0)), [next, before], "{here}");
                }
            }
        }
    }

    #[test]
    fn rows_are_copied_in_three_forms() {
        let row = |number, info: &str| RowView { number, info: info.into(), ..RowView::default() };
        let all = columns::standard();
        let columns = [all[0].clone(), all[6].clone()];
        let (shown, titles) = (columns::shown(&columns), ["No.".to_owned(), "Info".to_owned()]);
        let copy = |form, rows: Vec<RowView>| rows_as(form, rows.into_iter(), &shown, &titles, "a.pcap");
        let rows = || vec![row(1, "one, \"two\""), row(2, "\u{202e}three")];
        assert_eq!(copy(CopyForm::Text, rows()), "1\tone, \"two\"\n2\t\\u{202e}three\n");
        assert_eq!(copy(CopyForm::Text, vec![row(7, "x")]), "7\tx");
        assert_eq!(copy(CopyForm::Csv, rows()), "No.,Info\n1,\"one, \"\"two\"\"\"\n2,\\u{202e}three\n");
        assert_eq!(copy(CopyForm::Fields, vec![row(7, "x")]), "Frame 7 of a.pcap\n    No.: 7\n    Info: x\n");
    }
}
