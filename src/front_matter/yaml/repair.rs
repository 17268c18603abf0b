//! What authors and scrapers write where YAML wants something else.
//!
//! In: a chunk that is not valid YAML, or does not mean what it says. Out: its text as it was
//! meant. Each repair keeps every character of the value; what can't be told apart from text is
//! text.

use super::super::Notes;
use super::super::quote::{Quote, push_quoted};
use super::super::role::{Role, role};
use super::events::{self, Anchors};
use super::{Chunk, simple};
use crate::Error;
use crate::report::Code;

/// A chunk's text after a repair, and what was done.
pub(super) struct Fixed {
    pub(super) text: String,
    /// What was done, on which line of the chunk (from 0), to what.
    pub(super) repairs: Vec<(Code, u32, String)>,
}

impl Fixed {
    /// One repair of a whole chunk.
    fn one(text: String, code: Code, what: String) -> Self {
        Self {
            text,
            repairs: vec![(code, 0, what)],
        }
    }
}

/// The repairs of a chunk that the event parser refuses, mildest first.
pub(super) const FIXES: [fn(&Chunk<'_>) -> Option<Fixed>; 4] = [untab, line_by_line, dedent, join];

/// A known key whose colon has no space behind it, or is the full-width one.
pub(super) fn key<'a>(
    line: &'a str,
    number: u32,
    notes: &mut Notes<'_>,
) -> Result<Option<(&'a str, &'a str)>, Error> {
    let Some((key, value)) = line.split_once([':', '：']) else {
        return Ok(None);
    };
    if role(key) == Role::Other {
        return Ok(None);
    }
    notes.repair(
        Code::QuotesRepaired,
        number,
        &format!("no space behind the colon of `{key}`"),
    )?;
    Ok(Some((key, value)))
}

/// A value that is valid YAML but does not mean its text: `&quot;…`, which names an anchor, and
/// `!…`, which is a tag, in front of a title.
pub(super) fn misleading(
    chunk: &Chunk<'_>,
    anchors: &Anchors,
    notes: &mut Notes<'_>,
) -> Result<Option<String>, Error> {
    let value = chunk.after.trim();
    let is_entity = value.starts_with('&')
        && (!anchors.may_have_aliases || value.split(' ').next().is_some_and(|w| w.contains(';')));
    let is_shout = value.starts_with('!')
        && !value.starts_with("!!")
        && !value.contains('/')
        && !value.starts_with("!binary");
    let is_text = matches!(
        role(chunk.key),
        Role::Title | Role::Text | Role::Name | Role::Terms
    );
    if !is_text || !chunk.below.is_empty() || !(is_entity || is_shout) {
        return Ok(None);
    }
    notes.repair(Code::ScalarQuoted, chunk.line, value)?;
    let mut text = format!("{}: ", chunk.key);
    push_quoted(&mut text, value, Quote::Single);
    Ok(Some(text))
}

/// Tabs as indentation: two spaces each, as Hexo reads them.
fn untab(chunk: &Chunk<'_>) -> Option<Fixed> {
    let below = chunk.below;
    if !below.lines().any(|line| indent_of(line).contains('\t')) {
        return None;
    }
    let text = chunk
        .text
        .lines()
        .map(untabbed)
        .collect::<Vec<_>>()
        .join("\n");
    let what = format!("tabs under `{}`", chunk.key);
    Some(Fixed::one(text, Code::IndentRepaired, what))
}

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn untabbed(line: &str) -> String {
    let indent = indent_of(line);
    [&indent.replace('\t', "  "), &line[indent.len()..]].concat()
}

/// Every value that is not valid on its own becomes quoted text.
fn line_by_line(chunk: &Chunk<'_>) -> Option<Fixed> {
    let mut lines = Vec::new();
    let mut repairs = Vec::new();
    for (number, line) in (0..).zip(chunk.text.lines()) {
        let line = untabbed(line);
        let start = value_start(&line);
        let value = line[start..].trim();
        if value.is_empty() || is_valid(value) {
            lines.push(line);
            continue;
        }
        let code = if value.starts_with(['"', '\'']) {
            Code::QuotesRepaired
        } else {
            Code::ScalarQuoted
        };
        repairs.push((code, number, value.to_owned()));
        let mut fixed = line[..start].to_owned();
        push_quoted(&mut fixed, &meant(value), Quote::Single);
        lines.push(fixed);
    }
    let text = lines.join("\n");
    (!repairs.is_empty()).then_some(Fixed { text, repairs })
}

/// Where a line's value begins: behind its indentation, its `- ` and its key.
fn value_start(line: &str) -> usize {
    let mut start = indent_of(line).len();
    while line[start..].starts_with("- ") {
        start += 1 + indent_of(&line[start + 1..]).len();
    }
    let rest = &line[start..];
    if rest.starts_with(['#', '[', '{', '|', '>', '\'', '"']) && start > 0 {
        return start;
    }
    match simple::key(rest) {
        Some((key, after)) => start + key.len() + 1 + indent_of(after).len().min(1),
        None => start,
    }
}

fn is_valid(value: &str) -> bool {
    let is_block = value.starts_with(['|', '>'])
        && value[1..]
            .bytes()
            .all(|b| matches!(b, b'+' | b'-' | b'1'..=b'9'));
    is_block
        || value.starts_with('#')
        || simple::value(value).is_some()
        || events::mapping(&format!("k: {value}"), &mut Anchors::new("")).is_ok()
}

/// The text that a broken value stands for.
fn meant(value: &str) -> String {
    let inner = unwrapped(value);
    let (Some(quote), true) = (
        inner.chars().next().filter(|c| matches!(c, '\'' | '"')),
        inner.len() > 1,
    ) else {
        return inner.to_owned();
    };
    if !inner.ends_with(quote) {
        return inner.to_owned();
    }
    let text = &inner[1..inner.len() - 1];
    if closes_early(text, quote) {
        return inner.to_owned();
    }
    match quote {
        '"' => text.replace("\\\"", "\""),
        _ => text.replace("''", "'"),
    }
}

/// Takes off what a scraper wraps around a title on each of its runs: `"""…"""`.
fn unwrapped(value: &str) -> &str {
    let marks = value.bytes().take_while(|b| *b == b'"').count();
    let end = value.bytes().rev().take_while(|b| *b == b'"').count();
    if marks >= 3 && end == marks && value.len() > 2 * marks {
        &value[marks..value.len() - marks]
    } else {
        value
    }
}

/// Whether the first quotation mark inside closes a quotation that the value begins with
/// (`"Foo" and "bar"`), rather than opening one (`"He said "no" twice"`).
fn closes_early(inner: &str, quote: char) -> bool {
    inner.find(quote).is_some_and(|at| {
        let before = inner[..at].chars().next_back();
        let after = inner[at + 1..].chars().next();
        before.is_some_and(|c| !c.is_whitespace() && c != '\\')
            && after.is_some_and(|c| c.is_whitespace() || c.is_ascii_punctuation() && c != quote)
    })
}

/// Keys that were indented below a value: keys of their own.
fn dedent(chunk: &Chunk<'_>) -> Option<Fixed> {
    if chunk.after.trim().is_empty() || chunk.below.trim().is_empty() {
        return None;
    }
    let mut lines = chunk.text.lines().filter(|line| !line.trim().is_empty());
    if !lines.clone().all(|line| simple::key(line.trim()).is_some()) {
        return None;
    }
    let text = lines.by_ref().map(str::trim).collect::<Vec<_>>().join("\n");
    let what = format!("keys were indented below `{}`", chunk.key);
    Some(Fixed::one(text, Code::IndentRepaired, what))
}

/// Text over several lines.
fn join(chunk: &Chunk<'_>) -> Option<Fixed> {
    if chunk.after.trim().is_empty() {
        return None;
    }
    let value = [chunk.after, " ", chunk.below].concat();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("{}: ", chunk.key);
    push_quoted(&mut text, &meant(&value), Quote::Single);
    Some(Fixed::one(text, Code::ScalarQuoted, value))
}
