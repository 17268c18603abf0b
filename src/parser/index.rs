//! Rules filed under the rightmost part of their selectors.
//!
//! In goes a list of rules; for an element come out those few that could match it. That of the
//! catalogue is compiled in (`src/rules/chrome_index.rs`): sorting it would take longer than a small
//! file does. A rule is filed under one id, class, attribute or tag of each of its selectors, or
//! under the first words of each of its names, and lines of text under their first letters. A bit
//! filter stands before each table, so that an element that no rule speaks of costs a hash of its
//! class and id and nothing else, however many rules there are. A selector that asks for an id or a
//! class above the element that it finds is filed under that, and counts once it was met.

mod attribute;
mod names;

use std::collections::HashSet;

use html5ever::{LocalName, local_name};

pub use attribute::{Attribute, Value};
pub use names::Names;

use super::dom::{Dom, Element};
use super::pattern::START_BYTES_MAX;
use super::rule::Row;
use super::selector::{Key, classes};
use super::visible;
use crate::table::{Filter, Table, hash, hash_byte, hash_domains, hash_name};
use crate::url::Text;

/// Attributes that are looked up whatever rules ask for.
const URLS_AND_NAMES: [&str; 4] = ["class", "id", "href", "src"];

/// Keys that what was met on a page has room for before it is looked up more slowly; most pages
/// meet nothing.
const MET_KEYS: usize = 64;

/// Names and values that are remembered as of no use; a page has a few dozen that come back.
const IDLE_SLOTS: usize = 256;

/// Rules, filed.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// All tags and attributes that an element can be found by.
    pub names: Names,
    /// Under the ids, classes and tags of their selectors.
    pub selectors: Table<Filed>,
    /// The same, with their keys, under the id or class that must stand above the element.
    pub unders: Table<(u64, Filed)>,
    /// Under domains.
    pub domains: Table<Filed>,
    /// Attributes, with all that is filed under each.
    pub attributes: Table<Attribute>,
    /// Names, with the rule of each, under their first words.
    pub phrases: Table<(Text, usize)>,
    /// Rules by text alone, and which of their expressions, under what these start with.
    pub texts: Table<(usize, usize)>,
    /// All that such a start begins with.
    pub before: Filter,
}

/// A rule, and which of its selectors or names was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// The number that the rule is known by.
    pub rule: usize,
    /// What was found.
    pub by: By,
}

/// See [`Filed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The selector at this place of its list.
    Select(usize),
    /// One of its names, spelled by a class; it was compared already.
    Name,
    /// The same, spelled by an id.
    NameOfId,
}

/// What is known of a page so far, and what can be found because of the ids and classes met on it.
/// It goes with one index.
#[derive(Debug)]
pub(super) struct Met {
    /// Keys of names and values under which the index has nothing, each in its slot.
    idle: [u64; IDLE_SLOTS],
    /// The keys of these ids and classes, of those that something is filed under.
    noted: HashSet<u64>,
    /// What is filed under them.
    live: Table<Filed>,
}

impl Default for Met {
    fn default() -> Self {
        Met {
            idle: [0; IDLE_SLOTS],
            noted: HashSet::new(),
            live: Table::EMPTY,
        }
    }
}

impl Met {
    /// Whether the index has nothing under this key, as was found out before.
    #[inline]
    fn is_idle(&self, key: u64) -> bool {
        self.idle[key as usize % IDLE_SLOTS] == key
    }

    #[inline]
    fn add_live(&self, key: u64, found: &mut Vec<Filed>) {
        if !self.live.is_empty() {
            self.live.add_to(key, found);
        }
    }

    fn set_idle(&mut self, key: u64) {
        self.idle[key as usize % IDLE_SLOTS] = key;
    }
}

