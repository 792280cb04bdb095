//! What a body is: its media type (RFC 9110 section 8.3.1), said by the protocol that carries it,
//! used by the one that dissects it.

use crate::base::id::FrameId;

/// A media type with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaType {
    /// Type and subtype in lower case, `text/html`.
    pub essence: String,
    /// What stands behind the first `;`, as it was sent: ` charset=utf-8`.
    pub parameters: String,
    /// The path of the request that the body belongs to, and whether the body is the request's;
    /// set by carriers of calls.
    pub context: Option<(String, bool)>,
    /// The frame of the request that the body answers; set by carriers that know it.
    pub asked: Option<FrameId>,
}

impl MediaType {
    /// Reads the value of a `Content-Type` field.
    pub fn parse(value: &[u8]) -> Self {
        let end = value.iter().position(|b| *b == b';').unwrap_or(value.len());
        let (essence, rest) = value.split_at(end);
        Self {
            essence: String::from_utf8_lossy(essence.trim_ascii()).to_ascii_lowercase(),
            parameters: String::from_utf8_lossy(rest.get(1..).unwrap_or(&[])).into_owned(),
            context: None,
            asked: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_apart() {
        let parsed = MediaType::parse(b"Text/HTML ; charset=UTF-8;x");
        assert_eq!((parsed.essence.as_str(), parsed.parameters.as_str()), ("text/html", " charset=UTF-8;x"));
        assert_eq!(MediaType::parse(b""), MediaType::default());
    }
}
