//! The fields of HTTP, and which header has which.

use crate::field::Field;
use crate::field::Names;
use crate::field::def::Str;

crate::fields! { "http";
    /// An HTTP message.
    HTTP: Protocol = "http", "Hypertext Transfer Protocol", None;
    /// The message is a notification (UPnP).
    NOTIFICATION: Bool = "http.notification", "Notification", None;
    /// The message is a response.
    IS_RESPONSE: Bool = "http.response", "Response", None;
    /// The message is a request.
    IS_REQUEST: Bool = "http.request", "Request", None;
    /// Number of the response in its connection, from 1.
    RESPONSE_NUMBER: U32 = "http.response_number", "Response number", Dec;
    /// Number of the request in its connection, from 1.
    REQUEST_NUMBER: U32 = "http.request_number", "Request number", Dec;
    /// User and password of Basic authentication (RFC 7617).
    AUTHBASIC: Str = "http.authbasic", "Credentials", None;
    /// A header line of a response.
    RESPONSE_LINE: Str = "http.response.line", "Response line", None;
    /// A header line of a request.
    REQUEST_LINE: Str = "http.request.line", "Request line", None;
    /// The method (RFC 9110 section 9).
    METHOD: Str = "http.request.method", "Request Method", None;
    /// The request target (RFC 9112 section 3.2).
    URI: Str = "http.request.uri", "Request URI", None;
    /// The request target up to its query.
    URI_PATH: Str = "http.request.uri.path", "Request URI Path", None;
    /// The query of the request target.
    URI_QUERY: Str = "http.request.uri.query", "Request URI Query", None;
    /// One parameter of the query.
    URI_PARAMETER: Str = "http.request.uri.query.parameter", "Request URI Query Parameter", None;
    /// Version of the request.
    REQUEST_VERSION: Str = "http.request.version", "Request Version", None;
    /// Version of the response.
    RESPONSE_VERSION: Str = "http.response.version", "Response Version", None;
    /// The request target with the host.
    FULL_URI: Str = "http.request.full_uri", "Full request URI", None;
    /// Status code (RFC 9110 section 15).
    CODE: U16 = "http.response.code", "Status Code", Dec;
    /// What the status code means.
    CODE_DESC: Str = "http.response.code.desc", "Status Code Description", None;
    /// What was asked for that this answers.
    RESPONSE_FOR: Str = "http.response_for.uri", "Request URI", None;
    /// The reason phrase.
    PHRASE: Str = "http.response.phrase", "Response Phrase", None;
    /// Credentials (RFC 9110 section 11.6.2).
    AUTHORIZATION: Str = "http.authorization", "Authorization", None;
    /// Challenge of a proxy.
    PROXY_AUTHENTICATE: Str = "http.proxy_authenticate", "Proxy-Authenticate", None;
    /// Credentials for a proxy.
    PROXY_AUTHORIZATION: Str = "http.proxy_authorization", "Proxy-Authorization", None;
    /// Challenge of a server.
    WWW_AUTHENTICATE: Str = "http.www_authenticate", "WWW-Authenticate", None;
    /// Media type of the body.
    CONTENT_TYPE: Str = "http.content_type", "Content-Type", None;
    /// Length of the body, as it was sent.
    CONTENT_LENGTH_HEADER: Str = "http.content_length_header", "Content-Length", None;
    /// Length of the body.
    CONTENT_LENGTH: U64 = "http.content_length", "Content length", Dec;
    /// Codings of the content.
    CONTENT_ENCODING: Str = "http.content_encoding", "Content-Encoding", None;
    /// Codings of the transfer.
    TRANSFER_ENCODING: Str = "http.transfer_encoding", "Transfer-Encoding", None;
    /// Where the proxy connects to.
    PROXY_CONNECT_HOST: Str = "http.proxy_connect_host", "Proxy-Connect-Hostname", None;
    /// Its port.
    PROXY_CONNECT_PORT: U16 = "http.proxy_connect_port", "Proxy-Connect-Port", Dec;
    /// Protocols to go on with.
    UPGRADE: Str = "http.upgrade", "Upgrade", None;
    /// The client's program.
    USER_AGENT: Str = "http.user_agent", "User-Agent", None;
    /// The host asked.
    HOST: Str = "http.host", "Host", None;
    /// Options of the connection.
    CONNECTION: Str = "http.connection", "Connection", None;
    /// Cookies of a request (RFC 6265).
    COOKIE: Str = "http.cookie", "Cookie", None;
    /// One cookie.
    COOKIE_PAIR: Str = "http.cookie_pair", "Cookie pair", None;
    /// Media types accepted.
    ACCEPT: Str = "http.accept", "Accept", None;
    /// Where the request came from.
    REFERER: Str = "http.referer", "Referer", None;
    /// Languages accepted.
    ACCEPT_LANGUAGE: Str = "http.accept_language", "Accept-Language", None;
    /// Codings accepted.
    ACCEPT_ENCODING: Str = "http.accept_encoding", "Accept Encoding", None;
    /// When the message was made.
    DATE: Str = "http.date", "Date", None;
    /// Directives for caches (RFC 9111).
    CACHE_CONTROL: Str = "http.cache_control", "Cache-Control", None;
    /// The server's program.
    SERVER: Str = "http.server", "Server", None;
    /// Where to look instead.
    LOCATION: Str = "http.location", "Location", None;
    /// The handshake's answer (RFC 6455).
    WEBSOCKET_ACCEPT: Str = "http.sec_websocket_accept", "Sec-WebSocket-Accept", None;
    /// Extensions of WebSocket.
    WEBSOCKET_EXTENSIONS: Str = "http.sec_websocket_extensions", "Sec-WebSocket-Extensions", None;
    /// The handshake's question.
    WEBSOCKET_KEY: Str = "http.sec_websocket_key", "Sec-WebSocket-Key", None;
    /// Protocols over WebSocket.
    WEBSOCKET_PROTOCOL: Str = "http.sec_websocket_protocol", "Sec-WebSocket-Protocol", None;
    /// Version of WebSocket.
    WEBSOCKET_VERSION: Str = "http.sec_websocket_version", "Sec-WebSocket-Version", None;
    /// A cookie to keep.
    SET_COOKIE: Str = "http.set_cookie", "Set-Cookie", None;
    /// When the content last changed.
    LAST_MODIFIED: Str = "http.last_modified", "Last-Modified", None;
    /// Clients that proxies speak for.
    X_FORWARDED_FOR: Str = "http.x_forwarded_for", "X-Forwarded-For", None;
    /// Settings of an upgrade to HTTP/2.
    HTTP2_SETTINGS: Str = "http.http2_settings", "HTTP2-Settings", None;
    /// The frame of the request that this answers.
    REQUEST_IN: FrameNum = "http.request_in", "Request in frame", None;
    /// The frame of the response to this.
    RESPONSE_IN: FrameNum = "http.response_in", "Response in frame", None;
    /// The frame of the next request.
    NEXT_REQUEST_IN: FrameNum = "http.next_request_in", "Next request in frame", None;
    /// The frame of the next response.
    NEXT_RESPONSE_IN: FrameNum = "http.next_response_in", "Next response in frame", None;
    /// The frame of the request before.
    PREV_REQUEST_IN: FrameNum = "http.prev_request_in", "Prev request in frame", None;
    /// The frame of the response before.
    PREV_RESPONSE_IN: FrameNum = "http.prev_response_in", "Prev response in frame", None;
    /// From the request to this response.
    TIME: RelativeTime = "http.time", "Time since request", None;
    /// Trailer fields behind the chunks (RFC 9112 section 7.1.2).
    TRAILER: Str = "http.chunked_trailer_part", "trailer-part", None;
    /// The line end behind a chunk.
    CHUNK_BOUNDARY: Bytes = "http.chunk_boundary", "Chunk boundary", None;
    /// Bytes of a chunk.
    CHUNK_SIZE: U32 = "http.chunk_size", "Chunk size", Dec, Names::Unit(" octets");
    /// A chunk's bytes.
    CHUNK_DATA: Bytes = "http.chunk_data", "Chunk data", None;
    /// The body without its codings.
    FILE_DATA: Str = "http.file_data", "File Data", None;
    /// A header that has no field of its own.
    UNKNOWN_HEADER: Str = "http.unknown_header", "Unknown header", None;
    /// The first line, as a finding.
    CHAT: Label = "http.chat", "Formatted text", None;
    /// Two headers that contradict each other.
    TE_AND_LENGTH: Label = "http.te_and_length", "The Content-Length and Transfer-Encoding header must not be set together", None;
    /// A transfer coding that nobody defined.
    TE_UNKNOWN: Label = "http.te_unknown", "Unknown transfer coding name in Transfer-Encoding header", None;
    /// Empty lines before the first line.
    LEADING_CRLF: Label = "http.leading_crlf", "Leading CRLF previous message in the stream may have extra CRLF", None;
    /// A header name with characters that names must not have.
    BAD_HEADER_NAME: Label = "http.bad_header_name", "Illegal characters found in header name", None;
    /// The body is not what its coding says, or the coding is not known.
    DECOMPRESSION_FAILED: Label = "http.decompression_failed", "Decompression failed", None;
    /// Marks a body that is left as it came.
    DECOMPRESSION_DISABLED: Label = "http.decompression_disabled", "Decompression disabled", None;
}

