//! Every option once: its letters, its value, its help, what it does. How a command line is read
//! stands in `command_line`.

use super::decode_as;
use super::fault::Fault;
use super::preferences::Preferences;
use super::print::fields::Layout;
use super::print::hexdump::Dump;
use super::print::time::{Form, Seconds};
use super::print::{Output, Style};
use super::values::{
    autostop, capture, count, file_type, list, output, positive, resolutions, secret_text, snaplen, text,
    words,
};
use super::{ring, taps};
use crate::capture::Options as CaptureOptions;
use crate::dissect::Claim;
use crate::document::save::Format;
use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::path::PathBuf;

/// What is to be done instead of reading packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    Help,
    Version,
    Interfaces,
    LinkTypes,
    Glossary(String),
    /// `-z help`
    Statistics,
    /// `--generate`
    Generate(String),
    /// `--hexdump help`
    HexdumpHelp,
}

/// All that the command line asks for.
#[derive(Debug)]
pub struct Wishes {
    pub read: Option<PathBuf>,
    pub interfaces: Vec<OsString>,
    /// The capture filter of each of them.
    pub interface_filters: Vec<String>,
    pub write: Option<PathBuf>,
    pub format: Format,
    pub count: Option<u64>,
    pub instead: Option<Instead>,
    pub display_filter: Option<String>,
    pub read_filter: Option<String>,
    pub two_passes: bool,
    /// Words that are no options: a filter.
    pub words: Vec<String>,
    pub output: Output,
    pub fields: Vec<String>,
    pub layout: Layout,
    pub details: bool,
    /// Protocols shown with all their lines; the others with one.
    pub only: Option<Vec<String>>,
    pub hex: bool,
    /// How `-x` shows bytes.
    pub dump: Dump,
    /// `-P`: the summary line, whatever else is printed.
    pub summary: bool,
    pub quiet: bool,
    pub silent: bool,
    /// Protocols that `-G elastic-mapping` tells of; none: all.
    pub elastic_filter: String,
    pub flush: bool,
    pub separator: String,
    pub unique_keys: bool,
    /// Protocols that `-T json` shows, and whether with all their parts.
    pub only_keys: Option<(Vec<String>, bool)>,
    pub selected: Option<u32>,
    pub time: Form,
    pub seconds: Seconds,
    pub taps: Vec<taps::Asked>,
    pub preferences: Preferences,
    /// Files and folders.
    pub rsa_keys: Vec<PathBuf>,
    pub key_logs: Vec<PathBuf>,
    /// A key log to be written into the output.
    pub inject_secrets: Option<PathBuf>,
    /// The input's secrets blocks are left out of the output.
    pub discard_secrets: bool,
    /// Where the keys of opened sessions are written.
    pub export_session_keys: Option<PathBuf>,
    /// Protocols that are not dissected.
    pub disabled: Vec<String>,
    pub decode_as: Vec<(Claim, &'static str)>,
    pub capture: CaptureOptions,
    /// `-b`, `-a files`: several output files.
    pub ring: ring::Limits,
    /// An option that only makes sense while capturing was given: its message.
    pub only_live: Option<&'static str>,
    /// `-n`, `-N`: whether fields that name Ethernet addresses hold names.
    pub mac_names: Option<bool>,
    /// The same of addresses that answers of DNS name.
    pub dns_names: Option<bool>,
}

impl Wishes {
    /// How frames are to be printed.
    pub fn style(&self) -> Style {
        Style {
            output: self.output,
            fields: self.fields.clone(),
            layout: self.layout.clone(),
            summary: self.summary,
            details: self.details,
            only: self.only.clone(),
            hex: self.hex,
            dump: self.dump,
            separator: self.separator.clone(),
            unique_keys: self.unique_keys,
            only_keys: self.only_keys.clone(),
            time: self.time,
            seconds: self.seconds,
            columns: self.preferences.columns(),
            file: self.read.as_ref().map_or_else(|| "-".into(), |path| path.to_string_lossy().into_owned()),
        }
    }
}

impl Wishes {
    /// `-i`: with the capture filter that came before all of them, if one did.
    fn add_interface(&mut self, name: &OsStr) {
        self.interfaces.push(name.into());
        self.interface_filters.push(self.capture.filter.clone());
    }

