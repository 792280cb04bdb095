//! Numbers that cannot be mixed up. Each counts from 0 in order of appearance.

use std::fmt;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the item at `index` of its list; saturates at the last one.
            pub fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Position in the list that the id counts.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )* };
}

ids! {
    /// A frame of the open capture.
    FrameId;
    /// A conversation: two endpoints of one transport.
    ConversationId;
}

/// A session may stand inside the plaintext of another: what runs there has an id of its own, told
/// by the two top bits. (Of a capture with more than 2^30 conversations nothing inside would be told.)
impl ConversationId {
    const DEPTH_SHIFT: u32 = 30;
    /// Sessions that may stand around one that is looked at.
    pub const MAX_DEPTH: u32 = 3;

    /// How many opened sessions stand around: 0 for the conversation itself.
    pub fn depth(self) -> u32 {
        self.0 >> Self::DEPTH_SHIFT
    }

    /// The conversation in the capture.
    pub fn outermost(self) -> Self {
        Self(self.0 & ((1 << Self::DEPTH_SHIFT) - 1))
    }

    /// What runs inside its opened session; `None`: too deep.
    pub fn inside(self) -> Option<Self> {
        (self.depth() < Self::MAX_DEPTH).then(|| Self(self.0 + (1 << Self::DEPTH_SHIFT)))
    }

    /// The session around it; `None` for the conversation itself.
    pub fn outside(self) -> Option<Self> {
        self.0.checked_sub(1 << Self::DEPTH_SHIFT).map(Self)
    }
}

impl FrameId {
    /// What a person calls it: frame numbers begin at 1.
    pub fn number(self) -> u32 {
        self.0.saturating_add(1)
    }

    /// The frame a person calls `number`; 0 is nobody's number.
    pub fn from_number(number: u32) -> Option<Self> {
        number.checked_sub(1).map(Self)
    }
}
