//! Every command of the table, given through its menu as a person gives it: it does something, or its
//! line is grey for a reason.

use eframe::egui::{self, Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::{
    Harness, Node,
    kittest::{By, NodeT as _, Queryable as _},
};
use wirelens::gui::byte_forms::FORMS;
use wirelens::gui::command::{Command, MENUS, SUBMENUS, When};
use wirelens::gui::model::Action;
use wirelens::gui::settings::Panes;
use wirelens::gui::{fonts, theme};

use crate::fake::Fake;

fn harness() -> Harness<'static, Fake> {
    Harness::builder()
        .with_size(Vec2::new(1440.0, 1400.0))
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
            egui_extras::install_image_loaders(ctx);
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
        })
        .build_ui_state(|ui, fake: &mut Fake| fake.show(ui), Fake::new(true))
}

/// Where a command stands: menu, and the menu within it.
fn places() -> Vec<(&'static str, Option<&'static str>, Command)> {
    let within = |title: &'static str, inner| {
        move |item: &Option<Command>| item.map(|command| (title, inner, command))
    };
    let mut all = Vec::new();
    for menu in MENUS {
        all.extend(menu.items.iter().filter_map(within(menu.title, None)));
    }
    for sub in SUBMENUS {
        all.extend(sub.items.iter().filter_map(within(sub.menu, Some(sub.title))));
    }
    all.extend(FORMS.iter().map(|(command, _)| ("Edit", Some("Copy bytes"), *command)));
    all
}

/// What a command can change in the window without asking the app for anything.
fn state(harness: &Harness<'_, Fake>) -> String {
    let window = &harness.state().window;
    let focus = harness.ctx.memory(|memory| memory.focused());
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {focus:?}",
        window.dialog.is_some(),
        window.dock.tab,
        window.find_bar.open,
        (window.shows_sessions, window.shows_hellos),
        (window.inspector_open, window.secrets_open),
        window.details,
        window.filter_bar,
        window.shares(),
    )
}

fn line<'h>(harness: &'h Harness<'_, Fake>, command: Command) -> Node<'h> {
    let label = command.entry().text;
    let items = [Role::MenuItem, Role::MenuItemCheckBox];
    let found = items.into_iter().find_map(|role| harness.query_by_role_and_label(role, label));
    found.unwrap_or_else(|| panic!("{command:?} has no line in its menu"))
}

/// Opens the menu with the command's line.
fn open(harness: &mut Harness<'_, Fake>, menu: &str, inner: Option<&str>) {
    harness.get_by_label(menu).click();
    harness.run_steps(4);
    if let Some(inner) = inner {
        // The sign of a menu within a menu belongs to its name.
        let is_inner = |node: &egui_kittest::kittest::AccessKitNode<'_>| {
            node.label().is_some_and(|label| label.trim_end_matches(['›', ' ']) == inner)
        };
        harness.get(By::new().predicate(is_inner)).click();
        harness.run_steps(4);
    }
}

/// True if the command did something when its line was clicked.
fn works(harness: &mut Harness<'_, Fake>, command: Command) -> bool {
    let (before, asked) = (state(harness), harness.state().asked.len());
    line(harness, command).click();
    let mut copied = false;
    for _ in 0..4 {
        harness.step();
        let told = &harness.output().platform_output.commands;
        // The window itself was told something: to fill the screen.
        copied |= harness.output().viewport_output.values().any(|view| !view.commands.is_empty());
        copied |= told.iter().any(|told| matches!(told, egui::OutputCommand::CopyText(_)));
    }
    let runs = harness.state().asked.iter().skip(asked);
    let runs = runs.filter(|action| !matches!(action, Action::FilterEdited { .. })).count();
    copied || runs > 0 || state(harness) != before
}

#[test]
fn every_command_does_something_or_is_grey_for_a_reason() {
    let mut harness = harness();
    for (menu, inner, command) in places() {
        *harness.state_mut() = Fake::new(true);
        // As a person has made them.
        harness.state_mut().window.set_shares(&Panes { list_share: Some(0.4), ..Panes::default() });
        harness.run_steps(3);
        open(&mut harness, menu, inner);
        let is_grey = line(&harness, command).accesskit_node().is_disabled();
        if is_grey {
            // What is always possible is never grey; what needs a capture is not with one open.
            let when = command.entry().when;
            let has_reason = !matches!(when, When::Always | When::Open | When::Row | When::Rows);
            assert!(has_reason, "{command:?} is grey without a reason");
        } else {
            assert!(works(&mut harness, command), "{command:?} in {menu} does nothing");
        }
        harness.key_press(Key::Escape);
        harness.run_steps(2);
    }
}

#[test]
fn what_needs_a_capture_is_grey_without_one() {
    let mut harness = harness();
    *harness.state_mut() = Fake::new(false);
    harness.run_steps(3);
    for (menu, inner, command) in places().into_iter().filter(|(_, inner, _)| inner.is_none()) {
        open(&mut harness, menu, inner);
        let is_grey = line(&harness, command).accesskit_node().is_disabled();
        match command.entry().when {
            When::Always => assert!(!is_grey, "{command:?}"),
            When::Open | When::Idle | When::Rows | When::Row | When::CanSave | When::Node => {
                assert!(is_grey, "{command:?}");
            }
            _ => {}
        }
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    }
}

#[test]
fn no_menu_is_higher_than_the_smallest_window() {
    let mut harness = harness();
    harness.set_size(egui::vec2(900.0, 560.0));
    *harness.state_mut() = Fake::new(true);
    harness.run_steps(3);
    for menu in MENUS {
        open(&mut harness, menu.title, None);
        let last = menu.items.iter().rev().flatten().next().copied().expect("a menu has items");
        let at = line(&harness, last).rect();
        assert!(at.bottom() <= 560.0, "{last:?} of {} ends at {}", menu.title, at.bottom());
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    }
}

#[test]
fn every_shortcut_gives_its_command() {
    let mut harness = harness();
    for command in Command::ALL {
        let Some(shortcut) = command.entry().shortcut else { continue };
        *harness.state_mut() = Fake::new(true);
        harness.state_mut().window.set_shares(&Panes { list_share: Some(0.4), ..Panes::default() });
        harness.run_steps(3);
        let (before, asked) = (state(&harness), harness.state().asked.len());
        let modifiers = Modifiers { ctrl: shortcut.modifiers.command, ..shortcut.modifiers };
        harness.key_press_modifiers(modifiers, shortcut.logical_key);
        harness.step();
        let copied = !harness.output().platform_output.commands.is_empty();
        harness.run_steps(2);
        let has_effect = copied || harness.state().asked.len() > asked || state(&harness) != before;
        // What the system is told is seen where its line of the menu is tried.
        let has_effect = has_effect || *command == Command::FullScreen;
        let may_be_grey = !matches!(command.entry().when, When::Always | When::Open | When::Row | When::Rows);
        assert!(has_effect || may_be_grey, "{command:?}");
        harness.key_press(Key::Escape);
        harness.run_steps(2);
    }
}
