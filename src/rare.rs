//! Finding bytes that are rare in a text, many at a time.
//!
//! In goes a test of two bytes side by side, simple enough to be made of all bytes of a chunk without
//! branches, which the compiler turns into vector code, and an exact test for the chunks in which
//! the simple one holds anywhere.

/// Bytes of a text that are tested together; then those of the end, and of where the test held.
const CHUNK_BYTES: usize = 32;
const SHORT_BYTES: usize = 16;

/// What is looked for.
pub(crate) trait Rare {
    /// Whether it can begin with a byte, with another one behind it; 0 behind the last. In plain
    /// operators: no branch.
    fn may_be(byte: u8, behind: u8) -> bool;

    /// The same where all bytes around are those of characters beyond ASCII.
    fn may_be_beyond_ascii(byte: u8, behind: u8) -> bool;

    /// Whether it begins at a place.
    fn is(text: &[u8], at: usize) -> bool;
}

/// Whether there is none in a text.
pub(crate) fn is_none<R: Rare>(text: &[u8]) -> bool {
    next::<R>(text, 0, text.len()) == text.len()
}

/// Where the first one begins from `at` on; `end` if none does before that.
pub(crate) fn next<R: Rare>(text: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        let without = behind_chunk::<R, CHUNK_BYTES>(text, at, end)
            .or_else(|| behind_chunk::<R, SHORT_BYTES>(text, at, end));
        if let Some(behind) = without {
            at = behind;
            continue;
        }
        let stop = end.min(at + SHORT_BYTES);
        match (at..stop).find(|&at| R::is(text, at)) {
            Some(found) => return found,
            None => at = stop,
        }
    }
    end
}

/// The place behind a chunk that begins at `at` and holds none; the last bytes of a text are a chunk
/// with some before them.
fn behind_chunk<R: Rare, const N: usize>(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let from = at.min(end.checked_sub(N)?);
    let bytes = text[from..].first_chunk::<N>()?;
    let behind = behind(&text[from..], bytes);
    let found = if is_beyond_ascii(bytes) {
        any_pair(bytes, &behind, R::may_be_beyond_ascii)
    } else {
        any_pair(bytes, &behind, R::may_be)
    };
    (!found).then_some(from + N)
}

fn any_pair<const N: usize>(
    bytes: &[u8; N],
    behind: &[u8; N],
    is: impl Fn(u8, u8) -> bool,
) -> bool {
    let pairs = bytes.iter().zip(behind);
    pairs.fold(false, |found, (&a, &b)| found | is(a, b))
}

fn is_beyond_ascii<const N: usize>(bytes: &[u8; N]) -> bool {
    const HIGH_BITS: u128 = u128::from_ne_bytes([0x80; SHORT_BYTES]);
    let words = bytes.as_chunks().0.iter().copied();
    let all = words
        .map(u128::from_ne_bytes)
        .fold(u128::MAX, |all, word| all & word);
    all & HIGH_BITS == HIGH_BITS
}

/// The bytes behind each one of the first bytes of a text.
fn behind<const N: usize>(text: &[u8], first: &[u8; N]) -> [u8; N] {
    match text[1..].first_chunk::<N>() {
        Some(behind) => *behind,
        None => {
            let mut behind = [0; N];
            behind[..N - 1].copy_from_slice(&first[1..]);
            behind
        }
    }
}
