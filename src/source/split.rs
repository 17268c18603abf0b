//! Text to front matter block and body, by a scan over lines.
//!
//! A block opens on the first line that is not blank and is written in one of four formats; the
//! body begins on the line after the closing one. Only whole lines open or close a block, so a
//! title that ends in `---` never does. A block that nothing closes is body. Neither is
//! `---js` one: gray-matter, the reader behind many generators, runs such a block as a program.

use std::borrow::Cow;
use std::iter::Peekable;

use super::Lines;
use crate::report::{Code, Report};

/// What a front matter block is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML between `---` lines.
    Yaml,
    /// TOML between `+++` lines.
    Toml,
    /// A JSON object.
    Json,
    /// The members of a JSON object, without its braces, between `;;;` lines (Hexo).
    JsonMembers,
}

/// A front matter block as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a> {
    /// What it is written in.
    pub format: Format,
    /// The lines between the delimiters; for [`Format::Json`] the object.
    pub text: &'a str,
    /// The whole block: from the first byte of the file to the end of the closing line, so that
    /// `source` followed by the body is the file.
    pub source: &'a str,
    /// Line of the file on which `text` begins, from 1.
    pub line: u32,
}

/// A file in two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// The front matter block, if there is one.
    pub front_matter: Option<Raw<'a>>,
    /// Everything behind it, byte for byte; the whole text when there is none.
    pub body: &'a str,
    /// Line of the file on which the body begins, from 1.
    pub body_line: u32,
}

/// Finds the front matter block.
///
/// Also taken for one, with a [`Code::DelimiterRepaired`]: a block after blank lines, between
/// delimiters with trailing spaces or tabs, between lines of more than three hyphens, closed by
/// `...`, or without an opening line.
///
/// ```
/// use article2md::{Report, source};
/// let split = source::split("---\ntitle: T\n---\n<p>Text</p>", &mut Report::default());
/// assert_eq!(split.front_matter.unwrap().text, "title: T\n");
/// assert_eq!(split.body, "<p>Text</p>");
/// ```
pub fn split<'a>(text: &'a str, report: &mut Report) -> Split<'a> {
    let content = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']);
    let blank = &text[..text.len() - content.len()];
    // A block starts at the first column; only whole blank lines may stand above it.
    if !blank.is_empty() && !blank.ends_with(['\n', '\r', '\u{feff}']) {
        return body_only(text);
    }
    let found = match content.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] | [b';', b';', b';', ..] => {
            fenced(content, report)
        }
        [b'{', ..] => json(content),
        [b'a'..=b'z' | b'A'..=b'Z', ..] => unopened(content),
        _ => None,
    };
    let Some(found) = found else {
        return body_only(text);
    };
    if blank.contains('\u{feff}') {
        report.push(Code::BomDropped, None, Some(1), "UTF-8");
    }
    if blank.contains(['\n', '\r']) {
        report.push(
            Code::DelimiterRepaired,
            None,
            Some(1),
            "blank lines above the front matter were dropped",
        );
    }
    let above = line_ends(blank);
    if let Some(what) = found.repaired {
        report.push(Code::DelimiterRepaired, None, Some(above + 1), what);
    }
    let end = blank.len() + found.length;
    let mut below = Lines::new(&text[end..]);
    let is_open = below.next().is_some_and(|line| line.trim_end() == "---");
    if is_open && below.next().is_some_and(is_key) {
        let line = line_ends(&text[..end]) + 1;
        report.push(Code::SecondBlock, None, Some(line), "---");
    }
    Split {
        front_matter: Some(Raw {
            format: found.format,
            text: found.text,
            source: &text[..end],
            line: above + 1 + u32::from(found.opened),
        }),
        body: &text[end..],
        body_line: line_ends(&text[..end]) + 1,
    }
}

/// A Markdown body that no tool takes for a program: a line at its start such as `---js` gets a
/// backslash. A thematic break of hyphens (CommonMark 0.31.2, section 4.1) stays.
#[must_use]
pub fn without_opener<'a>(body: &'a str, report: &mut Report) -> Cow<'a, str> {
    let content = body.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']);
    let blank = &body[..body.len() - content.len()];
    if !content.starts_with("---") || blank.len() - blank.trim_end_matches([' ', '\t']).len() > 3 {
        return Cow::Borrowed(body);
    }
    let line = Lines::new(content).next().unwrap_or("").trim_end();
    if line.bytes().all(|b| matches!(b, b'-' | b' ' | b'\t')) {
        return Cow::Borrowed(body);
    }
    report.push(Code::OpenerEscaped, None, None, line);
    Cow::Owned([blank, "\\", content].concat())
}

