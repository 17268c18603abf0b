//! Link destinations, titles, image descriptions and autolinks (CommonMark 0.31.2, sections 6.3
//! to 6.5).
//!
//! All of them are written so that they hold inside a table cell as well when the caller says so:
//! there a `|` needs a backslash even where it is no text.

use std::borrow::Cow;

use super::byte_set::byte_set;
use crate::mdast::{Inline, Link};

/// How text that is not phrasing content is escaped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    /// Inside a table cell.
    pub(super) cell: bool,
    /// See [`super::Style::escape_templates`].
    pub(super) templates: bool,
}

/// Whether a link is its own text and can be written `<url>`: an absolute URI, or an e-mail
/// address behind `mailto:`, of characters that need no escape anywhere.
pub(super) fn is_autolink(link: &Link<'_>) -> bool {
    let [Inline::Text(text)] = &link.children[..] else {
        return false;
    };
    if !link.title.is_empty() {
        return false;
    }
    let url = &*link.url;
    let same = url == text || (url.strip_prefix("mailto:") == Some(text) && is_email(text));
    same && (url != text || has_scheme(url)) && is_plain_url(url)
}

/// A scheme of 2 to 32 characters (section 6.5).
fn has_scheme(url: &str) -> bool {
    let Some(colon) = url.find(':') else {
        return false;
    };
    let scheme = &url.as_bytes()[..colon];
    (2..=32).contains(&colon)
        && scheme[0].is_ascii_alphabetic()
        && scheme
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(byte))
}

/// Whether the URL reads the same in angle brackets under all renderers.
fn is_plain_url(url: &str) -> bool {
    url.chars()
        .all(|c| !c.is_whitespace() && !c.is_control() && !"<>\\`{}|\"[]^".contains(c))
        && !memchr::memchr_iter(b'&', url.as_bytes())
            .any(|at| begins_reference(&url.as_bytes()[at..]))
}

/// How far the text may be an e-mail address up to its `@` (section 6.5).
pub(super) fn local_len(bytes: &[u8]) -> usize {
    let is_local =
        |byte: &&u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    bytes.iter().take_while(is_local).count()
}

/// The plain core of section 6.5's e-mail addresses.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    !local.is_empty()
        && local
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(&byte))
        && domain.split('.').all(is_label)
}

/// Encodes the ASCII characters that no URL may hold and that renderers encode.
pub(super) fn encode(url: &mut Cow<'_, str>) {
    // Without an early end, many bytes are looked at together.
    let is_whole = |whole, byte| whole & (byte > 0x7f || is_url_byte(byte));
    if url.bytes().fold(true, is_whole) {
        return;
    }
    let mut out = String::with_capacity(url.len() + 8);
    for c in url.chars() {
        if !c.is_ascii() || is_url_byte(c as u8) {
            out.push(c);
        } else {
            out.push('%');
            out.extend([c as u32 >> 4, c as u32 & 15].map(|digit| HEX[digit as usize]));
        }
    }
    *url = Cow::Owned(out);
}

const HEX: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
];

fn is_url_byte(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | 0x7f | b'"' | b'<' | b'>' | b'[' | b']' | b'\\' | b'^' | b'`' | b'{'..=b'}')
}

