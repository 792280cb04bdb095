//! From a file, pipe or growing spool to an index: reads blocks, feeds the indexer, in steps that
//! a caller can interleave with publishing, progress and cancelling.

use crate::capfile::{self, Block, Next, Reader, Spool, TeeReader};
use crate::dissect::Claim;
use crate::index::Indexer;
use crate::proto;
use crate::store::{Capture, FileBytes, Pass};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Secrets blocks kept of a file, and the bytes of all of them together.
const MAX_SECRETS: usize = 4_096;
const MAX_SECRETS_BYTES: usize = 256 << 20;
/// Names of addresses kept of a file.
const MAX_NAMES: usize = 1_000_000;

/// Blocks after which a step looks at the clock.
const BATCH: usize = 2_048;

/// Why nothing could be opened at all. What is wrong further inside is a problem of the capture,
/// whose frames before it stay.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("The file \"{path}\" doesn't exist.")]
    Missing { path: String },
    #[error("The file \"{path}\" could not be opened: {source}.")]
    Io { path: String, source: io::Error },
    #[error("\"{path}\" is a directory (folder), not a file.")]
    Folder { path: String },
    #[error("The file \"{path}\" is a \"special file\" or socket or other non-regular file.")]
    Special { path: String },
    #[error("The file \"{path}\" could not be opened: {source}.")]
    NotACapture { path: String, source: capfile::Error },
    #[error("No room to keep a copy of what is read: {0}. Set TMPDIR to a folder with more room.")]
    Spool(io::Error),
}

/// A device never ends, or has nothing; pipes are read as streams.
fn is_device(metadata: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        kind.is_char_device() || kind.is_block_device() || kind.is_socket()
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

impl OpenError {
    /// There is nothing in the file at all: a capture without frames, for those who see it so.
    pub fn is_empty_file(&self) -> bool {
        matches!(self, Self::NotACapture { source: capfile::Error::Empty, .. })
    }
}

/// How far a step came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to read at once.
    More,
    /// The source has nothing now, but may grow.
    Waiting,
    /// All is read.
    Done,
}

/// Reads one source into an index.
pub struct Loader {
    reader: Reader<Box<dyn Read + Send>>,
    indexer: Indexer,
    /// Over the file, of which the index may look at earlier parts in the map, and how far it came.
    pass: (Pass, u64),
    /// The source may still grow when it has no more bytes now.
    growing: bool,
    /// For a stream: whether its end was met. Before that, more is to come.
    stream_ended: Option<Arc<AtomicBool>>,
    limit_frames: u64,
    total_bytes: Option<u64>,
    done: bool,
    interfaces: u32,
    sections: u32,
    /// Number and bytes of the secrets blocks kept.
    secrets: (usize, usize),
    /// Names of addresses that were kept.
    names: usize,
}

