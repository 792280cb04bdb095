//! Domain names in messages (RFC 1035 section 4.1.4): labels, and pointers to labels before.

use crate::dissect::{Cursor, Cut, Span};

/// Longest name that is followed, dots included; RFC 1035 allows 255.
const MAX_LEN: usize = 1025;
/// Pointers and labels that are followed for one name.
const MAX_STEPS: usize = 256;

/// A name as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    /// Labels, the root not counted.
    pub labels: u16,
    /// The bytes it takes where it stands: a pointer ends it.
    pub span: Span,
}

impl Name {
    /// Length as people count it: characters of the text.
    pub fn len(&self) -> u16 {
        u16::try_from(self.text.len()).unwrap_or(u16::MAX)
    }
}

/// Reads the name at the cursor. `message` is where pointers point into.
pub fn read(message: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<Name, Cut> {
    let start = *c;
    // In place: up to the root or the first pointer.
    loop {
        let len = c.u8()?.value;
        match len >> 6 {
            0 if len == 0 => break,
            0 => {
                c.skip(len.into())?;
            }
            3 => {
                c.skip(1)?;
                break;
            }
            _ => return Err(Cut::Malformed),
        }
    }
    let (text, labels) = follow(message.peek(), start.offset().saturating_sub(message.offset()) as usize);
    Ok(Name { text, labels, span: c.since(&start) })
}

/// The labels from an offset on, pointers followed.
fn follow(message: &[u8], mut at: usize) -> (String, u16) {
    let (mut text, mut labels) = (Vec::new(), 0);
    for _ in 0..MAX_STEPS {
        let Some(&len) = message.get(at) else {
            return ("<Name goes past end of captured data in packet>".into(), labels);
        };
        match len >> 6 {
            0 if len == 0 => {
                return match text.is_empty() {
                    true => ("<Root>".into(), 0),
                    false => (String::from_utf8_lossy(&text).into_owned(), labels),
                };
            }
            0 => {
                let label = message.get(at + 1..at + 1 + usize::from(len)).unwrap_or_default();
                if text.len() + label.len() >= MAX_LEN {
                    return ("<Name too long>".into(), labels);
                }
                if !text.is_empty() {
                    text.push(b'.');
                }
                text.extend_from_slice(label);
                labels += 1;
                at += 1 + usize::from(len);
            }
            3 => {
                let low = message.get(at + 1).copied().unwrap_or_default();
                let to = usize::from(len & 0x3f) << 8 | usize::from(low);
                if to == at {
                    return ("<Name contains a pointer that loops>".into(), labels);
                }
                at = to;
            }
            _ => return ("<Unknown extended label>".into(), labels),
        }
    }
    (if text.is_empty() { "<Name contains a pointer that loops>" } else { "<Name too long>" }.into(), labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::SourceId;

    fn names(bytes: &[u8], at: u32) -> (String, u16, u32) {
        let message = Cursor::new(bytes, bytes.len() as u32, SourceId::default());
        let mut c = message;
        c.skip(at).unwrap();
        let name = read(&message, &mut c).unwrap();
        (name.text, name.labels, name.span.len)
    }

    #[test]
    fn pointers_are_followed() {
        let bytes = b"\x03www\x02de\x00\x02xy\xc0\x04";
        assert_eq!(names(bytes, 0), ("www.de".into(), 2, 8));
        assert_eq!(names(bytes, 8), ("xy.de".into(), 2, 5));
        assert_eq!(names(b"\0", 0), ("<Root>".into(), 0, 1));
    }

    #[test]
    fn loops_end() {
        assert_eq!(names(b"\xc0\x00", 0).0, "<Name contains a pointer that loops>");
        assert_eq!(names(b"\x01a\xc0\x00", 0).0, "<Name too long>");
        assert_eq!(names(b"\xc0\x02\xc0\x00", 0).0, "<Name contains a pointer that loops>");
    }
}
