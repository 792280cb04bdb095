//! Two hellos, or an offer and what the server took of it, in rows that stand beside each other:
//! each entry of each list with a sign that says whether it is the same, added, removed or elsewhere.
//! How that is painted or written is not said here; short lists of differences are `compare.rs`'s.

use super::extensions::{group, scheme};
use super::grade::Grade;
use super::policy::default_profile;
use super::rules::Severity;
use super::suite_facts::{OpenedBy, facts};
use super::{HelloFacts, HelloReport, compare, hello};
use crate::proto::tls::extension_name;
use crate::tls::fingerprint::without_grease;
use crate::tls::handshake::{ServerHello, extension_type as ext};

/// Most entries of a list that are set against the other's.
const MAX_LIST: usize = 512;
/// Hybrids of ML-KEM and Kyber.
const POST_QUANTUM: std::ops::RangeInclusive<u16> = 0x11eb..=0x11ed;

/// How an entry differs from the other side's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    Same,
    /// A value of which each side has one.
    Differs,
    /// On the right side only.
    Added,
    /// On the left side only.
    Removed,
    /// On both, in another place.
    Moved,
    /// Offered, and not taken.
    PassedOver,
}

impl Sign {
    /// The sign as it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Differs => "≠",
            Self::Added => "+",
            Self::Removed => "−",
            Self::Moved => "↕",
            Self::PassedOver => "",
        }
    }

    /// The sign in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "the same",
            Self::Differs => "differs",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "in another place",
            Self::PassedOver => "not taken",
        }
    }
}

/// One side of a row. The text may be hostile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub sign: Sign,
    /// Number of a suite, before its name.
    pub id: Option<u16>,
    pub text: String,
    pub grade: Option<Grade>,
    /// Of a rule.
    pub severity: Option<Severity>,
}

impl Cell {
    fn new(sign: Sign, text: impl Into<String>) -> Self {
        Self { sign, id: None, text: text.into(), grade: None, severity: None }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What a single value is; empty in lists.
    pub label: &'static str,
    pub left: Option<Cell>,
    pub right: Option<Cell>,
}

impl Row {
    /// Something in it differs.
    pub fn differs(&self) -> bool {
        [&self.left, &self.right].into_iter().flatten().any(|cell| cell.sign != Sign::Same)
    }
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    /// `4 removed, 15 added, none in common`
    pub note: String,
    pub rows: Vec<Row>,
}

/// Two sides, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideBySide {
    /// The comparison in a few words, and what follows from it.
    pub headline: String,
    pub consequence: String,
    pub sections: Vec<Section>,
}

/// Sets two hellos beside each other, GREASE left out.
pub fn hellos(a: &HelloFacts, b: &HelloFacts) -> SideBySide {
    let reports = [a, b].map(|f| hello(f, default_profile()));
    let [left, right] = &reports;
    let lists = |f: &HelloFacts| {
        let h = &f.hello;
        let versions = f.versions().into_iter().map(|v| entry(v, f.version_name(v))).collect();
        let alpn = h.alpn.iter().map(|p| String::from_utf8_lossy(p).into_owned());
        [
            ("Cipher suites", suites(&h.suites)),
            ("Versions", versions),
            ("Extensions", named(&h.extensions, extension)),
            ("Groups", named(&h.supported_groups, group)),
            ("Key shares", named(&h.key_shares, group)),
            ("Signature schemes", named(&h.signature_algorithms, scheme)),
            (
                "Protocols (ALPN)",
                alpn.map(|p| Entry { key: p.clone(), cell: Cell::new(Sign::Same, p) }).collect(),
            ),
        ]
    };
    let mut sections = vec![protocol([a, b], &reports)];
    let mut common = 0;
    for ((title, a), (_, b)) in lists(a).into_iter().zip(lists(b)) {
        let (section, same) = list(title, &a, &b);
        if title == "Cipher suites" {
            common = same;
        }
        // A single version each stands among the values already.
        let is_said = title == "Versions" && a.len() <= 1 && b.len() <= 1;
        if !section.rows.is_empty() && !is_said {
            sections.push(section);
        }
    }
    sections.push(rules(left, right));
    let prints = [("JA4", &left.ja4, &right.ja4), ("JA3", &left.ja3, &right.ja3)];
    let rows = prints.into_iter().map(|(label, a, b)| value(label, a.clone(), b.clone())).collect();
    sections.push(Section { title: "Fingerprints", note: String::new(), rows });
    let headline = headline(&sections, common);
    SideBySide { headline, consequence: consequence([a, b], &reports), sections }
}

