//! The menus of frame list and details.

use eframe::egui::Ui;

use super::Window;
use crate::gui::command::{CONVERSATION_COLOURS, CONVERSATION_LAYERS, Command, Possible};
use crate::gui::menu::{filter_menus, pointer_menu, submenu};
use crate::gui::model::{Action, DetailsView, FilterFrom, View};
use crate::gui::rows::RowEvents;
use crate::gui::settings::Settings;
use crate::gui::toolbar::{bytes_menu, command_items, menu_line};

impl Window {
    pub(super) fn list_menu(
        &self,
        events: &RowEvents,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        let items = [
            Some(Command::MarkFrames),
            Some(Command::IgnoreFrames),
            Some(Command::TimeReference),
            Some(Command::TimeShift),
            Some(Command::EditComment),
            None,
            Some(Command::ConversationFilter),
            Some(Command::FollowTcp),
            Some(Command::FollowUdp),
            Some(Command::FollowTls),
            Some(Command::FollowHttp),
            Some(Command::FollowHttp2),
            Some(Command::FollowQuic),
            Some(Command::HelloInspector),
            Some(Command::FrameWindow),
            Some(Command::DecodeAs),
            None,
            Some(Command::CopyRow),
            Some(Command::CopyRowsCsv),
            Some(Command::CopyRowsFields),
        ];
        // A frame belongs to a few kinds of streams: the others would only fill the menu.
        let is_other = |command: &Command| command.is_follow() && !possible.allows(*command);
        let items: Vec<Option<Command>> =
            items.into_iter().filter(|item| !item.as_ref().is_some_and(is_other)).collect();
        let cell = self.list.cell.clone();
        row_menu(events, "frame menu", &items, view, possible, actions, |ui, actions| {
            menu_line(ui);
            if let Some(cell) = cell {
                filter_menus(ui, &FilterFrom::Cell(cell), actions);
            }
            submenu(ui, "Conversation of addresses", |ui| {
                command_items(ui, CONVERSATION_LAYERS, possible, view.settings, actions);
            });
            submenu(ui, "Colour conversation", |ui| {
                command_items(ui, CONVERSATION_COLOURS, possible, view.settings, actions);
            });
        });
    }

    pub(super) fn tree_menu(
        &self,
        events: &RowEvents,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        let items = [
            Some(Command::ApplyAsColumn),
            None,
            Some(Command::CopyNode),
            Some(Command::CopyFieldName),
            Some(Command::CopyValue),
            Some(Command::CopyFilter),
            Some(Command::CopyAllVisible),
            Some(Command::ShowBytes),
            Some(Command::ExportBytes),
            None,
            Some(Command::GoToLinked),
            Some(Command::ExpandSubtree),
            Some(Command::CollapseSubtree),
            Some(Command::ExpandAll),
            Some(Command::CollapseAll),
        ];
        row_menu(events, "details menu", &items, view, possible, actions, |ui, actions| {
            if possible.node_filter {
                menu_line(ui);
                filter_menus(ui, &FilterFrom::Node, actions);
            }
        });
    }

    /// Of the bytes, at the pointer.
    pub(super) fn bytes_menu(
        &mut self,
        events: &RowEvents,
        (details, shown): (&DetailsView, usize),
        (possible, settings): (&Possible, &Settings),
        actions: &mut Vec<Action>,
    ) {
        pointer_menu(events, "bytes menu", 260.0, |ui| {
            bytes_menu(ui, possible, settings, actions);
            let items = [Some(Command::ShowBytes), Some(Command::ExportBytes), None];
            command_items(ui, &items, possible, settings, actions);
            self.bytes.form_items(ui, details, shown);
        });
    }
}

/// A menu at the pointer over a row: the row is selected by the same click.
fn row_menu(
    events: &RowEvents,
    name: &str,
    items: &[Option<Command>],
    view: &View<'_>,
    possible: &Possible,
    actions: &mut Vec<Action>,
    more: impl FnOnce(&mut Ui, &mut Vec<Action>),
) {
    pointer_menu(events, name, 340.0, |ui| {
        command_items(ui, items, possible, view.settings, actions);
        if items.contains(&Some(Command::ShowBytes)) {
            menu_line(ui);
            bytes_menu(ui, possible, view.settings, actions);
        }
        more(ui, actions);
    });
}
