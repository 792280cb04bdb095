//! Several sources at once: each device through a helper of its own, other machines through ssh, all
//! packets in order of time in one file with an interface for each source. Limits hold for all of
//! them together.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::newest::{Keep, Newest, Place};
use super::options::StopAfter;
use super::remote::{Remote, RemoteRunning};
use super::ring::{Ring, RingOptions};
use super::wire::{Drops, Event, Fault, Reason};
use super::{Error, Helper, Options, Running, Spool};
use crate::base::time::Timestamp;
use crate::capfile::{Block, Interface, Next, PacketOut, PcapngWriter, Reader, SectionInfo};

/// How long a packet waits for earlier ones of other sources, which are told at the latest after 50 ms.
const HOLD: Duration = Duration::from_millis(150);
const ROUND: Duration = Duration::from_millis(20);
/// Bytes of a source's file after which the room of those read is given back, where only the newest packets are kept.
const FORGET_EVERY_BYTES: u64 = 16 << 20;
/// How long sources may take to end.
const END_LIMIT: Duration = Duration::from_secs(3);
/// Packets taken of one source in a round: another one has its turn, too.
const MAX_TAKEN: usize = 20_000;
/// Bytes that wait to be written; more are left in the sources' files for the time being.
const MAX_HELD: usize = 64 << 20;

/// One of the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceOptions {
    Device(Options),
    Remote(Remote),
}

impl SourceOptions {
    pub fn name(&self) -> String {
        match self {
            Self::Device(options) => options.interface.clone(),
            Self::Remote(remote) => remote.name(),
        }
    }
}

/// What is captured, and when it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeveralOptions {
    pub sources: Vec<SourceOptions>,
    pub stop_after: StopAfter,
    /// Written beside the spool.
    pub ring: Option<RingOptions>,
    /// Older packets go, if not all are kept.
    pub keep: Keep,
}

/// The capture goes on in another file, without its oldest packets.
#[derive(Debug)]
pub struct Moved {
    pub spool: Spool,
    /// Packets of the file before that are gone, and that are kept.
    pub gone: u64,
    pub kept: u64,
}

/// A capture of several sources in progress. Dropping it ends all of them; what was captured stays.
pub struct Several {
    /// What happens to all of them together, the last being [`Event::Stopped`].
    pub events: Receiver<Event>,
    /// Files that take the place of the one before.
    pub moved: Receiver<Moved>,
    stop: Arc<AtomicBool>,
    mixer: Option<JoinHandle<()>>,
}

impl Several {
    /// Starts all sources, or none.
    pub fn start(options: &SeveralOptions) -> Result<(Self, Spool), Error> {
        let mut sources = Vec::new();
        for source in &options.sources {
            sources.push(Source::start(source)?);
        }
        Self::mix(sources, options)
    }

    fn mix(sources: Vec<Source>, options: &SeveralOptions) -> Result<(Self, Spool), Error> {
        let spool = Spool::create()?;
        let section = SectionInfo {
            application: Some(concat!("Wirelens ", env!("CARGO_PKG_VERSION")).into()),
            ..SectionInfo::default()
        };
        let failed = |source| Error::Spool { path: spool.path().into(), source };
        let writer = PcapngWriter::new(BufWriter::new(spool.output()?), &section).map_err(failed)?;
        let (events, receiver) = channel();
        let (move_on, moved) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let mixer = Mixer {
            sources,
            writer,
            reading: spool.open()?,
            newest: Newest::new(options.keep),
            interfaces: Vec::new(),
            section: section.clone(),
            gone: Gone::default(),
            move_on,
            ring: options.ring.clone().map(|ring| Ring::new(ring, section)),
            limits: options.stop_after,
            stop: Arc::clone(&stop),
            events,
            began: Instant::now(),
            packets: 0,
            told: (0, Drops::default()),
        };
        let thread = thread::Builder::new().name("capture-mixer".into()).spawn(move || mixer.run());
        let thread = thread.map_err(|e| Error::Helper(e.to_string()))?;
        Ok((Self { events: receiver, moved, stop, mixer: Some(thread) }, spool))
    }

