//! An open capture as a view sees it.
#![forbid(unsafe_code)]
