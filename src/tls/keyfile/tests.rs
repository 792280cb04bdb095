//! Every container with the same key in it: the key is found, and it decrypts. Every container cut and
//! with bytes changed: refused or read, and nothing worse.

use std::path::PathBuf;

use der::Tag;

use super::super::fixture::file;
use super::super::record::Version;
use super::*;

const PASSWORD: &str = "wirelens";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/keys").join(name)
}

fn contents(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

fn said(name: &str, password: Option<&str>) -> String {
    load_keys(&path(name), password).err().map_or("loads".into(), |error| error.to_string())
}

/// With the same RSA key, not protected.
const PLAIN: [&str; 19] = [
    "pkcs1.pem",
    "pkcs1.der",
    "pkcs8.pem",
    "private.msblob",
    "cng.blob",
    "cng-full.blob",
    "openssh",
    "jwk.json",
    "jwk-short.json",
    "jwk-set.json",
    "putty-2.ppk",
    "putty-3.ppk",
    "primes-swapped.pem",
    "primes-missing.pem",
    "crt-zero.pem",
    "crt-wrong.pem",
    "base64-alone.txt",
    "nothing-protected.p12",
    "empty-password.p12",
];

/// With the same RSA key, protected by the password.
const PROTECTED: [&str; 37] = [
    "pbes2-aes128.der",
    "pbes2-aes192-sha384.der",
    "pbes2-aes256-sha512.der",
    "pbes2-des3-sha1.der",
    "pbes2-des.der",
    "pbes2-rc2.der",
    "pbes2-camellia256.der",
    "pbes2-aria128.der",
    "pbes2-scrypt.der",
    "pbes1-md5-des.der",
    "pbes1-sha1-des.der",
    "pbes1-md5-rc2.der",
    "pbes1-sha1-rc2.der",
    "pkcs12pbe-rc4-128.der",
    "pkcs12pbe-rc4-40.der",
    "pkcs12pbe-3des.der",
    "pkcs12pbe-2des.der",
    "pkcs12pbe-rc2-128.der",
    "pkcs12pbe-rc2-40.der",
    "dek-aes128.pem",
    "dek-aes192.pem",
    "dek-aes256.pem",
    "dek-des.pem",
    "dek-des3.pem",
    "dek-camellia128.pem",
    "dek-camellia256.pem",
    "dek-aria192.pem",
    "modern.p12",
    "legacy.p12",
    "rc4-sha512-mac.p12",
    "no-mac.p12",
    "pbmac1.p12",
    "ber.p12",
    "openssh-aes256-ctr",
    "openssh-aes256-gcm",
    "openssh-aes128-cbc",
    "openssh-3des-cbc",
];

/// The one RSA key of a file, once it has decrypted what was encrypted for it.
fn proved(name: &str, password: Option<&str>, encrypted: &str) -> RsaKey {
    let mut keys = load_file(&path(name), password).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(keys.len(), 1, "{name}");
    let key = keys.remove(0);
    let premaster = key.decrypt_premaster(&contents(encrypted), &[Version::TLS12]);
    assert!(premaster.is_ok_and(|premaster| premaster.version_matches()), "{name}");
    key
}

#[test]
fn every_container_gives_the_same_key() {
    let modulus = proved("pkcs1.pem", None, "premaster.enc").modulus_be().to_vec();
    for name in PLAIN.into_iter().chain(["empty-password-legacy.p12"]) {
        assert_eq!(proved(name, None, "premaster.enc").modulus_be(), modulus, "{name}");
        assert_eq!(proved(name, Some(""), "premaster.enc").modulus_be(), modulus, "{name}");
    }
    for name in PROTECTED.into_iter().chain(["putty-2-protected.ppk"]) {
        assert_eq!(proved(name, Some(PASSWORD), "premaster.enc").modulus_be(), modulus, "{name}");
    }
}

#[test]
fn a_missing_password_and_a_wrong_one_are_told_apart() {
    for name in PROTECTED.into_iter().chain(["putty-2-protected.ppk"]) {
        for none in [None, Some("")] {
            let said = said(name, none);
            assert!(said.contains("protected by a password, and no password was given"), "{said}");
        }
        let said = said(name, Some("wr0ng"));
        assert!(said.contains("the password is wrong") && !said.contains("wr0ng"), "{said}");
    }
}

#[test]
fn a_key_of_three_primes_decrypts() {
    assert_eq!(proved("three-primes.pem", None, "three-primes.enc").bits(), 1024);
}

#[test]
fn ec_keys_agree_with_their_peers() {
    for name in ["p256", "p384", "p521"] {
        let agreed = contents(&format!("ec-{name}.agreed"));
        for file in [format!("ec-{name}.pem"), format!("ec-{name}.der"), format!("ec-{name}-pkcs8.pem")] {
            let mut keys = load_keys(&path(&file), None).unwrap_or_else(|error| panic!("{error}"));
            let Some(PrivateKey::Ec(key)) = keys.pop() else { panic!("{file}: no EC key") };
            let len = key.curve().coordinate_len();
            let (point, secret) = agreed.split_at(2 * len + 1);
            assert_eq!(key.shared_secret(point).unwrap()[..], *secret, "{file}");
            assert!(keys.is_empty(), "{file}");
        }
    }
    assert!(matches!(&load_keys(&path("ec-openssh"), None).unwrap()[..], [PrivateKey::Ec(_)]));
}

#[test]
fn what_gives_no_key_says_why_and_what_to_do() {
    for (name, password, words) in [
        ("certificate-only.p12", Some(PASSWORD), "without a private key; export it with the key"),
        ("certificate-only.p12", None, "no password was given"),
        ("certificate.pem", None, "the private key that belongs to it is needed"),
        ("jwk-public.json", None, "only a public key"),
        ("openssh-chacha", Some(PASSWORD), "convert it with: ssh-keygen -p"),
        ("putty-3-protected.ppk", Some(PASSWORD), "convert it with: puttygen"),
        ("ec-other-curve.pem", None, "a curve other than P-256"),
    ] {
        let said = said(name, password);
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
    }
    let error = load_file(&path("ec-p256.pem"), None).unwrap_err().to_string();
    assert!(error.contains("ec-p256.pem: holds an EC key; only sessions with static ECDH"), "{error}");
}

#[test]
fn a_file_may_hold_keys_of_both_kinds() {
    let both = [contents("ec-p256.pem"), contents("certificate.pem"), contents("pkcs1.pem")].concat();
    let keys = parse_keys(&both, None).ok().unwrap();
    assert!(matches!(&keys[..], [PrivateKey::Ec(_), PrivateKey::Rsa(_)]));
    assert_eq!(parse(&both, None).ok().unwrap().len(), 1);
}

#[test]
fn absurd_work_is_refused_before_it_is_done() {
    let replaced = |name: &str, from: &[u8], to: &[u8]| {
        let mut bytes = contents(name);
        let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
        bytes[at..at + from.len()].copy_from_slice(to);
        parse_keys(&bytes, Some(PASSWORD)).err().unwrap().to_string()
    };
    // The cost of scrypt: 16 and block size 8 become 2^28 of 2^7 bytes. The lengths stay as they are.
    let said = replaced("pbes2-scrypt.der", &[2, 1, 16, 2, 1, 8, 2, 1, 1], &[2, 4, 0x10, 0, 0, 0, 2, 1, 8]);
    assert!(said.contains("an absurd amount of work"), "{said}");
    // PBKDF2 with three rounds becomes one of 2^31 - 1: the salt before gives up three bytes.
    let mut bytes = contents("pbes2-aes128.der");
    let at = bytes.windows(5).position(|window| window == [2, 1, 3, 0x30, 0x0c]).unwrap();
    bytes[at - 9] -= 3;
    bytes[at - 3..at + 3].copy_from_slice(&[2, 4, 0x7f, 0xff, 0xff, 0xff]);
    let said = parse_keys(&bytes, Some(PASSWORD)).err().unwrap().to_string();
    assert!(said.contains("an absurd amount of work"), "{said}");
    // Many blocks, each bearable alone.
    let mut left = Password::new(Some(PASSWORD));
    assert!(left.spend(3_000_000).is_ok() && left.spend(3_000_000).is_err());
}

/// The containers that share no reader with another one here.
const SMALL: [&str; 12] = [
    "pkcs1.der",
    "ec-p256.der",
    "private.msblob",
    "cng.blob",
    "jwk.json",
    "putty-2-protected.ppk",
    "pbes2-rc2.der",
    "pbes1-md5-rc2.der",
    "dek-aes192.pem",
    "legacy.p12",
    "ber.p12",
    "openssh-aes256-gcm",
];

#[test]
fn cut_files_give_no_key_and_no_panic() {
    for name in SMALL {
        let bytes = contents(name);
        // A signature of a PuTTY key, and a line end, may be missing.
        let needed = bytes.len() - 40;
        for len in 0..bytes.len() {
            let keys = parse_keys(&bytes[..len], Some(PASSWORD));
            assert!(keys.is_err() || len > needed, "{name} cut to {len}");
        }
    }
}

#[test]
fn changed_bytes_give_the_same_key_or_none() {
    let modulus = proved("pkcs1.pem", None, "premaster.enc").modulus_be().to_vec();
    for name in SMALL {
        let mut bytes = contents(name);
        for at in 0..bytes.len() {
            let flip = if at % 2 == 0 { 0x01 } else { 0x80 };
            bytes[at] ^= flip;
            if let Ok(keys) = parse_keys(&bytes, Some(PASSWORD)) {
                let mut rsa = keys.into_iter().filter_map(PrivateKey::into_rsa);
                assert!(rsa.all(|key| key.modulus_be() == modulus), "{name} at {at}");
            }
            bytes[at] ^= flip;
        }
    }
}

#[test]
fn a_folder_gives_its_keys_and_names_what_it_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let add = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    add("b.pem", &contents("pkcs1.pem"));
    add("a.p12", &contents("modern.p12"));
    add("c.pem", &contents("ec-p256.pem"));
    add("closed.pem", b"-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n");
    add("notes.txt", b"nothing here");
    add("cert.pem", &contents("certificate.pem"));
    std::fs::create_dir(folder.path().join("inner")).unwrap();
    let found = load_folder(folder.path(), Some(PASSWORD)).unwrap();
    let names: Vec<_> =
        found.keys.iter().map(|(path, keys)| (path.file_name().unwrap(), keys.len())).collect();
    assert_eq!(names, [("a.p12".as_ref(), 1), ("b.pem".as_ref(), 1), ("c.pem".as_ref(), 1)]);
    assert_eq!((found.refused.len(), found.skipped, found.is_too_large), (1, 3, false));
    assert!(found.refused[0].to_string().contains("closed.pem: is damaged: line 2"));
    for number in 0..1_000 {
        add(&format!("{number}.txt"), b"");
    }
    let found = load_folder(folder.path(), None).unwrap();
    assert!(found.is_too_large && found.skipped + found.keys.len() + found.refused.len() == 1_000);
    assert!(load_folder(&folder.path().join("missing"), None).is_err());
}

