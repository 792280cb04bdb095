//! Addresses of management and data frames: which of the four means what, as the flags say
//! (IEEE 802.11-2020 table 9-30).

use super::fields::*;
use super::{DATA, FrameControl, MANAGEMENT};
use crate::dissect::{Address, At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Ether, Str};
use crate::proto::host;

/// The addresses of a frame; the fourth comes behind the sequence number.
pub(super) struct Addresses {
    first: [At<[u8; 6]>; 3],
    has_fourth: bool,
}

/// Reads the three that every frame of data or management has.
pub(super) fn read(d: &mut Dissector<'_>, fc: FrameControl, c: &mut Cursor<'_>) -> Result<Addresses, Cut> {
    let first = [c.array()?, c.array()?, c.array()?];
    let both = FrameControl::TO_DS | FrameControl::FROM_DS;
    let has_fourth = fc.kind == DATA && fc.flags & both == both;
    let [_, second, third] = first.map(|a| Address::Ether(a.value));
    let one = Address::Ether(first[0].value);
    let (source, destination) = match (fc.kind, fc.flags & both) {
        (DATA, FrameControl::TO_DS) => (second, third),
        (DATA, FrameControl::FROM_DS) => (third, one),
        (DATA, both_ways) if both_ways == both => (second, third),
        _ => (second, one),
    };
    d.set_net(source, destination);
    Ok(Addresses { first, has_fourth })
}

impl Addresses {
    pub(super) fn fourth(&self, c: &mut Cursor<'_>) -> Result<Option<At<[u8; 6]>>, Cut> {
        self.has_fourth.then(|| c.array()).transpose()
    }

    pub(super) fn show(&self, d: &mut Dissector<'_>, fc: FrameControl, fourth: Option<At<[u8; 6]>>) {
        if let Some(fourth) = fourth {
            d.set_net(Address::Ether(fourth.value), Address::Ether(self.first[2].value));
        }
        if !d.tree.wants_any_from(WLAN.id, FIELDS.len()) {
            return;
        }
        let [one, two, three] = self.first;
        let to_ds = fc.kind == DATA && fc.has(FrameControl::TO_DS);
        let from_ds = fc.kind == DATA && fc.has(FrameControl::FROM_DS);
        let (da, sa, bssid, sta) = match (to_ds, from_ds) {
            (false, false) => (one, two, Some(three), None),
            (true, false) => (three, two, Some(one), Some(two)),
            (false, true) => (one, three, Some(two), Some(one)),
            (true, true) => (three, fourth.unwrap_or(three), None, None),
        };
        // Of an aggregate each packet has its own.
        let management = fc.kind == MANAGEMENT;
        one_of(d, RA, RA_RESOLVED, one);
        if management {
            one_of(d, DA, DA_RESOLVED, da);
        }
        one_of(d, TA, TA_RESOLVED, two);
        if !management {
            one_of(d, DA, DA_RESOLVED, da);
        }
        one_of(d, SA, SA_RESOLVED, sa);
        if let Some(bssid) = bssid {
            one_of(d, BSSID, BSSID_RESOLVED, bssid);
        }
        if let Some(sta) = sta {
            one_of(d, STA, STA_RESOLVED, sta);
        }
        for at in self.first.into_iter().chain(fourth) {
            any(d, at);
        }
    }
}

/// An address with its name.
pub(super) fn one_of(d: &mut Dissector<'_>, field: Field<Ether>, resolved: Field<Str>, at: At<[u8; 6]>) {
    d.tree.leaf(field, at);
    host::hidden(d, resolved, &Address::Ether(at.value), at.span);
}

/// The same to filter for, whatever its role.
pub(super) fn any(d: &mut Dissector<'_>, at: At<[u8; 6]>) {
    d.tree.hidden(ADDR, at);
    host::hidden(d, ADDR_RESOLVED, &Address::Ether(at.value), at.span);
}
