//! Reading the plain regular expressions that nearly all rules are made of.
//!
//! In goes an expression; out comes its tree, or nothing where it says more than literal text,
//! classes of single characters, groups, repetitions, anchors and edges of words. Those that it
//! leaves could mean different things to different readers: flags, `\d`, classes in classes.

use std::iter::Peekable;
use std::str::Chars;

/// Groups in groups, and the most that a repetition can ask for.
const DEPTH_MAX: usize = 40;
const REPEATS_MAX: u32 = 1000;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Literal(String),
    /// One character of these ranges.
    Class(Vec<(char, char)>),
    Start,
    End,
    /// Where a word of ASCII begins or ends.
    WordEdge,
    /// One of these sequences.
    Group(Vec<Vec<Part>>),
    Repeat {
        part: Box<Part>,
        min: u32,
        max: Option<u32>,
    },
}

/// Reads a whole expression.
pub(super) fn read(expression: &str) -> Option<Vec<Vec<Part>>> {
    let mut reader = Reader(expression.chars().peekable());
    let ways = reader.ways(0)?;
    reader.0.next().is_none().then_some(ways)
}

struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    fn ways(&mut self, depth: usize) -> Option<Vec<Vec<Part>>> {
        if depth > DEPTH_MAX {
            return None;
        }
        let mut ways = vec![self.sequence(depth)?];
        while self.0.next_if_eq(&'|').is_some() {
            ways.push(self.sequence(depth)?);
        }
        Some(ways)
    }

    fn sequence(&mut self, depth: usize) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        while let Some(c) = self.0.next_if(|c| !matches!(c, '|' | ')')) {
            let part = self.part(c, depth)?;
            let part = self.repeated(part)?;
            match (parts.last_mut(), part) {
                (Some(Part::Literal(before)), Part::Literal(more)) => before.push_str(&more),
                (_, part) => parts.push(part),
            }
        }
        Some(parts)
    }

    fn part(&mut self, c: char, depth: usize) -> Option<Part> {
        Some(match c {
            '^' => Part::Start,
            '$' => Part::End,
            '.' => Part::Class(others(vec![('\n', '\n')])),
            '[' => Part::Class(self.class()?),
            '(' => {
                if self.0.next_if_eq(&'?').is_some() {
                    self.0.next_if_eq(&':')?;
                }
                let ways = self.ways(depth + 1)?;
                self.0.next_if_eq(&')')?;
                Part::Group(ways)
            }
            '\\' if self.0.next_if_eq(&'b').is_some() => Part::WordEdge,
            '\\' => Part::Literal(self.escaped()?.into()),
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            _ => Part::Literal(c.into()),
        })
    }

    /// A character that stands for itself behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        self.0.next_if(char::is_ascii_punctuation)
    }

    fn repeated(&mut self, part: Part) -> Option<Part> {
        let marks = |c: &char| matches!(c, '*' | '+' | '?' | '{');
        let (min, max) = match self.0.next_if(marks) {
            None => return Some(part),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            _ => self.bounds()?,
        };
        // An edge or an anchor is not repeated, and no repetition is.
        let is_allowed = matches!(part, Part::Literal(_) | Part::Class(_) | Part::Group(_))
            && max.is_none_or(|max| min <= max && max <= REPEATS_MAX)
            && min <= REPEATS_MAX
            && !self.0.peek().is_some_and(marks);
        is_allowed.then(|| Part::Repeat {
            part: Box::new(part),
            min,
            max,
        })
    }

    /// `n}`, `n,}` or `n,m}`.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let min = self.number()?;
        let max = match self.0.next_if_eq(&',') {
            None => Some(min),
            Some(_) if self.0.peek() == Some(&'}') => None,
            Some(_) => Some(self.number()?),
        };
        self.0.next_if_eq(&'}')?;
        Some((min, max))
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.0.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    /// What stands behind the bracket of a class.
    fn class(&mut self) -> Option<Vec<(char, char)>> {
        let is_negated = self.0.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        let mut last = None;
        loop {
            let c = match self.0.next()? {
                ']' if !ranges.is_empty() => break,
                '[' | ']' => return None,
                '\\' => self.escaped()?,
                c if matches!(c, '-' | '&' | '~') && self.0.peek() == Some(&c) => return None,
                '-' if last.is_some() && self.0.peek() != Some(&']') => {
                    let to = match self.0.next()? {
                        '\\' => self.escaped()?,
                        '[' => return None,
                        to => to,
                    };
                    let (from, _) = ranges.pop()?;
                    if from > to {
                        return None;
                    }
                    ranges.push((from, to));
                    last = None;
                    continue;
                }
                c => c,
            };
            ranges.push((c, c));
            last = Some(c);
        }
        Some(if is_negated { others(ranges) } else { ranges })
    }
}

/// All characters that stand in none of these ranges.
fn others(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    ranges.sort_unstable();
    let mut others = Vec::new();
    let mut from = Some('\0');
    for (first, last) in ranges {
        let Some(start) = from else { break };
        if start < first {
            // The characters before one that is not the first.
            others.extend((start..first).next_back().map(|end| (start, end)));
        }
        if last >= start {
            from = (last..=char::MAX).nth(1);
        }
    }
    others.extend(from.map(|start| (start, char::MAX)));
    others
}