const PKCS8: &[u8] = file!("upyssl.key");

fn der() -> Vec<u8> {
    pem::blocks(PKCS8)[0].contents.as_ref().unwrap().to_vec()
}

/// The RSAPrivateKey inside the PKCS#8 structure.
fn pkcs1_der() -> Vec<u8> {
    let der = der();
    let mut body = Walk::new(&der).sequence().unwrap();
    body.any().zip(body.any()).unwrap();
    body.take(Tag::OctetString).unwrap().to_vec()
}

fn said_of(bytes: &[u8]) -> String {
    parse(bytes, None).err().map_or("loads".into(), |refusal| refusal.to_string())
}

#[test]
fn a_key_is_known_by_its_content() {
    let text = std::str::from_utf8(PKCS8).unwrap();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let certificate: &[u8] = file!("upyssl.crt");
    let ec = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    for (what, bytes) in [
        ("PKCS#8", PKCS8.to_vec()),
        ("DER", der()),
        ("PKCS#1 DER", pkcs1_der()),
        ("CRLF", text.replace('\n', "\r\n").into()),
        ("BOM", [b"\xef\xbb\xbf", PKCS8].concat()),
        ("UTF-16, little endian", utf16(u16::to_le_bytes)),
        ("UTF-16, big endian", utf16(u16::to_be_bytes)),
        ("no final line end", PKCS8.trim_ascii_end().to_vec()),
        ("text before", [b"Bag Attributes\n    localKeyID: 01\n", PKCS8].concat()),
        ("text behind", [PKCS8, b"# a comment\n"].concat()),
        ("certificate before", [certificate, PKCS8].concat()),
        ("other key before", [ec.as_bytes(), PKCS8].concat()),
        ("wrong label", text.replace("PRIVATE", "RSA PRIVATE").into()),
        ("trailing line end", [&der()[..], b"\r\n"].concat()),
    ] {
        let keys = parse(&bytes, None).unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
        assert_eq!((keys.len(), keys[0].bits()), (1, 2048), "{what}");
    }
    assert_eq!(parse(&[PKCS8, file!("srv2048.key")].concat(), None).unwrap().len(), 2);
}

