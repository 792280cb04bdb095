//! As much of XML as XMPP allows (RFC 6120 section 11): tags, attributes, text. No entities, no DTD.

/// What stands at the beginning of some bytes, and how many of them it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a [u8]),
    /// Name and what follows it; no content, if it is empty.
    Open {
        name: &'a [u8],
        attributes: &'a [u8],
        empty: bool,
    },
    Close,
    /// `<?…?>`
    Declaration(&'a [u8]),
    /// `<!…>`
    Other,
}

/// The first piece; `None`: it does not end here.
pub(super) fn piece(bytes: &[u8]) -> Option<(Piece<'_>, usize)> {
    if bytes.first() != Some(&b'<') {
        let len = bytes.iter().position(|b| *b == b'<').unwrap_or(bytes.len());
        return Some((Piece::Text(bytes.get(..len)?), len)).filter(|_| len > 0);
    }
    let len = tag_len(bytes)?;
    let inside = bytes.get(1..len - 1)?;
    let piece = match inside.first()? {
        b'/' => Piece::Close,
        b'?' => Piece::Declaration(inside),
        b'!' => Piece::Other,
        _ => {
            let empty = inside.ends_with(b"/");
            let inside = inside.strip_suffix(b"/").unwrap_or(inside);
            let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(end);
            Piece::Open { name, attributes, empty }
        }
    };
    Some((piece, len))
}

/// Bytes of the tag that begins here, up to its `>`, which may also stand in quotes.
fn tag_len(bytes: &[u8]) -> Option<usize> {
    let quotes = !bytes.starts_with(b"</") && !bytes.starts_with(b"<?") && !bytes.starts_with(b"<!");
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'\'' | b'"') if quotes => quote = Some(*byte),
            (Some(q), b) if q == *b => quote = None,
            _ => {}
        }
    }
    None
}

/// An attribute: where its name and its value stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    pub name: &'a [u8],
    pub value: &'a [u8],
    /// Where it begins, and its bytes.
    pub start: usize,
    pub len: usize,
}

/// The attributes of a tag, up to the first thing that is none.
pub(super) fn attributes(bytes: &[u8]) -> impl Iterator<Item = Attribute<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let start = at + rest.iter().position(|b| !b.is_ascii_whitespace())?;
        let rest = bytes.get(start..)?;
        let equals = rest.iter().position(|b| *b == b'=')?;
        let quote = *rest.get(equals + 1).filter(|q| matches!(q, b'\'' | b'"'))?;
        let value = rest.get(equals + 2..)?;
        let end = value.iter().position(|b| *b == quote)?;
        let len = equals + 2 + end + 1;
        at = start + len;
        Some(Attribute { name: rest.get(..equals)?.trim_ascii(), value: value.get(..end)?, start, len })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_each_other() {
        let text = b"<a b='1>' c = \"2\"><d/>x</a>";
        let (first, len) = piece(text).unwrap();
        let Piece::Open { name: b"a", attributes: all, empty: false } = first else { panic!("{first:?}") };
        let found: Vec<_> = attributes(all).map(|a| (a.name, a.value)).collect();
        assert_eq!(found, [(&b"b"[..], &b"1>"[..])], "blanks around = end the list");
        assert_eq!(len, 18);
        let (second, len_2) = piece(&text[len..]).unwrap();
        assert_eq!(second, Piece::Open { name: b"d", attributes: b"", empty: true });
        let rest = &text[len + len_2..];
        assert_eq!(piece(rest), Some((Piece::Text(b"x"), 1)));
        assert_eq!(piece(&rest[1..]), Some((Piece::Close, 4)));
    }

    #[test]
    fn what_does_not_end_is_no_piece() {
        for bytes in [&b"<a b='>'"[..], b"<", b"", b"</a"] {
            assert_eq!(piece(bytes), None, "{bytes:?}");
        }
    }
}
