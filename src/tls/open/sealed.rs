//! A record before and after opening: what was sent, what opening it gives, why it stays closed.

use super::super::record::{ContentType, Version};
use super::super::suite::Mac;

/// A record as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct SealedRecord<'a> {
    pub content_type: ContentType,
    /// Version in the record's header.
    pub version: Version,
    /// Number of the record in its direction since the last change of keys, from 0. In DTLS the
    /// epoch stands in the upper 16 bits (RFC 6347 section 4.1.2.1).
    pub sequence: u64,
    /// What follows the header.
    pub fragment: &'a [u8],
    /// Fragment of the record before, or its last 64 bytes, if [`Opener::needs_previous`] and
    /// `sequence` is not 0.
    pub previous_fragment: Option<&'a [u8]>,
    /// Sum of the fragments' lengths of all records before it under the same keys, if
    /// [`Opener::needs_position`]; else 0.
    pub stream_position: u64,
    /// Connection ID in the header of a DTLS 1.2 record of type 25 (RFC 9146), at most 255 bytes.
    pub connection_id: Option<&'a [u8]>,
}

impl<'a> SealedRecord<'a> {
    /// A record at the beginning of its key stream, without a record before it and without a
    /// connection ID.
    pub fn new(content_type: ContentType, version: Version, sequence: u64, fragment: &'a [u8]) -> Self {
        Self {
            content_type,
            version,
            sequence,
            fragment,
            previous_fragment: None,
            stream_position: 0,
            connection_id: None,
        }
    }
}

/// What an opened record was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Type of the plaintext; in TLS 1.3 it is not the record's.
    pub content_type: ContentType,
    pub proof: Proof,
    pub layout: RecordLayout,
}

/// What showed that keys and bytes are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Mac(Mac),
    /// The AEAD's tag.
    Tag,
}

/// The parts of a fragment, in bytes. Their sum is its length.
///
/// In order: explicit IV or nonce, data, inner content type, MAC or tag, padding; with
/// encrypt-then-MAC and in an inner plaintext the padding comes before MAC or tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordLayout {
    pub explicit_nonce: usize,
    pub data: usize,
    /// 1 where the real content type follows the data: TLS 1.3, DTLS with connection IDs.
    pub inner_type: usize,
    pub mac: usize,
    /// Includes the byte that says how much padding there is, and the zeros of an inner plaintext.
    pub padding: usize,
}

/// A record's plaintext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plaintext {
    pub bytes: Vec<u8>,
    pub opened: Opened,
}

/// Why a record stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    #[error("the record has {len} bytes, too few for this cipher suite (at least {needed})")]
    TooShort { len: usize, needed: usize },
    #[error("the ciphertext of {len} bytes is not whole blocks of {block} bytes")]
    NotBlockMultiple { len: usize, block: usize },
    #[error("the padding is wrong after decryption: wrong key, or a record is missing or damaged")]
    BadPadding,
    #[error("bad MAC: wrong key, or a record is missing or damaged")]
    BadMac,
    #[error("bad authentication tag: wrong key, or a record is missing or damaged")]
    BadTag,
    #[error("the record before is needed to open this one, and is not there")]
    NoPreviousRecord,
    /// RFC 8446 section 5.4: a sender's fault, since the tag was right.
    #[error("the record opened, but holds no content type: it is all zeros")]
    NoContentType,
    #[error("the record is compressed, and a record before it is lost: nothing behind it can be inflated")]
    CannotInflateAfterLoss,
    #[error(
        "the record opened, but its compressed data is broken or inflates to more than a record may hold"
    )]
    BadCompression,
}
