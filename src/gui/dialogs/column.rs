//! The dialog for a column of the frame list: its title and what it shows.

use eframe::egui::{ComboBox, Context, RichText, TextEdit};

use super::{Spec, enter, footer, frame};
use crate::document::columns::{Content, FIXED};
use crate::gui::columns::Column;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone, View};
use crate::gui::theme::{body, mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, field};
use crate::proto;

/// What is being typed.
#[derive(Debug)]
pub struct ColumnDialog {
    index: usize,
    title: String,
    /// `None`: a field.
    fixed: Option<Content>,
    field: String,
    begun: bool,
}

impl ColumnDialog {
    /// For column number `index` of the settings.
    pub fn new(index: usize, column: &Column) -> Self {
        let (fixed, field) = match column.shows() {
            Some(Content::Field(name)) => (None, name),
            other => (other, String::new()),
        };
        Self { index, title: column.title.clone(), fixed, field, begun: false }
    }

    fn content(&self) -> Content {
        self.fixed.clone().unwrap_or_else(|| Content::Field(self.field.trim().to_owned()))
    }

    /// Why it cannot be used.
    fn trouble(&self) -> Option<String> {
        let name = self.field.trim();
        let is_known = self.fixed.is_some() || !proto::registry().named(name).is_empty();
        (!is_known).then(|| match name {
            "" => "Name the field that the column shall show.".to_owned(),
            name => format!("There is no field “{}”.", crate::gui::text::escape(name)),
        })
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let spec = Spec { title: "Column", icon: Some((Icon::Columns, Tone::Accent)), width: 440.0 };
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
                None => "Field".to_owned(),
            };
            ComboBox::from_id_salt("column content").selected_text(words(self.fixed.as_ref())).show_ui(
                ui,
                |ui| {
                    for (content, ..) in FIXED {
                        ui.selectable_value(&mut self.fixed, Some(content.clone()), words(Some(content)));
                    }
                    ui.selectable_value(&mut self.fixed, None, "Field");
                },
            );
            if self.fixed.is_none() {
                ui.add_space(6.0);
                let edit = TextEdit::singleline(&mut self.field)
                    .font(mono())
                    .hint_text("tcp.window_size")
                    .desired_width(f32::INFINITY)
                    .char_limit(200);
                field(ui, edit).accessible_name("Column field");
            }
            let trouble = self.trouble();
            let words = trouble.clone().unwrap_or_default();
            ui.label(RichText::new(words).font(small()).color(p.danger.base.0));
            footer(ui, |ui| {
                ui.add_enabled_ui(trouble.is_none(), |ui| {
                    let clicked = button(ui, ButtonKind::Primary, None, "Set column").clicked();
                    if (clicked || enter) && trouble.is_none() {
                        let mut columns = view.settings.columns.clone();
                        let content = self.content();
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