    /// `-f`: of the interface named last, or of all that follow.
    fn set_capture_filter(&mut self, filter: String) {
        match self.interface_filters.last_mut() {
            Some(own) => *own = filter,
            None => self.capture.filter = filter,
        }
    }

    pub fn has_capture_filter(&self) -> bool {
        let of_interfaces = self.interface_filters.iter().any(|f| !f.is_empty());
        of_interfaces || !self.capture.filter.is_empty()
    }
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            read: None,
            interfaces: Vec::new(),
            interface_filters: Vec::new(),
            write: None,
            format: Format::Pcapng,
            count: None,
            instead: None,
            display_filter: None,
            read_filter: None,
            two_passes: false,
            words: Vec::new(),
            output: Output::Text,
            fields: Vec::new(),
            layout: Layout::default(),
            details: false,
            only: None,
            hex: false,
            dump: Dump::default(),
            summary: false,
            quiet: false,
            silent: false,
            elastic_filter: String::new(),
            flush: false,
            separator: String::new(),
            unique_keys: false,
            only_keys: None,
            selected: None,
            time: Form::Relative,
            seconds: Seconds::Plain,
            taps: Vec::new(),
            preferences: Preferences::default(),
            rsa_keys: Vec::new(),
            key_logs: Vec::new(),
            inject_secrets: None,
            discard_secrets: false,
            export_session_keys: None,
            disabled: Vec::new(),
            decode_as: Vec::new(),
            capture: CaptureOptions::new(""),
            ring: ring::Limits::default(),
            only_live: None,
            mac_names: None,
            dns_names: None,
        }
    }
}

/// One option.
pub struct OptionDef {
    pub letter: Option<char>,
    pub name: Option<&'static str>,
    /// What the help calls its value; `None`: it has none.
    pub value: Option<&'static str>,
    pub help: &'static str,
    pub(super) effect: Effect,
}

/// What an option does.
pub(super) enum Effect {
    Heading,
    Does(fn(&mut Wishes, &OsStr) -> Result<(), Fault>),
    /// Its value may be left out; if not, it is glued on with `=`.
    DoesMaybe(fn(&mut Wishes, Option<&OsStr>) -> Result<(), Fault>),
    /// tshark's, not ours yet.
    Later,
}

const fn heading(help: &'static str) -> OptionDef {
    OptionDef { letter: None, name: None, value: None, help, effect: Effect::Heading }
}

const fn option(
    letter: Option<char>,
    name: Option<&'static str>,
    value: Option<&'static str>,
    help: &'static str,
    does: fn(&mut Wishes, &OsStr) -> Result<(), Fault>,
) -> OptionDef {
    OptionDef { letter, name, value, help, effect: Effect::Does(does) }
}

const fn optional(
    name: &'static str,
    value: &'static str,
    help: &'static str,
    does: fn(&mut Wishes, Option<&OsStr>) -> Result<(), Fault>,
) -> OptionDef {
    OptionDef { letter: None, name: Some(name), value: Some(value), help, effect: Effect::DoesMaybe(does) }
}

const fn later(letter: Option<char>, name: Option<&'static str>, value: Option<&'static str>) -> OptionDef {
    OptionDef { letter, name, value, help: "", effect: Effect::Later }
}

