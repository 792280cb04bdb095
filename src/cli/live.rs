//! `-i`, `-D`, `-L`: capturing through the helper, which alone may open devices, and pipes.

use super::fault::Fault;
use super::print::safe;
use super::session::Session;
use super::wishes::Wishes;
use crate::capture::options::is_device_name;
use crate::capture::{
    self, Device, Error, Event, Helper, Reason, Running, Several, SeveralOptions, SourceOptions,
};
use crate::document::save::Format;
use crate::document::{Document, Loader, Source, Step};
use crate::platform::interruptible::Interruptible;
use crate::platform::signals::Interrupts;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// Pause between two looks at what was captured.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Room in the spool is given back when so much of it belongs to files that were deleted.
const FORGET_EVERY_BYTES: u64 = 1 << 20;

/// What `-i` names.
pub enum Named {
    /// Packets come through standard input or a named pipe.
    Stream(Source),
    /// At least one.
    Devices(Vec<String>),
}

/// One device, or several whose packets are mixed in order of time.
enum Capturing {
    One(Running),
    Several(Several),
}

impl Capturing {
    fn events(&self) -> &Receiver<Event> {
        match self {
            Self::One(running) => &running.events,
            Self::Several(several) => &several.events,
        }
    }

    fn notes(&self) -> &[String] {
        match self {
            Self::One(running) => running.notes(),
            Self::Several(_) => &[],
        }
    }

    fn stop(&mut self) {
        match self {
            Self::One(running) => running.stop(),
            Self::Several(several) => several.stop(),
        }
    }
}

/// Looks at what `-i` (or its absence) names.
pub fn named(wishes: &Wishes) -> Result<Named, Fault> {
    let name: &OsStr = match wishes.interfaces.as_slice() {
        [] => return first_device().map(|name| Named::Devices(vec![name])),
        [one] => one,
        several => {
            let devices = several.iter().map(|name| device(name)).collect::<Result<_, _>>();
            return devices.map(Named::Devices);
        }
    };
    if name == "-" {
        return Ok(Named::Stream(Source::Stdin));
    }
    let path = Path::new(name);
    if std::fs::metadata(path).is_ok_and(|m| m.file_type().is_fifo()) {
        return Ok(Named::Stream(Source::Path(path.into())));
    }
    device(name).map(|name| Named::Devices(vec![name]))
}

/// A device by its name, or its number in the list of `-D`.
fn device(name: &OsStr) -> Result<String, Fault> {
    let name = name.to_string_lossy();
    let Ok(number) = name.parse::<usize>() else {
        return if is_device_name(&name) { Ok(name.into_owned()) } else { Err(no_device(&name)) };
    };
    let devices = capture::list_devices().map_err(|e| fault(&e))?;
    match number.checked_sub(1).and_then(|i| devices.get(i)) {
        Some(device) => Ok(device.name.clone()),
        None => Err(Fault::failed("There is no interface with that adapter index")),
    }
}

/// The first that is up and no loopback.
fn first_device() -> Result<String, Fault> {
    let devices = capture::list_devices().map_err(|e| fault(&e))?;
    let real = |d: &&Device| d.up && !d.loopback && d.name != "any";
    let found = devices.iter().find(real).or_else(|| devices.iter().find(|d| d.loopback));
    found
        .map(|d| d.name.clone())
        .ok_or_else(|| Fault::failed("There are no interfaces on which a capture can be done"))
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::NoSuchDevice { name } => no_device(name),
        other => Fault::failed(safe::shown(&other.to_string())),
    }
}

fn no_device(name: &str) -> Fault {
    Fault::failed(format_args!("There is no device named \"{}\".", safe::shown(name)))
}

/// `-D`: `1. lo (Loopback)`
pub fn list(out: &mut String) -> Result<(), Fault> {
    let devices = capture::list_devices().map_err(|e| fault(&e))?;
    if devices.is_empty() {
        return Err(Fault::failed("There are no interfaces on which a capture can be done"));
    }
    for (i, device) in devices.iter().enumerate() {
        let _ = write!(out, "{}. {}", i + 1, safe::shown(&device.name));
        let description = if device.loopback { "Loopback" } else { device.description.as_str() };
        if !description.is_empty() {
            let _ = write!(out, " ({})", safe::shown(description));
        }
        out.push('\n');
    }
    Ok(())
}

/// `-L`
pub fn link_types(wishes: &Wishes, out: &mut String) -> Result<(), Fault> {
    let Named::Devices(names) = named(wishes)? else {
        return Err(Fault::failed("A pipe has no list of link types"));
    };
    for name in names {
        let types = Helper::find().and_then(|h| h.link_types(&name)).map_err(|e| fault(&e))?;
        let _ = writeln!(out, "Data link types of interface {} (use option -y to set):", safe::shown(&name));
        for t in types {
            let _ = writeln!(out, "  {} ({})", safe::shown(&t.name), safe::shown(&t.description));
        }
    }
    Ok(())
}

