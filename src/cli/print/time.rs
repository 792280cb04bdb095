//! `-t` and `-u`: the words for the forms of times.

use crate::base::time_form::FORMS;
pub use crate::base::time_form::{Date, Form, Seconds, Times};
use crate::cli::fault::Fault;
use std::fmt::Write;

/// Reads a `-t`.
pub fn form(text: &str) -> Result<Form, Fault> {
    Form::named(text).ok_or_else(|| {
        let mut message = format!("Invalid time stamp type \"{}\"; it must be one of:", text.escape_debug());
        for (name, meaning, _) in FORMS {
            let _ = write!(message, "\n\t{:<6} for {meaning}", format!("\"{name}\""));
        }
        Fault::usage(message)
    })
}

/// Reads a `-u`.
pub fn seconds(text: &str) -> Result<Seconds, Fault> {
    match text {
        "s" => Ok(Seconds::Plain),
        "hms" => Ok(Seconds::HoursMinutes),
        _ => Err(Fault::usage(format_args!(
            "Invalid seconds type \"{}\"; it must be one of:\n\
             \t\"s\"   for seconds\n\t\"hms\" for hours, minutes and seconds",
            text.escape_debug()
        ))),
    }
}