/// The options, in the order of the help text.
#[rustfmt::skip]
pub const OPTIONS: &[OptionDef] = &[
    heading("Input:"),
    option(Some('r'), Some("read-file"), Some("infile"), "set the file to read from ('-' for stdin)",
        |w, v| { w.read = Some(v.into()); Ok(()) }),
    option(Some('c'), None, Some("packet count"), "stop after n packets read or captured",
        |w, v| { w.count = Some(count(v)?); Ok(()) }),
    heading("Keys:"),
    option(None, Some("rsa-key"), Some("keyfile"), "open TLS with a server's private key (RSA, or EC for fixed ECDH), or all keys of a folder; repeatable",
        |w, v| { w.rsa_keys.push(v.into()); Ok(()) }),
    option(None, Some("keylog"), Some("file"), "open TLS with the secrets of a key log, as SSLKEYLOGFILE makes them; repeatable",
        |w, v| { w.key_logs.push(v.into()); Ok(()) }),
    option(None, Some("psk"), Some("[identity:]hex"), "open TLS with a pre-shared key; repeatable",
        |w, v| w.preferences.psk("--psk", &secret_text(v)?)),
    optional("import-wireshark-keys", "folder", "take keys, key log and PSK from Wireshark's settings (default: ~/.config/wireshark)",
        |w, v| w.preferences.import_wireshark(v.map(std::path::Path::new))),
    option(None, Some("export-tls-session-keys"), Some("file"), "write the keys of opened TLS sessions as a key log",
        |w, v| { w.export_session_keys = Some(v.into()); Ok(()) }),
    heading("Capture:"),
    option(Some('i'), Some("interface"), Some("interface"), "name or number of an interface, a named pipe, or '-'",
        |w, v| { w.add_interface(v); Ok(()) }),
    option(Some('f'), None, Some("capture filter"), "packet filter in libpcap's syntax",
        |w, v| { w.set_capture_filter(text(v)?); Ok(()) }),
    option(Some('s'), Some("snapshot-length"), Some("snaplen"), "bytes kept of a packet",
        |w, v| { w.capture.snaplen = snaplen(v)?; Ok(()) }),
    option(Some('p'), Some("no-promiscuous-mode"), None, "do not take what is not meant for this host",
        |w, _| { w.capture.promiscuous = false; Ok(()) }),
    option(Some('I'), Some("monitor-mode"), None, "capture in monitor mode, where the device can",
        |w, _| { w.capture.monitor = true; Ok(()) }),
    option(Some('B'), Some("buffer-size"), Some("MiB"), "size of the kernel's buffer",
        |w, v| capture(w, "-B", v)),
    option(Some('y'), Some("linktype"), Some("link type"), "link-layer type",
        |w, v| capture(w, "-y", v)),
    option(Some('a'), Some("autostop"), Some("condition"), "stop capturing: duration:SECONDS, filesize:KB, packets:N, files:N",
        autostop),
    option(Some('b'), Some("ring-buffer"), Some("condition"), "with -w: go on with a new file after duration:SECONDS, interval:SECONDS, filesize:KB or packets:N; files:N keeps the newest",
        |w, v| w.ring.take(&text(v)?)),
    option(Some('D'), Some("list-interfaces"), None, "list the interfaces and exit",
        |w, _| { w.instead = Some(Instead::Interfaces); Ok(()) }),
    option(Some('L'), Some("list-data-link-types"), None, "list the link-layer types of the interface and exit",
        |w, _| { w.instead = Some(Instead::LinkTypes); Ok(()) }),
    heading("Processing:"),
    option(Some('Y'), Some("display-filter"), Some("filter"), "show (and write) only packets that this display filter lets through",
        |w, v| { w.display_filter = Some(text(v)?); Ok(()) }),
    option(Some('2'), None, None, "two passes",
        |w, _| { w.two_passes = true; Ok(()) }),
    option(None, Some("selected-frame"), Some("number"), "the frame that ${field} in a filter refers to; needs -2",
        |w, v| { w.selected = u32::try_from(positive(&text(v)?, "selected frame")?).ok(); Ok(()) }),
    option(Some('R'), Some("read-filter"), Some("filter"), "display filter of the first pass; needs -2",
        |w, v| { w.read_filter = Some(text(v)?); Ok(()) }),
    option(Some('n'), None, None, "no names of Ethernet addresses in eth.*_resolved (no other names are looked up)",
        |w, _| { w.mac_names = Some(false); w.dns_names = Some(false); Ok(()) }),
    option(Some('N'), None, Some("flags"), "name resolutions: mnNtdv; m is that of eth.*_resolved",
        |w, v| { let kinds = resolutions(v)?; w.mac_names = Some(kinds.contains('m')); w.dns_names = Some(kinds.contains('d')); Ok(()) }),
    option(Some('d'), None, Some("layer==selector,protocol"), "Decode As, for example tcp.port==8443,tls",
        |w, v| { w.decode_as.extend(decode_as::parse(&text(v)?)?); Ok(()) }),
    option(None, Some("disable-protocol"), Some("protocol"), "do not dissect this protocol; repeatable",
        |w, v| { w.disabled.push(text(v)?); Ok(()) }),
    option(None, Some("enable-protocol"), Some("protocol"), "dissect this protocol, though it was disabled before",
        |w, v| { let name = text(v)?; w.disabled.retain(|d| *d != name); Ok(()) }),
    option(Some('o'), None, Some("name:value"), "set a preference",
        |w, v| w.preferences.set(v)),
    heading("Output:"),
    option(Some('w'), None, Some("outfile"), "write packets to a file ('-' for stdout)",
        |w, v| { w.write = Some(v.into()); Ok(()) }),
    option(Some('F'), None, Some("file type"), "pcapng (default), pcap, nsecpcap",
        |w, v| { w.format = file_type(v)?; Ok(()) }),
    option(None, Some("inject-secrets"), Some("type,file"), "with -w: put a key log into the file; the type is tls",
        |w, v| { w.inject_secrets = Some(super::secrets::inject_option(&text(v)?)?); Ok(()) }),
    option(None, Some("discard-all-secrets"), None, "with -w: leave the secrets of the input out",
        |w, _| { w.discard_secrets = true; Ok(()) }),
    option(Some('V'), None, None, "the whole tree of every packet",
        |w, _| { w.details = true; Ok(()) }),
    option(Some('O'), None, Some("protocols"), "the tree of these protocols (comma-separated), one line of the others",
        |w, v| { w.details = true; w.only = Some(list(&text(v)?)); Ok(()) }),
    option(Some('P'), Some("print"), None, "the summary line, also with -V, -x, -w",
        |w, _| { w.summary = true; Ok(()) }),
    option(Some('S'), None, Some("separator"), "line between packets",
        |w, v| { w.separator = text(v)?; Ok(()) }),
    option(Some('x'), None, None, "the bytes in hex and ASCII",
        |w, _| { w.hex = true; Ok(()) }),
    option(None, Some("hexdump"), Some("all|frames|ascii|delimit|noascii|help"), "the bytes in hex: of all sources or the frame alone; with ASCII, between bars, or without",
        |w, v| { let how = text(v)?; if how == "help" { w.instead = Some(Instead::HexdumpHelp) } else { w.dump.set(&how)? } w.hex = true; Ok(()) }),
    option(Some('T'), None, Some("text|tabs|fields|json|jsonraw|ek|pdml|psml|parquet"), "form of the output",
        |w, v| { w.output = output(v)?; Ok(()) }),
    option(Some('e'), None, Some("field"), "field to print with -T fields, json, ek, pdml or parquet; repeatable",
        |w, v| { w.fields.push(text(v)?); Ok(()) }),
    option(Some('E'), None, Some("option=value"), "of -T fields and parquet: bom=y|n header=y|n separator=/t|/s|C occurrence=f|l|a aggregator=,|/s|C quote=d|s|n",
        |w, v| Ok(w.layout.set(&text(v)?)?)),
    option(Some('j'), None, Some("protocols"), "with -T json, jsonraw, ek or pdml: only these protocols (and only these of their parts)",
        |w, v| { w.only_keys = Some((words(&text(v)?), false)); Ok(()) }),
    option(Some('J'), None, Some("protocols"), "with -T json, jsonraw, ek or pdml: only these protocols, with all their parts",
        |w, v| { w.only_keys = Some((words(&text(v)?), true)); Ok(()) }),
    option(None, Some("no-duplicate-keys"), None, "values of one key as a list, with -T json",
        |w, _| { w.unique_keys = true; Ok(()) }),
    option(Some('t'), None, Some("form"), "of the time column: a ad adoy d dd e r u ud udoy",
        |w, v| { w.time = Form::parse(&text(v)?)?; Ok(()) }),
    option(Some('u'), None, Some("s|hms"), "seconds, or hours, minutes and seconds",
        |w, v| { w.seconds = Seconds::parse(&text(v)?)?; Ok(()) }),
    option(Some('l'), None, None, "flush after each packet",
        |w, _| { w.flush = true; Ok(()) }),
    option(Some('q'), None, None, "no packets on stdout (statistics are printed)",
        |w, _| { w.quiet = true; Ok(()) }),
    option(Some('Q'), None, None, "only true errors on stderr",
        |w, _| { w.quiet = true; w.silent = true; Ok(()) }),
    option(Some('z'), None, Some("statistics"), "statistics; -z help lists them; repeatable",
        |w, v| {
            let asked = text(v)?;
            if asked == "help" { w.instead = Some(Instead::Statistics) } else { w.taps.push(taps::Asked::parse(&asked)?) }
            Ok(())
        }),
    option(None, Some("color"), None, "accepted; output has no colours",
        |_, _| Ok(())),
    option(Some('G'), None, Some("report"), "print fields, protocols or values and exit",
        |w, v| { w.instead = Some(Instead::Glossary(text(v)?)); Ok(()) }),
    option(None, Some("elastic-mapping-filter"), Some("protocols"), "with -G elastic-mapping: only these (comma-separated)",
        |w, v| { w.elastic_filter = text(v)?; Ok(()) }),
    option(None, Some("export-objects"), Some("protocol,folder"), "save the objects that http, imf, mqtt or tftp carries into a folder",
        |w, v| { w.taps.push(taps::Asked::objects(&text(v)?)?); Ok(()) }),
    heading("Miscellaneous:"),
    option(Some('h'), Some("help"), None, "this help",
        |w, _| { w.instead = Some(Instead::Help); Ok(()) }),
    option(Some('v'), Some("version"), None, "the version",
        |w, _| { w.instead = Some(Instead::Version); Ok(()) }),
    option(None, Some("generate"), Some(super::generate::VALUES), "make the manual page or the completions of a shell, and exit",
        |w, v| { w.instead = Some(Instead::Generate(text(v)?)); Ok(()) }),
    later(Some('C'), None, Some("")),
    later(Some('H'), None, Some("")),
    later(Some('K'), None, Some("")),
    later(Some('M'), None, Some("")),
    later(Some('U'), None, Some("")),
    later(Some('W'), None, Some("")),
    later(Some('X'), None, Some("")),
    later(Some('g'), None, None),
    later(None, Some("capture-comment"), Some("")),
    later(None, Some("disable-heuristic"), Some("")),
    later(None, Some("enable-heuristic"), Some("")),
    later(None, Some("list-time-stamp-types"), None),
    later(None, Some("log-debug"), Some("")),
    later(None, Some("log-domains"), Some("")),
    later(None, Some("log-fatal"), Some("")),
    later(None, Some("log-file"), Some("")),
    later(None, Some("log-level"), Some("")),
    later(None, Some("log-noisy"), Some("")),
    later(None, Some("temp-dir"), Some("")),
    later(None, Some("time-stamp-type"), Some("")),
];

