//! The fields of HTTP/2, its numbers and their names, and which header has which field.

use crate::field::def::{Str, U16, U64};
use crate::field::{Field, Names};
use crate::proto::known_headers::known_headers;

crate::fields! { "http2";
    /// An HTTP/2 connection (RFC 9113).
    HTTP2: Protocol = "http2", "HyperText Transfer Protocol 2", None;
    /// Stream.
    STREAM: Label = "http2.stream", "Stream", None;
    /// The length (24 bits) of the frame payload (The 9 octets of the frame header are not included).
    LENGTH: U24 = "http2.length", "Length", Dec;
    /// The frame type determines how the remainder of the frame header and payload are interpreted.
    TYPE: U8 = "http2.type", "Type", Dec, TYPES;
    /// Reserved.
    R: U32 = "http2.r", "Reserved", Hex & 0x80000000;
    /// An 8-bit weight for the identified priority.
    HEADERS_WEIGHT: U8 = "http2.headers.weight", "Weight", Dec;
    /// Real Weight value (Add one to value).
    HEADERS_WEIGHT_REAL: U16 = "http2.headers.weight_real", "Weight real", Dec;
    /// A 31-bit stream identifier.
    STREAMID: U32 = "http2.streamid", "Stream Identifier", Dec & 0x7fffffff;
    /// Magic.
    MAGIC: Str = "http2.magic", "Magic", None;
    /// Unknown.
    UNKNOWN: Bytes = "http2.unknown", "Unknown", None;
    /// Flags are assigned semantics specific to the indicated frame type.
    FLAGS: U8 = "http2.flags", "Flags", Hex;
    /// Indicates that this frame is the last that the endpoint will send for the identified stream.
    FLAGS_END_STREAM: Bool = "http2.flags.end_stream", "End Stream", W8 & 0x1;
    /// End Headers.
    FLAGS_EH: Bool = "http2.flags.eh", "End Headers", W8 & 0x4;
    /// Indicates that the Pad Length field is present.
    FLAGS_PADDED: Bool = "http2.flags.padded", "Padded", W8 & 0x8;
    /// Indicates that the Exclusive Flag (E), Stream Dependency, and Weight fields are present.
    FLAGS_PRIORITY: Bool = "http2.flags.priority", "Priority", W8 & 0x20;
    /// Set indicates that this PING frame is a PING response.
    FLAGS_ACK_PING: Bool = "http2.flags.ack.ping", "ACK", W8 & 0x1;
    /// Must be zero.
    FLAGS_UNUSED: U8 = "http2.flags.unused", "Unused", Hex & 0xff;
    /// Must be zero.
    FLAGS_UNUSED_SETTINGS: U8 = "http2.flags.unused_settings", "Unused", Hex & 0xfe;
    /// Must be zero.
    FLAGS_UNUSED_PING: U8 = "http2.flags.unused_ping", "Unused", Hex & 0xfe;
    /// Must be zero.
    FLAGS_UNUSED_CONTINUATION: U8 = "http2.flags.unused_continuation", "Unused", Hex & 0xfb;
    /// Must be zero.
    FLAGS_UNUSED_PUSH_PROMISE: U8 = "http2.flags.unused_push_promise", "Unused", Hex & 0xf3;
    /// Must be zero.
    FLAGS_UNUSED_DATA: U8 = "http2.flags.unused_data", "Unused", Hex & 0xf6;
    /// Must be zero.
    FLAGS_UNUSED_HEADERS: U8 = "http2.flags.unused_headers", "Unused", Hex & 0xd2;
    /// Indicates that this frame acknowledges receipt and application of the peer's SETTINGS frame.
    FLAGS_ACK_SETTINGS: Bool = "http2.flags.ack.settings", "ACK", W8 & 0x1;
    /// Padding size.
    PADDING: U8 = "http2.padding", "Pad Length", Hex;
    /// Pad Length.
    PAD_LENGTH: U16 = "http2.pad_length", "Pad Length", Dec;
    /// A single bit flag indicates that the stream dependency is exclusive.
    EXCLUSIVE: Bool = "http2.exclusive", "Exclusive", W32 & 0x80000000;
    /// An identifier for the stream that this stream depends on.
    STREAM_DEPENDENCY: U32 = "http2.stream_dependency", "Stream Dependency", Dec & 0x7fffffff;
    /// Application data.
    DATA_DATA: Bytes = "http2.data.data", "Data", None;
    /// Padding octets.
    DATA_PADDING: Bytes = "http2.data.padding", "Padding", None;
    /// Body fragments.
    BODY_FRAGMENTS: Label = "http2.body.fragments", "Body fragments", None;
    /// Body fragment.
    BODY_FRAGMENT: FrameNum = "http2.body.fragment", "Body fragment", None;
    /// Body fragment count.
    BODY_FRAGMENT_COUNT: U32 = "http2.body.fragment.count", "Body fragment count", Dec;
    /// The frame in which it is whole.
    BODY_REASSEMBLED_IN: FrameNum = "http2.body.reassembled.in", "Reassembled body in frame", None;
    /// A part of a message that other frames have parts of.
    DATA_SEGMENT: Bytes = "http2.data.segment", "DATA segment", None;
    /// A message's end is missing.
    REASSEMBLY_ERROR: Label = "http2.reassembly_error", "Reassembly failed", None;
    /// Bytes of what was put together.
    BODY_REASSEMBLED_LENGTH: U32 = "http2.body.reassembled.length", "Reassembled body length", Dec;
    /// Reassembled body data for multisegment PDU spanning across DATAs.
    BODY_REASSEMBLED_DATA: Bytes = "http2.body.reassembled.data", "Reassembled body data", None;
    /// A header block fragment.
    HEADER_BLOCK: Bytes = "http2.headers", "Header Block Fragment", None;
    /// Padding octets.
    HEADERS_PADDING: Bytes = "http2.headers.padding", "Padding", None;
    /// Header.
    HEADER: Label = "http2.header", "Header", None;
    /// Header Length.
    HEADER_LENGTH: U32 = "http2.header.length", "Header Length", Dec;
    /// Header Count.
    HEADER_COUNT: U32 = "http2.header.count", "Header Count", Dec;
    /// Name Length.
    HEADER_NAME_LENGTH: U32 = "http2.header.name.length", "Name Length", Dec;
    /// Name.
    HEADER_NAME: Str = "http2.header.name", "Name", None;
    /// Value Length.
    HEADER_VALUE_LENGTH: U32 = "http2.header.value.length", "Value Length", Dec;
    /// Value.
    HEADER_VALUE: Str = "http2.header.value", "Value", None;
    /// Unescaped.
    HEADER_UNESCAPED: Str = "http2.header.unescaped", "Unescaped", None;
    /// Representation.
    HEADER_REPR: Str = "http2.header.repr", "Representation", None;
    /// Index.
    HEADER_INDEX: U32 = "http2.header.index", "Index", Dec;
    /// Header table size update.
    HEADER_TABLE_SIZE_UPDATE: Label = "http2.header_table_size_update", "Header table size update", None;
    /// Header table size.
    HEADER_TABLE_SIZE_UPDATE_HEADER_TABLE_SIZE: U32 = "http2.header_table_size_update.header_table_size", "Header table size", Dec;
    /// The full requested URI (including host name).
    REQUEST_FULL_URI: Str = "http2.request.full_uri", "Full request URI", None;
    /// Time since the request was sent.
    TIME: RelativeTime = "http2.time", "Time since request", None;
    /// This packet is a response to the packet with this number.
    REQUEST_IN: FrameNum = "http2.request_in", "Request in frame", None;
    /// This packet will be responded in the packet with this number.
    RESPONSE_IN: FrameNum = "http2.response_in", "Response in frame", None;
    /// The error code indicates why the stream is being terminated.
    RST_STREAM_ERROR: U32 = "http2.rst_stream.error", "Error", Dec, ERRORS;
    /// Settings.
    SETTINGS: Label = "http2.settings", "Settings", None;
    /// Settings Identifier.
    SETTINGS_ID: U16 = "http2.settings.id", "Settings Identifier", Dec, SETTING_IDS;
    /// Header table size.
    SETTINGS_HEADER_TABLE_SIZE: U32 = "http2.settings.header_table_size", "Header table size", Dec;
    /// The initial value is 1, which indicates that push is permitted.
    SETTINGS_ENABLE_PUSH: U32 = "http2.settings.enable_push", "Enable PUSH", Dec;
    /// Indicates the maximum number of concurrent streams that the sender will allow.
    SETTINGS_MAX_CONCURRENT_STREAMS: U32 = "http2.settings.max_concurrent_streams", "Max concurrent streams", Dec;
    /// Indicates the sender's initial window size (in bytes) for stream level flow control.
    SETTINGS_INITIAL_WINDOW_SIZE: U32 = "http2.settings.initial_window_size", "Initial Windows Size", Dec;
    /// Indicates the size of the largest frame payload that the sender will allow.
    SETTINGS_MAX_FRAME_SIZE: U32 = "http2.settings.max_frame_size", "Max frame size", Dec;
    /// Max header list size.
    SETTINGS_MAX_HEADER_LIST_SIZE: U32 = "http2.settings.max_header_list_size", "Max header list size", Dec;
    /// Indicates support for the extended CONNECT method extension defined RFC 8441.
    SETTINGS_EXTENDED_CONNECT: U32 = "http2.settings.extended_connect", "Extended CONNECT", Dec;
    /// Unknown Settings.
    SETTINGS_UNKNOWN: U32 = "http2.settings.unknown", "Unknown Settings", Dec;
    /// Must be zero.
    PUSH_PROMISE_R: U32 = "http2.push_promise.r", "Reserved", Hex & 0x80000000;
    /// Identifies the stream the endpoint intends to start sending frames for.
    PUSH_PROMISE_PROMISED_STREAM_ID: U32 = "http2.push_promise.promised_stream_id", "Promised-Stream-ID", Dec & 0x7fffffff;
    /// Containing request header fields.
    PUSH_PROMISE_HEADER: Bytes = "http2.push_promise.header", "Header Block Fragment", None;
    /// Padding octets.
    PUSH_PROMISE_PADDING: Bytes = "http2.push_promise.padding", "Padding", None;
    /// Ping.
    PING: Bytes = "http2.ping", "Ping", None;
    /// Pong.
    PONG: Bytes = "http2.pong", "Pong", None;
    /// Must be zero.
    GOAWAY_R: U32 = "http2.goway.r", "Reserved", Hex & 0x80000000;
    /// Last-Stream-ID.
    GOAWAY_LAST_STREAM_ID: U32 = "http2.goaway.last_stream_id", "Last-Stream-ID", Dec & 0x7fffffff;
    /// The error code indicates the reason for closing the connection.
    GOAWAY_ERROR: U32 = "http2.goaway.error", "Error", Dec, ERRORS;
    /// Additional Debug Data.
    GOAWAY_ADDATA: Bytes = "http2.goaway.addata", "Additional Debug Data", None;
    /// Must be zero.
    WINDOW_UPDATE_R: U32 = "http2.window_update.r", "Reserved", Hex & 0x80000000;
    /// Window Size Increment.
    WINDOW_UPDATE_WINDOW_SIZE_INCREMENT: U32 = "http2.window_update.window_size_increment", "Window Size Increment", Dec & 0x7fffffff;
    /// Contains a header block fragment.
    CONTINUATION_HEADER: Str = "http2.continuation.header", "Continuation Header", None;
    /// Padding octets.
    CONTINUATION_PADDING: Bytes = "http2.continuation.padding", "Padding", None;
    /// Indicating the length, in octets, of the Origin field.
    ALTSVC_ORIGIN_LEN: U16 = "http2.altsvc.origin.len", "Origin Length", Dec;
    /// Origin.
    ALTSVC_ORIGIN: Str = "http2.altsvc.origin", "Origin", None;
    /// A sequence of octets containing a value identical to the Alt-Svc field value.
    ALTSVC_FIELD_VALUE: Str = "http2.altsvc.field_value", "Field/Value", None;
    /// Origin.
    ORIGIN: Label = "http2.origin", "Origin", None;
    /// Indicating the length, in octets, of the Origin field.
    ORIGIN_ORIGIN_LEN: U16 = "http2.origin.origin_len", "Origin Length", Dec;
    /// Origin.
    ORIGIN_ORIGIN: Str = "http2.origin.origin", "Origin", None;
    /// Priority Update Stream ID.
    PRIORITY_UPDATE_STREAM_ID: U64 = "http2.priority_update_stream_id", "Priority Update Stream ID", Dec;
    /// Priority Update Field Value.
    PRIORITY_UPDATE_FIELD_VALUE: Str = "http2.priority_update_field_value", "Priority Update Field Value", None;
    /// Decompression stopped.
    HEADER_SIZE_EXCEEDED: Label = "http2.header_size_exceeded", "Decompression stopped.", None;
    /// Decompression stopped after 200 header lines.
    HEADER_LINES_EXCEEDED: Label = "http2.header_lines_exceeded", "Decompression stopped after 200 header lines.", None;
    /// Body decompression failed.
    BODY_DECOMPRESSION_FAILED: Label = "http2.body_decompression_failed", "Body decompression failed", None;
    /// Authority portion of the target URI.
    HEADERS_AUTHORITY: Str = "http2.headers.authority", ":authority", None;
    /// :status.
    HEADERS_STATUS: U16 = "http2.headers.status", ":status", Dec;
    /// :path.
    HEADERS_PATH: Str = "http2.headers.path", ":path", None;
    /// :method.
    HEADERS_METHOD: Str = "http2.headers.method", ":method", None;
    /// :scheme.
    HEADERS_SCHEME: Str = "http2.headers.scheme", ":scheme", None;
    /// Media types that are acceptable to the user agent.
    HEADERS_ACCEPT: Str = "http2.headers.accept", "accept", None;
    /// Acceptable charsets in textual responses for the user agent.
    HEADERS_ACCEPT_CHARSET: Str = "http2.headers.accept_charset", "accept-charset", None;
    /// Acceptable content codings (like compression) in responses for the user agent.
    HEADERS_ACCEPT_ENCODING: Str = "http2.headers.accept_encoding", "accept-encoding", None;
    /// Preferred natural languages for the user agent.
    HEADERS_ACCEPT_LANGUAGE: Str = "http2.headers.accept_language", "accept-language", None;
    /// Bytes range which server may use for partial data transfer.
    HEADERS_ACCEPT_RANGES: Str = "http2.headers.accept_ranges", "accept-ranges", None;
    /// Origin control for cross-origin resource sharing.
    HEADERS_ACCESS_CONTROL_ALLOW_ORIGIN: Str = "http2.headers.access_control_allow_origin", "access-control-allow-origin", None;
    /// Time in seconds which was spent for transferring data through proxy.
    HEADERS_AGE: U64 = "http2.headers.age", "age", Dec;
    /// List of allowed methods for request.
    HEADERS_ALLOW: Str = "http2.headers.allow", "allow", None;
    /// Credentials for a server-side authorization.
    HEADERS_AUTHORIZATION: Str = "http2.headers.authorization", "authorization", None;
    /// Request or response directives for a cache control.
    HEADERS_CACHE_CONTROL: Str = "http2.headers.cache_control", "cache-control", None;
    /// Indicates that response will be displayed as page or downloaded with dialog box.
    HEADERS_CONTENT_DISPOSITION: Str = "http2.headers.content_disposition", "content-disposition", None;
    /// Content-encoding.
    HEADERS_CONTENT_ENCODING: Str = "http2.headers.content_encoding", "content-encoding", None;
    /// Content-language.
    HEADERS_CONTENT_LANGUAGE: Str = "http2.headers.content_language", "content-language", None;
    /// Size of body in bytes.
    HEADERS_CONTENT_LENGTH: U64 = "http2.headers.content_length", "content-length", Dec;
    /// Alternative URL for a response data.
    HEADERS_CONTENT_LOCATION: Str = "http2.headers.content_location", "content-location", None;
    /// Range of bytes which was sent by server for partial data transfer.
    HEADERS_CONTENT_RANGE: Str = "http2.headers.content_range", "content-range", None;
    /// MIME type of response.
    HEADERS_CONTENT_TYPE: Str = "http2.headers.content_type", "content-type", None;
    /// Stored cookies.
    HEADERS_COOKIE: Str = "http2.headers.cookie", "cookie", None;
    /// Date and time at which the data was originated.
    HEADERS_DATE: Str = "http2.headers.date", "date", None;
    /// Directive for version indication of resource.
    HEADERS_ETAG: Str = "http2.headers.etag", "etag", None;
    /// Expectations that need to be fulfilled for correct request.
    HEADERS_EXPECT: Str = "http2.headers.expect", "expect", None;
    /// Data after which resource will be stale.
    HEADERS_EXPIRES: Str = "http2.headers.expires", "expires", None;
    /// Email of a person who responsible for a requesting data.
    HEADERS_FROM: Str = "http2.headers.from", "from", None;
    /// Mechanism for requesting data matched by a list of ETags.
    HEADERS_IF_MATCH: Str = "http2.headers.if_match", "if-match", None;
    /// Resource will be sent with status code 200 if it was modified otherwise with status code 304.
    HEADERS_IF_MODIFIED_SINCE: Str = "http2.headers.if_modified_since", "if-modified-since", None;
    /// Mechanism for requesting data not matched by a list of ETags.
    HEADERS_IF_NONE_MATCH: Str = "http2.headers.if_none_match", "if-none-match", None;
    /// Mechanism for a range request which is used to check if a resource was modified.
    HEADERS_IF_RANGE: Str = "http2.headers.if_range", "if-range", None;
    /// Resource will be processed if it was not modified otherwise 412 error will be returned.
    HEADERS_IF_UNMODIFIED_SINCE: Str = "http2.headers.if_unmodified_since", "if-unmodified-since", None;
    /// Date and time at which the origin server believes the resource was last modified.
    HEADERS_LAST_MODIFIED: Str = "http2.headers.last_modified", "last-modified", None;
    /// Mechanism for indicating that resource will be preloaded.
    HEADERS_LINK: Str = "http2.headers.link", "link", None;
    /// Mechanism for indicating that client will be redirected.
    HEADERS_LOCATION: Str = "http2.headers.location", "location", None;
    /// Mechanism for limiting the number of proxies.
    HEADERS_MAX_FORWARDS: U64 = "http2.headers.max_forwards", "max-forwards", Dec;
    /// Authentication method that should be used to gain access to a resource behind a proxy server.
    HEADERS_PROXY_AUTHENTICATE: Str = "http2.headers.proxy_authenticate", "proxy-authenticate", None;
    /// Credentials for a proxy-side authorization.
    HEADERS_PROXY_AUTHORIZATION: Str = "http2.headers.proxy_authorization", "proxy-authorization", None;
    /// Range of resource bytes that server should return.
    HEADERS_RANGE: Str = "http2.headers.range", "range", None;
    /// Address of the previous web page.
    HEADERS_REFERER: Str = "http2.headers.referer", "referer", None;
    /// Time in seconds after which client will be redirected by given url.
    HEADERS_REFRESH: Str = "http2.headers.refresh", "refresh", None;
    /// Mechanism to indicate when resource expected to be available.
    HEADERS_RETRY_AFTER: Str = "http2.headers.retry_after", "retry-after", None;
    /// Information about server software.
    HEADERS_SERVER: Str = "http2.headers.server", "server", None;
    /// Send a cookie to the client.
    HEADERS_SET_COOKIE: Str = "http2.headers.set_cookie", "set-cookie", None;
    /// HSTS indicates that resource should be accessed only using HTTPS.
    HEADERS_STRICT_TRANSPORT_SECURITY: Str = "http2.headers.strict_transport_security", "strict-transport-security", None;
    /// Information about client software.
    HEADERS_USER_AGENT: Str = "http2.headers.user_agent", "user-agent", None;
    /// Mechanism for selecting which header will be used for content negotiation algorithm.
    HEADERS_VARY: Str = "http2.headers.vary", "vary", None;
    /// Additional information for loop detection and protocol capabilities in proxy requests.
    HEADERS_VIA: Str = "http2.headers.via", "via", None;
    /// Authentication method that should be used to gain access to a resource.
    HEADERS_WWW_AUTHENTICATE: Str = "http2.headers.www_authenticate", "www-authenticate", None;
}

