//! Text on its way to the screen: escaping of untrusted text, one-line layout, numbers in words.
//! Not here: what a field's value looks like (`field::show`).

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    Align, Color32, FontId, Galley, Painter, Rect, StrokeKind, TextFormat, pos2,
    text::{CCursor, LayoutJob, TextWrapping},
    vec2,
};

use super::theme::{Hex, Palette, hairline};

/// Characters of one text that reach the layouter; a packet can hold far more.
pub const MAX_CHARS: usize = 4096;

/// How a character of untrusted text is shown: as it is (`None`), or spelled out.
fn spelled(c: char) -> Option<String> {
    match c {
        '\n' => Some("\\n".into()),
        '\r' => Some("\\r".into()),
        '\t' => Some("\\t".into()),
        '\0'..='\x1f' | '\x7f' => Some(format!("\\x{:02x}", u32::from(c))),
        // Directions, joiners and line ends that would change what the rest seems to say.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => Some(format!("\\u{{{:x}}}", u32::from(c))),
        _ => None,
    }
}

/// True if `c` may be painted in a cell of its own.
pub fn is_plain(c: char) -> bool {
    spelled(c).is_none()
}

/// Text from a packet, file or key, safe to show: what cannot be seen is spelled out, and what is
/// too long ends with "…". Everything untrusted goes through here before it is laid out.
pub fn escape(text: &str) -> Cow<'_, str> {
    let cut = text.char_indices().nth(MAX_CHARS).map(|(at, _)| at);
    if cut.is_none() && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for run in runs(text) {
        shown.push_str(&run.text);
    }
    Cow::Owned(shown)
}

struct Run<'a> {
    text: Cow<'a, str>,
    spelled: bool,
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut begin = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        let spelling = if count == MAX_CHARS { Some("…".into()) } else { spelled(c) };
        let Some(spelling) = spelling else { continue };
        if let Some(plain) = text.get(begin..at).filter(|plain| !plain.is_empty()) {
            runs.push(Run { text: Cow::Borrowed(plain), spelled: false });
        }
        runs.push(Run { text: Cow::Owned(spelling), spelled: true });
        begin = at.saturating_add(c.len_utf8());
        if count == MAX_CHARS {
            return runs;
        }
    }
    if let Some(plain) = text.get(begin..).filter(|plain| !plain.is_empty()) {
        runs.push(Run { text: Cow::Borrowed(plain), spelled: false });
    }
    runs
}

/// How one line is painted.
#[derive(Clone, Debug)]
pub struct Line {
    pub font: FontId,
    pub color: Color32,
    /// Colour of spelled-out characters.
    pub dim: Color32,
}

impl Line {
    /// Untrusted `text` on one line, at most `max_width` wide, "…" at its end where it is longer.
    /// egui keeps galleys of equal jobs from one painted frame to the next.
    pub fn layout(&self, painter: &Painter, text: &str, max_width: f32) -> Arc<Galley> {
        // More characters than fit are never laid out: no letter is narrower than 2 px.
        let fits = ((max_width.max(0.0) / 2.0) as usize).saturating_add(8);
        let text = text.char_indices().nth(fits).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
        let mut job = LayoutJob {
            wrap: TextWrapping::truncate_at_width(max_width.max(1.0)),
            break_on_newline: false,
            ..LayoutJob::default()
        };
        for run in runs(text) {
            let color = if run.spelled { self.dim } else { self.color };
            job.append(&run.text, 0.0, TextFormat::simple(self.font.clone(), color));
        }
        painter.layout_job(job)
    }

    /// The same with places of the text marked, as what is sought is.
    pub fn layout_marked(
        &self,
        painter: &Painter,
        text: &str,
        max_width: f32,
        marks: &[Range<usize>],
        palette: &Palette,
    ) -> Arc<Galley> {
        if marks.is_empty() {
            return self.layout(painter, text, max_width);
        }
        let fits = ((max_width.max(0.0) / 2.0) as usize).saturating_add(8);
        let text = text.char_indices().nth(fits).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
        let mut job = LayoutJob {
            wrap: TextWrapping::truncate_at_width(max_width.max(1.0)),
            break_on_newline: false,
            ..LayoutJob::default()
        };
        let plain = TextFormat::simple(self.font.clone(), self.color);
        let hit = TextFormat {
            background: palette.selection.find_hit.0,
            expand_bg: 0.0,
            ..TextFormat::simple(self.font.clone(), palette.selection.find_hit_text.0)
        };
        let mut at = 0;
        let mut add = |part: Option<&str>, format: &TextFormat, dim: Color32| {
            for run in runs(part.unwrap_or("")) {
                let color = if run.spelled { dim } else { format.color };
                job.append(&run.text, 0.0, TextFormat { color, ..format.clone() });
            }
        };
        for mark in marks.iter().filter(|mark| mark.start < text.len()) {
            let end = if text.is_char_boundary(mark.end) { mark.end.min(text.len()) } else { text.len() };
            if mark.start < at || text.get(mark.start..end).is_none() {
                continue;
            }
            add(text.get(at..mark.start), &plain, self.dim);
            add(text.get(mark.start..end), &hit, hit.color);
            at = end;
        }
        add(text.get(at..), &plain, self.dim);
        painter.layout_job(job)
    }

