//! IP datagrams that came in fragments: of which frames they are made.

use crate::base::id::FrameId;

/// A part of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    pub frame: FrameId,
    /// Where in the frame the fragment's payload stands.
    pub frame_offset: u32,
    /// Where in the datagram's payload it belongs.
    pub offset: u32,
    pub len: u32,
}

/// A datagram put together from fragments. Its bytes are made when someone looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// The frame in which the last missing fragment came.
    pub complete_in: FrameId,
    /// In order of their offsets, without holes; may overlap (the first one wins).
    pub fragments: Vec<Fragment>,
    /// Bytes of the payload.
    pub len: u32,
}