/// Types of frames (RFC 9113 section 6; RFC 7838, 8336 and 9218).
pub mod frame_type {
    pub const DATA: u8 = 0;
    pub const HEADERS: u8 = 1;
    pub const PRIORITY: u8 = 2;
    pub const RST_STREAM: u8 = 3;
    pub const SETTINGS: u8 = 4;
    pub const PUSH_PROMISE: u8 = 5;
    pub const PING: u8 = 6;
    pub const GOAWAY: u8 = 7;
    pub const WINDOW_UPDATE: u8 = 8;
    pub const CONTINUATION: u8 = 9;
    pub const ALTSVC: u8 = 10;
    pub const ORIGIN: u8 = 12;
    pub const PRIORITY_UPDATE: u8 = 16;
}

/// Flags of frames.
pub mod flag {
    pub const END_STREAM: u8 = 0x01;
    pub const END_HEADERS: u8 = 0x04;
    pub const PADDED: u8 = 0x08;
    pub const PRIORITY: u8 = 0x20;
}

pub const TYPES: Names = Names::Table(&[
    (0, "DATA"),
    (1, "HEADERS"),
    (2, "PRIORITY"),
    (3, "RST_STREAM"),
    (4, "SETTINGS"),
    (5, "PUSH_PROMISE"),
    (6, "PING"),
    (7, "GOAWAY"),
    (8, "WINDOW_UPDATE"),
    (9, "CONTINUATION"),
    (10, "ALTSVC"),
    (11, "BLOCKED"),
    (12, "ORIGIN"),
    (16, "PRIORITY_UPDATE"),
]);

