//! The fields of XMPP, and which elements and attributes have one.

use crate::field::Field;
use crate::field::def::{Label, Str};

crate::fields! { "xmpp";
    /// A stanza, or another child of the stream (RFC 6120).
    XMPP: Protocol = "xmpp", "XMPP Protocol", None;
    /// Sent by the client.
    OUT: Bool = "xmpp.out", "Out", None;
    /// Sent by the server.
    IN: Bool = "xmpp.in", "In", None;
    /// Version of XML.
    XML_VERSION: Str = "xmpp.xml_header_version", "XML HEADER VER", None;
    /// A request or a response.
    IQ: Label = "xmpp.iq", "IQ", None;
    /// What is asked for.
    QUERY: Label = "xmpp.query", "QUERY", None;
    /// One of what was asked for.
    QUERY_ITEM: Label = "xmpp.query.item", "ITEM", None;
    /// An identity of who is asked.
    QUERY_IDENTITY: Label = "xmpp.query.identity", "IDENTITY", None;
    /// Asks for a resource.
    BIND: Label = "xmpp.iq.bind", "BIND", None;
    /// Asks for a session.
    SESSION: Label = "xmpp.iq.session", "SESSION", None;
    /// A business card.
    VCARD: Label = "xmpp.vcard", "VCARD", None;
    /// Asks for a sign of life.
    PING: Label = "xmpp.ping", "PING", None;
    /// Why a request failed.
    ERROR: Label = "xmpp.error", "ERROR", None;
    /// Who is there.
    PRESENCE: Label = "xmpp.presence", "PRESENCE", None;
    /// In words.
    PRESENCE_STATUS: Label = "xmpp.presence.status", "STATUS", None;
    /// What a client can do.
    CAPS: Label = "xmpp.presence.caps", "CAPS", None;
    /// A message.
    MESSAGE: Label = "xmpp.message", "MESSAGE", None;
    /// Its text.
    BODY: Label = "xmpp.message.body", "BODY", None;
    /// Its subject.
    SUBJECT: Label = "xmpp.message.subject", "SUBJECT", None;
    /// The conversation it belongs to.
    THREAD: Label = "xmpp.message.thread", "THREAD", None;
    /// When it was sent.
    DELAY: Label = "xmpp.delay", "DELAY", None;
    /// The client authenticates.
    AUTH: Label = "xmpp.auth", "AUTH", None;
    /// What the server sends to it.
    CHALLENGE: Label = "xmpp.challenge", "CHALLENGE", None;
    /// What the client answers.
    RESPONSE: Label = "xmpp.response", "RESPONSE", None;
    /// It succeeded.
    SUCCESS: Label = "xmpp.success", "SUCCESS", None;
    /// It failed.
    FAILURE: Label = "xmpp.failure", "FAILURE", None;
    /// The stream begins.
    STREAM: Label = "xmpp.stream", "STREAM", None;
    /// The stream ends.
    STREAM_END: Label = "xmpp.stream_end", "STREAM END", None;
    /// What the server offers.
    FEATURES: Label = "xmpp.features", "FEATURES", None;
    /// Asks for TLS.
    STARTTLS: Label = "xmpp.starttls", "STARTTLS", None;
    /// TLS may begin.
    PROCEED: Label = "xmpp.proceed", "PROCEED", None;
    /// A call is set up.
    JINGLE: Label = "xmpp.jingle", "JINGLE", None;
    /// An element without a field of its own.
    UNKNOWN: Str = "xmpp.unknown", "UNKNOWN", None;
    /// Text of an element.
    CDATA: Str = "xmpp.cdata", "CDATA", None;
    /// An attribute without a field of its own.
    ATTRIBUTE: Str = "xmpp.attribute", "Attribute", None;
    /// A namespace.
    XMLNS: Str = "xmpp.xmlns", "xmlns", None;
    /// Joins request and response.
    ID: Str = "xmpp.id", "id", None;
    /// Kind of stanza.
    TYPE: Str = "xmpp.type", "type", None;
    /// Who sent it.
    FROM: Str = "xmpp.from", "from", None;
    /// For whom.
    TO: Str = "xmpp.to", "to", None;
    /// Address of an entry.
    ITEM_JID: Str = "xmpp.query.item.jid", "jid", None;
    /// Its name.
    ITEM_NAME: Str = "xmpp.query.item.name", "name", None;
    /// Who sees whom.
    ITEM_SUBSCRIPTION: Str = "xmpp.query.item.subscription", "subscription", None;
    /// A subscription that is asked for.
    ITEM_ASK: Str = "xmpp.query.item.ask", "ask", None;
    /// Node of an entry.
    ITEM_NODE: Str = "xmpp.query.item.node", "node", None;
    /// Group of an entry.
    ITEM_GROUP: Str = "xmpp.query.item.group", "GROUP", None;
    /// Node that is asked.
    QUERY_NODE: Str = "xmpp.query.node", "node", None;
    /// Something that is supported.
    FEATURE: Str = "xmpp.query.feature", "FEATURE", None;
    /// Category of an identity.
    IDENTITY_CATEGORY: Str = "xmpp.query.identity.category", "category", None;
    /// Type of an identity.
    IDENTITY_TYPE: Str = "xmpp.query.identity.type", "type", None;
    /// Name of an identity.
    IDENTITY_NAME: Str = "xmpp.query.identity.name", "name", None;
    /// Address that was given.
    BIND_JID: Str = "xmpp.iq.bind.jid", "jid", None;
    /// Resource that is wanted.
    BIND_RESOURCE: Str = "xmpp.iq.bind.resource", "resource", None;
    /// Code of an error.
    ERROR_CODE: Str = "xmpp.error.code", "code", None;
    /// What to do about it.
    ERROR_TYPE: Str = "xmpp.error.type", "type", None;
    /// What went wrong.
    ERROR_CONDITION: Str = "xmpp.error.condition", "CONDITION", None;
    /// The same in words.
    ERROR_TEXT: Str = "xmpp.error.text", "TEXT", None;
    /// Whether somebody can be talked to.
    SHOW: Str = "xmpp.presence.show", "SHOW", None;
    /// What somebody does in a conversation.
    CHATSTATE: Str = "xmpp.message.chatstate", "CHATSTATE", None;
    /// What is done to a call.
    JINGLE_ACTION: Str = "xmpp.jingle.action", "action", None;
    /// Number of a call.
    JINGLE_SID: Str = "xmpp.jingle.sid", "sid", None;
    /// The frame with the response.
    RESPONSE_IN: FrameNum = "xmpp.response_in", "Response In", None;
    /// The frame with the request.
    REQUEST_IN: FrameNum = "xmpp.response_to", "Request In", None;
}

