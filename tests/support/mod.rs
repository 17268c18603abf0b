//! Reads Markdown into the tree with two parsers that have nothing in common with the writer, and
//! says what of a tree a reader can see.
//!
//! Both readers take events or nodes straight to `mdast`: going through the converter would let a
//! fault that it shares with the writer pass unseen.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

pub mod canonical;
pub mod cleaned;
pub mod comrak;
pub mod findings;
pub mod law;
pub mod options;
pub mod pulldown;
pub mod seen;
pub mod shared;
pub mod trees;
pub mod words;

use article2md::mdast::{Block, Document, Inline};

/// A parser under test.
pub type Reader = fn(&str) -> Document<'static>;

/// Every parser that must read the same tree.
pub const READERS: [(&str, Reader); 2] =
    [("pulldown-cmark", pulldown::read), ("comrak", comrak::read)];

/// The same for documents with formulas, which only readers with an extension know.
pub const MATHS_READERS: [(&str, Reader); 2] = [
    ("pulldown-cmark", pulldown::read_maths),
    ("comrak", comrak::read_maths),
];

/// A paragraph, or the formula between lines of `$$` that both parsers take for one.
pub fn paragraph(children: Vec<Inline<'static>>) -> Block<'static> {
    match children.as_slice() {
        [Inline::Math(tex)] if tex.starts_with('\n') => {
            Block::Math(tex.trim_matches('\n').to_owned().into())
        }
        _ => Block::Paragraph(children),
    }
}

/// Whether every reader reads the Markdown as this tree.
///
/// # Errors
/// The reader that does not, what it reads and what it should have read.
pub fn reads_back_as(markdown: &str, document: &Document<'static>) -> Result<(), String> {
    let expected = canonical::canonical(document.clone());
    let readers = if document.has_maths() {
        MATHS_READERS
    } else {
        READERS
    };
    for (name, read) in readers {
        let found = canonical::canonical(read(markdown));
        if found != expected {
            return Err(format!(
                "{name} reads\n{markdown}\nas {found:?}\nnot {expected:?}"
            ));
        }
    }
    Ok(())
}

/// Appends text, joined to the text before it as in normal form.
pub fn push_text(out: &mut Vec<Inline<'static>>, text: &str) {
    if let Some(Inline::Text(last)) = out.last_mut() {
        last.to_mut().push_str(text);
    } else if !text.is_empty() {
        out.push(Inline::Text(text.to_owned().into()));
    }
}

/// An info string as language and the rest.
pub fn info(info: &str) -> (String, String) {
    let (lang, meta) = info.split_once(' ').unwrap_or((info, ""));
    (lang.to_owned(), meta.trim().to_owned())
}

/// A file's Markdown without the front matter above it.
pub fn body_of(markdown: &str) -> &str {
    article2md::source::split(markdown, &mut article2md::Report::default()).body
}
