//! Fills in what front matter lacks, from the article and its file name. Never overwrites.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, Options as Extensions, Parser, Tag, TagEnd};

use super::FrontMatter;
use super::date;
use super::value::Value;
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
            if let Block::Heading { children, .. } | Block::Paragraph(children) = block {
                facts.image = facts.image.take().or_else(|| first_image(children));
            }
            match block {
                Block::Heading { depth: 1, children } => {
                    facts.heading.get_or_insert_with(|| plain_text(children));
                }
                Block::Paragraph(children) => {
                    let is_text = children
                        .iter()
                        .any(|c| !matches!(c, Inline::Image(_) | Inline::Break));
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
    /// Reads a Markdown text.
    #[must_use]
    pub fn of_markdown(body: &str, name: Option<&str>) -> Self {
        let mut facts = Facts {
            stem: name.and_then(stem),
            ..Facts::default()
        };
        // What lists, tables and notes hold stands for itself, not for the article.
        let mut inside = 0_u32;
        let mut text = None;
        let mut is_alt = false;
        // In a formula, what looks like a picture is none.
        let extensions =
            Extensions::ENABLE_TABLES | Extensions::ENABLE_FOOTNOTES | Extensions::ENABLE_MATH;
        for event in Parser::new_ext(body, extensions) {
            match event {
                Event::Start(Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_)) => {
                    inside += 1;
                }
                Event::End(TagEnd::List(_) | TagEnd::Table | TagEnd::FootnoteDefinition) => {
                    inside -= 1;
                }
                _ if inside > 0 => {}
                Event::Start(Tag::Paragraph | Tag::Heading { .. }) => text = Some(String::new()),
                Event::Start(Tag::Image { dest_url, .. }) => {
                    is_alt = true;
                    facts.image.get_or_insert_with(|| dest_url.to_string());
                }
                Event::End(TagEnd::Image) => is_alt = false,
                Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                    facts.heading = facts.heading.or(text.take());
                }
                Event::End(TagEnd::Paragraph) => {
                    let text = text.take().filter(|text| !text.trim().is_empty());
                    facts.paragraph = facts.paragraph.or(text);
                }
                event if !is_alt => push_words(&mut text, &event),
                _ => {}
            }
        }
        facts
    }
}

/// Appends what is visible of an event to the text that is open.
fn push_words(text: &mut Option<String>, event: &Event<'_>) {
    let Some(text) = text else { return };
    match event {
        Event::Text(words) | Event::Code(words) => text.push_str(words),
        // Dollars may as well be money.
        Event::InlineMath(words) => text.extend(["$", words, "$"]),
        Event::DisplayMath(words) => text.extend(["$$", words, "$$"]),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        _ => {}
    }
}

fn stem(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    (!stem.is_empty() && stem != "-").then(|| stem.to_owned())
}

fn first_image(children: &[Inline<'_>]) -> Option<String> {
    children.iter().find_map(|child| match child {
        Inline::Image(image) => Some(image.url.to_string()),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Delete(inner) => {
            first_image(inner)
        }
        Inline::Link(link) => first_image(&link.children),
        _ => None,
    })
}

/// Fills in what is missing: the title (the first heading of level 1, else the file's name), the
/// date (the file's name, `2021-11-03-slug.md`), the cover (the first image) and the description
/// (the first paragraph). Never overwrites; each is a [`Code::Filled`]. Makes a block where there
/// is none and something is known.
pub fn fill(matter: &mut Option<FrontMatter>, facts: &Facts, report: &mut Report) {
    let mut filled = matter.take().unwrap_or_default();
    run(&mut filled, facts, report);
    *matter = Some(filled).filter(|matter| matter.verbatim.is_some() || !matter.entries.is_empty());
}

fn run(matter: &mut FrontMatter, facts: &Facts, report: &mut Report) {
    let (date, slug) = facts.stem.as_deref().map_or((None, None), dated);
    let title = facts
        .heading
        .clone()
        .or_else(|| slug.map(|slug| slug.replace(['-', '_'], " ")))
        .map(|title| super::text::title(&title).unwrap_or(title));
    let has = |keys: &[&str]| {
        keys.iter()
            .any(|key| matter.find(key).is_some_and(|v| !v.is_nothing()))
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
                .map(|text| Value::text(shortened(&as_read(text)))),
        ));
    }
    let is_cover =
        |key: &str| super::role::role(key) == super::role::Role::Cover || key == "images";
    if !matter
        .pairs()
        .any(|(key, value)| is_cover(key) && !value.is_nothing())
    {
        wanted.push(("cover", facts.image.clone().map(Value::text)));
    }
    for (key, value) in wanted {
        let Some(value) = value.filter(|_| !matter.is_pinned(key)) else {
            continue;
        };
        report.push(
            Code::Filled,
            None,
            None,
            format!("{key}: {}", value.as_str().unwrap_or_default()),
        );
        matter.write_anew();
        let at = matter.place(key, 0);
        matter.entries[at].set(value);
    }
}

/// The text as it is read again: a reference in it is decoded then.
fn as_read(text: &str) -> Cow<'_, str> {
    match super::text::plain(text) {
        Some(plain) => Cow::Owned(plain),
        None => Cow::Borrowed(text),
    }
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

/// How many headings at the start of the article repeat the title.
pub(super) fn title_headings(title: &str, document: &Document<'_>) -> usize {
    let repeats = |block: &&Block<'_>| matches!(block, Block::Heading { depth: 1 | 2, children } if same(&plain_text(children), title));
    document.blocks.iter().take_while(repeats).count()
}

/// A Markdown text without the headings at its start that repeat the title; `None` when there is
/// none.
pub(super) fn without_title_headings(title: &str, body: &str) -> Option<String> {
    let mut end = 0;
    let mut text = None;
    for (event, range) in Parser::new(body).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1 | HeadingLevel::H2,
                ..
            }) => text = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                if !same(&text.take().unwrap_or_default(), title) {
                    break;
                }
                end = range.end;
            }
            _ if text.is_none() => break,
            event => push_words(&mut text, &event),
        }
    }
    let is_line_end = ['\n', '\r'];
    let above = body.len() - body.trim_start_matches(is_line_end).len();
    let below = body[end..].trim_start_matches(is_line_end);
    (end > 0).then(|| [&body[..above], below].concat())
}

fn same(text: &str, title: &str) -> bool {
    text.split_whitespace().eq(title.split_whitespace())
}
