//! The round-trip law: what is written reads back as the tree that was to be written.

use article2md::Report;
use article2md::mdast::{Block, Document, Inline, check};
use article2md::writer::{Style, settle, write};

use super::reads_back_as;

/// Whether a tree in normal form is written so that every reader reads it, and settling it again
/// changes nothing.
///
/// # Errors
/// What does not hold, with the trees or the Markdown that show it.
pub fn holds(document: Document<'static>, style: &Style) -> Result<(), String> {
    check(&document)?;
    let settled = settle(document, style, &mut Report::default());
    check(&settled)?;
    let again = settle(settled.clone(), style, &mut Report::default());
    if again != settled {
        return Err(format!("settling again makes of {settled:?}\n{again:?}"));
    }
    reads_back_as(&write(&settled, style), &settled)
}

/// Whether the tree holds a formula: readers need an extension for those.
pub fn has_maths(document: &Document<'_>) -> bool {
    document.blocks.iter().any(block_has_maths)
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
        _ => false,
    }
}

fn has_formula(inlines: &[Inline<'_>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Math(_) => true,
        Inline::Emphasis(children)
        | Inline::Strong(children)
        | Inline::Delete(children)
        | Inline::Link { children, .. } => has_formula(children),
        _ => false,
    })
}
