//! `-z dhcp,stat`: how often each type of DHCP message occurs.

use super::selection::Selection;
use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::filter::Filter;
use std::fmt::Write;

const TYPE: &str = "dhcp.option.dhcp";

/// By their number, from 1.
const NAMES: [&str; 18] = [
    "Discover",
    "Offer",
    "Request",
    "Decline",
    "ACK",
    "NAK",
    "Release",
    "Inform",
    "Force Renew",
    "Lease query",
    "Lease Unassigned",
    "Lease Unknown",
    "Lease Active",
    "Bulk Lease Query",
    "Lease Query Done",
    "Active LeaseQuery",
    "Lease Query Status",
    "TLS",
];

#[derive(Debug)]
struct Types {
    selection: Selection,
    counts: [u64; NAMES.len()],
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let filter = Filter::new(text, registry).map_err(|e| {
        Fault::usage(format_args!("Couldn't register tap: Filter \"{text}\" is invalid - {e}"))
    })?;
    Ok(Box::new(Types {
        selection: Selection::of_named(filter, &[TYPE], registry),
        counts: [0; NAMES.len()],
    }))
}

impl Tap for Types {
    fn needs(&self) -> Option<Needs> {
        self.selection.needs()
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if !self.selection.takes(d) {
            return;
        }
        // Of a message with several the last one counts.
        let mut types = d.tree.nodes().iter().filter(|n| d.tree.def(n.field).abbrev == TYPE);
        let number = types.next_back().and_then(|n| usize::try_from(n.value.uint()?).ok()?.checked_sub(1));
        if let Some(count) = number.and_then(|n| self.counts.get_mut(n)) {
            *count += 1;
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        let rule = "=".repeat(101);
        let _ = write!(
            out,
            "\n{rule}\nDHCP (BOOTP) Statistics:\nFilter for statistics: {}\n\
             DHCP Message Type |Packets |\nDHCP Statistics\n",
            safe::shown(self.selection.text())
        );
        for (name, count) in NAMES.iter().zip(self.counts) {
            let _ = writeln!(out, "{name:<26}|{count} |");
        }
        let _ = writeln!(out, "{rule}");
    }
}
