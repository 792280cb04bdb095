//! Beside the handshake ladder: what the selected step is and means, and where the session's time
//! went. Not here: the ladder (`ladder`), the words (`document::handshake::explain`).

use eframe::egui::{
    self, Align, Align2, Frame, Layout, Margin, Rect, RichText, Sense, Ui, accesskit::Role, pos2, vec2,
};

use super::command::Command;
use super::find_bar::choice;
use super::model::Action;
use super::text;
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::link;
use crate::document::handshake::explain;
use crate::document::handshake::ladder::{Ladder, PhaseKind};
use crate::document::handshake::step::Step;

/// Decrypted text in one line.
pub fn one_line(preview: &str) -> String {
    preview.trim_end_matches(['\r', '\n']).to_owned()
}

/// What the selected step is, and what it means.
pub fn explanation(ui: &mut Ui, step: &Step, ladder: &Ladder, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    ui.spacing_mut().item_spacing.y = 4.0;
    let words = RichText::new(text::escape(&step.title).into_owned());
    ui.add(
        egui::Label::new(words.font(Face::UiSemibold.at(t.font.size.title)).color(p.text.primary.0)).wrap(),
    );
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let frame = u64::from(step.last_frame().number());
        let label = match step.frames.len() {
            1 => format!("Frame {frame}"),
            _ => format!("Frames {}", step.frames_text()),
        };
        if link(ui, &label).on_hover_text(format!("Go to frame {frame}")).clicked() {
            actions.push(Action::GoToFrame(frame));
            actions.push(Action::Run(Command::ShowFrames));
        }
        let bytes: u64 = step.items.iter().map(|item| item.len_bytes).sum();
        let mut words = format!("· {} · {}", step.side(), explain::milliseconds(step.at_ns));
        if bytes > 0 {
            words.push_str(&format!(" · {}", text::plural(bytes, "byte", "bytes")));
        }
        ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
    });
    ui.add_space(8.0);
    let mut paragraphs = explain::step(step);
    if let Some(pause) = &step.pause {
        paragraphs.push(explain::pause(pause, step));
    }
    if let Some(preview) = &step.preview {
        paragraphs.push(format!("It begins: {}", one_line(preview)));
    }
    if !paragraphs.is_empty() {
        Frame::new()
            .fill(p.surface.raised.0)
            .corner_radius(f32::from(t.radius.card))
            .inner_margin(Margin::symmetric(12, 10))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 8.0;
                for words in &paragraphs {
                    let words = RichText::new(text::escape(words).into_owned()).color(p.text.primary.0);
                    ui.add(egui::Label::new(words).selectable(true).wrap());
                }
            });
        ui.add_space(8.0);
    }
    for (name, value) in facts(step, ladder) {
        fact(ui, name, &value);
    }
}

/// Names and values of a step, each once.
fn facts(step: &Step, ladder: &Ladder) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    for item in &step.items {
        for (name, value) in &item.facts {
            let (name, value) = match *name {
                "Encrypted secret" => (*name, format!("{value} bytes")),
                // The server names just one.
                "Suites" if !value.contains(", ") => ("Suite", value.clone()),
                "Supported versions" if !value.contains(", ") => ("Chosen version", value.clone()),
                "Key shares" if !value.contains(", ") => ("Key share", value.clone()),
                name => (name, value.clone()),
            };
            if !out.iter().any(|(known, text)| *known == name && *text == value) {
                out.push((name, value));
            }
        }
    }
    // An RSA-encrypted secret is as long as the key's modulus.
    let secret = out.iter().find(|(name, _)| *name == "Encrypted secret");
    if let Some(len) = secret.and_then(|(_, value)| value.split(' ').next()?.parse::<u64>().ok()) {
        out.push(("Key size it implies", format!("RSA {}", len.saturating_mul(8))));
        if let Some(by) = &ladder.opened_by {
            out.push(("Opened by", by.clone()));
        }
    }
    out
}

fn fact(ui: &mut Ui, name: &str, value: &str) {
    let p = palette(ui);
    let top = ui.cursor().top().floor() + 0.5;
    ui.painter().hline(ui.max_rect().x_range(), top, hairline(p.line.subtle));
    ui.add_space(2.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.allocate_ui(vec2(128.0, 18.0), |ui| {
            ui.set_min_width(128.0);
            ui.label(RichText::new(name).color(p.text.secondary.0));
        });
        let words = RichText::new(text::escape(value).into_owned()).font(mono()).color(p.text.primary.0);
        ui.add(egui::Label::new(words).selectable(true).wrap());
    });
}

/// Bars of where the time went, and whether the ladder shows it, too.
pub fn times(ui: &mut Ui, ladder: &Ladder, to_scale: &mut bool) {
    let p = palette(ui);
    if ladder.phases.is_empty() {
        return;
    }
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        let title = RichText::new("Times of this session").font(Face::UiSemibold.at(theme().font.size.body));
        ui.label(title.color(p.text.primary.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            choice(ui, "Ladder", &[(false, "Even"), (true, "To scale")], to_scale);
        });
    });
    let total = ladder.phases.iter().map(|x| x.from_ns.saturating_add(x.len_ns)).max().unwrap_or(1).max(1);
    for phase in &ladder.phases {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
        let painter = ui.painter();
        let middle = rect.center().y;
        let name = phase.kind.name();
        painter.text(pos2(rect.left(), middle), Align2::LEFT_CENTER, name, body(), p.text.secondary.0);
        let time = explain::milliseconds(phase.len_ns);
        painter.text(pos2(rect.right(), middle), Align2::RIGHT_CENTER, &time, mono(), p.text.primary.0);
        let (left, right) = (rect.left() + 104.0, rect.right() - 96.0);
        let at = |ns: u64| left + (right - left) * (ns as f32 / total as f32);
        let color = match phase.kind {
            PhaseKind::Opening | PhaseKind::Closing => p.text.tertiary,
            PhaseKind::Handshake => p.accent.base,
            PhaseKind::Waiting => p.warn.base,
            PhaseKind::Data => p.success.base,
        };
        let from = at(phase.from_ns);
        let to = at(phase.from_ns.saturating_add(phase.len_ns)).max(from + 2.0);
        let bar = Rect::from_min_max(pos2(from, middle - 4.0), pos2(to, middle + 4.0));
        painter.rect_filled(bar, 1.0, color.0);
        let words = format!("{name}: {time}");
        response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words.clone()));
    }
}
