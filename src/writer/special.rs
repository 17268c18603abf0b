//! Bytes of a text that may need an escape: nearly all of a text is others.

use super::byte_set::byte_set;
use crate::rare::{self, Rare};

/// Bytes that may need an escape anywhere in a text.
static SPECIAL: [bool; 256] = byte_set(b"\\`*_~[](<&{}%#?$|\n\r\t\0");

struct Special;

/// A `:` without `/` and a `w` without another one behind it are frequent and need nothing.
impl Rare for Special {
    fn may_be(byte: u8, behind: u8) -> bool {
        (byte < b' ')
            | (byte.wrapping_sub(b'#') < 4)
            | (byte & 0xfd == b'(')
            | ((byte == b':') & (behind == b'/'))
            | (byte & 0xfc == b'<')
            | (byte.wrapping_sub(b'[') < 6)
            | ((byte == b'w') & (behind == b'w'))
            | (byte.wrapping_sub(b'{') < 4)
    }

    fn may_be_beyond_ascii(_: u8, _: u8) -> bool {
        false
    }

    fn is(text: &[u8], at: usize) -> bool {
        match text[at] {
            b':' => text.get(at + 1) == Some(&b'/'),
            b'w' => text.get(at + 1) == Some(&b'w'),
            byte => SPECIAL[byte as usize],
        }
    }
}

/// Whether a text holds none.
pub(super) fn is_plain(text: &str) -> bool {
    rare::is_none::<Special>(text.as_bytes())
}

/// Where the first of them stands from `at` on; `end` if none stands before that.
pub(super) fn next(text: &[u8], at: usize, end: usize) -> usize {
    rare::next::<Special>(text, at, end)
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
            for at in 0..100 {
                let mut text = [b'x'; 101];
                text[at..at + 2].copy_from_slice(&[byte, followed]);
                let is_special = SPECIAL[byte as usize] || followed != b'x';
                let expected = if is_special { at } else { text.len() };
                assert_eq!(next(&text, 0, text.len()), expected, "{byte} at {at}");
            }
        }
        assert!(is_plain("what: a wide 好 ."));
        assert!(is_plain("好".repeat(20).as_str()));
    }
}
