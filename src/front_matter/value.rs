//! What front matter holds: keys in order, each with a value and with what it looked like.
//!
//! A [`Scalar`] keeps its source text beside its value, because a typed read and write corrupts
//! what it does not understand (`0123`, `1.10`, `1e3`, `yes`). Normalisation replaces the values
//! it owns; everything else is written as it was read.

/// One key with its value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// The key as written, where quoting it anew would change it: `on`, `1`.
    pub key_source: Option<String>,
    /// The value.
    pub value: Value,
    /// Comment lines above the key, each from its `#` on.
    pub comments: Vec<String>,
    /// Comment lines inside the value, which `source` holds as well.
    pub inner: Vec<String>,
    /// The comment behind the value, from its `#` on.
    pub trailing: Option<String>,
    /// The lines of the whole entry, from key to last line, where a plain rendering of `value`
    /// would lose something: nested maps, block scalars, tags, comments inside a list.
    pub source: Option<String>,
    /// The value bears a tag that only its own program understands; nobody may touch it.
    pub pinned: bool,
    /// Line of the file on which the key stands, from 1.
    pub line: u32,
}

/// A value in one of three shapes.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Value>),
    /// A mapping; keys in order.
    Map(Vec<(String, Value)>),
}

/// A single value: what it says, and how it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scalar {
    /// What it says: unquoted, unescaped.
    pub text: String,
    /// The token as written, where that is not `text` itself: quotes and escapes included.
    pub source: Option<String>,
    /// Whether it is text for sure. Otherwise its type is what the format makes of its text: a
    /// number, a truth value, a date, nothing, or text after all.
    pub is_text: bool,
}

impl Default for Value {
    fn default() -> Self {
        Value::Scalar(Scalar::default())
    }
}

impl Entry {
    /// Gives the entry another value.
    pub(super) fn set(&mut self, value: Value) {
        self.value = value;
        self.changed();
    }

    /// Gives the entry another key.
    pub(super) fn rename(&mut self, key: &str) {
        key.clone_into(&mut self.key);
        self.key_source = None;
        self.changed();
    }

    /// The source text no longer says what the entry does; the comments in it move above.
    pub(super) fn changed(&mut self) {
        if self.source.take().is_some() {
            self.comments.append(&mut self.inner);
        }
    }
}

impl Value {
    /// Text, to be quoted as needed.
    pub fn text(text: impl Into<String>) -> Self {
        Value::Scalar(Scalar {
            text: text.into(),
            source: None,
            is_text: true,
        })
    }

    /// A token whose type its format tells: a number, `true`, a date.
    pub fn plain(text: impl Into<String>) -> Self {
        Value::Scalar(Scalar {
            text: text.into(),
            source: None,
            is_text: false,
        })
    }

    /// The text of a scalar.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The items of a list; a scalar is its own only item.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            Value::Scalar(scalar) if scalar.is_nothing() => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match self {
            Value::Scalar(scalar) => scalar.is_nothing(),
            Value::List(items) => items.is_empty(),
            Value::Map(pairs) => pairs.is_empty(),
        }
    }
}

impl Value {
    /// Drops every source token: they mean something else in another format.
    pub(super) fn forget_tokens(&mut self) {
        match self {
            Value::Scalar(scalar) => scalar.source = None,
            Value::List(items) => items.iter_mut().for_each(Value::forget_tokens),
            Value::Map(pairs) => pairs
                .iter_mut()
                .for_each(|(_, value)| value.forget_tokens()),
        }
    }
}

impl Scalar {
    /// YAML's null (YAML 1.2.2, section 10.3.2) or an empty text.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.text.is_empty()
            || (!self.is_text && matches!(self.text.as_str(), "~" | "null" | "Null" | "NULL"))
    }
}
