//! The whole window: where its parts stand, which of them has the keyboard, and which dialog is
//! open. It paints a [`View`] and answers with [`Action`]s; the app and the tests drive it alike.

mod commands;
mod dropped;
mod keyboard;
mod menus;
mod panes;

use eframe::egui::{self, Id, Rect, Ui, pos2, vec2};

use super::bytes::Bytes;
use super::command::{Command, Possible, pressed};
use super::details::Details;
use super::diagram::Diagram;
use super::dialogs::Dialog;
use super::dock::Dock;
use super::filter_bar::{self, FilterBar};
use super::find_bar::FindBar;
use super::floating;
use super::follow::Follow;
use super::frame_windows::FrameWindows;
use super::hello::{self, Inspector};
use super::hellos::Hellos;
use super::model::{Action, FilterState, TourAct, View};
use super::packet_list::PacketList;
use super::secrets_panel::{self, SecretsPanel};
use super::sessions::Sessions;
use super::settings::Panes;
use super::statistics::Statistics;
use super::status::{BANNER_HEIGHT, banner, status_bar};
use super::theme::{palette, theme};
use super::toolbar::{Shown, menu_bar, toolbar};
use super::tour::Tour;
use super::welcome::Welcome;
use super::widgets::{PANEL, splitter, stop};
use crate::document::find::Place;

/// Beside a panel and below this width the bytes stand under the details.
const STACKED: f32 = 1060.0;
const STACKED_HEIGHT: f32 = 560.0;

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
    pub diagram: Diagram,
    pub frame_windows: FrameWindows,
    pub hellos: Hellos,
    pub inspector: Inspector,
    /// The sessions table stands in place of the frames.
    pub shows_sessions: bool,
    /// The list of hellos, or a comparison, stands in place of the frames.
    pub shows_hellos: bool,
    /// The hello inspector stands at the right, unless the secrets do.
    pub inspector_open: bool,
    /// The packet diagram stands in place of the details.
    pub shows_diagram: bool,
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
    tour: Option<Tour>,
    /// Bytes of the node that the pane last moved to.
    shown_span: Option<(u64, usize)>,
    /// Details and bytes are not shown.
    hidden: [bool; 2],
    was_open: bool,
}

impl Window {
    /// Paints everything; what the user asked for is in the answer.
    pub fn show(&mut self, ui: &mut Ui, view: &mut View<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        floating::note_menus(ui.ctx());
        let possible = self.possible(view);
        let typing = self.typing(ui);
        if self.dialog.is_none() {
            for command in pressed(ui.ctx(), &possible, typing) {
                match command {
                    // At once: what is typed in the same painted frame is meant for the field.
                    Command::FocusFilter => {
                        self.filter_bar.focus();
                        ui.memory_mut(|memory| memory.request_focus(filter_bar::field_id()));
                    }
                    Command::Find => self.find_bar.focus(&mut actions),
                    command => actions.push(Action::Run(command)),
                }
            }
        }
        let copies = |input: &egui::InputState| input.events.iter().any(|e| matches!(e, egui::Event::Copy));
        if ui.memory(|memory| memory.has_focus(self.list.rows.id())) && ui.input(copies) {
            actions.push(Action::Run(Command::CopyRow));
        }
        dropped::show(ui, &mut actions);

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
        if view.settings.panes.toolbar {
            toolbar(ui, take(t.size.toolbar), &possible, view, shown, &mut actions);
        }
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
        let status_height = if view.settings.panes.status_bar { t.size.status_bar } else { 0.0 };
        let status = Rect::from_min_max(pos2(rect.left(), rect.bottom() - status_height), rect.max);
        let body = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), status.top()));
        if view.settings.panes.status_bar {
            status_bar(ui, status, view, &mut actions);
        }
        self.hidden = [!view.settings.panes.details, !view.settings.panes.bytes];
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
            stop(ui, panel, PANEL);
            self.secrets.show(ui, panel, view.secrets, &mut actions);
        } else if shows_inspector {
            let panel = whole.with_min_x(body.right());
            stop(ui, panel, PANEL);
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
        if view.capture.is_some()
            && let Some(tour) = &mut self.tour
            && tour.show(ui, body, view, &mut actions)
        {
            self.tour = None;
            actions.push(Action::Tour(TourAct::End));
        }
        self.statistics.show(ui.ctx(), view.reports, &mut actions);
        self.frame_windows.show(ui.ctx(), view.frame_windows, &mut actions);
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

    /// Shares of the frame list and of the details, as far as they were set.
    pub fn shares(&self) -> (Option<f32>, Option<f32>) {
        (self.list_share, self.details_share)
    }

    /// Gives the panes the shares that they had.
    pub fn set_shares(&mut self, panes: &Panes) {
        (self.list_share, self.details_share) = (panes.list_share, panes.details_share);
    }

    /// The panes have the sizes of a new installation.
    fn reset_panes(&mut self) {
        (self.list_share, self.details_share, self.inspector_width) = (None, None, None);
        self.dock.height = super::dock::DEFAULT_HEIGHT;
    }

    /// Leads through the sample that is being opened.
    pub fn begin_tour(&mut self) {
        self.tour = Some(Tour::default());
        (self.shows_sessions, self.shows_hellos) = (false, false);
    }

    pub fn is_on_tour(&self) -> bool {
        self.tour.is_some()
    }

    pub fn end_tour(&mut self) {
        self.tour = None;
    }

    /// What is possible with what is selected here.
    fn possible(&self, view: &View<'_>) -> Possible {
        let mut possible = Possible::of(view);
        possible.bytes |= possible.row && self.bytes.selection().is_some();
        possible
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
        // What was decrypted stands in the tree, too.
        self.details.sought = find.marks(Place::Tree).or(find.marks(Place::Decrypted)).cloned();
        self.bytes.seek(find.needle.as_ref().map(|needle| (needle, find.place)));
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
            // One that cannot be applied stays, and what is wrong with it is said.
            let given = &view.filter.check;
            let is_wrong = open && matches!(given.state, FilterState::Invalid { .. });
            self.filter_bar.text = if is_wrong { given.text.clone() } else { view.filter.applied.clone() };
            self.active = open.then(|| self.list.rows.id());
            self.shown_span = None;
        }
    }
}

/// Width of the secrets panel in `body`.
fn panel_width(body: Rect) -> f32 {
    secrets_panel::WIDTH.min((body.width() * 0.45).round())
}
