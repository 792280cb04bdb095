//! IPv4 addresses that two stations claim in ARP. Appended to in the order of frames.

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;

/// A frame claims an address that another station claimed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    pub frame: FrameId,
    pub address: [u8; 4],
    /// Who claims it here.
    pub mac: [u8; 6],
    /// Who did before, and in which frame last.
    pub other: [u8; 6],
    pub earlier: FrameId,
}

/// All that were met.
#[derive(Clone, Debug, Default)]
pub struct Duplicates(Chunked<Duplicate>);

impl Duplicates {
    pub fn push(&mut self, duplicate: Duplicate) {
        self.0.push(duplicate);
    }

    /// Those of a frame: of its sender's address, then of its target's.
    pub fn of(&self, frame: FrameId) -> impl Iterator<Item = &Duplicate> {
        let first = self.0.partition_point(|d| d.frame < frame);
        self.0.iter_from(first).take_while(move |d| d.frame == frame)
    }
}