/// Headers with a field of their own.
pub const HEADERS: &[(&str, Field<Str>)] = &[
    ("accept", ACCEPT),
    ("accept-encoding", ACCEPT_ENCODING),
    ("accept-language", ACCEPT_LANGUAGE),
    ("authorization", AUTHORIZATION),
    ("cache-control", CACHE_CONTROL),
    ("connection", CONNECTION),
    ("content-encoding", CONTENT_ENCODING),
    ("content-length", CONTENT_LENGTH_HEADER),
    ("content-type", CONTENT_TYPE),
    ("cookie", COOKIE),
    ("date", DATE),
    ("host", HOST),
    ("http2-settings", HTTP2_SETTINGS),
    ("last-modified", LAST_MODIFIED),
    ("location", LOCATION),
    ("proxy-authenticate", PROXY_AUTHENTICATE),
    ("proxy-authorization", PROXY_AUTHORIZATION),
    ("referer", REFERER),
    ("sec-websocket-accept", WEBSOCKET_ACCEPT),
    ("sec-websocket-extensions", WEBSOCKET_EXTENSIONS),
    ("sec-websocket-key", WEBSOCKET_KEY),
    ("sec-websocket-protocol", WEBSOCKET_PROTOCOL),
    ("sec-websocket-version", WEBSOCKET_VERSION),
    ("server", SERVER),
    ("set-cookie", SET_COOKIE),
    ("transfer-encoding", TRANSFER_ENCODING),
    ("upgrade", UPGRADE),
    ("user-agent", USER_AGENT),
    ("www-authenticate", WWW_AUTHENTICATE),
    ("x-forwarded-for", X_FORWARDED_FOR),
];

/// The field of a header; names are not case-sensitive.
pub fn of_header(name: &[u8]) -> Option<Field<Str>> {
    HEADERS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes())).map(|(_, field)| *field)
}
