//! TLS trees of the founding exchange, with and without its key: the real index below, and a
//! transport of the test's own above it, so that nothing but TLS is looked at.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Claim, Cursor, Cut, Dissector, Protocol, Registry, Settings, StreamPlace, Wanted};
use wirelens::document::{Document, Source};
use wirelens::field::{Base, FieldDef, Names, Type};
use wirelens::store::Capture;
use wirelens::tls::secrets::Keyring;

const FIELDS: &[FieldDef] = &[FieldDef {
    abbrev: "test",
    title: "Test",
    ty: Type::Protocol,
    base: Base::None,
    names: Names::None,
    mask: 0,
    doc: "The test's own transport.",
}];

/// Gives TLS all records that are complete in the frame.
fn transport(d: &mut Dissector<'_>, _: Cursor<'_>) -> Result<(), Cut> {
    let Some((conversation, found, direction)) = d.next_conversation() else { return Ok(()) };
    let Some(stream) = found.flow.as_deref().and_then(|f| f.directions.get(direction)) else { return Ok(()) };
    let records = stream.messages_in(d.frame_id());
    let (Some(first), Some(last)) =
        (stream.messages.get(records.start), records.clone().last().and_then(|i| stream.messages.get(i)))
    else {
        return Ok(());
    };
    let start = first.start();
    let bytes: Arc<[u8]> = d.capture().stream_bytes(stream, start..last.end()).into_owned().into();
    let source = d.add_source("Reassembled TCP", Arc::clone(&bytes), Vec::new()).unwrap();
    let place = StreamPlace { conversation, direction, start, decrypted: false, inside: 0 };
    let payload = Cursor::new(&bytes, bytes.len() as u32, source);
    d.hand_over_any(&[Claim::Named("tls")], None, payload, Some(place));
    Ok(())
}

static TRANSPORT: Protocol = Protocol {
    name: "test",
    title: "Test",
    fields: FIELDS,
    claims: &[Claim::LinkType(1)],
    dissect: transport,
    ..Protocol::EMPTY
};

fn registry() -> &'static Registry {
    let mut list = wirelens::proto::PROTOCOLS.to_vec();
    // It claims Ethernet's link type; fields are numbered by the list, so it must stand last.
    list.push(&TRANSPORT);
    Box::leak(Box::new(Registry::new(list.leak())))
}

struct Session {
    capture: Arc<Capture>,
    settings: Settings,
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

impl Session {
    fn open(capture: &str, key: Option<&str>) -> Self {
        let keyring = Arc::new(Keyring::new());
        if let Some(key) = key {
            keyring.load_rsa_file(&file(key), None).unwrap();
        }
        let settings = Settings {
            secrets: keyring.snapshot(),
            decode_as: vec![(Claim::LinkType(1), "test")],
            ..Settings::default()
        };
        let source = Source::from_arg(&file(capture));
        let mut document = Document::open(source, keyring, settings.clone()).unwrap();
        document.load_all().unwrap();
        Self { capture: document.capture(), settings }
    }

    /// Protocol column, Info column, the lines of the tree from TLS on, and the data sources.
    fn frame(&self, number: u32) -> (String, String, Vec<String>, Vec<(String, Vec<u8>)>) {
        let mut d = Dissector::new(&self.capture, &self.settings, registry(), Wanted::Everything);
        d.frame(FrameId::from_number(number).unwrap());
        assert!(!d.fault);
        let lines: Vec<String> = d
            .tree
            .nodes()
            .iter()
            .map(|node| {
                let mut line = "    ".repeat(node.depth.into());
                d.tree.label(node, &d.sources, &mut line);
                line
            })
            .skip_while(|line| line != "Transport Layer Security")
            .collect();
        let sources = d.sources.iter().map(|(_, s)| (s.title.to_string(), s.bytes.to_vec())).collect();
        (d.columns.protocol.to_string(), d.columns.info().to_owned(), lines, sources)
    }
}

#[test]
fn the_founding_client_hello_is_shown_line_by_line() {
    let (protocol, info, lines, _) = Session::open("samples/upyssl.pcap", None).frame(4);
    assert_eq!((protocol.as_str(), info.as_str()), ("TLSv1.2", "Client Hello"));
    let expected = "\
Transport Layer Security
    TLSv1.2 Record Layer: Handshake Protocol: Client Hello
        Content Type: Handshake (22)
        Version: TLS 1.2 (0x0303)
        Length: 67
        Handshake Protocol: Client Hello
            Handshake Type: Client Hello (1)
            Length: 63
            Version: TLS 1.2 (0x0303)
            Random: 6b030cc507f41dc2d4f78eb3946e799069ce8332055600000600000000000000
                GMT Unix Time: Nov 22, 2026 15:39:49.000000000 UTC
                Random Bytes: 07f41dc2d4f78eb3946e799069ce8332055600000600000000000000
            Session ID Length: 0
            Cipher Suites Length: 8
            Cipher Suites (4 suites)
                Cipher Suite: TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)
                Cipher Suite: TLS_RSA_WITH_AES_128_CBC_SHA256 (0x003c)
                Cipher Suite: TLS_RSA_WITH_AES_256_CBC_SHA (0x0035)
                Cipher Suite: TLS_RSA_WITH_AES_256_CBC_SHA256 (0x003d)
            Compression Methods Length: 1
            Compression Methods (1 method)
                Compression Method: null (0)
            Extensions Length: 14
            Extension: signature_algorithms (len=10)
                Type: signature_algorithms (13)
                Length: 10
                Signature Hash Algorithms Length: 8
                Signature Hash Algorithms (4 algorithms)
                    Signature Algorithm: rsa_pkcs1_sha512 (0x0601)
                        Signature Hash Algorithm Hash: SHA512 (6)
                        Signature Hash Algorithm Signature: RSA (1)
                    Signature Algorithm: rsa_pkcs1_sha384 (0x0501)
                        Signature Hash Algorithm Hash: SHA384 (5)
                        Signature Hash Algorithm Signature: RSA (1)
                    Signature Algorithm: rsa_pkcs1_sha256 (0x0401)
                        Signature Hash Algorithm Hash: SHA256 (4)
                        Signature Hash Algorithm Signature: RSA (1)
                    Signature Algorithm: rsa_pkcs1_sha1 (0x0201)
                        Signature Hash Algorithm Hash: SHA1 (2)
                        Signature Hash Algorithm Signature: RSA (1)
            [JA4: t12i040100_6cd4fcdfba3a_b272446b170b]
            [JA4_r: t12i040100_002f,0035,003c,003d_000d_0601,0501,0401,0201]
            [JA3 Fullstring: 771,47-60-53-61,13,,]
            [JA3: 04f06ff27dda5ea52ba3d0c6a1e2d553]";
    assert_eq!(lines, expected.lines().collect::<Vec<_>>());
}

