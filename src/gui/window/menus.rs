//! The menus of frame list and details.

use eframe::egui::{self, Id, Popup, Ui};

use super::Window;
use crate::gui::command::{CONVERSATION_COLOURS, Command, Possible};
use crate::gui::menu::{filter_menus, submenu};
use crate::gui::model::{Action, FilterFrom, View};
use crate::gui::rows::RowEvents;
use crate::gui::toolbar::{bytes_menu, menu_item, menu_line};

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
            Some(Command::HelloInspector),
            Some(Command::FrameWindow),
            None,
            Some(Command::CopyRow),
            Some(Command::CopyRowsCsv),
            Some(Command::CopyRowsFields),
        ];
        let cell = self.list.cell.clone();
        row_menu(events, "frame menu", &items, view, possible, actions, |ui, actions| {
            menu_line(ui);
            if let Some(cell) = cell {
                filter_menus(ui, &FilterFrom::Cell(cell), actions);
            }
            submenu(ui, "Colour conversation", |ui| {
                for item in CONVERSATION_COLOURS {
                    match item {
                        Some(command) => menu_item(ui, *command, possible, view.settings, actions),
                        None => menu_line(ui),
                    }
                }
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
    let ctx = events.response.ctx.clone();
    let id = Id::unique(name);
    if events.secondary_clicked.is_some() {
        Popup::open_id(&ctx, id);
    }
    if !Popup::is_id_open(&ctx, id) {
        return;
    }
    let open = events.secondary_clicked.map(|_| egui::SetOpenCommand::Bool(true));
    Popup::context_menu(&events.response)
        .id(id)
        .open_memory(open)
        .at_pointer_fixed()
        .accessible_name(name)
        .show(|ui| {
            ui.set_width(340.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            for item in items {
                match item {
                    Some(command) => menu_item(ui, *command, possible, view.settings, actions),
                    None => menu_line(ui),
                }
            }
            if items.contains(&Some(Command::ShowBytes)) {
                menu_line(ui);
                bytes_menu(ui, possible, view.settings, actions);
            }
            more(ui, actions);
        });
}
