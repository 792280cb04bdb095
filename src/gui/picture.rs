//! Pictures of what the window paints, drawn without a window: whole lists and graphs as PNG files.
//! Not here: pictures of the window itself (`screenshot`).

use std::collections::HashMap;

use eframe::egui::epaint::{ImageData, ImageDelta, Mesh, Primitive, Vertex};
use eframe::egui::{self, Color32, ColorImage, Context, Pos2, Rect, TextureId, Ui, Vec2, pos2};

use super::{fonts, theme};

/// Device px for a logical one.
const SCALE: f32 = 2.0;
/// A side is no longer, logical px: what stands beyond is cut.
pub const SIDE_MAX: f32 = 8_000.0;
/// Passes after which everything has its place and every icon is loaded.
const PASSES: usize = 3;

/// What `add` paints on `size` logical px in the colours of dark or light, as a PNG file; none if it
/// cannot be written.
pub fn png(size: Vec2, is_dark: bool, mut add: impl FnMut(&mut Ui, Rect)) -> Option<Vec<u8>> {
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
    let [width, height] = [size.x, size.y].map(|side| (side * SCALE) as usize);
    let mut image = ColorImage::filled([width, height], Color32::BLACK);
    for part in ctx.tessellate(shapes, SCALE) {
        if let Primitive::Mesh(mesh) = part.primitive
            && let Some(texture) = textures.get(&mesh.texture_id)
        {
            paint(&mut image, part.clip_rect, &mesh, texture);
        }
    }
    encode(&image)
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

/// The share of each corner at `at`: all of one sign inside of the triangle.
fn shares([a, b, c]: [Pos2; 3], at: Pos2) -> Option<[f32; 3]> {
    let cross =
        |from: Pos2, to: Pos2, p: Pos2| (to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x);
    let whole = cross(a, b, c);
    if whole == 0.0 {
        return None;
    }
    let shares = [cross(b, c, at) / whole, cross(c, a, at) / whole, cross(a, b, at) / whole];
    shares.iter().all(|share| *share >= 0.0).then_some(shares)
}

fn triangle(image: &mut ColorImage, clip: Rect, corners: [&Vertex; 3], texture: &ColorImage) {
    let places = corners.map(|vertex| pos2(vertex.pos.x * SCALE, vertex.pos.y * SCALE));
    let bounds = Rect::from_points(&places).intersect(clip);
    let width = image.size[0];
    for y in bounds.top().floor() as usize..bounds.bottom().ceil().max(0.0) as usize {
        for x in bounds.left().floor() as usize..bounds.right().ceil().max(0.0) as usize {
            let at = pos2(x as f32 + 0.5, y as f32 + 0.5);
            let inside = clip.contains(at);
            let Some(shares) = shares(places, at).filter(|_| inside) else { continue };
            let mixed = |of: &dyn Fn(&Vertex) -> f32| {
                corners.iter().zip(shares).map(|(corner, share)| of(corner) * share).sum::<f32>()
            };
            let texel = sample(texture, pos2(mixed(&|v| v.uv.x), mixed(&|v| v.uv.y)));
            let color = [0, 1, 2, 3].map(|part| {
                let own = mixed(&|v| f32::from(v.color.to_array().get(part).copied().unwrap_or(0)));
                own * texel.get(part).copied().unwrap_or(0.0)
            });
            if let Some(pixel) = image.pixels.get_mut(y * width + x) {
                *pixel = over(*pixel, color);
            }
        }
    }
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
        let file = png(egui::vec2(60.0, 30.0), true, |ui, rect| {
            ui.painter().rect_filled(rect.with_max_x(20.0), 0.0, red);
            let place = pos2(24.0, 15.0);
            ui.painter().text(place, egui::Align2::LEFT_CENTER, "Wire", theme::body(), Color32::WHITE);
        });
        let (width, pixels) = pixels(&file.unwrap());
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
        let ground = |is_dark| pixels(&png(egui::vec2(20.0, 20.0), is_dark, |_, _| {}).unwrap()).1[0];
        assert!(ground(true)[0] < 64 && ground(false)[0] > 192);
        assert!(png(egui::vec2(20.0, -5.0), true, |_, _| {}).is_some());
    }
}
