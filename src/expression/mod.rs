//! Regular expressions of rules: most are never used in a run, and some again and again.
//!
//! The engine that reads expressions quickest goes first. Once an expression was given some text,
//! the one that matches quickest reads it too.

mod program;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use regex_lite::Regex;

use program::Program;

/// Bytes of text that are matched before the engine that matches quickest reads an expression: a
/// run over a single file meets an expression a few times.
const FIRST_BYTES: u32 = 1 << 12;

/// What is made of an expression as it is used. The expression itself is kept elsewhere, and given
/// with each use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expression {
    /// Bytes of the texts that were matched.
    bytes: Arc<AtomicU32>,
    regex: OnceLock<Regex>,
    program: OnceLock<Option<Program>>,
}

impl Expression {
    /// Whether the text matches.
    ///
    /// # Panics
    /// When `expression` can't be read; whoever keeps it has tried.
    pub(crate) fn is_match(&self, expression: &str, text: &str) -> bool {
        let told = self
            .program(text, || Program::of(expression))
            .and_then(|program| program.is_match(text));
        told.unwrap_or_else(|| self.regex(expression).is_match(text))
    }

    /// The text with `to`, in which `$1` stands for a group, in place of the first match; `None` if
    /// there is none.
    ///
    /// # Panics
    /// As [`Expression::is_match`].
    pub(crate) fn replace(&self, expression: &str, text: &str, to: &str) -> Option<String> {
        let program = self.program(text, || Program::with_groups(expression));
        match program.map(|program| program.replace(text, to)) {
            Some(Ok(told)) => told,
            None | Some(Err(_)) => match self.regex(expression).replace(text, to) {
                Cow::Owned(replaced) => Some(replaced),
                Cow::Borrowed(_) => None,
            },
        }
    }

    /// The program, if it is time for one and there is one.
    fn program(&self, text: &str, read: impl FnOnce() -> Option<Program>) -> Option<&Program> {
        let bytes = self.bytes.load(Ordering::Relaxed);
        if bytes < FIRST_BYTES {
            let more = bytes.saturating_add(text.len() as u32);
            self.bytes.store(more, Ordering::Relaxed);
            return None;
        }
        self.program.get_or_init(read).as_ref()
    }

    fn regex(&self, expression: &str) -> &Regex {
        let read = || Regex::new(expression).expect("checked when the row was read");
        self.regex.get_or_init(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_same_however_often_it_is_asked() {
        let (matches, replaces) = (Expression::default(), Expression::default());
        for _ in 0..FIRST_BYTES {
            assert!(matches.is_match("^(?:a+b)", "aab"));
            assert!(!matches.is_match("^(?:a+b)", "aac"));
            let replace = |text| replaces.replace("^([a-z]+)/(\\d+)$", text, "$2/${1}!");
            assert_eq!(replace("abc/12").as_deref(), Some("12/abc!"));
            assert_eq!(replace("abc/x"), None);
        }
    }
}
