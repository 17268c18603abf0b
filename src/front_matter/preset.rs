//! What each static site generator wants: names, nesting, format, dates.
//!
//! One row a generator. Applied to normalised front matter; nothing is dropped: what a generator
//! has no name for keeps its own, or moves to where the generator keeps its users' keys.

use super::date::{self, DateForm};
use super::role::{Role, role};
use super::value::{Entry, Value};
use super::{FrontMatter, Options};
use crate::report::{Code, Report};
use crate::source::Format;

/// The reader that the output is meant for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The input's own dialect, put into one form.
    #[default]
    Own,
    /// As found, repairs aside.
    Keep,
    /// Hexo 5 to 8.
    Hexo,
    /// Hugo.
    Hugo,
    /// Jekyll 3 and 4.
    Jekyll,
    /// Zola: TOML.
    Zola,
    /// Astro, with the names of its blog template.
    Astro,
    /// Docusaurus.
    Docusaurus,
    /// Eleventy.
    Eleventy,
    /// Obsidian.
    Obsidian,
}

/// How a generator's front matter looks.
pub(super) struct Shape {
    format: Option<Format>,
    pub(super) date: DateForm,
    /// Old name to new; the first that is there gets the new name.
    renames: &'static [(&'static str, &'static str)],
    /// Keys that stay at the top, and where all others go.
    nest: Option<(&'static [&'static str], &'static str)>,
    special: Special,
}

/// What no row can say.
#[derive(PartialEq, Eq)]
enum Special {
    None,
    /// `[taxonomies]`, `authors` a list; only dates that Zola reads may stand at the top.
    Zola,
    /// `images` a list.
    Hugo,
    /// `authors` a list of maps; tags only.
    Docusaurus,
    /// A category path is one tag, `a/b`; no spaces in tags.
    Obsidian,
}

const ADDRESS: [&str; 3] = ["source_url", "original_url", "source"];

/// The row of a preset.
#[allow(clippy::too_many_lines, reason = "a table, a row a preset")]
pub(super) fn shape(preset: Preset) -> Option<&'static Shape> {
    Some(match preset {
        Preset::Own | Preset::Keep => return None,
        Preset::Hexo => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Site,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("modified", "updated"),
                ("lastmod", "updated"),
                ("last_modified_at", "updated"),
                // Hexo puts the file's path into `source`.
                ("source", "original_url"),
                ("source_url", "original_url"),
                ("photo", "photos"),
            ],
            nest: None,
            special: Special::None,
        },
        Preset::Hugo => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("modified", "lastmod"),
                ("updated", "lastmod"),
                ("last_modified_at", "lastmod"),
                ("excerpt", "summary"),
                ("headimg", "images"),
                ("cover", "images"),
                ("image", "images"),
                ("featured_image", "images"),
                ("thumbnail", "images"),
                ("source", "original_url"),
                ("source_url", "original_url"),
                ("redirect_from", "aliases"),
            ],
            nest: Some((HUGO, "params")),
            special: Special::Hugo,
        },
        Preset::Jekyll => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("updated", "last_modified_at"),
                ("modified", "last_modified_at"),
                ("lastmod", "last_modified_at"),
                ("headimg", "image"),
                ("cover", "image"),
                ("featured_image", "image"),
                ("thumbnail", "image"),
                ("source_url", "canonical_url"),
                ("original_url", "canonical_url"),
                ("source", "canonical_url"),
            ],
            nest: None,
            special: Special::None,
        },
        Preset::Zola => &Shape {
            format: Some(Format::Toml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("modified", "updated"),
                ("lastmod", "updated"),
                ("last_modified_at", "updated"),
                ("summary", "description"),
                ("excerpt", "description"),
                ("author", "authors"),
                ("redirect_from", "aliases"),
            ],
            nest: Some((ZOLA, "extra")),
            special: Special::Zola,
        },
        Preset::Astro => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("date", "pubDate"),
                ("updated", "updatedDate"),
                ("modified", "updatedDate"),
                ("lastmod", "updatedDate"),
                ("last_modified_at", "updatedDate"),
                ("summary", "description"),
                ("excerpt", "description"),
                ("headimg", "heroImage"),
                ("cover", "heroImage"),
                ("image", "heroImage"),
                ("featured_image", "heroImage"),
                ("thumbnail", "heroImage"),
                ("source_url", "canonicalURL"),
                ("original_url", "canonicalURL"),
                ("source", "canonicalURL"),
            ],
            nest: None,
            special: Special::None,
        },
        Preset::Docusaurus => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("summary", "description"),
                ("excerpt", "description"),
                ("headimg", "image"),
                ("cover", "image"),
                ("featured_image", "image"),
                ("thumbnail", "image"),
                ("author", "authors"),
                ("source_url", "canonical_url"),
                ("original_url", "canonical_url"),
                ("source", "canonical_url"),
            ],
            nest: None,
            special: Special::Docusaurus,
        },
        Preset::Eleventy => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("headimg", "image"),
                ("cover", "image"),
                ("featured_image", "image"),
                ("thumbnail", "image"),
                ("source_url", "canonical_url"),
                ("original_url", "canonical_url"),
                ("source", "canonical_url"),
            ],
            nest: None,
            special: Special::None,
        },
        Preset::Obsidian => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Local,
            renames: &[
                ("post_title", "title"),
                ("post_date", "date"),
                ("headimg", "cover"),
                ("image", "cover"),
                ("featured_image", "cover"),
                ("thumbnail", "cover"),
                ("source_url", "source"),
                ("original_url", "source"),
                ("link", "source"),
            ],
            nest: None,
            special: Special::Obsidian,
        },
    })
}

