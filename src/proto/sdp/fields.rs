//! The fields of session descriptions.

use crate::field::Names;

crate::fields! { "sdp";
    /// A description of a session (RFC 8866).
    SDP: Protocol = "sdp", "Session Description Protocol", None;
    /// Version of the protocol.
    VERSION: Str = "sdp.version", "Session Description Protocol Version (v)", None;
    /// Who made the session, and its number.
    OWNER: Str = "sdp.owner", "Owner/Creator, Session Id (o)", None;
    /// Name of the session.
    SESSION_NAME: Str = "sdp.session_name", "Session Name (s)", None;
    /// What the session is about.
    SESSION_INFO: Str = "sdp.session_info", "Session Information (i)", None;
    /// Where more is said of it.
    URI: Str = "sdp.uri", "URI of Description (u)", None;
    /// Whom to write to.
    EMAIL: Str = "sdp.email", "E-mail Address (e)", None;
    /// Whom to call.
    PHONE: Str = "sdp.phone", "Phone Number (p)", None;
    /// Where media are sent to.
    CONNECTION: Str = "sdp.connection_info", "Connection Information (c)", None;
    /// How much they take.
    BANDWIDTH: Str = "sdp.bandwidth", "Bandwidth Information (b)", None;
    /// How clocks change between repetitions.
    TIMEZONE: Str = "sdp.timezone", "Time Zone Adjustments (z)", None;
    /// How to get the key.
    KEY: Str = "sdp.encryption_key", "Encryption Key (k)", None;
    /// An attribute of the session.
    SESSION_ATTR: Str = "sdp.session_attr", "Session Attribute (a)", None;
    /// An attribute of a medium.
    MEDIA_ATTR: Str = "sdp.media_attr", "Media Attribute (a)", None;
    /// When the session is.
    TIME: Str = "sdp.time", "Time Description, active time (t)", None;
    /// When it is again.
    REPEAT_TIME: Str = "sdp.repeat_time", "Repeat Time (r)", None;
    /// A medium: kind, port, protocol, formats.
    MEDIA: Str = "sdp.media", "Media Description, name and address (m)", None;
    /// What a medium is called.
    MEDIA_TITLE: Str = "sdp.media_title", "Media Title (i)", None;
    /// A line of a kind that nobody defined.
    UNKNOWN: Str = "sdp.unknown", "Unknown", None;
    /// A line that is none.
    INVALID: Str = "sdp.invalid", "Invalid line", None;
    /// Login name of who made it.
    OWNER_USERNAME: Str = "sdp.owner.username", "Owner Username", None;
    /// Number of the session.
    OWNER_SESSION: Str = "sdp.owner.sessionid", "Session ID", None;
    /// Version of its description.
    OWNER_VERSION: Str = "sdp.owner.version", "Session Version", None;
    /// Kind of network.
    OWNER_NETWORK: Str = "sdp.owner.network_type", "Owner Network Type", None;
    /// Kind of address.
    OWNER_ADDRESS_TYPE: Str = "sdp.owner.address_type", "Owner Address Type", None;
    /// Where it was made.
    OWNER_ADDRESS: Str = "sdp.owner.address", "Owner Address", None;
    /// Kind of network.
    CONNECTION_NETWORK: Str = "sdp.connection_info.network_type", "Connection Network Type", None;
    /// Kind of address.
    CONNECTION_ADDRESS_TYPE: Str = "sdp.connection_info.address_type", "Connection Address Type", None;
    /// The address.
    CONNECTION_ADDRESS: Str = "sdp.connection_info.address", "Connection Address", None;
    /// How far multicast reaches.
    CONNECTION_TTL: Str = "sdp.connection_info.ttl", "Connection TTL", None;
    /// How many addresses, one behind the other.
    CONNECTION_COUNT: Str = "sdp.connection_info.num_addr", "Connection Number of Addresses", None;
    /// What the figure is of.
    BANDWIDTH_MODIFIER: Str = "sdp.bandwidth.modifier", "Bandwidth Modifier", None;
    /// The figure.
    BANDWIDTH_VALUE: Str = "sdp.bandwidth.value", "Bandwidth Value", None;
    /// Begin, in seconds since 1900.
    TIME_START: Str = "sdp.time.start", "Session Start Time", None;
    /// End, in seconds since 1900.
    TIME_STOP: Str = "sdp.time.stop", "Session Stop Time", None;
    /// From one to the next.
    REPEAT_INTERVAL: Str = "sdp.repeat_time.interval", "Repeat Interval", None;
    /// How long each is.
    REPEAT_DURATION: Str = "sdp.repeat_time.duration", "Repeat Duration", None;
    /// From the begin.
    REPEAT_OFFSET: Str = "sdp.repeat_time.offset", "Repeat Offset", None;
    /// When the clock changes.
    TIMEZONE_TIME: Str = "sdp.timezone.time", "Timezone Time", None;
    /// By how much.
    TIMEZONE_OFFSET: Str = "sdp.timezone.offset", "Timezone Offset", None;
    /// How to get the key.
    KEY_TYPE: Str = "sdp.encryption_key.type", "Key Type", None;
    /// The key, or where it is.
    KEY_DATA: Str = "sdp.encryption_key.data", "Key Data", None;
    /// Name of an attribute of the session.
    SESSION_ATTR_FIELD: Str = "sdp.session_attr.field", "Session Attribute Fieldname", None;
    /// Its value.
    SESSION_ATTR_VALUE: Str = "sdp.session_attr.value", "Session Attribute Value", None;
    /// Kind of medium.
    MEDIA_MEDIA: Str = "sdp.media.media", "Media Type", None;
    /// Port that it comes to.
    MEDIA_PORT: U16 = "sdp.media.port", "Media Port", Dec;
    /// The same, where it is no number.
    MEDIA_PORT_STRING: Str = "sdp.media.port_string", "Media Port", None;
    /// How many ports.
    MEDIA_PORT_COUNT: Str = "sdp.media.portcount", "Media Port Count", None;
    /// How it is transported.
    MEDIA_PROTO: Str = "sdp.media.proto", "Media Protocol", None;
    /// A format that it may have.
    MEDIA_FORMAT: Str = "sdp.media.format", "Media Format", None;
    /// Name of an attribute of a medium.
    ATTR_FIELD: Str = "sdp.media_attribute.field", "Media Attribute Fieldname", None;
    /// Its value.
    ATTR_VALUE: Str = "sdp.media_attribute.value", "Media Attribute Value", None;
    /// What a payload type stands for.
    MIME_TYPE: Str = "sdp.mime.type", "MIME Type", None;
    /// Ticks of the payload's clock in a second.
    SAMPLE_RATE: Str = "sdp.sample_rate", "Sample Rate", None;
    /// A parameter of a format.
    PARAMETER: Str = "sdp.fmtp.parameter", "Media format specific parameters", None;
    /// How pictures are put into packets (RFC 6184 section 6.2).
    PACKETIZATION: U32 = "sdp.fmtp.h264_packetization_mode", "Packetization mode", Dec, Names::Table(&[
        (0, "Single NAL mode"), (1, "Non-interleaved mode"), (2, "Interleaved mode"),
    ]);
    /// How the key is agreed on (RFC 4567).
    KEY_MGMT: Str = "sdp.key_mgmt", "Key Management", None;
    /// Protocol for that.
    KEY_MGMT_PROTOCOL: Str = "sdp.key_mgmt.kmpid", "Key Management Protocol (kmpid)", None;
    /// Its message.
    KEY_MGMT_DATA: Bytes = "sdp.key_mgmt.data", "Key Management Data", None;
    /// Number of the offered suite (RFC 4568).
    CRYPTO_TAG: U32 = "sdp.crypto.tag", "tag", Dec;
    /// The suite.
    CRYPTO_SUITE: Str = "sdp.crypto.crypto_suite", "Crypto suite", None;
    /// The key.
    CRYPTO_KEY: Bytes = "sdp.crypto.master_key", "Master Key", None;
    /// The salt.
    CRYPTO_SALT: Bytes = "sdp.crypto.master_salt", "Master salt", None;
    /// Packets that the key is good for.
    CRYPTO_LIFETIME: Str = "sdp.crypto.lifetime", "Lifetime", None;
    /// Which of several keys.
    CRYPTO_MKI: Str = "sdp.crypto.mki-valu", "mki-value", None;
    /// Bytes that say so in packets.
    CRYPTO_MKI_LENGTH: Str = "sdp.crypto.mki_length", "mki_length", None;
    /// Groups candidates that are alike (RFC 8839 section 5.1).
    ICE_FOUNDATION: Str = "sdp.ice_candidate.foundation", "Foundation", None;
    /// Media (1) or control (2).
    ICE_COMPONENT: Str = "sdp.ice_candidate.componentid", "Component ID", None;
    /// Transport of the candidate.
    ICE_TRANSPORT: Str = "sdp.ice_candidate.transport", "Transport", None;
    /// What is tried first.
    ICE_PRIORITY: Str = "sdp.ice_candidate.priority", "Priority", None;
    /// Address of the candidate.
    ICE_ADDRESS: Str = "sdp.ice_candidate.address", "Connection Address", None;
    /// Port of the candidate.
    ICE_PORT: Str = "sdp.ice_candidate.port", "Candidate Port", None;
    /// How it was found.
    ICE_TYPE: Str = "sdp.ice_candidate.type", "Candidate Type", None;
    /// Key and salt as they were sent.
    KEY_AND_SALT: Bytes = "sdp.key_and_salt", "Key and Salt", None;
    /// Marks a line without `=`.
    NO_EQUAL: Label = "sdp.invalid_line.no_equal", "Invalid SDP line (no '=' delimiter)", None;
}
