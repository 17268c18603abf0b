//! Entries to YAML.
//!
//! Everything that was not changed is written from its source text; the rest in one form: block
//! style, two spaces a level, quotes only where some reader needs them ([`super::quote`]).

use std::borrow::Cow;

use super::quote::{Quote, has_space_at_edge, must_escape, needs_escapes, push_quoted};
use super::value::{Entry, Scalar, Value};

/// Longest key that YAML readers accept without the `? ` indicator, in bytes (YAML 1.2.2,
/// section 7.4: 1,024 characters with its surroundings).
const IMPLICIT_KEY_MAX: usize = 512;

/// Appends an entry with the comments above it.
pub(super) fn push_entry(out: &mut String, entry: &Entry, quote: Quote) {
    push_comments(out, &entry.comments);
    if let Some(source) = &entry.source {
        // On one line, spaces at the end belong to nothing.
        let is_line = !source.contains('\n');
        out.push_str(if is_line {
            source.trim_end_matches(' ')
        } else {
            source
        });
        out.push('\n');
        return;
    }
    push_comments(out, &entry.inner);
    let mut pair = String::new();
    match &entry.key_source {
        Some(key) if key.len() <= IMPLICIT_KEY_MAX => pair.push_str(key),
        _ => push_key(&mut pair, &entry.key, 0, quote),
    }
    push_pair(&mut pair, &entry.value, 0, quote);
    match &entry.trailing {
        // Behind a key alone, the comment would belong to no value.
        Some(comment) if pair.contains('\n') => {
            push_comments(out, std::slice::from_ref(comment));
            out.push_str(&pair);
        }
        Some(comment) => {
            out.push_str(&pair);
            out.push(' ');
            out.push_str(comment);
        }
        None => out.push_str(&pair),
    }
    out.push('\n');
}

/// Appends comment lines, without spaces at their ends, which say nothing, and with a space for
/// what some reader takes for the end of a comment, or refuses.
pub(super) fn push_comments(out: &mut String, comments: &[String]) {
    for comment in comments {
        let space = |c| if must_escape(c) && c != '\t' { ' ' } else { c };
        let comment: Cow<'_, str> = if needs_escapes(comment) {
            comment.chars().map(space).collect()
        } else {
            comment.into()
        };
        out.push_str(comment.trim_end());
        out.push('\n');
    }
}

/// Appends all items with commas between them.
pub(super) fn push_joined<T>(out: &mut String, items: &[T], push: impl Fn(&mut String, &T)) {
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        push(out, item);
    }
}

/// Appends a colon and a value behind a key.
fn push_pair(out: &mut String, value: &Value, indent: usize, quote: Quote) {
    out.push(':');
    push_value(out, value, indent, quote);
}

fn push_key(out: &mut String, key: &str, indent: usize, quote: Quote) {
    if key.len() > IMPLICIT_KEY_MAX {
        out.push_str("? ");
        push_quoted(out, key, quote);
        out.push('\n');
        push_indent(out, indent);
        return;
    }
    let start = out.len();
    push_quoted(out, key, quote);
    // `a:b: c` is read in two ways.
    if out.len() - start == key.len() && key.contains([':', '#']) {
        out.truncate(start);
        out.push('\'');
        out.push_str(&key.replace('\'', "''"));
        out.push('\'');
    }
}

fn push_indent(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Appends a value behind its key's colon, without a final line end.
fn push_value(out: &mut String, value: &Value, indent: usize, quote: Quote) {
    match value {
        Value::Scalar(scalar) => {
            out.push(' ');
            let start = out.len();
            push_scalar(out, scalar, indent, quote);
            if out.len() == start {
                out.pop();
            }
        }
        Value::List(items) if items.is_empty() => out.push_str(" []"),
        Value::Map(pairs) if pairs.is_empty() => out.push_str(" {}"),
        Value::List(items) => push_items(out, items, indent + 2, quote),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                out.push('\n');
                push_indent(out, indent + 2);
                push_key(out, key, indent + 2, quote);
                push_pair(out, value, indent + 2, quote);
            }
        }
    }
}

/// Appends the items of a list, each on lines of its own below.
fn push_items(out: &mut String, items: &[Value], indent: usize, quote: Quote) {
    for item in items {
        out.push('\n');
        push_indent(out, indent);
        out.push('-');
        match item {
            Value::Map(pairs) if !pairs.is_empty() => {
                for (i, (key, value)) in pairs.iter().enumerate() {
                    if i > 0 {
                        out.push('\n');
                        push_indent(out, indent + 1);
                    }
                    out.push(' ');
                    push_key(out, key, indent + 2, quote);
                    push_pair(out, value, indent + 2, quote);
                }
            }
            Value::List(inner) if !inner.is_empty() => push_items(out, inner, indent + 2, quote),
            other => push_value(out, other, indent, quote),
        }
    }
}

fn push_scalar(out: &mut String, scalar: &Scalar, indent: usize, quote: Quote) {
    match &scalar.source {
        Some(source) => out.push_str(source),
        None if !scalar.is_text && !has_space_at_edge(&scalar.text) => out.push_str(&scalar.text),
        None if is_literal(&scalar.text) => push_literal(out, &scalar.text, indent + 2),
        None => push_quoted(out, &scalar.text, quote),
    }
}

/// Whether a text of several lines can be a literal block scalar (YAML 1.2.2, section 8.1.2) that
/// needs no indentation indicator and loses nothing at its end.
fn is_literal(text: &str) -> bool {
    let inner = text.strip_suffix('\n').unwrap_or(text);
    let is_clean = |line: &str| {
        !line.starts_with([' ', '\t']) && !line.ends_with([' ', '\t']) && !needs_escapes(line)
    };
    inner.contains('\n')
        && !inner.starts_with('\n')
        && !inner.ends_with('\n')
        && inner.split('\n').all(is_clean)
}

fn push_literal(out: &mut String, text: &str, indent: usize) {
    let inner = text.strip_suffix('\n');
    out.push_str(if inner.is_some() { "|" } else { "|-" });
    for line in inner.unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            push_indent(out, indent);
            out.push_str(line);
        }
    }
}
