//! An open capture that loads in the background: one thread reads and publishes, another opens
//! TLS sessions with the secrets there are. The window asks and never waits.

use super::keys::{self, Sessions};
use super::loader::{Loader, OpenError, Step};
use super::secrets_blocks::BlocksInKeyring;
use crate::base::chunked::Latest;
use crate::dissect::Settings;
use crate::platform::memory;
use crate::store::Capture;
use crate::tls::secrets::Keyring;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time between two published instants, and how it grows with the frames that are there: what a list
/// of millions gains in the meantime nobody sees, but every instant costs copies of what changes next.
const PUBLISH_EVERY: Duration = Duration::from_millis(33);
/// The same of a live capture: painting more often than people read costs more than the frames themselves.
const PUBLISH_LIVE: Duration = Duration::from_millis(100);
const PUBLISH_LATER: &[(usize, Duration)] =
    &[(2_000_000, Duration::from_millis(250)), (200_000, Duration::from_millis(100))];
/// Pause before a source that had nothing is asked again.
const POLL_EVERY: Duration = Duration::from_millis(20);

/// Pause between two looks at key logs that may have grown.
const REFRESH_EVERY: Duration = Duration::from_millis(500);

/// Pause between two walks over the sessions while frames come, and how much longer than a walk it is.
const WALK_EVERY: Duration = Duration::from_millis(200);
const WALK_SHARE: u32 = 8;

/// Pause before memory that only loading needed goes back to the system.
const GIVE_BACK_AFTER: Duration = Duration::from_millis(300);

/// How loading stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loading {
    Running,
    Done,
    Cancelled,
    /// Nothing could be opened; the sentence says why.
    Failed(String),
}

/// Called after anything changed that a view may show.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

struct Shared {
    latest: Latest<Capture>,
    loading: Mutex<Loading>,
    read_bytes: AtomicU64,
    /// 0: not known.
    total_bytes: AtomicU64,
    cancel: AtomicBool,
    growing: AtomicBool,
    sessions: Mutex<Sessions>,
    /// Grows when sessions were opened or closed: rows made before are stale.
    opened_generation: AtomicU64,
    keyring: Arc<Keyring>,
    /// None when the capture is closed.
    blocks: Mutex<Option<BlocksInKeyring>>,
    settings: Mutex<Settings>,
    /// Generations of capture and secrets that `sessions` is complete for.
    walked: Mutex<(u64, u64)>,
    news: (Mutex<bool>, Condvar),
    closed: AtomicBool,
    wake: Wake,
}

