//! The grade of a ClientHello, A+ to F, and why: each sentence is one thing that keeps it from a
//! better grade.

use super::grade::Grade;
use super::rules::{Finding, Severity};
use super::suite_facts;
use super::{HelloFacts, real_suites};
use crate::tls::suite::Mode;

/// The worst grade that a rule leaves possible.
const CAPS: &[(&str, Grade)] = &[
    ("H01", Grade::F),
    ("H08", Grade::F),
    ("H14", Grade::F),
    ("H25", Grade::F),
    ("H02", Grade::D),
    ("H05", Grade::D),
    ("H06", Grade::C),
    ("H09", Grade::C),
    ("H03", Grade::B),
    ("H07", Grade::B),
    ("H11", Grade::B),
];

/// Grades a hello by the rules that hold.
pub fn grade(facts: &HelloFacts, findings: &[Finding]) -> (Grade, Vec<String>) {
    let mut capped: Vec<(Grade, String)> = Vec::new();
    for finding in findings {
        let cap = CAPS.iter().find(|(id, _)| *id == finding.rule.id).map(|(_, grade)| *grade);
        let otherwise = match finding.rule.severity {
            Severity::Bad => Some(Grade::C),
            Severity::Weak => Some(Grade::B),
            Severity::Note | Severity::Info => None,
        };
        if let Some(grade) = cap.or(otherwise) {
            capped.push((grade, format!("{} ({}): {}", finding.rule.title, finding.rule.id, finding.detail)));
        }
    }
    let cbc = real_suites(&facts.hello).any(|s| s.mode == Mode::Cbc);
    let by_rule = findings.iter().any(|f| f.rule.id == "H11");
    if cbc && !by_rule {
        capped.push((Grade::B, "Suites with CBC are offered.".into()));
    }
    if real_suites(&facts.hello).any(|s| !suite_facts::is_forward_secret(s)) && capped.is_empty() {
        capped.push((Grade::B, "Suites without forward secrecy are offered.".into()));
    }
    capped.sort_by_key(|(grade, _)| std::cmp::Reverse(*grade));
    match capped.first() {
        Some((worst, _)) => (*worst, capped.into_iter().map(|(_, why)| why).collect()),
        None if findings.iter().any(|f| f.rule.id == "H21") => (
            Grade::APlus,
            vec!["TLS 1.3 with a post-quantum group, and only suites with forward secrecy and AEAD.".into()],
        ),
        None => (Grade::A, vec!["Only suites with forward secrecy and AEAD, and TLS 1.3.".into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::hello_rules::check;
    use super::super::sample::{Sample, axtls, modern};
    use super::*;

    fn of(s: &Sample) -> &'static str {
        let facts = s.facts();
        grade(&facts, &check(&facts, None)).0.letter()
    }

    #[test]
    fn the_worst_point_decides() {
        let with = |suite: u16| {
            let mut s = modern();
            s.suites.push(suite);
            of(&s)
        };
        assert_eq!((of(&modern()), of(&axtls())), ("A", "D"));
        assert_eq!((with(0xc027), with(0x009e), with(0x009c), with(0x0005)), ("B", "B", "C", "F"));
        let mut s = modern();
        s.set(10, &[0, 4, 0x11, 0xec, 0, 29]);
        assert_eq!(of(&s), "A+");
        s.without(43);
        assert_eq!(of(&s), "B");
    }

    #[test]
    fn the_reasons_begin_with_the_worst() {
        let facts = axtls().facts();
        let (_, reasons) = grade(&facts, &check(&facts, None));
        assert!(reasons[0].contains("H05") && reasons.len() > 3, "{reasons:?}");
    }
}
