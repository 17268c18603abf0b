//! One URL rule: a row of data.
//!
//! A row says for which URLs it stands (host, path prefix, a literal that must occur), and what of
//! the URL it takes or drops. Built-in rows are compiled in as static tables made from
//! `src/rules/url.toml`; a user's rows are read from the configuration through [`RowSpec`], which
//! documents every field.

use std::borrow::Cow;

use serde::Deserialize;

use crate::error::Error;

/// Text that is compiled in or read from a configuration.
pub type Text = Cow<'static, str>;
/// A list of such texts.
pub type List = Cow<'static, [Text]>;

/// Where a URL is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The destination of a link.
    Link,
    /// The source of an image, or of other media.
    Image,
}

/// What a rule takes from a URL, or drops from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// The value of the first of these query parameters that holds a target.
    Param(List),
    /// The value of one of these parameters, as base64; the text before the first `aHR0c`
    /// (`http`) in it is skipped.
    Base64(List),
    /// All of the query, fragment included.
    Query,
    /// All that follows the row's path prefix.
    Path,
    /// The last path segment, as hexadecimal digits.
    Hex,
    /// What a regular expression makes of the whole URL.
    Pattern {
        /// Matches the whole URL.
        find: Text,
        /// The replacement, with `$1` for a group.
        to: Text,
    },
    /// All but these query parameters; `*` at the end stands for any ending.
    Strip(List),
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlRow {
    /// Stable name, in kebab case.
    pub id: Text,
    /// The group it is switched with.
    pub group: Text,
    /// `None` for links and images alike.
    pub used: Option<Use>,
    /// Exact hosts; one that starts with `.` stands for the name and all below it. Empty for any.
    pub hosts: List,
    /// What the path must start with.
    pub path: Text,
    /// A literal that must occur in the URL; rows for any host need one.
    pub needs: Text,
    /// What to take or drop.
    pub take: Take,
    /// What to put before a target that names no scheme; empty if there must be one.
    pub scheme: Text,
    /// Whether what remains of the wrapper's own query is dropped from the end of the target.
    pub drop_query: bool,
    /// One sentence on what such URLs are.
    pub why: Text,
    /// Pairs: a URL, and what becomes of it.
    pub examples: Cow<'static, [(Text, Text)]>,
    /// URLs that look alike and must stay.
    pub keep: List,
}

/// A row as it is written in a rule file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// Stable name, in kebab case; unique among all rules.
    pub id: String,
    /// The group it is switched with; `user` if left out.
    #[serde(default)]
    pub group: Option<String>,
    /// `link` or `image`; both if left out.
    #[serde(default, rename = "for")]
    pub used: Option<UsedSpec>,
    /// Hosts: exact, or `.example.com` for the name and all below it; any host if left out.
    #[serde(default)]
    pub host: Vec<String>,
    /// What the path must start with.
    #[serde(default)]
    pub path: String,
    /// A literal that must occur in the URL.
    #[serde(default)]
    pub needs: String,
    /// What to take: `query` (all of it), `path` (what follows the prefix) or `hex` (the last
    /// segment, hexadecimal).
    #[serde(default)]
    pub take: Option<TakeSpec>,
    /// Names of query parameters whose value is the target.
    #[serde(default)]
    pub param: Vec<String>,
    /// The parameter's value is base64.
    #[serde(default)]
    pub base64: bool,
    /// Names of query parameters to drop; `*` at the end stands for any ending.
    #[serde(default)]
    pub strip: Vec<String>,
    /// A regular expression for the whole URL …
    #[serde(default)]
    pub find: Option<String>,
    /// … and what it becomes, with `$1` for a group.
    #[serde(default)]
    pub to: Option<String>,
    /// What to put before a target without a scheme: `http://` or `https://`.
    #[serde(default)]
    pub scheme: String,
    /// Drop the wrapper's query from the end of the target.
    #[serde(default)]
    pub drop_query: bool,
    /// One sentence on what such URLs are.
    #[serde(default)]
    pub why: String,
    /// `{ from = "…", to = "…" }`: a URL, and what becomes of it.
    #[serde(default)]
    pub examples: Vec<ExampleSpec>,
    /// URLs that look alike and must stay.
    #[serde(default)]
    pub keep: Vec<String>,
}

