//! The dialogs that export: which frames, in which form; and the list of files that protocols carried. Not here:
//! writing files (`document::export`, `document::save`).

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Context, RichText, accesskit::Role, pos2, vec2};

use super::{Spec, default_button, footer, frame};
use crate::capfile::Compression;
use crate::document::export::{Dissection, TextParts, ranges};
use crate::document::save::Format;
use crate::gui::find_bar::choice;
use crate::gui::icons::Icon;
use crate::gui::model::export::{ObjectView, Order, What, Which};
use crate::gui::model::{Action, View};
use crate::gui::rows::{RowList, Rows};
use crate::gui::text::{self, Line};
use crate::gui::theme::{Face, body, hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, Empty, button, check_box, choices, empty_state, field, radio_value};

/// Which radio button is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Choice {
    #[default]
    All,
    Displayed,
    Selected,
    Marked,
    BetweenMarks,
    Ranges,
}

/// The dialog's state.
#[derive(Debug)]
pub struct ExportDialog {
    /// Dissections; else the frames themselves.
    dissections: bool,
    choice: Choice,
    without_ignored: bool,
    typed: String,
    format: Format,
    compression: Option<Compression>,
    form: Dissection,
    parts: TextParts,
}

const COMPRESSIONS: [(Option<Compression>, &str); 4] = [
    (None, "None"),
    (Some(Compression::Gzip), "gzip"),
    (Some(Compression::Zstd), "zstd"),
    (Some(Compression::Lz4), "lz4"),
];

impl ExportDialog {
    pub fn new(dissections: bool) -> Self {
        Self {
            dissections,
            choice: Choice::default(),
            without_ignored: false,
            typed: String::new(),
            format: Format::Pcapng,
            compression: None,
            form: Dissection::Text,
            parts: TextParts { summary: true, details: true, bytes: false },
        }
    }

    /// What was chosen, or what is wrong with it.
    fn order(&self, frames: u64) -> Result<Order, String> {
        let which = match self.choice {
            Choice::All => Which::All,
            Choice::Displayed => Which::Displayed,
            Choice::Selected => Which::Selected,
            Choice::Marked => Which::Marked,
            Choice::BetweenMarks => Which::BetweenMarks,
            Choice::Ranges => {
                let ranges = ranges(&self.typed, frames)?;
                if ranges.is_empty() {
                    return Err("Name the frames: 1-5,9,20-".into());
                }
                Which::Ranges(ranges)
            }
        };
        let what = match self.dissections {
            true => What::Dissections(self.form, self.parts),
            false => What::Frames(self.format, self.compression),
        };
        Ok(Order { which, without_ignored: self.without_ignored, what })
    }

    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let title = if self.dissections { "Export dissections" } else { "Export specified frames" };
        let spec = Spec { title, icon: None, width: 560.0 };
        let capture = view.capture.as_ref();
        let frames = capture.map_or(0, |capture| capture.frames);
        let displayed = capture.map_or(0, |capture| capture.rows.len());
        let chosen = capture.map_or(0, |capture| capture.chosen);
        let marked = capture.map_or(0, |capture| capture.marked);
        let order = self.order(frames);
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            heading(ui, "Frames");
            radio_value(ui, &mut self.choice, Choice::All, format!("All, {}", text::count(frames)));
            let words = format!("Displayed, {}", text::count(displayed));
            radio_value(ui, &mut self.choice, Choice::Displayed, words);
            ui.add_enabled_ui(chosen > 0, |ui| {
                let words = match chosen {
                    0 | 1 => "The selected one".to_owned(),
                    _ => format!("The chosen ones, {}", text::count(chosen)),
                };
                radio_value(ui, &mut self.choice, Choice::Selected, words);
            });
            ui.add_enabled_ui(marked > 0, |ui| {
                let words = format!("Marked, {}", text::count(marked));
                radio_value(ui, &mut self.choice, Choice::Marked, words);
            });
            ui.add_enabled_ui(marked > 1, |ui| {
                radio_value(
                    ui,
                    &mut self.choice,
                    Choice::BetweenMarks,
                    "From the first marked one to the last",
                );
            });
            ui.horizontal(|ui| {
                radio_value(ui, &mut self.choice, Choice::Ranges, "Numbers");
                let edit = egui::TextEdit::singleline(&mut self.typed)
                    .font(mono())
                    .hint_text("1-5,9,20-")
                    .desired_width(220.0)
                    .char_limit(4096);
                if field(ui, edit).accessible_name("Frame numbers").changed() {
                    self.choice = Choice::Ranges;
                }
            });
            ui.add_space(4.0);
            check_box(ui, &mut self.without_ignored, "Leave out ignored frames");
            ui.add_space(10.0);
            heading(ui, "Form");
            if self.dissections {
                self.dissection_form(ui);
            } else {
                choices(ui, &mut self.format, &[(Format::Pcapng, "pcapng"), (Format::Pcap, "pcap")]);
                let words = match self.format {
                    Format::Pcapng => "Keeps comments, interfaces, names, statistics and secrets.",
                    _ => "Keeps the frames and their times, nothing else.",
                };
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
                ui.add_space(6.0);
                heading(ui, "Compression");
                choices(ui, &mut self.compression, &COMPRESSIONS);
            }
            footer(ui, |ui| {
                ui.add_enabled_ui(order.is_ok() && frames > 0, |ui| {
                    let clicked = default_button(ui, Some(Icon::Save), "Save as…");
                    if let Some(order) = order.as_ref().ok().filter(|_| clicked) {
                        actions.push(Action::AskExportPath(order.clone()));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
                if let Err(error) = &order {
                    ui.label(RichText::new(error).font(small()).color(p.danger.base.0));
                }
            });
        });
        closed || done
    }

