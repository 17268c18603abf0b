//! Chooses the character of each span's delimiters.
//!
//! `*` unless the style or a neighbour speaks for `_`; delimiters of two spans that touch differ
//! where that can be read, and else become one run: `中***强***中`.

use super::{Mark, Planner, Role, Span, Token};
use crate::writer::flanking::Edge;
use crate::writer::{EmphasisMark, Style};

impl Planner {
    /// The style's own marks, and which spans can't be written with any.
    pub(super) fn choose_marks(&mut self, scope: usize, style: &Style) {
        self.stack.clear();
        for at in scope..self.tokens.len() {
            match self.tokens[at].role {
                Role::Open(id) => {
                    self.choose_mark(id as usize, style);
                    if self.plan.marks[id as usize] != Mark::Tilde {
                        self.stack.push(id as usize);
                    }
                }
                Role::Close(id) if self.plan.marks[id as usize] != Mark::Tilde => {
                    self.stack.pop();
                }
                _ => {}
            }
        }
    }

    fn choose_mark(&mut self, id: usize, style: &Style) {
        let (open, close) = self.edges(id);
        let joins = self.plan.marks[id] != Mark::Tilde;
        let opens = open.surely_flanks() || (joins && self.joins_open(id));
        let closes = close.surely_flanks() || (joins && self.joins_close(id));
        if !opens || !closes {
            // Beside tags it may flank: the next attempt tells.
            if self.touches_given_up(id) {
                return;
            }
            self.give_up(id);
        }
        if !joins || self.spans[id].joined {
            return;
        }
        self.spans[id].word = open.surely_flanks_word() && close.surely_flanks_word();
        let wanted = self.spans[id].len == 1 && style.emphasis == EmphasisMark::Underscore;
        if self.spans[id].word && wanted {
            self.set_mark(id, Mark::Underscore);
        } else if !open.outside.is_space() || !close.outside.is_space() {
            self.set_apart(id);
        }
    }

    /// Whether a delimiter of the span touches one that was given up just now.
    fn touches_given_up(&self, id: usize) -> bool {
        let (open, close) = self.tokens_of(id);
        let is_given_up = |at: usize| match self.tokens[at].role {
            Role::Open(other) | Role::Close(other) => self.given_up[other as usize],
            Role::Text(_) => false,
        };
        let touches = |at: usize| self.tokens.get(at).is_some_and(|token| token.touches);
        touches(open) && is_given_up(open - 1) || touches(close + 1) && is_given_up(close + 1)
    }

    /// Whether the delimiter opens as one run with those of the spans that begin right inside.
    fn joins_open(&mut self, id: usize) -> bool {
        let (start, _) = self.tokens_of(id);
        let mut end = start;
        while let Some(token) = self.tokens.get(end + 1)
            && token.touches
            && matches!(token.role, Role::Open(inner) if self.plan.marks[inner as usize] != Mark::Tilde)
        {
            end += 1;
        }
        let edge = Edge {
            outside: self.tokens[start].before,
            inside: self.tokens[end].after,
        };
        self.join_spans(start, end, edge)
    }

    /// Whether the delimiter closes as one run with those of the spans that end right inside.
    fn joins_close(&mut self, id: usize) -> bool {
        let (_, end) = self.tokens_of(id);
        let mut start = end;
        while self.tokens[start].touches
            && matches!(self.tokens[start - 1].role,
                Role::Close(inner) if self.plan.marks[inner as usize] != Mark::Tilde)
        {
            start -= 1;
        }
        let edge = Edge {
            outside: self.tokens[end].after,
            inside: self.tokens[start].before,
        };
        self.join_spans(start, end, edge)
    }

    /// Joins the spans of the tokens from `start` to `end`, if their run is read at this edge.
    fn join_spans(&mut self, start: usize, end: usize, edge: Edge) -> bool {
        let joins = start < end && edge.surely_flanks();
        for at in start..=end {
            if let Role::Open(id) | Role::Close(id) = self.tokens[at].role {
                self.spans[id as usize].joined |= joins;
            }
        }
        joins
    }

    /// Gives a span or the one around it the other character: marked misreads `**a *b*c d**` and
    /// `**a *b”*（c**`, where the inner delimiter may do both.
    fn set_apart(&mut self, id: usize) {
        let Some(&around) = self.stack.last() else {
            return;
        };
        if self.plan.marks[around] != Mark::Asterisk || self.spans[around].joined {
            return;
        }
        if self.spans[id].word {
            self.set_mark(id, Mark::Underscore);
        } else if self.spans[around].word {
            self.set_mark(around, Mark::Underscore);
        }
    }

    /// The places of a span's delimiters among the tokens.
    fn tokens_of(&self, id: usize) -> (usize, usize) {
        let Span { open, close, .. } = self.spans[id];
        (open as usize, close as usize)
    }

    fn edges(&self, id: usize) -> (Edge, Edge) {
        let (open, close) = self.tokens_of(id);
        let (open, close) = (&self.tokens[open], &self.tokens[close]);
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

    pub(super) fn give_up(&mut self, id: usize) {
        self.given_up[id] = true;
        self.failed = true;
    }

    fn set_mark(&mut self, id: usize, mark: Mark) {
        let (open, close) = self.tokens_of(id);
        self.plan.marks[id] = mark;
        self.tokens[open].byte = mark.byte();
        self.tokens[close].byte = mark.byte();
    }

    /// Gives one of two spans whose delimiters touch the other character, the inner one first.
    pub(super) fn part_touching(&mut self, scope: usize) {
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
                (Role::Close(first), Role::Open(second)) => {
                    let _ = self.flip(second) || self.flip(first);
                }
                _ => {}
            }
        }
    }

    /// Escapes runs in text that a delimiter would become one with.
    pub(super) fn part_text(&mut self, scope: usize) {
        for at in scope + 1..self.tokens.len() {
            let (left, right) = (self.tokens[at - 1], self.tokens[at]);
            if !right.touches {
                continue;
            }
            let same = left.byte == right.byte;
            match (left.role, right.role) {
                (Role::Text(_), Role::Text(_)) => {}
                (Role::Text(number), _) => {
                    self.plan.escapes[number as usize] |= same || left.byte == b'~';
                }
                (_, Role::Text(number)) => {
                    self.plan.escapes[number as usize] |= same || right.byte == b'~';
                }
                _ => {}
            }
        }
    }

    /// Takes the other character for a span, if it can be read there and meets none of its like.
    fn flip(&mut self, id: u32) -> bool {
        let id = id as usize;
        let mark = match self.plan.marks[id] {
            _ if self.spans[id].joined => return false,
            Mark::Asterisk if self.spans[id].word => Mark::Underscore,
            Mark::Underscore => Mark::Asterisk,
            _ => return false,
        };
        let (open, close) = self.tokens_of(id);
        let free = [open, close]
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
}
