//! The text lines between the capture helper and the program that drives it, each written and read
//! in one place. Neither side believes the other: lines are length-limited and junk is an error.
//!
//! - commands, on the helper's stdin: `stop`; its end means that the reader is gone
//! - [`Event`]s, on the helper's stderr while it captures (its stdout is the capture file)
//! - [`Answer`]s, on the helper's stdout to a question (`--list`, `--check-filter`, `--link-types`)
//!
//! Words are separated by one space; the last one of a line may be free text.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// The longest line in bytes, with its end: what a pipe takes in one piece (PIPE_BUF).
pub const MAX_LINE_BYTES: usize = 4096;

/// The one command.
pub const STOP: &str = "stop";

/// A line that is not of this language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not understood: “{0}”")]
pub struct Junk(String);

impl Junk {
    /// Shows the beginning of `line` without control characters.
    pub fn new(line: &str) -> Self {
        Self(clean(line, 200))
    }
}

/// `text` on one line: control characters become blanks, cut to `max_bytes`.
fn clean(text: &str, max_bytes: usize) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        let c = if c.is_control() { ' ' } else { c };
        if out.len() + c.len_utf8() > max_bytes {
            break;
        }
        out.push(c);
    }
    out
}

/// Free text of a line with room for the words before it.
fn free(text: &str) -> String {
    clean(text, MAX_LINE_BYTES - 512)
}

/// A closed list of words.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = Junk;
            fn from_str(word: &str) -> Result<Self, Junk> {
                Self::ALL.iter().copied().find(|v| v.word() == word).ok_or_else(|| Junk::new(word))
            }
        }
    };
}

words! {
    /// Who is at fault when a capture fails.
    Fault {
        /// The right to open the device is missing.
        Permission = "permission",
        NoDevice = "no-device",
        /// The device vanished while capturing.
        DeviceGone = "device-gone",
        /// The device cannot be used: it is down, or busy, or does not do what was asked.
        Device = "device",
        Filter = "filter",
        LinkType = "link-type",
        /// The capture file cannot be written: disk full, no such folder.
        File = "file",
        /// A line or an option that the helper does not know: two versions are mixed.
        Usage = "usage",
        /// The helper ended or said what is not understood; told by the side that drives it.
        Helper = "helper",
    }
}

words! {
    /// Why a capture ended.
    Reason {
        /// It was told to.
        Request = "request",
        /// The program reading the capture is gone.
        ReaderGone = "reader-gone",
        /// SIGINT, SIGTERM or SIGHUP.
        Signal = "signal",
        Packets = "packets",
        Duration = "duration",
        FileSize = "filesize",
        /// An error, told before.
        Error = "error",
    }
}

/// Packets since the capture began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drops {
    /// Packets that passed the filter, the kernel's drops among them.
    pub received: u64,
    /// Dropped because the kernel's buffer was full.
    pub kernel: u64,
    /// Dropped by the interface or its driver; some count what was never meant for this host.
    pub interface: u64,
}

/// What the helper says while it captures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The device is open, all rights are dropped and the file has its header.
    Ready {
        /// LINKTYPE_ value, as in files.
        link_type: u32,
        snaplen: u32,
        /// Digits of the clock: 6 or 9.
        precision: u8,
    },
    /// The file's first `bytes` are whole blocks, with `packets` packets in them.
    Committed {
        bytes: u64,
        packets: u64,
    },
    Drops(Drops),
    /// Worth telling, but the capture goes on: the interface went down.
    Note(String),
    /// The capture failed; `Stopped` follows if it had begun.
    Error {
        fault: Fault,
        text: String,
    },
    /// The last one. What was captured is in the file.
    Stopped(Reason),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready { link_type, snaplen, precision } => {
                write!(f, "ready {link_type} {snaplen} {precision}")
            }
            Self::Committed { bytes, packets } => write!(f, "committed {bytes} {packets}"),
            Self::Drops(d) => write!(f, "drops {} {} {}", d.received, d.kernel, d.interface),
            Self::Note(text) => write!(f, "note {}", free(text)),
            Self::Error { fault, text } => write!(f, "error {} {}", fault.word(), free(text)),
            Self::Stopped(reason) => write!(f, "stopped {}", reason.word()),
        }
    }
}

impl FromStr for Event {
    type Err = Junk;