    fn dissection_form(&mut self, ui: &mut egui::Ui) {
        choices(ui, &mut self.form, &Dissection::ALL.map(|form| (form, form.words())));
        if self.form == Dissection::Text {
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = theme().space.xl;
                check_box(ui, &mut self.parts.summary, "Summary line");
                check_box(ui, &mut self.parts.details, "Details");
                check_box(ui, &mut self.parts.bytes, "Bytes");
            });
        }
    }
}

fn heading(ui: &mut egui::Ui, words: &str) {
    let p = palette(ui);
    let words = RichText::new(words).font(Face::UiSemibold.at(theme().font.size.body));
    ui.label(words.color(p.text.primary.0));
    ui.add_space(2.0);
}

/// The list of the files that protocols carried.
#[derive(Debug)]
pub struct ObjectsDialog {
    rows: RowList,
    selected: Option<u64>,
    filter: String,
    /// Only those of this protocol.
    protocol: Option<&'static str>,
    chosen: BTreeSet<usize>,
}

impl Default for ObjectsDialog {
    fn default() -> Self {
        Self {
            rows: RowList::new("carried objects"),
            selected: None,
            filter: String::new(),
            protocol: None,
            chosen: BTreeSet::new(),
        }
    }
}

impl ObjectsDialog {
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec { title: "Export objects", icon: None, width: 860.0 };
        let objects = view.objects;
        let sought = self.filter.to_lowercase();
        let protocol = self.protocol;
        let fits = |object: &ObjectView| {
            let text = [&object.name, &object.host, &object.content_type]
                .iter()
                .any(|text| text.to_lowercase().contains(&sought));
            text && protocol.is_none_or(|only| only == object.protocol)
        };
        let shown: Vec<(usize, &ObjectView)> =
            objects.unwrap_or(&[]).iter().enumerate().filter(|(_, object)| fits(object)).collect();
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let edit = egui::TextEdit::singleline(&mut self.filter)
                .hint_text("Name, host or type")
                .desired_width(f32::INFINITY)
                .char_limit(256);
            field(ui, edit).accessible_name("Find objects");
            ui.add_space(6.0);
            let mut protocols: Vec<&'static str> =
                objects.unwrap_or(&[]).iter().map(|o| o.protocol).collect();
            protocols.sort_unstable();
            protocols.dedup();
            if protocols.len() > 1 {
                let some = protocols.iter().map(|name| (Some(*name), *name));
                let all: Vec<(Option<&'static str>, &str)> =
                    std::iter::once((None, "All")).chain(some).collect();
                if choice(ui, "Protocol", &all, &mut self.protocol) {
                    self.selected = None;
                    self.chosen.clear();
                    self.rows.rewind();
                }
                ui.add_space(6.0);
            }
            let head = vec2(ui.available_width(), theme().size.table_header);
            let (head, _) = ui.allocate_exact_size(head, egui::Sense::hover());
            let quiet = Line { font: small(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
            for (title, place, align) in object_cells(head) {
                quiet.paint(ui.painter(), place, title, align);
            }
            let size = vec2(ui.available_width(), 296.0);
            let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
            let radius = f32::from(theme().radius.control);
            let inside = egui::StrokeKind::Inside;
            ui.painter().rect(rect, radius, p.surface.pane.0, hairline(p.line.strong), inside);
            if shown.is_empty() {
                let (title, advice) = match objects {
                    None => (
                        "Looking through the frames",
                        "Files that HTTP, mail, FTP, TFTP, MQTT and CoAP carried come here.",
                    ),
                    Some([]) => ("No objects", "No file was carried, or its session stays closed."),
                    Some(_) => ("None of that name", "Type less to see more."),
                };
                let empty = Empty { icon: Icon::File, title, advice, actions: &[] };
                // Beside the dialog's own flow: what follows stands below the list, not below the words.
                let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                empty_state(&mut inside, rect, &empty, actions);
            }
            let rows = Rows {
                name: "Objects",
                role: Role::ListBox,
                row_role: Role::ListBoxOption,
                len: shown.len() as u64,
                row_height: theme().size.panel_row,
                selected: self.selected,
                selects: true,
                bar_width: theme().size.scrollbar,
                own_bar: true,
            };
            let chosen = &self.chosen;
            let events = self.rows.show(ui, rect.shrink(1.0), &rows, |row| {
                let Some((at, object)) = usize::try_from(row.index).ok().and_then(|i| shown.get(i)) else {
                    return;
                };
                paint_object(row, object, chosen.contains(at));
            });
            if let Some(row) = events.clicked.or(events.moved) {
                self.selected = Some(row);
            }
            let at = |row: u64| shown.get(usize::try_from(row).ok()?).map(|(at, _)| *at);
            if let Some(at) = events.clicked.and_then(at)
                && !self.chosen.remove(&at)
            {
                self.chosen.insert(at);
            }
            footer(ui, |ui| {
                ui.add_enabled_ui(!shown.is_empty(), |ui| {
                    let some = !self.chosen.is_empty();
                    let label = if some { "Save chosen…" } else { "Save all…" };
                    if button(ui, ButtonKind::Primary, Some(Icon::Save), label).clicked() {
                        let of = match some {
                            true => self.chosen.iter().copied().collect(),
                            false => shown.iter().map(|(at, _)| *at).collect(),
                        };
                        actions.push(Action::AskObjectFolder(of));
                        done = true;
                    }
                    let frame = self.selected.and_then(|row| shown.get(usize::try_from(row).ok()?));
                    if let Some((_, object)) = frame
                        && button(ui, ButtonKind::Normal, Some(Icon::Goto), "Go to frame").clicked()
                    {
                        actions.push(Action::GoToFrame(object.frame));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Close").clicked();
                let words = text::plural(shown.len() as u64, "object", "objects");
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            });
        });
        closed || done
    }
}

/// The cells of a row of objects: what stands in each, where, and at which side of it.
fn object_cells(row: egui::Rect) -> [(&'static str, egui::Rect, Align); 6] {
    let cell = |from: f32, to: f32| {
        egui::Rect::from_min_max(pos2(row.left() + from, row.top()), pos2(row.left() + to, row.bottom()))
    };
    let right = row.width();
    // Names keep their room: host and type give way in a narrow window.
    let side = ((right - 440.0) / 2.0).clamp(0.0, 160.0);
    let kind = right - 90.0 - side;
    let host = kind - 10.0 - side;
    [
        ("Frame", cell(30.0, 86.0), Align::Max),
        ("Name", cell(98.0, host - 70.0), Align::Min),
        ("Protocol", cell(host - 60.0, host - 4.0), Align::Min),
        ("Host", cell(host, kind - 10.0), Align::Min),
        ("Type", cell(kind, right - 90.0), Align::Min),
        ("Size", cell(right - 86.0, right - 12.0), Align::Max),
    ]
}

fn paint_object(row: &crate::gui::rows::RowUi<'_>, object: &ObjectView, chosen: bool) {
    let p = palette(row.ui);
    let rect = row.rect;
    if row.selected {
        row.painter.rect_filled(rect, 0.0, p.selection.row_unfocused.0);
    } else if row.hovered {
        row.painter.rect_filled(rect, 0.0, p.surface.row_hover.0);
    }
    let place = egui::Rect::from_min_size(rect.min, vec2(28.0, rect.height()));
    let (icon, color) = match (chosen, object.decrypted) {
        (true, _) => (Icon::Check, p.accent.base),
        (false, true) => (Icon::LockOpen, p.tls.open),
        (false, false) => (Icon::File, p.text.secondary),
    };
    icon.paint(row.painter, place, 14.0, color.0);
    let data = Line { font: mono(), color: p.text.primary.0, dim: p.text.tertiary.0 };
    let quiet = Line { font: body(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
    let name = if object.name.is_empty() { "(no name)" } else { &object.name };
    let (frame, size) = (object.frame.to_string(), text::size(object.len_bytes));
    let words = [&frame, name, object.protocol, &object.host, &object.content_type, &size];
    for ((title, place, align), words) in object_cells(rect).into_iter().zip(words) {
        let line = if matches!(title, "Frame" | "Name" | "Size") { &data } else { &quiet };
        line.paint(row.painter, place, words, align);
    }
    row.name(Role::ListBoxOption, || {
        let state = if chosen { ", chosen" } else { "" };
        let host = text::escape(&object.host);
        format!("{} {} {host} {}{state}", object.frame, object.protocol, text::escape(name))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_an_order_or_a_sentence() {
        let mut dialog = ExportDialog::new(false);
        dialog.compression = Some(Compression::Zstd);
        let order = dialog.order(19).unwrap();
        assert_eq!((order.which.clone(), order.ending()), (Which::All, ".pcapng.zst".to_owned()));
        dialog.choice = Choice::Ranges;
        assert!(dialog.order(19).is_err());
        dialog.typed = "3-".into();
        assert_eq!(dialog.order(19).unwrap().which, Which::Ranges(vec![3..=19]));
        dialog.typed = "x".into();
        assert!(dialog.order(19).unwrap_err().contains("“x”"));
        let dialog = ExportDialog { form: Dissection::Json, ..ExportDialog::new(true) };
        assert_eq!(dialog.order(19).unwrap().ending(), ".json");
    }
}
