//! One key of a mapping with its value, and whether its own text may stand.
//!
//! What was written stays as it is where rendering the value would lose something, and where other
//! readers take the text for the same. A key that stands twice inside a value is settled here.

use std::collections::HashMap;

use super::super::json;
use super::super::quote::is_plain;
use super::super::value::{Entry, Value};

/// One key with its value.
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) key_source: String,
    /// An alias was replaced by what it stands for.
    pub(super) is_expanded: bool,
    /// A key stood twice in a map inside, and one of them went.
    pub(super) is_folded: bool,
    /// A tag that is not YAML's own.
    pub(super) pinned: bool,
    /// Rendering `value` would lose something of how it was written.
    pub(super) rich: bool,
    pub(super) comments: Vec<String>,
}

impl Pair {
    /// Leaves one pair a key in the maps inside the value, the last, as generators read them; the
    /// others become comments. What went, as `key: value`.
    pub(super) fn fold_duplicates(&mut self) -> Vec<String> {
        let mut lost = Vec::new();
        fold_maps(&mut self.value, &mut lost);
        self.is_folded = !lost.is_empty();
        self.comments
            .extend(lost.iter().map(|pair| format!("# {pair}")));
        lost
    }

    /// Whether only its source says all of it, and it has none, or one that some readers can't read.
    pub(super) fn is_unreadable(&self, source: Option<&str>) -> bool {
        self.pinned && source.is_none_or(|source| !self.is_read_alike(source))
    }

    /// Whether a reader of YAML 1.1 reads the text as this pair: an empty key, or an anchor with odd
    /// characters, is one to YAML 1.2 only.
    fn is_read_alike(&self, source: &str) -> bool {
        serde_yaml::from_str::<serde_yaml::Mapping>(source).is_ok_and(|read| {
            let mut pairs = read.iter();
            let first = pairs.next();
            let is_key = |key: &serde_yaml::Value| key.as_str().is_none_or(|key| key == self.key);
            pairs.next().is_none()
                && first.is_some_and(|(key, value)| is_key(key) && is_alike(&self.value, value))
        })
    }

    /// The entry; `source` is its text where it has one of its own.
    pub(super) fn into_entry(self, source: Option<&str>, line: u32) -> Entry {
        let keep = source
            .filter(|_| (self.rich || self.pinned) && !self.is_expanded && !self.is_folded)
            .filter(|source| self.pinned || self.is_read_alike(source));
        Entry {
            inner: self.comments,
            source: keep.map(str::to_owned),
            key_source: Some(self.key_source)
                .filter(|written| !written.is_empty())
                .filter(|written| *written != self.key || !is_plain(written)),
            key: self.key,
            value: self.value,
            pinned: self.pinned,
            line,
            ..Entry::default()
        }
    }
}

/// Whether another reader's value says the same, as far as text and structure go. Nesting is at
/// most [`super::events`]'s bound.
fn is_alike(ours: &Value, theirs: &serde_yaml::Value) -> bool {
    match (ours, theirs) {
        // Base64 is decoded here and stays as it is there.
        (Value::Scalar(_), serde_yaml::Value::Tagged(_)) => true,
        (_, serde_yaml::Value::Tagged(tagged)) => is_alike(ours, &tagged.value),
        // The line end behind the source was cut off.
        (Value::Scalar(scalar), serde_yaml::Value::String(text)) => {
            let is_end = |c| matches!(c, ' ' | '\t' | '\n');
            scalar.text.trim_end_matches(is_end) == text.trim_end_matches(is_end)
        }
        (Value::Scalar(scalar), other) => {
            !scalar.is_text && !other.is_mapping() && !other.is_sequence()
        }
        (Value::List(items), serde_yaml::Value::Sequence(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(a, b)| is_alike(a, b))
        }
        (Value::Map(pairs), serde_yaml::Value::Mapping(others)) => {
            let mut both = pairs.iter().zip(others);
            pairs.len() == others.len() && both.all(|((_, a), (_, b))| is_alike(a, b))
        }
        _ => false,
    }
}

/// See [`Pair::fold_duplicates`]. Nesting is at most [`super::events`]'s bound.
fn fold_maps(value: &mut Value, lost: &mut Vec<String>) {
    match value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter_mut().for_each(|item| fold_maps(item, lost)),
        Value::Map(pairs) => {
            let mut last = HashMap::new();
            for (at, (key, _)) in pairs.iter().enumerate() {
                last.insert(key.clone(), at);
            }
            if last.len() < pairs.len() {
                let mut at = 0;
                pairs.retain(|(key, value)| {
                    at += 1;
                    let is_last = last.get(key) == Some(&(at - 1));
                    if !is_last {
                        lost.push(format!("{key}: {}", json::value(value)));
                    }
                    is_last
                });
            }
            for (_, value) in pairs {
                fold_maps(value, lost);
            }
        }
    }
}
