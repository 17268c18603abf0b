//! Bytes to text, and text to front matter and body.
//!
//! In: a file's bytes. Out: UTF-8 text ([`decode`]), and its front matter block with the body
//! behind it ([`split`]). Both borrow from the input; nothing is rewritten here.
//!
//! Line ends stay as they are (LF, CRLF or CR, even mixed), so that a Markdown body can be handed
//! back byte for byte. Whoever reads a part brings its own rule: an HTML parser takes all three
//! for one line feed, the front matter reader does the same, and both write LF. A byte order mark
//! is never part of the text. Control characters stay too; [`without_controls`] drops them from a
//! body that is going to be parsed as HTML.

mod decode;
mod split;

pub(crate) use decode::refuse_binary;
pub use decode::{decode, without_controls};
pub use split::{Format, Raw, Split, split, without_opener};

/// How a body is to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum From {
    /// Look at the body and decide.
    #[default]
    Auto,
    /// The body is HTML.
    Html,
    /// The body is Markdown already.
    Markdown,
}

/// Bounds on hostile input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest document, in bytes. 256 MiB: twice the largest web page archives keep.
    pub doc_bytes: u64,
    /// Deepest element, in levels below the root. 512, as browsers cap it (Blink's
    /// `kMaximumHTMLParserDOMTreeDepth`, `WebKit`'s `defaultMaximumHTMLParserDOMTreeDepth`).
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            doc_bytes: 256 << 20,
            depth: 512,
        }
    }
}

/// Cuts a text into lines, each with its line end (LF, CRLF or CR); the last may have none.
pub(crate) struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Lines<'a> {
    /// The lines of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let bytes = self.rest.as_bytes();
        let end = match memchr::memchr2(b'\n', b'\r', bytes) {
            None => bytes.len(),
            Some(i) if bytes[i] == b'\r' && bytes.get(i + 1) == Some(&b'\n') => i + 2,
            Some(i) => i + 1,
        };
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(line)
    }
}