#[test]
fn what_is_no_key_is_named() {
    let text = std::str::from_utf8(PKCS8).unwrap();
    let cut: String = text.lines().take(5).map(|line| format!("{line}\n")).collect();
    let block = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n").into_bytes();
    for (bytes, words) in [
        (b"".to_vec(), "is empty"),
        (b" \n ".to_vec(), "no private key found"),
        (cut.into(), "END line is missing"),
        (text.replacen("MII", "M!I", 1).into(), "line 2 is not base64"),
        (block("PRIVATE KEY"), "damaged or incomplete"),
        (block("CERTIFICATE"), "holds a certificate"),
        (block("ENCRYPTED PRIVATE KEY"), "damaged or incomplete"),
        (block("OPENSSH PRIVATE KEY"), "does not begin as an OpenSSH key"),
        (block("EC PRIVATE KEY"), "damaged or incomplete"),
        (block("PUBLIC KEY"), "only a public key"),
        (block("RSA \x1b[2J KEY"), "unknown kind, \"RSA ?[2J KEY\""),
        ([file!("upyssl.crt"), &file!("srv2048-pbes2.key")[..]].concat(), "password"),
        (
            b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----"
                .to_vec(),
            "DEK-Info line is missing",
        ),
        (b"ssh-rsa AAAA me@host".to_vec(), "an SSH public key"),
        (b"<!DOCTYPE html>".to_vec(), "a web page"),
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00".to_vec(), "a capture file"),
        (b"CLIENT_RANDOM 00 00".to_vec(), "a key log"),
        (b"{\"kty\": \"RSA\"}".to_vec(), "only a public key"),
        (b"{\"a\": [1, {}]}".to_vec(), "no JSON Web Key"),
        (b"{\"kty\": \"RSA\"".to_vec(), "JSON that is cut short"),
        (der()[..500].to_vec(), "does not fit the data"),
        ([der(), der()].concat(), "other data follows"),
        (vec![0x30, 3, 2, 1, 0], "structure"),
    ] {
        let said = said_of(&bytes);
        assert!(said.contains(words), "{words:?} not in {said:?}");
        assert!(!said.contains(|c: char| c.is_control()), "{said:?}");
    }
}

