//! PEM text: blocks between BEGIN and END lines, wherever they stand in a file (RFC 7468, leniently:
//! text around and between blocks, any line ends, the headers of RFC 1421). What a block holds is
//! `keyfile.rs`'s business.

use zeroize::Zeroizing;

/// One block.
pub struct Block<'a> {
    /// The text between `-----BEGIN ` and `-----`.
    pub label: &'a [u8],
    /// A header says `Proc-Type: 4,ENCRYPTED`.
    pub encrypted: bool,
    /// What the header `DEK-Info` says (RFC 1421 section 4.6.1.3).
    pub dek_info: Option<&'a [u8]>,
    pub contents: Result<Zeroizing<Vec<u8>>, Fault>,
}

/// Why a block has no contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The text ends, or another block begins, before the END line.
    NoEnd,
    /// This line, counted from 1, is not base64.
    NotBase64 { line: usize },
}

/// All blocks in `text`, in order.
pub fn blocks(text: &[u8]) -> Vec<Block<'_>> {
    // Old Macs end lines with CR alone.
    let line_end = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut lines = text.split(|&byte| byte == line_end).map(<[u8]>::trim_ascii).enumerate().peekable();
    let mut blocks = Vec::new();
    while let Some((_, line)) = lines.next() {
        let Some(label) = boundary(line, BEGIN) else { continue };
        let mut block = Block { label, encrypted: false, dek_info: None, contents: Err(Fault::NoEnd) };
        let mut data = Vec::new();
        while let Some((number, line)) = lines.next_if(|(_, line)| boundary(line, BEGIN).is_none()) {
            if line.starts_with(b"-----END ") {
                block.contents = decode(&data, number);
                break;
            }
            if data.is_empty() && line.contains(&b':') {
                block.encrypted |= line.starts_with(b"Proc-Type:") && line.ends_with(b"ENCRYPTED");
                if let Some(info) = line.strip_prefix(b"DEK-Info:") {
                    block.dek_info = Some(info.trim_ascii());
                }
            } else if !line.is_empty() {
                data.push((number + 1, line));
            }
        }
        blocks.push(block);
    }
    blocks
}

const BEGIN: &[u8] = b"-----BEGIN ";

/// Base64 in lines, or all in one, with either alphabet of RFC 4648. `None`: there is something else in it.
pub fn base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut base64 = Base64::new(text.len());
    for line in text.split(u8::is_ascii_whitespace) {
        base64.line(line)?;
    }
    base64.finish()
}

/// Decodes numbered lines of base64; `last` is the number of the last one.
fn decode(lines: &[(usize, &[u8])], last: usize) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut base64 = Base64::new(lines.iter().map(|(_, line)| line.len()).sum());
    for &(line, text) in lines {
        base64.line(text).ok_or(Fault::NotBase64 { line })?;
    }
    base64.finish().ok_or(Fault::NotBase64 { line: last })
}

fn boundary<'a>(line: &'a [u8], begin: &[u8]) -> Option<&'a [u8]> {
    line.strip_prefix(begin)?.strip_suffix(b"-----")
}

/// Base64 of RFC 4648 sections 4 and 5, line by line.
struct Base64 {
    bytes: Zeroizing<Vec<u8>>,
    bits: Zeroizing<u32>,
    bit_count: u32,
    padding: u32,
}

impl Base64 {
    /// `text_len`: the most characters that may come, so that the buffer never moves and leaves a copy.
    fn new(text_len: usize) -> Self {
        let bytes = Zeroizing::new(Vec::with_capacity(text_len / 4 * 3 + 3));
        Self { bytes, bits: Zeroizing::new(0), bit_count: 0, padding: 0 }
    }

    fn line(&mut self, line: &[u8]) -> Option<()> {
        for &byte in line {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                b'=' if self.padding < 2 => {
                    self.padding += 1;
                    continue;
                }
                _ => return None,
            };
            if self.padding > 0 {
                return None;
            }
            *self.bits = (*self.bits << 6 | u32::from(value)) & 0xffff;
            self.bit_count += 6;
            if self.bit_count >= 8 {
                self.bit_count -= 8;
                self.bytes.push((*self.bits >> self.bit_count & 0xff) as u8);
            }
        }
        Some(())
    }

    /// `None`: a character is missing.
    fn finish(self) -> Option<Zeroizing<Vec<u8>>> {
        (self.bit_count < 6).then_some(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_blocks_among_other_text() {
        let text = b"Bag Attributes\n-----BEGIN A-----\r\nAQID\r\nBA==\r\n-----END A-----\r\nx\n  -----BEGIN RSA B-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\n/+8=\n-----END RSA B-----";
        let found = blocks(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].label, found[0].encrypted), (&b"A"[..], false));
        assert_eq!(found[0].contents.as_ref().unwrap()[..], [1, 2, 3, 4]);
        assert_eq!((found[1].label, found[1].encrypted), (&b"RSA B"[..], true));
        assert_eq!(found[1].contents.as_ref().unwrap()[..], [0xff, 0xef]);
        let old_mac = blocks(b"-----BEGIN A-----\rAQID\r-----END A-----\r");
        assert_eq!(old_mac[0].contents.as_ref().unwrap()[..], [1, 2, 3]);
    }

    #[test]
    fn many_blocks_cost_no_more_than_their_text() {
        let text = b"-----BEGIN A-----\nAQID\n-----END A-----\n".repeat(20_000);
        assert_eq!(blocks(&text).len(), 20_000);
        assert_eq!(blocks(&b"-----BEGIN A-----\n".repeat(50_000)).len(), 50_000);
    }

    #[test]
    fn says_what_is_wrong() {
        let fault = |text: &[u8]| blocks(text).first().and_then(|b| b.contents.as_ref().err().copied());
        assert_eq!(fault(b"-----BEGIN A-----\nAQID\n"), Some(Fault::NoEnd));
        assert_eq!(fault(b"-----BEGIN A-----\nAQID\n-----BEGIN B-----\n-----END B-----"), Some(Fault::NoEnd));
        assert_eq!(
            fault(b"-----BEGIN A-----\nAQID\nA!ID\n-----END A-----"),
            Some(Fault::NotBase64 { line: 3 })
        );
        assert_eq!(fault(b"-----BEGIN A-----\nA===\n-----END A-----"), Some(Fault::NotBase64 { line: 2 }));
        assert_eq!(fault(b"-----BEGIN A-----\nAQIDA\n-----END A-----"), Some(Fault::NotBase64 { line: 2 }));
        assert!(blocks(b"-----BEGIN \n-----BEGIN-----").is_empty());
    }
}