/// Hugo's own keys (gohugo.io, content management, front matter).
const HUGO: &[&str] = &[
    "title",
    "date",
    "lastmod",
    "publishDate",
    "expiryDate",
    "draft",
    "slug",
    "url",
    "aliases",
    "categories",
    "tags",
    "series",
    "description",
    "summary",
    "keywords",
    "images",
    "videos",
    "audio",
    "weight",
    "type",
    "layout",
    "linkTitle",
    "isCJKLanguage",
    "markup",
    "outputs",
    "resources",
    "sitemap",
    "cascade",
    "build",
    "headless",
    "menus",
    "menu",
    "translationKey",
    "params",
];

/// Zola's own keys; it ignores any other without a word.
const ZOLA: &[&str] = &[
    "title",
    "description",
    "date",
    "updated",
    "draft",
    "render",
    "slug",
    "path",
    "weight",
    "authors",
    "aliases",
    "template",
    "in_search_index",
    "taxonomies",
    "extra",
];

/// Gives the front matter a preset's shape.
pub(super) fn apply(matter: &mut FrontMatter, options: &Options, report: &mut Report) {
    let Some(shape) = shape(options.preset) else {
        return;
    };
    if let Some(format) = shape.format.filter(|format| *format != matter.format) {
        matter.convert(format);
    }
    for (old, new) in shape.renames {
        rename(matter, old, new, report);
    }
    match shape.special {
        Special::Hugo => listed(matter, "images"),
        Special::Zola => zola(matter, report),
        Special::Docusaurus => docusaurus(matter),
        Special::Obsidian => obsidian(matter, report),
        Special::None => {}
    }
    if matches!(
        options.preset,
        Preset::Hugo | Preset::Zola | Preset::Docusaurus
    ) {
        drafted(matter);
    }
    if let Some((top, under)) = shape.nest {
        nest(matter, top, under);
    }
}

/// Gives a key another name unless that is taken; a second key with the same value goes.
fn rename(matter: &mut FrontMatter, old: &str, new: &str, report: &mut Report) {
    let Some(at) = matter.position(old) else {
        return;
    };
    // An address is one only when it is one: Obsidian's and Hexo's `source` may say "Reuters".
    let is_url = |e: &Entry| e.value.as_str().is_some_and(|v| v.contains("://"));
    if ADDRESS.contains(&old) && !is_url(&matter.entries[at]) && new != "original_url"
        || old == "link" && !is_url(&matter.entries[at])
    {
        return;
    }
    let line = Some(matter.entries[at].line);
    match matter.get(new) {
        Some(value) if *value == matter.entries[at].value => {
            let gone = matter.entries.remove(at);
            report.push(
                Code::KeyFolded,
                None,
                line,
                format!("{old} says the same as {new}"),
            );
            if let Some(entry) = matter.entries.iter_mut().find(|e| e.key == new) {
                entry.comments.extend(gone.comments);
            }
        }
        Some(_) => {}
        None => {
            let entry = &mut matter.entries[at];
            entry.rename(new);
            report.push(Code::KeyFolded, None, line, format!("{old} became {new}"));
        }
    }
}

/// A single value becomes a list of one.
fn listed(matter: &mut FrontMatter, key: &str) {
    if let Some(at) = matter.position(key)
        && let entry = &mut matter.entries[at]
        && matches!(entry.value, Value::Scalar(_))
        && !entry.value.is_nothing()
    {
        let value = std::mem::take(&mut entry.value);
        entry.set(Value::List(vec![value]));
    }
}

/// `published: false` is `draft: true`.
fn drafted(matter: &mut FrontMatter) {
    if let Some(at) = matter.position("published")
        && matter.entries[at].value == Value::plain("false")
        && matter.get("draft").is_none()
    {
        matter.entries[at].rename("draft");
        matter.entries[at].set(Value::plain("true"));
    }
}