#[test]
fn keys_that_cannot_decrypt_are_told_apart_by_their_algorithm() {
    let pkcs8 = |oid: &[u8]| {
        let mut der = vec![0x30, 9 + oid.len() as u8, 2, 1, 0, 0x30, 2 + oid.len() as u8, 6, oid.len() as u8];
        der.extend(oid);
        der.extend([4, 0]);
        said_of(&der)
    };
    assert!(pkcs8(&[0x2b, 0x65, 0x70]).contains("an Ed25519 key"));
    assert!(pkcs8(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]).contains("an EC key"));
    assert!(pkcs8(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a]).contains("RSA-PSS"));
    assert!(said_of(&[0x30, 7, 2, 1, 3, 0x30, 2, 6, 0]).contains("PKCS#12"));
    assert!(said_of(&[0x30, 6, 2, 1, 1, 4, 1, 9]).contains("curve is not named"));
}

#[test]
fn every_cut_of_a_key_is_refused() {
    let der = pkcs1_der();
    for len in 1..der.len() {
        assert!(parse(&der[..len], None).is_err());
    }
    // With an outer length that fits, numbers are missing instead.
    for len in 4..der.len() {
        let body = &der[4..len];
        let mut cut = vec![0x30, 0x82, (body.len() >> 8) as u8, body.len() as u8];
        cut.extend(body);
        let complete = Walk::new(body).any().is_some() && parse(&cut, None).is_ok();
        // Primes suffice: what follows them is not needed.
        assert!(!complete || body.len() > 640, "{len}");
    }
}

#[test]
fn files_are_looked_at_before_they_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let said = |path: &Path| load_file(path, None).err().map(|error| error.to_string()).unwrap_or_default();
    let missing = folder.path().join("no such\nkey.pem");
    assert!(said(&missing).contains("no such?key.pem: cannot be read: "));
    assert!(said(folder.path()).ends_with("is a directory, not a key file"));
    assert!(said(Path::new("/dev/zero")).ends_with("no key is read from it"));
    let large = folder.path().join("large.pem");
    File::create(&large).unwrap().set_len(100 << 20).unwrap();
    assert!(said(&large).contains("too large for a key file (104857600 bytes"));
    let good = folder.path().join("good.pem");
    std::fs::write(&good, PKCS8).unwrap();
    assert_eq!(load_file(&good, None).unwrap().len(), 1);
}
