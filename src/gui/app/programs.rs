//! Programs started with a key log of their own: started, watched, stopped; their cards. Not here:
//! how they are started (`document::launch`).

use super::App;
use crate::document::launch::{Launched, Standing};
use crate::gui::model::tls::{CardLine, ProgramCard};
use crate::gui::model::{BannerView, ChipView, Tone};
use crate::gui::session_columns::duration;
use crate::gui::text;
use crate::tls::secrets::KeyId;

/// A program and the key log it writes.
pub struct Program {
    pub launched: Launched,
    pub log: KeyId,
}

impl Program {
    pub fn is_running(&self) -> bool {
        self.launched.standing() == Standing::Running
    }
}

impl App {
    pub(super) fn launched(&mut self, outcome: Result<Box<Program>, String>) {
        match outcome {
            Ok(program) => {
                let words = format!(
                    "{} is running; sessions open as it writes their secrets",
                    text::middle_ellipsis(&program.launched.command_line, 60)
                );
                self.banner = Some(BannerView { tone: Tone::Success, text: words, action: None });
                self.programs.push(*program);
                self.window.secrets_open = true;
                if let Some(open) = &self.open {
                    open.background.secrets_changed(false);
                }
            }
            Err(error) => {
                let text = format!("The program was not started: {error}");
                self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
            }
        }
        self.secrets_stamp = None;
    }

    /// Notices programs that have ended.
    pub(super) fn look_at_programs(&mut self) {
        let mut changed = false;
        for program in &mut self.programs {
            changed |= program.launched.look();
        }
        if changed {
            self.secrets_stamp = None;
        }
    }

    pub(super) fn stop_program(&mut self, pid: u32) {
        if let Some(program) = self.programs.iter_mut().find(|p| p.launched.pid == pid) {
            program.launched.stop();
        }
    }

    /// Forgets a program with its key log, unless it still runs.
    pub(super) fn forget_program(&mut self, pid: u32) {
        let Some(at) = self.programs.iter().position(|p| p.launched.pid == pid && !p.is_running()) else {
            return;
        };
        let program = self.programs.swap_remove(at);
        self.remove_secret(program.log);
        self.secrets_stamp = None;
    }
}

/// A program as the panel shows it.
pub fn card(launched: &Launched) -> ProgramCard {
    let ran = || duration(u64::try_from(launched.ran_for().as_nanos()).unwrap_or(u64::MAX));
    let (chip, tone, words) = match launched.standing() {
        Standing::Running => ("running", Tone::Accent, format!("process {}", launched.pid)),
        Standing::Exited(0) => ("ended", Tone::Neutral, format!("after {}, status 0", ran())),
        Standing::Exited(status) => ("failed", Tone::Warn, format!("after {}, status {status}", ran())),
        Standing::Killed => ("stopped", Tone::Neutral, format!("after {}", ran())),
    };
    let line = |name, text, mono| CardLine { name, text, mono, sessions: Vec::new() };
    ProgramCard {
        pid: launched.pid,
        title: launched.command_line.clone(),
        is_running: launched.standing() == Standing::Running,
        chip: ChipView { text: chip.into(), tone, icon: None },
        lines: vec![
            line("Program", words, false),
            line("Key log", launched.key_log().display().to_string(), true),
        ],
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::document::launch::{Launch, start};
    use std::time::{Duration, Instant};

    #[test]
    fn a_card_says_how_the_program_ended() {
        let launch = |line: &str| Launch {
            command_line: line.into(),
            folder: Default::default(),
            through_shell: true,
        };
        let mut failed = start(&launch("exit 7")).unwrap();
        let mut running = start(&launch("sleep 30")).unwrap();
        assert_eq!((card(&running).chip.text.as_str(), card(&running).is_running), ("running", true));
        running.stop();
        let began = Instant::now();
        while !failed.look() && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let card = card(&failed);
        assert_eq!((card.chip.text.as_str(), card.is_running), ("failed", false));
        assert!(card.lines[0].text.ends_with("status 7"));
    }
}
