//! Which blocks can stand on lines that touch, without a blank line between.

use crate::mdast::Block;

/// Whether two blocks of a tight list's item can stand on lines that touch.
pub(super) fn can_touch(left: &Block<'_>, right: &Block<'_>) -> bool {
    match left {
        Block::Heading { .. } | Block::ThematicBreak | Block::Code(_) => {
            !matches!(right, Block::Html(_))
        }
        Block::List(_) if ends_in_bare_table(left) => false,
        Block::Paragraph(_) | Block::List(_) => interrupts_paragraph(right),
        Block::Blockquote(_) => {
            !matches!(right, Block::Blockquote(_)) && interrupts_paragraph(right)
        }
        _ => false,
    }
}

/// Whether the last thing in a block is a table of nothing but a header: comrak takes its end for
/// a blank line.
pub(super) fn ends_in_bare_table(block: &Block<'_>) -> bool {
    match block {
        Block::Table(table) => table.rows.len() == 1,
        Block::List(list) => {
            let end = list.items.last().and_then(|item| item.children.last());
            end.is_some_and(ends_in_bare_table)
        }
        _ => false,
    }
}

/// Whether a block's first line ends a paragraph without a blank line between.
fn interrupts_paragraph(block: &Block<'_>) -> bool {
    match block {
        Block::Heading { .. } | Block::ThematicBreak | Block::Code(_) | Block::Blockquote(_) => {
            true
        }
        Block::List(list) => {
            list.start.is_none_or(|start| start == 1)
                && list
                    .items
                    .first()
                    .is_some_and(|item| !item.children.is_empty())
        }
        _ => false,
    }
}
