//! Where fields are specified: the document that somebody who hovers over a field wants to read next.
//! Not here: what a field means (its own `doc`).

/// A prefix of field names, and where what it names is specified. The longest one counts.
const SOURCES: &[(&str, &str)] = &[
    ("arp", "RFC 826"),
    ("coap", "RFC 7252"),
    ("dhcp", "RFC 2131, RFC 2132"),
    ("dhcpv6", "RFC 8415"),
    ("dns", "RFC 1035"),
    ("dns.count", "RFC 1035 §4.1.1"),
    ("dns.flags", "RFC 1035 §4.1.1"),
    ("dns.qry", "RFC 1035 §4.1.2"),
    ("dns.resp", "RFC 1035 §4.1.3"),
    ("dtls", "RFC 9147; DTLS 1.2: RFC 6347"),
    ("dtls.record", "RFC 9147 §4, RFC 6347 §4.1"),
    ("dtls.handshake", "RFC 9147 §5, RFC 6347 §4.2"),
    ("eth", "IEEE 802.3"),
    ("ftp", "RFC 959"),
    ("gre", "RFC 2784"),
    ("http", "RFC 9110, RFC 9112"),
    ("http.request", "RFC 9112 §3"),
    ("http.response", "RFC 9112 §4"),
    ("http2", "RFC 9113"),
    ("http2.header", "RFC 7541"),
    ("http3", "RFC 9114"),
    ("icmp", "RFC 792"),
    ("icmpv6", "RFC 4443"),
    ("igmp", "RFC 3376"),
    ("imap", "RFC 9051"),
    ("ip", "RFC 791"),
    ("ip.version", "RFC 791 §3.1"),
    ("ip.hdr_len", "RFC 791 §3.1"),
    ("ip.dsfield", "RFC 2474"),
    ("ip.dsfield.ecn", "RFC 3168 §5"),
    ("ip.len", "RFC 791 §3.1"),
    ("ip.id", "RFC 6864"),
    ("ip.flags", "RFC 791 §3.1"),
    ("ip.frag_offset", "RFC 791 §3.2"),
    ("ip.ttl", "RFC 791 §3.2"),
    ("ip.proto", "RFC 791 §3.1, IANA Protocol Numbers"),
    ("ip.checksum", "RFC 1071"),
    ("ipv6", "RFC 8200"),
    ("ipv6.flow", "RFC 6437"),
    ("ldap", "RFC 4511"),
    ("mdns", "RFC 6762"),
    ("mqtt", "OASIS MQTT 3.1.1 and 5.0"),
    ("nbdgm", "RFC 1002 §4.4"),
    ("ntp", "RFC 5905"),
    ("pop", "RFC 1939"),
    ("quic", "RFC 9000"),
    ("quic.version", "RFC 9000 §15"),
    ("quic.frame", "RFC 9000 §19"),
    ("quic.packet_number", "RFC 9000 §17.1"),
    ("ripng", "RFC 2080"),
    ("rtp", "RFC 3550"),
    ("sctp", "RFC 9260"),
    ("sip", "RFC 3261"),
    ("smtp", "RFC 5321"),
    ("snmp", "RFC 3416"),
    ("ssh", "RFC 4253"),
    ("syslog", "RFC 5424, RFC 3164"),
    ("tcp", "RFC 9293"),
    ("tcp.srcport", "RFC 9293 §3.1"),
    ("tcp.dstport", "RFC 9293 §3.1"),
    ("tcp.seq", "RFC 9293 §3.4"),
    ("tcp.ack", "RFC 9293 §3.4"),
    ("tcp.hdr_len", "RFC 9293 §3.1"),
    ("tcp.flags", "RFC 9293 §3.1"),
    ("tcp.flags.ece", "RFC 3168 §6.1"),
    ("tcp.flags.cwr", "RFC 3168 §6.1"),
    ("tcp.window_size", "RFC 9293 §3.8.6, RFC 7323 §2"),
    ("tcp.checksum", "RFC 9293 §3.1"),
    ("tcp.urgent_pointer", "RFC 9293 §3.8.5"),
    ("tcp.options", "RFC 9293 §3.2"),
    ("tcp.options.mss", "RFC 9293 §3.7.1"),
    ("tcp.options.wscale", "RFC 7323 §2"),
    ("tcp.options.sack", "RFC 2018"),
    ("tcp.options.sack_perm", "RFC 2018 §2"),
    ("tcp.options.timestamp", "RFC 7323 §3"),
    ("telnet", "RFC 854"),
    ("tls", "RFC 8446; TLS 1.2: RFC 5246"),
    ("tls.record", "RFC 8446 §5.1, RFC 5246 §6.2"),
    ("tls.app_data", "RFC 8446 §5.2, RFC 5246 §10"),
    ("tls.alert_message", "RFC 8446 §6, RFC 5246 §7.2"),
    ("tls.change_cipher_spec", "RFC 5246 §7.1, RFC 8446 §D.4"),
    ("tls.heartbeat_message", "RFC 6520"),
    ("tls.compress_certificate", "RFC 8879"),
    ("tls.connection_id", "RFC 9146"),
    ("tls.early_data", "RFC 8446 §4.2.10"),
    ("tls.ech", "RFC 9849"),
    ("tls.extension.oid_filters", "RFC 8446 §4.2.5"),
    ("tls.extension.psk_ke_mode", "RFC 8446 §4.2.9"),
    ("tls.extension.psk_ke_modes_length", "RFC 8446 §4.2.9"),
    ("tls.handshake", "RFC 8446 §4, RFC 5246 §7.4"),
    ("tls.handshake.version", "RFC 8446 §4.1.2, RFC 5246 §7.4.1.2"),
    ("tls.handshake.random", "RFC 8446 §4.1.2, RFC 5246 §7.4.1.2"),
    ("tls.handshake.random_time", "RFC 5246 §7.4.1.2"),
    ("tls.handshake.random_bytes", "RFC 5246 §7.4.1.2"),
    ("tls.handshake.session_id", "RFC 8446 §4.1.2, RFC 5246 §7.4.1.2"),
    ("tls.handshake.session_id_length", "RFC 8446 §4.1.2, RFC 5246 §7.4.1.2"),
    ("tls.handshake.session_ticket", "RFC 8446 §4.6.1, RFC 5077 §3.3"),
    ("tls.handshake.session_ticket_lifetime_hint", "RFC 8446 §4.6.1, RFC 5077 §3.3"),
    ("tls.handshake.session_ticket_age_add", "RFC 8446 §4.6.1"),
    ("tls.handshake.session_ticket_nonce", "RFC 8446 §4.6.1"),
    ("tls.handshake.ciphersuite", "RFC 8446 §B.4, IANA TLS Cipher Suites"),
    ("tls.handshake.ciphersuites", "RFC 8446 §4.1.2, RFC 5246 §7.4.1.2"),
    ("tls.handshake.cipher_suites_length", "RFC 8446 §4.1.2, RFC 5246 §7.4.1.2"),
    ("tls.handshake.comp_method", "RFC 5246 §7.4.1.2, RFC 3749"),
    ("tls.handshake.comp_methods", "RFC 5246 §7.4.1.2, RFC 3749"),
    ("tls.handshake.extension", "RFC 8446 §4.2, RFC 6066"),
    ("tls.handshake.extension.heartbeat", "RFC 6520 §2"),
    ("tls.handshake.extensions.cookie", "RFC 8446 §4.2.2"),
    ("tls.handshake.extensions.psk", "RFC 8446 §4.2.11"),
    ("tls.handshake.extensions.supported_version", "RFC 8446 §4.2.1"),
    ("tls.handshake.extensions.supported_versions_len", "RFC 8446 §4.2.1"),
    ("tls.handshake.extensions_length", "RFC 8446 §4.2"),
    ("tls.handshake.extensions_alpn", "RFC 7301"),
    ("tls.handshake.extensions_ec_point_format", "RFC 8422 §5.1.2"),
    ("tls.handshake.extensions_key_share", "RFC 8446 §4.2.8"),
    ("tls.handshake.extensions_padding_data", "RFC 7685"),
    ("tls.handshake.extensions_reneg_info", "RFC 5746 §3.2"),
    ("tls.handshake.extensions_server_name", "RFC 6066 §3"),
    ("tls.handshake.extensions_srp", "RFC 5054"),
    ("tls.handshake.extensions_status_request", "RFC 6066 §8"),
    ("tls.handshake.extensions_supported_group", "RFC 8446 §4.2.7, RFC 8422 §5.1.1"),
    ("tls.handshake.max_fragment_length", "RFC 6066 §4"),
    ("tls.handshake.sig_hash", "RFC 8446 §4.2.3, RFC 5246 §7.4.1.4.1"),
    ("tls.handshake.certificate", "RFC 8446 §4.4.2, RFC 5246 §7.4.2"),
    ("tls.handshake.certificates", "RFC 8446 §4.4.2, RFC 5246 §7.4.2"),
    ("tls.handshake.cert_types", "RFC 5246 §7.4.4"),
    ("tls.handshake.dname", "RFC 5246 §7.4.4"),
    ("tls.handshake.client_cert_vrfy", "RFC 8446 §4.4.3, RFC 5246 §7.4.8"),
    ("tls.handshake.client_point", "RFC 8422 §5.7"),
    ("tls.handshake.cookie", "RFC 6347 §4.2.1"),
    ("tls.handshake.epms", "RFC 5246 §7.4.7.1"),
    ("tls.handshake.epms_len", "RFC 5246 §7.4.7.1"),
    ("tls.handshake.identity", "RFC 4279"),
    ("tls.handshake.ja3", "JA3: MD5 of version, suites, extensions, groups and point formats"),
    ("tls.handshake.ja4", "JA4: protocol, version, SNI, counts, ALPN, then hashes of suites and extensions"),
    ("tls.handshake.key_update", "RFC 8446 §4.6.3"),
    ("tls.handshake.server_curve_type", "RFC 8422 §5.4"),
    ("tls.handshake.server_named_curve", "RFC 8422 §5.4"),
    ("tls.handshake.server_point", "RFC 8422 §5.4"),
    ("tls.handshake.verify_data", "RFC 8446 §4.4.4, RFC 5246 §7.4.9"),
    ("tls.quic", "RFC 9000 §18"),
    ("udp", "RFC 768"),
    ("vlan", "IEEE 802.1Q"),
    ("vrrp", "RFC 5798, RFC 3768"),
    ("websocket", "RFC 6455"),
    ("x509af", "RFC 5280 §4.1"),
    ("x509ce", "RFC 5280 §4.2"),
    ("x509if", "RFC 5280 §4.1.2.4"),
    ("x509sat", "RFC 5280 §A.1"),
];

