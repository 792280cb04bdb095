//! The rules of the audit as one table: what each is called, how bad it is, why, by which document,
//! and what to change. When they hold is decided in `hello_rules.rs` and `handshake_rules.rs`.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Info,
    Note,
    Weak,
    Bad,
}

impl Severity {
    /// The word for people and scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Note => "note",
            Self::Weak => "weak",
            Self::Bad => "bad",
        }
    }

    /// High enough to end an automatic check: weak or bad.
    pub fn is_high(self) -> bool {
        self >= Self::Weak
    }
}

/// A rule. Its id never changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    pub title: &'static str,
    pub reason: &'static str,
    /// Document and section.
    pub source: &'static str,
    /// What to change, where no stack has a word of its own; empty where there is nothing to change.
    pub change: &'static str,
}

/// A rule that holds, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static Rule,
    /// The facts behind it, one sentence. May hold hostile text.
    pub detail: String,
    /// What to change with the stack that was recognised, else the rule's own words.
    pub change: &'static str,
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.id == id)
}

const fn r(
    id: &'static str,
    severity: Severity,
    title: &'static str,
    reason: &'static str,
    source: &'static str,
    change: &'static str,
) -> Rule {
    Rule { id, severity, title, reason, source, change }
}

use Severity::{Bad, Info, Note, Weak};

