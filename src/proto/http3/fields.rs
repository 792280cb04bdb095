//! The fields of HTTP/3, its numbers and their names, and which header has which field. Header lists
//! have the names of later versions of Wireshark: 4.0 does not decode them.

use crate::field::Names;
use crate::proto::http2::fields::Known;
use crate::proto::known_headers::known_headers;

crate::fields! { "http3";
    /// What one STREAM frame completes of HTTP/3 (RFC 9114).
    HTTP3: Protocol = "http3", "Hypertext Transfer Protocol Version 3", None;
    /// What a unidirectional stream is for (RFC 9114 section 6.2).
    STREAM_TYPE: U64 = "http3.stream_type", "Stream Type", Hex, STREAM_TYPES;
    /// Number of a pushed response (RFC 9114 section 4.6).
    PUSH_ID: U64 = "http3.push_id", "Push ID", Dec;
    /// Type of a frame.
    FRAME_TYPE: U64 = "http3.frame_type", "Type", Hex, FRAME_TYPES;
    /// Bytes of a frame's payload.
    FRAME_LENGTH: U64 = "http3.frame_length", "Length", Dec;
    /// The payload.
    FRAME_PAYLOAD: Bytes = "http3.frame_payload", "Frame Payload", None;
    /// A body, whole or with its coding taken off.
    DATA: Bytes = "http3.data", "Data", None;
    /// One setting (RFC 9114 section 7.2.4).
    SETTINGS: Label = "http3.settings", "Settings", None;
    /// Which one.
    SETTINGS_ID: U64 = "http3.settings.id", "Settings Identifier", Hex, SETTING_IDS;
    /// Its value.
    SETTINGS_VALUE: U64 = "http3.settings.value", "Settings Value", Dec;
    /// Largest dynamic table that the sender keeps as a decoder (RFC 9204 section 5).
    SETTINGS_MAX_TABLE_CAPACITY: U64 = "http3.settings.qpack.max_table_capacity", "Max Table Capacity", Dec;
    /// Longest header list that the sender takes.
    SETTINGS_MAX_FIELD_SECTION_SIZE: U64 = "http3.settings.max_field_section_size", "Max header list size", Dec;
    /// Streams that may wait for entries of the dynamic table.
    SETTINGS_BLOCKED_STREAMS: U64 = "http3.settings.qpack.blocked_streams", "Blocked Streams", Dec;
    /// Whether CONNECT may name a protocol (RFC 9220).
    SETTINGS_EXTENDED_CONNECT: U64 = "http3.settings.extended_connect", "Extended CONNECT", Dec;
    /// What a priority is about (RFC 9218 section 7.2).
    PRIORITY_UPDATE_ELEMENT_ID: U64 = "http3.priority_update_element_id", "Priority Update Element ID", Dec;
    /// The priority.
    PRIORITY_UPDATE_FIELD_VALUE: Str = "http3.priority_update_field_value", "Priority Update Field Value", None;
    /// A stream of a type that is not known.
    UNKNOWN_STREAM_TYPE: Label = "http3.unknown_stream_type", "An unknown stream type was encountered", None;
    /// Lines of a header list.
    HEADERS_COUNT: U32 = "http3.headers.count", "Headers Count", Dec;
    /// A header line.
    HEADER: Label = "http3.headers.header", "Header", None;
    /// Bytes of its name.
    HEADER_NAME_LENGTH: U32 = "http3.headers.header.name.length", "Name Length", Dec;
    /// Its name.
    HEADER_NAME: Str = "http3.header.header.name", "Name", None;
    /// Bytes of its value.
    HEADER_VALUE_LENGTH: U32 = "http3.headers.header.value.length", "Value Length", Dec;
    /// Its value.
    HEADER_VALUE: Str = "http3.headers.header.value", "Value", None;
    /// What is asked for.
    REQUEST_FULL_URI: Str = "http3.request.full_uri", "Full request URI", None;
    /// Time since the request was sent.
    TIME: RelativeTime = "http3.time", "Time since request", None;
    /// This packet is a response to the packet with this number.
    REQUEST_IN: FrameNum = "http3.request_in", "Request in frame", None;
    /// This packet will be responded in the packet with this number.
    RESPONSE_IN: FrameNum = "http3.response_in", "Response in frame", None;
    /// A header list came before the table entries it needs.
    BLOCKED: Label = "http3.expert.header_decoding.blocked", "Failed to decode HTTP3 header name/value (blocked on QPACK)", None;
    /// A header list that cannot be read, or not wholly.
    DECODING_FAILED: Label = "http3.expert.header_decoding.failed", "Failed to decode HTTP3 header name/value", None;
    /// A content coding could not be taken off.
    BODY_DECOMPRESSION_FAILED: Label = "wirelens.http3.body_decompression_failed", "Body decompression failed", None;
    /// What an encoder says of its table (RFC 9204 section 4.3).
    ENCODER: Bytes = "http3.qpack.encoder", "QPACK encoder", None;
    /// Entries inserted so far.
    ENCODER_COUNT: U64 = "http3.qpack.encoder.icnt", "QPACK encoder instruction count", Dec;
    /// An entry whose name another entry has.
    INSERT_INDEXED: Bytes = "http3.qpack.encoder.opcode.insert_indexed", "Insert with Name Reference", None;
    /// Index of the entry with the name.
    INSERT_INDEXED_REF: U64 = "http3.qpack.encoder.opcode.insert_indexed.ref", "Name Reference", Hex;
    /// The entry's value.
    INSERT_INDEXED_VAL: Str = "http3.qpack.encoder.opcode.insert_indexed.val", "Value", None;
    /// An entry with a name of its own.
    INSERT: Bytes = "http3.qpack.encoder.opcode.insert", "Insert with Literal Name", None;
    /// Its name.
    INSERT_NAME: Str = "http3.qpack.encoder.opcode.insert.name", "Literal Name", None;
    /// Its value.
    INSERT_VAL: Str = "http3.qpack.encoder.opcode.insert.val", "Value", None;
    /// An entry inserted once more.
    DUPLICATE: Bytes = "http3.qpack.encoder.opcode.duplicate", "Duplicate", None;
    /// A new size of the table.
    CAPACITY: Bytes = "http3.qpack.encoder.opcode.dtable_cap", "Set Dynamic Table Capacity", None;
    /// Its size in bytes.
    CAPACITY_VAL: U64 = "http3.qpack.encoder.opcode.dtable_cap.val", "Capacity", Dec;
    /// What a decoder says of sections and entries (RFC 9204 section 4.4).
    DECODER: Bytes = "http3.qpack.decoder", "QPACK decoder", None;
    /// A section was read.
    SECTION_ACK: Bytes = "http3.qpack.decoder.opcode.section_ack", "Section ACK", None;
    /// Its stream.
    SECTION_ACK_STREAM: U64 = "http3.qpack.decoder.opcode.section_ack.stream_id", "Section ACK stream ID", Hex;
    /// A stream is read no further.
    CANCEL_STREAM: Bytes = "http3.qpack.decoder.opcode.cancel_stream", "Cancel stream", None;
    /// Which one.
    CANCEL_STREAM_ID: U64 = "http3.qpack.decoder.opcode.cancel_stream.id", "Cancel stream stream ID", Hex;
    /// Entries were received.
    COUNT_INCREMENT: Bytes = "http3.qpack.decoder.opcode.icnt_inc", "Instruction count increment", None;
    /// How many.
    COUNT_INCREMENT_VAL: U64 = "http3.qpack.decoder.opcode.icnt_inc.val", "Instruction count increment value", Dec;
    /// Authority portion of the target URI.
    HEADERS_AUTHORITY: Str = "http3.headers.authority", ":authority", None;
    /// :status.
    HEADERS_STATUS: U16 = "http3.headers.status", ":status", Dec;
    /// :path.
    HEADERS_PATH: Str = "http3.headers.path", ":path", None;
    /// :method.
    HEADERS_METHOD: Str = "http3.headers.method", ":method", None;
    /// :scheme.
    HEADERS_SCHEME: Str = "http3.headers.scheme", ":scheme", None;
    /// Media types that are acceptable to the user agent.
    HEADERS_ACCEPT: Str = "http3.headers.accept", "accept", None;
    /// Acceptable charsets in textual responses for the user agent.
    HEADERS_ACCEPT_CHARSET: Str = "http3.headers.accept_charset", "accept-charset", None;
    /// Acceptable content codings (like compression) in responses for the user agent.
    HEADERS_ACCEPT_ENCODING: Str = "http3.headers.accept_encoding", "accept-encoding", None;
    /// Preferred natural languages for the user agent.
    HEADERS_ACCEPT_LANGUAGE: Str = "http3.headers.accept_language", "accept-language", None;
    /// Bytes range which server may use for partial data transfer.
    HEADERS_ACCEPT_RANGES: Str = "http3.headers.accept_ranges", "accept-ranges", None;
    /// Origin control for cross-origin resource sharing.
    HEADERS_ACCESS_CONTROL_ALLOW_ORIGIN: Str = "http3.headers.access_control_allow_origin", "access-control-allow-origin", None;
    /// Time in seconds which was spent for transferring data through proxy.
    HEADERS_AGE: U64 = "http3.headers.age", "age", Dec;
    /// List of allowed methods for request.
    HEADERS_ALLOW: Str = "http3.headers.allow", "allow", None;
    /// Credentials for a server-side authorization.
    HEADERS_AUTHORIZATION: Str = "http3.headers.authorization", "authorization", None;
    /// Request or response directives for a cache control.
    HEADERS_CACHE_CONTROL: Str = "http3.headers.cache_control", "cache-control", None;
    /// Indicates that response will be displayed as page or downloaded with dialog box.
    HEADERS_CONTENT_DISPOSITION: Str = "http3.headers.content_disposition", "content-disposition", None;
    /// Content-encoding.
    HEADERS_CONTENT_ENCODING: Str = "http3.headers.content_encoding", "content-encoding", None;
    /// Content-language.
    HEADERS_CONTENT_LANGUAGE: Str = "http3.headers.content_language", "content-language", None;
    /// Size of body in bytes.
    HEADERS_CONTENT_LENGTH: U64 = "http3.headers.content_length", "content-length", Dec;
    /// Alternative URL for a response data.
    HEADERS_CONTENT_LOCATION: Str = "http3.headers.content_location", "content-location", None;
    /// Range of bytes which was sent by server for partial data transfer.
    HEADERS_CONTENT_RANGE: Str = "http3.headers.content_range", "content-range", None;
    /// MIME type of response.
    HEADERS_CONTENT_TYPE: Str = "http3.headers.content_type", "content-type", None;
    /// Stored cookies.
    HEADERS_COOKIE: Str = "http3.headers.cookie", "cookie", None;
    /// Date and time at which the data was originated.
    HEADERS_DATE: Str = "http3.headers.date", "date", None;
    /// Directive for version indication of resource.
    HEADERS_ETAG: Str = "http3.headers.etag", "etag", None;
    /// Expectations that need to be fulfilled for correct request.
    HEADERS_EXPECT: Str = "http3.headers.expect", "expect", None;
    /// Data after which resource will be stale.
    HEADERS_EXPIRES: Str = "http3.headers.expires", "expires", None;
    /// Email of a person who responsible for a requesting data.
    HEADERS_FROM: Str = "http3.headers.from", "from", None;
    /// Mechanism for requesting data matched by a list of ETags.
    HEADERS_IF_MATCH: Str = "http3.headers.if_match", "if-match", None;
    /// Resource will be sent with status code 200 if it was modified otherwise with status code 304.
    HEADERS_IF_MODIFIED_SINCE: Str = "http3.headers.if_modified_since", "if-modified-since", None;
    /// Mechanism for requesting data not matched by a list of ETags.
    HEADERS_IF_NONE_MATCH: Str = "http3.headers.if_none_match", "if-none-match", None;
    /// Mechanism for a range request which is used to check if a resource was modified.
    HEADERS_IF_RANGE: Str = "http3.headers.if_range", "if-range", None;
    /// Resource will be processed if it was not modified otherwise 412 error will be returned.
    HEADERS_IF_UNMODIFIED_SINCE: Str = "http3.headers.if_unmodified_since", "if-unmodified-since", None;
    /// Date and time at which the origin server believes the resource was last modified.
    HEADERS_LAST_MODIFIED: Str = "http3.headers.last_modified", "last-modified", None;
    /// Mechanism for indicating that resource will be preloaded.
    HEADERS_LINK: Str = "http3.headers.link", "link", None;
    /// Mechanism for indicating that client will be redirected.
    HEADERS_LOCATION: Str = "http3.headers.location", "location", None;
    /// Mechanism for limiting the number of proxies.
    HEADERS_MAX_FORWARDS: U64 = "http3.headers.max_forwards", "max-forwards", Dec;
    /// Authentication method that should be used to gain access to a resource behind a proxy server.
    HEADERS_PROXY_AUTHENTICATE: Str = "http3.headers.proxy_authenticate", "proxy-authenticate", None;
    /// Credentials for a proxy-side authorization.
    HEADERS_PROXY_AUTHORIZATION: Str = "http3.headers.proxy_authorization", "proxy-authorization", None;
    /// Range of resource bytes that server should return.
    HEADERS_RANGE: Str = "http3.headers.range", "range", None;
    /// Address of the previous web page.
    HEADERS_REFERER: Str = "http3.headers.referer", "referer", None;
    /// Time in seconds after which client will be redirected by given url.
    HEADERS_REFRESH: Str = "http3.headers.refresh", "refresh", None;
    /// Mechanism to indicate when resource expected to be available.
    HEADERS_RETRY_AFTER: Str = "http3.headers.retry_after", "retry-after", None;
    /// Information about server software.
    HEADERS_SERVER: Str = "http3.headers.server", "server", None;
    /// Send a cookie to the client.
    HEADERS_SET_COOKIE: Str = "http3.headers.set_cookie", "set-cookie", None;
    /// HSTS indicates that resource should be accessed only using HTTPS.
    HEADERS_STRICT_TRANSPORT_SECURITY: Str = "http3.headers.strict_transport_security", "strict-transport-security", None;
    /// Information about client software.
    HEADERS_USER_AGENT: Str = "http3.headers.user_agent", "user-agent", None;
    /// Mechanism for selecting which header will be used for content negotiation algorithm.
    HEADERS_VARY: Str = "http3.headers.vary", "vary", None;
    /// Additional information for loop detection and protocol capabilities in proxy requests.
    HEADERS_VIA: Str = "http3.headers.via", "via", None;
    /// Authentication method that should be used to gain access to a resource.
    HEADERS_WWW_AUTHENTICATE: Str = "http3.headers.www_authenticate", "www-authenticate", None;
}