impl Index {
    /// Files rules; each comes with the number that it is known by.
    pub fn of<'a>(rows: impl Iterator<Item = (usize, &'a Row)>) -> Self {
        let mut names: Vec<Text> = URLS_AND_NAMES.map(Into::into).into();
        let (mut selectors, mut unders) = (Vec::new(), Vec::new());
        let (mut domains, mut attributes) = (Vec::new(), Vec::new());
        let mut phrases = Vec::new();
        let mut texts = Vec::new();
        let mut before = Vec::new();
        for (rule, row) in rows {
            for (at, sel) in row.select.iter().enumerate() {
                let by = By::Select(at);
                let filed = Filed { rule, by };
                let key = hash_key(&sel.key);
                if let Key::Tag(name) | Key::Attr(name) = &sel.key {
                    names.push(name.clone());
                }
                match (&sel.key, sel.under()) {
                    (Key::Attr(_), _) => attributes.push((key, filed, sel.test.clone())),
                    (Key::Domain(_), _) => domains.push((key, filed)),
                    (_, Some(under)) => unders.push((hash_key(&under), (key, filed))),
                    (_, None) => selectors.push((key, filed)),
                }
            }
            let spelled = row.names.iter();
            phrases.extend(spelled.map(|name| (phrase_key(name), (name.clone(), rule))));
            if row.select.is_empty() && row.names.is_empty() {
                for (at, pattern) in row.text.iter().enumerate() {
                    for start in pattern.starts() {
                        let heads = start.chars().scan(Head::default(), |head, c| {
                            head.add(c);
                            Some(head.key)
                        });
                        before.extend(heads);
                        texts.extend(before.pop().map(|whole| (whole, (rule, at))));
                    }
                }
            }
        }
        texts.sort_unstable();
        texts.dedup();
        before.sort_unstable();
        before.dedup();
        names.sort_unstable();
        names.dedup();
        Index {
            names: Names::of(names.into()),
            selectors: Table::of(selectors),
            domains: Table::of(domains),
            attributes: Table::of(Attribute::all(attributes)),
            unders: Table::of(unders),
            phrases: Table::of(phrases),
            texts: Table::of(texts),
            before: Filter::of(before.into_iter()),
        }
    }

    /// The same rules, as if all that elements can stand under had been met.
    pub(super) fn all_met(self) -> Self {
        let unders = self.unders.entries.iter().map(|(_, filed)| *filed);
        let selectors = self.selectors.entries.iter().copied().chain(unders);
        Index {
            selectors: Table::of(selectors.collect()),
            unders: Table::of(Vec::new()),
            ..self
        }
    }

    /// Whether no element can match.
    pub(super) fn finds_no_element(&self) -> bool {
        self.selectors.is_empty()
            && self.unders.is_empty()
            && self.domains.is_empty()
            && self.attributes.is_empty()
            && self.phrases.is_empty()
    }

    /// Adds the rules that could match this element, in their order, to `found`, and notes it in
    /// `met` as one that others can stand under.
    #[inline]
    pub(super) fn candidates(&self, element: Element<'_>, met: &mut Met, found: &mut Vec<Filed>) {
        if self.names.may_hold(element.local) {
            self.look_up(hash(TAG, element.local.as_bytes()), met, found);
        }
        for attr in element.attrs {
            self.look_up_attribute(&attr.name, &attr.value, met, found);
        }
        if found.len() > 1 {
            found.sort_unstable_by_key(|filed| filed.rule);
            found.dedup();
        }
    }

    #[inline]
    fn look_up(&self, key: u64, met: &Met, found: &mut Vec<Filed>) {
        self.selectors.add_to(key, found);
        met.add_live(key, found);
    }

    #[inline]
    fn look_up_attribute(
        &self,
        name: &LocalName,
        value: &str,
        met: &mut Met,
        found: &mut Vec<Filed>,
    ) {
        if *name == local_name!("class") {
            return self.look_up_classes(value, met, found);
        }
        if !self.names.may_hold(name) {
            return;
        }
        self.look_up_value(name, value, met, found);
        match *name {
            local_name!("id") => self.look_up_name(ID, value, met, found),
            local_name!("href") | local_name!("src") => self.look_up_domain(value, met, found),
            _ => {}
        }
    }

    /// Looks up a value of `class`. Most are of no use and come back again and again: of these only
    /// what is live is looked up a second time.
    fn look_up_classes(&self, value: &str, met: &mut Met, found: &mut Vec<Filed>) {
        let key = hash(CLASSES, value.as_bytes());
        let names = value.split_ascii_whitespace();
        if met.is_idle(key) {
            if !met.live.is_empty() {
                names.for_each(|name| met.add_live(hash(CLASS, name.as_bytes()), found));
            }
            return;
        }
        let before = (found.len(), met.noted.len());
        self.look_up_value(&local_name!("class"), value, met, found);
        names.for_each(|name| self.look_up_name(CLASS, name, met, found));
        if before == (found.len(), met.noted.len()) {
            met.set_idle(key);
        }
    }

    /// Notes an element as one that others can stand under.
    pub(super) fn note(&self, element: Element<'_>, met: &mut Met) {
        ids_and_classes(element).for_each(|key| self.note_key(key, met));
    }

    fn note_key(&self, key: u64, met: &mut Met) {
        let mut under = self.unders.get(key).peekable();
        if under.peek().is_some() && met.noted.insert(key) {
            if met.live.is_empty() {
                met.live = Table::with_room(MET_KEYS);
            }
            under.for_each(|(key, filed)| met.live.insert(*key, *filed));
        }
    }

    /// Looks up the value of an attribute. To read one for what can stand anywhere in it takes
    /// longer than to know one again that had nothing of the kind.
    #[inline]
    fn look_up_value(&self, name: &LocalName, value: &str, met: &mut Met, found: &mut Vec<Filed>) {
        let key = hash(ATTR, name.as_bytes());
        for attribute in self.attributes.get(key) {
            if !attribute.may_allow(value) {
                continue;
            }
            let key = hash(key, value.as_bytes());
            if met.is_idle(key) {
                continue;
            }
            let before = found.len();
            attribute.look_up(value, found);
            if found.len() == before {
                met.set_idle(key);
            }
        }
    }

    /// Looks up a class or id, each two words in it, and the last one.
    fn look_up_name(&self, kind: u64, name: &str, met: &mut Met, found: &mut Vec<Filed>) {
        let whole = hash(kind, name.as_bytes());
        if met.is_idle(whole) {
            return met.add_live(whole, found);
        }
        let before = (found.len(), met.noted.len());
        self.look_up(whole, met, found);
        self.note_key(whole, met);
        if !self.phrases.is_empty() {
            let by = if kind == ID { By::NameOfId } else { By::Name };
            self.look_up_words(name, by, found);
        }
        if before == (found.len(), met.noted.len()) {
            met.set_idle(whole);
        }
    }

    fn look_up_words(&self, name: &str, by: By, found: &mut Vec<Filed>) {
        let (mut word, mut before, mut is_small) = (WORD, WORD, false);
        for byte in name.bytes() {
            let lower = byte | 0x20;
            let is_letter = lower.is_ascii_lowercase();
            let is_capital = is_letter && lower != byte;
            if (!is_letter || is_capital && is_small) && word != WORD {
                self.look_up_pair(before, word, name, by, found);
                before = std::mem::replace(&mut word, WORD);
            }
            if is_letter {
                word = hash_byte(word, lower);
            }
            is_small = is_letter && !is_capital;
        }
        if word != WORD {
            self.look_up_pair(before, word, name, by, found);
            before = word;
        }
        self.look_up_phrase(before, name, by, found);
    }

    fn look_up_pair(&self, first: u64, second: u64, name: &str, by: By, found: &mut Vec<Filed>) {
        if first != WORD {
            self.look_up_phrase(pair_key(first, second), name, by, found);
        }
    }

    fn look_up_phrase(&self, key: u64, name: &str, by: By, found: &mut Vec<Filed>) {
        let spelled = self.phrases.get(key);
        found.extend(
            spelled
                .filter(|(phrase, _)| spells(name, phrase))
                .map(|(_, rule)| Filed { rule: *rule, by }),
        );
    }

    /// Looks up the host of a URL, and the domains above it.
    fn look_up_domain(&self, url: &str, met: &mut Met, found: &mut Vec<Filed>) {
        if self.domains.is_empty() {
            return;
        }
        let Some(at) = memchr::memchr(b'/', &url.as_bytes()[..url.len().min("https:/".len())])
        else {
            return;
        };
        let Some(rest) = url[at..].strip_prefix("//") else {
            return;
        };
        let ends = |byte: &u8| matches!(byte, b'/' | b'?' | b'#' | b':');
        let end = rest.as_bytes().iter().position(ends);
        let host = &rest[..end.unwrap_or(rest.len())];
        let key = hash(DOMAIN, host.as_bytes());
        if met.is_idle(key) {
            return;
        }
        let before = found.len();
        found.extend(hash_domains(DOMAIN, host).flat_map(|key| self.domains.get(key)));
        if found.len() == before {
            met.set_idle(key);
        }
    }

    /// Adds the rules by text alone whose text could start like this line, with those of their
    /// expressions that could match, in no order; and says whether more of the line could add
    /// nothing.
    pub(super) fn add_line_candidates(
        &self,
        line: impl Iterator<Item = char>,
        found: &mut Lines,
    ) -> bool {
        let mut head = Head::default();
        for c in visible::folded(line) {
            head.add(c);
            self.texts.add_to(head.key, found);
            if head.is_whole() || !self.before.may_hold(head.key) {
                return true;
            }
        }
        false
    }
}

