//! The lines that findings name.
//!
//! In go offsets in a text, which only grow; out come line numbers, all of them for one pass over the
//! text.

use memchr::memchr_iter;

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
        self.line += memchr_iter(b'\n', &self.html.as_bytes()[self.at..offset]).count() as u32;
        self.at = offset;
        self.line
    }
}