/// What unidirectional streams are for (RFC 9114 section 6.2, RFC 9204 section 4.2).
pub mod stream_type {
    pub const CONTROL: u64 = 0;
    pub const PUSH: u64 = 1;
    pub const QPACK_ENCODER: u64 = 2;
    pub const QPACK_DECODER: u64 = 3;
}

/// Types of frames (RFC 9114 section 7.2, RFC 9218 section 7.2).
pub mod frame_type {
    pub const DATA: u64 = 0;
    pub const HEADERS: u64 = 1;
    pub const CANCEL_PUSH: u64 = 3;
    pub const SETTINGS: u64 = 4;
    pub const PUSH_PROMISE: u64 = 5;
    pub const GOAWAY: u64 = 7;
    pub const MAX_PUSH_ID: u64 = 13;
    pub const PRIORITY_UPDATE_REQUEST: u64 = 0xf0700;
    pub const PRIORITY_UPDATE_PUSH: u64 = 0xf0701;
}

/// Numbers of settings (RFC 9114 section 7.2.4.1, RFC 9204 section 5, RFC 9220).
pub mod setting {
    pub const MAX_TABLE_CAPACITY: u64 = 1;
    pub const MAX_FIELD_SECTION_SIZE: u64 = 6;
    pub const BLOCKED_STREAMS: u64 = 7;
    pub const EXTENDED_CONNECT: u64 = 8;
}

