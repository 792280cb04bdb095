//! Why a session stays closed: one verdict per TLS session.
#![forbid(unsafe_code)]
