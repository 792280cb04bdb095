//! The window.
#![forbid(unsafe_code)]
