//! What only the whole article can tell: markup that an author puts everywhere is a habit of the
//! editor and means nothing, where the same markup used once would.
//!
//! Two habits are undone: ideographic spaces as paragraph indent, and headings that are bold
//! throughout.

use std::borrow::Cow;

use crate::mdast::{Block, Inline};

/// Paragraphs that must begin with ideographic spaces before these are taken for indent.
const INDENTED_PARAGRAPHS_MIN: usize = 3;

/// Headings that there must be before bold in all of them is taken for a habit.
const BOLD_HEADINGS_MIN: usize = 2;

const IDEOGRAPHIC_SPACE: char = '\u{3000}';

/// Undoes the habits in an article's blocks.
pub(super) fn undo(blocks: &mut [Block<'_>]) {
    let mut count = Count::default();
    visit(blocks, &mut |block| count.add(block));
    let indented = count.indented >= INDENTED_PARAGRAPHS_MIN;
    let bold = count.headings >= BOLD_HEADINGS_MIN && count.bold == count.headings;
    if indented || bold {
        visit(blocks, &mut |block| match block {
            Block::Paragraph(children) if indented => trim_indent(children),
            Block::Heading { children, .. } if bold => unwrap_bold(children),
            _ => {}
        });
    }
}

#[derive(Default)]
struct Count {
    indented: usize,
    headings: usize,
    bold: usize,
}

impl Count {
    fn add(&mut self, block: &Block<'_>) {
        match block {
            Block::Paragraph(children) => {
                self.indented += usize::from(is_indented(children));
            }
            Block::Heading { children, .. } => {
                self.headings += 1;
                self.bold += usize::from(matches!(children.as_slice(), [Inline::Strong(_)]));
            }
            _ => {}
        }
    }
}

/// Calls `act` for every block, containers before their content.
fn visit<'a>(blocks: &mut [Block<'a>], act: &mut impl FnMut(&mut Block<'a>)) {
    for block in blocks {
        act(block);
        match block {
            Block::Blockquote(children) | Block::FootnoteDefinition { children, .. } => {
                visit(children, act);
            }
            Block::List(list) => {
                for item in &mut list.items {
                    visit(&mut item.children, act);
                }
            }
            _ => {}
        }
    }
}

/// The indent may stand inside the span that the paragraph begins with.
fn is_indented(children: &[Inline<'_>]) -> bool {
    match children.first() {
        Some(Inline::Text(text)) => is_indented_text(text),
        Some(Inline::Strong(inner) | Inline::Emphasis(inner)) => is_indented(inner),
        _ => false,
    }
}

fn trim_indent(children: &mut [Inline<'_>]) {
    match children.first_mut() {
        Some(Inline::Text(text)) if is_indented_text(text) => match text {
            Cow::Borrowed(text) => *text = text.trim_start_matches(IDEOGRAPHIC_SPACE),
            Cow::Owned(text) => {
                let indent = text.len() - text.trim_start_matches(IDEOGRAPHIC_SPACE).len();
                text.drain(..indent);
            }
        },
        Some(Inline::Strong(inner) | Inline::Emphasis(inner)) => trim_indent(inner),
        _ => {}
    }
}

/// Whether text begins with indent and goes on with something visible, which it must, as no text
/// of the tree is empty or begins with a space.
fn is_indented_text(text: &str) -> bool {
    let rest = text.trim_start_matches(IDEOGRAPHIC_SPACE);
    rest.len() < text.len() && rest.starts_with(|c| c != ' ')
}

fn unwrap_bold(children: &mut Vec<Inline<'_>>) {
    if let [Inline::Strong(inner)] = children.as_mut_slice() {
        *children = std::mem::take(inner);
    }
}
