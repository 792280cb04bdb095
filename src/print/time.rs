//! The time column: its forms' words (`-t`, `-u`). The forms themselves stand in `base`.

use super::refused::Refused;
use crate::base::time_form::FORMS;
pub use crate::base::time_form::{Date, Form, Seconds, Times};
use std::fmt::Write;

impl Form {
    /// Reads a `-t`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        Self::named(text).ok_or_else(|| {
            let mut message =
                format!("Invalid time stamp type \"{}\"; it must be one of:", text.escape_debug());
            for (name, meaning, _) in FORMS {
                let _ = write!(message, "\n\t{:<6} for {meaning}", format!("\"{name}\""));
            }
            Refused(message)
        })
    }
}

impl Seconds {
    /// Reads a `-u`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        match text {
            "s" => Ok(Self::Plain),
            "hms" => Ok(Self::HoursMinutes),
            _ => Err(Refused(format!(
                "Invalid seconds type \"{}\"; it must be one of:\n\
                 \t\"s\"   for seconds\n\t\"hms\" for hours, minutes and seconds",
                text.escape_debug()
            ))),
        }
    }
}
