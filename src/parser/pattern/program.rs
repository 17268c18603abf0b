//! Matching a text from its start, one way after the other.
//!
//! An automaton that goes all ways at once pays for each of them at each character; the texts here
//! are lines, nearly all ways end within a few characters, and what is asked is only whether there
//! is a match. No fork is taken twice at the same place of the text, so that time is bounded by the
//! product of both lengths.

use super::expression::{self, Part};

/// Steps of a program; an expression that needs more is not made one.
const STEPS_MAX: usize = 10_000;

/// Bits for forks and the places where they were taken: a long text is not read in this way.
const TAKEN_BITS_MAX: usize = 1 << 19;

/// A plain expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program {
    steps: Vec<Step>,
    forks: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// This text stands here.
    Literal(String),
    /// So many characters of these ranges stand here. The forks are this step and the next.
    Class {
        ranges: Vec<(char, char)>,
        min: u32,
        max: Option<u32>,
        fork: usize,
    },
    /// The text begins here.
    Start,
    /// The text ends here.
    End,
    /// A word of ASCII begins or ends here.
    WordEdge,
    /// It goes on at the next step, or at the other one.
    Fork { fork: usize, other: usize },
    /// It goes on at this step.
    Jump(usize),
    /// All is matched.
    Done,
}

impl Program {
    /// Makes a program of an expression; `None` where it is not plain, or too long.
    pub(super) fn of(expression: &str) -> Option<Self> {
        let ways = expression::read(expression)?;
        let mut program = Program {
            steps: Vec::new(),
            forks: 0,
        };
        program.add_ways(&ways)?;
        program.push(Step::Done)?;
        Some(program)
    }

    fn push(&mut self, step: Step) -> Option<usize> {
        self.steps.push(step);
        (self.steps.len() <= STEPS_MAX).then_some(self.steps.len() - 1)
    }

    /// Appends a fork whose other way is to be told.
    fn push_fork(&mut self) -> Option<usize> {
        self.forks += 1;
        self.push(Step::Fork {
            fork: self.forks - 1,
            other: 0,
        })
    }

    fn push_class(&mut self, ranges: &[(char, char)], min: u32, max: Option<u32>) -> Option<usize> {
        self.forks += 2;
        self.push(Step::Class {
            ranges: ranges.to_vec(),
            min,
            max,
            fork: self.forks - 2,
        })
    }

    /// Lets forks and jumps lead to the next step.
    fn lead_here(&mut self, from: &[usize]) {
        let here = self.steps.len();
        for &at in from {
            if let Step::Fork { other: to, .. } | Step::Jump(to) = &mut self.steps[at] {
                *to = here;
            }
        }
    }

    fn add(&mut self, part: &Part) -> Option<()> {
        match part {
            Part::Literal(text) => self.push(Step::Literal(text.clone())),
            Part::Class(ranges) => self.push_class(ranges, 1, Some(1)),
            Part::Start => self.push(Step::Start),
            Part::End => self.push(Step::End),
            Part::WordEdge => self.push(Step::WordEdge),
            Part::Group(ways) => return self.add_ways(ways),
            Part::Repeat { part, min, max } => match &**part {
                Part::Class(ranges) => self.push_class(ranges, *min, *max),
                part => return self.add_repeated(part, *min, *max),
            },
        }
        .map(drop)
    }

    fn add_ways(&mut self, ways: &[Vec<Part>]) -> Option<()> {
        let (last, others) = ways.split_last()?;
        let mut ends = Vec::new();
        for way in others {
            let fork = self.push_fork()?;
            way.iter().try_for_each(|part| self.add(part))?;
            ends.push(self.push(Step::Jump(0))?);
            self.lead_here(&[fork]);
        }
        last.iter().try_for_each(|part| self.add(part))?;
        self.lead_here(&ends);
        Some(())
    }

    fn add_repeated(&mut self, part: &Part, min: u32, max: Option<u32>) -> Option<()> {
        for _ in 0..min {
            self.add(part)?;
        }
        let mut forks = Vec::new();
        if let Some(max) = max {
            for _ in min..max {
                forks.push(self.push_fork()?);
                self.add(part)?;
            }
        } else {
            let fork = self.push_fork()?;
            self.add(part)?;
            self.push(Step::Jump(fork))?;
            forks.push(fork);
        }
        self.lead_here(&forks);
        Some(())
    }

