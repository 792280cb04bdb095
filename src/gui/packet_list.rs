//! The frame list: which rows and columns stand where, what a click in them means.
//! Not here: what a row says (`model::FrameRows`), how rows scroll (`rows`), how one is painted
//! (`list_row`), the header (`list_header`), the map at its side (`minimap`).

use std::collections::HashMap;

use eframe::egui::{self, Align, Id, Rect, Ui, accesskit::Role, pos2, vec2};

use super::around;
use super::columns::{self, Shown, WIDTHS};
use super::command::Command;
use super::icons::Icon;
use super::list_row::{self, RowStyle};
use super::minimap::Minimap;
use super::model::{Action, CaptureView, RowView};
use super::rows::{RowEvents, RowList, Rows};
use super::settings::Settings;
use super::sideways::Sideways;
use super::text;
use super::theme::{hairline, mono, palette, theme};
use crate::document::columns::Content;

/// Widths of the columns that are no columns of the user's: bracket and TLS state.
pub const GUTTER: [f32; 2] = [22.0, 24.0];
/// The column that takes what is left is never narrower, px.
const REST_MIN: f32 = 160.0;

/// A row as it is copied: its columns in sight with tabs between, without the decrypted preview.
pub fn row_as_text(row: &RowView, shown: &[Shown]) -> String {
    let cells: Vec<String> = shown.iter().map(|s| text::escape(&s.text(row)).into_owned()).collect();
    cells.join("\t")
}

/// A column in sight and its edges.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub shown: Shown,
    pub left: f32,
    pub right: f32,
}

/// The frame list's state between two painted frames.
#[derive(Debug)]
pub struct PacketList {
    pub rows: RowList,
    /// Widths that columns grew to by themselves, by what they show.
    grown: HashMap<Content, f32>,
    /// Widths that the texts in sight want.
    pub(super) wanted: HashMap<Content, f32>,
    /// Column being dragged, by its place in the settings, and the column it was put before.
    pub(super) dragged: Option<usize>,
    /// How far the columns are scrolled sideways.
    sideways: Sideways,
    /// Column under the pointer when a row was clicked last: "Apply as filter" means its value.
    pub cell: Option<Content>,
    /// Rows when the list stopped following its end.
    left_end_at: u64,
    minimap: Minimap,
}

impl Default for PacketList {
    fn default() -> Self {
        Self {
            rows: RowList::new("frame list"),
            grown: HashMap::new(),
            wanted: HashMap::new(),
            dragged: None,
            sideways: Sideways::default(),
            cell: None,
            left_end_at: 0,
            minimap: Minimap::default(),
        }
    }
}

/// The columns in sight that a row's name does not begin with, `Source 192.0.2.1`: what is seen can be heard.
fn said(settings: &Settings, placed: &[Placed], row: &RowView) -> String {
    let mut said = String::new();
    for column in placed {
        if matches!(column.shown.content, Content::Number | Content::Protocol | Content::Info) {
            continue;
        }
        let text = column.shown.text(row);
        if let Some(own) = settings.columns.get(column.shown.index).filter(|_| !text.is_empty()) {
            said.push_str(&format!(", {} {}", text::escape(&own.title), text::escape(&text)));
        }
    }
    said
}

