//! Which TLS library made a hello: one row of signs for each, tried in order. Another stack is
//! another row. What a stack's users can change is said here, too.

use super::HelloFacts;
use crate::tls::fingerprint::{is_grease, without_grease};

/// How sure a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// No other stack that is known here says this.
    Certain,
    Likely,
}

impl Likeness {
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
        }
    }
}

/// Signs in the list of suites, GREASE left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suites {
    Any,
    /// These in any order, and no others.
    JustThese(&'static [u16]),
    /// The list begins so.
    Begin(&'static [u16]),
}

/// A stack and its signs.
#[derive(Debug, PartialEq, Eq)]
pub struct Stack {
    /// Never changes.
    pub id: &'static str,
    pub name: &'static str,
    /// Where it is found.
    pub found_in: &'static str,
    pub likeness: Likeness,
    pub suites: Suites,
    /// The extensions that it may send, in its order; empty: any, in any order.
    pub order: &'static [u16],
    /// Extensions that must be there, and that must not.
    pub required: &'static [u16],
    pub absent: &'static [u16],
    /// Whether there is GREASE among the suites.
    pub grease: Option<bool>,
    /// What to change about rules.
    pub changes: &'static [(&'static [&'static str], &'static str)],
}

impl Stack {
    /// What users of this stack can change about a rule.
    pub fn change(&self, rule: &str) -> Option<&'static str> {
        self.changes.iter().find(|(rules, _)| rules.contains(&rule)).map(|(_, text)| *text)
    }

    fn fits(&self, f: &HelloFacts) -> bool {
        let h = &f.hello;
        let suites: Vec<u16> = without_grease(&h.suites).collect();
        let of_suites = match self.suites {
            Suites::Any => true,
            Suites::JustThese(list) => suites.len() == list.len() && list.iter().all(|s| suites.contains(s)),
            Suites::Begin(list) => suites.starts_with(list),
        };
        let has = |kind: &u16| h.extensions.contains(kind);
        let grease = h.suites.iter().any(|s| is_grease(*s));
        of_suites
            && self.grease.is_none_or(|wanted| wanted == grease)
            && self.required.iter().all(has)
            && !self.absent.iter().any(has)
            && (self.order.is_empty() || is_in_order(without_grease(&h.extensions), self.order))
    }
}

/// Whether all of the list stand in `order`, and in that order.
fn is_in_order(list: impl Iterator<Item = u16>, order: &[u16]) -> bool {
    let mut rest = order.iter();
    let mut list = list;
    list.all(|kind| rest.any(|o| *o == kind))
}

/// The stack that made a hello, if it is known.
pub fn recognise(facts: &HelloFacts) -> Option<&'static Stack> {
    STACKS.iter().find(|s| s.fits(facts))
}

