//! Which marker each emphasis gets, and which runs of `*`, `_` and `~` in text are harmless.
//!
//! One run of phrasing content is laid out as a sequence of delimiter runs: those that the spans
//! intend and those that the text happens to hold. Markers are chosen so that no two runs of one
//! character touch where that can be avoided; then the algorithm of CommonMark 0.31.2, appendix
//! "Phase 2", runs over the sequence. A run in the text that would pair with anything is escaped
//! and the rest stays bare; a span that would not pair with itself is given up to HTML tags.
//! Link texts are sequences of their own, as brackets bind tighter than emphasis.

use memchr::memchr3;

use super::flanking::{Class, Edge};
use super::link::is_autolink;
use super::{EmphasisMark, EmphasisMode, Style};
use crate::mdast::Inline;

/// With more delimiter runs in one text than this, all of them are escaped: finding out which
/// are harmless would take quadratic time, here and in every reader.
const TEXT_RUNS_MAX: usize = 100;

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

/// Makes [`Plan`]s; keeps its buffers from one to the next.
#[derive(Debug, Default)]
pub(super) struct Planner {
    plan: Plan,
    given_up: Vec<bool>,
    spans: Vec<Span>,
    tokens: Vec<Token>,
    runs: Vec<Run>,
    stack: Vec<usize>,
    /// Class of the last character laid out.
    before: Class,
    /// Whether that character is a delimiter's.
    touching: bool,
    /// Spans open at the current place.
    depth: usize,
    failed: bool,
}

/// What is known of a span while its scope is laid out.
#[derive(Debug, Clone, Copy)]
struct Span {
    len: usize,
    open: usize,
    close: usize,
    /// Whether underscores would be read here.
    word: bool,
    /// Whether it stands inside another span.
    nested: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Open(usize),
    Close(usize),
    /// A run in the text, by its number.
    Text(usize),
}

/// A delimiter run as laid out, before runs of one character that touch are joined.
#[derive(Debug, Clone, Copy)]
struct Token {
    byte: u8,
    len: usize,
    role: Role,
    before: Class,
    after: Class,
    /// Whether nothing stands between the token before this one and this one.
    touches: bool,
}

/// A delimiter run as a reader sees it.
#[derive(Debug, Clone, Copy)]
struct Run {
    byte: u8,
    len: usize,
    /// What is left of `len`.
    left: usize,
    /// Tokens of which it consists, those used up left out.
    first: usize,
    end: usize,
    text: Option<usize>,
    opens: bool,
    closes: bool,
    surely_both: bool,
}

