//! Choosing a file by typing or clicking, where the desktop has no file dialog of its own. Folders
//! are read in a thread: a slow disk never stops the window.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{self, Context, RichText, accesskit::Role, vec2};

use super::{PathPurpose, Spec, enter, footer, frame};
use crate::base::time::Zone;
use crate::capfile::FileKind;
use crate::document::preview::{self, Preview};
use crate::gui::app::{age, link_name, took_words};
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::rows::{RowList, Rows};
use crate::gui::text::{self, Line};
use crate::gui::theme::{body, hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, Empty, button, empty_state, field, icon_button};

/// Entries of one folder that are listed.
const ENTRIES_MAX: usize = 20_000;
/// Room for the size of a file, logical px.
const SIZE_WIDTH: f32 = 84.0;

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    path: PathBuf,
    is_folder: bool,
    len_bytes: u64,
    modified: Option<SystemTime>,
}

type Listing = Result<Vec<Entry>, String>;

/// The dialog's state.
#[derive(Debug)]
pub struct PathDialog {
    purpose: PathPurpose,
    folder: PathBuf,
    /// What stands in the field: a path, or a name in `folder`.
    typed: String,
    /// What the entries in sight are narrowed to: the typed text, until one of them is chosen.
    sought: String,
    entries: Vec<Entry>,
    trouble: Option<String>,
    reading: Option<mpsc::Receiver<Listing>>,
    rows: RowList,
    selected: Option<u64>,
    /// What the file is that was chosen last: its path, and what was found.
    preview: Option<(PathBuf, Look)>,
    /// A file that is there and is to be replaced, once it is said again.
    replacing: Option<PathBuf>,
    begun: bool,
}

/// How long a file is looked at before it is opened.
const LOOK_LIMIT: Duration = Duration::from_millis(400);

#[derive(Debug)]
enum Look {
    Running(mpsc::Receiver<Result<Preview, String>>),
    Found(Result<Preview, String>),
}

/// What a capture is, in one line.
fn words_of(preview: &Preview) -> String {
    let mut words = match preview.kind {
        FileKind::Pcap { nanos: true, .. } => "pcap, ns".to_owned(),
        FileKind::Pcap { .. } => "pcap".to_owned(),
        FileKind::Pcapng => "pcapng".to_owned(),
    };
    words.extend(preview.compression.map(|how| format!(" ({how})")));
    let frames = text::plural(preview.frames, "frame", "frames");
    words.push_str(if preview.is_whole { " · " } else { " · more than " });
    words.push_str(&frames);
    if let Some((first, last)) = preview.times {
        let nanos = u64::try_from(last.since(first).0).unwrap_or(0);
        let more = if preview.is_whole { "" } else { "more than " };
        if let Some(begin) = first.civil(Zone::Local) {
            words.push_str(&format!(" · {}", begin.strftime("%Y-%m-%d %H:%M:%S")));
        }
        words.push_str(&format!(" · {more}{}", took_words(Duration::from_nanos(nanos))));
    }
    let links: Vec<String> = preview.link_types.iter().map(|link| link_name(link.0)).collect();
    if !links.is_empty() {
        words.push_str(&format!(" · {}", links.join(", ")));
    }
    if preview.has_secrets {
        words.push_str(" · with session keys");
    }
    words
}

/// Selects a proposed name up to its ending, so that typing replaces it.
fn select_stem(ctx: &Context, field: egui::Id, name: &str) {
    let stem = Path::new(name).file_stem().map_or(0, |stem| stem.to_string_lossy().chars().count());
    let mut state = egui::text_edit::TextEditState::load(ctx, field).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(0), CCursor::new(stem));
    state.cursor.set_char_range(Some(range));
    state.store(ctx, field);
}

fn list(folder: &Path) -> Listing {
    let reading = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut entries: Vec<Entry> = reading
        .filter_map(Result::ok)
        .take(ENTRIES_MAX)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            let facts = std::fs::metadata(&path).ok()?;
            (!name.starts_with('.')).then(|| Entry {
                name,
                path,
                is_folder: facts.is_dir(),
                len_bytes: facts.len(),
                modified: facts.modified().ok(),
            })
        })
        .collect();
    entries.sort_by_cached_key(|entry| (!entry.is_folder, entry.name.to_lowercase()));
    Ok(entries)
}

