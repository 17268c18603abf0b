//! All settings, as a configuration file names them and as flags overlay them.
//!
//! [`Settings`] is the form that a file is checked against; what is left out is `None`, and then
//! the library's own default holds.

use anyhow::{Result, bail};
use article2md::Options;
use article2md::front_matter::{Value, timezone};
use article2md::parser::spec::{UserRules, UserUrls};
use serde::Deserialize;

use super::words::{
    Bullet, Date, DayMonth, Emphasis, EmphasisMark, Format, HardBreak, Links, Preset, Quote,
};

/// The whole of `article2md.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// How bodies are read.
    pub(crate) from: Option<Format>,
    /// Makes relative URLs absolute.
    pub(crate) base_url: Option<String>,
    /// Whether HTML in Markdown bodies is converted.
    pub(crate) islands: Option<bool>,
    /// Added to the depth of headings.
    pub(crate) heading_shift: Option<i8>,
    /// Keep embeds as cleaned iframes.
    pub(crate) keep_iframes: Option<bool>,
    /// Leave formulas in text, and images of formulas, as they are.
    pub(crate) keep_maths: Option<bool>,
    /// Largest document, in bytes.
    pub(crate) max_doc_bytes: Option<u64>,
    /// Deepest element, in levels.
    pub(crate) max_depth: Option<u32>,
    pub(crate) style: Style,
    pub(crate) front_matter: FrontMatter,
    pub(crate) rules: UserRules,
    pub(crate) url: UserUrls,
    pub(crate) files: Files,
}

/// How Markdown is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Style {
    pub(crate) emphasis: Option<Emphasis>,
    pub(crate) emphasis_mark: Option<EmphasisMark>,
    pub(crate) bullet: Option<Bullet>,
    pub(crate) links: Option<Links>,
    pub(crate) hard_break: Option<HardBreak>,
    pub(crate) escape_templates: Option<bool>,
}

/// What happens to front matter.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FrontMatter {
    /// The generator that it is meant for.
    pub(crate) preset: Option<Preset>,
    /// Refuse what would have to be repaired.
    pub(crate) strict: Option<bool>,
    /// Keys that come first.
    pub(crate) order: Option<Vec<String>>,
    pub(crate) date: Option<Date>,
    /// IANA name of the zone of dates that name none.
    pub(crate) timezone: Option<String>,
    pub(crate) day_month_order: Option<DayMonth>,
    pub(crate) quote: Option<Quote>,
    /// Other names for keys, old to new.
    pub(crate) rename: toml::Table,
    /// Keys that are left out.
    pub(crate) drop: Vec<String>,
    /// Keys that are added where they are missing.
    pub(crate) add: toml::Table,
    /// Fill in what is missing from the article and its file name.
    pub(crate) fill: Option<bool>,
    /// Drop a heading that repeats the title.
    pub(crate) drop_title_heading: Option<bool>,
}

/// Which files of a folder are meant; patterns are relative to the configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Files {
    /// Extensions of articles.
    pub(crate) extensions: Option<Vec<String>>,
    /// Patterns to leave out, instead of the default ones.
    pub(crate) exclude: Option<Vec<String>>,
    /// Patterns to leave out as well.
    pub(crate) extend_exclude: Vec<String>,
}

impl Settings {
    /// What the library is told.
    ///
    /// # Errors
    /// A time zone, a base URL or a rule that there is not.
    pub(crate) fn options(&self) -> Result<Options> {
        let mut options = Options::default();
        set(&mut options.from, self.from);
        set(&mut options.convert.heading_shift, self.heading_shift);
        set(&mut options.convert.keep_iframes, self.keep_iframes);
        set(&mut options.convert.keep_maths, self.keep_maths);
        set(&mut options.islands, self.islands);
        set(&mut options.limits.doc_bytes, self.max_doc_bytes);
        set(&mut options.limits.depth, self.max_depth);
        options.convert.base_url = self.base_url.as_deref().map(base_url).transpose()?;
        self.style.apply(&mut options);
        self.front_matter.apply(&mut options)?;
        // To kramdown, which Jekyll renders with, a backslash at the end of a line is text.
        if self.front_matter.preset == Some(Preset::Jekyll) && self.style.hard_break.is_none() {
            options.style.hard_break = HardBreak::Spaces.into();
        }
        // The catalogue is shared and read when a page needs it; only a user's rules are read now.
        if self.rules != UserRules::default() {
            options.rules = options.rules.with_user(&self.rules)?;
        }
        if self.url != UserUrls::default() {
            options.rules = options.rules.with_user_urls(&self.url)?;
        }
        Ok(options)
    }
}

impl Style {
    fn apply(&self, options: &mut Options) {
        let style = &mut options.style;
        set(&mut style.emphasis_mode, self.emphasis);
        set(&mut style.emphasis, self.emphasis_mark);
        set(&mut style.bullet, self.bullet);
        set(&mut style.links, self.links);
        set(&mut style.hard_break, self.hard_break);
        set(&mut style.escape_templates, self.escape_templates);
    }
}

impl FrontMatter {
    fn apply(&self, options: &mut Options) -> Result<()> {
        let front = &mut options.front_matter;
        set(&mut front.preset, self.preset);
        set(&mut front.strict, self.strict);
        front.date = self.date.map(Into::into);
        for (old, new) in &self.rename {
            let Some(new) = new.as_str() else {
                bail!("front_matter.rename.{old}: not a key")
            };
            front.rename.push((old.clone(), new.to_owned()));
        }
        front.drop.clone_from(&self.drop);
        let added = self
            .add
            .iter()
            .map(|(key, value)| (key.clone(), Value::from(value)));
        front.add = added.collect();
        set(&mut front.fill, self.fill);
        set(&mut front.drop_title_heading, self.drop_title_heading);
        set(&mut front.day_month_order, self.day_month_order);
        set(&mut front.quote, self.quote);
        front.order.clone_from(&self.order);
        if let Some(name) = &self.timezone {
            let Ok(zone) = timezone(name) else {
                bail!("no such time zone: {name}; use an IANA name such as Asia/Shanghai");
            };
            front.timezone = Some(zone);
        }
        Ok(())
    }
}

/// Checks a base URL.
pub(crate) fn base_url(text: &str) -> Result<String> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(text.to_owned()),
        _ => bail!("not an absolute http(s) URL: {text}"),
    }
}

/// Overlays a default with a setting.
fn set<T>(slot: &mut T, value: Option<impl Into<T>>) {
    if let Some(value) = value {
        *slot = value.into();
    }
}