/// Sets what the server took beside what was offered.
pub fn choice(offer: &HelloFacts, chosen: &ServerHello) -> SideBySide {
    let h = &offer.hello;
    let taken = compare::choice(offer, chosen);
    let offered = |title, entries: Vec<Entry>, is_taken: &dyn Fn(&str) -> bool, answer: &str| {
        let count = entries.len();
        let rows: Vec<Row> = entries
            .into_iter()
            .map(|mut e| {
                let sign = if is_taken(&e.key) { Sign::Same } else { Sign::PassedOver };
                e.cell.sign = sign;
                let right = (sign == Sign::Same).then(|| Cell {
                    text: if answer.is_empty() { e.cell.text.clone() } else { answer.to_owned() },
                    ..e.cell.clone()
                });
                Row { label: "", left: Some(e.cell), right }
            })
            .collect();
        let n = rows.iter().filter(|r| r.right.is_some()).count();
        Section { title, note: format!("{n} of {count} taken"), rows }
    };
    let key = |id: u16| format!("{id:04x}");
    let is = |wanted: Option<u16>| move |k: &str| wanted.is_some_and(|id| k == key(id));
    let mut sections = vec![
        offered(
            "Versions",
            offer.versions().into_iter().map(|v| entry(v, offer.version_name(v))).collect(),
            &|k| offer.versions().iter().any(|v| k == key(*v) && offer.version_name(*v) == taken.version),
            "",
        ),
        offered("Cipher suites", suites(&h.suites), &is(Some(chosen.suite)), ""),
        offered("Extensions", named(&h.extensions, extension), &|k| answered(chosen, k), "answered"),
        offered("Groups", named(&h.supported_groups, group), &is(chosen.key_share), ""),
    ];
    sections.retain(|s| !s.rows.is_empty());
    if taken.place.is_none() {
        let row = Row { label: "", left: None, right: Some(Cell::new(Sign::Added, taken.suite.clone())) };
        sections.push(Section { title: "Not offered", note: String::new(), rows: vec![row] });
    }
    let headline = match taken.place {
        Some(place) => {
            format!("{} and {}.", taken.version, taken.suite.trim_start_matches("TLS_"))
                + &format!(" Number {place} of {} offered.", taken.offered)
        }
        None => format!("The server took {}, which was not offered.", taken.suite),
    };
    let opened = format!("The session is opened by {}.", facts(chosen.suite).opened_by.text());
    SideBySide { headline, consequence: opened, sections }
}

fn answered(chosen: &ServerHello, key: &str) -> bool {
    u16::from_str_radix(key, 16).is_ok_and(|kind| chosen.accepts(kind))
}

/// An entry of a list: equal keys are the same entry.
struct Entry {
    key: String,
    cell: Cell,
}

fn entry(id: u16, text: String) -> Entry {
    Entry { key: format!("{id:04x}"), cell: Cell::new(Sign::Same, text) }
}

fn named(list: &[u16], name: impl Fn(u16) -> String) -> Vec<Entry> {
    without_grease(list).map(|id| entry(id, name(id))).collect()
}

fn extension(kind: u16) -> String {
    extension_name(kind.into()).map_or_else(|| format!("extension {kind}"), str::to_owned)
}

