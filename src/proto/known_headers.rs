//! The headers that have a field of their own in HTTP/2 and HTTP/3. The fields themselves stand with
//! the protocols.

/// Which header has a field of its own, sorted: one list for the tables of HTTP/2 and HTTP/3, whose
/// handles have the same names.
macro_rules! known_headers {
    () => {
        &[
            (":authority", Known::Text(HEADERS_AUTHORITY)),
            (":method", Known::Text(HEADERS_METHOD)),
            (":path", Known::Text(HEADERS_PATH)),
            (":scheme", Known::Text(HEADERS_SCHEME)),
            (":status", Known::Short(HEADERS_STATUS)),
            ("accept", Known::Text(HEADERS_ACCEPT)),
            ("accept-charset", Known::Text(HEADERS_ACCEPT_CHARSET)),
            ("accept-encoding", Known::Text(HEADERS_ACCEPT_ENCODING)),
            ("accept-language", Known::Text(HEADERS_ACCEPT_LANGUAGE)),
            ("accept-ranges", Known::Text(HEADERS_ACCEPT_RANGES)),
            ("access-control-allow-origin", Known::Text(HEADERS_ACCESS_CONTROL_ALLOW_ORIGIN)),
            ("age", Known::Number(HEADERS_AGE)),
            ("allow", Known::Text(HEADERS_ALLOW)),
            ("authorization", Known::Text(HEADERS_AUTHORIZATION)),
            ("cache-control", Known::Text(HEADERS_CACHE_CONTROL)),
            ("content-disposition", Known::Text(HEADERS_CONTENT_DISPOSITION)),
            ("content-encoding", Known::Text(HEADERS_CONTENT_ENCODING)),
            ("content-language", Known::Text(HEADERS_CONTENT_LANGUAGE)),
            ("content-length", Known::Number(HEADERS_CONTENT_LENGTH)),
            ("content-location", Known::Text(HEADERS_CONTENT_LOCATION)),
            ("content-range", Known::Text(HEADERS_CONTENT_RANGE)),
            ("content-type", Known::Text(HEADERS_CONTENT_TYPE)),
            ("cookie", Known::Text(HEADERS_COOKIE)),
            ("date", Known::Text(HEADERS_DATE)),
            ("etag", Known::Text(HEADERS_ETAG)),
            ("expect", Known::Text(HEADERS_EXPECT)),
            ("expires", Known::Text(HEADERS_EXPIRES)),
            ("from", Known::Text(HEADERS_FROM)),
            ("if-match", Known::Text(HEADERS_IF_MATCH)),
            ("if-modified-since", Known::Text(HEADERS_IF_MODIFIED_SINCE)),
            ("if-none-match", Known::Text(HEADERS_IF_NONE_MATCH)),
            ("if-range", Known::Text(HEADERS_IF_RANGE)),
            ("if-unmodified-since", Known::Text(HEADERS_IF_UNMODIFIED_SINCE)),
            ("last-modified", Known::Text(HEADERS_LAST_MODIFIED)),
            ("link", Known::Text(HEADERS_LINK)),
            ("location", Known::Text(HEADERS_LOCATION)),
            ("max-forwards", Known::Number(HEADERS_MAX_FORWARDS)),
            ("proxy-authenticate", Known::Text(HEADERS_PROXY_AUTHENTICATE)),
            ("proxy-authorization", Known::Text(HEADERS_PROXY_AUTHORIZATION)),
            ("range", Known::Text(HEADERS_RANGE)),
            ("referer", Known::Text(HEADERS_REFERER)),
            ("refresh", Known::Text(HEADERS_REFRESH)),
            ("retry-after", Known::Text(HEADERS_RETRY_AFTER)),
            ("server", Known::Text(HEADERS_SERVER)),
            ("set-cookie", Known::Text(HEADERS_SET_COOKIE)),
            ("strict-transport-security", Known::Text(HEADERS_STRICT_TRANSPORT_SECURITY)),
            ("user-agent", Known::Text(HEADERS_USER_AGENT)),
            ("vary", Known::Text(HEADERS_VARY)),
            ("via", Known::Text(HEADERS_VIA)),
            ("www-authenticate", Known::Text(HEADERS_WWW_AUTHENTICATE)),
        ]
    };
}
pub(in crate::proto) use known_headers;
