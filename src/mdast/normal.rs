//! Brings a tree into normal form; see the parent module for what that is.
//!
//! A run of phrasing content goes through one [`Builder`]: white space and line breaks wait until
//! something visible follows, so they land outside of the spans at whose edges they stood, one
//! space at most, and never at the edges of the run. Linear in the tree; nothing visible is lost.

use std::borrow::Cow;
use std::mem;

use super::{Block, Inline, Link, List, ListItem, Table, join};

/// What a run of phrasing content stands in: it decides how a line break is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A paragraph: breaks are [`Inline::Break`].
    Paragraph,
    /// A heading, which is one line: breaks are `<br>`.
    Heading,
    /// A table cell, which is one line: breaks are `<br>`.
    Cell,
}

/// The blocks in normal form.
#[must_use]
pub fn normalise(blocks: Vec<Block<'_>>) -> Vec<Block<'_>> {
    blocks.into_iter().filter_map(block).collect()
}

/// A run of phrasing content in normal form; empty if nothing in it can be seen.
#[must_use]
pub fn phrasing(inlines: Vec<Inline<'_>>, place: Place) -> Vec<Inline<'_>> {
    let mut builder = Builder {
        out: Vec::with_capacity(inlines.len()),
        open: [false; 4],
        outer: Vec::new(),
        waiting: Waiting::default(),
        place,
    };
    builder.extend(inlines);
    builder.out
}

fn block(block: Block<'_>) -> Option<Block<'_>> {
    Some(match block {
        Block::Paragraph(children) => {
            Block::Paragraph(some_content(phrasing(children, Place::Paragraph))?)
        }
        Block::Heading { depth, children } => Block::Heading {
            depth: depth.clamp(1, 6),
            children: some_content(phrasing(children, Place::Heading))?,
        },
        Block::Blockquote(children) => Block::Blockquote(some_content(normalise(children))?),
        Block::FootnoteDefinition { label, children } => Block::FootnoteDefinition {
            label,
            children: normalise(children),
        },
        Block::List(list) => Block::List(self::list(list)?),
        Block::Table(table) => Block::Table(Box::new(self::table(*table)?)),
        Block::Html(value) => Block::Html(some_text(value)?),
        Block::Code(_) | Block::ThematicBreak | Block::Math(_) => block,
    })
}

fn some_content<T>(children: Vec<T>) -> Option<Vec<T>> {
    (!children.is_empty()).then_some(children)
}

fn some_text(value: Cow<'_, str>) -> Option<Cow<'_, str>> {
    (!value.trim().is_empty()).then_some(value)
}

fn list(list: List<'_>) -> Option<List<'_>> {
    let items: Vec<ListItem<'_>> = list
        .items
        .into_iter()
        .map(|item| ListItem {
            checked: item.checked,
            children: normalise(item.children),
        })
        .collect();
    let spread = list.spread && has_place_for_blank_line(&items);
    (!items.is_empty()).then_some(List {
        start: list.start,
        spread,
        items,
    })
}

/// Whether two items, or two blocks in one item, stand next to each other.
pub(crate) fn has_place_for_blank_line(items: &[ListItem<'_>]) -> bool {
    items.len() > 1 || items.iter().any(|item| item.children.len() > 1)
}

fn table(table: Table<'_>) -> Option<Table<'_>> {
    let mut rows: Vec<Vec<Vec<Inline<'_>>>> = table
        .rows
        .into_iter()
        .map(|row| {
            row.into_iter()
                .map(|cell| phrasing(cell, Place::Cell))
                .collect()
        })
        .collect();
    let width = rows.first()?.len();
    if width == 0 {
        return None;
    }
    for row in &mut rows {
        row.resize_with(width, Vec::new);
    }
    let mut align = table.align;
    align.resize(width, super::Align::None);
    Some(Table { align, rows })
}

/// Which kinds of span are open around the current place. Links don't nest either.
type Open = [bool; 4];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Emphasis,
    Strong,
    Delete,
    Link,
}

/// White space seen but not yet written: it is dropped where nothing visible follows.
#[derive(Default, Clone, Copy)]
struct Waiting {
    space: bool,
    breaks: u32,
}

/// What surrounds the span that is being filled.
struct Builder<'a> {
    /// Children of the innermost open span.
    out: Vec<Inline<'a>>,
    /// Children, so far, of the spans around it, outermost first.
    outer: Vec<Vec<Inline<'a>>>,
    open: Open,
    waiting: Waiting,
    place: Place,
}

impl<'a> Builder<'a> {
    fn extend(&mut self, inlines: Vec<Inline<'a>>) {
        for inline in inlines {
            self.push(inline);
        }
    }

    fn push(&mut self, inline: Inline<'a>) {
        match inline {
            Inline::Text(value) => self.text(value),
            Inline::Break => self.waiting.breaks += 1,
            Inline::Emphasis(children) => self.span(Kind::Emphasis, children),
            Inline::Strong(children) => self.span(Kind::Strong, children),
            Inline::Delete(children) => self.span(Kind::Delete, children),
            Inline::Link(link) => self.link(link),
            Inline::Code(value) => self.code(one_line(value)),
            Inline::Image(mut image) => {
                for text in [&mut image.url, &mut image.title, &mut image.alt] {
                    *text = one_line(mem::take(text));
                }
                self.atom(Inline::Image(image));
            }
            Inline::FootnoteReference(label) if self.open[Kind::Link as usize] => {
                self.text(Cow::Owned(format!("[{label}]")));
            }
            Inline::Html(_) | Inline::FootnoteReference(_) | Inline::Math(_) => self.atom(inline),
        }
    }

    fn text(&mut self, value: Cow<'a, str>) {
        let value = collapse(value);
        let visible = value.trim_matches(' ');
        if visible.is_empty() {
            self.waiting.space |= !value.is_empty();
            return;
        }
        self.waiting.space |= value.starts_with(' ');
        let trailing = value.ends_with(' ');
        let visible = match value {
            Cow::Borrowed(_) if visible.len() == value.len() => value,
            Cow::Borrowed(value) => Cow::Borrowed(value.trim_matches(' ')),
            Cow::Owned(_) if visible.len() == value.len() => value,
            Cow::Owned(_) => Cow::Owned(visible.to_owned()),
        };
        self.settle_waiting();
        append_text(&mut self.out, visible);
        self.waiting.space = trailing;
    }

    fn code(&mut self, value: Cow<'a, str>) {
        if value.is_empty() {
            return;
        }
        self.settle_waiting();
        if let Some(Inline::Code(last)) = self.out.last_mut() {
            last.to_mut().push_str(&value);
        } else {
            self.out.push(Inline::Code(value));
        }
    }

    fn atom(&mut self, inline: Inline<'a>) {
        self.settle_waiting();
        self.out.push(inline);
    }

    fn span(&mut self, kind: Kind, children: Vec<Inline<'a>>) {
        if mem::replace(&mut self.open[kind as usize], true) {
            self.extend(children);
            return;
        }
        let before = self.take_span_before(kind);
        self.enter(before);
        self.extend(children);
        self.open[kind as usize] = false;
        let children = self.leave();
        if !children.is_empty() {
            self.out.push(match kind {
                Kind::Emphasis => Inline::Emphasis(children),
                Kind::Strong => Inline::Strong(children),
                Kind::Delete | Kind::Link => Inline::Delete(children),
            });
        }
    }

    /// The content of a span of this kind right before: the new one goes on with it.
    fn take_span_before(&mut self, kind: Kind) -> Vec<Inline<'a>> {
        if self.waiting.is_any() {
            return Vec::new();
        }
        match (kind, self.out.last_mut()) {
            (Kind::Emphasis, Some(Inline::Emphasis(children)))
            | (Kind::Strong, Some(Inline::Strong(children)))
            | (Kind::Delete, Some(Inline::Delete(children))) => {
                let children = mem::take(children);
                self.out.pop();
                children
            }
            _ => Vec::new(),
        }
    }

    fn link(&mut self, mut link: Box<Link<'a>>) {
        let children = mem::take(&mut link.children);
        if mem::replace(&mut self.open[Kind::Link as usize], true) {
            self.extend(children);
            return;
        }
        // `[^1][text](url)` is read as a reference to `text` by some.
        self.waiting.space |= matches!(self.out.last(), Some(Inline::FootnoteReference(_)));
        self.enter(Vec::new());
        self.extend(children);
        self.open[Kind::Link as usize] = false;
        link.children = self.leave();
        if !link.children.is_empty() {
            for text in [&mut link.url, &mut link.title] {
                *text = one_line(mem::take(text));
            }
            self.out.push(Inline::Link(link));
        }
    }

    fn enter(&mut self, inner: Vec<Inline<'a>>) {
        self.outer.push(mem::replace(&mut self.out, inner));
    }

    fn leave(&mut self) -> Vec<Inline<'a>> {
        let outer = self.outer.pop().expect("every leave follows an enter");
        mem::replace(&mut self.out, outer)
    }

    /// Writes the white space that waits, outside of all spans that are still empty.
    fn settle_waiting(&mut self) {
        let waiting = mem::take(&mut self.waiting);
        if !waiting.is_any() {
            return;
        }
        let at_edge_of_all = self.out.is_empty() && self.outer.iter().all(Vec::is_empty);
        if at_edge_of_all {
            return;
        }
        let place = self.place;
        let target = if self.out.is_empty() {
            self.outer
                .iter_mut()
                .rev()
                .find(|x| !x.is_empty())
                .expect("one is not empty")
        } else {
            &mut self.out
        };
        if waiting.breaks == 0 {
            append_text(target, Cow::Borrowed(" "));
        }
        for _ in 0..waiting.breaks {
            target.push(match place {
                Place::Paragraph => Inline::Break,
                Place::Heading | Place::Cell => Inline::Html(Cow::Borrowed("<br>")),
            });
        }
    }
}

impl Waiting {
    fn is_any(self) -> bool {
        self.space || self.breaks > 0
    }
}

fn append_text<'a>(out: &mut Vec<Inline<'a>>, text: Cow<'a, str>) {
    if let Some(Inline::Text(last)) = out.last_mut() {
        join(last, &text);
    } else {
        out.push(Inline::Text(text));
    }
}

/// HTML's white space, each run of it one space. No-break and wide spaces are text.
pub(crate) fn collapse(text: Cow<'_, str>) -> Cow<'_, str> {
    if !needs_collapse(text.as_bytes()) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.split([' ', '\t', '\n', '\r', '\x0c']);
    if let Some(first) = rest.next() {
        out.push_str(first);
    }
    for word in rest {
        if !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

fn needs_collapse(bytes: &[u8]) -> bool {
    let mut after_space = false;
    for &byte in bytes {
        if byte <= b' ' {
            if matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c') || (byte == b' ' && after_space) {
                return true;
            }
            after_space = byte == b' ';
        } else {
            after_space = false;
        }
    }
    false
}

fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", " ").replace(['\n', '\r'], " "))
}
