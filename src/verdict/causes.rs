//! The catalogue: every cause there is, once. Slug, title, how sure it is by nature, the sentence
//! and what to do. When a cause holds is decided in `rules/`; names in `{}` are filled from facts.

pub use crate::store::verdict::Cause;
use crate::store::verdict::Certainty::{Guess, Likely, Proved};

/// Text, and a command.
type Advice = (&'static str, Option<&'static str>);

const RECAPTURE: Advice = (
    "Start the capture first, then make the connection; capture whole packets, with a large buffer.",
    Some("tcpdump -s 0 -B 16384 -i any -w new.pcap 'host {server_ip} and port {server_port}'"),
);
const KEY_LOG: Advice = (
    "Load a key log: set this before the client (or the server) starts, repeat the connection, then load the file.",
    Some("export SSLKEYLOGFILE=\"$HOME/tls-keys.log\""),
);
const RSA_ONLY: Advice = (
    "On a test server of your own, allow RSA key exchange only. Of what this client offers, {offered_rsa} would do.",
    Some("openssl s_server -accept {server_port} -cert cert.pem -key key.pem -tls1_2 -cipher {rsa_cipher}"),
);
const RSA_ONLY_NGINX: Advice = (
    "The same in nginx, inside the server block:",
    Some("ssl_protocols TLSv1.2; ssl_ciphers {rsa_cipher}; ssl_prefer_server_ciphers on;"),
);
const FINGERPRINT: Advice = (
    "Compare: this prints the fingerprint of a key file, which has to be {certificate_spki}.",
    Some("openssl pkey -in key.pem -pubout -outform DER | openssl sha256"),
);
const OTHER_KEY: Advice =
    ("Load another key: the one that belongs to the server's certificate of that time.", None);
const PSK: Advice = (
    "Enter the pre-shared key as hexadecimal digits.",
    Some("tlens -r capture.pcap -o tls.psk:0123456789abcdef"),
);
const BOTH_WAYS: Advice = (
    "Mirror both directions of the port, or capture on one of the two machines.",
    Some("tcpdump -s 0 -B 16384 -i any -w new.pcap 'host {server_ip} and port {server_port}'"),
);
const FULL_HANDSHAKE: Advice = (
    "Capture a full handshake: restart the client (or clear its session cache), so that nothing is resumed.",
    Some("tcpdump -s 0 -B 16384 -i any -w new.pcap 'host {server_ip} and port {server_port}'"),
);
const DECRYPT_KEY: Advice = (
    "Give the password when it is asked for, or write the key without one.",
    Some("openssl pkey -in key.enc.pem -out key.pem"),
);

macro_rules! causes {
    ($($name:ident = $section:literal $slug:literal $certainty:ident $title:literal
        $sentence:literal [$($fix:expr),* $(,)?];)+) => {
        $(
            #[doc = $title]
            pub static $name: Cause = Cause {
                slug: $slug,
                section: $section,
                title: $title,
                certainty: $certainty,
                sentence: $sentence,
                fixes: &[$($fix),*],
            };
        )+

        /// All of them, in order of the catalogue.
        pub static CAUSES: &[&Cause] = &[$(&$name),+];
    };
}

