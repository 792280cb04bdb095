//! Profiles as the window shows them, and what can be asked of them.

/// The profiles that there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfilesView {
    /// The one in use.
    pub active: String,
    /// All, the one that is always there first.
    pub names: Vec<String>,
    /// Why the last act failed.
    pub error: Option<String>,
}

/// What is done with profiles.
#[derive(Clone, Debug, PartialEq)]
pub enum ProfileAct {
    Use(String),
    /// Made as of a new installation.
    New(String),
    Copy {
        from: String,
        to: String,
    },
    Rename {
        from: String,
        to: String,
    },
    Delete(String),
}
