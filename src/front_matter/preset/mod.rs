//! What each static site generator wants: names, nesting, format, dates.
//!
//! Applied to normalised front matter; nothing is dropped: what a generator
//! has no name for keeps its own, or moves to where the generator keeps its users' keys.

mod special;
mod table;

pub(super) use table::shape;

use std::collections::HashMap;

use super::value::{Entry, Value};
use super::{FrontMatter, Options, json};
use crate::report::{Code, Report};

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

impl Preset {
    /// All presets.
    pub const ALL: [Preset; 10] = [
        Preset::Own,
        Preset::Keep,
        Preset::Hexo,
        Preset::Hugo,
        Preset::Jekyll,
        Preset::Zola,
        Preset::Astro,
        Preset::Docusaurus,
        Preset::Eleventy,
        Preset::Obsidian,
    ];
}

const ADDRESS: [&str; 3] = ["source_url", "original_url", "source"];

/// Gives the front matter a preset's shape.
pub(super) fn apply(matter: &mut FrontMatter, options: &Options, report: &mut Report) {
    let Some(shape) = shape(options.preset) else {
        return;
    };
    if let Some(format) = shape.other_format(matter.format) {
        matter.convert(format);
    }
    for (old, new) in shape.renames {
        rename(matter, old, new, report);
    }
    // Where a page goes on the site is a path; an address is where it came from.
    if let Some(address) = shape.address {
        for key in ["url", "permalink"] {
            let is_url = |value: &Value| value.as_str().is_some_and(|text| text.contains("://"));
            if matter.get(key).is_some_and(is_url) {
                rename(matter, key, address, report);
                rename(matter, key, &format!("source_{key}"), report);
            }
        }
    }
    shape.special.apply(matter, report);
}

/// Moves the keys that the preset's generator does not know to where it keeps its users' keys.
pub(super) fn nest(matter: &mut FrontMatter, preset: Preset) {
    if let Some((top, under)) = shape(preset).and_then(|shape| shape.nest) {
        nest_under(matter, top, under);
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

/// Moves every key that is not in `top` under the key `under`, where there is no other value for it.
fn nest_under(matter: &mut FrontMatter, top: &[&str], under: &str) {
    if matter.is_pinned(under) {
        return;
    }
    let mut all = match matter.get(under) {
        Some(Value::Map(pairs)) => pairs.clone(),
        _ => Vec::new(),
    };
    let there: HashMap<String, serde_json::Value> = all
        .iter()
        .map(|(key, value)| (key.clone(), json::value(value)))
        .collect();
    let mut comments = Vec::new();
    let before = matter.entries.len();
    for entry in std::mem::take(&mut matter.entries) {
        let other = there.get(&entry.key);
        let is_taken = other.is_some_and(|other| *other != json::value(&entry.value));
        if top.contains(&entry.key.as_str()) || entry.pinned || is_taken {
            matter.entries.push(entry);
            continue;
        }
        comments.extend(entry.comments);
        comments.extend(entry.inner);
        comments.extend(entry.trailing);
        if other.is_none() {
            all.push((entry.key, entry.value));
        }
    }
    if matter.entries.len() == before {
        return;
    }
    let at = matter.place(under, 0);
    matter.entries[at].comments.extend(comments);
    matter.entries[at].set(Value::Map(all));
}
