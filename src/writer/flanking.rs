//! What a delimiter run may do between two characters (CommonMark 0.31.2, section 6.2).
//!
//! Renderers disagree on a few characters: older ones take symbols (`+`, `€`, emoji) for letters,
//! and those that know `~~` may look through it at what stands behind. So a neighbour is a set of
//! classes, and there are two answers: what a run can do for certain, and what it might do.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::mdast::Inline;

/// The classes that a character may count as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u8);

impl Class {
    /// White space, or the edge of a line.
    pub(super) const SPACE: Class = Class(1);
    /// Punctuation.
    pub(super) const PUNCTUATION: Class = Class(2);
    /// Letters, digits and all the rest.
    pub(super) const LETTER: Class = Class(4);

    /// The class of a character of the output.
    pub(super) fn of(c: char) -> Class {
        if c.is_ascii() {
            return Class::of_ascii(c as u8);
        }
        if is_common_letter(c) {
            return Class::LETTER;
        }
        if is_common_punctuation(c) {
            return Class::PUNCTUATION;
        }
        if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}') {
            // White space to Unicode or to JavaScript, not to CommonMark.
            return Class::SPACE.or(Class::LETTER);
        }
        if c.is_whitespace() {
            return Class::SPACE;
        }
        match c.general_category_group() {
            GeneralCategoryGroup::Punctuation if !is_recent(c) => Class::PUNCTUATION,
            GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol => {
                Class::PUNCTUATION.or(Class::LETTER)
            }
            GeneralCategoryGroup::Other if c.general_category() == GeneralCategory::Unassigned => {
                Class::PUNCTUATION.or(Class::LETTER)
            }
            _ => Class::LETTER,
        }
    }

    /// The class of the character that an inline begins with.
    pub(super) fn at_start(inline: &Inline<'_>) -> Class {
        match inline {
            Inline::Text(text) => text.chars().next().map_or(Class::SPACE, Class::of),
            Inline::Break => Class::SPACE,
            _ => Class::PUNCTUATION,
        }
    }

    /// The class of the character that an inline ends with.
    pub(super) fn at_end(inline: &Inline<'_>) -> Class {
        match inline {
            Inline::Text(text) => text.chars().next_back().map_or(Class::SPACE, Class::of),
            Inline::Break => Class::SPACE,
            _ => Class::PUNCTUATION,
        }
    }

    fn of_ascii(byte: u8) -> Class {
        if byte.is_ascii_punctuation() {
            Class::PUNCTUATION
        } else if matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r') {
            Class::SPACE
        } else if byte == b'\x0b' {
            Class::SPACE.or(Class::LETTER)
        } else {
            Class::LETTER
        }
    }

    /// Either of two.
    pub(super) fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// Whether it may count as `other`.
    fn may_be(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it is white space for every renderer.
    pub(super) fn is_space(self) -> bool {
        self == Class::SPACE
    }
}

/// Letters of Europe and East Asia, which stand at most delimiters that do not stand at ASCII: a
/// lookup among all characters takes longer than all else here.
fn is_common_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{17f}' | '\u{400}'..='\u{481}'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The same for punctuation: dashes and quotes, and that of East Asia.
fn is_common_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        | '\u{ff01}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
}

/// Whether punctuation is of a block to which Unicode still adds some: renderers know different
/// versions of it.
fn is_recent(c: char) -> bool {
    matches!(c, '\u{61d}' | '\u{1b00}'..='\u{1fff}' | '\u{2e43}'..='\u{2e7f}' | '\u{10000}'..)
}

impl Default for Class {
    /// The edge of a line.
    fn default() -> Self {
        Class::SPACE
    }
}

/// The characters on both sides of a delimiter run.
///
/// ```text
/// word **strong** word
///     ^  ^
/// outside  inside, for the run that opens
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// The neighbour that would be outside of the span.
    pub(super) outside: Class,
    /// The neighbour that would be inside of the span.
    pub(super) inside: Class,
}

