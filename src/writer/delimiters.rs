//! Which marker each emphasis gets, and which runs of `*`, `_` and `~` in text are harmless.
//!
//! One run of phrasing content is laid out as a sequence of delimiter runs: those that the spans
//! intend and those that the text happens to hold. Markers are chosen so that no two runs of one
//! character touch where that can be avoided; then the algorithm of CommonMark 0.31.2, appendix
//! "Phase 2", runs over the sequence. A run in the text that would pair with anything is escaped
//! and the rest stays bare; a span that would not pair with itself is given up to HTML tags.
//! Link texts are sequences of their own, as brackets bind tighter than emphasis.

mod marks;
mod pairs;
mod plain;

use memchr::memchr3;

use super::flanking::Class;
use super::link::is_autolink;
use super::survey::{Survey, run_len};
use super::{EmphasisMode, Style};
use crate::mdast::Inline;
use pairs::Run;

/// Attempts at a layout, each with one more span given up, before all spans are.
const ATTEMPTS_MAX: usize = 8;

/// How a span is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `*` or `**`
    Asterisk,
    /// `_` or `__`
    Underscore,
    /// `~~`
    Tilde,
    /// HTML tags
    Html,
}

impl Mark {
    fn byte(self) -> u8 {
        match self {
            Mark::Underscore => b'_',
            Mark::Tilde => b'~',
            Mark::Asterisk | Mark::Html => b'*',
        }
    }
}

/// The decisions for one run of phrasing content.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// One for each emphasis, strong and delete, in the order in which they open.
    pub(super) marks: Vec<Mark>,
    /// For each run of `*`, `_` or `~` in text, in order, whether it must be escaped. Runs past
    /// the end are bare.
    pub(super) escapes: Vec<bool>,
}

impl Plan {
    /// Whether there is nothing to decide on, or one run in text at most.
    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.escapes.is_empty()
    }
}

/// Makes [`Plan`]s; keeps its buffers from one to the next.
#[derive(Debug, Default)]
pub(super) struct Planner {
    plan: Plan,
    given_up: Vec<bool>,
    spans: Vec<Span>,
    tokens: Vec<Token>,
    runs: Vec<Run>,
    /// Spans, or runs, that are open.
    stack: Vec<usize>,
    /// Class of the last character laid out.
    before: Class,
    /// Whether that character is a delimiter's.
    touching: bool,
    failed: bool,
}

/// What is known of a span while its scope is laid out. A long text has millions of these and of
/// [`Token`]s: numbers and lengths are as short as those of the tree's nodes.
#[derive(Debug, Clone, Copy)]
struct Span {
    len: u32,
    /// Its two tokens.
    open: u32,
    close: u32,
    /// Whether underscores would be read here.
    word: bool,
    /// Whether its delimiters are one run with those of a neighbour, so that it must be `*`.
    joined: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Open(u32),
    Close(u32),
    /// A run in the text, by its number.
    Text(u32),
}

/// A delimiter run as laid out, before runs of one character that touch are joined.
#[derive(Debug, Clone, Copy)]
struct Token {
    byte: u8,
    len: u32,
    role: Role,
    before: Class,
    after: Class,
    /// Whether nothing stands between the token before this one and this one.
    touches: bool,
}

