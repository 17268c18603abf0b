//! Whether a tree holds formulas.

use super::{Block, Document, Inline};

impl Document<'_> {
    /// Whether the tree holds a formula: readers need an extension for those, with which a dollar
    /// in text can begin one. Nesting is as deep as the tree, which the parser bounds.
    #[must_use]
    pub fn has_maths(&self) -> bool {
        self.blocks.iter().any(block_has_maths)
    }
}

fn block_has_maths(block: &Block<'_>) -> bool {
    match block {
        Block::Math(_) => true,
        Block::Paragraph(children) | Block::Heading { children, .. } => has_formula(children),
        Block::Blockquote(children) | Block::FootnoteDefinition { children, .. } => {
            children.iter().any(block_has_maths)
        }
        Block::List(list) => {
            let mut blocks = list.items.iter().flat_map(|item| &item.children);
            blocks.any(block_has_maths)
        }
        Block::Table(table) => table.rows.iter().flatten().any(|cell| has_formula(cell)),
        Block::ThematicBreak | Block::Code(_) | Block::Html(_) => false,
    }
}

fn has_formula(inlines: &[Inline<'_>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Math(_) => true,
        Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
            has_formula(children)
        }
        Inline::Link(link) => has_formula(&link.children),
        _ => false,
    })
}
