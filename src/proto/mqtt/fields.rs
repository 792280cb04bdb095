//! Fields of MQTT and the names of their values.

use super::names::*;
use crate::field::def::SET;

crate::fields! { "mqtt";
    /// MQTT packet.
    MQTT: Protocol = "mqtt", "MQ Telemetry Transport Protocol", None;
    /// Length of what follows.
    LEN: U64 = "mqtt.len", "Msg Len", Dec;
    /// First byte.
    HDRFLAGS: U8 = "mqtt.hdrflags", "Header Flags", Hex;
    /// Kind of packet.
    MSGTYPE: U8 = "mqtt.msgtype", "Message Type", Dec & 0xf0, MSGTYPE_NAMES;
    /// Reserved.
    HDR_RESERVED: U8 = "mqtt.hdr_reserved", "Reserved", Dec & 0xf;
    /// Reserved.
    RETAIN_RESERVED: U8 = "mqtt.retain_reserved", "Reserved", Dec & 0x1;
    /// DUP Flag.
    DUPFLAG: Bool = "mqtt.dupflag", "DUP Flag", W8 & 0x8, SET;
    /// QoS Level.
    QOS: U8 = "mqtt.qos", "QoS Level", Dec & 0x6, LEVELS;
    /// Retain.
    RETAIN: Bool = "mqtt.retain", "Retain", W8 & 0x1, SET;
    /// Reserved.
    CONACK_FLAGS_RESERVED: Bool = "mqtt.conack.flags.reserved", "Reserved", None, SET;
    /// Bits that must be clear.
    CONACK_FLAGS_ZERO: Bool = "mqtt.conack.flags.reserved", "Reserved", W8 & 0xfe, SET;
    /// Acknowledge Flags.
    CONACK_FLAGS: U8 = "mqtt.conack.flags", "Acknowledge Flags", Hex;
    /// Session Present.
    CONACK_FLAGS_SP: Bool = "mqtt.conack.flags.sp", "Session Present", W8 & 0x1, SET;
    /// Return Code.
    CONACK_VAL: U8 = "mqtt.conack.val", "Return Code", Dec, CONACK_VAL_NAMES;
    /// Number that links a packet to its acknowledgement.
    MSGID: U16 = "mqtt.msgid", "Message Identifier", Dec;
    /// Requested QoS.
    SUB_QOS: U8 = "mqtt.sub.qos", "Requested QoS", Dec, LEVELS;
    /// Granted QoS.
    SUBACK_QOS: U8 = "mqtt.suback.qos", "Granted QoS", Dec, SUBACK_QOS_NAMES;
    /// Topic Length.
    TOPIC_LEN: U16 = "mqtt.topic_len", "Topic Length", Dec;
    /// Topic.
    TOPIC: Str = "mqtt.topic", "Topic", None;
    /// Will Topic Length.
    WILLTOPIC_LEN: U16 = "mqtt.willtopic_len", "Will Topic Length", Dec;
    /// Will Topic.
    WILLTOPIC: Str = "mqtt.willtopic", "Will Topic", None;
    /// Will Message.
    WILLMSG: Bytes = "mqtt.willmsg", "Will Message", None;
    /// Will Message Length.
    WILLMSG_LEN: U16 = "mqtt.willmsg_len", "Will Message Length", Dec;
    /// User Name Length.
    USERNAME_LEN: U16 = "mqtt.username_len", "User Name Length", Dec;
    /// User Name.
    USERNAME: Str = "mqtt.username", "User Name", None;
    /// Password Length.
    PASSWD_LEN: U16 = "mqtt.passwd_len", "Password Length", Dec;
    /// Password.
    PASSWD: Str = "mqtt.passwd", "Password", None;
    /// The application message.
    MSG: Bytes = "mqtt.msg", "Message", None;
    /// Protocol Name Length.
    PROTO_LEN: U16 = "mqtt.proto_len", "Protocol Name Length", Dec;
    /// Protocol Name.
    PROTONAME: Str = "mqtt.protoname", "Protocol Name", None;
    /// Client ID Length.
    CLIENTID_LEN: U16 = "mqtt.clientid_len", "Client ID Length", Dec;
    /// Client ID.
    CLIENTID: Str = "mqtt.clientid", "Client ID", None;
    /// Version.
    VER: U8 = "mqtt.ver", "Version", Dec, VER_NAMES;
    /// Connect Flags.
    CONFLAGS: U8 = "mqtt.conflags", "Connect Flags", Hex;
    /// User Name Flag.
    CONFLAG_UNAME: Bool = "mqtt.conflag.uname", "User Name Flag", W8 & 0x80, SET;
    /// Password Flag.
    CONFLAG_PASSWD: Bool = "mqtt.conflag.passwd", "Password Flag", W8 & 0x40, SET;
    /// Will Retain.
    CONFLAG_RETAIN: Bool = "mqtt.conflag.retain", "Will Retain", W8 & 0x20, SET;
    /// QoS Level.
    CONFLAG_QOS: U8 = "mqtt.conflag.qos", "QoS Level", Dec & 0x18, LEVELS;
    /// Will Flag.
    CONFLAG_WILLFLAG: Bool = "mqtt.conflag.willflag", "Will Flag", W8 & 0x4, SET;
    /// Clean Session Flag.
    CONFLAG_CLEANSESS: Bool = "mqtt.conflag.cleansess", "Clean Session Flag", W8 & 0x2, SET;
    /// (Reserved).
    CONFLAG_RESERVED: Bool = "mqtt.conflag.reserved", "(Reserved)", W8 & 0x1, SET;
    /// Seconds after which silence means loss.
    KALIVE: U16 = "mqtt.kalive", "Keep Alive", Dec;
    /// Subscription Options.
    SUBSCRIPTION_OPTIONS: U8 = "mqtt.subscription_options", "Subscription Options", Hex;
    /// QoS.
    SUBSCRIPTION_OPTIONS_QOS: U8 = "mqtt.subscription_options_qos", "QoS", Dec & 0x3, LEVELS;
    /// No Local.
    SUBSCRIPTION_OPTIONS_NL: Bool = "mqtt.subscription_options_nl", "No Local", W8 & 0x4, SET;
    /// Retain As Published.
    SUBSCRIPTION_OPTIONS_RAP: Bool = "mqtt.subscription_options_rap", "Retain As Published", W8 & 0x8, SET;
    /// Retain Handling.
    SUBSCRIPTION_OPTIONS_RETAIN: U8 = "mqtt.subscription_options_retain", "Retain Handling", Dec & 0x30, SUBSCRIPTION_OPTIONS_RETAIN_NAMES;
    /// Reserved.
    SUBSCRIPTION_OPTIONS_RESERVED: U8 = "mqtt.subscription_options_reserved", "Reserved", Hex & 0xc0;
    /// Reason Code.
    CONNACK_REASON_CODE: U8 = "mqtt.connack.reason_code", "Reason Code", Dec, CONNACK_REASON_CODE_NAMES;
    /// Reason Code.
    PUBACK_REASON_CODE: U8 = "mqtt.puback.reason_code", "Reason Code", Dec, PUBACK_REASON_CODE_NAMES;
    /// Reason Code.
    PUBREC_REASON_CODE: U8 = "mqtt.pubrec.reason_code", "Reason Code", Dec, PUBACK_REASON_CODE_NAMES;
    /// Reason Code.
    PUBREL_REASON_CODE: U8 = "mqtt.pubrel.reason_code", "Reason Code", Dec, PUBREL_REASON_CODE_NAMES;
    /// Reason Code.
    PUBCOMP_REASON_CODE: U8 = "mqtt.pubcomp.reason_code", "Reason Code", Dec, PUBREL_REASON_CODE_NAMES;
    /// Reason Code.
    SUBACK_REASON_CODE: U8 = "mqtt.suback.reason_code", "Reason Code", Dec, SUBACK_REASON_CODE_NAMES;
    /// Reason Code.
    UNSUBACK_REASON_CODE: U8 = "mqtt.unsuback.reason_code", "Reason Code", Dec, UNSUBACK_REASON_CODE_NAMES;
    /// Reason Code.
    DISCONNECT_REASON_CODE: U8 = "mqtt.disconnect.reason_code", "Reason Code", Dec, DISCONNECT_REASON_CODE_NAMES;
    /// Reason Code.
    AUTH_REASON_CODE: U8 = "mqtt.auth.reason_code", "Reason Code", Dec, AUTH_REASON_CODE_NAMES;
    /// Properties of version 5.
    PROPERTIES: Label = "mqtt.properties", "Properties", None;
    /// Will Properties.
    WILL_PROPERTIES: Label = "mqtt.will_properties", "Will Properties", None;
    /// Total Length.
    PROPERTY_LEN: U64 = "mqtt.property_len", "Total Length", Dec;
    /// Which property.
    PROPERTY_ID: U8 = "mqtt.property_id", "ID", Hex, PROPERTY_ID_NAMES;
    /// Value.
    PROP_NUMBER: U32 = "mqtt.prop_number", "Value", Dec;
    /// Content Type.
    PROPERTY_CONTENT_TYPE: Str = "mqtt.property.content_type", "Content Type", None;
    /// QoS.
    PROPERTY_MAX_QOS: U8 = "mqtt.property.max_qos", "QoS", Dec, LEVELS;
    /// Topic Alias.
    PROPERTY_TOPIC_ALIAS: U16 = "mqtt.property.topic_alias", "Topic Alias", Dec;
    /// Unknown Property.
    PROP_UNKNOWN: Str = "mqtt.prop_unknown", "Unknown Property", None;
    /// Length.
    PROP_STRING_LEN: U32 = "mqtt.prop_string_len", "Length", Dec;
    /// Value.
    PROP_STRING: Str = "mqtt.prop_string", "Value", None;
    /// Key Length.
    PROP_KEY_LEN: U32 = "mqtt.prop_key_len", "Key Length", Dec;
    /// Key.
    PROP_KEY: Str = "mqtt.prop_key", "Key", None;
    /// Value Length.
    PROP_VALUE_LEN: U32 = "mqtt.prop_value_len", "Value Length", Dec;
    /// Value.
    PROP_VALUE: Str = "mqtt.prop_value", "Value", None;
    /// Marks an empty topic.
    ILLEGAL_TOPIC_LENGTH: Label = "mqtt.illegal_topic_length", "Length cannot be 0", None;
    /// Marks packets of a connection whose beginning is not known.
    UNKNOWN_VERSION: Label = "mqtt.unknown_version", "Unknown version (missing the CONNECT packet?)", None;
    /// Marks an alias that no packet gave.
    UNKNOWN_TOPIC_ALIAS: Label = "mqtt.unknown_topic_alias", "Unknown topic alias", None;
}
