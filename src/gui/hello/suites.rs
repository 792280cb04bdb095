//! The cipher suites of a hello: a table, and all that is said of one of them.

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Align, Rect, Sense, Ui, pos2, vec2};

use crate::audit::suite_facts::{OpenedBy, SuiteFacts};
use crate::gui::hello_parts::{named_line, paint_grade, short_cipher, short_exchange, short_mac};
use crate::gui::text::Line;
use crate::gui::theme::{body, hairline, mono, palette, small, theme};
use crate::gui::widgets::focus_ring;

const SUITE_ROW: f32 = 22.0;

/// Where the columns of the suites stand, from the left edge.
pub(super) struct SuiteColumns {
    pub(super) cells: Vec<(&'static str, f32)>,
    pub(super) wide: bool,
}

impl SuiteColumns {
    pub(super) fn of(width: f32) -> Self {
        let wide = width >= 620.0;
        let mut cells = vec![("Id", 12.0), ("Kx", 54.0)];
        if wide {
            cells.extend([
                ("Auth", 116.0),
                ("Cipher", 178.0),
                ("MAC", 312.0),
                ("FS", 374.0),
                ("AEAD", 416.0),
            ]);
            cells.extend([("IANA", 464.0), ("Opened by", 516.0)]);
        } else {
            cells.extend([("Cipher", 110.0), ("MAC", 244.0), ("FS", 300.0)]);
        }
        Self { cells, wide }
    }

    pub(super) fn left(&self, title: &str) -> f32 {
        self.cells.iter().find(|(t, _)| *t == title).map_or(0.0, |(_, left)| *left)
    }

    fn cell(&self, rect: Rect, title: &str, to: f32) -> Rect {
        let left = self.left(title);
        let next = self.cells.iter().map(|(_, l)| *l).find(|l| *l > left).unwrap_or(rect.width() - to);
        Rect::from_min_max(
            pos2(rect.left() + left, rect.top()),
            pos2((rect.left() + next - 6.0).min(rect.right()), rect.bottom()),
        )
    }

    pub(super) fn head(&self, ui: &mut Ui) {
        let p = palette(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
        let line = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
        for (title, _) in &self.cells {
            line.paint(ui.painter(), self.cell(rect, title, 40.0), title, Align::Min);
        }
        let right = rect.shrink2(vec2(theme().space.l, 0.0));
        line.paint(ui.painter(), right, "Grade", Align::Max);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    }

    pub(super) fn row(&self, ui: &mut Ui, suite: &SuiteFacts, chosen: bool, is_open: bool) -> egui::Response {
        let p = palette(ui);
        let t = theme();
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SUITE_ROW), Sense::click());
        let grade = suite.letter();
        let name = || {
            let name = suite.name.map_or_else(|| format!("0x{:04x} unknown", suite.id), str::to_owned);
            let grade = grade.map_or_else(String::new, |g| format!(", grade {}", g.letter()));
            format!("{name}{grade}{}", if chosen { ", chosen" } else { "" })
        };
        response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, is_open, name()));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        if chosen {
            ui.painter().rect_filled(rect, 0.0, p.accent.soft.0);
        }
        if response.hovered() || is_open {
            ui.painter().rect_filled(rect, 0.0, p.surface.row_hover.0);
        }
        focus_ring(ui, &response, rect.shrink(2.0), 2.0);
        let strong = Line { font: mono(), color: p.text.primary.0, dim: p.text.tertiary.0 };
        let weak = Line { color: p.text.tertiary.0, ..strong.clone() };
        let put = |title: &str, words: &str, line: &Line| {
            line.paint(ui.painter(), self.cell(rect, title, 44.0), words, Align::Min);
        };
        put("Id", &format!("{:04x}", suite.id), &strong);
        match suite.opened_by {
            OpenedBy::NotASuite => {
                let words = suite.name.unwrap_or("GREASE");
                let rest = Rect::from_min_max(
                    pos2(rect.left() + self.left("Kx"), rect.top()),
                    pos2(rect.right() - t.space.l, rect.bottom()),
                );
                weak.paint(ui.painter(), rest, words, Align::Min);
            }
            _ => {
                put("Kx", short_exchange(suite.key_exchange), &strong);
                put("Cipher", &short_cipher(suite), &strong);
                put("MAC", &short_mac(suite.mac), &strong);
                let fs = if suite.forward_secret { ("yes", &strong) } else { ("none", &weak) };
                put("FS", fs.0, fs.1);
                if self.wide {
                    put("Auth", short_exchange(suite.authentication), &strong);
                    let aead = if suite.aead { ("yes", &strong) } else { ("no", &weak) };
                    put("AEAD", aead.0, aead.1);
                    put("IANA", suite.recommended.word(), &strong);
                    put("Opened by", suite.opened_by.short(), &strong);
                }
            }
        }
        let mut right = rect.right() - t.space.l;
        if let Some(grade) = grade {
            let place = Rect::from_min_max(pos2(right - 20.0, rect.top()), pos2(right, rect.bottom()));
            paint_grade(ui, ui.painter(), place, 18.0, grade);
            right -= 26.0;
        }
        // Where there is no room its colour alone says so.
        if chosen && rect.width() >= 416.0 {
            let line = Line { font: body(), ..strong };
            let place = Rect::from_min_max(pos2(right - 60.0, rect.top()), pos2(right, rect.bottom()));
            line.paint(ui.painter(), place, "chosen", Align::Max);
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
        response
    }
}

pub(super) fn suite_card(ui: &mut Ui, s: &SuiteFacts) {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    named_line(ui, "Name", s.name.unwrap_or("unknown: it stands in no registry"));
    if s.opened_by == OpenedBy::NotASuite {
        named_line(ui, "What it is", "a signal to the server, not a suite");
        return;
    }
    named_line(ui, "Key exchange", s.key_exchange);
    named_line(ui, "Authentication", s.authentication);
    named_line(ui, "Cipher, mode", &format!("{}, {}", s.cipher, s.mode));
    named_line(ui, "MAC", s.mac);
    named_line(ui, "Forward secrecy", yes_no(s.forward_secret));
    named_line(ui, "AEAD", yes_no(s.aead));
    named_line(ui, "IANA", &format!("Recommended: {}", s.recommended.word()));
    if !s.deprecated_by.is_empty() {
        named_line(ui, "Deprecated by", &s.deprecated_by.join(", "));
    }
    if !s.attacks.is_empty() {
        named_line(ui, "Known", &s.attacks.join("; "));
    }
    named_line(ui, "Opened by", s.opened_by.text());
}
