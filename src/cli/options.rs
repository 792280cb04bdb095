//! Every option once: its letters, its value, its help, what it does. How a command line is read
//! stands in `command_line`.

use super::capture_values::{autostop, capture};
use super::decode_as;
use super::fault::Fault;
use super::print::time::{Form, Seconds};
use super::taps;
use super::values::{
    self, count, file_type, list, output, positive, resolutions, secret_text, snaplen, text, words,
};
use super::wishes::{Instead, Wishes};
use std::ffi::OsStr;
use std::fmt::Write;

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
    option(None, Some("export-objects"), Some("protocol,folder"), "save the objects that coap, ftp-data, http, imf, mqtt or tftp carries into a folder",
        |w, v| { w.taps.push(taps::Asked::objects(&text(v)?)?); Ok(()) }),
    heading("Miscellaneous:"),
    option(Some('h'), Some("help"), None, "this help",
        |w, _| { w.instead = Some(Instead::Help); Ok(()) }),
    option(Some('v'), Some("version"), None, "the version",
        |w, _| { w.instead = Some(Instead::Version); Ok(()) }),
    option(None, Some("generate"), Some(values::GENERATED), "make the manual page or the completions of a shell, and exit",
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
