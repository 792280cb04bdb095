//! Key log files on disk: what may be one, reading one within bounds, and reading on as it grows.
//! The lines are understood in `keylog.rs`.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::keyfile;
use super::keylog::{self, KeyLog};

/// Largest key log that is read: about a million sessions.
pub const MAX_FILE_LEN: u64 = 256 << 20;

/// Bytes read at once.
const CHUNK_LEN: usize = 1 << 20;

/// Longest line; what is longer is none of a key log.
const MAX_LINE_LEN: usize = 1 << 16;

/// Bytes before the place read so far by which the file is known again.
const KNOWN_LEN: usize = 64;

/// A key log file that gave nothing. Shown in one line, without control characters and contents.
#[derive(Debug, thiserror::Error)]
#[error("{}: {refusal}", keyfile::printable(&path.to_string_lossy()))]
pub struct KeyLogError {
    pub path: PathBuf,
    pub refusal: Refusal,
}

/// Why there is no key log in a file. Every text goes on after "FILE: ".
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the key log cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("is a directory, not a key log")]
    Directory,
    #[error("is not a regular file, so no key log is read from it")]
    NotRegular,
    #[error("is too large for a key log ({0} bytes; at most 268435456 are read)")]
    TooLarge(u64),
    /// Editors and shells write it, programs that log keys do not.
    #[error(
        "is UTF-16 text, not a key log as programs write it; save it as plain text (UTF-8), or convert it: \
         iconv -f UTF-16 -t UTF-8 OLD > NEW"
    )]
    Wide,
    #[error("is no key log: {0}")]
    Other(&'static str),
}

/// A key log file, read as far as it goes.
pub struct KeyLogFile {
    path: PathBuf,
    log: KeyLog,
    /// Where the first line stands that was not read, and its number less one.
    offset: u64,
    lines: usize,
    /// The bytes before `offset`, by which the file is known again.
    known: Zeroizing<Vec<u8>>,
    /// What the file was when it was last looked at.
    seen: Option<Seen>,
}

#[derive(PartialEq, Eq)]
struct Seen {
    len: u64,
    modified: Option<std::time::SystemTime>,
}

impl KeyLogFile {
    /// Reads a file. One that is empty is taken, since it may grow; one that holds something else
    /// is not.
    pub fn open(path: &Path) -> Result<Self, KeyLogError> {
        let mut file = Self {
            path: path.into(),
            log: KeyLog::default(),
            offset: 0,
            lines: 0,
            known: Zeroizing::default(),
            seen: None,
        };
        file.refresh()?;
        if file.log.secrets + file.log.ech == 0
            && let Some(what) = file.something_else().map_err(|refusal| file.error(refusal))?
        {
            return Err(file.error(Refusal::Other(what)));
        }
        Ok(file)
    }

