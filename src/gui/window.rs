//! The whole window: where its parts stand, which of them has the keyboard, and which dialog is
//! open. It paints a [`View`] and answers with [`Action`]s; the app and the tests drive it alike.

use eframe::egui::{self, Id, Key, Modifiers, Popup, Rect, Ui, pos2, vec2};

use super::byte_forms;
use super::bytes::Bytes;
use super::command::{CONVERSATION_COLOURS, Command, Possible, pressed};
use super::details::Details;
use super::dialogs::{Dialog, capture_options::CaptureOptions, recipes::RecipesDialog};
use super::dialogs::{export::ExportDialog, hello::PasteHelloDialog};
use super::dialogs::{report::ReportDialog, show_bytes::ShowBytes};
use super::dock::{Dock, DockTab};
use super::filter_bar::{DraggedFilter, FilterBar, field_id};
use super::find_bar::FindBar;
use super::follow::Follow;
use super::hello::{self, Inspector};
use super::hellos::Hellos;
use super::icons::Icon;
use super::menu::{filter_menus, submenu};
use super::model::{Action, CaptureView, DetailsView, FilterFrom, View};
use super::packet_list::PacketList;
use super::rows::RowEvents;
use super::secrets_panel::{self, SecretsPanel};
use super::sessions::Sessions;
use super::settings::Layout;
use super::statistics::Statistics;
use super::status::{BANNER_HEIGHT, banner, status_bar};
use super::theme::{palette, theme};
use super::toolbar::{Shown, bytes_menu, menu_bar, menu_item, menu_line, toolbar};
use super::welcome::Welcome;
use super::widgets::{Empty, Tab, empty_state, splitter, tab_strip};
use crate::document::find::Place;

/// Default share of the details beside the bytes.
const DETAILS_SHARE: f32 = 0.535;
/// Largest default share of the frame list.
const LIST_SHARE: f32 = 0.55;
/// Beside a panel and below this width the bytes stand under the details.
const STACKED: f32 = 1060.0;
const STACKED_HEIGHT: f32 = 560.0;
/// Then the largest default share of the list, and that of the details above the bytes.
const STACKED_LIST_SHARE: f32 = 0.34;
const STACKED_DETAILS_SHARE: f32 = 0.66;

/// The window between two painted frames.
#[derive(Debug, Default)]
pub struct Window {
    pub list: PacketList,
    pub details: Details,
    pub bytes: Bytes,
    pub filter_bar: FilterBar,
    pub welcome: Welcome,
    pub follow: Follow,
    pub find_bar: FindBar,
    pub dock: Dock,
    pub dialog: Option<Dialog>,
    pub sessions: Sessions,
    pub secrets: SecretsPanel,
    pub statistics: Statistics,
    pub hellos: Hellos,
    pub inspector: Inspector,
    /// The sessions table stands in place of the frames.
    pub shows_sessions: bool,
    /// The list of hellos, or a comparison, stands in place of the frames.
    pub shows_hellos: bool,
    /// The hello inspector stands at the right, unless the secrets do.
    pub inspector_open: bool,
    /// Width of the hello inspector, as the user set it.
    inspector_width: Option<f32>,
    /// The secrets panel stands at the right.
    pub secrets_open: bool,
    /// Share of the list's height, as the user set it.
    list_share: Option<f32>,
    details_share: Option<f32>,
    /// The bytes stand under the details.
    stacked: bool,
    /// Pane that had the keyboard last.
    active: Option<Id>,
    /// The filter of the field that the pointer was pressed on.
    drag_from: Option<String>,
    /// Bytes of the node that the pane last moved to.
    shown_span: Option<(u64, usize)>,
    was_open: bool,
}

