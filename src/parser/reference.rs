//! The character references that pages are full of.
//!
//! Those that end in a semicolon and mean one character whatever stands around them, and ampersands
//! that begin none. All others, and everything irregular, is for the tokenizer. HTML standard,
//! section 13.2.5.72, "Character reference state".

use html5ever::data::NAMED_ENTITIES;

/// Letters of the longest name that needs no semicolon, such as `Ccedil`.
const BARE_NAME_BYTES_MAX: usize = 6;

/// Letters of a name that is looked at.
const NAME_BYTES_MAX: usize = 32;

/// Digits of a number that is looked at.
const DIGITS_MAX: usize = 6;

/// The character that the reference at the start of `text` means, and how many bytes it takes;
/// `None` where it is not a plain one.
pub(super) fn plain(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    let Some(number) = name.strip_prefix('#') else {
        return named(name);
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let len = digits
        .bytes()
        .take(DIGITS_MAX + 1)
        .take_while(u8::is_ascii_hexdigit)
        .count();
    if digits.as_bytes().get(len) != Some(&b';') {
        return None;
    }
    let code = u32::from_str_radix(&digits[..len], radix).ok()?;
    let stays = matches!(code, 0x20..=0x7e | 0xa0..=0xd7ff | 0xe000..=0xfdcf | 0x1_f000..=0x1_faff);
    let before = text.len() - digits.len();
    Some((char::from_u32(code).filter(|_| stays)?, before + len + 1))
}

/// Text up to the next `<`, NUL, or reference that is not plain, with the references in it resolved,
/// and how many bytes it takes.
pub(super) fn text(html: &str) -> (String, usize) {
    let len = memchr::memchr(b'<', html.as_bytes()).unwrap_or(html.len());
    let mut out = String::with_capacity(len);
    let mut at = 0;
    loop {
        let rest = &html[at..];
        let bytes = memchr::memchr3(b'<', b'&', b'\0', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..bytes]);
        at += bytes;
        let Some((c, bytes)) = plain(&html[at..]) else {
            return (out, at);
        };
        out.push(c);
        at += bytes;
    }
}

/// How many letters and digits stand at the start, as far as a name can go.
fn name_len(bytes: &[u8]) -> usize {
    let is_letter = |b: &&u8| b.is_ascii_alphanumeric();
    bytes
        .iter()
        .take(NAME_BYTES_MAX)
        .take_while(is_letter)
        .count()
}

/// The character that the name at the start of `text` stands for, and the bytes up to its end with
/// those of the ampersand; the ampersand itself where no name is.
fn named(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let len = name_len(bytes);
    match bytes.get(len) {
        _ if len == 0 => Some(('&', 1)),
        Some(b';') => {
            let &(first, second) = NAMED_ENTITIES.get(&text[..=len])?;
            let c = char::from_u32(first).filter(|c| !c.is_control() && second == 0)?;
            Some((c, len + 2))
        }
        _ => None,
    }
}

/// Whether no reference can begin with this ampersand of an attribute's value: there, a name without
/// a semicolon counts for nothing in front of an equals sign or a letter.
fn is_bare_in_attribute(text: &str) -> bool {
    let name = &text.as_bytes()[1..];
    let len = name_len(name);
    match name.get(len) {
        Some(b'=') => len > 0,
        Some(b';') => false,
        _ => (BARE_NAME_BYTES_MAX + 1..NAME_BYTES_MAX).contains(&len),
    }
}

/// An attribute's value with its references resolved; `None` unless all are plain.
pub(super) fn resolve(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (c, len) = if is_bare_in_attribute(&rest[at..]) {
            ('&', 1)
        } else {
            plain(&rest[at..])?
        };
        out.push_str(&rest[..at]);
        out.push(c);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_references_mean_one_character() {
        for (text, c, len) in [
            ("&amp;amp;", '&', 5),
            ("&#8217;s", '’', 7),
            ("&#x4E2d;", '中', 8),
            ("&#128512;", '😀', 9),
            ("&rsquo;s", '’', 7),
            ("&CounterClockwiseContourIntegral;", '∳', 33),
            ("& b", '&', 1),
            ("&", '&', 1),
        ] {
            assert_eq!(plain(text), Some((c, len)), "{text}");
        }
        for text in [
            "&amp",
            "&am;",
            "&notit;",
            "&NewLine;",
            "&NotEqualTilde;",
            "&#;",
            "&#x;",
            "&#8217",
            "&#150;",
            "&#0;",
            "&#xd800;",
            "&#00000065;",
            "&#6a;",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn values_are_resolved_whole_or_not_at_all() {
        assert_eq!(resolve("?a=1&amp;b&#61;2").as_deref(), Some("?a=1&b=2"));
        assert_eq!(resolve("?a=1&b=2&").as_deref(), Some("?a=1&b=2&"));
        assert_eq!(
            resolve("?a=1&copy=2&copyright").as_deref(),
            Some("?a=1&copy=2&copyright")
        );
        assert_eq!(resolve("?a=1&copy"), None);
        assert_eq!(resolve("?a=1&copyx;"), None);
    }
}
