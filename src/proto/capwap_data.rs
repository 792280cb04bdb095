//! The data channel of CAPWAP, which has the fields of the control channel ([`super::capwap`]).

use super::capwap;
use crate::dissect::{Claim, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "capwap.data",
    title: "CAPWAP-DATA",
    fields: FIELDS,
    claims: &[Claim::UdpPort(5247)],
    refuses: Some(capwap::refuses),
    dissect: capwap::data,
    ..Protocol::EMPTY
};

crate::fields! { "capwap.data";
    /// Data channel (RFC 5415).
    CAPWAP_DATA: Protocol = "capwap.data", "Control And Provisioning of Wireless Access Points - Data", None;
}