    /// The whole file as it is, to be put into a capture.
    pub fn read_whole(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyLogError> {
        let checked = Self::open(path)?;
        let read = || -> Result<_, Refusal> {
            let len = usize::try_from(std::fs::metadata(path)?.len()).unwrap_or(usize::MAX);
            // All at once, so that the buffer never moves and leaves a copy behind.
            let mut bytes = Zeroizing::new(Vec::with_capacity(len.min(MAX_FILE_LEN as usize) + 1));
            File::open(path)?.take(MAX_FILE_LEN).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|refusal| checked.error(refusal))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All that was read so far.
    pub fn log(&self) -> &KeyLog {
        &self.log
    }

    /// Reads what was added since the last time; everything, if the file is another one or was cut.
    /// What an earlier state gave is kept. True: there are new secrets.
    pub fn refresh(&mut self) -> Result<bool, KeyLogError> {
        let before = (self.log.secrets, self.log.lines);
        self.read_on().map_err(|refusal| self.error(refusal))?;
        Ok((self.log.secrets, self.log.lines) != before)
    }

    fn error(&self, refusal: Refusal) -> KeyLogError {
        KeyLogError { path: self.path.clone(), refusal }
    }

    fn read_on(&mut self) -> Result<(), Refusal> {
        // Asked before opening: opening a FIFO would wait for its writer.
        let about = std::fs::metadata(&self.path)?;
        check(&about)?;
        let seen = Seen { len: about.len(), modified: about.modified().ok() };
        if self.seen.as_ref() == Some(&seen) {
            return Ok(());
        }
        let mut file = File::open(&self.path)?;
        check(&file.metadata()?)?;
        if about.len() < self.offset || !self.is_known(&mut file)? {
            self.start_over();
        }
        if is_wide(&mut file)? {
            return Err(Refusal::Wide);
        }
        self.read_lines(&mut file)?;
        self.seen = Some(seen);
        Ok(())
    }

    fn start_over(&mut self) {
        (self.offset, self.lines) = (0, 0);
        self.known.clear();
        self.log.broken.clear();
        self.log.broken_lines = 0;
    }

    /// Whether what stands before the place read so far is still the same.
    fn is_known(&self, file: &mut File) -> io::Result<bool> {
        let mut now = Zeroizing::new(Vec::with_capacity(KNOWN_LEN));
        file.seek(SeekFrom::Start(self.offset - self.known.len() as u64))?;
        file.take(self.known.len() as u64).read_to_end(&mut now)?;
        Ok(now == self.known)
    }

    fn read_lines(&mut self, file: &mut File) -> Result<(), Refusal> {
        file.seek(SeekFrom::Start(self.offset))?;
        let mut left = MAX_FILE_LEN.saturating_sub(self.offset);
        // Whole from the beginning, so that it never moves and leaves a copy behind.
        let mut buffer = Zeroizing::new(Vec::with_capacity(CHUNK_LEN + MAX_LINE_LEN));
        let mut is_too_long = false;
        self.log.unfinished = None;
        loop {
            let room = (buffer.capacity() - buffer.len()).min(CHUNK_LEN) as u64;
            let read = file.by_ref().take(room.min(left)).read_to_end(&mut buffer)?;
            left -= read as u64;
            let at_end = read == 0;
            let end = buffer.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
            let (mut lines, rest) = buffer.split_at_checked(end).unwrap_or_default();
            if !lines.is_empty() {
                let first = lines;
                if std::mem::take(&mut is_too_long) {
                    self.log.note_broken(self.lines + 1, "it is far too long".into());
                    let skipped = lines.iter().position(|&b| b == b'\n').map_or(0, |at| at + 1);
                    lines = lines.get(skipped..).unwrap_or_default();
                    self.lines += 1;
                }
                if self.offset == 0 {
                    lines = lines.strip_prefix(b"\xef\xbb\xbf").unwrap_or(lines);
                }
                self.log.extend(lines, self.lines + 1);
                self.lines += lines.iter().filter(|&&b| b == b'\n').count();
                self.offset += first.len() as u64;
                self.known = Zeroizing::new(
                    first.get(first.len().saturating_sub(KNOWN_LEN)..).unwrap_or(first).to_vec(),
                );
            }
            if at_end {
                // A line without its end may be half written; if it is not, it is good already.
                if !rest.is_empty() && !is_too_long {
                    let mut with_last = self.log.clone();
                    let rest = if self.offset == 0 {
                        rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest)
                    } else {
                        rest
                    };
                    with_last.extend(rest, self.lines + 1);
                    if with_last.broken_lines == self.log.broken_lines {
                        self.log = with_last;
                    } else {
                        self.log.unfinished =
                            with_last.broken.pop().filter(|line| line.number == self.lines + 1);
                    }
                }
                return Ok(());
            }
            let rest_len = rest.len();
            buffer.copy_within(end.., 0);
            buffer.truncate(rest_len);
            if rest_len > MAX_LINE_LEN {
                is_too_long = true;
                self.offset += rest_len as u64;
                self.known.clear();
                buffer.clear();
            }
        }
    }

    /// What a file without secrets is, if it is no key log at all.
    fn something_else(&self) -> Result<Option<&'static str>, Refusal> {
        const HEAD_LEN: u64 = 1 << 14;
        let mut head = Zeroizing::new(Vec::with_capacity(HEAD_LEN as usize));
        File::open(&self.path)?.take(HEAD_LEN).read_to_end(&mut head)?;
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head[..]);
        let mut lines = head.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty());
        if lines.clone().all(|line| line.starts_with(b"#")) || lines.clone().any(keylog::has_label) {
            return Ok(None);
        }
        let pem = |word: &[u8]| {
            let is =
                |line: &[u8]| line.starts_with(b"-----BEGIN ") && line.windows(word.len()).any(|w| w == word);
            lines.clone().any(is)
        };
        Ok(Some(match head {
            _ if pem(b"PRIVATE KEY") => "it holds a private key; load it as one",
            _ if pem(b"CERTIFICATE") => "it holds a certificate, which opens nothing",
            _ if lines.any(|line| line.starts_with(b"-----BEGIN ")) => "it holds a PEM block",
            [0xd4, 0xc3, 0xb2, 0xa1, ..]
            | [0xa1, 0xb2, 0xc3, 0xd4, ..]
            | [0x4d, 0x3c, 0xb2, 0xa1, ..]
            | [0xa1, 0xb2, 0x3c, 0x4d, ..]
            | [0x0a, 0x0d, 0x0d, 0x0a, ..] => "it is a capture file",
            [0x30, 0x80..=0x84, ..] => "it may hold a key in DER form; load it as a private key",
            _ => "no line of it begins with a label such as CLIENT_RANDOM",
        }))
    }
}

