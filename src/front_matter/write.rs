//! Entries to YAML.
//!
//! Everything that was not changed is written from its source text; the rest in one form: block
//! style, two spaces a level, quotes only where some reader needs them ([`super::quote`]).

use super::quote::{Quote, push_quoted};
use super::value::{Entry, Scalar, Value};

/// Longest key that YAML readers accept without the `? ` indicator, in bytes (YAML 1.2.2,
/// section 7.4: 1,024 characters with its surroundings).
const IMPLICIT_KEY_MAX: usize = 512;

/// Appends an entry with the comments above it.
pub(super) fn push_entry(out: &mut String, entry: &Entry, quote: Quote) {
    push_comments(out, &entry.comments);
    if let Some(source) = &entry.source {
        out.push_str(source);
        out.push('\n');
        return;
    }
    push_pair(out, &entry.key, &entry.value, 0, entry.trailing.as_deref(), quote);
}

/// Appends comment lines.
pub(super) fn push_comments(out: &mut String, comments: &[String]) {
    for comment in comments {
        out.push_str(comment);
        out.push('\n');
    }
}

fn push_pair(out: &mut String, key: &str, value: &Value, indent: usize, trailing: Option<&str>, quote: Quote) {
    if key.len() > IMPLICIT_KEY_MAX {
        out.push_str("? ");
        push_quoted(out, key, quote);
        out.push('\n');
        push_indent(out, indent);
    } else {
        push_key(out, key, quote);
    }
    out.push(':');
    let end = out.len();
    push_value(out, value, indent, quote);
    if let Some(comment) = trailing {
        // Behind the value where that is on the key's line, else behind the key.
        let line_end = out[end..].find('\n').map_or(out.len(), |at| end + at);
        out.insert_str(line_end, comment);
        out.insert(line_end, ' ');
    }
    out.push('\n');
}

fn push_key(out: &mut String, key: &str, quote: Quote) {
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
            if !scalar.text.is_empty() || scalar.is_text {
                out.push(' ');
            }
            push_scalar(out, scalar, quote);
        }
        Value::List(items) if items.is_empty() => out.push_str(" []"),
        Value::Map(pairs) if pairs.is_empty() => out.push_str(" {}"),
        Value::List(items) => push_items(out, items, indent + 2, quote),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                out.push('\n');
                push_indent(out, indent + 2);
                push_nested_pair(out, key, value, indent + 2, quote);
            }
        }
    }
}

fn push_nested_pair(out: &mut String, key: &str, value: &Value, indent: usize, quote: Quote) {
    push_pair(out, key, value, indent, None, quote);
    out.pop();
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
                    push_nested_pair(out, key, value, indent + 2, quote);
                }
            }
            other => push_value(out, other, indent, quote),
        }
    }
}

fn push_scalar(out: &mut String, scalar: &Scalar, quote: Quote) {
    match &scalar.source {
        Some(source) => out.push_str(source),
        None if scalar.is_text => push_quoted(out, &scalar.text, quote),
        None => out.push_str(&scalar.text),
    }
}
