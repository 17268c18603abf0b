//! Chrome rules as people write them: rule files and the `[rules]` table of a configuration.
//!
//! In goes TOML, read by serde with unknown fields refused; out come [`Row`]s, or an error that
//! names the row. The catalogue's rows must carry a reason, an example and a counter-example; a
//! user's rows may.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::pattern::Pattern;
use super::row::{At, NAMES_WORDS_MAX, Row, TEXT_WORDS_MAX, Verb, With};
use super::selector::Sel;
use crate::error::Error;
use crate::url::{List, RowSpec as UrlRowSpec, Strictness};

/// A row as it is written in a rule file, under `[[root]]`, `[[remove]]`, `[[unwrap]]` or
/// `[[keep]]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// Stable name, in kebab case; unique among all rules.
    pub id: String,
    /// The group it is switched with; `user` if left out.
    #[serde(default)]
    pub group: String,
    /// Hosts it is for: exact, or `.example.com` for the name and all below it.
    #[serde(default, deserialize_with = "one_or_many")]
    pub host: Vec<String>,
    /// CSS selectors, comma-separated.
    #[serde(default)]
    pub select: String,
    /// Phrases that a class or id must spell, whatever stands between the words.
    #[serde(default, deserialize_with = "one_or_many")]
    pub names: Vec<String>,
    /// Regular expressions, one of which must match the text from its start. The text is in lower
    /// case, white space collapsed, typographic quotes made plain.
    #[serde(default, deserialize_with = "one_or_many")]
    pub text: Vec<String>,
    /// CSS selectors: never on or below these. Code is always spared unless `in_code` is set.
    #[serde(default)]
    pub unless: String,
    /// The rule may act inside code.
    #[serde(default)]
    pub in_code: bool,
    /// By `select` or `names`, the rule may find a word or a link within a sentence of the author's.
    /// A user's row by `select` alone always may.
    #[serde(default)]
    pub in_sentence: bool,
    /// Words that the text may have at most; two ideographs count as a word.
    #[serde(default)]
    pub max_words: u32,
    /// The share of the text that must be in links, 0 to 1.
    #[serde(default)]
    pub links: f32,
    /// `start` or `end` of the article, or `last` in it.
    #[serde(default)]
    pub at: Option<At>,
    /// The text must be in capitals.
    #[serde(default)]
    pub capitals: bool,
    /// By its text alone, the rule finds list items too, which are otherwise part of something.
    #[serde(default)]
    pub items: bool,
    /// What goes with a title: `links`, the lists of links behind it, of which there must be one;
    /// `section`, all up to the next heading.
    #[serde(default)]
    pub with: Option<With>,
    /// The share of the article's visible text that the rule may remove, 0 to 1.
    #[serde(default)]
    pub max_share: Option<f32>,
    /// One sentence on what it finds.
    #[serde(default)]
    pub why: String,
    /// HTML in which it finds something.
    #[serde(default, deserialize_with = "one_or_many")]
    pub example: Vec<String>,
    /// HTML that looks alike, in which it finds nothing.
    #[serde(default, deserialize_with = "one_or_many")]
    pub not: Vec<String>,
}

/// Rows by verb: a rule file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowSpecs {
    /// Candidates for the article, best first.
    pub root: Vec<RowSpec>,
    /// What stays: rows, or selectors alone.
    #[serde(deserialize_with = "rows_or_selectors")]
    pub keep: Vec<RowSpec>,
    /// What goes.
    pub remove: Vec<RowSpec>,
    /// What goes without its content.
    pub unwrap: Vec<RowSpec>,
}

/// The `[rules]` table of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserRules {
    /// Ids and groups to switch on.
    pub enable: Vec<String>,
    /// Ids and groups to switch off; wins over `enable`.
    pub disable: Vec<String>,
    /// The share of an article's visible text that one rule may remove, 0 to 1.
    pub max_removed: Option<f32>,
    /// Paths of rule files, for who reads the configuration: their rows are to be added below.
    pub extend: Vec<String>,
    /// Candidates for the article, best first.
    pub root: Vec<RowSpec>,
    /// What stays: rows, or selectors alone.
    #[serde(deserialize_with = "rows_or_selectors")]
    pub keep: Vec<RowSpec>,
    /// What goes.
    pub remove: Vec<RowSpec>,
    /// What goes without its content.
    pub unwrap: Vec<RowSpec>,
    /// Rules for one host: `[[rules.host."example.com".remove]]`.
    pub host: BTreeMap<String, HostRules>,
}

