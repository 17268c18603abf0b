//! Blocks, and what stands between two of them.

use super::cursor::Cursor;
use super::escape::Within;
use super::link::{Raw, Say, push_escaped};
use super::phrasing::{Inlines, Start, push_target};
use super::touch::can_touch;
use super::{Bullet, LinkStyle, Style};
use crate::mdast::{Align, Block, CodeBlock, Document, Inline, List, ListItem, Table};

/// Largest number of a list item (CommonMark 0.31.2, section 5.2: nine digits). Items past it
/// repeat it, which readers number on by themselves.
const NUMBER_MAX: u32 = 999_999_999;

/// Readers drop it at the start of a file, where it is no text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// See [`super::write`].
pub(super) fn write(document: &Document<'_>, style: &Style) -> String {
    let mut writer = Writer {
        cursor: Cursor::default(),
        inlines: Inlines::new(style, document.has_maths()),
    };
    writer.blocks(&document.blocks, Parent::Document);
    if style.links == LinkStyle::Reference {
        writer.definitions();
    }
    let mut out = writer.cursor.out;
    if out.starts_with(BYTE_ORDER_MARK) {
        out.replace_range(..BYTE_ORDER_MARK.len_utf8(), "&#xFEFF;");
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// What blocks stand in.
#[derive(Debug, Clone, Copy)]
enum Parent {
    Document,
    Quote,
    Item {
        /// The item's list is loose.
        spread: bool,
        marker: char,
        /// A task's check box stands on the item's first line.
        task: bool,
    },
}

/// A block's place.
#[derive(Debug, Clone, Copy)]
struct Place {
    parent: Parent,
    first: bool,
    /// Marker of the list right before it.
    list_before: Option<char>,
}

struct Writer<'s> {
    cursor: Cursor,
    inlines: Inlines<'s>,
}

impl Writer<'_> {
    /// Nesting is as deep as the tree; settled trees are at most 20 deep.
    fn blocks(&mut self, blocks: &[Block<'_>], parent: Parent) {
        let mut list_before = None;
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                self.separate(&blocks[at - 1], block, parent);
            }
            let place = Place {
                parent,
                first: at == 0,
                list_before,
            };
            list_before = self.block(block, place);
        }
    }

    fn separate(&mut self, left: &Block<'_>, right: &Block<'_>, parent: Parent) {
        let tight = matches!(parent, Parent::Item { spread: false, .. });
        if tight && can_touch(left, right) {
            self.cursor.line();
        } else {
            self.cursor.blank_line();
        }
    }

    /// Writes a block; gives a list's marker.
    fn block(&mut self, block: &Block<'_>, place: Place) -> Option<char> {
        match block {
            Block::Paragraph(children) => self.paragraph(children, place),
            Block::Heading { depth, children } => self.heading(*depth, children),
            Block::ThematicBreak => self.thematic_break(place),
            Block::Blockquote(children) => {
                self.cursor.out.push_str("> ");
                let outer = self.cursor.enter("> ");
                self.blocks(children, Parent::Quote);
                self.cursor.leave(outer);
                self.trim_marker(children);
            }
            Block::List(list) => return Some(self.list(list, place)),
            Block::Code(code) => self.code(code),
            Block::Table(table) => self.table(table),
            Block::Html(value) => self.lines(value),
            Block::FootnoteDefinition { label, children } => self.footnote(label, children),
            Block::Math(value) => {
                self.cursor.out.push_str("$$");
                value.lines().for_each(|line| self.cursor.text_line(line));
                self.cursor.text_line("$$");
            }
        }
        None
    }

    /// An empty container's marker ends in no space.
    fn trim_marker(&mut self, children: &[Block<'_>]) {
        if children.is_empty() {
            self.cursor
                .out
                .truncate(self.cursor.out.trim_end_matches(' ').len());
        }
    }

    fn paragraph(&mut self, children: &[Inline<'_>], place: Place) {
        let task = matches!(place.parent, Parent::Item { task: true, .. });
        let start = Start {
            within: Within::Paragraph,
            begins_container: place.first && !matches!(place.parent, Parent::Document),
            begins_document: self.cursor.out.is_empty(),
            inside_line: place.first && task,
        };
        self.inlines.write(children, start, &mut self.cursor);
    }

    fn heading(&mut self, depth: u8, children: &[Inline<'_>]) {
        self.cursor
            .out
            .extend(std::iter::repeat_n('#', usize::from(depth.clamp(1, 6))));
        self.cursor.out.push(' ');
        self.line(children, Within::Heading);
    }

    fn line(&mut self, children: &[Inline<'_>], within: Within) {
        let start = Start {
            within,
            begins_container: false,
            begins_document: false,
            inside_line: true,
        };
        self.inlines.write(children, start, &mut self.cursor);
    }

    /// `---`, but not where it would be a list's marker, underline a paragraph, or open or close
    /// front matter.
    fn thematic_break(&mut self, place: Place) {
        let rule = match place.parent {
            Parent::Item { marker: '*', .. } => "___",
            Parent::Item { .. } => "***",
            _ if self.cursor.out.is_empty() || begins_with_key(&self.cursor.out) => "***",
            _ => "---",
        };
        self.cursor.out.push_str(rule);
    }

    fn list(&mut self, list: &List<'_>, place: Place) -> char {
        let marker = self.list_marker(list, place);
        for (at, item) in list.items.iter().enumerate() {
            match (at, list.spread) {
                (0, _) => {}
                (_, true) => self.cursor.blank_line(),
                (_, false) => self.cursor.line(),
            }
            let number = list
                .start
                .map(|start| start.saturating_add(at as u32).min(NUMBER_MAX));
            self.item(item, number, marker, list.spread);
        }
        marker
    }

    /// A marker that differs from that of a list right before, and from that of the item which
    /// the list begins: `- - -` would be a thematic break.
    fn list_marker(&self, list: &List<'_>, place: Place) -> char {
        let is_taken = |marker| {
            place.list_before == Some(marker)
                || matches!(place.parent, Parent::Item { marker: outer, .. } if place.first && outer == marker)
        };
        let markers = match (list.start, self.inlines.style.bullet) {
            (Some(_), _) => ['.', ')', '.'],
            (None, Bullet::Dash) => ['-', '*', '+'],
            (None, Bullet::Asterisk) => ['*', '-', '+'],
            (None, Bullet::Plus) => ['+', '-', '*'],
        };
        markers
            .into_iter()
            .find(|&marker| !is_taken(marker))
            .unwrap_or(markers[0])
    }

    fn item(&mut self, item: &ListItem<'_>, number: Option<u32>, marker: char, spread: bool) {
        let begin = self.cursor.out.len();
        if let Some(number) = number {
            self.cursor.out.push_str(&number.to_string());
        }
        self.cursor.out.push(marker);
        self.cursor.out.push(' ');
        let width = self.cursor.out.len() - begin;
        let outer = self.cursor.enter(&" ".repeat(width));
        let task = match item.checked {
            Some(checked) if begins_with_paragraph(item) => {
                self.cursor
                    .out
                    .push_str(if checked { "[x] " } else { "[ ] " });
                true
            }
            _ => false,
        };
        self.blocks(
            &item.children,
            Parent::Item {
                spread,
                marker,
                task,
            },
        );
        self.cursor.leave(outer);
        self.trim_marker(&item.children);
    }

    /// A fence longer than any run of its character at the start of a line of the code.
    fn code(&mut self, code: &CodeBlock<'_>) {
        let CodeBlock { lang, meta, value } = code;
        let info = info_string(lang, meta);
        let fence = if info.contains('`') { '~' } else { '`' };
        let longest = value
            .lines()
            .map(|line| line.trim_start_matches(' '))
            .map(|line| line.len() - line.trim_start_matches(fence).len())
            .max()
            .unwrap_or(0);
        let fence: String = std::iter::repeat_n(fence, (longest + 1).max(3)).collect();
        self.cursor.out.push_str(&fence);
        if info.starts_with('~') {
            self.cursor.out.push(' ');
        }
        self.cursor.out.push_str(&info);
        if !value.is_empty() {
            value
                .split('\n')
                .for_each(|line| self.cursor.text_line(line));
        }
        self.cursor.text_line(&fence);
    }

    fn lines(&mut self, text: &str) {
        for (at, line) in text.lines().enumerate() {
            if at == 0 {
                self.cursor.out.push_str(line);
            } else {
                self.cursor.text_line(line);
            }
        }
    }

    fn table(&mut self, table: &Table<'_>) {
        for (at, row) in table.rows.iter().enumerate() {
            if at > 0 {
                self.cursor.line();
            }
            self.row(row);
            if at == 0 {
                self.cursor.line();
                self.delimiter_row(&table.align);
            }
        }
    }

    fn row(&mut self, cells: &[Vec<Inline<'_>>]) {
        self.cursor.out.push('|');
        for cell in cells {
            self.cursor.out.push(' ');
            self.line(cell, Within::Cell);
            self.cursor.out.push_str(" |");
        }
    }

    fn delimiter_row(&mut self, align: &[Align]) {
        self.cursor.out.push('|');
        for align in align {
            self.cursor.out.push_str(match align {
                Align::None => " --- |",
                Align::Left => " :-- |",
                Align::Center => " :-: |",
                Align::Right => " --: |",
            });
        }
    }

    fn footnote(&mut self, label: &str, children: &[Block<'_>]) {
        self.cursor.out.push_str("[^");
        self.cursor.out.push_str(label);
        self.cursor.out.push_str("]: ");
        let outer = self.cursor.enter("    ");
        self.blocks(children, Parent::Quote);
        self.cursor.leave(outer);
        self.trim_marker(children);
    }

    fn definitions(&mut self) {
        let raw = Raw {
            cell: false,
            templates: self.inlines.style.escape_templates,
        };
        for (at, (url, title)) in self.inlines.definitions.list.iter().enumerate() {
            if at > 0 {
                self.cursor.line();
            } else {
                self.cursor.blank_line();
            }
            let out = &mut self.cursor.out;
            out.push('[');
            out.push_str(&(at + 1).to_string());
            out.push_str("]: ");
            if url.is_empty() && title.is_empty() {
                out.push_str("<>");
            } else {
                push_target(url, title, raw, out);
            }
        }
    }
}

fn begins_with_paragraph(item: &ListItem<'_>) -> bool {
    matches!(item.children.first(), Some(Block::Paragraph(_)))
}

/// Language and the rest of a code block's info string, in which escapes and character references
/// are read.
fn info_string(lang: &str, meta: &str) -> String {
    let raw = Raw {
        cell: false,
        templates: false,
    };
    let mut info = String::with_capacity(lang.len() + meta.len() + 1);
    push_escaped(lang, raw, |_, _| Say::Bare, &mut info);
    if !meta.is_empty() {
        info.push(' ');
        push_escaped(meta, raw, |_, _| Say::Bare, &mut info);
    }
    info
}

/// Whether a document begins like front matter whose opening line was left out, as some generators
/// accept: with a plain key.
fn begins_with_key(document: &str) -> bool {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"_-".contains(b);
    let name = document.bytes().take_while(is_name).count();
    name > 0 && (document[name..].starts_with(": ") || document[name..].starts_with(":\n"))
}