/// Where the field is specified; none, if that is not known.
pub fn source(field: &str) -> Option<&'static str> {
    let fits = |prefix: &str| {
        field.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', 's']))
    };
    // A longer name of another protocol is no field of this one: `ip` is not `ipx`.
    let is_own = |prefix: &str| prefix.contains('.') || field.split('.').next() == Some(prefix);
    let fitting = SOURCES.iter().filter(|(prefix, _)| fits(prefix) && is_own(prefix));
    fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, source)| *source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto;

    #[test]
    fn the_nearest_document_is_named() {
        assert_eq!(source("tls.handshake.extensions_server_name"), Some("RFC 6066 §3"));
        assert_eq!(source("tls.handshake.extensions_server_name_len"), Some("RFC 6066 §3"));
        assert_eq!(source("tls.handshake.length"), Some("RFC 8446 §4, RFC 5246 §7.4"));
        assert_eq!(source("tcp.options.timestamp.tsval"), Some("RFC 7323 §3"));
        assert_eq!(source("ip.src"), Some("RFC 791"));
        assert_eq!(source("ipv6.src"), Some("RFC 8200"));
        assert_eq!(source("nothing.at.all"), None);
    }

    #[test]
    fn every_line_is_about_a_field_that_there_is() {
        let fields: Vec<&str> = proto::registry().fields().map(|(_, def)| def.abbrev).collect();
        for (prefix, _) in SOURCES {
            let is_there = fields.iter().any(|field| source(field).is_some() && field.starts_with(prefix));
            assert!(is_there, "{prefix}");
        }
    }

    #[test]
    fn every_field_of_tls_has_a_source() {
        let names = proto::registry().fields().map(|(_, def)| def.abbrev);
        let tls: Vec<&str> = names.filter(|name| name.starts_with("tls.")).collect();
        assert!(tls.len() > 100);
        for field in tls {
            assert!(source(field).is_some(), "{field}");
        }
    }
}
