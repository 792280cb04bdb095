//! The secrets that the command line and preferences name: into the keyring, with a line on stderr
//! for each that gives nothing or less than it seems; and key logs out of a capture.

use super::fault::Fault;
use super::print::safe;
use super::wishes::Wishes;
use crate::base::whole_file;
use crate::capfile::SecretsBlock;
use crate::dissect::Settings;
use crate::document::{secrets, secrets_blocks, session_keys};
use crate::platform::dump;
use crate::store::Capture;
use crate::tls::keylog_file::KeyLogFile;
use crate::tls::secrets::{KeyFolder, KeyId, Keyring, Secrets};
use crate::verdict::symptoms::Refused;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// Says a line: worth knowing only, or that something is wrong.
pub trait Say {
    fn note(&self, text: &str);
    fn warn(&self, text: &str);
}

/// Loads all that is named. What is wrong is said and given back; the rest is used.
pub fn load(wishes: &Wishes, keyring: &Keyring, say: &impl Say) -> Vec<Refused> {
    let mut refused = Vec::new();
    let preferences = &wishes.preferences;
    let key_logs: Vec<&Path> =
        wishes.key_logs.iter().chain(&preferences.key_logs).map(|path| path.as_path()).collect();
    let any = !wishes.rsa_keys.is_empty()
        || !preferences.key_files.is_empty()
        || !preferences.psks.is_empty()
        || !key_logs.is_empty();
    if any && let Err(e) = dump::forbid_core_dumps() {
        say.warn(&format!("core dumps could not be switched off: {e}"));
    }
    for path in &wishes.rsa_keys {
        if path.is_dir() {
            key_folder(path, keyring, say);
        } else {
            refused.extend(key_file(path, None, keyring, say));
        }
    }
    for file in &preferences.key_files {
        let password = file.password.as_ref().map(|p| p.as_str());
        refused.extend(key_file(&file.path, password, keyring, say));
    }
    for path in key_logs {
        key_log(path, keyring, say);
    }
    for psk in &preferences.psks {
        keyring.add_psk(psk.clone());
    }
    refused
}

fn key_file(path: &Path, password: Option<&str>, keyring: &Keyring, say: &impl Say) -> Option<Refused> {
    match keyring.load_key_file(path, password) {
        Ok(_) => {
            say_if_open_to_others(path, say);
            None
        }
        Err(e) => {
            say.warn(&e.to_string());
            Some(secrets::refused(&e))
        }
    }
}

fn key_folder(path: &Path, keyring: &Keyring, say: &impl Say) {
    let shown = safe::shown(&path.to_string_lossy());
    match keyring.load_key_folder(path, None) {
        Ok(KeyFolder { keys, files, refused, is_too_large }) => {
            for path in &files {
                say_if_open_to_others(path, say);
            }
            for refused in refused {
                say.warn(&refused.to_string());
            }
            if is_too_large {
                say.warn(&format!("{shown}: only the first 1000 entries of this folder were looked at"));
            }
            if keys.is_empty() {
                say.warn(&format!("{shown}: no private key in this folder"));
            }
        }
        Err(e) => say.warn(&format!("{shown}: the folder cannot be read: {e}")),
    }
}

fn key_log(path: &Path, keyring: &Keyring, say: &impl Say) {
    match keyring.load_key_log(path) {
        Ok(id) => say_of_lines(path, id, &keyring.snapshot(), say),
        Err(e) => say.warn(&e.to_string()),
    }
}

/// What of a key log was not understood, or that nothing stands in it.
fn say_of_lines(path: &Path, id: KeyId, secrets: &Secrets, say: &impl Say) {
    let Some(loaded) = secrets.key_logs().iter().find(|loaded| loaded.id == id) else { return };
    let (log, shown) = (&loaded.log, path.display());
    match log.broken.first().or(log.unfinished.as_ref()) {
        Some(first) => {
            let last = usize::from(log.unfinished.is_some());
            let (lines, broken) = (log.lines + last, log.broken_lines + last);
            let s = if lines == 1 { "" } else { "s" };
            say.warn(&format!(
                "{shown}: the key log has {lines} line{s}, {broken} unreadable: line {}: {}",
                first.number, first.why
            ));
        }
        None if log.secrets == 0 => say.warn(&format!("{shown}: the key log has no secrets in it")),
        None => {}
    }
}

fn say_if_open_to_others(path: &Path, say: &impl Say) {
    let mode = std::fs::metadata(path).map_or(0, |m| m.permissions().mode());
    if mode & 0o004 != 0 {
        let shown = safe::shown(&path.to_string_lossy());
        say.note(&format!("note: every user of this machine can read the private key {shown}"));
    }
}

/// The key log that `--inject-secrets` names. It is wanted in the output, so without it nothing is
/// written at all.
pub fn injected(wishes: &Wishes) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    let Some(path) = &wishes.inject_secrets else { return Ok(None) };
    if wishes.write.is_none() {
        return Err(Fault::usage("--inject-secrets needs a file to write, -w"));
    }
    if wishes.format.is_pcap() {
        return Err(Fault::usage("a pcap file holds no secrets; write pcapng"));
    }
    KeyLogFile::read_whole(path).map(Some).map_err(Fault::failed)
}

/// `tls,FILE`, as editcap has it.
pub fn inject_option(value: &str) -> Result<std::path::PathBuf, Fault> {
    match value.split_once(',') {
        Some(("tls", path)) if !path.is_empty() => Ok(path.into()),
        Some((kind, _)) if kind != "tls" => Err(Fault::usage(format_args!(
            "\"{}\" is not a known type of secrets; known is: tls",
            kind.escape_debug()
        ))),
        _ => Err(Fault::usage("--inject-secrets needs a type and a file: tls,FILE")),
    }
}

