//! Two hellos side by side, an offer and the choice, or two captures: what was added, removed, put
//! elsewhere. Names and numbers; nothing is judged.

use super::extensions::{group, scheme};
use super::gather::HelloSeen;
use super::{HelloFacts, grade::Grade, hello, policy};
use crate::proto::tls::extension_name;
use crate::tls::fingerprint::without_grease;
use crate::tls::handshake::ServerHello;
use crate::tls::suite_table::suite_name;

/// Most entries of each list that are compared.
const MAX_LIST: usize = 1024;

/// How one list of a hello differs from another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// `suites`, `extensions`, `groups`, `signature schemes`, `versions`, `protocols`.
    pub list: &'static str,
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// What both have stands in another order.
    pub reordered: bool,
    pub kept: usize,
}

impl ListChange {
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && !self.reordered
    }
}

/// How one hello differs from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelloChange {
    pub lists: Vec<ListChange>,
    pub stacks: [Option<&'static str>; 2],
    pub grades: [Grade; 2],
}

/// Compares two hellos, GREASE left out.
pub fn hellos(a: &HelloFacts, b: &HelloFacts) -> HelloChange {
    let lists = |f: &HelloFacts| {
        let h = &f.hello;
        let named = |list: &[u16], name: &dyn Fn(u16) -> String| -> Vec<String> {
            without_grease(list).take(MAX_LIST).map(name).collect()
        };
        let protocols = h.alpn.iter().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
        [
            ("versions", f.versions().into_iter().take(MAX_LIST).map(|v| f.version_name(v)).collect()),
            ("suites", named(&h.suites, &suite)),
            ("extensions", named(&h.extensions, &extension)),
            ("groups", named(&h.supported_groups, &group)),
            ("key shares", named(&h.key_shares, &group)),
            ("signature schemes", named(&h.signature_algorithms, &scheme)),
            ("protocols", protocols),
        ]
    };
    let lists = lists(a).into_iter().zip(lists(b)).map(|((name, a), (_, b))| change(name, &a, &b)).collect();
    let reports = [a, b].map(|f| hello(f, policy::default_profile()));
    HelloChange {
        lists,
        stacks: [&reports[0], &reports[1]].map(|r| r.stack.map(|s| s.name)),
        grades: [reports[0].grade, reports[1].grade],
    }
}

/// What a server took of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub version: String,
    pub suite: String,
    /// Place of the suite in the offer, from 1, and how many there were; none: it was not offered.
    pub place: Option<usize>,
    pub offered: usize,
    pub group: Option<String>,
    pub protocol: Option<String>,
    /// Extensions of the client that the server answered, and that it did not. In TLS 1.3 most
    /// answers are sealed.
    pub answered: Vec<String>,
    pub unanswered: Vec<String>,
}

/// Sets the server's choice against the client's offer.
pub fn choice(offer: &HelloFacts, chosen: &ServerHello) -> Choice {
    let h = &offer.hello;
    let offered: Vec<u16> = without_grease(&h.suites).collect();
    let kinds = without_grease(&h.extensions).take(MAX_LIST);
    let (answered, unanswered) = kinds.partition::<Vec<u16>, _>(|k| chosen.accepts(*k));
    let names = |list: Vec<u16>| list.into_iter().map(extension).collect();
    Choice {
        version: chosen.negotiated_version().to_string(),
        suite: suite(chosen.suite),
        place: offered.iter().position(|s| *s == chosen.suite).map(|at| at + 1),
        offered: offered.len(),
        group: chosen.key_share.map(group),
        protocol: chosen.alpn.as_ref().map(|p| String::from_utf8_lossy(p).into_owned()),
        answered: names(answered),
        unanswered: names(unanswered),
    }
}

/// A hello of one capture and the one it is set against in the other.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    pub a: &'a HelloSeen,
    pub b: &'a HelloSeen,
    pub change: HelloChange,
}

/// What two captures have: hellos that can be set against each other, and those without a partner.
#[derive(Clone, Debug)]
pub struct CaptureChange<'a> {
    pub pairs: Vec<Pair<'a>>,
    pub only_a: Vec<&'a HelloSeen>,
    pub only_b: Vec<&'a HelloSeen>,
}

