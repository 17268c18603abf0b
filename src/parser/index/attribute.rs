//! What is filed under the name of an attribute: rules, and what a value must be like for each.
//!
//! Most values are dismissed by their length or their ends, before they are compared with anything.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::Filed;
use crate::needle::pairs_in;
use crate::parser::selector::{Compare, Test};

/// What is filed under one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// What a value can be.
    pub values: Cow<'static, [Value]>,
    /// Bits of the lengths that a value can have.
    pub lengths: u64,
    /// Bits of the bytes that one can begin with.
    pub firsts: u64,
    /// Bits of those that one can end with.
    pub lasts: u64,
}

/// A rule, and the values that it is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The rule.
    pub filed: Filed,
    /// The pairs of bytes that must stand in a value ([`pairs_in`]); 0 where the comparison takes no
    /// longer than that.
    pub pairs: u64,
    /// What a value must be like.
    pub test: Option<Test>,
}

impl Attribute {
    /// All attributes of some keys, rules and tests, with their keys.
    pub(super) fn all(mut filed: Vec<(u64, Filed, Option<Test>)>) -> Vec<(u64, Attribute)> {
        filed.sort_by_key(|(key, ..)| *key);
        let same = filed.chunk_by(|a, b| a.0 == b.0);
        same.map(|same| {
            let values = same
                .iter()
                .map(|(_, filed, test)| Value::of(*filed, test.as_ref()));
            (same[0].0, Attribute::of(values.collect()))
        })
        .collect()
    }

    fn of(values: Vec<Value>) -> Self {
        let mut attribute = Attribute {
            values: Cow::Borrowed(&[]),
            lengths: 0,
            firsts: 0,
            lasts: 0,
        };
        for value in &values {
            attribute.add(value.test.as_ref());
        }
        attribute.values = values.into();
        attribute
    }

    fn add(&mut self, test: Option<&Test>) {
        let bytes = test.map_or("", |test| &*test.value).as_bytes();
        let ends = bytes.first().zip(bytes.last());
        match (test.map(|test| test.compare), ends) {
            (Some(Compare::Equal), _) => self.lengths |= length_bit(bytes),
            (Some(Compare::Starts), Some((first, _))) => self.firsts |= byte_bit(*first),
            (Some(Compare::Ends), Some((_, last))) => self.lasts |= byte_bit(*last),
            // What can stand anywhere says nothing of length and ends.
            _ => self.lengths = u64::MAX,
        }
    }

    /// Whether a rule could be for this value.
    pub(super) fn may_allow(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        let has = |bits: u64, byte: Option<&u8>| byte.is_some_and(|b| bits & byte_bit(*b) != 0);
        self.lengths & length_bit(bytes) != 0
            || has(self.firsts, bytes.first())
            || has(self.lasts, bytes.last())
    }

    /// Adds the rules that are for this value.
    pub(super) fn look_up(&self, value: &str, found: &mut Vec<Filed>) {
        let own = OnceCell::new();
        let allows = |of: &&Value| {
            (of.pairs == 0 || of.pairs & *own.get_or_init(|| pairs_in(value)) == of.pairs)
                && of.test.as_ref().is_none_or(|test| test.holds(value))
        };
        found.extend(self.values.iter().filter(allows).map(|of| of.filed));
    }
}

impl Value {
    fn of(filed: Filed, test: Option<&Test>) -> Self {
        let holds = test.filter(|test| test.compare == Compare::Holds);
        Value {
            filed,
            pairs: holds.map_or(0, |test| pairs_in(&test.value)),
            test: test.cloned(),
        }
    }
}

fn length_bit(bytes: &[u8]) -> u64 {
    1 << bytes.len().min(63)
}

fn byte_bit(byte: u8) -> u64 {
    1 << (byte & 63)
}
