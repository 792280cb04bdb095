//! Files that are held above the window and dropped on it, or copied in a file manager and pasted, which works under
//! Wayland as well, where the window hears of no drop.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use eframe::egui::{Area, Event, Id, Label, Order, Rect, RichText, Stroke, StrokeKind, Ui, vec2};

use crate::base::percent;
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::theme::{Face, palette, small, theme};

/// Asks for what is dropped or pasted, and says what will become of what is held above.
pub(super) fn show(ui: &Ui, actions: &mut Vec<Action>) {
    let is_text = ui.ctx().text_edit_focused();
    let paths: Vec<PathBuf> = ui.input(|input| {
        let dropped = input.raw.dropped_files.iter().map(|file| file.path().to_path_buf());
        let pasted = input.events.iter().filter(|_| !is_text).flat_map(|event| match event {
            Event::Paste(text) => pasted(text),
            _ => Vec::new(),
        });
        dropped.filter(|path| !path.as_os_str().is_empty()).chain(pasted).collect()
    });
    if !paths.is_empty() {
        actions.push(Action::Dropped(paths));
    }
    let held = ui.input(|input| input.raw.hovered_files.len());
    if held > 0 {
        hold(ui, held);
    }
}

/// The files that a text names, a line each, as file managers copy them: paths from the root, or `file:` URIs (RFC 8089).
/// None if any line is something else.
fn pasted(text: &str) -> Vec<PathBuf> {
    let path = |line: &str| match line.strip_prefix("file://") {
        Some(rest) => rest
            .find('/')
            .and_then(|at| rest.get(at..))
            .map(|path| PathBuf::from(OsString::from_vec(percent::decoded(path.as_bytes())))),
        None => line.starts_with('/').then(|| PathBuf::from(line)),
    };
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(path).collect::<Option<_>>().unwrap_or_default()
}

/// Over everything.
fn hold(ui: &Ui, files: usize) {
    let p = palette(ui);
    let t = theme();
    let advice = match files {
        1 => "A capture is opened, a key or a key log is loaded.",
        _ => "Captures are merged by time, keys and key logs loaded.",
    };
    let title = Face::UiMedium.at(t.font.size.title);
    let lines = [("Drop to open", title, p.text.primary, 2.0), (advice, small(), p.text.secondary, 28.0)];
    let whole = ui.ctx().content_rect();
    let area = Area::new(Id::unique("dropped files")).order(Order::Tooltip).fixed_pos(whole.min);
    area.interactable(false).fade_in(false).show(ui.ctx(), |ui| {
        ui.painter().rect_filled(whole, 0.0, p.surface.backdrop.0);
        let card = Rect::from_center_size(whole.center(), vec2(380.0, 124.0));
        let line = Stroke::new(t.stroke.focus, p.accent.base.0);
        ui.painter().rect(card, f32::from(t.radius.card), p.surface.raised.0, line, StrokeKind::Inside);
        let icon = Rect::from_center_size(card.center() - vec2(0.0, 32.0), vec2(20.0, 20.0));
        Icon::Drop.paint(ui.painter(), icon, 20.0, p.accent.base.0);
        for (words, font, color, below) in lines {
            let place = Rect::from_center_size(card.center() + vec2(0.0, below), vec2(card.width(), 20.0));
            ui.put(place, Label::new(RichText::new(words).font(font).color(color.0)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_pasted_as_file_managers_copy_them() {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(pasted("/home/a/a b.pcap\n/tmp/key.pem"), paths(&["/home/a/a b.pcap", "/tmp/key.pem"]));
        assert_eq!(pasted("file:///tmp/a%20b.pcap\r\n"), paths(&["/tmp/a b.pcap"]));
        assert_eq!(pasted("file://localhost/tmp/a"), paths(&["/tmp/a"]));
        for other in ["", "tcp.port == 443", "/tmp/a\ntcp", "https://example.org/a.pcap", "file://a"] {
            assert_eq!(pasted(other), paths(&[]), "{other}");
        }
    }
}