    /// Asks all sources to end; `Stopped` follows.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Several {
    fn drop(&mut self) {
        self.stop();
        if let Some(mixer) = self.mixer.take() {
            // It ends within END_LIMIT; if it panicked there is nothing left to end.
            let _ = mixer.join();
        }
    }
}

enum Kind {
    Device(Running),
    Remote(RemoteRunning),
}

/// A packet that waits for earlier ones.
struct Held {
    arrived: Instant,
    /// Of the mixed file.
    interface: u32,
    time: Timestamp,
    original_len: u32,
    flags: Option<u32>,
    data: Vec<u8>,
}

struct Source {
    name: String,
    kind: Kind,
    spool: Spool,
    reader: Reader<File>,
    /// Numbers of its interfaces in the mixed file.
    interfaces: Vec<u32>,
    held: VecDeque<Held>,
    held_bytes: usize,
    /// Bytes of its file whose room was given back.
    forgotten: u64,
    drops: Drops,
    ended: bool,
    /// All of its file is read.
    drained: bool,
}

impl Source {
    fn start(options: &SourceOptions) -> Result<Self, Error> {
        let name = options.name();
        let (kind, spool) = match options {
            SourceOptions::Device(options) => {
                // Limits are those of all sources together.
                let options = Options { stop_after: StopAfter::default(), ..options.clone() };
                let (running, spool) = Helper::find()?.start_spooled(&options)?;
                (Kind::Device(running), spool)
            }
            SourceOptions::Remote(remote) => {
                let (running, spool) = remote.start()?;
                (Kind::Remote(running), spool)
            }
        };
        Self::new(name, kind, spool)
    }

    fn new(name: String, kind: Kind, spool: Spool) -> Result<Self, Error> {
        let reader = Reader::new(spool.open()?);
        // Its packets are in the mixed file: after a crash nobody wants to be offered them twice. Without its name the
        // file lives on as long as somebody writes or reads it.
        let _ = std::fs::remove_file(spool.path());
        Ok(Self {
            name,
            kind,
            spool,
            reader,
            interfaces: Vec::new(),
            held: VecDeque::new(),
            held_bytes: 0,
            forgotten: 0,
            drops: Drops::default(),
            ended: false,
            drained: false,
        })
    }

    /// Gives back the room of what is read, now and then.
    fn forget_read(&mut self) {
        let read = self.reader.offset();
        if read >= self.forgotten + FORGET_EVERY_BYTES {
            self.spool.forget(read);
            self.forgotten = read;
        }
    }

    fn stop(&mut self) {
        match &mut self.kind {
            Kind::Device(running) => running.stop(),
            Kind::Remote(running) => running.stop(),
        }
    }

