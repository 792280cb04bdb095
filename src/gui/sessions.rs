//! The sessions table: a row per session, sorted and filtered as one likes; what is said of the
//! selected one stands below (`session_detail`, `ladder`, `certificates`). Not here: what a row says
//! (`app`), the columns (`session_columns`).

use eframe::egui::{self, Align, Id, Key, Layout, Popup, Rect, Sense, Ui, accesskit::Role, pos2, vec2};

use super::certificates::CertificatesPane;
use super::command::Command;
use super::hello_parts::paint_grade;
use super::icons::Icon;
use super::ladder::LadderPane;
use super::menu::{plain_item, pointer_menu};
use super::model::tls::{CountView, SessionRow, SessionsView};
use super::model::{Action, TlsState};
use super::rows::{RowEvents, RowList, RowUi, Rows};
use super::session_columns::{SessionColumn as Column, csv, tabbed};
use super::session_detail;
use super::settings::Settings;
use super::table;
use super::text::{self, Line};
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{BELOW, Empty, check_box, empty_state, focus_ring, icon_button, splitter, stop};

/// How narrow and wide a column can be made, logical px.
const WIDTHS: std::ops::RangeInclusive<f32> = 24.0..=900.0;
/// Default share of the table's height.
const TABLE_SHARE: f32 = 0.42;
/// The same below which a ladder or certificates stand.
const TAB_SHARE: f32 = 0.22;

/// The tabs below the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetailTab {
    #[default]
    Verdict,
    Handshake,
    Certificates,
}

impl DetailTab {
    pub const ALL: &[DetailTab] = &[DetailTab::Verdict, DetailTab::Handshake, DetailTab::Certificates];

    pub fn title(self) -> &'static str {
        match self {
            DetailTab::Verdict => "Verdict",
            DetailTab::Handshake => "Handshake",
            DetailTab::Certificates => "Certificates",
        }
    }
}

/// The table between two painted frames.
#[derive(Debug)]
pub struct Sessions {
    pub rows: RowList,
    /// Text that a row must hold.
    filter: String,
    /// State that a row must have.
    only: Option<TlsState>,
    sort: (Column, bool),
    /// Session that is selected, by its number.
    pub selected: Option<usize>,
    /// What `order` was made of.
    made_of: Option<(u64, String, Option<TlsState>, Column, bool)>,
    /// Indices of rows as they stand.
    order: Vec<usize>,
    share: Option<f32>,
    /// Columns in sight.
    columns: Vec<Column>,
    pub tab: DetailTab,
    pub ladder: LadderPane,
    pub certificates: CertificatesPane,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            rows: RowList::new("sessions table"),
            filter: String::new(),
            only: None,
            sort: (Column::Number, false),
            selected: None,
            made_of: None,
            order: Vec::new(),
            share: None,
            columns: Column::shown(Column::DEFAULT),
            tab: DetailTab::Verdict,
            ladder: LadderPane::default(),
            certificates: CertificatesPane::default(),
        }
    }
}

