//! Trees that no longer borrow from the HTML they were read from.

use std::borrow::Cow;

use super::{Block, CodeBlock, Document, Image, Inline, Link, List, ListItem, Table};

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

fn own_all(inlines: Vec<Inline<'_>>) -> Vec<Inline<'static>> {
    inlines.into_iter().map(Inline::into_owned).collect()
}

fn own_blocks(blocks: Vec<Block<'_>>) -> Vec<Block<'static>> {
    blocks.into_iter().map(Block::into_owned).collect()
}

impl Document<'_> {
    /// The same tree with all of its text copied.
    #[must_use]
    pub fn into_owned(self) -> Document<'static> {
        Document {
            blocks: own_blocks(self.blocks),
        }
    }
}

impl Block<'_> {
    /// The same block with all of its text copied.
    #[must_use]
    pub fn into_owned(self) -> Block<'static> {
        match self {
            Block::Paragraph(children) => Block::Paragraph(own_all(children)),
            Block::Heading { depth, children } => Block::Heading {
                depth,
                children: own_all(children),
            },
            Block::ThematicBreak => Block::ThematicBreak,
            Block::Blockquote(children) => Block::Blockquote(own_blocks(children)),
            Block::List(list) => Block::List(List {
                start: list.start,
                spread: list.spread,
                items: list.items.into_iter().map(own_item).collect(),
            }),
            Block::Code(code) => Block::Code(Box::new(CodeBlock {
                lang: own(code.lang),
                meta: own(code.meta),
                value: own(code.value),
            })),
            Block::Table(table) => Block::Table(Box::new(own_table(*table))),
            Block::Html(value) => Block::Html(own(value)),
            Block::FootnoteDefinition { label, children } => Block::FootnoteDefinition {
                label: own(label),
                children: own_blocks(children),
            },
            Block::Math(value) => Block::Math(own(value)),
        }
    }
}

fn own_item(item: ListItem<'_>) -> ListItem<'static> {
    ListItem {
        checked: item.checked,
        children: own_blocks(item.children),
    }
}

fn own_table(table: Table<'_>) -> Table<'static> {
    let own_row = |row: Vec<Vec<Inline<'_>>>| row.into_iter().map(own_all).collect();
    Table {
        align: table.align,
        rows: table.rows.into_iter().map(own_row).collect(),
    }
}

impl Inline<'_> {
    /// The same inline with all of its text copied.
    #[must_use]
    pub fn into_owned(self) -> Inline<'static> {
        match self {
            Inline::Text(value) => Inline::Text(own(value)),
            Inline::Emphasis(children) => Inline::Emphasis(own_all(children)),
            Inline::Strong(children) => Inline::Strong(own_all(children)),
            Inline::Delete(children) => Inline::Delete(own_all(children)),
            Inline::Code(value) => Inline::Code(own(value)),
            Inline::Link(link) => Inline::Link(Box::new(Link {
                url: own(link.url),
                title: own(link.title),
                children: own_all(link.children),
            })),
            Inline::Image(image) => Inline::Image(Box::new(Image {
                url: own(image.url),
                title: own(image.title),
                alt: own(image.alt),
            })),
            Inline::Break => Inline::Break,
            Inline::Html(value) => Inline::Html(own(value)),
            Inline::FootnoteReference(label) => Inline::FootnoteReference(own(label)),
            Inline::Math(value) => Inline::Math(own(value)),
        }
    }
}