/// Sets the hellos of two captures against each other: those with the same server name first, then
/// in order. Hellos that are the same as an earlier one are left out.
pub fn captures<'a>(a: &'a [HelloSeen], b: &'a [HelloSeen]) -> CaptureChange<'a> {
    let (a, mut b) = (different(a), different(b));
    let mut pairs = Vec::new();
    let mut alone: Vec<&HelloSeen> = Vec::new();
    for one in a {
        let name = &one.facts.hello.server_name;
        match b.iter().position(|o| o.facts.hello.server_name == *name) {
            Some(at) => pairs.push((one, b.remove(at))),
            None => alone.push(one),
        }
    }
    let both = alone.len().min(b.len());
    let only_a = alone.split_off(both);
    let only_b = b.split_off(both);
    pairs.extend(alone.into_iter().zip(b));
    let pair = |(a, b): (&'a HelloSeen, &'a HelloSeen)| Pair { a, b, change: hellos(&a.facts, &b.facts) };
    CaptureChange { pairs: pairs.into_iter().map(pair).collect(), only_a, only_b }
}

/// Hellos, each kind once: the random, the session and its shares differ in each.
fn different(list: &[HelloSeen]) -> Vec<&HelloSeen> {
    let mut known = std::collections::HashSet::new();
    let kind = |s: &HelloSeen| {
        let ja4 = crate::tls::fingerprint::ja4(&s.facts.hello, s.facts.carrier).raw;
        (ja4, s.facts.hello.server_name.clone())
    };
    list.iter().filter(|s| known.insert(kind(s))).take(MAX_LIST).collect()
}

fn change(list: &'static str, a: &[String], b: &[String]) -> ListChange {
    let kept = |x: &[String], y: &[String]| x.iter().filter(|v| y.contains(v)).cloned().collect::<Vec<_>>();
    let without =
        |x: &[String], y: &[String]| x.iter().filter(|v| !y.contains(v)).cloned().collect::<Vec<_>>();
    let both = kept(a, b);
    ListChange {
        list,
        added: without(b, a),
        removed: without(a, b),
        reordered: both != kept(b, a),
        kept: both.len(),
    }
}

fn suite(id: u16) -> String {
    suite_name(id).map_or_else(|| format!("0x{id:04x}"), str::to_owned)
}

fn extension(kind: u16) -> String {
    extension_name(kind.into()).map_or_else(|| format!("extension {kind}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{axtls, modern};
    use super::*;

    #[test]
    fn what_was_added_removed_and_put_elsewhere_is_named() {
        let (a, mut b) = (modern(), modern());
        b.suites = vec![0xc02f, 0x1301, 0x1302, 0x002f];
        b.set(23, &[]);
        b.without(23);
        let c = hellos(&a.facts(), &b.facts());
        let suites = c.lists.iter().find(|l| l.list == "suites").unwrap();
        assert_eq!(suites.added, ["TLS_RSA_WITH_AES_128_CBC_SHA"]);
        assert_eq!(suites.removed, ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]);
        assert!(suites.reordered && suites.kept == 3);
        let extensions = c.lists.iter().find(|l| l.list == "extensions").unwrap();
        assert_eq!((extensions.removed.len(), extensions.reordered), (1, false));
        assert!(c.lists.iter().find(|l| l.list == "groups").unwrap().is_none());
        assert!(c.grades[0] < c.grades[1]);
    }

    #[test]
    fn a_hello_does_not_differ_from_itself() {
        let c = hellos(&axtls().facts(), &axtls().facts());
        assert!(c.lists.iter().all(ListChange::is_none));
        assert_eq!(c.stacks, [Some("axTLS"); 2]);
    }

    #[test]
    fn the_choice_has_its_place_in_the_offer() {
        let mut body = vec![3, 3];
        body.extend([5; 32]);
        body.extend([0, 0xc0, 0x2f, 0, 0, 9, 0, 23, 0, 0, 0xff, 1, 0, 1, 0]);
        let chosen = ServerHello::parse(&body).unwrap();
        let c = choice(&modern().facts(), &chosen);
        assert_eq!((c.place, c.offered, c.version.as_str()), (Some(4), 4, "TLS 1.2"));
        assert_eq!(c.answered, ["renegotiation_info", "extended_master_secret"]);
    }
}
