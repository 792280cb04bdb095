//! The forms of a frame's time: absolute, since an instant, since the frame before; and how many
//! digits, how seconds are split. Names and texts are Wireshark's.

use super::decimal;
use super::time::{NANOS, Precision, Timestamp, Zone, push_seconds};
use std::fmt::Write;

/// `-t`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    Absolute(Zone, Date),
    Delta,
    DeltaDisplayed,
    Epoch,
    #[default]
    Relative,
}

/// What stands before an absolute time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    None,
    YearMonthDay,
    YearDay,
}

/// `-u`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seconds {
    #[default]
    Plain,
    /// `1h  2m  3.000000s`
    HoursMinutes,
}

/// Name for `-t`, meaning, form.
pub const FORMS: &[(&str, &str, Form)] = &[
    ("a", "absolute", Form::Absolute(Zone::Local, Date::None)),
    ("ad", "absolute with YYYY-MM-DD date", Form::Absolute(Zone::Local, Date::YearMonthDay)),
    ("adoy", "absolute with YYYY/DOY date", Form::Absolute(Zone::Local, Date::YearDay)),
    ("d", "delta", Form::Delta),
    ("dd", "delta displayed", Form::DeltaDisplayed),
    ("e", "epoch", Form::Epoch),
    ("r", "relative", Form::Relative),
    ("u", "absolute UTC", Form::Absolute(Zone::Utc, Date::None)),
    ("ud", "absolute UTC with YYYY-MM-DD date", Form::Absolute(Zone::Utc, Date::YearMonthDay)),
    ("udoy", "absolute UTC with YYYY/DOY date", Form::Absolute(Zone::Utc, Date::YearDay)),
];

impl Form {
    /// By its name for `-t`.
    pub fn named(name: &str) -> Option<Self> {
        FORMS.iter().find(|(n, _, _)| *n == name).map(|(_, _, form)| *form)
    }

    /// Its name for `-t`.
    pub fn name(self) -> &'static str {
        FORMS.iter().find(|(_, _, form)| *form == self).map_or("r", |(name, _, _)| *name)
    }
}

/// The instants that a frame's time is told from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub first: Timestamp,
    /// Of the frame captured before; the frame's own for the first.
    pub previous: Timestamp,
    /// Of the frame shown before; the frame's own for the first.
    pub previous_shown: Timestamp,
    pub this: Timestamp,
}

impl Times {
    /// Adds the text of the column.
    pub fn write(&self, form: Form, seconds: Seconds, digits: Precision, out: &mut String) {
        let _ = match form {
            Form::Absolute(zone, date) => self.absolute(zone, date, digits, out),
            Form::Epoch => self.this.write_epoch(out, digits),
            Form::Delta => span(self.this.since(self.previous).0, seconds, digits, out),
            Form::DeltaDisplayed => span(self.this.since(self.previous_shown).0, seconds, digits, out),
            Form::Relative => span(self.this.since(self.first).0, seconds, digits, out),
        };
    }

    /// How long the text of the column is; `None` where that is known only once it is written.
    #[inline]
    pub fn len(&self, form: Form, seconds: Seconds, digits: Precision) -> Option<usize> {
        let since = match form {
            Form::Relative => self.this.since(self.first).0,
            Form::Delta => self.this.since(self.previous).0,
            _ => return None,
        };
        let whole = u64::try_from(since).ok().filter(|_| seconds == Seconds::Plain)? / NANOS as u64;
        let fraction = usize::from(digits.0.min(9));
        Some(decimal::width(whole) + fraction + usize::from(fraction > 0))
    }

    fn absolute(&self, zone: Zone, date: Date, digits: Precision, out: &mut String) -> std::fmt::Result {
        let Some(at) = self.this.civil(zone) else { return self.this.write_epoch(out, digits) };
        match date {
            Date::None => {}
            Date::YearMonthDay => write!(out, "{:04}-{:02}-{:02} ", at.year(), at.month(), at.day())?,
            Date::YearDay => write!(out, "{:04}/{:03} ", at.year(), at.day_of_year())?,
        }
        write!(out, "{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())?;
        self.this.write_fraction(out, digits)
    }
}

fn span(nanos: i64, seconds: Seconds, digits: Precision, out: &mut String) -> std::fmt::Result {
    if seconds == Seconds::Plain {
        push_seconds(out, nanos, digits);
        return Ok(());
    }
    if nanos < 0 {
        out.push_str("- ");
    }
    let whole = nanos.unsigned_abs() / NANOS as u64;
    let (hours, minutes) = (whole / 3600, whole / 60 % 60);
    if hours > 0 {
        write!(out, "{hours}h {minutes:2}m {:2}", whole % 60)?;
    } else if minutes > 0 {
        write!(out, "{minutes}m {:2}", whole % 60)?;
    } else {
        write!(out, "{whole}")?;
    }
    Timestamp(i64::try_from(nanos.unsigned_abs() % NANOS as u64).unwrap_or(0)).write_fraction(out, digits)?;
    out.write_char('s')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        let times = Times {
            first: Timestamp::from_parts(1_102_274_184, 317_453_000),
            previous: Timestamp::from_parts(1_102_274_184, 317_453_000),
            previous_shown: Timestamp::from_parts(1_102_274_184, 317_748_000),
            this: Timestamp::from_parts(1_102_274_184, 317_748_000),
        };
        let text = |form: &str, seconds| {
            let mut out = String::new();
            times.write(Form::named(form).unwrap(), seconds, Precision::MICROS, &mut out);
            let len = times.len(Form::named(form).unwrap(), seconds, Precision::MICROS);
            assert!(len.is_none_or(|len| len == out.len()), "{out}");
            out
        };
        let plain = |form| text(form, Seconds::Plain);
        assert_eq!(plain("r"), "0.000295");
        assert_eq!(plain("d"), "0.000295");
        assert_eq!(plain("dd"), "0.000000");
        assert_eq!(plain("u"), "19:16:24.317748");
        assert_eq!(plain("ud"), "2004-12-05 19:16:24.317748");
        assert_eq!(plain("udoy"), "2004/340 19:16:24.317748");
        assert_eq!(plain("e"), "1102274184.317748");
        assert_eq!(text("r", Seconds::HoursMinutes), "0.000295s");
        let mut out = String::new();
        span(3_723_000_000_001, Seconds::HoursMinutes, Precision::NANOS, &mut out).unwrap();
        assert_eq!(out, "1h  2m  3.000000001s");
    }
}