    fn from_str(line: &str) -> Result<Self, Junk> {
        let mut words = Words::of(line)?;
        let event = match words.next()? {
            "ready" => Self::Ready {
                link_type: words.number()?,
                snaplen: words.number()?,
                precision: words.number()?,
            },
            "committed" => Self::Committed { bytes: words.number()?, packets: words.number()? },
            "drops" => Self::Drops(Drops {
                received: words.number()?,
                kernel: words.number()?,
                interface: words.number()?,
            }),
            "note" => return Ok(Self::Note(words.rest())),
            "error" => return Ok(Self::Error { fault: words.next()?.parse()?, text: words.rest() }),
            "stopped" => Self::Stopped(words.next()?.parse()?),
            _ => return Err(Junk::new(line)),
        };
        words.end(event)
    }
}

/// A device that can be captured from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    pub name: String,
    /// Empty when there is none.
    pub description: String,
    pub addresses: Vec<IpAddr>,
    pub up: bool,
    /// Has a carrier.
    pub running: bool,
    pub loopback: bool,
    pub wireless: bool,
    /// LINKTYPE_ values, the one in force first; empty when the device may not be opened.
    pub link_types: Vec<u32>,
}

/// A link type by number and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTypeName {
    /// LINKTYPE_ value, as in files.
    pub value: u32,
    /// `EN10MB`
    pub name: String,
    /// `Ethernet`
    pub description: String,
}

/// A line of the answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Device(Device),
    LinkType(LinkTypeName),
    /// Nothing is wrong, and nothing follows.
    Ok,
    Error {
        fault: Fault,
        text: String,
    },
}

/// Device flags and their words.
type Flag = (&'static str, fn(&mut Device) -> &mut bool);
const FLAGS: [Flag; 4] = [
    ("up", |d| &mut d.up),
    ("running", |d| &mut d.running),
    ("loopback", |d| &mut d.loopback),
    ("wireless", |d| &mut d.wireless),
];

/// Items with commas between them, `-` for none.
fn list(items: impl Iterator<Item = String>) -> String {
    let joined = items.collect::<Vec<_>>().join(",");
    if joined.is_empty() { "-".into() } else { joined }
}

fn items(word: &str) -> impl Iterator<Item = &str> {
    word.split(',').filter(|w| *w != "-")
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(device) => {
                let mut flags = device.clone();
                let set =
                    FLAGS.iter().filter(|(_, flag)| *flag(&mut flags)).map(|(word, _)| word.to_string());
                let set = list(set);
                // As many as fit: a machine may have hundreds.
                let addresses = list(device.addresses.iter().take(32).map(ToString::to_string));
                let types = list(device.link_types.iter().take(64).map(ToString::to_string));
                let description = clean(&device.description, 512);
                write!(f, "device {} {set} {addresses} {types} {description}", device.name)
            }
            Self::LinkType(t) => {
                write!(f, "link-type {} {} {}", t.value, t.name, clean(&t.description, 512))
            }
            Self::Ok => f.write_str("ok"),
            Self::Error { fault, text } => write!(f, "error {} {}", fault.word(), free(text)),
        }
    }
}

impl FromStr for Answer {
    type Err = Junk;

    fn from_str(line: &str) -> Result<Self, Junk> {
        let mut words = Words::of(line)?;
        match words.next()? {
            "device" => {
                let mut device = Device { name: words.next()?.into(), ..Device::default() };
                for word in items(words.next()?) {
                    let (_, flag) = FLAGS.iter().find(|(w, _)| *w == word).ok_or_else(|| Junk::new(line))?;
                    *flag(&mut device) = true;
                }
                for word in items(words.next()?) {
                    device.addresses.push(word.parse().map_err(|_| Junk::new(line))?);
                }
                for word in items(words.next()?) {
                    device.link_types.push(word.parse().map_err(|_| Junk::new(line))?);
                }
                device.description = words.rest();
                Ok(Self::Device(device))
            }
            "link-type" => Ok(Self::LinkType(LinkTypeName {
                value: words.number()?,
                name: words.next()?.into(),
                description: words.rest(),
            })),
            "ok" => words.end(Self::Ok),
            "error" => Ok(Self::Error { fault: words.next()?.parse()?, text: words.rest() }),
            _ => Err(Junk::new(line)),
        }
    }
}

/// The words of a line from the left.
struct Words<'a> {
    line: &'a str,
    left: Option<&'a str>,
}

