//! Windows that show one frame each, details beside bytes, whatever is selected in the list. Not here:
//! the frames' dissection (`app::frame_windows`).

use std::collections::HashMap;

use eframe::egui::{self, Align, Context, Id, Layout, Rect, RichText, Ui, UiBuilder, pos2, vec2};

use super::byte_forms;
use super::bytes::Bytes;
use super::command::Command;
use super::details::Details;
use super::diagram::Diagram;
use super::floating::{Floating, escape};
use super::icons::Icon;
use super::menu::{filter_menus, plain_item, pointer_menu, submenu};
use super::model::frame_window::{FrameAct, FrameWindowView};
use super::model::{Action, CaptureView, DetailsView, FilterFrom, FrameRows, RowView};
use super::rows::RowEvents;
use super::text;
use super::theme::{Face, palette, theme};
use super::toolbar::menu_line;
use super::widgets::{Tab, icon_button, splitter_line, tab_strip};

const HEAD: f32 = 40.0;
const DETAILS_SHARE: f32 = 0.5;

/// What all windows remember between two painted frames.
#[derive(Debug, Default)]
pub struct FrameWindows {
    windows: HashMap<u64, Window>,
}

/// What one window remembers.
#[derive(Debug)]
struct Window {
    details: Details,
    bytes: Bytes,
    diagram: Diagram,
    shows_diagram: bool,
    node: Option<usize>,
    source: usize,
    /// The tree that was shown last, by its generation.
    generation: Option<u64>,
}

/// A window shows no list.
struct NoRows;

impl FrameRows for NoRows {
    fn len(&self) -> u64 {
        0
    }

    fn row(&mut self, _: u64) -> Option<&RowView> {
        None
    }

    fn minimap_mark(&mut self, _: usize, _: usize, _: u64) -> super::theme::RowTint {
        super::theme::RowTint::default()
    }
}

impl FrameWindows {
    /// Paints the windows.
    pub fn show(&mut self, ctx: &Context, views: &[FrameWindowView], actions: &mut Vec<Action>) {
        self.windows.retain(|id, _| views.iter().any(|view| view.id == *id));
        for (nth, view) in views.iter().enumerate() {
            let window = self.windows.entry(view.id).or_insert_with(|| Window {
                details: Details::taking_keyboard(("frame details", view.id)),
                bytes: Bytes::named(("frame bytes", view.id)),
                diagram: Diagram::default(),
                shows_diagram: false,
                node: view.node,
                source: view.source,
                generation: None,
            });
            window.show(ctx, nth, view, actions);
        }
        if let Some(view) = views.last()
            && !ctx.egui_wants_keyboard_input()
            && escape(ctx)
        {
            actions.push(Action::Frame(FrameAct::Close(view.id)));
        }
    }
}

impl Window {
    fn show(&mut self, ctx: &Context, nth: usize, view: &FrameWindowView, actions: &mut Vec<Action>) {
        let floating = Floating {
            title: format!("Frame {}", view.number),
            id: Id::unique("frame window").with(view.id),
            share: vec2(0.76, 0.58),
            least: vec2(520.0, 240.0),
            nth: nth % 8,
        };
        floating.show(ctx, |ui, rect| self.body(ui, rect, view, actions));
    }

    fn body(&mut self, ui: &mut Ui, rect: Rect, view: &FrameWindowView, actions: &mut Vec<Action>) {
        if self.generation.is_some_and(|known| known != view.details.generation) {
            // Another frame, or the same decrypted: its nodes are others.
            (self.node, self.source) = (view.node, view.source);
        }
        self.generation = Some(view.details.generation);
        let t = theme();
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
        self.head(ui, head, view, actions);
        let body = rect.with_min_y(head.bottom());
        let split = (body.left() + body.width() * DETAILS_SHARE).round();
        let left = body.with_max_x(split);
        let right = body.with_min_x(split + 1.0);
        splitter_line(ui, Rect::from_min_max(left.right_top(), pos2(split + 1.0, body.bottom())));
        let tabs = Rect::from_min_size(left.min, vec2(left.width(), t.size.pane_tabs));
        let tree = left.with_min_y(tabs.bottom());
        let names = ["Details", "Diagram"].map(|title| Tab { title, count: None, icon: None });
        let id = Id::unique("frame window tabs").with(view.id);
        if let Some(tab) = tab_strip(ui, tabs, id, &names, usize::from(self.shows_diagram)) {
            self.shows_diagram = tab == 1;
        }
        let mut rows = NoRows;
        let name = String::new();
        let capture = CaptureView {
            name: &name,
            frames: 1,
            rows: &mut rows,
            selected: None,
            around: Default::default(),
            details: Some(&view.details),
            selected_node: self.node,
            source: self.source,
            can_save: false,
            sorted: None,
            chosen: 0,
            marked: 0,
            has_tcp: false,
            has_udp: false,
            has_tls: false,
            in_set: false,
            history: [false; 2],
        };
        let details = &*view.details;
        let mut asked = Vec::new();
        if self.shows_diagram {
            self.diagram.show(ui, tree, details, self.node, &mut asked);
        } else {
            let lit = self.bytes.hovered.and_then(|(source, at)| details.node_at(source, at));
            let events = self.details.show(ui, tree, &capture, details, lit, &mut asked);
            self.tree_menu(&events, details, &mut asked);
        }
        let lit = self.details.hovered;
        if let Some(events) = self.bytes.show(ui, right, &capture, details, lit, &mut asked) {
            self.bytes_menu(&events, details, &mut asked);
        }
        for action in asked {
            match action {
                Action::SelectNode(node) => {
                    self.node = Some(node);
                    if let Some(span) = details.nodes.get(node).and_then(|node| node.span) {
                        self.source = span.source;
                        self.bytes.reveal(span);
                    }
                    self.details.reveal(details, node);
                }
                Action::ShowSource(source) => self.source = source,
                other => actions.push(other),
            }
        }
    }

