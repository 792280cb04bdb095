//! The dialog for a column of the frame list: its title and what it shows.

use eframe::egui::{ComboBox, Context, DragValue, RichText, TextEdit};

use super::{Spec, enter, footer, frame};
use crate::document::columns::{Content, FIXED, FieldColumn, split};
use crate::gui::columns::{COLUMNS_MAX, Column};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone, View};
use crate::gui::theme::{body, mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, field};
use crate::proto;

/// What is being typed.
#[derive(Debug)]
pub struct ColumnDialog {
    index: usize,
    /// A new one is put before that column.
    is_new: bool,
    title: String,
    /// `None`: a field.
    fixed: Option<Content>,
    field: String,
    /// Which of a field's values, from 1, from the last if negative; 0: all.
    occurrence: i32,
    begun: bool,
}

impl ColumnDialog {
    /// For column number `index` of the settings.
    pub fn new(index: usize, column: &Column) -> Self {
        let (fixed, field) = match column.shows() {
            Some(Content::Field(name)) => (None, name),
            other => (other, String::new()),
        };
        let (field, occurrence) = split(&field);
        let (title, field) = (column.title.clone(), field.to_owned());
        Self { index, is_new: false, title, fixed, field, occurrence, begun: false }
    }

    /// For a column to come before number `index`.
    pub fn before(index: usize) -> Self {
        let (title, field) = (String::new(), String::new());
        Self { index, is_new: true, title, fixed: None, field, occurrence: 0, begun: false }
    }

    fn content(&self) -> Content {
        self.fixed.clone().unwrap_or_else(|| Content::field(self.field.trim(), self.occurrence))
    }

    /// Why it cannot be used.
    fn trouble(&self) -> Option<String> {
        match self.field.trim() {
            _ if self.fixed.is_some() => None,
            "" => Some("Name the field that the column shall show.".to_owned()),
            text => FieldColumn::trouble(text, proto::registry()),
        }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let title = if self.is_new { "Add column" } else { "Column" };
        let spec = Spec { title, icon: Some((Icon::Columns, Tone::Accent)), width: 440.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let label = |ui: &mut eframe::egui::Ui, words: &str| {
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            };
            label(ui, "Title");
            let edit = TextEdit::singleline(&mut self.title)
                .font(body())
                .desired_width(f32::INFINITY)
                .char_limit(64);
            let response = field(ui, edit).accessible_name("Column title");
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
            }
            ui.add_space(6.0);
            label(ui, "Shows");
            let words = |content: Option<&Content>| match content {
                Some(content) => content.title(proto::registry()),
                None => "Field or expression".to_owned(),
            };
            let chooser = ComboBox::from_id_salt("column content").selected_text(words(self.fixed.as_ref()));
            let chosen = chooser.show_ui(ui, |ui| {
                for (content, ..) in FIXED {
                    ui.selectable_value(&mut self.fixed, Some(content.clone()), words(Some(content)));
                }
                ui.selectable_value(&mut self.fixed, None, "Field or expression");
            });
            let name = format!("Shows: {}", words(self.fixed.as_ref()));
            chosen.response.accessible_name(name);
            if self.fixed.is_none() {
                ui.add_space(6.0);
                let edit = TextEdit::singleline(&mut self.field)
                    .font(mono())
                    .hint_text("tcp.window_size, or udp.port || tcp.port, or tcp.len * 8")
                    .desired_width(f32::INFINITY)
                    .char_limit(200);
                field(ui, edit).accessible_name("Column field");
                ui.add_space(6.0);
                ui.horizontal(|ui| {
                    label(ui, "Of several values");
                    let which = |n: i32| match n {
                        0 => "all".to_owned(),
                        -1 => "the last".to_owned(),
                        n if n < 0 => format!("number {} from the last", n.unsigned_abs()),
                        n => format!("number {n}"),
                    };
                    let drag = DragValue::new(&mut self.occurrence).range(-99..=99).speed(0.1);
                    ui.add(drag.custom_formatter(move |n, _| which(n as i32))).accessible_name("Occurrence");
                });
            }
            let trouble = self.trouble();
            // Nothing is wrong before anything is typed.
            let is_empty = self.fixed.is_none() && self.field.trim().is_empty();
            let words = if is_empty { String::new() } else { trouble.clone().unwrap_or_default() };
            let words = crate::gui::text::escape(&words).into_owned();
            ui.label(RichText::new(words).font(small()).color(p.danger.base.0));
            footer(ui, |ui| {
                ui.add_enabled_ui(trouble.is_none(), |ui| {
                    let words = if self.is_new { "Add column" } else { "Set column" };
                    let clicked = button(ui, ButtonKind::Primary, None, words).clicked();
                    if (clicked || enter) && trouble.is_none() {
                        let mut columns = view.settings.columns.clone();
                        let content = self.content();
                        if self.is_new && columns.len() < COLUMNS_MAX {
                            columns.insert(self.index.min(columns.len()), Column::default());
                        }
                        if let Some(column) = columns.get_mut(self.index) {
                            let title = self.title.trim();
                            column.title = match title {
                                "" => content.title(proto::registry()),
                                title => title.to_owned(),
                            };
                            column.content = content.code();
                        }
                        actions.push(Action::SetColumns(columns));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
            });
        });
        closed || done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_named() {
        let field = |name: &str| Column { content: format!("%Cus:{name}"), ..Column::default() };
        assert_eq!(ColumnDialog::new(0, &field("tcp.len")).trouble(), None);
        let trouble = ColumnDialog::new(0, &field("tcp.lenn")).trouble();
        assert_eq!(trouble.as_deref(), Some("There is no field “tcp.lenn”."));
    }
}
