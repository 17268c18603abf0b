//! Code blocks: the text of a `pre` or of a highlighter's own markup, byte for byte, and its
//! language.
//!
//! Gutters and copy buttons are chrome, which the rules mark; here they are only left out.

use std::borrow::Cow;

use html5ever::local_name;

use super::Converter;
use super::language;
use crate::mdast::{Block, CodeBlock};
use crate::parser::dom::{Element, NodeId};

impl<'a> Converter<'a, '_> {
    pub(super) fn code_block(&mut self, id: NodeId) {
        let value = without_final_newline(self.code_text(id, Spaces::Kept));
        // An empty code block that says it is code was written on purpose.
        if value.trim().is_empty() && !self.holds_code(id) {
            return;
        }
        let lang = language::of(self.page.dom, id).map_or(Cow::Borrowed(""), Cow::Borrowed);
        self.push_code(lang, value);
    }

    fn push_code(&mut self, lang: Cow<'a, str>, value: Cow<'a, str>) {
        self.push(Block::Code(Box::new(CodeBlock {
            lang,
            meta: Cow::Borrowed(""),
            value,
        })));
    }

    /// A code block whose lines are elements. No-break spaces, which such markup puts for indent,
    /// become spaces: as code they would not run.
    pub(super) fn line_block(&mut self, id: NodeId) {
        let text = self.code_text(id, Spaces::Between).replace('\u{a0}', " ");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let value = lines.join("\n");
        let value = value.trim_matches('\n');
        if !value.is_empty() {
            let lang = language::of(self.page.dom, id).map_or(Cow::Borrowed(""), Cow::Borrowed);
            self.push_code(lang, Cow::Owned(value.to_owned()));
        }
    }

    /// All text below a node: `br` is a line end, and an element that is a line of its own ends
    /// one. What is removed as chrome is left out.
    fn code_text(&self, id: NodeId, spaces: Spaces) -> Cow<'a, str> {
        let dom = self.dom();
        let mut out = Code::new(spaces);
        let mut here = dom.first_child(id);
        while let Some(node) = here {
            let skipped = self.page.marks.is_skipped(node) || is_silent(dom.element(node));
            if !skipped {
                match dom.element(node) {
                    Some(element) if is_break(element) => out.end_line(),
                    Some(element) if is_line(element) => out.begin_line(),
                    _ => out.push(dom.text(node).unwrap_or_default()),
                }
                if let Some(child) = dom.first_child(node) {
                    here = Some(child);
                    continue;
                }
            }
            here = out.leave(self, node, id);
        }
        out.text
    }

    fn holds_code(&self, id: NodeId) -> bool {
        self.children(id)
            .any(|c| self.dom().html_name(c) == Some(&local_name!("code")))
    }
}

/// What white space with a line end in it says in the source of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spaces {
    /// It is code.
    Kept,
    /// Behind a line that an element ended, it only separates the elements.
    Between,
}

/// Code in the making.
struct Code<'a> {
    text: Cow<'a, str>,
    spaces: Spaces,
    /// An element or a break has just ended a line.
    line_ended: bool,
    /// Where the line began that an element is.
    line_start: usize,
}

impl<'a> Code<'a> {
    fn new(spaces: Spaces) -> Self {
        Code {
            text: Cow::Borrowed(""),
            spaces,
            line_ended: false,
            line_start: 0,
        }
    }

    fn push(&mut self, piece: &'a str) {
        let at_start = self.line_ended || self.text.is_empty();
        let piece = if self.spaces == Spaces::Between && at_start {
            without_line_end(piece)
        } else {
            piece
        };
        if piece.is_empty() {
            return;
        }
        self.line_ended = false;
        if self.text.is_empty() {
            self.text = Cow::Borrowed(piece);
        } else {
            self.text.to_mut().push_str(piece);
        }
    }

    fn end_line(&mut self) {
        self.text.to_mut().push('\n');
        self.line_ended = true;
    }

    fn begin_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.end_line();
        }
        self.line_ended = false;
        self.line_start = self.text.len();
    }

    /// Ends the line that an element is, unless an element in it or its own text did.
    fn leave_line(&mut self) {
        let own_end = self.text.len() > self.line_start && self.text.ends_with('\n');
        if !self.line_ended && !own_end {
            self.end_line();
        }
        self.line_ended = true;
    }

    /// The node behind `node`, ending the lines that end on the way.
    fn leave(
        &mut self,
        converter: &Converter<'a, '_>,
        mut node: NodeId,
        root: NodeId,
    ) -> Option<NodeId> {
        let dom = converter.dom();
        loop {
            if !converter.page.marks.is_skipped(node) && dom.element(node).is_some_and(is_line) {
                self.leave_line();
            }
            if let Some(next) = dom.next_sibling(node) {
                return Some(next);
            }
            node = dom.parent(node).filter(|&parent| parent != root)?;
        }
    }
}

/// Without the white space in front, if it holds a line end.
fn without_line_end(piece: &str) -> &str {
    let shown = piece.trim_ascii_start();
    let indent = &piece[..piece.len() - shown.len()];
    if indent.contains('\n') { shown } else { piece }
}

fn is_break(element: Element<'_>) -> bool {
    *element.local == local_name!("br")
}

/// Elements that a highlighter makes a line of.
fn is_line(element: Element<'_>) -> bool {
    matches!(
        *element.local,
        local_name!("div") | local_name!("p") | local_name!("li") | local_name!("tr")
    )
}

fn is_silent(element: Option<Element<'_>>) -> bool {
    element.is_some_and(|e| {
        matches!(
            *e.local,
            local_name!("script")
                | local_name!("style")
                | local_name!("svg")
                | local_name!("template")
        )
    })
}

fn without_final_newline(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_suffix('\n').unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(text.strip_suffix('\n').unwrap_or(&text).len());
            Cow::Owned(text)
        }
    }
}
