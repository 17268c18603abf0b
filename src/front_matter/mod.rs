//! Front matter: reads anything, loses nothing, writes what every static site generator accepts.
//!
//! In: the block that [`crate::source::split`] found. Out: a [`FrontMatter`], its keys in order
//! with their source text, and from it the block to write. Reading repairs what is not valid YAML
//! and reports each repair; normalising owns a few well-known keys (the table in `role.rs`) and
//! leaves all others alone; writing quotes no more than some reader needs. Normalising what was
//! written changes nothing, byte for byte.

mod date;
mod fill;
mod json;
mod normalise;
mod preset;
mod quote;
mod role;
mod shield;
mod text;
mod toml;
mod value;
mod write;
mod yaml;

pub use date::{DateForm, DayMonthOrder};
pub use fill::Facts;
pub use preset::Preset;
pub use quote::Quote;
pub use value::{Entry, Scalar, Value};

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::Error;
use crate::mdast::Document;
use crate::report::{Code, Report};
use crate::source::{Format, Raw};

/// Largest block that is read, in bytes. Real ones stay below 100 KB.
const BYTES_MAX: usize = 4 << 20;

/// What to do with front matter.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The generator that the output is meant for.
    pub preset: Preset,
    /// Refuse what would have to be repaired.
    pub strict: bool,
    /// Keys in the order in which they are written, others behind them in the input's order;
    /// `None` for the default order: title, subtitle, date, updated, modified, lastmod, author,
    /// authors, categories, tags, description, summary, excerpt, headimg, cover, image, images,
    /// thumbnail, permalink, url, slug, link.
    pub order: Option<Vec<String>>,
    /// Other names for keys, old to new; applied last, to the preset's names.
    pub rename: Vec<(String, String)>,
    /// Keys that are left out.
    pub drop: Vec<String>,
    /// Keys that are added where they are missing.
    pub add: Vec<(String, Value)>,
    /// How dates are written; `None` for the preset's own form.
    pub date: Option<DateForm>,
    /// The zone of dates that name none, and of [`DateForm::Site`]; see [`timezone`].
    pub timezone: Option<TimeZone>,
    /// Which comes first in `09-12-2008`.
    pub day_month_order: DayMonthOrder,
    /// Which quotes are written where quotes are needed.
    pub quote: Quote,
    /// Fill in title, date, cover and description where they are missing; see
    /// [`fill`].
    pub fill: bool,
    /// Drop a heading at the start of the body that repeats the title.
    pub drop_title_heading: bool,
}

impl Options {
    /// The form of dates in effect.
    fn date_form(&self) -> DateForm {
        self.date
            .unwrap_or_else(|| preset::shape(self.preset).map_or(DateForm::Rfc3339, |s| s.date))
    }
}

/// A zone by its IANA name, such as `Asia/Shanghai`; the data is compiled in.
///
/// # Errors
/// The name, when there is no such zone.
pub fn timezone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| name.to_owned())
}

/// A front matter block, read.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatter {
    /// What it is written in.
    format: Format,
    quote: Quote,
    entries: Vec<Entry>,
    /// Comments below the last key.
    tail: Vec<String>,
    /// The lines between the delimiters, when they are to be written as they are.
    verbatim: Option<String>,
}

