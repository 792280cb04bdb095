//! What each control protocol has of its own: its options' names, fields and lengths, and what reads them.

use super::fields::*;
use super::{bcp_option, ccp_option, ipcp_option, ipv6cp_option, lcp_option};
use crate::dissect::{Cursor, Cut, Dissector, NodeRef};
use crate::field::Field;
use crate::field::def::{Bytes, U8};

/// The field of a whole option of LCP, by its number.
const LCP_WHOLE: &[(u8, Field<Bytes>)] = &[
    (0, lcp::VENDOR),
    (1, lcp::MRU_OPTION),
    (2, lcp::ASYNC_MAP_OPTION),
    (3, lcp::AUTHENTICATION_OPTION),
    (4, lcp::QUALITY_OPTION),
    (5, lcp::MAGIC_OPTION),
    (7, lcp::FIELD_COMPRESSION),
    (8, lcp::ADDRESS_COMPRESSION),
    (9, lcp::FCS_OPTION),
    (10, lcp::PADDING),
    (11, lcp::NUMBERED),
    (13, lcp::CALLBACK),
    (15, lcp::COMPOUND),
    (17, lcp::MULTILINK_MRRU),
    (18, lcp::MULTILINK_SHORT),
    (19, lcp::MULTILINK_ENDPOINT),
    (23, lcp::LINK_DISCRIMINATOR_OPTION),
];
/// The field of a whole option of IPCP, by its number.
const IPCP_WHOLE: &[(u8, Field<Bytes>)] = &[
    (1, ipcp::ADDRESSES_OPTION),
    (2, ipcp::COMPRESSION_OPTION),
    (3, ipcp::ADDRESS_OPTION),
    (4, ipcp::MOBILE),
    (129, ipcp::PRIMARY_DNS_OPTION),
    (130, ipcp::PRIMARY_NBNS_OPTION),
    (131, ipcp::SECONDARY_DNS_OPTION),
    (132, ipcp::SECONDARY_NBNS_OPTION),
];
/// The field of a whole option of IPV6CP, by its number.
const IPV6CP_WHOLE: &[(u8, Field<Bytes>)] = &[(1, ipv6cp::INTERFACE_OPTION), (2, ipcp::COMPRESSION_OPTION)];

/// What one of them has of its own.
pub(super) struct Kind {
    pub(super) column: &'static str,
    pub(super) names: &'static [(u32, &'static str)],
    pub(super) whole: &'static [(u8, Field<Bytes>)],
    /// Fields of type and length of an option.
    pub(super) head: [Field<U8>; 2],
    /// How long options are; the others' lengths are not looked at.
    pub(super) lengths: &'static [(u8, Length)],
    /// What stands behind type and length.
    pub(super) option: fn(&mut Dissector<'_>, NodeRef, u8, Cursor<'_>) -> Result<(), Cut>,
}

/// How long an option is, its type and length included.
#[derive(Clone, Copy)]
pub(super) enum Length {
    Exactly(u8),
    AtLeast(u8),
}

use Length::{AtLeast, Exactly};

const LCP_LENGTHS: &[(u8, Length)] = &[
    (0, AtLeast(6)),
    (1, Exactly(4)),
    (2, Exactly(6)),
    (3, AtLeast(4)),
    (4, AtLeast(4)),
    (5, Exactly(6)),
    (6, Exactly(6)),
    (7, Exactly(2)),
    (8, Exactly(2)),
    (9, Exactly(3)),
    (10, Exactly(3)),
    (11, AtLeast(3)),
    (13, AtLeast(3)),
    (15, Exactly(2)),
    (16, Exactly(2)),
    (17, Exactly(4)),
    (18, Exactly(2)),
    (19, AtLeast(3)),
    (21, Exactly(3)),
    (22, Exactly(4)),
    (23, Exactly(4)),
    (25, Exactly(3)),
    (27, Exactly(4)),
];
const BCP_LENGTHS: &[(u8, Length)] = &[
    (1, Exactly(4)),
    (2, Exactly(4)),
    (3, Exactly(3)),
    (4, Exactly(3)),
    (5, Exactly(3)),
    (6, Exactly(8)),
    (7, Exactly(3)),
    (8, Exactly(3)),
    (9, Exactly(2)),
    (10, Exactly(2)),
];
const IPCP_LENGTHS: &[(u8, Length)] = &[
    (1, Exactly(10)),
    (2, AtLeast(4)),
    (3, Exactly(6)),
    (4, Exactly(6)),
    (129, Exactly(6)),
    (130, Exactly(6)),
    (131, Exactly(6)),
    (132, Exactly(6)),
];

pub(super) const LCP_KIND: Kind = Kind {
    column: "PPP LCP",
    names: LCP_OPTIONS,
    whole: LCP_WHOLE,
    head: [lcp::OPTION, lcp::OPTION_LENGTH],
    lengths: LCP_LENGTHS,
    option: lcp_option,
};
pub(super) const IPCP_KIND: Kind = Kind {
    column: "PPP IPCP",
    names: IPCP_OPTIONS,
    whole: IPCP_WHOLE,
    head: [ipcp::OPTION, ipcp::OPTION_LENGTH],
    lengths: IPCP_LENGTHS,
    option: ipcp_option,
};
pub(super) const CCP_KIND: Kind = Kind {
    column: "PPP CCP",
    names: CCP_OPTIONS,
    whole: &[(18, ccp::MPPE), (21, ccp::BSD), (26, ccp::DEFLATE)],
    head: [ccp::OPTION, ccp::OPTION_LENGTH],
    lengths: &[(18, Exactly(6)), (21, Exactly(3)), (26, Exactly(4)), (27, AtLeast(4))],
    option: ccp_option,
};
/// Protocols without options (RFC 3032 section 4.2, and Cisco's).
pub(super) const MPLSCP_KIND: Kind =
    Kind { column: "PPP MPLSCP", names: &[], whole: &[], lengths: &[], ..CCP_KIND };
pub(super) const CDPCP_KIND: Kind = Kind { column: "PPP CDPCP", ..MPLSCP_KIND };
pub(super) const BCP_KIND: Kind = Kind {
    column: "PPP BCP NCP",
    names: BCP_OPTIONS,
    whole: &[],
    head: [bcp_ncp::OPTION, bcp_ncp::OPTION_LENGTH],
    lengths: BCP_LENGTHS,
    option: bcp_option,
};
pub(super) const IPV6CP_KIND: Kind = Kind {
    column: "PPP IPV6CP",
    names: IPV6CP_OPTIONS,
    whole: IPV6CP_WHOLE,
    head: [ipv6cp::OPTION, ipv6cp::OPTION_LENGTH],
    lengths: &[(1, Exactly(10)), (2, AtLeast(4))],
    option: ipv6cp_option,
};
