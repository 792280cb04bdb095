//! Display filters.
#![forbid(unsafe_code)]
