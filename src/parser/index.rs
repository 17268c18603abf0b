//! Rules filed under the rightmost part of their selectors.
//!
//! In goes the list of rules in effect; for an element come out those few that could match it. A
//! rule is filed under one id, class, attribute name or tag of each of its selectors, or under a
//! word of each of its names, and lines of text under their first two letters. A bit filter
//! stands before the table, so that an element that no rule speaks of costs a hash of its class
//! and id and nothing else, however many rules there are.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use html5ever::{LocalName, local_name, ns};
use scraper::selector::{Parser, Simple};
use selectors::matching::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches, matches_selector_list,
};
use selectors::parser::{ParseRelative, SelectorList};

use super::dom::{Dom, Element, ElementRef, NodeId};
use super::rule::{Row, Verb};
use crate::url::Text;

/// One selector of a rule, and the part of it that the rule is filed under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sel {
    /// The selector.
    pub css: Text,
    /// What its rightmost part names; the first of id, class, attribute and tag that it has.
    pub key: Key,
    /// The key says all that the selector does.
    pub whole: bool,
}

/// A name in the rightmost part of a selector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// `#name`
    Id(Text),
    /// `.name`
    Class(Text),
    /// `[name…]`
    Attr(Text),
    /// `name`
    Tag(Text),
}

/// A selector that is more than its key, read on first use.
pub(super) type Parsed = SelectorList<Simple>;

impl fmt::Display for Sel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.css)
    }
}

impl Sel {
    /// Takes a comma-separated list apart and checks it.
    ///
    /// # Errors
    /// Says which selector can't be read, or names nothing at its right end.
    pub fn split(css: &str) -> Result<Vec<Sel>, String> {
        pieces(css, |c| c == ',')
            .into_iter()
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(Sel::read)
            .collect()
    }

    fn read(css: &str) -> Result<Sel, String> {
        parse(css).map_err(|message| format!("`{css}` is not a selector: {message}"))?;
        let compounds = pieces(css, |c| c.is_whitespace() || matches!(c, '>' | '+' | '~'));
        let compounds: Vec<&str> = compounds.into_iter().filter(|s| !s.is_empty()).collect();
        let last = compounds
            .last()
            .expect("a selector that parses is not empty");
        let (key, bare) = key_of(last).ok_or_else(|| {
            format!("`{css}` names no id, class, attribute or tag at its right end")
        })?;
        Ok(Sel {
            css: Cow::Owned(css.to_owned()),
            key,
            whole: bare && compounds.len() == 1,
        })
    }

    /// Whether the element matches; `parsed` is the selector, if it is more than its key.
    pub(super) fn matches(&self, dom: &Dom, id: NodeId, parsed: Option<&Parsed>) -> bool {
        let Some(element) = dom.element(id) else {
            return false;
        };
        let keyed = match &self.key {
            Key::Id(name) => element.attr(&local_name!("id")) == Some(name),
            Key::Class(name) => classes(element).any(|class| class == name),
            Key::Attr(name) => element.attrs.iter().any(|attr| *attr.name.local == **name),
            Key::Tag(name) => *element.name.local == **name,
        };
        keyed && (self.whole || parsed.is_some_and(|list| matches(dom, id, list)))
    }

    /// The selector read, unless its key says it all.
    pub(super) fn parsed(&self) -> Option<Parsed> {
        (!self.whole).then(|| parse(&self.css).expect("checked when the row was read"))
    }
}

fn parse(css: &str) -> Result<Parsed, String> {
    let mut input = cssparser::Parser::new(css);
    SelectorList::parse(&Parser, &mut input, ParseRelative::No)
        .map_err(|error| format!("{:?}", error.kind))
}

fn matches(dom: &Dom, id: NodeId, list: &Parsed) -> bool {
    let Some(element): Option<ElementRef<'_>> = dom.element_ref(id) else {
        return false;
    };
    let mut caches = SelectorCaches::default();
    let mut context = MatchingContext::new(
        MatchingMode::Normal,
        None,
        &mut caches,
        QuirksMode::NoQuirks,
        NeedsSelectorFlags::No,
        MatchingForInvalidation::No,
    );
    matches_selector_list(list, &element, &mut context)
}

