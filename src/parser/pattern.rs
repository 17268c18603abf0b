//! Expressions for the folded text of a line or an element.
//!
//! In goes a regular expression; out comes the expression, anchored at the start, with all that a
//! match can start with. The starts are what a rule by text alone is filed under, and what is
//! compared before the expression is read: most are never needed.

use regex_lite::Regex;
use regex_syntax::hir::literal::Extractor;

use super::on_use::OnUse;
use crate::url::Text;

/// Bytes of a start; a few letters tell most lines apart.
const START_BYTES_MAX: usize = 10;

/// Starts of one expression; one with more has none.
const STARTS_MAX: usize = 4000;

/// An expression for folded text: lower case, single spaces, from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The expression.
    pub regex: Text,
    /// What a match can start with, one a line, none the start of another; empty if that can't be
    /// told.
    pub starts: Text,
}

impl Pattern {
    /// Reads an expression.
    ///
    /// # Errors
    /// Says why it is no regular expression.
    pub(super) fn read(expression: &str) -> Result<Pattern, String> {
        let regex = format!("^(?:{expression})");
        Regex::new(&regex).map_err(|error| format!("`text` is not a regular expression: {error}"))?;
        let starts = starts_of(expression)?.unwrap_or_default();
        Ok(Pattern {
            regex: regex.into(),
            starts: starts.join("\n").into(),
        })
    }

    /// What a match can start with; nothing if that can't be told.
    pub(super) fn starts(&self) -> impl Iterator<Item = &str> {
        self.starts.lines()
    }

    fn may_match(&self, folded: &str) -> bool {
        self.starts.is_empty() || self.starts().any(|start| folded.starts_with(start))
    }
}

/// The expressions of a list, each read when a text starts as it does.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns(OnUse<Regex>);

impl Patterns {
    /// Whether one of the list matches.
    pub(super) fn any_matches(&self, list: &[Pattern], folded: &str) -> bool {
        let read =
            |pattern: &Pattern| Regex::new(&pattern.regex).expect("checked when the row was read");
        list.iter().enumerate().any(|(at, pattern)| {
            pattern.may_match(folded) && self.0.get(list, at, read).is_match(folded)
        })
    }
}

/// All that a match can start with, sorted; `None` if that can't be told.
fn starts_of(expression: &str) -> Result<Option<Vec<String>>, String> {
    let hir = regex_syntax::parse(expression).map_err(|error| error.to_string())?;
    let mut extractor = Extractor::new();
    extractor
        .limit_literal_len(START_BYTES_MAX)
        .limit_total(STARTS_MAX)
        .limit_class(16)
        .limit_repeat(4);
    let found = extractor.extract(&hir);
    let mut starts: Vec<String> = found
        .literals()
        .unwrap_or_default()
        .iter()
        .map(|literal| whole_characters(literal.as_bytes()))
        .collect();
    if starts.is_empty() || starts.iter().any(String::is_empty) {
        return Ok(None);
    }
    // Folded text never starts with a space.
    starts.retain(|start| !start.starts_with(' '));
    starts.sort();
    starts.dedup_by(|longer, shorter| longer.starts_with(&**shorter));
    Ok(Some(starts))
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
    fn matches_from_the_start() {
        let list = [
            Pattern::read("the end").expect("one"),
            Pattern::read(".*!$").expect("one"),
        ];
        let patterns = Patterns::default();
        assert!(patterns.any_matches(&list, "the end of it"));
        assert!(patterns.any_matches(&list, "not the end!"));
        assert!(!patterns.any_matches(&list, "not the end"));
    }
}