/// Reads a block; `None` when it is no mapping of keys to values, and so part of the body
/// ([`Code::NotAMapping`]).
///
/// # Errors
/// [`Error::FrontMatter`] for what can't be read without loss, for what is hostile (aliases or
/// nesting without bounds, more than 4 MiB), and under `strict` for anything that needs a repair.
///
/// ```
/// use article2md::{Report, front_matter, source};
/// let mut report = Report::default();
/// let split = source::split("---\ntitle: A: B\n---\n", &mut report);
/// let raw = split.front_matter.unwrap();
/// let matter = front_matter::read(&raw, &front_matter::Options::default(), &mut report)?.unwrap();
/// assert_eq!(matter.title(), Some("A: B"));
/// assert_eq!(matter.write(), "---\ntitle: 'A: B'\n---\n");
/// # Ok::<(), article2md::Error>(())
/// ```
pub fn read(
    raw: &Raw<'_>,
    options: &Options,
    report: &mut Report,
) -> Result<Option<FrontMatter>, Error> {
    if raw.text.len() > BYTES_MAX {
        let message = format!("{} bytes are over the limit of {BYTES_MAX}", raw.text.len());
        return Err(Error::FrontMatter {
            line: raw.line,
            message,
        });
    }
    let found = report.findings.len();
    let mut notes = Notes {
        report,
        strict: options.strict,
    };
    let matter = match raw.format {
        Format::Yaml => yaml::read(raw, &mut notes)?,
        Format::Toml => toml::read(raw, &mut notes)?,
        Format::Json | Format::JsonMembers => json::read(raw, &mut notes)?,
    };
    let repaired = report.findings.len() > found;
    match matter {
        None => report.push(
            Code::NotAMapping,
            None,
            Some(raw.line),
            first_line(raw.text),
        ),
        Some(mut matter) => {
            matter.quote = options.quote;
            if options.preset == Preset::Keep && !repaired {
                matter.verbatim = Some(raw.text.to_owned());
            }
            return Ok(Some(matter));
        }
    }
    Ok(None)
}

fn first_line(text: &str) -> &str {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("")
}

impl Default for FrontMatter {
    fn default() -> Self {
        Self {
            format: Format::Yaml,
            quote: Quote::default(),
            entries: Vec::new(),
            tail: Vec::new(),
            verbatim: None,
        }
    }
}

/// Front matter in YAML with these keys, in this order.
impl FromIterator<(String, Value)> for FrontMatter {
    fn from_iter<T: IntoIterator<Item = (String, Value)>>(pairs: T) -> Self {
        let entry = |(key, value)| Entry {
            key,
            value,
            ..Entry::default()
        };
        Self {
            entries: pairs.into_iter().map(entry).collect(),
            ..Self::default()
        }
    }
}

impl FrontMatter {
    /// A block that is written as it is.
    fn verbatim(raw: &Raw<'_>) -> Self {
        Self {
            format: raw.format,
            verbatim: Some(raw.text.to_owned()),
            ..Self::default()
        }
    }

    /// Puts the block into its normal form, and into the shape of the preset. `urls` says what a
    /// cover's URL becomes, `None` for one that stays.
    pub fn normalise(
        &mut self,
        options: &Options,
        urls: &dyn Fn(&str) -> Option<String>,
        report: &mut Report,
    ) {
        let is_bare = self.entries.is_empty() && self.verbatim.is_some();
        if options.preset == Preset::Keep || is_bare {
            return;
        }
        let before = self.verbatim.is_some().then(|| self.entries.clone());
        normalise::run(self, options, urls, report);
        preset::apply(self, options, report);
        if preset::assumes_utc(options, self) {
            report.add(
                Code::DateZone,
                "no time zone was given; dates are written in UTC",
            );
        }
        self.edit(options);
        normalise::sort(self, options);
        if before.is_some_and(|before| before != self.entries) {
            self.verbatim = None;
        }
    }

    /// The user's own changes.
    fn edit(&mut self, options: &Options) {
        for (old, new) in &options.rename {
            if let Some(at) = self.position(old)
                && self.get(new).is_none()
            {
                self.entries[at].rename(new);
            }
        }
        self.entries
            .retain(|entry| !options.drop.contains(&entry.key));
        for (key, value) in &options.add {
            if self.get(key).is_none() {
                let (key, value) = (key.clone(), value.clone());
                self.entries.push(Entry {
                    key,
                    value,
                    ..Entry::default()
                });
            }
        }
    }

    /// Removes from `document` a heading at its start that repeats the title.
    pub fn drop_title_heading(&self, document: &mut Document<'_>, report: &mut Report) {
        if let Some(title) = self.title()
            && fill::repeats_title(title, document)
        {
            report.add(Code::TitleHeadingDropped, title);
            document.blocks.remove(0);
        }
    }

    /// Changes the format; every value is written anew.
    fn convert(&mut self, format: Format) {
        for entry in &mut self.entries {
            entry.changed();
            entry.key_source = None;
            entry.pinned = false;
            entry.value.forget_tokens();
        }
        self.format = format;
        self.verbatim = None;
    }

