//! What every form of print is given of a frame.

use super::time::Times;
use crate::base::time::Precision;
use crate::dissect::Dissector;
use crate::store::FrameMeta;

/// A frame to be printed.
#[derive(Clone, Copy)]
pub struct Shown<'a, 'c> {
    pub d: &'a Dissector<'c>,
    pub number: u32,
    pub meta: FrameMeta,
    pub digits: Precision,
    pub times: Times,
    /// Bytes of all frames printed up to this one; the printer knows it.
    pub cumulative_bytes: u64,
}