impl Loader {
    /// Opens a file; compressed ones, pipes and devices are unpacked into a spool on the way.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let shown = || path.display().to_string();
        let io_error = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => OpenError::Missing { path: shown() },
            _ => OpenError::Io { path: shown(), source },
        };
        let file = File::open(path).map_err(io_error)?;
        let metadata = file.metadata().map_err(io_error)?;
        if metadata.is_dir() {
            return Err(OpenError::Folder { path: shown() });
        }
        if is_device(&metadata) {
            return Err(OpenError::Special { path: shown() });
        }
        if !metadata.is_file() {
            return Self::stream(file);
        }
        let again = file.try_clone().map_err(io_error)?;
        let opened = capfile::open(file).map_err(io_error)?;
        if opened.compression.is_some() {
            let mut loader = Self::spooled(opened.reader)?;
            loader.total_bytes = None;
            return Ok(loader);
        }
        let bytes = FileBytes::open(&again, u64::MAX).map_err(io_error)?;
        // Some file systems do not say how long their files are.
        if bytes.is_empty() {
            return Ok(Self::new(opened.reader, Some(again), bytes, None));
        }
        // Read, not looked at in the map: to copy a page takes less time than to map it and give it back, and the
        // copy stands in the processor's cache.
        let source = Box::new(opened.reader.take(bytes.len() as u64));
        let pass = Pass::over(&bytes);
        let mut loader = Self::new(source, Some(again), bytes, Some(metadata.len()));
        loader.pass.0 = pass;
        Ok(loader)
    }

    /// Reads standard input, a FIFO, any stream; frames can be published as they come.
    pub fn stream(source: impl Read + Send + 'static) -> Result<Self, OpenError> {
        let opened = capfile::open(source).map_err(OpenError::Spool)?;
        let ended = Arc::new(AtomicBool::new(false));
        let source = Pausing { source: opened.reader, told: false, ended: Arc::clone(&ended) };
        let mut loader = Self::spooled(Box::new(source))?;
        loader.stream_ended = Some(ended);
        Ok(loader)
    }

    /// Follows a file that another program is writing, until [`Self::stop_growing`].
    pub fn follow(file: File) -> Result<Self, OpenError> {
        let again = file.try_clone().map_err(OpenError::Spool)?;
        let mut loader = Self::new(Box::new(file), Some(again), FileBytes::default(), None);
        loader.growing = true;
        Ok(loader)
    }

    fn spooled(reader: Box<dyn Read + Send>) -> Result<Self, OpenError> {
        let spool = Spool::new(None, None).map_err(OpenError::Spool)?;
        let file = spool.file().map_err(OpenError::Spool)?;
        Ok(Self::new(Box::new(TeeReader::new(reader, spool)), Some(file), FileBytes::default(), None))
    }

    fn new(
        reader: Box<dyn Read + Send>,
        file: Option<File>,
        bytes: FileBytes,
        total_bytes: Option<u64>,
    ) -> Self {
        Self {
            reader: Reader::new(reader),
            indexer: Indexer::new(proto::registry(), file, bytes),
            growing: false,
            stream_ended: None,
            limit_frames: u64::MAX,
            total_bytes,
            done: false,
            interfaces: 0,
            sections: 0,
            pass: (Pass::over(&FileBytes::default()), 0),
            secrets: (0, 0),
            names: 0,
        }
    }

    /// See [`Indexer::take_in_turn`].
    pub fn take_in_turn(&mut self) {
        self.indexer.take_in_turn();
    }

    /// See [`Indexer::expect`].
    pub fn expect(&mut self, rules: &[(Claim, &'static str)]) {
        self.indexer.expect(rules);
    }

    /// See [`Indexer::leave_fragments`].
    pub fn leave_fragments(&mut self) {
        self.indexer.leave_fragments();
    }

    /// Stops after that many frames.
    pub fn limit_frames(&mut self, limit: u64) {
        self.limit_frames = limit;
    }

    /// The file will not grow any more: the next end is the end.
    pub fn stop_growing(&mut self) {
        self.growing = false;
    }

    /// Bytes read and bytes in all, where that is known.
    pub fn progress(&self) -> (u64, Option<u64>) {
        (self.reader.offset(), self.total_bytes)
    }

    pub fn frames(&self) -> usize {
        self.indexer.frames()
    }

    /// Reads on for some thousand blocks. An error of the file becomes a problem of the capture,
    /// unless there is nothing but the error.
    pub fn step(&mut self, path: &str) -> Result<Step, OpenError> {
        if self.done {
            return Ok(Step::Done);
        }
        let offset = self.reader.offset();
        self.pass.0.note(offset.saturating_sub(self.pass.1));
        self.pass.1 = offset;
        for _ in 0..BATCH {
            if self.indexer.frames() as u64 >= self.limit_frames {
                self.done = true;
                return Ok(Step::Done);
            }
            match self.reader.next() {
                Ok(Next::Block(Block::Packet(packet))) => {
                    let bytes = self.reader.packet_bytes(&packet);
                    self.indexer.frame(&packet, bytes, self.reader.recent());
                }
                Ok(Next::Block(Block::Section(_))) => self.sections += 1,
                Ok(Next::Block(Block::Interface(mut interface))) => {
                    self.interfaces += 1;
                    interface.section = self.sections;
                    self.indexer.interface(*interface);
                }
                Ok(Next::Block(Block::Secrets(secrets))) => {
                    let (count, bytes) = (self.secrets.0 + 1, self.secrets.1 + secrets.bytes.len());
                    if count <= MAX_SECRETS && bytes <= MAX_SECRETS_BYTES {
                        self.secrets = (count, bytes);
                        self.indexer.secrets_block(*secrets);
                    }
                }
                Ok(Next::Block(Block::Names(block))) => {
                    for name in block.names {
                        self.names += 1 + name.names.len();
                        if self.names <= MAX_NAMES {
                            self.indexer.name(name);
                        }
                    }
                }
                Ok(Next::Block(_)) => {}
                Ok(Next::NeedMore | Next::End) if self.growing => return Ok(Step::Waiting),
                Ok(Next::NeedMore)
                    if self.stream_ended.as_ref().is_some_and(|e| !e.load(Ordering::Relaxed)) =>
                {
                    return Ok(Step::More);
                }
                Ok(Next::NeedMore) => {
                    let error = self.reader.cut_error();
                    return self.fail(error, path);
                }
                Ok(Next::End) => {
                    self.done = true;
                    if self.reader.kind().is_none() {
                        return self.fail(capfile::Error::Empty, path);
                    }
                    return Ok(Step::Done);
                }
                Err(error) => return self.fail(error, path),
            }
        }
        Ok(Step::More)
    }

    fn fail(&mut self, error: capfile::Error, path: &str) -> Result<Step, OpenError> {
        self.done = true;
        if self.interfaces == 0 && self.indexer.frames() == 0 && self.reader.kind().is_none() {
            return Err(OpenError::NotACapture { path: path.into(), source: error });
        }
        self.indexer.problem(error.to_string());
        Ok(Step::Done)
    }

    pub fn publish(&mut self) -> Arc<Capture> {
        self.indexer.publish()
    }

    /// The last instant: nothing more will come.
    pub fn finish(&mut self) -> Arc<Capture> {
        self.done = true;
        self.indexer.finish()
    }
}

/// A stream that says so each time before it waits for more, so that what came can be shown.
struct Pausing {
    source: Box<dyn Read + Send>,
    told: bool,
    ended: Arc<AtomicBool>,
}

impl Read for Pausing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !std::mem::replace(&mut self.told, true) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let len = self.source.read(buffer)?;
        self.told = false;
        if len == 0 {
            self.ended.store(true, Ordering::Relaxed);
        }
        Ok(len)
    }
}
