//! Tells a body that is HTML from one that is Markdown already.
//!
//! The body is read as CommonMark, and what decides is which blocks stand outside of every HTML
//! element: none, and the body is HTML; anything that is Markdown, and it is Markdown, and will be
//! left byte for byte. When in doubt the answer is Markdown, because that changes nothing.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::source::From;

/// Markdown constructs that must be found inside HTML elements before they count: HTML text may
/// hold one or two look-alikes by chance, as an article on Markdown does.
const INNER_CONSTRUCTS_MIN: usize = 3;

/// Bytes of a body of Markdown that nearly always tell.
const FIRST_BYTES_MAX: usize = 4096;

/// Link reference definitions that are read of a body. They are held in one table, which outgrows the
/// processor's caches beyond; a book has fewer.
pub(crate) const DEFINITIONS_MAX: usize = 1 << 14;

/// What a body is, and what told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To be converted.
    Html(&'static str),
    /// To be left as it is.
    Markdown(&'static str),
}

/// Decides how a body is to be read.
///
/// `name` is the file's name, if there is one; only its ending is looked at. `is_post` says that the
/// front matter is WordPress's own: then text with inline tags is what WordPress stores.
#[must_use]
pub fn detect(body: &str, from: From, name: Option<&str>, is_post: bool) -> Kind {
    match from {
        From::Html => return Kind::Html("told so"),
        From::Markdown => return Kind::Markdown("told so"),
        From::Auto => {}
    }
    if name.is_some_and(has_html_ending) {
        return Kind::Html("the file name ends in .html");
    }
    if !has_tag(body) {
        return Kind::Markdown("the body holds no tag");
    }
    Survey::of(body).verdict(is_post)
}

fn has_html_ending(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["html", "htm", "xhtml"]
        .iter()
        .any(|html| ending.eq_ignore_ascii_case(html))
}

fn has_tag(body: &str) -> bool {
    let bytes = body.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        bytes
            .get(at + 1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
    })
}

/// What stands where in a body.
#[derive(Debug, Default)]
struct Survey {
    /// Block elements that stand in no other.
    block_elements: usize,
    /// Paragraphs of plain text, with or without inline tags, outside of HTML elements.
    plain_paragraphs: usize,
    /// Markdown constructs outside of HTML elements.
    constructs: usize,
    /// Markdown constructs inside of HTML elements.
    inner_constructs: usize,
}

impl Survey {
    /// Reads no more of a body than it takes: what the first blocks of Markdown are does not change
    /// with what follows, and a reference that is defined further down would be one more construct.
    fn of(body: &str) -> Self {
        let first = first_blocks(body).map(Survey::of_all);
        first
            .filter(|survey| survey.constructs > 0)
            .unwrap_or_else(|| {
                let end = definition_too_many(body).unwrap_or(body.len());
                Survey::of_all(&body[..end])
            })
    }

    fn of_all(body: &str) -> Self {
        let mut survey = Survey::default();
        let mut outline = Outline::new(body);
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let mut events = Parser::new_ext(body, options).into_offset_iter();
        // One construct decides, whatever else there is.
        while survey.constructs == 0
            && let Some((event, range)) = events.next()
        {
            let Event::Start(tag) = event else {
                survey.constructs += usize::from(matches!(event, Event::Rule));
                continue;
            };
            if tag == Tag::HtmlBlock {
                skip_to_end(&mut events, 1);
                continue;
            }
            let inside = outline.depth_at(range.start) > 0;
            let in_content = outline.is_in_content();
            let block = match tag {
                Tag::Paragraph => paragraph(&mut events, &body[range]),
                _ => {
                    skip_to_end(&mut events, 1);
                    block(&tag, &body[range])
                }
            };
            if !in_content {
                survey.count(block, inside);
            }
        }
        if survey.plain_paragraphs > 0 {
            outline.depth_at(body.len());
        }
        survey.block_elements = outline.elements;
        survey
    }

    fn count(&mut self, found: Found, inside: bool) {
        match (found, inside) {
            (Found::Construct, false) => self.constructs += 1,
            (Found::Construct, true) => self.inner_constructs += 1,
            (Found::Text, false) => self.plain_paragraphs += 1,
            (Found::Text | Found::Tags, _) => {}
        }
    }

    fn verdict(&self, is_post: bool) -> Kind {
        if self.constructs > 0 {
            Kind::Markdown("Markdown stands outside of HTML elements")
        } else if self.inner_constructs >= INNER_CONSTRUCTS_MIN {
            Kind::Markdown("Markdown stands inside of HTML elements")
        } else if self.plain_paragraphs == 0 {
            Kind::Html("the top level is HTML elements")
        } else if self.block_elements > self.plain_paragraphs {
            Kind::Html("most of the top level is HTML elements")
        } else if is_post {
            Kind::Html("the front matter is WordPress's own")
        } else {
            Kind::Markdown("plain text stands outside of HTML elements")
        }
    }
}

