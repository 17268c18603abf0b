//! Fills in what front matter lacks, from the article and its file name. Never overwrites.

use super::date;
use super::value::{Entry, Value};
use super::{FrontMatter, Options};
use crate::mdast::{Block, Document, Inline, plain_text};
use crate::report::{Code, Report};

/// Longest description taken from a paragraph, in characters; search engines show about that.
const DESCRIPTION_CHARS_MAX: usize = 160;

/// What an article says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The text of the first heading of level 1.
    pub heading: Option<String>,
    /// The URL of the first image.
    pub image: Option<String>,
    /// The text of the first paragraph that has any.
    pub paragraph: Option<String>,
    /// The file's name without folder and extension.
    pub stem: Option<String>,
}

impl Facts {
    /// Reads an article. `name` is its file's name, with or without folders.
    #[must_use]
    pub fn of(document: &Document<'_>, name: Option<&str>) -> Self {
        let mut facts = Facts {
            stem: name.and_then(stem),
            ..Facts::default()
        };
        // The first level of blocks and what quotes hold is where all of these stand.
        let mut blocks: Vec<&Block<'_>> = document.blocks.iter().rev().collect();
        while let Some(block) = blocks.pop() {
            match block {
                Block::Heading { depth: 1, children } if facts.heading.is_none() => {
                    facts.heading = Some(plain_text(children));
                }
                Block::Paragraph(children) => {
                    facts.image = facts.image.take().or_else(|| first_image(children));
                    let is_text = children
                        .iter()
                        .any(|c| !matches!(c, Inline::Image { .. } | Inline::Break));
                    if facts.paragraph.is_none() && is_text {
                        facts.paragraph =
                            Some(plain_text(children)).filter(|text| !text.trim().is_empty());
                    }
                }
                Block::Blockquote(inner) => blocks.extend(inner.iter().rev()),
                _ => {}
            }
        }
        facts
    }
}

impl Facts {
    /// Reads a Markdown text, as far as that takes no parser: a heading on its first line.
    #[must_use]
    pub fn of_markdown(body: &str, name: Option<&str>) -> Self {
        let first = body.lines().find(|line| !line.trim().is_empty());
        let heading = first.and_then(|line| line.strip_prefix("# "));
        let heading = heading.map(|text| text.trim_end_matches('#').trim().to_owned());
        Facts {
            heading,
            stem: name.and_then(stem),
            ..Facts::default()
        }
    }
}

fn stem(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    (!stem.is_empty() && stem != "-").then(|| stem.to_owned())
}

fn first_image(children: &[Inline<'_>]) -> Option<String> {
    children.iter().find_map(|child| match child {
        Inline::Image { url, .. } => Some(url.to_string()),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Delete(inner) => {
            first_image(inner)
        }
        Inline::Link { children, .. } => first_image(children),
        _ => None,
    })
}

/// See [`super::fill`].
pub(super) fn run(matter: &mut FrontMatter, facts: &Facts, options: &Options, report: &mut Report) {
    let (date, slug) = facts.stem.as_deref().map_or((None, None), dated);
    let title = facts
        .heading
        .clone()
        .or_else(|| slug.map(|slug| slug.replace(['-', '_'], " ")));
    let has = |keys: &[&str]| {
        keys.iter()
            .any(|key| matter.get(key).is_some_and(|v| !v.is_nothing()))
    };
    let mut wanted = Vec::new();
    if !has(&["title", "post_title", "Title"]) {
        wanted.push(("title", title.map(Value::text)));
    }
    if !has(&[
        "date",
        "post_date",
        "pubDate",
        "publishDate",
        "published_at",
    ]) {
        wanted.push(("date", date.map(Value::plain)));
    }
    if !has(&["description", "summary", "excerpt"]) {
        wanted.push((
            "description",
            facts
                .paragraph
                .as_deref()
                .map(|text| Value::text(shortened(text))),
        ));
    }
    let is_cover =
        |key: &str| super::role::role(key) == super::role::Role::Cover || key == "images";
    if !matter
        .entries
        .iter()
        .any(|entry| is_cover(&entry.key) && !entry.value.is_nothing())
    {
        wanted.push(("cover", facts.image.clone().map(Value::text)));
    }
    for (key, value) in wanted {
        let Some(value) = value else { continue };
        report.push(
            Code::Filled,
            None,
            None,
            format!("{key}: {}", value.as_str().unwrap_or_default()),
        );
        matter.verbatim = None;
        match matter.position(key) {
            Some(at) => matter.entries[at].set(value),
            None => matter.entries.push(Entry {
                key: key.to_owned(),
                value,
                ..Entry::default()
            }),
        }
    }
    super::normalise::sort(matter, options);
}

/// `2021-11-03-slug`: the date, and the rest.
fn dated(stem: &str) -> (Option<&str>, Option<&str>) {
    match (stem.get(..10), stem.get(10..)) {
        (Some(day), Some(rest)) if date::is_rfc3339(day) => (
            Some(day),
            rest.strip_prefix(['-', '_'])
                .filter(|slug| !slug.is_empty()),
        ),
        _ => (None, Some(stem)),
    }
}

/// The text up to the last whole word, or character where there are no words, that fits.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(DESCRIPTION_CHARS_MAX) else {
        return text.to_owned();
    };
    let cut = &text[..end];
    let end = cut.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", &cut[..end])
}

/// Whether the article opens with a heading that repeats the title.
pub(super) fn repeats_title(title: &str, document: &Document<'_>) -> bool {
    let same = |text: &str| text.split_whitespace().eq(title.split_whitespace());
    matches!(document.blocks.first(), Some(Block::Heading { depth: 1 | 2, children }) if same(&plain_text(children)))
}
