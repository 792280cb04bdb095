//! What MAC and AEAD cover beside the content: number, type, version and length of a record, in the
//! forms the versions know. Only the bytes; who hashes them stands elsewhere.

use super::sealed::SealedRecord;
use crate::tls::record::ContentType;

/// Longest form: the fixed parts of RFC 9146 and a connection ID of 255 bytes.
const CAPACITY: usize = 23 + 255;

/// Additional data of one record.
pub(super) struct AdditionalData {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl AdditionalData {
    fn of_parts(parts: &[&[u8]]) -> Self {
        let mut data = Self { bytes: [0; CAPACITY], len: 0 };
        for part in parts {
            let end = data.len.saturating_add(part.len());
            // The longest parts there are fit, see CAPACITY.
            let Some(room) = data.bytes.get_mut(data.len..end) else { break };
            room.copy_from_slice(part);
            data.len = end;
        }
        data
    }

    /// Drafts of TLS 1.3 before 25: nothing.
    pub(super) fn none() -> Self {
        Self::of_parts(&[])
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// TLS 1.0 to 1.2 and DTLS: sequence number, type, version and `len` of the content (RFC 5246
    /// section 6.2.3); with a connection ID the longer form (RFC 9146 section 5).
    pub(super) fn of(record: &SealedRecord<'_>, len: usize) -> Self {
        let (sequence, version) = (record.sequence.to_be_bytes(), record.version.0.to_be_bytes());
        let Some(id) = record.connection_id else {
            return Self::of_parts(&[&sequence, &[record.content_type.0], &version, &length(len)]);
        };
        let cid_type = ContentType::TLS12_CID.0;
        let id = id.get(..255).unwrap_or(id);
        // At most 255, see the line before.
        let id_len = u8::try_from(id.len()).unwrap_or(u8::MAX);
        let types = [cid_type, id_len, cid_type];
        Self::of_parts(&[&[0xff; 8], &types, &version, &sequence, id, &length(len)])
    }

    /// SSL 3.0: without the version (RFC 6101 section 5.2.3.1).
    pub(super) fn ssl3(record: &SealedRecord<'_>, len: usize) -> Self {
        Self::of_parts(&[&record.sequence.to_be_bytes(), &[record.content_type.0], &length(len)])
    }

    /// TLS 1.3: the record's header as it was sent (RFC 8446 section 5.2).
    pub(super) fn header(record: &SealedRecord<'_>) -> Self {
        let version = record.version.0.to_be_bytes();
        Self::of_parts(&[&[record.content_type.0], &version, &length(record.fragment.len())])
    }
}

/// A fragment's length is a 16 bit number on the wire.
fn length(len: usize) -> [u8; 2] {
    u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::record::Version;

    #[test]
    fn each_version_has_its_form() {
        let record = SealedRecord::new(ContentType(23), Version::TLS12, 0x0102, &[0; 0x30]);
        assert_eq!(AdditionalData::of(&record, 0x20).as_bytes(), [0, 0, 0, 0, 0, 0, 1, 2, 23, 3, 3, 0, 0x20]);
        assert_eq!(AdditionalData::ssl3(&record, 0x20).as_bytes(), [0, 0, 0, 0, 0, 0, 1, 2, 23, 0, 0x20]);
        assert_eq!(AdditionalData::header(&record).as_bytes(), [23, 3, 3, 0, 0x30]);
        let id = [0xaa; 3];
        let with_id = SealedRecord { connection_id: Some(&id), version: Version::DTLS12, ..record };
        let expected =
            [&[0xff; 8][..], &[25, 3, 25, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 1, 2, 0xaa, 0xaa, 0xaa, 0, 0x20]];
        assert_eq!(AdditionalData::of(&with_id, 0x20).as_bytes(), expected.concat());
        let long = SealedRecord { connection_id: Some(&[7; 400]), ..with_id };
        assert_eq!(AdditionalData::of(&long, 1).as_bytes().len(), CAPACITY);
    }
}