/// Where the line begins that could hold one definition more than are read.
pub(crate) fn definition_too_many(body: &str) -> Option<usize> {
    let label_end = memchr::memmem::find_iter(body.as_bytes(), "]:").nth(DEFINITIONS_MAX)?;
    let line_end = memchr::memrchr(b'\n', &body.as_bytes()[..label_end]);
    Some(line_end.map_or(0, |at| at + 1))
}

/// The blocks that a long body begins with, to their last empty line; `None` if they begin with a tag,
/// as those of HTML do, of which all must be read.
fn first_blocks(body: &str) -> Option<&str> {
    let bytes = &body.as_bytes()[..body.len().min(FIRST_BYTES_MAX)];
    if bytes.len() == body.len() || bytes.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let end = memchr::memmem::rfind(bytes, b"\n\n")?;
    Some(&body[..=end])
}

/// What a block of the body turns out to be.
enum Found {
    /// Something that only Markdown means.
    Construct,
    /// Text that says the same in both.
    Text,
    /// Nothing but HTML elements and what is in them.
    Tags,
}

/// A block other than a paragraph. `source` is its text.
fn block(tag: &Tag<'_>, source: &str) -> Found {
    match tag {
        // Indented HTML is no code block, and a line of dashes under a tag is no heading.
        Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented) | Tag::Heading { .. }
            if source.trim_start().starts_with('<') =>
        {
            Found::Tags
        }
        _ => Found::Construct,
    }
}

/// Reads a paragraph to its end.
fn paragraph<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, std::ops::Range<usize>)>,
    source: &str,
) -> Found {
    let mut depth = 0usize;
    let mut found = Found::Tags;
    for (event, _) in events {
        match event {
            Event::End(TagEnd::Paragraph) => break,
            Event::InlineHtml(tag) => match tag.as_bytes() {
                [b'<', b'/', ..] => depth = depth.saturating_sub(1),
                [b'<', b'!' | b'?', ..] | [.., b'/', b'>'] => {}
                _ if is_void(&tag) => {}
                _ => depth += 1,
            },
            Event::Text(text) => {
                if depth == 0 && !text.trim().is_empty() && !matches!(found, Found::Construct) {
                    found = Found::Text;
                }
            }
            Event::SoftBreak => {}
            _ => found = Found::Construct,
        }
    }
    if has_escape(source) {
        Found::Construct
    } else {
        found
    }
}

fn is_void(tag: &str) -> bool {
    let name = tag[1..].trim_end_matches('>');
    let name = name
        .split(|c: char| c.is_ascii_whitespace())
        .next()
        .unwrap_or_default();
    [
        "br", "img", "hr", "wbr", "input", "source", "embed", "param", "area", "col", "track",
    ]
    .iter()
    .any(|void| name.eq_ignore_ascii_case(void))
}

/// A backslash before ASCII punctuation is an escape in Markdown only.
fn has_escape(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr_iter(b'\\', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation))
}

fn skip_to_end<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, std::ops::Range<usize>)>,
    mut depth: usize,
) {
    for (event, _) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
}

/// How many block elements are open at an offset of the body; offsets only grow, so that all of
/// them cost one pass.
struct Outline<'a> {
    body: &'a str,
    at: usize,
    open: [u32; BLOCKS.len()],
    paragraph: bool,
    /// Block elements met so far that stand in no other.
    elements: usize,
}

/// Block elements whose end tag is not optional.
const BLOCKS: [&str; 23] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "header",
    "html",
    "main",
    "nav",
    "ol",
    "pre",
    "script",
    "section",
    "style",
    "table",
    "ul",
];

/// Those of them that hold content which nobody writes Markdown into, code above all.
const CONTENT: [&str; 7] = ["dl", "ol", "pre", "script", "style", "table", "ul"];

impl<'a> Outline<'a> {
    fn new(body: &'a str) -> Self {
        Outline {
            body,
            at: 0,
            open: [0; BLOCKS.len()],
            paragraph: false,
            elements: 0,
        }
    }

    fn depth_at(&mut self, offset: usize) -> u32 {
        while self.at < offset {
            let Some(found) = memchr::memchr(b'<', &self.body.as_bytes()[self.at..offset]) else {
                self.at = offset;
                break;
            };
            let at = self.at + found;
            self.at = at + 1;
            if self.body[at..].starts_with("<!--") {
                let end = self.body[at..]
                    .find("-->")
                    .map_or(self.body.len(), |end| at + end);
                self.at = end.max(self.at);
            } else if !self.body[..at].ends_with('\\') {
                self.tag(at + 1);
            }
        }
        self.depth()
    }

    fn depth(&self) -> u32 {
        self.open.iter().sum::<u32>() + u32::from(self.paragraph)
    }

    fn is_in_content(&self) -> bool {
        let mut open = BLOCKS.iter().zip(&self.open).filter(|row| *row.1 > 0);
        open.any(|(name, _)| CONTENT.contains(name))
    }

