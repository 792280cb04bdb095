//! Wirelens: a packet inspector that opens TLS, as a library; the programs in `bin/` are thin.
//!
//! ```text
//!    views        gui/   (feature gui)              cli/
//!    document     document/   an open capture as a view sees it: rows, tree, follow, find, jobs
//!    verdict      verdict/    why a session stays closed     audit/  hellos and handshakes judged
//!    counting     statistics/ conversations, protocols, rates, graphs
//!    engine       filter/        index/ (the writer)          capture/  live, privilege split
//!    protocols    proto/    one file per protocol; they do not know each other
//!    dissecting   dissect/  cursor, tree, data sources, hand-over
//!    data         store/    the snapshot: frames, conversations, byte streams, records; file map
//!    bytes        capfile/  pcap, pcapng, compression   tls/  keys and ciphers, no packets
//!    words        field/    what a field, a value, a preference is
//!    ground       base/     ids, time, snapshot lists, cache      platform/  rights, sandbox
//! ```
//!
//! Each layer uses only those below it; `tests/architecture.rs` keeps it so. To begin reading:
//! [`store::Capture`] is what an open capture *is*, `index` writes it, `dissect` reads one frame of
//! it, `document` is what the window and `tlens` hold on to.
//!
//! House rules: packets are hostile, so reads are checked and nothing panics on input; secrets
//! have no `Debug`; a thing is declared once (field, option, command, preference) and read by all.
#![deny(unsafe_code)]

pub mod audit;
pub mod base;
pub mod capfile;
pub mod capture;
pub mod cli;
pub mod dissect;
pub mod document;
pub mod field;
pub mod filter;
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "gui")]
pub mod gui;
pub mod index;
pub mod platform;
pub mod print;
pub mod proto;
pub mod statistics;
pub mod store;
pub mod tls;
pub mod verdict;
