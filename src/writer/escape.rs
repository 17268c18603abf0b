//! Which characters of a text need a backslash at their place in the output.
//!
//! Nearly all of a text is copied in one piece. What [`special`] finds in it is judged by its
//! neighbours in the output and by what its paragraph holds, never by the character alone.

use std::cell::OnceCell;

use super::delimiters::Plan;
use super::line_start::{Danger, Line, danger};
use super::link::{begins_reference, is_template_mark, local_len};
use super::special;

/// After this many bare characters that begin something in a paragraph, all others are escaped:
/// thousands of them make some renderers quadratic.
const BARE_MAX: u32 = 48;

/// What follows a text in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The end of the run.
    End,
    /// A hard line break.
    Break,
    /// A `[`.
    Bracket,
    /// Markup of another kind.
    Markup,
}

/// Where a run of phrasing content stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading,
    /// A table cell.
    Cell,
}

/// What is known of the run of phrasing content that is being written, at the current place.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts about a place, not a state"
)]
pub(super) struct Context<'p> {
    pub(super) plan: &'p Plan,
    /// See [`Survey::has_plain_texts`](super::survey::Survey).
    pub(super) has_plain_texts: bool,
    pub(super) within: Within,
    /// At the start of a line that could begin a block.
    pub(super) line_start: bool,
    /// Nothing of the run has been written yet.
    pub(super) run_start: bool,
    /// On the first line of the run.
    pub(super) first_line: bool,
    /// The run begins a list item, or a block quote.
    pub(super) begins_container: bool,
    /// The run begins the document.
    pub(super) begins_document: bool,
    /// Inside a link's text.
    pub(super) in_link: bool,
    /// At the start of a link's text.
    pub(super) link_start: bool,
    /// Right after a footnote reference.
    pub(super) after_footnote: bool,
    /// Right after a formula, whose last `$` must have no digit behind it.
    pub(super) after_math: bool,
    /// Backticks must be escaped: a code span, or a second run of them, is near.
    pub(super) escape_ticks: bool,
    /// The run of backticks in text, counted from 1, after which there is no other.
    pub(super) bare_ticks: Option<usize>,
    /// Runs of backticks in text so far.
    pub(super) ticks: usize,
    /// A bare `[` stands somewhere before.
    pub(super) bracket_open: bool,
    /// `[1]` would be a link.
    pub(super) has_definitions: bool,
    /// `$` would begin maths.
    pub(super) has_math: bool,
    pub(super) escape_templates: bool,
    /// Bare characters so far that begin something.
    pub(super) bare: u32,
    /// Runs of `*`, `_`, `~` so far.
    pub(super) runs: usize,
}

/// Writes a text with the backslashes that it needs.
pub(super) fn push_text(text: &str, next: Next, context: &mut Context<'_>, out: &mut String) {
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        next,
        from: 0,
        last_angle: OnceCell::new(),
        out,
    };
    if context.after_math && text.starts_with(|c: char| c.is_ascii_digit()) {
        scan.out.push_str("&#");
        scan.out.push_str(&scan.bytes[0].to_string());
        scan.out.push(';');
        scan.from = 1;
    }
    let forced = context.forced(text, next);
    match forced {
        Danger::At(at) => {
            scan.run(0, at, context);
            scan.escape(at);
            scan.run(at + 1, text.len(), context);
        }
        Danger::Run => {
            let end = scan.run_end(0);
            let is_tick = text.starts_with('`');
            let alone = if is_tick {
                !context.escape_ticks
            } else {
                context.plan.is_empty()
            };
            scan.escape_each(0, if alone { 1 } else { end });
            context.ticks += usize::from(is_tick);
            context.runs += usize::from(!is_tick);
            scan.run(end, text.len(), context);
        }
        Danger::None => scan.run(0, text.len(), context),
    }
    scan.finish();
    context.line_start = false;
    context.run_start = false;
    context.after_footnote = false;
    context.after_math = false;
    context.link_start = false;
}