#[test]
fn the_key_opens_the_founding_exchange() {
    let session = Session::open("samples/upyssl.pcap", Some("samples/key.pem"));
    let infos: Vec<String> = [4, 6, 8, 10, 12, 13, 14, 18].map(|n| session.frame(n).1).into();
    let expected = [
        "Client Hello",
        "Server Hello, Certificate, Server Hello Done",
        "Client Key Exchange",
        "Change Cipher Spec, Finished",
        "Change Cipher Spec, Finished",
        "Application Data",
        "Application Data",
        "Alert (Level: Warning, Description: Close Notify)",
    ];
    assert_eq!(infos, expected);
    let (_, _, lines, sources) = session.frame(14);
    for line in [
        "[Verified: HMAC-SHA256, sequence 1]",
        "[Cipher: TLS_RSA_WITH_AES_256_CBC_SHA256, chosen in frame 6]",
        "[Opened by: key.pem, pre-master secret from frame 8]",
        "[IV Length: 16]",
        "[Content Length: 29]",
        "[MAC Length: 32]",
        "[Padding Length: 3]",
    ] {
        assert!(lines.iter().any(|l| l.trim_start() == line), "{line}\n{}", lines.join("\n"));
    }
    let opened = sources.iter().find(|(title, _)| title == "Decrypted TLS").unwrap();
    assert_eq!(opened.1, b"HELLO PYTHON TLS/SSL SERVER!\n");
}

#[test]
fn without_a_key_the_tree_says_why_records_stay_closed() {
    let session = Session::open("samples/upyssl.pcap", None);
    let (_, info, lines, sources) = session.frame(10);
    assert_eq!(info, "Change Cipher Spec, Encrypted Handshake Message");
    assert!(lines.iter().any(|l| l.trim_start() == "[Not decrypted: no RSA key is loaded]"), "{lines:#?}");
    assert!(!sources.iter().any(|(title, _)| title == "Decrypted TLS"));
    assert_eq!(session.frame(18).1, "Encrypted Alert");
}

#[test]
fn a_message_over_several_records_is_shown_where_it_ends() {
    let (_, info, lines, sources) =
        Session::open("tests/fixtures/tls/rsa-bigchain-frag512.pcap", None).frame(6);
    assert_eq!(info, "Server Hello, [Certificate Fragment], Certificate, Server Hello Done");
    for line in [
        "TLSv1.2 Record Layer: Handshake Protocol: Certificate (fragment)",
        "Handshake Protocol: Certificate (last fragment)",
        "[2 Reassembled Handshake Fragments (868 bytes): #6(512), #6(356)]",
        "[Frame: 6, payload: 512-867 (356 bytes)]",
        "[Handshake Fragment count: 2]",
    ] {
        assert!(lines.iter().any(|l| l.trim_start() == line), "{line}\n{}", lines.join("\n"));
    }
    let whole = sources.iter().find(|(title, _)| title == "Reassembled TLS Handshake").unwrap();
    assert_eq!(whole.1.len(), 868);
}

#[test]
fn a_suite_without_encryption_is_readable_without_a_key() {
    let session = Session::open("tests/fixtures/tls/rsa-tls12-null-sha256.pcap", None);
    assert_eq!(session.frame(8).1, "Client Key Exchange, Change Cipher Spec, Finished");
}