impl OptionDef {
    /// `-r <infile>, --read-file <infile>`
    pub fn usage(&self) -> String {
        let mut text = String::new();
        let value = match (self.value, &self.effect) {
            (None, _) => String::new(),
            (Some(v), Effect::DoesMaybe(_)) => format!("[=<{v}>]"),
            (Some(v), _) => format!(" <{v}>"),
        };
        if let Some(letter) = self.letter {
            let _ = write!(text, "-{letter}{value}");
        }
        if let Some(name) = self.name {
            let comma = if text.is_empty() { "" } else { ", " };
            let _ = write!(text, "{comma}--{name}{value}");
        }
        text
    }

    pub fn is_heading(&self) -> bool {
        matches!(self.effect, Effect::Heading)
    }

    /// Whether it can be used: it is no heading, and no option that only tshark has.
    pub fn is_offered(&self) -> bool {
        matches!(self.effect, Effect::Does(_) | Effect::DoesMaybe(_))
    }

    /// How messages call it.
    fn called(&self) -> String {
        self.letter.map_or_else(|| format!("--{}", self.name.unwrap_or("")), |l| format!("-{l}"))
    }

    pub(super) fn take(&self, wishes: &mut Wishes, value: &OsStr) -> Result<(), Fault> {
        match self.effect {
            Effect::Does(does) => does(wishes, value),
            Effect::DoesMaybe(does) => does(wishes, Some(value)),
            Effect::Later | Effect::Heading => Err(Fault::usage(format_args!(
                "{} is an option of tshark that this program does not have yet",
                self.called()
            ))),
        }
    }
}

/// The help text, made from the table.
pub fn help() -> String {
    let mut text = String::from("Usage: tlens [options] [filter]\n");
    for option in OPTIONS {
        match option.effect {
            Effect::Heading => {
                let _ = write!(text, "\n{}\n", option.help);
            }
            Effect::Does(_) | Effect::DoesMaybe(_) => {
                let usage = option.usage();
                if usage.len() <= 22 {
                    let _ = writeln!(text, "  {usage:<24} {}", option.help);
                } else {
                    let _ = writeln!(text, "  {usage}\n{:27}{}", "", option.help);
                }
            }
            Effect::Later => {}
        }
    }
    text
}
