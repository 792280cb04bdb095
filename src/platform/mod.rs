//! What only one system (Linux) has: rights, core dumps, signals and the streams that they end, link state, neighbours
//! in the network, traffic counters, sockets' owners, a dark or light desktop, the allocator's hold on freed memory and the processor's caches
//! (`memory`, the one file here with `unsafe`).

#[cfg(feature = "gui")]
pub mod appearance;
pub mod dump;
pub mod interruptible;
pub mod link;
pub mod memory;
pub mod neighbours;
pub mod net_counters;
pub mod owners;
pub mod rights;
pub mod signals;
pub mod vendors;