impl PacketList {
    /// Paints header, rows and minimap in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &mut CaptureView<'_>,
        settings: &Settings,
        live: bool,
        actions: &mut Vec<Action>,
    ) -> RowEvents {
        let t = theme();
        let header = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
        let body = Rect::from_min_max(pos2(rect.left(), header.bottom()), rect.max);
        ui.painter().rect_filled(body, 0.0, palette(ui).surface.pane.0);

        let spec = Rows {
            name: "Frames",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: view.rows.len(),
            row_height: t.size.list_row,
            selected: view.selected,
            selects: true,
            bar_width: t.size.minimap,
            own_bar: false,
        };
        let char_width = mono_char(ui);
        let (left, right) = (header.left(), header.right() - t.size.minimap);
        let overflow = self.sideways(ui, body, settings, (left, right));
        let placed = self.placed(settings, left, right);
        let style = RowStyle { colour: settings.colour_rows, clip: left + GUTTER.iter().sum::<f32>() };
        let mut wanted: HashMap<Content, f32> = HashMap::new();
        let (around, source) = (&view.around, &mut *view.rows);
        let events = self.rows.show(ui, body, &spec, |row_ui| {
            let Some(row) = source.row(row_ui.index) else {
                return;
            };
            for column in &placed {
                let chars = column.shown.text(row).chars().count() as f32;
                let width = chars * char_width + 2.0 * t.space.s;
                let known = wanted.entry(column.shown.content.clone()).or_default();
                *known = known.max(width);
            }
            list_row::paint(row_ui, row, &placed, &style);
            around::paint(row_ui, (left, left + GUTTER[0]), around, row, &style);
            row_ui.name(Role::ListBoxOption, || {
                list_row::name(row, around.relation(row_ui.index), &said(settings, &placed, row))
            });
        });
        self.grow(&wanted);
        self.wanted = wanted;
        self.header(ui, header, &placed, view, settings, actions);
        self.minimap.show(ui, &events, view);
        let bar = (Id::unique("frame list side bar"), spec.name);
        self.sideways.bar(ui, bar, body.with_max_x(right), overflow);
        self.clicks(ui, &events, &placed, actions);
        if live {
            let len = view.rows.len();
            let end_in_sight = events.visible.end >= len;
            self.jump_button(ui, body, len, end_in_sight);
        }
        events
    }

    /// A plain click selects; with Shift up to there, with Ctrl in addition.
    fn clicks(&mut self, ui: &Ui, events: &RowEvents, placed: &[Placed], actions: &mut Vec<Action>) {
        let modifiers = ui.input(|input| input.modifiers);
        if events.menu_at.is_some() {
            self.cell.get_or_insert(Content::Protocol);
        } else if events.clicked.is_some() || events.secondary_clicked.is_some() {
            let pointer = ui.input(|input| input.pointer.interact_pos()).map(|at| at.x);
            let under = |p: &&Placed| pointer.is_some_and(|x| p.left <= x && x < p.right);
            self.cell = placed.iter().find(under).map(|p| p.shown.content.clone());
        }
        if events.double_clicked.is_some() && modifiers.is_none() {
            actions.push(Action::Run(Command::FrameWindow));
        }
        if let Some(row) = events.clicked {
            actions.push(match () {
                () if modifiers.shift => Action::ExtendSelection(row),
                () if modifiers.command => Action::ToggleSelected(row),
                () => Action::SelectRow(row),
            });
        } else if let Some(row) = events.secondary_clicked {
            actions.push(Action::SelectForMenu(row));
        } else if let Some(row) = events.moved {
            actions.push(if modifiers.shift { Action::ExtendSelection(row) } else { Action::SelectRow(row) });
        }
    }

    /// Width of a column that is not the one that takes the rest.
    fn width(&self, settings: &Settings, shown: &Shown) -> f32 {
        let set = settings.columns.get(shown.index).and_then(|c| c.width);
        let grown = self.grown.get(&shown.content).copied().unwrap_or(0.0);
        set.unwrap_or_else(|| default_width(&shown.content).max(grown)).clamp(WIDTHS.0, WIDTHS.1)
    }

    /// The same before its texts made it wider.
    fn ungrown(&self, settings: &Settings, shown: &Shown) -> f32 {
        let set = settings.columns.get(shown.index).and_then(|c| c.width);
        set.unwrap_or_else(|| default_width(&shown.content))
    }

    /// The column that takes what is left: Info, unless the user set its width, else the last one.
    fn rest(settings: &Settings, shown: &[Shown]) -> Option<usize> {
        let free = |s: &Shown| settings.columns.get(s.index).is_some_and(|c| c.width.is_none());
        let info = shown.iter().position(|s| s.content == Content::Info && free(s));
        info.or_else(|| shown.iter().rposition(free))
    }

    /// Left and right edges of the columns.
    fn placed(&self, settings: &Settings, left: f32, right: f32) -> Vec<Placed> {
        let shown = columns::shown(&settings.columns);
        let rest = Self::rest(settings, &shown);
        let begin = left + GUTTER.iter().sum::<f32>();
        let others = || shown.iter().enumerate().filter(|(i, _)| Some(*i) != rest).map(|(_, s)| s);
        let fixed: f32 = others().map(|s| self.width(settings, s)).sum();
        // In a narrow list long addresses are cut before Info is pushed out of sight.
        let is_tight = right - begin - fixed < REST_MIN;
        let width = |shown: &Shown| match &shown.content {
            Content::Source | Content::Destination if is_tight => {
                self.width(settings, shown).min(self.ungrown(settings, shown))
            }
            _ => self.width(settings, shown),
        };
        let fixed: f32 = others().map(width).sum();
        let room = (right - begin - fixed).max(REST_MIN);
        let mut at = begin - self.sideways.scrolled_px;
        let place = |(i, shown): (usize, Shown)| {
            let width = if Some(i) == rest { room } else { width(&shown) };
            let placed = Placed { shown, left: at, right: at + width };
            at += width;
            placed
        };
        shown.into_iter().enumerate().map(place).collect()
    }

    /// Scrolls sideways with the wheel; returns by how much the columns are wider than the list.
    fn sideways(&mut self, ui: &Ui, body: Rect, settings: &Settings, (left, right): (f32, f32)) -> f32 {
        let end = self.placed(settings, left, right).last().map_or(left, |p| p.right);
        let overflow = (end + self.sideways.scrolled_px - right).max(0.0);
        self.sideways.wheel(ui, body, overflow);
        overflow
    }

    /// No. grows with its digits, Time with the capture's precision, addresses once for IPv6.
    fn grow(&mut self, wanted: &HashMap<Content, f32>) {
        for (content, wanted) in wanted {
            let width = self.grown.get(content).copied().unwrap_or_else(|| default_width(content));
            let grown = match content {
                Content::Number | Content::Time | Content::Length => *wanted,
                Content::Source | Content::Destination if *wanted > width => 270.0,
                Content::Field(_) => wanted.min(320.0),
                _ => continue,
            };
            if grown > width {
                self.grown.insert(content.clone(), grown.ceil());
            }
        }
    }

    /// Lets columns that hold times begin anew: another form may be shorter.
    pub fn forget_widths(&mut self) {
        self.grown.clear();
    }

    /// Forgets marks that no longer say the truth: another filter, new colours.
    pub fn forget_minimap(&mut self) {
        self.minimap.forget();
    }

    fn jump_button(&mut self, ui: &mut Ui, body: Rect, len: u64, end_in_sight: bool) {
        if self.rows.follows_end() || end_in_sight {
            self.left_end_at = len;
            return;
        }
        let new = len.saturating_sub(self.left_end_at);
        if new == 0 {
            return;
        }
        let label = format!("Jump to newest · {}", text::count(new));
        let place = Rect::from_min_size(pos2(body.right() - 230.0, body.bottom() - 38.0), vec2(200.0, 26.0));
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(place).layout(egui::Layout::right_to_left(Align::Center)),
            |ui| {
                let kind = super::widgets::ButtonKind::Normal;
                if super::widgets::button(ui, kind, Some(Icon::Last), &label).clicked() {
                    self.rows.follow_end(true);
                }
            },
        );
    }

    /// A line where the dragged column would go.
    pub(super) fn paint_drop(&self, ui: &Ui, rect: Rect, x: f32) {
        let p = palette(ui);
        ui.painter().vline(x, rect.y_range(), hairline(p.accent.line));
        ui.painter().vline(x + 1.0, rect.y_range(), hairline(p.accent.line));
    }
}

