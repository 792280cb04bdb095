//! What fails in the helper, and how it says so to a person. The lines for a program stand in `report`.

use crate::capture::wire::Fault;
use std::io::{self, Write};

/// What failed and whose fault it is.
#[derive(Debug)]
pub(super) struct Failure {
    pub fault: Fault,
    pub text: String,
}

impl Failure {
    pub fn new(fault: Fault, text: impl Into<String>) -> Self {
        Self { fault, text: text.into() }
    }
}

/// A text for a person; stderr that is gone cannot be told.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
