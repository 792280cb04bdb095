//! The dialog for a bookmarked filter: its name, the expression, whether it is a button.

use eframe::egui::{Context, RichText, TextEdit};

use super::{Spec, enter, footer, frame};
use crate::filter::Filter;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone, View};
use crate::gui::settings::Bookmark;
use crate::gui::theme::{body, mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, check_box, field};
use crate::proto;

/// What is being typed.
#[derive(Debug)]
pub struct BookmarkDialog {
    /// Place among the settings'; none for a new one.
    index: Option<usize>,
    bookmark: Bookmark,
    begun: bool,
}

impl BookmarkDialog {
    /// For a new bookmark of this filter.
    pub fn new(expression: &str) -> Self {
        let bookmark = Bookmark { expression: expression.to_owned(), button: true, ..Bookmark::default() };
        Self { index: None, bookmark, begun: false }
    }

    pub fn edit(index: usize, bookmark: &Bookmark) -> Self {
        Self { index: Some(index), bookmark: bookmark.clone(), begun: false }
    }

    /// Why it cannot be kept.
    fn trouble(&self) -> Option<String> {
        match Filter::new(&self.bookmark.expression, proto::registry()) {
            Ok(filter) if filter.is_empty() => Some("Write the filter that it stands for.".into()),
            Ok(_) => None,
            Err(error) => Some(error.message),
        }
    }

    /// The bookmarks with this one among them.
    fn kept(&self, before: &[Bookmark]) -> Vec<Bookmark> {
        let mut all = before.to_vec();
        let mut bookmark = self.bookmark.clone();
        bookmark.expression = bookmark.expression.trim().to_owned();
        bookmark.label = match bookmark.label.trim() {
            "" => bookmark.expression.chars().take(24).collect(),
            label => label.to_owned(),
        };
        match self.index.and_then(|i| all.get_mut(i)) {
            Some(known) => *known = bookmark,
            None => all.push(bookmark),
        }
        all
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let title = if self.index.is_some() { "Edit bookmark" } else { "Bookmark this filter" };
        let spec = Spec { title, icon: Some((Icon::Bookmark, Tone::Accent)), width: 460.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let label = |ui: &mut eframe::egui::Ui, words: &str| {
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            };
            label(ui, "Name");
            let edit = TextEdit::singleline(&mut self.bookmark.label)
                .font(body())
                .desired_width(f32::INFINITY)
                .char_limit(40);
            let name = field(ui, edit).accessible_name("Bookmark name");
            if !std::mem::replace(&mut self.begun, true) {
                name.request_focus();
            }
            ui.add_space(6.0);
            label(ui, "Filter");
            let edit = TextEdit::singleline(&mut self.bookmark.expression)
                .font(mono())
                .desired_width(f32::INFINITY)
                .char_limit(4096);
            field(ui, edit).accessible_name("Bookmark filter");
            ui.add_space(6.0);
            check_box(ui, &mut self.bookmark.button, "As a button beside the filter field");
            let trouble = self.trouble();
            let words = trouble.as_deref().unwrap_or("");
            ui.label(RichText::new(words).font(small()).color(p.danger.base.0));
            footer(ui, |ui| {
                ui.add_enabled_ui(trouble.is_none(), |ui| {
                    let clicked = button(ui, ButtonKind::Primary, None, "Keep").clicked();
                    if (clicked || enter) && trouble.is_none() {
                        actions.push(Action::SetBookmarks(self.kept(&view.settings.bookmarks)));
                        done = true;
                    }
                });
                if let Some(index) = self.index
                    && button(ui, ButtonKind::Normal, None, "Remove").clicked()
                {
                    let mut all = view.settings.bookmarks.clone();
                    if index < all.len() {
                        all.remove(index);
                    }
                    actions.push(Action::SetBookmarks(all));
                    done = true;
                }
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
    fn a_bookmark_without_a_name_is_called_by_its_filter() {
        let dialog = BookmarkDialog::new(" tls ");
        assert_eq!(dialog.trouble(), None);
        let kept = dialog.kept(&[]);
        assert_eq!(
            (kept[0].label.as_str(), kept[0].expression.as_str(), kept[0].button),
            ("tls", "tls", true)
        );
        let mut again = BookmarkDialog::edit(0, &kept[0]);
        again.bookmark.label = "Mine".into();
        assert_eq!(again.kept(&kept).len(), 1);
        assert!(BookmarkDialog::new("no.such == 1").trouble().is_some());
    }
}
