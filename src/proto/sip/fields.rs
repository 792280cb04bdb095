//! The fields of SIP, and which header has which.

use crate::field::Field;
use crate::field::def::{Str, U32};

crate::fields! { "sip";
    /// A SIP message (RFC 3261).
    SIP: Protocol = "sip", "Session Initiation Protocol", None;
    /// The first line of a request.
    REQUEST_LINE: Str = "sip.Request-Line", "Request-Line", None;
    /// What is asked for.
    METHOD: Str = "sip.Method", "Method", None;
    /// Who is asked.
    URI: Str = "sip.r-uri", "Request-URI", None;
    /// User in it.
    URI_USER: Str = "sip.r-uri.user", "Request-URI User Part", None;
    /// Host in it.
    URI_HOST: Str = "sip.r-uri.host", "Request-URI Host Part", None;
    /// Port in it.
    URI_PORT: Str = "sip.r-uri.port", "Request-URI Host Port", None;
    /// The first line of a response.
    STATUS_LINE: Str = "sip.Status-Line", "Status-Line", None;
    /// What became of the request.
    STATUS: U32 = "sip.Status-Code", "Status-Code", Dec;
    /// All headers.
    HEADERS: Str = "sip.msg_hdr", "Message Header", None;
    /// The body.
    BODY: Label = "sip.msg_body", "Message Body", None;
    /// Marks a header that nobody registered.
    UNRECOGNIZED: Label = "sip.unrecognized_header", "Unrecognised SIP header", None;
    /// Who is called.
    TO_ADDR: Str = "sip.to.addr", "SIP to address", None;
    /// User in it.
    TO_USER: Str = "sip.to.user", "SIP to address User Part", None;
    /// Host in it.
    TO_HOST: Str = "sip.to.host", "SIP to address Host Part", None;
    /// Port in it.
    TO_PORT: Str = "sip.to.port", "SIP to address Host Port", None;
    /// Name shown to people.
    TO_DISPLAY: Str = "sip.to.display.info", "SIP to display info", None;
    /// Tag of the dialogue.
    TO_TAG: Str = "sip.to.tag", "SIP to tag", None;
    /// Who calls.
    FROM_ADDR: Str = "sip.from.addr", "SIP from address", None;
    /// User in it.
    FROM_USER: Str = "sip.from.user", "SIP from address User Part", None;
    /// Host in it.
    FROM_HOST: Str = "sip.from.host", "SIP from address Host Part", None;
    /// Port in it.
    FROM_PORT: Str = "sip.from.port", "SIP from address Host Port", None;
    /// Name shown to people.
    FROM_DISPLAY: Str = "sip.from.display.info", "SIP from display info", None;
    /// Tag of the dialogue.
    FROM_TAG: Str = "sip.from.tag", "SIP from tag", None;
    /// Number of the request in its dialogue.
    CSEQ_NUMBER: U32 = "sip.CSeq.seq", "Sequence Number", Dec;
    /// Method of the request.
    CSEQ_METHOD: Str = "sip.CSeq.method", "Method", None;
    /// Transport of the hop.
    VIA_TRANSPORT: Str = "sip.Via.transport", "Transport", None;
    /// Host of the hop.
    VIA_ADDRESS: Str = "sip.Via.sent-by.address", "Sent-by Address", None;
    /// Port of the hop.
    VIA_PORT: U16 = "sip.Via.sent-by.port", "Sent-by port", Dec;
    /// Names the transaction.
    VIA_BRANCH: Str = "sip.Via.branch", "Branch", None;
    /// Port that the request came from.
    VIA_RPORT: Str = "sip.Via.rport", "RPort", None;
    /// Address that the request came from.
    VIA_RECEIVED: Str = "sip.Via.received", "Received", None;
    /// A header.
    H_ACCEPT: Str = "sip.Accept", "Accept", None;
    /// A header.
    H_ACCEPT_CONTACT: Str = "sip.Accept-Contact", "Accept-Contact", None;
    /// A header.
    H_ACCEPT_ENCODING: Str = "sip.Accept-Encoding", "Accept-Encoding", None;
    /// A header.
    H_ACCEPT_LANGUAGE: Str = "sip.Accept-Language", "Accept-Language", None;
    /// A header.
    H_ACCEPT_RESOURCE_PRIORITY: Str = "sip.Accept-Resource-Priority", "Accept-Resource-Priority", None;
    /// A header.
    H_ADDITIONAL_IDENTITY: Str = "sip.Additional-Identity", "Additional-Identity", None;
    /// A header.
    H_ALERT_INFO: Str = "sip.Alert-Info", "Alert-Info", None;
    /// A header.
    H_ALLOW: Str = "sip.Allow", "Allow", None;
    /// A header.
    H_ALLOW_EVENTS: Str = "sip.Allow-Events", "Allow-Events", None;
    /// A header.
    H_ANSWER_MODE: Str = "sip.Answer-Mode", "Answer-Mode", None;
    /// A header.
    H_ATTESTATION_INFO: Str = "sip.Attestation-Info", "Attestation-Info", None;
    /// A header.
    H_AUTHENTICATION_INFO: Str = "sip.Authentication-Info", "Authentication-Info", None;
    /// A header.
    H_AUTHORIZATION: Str = "sip.Authorization", "Authorization", None;
    /// A header.
    H_CALL_ID: Str = "sip.Call-ID", "Call-ID", None;
    /// A header.
    H_CALL_INFO: Str = "sip.Call-Info", "Call-Info", None;
    /// A header.
    H_CELLULAR_NETWORK_INFO: Str = "sip.Cellular-Network-Info", "Cellular-Network-Info", None;
    /// A header.
    H_CONTACT: Str = "sip.Contact", "Contact", None;
    /// A header.
    H_CONTENT_DISPOSITION: Str = "sip.Content-Disposition", "Content-Disposition", None;
    /// A header.
    H_CONTENT_ENCODING: Str = "sip.Content-Encoding", "Content-Encoding", None;
    /// A header.
    H_CONTENT_LANGUAGE: Str = "sip.Content-Language", "Content-Language", None;
    /// A header.
    H_CONTENT_TYPE: Str = "sip.Content-Type", "Content-Type", None;
    /// A header.
    H_CSEQ: Str = "sip.CSeq", "CSeq", None;
    /// A header.
    H_DATE: Str = "sip.Date", "Date", None;
    /// A header.
    H_DIVERSION: Str = "sip.Diversion", "Diversion", None;
    /// A header.
    H_ERROR_INFO: Str = "sip.Error-Info", "Error-Info", None;
    /// A header.
    H_ETAG: Str = "sip.ETag", "ETag", None;
    /// A header.
    H_EVENT: Str = "sip.Event", "Event", None;
    /// A header.
    H_FEATURE_CAPS: Str = "sip.Feature-Caps", "Feature-Caps", None;
    /// A header.
    H_FLOW_TIMER: Str = "sip.Flow-Timer", "Flow-Timer", None;
    /// A header.
    H_FROM: Str = "sip.From", "From", None;
    /// A header.
    H_GEOLOCATION: Str = "sip.Geolocation", "Geolocation", None;
    /// A header.
    H_GEOLOCATION_ERROR: Str = "sip.Geolocation-Error", "Geolocation-Error", None;
    /// A header.
    H_GEOLOCATION_ROUTING: Str = "sip.Geolocation-Routing", "Geolocation-Routing", None;
    /// A header.
    H_HISTORY_INFO: Str = "sip.History-Info", "History-Info", None;
    /// A header.
    H_IDENTITY: Str = "sip.Identity", "Identity", None;
    /// A header.
    H_IDENTITY_INFO: Str = "sip.Identity-info", "Identity-info", None;
    /// The message was sent before.
    RESEND: Bool = "sip.resend", "Resent Packet", None;
    /// In that frame.
    RESEND_ORIGINAL: FrameNum = "sip.resend-original", "Suspected resend of frame", None;
    /// Time from the request to end the call.
    RELEASE_TIME: U32 = "sip.release-time", "Release Time (ms)", Dec;
    /// Something added to the address of who is called.
    TO_PARAM: Str = "sip.to.param", "SIP To URI parameter", None;
    /// Something added to the address of who calls.
    FROM_PARAM: Str = "sip.from.param", "SIP From URI parameter", None;
    /// A header.
    H_IF_MATCH: Str = "sip.If_Match", "If_Match", None;
    /// A header.
    H_IN_REPLY_TO: Str = "sip.In-Reply-To", "In-Reply-To", None;
    /// A header.
    H_INFO_PACKAGE: Str = "sip.Info-Package", "Info-Package", None;
    /// A header.
    H_JOIN: Str = "sip.Join", "Join", None;
    /// A header.
    H_MIME_VERSION: Str = "sip.MIME-Version", "MIME-Version", None;
    /// A header.
    H_MIN_EXPIRES: Str = "sip.Min-Expires", "Min-Expires", None;
    /// A header.
    H_MIN_SE: Str = "sip.Min-SE", "Min-SE", None;
    /// A header.
    H_ORGANIZATION: Str = "sip.Organization", "Organization", None;
    /// A header.
    H_ORIGINATION_ID: Str = "sip.Origination-Id", "Origination-Id", None;
    /// A header.
    H_P_ACCESS_NETWORK_INFO: Str = "sip.P-Access-Network-Info", "P-Access-Network-Info", None;
    /// A header.
    H_P_ANSWER_STATE: Str = "sip.P-Answer-State", "P-Answer-State", None;
    /// A header.
    H_P_ASSERTED_IDENTITY: Str = "sip.P-Asserted-Identity", "P-Asserted-Identity", None;
    /// A header.
    H_P_ASSERTED_SERVICE: Str = "sip.P-Asserted-Service", "P-Asserted-Service", None;
    /// A header.
    H_P_ASSOCIATED_URI: Str = "sip.P-Associated-URI", "P-Associated-URI", None;
    /// A header.
    H_P_CALLED_PARTY_ID: Str = "sip.P-Called-Party-ID", "P-Called-Party-ID", None;
    /// A header.
    H_P_CHARGE_INFO: Str = "sip.P-Charge-Info", "P-Charge-Info", None;
    /// A header.
    H_P_CHARGING_FUNCTION_ADDRESSES: Str = "sip.P-Charging-Function-Addresses", "P-Charging-Function-Addresses", None;
    /// A header.
    H_P_CHARGING_VECTOR: Str = "sip.P-Charging-Vector", "P-Charging-Vector", None;
    /// A header.
    H_P_DCS_BILLING_INFO: Str = "sip.P-DCS-Billing-Info", "P-DCS-Billing-Info", None;
    /// A header.
    H_P_DCS_LAES: Str = "sip.P-DCS-LAES", "P-DCS-LAES", None;
    /// A header.
    H_P_DCS_OSPS: Str = "sip.P-DCS-OSPS", "P-DCS-OSPS", None;
    /// A header.
    H_P_DCS_REDIRECT: Str = "sip.P-DCS-Redirect", "P-DCS-Redirect", None;
    /// A header.
    H_P_DCS_TRACE_PARTY_ID: Str = "sip.P-DCS-Trace-Party-ID", "P-DCS-Trace-Party-ID", None;
    /// A header.
    H_P_EARLY_MEDIA: Str = "sip.P-Early-Media", "P-Early-Media", None;
    /// A header.
    H_P_MEDIA_AUTHORIZATION: Str = "sip.P-Media-Authorization", "P-Media-Authorization", None;
    /// A header.
    H_P_PREFERRED_IDENTITY: Str = "sip.P-Preferred-Identity", "P-Preferred-Identity", None;
    /// A header.
    H_P_PREFERRED_SERVICE: Str = "sip.P-Preferred-Service", "P-Preferred-Service", None;
    /// A header.
    H_P_PROFILE_KEY: Str = "sip.P-Profile-Key", "P-Profile-Key", None;
    /// A header.
    H_P_REFUSED_URI_LIST: Str = "sip.P-Refused-URI-List", "P-Refused-URI-List", None;
    /// A header.
    H_P_SERVED_USER: Str = "sip.P-Served-User", "P-Served-User", None;
    /// A header.
    H_P_USER_DATABASE: Str = "sip.P-User-Database", "P-User-Database", None;
    /// A header.
    H_P_VISITED_NETWORK_ID: Str = "sip.P-Visited-Network-ID", "P-Visited-Network-ID", None;
    /// A header.
    H_PATH: Str = "sip.Path", "Path", None;
    /// A header.
    H_PERMISSION_MISSING: Str = "sip.Permission-Missing", "Permission-Missing", None;
    /// A header.
    H_PRIORITY: Str = "sip.Priority", "Priority", None;
    /// A header.
    H_PRIORITY_SHARE: Str = "sip.Priority-Share", "Priority-Share", None;
    /// A header.
    H_PRIV_ANSWER_MODE: Str = "sip.Priv-Answer-mode", "Priv-Answer-mode", None;
    /// A header.
    H_PRIVACY: Str = "sip.Privacy", "Privacy", None;
    /// A header.
    H_PROXY_AUTHENTICATE: Str = "sip.Proxy-Authenticate", "Proxy-Authenticate", None;
    /// A header.
    H_PROXY_AUTHORIZATION: Str = "sip.Proxy-Authorization", "Proxy-Authorization", None;
    /// A header.
    H_PROXY_REQUIRE: Str = "sip.Proxy-Require", "Proxy-Require", None;
    /// A header.
    H_RACK: Str = "sip.RAck", "RAck", None;
    /// A header.
    H_REASON: Str = "sip.Reason", "Reason", None;
    /// A header.
    H_REASON_PHRASE: Str = "sip.Reason-Phrase", "Reason-Phrase", None;
    /// A header.
    H_RECORD_ROUTE: Str = "sip.Record-Route", "Record-Route", None;
    /// A header.
    H_RECV_INFO: Str = "sip.Recv-Info", "Recv-Info", None;
    /// A header.
    H_REFER_SUB: Str = "sip.Refer-Sub", "Refer-Sub", None;
    /// A header.
    H_REFER_TO: Str = "sip.Refer-To", "Refer-To", None;
    /// A header.
    H_REJECT_CONTACT: Str = "sip.Reject-Contact", "Reject-Contact", None;
    /// A header.
    H_RELAYED_CHARGE: Str = "sip.Relayed-Charge", "Relayed-Charge", None;
    /// A header.
    H_REPLACES: Str = "sip.Replaces", "Replaces", None;
    /// A header.
    H_REPLY_TO: Str = "sip.Reply-To", "Reply-To", None;
    /// A header.
    H_REQUEST_DISPOSITION: Str = "sip.Request-Disposition", "Request-Disposition", None;
    /// A header.
    H_REQUIRE: Str = "sip.Require", "Require", None;
    /// A header.
    H_RESOURCE_PRIORITY: Str = "sip.Resource-Priority", "Resource-Priority", None;
    /// A header.
    H_RESOURCE_SHARE: Str = "sip.Resource-Share", "Resource-Share", None;
    /// A header.
    H_RESPONSE_SOURCE: Str = "sip.Response-Source", "Response-Source", None;
    /// A header.
    H_RESTORATION_INFO: Str = "sip.Restoration-Info", "Restoration-Info", None;
    /// A header.
    H_ROUTE: Str = "sip.Route", "Route", None;
    /// A header.
    H_SECURITY_CLIENT: Str = "sip.Security-Client", "Security-Client", None;
    /// A header.
    H_SECURITY_SERVER: Str = "sip.Security-Server", "Security-Server", None;
    /// A header.
    H_SECURITY_VERIFY: Str = "sip.Security-Verify", "Security-Verify", None;
    /// A header.
    H_SERVER: Str = "sip.Server", "Server", None;
    /// A header.
    H_SERVICE_INTERACT_INFO: Str = "sip.Service-Interact-Info", "Service-Interact-Info", None;
    /// A header.
    H_SERVICE_ROUTE: Str = "sip.Service-Route", "Service-Route", None;
    /// A header.
    H_SESSION_EXPIRES: Str = "sip.Session-Expires", "Session-Expires", None;
    /// A header.
    H_SESSION_ID: Str = "sip.Session-ID", "Session-ID", None;
    /// A header.
    H_SUBJECT: Str = "sip.Subject", "Subject", None;
    /// A header.
    H_SUBSCRIPTION_STATE: Str = "sip.Subscription-State", "Subscription-State", None;
    /// A header.
    H_SUPPORTED: Str = "sip.Supported", "Supported", None;
    /// A header.
    H_TARGET_DIALOG: Str = "sip.Target-Dialog", "Target-Dialog", None;
    /// A header.
    H_TIMESTAMP: Str = "sip.Timestamp", "Timestamp", None;
    /// A header.
    H_TO: Str = "sip.To", "To", None;
    /// A header.
    H_TRIGGER_CONSENT: Str = "sip.Trigger-Consent", "Trigger-Consent", None;
    /// A header.
    H_UNSUPPORTED: Str = "sip.Unsupported", "Unsupported", None;
    /// A header.
    H_USER_AGENT: Str = "sip.User-Agent", "User-Agent", None;
    /// A header.
    H_VIA: Str = "sip.Via", "Via", None;
    /// A header.
    H_WARNING: Str = "sip.Warning", "Warning", None;
    /// A header.
    H_WWW_AUTHENTICATE: Str = "sip.WWW-Authenticate", "WWW-Authenticate", None;
    /// How many proxies may still pass it on.
    MAX_FORWARDS: U32 = "sip.Max-Forwards", "Max-Forwards", Dec;
    /// Seconds that it is valid for.
    EXPIRES: U32 = "sip.Expires", "Expires", Dec;
    /// Bytes of the body.
    CONTENT_LENGTH: U32 = "sip.Content-Length", "Content-Length", Dec;
    /// How many branches it may have.
    MAX_BREADTH: U32 = "sip.Max-Breadth", "Max-Breadth", Dec;
    /// The call, whatever the spelling of its header.
    CALL_ID_GENERATED: Str = "sip.call_id_generated", "Generated Call-ID", None;
    /// Tag of either side.
    TAG: Str = "sip.tag", "SIP tag", None;
    /// Display name of either side.
    DISPLAY_INFO: Str = "sip.display.info", "SIP Display info", None;
    /// Where the sender can be reached.
    CONTACT_URI: Str = "sip.contact.uri", "Contact URI", None;
    /// User of that.
    CONTACT_USER: Str = "sip.contact.user", "Contact URI User Part", None;
    /// Host of that.
    CONTACT_HOST: Str = "sip.contact.host", "Contact URI Host Part", None;
    /// Port of that.
    CONTACT_PORT: Str = "sip.contact.port", "Contact URI Host Port", None;
    /// The request that is answered.
    REQUEST_FRAME: FrameNum = "sip.response-request", "Request Frame", None;
    /// Milliseconds since it.
    RESPONSE_TIME: U32 = "sip.response-time", "Response Time (ms)", Dec;
    /// How the client proves who it is (RFC 3261 section 22).
    AUTH_SCHEME: Str = "sip.auth.scheme", "Authentication Scheme", None;
    /// Digest of password and nonce.
    AUTH_RESPONSE: Str = "sip.auth.digest.response", "Digest Authentication Response", None;
    /// How often the nonce was used.
    AUTH_NC: Str = "sip.auth.nc", "Nonce Count", None;
    /// Who it is.
    AUTH_USERNAME: Str = "sip.auth.username", "Username", None;
    /// Where.
    AUTH_REALM: Str = "sip.auth.realm", "Realm", None;
    /// The server's nonce.
    AUTH_NONCE: Str = "sip.auth.nonce", "Nonce Value", None;
    /// The digest's algorithm.
    AUTH_ALGORITHM: Str = "sip.auth.algorithm", "Algorithm", None;
    /// What the client sends back as it is.
    AUTH_OPAQUE: Str = "sip.auth.opaque", "Opaque Value", None;
    /// Quality of protection.
    AUTH_QOP: Str = "sip.auth.qop", "QOP", None;
    /// The client's nonce.
    AUTH_CNONCE: Str = "sip.auth.cnonce", "CNonce Value", None;
    /// What was asked for.
    AUTH_URI: Str = "sip.auth.uri", "Authentication URI", None;
    /// Where the proof is valid.
    AUTH_DOMAIN: Str = "sip.auth.domain", "Authentication Domain", None;
    /// The nonce was too old.
    AUTH_STALE: Str = "sip.auth.stale", "Stale Flag", None;
    /// The server's digest.
    AUTH_RSPAUTH: Str = "sip.auth.rspauth", "Response auth", None;
    /// The nonce of next time.
    AUTH_NEXTNONCE: Str = "sip.auth.nextnonce", "Next Nonce", None;
}

