//! Entries to JSON, for reports and records.
//!
//! A plain scalar becomes a number or a truth value only where that says the same: `1.10`, `0123`
//! and `1e3` stay text, and so do dates.

use serde_json::{Map, Number, Value as Json};

use super::value::{Scalar, Value};

/// A value.
pub(super) fn value(value: &Value) -> Json {
    match value {
        Value::Scalar(scalar) => self::scalar(scalar),
        Value::List(items) => Json::Array(items.iter().map(self::value).collect()),
        Value::Map(pairs) => object(pairs.iter().map(|(key, value)| (key.as_str(), value))),
    }
}

/// A mapping.
pub(super) fn object<'a>(pairs: impl Iterator<Item = (&'a str, &'a Value)>) -> Json {
    Json::Object(pairs.map(|(key, value)| (key.to_owned(), self::value(value))).collect::<Map<_, _>>())
}

fn scalar(scalar: &Scalar) -> Json {
    if scalar.is_text {
        return Json::String(scalar.text.clone());
    }
    let text = scalar.text.as_str();
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => number(text).map_or_else(|| Json::String(text.to_owned()), Json::Number),
    }
}

/// A number that is written back as the same text.
pub(super) fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let number: Number = text.parse::<i64>().map(Number::from).ok().or_else(|| {
        text.parse::<u64>().map(Number::from).ok().or_else(|| text.parse().ok().and_then(Number::from_f64))
    })?;
    (number.to_string() == text).then_some(number)
}
