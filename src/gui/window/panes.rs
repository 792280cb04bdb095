//! The three panes of an open capture: where frame list, details and bytes stand, and what stands in
//! place of an empty list.

use eframe::egui::{self, Id, Rect, Ui, vec2};

use super::Window;
use crate::gui::command::{Command, Possible};
use crate::gui::filter_bar::DraggedFilter;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, CaptureView, DetailsView, View};
use crate::gui::rows::RowEvents;
use crate::gui::settings::Layout;
use crate::gui::theme::{palette, theme};
use crate::gui::widgets::{Empty, Tab, empty_state, splitter, tab_strip};

/// Default share of the details beside the bytes.
const DETAILS_SHARE: f32 = 0.535;
/// Largest default share of the frame list.
const LIST_SHARE: f32 = 0.55;
/// Then the largest default share of the list, and that of the details above the bytes.
const STACKED_LIST_SHARE: f32 = 0.34;
const STACKED_DETAILS_SHARE: f32 = 0.66;

impl Window {
    pub(super) fn panes(
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
        let panes = &view.settings.panes;
        if !panes.details && !panes.bytes {
            self.details.hovered = None;
            self.frame_list(ui, body, capture, view, possible, actions);
            return;
        }
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
        let (left, line, right) = match (view.settings.panes.details, view.settings.panes.bytes) {
            (true, false) => (Some(rect), None, None),
            (false, _) => (None, None, Some(rect)),
            (true, true) if stacked => {
                let left = rect.with_max_y((rect.top() + rect.height() * share).round());
                let line = Rect::from_min_size(left.left_bottom(), vec2(rect.width(), t.size.splitter));
                (Some(left), Some(line), Some(rect.with_min_y(line.bottom())))
            }
            (true, true) => {
                let left = rect.with_max_x((rect.left() + rect.width() * share).round());
                let line = Rect::from_min_size(left.right_top(), vec2(t.size.splitter, rect.height()));
                (Some(left), Some(line), Some(rect.with_min_x(line.right())))
            }
        };
        if let Some(left) = left {
            self.details_pane(ui, left, capture, view, possible, actions);
        } else {
            self.details.hovered = None;
        }
        if let Some(right) = right {
            self.bytes_pane(ui, right, capture, view, possible, actions);
        }
        let (Some(left), Some(line)) = (left, line) else { return };
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

    /// The tree of the selected frame, or its diagram.
    fn details_pane(
        &mut self,
        ui: &mut Ui,
        left: Rect,
        capture: &CaptureView<'_>,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        let t = theme();
        let tabs = Rect::from_min_size(left.min, vec2(left.width(), t.size.pane_tabs));
        let tree = Rect::from_min_max(tabs.left_bottom(), left.max);
        let names = ["Details", "Diagram"].map(|title| Tab { title, count: None, icon: None });
        let chosen = usize::from(self.shows_diagram);
        if let Some(tab) = tab_strip(ui, tabs, Id::unique("details tabs"), &names, chosen) {
            self.shows_diagram = tab == 1;
        }
        let Some(details) = capture.details else {
            ui.painter().rect_filled(tree, 0.0, palette(ui).surface.pane.0);
            let empty = Empty {
                icon: Icon::Split,
                title: "No frame is selected",
                advice: "Choose one in the list; ↑ and ↓ move, Ctrl+G goes to a number.",
                actions: &[],
            };
            if capture.selected.is_none() {
                empty_state(ui, tree, &empty, actions);
            }
            return;
        };
        self.move_bytes(capture, details);
        let lit = self.bytes.hovered.and_then(|(source, at)| details.node_at(source, at));
        if self.shows_diagram {
            self.diagram.show(ui, tree, details, capture.selected_node, actions);
            self.details.hovered = None;
        } else {
            let events = self.details.show(ui, tree, capture, details, lit, actions);
            self.tree_menu(&events, view, possible, actions);
            self.drag_field(ui, &events, details);
        }
    }

    /// The bytes of the selected frame, and what was decrypted of it.
    fn bytes_pane(
        &mut self,
        ui: &mut Ui,
        right: Rect,
        capture: &CaptureView<'_>,
        view: &View<'_>,
        possible: &Possible,
        actions: &mut Vec<Action>,
    ) {
        if let Some(details) = capture.details {
            self.move_bytes(capture, details);
            let lit = self.details.hovered;
            if let Some(events) = self.bytes.show(ui, right, capture, details, lit, actions) {
                let shown = (details, capture.source);
                self.bytes_menu(&events, shown, (possible, view.settings), actions);
            }
            return;
        }
        ui.painter().rect_filled(right, 0.0, palette(ui).surface.pane.0);
        let strip = Rect::from_min_size(right.min, vec2(right.width(), theme().size.pane_tabs));
        if capture.selected.is_none() {
            let bytes = Empty {
                icon: Icon::Columns,
                title: "No bytes to show",
                advice: "Those of the chosen frame, and what was decrypted of it, stand here.",
                actions: &[],
            };
            empty_state(ui, right.with_min_y(strip.bottom()), &bytes, actions);
        }
        tab_strip(ui, strip, Id::unique("bytes tabs"), &[], 0);
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
            format!("None of {} frames matches", crate::gui::text::count(capture.frames)),
            format!("“{}”", view.filter.applied),
            Icon::Filter,
            vec![clear],
        ),
        _ if !view.jobs.is_empty() => return,
        _ => ("No frames".to_owned(), "The capture holds none.".to_owned(), Icon::Frames, Vec::new()),
    };
    let (title, advice) = (crate::gui::text::escape(&title), crate::gui::text::escape(&advice));
    let empty = Empty { icon, title: &title, advice: &advice, actions: &buttons };
    empty_state(ui, rect, &empty, actions);
}
