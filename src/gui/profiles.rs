//! Profiles: named sets of columns, colouring rules, filter buttons and ways to show things, each a
//! folder beside the settings. Not here: which one is used (`app`), the dialog (`dialogs::profiles`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::columns::{self, Column};
use super::session_columns::SessionColumn;
use super::settings::{Bookmark, CaptureSettings, Layout, Settings, write_toml};

/// The profile that is always there; it lies in the settings themselves.
pub const DEFAULT: &str = "Default";
/// Letters of a name.
pub const NAME_MAX: usize = 64;
/// Profiles that are listed.
const PROFILES_MAX: usize = 500;
const FILE: &str = "profile.toml";
/// The colouring rules, as Wireshark names their file.
pub const COLOURS: &str = "colorfilters";

/// The part of the settings that a profile has of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileSettings {
    pub colour_rows: bool,
    pub resolve_names: bool,
    pub layout: Layout,
    pub session_columns: Vec<SessionColumn>,
    pub time_format: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_digits: Option<u8>,
    pub time_hours: bool,
    pub capture_filter: String,
    pub capture: CaptureSettings,
    pub columns: Vec<Column>,
    pub bookmarks: Vec<Bookmark>,
    pub decode_as: Vec<String>,
    pub disabled_protocols: Vec<String>,
    pub flipped_choices: Vec<String>,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        Self::of(&Settings::default())
    }
}

impl ProfileSettings {
    /// That part of `settings`.
    pub fn of(settings: &Settings) -> Self {
        let settings = settings.clone();
        Self {
            colour_rows: settings.colour_rows,
            resolve_names: settings.resolve_names,
            layout: settings.layout,
            session_columns: settings.session_columns,
            time_format: settings.time_format,
            time_digits: settings.time_digits,
            time_hours: settings.time_hours,
            capture_filter: settings.capture_filter,
            capture: settings.capture,
            columns: settings.columns,
            bookmarks: settings.bookmarks,
            decode_as: settings.decode_as,
            disabled_protocols: settings.disabled_protocols,
            flipped_choices: settings.flipped_choices,
        }
    }

    /// Puts it in place of what `settings` has.
    pub fn put_into(self, settings: &mut Settings) {
        settings.colour_rows = self.colour_rows;
        settings.resolve_names = self.resolve_names;
        settings.layout = self.layout;
        settings.session_columns = self.session_columns;
        settings.time_format = self.time_format;
        settings.time_digits = self.time_digits;
        settings.time_hours = self.time_hours;
        settings.capture_filter = self.capture_filter;
        settings.capture = self.capture;
        settings.columns = columns::checked(self.columns);
        settings.bookmarks = self.bookmarks;
        settings.decode_as = self.decode_as;
        settings.disabled_protocols = self.disabled_protocols;
        settings.flipped_choices = self.flipped_choices;
    }
}

/// Whether a profile can have this name: it becomes that of a folder.
pub fn is_name(name: &str) -> bool {
    let allowed = |c: char| !c.is_control() && !"/\\:*?\"<>|".contains(c);
    let len = name.chars().count();
    (1..=NAME_MAX).contains(&len)
        && name.trim() == name
        && !name.starts_with('.')
        && name.chars().all(allowed)
}

/// The folder that profiles lie in, beside the settings.
#[derive(Clone, Debug)]
pub struct Profiles {
    folder: PathBuf,
}

impl Profiles {
    /// Those beside `settings_file`.
    pub fn beside(settings_file: &Path) -> Self {
        Self { folder: settings_file.with_file_name("profiles") }
    }

