//! A folder of key files: all keys in it, and what is to be said of the files that gave none.

use std::io;
use std::path::{Path, PathBuf};

use super::{KeyFileError, PrivateKey, load_keys};

/// Most entries of a folder that are looked at.
const MAX_FILES: usize = 1_000;

/// What a folder gave.
#[derive(Debug, Default)]
pub struct Folder {
    /// Files with keys, by name.
    pub keys: Vec<(PathBuf, Vec<PrivateKey>)>,
    /// Files with a key that could not be had: damaged, protected, of another kind.
    pub refused: Vec<KeyFileError>,
    /// Files and folders in it that are plainly no key files.
    pub skipped: usize,
    /// There were more than 1000 entries; the others were not looked at.
    pub is_too_large: bool,
}

/// Reads the keys in all files of a folder, not of the folders in it, with the same password. At
/// most 1000 entries are looked at, in the order of their names.
pub fn load_folder(path: &Path, password: Option<&str>) -> io::Result<Folder> {
    let mut paths = Vec::new();
    let mut folder = Folder::default();
    for entry in std::fs::read_dir(path)? {
        if paths.len() == MAX_FILES {
            folder.is_too_large = true;
            break;
        }
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        folder.add(path, password);
    }
    Ok(folder)
}

impl Folder {
    fn add(&mut self, path: PathBuf, password: Option<&str>) {
        match load_keys(&path, password) {
            Ok(keys) => self.keys.push((path, keys)),
            Err(error) if error.refusal.is_no_key_file() => self.skipped += 1,
            Err(error) => self.refused.push(error),
        }
    }
}
