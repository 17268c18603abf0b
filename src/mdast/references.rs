//! Which footnotes a tree refers to.

use super::{Block, Inline};

/// Calls `found` with the label of each footnote reference. Nesting is as deep as the tree, which
/// the parser bounds.
pub fn references<'t>(blocks: &'t [Block<'_>], found: &mut dyn FnMut(&'t str)) {
    for block in blocks {
        match block {
            Block::Paragraph(children) | Block::Heading { children, .. } => look(children, found),
            Block::Blockquote(children) | Block::FootnoteDefinition { children, .. } => {
                references(children, found);
            }
            Block::List(list) => {
                for item in &list.items {
                    references(&item.children, found);
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flatten() {
                    look(cell, found);
                }
            }
            Block::ThematicBreak | Block::Code(_) | Block::Html(_) | Block::Math(_) => {}
        }
    }
}

fn look<'t>(inlines: &'t [Inline<'_>], found: &mut dyn FnMut(&'t str)) {
    for inline in inlines {
        match inline {
            Inline::FootnoteReference(label) => found(label),
            Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
                look(children, found);
            }
            Inline::Link(link) => look(&link.children, found),
            _ => {}
        }
    }
}