/// Elements with a field: the name of the element around (empty:
/// any), its own, and the field.
pub(super) const ELEMENTS: &[(&str, &str, Field<Label>)] = &[
    ("", "iq", IQ),
    ("", "presence", PRESENCE),
    ("", "message", MESSAGE),
    ("", "stream:stream", STREAM),
    ("", "stream:features", FEATURES),
    ("", "auth", AUTH),
    ("", "challenge", CHALLENGE),
    ("", "response", RESPONSE),
    ("", "success", SUCCESS),
    ("", "failure", FAILURE),
    ("", "starttls", STARTTLS),
    ("", "proceed", PROCEED),
    ("", "query", QUERY),
    ("query", "item", QUERY_ITEM),
    ("query", "identity", QUERY_IDENTITY),
    ("", "bind", BIND),
    ("", "session", SESSION),
    ("", "vCard", VCARD),
    ("", "ping", PING),
    ("", "error", ERROR),
    ("presence", "status", PRESENCE_STATUS),
    ("presence", "c", CAPS),
    ("message", "body", BODY),
    ("message", "subject", SUBJECT),
    ("message", "thread", THREAD),
    ("", "delay", DELAY),
    ("", "jingle", JINGLE),
];

/// Elements that are shown as their text alone.
pub(super) const TEXTS: &[(&str, &str, Field<Str>)] = &[
    ("item", "group", ITEM_GROUP),
    ("bind", "jid", BIND_JID),
    ("bind", "resource", BIND_RESOURCE),
    ("presence", "show", SHOW),
    ("error", "text", ERROR_TEXT),
];

/// Attributes with a field: of which element (empty: of any).
pub(super) const ATTRIBUTES: &[(&str, &str, Field<Str>)] = &[
    ("item", "jid", ITEM_JID),
    ("item", "name", ITEM_NAME),
    ("item", "subscription", ITEM_SUBSCRIPTION),
    ("item", "ask", ITEM_ASK),
    ("item", "node", ITEM_NODE),
    ("query", "node", QUERY_NODE),
    ("feature", "var", FEATURE),
    ("identity", "category", IDENTITY_CATEGORY),
    ("identity", "type", IDENTITY_TYPE),
    ("identity", "name", IDENTITY_NAME),
    ("error", "code", ERROR_CODE),
    ("error", "type", ERROR_TYPE),
    ("jingle", "action", JINGLE_ACTION),
    ("jingle", "sid", JINGLE_SID),
    ("", "xmlns", XMLNS),
    ("", "id", ID),
    ("", "type", TYPE),
    ("", "from", FROM),
    ("", "to", TO),
];
