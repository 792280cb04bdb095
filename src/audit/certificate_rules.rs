//! What is wrong with a chain of certificates, as far as it shows without asking anybody: validity,
//! signatures, keys, names, order. No signature is verified and nothing is looked up.

use super::gather::Certificate;
use super::rules::Severity;
use crate::tls::certificate_use::{Purpose, WeakHash};

/// Least bits of RSA keys (NIST SP 800-57 part 1, revision 5: 112 bits of security).
const LEAST_RSA_BITS: u32 = 2048;
/// Days that public certificates are valid at most (CA/Browser Forum, since September 2020).
const LONGEST_VALIDITY_DAYS: i64 = 398;
/// Bytes of a chain that devices with small buffers cannot take.
const LARGE_CHAIN_BYTES: usize = 4_096;

/// What is known around a chain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// `YYYY-MM-DD` of the capture.
    pub captured_on: Option<&'a str>,
    /// The name that the client asked for; none for a client's own chain.
    pub host: Option<&'a str>,
    pub is_client: bool,
    /// Bytes of all its certificates.
    pub len_bytes: usize,
}

/// Something to say of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFinding {
    /// Position in the chain.
    pub certificate: usize,
    pub severity: Severity,
    /// A few words.
    pub title: &'static str,
    /// One sentence. May hold hostile text.
    pub detail: String,
}

/// Everything to say of a chain, worst first for each certificate.
pub fn check(chain: &[Certificate], around: &Around<'_>) -> Vec<CertificateFinding> {
    let mut found = Findings::default();
    for (at, certificate) in chain.iter().enumerate() {
        found.at = at;
        each(certificate, chain.len(), around, &mut found);
        if at == 0 {
            own(certificate, chain.len(), around, &mut found);
        } else if certificate.usage.is_authority != Some(true) {
            found.add(
                Severity::Bad,
                "no authority",
                "It signs another certificate, but may not: the CA flag is missing.".into(),
            );
        }
        if let Some(next) = chain.get(at + 1)
            && certificate.usage.issuer != next.usage.subject
        {
            let issuer = certificate.facts.issuer.as_deref().unwrap_or("an unknown issuer");
            found.add(
                Severity::Weak,
                "chain out of order",
                format!("The next certificate sent is not of its issuer, {issuer}."),
            );
        }
    }
    found.at = 0;
    if around.len_bytes > LARGE_CHAIN_BYTES {
        let detail = format!(
            "The chain takes {} bytes; devices with receive buffers of 4 kB cannot take it.",
            around.len_bytes
        );
        found.add(Severity::Note, "large chain", detail);
    }
    let mut list = found.list;
    list.sort_by_key(|f| (f.certificate, std::cmp::Reverse(f.severity)));
    list
}

#[derive(Default)]
struct Findings {
    at: usize,
    list: Vec<CertificateFinding>,
}

impl Findings {
    fn add(&mut self, severity: Severity, title: &'static str, detail: String) {
        self.list.push(CertificateFinding { certificate: self.at, severity, title, detail });
    }
}

/// What holds for any certificate.
fn each(c: &Certificate, len: usize, around: &Around<'_>, found: &mut Findings) {
    if let (Some(day), Some(from), Some(to)) = (around.captured_on, &c.facts.not_before, &c.facts.not_after) {
        if day > to.as_str() {
            found.add(
                Severity::Bad,
                "expired",
                format!("It was valid until {to}; this capture is of {day}."),
            );
        } else if day < from.as_str() {
            let detail = format!("It is valid from {from} on; this capture is of {day}.");
            found.add(Severity::Bad, "not valid yet", detail);
        }
    }
    if let Some(bits) = c.facts.rsa_bits.filter(|bits| *bits < LEAST_RSA_BITS) {
        found.add(
            Severity::Bad,
            "short key",
            format!("Its RSA key has {bits} bits; {LEAST_RSA_BITS} are the least."),
        );
    }
    if c.facts.key_kind == "DSA" {
        found.add(Severity::Bad, "DSA key", "Nobody accepts keys of this kind any more.".into());
    }
    // The signature of a root by itself proves nothing, so its hash does not matter.
    let is_root = c.usage.is_self_issued();
    match c.usage.weak_signature.filter(|_| !is_root) {
        Some(WeakHash::Md5) => {
            found.add(Severity::Bad, "signed with MD5", "Signatures with MD5 can be forged.".into());
        }
        Some(WeakHash::Sha1) => {
            found.add(Severity::Bad, "signed with SHA-1", "Signatures with SHA-1 can be forged.".into());
        }
        None => {}
    }
    if is_root && found.at > 0 && found.at + 1 == len {
        found.add(
            Severity::Info,
            "root sent along",
            "Who trusts it has it already; leaving it out makes the handshake shorter.".into(),
        );
    }
}

