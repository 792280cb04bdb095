//! Painted parts that inspector, list and comparison of hellos share: grades, names of ciphers made
//! short, severities, the menu of hellos. Not here: what they are about.

use eframe::egui::{self, Align, Color32, Rect, RichText, Sense, StrokeKind, Ui, Vec2, pos2, vec2};

use super::icons::Icon;
use super::model::hello::HelloRow;
use super::model::{ChipView, Tone};
use super::text::{self, Line};
use super::theme::{Face, Hex, Palette, hairline, palette, theme};
use super::widgets::{link, paint_chip};
use crate::audit::grade::Grade;
use crate::audit::rules::Severity;
use crate::audit::suite_facts::SuiteFacts;

/// Text and soft background of a grade.
pub fn grade_colors(p: &Palette, grade: Grade) -> (Hex, Hex) {
    let [text, soft] = match grade {
        Grade::APlus | Grade::A => p.grade.A,
        Grade::B => p.grade.B,
        Grade::C => p.grade.C,
        Grade::D => p.grade.D,
        Grade::F => p.grade.F,
    };
    (text, soft)
}

/// Paints a grade in the middle of `rect`, `size` px square.
pub fn paint_grade(ui: &Ui, painter: &egui::Painter, rect: Rect, size: f32, grade: Grade) {
    let (text, soft) = grade_colors(palette(ui), grade);
    let place = Rect::from_center_size(rect.center(), Vec2::splat(size));
    let radius = if size > 24.0 { f32::from(theme().radius.card) } else { f32::from(theme().radius.chip) };
    painter.rect_filled(place, radius, soft.0);
    let edge = egui::Stroke::new(1.0, text.0.gamma_multiply(0.35));
    painter.rect_stroke(place, radius, edge, StrokeKind::Inside);
    let font = match size {
        40.0.. => Face::UiSemibold.at(theme().font.size.hero),
        24.0.. => Face::UiSemibold.at(18.0),
        _ => Face::UiSemibold.at(theme().font.size.caption),
    };
    let line = Line { font, color: text.0, dim: text.0 };
    line.paint(painter, place, grade.letter(), Align::Center);
}

/// The icon and colour of a severity.
pub fn severity_look(p: &Palette, severity: Severity) -> (Icon, Color32) {
    match severity {
        Severity::Bad => (Icon::Error, p.danger.base.0),
        Severity::Weak => (Icon::Warn, p.warn.base.0),
        Severity::Note | Severity::Info => (Icon::Info, p.text.tertiary.0),
    }
}

/// `AES-256-CBC`, `ChaCha20-Poly1305`.
pub fn short_cipher(s: &SuiteFacts) -> String {
    let family = s.cipher.split(" bit").next().unwrap_or_default().replace(' ', "-");
    match s.mode {
        "-" | "AEAD" | "stream" => family.strip_suffix("-256").unwrap_or(&family).to_owned(),
        mode => format!("{family}-{mode}"),
    }
}

/// `TLS 1.3`, `any`, `PSK`: what fits in a column.
pub fn short_exchange(name: &'static str) -> &'static str {
    match name {
        "TLS 1.3 key share" => "TLS 1.3",
        "certificate or pre-shared key" => "any",
        "pre-shared key" => "PSK",
        other => other,
    }
}

/// `SHA-256`, `AEAD`.
pub fn short_mac(mac: &str) -> String {
    match mac {
        "of the AEAD" => "AEAD".into(),
        mac => mac.strip_prefix("HMAC-").unwrap_or(mac).replace("SHA", "SHA-"),
    }
}

/// `RFC 9325 §4.1` of `RFC 9325 section 4.1, RFC 7465 section 2`: the first document alone.
pub fn short_source(source: &str) -> String {
    let first = source.split(',').next().unwrap_or_default().trim();
    let first = first.split(" and ").next().unwrap_or_default();
    first.replace(" sections ", " §").replace(" section ", " §").replace(" appendix ", " app. ")
}

/// Chips in a row from the left; those that do not fit are left out.
pub fn chips(ui: &mut Ui, chips: &[ChipView]) {
    const ROW: f32 = 22.0;
    const GAP: f32 = 6.0;
    let line = Line {
        font: Face::UiMedium.at(theme().font.size.caption),
        color: Color32::PLACEHOLDER,
        dim: Color32::PLACEHOLDER,
    };
    let width = |chip: &ChipView| {
        let icon = chip.icon.map_or(0.0, |_| theme().size.icon_small + 4.0);
        line.layout(ui.painter(), &chip.text, 240.0).size().x + icon + 12.0
    };
    // What does not fit beside the others stands below them.
    let room = ui.available_width();
    let (mut row, mut at) = (0, 0.0);
    let mut places = Vec::with_capacity(chips.len());
    for chip in chips {
        let width = width(chip);
        if at > 0.0 && at + width > room {
            (row, at) = (row + 1, 0.0);
        }
        places.push((row, at + width));
        at += width + GAP;
    }
    let size = vec2(room, ROW * (row + 1) as f32);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    for (chip, (row, right)) in chips.iter().zip(places) {
        let top = rect.top() + ROW * row as f32;
        let rect = Rect::from_min_size(pos2(rect.left(), top), vec2(room, ROW));
        paint_chip(ui, ui.painter(), rect, rect.left() + right, chip, false);
    }
    let names: Vec<&str> = chips.iter().map(|c| c.text.as_str()).collect();
    let name = text::escape(&names.join(", ")).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, name.clone()));
}

