//! Absolute times as they are written in filters: `Dec 31, 2002 13:55:31.3`, `2002-12-31 13:55`.

use crate::base::time::{NANOS, Timestamp};
use jiff::civil;
use jiff::tz::TimeZone;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Without a zone, the machine's zone is meant.
pub(super) fn absolute(text: &str) -> Result<Timestamp, String> {
    let not_valid = || {
        format!(
            "\"{text}\" is not a valid absolute time. \
             Example: \"Nov 12, 1999 08:55:44.123\" or \"2011-07-04 12:34:56\""
        )
    };
    let mut rest = Scanner(text.trim());
    let (year, month, day, needs_time) = if let Some(month) = rest.month() {
        rest.blanks();
        let day = rest.number(1, 2).ok_or_else(not_valid)?;
        if !rest.sign(',') {
            return Err(not_valid());
        }
        rest.blanks();
        (rest.number(4, 4).ok_or_else(not_valid)?, month, day, true)
    } else {
        let year = rest.number(4, 4).filter(|_| rest.sign('-')).ok_or_else(not_valid)?;
        let month = rest.number(1, 2).filter(|_| rest.sign('-')).ok_or_else(not_valid)?;
        (year, month, rest.number(1, 2).ok_or_else(not_valid)?, false)
    };
    let mut clock = (0, 0, 0);
    let mut nanos = 0;
    if rest.sign('T') || (rest.blanks() && rest.0.starts_with(|c: char| c.is_ascii_digit())) {
        let hour = rest.number(1, 2).filter(|_| rest.sign(':')).ok_or_else(not_valid)?;
        let minute = rest.number(2, 2).ok_or_else(not_valid)?;
        let second = if rest.sign(':') { Some(rest.number(2, 2).ok_or_else(not_valid)?) } else { None };
        clock = (hour, minute, second.unwrap_or(0));
        if rest.sign('.') {
            if second.is_none() {
                return Err("Subsecond precision requires a seconds field.".to_string());
            }
            nanos = rest.fraction().ok_or_else(not_valid)?;
        }
    } else if needs_time {
        return Err(not_valid());
    }
    let zone = rest.zone()?;
    let small = |n: u32| i8::try_from(n).unwrap_or(-1);
    let at = civil::DateTime::new(
        i16::try_from(year).unwrap_or(-1),
        small(month),
        small(day),
        small(clock.0),
        small(clock.1),
        small(clock.2),
        0,
    )
    .and_then(|d| d.to_zoned(zone))
    .map_err(|_| not_valid())?;
    let seconds = at.timestamp().as_second();
    seconds.checked_mul(NANOS).and_then(|ns| ns.checked_add(nanos)).map(Timestamp).ok_or_else(not_valid)
}

struct Scanner<'a>(&'a str);

impl Scanner<'_> {
    fn sign(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn blanks(&mut self) -> bool {
        let rest = self.0.trim_start();
        let moved = rest.len() < self.0.len();
        self.0 = rest;
        moved
    }

    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let len = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(len).filter(|_| len >= least)?;
        self.0 = rest;
        digits.parse().ok()
    }

    fn month(&mut self) -> Option<u32> {
        let at = MONTHS.iter().position(|m| self.0.starts_with(m))?;
        self.0 = self.0.get(3..)?;
        Some(at as u32 + 1)
    }

    /// Digits behind the point, as nanoseconds; what is finer is cut.
    fn fraction(&mut self) -> Option<i64> {
        let len = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(len).filter(|_| len > 0)?;
        self.0 = rest;
        format!("{digits:0<9.9}").parse().ok()
    }

    fn zone(&mut self) -> Result<TimeZone, String> {
        let rest = self.0.trim();
        match rest {
            "" => Ok(TimeZone::system()),
            "Z" | "UTC" => Ok(TimeZone::UTC),
            _ => offset(rest).ok_or_else(|| "Unexpected data after time value.".to_string()),
        }
    }
}

/// `+01:00`
fn offset(text: &str) -> Option<TimeZone> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut rest = Scanner(text.strip_prefix(['+', '-'])?);
    let hours = rest.number(2, 2)?;
    rest.sign(':');
    let minutes = rest.number(2, 2)?;
    if !rest.0.is_empty() {
        return None;
    }
    let seconds = sign * i32::try_from(hours * 3600 + minutes * 60).ok()?;
    jiff::tz::Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let expected = Timestamp::from_parts(1_041_342_931, 300_000_000);
        for text in [
            "Dec 31, 2002 13:55:31.3 UTC",
            "2002-12-31 13:55:31.3 UTC",
            "2002-12-31T13:55:31.3Z",
            "2002-12-31 14:55:31.3+01:00",
            "Dec 31, 2002 08:55:31.300000000 -05:00",
        ] {
            assert_eq!(absolute(text).unwrap(), expected, "{text}");
        }
        assert_eq!(absolute("2002-12-31 UTC").unwrap(), Timestamp::from_parts(1_041_292_800, 0));
    }

    #[test]
    fn errors_say_what_is_missing() {
        assert!(absolute("foo").unwrap_err().starts_with("\"foo\" is not a valid absolute time. Example"));
        assert!(absolute("Dec 31, 2002").unwrap_err().contains("not a valid absolute time"));
        assert!(absolute("2002-13-31 13:55").unwrap_err().contains("not a valid absolute time"));
        assert_eq!(absolute("2002-12-31 13:55:31.3 CET").unwrap_err(), "Unexpected data after time value.");
        assert_eq!(
            absolute("2002-12-31 13:55.3").unwrap_err(),
            "Subsecond precision requires a seconds field."
        );
    }
}
