//! The fields of RTSP.

crate::fields! { "rtsp";
    /// A message, or a piece of a media stream between messages (RFC 2326).
    RTSP: Protocol = "rtsp", "Real Time Streaming Protocol", None;
    /// First line of a request.
    REQUEST: Str = "rtsp.request", "Request", None;
    /// First line of a response.
    RESPONSE: Str = "rtsp.response", "Response", None;
    /// What is asked for.
    METHOD: Str = "rtsp.method", "Method", None;
    /// Media type of the body.
    CONTENT_TYPE: Str = "rtsp.content-type", "Content-type", None;
    /// Bytes of the body.
    CONTENT_LENGTH: U32 = "rtsp.content-length", "Content-length", Dec;
    /// Of which stream.
    URL: Str = "rtsp.url", "URL", None;
    /// How it went.
    STATUS: U32 = "rtsp.status", "Status", Dec;
    /// The session that it belongs to.
    SESSION: Str = "rtsp.session", "Session", None;
    /// How the stream is to be sent.
    TRANSPORT: Str = "rtsp.transport", "Transport", None;
    /// A subscriber's number.
    X_VIG_MSISDN: Str = "rtsp.X_Vig_Msisdn", "X-Vig-Msisdn", None;
    /// Begins a piece of a media stream (RFC 2326 section 10.12).
    MAGIC: U8 = "rtsp.magic", "Magic", Hex;
    /// Which of the streams.
    CHANNEL: U8 = "rtsp.channel", "Channel", Hex;
    /// Bytes of the piece.
    LENGTH: U16 = "rtsp.length", "Length", Dec;
    /// A body of which nothing is known.
    DATA: Bytes = "rtsp.data", "Data", None;
}