impl PathDialog {
    pub fn new(purpose: PathPurpose, folder: Option<&Path>, name: &str) -> Self {
        let folder = folder
            .filter(|folder| folder.is_absolute())
            .map(Path::to_path_buf)
            .or_else(|| std::env::current_dir().ok())
            .unwrap_or_else(|| PathBuf::from("/"));
        let mut dialog = Self {
            purpose,
            folder: PathBuf::new(),
            typed: name.to_owned(),
            sought: String::new(),
            entries: Vec::new(),
            trouble: None,
            reading: None,
            rows: RowList::new("path dialog"),
            selected: None,
            preview: None,
            replacing: None,
            begun: false,
        };
        dialog.enter_folder(folder);
        dialog
    }

    fn enter_folder(&mut self, folder: PathBuf) {
        let (sender, receiver) = mpsc::channel();
        let place = folder.clone();
        std::thread::spawn(move || {
            // The dialog may be gone by now; then nobody wants the list.
            let _ = sender.send(list(&place));
        });
        self.folder = folder;
        self.entries.clear();
        self.sought.clear();
        self.trouble = None;
        self.reading = Some(receiver);
        self.selected = None;
        self.rows.rewind();
    }

    fn receive(&mut self, ctx: &Context) {
        let Some(reading) = &self.reading else { return };
        match reading.try_recv() {
            Ok(Ok(entries)) => self.entries = entries,
            Ok(Err(trouble)) => self.trouble = Some(trouble),
            Err(mpsc::TryRecvError::Empty) => {
                ctx.request_repaint_after_secs(0.03);
                return;
            }
            Err(mpsc::TryRecvError::Disconnected) => {}
        }
        self.reading = None;
    }

    /// Begins to look into the file that is named, if it is a capture that is asked for.
    fn look(&mut self, ctx: &Context) {
        if !self.purpose.wants_capture() {
            return;
        }
        let wanted = self.path().filter(|path| {
            let known = self.entries.iter().find(|entry| entry.path == *path);
            known.is_some_and(|entry| !entry.is_folder)
        });
        if wanted.as_ref() != self.preview.as_ref().map(|(path, _)| path) {
            self.preview = wanted.map(|path| {
                let (sender, receiver) = mpsc::channel();
                let place = path.clone();
                std::thread::spawn(move || {
                    // Another file may be chosen by now.
                    let _ = sender.send(preview::look(&place, LOOK_LIMIT));
                });
                (path, Look::Running(receiver))
            });
        }
        if let Some((_, look)) = &mut self.preview
            && let Look::Running(receiver) = look
        {
            match receiver.try_recv() {
                Ok(found) => *look = Look::Found(found),
                Err(_) => ctx.request_repaint_after_secs(0.03),
            }
        }
    }

    /// What is said of the chosen file, and whether something is wrong with it.
    fn preview_words(&self) -> Option<(String, bool)> {
        match &self.preview.as_ref()?.1 {
            Look::Running(_) => None,
            Look::Found(Ok(preview)) => match &preview.damage {
                Some(damage) => Some((format!("{} · {damage}", words_of(preview)), true)),
                None => Some((words_of(preview), false)),
            },
            Look::Found(Err(why)) => Some((why.clone(), true)),
        }
    }

    /// The entries in sight, by their places in the folder.
    fn in_sight(&self) -> Vec<usize> {
        let sought = self.sought.trim().to_lowercase();
        let fits = |entry: &Entry| sought.is_empty() || entry.name.to_lowercase().contains(&sought);
        self.entries.iter().enumerate().filter(|(_, entry)| fits(entry)).map(|(at, _)| at).collect()
    }

    /// A part of a name stands for the only entry that has it, or the first that begins with it.
    fn complete(&mut self, in_sight: &[usize]) {
        let sought = self.sought.trim().to_lowercase();
        if sought.is_empty() || self.path().is_some_and(|path| path.exists()) {
            return;
        }
        let mut entries = in_sight.iter().filter_map(|at| self.entries.get(*at));
        let only = (in_sight.len() == 1).then(|| entries.clone().next()).flatten();
        let found = only.or_else(|| entries.find(|entry| entry.name.to_lowercase().starts_with(&sought)));
        if let Some(name) = found.map(|entry| entry.name.clone()) {
            self.typed = name;
        }
    }

