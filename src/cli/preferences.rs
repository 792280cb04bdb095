//! `-o name:value`: preferences, and the tables of keys that are written as one.

use super::fault::Fault;
use super::port_preferences::Ports;
use super::preference_names;
use super::print::summary::{Content, default_columns};
use crate::dissect::{Claim, Settings};
use crate::document::wireshark_settings::{KeyFile, TABLES, quoted_fields, read_table, wireshark_folder};
use crate::filter::Macros;
use crate::store::Application;
use crate::tls::psk::{BadPsk, Psk};
use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What the preferences given ask for.
pub struct Preferences {
    settings: Settings,
    pub key_files: Vec<KeyFile>,
    pub key_logs: Vec<PathBuf>,
    pub psks: Vec<Psk>,
    pub columns: Option<Vec<(String, Content)>>,
    /// What filters may name.
    pub macros: Macros,
    /// `http.tcp.port` and the like: ports whose payloads belong to a protocol.
    pub ports: Vec<(Claim, &'static str)>,
}

impl Default for Preferences {
    fn default() -> Self {
        let mut settings = Settings::default();
        settings.choices.mac_names = true;
        Self {
            settings,
            key_files: Vec::new(),
            key_logs: Vec::new(),
            psks: Vec::new(),
            columns: None,
            macros: Macros::default(),
            ports: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Preferences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preferences").field("key_files", &self.key_files.len()).finish_non_exhaustive()
    }
}

enum Effect {
    Flag {
        set: fn(&mut Settings, bool),
        is: fn(&Settings) -> bool,
    },
    /// A list of `ip,port,protocol,keyfile[,password]`, separated by `;`.
    KeysList,
    /// A key log file; empty: none.
    KeyLog,
    /// A pre-shared key in hexadecimal; empty: none.
    Psk,
    Columns,
}

/// The table of macros: a name, a filter with `$1` where its first argument goes.
const MACROS: &str = "dfilter_macros";

/// A flag, by the setting it is.
macro_rules! flag {
    ($($setting:ident).+) => {
        Effect::Flag { set: |s, on| s.$($setting).+ = on, is: |s| s.$($setting).+ }
    };
}

/// A flag: messages of that application are put together from several segments.
macro_rules! desegment {
    ($application:ident) => {
        Effect::Flag {
            set: |s, on| s.set_desegments(Application::$application, on),
            is: |s| s.desegments(Application::$application),
        }
    };
}

/// The preferences that do something; `ssl.` stands for `tls.`. Those that are accepted and do
/// nothing stand in `preference_names`.
const PREFERENCES: &[(&str, Effect)] = &[
    ("data.show_as_text", flag!(data_as_text)),
    ("dns.desegment_dns_messages", desegment!(Dns)),
    ("dtls.keys_list", Effect::KeysList),
    ("dtls.psk", Effect::Psk),
    ("frame.generate_bits_field", flag!(choices.bits_of_frame)),
    ("frame.generate_epoch_time", flag!(choices.epoch_time)),
    ("frame.generate_md5_hash", flag!(choices.frame_md5)),
    ("frame.show_file_off", flag!(choices.file_offset)),
    ("gui.column.format", Effect::Columns),
    ("http.dechunk_body", flag!(choices.dechunk_http)),
    ("http.decompress_body", flag!(choices.decompress_http)),
    ("http.desegment_body", desegment!(Http)),
    ("ip.check_checksum", flag!(choices.check_ip)),
    ("ip.defragment", flag!(defragment)),
    ("ip.summary_in_tree", flag!(choices.ip_summary)),
    ("ipv6.summary_in_tree", flag!(choices.ipv6_summary)),
    ("nameres.dns_pkt_addr_resolution", flag!(choices.dns_names)),
    ("nameres.mac_name", flag!(choices.mac_names)),
    ("tcp.analyze_sequence_numbers", flag!(choices.analyze_tcp)),
    ("tcp.calculate_timestamps", flag!(choices.tcp_times)),
    ("tcp.check_checksum", flag!(choices.check_tcp)),
    ("tcp.desegment_tcp_streams", flag!(desegment_tcp)),
    ("tcp.reassemble_out_of_order", flag!(reassemble_out_of_order)),
    ("tcp.relative_sequence_numbers", flag!(relative_sequence_numbers)),
    ("tcp.summary_in_tree", flag!(choices.tcp_summary)),
    ("tcp.track_bytes_in_flight", flag!(choices.bytes_in_flight)),
    ("tls.desegment_ssl_application_data", flag!(desegment_in_tls)),
    ("tls.desegment_ssl_records", desegment!(Tls)),
    ("tls.keylog_file", Effect::KeyLog),
    ("tls.keys_list", Effect::KeysList),
    ("tls.psk", Effect::Psk),
    ("udp.calculate_timestamps", flag!(choices.udp_times)),
    ("udp.check_checksum", flag!(choices.check_udp)),
    ("udp.summary_in_tree", flag!(choices.udp_summary)),
];

/// `-G defaultprefs` and `-G currentprefs`: the preferences in the form of Wireshark's file, with
/// their values by default; then those that scripts may set without effect.
pub fn report(out: &mut String) {
    let settings = Preferences::default().settings;
    out.push_str("# Preferences that do something here, with their defaults.\n");
    for (name, effect) in PREFERENCES {
        let value = match effect {
            Effect::Flag { is, .. } if is(&settings) => "TRUE",
            Effect::Flag { .. } => "FALSE",
            _ => "",
        };
        let _ = writeln!(out, "#{}", format_args!("{name}: {value}").to_string().trim_end());
    }
    for name in Ports::names() {
        let _ = writeln!(out, "#{name}:");
    }
    out.push_str("\n# Preferences of Wireshark that are accepted and change nothing here.\n");
    for name in preference_names::all() {
        let _ = writeln!(out, "#{name}:");
    }
}

impl Preferences {
    /// Takes one `-o`.
    pub fn set(&mut self, flag: &OsStr) -> Result<(), Fault> {
        if let Some(table) = flag.as_bytes().strip_prefix(b"uat:") {
            return self.table_entry(table);
        }
        let mut parts = flag.as_bytes().splitn(2, |b| *b == b':');
        let name = String::from_utf8_lossy(parts.next().unwrap_or(&[])).trim().to_string();
        let Some(value) = parts.next() else {
            return Err(Fault::usage(format_args!("Invalid -o flag \"{}\"", name.escape_debug())));
        };
        let value = value.trim_ascii_start();
        let current = match name.strip_prefix("ssl.") {
            Some(rest) => format!("tls.{rest}"),
            None => name.clone(),
        };
        if let Some(ports) = Ports::of(&current) {
            let ports = ports.taken(&String::from_utf8_lossy(value)).ok_or_else(|| {
                let flag = String::from_utf8_lossy(flag.as_bytes()).into_owned();
                Fault::usage(format_args!("Invalid -o flag \"{flag}\""))
            })?;
            self.ports.extend(ports);
            return Ok(());
        }
        let Some((known, effect)) = PREFERENCES.iter().find(|(n, _)| *n == current) else {
            if preference_names::is_known(&current) {
                return Ok(());
            }
            return Err(Fault::usage(format_args!(
                "-o flag \"{}\" specifies unknown preference",
                String::from_utf8_lossy(flag.as_bytes()).escape_debug()
            )));
        };
        match effect {
            Effect::Flag { set, .. } => {
                let on = value.eq_ignore_ascii_case(b"true") || value == b"1";
                set(&mut self.settings, on);
            }
            Effect::KeysList => self.keys_list(value)?,
            Effect::KeyLog if value.is_empty() => {}
            Effect::KeyLog => self.key_logs.push(OsString::from_vec(value.to_vec()).into()),
            Effect::Psk if value.is_empty() => {}
            Effect::Psk => {
                let text = std::str::from_utf8(value);
                let text = text.map_err(|_| Fault::usage(format_args!("{known}: {}", BadPsk::NotHex)))?;
                self.psk(known, text)?;
            }
            Effect::Columns => {
                let columns = columns(&String::from_utf8_lossy(value)).ok_or_else(|| {
                    let flag = String::from_utf8_lossy(flag.as_bytes()).into_owned();
                    Fault::usage(format_args!("Invalid -o flag \"{flag}\""))
                })?;
                self.columns = Some(columns);
            }
        }
        Ok(())
    }

