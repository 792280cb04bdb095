//! Pictures of what the window paints, drawn without a window: whole lists and graphs as PNG files.
//! Not here: pictures of the window itself (`screenshot`).

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use eframe::egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex};
use eframe::egui::{self, Color32, ColorImage, Context, Pos2, Rect, TextureId, Ui, Vec2, pos2};

use super::{fonts, theme};

/// Device px for a logical one.
const SCALE: f32 = 2.0;
/// A side is no longer, logical px: what is longer is several pictures, or is cut.
pub const SIDE_MAX: f32 = 8_000.0;
/// Passes after which everything has its place and every icon is loaded.
const PASSES: usize = 3;

/// What was painted: triangles and the textures on them, still to be drawn.
#[derive(Clone)]
pub struct Drawing(Arc<Painted>);

struct Painted {
    /// Logical px.
    size: Vec2,
    parts: Vec<ClippedPrimitive>,
    textures: HashMap<TextureId, ColorImage>,
}

impl fmt::Debug for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Drawing of {} by {} px", self.0.size.x, self.0.size.y)
    }
}

impl PartialEq for Drawing {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Drawing {
    /// What `add` paints on `size` logical px in the colours of dark or light.
    pub fn new(size: Vec2, is_dark: bool, mut add: impl FnMut(&mut Ui, Rect)) -> Self {
        let size = size.clamp(Vec2::splat(16.0), Vec2::splat(SIDE_MAX)).round();
        let ctx = Context::default();
        fonts::install(&ctx);
        theme::install(&ctx);
        egui_extras::install_image_loaders(&ctx);
        ctx.set_theme(if is_dark { egui::Theme::Dark } else { egui::Theme::Light });
        ctx.set_zoom_factor(SCALE);
        let rect = Rect::from_min_size(Pos2::ZERO, size);
        let mut textures = HashMap::new();
        let mut shapes = Vec::new();
        for _ in 0..PASSES {
            let input = egui::RawInput {
                screen_rect: Some(rect),
                max_texture_side: Some(8_192),
                ..egui::RawInput::default()
            };
            let mut output = ctx.run_ui(input, |ui| {
                let ground = theme::palette(ui).surface.pane.0;
                ui.painter().rect_filled(rect, 0.0, ground);
                add(ui, rect);
            });
            output.textures_delta.free.clear();
            for (id, deltas) in std::mem::take(&mut output.textures_delta.set) {
                deltas.iter().for_each(|delta| take(&mut textures, id, delta));
            }
            shapes = output.shapes;
        }
        let parts = ctx.tessellate(shapes, SCALE);
        Self(Arc::new(Painted { size, parts, textures }))
    }

    /// Draws it; none if it cannot be written. Takes a while: not for the window's thread.
    pub fn png(&self) -> Option<Vec<u8>> {
        let [width, height] = [self.0.size.x, self.0.size.y].map(|side| (side * SCALE) as usize);
        let mut image = ColorImage::filled([width, height], Color32::BLACK);
        for part in &self.0.parts {
            if let Primitive::Mesh(mesh) = &part.primitive
                && let Some(texture) = self.0.textures.get(&mesh.texture_id)
            {
                paint(&mut image, part.clip_rect, mesh, texture);
            }
        }
        encode(&image)
    }
}

/// Puts a texture, or a part of one that is there, among the textures.
fn take(textures: &mut HashMap<TextureId, ColorImage>, id: TextureId, delta: &ImageDelta) {
    let ImageData::Color(new) = &delta.image;
    let Some([left, top]) = delta.pos else {
        textures.insert(id, ColorImage::clone(new));
        return;
    };
    let Some(whole) = textures.get_mut(&id) else { return };
    let [width, new_width] = [whole.size[0], new.size[0]];
    for (row, pixels) in new.pixels.chunks(new_width.max(1)).enumerate() {
        let from = (top + row) * width + left;
        if let Some(place) = whole.pixels.get_mut(from..from + pixels.len()) {
            place.copy_from_slice(pixels);
        }
    }
}

/// Draws the triangles of a mesh over the image.
fn paint(image: &mut ColorImage, clip: Rect, mesh: &Mesh, texture: &ColorImage) {
    let [width, height] = image.size;
    let clip = Rect::from_min_max(clip.min * SCALE, clip.max * SCALE);
    let clip = clip.intersect(Rect::from_min_size(Pos2::ZERO, egui::vec2(width as f32, height as f32)));
    for corners in mesh.indices.chunks_exact(3) {
        let vertex = |at: usize| mesh.vertices.get(usize::try_from(*corners.get(at)?).ok()?);
        if let (Some(a), Some(b), Some(c)) = (vertex(0), vertex(1), vertex(2)) {
            triangle(image, clip, [a, b, c], texture);
        }
    }
}

/// A value that changes evenly over the picture: its value in a row's first pixel, and a step.
#[derive(Clone, Copy)]
struct Even {
    at_zero: f32,
    by_x: f32,
    by_y: f32,
}

impl Even {
    /// How much of the triangle lies opposite of `from` and `to`: 1 at the third corner.
    fn share(from: Pos2, to: Pos2, whole: f32) -> Self {
        let (by_x, by_y) = ((from.y - to.y) / whole, (to.x - from.x) / whole);
        Self { at_zero: -(by_x * from.x + by_y * from.y), by_x, by_y }
    }

