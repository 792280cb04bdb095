//! A value as the tree keeps it: small, and without copies of what already stands in the bytes.

/// Bytes in the arena of a tree: what has no bytes in any data source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaRange {
    pub start: u32,
    pub len: u32,
}

/// A value as read. How it looks is decided by its field, see [`super::show`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    None,
    Uint(u64),
    /// Signed integers, and times in nanoseconds.
    Int(i64),
    Double(f64),
    Ether([u8; 6]),
    Ipv4([u8; 4]),
    /// The bytes at the node's span.
    InPlace,
    /// Bytes inside the node's span, which is wider.
    Part {
        start: u32,
        len: u32,
    },
    /// Bytes in the tree's arena.
    Arena(ArenaRange),
}

impl Value {
    /// The value as an unsigned number, where it is one.
    pub fn uint(self) -> Option<u64> {
        match self {
            Self::Uint(v) => Some(v),
            Self::Int(v) => u64::try_from(v).ok(),
            _ => None,
        }
    }
}
