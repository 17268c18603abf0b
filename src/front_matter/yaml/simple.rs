//! The everyday kind of YAML, read without a parser.
//!
//! In: a chunk. Out: its entry, or `None` when anything in it is not plain everyday YAML, and then
//! the event parser decides. What is accepted here means the same to every YAML reader:
//! `key: value`, values plain or in quotes on one line, lists of such values in either style,
//! and a comment behind a value.

use super::super::quote::is_plain;
use super::super::value::{Entry, Value};
use super::{Chunk, quoted};

/// Splits a line at the colon behind its key.
pub(super) fn key(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let word = bytes.iter().take_while(|b| is_word_byte(**b)).count();
    if word > 0 && bytes.get(word) == Some(&b':') && is_gap(bytes.get(word + 1)) {
        return Some((&line[..word], &line[word + 1..]));
    }
    let start = match bytes.first()? {
        quote @ (b'"' | b'\'') => 2 + memchr::memchr(*quote, &bytes[1..])?,
        _ => 0,
    };
    let colon = memchr::memchr_iter(b':', &bytes[start..])
        .map(|at| start + at)
        .find(|at| is_gap(bytes.get(at + 1)))?;
    (colon > 0).then(|| (&line[..colon], &line[colon + 1..]))
}

fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')
}

fn is_gap(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t'))
}

/// Reads a chunk of the everyday kind.
pub(super) fn entry(chunk: &Chunk<'_>) -> Option<Entry> {
    // Neither characters that YAML 1.1 takes for line breaks, nor keys that some reader takes for
    // something else than text.
    if chunk.has_breaks || !chunk.key.bytes().all(is_word_byte) || !is_plain(chunk.key) {
        return None;
    }
    let after = chunk.after.trim_matches([' ', '\t']);
    let (value, trailing) = match (after.is_empty(), chunk.below.is_empty()) {
        (true, true) => (Value::plain(""), None),
        (true, false) => (Value::List(block_list(chunk.below)?), None),
        (false, true) => value(after)?,
        (false, false) => return None,
    };
    Some(Entry {
        key: chunk.key.to_owned(),
        value,
        trailing: trailing.map(str::to_owned),
        line: chunk.line,
        ..Entry::default()
    })
}

/// A value that fills the rest of a line, and the comment behind it.
pub(super) fn value(text: &str) -> Option<(Value, Option<&str>)> {
    let (value, rest) = match text.as_bytes()[0] {
        b'[' => flow_list(text)?,
        quote @ (b'\'' | b'"') => in_quotes(text, quote)?,
        _ => return plain(text),
    };
    match rest.trim_start() {
        "" => Some((value, None)),
        comment if rest.starts_with(' ') && comment.starts_with('#') => {
            Some((value, Some(comment)))
        }
        _ => None,
    }
}

/// A plain scalar, YAML 1.2.2 section 7.3.3, and the comment behind it.
fn plain(text: &str) -> Option<(Value, Option<&str>)> {
    if !starts_plain(text) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut end = text.len();
    for at in memchr::memchr3_iter(b'#', b':', b'\t', bytes) {
        match bytes[at] {
            b'#' if bytes[at - 1] == b' ' => {
                end = at;
                break;
            }
            b':' if bytes.get(at + 1) == Some(&b' ') => return None,
            b'\t' => return None,
            _ => {}
        }
    }
    let token = text[..end].trim_end_matches(' ');
    if token.ends_with(':') {
        return None;
    }
    Some((
        Value::plain(token),
        (end < text.len()).then(|| &text[end..]),
    ))
}

/// No indicator (YAML 1.2.2, section 5.3) in front. `-`, `?` and `:` may start a plain scalar,
/// but not before a space; a number is the only common case.
fn starts_plain(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', b'0'..=b'9', ..] => true,
        [b, ..] => !b"-?:,[]{}#&*!|>'\"%@`".contains(b),
        [] => false,
    }
}

/// A scalar in quotes without escapes, and what stands behind it.
fn in_quotes(text: &str, quote: u8) -> Option<(Value, &str)> {
    let bytes = text.as_bytes();
    let mut at = 1;
    let mut doubled = false;
    let end = loop {
        at += memchr::memchr2(quote, b'\\', &bytes[at..])?;
        match bytes[at] {
            b'\\' if quote == b'"' => return None,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => {
                doubled = true;
                at += 2;
            }
            b if b == quote => break at,
            _ => at += 1,
        }
    };
    let inner = &text[1..end];
    let inner = if doubled {
        inner.replace("''", "'")
    } else {
        inner.to_owned()
    };
    Some((quoted(inner, &text[..=end]), &text[end + 1..]))
}

/// `- item` lines at one indentation.
fn block_list(below: &str) -> Option<Vec<Value>> {
    let indent = below.len() - below.trim_start_matches(' ').len();
    let mut items = Vec::new();
    for line in below.lines() {
        let content = line.trim_start_matches(' ');
        let item = content.get(1..).unwrap_or("").trim_matches(' ');
        if content.is_empty() {
            continue;
        }
        if line.len() - content.len() != indent || !content.starts_with("- ") || item.is_empty() {
            return None;
        }
        let (value @ Value::Scalar(_), None) = value(item)? else {
            return None;
        };
        items.push(value);
    }
    Some(items)
}

/// `[a, 'b', c]` without anything nested, and what stands behind it.
fn flow_list(text: &str) -> Option<(Value, &str)> {
    let mut rest = text[1..].trim_start_matches(' ');
    let mut items = Vec::new();
    loop {
        match rest.as_bytes() {
            [b']', ..] => return Some((Value::List(items), &rest[1..])),
            [quote @ (b'\'' | b'"'), ..] => {
                let (item, after) = in_quotes(rest, *quote)?;
                items.push(item);
                rest = after;
            }
            _ => {
                let end = memchr::memchr2(b',', b']', rest.as_bytes())?;
                items.push(flow_plain(rest[..end].trim_end_matches(' '))?);
                rest = &rest[end..];
            }
        }
        rest = rest.trim_start_matches(' ');
        match rest.as_bytes() {
            [b',', ..] => rest = rest[1..].trim_start_matches(' '),
            [b']', ..] => {}
            _ => return None,
        }
    }
}

/// A plain scalar inside brackets, where colons and brackets mean more than outside.
fn flow_plain(token: &str) -> Option<Value> {
    if token.bytes().any(|b| b"[]{}\"':".contains(&b)) {
        return None;
    }
    match plain(token)? {
        (value, None) => Some(value),
        _ => None,
    }
}
