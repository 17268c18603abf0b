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
    numbers_in(text.as_bytes()).fold(0, |all, number| all | 1 << (number & 63))
}

/// The same for texts that are as long as a line: a mark of 256 for each pair.
#[derive(Debug, Clone)]
pub(crate) struct Pairs([bool; 256]);

impl Pairs {
    pub(crate) fn of(text: &str) -> Self {
        let mut marks = [false; 256];
        numbers_in(text.as_bytes()).for_each(|number| marks[usize::from(number)] = true);
        Pairs(marks)
    }

    /// Whether a text with these pairs could hold this one.
    pub(crate) fn may_hold(&self, text: &[u8]) -> bool {
        numbers_in(text).all(|number| self.0[usize::from(number)])
    }
}

/// A number for each pair of bytes that stand side by side.
fn numbers_in(text: &[u8]) -> impl Iterator<Item = u8> {
    let behind = text.get(1..).unwrap_or_default();
    let number = |(a, b): (&u8, &u8)| a.wrapping_mul(7).wrapping_add(*b);
    text.iter().zip(behind).map(number)
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

    #[test]
    fn a_text_has_the_pairs_of_all_that_stands_in_it() {
        let text = "an affiliate link, naïve";
        for needle in ["", "a", "affiliate", "link", "ï", text] {
            assert!(Pairs::of(text).may_hold(needle.as_bytes()), "{needle}");
            let pairs = pairs_in(needle);
            assert_eq!(pairs_in(text) & pairs, pairs, "{needle}");
        }
        assert!(!Pairs::of(text).may_hold(b"commission"));
    }
}
