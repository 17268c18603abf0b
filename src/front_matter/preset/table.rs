//! The table of presets: one row a generator.
//!
//! What no row can say is named by a [`Special`]. The rows follow each generator's documentation
//! of front matter; where versions disagree, the form that all of them read.

use super::Preset;
use super::special::Special;
use crate::front_matter::date::DateForm;
use crate::source::Format;

/// How a generator's front matter looks.
pub(in crate::front_matter) struct Shape {
    format: Option<Format>,
    pub(in crate::front_matter) date: DateForm,
    /// Old name to new; the first that is there gets the new name.
    pub(super) renames: &'static [(&'static str, &'static str)],
    /// The name of the address that an article was taken from.
    pub(super) address: Option<&'static str>,
    /// Keys that stay at the top, and where all others go.
    pub(super) nest: Option<(&'static [&'static str], &'static str)>,
    pub(super) special: Special,
}

impl Shape {
    /// The format that front matter in `format` is converted to.
    pub(in crate::front_matter) fn other_format(&self, format: Format) -> Option<Format> {
        self.format.filter(|other| *other != format)
    }
}

/// The row of a preset.
#[allow(clippy::too_many_lines, reason = "a table, a row a preset")]
pub(in crate::front_matter) fn shape(preset: Preset) -> Option<&'static Shape> {
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
            address: Some("original_url"),
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
            address: Some("original_url"),
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
            address: Some("canonical_url"),
            nest: None,
            special: Special::Flat,
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
            address: Some("original_url"),
            nest: Some((ZOLA, "extra")),
            special: Special::Zola,
        },
        Preset::Astro => &Shape {
            format: Some(Format::Yaml),
            date: DateForm::Rfc3339,
            renames: &[
                ("post_title", "title"),
                ("date", "pubDate"),
                ("post_date", "pubDate"),
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
            address: Some("canonicalURL"),
            nest: None,
            special: Special::Flat,
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
            address: Some("canonical_url"),
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
            address: Some("canonical_url"),
            nest: None,
            special: Special::Flat,
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
            address: None,
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