/// What holds for the certificate of the peer itself.
fn own(c: &Certificate, len: usize, around: &Around<'_>, found: &mut Findings) {
    let (who, purpose) =
        if around.is_client { ("client", Purpose::ClientAuth) } else { ("server", Purpose::ServerAuth) };
    if c.usage.is_self_issued() {
        found.add(
            Severity::Weak,
            "self-signed",
            "Only peers that were given this very certificate can check it.".into(),
        );
    } else if len == 1 {
        let issuer = c.facts.issuer.as_deref().unwrap_or("an unknown issuer");
        found.add(
            Severity::Note,
            "no intermediate sent",
            format!("It stands alone: peers that do not have the certificate of {issuer} cannot check it."),
        );
    }
    if c.usage.is_authority == Some(true) && !c.usage.is_self_issued() {
        let detail = format!("A {who} shows it, and yet it may sign other certificates.");
        found.add(Severity::Weak, "authority as an end", detail);
    }
    let lacks = |uses: &Vec<Purpose>| !uses.contains(&purpose) && !uses.contains(&Purpose::Any);
    if c.usage.purposes.as_ref().is_some_and(lacks) {
        let detail = format!("Its extended key usage does not have {}.", purpose.name());
        found.add(Severity::Bad, "wrong purpose", detail);
    }
    if around.is_client {
        return;
    }
    if let Some(host) = around.host
        && !c.usage.is_for(host, c.facts.subject.as_deref())
    {
        let names = match c.usage.names.as_slice() {
            [] => c.facts.subject.clone().unwrap_or_else(|| "nothing".into()),
            names => names.iter().take(4).cloned().collect::<Vec<_>>().join(", "),
        };
        let detail = format!("The client asked for {host}, and it is for {names}.");
        found.add(Severity::Bad, "name differs", detail);
    }
    if c.usage.names.is_empty() {
        found.add(
            Severity::Weak,
            "no alternative name",
            "It has its name in the subject alone, where clients of today do not look (RFC 9525).".into(),
        );
    }
    if let Some(days) = days_valid(c).filter(|days| *days > LONGEST_VALIDITY_DAYS) {
        let detail =
            format!("It is valid for {days} days; public ones may be for {LONGEST_VALIDITY_DAYS} at most.");
        found.add(Severity::Note, "long validity", detail);
    }
}

fn days_valid(c: &Certificate) -> Option<i64> {
    let day = |text: &Option<String>| text.as_deref()?.parse::<jiff::civil::Date>().ok();
    let span = day(&c.facts.not_before)?.until(day(&c.facts.not_after)?).ok()?;
    Some(i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate with nothing to find fault with.
    fn good(subject: &str, issuer: &str) -> Certificate {
        let mut c = Certificate::default();
        c.facts.subject = Some(subject.into());
        c.facts.issuer = Some(issuer.into());
        c.facts.not_before = Some("2026-01-01".into());
        c.facts.not_after = Some("2026-12-31".into());
        c.facts.key_kind = "RSA".into();
        c.facts.rsa_bits = Some(2048);
        c.usage.subject = subject.as_bytes().into();
        c.usage.issuer = issuer.as_bytes().into();
        c.usage.names = vec![subject.into()];
        c
    }

    fn chain() -> Vec<Certificate> {
        let mut issuer = good("R1", "Root");
        issuer.usage.is_authority = Some(true);
        vec![good("a.example", "R1"), issuer]
    }

    fn titles(chain: &[Certificate], around: Around<'_>) -> Vec<&'static str> {
        check(chain, &around).into_iter().map(|f| f.title).collect()
    }

    #[test]
    fn a_good_chain_gives_nothing_to_say() {
        let around = Around { captured_on: Some("2026-06-01"), host: Some("a.example"), ..Around::default() };
        assert_eq!(titles(&chain(), around), [""; 0]);
    }

    #[test]
    fn each_fault_is_named() {
        type Break = fn(&mut Vec<Certificate>);
        let cases: &[(&str, Break)] = &[
            ("expired", |c| c[0].facts.not_after = Some("2026-05-01".into())),
            ("not valid yet", |c| c[0].facts.not_before = Some("2026-07-01".into())),
            ("short key", |c| c[0].facts.rsa_bits = Some(1024)),
            ("DSA key", |c| c[0].facts.key_kind = "DSA".into()),
            ("signed with MD5", |c| c[0].usage.weak_signature = Some(WeakHash::Md5)),
            ("signed with SHA-1", |c| c[1].usage.weak_signature = Some(WeakHash::Sha1)),
            ("no authority", |c| c[1].usage.is_authority = None),
            ("authority as an end", |c| c[0].usage.is_authority = Some(true)),
            ("wrong purpose", |c| c[0].usage.purposes = Some(vec![Purpose::ClientAuth])),
            ("name differs", |c| c[0].usage.names = vec!["b.example".into()]),
            ("chain out of order", |c| c[0].usage.issuer = (*b"R2").into()),
            ("no intermediate sent", |c| c.truncate(1)),
            ("self-signed", |c| c[0].usage.issuer = c[0].usage.subject.clone()),
            ("long validity", |c| c[0].facts.not_after = Some("2036-01-01".into())),
            ("no alternative name", |c| c[0].usage.names.clear()),
            ("root sent along", |c| c[1].usage.issuer = c[1].usage.subject.clone()),
        ];
        let around = Around { captured_on: Some("2026-06-01"), host: Some("a.example"), ..Around::default() };
        for (title, change) in cases {
            let mut chain = chain();
            change(&mut chain);
            assert!(titles(&chain, around).contains(title), "{title}: {:?}", titles(&chain, around));
        }
        let large = Around { len_bytes: 5_000, ..around };
        assert_eq!(titles(&chain(), large), ["large chain"]);
    }

    #[test]
    fn a_clients_certificate_is_for_clients() {
        let mut chain = chain();
        chain[0].usage.purposes = Some(vec![Purpose::ServerAuth]);
        let around = Around { is_client: true, ..Around::default() };
        assert_eq!(titles(&chain, around), ["wrong purpose"]);
    }
}
