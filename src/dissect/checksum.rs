//! The Internet checksum (RFC 1071), and how dissectors show whether one is right.

use super::columns::Address;
use super::cursor::{At, Span};
use super::dissector::Dissector;
use super::expert::{Group, Severity};
use crate::field::def::{Label, U8, U16};
use crate::field::{Field, Names};

/// Values of the `….checksum.status` fields.
pub const STATUS: Names =
    Names::Table(&[(0, "Bad"), (1, "Good"), (2, "Unverified"), (3, "Not present"), (4, "Illegal")]);

/// A one's complement sum being made. Parts of odd length may only come last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum(u64);

impl Sum {
    #[must_use]
    pub fn over(self, bytes: &[u8]) -> Self {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let sum: u64 = pairs.iter().map(|p| u64::from(u16::from_be_bytes(*p))).sum();
        let last = rest.first().map_or(0, |b| u64::from(*b) << 8);
        // Frames are far below the 2^47 pairs that could overflow the sum.
        Self(self.0 + sum + last)
    }

    /// The pseudo-header of transports (RFC 793, RFC 8200 section 8.1).
    #[must_use]
    pub fn pseudo_header(self, net: &(Address, Address), protocol: u8, len: u32) -> Self {
        let addresses = match net {
            (Address::Ipv4(a), Address::Ipv4(b)) => self.over(a).over(b),
            (Address::Ipv6(a), Address::Ipv6(b)) => self.over(a).over(b),
            _ => self,
        };
        addresses.over(&len.to_be_bytes()).over(&[0, protocol])
    }

    /// The folded sum: 0xffff over data that contains its own right checksum.
    pub fn folded(self) -> u16 {
        let mut sum = self.0;
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        sum as u16
    }

    /// The checksum that should stand in place of `found`, which the sum includes.
    pub fn expected(self, found: u16) -> u16 {
        let without = u32::from(self.folded()) + u32::from(!found);
        !((without & 0xffff) + (without >> 16)) as u16
    }
}

/// The fields a checksum is shown with.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub value: Field<U16>,
    pub status: Field<U8>,
    pub bad: Field<Label>,
    /// `Checksum`, as the label begins.
    pub title: &'static str,
    /// How grave a wrong one is.
    pub severity: Severity,
}

/// Shows a checksum that was verified: `sum` covers all the data, the checksum included.
/// `None`: the data is not there completely.
pub fn show(d: &mut Dissector<'_>, fields: &Shown, found: At<u16>, sum: Option<Sum>) {
    let title = fields.title;
    let value = found.value;
    let status = match sum {
        None => {
            d.tree.leaf_as(fields.value, found, format_args!("{title}: 0x{value:04x} [unverified]"));
            2
        }
        Some(sum) if sum.folded() == 0xffff => {
            d.tree.leaf_as(fields.value, found, format_args!("{title}: 0x{value:04x} [correct]"));
            1
        }
        Some(sum) => {
            let should = sum.expected(value);
            let label = format_args!("{title}: 0x{value:04x} incorrect, should be 0x{should:04x}");
            let node = d.tree.leaf_as(fields.value, found, label);
            let text = format_args!("Bad checksum [should be 0x{should:04x}]");
            d.tree.expert(node, Some(fields.bad), fields.severity, Group::Checksum, text);
            0
        }
    };
    show_status(d, fields.status, status, found.span);
}

/// The fields of a checksum that is verified only if somebody asks for it.
#[derive(Clone, Copy, Debug)]
pub struct Verified {
    pub value: Field<U16>,
    pub status: Field<U8>,
    pub calculated: Field<U16>,
    pub bad: Field<Label>,
    /// `Checksum`, as the label begins.
    pub title: &'static str,
    /// What may be the cause of a wrong one, as the label ends.
    pub hint: &'static str,
    /// The calculated one stands below the other, not beside it.
    pub below: bool,
}

/// Shows a checksum that was verified, as [`show`] does, with the one that was calculated. Says
/// whether it is wrong.
pub fn show_verified(d: &mut Dissector<'_>, fields: &Verified, found: At<u16>, sum: Sum) -> bool {
    let (title, value, should) = (fields.title, found.value, sum.expected(found.value));
    let is_right = sum.folded() == 0xffff;
    let calculated = if is_right { value } else { should };
    let label = |node, d: &mut Dissector<'_>| match is_right {
        true => d.tree.set_label(node, format_args!("{title}: 0x{value:04x} [correct]")),
        false => {
            let hint = fields.hint;
            d.tree.set_label(
                node,
                format_args!("{title}: 0x{value:04x} incorrect, should be 0x{should:04x}{hint}"),
            );
        }
    };
    let open = d.tree.open(fields.value, found);
    label(open.node(), d);
    if !is_right {
        let text = format_args!("Bad checksum [should be 0x{should:04x}]");
        d.tree.expert(open.node(), Some(fields.bad), Severity::Error, Group::Checksum, text);
    }
    if fields.below {
        d.tree.generated(fields.calculated, calculated, found.span);
    }
    d.tree.close(open);
    show_status(d, fields.status, u8::from(is_right), found.span);
    if !fields.below {
        d.tree.generated(fields.calculated, calculated, found.span);
    }
    !is_right
}

/// Shows the status alone.
pub fn show_status(d: &mut Dissector<'_>, field: Field<U8>, status: u8, at: Span) {
    d.tree.generated(field, status, at.part(0, 0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_checksum_is_found() {
        // The example of RFC 1071 section 3.
        let data = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];
        assert_eq!(Sum::default().over(&data).folded(), 0xddf2);
        let with = [&data[..], &[0x22, 0x0d]].concat();
        assert_eq!(Sum::default().over(&with).folded(), 0xffff);
        let wrong = [&data[..], &[0x12, 0x34]].concat();
        assert_eq!(Sum::default().over(&wrong).expected(0x1234), 0x220d);
    }

    #[test]
    fn an_odd_byte_counts_as_the_high_one() {
        assert_eq!(Sum::default().over(&[0x12]).folded(), 0x1200);
    }
}
