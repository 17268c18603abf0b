//! The output text, and the prefix that its lines have inside block quotes and lists.
//!
//! A container writes its own marker and puts its prefix on the stack; line breaks are written
//! only when something follows them, so no line ends in the blanks of a prefix.

/// The text written so far.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    /// The output. What is appended to it directly must hold no line break.
    pub(super) out: String,
    /// What every line begins with.
    prefix: String,
    /// Bytes of `prefix` without the blanks at its end: the prefix of a blank line.
    blank: usize,
}

/// How long the prefix was before a container added its own.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub(super) struct Outer(usize);

impl Cursor {
    /// Adds to the prefix of all lines to come, up to the matching [`Cursor::leave`].
    pub(super) fn enter(&mut self, prefix: &str) -> Outer {
        let outer = Outer(self.prefix.len());
        self.prefix.push_str(prefix);
        self.measure();
        outer
    }

    /// Takes away what [`Cursor::enter`] added.
    pub(super) fn leave(&mut self, outer: Outer) {
        self.prefix.truncate(outer.0);
        self.measure();
    }

    fn measure(&mut self) {
        self.blank = self.prefix.trim_end_matches(' ').len();
    }

    /// Begins a new line.
    pub(super) fn line(&mut self) {
        self.out.push('\n');
        self.out.push_str(&self.prefix);
    }

    /// Begins a new line after an empty one.
    pub(super) fn blank_line(&mut self) {
        self.empty_line();
        self.line();
    }

    /// Adds an empty line and stays at its end.
    fn empty_line(&mut self) {
        self.out.push('\n');
        self.out.push_str(&self.prefix[..self.blank]);
    }

    /// Begins a new line with this text, which is one line.
    pub(super) fn text_line(&mut self, text: &str) {
        if text.is_empty() {
            self.empty_line();
        } else {
            self.line();
            self.out.push_str(text);
        }
    }
}