impl Sessions {
    /// Paints bar, table and verdict in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (view, settings): (&SessionsView, &Settings),
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        self.columns = Column::shown(&settings.session_columns);
        ui.painter().rect_filled(rect, 0.0, p.surface.pane.0);
        if view.rows.is_empty() {
            return nothing(ui, rect, view, actions);
        }
        self.arrange(view);
        let bar = Rect::from_min_size(rect.min, vec2(rect.width(), table::BAR_HEIGHT));
        let below = rect.with_min_y(bar.bottom());
        let share = self.share.unwrap_or(TABLE_SHARE);
        let wanted = match self.share {
            Some(share) => below.height() * share,
            // A short table leaves its room to the verdict.
            None => (t.size.table_header + (view.rows.len() as f32 + 2.0) * t.size.list_row)
                .min(below.height() * if self.tab == DetailTab::Verdict { share } else { TAB_SHARE }),
        };
        let least = t.size.table_header + 3.0 * t.size.list_row;
        let height = wanted.clamp(least, (below.height() - least).max(least)).round();
        let table = Rect::from_min_size(below.min, vec2(below.width(), height));
        let line = Rect::from_min_size(table.left_bottom(), vec2(table.width(), t.size.splitter));
        let detail = Rect::from_min_max(line.left_bottom(), below.max);
        self.bar(ui, bar, view, actions);
        let events = self.table(ui, table, (view, settings), actions);
        self.menu(&events, view, actions);
        let selected = self.selected.and_then(|n| view.rows.iter().find(|row| row.number == n));
        let found = view.detail.as_ref().filter(|found| Some(found.session) == self.selected);
        stop(ui, detail, BELOW);
        let below = session_detail::frame(ui, detail, selected, found, &mut self.tab, actions);
        match (self.tab, selected) {
            (DetailTab::Verdict, _) | (_, None) => {
                session_detail::verdict_tab(ui, below, selected, found, actions)
            }
            (DetailTab::Handshake, Some(row)) => {
                self.ladder.show(ui, below, row, found, actions);
            }
            (DetailTab::Certificates, Some(_)) => self.certificates.show(ui, below, found, actions),
        }
        let (moved, reset) = splitter(ui, line, Id::unique("sessions splitter"), "Height of the sessions");
        if moved != 0.0 {
            self.share = Some(((height + moved) / below.height()).clamp(0.1, 0.9));
        }
        if reset {
            self.share = None;
        }
    }

    /// Puts the rows in order, if anything changed.
    fn arrange(&mut self, view: &SessionsView) {
        let (column, down) = self.sort;
        let key = (view.generation, self.filter.clone(), self.only, column, down);
        if self.made_of.as_ref() != Some(&key) {
            let passes = |row: &SessionRow| {
                self.only.is_none_or(|state| row.state == state)
                    && table::holds(&self.filter, Column::ALL.iter().map(|c| c.text(row)))
            };
            let mut order: Vec<(usize, &SessionRow)> =
                view.rows.iter().enumerate().filter(|(_, row)| passes(row)).collect();
            order.sort_by(|(_, a), (_, b)| {
                let by = column.compare(a, b);
                let by = if down { by.reverse() } else { by };
                by.then(a.number.cmp(&b.number))
            });
            self.order = order.into_iter().map(|(i, _)| i).collect();
            self.made_of = Some(key);
        }
        let is_there = self.selected.is_some_and(|n| self.position(view, n).is_some());
        if !is_there {
            self.selected = self.order.first().and_then(|i| view.rows.get(*i)).map(|row| row.number);
        }
    }

    fn position(&self, view: &SessionsView, number: usize) -> Option<u64> {
        let at = |i: &usize| view.rows.get(*i).is_some_and(|row| row.number == number);
        self.order.iter().position(at).map(|at| at as u64)
    }

    fn bar(&mut self, ui: &mut Ui, rect: Rect, view: &SessionsView, actions: &mut Vec<Action>) {
        let mut filter = std::mem::take(&mut self.filter);
        table::bar(ui, rect, "sessions", &mut filter, |ui| {
            for count in &view.counts {
                let on = self.only == Some(count.state);
                if count_chip(ui, count, on) {
                    self.only = if on { None } else { Some(count.state) };
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let export = icon_button(ui, Icon::Export, "Export sessions as CSV", 28.0, false);
                if export.on_hover_text("Export sessions as CSV").clicked() {
                    let bytes = csv(&self.columns, self.shown_rows(view)).into_bytes();
                    actions.push(Action::AskSave { name: "sessions.csv".into(), bytes });
                }
                let button = icon_button(ui, Icon::Columns, "Choose columns", 28.0, false);
                self.columns_menu(&button.on_hover_text("Choose columns"), actions);
                ui.add_space(8.0);
                table::bar_words(ui, if view.is_judging { "Judging…" } else { view.sentence.as_str() });
            });
        });
        self.filter = filter;
    }

    /// The rows as they stand: sorted, and only those that pass.
    fn shown_rows<'v>(&self, view: &'v SessionsView) -> impl Iterator<Item = &'v SessionRow> + use<'v> {
        let order = self.order.clone();
        order.into_iter().filter_map(|i| view.rows.get(i))
    }

    /// Which columns are shown, one tick each.
    fn columns_menu(&self, button: &egui::Response, actions: &mut Vec<Action>) {
        let close = egui::PopupCloseBehavior::CloseOnClickOutside;
        Popup::menu(button).close_behavior(close).accessible_name("Columns").show(|ui| {
            ui.set_min_width(300.0);
            for column in Column::ALL.iter().filter(|c| !matches!(c, Column::Number | Column::State)) {
                let mut on = self.columns.contains(column);
                let label = format!("{} · {}", column.title(), column.about());
                if check_box(ui, &mut on, label).changed() {
                    let others = self.columns.iter().copied().filter(|c| c != column);
                    let chosen = others.chain(on.then_some(*column)).collect();
                    actions.push(Action::ShowSessionColumns(chosen));
                }
            }
            ui.separator();
            if ui.button("As at first").clicked() {
                actions.push(Action::ShowSessionColumns(Column::DEFAULT.to_vec()));
                ui.close();
            }
        });
    }

    /// Width and share of each column in sight: as the user set it, or as at first.
    fn widths(&self, settings: &Settings) -> Vec<(f32, f32)> {
        let set = |column: &Column| settings.session_widths.iter().find(|w| w.column == *column);
        let width = |column: &Column| set(column).map_or(column.width(), |w| (w.width, 0.0));
        self.columns.iter().map(width).collect()
    }

    fn table(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (view, settings): (&SessionsView, &Settings),
        actions: &mut Vec<Action>,
    ) -> RowEvents {
        let t = theme();
        let header = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
        let rows = rect.with_min_y(header.bottom());
        let edges = table::edges(&self.widths(settings), rect.with_max_x(rect.right() - t.size.scrollbar));
        self.header(ui, header, &edges, actions);
        let selected = self.selected.and_then(|n| self.position(view, n));
        let spec = Rows {
            name: "Sessions",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: self.order.len() as u64,
            row_height: t.size.list_row,
            selected,
            selects: true,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let (order, columns) = (&self.order, &self.columns);
        let row_at = |index: u64| {
            let at = usize::try_from(index).ok()?;
            view.rows.get(*order.get(at)?)
        };
        let events = self.rows.show(ui, rows, &spec, |row_ui| {
            let Some(row) = row_at(row_ui.index) else { return };
            paint_row(row_ui, row, columns, &edges);
            row_ui.name(Role::ListBoxOption, || {
                let text =
                    format!("{} {} {} {} {}", row.number, row.words, row.client, row.server, row.suite);
                text::escape(&text).into_owned()
            });
        });
        if let Some(row) = events.clicked.or(events.secondary_clicked).or(events.moved).and_then(row_at) {
            self.selected = Some(row.number);
        }
        let enter = events.focused && ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Enter));
        let go = events.double_clicked.or(selected.filter(|_| enter)).and_then(row_at);
        if let Some(row) = go {
            actions.push(Action::GoToFrame(row.frame));
            actions.push(Action::Run(Command::ShowFrames));
        }
        events
    }

    fn header(&mut self, ui: &mut Ui, rect: Rect, edges: &[(f32, f32)], actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
        let columns = self.columns.clone();
        for (i, (column, (left, right))) in columns.into_iter().zip(edges).enumerate() {
            let cell = table::cell(rect, (*left, *right));
            let response = ui.interact(cell, Id::unique("sessions header").with(i), Sense::click());
            let name = format!("Sort by {}", column.title());
            response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, name.clone()));
            if response.clicked() {
                self.sort = (column, self.sort.0 == column && !self.sort.1);
            }
            if response.hovered() {
                ui.painter().rect_filled(cell, 0.0, p.surface.hover.0);
            }
            focus_ring(ui, &response, cell.shrink(2.0), 2.0);
            if column == Column::State {
                Icon::LockClosed.paint(ui.painter(), cell, 12.0, p.text.tertiary.0);
            } else {
                let on = self.sort.0 == column;
                let color = if on { p.text.primary } else { p.text.secondary };
                let line = Line { font: small(), color: color.0, dim: p.text.tertiary.0 };
                let mut inner = cell.shrink2(vec2(t.space.s, 0.0));
                if on && column.align() == Align::Min {
                    inner.max.x -= 14.0;
                }
                let covered = line.paint(ui.painter(), inner, column.title(), column.align());
                if on {
                    let icon = if self.sort.1 { Icon::ChevronDown } else { Icon::ChevronUp };
                    let x = if column.align() == Align::Min {
                        covered.right() + 3.0
                    } else {
                        covered.left() - 13.0
                    };
                    let place = Rect::from_min_size(pos2(x, cell.top()), vec2(10.0, cell.height()));
                    icon.paint(ui.painter(), place, 10.0, p.text.secondary.0);
                }
            }
            if *right < rect.right() - 1.0 {
                ui.painter().vline(right.round() - 0.5, rect.y_range(), hairline(p.line.subtle));
            }
            resize(ui, cell, column, actions);
        }
    }

    fn menu(&self, events: &RowEvents, view: &SessionsView, actions: &mut Vec<Action>) {
        let Some(row) = self.selected.and_then(|n| view.rows.iter().find(|row| row.number == n)) else {
            return;
        };
        let show = Action::Run(Command::ShowFrames);
        let hello = Action::Hello(super::model::hello::HelloAct::InspectFrame(row.frame));
        let titles: Vec<&str> = self.columns.iter().map(|c| c.title()).collect();
        let every = || titles.join("\t") + "\n" + &tabbed(&self.columns, self.shown_rows(view));
        let items: [(&str, Vec<Action>); 7] = [
            ("Go to its first frame", vec![Action::GoToFrame(row.frame), show.clone()]),
            ("Follow stream", vec![Action::FollowSession(row.frame)]),
            ("Inspect its hello", vec![hello]),
            ("Apply as filter", vec![Action::ApplyFilter(row.filter.clone()), show]),
            ("Copy the row", vec![Action::CopyText(tabbed(&self.columns, std::iter::once(row)))]),
            ("Copy all rows shown", vec![Action::CopyText(every())]),
            ("Copy the verdict", vec![Action::CopyText(row.verdict.sentence.clone())]),
        ];
        pointer_menu(events, "session menu", 240.0, |ui| {
            for (label, asked) in items {
                if plain_item(ui, label) {
                    actions.extend(asked);
                }
            }
        });
    }
}

