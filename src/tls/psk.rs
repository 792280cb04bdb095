//! Pre-shared keys as people write them: hexadecimal, with the identity in front where it is known.

use zeroize::Zeroizing;

/// Longest key that is taken. Stacks allow 64 to 512 bytes (RFC 4279 section 5.3 asks for 64).
pub const MAX_KEY_LEN: usize = 4096;

/// A pre-shared key.
#[derive(Clone)]
pub struct Psk {
    /// The identity it belongs to; `None`: any.
    pub identity: Option<Box<[u8]>>,
    pub key: Zeroizing<Vec<u8>>,
}

/// Why a text is no pre-shared key. Never holds any part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPsk {
    #[error("a pre-shared key is needed")]
    Empty,
    #[error("a pre-shared key is written in pairs of hexadecimal digits")]
    NotHex,
    #[error("a pre-shared key has at most {MAX_KEY_LEN} bytes")]
    TooLong,
}

impl Psk {
    /// Reads `HEX` or `IDENTITY:HEX`; the identity may hold colons, the key may begin with `0x`.
    pub fn parse(text: &str) -> Result<Self, BadPsk> {
        let (identity, hex) = match text.rsplit_once(':') {
            Some((identity, hex)) => (Some(identity.as_bytes().into()), hex),
            None => (None, text),
        };
        let hex = hex.trim_ascii();
        let hex = hex.strip_prefix("0x").unwrap_or(hex).as_bytes();
        if hex.is_empty() {
            return Err(BadPsk::Empty);
        }
        if hex.len() > 2 * MAX_KEY_LEN {
            return Err(BadPsk::TooLong);
        }
        let (pairs, odd) = hex.as_chunks::<2>();
        if !odd.is_empty() {
            return Err(BadPsk::NotHex);
        }
        let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let mut key = Zeroizing::new(Vec::with_capacity(pairs.len()));
        for [high, low] in pairs {
            key.push(digit(*high).ok_or(BadPsk::NotHex)? << 4 | digit(*low).ok_or(BadPsk::NotHex)?);
        }
        Ok(Self { identity, key })
    }

    /// How the key is called in texts for people; `number` tells those of no identity apart.
    pub(super) fn label(&self, number: usize) -> String {
        match &self.identity {
            Some(identity) => format!("the PSK of '{}'", identity.escape_ascii()),
            None => format!("PSK {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_keys_with_and_without_identity() {
        let read = |text| Psk::parse(text).map(|psk| (psk.identity, psk.key.to_vec()));
        assert_eq!(read("0a1B"), Ok((None, vec![0x0a, 0x1b])));
        assert_eq!(read("0x0a"), Ok((None, vec![0x0a])));
        assert_eq!(read("coap://dev:ff"), Ok((Some(b"coap://dev"[..].into()), vec![0xff])));
        assert_eq!(read(":ff"), Ok((Some(b""[..].into()), vec![0xff])));
        for (text, why) in [("", BadPsk::Empty), ("id:", BadPsk::Empty), ("abc", BadPsk::NotHex)] {
            assert_eq!(read(text), Err(why));
        }
        assert_eq!(read("zz"), Err(BadPsk::NotHex));
        assert_eq!(read(&"0".repeat(2 * MAX_KEY_LEN + 2)), Err(BadPsk::TooLong));
        assert!(!BadPsk::NotHex.to_string().contains("zz"));
    }
}
