//! The fields of CoAP, and the names of codes and formats.

use crate::field::Names;

pub(super) const TYPES: Names =
    Names::Table(&[(0, "Confirmable"), (1, "Non-Confirmable"), (2, "Acknowledgement"), (3, "Reset")]);
pub(super) const CODES: Names = Names::Table(&[
    (0, "Empty Message"),
    (1, "GET"),
    (2, "POST"),
    (3, "PUT"),
    (4, "DELETE"),
    (5, "FETCH"),
    (6, "PATCH"),
    (7, "iPATCH"),
    (65, "2.01 Created"),
    (66, "2.02 Deleted"),
    (67, "2.03 Valid"),
    (68, "2.04 Changed"),
    (69, "2.05 Content"),
    (95, "2.31 Continue"),
    (128, "4.00 Bad Request"),
    (129, "4.01 Unauthorized"),
    (130, "4.02 Bad Option"),
    (131, "4.03 Forbidden"),
    (132, "4.04 Not Found"),
    (133, "4.05 Method Not Allowed"),
    (134, "4.06 Not Acceptable"),
    (136, "4.08 Request Entity Incomplete"),
    (137, "4.09 Conflict"),
    (140, "4.12 Precondition Failed"),
    (141, "4.13 Request Entity Too Large"),
    (143, "4.15 Unsupported Content-Format"),
    (150, "4.22 Unprocessable Entity"),
    (157, "4.29 Too Many Requests"),
    (160, "5.00 Internal Server Error"),
    (161, "5.01 Not Implemented"),
    (162, "5.02 Bad Gateway"),
    (163, "5.03 Service Unavailable"),
    (164, "5.04 Gateway Timeout"),
    (165, "5.05 Proxying Not Supported"),
    (168, "5.08 Hop Limit Reached"),
    (225, "7.01 CSM"),
    (226, "7.02 Ping"),
    (227, "7.03 Pong"),
    (228, "7.04 Release"),
    (229, "7.05 Abort"),
]);
pub(super) const OBSERVE_NAMES: Names = Names::Table(&[(0, "Register"), (1, "Deregister")]);

pub(super) const TYPES_SHORT: [&str; 4] = ["CON", "NON", "ACK", "RST"];

/// Content formats (RFC 7252 section 12.3).
pub(super) const FORMATS: Names = Names::Table(&[
    (0, "text/plain; charset=utf-8"),
    (40, "application/link-format"),
    (41, "application/xml"),
    (42, "application/octet-stream"),
    (47, "application/exi"),
    (50, "application/json"),
    (51, "application/json-patch+json"),
    (52, "application/merge-patch+json"),
    (60, "application/cbor"),
    (61, "application/cwt"),
    (62, "application/multipart-core"),
    (96, "application/cose; cose-type=\"cose-encrypt\""),
    (97, "application/cose; cose-type=\"cose-mac\""),
    (98, "application/cose; cose-type=\"cose-sign\""),
    (101, "application/cose-key"),
    (102, "application/cose-key-set"),
    (110, "application/senml+json"),
    (111, "application/sensml+json"),
    (112, "application/senml+cbor"),
    (113, "application/sensml+cbor"),
    (114, "application/senml-exi"),
    (115, "application/sensml-exi"),
    (256, "application/coap-group+json"),
    (271, "application/dots+cbor"),
    (272, "application/missing-blocks+cbor-seq"),
    (280, "application/pkcs7-mime; smime-type=server-generated-key"),
    (281, "application/pkcs7-mime; smime-type=certs-only"),
    (284, "application/pkcs8"),
    (285, "application/csrattrs"),
    (286, "application/pkcs10"),
    (287, "application/pkix-cert"),
    (1542, "application/vnd.oma.lwm2m+tlv"),
    (1543, "application/vnd.oma.lwm2m+json"),
    (10000, "application/vnd.ocf+cbor"),
    (10001, "application/oscore"),
    (11542, "application/vnd.oma.lwm2m+tlv"),
    (11543, "application/vnd.oma.lwm2m+json"),
]);

