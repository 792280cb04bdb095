//! Compression of records (RFC 3749): one zlib stream runs through all records of a direction, so
//! that each needs all before it. What is inflated here was opened and proved before.

use flate2::{Decompress, FlushDecompress, Status};

use super::sealed::Closed;

/// RFC 3749 section 2.
pub const DEFLATE: u8 = 1;
/// Most plaintext of one record. The standard's bound is 2^14 bytes (RFC 5246 section 6.2.1); a
/// little more is let pass, and no bomb.
const MAX_PLAIN_LEN: usize = (1 << 14) + 1024;

/// The state of a direction's compression between two records.
pub struct Inflater {
    stream: Decompress,
    /// Number of the record that comes next.
    next: u64,
    /// Bytes were refused: nothing behind them can be inflated.
    broken: bool,
}

impl Inflater {
    /// The state before the first record under new keys. `None`: not a method known here.
    pub fn new(method: u8) -> Option<Self> {
        (method == DEFLATE).then(|| Self { stream: Decompress::new(true), next: 0, broken: false })
    }

    /// Number, from 0, of the record that it takes next.
    pub fn next_sequence(&self) -> u64 {
        self.next
    }

    /// Whether record `sequence` can be reached from this state; else begin with a new one.
    pub fn reaches(&self, sequence: u64) -> bool {
        self.next <= sequence && !self.broken
    }

    /// Inflates the next record's opened fragment; `out` then holds its plaintext alone, or nothing
    /// after an error. After an error nothing more can be inflated.
    pub fn inflate(&mut self, compressed: &[u8], out: &mut Vec<u8>) -> Result<(), Closed> {
        out.clear();
        if self.broken {
            return Err(Closed::CannotInflateAfterLoss);
        }
        self.broken = true;
        let result = self.run(compressed, out);
        match result {
            Ok(()) => {
                self.broken = false;
                self.next = self.next.saturating_add(1);
            }
            Err(_) => out.clear(),
        }
        result
    }

    fn run(&mut self, mut compressed: &[u8], out: &mut Vec<u8>) -> Result<(), Closed> {
        let mut chunk = [0; 4096];
        loop {
            let (read_before, written_before) = (self.stream.total_in(), self.stream.total_out());
            let status = self
                .stream
                .decompress(compressed, &mut chunk, FlushDecompress::Sync)
                .map_err(|_| Closed::BadCompression)?;
            let read = usize::try_from(self.stream.total_in() - read_before).unwrap_or(usize::MAX);
            let written = usize::try_from(self.stream.total_out() - written_before).unwrap_or(usize::MAX);
            compressed = compressed.get(read..).unwrap_or_default();
            out.extend_from_slice(chunk.get(..written).unwrap_or_default());
            if out.len() > MAX_PLAIN_LEN {
                return Err(Closed::BadCompression);
            }
            // A full chunk may have more behind it, though all input is read.
            let more = written == chunk.len() || (!compressed.is_empty() && read + written > 0);
            if status == Status::StreamEnd || !more {
                return if compressed.is_empty() { Ok(()) } else { Err(Closed::BadCompression) };
            }
        }
    }

    /// Inflates record `sequence` into `out`, and on the way all from [`Self::next_sequence`] on.
    /// `open` writes the opened fragment of the record with the number it is given; its error ends
    /// the walk, and the state stays where it was. Only where [`Self::reaches`] it.
    pub fn inflate_up_to<E: From<Closed>>(
        &mut self,
        sequence: u64,
        mut open: impl FnMut(u64, &mut Vec<u8>) -> Result<(), E>,
        out: &mut Vec<u8>,
    ) -> Result<(), E> {
        out.clear();
        if !self.reaches(sequence) {
            return Err(Closed::CannotInflateAfterLoss.into());
        }
        let mut compressed = Vec::new();
        while self.next <= sequence {
            open(self.next, &mut compressed)?;
            self.inflate(&compressed, out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    /// Records as a peer compresses them: one stream, flushed after each.
    fn compress(records: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut stream = Compress::new(Compression::best(), true);
        let one = |record: &&[u8]| {
            let mut out = Vec::with_capacity(record.len() + 1024);
            stream.compress_vec(record, &mut out, FlushCompress::Sync).unwrap();
            out
        };
        records.iter().map(one).collect()
    }

    const TEXTS: [&[u8]; 4] = [b"GET / HTTP/1.1", b"", b"GET / HTTP/1.1 again", &[b'z'; 16384]];

    #[test]
    fn records_share_one_stream() {
        let sealed = compress(&TEXTS);
        let mut inflater = Inflater::new(DEFLATE).unwrap();
        let mut out = vec![9; 9];
        for (text, sealed) in TEXTS.iter().zip(&sealed) {
            inflater.inflate(sealed, &mut out).unwrap();
            assert_eq!(out, *text);
        }
        assert_eq!(inflater.next_sequence(), 4);
        assert!(inflater.reaches(4) && !inflater.reaches(3));
        assert!(Inflater::new(0).is_none() && Inflater::new(64).is_none());
    }

    #[test]
    fn the_last_record_is_reached_through_those_before() {
        let sealed = compress(&TEXTS);
        let mut inflater = Inflater::new(DEFLATE).unwrap();
        let mut out = Vec::new();
        let mut asked = Vec::new();
        let mut open = |sequence: u64, to: &mut Vec<u8>| {
            asked.push(sequence);
            sealed[sequence as usize].clone_into(to);
            Ok::<_, Closed>(())
        };
        inflater.inflate_up_to(2, &mut open, &mut out).unwrap();
        assert_eq!(out, TEXTS[2]);
        inflater.inflate_up_to(3, &mut open, &mut out).unwrap();
        assert_eq!(out, TEXTS[3]);
        let back = inflater.inflate_up_to(1, &mut open, &mut out);
        assert_eq!(back, Err(Closed::CannotInflateAfterLoss));
        assert_eq!(asked, [0, 1, 2, 3]);
    }

    #[test]
    fn behind_a_lost_or_broken_record_nothing_is_inflated() {
        let sealed = compress(&TEXTS);
        let mut inflater = Inflater::new(DEFLATE).unwrap();
        let mut out = Vec::new();
        assert_eq!(inflater.inflate(&sealed[2], &mut out), Err(Closed::BadCompression));
        assert!(out.is_empty() && !inflater.reaches(5));
        assert_eq!(inflater.inflate(&sealed[0], &mut out), Err(Closed::CannotInflateAfterLoss));
    }

    #[test]
    fn a_bomb_is_cut() {
        let sealed = compress(&[&vec![0; 10 << 20]]);
        assert!(sealed[0].len() < 16 << 10);
        let mut out = Vec::new();
        let mut inflater = Inflater::new(DEFLATE).unwrap();
        assert_eq!(inflater.inflate(&sealed[0], &mut out), Err(Closed::BadCompression));
        assert!(out.capacity() < 64 << 10);
    }

    #[test]
    fn no_cut_and_no_changed_byte_panics() {
        let sealed = compress(&[b"some text some text", b"more"]).concat();
        for at in 0..sealed.len() {
            let mut out = Vec::new();
            let _ = Inflater::new(DEFLATE).unwrap().inflate(&sealed[..at], &mut out);
            let mut changed = sealed.clone();
            changed[at] ^= 0x55;
            let _ = Inflater::new(DEFLATE).unwrap().inflate(&changed, &mut out);
        }
    }
}
