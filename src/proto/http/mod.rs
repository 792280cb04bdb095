//! HTTP/1.0 and 1.1 (RFC 9110, RFC 9112).

pub mod framer;
mod head;

use crate::dissect::Protocol;

pub const PROTOCOL: Protocol =
    Protocol { name: "http", title: "HTTP", fields: FIELDS, framer: Some(framer::FRAMER), ..Protocol::EMPTY };

crate::fields! { "http";
    /// An HTTP message.
    HTTP: Protocol = "http", "Hypertext Transfer Protocol", None;
}