    /// Takes the tables of keys that the user keeps for Wireshark, if there are any.
    pub fn load_personal(&mut self) {
        if let Some(folder) = wireshark_folder() {
            self.load_tables(&folder);
        }
    }

    fn load_tables(&mut self, folder: &Path) {
        for (name, file, password, count) in TABLES {
            let Some(table) = read_table(&folder.join(name)) else { continue };
            for line in table.split(|b| *b == b'\n').filter(|l| !l.starts_with(b"#")) {
                let Some(fields) = quoted_fields(line).filter(|f| f.len() == *count) else { continue };
                let part = |at: &usize| fields.get(*at).map_or(&[][..], |f| f.as_slice());
                let path = part(file);
                // A line that cannot be used is for the program whose table it is to complain about.
                let _ = self.key_file(path.to_vec(), part(password));
            }
        }
        let Some(table) = read_table(&folder.join(MACROS)) else { return };
        for line in table.split(|b| *b == b'\n').filter(|l| !l.starts_with(b"#")) {
            let _ = self.add_macro(line);
        }
    }

    fn add_macro(&mut self, line: &[u8]) -> Result<(), String> {
        let fields = quoted_fields(line);
        let texts = fields.iter().flatten().map(|f| std::str::from_utf8(f).ok()).collect::<Option<Vec<_>>>();
        match texts.as_deref() {
            Some([name, text]) => self.macros.add(name, text),
            _ => Err("2 fields in double quotes, separated by commas, are needed".into()),
        }
    }