/// A `[rules.host."example.com"]` table: for pages of this host only.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HostRules {
    /// Ids and groups to switch on, whatever is switched off for all hosts.
    pub enable: Vec<String>,
    /// Ids and groups to switch off; wins over `enable`.
    pub disable: Vec<String>,
    /// Candidates for the article, best first.
    pub root: Vec<RowSpec>,
    /// What stays: rows, or selectors alone.
    #[serde(deserialize_with = "rows_or_selectors")]
    pub keep: Vec<RowSpec>,
    /// What goes.
    pub remove: Vec<RowSpec>,
    /// What goes without its content.
    pub unwrap: Vec<RowSpec>,
}

/// The `[url]` table of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UserUrls {
    /// Proxies and redirects around another URL.
    pub unwrap: Vec<UrlRowSpec>,
    /// Transforms to undo.
    pub rewrite: Vec<UrlRowSpec>,
    /// Query parameters to drop.
    pub strip: Vec<UrlRowSpec>,
}

impl UserRules {
    /// All rows, those for single hosts behind the others.
    ///
    /// # Errors
    /// [`Error::Rule`] with the id of the first row that can't be read.
    pub fn rows(&self) -> Result<Vec<Row>, Error> {
        let general = [&self.root, &self.keep, &self.remove, &self.unwrap];
        let mut rows = read_rows(general, "user", Strictness::User)?;
        for (host, own) in &self.host {
            let own = [&own.root, &own.keep, &own.remove, &own.unwrap];
            let mut local = read_rows(own, "user", Strictness::User)?;
            for row in &mut local {
                row.hosts = Cow::Owned(vec![Cow::Owned(host.clone())]);
            }
            rows.append(&mut local);
        }
        Ok(rows)
    }
}

impl RowSpecs {
    /// Reads all rows; `origin` is the layer or file they come from.
    ///
    /// # Errors
    /// [`Error::Rule`] with the id of the first row that can't be read.
    pub fn read(&self, origin: &str, strictness: Strictness) -> Result<Vec<Row>, Error> {
        let specs = [&self.root, &self.keep, &self.remove, &self.unwrap];
        read_rows(specs, origin, strictness)
    }
}

/// Reads the rows that find the article, that keep, that remove and that unwrap, in this order.
fn read_rows(
    specs: [&Vec<RowSpec>; 4],
    origin: &str,
    strictness: Strictness,
) -> Result<Vec<Row>, Error> {
    let verbs = [Verb::Root, Verb::Keep, Verb::Remove, Verb::Unwrap];
    (verbs.into_iter().zip(specs))
        .flat_map(|(verb, specs)| specs.iter().map(move |spec| (verb, spec)))
        .map(|(verb, spec)| spec.read(verb, origin, strictness))
        .collect()
}

impl RowSpec {
    /// Reads the row.
    ///
    /// # Errors
    /// [`Error::Rule`] with the row's id if a field is missing or can't be read.
    pub fn read(&self, verb: Verb, origin: &str, strictness: Strictness) -> Result<Row, Error> {
        self.check(strictness)
            .map_err(|message| refuse(&self.id, message))?;
        let selectors = |css: &str| Sel::split(css).map_err(|message| refuse(&self.id, &message));
        let mut unless = selectors(&self.unless)?;
        if !self.in_code {
            unless.extend(selectors("pre, code")?);
        }
        let text = self.text.iter().map(|expression| {
            Pattern::read(expression).map_err(|message| refuse(&self.id, &message))
        });
        let text = text.collect::<Result<Vec<_>, _>>()?;
        let text_alone = self.select.is_empty() && self.names.is_empty();
        let is_filed = !text.iter().any(|pattern| pattern.starts.is_empty());
        if text_alone && (!is_filed || verb != Verb::Remove) {
            let message =
                "a rule that goes by text alone removes, and the text starts with literal letters";
            return Err(refuse(&self.id, message));
        }
        let words_max = match self.max_words {
            0 if text_alone => TEXT_WORDS_MAX,
            0 if !self.names.is_empty() => NAMES_WORDS_MAX,
            words => words,
        };
        let group = if self.group.is_empty() {
            "user"
        } else {
            &self.group
        };
        Ok(Row {
            id: self.id.clone().into(),
            group: group.to_owned().into(),
            origin: origin.to_owned().into(),
            verb,
            hosts: owned(&self.host),
            select: selectors(&self.select)?.into(),
            names: owned(&self.names),
            text: text.into(),
            unless: unless.into(),
            words_max,
            links: self.links,
            at: self.at,
            in_sentence: self.in_sentence
                || strictness == Strictness::User && self.names.is_empty(),
            capitals: self.capitals,
            items: self.items,
            with: self.with,
            share_max: self.max_share,
            why: self.why.clone().into(),
            examples: owned(&self.example),
            nots: owned(&self.not),
        })
    }

