//! What is left of a span while characters leave it at its edges.

use super::{MOVED_MAX, OBJECT};
use crate::writer::flanking::{Class, Edge};

/// A character of a span's text.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub(super) c: char,
    /// Whether markup stands between it and the span's edge.
    pub(super) nested: bool,
    /// Whether it is struck out: that is no emphasis, and shows on punctuation as well.
    pub(super) struck: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Front,
    Back,
}

/// What is left of a span while characters leave it.
pub(super) struct Window<'l> {
    pub(super) letters: &'l [Letter],
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) before: Class,
    pub(super) after: Class,
}

impl Window<'_> {
    pub(super) fn inner(&self) -> &[Letter] {
        &self.letters[self.start..self.end]
    }

    pub(super) fn at(&self, side: Side) -> Letter {
        match side {
            Side::Front => self.letters[self.start],
            Side::Back => self.letters[self.end - 1],
        }
    }

    /// A side on which a delimiter would not be read; `None` too when nothing is left.
    pub(super) fn unread_side(&self) -> Option<Side> {
        if self.inner().is_empty() {
            return None;
        }
        let before = self
            .start
            .checked_sub(1)
            .map_or(self.before, |at| self.letters[at].class());
        let after = self
            .letters
            .get(self.end)
            .map_or(self.after, |letter| letter.class());
        if !self.at(Side::Back).flanks(after) {
            Some(Side::Back)
        } else if !self.at(Side::Front).flanks(before) {
            Some(Side::Front)
        } else {
            None
        }
    }

    /// Lets the character at a side go, with its partner; `false` if it must stay.
    pub(super) fn give(&mut self, side: Side) -> bool {
        if self.start.max(self.letters.len() - self.end) >= MOVED_MAX {
            return false;
        }
        let c = self.at(side).c;
        if !c.is_whitespace() && !leaves(c) {
            return false;
        }
        match self.partner(side) {
            Partner::None => match side {
                Side::Front => self.start += 1,
                Side::Back => self.end -= 1,
            },
            Partner::OtherEdge => {
                self.start += 1;
                self.end -= 1;
            }
            Partner::Inside => return false,
        }
        true
    }

    fn partner(&self, side: Side) -> Partner {
        let c = self.at(side).c;
        let (last, inner) = (self.inner().len() - 1, self.inner());
        let place = match side {
            Side::Front => closing_of(c)
                .and_then(|close| matching(inner.iter().map(|letter| letter.c), c, close)),
            Side::Back => opening_of(c)
                .and_then(|open| matching(inner.iter().rev().map(|letter| letter.c), c, open)),
        };
        match place {
            None => Partner::None,
            Some(distance) if distance == last => Partner::OtherEdge,
            Some(_) => Partner::Inside,
        }
    }
}

enum Partner {
    /// Not in the span.
    None,
    /// At the span's other edge.
    OtherEdge,
    /// In between: the pair can't leave together.
    Inside,
}

impl Letter {
    fn class(self) -> Class {
        if self.c == OBJECT {
            Class::PUNCTUATION
        } else {
            Class::of(self.c)
        }
    }

    /// Whether a delimiter is read between the character and what stands outside: alone, or as
    /// one run with those of the emphasis that begins or ends here as well.
    fn flanks(self, outside: Class) -> bool {
        let flanks = |inside| Edge { outside, inside }.surely_flanks();
        let joins = self.c != OBJECT && !self.struck;
        flanks(if self.nested {
            Class::PUNCTUATION
        } else {
            self.class()
        }) || (joins && flanks(self.class()))
    }
}

/// Distance from the first character, which is `mark`, to the `partner` that closes it.
fn matching(chars: impl Iterator<Item = char>, mark: char, partner: char) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in chars.enumerate() {
        if c == partner && at > 0 {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if c == mark {
            depth += 1;
        }
    }
    None
}

const PAIRS: [(char, char); 19] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('‹', '›'),
    ('（', '）'),
    ('［', '］'),
    ('｛', '｝'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
    ('〖', '〗'),
];

fn closing_of(c: char) -> Option<char> {
    PAIRS.iter().find(|pair| pair.0 == c).map(|pair| pair.1)
}

fn opening_of(c: char) -> Option<char> {
    PAIRS.iter().find(|pair| pair.1 == c).map(|pair| pair.0)
}

/// Whether a punctuation mark belongs to the sentence rather than to the word beside it.
fn leaves(c: char) -> bool {
    Class::of(c) == Class::PUNCTUATION
        && !matches!(
            c,
            '%' | '‰' | '#' | '&' | '@' | '*' | '/' | '\\' | '_' | '$' | '+' | '<' | '>'
        )
        && !matches!(
            c,
            '=' | '^' | '`' | '|' | '~' | '％' | '＃' | '＆' | '＠' | '＊' | '／' | '†' | '§'
        )
}
