//! The bytes of a field shown as what they mean: decoded, then as text, JSON, a picture or a dump.
//! Not here: copying bytes (`byte_forms`).

use std::io::Read;

use eframe::egui::{self, ColorImage, Context, RichText, ScrollArea, TextureHandle, Ui, vec2};

use super::{Spec, default_button, footer, frame};
use crate::base::percent;
use crate::gui::byte_forms;
use crate::gui::find_bar::choice;
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::text;
use crate::gui::theme::{hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button};

/// Bytes that decoding may give.
const DECODED_MAX: u64 = 16 << 20;
/// Bytes shown of a text or a dump.
const SHOWN_MAX: usize = 64 << 10;
/// Sides of a picture, px.
const SIDE_MAX: u32 = 4_096;

/// What is taken off first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Coding {
    #[default]
    None,
    Base64,
    Gzip,
    Zlib,
    Percent,
}

/// As what it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Text,
    Json,
    Image,
    Hex,
}

const CODINGS: [(Coding, &str); 5] = [
    (Coding::None, "As it is"),
    (Coding::Base64, "Base64"),
    (Coding::Gzip, "gzip"),
    (Coding::Zlib, "zlib"),
    (Coding::Percent, "Percent"),
];
const FORMS: [(Form, &str); 4] =
    [(Form::Text, "Text"), (Form::Json, "JSON"), (Form::Image, "Image"), (Form::Hex, "Hex dump")];

/// The dialog's state.
pub struct ShowBytes {
    title: String,
    bytes: Vec<u8>,
    coding: Coding,
    form: Form,
    decoded: Result<Vec<u8>, String>,
    /// What is shown, made anew when the coding or the form changes.
    shown: Option<Result<Shown, String>>,
}

enum Shown {
    Text(String),
    Image(TextureHandle),
}

impl std::fmt::Debug for ShowBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShowBytes").field("title", &self.title).field("len", &self.bytes.len()).finish()
    }
}

impl ShowBytes {
    /// The bytes of what is called `title`; how they are shown first is guessed from them.
    pub fn new(title: String, bytes: Vec<u8>) -> Self {
        let coding = match bytes.first_chunk() {
            Some([0x1f, 0x8b]) => Coding::Gzip,
            _ => Coding::None,
        };
        let decoded = decode(&bytes, coding);
        let form = match decoded.as_deref().unwrap_or(&[]) {
            [0x89, b'P', b'N', b'G', ..] => Form::Image,
            [b'{' | b'[', ..] => Form::Json,
            plain if std::str::from_utf8(plain).is_err() => Form::Hex,
            _ => Form::Text,
        };
        Self { title, bytes, coding, form, decoded, shown: None }
    }

    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let title = format!("Bytes of {}", text::escape(&self.title));
        let spec = Spec { title: &title, icon: None, width: 820.0 };
        let closed = frame(ctx, &spec, |ui| {
            ui.horizontal(|ui| {
                if choice(ui, "Decode", &CODINGS, &mut self.coding) {
                    self.decoded = decode(&self.bytes, self.coding);
                    self.shown = None;
                }
                ui.add_space(12.0);
                if choice(ui, "Show as", &FORMS, &mut self.form) {
                    self.shown = None;
                }
            });
            ui.add_space(8.0);
            self.contents(ui);
            footer(ui, |ui| {
                let p = palette(ui);
                if let Ok(bytes) = &self.decoded {
                    if default_button(ui, Some(Icon::Save), "Save as…") {
                        actions.push(Action::AskSave { name: "bytes.bin".into(), bytes: bytes.clone() });
                        done = true;
                    }
                    if let Some(Ok(Shown::Text(shown))) = &self.shown
                        && button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy").clicked()
                    {
                        actions.push(Action::CopyText(shown.clone()));
                    }
                }
                done |= button(ui, ButtonKind::Normal, None, "Close").clicked();
                if let Ok(bytes) = &self.decoded {
                    let words = text::plural(bytes.len() as u64, "byte", "bytes");
                    ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
                }
            });
        });
        closed || done
    }

    fn contents(&mut self, ui: &mut Ui) {
        let p = palette(ui);
        let form = self.form;
        let shown = self.shown.get_or_insert_with(|| match &self.decoded {
            Ok(bytes) => make(ui.ctx(), bytes, form),
            Err(error) => Err(error.clone()),
        });
        egui::Frame::new()
            .fill(p.surface.pane.0)
            .stroke(hairline(p.line.strong))
            .corner_radius(f32::from(theme().radius.control))
            .inner_margin(10)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ScrollArea::both().max_height(380.0).auto_shrink([false, false]).show(ui, |ui| match shown {
                    Ok(Shown::Text(words)) => {
                        // Line ends are wanted here; everything else that cannot be seen is not.
                        let lines: Vec<_> =
                            words.split('\n').map(|line| text::escape(line.trim_end_matches('\r'))).collect();
                        let label = RichText::new(lines.join("\n")).font(mono()).color(p.text.primary.0);
                        ui.add(egui::Label::new(label).selectable(true).extend());
                    }
                    Ok(Shown::Image(texture)) => {
                        let size = texture.size_vec2();
                        let scale = (ui.available_width() / size.x).min(360.0 / size.y).min(1.0);
                        ui.add(
                            egui::Image::new(&*texture)
                                .fit_to_exact_size(vec2(size.x * scale, size.y * scale)),
                        );
                    }
                    Err(error) => {
                        ui.label(RichText::new(error.as_str()).color(p.warn.base.0));
                    }
                });
            });
    }
}

