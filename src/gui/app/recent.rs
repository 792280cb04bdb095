//! Captures opened before, with what is remembered of them, and the sample.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::refresh::took_words;
use super::{App, export};
use crate::base::whole_file;
use crate::gui::model::{RecentView, TlsState};
use crate::gui::settings::CaptureFacts;
use crate::gui::text;

impl App {
    pub(super) fn list_recent(&mut self) {
        let home = directories::BaseDirs::new().map(|d| d.home_dir().to_path_buf());
        self.welcome.recent = self
            .settings
            .recent
            .iter()
            .filter_map(|path| {
                let metadata = std::fs::metadata(path).ok()?;
                let folder = path.parent()?;
                let place = match home.as_ref().and_then(|home| folder.strip_prefix(home).ok()) {
                    Some(rest) => format!("~/{}", rest.display()),
                    None => folder.display().to_string(),
                };
                let known = self.settings.facts.iter().find(|facts| facts.path == *path);
                let mut facts = text::size(metadata.len());
                if let Some(known) = known {
                    let frames = text::plural(known.frames, "frame", "frames");
                    facts = format!(
                        "{facts} · {} · {frames}",
                        took_words(Duration::from_millis(known.milliseconds))
                    );
                }
                let age = metadata.modified().ok().map(|time| format!(" · {}", export::age(time)));
                Some(RecentView {
                    path: path.clone(),
                    name: path.file_name()?.to_string_lossy().into_owned(),
                    place: place + &age.unwrap_or_default(),
                    facts,
                    sessions: known.and_then(sessions_words),
                })
            })
            .collect();
    }

    /// The sample capture, its key beside it: where the program's sources or a package have it, and else
    /// written out for the user.
    pub(super) fn sample(&self) -> Option<PathBuf> {
        installed_sample().or_else(|| unpacked_sample().ok())
    }
}

/// Where the program's sources or a package have the sample.
fn installed_sample() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let near = program.ancestors().skip(1).take(4).map(|folder| folder.join("samples"));
    // `bin` and `share` stand side by side.
    let installed = program.ancestors().nth(2).map(|prefix| prefix.join("share/wirelens/samples"));
    near.chain(installed).map(|folder| folder.join("upyssl.pcap")).find(|file| file.is_file())
}

/// The sample out of the program itself: a newcomer may have nothing but the program.
fn unpacked_sample() -> std::io::Result<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "wirelens");
    let folder = dirs.map_or_else(std::env::temp_dir, |dirs| dirs.cache_dir().to_owned()).join("samples");
    unpack_sample(&folder)
}

fn unpack_sample(folder: &Path) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let capture = folder.join("upyssl.pcap");
    whole_file::write(&capture, include_bytes!("../../../samples/upyssl.pcap"))?;
    whole_file::write(&folder.join("key.pem"), include_bytes!("../../../samples/key.pem"))?;
    Ok(capture)
}

/// How a recent capture's sessions stood.
fn sessions_words(facts: &CaptureFacts) -> Option<(TlsState, String)> {
    let state = match facts.decrypted {
        _ if facts.sessions == 0 => return None,
        0 => TlsState::Closed,
        some if some < facts.sessions => TlsState::Half,
        _ => TlsState::Open,
    };
    let sessions = text::plural(facts.sessions, "session", "sessions");
    Some((state, format!("{} of {sessions} decrypted", text::count(facts.decrypted))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_comes_out_of_the_program_with_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let capture = unpack_sample(&folder.path().join("samples")).unwrap();
        assert_eq!(crate::document::preview::look(&capture, Duration::from_secs(5)).unwrap().frames, 19);
        let key = std::fs::read_to_string(capture.with_file_name("key.pem")).unwrap();
        assert!(key.contains("PRIVATE KEY"));
    }
}
