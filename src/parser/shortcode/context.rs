//! Whether a place in HTML text is text, as opposed to a tag, a comment, a script or code.
//!
//! Asked about places that only grow, it reads the text once. A `pre` or `code` that nothing
//! closes does not count: its content could be anything.

use memchr::{memchr, memmem};

use super::BROKEN_SLASH;

/// Elements in which brackets are what they are.
const RAW: [&str; 6] = ["code", "pre", "script", "style", "textarea", "xmp"];

pub(super) struct Context<'a> {
    html: &'a str,
    /// Everything before was read.
    at: usize,
    /// Everything before this is no text.
    closed_until: usize,
    /// Elements of [`RAW`] that nothing closes any more.
    unclosed: [bool; RAW.len()],
}

impl<'a> Context<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Context {
            html,
            at: 0,
            closed_until: 0,
            unclosed: [false; RAW.len()],
        }
    }

    /// Leaves a stretch out.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.at = self.at.max(at);
    }

    pub(super) fn is_text(&mut self, place: usize) -> bool {
        while self.at < place {
            let bytes = &self.html.as_bytes()[self.at..place];
            let Some(found) = memchr(b'<', bytes) else {
                self.at = place;
                break;
            };
            let start = self.at + found;
            self.at = self.end_of(start);
            self.closed_until = self.at;
        }
        place >= self.closed_until
    }

    /// Where the construct that begins with the `<` at `start` ends.
    fn end_of(&mut self, start: usize) -> usize {
        let rest = &self.html[start + 1..];
        if rest.starts_with("!--") {
            return memmem::find(rest.as_bytes(), b"-->")
                .map_or(self.html.len(), |at| start + at + 4);
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            return start + 1;
        }
        let end = start + 1 + end_of_tag(rest);
        let Some(element) = RAW.iter().position(|name| names(rest, name)) else {
            return end;
        };
        if self.unclosed[element] || end == self.html.len() {
            return end;
        }
        let close = end_of_element(&self.html[end..], RAW[element]);
        self.unclosed[element] = close.is_none();
        end + close.unwrap_or_default()
    }
}

/// Whether a tag, without its `<`, has this name.
fn names(tag: &str, name: &str) -> bool {
    let bytes = tag.as_bytes();
    bytes.len() > name.len()
        && bytes[..name.len()].eq_ignore_ascii_case(name.as_bytes())
        && !bytes[name.len()].is_ascii_alphanumeric()
}

/// The length of a tag, without its `<`; a `>` in a quoted value does not end it.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = 0;
    for (at, &byte) in tag.as_bytes().iter().enumerate() {
        match byte {
            b'>' if quote == 0 => return at + 1,
            b'"' | b'\'' if quote == 0 => quote = byte,
            _ if byte == quote => quote = 0,
            _ => {}
        }
    }
    tag.len()
}

/// Where the end tag of an element begins.
fn end_of_element(text: &str, name: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|&at| {
        let rest = &text[at + 1..];
        rest.strip_prefix('/')
            .or_else(|| rest.strip_prefix(BROKEN_SLASH))
            .is_some_and(|rest| names(rest, name))
    })
}