    /// What the tree's menu is about: what can be copied of the selected field, and its filter.
    fn tree_menu(&mut self, events: &RowEvents, details: &DetailsView, asked: &mut Vec<Action>) {
        let Some(at) = self.node else { return };
        let Some(node) = details.nodes.get(at) else { return };
        pointer_menu(events, "frame details menu", 340.0, |ui| {
            let name = node.field.map(str::to_owned);
            let texts = [
                (Command::CopyNode, Some(node.label.clone())),
                (Command::CopyFieldName, name),
                (Command::CopyValue, Some(node.value.clone())),
                (Command::CopyFilter, node.filter.clone()),
            ];
            for (command, text) in texts {
                let text = text.filter(|text| !text.is_empty());
                ui.add_enabled_ui(text.is_some(), |ui| {
                    if plain_item(ui, command.entry().text) {
                        asked.extend(text.map(Action::CopyText));
                    }
                });
            }
            if plain_item(ui, Command::CopyAllVisible.entry().text) {
                asked.push(Action::CopyText(self.details.visible_text(details)));
            }
            menu_line(ui);
            self.byte_items(ui, details, asked);
            menu_line(ui);
            for (command, of, open) in [
                (Command::ExpandSubtree, Some(at), true),
                (Command::CollapseSubtree, Some(at), false),
                (Command::ExpandAll, None, true),
                (Command::CollapseAll, None, false),
            ] {
                if plain_item(ui, command.entry().text) {
                    self.details.set_subtree(details, of, open);
                }
            }
            if let Some(link) = node.links.first() {
                menu_line(ui);
                if plain_item(ui, Command::GoToLinked.entry().text) {
                    asked.push(Action::GoToFrame(link.frame));
                }
            }
            if let Some(filter) = &node.filter {
                menu_line(ui);
                filter_menus(ui, &FilterFrom::Text(filter.clone()), asked);
            }
        });
    }

    fn bytes_menu(&mut self, events: &RowEvents, details: &DetailsView, asked: &mut Vec<Action>) {
        let shown = self.source;
        pointer_menu(events, "frame bytes menu", 260.0, |ui| {
            self.byte_items(ui, details, asked);
            menu_line(ui);
            self.bytes.form_items(ui, details, shown);
        });
    }

    /// Lines about the bytes that were dragged over, or those of the selected field.
    fn byte_items(&self, ui: &mut Ui, details: &DetailsView, asked: &mut Vec<Action>) {
        let chosen = byte_forms::chosen(details, self.node, self.bytes.selection());
        ui.add_enabled_ui(chosen.is_some(), |ui| {
            let (title, bytes) = chosen.unwrap_or_default();
            submenu(ui, "Copy bytes", |ui| {
                for (command, write) in byte_forms::FORMS {
                    if plain_item(ui, command.entry().text) {
                        asked.push(Action::CopyText(write(bytes)));
                    }
                }
            });
            if plain_item(ui, Command::ShowBytes.entry().text) {
                asked.push(Action::ShowBytes { title, bytes: bytes.to_vec() });
            }
            if plain_item(ui, Command::ExportBytes.entry().text) {
                asked.push(Action::AskSave { name: "bytes.bin".into(), bytes: bytes.to_vec() });
            }
        });
    }

    fn head(&mut self, ui: &mut Ui, rect: Rect, view: &FrameWindowView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(vec2(16.0, 0.0)))
            .id_salt(("frame window head", view.id))
            .layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let follows = FrameAct::Follow(view.id, !view.follows);
            let mut tool = |ui: &mut Ui, icon, name: &str, enabled: bool, act| {
                ui.add_enabled_ui(enabled, |ui| {
                    let on = act == follows && view.follows;
                    if icon_button(ui, icon, name, 26.0, on).on_hover_text(name).clicked() {
                        actions.push(Action::Frame(act));
                    }
                });
            };
            tool(ui, Icon::Close, "Close frame window", true, FrameAct::Close(view.id));
            tool(ui, Icon::Autoscroll, "Follow the selection of the list", true, follows);
            tool(ui, Icon::Goto, "Select this frame in the list", true, FrameAct::Select(view.id));
            tool(ui, Icon::Next, "Frame after this one", view.has_next, FrameAct::Step(view.id, true));
            tool(ui, Icon::Prev, "Frame before this one", view.has_previous, FrameAct::Step(view.id, false));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = RichText::new(format!("Frame {}", view.number))
                    .font(Face::UiSemibold.at(theme().font.size.title))
                    .color(p.text.primary.0);
                ui.label(title);
                let said = text::escape(&view.summary).into_owned();
                ui.add(egui::Label::new(RichText::new(said).color(p.text.secondary.0)).truncate());
            });
        });
    }
}
