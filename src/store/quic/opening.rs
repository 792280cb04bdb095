//! Opening one connection's packets: which keys, which packet number, which key phase. The tag
//! proves each guess, so the order of packets changes no result.

use super::{Cid, side_index};
use crate::tls::Side;
use crate::tls::keylog::TrafficSecrets;
use crate::tls::quic::header::{Header, PacketKind};
use crate::tls::quic::keys::{LevelKeys, SUITES, Unmasked, secret_len};
use crate::tls::quic::{Level, QuicVersion, WhyQuicClosed, logged_secret, slot};
use crate::tls::secrets::Secrets;
use crate::tls::session::SessionFacts;
use crate::tls::suite::Suite;
use crate::tls::suite_table::suite;
use crate::tls::traffic::Secret;

/// Tries beyond the likely ones that a connection may cost: behind gaps, with secrets of unknown
/// owners. A bound for captures that are made to be slow.
const SPARE_TRIES: u32 = 20_000;
/// Key phases that are tried while none of a side is proven, as when the beginning is missing.
const FAR_GENERATIONS: usize = 8;
/// How many windows of truncated packet numbers are tried to either side.
const FAR_WINDOWS: u64 = 4;

/// How a packet was opened: enough to open it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    pub level: Level,
    pub number: u64,
    /// How many key updates came before; its lowest bit is the key phase bit.
    pub generation: u16,
    /// Which of the connection's keys.
    keys: u16,
    pub unmasked: Unmasked,
}

/// Keys, and whose.
#[derive(Clone)]
struct Entry {
    side: Side,
    level: Level,
    /// Of Initial keys.
    cid: Option<Cid>,
    keys: LevelKeys,
}

/// The keys of a connection and how far its sides have come.
#[derive(Clone, Default)]
pub struct Keyed {
    entries: Vec<Entry>,
    /// Keys that opened a packet, by side and level.
    proven: [[Option<u16>; 4]; 2],
    /// By side and packet number space.
    largest: [[Option<u64>; 3]; 2],
    generation: [usize; 2],
    spare_tries_used: u32,
    /// All logged secrets were tried in vain for a connection without ClientHello.
    searched: [[bool; 4]; 2],
}

/// What opening depends on beside the packet.
pub struct Facts<'a> {
    pub facts: &'a SessionFacts,
    pub initial_cids: &'a [Cid],
    /// The version of packets that do not say theirs.
    pub version: QuicVersion,
    pub secrets: &'a Secrets,
}

impl Keyed {
    /// Opens a packet for the first time. `packet` is whole.
    pub fn open(
        &mut self,
        facts: &Facts<'_>,
        side: Side,
        packet: &[u8],
        header: &Header<'_>,
    ) -> Result<(Opened, Vec<u8>), WhyQuicClosed> {
        let level = header.kind.level().ok_or(match header.kind {
            PacketKind::Unknown => WhyQuicClosed::UnknownVersion(header.version),
            _ => WhyQuicClosed::InTheClear,
        })?;
        let version = if header.kind == PacketKind::OneRtt { facts.version } else { header.version };
        if !version.is_supported() {
            return Err(WhyQuicClosed::UnknownVersion(version));
        }
        let proven = self.proven(side, level);
        if let Some(known) = proven
            && let Some(opened) = self.try_entry(known, packet, header)
        {
            return Ok(opened);
        }
        let candidates = self.candidates(facts, side, level, version)?;
        for at in candidates.into_iter().filter(|at| Some(*at) != proven) {
            if let Some(opened) = self.try_entry(at, packet, header) {
                self.prove(side, level, at);
                return Ok(opened);
            }
        }
        if self.entries.iter().all(|e| e.keys.unmask(packet, header).is_none()) && !self.entries.is_empty() {
            return Err(WhyQuicClosed::TooShort);
        }
        match level {
            Level::Initial if version.is_greased() => Err(WhyQuicClosed::UnknownVersion(version)),
            Level::Initial if proven.is_none() => Err(WhyQuicClosed::FirstInitialMissing(version)),
            _ => Err(WhyQuicClosed::BadTag),
        }
    }