/// Headers by name in lower case. Sorted.
const BY_NAME: &[(&str, Field<Str>)] = &[
    ("accept", H_ACCEPT),
    ("accept-contact", H_ACCEPT_CONTACT),
    ("accept-encoding", H_ACCEPT_ENCODING),
    ("accept-language", H_ACCEPT_LANGUAGE),
    ("accept-resource-priority", H_ACCEPT_RESOURCE_PRIORITY),
    ("additional-identity", H_ADDITIONAL_IDENTITY),
    ("alert-info", H_ALERT_INFO),
    ("allow", H_ALLOW),
    ("allow-events", H_ALLOW_EVENTS),
    ("answer-mode", H_ANSWER_MODE),
    ("attestation-info", H_ATTESTATION_INFO),
    ("authentication-info", H_AUTHENTICATION_INFO),
    ("authorization", H_AUTHORIZATION),
    ("call-id", H_CALL_ID),
    ("call-info", H_CALL_INFO),
    ("cellular-network-info", H_CELLULAR_NETWORK_INFO),
    ("contact", H_CONTACT),
    ("content-disposition", H_CONTENT_DISPOSITION),
    ("content-encoding", H_CONTENT_ENCODING),
    ("content-language", H_CONTENT_LANGUAGE),
    ("content-type", H_CONTENT_TYPE),
    ("cseq", H_CSEQ),
    ("date", H_DATE),
    ("diversion", H_DIVERSION),
    ("error-info", H_ERROR_INFO),
    ("etag", H_ETAG),
    ("event", H_EVENT),
    ("feature-caps", H_FEATURE_CAPS),
    ("flow-timer", H_FLOW_TIMER),
    ("from", H_FROM),
    ("geolocation", H_GEOLOCATION),
    ("geolocation-error", H_GEOLOCATION_ERROR),
    ("geolocation-routing", H_GEOLOCATION_ROUTING),
    ("history-info", H_HISTORY_INFO),
    ("identity", H_IDENTITY),
    ("identity-info", H_IDENTITY_INFO),
    ("in-reply-to", H_IN_REPLY_TO),
    ("info-package", H_INFO_PACKAGE),
    ("join", H_JOIN),
    ("mime-version", H_MIME_VERSION),
    ("min-expires", H_MIN_EXPIRES),
    ("min-se", H_MIN_SE),
    ("organization", H_ORGANIZATION),
    ("origination-id", H_ORIGINATION_ID),
    ("p-access-network-info", H_P_ACCESS_NETWORK_INFO),
    ("p-answer-state", H_P_ANSWER_STATE),
    ("p-asserted-identity", H_P_ASSERTED_IDENTITY),
    ("p-asserted-service", H_P_ASSERTED_SERVICE),
    ("p-associated-uri", H_P_ASSOCIATED_URI),
    ("p-called-party-id", H_P_CALLED_PARTY_ID),
    ("p-charge-info", H_P_CHARGE_INFO),
    ("p-charging-function-addresses", H_P_CHARGING_FUNCTION_ADDRESSES),
    ("p-charging-vector", H_P_CHARGING_VECTOR),
    ("p-dcs-billing-info", H_P_DCS_BILLING_INFO),
    ("p-dcs-laes", H_P_DCS_LAES),
    ("p-dcs-osps", H_P_DCS_OSPS),
    ("p-dcs-redirect", H_P_DCS_REDIRECT),
    ("p-dcs-trace-party-id", H_P_DCS_TRACE_PARTY_ID),
    ("p-early-media", H_P_EARLY_MEDIA),
    ("p-media-authorization", H_P_MEDIA_AUTHORIZATION),
    ("p-preferred-identity", H_P_PREFERRED_IDENTITY),
    ("p-preferred-service", H_P_PREFERRED_SERVICE),
    ("p-profile-key", H_P_PROFILE_KEY),
    ("p-refused-uri-list", H_P_REFUSED_URI_LIST),
    ("p-served-user", H_P_SERVED_USER),
    ("p-user-database", H_P_USER_DATABASE),
    ("p-visited-network-id", H_P_VISITED_NETWORK_ID),
    ("path", H_PATH),
    ("permission-missing", H_PERMISSION_MISSING),
    ("priority", H_PRIORITY),
    ("priority-share", H_PRIORITY_SHARE),
    ("priv-answer-mode", H_PRIV_ANSWER_MODE),
    ("privacy", H_PRIVACY),
    ("proxy-authenticate", H_PROXY_AUTHENTICATE),
    ("proxy-authorization", H_PROXY_AUTHORIZATION),
    ("proxy-require", H_PROXY_REQUIRE),
    ("rack", H_RACK),
    ("reason", H_REASON),
    ("reason-phrase", H_REASON_PHRASE),
    ("record-route", H_RECORD_ROUTE),
    ("recv-info", H_RECV_INFO),
    ("refer-sub", H_REFER_SUB),
    ("refer-to", H_REFER_TO),
    ("referred-by", super::headers::H_REFERRED_BY),
    ("reject-contact", H_REJECT_CONTACT),
    ("relayed-charge", H_RELAYED_CHARGE),
    ("replaces", H_REPLACES),
    ("reply-to", H_REPLY_TO),
    ("request-disposition", H_REQUEST_DISPOSITION),
    ("require", H_REQUIRE),
    ("resource-priority", H_RESOURCE_PRIORITY),
    ("resource-share", H_RESOURCE_SHARE),
    ("response-source", H_RESPONSE_SOURCE),
    ("restoration-info", H_RESTORATION_INFO),
    ("route", H_ROUTE),
    ("security-client", H_SECURITY_CLIENT),
    ("security-server", H_SECURITY_SERVER),
    ("security-verify", H_SECURITY_VERIFY),
    ("server", H_SERVER),
    ("service-interact-info", H_SERVICE_INTERACT_INFO),
    ("service-route", H_SERVICE_ROUTE),
    ("session-expires", H_SESSION_EXPIRES),
    ("session-id", H_SESSION_ID),
    ("sip-if-match", H_IF_MATCH),
    ("subject", H_SUBJECT),
    ("subscription-state", H_SUBSCRIPTION_STATE),
    ("supported", H_SUPPORTED),
    ("target-dialog", H_TARGET_DIALOG),
    ("timestamp", H_TIMESTAMP),
    ("to", H_TO),
    ("trigger-consent", H_TRIGGER_CONSENT),
    ("unsupported", H_UNSUPPORTED),
    ("user-agent", H_USER_AGENT),
    ("user-to-user", super::call_headers::USER_TO_USER),
    ("via", H_VIA),
    ("warning", H_WARNING),
    ("www-authenticate", H_WWW_AUTHENTICATE),
];

