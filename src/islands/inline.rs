//! Inline tags in a Markdown block: the ones that Markdown has a form for.

use std::collections::HashSet;
use std::ops::Range;

use html5ever::{LocalName, local_name};

use super::{Edit, SINGLE_EDITS_MAX, apply, rendering};
use crate::mdast::{Block, Document, Image, Inline, Link};
use crate::parser;
use crate::parser::dom::{Dom, Element};
use crate::report::Report;
use crate::writer::{self, EmphasisMode, Style, can_flank};

/// A tag and what Markdown says instead: one edit for a void element, two for a pair of tags.
type Change = Vec<Edit>;

/// The edits of a block after which it renders as before; none if there is no such edit.
pub(super) fn edits(
    body: &str,
    block: Range<usize>,
    tags: &[Range<usize>],
    emphasis: EmphasisMode,
) -> Vec<Edit> {
    let source = &body[block.clone()];
    let changes = changes(body, tags, emphasis);
    let flat = |changes: &[Change]| {
        let mut edits: Vec<Edit> = changes.iter().flatten().cloned().collect();
        edits.sort_by_key(|edit| edit.range.start);
        edits
    };
    let is_same = |edits: &[Edit]| {
        let within: Vec<Edit> = edits
            .iter()
            .map(|e| Edit {
                range: e.range.start - block.start..e.range.end - block.start,
                text: e.text.clone(),
            })
            .collect();
        rendering::same(source, &apply(source, &within))
    };
    let all = flat(&changes);
    if all.is_empty() || is_same(&all) {
        return all;
    }
    let mut kept: Vec<Change> = Vec::new();
    for change in changes.into_iter().take(SINGLE_EDITS_MAX) {
        kept.push(change);
        if !is_same(&flat(&kept)) {
            kept.pop();
        }
    }
    flat(&kept)
}

fn changes(body: &str, tags: &[Range<usize>], emphasis: EmphasisMode) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut open: Vec<(String, Range<usize>)> = Vec::new();
    let mut closed = HashSet::new();
    for range in tags {
        let tag = &body[range.clone()];
        if let Some(name) = tag.strip_prefix("</") {
            let name = name.trim_end_matches('>').trim().to_ascii_lowercase();
            let Some((start, opening)) = open.pop() else {
                continue;
            };
            if start == name && closed.insert(range.start) {
                changes.extend(pair(body, opening, range.clone(), emphasis));
            }
            continue;
        }
        let dom = tree(tag);
        let Some(element) = element(&dom) else {
            continue;
        };
        match *element.local {
            local_name!("br") => changes.extend(line_break(body, range, element)),
            local_name!("img") => {
                let edit = image(element).map(|text| Edit {
                    range: range.clone(),
                    text,
                });
                changes.extend(edit.map(|edit| vec![edit]));
            }
            _ if tag.ends_with("/>") => {}
            ref name => open.push((name.to_string(), range.clone())),
        }
    }
    changes
}

/// The tree of a start tag alone.
fn tree(tag: &str) -> Dom {
    parser::parse(tag, 8, 1, &mut Report::default())
}

/// A start tag's element; attributes as the HTML parser reads them.
fn element(dom: &Dom) -> Option<Element<'_>> {
    dom.descendants(dom.root()).find_map(|id| dom.element(id))
}

/// Whether an element has no attributes but these.
fn has_only(element: Element<'_>, names: &[LocalName]) -> bool {
    element.attrs.iter().all(|attr| names.contains(&attr.name))
}

fn line_break(body: &str, range: &Range<usize>, element: Element<'_>) -> Option<Change> {
    if !element.attrs.is_empty() {
        return None;
    }
    // A line that goes on needs an end; one that ends anyway needs the backslash only.
    let ends = body[range.end..].starts_with(['\n', '\r']);
    let text = if ends { "\\" } else { "\\\n" };
    Some(vec![Edit {
        range: range.clone(),
        text: text.to_owned(),
    }])
}

fn image(element: Element<'_>) -> Option<String> {
    if !has_only(
        element,
        &[local_name!("src"), local_name!("alt"), local_name!("title")],
    ) {
        return None;
    }
    let attr = |name| element.attr(&name).unwrap_or_default().to_owned().into();
    let image = Image {
        url: element.attr(&local_name!("src"))?.to_owned().into(),
        title: attr(local_name!("title")),
        alt: attr(local_name!("alt")),
    };
    Some(written(Inline::Image(Box::new(image))))
}

fn written(inline: Inline<'_>) -> String {
    let document = Document {
        blocks: vec![Block::Paragraph(vec![inline])],
    };
    writer::write(&document, &Style::default())
        .trim_end()
        .to_owned()
}

/// What stands for a start tag and its end tag.
fn pair(
    body: &str,
    opening: Range<usize>,
    closing: Range<usize>,
    emphasis: EmphasisMode,
) -> Option<Change> {
    let dom = tree(&body[opening.clone()]);
    let element = element(&dom)?;
    let span = |mark: &str| {
        let may_be = emphasis != EmphasisMode::Html && flanks(body, &opening, &closing);
        may_be.then(|| (mark.to_owned(), mark.to_owned()))
    };
    let (open, close) = match *element.local {
        local_name!("a") => link(element)?,
        _ if !element.attrs.is_empty() => return None,
        local_name!("b") | local_name!("strong") => span("**")?,
        local_name!("i") | local_name!("em") => span("*")?,
        local_name!("del") | local_name!("s") | local_name!("strike") => span("~~")?,
        local_name!("code") | local_name!("tt") => {
            let inside = &body[opening.end..closing.start];
            // What is text in there would be code in a code span: only letters are the same.
            let is_plain = inside.chars().all(|c| {
                c.is_alphanumeric()
                    || matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | ':' | '=' | ',')
            });
            (is_plain && !inside.is_empty()).then(|| ("`".to_owned(), "`".to_owned()))?
        }
        _ => return None,
    };
    Some(vec![
        Edit {
            range: opening,
            text: open,
        },
        Edit {
            range: closing,
            text: close,
        },
    ])
}

/// Whether delimiters in the place of the tags open and close for every renderer: some look through
/// tildes for what stands beside a delimiter.
fn flanks(body: &str, opening: &Range<usize>, closing: &Range<usize>) -> bool {
    let tildes = ['~', '\\'];
    let before = |at: usize| {
        let (all, beyond) = (&body[..at], body[..at].trim_end_matches(tildes));
        [all, beyond].map(|text| text.chars().next_back())
    };
    let behind = |at: usize| {
        let (all, beyond) = (&body[at..], body[at..].trim_start_matches(tildes));
        [all, beyond].map(|text| text.chars().next())
    };
    let can = |outside: [Option<char>; 2], inside: [Option<char>; 2]| {
        (outside.into_iter()).all(|o| inside.into_iter().all(|i| can_flank(o, i)))
    };
    can(before(opening.start), behind(opening.end))
        && can(behind(closing.end), before(closing.start))
}

/// `[` and `](destination "title")`.
fn link(element: Element<'_>) -> Option<(String, String)> {
    if !has_only(element, &[local_name!("href"), local_name!("title")]) {
        return None;
    }
    let link = Link {
        url: element.attr(&local_name!("href"))?.to_owned().into(),
        title: element
            .attr(&local_name!("title"))
            .unwrap_or_default()
            .to_owned()
            .into(),
        children: vec![Inline::Text("x".into())],
    };
    let text = written(Inline::Link(Box::new(link)));
    Some(("[".to_owned(), text.strip_prefix("[x")?.to_owned()))
}
