//! Names of Ethernet addresses: of the vendors of network cards, by the first bytes of their addresses, and of
//! addresses that are well known. From the lists that the system keeps, where it keeps some. Read once, when
//! somebody asks; nothing depends on them but names.

use hashbrown::HashMap;
use std::fmt::Write;
use std::io::Read;
use std::sync::OnceLock;

/// Where systems keep the list of vendors: Wireshark's, which has short names too, or IEEE's own.
const VENDORS: &[&str] = &[
    "/usr/share/wireshark/manuf",
    "/usr/share/ieee-data/oui.txt",
    "/var/lib/ieee-data/oui.txt",
    "/usr/share/hwdata/oui.txt",
    "/usr/share/misc/oui.txt",
];
/// Where the list of well-known addresses is kept.
const WELL_KNOWN: &[&str] = &["/usr/share/wireshark/wka"];
/// Longest list that is read.
const MAX_BYTES: u64 = 32 << 20;
const VENDOR_BITS: u8 = 24;
const ADDRESS_BITS: u8 = 48;

#[derive(Debug)]
struct Name {
    short: Option<Box<str>>,
    long: Box<str>,
}

/// Names of blocks of addresses: by the number of bits that a block's addresses share, and those bits.
#[derive(Debug, Default)]
struct List {
    names: HashMap<(u8, u64), Name>,
    /// The numbers of bits that occur, the most first.
    widths: Vec<u8>,
}

impl List {
    fn load(files: &[&str]) -> Self {
        let lists = files.iter().filter_map(|path| {
            let mut bytes = Vec::new();
            std::fs::File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
            Some(Self::parse(&String::from_utf8_lossy(&bytes)))
        });
        { lists }.find(|list| !list.names.is_empty()).unwrap_or_default()
    }

    /// Lines `00-00-0C (hex) Name` (IEEE), and `00:00:0C Short Name` or `01-00-5E-00-00-00/25 Name`
    /// (Wireshark), with tabs between; others are passed over.
    fn parse(text: &str) -> Self {
        let mut list = Self::default();
        for line in text.lines() {
            let end = line.find(['\t', ' ']).unwrap_or(line.len());
            let (Some((bits, block)), Some(rest)) = (line.get(..end).and_then(block), line.get(end..)) else {
                continue;
            };
            let name = match rest.split_once("(hex)") {
                Some((_, name)) => Name { short: None, long: name.trim().into() },
                // A remark may follow.
                None => {
                    let mut names = rest.split('#').next().unwrap_or("").split('\t').map(str::trim);
                    let mut next = || names.find(|n| !n.is_empty());
                    let Some(short) = next() else { continue };
                    Name { short: Some(short.into()), long: next().unwrap_or(short).into() }
                }
            };
            if !name.long.is_empty() {
                list.names.entry((bits, block)).or_insert(name);
            }
        }
        list.widths = list.names.keys().map(|(bits, _)| *bits).collect();
        list.widths.sort_unstable_by(|a, b| b.cmp(a));
        list.widths.dedup();
        list
    }

    /// The name of the smallest block that holds the address, and how many bits its addresses share.
    fn find(&self, address: u64) -> Option<(u8, &Name)> {
        self.widths.iter().find_map(|bits| {
            let name = self.names.get(&(*bits, address >> (ADDRESS_BITS - bits)))?;
            Some((*bits, name))
        })
    }
}

/// `00:00:0C`, `00-00-0C`, `00:1B:C5:00:00:00/36`: the number of bits, and those bits.
fn block(text: &str) -> Option<(u8, u64)> {
    let (bytes, bits) = match text.split_once('/') {
        Some((bytes, bits)) => (bytes, Some(bits.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let (mut value, mut count) = (0, 0);
    for byte in bytes.split(['-', ':']) {
        if byte.len() != 2 || count == 6 {
            return None;
        }
        value = value << 8 | u64::from(u8::from_str_radix(byte, 16).ok()?);
        count += 1;
    }
    let there = 8 * count;
    let bits = bits.unwrap_or(there);
    // Short forms leave out zeros.
    let whole = value << (ADDRESS_BITS - there);
    ((8..=ADDRESS_BITS).contains(&bits) && count >= 3).then(|| (bits, whole >> (ADDRESS_BITS - bits)))
}

fn vendors() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| List::load(VENDORS))
}

fn well_known() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| List::load(WELL_KNOWN))
}