fn suites(list: &[u16]) -> Vec<Entry> {
    let one = |id: u16| {
        let f = facts(id);
        let name = f.name.map_or("unknown", |name| name.strip_prefix("TLS_").unwrap_or(name));
        let mut entry = entry(id, name.to_owned());
        entry.cell.id = Some(id);
        entry.cell.grade = f.letter();
        entry
    };
    without_grease(list).map(one).collect()
}

/// One value of each side.
fn value(label: &'static str, a: String, b: String) -> Row {
    let sign = if a == b { Sign::Same } else { Sign::Differs };
    Row { label, left: Some(Cell::new(sign, a)), right: Some(Cell::new(sign, b)) }
}

/// Suites that a session may get, and how many of them make a fresh key, and how many the RSA key opens.
fn kinds(r: &HelloReport) -> (usize, usize, usize) {
    let real = || r.suites.iter().filter(|s| s.opened_by != OpenedBy::NotASuite);
    let opened = real().filter(|s| s.opened_by == OpenedBy::RsaKey).count();
    (real().count(), real().filter(|s| s.forward_secret).count(), opened)
}

fn protocol(both: [&HelloFacts; 2], reports: &[HelloReport; 2]) -> Section {
    let pair = |text: &dyn Fn(&HelloFacts, &HelloReport) -> String| {
        let [a, b] = both;
        let [x, y] = reports;
        [text(a, x), text(b, y)]
    };
    let row = |label, text: &dyn Fn(&HelloFacts, &HelloReport) -> String| {
        let [a, b] = pair(text);
        value(label, a, b)
    };
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let has = |kind: u16| move |f: &HelloFacts, _: &HelloReport| yes_no(f.hello.offers(kind));
    let rows = vec![
        row("Highest version", &|f, _| f.version_name(f.max_version())),
        row("Record version", &|f, _| {
            f.record_version.map_or("not known".into(), |v| format!("0x{:04x}", v.0))
        }),
        row("Server name", &|f, _| match &f.hello.server_name {
            Some(name) => String::from_utf8_lossy(name).into_owned(),
            None => "none".into(),
        }),
        row("Forward secrecy", &|_, r| match kinds(r) {
            (all, fresh, _) if fresh == all => "every suite".into(),
            (_, 0, _) => "none possible".into(),
            (all, fresh, _) => format!("{fresh} of {all} suites"),
        }),
        row("Opened by the RSA key", &|_, r| match kinds(r) {
            (.., 0) => "never".into(),
            (all, _, opened) if opened == all => format!("yes, all {all} suites"),
            (all, _, opened) => format!("{opened} of {all} suites"),
        }),
        row("Extended master secret", &has(ext::EXTENDED_MASTER_SECRET)),
        row("Encrypt-then-MAC", &has(ext::ENCRYPT_THEN_MAC)),
        row("Length", &|f, _| f.len_bytes.map_or("not known".into(), |len| format!("{len} bytes"))),
    ];
    Section { title: "Protocol", note: String::new(), rows }
}

fn rules(a: &HelloReport, b: &HelloReport) -> Section {
    let entries = |r: &HelloReport| -> Vec<Entry> {
        let one = |f: &super::rules::Finding| {
            let mut cell = Cell::new(Sign::Same, format!("{} {}", f.rule.id, f.rule.title));
            cell.severity = Some(f.rule.severity);
            Entry { key: f.rule.id.to_owned(), cell }
        };
        r.findings.iter().map(one).collect()
    };
    list("Rules that hold", &entries(a), &entries(b)).0
}

