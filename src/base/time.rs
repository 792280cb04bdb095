//! Instants and spans of time in nanoseconds, and their forms.

use super::decimal;
use std::fmt::{self, Write};

/// Nanoseconds in a second.
pub const NANOS: i64 = 1_000_000_000;

/// An instant: nanoseconds since 1970-01-01 00:00 UTC. Reaches from 1677 to 2262; what lies
/// outside is clamped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// A span of time in nanoseconds; may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub i64);

impl Timestamp {
    /// From seconds and a fraction in nanoseconds (which may pass a second).
    pub fn from_parts(seconds: i64, nanos: i64) -> Self {
        Self(seconds.saturating_mul(NANOS).saturating_add(nanos))
    }

    /// Time since `earlier`.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

/// How many digits after the point a capture's clock has: 6 for µs, 9 for ns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precision(pub u8);

impl Precision {
    pub const MICROS: Self = Self(6);
    pub const NANOS: Self = Self(9);
}

/// Seconds and a fraction of `digits` places, cut, not rounded: `1186.703072`, `-0.000001`.
pub fn write_seconds(out: &mut impl Write, nanos: i64, digits: Precision) -> fmt::Result {
    let mut text = String::new();
    push_seconds(&mut text, nanos, digits);
    out.write_str(&text)
}

/// The same at the end of a text.
pub fn push_seconds(out: &mut String, nanos: i64, digits: Precision) {
    if nanos < 0 {
        out.push('-');
    }
    let magnitude = nanos.unsigned_abs();
    let (whole, fraction) = (magnitude / NANOS as u64, magnitude % NANOS as u64);
    decimal::push(whole, out);
    let width = usize::from(digits.0.min(9));
    if width > 0 {
        out.push('.');
        let fraction = (fraction / 10u64.pow(9 - width as u32)) as u32;
        match width {
            6 => decimal::push_six(fraction, out),
            _ => decimal::push_padded(fraction, width, out),
        }
    }
}

impl Timestamp {
    /// Seconds since the epoch, `1516186786.703072000`.
    pub fn write_epoch(self, out: &mut impl Write, digits: Precision) -> fmt::Result {
        write_seconds(out, self.0, digits)
    }
}

impl Duration {
    /// Seconds, `0.000295000`.
    pub fn write(self, out: &mut impl Write, digits: Precision) -> fmt::Result {
        write_seconds(out, self.0, digits)
    }
}

/// Which clock absolute times are shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The one of the machine (`TZ`).
    Local,
    Utc,
}

impl Timestamp {
    /// Calendar fields in `zone`; `None` beyond the calendar's range.
    pub fn civil(self, zone: Zone) -> Option<jiff::Zoned> {
        let at = jiff::Timestamp::from_nanosecond(i128::from(self.0)).ok()?;
        Some(at.to_zoned(match zone {
            Zone::Local => local_zone(),
            Zone::Utc => jiff::tz::TimeZone::UTC,
        }))
    }

    /// `Dec 31, 2002 13:55:31.300000000 UTC`: the form of absolute time fields.
    pub fn write_absolute(self, out: &mut impl Write, digits: Precision, zone: Zone) -> fmt::Result {
        let Some(t) = self.civil(zone) else {
            return write_seconds(out, self.0, digits);
        };
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = MONTHS.get(t.month() as usize - 1).unwrap_or(&"???");
        write!(
            out,
            "{month} {:2}, {} {:02}:{:02}:{:02}",
            t.day(),
            t.year(),
            t.hour(),
            t.minute(),
            t.second()
        )?;
        self.write_fraction(out, digits)?;
        let info = t.time_zone().to_offset_info(t.timestamp());
        write!(out, " {}", info.abbreviation())
    }

    /// The fraction with its point: `.300000`.
    pub fn write_fraction(self, out: &mut impl Write, digits: Precision) -> fmt::Result {
        let width = usize::from(digits.0.min(9));
        if width == 0 {
            return Ok(());
        }
        let fraction = self.0.rem_euclid(NANOS) / 10i64.pow(9 - width as u32);
        write!(out, ".{fraction:0width$}")
    }
}

fn local_zone() -> jiff::tz::TimeZone {
    use std::sync::OnceLock;
    static ZONE: OnceLock<jiff::tz::TimeZone> = OnceLock::new();
    ZONE.get_or_init(jiff::tz::TimeZone::system).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(f: impl FnOnce(&mut String) -> fmt::Result) -> String {
        let mut s = String::new();
        f(&mut s).unwrap();
        s
    }

    #[test]
    fn seconds_keep_their_digits_and_sign() {
        assert_eq!(text(|s| write_seconds(s, 295_000, Precision::NANOS)), "0.000295000");
        assert_eq!(text(|s| write_seconds(s, -1_500, Precision::MICROS)), "-0.000001");
        assert_eq!(text(|s| write_seconds(s, 2 * NANOS, Precision(0))), "2");
    }

    #[test]
    fn absolute_times_look_like_wiresharks() {
        let t = Timestamp::from_parts(1_041_342_931, 300_000_000);
        assert_eq!(
            text(|s| t.write_absolute(s, Precision::NANOS, Zone::Utc)),
            "Dec 31, 2002 13:55:31.300000000 UTC"
        );
    }

    #[test]
    fn times_out_of_range_are_clamped_not_wrapped() {
        assert_eq!(Timestamp::from_parts(i64::MAX, 5).0, i64::MAX);
        let _ = text(|s| Timestamp(i64::MIN).write_absolute(s, Precision::NANOS, Zone::Utc));
    }
}
