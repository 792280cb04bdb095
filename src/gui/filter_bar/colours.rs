//! The text of the filter field in the colours of its words, and the mark below a wrong one.

use eframe::egui::text::LayoutJob;
use eframe::egui::{self, Stroke, TextFormat, Ui};

use crate::gui::model::{FilterCheck, FilterToken};
use crate::gui::theme::{Hex, Palette, mono};

/// The text in the colours of its tokens. It is the user's own, but a pasted one may hold anything:
/// the layouter sees the same number of characters, or the cursor would stand elsewhere.
pub(super) fn coloured(text: &str, check: &FilterCheck, p: &Palette) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    job.wrap.max_width = f32::INFINITY;
    let mut at = 0;
    let mut append = |part: &str, color: Hex| {
        let shown: String =
            part.chars().map(|c| if crate::gui::text::is_plain(c) { c } else { '\u{fffd}' }).collect();
        job.append(&shown, 0.0, TextFormat::simple(mono(), color.0));
    };
    let tokens = if check.text == text { check.tokens.as_slice() } else { &[] };
    for (range, token) in tokens {
        let (Some(before), Some(word)) = (text.get(at..range.start), text.get(range.clone())) else {
            break;
        };
        append(before, p.text.primary);
        let color = match token {
            FilterToken::Field => p.syntax.field,
            FilterToken::Operator => p.syntax.operator,
            FilterToken::Number => p.syntax.number,
            FilterToken::Text => p.syntax.string,
            FilterToken::Function => p.syntax.function,
            FilterToken::Other => p.text.primary,
        };
        append(word, color);
        at = range.end;
    }
    append(text.get(at..).unwrap_or(""), p.text.primary);
    job
}

/// A line below the wrong word; returns the middle of its first character.
pub(super) fn underline(
    ui: &Ui,
    galley: &egui::Galley,
    origin: egui::Pos2,
    text: &str,
    at: &std::ops::Range<usize>,
    p: &Palette,
) -> f32 {
    let chars = |byte: usize| text.get(..byte.min(text.len())).map_or(0, |s| s.chars().count());
    let x = |byte: usize| {
        let cursor = egui::text::CCursor::new(chars(byte));
        origin.x + galley.pos_from_cursor(cursor).left()
    };
    let (from, to) = (x(at.start), x(at.end.max(at.start)));
    let y = origin.y + galley.size().y + 1.0;
    let stroke = Stroke::new(2.0, p.danger.base.0);
    ui.painter().hline(from..=to.max(from + 7.0), y, stroke);
    from + 3.5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::model::FilterState;
    use crate::gui::theme::palette_of;

    #[test]
    fn colours_cover_the_text_exactly() {
        let text = "tcp.port == 443\u{202e}";
        let check = FilterCheck {
            text: text.into(),
            state: FilterState::Valid,
            tokens: vec![(0..8, FilterToken::Field), (12..15, FilterToken::Number)],
            completions: Vec::new(),
        };
        let job = coloured(text, &check, palette_of(true));
        assert_eq!(job.text.chars().count(), text.chars().count());
        assert!(!job.text.contains('\u{202e}'));
        let stale = coloured("tcp.port == 4", &check, palette_of(true));
        assert_eq!(stale.text, "tcp.port == 4");
    }

    #[test]
    fn tokens_outside_the_text_are_left_out() {
        let check = FilterCheck {
            text: "ü".into(),
            tokens: vec![(1..9, FilterToken::Field)],
            ..FilterCheck::default()
        };
        assert_eq!(coloured("ü", &check, palette_of(false)).text, "ü");
    }
}