/// Sets two lists against each other: what stands in both in the same order is in one row, what
/// stands between is in rows of its own, removed beside added. Second: how many are in both.
fn list(title: &'static str, a: &[Entry], b: &[Entry]) -> (Section, usize) {
    let (a_all, b_all) = (a.len(), b.len());
    let a = a.get(..MAX_LIST.min(a_all)).unwrap_or(a);
    let b = b.get(..MAX_LIST.min(b_all)).unwrap_or(b);
    let in_list = |list: &[Entry], key: &str| list.iter().any(|e| e.key == key);
    let signed = |e: &Entry, sign| Some(Cell { sign, ..e.cell.clone() });
    let left = |e: &Entry| signed(e, if in_list(b, &e.key) { Sign::Moved } else { Sign::Removed });
    let right = |e: &Entry| signed(e, if in_list(a, &e.key) { Sign::Moved } else { Sign::Added });
    let mut rows = Vec::new();
    let (mut i, mut j) = (0, 0);
    let pairs = common(a, b);
    for (x, y) in pairs.iter().copied().chain([(a.len(), b.len())]) {
        let mut lefts = a.get(i..x).unwrap_or_default().iter().map(left);
        let mut rights = b.get(j..y).unwrap_or_default().iter().map(right);
        loop {
            match (lefts.next().flatten(), rights.next().flatten()) {
                (None, None) => break,
                (left, right) => rows.push(Row { label: "", left, right }),
            }
        }
        if let (Some(one), Some(other)) = (a.get(x), b.get(y)) {
            rows.push(Row { label: "", left: signed(one, Sign::Same), right: signed(other, Sign::Same) });
        }
        (i, j) = (x.saturating_add(1), y.saturating_add(1));
    }
    let count = |sign: Sign| {
        let cells = rows.iter().flat_map(|r| [&r.left, &r.right]).flatten();
        cells.filter(|c| c.sign == sign).count()
    };
    let moved = count(Sign::Moved) / 2;
    let kept = pairs.len() + moved;
    let mut note = Vec::new();
    let mut say = |n: usize, word: &str| {
        if n > 0 {
            note.push(format!("{n} {word}"));
        }
    };
    say(count(Sign::Removed), "removed");
    say(count(Sign::Added), "added");
    say(moved, "in another place");
    match kept {
        0 => note.push("none in common".into()),
        n => say(n, "in common"),
    }
    let over = a_all.max(b_all).saturating_sub(MAX_LIST);
    if over > 0 {
        note.push(format!("the last {over} left out"));
    }
    (Section { title, note: note.join(", "), rows }, kept)
}

