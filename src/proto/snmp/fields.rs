//! Fields of SNMP, and names of their values.

use crate::field::Names;
use crate::field::def::SET;
use crate::proto::tables::enterprise::ENTERPRISES;
pub(super) const VERSIONS: Names = Names::Table(&[(0, "version-1"), (1, "v2c"), (2, "v2u"), (3, "snmpv3")]);
pub(super) const TRAPS: Names = Names::Table(&[
    (0, "coldStart"),
    (1, "warmStart"),
    (2, "linkDown"),
    (3, "linkUp"),
    (4, "authenticationFailure"),
    (5, "egpNeighborLoss"),
    (6, "enterpriseSpecific"),
]);
pub(super) const ERRORS: Names = Names::Table(&[
    (0, "noError"),
    (1, "tooBig"),
    (2, "noSuchName"),
    (3, "badValue"),
    (4, "readOnly"),
    (5, "genErr"),
    (6, "noAccess"),
    (7, "wrongType"),
    (8, "wrongLength"),
    (9, "wrongEncoding"),
    (10, "wrongValue"),
    (11, "noCreation"),
    (12, "inconsistentValue"),
    (13, "resourceUnavailable"),
    (14, "commitFailed"),
    (15, "undoFailed"),
    (16, "authorizationError"),
    (17, "notWritable"),
    (18, "inconsistentName"),
]);
pub(super) const REQUESTS: Names = Names::Table(&[
    (0, "get-request"),
    (1, "get-next-request"),
    (2, "get-response"),
    (3, "set-request"),
    (4, "trap"),
    (5, "getBulkRequest"),
    (6, "informRequest"),
    (7, "snmpV2-trap"),
    (8, "report"),
]);
pub(super) const MODELS: Names = Names::Table(&[(0, "Any"), (1, "V1"), (2, "V2C"), (3, "USM")]);
pub(super) const DATA: Names = Names::Table(&[(0, "plaintext"), (1, "encryptedPDU")]);

pub(super) const CISCO_ENGINES: &[(u32, &str)] = &[(0, "Agent"), (1, "Manager")];
pub(super) const ENGINE_FORMATS: &[(u32, &str)] = &[
    (1, "IPv4 address"),
    (2, "IPv6 address"),
    (3, "MAC address"),
    (4, "Text, administratively assigned"),
    (5, "Octets, administratively assigned"),
];

