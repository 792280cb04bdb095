//! Which profile is used: switched, made, renamed, deleted; and the settings kept where they belong.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, look};
use crate::gui::model::profile::{ProfileAct, ProfilesView};
use crate::gui::profiles::{DEFAULT, ProfileSettings, Profiles};
use crate::gui::settings::Settings;

/// The profiles, and the part of the settings that the one has which is always there.
pub struct Keeper {
    /// None: nothing is kept in this run.
    store: Option<Profiles>,
    /// While another profile is used.
    default_part: ProfileSettings,
    pub view: ProfilesView,
}

impl Keeper {
    /// Puts the part of the profile that was used last into `settings`.
    pub fn new(settings_file: Option<&Path>, settings: &mut Settings) -> Self {
        let store = settings_file.map(Profiles::beside);
        let default_part = ProfileSettings::of(settings);
        if settings.profile != DEFAULT {
            match store.as_ref().and_then(|store| store.load(&settings.profile).ok()) {
                Some(part) => part.put_into(settings),
                // Somebody removed it.
                None => DEFAULT.clone_into(&mut settings.profile),
            }
        }
        let mut keeper = Self { store, default_part, view: ProfilesView::default() };
        keeper.list(&settings.profile);
        keeper
    }

    fn list(&mut self, active: &str) {
        let names = self.store.as_ref().map(Profiles::names).unwrap_or_default();
        self.view.names = std::iter::once(DEFAULT.to_owned()).chain(names).collect();
        active.clone_into(&mut self.view.active);
    }

    /// Where the colouring rules of the profile in use lie.
    pub fn colours_file(&self) -> Option<PathBuf> {
        Some(self.store.as_ref()?.colours(&self.view.active))
    }

    /// Writes the settings to `file`, and the profile's part to where that belongs.
    pub fn save(&self, settings: &Settings, file: &Path) -> std::io::Result<()> {
        let mut written = settings.clone();
        if let (Some(store), true) = (&self.store, settings.profile != DEFAULT) {
            store.save(&settings.profile, &ProfileSettings::of(settings))?;
            self.default_part.clone().put_into(&mut written);
        }
        written.save(file)
    }
}

impl App {
    pub(super) fn profile_act(&mut self, act: ProfileAct) {
        // What was changed last belongs to the profile that was in use then.
        self.save_settings();
        let done = self.change_profiles(act);
        self.profiles.view.error = done.err();
        let active = self.settings.profile.clone();
        self.profiles.list(&active);
    }

    fn change_profiles(&mut self, act: ProfileAct) -> Result<(), String> {
        let Some(store) = self.profiles.store.clone() else {
            return Err("There is no place for settings on this system.".into());
        };
        let failed = |error: std::io::Error| error.to_string();
        match act {
            ProfileAct::Use(name) => self.use_profile(&store, &name).map_err(failed),
            ProfileAct::New(name) => {
                store.create(&name, &ProfileSettings::default(), None).map_err(failed)?;
                self.use_profile(&store, &name).map_err(failed)
            }
            ProfileAct::Copy { from, to } => {
                let part = match &from {
                    active if *active == self.settings.profile => ProfileSettings::of(&self.settings),
                    other if other == DEFAULT => self.profiles.default_part.clone(),
                    other => store.load(other).map_err(failed)?,
                };
                store.create(&to, &part, Some(&store.colours(&from))).map_err(failed)
            }
            ProfileAct::Rename { from, to } => {
                store.rename(&from, &to).map_err(failed)?;
                if self.settings.profile == from {
                    self.settings.profile.clone_from(&to);
                    self.profiles.list(&to);
                    self.colours_file = self.profiles.colours_file();
                }
                Ok(())
            }
            ProfileAct::Delete(name) => {
                if self.settings.profile == name {
                    self.use_profile(&store, DEFAULT).map_err(failed)?;
                }
                store.delete(&name).map_err(failed)
            }
        }
    }

    fn use_profile(&mut self, store: &Profiles, name: &str) -> std::io::Result<()> {
        if name == self.settings.profile {
            return Ok(());
        }
        let part = if name == DEFAULT { self.profiles.default_part.clone() } else { store.load(name)? };
        if self.settings.profile == DEFAULT {
            self.profiles.default_part = ProfileSettings::of(&self.settings);
        }
        part.put_into(&mut self.settings);
        name.clone_into(&mut self.settings.profile);
        self.profiles.list(name);
        self.colours_file = self.profiles.colours_file();
        self.colours = Arc::new(look::load_colours(self.colours_file.as_deref()));
        self.read_decode_as();
        self.use_decode_as();
        self.use_choices();
        self.window.list.forget_widths();
        self.window.list.forget_minimap();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_keeps_its_own_part() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("settings.toml");
        let mut settings = Settings::default();
        let mut keeper = Keeper::new(Some(&file), &mut settings);
        assert_eq!(keeper.view.names, [DEFAULT]);
        let store = keeper.store.clone().unwrap();
        store.create("wide", &ProfileSettings::of(&settings), None).unwrap();
        // Switched to, and changed.
        keeper.default_part = ProfileSettings::of(&settings);
        settings.profile = "wide".into();
        settings.time_digits = Some(9);
        settings.zoom = 120;
        keeper.save(&settings, &file).unwrap();
        // The next run begins with it; the default one is as it was.
        let mut again = Settings::load(&file);
        assert_eq!((again.time_digits, again.zoom), (None, 120));
        let keeper = Keeper::new(Some(&file), &mut again);
        assert_eq!((again.profile.as_str(), again.time_digits), ("wide", Some(9)));
        assert_eq!(keeper.default_part.time_digits, None);
        assert!(keeper.colours_file().unwrap().ends_with("profiles/wide/colorfilters"));
        store.delete("wide").unwrap();
        let mut gone = Settings::load(&file);
        Keeper::new(Some(&file), &mut gone);
        assert_eq!(gone.profile, DEFAULT);
    }
}