/// Splits where `at` holds, outside of brackets, parentheses and quotes.
fn pieces(css: &str, at: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut depth, mut quote, mut from) = (0, None, 0);
    let mut found = Vec::new();
    for (here, c) in css.char_indices() {
        match (quote, c) {
            (Some(open), _) => quote = (c != open).then_some(open),
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) if depth == 0 && at(c) => {
                found.push(&css[from..here]);
                from = here + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&css[from..]);
    found
}

/// The best key of a compound selector, and whether the compound is nothing else.
fn key_of(compound: &str) -> Option<(Key, bool)> {
    let starts: Vec<usize> = compound
        .char_indices()
        .scan(0, |depth, (at, c)| {
            let open = *depth == 0 && matches!(c, '.' | '#' | '[' | ':');
            match c {
                '(' | '[' => *depth += 1,
                ')' | ']' => *depth -= 1,
                _ => {}
            }
            Some((open, at))
        })
        .filter_map(|(open, at)| open.then_some(at))
        .collect();
    let ends = starts.iter().copied().skip(1).chain([compound.len()]);
    let parts: Vec<&str> = starts
        .iter()
        .zip(ends)
        .map(|(&from, to)| &compound[from..to])
        .collect();
    let tag = &compound[..starts.first().copied().unwrap_or(compound.len())];
    let plain = |name: &str| {
        (!name.is_empty() && !name.contains('\\')).then(|| Cow::Owned(name.to_owned()))
    };
    let named = |mark: char| {
        parts
            .iter()
            .find_map(|part| plain(part.strip_prefix(mark)?))
    };
    let attr = || {
        parts.iter().find_map(|part| {
            let name = part.strip_prefix('[')?;
            plain(
                name.split(['=', '~', '|', '^', '$', '*', ']'])
                    .next()?
                    .trim(),
            )
        })
    };
    let tag_name = || plain(tag).filter(|name| name != "*");
    let key = named('#')
        .map(Key::Id)
        .or_else(|| named('.').map(Key::Class))
        .or_else(|| attr().map(Key::Attr))
        .or_else(|| tag_name().map(Key::Tag))?;
    let bare = match &key {
        Key::Tag(_) => parts.is_empty(),
        Key::Attr(name) => tag.is_empty() && parts.len() == 1 && parts[0].len() == name.len() + 2,
        Key::Id(_) | Key::Class(_) => tag.is_empty() && parts.len() == 1,
    };
    Some((key, bare))
}

/// The rules in effect, filed.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    filter: Filter,
    filed: HashMap<u64, Vec<Filed>, BuildHasherDefault<Given>>,
    text_filter: Filter,
    texts: HashMap<u64, Vec<(Text, usize)>, BuildHasherDefault<Given>>,
    /// Whether a rule keeps anything.
    pub(super) keeps: bool,
}

/// A rule, and which of its selectors or names was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Filed {
    pub(super) rule: usize,
    pub(super) by: By,
}

/// See [`Filed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Select(usize),
    Name(usize),
}

