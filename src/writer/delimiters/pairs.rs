//! Pairs delimiter runs as every reader does (CommonMark 0.31.2, appendix "Phase 2").
//!
//! Runs that the text holds never pair: one that would is escaped. A span whose runs would not
//! pair with each other is given up.

use super::{Planner, Role, Token};
use crate::writer::flanking::{Class, Edge};

/// With more delimiter runs in one text than this, all of them are escaped: finding out which
/// are harmless would take quadratic time, here and in every reader.
const TEXT_RUNS_MAX: usize = 100;

/// A delimiter run as a reader sees it.
#[derive(Debug, Clone, Copy)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "two answers to two questions"
)]
pub(super) struct Run {
    byte: u8,
    len: u32,
    /// What is left of `len`.
    left: u32,
    /// Tokens of which it consists, those used up left out.
    first: u32,
    end: u32,
    /// If it stands in text, its number.
    text: Option<u32>,
    /// What it might do, for some renderer.
    opens: bool,
    closes: bool,
    /// What it does for every renderer.
    surely_opens: bool,
    surely_closes: bool,
}

impl Planner {
    /// Joins tokens of one character that touch into the runs that a reader sees.
    pub(super) fn join_runs(&mut self, scope: usize) {
        self.runs.clear();
        let tokens = &self.tokens[scope..];
        let in_text = tokens
            .iter()
            .filter(|t| matches!(t.role, Role::Text(_)))
            .count();
        for at in scope..self.tokens.len() {
            let token = self.tokens[at];
            if let Role::Text(number) = token.role {
                let is_escaped = &mut self.plan.escapes[number as usize];
                *is_escaped |= in_text > TEXT_RUNS_MAX;
                if !*is_escaped {
                    self.runs.push(Run::new(&token, at, Some(number)));
                }
                continue;
            }
            match self.runs.last_mut() {
                Some(run) if token.touches && run.end as usize == at && run.byte == token.byte => {
                    run.join(&self.tokens, at);
                }
                _ => self.runs.push(Run::new(&token, at, None)),
            }
        }
    }

    /// The algorithm, with runs in text escaped instead of paired.
    pub(super) fn pair(&mut self) {
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
        self.leave_unpaired(0);
    }

    /// Gives up the spans whose runs, from this one on, nothing closed.
    fn leave_unpaired(&mut self, from: usize) {
        for at in from..self.stack.len() {
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
                    self.plan.escapes[number as usize] = true;
                    self.stack.remove(at);
                }
                (None, Some(number)) => {
                    self.plan.escapes[number as usize] = true;
                    return false;
                }
                (None, None) => {
                    if !self.pair_as_intended(opener, closer) {
                        self.give_up_run(closer);
                        return false;
                    }
                    self.leave_unpaired(at + 1);
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
            let may_be_odd = opener.is_surely_both() || closer.is_surely_both();
            opener.byte == closer.byte && !(may_be_odd && is_odd(opener, closer))
        })
    }

    /// Uses up the delimiters that a reader would pair; `false` if they are not one span's.
    fn pair_as_intended(&mut self, opener: usize, closer: usize) -> bool {
        let (open, close) = (self.runs[opener], self.runs[closer]);
        let uncertain = (open.opens && open.closes) || (close.opens && close.closes);
        if !(open.surely_opens && close.surely_closes) || (uncertain && is_odd(&open, &close)) {
            return false;
        }
        let used = if open.left >= 2 && close.left >= 2 {
            2
        } else {
            1
        };
        let (left, right) = (open.end as usize - 1, close.first as usize);
        let (left, right) = (self.tokens[left], self.tokens[right]);
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
        let token = self.tokens[self.runs[run].first as usize];
        if let Role::Open(id) | Role::Close(id) = token.role {
            self.give_up(id as usize);
        }
    }
}

impl Run {
    fn new(token: &Token, at: usize, text: Option<u32>) -> Run {
        let mut run = Run {
            byte: token.byte,
            len: token.len,
            left: token.len,
            first: at as u32,
            end: at as u32 + 1,
            text,
            opens: false,
            closes: false,
            surely_opens: false,
            surely_closes: false,
        };
        run.look_around(token.before, token.after);
        run
    }

    fn join(&mut self, tokens: &[Token], at: usize) {
        self.len += tokens[at].len;
        self.left = self.len;
        self.end = at as u32 + 1;
        self.look_around(tokens[self.first as usize].before, tokens[at].after);
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
        (self.opens, self.closes) = match self.byte {
            b'_' => (open.may_flank_word(), close.may_flank_word()),
            // pulldown-cmark lets `~~` open and close beside anything but white space.
            b'~' => (!after.is_space(), !before.is_space()),
            _ => (open.may_flank(), close.may_flank()),
        };
        (self.surely_opens, self.surely_closes) = match self.byte {
            b'_' => (open.surely_flanks_word(), close.surely_flanks_word()),
            _ => (open.surely_flanks(), close.surely_flanks()),
        };
    }

    /// Whether every renderer lets it open as well as close.
    fn is_surely_both(&self) -> bool {
        self.byte == b'*' && self.surely_opens && self.surely_closes
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
