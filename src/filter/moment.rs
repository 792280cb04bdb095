//! Absolute times as they are written in filters: `Dec 31, 2002 13:55:31.3`, `2002-12-31 13:55`.

use crate::base::time::{NANOS, Timestamp};
use jiff::civil;
use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Span};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A date and a time of day as written. A day that its month lacks belongs to the next one, a
/// second beyond the minute likewise, as mktime(3) has it.
#[derive(Default)]
struct Written {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nanos: i64,
}

/// Without a zone, the machine's zone is meant.
pub(super) fn absolute(text: &str) -> Result<Timestamp, String> {
    let mut rest = Scanner(text.trim_start());
    let (written, zone) = if rest.0.starts_with(|c: char| c.is_ascii_digit()) {
        iso_8601(&mut rest, text)?
    } else {
        (with_month(&mut rest, text)?, None)
    };
    let zone = match (rest.0.trim(), zone) {
        ("", zone) => zone.unwrap_or_else(TimeZone::system),
        ("UTC", None) => TimeZone::UTC,
        _ => return Err("Unexpected data after time value.".to_string()),
    };
    moment(&written, zone).ok_or_else(|| not_valid(text))
}

fn not_valid(text: &str) -> String {
    format!(
        "\"{text}\" is not a valid absolute time. \
         Example: \"Nov 12, 1999 08:55:44.123\" or \"2011-07-04 12:34:56\""
    )
}

/// `2002-12-31`, then perhaps a blank or a `T` and `13`, `13:55`, `13:55:31.3`, and behind those
/// `Z` or `+01:00`.
fn iso_8601(rest: &mut Scanner<'_>, text: &str) -> Result<(Written, Option<TimeZone>), String> {
    let wrong = || not_valid(text);
    let mut w = Written {
        year: rest.number(4, 9999).filter(|_| rest.sign('-')).ok_or_else(wrong)?,
        month: rest.number(2, 12).filter(|_| rest.sign('-')).ok_or_else(wrong)?,
        day: rest.number(2, 31).ok_or_else(wrong)?,
        ..Written::default()
    };
    if w.month == 0 || w.day == 0 {
        return Err(wrong());
    }
    let separated = rest.sign('T') || rest.blanks();
    if !separated || !rest.0.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok((w, None));
    }
    w.hour = rest.number(2, 23).ok_or_else(wrong)?;
    let mut has_seconds = false;
    if rest.digit_behind(':') {
        w.minute = rest.number(2, 59).ok_or_else(wrong)?;
        if rest.digit_behind(':') {
            w.second = rest.number(2, 61).ok_or_else(wrong)?;
            has_seconds = true;
        }
    }
    if rest.0.starts_with(['.', ',']) {
        if !has_seconds {
            return Err("Subsecond precision requires a seconds field.".to_string());
        }
        w.nanos = rest.fraction();
    }
    Ok((w, rest.offset()))
}

/// `Dec 31, 2002 13:55:31.3`
fn with_month(rest: &mut Scanner<'_>, text: &str) -> Result<Written, String> {
    let wrong = || not_valid(text);
    let mut w = Written { month: rest.month().ok_or_else(wrong)?, ..Written::default() };
    rest.blanks();
    w.day = rest.number(2, 31).filter(|day| *day > 0 && rest.sign(',')).ok_or_else(wrong)?;
    rest.blanks();
    w.year = rest.number(4, 9999).ok_or_else(wrong)?;
    rest.blanks();
    w.hour = rest.number(2, 23).filter(|_| rest.sign(':')).ok_or_else(wrong)?;
    w.minute = rest.number(2, 59).filter(|_| rest.sign(':')).ok_or_else(wrong)?;
    w.second = rest.number(2, 61).ok_or_else(wrong)?;
    if rest.0.starts_with('.') {
        w.nanos = rest.fraction();
    }
    Ok(w)
}

/// What is too far away for a timestamp is as far away as one can be.
fn moment(w: &Written, zone: TimeZone) -> Option<Timestamp> {
    let small = |n: u32| i8::try_from(n).ok();
    let midnight = civil::Date::new(i16::try_from(w.year).ok()?, small(w.month)?, 1).ok()?;
    let date = midnight.checked_add(Span::new().days(i64::from(w.day) - 1)).ok()?;
    let clock = date.at(small(w.hour)?, small(w.minute)?, 0, 0);
    let at = clock.checked_add(SignedDuration::from_secs(w.second.into())).ok()?.to_zoned(zone).ok()?;
    Some(Timestamp(at.timestamp().as_second().saturating_mul(NANOS).saturating_add(w.nanos)))
}