impl Index {
    /// Files rules; each comes with the number that it is known by.
    pub(super) fn of<'a>(rows: impl Iterator<Item = (usize, &'a Row)>) -> Self {
        let mut keys: Vec<(u64, Filed)> = Vec::new();
        let mut texts: Vec<(u64, Text, usize)> = Vec::new();
        let mut keeps = false;
        for (rule, row) in rows {
            keeps |= row.verb == Verb::Keep;
            let selectors = row.select.iter().enumerate();
            keys.extend(selectors.map(|(at, sel)| {
                (
                    hash_key(&sel.key),
                    Filed {
                        rule,
                        by: By::Select(at),
                    },
                )
            }));
            let names = row.names.iter().enumerate();
            keys.extend(names.map(|(at, name)| {
                let word = name
                    .split(' ')
                    .max_by_key(|word| word.len())
                    .unwrap_or_default();
                (
                    hash(WORD, word.as_bytes()),
                    Filed {
                        rule,
                        by: By::Name(at),
                    },
                )
            }));
            if row.select.is_empty() && row.names.is_empty() {
                texts.extend(
                    row.starts
                        .iter()
                        .map(|start| (head_of(start, 2), start.clone(), rule)),
                );
            }
        }
        let mut index = Index {
            filter: Filter::of(keys.iter().map(|(key, _)| *key)),
            text_filter: Filter::of(texts.iter().map(|(key, ..)| *key)),
            keeps,
            ..Index::default()
        };
        for (key, filed) in keys {
            index.filed.entry(key).or_default().push(filed);
        }
        for (key, start, rule) in texts {
            index.texts.entry(key).or_default().push((start, rule));
        }
        index
    }

    /// Adds the rules that could match this element, in their order, to `found`.
    pub(super) fn candidates(&self, element: &Element, found: &mut Vec<Filed>) {
        self.look_up(hash_atom(TAG, &element.name.local), found);
        for attr in &element.attrs {
            if attr.name.ns != ns!() {
                continue;
            }
            self.look_up(hash_atom(ATTR, &attr.name.local), found);
            match attr.name.local {
                local_name!("class") => {
                    attr.value
                        .split_ascii_whitespace()
                        .for_each(|name| self.look_up_name(CLASS, name, found));
                }
                local_name!("id") => self.look_up_name(ID, &attr.value, found),
                _ => {}
            }
        }
        if found.len() > 1 {
            found.sort_unstable_by_key(|filed| filed.rule);
        }
    }

    fn look_up(&self, key: u64, found: &mut Vec<Filed>) {
        if self.filter.may_hold(key) {
            found.extend(self.filed.get(&key).into_iter().flatten());
        }
    }

    /// Looks up a class or id, and each word in it.
    fn look_up_name(&self, kind: u64, name: &str, found: &mut Vec<Filed>) {
        self.look_up(hash(kind, name.as_bytes()), found);
        let mut word = WORD;
        let mut before = b'-';
        for &byte in name.as_bytes() {
            let ends = !byte.is_ascii_alphabetic()
                || (byte.is_ascii_uppercase() && before.is_ascii_lowercase());
            if ends && word != WORD {
                self.look_up(word, found);
                word = WORD;
            }
            if byte.is_ascii_alphabetic() {
                word = hash_byte(word, byte.to_ascii_lowercase());
            }
            before = byte;
        }
        if word != WORD {
            self.look_up(word, found);
        }
    }

    /// The rules by text alone whose text could start like this line, in their order.
    pub(super) fn text_candidates(&self, line: &str) -> Vec<usize> {
        let keys = [head_of(line, 1), head_of(line, 2)];
        let mut starts = keys
            .iter()
            .filter(|key| self.text_filter.may_hold(**key))
            .peekable();
        if starts.peek().is_none() {
            return Vec::new();
        }
        let head = super::visible::fold_head(line);
        let mut found: Vec<usize> = starts
            .flat_map(|key| self.texts.get(key).into_iter().flatten())
            .filter(|(start, _)| head.starts_with(&**start) || start.starts_with(&*head))
            .map(|(_, rule)| *rule)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a class or id spells the phrase: its words, in order and side by side.
pub(super) fn spells(name: &str, phrase: &str) -> bool {
    let words = words_of(name);
    let negated = words
        .first()
        .is_some_and(|w| matches!(&**w, "has" | "no" | "with" | "without" | "not"));
    let wanted: Vec<&str> = phrase.split(' ').collect();
    !negated
        && words
            .windows(wanted.len())
            .any(|window| window.iter().zip(&wanted).all(|(w, p)| w == p))
}

fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '-';
    for c in name.chars() {
        if !c.is_ascii_alphabetic() || (c.is_ascii_uppercase() && before.is_ascii_lowercase()) {
            words.push(String::new());
        }
        if c.is_ascii_alphabetic() {
            words
                .last_mut()
                .expect("never empty")
                .push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The element's classes.
pub(super) fn classes(element: &Element) -> impl Iterator<Item = &str> {
    element
        .attr(&local_name!("class"))
        .unwrap_or_default()
        .split_ascii_whitespace()
}

/// Seeds that keep the kinds of key apart.
const ID: u64 = 0x9e37_79b9_7f4a_7c15;
const CLASS: u64 = 0xc2b2_ae3d_27d4_eb4f;
const ATTR: u64 = 0x1656_67b1_9e37_79f9;
const TAG: u64 = 0x2545_f491_4f6c_dd1d;
const WORD: u64 = 0xff51_afd7_ed55_8ccd;

fn hash_key(key: &Key) -> u64 {
    match key {
        Key::Id(name) => hash(ID, name.as_bytes()),
        Key::Class(name) => hash(CLASS, name.as_bytes()),
        Key::Attr(name) => hash_atom(ATTR, &LocalName::from(&**name)),
        Key::Tag(name) => hash_atom(TAG, &LocalName::from(&**name)),
    }
}

/// FNV-1a: short keys, one multiplication a byte.
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |hash, &byte| hash_byte(hash, byte))
}

fn hash_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn hash_atom(seed: u64, name: &LocalName) -> u64 {
    (name.get_hash() ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The first letters of a line, folded; fewer if it is shorter.
fn head_of(line: &str, letters: usize) -> u64 {
    let letters = line
        .chars()
        .filter(|c| !super::visible::is_space(*c))
        .take(letters);
    letters.fold(WORD, |hash, c| {
        let c = super::visible::fold_char(c);
        (hash ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct Given(u64);

impl Hasher for Given {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only u64 keys are looked up")
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// One bit a key, in a table of at least sixteen bits a key.
#[derive(Debug, Clone, Default)]
struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let size = (keys.len() * 16).next_power_of_two().max(64);
        let mut filter = Filter {
            bits: vec![0; size / 64],
            shift: 64 - size.trailing_zeros(),
        };
        for key in keys {
            let at = filter.place(key);
            filter.bits[at / 64] |= 1 << (at % 64);
        }
        filter
    }

    fn may_hold(&self, key: u64) -> bool {
        let at = self.place(key);
        self.bits
            .get(at / 64)
            .is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    fn place(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(css: &str) -> (Key, bool) {
        let sel = Sel::split(css).expect("a selector").remove(0);
        (sel.key, sel.whole)
    }

    #[test]
    fn files_under_the_rightmost_part() {
        assert_eq!(key(".a"), (Key::Class("a".into()), true));
        assert_eq!(key("div.a"), (Key::Class("a".into()), false));
        assert_eq!(key("#x > p"), (Key::Tag("p".into()), false));
        assert_eq!(key("a[href^='x, y']"), (Key::Attr("href".into()), false));
        assert_eq!(key("[hidden]"), (Key::Attr("hidden".into()), true));
        assert_eq!(key("div:has(> .b)#c"), (Key::Id("c".into()), false));
        assert_eq!(Sel::split(".a, div:is(p, q) .b").expect("two").len(), 2);
    }

    #[test]
    fn refuses_what_it_cannot_file() {
        assert!(Sel::split("p > *").is_err());
        assert!(Sel::split(".a >").is_err());
    }

    #[test]
    fn names_are_spelled_in_many_ways() {
        for name in [
            "share-buttons",
            "post_share_buttons_2",
            "shareButtons",
            "SHARE-BUTTONS",
            "x-share-buttons",
        ] {
            assert!(spells(name, "share buttons"), "{name}");
        }
        for name in [
            "share-my-buttons",
            "sharebuttons",
            "has-share-buttons",
            "buttons-share",
        ] {
            assert!(!spells(name, "share buttons"), "{name}");
        }
    }
}