causes! {
    // A: the key exchange makes the loaded secret useless.
    ECDHE = 'A' "ecdhe" Proved "Elliptic curve Diffie-Hellman key exchange"
        "The server chose {suite}[ (frame {server_hello})]. A private key only signs here; the session keys come from a one-time Diffie-Hellman exchange[ on {group}], so no private key can open this session."
        [KEY_LOG, RSA_ONLY, RSA_ONLY_NGINX];
    DHE = 'A' "dhe" Proved "Finite-field Diffie-Hellman key exchange"
        "The server chose {suite}[ (frame {server_hello})]. A private key only signs here; the session keys come from a one-time finite-field Diffie-Hellman exchange[ in a {group} group], so no private key can open this session."
        [KEY_LOG, RSA_ONLY, RSA_ONLY_NGINX];
    TLS13 = 'A' "tls13" Proved "TLS 1.3"
        "{version}: the private key only signs and never gives session keys.[ The server chose {suite} (frame {server_hello}).]"
        [KEY_LOG, RSA_ONLY, RSA_ONLY_NGINX];
    STATIC_ECDH = 'A' "static-ecdh" Proved "Static Diffie-Hellman key in the certificate"
        "The server chose {suite}[ (frame {server_hello})]: the key exchange uses the fixed (EC)DH key of its certificate, so that key, not an RSA key, would open the session."
        [("Load the EC private key that belongs to the server's certificate.", None), KEY_LOG];
    PSK_MISSING = 'A' "psk" Proved "Pre-shared key needed"
        "Pre-shared key session[, identity '{identity}'][ (frame {client_key_exchange})]: it is opened by that key, and none is loaded. An RSA key does not help."
        [PSK, KEY_LOG];
    RSA_PSK = 'A' "rsa-psk" Proved "RSA key and pre-shared key needed"
        "{suite} needs both, the server's RSA key and the pre-shared key[ of identity '{identity}']: {missing_secret} is missing."
        [PSK, FINGERPRINT, KEY_LOG];
    DHE_PSK = 'A' "dhe-psk" Proved "Pre-shared key with Diffie-Hellman"
        "{suite}: even with the pre-shared key[ of identity '{identity}'] the one-time Diffie-Hellman secret is missing."
        [KEY_LOG];
    ECDHE_PSK = 'A' "ecdhe-psk" Proved "Pre-shared key with elliptic curve Diffie-Hellman"
        "{suite}: even with the pre-shared key[ of identity '{identity}'] the one-time Diffie-Hellman secret is missing."
        [KEY_LOG];
    PAKE = 'A' "pake" Proved "Password authenticated key exchange"
        "{suite}: the password proves who is there, but the session keys come from one-time secrets that no key file holds."
        [KEY_LOG];
    PSK_DHE_KE = 'A' "psk-dhe-ke" Proved "TLS 1.3 pre-shared key with Diffie-Hellman"
        "{version} with a pre-shared key (psk_dhe_ke)[, agreed in frame {server_hello}]: the pre-shared key alone is not enough, a fresh Diffie-Hellman secret is mixed in."
        [KEY_LOG];
    ANON = 'A' "anon" Proved "Anonymous key exchange"
        "{suite} is an anonymous exchange[ (frame {server_hello})]: there is no certificate, and no key can help."
        [KEY_LOG];
    KX_NOT_IN_OFFER = 'A' "kx-not-in-offer" Likely "Suite that was not offered"
        "The server chose {suite}[ (frame {server_hello})], which the client did not offer[ (frame {client_hello})]: the two streams do not belong together, or a peer is broken."
        [("Look whether the port was used for two connections.", None), RECAPTURE];

    // B: the key does not belong to the session.
    NO_KEY = 'B' "no-key" Proved "The server's RSA key is not loaded"
        "This session can be opened with the server's RSA key[: certificate {subject}, serial {serial}][, SHA-256 of the key {certificate_spki}][, valid {validity}]."
        [("Load the server's private key.", Some("tlens -r capture.pcap -o 'uat:rsa_keys:\"key.pem\",\"\"'")), FINGERPRINT, KEY_LOG];
    KEY_CERT_MISMATCH = 'B' "key-cert-mismatch" Proved "The key is not the certificate's"
        "{loaded_keys}: not the key of the server's certificate ({certificate_spki}[, serial {serial}], {certificate_bits} bit)."
        [OTHER_KEY, FINGERPRINT, ("The certificate was issued {not_before}: the key was probably renewed then.", None)];
    EPMS_SIZE = 'B' "epms-size" Proved "The key has another size"
        "The ClientKeyExchange[ in frame {client_key_exchange}] carries {epms_len} bytes, which is a {epms_bits} bit key; {loaded_keys}."
        [OTHER_KEY, FINGERPRINT];
    PADDING = 'B' "padding" Proved "The premaster's padding is wrong"
        "Decrypted with {loaded_keys}, the pre-master secret[ of frame {client_key_exchange}] has no PKCS#1 v1.5 padding: wrong key, or a damaged ClientKeyExchange."
        [OTHER_KEY, FINGERPRINT, RECAPTURE];
    PMS_VERSION = 'B' "pms-version" Likely "Another version in the premaster"
        "The pre-master secret was decrypted, but the version in it is not the one the client offered: very likely the wrong key, or a hello of another connection."
        [OTHER_KEY, RECAPTURE];
    CERT_NOT_RSA = 'B' "cert-not-rsa" Proved "The certificate's key is no RSA key"
        "The server's certificate[ (frame {certificate})] has a key of kind {certificate_key}: RSA keys are irrelevant here."
        [KEY_LOG];
    NO_CERT_SEEN = 'B' "no-cert-seen" Proved "No certificate was captured and no key fits"
        "The server's certificate was not captured, and {loaded_keys}: none fits the ClientKeyExchange[ in frame {client_key_exchange}]."
        [OTHER_KEY, RECAPTURE];
    TLS_TERMINATOR = 'B' "tls-terminator" Likely "Two keys answer for one name"
        "Two different keys answer for {sni}: a load balancer, a proxy or a CDN ends the TLS."
        [("Capture behind that hop, or at it.", None)];
    SEVERAL_KEYS = 'B' "several-keys" Proved "A loaded key opened nothing"
        "Of the keys loaded, {idle_keys} opened nothing in this capture."
        [("Remove it from the list of keys.", None)];

    // C: the key or secrets file itself.
    ENC_PKCS8 = 'C' "enc-pkcs8" Proved "Key protected by a password"
        "The key in {file} is protected by a password, and none was given."
        [DECRYPT_KEY];
    ENC_PKCS1 = 'C' "enc-pkcs1" Proved "Key protected by a password, in the old format"
        "The key in {file} is protected by a password (old OpenSSL format), and none was given."
        [DECRYPT_KEY];
    DER = 'C' "der" Proved "Key in DER"
        "{file} is binary (DER), which is read as it is."
        [];
    P12_PASSWORD = 'C' "p12-password" Proved "Wrong password"
        "The password for {file} is wrong."
        [("Give the right one.", Some("openssl pkcs12 -in key.p12 -nocerts -nodes -out key.pem"))];
    CERT_OR_PUB = 'C' "cert-or-pub" Proved "A certificate or public key instead of the private key"
        "{file} holds what is public; the private key that belongs to it is needed."
        [("Load the private key; it often lies in the same folder.", None)];
    SSH_KEY = 'C' "ssh-key" Proved "Key in the SSH format"
        "{file} holds a key in an SSH format that cannot be used here."
        [("Convert a copy of it.", Some("ssh-keygen -p -m PEM -N '' -f key.copy"))];
    EC_KEY = 'C' "ec-key" Proved "A key that cannot decrypt"
        "{file} holds a key that is no RSA key: it cannot decrypt TLS by itself."
        [KEY_LOG];
    ENCODING = 'C' "encoding" Proved "Key file in an unusual encoding"
        "{file} has an unusual encoding, which is read as it is."
        [];
    UNREADABLE = 'C' "unreadable" Proved "Unreadable key file"
        "No key could be read from {file}."
        [("Choose another file, or make yourself a copy you may read.", Some("sudo install -m 600 -o \"$USER\" key.pem key.copy.pem"))];
    KEYLOG_SYNTAX = 'C' "keylog-syntax" Proved "Unreadable lines in the key log"
        "The key log {keylog} has {keylog_broken} that cannot be read: {keylog_first_broken}."
        [("Repair the file or write it anew: a line is LABEL, client random (64 digits), secret.", None)];
    KEYLOG_OTHER_RUN = 'C' "keylog-other-run" Proved "Key log of another run"
        "The key log {keylog} has secrets for {keylog_sessions}, none of them for this one (client random {client_random}, frame {client_hello}).[ The file was last written {keylog_written}, the capture was made {captured}.]"
        [("Set SSLKEYLOGFILE before the program starts, then capture a connection of that same process.", Some("export SSLKEYLOGFILE=\"$HOME/tls-keys.log\""))];
    KEYLOG_PART = 'C' "keylog-part" Proved "Some secrets are missing in the key log"
        "The key log {keylog} has {keylog_labels} for this session, but not {keylog_missing}: what those protect stays closed."
        [("Let the program write all secrets of the connection: set SSLKEYLOGFILE before it starts and end it properly.", Some("export SSLKEYLOGFILE=\"$HOME/tls-keys.log\""))];
    KEYLOG_NEVER_WRITTEN = 'C' "keylog-never-written" Proved "The key log is empty"
        "The key log {keylog} holds no secret: the program never wrote one. Schannel, SecureTransport, sandboxed (snap, flatpak) and setuid programs ignore SSLKEYLOGFILE; Go, Java and rustls need a line of code."
        [("Use a client that writes it, such as curl or Firefox, or let yours export its keys (OpenSSL: SSL_CTX_set_keylog_callback, mbedTLS: mbedtls_ssl_set_export_keys_cb).", Some("export SSLKEYLOGFILE=\"$HOME/tls-keys.log\""))];
    ONLY_CLIENT_RANDOM_FOR_13 = 'C' "only-client-random-for-13" Proved "TLS 1.2 line for a TLS 1.3 session"
        "The key log {keylog} has only a CLIENT_RANDOM line for this {version} session; a master secret cannot open it."
        [("Use a newer TLS library, which writes TRAFFIC_SECRET lines.", None)];
    DSB = 'C' "dsb" Proved "Unknown kind of decryption secrets in the file"
        "The capture file carries decryption secrets of a kind that is no TLS key log."
        [("Put the key log into the file.", Some("editcap --inject-secrets tls,tls-keys.log capture.pcapng with-keys.pcapng"))];
    PSK_BAD = 'C' "psk-bad" Proved "Wrong pre-shared key"
        "The pre-shared key is wrong[ for identity '{identity}']: the first encrypted {unit}[ (frame {first_failed})] fails its integrity check."
        [PSK];
    HW_KEY = 'C' "hw-key" Likely "Key in hardware"
        "The key is in a smartcard, TPM or HSM, which cannot be asked here."
        [KEY_LOG];

    // D: something is missing in the capture.
    LATE_START = 'D' "late-start" Proved "The capture began after the handshake"
        "The capture began after this session's handshake: its first record is encrypted (frame {first_record}), and no hello was captured."
        [RECAPTURE, ("Load a key log: for TLS 1.3 no handshake is needed with it.", None)];
    NO_CLIENTHELLO = 'D' "no-clienthello" Proved "No ClientHello was captured"
        "The ClientHello was not captured[: {client_gap}]; the client random in it is part of the keys."
        [RECAPTURE, ("Load a key log: its lines bring the client random with them.", None)];
    NO_SERVERHELLO = 'D' "no-serverhello" Proved "No ServerHello was captured"
        "The ServerHello was not captured[: {server_gap}]; random, suite and certificate were in it."
        [RECAPTURE];
    NO_CKE = 'D' "no-cke" Proved "No ClientKeyExchange was captured"
        "The ClientKeyExchange, which carries the pre-master secret, was not captured[: {client_gap}]."
        [RECAPTURE, ("Load a key log: it works without that message.", Some("export SSLKEYLOGFILE=\"$HOME/tls-keys.log\""))];
    ONE_DIRECTION = 'D' "one-direction" Proved "Only one direction was captured"
        "Only what the {seen_side} sent was captured; nothing that {missing_side} sent, and both are needed."
        [BOTH_WAYS];
    PORT_REUSE = 'D' "port-reuse" Proved "Ports used again"
        "Both ports were used again for another connection[ (frame {reused})]; each is looked at by itself."
        [];
    TCP_GAP = 'D' "tcp-gap" Proved "The capture dropped packets"
        "{gap_len} bytes[ before frame {gap_frame}] were transferred (the peer acknowledged them) but not captured: the capture dropped packets."
        [RECAPTURE];
    TCP_LOSS_REAL = 'D' "tcp-loss-real" Likely "Bytes lost on the network"
        "{gap_len} bytes[ before frame {gap_frame}] were never acknowledged: they were lost on the network, and the connection did not go on."
        [RECAPTURE];
    SNAPLEN = 'D' "snaplen" Proved "Packets were cut by the capture"
        "{cut_frames} cut by the capture's snap length (frame {cut_frame}: {cut_captured} of {cut_len} bytes)."
        [RECAPTURE];
    OFFLOAD = 'D' "offload" Likely "Segmentation offload"
        "Segmentation offload made frames of up to {largest} bytes, and the capture did not keep them whole."
        [("Switch it off on the capturing machine while you capture.", Some("sudo ethtool -K eth0 gro off lro off tso off gso off")), RECAPTURE];
    RESUMED_ID = 'D' "resumed-id" Proved "Resumed session (session ID)"
        "The session{session_id} was resumed[ (frame {server_hello})]; its first handshake, where the keys were agreed, is not in this capture."
        [FULL_HANDSHAKE, KEY_LOG];
    RESUMED_TICKET = 'D' "resumed-ticket" Proved "Resumed session (ticket)"
        "The session was resumed from a ticket[ (frame {client_hello})]; its first handshake, where the keys were agreed, is not in this capture."
        [FULL_HANDSHAKE, KEY_LOG];
    EMS_GAP = 'D' "ems-gap" Proved "Handshake incomplete under extended master secret"
        "This session uses extended master secret (RFC 7627), whose hash needs every byte of the handshake, and part of it is missing[: {handshake_gap}]."
        [RECAPTURE, KEY_LOG];
    RENEG = 'D' "reneg" Proved "Renegotiated with keys that are unknown"
        "The session was renegotiated inside itself[ (frame {reneg_frame})][; the second handshake chose {reneg_suite}], and the keys of that are unknown."
        [KEY_LOG];
    DUP = 'D' "dup" Proved "Frames captured twice"
        "{duplicates} seen twice; the first counts."
        [("Capture on one interface only.", Some("tcpdump -s 0 -B 16384 -i eth0 -w new.pcap 'host {server_ip} and port {server_port}'"))];
    FRAGMENTS = 'D' "fragments" Proved "IP fragments are missing"
        "{fragments} of this conversation never became whole: IP fragments are missing."
        [RECAPTURE];
    DROPPED_BY_RING = 'D' "dropped-by-ring" Guess "The first file of a ring is gone"
        "This is file {ring_number} of a set: the handshake was in an earlier one."
        [("Open the whole set.", Some("mergecap -w whole.pcapng capture_*.pcapng"))];

    // E: order and reassembly, where sessions are opened all the same.
    CROSS_ORDER = 'E' "cross-order" Proved "The directions stand in another order in the file"
        "The two directions' messages stand in another order in the file than they were sent."
        [];
    HELLO_ORDER = 'E' "hello-order" Proved "ServerHello before ClientHello in the file"
        "The ServerHello (frame {server_hello}) stands before the ClientHello (frame {client_hello}) in the file."
        [];
    SEGMENT_ORDER = 'E' "segment-order" Proved "Segments out of order"
        "{reordered} of this conversation stand out of order in the file."
        [];
    OVERLAP = 'E' "overlap" Proved "Retransmissions that differ"
        "A retransmission carries other bytes than what it repeats[ (frame {conflict})]; the first count."
        [];
    REASSEMBLY_OFF = 'E' "reassembly-off" Proved "Reassembly switched off"
        "Streams are not shown put together, because tcp.desegment_tcp_streams is off; sessions are opened all the same."
        [("Switch it on.", Some("tlens -r capture.pcap -o tcp.desegment_tcp_streams:TRUE"))];
    LARGE_STREAM = 'E' "large-stream" Proved "Large stream"
        "The session carries {stream_len} bytes; its records are opened one by one."
        [];
    SPANNING = 'E' "spanning" Proved "Records across segments"
        "Handshake messages span {spanning} records."
        [];

    // F: the record layer refuses.
    MAC_FIRST = 'F' "mac-first" Proved "The secret does not belong to the session"
        "The secret does not belong to this session: the first encrypted {unit}[ (frame {first_failed})] fails its integrity check ({failure})."
        [OTHER_KEY, KEY_LOG];
    MAC_LATER = 'F' "mac-later" Proved "Records are missing or fail inside the session"
        "{opened} of {total} {unit}s are open[; the {holed_side} has a hole][ before frame {gap_frame}][ of {gap_len} bytes][; the {unit} in frame {first_failed} fails: {failure}]."
        [RECAPTURE];
    CORRUPT = 'F' "corrupt" Proved "A record is damaged"
        "The {unit} in frame {first_failed} is damaged in the capture ({failure}); those after it are open."
        [RECAPTURE];
    CIPHER_UNSUPPORTED = 'F' "cipher-unsupported" Proved "Cipher that is not supported"
        "{suite} with {version} is not supported by this program."
        [RSA_ONLY];
    SUITE_UNKNOWN = 'F' "suite-unknown" Proved "Unknown cipher suite"
        "The server chose a cipher suite that is in no registry: {suite}[ (frame {server_hello})]."
        [];
    COMPRESSION = 'F' "compression" Proved "Compressed records"
        "The records are compressed[ (method {compression})], and cannot be inflated."
        [("Switch compression off on the server; it weakens TLS anyway (CRIME).", Some("openssl s_server -accept {server_port} -cert cert.pem -key key.pem -no_comp"))];
    ETM = 'F' "etm" Proved "Encrypt-then-MAC"
        "Encrypt-then-MAC was agreed (RFC 7366); it is taken into account."
        [];
    TRUNCATED_HMAC = 'F' "truncated-hmac" Proved "Truncated HMAC"
        "Truncated HMAC was agreed (RFC 6066): MACs of 10 bytes."
        [];
    EXPORT = 'F' "export" Proved "Export suite with a temporary key"
        "{suite} uses a temporary RSA key[ (frame {server_key_exchange})], not the certificate's, and that was never stored."
        [KEY_LOG];
    NULL_CIPHER = 'F' "null" Proved "Not encrypted at all"
        "{suite} does not encrypt: what is sent stands in the clear, and anyone can read it."
        [("Do not allow NULL suites.", None)];
    SSLV2 = 'F' "sslv2" Proved "SSL 2.0"
        "This is SSL 2.0[ (frame {first_record})], whose records are not opened here."
        [("Allow TLS 1.2 or later only.", None)];
    DTLS = 'F' "dtls" Likely "DTLS records whose form is unknown"
        "The length of the connection ID in these DTLS records is unknown: the handshake that agreed on it was not captured."
        [RECAPTURE];
    QUIC = 'F' "quic" Proved "QUIC connection whose beginning is missing"
        "{quic_version}: the Initial packet with the first connection ID was not captured."
        [RECAPTURE, KEY_LOG];
    KEY_UPDATE = 'F' "keyupdate" Likely "A KeyUpdate was lost"
        "A KeyUpdate was lost[ before frame {first_failed}]: the keys after it were not found."
        [RECAPTURE];
    EARLY_DATA = 'F' "early-data" Proved "Early data without its secret"
        "{early_records} of early data stay closed: CLIENT_EARLY_TRAFFIC_SECRET is not in the key log."
        [KEY_LOG];
    ECH = 'F' "ech" Likely "Encrypted ClientHello"
        "Encrypted ClientHello was offered[ (frame {client_hello})]: if it was accepted, the random that is seen is the outer one, and a key log names the inner one."
        [("Log ECH_SECRET and ECH_CONFIG lines too (RFC 9850), or switch ECH off in the client.", None)];

    // G: it is not what you think.
    NOT_TLS = 'G' "not-tls" Likely "No TLS here"
        "No TLS here, though port {server_port} is known for it: the bytes look like {looks_like}."
        [("Use Decode As to say what it is.", None)];
    PLAIN_SERVER = 'G' "plain-server" Proved "The server speaks no TLS there"
        "The client began TLS, but the server speaks none on port {server_port}: what it sent, in frame {plain_frame}, looks like {looks_like}."
        [("Switch TLS on in the server, or connect to the port where it speaks TLS; where its protocol begins in the clear, have the client ask for TLS first (STARTTLS).", None),
         ("This shows whether the server speaks TLS:", Some("openssl s_client -connect {server_ip}:{server_port}"))];
    OTHER_PORT = 'G' "other-port" Proved "TLS on an unusual port"
        "TLS was found by its content on port {server_port}."
        [];
    STARTTLS = 'G' "starttls" Proved "The connection began in the clear"
        "The connection began in the clear and changed to TLS[ in frame {first_record}]."
        [];
    TUNNELLED = 'G' "tunnelled" Proved "TLS inside a tunnel"
        "The packets were inside a tunnel, which was taken off."
        [];
    WIFI_LOCKED = 'G' "wifi-locked" Likely "The Wi-Fi itself is encrypted"
        "The Wi-Fi itself is encrypted ({protected} protected frames[, first is frame {first_record}]); any TLS is below that."
        [("Capture on the access point or on one of the machines, where the Wi-Fi's encryption is off.", Some("tcpdump -s 0 -B 16384 -i any -w new.pcap"))];
    VPN = 'G' "vpn" Likely "Everything is inside a tunnel"
        "Everything here is inside {tunnel}; the TLS is not visible from outside."
        [("Capture on the tunnel's own interface.", Some("tcpdump -s 0 -B 16384 -i tun0 -w new.pcap"))];
    HANDSHAKE_FAILED = 'G' "handshake-failed" Proved "The handshake failed"
        "Nothing to decrypt: the handshake failed. {alert_side} sent {alert} in frame {alert_frame}[: {alert_meaning}].[ The client offers {offered}.]"
        [("{alert_fix}", None)];
    NO_DATA = 'G' "no-data" Proved "No data was sent"
        "{no_data}"
        [];
    PROXY = 'G' "proxy" Likely "An interception proxy"
        "The certificate was issued by '{issuer}', an interception product: the TLS is split there, and the server's own key is of no use."
        [("Capture on the other side of the proxy, or use the proxy's own key log.", None)];
    PLAINTEXT_BUT_UNPARSED = 'G' "plaintext-but-unparsed" Proved "Opened, but of no known protocol"
        "Opened, but no protocol was recognised in it."
        [("Follow the stream, or use Decode As.", Some("tlens -r capture.pcap -q -z follow,tls,ascii,{stream}"))];
    HIDDEN_BY_FILTER = 'G' "hidden-by-filter" Proved "The display filter hides the session"
        "The display filter hides every frame of this session."
        [("Clear the display filter.", None)];
    LIVE_WAIT = 'G' "live-wait" Proved "The handshake is not through"
        "Waiting for {awaited}."
        [];
    TOO_OLD_TOOL = 'G' "too-old-tool" Likely "A version this program does not know"
        "The session speaks {version}, which this program does not know: a newer one may."
        [];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn slugs_are_unique_words() {
        let slugs: BTreeSet<_> = CAUSES.iter().map(|c| c.slug).collect();
        assert_eq!(slugs.len(), CAUSES.len());
        let word = |s: &str| s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(slugs.iter().all(|s| word(s)));
    }

    #[test]
    fn sections_stand_in_order_and_hold_what_the_catalogue_has() {
        let sections: Vec<char> = CAUSES.iter().map(|c| c.section).collect();
        assert!(sections.is_sorted());
        let count = |s: char| sections.iter().filter(|x| **x == s).count();
        let counts: Vec<usize> = ('A'..='G').map(count).collect();
        // Section A counts DHE_PSK, ECDHE_PSK and the password exchanges by themselves; in G a server that speaks in the
        // clear came to the catalogue's thirteen.
        assert_eq!(counts, [12, 9, 17, 17, 7, 16, 14]);
    }

    /// A command is pasted into a shell: of what stands in packets only addresses, ports and what
    /// the suite table says may be in it.
    #[test]
    fn commands_take_nothing_from_packets_but_what_cannot_steer_a_shell() {
        for cause in CAUSES {
            for command in cause.fixes.iter().filter_map(|f| f.1) {
                for name in command.split('{').skip(1).filter_map(|p| p.split_once('}')).map(|p| p.0) {
                    let allowed = ["server_ip", "server_port", "rsa_cipher", "stream"];
                    assert!(allowed.contains(&name), "{}: {name}", cause.slug);
                }
            }
        }
    }
}