struct Scanner<'a>(&'a str);

impl Scanner<'_> {
    fn sign(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Takes the sign if a digit stands behind it.
    fn digit_behind(&mut self, sign: char) -> bool {
        let rest = self.0.strip_prefix(sign).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn blanks(&mut self) -> bool {
        let rest = self.0.trim_start();
        let moved = rest.len() < self.0.len();
        self.0 = rest;
        moved
    }

    fn number(&mut self, most_digits: usize, highest: u32) -> Option<u32> {
        let len = self.0.bytes().take(most_digits).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(len).filter(|_| len > 0)?;
        self.0 = rest;
        digits.parse().ok().filter(|n| *n <= highest)
    }

    fn month(&mut self) -> Option<u32> {
        let (name, rest) = self.0.split_at_checked(3)?;
        let at = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(name))?;
        self.0 = rest;
        Some(at as u32 + 1)
    }

    /// A point or comma and digits behind it, as nanoseconds; what is finer is cut.
    fn fraction(&mut self) -> i64 {
        self.0 = self.0.get(1..).unwrap_or("");
        let len = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(len).unwrap_or(("", self.0));
        self.0 = rest;
        format!("{digits:0<9.9}").parse().unwrap_or(0)
    }

    /// `Z`, `+01`, `+0100`, `+01:00`, right behind the time.
    fn offset(&mut self) -> Option<TimeZone> {
        if self.sign('Z') {
            return Some(TimeZone::UTC);
        }
        let sign = if self.0.starts_with('-') { -1 } else { 1 };
        let mut rest = Scanner(self.0.strip_prefix(['+', '-'])?);
        let hours = rest.number(2, 25)?;
        rest.sign(':');
        let minutes = rest.number(2, 59).unwrap_or(0);
        let seconds = sign * i32::try_from(hours * 3600 + minutes * 60).ok()?;
        self.0 = rest.0;
        tz::Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let expected = Timestamp::from_parts(1_041_342_931, 300_000_000);
        for text in [
            "Dec 31, 2002 13:55:31.3 UTC",
            "dec  31,2002  13:55:31.3UTC",
            "2002-12-31 13:55:31.3 UTC",
            " 2002-12-31  13:55:31,3  UTC ",
            "2002-12-31T13:55:31.3Z",
            "2002-12-31 14:55:31.3+01:00",
            "2002-12-31 14:55:31.3+01",
            "2002-12-31 08:55:31.3-0500",
        ] {
            assert_eq!(absolute(text).unwrap(), expected, "{text}");
        }
        let seconds = |text: &str| absolute(text).unwrap().0 / NANOS;
        assert_eq!(seconds("2002-12-31 UTC"), 1_041_292_800);
        assert_eq!(seconds("2002-12-31 01Z"), 1_041_296_400);
        assert_eq!(seconds("2010-02-30 0:0:0Z"), seconds("2010-03-02 UTC"));
        assert_eq!(seconds("2010-01-01 23:59:60Z"), seconds("2010-01-02 UTC"));
        assert_eq!(absolute("0001-01-01 UTC").unwrap(), Timestamp(i64::MIN));
    }

    #[test]
    fn errors_say_what_is_missing() {
        for text in [
            "foo",
            "",
            "Dec 31, 2002",
            "Dec 31, 2002 13:55",
            "2002-13-31 13:55",
            "2002-12-31 24:00",
            "2002-12-32",
            "2002-12",
            "January 1, 2002 00:00:00",
        ] {
            assert!(absolute(text).unwrap_err().contains("is not a valid absolute time. Example"), "{text}");
        }
        for text in [
            "2002-12-31 13:55:31.3 CET",
            "2002-12-31 13:55:31 +01:00",
            "2002-12-31 13:55:31 Z",
            "2002-12-31Z",
            "2002-12-31 13:",
            "Dec 31, 2002 13:55:31Z",
            "2002-12-31 13:55:31Z UTC",
        ] {
            assert_eq!(absolute(text).unwrap_err(), "Unexpected data after time value.", "{text}");
        }
        let message = "Subsecond precision requires a seconds field.";
        assert_eq!(absolute("2002-12-31 13:55.3").unwrap_err(), message);
    }
}
