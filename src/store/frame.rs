//! What the index keeps of a frame. How it stands in memory is for [`super::frames`] to say.

use crate::base::id::{ConversationId, FrameId};
use crate::base::time::Timestamp;

/// Bits of [`FrameMeta::offset_and_captured`] that hold the captured length.
pub(super) const CAPTURED_BITS: u32 = 24;
/// No conversation, no frame.
const NOBODY: u32 = u32::MAX;
/// Bits of [`FrameFlags`] that may be used.
pub(super) const FLAG_BITS: u32 = 12;

/// Facts of a frame that cannot be found again cheaply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameMeta {
    /// Offset of the first captured byte in the (unpacked) file, 40 bits; captured length, 24 bits.
    pub(super) offset_and_captured: u64,
    pub time: Timestamp,
    /// Bytes on the wire.
    pub len: u32,
    pub(super) conversation: u32,
    pub(super) previous: u32,
    pub interface: u16,
    pub flags: FrameFlags,
}

/// What is known of a frame beyond its numbers; [`FLAG_BITS`] bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct FrameFlags(pub u16);

impl FrameFlags {
    /// Sent by the second endpoint of its conversation.
    pub const REVERSE: Self = Self(1);
    /// Has several transport layers: see [`super::Capture::conversation_of`].
    pub const LAYERED: Self = Self(2);
    /// The TCP analysis found something: see [`super::Flow::findings`].
    pub const FINDING: Self = Self(4);
    /// Completes an IP datagram that came in fragments.
    pub const REASSEMBLED: Self = Self(8);
    /// A fragment of an IP datagram (not the one that completes it).
    pub const FRAGMENT: Self = Self(16);
    /// Has a comment in the file.
    pub const COMMENT: Self = Self(32);
    /// The file gives no time for it.
    pub const TIMELESS: Self = Self(64);
    /// A TCP segment without payload that does not end a stream.
    pub const BARE: Self = Self(128);
    /// A TCP segment whose payload, all of it, became the next bytes of its stream when it came, or
    /// that ends a stream without payload.
    pub const IN_ORDER: Self = Self(256);
    /// May have other addresses than those of its conversation: tunnels, routing headers, options.
    pub const TUNNELLED: Self = Self(512);
    /// The conversation does not say whose its payload is: a datagram that hands nothing over, or that its port's
    /// protocol refuses or takes for that of others; a segment with payload that is not [`Self::IN_ORDER`].
    pub const ODD: Self = Self(1024);

    #[inline]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl Default for FrameMeta {
    fn default() -> Self {
        Self::new(0, 0, 0, Timestamp(0), 0)
    }
}

impl FrameMeta {
    /// `offset` below 2^40 (1 TiB), `captured` below 2^24; larger ones are clamped.
    pub fn new(offset: u64, captured: u32, len: u32, time: Timestamp, interface: u16) -> Self {
        let offset = offset.min((1 << (64 - CAPTURED_BITS)) - 1);
        let captured = u64::from(captured).min((1 << CAPTURED_BITS) - 1);
        Self {
            offset_and_captured: offset << CAPTURED_BITS | captured,
            time,
            len,
            conversation: NOBODY,
            previous: NOBODY,
            interface,
            flags: FrameFlags::default(),
        }
    }

    #[inline]
    pub fn offset(&self) -> u64 {
        self.offset_and_captured >> CAPTURED_BITS
    }

    /// Bytes in the file.
    #[inline]
    pub fn captured(&self) -> u32 {
        (self.offset_and_captured & ((1 << CAPTURED_BITS) - 1)) as u32
    }

    /// The innermost conversation the frame belongs to.
    #[inline]
    pub fn conversation(&self) -> Option<ConversationId> {
        (self.conversation != NOBODY).then_some(ConversationId(self.conversation))
    }

    /// The frame before this one in the same conversation.
    #[inline]
    pub fn previous(&self) -> Option<FrameId> {
        (self.previous != NOBODY).then_some(FrameId(self.previous))
    }

    pub fn set_conversation(&mut self, conversation: ConversationId, previous: Option<FrameId>) {
        self.conversation = conversation.0;
        self.previous = previous.map_or(NOBODY, |f| f.0);
    }

    /// 0: sent by the first endpoint of its conversation, 1: by the second.
    #[inline]
    pub fn direction(&self) -> usize {
        usize::from(self.flags.has(FrameFlags::REVERSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_its_numbers() {
        let f = FrameMeta::new(123_456_789_012, 262_144, 1 << 30, Timestamp(5), 7);
        assert_eq!((f.offset(), f.captured(), f.len), (123_456_789_012, 262_144, 1 << 30));
        assert_eq!((f.conversation(), f.previous()), (None, None));
    }
}
