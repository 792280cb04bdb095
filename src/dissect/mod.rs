//! How any protocol is dissected.
#![forbid(unsafe_code)]