/// The edge at the right of a column's title: dragged, or double-clicked to be as at first.
fn resize(ui: &mut Ui, cell: Rect, column: Column, actions: &mut Vec<Action>) {
    let edge = Rect::from_center_size(pos2(cell.right(), cell.center().y), vec2(7.0, cell.height()));
    let id = Id::unique("sessions column edge").with(column.title());
    let grip = ui.interact(edge, id, Sense::CLICK | Sense::DRAG);
    let name = format!("Width of {}", column.title());
    grip.widget_info(|| egui::WidgetInfo::labeled(Role::Splitter, true, name.clone()));
    let grip = grip.on_hover_and_drag_cursor(egui::CursorIcon::ResizeColumn);
    let moved = grip.drag_delta().x;
    if grip.dragged() && moved != 0.0 {
        let width = (cell.width() + moved).clamp(*WIDTHS.start(), *WIDTHS.end());
        actions.push(Action::SetSessionWidth(column, Some(width)));
    }
    if grip.double_clicked() {
        actions.push(Action::SetSessionWidth(column, None));
    }
}

fn paint_row(row_ui: &RowUi<'_>, row: &SessionRow, columns: &[Column], edges: &[(f32, f32)]) {
    let p = palette(row_ui.ui);
    let t = theme();
    let text = table::ground(row_ui);
    for (column, (left, right)) in columns.iter().copied().zip(edges) {
        let cell = table::cell(row_ui.rect, (*left, *right));
        if column == Column::State {
            let color = if row_ui.selected && row_ui.focused { text } else { row.state.color(p) };
            row.state.icon().paint(row_ui.painter, cell, 14.0, color.0);
            continue;
        }
        let inner = cell.shrink2(vec2(t.space.s, 0.0));
        if column == Column::Hello
            && let Some(grade) = row.grade
        {
            let place = Rect::from_center_size(pos2(inner.left() + 9.0, inner.center().y), vec2(18.0, 18.0));
            paint_grade(row_ui.ui, row_ui.painter, place, 18.0, grade);
            if row_ui.selected && row_ui.focused {
                let radius = f32::from(t.radius.chip);
                let inside = egui::StrokeKind::Inside;
                row_ui.painter.rect_stroke(place, radius, hairline(p.selection.row_text), inside);
            }
            continue;
        }
        let font = if column.is_prose() { body() } else { mono() };
        let mut words = column.text(row);
        let dim = words.is_empty() && !(row_ui.selected && row_ui.focused);
        let mut color = if dim { p.text.tertiary } else { text };
        if words.is_empty() {
            words = "–".into();
            if column == Column::Suite && row.state == TlsState::Failed {
                words = "none agreed".into();
            }
        }
        if matches!(column, Column::Ja3 | Column::Ja4) && !row_ui.selected {
            color = p.text.secondary;
        }
        let line = Line { font, color: color.0, dim: p.text.tertiary.0 };
        line.paint(row_ui.painter, inner, &words, column.align());
    }
    let bottom = row_ui.rect.bottom() - 0.5;
    row_ui.painter.hline(row_ui.rect.x_range(), bottom, hairline(p.line.subtle));
    if row_ui.hovered {
        row_ui.response.clone().on_hover_text(text::escape(&row.verdict.sentence));
    }
}