fn default_width(content: &Content) -> f32 {
    match content {
        Content::Number => 44.0,
        Content::Time => 84.0,
        Content::Source | Content::Destination => 128.0,
        Content::Protocol => 76.0,
        Content::Length => 56.0,
        Content::Info => 480.0,
        Content::Field(_) => 96.0,
    }
}

/// Width of one character of the data font.
pub fn mono_char(ui: &Ui) -> f32 {
    ui.fonts_mut(|fonts| fonts.glyph_width(&mono(), '0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::columns::Column;

    fn row() -> RowView {
        RowView {
            number: 14,
            time: "0.042848".into(),
            source: "192.168.11.1".into(),
            destination: "192.168.11.2".into(),
            protocol: "TLSv1.2".into(),
            len_bytes: 151,
            info: "Application Data".into(),
            preview: Some("HELLO\n".into()),
            ..RowView::default()
        }
    }

    #[test]
    fn the_preview_is_never_copied() {
        let copied = row_as_text(&row(), &columns::shown(&columns::standard()));
        assert_eq!(copied, "14\t0.042848\t192.168.11.1\t192.168.11.2\tTLSv1.2\t151\tApplication Data");
    }

    #[test]
    fn columns_grow_until_the_user_sets_them() {
        let mut list = PacketList::default();
        let mut settings = Settings::default();
        let wanted = [(Content::Number, 70.2), (Content::Source, 260.0)].into_iter().collect();
        list.grow(&wanted);
        let width = |list: &PacketList, settings: &Settings, i: usize| {
            let placed = list.placed(settings, 0.0, 1400.0);
            placed.get(i).map(|p| p.right - p.left)
        };
        assert_eq!(width(&list, &settings, 0), Some(71.0));
        assert_eq!(width(&list, &settings, 2), Some(270.0));
        settings.columns[0].width = Some(50.0);
        assert_eq!(width(&list, &settings, 0), Some(50.0));
    }

    #[test]
    fn info_takes_what_is_left() {
        let list = PacketList::default();
        let mut settings = Settings::default();
        let placed = list.placed(&settings, 0.0, 1000.0);
        assert_eq!((placed[6].left, placed[6].right), (562.0, 1000.0));
        let narrow = list.placed(&settings, 0.0, 300.0);
        assert_eq!(narrow[6].right - narrow[6].left, REST_MIN);
        // Behind Info, with the width that it has by itself.
        settings.columns.push(Column::new(&Content::Field("tcp.len".into())));
        let placed = list.placed(&settings, 0.0, 1000.0);
        assert_eq!((placed[6].right, placed[7].right), (904.0, 1000.0));
    }
}