/// A capture that loads in the background. Dropping it ends its threads.
pub struct BackgroundCapture {
    shared: Arc<Shared>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BackgroundCapture {
    /// Begins to load what `open` opens; opening itself happens in the background, too. `growing`:
    /// the source is a live capture's file, followed until [`Self::stop_growing`].
    pub fn open(
        name: String,
        open: impl FnOnce() -> Result<Loader, OpenError> + Send + 'static,
        growing: bool,
        keyring: Arc<Keyring>,
        settings: Settings,
        wake: Wake,
    ) -> Self {
        memory::keep_large_apart();
        let capture = Capture::default();
        capture.leave_keys_to_a_job();
        let settings = Settings { verdicts: Arc::new(crate::verdict::verdicts()), ..settings };
        let shared = Arc::new(Shared {
            latest: Latest::new(capture),
            loading: Mutex::new(Loading::Running),
            read_bytes: AtomicU64::new(0),
            total_bytes: AtomicU64::new(0),
            cancel: AtomicBool::new(false),
            growing: AtomicBool::new(growing),
            sessions: Mutex::default(),
            opened_generation: AtomicU64::new(0),
            blocks: Mutex::new(Some(BlocksInKeyring::new(Arc::clone(&keyring), &name))),
            keyring,
            settings: Mutex::new(settings),
            walked: Mutex::new((u64::MAX, u64::MAX)),
            news: Default::default(),
            closed: AtomicBool::new(false),
            wake,
        });
        let (reader, opener) = (Arc::clone(&shared), Arc::clone(&shared));
        std::thread::spawn(move || {
            let outcome = reader.load(&name, open);
            *lock(&reader.loading) = outcome;
            reader.tell_news();
            (reader.wake)();
            // Once nobody looks at the instant before the last one.
            std::thread::sleep(GIVE_BACK_AFTER);
            memory::give_back_freed();
        });
        std::thread::spawn(move || opener.open_sessions());
        Self { shared }
    }

    pub fn capture(&self) -> Arc<Capture> {
        self.shared.latest.get()
    }

    pub fn loading(&self) -> Loading {
        lock(&self.shared.loading).clone()
    }

    /// Bytes read so far, and bytes in all where that is known.
    pub fn progress(&self) -> (u64, Option<u64>) {
        let total = self.shared.total_bytes.load(Ordering::Relaxed);
        (self.shared.read_bytes.load(Ordering::Relaxed), (total > 0).then_some(total))
    }

    /// Stops reading; what is there stays.
    pub fn cancel(&self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }

    /// The file that was followed will not grow any more.
    pub fn stop_growing(&self) {
        self.shared.growing.store(false, Ordering::Relaxed);
    }

    /// What became of the TLS sessions so far.
    pub fn sessions(&self) -> Sessions {
        lock(&self.shared.sessions).clone()
    }

    /// Whether [`Self::sessions`] counts every session with the secrets there are now; while
    /// frames still come, every session of a moment ago.
    pub fn sessions_are_settled(&self) -> bool {
        let (capture, secrets) = *lock(&self.shared.walked);
        secrets == self.shared.keyring.snapshot().generation()
            && (self.loading() == Loading::Running || capture == self.capture().generation)
    }

    /// Grows when sessions were opened or closed; rows and trees made before are stale then.
    pub fn opened_generation(&self) -> u64 {
        self.shared.opened_generation.load(Ordering::Relaxed)
    }

    /// To be called after the keyring changed.
    pub fn secrets_changed(&self, removed: bool) {
        if removed {
            self.capture().forget_plaintext();
            let mut settings = lock(&self.shared.settings);
            settings.opened = Arc::default();
            settings.checkpoints = Arc::default();
        }
        self.shared.tell_news();
    }

    /// The settings with the secrets there are now.
    pub fn settings(&self) -> Settings {
        Settings { secrets: self.shared.keyring.snapshot(), ..lock(&self.shared.settings).clone() }
    }

    /// Changes a preference.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut lock(&self.shared.settings));
        self.shared.opened_generation.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for BackgroundCapture {
    fn drop(&mut self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
        self.shared.closed.store(true, Ordering::Relaxed);
        self.shared.tell_news();
    }
}

impl Shared {
    fn tell_news(&self) {
        *lock(&self.news.0) = true;
        self.news.1.notify_all();
    }

    fn load(&self, name: &str, open: impl FnOnce() -> Result<Loader, OpenError>) -> Loading {
        let mut loader = match open() {
            Ok(loader) => loader,
            Err(error) => return Loading::Failed(error.to_string()),
        };
        let mut published = Instant::now();
        let mut first = true;
        let mut frames = 0;
        loop {
            if self.cancel.load(Ordering::Relaxed) {
                self.publish(loader.finish());
                return Loading::Cancelled;
            }
            let step = match loader.step(name) {
                Ok(step) => step,
                Err(error) => return Loading::Failed(error.to_string()),
            };
            let (read, total) = loader.progress();
            self.read_bytes.store(read, Ordering::Relaxed);
            self.total_bytes.store(total.unwrap_or(0), Ordering::Relaxed);
            match step {
                Step::Done => {
                    self.publish(loader.finish());
                    return Loading::Done;
                }
                Step::More if !first && published.elapsed() < self.publish_every(frames) => continue,
                Step::More => {}
                Step::Waiting => {
                    if !self.growing.load(Ordering::Relaxed) {
                        loader.stop_growing();
                        continue;
                    }
                    if loader.frames() == frames || published.elapsed() < PUBLISH_LIVE && !first {
                        std::thread::sleep(POLL_EVERY);
                        continue;
                    }
                }
            }
            frames = loader.frames();
            first = false;
            self.publish(loader.publish());
            published = Instant::now();
            if step == Step::Waiting {
                std::thread::sleep(POLL_EVERY);
            }
        }
    }

    /// A live capture shall not lag.
    fn publish_every(&self, frames: usize) -> Duration {
        if self.growing.load(Ordering::Relaxed) {
            return PUBLISH_LIVE;
        }
        let later = PUBLISH_LATER.iter().find(|(from, _)| frames >= *from);
        later.map_or(PUBLISH_EVERY, |(_, every)| *every)
    }

    fn publish(&self, capture: Arc<Capture>) {
        capture.leave_keys_to_a_job();
        if let Some(blocks) = lock(&self.blocks).as_mut() {
            blocks.update(&capture);
        }
        self.latest.publish(capture);
        self.tell_news();
        (self.wake)();
    }

    /// Waits so long, or until all frames are there or the capture is closed.
    fn pause_while_loading(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let goes_on = || *lock(&self.loading) == Loading::Running && !self.closed.load(Ordering::Relaxed);
        while goes_on() && Instant::now() < until {
            std::thread::sleep(POLL_EVERY);
        }
    }

    /// Opens sessions whenever there is something new, until the capture is closed.
    fn open_sessions(&self) {
        let mut seen = (u64::MAX, u64::MAX);
        let mut took = Duration::ZERO;
        loop {
            {
                let news = lock(&self.news.0);
                let waited = self.news.1.wait_timeout_while(news, REFRESH_EVERY, |news| !*news);
                let (mut news, _) = waited.unwrap_or_else(PoisonError::into_inner);
                *news = false;
            }
            if self.closed.load(Ordering::Relaxed) {
                // The threads may outlive the capture for a moment; its secrets shall not.
                *lock(&self.blocks) = None;
                return;
            }
            self.keyring.refresh_key_logs();
            // While frames stream in, conversations are walked a few times a second, not each time.
            self.pause_while_loading(WALK_EVERY.max(took * WALK_SHARE));
            let capture = self.latest.get();
            let settings = Settings { secrets: self.keyring.snapshot(), ..lock(&self.settings).clone() };
            let now = (capture.generation, settings.secrets.generation());
            if now == seen {
                continue;
            }
            let secrets_changed = now.1 != seen.1;
            seen = now;
            let before = lock(&self.sessions).clone();
            let begun = Instant::now();
            let mut told = begun;
            let after = keys::open_sessions(&capture, &settings, &self.closed, |so_far| {
                if told.elapsed() >= PUBLISH_EVERY {
                    told = Instant::now();
                    *lock(&self.sessions) = so_far.clone();
                    self.opened_generation.fetch_add(1, Ordering::Relaxed);
                    (self.wake)();
                }
            });
            took = begun.elapsed();
            if self.closed.load(Ordering::Relaxed) {
                return;
            }
            // Sessions of other captures may resume what was opened here.
            self.keyring.learn(capture.learned_masters());
            if self.keyring.snapshot().generation() != now.1 {
                self.tell_news();
            }
            let is_news = after != before || secrets_changed;
            *lock(&self.sessions) = after;
            *lock(&self.walked) = now;
            if is_news {
                self.opened_generation.fetch_add(1, Ordering::Relaxed);
            }
            (self.wake)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    /// Bytes of a pcap file's header, and of that of each of its packets.
    const FILE_HEADER_LEN: usize = 24;
    const PACKET_HEADER_LEN: usize = 16;

    /// Two captures out of one: its first `count` packets, and the others.
    fn split(source: &Path, count: usize, folder: &Path) -> [PathBuf; 2] {
        let bytes = std::fs::read(source).unwrap();
        let mut at = FILE_HEADER_LEN;
        for _ in 0..count {
            let len = u32::from_le_bytes(bytes[at + 8..at + 12].try_into().unwrap());
            at += PACKET_HEADER_LEN + len as usize;
        }
        let paths = ["first.pcap", "second.pcap"].map(|name| folder.join(name));
        std::fs::write(&paths[0], &bytes[..at]).unwrap();
        std::fs::write(&paths[1], [&bytes[..FILE_HEADER_LEN], &bytes[at..]].concat()).unwrap();
        paths
    }

    fn open(path: &Path, keyring: &Arc<Keyring>) -> BackgroundCapture {
        let from = path.to_path_buf();
        let open = move || Loader::open(&from);
        let name = path.display().to_string();
        let keyring = Arc::clone(keyring);
        BackgroundCapture::open(name, open, false, keyring, Settings::default(), Arc::new(|| ()))
    }

    fn settled(capture: &BackgroundCapture) -> Sessions {
        let started = Instant::now();
        while capture.loading() != Loading::Done || !capture.sessions_are_settled() {
            assert!(started.elapsed() < Duration::from_secs(60), "{:?}", capture.loading());
            std::thread::sleep(POLL_EVERY);
        }
        capture.sessions()
    }

    #[test]
    fn a_session_opens_that_resumes_one_of_another_capture() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = split(Path::new("samples/dtls/resumed.pcap"), 15, folder.path());
        let keyring = Arc::new(Keyring::new());
        let key = keyring.load_key_file(Path::new("samples/key.pem"), None).unwrap();
        let resumed = open(&second, &keyring);
        let alone = settled(&resumed);
        assert_eq!((alone.total, alone.decrypted), (1, 0));
        let full = settled(&open(&first, &keyring));
        assert_eq!((full.total, full.decrypted), (1, 1));
        assert_eq!(key.iter().map(|id| full.usage.sessions(*id)).sum::<usize>(), 1);
        resumed.secrets_changed(false);
        let after = settled(&resumed);
        assert_eq!((after.total, after.decrypted), (1, 1));
        assert_eq!(key.iter().map(|id| after.usage.sessions(*id)).sum::<usize>(), 0);
    }
}
