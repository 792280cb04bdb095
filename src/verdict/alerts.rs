//! Alerts in plain words: what each usually means, and what to do. Numbers and names are those of
//! RFC 8446 section 6 and the older RFCs it lists.

/// What an alert says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    pub number: u8,
    pub name: &'static str,
    pub meaning: &'static str,
    pub fix: &'static str,
}

const fn alert(number: u8, name: &'static str, meaning: &'static str, fix: &'static str) -> Alert {
    Alert { number, name, meaning, fix }
}

/// By number.
#[rustfmt::skip]
static ALERTS: &[Alert] = &[
    alert(0, "close_notify", "the sender will send no more", "Nothing to do: this is a proper end."),
    alert(1, "end_of_early_data", "the early data ends here", "Nothing to do."),
    alert(10, "unexpected_message", "a message came out of turn", "Look which message came before it; one of the peers is broken or speaks another protocol."),
    alert(20, "bad_record_mac", "a record arrived damaged, or the peers do not have the same keys", "Look for what changes the bytes on the way, and for different pre-shared keys."),
    alert(21, "decryption_failed", "a record could not be decrypted", "Look for different keys on both sides."),
    alert(22, "record_overflow", "a record is larger than the sender of the alert can take, as on devices with small buffers", "Let the server write smaller records: max_fragment_length, record_size_limit, or smaller writes."),
    alert(30, "decompression_failure", "a compressed record cannot be unpacked", "Switch compression off."),
    alert(40, "handshake_failure", "the peers have no cipher suite, group or signature in common", "Compare what the client offers with what the server allows."),
    alert(41, "no_certificate", "the client has no certificate", "Give the client a certificate, or do not ask for one."),
    alert(42, "bad_certificate", "the certificate is damaged or its signature is wrong", "Check the certificate chain, and the clock of the device."),
    alert(43, "unsupported_certificate", "the certificate is of a kind that is not supported", "Use a certificate with a key the other side supports."),
    alert(44, "certificate_revoked", "the certificate was revoked", "Get a new certificate."),
    alert(45, "certificate_expired", "the certificate is not valid now, or the clock is wrong", "Check the validity of the certificate and the clock of the device."),
    alert(46, "certificate_unknown", "the certificate was not accepted", "Check the certificate chain, the name, and the clock of the device."),
    alert(47, "illegal_parameter", "a field holds a value that is not allowed", "One of the peers is broken: look at the extensions of the hello."),
    alert(48, "unknown_ca", "the certificate's issuer is not trusted", "Install the issuer's certificate, or send the whole chain."),
    alert(49, "access_denied", "the certificate is good, but access is not allowed", "Check the permissions on the server."),
    alert(50, "decode_error", "a message has a wrong length or form", "One of the peers is broken: look at the extensions of the hello."),
    alert(51, "decrypt_error", "a signature, a Finished message or a pre-shared key is wrong", "Check that both sides have the same pre-shared key, and the certificate its own key."),
    alert(60, "export_restriction", "the key is too long for export rules", "Update the peer."),
    alert(70, "protocol_version", "the peers have no TLS version in common", "Allow a version on the server that the client offers."),
    alert(71, "insufficient_security", "the server wants stronger suites than the client offers", "Change the server's policy, or the client."),
    alert(80, "internal_error", "the sender failed by itself", "Look into the logs of the sender."),
    alert(86, "inappropriate_fallback", "the client came back with an older version though the server knows a newer one", "Find what broke the first attempt."),
    alert(90, "user_canceled", "the user cancelled the handshake", "Nothing to do."),
    alert(100, "no_renegotiation", "the sender does not want to renegotiate", "Make a new connection instead."),
    alert(109, "missing_extension", "an extension that is needed was not sent", "One of the peers is broken or too old."),
    alert(110, "unsupported_extension", "the server answered with an extension that was not offered", "The server is broken."),
    alert(111, "certificate_unobtainable", "the certificate could not be fetched", "Send the certificate itself."),
    alert(112, "unrecognized_name", "the server does not know the name the client asked for", "Check the server name (SNI) against the server's configuration."),
    alert(113, "bad_certificate_status_response", "the OCSP answer is wrong", "Check the server's OCSP stapling."),
    alert(114, "bad_certificate_hash_value", "the certificate's hash is wrong", "Check the certificate."),
    alert(115, "unknown_psk_identity", "the server does not know the pre-shared key's identity", "Check the identity on both sides."),
    alert(116, "certificate_required", "the server wants a client certificate and got none", "Give the client a certificate."),
    alert(120, "no_application_protocol", "the peers have no application protocol in common (ALPN)", "Compare the offered protocols with the server's."),
    alert(121, "ech_required", "the server wants Encrypted ClientHello", "Update the client's ECH configuration."),
];

/// What is known of an alert.
pub fn find(number: u8) -> Option<&'static Alert> {
    let at = ALERTS.binary_search_by_key(&number, |a| a.number).ok()?;
    ALERTS.get(at)
}

/// What usually stands behind an alert on small devices, by number.
#[rustfmt::skip]
static ON_SMALL_DEVICES: &[(u8, &str)] = &[
    (10, "a message larger than the receive buffer was cut, so the next bytes were read as something else."),
    (20, "two tasks use one TLS session at once, or memory was overwritten while sending."),
    (22, "the server sends records of 16 kB and the device's input buffer is smaller (MBEDTLS_SSL_IN_CONTENT_LEN, MAX_RECORD_SIZE)."),
    (40, "the firmware was built with few suites or curves, and the server has switched the old ones off."),
    (42, "the clock still stands at 1970, so no certificate is valid; or the chain is in the wrong order."),
    (45, "the clock still stands at 1970: set it by NTP before the first connection."),
    (46, "the clock still stands at 1970, or the stored root certificate is not the one the server's chain ends in."),
    (47, "max_fragment_length or a group that the other side does not know."),
    (48, "the server's chain was renewed and ends in another root than the one stored in flash."),
    (50, "a hello longer than the buffer was cut, often by a long server name or many extensions."),
    (51, "the pre-shared key was typed as text on one side and as hexadecimal digits on the other."),
    (70, "the firmware knows TLS 1.2 at most, or the server has switched it off."),
    (71, "the firmware's key or group is too short for the server's policy: RSA 1024, or 3DES."),
    (80, "the device ran out of memory during the handshake."),
    (86, "the first attempt timed out because the device was slow, and it tried an older version."),
    (112, "the connection was made by IP address, or the server name was not set (hostname of the TLS context)."),
    (115, "the identity was stored with its terminating zero, or of another device."),
    (116, "the device's certificate was not loaded, or its file was empty."),
    (120, "MQTT or HTTP/2 needs an ALPN name at this server, and the firmware sends none or another one."),
];

/// The usual cause on small devices, where there is one.
pub fn on_small_devices(number: u8) -> Option<&'static str> {
    let at = ON_SMALL_DEVICES.binary_search_by_key(&number, |(known, _)| *known).ok()?;
    ON_SMALL_DEVICES.get(at).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_sorted_and_found() {
        assert!(ALERTS.windows(2).all(|w| w[0].number < w[1].number));
        assert_eq!(find(40).unwrap().name, "handshake_failure");
        assert_eq!(find(2), None);
        assert!(ON_SMALL_DEVICES.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(ON_SMALL_DEVICES.iter().all(|(number, _)| find(*number).is_some()));
    }
}
