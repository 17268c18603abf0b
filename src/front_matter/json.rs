//! JSON to entries and back, and entries to JSON values for reports and records.
//!
//! A plain scalar becomes a number or a truth value only where that says the same: `1.10`, `0123`
//! and `1e3` stay text, and so do dates.

use std::collections::HashMap;

use serde_json::value::RawValue;
use serde_json::{Map, Number, Value as Json};

use super::quote::is_typed;
use super::value::{Entry, Scalar, Value};
use super::write::push_joined;
use super::{FrontMatter, Notes};
use crate::Error;
use crate::report::Code;
use crate::source::{Format, Raw};

/// Deepest nesting of lists and objects. Real front matter stays below 6.
const DEPTH_MAX: usize = 64;

/// Reads a block. It is written as found unless normalisation changes a value.
pub(super) fn read(raw: &Raw<'_>, notes: &mut Notes<'_>) -> Result<Option<FrontMatter>, Error> {
    let fault = |error: serde_json::Error| {
        let line = raw.line + u32::try_from(error.line().saturating_sub(1)).unwrap_or(u32::MAX);
        Error::FrontMatter {
            line,
            message: format!("not valid JSON: {error}"),
        }
    };
    let object = match raw.format {
        Format::JsonMembers => format!("{{{}}}", raw.text.trim_end().trim_end_matches(',')),
        _ => raw.text.to_owned(),
    };
    let members: Members<'_> = serde_json::from_str(&object).map_err(fault)?;
    let mut entries: Vec<Entry> = Vec::with_capacity(members.0.len());
    let mut first = HashMap::new();
    let mut is_mended = false;
    for (key, value) in members.0 {
        let Some(value) = from_json(value, DEPTH_MAX) else {
            let message = format!("more than {DEPTH_MAX} lists and objects in one another");
            return Err(Error::FrontMatter {
                line: raw.line,
                message,
            });
        };
        let entry = Entry {
            key,
            value,
            line: raw.line,
            ..Entry::default()
        };
        match first.get(&entry.key) {
            None => {
                first.insert(entry.key.clone(), entries.len());
                entries.push(entry);
            }
            // Every reader takes the last one.
            Some(&at) => {
                let older: &mut Entry = &mut entries[at];
                let lost = format!("{}: {}", older.key, self::value(&older.value));
                notes.repair(Code::DuplicateKey, raw.line, &lost)?;
                is_mended = true;
                *older = entry;
            }
        }
    }
    let verbatim = (!is_mended).then(|| raw.text.to_owned());
    Ok(Some(FrontMatter {
        format: raw.format,
        entries,
        verbatim,
        ..FrontMatter::default()
    }))
}

/// An object's members in order, numbers as written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// A value; `None` when it is nested deeper than `depth` levels.
fn from_json(raw: &RawValue, depth: usize) -> Option<Value> {
    let text = raw.get();
    if matches!(text.as_bytes()[0], b'{' | b'[') && depth == 0 {
        return None;
    }
    Some(match text.as_bytes()[0] {
        b'{' => {
            let members =
                serde_json::from_str::<Members<'_>>(text).map_or_else(|_| Vec::new(), |m| m.0);
            let pairs = members
                .into_iter()
                .map(|(key, value)| Some((key, from_json(value, depth - 1)?)));
            Value::Map(pairs.collect::<Option<_>>()?)
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            let items = items.into_iter().map(|item| from_json(item, depth - 1));
            Value::List(items.collect::<Option<_>>()?)
        }
        b'"' => Value::text(serde_json::from_str::<String>(text).unwrap_or_default()),
        _ => Value::plain(text),
    })
}

/// Appends the members of an object, one a line, without its braces.
pub(super) fn push_members(out: &mut String, entries: &[Entry]) {
    for (i, entry) in entries.iter().enumerate() {
        out.push_str(if i > 0 { ",\n  " } else { "  " });
        out.push_str(&Json::String(entry.key.clone()).to_string());
        out.push_str(": ");
        push_value(out, &entry.value);
    }
    out.push('\n');
}

fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::Scalar(scalar) if scalar.is_text => {
            out.push_str(&Json::String(scalar.text.clone()).to_string());
        }
        // A token of JSON's own, or a date that normalisation wrote.
        Value::Scalar(scalar) if serde_json::from_str::<&RawValue>(&scalar.text).is_ok() => {
            out.push_str(&scalar.text);
        }
        Value::Scalar(scalar) => out.push_str(&self::scalar(scalar).to_string()),
        Value::List(items) => {
            out.push('[');
            push_joined(out, items, push_value);
            out.push(']');
        }
        Value::Map(pairs) => {
            out.push('{');
            push_joined(out, pairs, |out, (key, value)| {
                out.push_str(&Json::String(key.clone()).to_string());
                out.push_str(": ");
                push_value(out, value);
            });
            out.push('}');
        }
    }
}

/// A value as JSON.
pub(super) fn value(value: &Value) -> Json {
    match value {
        Value::Scalar(scalar) => self::scalar(scalar),
        Value::List(items) => Json::Array(items.iter().map(self::value).collect()),
        Value::Map(pairs) => object(pairs.iter().map(|(key, value)| (key.as_str(), value))),
    }
}

/// A mapping as JSON.
pub(super) fn object<'a>(pairs: impl Iterator<Item = (&'a str, &'a Value)>) -> Json {
    let members = pairs.map(|(key, value)| (key.to_owned(), self::value(value)));
    Json::Object(members.collect::<Map<_, _>>())
}

/// A scalar as YAML's core schema types it, as long as that is no other text.
fn scalar(scalar: &Scalar) -> Json {
    let text = || Json::String(scalar.text.clone());
    if scalar.is_text {
        return text();
    }
    if scalar.is_nothing() {
        return Json::Null;
    }
    if !is_typed(&scalar.text) {
        return text();
    }
    match serde_yaml::from_str(&scalar.text) {
        Ok(serde_yaml::Value::Bool(flag)) => Json::Bool(flag),
        Ok(serde_yaml::Value::Number(_)) => number(&scalar.text).map_or_else(text, Json::Number),
        _ => text(),
    }
}

/// A number that is written back as the same text.
pub(super) fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let whole = text
        .parse::<i64>()
        .map(Number::from)
        .or_else(|_| text.parse::<u64>().map(Number::from));
    let number = whole
        .ok()
        .or_else(|| text.parse().ok().and_then(Number::from_f64))?;
    (number.to_string() == text).then_some(number)
}
