//! Which packets of a live capture stay when only the newest are kept: places in the file where older
//! ones may be cut off. Not here: cutting (`several`).

use std::collections::VecDeque;
use std::time::Duration;

use crate::base::time::Timestamp;

/// What is kept at least; older packets go once it is exceeded by half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    pub duration: Option<Duration>,
    /// In units of 1,000 bytes.
    pub kilobytes: Option<u64>,
}

/// Bytes and nanoseconds between two places. What is kept is exact to that much.
const STEP_BYTES: u64 = 64 << 10;
const STEP_NANOS: i128 = 250_000_000;

/// A place between two packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the file before it.
    pub at: u64,
    /// Packets of the file before it.
    pub packets: u64,
    time: Timestamp,
}

/// The places of the file that is being written.
#[derive(Debug)]
pub struct Newest {
    keep: Keep,
    places: VecDeque<Place>,
}

impl Newest {
    /// `None`: all packets are kept.
    pub fn new(keep: Keep) -> Option<Self> {
        (keep != Keep::default()).then(|| Self { keep, places: VecDeque::new() })
    }

    /// A packet of that time is written next, behind so many bytes and packets.
    pub fn note(&mut self, at: u64, packets: u64, time: Timestamp) {
        let is_near = self.places.back().is_some_and(|last| {
            at.saturating_sub(last.at) < STEP_BYTES && i128::from(time.since(last.time).0) < STEP_NANOS
        });
        if !is_near {
            self.places.push_back(Place { at, packets, time });
        }
    }

    /// Where to cut a file of `len` bytes whose newest packet is of time `now`, once there is enough to cut.
    pub fn cut(&self, len: u64, now: Timestamp) -> Option<Place> {
        let first = self.places.front()?;
        let most_nanos = self.keep.duration.map(|d| i128::try_from(d.as_nanos()).unwrap_or(i128::MAX));
        let most_bytes = self.keep.kilobytes.map(|kb| kb.saturating_mul(1_000));
        let age = |place: &Place| i128::from(now.since(place.time).0);
        let is_long = most_nanos.is_some_and(|most| age(first) > most.saturating_add(most / 2));
        let is_large = most_bytes.is_some_and(|most| len - first.at > most.saturating_add(most / 2));
        if !is_long && !is_large {
            return None;
        }
        let stays = |place: &Place| {
            most_nanos.is_none_or(|most| age(place) <= most)
                && most_bytes.is_none_or(|most| len.saturating_sub(place.at) <= most)
        };
        // What is kept is rather too much than too little: the place before the first that would do.
        let within = self.places.iter().position(stays).unwrap_or(self.places.len());
        self.places.get(within.checked_sub(1)?).filter(|place| place.at > first.at).copied()
    }

    /// The file begins anew with what stood behind `place`, now behind `at` bytes.
    pub fn moved(&mut self, place: Place, at: u64) {
        self.places.retain(|known| known.at >= place.at);
        for known in &mut self.places {
            known.at = known.at - place.at + at;
            known.packets -= place.packets;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn written(keep: Keep, packets: u64) -> Newest {
        let mut newest = Newest::new(keep).unwrap();
        for n in 0..packets {
            newest.note(100 + n * 1_000, n, Timestamp(n as i64 * SECOND));
        }
        newest
    }

    #[test]
    fn all_is_kept_until_half_too_much_is_there() {
        let keep = Keep { duration: Some(Duration::from_secs(10)), ..Keep::default() };
        let newest = written(keep, 100);
        assert_eq!(newest.cut(16_100, Timestamp(15 * SECOND)), None);
        let place = newest.cut(17_100, Timestamp(16 * SECOND)).unwrap();
        // Ten seconds before, and the packet before that.
        assert_eq!((place.packets, place.at), (5, 5_100));
        assert!(Newest::new(Keep::default()).is_none());
    }

    #[test]
    fn size_counts_too_and_places_move_with_the_file() {
        let keep = Keep { duration: None, kilobytes: Some(200) };
        let mut newest = written(keep, 400);
        assert_eq!(newest.cut(299_000, Timestamp(0)), None);
        let place = newest.cut(400_100, Timestamp(0)).unwrap();
        assert_eq!(place.packets, 199);
        newest.moved(place, 80);
        assert_eq!(newest.places.front().map(|place| (place.at, place.packets)), Some((80, 0)));
        assert_eq!(newest.cut(201_080, Timestamp(0)), None);
    }
}
