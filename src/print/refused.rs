//! The error where a choice of print means nothing.

/// A choice of forms, fields or times that means nothing here; the sentence says which.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);
