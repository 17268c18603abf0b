//! What of a tree can be seen in Markdown at all.

use std::mem;

use article2md::mdast::{Block, Document, Inline, List};

use super::push_text;

/// The tree without what no Markdown can tell:
/// - whether a list is loose when none of its items holds a paragraph, or when its blank lines
///   stand only where cmark does not count them;
/// - whether an e-mail address is a link: GFM links it in any text, escaped or not;
/// - the order of footnote definitions: readers show them in the order of their references.
pub fn canonical(document: Document<'static>) -> Document<'static> {
    let mut blocks = blocks(document.blocks);
    blocks.sort_by_key(|block| match block {
        Block::FootnoteDefinition { label, .. } => Some(label.to_string()),
        _ => None,
    });
    Document { blocks }
}

fn blocks(blocks: Vec<Block<'static>>) -> Vec<Block<'static>> {
    blocks.into_iter().map(block).collect()
}

fn block(block: Block<'static>) -> Block<'static> {
    match block {
        Block::Paragraph(children) => Block::Paragraph(inlines(children)),
        Block::Heading { depth, children } => Block::Heading {
            depth,
            children: inlines(children),
        },
        Block::Blockquote(children) => Block::Blockquote(blocks(children)),
        Block::List(list) => Block::List(self::list(list)),
        Block::Table(mut table) => {
            for cell in table.rows.iter_mut().flatten() {
                *cell = inlines(mem::take(cell));
            }
            Block::Table(table)
        }
        Block::FootnoteDefinition { label, children } => Block::FootnoteDefinition {
            label,
            children: blocks(children),
        },
        other => other,
    }
}

fn list(mut list: List<'static>) -> List<'static> {
    let shows = |block: &Block<'_>| matches!(block, Block::Paragraph(_));
    list.spread &= list
        .items
        .iter()
        .any(|item| item.children.iter().any(shows));
    list.spread &= has_counted_blank_line(&list);
    for item in &mut list.items {
        item.children = blocks(mem::take(&mut item.children));
    }
    list
}

/// Whether a blank line of the loose list follows a block after which cmark counts it.
fn has_counted_blank_line(list: &List<'_>) -> bool {
    let end = list.items.len() - 1;
    list.items.iter().enumerate().any(|(at, item)| {
        let last = usize::from(at == end && !item.children.is_empty());
        item.children[..item.children.len() - last]
            .iter()
            .any(counts)
    })
}

fn counts(block: &Block<'_>) -> bool {
    match block {
        Block::Paragraph(_) | Block::Table(_) | Block::Html(_) | Block::Math(_) => true,
        Block::List(list) => list
            .items
            .last()
            .and_then(|item| item.children.last())
            .is_some_and(counts),
        _ => false,
    }
}

fn inlines(inlines: Vec<Inline<'static>>) -> Vec<Inline<'static>> {
    let mut out = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) => push_text(&mut out, &text),
            Inline::Emphasis(children) => out.push(Inline::Emphasis(self::inlines(children))),
            Inline::Strong(children) => out.push(Inline::Strong(self::inlines(children))),
            Inline::Delete(children) => out.push(Inline::Delete(self::inlines(children))),
            Inline::Link(mut link) => {
                link.children = self::inlines(link.children);
                match &link.children[..] {
                    [Inline::Text(text)] if is_email(&link.url, text) => push_text(&mut out, text),
                    _ => out.push(Inline::Link(link)),
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn is_email(url: &str, text: &str) -> bool {
    let bare = url.strip_prefix("mailto:").unwrap_or(url);
    (bare == text || url == text) && text.contains('@')
}
