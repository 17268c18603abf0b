//! TOML to entries and back (TOML 1.0).
//!
//! Each entry keeps its statement's text; what normalisation changes is written anew as
//! `key = value` on one line. Tables follow behind the root's own keys, in their order, because
//! TOML gives every later key to the table above it.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};

use super::value::{Entry, Scalar, Value};
use super::write::push_joined;
use super::{FrontMatter, Notes, date, json};
use crate::Error;
use crate::source::{Format, Raw};

/// Reads a block.
pub(super) fn read(raw: &Raw<'_>, _notes: &mut Notes<'_>) -> Result<Option<FrontMatter>, Error> {
    let text = match raw.text.contains('\r') {
        true => Cow::Owned(raw.text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(raw.text),
    };
    let table = DeTable::parse(&text).map_err(|error| {
        let before = error
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or("");
        let line = raw.line + u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        Error::FrontMatter {
            line,
            message: error.message().to_owned(),
        }
    })?;
    let mut found: Vec<_> = table.get_ref().iter().collect();
    found.sort_by_key(|(key, _)| key.span().start);
    let starts: Vec<usize> = found
        .iter()
        .map(|(key, _)| line_start(&text, key.span().start))
        .collect();
    let mut comments = comments(&text[..starts.first().copied().unwrap_or(text.len())]);
    let mut entries = Vec::new();
    for (i, (key, value)) in found.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(text.len());
        let statement = &text[starts[i]..end];
        let (own, after) = statement.split_at(statement_length(statement));
        let is_table = matches!(value.get_ref(), DeValue::Table(_));
        let behind = text
            .get(value.span().end..starts[i] + own.len())
            .filter(|_| !is_table);
        entries.push(Entry {
            key: key.get_ref().to_string(),
            value: from_toml(value.get_ref()),
            comments: std::mem::replace(&mut comments, self::comments(after)),
            trailing: behind
                .map(str::trim)
                .filter(|c| c.starts_with('#'))
                .map(str::to_owned),
            source: Some(own.trim_end().to_owned()),
            line: raw.line + u32::try_from(text[..starts[i]].matches('\n').count()).unwrap_or(0),
            ..Entry::default()
        });
    }
    Ok(Some(FrontMatter {
        format: Format::Toml,
        entries,
        tail: comments,
        ..FrontMatter::default()
    }))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The comment lines of a gap between statements.
fn comments(gap: &str) -> Vec<String> {
    gap.lines()
        .map(str::trim)
        .filter(|line| line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// A statement's length without the blank lines and comments below it.
fn statement_length(text: &str) -> usize {
    let mut length = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            length = at;
        }
    }
    length
}

fn from_toml(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::text(text.as_ref()),
        DeValue::Integer(number) => Value::plain(number.to_string()),
        DeValue::Float(number) => Value::plain(number.to_string()),
        DeValue::Boolean(flag) => Value::plain(flag.to_string()),
        DeValue::Datetime(when) => Value::plain(when.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|v| from_toml(v.get_ref())).collect())
        }
        DeValue::Table(table) => {
            let mut pairs: Vec<_> = table.iter().collect();
            pairs.sort_by_key(|(key, _)| key.span().start);
            Value::Map(
                pairs
                    .iter()
                    .map(|(k, v)| (k.get_ref().to_string(), from_toml(v.get_ref())))
                    .collect(),
            )
        }
    }
}

/// A value from a settings file.
impl From<&toml::Value> for Value {
    fn from(value: &toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Value::text(text),
            toml::Value::Array(items) => Value::List(items.iter().map(Value::from).collect()),
            toml::Value::Table(table) => Value::Map(
                table
                    .iter()
                    .map(|(key, value)| (key.clone(), value.into()))
                    .collect(),
            ),
            other => Value::plain(other.to_string()),
        }
    }
}

/// Appends all entries: the root's keys, then its tables.
pub(super) fn push_entries(out: &mut String, entries: &[Entry]) {
    let is_section = |entry: &Entry| match &entry.source {
        Some(source) => source.starts_with('['),
        None => matches!(entry.value, Value::Map(_)),
    };
    for entry in entries.iter().filter(|entry| !is_section(entry)) {
        push_comments(out, entry);
        match &entry.source {
            Some(source) => out.push_str(source),
            None => {
                push_key(out, &entry.key);
                out.push_str(" = ");
                push_value(out, &entry.value);
                if let Some(comment) = &entry.trailing {
                    out.push(' ');
                    out.push_str(comment);
                }
            }
        }
        out.push('\n');
    }
    for entry in entries.iter().filter(|entry| is_section(entry)) {
        out.push('\n');
        push_comments(out, entry);
        match (&entry.source, &entry.value) {
            (None, Value::Map(pairs)) => {
                out.push('[');
                push_key(out, &entry.key);
                out.push(']');
                for (key, value) in pairs {
                    out.push('\n');
                    push_key(out, key);
                    out.push_str(" = ");
                    push_value(out, value);
                }
            }
            (source, _) => out.push_str(source.as_deref().unwrap_or_default()),
        }
        out.push('\n');
    }
}

fn push_comments(out: &mut String, entry: &Entry) {
    super::write::push_comments(out, &entry.comments);
    if entry.source.is_none() {
        super::write::push_comments(out, &entry.inner);
    }
}

/// A bare key, or one in quotes.
fn push_key(out: &mut String, key: &str) {
    let is_bare = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if !key.is_empty() && key.bytes().all(is_bare) {
        out.push_str(key);
    } else {
        push_string(out, key);
    }
}

fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::Scalar(scalar) => push_scalar(out, scalar),
        Value::List(items) => {
            out.push('[');
            push_joined(out, items, push_value);
            out.push(']');
        }
        Value::Map(pairs) => {
            out.push('{');
            out.push_str(if pairs.is_empty() { "" } else { " " });
            push_joined(out, pairs, |out, (key, value)| {
                push_key(out, key);
                out.push_str(" = ");
                push_value(out, value);
            });
            out.push_str(" }");
        }
    }
}

/// A token where TOML has the type, else a string. There is no null: it is an empty string.
fn push_scalar(out: &mut String, scalar: &Scalar) {
    let text = scalar.text.as_str();
    // YAML knows three spellings, TOML one.
    let flag = match text {
        "true" | "True" | "TRUE" => Some("true"),
        "false" | "False" | "FALSE" => Some("false"),
        _ => None,
    };
    let is_typed = !scalar.is_text
        && (flag.is_some()
            || json::number(text).is_some_and(|number| !number.is_u64() || number.is_i64())
            || date::is_rfc3339(text)
            || text.parse::<toml::value::Datetime>().is_ok());
    match text {
        _ if is_typed => out.push_str(flag.unwrap_or(text)),
        _ if scalar.is_nothing() => out.push_str("\"\""),
        _ => push_string(out, text),
    }
}

/// A basic string; control characters and what readers take for line breaks are escaped.
fn push_string(out: &mut String, text: &str) {
    use std::fmt::Write as _;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                write!(out, "\\u{:04X}", c as u32).expect("a String takes any text");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
