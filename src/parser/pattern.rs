//! Expressions for the folded text of a line or an element.
//!
//! In goes a regular expression; out comes the expression, anchored at the start, with all that a
//! match can start with and what one must hold. The starts are what a rule by text alone is filed
//! under. Both are compared before the expression is read or run, and few texts get past them.

use std::borrow::Cow;

use memchr::memmem;
use regex_lite::Regex;
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Hir, HirKind};

use super::on_use::OnUse;
use crate::expression::Expression;
use crate::needle::pairs_in;
use crate::url::Text;

/// Bytes of a start; a few letters tell most lines apart.
pub(super) const START_BYTES_MAX: usize = 10;

/// Starts of one expression that are found; one with more has none.
const STARTS_FOUND_MAX: usize = 4000;

/// Starts of one expression that are kept: of more than that, each is kept shorter. A start that is
/// longer tells more lines from the expression's, but all starts together are to stay in the
/// processor's nearer caches.
const STARTS_MAX: usize = 64;

/// No start is kept shorter than that, in bytes: two letters, and half an ideograph.
const START_BYTES_MIN: usize = 2;

/// Needles of one expression; to look for more would take as long as a match.
const NEEDLES_MAX: usize = 32;

/// An expression for folded text: lower case, single spaces, from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The expression.
    pub regex: Text,
    /// What a match can start with, one a line, sorted, none the start of another; empty if that
    /// can't be told.
    pub starts: Text,
    /// A bit for each byte of ASCII that a start begins with, the last one for all other bytes; all
    /// bits if there are no starts.
    pub firsts: u128,
    /// Of what a match holds one at least, one a line; empty if that can't be told.
    pub needles: Text,
    /// The pairs of bytes of each of these ([`pairs_in`]).
    pub pairs: Cow<'static, [u64]>,
}

impl Pattern {
    /// Reads an expression.
    ///
    /// # Errors
    /// Says why it is no regular expression.
    pub(super) fn read(expression: &str) -> Result<Pattern, String> {
        let regex = format!("^(?:{expression})");
        Regex::new(&regex)
            .map_err(|error| format!("`text` is not a regular expression: {error}"))?;
        let hir = regex_syntax::parse(expression).map_err(|error| error.to_string())?;
        let starts = starts_of(&hir);
        let needles = needles_of_match(&hir).unwrap_or_default();
        Ok(Pattern {
            regex: regex.into(),
            firsts: starts.as_deref().map_or(u128::MAX, firsts_of),
            starts: starts.unwrap_or_default().join("\n").into(),
            pairs: needles.iter().map(|needle| pairs_in(needle)).collect(),
            needles: needles.join("\n").into(),
        })
    }

    /// What a match can start with; nothing if that can't be told.
    pub(super) fn starts(&self) -> impl Iterator<Item = &str> {
        self.starts.lines()
    }

    /// Whether a text with this first character can start as a match does.
    pub(super) fn may_begin(&self, first: Option<char>) -> bool {
        let byte = first.map(|c| u8::try_from(c).unwrap_or(u8::MAX));
        self.firsts & byte_bit(byte) != 0
    }

    /// Whether a text with these pairs of bytes can hold what a match must hold.
    pub(super) fn may_hold(&self, pairs: u64) -> bool {
        self.pairs.is_empty() || self.pairs.iter().any(|needle| needle & !pairs == 0)
    }

    /// Whether the text starts as a match does; it may be cut behind [`START_BYTES_MAX`] bytes.
    pub(super) fn may_start(&self, folded: &str) -> bool {
        self.firsts & first_bit(folded) != 0
            && (self.starts.is_empty() || starts_with_one(folded, &self.starts))
    }
}

fn firsts_of(starts: &[String]) -> u128 {
    starts.iter().fold(0, |bits, start| bits | first_bit(start))
}

/// The bit of a text's first byte; all bits if there is none.
fn first_bit(text: &str) -> u128 {
    byte_bit(text.bytes().next())
}

fn byte_bit(byte: Option<u8>) -> u128 {
    byte.map_or(u128::MAX, |byte| 1 << byte.min(0x7f))
}

/// Whether the text starts with one of some sorted lines, none the start of another: then all
/// lines between that one and the text start with it too, so that it is the last one that is not
/// behind the text.
fn starts_with_one(text: &str, lines: &str) -> bool {
    let (text, lines) = (text.as_bytes(), lines.as_bytes());
    let is_end = |byte: &u8| *byte == b'\n';
    let (mut from, mut to) = (0, lines.len());
    while from < to {
        // Lines are short: no search of a library's is quicker.
        let middle = from + (to - from) / 2;
        let before = lines[from..middle].iter().rev().position(is_end);
        let behind = lines[middle..to].iter().position(is_end);
        let start = before.map_or(from, |bytes| middle - bytes);
        let line = &lines[start..behind.map_or(to, |bytes| middle + bytes)];
        if text.starts_with(line) {
            return true;
        }
        if text < line {
            to = start;
        } else {
            from = start + line.len() + 1;
        }
    }
    false
}

/// The expressions of a list, each read when a text starts as it does.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns(OnUse<Matcher>);

impl Patterns {
    /// Whether the text holds what a match of the expression at this place of the list must hold.
    pub(super) fn may_match(&self, list: &[Pattern], at: usize, folded: &str) -> bool {
        self.0.get(list, at, Matcher::of).may_match(folded)
    }

    /// Whether the expression at this place of the list matches. To ask [`Pattern::may_start`] and
    /// [`Patterns::may_match`] before saves most of the work.
    pub(super) fn matches(&self, list: &[Pattern], at: usize, folded: &str) -> bool {
        let matcher = self.0.get(list, at, Matcher::of);
        matcher.expression.is_match(&list[at].regex, folded)
    }
}