fn decode(bytes: &[u8], coding: Coding) -> Result<Vec<u8>, String> {
    let unpack = |reader: &mut dyn Read, name: &str| {
        let mut out = Vec::new();
        match reader.take(DECODED_MAX).read_to_end(&mut out) {
            // What was unpacked before damage is shown; nothing at all is no such data.
            Err(error) if out.is_empty() => Err(format!("This is no {name} data: {error}.")),
            _ => Ok(out),
        }
    };
    match coding {
        Coding::None => Ok(bytes.to_vec()),
        Coding::Gzip => unpack(&mut flate2::read::MultiGzDecoder::new(bytes), "gzip"),
        Coding::Zlib => unpack(&mut flate2::read::ZlibDecoder::new(bytes), "zlib"),
        Coding::Base64 => base64_decoded(bytes),
        Coding::Percent => Ok(percent::decoded(bytes)),
    }
}

/// RFC 4648 sections 4 and 5; blanks and line ends are passed over.
fn base64_decoded(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(bytes.len()), 0_u32, 0);
    for byte in bytes.iter().filter(|b| !b.is_ascii_whitespace() && **b != b'=') {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return Err(format!("This is no Base64: it has the byte {byte:#04x}.")),
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Ok(out)
}

fn make(ctx: &Context, bytes: &[u8], form: Form) -> Result<Shown, String> {
    let part = bytes.get(..bytes.len().min(SHOWN_MAX)).unwrap_or(&[]);
    match form {
        Form::Text => Ok(Shown::Text(String::from_utf8_lossy(part).into_owned())),
        Form::Hex => Ok(Shown::Text(byte_forms::hex_dump(part))),
        Form::Json => match std::str::from_utf8(part) {
            Ok(words) => Ok(Shown::Text(indented(words))),
            Err(_) => Err("This is no JSON: it is not even UTF-8.".into()),
        },
        Form::Image => image(ctx, bytes).map(Shown::Image),
    }
}

/// JSON with a line for each member; what is no JSON comes out readable all the same.
fn indented(json: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth.min(64)));
    };
    let mut letters = json.chars().peekable();
    while let Some(c) = letters.next() {
        if quoted {
            out.push(c);
            quoted = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                while letters.next_if(|c| c.is_whitespace()).is_some() {}
                if letters.peek().is_some_and(|next| matches!(next, '}' | ']')) {
                    continue;
                }
                depth += 1;
                line(&mut out, depth);
            }
            '}' | ']' => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    line(&mut out, depth);
                }
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => {
                quoted = c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn image(ctx: &Context, bytes: &[u8]) -> Result<TextureHandle, String> {
    let bad = |error: png::DecodingError| format!("This is no PNG image: {error}.");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(bad)?;
    let info = reader.info();
    if info.width > SIDE_MAX || info.height > SIDE_MAX {
        return Err(format!("The image is larger than {SIDE_MAX} × {SIDE_MAX}; save it to look at it."));
    }
    let mut pixels = vec![0; reader.output_buffer_size().unwrap_or(0)];
    let frame = reader.next_frame(&mut pixels).map_err(bad)?;
    let size = [frame.width as usize, frame.height as usize];
    let pixels = pixels.get(..frame.buffer_size()).unwrap_or(&[]);
    let image = match frame.color_type {
        png::ColorType::GrayscaleAlpha => {
            let rgba: Vec<u8> = pixels
                .as_chunks::<2>()
                .0
                .iter()
                .flat_map(|[gray, alpha]| [*gray, *gray, *gray, *alpha])
                .collect();
            (rgba.len() == size[0] * size[1] * 4).then(|| ColorImage::from_rgba_unmultiplied(size, &rgba))
        }
        _ => {
            (pixels.len() == size[0] * size[1] * 4).then(|| ColorImage::from_rgba_unmultiplied(size, pixels))
        }
    };
    let image = image.ok_or_else(|| "The image has a form that is not shown here.".to_owned())?;
    Ok(ctx.load_texture("shown bytes", image, egui::TextureOptions::LINEAR))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn codings_are_taken_off() {
        assert_eq!(decode(b"SGkh /w==", Coding::Base64).unwrap(), b"Hi!\xff");
        assert!(decode(b"a*b", Coding::Base64).unwrap_err().contains("0x2a"));
        assert_eq!(decode(b"a%20b%4", Coding::Percent).unwrap(), b"a b%4");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"{\"a\":1}").unwrap();
        let gzip = gzip.finish().unwrap();
        assert_eq!(decode(&gzip, Coding::Gzip).unwrap(), b"{\"a\":1}");
        assert!(decode(b"plain", Coding::Gzip).is_err() && decode(b"plain", Coding::Zlib).is_err());
        let guessed = ShowBytes::new("body".into(), gzip);
        assert_eq!((guessed.coding, guessed.form), (Coding::Gzip, Form::Json));
    }

    #[test]
    fn json_gets_a_line_for_each_member() {
        assert_eq!(
            indented(r#"{"a":[1,{}],"b":"x,\"}"}"#),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x,\\\"}\"\n}"
        );
        assert!(indented("]]]{").len() < 20);
    }

    #[test]
    fn a_png_is_painted_and_what_is_none_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.png");
        let white = ColorImage::new([2, 1], vec![egui::Color32::WHITE; 2]);
        crate::gui::screenshot::write_png(&file, &white).unwrap();
        let ctx = Context::default();
        let texture = image(&ctx, &std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(texture.size(), [2, 1]);
        assert!(image(&ctx, b"GIF89a").err().unwrap().contains("no PNG"));
    }
}
