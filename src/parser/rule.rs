//! The rules in effect.
//!
//! A row finds elements (`select`, `names`), lines of text (`text`), or both, and carries guards:
//! where it may not act, how long the text may be, how much of it must be links, at which end of
//! the article. The built-in catalogue is compiled in as static tables made from
//! `src/rules/*.toml`; a user's rows come through [`super::spec`].
//!
//! Precedence, for one element: `keep` wins over `remove`, `remove` over `unwrap`. Layers in
//! order: html, wordpress, platforms, text, sites by host, the user's.

use std::sync::{Arc, LazyLock, OnceLock};

use super::dom::{Dom, Element, NodeId};
pub use super::index::{Attribute, By, Filed, Index, Names, Value};
use super::look::CODE_NAMES;
pub use super::pattern::Pattern;
use super::pattern::Patterns;
pub use super::row::{At, Row, Verb, With};
use super::selector::Selectors;
pub use super::selector::{Compare, Key, Sel, Test};
use super::spec::{UserRules, UserUrls, check_contradictions, check_ids, refuse};
use super::visible::Folded;
use crate::error::Error;
use crate::rules::Held;
pub use crate::table::{Filter, Table};
use crate::url::{Strictness, UrlRow, UrlRules};

/// Groups that do nothing until they are enabled: what they find may be wanted.
pub const GROUPS_OFF: [&str; 1] = ["credits"];

/// The share of an article's visible text that one rule may remove, unless its row says otherwise.
pub const REMOVED_SHARE_MAX: f32 = 0.5;

/// The rules in effect. Cheap to make and to clone; nothing is parsed before a page needs it.
///
/// `None` is the catalogue as it is, of which no list is made before a page has met one of its
/// rules.
#[derive(Debug, Clone)]
pub struct RuleSet(Option<Arc<Rules>>);

#[derive(Debug, Clone)]
struct Rules {
    rows: Vec<Entry>,
    urls: UrlRules,
    /// URL rules that were switched off, for messages and lists.
    urls_off: Vec<UrlRow>,
    removed_share_max: f32,
    /// Whether the rows are those of the catalogue, on or off.
    is_catalogue: bool,
    index: OnceLock<Index>,
    root_index: OnceLock<Index>,
    keep_index: OnceLock<Index>,
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) row: Held<Row>,
    /// Whether it is on where no host says otherwise.
    on: bool,
    /// Hosts for which it is switched on or off; the last one that a page is of counts.
    switched: Vec<(String, bool)>,
    compiled: OnceLock<Box<Compiled>>,
}

/// What is read of a row once an element or a line could be what it is for.
#[derive(Debug, Clone)]
struct Compiled {
    text: Patterns,
    select: Selectors,
    unless: Selectors,
    /// Whether all [`CODE_NAMES`] are among the tags of `unless`: an element tells that by itself.
    spares_code: bool,
    /// The places of the other selectors in `unless`.
    spares: Box<[usize]>,
}

/// One rule as `article2md rules` lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<'a> {
    /// Stable name.
    pub id: &'a str,
    /// Layer or file it comes from.
    pub origin: &'a str,
    /// `root`, `keep`, `remove`, `unwrap`; for URLs `url`.
    pub verb: &'static str,
    /// The group it is switched with.
    pub group: &'a str,
    /// Whether it is on.
    pub on: bool,
    /// One sentence on what it finds.
    pub why: &'a str,
    /// HTML, or a URL, that it acts on.
    pub example: &'a str,
}

impl Default for RuleSet {
    fn default() -> Self {
        RuleSet::builtin()
    }
}

impl RuleSet {
    /// The catalogue, with its default groups.
    #[must_use]
    pub fn builtin() -> Self {
        RuleSet(None)
    }

    fn rules(&self) -> &Rules {
        static CATALOGUE: LazyLock<Rules> = LazyLock::new(|| {
            let rows = crate::rules::chrome_rows::ROWS
                .iter()
                .map(|row| Entry::of(Held::Builtin(row)));
            Rules {
                is_catalogue: true,
                ..Rules::of(rows.collect(), UrlRules::default())
            }
        });
        self.0.as_deref().unwrap_or_else(|| &CATALOGUE)
    }

    /// Whether the rows are those of the catalogue, on or off.
    fn is_catalogue(&self) -> bool {
        self.0.as_ref().is_none_or(|rules| rules.is_catalogue)
    }

    /// No rule at all.
    #[must_use]
    pub fn none() -> Self {
        RuleSet::of(Vec::new(), UrlRules::of([]))
    }

    /// Only these chrome rules, all of them on but those of [`GROUPS_OFF`].
    #[must_use]
    pub fn only(rows: Vec<Row>) -> Self {
        RuleSet::of(
            rows.into_iter()
                .map(|row| Entry::of(Held::read(row)))
                .collect(),
            UrlRules::of([]),
        )
    }

