//! Bytes of a text that may need an escape, found many at a time: nearly all of a text is others.

use super::byte_set::byte_set;

/// Bytes of a text that are looked at together, without branches.
const CHUNK_BYTES: usize = 16;

/// The bit that is set in all bytes of characters beyond ASCII, none of which is special.
const HIGH_BITS: u128 = u128::from_ne_bytes([0x80; CHUNK_BYTES]);

/// Bytes that may need an escape anywhere in a text.
static SPECIAL: [bool; 256] = byte_set(b"\\`*_~[](<&{}%#?$|\n\r\t\0");

/// Whether a text holds none.
pub(super) fn is_plain(text: &str) -> bool {
    next(text.as_bytes(), 0, text.len()) == text.len()
}

/// Where the first of them stands from `at` on; `end` if none stands before that.
pub(super) fn next(text: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        // The last bytes are looked at together with those before them.
        let from = at.min(end.saturating_sub(CHUNK_BYTES));
        if is_plain_chunk(&text[from..]) {
            at = from + CHUNK_BYTES;
            continue;
        }
        let stop = end.min(at + CHUNK_BYTES);
        match (at..stop).find(|&at| is_special(text, at)) {
            Some(found) => return found,
            None => at = stop,
        }
    }
    end
}

/// A `:` without `/` and a `w` without another one behind it are frequent and need nothing.
fn is_special(text: &[u8], at: usize) -> bool {
    match text[at] {
        b':' => text.get(at + 1) == Some(&b'/'),
        b'w' => text.get(at + 1) == Some(&b'w'),
        byte => SPECIAL[byte as usize],
    }
}

/// Whether a text begins with as many bytes as a chunk has that are not special.
fn is_plain_chunk(text: &[u8]) -> bool {
    let Some(chunk) = text.first_chunk::<CHUNK_BYTES>() else {
        return false;
    };
    if u128::from_ne_bytes(*chunk) & HIGH_BITS == HIGH_BITS {
        return true;
    }
    let mut behind = [0; CHUNK_BYTES];
    let known = &text[1..text.len().min(CHUNK_BYTES + 1)];
    behind[..known.len()].copy_from_slice(known);
    let pairs = chunk.iter().zip(&behind);
    !pairs.fold(false, |found, (&byte, &next)| {
        found
            | (byte < b' ')
            | (byte.wrapping_sub(b'#') < 4)
            | (byte == b'(')
            | (byte == b'*')
            | ((byte == b':') & (next == b'/'))
            | (byte == b'<')
            | (byte == b'?')
            | (byte.wrapping_sub(b'[') < 3)
            | (byte.wrapping_sub(b'_') < 2)
            | ((byte == b'w') & (next == b'w'))
            | (byte.wrapping_sub(b'{') < 4)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_special_byte_is_found_wherever_it_stands() {
        for byte in 0..0x80 {
            let followed = match byte {
                b':' => b'/',
                b'w' => b'w',
                _ => b'x',
            };
            for at in 0..3 * CHUNK_BYTES {
                let mut text = [b'x'; 3 * CHUNK_BYTES + 1];
                text[at..at + 2].copy_from_slice(&[byte, followed]);
                let found = SPECIAL[byte as usize] || followed != b'x';
                let expected = if found { at } else { text.len() };
                assert_eq!(next(&text, 0, text.len()), expected, "{byte} at {at}");
            }
        }
        assert!(is_plain("what: a wide 好 ."));
        assert!(is_plain("好".repeat(20).as_str()));
    }
}