impl<'a> Words<'a> {
    fn of(line: &'a str) -> Result<Self, Junk> {
        if line.len() >= MAX_LINE_BYTES || line.chars().any(char::is_control) {
            return Err(Junk::new(line));
        }
        Ok(Self { line, left: Some(line) })
    }

    fn next(&mut self) -> Result<&'a str, Junk> {
        let left = self.left.ok_or_else(|| Junk::new(self.line))?;
        let (word, left) = match left.split_once(' ') {
            Some((word, left)) => (word, Some(left)),
            None => (left, None),
        };
        self.left = left;
        if word.is_empty() { Err(Junk::new(self.line)) } else { Ok(word) }
    }

    fn number<N: FromStr>(&mut self) -> Result<N, Junk> {
        self.next()?.parse().map_err(|_| Junk::new(self.line))
    }

    fn rest(&mut self) -> String {
        self.left.take().unwrap_or_default().into()
    }

    fn end<T>(&self, value: T) -> Result<T, Junk> {
        if self.left.is_none() { Ok(value) } else { Err(Junk::new(self.line)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn events() -> Vec<Event> {
        let mut all = vec![
            Event::Ready { link_type: 1, snaplen: 262_144, precision: 9 },
            Event::Committed { bytes: u64::MAX, packets: 7 },
            Event::Drops(Drops { received: 10, kernel: 2, interface: 1 }),
            Event::Note("wlp2s0 went down".into()),
        ];
        all.extend(Fault::ALL.iter().map(|&fault| Event::Error { fault, text: "two words".into() }));
        all.extend(Reason::ALL.iter().map(|&reason| Event::Stopped(reason)));
        all
    }

    fn answers() -> Vec<Answer> {
        let full = Device {
            name: "wlp2s0".into(),
            description: "a radio".into(),
            addresses: vec!["10.0.0.1".parse().unwrap(), "fe80::1".parse().unwrap()],
            up: true,
            running: true,
            loopback: false,
            wireless: true,
            link_types: vec![1, 143],
        };
        let bare = Device { name: "any".into(), ..Device::default() };
        vec![
            Answer::Device(full),
            Answer::Device(bare),
            Answer::LinkType(LinkTypeName {
                value: 1,
                name: "EN10MB".into(),
                description: "Ethernet".into(),
            }),
            Answer::Ok,
            Answer::Error { fault: Fault::Filter, text: "syntax error".into() },
        ]
    }

    #[test]
    fn lines_come_back_as_they_were() {
        for event in events() {
            assert_eq!(event.to_string().parse(), Ok(event));
        }
        for answer in answers() {
            assert_eq!(answer.to_string().parse(), Ok(answer));
        }
    }

    #[test]
    fn junk_is_an_error() {
        for line in [
            "",
            " ",
            "hello",
            "ready",
            "ready 1 2",
            "ready 1 2 9 9",
            "ready 1 2 256",
            "ready  1 2 9",
            "committed -1 0",
            "committed 18446744073709551616 0",
            "drops 1 2",
            "error",
            "error nobody text",
            "stopped",
            "stopped request now",
            "note a\u{1b}[2J",
        ] {
            assert!(line.parse::<Event>().is_err(), "{line:?}");
        }
        for line in
            ["", "ok then", "device", "device lo", "device lo sideways - - x", "device lo - 300.1 - x"]
        {
            assert!(line.parse::<Answer>().is_err(), "{line:?}");
        }
        assert!(format!("note {}", "x".repeat(MAX_LINE_BYTES)).parse::<Event>().is_err());
    }

    #[test]
    fn any_text_makes_one_short_line() {
        let text = "bad\nstopped request\r\x1b[31m".to_owned() + &"é".repeat(5000);
        let line = Event::Error { fault: Fault::Device, text }.to_string();
        assert!(line.len() < MAX_LINE_BYTES);
        assert!(matches!(line.parse(), Ok(Event::Error { fault: Fault::Device, .. })));
        let many = vec!["fe80:1234:5678:9abc:def0:1234:5678:9abc".parse().unwrap(); 500];
        let device =
            Device { name: "lo".into(), addresses: many, link_types: vec![9; 500], ..Device::default() };
        assert!(Answer::Device(device).to_string().len() < MAX_LINE_BYTES);
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(line in "\\PC{0,80}", text in ".{0,300}") {
            let _ = line.parse::<Event>();
            let _ = line.parse::<Answer>();
            let event = Event::Note(text);
            prop_assert!(event.to_string().parse::<Event>().is_ok() || event == Event::Note(String::new()));
        }
    }
}
