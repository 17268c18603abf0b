//! The character references that pages are full of.
//!
//! Those that end in a semicolon and mean one character whatever stands around them. All others,
//! and everything irregular, is for the tokenizer. HTML standard, section 13.2.5.72, "Character
//! reference state".

use html5ever::tendril::StrTendril;

/// Names of references, with their semicolons.
const NAMED: [(&str, char); 12] = [
    ("amp;", '&'),
    ("nbsp;", '\u{a0}'),
    ("quot;", '"'),
    ("lt;", '<'),
    ("gt;", '>'),
    ("hellip;", '…'),
    ("ldquo;", '“'),
    ("rdquo;", '”'),
    ("lsquo;", '‘'),
    ("rsquo;", '’'),
    ("mdash;", '—'),
    ("ndash;", '–'),
];

/// Digits of a number that is looked at.
const DIGITS_MAX: usize = 6;

/// The character that the reference at the start of `text` means, and how many bytes it takes;
/// `None` where it is not a plain one.
pub(super) fn plain(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    let Some(number) = name.strip_prefix('#') else {
        let (name, c) = NAMED.iter().find(|(known, _)| name.starts_with(known))?;
        return Some((*c, name.len() + 1));
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

/// An attribute's value with its references resolved; `None` unless all are plain.
pub(super) fn resolve(value: &str) -> Option<StrTendril> {
    let mut out = StrTendril::new();
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (c, len) = plain(&rest[at..])?;
        out.push_slice(&rest[..at]);
        out.push_char(c);
        rest = &rest[at + len..];
    }
    out.push_slice(rest);
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
        ] {
            assert_eq!(plain(text), Some((c, len)), "{text}");
        }
        for text in [
            "&",
            "&amp",
            "&am;",
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
        assert_eq!(resolve("?a=1&b=2"), None);
    }
}
