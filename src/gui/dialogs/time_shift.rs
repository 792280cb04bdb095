//! The dialog that shifts the times of all frames: by a span, or so that the selected one has a given
//! time. The shift is kept when the capture is saved.

use eframe::egui::{Context, RichText, TextEdit};

use super::{Spec, enter, footer, frame};
use crate::base::time::{Duration, NANOS, Precision, Timestamp, Zone};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::theme::{mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, field};

/// What is being typed.
#[derive(Debug)]
pub struct TimeShiftDialog {
    /// Of the selected frame, as in the file.
    time: Timestamp,
    text: String,
    begun: bool,
}

impl TimeShiftDialog {
    /// `time`: of the selected frame in the file; `shift`: the one there is.
    pub fn new(time: Timestamp, shift: Duration) -> Self {
        let mut text = String::new();
        if shift != Duration(0) {
            let _ = shift.write(&mut text, Precision::MICROS);
        }
        Self { time, text, begun: false }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let spec = Spec { title: "Shift times", icon: Some((Icon::Clock, Tone::Accent)), width: 480.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words = "A span such as -1.5 or +01:00:00, or the time that the selected frame shall have, \
                         such as 2026-11-23 08:30:00 (UTC).";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            let edit = TextEdit::singleline(&mut self.text)
                .font(mono())
                .hint_text("+0.000000")
                .desired_width(f32::INFINITY)
                .char_limit(64);
            let response = field(ui, edit).accessible_name("Time shift");
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
            }
            let shift = shift(&self.text, self.time);
            let mut result = String::new();
            match shift {
                Some(nanos) => {
                    let time = Timestamp(self.time.0.saturating_add(nanos));
                    result.push_str("The selected frame: ");
                    let _ = time.write_absolute(&mut result, Precision::MICROS, Zone::Utc);
                }
                None => result.push_str("This is neither a span nor a time."),
            }
            let color = if shift.is_some() { p.text.secondary } else { p.danger.base };
            ui.label(RichText::new(result).font(small()).color(color.0));
            footer(ui, |ui| {
                ui.add_enabled_ui(shift.is_some(), |ui| {
                    if let Some(nanos) = shift
                        && (button(ui, ButtonKind::Primary, None, "Shift").clicked() || enter)
                    {
                        actions.push(Action::ShiftTimes(nanos));
                        done = true;
                    }
                });
                if button(ui, ButtonKind::Normal, None, "Undo all shifts").clicked() {
                    actions.push(Action::ShiftTimes(0));
                    done = true;
                }
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
            });
        });
        closed || done
    }
}

/// Nanoseconds that a text asks for; nothing asks for none.
fn shift(text: &str, time: Timestamp) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0);
    }
    if let Some((date, clock)) = text.split_once([' ', 'T']) {
        let mut parts = date.split('-').map(|part| part.parse::<i16>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let midnight = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        let midnight = midnight.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_nanosecond();
        let wanted = i64::try_from(midnight).ok()?.checked_add(span(clock.trim_end_matches('Z'))?)?;
        return wanted.checked_sub(time.0);
    }
    match text.strip_prefix('-') {
        Some(rest) => Some(-span(rest)?),
        None => span(text.strip_prefix('+').unwrap_or(text)),
    }
}

/// `12.5`, `02:12.5` or `01:02:12.5` as nanoseconds.
fn span(text: &str) -> Option<i64> {
    let mut whole: i64 = 0;
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let (last, before) = parts.split_last()?;
    for part in before {
        let part: i64 = part.parse().ok().filter(|n| *n >= 0)?;
        whole = whole.checked_mul(60)?.checked_add(part)?;
    }
    let (seconds, fraction) = last.split_once('.').unwrap_or((last, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if seconds.is_empty() && fraction.is_empty() || !is_number(seconds) || !is_number(fraction) {
        return None;
    }
    let seconds: i64 = if seconds.is_empty() { 0 } else { seconds.parse().ok()? };
    whole = whole.checked_mul(if before.is_empty() { 1 } else { 60 })?.checked_add(seconds)?;
    let digits = fraction.get(..fraction.len().min(9))?;
    let nanos: i64 = format!("{digits:0<9}").parse().ok()?;
    whole.checked_mul(NANOS)?.checked_add(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_times_are_understood() {
        let time = Timestamp::from_parts(1_000, 0);
        let shift = |text| shift(text, time);
        assert_eq!(shift(""), Some(0));
        assert_eq!(shift("-1.5"), Some(-1_500_000_000));
        assert_eq!(shift("+01:00:00"), Some(3_600 * NANOS));
        assert_eq!(shift("2:03"), Some(123 * NANOS));
        assert_eq!(shift(".000001"), Some(1_000));
        assert_eq!(shift("1970-01-01 00:20:00"), Some(200 * NANOS));
        for wrong in ["x", "1.2.3", "1:2:3:4", "-", "99999999999999999999", "2026-13-01 00:00:00", "-1:-2"] {
            assert_eq!(shift(wrong), None, "{wrong}");
        }
    }
}