impl Window {
    /// Paints everything; what the user asked for is in the answer.
    pub fn show(&mut self, ui: &mut Ui, view: &mut View<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        let possible = Possible::of(view);
        let typing = self.typing(ui);
        if self.dialog.is_none() {
            for command in pressed(ui.ctx(), &possible, typing) {
                actions.push(Action::Run(command));
            }
        }
        let copies = |input: &egui::InputState| input.events.iter().any(|e| matches!(e, egui::Event::Copy));
        if ui.memory(|memory| memory.has_focus(self.list.rows.id())) && ui.input(copies) {
            actions.push(Action::Run(Command::CopyRow));
        }
        self.dropped_files(ui, &mut actions);

        let t = theme();
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, palette(ui).surface.window.0);
        let mut top = rect.top();
        let mut take = |height: f32| {
            let part = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), height));
            top += height;
            part
        };
        menu_bar(ui, take(t.size.menu_bar), &possible, view, &mut actions);
        let shows_inspector = self.inspector_open && !self.secrets_open && !self.shows_hellos;
        let shown = Shown {
            sessions: self.shows_sessions,
            hellos: self.shows_hellos,
            secrets: self.secrets_open,
            inspector: shows_inspector,
        };
        toolbar(ui, take(t.size.toolbar), &possible, view, shown, &mut actions);
        if view.capture.is_some() {
            let place = take(self.filter_bar.height(view.filter));
            let recent = &view.settings.filters;
            let bookmarks = &view.settings.bookmarks;
            self.filter_bar.show(ui, place, view.filter, recent, bookmarks, &mut actions);
        }
        if view.capture.is_some() && self.find_bar.open {
            let place = take(t.size.filter_bar);
            self.find_bar.show(ui, place, view.find, &mut actions);
        }
        if let Some(message) = view.banner {
            banner(ui, take(BANNER_HEIGHT), message, &mut actions);
        }
        let status = Rect::from_min_max(pos2(rect.left(), rect.bottom() - t.size.status_bar), rect.max);
        let body = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), status.top()));
        status_bar(ui, status, view, &mut actions);
        self.open_or_close(view);
        let whole = body;
        let has_panel = self.secrets_open || shows_inspector;
        let body = match (self.secrets_open, shows_inspector) {
            (true, _) => whole.with_max_x(whole.right() - panel_width(whole)),
            (false, true) => whole.with_max_x(whole.right() - self.inspector_width(whole)),
            (false, false) => whole,
        };
        self.stacked = has_panel && body.width() < STACKED && body.height() > STACKED_HEIGHT;
        let body = self.dock(ui, body, view, &mut actions);
        match view.capture.take() {
            Some(capture) if self.shows_hellos => {
                self.hellos.show(ui, body, view.hellos, &mut self.inspector, &mut actions);
                view.capture = Some(capture);
            }
            Some(capture) if self.shows_sessions => {
                self.sessions.show(ui, body, (view.sessions, view.settings), &mut actions);
                view.capture = Some(capture);
            }
            Some(mut capture) => {
                self.panes(ui, body, &mut capture, view, &possible, &mut actions);
                view.capture = Some(capture);
            }
            None => self.welcome.show(ui, body, view, &mut actions),
        }
        if self.secrets_open {
            // Last, so that it lies over what a narrow window cannot hold.
            let panel = whole.with_min_x(body.right());
            self.secrets.show(ui, panel, view.secrets, &mut actions);
        } else if shows_inspector {
            let panel = whole.with_min_x(body.right());
            self.inspector.panel(ui, panel, view.hellos, &mut actions);
            let line = panel.with_max_x(panel.left() + t.size.splitter);
            let (moved, reset) =
                splitter(ui, line, Id::unique("inspector splitter"), "Width of the inspector");
            if moved != 0.0 {
                self.inspector_width = Some(panel.width() - moved);
            }
            if reset {
                self.inspector_width = None;
            }
        }
        self.statistics.show(ui.ctx(), view.reports, &mut actions);
        if let Some(stream) = view.follow {
            self.follow.show(ui.ctx(), stream, &mut actions);
        }
        if let Some(mut dialog) = self.dialog.take()
            && !dialog.show(ui.ctx(), view, &mut actions)
        {
            self.dialog = Some(dialog);
        }
        self.keep_keyboard(ui, view);
        let mut asked = Vec::with_capacity(actions.len());
        for action in actions {
            if !self.run_here(&action, view, ui, &mut asked) {
                asked.push(action);
            }
        }
        asked
    }

    /// Gives a command as if by hand; what it asks for is in the answer.
    pub fn run(&mut self, ui: &Ui, view: &View<'_>, command: Command) -> Vec<Action> {
        let mut asked = Vec::new();
        let action = Action::Run(command);
        if Possible::of(view).allows(command) && !self.run_here(&action, view, ui, &mut asked) {
            asked.push(action);
        }
        asked
    }

    /// Opens the find bar with `text` in it.
    pub fn find(&mut self, text: String) -> Vec<Action> {
        let mut asked = Vec::new();
        self.find_bar.query.text = text;
        self.find_bar.focus(&mut asked);
        asked
    }

    /// Shows the list of hellos, or the comparison.
    pub fn show_hellos(&mut self) {
        (self.shows_sessions, self.shows_hellos) = (false, true);
    }

    /// Shows the hello inspector beside the frames.
    pub fn open_inspector(&mut self) {
        (self.inspector_open, self.secrets_open) = (true, false);
    }

    fn inspector_width(&self, body: Rect) -> f32 {
        let width = self.inspector_width.unwrap_or(hello::WIDTH).round();
        width.clamp(*hello::WIDTHS.start(), *hello::WIDTHS.end()).min((body.width() * 0.45).round())
    }

    /// A text field has the keyboard.
    fn typing(&self, ui: &Ui) -> bool {
        let panes = self.pane_ids();
        let focused = ui.memory(|memory| memory.focused());
        focused.is_some_and(|id| !panes.contains(&id)) && ui.ctx().egui_wants_keyboard_input()
    }

    /// The panes in sight that take the keyboard, the first of them by default.
    fn pane_ids(&self) -> Vec<Id> {
        let mut panes = match (self.shows_hellos, self.shows_sessions) {
            (true, _) => vec![self.hellos.pane_id()],
            (false, true) => vec![self.sessions.rows.id()],
            (false, false) => vec![self.list.rows.id(), self.details.rows.id(), self.bytes.rows.id()],
        };
        panes.extend(self.dock.pane());
        panes
    }

    /// The pane that has the keyboard, or had it last.
    fn active_pane(&self) -> Id {
        let panes = self.pane_ids();
        let first = panes.first().copied().unwrap_or(self.list.rows.id());
        self.active.filter(|id| panes.contains(id)).unwrap_or(first)
    }

    /// Paints the dock at the bottom of `body` if it is open; returns what is left above.
    fn dock(&mut self, ui: &mut Ui, body: Rect, view: &View<'_>, actions: &mut Vec<Action>) -> Rect {
        if view.capture.is_none() || self.dock.tab.is_none() {
            return body;
        }
        let least = 120.0_f32.min(body.height() / 2.0);
        let height = self.dock.height.clamp(least, (body.height() * 0.6).max(least)).round();
        let dock = body.with_min_y(body.bottom() - height);
        let line = Rect::from_min_size(dock.min - vec2(0.0, 1.0), vec2(body.width(), theme().size.splitter));
        self.dock.show(ui, dock, view.experts, view.find, actions);
        let (moved, reset) = splitter(ui, line, Id::unique("dock splitter"), "Height of the dock");
        if moved != 0.0 {
            self.dock.height = height - moved;
        }
        if reset {
            self.dock.height = super::dock::DEFAULT_HEIGHT;
        }
        body.with_max_y(line.top())
    }

    /// What the panes mark because it is sought.
    fn mark_sought(&mut self, ctx: &egui::Context, view: &View<'_>) {
        let find = view.find;
        super::find_bar::set_sought(ctx, find.needle.clone().map(|needle| (needle, find.place)));
        self.details.sought = find.marks(Place::Tree).cloned();
        self.bytes.seek(find.needle.as_ref().map(|needle| (needle, find.place)));
    }

    /// What is copied of the bytes: the selected ones, or those of the selected field.
    fn chosen_bytes<'v>(&self, view: &'v View<'_>) -> Option<(String, &'v [u8])> {
        let capture = view.capture.as_ref()?;
        let details = capture.details?;
        let node = capture.selected_node.and_then(|node| details.nodes.get(node));
        let (title, span) = match self.bytes.selection() {
            Some(span) => ("the selection".to_owned(), span),
            None => (node?.field.unwrap_or(&node?.label).to_owned(), node?.span?),
        };
        let source = details.sources.get(span.source)?;
        let end = span.range().end.min(source.bytes.len());
        Some((title, source.bytes.get(span.start..end)?))
    }

    fn dropped_files(&self, ui: &Ui, actions: &mut Vec<Action>) {
        let paths: Vec<std::path::PathBuf> = ui.input(|input| {
            let dropped = input.raw.dropped_files.iter();
            dropped
                .map(|file| file.path().to_path_buf())
                .filter(|path| !path.as_os_str().is_empty())
                .collect()
        });
        if !paths.is_empty() {
            actions.push(Action::Dropped(paths));
        }
    }

    /// A capture that comes takes the keyboard to its list; one that goes leaves nothing behind.
    fn open_or_close(&mut self, view: &View<'_>) {
        let open = view.capture.is_some();
        if open != self.was_open {
            self.was_open = open;
            self.list.rows.rewind();
            self.list.forget_minimap();
            self.details.rows.rewind();
            self.bytes.rows.rewind();
            self.filter_bar.text = view.filter.applied.clone();
            self.active = open.then(|| self.list.rows.id());
            self.shown_span = None;
        }
    }

    /// Keys always mean some pane: when nothing has the keyboard, the last pane gets it back.
    fn keep_keyboard(&mut self, ui: &Ui, view: &View<'_>) {
        let focused = ui.memory(|memory| memory.focused());
        if let Some(id) = focused.filter(|id| self.pane_ids().contains(id)) {
            self.active = Some(id);
        }
        let free = focused.is_none() && self.dialog.is_none() && !Popup::is_any_open(ui.ctx());
        if view.capture.is_some() && free {
            let id = self.active_pane();
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if view.capture.is_some()
            && self.dialog.is_none()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F6))
        {
            let panes = self.pane_ids();
            let at = panes.iter().position(|id| Some(*id) == self.active).unwrap_or(0);
            if let Some(next) = panes.get((at + 1) % panes.len()) {
                ui.memory_mut(|memory| memory.request_focus(*next));
            }
        }
        // Escape in the filter field gives the keyboard back to the list.
        if focused == Some(field_id())
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            let id = self.active_pane();
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Carries out what concerns the window alone; true if that was all.
    fn run_here(&mut self, action: &Action, view: &View<'_>, ui: &Ui, asked: &mut Vec<Action>) -> bool {
        match action {
            Action::CopyText(text) => {
                ui.ctx().copy_text(text.clone());
                return true;
            }
            Action::GoToFrame(_) => {
                self.shows_sessions = false;
                self.shows_hellos = false;
                return false;
            }
            Action::SetColourRules(_) | Action::ColourConversation(_) | Action::Sort(_) => {
                self.list.forget_minimap();
                return false;
            }
            Action::ApplyFilter(filter) => {
                self.filter_bar.text.clone_from(filter);
                self.list.forget_minimap();
                let list = self.list.rows.id();
                ui.memory_mut(|memory| memory.request_focus(list));
                return false;
            }
            Action::ShowHits => {
                self.dock.tab = Some(DockTab::Hits);
                return true;
            }
            Action::ShowRecipe(id) => {
                self.dialog = Some(Dialog::Recipes(RecipesDialog::new(Some(id))));
                return true;
            }
            Action::Run(_) => {}
            _ => return false,
        }
        let Action::Run(command) = action else { return false };
        let details = view.capture.as_ref().and_then(|capture| capture.details);
        let node = view.capture.as_ref().and_then(|capture| capture.selected_node);
        match command {
            Command::Find => {
                let mut edited = Vec::new();
                self.find_bar.focus(&mut edited);
                asked.extend(edited);
            }
            Command::ExpertInformation => {
                let shown = self.dock.tab == Some(DockTab::Experts);
                self.dock.tab = (!shown).then_some(DockTab::Experts);
                return false;
            }
            Command::GoTo => self.dialog = Some(Dialog::go_to()),
            Command::About => self.dialog = Some(Dialog::About),
            Command::Shortcuts => self.dialog = Some(Dialog::Shortcuts),
            Command::CaptureOptions => {
                let options = CaptureOptions::new(view.settings);
                self.dialog = Some(Dialog::CaptureOptions(options));
            }
            Command::ExportFrames => self.dialog = Some(Dialog::Export(ExportDialog::new(false))),
            Command::ExportDissections => self.dialog = Some(Dialog::Export(ExportDialog::new(true))),
            Command::ExportObjects => {
                self.dialog = Some(Dialog::Objects(Default::default()));
                return false;
            }
            Command::CopyAllVisible => {
                if let Some(details) = details {
                    ui.ctx().copy_text(self.details.visible_text(details));
                }
            }
            Command::GoToLinked => {
                let link =
                    details.zip(node).and_then(|(details, node)| details.nodes.get(node)?.links.first());
                if let Some(link) = link {
                    asked.push(Action::GoToFrame(link.frame));
                }
            }
            Command::ShowBytes => {
                if let Some((title, bytes)) = self.chosen_bytes(view) {
                    self.dialog = Some(Dialog::Bytes(ShowBytes::new(title, bytes.to_vec())));
                }
            }
            Command::ExportBytes => {
                if let Some((_, bytes)) = self.chosen_bytes(view) {
                    asked.push(Action::AskSave { name: "bytes.bin".into(), bytes: bytes.to_vec() });
                }
            }
            command if byte_forms::FORMS.iter().any(|(form, _)| form == command) => {
                let bytes = self.chosen_bytes(view);
                if let Some(text) = bytes.and_then(|(_, bytes)| byte_forms::copied(*command, bytes)) {
                    ui.ctx().copy_text(text);
                }
            }
            Command::Palette => self.dialog = Some(Dialog::Palette(Default::default())),
            Command::Preferences => self.dialog = Some(Dialog::Preferences(Default::default())),
            Command::ShowFrames => (self.shows_sessions, self.shows_hellos) = (false, false),
            Command::ShowSessions => (self.shows_sessions, self.shows_hellos) = (true, false),
            Command::ShowHellos => self.show_hellos(),
            Command::HelloInspector => {
                let shown = self.inspector_open && !self.secrets_open && !self.shows_hellos;
                (self.inspector_open, self.secrets_open) = (!shown, self.secrets_open && shown);
                if !shown {
                    self.shows_hellos = false;
                }
            }
            Command::PasteHello => self.dialog = Some(Dialog::PasteHello(PasteHelloDialog::default())),
            Command::Report => {
                self.dialog = Some(Dialog::Report(ReportDialog::new(view.hellos.profile)));
            }
            Command::SecretsPanel => self.secrets_open = !self.secrets_open,
            Command::AddPsk => self.dialog = Some(Dialog::Psk(Default::default())),
            Command::LaunchProgram => self.dialog = Some(Dialog::Launch(Default::default())),
            Command::KeyLogRecipes => self.dialog = Some(Dialog::Recipes(RecipesDialog::new(None))),
            Command::FocusFilter => self.filter_bar.focus(),
            Command::ExpandSubtree | Command::CollapseSubtree => {
                if let (Some(details), Some(node)) = (details, node) {
                    let open = *command == Command::ExpandSubtree;
                    self.details.set_subtree(details, Some(node), open);
                }
            }
            Command::ExpandAll | Command::CollapseAll => {
                if let Some(details) = details {
                    self.details.set_subtree(details, None, *command == Command::ExpandAll);
                }
            }
            _ => return false,
        }
        true
    }

    fn panes(
        &mut self,
        ui: &mut Ui,
        body: Rect,
        capture: &mut CaptureView<'_>,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        let t = theme();
        let layout = view.settings.layout;
        if layout == Layout::Beside {
            self.panes_beside(ui, body, capture, view, possible, actions);
            return;
        }
        let least = t.size.table_header + 3.0 * t.size.list_row;
        let room = (body.height() - least - t.size.splitter).max(least);
        let list_height = match self.list_share {
            Some(share) => body.height() * share,
            None => {
                let share = if self.stacked { STACKED_LIST_SHARE } else { LIST_SHARE };
                let rows = ((body.height() * share - t.size.table_header) / t.size.list_row).floor();
                t.size.table_header + rows.max(3.0) * t.size.list_row
            }
        }
        .clamp(least.min(room), room)
        .round();
        let list = Rect::from_min_size(body.min, vec2(body.width(), list_height));
        let line = Rect::from_min_size(list.left_bottom(), vec2(body.width(), t.size.splitter));
        let lower = Rect::from_min_max(line.left_bottom(), body.max);

        self.frame_list(ui, list, capture, view, possible, actions);
        self.lower(ui, lower, capture, view, possible, self.stacked || layout == Layout::Stacked, actions);
        let (moved, reset) = splitter(ui, line, Id::unique("list splitter"), "Height of the frame list");
        if moved != 0.0 {
            self.list_share = Some(((list_height + moved) / body.height()).clamp(0.1, 0.9));
        }
        if reset {
            self.list_share = None;
        }
    }

    fn frame_list(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        capture: &mut CaptureView<'_>,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        let live = view.live.is_some();
        self.mark_sought(ui.ctx(), view);
        let events = self.list.show(ui, rect, capture, view.settings, live, actions);
        self.list_menu(&events, view, possible, actions);
        if capture.rows.is_empty() {
            let place = rect.with_min_y(rect.top() + theme().size.table_header);
            nothing_in_list(ui, place, capture, view, actions);
        }
    }

    /// The list at the left, details over bytes at the right: for wide windows.
    fn panes_beside(
        &mut self,
        ui: &mut Ui,
        body: Rect,
        capture: &mut CaptureView<'_>,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        let split = (body.left() + body.width() * self.list_share.unwrap_or(LIST_SHARE)).round();
        let list = body.with_max_x(split);
        let line = Rect::from_min_size(list.right_top(), vec2(theme().size.splitter, body.height()));
        let right = body.with_min_x(line.right());
        self.frame_list(ui, list, capture, view, possible, actions);
        self.lower(ui, right, capture, view, possible, true, actions);
        let (moved, reset) = splitter(ui, line, Id::unique("list splitter"), "Width of the frame list");
        if moved != 0.0 {
            let share = (split + moved - body.left()) / body.width();
            self.list_share = Some(share.clamp(0.2, 0.8));
        }
        if reset {
            self.list_share = None;
        }
    }

    /// Details and bytes, side by side or one over the other.
    fn lower(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        capture: &CaptureView<'_>,
        view: &View<'_>,
        possible: &Possible,
        stacked: bool,
        actions: &mut Vec<Action>,
    ) {
        let t = theme();
        let stacked = stacked || self.stacked;
        let default = if stacked { STACKED_DETAILS_SHARE } else { DETAILS_SHARE };
        let share = self.details_share.unwrap_or(default);
        let (left, line, right) = if stacked {
            let left = rect.with_max_y((rect.top() + rect.height() * share).round());
            let line = Rect::from_min_size(left.left_bottom(), vec2(rect.width(), t.size.splitter));
            (left, line, rect.with_min_y(line.bottom()))
        } else {
            let left = rect.with_max_x((rect.left() + rect.width() * share).round());
            let line = Rect::from_min_size(left.right_top(), vec2(t.size.splitter, rect.height()));
            (left, line, rect.with_min_x(line.right()))
        };
        let tabs = Rect::from_min_size(left.min, vec2(left.width(), t.size.pane_tabs));
        let tree = Rect::from_min_max(tabs.left_bottom(), left.max);
        let tab = Tab { title: "Details", count: None, icon: None };
        tab_strip(ui, tabs, Id::unique("details tabs"), &[tab], 0);
        match capture.details {
            Some(details) => {
                self.move_bytes(capture, details);
                let lit = self.bytes.hovered.and_then(|(source, at)| details.node_at(source, at));
                let events = self.details.show(ui, tree, capture, details, lit, actions);
                self.tree_menu(&events, view, possible, actions);
                self.drag_field(ui, &events, details);
                let lit = self.details.hovered;
                self.bytes.show(ui, right, capture, details, lit, actions);
            }
            None => {
                ui.painter().rect_filled(tree, 0.0, palette(ui).surface.pane.0);
                ui.painter().rect_filled(right, 0.0, palette(ui).surface.pane.0);
                let empty = Empty {
                    icon: Icon::Split,
                    title: "No frame is selected",
                    advice: "Choose one in the list; ↑ and ↓ move, Ctrl+G goes to a number.",
                    actions: &[],
                };
                if capture.selected.is_none() {
                    empty_state(ui, tree, &empty, actions);
                }
                let strip = Rect::from_min_size(right.min, vec2(right.width(), t.size.pane_tabs));
                tab_strip(ui, strip, Id::unique("bytes tabs"), &[], 0);
            }
        }
        let name = if stacked { "Height of the details" } else { "Width of the details" };
        let (moved, reset) = splitter(ui, line, Id::unique("details splitter"), name);
        if moved != 0.0 {
            let (size, whole) =
                if stacked { (left.height(), rect.height()) } else { (left.width(), rect.width()) };
            self.details_share = Some(((size + moved) / whole).clamp(0.2, 0.8));
        }
        if reset {
            self.details_share = None;
        }
    }

    /// A field dragged out of the tree carries its filter.
    fn drag_field(&mut self, ui: &Ui, events: &RowEvents, details: &DetailsView) {
        let (pressed, dragging, origin) = ui.input(|input| {
            let pointer = &input.pointer;
            (pointer.primary_pressed(), pointer.is_decidedly_dragging(), pointer.press_origin())
        });
        if pressed {
            let node = self.details.hovered.and_then(|node| details.nodes.get(node));
            self.drag_from = node.and_then(|node| node.filter.clone());
        }
        let inside = origin.is_some_and(|at| events.response.rect.contains(at) && at.x < events.bar.left());
        if dragging
            && inside
            && let Some(filter) = self.drag_from.take()
        {
            egui::DragAndDrop::set_payload(ui.ctx(), DraggedFilter(filter));
        }
    }

    /// Brings a newly selected node's bytes into sight, once.
    fn move_bytes(&mut self, capture: &CaptureView<'_>, details: &DetailsView) {
        let Some(index) = capture.selected_node else {
            self.shown_span = None;
            return;
        };
        if self.shown_span == Some((details.generation, index)) {
            return;
        }
        self.shown_span = Some((details.generation, index));
        self.details.reveal(details, index);
        let span = details.nodes.get(index).and_then(|node| node.span);
        if let Some(span) = span.filter(|span| span.source == capture.source) {
            self.bytes.reveal(span);
        }
    }

    fn list_menu(&self, events: &RowEvents, view: &View<'_>, possible: &Possible, actions: &mut Vec<Action>) {
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

    fn tree_menu(&self, events: &RowEvents, view: &View<'_>, possible: &Possible, actions: &mut Vec<Action>) {
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

/// Width of the secrets panel in `body`.
fn panel_width(body: Rect) -> f32 {
    secrets_panel::WIDTH.min((body.width() * 0.45).round())
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

fn nothing_in_list(
    ui: &mut Ui,
    rect: Rect,
    capture: &CaptureView<'_>,
    view: &View<'_>,
    actions: &mut Vec<Action>,
) {
    let clear = (Some(Icon::Close), "Clear filter", Action::ApplyFilter(String::new()));
    let stop = (Some(Icon::Stop), "Stop", Action::Run(Command::StopCapture));
    let (title, advice, icon, buttons) = match view.live {
        Some(live) if capture.frames == 0 => (
            format!("Listening on {}", live.source),
            match live.capture_filter.as_str() {
                "" => format!("No frame in {} s.", live.seconds),
                filter => format!("No frame has matched “{filter}” in {} s.", live.seconds),
            },
            Icon::Clock,
            vec![stop],
        ),
        _ if capture.frames > 0 && !view.filter.applied.is_empty() => (
            format!("None of {} frames matches", super::text::count(capture.frames)),
            format!("“{}”", view.filter.applied),
            Icon::Filter,
            vec![clear],
        ),
        _ if !view.jobs.is_empty() => return,
        _ => ("No frames".to_owned(), "The capture holds none.".to_owned(), Icon::Frames, Vec::new()),
    };
    let (title, advice) = (super::text::escape(&title), super::text::escape(&advice));
    let empty = Empty { icon, title: &title, advice: &advice, actions: &buttons };
    empty_state(ui, rect, &empty, actions);
}