/// An expression being used.
#[derive(Debug, Clone)]
struct Matcher {
    needles: Vec<memmem::Finder<'static>>,
    expression: Expression,
}

impl Matcher {
    fn of(pattern: &Pattern) -> Self {
        let needles = pattern.needles.lines();
        Matcher {
            needles: needles
                .map(|needle| memmem::Finder::new(needle).into_owned())
                .collect(),
            expression: Expression::default(),
        }
    }

    fn may_match(&self, folded: &str) -> bool {
        let holds = |needle: &memmem::Finder<'_>| needle.find(folded.as_bytes()).is_some();
        self.needles.is_empty() || self.needles.iter().any(holds)
    }
}

/// All that a match can start with, sorted; `None` if that can't be told.
fn starts_of(hir: &Hir) -> Option<Vec<String>> {
    let mut extractor = Extractor::new();
    extractor
        .limit_literal_len(START_BYTES_MAX)
        .limit_total(STARTS_FOUND_MAX)
        .limit_class(16)
        .limit_repeat(4);
    let found = extractor.extract(hir);
    let mut starts: Vec<String> = found
        .literals()?
        .iter()
        .map(|literal| whole_characters(literal.as_bytes()))
        .collect();
    if starts.iter().any(String::is_empty) {
        return None;
    }
    // Folded text never starts with a space.
    starts.retain(|start| !start.starts_with(' '));
    starts.sort();
    let few = (START_BYTES_MIN..=START_BYTES_MAX)
        .rev()
        .map(|bytes| cut(&starts, bytes))
        .find(|cut| cut.len() <= STARTS_MAX);
    Some(few.unwrap_or_else(|| cut(&starts, START_BYTES_MIN)))
}

/// The first bytes of some sorted texts, and the rest of a character that they end in; none is the
/// start of another.
fn cut(texts: &[String], bytes: usize) -> Vec<String> {
    let first = |text: &String| {
        let end = (bytes..text.len()).find(|&at| text.is_char_boundary(at));
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let mut cut: Vec<String> = texts.iter().map(first).collect();
    cut.dedup_by(|longer, shorter| longer.starts_with(&**shorter));
    cut
}

/// The same as [`needles_of`], where it can be without the letters that a match starts with: those
/// are compared before.
fn needles_of_match(hir: &Hir) -> Option<Vec<String>> {
    if let HirKind::Concat(parts) = hir.kind()
        && let HirKind::Literal(start) = parts[0].kind()
        && start.0.len() <= START_BYTES_MAX
        && let Some(needles) = needles_of(&Hir::concat(parts[1..].to_vec()))
    {
        return Some(needles);
    }
    needles_of(hir)
}

/// Texts of which each match holds one at least: of all such lists the one whose shortest text is
/// longest. `None` if there is no such list.
fn needles_of(hir: &Hir) -> Option<Vec<String>> {
    let mut needles = match hir.kind() {
        HirKind::Literal(literal) => vec![str::from_utf8(&literal.0).ok()?.to_owned()],
        HirKind::Capture(capture) => needles_of(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min > 0 => needles_of(&repetition.sub)?,
        HirKind::Concat(parts) => {
            let lists = parts.iter().filter_map(needles_of);
            lists.max_by_key(|list| list.iter().map(String::len).min())?
        }
        HirKind::Alternation(ways) => ways
            .iter()
            .map(needles_of)
            .collect::<Option<Vec<_>>>()?
            .concat(),
        _ => return None,
    };
    needles.sort_by_key(String::len);
    let mut least: Vec<String> = Vec::new();
    for needle in needles {
        if !least.iter().any(|other| needle.contains(&**other)) {
            least.push(needle);
        }
    }
    (least.len() <= NEEDLES_MAX).then_some(least)
}

/// A start may have been cut inside a character.
fn whole_characters(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_end_matches(char::REPLACEMENT_CHARACTER)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_a_match_starts_with() {
        let starts = |expression: &str| {
            let pattern = Pattern::read(expression).expect("an expression");
            pattern.starts.replace('\n', "|")
        };
        assert_eq!(starts("(read|view) on"), "read on|view on");
        assert_eq!(starts("a long beginning"), "a long beg");
        assert_eq!(starts("相关(文章|阅读)"), "相关文|相关阅");
        assert_eq!(starts(".*end"), "");
    }

    #[test]
    fn says_what_a_match_holds() {
        let needles = |expression: &str| {
            let pattern = Pattern::read(expression).expect("an expression");
            pattern.needles.replace('\n', "|")
        };
        assert_eq!(needles("the .* (affiliate|links?) of"), "link|affiliate");
        assert_eq!(
            needles("the .* (affiliate|buy links?)$"),
            "buy link|affiliate"
        );
        assert_eq!(needles("[0-9]+ ?(views?|likes?)"), "view|like");
        assert_eq!(needles("(相关)?[:：].*"), "");
    }

    #[test]
    fn finds_the_line_that_a_text_starts_with() {
        let lines = "a b\nab\nb\nread on\n相关";
        for text in ["a b", "abc", "b", "read on and on", "相关文章"] {
            assert!(starts_with_one(text, lines), "{text}");
        }
        for text in ["", "a", "a c", "ac", "c", "read", "read of", "z", "相"] {
            assert!(!starts_with_one(text, lines), "{text}");
        }
    }

    #[test]
    fn matches_from_the_start() {
        let list = [
            Pattern::read("the end").expect("one"),
            Pattern::read(".*!$").expect("one"),
        ];
        let patterns = Patterns::default();
        assert!(patterns.matches(&list, 0, "the end of it"));
        assert!(patterns.matches(&list, 1, "not the end!"));
        assert!(!patterns.matches(&list, 0, "not the end"));
    }
}
