//! What is left of a span while characters leave it at its edges.

use super::spelling::{Around, Spelling};
use super::{MOVED_MAX, OBJECT};
use crate::writer::flanking::{Class, Edge};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Front,
    Back,
}

/// What is left of a span while characters leave it.
pub(super) struct Window<'s> {
    spelling: &'s Spelling<'s>,
    /// The place of what is left, in bytes.
    start: usize,
    end: usize,
    /// Characters that have left.
    pub(super) front: usize,
    pub(super) back: usize,
    before: Class,
    after: Class,
}

impl<'s> Window<'s> {
    pub(super) fn new(spelling: &'s Spelling<'s>, before: Class, after: Class) -> Self {
        Window {
            spelling,
            start: 0,
            end: spelling.text.len(),
            front: 0,
            back: 0,
            before,
            after,
        }
    }

    /// The text that is left.
    pub(super) fn inner(&self) -> &str {
        &self.spelling.text[self.start..self.end]
    }

    /// The character at a side that is left, and what stands around it.
    pub(super) fn at(&self, side: Side) -> Option<(char, Around)> {
        let (c, at) = match side {
            Side::Front => (self.inner().chars().next()?, self.start),
            Side::Back => (self.inner().chars().next_back()?, self.end - 1),
        };
        Some((c, self.spelling.around(at)))
    }

    /// A side on which a delimiter would not be read; `None` too when nothing is left.
    pub(super) fn unread_side(&self) -> Option<Side> {
        let text = &self.spelling.text;
        let before = text[..self.start].chars().next_back();
        let after = text[self.end..].chars().next();
        if !flanks(self.at(Side::Back)?, after.map_or(self.after, class)) {
            Some(Side::Back)
        } else if !flanks(self.at(Side::Front)?, before.map_or(self.before, class)) {
            Some(Side::Front)
        } else {
            None
        }
    }

    /// Lets the character at a side go, with its partner; `false` if it must stay.
    pub(super) fn give(&mut self, side: Side) -> bool {
        if self.front.max(self.back) >= MOVED_MAX {
            return false;
        }
        let Some((c, _)) = self
            .at(side)
            .filter(|(c, _)| c.is_whitespace() || leaves(*c))
        else {
            return false;
        };
        match (self.partner(c, side), side) {
            (Partner::None, Side::Front) => self.shorten(1, 0),
            (Partner::None, Side::Back) => self.shorten(0, 1),
            (Partner::OtherEdge, _) => self.shorten(1, 1),
            (Partner::Inside, _) => return false,
        }
        true
    }

    /// Lets so many characters go.
    fn shorten(&mut self, front: usize, back: usize) {
        let bytes = |c: char| c.len_utf8();
        self.start += self.inner().chars().take(front).map(bytes).sum::<usize>();
        self.end -= self
            .inner()
            .chars()
            .rev()
            .take(back)
            .map(bytes)
            .sum::<usize>();
        self.front += front;
        self.back += back;
    }

    fn partner(&self, c: char, side: Side) -> Partner {
        let inner = self.inner();
        let place = match side {
            Side::Front => closing_of(c).and_then(|close| matching(inner.chars(), c, close)),
            Side::Back => opening_of(c).and_then(|open| matching(inner.chars().rev(), c, open)),
        };
        match place {
            None => Partner::None,
            Some(bytes) if bytes == inner.len() => Partner::OtherEdge,
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

fn class(c: char) -> Class {
    if c == OBJECT {
        Class::PUNCTUATION
    } else {
        Class::of(c)
    }
}

/// Whether a delimiter is read between a character and what stands outside: alone, or as one run
/// with those of the emphasis that begins or ends here as well.
fn flanks((c, around): (char, Around), outside: Class) -> bool {
    let flanks = |inside| Edge { outside, inside }.surely_flanks();
    let joins = c != OBJECT && !around.struck;
    let nearest = if around.nested {
        Class::PUNCTUATION
    } else {
        class(c)
    };
    flanks(nearest) || (joins && flanks(class(c)))
}

/// Bytes from the first character, which is `mark`, to behind the `partner` that closes it.
fn matching(chars: impl Iterator<Item = char>, mark: char, partner: char) -> Option<usize> {
    let mut depth = 0usize;
    let mut bytes = 0;
    for c in chars {
        bytes += c.len_utf8();
        if c == partner && depth > 0 {
            depth -= 1;
            if depth == 0 {
                return Some(bytes);
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
