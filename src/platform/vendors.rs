//! Names of the vendors of network cards, by the first three bytes of their addresses: from the list that
//! the system keeps, where it keeps one. Read once, when somebody asks; nothing depends on it but names.

use hashbrown::HashMap;
use std::io::Read;
use std::sync::OnceLock;

/// Where systems keep the list: IEEE's own, or Wireshark's.
const FILES: &[&str] = &[
    "/usr/share/ieee-data/oui.txt",
    "/var/lib/ieee-data/oui.txt",
    "/usr/share/hwdata/oui.txt",
    "/usr/share/misc/oui.txt",
    "/usr/share/wireshark/manuf",
];
/// Longest list that is read.
const MAX_BYTES: u64 = 32 << 20;

/// The vendor that was given these three bytes.
pub fn name(oui: u32) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<u32, Box<str>>> = OnceLock::new();
    NAMES.get_or_init(load).get(&oui).map(|name| &**name)
}

fn load() -> HashMap<u32, Box<str>> {
    let lists = FILES.iter().filter_map(|path| {
        let mut bytes = Vec::new();
        std::fs::File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
        Some(parse(&String::from_utf8_lossy(&bytes)))
    });
    { lists }.find(|list| !list.is_empty()).unwrap_or_default()
}

/// Lines `00-00-0C (hex) Name` (IEEE) and `00:00:0C Short Name` (Wireshark), with tabs between; others are
/// passed over.
fn parse(text: &str) -> HashMap<u32, Box<str>> {
    let mut names = HashMap::new();
    for line in text.lines() {
        let Some((prefix, rest)) = line.split_at_checked(8) else { continue };
        let Some(oui) = number(prefix) else { continue };
        let name = match rest.split_once("(hex)") {
            Some((_, name)) => name,
            // A block smaller than three bytes of address goes on with more of it.
            None if !rest.starts_with(['\t', ' ']) => continue,
            // A remark may follow.
            None => rest.split('#').next().unwrap_or("").trim().rsplit('\t').next().unwrap_or(""),
        };
        let name = name.trim();
        if !name.is_empty() {
            names.entry(oui).or_insert_with(|| name.into());
        }
    }
    names
}

fn number(prefix: &str) -> Option<u32> {
    let mut parts = prefix.split(['-', ':']);
    let mut next = || parts.next().filter(|p| p.len() == 2).and_then(|p| u8::from_str_radix(p, 16).ok());
    let [a, b, c] = [next()?, next()?, next()?];
    Some(u32::from_be_bytes([0, a, b, c]))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn both_forms_of_the_list() {
        let ieee =
            "OUI/MA-L\t\tOrganization\n00-00-0C   (hex)\t\tCisco Systems, Inc\n00000C     (base 16)\t\tx\n";
        assert_eq!(parse(ieee).get(&0x0c).map(|n| &**n), Some("Cisco Systems, Inc"));
        let list = "# a\n00:00:0C\tCisco\tCisco Systems, Inc\n00:1B:C5:00:00:00/36\tSmall\tSmall one\n00:10:18\tBroadcom\n00:E0:81\tTyan\tTyan Computer\t# Onboard\n";
        let names = parse(list);
        assert_eq!(names.len(), 3);
        assert_eq!(names.get(&0xe081).map(|n| &**n), Some("Tyan Computer"));
        assert_eq!(names.get(&0x1018).map(|n| &**n), Some("Broadcom"));
    }
}