impl Context<'_> {
    /// An escape that the text's place demands.
    fn forced(&self, text: &str, next: Next) -> Danger {
        if self.line_start {
            let whole = matches!(next, Next::End | Next::Break);
            let begins_document = self.begins_document && self.run_start;
            let begins_container = self.begins_container && self.run_start;
            return danger(Line {
                text,
                whole,
                first: self.first_line,
                begins_container,
                begins_document,
            });
        }
        if (self.after_footnote && text.starts_with([':', '(']))
            || (self.link_start && text.starts_with('^'))
        {
            return Danger::At(0);
        }
        if self.within == Within::Heading && next == Next::End {
            return closing_sequence(text, self.run_start);
        }
        Danger::None
    }

    /// Counts a character left bare; `false` when there are too many.
    fn may_stay_bare(&mut self) -> bool {
        self.bare += 1;
        self.bare <= BARE_MAX
    }
}

/// `#`s at the end of a heading, after a space (section 4.2).
fn closing_sequence(text: &str, whole: bool) -> Danger {
    let start = text.trim_end_matches('#').len();
    let is_apart = if start == 0 {
        whole
    } else {
        text.as_bytes()[start - 1] == b' '
    };
    if start < text.len() && is_apart {
        Danger::At(start)
    } else {
        Danger::None
    }
}

struct Scan<'t, 'o> {
    text: &'t str,
    bytes: &'t [u8],
    next: Next,
    /// Start of what has not been copied yet.
    from: usize,
    /// Place of the last `>`, once it was looked for.
    last_angle: OnceCell<Option<usize>>,
    out: &'o mut String,
}

impl Scan<'_, '_> {
    fn run(&mut self, start: usize, end: usize, context: &mut Context<'_>) {
        if context.has_plain_texts {
            return;
        }
        let mut at = special::next(self.bytes, start, end);
        while at < end {
            at = self.judge(at, context);
            at = special::next(self.bytes, at, end);
        }
    }

    /// Judges the character; where to go on.
    fn judge(&mut self, at: usize, context: &mut Context<'_>) -> usize {
        let after = self.bytes.get(at + 1).copied();
        let escape = match self.bytes[at] {
            b'*' | b'_' | b'~' => return self.delimiters(at, context),
            b'`' => return self.ticks(at, context),
            b'\\' => after.is_none_or(|byte| byte.is_ascii_punctuation()),
            b'[' if at == 0 && context.after_footnote => {
                // pulldown-cmark takes even `[^1]\[a]` for a reference to `a`.
                self.out.push_str("&#91;");
                self.from = 1;
                false
            }
            b'[' => self.opens_link(at, context),
            b']' => context.in_link || (context.bracket_open && after == Some(b'(')),
            // marked looks for links in a link's text without regard to escapes.
            b'(' => context.in_link && at > 0 && self.bytes[at - 1] == b']',
            b'<' => self.opens_tag(at, context),
            b'&' => begins_reference(&self.bytes[at..]),
            b'{' | b'}' | b'%' | b'#' | b'?' => {
                context.escape_templates && is_template_mark(self.bytes, at)
            }
            b'$' => context.has_math,
            b':' => self.is_scheme(at),
            b'w' => return self.host(at),
            b'|' => context.within == Within::Cell,
            _ => {
                self.replace(at);
                return at + 1;
            }
        };
        if escape {
            self.escape(at);
        }
        at + 1
    }

    fn delimiters(&mut self, at: usize, context: &mut Context<'_>) -> usize {
        let end = self.run_end(at);
        if context
            .plan
            .escapes
            .get(context.runs)
            .copied()
            .unwrap_or(false)
        {
            self.escape_each(at, end);
        }
        context.runs += 1;
        end
    }

    fn ticks(&mut self, at: usize, context: &mut Context<'_>) -> usize {
        let end = self.run_end(at);
        context.ticks += 1;
        let joins_code = at == 0 && self.out.ends_with('`');
        let is_last = context.bare_ticks == Some(context.ticks);
        // marked reads no link whose text holds a bare one.
        if joins_code || context.in_link || (context.escape_ticks && !is_last) {
            self.escape_each(at, end);
        }
        end
    }

    fn opens_link(&self, at: usize, context: &mut Context<'_>) -> bool {
        let escape = context.in_link
            || context.has_definitions
            || self.bytes.get(at + 1) == Some(&b'^')
            || (context.run_start && at == 0 && self.opens_block(context))
            || !context.may_stay_bare();
        context.bracket_open |= !escape;
        escape
    }