/// Names of one letter (RFC 3261 section 7.3.3 and later ones). Sorted.
const SHORT: &[(u8, &str)] = &[
    (b'a', "accept-contact"),
    (b'b', "referred-by"),
    (b'c', "content-type"),
    (b'd', "request-disposition"),
    (b'e', "content-encoding"),
    (b'f', "from"),
    (b'i', "call-id"),
    (b'j', "reject-contact"),
    (b'k', "supported"),
    (b'l', "content-length"),
    (b'm', "contact"),
    (b'n', "identity-info"),
    (b'o', "event"),
    (b'r', "refer-to"),
    (b's', "subject"),
    (b't', "to"),
    (b'u', "allow-events"),
    (b'v', "via"),
    (b'x', "session-expires"),
    (b'y', "identity"),
];

/// The full name of a header, in lower case.
pub fn full_name(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
    let short =
        |b: &u8| SHORT.binary_search_by_key(b, |s| s.0).ok().and_then(|at| SHORT.get(at)).map(|s| s.1);
    match name.as_bytes() {
        [letter] => short(letter).map_or(name, str::to_owned),
        _ => name,
    }
}

/// Headers whose value is a number.
pub const NUMBERS: &[(&str, Field<U32>)] = &[
    ("content-length", CONTENT_LENGTH),
    ("expires", EXPIRES),
    ("max-breadth", MAX_BREADTH),
    ("max-forwards", MAX_FORWARDS),
    ("retry-after", super::headers::RETRY_AFTER),
    ("rseq", super::headers::RSEQ),
];