/// See [`RowSpec::used`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UsedSpec {
    /// Link destinations only.
    Link,
    /// Image sources only.
    Image,
}

/// See [`RowSpec::take`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakeSpec {
    /// All of the query.
    Query,
    /// What follows the path prefix.
    Path,
    /// The last path segment, hexadecimal.
    Hex,
}

/// See [`RowSpec::examples`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleSpec {
    /// The URL as found.
    pub from: String,
    /// The URL as it is to be written.
    pub to: String,
}

/// Which rows must be complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// The catalogue: reason, example and counter-example are required.
    Catalogue,
    /// A user's own rows: they are checked where given.
    User,
}

impl UrlRow {
    /// Reads a row.
    ///
    /// # Errors
    /// [`Error::Rule`] with the row's id if a field is missing, doubled or can't be read.
    pub fn read(spec: RowSpec, strictness: Strictness) -> Result<Self, Error> {
        let id = spec.id.clone();
        let refuse = |message: &str| Error::Rule {
            id: id.clone(),
            message: message.to_owned(),
        };
        if strictness == Strictness::Catalogue {
            if spec.why.is_empty() {
                return Err(refuse("needs `why`: one sentence on what such URLs are"));
            }
            if spec.examples.is_empty() || spec.keep.is_empty() {
                return Err(refuse(
                    "needs `examples` (from, to) and `keep` (a look-alike that stays)",
                ));
            }
        }
        if spec.host.is_empty() && spec.needs.is_empty() && spec.strip.is_empty() {
            return Err(refuse(
                "needs `host`, or `needs` with a literal that must occur in the URL",
            ));
        }
        let take = take_of(&spec).map_err(|message| refuse(&message))?;
        Ok(UrlRow {
            id: spec.id.into(),
            group: spec.group.map_or(Cow::Borrowed("user"), Cow::Owned),
            used: spec.used.map(|used| match used {
                UsedSpec::Link => Use::Link,
                UsedSpec::Image => Use::Image,
            }),
            hosts: list(spec.host),
            path: spec.path.into(),
            needs: spec.needs.into(),
            take,
            scheme: spec.scheme.into(),
            drop_query: spec.drop_query,
            why: spec.why.into(),
            examples: spec
                .examples
                .into_iter()
                .map(|e| (e.from.into(), e.to.into()))
                .collect(),
            keep: list(spec.keep),
        })
    }
}

pub(crate) fn list(items: Vec<String>) -> List {
    items.into_iter().map(Cow::Owned).collect()
}

fn take_of(spec: &RowSpec) -> Result<Take, String> {
    let mut found = Vec::new();
    if let Some(take) = spec.take {
        found.push(match take {
            TakeSpec::Query => Take::Query,
            TakeSpec::Path => Take::Path,
            TakeSpec::Hex => Take::Hex,
        });
    }
    if !spec.param.is_empty() {
        let names = list(spec.param.clone());
        found.push(if spec.base64 {
            Take::Base64(names)
        } else {
            Take::Param(names)
        });
    }
    if !spec.strip.is_empty() {
        found.push(Take::Strip(list(spec.strip.clone())));
    }
    if let Some(find) = &spec.find {
        let to = spec.to.clone().ok_or("`find` needs `to`")?;
        regex_lite::Regex::new(find)
            .map_err(|error| format!("`find` is not a regular expression: {error}"))?;
        found.push(Take::Pattern {
            find: find.clone().into(),
            to: to.into(),
        });
    }
    match (found.pop(), found.is_empty()) {
        (Some(take), true) => Ok(take),
        _ => Err("needs exactly one of `take`, `param`, `strip` and `find`".to_owned()),
    }
}