    /// The path that the field and the folder name together.
    fn path(&self) -> Option<PathBuf> {
        let typed = self.typed.trim();
        if typed.is_empty() {
            return self.purpose.wants_folder().then(|| self.folder.clone());
        }
        let home = directories::UserDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
        let path = match (typed.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.folder.join(typed),
        };
        Some(path)
    }

    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        self.receive(ctx);
        self.look(ctx);
        let mut done = false;
        let mut accept = enter(ctx);
        let mut takes_folder = false;
        let purpose = self.purpose;
        let spec = Spec { title: purpose.title(), icon: None, width: 620.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let t = theme();
            ui.horizontal(|ui| {
                let can_rise = self.folder.parent().is_some();
                ui.add_enabled_ui(can_rise, |ui| {
                    if icon_button(ui, Icon::ChevronUp, "Parent folder", 22.0, false)
                        .on_hover_text("Parent folder")
                        .clicked()
                        && let Some(parent) = self.folder.parent()
                    {
                        self.enter_folder(parent.to_path_buf());
                    }
                });
                let folder = self.folder.to_string_lossy();
                let shown = text::middle_ellipsis(&folder, 80);
                let words = text::escape(&shown).into_owned();
                ui.label(RichText::new(words).font(mono()).color(p.text.secondary.0));
            });
            ui.add_space(4.0);
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 300.0), egui::Sense::hover());
            ui.painter().rect(
                rect,
                f32::from(t.radius.control),
                p.surface.pane.0,
                hairline(p.line.strong),
                egui::StrokeKind::Inside,
            );
            let in_sight = self.in_sight();
            let rows = Rows {
                name: "Files",
                role: Role::ListBox,
                row_role: Role::ListBoxOption,
                len: in_sight.len() as u64,
                row_height: t.size.panel_row,
                selected: self.selected,
                selects: true,
                bar_width: t.size.scrollbar,
                own_bar: true,
            };
            let entries = &self.entries;
            let events = self.rows.show(ui, rect.shrink(1.0), &rows, |row_ui| {
                let index = usize::try_from(row_ui.index).ok();
                let Some(entry) = index.and_then(|i| entries.get(*in_sight.get(i)?)) else { return };
                let p = palette(row_ui.ui);
                if row_ui.selected {
                    row_ui.painter.rect_filled(row_ui.rect, 0.0, p.selection.row_unfocused.0);
                } else if row_ui.hovered {
                    row_ui.painter.rect_filled(row_ui.rect, 0.0, p.surface.row_hover.0);
                }
                let icon = if entry.is_folder { Icon::Open } else { Icon::File };
                let place = egui::Rect::from_min_size(row_ui.rect.min, vec2(30.0, row_ui.rect.height()));
                icon.paint(row_ui.painter, place, 14.0, p.text.secondary.0);
                let inner = row_ui.rect.with_min_x(place.right()).with_max_x(row_ui.rect.right() - 8.0);
                let quiet = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
                let size = if entry.is_folder { String::new() } else { text::size(entry.len_bytes) };
                quiet.paint(row_ui.painter, inner, &size, egui::Align::Max);
                let age = entry.modified.map(age).unwrap_or_default();
                let right = inner.with_max_x(inner.right() - SIZE_WIDTH);
                let right = quiet.paint(row_ui.painter, right, &age, egui::Align::Max);
                let line = Line { font: body(), color: p.text.primary.0, dim: p.text.tertiary.0 };
                let free = inner.with_max_x((right.left() - 8.0).max(inner.left()));
                line.paint(row_ui.painter, free, &entry.name, egui::Align::Min);
                row_ui.name(Role::ListBoxOption, || text::escape(&entry.name).into_owned());
            });
            if in_sight.is_empty() && self.reading.is_none() && self.trouble.is_none() {
                let (title, advice) = match self.sought.is_empty() {
                    true => ("Nothing in this folder", "The arrow above leads out of it."),
                    false => ("No name with these letters", "Names of this folder; a path leads elsewhere."),
                };
                let empty = Empty { icon: Icon::Open, title, advice, actions: &[] };
                empty_state(ui, rect, &empty, actions);
            }
            if let Some(words) = &self.trouble {
                let words = RichText::new(words.clone()).color(p.danger.base.0);
                ui.label(words);
            }
            let chosen = events.clicked.or(events.moved);
            let entry_at = |row: u64| {
                let at = in_sight.get(usize::try_from(row).ok()?)?;
                self.entries.get(*at).cloned()
            };
            if let Some(entry) = chosen.and_then(entry_at) {
                self.selected = chosen;
                self.typed = entry.name;
            }
            accept |= events.double_clicked.is_some();
            ui.add_space(8.0);
            // What stands above may change while one types: the field stays the same.
            let edit = egui::TextEdit::singleline(&mut self.typed)
                .id(egui::Id::unique("file path"))
                .font(mono())
                .hint_text("Name or path")
                .desired_width(f32::INFINITY)
                .char_limit(4096);
            let response = field(ui, edit).accessible_name("File path");
            // A name to save under seeks nothing, nor does a path.
            if response.changed() && !purpose.saves() {
                self.sought = if self.typed.contains('/') { String::new() } else { self.typed.clone() };
                self.selected = None;
                self.rows.rewind();
            }
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
                select_stem(ui.ctx(), response.id, &self.typed);
            }
            if response.changed() || self.path() != self.replacing {
                self.replacing = None;
            }
            if purpose.saves() {
                let (place, response) =
                    ui.allocate_exact_size(vec2(ui.available_width(), 20.0), egui::Sense::hover());
                if self.replacing.is_some() {
                    let words = "There is a file of this name. “Replace” puts the new one in its place.";
                    let line = Line { font: small(), color: p.warn.base.0, dim: p.text.tertiary.0 };
                    line.paint(ui.painter(), place, words, egui::Align::Min);
                    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words));
                }
            }
            if purpose.wants_capture() {
                // Its room is kept, so that nothing jumps.
                let (words, is_wrong) = self.preview_words().unwrap_or_default();
                let (place, response) =
                    ui.allocate_exact_size(vec2(ui.available_width(), 20.0), egui::Sense::hover());
                let color = if is_wrong { p.warn.base } else { p.text.secondary };
                let line = Line { font: small(), color: color.0, dim: p.text.tertiary.0 };
                line.paint(ui.painter(), place, &words, egui::Align::Min);
                let words = text::escape(&words).into_owned();
                response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words.clone()));
                if !words.is_empty() {
                    response.on_hover_text(&words);
                }
            }
            footer(ui, |ui| {
                let verb = match purpose {
                    _ if self.replacing.is_some() => "Replace",
                    purpose if purpose.saves() => "Save",
                    PathPurpose::OpenCapture | PathPurpose::CompareCapture | PathPurpose::ImportColours => {
                        "Open"
                    }
                    PathPurpose::Merge => "Merge",
                    PathPurpose::ObjectFolder => "Save here",
                    _ => "Load",
                };
                let clicked = button(ui, ButtonKind::Primary, None, verb).clicked();
                accept |= clicked;
                // A double click goes into a folder, the button takes it.
                takes_folder = clicked && purpose.wants_folder();
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
            });
        });
        if accept {
            self.complete(&self.in_sight());
        }
        if accept && let Some(path) = self.path() {
            let known = self.entries.iter().find(|entry| entry.path == path);
            let is_folder = known.map_or_else(|| path.is_dir(), |entry| entry.is_folder);
            if is_folder && !takes_folder {
                self.typed.clear();
                self.enter_folder(path);
            } else if purpose.saves() && path.exists() && self.replacing.as_ref() != Some(&path) {
                // Nothing is overwritten unasked.
                self.replacing = Some(path);
            } else {
                actions.push(purpose.action(path));
                done = true;
            }
        }
        closed || done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_hidden_files_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.pcap", "A.pem", ".hidden"] {
            std::fs::write(folder.path().join(name), "1234").unwrap();
        }
        std::fs::create_dir(folder.path().join("zz")).unwrap();
        let names: Vec<String> = list(folder.path()).unwrap().into_iter().map(|e| e.name).collect();
        assert_eq!(names, ["zz", "A.pem", "b.pcap"]);
        assert!(list(&folder.path().join("gone")).is_err());
    }

    #[test]
    fn a_part_of_a_name_finds_the_file() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["first.pcap", "second.pcap", "key.pem"] {
            std::fs::write(folder.path().join(name), "1234").unwrap();
        }
        let mut dialog = PathDialog::new(PathPurpose::OpenCapture, Some(folder.path()), "");
        dialog.entries = list(folder.path()).unwrap();
        let mut typed = |text: &str| {
            (dialog.typed, dialog.sought) = (text.to_owned(), text.to_owned());
            let in_sight = dialog.in_sight();
            dialog.complete(&in_sight);
            (in_sight.len(), dialog.typed.clone())
        };
        assert_eq!(typed("SEC"), (1, "second.pcap".to_owned()));
        assert_eq!(typed("f"), (1, "first.pcap".to_owned()));
        assert_eq!(typed("pcap"), (2, "pcap".to_owned()), "it may be either");
        assert_eq!(typed("none"), (0, "none".to_owned()));
    }

    #[test]
    fn a_name_stands_in_the_folder_and_a_path_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let mut dialog = PathDialog::new(PathPurpose::OpenCapture, Some(folder.path()), "");
        assert_eq!(dialog.path(), None);
        dialog.typed = "a.pcap ".into();
        assert_eq!(dialog.path(), Some(folder.path().join("a.pcap")));
        dialog.typed = "/tmp/b.pcap".into();
        assert_eq!(dialog.path(), Some(PathBuf::from("/tmp/b.pcap")));
    }
}