    /// Hears what became of it; gives what is worth telling.
    fn listen(&mut self) -> Option<String> {
        let mut note = None;
        match &mut self.kind {
            Kind::Device(running) => loop {
                match running.events.try_recv() {
                    Ok(Event::Drops(drops)) => self.drops = drops,
                    Ok(Event::Error { text, .. }) => note = Some(text),
                    Ok(Event::Note(text)) => note = Some(text),
                    Ok(Event::Stopped(_)) | Err(TryRecvError::Disconnected) => {
                        self.ended = true;
                        break;
                    }
                    Ok(Event::Ready { .. } | Event::Committed { .. }) => {}
                    Err(TryRecvError::Empty) => break,
                }
            },
            Kind::Remote(running) => {
                if let Some(said) = running.ended() {
                    self.ended = true;
                    note = Some(said);
                }
            }
        }
        note.map(|text| format!("{}: {text}", self.name))
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What is no longer in the file.
#[derive(Clone, Copy, Default)]
struct Gone {
    bytes: u64,
    packets: u64,
}

/// The thread that puts the sources together.
struct Mixer {
    sources: Vec<Source>,
    writer: PcapngWriter<BufWriter<File>>,
    /// The file that is written, to be read.
    reading: File,
    /// Where it may be cut.
    newest: Option<Newest>,
    /// Those written; a file that begins anew has all of them.
    interfaces: Vec<Interface>,
    section: SectionInfo,
    gone: Gone,
    move_on: Sender<Moved>,
    ring: Option<Ring>,
    limits: StopAfter,
    stop: Arc<AtomicBool>,
    events: Sender<Event>,
    began: Instant,
    packets: u64,
    /// Bytes and drops that were told last.
    told: (u64, Drops),
}

impl Mixer {
    fn run(mut self) {
        let reason = match self.rounds() {
            Ok(reason) => reason,
            Err(error) => {
                self.tell(Event::Error { fault: Fault::File, text: error.to_string() });
                Reason::Error
            }
        };
        self.tell_progress();
        self.tell(Event::Stopped(reason));
    }

    /// Whoever does not listen has ended the capture.
    fn tell(&self, event: Event) {
        if self.events.send(event).is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn rounds(&mut self) -> io::Result<Reason> {
        let mut stopping: Option<(Instant, Reason)> = None;
        loop {
            let limit = self.limit();
            if stopping.is_none() && (limit.is_some() || self.stop.load(Ordering::Relaxed)) {
                stopping = Some((Instant::now(), limit.unwrap_or(Reason::Request)));
                self.sources.iter_mut().for_each(Source::stop);
            }
            let late = stopping.is_some_and(|(since, _)| since.elapsed() >= END_LIMIT);
            let mut notes = Vec::new();
            for at in 0..self.sources.len() {
                let Some(source) = self.sources.get_mut(at) else { continue };
                if !source.ended {
                    let note = source.listen();
                    // What ssh says when it is ended is nobody's concern.
                    notes.extend(note.filter(|_| stopping.is_none()));
                    source.ended |= late;
                }
                if !source.drained && !self.take(at)? {
                    let Some(source) = self.sources.get_mut(at) else { continue };
                    source.drained = source.ended;
                }
            }
            let done = self.sources.iter().all(|source| source.drained);
            self.write(done)?;
            notes.into_iter().for_each(|note| self.tell(Event::Note(note)));
            self.tell_progress();
            if done && self.sources.iter().all(|source| source.held.is_empty()) {
                return Ok(stopping.map_or(Reason::Error, |(_, reason)| reason));
            }
            if !done {
                thread::sleep(ROUND);
            }
        }
    }

    /// Bytes written, those that are gone too.
    fn bytes(&self) -> u64 {
        self.gone.bytes + self.writer.position()
    }

    /// The limit that is reached.
    fn limit(&self) -> Option<Reason> {
        let StopAfter { packets, kilobytes, duration } = self.limits;
        match () {
            () if packets.is_some_and(|most| self.packets >= most) => Some(Reason::Packets),
            () if kilobytes.is_some_and(|most| self.bytes() >= most.saturating_mul(1000)) => {
                Some(Reason::FileSize)
            }
            () if duration.is_some_and(|most| self.began.elapsed() >= most) => Some(Reason::Duration),
            () => None,
        }
    }

    /// Reads what a source has; false if it has nothing more now.
    fn take(&mut self, at: usize) -> io::Result<bool> {
        let Self { sources, writer, ring, interfaces, newest, .. } = self;
        let Some(source) = sources.get_mut(at) else { return Ok(false) };
        if newest.is_some() {
            source.forget_read();
        }
        for _ in 0..MAX_TAKEN {
            if source.held_bytes >= MAX_HELD {
                return Ok(true);
            }
            match source.reader.next() {
                Ok(Next::Block(Block::Interface(mut interface))) => {
                    interface.name.get_or_insert_with(|| source.name.clone());
                    source.interfaces.push(writer.interface(&interface)?);
                    interfaces.push((*interface).clone());
                    if let Some(ring) = ring {
                        ring.interface(&interface)?;
                    }
                }
                Ok(Next::Block(Block::Packet(packet))) => {
                    let Some(interface) = source.interfaces.get(packet.interface as usize) else { continue };
                    let data = source.reader.packet_bytes(&packet).to_vec();
                    source.held_bytes += data.len();
                    source.held.push_back(Held {
                        arrived: Instant::now(),
                        interface: *interface,
                        time: packet.time,
                        original_len: packet.original_len,
                        flags: packet.flags,
                        data,
                    });
                }
                Ok(Next::Block(Block::Statistics(mut statistics))) => {
                    if let Some(interface) = source.interfaces.get(statistics.interface as usize) {
                        statistics.interface = *interface;
                        writer.statistics(&statistics)?;
                    }
                }
                Ok(Next::Block(_)) => {}
                Ok(Next::NeedMore | Next::End) => return Ok(false),
                Err(_) => {
                    // Nothing more of it can be read; it said why itself.
                    source.ended = true;
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Writes the packets that have waited long enough, in order of time.
    fn write(&mut self, all: bool) -> io::Result<()> {
        let mut due: Vec<Held> = Vec::new();
        for source in &mut self.sources {
            let hurry = source.held_bytes >= MAX_HELD;
            while let Some(held) = source.held.pop_front() {
                if !all && !hurry && held.arrived.elapsed() < HOLD {
                    source.held.push_front(held);
                    break;
                }
                source.held_bytes = source.held_bytes.saturating_sub(held.data.len());
                due.push(held);
            }
        }
        due.sort_by_key(|held| held.time);
        for held in &due {
            if self.limits.packets.is_some_and(|most| self.packets >= most) {
                break;
            }
            let packet = PacketOut {
                interface: held.interface,
                time: held.time,
                original_len: held.original_len,
                data: &held.data,
                flags: held.flags,
                ..PacketOut::default()
            };
            if let Some(newest) = &mut self.newest {
                newest.note(self.writer.position(), self.packets - self.gone.packets, held.time);
            }
            self.writer.packet(&packet)?;
            if let Some(ring) = &mut self.ring {
                ring.packet(&packet)?;
            }
            self.packets += 1;
        }
        self.writer.flush()?;
        let cut = |newest: &Newest| newest.cut(self.writer.position(), due.last()?.time);
        if let Some(place) = self.newest.as_ref().and_then(cut) {
            self.begin_anew(place)?;
        }
        self.ring.as_mut().map_or(Ok(()), Ring::flush)
    }

    /// Goes on in a new file that begins with what stands behind `place`.
    fn begin_anew(&mut self, place: Place) -> io::Result<()> {
        let spool = Spool::create().map_err(io::Error::other)?;
        let out = BufWriter::new(spool.output().map_err(io::Error::other)?);
        let mut writer = PcapngWriter::new(out, &self.section)?;
        for interface in &self.interfaces {
            writer.interface(interface)?;
        }
        let begin = writer.position();
        let len = self.writer.position() - place.at;
        self.reading.seek(SeekFrom::Start(place.at))?;
        writer.blocks(&mut (&self.reading).take(len))?;
        writer.flush()?;
        self.reading = spool.open().map_err(io::Error::other)?;
        self.writer = writer;
        self.gone.bytes += place.at.saturating_sub(begin);
        self.gone.packets += place.packets;
        if let Some(newest) = &mut self.newest {
            newest.moved(place, begin);
        }
        let kept = self.packets - self.gone.packets;
        if self.move_on.send(Moved { spool, gone: place.packets, kept }).is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    fn tell_progress(&mut self) {
        let bytes = self.bytes();
        if bytes != self.told.0 {
            self.told.0 = bytes;
            self.tell(Event::Committed { bytes, packets: self.packets });
        }
        let mut drops = Drops::default();
        for source in &self.sources {
            drops.received = drops.received.saturating_add(source.drops.received);
            drops.kernel = drops.kernel.saturating_add(source.drops.kernel);
            drops.interface = drops.interface.saturating_add(source.drops.interface);
        }
        if drops != self.told.1 {
            self.told.1 = drops;
            self.tell(Event::Drops(drops));
        }
    }
}

#[cfg(test)]
mod tests;