crate::fields! { "snmp";
    /// SNMP message.
    SNMP: Protocol = "snmp", "Simple Network Management Protocol", None;
    /// Version of the message.
    VERSION: I32 = "snmp.version", "version", Dec, VERSIONS;
    /// Name of the community, which is all that is asked for.
    COMMUNITY: Str = "snmp.community", "community", None;
    /// Which request or response.
    REQUEST: U32 = "snmp.data", "data", Dec, REQUESTS;
    /// Links a response to its request.
    REQUEST_ID: I32 = "snmp.request_id", "request-id", Dec;
    /// What went wrong.
    ERROR_STATUS: I32 = "snmp.error_status", "error-status", Dec, ERRORS;
    /// Number of the variable at fault.
    ERROR_INDEX: I32 = "snmp.error_index", "error-index", Dec;
    /// Variables that are asked for once.
    NON_REPEATERS: I32 = "snmp.non_repeaters", "non-repeaters", Dec;
    /// How often the others are.
    MAX_REPETITIONS: I32 = "snmp.max_repetitions", "max-repetitions", Dec;
    /// Number of variables.
    BINDINGS: U32 = "snmp.variable_bindings", "variable-bindings", Dec;
    /// Name of a variable.
    NAME: Oid = "snmp.name", "Object Name", None;
    /// Value.
    VALUE_INT: I64 = "snmp.value.int", "Value (Integer32)", Dec;
    /// Value.
    VALUE_OCTETS: Bytes = "snmp.value.octets", "Value (OctetString)", None;
    /// Value.
    VALUE_OID: Oid = "snmp.value.oid", "Value (OID)", None;
    /// Value.
    VALUE_NULL: Label = "snmp.value.null", "Value (Null)", None;
    /// Value.
    VALUE_IPV4: Ipv4 = "snmp.value.ipv4", "Value (IpAddress)", None;
    /// Value.
    VALUE_COUNTER: U64 = "snmp.value.counter", "Value (Counter32)", Dec;
    /// Value.
    VALUE_COUNTER_64: U64 = "snmp.value.counter", "Value (Counter64)", Dec;
    /// Value.
    VALUE_GAUGE: I64 = "snmp.value.g32", "Value (Gauge32)", Dec;
    /// Value.
    VALUE_TIMETICKS: U64 = "snmp.value.timeticks", "Value (Timeticks)", Dec;
    /// Value.
    VALUE_OPAQUE: Bytes = "snmp.value.opaque", "Value (Opaque)", None;
    /// Value of a type that is not known.
    VALUE_UNKNOWN: Bytes = "snmp.value.unk", "Value (Unknown)", None;
    /// A value that is text.
    VALUE_TEXT: Str = "snmp.var-bind_str", "Variable-binding-string", None;
    /// There is no such object.
    NO_SUCH_OBJECT: Label = "snmp.noSuchObject", "noSuchObject", None;
    /// There is no such instance.
    NO_SUCH_INSTANCE: Label = "snmp.noSuchInstance", "noSuchInstance", None;
    /// There are no more variables.
    END_OF_MIB_VIEW: Label = "snmp.endOfMibView", "endOfMibView", None;
    /// The value says that there is none.
    NO_VALUE: Label = "snmp.varbind.response", "Response", None;
    /// Asks for variables.
    GET: Label = "snmp.get_request_element", "get-request", None;
    /// Asks for those that follow.
    GET_NEXT: Label = "snmp.get_next_request_element", "get-next-request", None;
    /// Answers.
    RESPONSE: Label = "snmp.get_response_element", "get-response", None;
    /// Changes variables.
    SETS: Label = "snmp.set_request_element", "set-request", None;
    /// Tells, in version 1.
    TRAP_1: Label = "snmp.trap_element", "trap", None;
    /// Asks for many that follow.
    GET_BULK: Label = "snmp.getBulkRequest_element", "getBulkRequest", None;
    /// Tells, and wants an answer.
    INFORM: Label = "snmp.informRequest_element", "informRequest", None;
    /// Tells.
    TRAP_2: Label = "snmp.snmpV2_trap_element", "snmpV2-trap", None;
    /// Says what was wrong with a message.
    REPORT: Label = "snmp.report_element", "report", None;
    /// The response to this request.
    RESPONSE_IN: FrameNum = "snmp.response_in", "Response In", None;
    /// The request that this answers.
    RESPONSE_TO: FrameNum = "snmp.response_to", "Response To", None;
    /// Time since the request.
    TIME: RelativeTime = "snmp.time", "Time", None;
    /// What a trap comes from.
    ENTERPRISE: Oid = "snmp.enterprise", "enterprise", None;
    /// Where a trap comes from.
    AGENT: Ipv4 = "snmp.agent_addr", "agent-addr", None;
    /// Kind of trap.
    GENERIC_TRAP: I32 = "snmp.generic_trap", "generic-trap", Dec, TRAPS;
    /// Kind of trap, of the enterprise's own.
    SPECIFIC_TRAP: I32 = "snmp.specific_trap", "specific-trap", Dec;
    /// Hundredths of a second since the agent began.
    TIME_STAMP: U32 = "snmp.time_stamp", "time-stamp", Dec;
    /// Version of the message (RFC 3412).
    MSG_VERSION: I32 = "snmp.msgVersion", "msgVersion", Dec, VERSIONS;
    /// What all messages of version 3 have.
    GLOBAL: Label = "snmp.msgGlobalData_element", "msgGlobalData", None;
    /// Number of the message.
    MSG_ID: U32 = "snmp.msgID", "msgID", Dec;
    /// Longest message that the sender takes.
    MSG_MAX_SIZE: U32 = "snmp.msgMaxSize", "msgMaxSize", Dec;
    /// Flags.
    MSG_FLAGS: Bytes = "snmp.msgFlags", "msgFlags", None;
    /// A report may be sent.
    REPORTABLE: Bool = "snmp.v3.flags.report", "Reportable", W8 & 0x04, SET;
    /// The request is encrypted.
    ENCRYPTED: Bool = "snmp.v3.flags.crypt", "Encrypted", W8 & 0x02, SET;
    /// The message proves its sender.
    AUTHENTICATED: Bool = "snmp.v3.flags.auth", "Authenticated", W8 & 0x01, SET;
    /// How it is made safe.
    MODEL: U32 = "snmp.msgSecurityModel", "msgSecurityModel", Dec, MODELS;
    /// Who is in charge of time.
    ENGINE: Bytes = "snmp.msgAuthoritativeEngineID", "msgAuthoritativeEngineID", None;
    /// How often it began.
    BOOTS: U32 = "snmp.msgAuthoritativeEngineBoots", "msgAuthoritativeEngineBoots", Dec;
    /// Seconds since it began.
    ENGINE_TIME: U32 = "snmp.msgAuthoritativeEngineTime", "msgAuthoritativeEngineTime", Dec;
    /// For whom.
    USER: Str = "snmp.msgUserName", "msgUserName", None;
    /// Proves the sender.
    AUTHENTICATION: Bytes = "snmp.msgAuthenticationParameters", "msgAuthenticationParameters", None;
    /// What decryption needs besides the key.
    PRIVACY: Bytes = "snmp.msgPrivacyParameters", "msgPrivacyParameters", None;
    /// Whether the request is encrypted.
    MSG_DATA: U32 = "snmp.msgData", "msgData", Dec, DATA;
    /// A request that is not.
    PLAINTEXT: Label = "snmp.plaintext_element", "plaintext", None;
    /// One that is.
    ENCRYPTED_PDU: Bytes = "snmp.encryptedPDU", "encryptedPDU", None;
    /// Whether an engine's number is made as RFC 3411 says.
    ENGINE_CONFORM: Bool = "snmp.engineid.conform", "Engine ID Conformance", W8 & 0x80, Names::TrueFalse("RFC3411 (SNMPv3)", "RFC1910 (Non-SNMPv3)");
    /// Who made the engine.
    ENGINE_ENTERPRISE: U32 = "snmp.engineid.enterprise", "Engine Enterprise ID", Dec & 0x7fffffff, Names::Table(ENTERPRISES);
    /// What the rest of the number is.
    ENGINE_FORMAT: U8 = "snmp.engineid.format", "Engine ID Format", Dec, Names::Table(ENGINE_FORMATS);
    /// The engine's address.
    ENGINE_IPV4: Ipv4 = "snmp.engineid.ipv4", "Engine ID Data: IPv4 address", None;
    /// The engine's address.
    ENGINE_IPV6: Ipv6 = "snmp.engineid.ipv6", "Engine ID Data: IPv6 address", None;
    /// The engine's address.
    ENGINE_MAC: Ether = "snmp.engineid.mac", "Engine ID Data: MAC address", None;
    /// Which of Cisco's engines it is.
    ENGINE_CISCO: U8 = "snmp.engineid.cisco.type", "Engine ID Data: Cisco type", Hex, Names::Table(CISCO_ENGINES);
    /// The engine's name.
    ENGINE_TEXT: Str = "snmp.engineid.text", "Engine ID Data: Text", None;
    /// When the number was made.
    ENGINE_MADE: AbsoluteTime = "snmp.engineid.time", "Engine ID Data: Creation Time", None;
    /// Bytes without a form.
    ENGINE_DATA: Bytes = "snmp.engineid.data", "Engine ID Data", None;
    /// Address and port of an engine of RFC 1910.
    AGENT_TRAILER: Bytes = "snmp.agentid_trailer", "AgentID Trailer", None;
    /// The engine's number is not made as RFC 1910 says.
    NOT_RFC1910: Label = "snmp.rfc1910_non_conformant", "Data not conforming to RFC1910", None;
    /// The engine's number is not made as RFC 3411 says.
    NOT_RFC3411: Label = "snmp.rfc3411_non_conformant", "Data not conforming to RFC3411", None;
    /// Whose variables.
    CONTEXT_ENGINE: Bytes = "snmp.contextEngineID", "contextEngineID", None;
    /// Which of them.
    CONTEXT_NAME: Str = "snmp.contextName", "contextName", None;
}
