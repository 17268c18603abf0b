//! Mends text that an HTML parser would swallow.
//!
//! Scrapers and exporters that decode entities once too often leave `<stdio.h>`, `Map<String>`
//! and `<https://…>` in the text; a parser makes elements of them and what the reader saw is gone.
//! A start tag that is no element of HTML, SVG or MathML, and that nothing in the text closes,
//! gets its `<` written as `&lt;`. An end tag whose slash an exporter wrote as `&#47;` is mended.
//! The scan is linear, and borrows when there is nothing to mend.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::{memchr_iter, memmem};

use super::known::{Key, Known};
use super::lines::Lines;
use super::names::is_element;
use super::raw_text;
use crate::report::{Code, PREVIEW_CHARS_MAX, Report};

/// What an exporter's escaping made of `</`.
const BROKEN_END: &str = "<&#47;";

/// Elements whose text is never mended.
const SKIPPED: [&str; 2] = ["script", "style"];

/// Longest name of an unclosed start tag that is looked at, in bytes; a longer one is text.
const NAME_BYTES_MAX: usize = 64;

/// Whether names are those of elements. Few are asked for, and a larger table takes longer to make
/// than to do without.
type KnownElements = Known<bool, 16>;

/// See the module's documentation. `first_line` is the line of `html` in its file.
pub(super) fn repair<'a>(html: &'a str, first_line: u32, report: &mut Report) -> Cow<'a, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut skip_to = 0;
    let mut known = KnownElements::default();
    let mut closed: Option<HashSet<String>> = None;
    let mut lines = Lines::new(html, first_line);
    for at in memchr_iter(b'<', html.as_bytes()) {
        if at < skip_to {
            continue;
        }
        let rest = &html[at..];
        let next = rest.as_bytes().get(1).copied().unwrap_or_default();
        if next == b'&' && rest.starts_with(BROKEN_END) {
            out.push_str(&html[copied..at]);
            out.push_str("</");
            copied = at + BROKEN_END.len();
            report.push(
                Code::TagRepaired,
                None,
                Some(lines.at(at)),
                shown(rest, &BROKEN_END[1..]),
            );
            continue;
        }
        let Some(name) = start_tag_name(rest) else {
            continue;
        };
        let is = |skipped: &&str| name.eq_ignore_ascii_case(skipped);
        if matches!(next, b's' | b'S') && SKIPPED.iter().any(is) {
            skip_to = at + raw_text::end(rest, name).unwrap_or(rest.len());
            continue;
        }
        let is_markup = is_common(name) || is_known(&mut known, &rest[1..], name.len());
        let closes = |closed: &HashSet<String>| closed.contains(&name.to_ascii_lowercase());
        // What looks like a tag in a name is none.
        skip_to = at + "<".len() + name.len();
        if is_markup
            || name.len() <= NAME_BYTES_MAX
                && closes(closed.get_or_insert_with(|| strange_end_tags(html)))
        {
            continue;
        }
        out.push_str(&html[copied..at]);
        out.push_str(&html[at..skip_to].replace('<', "&lt;"));
        copied = skip_to;
        report.push(
            Code::TagRepaired,
            None,
            Some(lines.at(at)),
            shown(rest, name),
        );
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[copied..]);
    Cow::Owned(out)
}

/// Whether it is a name that most tags have; the others are looked up.
fn is_common(name: &str) -> bool {
    matches!(
        name.as_bytes(),
        b"a" | b"b"
            | b"i"
            | b"p"
            | b"u"
            | b"br"
            | b"dd"
            | b"dl"
            | b"dt"
            | b"em"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"hr"
            | b"li"
            | b"ol"
            | b"td"
            | b"th"
            | b"tr"
            | b"ul"
            | b"del"
            | b"div"
            | b"img"
            | b"pre"
            | b"sub"
            | b"sup"
            | b"body"
            | b"code"
            | b"font"
            | b"span"
            | b"small"
            | b"table"
            | b"tbody"
            | b"thead"
            | b"center"
            | b"figure"
            | b"iframe"
            | b"strong"
            | b"article"
            | b"section"
            | b"blockquote"
            | b"figcaption"
    )
}

/// The name of the start tag that `text` begins with, as the tokenizer would read it.
fn start_tag_name(text: &str) -> Option<&str> {
    let name = text.get(1..)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let ends = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let end = name.bytes().position(ends);
    Some(&name[..end.unwrap_or(name.len())])
}

/// Whether the name that these first bytes of a text are is that of an element.
fn is_known(known: &mut KnownElements, text: &str, bytes: usize) -> bool {
    let Some(key) = Key::of(text, bytes) else {
        return bytes <= NAME_BYTES_MAX && is_element(&text[..bytes].to_ascii_lowercase());
    };
    if let Some(is_element) = known.get(key) {
        return *is_element;
    }
    let is_element = key.read(is_element).unwrap_or_default();
    known.put(key, is_element);
    is_element
}

/// The names, in lower case, of all end tags in the text that are of no known element.
fn strange_end_tags(html: &str) -> HashSet<String> {
    let mut known = KnownElements::default();
    memmem::find_iter(html.as_bytes(), b"</")
        .filter_map(|at| start_tag_name(&html[at + 1..]))
        .filter(|name| name.len() <= NAME_BYTES_MAX)
        .filter(|name| !is_known(&mut known, name, name.len()))
        .map(str::to_ascii_lowercase)
        .collect()
}

/// What a finding shows of a mended tag: all of it when it is short, else its name.
fn shown(text: &str, name: &str) -> String {
    let mut head = text.bytes().take(PREVIEW_CHARS_MAX);
    match head.position(|b| b == b'>') {
        Some(end) => text[..=end].to_owned(),
        None => std::iter::once('<')
            .chain(name.chars().take(NAME_BYTES_MAX))
            .collect(),
    }
}