    fn at(self, x: f32, y: f32) -> f32 {
        self.at_zero + self.by_x * x + self.by_y * y
    }
}

fn triangle(image: &mut ColorImage, clip: Rect, corners: [&Vertex; 3], texture: &ColorImage) {
    let places = corners.map(|vertex| pos2(vertex.pos.x * SCALE, vertex.pos.y * SCALE));
    let [a, b, c] = places;
    let whole = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if whole == 0.0 {
        return;
    }
    let shares = [Even::share(b, c, whole), Even::share(c, a, whole), Even::share(a, b, whole)];
    let bounds = Rect::from_points(&places).intersect(clip);
    let [first, second, third] = corners;
    // Most of a picture is of one colour.
    let is_even = [second, third].iter().all(|v| v.color == first.color && v.uv == first.uv);
    let even = is_even.then(|| tinted(first.color.to_array().map(f32::from), sample(texture, first.uv)));
    let width = image.size[0];
    for row in bounds.top().floor().max(0.0) as usize..bounds.bottom().ceil().max(0.0) as usize {
        let y = row as f32 + 0.5;
        if y < clip.top() || y >= clip.bottom() {
            continue;
        }
        let Some((from, to)) =
            span(&shares, y, bounds.left().max(clip.left()), bounds.right().min(clip.right()))
        else {
            continue;
        };
        let Some(pixels) = image.pixels.get_mut(row * width + from..row * width + to) else { continue };
        for (pixel, column) in pixels.iter_mut().zip(from..) {
            let color = even.unwrap_or_else(|| {
                let parts = shares.map(|share| share.at(column as f32 + 0.5, y));
                mixed(corners, parts, texture)
            });
            *pixel = over(*pixel, color);
        }
    }
}

/// The columns whose middles lie in the triangle, between `left` and `right`.
fn span(shares: &[Even; 3], y: f32, left: f32, right: f32) -> Option<(usize, usize)> {
    let (mut from, mut to) = (left - 0.5, right - 0.5);
    for share in shares {
        let at_zero = share.at(0.5, y);
        match share.by_x {
            by if by > 0.0 => from = from.max(-at_zero / by),
            by if by < 0.0 => to = to.min(-at_zero / by),
            _ if at_zero < 0.0 => return None,
            _ => {}
        }
    }
    let (from, to) = (from.ceil().max(0.0), to.floor());
    (to >= from).then(|| (from as usize, to as usize + 1))
}

/// The colour of a place that has these shares of the corners.
fn mixed(corners: [&Vertex; 3], shares: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let (mut color, mut uv) = ([0.0; 4], Pos2::ZERO);
    for (corner, share) in corners.iter().zip(shares) {
        uv += corner.uv.to_vec2() * share;
        for (sum, part) in color.iter_mut().zip(corner.color.to_array()) {
            *sum += f32::from(part) * share;
        }
    }
    tinted(color, sample(texture, uv))
}

fn tinted(color: [f32; 4], texel: [f32; 4]) -> [f32; 4] {
    let [r, g, b, a] = color;
    let [tr, tg, tb, ta] = texel;
    [r * tr, g * tg, b * tb, a * ta]
}

/// The texture at `uv`, mixed of the four texels around; parts from 0 to 1.
fn sample(texture: &ColorImage, uv: Pos2) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (uv.x * width as f32 - 0.5, uv.y * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (right_share, low_share) = (x - left, y - top);
    let mut sum = [0.0; 4];
    for (dx, dy, share) in [
        (0.0, 0.0, (1.0 - right_share) * (1.0 - low_share)),
        (1.0, 0.0, right_share * (1.0 - low_share)),
        (0.0, 1.0, (1.0 - right_share) * low_share),
        (1.0, 1.0, right_share * low_share),
    ] {
        let column = ((left + dx).max(0.0) as usize).min(width.saturating_sub(1));
        let row = ((top + dy).max(0.0) as usize).min(height.saturating_sub(1));
        let texel = texture.pixels.get(row * width + column).copied().unwrap_or_default();
        for (sum, part) in sum.iter_mut().zip(texel.to_array()) {
            *sum += f32::from(part) / 255.0 * share;
        }
    }
    sum
}

/// `color`, premultiplied, over an opaque one.
fn over(below: Color32, color: [f32; 4]) -> Color32 {
    if color[3] >= 255.0 {
        let [r, g, b, _] = color.map(|part| part.round().clamp(0.0, 255.0) as u8);
        return Color32::from_rgb(r, g, b);
    }
    let rest = 1.0 - color[3] / 255.0;
    let part = |at: usize, below: u8| {
        let own = color.get(at).copied().unwrap_or(0.0);
        (own + f32::from(below) * rest).round().clamp(0.0, 255.0) as u8
    };
    Color32::from_rgb(part(0, below.r()), part(1, below.g()), part(2, below.b()))
}

fn encode(image: &ColorImage) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let [width, height] = image.size.map(|side| u32::try_from(side).ok());
    let mut encoder = png::Encoder::new(&mut file, width?, height?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    let bytes: Vec<u8> = image.pixels.iter().flat_map(|c| [c.r(), c.g(), c.b()]).collect();
    writer.write_image_data(&bytes).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(file: &[u8]) -> (u32, Vec<[u8; 3]>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        (info.width, bytes.chunks(3).map(|c| [c[0], c[1], c[2]]).collect())
    }

    #[test]
    fn shapes_and_words_are_drawn_where_they_stand() {
        let red = Color32::from_rgb(200, 10, 20);
        let file = Drawing::new(egui::vec2(60.0, 30.0), true, |ui, rect| {
            ui.painter().rect_filled(rect.with_max_x(20.0), 0.0, red);
            let place = pos2(24.0, 15.0);
            ui.painter().text(place, egui::Align2::LEFT_CENTER, "Wire", theme::body(), Color32::WHITE);
        });
        let (width, pixels) = pixels(&file.png().unwrap());
        assert_eq!((width, pixels.len()), (120, 120 * 60));
        let at = |x: usize, y: usize| pixels[y * 120 + x];
        assert_eq!(at(10, 30), [200, 10, 20]);
        let ground = at(118, 2);
        assert_ne!(ground, [200, 10, 20]);
        let lit = (44..118).filter(|x| (10..50).any(|y| at(*x, y)[0] > 200)).count();
        assert!(lit > 10, "{lit} columns with letters");
    }

    #[test]
    fn dark_and_light_differ_and_no_size_is_too_large() {
        let ground =
            |is_dark| pixels(&Drawing::new(egui::vec2(20.0, 20.0), is_dark, |_, _| {}).png().unwrap()).1[0];
        assert!(ground(true)[0] < 64 && ground(false)[0] > 192);
        assert!(Drawing::new(egui::vec2(20.0, -5.0), true, |_, _| {}).png().is_some());
    }
}
