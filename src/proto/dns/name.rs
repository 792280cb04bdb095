//! Domain names in messages (RFC 1035 section 4.1.4): labels, and pointers to labels before.

use crate::dissect::{Cursor, Cut, Span};
use crate::field::show;
use std::fmt::Write;

/// Longest name that is followed, dots included; RFC 1035 allows 255.
const MAX_LEN: usize = 1025;
/// Pointers and labels that are followed for one name.
const MAX_STEPS: usize = 256;

/// A label of bits (RFC 2673), the only one of the extended kind that ever was.
const BITS: u8 = 0x41;

/// The bytes of so many bits; 0 stands for 256.
fn bytes_of(bits: u8) -> usize {
    usize::from(bits.wrapping_sub(1)) / 8 + 1
}

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
    /// Length as people count it: bytes of the text, where one that is no character counts as itself.
    pub fn len(&self) -> u16 {
        let unreadable = self.text.matches(char::REPLACEMENT_CHARACTER).count();
        let grown = unreadable * (char::REPLACEMENT_CHARACTER.len_utf8() - 1);
        u16::try_from(self.text.len().saturating_sub(grown)).unwrap_or(u16::MAX)
    }
}

/// Reads the name at the cursor. `message` is where pointers point into.
pub fn read(message: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<Name, Cut> {
    Ok(find(message, c)?.name())
}

/// A name that was passed and not yet followed: most are never shown.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    message: &'a [u8],
    at: usize,
    pub span: Span,
}

/// Passes the name at the cursor. `message` is where pointers point into.
pub fn find<'a>(message: &Cursor<'a>, c: &mut Cursor<'_>) -> Result<Found<'a>, Cut> {
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
            1 if len == BITS => {
                let count = c.u8()?.value;
                c.skip(bytes_of(count) as u32)?;
            }
            // Where it ends nobody knows: here, as if it had no length.
            1 => break,
            _ => return Err(Cut::Malformed),
        }
    }
    let at = start.offset().saturating_sub(message.offset()) as usize;
    Ok(Found { message: message.peek(), at, span: c.since(&start) })
}

impl Found<'_> {
    pub fn name(&self) -> Name {
        // Most names are shorter, those behind pointers, too.
        let mut text = String::with_capacity(64);
        let labels = self.write(&mut text);
        Name { text, labels, span: self.span }
    }

    /// Adds the text, pointers followed, or what is wrong in place of it. How many labels there were.
    pub fn write(&self, out: &mut String) -> u16 {
        let start = out.len();
        let (labels, wrong) = self.follow(out);
        if let Some(text) = wrong {
            out.truncate(start);
            out.push_str(text);
        }
        labels
    }

    fn follow(&self, out: &mut String) -> (u16, Option<&'static str>) {
        let (message, mut at) = (self.message, self.at);
        let (mut len, mut labels) = (0, 0);
        // Lengths of labels are ASCII, too: one look at the name for all its labels, up to a pointer.
        let end = at.saturating_add(self.span.len as usize);
        let in_place = message.get(at..end).map(|name| match name {
            [labels @ .., 0] | [labels @ .., 0xc0..=0xff, _] => labels,
            name => name,
        });
        let in_place = in_place.and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
        let start = at;
        let in_place = |at: usize, len: usize| in_place.get(at.checked_sub(start)?..)?.get(..len);
        for _ in 0..MAX_STEPS {
            let Some(&head) = message.get(at) else {
                return (labels, Some("<Name goes past end of captured data in packet>"));
            };
            match head >> 6 {
                0 if head == 0 => return (labels, (len == 0).then_some("<Root>")),
                0 => {
                    let label = message.get(at + 1..at + 1 + usize::from(head)).unwrap_or_default();
                    if len + label.len() >= MAX_LEN {
                        return (labels, Some("<Name too long>"));
                    }
                    if len > 0 {
                        out.push('.');
                        len += 1;
                    }
                    match in_place(at + 1, label.len()).map_or_else(|| std::str::from_utf8(label), Ok) {
                        Ok(label) => out.push_str(label),
                        Err(_) => show::push_lossy(label, out),
                    }
                    len += label.len();
                    labels += 1;
                    at += 1 + usize::from(head);
                }
                3 => {
                    let low = message.get(at + 1).copied().unwrap_or_default();
                    let to = usize::from(head & 0x3f) << 8 | usize::from(low);
                    if to == at {
                        return (labels, Some("<Name contains a pointer that loops>"));
                    }
                    at = to;
                }
                _ if head == BITS => {
                    let count = message.get(at + 1).copied().unwrap_or_default();
                    let bytes = message.get(at + 2..at + 2 + bytes_of(count)).unwrap_or_default();
                    if len + 2 * bytes.len() + 8 >= MAX_LEN {
                        return (labels, Some("<Name too long>"));
                    }
                    let before = out.len();
                    out.push_str(if len > 0 { ".\\[x" } else { "\\[x" });
                    let _ = show::hex(bytes, "", out);
                    let _ = write!(out, "/{count}]");
                    len += out.len() - before;
                    labels += 1;
                    at += 2 + bytes_of(count);
                }
                _ => return (labels, Some("<Unknown extended label>")),
            }
        }
        (labels, Some(if len == 0 { "<Name contains a pointer that loops>" } else { "<Name too long>" }))
    }
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
    fn labels_of_bits_are_shown_and_others_of_their_kind_end_the_name() {
        let bits = names(b"\x01a\x41\x14\xab\xcd\xef\x02xy\x00", 0);
        assert_eq!(bits, ("a.\\[xabcdef/20].xy".into(), 3, 11));
        assert_eq!(names(b"\x01a\x42\x02xy\x00", 0), ("<Unknown extended label>".into(), 1, 3));
        // 0 stands for 256 bits.
        assert_eq!(names(&[&[0x41, 0][..], &[0; 33]].concat(), 0).2, 35);
        let cut = Cursor::new(b"\x41\x20\x01", 3, SourceId::default());
        assert!(read(&cut, &mut { cut }).is_err());
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