    /// Takes a pre-shared key. `option` is how messages call where it stood; the key is never repeated.
    pub fn psk(&mut self, option: &str, text: &str) -> Result<(), Fault> {
        let psk = Psk::parse(text).map_err(|e| Fault::usage(format_args!("{option}: {e}")))?;
        self.psks.push(psk);
        Ok(())
    }

    /// Takes the secrets in Wireshark's settings: the tables of keys, and key log and pre-shared keys
    /// of its preferences. `folder` is that of a profile; the usual one if none is given.
    pub fn import_wireshark(&mut self, folder: Option<&Path>) -> Result<(), Fault> {
        let folder = match folder {
            Some(folder) => folder.to_path_buf(),
            None => wireshark_folder().ok_or_else(|| Fault::usage("there is no home folder to look in"))?,
        };
        if !folder.is_dir() {
            return Err(Fault::failed(format_args!(
                "There is no folder \"{}\" with Wireshark's settings.",
                folder.to_string_lossy().escape_debug()
            )));
        }
        self.load_tables(&folder);
        let Some(preferences) = read_table(&folder.join("preferences")) else { return Ok(()) };
        for line in preferences.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
            let mut parts = line.splitn(2, |b| *b == b':');
            let name = parts.next().unwrap_or(&[]);
            let name = name.strip_prefix(b"ssl.").map_or(name.to_vec(), |rest| [b"tls.", rest].concat());
            let takes = |(known, effect): &&(&str, Effect)| {
                known.as_bytes() == name && matches!(effect, Effect::KeyLog | Effect::Psk | Effect::KeysList)
            };
            if PREFERENCES.iter().any(|row| takes(&row)) {
                self.set(OsStr::from_bytes(line))?;
            }
        }
        Ok(())
    }

    /// What the flags among them make of the settings.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// The columns of the frame list, with their titles.
    pub fn columns(&self) -> Vec<(String, Content)> {
        self.columns.clone().unwrap_or_else(default_columns)
    }

    /// `rsa_keys:"file","password"`. The value is never repeated in messages: it holds a password.
    fn table_entry(&mut self, entry: &[u8]) -> Result<(), Fault> {
        let mut parts = entry.splitn(2, |b| *b == b':');
        let name = String::from_utf8_lossy(parts.next().unwrap_or(&[])).into_owned();
        let values = parts.next().unwrap_or(&[]);
        let shown = name.escape_debug();
        if name == MACROS {
            return self
                .add_macro(values)
                .map_err(|e| Fault::usage(format_args!("Invalid -o flag \"uat:{shown}:…\": {e}")));
        }
        let Some((_, file, password, count)) = TABLES.iter().find(|t| t.0 == name) else {
            return Err(Fault::usage(format_args!("Invalid -o flag \"uat:{shown}:…\": Unknown preference")));
        };
        let Some(fields) = quoted_fields(values) else {
            return Err(Fault::usage(format_args!(
                "Invalid -o flag \"uat:{shown}:…\": {count} fields in double quotes, separated by commas, are needed"
            )));
        };
        if fields.len() != *count {
            return Err(Fault::usage(format_args!(
                "Invalid -o flag \"uat:{shown}:…\": it has {} fields, {count} are needed",
                fields.len()
            )));
        }
        let path = fields.get(*file).map(|f| f.to_vec()).unwrap_or_default();
        let password = fields.get(*password).map(|f| f.as_slice()).unwrap_or(&[]);
        self.key_file(path, password)
    }

    fn keys_list(&mut self, list: &[u8]) -> Result<(), Fault> {
        for entry in list.split(|b| *b == b';').filter(|e| !e.trim_ascii().is_empty()) {
            let mut fields = entry.splitn(5, |b| *b == b',').skip(3);
            let Some(path) = fields.next().map(<[u8]>::trim_ascii) else {
                return Err(Fault::usage(
                    "tls.keys_list needs ip,port,protocol,keyfile[,password], separated by semicolons",
                ));
            };
            self.key_file(path.to_vec(), fields.next().unwrap_or(&[]))?;
        }
        Ok(())
    }

