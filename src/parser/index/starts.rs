//! Rules by text alone, filed under the first letters of what they look for.
//!
//! A line is read letter by letter for as long as any rule's start goes on like it; most lines are
//! told from all of them by their first few.

use super::WORD;
use crate::parser::pattern::START_BYTES_MAX;
use crate::table::{Filter, Table};

/// Rules by text alone, and which of their expressions.
pub(in crate::parser) type Lines = Vec<(usize, usize)>;

/// See the module's documentation.
#[derive(Debug, Clone, PartialEq)]
pub struct Starts {
    /// Rules, and which of their expressions, under whole starts.
    pub texts: Table<(usize, usize)>,
    /// All that such a start begins with.
    pub before: Filter,
}

impl Starts {
    /// Files rules and their expressions under starts.
    pub(super) fn of<'a>(starts: impl Iterator<Item = (&'a str, (usize, usize))>) -> Self {
        let (mut texts, mut before) = (Vec::new(), Vec::new());
        for (start, text) in starts {
            let heads = start.chars().scan(Head::default(), |head, c| {
                head.add(c);
                Some(head.key)
            });
            before.extend(heads);
            texts.extend(before.pop().map(|whole| (whole, text)));
        }
        texts.sort_unstable();
        texts.dedup();
        before.sort_unstable();
        before.dedup();
        Starts {
            texts: Table::of(texts),
            before: Filter::of(before.into_iter()),
        }
    }

    pub(in crate::parser) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Adds the rules one of whose starts a folded text begins with, in no order; and says whether
    /// more of the text could add nothing.
    #[inline]
    pub(in crate::parser) fn add_candidates(
        &self,
        folded: impl Iterator<Item = char>,
        found: &mut Lines,
    ) -> bool {
        let mut head = Head::default();
        for c in folded {
            head.add(c);
            self.texts.add_to(head.key, found);
            if head.is_whole() || !self.before.may_hold(head.key) {
                return true;
            }
        }
        false
    }
}

/// Where the words of a folded text begin; where a script does not set words apart, each letter.
pub(in crate::parser) fn word_starts(folded: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    folded.char_indices().filter_map(move |(at, c)| {
        let before = std::mem::replace(&mut before, c);
        let begins = c != ' ' && (is_ideograph_or_kana(c) || !before.is_alphanumeric());
        begins.then_some(at)
    })
}

fn is_ideograph_or_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{9fff}')
}

/// The first characters of folded text, as far as expressions tell what they start with.
#[derive(Clone, Copy)]
struct Head {
    key: u64,
    bytes: usize,
}

impl Default for Head {
    fn default() -> Self {
        Head {
            key: WORD,
            bytes: 0,
        }
    }
}

impl Head {
    fn add(&mut self, c: char) {
        self.key = (self.key ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.bytes += c.len_utf8();
    }

    /// Whether no start is longer.
    fn is_whole(self) -> bool {
        self.bytes >= START_BYTES_MAX
    }
}
