//! Any tree in normal form reads back as it was, in every style.
//!
//! The bytes are decisions that grow a tree, from the alphabets of the random trees: pieces that
//! mean something to some parser at some place.

use article2md::mdast::{Align, Block, CodeBlock, Image, Inline, Link, List, ListItem, Table};
use article2md::writer::{Bullet, EmphasisMark, EmphasisMode, HardBreak, LinkStyle, Style};

use super::bytes::Bytes;
use crate::support::law;
use crate::support::trees::{self, finished};

/// How deep containers and spans stand in each other.
const DEPTH_MAX: usize = 5;

/// The law.
pub(crate) fn run(data: &[u8]) {
    let mut bytes = Bytes(data);
    let style = style(&mut bytes);
    let mut grown = Vec::new();
    while !bytes.is_empty() && grown.len() < 8 {
        grown.push(block(&mut bytes, 0));
    }
    if let Err(why) = law::holds(finished(grown), &style) {
        panic!("{why}");
    }
}

fn style(bytes: &mut Bytes<'_>) -> Style {
    let way = bytes.byte();
    let mode = [
        EmphasisMode::Move,
        EmphasisMode::Exact,
        EmphasisMode::Html,
        EmphasisMode::Move,
    ];
    let bullet = [Bullet::Dash, Bullet::Asterisk, Bullet::Plus, Bullet::Dash];
    Style {
        emphasis_mode: mode[usize::from(way & 3)],
        bullet: bullet[usize::from(way >> 2 & 3)],
        emphasis: [EmphasisMark::Asterisk, EmphasisMark::Underscore][usize::from(way >> 4 & 1)],
        links: [LinkStyle::Inline, LinkStyle::Reference][usize::from(way >> 5 & 1)],
        hard_break: [HardBreak::Backslash, HardBreak::Spaces][usize::from(way >> 6 & 1)],
        escape_templates: way >> 7 == 0,
    }
}

fn block(bytes: &mut Bytes<'_>, depth: usize) -> Block<'static> {
    let containers = if depth < DEPTH_MAX { 4 } else { 0 };
    match bytes.below(12 + containers) {
        0..=5 => Block::Paragraph(run_of(bytes)),
        6 => Block::Heading {
            depth: bytes.below(6) as u8 + 1,
            children: run_of(bytes),
        },
        7 => Block::ThematicBreak,
        8 => code(bytes),
        9 | 10 => table(bytes),
        11 => Block::Html(bytes.pick(trees::RAW).into()),
        12 => Block::Blockquote(blocks(bytes, depth + 1)),
        _ => list(bytes, depth + 1),
    }
}

/// None to three blocks.
fn blocks(bytes: &mut Bytes<'_>, depth: usize) -> Vec<Block<'static>> {
    (0..bytes.below(4)).map(|_| block(bytes, depth)).collect()
}

fn list(bytes: &mut Bytes<'_>, depth: usize) -> Block<'static> {
    let start = bytes.pick(&[
        None,
        None,
        Some(1),
        Some(1),
        Some(0),
        Some(2),
        Some(99),
        Some(999_999_998),
    ]);
    let spread = bytes.below(2) == 1;
    let items = (0..=bytes.below(3))
        .map(|_| ListItem {
            checked: bytes.pick(&[None, None, None, None, Some(true), Some(false)]),
            children: blocks(bytes, depth),
        })
        .collect();
    Block::List(List {
        start,
        spread,
        items,
    })
}

fn code(bytes: &mut Bytes<'_>) -> Block<'static> {
    let lang = bytes.pick(trees::LANGS);
    let meta = if lang.is_empty() {
        ""
    } else {
        bytes.pick(&["", "a b"])
    };
    let lines: Vec<&str> = (0..bytes.below(4))
        .map(|_| bytes.pick(trees::LINES))
        .collect();
    Block::Code(Box::new(CodeBlock {
        lang: lang.into(),
        meta: meta.into(),
        value: lines.join("\n").into(),
    }))
}

fn table(bytes: &mut Bytes<'_>) -> Block<'static> {
    let width = bytes.below(3) + 1;
    let aligns = [Align::None, Align::Left, Align::Center, Align::Right];
    let align = (0..width).map(|_| bytes.pick(&aligns)).collect();
    let mut cell = || inlines(bytes, 0);
    let mut row = || (0..width).map(|_| cell()).collect();
    let rows = (0..3).map(|_| row()).collect();
    Block::Table(Box::new(Table { align, rows }))
}

/// One to five inlines.
fn run_of(bytes: &mut Bytes<'_>) -> Vec<Inline<'static>> {
    let count = bytes.below(5) + 1;
    (0..count).flat_map(|_| inlines(bytes, 0)).collect()
}

/// None to three inlines.
fn inlines(bytes: &mut Bytes<'_>, depth: usize) -> Vec<Inline<'static>> {
    (0..bytes.below(4)).map(|_| inline(bytes, depth)).collect()
}

fn inline(bytes: &mut Bytes<'_>, depth: usize) -> Inline<'static> {
    let spans = if depth < DEPTH_MAX { 8 } else { 0 };
    match bytes.below(10 + spans) {
        0..=3 => Inline::Text(text(bytes).into()),
        4 => Inline::Code(bytes.pick(trees::CODES).into()),
        5 => Inline::Image(Box::new(Image {
            url: bytes.pick(trees::URLS).into(),
            title: bytes.pick(trees::TITLES).into(),
            alt: text(bytes).into(),
        })),
        6 => Inline::Break,
        7 => Inline::Html(bytes.pick(trees::TAGS).into()),
        8 => Inline::FootnoteReference(bytes.pick(&["n1", "n2", "3"]).into()),
        9 => {
            let url = bytes.pick(&trees::URLS[1..]);
            Inline::Link(Box::new(Link {
                url: url.into(),
                title: "".into(),
                children: vec![Inline::Text(url.into())],
            }))
        }
        10 | 11 => Inline::Emphasis(inlines(bytes, depth + 1)),
        12 | 13 => Inline::Strong(inlines(bytes, depth + 1)),
        14 => Inline::Delete(inlines(bytes, depth + 1)),
        _ => Inline::Link(Box::new(Link {
            url: bytes.pick(trees::URLS).into(),
            title: bytes.pick(trees::TITLES).into(),
            children: inlines(bytes, depth + 1),
        })),
    }
}

/// One to five pieces; a byte that stands for no piece of an alphabet is an ASCII character.
fn text(bytes: &mut Bytes<'_>) -> String {
    let mut text = String::new();
    for _ in 0..=bytes.below(5) {
        match bytes.below(8) {
            0 | 1 => text.push_str(bytes.pick(trees::MARKUP)),
            2 | 3 => text.push_str(bytes.pick(trees::WORDS)),
            4 => text.push(' '),
            5 => text.push_str(bytes.pick(trees::ENDS)),
            6 => text.push(char::from(bytes.below(95) as u8 + b' ')),
            _ => text.push(character(bytes)),
        }
    }
    text
}

/// Any character that is no control.
fn character(bytes: &mut Bytes<'_>) -> char {
    let plane = u32::from(bytes.pick(&[0_u8, 0, 0, 1, 2, 14]));
    let scalar = plane << 16 | u32::from(bytes.byte()) << 8 | u32::from(bytes.byte());
    char::from_u32(scalar)
        .filter(|c| !c.is_control())
        .unwrap_or('c')
}
