//! Data sources of a dissection: the frame, and what was made from it (reassembled, decrypted,
//! decompressed bytes), each with the ranges it was made of.

use super::cursor::{SourceId, Span};
use crate::base::id::FrameId;
use std::ops::Deref;
use std::sync::Arc;

/// The bytes of a source: borrowed from the capture, or made.
#[derive(Clone, Debug)]
pub enum SourceBytes<'c> {
    Captured(&'c [u8]),
    Made(Arc<[u8]>),
}

impl Deref for SourceBytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Captured(bytes) => bytes,
            Self::Made(bytes) => bytes,
        }
    }
}

/// A piece that a source was put together from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// A range of another source of the same dissection.
    Here(Span),
    /// `len` bytes from `start` of another frame.
    Frame { frame: FrameId, start: u32, len: u32 },
}

/// One buffer with its name, as a tab of the bytes pane shows it.
#[derive(Clone, Debug)]
pub struct Source<'c> {
    /// `Frame`, `Reassembled TCP`, `Decrypted TLS`; the view adds the length.
    pub title: &'static str,
    pub bytes: SourceBytes<'c>,
    pub parents: Vec<Parent>,
}

/// Title of the first source.
const FRAME: &str = "Frame";

/// All sources of one frame's dissection; the first is the frame.
#[derive(Clone, Debug, Default)]
pub struct Sources<'c> {
    list: Vec<Source<'c>>,
}

impl<'c> Sources<'c> {
    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// Begins anew with a frame's bytes.
    #[inline]
    pub fn begin(&mut self, frame: &'c [u8]) {
        match self.list.as_mut_slice() {
            // As most frames leave it.
            [only] if matches!(only.bytes, SourceBytes::Captured(_)) && only.parents.is_empty() => {
                only.title = FRAME;
                only.bytes = SourceBytes::Captured(frame);
            }
            _ => {
                self.clear();
                self.add(FRAME, SourceBytes::Captured(frame), Vec::new());
            }
        }
    }

    /// Adds a source; beyond 65,535 of them none is added and `None` comes back.
    pub fn add(
        &mut self,
        title: &'static str,
        bytes: SourceBytes<'c>,
        parents: Vec<Parent>,
    ) -> Option<SourceId> {
        let id = u16::try_from(self.list.len()).ok()?;
        self.list.push(Source { title, bytes, parents });
        Some(SourceId(id))
    }

    pub fn get(&self, id: SourceId) -> Option<&Source<'c>> {
        self.list.get(usize::from(id.0))
    }

    /// The bytes of a source; cheap to clone and independent of this list.
    pub fn bytes(&self, id: SourceId) -> SourceBytes<'c> {
        self.get(id).map_or(SourceBytes::Captured(&[]), |s| s.bytes.clone())
    }

    /// The bytes at a span; empty where the span leaves its source.
    pub fn at(&self, span: Span) -> &[u8] {
        let bytes: &[u8] = self.get(span.source).map_or(&[], |s| &s.bytes);
        bytes.get(span.start as usize..span.end() as usize).unwrap_or(&[])
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source<'c>)> {
        self.list.iter().enumerate().map(|(i, s)| (SourceId(i as u16), s))
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