/// Rules by text alone, and which of their expressions.
pub(super) type Lines = Vec<(usize, usize)>;

/// Whether a class or id spells the phrase: its words, in order and side by side; a single word as
/// the last one, for in front of others it can mean anything.
fn spells(name: &str, phrase: &str) -> bool {
    let mut words = Words(name);
    let negates = |word: &str| {
        ["has", "no", "with", "without", "not"]
            .iter()
            .any(|no| word.eq_ignore_ascii_case(no))
    };
    if words.clone().next().is_some_and(negates) {
        return false;
    }
    if !phrase.contains(' ') {
        return words
            .last()
            .is_some_and(|last| last.eq_ignore_ascii_case(phrase));
    }
    loop {
        let mut rest = words.clone();
        let begins = phrase.split(' ').all(|wanted| {
            rest.next()
                .is_some_and(|word| word.eq_ignore_ascii_case(wanted))
        });
        if begins || words.next().is_none() {
            return begins;
        }
    }
}

/// The words of a name in any of the ways in which names are put together.
#[derive(Clone)]
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let name = self
            .0
            .trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let bytes = name.as_bytes();
        let ends = |at: &usize| {
            !bytes[*at].is_ascii_alphabetic()
                || bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase()
        };
        let end = (1..bytes.len()).find(ends).unwrap_or(bytes.len());
        let (word, rest) = name.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }
}

