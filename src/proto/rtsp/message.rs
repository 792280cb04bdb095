//! The syntax of RTSP: what a message begins with, where its head ends, how long its body is. Bytes
//! in, facts out.

use crate::proto::http;

/// Begins a piece of a media stream.
pub const MAGIC: u8 = b'$';
/// Bytes before the piece.
pub const INTERLEAVED_HEADER: usize = 4;
/// First lines longer than this are none.
const FIRST_LINE_MAX: usize = 4096;

/// What bytes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    Request,
    Response,
    Interleaved,
    /// Too few to tell.
    Unfinished,
    Other,
}

pub fn beginning(bytes: &[u8]) -> Beginning {
    match bytes {
        [] => return Beginning::Unfinished,
        [MAGIC, ..] => return Beginning::Interleaved,
        _ => {}
    }
    const VERSION: &[u8] = b"RTSP/";
    if bytes.starts_with(VERSION) {
        return match bytes.get(VERSION.len()) {
            Some(b'0'..=b'9') => Beginning::Response,
            Some(_) => Beginning::Other,
            None => Beginning::Unfinished,
        };
    }
    let method = bytes.iter().take_while(|b| b.is_ascii_uppercase() || **b == b'_').count();
    if method == 0 || method > 32 || bytes.get(method).is_some_and(|b| *b != b' ') {
        return Beginning::Other;
    }
    let first = bytes.get(..FIRST_LINE_MAX).unwrap_or(bytes);
    let Some(end) = first.iter().position(|b| *b == b'\n') else {
        return if first.len() < FIRST_LINE_MAX { Beginning::Unfinished } else { Beginning::Other };
    };
    let line = first.get(..end).unwrap_or(&[]).trim_ascii_end();
    let version = line.rsplit(|b| *b == b' ').next().unwrap_or(&[]);
    if version.starts_with(VERSION) { Beginning::Request } else { Beginning::Other }
}

/// Behind the empty line that ends the head.
pub fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + bytes.get(at..)?.iter().position(|b| *b == b'\n')? + 1;
        match bytes.get(end..)? {
            [b'\n', ..] => return Some(end + 1),
            [b'\r', b'\n', ..] => return Some(end + 2),
            _ => at = end,
        }
    }
}

/// `Content-Length` of a head.
pub fn content_length(head: &[u8]) -> Option<u64> {
    let mut headers = head.split(|b| *b == b'\n').skip(1).filter_map(http::header);
    let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case(b"content-length"))?;
    std::str::from_utf8(value).ok()?.parse().ok()
}
