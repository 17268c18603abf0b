//! The Markdown tree that stands between the converter and the writer.
//!
//! Two enums in mdast's terms: [`Block`] is mdast *flow content*, [`Inline`] is *phrasing
//! content*. Text is borrowed from the HTML tree wherever it did not have to change. What is large
//! and rare is boxed: a page has a node of either kind for every few words.
//!
//! # Normal form
//! The converter builds, and the writer relies on, trees in which
//! - no paragraph, span, link text or heading is empty (a link or a heading without content
//!   is not built at all);
//! - no two [`Inline::Text`] stand side by side, and none is empty; the same for [`Inline::Code`];
//! - text holds no ASCII white space but single spaces; a run of phrasing content neither begins
//!   nor ends with one, none stands beside an [`Inline::Break`], and a span (emphasis, strong,
//!   delete, link text) has none at its inner edges;
//! - no span stands inside its own kind, however deep, and none right after its own kind; no
//!   link and no footnote reference stands inside a link, and no link right after a footnote
//!   reference;
//! - no [`Inline::Break`] begins or ends a run of phrasing content or a span, and none is in a
//!   heading or a table cell (there it is the tag `<br>`);
//! - a code span is not empty and holds no line break; nor do URLs, titles, image descriptions
//!   and labels;
//! - a list has items; it is loose ([`List::spread`]) only when a blank line has a place in it;
//! - every row of a [`Table`] is as wide as its header, which is the first row;
//! - footnote definitions stand at the top level only;
//! - heading depth is 1 to 6.
//!
//! [`normalise`] brings any tree into this form and [`check`] names the first place where a tree
//! is not in it.

mod check;
mod maths;
mod normal;
mod owned;
mod references;
mod text;

pub use check::check;
pub use normal::{Place, normalise, phrasing};
pub(crate) use normal::{collapse, has_place_for_blank_line};
pub use references::references;
pub(crate) use text::join;
pub use text::{plain_text, push_plain_text};

use std::borrow::Cow;

/// A whole article: what the writer puts behind the front matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// The article's blocks in reading order.
    pub blocks: Vec<Block<'a>>,
}

/// Flow content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Block<'a> {
    /// A run of phrasing content. CommonMark 0.31.2, section 4.8.
    Paragraph(Vec<Inline<'a>>),
    /// An ATX heading, section 4.2.
    Heading {
        /// 1 to 6.
        depth: u8,
        /// The heading's text; holds no [`Inline::Break`].
        children: Vec<Inline<'a>>,
    },
    /// `---`, section 4.1.
    ThematicBreak,
    /// A block quote, section 5.1.
    Blockquote(Vec<Block<'a>>),
    /// A list, section 5.3.
    List(List<'a>),
    /// A fenced code block, section 4.5.
    Code(Box<CodeBlock<'a>>),
    /// A GFM table.
    Table(Box<Table<'a>>),
    /// A raw HTML block, section 4.6; lines without a final newline, never a blank line inside.
    Html(Cow<'a, str>),
    /// A GFM footnote definition.
    FootnoteDefinition {
        /// The label between `[^` and `]`.
        label: Cow<'a, str>,
        /// The note.
        children: Vec<Block<'a>>,
    },
    /// Display maths, `$$` on lines of their own (mdast's math extension).
    Math(Cow<'a, str>),
}

/// A code block and its info string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeBlock<'a> {
    /// First word of the info string; empty for none.
    pub lang: Cow<'a, str>,
    /// The rest of the info string; empty for none.
    pub meta: Cow<'a, str>,
    /// The code, without the final newline.
    pub value: Cow<'a, str>,
}

/// A list: bullets, or numbers when `start` is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<'a> {
    /// First number, 0 to 999,999,999; `None` for bullets.
    pub start: Option<u32>,
    /// Loose: blank lines between items, or between the blocks of one.
    pub spread: bool,
    /// The items, in order.
    pub items: Vec<ListItem<'a>>,
}

/// One item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListItem<'a> {
    /// A task list item's state; `None` for an ordinary item.
    pub checked: Option<bool>,
    /// The item's blocks; may be empty.
    pub children: Vec<Block<'a>>,
}

/// A GFM table. The first row is the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<'a> {
    /// One entry a column.
    pub align: Vec<Align>,
    /// Rows of cells of phrasing content; each row as wide as `align`.
    pub rows: Vec<Vec<Vec<Inline<'a>>>>,
}

/// A table column's alignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// `---`
    #[default]
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// Phrasing content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inline<'a> {
    /// Literal text, unescaped.
    Text(Cow<'a, str>),
    /// `*…*`, section 6.2.
    Emphasis(Vec<Inline<'a>>),
    /// `**…**`, section 6.2.
    Strong(Vec<Inline<'a>>),
    /// `~~…~~`, GFM strikethrough.
    Delete(Vec<Inline<'a>>),
    /// A code span, section 6.1.
    Code(Cow<'a, str>),
    /// An inline link, section 6.3.
    Link(Box<Link<'a>>),
    /// An image, section 6.4.
    Image(Box<Image<'a>>),
    /// A hard line break, section 6.7.
    Break,
    /// One raw inline HTML tag, section 6.6: `<sub>`, `</sub>`, `<br>`.
    Html(Cow<'a, str>),
    /// `[^label]`, a GFM footnote reference.
    FootnoteReference(Cow<'a, str>),
    /// `$…$` (mdast's math extension); TeX without its delimiters.
    Math(Cow<'a, str>),
}

/// An inline link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link<'a> {
    /// The destination, unescaped.
    pub url: Cow<'a, str>,
    /// The title; empty for none.
    pub title: Cow<'a, str>,
    /// The link text; holds no other link.
    pub children: Vec<Inline<'a>>,
}

/// An image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image<'a> {
    /// The source, unescaped.
    pub url: Cow<'a, str>,
    /// The title; empty for none.
    pub title: Cow<'a, str>,
    /// The image description as plain text.
    pub alt: Cow<'a, str>,
}

impl Inline<'_> {
    /// The same span or link around what `change` makes of its children; anything else as it is.
    #[must_use]
    pub(crate) fn map_children(self, change: impl FnOnce(Vec<Self>) -> Vec<Self>) -> Self {
        match self {
            Inline::Emphasis(children) => Inline::Emphasis(change(children)),
            Inline::Strong(children) => Inline::Strong(change(children)),
            Inline::Delete(children) => Inline::Delete(change(children)),
            Inline::Link(mut link) => {
                link.children = change(link.children);
                Inline::Link(link)
            }
            other => other,
        }
    }
}
