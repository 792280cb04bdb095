//! The command palette: every command by a few letters of its name. Not here: the commands
//! (`command`).

use eframe::egui::{self, Align, Context, Key, Modifiers, RichText, accesskit::Role, vec2};

use super::{Spec, enter, frame};
use crate::gui::command::{Command, Possible, keys};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, View};
use crate::gui::rows::{RowList, Rows};
use crate::gui::text::Line;
use crate::gui::theme::{body, mono, palette, theme};

/// The palette's state.
#[derive(Debug)]
pub struct PaletteDialog {
    typed: String,
    rows: RowList,
    picked: u64,
    begun: bool,
}

impl Default for PaletteDialog {
    fn default() -> Self {
        Self { typed: String::new(), rows: RowList::new("palette"), picked: 0, begun: false }
    }
}

/// How well `command` fits what was typed; smaller is better. All letters must stand in its words in
/// their order.
fn distance(command: Command, typed: &str) -> Option<usize> {
    let entry = command.entry();
    let text = entry.text.to_lowercase();
    if let Some(at) = text.find(typed) {
        return Some(at);
    }
    if entry.tooltip.to_lowercase().contains(typed) {
        return Some(100);
    }
    let mut letters = text.char_indices();
    let mut last = 0;
    for wanted in typed.chars().filter(|c| !c.is_whitespace()) {
        last = letters.find(|(_, letter)| *letter == wanted)?.0;
    }
    Some(200 + last)
}

/// The commands that fit, the possible ones first.
fn found(typed: &str, possible: &Possible) -> Vec<Command> {
    let typed = typed.trim().to_lowercase();
    let mut fitting: Vec<(bool, usize, Command)> = Command::ALL
        .iter()
        .filter(|command| **command != Command::Palette)
        .filter_map(|command| Some((!possible.allows(*command), distance(*command, &typed)?, *command)))
        .collect();
    fitting.sort_by_key(|(impossible, distance, _)| (*impossible, *distance));
    fitting.into_iter().map(|(_, _, command)| command).collect()
}

impl PaletteDialog {
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let possible = Possible::of(view);
        let mut commands = found(&self.typed, &possible);
        let hit = |key: Key| ctx.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as u64;
        let last = (commands.len() as u64).saturating_sub(1);
        let (down, up) = (hit(Key::ArrowDown), hit(Key::ArrowUp));
        self.picked = self.picked.saturating_add(down).saturating_sub(up).min(last);
        if down + up > 0 {
            self.rows.reveal(self.picked);
        }
        let enter = enter(ctx);
        let mut run = None;
        let spec = Spec { title: "Commands", icon: None, width: 560.0 };
        let closed = frame(ctx, &spec, |ui| {
            let edit = egui::TextEdit::singleline(&mut self.typed)
                .hint_text("Type a part of a command")
                .desired_width(f32::INFINITY)
                .char_limit(256);
            let response = crate::gui::widgets::field(ui, edit).accessible_name("Command");
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
            }
            if response.changed() {
                self.picked = 0;
                self.rows.rewind();
                commands = found(&self.typed, &possible);
            }
            // Enter means what was typed before it, be it in the same painted frame.
            run = enter.then_some(self.picked);
            ui.add_space(6.0);
            let t = theme();
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 360.0), egui::Sense::hover());
            let rows = Rows {
                name: "Commands",
                role: Role::ListBox,
                row_role: Role::ListBoxOption,
                len: commands.len() as u64,
                row_height: t.size.control,
                selected: Some(self.picked),
                selects: true,
                bar_width: t.size.scrollbar,
                own_bar: true,
            };
            let events = self.rows.show(ui, rect, &rows, |row| {
                let Some(command) = usize::try_from(row.index).ok().and_then(|i| commands.get(i)) else {
                    return;
                };
                let p = palette(row.ui);
                let can = possible.allows(*command);
                let entry = command.entry();
                if row.selected {
                    row.painter.rect_filled(
                        row.rect,
                        f32::from(t.radius.control),
                        p.selection.row_unfocused.0,
                    );
                } else if row.hovered {
                    row.painter.rect_filled(row.rect, f32::from(t.radius.control), p.surface.row_hover.0);
                }
                let (text, quiet) = match can {
                    true => (p.text.primary.0, p.text.tertiary.0),
                    false => (p.text.disabled.0, p.text.disabled.0),
                };
                let icon = egui::Rect::from_min_size(row.rect.min, vec2(32.0, row.rect.height()));
                entry.icon.unwrap_or(Icon::ChevronRight).paint(row.painter, icon, 14.0, quiet);
                let inner = row.rect.with_min_x(icon.right()).shrink2(vec2(4.0, 0.0));
                let shortcut =
                    command.shown_shortcut().map_or(String::new(), |shortcut| keys(ctx, &shortcut));
                let right = Line { font: mono(), color: quiet, dim: quiet };
                right.paint(row.painter, inner, &shortcut, Align::Max);
                let line = Line { font: body(), color: text, dim: quiet };
                line.paint(row.painter, inner, entry.text, Align::Min);
                row.name(Role::ListBoxOption, || entry.text.to_owned());
            });
            run = run.or(events.clicked);
            if commands.is_empty() {
                let p = palette(ui);
                ui.painter().text(
                    rect.center_top() + vec2(0.0, 24.0),
                    egui::Align2::CENTER_CENTER,
                    "No command is called so",
                    body(),
                    p.text.secondary.0,
                );
            }
            let p = palette(ui);
            let words = RichText::new("↑ ↓ choose, Enter runs, Esc closes").font(crate::gui::theme::small());
            ui.label(words.color(p.text.tertiary.0));
        });
        let chosen = run.and_then(|row| commands.get(usize::try_from(row).ok()?));
        match chosen.filter(|command| possible.allows(**command)) {
            Some(command) => {
                actions.push(Action::Run(*command));
                true
            }
            None => closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_a_command() {
        let all = Possible {
            open: true,
            rows: true,
            row: true,
            tcp: true,
            tls: true,
            can_save: true,
            ..Possible::default()
        };
        assert_eq!(found("go to fr", &all)[0], Command::GoTo);
        assert_eq!(found("flwtls", &all)[0], Command::FollowTls);
        assert!(found("zzzz", &all).is_empty());
        assert_eq!(found("", &all).len(), Command::ALL.len() - 1);
        // What is impossible now stands behind what is not.
        let none = found("capture", &Possible::default());
        let possible = none.iter().map(|c| Possible::default().allows(*c)).collect::<Vec<_>>();
        assert!(possible.is_sorted_by(|a, b| a >= b));
    }
}