/// The order in which OpenSSL writes extensions (1.1.1 to 3.x).
const OPENSSL_ORDER: &[u16] = &[
    65281, 0, 1, 12, 11, 10, 35, 5, 13172, 16, 14, 22, 18, 23, 50, 49, 13, 43, 45, 51, 44, 27, 42, 47, 21, 41,
];
/// All stacks; those with stricter signs stand before those that would fit, too.
#[rustfmt::skip]
pub static STACKS: &[Stack] = &[
    Stack {
        id: "axtls", name: "axTLS", found_in: "MicroPython on ESP8266 and its unix port, older Arduino cores",
        likeness: Likeness::Certain, suites: Suites::JustThese(&[0x002f, 0x0035, 0x003c, 0x003d]),
        order: &[13, 0, 1], required: &[], absent: &[], grease: None,
        changes: &[
            (&["H03", "H05", "H06", "H10", "H11", "H12", "H13", "H17", "H19"],
             "axTLS offers nothing better: use a port of MicroPython with mbedTLS (ESP32, or unix built with MICROPY_SSL_MBEDTLS=1), or another board."),
            (&["H16"], "Pass server_hostname to ussl.wrap_socket()."),
            (&["H24"], "Set the clock (ntptime.settime()) before TLS; axTLS always begins its random with it."),
            (&["H32"], "Do not set max_fragment_length: axTLS writes it wrongly."),
        ],
    },
    Stack {
        id: "bearssl", name: "BearSSL", found_in: "ESP8266 Arduino core, small programs",
        likeness: Likeness::Certain, suites: Suites::Begin(&[0xcca9, 0xcca8, 0xc02b]),
        order: &[65281, 0, 1, 13, 10, 11, 16], required: &[65281, 13, 10, 11], absent: &[23], grease: None,
        changes: &[
            (&["H06", "H09", "H10", "H11"], "Set the suites with br_ssl_engine_set_suites() instead of br_ssl_client_init_full()."),
            (&["H03", "H12"], "BearSSL has neither TLS 1.3 nor extended master secret."),
        ],
    },
    Stack {
        id: "mbedtls", name: "mbedTLS 2", found_in: "ESP-IDF, Zephyr, MicroPython on ESP32, routers",
        likeness: Likeness::Certain, suites: Suites::Any,
        order: &[0, 65281, 13, 10, 11, 256, 54, 1, 4, 22, 23, 35, 16, 14], required: &[13, 22, 23], absent: &[43, 65281], grease: Some(false),
        changes: &[
            (&["H06"], "Switch MBEDTLS_KEY_EXCHANGE_RSA_ENABLED and MBEDTLS_KEY_EXCHANGE_RSA_PSK_ENABLED off, or call mbedtls_ssl_conf_ciphersuites()."),
            (&["H07"], "Switch MBEDTLS_KEY_EXCHANGE_DHE_RSA_ENABLED and MBEDTLS_KEY_EXCHANGE_DHE_PSK_ENABLED off."),
            (&["H08", "H09", "H10", "H11"], "Call mbedtls_ssl_conf_ciphersuites() with suites of ECDHE and GCM."),
            (&["H17"], "Call mbedtls_ssl_conf_sig_hashes() without SHA-1."),
            (&["H03"], "mbedTLS 3.6 has TLS 1.3 (MBEDTLS_SSL_PROTO_TLS1_3)."),
        ],
    },
    Stack {
        id: "wolfssl", name: "wolfSSL", found_in: "firmware, wolfSSL's own ports",
        likeness: Likeness::Certain, suites: Suites::Any,
        order: &[45, 51, 43, 13, 11, 10, 22, 0, 23], required: &[13, 11, 10], absent: &[], grease: Some(false),
        changes: &[
            (&["H06", "H07", "H08", "H09", "H10", "H11", "H26"], "Call wolfSSL_CTX_set_cipher_list() with suites of ECDHE and GCM; build without HAVE_ANON, HAVE_NULL_CIPHER and static RSA."),
            (&["H13"], "Build with HAVE_SERVER_RENEGOTIATION_INFO."),
        ],
    },
    Stack {
        id: "gnutls", name: "GnuTLS 3", found_in: "Debian's programs, wget, GNOME",
        likeness: Likeness::Certain, suites: Suites::Any,
        order: &[5, 10, 11, 13, 16, 22, 23, 35, 51, 43, 65281, 0, 45, 28, 21, 41], required: &[5, 10, 13, 22, 23, 28, 65281], absent: &[], grease: Some(false),
        changes: &[
            (&["H04", "H06", "H07", "H10", "H11", "H17"], "Use the priority string SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:-AES-128-CBC:-AES-256-CBC:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1."),
        ],
    },
    Stack {
        id: "curl", name: "curl with OpenSSL", found_in: "curl and programs on libcurl",
        likeness: Likeness::Likely, suites: Suites::Any,
        order: OPENSSL_ORDER, required: &[11, 10, 16, 22, 23], absent: &[35], grease: Some(false),
        changes: &[
            (&["H06", "H07", "H08", "H09", "H10", "H11"], "curl --ciphers ECDHE+AESGCM:ECDHE+CHACHA20 (CURLOPT_SSL_CIPHER_LIST)."),
            (&["H02", "H04"], "curl --tlsv1.2 (CURLOPT_SSLVERSION)."),
            (&["H03"], "Do not give --tls-max 1.2."),
        ],
    },
    Stack {
        id: "python", name: "Python 3 (ssl on OpenSSL)", found_in: "Python 3.10 and newer",
        likeness: Likeness::Likely, suites: Suites::JustThese(&[
            0x1301, 0x1302, 0x1303, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc024, 0xc028, 0xc023, 0xc027, 0x009f, 0x009e, 0x006b, 0x0067, 0x00ff]),
        order: OPENSSL_ORDER, required: &[11, 10, 35, 22, 23, 13], absent: &[], grease: Some(false), changes: PYTHON_CHANGES,
    },
    Stack {
        id: "python", name: "Python 3 (ssl on OpenSSL)", found_in: "Python 3.10 and newer, TLS 1.2 at most",
        likeness: Likeness::Likely, suites: Suites::JustThese(&[
            0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc024, 0xc028, 0xc023, 0xc027, 0x009f, 0x009e, 0x006b, 0x0067, 0x00ff]),
        order: OPENSSL_ORDER, required: &[11, 10, 35, 22, 23, 13], absent: &[43], grease: Some(false), changes: PYTHON_CHANGES,
    },
    Stack {
        id: "openssl", name: "OpenSSL 1.1.1 or 3", found_in: "most programs on Linux",
        likeness: Likeness::Likely, suites: Suites::Any,
        order: OPENSSL_ORDER, required: &[22, 23], absent: &[], grease: Some(false),
        changes: &[
            (&["H06", "H07", "H08", "H09", "H10", "H11"], "CipherString = ECDHE+AESGCM:ECDHE+CHACHA20 in openssl.cnf, or SSL_CTX_set_cipher_list() with it."),
            (&["H02", "H04"], "MinProtocol = TLSv1.2 in openssl.cnf, or SSL_CTX_set_min_proto_version()."),
            (&["H03"], "Do not set MaxProtocol, and use OpenSSL 1.1.1 or newer."),
            (&["H16"], "Call SSL_set_tlsext_host_name()."),
            (&["H17"], "SignatureAlgorithms in openssl.cnf without SHA1, or SSL_CTX_set1_sigalgs_list()."),
        ],
    },
    Stack {
        id: "chrome", name: "Chrome or another Chromium (BoringSSL)", found_in: "Chrome, Edge, Android",
        likeness: Likeness::Likely, suites: Suites::Begin(&[0x1301, 0x1302, 0x1303]),
        order: &[], required: &[27, 45, 51, 43, 18, 5, 65281], absent: &[22], grease: Some(true), changes: &[],
    },
    Stack {
        id: "chrome-quic", name: "Chrome or another Chromium (QUIC)", found_in: "Chrome, Edge, Android",
        likeness: Likeness::Likely, suites: Suites::Begin(&[0x1301, 0x1302, 0x1303]),
        order: &[], required: &[27, 45, 51, 43, 57, 17513], absent: &[23], grease: None, changes: &[],
    },
    Stack {
        id: "firefox", name: "Firefox (NSS)", found_in: "Firefox, Thunderbird",
        likeness: Likeness::Likely, suites: Suites::Begin(&[0x1301, 0x1303, 0x1302]),
        order: &[0, 23, 65281, 10, 11, 35, 16, 5, 34, 18, 51, 43, 13, 45, 28, 27, 65037, 21, 41],
        required: &[23, 65281, 10, 11, 34, 51, 43, 13, 28], absent: &[22], grease: Some(false), changes: &[],
    },
    Stack {
        id: "schannel", name: "Schannel", found_in: "Windows",
        likeness: Likeness::Likely, suites: Suites::Begin(&[0xc02c, 0xc02b, 0xc030, 0xc02f]),
        order: &[0, 5, 10, 11, 13, 35, 16, 24, 23, 65281], required: &[5, 10, 11, 13, 23, 65281], absent: &[22], grease: Some(false),
        changes: &[
            (&["H06", "H09", "H11"], "Disable-TlsCipherSuite in PowerShell, or the cipher suite order of the group policy."),
        ],
    },
];

