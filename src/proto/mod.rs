//! All protocols.
#![forbid(unsafe_code)]
