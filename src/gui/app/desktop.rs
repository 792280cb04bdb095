//! Dark or light: as the settings say, or as the desktop does while the program runs. The title bar, where the desktop
//! leaves that to programs, looks as the window does. And what else depends on the desktop's window system.

use eframe::CreationContext;
use eframe::egui::{Context, SystemTheme, Theme, ThemePreference, ViewportCommand};

use winit::raw_window_handle::{HasWindowHandle, RawWindowHandle};

use super::App;
use crate::gui::settings::ThemeChoice;
use crate::platform::appearance::{Appearance, DesktopAppearance};

/// What is followed of the desktop.
#[derive(Default)]
pub(super) struct Desktop {
    /// Nothing for a picture, which shall not depend on who takes it.
    appearance: DesktopAppearance,
    /// As the title bar was asked to look.
    framed: Option<Theme>,
}

impl App {
    /// From now on "as the desktop" means the desktop that this runs on.
    pub fn follow_desktop(&mut self, cc: &CreationContext<'_>) {
        // winit 0.30 takes no drops there.
        let handle = cc.window_handle().map(|handle| handle.as_raw());
        self.welcome.hears_no_drops = matches!(handle, Ok(RawWindowHandle::Wayland(_)));
        let wake = self.wake.clone();
        self.desktop.appearance = DesktopAppearance::watch(move || wake());
    }
}

impl Desktop {
    pub(super) fn paint_as(&mut self, choice: ThemeChoice, ctx: &Context) {
        ctx.set_theme(match (choice, self.appearance.now()) {
            (ThemeChoice::System, Some(Appearance::Dark)) => ThemePreference::Dark,
            (ThemeChoice::System, Some(Appearance::Light)) => ThemePreference::Light,
            (choice, _) => choice.into(),
        });
        let theme = ctx.theme();
        if self.framed != Some(theme) {
            let frame = match theme {
                Theme::Dark => SystemTheme::Dark,
                Theme::Light => SystemTheme::Light,
            };
            ctx.send_viewport_cmd(ViewportCommand::SetTheme(frame));
            self.framed = Some(theme);
        }
    }
}
