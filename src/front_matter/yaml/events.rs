//! YAML of any shape, through the event parser.
//!
//! In: the text of one mapping. Out: its pairs, aliases expanded. Time and memory are bounded:
//! nesting by [`DEPTH_MAX`], the copies that aliases ask for by [`EXPANSION_MAX`]; the tree is
//! built on an explicit stack.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::super::quote::is_plain;
use super::super::value::{Scalar, Value};
use super::pair::Pair;
use super::scalar;
use crate::Error;

/// Deepest nesting of collections, aliases expanded. Real front matter stays below 6.
const DEPTH_MAX: usize = 64;

/// Most nodes and bytes of text that all aliases of a block may stand for together.
const EXPANSION_MAX: usize = 256 << 10;

/// YAML's own tags (yaml.org/type), which no reader runs code for.
const CORE_TAGS: [&str; 11] = [
    "str",
    "int",
    "float",
    "bool",
    "null",
    "map",
    "seq",
    "timestamp",
    "binary",
    "set",
    "omap",
];

/// The anchors of a block, and how much of the expansion budget is left.
pub(super) struct Anchors {
    named: HashMap<String, Value>,
    left: usize,
    /// Whether the block may hold an alias at all.
    pub(super) may_have_aliases: bool,
}

impl Anchors {
    pub(super) fn new(text: &str) -> Self {
        let may_have_aliases = memchr::memchr(b'*', text.as_bytes()).is_some();
        Self {
            named: HashMap::new(),
            left: EXPANSION_MAX,
            may_have_aliases,
        }
    }

    /// The value that `name` stands for, where `around` collections are open.
    fn expand(&mut self, name: &str, around: usize) -> Option<Result<Value, Fault>> {
        let value = self.named.get(name)?;
        let cost = cost(value);
        if cost > self.left || around + depth(value) > DEPTH_MAX {
            return Some(Err(Fault::refused(
                0,
                "aliases expand to too much; write the values out",
            )));
        }
        self.left -= cost;
        Some(Ok(value.clone()))
    }
}

/// Nodes and bytes of text.
fn cost(value: &Value) -> usize {
    match value {
        Value::Scalar(scalar) => 1 + scalar.text.len(),
        Value::List(items) => 1 + items.iter().map(cost).sum::<usize>(),
        Value::Map(pairs) => 1 + pairs.iter().map(|(k, v)| k.len() + cost(v)).sum::<usize>(),
    }
}

/// How many collections are nested in a value, itself among them.
fn depth(value: &Value) -> usize {
    match value {
        Value::Scalar(_) => 0,
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(pairs) => 1 + pairs.iter().map(|(_, v)| depth(v)).max().unwrap_or(0),
    }
}

/// Why a text was not read.
pub(super) struct Fault {
    /// Nothing to repair: the input is hostile or means something that can't be kept.
    pub(super) refuse: bool,
    /// Line within the text, from 0.
    line: u32,
    message: String,
}

impl Fault {
    fn refused(line: u32, message: impl Into<String>) -> Self {
        Self {
            refuse: true,
            line,
            message: message.into(),
        }
    }

    pub(super) fn into_error(self, first_line: u32) -> Error {
        Error::FrontMatter {
            line: first_line + self.line,
            message: self.message,
        }
    }
}

/// Reads one mapping.
pub(super) fn mapping(text: &str, anchors: &mut Anchors) -> Result<Vec<Pair>, Fault> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        flow_nesting_limit: DEPTH_MAX,
        block_nesting_limit: DEPTH_MAX,
        max_buffered_comment_events: 4096,
    };
    let mut tree = Tree {
        text,
        anchors,
        stack: Vec::new(),
        names: HashMap::new(),
        anchored: None,
        pair: None,
        pairs: Vec::new(),
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| Fault {
            refuse: matches!(
                error.kind(),
                granit_parser::ErrorKind::RecursionLimitExceeded
            ),
            line: error.marker().line().saturating_sub(1) as u32,
            message: error.info().clone(),
        })?;
        tree.event(event, span)?;
    }
    Ok(tree.pairs)
}