    /// The names, in order of letters; the one that is always there is not among them.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.path().join(FILE).is_file());
        let mut names: Vec<String> = folders
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| is_name(name) && name != DEFAULT)
            .take(PROFILES_MAX)
            .collect();
        names.sort_by_key(|name| name.to_lowercase());
        names
    }

    pub fn has(&self, name: &str) -> bool {
        name == DEFAULT || self.folder.join(name).exists()
    }

    /// Where the colouring rules of a profile lie; the one that is always there has them elsewhere.
    pub fn colours(&self, name: &str) -> PathBuf {
        match name {
            DEFAULT => self.folder.with_file_name(COLOURS),
            name => self.folder.join(name).join(COLOURS),
        }
    }

    /// What a profile has; what is missing or cannot be read takes its default.
    ///
    /// # Errors
    /// The file cannot be read at all.
    pub fn load(&self, name: &str) -> io::Result<ProfileSettings> {
        let text = fs::read_to_string(self.folder.join(name).join(FILE))?;
        Ok(toml::from_str(&text).unwrap_or_default())
    }

    /// Keeps what a profile has; its folder is made if it is missing.
    pub fn save(&self, name: &str, part: &ProfileSettings) -> io::Result<()> {
        checked(name)?;
        write_toml(&self.folder.join(name).join(FILE), part)
    }

    /// Makes a profile with this, and with the colouring rules in `colours`, where there are any.
    pub fn create(&self, name: &str, part: &ProfileSettings, colours: Option<&Path>) -> io::Result<()> {
        checked(name)?;
        if self.has(name) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("there is a profile “{name}”")));
        }
        self.save(name, part)?;
        match colours.filter(|file| file.is_file()) {
            Some(file) => fs::copy(file, self.colours(name)).map(|_| ()),
            None => Ok(()),
        }
    }

    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        checked(from)?;
        checked(to)?;
        if self.has(to) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("there is a profile “{to}”")));
        }
        fs::rename(self.folder.join(from), self.folder.join(to))
    }

    /// Removes the files of a profile, and its folder unless something else lies in it.
    pub fn delete(&self, name: &str) -> io::Result<()> {
        checked(name)?;
        let folder = self.folder.join(name);
        fs::remove_file(folder.join(FILE))?;
        let colours = self.colours(name);
        if colours.exists() {
            fs::remove_file(colours)?;
        }
        match fs::remove_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            other => other,
        }
    }
}

fn checked(name: &str) -> io::Result<()> {
    if is_name(name) && name != DEFAULT {
        Ok(())
    } else {
        let text = format!("“{}” cannot be the name of a profile", name.escape_debug());
        Err(io::Error::new(io::ErrorKind::InvalidInput, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_made_renamed_and_deleted() {
        let home = tempfile::tempdir().unwrap();
        let profiles = Profiles::beside(&home.path().join("settings.toml"));
        assert!(profiles.names().is_empty());
        let mut part = ProfileSettings { colour_rows: false, ..ProfileSettings::default() };
        part.bookmarks.push(Bookmark { label: "Mine".into(), expression: "tls".into(), button: true });
        let colours = home.path().join(COLOURS);
        fs::write(&colours, "@TCP@tcp@[0,0,0][65535,65535,65535]\n").unwrap();
        profiles.create("TLS work", &part, Some(&colours)).unwrap();
        assert!(profiles.create("TLS work", &part, None).is_err());
        profiles.create("bare", &ProfileSettings::default(), None).unwrap();
        assert_eq!(profiles.names(), ["bare", "TLS work"]);
        profiles.rename("TLS work", "仕事").unwrap();
        assert!(profiles.rename("bare", "仕事").is_err());
        assert_eq!(profiles.load("仕事").unwrap(), part);
        assert!(profiles.colours("仕事").is_file() && !profiles.colours("bare").exists());
        profiles.delete("仕事").unwrap();
        assert_eq!(profiles.names(), ["bare"]);
    }

    #[test]
    fn names_stay_within_their_folder() {
        let home = tempfile::tempdir().unwrap();
        let profiles = Profiles::beside(&home.path().join("settings.toml"));
        for name in ["", " ", "..", ".hidden", "a/b", "a\\b", "a\nb", DEFAULT] {
            assert!(profiles.create(name, &ProfileSettings::default(), None).is_err(), "{name:?}");
            assert!(profiles.delete(name).is_err(), "{name:?}");
        }
        assert!(!is_name(&"x".repeat(NAME_MAX + 1)) && is_name(&"x".repeat(NAME_MAX)));
    }

    #[test]
    fn a_profile_leaves_the_rest_of_the_settings_alone() {
        let mut settings = Settings { zoom: 130, ..Settings::default() };
        let part =
            ProfileSettings { time_digits: Some(3), columns: Vec::new(), ..ProfileSettings::default() };
        part.clone().put_into(&mut settings);
        assert_eq!((settings.zoom, settings.time_digits), (130, Some(3)));
        // A list without columns shows nothing.
        assert_eq!(settings.columns, columns::standard());
        assert_eq!(ProfileSettings::of(&settings).time_digits, Some(3));
    }
}