/// Bytes that stand for themselves wherever they stand in a destination of nothing else.
static PLAIN: [bool; 256] =
    byte_set(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~/:?#=+,;@!%");

/// Writes a destination: bare, or in angle brackets where it is empty, holds white space or has
/// parentheses that don't pair.
pub(super) fn push_destination(url: &str, has_title: bool, raw: Raw, out: &mut String) {
    if !url.is_empty() && url.bytes().all(|byte| PLAIN[byte as usize]) {
        out.push_str(url);
        return;
    }
    let angle = url.chars().any(|c| c.is_whitespace() || c.is_control())
        || (url.is_empty() && has_title)
        || !has_flat_parentheses(url);
    if angle {
        out.push('<');
        push_escaped(
            url,
            raw,
            // `<%` begins a template.
            |at, byte| escape_if(matches!(byte, b'<' | b'>') || at == 0 && byte == b'%'),
            out,
        );
        out.push('>');
    } else {
        push_escaped(url, raw, |at, byte| escape_if(byte == b'<' && at == 0), out);
    }
}

/// Whether each `(` is closed before the next one opens.
fn has_flat_parentheses(url: &str) -> bool {
    let mut open = false;
    for byte in url.bytes() {
        match byte {
            b'(' if open => return false,
            b')' if !open => return false,
            b'(' => open = true,
            b')' => open = false,
            _ => {}
        }
    }
    !open
}

/// Writes a title in the quotes that need the fewest escapes.
pub(super) fn push_title(title: &str, raw: Raw, out: &mut String) {
    let (open, close) = title_quotes(title);
    out.push(open);
    let special = |at: usize, byte: u8| match byte {
        // cmark takes the quote after a backslash for escaped even if the backslash is.
        b'\\' if at + 1 == title.len() => Say::As("&#92;"),
        _ => escape_if(byte == open as u8 || byte == close as u8),
    };
    push_escaped(title, raw, special, out);
    out.push(close);
}

fn title_quotes(title: &str) -> (char, char) {
    if !title.contains('"') {
        ('"', '"')
    } else if !title.contains('\'') {
        ('\'', '\'')
    } else if !title.contains(['(', ')']) {
        ('(', ')')
    } else {
        ('"', '"')
    }
}

/// What around an image bears on its description.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    /// The image is in a link's text.
    pub(super) in_link: bool,
    /// `[1]` would be a link.
    pub(super) has_definitions: bool,
}

/// Writes an image description, which is read as phrasing content and then stripped of markup.
pub(super) fn push_description(alt: &str, around: Around, raw: Raw, out: &mut String) {
    let bytes = alt.as_bytes();
    let plain_brackets = has_plain_brackets(alt);
    let has_at = alt.contains('@');
    // The last run of each kind stays bare: nothing is left that it could pair with.
    let last_runs = [b'*', b'_', b'~'].map(|byte| (byte, last_delimiter(bytes, byte)));
    let pairs = |at: usize, byte| {
        last_runs
            .iter()
            .any(|&(other, last)| other == byte && at < last)
    };
    let special = |at: usize, byte: u8| match byte {
        // marked puts the description into an attribute as it is.
        b'"' => Say::As("&quot;"),
        // marked looks for the end of a link's text by a pattern that knows no escapes.
        b'[' if around.in_link && !plain_brackets => Say::As("&#91;"),
        b']' if around.in_link && !plain_brackets => Say::As("&#93;"),
        b'\\' if around.in_link && at + 1 == bytes.len() => Say::As("&#92;"),
        b'[' | b']' => escape_if(around.in_link || around.has_definitions || !plain_brackets),
        b'*' | b'_' | b'~' => escape_if(pairs(at, byte) && !is_in_word(bytes, at)),
        b'`' => Say::Escaped,
        b'^' => escape_if(at == 0),
        b'<' => escape_if(match bytes.get(at + 1) {
            Some(b' ') => false,
            Some(b'0'..=b'9') => has_at,
            _ => true,
        }),
        b':' => escape_if(bytes[at + 1..].starts_with(b"//")),
        _ => Say::Bare,
    };
    push_escaped(alt, raw, special, out);
}

/// Where the last run of a delimiter begins that could open or close something; 0 without one.
fn last_delimiter(bytes: &[u8], byte: u8) -> usize {
    let begins_run = |at: usize| bytes[at] == byte && (at == 0 || bytes[at - 1] != byte);
    (0..bytes.len())
        .rfind(|&at| begins_run(at) && !is_in_word(bytes, at))
        .unwrap_or(0)
}

