//! Fields of messages put together that DTLS, which repeats the other fields, has under a name of its own.

crate::fields! { "tls.reassembled.length";
    /// Length of the message that was put together.
    REASSEMBLED_LENGTH: U32 = "tls.reassembled.length", "Reassembled PDU length", Dec;
}
