//! What an open capture is.
#![forbid(unsafe_code)]
