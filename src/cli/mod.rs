//! tlens: tshark's options without a window. Reads the command line, drives the document, prints.
//! What the options are stands in `options`; what things look like, in `print`.
#![forbid(unsafe_code)]

mod capture_values;
mod command_line;
mod decode_as;
mod fault;
mod generate;
mod glossary;
mod live;
mod options;
mod port_preferences;
mod preference_names;
mod preferences;
mod ring;
mod run;
mod secrets;
mod session;
mod taps;
mod values;
mod wishes;
mod write;

use crate::print;
pub use options::OPTIONS;
pub use run::run;
