//! What a field, a value, a preference is.
#![forbid(unsafe_code)]
