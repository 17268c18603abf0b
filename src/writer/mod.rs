//! Writes a Markdown tree as Markdown that reads back as the same tree.
//!
//! Two steps. [`settle`] changes what no Markdown can say (emphasis whose delimiters would not be
//! read, nesting deeper than renderers follow) and reports each change; [`write()`] then writes the
//! tree. For every tree in normal form, under CommonMark 0.31.2 with GFM's extensions,
//!
//! ```text
//! parse(write(settle(tree))) == settle(tree)
//! ```
//!
//! with one exception that no Markdown can avoid: GFM links a bare e-mail address even where it is
//! escaped. A character is escaped only where it would be read as markup at its place in the
//! output: `2*3`, `snake_case` and `C:\dir` come out as they are. Both steps are linear.
//!
//! | file | what it owns |
//! |---|---|
//! | `settle`, `shift` | the first step; what leaves a span at its edges |
//! | `cursor` | the output text and the prefix of its lines |
//! | `flow` | blocks, and what stands between two of them |
//! | `touch` | which blocks need no blank line between them |
//! | `phrasing` | inlines |
//! | `survey` | what a run of inlines holds |
//! | `ticks` | runs of backticks |
//! | `escape` | which characters of a text need a backslash |
//! | `special` | finds those that may |
//! | `line_start` | what a line must not begin with |
//! | `delimiters` | which marker each emphasis gets, which runs in text are harmless |
//! | `flanking` | what a delimiter run may do between two characters |
//! | `link` | destinations, titles, autolinks |
//! | `byte_set` | tables of bytes |
//! | `html` | the same tree as HTML, where Markdown has no form |

mod byte_set;
mod cursor;
mod delimiters;
mod escape;
mod flanking;
mod flow;
pub mod html;
mod line_start;
mod link;
mod phrasing;
mod settle;
mod shift;
mod special;
mod survey;
mod ticks;
mod touch;

use crate::mdast::Document;

pub(crate) use flanking::can_flank;
pub use settle::settle;

/// How Markdown is written, where Markdown has more than one way.
#[derive(Debug, Clone)]
pub struct Style {
    /// The marker of bullet lists.
    pub bullet: Bullet,
    /// The marker of emphasis; strong emphasis is always `**` where that can be read.
    pub emphasis: EmphasisMark,
    /// What happens to emphasis whose delimiters would not be read as such.
    pub emphasis_mode: EmphasisMode,
    /// Where link destinations stand.
    pub links: LinkStyle,
    /// How a hard line break is written.
    pub hard_break: HardBreak,
    /// Whether `{{`, `{%`, `{#`, `${` and `<%` in text are escaped, so that no template engine
    /// (Nunjucks, Liquid, MDX, EJS) takes text for code.
    pub escape_templates: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            bullet: Bullet::default(),
            emphasis: EmphasisMark::default(),
            emphasis_mode: EmphasisMode::default(),
            links: LinkStyle::default(),
            hard_break: HardBreak::default(),
            escape_templates: true,
        }
    }
}

/// See [`Style::bullet`]. Where two lists touch, the second takes another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bullet {
    /// `-`
    #[default]
    Dash,
    /// `*`
    Asterisk,
    /// `+`
    Plus,
}

/// See [`Style::emphasis`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EmphasisMark {
    /// `*…*`
    #[default]
    Asterisk,
    /// `_…_` where that can be read, else `*…*`: underscores do nothing inside a word.
    Underscore,
}

/// See [`Style::emphasis_mode`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EmphasisMode {
    /// Punctuation at the edge leaves the span, brackets and quotation marks in pairs; where
    /// that does not help, HTML tags.
    #[default]
    Move,
    /// HTML tags; the span keeps its exact extent.
    Exact,
    /// HTML tags for all emphasis, wherever it stands.
    Html,
}

/// See [`Style::links`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LinkStyle {
    /// `[text](destination)`
    #[default]
    Inline,
    /// `[text][1]`, and all destinations at the end of the document.
    Reference,
}

/// See [`Style::hard_break`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HardBreak {
    /// A backslash at the end of the line.
    #[default]
    Backslash,
    /// Two spaces at the end of the line.
    Spaces,
}

/// The document as Markdown: LF line ends, one at the end unless there is nothing to write.
///
/// The tree should come from [`settle`]; of any other, emphasis that delimiters can't say is
/// written as HTML tags without a word.
#[must_use]
pub fn write(document: &Document<'_>, style: &Style) -> String {
    flow::write(document, style)
}
