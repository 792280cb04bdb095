//! What both sides of a session agreed.

/// Facts of a session.
#[derive(Clone, Debug, Default)]
pub struct SessionFacts {}