fn zola(matter: &mut FrontMatter, report: &mut Report) {
    listed(matter, "authors");
    let mut terms = Vec::new();
    for key in ["categories", "tags"] {
        if let Some(at) = matter.position(key) {
            let entry = matter.entries.remove(at);
            matter.tail.extend(entry.comments);
            terms.push((entry.key, entry.value));
        }
    }
    if !terms.is_empty() {
        matter.entries.push(Entry {
            key: "taxonomies".into(),
            value: Value::Map(terms),
            ..Entry::default()
        });
    }
    // A date that Zola can't read breaks the build.
    for key in ["date", "updated"] {
        if let Some(at) = matter.position(key)
            && !matter.entries[at]
                .value
                .as_str()
                .is_some_and(date::is_rfc3339)
        {
            report.push(
                Code::KeyFolded,
                None,
                Some(matter.entries[at].line),
                format!("{key} is no date"),
            );
            matter.entries[at].rename(&format!("{key}_text"));
        }
    }
}

fn docusaurus(matter: &mut FrontMatter) {
    if let Some(at) = matter.position("authors") {
        let entry = &mut matter.entries[at];
        let named = |name: &Value| match name {
            Value::Scalar(_) => Value::Map(vec![("name".into(), name.clone())]),
            other => other.clone(),
        };
        let names: Vec<Value> = entry.value.items().iter().map(named).collect();
        if !names.is_empty() && names != entry.value.items() {
            entry.set(Value::List(names));
        }
    }
    if matter.get("tags").is_none()
        && let Some(at) = matter.position("categories")
    {
        matter.entries[at].rename("tags");
    }
}

fn obsidian(matter: &mut FrontMatter, report: &mut Report) {
    let path = matter
        .position("categories")
        .map(|at| matter.entries.remove(at));
    if let Some(entry) = path {
        let names: Vec<&str> = entry
            .value
            .items()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let tag = names.join("/");
        report.push(
            Code::KeyFolded,
            None,
            Some(entry.line),
            format!("categories became the tag {tag}"),
        );
        let at = matter.position("tags").unwrap_or_else(|| {
            matter.entries.push(Entry {
                key: "tags".into(),
                line: entry.line,
                ..Entry::default()
            });
            matter.entries.len() - 1
        });
        let mut tags = matter.entries[at].value.items().to_vec();
        if !tag.is_empty() && !tags.iter().any(|t| t.as_str() == Some(&tag)) {
            tags.insert(0, Value::text(tag));
        }
        matter.entries[at].comments.extend(entry.comments);
        matter.entries[at].set(Value::List(tags));
    }
    if let Some(at) = matter.position("tags") {
        let dashed = |tag: &Value| match tag.as_str() {
            Some(text) => Value::text(text.split_whitespace().collect::<Vec<_>>().join("-")),
            None => tag.clone(),
        };
        let tags: Vec<Value> = matter.entries[at]
            .value
            .items()
            .iter()
            .map(dashed)
            .collect();
        if tags != matter.entries[at].value.items() {
            matter.entries[at].set(Value::List(tags));
        }
    }
    for entry in &matter.entries {
        if matches!(entry.value, Value::Map(_)) {
            report.push(
                Code::KeyFolded,
                None,
                Some(entry.line),
                format!("{} is a map, which Obsidian can't edit", entry.key),
            );
        }
    }
}

/// Moves every key that is not in `top` under the key `under`.
fn nest(matter: &mut FrontMatter, top: &[&str], under: &str) {
    let (stay, go): (Vec<Entry>, Vec<Entry>) = std::mem::take(&mut matter.entries)
        .into_iter()
        .partition(|entry| top.contains(&entry.key.as_str()) || entry.pinned);
    matter.entries = stay;
    if go.is_empty() {
        return;
    }
    let mut comments = Vec::new();
    let mut pairs = Vec::new();
    for entry in go {
        comments.extend(entry.comments);
        comments.extend(entry.inner);
        comments.extend(entry.trailing);
        pairs.push((entry.key, entry.value));
    }
    let at = matter.position(under).unwrap_or_else(|| {
        matter.entries.push(Entry {
            key: under.into(),
            value: Value::Map(Vec::new()),
            ..Entry::default()
        });
        matter.entries.len() - 1
    });
    let entry = &mut matter.entries[at];
    let mut all = match std::mem::take(&mut entry.value) {
        Value::Map(there) => there,
        _ => Vec::new(),
    };
    pairs.retain(|(key, _)| !all.iter().any(|(there, _)| there == key));
    all.extend(pairs);
    entry.comments.extend(comments);
    entry.set(Value::Map(all));
}

/// Whether a preset's dates are written in the site's zone though none was given.
pub(super) fn assumes_utc(options: &Options, matter: &FrontMatter) -> bool {
    options.date_form() == DateForm::Site
        && options.timezone.is_none()
        && matter
            .entries
            .iter()
            .any(|entry| role(&entry.key) == Role::Date)
}
