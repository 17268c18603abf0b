//! Finding a short word in a short text.
//!
//! The searchers of libraries prepare themselves for a long text, which takes longer than to read a
//! class name or a URL. Here the first byte is looked for, and the rest compared.

/// Where `needle` first stands in `text`, in bytes. Takes time in proportion to the product of both
/// lengths at worst: the needle is to be a constant.
pub(crate) fn find(text: &str, needle: &str) -> Option<usize> {
    let Some(&first) = needle.as_bytes().first() else {
        return Some(0);
    };
    let bytes = text.as_bytes();
    memchr::memchr_iter(first, bytes).find(|&at| bytes[at..].starts_with(needle.as_bytes()))
}

/// Whether `needle` stands in `text`; see [`find`].
pub(crate) fn is_in(text: &str, needle: &str) -> bool {
    find(text, needle).is_some()
}

/// Which pairs of bytes stand in a text: a bit of 64 for each. A text that stands in another has no
/// bit that this lacks.
pub(crate) fn pairs_in(text: &str) -> u64 {
    let [_, behind @ ..] = text.as_bytes() else {
        return 0;
    };
    let bit = |(a, b): (u8, &u8)| 1 << (a.wrapping_mul(7).wrapping_add(*b) & 63);
    let pairs = text.bytes().zip(behind);
    pairs.map(bit).fold(0, |all, bit: u64| all | bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there() {
        for (text, needle, at) in [
            ("", "", Some(0)),
            ("a", "", Some(0)),
            ("aab", "ab", Some(1)),
            ("a", "ab", None),
            ("", "a", None),
        ] {
            assert_eq!(find(text, needle), at, "{needle} in {text}");
        }
    }
}
