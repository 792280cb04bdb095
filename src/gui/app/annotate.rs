//! What the user notes about frames: marks, frames to ignore, time references and shift, comments,
//! colours of conversations; and copying rows. Each act works on all chosen frames.

use std::sync::Arc;

use super::App;
use super::opened::Opened;
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
            Command::MarkFrames => self.toggle_frames(|notes| &mut notes.marked),
            Command::IgnoreFrames => self.toggle_frames(|notes| &mut notes.ignored),
            Command::MarkAllDisplayed => self.mark_displayed(true),
            Command::UnmarkAllDisplayed => self.mark_displayed(false),
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

    /// All chosen frames are put into a set, or taken out if all of them are in it.
    fn toggle_frames(&mut self, set: impl Fn(&mut Annotations) -> &mut FrameSet) {
        let Some(open) = &self.open else { return };
        let frames = open.chosen_set();
        self.annotate(|notes| {
            let set = set(notes);
            let on = !set.contains_all(&frames);
            set.set_all(&frames, on);
        });
    }

    fn mark_displayed(&mut self, on: bool) {
        let Some(open) = &self.open else { return };
        let frames = open.shown_set();
        self.annotate(|notes| notes.marked.set_all(&frames, on));
    }

    /// Goes to the next frame of a set, or to the one before; from the end on to the beginning.
    fn go_to_noted(&mut self, set: impl Fn(&Annotations) -> &FrameSet, next: bool) {
        let Some(open) = &self.open else { return };
        let notes = open.background.settings().annotations;
        let here = open.selected.unwrap_or_default();
        let shown = || set(&notes).iter().filter(|frame| open.row_of(*frame).is_some());
        let found = if next {
            shown().find(|frame| *frame > here).or_else(|| shown().next())
        } else {
            shown().take_while(|frame| *frame < here).last().or_else(|| shown().last())
        };
        if let Some(frame) = found {
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
        let frames = open.chosen_frames();
        let Some(first) = frames.first() else { return };
        let notes = open.background.settings().annotations;
        let texts = notes.comments_of(&open.capture, *first);
        let dialog = CommentDialog::new(first.number(), frames.len(), texts);
        self.window.dialog = Some(Dialog::Comment(dialog));
    }

    /// The chosen frames have these comments from now on.
    pub(super) fn set_comments(&mut self, texts: &[String]) {
        let Some(open) = &self.open else { return };
        let frames = open.chosen_frames();
        let capture = Arc::clone(&open.capture);
        self.annotate(|notes| {
            for frame in frames {
                if capture.comments.get(&frame).map_or(&[][..], Vec::as_slice) == texts {
                    notes.comments.remove(&frame);
                } else {
                    notes.comments.insert(frame, texts.to_vec());
                }
            }
        });
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
        let mut frames = open.chosen_frames();
        frames.truncate(COPIED_MAX);
        let (capture, settings) = (Arc::clone(&open.capture), open.background.settings());
        let (look, name) = (open.look.clone(), open.name.clone());
        let columns = self.settings.columns.clone();
        self.tasks.make_text(move || {
            let shown = columns::shown(&columns);
            let titles: Vec<String> =
                shown.iter().filter_map(|s| columns.get(s.index)).map(|c| c.title.clone()).collect();
            let mut previous = None;
            let rows = frames.iter().map(|frame| {
                let above = previous.replace(*frame);
                let row = rows::make(&capture, &settings, proto::registry(), &look, *frame, above);
                super::opened::plain_row(row)
            });
            rows_as(form, rows, &shown, &titles, &name)
        });
    }
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
