//! The extensions of a ClientHello in plain words: what each is for, and what this one says.

use crate::proto::tls::{extension_name, group_name, signature_scheme_name};
use crate::tls::fingerprint::is_grease;
use crate::tls::handshake::{ClientHello, extension_type as ext};
use crate::tls::record::Version;

/// One extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    pub kind: u16,
    pub name: &'static str,
    /// What it is for; empty where it is rare.
    pub purpose: &'static str,
    /// What it says here; may hold hostile text.
    pub says: String,
}

/// What extensions are for.
#[rustfmt::skip]
const PURPOSES: &[(u16, &str)] = &[
    (ext::SERVER_NAME, "names the host, so that a server with several picks its certificate"),
    (ext::MAX_FRAGMENT_LENGTH, "asks for smaller records, for devices with little memory"),
    (ext::STATUS_REQUEST, "asks the server to bring the OCSP answer itself"),
    (ext::SUPPORTED_GROUPS, "curves and groups for the key exchange"),
    (ext::EC_POINT_FORMATS, "how points are written; only uncompressed is in use"),
    (ext::SIGNATURE_ALGORITHMS, "signatures that are accepted from the server"),
    (ext::HEARTBEAT, "keeps DTLS connections alive"),
    (ext::ALPN, "protocols that are to be spoken inside"),
    (ext::SIGNED_CERTIFICATE_TIMESTAMP, "asks for proof that the certificate is publicly logged"),
    (ext::PADDING, "fills the hello up to a harmless length"),
    (ext::ENCRYPT_THEN_MAC, "makes CBC suites safe against padding oracles"),
    (ext::EXTENDED_MASTER_SECRET, "binds the master secret to the whole handshake"),
    (ext::COMPRESS_CERTIFICATE, "takes compressed certificates"),
    (ext::RECORD_SIZE_LIMIT, "the longest record that is taken"),
    (34, "takes delegated credentials"),
    (ext::SESSION_TICKET, "resumes sessions by tickets"),
    (ext::PRE_SHARED_KEY, "resumes a session of TLS 1.3, or names a shared key"),
    (ext::EARLY_DATA, "sends data in the first flight"),
    (ext::SUPPORTED_VERSIONS, "versions that are offered"),
    (ext::PSK_KEY_EXCHANGE_MODES, "whether a resumed session gets a key exchange of its own"),
    (49, "takes a request for its certificate after the handshake"),
    (ext::KEY_SHARE, "the client's part of the key exchange, sent at once"),
    (57, "QUIC's limits and timeouts"),
    (17513, "settings of the application, sent early"),
    (ext::ENCRYPTED_CLIENT_HELLO, "hides the real hello inside"),
    (ext::RENEGOTIATION_INFO, "makes renegotiation safe"),
];

/// All extensions of a hello, in its order.
pub fn explain(hello: &ClientHello) -> Vec<Explained> {
    let one = |kind: &u16| Explained {
        kind: *kind,
        name: extension_name(u64::from(*kind)).unwrap_or("unknown"),
        purpose: if is_grease(*kind) {
            "a value without meaning, so that servers learn to skip what they do not know"
        } else {
            PURPOSES.iter().find(|(k, _)| k == kind).map_or("", |(_, text)| text)
        },
        says: says(hello, *kind),
    };
    hello.extensions.iter().map(one).collect()
}

fn says(h: &ClientHello, kind: u16) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let joined = |list: Vec<String>| list.join(", ");
    match kind {
        ext::SERVER_NAME => h.server_name.as_deref().map(text).unwrap_or_default(),
        ext::ALPN => joined(h.alpn.iter().map(|p| text(p)).collect()),
        ext::SUPPORTED_GROUPS => joined(h.supported_groups.iter().map(|g| group(*g)).collect()),
        ext::KEY_SHARE => joined(h.key_shares.iter().map(|g| group(*g)).collect()),
        ext::SIGNATURE_ALGORITHMS => joined(h.signature_algorithms.iter().map(|s| scheme(*s)).collect()),
        ext::SUPPORTED_VERSIONS => joined(h.supported_versions.iter().map(|v| version(*v)).collect()),
        ext::MAX_FRAGMENT_LENGTH => match h.max_fragment_length.filter(|c| (1..=4).contains(c)) {
            Some(code) => format!("{} bytes", 256usize << code),
            None => "no length that is defined".into(),
        },
        ext::RECORD_SIZE_LIMIT => h.record_size_limit.map(|l| format!("{l} bytes")).unwrap_or_default(),
        ext::SESSION_TICKET => match h.ticket.as_deref().map(<[u8]>::len) {
            Some(0) | None => "none yet".into(),
            Some(len) => format!("one of {len} bytes"),
        },
        ext::PRE_SHARED_KEY => format!("{} identities", h.psk_identities.len()),
        ext::PSK_KEY_EXCHANGE_MODES => {
            let mode = |m: &u8| match m {
                0 => "psk_ke".to_owned(),
                1 => "psk_dhe_ke".to_owned(),
                other => other.to_string(),
            };
            joined(h.psk_modes.iter().map(mode).collect())
        }
        _ => String::new(),
    }
}

/// The name of a group, or its number.
pub fn group(id: u16) -> String {
    group_name(id.into()).map_or_else(|| format!("0x{id:04x}"), str::to_owned)
}

/// The name of a signature scheme, or its number. Those of TLS 1.2 alone are a hash and a signature
/// (RFC 5246 section 7.4.1.4.1).
pub fn scheme(id: u16) -> String {
    const HASHES: &[&str] = &["none", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
    const SIGNATURES: &[&str] = &["anonymous", "rsa_pkcs1", "dsa", "ecdsa"];
    if let Some(name) = signature_scheme_name(id.into()) {
        return name.to_owned();
    }
    let [hash, signature] = id.to_be_bytes().map(usize::from);
    match (SIGNATURES.get(signature), HASHES.get(hash)) {
        (Some(signature), Some(hash)) => format!("{signature}_{hash}"),
        _ => format!("0x{id:04x}"),
    }
}

fn version(id: u16) -> String {
    if is_grease(id) { "GREASE".into() } else { Version(id).to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::sample::modern;
    use super::*;

    #[test]
    fn each_extension_says_what_stands_in_it() {
        let mut s = modern();
        s.set(0x2a2a, &[]);
        let all = explain(&s.facts().hello);
        let says = |kind: u16| all.iter().find(|e| e.kind == kind).unwrap().says.clone();
        assert_eq!((says(0).as_str(), says(43).as_str()), ("example.org", "TLS 1.3, TLS 1.2"));
        assert_eq!(says(10), "x25519, secp256r1");
        assert!(all.last().unwrap().purpose.contains("without meaning"));
        assert_eq!(all.len(), s.extensions.len());
        let names = [0x0301, 0x0402, 0x0403, 0x0804, 0x7777].map(scheme);
        let wanted =
            ["rsa_pkcs1_sha224", "dsa_sha256", "ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256", "0x7777"];
        assert_eq!(names[0], wanted[0]);
        assert_eq!(names[2..], wanted[2..]);
    }
}
