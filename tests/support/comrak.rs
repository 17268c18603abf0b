//! comrak's nodes as a tree.

use article2md::mdast::{
    Align, Block, CodeBlock, Document, Image, Inline, Link, List, ListItem, Table, plain_text,
};
use comrak::nodes::{AstNode, ListType, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

use super::{info, paragraph, push_text};

/// Line ends behind a text with references; see [`read_with`].
const REFERENCES_PADDING: usize = 16 << 10;

/// GFM's extensions, footnotes among them; the CJK-friendly ones off.
pub fn gfm() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options
}

/// The tree that comrak reads, with GFM's extensions on and the CJK-friendly ones off.
pub fn read(markdown: &str) -> Document<'static> {
    read_with(markdown, false)
}

/// The same where dollars enclose formulas.
pub fn read_maths(markdown: &str) -> Document<'static> {
    read_with(markdown, true)
}

fn read_with(markdown: &str, maths: bool) -> Document<'static> {
    let mut options = gfm();
    options.extension.math_dollars = maths;
    let arena = Arena::new();
    // It stops to resolve references when their destinations are longer together than the text.
    let padded;
    let markdown = if markdown.contains("\n[1]: ") {
        padded = markdown.to_owned() + &"\n".repeat(REFERENCES_PADDING);
        &padded
    } else {
        markdown
    };
    Document {
        blocks: flow(parse_document(&arena, markdown, &options)),
    }
}

fn flow<'a>(node: &'a AstNode<'a>) -> Vec<Block<'static>> {
    node.children().map(block).collect()
}

fn block<'a>(node: &'a AstNode<'a>) -> Block<'static> {
    match &node.data.borrow().value {
        NodeValue::Paragraph => paragraph(phrasing(node)),
        NodeValue::Heading(heading) => Block::Heading {
            depth: heading.level,
            children: phrasing(node),
        },
        NodeValue::ThematicBreak => Block::ThematicBreak,
        NodeValue::BlockQuote => Block::Blockquote(flow(node)),
        NodeValue::CodeBlock(code) => {
            let (lang, meta) = info(&code.info);
            let value = code
                .literal
                .strip_suffix('\n')
                .unwrap_or(&code.literal)
                .to_owned();
            Block::Code(Box::new(CodeBlock {
                lang: lang.into(),
                meta: meta.into(),
                value: value.into(),
            }))
        }
        NodeValue::HtmlBlock(html) => {
            Block::Html(html.literal.trim_end_matches('\n').to_owned().into())
        }
        NodeValue::List(list) => Block::List(List {
            start: (list.list_type == ListType::Ordered).then_some(list.start as u32),
            spread: !list.tight,
            items: node.children().map(item).collect(),
        }),
        NodeValue::FootnoteDefinition(definition) => Block::FootnoteDefinition {
            label: definition.name.clone().into(),
            children: flow(node),
        },
        NodeValue::Table(table) => Block::Table(Box::new(Table {
            align: table.alignments.iter().copied().map(align).collect(),
            rows: node
                .children()
                .map(|row| row.children().map(phrasing).collect())
                .collect(),
        })),
        other => panic!("not a block: {other:?}"),
    }
}

fn item<'a>(node: &'a AstNode<'a>) -> ListItem<'static> {
    let checked = match &node.data.borrow().value {
        NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
        _ => None,
    };
    ListItem {
        checked,
        children: flow(node),
    }
}

fn align(align: TableAlignment) -> Align {
    match align {
        TableAlignment::None => Align::None,
        TableAlignment::Left => Align::Left,
        TableAlignment::Center => Align::Center,
        TableAlignment::Right => Align::Right,
    }
}

fn phrasing<'a>(node: &'a AstNode<'a>) -> Vec<Inline<'static>> {
    let mut out = Vec::new();
    for child in node.children() {
        inline(child, &mut out);
    }
    out
}

fn inline<'a>(node: &'a AstNode<'a>, out: &mut Vec<Inline<'static>>) {
    out.push(match &node.data.borrow().value {
        NodeValue::Text(text) => return push_text(out, text),
        NodeValue::SoftBreak => return push_text(out, "\n"),
        NodeValue::LineBreak => Inline::Break,
        NodeValue::Code(code) => Inline::Code(code.literal.clone().into()),
        NodeValue::Math(math) => Inline::Math(math.literal.clone().into()),
        NodeValue::HtmlInline(tag) => Inline::Html(tag.clone().into()),
        NodeValue::Emph => Inline::Emphasis(phrasing(node)),
        NodeValue::Strong => Inline::Strong(phrasing(node)),
        NodeValue::Strikethrough => Inline::Delete(phrasing(node)),
        NodeValue::Link(link) => Inline::Link(Box::new(Link {
            url: link.url.clone().into(),
            title: link.title.clone().into(),
            children: phrasing(node),
        })),
        NodeValue::Image(image) => Inline::Image(Box::new(Image {
            url: image.url.clone().into(),
            title: image.title.clone().into(),
            alt: plain_text(&phrasing(node)).into(),
        })),
        NodeValue::FootnoteReference(mark) => Inline::FootnoteReference(mark.name.clone().into()),
        other => panic!("not phrasing content: {other:?}"),
    });
}
