//! What a PEM block holds by its label, and what a file that holds no key looks like. The sentences
//! for both; the containers themselves are read elsewhere.

use zeroize::Zeroizing;

use super::super::pem;
use super::key::PrivateKey;
use super::password::Password;
use super::{Refusal, asn1, legacy_pem, openssh, printable};

/// The keys in a PEM block. The label tells only what cannot be a key; the contents tell the rest.
pub(super) fn keys_in(
    block: &pem::Block<'_>,
    password: &mut Password<'_>,
) -> Result<Vec<PrivateKey>, Refusal> {
    match block.label {
        b"RSA PRIVATE KEY" | b"PRIVATE KEY" | b"ANY PRIVATE KEY" | b"ENCRYPTED PRIVATE KEY" => {}
        b"EC PRIVATE KEY" | b"DSA PRIVATE KEY" | b"OPENSSH PRIVATE KEY" | b"PKCS12" => {}
        b"EC PARAMETERS" => return Err(Refusal::OtherKind("EC parameters without a key")),
        b"DH PARAMETERS" | b"X9.42 DH PARAMETERS" => return Err(Refusal::OtherKind("DH parameters")),
        b"PGP PRIVATE KEY BLOCK" | b"PGP PUBLIC KEY BLOCK" => return Err(Refusal::OtherKind("a PGP key")),
        b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => {
            return Err(Refusal::Public { what: "a certificate" });
        }
        b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => {
            return Err(Refusal::Public { what: "a certificate request" });
        }
        b"PUBLIC KEY" | b"RSA PUBLIC KEY" => return Err(Refusal::Public { what: "only a public key" }),
        b"PKCS7" | b"CMS" => return Err(Refusal::Public { what: "certificates (PKCS#7)" }),
        other => return Err(Refusal::UnknownLabel(printable(&String::from_utf8_lossy(other)))),
    }
    let contents: &Zeroizing<Vec<u8>> = match &block.contents {
        Ok(contents) => contents,
        Err(pem::Fault::NoEnd) => return Err(Refusal::CutShort),
        Err(pem::Fault::NotBase64 { line }) => return Err(Refusal::NotBase64 { line: *line }),
    };
    if block.encrypted {
        legacy_pem::private_key(block.dek_info, contents, password).map(|key| vec![key])
    } else if contents.starts_with(openssh::MAGIC) {
        openssh::private_keys(contents, password)
    } else if block.label == b"OPENSSH PRIVATE KEY" {
        Err(Refusal::Damaged("it does not begin as an OpenSSH key"))
    } else {
        asn1::private_keys(contents, password)
    }
}

/// What a file without PEM blocks and without a DER structure looks like.
pub(super) fn not_a_key(bytes: &[u8]) -> Refusal {
    let text = bytes.trim_ascii_start();
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let any = |words: &[&[u8]]| words.iter().any(|word| begins(word));
    match bytes {
        [0x30, ..] if !bytes.is_ascii() => {
            return Refusal::Damaged("its outer length does not fit the data");
        }
        [0xd4, 0xc3, 0xb2, 0xa1, ..]
        | [0xa1, 0xb2, 0xc3, 0xd4, ..]
        | [0x4d, 0x3c, 0xb2, 0xa1, ..]
        | [0xa1, 0xb2, 0x3c, 0x4d, ..]
        | [0x0a, 0x0d, 0x0d, 0x0a, ..] => return Refusal::NoKey(" (it is a capture file)"),
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => {
            let how = "keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype PKCS12";
            return Refusal::Convert { what: "a Java key store", how };
        }
        _ => {}
    }
    if any(&[b"ssh-", b"ecdsa-sha2-"]) {
        Refusal::Public { what: "an SSH public key" }
    } else if begins(b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY") {
        Refusal::Convert { what: "an ssh.com key", how: "puttygen FILE -O private-openssh -o key.pem" }
    } else if any(&[b"<!doctype", b"<html", b"<?xml"]) {
        Refusal::NoKey(" (it looks like a web page)")
    } else if any(&[
        b"CLIENT_RANDOM ",
        b"CLIENT_HANDSHAKE_TRAFFIC_SECRET ",
        b"RSA Session-ID:",
        b"# SSL/TLS secrets",
    ]) {
        Refusal::NoKey(" (it is a key log: load it as one)")
    } else {
        Refusal::NoKey("")
    }
}