/// A block at the start of a text.
struct Found<'a> {
    format: Format,
    text: &'a str,
    /// Bytes from the start of the opening line to the end of the closing one.
    length: usize,
    /// Whether `text` begins on the line after the first.
    opened: bool,
    repaired: Option<&'static str>,
}

fn body_only(text: &str) -> Split<'_> {
    Split {
        front_matter: None,
        body: text,
        body_line: 1,
    }
}

/// How many line ends a text holds.
fn line_ends(text: &str) -> u32 {
    let ends = Lines::new(text)
        .filter(|line| line.ends_with(['\n', '\r']))
        .count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// A block between two delimiter lines.
fn fenced<'a>(content: &'a str, report: &mut Report) -> Option<Found<'a>> {
    let mut lines = Lines::new(content).peekable();
    let opener = lines.next()?;
    let fence = opener.trim_end();
    let format = match fence {
        "+++" => Format::Toml,
        ";;;" => Format::JsonMembers,
        _ if fence.bytes().all(|b| b == b'-') => Format::Yaml,
        _ => return None,
    };
    // A thematic break may be longer than three hyphens; a block's first line holds a key.
    if fence.len() > 3 && !lines.peek().is_some_and(|line| line.contains(':')) {
        return None;
    }
    let Some((text, closer)) = until(&content[opener.len()..], &mut lines, |line| {
        line == fence || (format == Format::Yaml && line == "...")
    }) else {
        report.push(Code::UnclosedFrontMatter, None, Some(1), fence);
        return None;
    };
    let repaired = if fence.len() > 3 || closer.trim_end() == "..." {
        Some("an unusual delimiter line became `---`")
    } else if [opener, closer]
        .iter()
        .any(|line| line.trim_end_matches(['\n', '\r']).len() > 3)
    {
        Some("spaces behind a delimiter were dropped")
    } else {
        None
    };
    let length = opener.len() + text.len() + closer.len();
    Some(Found {
        format,
        text,
        length,
        opened: true,
        repaired,
    })
}

/// The text up to the line that `closes`, and that line.
fn until<'a>(
    text: &'a str,
    lines: &mut Peekable<Lines<'a>>,
    closes: impl Fn(&str) -> bool,
) -> Option<(&'a str, &'a str)> {
    let mut length = 0;
    for line in lines {
        // The first byte decides for nearly every line.
        if matches!(line.as_bytes()[0], b'-' | b'.' | b'+' | b';') && closes(line.trim_end()) {
            return Some((&text[..length], line));
        }
        length += line.len();
    }
    None
}

/// A JSON object, followed by a line end.
fn json(content: &str) -> Option<Found<'_>> {
    if !content[1..].trim_start().starts_with(['"', '}']) {
        return None;
    }
    let mut values =
        serde_json::Deserializer::from_str(content).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    let object = &content[..values.byte_offset()];
    let line_end = Lines::new(&content[object.len()..]).next().unwrap_or("");
    line_end.trim().is_empty().then_some(Found {
        format: Format::Json,
        text: object,
        length: object.len() + line_end.len(),
        opened: false,
        repaired: None,
    })
}

/// Whether a line begins with a plain key.
fn is_key(line: &str) -> bool {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"_-".contains(b);
    let name = line.bytes().take_while(is_name).count();
    name > 0 && (line[name..].starts_with(": ") || line[name..].trim_end() == ":")
}