    fn of(rows: Vec<Entry>, urls: UrlRules) -> Self {
        RuleSet(Some(Arc::new(Rules::of(rows, urls))))
    }

    /// These rules with a user's `[rules]` table over them.
    ///
    /// # Errors
    /// [`Error::Rule`] for a row that can't be read, a doubled id, a `keep` and a `remove` of the
    /// same selector, or a name in `enable` or `disable` that no rule and no group has.
    pub fn with_user(self, config: &UserRules) -> Result<Self, Error> {
        let mut set = self;
        let more = config.rows()?;
        if !more.is_empty() {
            set = set.changed(|rules| {
                rules.is_catalogue = false;
                rules
                    .rows
                    .extend(more.into_iter().map(|row| Entry::of(Held::read(row))));
            });
            check_ids(set.rows().map(|row| &*row.id))?;
            check_contradictions(set.rows())?;
        }
        if let Some(share) = config.max_removed {
            set = set.with_removed_share_max(share)?;
        }
        set = set.switch(&config.enable, &config.disable)?;
        for (host, own) in &config.host {
            set = set.switch_for(host, &own.enable, &own.disable)?;
        }
        Ok(set)
    }

    /// These rules with a user's `[url]` table before them.
    ///
    /// # Errors
    /// [`Error::Rule`] for a row that can't be read, or a doubled id.
    pub fn with_user_urls(self, config: &UserUrls) -> Result<Self, Error> {
        let specs = config
            .unwrap
            .iter()
            .chain(&config.rewrite)
            .chain(&config.strip);
        let more = specs
            .map(|spec| UrlRow::read(spec.clone(), Strictness::User))
            .collect::<Result<Vec<_>, _>>()?;
        if more.is_empty() {
            return Ok(self);
        }
        let urls = self.urls().refine(|_| true, more);
        check_ids(urls.rows().map(|row| &*row.id))?;
        Ok(self.changed(|rules| rules.urls = urls))
    }

    /// These rules with ids and groups switched on and off; off wins.
    ///
    /// # Errors
    /// [`Error::Rule`] for a name that no rule and no group has, with the nearest one that exists.
    pub fn switch(self, enable: &[String], disable: &[String]) -> Result<Self, Error> {
        enable
            .iter()
            .chain(disable)
            .try_for_each(|name| self.check_name(name))?;
        if enable.is_empty() && disable.is_empty() {
            return Ok(self);
        }
        Ok(self.changed(|rules| {
            for entry in &mut rules.rows {
                entry.on |= name_one(enable, &entry.row.id, &entry.row.group);
                entry.on &= !name_one(disable, &entry.row.id, &entry.row.group);
            }
            let off = |row: &UrlRow| name_one(disable, &row.id, &row.group);
            rules
                .urls_off
                .extend(rules.urls.rows().filter(|row| off(row)).cloned());
            rules.urls = rules.urls.refine(|row| !off(row), Vec::new());
        }))
    }

    /// These rules with ids and groups switched on and off for pages of one host; off wins.
    fn switch_for(self, host: &str, enable: &[String], disable: &[String]) -> Result<Self, Error> {
        let switches = [(enable, true), (disable, false)];
        let names = || switches.iter().flat_map(|(names, _)| names.iter());
        for name in names() {
            self.check_name(name)?;
            let only = std::slice::from_ref(name);
            if !(self.rows()).any(|row| name_one(only, &row.id, &row.group)) {
                let message = "is about URLs, and can only be switched for all hosts at once";
                return Err(refuse(name, message));
            }
        }
        if names().next().is_none() {
            return Ok(self);
        }
        Ok(self.changed(|rules| {
            for (names, on) in switches {
                let named = |entry: &&mut Entry| name_one(names, &entry.row.id, &entry.row.group);
                for entry in rules.rows.iter_mut().filter(named) {
                    entry.switched.push((host.to_owned(), on));
                }
            }
        }))
    }

    /// These rules with another bound on how much of an article one rule may remove.
    ///
    /// # Errors
    /// [`Error::Rule`] if the share is not between 0 and 1.
    pub fn with_removed_share_max(self, share: f32) -> Result<Self, Error> {
        if !(0.0..=1.0).contains(&share) {
            return Err(refuse("max_removed", "must be a share between 0 and 1"));
        }
        Ok(self.changed(|rules| rules.removed_share_max = share))
    }

    /// The URL rules in effect.
    #[must_use]
    pub fn urls(&self) -> &UrlRules {
        static CATALOGUE: UrlRules = UrlRules::builtin();
        self.0.as_ref().map_or(&CATALOGUE, |rules| &rules.urls)
    }

