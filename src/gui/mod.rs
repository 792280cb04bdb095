//! The window: widgets that paint plain view data (`model`) and answer with actions, and the app
//! that fills that data from an open capture. Painting only asks; nothing blocks it.
#![forbid(unsafe_code)]

pub mod app;
pub mod around;
pub mod byte_forms;
pub mod bytes;
pub mod capture_filters;
pub mod capture_plan;
pub mod certificates;
pub mod columns;
pub mod command;
pub mod compare;
pub mod details;
pub mod diagram;
pub mod dialogs;
pub mod dock;
pub mod filter_bar;
pub mod find_bar;
pub mod floating;
mod follow;
pub mod follow_forms;
pub mod fonts;
pub mod frame_windows;
pub mod hello;
pub mod hello_parts;
pub mod hellos;
pub mod icons;
pub mod ladder;
mod ladder_side;
pub mod list_header;
pub mod list_row;
pub mod menu;
pub mod minimap;
pub mod model;
pub mod options;
pub mod packet_list;
pub mod picture;
pub mod profile_menu;
pub mod profiles;
pub mod protocol_choices;
pub mod references;
pub mod row_colours;
pub mod rows;
pub mod screenshot;
pub mod secrets_panel;
pub mod session_columns;
pub mod session_detail;
pub mod sessions;
pub mod settings;
pub mod sideways;
pub mod sparkline;
pub mod statistics;
pub mod status;
pub mod table;
pub mod text;
pub mod theme;
pub mod toolbar;
pub mod tour;
pub mod welcome;
pub mod widgets;
pub mod window;

use std::ffi::OsString;
use std::process::ExitCode;

use eframe::egui;

/// Runs the program: reads the command line, opens the window. Without a display a picture is
/// taken on one of its own.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let options = match options::parse(args) {
        Ok(options::Request::Help) => {
            println!("{}", options::help());
            return ExitCode::SUCCESS;
        }
        Ok(options::Request::Version) => {
            println!("wirelens {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Ok(options::Request::Run(options)) => *options,
        Err(error) => {
            eprintln!("wirelens: {error}");
            return ExitCode::FAILURE;
        }
    };
    // Keys may come at any time: no memory of this process goes into a dump or to a debugger.
    if let Err(error) = crate::platform::dump::forbid_core_dumps() {
        eprintln!("wirelens: core dumps cannot be switched off: {error}");
    }
    if let Err(error) = crate::platform::signals::survive_file_size_limit() {
        eprintln!("wirelens: the file size limit may end this program: {error}");
    }
    match run(options) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("wirelens: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: options::Options) -> Result<ExitCode, String> {
    if !screenshot::has_display() {
        return match &options.screenshot {
            Some(shot) => screenshot::run_under_xvfb(shot.size_px()),
            None => Err("there is no display here; tlens shows the same as text, \
                         and --screenshot FILE makes a picture"
                .into()),
        };
    }
    let shooter = options.screenshot.clone().map(screenshot::Shooter::new);
    let outcome = shooter.as_ref().map(screenshot::Shooter::outcome);
    // As the window was left.
    let panes =
        settings::Settings::file().map(|file| settings::Settings::load(&file).panes).unwrap_or_default();
    let is_maximized = panes.maximized && options.screenshot.is_none() && options.size.is_none();
    let size = match &options.screenshot {
        Some(shot) => shot.size_px(),
        None => options.size.or(panes.window).unwrap_or([1440.0, 900.0]),
    };
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Wirelens")
            .with_app_id("wirelens")
            .with_inner_size(size)
            .with_maximized(is_maximized)
            .with_min_inner_size(theme::theme().size.min_window),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    let start = |cc: &eframe::CreationContext<'_>| {
        let is_picture = shooter.is_some();
        let mut app = app::App::new(cc, options, shooter);
        if !is_picture {
            app.follow_desktop(cc);
        }
        Ok(Box::new(app) as Box<dyn eframe::App>)
    };
    eframe::run_native("wirelens", native, Box::new(start))
        .map_err(|error| format!("the window cannot be opened: {error}"))?;
    match outcome.and_then(|o| o.lock().ok()?.take()) {
        Some(Err(error)) => Err(error),
        _ => Ok(ExitCode::SUCCESS),
    }
}