    /// As [`Self::paint`] at the left, with places of the text marked, and outlined where a colour for
    /// that is given.
    pub fn paint_marked(
        &self,
        painter: &Painter,
        rect: Rect,
        text: &str,
        (marks, outline): (&[Range<usize>], Option<Hex>),
        palette: &Palette,
    ) -> Rect {
        let galley = self.layout_marked(painter, text, rect.width(), marks, palette);
        let at = pos2(rect.left(), middle(&galley, rect));
        let size = galley.size();
        if let Some(color) = outline {
            for run in marked_runs(&galley, palette.selection.find_hit.0) {
                let place = run.translate(at.to_vec2()).expand2(vec2(1.5, 0.5));
                painter.rect_stroke(place, 2.0, hairline(color), StrokeKind::Outside);
            }
        }
        painter.galley(at, galley, self.color);
        Rect::from_min_size(at, size)
    }

    /// Paints `text` on one line in the vertical middle of `rect`; returns what it covers.
    pub fn paint(&self, painter: &Painter, rect: Rect, text: &str, align: Align) -> Rect {
        let galley = self.layout(painter, text, rect.width());
        let size = galley.size();
        let left = match align {
            Align::Min => rect.left(),
            Align::Center => rect.center().x - size.x / 2.0,
            Align::Max => rect.right() - size.x,
        };
        let at = pos2(left, middle(&galley, rect));
        painter.galley(at, galley, self.color);
        Rect::from_min_size(at, size)
    }
}

/// Where a line is marked with `color`, within the galley; parts that touch are one.
fn marked_runs(galley: &Galley, color: Color32) -> Vec<Rect> {
    let shown = galley.rows.iter().map(|row| row.glyphs.len()).sum::<usize>();
    let mut runs: Vec<Rect> = Vec::new();
    let mut count = 0_usize;
    for section in &galley.job.sections {
        let text = galley.job.text.get(section.byte_range.start.0..section.byte_range.end.0).unwrap_or("");
        let begin = count.min(shown);
        count = count.saturating_add(text.chars().count());
        if section.format.background != color || begin == count.min(shown) {
            continue;
        }
        let from = galley.pos_from_cursor(CCursor::new(begin));
        let place = from.union(galley.pos_from_cursor(CCursor::new(count.min(shown))));
        match runs.last_mut() {
            Some(last) if (place.left() - last.right()).abs() < 0.5 => *last = last.union(place),
            _ => runs.push(place),
        }
    }
    runs
}

/// Top of `galley` so that it stands in the vertical middle of `rect`, on a whole pixel. A
/// fallback face in the line (Japanese, symbols) may be taller, but moves nothing: the first row's
/// own height counts.
fn middle(galley: &Galley, rect: Rect) -> f32 {
    (rect.center().y - galley.size().y / 2.0).round()
}

/// `text` with its middle left out, for file names and fingerprints: both ends carry meaning.
pub fn middle_ellipsis(text: &str, max_chars: usize) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= max_chars || max_chars < 3 {
        return Cow::Borrowed(text);
    }
    let keep = max_chars.saturating_sub(1);
    let tail = keep / 2;
    let head = keep.saturating_sub(tail);
    let begin: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count.saturating_sub(tail)).collect();
    Cow::Owned(format!("{begin}…{end}"))
}

/// A count with thin spaces: `61 207`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut shown = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push('\u{2009}');
        }
        shown.push(digit);
    }
    shown
}

/// A number of bytes with three figures: `18.4 MB`, decimal as files are sold.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64;
    let mut unit = "B";
    for next in UNITS {
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    if value < 9.95 || value < 99.95 && unit != "kB" {
        format!("{value:.1} {unit}")
    } else {
        format!("{value:.0} {unit}")
    }
}

/// "1 session", "2 sessions".
pub fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// The byte range of character `range` in `text`, where it lies inside.
pub fn byte_range(text: &str, range: &Range<usize>) -> Range<usize> {
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    at(range.start)..at(range.end.max(range.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        assert_eq!(escape("HELLO\n"), "HELLO\\n");
        assert_eq!(escape("a\u{202e}gnp.exe"), "a\\u{202e}gnp.exe");
        assert_eq!(escape("\u{1b}[31m\u{200b}\u{feff}"), "\\x1b[31m\\u{200b}\\u{feff}");
        assert_eq!(escape("\u{2066}x\u{2069}\u{2028}"), "\\u{2066}x\\u{2069}\\u{2028}");
        assert!(matches!(escape("復号済み → ok"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_text_is_cut() {
        let long = "x".repeat(MAX_CHARS * 3);
        let shown = escape(&long);
        assert_eq!(shown.chars().count(), MAX_CHARS + 1);
        assert!(shown.ends_with('…'));
        let exact = "y".repeat(MAX_CHARS);
        assert_eq!(escape(&exact), exact);
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(count(0), "0");
        assert_eq!(count(61207), "61\u{2009}207");
        assert_eq!(count(4_812_330), "4\u{2009}812\u{2009}330");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(4_036), "4.0 kB");
        assert_eq!(size(96_400), "96 kB");
        assert_eq!(size(18_392_400), "18.4 MB");
        assert_eq!(size(999_999), "1.0 MB");
        assert_eq!(plural(1, "key", "keys"), "1 key");
        assert_eq!(plural(0, "key", "keys"), "0 keys");
    }

    #[test]
    fn the_middle_gives_way() {
        assert_eq!(middle_ellipsis("capture.pcapng", 20), "capture.pcapng");
        assert_eq!(middle_ellipsis("abcdefghij", 7), "abc…hij");
    }
}