impl Planner {
    /// Decides for one run of phrasing content.
    pub(super) fn plan(&mut self, inlines: &[Inline<'_>], style: &Style) -> &Plan {
        self.plan.marks.clear();
        self.plan.escapes.clear();
        let mut survey = Survey::default();
        survey.look(inlines);
        if survey.spans == 0 && survey.text_runs < 2 {
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
                Inline::Link {
                    url,
                    title,
                    children,
                } if !is_autolink(url, title, children) => {
                    self.link(children, style);
                }
                Inline::Break => self.content(Class::SPACE.or(Class::PUNCTUATION), Class::SPACE),
                Inline::Link { .. }
                | Inline::Code(_)
                | Inline::Image { .. }
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
            let number = self.plan.escapes.len();
            self.plan.escapes.push(false);
            self.token(byte, len, Role::Text(number));
            rest = &rest[at + len..];
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        if let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) {
            self.content(Class::of(first), Class::of(last));
        }
    }

    fn span(&mut self, children: &[Inline<'_>], mark: Mark, len: usize, style: &Style) {
        let id = self.plan.marks.len();
        let html = self.given_up[id];
        let nested = self.depth > 0;
        self.depth += usize::from(!html);
        self.plan.marks.push(if html { Mark::Html } else { mark });
        self.spans.push(Span {
            len,
            open: self.tokens.len(),
            close: 0,
            word: false,
            nested,
        });
        if html {
            self.content(Class::PUNCTUATION, Class::PUNCTUATION);
            self.walk(children, style);
            self.content(Class::PUNCTUATION, Class::PUNCTUATION);
        } else {
            self.token(mark.byte(), len, Role::Open(id));
            self.walk(children, style);
            self.spans[id].close = self.tokens.len();
            self.token(mark.byte(), len, Role::Close(id));
        }
        self.depth -= usize::from(!html);
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

    fn token(&mut self, byte: u8, len: usize, role: Role) {
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
        self.part_touching(scope);
        self.part_text(scope);
        self.join_runs(scope);
        self.pair();
    }

    /// The style's own marks, and which spans can't be written with any.
    fn choose_marks(&mut self, scope: usize, style: &Style) {
        for at in scope..self.tokens.len() {
            let Role::Open(id) = self.tokens[at].role else {
                continue;
            };
            let (open, close) = self.edges(id);
            if !open.surely_flanks() || !close.surely_flanks() {
                self.give_up(id);
            }
            let word = open.surely_flanks_word() && close.surely_flanks_word();
            self.spans[id].word = word && self.plan.marks[id] != Mark::Tilde;
            let wanted = self.spans[id].len == 1 && style.emphasis == EmphasisMark::Underscore;
            // marked misreads `**a *b”*（c**`, where the inner delimiter could do both.
            let unclear = self.spans[id].nested && (open.is_two_sided() || close.is_two_sided());
            if self.spans[id].word && (wanted || unclear) {
                self.set_mark(id, Mark::Underscore);
            }
        }
    }

    fn edges(&self, id: usize) -> (Edge, Edge) {
        let open = &self.tokens[self.spans[id].open];
        let close = &self.tokens[self.spans[id].close];
        (
            Edge {
                outside: open.before,
                inside: open.after,
            },
            Edge {
                outside: close.after,
                inside: close.before,
            },
        )
    }

    fn give_up(&mut self, id: usize) {
        self.given_up[id] = true;
        self.failed = true;
    }

    fn set_mark(&mut self, id: usize, mark: Mark) {
        self.plan.marks[id] = mark;
        self.tokens[self.spans[id].open].byte = mark.byte();
        self.tokens[self.spans[id].close].byte = mark.byte();
    }

    /// Gives one of two spans whose delimiters touch the other character, the inner one first.
    fn part_touching(&mut self, scope: usize) {
        for at in scope + 1..self.tokens.len() {
            let (left, right) = (self.tokens[at - 1], self.tokens[at]);
            if !right.touches || left.byte != right.byte {
                continue;
            }
            match (left.role, right.role) {
                (Role::Close(inner), Role::Close(outer))
                | (Role::Open(outer), Role::Open(inner)) => {
                    let _ = self.flip(inner) || self.flip(outer);
                }
                (Role::Close(first), Role::Open(second))
                    if !self.flip(second) && !self.flip(first) =>
                {
                    self.give_up(second);
                }
                _ => {}
            }
        }
    }

    /// Escapes runs in text that a delimiter would become one with.
    fn part_text(&mut self, scope: usize) {
        for at in scope + 1..self.tokens.len() {
            let (left, right) = (self.tokens[at - 1], self.tokens[at]);
            if !right.touches {
                continue;
            }
            let same = left.byte == right.byte;
            match (left.role, right.role) {
                (Role::Text(_), Role::Text(_)) => {}
                (Role::Text(number), _) => self.plan.escapes[number] |= same || left.byte == b'~',
                (_, Role::Text(number)) => self.plan.escapes[number] |= same || right.byte == b'~',
                _ => {}
            }
        }
    }

    /// Takes the other character for a span, if it can be read there and meets none of its like.
    fn flip(&mut self, id: usize) -> bool {
        let mark = match self.plan.marks[id] {
            Mark::Asterisk if self.spans[id].word => Mark::Underscore,
            Mark::Underscore => Mark::Asterisk,
            _ => return false,
        };
        let span = self.spans[id];
        let free = [span.open, span.close]
            .into_iter()
            .all(|at| !self.touches_byte(at, mark.byte()));
        if free {
            self.set_mark(id, mark);
        }
        free
    }

    fn touches_byte(&self, at: usize, byte: u8) -> bool {
        let is_delimiter =
            |token: &Token| token.byte == byte && !matches!(token.role, Role::Text(_));
        let left = self.tokens[at].touches && is_delimiter(&self.tokens[at - 1]);
        left || self
            .tokens
            .get(at + 1)
            .is_some_and(|token| token.touches && is_delimiter(token))
    }

    /// Joins tokens of one character that touch into the runs that a reader sees.
    fn join_runs(&mut self, scope: usize) {
        self.runs.clear();
        let tokens = &self.tokens[scope..];
        let in_text = tokens
            .iter()
            .filter(|t| matches!(t.role, Role::Text(_)))
            .count();
        for at in scope..self.tokens.len() {
            let token = self.tokens[at];
            if let Role::Text(number) = token.role {
                if in_text > TEXT_RUNS_MAX {
                    self.plan.escapes[number] = true;
                }
                if !self.plan.escapes[number] {
                    self.runs.push(Run::new(&token, at, Some(number)));
                }
                continue;
            }
            match self.runs.last_mut() {
                Some(run) if token.touches && run.end == at && run.byte == token.byte => {
                    run.join(&self.tokens, at);
                }
                _ => self.runs.push(Run::new(&token, at, None)),
            }
        }
    }

    /// The algorithm, with runs in text escaped instead of paired.
    fn pair(&mut self) {
        self.stack.clear();
        for closer in 0..self.runs.len() {
            if self.runs[closer].closes && !self.close(closer) {
                continue;
            }
            let run = self.runs[closer];
            if run.left > 0 && run.opens {
                self.stack.push(closer);
            } else if run.left > 0 && run.text.is_none() {
                self.give_up_run(closer);
            }
        }
        for at in 0..self.stack.len() {
            let run = self.stack[at];
            if self.runs[run].text.is_none() {
                self.give_up_run(run);
            }
        }
    }

    /// Pairs a run with the runs before it; `false` once it is out of the game.
    fn close(&mut self, closer: usize) -> bool {
        while self.runs[closer].left > 0 {
            let Some(at) = self.find_opener(closer) else {
                return true;
            };
            let opener = self.stack[at];
            match (self.runs[opener].text, self.runs[closer].text) {
                (Some(number), _) => {
                    self.plan.escapes[number] = true;
                    self.stack.remove(at);
                }
                (None, Some(number)) => {
                    self.plan.escapes[number] = true;
                    return false;
                }
                (None, None) => {
                    if !self.pair_as_intended(opener, closer) {
                        self.give_up_run(closer);
                        return false;
                    }
                    self.stack
                        .truncate(at + usize::from(self.runs[opener].left > 0));
                }
            }
        }
        false
    }

    fn find_opener(&self, closer: usize) -> Option<usize> {
        let closer = &self.runs[closer];
        self.stack.iter().rposition(|&opener| {
            let opener = &self.runs[opener];
            opener.byte == closer.byte && !(opener.surely_both || closer.surely_both)
                || opener.byte == closer.byte && !is_odd(opener, closer)
        })
    }

    /// Uses up the delimiters that a reader would pair; `false` if they are not one span's.
    fn pair_as_intended(&mut self, opener: usize, closer: usize) -> bool {
        let (open, close) = (self.runs[opener], self.runs[closer]);
        let uncertain = (open.opens && open.closes) || (close.opens && close.closes);
        if uncertain && is_odd(&open, &close) {
            return false;
        }
        let used = if open.left >= 2 && close.left >= 2 {
            2
        } else {
            1
        };
        let (left, right) = (self.tokens[open.end - 1], self.tokens[close.first]);
        let (Role::Open(from), Role::Close(to)) = (left.role, right.role) else {
            return false;
        };
        if from != to || left.len != used {
            return false;
        }
        self.runs[opener].left -= used;
        self.runs[opener].end -= 1;
        self.runs[closer].left -= used;
        self.runs[closer].first += 1;
        true
    }

    fn give_up_run(&mut self, run: usize) {
        let token = self.tokens[self.runs[run].first];
        if let Role::Open(id) | Role::Close(id) = token.role {
            self.give_up(id);
        }
    }
}

impl Run {
    fn new(token: &Token, at: usize, text: Option<usize>) -> Run {
        let mut run = Run {
            byte: token.byte,
            len: token.len,
            left: token.len,
            first: at,
            end: at + 1,
            text,
            opens: false,
            closes: false,
            surely_both: false,
        };
        run.look_around(token.before, token.after);
        run
    }

    fn join(&mut self, tokens: &[Token], at: usize) {
        self.len += tokens[at].len;
        self.left = self.len;
        self.end = at + 1;
        self.look_around(tokens[self.first].before, tokens[at].after);
    }

    fn look_around(&mut self, before: Class, after: Class) {
        let open = Edge {
            outside: before,
            inside: after,
        };
        let close = Edge {
            outside: after,
            inside: before,
        };
        let (opens, closes) = match self.byte {
            b'_' => (open.may_flank_word(), close.may_flank_word()),
            // pulldown-cmark lets `~~` open and close beside anything but white space.
            b'~' => (!after.is_space(), !before.is_space()),
            _ => (open.may_flank(), close.may_flank()),
        };
        self.opens = opens;
        self.closes = closes;
        self.surely_both = self.byte == b'*'
            && open.surely_flanks()
            && close.surely_flanks()
            && self.text.is_none();
    }
}

/// "If one of the delimiters can both open and close emphasis, then the sum of the lengths must
/// not be a multiple of 3 unless both lengths are." Runs in text are taken to pair regardless.
fn is_odd(opener: &Run, closer: &Run) -> bool {
    opener.text.is_none()
        && closer.text.is_none()
        && opener.byte != b'~'
        && (opener.len + closer.len).is_multiple_of(3)
        && !(opener.len.is_multiple_of(3) && closer.len.is_multiple_of(3))
}

/// comrak and cmark-gfm look through `~` for the neighbour of a delimiter run.
fn seen_through(byte: u8, beyond: Class) -> Class {
    if byte == b'~' {
        Class::PUNCTUATION.or(beyond)
    } else {
        Class::PUNCTUATION
    }
}

fn run_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&byte| byte == bytes[0]).count()
}

/// Counts what there is to decide on.
#[derive(Default)]
struct Survey {
    spans: usize,
    text_runs: usize,
}

impl Survey {
    fn look(&mut self, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.look_at_text(text.as_bytes()),
                Inline::Emphasis(children)
                | Inline::Strong(children)
                | Inline::Delete(children) => {
                    self.spans += 1;
                    self.look(children);
                }
                Inline::Link { children, .. } => self.look(children),
                _ => {}
            }
        }
    }

    /// Two are as good as many.
    fn look_at_text(&mut self, mut bytes: &[u8]) {
        while self.text_runs < 2 {
            let Some(at) = memchr3(b'*', b'_', b'~', bytes) else {
                return;
            };
            self.text_runs += 1;
            bytes = &bytes[at + run_len(&bytes[at..])..];
        }
    }
}
