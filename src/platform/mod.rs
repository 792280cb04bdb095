//! What only one system (Linux) has: rights, core dumps, signals, link state, traffic counters.
#![forbid(unsafe_code)]

pub mod dump;
pub mod link;
pub mod net_counters;
pub mod rights;
pub mod signals;
