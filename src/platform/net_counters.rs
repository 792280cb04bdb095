//! What each network interface has received and sent so far, as the kernel counts it: readable
//! without any right. Not here: capturing.

use std::io;

/// The counters of one interface since it came up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub name: String,
    /// Both ways together.
    pub bytes: u64,
    pub packets: u64,
    /// Packets that the interface had no room for.
    pub dropped: u64,
}

/// The counters of all interfaces of this network namespace; of none on other systems.
///
/// # Errors
/// The kernel's table cannot be read.
pub fn counters() -> io::Result<Vec<Counters>> {
    if cfg!(target_os = "linux") {
        return Ok(parse(&std::fs::read_to_string("/proc/net/dev")?));
    }
    Ok(Vec::new())
}

/// `name: bytes packets errs drop fifo frame compressed multicast` of what was received, then
/// `bytes packets errs drop …` of what was sent (proc_net_dev(5)); two lines of titles come first.
fn parse(table: &str) -> Vec<Counters> {
    let line = |line: &str| {
        let (name, numbers) = line.split_once(':')?;
        let numbers: Vec<u64> = numbers.split_whitespace().map_while(|n| n.parse().ok()).collect();
        let of = |column: usize| numbers.get(column).copied();
        Some(Counters {
            name: name.trim().to_owned(),
            bytes: of(0)?.saturating_add(of(8)?),
            packets: of(1)?.saturating_add(of(9)?),
            dropped: of(3)?.saturating_add(of(11)?),
        })
    };
    table.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_added() {
        let table = "Inter-|   Receive                                                |  Transmit\n \
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop\n    \
             lo:     100       2    0    1    0     0          0         0      100       2    0    0    0\n\
             wlp2s0: 5 6 0 0 0 0 0 0 7 8 0 3 0 0 0 0\nbroken: 1 2\n";
        let read = parse(table);
        assert_eq!(read.len(), 2);
        assert_eq!(read[0], Counters { name: "lo".into(), bytes: 200, packets: 4, dropped: 1 });
        assert_eq!(read[1], Counters { name: "wlp2s0".into(), bytes: 12, packets: 14, dropped: 3 });
    }
}
