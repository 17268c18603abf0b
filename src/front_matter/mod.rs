//! Front matter: reads anything, loses nothing, writes what every static site generator accepts.
//!
//! In: the block that [`crate::source::split`] found. Out: a [`FrontMatter`], its keys in order
//! with their source text, and from it the block to write. Reading repairs what is not valid YAML
//! and reports each repair; normalising owns a few well-known keys (the table in `role.rs`) and
//! leaves all others alone; writing quotes no more than some reader needs. Normalising what was
//! written changes nothing, byte for byte.

mod date;
mod json;
mod normalise;
mod quote;
mod role;
mod text;
mod value;
mod write;
mod yaml;

pub use date::{DateForm, DayMonthOrder};
pub use quote::Quote;
pub use value::{Entry, Scalar, Value};

use jiff::tz::TimeZone;

use crate::Error;
use crate::report::{Code, Report};
use crate::source::{Format, Raw};

/// Largest block that is read, in bytes. Real ones stay below 100 KB.
const BYTES_MAX: usize = 4 << 20;

/// What to do with front matter.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Write the block as it was found, repairs aside.
    pub keep: bool,
    /// Refuse what would have to be repaired.
    pub strict: bool,
    /// Keys in the order in which they are written, others behind them in the input's order;
    /// `None` for the default order: title, subtitle, date, updated, modified, lastmod, author,
    /// authors, categories, tags, description, summary, excerpt, headimg, cover, image, images,
    /// thumbnail, permalink, url, slug, link.
    pub order: Option<Vec<String>>,
    /// How dates are written.
    pub date: DateForm,
    /// The zone of dates that name none, and of [`DateForm::Site`]; see [`timezone`].
    pub timezone: Option<TimeZone>,
    /// Which comes first in `09-12-2008`.
    pub day_month_order: DayMonthOrder,
    /// Which quotes are written where quotes are needed.
    pub quote: Quote,
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
pub fn read(raw: &Raw<'_>, options: &Options, report: &mut Report) -> Result<Option<FrontMatter>, Error> {
    if raw.text.len() > BYTES_MAX {
        let message = format!("{} bytes are over the limit of {BYTES_MAX}", raw.text.len());
        return Err(Error::FrontMatter { line: raw.line, message });
    }
    let found = report.findings.len();
    let mut notes = Notes { report, strict: options.strict };
    let matter = match raw.format {
        Format::Yaml => yaml::read(raw, &mut notes)?,
        _ => Some(FrontMatter::verbatim(raw)),
    };
    let repaired = report.findings.len() > found;
    match matter {
        None => report.push(Code::NotAMapping, None, Some(raw.line), first_line(raw.text)),
        Some(mut matter) => {
            if options.keep && !repaired {
                matter.verbatim = Some(raw.text.to_owned());
            }
            return Ok(Some(matter));
        }
    }
    Ok(None)
}

fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("")
}

impl FrontMatter {
    /// A block that is written as it is.
    fn verbatim(raw: &Raw<'_>) -> Self {
        Self {
            format: raw.format,
            entries: Vec::new(),
            tail: Vec::new(),
            verbatim: Some(raw.text.to_owned()),
        }
    }

    /// Puts the block into its normal form. `urls` says what a cover's URL becomes, `None` for
    /// one that stays.
    pub fn normalise(&mut self, options: &Options, urls: &dyn Fn(&str) -> Option<String>, report: &mut Report) {
        if self.verbatim.is_none() {
            normalise::run(self, options, urls, report);
        }
    }

    /// The block as a file begins with it, delimiters included; LF line ends.
    #[must_use]
    pub fn write(&self) -> String {
        self.write_with(Quote::default())
    }

    /// [`FrontMatter::write`] with a choice of quotes.
    #[must_use]
    pub fn write_with(&self, quote: Quote) -> String {
        let (open, close) = match self.format {
            Format::Yaml => ("---\n", "---\n"),
            Format::Toml => ("+++\n", "+++\n"),
            Format::JsonMembers => (";;;\n", ";;;\n"),
            Format::Json => ("", "\n"),
        };
        let mut out = String::with_capacity(256);
        out.push_str(open);
        if let Some(text) = &self.verbatim {
            out.push_str(text);
        } else {
            for entry in &self.entries {
                write::push_entry(&mut out, entry, quote);
            }
            write::push_comments(&mut out, &self.tail);
        }
        out.push_str(close);
        out
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The text of the first of `keys` that has one.
    fn first_text(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().filter_map(|key| self.get(key)?.as_str()).find(|text| !text.is_empty())
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
            "source_url", "original_url", "canonical_url", "source", "link", "url", "permalink",
            "guid", "relative_url",
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
        json::object(self.entries.iter().map(|entry| (entry.key.as_str(), &entry.value)))
    }
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