/// Says of secrets blocks what nobody can see otherwise, and that a key log which the environment
/// names would open more.
pub fn after_reading(
    capture: &Capture,
    settings: &Settings,
    name: &str,
    environment: Option<OsString>,
    say: &impl Say,
) {
    for (at, block) in capture.secrets_blocks.iter().enumerate() {
        if block.kind != SecretsBlock::TLS_KEY_LOG {
            say.warn(&format!(
                "{name}: secrets block {} is no TLS key log (type {:#010x}, {}): it opens no TLS session",
                at + 1,
                block.kind,
                secrets_blocks::kind_name(block.kind)
            ));
        }
    }
    let Some(path) = environment.filter(|path| !path.is_empty()) else { return };
    let loaded = settings.secrets.key_logs().iter().any(|log| log.path.as_deref() == Some(Path::new(&path)));
    if loaded || !Path::new(&path).exists() {
        return;
    }
    let wanting = session_keys::sessions_wanting_a_key_log(capture, &settings.secrets);
    if wanting > 0 {
        let s = if wanting == 1 { "" } else { "s" };
        say.note(&format!(
            "{wanting} TLS session{s} wait{} for a key log; --keylog \"$SSLKEYLOGFILE\" would use {}",
            if wanting == 1 { "s" } else { "" },
            safe::shown(&path.to_string_lossy())
        ));
    }
}

/// `--export-tls-session-keys`: writes the key log of the sessions that were opened, for their owner alone.
pub fn export(capture: &Capture, settings: &Settings, path: &Path, say: &impl Say) -> Result<(), Fault> {
    let (log, count) = session_keys::export(capture, settings);
    let shown = safe::shown(&path.to_string_lossy());
    let failed =
        |e: std::io::Error| Fault::failed(format_args!("The file \"{shown}\" could not be written: {e}."));
    whole_file::write(path, log.as_bytes()).map_err(failed)?;
    let s = if count == 1 { "" } else { "s" };
    say.note(&format!("keys of {count} TLS session{s} written to {shown}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[derive(Default)]
    struct Said(RefCell<Vec<String>>);

    impl Say for Said {
        fn note(&self, text: &str) {
            self.0.borrow_mut().push(format!("note {text}"));
        }

        fn warn(&self, text: &str) {
            self.0.borrow_mut().push(format!("warn {text}"));
        }
    }

    fn loaded(arguments: &[&str]) -> (Keyring, String) {
        let wishes = super::super::command_line::parse(arguments.iter().map(OsString::from)).unwrap();
        let (keyring, said) = (Keyring::new(), Said::default());
        load(&wishes, &keyring, &said);
        (keyring, said.0.into_inner().join("\n"))
    }

    #[test]
    fn each_secret_that_gives_nothing_is_a_line_and_the_others_load() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
        let line = format!("CLIENT_RANDOM {} {}\n", "ab".repeat(32), "cd".repeat(48));
        std::fs::write(path("good.keys"), &line).unwrap();
        std::fs::write(path("cut.keys"), line.clone() + &line[..90]).unwrap();
        std::fs::write(path("empty.keys"), "").unwrap();
        std::fs::write(path("no.keys"), "-----BEGIN PRIVATE KEY-----\n").unwrap();
        let preference = format!("tls.keylog_file:{}", path("cut.keys"));
        let (keyring, said) = loaded(&[
            "--keylog",
            &path("good.keys"),
            "-o",
            &preference,
            "--keylog",
            &path("empty.keys"),
            "--keylog",
            &path("no.keys"),
            "--rsa-key",
            &path("good.keys"),
            "--psk",
            "dev:0102",
            "-o",
            "dtls.psk:0304",
        ]);
        let secrets = keyring.snapshot();
        assert_eq!((secrets.key_logs().len(), secrets.psks().len()), (3, 2));
        for words in [
            "cut.keys: the key log has 2 lines, 1 unreadable: line 2: ",
            "empty.keys: the key log has no secrets in it",
            "no.keys: is no key log: it holds a private key; load it as one",
            "good.keys: no private key found in it (it is a key log: load it as one)",
        ] {
            assert!(said.contains(words), "{words:?} not in {said:?}");
        }
        assert!(!said.contains("cdcd") && !said.contains("0102"));
    }

    #[test]
    fn a_folder_gives_all_its_keys() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(samples.join("key.pem"), folder.path().join("a.pem")).unwrap();
        std::fs::write(folder.path().join("readme.txt"), "nothing here").unwrap();
        let (keyring, said) = loaded(&["--rsa-key", folder.path().to_str().unwrap()]);
        assert_eq!(keyring.snapshot().rsa_keys().len(), 1);
        assert!(!said.contains("readme"), "{said}");
        let empty = tempfile::tempdir().unwrap();
        let (_, said) = loaded(&["--rsa-key", empty.path().to_str().unwrap()]);
        assert!(said.ends_with("no private key in this folder"), "{said}");
    }

    #[test]
    fn what_to_inject_is_a_type_and_a_file() {
        assert_eq!(inject_option("tls,a,b").ok(), Some("a,b".into()));
        for wrong in ["tls", "tls,", "wg,a", ""] {
            assert!(inject_option(wrong).is_err(), "{wrong}");
        }
    }
}