/// UTF-16, with its byte order mark, or its first characters in ASCII.
fn is_wide(file: &mut File) -> io::Result<bool> {
    let mut head = Vec::with_capacity(4);
    file.seek(SeekFrom::Start(0))?;
    file.take(4).read_to_end(&mut head)?;
    let ascii = |byte: &u8| byte.is_ascii_graphic();
    Ok(match head.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, 0, b, 0] | [0, a, 0, b] => ascii(a) && ascii(b),
        _ => false,
    })
}

fn check(about: &Metadata) -> Result<(), Refusal> {
    match about {
        _ if about.is_dir() => Err(Refusal::Directory),
        _ if !about.is_file() => Err(Refusal::NotRegular),
        _ if about.len() > MAX_FILE_LEN => Err(Refusal::TooLarge(about.len())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn line(random: u8) -> String {
        format!(
            "CLIENT_RANDOM {} {}\n",
            format!("{random:02x}").repeat(32),
            format!("{random:02x}").repeat(48)
        )
    }

    fn written(contents: impl AsRef<[u8]>) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(contents.as_ref()).unwrap();
        file
    }

    #[test]
    fn reads_on_where_it_stopped() {
        let mut file = written(line(1) + "# a comment\nnonsense\n");
        let mut log = KeyLogFile::open(file.path()).unwrap();
        assert_eq!((log.log().secrets, log.log().broken[0].number), (1, 3));
        assert!(!log.refresh().unwrap());
        // Half a line first, then its other half with more.
        let second = line(2);
        file.write_all(&second.as_bytes()[..40]).unwrap();
        log.refresh().unwrap();
        assert_eq!((log.log().secrets, log.log().broken_lines), (1, 1));
        assert_eq!(log.log().unfinished.as_ref().map(|line| line.number), Some(4));
        file.write_all(&second.as_bytes()[40..]).unwrap();
        file.write_all(b"CLIENT_RANDOM 00\n").unwrap();
        assert!(log.refresh().unwrap());
        assert!(log.log().master(&[2; 32]).is_some() && log.log().unfinished.is_none());
        assert_eq!((log.log().secrets, log.log().broken[1].number), (2, 5));
        // A whole line without its line end counts, once.
        file.write_all(line(3).trim_end().as_bytes()).unwrap();
        assert!(log.refresh().unwrap() && log.log().master(&[3; 32]).is_some());
        file.write_all(b"\n").unwrap();
        log.refresh().unwrap();
        assert_eq!((log.log().secrets, log.log().broken_lines), (3, 2));
    }

    #[test]
    fn a_file_that_was_cut_or_replaced_is_read_anew() {
        let file = written(line(1) + &line(2));
        let mut log = KeyLogFile::open(file.path()).unwrap();
        std::fs::write(file.path(), line(3)).unwrap();
        assert!(log.refresh().unwrap() && log.log().master(&[3; 32]).is_some());
        std::fs::write(file.path(), line(4) + &line(5) + &line(6)).unwrap();
        assert!(log.refresh().unwrap());
        // What earlier states gave stays good.
        assert!((1..=6).all(|random| log.log().master(&[random; 32]).is_some()));
        std::fs::remove_file(file.path()).unwrap();
        assert!(log.refresh().unwrap_err().to_string().contains("cannot be read"));
        assert_eq!(log.log().secrets, 6);
        std::fs::write(file.path(), "").unwrap();
    }

    #[test]
    fn encodings_and_line_ends_do_not_matter() {
        let text = line(1) + &line(2);
        let long = "x".repeat(3 * CHUNK_LEN) + "\n" + &text;
        for contents in [
            text.clone().into_bytes(),
            text.replace('\n', "\r\n").into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            text.trim_end().into(),
            long.into_bytes(),
        ] {
            let file = written(&contents);
            assert_eq!(KeyLogFile::open(file.path()).unwrap().log().secrets, 2);
        }
        let file = written(format!("\u{feff}{}", line(1).trim_end()));
        assert_eq!(KeyLogFile::open(file.path()).unwrap().log().secrets, 1);
    }

    #[test]
    fn utf_16_is_named_and_how_to_convert_it() {
        let text = line(1) + &line(2);
        let wide = |mark: Option<u16>, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        for contents in [
            wide(Some(0xfeff), u16::to_le_bytes),
            wide(Some(0xfeff), u16::to_be_bytes),
            wide(None, u16::to_le_bytes),
            wide(None, u16::to_be_bytes),
        ] {
            let error = KeyLogFile::open(written(&contents).path()).err().unwrap();
            assert!(matches!(error.refusal, Refusal::Wide));
            assert!(error.to_string().contains("is UTF-16 text") && error.to_string().contains("iconv"));
        }
    }

    #[test]
    fn what_is_no_key_log_is_named() {
        let said = |contents: &[u8]| match KeyLogFile::open(written(contents).path()) {
            Ok(_) => "loads".to_string(),
            Err(error) => error.to_string(),
        };
        let pem = b"Bag Attributes\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\n";
        assert!(said(pem).ends_with("is no key log: it holds a private key; load it as one"));
        assert!(said(b"-----BEGIN CERTIFICATE-----\nAAAA\n").ends_with("which opens nothing"));
        assert!(said(b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00").ends_with("a capture file"));
        assert!(said(&[0x30, 0x82, 1, 0, 2, 1, 0]).ends_with("load it as a private key"));
        assert!(said(b"hello\nworld\n").ends_with("such as CLIENT_RANDOM"));
        for may_grow in [&b""[..], b"# SSL/TLS secrets log file\n", b"CLIENT_RANDOM 00 00\n"] {
            assert_eq!(said(may_grow), "loads");
        }
        let said = |path: &Path| KeyLogFile::open(path).err().unwrap().to_string();
        assert!(said(Path::new("/nowhere\n/k.txt")).contains("/nowhere?/k.txt: the key log cannot be read"));
        assert!(said(Path::new("/")).ends_with("is a directory, not a key log"));
        assert!(said(Path::new("/dev/zero")).ends_with("no key log is read from it"));
        let large = written("");
        large.as_file().set_len(MAX_FILE_LEN + 1).unwrap();
        assert!(said(large.path()).contains("too large for a key log"));
    }
}
