//! What a generator wants that no row of the table can say: lists where others take a text,
//! categories as tags or as one list, drafts.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::front_matter::FrontMatter;
use crate::front_matter::value::{Entry, Value};
use crate::front_matter::{date, text};
use crate::report::{Code, Report};

/// What no row can say.
pub(super) enum Special {
    None,
    /// Categories within categories become one list.
    Flat,
    /// `[taxonomies]`, `authors` a list; only dates that Zola reads may stand at the top.
    Zola,
    /// `images` a list; the paths of categories beside the flat list.
    Hugo,
    /// `authors` a list of maps; tags only.
    Docusaurus,
    /// A category path is one tag, `a/b`; no spaces in tags.
    Obsidian,
}

impl Special {
    /// Changes front matter whose keys have the generator's names.
    pub(super) fn apply(&self, matter: &mut FrontMatter, report: &mut Report) {
        match self {
            Special::None => {}
            Special::Flat => flat_categories(matter, report),
            Special::Hugo => {
                hugo(matter, report);
                drafted(matter);
            }
            Special::Zola => {
                flat_categories(matter, report);
                zola(matter, report);
                drafted(matter);
            }
            Special::Docusaurus => {
                flat_categories(matter, report);
                docusaurus(matter);
                drafted(matter);
            }
            Special::Obsidian => obsidian(matter, report),
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

/// The paths in Hexo's categories: one list is one path, in a list of lists each item is one
/// (hexo.io, front matter), but for what is empty, the names as they are in a flat list. `None` when
/// anything else is in it.
fn category_paths(value: &Value) -> Option<Vec<Vec<Cow<'_, str>>>> {
    let plain = |name| text::plain(name).map_or(Cow::Borrowed(name), Cow::Owned);
    let texts = |value| -> Option<Vec<Cow<'_, str>>> {
        let texts = Value::items(value).iter();
        let names = texts.map(|item| item.as_str().map(plain));
        names.filter(|name| name.as_deref() != Some("")).collect()
    };
    let items = value.items();
    let mut paths: Vec<Vec<Cow<'_, str>>> =
        if items.iter().any(|item| matches!(item, Value::List(_))) {
            items.iter().map(texts).collect::<Option<_>>()?
        } else {
            vec![texts(value)?]
        };
    paths.retain(|path| !path.is_empty());
    Some(paths)
}

/// Categories within categories become one list, which is all that most generators read.
fn flat_categories(matter: &mut FrontMatter, report: &mut Report) {
    let Some(at) = matter.position("categories") else {
        return;
    };
    let entry = &mut matter.entries[at];
    let Some(paths) = category_paths(&entry.value) else {
        return;
    };
    let mut seen = HashSet::new();
    let names = paths.iter().flatten();
    let flat: Vec<Value> = names
        .filter(|n| seen.insert(&***n))
        .map(|n| Value::text(&**n))
        .collect();
    let is_nested = |item: &Value| matches!(item, Value::List(_));
    if entry.value.items().iter().any(is_nested) {
        let what = "categories within categories became one list";
        report.push(Code::KeyFolded, None, Some(entry.line), what);
        entry.set(Value::List(flat));
    }
}

fn hugo(matter: &mut FrontMatter, report: &mut Report) {
    listed(matter, "images");
    if matter.find("category_path").is_none()
        && let Some(at) = matter.position("categories")
        && let Some(paths) = category_paths(&matter.entries[at].value)
        // Several paths of one name each would be one path once they are one list.
        && (paths.len() > 1 || paths.iter().any(|path| path.len() > 1))
    {
        let paths = paths.iter().map(|path| Value::text(path.join("/")));
        matter.entries.push(Entry {
            key: "category_path".into(),
            value: Value::List(paths.collect()),
            line: matter.entries[at].line,
            ..Entry::default()
        });
    }
    flat_categories(matter, report);
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
    if let Some(at) = matter.position("taxonomies")
        && !matches!(matter.entries[at].value, Value::Map(_))
    {
        set_aside(matter, at, "no table", report);
    }
    if !terms.is_empty() {
        let at = matter.place("taxonomies", 0);
        let mut all = match std::mem::take(&mut matter.entries[at].value) {
            Value::Map(all) => all,
            _ => Vec::new(),
        };
        for (key, value) in terms {
            join(&mut all, key, value);
        }
        matter.entries[at].set(Value::Map(all));
    }
    // A date that Zola can't read breaks the build.
    for key in ["date", "updated"] {
        let Some(at) = matter.position(key) else {
            continue;
        };
        let entry = &mut matter.entries[at];
        match &mut entry.value {
            Value::Scalar(date) if date::is_rfc3339(&date.text) => date.is_text = false,
            _ => set_aside(matter, at, "no date", report),
        }
    }
}

/// Gives a key whose value the generator can't read another name.
fn set_aside(matter: &mut FrontMatter, at: usize, why: &str, report: &mut Report) {
    let entry = &matter.entries[at];
    let what = format!("{} is {why}", entry.key);
    report.push(Code::KeyFolded, None, Some(entry.line), what);
    let mut name = format!("{}_text", entry.key);
    while matter.get(&name).is_some() {
        name.push_str("_text");
    }
    matter.entries[at].rename(&name);
}

/// Puts a list of terms into a map, behind those that stand there under the same key.
fn join(all: &mut Vec<(String, Value)>, key: String, terms: Value) {
    let Some((_, there)) = all.iter_mut().find(|(other, _)| *other == key) else {
        all.push((key, terms));
        return;
    };
    let mut items = there.items().to_vec();
    let more: Vec<Value> = (terms.items().iter())
        .filter(|term| !items.contains(term))
        .cloned()
        .collect();
    items.extend(more);
    *there = Value::List(items);
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
    if let Some(at) = matter.position("categories")
        && !matter.is_pinned("tags")
        && let Some(paths) = category_paths(&matter.entries[at].value)
    {
        let paths: Vec<String> = paths.iter().map(|path| path.join("/")).collect();
        let entry = matter.entries.remove(at);
        let what = format!("categories became tags: {}", paths.join(", "));
        report.push(Code::KeyFolded, None, Some(entry.line), what);
        let at = matter.place("tags", entry.line);
        let mut tags = matter.entries[at].value.items().to_vec();
        for tag in paths.into_iter().rev().filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|t| t.as_str() == Some(&tag)) {
                tags.insert(0, Value::text(tag));
            }
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