/// The vendor that was given these three bytes.
pub fn name(oui: u32) -> Option<&'static str> {
    vendors().names.get(&(VENDOR_BITS, oui.into())).map(|name| &*name.long)
}

/// The name of an address: `Broadcast`, `Spanning-tree-(for-bridges)_00`, `Cisco_01:02:03`.
pub fn address_name(address: [u8; 6]) -> Option<String> {
    if address == [0xff; 6] {
        return Some("Broadcast".into());
    }
    let number = address.iter().fold(0, |n, b| n << 8 | u64::from(*b));
    name_in(&[well_known(), vendors()], number, address)
}

fn name_in(lists: &[&List], number: u64, address: [u8; 6]) -> Option<String> {
    let (bits, name) = lists.iter().find_map(|list| list.find(number))?;
    let mut text = name.short.as_deref()?.to_string();
    // What of the address its block does not say: whole bytes, and the rest of one before them.
    let from = usize::from(bits / 8);
    for (at, byte) in address.iter().enumerate().skip(from) {
        let shared = if at == from { bits % 8 } else { 0 };
        let separator = if at == from { '_' } else { ':' };
        let own = byte & (0xff >> shared);
        let _ = match shared {
            4.. => write!(text, "{separator}{own:x}"),
            _ => write!(text, "{separator}{own:02x}"),
        };
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_list() {
        let ieee =
            "OUI/MA-L\t\tOrganization\n00-00-0C   (hex)\t\tCisco Systems, Inc\n00000C     (base 16)\t\tx\n";
        let list = List::parse(ieee);
        assert_eq!(list.names.get(&(24, 0x0c)).map(|n| &*n.long), Some("Cisco Systems, Inc"));
        let text = "# a\n00:00:0C\tCisco\tCisco Systems, Inc\n00:1B:C5:00:00:00/36\tSmall\tSmall one\n00:10:18\tBroadcom\n00:E0:81\tTyan\tTyan Computer\t# Onboard\n";
        let list = List::parse(text);
        assert_eq!((list.names.len(), list.widths.as_slice()), (4, &[36, 24][..]));
        assert_eq!(list.names.get(&(24, 0xe081)).map(|n| &*n.long), Some("Tyan Computer"));
        assert_eq!(list.names.get(&(24, 0x1018)).map(|n| &*n.long), Some("Broadcom"));
    }

    #[test]
    fn addresses_are_named_by_their_smallest_block() {
        let known = List::parse("01-00-5E-00-00-00/25\tIPv4mcast\n01-80-C2-00-00-00\tSpanning-tree\n");
        let list = List::parse("00:00:0C\tCisco\tCisco Systems\n00:1B:C5:01:20:00/36\tSmall\tSmall one\n");
        let name = |address: [u8; 6]| {
            let number = address.iter().fold(0, |n, b| n << 8 | u64::from(*b));
            name_in(&[&known, &list], number, address)
        };
        assert_eq!(name([0, 0, 0x0c, 1, 2, 3]).as_deref(), Some("Cisco_01:02:03"));
        assert_eq!(name([0, 0x1b, 0xc5, 1, 0x25, 9]).as_deref(), Some("Small_5:09"));
        assert_eq!(name([1, 0, 0x5e, 1, 2, 3]).as_deref(), Some("IPv4mcast_01:02:03"));
        assert_eq!(name([1, 0x80, 0xc2, 0, 0, 0]).as_deref(), Some("Spanning-tree"));
        assert_eq!(name([2, 0, 0, 0, 0, 1]), None);
        assert_eq!(address_name([0xff; 6]).as_deref(), Some("Broadcast"));
    }
}