    /// The block as a file begins with it, delimiters included; LF line ends.
    #[must_use]
    pub fn write(&self) -> String {
        let (open, close) = match self.format {
            Format::Yaml => ("---\n", "---\n"),
            Format::Toml => ("+++\n", "+++\n"),
            Format::JsonMembers => (";;;\n", ";;;\n"),
            Format::Json if self.verbatim.is_some() => ("", "\n"),
            Format::Json => ("{\n", "}\n"),
        };
        let mut out = String::with_capacity(512);
        out.push_str(open);
        match (&self.verbatim, self.format) {
            (Some(text), _) => out.push_str(&lines(text)),
            (None, Format::Yaml) => {
                for entry in &self.entries {
                    write::push_entry(&mut out, entry, self.quote);
                }
            }
            (None, Format::Toml) => toml::push_entries(&mut out, &self.entries),
            (None, Format::Json | Format::JsonMembers) => {
                json::push_members(&mut out, &self.entries);
            }
        }
        if self.verbatim.is_none() {
            write::push_comments(&mut out, &self.tail);
        }
        out.push_str(close);
        out
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.entries
            .iter()
            .position(|entry| entry.key == key && !entry.pinned)
    }

    /// The text of the first of `keys` that has one.
    fn first_text(&self, keys: &[&str]) -> Option<&str> {
        keys.iter()
            .filter_map(|key| self.get(key)?.as_str())
            .find(|text| !text.is_empty())
    }

    /// The article's title.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.first_text(&["title", "post_title", "Title"])
    }

    /// The address of the page that the article was taken from: a host for site rules, a base for
    /// relative URLs. Only absolute `http` addresses count.
    #[must_use]
    pub fn source_url(&self) -> Option<&str> {
        const KEYS: [&str; 9] = [
            "source_url",
            "original_url",
            "canonical_url",
            "source",
            "link",
            "url",
            "permalink",
            "guid",
            "relative_url",
        ];
        KEYS.iter()
            .filter_map(|key| self.get(key)?.as_str())
            .find(|url| url.starts_with("http://") || url.starts_with("https://"))
    }

    /// The host of [`FrontMatter::source_url`], in lower case, without user name and port.
    #[must_use]
    pub fn source_host(&self) -> Option<String> {
        let url = url::Url::parse(self.source_url()?).ok()?;
        url.host_str().map(str::to_ascii_lowercase)
    }

    /// The entries in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The keys and values as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        json::object(
            self.entries
                .iter()
                .map(|entry| (entry.key.as_str(), &entry.value)),
        )
    }
}

/// LF line ends.
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Fills in what is missing: the title (the first heading of level 1, else the file's name), the
/// date (the file's name, `2021-11-03-slug.md`), the cover (the first image) and the description
/// (the first paragraph). Never overwrites; each is a [`Code::Filled`]. Makes a block where there
/// is none and something is known.
pub fn fill(
    matter: &mut Option<FrontMatter>,
    facts: &Facts,
    options: &Options,
    report: &mut Report,
) {
    let mut filled = matter.take().unwrap_or_default();
    fill::run(&mut filled, facts, options, report);
    *matter = Some(filled).filter(|matter| matter.verbatim.is_some() || !matter.entries.is_empty());
}

/// Makes template text in a body's code harmless for the preset's generator: the body for Hugo,
/// a key of the front matter for Jekyll and Eleventy.
pub fn shield<'a>(
    matter: Option<&mut FrontMatter>,
    options: &Options,
    body: &'a str,
    report: &mut Report,
) -> Cow<'a, str> {
    shield::run(matter, options.preset, body, report)
}

/// Where repairs are written down, or refused.
struct Notes<'r> {
    report: &'r mut Report,
    strict: bool,
}

impl Notes<'_> {
    fn repair(&mut self, code: Code, line: u32, text: &str) -> Result<(), Error> {
        if self.strict {
            let message = format!("{} ({text}); fix it or drop --strict", code.name());
            return Err(Error::FrontMatter { line, message });
        }
        self.report.push(code, None, Some(line), text);
        Ok(())
    }
}
