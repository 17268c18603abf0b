//! Matching a line from its start, one way after the other.
//!
//! The engine that reads expressions quickest goes all ways at once, and pays for each of them at
//! each character. Lines are short, nearly all ways end within a few characters, and what is asked is
//! only whether there is a match: there the regex project's backtracker is many times as fast. Its
//! time is bounded by the product of both lengths; it refuses texts for which that is too much.

use std::cell::RefCell;

use regex_automata::nfa::thompson::backtrack::{BoundedBacktracker, Cache};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::{Anchored, Input};

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
        let thompson = thompson::Config::new().which_captures(WhichCaptures::None);
        let engine = BoundedBacktracker::builder()
            .thompson(thompson)
            .build(&with_ascii_edges(expression)?);
        engine.ok().map(Program)
    }

    /// Whether the text matches; `None` if it is too long to tell.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).anchored(Anchored::Yes);
        WAYS.with_borrow_mut(|ways| {
            let ways = ways.get_or_insert_with(|| self.0.create_cache());
            self.0.reset_cache(ways);
            self.0.try_is_match(ways, input).ok()
        })
    }
}

/// The expression with edges of words that know ASCII only, as `regex_lite` has them; `None` where it
/// holds what else the two read in different ways: classes with names, sets of classes, flags.
fn with_ascii_edges(expression: &str) -> Option<String> {
    if ["&&", "--", "~~", "[["]
        .iter()
        .any(|it| expression.contains(it))
    {
        return None;
    }
    let mut out = String::with_capacity(expression.len());
    let mut rest = expression.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next()? {
                'b' => out.push_str("(?-u:\\b)"),
                c if c.is_ascii_punctuation() => out.extend(['\\', c]),
                _ => return None,
            },
            '(' if rest.as_str().starts_with('?') && !rest.as_str().starts_with("?:") => {
                return None;
            }
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPRESSIONS: [&str; 17] = [
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
    ];

    #[test]
    fn matches_what_the_other_engine_does() {
        let pieces = [
            "", "a", "b", "c", "d", "ab", " on ", "(a)", " ", "é", "相关", "文章", "：", "-", "\n",
        ];
        for expression in EXPRESSIONS {
            let program = Program::of(expression).expect("a plain expression");
            let regex = regex_lite::Regex::new(expression).expect("an expression");
            for at in 0..pieces.len().pow(4) {
                let piece = |power: u32| pieces[at / pieces.len().pow(power) % pieces.len()];
                let text = format!("{}{}{}{}", piece(0), piece(1), piece(2), piece(3));
                let found = program.matches(&text);
                assert_eq!(found, Some(regex.is_match(&text)), "{expression} in {text}");
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
            for start in pattern.starts().take(40) {
                for end in ["", ":", " a", " the post on a site.", "!", " 相关文章"] {
                    let text = format!("{start}{end}");
                    let is_match = regex.is_match(&text);
                    assert_eq!(
                        program.matches(&text),
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
            "\\d+",
            "a\\w",
            "\\B",
            "(?i)a",
            "(a|(?-u)b)",
            "[a&&b]",
            "[[:alpha:]]",
        ] {
            assert!(Program::of(expression).is_none(), "{expression}");
        }
        for expression in ["\\\\d", "\\(?a", "\\\\(?:a)"] {
            assert!(Program::of(expression).is_some(), "{expression}");
        }
    }
}
