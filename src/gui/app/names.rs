//! Names that stand in place of addresses in the list: those that the capture itself gives, collected by
//! a job of its own. Nothing is looked up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::App;
use super::opened::Opened;
use crate::document::background::Wake;
use crate::filter::Filter;
use crate::proto;
use crate::statistics::hosts::Hosts;
use crate::statistics::{self, Input, Progress};

/// Pause before the names of a growing capture are collected anew.
const AGAIN_EVERY: Duration = Duration::from_secs(3);

/// The names, and the job that collects them.
#[derive(Default)]
pub struct Naming {
    job: Option<Arc<Job>>,
    began: Option<Instant>,
    /// Frames of the capture when they were collected, and how much of it was open.
    counted: Option<(usize, u64)>,
}

#[derive(Default)]
struct Job {
    progress: Progress,
    found: Mutex<Option<HashMap<String, String>>>,
}

impl Drop for Naming {
    fn drop(&mut self) {
        if let Some(job) = &self.job {
            job.progress.cancel();
        }
    }
}

impl Naming {
    pub fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Takes names that were collected, and collects anew when there is more to see.
    fn refresh(&mut self, open: &mut Opened, wake: &Wake) {
        if let Some(job) = &self.job {
            let found = job.found.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(found) = found {
                self.job = None;
                open.set_names(Some(Arc::new(found)));
            }
            return;
        }
        let now = (open.capture.frames.len(), open.background.opened_generation());
        let soon = self.began.is_some_and(|began| began.elapsed() < AGAIN_EVERY);
        if self.counted == Some(now) || soon {
            return;
        }
        self.counted = Some(now);
        self.began = Some(Instant::now());
        let job = Arc::new(Job::default());
        self.job = Some(Arc::clone(&job));
        let (capture, settings, wake) =
            (Arc::clone(&open.capture), open.background.settings(), Arc::clone(wake));
        std::thread::spawn(move || {
            let registry = proto::registry();
            let mut names = HashMap::new();
            if let Ok(filter) = Filter::new("dns || mdns || llmnr || tls.handshake.type == 1", registry) {
                let input = Input { capture: &capture, settings: &settings, registry, filter: &filter };
                let hosts = statistics::run(input, Hosts::new(registry), &job.progress);
                for host in hosts.into_iter().flat_map(|hosts| hosts.found) {
                    // What DNS says counts more than what a client asked for.
                    let is_dns = host.origin == statistics::hosts::Origin::Dns;
                    if is_dns || !names.contains_key(&host.address) {
                        names.insert(host.address, host.name);
                    }
                }
            }
            *job.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(names);
            wake();
        });
    }
}

impl App {
    /// Lets the list show names, if it shall.
    pub(super) fn refresh_names(&mut self) {
        let Some(open) = &mut self.open else {
            self.naming = Naming::default();
            return;
        };
        if self.settings.resolve_names {
            self.naming.refresh(open, &self.wake);
        } else if open.look.names.is_some() || self.naming.counted.is_some() {
            open.set_names(None);
            self.naming = Naming::default();
        }
    }
}
