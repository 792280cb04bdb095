//! The letters that a hello and a suite are graded with. What earns which: `grading.rs` for hellos,
//! `suite_facts.rs` for suites.

/// Worse grades are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// TLS 1.3 with a post-quantum group, and nothing to find fault with.
    APlus,
    /// TLS 1.3 and only suites with forward secrecy and AEAD.
    A,
    /// CBC or DHE besides, no TLS 1.3, or another weak point.
    B,
    /// Suites without forward secrecy, or 3DES, besides good ones; or a hello that is malformed.
    C,
    /// No forward secrecy at all, or TLS 1.1 at most.
    D,
    /// SSL, broken suites, compression, or a random that is none.
    F,
}

impl Grade {
    pub fn letter(self) -> &'static str {
        match self {
            Self::APlus => "A+",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::F => "F",
        }
    }
}
