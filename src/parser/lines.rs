//! The lines that findings name.
//!
//! In go offsets in a text, which only grow; out come line numbers, all of them for one pass over the
//! text.

use memchr::memchr_iter;

/// Bytes of a text that is not worth calling a search of its own.
const SHORT_BYTES: usize = 48;

/// How many line feeds stand in a text.
pub(super) fn count(text: &[u8]) -> usize {
    if text.len() < SHORT_BYTES {
        let one = |byte: &u8| u8::from(*byte == b'\n');
        return usize::from(text.iter().map(one).sum::<u8>());
    }
    memchr_iter(b'\n', text).count()
}

/// Line numbers of offsets that only grow, so that all of them cost one pass.
pub(crate) struct Lines<'a> {
    html: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(html: &'a str, first_line: u32) -> Self {
        Lines {
            html,
            at: 0,
            line: first_line,
        }
    }

    pub(crate) fn at(&mut self, offset: usize) -> u32 {
        self.line += count(&self.html.as_bytes()[self.at..offset]) as u32;
        self.at = offset;
        self.line
    }
}
