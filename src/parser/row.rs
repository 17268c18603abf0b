//! One chrome rule: a row of data.
//!
//! What it finds, what it does with it, and its guards. Rows are compiled in as static tables, or
//! read through [`super::spec`].

use std::borrow::Cow;

use serde::Deserialize;

use super::pattern::Pattern;
use super::selector::Sel;
use crate::url::{List, Text};

/// Words that a line may have to be looked at by a rule that goes by its text alone.
pub(super) const TEXT_WORDS_MAX: u32 = 40;

/// Words that an element may have to be taken for chrome by its `names`, which match loosely.
pub(super) const NAMES_WORDS_MAX: u32 = 120;

/// What a rule does with what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// It is the article; all around it goes.
    Root,
    /// It stays, with all in it.
    Keep,
    /// It goes, with all in it.
    Remove,
    /// The element goes, its content stays.
    Unwrap,
}

/// Where in the article a rule acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum At {
    /// Before the first third of the visible text ends.
    Start,
    /// Behind the first half of it.
    End,
    /// With hardly any behind it.
    Last,
}

/// What goes with a title that a rule found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum With {
    /// The lists of links behind it; there must be one.
    Links,
    /// The block behind it and links behind that, up to the next heading; not much.
    Section,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Stable name, in kebab case.
    pub id: Text,
    /// The group it is switched with.
    pub group: Text,
    /// The layer it comes from: `html`, `wordpress`, `platforms`, `text`, `sites` or `user`.
    pub origin: Text,
    /// What it does.
    pub verb: Verb,
    /// Hosts it is for; one that starts with `.` stands for the name and all below it.
    pub hosts: List,
    /// Selectors, filed by their rightmost part.
    pub select: Cow<'static, [Sel]>,
    /// Phrases that a class or id must spell: `share buttons` stands for `post-share-buttons`,
    /// `shareButtons`, `share_buttons_2`. A single word must be the last one. An id that only repeats
    /// a title does not count, and a cell of a table with one line is data, whatever its class.
    pub names: List,
    /// Expressions, one of which must match the folded text; any text will do without one.
    pub text: Cow<'static, [Pattern]>,
    /// Never on or below these.
    pub unless: Cow<'static, [Sel]>,
    /// Words that the text may have; 0 for no bound.
    pub words_max: u32,
    /// The share of the text that must be in links.
    pub links: f32,
    /// Where in the article.
    pub at: Option<At>,
    /// Found by a selector or a name, it may be a word or a link within a sentence.
    pub in_sentence: bool,
    /// The text must be in capitals.
    pub capitals: bool,
    /// By its text alone, it finds list items too.
    pub items: bool,
    /// What behind it goes with it.
    pub with: Option<With>,
    /// The share of the article's visible text that it may remove, if not the general one.
    pub share_max: Option<f32>,
    /// One sentence on what it finds.
    pub why: Text,
    /// HTML in which it finds something.
    pub examples: List,
    /// HTML that looks alike, in which it finds nothing.
    pub nots: List,
}

impl Verb {
    /// The verb's word in a rule file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verb::Root => "root",
            Verb::Keep => "keep",
            Verb::Remove => "remove",
            Verb::Unwrap => "unwrap",
        }
    }
}
