//! Matching a short text, one way after the other.
//!
//! The engine that reads expressions quickest goes all ways at once, and pays for each of them at
//! each character. Lines and URLs are short, and nearly all ways end within a few characters: there
//! the regex project's backtracker is many times as fast. Its time is bounded by the product of both
//! lengths; it refuses texts for which that is too much.

use std::cell::RefCell;

use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::{Match, MatchError};

thread_local! {
    /// What a search writes down of the ways that it went; its room serves all searches of a thread.
    static WAYS: RefCell<Option<Cache>> = const { RefCell::new(None) };
}

/// An expression that means the same to both engines.
#[derive(Debug, Clone)]
pub(super) struct Program(BoundedBacktracker);

impl Program {
    /// Makes a program of an expression; `None` where it could mean something else than to
    /// `regex_lite`.
    pub(super) fn of(expression: &str) -> Option<Self> {
        Self::read(expression, WhichCaptures::None)
    }

    /// The same, with the groups that [`Program::replace`] asks for.
    pub(super) fn with_groups(expression: &str) -> Option<Self> {
        Self::read(expression, WhichCaptures::All)
    }

    fn read(expression: &str, captures: WhichCaptures) -> Option<Self> {
        let thompson = thompson::Config::new().which_captures(captures);
        let engine = BoundedBacktracker::builder()
            .thompson(thompson)
            .build(&in_ascii(expression)?);
        engine.ok().map(Program)
    }

    /// Whether the text matches; `None` if it is too long to tell.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        self.with_room(|ways| self.0.try_is_match(ways, text)).ok()
    }

    /// The text with `to` in place of the first match, if there is one.
    ///
    /// # Errors
    /// When the text is too long to tell.
    pub(super) fn replace(&self, text: &str, to: &str) -> Result<Option<String>, MatchError> {
        let mut groups = self.0.create_captures();
        self.with_room(|ways| self.0.try_captures(ways, text, &mut groups))?;
        let replace = |found: Match| {
            let mut replaced = text[..found.start()].to_owned();
            groups.interpolate_string_into(text, to, &mut replaced);
            replaced.push_str(&text[found.end()..]);
            replaced
        };
        Ok(groups.get_match().map(replace))
    }

    fn with_room<R>(&self, search: impl FnOnce(&mut Cache) -> R) -> R {
        WAYS.with_borrow_mut(|ways| {
            let ways = ways.get_or_insert_with(|| self.0.create_cache());
            self.0.reset_cache(ways);
            search(ways)
        })
    }
}

/// The expression with classes and edges of words that know ASCII only, as `regex_lite` has them;
/// `None` where it holds what else the two read in different ways: classes with names, sets of
/// classes, flags.
fn in_ascii(expression: &str) -> Option<String> {
    if ["&&", "--", "~~", "[[", "[]", "[^]"]
        .iter()
        .any(|it| expression.contains(it))
    {
        return None;
    }
    let mut out = String::with_capacity(expression.len());
    let mut rest = expression.chars();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next()? {
                'b' if !in_class => out.push_str("(?-u:\\b)"),
                'd' if in_class => out.push_str("0-9"),
                'd' => out.push_str("[0-9]"),
                c if c.is_ascii_punctuation() => out.extend(['\\', c]),
                _ => return None,
            },
            '(' if rest.as_str().starts_with('?') && !rest.as_str().starts_with("?:") => {
                return None;
            }
            c => {
                in_class = c == '[' || in_class && c != ']';
                out.push(c);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPRESSIONS: [&str; 18] = [
        "^(?:abc)",
        "^(?:a|bc|)$",
        "^(?:(a|ab)(c|bcd)(d*))$",
        "^(?:a{2,4}b?)$",
        "^(?:(a*)*b)",
        "^(?:(|a)+b)",
        "^(?:[^a-c]+.{0,3}d$)",
        "^(?:\\bab\\b.*)",
        "^(?:.+ on .+$)",
        "^(?:相关(文章|阅读)[:：]?$)",
        "^(?:(?:a|b) (?:c|d){2,})",
        "^(?:\\(?a\\)?[.!]*$)",
        "^(?:$)",
        "^(?:[a-c-]{2}[^é]{1,2}$)",
        "^(?:[-a]*.{2}b)",
        "^(?:.*a.*b.*c)",
        "^(?:.{2,}[^b]$)",
        "(a)(b|c)?[^\\d(]",
    ];

    #[test]
    fn matches_what_the_other_engine_does() {
        let pieces = [
            "", "a", "b", "c", "d", "ab", " on ", "(a)", " ", "é", "相关", "文章", "：", "-", "\n",
        ];
        for expression in EXPRESSIONS {
            let program = Program::of(expression).expect("a plain expression");
            let groups = Program::with_groups(expression).expect("a plain expression");
            let regex = regex_lite::Regex::new(expression).expect("an expression");
            for at in 0..pieces.len().pow(4) {
                let piece = |power: u32| pieces[at / pieces.len().pow(power) % pieces.len()];
                let text = format!("{}{}{}{}", piece(0), piece(1), piece(2), piece(3));
                let found = program.is_match(&text);
                assert_eq!(found, Some(regex.is_match(&text)), "{expression} in {text}");
                let to = "<$1|${2}|$0>";
                let replaced = groups.replace(&text, to).expect("a short text");
                let expected = regex.replace(&text, to);
                assert_eq!(replaced.as_deref().unwrap_or(&text), expected);
            }
        }
    }

    #[test]
    fn nearly_all_of_the_catalogue_is_plain_and_means_the_same() {
        let rules = crate::parser::rule::RuleSet::builtin();
        let patterns: Vec<_> = rules.rows().flat_map(|row| row.text.iter()).collect();
        let plain: Vec<_> = patterns
            .iter()
            .filter_map(|pattern| Some((pattern, Program::of(&pattern.regex)?)))
            .collect();
        assert!(plain.len() * 100 >= patterns.len() * 95);
        for (pattern, program) in plain {
            let regex = regex_lite::Regex::new(&pattern.regex).expect("an expression");
            for start in pattern.starts.lines().take(40) {
                for end in ["", ":", " a", " the post on a site.", "!", " 相关文章"] {
                    let text = format!("{start}{end}");
                    let is_match = regex.is_match(&text);
                    assert_eq!(
                        program.is_match(&text),
                        Some(is_match),
                        "{} in {text}",
                        pattern.regex
                    );
                }
            }
        }
    }

    #[test]
    fn leaves_what_the_engines_read_in_different_ways() {
        for expression in [
            "a\\w",
            "[\\b]",
            "[]a]",
            "\\B",
            "(?i)a",
            "(a|(?-u)b)",
            "[a&&b]",
            "[[:alpha:]]",
        ] {
            assert!(Program::of(expression).is_none(), "{expression}");
        }
        for expression in ["\\\\d", "\\(?a", "\\\\(?:a)", "[a\\]\\d]\\d"] {
            assert!(Program::of(expression).is_some(), "{expression}");
        }
    }
}
