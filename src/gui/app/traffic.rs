//! The traffic of the interfaces, counted once a second while somebody looks.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::gui::sparkline::Traffic;
use crate::platform::net_counters::{Counters, counters};

const SECOND: Duration = Duration::from_secs(1);
/// The pseudo-device of all interfaces.
const ANY: &str = "any";

/// What was counted last, and the line of each interface.
#[derive(Default)]
pub struct Watch {
    last: HashMap<String, Counters>,
    counted: Option<Instant>,
    traffic: HashMap<String, Traffic>,
}

impl Watch {
    /// Counts, if a second is over. True: there is something new to paint.
    pub fn refresh(&mut self) -> bool {
        if self.counted.is_some_and(|at| at.elapsed() < SECOND) {
            return false;
        }
        // Where the table cannot be read there is no line; capturing works all the same.
        let Ok(now) = counters() else { return false };
        // After a pause there is no telling which second had what.
        let is_next = self.counted.is_some_and(|at| at.elapsed() < 3 * SECOND);
        if is_next {
            self.add(&now);
        }
        self.counted = Some(Instant::now());
        self.last = now.into_iter().map(|counters| (counters.name.clone(), counters)).collect();
        true
    }

    fn add(&mut self, now: &[Counters]) {
        let mut all = Counters::default();
        for counters in now {
            let Some(last) = self.last.get(&counters.name) else { continue };
            // An interface that went down and up counts from 0 again.
            let bytes = counters.bytes.saturating_sub(last.bytes);
            let packets = counters.packets.saturating_sub(last.packets);
            let dropped = counters.dropped.saturating_sub(last.dropped);
            self.traffic.entry(counters.name.clone()).or_default().add(bytes, packets, dropped);
            all.bytes = all.bytes.saturating_add(bytes);
            all.packets = all.packets.saturating_add(packets);
            all.dropped = all.dropped.saturating_add(dropped);
        }
        self.traffic.entry(ANY.to_owned()).or_default().add(all.bytes, all.packets, all.dropped);
    }

    /// The line of an interface.
    pub fn of(&self, interface: &str) -> Traffic {
        self.traffic.get(interface).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_differences_and_any_is_their_sum() {
        let count = |name: &str, bytes, packets| Counters { name: name.into(), bytes, packets, dropped: 0 };
        let mut watch = Watch::default();
        watch.last = [count("lo", 100, 1), count("wlp2s0", 1_000, 10)]
            .map(|counters| (counters.name.clone(), counters))
            .into();
        watch.add(&[count("lo", 150, 2), count("wlp2s0", 900, 3), count("new", 7, 7)]);
        assert_eq!(watch.of("lo").bytes_per_s, 50);
        assert_eq!(watch.of("wlp2s0").bytes_per_s, 0);
        assert_eq!((watch.of(ANY).bytes_per_s, watch.of(ANY).packets_per_s), (50, 1));
        assert_eq!(watch.of("new"), Traffic::default());
    }
}
