//! `-o name:value`: preferences, and the tables of keys that are written as one.

use super::fault::Fault;
use super::print::summary::{Content, default_columns};
use crate::dissect::Settings;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A file with a private key, and the password that opens it. Has no `Debug` for the password's sake.
pub struct KeyFile {
    pub path: PathBuf,
    pub password: Option<Zeroizing<String>>,
}

/// What the preferences given ask for.
#[derive(Default)]
pub struct Preferences {
    settings: Settings,
    pub key_files: Vec<KeyFile>,
    pub columns: Option<Vec<Content>>,
    /// Preferences that are known, but have no effect yet: worth a word.
    pub without_effect: Vec<&'static str>,
}

impl std::fmt::Debug for Preferences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preferences").field("key_files", &self.key_files.len()).finish_non_exhaustive()
    }
}

enum Effect {
    Flag(fn(&mut Settings, bool)),
    /// A list of `ip,port,protocol,keyfile[,password]`, separated by `;`.
    KeysList,
    Columns,
    /// Known to scripts; what it says is so anyway, or does not matter here.
    Accepted,
    /// Would change something, and does not yet.
    Later,
}

/// The preferences that are known; `ssl.` stands for `tls.`.
const PREFERENCES: &[(&str, Effect)] = &[
    ("tcp.relative_sequence_numbers", Effect::Flag(|s, on| s.relative_sequence_numbers = on)),
    ("tcp.desegment_tcp_streams", Effect::Flag(|s, on| s.desegment_tcp = on)),
    ("data.show_as_text", Effect::Flag(|s, on| s.data_as_text = on)),
    ("tls.keys_list", Effect::KeysList),
    ("gui.column.format", Effect::Columns),
    ("tcp.reassemble_out_of_order", Effect::Accepted),
    ("tcp.check_checksum", Effect::Accepted),
    ("tcp.analyze_sequence_numbers", Effect::Accepted),
    ("ip.check_checksum", Effect::Accepted),
    ("ip.defragment", Effect::Accepted),
    ("udp.check_checksum", Effect::Accepted),
    ("tls.desegment_ssl_records", Effect::Accepted),
    ("tls.desegment_ssl_application_data", Effect::Accepted),
    ("tls.ignore_ssl_mac_failed", Effect::Accepted),
    ("tls.debug_file", Effect::Accepted),
    ("http.tls.port", Effect::Accepted),
    ("nameres.mac_name", Effect::Accepted),
    ("nameres.network_name", Effect::Accepted),
    ("nameres.transport_name", Effect::Accepted),
    ("nameres.dns_pkt_addr_resolution", Effect::Accepted),
    ("nameres.use_external_name_resolver", Effect::Accepted),
    ("tls.keylog_file", Effect::Later),
    ("tls.psk", Effect::Later),
    ("dtls.keys_list", Effect::Later),
    ("dtls.psk", Effect::Later),
];

/// Tables of keys: name, which field is the file, which the password, how many fields.
const TABLES: &[(&str, usize, usize, usize)] = &[("rsa_keys", 0, 1, 2), ("ssl_keys", 3, 4, 5)];

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
        let Some((known, effect)) = PREFERENCES.iter().find(|(n, _)| *n == current) else {
            return Err(Fault::usage(format_args!(
                "-o flag \"{}\" specifies unknown preference",
                String::from_utf8_lossy(flag.as_bytes()).escape_debug()
            )));
        };
        match effect {
            Effect::Flag(set) => {
                let on = value.eq_ignore_ascii_case(b"true") || value == b"1";
                set(&mut self.settings, on);
            }
            Effect::KeysList => self.keys_list(value)?,
            Effect::Columns => self.columns = Some(columns(&String::from_utf8_lossy(value))?),
            Effect::Accepted => {}
            Effect::Later => self.without_effect.push(known),
        }
        Ok(())
    }

    /// Takes the tables of keys that the user keeps for Wireshark, if there are any.
    pub fn load_personal(&mut self) {
        let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
        let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
        let Some(folder) = folder.map(|f| f.join("wireshark")) else { return };
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
    }

    /// What the flags among them make of the settings.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// The columns of the frame list.
    pub fn columns(&self) -> Vec<Content> {
        self.columns.clone().unwrap_or_else(default_columns)
    }

    /// `rsa_keys:"file","password"`. The value is never repeated in messages: it holds a password.
    fn table_entry(&mut self, entry: &[u8]) -> Result<(), Fault> {
        let mut parts = entry.splitn(2, |b| *b == b':');
        let name = String::from_utf8_lossy(parts.next().unwrap_or(&[])).into_owned();
        let values = parts.next().unwrap_or(&[]);
        let shown = name.escape_debug();
        if name == "dtlsdecrypttablefile" {
            self.without_effect.push("uat:dtlsdecrypttablefile");
            return Ok(());
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
        self.key_files.push(KeyFile { path: OsString::from_vec(path).into(), password });
        Ok(())
    }
}

/// A table of keys; `None` if there is none that could be read.
fn read_table(path: &Path) -> Option<Zeroizing<Vec<u8>>> {
    const MOST: u64 = 1 << 16;
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut table = Zeroizing::new(Vec::with_capacity(MOST as usize));
    File::open(path).ok()?.take(MOST).read_to_end(&mut table).ok()?;
    Some(table)
}

/// `"a","b\x5c"`: the fields of a line of a table; `None` if it is not of that form.
fn quoted_fields(line: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let mut rest = line.trim_ascii();
    let mut fields = Vec::new();
    loop {
        rest = rest.strip_prefix(b"\"")?;
        let mut field = Zeroizing::new(Vec::with_capacity(rest.len()));
        loop {
            let (first, after) = rest.split_first()?;
            rest = after;
            match first {
                b'"' => break,
                b'\\' => match rest {
                    [b'x', high, low, after @ ..] => {
                        let digit = |b: &u8| char::from(*b).to_digit(16).map(|d| d as u8);
                        field.push(digit(high)? << 4 | digit(low)?);
                        rest = after;
                    }
                    [other, after @ ..] => {
                        field.push(*other);
                        rest = after;
                    }
                    [] => return None,
                },
                byte => field.push(*byte),
            }
        }
        fields.push(field);
        rest = rest.trim_ascii_start();
        match rest.strip_prefix(b",") {
            Some(after) => rest = after.trim_ascii_start(),
            None if rest.is_empty() => return Some(fields),
            None => return None,
        }
    }
}

/// `"No.","%m","Host","%Cus:http.host:0:R"`: pairs of title and content.
fn columns(list: &str) -> Result<Vec<Content>, Fault> {
    let texts: Vec<&str> = list.split(',').map(|t| t.trim().trim_matches('"')).collect();
    if !texts.len().is_multiple_of(2) {
        return Err(Fault::usage("gui.column.format needs pairs of a title and a format"));
    }
    texts.as_chunks::<2>().0.iter().map(|[_, format]| Content::parse(format)).collect()
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
        assert_eq!(set(&["tls.keylog_file:x"]).unwrap().without_effect, ["tls.keylog_file"]);
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