const PYTHON_CHANGES: &[(&[&str], &str)] = &[
    (
        &["H06", "H07", "H08", "H09", "H10", "H11"],
        "context.set_ciphers('ECDHE+AESGCM:ECDHE+CHACHA20') on the SSLContext.",
    ),
    (&["H02", "H04"], "context.minimum_version = ssl.TLSVersion.TLSv1_2."),
    (&["H03"], "Do not set context.maximum_version."),
    (&["H16"], "Pass server_hostname to context.wrap_socket()."),
];

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, axtls, modern};
    use super::*;

    /// A hello with these suites and extensions, empty where nobody looks inside.
    fn named(suites: &[u16], extensions: &[u16]) -> Option<&'static str> {
        let extensions = extensions.iter().map(|e| (*e, Vec::new())).collect();
        let s = Sample { suites: suites.to_vec(), extensions, ..modern() };
        recognise(&s.facts()).map(|s| s.id)
    }

    #[test]
    fn axtls_is_named_by_four_suites_whatever_their_order() {
        let mut s = axtls();
        assert_eq!(recognise(&s.facts()).map(|s| s.id), Some("axtls"));
        s.suites.reverse();
        s.set(0, b"\x00\x04\x00\x00\x01a");
        assert_eq!(recognise(&s.facts()).map(|s| s.id), Some("axtls"));
        s.suites.push(0xc02f);
        assert_eq!(recognise(&s.facts()), None);
    }

    #[test]
    fn stacks_are_told_apart_by_what_they_send_in_which_order() {
        let openssl = [0x1302, 0x1303, 0x1301, 0xc02c, 0x002f, 0x00ff];
        assert_eq!(named(&openssl, &[0, 11, 10, 35, 22, 23, 13, 43, 45, 51]), Some("openssl"));
        assert_eq!(named(&openssl, &[11, 10, 16, 22, 23, 49, 13, 43, 45, 51, 21]), Some("curl"));
        assert_eq!(named(&openssl, &[5, 10, 11, 13, 22, 23, 35, 51, 43, 65281, 0, 45, 28]), Some("gnutls"));
        assert_eq!(named(&openssl, &[45, 51, 43, 13, 11, 10, 22, 0, 23]), Some("wolfssl"));
        assert_eq!(named(&[0xcca8, 0xcca9], &[0, 13, 10, 11, 22, 23, 35]), Some("mbedtls"));
        assert_eq!(named(&[0xcca9, 0xcca8, 0xc02b, 0xc02f], &[65281, 0, 13, 10, 11]), Some("bearssl"));
        assert_eq!(named(&openssl, &[51, 45, 43, 13, 23, 22, 35, 10, 11, 0]), None);
        let python = [
            0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc024, 0xc028, 0xc023,
            0xc027, 0x009f, 0x009e, 0x006b, 0x0067, 0x00ff,
        ];
        assert_eq!(named(&python, &[0, 11, 10, 35, 22, 23, 13, 43, 45, 51, 21]), Some("python"));
    }

    #[test]
    fn browsers_are_told_by_grease_and_their_own_extensions() {
        let chrome = [0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b];
        let shuffled = [31354, 43, 17513, 11, 23, 13, 0, 27, 5, 51, 65281, 16, 10, 45, 18, 35, 14906, 21];
        assert_eq!(named(&chrome, &shuffled), Some("chrome"));
        let firefox = [0, 23, 65281, 10, 11, 35, 16, 5, 34, 51, 43, 13, 45, 28, 21];
        assert_eq!(named(&[0x1301, 0x1303, 0x1302, 0xc02b], &firefox), Some("firefox"));
        assert_eq!(named(&chrome[1..], &shuffled), None);
    }

    #[test]
    fn what_a_stack_says_to_change_is_about_rules_that_exist() {
        for s in STACKS {
            for (rules, text) in s.changes {
                assert!(rules.iter().all(|r| super::super::rules::rule(r).is_some()), "{}", s.id);
                assert!(!text.is_empty());
            }
        }
    }
}