/// A YAML block without its opening line, which Hexo accepts: lines with keys, `title` or `date`
/// among them, down to a `---` line.
fn unopened(content: &str) -> Option<Found<'_>> {
    let mut lines = Lines::new(content).peekable();
    if !is_key(lines.peek()?) {
        return None;
    }
    let (text, closer) = until(content, &mut lines, |line| line == "---")?;
    let is_block = Lines::new(text).all(|line| {
        is_key(line) || line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty()
    });
    let has = |key: &str| Lines::new(text).any(|line| line.starts_with(key));
    (is_block && (has("title:") || has("date:"))).then_some(Found {
        format: Format::Yaml,
        text,
        length: text.len() + closer.len(),
        opened: false,
        repaired: Some("the missing `---` above the front matter was added"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Format, text, body and the lines on which both begin.
    fn parts(text: &str) -> Option<(Format, &str, &str, u32, u32)> {
        let split = split(text, &mut Report::default());
        let raw = split.front_matter?;
        assert_eq!([raw.source, split.body].concat(), text);
        Some((raw.format, raw.text, split.body, raw.line, split.body_line))
    }

    #[test]
    fn formats() {
        use Format::{Json, JsonMembers, Toml, Yaml};
        assert_eq!(
            parts("---\na: 1\n---\nb"),
            Some((Yaml, "a: 1\n", "b", 2, 4))
        );
        assert_eq!(
            parts("+++\na = 1\n+++\nb"),
            Some((Toml, "a = 1\n", "b", 2, 4))
        );
        assert_eq!(
            parts(";;;\n\"a\":1\n;;;\n"),
            Some((JsonMembers, "\"a\":1\n", "", 2, 4))
        );
        assert_eq!(
            parts("{\"a\":\n1}\n\nb"),
            Some((Json, "{\"a\":\n1}", "\nb", 1, 3))
        );
        assert_eq!(parts("{% raw %}"), None);
        assert_eq!(parts("{\"a\": 1} and more"), None);
    }

    #[test]
    fn line_ends_and_blank_lines() {
        use Format::Yaml;
        assert_eq!(
            parts("---\r\na: 1\r\n---\r\nb"),
            Some((Yaml, "a: 1\r\n", "b", 2, 4))
        );
        assert_eq!(
            parts("---\ra: 1\r---\rb"),
            Some((Yaml, "a: 1\r", "b", 2, 4))
        );
        assert_eq!(
            parts("\n \n--- \na: 1\n...\nb"),
            Some((Yaml, "a: 1\n", "b", 4, 6))
        );
        assert_eq!(parts("---\na: 1\n---"), Some((Yaml, "a: 1\n", "", 2, 3)));
        assert_eq!(parts("---\n---\n"), Some((Yaml, "", "", 2, 3)));
        assert_eq!(
            parts("title: x\n---\nb"),
            Some((Yaml, "title: x\n", "b", 1, 3))
        );
        assert_eq!(
            parts("----\na: 1\n----\n"),
            Some((Yaml, "a: 1\n", "", 2, 4))
        );
    }

    #[test]
    fn a_delimiter_is_a_whole_line() {
        let block = "---\ntitle: a ---\nb: |\n  ---\nc: --- d\n---\n---\n";
        let text = "title: a ---\nb: |\n  ---\nc: --- d\n";
        assert_eq!(parts(block), Some((Format::Yaml, text, "---\n", 2, 7)));
    }

    #[test]
    fn not_front_matter() {
        for text in [
            "",
            "\n",
            "---js\na\n---\n",
            "---\na: 1\n",
            " ---\na: 1\n---\n",
            "-- \n",
            "----\n\n----\n",
        ] {
            assert_eq!(parts(text), None, "{text:?}");
        }
        assert_eq!(parts("Note: x\n\nText: y\n\n---\n"), None);
    }

    #[test]
    fn bodies_never_open_a_block() {
        for (body, expected) in [
            ("---\na\n", "---\na\n"),
            ("\n - - -\n", "\n - - -\n"),
            ("\n\n---js\nx", "\n\n\\---js\nx"),
            ("----- \r\nb", "----- \r\nb"),
            ("--- js\r\nb", "\\--- js\r\nb"),
            ("    ---\n", "    ---\n"),
            ("a\n---\n", "a\n---\n"),
        ] {
            let once = without_opener(body, &mut Report::default());
            assert_eq!(once, expected);
            assert_eq!(without_opener(&once, &mut Report::default()), once);
        }
    }

    #[test]
    fn findings() {
        let codes = |text: &str| {
            let mut report = Report::default();
            split(text, &mut report);
            report.findings.iter().map(|f| f.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("---\na: 1\n---\n"), []);
        assert_eq!(codes("---\na: 1\n"), [Code::UnclosedFrontMatter]);
        assert_eq!(codes("\n---\na: 1\n---\t\n"), [Code::DelimiterRepaired; 2]);
    }
}
