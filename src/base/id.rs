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