    /// Whether the text matches; `None` if it is too long to tell.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let mut run = Run::of(self, text)?;
        while let Some((step, at)) = run.open.pop() {
            if run.go(step, at) {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// A text being matched.
struct Run<'a> {
    program: &'a Program,
    text: &'a str,
    /// A bit for each fork at each place.
    taken: Vec<u64>,
    /// Steps, and places in the text, from which a way is still to be gone.
    open: Vec<(usize, usize)>,
}

impl<'a> Run<'a> {
    fn of(program: &'a Program, text: &'a str) -> Option<Self> {
        let bits = (text.len() + 1).checked_mul(program.forks)?;
        (bits <= TAKEN_BITS_MAX).then(|| Run {
            program,
            text,
            taken: vec![0; bits.div_ceil(64)],
            open: vec![(0, 0)],
        })
    }

    /// Goes one way to its end, and says whether that is a match.
    fn go(&mut self, mut step: usize, mut at: usize) -> bool {
        loop {
            let goes_on = match &self.program.steps[step] {
                Step::Literal(literal) => {
                    let stands = self.stands(literal, at);
                    at += if stands { literal.len() } else { 0 };
                    stands
                }
                Step::Class {
                    ranges,
                    min: 1,
                    max: Some(1),
                    ..
                } => {
                    let bytes = self.class_at(at, ranges);
                    at += bytes;
                    bytes > 0
                }
                Step::Class {
                    ranges,
                    min,
                    max,
                    fork,
                } => {
                    if self.is_new(*fork, at) {
                        self.open_behind(step, at, ranges, (*min, *max), *fork + 1);
                    }
                    false
                }
                Step::Start => at == 0,
                Step::End => at == self.text.len(),
                Step::WordEdge => is_word_edge(self.text, at),
                Step::Fork { other, .. } if !self.may_go_on(step + 1, at) => {
                    step = *other;
                    continue;
                }
                Step::Fork { fork, other } => {
                    let is_new = self.is_new(*fork, at);
                    if is_new {
                        self.open.push((*other, at));
                    }
                    is_new
                }
                Step::Jump(to) => {
                    step = *to;
                    continue;
                }
                Step::Done => return true,
            };
            if !goes_on {
                return false;
            }
            step += 1;
        }
    }

    /// Whether the step is not text that does not stand here.
    fn may_go_on(&self, step: usize, at: usize) -> bool {
        match &self.program.steps[step] {
            Step::Literal(literal) => self.stands(literal, at),
            _ => true,
        }
    }

    fn stands(&self, literal: &str, at: usize) -> bool {
        self.text.as_bytes()[at..].starts_with(literal.as_bytes())
    }

    /// Opens the ways behind some characters of a class, for each number of them that is allowed.
    fn open_behind(
        &mut self,
        step: usize,
        mut at: usize,
        ranges: &[(char, char)],
        (min, max): (u32, Option<u32>),
        fork: usize,
    ) {
        let mut count = 0;
        loop {
            if count >= min {
                if self.is_new(fork, at) {
                    self.open.push((step + 1, at));
                } else if max.is_none() {
                    // All behind was opened with this one.
                    return;
                }
            }
            let bytes = self.class_at(at, ranges);
            if bytes == 0 || max == Some(count) {
                return;
            }
            at += bytes;
            count += 1;
        }
    }

    /// How many bytes the character here has, if it is in one of the ranges.
    fn class_at(&self, at: usize, ranges: &[(char, char)]) -> usize {
        let is_in = |c: &char| ranges.iter().any(|(from, to)| (from..=to).contains(&c));
        let c = self.text[at..].chars().next().filter(is_in);
        c.map_or(0, char::len_utf8)
    }

    fn is_new(&mut self, fork: usize, at: usize) -> bool {
        let bit = fork * (self.text.len() + 1) + at;
        let word = &mut self.taken[bit / 64];
        let before = *word;
        *word |= 1 << (bit % 64);
        before != *word
    }
}

fn is_word_edge(text: &str, at: usize) -> bool {
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let (before, behind) = text.as_bytes().split_at(at);
    is_word(before.last()) != is_word(behind.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPRESSIONS: [&str; 20] = [
        "^(?:abc)",
        "^(?:a|bc|)$",
        "^(?:(a|ab)(c|bcd)(d*))$",
        "^(?:a{2,4}b?)$",
        "^(?:a{0,3}a{0,3}b)",
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
        "^(?:[\\]ab]+\\.?c)",
        "^(?:.*a.*b.*c)",
        "^(?:.{1,2}.{1,2}a$)",
        "^(?:.{2,}[^b]$)",
    ];

    #[test]
    fn matches_what_the_other_library_does() {
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
                    let found = program.matches(&text);
                    assert_eq!(
                        found,
                        Some(regex.is_match(&text)),
                        "{} in {text}",
                        pattern.regex
                    );
                }
            }
        }
    }

    #[test]
    fn leaves_what_could_mean_different_things() {
        for expression in [
            "\\d+",
            "a\\w",
            "(?i)a",
            "(a|(?-u)b)",
            "[a&&b]",
            "[[:alpha:]]",
            "\\Ba",
            "a*?",
            "a**",
            "(a",
            "a)",
            "[]a]",
            "a{2",
            "[b-a]",
            "^*",
        ] {
            assert_eq!(Program::of(expression), None, "{expression}");
        }
        assert_eq!(Program::of("((a{1,50}b){1,50}c){1,50}"), None);
        assert_eq!(Program::of(&"(".repeat(100_000)), None);
        for expression in ["\\\\d", "\\(?a", "\\\\(?:a)"] {
            assert!(Program::of(expression).is_some(), "{expression}");
        }
    }

    #[test]
    fn takes_bounded_time() {
        for expression in [
            "^(?:(a*)*(a*)*b)",
            "^(?:.*a.*a.*a.*b)",
            "^(?:[a]{0,90}[a]{0,90}b)",
        ] {
            let program = Program::of(expression).expect("a plain expression");
            assert_eq!(program.matches(&"a".repeat(20_000)), Some(false));
            assert_eq!(program.matches(&"a".repeat(5_000_000)), None);
        }
    }
}