/// The tree under construction.
struct Tree<'t, 'a> {
    text: &'t str,
    anchors: &'a mut Anchors,
    /// Open collections; the first is the mapping that is read.
    stack: Vec<Open>,
    /// Anchor names by the parser's numbers.
    names: HashMap<usize, String>,
    /// The last scalar, when it bears an anchor: its name comes in the next event.
    anchored: Option<Value>,
    /// The pair of the outermost mapping whose key has been read.
    pair: Option<Pair>,
    pairs: Vec<Pair>,
}

/// A collection whose end has not come yet.
struct Open {
    value: Value,
    /// The key that waits for its value, in a mapping.
    key: Option<String>,
    anchor: usize,
}

impl Tree<'_, '_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let line = span.start.line().saturating_sub(1) as u32;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(tag.as_deref(), line)?;
                self.expects_mapping(line)?;
                let value = self.scalar(&text, style, tag.as_deref(), span);
                self.anchored = (anchor > 0).then(|| value.clone());
                self.node(value);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), line)?;
                self.expects_mapping(line)?;
                self.open(Value::List(Vec::new()), anchor, line)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(tag.as_deref(), line)?;
                self.open(Value::Map(Vec::new()), anchor, line)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => {
                let name = self.names.get(&id).cloned().unwrap_or_default();
                self.alias(&name, line, true)?;
            }
            Event::UnresolvedAlias(name) => self.alias(&name, line, false)?,
            Event::Anchor(id, name) => {
                if let Some(value) = self.anchored.take() {
                    self.anchors.named.insert(name.to_string(), value);
                }
                self.names.insert(id, name.into_owned());
            }
            Event::Comment(text, _) => {
                if let Some(pair) = self.pair.as_mut().or(self.pairs.last_mut()) {
                    pair.comments.push(format!("#{text}"));
                    pair.rich = true;
                }
            }
            Event::DocumentStart(true, _) => {
                return Err(Fault {
                    refuse: false,
                    line,
                    message: "a second document begins here".into(),
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn expects_mapping(&self, line: u32) -> Result<(), Fault> {
        if self.stack.is_empty() {
            let message = "not a mapping of keys to values".into();
            return Err(Fault {
                refuse: false,
                line,
                message,
            });
        }
        Ok(())
    }

    /// YAML's own tags say no more than the value does, except `!!binary`; tags that make a
    /// program build objects are refused, and others pin the entry.
    fn tag(&mut self, tag: Option<&Tag>, line: u32) -> Result<(), Fault> {
        let Some(tag) = tag else { return Ok(()) };
        let name = tag.original();
        let is_core = tag.handle() == "tag:yaml.org,2002:" && CORE_TAGS.contains(&tag.suffix());
        let runs_code = name.starts_with("!!") || name.contains(['/', ':']);
        if !is_core && runs_code {
            let message = format!("the tag `{name}` makes some readers run code; remove it");
            return Err(Fault::refused(line, message));
        }
        if let Some(pair) = &mut self.pair {
            pair.rich = true;
            pair.pinned |= !is_core && !matches!(&*name, "!" | "!binary");
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Value {
        if tag.is_some_and(|tag| matches!(tag.suffix(), "binary") || tag.original() == "!binary")
            && let Some(text) = from_base64(text)
        {
            return Value::text(text);
        }
        let token = span.slice(self.text).unwrap_or(text);
        // The parser says `~` for what is not there.
        if style == ScalarStyle::Plain && (text.is_empty() || token.trim().is_empty()) {
            return Value::plain("");
        }
        let one_line = !token.contains('\n');
        if let Some(pair) = &mut self.pair {
            pair.rich |= !one_line || matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        }
        match style {
            ScalarStyle::Plain if !one_line => Value::text(text),
            // A plain token that YAML 1.1 would break or refuse, or that is an indicator outside of
            // brackets.
            ScalarStyle::Plain
                if token == text
                    && !is_plain(text)
                    && (text.contains(is_break) || matches!(text, "?" | "-" | ":")) =>
            {
                Value::text(text)
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
                if one_line && !token.contains(is_break) =>
            {
                Value::Scalar(Scalar {
                    text: text.to_owned(),
                    source: Some(token.to_owned()),
                    is_text: true,
                })
            }
            ScalarStyle::Plain => scalar(text, token),
            _ => Value::text(text),
        }
    }

    fn open(&mut self, value: Value, anchor: usize, line: u32) -> Result<(), Fault> {
        self.refuse_key(line)?;
        let is_nested = self.stack.len() > 1 || matches!(value, Value::Map(_));
        if is_nested && let Some(pair) = &mut self.pair {
            pair.rich = true;
        }
        self.stack.push(Open {
            value,
            key: None,
            anchor,
        });
        Ok(())
    }

    /// Refuses a list or a map in the place of a key: many readers do, or make one text of all such
    /// keys.
    fn refuse_key(&self, line: u32) -> Result<(), Fault> {
        if self.awaits_key() {
            let message = "a key that is a list or a map; make it a text";
            return Err(Fault::refused(line, message));
        }
        Ok(())
    }

    fn close(&mut self) {
        let open = self.stack.pop().expect("the parser closes what it opened");
        if self.stack.is_empty() {
            return;
        }
        if open.anchor > 0
            && let Some(name) = self.names.get(&open.anchor)
        {
            self.anchors.named.insert(name.clone(), open.value.clone());
        }
        self.value(open.value);
    }

    fn awaits_key(&self) -> bool {
        self.stack
            .last()
            .is_some_and(|open| matches!(open.value, Value::Map(_)) && open.key.is_none())
    }

    /// A scalar, or what an alias stands for: a key or a value.
    fn node(&mut self, value: Value) {
        match value {
            Value::Scalar(scalar) if self.awaits_key() => {
                // What can't stand as it was written has no source, and is text.
                let as_is = || (!scalar.is_text).then(|| scalar.text.clone());
                let written = scalar.source.or_else(as_is).unwrap_or_default();
                self.key(scalar.text, written);
            }
            value => self.value(value),
        }
    }

    fn key(&mut self, key: String, key_source: String) {
        if self.stack.len() == 1 {
            self.pair = Some(Pair {
                key: key.clone(),
                key_source,
                value: Value::default(),
                is_expanded: false,
                is_folded: false,
                pinned: false,
                rich: false,
                comments: Vec::new(),
            });
        }
        if let Some(open) = self.stack.last_mut() {
            open.key = Some(key);
        }
    }

    fn value(&mut self, value: Value) {
        if self.stack.len() == 1 {
            self.stack[0].key = None;
            if let Some(mut pair) = self.pair.take() {
                pair.value = value;
                self.pairs.push(pair);
            }
            return;
        }
        let Some(open) = self.stack.last_mut() else {
            return;
        };
        match &mut open.value {
            Value::Map(pairs) => pairs.push((open.key.take().unwrap_or_default(), value)),
            Value::List(items) => items.push(value),
            Value::Scalar(_) => {}
        }
    }

    fn alias(&mut self, name: &str, line: u32, known: bool) -> Result<(), Fault> {
        match self.anchors.expand(name, self.stack.len()) {
            Some(value) => {
                let value = value.map_err(|fault| Fault { line, ..fault })?;
                if !matches!(value, Value::Scalar(_)) {
                    self.refuse_key(line)?;
                }
                if let Some(pair) = &mut self.pair {
                    pair.is_expanded = true;
                }
                self.node(value);
                Ok(())
            }
            None if known => Err(Fault::refused(
                line,
                format!("the alias `*{name}` stands for itself"),
            )),
            None => Err(Fault {
                refuse: false,
                line,
                message: format!("nothing is named `&{name}`"),
            }),
        }
    }
}

fn is_break(c: char) -> bool {
    matches!(
        c,
        '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Text in base64 (RFC 4648, section 4), as `!!binary` holds it.
fn from_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for b in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}
