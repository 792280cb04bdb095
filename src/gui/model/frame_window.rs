//! Windows of single frames, and what can be asked of them.

use std::sync::Arc;

use super::DetailsView;

/// A window that shows one frame.
#[derive(Clone, Debug)]
pub struct FrameWindowView {
    pub id: u64,
    /// From 1.
    pub number: u32,
    /// Protocol and Info.
    pub summary: String,
    pub details: Arc<DetailsView>,
    /// Selected at first, with its data source.
    pub node: Option<usize>,
    pub source: usize,
    pub has_previous: bool,
    pub has_next: bool,
    /// It shows whatever frame is selected in the list.
    pub follows: bool,
}

/// What is done with such a window, named by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameAct {
    Close(u64),
    /// Select its frame in the list.
    Select(u64),
    /// Show the frame after it in the list, or before it.
    Step(u64, bool),
    /// Show what is selected in the list from now on, or stay with its frame.
    Follow(u64, bool),
}