crate::fields! { "coap";
    /// CoAP message (RFC 7252).
    COAP: Protocol = "coap", "Constrained Application Protocol", None;
    /// Length of options and payload, over a stream.
    LENGTH: U32 = "coap.length", "Length", Dec;
    /// Version.
    VERSION: U8 = "coap.version", "Version", Dec & 0xc0;
    /// Whether it is confirmed.
    TYPE: U8 = "coap.type", "Type", Dec & 0x30, TYPES;
    /// Length of the token.
    TOKEN_LEN: U8 = "coap.token_len", "Token Length", Dec & 0x0f;
    /// Method or response.
    CODE: U8 = "coap.code", "Code", Dec, CODES;
    /// Links a confirmation to its message.
    MID: U16 = "coap.mid", "Message ID", Dec;
    /// Links a response to its request.
    TOKEN: Bytes = "coap.token", "Token", None;
    /// An option.
    OPT_NAME: Str = "coap.opt.name", "Opt Name", None;
    /// What its number says of it.
    OPT_DESC: Str = "coap.opt.desc", "Opt Desc", None;
    /// Its number, less that of the option before.
    OPT_DELTA: U8 = "coap.opt.delta", "Opt Delta", Dec & 0xf0;
    /// The same, less 13 or 269.
    OPT_DELTA_EXT: U16 = "coap.opt.delta_ext", "Opt Delta extended", Dec;
    /// Length of its value.
    OPT_LENGTH: U8 = "coap.opt.length", "Opt Length", Dec & 0x0f;
    /// The same, less 13 or 269.
    OPT_LENGTH_EXT: U16 = "coap.opt.length_ext", "Opt Length extended", Dec;
    /// Ends the options.
    END_MARKER: U8 = "coap.opt.end_marker", "End of options marker", Dec;
    /// What the payload is.
    CTYPE: Str = "coap.opt.ctype", "Content-type", None;
    /// Seconds that the response stays fresh.
    MAX_AGE: U32 = "coap.opt.max_age", "Max-age", Dec;
    /// Address that a proxy shall ask.
    PROXY_URI: Str = "coap.opt.proxy_uri", "Proxy-Uri", None;
    /// Scheme that it shall use.
    PROXY_SCHEME: Str = "coap.opt.proxy_scheme", "Proxy-Scheme", None;
    /// Size of the request's body.
    SIZE1: U32 = "coap.opt.size1", "Size1", Dec;
    /// Size of the response's body.
    SIZE2: U32 = "coap.opt.size2", "Size2", Dec;
    /// Names a version of the resource.
    ETAG: Bytes = "coap.opt.etag", "Etag", None;
    /// Host asked for.
    URI_HOST: Str = "coap.opt.uri_host", "Uri-Host", None;
    /// Port asked for.
    URI_PORT: U16 = "coap.opt.uri_port", "Uri-Port", Dec;
    /// Part of the path of what was made.
    LOCATION_PATH: Str = "coap.opt.location_path", "Location-Path", None;
    /// Part of its query.
    LOCATION_QUERY: Str = "coap.opt.location_query", "Location-Query", None;
    /// Part of the path asked for.
    URI_PATH: Str = "coap.opt.uri_path", "Uri-Path", None;
    /// The address put together.
    URI_PATH_RECON: Str = "coap.opt.uri_path_recon", "Uri-Path", None;
    /// The response to this request.
    RESPONSE_IN: FrameNum = "coap.response_in", "Response In", None;
    /// The request that this answers.
    RESPONSE_TO: FrameNum = "coap.response_to", "Request In", None;
    /// Time since the request.
    RESPONSE_TIME: RelativeTime = "coap.response_time", "Response Time", None;
    /// The request that this one repeats.
    REQUEST_FIRST_IN: FrameNum = "coap.request_first_in", "Retransmission of request in", None;
    /// The response that this one repeats.
    RESPONSE_FIRST_IN: FrameNum = "coap.response_first_in", "Retransmission of response in", None;
    /// Marks what is repeated.
    RETRANSMITTED: Label = "coap.retransmitted", "Retransmitted", None;
    /// Part of the query.
    URI_QUERY: Str = "coap.opt.uri_query", "Uri-Query", None;
    /// Asks for changes, or numbers them (RFC 7641).
    OBSERVE: U32 = "coap.opt.observe", "Observe", Dec;
    /// Proxies that may still be passed.
    HOP_LIMIT: U8 = "coap.opt.hop_limit", "Hop Limit", Dec;
    /// What the client takes.
    ACCEPT: Str = "coap.opt.accept", "Accept", None;
    /// Only if the resource has that version.
    IF_MATCH: Bytes = "coap.opt.if_match", "If-Match", None;
    /// Value of an option that is not known.
    OPT_UNKNOWN: Bytes = "coap.opt.unknown", "Unknown", None;
    /// Number of the block (RFC 7959).
    BLOCK_NUMBER: U32 = "coap.opt.block_number", "Block Number", Dec;
    /// Whether more follow.
    BLOCK_MORE: U8 = "coap.opt.block_mflag", "More Flag", Dec & 0x08;
    /// Its size, as a power of two from 16 on.
    BLOCK_SIZE: U8 = "coap.opt.block_size", "Block Size", Dec & 0x07;
    /// Payload of a block.
    BLOCK_PAYLOAD: Label = "coap.block_payload", "Block Payload", None;
    /// Its length.
    BLOCK_LENGTH: U32 = "coap.block_length", "Block Length", Dec;
    /// The blocks of a body that is whole with this one.
    BLOCKS: Label = "coap.blocks", "Blocks", None;
    /// The frame of one of them.
    BLOCK: FrameNum = "coap.block", "Block", None;
    /// How many there are.
    BLOCK_COUNT: U32 = "coap.block.count", "Block count", Dec;
    /// The frame that makes the body whole.
    REASSEMBLED_IN: FrameNum = "coap.block.reassembled.in", "Reassembled in", None;
    /// Length of the body.
    REASSEMBLED_LENGTH: U32 = "coap.block.reassembled.length", "Reassembled block length", Dec;
    /// The payload.
    PAYLOAD: Str = "coap.payload", "Payload", None;
    /// What it is.
    PAYLOAD_DESC: Str = "coap.payload_desc", "Payload Desc", None;
    /// Its length.
    PAYLOAD_LENGTH: U32 = "coap.payload_length", "Payload Length", Dec;
    /// Marks a number of nobody.
    BAD_NUMBER: Label = "coap.invalid_option_number", "Invalid Option Number", None;
    /// Marks a length that the option cannot have.
    BAD_RANGE: Label = "coap.invalid_option_range", "Invalid Option Range", None;
}