/// What is asked of each device; limits count for all of them together.
fn asked(names: &[String], wishes: &Wishes) -> Vec<capture::Options> {
    let mut stop_after = wishes.capture.stop_after;
    stop_after.packets = stop_after.packets.into_iter().chain(wishes.count).min();
    let of = |(at, name): (usize, &String)| {
        let own = wishes.interface_filters.get(at).unwrap_or(&wishes.capture.filter);
        let filter = if wishes.words.is_empty() { own.clone() } else { wishes.words.join(" ") };
        capture::Options { interface: name.clone(), filter, stop_after, ..wishes.capture.clone() }
    };
    names.iter().enumerate().map(of).collect()
}

/// `'lo'`, `'lo' and 'eth0'`, `3 interfaces`
fn shown_names(names: &[String]) -> String {
    match names {
        [one] => format!("'{}'", safe::shown(one)),
        [one, other] => format!("'{}' and '{}'", safe::shown(one), safe::shown(other)),
        more => format!("{} interfaces", more.len()),
    }
}

/// Captures on devices until that ends by itself or a signal asks for it.
pub fn capture(session: &mut Session<'_>, names: &[String], wishes: &Wishes) -> Result<(), Fault> {
    let all = asked(names, wishes);
    let Some(options) = all.first() else { return Ok(()) };
    let mut interrupts =
        Interrupts::catch().map_err(|e| Fault::failed(format_args!("No signals can be caught: {e}.")))?;
    let refused = |e: Error| match e {
        Error::BadFilter { text } => Fault::failed(format_args!(
            "Invalid capture filter \"{}\" for interface {}: {}",
            safe::shown(&options.filter),
            names.iter().map(|name| safe::shown(name)).collect::<Vec<_>>().join(", "),
            safe::shown(&text)
        )),
        e => fault(&e),
    };
    let (mut running, spool) = if all.len() == 1 {
        if let Some(path) = straight_into(wishes) {
            return into_file(session, path, options, &mut interrupts, refused);
        }
        capture::start(options).map(|(running, spool)| (Capturing::One(running), spool))
    } else {
        let stop_after = options.stop_after;
        let sources = all.iter().cloned().map(SourceOptions::Device).collect();
        Several::start(&SeveralOptions { sources, stop_after, ..SeveralOptions::default() })
            .map(|(several, spool)| (Capturing::Several(several), spool))
    }
    .map_err(refused)?;
    session.say(format_args!("Capturing on {}", shown_names(names)));
    for note in running.notes() {
        session.say(format_args!("{}", safe::shown(note)));
    }
    let file = spool.open().map_err(|e| fault(&e))?;
    let loader = Loader::follow(file).map_err(Fault::failed)?;
    let source = Source::Path(spool.path().into());
    let mut document = Document::with_loader(source, loader, session.keyring(), session.live_settings());
    let (mut failure, mut dropped) = (None, 0);
    let mut forgotten = 0;
    loop {
        match running.events().recv_timeout(LOOK_EVERY) {
            Ok(Event::Stopped(reason)) => {
                if reason == Reason::Error && failure.is_none() {
                    failure = Some("the capture helper failed".to_string());
                }
                break;
            }
            Ok(Event::Error { text, .. }) => failure = Some(safe::shown(&text)),
            Ok(Event::Note(text)) => session.say(format_args!("{}", safe::shown(&text))),
            Ok(Event::Drops(drops)) => dropped = drops.kernel,
            Ok(Event::Committed { .. }) => {
                if let Err(unread) = look(session, &mut document) {
                    let _ = spool.discard();
                    return Err(unread);
                }
                if session.gone() >= forgotten + FORGET_EVERY_BYTES {
                    forgotten = session.gone();
                    spool.forget(forgotten);
                }
                if session.is_done() {
                    running.stop();
                }
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if interrupts.arrived() {
            running.stop();
        }
    }
    drop(running);
    document.stop_growing();
    let whole = document.load_all().map_err(Fault::failed);
    let printed = whole.and_then(|()| session.frames(&document));
    if let Err(e) = printed.and_then(|()| session.finish(&document)) {
        if !matches!(e, Fault::Unread) {
            session.say(format_args!(
                "The packets are kept in {}",
                safe::shown(&spool.path().to_string_lossy())
            ));
            return Err(e);
        }
        let _ = spool.discard();
        return Err(e);
    }
    let count = document.capture().frames.len();
    let _ = spool.discard();
    say_counts(session, count as u64, dropped);
    failure.map_or(Ok(()), |text| Err(Fault::failed(text)))
}

fn say_counts(session: &mut Session<'_>, captured: u64, dropped: u64) {
    for (count, what) in [(captured, "captured"), (dropped, "dropped")] {
        let s = if count == 1 { "" } else { "s" };
        if count > 0 || what == "captured" {
            session.say(format_args!("{count} packet{s} {what}"));
        }
    }
}

/// The file that the helper can write by itself: nothing is to be printed or filtered on the way.
fn straight_into(wishes: &Wishes) -> Option<&Path> {
    let plain = wishes.format == Format::Pcapng
        && !wishes.ring.is_ring()
        && wishes.display_filter.is_none()
        && wishes.taps.is_empty()
        && (wishes.quiet || !wishes.summary);
    let path = wishes.write.as_deref().filter(|path| plain && !super::write::is_stdout(path))?;
    // Pipes and devices are written at the end, as ever.
    std::fs::metadata(path).map_or(Some(path), |m| m.is_file().then_some(path))
}

/// Lets the helper write straight into `path`, so that every packet is there as soon as it came,
/// whatever becomes of this program.
fn into_file(
    session: &mut Session<'_>,
    path: &Path,
    options: &capture::Options,
    interrupts: &mut Interrupts,
    refused: impl Fn(Error) -> Fault,
) -> Result<(), Fault> {
    let existed = path.exists();
    // The helper empties the file only once the device is open and the filter is valid.
    let file =
        File::options().write(true).create(true).truncate(false).mode(0o600).open(path).map_err(|e| {
            let shown = safe::shown(&path.to_string_lossy());
            Fault::failed(format_args!("The file \"{shown}\" could not be written: {e}."))
        })?;
    let started = Helper::find().and_then(|helper| helper.start(options, file));
    let mut running = started.map_err(|e| {
        if !existed {
            // Made by us a moment ago, and empty.
            let _ = std::fs::remove_file(path);
        }
        refused(e)
    })?;
    session.say(format_args!("Capturing on '{}'", safe::shown(&options.interface)));
    for note in running.notes() {
        session.say(format_args!("{}", safe::shown(note)));
    }
    let (mut failure, mut captured, mut dropped) = (None, 0, 0);
    loop {
        match running.events.recv_timeout(LOOK_EVERY) {
            Ok(Event::Stopped(reason)) => {
                if reason == Reason::Error && failure.is_none() {
                    failure = Some("the capture helper failed".to_string());
                }
                break;
            }
            Ok(Event::Error { text, .. }) => failure = Some(safe::shown(&text)),
            Ok(Event::Note(text)) => session.say(format_args!("{}", safe::shown(&text))),
            Ok(Event::Committed { packets, .. }) => captured = packets,
            Ok(Event::Drops(drops)) => dropped = drops.kernel,
            Ok(Event::Ready { .. }) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if interrupts.arrived() {
            running.stop();
        }
    }
    say_counts(session, captured, dropped);
    failure.map_or(Ok(()), |text| Err(Fault::failed(text)))
}

/// Reads what came, and prints it.
fn look(session: &mut Session<'_>, document: &mut Document) -> Result<(), Fault> {
    // Programs log their keys while they talk.
    session.keyring().refresh_key_logs();
    while document.step(true).map_err(Fault::failed)? == Step::More {}
    session.frames(document)?;
    session.flush()
}

/// Reads packets from a pipe; they are printed as they come. Ends as other captures do: by a signal, or
/// when the time is over.
pub fn stream(session: &mut Session<'_>, source: Source, wishes: &Wishes) -> Result<(), Fault> {
    let failed = |e: io::Error| Fault::failed(format_args!("The pipe could not be opened: {e}."));
    let (file, name) = match &source {
        Source::Stdin => (io::stdin().as_fd().try_clone_to_owned().map(File::from), "-".into()),
        Source::Path(path) => (File::open(path), path.to_string_lossy()),
    };
    let file = file.map_err(failed)?;
    // From here on: before, a pipe that nobody opens is left by a signal.
    let interrupts = Interrupts::catch().map_err(failed)?;
    session.say(format_args!("Capturing on '{}'", safe::shown(&name)));
    let loader = Loader::stream(Interruptible::new(file, interrupts, wishes.capture.stop_after.duration));
    let settings = session.live_settings();
    let document =
        Document::with_loader(source.clone(), loader.map_err(Fault::failed)?, session.keyring(), settings);
    let captured = session.stream(document)?;
    say_counts(session, captured, 0);
    Ok(())
}
