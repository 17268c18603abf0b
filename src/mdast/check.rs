//! Whether a tree is in normal form; for tests and debug builds.

use super::normal::has_place_for_blank_line;
use super::{Block, Document, Inline, List, Place, Table};

/// The first place where the tree is not in normal form.
///
/// # Errors
/// A sentence that names the rule and shows the node.
pub fn check(document: &Document<'_>) -> Result<(), String> {
    document.blocks.iter().try_for_each(|block| match block {
        Block::FootnoteDefinition { label, children } => one_line(label).and(blocks(children)),
        other => self::block(other),
    })
}

fn blocks(blocks: &[Block<'_>]) -> Result<(), String> {
    blocks.iter().try_for_each(block)
}

fn block(block: &Block<'_>) -> Result<(), String> {
    match block {
        Block::Paragraph(children) => run(children, Place::Paragraph),
        Block::Heading { depth, children } => {
            ensure(matches!(depth, 1..=6), "heading depth is 1 to 6", depth)?;
            run(children, Place::Heading)
        }
        Block::Blockquote(children) => blocks(children),
        Block::List(list) => self::list(list),
        Block::Table(table) => self::table(table),
        Block::Html(value) => {
            let is_blank = |line: &str| line.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
            let blank_line = value.lines().any(is_blank);
            ensure(
                !blank_line && !value.is_empty(),
                "raw HTML has no blank line",
                value,
            )
        }
        Block::FootnoteDefinition { label, .. } => Err(format!(
            "footnote definitions stand at the top level: {label:?}"
        )),
        Block::Code(_) | Block::ThematicBreak | Block::Math(_) => Ok(()),
    }
}

fn list(list: &List<'_>) -> Result<(), String> {
    ensure(!list.items.is_empty(), "a list has items", list)?;
    let has_place = has_place_for_blank_line(&list.items);
    ensure(
        !list.spread || has_place,
        "a loose list has a place for a blank line",
        list,
    )?;
    list.items
        .iter()
        .try_for_each(|item| blocks(&item.children))
}

fn table(table: &Table<'_>) -> Result<(), String> {
    ensure(!table.rows.is_empty(), "a table has a header", table)?;
    for row in &table.rows {
        ensure(
            row.len() == table.align.len(),
            "a row is as wide as its table",
            row,
        )?;
        for cell in row.iter().filter(|cell| !cell.is_empty()) {
            run(cell, Place::Cell)?;
        }
    }
    Ok(())
}

fn run(inlines: &[Inline<'_>], place: Place) -> Result<(), String> {
    let normal = super::phrasing(inlines.to_vec(), place);
    ensure(
        !inlines.is_empty(),
        "phrasing content is not empty",
        &inlines,
    )?;
    ensure(
        normal == inlines,
        "phrasing content is in normal form",
        &inlines,
    )
}

fn one_line(text: &str) -> Result<(), String> {
    ensure(!text.contains(['\n', '\r']), "a label is one line", &text)
}

fn ensure(holds: bool, rule: &str, node: &dyn std::fmt::Debug) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(format!("{rule}: {node:?}"))
    }
}