    /// Opens a packet again.
    pub fn open_again(&self, opened: &Opened, packet: &[u8], header: &Header<'_>) -> Option<Vec<u8>> {
        let entry = self.entries.get(usize::from(opened.keys))?;
        entry.keys.open(packet, header, &opened.unmasked, opened.number, opened.generation.into())
    }

    /// The connection ID that gave the keys of an Initial packet.
    pub fn cid(&self, opened: &Opened) -> Option<Cid> {
        self.entries.get(usize::from(opened.keys))?.cid
    }

    /// The suite that a level's packets were opened with.
    pub fn suite(&self, opened: &Opened) -> Option<&'static Suite> {
        self.entries.get(usize::from(opened.keys)).map(|e| e.keys.suite())
    }

    fn proven(&self, side: Side, level: Level) -> Option<u16> {
        *self.proven.get(side_index(side))?.get(level as usize)?
    }

    fn prove(&mut self, side: Side, level: Level, at: u16) {
        if let Some(slot) = self.proven.get_mut(side_index(side)).and_then(|s| s.get_mut(level as usize)) {
            *slot = Some(at);
        }
    }

    /// The keys that may fit, made where they are new.
    fn candidates(
        &mut self,
        facts: &Facts<'_>,
        side: Side,
        level: Level,
        version: QuicVersion,
    ) -> Result<Vec<u16>, WhyQuicClosed> {
        if level == Level::Initial {
            let mut all = Vec::new();
            for cid in facts.initial_cids.iter().rev() {
                for version in version.keys_of_initials() {
                    let is_known =
                        |e: &Entry| e.side == side && e.cid == Some(*cid) && e.keys.version() == version;
                    let known = self.entries.iter().position(is_known);
                    all.extend(match known {
                        Some(known) => u16::try_from(known).ok(),
                        None => LevelKeys::initial(version, cid.as_bytes(), side)
                            .and_then(|keys| self.insert(side, level, Some(*cid), keys)),
                    });
                }
            }
            return Ok(all);
        }
        let of_level = |keyed: &Self| -> Vec<u16> {
            let all = keyed.entries.iter().enumerate();
            let fits = |e: &Entry| e.side == side && e.level == level && e.keys.version() == version;
            all.filter(|(_, e)| fits(e)).filter_map(|(i, _)| u16::try_from(i).ok()).collect()
        };
        let known = of_level(self);
        if !known.is_empty() {
            return Ok(known);
        }
        let agreed = facts.facts.server_hello().filter(|h| !h.is_hello_retry_request()).map(|h| h.suite);
        let suites = match agreed {
            // Early data comes before the answer, with the suite of an earlier connection.
            Some(id) if level != Level::ZeroRtt => {
                if !SUITES.contains(&id) {
                    return Err(WhyQuicClosed::UnknownSuite(id));
                }
                vec![id]
            }
            _ => SUITES.to_vec(),
        };
        match logged_secret(facts.secrets, facts.facts, side, level) {
            Ok(secret) => self.make(side, level, version, &suites, secret),
            Err(WhyQuicClosed::NoClientHello) => {
                self.search(facts.secrets, side, level, version, &suites)?;
            }
            Err(why) => return Err(why),
        }
        Ok(of_level(self))
    }

    fn make(&mut self, side: Side, level: Level, version: QuicVersion, suites: &[u16], secret: &Secret) {
        for suite in suites.iter().filter_map(|id| suite(*id)) {
            if secret.as_bytes().len() == secret_len(suite)
                && let Some(keys) = LevelKeys::new(version, suite, secret)
            {
                self.insert(side, level, None, keys);
            }
        }
    }

    /// Without a ClientHello any logged secret may be the connection's; a bounded number is tried.
    fn search(
        &mut self,
        secrets: &Secrets,
        side: Side,
        level: Level,
        version: QuicVersion,
        suites: &[u16],
    ) -> Result<(), WhyQuicClosed> {
        const MAX_SEARCHED: usize = 512;
        let searched = self.searched.get_mut(side_index(side)).and_then(|s| s.get_mut(level as usize));
        if searched.is_none_or(|s| std::mem::replace(s, true)) {
            return Err(WhyQuicClosed::NoClientHello);
        }
        let logged = secrets.key_logs().iter().flat_map(|l| l.log.all_traffic());
        let found: Vec<&TrafficSecrets> = logged.map(|(_, t)| t).take(MAX_SEARCHED).collect();
        for secret in found.into_iter().filter_map(|t| slot(t, side, level)) {
            self.make(side, level, version, suites, secret);
        }
        Ok(())
    }

    fn insert(&mut self, side: Side, level: Level, cid: Option<Cid>, keys: LevelKeys) -> Option<u16> {
        let at = u16::try_from(self.entries.len()).ok().filter(|at| *at < u16::MAX)?;
        self.entries.push(Entry { side, level, cid, keys });
        Some(at)
    }

    /// Tries one set of keys, with the packet numbers and key phases that are likely.
    fn try_entry(&mut self, at: u16, packet: &[u8], header: &Header<'_>) -> Option<(Opened, Vec<u8>)> {
        let entry = self.entries.get_mut(usize::from(at))?;
        let (side, level) = (side_index(entry.side), entry.level);
        let unmasked = entry.keys.unmask(packet, header)?;
        let proven = self.proven.get(side)?.get(level as usize)?.is_some();
        let current = if level == Level::OneRtt { *self.generation.get(side)? } else { 0 };
        let largest = *self.largest.get(side)?.get(level.space())?;
        let nearest = unmasked.number(largest);
        let mut tries = Tries { used: 0 };
        let generations = generations(level, current, &unmasked, proven);
        for (nth, generation) in generations.enumerate() {
            entry.keys.reach(generation)?;
            for number in numbers(nearest, &unmasked, largest) {
                let likely = nth < 2 && number == nearest;
                if !likely && self.spare_tries_used + tries.used >= SPARE_TRIES {
                    continue;
                }
                tries.used += u32::from(!likely);
                let Some(plain) = entry.keys.open(packet, header, &unmasked, number, generation) else {
                    continue;
                };
                self.spare_tries_used = self.spare_tries_used.saturating_add(tries.used);
                let keys = at;
                let generation = u16::try_from(generation).ok()?;
                let opened = Opened { level, number, generation, keys, unmasked };
                if let Some(slot) = self.largest.get_mut(side).and_then(|s| s.get_mut(level.space())) {
                    *slot = (*slot).max(Some(number));
                }
                if level == Level::OneRtt
                    && let Some(slot) = self.generation.get_mut(side)
                {
                    *slot = (*slot).max(generation.into());
                }
                return Some((opened, plain));
            }
        }
        self.spare_tries_used = self.spare_tries_used.saturating_add(tries.used);
        None
    }
}