/// A chip with a count that filters; true if it was clicked.
fn count_chip(ui: &mut Ui, count: &CountView, on: bool) -> bool {
    let p = palette(ui);
    let t = theme();
    let (color, soft) = match count.state {
        TlsState::Open => (p.success.base, p.success.soft),
        TlsState::Half | TlsState::Waiting => (p.warn.base, p.warn.soft),
        TlsState::Failed => (p.danger.base, p.danger.soft),
        _ => (p.text.secondary, p.surface.raised),
    };
    let words = format!("{} {}", count.label, text::count(count.count as u64));
    let galley = ui.painter().layout_no_wrap(words.clone(), Face::UiMedium.at(t.font.size.small), color.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 34.0, 22.0), Sense::click());
    ui.painter().rect_filled(rect, f32::from(t.radius.chip), soft.0);
    if on || response.hovered() {
        let line = if on { color } else { p.line.strong };
        let inside = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(rect, f32::from(t.radius.chip), hairline(line), inside);
    }
    let icon = rect.with_max_x(rect.left() + 24.0);
    count.state.icon().paint(ui.painter(), icon, 12.0, color.0);
    let top = (rect.center().y - galley.size().y / 2.0).round();
    ui.painter().galley(pos2(rect.left() + 24.0, top), galley, color.0);
    focus_ring(ui, &response, rect, f32::from(t.radius.chip));
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, on, words.clone()));
    response.clicked()
}

fn nothing(ui: &mut Ui, rect: Rect, view: &SessionsView, actions: &mut Vec<Action>) {
    let sentence = view.none.as_ref().map(|verdict| text::escape(&verdict.sentence).into_owned());
    let empty = match (view.is_judging, &sentence) {
        (true, _) => Empty {
            icon: Icon::Clock,
            title: "Looking at the sessions",
            advice: "Every record is opened once; the frames can be read meanwhile.",
            actions: &[],
        },
        (false, Some(sentence)) => {
            Empty { icon: Icon::Info, title: "No TLS sessions", advice: sentence, actions: &[] }
        }
        (false, None) => Empty {
            icon: Icon::Sessions,
            title: "No TLS sessions",
            advice: "This capture holds no TLS, DTLS or QUIC.",
            actions: &[],
        },
    };
    empty_state(ui, rect, &empty, actions);
}