/// All rules, in order of their ids. `H…` look at one ClientHello, `S…` at a whole session.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    r("H01", Bad, "SSL 3.0 or older at most", "SSL 2.0 and 3.0 are broken (DROWN, POODLE).", "RFC 6176 section 3, RFC 7568 section 3", "Offer TLS 1.2 and 1.3."),
    r("H02", Bad, "TLS 1.0 or 1.1 at most", "Both are deprecated since 2021; their handshakes rest on MD5 and SHA-1.", "RFC 8996 sections 4 and 5", "Offer TLS 1.2 and 1.3."),
    r("H03", Note, "TLS 1.3 is not offered", "TLS 1.2 still works, but gets no new features and no post-quantum key exchange.", "RFC 9325 sections 3.1.1 and 3.1.2", "Offer TLS 1.3 where the stack has it."),
    r("H04", Weak, "TLS 1.1 or older still offered", "Old versions are a way down for an attacker in the middle.", "RFC 8996 sections 4 and 5", "Set the least version to TLS 1.2."),
    r("H05", Weak, "No forward secrecy is possible", "Recorded traffic can be opened later by whoever gets the server's key.", "RFC 9325 section 4.1", "Offer suites with ECDHE, or TLS 1.3."),
    r("H06", Weak, "RSA key exchange offered", "Clients must not offer it since July 2026: no forward secrecy, and padding oracles come back (ROBOT, Marvin).", "RFC 10015", "Take the TLS_RSA_ suites out."),
    r("H07", Note, "Finite-field Diffie-Hellman offered", "Clients must not offer it in TLS 1.2 since July 2026; a client cannot check the server's group.", "RFC 10015", "Take the DHE suites out; ECDHE stays."),
    r("H08", Bad, "Insecure suites offered", "No encryption, no authentication, or a cipher that can be broken in practice.", "RFC 9325 section 4.1, RFC 7465 section 2", "Take these suites out."),
    r("H09", Weak, "A cipher with 64 bit blocks offered", "Long connections give plaintext away (Sweet32).", "RFC 9325 section 4.1, RFC 5469 section 4", "Take 3DES and IDEA out."),
    r("H10", Note, "Weaker suites stand before stronger ones", "The order is the client's preference, and servers may follow it.", "RFC 5246 section 7.4.1.2, RFC 9325 section 4.2.1", "Put ECDHE with GCM or ChaCha20 first."),
    r("H11", Note, "CBC suites without encrypt-then-MAC", "MAC-then-encrypt is what Lucky Thirteen and the POODLE family live on.", "RFC 9325 section 4.2, RFC 7366", "Offer encrypt_then_mac, or AEAD suites only."),
    r("H12", Weak, "Extended master secret not offered", "Without it the master secret is not bound to the handshake (triple handshake attack).", "RFC 7627 section 4, RFC 9325 section 3.5", "Switch on extended_master_secret."),
    r("H13", Weak, "No sign of secure renegotiation", "Neither renegotiation_info nor its signal suite stands in the hello.", "RFC 5746 section 3.4, RFC 9325 section 3.5", "Send TLS_EMPTY_RENEGOTIATION_INFO_SCSV (0x00ff)."),
    r("H14", Bad, "Compression offered", "Compressed records give secrets away by their length (CRIME).", "RFC 9325 section 3.3", "Offer the null compression only."),
    r("H15", Note, "Heartbeat offered", "Hardly used, and known for Heartbleed.", "RFC 6520", "Build without heartbeat."),
    r("H16", Note, "No server name", "Servers with several names give their default certificate, or refuse. Right only where the target is an address.", "RFC 6066 section 3, RFC 9325 section 3.7", "Hand the host name to the TLS library."),
    r("H17", Weak, "Signatures with SHA-1 or MD5 accepted", "Collisions of both hashes can be made.", "RFC 9155 section 2, RFC 9325 section 4.5", "Take these schemes out of signature_algorithms."),
    r("H18", Weak, "No signature_algorithms with TLS 1.2", "A server then has to take it that SHA-1 is meant, and newer ones refuse.", "RFC 5246 section 7.4.1.4.1, RFC 9155 section 2, RFC 9325 section 4.5", "Send signature_algorithms."),
    r("H19", Note, "Only PKCS#1 v1.5 signatures of RSA", "RSA-PSS has replaced them, and TLS 1.3 needs it.", "RFC 8446 section 4.2.3", "Offer rsa_pss_rsae_sha256."),
    r("H20", Weak, "No curve that servers have", "Neither X25519 nor P-256 is offered.", "RFC 9325 section 4.2.1, RFC 8446 section 9.1", "Offer X25519 and P-256."),
    r("H21", Info, "Post-quantum key exchange offered", "What is recorded today stays closed to the quantum computers of later.", "draft-ietf-tls-ecdhe-mlkem", ""),
    r("H22", Info, "TLS 1.3 without a post-quantum group", "Traffic that is recorded today may be opened by a quantum computer later.", "draft-ietf-tls-ecdhe-mlkem", "Offer X25519MLKEM768 where the stack has it."),
    r("H23", Bad, "The hello breaks TLS 1.3's rules", "Strict servers answer with illegal_parameter.", "RFC 8446 sections 4.2, 4.2.8 and 4.2.11", "Report it to the maker of the TLS library."),
    r("H24", Note, "The random begins with a clock", "The device's time is told to everybody; a clock that was never set cannot check certificates.", "RFC 5246 section 7.4.1.2, RFC 8446 appendix C.1", "Fill all 32 bytes at random; set the clock before TLS."),
    r("H25", Bad, "The random is not random", "Session keys that rest on it can be guessed.", "RFC 5246 section 7.4.1.2, RFC 8446 appendix C.1", "Give the TLS library a seeded generator."),
    r("H26", Note, "Suites with unknown numbers", "They stand in no registry; nobody knows what they do.", "IANA TLS Cipher Suites", "Take them out."),
    r("H27", Info, "GREASE values", "Put in so that servers learn to skip what they do not know: a browser, most likely.", "RFC 8701", ""),
    r("H28", Info, "Padded, or 256 to 511 bytes long", "Hellos of these lengths hang some old load balancers; padding avoids that.", "RFC 7685", ""),
    r("H29", Note, "Early data", "What is sent in the first flight can be replayed.", "RFC 8446 section 8, RFC 9325 section 3.10", "Send nothing that changes something as early data."),
    r("H30", Info, "An earlier session is offered again", "If the server takes it, its keys come from that session, which may not be in this capture.", "RFC 5077, RFC 8446 section 2.2", ""),
    r("H31", Info, "Extensions that matter to small devices", "What the client asks of the server.", "RFC 7301, RFC 6066, RFC 6962, RFC 8449, RFC 8879", ""),
    r("H32", Bad, "max_fragment_length has the wrong size", "It has to be one byte; OpenSSL, for one, ends the handshake.", "RFC 6066 section 4", "Leave the extension out, or send one byte from 1 to 4."),
    r("H33", Info, "Encrypted ClientHello", "The name that is seen is only the outer one, or this is GREASE.", "RFC 9849", ""),
    r("H34", Info, "Longer than one segment", "Post-quantum shares make it so; some middleboxes lose the second segment.", "RFC 9293 section 3.7.1", ""),
    r("H35", Info, "A retry at a lower version", "The client tried a higher version before (TLS_FALLBACK_SCSV).", "RFC 7507, RFC 9325 section 3.1.3", ""),
    r("H36", Weak, "A part of the random is not random", "A generator that fails for some of its bytes may fail for the premaster secret, too.", "RFC 5246 section 7.4.1.2, RFC 8446 appendix C.1", "Find out where the TLS library gets its random bytes from, and why some are missing."),
    r("H37", Weak, "Truncated HMAC offered", "Its short tag has been shown to be insecure with CBC suites.", "RFC 9325 section 4.6", "Build without truncated_hmac."),

    r("S01", Weak, "The chosen suite is not a good one", "Both sides agreed on it, so the session is as strong as it.", "RFC 9325 section 4, RFC 10015", "Order the server's suites by strength and take this one out."),
    r("S02", Note, "The server took a weaker suite than it could", "A better one was offered; whether the server has it is not seen.", "RFC 9325 section 4.2.1", "Let the server prefer its own order, ECDHE with AEAD first."),
    r("S03", Bad, "The server's random says: downgraded", "A server with a higher version was made to take a lower one: by an attacker, or by a bug.", "RFC 8446 section 4.1.3", "Find out what stands between client and server."),
    r("S04", Weak, "The server does not bind the handshake", "Extended master secret or secure renegotiation was offered and not taken.", "RFC 9325 section 3.5, RFC 7627, RFC 5746", "Update the server's TLS library."),
    r("S05", Weak, "Findings on the certificate", "Clients that check it will refuse, or should.", "RFC 5280, RFC 9325 section 4.5, RFC 9525", "Get another certificate."),
    r("S06", Weak, "The key may not be used so", "RSA key exchange needs keyEncipherment in the certificate's key usage.", "RFC 5246 section 7.4.2, RFC 5280 section 4.2.1.3", "Use ECDHE, or a certificate that allows it."),
    r("S07", Weak, "A small group for Diffie-Hellman", "1024 bits are in reach of states, less of anybody (Logjam).", "RFC 9325 section 4.5", "Use ECDHE, or a group of RFC 7919."),
    r("S08", Note, "Tickets live for longer than a week", "Forward secrecy lasts only as the tickets' key is forgotten.", "RFC 8446 section 4.6.1, RFC 9325 section 3.4", "Give tickets a shorter life, and change their key."),
    r("S09", Info, "The server asked for another hello", "HelloRetryRequest: one more round trip, as no key share fitted.", "RFC 8446 section 4.1.4", "Let the client send a key share of the server's group."),
    r("S10", Note, "The client's certificate goes in the clear", "Up to TLS 1.2 whoever listens sees who the client is.", "RFC 8446 section 1.2", "Use TLS 1.3 with client certificates."),
    r("S11", Note, "Renegotiation", "Another handshake in the same connection; TLS 1.3 has none.", "RFC 5746, RFC 9325 section 3.5", "Switch renegotiation off."),
    r("S12", Info, "An OCSP answer is stapled", "The server brings the proof that its certificate is not revoked.", "RFC 6066 section 8", ""),
    r("S14", Note, "Ended without close_notify", "That data was cut off cannot be told from an end.", "RFC 8446 section 6.1, RFC 5246 section 7.2.1", "Call the library's shutdown before closing."),
    r("S15", Weak, "CBC in TLS 1.0 without splitting records", "The first block of each record can be predicted (BEAST).", "RFC 5246 section 1.2", "Use TLS 1.2."),
    r("S16", Info, "How long the handshake took", "From the ClientHello to the last message that both sides sent in the clear.", "RFC 8446 section 2", ""),
    r("S17", Bad, "A hello in the form of SSL 2.0", "Its form has no place for extensions.", "RFC 6176 section 3", "Switch SSL 2.0 hellos off."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_stands_once_in_order_and_says_why() {
        assert!(RULES.windows(2).all(|w| w[0].id < w[1].id));
        for r in RULES {
            assert!(!r.title.is_empty() && r.reason.ends_with('.') && !r.source.is_empty(), "{}", r.id);
            assert!(r.severity == Severity::Info || r.change.ends_with('.'), "{}", r.id);
        }
        assert!(Severity::Weak.is_high() && !Severity::Note.is_high());
        assert_eq!(rule("H05").map(|r| r.severity), Some(Severity::Weak));
    }
}