/// What a phrase is filed under: its first two words, or its only one.
fn phrase_key(phrase: &str) -> u64 {
    let mut words = phrase.split(' ').map(word_key);
    let first = words.next().unwrap_or_default();
    words.next().map_or(first, |second| pair_key(first, second))
}

fn word_key(word: &str) -> u64 {
    let lower = word.bytes().map(|byte| byte.to_ascii_lowercase());
    lower.fold(WORD, hash_byte)
}

fn pair_key(first: u64, second: u64) -> u64 {
    (first.rotate_left(17) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Seeds that keep the kinds of key apart.
const ID: u64 = 0x9e37_79b9_7f4a_7c15;
const CLASS: u64 = 0xc2b2_ae3d_27d4_eb4f;
const CLASSES: u64 = 0x8cb9_2ba7_2f3d_8dd7;
const ATTR: u64 = 0x1656_67b1_9e37_79f9;
const TAG: u64 = 0x2545_f491_4f6c_dd1d;
const DOMAIN: u64 = 0x94d0_49bb_1331_11eb;
const WORD: u64 = 0xff51_afd7_ed55_8ccd;

/// What a name is filed under.
pub(super) fn hash_key(key: &Key) -> u64 {
    match key {
        Key::Id(name) => hash(ID, name.as_bytes()),
        Key::Class(name) => hash(CLASS, name.as_bytes()),
        Key::Attr(name) => hash(ATTR, name.as_bytes()),
        Key::Domain(name) => hash_name(DOMAIN, name),
        Key::Tag(name) => hash(TAG, name.as_bytes()),
    }
}

/// The keys of all ids, classes and tags of a page.
pub(super) fn keys_of(dom: &Dom) -> Filter {
    let mut filter = Filter::with_room(dom.len());
    for element in dom.all().filter_map(|id| dom.element(id)) {
        filter.insert(hash(TAG, element.local.as_bytes()));
        ids_and_classes(element).for_each(|key| filter.insert(key));
    }
    filter
}

fn ids_and_classes(element: Element<'_>) -> impl Iterator<Item = u64> {
    let id = element.attr(&local_name!("id"));
    let id = id.map(|id| hash(ID, id.as_bytes()));
    let classes = classes(element).map(|name| hash(CLASS, name.as_bytes()));
    id.into_iter().chain(classes)
}

/// The first characters of folded text, as far as expressions tell what they start with.
#[derive(Clone, Copy)]
struct Head {
    key: u64,
    bytes: usize,
}

impl Default for Head {
    fn default() -> Self {
        Head {
            key: WORD,
            bytes: 0,
        }
    }
}

impl Head {
    fn add(&mut self, c: char) {
        self.key = (self.key ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.bytes += c.len_utf8();
    }

    /// Whether no start is longer.
    fn is_whole(self) -> bool {
        self.bytes >= START_BYTES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(
            spells("site-newsletter-2", "newsletter")
                && !spells("newsletter-analysis", "newsletter")
        );
    }
}
