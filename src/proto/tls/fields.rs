//! The fields of TLS, named as in Wireshark; those beginning with `wirelens.` are ours. Declared
//! once for TLS and for DTLS, whose names have a `d` before.

use super::{names, quic_names};
use crate::dissect::Dissector;
use crate::field::Names;

/// Whether someone wants any field of TLS, and not only to know that it is TLS.
pub(super) fn are_wanted(d: &Dissector<'_>) -> bool {
    d.tree.wants_any_from(RECORD.id, FIELDS.len().saturating_sub(1))
}

macro_rules! fields_of_both {
    ($($declared:tt)*) => {
        crate::fields! { "tls"; $($declared)* }
        crate::fields_again! { FIELDS_OVER_DATAGRAMS, "tls", "d"; $($declared)* }
    };
}

fields_of_both! {
    /// Transport Layer Security (RFC 8446, 5246 and their predecessors).
    TLS: Protocol = "tls", "Transport Layer Security", None;
    /// A record (RFC 8446 section 5.1).
    RECORD: Label = "tls.record", "Record Layer", None;
    /// What the record carries.
    CONTENT_TYPE: U8 = "tls.record.content_type", "Content Type", Dec, Names::Table(names::CONTENT_TYPES);
    /// The outer content type of a TLS 1.3 record (RFC 8446 section 5.2).
    OPAQUE_TYPE: U8 = "tls.record.opaque_type", "Opaque Type", Dec, Names::Table(names::CONTENT_TYPES);
    /// Version in the record header.
    RECORD_VERSION: U16 = "tls.record.version", "Version", Hex, Names::Func(names::version);
    /// Bytes after the record header.
    RECORD_LENGTH: U16 = "tls.record.length", "Length", Dec;
    /// Application data, as it came: still encrypted.
    APP_DATA: Bytes = "tls.app_data", "Encrypted Application Data", None;
    /// The protocol inside, as far as known.
    APP_DATA_PROTO: Str = "tls.app_data_proto", "Application Data Protocol", None;
    /// From the next record on the new keys are used (RFC 5246 section 7.1).
    CHANGE_CIPHER_SPEC: Label = "tls.change_cipher_spec", "Change Cipher Spec Message", None;
    /// An alert (RFC 8446 section 6).
    ALERT: Label = "tls.alert_message", "Alert Message", None;
    /// How grave the alert is.
    ALERT_LEVEL: U8 = "tls.alert_message.level", "Level", Dec, Names::Table(names::ALERT_LEVELS);
    /// What the alert says.
    ALERT_DESC: U8 = "tls.alert_message.desc", "Description", Dec, Names::Table(names::ALERTS);
    /// A heartbeat message (RFC 6520).
    HEARTBEAT: Label = "tls.heartbeat_message", "Heartbeat Message", None;
    /// Request or response.
    HEARTBEAT_TYPE: U8 = "tls.heartbeat_message.type", "Type", Dec, Names::Table(names::HEARTBEAT_TYPES);
    /// Bytes to be sent back.
    HEARTBEAT_PAYLOAD_LENGTH: U16 = "tls.heartbeat_message.payload_length", "Payload Length", Dec;
    /// Bytes to be sent back.
    HEARTBEAT_PAYLOAD: Bytes = "tls.heartbeat_message.payload", "Payload Length", None;
    /// Random bytes to be ignored.
    HEARTBEAT_PADDING: Bytes = "tls.heartbeat_message.padding", "Payload Length", None;
    /// The handshake is the short one of a session whose keys were agreed on before (RFC 5246 section 7.3).
    RESUMED: Label = "tls.resumed", "This session reuses previously negotiated keys (Session resumption)", None;
    /// The payload is said to be longer than the message: the Heartbleed attack.
    HEARTBEAT_INVALID: Label = "tls.heartbeat_message.payload_length.invalid", "Invalid heartbeat payload length", None;
    /// A handshake message (RFC 8446 section 4).
    HANDSHAKE: Label = "tls.handshake", "Handshake Protocol", None;
    /// Kind of the handshake message.
    HANDSHAKE_TYPE: U8 = "tls.handshake.type", "Handshake Type", Dec, Names::Table(names::HANDSHAKE_TYPES);
    /// Bytes of the message's body.
    HANDSHAKE_LENGTH: U24 = "tls.handshake.length", "Length", Dec;
    /// The records that a long handshake message was put together from.
    HS_FRAGMENTS: Label = "tls.handshake.fragments", "Reassembled Handshake Fragments", None;
    /// The frame with one part of a handshake message.
    HS_FRAGMENT: FrameNum = "tls.handshake.fragment", "Handshake Fragment", None;
    /// In how many records the handshake message came.
    HS_FRAGMENT_COUNT: U32 = "tls.handshake.fragment.count", "Handshake Fragment count", Dec;
    /// Version in a hello; TLS 1.3 says TLS 1.2 here.
    VERSION: U16 = "tls.handshake.version", "Version", Hex, Names::Func(names::version);
    /// Random of a hello.
    RANDOM: Bytes = "tls.handshake.random", "Random", None;
    /// The clock of the sender, where it put it into the random (RFC 5246 section 7.4.1.2).
    RANDOM_TIME: AbsoluteTime = "tls.handshake.random_time", "GMT Unix Time", None;
    /// The random without the clock.
    RANDOM_BYTES: Bytes = "tls.handshake.random_bytes", "Random Bytes", None;
    /// Bytes of the session ID.
    SESSION_ID_LENGTH: U16 = "tls.handshake.session_id_length", "Session ID Length", Dec;
    /// Names the session for resumption; TLS 1.3 only echoes it.
    SESSION_ID: Bytes = "tls.handshake.session_id", "Session ID", None;
    /// Bytes of the cookie (DTLS).
    HELLO_COOKIE_LENGTH: U8 = "tls.handshake.cookie_length", "Cookie Length", Dec;
    /// Shows the server that the client gets what is sent to its address (RFC 6347 section 4.2.1).
    HELLO_COOKIE: Bytes = "tls.handshake.cookie", "Cookie", None;
    /// Bytes of the list of cipher suites.
    CIPHER_SUITES_LENGTH: U16 = "tls.handshake.cipher_suites_length", "Cipher Suites Length", Dec;
    /// Cipher suites offered, the preferred one first.
    CIPHER_SUITES: Label = "tls.handshake.ciphersuites", "Cipher Suites", None;
    /// A cipher suite, offered or chosen.
    CIPHER_SUITE: U16 = "tls.handshake.ciphersuite", "Cipher Suite", Hex, Names::Func(names::suite);
    /// How many compression methods are offered.
    COMP_METHODS_LENGTH: U8 = "tls.handshake.comp_methods_length", "Compression Methods Length", Dec;
    /// Compression methods offered.
    COMP_METHODS: Label = "tls.handshake.comp_methods", "Compression Methods", None;
    /// A compression method, offered or chosen.
    COMP_METHOD: U8 = "tls.handshake.comp_method", "Compression Method", Dec, Names::Table(names::COMPRESSIONS);
    /// Bytes of all extensions.
    EXTENSIONS_LENGTH: U16 = "tls.handshake.extensions_length", "Extensions Length", Dec;
    /// Type of an extension.
    EXTENSION_TYPE: U16 = "tls.handshake.extension.type", "Type", Dec, Names::Func(names::extension);
    /// Bytes of an extension.
    EXTENSION_LEN: U16 = "tls.handshake.extension.len", "Length", Dec;
    /// An extension's bytes.
    EXTENSION_DATA: Bytes = "tls.handshake.extension.data", "Data", None;
    /// What the JA3 fingerprint is made of.
    JA3_FULL: Str = "tls.handshake.ja3_full", "JA3 Fullstring", None;
    /// JA3: MD5 over version, suites, extensions, groups and point formats of a ClientHello.
    JA3: Str = "tls.handshake.ja3", "JA3", None;
    /// JA4: version, counts and shortened hashes of a ClientHello's suites and extensions.
    JA4: Str = "tls.handshake.ja4", "JA4", None;
    /// JA4 with the numbers themselves instead of the hashes.
    JA4_R: Str = "tls.handshake.ja4_r", "JA4_r", None;
    /// What the JA3S fingerprint is made of.
    JA3S_FULL: Str = "tls.handshake.ja3s_full", "JA3S Fullstring", None;
    /// JA3S: MD5 over version, suite and extensions of a ServerHello.
    JA3S: Str = "tls.handshake.ja3s", "JA3S", None;
    /// Bytes of the list of server names.
    SNI_LIST_LEN: U16 = "tls.handshake.extensions_server_name_list_len", "Server Name list length", Dec;
    /// Bytes of the server name.
    SNI_LEN: U16 = "tls.handshake.extensions_server_name_len", "Server Name length", Dec;
    /// Kind of the server name.
    SNI_TYPE: U8 = "tls.handshake.extensions_server_name_type", "Server Name Type", Dec, Names::Table(names::SERVER_NAME_TYPES);
    /// The server the client wants (RFC 6066 section 3).
    SNI: Str = "tls.handshake.extensions_server_name", "Server Name", None;
    /// Longest record the client takes (RFC 6066 section 4).
    MAX_FRAGMENT_LENGTH: U8 = "tls.handshake.max_fragment_length", "Maximum Fragment Length", Dec, Names::Table(names::FRAGMENT_LENGTHS);
    /// Kind of certificate status (RFC 6066 section 8).
    STATUS_TYPE: U8 = "tls.handshake.extensions_status_request_type", "Certificate Status Type", Dec, Names::Table(names::STATUS_TYPES);
    /// Bytes of a status request.
    STATUS_LEN: U16 = "tls.handshake.extensions_status_request_len", "Certificate Status Length", Dec;
    /// Bytes of the list of OCSP responders.
    STATUS_RESPONDER_IDS_LEN: U16 = "tls.handshake.extensions_status_request_responder_ids_len", "Responder ID list Length", Dec;
    /// Bytes of the OCSP request extensions.
    STATUS_EXTS_LEN: U16 = "tls.handshake.extensions_status_request_exts_len", "Request Extensions Length", Dec;
    /// Bytes of the list of status requests (RFC 6961).
    STATUS_LIST_LEN: U16 = "tls.handshake.extensions_status_request_list_len", "Certificate Status List Length", Dec;
    /// Bytes of the list of OCSP responses (RFC 6961).
    OCSP_LIST_LEN: U24 = "tls.handshake.ocsp_response_list_len", "OCSP Response List Length", Dec;
    /// Bytes of the OCSP response.
    OCSP_LEN: U24 = "tls.handshake.ocsp_response_len", "OCSP Response Length", Dec;
    /// Bytes of the list of groups.
    GROUPS_LENGTH: U16 = "tls.handshake.extensions_supported_groups_length", "Supported Groups List Length", Dec;
    /// Groups for the key exchange, the preferred one first (RFC 8446 section 4.2.7).
    GROUPS: Label = "tls.handshake.extensions_supported_groups", "Supported Groups List", None;
    /// A group for the key exchange.
    GROUP: U16 = "tls.handshake.extensions_supported_group", "Supported Group", Hex, Names::Func(names::group);
    /// How many point formats follow.
    POINT_FORMATS_LENGTH: U8 = "tls.handshake.extensions_ec_point_formats_length", "EC point formats Length", Dec;
    /// Point formats (RFC 8422 section 5.1.2).
    POINT_FORMATS: Label = "tls.handshake.extensions_ec_point_formats", "EC point formats", None;
    /// A point format.
    POINT_FORMAT: U8 = "tls.handshake.extensions_ec_point_format", "EC point format", Dec, Names::Table(names::POINT_FORMATS);
    /// Bytes of the SRP user name.
    SRP_LEN: U8 = "tls.handshake.extensions_srp_len", "SRP username length", Dec;
    /// The SRP user name (RFC 5054).
    SRP_USERNAME: Str = "tls.handshake.extensions_srp_username", "SRP username", None;
    /// Bytes of the list of signature algorithms.
    SIG_ALGS_LEN: U16 = "tls.handshake.sig_hash_alg_len", "Signature Hash Algorithms Length", Dec;
    /// Signature algorithms, the preferred one first (RFC 8446 section 4.2.3).
    SIG_ALGS: Label = "tls.handshake.sig_hash_algs", "Signature Algorithms", None;
    /// A signature algorithm.
    SIG_ALG: U16 = "tls.handshake.sig_hash_alg", "Signature Algorithm", Hex, Names::Table(names::SIGNATURE_SCHEMES);
    /// Its hash, as TLS 1.2 reads the number.
    SIG_HASH: U8 = "tls.handshake.sig_hash_hash", "Signature Hash Algorithm Hash", Dec, Names::Table(names::HASHES);
    /// Its signature, as TLS 1.2 reads the number.
    SIG_SIG: U8 = "tls.handshake.sig_hash_sig", "Signature Hash Algorithm Signature", Dec, Names::Table(names::SIGNATURES);
    /// Whether the peer may send heartbeats (RFC 6520).
    HEARTBEAT_MODE: U8 = "tls.handshake.extension.heartbeat.mode", "Mode", Dec, Names::Table(names::HEARTBEAT_MODES);
    /// Bytes of the list of application protocols.
    ALPN_LEN: U16 = "tls.handshake.extensions_alpn_len", "ALPN Extension Length", Dec;
    /// Application protocols (RFC 7301).
    ALPN_LIST: Label = "tls.handshake.extensions_alpn_list", "ALPN Protocol", None;
    /// Bytes of the protocol's name.
    ALPN_STR_LEN: U8 = "tls.handshake.extensions_alpn_str_len", "ALPN string length", Dec;
    /// An application protocol, offered or chosen.
    ALPN_STR: Str = "tls.handshake.extensions_alpn_str", "ALPN Next Protocol", None;
    /// Bytes of the protocol's name.
    NPN_STR_LEN: U8 = "tls.handshake.extensions_npn_str_len", "Protocol string length", Dec;
    /// A protocol of Next Protocol Negotiation, the predecessor of ALPN.
    NPN_STR: Str = "tls.handshake.extensions_npn", "Next Protocol", None;
    /// Bytes of the renegotiation info.
    RENEG_LEN: U8 = "tls.handshake.extensions_reneg_info_len", "Renegotiation info extension length", Dec;
    /// Verify data of the handshake before (RFC 5746).
    RENEG_INFO: Bytes = "tls.handshake.extensions_reneg_info", "Renegotiation info", None;
    /// Bytes of the client's key shares.
    KEY_SHARE_LENGTH: U16 = "tls.handshake.extensions_key_share_client_length", "Client Key Share Length", Dec;
    /// Group of a key share (RFC 8446 section 4.2.8).
    KEY_SHARE_GROUP: U16 = "tls.handshake.extensions_key_share_group", "Group", Dec, Names::Func(names::group);
    /// Bytes of the public key.
    KEY_SHARE_KEY_LENGTH: U16 = "tls.handshake.extensions_key_share_key_exchange_length", "Key Exchange Length", Dec;
    /// The public key.
    KEY_SHARE_KEY: Bytes = "tls.handshake.extensions_key_share_key_exchange", "Key Exchange", None;
    /// The group the server wants a key share of.
    KEY_SHARE_SELECTED: U16 = "tls.handshake.extensions_key_share_selected_group", "Selected Group", Dec, Names::Func(names::group);
    /// Bytes of the list of pre-shared keys' names (RFC 8446 section 4.2.11).
    PSK_IDENTITIES_LENGTH: U16 = "tls.handshake.extensions.psk.identities.length", "Identities Length", Dec;
    /// Bytes of the name.
    PSK_IDENTITY_LENGTH: U16 = "tls.handshake.extensions.psk.identity.identity_length", "Identity Length", Dec;
    /// Name of a pre-shared key, or a ticket.
    PSK_IDENTITY: Bytes = "tls.handshake.extensions.psk.identity.identity", "Identity", None;
    /// Age of the ticket, hidden by the ticket's own number.
    PSK_TICKET_AGE: U32 = "tls.handshake.extensions.psk.identity.obfuscated_ticket_age", "Obfuscated Ticket Age", Dec;
    /// Bytes of the binders.
    PSK_BINDERS_LEN: U16 = "tls.handshake.extensions.psk.binders_len", "PSK Binders length", Dec;
    /// Proofs that the client has the keys it names.
    PSK_BINDERS: Label = "tls.handshake.extensions.psk.binders", "PSK Binders", None;
    /// The pre-shared key that the server takes, counted from 0.
    PSK_SELECTED: U16 = "tls.handshake.extensions.psk.identity.selected", "Selected Identity", Dec;
    /// Bytes of the list of versions.
    VERSIONS_LEN: U8 = "tls.handshake.extensions.supported_versions_len", "Supported Versions length", Dec;
    /// A version, offered or chosen (RFC 8446 section 4.2.1).
    SUPPORTED_VERSION: U16 = "tls.handshake.extensions.supported_version", "Supported Version", Hex, Names::Func(names::version);
    /// Bytes of the cookie.
    COOKIE_LEN: U16 = "tls.handshake.extensions.cookie_len", "Cookie length", Dec;
    /// To be sent back with the second hello (RFC 8446 section 4.2.2).
    COOKIE: Bytes = "tls.handshake.extensions.cookie", "Cookie", None;
    /// Bytes of the list of protection profiles.
    SRTP_PROFILES_LENGTH: U16 = "tls.use_srtp.protection_profiles_length", "SRTP Protection Profiles Length", Dec;
    /// How media streams beside the session are protected (RFC 5764 section 4.1.1).
    SRTP_PROFILE: U16 = "tls.use_srtp.protection_profile", "SRTP Protection Profile", Hex, Names::Table(names::SRTP_PROFILES);
    /// Bytes of the master key identifier.
    SRTP_MKI_LENGTH: U8 = "tls.use_srtp.mki_length", "MKI Length", Dec;
    /// Names the master key in packets of media.
    SRTP_MKI: Bytes = "tls.use_srtp.mki", "MKI", None;
    /// Zeros (RFC 7685).
    PADDING_DATA: Bytes = "tls.handshake.extensions_padding_data", "Padding Data", None;
    /// How many certificate types follow.
    CERT_TYPE_LIST_LEN: U8 = "tls.handshake.cert_type.types_len", "Certificate Type List Length", Dec;
    /// Certificate types (RFC 7250).
    CERT_TYPE_LIST: Label = "tls.handshake.cert_type.types", "Certificate Type List", None;
    /// A certificate type.
    CERT_TYPE: U8 = "tls.handshake.cert_type.type", "Certificate Type", Hex, Names::Table(names::CERTIFICATE_TYPES);
    /// How many modes follow.
    PSK_MODES_LENGTH: U8 = "tls.extension.psk_ke_modes_length", "PSK Key Exchange Modes Length", Dec;
    /// With or without a Diffie-Hellman exchange beside the pre-shared key.
    PSK_MODE: U8 = "tls.extension.psk_ke_mode", "PSK Key Exchange Mode", Dec, Names::Table(names::PSK_MODES);
    /// Bytes of early data the server takes (RFC 8446 section 4.2.10).
    EARLY_DATA_MAX: U32 = "tls.early_data.max_early_data_size", "Maximum Early Data Size", Dec;
    /// Bytes of the filters (RFC 8446 section 4.2.5).
    OID_FILTERS_LENGTH: U16 = "tls.extension.oid_filters_length", "OID Filters Length", Dec;
    /// Bytes of the object identifier.
    OID_FILTER_OID_LENGTH: U8 = "tls.extension.oid_filters.oid_length", "Certificate Extension OID Length", Dec;
    /// Certificate extension that the client's certificate must have.
    OID_FILTER_OID: Oid = "tls.extension.oid_filters.oid", "Certificate Extension OID", None;
    /// Bytes of the values it must have.
    OID_FILTER_VALUES_LENGTH: U16 = "tls.extension.oid_filters.values_length", "Certificate Extension Values Length", Dec;
    /// Bytes of the list of algorithms.
    CERT_COMPRESSIONS_LENGTH: U8 = "tls.compress_certificate.algorithms_length", "Algorithms Length", Dec;
    /// How certificates may be, or are, compressed (RFC 8879).
    CERT_COMPRESSION: U16 = "tls.compress_certificate.algorithm", "Algorithm", Dec, Names::Table(names::CERTIFICATE_COMPRESSIONS);
    /// Bytes of the Certificate message before compression.
    CERT_UNCOMPRESSED_LENGTH: U24 = "tls.compress_certificate.uncompressed_length", "Uncompressed Length", Dec;
    /// Bytes of the compressed message.
    CERT_COMPRESSED_LENGTH: U24 = "tls.compress_certificate.compressed_certificate_message.length", "Length", Dec;
    /// The compressed Certificate message.
    CERT_COMPRESSED: Bytes = "tls.compress_certificate.compressed_certificate_message", "Compressed Certificate Message", None;
    /// Longest plaintext of a record that the sender takes (RFC 8449).
    RECORD_SIZE_LIMIT: U16 = "tls.record_size_limit", "Record Size Limit", Dec;
    /// Bytes of the connection ID.
    CID_LENGTH: U8 = "tls.connection_id_length", "Connection ID length", Dec;
    /// Connection ID for records to the sender (RFC 9146).
    CID: Bytes = "tls.connection_id", "Connection ID", None;
    /// Suite that the server's name is encrypted with.
    ESNI_SUITE: U16 = "tls.esni.suite", "Cipher Suite", Hex, Names::Func(names::suite);
    /// Bytes of the digest.
    ESNI_DIGEST_LENGTH: U16 = "tls.esni.record_digest_length", "Record Digest Length", Dec;
    /// Names the server's ESNI keys.
    ESNI_DIGEST: Bytes = "tls.esni.record_digest", "Record Digest", None;
    /// Bytes of the encrypted name.
    ESNI_LENGTH: U16 = "tls.esni.encrypted_sni_length", "Encrypted SNI Length", Dec;
    /// The encrypted server name.
    ESNI: Bytes = "tls.esni.encrypted_sni", "Encrypted SNI", None;
    /// Proof that the server could read the name.
    ESNI_NONCE: Bytes = "tls.esni.nonce", "Nonce", None;
    /// Bytes of the list of protocols.
    ALPS_LEN: U16 = "tls.handshake.extensions_alps_len", "ALPS Extension Length", Dec;
    /// Protocols that the client has settings for (ALPS).
    ALPS_LIST: Label = "tls.handshake.extensions_alps_alpn_list", "Supported ALPN List", None;
    /// Bytes of the protocol's name.
    ALPS_STR_LEN: U8 = "tls.handshake.extensions_alps_alpn_str_len", "Supported ALPN Length", Dec;
    /// A protocol with settings.
    ALPS_STR: Str = "tls.handshake.extensions_alps_alpn_str", "Supported ALPN", None;
    /// The settings.
    ALPS_SETTINGS: Bytes = "tls.handshake.extensions_alps.settings", "ALPN Opaque Settings", None;
    /// Bytes of the list of timestamps.
    SCTS_LENGTH: U16 = "tls.sct.scts_length", "Serialized SCT List Length", Dec;
    /// Bytes of the timestamp.
    SCT_LENGTH: U16 = "tls.sct.sct_length", "Serialized SCT Length", Dec;
    /// Version of the timestamp, 0 for the first.
    SCT_VERSION: U8 = "tls.sct.sct_version", "SCT Version", Dec;
    /// Which log signed it: SHA-256 of the log's key (RFC 6962 section 3.2).
    SCT_LOGID: Bytes = "tls.sct.sct_logid", "Log ID", None;
    /// When the log promised to list the certificate.
    SCT_TIMESTAMP: AbsoluteTime = "tls.sct.sct_timestamp", "Timestamp", None;
    /// Bytes of the timestamp's extensions.
    SCT_EXTENSIONS_LENGTH: U16 = "tls.sct.sct_extensions_length", "Extensions length", Dec;
    /// The timestamp's extensions.
    SCT_EXTENSIONS: Label = "tls.sct.sct_extensions", "Extensions", None;
    /// Bytes of the signature.
    SCT_SIGNATURE_LENGTH: U16 = "tls.sct.sct_signature_length", "Signature Length", Dec;
    /// The log's signature.
    SCT_SIGNATURE: Bytes = "tls.sct.sct_signature", "Signature", None;
    /// Seconds from the certificate's beginning that the credential is valid (RFC 9345).
    CRED_VALID_TIME: U32 = "tls.handshake.cred.valid_time", "Valid Time", Dec;
    /// Bytes of the credential's key.
    CRED_PUBKEY_LEN: U24 = "tls.handshake.cred.pubkey_len", "Subject Public Key Info Length", Dec;
    /// The credential's key.
    CRED_PUBKEY: Bytes = "tls.handshake.cred.pubkey", "Subject Public Key Info", None;
    /// Bytes of the signature.
    CRED_SIGNATURE_LEN: U16 = "tls.handshake.cred.signature_len", "Signature Length", Dec;
    /// Signature by the certificate's key.
    CRED_SIGNATURE: Bytes = "tls.handshake.cred.signature", "Signature", None;
    /// Seconds that the ticket is good for.
    TICKET_LIFETIME: U32 = "tls.handshake.session_ticket_lifetime_hint", "Session Ticket Lifetime Hint", Dec, Names::Unit(" seconds");
    /// Number that hides the ticket's age (RFC 8446 section 4.6.1).
    TICKET_AGE_ADD: U32 = "tls.handshake.session_ticket_age_add", "Session Ticket Age Add", Dec;
    /// Bytes of the nonce.
    TICKET_NONCE_LENGTH: U8 = "tls.handshake.session_ticket_nonce_length", "Session Ticket Nonce Length", Dec;
    /// Tells tickets of one connection apart.
    TICKET_NONCE: Bytes = "tls.handshake.session_ticket_nonce", "Session Ticket Nonce", None;
    /// Bytes of the ticket.
    TICKET_LENGTH: U16 = "tls.handshake.session_ticket_length", "Session Ticket Length", Dec;
    /// A ticket for a later session (RFC 5077).
    TICKET: Bytes = "tls.handshake.session_ticket", "Session Ticket", None;
    /// Bytes of the certificate chain.
    CERTIFICATES_LENGTH: U24 = "tls.handshake.certificates_length", "Certificates Length", Dec;
    /// The certificate chain, the sender's own first.
    CERTIFICATES: Label = "tls.handshake.certificates", "Certificates", None;
    /// Bytes of a certificate.
    CERTIFICATE_LENGTH: U24 = "tls.handshake.certificate_length", "Certificate Length", Dec;
    /// A certificate (X.509, or what the certificate type says).
    CERTIFICATE: Bytes = "tls.handshake.certificate", "Certificate", None;
    /// Bytes of the context.
    CERT_CONTEXT_LENGTH: U8 = "tls.handshake.certificate_request_context_length", "Certificate Request Context Length", Dec;
    /// Which request a client's certificate answers (RFC 8446 section 4.3.2).
    CERT_CONTEXT: Bytes = "tls.handshake.certificate_request_context", "Certificate Request Context", None;
    /// How many certificate types follow.
    CERT_TYPES_COUNT: U8 = "tls.handshake.cert_types_count", "Certificate types count", Dec;
    /// Certificate types the server takes.
    CERT_TYPES: Label = "tls.handshake.cert_types", "Certificate types", None;
    /// A certificate type the server takes.
    REQUESTED_CERT_TYPE: U8 = "tls.handshake.cert_type", "Certificate type", Dec, Names::Table(names::CLIENT_CERTIFICATE_TYPES);
    /// Bytes of the list of names.
    DNAMES_LEN: U16 = "tls.handshake.dnames_len", "Distinguished Names Length", Dec;
    /// Authorities whose certificates the sender takes.
    DNAMES: Label = "tls.handshake.dnames", "Distinguished Names", None;
    /// Bytes of the name.
    DNAME_LEN: U16 = "tls.handshake.dname_len", "Distinguished Name Length", Dec;
    /// Name of an authority.
    DNAME: Label = "tls.handshake.dname", "Distinguished Name", None;
    /// Whether the URLs are of certificates or of a chain (RFC 6066 section 5).
    CERT_URL_TYPE: U8 = "tls.handshake.cert_url_type", "Certificate Chain Type", Dec, Names::Table(names::CHAIN_TYPES);
    /// Bytes of the list of URLs.
    CERT_URL_LIST_LEN: U16 = "tls.handshake.cert_url.url_hash_len", "URL and Hash list Length", Dec;
    /// A URL and the hash of what is there.
    CERT_URL_ITEM: Label = "tls.handshake.cert_url.url_hash", "URL and Hash", None;
    /// Bytes of the URL.
    CERT_URL_LEN: U16 = "tls.handshake.cert_url.url_len", "URL Length", Dec;
    /// Where a certificate can be had.
    CERT_URL: Str = "tls.handshake.cert_url.url", "URL", None;
    /// Always 1.
    CERT_URL_PADDING: Label = "tls.handshake.cert_url.padding", "Padding", None;
    /// SHA-1 of the certificate.
    CERT_URL_SHA1: Bytes = "tls.handshake.cert_url.sha1", "SHA1 Hash", None;
    /// Bytes of the modulus.
    P_LEN: U16 = "tls.handshake.p_len", "p Length", Dec;
    /// Diffie-Hellman modulus.
    P: Bytes = "tls.handshake.p", "p", None;
    /// Bytes of the generator.
    G_LEN: U16 = "tls.handshake.g_len", "g Length", Dec;
    /// Diffie-Hellman generator.
    G: Bytes = "tls.handshake.g", "g", None;
    /// Bytes of the server's public value.
    YS_LEN: U16 = "tls.handshake.ys_len", "Pubkey Length", Dec;
    /// The server's Diffie-Hellman public value.
    YS: Bytes = "tls.handshake.ys", "Pubkey", None;
    /// Bytes of the client's public value.
    YC_LEN: U16 = "tls.handshake.yc_len", "Pubkey Length", Dec;
    /// The client's Diffie-Hellman public value.
    YC: Bytes = "tls.handshake.yc", "Pubkey", None;
    /// How the curve is described.
    CURVE_TYPE: U8 = "tls.handshake.server_curve_type", "Curve Type", Hex, Names::Table(names::CURVE_TYPES);
    /// The curve.
    NAMED_CURVE: U16 = "tls.handshake.server_named_curve", "Named Curve", Hex, Names::Func(names::group);
    /// Bytes of the server's point.
    SERVER_POINT_LEN: U8 = "tls.handshake.server_point_len", "Pubkey Length", Dec;
    /// The server's public point.
    SERVER_POINT: Bytes = "tls.handshake.server_point", "Pubkey", None;
    /// Bytes of the client's point.
    CLIENT_POINT_LEN: U8 = "tls.handshake.client_point_len", "Pubkey Length", Dec;
    /// The client's public point.
    CLIENT_POINT: Bytes = "tls.handshake.client_point", "Pubkey", None;
    /// Bytes of the server's public key (EC J-PAKE).
    XS_LEN: U8 = "tls.handshake.xs_len", "Pubkey Length", Dec;
    /// The server's public key (EC J-PAKE).
    XS: Bytes = "tls.handshake.xs", "Pubkey", None;
    /// Bytes of the client's public key (EC J-PAKE).
    XC_LEN: U8 = "tls.handshake.xc_len", "Pubkey Length", Dec;
    /// The client's public key (EC J-PAKE).
    XC: Bytes = "tls.handshake.xc", "Pubkey", None;
    /// Bytes of the server's ephemeral key (EC J-PAKE).
    VS_LEN: U8 = "tls.handshake.vs_len", "Ephemeral Pubkey Length", Dec;
    /// The server's ephemeral key (EC J-PAKE).
    VS: Bytes = "tls.handshake.vs", "Ephemeral Pubkey", None;
    /// Bytes of the client's ephemeral key (EC J-PAKE).
    VC_LEN: U8 = "tls.handshake.vc_len", "Ephemeral Pubkey Length", Dec;
    /// The client's ephemeral key (EC J-PAKE).
    VC: Bytes = "tls.handshake.vc", "Ephemeral Pubkey", None;
    /// Bytes of the server's Schnorr signature (EC J-PAKE).
    RS_LEN: U8 = "tls.handshake.rs_len", "Schnorr signature Length", Dec;
    /// The server's Schnorr signature (EC J-PAKE).
    RS: Bytes = "tls.handshake.rs", "Schnorr signature", None;
    /// Bytes of the client's Schnorr signature (EC J-PAKE).
    RC_LEN: U8 = "tls.handshake.rc_len", "Schnorr signature Length", Dec;
    /// The client's Schnorr signature (EC J-PAKE).
    RC: Bytes = "tls.handshake.rc", "Schnorr signature", None;
    /// Bytes of the temporary RSA modulus.
    MODULUS_LEN: U16 = "tls.handshake.modulus_len", "Modulus Length", Dec;
    /// Temporary RSA modulus (export suites).
    MODULUS: Bytes = "tls.handshake.modulus", "Modulus", None;
    /// Bytes of the temporary RSA exponent.
    EXPONENT_LEN: U16 = "tls.handshake.exponent_len", "Exponent Length", Dec;
    /// Temporary RSA exponent.
    EXPONENT: Bytes = "tls.handshake.exponent", "Exponent", None;
    /// Bytes of the signature.
    SIG_LEN: U16 = "tls.handshake.sig_len", "Signature Length", Dec;
    /// Signature of the key exchange by the certificate's key.
    SIG: Bytes = "tls.handshake.sig", "Signature", None;
    /// Bytes of the hint.
    HINT_LEN: U16 = "tls.handshake.hint_len", "Hint Length", Dec;
    /// Which pre-shared key the server means (RFC 4279).
    HINT: Bytes = "tls.handshake.hint", "Hint", None;
    /// Bytes of the name.
    IDENTITY_LEN: U16 = "tls.handshake.identity_len", "Identity Length", Dec;
    /// Which pre-shared key the client takes (RFC 4279).
    IDENTITY: Bytes = "tls.handshake.identity", "Identity", None;
    /// Bytes of the encrypted premaster secret.
    EPMS_LEN: U16 = "tls.handshake.epms_len", "Encrypted PreMaster length", Dec;
    /// The premaster secret, encrypted with the certificate's RSA key.
    EPMS: Bytes = "tls.handshake.epms", "Encrypted PreMaster", None;
    /// Bytes of the signature.
    VERIFY_SIG_LEN: U16 = "tls.handshake.client_cert_vrfy.sig_len", "Signature length", Dec;
    /// Signature of the handshake by the certificate's key.
    VERIFY_SIG: Bytes = "tls.handshake.client_cert_vrfy.sig", "Signature", None;
    /// Proof that both sides saw the same handshake.
    VERIFY_DATA: Label = "tls.handshake.verify_data", "Verify Data", None;
    /// SSL 3.0: MD5 over the handshake.
    MD5_HASH: Label = "tls.handshake.md5_hash", "MD5 Hash", None;
    /// SSL 3.0: SHA-1 over the handshake.
    SHA_HASH: Label = "tls.handshake.sha_hash", "SHA-1 Hash", None;
    /// Whether the peer shall update its keys, too.
    KEY_UPDATE: U8 = "tls.handshake.key_update.request_update", "Key Update Request", Dec, Names::Table(names::KEY_UPDATES);
    /// Bytes of the protocol's name.
    NPN_SELECTED_LEN: U8 = "tls.handshake.npn_selected_protocol_len", "Selected Protocol Length", Dec;
    /// The protocol the client chose (NPN).
    NPN_SELECTED: Str = "tls.handshake.npn_selected_protocol", "Selected Protocol", None;
    /// Bytes of padding.
    NPN_PADDING_LEN: U8 = "tls.handshake.npn_padding_len", "Padding Length", Dec;
    /// Padding.
    NPN_PADDING: Bytes = "tls.handshake.npn_padding", "Padding", None;
    /// SSL 2.0: bytes of the list of ciphers.
    CIPHER_SPEC_LEN: U16 = "tls.handshake.cipher_spec_len", "Cipher Spec Length", Dec;
    /// SSL 2.0: a cipher.
    CIPHER_SPEC: U24 = "tls.handshake.cipherspec", "Cipher Spec", Hex, Names::Func(names::cipher_spec);
    /// SSL 2.0: bytes of the challenge.
    CHALLENGE_LENGTH: U16 = "tls.handshake.challenge_length", "Challenge Length", Dec;
    /// SSL 2.0: the challenge, which is the client's random.
    CHALLENGE: Label = "tls.handshake.challenge", "Challenge", None;
    /// SSL 2.0: bytes of the key that are not encrypted.
    SSL2_CLEAR_KEY_LENGTH: U16 = "tls.handshake.clear_key_length", "Clear Key Data Length", Dec;
    /// SSL 2.0: bytes of the key that are encrypted.
    SSL2_ENCRYPTED_KEY_LENGTH: U16 = "tls.handshake.encrypted_key_length", "Encrypted Key Data Length", Dec;
    /// SSL 2.0: bytes of the initialization vector.
    SSL2_KEY_ARG_LENGTH: U16 = "tls.handshake.key_arg_length", "Key Argument Length", Dec;
    /// SSL 2.0: the part of the key that is not encrypted.
    SSL2_CLEAR_KEY: Label = "tls.handshake.clear_key_data", "Clear Key Data", None;
    /// SSL 2.0: the part of the key that is encrypted.
    SSL2_ENCRYPTED_KEY: Label = "tls.handshake.encrypted_key", "Encrypted Key", None;
    /// SSL 2.0: the initialization vector.
    SSL2_KEY_ARG: Label = "tls.handshake.key_arg", "Key Argument", None;
    /// SSL 2.0: the session is resumed.
    SSL2_SESSION_ID_HIT: Bool = "tls.handshake.session_id_hit", "Session ID Hit", None;
    /// SSL 2.0: bytes of the connection ID.
    SSL2_CONNECTION_ID_LENGTH: U16 = "tls.handshake.connection_id_length", "Connection ID Length", Dec;
    /// SSL 2.0: the server's random.
    SSL2_CONNECTION_ID: Label = "tls.handshake.connection_id", "Connection ID", None;
    /// A QUIC transport parameter (RFC 9000 section 18).
    QUIC_PARAMETER: Label = "tls.quic.parameter", "Parameter", None;
    /// Which parameter.
    QUIC_TYPE: U64 = "tls.quic.parameter.type", "Type", Hex, Names::Func(quic_names::quic_parameter);
    /// Bytes of the value.
    QUIC_LENGTH: U64 = "tls.quic.parameter.length", "Length", Dec;
    /// The parameter's value.
    QUIC_VALUE: Bytes = "tls.quic.parameter.value", "Value", None;
    /// Destination connection ID of the client's first packet.
    QUIC_ORIGINAL_DCID: Bytes = "tls.quic.parameter.original_destination_connection_id", "original_destination_connection_id", None;
    /// Milliseconds without traffic that end the connection.
    QUIC_MAX_IDLE_TIMEOUT: U64 = "tls.quic.parameter.max_idle_timeout", "max_idle_timeout", Dec;
    /// Proof of a stateless reset.
    QUIC_RESET_TOKEN: Bytes = "tls.quic.parameter.stateless_reset_token", "stateless_reset_token", None;
    /// Longest datagram the sender takes.
    QUIC_MAX_UDP_PAYLOAD: U64 = "tls.quic.parameter.max_udp_payload_size", "max_udp_payload_size", Dec;
    /// Bytes that may be sent on the connection.
    QUIC_MAX_DATA: U64 = "tls.quic.parameter.initial_max_data", "initial_max_data", Dec;
    /// Bytes that may be sent on a two-way stream the sender opens.
    QUIC_MAX_BIDI_LOCAL: U64 = "tls.quic.parameter.initial_max_stream_data_bidi_local", "initial_max_stream_data_bidi_local", Dec;
    /// Bytes that may be sent on a two-way stream the receiver opens.
    QUIC_MAX_BIDI_REMOTE: U64 = "tls.quic.parameter.initial_max_stream_data_bidi_remote", "initial_max_stream_data_bidi_remote", Dec;
    /// Bytes that may be sent on a one-way stream.
    QUIC_MAX_UNI: U64 = "tls.quic.parameter.initial_max_stream_data_uni", "initial_max_stream_data_uni", Dec;
    /// Two-way streams that may be opened.
    QUIC_MAX_STREAMS_BIDI: U64 = "tls.quic.parameter.initial_max_streams_bidi", "initial_max_streams_bidi", Dec;
    /// One-way streams that may be opened.
    QUIC_MAX_STREAMS_UNI: U64 = "tls.quic.parameter.initial_max_streams_uni", "initial_max_streams_uni", Dec;
    /// Scale of the delays in acknowledgements.
    QUIC_ACK_DELAY_EXPONENT: U64 = "tls.quic.parameter.ack_delay_exponent", "ack_delay_exponent", Dec;
    /// Milliseconds the sender may wait with acknowledgements.
    QUIC_MAX_ACK_DELAY: U64 = "tls.quic.parameter.max_ack_delay", "max_ack_delay", Dec;
    /// IPv4 address the server would rather be reached at.
    QUIC_PREFERRED_IPV4: Ipv4 = "tls.quic.parameter.preferred_address.ipv4address", "ipv4Address", None;
    /// IPv6 address the server would rather be reached at.
    QUIC_PREFERRED_IPV6: Ipv6 = "tls.quic.parameter.preferred_address.ipv6address", "ipv6Address", None;
    /// Port beside the IPv4 address.
    QUIC_PREFERRED_IPV4_PORT: U16 = "tls.quic.parameter.preferred_address.ipv4port", "ipv4Port", Dec;
    /// Port beside the IPv6 address.
    QUIC_PREFERRED_IPV6_PORT: U16 = "tls.quic.parameter.preferred_address.ipv6port", "ipv6Port", Dec;
    /// Bytes of the connection ID.
    QUIC_PREFERRED_CID_LENGTH: U8 = "tls.quic.parameter.preferred_address.connectionid.length", "Length", Dec;
    /// Connection ID to use there.
    QUIC_PREFERRED_CID: Bytes = "tls.quic.parameter.preferred_address.connectionid", "connectionId", None;
    /// Proof of a stateless reset there.
    QUIC_PREFERRED_TOKEN: Bytes = "tls.quic.parameter.preferred_address.statelessresettoken", "statelessResetToken", None;
    /// Connection IDs the sender keeps.
    QUIC_ACTIVE_CID_LIMIT: U64 = "tls.quic.parameter.active_connection_id_limit", "Active Connection ID Limit", Dec;
    /// Source connection ID of the sender's first packet.
    QUIC_INITIAL_SCID: Bytes = "tls.quic.parameter.initial_source_connection_id", "Initial Source Connection ID", None;
    /// Source connection ID of the Retry packet.
    QUIC_RETRY_SCID: Bytes = "tls.quic.parameter.retry_source_connection_id", "Retry Source Connection ID", None;
    /// Longest DATAGRAM frame the sender takes (RFC 9221).
    QUIC_MAX_DATAGRAM: U64 = "tls.quic.parameter.max_datagram_frame_size", "max_datagram_frame_size", Dec;
    /// Bytes of the well-known part of connection IDs.
    QUIC_CIBIR_LENGTH: U64 = "tls.quic.parameter.cibir_encoding.length", "length", Dec;
    /// Where it stands.
    QUIC_CIBIR_OFFSET: U64 = "tls.quic.parameter.cibir_encoding.offset", "offset", Dec;
    /// Whether loss bits are sent.
    QUIC_LOSS_BITS: U64 = "tls.quic.parameter.loss_bits", "loss_bits", Dec;
    /// Whether TIME_STAMP frames are wanted.
    QUIC_TIME_STAMP: U64 = "tls.quic.parameter.enable_time_stamp_v2", "Enable TimestampV2", Dec;
    /// Microseconds the sender can wait with acknowledgements at least.
    QUIC_MIN_ACK_DELAY: U64 = "tls.quic.parameter.min_ack_delay", "min_ack_delay", Dec;
    /// Name of the client (Google).
    QUIC_USER_AGENT: Str = "tls.quic.parameter.google.user_agent", "Google UserAgent", None;
    /// Version the client wants (Google).
    QUIC_GOOGLE_VERSION: U32 = "tls.quic.parameter.google.quic_version", "Google QUIC version", Hex, Names::Ranges(quic_names::QUIC_VERSIONS);
    /// Bytes of the list of versions (Google).
    QUIC_GOOGLE_VERSIONS_LENGTH: U8 = "tls.quic.parameter.google.supported_versions_length", "Google Supported Versions Length", Dec;
    /// A version the server has (Google).
    QUIC_GOOGLE_SUPPORTED: U32 = "tls.quic.parameter.google.supported_version", "Google Supported Version", Hex, Names::Ranges(quic_names::QUIC_VERSIONS);
    /// Round-trip time seen before, in microseconds (Google).
    QUIC_GOOGLE_RTT: U64 = "tls.quic.parameter.google.initial_rtt", "Google Initial RTT", Dec;
    /// Experiments switched on (Google).
    QUIC_GOOGLE_CONNECTION_OPTIONS: Bytes = "tls.quic.parameter.google.connection_options", "Google Connection options", None;
    /// Version of this connection (RFC 9368).
    QUIC_CHOSEN_VERSION: U32 = "tls.quic.parameter.vi.chosen_version", "Chosen Version", Hex, Names::Ranges(quic_names::QUIC_VERSIONS);
    /// Another version the sender has (RFC 9368).
    QUIC_OTHER_VERSION: U32 = "tls.quic.parameter.vi.other_version", "Other Version", Hex, Names::Ranges(quic_names::QUIC_VERSIONS);
    /// The records that a long message of the protocol inside was put together from.
    SEGMENTS: Label = "tls.segments", "Reassembled TLS segments", None;
    /// The frame with one part of it.
    SEGMENT: FrameNum = "tls.segment", "TLS segment", None;
    /// In how many records it came.
    SEGMENT_COUNT: U32 = "tls.segment.count", "Segment count", Dec;
    /// The message that was put together.
    REASSEMBLED_DATA: Bytes = "tls.reassembled.data", "Reassembled PDU data", None;
    /// A part of a message that is complete in a later record.
    SEGMENT_DATA: Bytes = "tls.segment.data", "TLS segment data", None;
    /// A list is longer or shorter than the protocol allows, or than what is left.
    VECTOR_LENGTH: Label = "tls.malformed.vector_length", "Variable vector length is outside the permitted range", None;
    /// A length says more than what is left, or is not there itself.
    BUFFER_TOO_SMALL: Label = "tls.malformed.buffer_too_small", "Malformed message, not enough data is available", None;
    /// Bytes stand behind a part that should have ended.
    TRAILING_DATA: Label = "tls.malformed.trailing_data", "Undecoded trailing data is present", None;
    /// A record of a content type that does not exist.
    IGNORED_RECORD: Label = "tls.ignored_unknown_record", "Ignored Unknown Record", None;
    /// A session ID longer than 32 bytes.
    SESSION_ID_ERROR: Label = "tls.handshake.session_id_length.error", "Session ID length error", None;
    /// A record longer than the protocol allows.
    RECORD_LENGTH_INVALID: Label = "tls.record.length.invalid", "Record fragment length is too small or too large", None;
    /// Kind of a handshake message of SSL 2.0.
    SSL2_TYPE: U8 = "tls.handshake.type", "Handshake Message Type", Dec, Names::Table(names::SSL2_TYPES);
    /// Kind of a certificate of SSL 2.0.
    SSL2_CERT_TYPE: U8 = "tls.handshake.cert_type", "Certificate Type", Dec, Names::Table(names::SSL2_CERTIFICATE_TYPES);
    /// Encrypted Client Hello: outer (with the encrypted hello) or inner.
    ECH_TYPE: U8 = "tls.ech.client_hello_type", "Client Hello type", Dec, Names::Table(&[(0, "Outer Client Hello"), (1, "Inner Client Hello")]);
    /// Encrypted Client Hello: the key derivation and the cipher.
    ECH_SUITE: Label = "tls.ech.hpke.keyconfig.cipher_suite", "Cipher Suite", None;
    /// Encrypted Client Hello: the key derivation (RFC 9180).
    ECH_KDF: U16 = "tls.ech.hpke.keyconfig.cipher_suite.kdf_id", "KDF Id", Dec, Names::Table(names::HPKE_KDFS);
    /// Encrypted Client Hello: the cipher (RFC 9180).
    ECH_AEAD: U16 = "tls.ech.hpke.keyconfig.cipher_suite.aead_id", "AEAD Id", Dec, Names::Table(names::HPKE_AEADS);
    /// Encrypted Client Hello: which of the server's keys is used.
    ECH_CONFIG_ID: U8 = "tls.ech.config_id", "Config Id", Dec;
    /// Encrypted Client Hello: bytes of the encapsulated key.
    ECH_ENC_LENGTH: U16 = "tls.ech.enc_length", "Enc length", Dec;
    /// Encrypted Client Hello: the encapsulated key.
    ECH_ENC: Bytes = "tls.ech.enc", "Enc", None;
    /// Encrypted Client Hello: bytes of the encrypted hello.
    ECH_PAYLOAD_LENGTH: U16 = "tls.ech.payload_length", "Payload length", Dec;
    /// Encrypted Client Hello: the encrypted hello.
    ECH_PAYLOAD: Bytes = "tls.ech.payload", "Payload", None;
    /// Encrypted Client Hello: the server accepted it (in a HelloRetryRequest).
    ECH_CONFIRMATION: Bytes = "tls.ech.confirmation", "Confirmation", None;
    /// An opened record: which suite it is sealed with, and the frame in which that was chosen.
    OPENED_CIPHER: FrameNum = "wirelens.tls.cipher_chosen_in", "Cipher", None;
    /// An opened record: by which key, and the frame with the secret that the key opened.
    OPENED_BY: FrameNum = "wirelens.tls.secret_from", "Opened by", None;
    /// An opened record: how it was proved genuine.
    OPENED_PROOF: Str = "wirelens.tls.verified", "Verified", None;
    /// An opened record: bytes of the initialization vector or explicit nonce before the ciphertext.
    OPENED_IV_LEN: U32 = "wirelens.tls.iv_len", "IV Length", Dec;
    /// An opened record: bytes of content.
    OPENED_CONTENT_LEN: U32 = "wirelens.tls.content_len", "Content Length", Dec;
    /// An opened record: bytes of the MAC or authentication tag.
    OPENED_MAC_LEN: U32 = "wirelens.tls.mac_len", "MAC Length", Dec;
    /// An opened record: bytes of padding, with the byte that counts them.
    OPENED_PADDING_LEN: U32 = "wirelens.tls.padding_len", "Padding Length", Dec;
    /// Whether Finished holds what both sides' messages and secrets make of it.
    VERIFY_RESULT: Str = "wirelens.tls.verify_data", "Verify data", None;
    /// Why a record stays closed.
    NOT_DECRYPTED: Str = "wirelens.tls.not_decrypted", "Not decrypted", None;
    /// What is said of the session: opened or not.
    VERDICT: Label = "wirelens.tls.verdict", "Decryption", None;
    /// `decrypted`, `partly`, `closed`, `nothing` or `waiting`.
    VERDICT_STATUS: Str = "wirelens.tls.verdict.status", "Status", None;
    /// Why it is not opened: a word that never changes.
    VERDICT_CAUSE: Str = "wirelens.tls.verdict.cause", "Cause", None;
    /// What else holds of the session.
    VERDICT_ALSO: Str = "wirelens.tls.verdict.also", "Also", None;
    /// The same for people.
    VERDICT_SENTENCE: Str = "wirelens.tls.verdict.sentence", "In short", None;
    /// `proved`, `likely` or `guess`.
    VERDICT_CERTAINTY: Str = "wirelens.tls.verdict.certainty", "Certainty", None;
    /// A frame that shows it.
    VERDICT_FRAME: FrameNum = "wirelens.tls.verdict.frame", "Evidence", None;
    /// What to do about it.
    VERDICT_FIX: Str = "wirelens.tls.verdict.fix", "What to do", None;
    /// The session, or a part of it, stays closed.
    VERDICT_CLOSED: Label = "wirelens.tls.verdict.closed", "The session stays closed", None;
}
