//! Devices of the networks that this machine is in, as far as it has talked to them: the kernel's table of
//! their addresses (ARP), readable without any right. Not here: names for them, which nobody looks up.

use std::net::Ipv4Addr;

/// A device of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    pub address: Ipv4Addr,
    /// Of its network card, `02:fc:00:00:00:05`.
    pub mac: String,
    /// The interface that leads to it.
    pub interface: String,
}

/// Those listed.
const NEIGHBOURS_MAX: usize = 256;

/// The devices that the kernel knows; none on other systems.
pub fn neighbours() -> Vec<Neighbour> {
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    std::fs::read_to_string("/proc/net/arp").map_or_else(|_| Vec::new(), |table| parse(&table))
}

/// Lines of address, hardware type, flags, hardware address, mask, device (proc_net_arp in proc(5)).
fn parse(table: &str) -> Vec<Neighbour> {
    let line = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [address, _, flags, mac, _, interface] = words.as_slice() else { return None };
        // Without flags nobody has answered at that address.
        let is_mac = mac.len() == 17 && mac.bytes().all(|b| b == b':' || b.is_ascii_hexdigit());
        (*flags != "0x0" && is_mac).then_some(())?;
        Some(Neighbour {
            address: address.parse().ok()?,
            mac: (*mac).to_owned(),
            interface: (*interface).to_owned(),
        })
    };
    let mut known: Vec<Neighbour> = table.lines().filter_map(line).take(NEIGHBOURS_MAX).collect();
    known.sort_by_key(|neighbour| neighbour.address);
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_answered_are_known() {
        let table = "IP address       HW type     Flags       HW address            Mask     Device\n\
             192.168.11.2     0x1         0x2         02:fc:00:00:00:05     *        wlp2s0\n\
             192.168.11.9     0x1         0x0         00:00:00:00:00:00     *        wlp2s0\n\
             10.0.0.1         0x1         0x6         52:54:00:12:35:02     *        eth0\nnonsense\n";
        let known = parse(table);
        let words: Vec<String> = known.iter().map(|n| format!("{} {}", n.address, n.interface)).collect();
        assert_eq!(words, ["10.0.0.1 eth0", "192.168.11.2 wlp2s0"]);
        assert_eq!(known[1].mac, "02:fc:00:00:00:05");
    }
}
