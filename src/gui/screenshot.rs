//! Pictures that the program takes of its own window, and a display for them where there is none.

use std::io::{BufRead as _, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex};

use eframe::egui::{ColorImage, Context, ViewportCommand};

/// Painted frames without work after which the window is thought to stand still.
const QUIET_FRAMES: u32 = 8;

/// A picture to take.
#[derive(Clone, Debug, PartialEq)]
pub struct Shot {
    /// PNG file to write.
    pub file: PathBuf,
    /// Logical px.
    pub size: [f32; 2],
    /// Device px for one logical px.
    pub scale: f32,
}

impl Shot {
    /// Size of the picture, device px.
    pub fn size_px(&self) -> [f32; 2] {
        self.size.map(|side| (side * self.scale).round())
    }
}

/// Takes the picture once the window stands still, then closes it.
#[derive(Debug)]
pub struct Shooter {
    shot: Shot,
    quiet: u32,
    asked: bool,
    outcome: Arc<Mutex<Option<Result<(), String>>>>,
}

impl Shooter {
    pub fn new(shot: Shot) -> Self {
        Self { shot, quiet: 0, asked: false, outcome: Arc::default() }
    }

    /// How it went; none before the picture is taken.
    pub fn outcome(&self) -> Arc<Mutex<Option<Result<(), String>>>> {
        Arc::clone(&self.outcome)
    }

    /// There is nothing to take a picture of.
    pub fn fail(&mut self, why: String) {
        self.asked = true;
        if let Ok(mut outcome) = self.outcome.lock() {
            *outcome = Some(Err(why));
        }
    }

    /// To be called after each painted frame; `busy` while the window still waits for something.
    pub fn after_frame(&mut self, ctx: &Context, busy: bool) {
        if self.asked {
            return;
        }
        self.quiet = if busy { 0 } else { self.quiet.saturating_add(1) };
        if self.quiet < QUIET_FRAMES {
            ctx.request_repaint_after_secs(0.02);
            return;
        }
        self.asked = true;
        let (file, outcome, window) = (self.shot.file.clone(), self.outcome(), ctx.clone());
        ctx.request_screenshot(move |image| {
            let written = write_png(&file, &image).map_err(|error| format!("{}: {error}", file.display()));
            if let Ok(mut outcome) = outcome.lock() {
                *outcome = Some(written);
            }
            window.send_viewport_cmd(ViewportCommand::Close);
            window.request_repaint();
        });
        ctx.request_repaint();
    }
}

/// Writes `image` as PNG.
pub fn write_png(file: &Path, image: &ColorImage) -> Result<(), Box<dyn std::error::Error>> {
    let [width, height] = image.size;
    let out = BufWriter::new(std::fs::File::create(file)?);
    let mut encoder = png::Encoder::new(out, u32::try_from(width)?, u32::try_from(height)?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    let bytes: Vec<u8> = image.pixels.iter().flat_map(|c| [c.r(), c.g(), c.b()]).collect();
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(())
}

/// True if a window can be shown here.
pub fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
        || cfg!(not(target_os = "linux"))
}

/// Ends the server whatever happens.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone after this.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs this same program again on a display of its own, made with Xvfb and gone afterwards.
///
/// # Errors
/// In words for the user: Xvfb is not installed or does not start.
pub fn run_under_xvfb(size_px: [f32; 2]) -> Result<ExitCode, String> {
    let [width, height] = size_px.map(|side| (side as u32).clamp(640, 16_000));
    let spawned = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0"])
        .arg(format!("{width}x{height}x24"))
        .args(["-nolisten", "tcp", "-terminate"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut server = match spawned {
        Ok(child) => Server(child),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err("there is no display, and Xvfb is not installed; \
                        install the package xvfb, or run this in a desktop session"
                .into());
        }
        Err(error) => return Err(format!("Xvfb does not start: {error}")),
    };
    let mut number = String::new();
    if let Some(said) = server.0.stdout.take() {
        BufReader::new(said).read_line(&mut number).map_err(|error| format!("Xvfb says nothing: {error}"))?;
    }
    let number: u32 = number.trim().parse().map_err(|_| "Xvfb ended without opening a display".to_owned())?;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let status = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env("DISPLAY", format!(":{number}"))
        .env_remove("WAYLAND_DISPLAY")
        .status()
        .map_err(|error| error.to_string())?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::Color32;

    #[test]
    fn a_picture_can_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shot.png");
        let image = ColorImage::new([2, 1], vec![Color32::from_rgb(1, 2, 3), Color32::WHITE]);
        write_png(&file, &image).unwrap();
        let reading = std::io::BufReader::new(std::fs::File::open(&file).unwrap());
        let mut reader = png::Decoder::new(reading).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        assert_eq!(bytes, [1, 2, 3, 255, 255, 255]);
        assert!(write_png(&folder.path().join("no/where.png"), &image).is_err());
    }

    #[test]
    fn without_a_capture_it_ends_with_the_reason() {
        let shot = Shot { file: "shot.png".into(), size: [640.0, 480.0], scale: 1.0 };
        let mut shooter = Shooter::new(shot);
        let outcome = shooter.outcome();
        shooter.fail("no such file".into());
        shooter.after_frame(&Context::default(), false);
        assert_eq!(*outcome.lock().unwrap(), Some(Err("no such file".to_owned())));
    }
}
