//! Turns scraped article files into clean Markdown.
//!
//! A file goes through four stages; none of them does I/O or prints.
//!
//! ```text
//! bytes ─ source ─▶ front matter + body
//!       ─ parser ─▶ an HTML tree, and marks on what is site chrome
//!       ─ converter ─▶ a Markdown tree (mdast)
//!       ─ writer ─▶ Markdown
//!                 └─ a report travels beside: every removal, repair and fallback
//! ```

pub mod converter;
pub mod detect;
pub mod error;
mod expression;
pub mod front_matter;
mod islands;
pub mod mdast;
mod needle;
pub mod parser;
mod pipeline;
mod rare;
pub mod report;
mod rules;
pub mod source;
mod table;
pub mod url;
pub mod verify;
pub mod writer;

pub use error::Error;
pub use pipeline::{convert, convert_bytes};
pub use report::{Code, Finding, Report};

use mdast::Document;

/// Everything that a conversion can be told. Each stage sees only its own part.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How the body is to be read.
    pub from: source::From,
    /// The input's file name, for telling HTML from Markdown and for messages; never opened.
    pub name: Option<String>,
    /// What to do with front matter.
    pub front_matter: front_matter::Options,
    /// Which rules clean the page.
    pub rules: parser::rule::RuleSet,
    /// How HTML becomes a Markdown tree.
    pub convert: converter::Options,
    /// How the tree is written.
    pub style: writer::Style,
    /// Converts the HTML in a Markdown body in place, where it renders as before.
    pub islands: bool,
    /// Bounds on hostile input.
    pub limits: source::Limits,
    /// Leaves [`Conversion::document`] empty, for callers who want the text only.
    pub discard_document: bool,
}

/// What a conversion gives back.
#[derive(Debug, Clone)]
pub struct Conversion {
    /// The whole output file: front matter and body; LF line ends, one final newline.
    pub markdown: String,
    /// The body's Markdown tree; `None` when the body was Markdown already and was left alone, or
    /// when it was not asked for.
    pub document: Option<Document<'static>>,
    /// The front matter as written; `None` when the input has none.
    pub front_matter: Option<front_matter::FrontMatter>,
    /// What happened on the way.
    pub report: Report,
}
