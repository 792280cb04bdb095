//! The secrets in Wireshark's own settings: its tables of keys, and the key log and pre-shared keys of
//! its preferences. Only reads them; who loads what they name is the keyring's business.

use crate::tls::psk::Psk;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A file with a private key, and the password that opens it. Has no `Debug` for the password's sake.
pub struct KeyFile {
    pub path: PathBuf,
    pub password: Option<Zeroizing<String>>,
}

/// The secrets that a folder of Wireshark's settings names.
#[derive(Default)]
pub struct WiresharkSecrets {
    pub key_files: Vec<KeyFile>,
    pub key_logs: Vec<PathBuf>,
    pub psks: Vec<Psk>,
}

/// Reads the settings in `folder`. Lines that make no sense are for Wireshark to complain about.
pub fn read(folder: &Path) -> WiresharkSecrets {
    let mut found = WiresharkSecrets::default();
    for (name, file, password, count) in TABLES {
        let Some(table) = read_table(&folder.join(name)) else { continue };
        for line in table.split(|b| *b == b'\n').filter(|l| !l.starts_with(b"#")) {
            let Some(fields) = quoted_fields(line).filter(|f| f.len() == *count) else { continue };
            let Some(path) = fields.get(*file) else { continue };
            let path = PathBuf::from(OsString::from_vec(path.to_vec()));
            let word = fields.get(*password).and_then(|word| std::str::from_utf8(word).ok());
            let password = word.filter(|word| !word.is_empty()).map(|word| Zeroizing::new(word.to_owned()));
            if !found.key_files.iter().any(|known| known.path == path) {
                found.key_files.push(KeyFile { path, password });
            }
        }
    }
    let Some(preferences) = read_table(&folder.join("preferences")) else { return found };
    for line in preferences.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
        let mut parts = line.splitn(2, |b| *b == b':');
        let (name, value) = (parts.next().unwrap_or(&[]), parts.next().unwrap_or(&[]).trim_ascii());
        match name {
            _ if value.is_empty() => {}
            b"tls.keylog_file" | b"ssl.keylog_file" => {
                found.key_logs.push(OsString::from_vec(value.to_vec()).into());
            }
            b"tls.psk" | b"ssl.psk" | b"dtls.psk" => {
                let psk = std::str::from_utf8(value).ok().and_then(|text| Psk::parse(text).ok());
                found.psks.extend(psk);
            }
            _ => {}
        }
    }
    found
}

/// Tables of keys: name, which field is the file, which the password, how many fields.
pub const TABLES: &[(&str, usize, usize, usize)] =
    &[("rsa_keys", 0, 1, 2), ("ssl_keys", 3, 4, 5), ("dtlsdecrypttablefile", 3, 4, 5)];

/// Where Wireshark keeps its settings.
pub fn wireshark_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
    folder.map(|f| f.join("wireshark"))
}

/// A table of keys; `None` if there is none that could be read.
pub fn read_table(path: &Path) -> Option<Zeroizing<Vec<u8>>> {
    const MOST: u64 = 1 << 18;
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut table = Zeroizing::new(Vec::with_capacity(MOST as usize));
    File::open(path).ok()?.take(MOST).read_to_end(&mut table).ok()?;
    Some(table)
}

/// `"a","b\x5c"`: the fields of a line of a table; `None` if it is not of that form.
pub fn quoted_fields(line: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_preferences_give_their_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("rsa_keys", "# made by hand\n\"/k1.pem\",\"word\"\nnonsense\n");
        write("ssl_keys", "\"1.2.3.4\",\"443\",\"http\",\"/k2.pem\",\"\"\n");
        write("preferences", "#tls.psk: 00\ntls.keylog_file: /x.keys\r\nssl.keylog_file:\ndtls.psk: 0b\n");
        let found = read(folder.path());
        let files: Vec<_> = found
            .key_files
            .iter()
            .map(|f| (f.path.to_str().unwrap(), f.password.as_ref().map(|word| word.as_str())))
            .collect();
        assert_eq!(files, [("/k1.pem", Some("word")), ("/k2.pem", None)]);
        assert_eq!((found.key_logs, found.psks.len()), (vec![PathBuf::from("/x.keys")], 1));
        assert!(read(&folder.path().join("none")).key_files.is_empty());
    }
}