/// Whether a single `_` stands between letters.
fn is_in_word(bytes: &[u8], at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    bytes[at] == b'_' && at > 0 && is_word(bytes.get(at - 1)) && is_word(bytes.get(at + 1))
}

/// Whether brackets are balanced and neither a link nor a footnote reference.
fn has_plain_brackets(text: &str) -> bool {
    let mut depth = 0usize;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        match byte {
            b'[' if next == Some(&b'^') => return false,
            b'[' => depth += 1,
            b']' if depth == 0 || next == Some(&b'(') => return false,
            b']' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// How a character is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    /// As it is.
    Bare,
    /// Behind a backslash.
    Escaped,
    /// As a character reference.
    As(&'static str),
}

fn escape_if(needed: bool) -> Say {
    if needed { Say::Escaped } else { Say::Bare }
}

/// Writes text with ASCII punctuation as `special` says, and as it must be where a backslash, a
/// character reference, a table or a template would begin.
pub(super) fn push_escaped(
    text: &str,
    raw: Raw,
    special: impl Fn(usize, u8) -> Say,
    out: &mut String,
) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let say = if byte.is_ascii_punctuation() {
            match special(at, byte) {
                Say::Bare => say_anywhere(bytes, at, raw),
                say => say,
            }
        } else if matches!(byte, b'\n' | b'\r') {
            Say::As(" ")
        } else {
            Say::Bare
        };
        match say {
            Say::Bare => {}
            Say::Escaped => {
                out.push_str(&text[from..at]);
                out.push('\\');
                from = at;
            }
            Say::As(reference) => {
                out.push_str(&text[from..at]);
                out.push_str(reference);
                from = at + 1;
            }
        }
    }
    out.push_str(&text[from..]);
}

fn say_anywhere(bytes: &[u8], at: usize, raw: Raw) -> Say {
    match bytes[at] {
        b'\\' => escape_if(bytes.get(at + 1).is_none_or(u8::is_ascii_punctuation)),
        // Not `\&`: cmark resolves references in destinations before escapes.
        b'&' if begins_reference(&bytes[at..]) => Say::As("&amp;"),
        b'|' => escape_if(raw.cell),
        b'{' | b'}' | b'%' | b'#' | b'?' => escape_if(raw.templates && is_template_mark(bytes, at)),
        _ => Say::Bare,
    }
}

/// Whether the character is part of what opens or closes code in a template: `{{`, `{%`, `{#`,
/// `${`, `<%`, `<?`, `}}`, `%}`, `#}`.
pub(super) fn is_template_mark(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| bytes[at]);
    let after = bytes.get(at + 1).copied();
    match bytes[at] {
        b'{' => matches!(after, Some(b'{' | b'%' | b'#')) || matches!(before, Some(b'{' | b'$')),
        b'}' => after == Some(b'}') || matches!(before, Some(b'}' | b'%' | b'#')),
        b'%' => matches!(before, Some(b'{' | b'<')) || after == Some(b'}'),
        b'#' => before == Some(b'{') || after == Some(b'}'),
        b'?' => before == Some(b'<'),
        _ => false,
    }
}

/// Whether the text begins with what may be a character reference (section 2.5; the list of
/// names is not consulted, `&name;` counts for any).
pub(super) fn begins_reference(bytes: &[u8]) -> bool {
    let (digits, longest, is_digit): (usize, usize, fn(&u8) -> bool) = match bytes {
        [_, b'#', b'x' | b'X', ..] => (3, 6, u8::is_ascii_hexdigit),
        [_, b'#', ..] => (2, 7, u8::is_ascii_digit),
        [_, first, ..] if first.is_ascii_alphabetic() => (1, 32, u8::is_ascii_alphanumeric),
        _ => return false,
    };
    let rest = &bytes[digits..];
    let len = rest
        .iter()
        .take(longest + 1)
        .take_while(|byte| is_digit(byte))
        .count();
    (1..=longest).contains(&len) && rest.get(len) == Some(&b';')
}