/// A neutral chip.
pub fn chip(text: impl Into<String>) -> ChipView {
    ChipView { text: text.into(), tone: Tone::Neutral, icon: None }
}

/// The band of a section's head with its title: the place behind the title, and the response to name it by.
fn section_head(ui: &mut Ui, title: &str) -> (Rect, egui::Response) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, hairline(p.line.subtle));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    let inner = rect.shrink2(vec2(theme().space.l, 0.0));
    let strong = Line {
        font: Face::UiMedium.at(theme().font.size.small),
        color: p.text.primary.0,
        dim: p.text.tertiary.0,
    };
    let covered = strong.paint(ui.painter(), inner, title, Align::Min);
    (inner.with_min_x(covered.right() + theme().space.m), response)
}

/// The head of a section: title, and what is said of it at the right.
pub fn section(ui: &mut Ui, title: &str, note: &str) -> Rect {
    let (rest, response) = section_head(ui, title);
    let quiet = quiet(ui, Face::Ui.at(theme().font.size.small));
    quiet.paint(ui.painter(), rest, note, Align::Max);
    let name = if note.is_empty() { title.to_owned() } else { format!("{title}, {note}") };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Heading, true, name.clone()));
    rest
}

/// The head of a section of a list: title, and how many there are behind it.
pub fn counted_section(ui: &mut Ui, title: &str, count: usize) {
    let (rest, response) = section_head(ui, title);
    let number = quiet(ui, Face::Mono.at(theme().font.size.mono_small));
    number.paint(ui.painter(), rest, &count.to_string(), Align::Min);
    let name = format!("{title} {count}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Heading, true, name.clone()));
}

fn quiet(ui: &Ui, font: egui::FontId) -> Line {
    let color = palette(ui).text.tertiary.0;
    Line { font, color, dim: color }
}

/// A line of a card: its name, and wrapped text beside it.
pub fn named_line(ui: &mut Ui, name: &str, value: &str) {
    const NAME_WIDTH: f32 = 104.0;
    let p = palette(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
        let font = Face::Ui.at(theme().font.size.small);
        ui.allocate_ui(vec2(NAME_WIDTH, 16.0), |ui| {
            ui.set_min_width(NAME_WIDTH);
            ui.label(RichText::new(name).font(font.clone()).color(p.text.tertiary.0));
        });
        let value = RichText::new(text::escape(value).into_owned()).font(font).color(p.text.primary.0);
        ui.add(egui::Label::new(value).selectable(true).wrap());
    });
}

/// "frame 4", which leads there; true if it was clicked.
pub fn frame_link(ui: &mut Ui, frame: u64) -> bool {
    link(ui, &format!("frame {frame}")).on_hover_text("Go to the frame").clicked()
}

/// What was chosen of a menu of hellos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Row(usize),
    /// The server's choice.
    Answer,
}

/// Hellos as a menu below `button`, each with its grade; with `answer` also what the server took.
pub fn hello_menu(
    button: &egui::Response,
    rows: &[HelloRow],
    on: Option<usize>,
    answer: bool,
) -> Option<Chosen> {
    let mut chosen = None;
    egui::Popup::menu(button).width(440.0).show(|ui| {
        if answer && ui.selectable_label(on.is_none(), "What the server took").clicked() {
            chosen = Some(Chosen::Answer);
            ui.close();
        }
        egui::ScrollArea::vertical().max_height(380.0).show_rows(ui, 26.0, rows.len(), |ui, range| {
            ui.set_min_width(420.0);
            for i in range {
                let Some(row) = rows.get(i) else { continue };
                let size = vec2(ui.available_width(), 26.0 - ui.spacing().item_spacing.y);
                let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                let p = palette(ui);
                if response.hovered() || response.has_focus() || on == Some(i) {
                    ui.painter().rect_filled(rect, f32::from(theme().radius.control), p.surface.hover.0);
                }
                let place =
                    Rect::from_min_size(pos2(rect.left() + 6.0, rect.top()), vec2(20.0, rect.height()));
                paint_grade(ui, ui.painter(), place, 18.0, row.grade);
                let line = Line {
                    font: Face::Ui.at(theme().font.size.body),
                    color: p.text.primary.0,
                    dim: p.text.tertiary.0,
                };
                let words = format!("{} · {}", row.stack, row.place());
                line.paint(ui.painter(), rect.with_min_x(rect.left() + 34.0), &words, Align::Min);
                let name = text::escape(&words).into_owned();
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::accesskit::Role::MenuItem, true, name.clone())
                });
                if response.clicked() {
                    chosen = Some(Chosen::Row(i));
                    ui.close();
                }
            }
        });
    });
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::suite_facts::facts;

    #[test]
    fn ciphers_macs_and_sources_are_made_short() {
        let cipher = |id| short_cipher(&facts(id));
        assert_eq!(
            [0x003d, 0xc02f, 0xcca8, 0x1305].map(cipher),
            ["AES-256-CBC", "AES-128-GCM", "ChaCha20-Poly1305", "AES-128-CCM-8"]
        );
        assert_eq!(cipher(0x000a), "3DES-168-CBC");
        assert_eq!(["HMAC-SHA1", "HMAC-SHA256", "of the AEAD"].map(short_mac), ["SHA-1", "SHA-256", "AEAD"]);
        assert_eq!(short_source("RFC 9325 section 4.1, RFC 7465 section 2"), "RFC 9325 §4.1");
        assert_eq!(short_source("RFC 8996 sections 4 and 5"), "RFC 8996 §4");
        assert_eq!(short_source("RFC 10015"), "RFC 10015");
    }
}
