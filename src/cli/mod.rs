//! tlens: tshark's options without a window. Reads the command line, drives the document, prints.
//! What the options are stands in `options`; what things look like, in `print`.
#![forbid(unsafe_code)]

mod audits;
mod decode_as;
mod fault;
mod glossary;
mod live;
mod options;
mod preferences;
mod print;
mod run;
mod secrets;
mod taps;
mod verdicts;
mod write;

pub use options::OPTIONS;
pub use run::run;