/// Parameters of the headers that prove who somebody is.
pub const AUTHENTICATION: &[(&str, Field<Str>)] = &[
    ("algorithm", AUTH_ALGORITHM),
    ("auts", super::call_headers::AUTH_AUTS),
    ("ck", super::call_headers::AUTH_CK),
    ("cnonce", AUTH_CNONCE),
    ("domain", AUTH_DOMAIN),
    ("ik", super::call_headers::AUTH_IK),
    ("nc", AUTH_NC),
    ("nextnonce", AUTH_NEXTNONCE),
    ("nonce", AUTH_NONCE),
    ("opaque", AUTH_OPAQUE),
    ("qop", AUTH_QOP),
    ("realm", AUTH_REALM),
    ("response", AUTH_RESPONSE),
    ("rspauth", AUTH_RSPAUTH),
    ("stale", AUTH_STALE),
    ("uri", AUTH_URI),
    ("username", AUTH_USERNAME),
];

/// The field of a header.
pub fn of_header(full_name: &str) -> Option<Field<Str>> {
    BY_NAME.binary_search_by_key(&full_name, |h| h.0).ok().and_then(|at| BY_NAME.get(at)).map(|h| h.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_so_that_each_is_found() {
        assert!(BY_NAME.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(SHORT.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!(full_name(b" V "), "via");
        assert!(of_header("call-id").is_some() && of_header("x-other").is_none());
    }
}
