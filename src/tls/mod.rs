//! TLS on bytes: facts in, keys and plaintext out. Knows no frames and no trees.
#![forbid(unsafe_code)]
pub mod session;
