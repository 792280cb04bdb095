//! Section A: the key exchange makes the loaded secret useless.

use super::{Finding, Rule};
use crate::tls::handshake::extension_type;
use crate::tls::suite::KeyExchange;
use crate::verdict::causes;
use crate::verdict::symptoms::Symptoms;

/// In order of precedence.
pub const RULES: &[Rule] = &[
    kx_not_in_offer,
    psk_dhe_ke,
    tls13,
    anonymous,
    psk,
    rsa_psk,
    psk_with_diffie_hellman,
    password,
    cert_not_rsa,
    diffie_hellman,
    static_diffie_hellman,
];

fn kx(s: &Symptoms) -> Option<KeyExchange> {
    if s.is_tls13() || s.unlocking.unlocked { None } else { s.key_exchange() }
}

fn with_suite(s: &Symptoms, finding: Finding) -> Finding {
    let Some(hello) = &s.server_hello else { return finding };
    let suite = s.suite().map_or_else(|| format!("0x{:04x}", hello.value.suite), |s| s.name.to_owned());
    finding.shown(Some(hello.frame), "tls.handshake.ciphersuite", suite)
}

fn kx_not_in_offer(s: &Symptoms) -> Option<Finding> {
    let (client, server) = (s.client_hello.as_ref()?, s.server_hello.as_ref()?);
    let offered = client.value.suites.contains(&server.value.suite);
    // A cut hello lists only a part; a session that opens is paired well.
    if offered || client.value.cut || client.value.suites.is_empty() || s.opened() > 0 {
        return None;
    }
    Some(with_suite(s, Finding::new(&causes::KX_NOT_IN_OFFER)))
}

fn psk_dhe_ke(s: &Symptoms) -> Option<Finding> {
    let mixed = s.accepts(extension_type::KEY_SHARE);
    (s.uses_psk13() && mixed && s.secrets.psks > 0 && !s.unlocking.unlocked).then(|| {
        let frame = s.server_hello.as_ref().map(|h| h.frame);
        let found = with_suite(s, Finding::new(&causes::PSK_DHE_KE));
        found.shown(frame, "tls.handshake.extension.type", "pre_shared_key, key_share")
    })
}

fn tls13(s: &Symptoms) -> Option<Finding> {
    let hellos = s.server_hello.is_some() || s.client_hello.is_some();
    if !s.is_tls13() || !hellos || s.unlocking.unlocked || s.log_with_secret().is_some() {
        return None;
    }
    let hello = s.server_hello.as_ref();
    let found = with_suite(s, Finding::new(&causes::TLS13));
    Some(match hello {
        Some(h) => found.shown(
            Some(h.frame),
            "tls.handshake.extensions.supported_version",
            h.value.negotiated_version(),
        ),
        None => found,
    })
}

fn anonymous(s: &Symptoms) -> Option<Finding> {
    matches!(kx(s)?, KeyExchange::DhAnon | KeyExchange::EcdhAnon)
        .then(|| with_suite(s, Finding::new(&causes::ANON)))
}

fn psk(s: &Symptoms) -> Option<Finding> {
    if kx(s)? != KeyExchange::Psk || s.secrets.psks > 0 {
        return None;
    }
    let found = with_suite(s, Finding::new(&causes::PSK_MISSING));
    let frame = s.client_key_exchange.as_ref().map(|c| c.frame);
    Some(match &s.psk_identity {
        Some(identity) => found.shown(frame, "tls.handshake.client_psk_identity", identity),
        None => found,
    })
}

fn rsa_psk(s: &Symptoms) -> Option<Finding> {
    if kx(s)? != KeyExchange::RsaPsk {
        return None;
    }
    let missing = match (s.secrets.rsa.is_empty(), s.secrets.psks == 0) {
        (true, true) => "each of them",
        (true, false) => "the RSA key",
        (false, true) => "the pre-shared key",
        (false, false) => return None,
    };
    Some(with_suite(s, Finding::new(&causes::RSA_PSK)).with("missing_secret", missing))
}

fn psk_with_diffie_hellman(s: &Symptoms) -> Option<Finding> {
    let cause = match kx(s)? {
        KeyExchange::DhePsk => &causes::DHE_PSK,
        KeyExchange::EcdhePsk => &causes::ECDHE_PSK,
        _ => return None,
    };
    Some(with_suite(s, Finding::new(cause)))
}

fn password(s: &Symptoms) -> Option<Finding> {
    matches!(kx(s)?, KeyExchange::Srp | KeyExchange::EccPwd | KeyExchange::EcJPake)
        .then(|| with_suite(s, Finding::new(&causes::PAKE)))
}

/// Where somebody tried a key file, that the certificate's key is of another kind says more than
/// the key exchange does.
fn cert_not_rsa(s: &Symptoms) -> Option<Finding> {
    let certificate = s.certificate.as_ref()?;
    let tried = !s.secrets.rsa.is_empty() || !s.secrets.refused.is_empty();
    if certificate.value.is_rsa || !tried || s.unlocking.unlocked || s.is_tls13() {
        return None;
    }
    let found = Finding::new(&causes::CERT_NOT_RSA).shown(
        Some(certificate.frame),
        "x509af.algorithm.id",
        &certificate.value.key_kind,
    );
    Some(with_suite(s, found))
}

fn diffie_hellman(s: &Symptoms) -> Option<Finding> {
    let cause = match kx(s)? {
        KeyExchange::Ecdhe => &causes::ECDHE,
        KeyExchange::Dhe => &causes::DHE,
        _ => return None,
    };
    let found = with_suite(s, Finding::new(cause));
    let group = s.server_key_exchange.as_ref().and_then(|k| Some((k.frame, k.value.as_ref()?)));
    Some(match group {
        Some((frame, group)) => {
            found.with("group", group).shown(Some(frame), "tls.handshake.server_key_exchange", group)
        }
        None => found,
    })
}

fn static_diffie_hellman(s: &Symptoms) -> Option<Finding> {
    matches!(kx(s)?, KeyExchange::Dh | KeyExchange::Ecdh)
        .then(|| with_suite(s, Finding::new(&causes::STATIC_ECDH)))
}
