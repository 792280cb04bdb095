//! The writer: frames in order to store.
#![forbid(unsafe_code)]

pub mod tcp;
