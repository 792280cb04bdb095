//! Status codes of RTSP (RFC 2326 section 7.1.1), named as Wireshark names them. One of each hundred
//! stands for those without a name.

const STATUS: &[(u16, &str)] = &[
    (100, "Continue"),
    (199, "Informational - Others"),
    (200, "OK"),
    (201, "Created"),
    (250, "Low on Storage Space"),
    (299, "Success - Others"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Moved Temporarily"),
    (303, "See Other"),
    (305, "Use Proxy"),
    (399, "Redirection - Others"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Request Entity Too Large"),
    (414, "Request-URI Too Long"),
    (415, "Unsupported Media Type"),
    (451, "Invalid Parameter"),
    (452, "Illegal Conference Identifier"),
    (453, "Not Enough Bandwidth"),
    (454, "Session Not Found"),
    (455, "Method Not Valid In This State"),
    (456, "Header Field Not Valid"),
    (457, "Invalid Range"),
    (458, "Parameter Is Read-Only"),
    (459, "Aggregate Operation Not Allowed"),
    (460, "Only Aggregate Operation Allowed"),
    (461, "Unsupported Transport"),
    (462, "Destination Unreachable"),
    (499, "Client Error - Others"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "RTSP Version not supported"),
    (551, "Option Not Support"),
    (599, "Server Error - Others"),
];

/// All of them.
pub fn all() -> impl Iterator<Item = (u16, &'static str)> {
    STATUS.iter().copied()
}

/// The name of a code.
pub fn name(code: u64) -> Option<&'static str> {
    STATUS.iter().find(|(known, _)| u64::from(*known) == code).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_have_one_name() {
        assert!(STATUS.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!((name(454), name(700)), (Some("Session Not Found"), None));
    }
}