pub const SETTING_IDS: Names = Names::Table(&[
    (1, "Header table size"),
    (2, "Enable PUSH"),
    (3, "Max concurrent streams"),
    (4, "Initial Windows size"),
    (5, "Max frame size"),
    (6, "Max header list size"),
    (8, "Extended CONNECT"),
]);

/// Error codes (RFC 9113 section 7).
pub const ERRORS: Names = Names::Table(&[
    (0, "NO_ERROR"),
    (1, "PROTOCOL_ERROR"),
    (2, "INTERNAL_ERROR"),
    (3, "FLOW_CONTROL_ERROR"),
    (4, "SETTINGS_TIMEOUT"),
    (5, "STREAM_CLOSED"),
    (6, "FRAME_SIZE_ERROR"),
    (7, "REFUSED_STREAM"),
    (8, "CANCEL"),
    (9, "COMPRESSION_ERROR"),
    (10, "CONNECT_ERROR"),
    (11, "ENHANCE_YOUR_CALM"),
    (12, "INADEQUATE_SECURITY"),
    (13, "HTTP_1_1_REQUIRED"),
]);

/// The field of a header line, by the type of its value.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    Text(Field<Str>),
    Short(Field<U16>),
    Number(Field<U64>),
}

/// Which header has a field of its own. Sorted.
const HEADERS: &[(&str, Known)] = known_headers!();

/// The field for headers of that name.
pub fn of_header(name: &[u8]) -> Option<Known> {
    HEADERS
        .binary_search_by(|(known, _)| known.as_bytes().cmp(name))
        .ok()
        .and_then(|at| HEADERS.get(at))
        .map(|h| h.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_sorted_so_that_each_is_found() {
        assert!(HEADERS.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(matches!(of_header(b":status"), Some(Known::Short(_))));
        assert!(of_header(b"x-other").is_none());
    }
}
