//! HTML islands in a Markdown body, converted in place.
//!
//! In goes a Markdown body; out comes the same body in which HTML blocks, and inline tags that
//! Markdown has a form for, are Markdown. Every other byte stays. A change is made only where both
//! texts render the same ([`rendering`]), block by block and then for the whole body; an island
//! that would render otherwise stays, with a finding. Code is never touched: it holds no island.

mod block;
mod inline;
mod rendering;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options as Extensions, Parser, Tag};

use crate::converter;
use crate::detect;
use crate::parser::Lines;
use crate::report::{Code, Report};
use crate::writer::Style;

/// A piece of the body and what is to stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    range: Range<usize>,
    text: String,
}

/// Inline tags of one block that are tried one by one where they can't all be changed together.
const SINGLE_EDITS_MAX: usize = 32;

/// How islands are converted.
pub(crate) struct How<'a> {
    pub(crate) convert: &'a converter::Options,
    pub(crate) style: &'a Style,
    pub(crate) depth_max: u32,
}

/// Converts the islands of a body. `first_line` is the body's line in its file.
pub(crate) fn convert<'a>(
    body: &'a str,
    how: &How<'_>,
    first_line: u32,
    report: &mut Report,
) -> Cow<'a, str> {
    let has = |byte| memchr::memchr(byte, body.as_bytes()).is_some();
    // No island begins otherwise. And in a shorter file, zeros could be so many that it is taken for
    // no text.
    if !has(b'<') || has(0) {
        return Cow::Borrowed(body);
    }
    if detect::definition_too_many(body).is_some() {
        let why = "all of them: the body has too many link reference definitions";
        report.push(Code::IslandKept, None, None, why);
        return Cow::Borrowed(body);
    }
    let is_crlf = body.contains("\r\n");
    let mut edits = Vec::new();
    let mut left = Vec::new();
    for island in find(body) {
        let made = match &island {
            Island::Block(range) => {
                let edit = block::edit(body, range.clone(), is_crlf, how);
                edit.into_iter().collect()
            }
            Island::Inline { block, tags } => {
                inline::edits(body, block.clone(), tags, how.style.emphasis_mode)
            }
        };
        if made.is_empty() {
            left.push(island.range());
        }
        edits.extend(made);
    }
    if edits.is_empty() {
        leave(body, &left, first_line, report);
        return Cow::Borrowed(body);
    }
    let converted = apply(body, &edits);
    // Two changes may meet: a list that now touches a list is one list.
    if !rendering::same(body, &converted) {
        report.push(
            Code::IslandKept,
            None,
            None,
            "all of them: together they render otherwise",
        );
        return Cow::Borrowed(body);
    }
    leave(body, &left, first_line, report);
    report.add(Code::IslandConverted, edits.len().to_string());
    Cow::Owned(converted)
}

/// Reports islands that stay; they are in order.
fn leave(body: &str, islands: &[Range<usize>], first_line: u32, report: &mut Report) {
    let mut lines = Lines::new(body, first_line);
    for range in islands {
        let head = body[range.clone()].lines().next().unwrap_or_default();
        report.push(Code::IslandKept, None, Some(lines.at(range.start)), head);
    }
}

/// What could be converted.
enum Island {
    /// An HTML block, or several in a row, at the top level.
    Block(Range<usize>),
    /// The inline tags of a block at the top level.
    Inline {
        block: Range<usize>,
        tags: Vec<Range<usize>>,
    },
}

impl Island {
    fn range(&self) -> Range<usize> {
        match self {
            Island::Block(range) => range.clone(),
            Island::Inline { tags, .. } => tags[0].clone(),
        }
    }
}

/// The extensions that a body is read with.
fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_FOOTNOTES
}

fn find(body: &str) -> Vec<Island> {
    let mut islands: Vec<Island> = Vec::new();
    let mut depth = 0usize;
    let mut block = 0..0;
    let mut tags = Vec::new();
    for (event, range) in Parser::new_ext(body, extensions()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) if depth == 0 => {
                depth += 1;
                match islands.last_mut() {
                    Some(Island::Block(before))
                        if body[before.end..range.start].trim().is_empty() =>
                    {
                        before.end = range.end;
                    }
                    _ => islands.push(Island::Block(range)),
                }
            }
            Event::Start(_) => {
                if depth == 0 {
                    block = range;
                }
                depth += 1;
            }
            Event::End(_) => {
                depth -= 1;
                if depth == 0 && !tags.is_empty() {
                    let tags = std::mem::take(&mut tags);
                    islands.push(Island::Inline {
                        block: block.clone(),
                        tags,
                    });
                }
            }
            Event::InlineHtml(_) => tags.push(range),
            _ => {}
        }
    }
    islands
}

/// The body with the edits made, which are in order and do not overlap.
fn apply(body: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(body.len());
    let mut copied = 0;
    for Edit { range, text } in edits {
        out.push_str(&body[copied..range.start]);
        out.push_str(text);
        copied = range.end;
    }
    out.push_str(&body[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(body: &str) -> String {
        let how = How {
            convert: &converter::Options::default(),
            style: &Style::default(),
            depth_max: 512,
        };
        convert(body, &how, 1, &mut Report::default()).into_owned()
    }

    #[test]
    fn islands_become_markdown() {
        for (body, markdown) in [
            (
                "# a\n\n<p>b <b>c</b></p>\n\n*  d\n",
                "# a\n\nb **c**\n\n*  d\n",
            ),
            ("a <b>b</b> <i>c</i><br>\nd\n", "a **b** *c*\\\nd\n"),
            (
                "see <a href=\"/x\" title=\"t\">it</a> and <img src=\"a.png\" alt=\"b\">.\n",
                "see [it](/x \"t\") and ![b](a.png).\n",
            ),
            ("use <code>x</code>\n", "use `x`\n"),
            (
                "text\n<ul>\n<li>a</li>\n</ul>\n\nmore\n",
                "text\n\n- a\n\nmore\n",
            ),
        ] {
            assert_eq!(converted(body), markdown);
        }
    }

    #[test]
    fn what_would_render_otherwise_stays() {
        for body in [
            "<div>\n\n*a*\n\n</div>\n",
            "<p style=\"color: red\">a</p>\n",
            "a<b>《b》</b>c <u>d</u>\n",
            "```html\n<p>a</p>\n```\n\n    <b>a</b>\n\n`<b>c</b>`\n",
            "<img src=\"a.png\" width=\"3\">\n",
            "<table><tr><td>a</td></tr></table>\n",
        ] {
            assert_eq!(converted(body), body);
        }
    }

    #[test]
    fn a_body_of_definitions_stays() {
        let body = |count: usize| format!("# <b>a</b>\n\n{}", "[b]: /c\n".repeat(count));
        let max = detect::DEFINITIONS_MAX;
        let (most, too_many) = (body(max), body(max + 1));
        assert!(converted(&most).starts_with("# **a**\n\n[b]: /c\n"));
        assert_eq!(converted(&too_many), too_many);
    }

    #[test]
    fn line_ends_are_the_bodys() {
        assert_eq!(converted("<p>a</p>\r\n<p>b</p>\r\n"), "a\r\n\r\nb\r\n");
    }
}