/// Whether a number stands for nothing, to keep peers tolerant (RFC 9114 sections 6.2.3, 7.2.4.1
/// and 7.2.8).
pub fn is_grease(number: u64) -> bool {
    number.checked_sub(0x21).is_some_and(|n| n % 0x1f == 0)
}

pub const STREAM_TYPES: Names = Names::Table(&[
    (0, "Control Stream"),
    (1, "Push Stream"),
    (2, "QPACK Encoder Stream"),
    (3, "QPACK Decoder Stream"),
]);

pub const FRAME_TYPES: Names = Names::Table(&[
    (0, "DATA"),
    (1, "HEADERS"),
    (2, "Reserved"),
    (3, "CANCEL_PUSH"),
    (4, "SETTINGS"),
    (5, "PUSH_PROMISE"),
    (6, "Reserved"),
    (7, "GOAWAY"),
    (8, "Reserved"),
    (9, "Reserved"),
    (13, "MAX_PUSH_ID"),
    (14, "Reserved"),
    (0xf0700, "PRIORITY_UPDATE"),
    (0xf0701, "PRIORITY_UPDATE"),
]);

pub const SETTING_IDS: Names = Names::Table(&[
    (1, "Max Table Capacity"),
    (6, "Max Field Section Size"),
    (7, "Blocked Streams"),
    (8, "Extended CONNECT"),
    (0x33, "H3 DATAGRAM"),
]);

/// Which header has a field of its own. Sorted.
const HEADERS: &[(&str, Known)] = known_headers!();

/// The field for headers of that name.
pub fn of_header(name: &[u8]) -> Option<Known> {
    let at = HEADERS.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).ok()?;
    HEADERS.get(at).map(|h| h.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_sorted_so_that_each_is_found() {
        assert!(HEADERS.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(matches!(of_header(b":status"), Some(Known::Short(_))));
    }

    #[test]
    fn grease_is_known() {
        assert!(is_grease(0x21) && is_grease(0x13_55bc_9d60) && !is_grease(0x22) && !is_grease(4));
    }
}
