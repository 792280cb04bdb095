//! Where stanzas end: the stream is one long XML document whose children are the messages. Every
//! byte is looked at once.

use crate::dissect::{Framed, Progress, Stretch};
use crate::store::MessageKind;

/// Longest stanza that is waited for.
const LEN_MAX: u64 = 16 << 20;
const WINDOW: u64 = 16 * 1024;
/// Levels of elements that are counted.
const DEPTH_MAX: u32 = 0xffff;

/// Kind of all messages.
const STANZA: MessageKind = MessageKind(1);
/// The opening tag of the stream.
const STREAM: &[u8] = b"<stream:stream";

pub(super) const PORTS: [u16; 3] = [5222, 5223, 5269];

pub(super) fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
    if bytes.starts_with(b"<?xml") || bytes.starts_with(STREAM) {
        return has(STREAM);
    }
    let stanzas: [&[u8]; 5] = [b"<iq ", b"<message ", b"<presence", b"<stream:", b"</stream:"];
    ports.iter().any(|p| PORTS.contains(p)) && stanzas.iter().any(|s| bytes.starts_with(s))
}

/// What stands at a byte. Kept in the low bits of the phase; the depth in the others.
mod state {
    pub(super) const TEXT: u32 = 0;
    /// Behind `<`.
    pub(super) const OPENED: u32 = 1;
    pub(super) const TAG: u32 = 2;
    /// Behind a `/` that may end the tag.
    pub(super) const SLASH: u32 = 3;
    pub(super) const CLOSING: u32 = 4;
    /// Inside `<?` or `<!`.
    pub(super) const OTHER: u32 = 5;
    /// In quotes of a tag.
    pub(super) const SINGLE: u32 = 6;
    pub(super) const DOUBLE: u32 = 7;
    pub(super) const BITS: u32 = 3;
}

/// What a byte ends.
enum Ends {
    Nothing,
    /// An opening tag.
    Open,
    /// An element without content.
    Empty,
    Close,
}

fn step(state: &mut u32, byte: u8) -> Ends {
    let (next, ends) = match (*state, byte) {
        (state::TEXT, b'<') => (state::OPENED, Ends::Nothing),
        (state::OPENED, b'/') => (state::CLOSING, Ends::Nothing),
        (state::OPENED, b'?' | b'!') => (state::OTHER, Ends::Nothing),
        (state::TAG | state::OPENED | state::SLASH, b'\'') => (state::SINGLE, Ends::Nothing),
        (state::TAG | state::OPENED | state::SLASH, b'"') => (state::DOUBLE, Ends::Nothing),
        (state::SINGLE, b'\'') | (state::DOUBLE, b'"') => (state::TAG, Ends::Nothing),
        (state::TAG, b'/') => (state::SLASH, Ends::Nothing),
        (state::SLASH, b'>') => (state::TEXT, Ends::Empty),
        (state::TAG | state::OPENED, b'>') => (state::TEXT, Ends::Open),
        (state::CLOSING, b'>') => (state::TEXT, Ends::Close),
        (state::OTHER, b'>') => (state::TEXT, Ends::Nothing),
        (state::OPENED | state::SLASH, _) => (state::TAG, Ends::Nothing),
        (state, _) => (state, Ends::Nothing),
    };
    *state = next;
    ends
}

pub(super) fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let (mut state, mut depth) = (progress.phase & 7, progress.phase >> state::BITS);
    while progress.done < stretch.len {
        let window = (stretch.read)(progress.done..(progress.done + WINDOW).min(stretch.len));
        if window.is_empty() {
            break;
        }
        for byte in window.iter() {
            progress.done += 1;
            let ended = match step(&mut state, *byte) {
                Ends::Nothing => false,
                Ends::Open if depth == 0 && opens_stream(stretch, progress.done) => true,
                Ends::Open => {
                    depth += 1;
                    false
                }
                Ends::Empty => depth == 0,
                // The end of the stream itself stands alone.
                Ends::Close => {
                    depth = depth.saturating_sub(1);
                    depth == 0
                }
            };
            if ended {
                return Framed::Message { len: progress.done, kind: STANZA, note: 0 };
            }
            if depth > DEPTH_MAX {
                return Framed::Skip(0);
            }
        }
    }
    progress.phase = depth << state::BITS | state;
    if progress.done > LEN_MAX {
        return Framed::Skip(0);
    }
    if stretch.ended && stretch.len > 0 {
        return Framed::Message { len: stretch.len, kind: STANZA, note: 0 };
    }
    Framed::NeedMore { at_least: stretch.len + 1 }
}

/// Whether the first tag of the message, which ends at `end`, opens the stream.
fn opens_stream(stretch: &Stretch<'_>, end: u64) -> bool {
    let head = (stretch.read)(0..end.min(512));
    head.windows(STREAM.len()).any(|w| w == STREAM)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths of the messages in a text that comes byte by byte.
    fn lengths(text: &str) -> Vec<u64> {
        let (mut found, mut start, mut progress) = (Vec::new(), 0, Progress::default());
        for end in 1..=text.len() {
            let nth = found.len();
            let framed =
                Stretch::over(&text.as_bytes()[start..end], |s| next(&mut progress, &Stretch { nth, ..s }));
            if let Framed::Message { len, .. } = framed {
                found.push(len);
                start += len as usize;
                progress = Progress::default();
            }
        }
        found
    }

    #[test]
    fn stanzas_end_where_their_element_does() {
        let parts = [
            "<?xml version='1.0'?><stream:stream xmlns:stream='x' a='>'>",
            "<iq id='1'><q><b/></q></iq>",
            " <presence/>",
            "<a b=\"/>\">text</a>",
            "</stream:stream>",
        ];
        let expected: Vec<u64> = parts.iter().map(|p| p.len() as u64).collect();
        assert_eq!(lengths(&parts.concat()), expected);
    }

    #[test]
    fn only_streams_are_known() {
        assert!(recognises(b"<?xml version='1.0'?><stream:stream", [1, 2]));
        assert!(!recognises(b"<?xml version='1.0'?><stream:str", [1, 2]));
        assert!(!recognises(b"<?xml version='1.0'?><html>", [1, 5222]));
        assert!(recognises(b"<iq type='get'>", [1, 5222]));
        assert!(!recognises(b"<iq type='get'>", [1, 2]));
    }
}
