//! Why the program ends before its work is done: a message and an exit status.

use std::fmt;
use std::io;

/// The exit statuses of tshark 4.0.
pub mod status {
    pub const OK: u8 = 0;
    /// The command line is wrong.
    pub const USAGE: u8 = 1;
    /// A filter, a file, an interface is wrong.
    pub const FAILED: u8 = 2;
    /// `-z tls,sessions` and `-z tls,why`: a session stays closed.
    pub const CLOSED: u8 = 3;
    /// `-z tls,audit`: a rule of severity weak or bad holds.
    pub const WEAK: u8 = 4;
    /// `-z io,stat`: a calculation is wrong.
    pub const CALCULATION: u8 = 10;
}

/// The end of the run.
#[derive(Debug)]
pub enum Fault {
    /// Nobody reads what is printed any more: no error.
    Unread,
    /// A message, without the program's name before it.
    Failed { status: u8, message: String },
    /// A message that tshark prints as if it were a report, with the status of a bad command line.
    Report(String),
    /// The same as a failure, with the help text behind it.
    Usage(String),
}

impl Fault {
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::Failed { status: status::USAGE, message: message.to_string() }
    }

    pub fn report(message: impl fmt::Display) -> Self {
        Self::Report(message.to_string())
    }

    pub fn failed(message: impl fmt::Display) -> Self {
        Self::Failed { status: status::FAILED, message: message.to_string() }
    }
}

impl From<crate::print::Refused> for Fault {
    fn from(refused: crate::print::Refused) -> Self {
        Self::usage(refused)
    }
}

/// Errors of the standard output.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::failed(format_args!("The output could not be written: {error}.")),
        }
    }
}
