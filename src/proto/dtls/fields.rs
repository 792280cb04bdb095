//! The fields that only DTLS has, named as in Wireshark.

crate::fields! { "dtls";
    /// Datagram Transport Layer Security (RFC 6347, 9147).
    DTLS: Protocol = "dtls", "Datagram Transport Layer Security", None;
    /// The content type of a record with a connection ID, whose true one is encrypted (RFC 9146).
    SPECIAL_TYPE: U8 = "dtls.record.special_type", "Special Type", Dec, crate::field::Names::Table(crate::proto::tls::names::CONTENT_TYPES);
    /// Which keys the record is sealed with; 0 in the clear.
    EPOCH: U16 = "dtls.record.epoch", "Epoch", Dec;
    /// Number of the record in its epoch.
    SEQUENCE_NUMBER: U64 = "dtls.record.sequence_number", "Sequence Number", Dec;
    /// Names the session, whatever addresses and ports are (RFC 9146).
    CONNECTION_ID: Bytes = "dtls.record.connection_id", "Connection ID", None;
    /// Content whose type is encrypted, too.
    ENC_CONTENT: Bytes = "dtls.enc_content", "Encrypted Record Content", None;
    /// First byte of a record of DTLS 1.3: `001`, and what follows in the header (RFC 9147 section 4).
    UNIFIED: U8 = "wirelens.dtls.unified_header", "Unified Header", Hex;
    /// The lowest two bits of the epoch.
    EPOCH_BITS: U8 = "wirelens.dtls.epoch_bits", "Epoch Bits", Dec & 0x03;
    /// The lowest bits of the record's number, encrypted (RFC 9147 section 4.2.3).
    ENC_NUMBER: U16 = "wirelens.dtls.encrypted_sequence_number", "Encrypted Sequence Number", Hex;
    /// Number of the handshake message.
    MESSAGE_SEQ: U16 = "dtls.handshake.message_seq", "Message Sequence", Dec;
    /// Where in the message the fragment belongs.
    FRAGMENT_OFFSET: U24 = "dtls.handshake.fragment_offset", "Fragment Offset", Dec;
    /// Bytes of the message that are in this fragment.
    FRAGMENT_LENGTH: U24 = "dtls.handshake.fragment_length", "Fragment Length", Dec;
    /// The fragments that a message was put together from.
    FRAGMENTS: Label = "dtls.fragments", "Message fragments", None;
    /// One of them.
    FRAGMENT: FrameNum = "dtls.fragment", "Message fragment", None;
    /// How many there are.
    FRAGMENT_COUNT: U32 = "dtls.fragment.count", "Message fragment count", Dec;
    /// Bytes of the message.
    REASSEMBLED_LENGTH: U32 = "dtls.reassembled.length", "Reassembled DTLS length", Dec;
    /// Marks a fragment without bytes of a message that has some.
    FRAGMENT_ZERO: Label = "dtls.handshake.fragment_length.zero", "Zero-length fragment length for fragmented message", None;
    /// Marks a fragment longer than its message.
    FRAGMENT_TOO_LONG: Label = "dtls.handshake.fragment_length.too_long", "Fragment length is larger than message length", None;
    /// Marks a fragment that ends behind its message.
    FRAGMENT_PAST_END: Label = "dtls.handshake.fragment_past_end_msg", "Fragment runs past the end of the message", None;
    /// Records that the receiver says it has (RFC 9147 section 7).
    ACK: Label = "wirelens.dtls.ack", "ACK", None;
    /// Bytes of the list.
    ACK_LENGTH: U16 = "wirelens.dtls.ack.length", "Record Numbers Length", Dec;
    /// Epoch of an acknowledged record.
    ACK_EPOCH: U64 = "wirelens.dtls.ack.epoch", "Epoch", Dec;
    /// Number of an acknowledged record.
    ACK_SEQUENCE: U64 = "wirelens.dtls.ack.sequence_number", "Sequence Number", Dec;
}