    fn check(&self, strictness: Strictness) -> Result<(), &'static str> {
        if self.id.is_empty() {
            return Err("needs an `id`");
        }
        if self.select.is_empty() && self.names.is_empty() && self.text.is_empty() {
            return Err("needs `select`, `names` or `text`");
        }
        if !(0.0..=1.0).contains(&self.links)
            || !(0.0..=1.0).contains(&self.max_share.unwrap_or(0.0))
        {
            return Err("`links` and `max_share` must be between 0 and 1");
        }
        if strictness == Strictness::User {
            return Ok(());
        }
        if self.group.is_empty() || self.why.is_empty() {
            return Err("needs `group`, and `why`: one sentence on what it finds");
        }
        if self.example.is_empty() || self.not.is_empty() {
            return Err("needs `example` (HTML that matches) and `not` (HTML that must not)");
        }
        Ok(())
    }
}

fn owned(list: &[String]) -> List {
    list.iter().cloned().map(Cow::Owned).collect()
}

/// Refuses an id that two rules have.
///
/// # Errors
/// [`Error::Rule`] with the id.
pub fn check_ids<'a>(ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = HashSet::new();
    match ids.into_iter().find(|id| !seen.insert(*id)) {
        Some(id) => Err(refuse(id, "two rules have this id")),
        None => Ok(()),
    }
}

/// Refuses a `keep` of a selector that another rule removes on the same hosts: both can't be meant.
///
/// # Errors
/// [`Error::Rule`] with the id of the rule that keeps.
pub fn check_contradictions<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Result<(), Error> {
    let mut kept: Vec<(&Sel, &Row)> = Vec::new();
    let mut removed: Vec<(&Sel, &Row)> = Vec::new();
    for row in rows {
        let bare = row.text.is_empty() && row.links == 0.0 && row.at.is_none();
        match row.verb {
            Verb::Keep => kept.extend(row.select.iter().map(|sel| (sel, row))),
            Verb::Remove if bare => removed.extend(row.select.iter().map(|sel| (sel, row))),
            _ => {}
        }
    }
    for (sel, keep) in kept {
        let clash = removed
            .iter()
            .find(|(other, row)| *other == sel && row.hosts == keep.hosts);
        if let Some((_, row)) = clash {
            let message = format!(
                "keeps what rule `{}` removes: `{sel}`; disable that rule instead",
                row.id
            );
            return Err(refuse(&keep.id, &message));
        }
    }
    Ok(())
}

pub(super) fn refuse(id: &str, message: &str) -> Error {
    Error::Rule {
        id: id.to_owned(),
        message: message.to_owned(),
    }
}

/// Reads a selector like a row of that selector, whose id it is.
fn rows_or_selectors<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RowSpec>, D::Error> {
    struct Item(RowSpec);
    struct ItemVisitor;

    impl<'de> Visitor<'de> for ItemVisitor {
        type Value = Item;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a selector or a row")
        }

        fn visit_str<E: serde::de::Error>(self, selector: &str) -> Result<Item, E> {
            Ok(Item(RowSpec {
                id: selector.to_owned(),
                select: selector.to_owned(),
                ..RowSpec::default()
            }))
        }

        fn visit_map<A: MapAccess<'de>>(self, row: A) -> Result<Item, A::Error> {
            RowSpec::deserialize(MapAccessDeserializer::new(row)).map(Item)
        }
    }

    impl<'de> Deserialize<'de> for Item {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(ItemVisitor)
        }
    }

    let items = Vec::<Item>::deserialize(deserializer)?;
    Ok(items.into_iter().map(|Item(row)| row).collect())
}

/// Reads `"a"` like `["a"]`.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}