/// Places of a longest common subsequence.
fn common(a: &[Entry], b: &[Entry]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    // Lengths from each pair of places to the ends, rows of `b`.
    let mut lengths = vec![0u16; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    let read = |lengths: &[u16], i, j| lengths.get(at(i, j)).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let best = if x.key == y.key {
                read(&lengths, i + 1, j + 1).saturating_add(1)
            } else {
                read(&lengths, i + 1, j).max(read(&lengths, i, j + 1))
            };
            if let Some(place) = lengths.get_mut(at(i, j)) {
                *place = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.key == y.key {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if read(&lengths, i + 1, j) >= read(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

fn headline(sections: &[Section], common: usize) -> String {
    // The record's version and the length say little of what is offered.
    let offers =
        ["Cipher suites", "Versions", "Extensions", "Groups", "Signature schemes", "Protocols (ALPN)"];
    let differs = |title: &str| {
        sections.iter().find(|s| s.title == title).is_some_and(|s| s.rows.iter().any(Row::differs))
    };
    if !offers.iter().any(|title| differs(title)) {
        "The same offer.".into()
    } else if !differs("Cipher suites") {
        "The same suites.".into()
    } else if common == 0 {
        "No suite in common.".into()
    } else {
        let s = if common == 1 { "suite" } else { "suites" };
        format!("{common} {s} in common.")
    }
}

fn consequence(both: [&HelloFacts; 2], reports: &[HelloReport; 2]) -> String {
    let opened = reports.each_ref().map(|r| match kinds(r) {
        (.., 0) => "it can never open",
        (all, _, n) if n == all => "the RSA key opens",
        _ => "the RSA key may open",
    });
    let mut out = match opened {
        [a, b] if a == b && a.starts_with("it") => "The RSA key can open neither.".to_owned(),
        [a, b] if a == b => format!("{} both.", capital(a)),
        ["it can never open", b] => format!("{} the right one; it can never open the left one.", capital(b)),
        [a, b] => format!("{} the left one; {} the right one.", capital(a), b.replace("the RSA key", "it")),
    };
    let [left, right] = reports;
    let [a, b] = both;
    let (has_a, has_b) = (features(a, left), features(b, right));
    let only = |x: &[&'static str], y: &[&'static str]| {
        x.iter().copied().filter(|f| !y.contains(f)).collect::<Vec<_>>()
    };
    for (verb, list) in [("adds", only(&has_b, &has_a)), ("lacks", only(&has_a, &has_b))] {
        if let Some((last, others)) = list.split_last() {
            let and = if others.is_empty() { "" } else { " and " };
            out.push_str(&format!(" The right one {verb} {}{and}{last}.", others.join(", ")));
        }
    }
    out
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().to_string() + chars.as_str())
}

/// What makes a hello stronger, as far as it has it.
fn features(f: &HelloFacts, r: &HelloReport) -> Vec<&'static str> {
    let h = &f.hello;
    let signalled = h.offers(ext::RENEGOTIATION_INFO) || h.suites.contains(&0x00ff);
    let all = [
        (f.offers_tls13(), "TLS 1.3"),
        (r.suites.iter().any(|s| s.forward_secret), "forward secrecy"),
        (r.suites.iter().any(|s| s.aead), "AEAD ciphers"),
        (h.offers(ext::EXTENDED_MASTER_SECRET), "extended master secret"),
        (signalled || !f.offers_before_tls13(), "secure renegotiation"),
        (h.supported_groups.iter().any(|g| POST_QUANTUM.contains(g)), "a post-quantum group"),
    ];
    all.into_iter().filter(|(has, _)| *has).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{axtls, modern, server_hello};
    use super::*;

    fn section<'a>(s: &'a SideBySide, title: &str) -> &'a Section {
        s.sections.iter().find(|s| s.title == title).unwrap()
    }

    fn signs(section: &Section) -> Vec<[Option<(Sign, &str)>; 2]> {
        let side = |c: &'_ Option<Cell>| c.as_ref().map(|c| c.sign);
        let text = |c: &'_ Option<Cell>| c.as_ref().map(|c| c.text.as_str().to_owned());
        section
            .rows
            .iter()
            .map(|r| {
                [&r.left, &r.right]
                    .map(|c| side(c).zip(text(c)).map(|(s, t)| (s, &*Box::leak(t.into_boxed_str()))))
            })
            .collect()
    }

    #[test]
    fn the_founding_hello_beside_a_modern_one() {
        let s = hellos(&axtls().facts(), &modern().facts());
        assert_eq!(s.headline, "No suite in common.");
        assert!(s.consequence.starts_with(
            "The RSA key opens the left one; it can never open the right one. The right one adds TLS 1.3"
        ));
        assert!(
            s.consequence.contains("extended master secret and secure renegotiation."),
            "{}",
            s.consequence
        );
        let suites = section(&s, "Cipher suites");
        assert_eq!(suites.note, "4 removed, 4 added, none in common");
        // Removed stands beside added.
        assert_eq!(suites.rows.len(), 4);
        let first = suites.rows[0].left.as_ref().unwrap();
        assert_eq!(
            (first.id, first.grade.map(Grade::letter), first.sign),
            (Some(0x2f), Some("D"), Sign::Removed)
        );
        let rules = section(&s, "Rules that hold");
        assert!(rules.rows.iter().any(|r| r.left.as_ref().is_some_and(|c| c.text.starts_with("H05"))));
        let values = section(&s, "Protocol");
        let opened = values.rows.iter().find(|r| r.label == "Opened by the RSA key").unwrap();
        assert_eq!(opened.left.as_ref().unwrap().text, "yes, all 4 suites");
        assert!(opened.differs());
    }

    #[test]
    fn order_is_kept_and_what_moved_says_so() {
        let (a, mut b) = (modern(), modern());
        b.suites = vec![0xc02f, 0x1301, 0x1302, 0x002f];
        let s = hellos(&a.facts(), &b.facts());
        use Sign::{Added, Moved, Removed, Same};
        let (aes, aes256) = ("AES_128_GCM_SHA256", "AES_256_GCM_SHA384");
        let (ecdsa, rsa) = ("ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assert_eq!(
            signs(section(&s, "Cipher suites")),
            [
                [None, Some((Moved, rsa))],
                [Some((Same, aes)), Some((Same, aes))],
                [Some((Same, aes256)), Some((Same, aes256))],
                [Some((Removed, ecdsa)), Some((Added, "RSA_WITH_AES_128_CBC_SHA"))],
                [Some((Moved, rsa)), None],
            ]
        );
        assert_eq!(section(&s, "Cipher suites").note, "1 removed, 1 added, 1 in another place, 3 in common");
        assert_eq!(s.headline, "3 suites in common.");
        assert!(
            s.consequence.starts_with("The RSA key may open the right one; it can never open the left one.")
        );
    }

    #[test]
    fn a_hello_beside_itself_differs_in_no_row() {
        let s = hellos(&modern().facts(), &modern().facts());
        assert_eq!(
            (s.headline.as_str(), s.consequence.as_str()),
            ("The same offer.", "The RSA key can open neither.")
        );
        assert!(s.sections.iter().flat_map(|s| &s.rows).all(|r| !r.differs()));
    }

    #[test]
    fn a_list_that_is_too_long_is_cut_and_says_so() {
        let mut long = modern();
        long.suites = (0x4000..0x4000 + MAX_LIST as u16 + 7).collect();
        let s = hellos(&long.facts(), &modern().facts());
        assert!(section(&s, "Cipher suites").note.ends_with("the last 7 left out"));
    }

    #[test]
    fn the_choice_stands_beside_what_was_offered() {
        let chosen = server_hello(0x0303, 0xc02f, [5; 32], &[23, 0xff01]);
        let s = choice(&modern().facts(), &chosen);
        assert_eq!(s.headline, "TLS 1.2 and ECDHE_RSA_WITH_AES_128_GCM_SHA256. Number 4 of 4 offered.");
        assert_eq!(s.consequence, "The session is opened by a key log only.");
        let taken = |title: &str| {
            let rows = &section(&s, title).rows;
            rows.iter().filter_map(|r| r.right.as_ref()).map(|c| c.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(taken("Versions"), ["TLS 1.2"]);
        assert_eq!(taken("Cipher suites"), ["ECDHE_RSA_WITH_AES_128_GCM_SHA256"]);
        assert_eq!(taken("Extensions"), ["answered"; 2]);
        let strange = choice(&modern().facts(), &server_hello(0x0303, 0x002f, [5; 32], &[]));
        assert!(strange.headline.contains("which was not offered"));
        assert_eq!(section(&strange, "Not offered").rows.len(), 1);
    }

    #[test]
    fn only_suites_with_a_fresh_key_count_for_forward_secrecy() {
        let mut a = modern();
        a.suites.push(0x002f);
        let row = |s: &SideBySide| {
            let row =
                section(s, "Protocol").rows.iter().find(|r| r.label == "Forward secrecy").unwrap().clone();
            (row.left.unwrap().text, row.right.unwrap().text)
        };
        let s = hellos(&a.facts(), &modern().facts());
        assert_eq!(row(&s), ("4 of 5 suites".into(), "every suite".into()));
    }
}
