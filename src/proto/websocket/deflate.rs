//! Compressed messages (RFC 7692): each may refer to the bytes of those before it.

use super::*;

/// Moves a window on behind what was said.
pub(super) fn slide(window: &mut Vec<u8>, text: &[u8]) {
    window.extend_from_slice(text.get(text.len().saturating_sub(WINDOW_BYTES)..).unwrap_or(text));
    window.drain(..window.len().saturating_sub(WINDOW_BYTES));
}

/// The message that ends with the frame `at` bytes behind the layer's beginning, inflated.
/// The compression refers back to what was sent before (RFC 7692 section 7.2.3.2): all compressed
/// messages since the last remembered state are inflated on the way.
pub(super) fn inflated(placed: Option<&Placed<'_>>, at: u64, payload: &Payload<'_>) -> Option<Vec<u8>> {
    let Some(placed) = placed else { return inflate(&[], &payload.bytes) };
    let direction = placed.place.direction;
    let offset = placed.place.start + at;
    let settings = placed.checkpoints();
    let key = StreamKey {
        conversation: placed.place.conversation,
        generation: placed.generation(),
        direction,
        decrypted: placed.place.decrypted,
        inside: placed.place.inside,
    };
    let stream = placed.direction(direction)?;
    let (from, mut window) = match settings.before(key, offset) {
        Some((from, state)) => (from, state.to_vec()),
        None => (0, Vec::new()),
    };
    let first = stream.messages.partition_point(|m| m.start() < from);
    let mut packed: Option<Vec<u8>> = None;
    for frame in stream.messages.iter_from(first) {
        let Some(opcode) = opcode_of(frame).filter(|o| *o < opcode::CLOSE) else { continue };
        if frame.start() > offset {
            break;
        }
        if opcode != opcode::CONTINUATION {
            packed = (frame.note() & COMPRESSED_BIT != 0).then(Vec::new);
        }
        let Some(bytes) = packed.as_mut() else { continue };
        if bytes.len() < MESSAGE_MAX {
            bytes.extend_from_slice(&payload_of(placed, direction, frame));
        }
        if frame.note() & FIN_BIT == 0 {
            continue;
        }
        let bytes = packed.take().unwrap_or_default();
        let plain = inflate(&window, &bytes);
        // A message that cannot be inflated ends what can be known of those behind it.
        let text = plain.as_deref().unwrap_or(&[]);
        slide(&mut window, text);
        settings.keep(key, frame.end(), window.as_slice().into());
        if frame.start() == offset {
            return plain;
        }
    }
    None
}

/// Inflates one message. `window` stands before it: it is given to the decoder as a stored block.
pub(super) fn inflate(window: &[u8], packed: &[u8]) -> Option<Vec<u8>> {
    let limit = INFLATED_MAX.min(packed.len().saturating_mul(INFLATED_RATIO).max(1 << 20));
    let mut decoder = Decompress::new(false);
    let mut scratch = vec![0; 16 << 10];
    let mut out = Vec::new();
    let mut input = Vec::with_capacity(window.len() + packed.len() + 9);
    if let Some(len) = u16::try_from(window.len()).ok().filter(|len| *len > 0) {
        input.push(0);
        input.extend_from_slice(&len.to_le_bytes());
        input.extend_from_slice(&(!len).to_le_bytes());
        input.extend_from_slice(window);
    }
    input.extend_from_slice(packed);
    // The end that the sender cut off.
    input.extend_from_slice(&[0, 0, 0xff, 0xff]);
    let most = window.len().saturating_add(limit);
    loop {
        let (used, made) = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(used).ok().and_then(|used| input.get(used..)).unwrap_or(&[]);
        let status = decoder.decompress(rest, &mut scratch, FlushDecompress::Sync).ok()?;
        let count = (decoder.total_out() - made) as usize;
        out.extend_from_slice(scratch.get(..count).unwrap_or(&[]));
        let stuck = count == 0 && decoder.total_in() == used;
        if status == Status::StreamEnd || stuck || out.len() >= most {
            break;
        }
    }
    out.truncate(most);
    out.drain(..window.len().min(out.len()));
    Some(out)
}