    /// All rules, chrome first, in the order in which they are tried.
    pub fn iter(&self) -> impl Iterator<Item = Listed<'_>> {
        let rules = self.rules();
        let urls_on = rules.urls.rows().map(|row| Listed::of_url(row, true));
        let urls_off = rules.urls_off.iter().map(|row| Listed::of_url(row, false));
        rules
            .rows
            .iter()
            .map(Entry::listed)
            .chain(urls_on)
            .chain(urls_off)
    }

    /// The rows of the chrome rules, on or off.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rules().rows.iter().map(|entry| &*entry.row)
    }

    pub(super) fn entry(&self, at: usize) -> &Entry {
        &self.rules().rows[at]
    }

    /// The rules, on or off, that act inside of an article.
    pub(super) fn index(&self) -> &Index {
        if self.is_catalogue() {
            return &crate::rules::chrome_index::ARTICLE;
        }
        let rows = || article_index(self.rows());
        self.rules().index.get_or_init(rows)
    }

    /// The rules, on or off, that find an article.
    pub(super) fn root_index(&self) -> &Index {
        if self.is_catalogue() {
            return &crate::rules::chrome_index::ROOT;
        }
        let rows = || root_index(self.rows());
        self.rules().root_index.get_or_init(rows)
    }

    /// The rules, on or off, that keep what others take.
    pub(super) fn keep_index(&self) -> &Index {
        if self.is_catalogue() {
            return &crate::rules::chrome_index::KEEP;
        }
        let rows = || keep_index(self.rows());
        self.rules().keep_index.get_or_init(rows)
    }

    pub(super) fn removed_share_max(&self) -> f32 {
        let own = self.0.as_ref().map(|rules| rules.removed_share_max);
        own.unwrap_or(REMOVED_SHARE_MAX)
    }

    fn changed(self, change: impl FnOnce(&mut Rules)) -> Self {
        let mut rules = Rules {
            index: OnceLock::new(),
            root_index: OnceLock::new(),
            keep_index: OnceLock::new(),
            ..self.rules().clone()
        };
        change(&mut rules);
        RuleSet(Some(Arc::new(rules)))
    }

    fn check_name(&self, name: &str) -> Result<(), Error> {
        let names: Vec<&str> = self
            .iter()
            .flat_map(|listed| [listed.id, listed.group])
            .collect();
        if names.contains(&name) {
            return Ok(());
        }
        let near = names
            .into_iter()
            .max_by_key(|other| likeness(name, other))
            .unwrap_or_default();
        Err(refuse(
            name,
            &format!("no rule and no group has this name; is `{near}` meant?"),
        ))
    }
}

/// Files the rows that act inside of an article.
pub fn article_index<'a>(rows: impl Iterator<Item = &'a Row>) -> Index {
    Index::of(rows.enumerate().filter(|(_, row)| row.verb != Verb::Root))
}

/// Files the rows that find an article.
pub fn root_index<'a>(rows: impl Iterator<Item = &'a Row>) -> Index {
    Index::of(rows.enumerate().filter(|(_, row)| row.verb == Verb::Root))
}

/// Files the rows that keep what others take.
pub fn keep_index<'a>(rows: impl Iterator<Item = &'a Row>) -> Index {
    Index::of(rows.enumerate().filter(|(_, row)| row.verb == Verb::Keep)).all_met()
}

/// Whether one of the names is a rule's id or group.
fn name_one(names: &[String], id: &str, group: &str) -> bool {
    names.iter().any(|name| name == id || name == group)
}

/// Whether the host is the one a rule names; `www.` makes no difference.
fn is_host(host: &str, rule: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let rule_name = rule.strip_prefix("www.").unwrap_or(rule);
    match rule_name.strip_prefix('.') {
        Some(domain) => {
            host == domain
                || host
                    .strip_suffix(domain)
                    .is_some_and(|below| below.ends_with('.'))
        }
        None => host == rule_name,
    }
}

/// How many letters two names share at their start and end.
fn likeness(a: &str, b: &str) -> usize {
    let start = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let end = a
        .bytes()
        .rev()
        .zip(b.bytes().rev())
        .take_while(|(x, y)| x == y)
        .count();
    start + end
}

impl Rules {
    fn of(rows: Vec<Entry>, urls: UrlRules) -> Self {
        Rules {
            rows,
            urls,
            urls_off: Vec::new(),
            removed_share_max: REMOVED_SHARE_MAX,
            is_catalogue: false,
            index: OnceLock::new(),
            root_index: OnceLock::new(),
            keep_index: OnceLock::new(),
        }
    }
}

