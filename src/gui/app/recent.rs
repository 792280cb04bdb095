//! Captures opened before, with what is remembered of them, and the sample.

use std::path::PathBuf;
use std::time::Duration;

use super::refresh::took_words;
use super::{App, export};
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

    /// The sample capture: beside the program's sources, or where a package puts it.
    pub(super) fn sample(&self) -> Option<PathBuf> {
        let program = std::env::current_exe().ok()?;
        let near = program.ancestors().skip(1).take(4).map(|folder| folder.join("samples"));
        // `bin` and `share` stand side by side.
        let installed = program.ancestors().nth(2).map(|prefix| prefix.join("share/wirelens/samples"));
        near.chain(installed).map(|folder| folder.join("upyssl.pcap")).find(|file| file.is_file())
    }
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
