//! Cleans text values: entities decoded, stray tags removed, white space trimmed.
//!
//! In: a value's text. Out: the text as it would be read on a page, or `None` when it is that
//! already. Cleaning a cleaned text changes nothing; where no such end is reached within
//! [`ROUNDS_MAX`] (entities in entities in entities) the text stays as it is.

use super::quote::{has_space_at_edge, needs_escapes};
use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// How often a text is decoded before it counts as hopeless. Real text takes two rounds.
const ROUNDS_MAX: usize = 8;

/// Longest name of a character reference (HTML Standard, section 13.5), `&` and `;` aside.
const NAME_MAX: usize = 31;

/// The elements whose tags are dropped from titles: what editors leave in them. Any other pair of
/// angle brackets is text (`Vec<T>`, `<源路径>`).
const INLINE: [&str; 34] = [
    "a", "abbr", "b", "bdi", "big", "br", "center", "cite", "code", "del", "div", "em", "font",
    "h1", "h2", "h3", "i", "img", "ins", "kbd", "mark", "p", "q", "s", "script", "small", "span",
    "strike", "strong", "style", "sub", "sup", "tt", "u",
];

/// A title on one line: no markup, no entities, single spaces.
pub(super) fn title(text: &str) -> Option<String> {
    settle(text, |text| {
        let stripped = if text.contains('<') {
            without_tags(text)
        } else {
            text.to_owned()
        };
        collapse(&decode_unless_tags(&stripped))
    })
}

/// A text: no entities, nothing at its edges.
pub(super) fn plain(text: &str) -> Option<String> {
    settle(text, |text| decode_unless_tags(text).trim().to_owned())
}

/// Applies `clean` until nothing changes any more.
fn settle(text: &str, clean: impl Fn(&str) -> String) -> Option<String> {
    if is_settled(text) {
        return None;
    }
    let mut now = clean(text);
    for _ in 0..ROUNDS_MAX {
        let next = clean(&now);
        if next == now {
            return (now != text).then_some(now);
        }
        now = next;
    }
    None
}

/// Whether there is nothing that could be cleaned: the common case.
fn is_settled(text: &str) -> bool {
    memchr::memchr2(b'&', b'<', text.as_bytes()).is_none()
        && !needs_escapes(text)
        && memchr::memchr_iter(b' ', text.as_bytes())
            .all(|at| text.as_bytes().get(at + 1) != Some(&b' '))
        && !has_space_at_edge(text)
}

/// One line, single spaces, no control characters. No-break spaces stay: they are meant.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([
        ' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ]) {
        if !word.is_empty() {
            out.push_str(if out.is_empty() { "" } else { " " });
            out.extend(word.chars().filter(|c| !c.is_control()));
        }
    }
    out.trim().to_owned()
}

/// Decodes, but leaves `&lt;` and `&gt;` where the result would read as a tag: the author wrote
/// about a tag and did not mean one.
fn decode_unless_tags(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let decoded = decode(text, true);
    if without_tags(&decoded) == decoded {
        decoded
    } else {
        decode(text, false)
    }
}

/// Replaces character references (HTML Standard, section 13.2.5.72), the ones with a semicolon.
fn decode(text: &str, brackets: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest
            .bytes()
            .take(NAME_MAX + 2)
            .position(|b| b == b';')
            .map(|end| &rest[1..end]);
        match name
            .and_then(reference)
            .filter(|s| brackets || !matches!(s.as_str(), "<" | ">"))
        {
            Some(decoded) => {
                out.push_str(&decoded);
                rest = &rest[name.map_or(1, |name| name.len() + 2)..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What `&name;` stands for.
fn reference(name: &str) -> Option<String> {
    let Some(digits) = name.strip_prefix('#') else {
        let (first, second) = *NAMED_ENTITIES.get(&*format!("{name};"))?;
        let chars = [first, second].into_iter().filter(|c| *c != 0);
        return chars
            .map(char::from_u32)
            .collect::<Option<String>>()
            .filter(|s| !s.is_empty());
    };
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let windows = number
        .checked_sub(0x80)
        .and_then(|at| *C1_REPLACEMENTS.get(at as usize)?);
    let c = windows.or_else(|| char::from_u32(number))?;
    (!c.is_control() || matches!(c, '\t' | '\n')).then(|| c.to_string())
}

/// Drops the tags of [`INLINE`] elements, and comments.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // What follows the end of the last comment holds none, however many begin there.
    let tail = text.rfind("-->").map_or(text.len(), |at| text.len() - at);
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = tag_length(rest, rest.len() > tail).unwrap_or_else(|| {
            out.push('<');
            1
        });
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The length of the tag or comment that `text` begins with; a comment may have an end only where
/// `may_end` says so.
fn tag_length(text: &str, may_end: bool) -> Option<usize> {
    if text.starts_with("<!--") {
        let end = may_end.then(|| text.find("-->"))?;
        return end.map(|at| at + 3);
    }
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_known = INLINE
        .iter()
        .any(|tag| tag.eq_ignore_ascii_case(&name[..length]));
    // `<b>`, `<br/>`, `<a href=…>`; `<a, b>` is text.
    let is_tag = is_known && name[length..].starts_with([' ', '>', '/', '\n', '\t']);
    let end = 1 + memchr::memchr2(b'<', b'>', &text.as_bytes()[1..]).filter(|_| is_tag)?;
    (text.as_bytes()[end] == b'>').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for (text, expected) in [
            ("  a  b\n", "a b"),
            ("&#8216;A&#8217; &amp; B&hellip;", "‘A’ & B…"),
            ("A <b>bold</b> <br/>title", "A bold title"),
            ("a&#123;b&#125;", "a{b}"),
            ("a&amp;amp;b", "a&b"),
            ("a&#10;---&#10;evil: true", "a --- evil: true"),
            ("&#x1F600; &#150;", "😀 –"),
        ] {
            assert_eq!(title(text).as_deref(), Some(expected));
            assert_eq!(title(expected), None);
        }
    }

    #[test]
    fn text_stays() {
        for text in [
            "Vec<T> explained",
            "<源路径>",
            "a < b > c",
            "AT&T",
            "&copy",
            "use &lt;b&gt; tags",
            "a\u{a0}b",
            "<a, b>",
        ] {
            assert_eq!(title(text), None, "{text}");
        }
    }

    #[test]
    fn many_openers_take_no_more_time() {
        for opener in ["<b", "<b ", "<!--", "<"] {
            let text = opener.repeat(500_000);
            let cleaned = title(&text).unwrap_or_else(|| text.clone());
            assert!(cleaned == text.trim(), "{opener}");
        }
        assert_eq!(title("a<!-- b -->c<!-- d").as_deref(), Some("ac<!-- d"));
    }

    #[test]
    fn a_settled_text_is_a_fixed_point() {
        for text in [
            "&amp;lt;b&amp;gt;",
            "&&#97;mp;lt;i>",
            "<<b>b>x",
            "<b<b>>",
            &"&amp;amp;".repeat(50),
            &format!("&{}lt;", "amp;".repeat(40)),
        ] {
            let once = title(text).unwrap_or_else(|| text.to_owned());
            assert_eq!(title(&once), None, "{text}");
        }
    }

    #[test]
    fn plain_text_keeps_its_markup() {
        assert_eq!(
            plain(" <em>a</em> &amp; b ").as_deref(),
            Some("<em>a</em> & b")
        );
    }
}
