//! pulldown-cmark's events as a tree.

use article2md::mdast::{
    Align, Block, CodeBlock, Document, Image, Inline, Link, List, ListItem, Table,
};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{info, paragraph, push_text};

/// The tree that pulldown-cmark reads, with GFM's extensions on.
pub fn read(markdown: &str) -> Document<'static> {
    read_with(markdown, Options::empty())
}

/// The same where dollars enclose formulas.
pub fn read_maths(markdown: &str) -> Document<'static> {
    read_with(markdown, Options::ENABLE_MATH)
}

fn read_with(markdown: &str, more: Options) -> Document<'static> {
    let options = more
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM;
    let mut reader = Reader {
        events: Parser::new_ext(markdown, options).collect(),
        at: 0,
    };
    Document {
        blocks: reader.flow().0,
    }
}

struct Reader<'a> {
    events: Vec<Event<'a>>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&Event<'a>> {
        self.events.get(self.at)
    }

    fn next(&mut self) -> Option<Event<'a>> {
        let event = self.events.get(self.at).cloned();
        self.at += 1;
        event
    }

    /// Blocks up to the end of the container; whether a paragraph stood among them as such, and
    /// the state of a task.
    fn flow(&mut self) -> (Vec<Block<'static>>, bool, Option<bool>) {
        let mut out = Vec::new();
        let (mut has_paragraph, mut task) = (false, None);
        while let Some(event) = self.peek().cloned() {
            match event {
                Event::End(_) => break,
                Event::TaskListMarker(checked) => {
                    task = Some(checked);
                    self.at += 1;
                }
                Event::Rule => {
                    self.at += 1;
                    out.push(Block::ThematicBreak);
                }
                Event::Start(tag) if is_block(&tag) => {
                    self.at += 1;
                    has_paragraph |= tag == Tag::Paragraph;
                    if tag == Tag::Paragraph
                        && let Some(Event::TaskListMarker(checked)) = self.peek()
                    {
                        task = Some(*checked);
                        self.at += 1;
                    }
                    out.push(self.block(tag));
                    self.at += 1;
                }
                _ => out.push(paragraph(self.phrasing())),
            }
        }
        (out, has_paragraph, task)
    }

    fn block(&mut self, tag: Tag<'a>) -> Block<'static> {
        match tag {
            Tag::Paragraph => paragraph(self.phrasing()),
            Tag::Heading { level, .. } => Block::Heading {
                depth: level as u8,
                children: self.phrasing(),
            },
            Tag::BlockQuote(kind) => {
                assert_eq!(kind, None, "no alert is ever written");
                Block::Blockquote(self.flow().0)
            }
            Tag::CodeBlock(kind) => {
                let (lang, meta) = match kind {
                    CodeBlockKind::Fenced(text) => info(&text),
                    CodeBlockKind::Indented => Default::default(),
                };
                let value = self.raw();
                let value = value.strip_suffix('\n').unwrap_or(&value).to_owned();
                Block::Code(Box::new(CodeBlock {
                    lang: lang.into(),
                    meta: meta.into(),
                    value: value.into(),
                }))
            }
            Tag::HtmlBlock => Block::Html(self.raw().trim_end_matches('\n').to_owned().into()),
            Tag::List(start) => self.list(start),
            Tag::FootnoteDefinition(label) => {
                let label = label.to_string().into();
                Block::FootnoteDefinition {
                    label,
                    children: self.flow().0,
                }
            }
            Tag::Table(align) => self.table(&align),
            tag => panic!("not a block: {tag:?}"),
        }
    }

    fn list(&mut self, start: Option<u64>) -> Block<'static> {
        let mut list = List {
            start: start.map(|x| x as u32),
            spread: false,
            items: Vec::new(),
        };
        while let Some(Event::Start(Tag::Item)) = self.peek() {
            self.at += 1;
            let (children, spread, checked) = self.flow();
            list.spread |= spread;
            list.items.push(ListItem { checked, children });
            self.at += 1;
        }
        Block::List(list)
    }

    fn table(&mut self, align: &[Alignment]) -> Block<'static> {
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        let mut rows = Vec::new();
        while let Some(Event::Start(Tag::TableHead | Tag::TableRow)) = self.peek() {
            self.at += 1;
            let mut row = Vec::new();
            while let Some(Event::Start(Tag::TableCell)) = self.peek() {
                self.at += 1;
                row.push(self.phrasing());
                self.at += 1;
            }
            rows.push(row);
            self.at += 1;
        }
        Block::Table(Box::new(Table { align, rows }))
    }

    fn raw(&mut self) -> String {
        let mut out = String::new();
        while let Some(Event::Text(text) | Event::Html(text)) = self.peek() {
            out.push_str(text);
            self.at += 1;
        }
        out
    }

    /// Inlines up to the end of their container or the next block.
    fn phrasing(&mut self) -> Vec<Inline<'static>> {
        let mut out = Vec::new();
        while let Some(event) = self.peek().cloned() {
            match event {
                Event::End(_) | Event::Rule => break,
                Event::Start(tag) if is_block(&tag) => break,
                _ => self.at += 1,
            }
            match event {
                Event::Text(text) => push_text(&mut out, &text),
                Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                    out.push(Inline::Math(tex.to_string().into()));
                }
                Event::Code(code) => out.push(Inline::Code(code.to_string().into())),
                Event::InlineHtml(tag) => out.push(Inline::Html(tag.to_string().into())),
                Event::FootnoteReference(label) => {
                    out.push(Inline::FootnoteReference(label.to_string().into()));
                }
                Event::SoftBreak => push_text(&mut out, "\n"),
                Event::HardBreak => out.push(Inline::Break),
                Event::Start(tag) => {
                    out.push(self.span(tag));
                    self.at += 1;
                }
                event => panic!("not phrasing content: {event:?}"),
            }
        }
        out
    }

    fn span(&mut self, tag: Tag<'a>) -> Inline<'static> {
        let children = self.phrasing();
        match tag {
            Tag::Emphasis => Inline::Emphasis(children),
            Tag::Strong => Inline::Strong(children),
            Tag::Strikethrough => Inline::Delete(children),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let mailto = if link_type == LinkType::Email {
                    "mailto:"
                } else {
                    ""
                };
                Inline::Link(Box::new(Link {
                    url: format!("{mailto}{dest_url}").into(),
                    title: title.to_string().into(),
                    children,
                }))
            }
            Tag::Image {
                dest_url, title, ..
            } => Inline::Image(Box::new(Image {
                url: dest_url.to_string().into(),
                title: title.to_string().into(),
                alt: article2md::mdast::plain_text(&children).into(),
            })),
            tag => panic!("not a span: {tag:?}"),
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    let end: TagEnd = tag.to_end();
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}