    fn tag(&mut self, at: usize) {
        let text = &self.body[at..];
        let (close, text) = text
            .strip_prefix('/')
            .map_or((false, text), |rest| (true, rest));
        let end = text
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(text.len());
        // The longest name among them has ten letters.
        let mut name = [0; 10];
        let Some(lower) = name.get_mut(..end) else {
            return;
        };
        // A tag has an end, and no blank line before it.
        let rest = &text[end..];
        let inside = &rest[..rest.find(['<', '>']).unwrap_or(rest.len())];
        if !rest[inside.len()..].starts_with('>')
            || inside.contains("\n\n")
            || inside.contains("\n\r\n")
        {
            return;
        }
        lower.copy_from_slice(&text.as_bytes()[..end]);
        lower.make_ascii_lowercase();
        let lower = std::str::from_utf8(lower).unwrap_or_default();
        if lower == "details" {
            // What stands in it between blank lines is Markdown, as on GitHub, and as we write it.
            self.paragraph = false;
        } else if lower == "p" {
            self.paragraph = false;
            self.elements += usize::from(!close && self.depth() == 0);
            self.paragraph = !close;
        } else if let Ok(block) = BLOCKS.binary_search(&lower) {
            self.paragraph = false;
            self.elements += usize::from(!close && self.depth() == 0);
            let count = &mut self.open[block];
            *count = if close {
                count.saturating_sub(1)
            } else {
                *count + 1
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_html(body: &str) -> bool {
        matches!(detect(body, From::Auto, None, false), Kind::Html(_))
    }

    #[test]
    fn names_of_blocks_are_sorted() {
        assert!(BLOCKS.is_sorted());
    }

    #[test]
    fn html_bodies() {
        for body in [
            "<div>\n<p>a</p>\n</div>\n",
            "<p>a</p>\n\n<p>b\n\n* c</p>\n",
            "<pre>\na\n\n# b\n</pre>",
            "<b>bold</b> <i>x</i>",
            "    <p>indented</p>\n\n    <p>page</p>\n",
            "<p>a</p>\n<p>b</p>\n\nstray text\n",
            "<details>\n<summary>a</summary>\n\n<p>b</p>\n\n</details>\n",
            "<p>a</p>\n<div><pre>\nb\n\n# c\n\n- d\n\n> e\n</pre></div>\n<p>f</p>",
        ] {
            assert!(is_html(body), "{body}");
        }
    }

    #[test]
    fn markdown_bodies() {
        for body in [
            "plain text",
            "",
            "# Title\n\n<div>x</div>\n",
            "Text with <b>tags</b> in it.\n",
            "<u>a \\* b</u>\n",
            "<u>*b*</u>\n",
            "a <p\n\n\\<p\n",
            "text\n\n<iframe src=x></iframe>\n",
            "<details>\n<summary>a</summary>\n\n**b**\n\n</details>\n",
            "<details>\n<summary>a</summary>\n\n- b\n\n</details>\n",
            "<div>\n\n# a\n\n[b](c)\n\n```\nd\n```\n\n</div>\n",
        ] {
            assert!(!is_html(body), "{body}");
        }
    }

    #[test]
    fn the_first_blocks_tell_what_all_would() {
        let filler = "word word word\n".repeat(400);
        for (first, is_markdown) in [
            ("# T <b>x</b>\n\n", true),
            ("text <b>x</b>\n\n", false),
            ("see [a]\n\n", true),
            ("x\n\n<pre>\n\n# a\n\n", false),
        ] {
            let body = format!("{first}{filler}\n[a]: /u\n");
            for survey in [Survey::of(&body), Survey::of_all(&body)] {
                assert_eq!(survey.constructs > 0, is_markdown, "{first}");
            }
        }
        let definitions = "[b]: /u\n".repeat(DEFINITIONS_MAX);
        for (body, is_markdown) in [
            (format!("<p>x</p>\n\n{definitions}\n# y\n"), true),
            (format!("<p>x</p>\n\n{definitions}[c]: /u\n\n# y\n"), false),
        ] {
            assert_eq!(Survey::of(&body).constructs > 0, is_markdown);
        }
        assert!(first_blocks(&filler).is_none(), "there is no empty line");
        assert!(first_blocks("# T\n\nx\n").is_none(), "it is short");
        let body = format!("x\n\ny\n\n{filler}");
        assert_eq!(first_blocks(&body), Some("x\n\ny\n"));
        assert_eq!(first_blocks(&format!(" <p>{body}")), None);
    }

    #[test]
    fn text_with_tags_is_what_wordpress_stores_where_it_says_so() {
        for (body, is_html) in [
            ("A <b>b</b> c.\n\nD.", true),
            ("A <b>b</b> c.\n\n- d", false),
            ("A b c.", false),
        ] {
            let kind = detect(body, From::Auto, None, true);
            assert_eq!(matches!(kind, Kind::Html(_)), is_html, "{body}");
        }
    }

    #[test]
    fn what_is_told_wins() {
        assert!(matches!(
            detect("# a", From::Html, None, false),
            Kind::Html(_)
        ));
        assert!(matches!(
            detect("<p>a", From::Markdown, None, false),
            Kind::Markdown(_)
        ));
        assert!(matches!(
            detect("a", From::Auto, Some("x.HTML"), false),
            Kind::Html(_)
        ));
    }
}
