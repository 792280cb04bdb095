//! Live capture, split by privilege.
#![forbid(unsafe_code)]