struct Tries {
    used: u32,
}

/// Key phases that fit the packet's bit, the likeliest first: now, the next, the one before.
fn generations(
    level: Level,
    current: usize,
    unmasked: &Unmasked,
    proven: bool,
) -> impl Iterator<Item = usize> + use<> {
    let one_rtt = level == Level::OneRtt;
    let fits = usize::from(one_rtt && unmasked.key_phase()) == current & 1;
    let (nearest, before) = match fits {
        true => (current, current.checked_sub(2)),
        false => (current + 1, current.checked_sub(1)),
    };
    let far = match (one_rtt, proven) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => FAR_GENERATIONS / 2,
    };
    std::iter::once(nearest).chain(before.filter(|_| one_rtt)).chain((1..=far).map(move |n| nearest + 2 * n))
}

/// Packet numbers with the same low bits, the nearest first. Behind a gap the nearest is wrong.
fn numbers(nearest: u64, unmasked: &Unmasked, largest: Option<u64>) -> impl Iterator<Item = u64> + use<> {
    let window = unmasked.window();
    // Numbers of four bytes are not mistaken in captures of this world.
    let far = if window > 1 << 24 {
        0
    } else if largest.is_none() {
        2 * FAR_WINDOWS
    } else {
        FAR_WINDOWS
    };
    let others = (1..=far).flat_map(move |n| {
        let by = n.saturating_mul(window);
        [nearest.checked_add(by), nearest.checked_sub(by)].into_iter().flatten()
    });
    std::iter::once(nearest).chain(others)
}