impl Planner {
    /// Decides for one run of phrasing content, which holds what the survey says.
    pub(super) fn plan(&mut self, inlines: &[Inline<'_>], survey: Survey, style: &Style) -> &Plan {
        self.plan.marks.clear();
        self.plan.escapes.clear();
        let is_planned = match survey {
            Survey {
                spans: 0,
                text_runs,
                ..
            } => text_runs < 2,
            Survey { text_runs, .. } => text_runs == 0 && self.plan_plain(inlines, style),
        };
        if is_planned {
            return &self.plan;
        }
        self.given_up.clear();
        self.given_up
            .resize(survey.spans, style.emphasis_mode == EmphasisMode::Html);
        for attempt in 0..=ATTEMPTS_MAX {
            if attempt == ATTEMPTS_MAX {
                self.given_up.fill(true);
            }
            self.lay_out(inlines, style);
            if !self.failed {
                break;
            }
        }
        &self.plan
    }

    fn lay_out(&mut self, inlines: &[Inline<'_>], style: &Style) {
        self.plan.marks.clear();
        self.plan.escapes.clear();
        self.tokens.clear();
        self.spans.clear();
        self.failed = false;
        self.before = Class::SPACE;
        self.touching = false;
        self.walk(inlines, style);
        self.resolve(Class::SPACE);
        self.decide_scope(0, style);
    }

    /// Nesting is bounded: no span stands inside its own kind.
    fn walk(&mut self, inlines: &[Inline<'_>], style: &Style) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Emphasis(children) => self.span(children, Mark::Asterisk, 1, style),
                Inline::Strong(children) => self.span(children, Mark::Asterisk, 2, style),
                Inline::Delete(children) => self.span(children, Mark::Tilde, 2, style),
                Inline::Link(link) if !is_autolink(link) => self.link(&link.children, style),
                Inline::Break => self.content(Class::SPACE.or(Class::PUNCTUATION), Class::SPACE),
                Inline::Link(_)
                | Inline::Code(_)
                | Inline::Image(_)
                | Inline::Html(_)
                | Inline::FootnoteReference(_)
                | Inline::Math(_) => self.content(Class::PUNCTUATION, Class::PUNCTUATION),
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = memchr3(b'*', b'_', b'~', rest.as_bytes()) {
            self.words(&rest[..at]);
            let byte = rest.as_bytes()[at];
            let len = run_len(&rest.as_bytes()[at..]);
            let number = self.plan.escapes.len() as u32;
            self.plan.escapes.push(false);
            self.token(byte, len as u32, Role::Text(number));
            rest = &rest[at + len..];
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        if let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) {
            self.content(Class::of(first), Class::of(last));
        }
    }

    fn span(&mut self, children: &[Inline<'_>], mark: Mark, len: u32, style: &Style) {
        let id = self.plan.marks.len();
        let html = self.given_up[id];
        self.plan.marks.push(if html { Mark::Html } else { mark });
        self.spans.push(Span {
            len,
            open: self.tokens.len() as u32,
            close: 0,
            word: false,
            joined: false,
        });
        if html {
            self.content(Class::PUNCTUATION, Class::PUNCTUATION);
            self.walk(children, style);
            self.content(Class::PUNCTUATION, Class::PUNCTUATION);
        } else {
            self.token(mark.byte(), len, Role::Open(id as u32));
            self.walk(children, style);
            self.spans[id].close = self.tokens.len() as u32;
            self.token(mark.byte(), len, Role::Close(id as u32));
        }
    }

    fn link(&mut self, children: &[Inline<'_>], style: &Style) {
        self.content(Class::PUNCTUATION, Class::PUNCTUATION);
        let scope = self.tokens.len();
        self.walk(children, style);
        self.content(Class::PUNCTUATION, Class::PUNCTUATION);
        self.decide_scope(scope, style);
        self.tokens.truncate(scope);
    }

    fn content(&mut self, first: Class, last: Class) {
        self.resolve(first);
        self.before = last;
        self.touching = false;
    }

    fn token(&mut self, byte: u8, len: u32, role: Role) {
        let (before, touches) = (self.before, self.touching);
        self.tokens.push(Token {
            byte,
            len,
            role,
            before,
            after: Class::PUNCTUATION,
            touches,
        });
        self.before = seen_through(byte, before);
        self.touching = true;
    }

    /// Tells the tokens at the end, which touch one another, what follows them.
    fn resolve(&mut self, mut after: Class) {
        if !self.touching {
            return;
        }
        for token in self.tokens.iter_mut().rev() {
            token.after = after;
            after = seen_through(token.byte, after);
            if !token.touches {
                break;
            }
        }
    }

    /// Decides on the tokens from `scope` on, which are all of one link text or of all the rest.
    fn decide_scope(&mut self, scope: usize, style: &Style) {
        self.choose_marks(scope, style);
        // What is given up already would take others with it.
        if self.failed {
            return;
        }
        self.part_touching(scope);
        self.part_text(scope);
        self.join_runs(scope);
        self.pair();
    }
}

/// comrak and cmark-gfm look through `~` for the neighbour of a delimiter run.
fn seen_through(byte: u8, beyond: Class) -> Class {
    if byte == b'~' {
        Class::PUNCTUATION.or(beyond)
    } else {
        Class::PUNCTUATION
    }
}