    fn key_file(&mut self, path: Vec<u8>, password: &[u8]) -> Result<(), Fault> {
        let password = match std::str::from_utf8(password) {
            Ok("") => None,
            Ok(text) => Some(Zeroizing::new(text.to_string())),
            Err(_) => return Err(Fault::usage("the password of a key file is not valid UTF-8")),
        };
        let file = KeyFile { path: OsString::from_vec(path).into(), password };
        // The same table may be read twice: by itself, and because it was asked for.
        if !self.key_files.iter().any(|known| known.path == file.path && known.password == file.password) {
            self.key_files.push(file);
        }
        Ok(())
    }
}

/// `"No.","%m","Host","%Cus:http.host:0:R"`: pairs of title and content.
fn columns(list: &str) -> Option<Vec<(String, Content)>> {
    let texts: Vec<&str> = list.split(',').map(|t| t.trim().trim_matches('"')).collect();
    if !texts.len().is_multiple_of(2) {
        return None;
    }
    let column = |[title, format]: &[&str; 2]| Some((title.to_string(), Content::parse(format)?));
    texts.as_chunks::<2>().0.iter().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(flags: &[&str]) -> Result<Preferences, Fault> {
        let mut p = Preferences::default();
        flags.iter().try_for_each(|f| p.set(OsStr::new(f)))?;
        Ok(p)
    }

    fn message(flag: &str) -> String {
        match set(&[flag]) {
            Err(Fault::Failed { status: 1, message }) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn flags_and_old_names() {
        let p = set(&["tcp.relative_sequence_numbers:FALSE", "ssl.desegment_ssl_records: TRUE"]).unwrap();
        assert!(!p.settings().relative_sequence_numbers && p.settings().desegment_tcp);
        assert_eq!(message("bogus:1"), "-o flag \"bogus:1\" specifies unknown preference");
        assert_eq!(message("bogus"), "Invalid -o flag \"bogus\"");
        let p = set(&["ssl.keylog_file: /a b.txt", "tls.keylog_file:", "tls.psk:0a", "dtls.psk:"]).unwrap();
        assert_eq!((p.key_logs, p.psks.len()), (vec![PathBuf::from("/a b.txt")], 1));
        assert!(message("tls.psk:0abz").starts_with("tls.psk: a pre-shared key is written"));
        assert!(!message("tls.psk:0abz").contains("0ab"));
    }

    #[test]
    fn key_files_come_from_tables_and_lists() {
        let p = set(&[
            r#"uat:rsa_keys:"/a b/k\x5cey.pem","pa\"ss""#,
            "ssl.keys_list:192.168.0.1,443,http,/k1.pem;any,0,data,/k2.pem,word",
            r#"uat:ssl_keys:"1.2.3.4","443","http","/k3.pem","""#,
        ])
        .unwrap();
        let files: Vec<_> = p
            .key_files
            .iter()
            .map(|k| (k.path.to_str().unwrap(), k.password.as_ref().map(|p| p.as_str().to_string())))
            .collect();
        assert_eq!(
            files,
            [
                (r"/a b/k\ey.pem", Some("pa\"ss".into())),
                ("/k1.pem", None),
                ("/k2.pem", Some("word".into())),
                ("/k3.pem", None)
            ]
        );
    }

    #[test]
    fn wiresharks_settings_give_their_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("rsa_keys", "# made by hand\n\"/k1.pem\",\"word\"\n");
        write("dtlsdecrypttablefile", "\"1.2.3.4\",\"443\",\"data\",\"/k2.pem\",\"\"\n");
        write("preferences", "#tls.psk: 00\ntls.keylog_file: /x.keys\r\ndtls.psk: 0b\ngui.theme: dark\n");
        let mut p = Preferences::default();
        p.import_wireshark(Some(folder.path())).unwrap();
        let files: Vec<_> = p.key_files.iter().map(|k| k.path.to_str().unwrap()).collect();
        assert_eq!(files, ["/k1.pem", "/k2.pem"]);
        assert_eq!((p.key_logs, p.psks.len()), (vec![PathBuf::from("/x.keys")], 1));
        assert!(Preferences::default().import_wireshark(Some(&folder.path().join("none"))).is_err());
    }

    #[test]
    fn passwords_are_not_repeated() {
        for flag in [r#"uat:rsa_keys:"/k.pem","sesame"x"#, r#"uat:rsa_keys:"sesame""#, "uat:rsa_keys:sesame"]
        {
            assert!(!message(flag).contains("sesame"), "{flag}");
        }
        let p = set(&[r#"uat:rsa_keys:"/k.pem","sesame""#]).unwrap();
        assert!(!format!("{p:?}").contains("sesame"));
        assert!(message("uat:foo:\"x\"").contains("Unknown preference"));
    }
}
