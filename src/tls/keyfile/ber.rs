//! BER made DER, as far as PKCS#12 needs it (X.690): lengths left open are closed, strings in
//! pieces are put together. Some programs write their containers so.

use zeroize::Zeroizing;

/// How deep elements may stand in each other.
const MAX_DEPTH: usize = 16;

/// The first element of `bytes`, with definite and shortest lengths. `None`: it is cut or nested too deep.
pub(super) fn to_der(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut rest = bytes;
    element(&mut rest, 0)
}

const OCTET_STRING: u8 = 4;
const CONSTRUCTED: u8 = 0x20;

/// Reads one element and writes it anew.
fn element(rest: &mut &[u8], depth: usize) -> Option<Zeroizing<Vec<u8>>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let (&tag, after) = rest.split_first()?;
    // No tag of a container has a number that needs more than one octet.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, after) = after.split_first()?;
    let (len, after) = match first {
        0..=0x7f => (Some(usize::from(first)), after),
        0x80 => (None, after),
        0x81..=0x84 => {
            let (len, after) = after.split_at_checked(usize::from(first & 0x7f))?;
            (Some(len.iter().fold(0, |len, &byte| len << 8 | usize::from(byte))), after)
        }
        _ => return None,
    };
    let is_constructed = tag & CONSTRUCTED != 0;
    let is_string = tag & !CONSTRUCTED == OCTET_STRING;
    let (mut inside, after) = match len {
        Some(len) => after.split_at_checked(len)?,
        None if is_constructed => (after, after),
        None => return None,
    };
    let mut content = Zeroizing::new(Vec::with_capacity(inside.len().min(rest.len())));
    if !is_constructed {
        content.extend_from_slice(inside);
        *rest = after;
    } else {
        loop {
            match inside {
                [] if len.is_some() => break,
                [0, 0, behind @ ..] if len.is_none() => {
                    inside = behind;
                    break;
                }
                _ => {
                    let part = element(&mut inside, depth + 1)?;
                    let part = if is_string { value(&part)? } else { &part };
                    content.extend_from_slice(part);
                }
            }
        }
        *rest = if len.is_some() { after } else { inside };
    }
    let mut written = Zeroizing::new(Vec::with_capacity(content.len().checked_add(6)?));
    written.push(if is_string { OCTET_STRING } else { tag });
    let len = u32::try_from(content.len()).ok()?;
    let octets = len.to_be_bytes();
    match len {
        0..=0x7f => written.extend(octets.last()),
        _ => {
            let octets = octets.get((len.leading_zeros() / 8) as usize..)?;
            written.push(0x80 | octets.len() as u8);
            written.extend_from_slice(octets);
        }
    }
    written.extend_from_slice(&content);
    Some(written)
}

/// The content of an element that [`element`] wrote.
fn value(der: &[u8]) -> Option<&[u8]> {
    match der {
        [OCTET_STRING, 0..=0x7f, content @ ..] => Some(content),
        [OCTET_STRING, len @ 0x81..=0x84, content @ ..] => content.get(usize::from(len & 0x7f)..),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_lengths_are_closed_and_strings_put_together() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, 7, 4, 0x81, 1, 8, 0, 0, 2, 1, 5, 0, 0, 9];
        assert_eq!(to_der(&ber).unwrap()[..], [0x30, 7, 4, 2, 7, 8, 2, 1, 5]);
        let long = [&[0x30, 0x84, 0, 0, 0, 200][..], &[5, 0].repeat(100)].concat();
        let der = to_der(&long).unwrap();
        assert_eq!((&der[..3], der.len()), (&[0x30, 0x81, 200][..], 203));
        for cut in 0..ber.len() - 1 {
            assert!(to_der(&ber[..cut]).is_none());
        }
    }

    #[test]
    fn nesting_has_an_end() {
        assert!(to_der(&[0x30, 0x80].repeat(100_000)).is_none());
        assert!(to_der(&[0x24, 0x80, 2, 1, 1, 0, 0]).is_none());
    }
}
