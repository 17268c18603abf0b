//! A fixture's `options.toml`, in the words of the configuration file.

use std::path::Path;

use article2md::Options;
use article2md::front_matter::{self, DateForm, DayMonthOrder, Preset, Quote, timezone};
use article2md::source::From;
use article2md::writer::{EmphasisMode, HardBreak, LinkStyle};
use libtest_mimic::Failed;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Keys {
    from: Option<String>,
    emphasis: Option<String>,
    links: Option<String>,
    hard_break: Option<String>,
    escape_templates: Option<bool>,
    base_url: Option<String>,
    heading_shift: Option<i8>,
    keep_iframes: Option<bool>,
    keep_maths: Option<bool>,
    islands: Option<bool>,
    front_matter: FrontMatter,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FrontMatter {
    preset: Preset,
    order: Option<Vec<String>>,
    rename: toml::Table,
    drop: Vec<String>,
    add: toml::Table,
    date: Option<DateForm>,
    timezone: Option<String>,
    day_month_order: DayMonthOrder,
    quote: Quote,
    fill: bool,
    drop_title_heading: bool,
}

impl FrontMatter {
    fn options(self) -> Result<front_matter::Options, Failed> {
        let name = |(old, new): (String, toml::Value)| match new {
            toml::Value::String(new) => Ok((old, new)),
            _ => Err(unknown("rename", &old)),
        };
        Ok(front_matter::Options {
            preset: self.preset,
            strict: false,
            order: self.order,
            rename: self
                .rename
                .into_iter()
                .map(name)
                .collect::<Result<_, _>>()?,
            drop: self.drop,
            add: self
                .add
                .iter()
                .map(|(key, v)| (key.clone(), v.into()))
                .collect(),
            date: self.date,
            timezone: self.timezone.as_deref().map(timezone).transpose()?,
            day_month_order: self.day_month_order,
            quote: self.quote,
            fill: self.fill,
            drop_title_heading: self.drop_title_heading,
        })
    }
}

/// The options that a fixture asks for; the defaults where it has no such file.
pub fn read(path: &Path) -> Result<Options, Failed> {
    let mut options = Options::default();
    if !path.exists() {
        return Ok(options);
    }
    let keys: Keys = toml::from_str(&std::fs::read_to_string(path)?)?;
    options.from = match keys.from.as_deref() {
        None => From::Auto,
        Some("html") => From::Html,
        Some("markdown") => From::Markdown,
        Some(other) => return Err(unknown("from", other)),
    };
    options.style.emphasis_mode = match keys.emphasis.as_deref() {
        None => EmphasisMode::Move,
        Some("exact") => EmphasisMode::Exact,
        Some("html") => EmphasisMode::Html,
        Some(other) => return Err(unknown("emphasis", other)),
    };
    options.style.links = match keys.links.as_deref() {
        None => LinkStyle::Inline,
        Some("reference") => LinkStyle::Reference,
        Some(other) => return Err(unknown("links", other)),
    };
    options.style.hard_break = match keys.hard_break.as_deref() {
        None => HardBreak::Backslash,
        Some("spaces") => HardBreak::Spaces,
        Some(other) => return Err(unknown("hard_break", other)),
    };
    options.style.escape_templates = keys.escape_templates.unwrap_or(true);
    options.convert.base_url = keys.base_url;
    options.convert.heading_shift = keys.heading_shift.unwrap_or_default();
    options.convert.keep_iframes = keys.keep_iframes.unwrap_or_default();
    options.convert.keep_maths = keys.keep_maths.unwrap_or_default();
    options.islands = keys.islands.unwrap_or_default();
    options.front_matter = keys.front_matter.options()?;
    Ok(options)
}

fn unknown(key: &str, value: &str) -> Failed {
    format!("options.toml: {key} is not {value:?}").into()
}
