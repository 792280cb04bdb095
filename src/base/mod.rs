//! The ground: ids, time, snapshot lists, caches. Knows nothing of networks.
#![forbid(unsafe_code)]

pub mod base64;
pub mod cache;
pub mod chunked;
pub mod decimal;
pub mod id;
pub mod json;
pub mod percent;
pub mod scan;
pub mod time;
pub mod time_form;
pub mod whole_file;
pub mod wrapping;
