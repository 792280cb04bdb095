//! Spans of time in words: `30 minutes`, `1 day, 3 hours, 46 minutes, 39.999 seconds`.

use std::fmt;

/// A number of milliseconds, to be written in words.
#[derive(Clone, Copy, Debug)]
pub struct Milliseconds(pub u64);

/// A number of seconds, to be written in words.
pub fn seconds(count: u32) -> Milliseconds {
    Milliseconds(u64::from(count) * 1000)
}

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0 / 1000, self.0 % 1000);
        let parts =
            [(seconds / 86_400, "day"), (seconds / 3_600 % 24, "hour"), (seconds / 60 % 60, "minute")];
        let mut separator = "";
        for (count, unit) in parts.into_iter().filter(|p| p.0 > 0) {
            write!(f, "{separator}{count} {unit}{}", if count == 1 { "" } else { "s" })?;
            separator = ", ";
        }
        let rest = seconds % 60;
        match (rest, millis) {
            (0, 0) if !separator.is_empty() => Ok(()),
            (1, 0) => write!(f, "{separator}1 second"),
            (_, 0) => write!(f, "{separator}{rest} seconds"),
            _ => write!(f, "{separator}{rest}.{millis:03} seconds"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_named_where_there_are_any() {
        assert_eq!(seconds(0).to_string(), "0 seconds");
        assert_eq!(seconds(1800).to_string(), "30 minutes");
        assert_eq!(seconds(1).to_string(), "1 second");
        assert_eq!(Milliseconds(99_999_999).to_string(), "1 day, 3 hours, 46 minutes, 39.999 seconds");
    }
}