impl Entry {
    fn of(row: Held<Row>) -> Self {
        let on = !GROUPS_OFF.contains(&&*row.group);
        Entry {
            row,
            on,
            switched: Vec::new(),
            compiled: OnceLock::new(),
        }
    }

    /// Whether the rule is on for pages of this host, and is for them.
    pub(super) fn is_in_effect(&self, host: Option<&str>) -> bool {
        let is_here = |name: &str| host.is_some_and(|host| is_host(host, name));
        let switched = (self.switched.iter()).rfind(|(name, _)| is_here(name));
        switched.map_or(self.on, |(_, on)| *on)
            && (self.row.hosts.is_empty() || self.row.hosts.iter().any(|name| is_here(name)))
    }

    fn compiled(&self) -> &Compiled {
        let read = || Box::new(Compiled::of(&self.row));
        self.compiled.get_or_init(read)
    }

    /// Whether the element matches one of the row's selectors.
    pub(super) fn selects(&self, dom: &Dom, id: NodeId, selector: usize) -> bool {
        self.compiled()
            .select
            .matches(&self.row.select, selector, dom, id)
    }

    /// Whether the row may not act on the element for its own sake.
    pub(super) fn spares(&self, dom: &Dom, id: NodeId) -> bool {
        let compiled = self.compiled();
        let is_code = |element: Element<'_>| element.look.is_code();
        let matches = |at: &usize| compiled.unless.matches(&self.row.unless, *at, dom, id);
        compiled.spares_code && dom.element(id).is_some_and(is_code)
            || compiled.spares.iter().any(matches)
    }

    /// Whether the row may act inside of code.
    pub(super) fn acts_in_code(&self) -> bool {
        !self.compiled().spares_code
    }

    /// Whether text with this first character could match one of the row's expressions.
    pub(super) fn may_begin(&self, first: Option<char>) -> bool {
        let mut patterns = self.row.text.iter();
        patterns.any(|pattern| pattern.may_begin(first))
    }

    /// Whether text that starts like this could match one of the row's expressions.
    pub(super) fn may_start(&self, start: &str) -> bool {
        self.row.text.iter().any(|pattern| pattern.may_start(start))
    }

    /// Whether the folded text matches one of the row's expressions; true if it has none.
    pub(super) fn any_text_matches(&self, folded: &Folded) -> bool {
        let list = 0..self.row.text.len();
        let matches = |at: usize| {
            self.row.text[at].may_start(&folded.text)
                && self.may_match(at, folded)
                && self.text_matches(at, folded)
        };
        self.row.text.is_empty() || list.into_iter().any(matches)
    }

    /// Whether the folded text holds what a match of the expression at this place must hold.
    pub(super) fn may_match(&self, at: usize, folded: &Folded) -> bool {
        let list = &self.row.text;
        list[at].may_hold(folded.pairs())
            && (self.compiled().text).may_match(list, at, &folded.text)
    }

    /// Whether the folded text holds what a match of any of the expressions must hold.
    pub(super) fn any_may_match(&self, folded: &Folded) -> bool {
        let expressions = 0..self.row.text.len();
        expressions.is_empty() || expressions.into_iter().any(|at| self.may_match(at, folded))
    }

    /// Whether the folded text matches the expression at this place.
    pub(super) fn text_matches(&self, at: usize, folded: &Folded) -> bool {
        let patterns = &self.compiled().text;
        patterns.matches(&self.row.text, at, &folded.text)
    }

    fn listed(&self) -> Listed<'_> {
        Listed {
            id: &self.row.id,
            origin: &self.row.origin,
            verb: self.row.verb.name(),
            group: &self.row.group,
            on: self.on,
            why: &self.row.why,
            example: self.row.examples.first().map_or("", |example| example),
        }
    }
}

impl Compiled {
    fn of(row: &Row) -> Self {
        let has_tag = |tag: &&str| row.unless.iter().any(|sel| sel.is_tag(tag));
        let spares_code = CODE_NAMES.iter().all(has_tag);
        let is_told = |sel: &Sel| spares_code && CODE_NAMES.iter().any(|tag| sel.is_tag(tag));
        let others = row.unless.iter().enumerate();
        Compiled {
            text: Patterns::default(),
            select: Selectors::default(),
            unless: Selectors::default(),
            spares_code,
            spares: (others.filter(|(_, sel)| !is_told(sel)))
                .map(|(at, _)| at)
                .collect(),
        }
    }
}

impl<'a> Listed<'a> {
    fn of_url(row: &'a UrlRow, on: bool) -> Self {
        Listed {
            id: &row.id,
            origin: if row.group == "user" { "user" } else { "url" },
            verb: "url",
            group: &row.group,
            on,
            why: &row.why,
            example: row.examples.first().map_or("", |(from, _)| from),
        }
    }
}
