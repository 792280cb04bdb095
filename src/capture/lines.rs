//! Reading lines from a peer that is not believed: none is longer than the limit of `wire`.

use std::io::{self, BufRead, Read};

use super::wire::MAX_LINE_BYTES;

/// The next line without its end; `None` at the end of the stream. Bytes that are not UTF-8 are
/// replaced, which makes the line junk or its text odd, nothing worse.
pub fn next_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    reader.by_ref().take(MAX_LINE_BYTES as u64).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop_if(|b| *b == b'\n').is_none() && line.len() >= MAX_LINE_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end"));
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_and_are_limited() {
        let mut two: &[u8] = b"one\n\xff\n\nlast";
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut two).unwrap() {
            lines.push(line);
        }
        assert_eq!(lines, ["one", "\u{fffd}", "", "last"]);
        assert!(next_line(&mut io::BufReader::new(io::repeat(b'x').take(1 << 20))).is_err());
    }
}
