//! Live capture, split by privilege: the program `wirelens-capture` opens the device and copies
//! packets into a file; everything else here runs without rights and never sees libpcap.
//!
//! | file | side |
//! |---|---|
//! | `options` | both: what to capture, and its form on the helper's command line |
//! | `wire` | both: the text lines between the two |
//! | `control` | without rights: finding, asking and driving the helper |
//! | `spool` | without rights: the file a live capture goes into |
//! | `several` | without rights: several sources mixed into one file |
//! | `newest` | without rights: where to cut a file that keeps only the newest packets |
//! | `remote` | without rights: tcpdump on another machine |
//! | `ring` | without rights: a row of files beside the spool |
//! | `helper` | with rights; feature `live`, the only user of the crate pcap |
#![forbid(unsafe_code)]

pub mod control;
mod error;
#[cfg(feature = "live")]
pub mod helper;
mod lines;
mod newest;
pub mod options;
pub mod remote;
pub mod ring;
mod several;
pub mod spool;
pub mod wire;

pub use control::{Elevate, Helper, Ready, Running, check_filter, list_devices, start};
pub use error::Error;
pub use newest::Keep;
pub use options::{Options, StopAfter};
pub use remote::Remote;
pub use ring::RingOptions;
pub use several::{Moved, Several, SeveralOptions, SourceOptions};
pub use spool::{Leftover, Spool, leftover_spools};
pub use wire::{Device, Drops, Event, Fault, LinkTypeName, Reason};
