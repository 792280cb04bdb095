//! The list of shortcuts, by menus, and found by a word. It reads the command table; what stands in
//! no menu comes last.

use eframe::egui::{self, Context, RichText, Ui, vec2};

use super::{Spec, frame};
use crate::gui::command::{Command, MENUS, SUBMENUS, keys};
use crate::gui::theme::{Face, mono, palette, theme};
use crate::gui::widgets::field;

/// Height of the list, and width of the keys in a column, logical px.
const HEIGHT: f32 = 520.0;
const KEYS: f32 = 156.0;

/// Keys that are no commands.
const MOVING: &[(&str, &str)] = &[
    ("↑ ↓ PgUp PgDn", "Move in the list with the keyboard"),
    ("Home End", "To its first and last row"),
    ("← →", "Fold and unfold in the details"),
    ("Tab, F6", "To the next control, the next part of the window; back with Shift"),
    ("F10", "To the menus"),
    ("Menu, Shift+F10", "The menu of the selected row, of the bytes, of a title"),
    ("Arrows in the bytes", "From byte to byte; with Shift they select"),
    ("Esc", "Close what is on top"),
];

/// Title, and lines of keys and words.
type Group = (&'static str, Vec<(String, &'static str)>);

/// The dialog's state.
#[derive(Debug, Default)]
pub struct ShortcutsDialog {
    sought: String,
    begun: bool,
}

/// All shortcuts in groups.
fn groups(ctx: &Context) -> Vec<Group> {
    let line = |command: &Command| {
        let entry = command.entry();
        entry.shortcut.map(|shortcut| (keys(ctx, &shortcut), entry.tooltip))
    };
    let moving = MOVING.iter().map(|(keys, words)| ((*keys).to_owned(), *words)).collect();
    let mut all: Vec<Group> = vec![("Moving about", moving)];
    let mut listed = Vec::new();
    for menu in MENUS {
        let below = SUBMENUS.iter().filter(|sub| sub.menu == menu.title).flat_map(|sub| sub.items);
        let commands: Vec<Command> = menu.items.iter().chain(below).flatten().copied().collect();
        all.push((menu.title, commands.iter().filter_map(line).collect()));
        listed.extend(commands);
    }
    let others = Command::ALL.iter().filter(|command| !listed.contains(command));
    all.push(("Other", others.filter_map(line).collect()));
    all.retain(|(_, lines)| !lines.is_empty());
    all
}

/// What holds the words that are sought.
fn found(groups: Vec<Group>, sought: &str) -> Vec<Group> {
    let fits = |title: &str, (keys, words): &(String, &str)| {
        crate::gui::table::holds(sought, [title.to_owned(), keys.clone(), (*words).to_owned()])
    };
    let keep = |(title, lines): Group| (title, lines.into_iter().filter(|line| fits(title, line)).collect());
    groups.into_iter().map(keep).filter(|(_, lines): &Group| !lines.is_empty()).collect()
}

/// Two columns of about the same height, in the order of the groups.
fn columns(groups: Vec<Group>) -> [Vec<Group>; 2] {
    let height = |(_, lines): &Group| lines.len() + 2;
    let half = groups.iter().map(height).sum::<usize>().div_ceil(2);
    let mut columns = [Vec::new(), Vec::new()];
    let mut at = 0;
    for group in groups {
        let [left, right] = &mut columns;
        // On the side where the larger part of it lies.
        let column = if at + height(&group) / 2 < half { left } else { right };
        at += height(&group);
        column.push(group);
    }
    columns
}

impl ShortcutsDialog {
    pub fn show(&mut self, ctx: &Context) -> bool {
        let spec = Spec { title: "Keyboard shortcuts", icon: None, width: 980.0 };
        frame(ctx, &spec, |ui| {
            let edit = egui::TextEdit::singleline(&mut self.sought)
                .hint_text("Find a key or a command")
                .desired_width(f32::INFINITY)
                .char_limit(256);
            let response = field(ui, edit).accessible_name("Find a shortcut");
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
            }
            ui.add_space(8.0);
            let [left, right] = columns(found(groups(ctx), &self.sought));
            if left.is_empty() {
                ui.label(RichText::new("No shortcut is called so.").color(palette(ui).text.secondary.0));
            }
            egui::ScrollArea::vertical().max_height(HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
                ui.columns(2, |sides| {
                    for (ui, groups) in sides.iter_mut().zip([&left, &right]) {
                        groups.iter().for_each(|group| paint(ui, group));
                    }
                });
            });
        })
    }
}

fn paint(ui: &mut Ui, (title, lines): &Group) {
    let p = palette(ui);
    let heading = RichText::new(*title).font(Face::UiSemibold.at(theme().font.size.body));
    ui.label(heading.color(p.text.primary.0));
    ui.spacing_mut().item_spacing.y = 4.0;
    for (keys, words) in lines {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            ui.allocate_ui(vec2(KEYS, 18.0), |ui| {
                ui.set_min_width(KEYS);
                ui.label(RichText::new(keys).font(mono()).color(p.accent.base.0));
            });
            ui.add(egui::Label::new(RichText::new(*words).color(p.text.secondary.0)).wrap());
        });
    }
    ui.add_space(12.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_is_listed_and_found_by_its_words() {
        let ctx = Context::default();
        let count = |groups: &[Group]| groups.iter().map(|(_, lines)| lines.len()).sum::<usize>();
        let with_keys = Command::ALL.iter().filter(|command| command.entry().shortcut.is_some()).count();
        let all = groups(&ctx);
        assert_eq!(count(&all), with_keys + MOVING.len());
        let follow = found(groups(&ctx), "follow tls");
        assert_eq!(count(&follow), 1);
        assert!(found(groups(&ctx), "nonsense").is_empty());
        let [left, right] = columns(all);
        assert!(count(&left).abs_diff(count(&right)) < 40);
    }
}
