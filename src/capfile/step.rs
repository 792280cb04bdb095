//! What a format (`pcap`, `pcapng`) answers to the reader: something whole, a wish for more bytes, or a
//! fault. The reader turns a fault into the error of the file.

/// Most bytes a packet may have in a file.
pub(super) const MAX_CAPTURED_LEN: u32 = (1 << 24) - 1;

/// What a format makes of the bytes at the front of the buffer.
#[derive(Debug)]
pub(super) enum Step<T> {
    /// Something whole, and its length in bytes.
    Done(T, usize),
    /// It has at least that many bytes.
    Need(usize),
}

/// What a format finds wrong; the reader adds how many frames there were.
#[derive(Debug)]
pub(super) enum Fault {
    Damaged { offset: u64, what: String },
    UnknownInterface { offset: u64, interface: u32, known: u32 },
    Unsupported { offset: u64, what: String },
}

impl Fault {
    pub fn damaged(offset: u64, what: impl Into<String>) -> Self {
        Self::Damaged { offset, what: what.into() }
    }

    pub fn too_long(offset: u64, captured_len: u32) -> Self {
        Self::damaged(
            offset,
            format!(
                "a packet claims {captured_len} captured bytes, more than the {MAX_CAPTURED_LEN} possible"
            ),
        )
    }
}
