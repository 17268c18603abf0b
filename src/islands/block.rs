//! An HTML block at the top level, converted as a page of its own.

use std::ops::Range;

use super::{Edit, How, rendering};
use crate::parser::chrome::Marks;
use crate::parser::rule::RuleSet;
use crate::report::Report;
use crate::{converter, parser, writer};

/// The change that turns an HTML block into Markdown, if both render the same.
/// `is_crlf` says how the body ends its lines.
pub(super) fn edit(body: &str, range: Range<usize>, is_crlf: bool, how: &How<'_>) -> Option<Edit> {
    let html = body[range.clone()].trim_end();
    if !holds_element(html) || !is_balanced(html) {
        return None;
    }
    let range = range.start..range.start + html.len();
    let markdown = markdown(html, how);
    if markdown.is_empty() || markdown == html || !rendering::same(html, &markdown) {
        return None;
    }
    Some(Edit {
        text: framed(body, &range, is_crlf, &markdown),
        range,
    })
}

/// The findings of this conversion are of no interest: nothing may change.
fn markdown(html: &str, how: &How<'_>) -> String {
    let report = &mut Report::default();
    let dom = parser::parse(html, how.depth_max, 1, report);
    let rules = RuleSet::none();
    let page = converter::Page {
        dom: &dom,
        marks: &Marks::default(),
        urls: rules.urls(),
        title: "",
    };
    let document = converter::convert(page, how.convert, report);
    let document = writer::settle(document, how.style, report);
    writer::write(&document, how.style).trim_end().to_owned()
}

/// A block needs an empty line around it where the HTML needed none; line ends as in the body.
fn framed(body: &str, range: &Range<usize>, is_crlf: bool, markdown: &str) -> String {
    let before = body[..range.start].trim_end_matches([' ', '\t', '\r']);
    let above = before.is_empty()
        || before.trim_end_matches('\n').len() + 2 <= before.len()
        || has_blank_end(before);
    let behind = body[range.end..].trim_start_matches([' ', '\t', '\r']);
    let rest = behind.strip_prefix('\n').unwrap_or(behind);
    let below = behind.trim_start().is_empty()
        || rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let mut text = String::with_capacity(markdown.len() + 2);
    if !above {
        text.push('\n');
    }
    text.push_str(markdown);
    if !below {
        text.push('\n');
    }
    if is_crlf {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

/// Whether the last line of a text is empty but for white space.
fn has_blank_end(text: &str) -> bool {
    let mut lines = text.rsplit('\n');
    lines.next().is_some_and(|line| line.trim().is_empty())
        && lines.next().is_some_and(|line| line.trim().is_empty())
}

fn holds_element(html: &str) -> bool {
    let bytes = html.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic))
}

/// Whether every element that the text opens is closed in it, and nothing else is.
fn is_balanced(html: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let rest = &html[at + 1..];
        let (closes, rest) = rest
            .strip_prefix('/')
            .map_or((false, rest), |rest| (true, rest));
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        let is_void = || {
            [
                "br", "img", "hr", "wbr", "input", "source", "embed", "param", "area", "col",
                "track",
            ]
            .contains(&name.as_str())
        };
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || is_void() {
            continue;
        }
        if !closes {
            open.push(name);
        } else if open.pop() != Some(name) {
            return false;
        }
    }
    open.is_empty()
}