impl Edge {
    /// Whether `*` here opens (or closes) for every renderer.
    pub(super) fn surely_flanks(self) -> bool {
        !self.inside.may_be(Class::SPACE)
            && (!self.inside.may_be(Class::PUNCTUATION) || !self.outside.may_be(Class::LETTER))
    }

    /// Whether `_` here opens (or closes) for every renderer: never inside a word.
    pub(super) fn surely_flanks_word(self) -> bool {
        !self.inside.may_be(Class::SPACE) && !self.outside.may_be(Class::LETTER)
    }

    /// Whether `*` here opens (or closes) for some renderer.
    pub(super) fn may_flank(self) -> bool {
        self.inside.may_be(Class::LETTER)
            || (self.inside.may_be(Class::PUNCTUATION)
                && self.outside.may_be(Class::SPACE.or(Class::PUNCTUATION)))
    }

    /// Whether `_` here opens (or closes) for some renderer.
    pub(super) fn may_flank_word(self) -> bool {
        self.may_flank() && self.outside.may_be(Class::SPACE.or(Class::PUNCTUATION))
    }
}

/// Whether `*` or `~~` between these characters, `None` at the edge of a text, opens or closes for
/// every renderer.
pub(crate) fn can_flank(outside: Option<char>, inside: Option<char>) -> bool {
    let class = |c: Option<char>| c.map_or(Class::SPACE, Class::of);
    let edge = Edge {
        outside: class(outside),
        inside: class(inside),
    };
    edge.surely_flanks()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(outside: char, inside: char) -> Edge {
        Edge {
            outside: Class::of(outside),
            inside: Class::of(inside),
        }
    }

    #[test]
    fn what_is_common_is_what_unicode_says() {
        for c in '\0'..='\u{ffff}' {
            let group = c.general_category_group();
            if is_common_letter(c) {
                assert_eq!(group, GeneralCategoryGroup::Letter, "{c}");
            }
            if is_common_punctuation(c) {
                assert_eq!(group, GeneralCategoryGroup::Punctuation, "{c}");
                assert!(!is_recent(c), "{c}");
            }
        }
    }

    #[test]
    fn asterisk_flanks_by_the_table_of_the_specification() {
        // outside: letter, punctuation, space; inside likewise.
        let expected = [
            ('a', 'b', true),
            ('a', '(', false),
            ('a', ' ', false),
            (')', 'b', true),
            (')', '(', true),
            (')', ' ', false),
            (' ', 'b', true),
            (' ', '(', true),
            (' ', ' ', false),
        ];
        for (outside, inside, flanks) in expected {
            assert_eq!(
                edge(outside, inside).surely_flanks(),
                flanks,
                "{outside:?} {inside:?}"
            );
            assert_eq!(
                edge(outside, inside).may_flank(),
                flanks,
                "{outside:?} {inside:?}"
            );
        }
    }

    #[test]
    fn underscore_does_nothing_inside_a_word() {
        assert!(!edge('a', 'b').surely_flanks_word());
        assert!(!edge('a', 'b').may_flank_word());
        assert!(edge(' ', 'b').surely_flanks_word());
        assert!(edge('（', '国').surely_flanks_word());
    }

    #[test]
    fn a_symbol_is_certain_only_where_both_readings_agree() {
        assert!(!edge('a', '€').surely_flanks());
        assert!(edge('a', '€').may_flank());
        assert!(edge(' ', '€').surely_flanks());
        assert!(!edge('€', '(').surely_flanks());
    }

    #[test]
    fn wide_punctuation_and_spaces_count() {
        assert_eq!(Class::of('。'), Class::PUNCTUATION);
        assert_eq!(Class::of('“'), Class::PUNCTUATION);
        assert_eq!(Class::of('\u{3000}'), Class::SPACE);
        assert_eq!(Class::of('\u{a0}'), Class::SPACE);
        assert_eq!(Class::of('金'), Class::LETTER);
        assert!(!edge('\u{1b4e}', 'b').surely_flanks_word());
        assert!(!edge('\u{2e62}', 'b').surely_flanks_word());
    }
}