    /// A `[` that begins a link reference definition, a task or an alert.
    fn opens_block(&self, context: &Context<'_>) -> bool {
        let is_task = matches!(self.bytes, [_, b' ' | b'x' | b'X', b']', ..]);
        let is_alert = self.bytes.get(1) == Some(&b'!');
        if context.begins_container && (is_task || is_alert) {
            return true;
        }
        context.line_start
            && match self.after_label() {
                Some(after) => after == b':',
                None => self.next != Next::End,
            }
    }

    /// What stands behind the first `]` that is not escaped.
    fn after_label(&self) -> Option<u8> {
        memchr::memchr_iter(b']', self.bytes)
            .map(|close| self.bytes.get(close + 1).copied().unwrap_or(b' '))
            .find(|&after| after != b'(')
    }

    fn opens_tag(&self, at: usize, context: &mut Context<'_>) -> bool {
        match self.bytes.get(at + 1) {
            None => self.next != Next::End,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?') => {
                (context.line_start && at == 0)
                    || self.next != Next::End
                    || self.last_angle() > Some(at)
                    || !context.may_stay_bare()
            }
            Some(_) => self.opens_address(at),
        }
    }

    /// An e-mail address in angle brackets, or the beginning of one.
    fn opens_address(&self, at: usize) -> bool {
        let rest = &self.bytes[at + 1..];
        let len = local_len(rest);
        rest.get(len)
            .map_or(self.next != Next::End, |&b| len > 0 && b == b'@')
    }

    fn last_angle(&self) -> Option<usize> {
        *self
            .last_angle
            .get_or_init(|| memchr::memrchr(b'>', self.bytes))
    }

    /// The colon of a URL that GFM would link.
    fn is_scheme(&self, at: usize) -> bool {
        self.bytes[at + 1..].starts_with(b"//")
            && self.text[at + 3..]
                .chars()
                .next()
                .is_some_and(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace())
            && ends_with_scheme(&self.bytes[..at])
    }

    /// `www.` that GFM would link: the full stop is escaped. marked links it inside a word, too.
    fn host(&mut self, at: usize) -> usize {
        if !self.bytes[at..].starts_with(b"www.") {
            return at + 1;
        }
        let begins_word = at == 0 || !self.bytes[at - 1].is_ascii_alphanumeric();
        let is_host = match self.bytes.get(at + 4) {
            Some(byte) => byte.is_ascii_alphanumeric() || (begins_word && *byte != b' '),
            None => begins_word && !matches!(self.next, Next::End | Next::Break),
        };
        if is_host {
            self.escape(at + 3);
        }
        at + 4
    }

    fn run_end(&self, at: usize) -> usize {
        let byte = self.bytes[at];
        at + self.bytes[at..]
            .iter()
            .take_while(|&&other| other == byte)
            .count()
    }

    fn escape_each(&mut self, start: usize, end: usize) {
        for at in start..end {
            self.escape(at);
        }
    }

    fn escape(&mut self, at: usize) {
        self.out.push_str(&self.text[self.from..at]);
        self.out.push('\\');
        self.from = at;
    }

    /// Control characters that no text should hold and that would end the line.
    fn replace(&mut self, at: usize) {
        self.out.push_str(&self.text[self.from..at]);
        self.out
            .push(if self.bytes[at] == 0 { '\u{fffd}' } else { ' ' });
        self.from = at + 1;
    }

    /// Copies the rest. A `!` before a link would make an image of it.
    fn finish(mut self) {
        if self.next == Next::Bracket && self.text.ends_with('!') {
            self.escape(self.text.len() - 1);
        }
        self.out.push_str(&self.text[self.from..]);
    }
}

fn ends_with_scheme(bytes: &[u8]) -> bool {
    let ends_with = |scheme: &[u8]| {
        bytes.len() >= scheme.len()
            && bytes[bytes.len() - scheme.len()..].eq_ignore_ascii_case(scheme)
    };
    ends_with(b"http") || ends_with(b"https") || ends_with(b"ftp")
}
