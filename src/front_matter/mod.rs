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
mod options;
mod preset;
mod quote;
mod role;
mod shield;
mod strict;
mod text;
mod toml;
mod value;
mod write;
mod yaml;

pub use date::{DateForm, DayMonthOrder};
pub use fill::{Facts, fill};
pub(crate) use normalise::cover_url;
pub use options::{Options, timezone};
pub use preset::Preset;
pub use quote::Quote;
pub use shield::{shield, shield_kept};
pub use strict::refuse_repairs;
pub use value::{Entry, Scalar, Value};

use std::borrow::Cow;

use crate::Error;
use crate::mdast::Document;
use crate::report::{Code, Report};
use crate::source::{Format, Raw};
use crate::url::Use;
use role::{Role, role};
use strict::Notes;

/// Largest block that is read, in bytes. Real ones stay below 100 KB.
const BYTES_MAX: usize = 4 << 20;

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
    let Some(mut matter) = matter else {
        // Repairs of what is left as it is have not taken place.
        let mut undone = notes.report.findings.drain(found..);
        let why = undone.find(|f| f.code == Code::NotAMapping);
        drop(undone);
        let line = why.as_ref().and_then(|f| f.line).unwrap_or(raw.line);
        let text = why.map_or_else(|| first_line(raw.text).into(), |f| f.text);
        notes.repair(Code::NotAMapping, line, &text)?;
        return Ok(None);
    };
    let repaired = report.findings.len() > found;
    matter.quote = options.quote;
    if options.preset == Preset::Keep && !repaired {
        matter.verbatim = Some(raw.text.to_owned());
    }
    Ok(Some(matter))
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

    /// Gives up the text of the block; comments that were all there was stay.
    fn write_anew(&mut self) {
        let Some(text) = self.verbatim.take() else {
            return;
        };
        if self.entries.is_empty() {
            let comments = text.lines().filter(|line| line.starts_with('#'));
            self.tail.extend(comments.map(str::to_owned));
        }
    }

    /// Puts the values into their normal form. `urls` says what a URL becomes, `None` for one that
    /// stays, and reports by which rules.
    pub fn normalise(
        &mut self,
        options: &Options,
        urls: &dyn Fn(&str, Use, &mut Report) -> Option<String>,
        report: &mut Report,
    ) {
        self.change(options, |matter| {
            normalise::run(matter, options, urls, report);
        });
    }

    /// Gives the block the shape of the preset, the user's own changes and the order of keys. The
    /// last step: [`fill`] comes before it.
    pub fn adapt(&mut self, options: &Options, report: &mut Report) {
        self.change(options, |matter| {
            preset::apply(matter, options, report);
            matter.edit(options);
            preset::nest(matter, options.preset);
            normalise::sort(matter, options);
        });
    }

    /// Changes the entries, unless the block is to stay as it is.
    fn change(&mut self, options: &Options, how: impl FnOnce(&mut Self)) {
        let is_bare = self.entries.is_empty() && self.verbatim.is_some();
        if options.preset == Preset::Keep || is_bare {
            return;
        }
        let before = self.verbatim.is_some().then(|| self.entries.clone());
        how(self);
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
            if self.find(key).is_none() {
                let (key, value) = (key.clone(), value.clone());
                self.entries.push(Entry {
                    key,
                    value,
                    ..Entry::default()
                });
            }
        }
    }

    /// Removes from `document` the headings at its start that repeat the title.
    pub fn drop_title_heading(&self, document: &mut Document<'_>, report: &mut Report) {
        if let Some(title) = self.title()
            && let count @ 1.. = fill::title_headings(title, document)
        {
            report.add(Code::TitleHeadingDropped, title);
            document.blocks.drain(..count);
        }
    }

    /// The same for a body that was Markdown already; `None` where there is no such heading, or where
    /// what would be left is no Markdown by `is_markdown`.
    #[must_use]
    pub fn without_title_heading(
        &self,
        body: &str,
        is_markdown: impl Fn(&str) -> bool,
        report: &mut Report,
    ) -> Option<String> {
        let title = self.title()?;
        let shorter = fill::without_title_headings(title, body).filter(|it| is_markdown(it))?;
        report.add(Code::TitleHeadingDropped, title);
        Some(shorter)
    }

    /// Changes the format; every value is written anew.
    fn convert(&mut self, format: Format) {
        for entry in &mut self.entries {
            entry.changed();
            entry.key_source = None;
            entry.pinned = false;
            entry.value.forget_tokens();
            // A date that was a string for want of a type.
            if role(&entry.key) == Role::Date
                && let Value::Scalar(date) = &mut entry.value
                && date::read(&date.text, DayMonthOrder::Unknown).is_ok()
            {
                date.is_text = false;
            }
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

    /// Whether the value of `key` stays as it was written: nothing can be added to it, and no other
    /// key can take its name.
    fn is_pinned(&self, key: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.key == key && entry.pinned)
    }

    /// Where `key`, which is not pinned, stands; one that does not is appended as `line`'s, without a value.
    fn place(&mut self, key: &str, line: u32) -> usize {
        self.position(key).unwrap_or_else(|| {
            self.entries.push(Entry {
                key: key.to_owned(),
                line,
                ..Entry::default()
            });
            self.entries.len() - 1
        })
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

    /// Whether the keys are columns of WordPress's table of posts: then the body is what it stores.
    #[must_use]
    pub fn is_wordpress_post(&self) -> bool {
        self.get("post_title").is_some()
    }

    /// The address of the page that the article was taken from: a host for site rules, a base for
    /// relative URLs. Only absolute `http` addresses count.
    #[must_use]
    pub fn source_url(&self) -> Option<&str> {
        const KEYS: [&str; 10] = [
            "source_url",
            "original_url",
            "canonical_url",
            "canonicalURL",
            "source",
            "link",
            "url",
            "permalink",
            "guid",
            "relative_url",
        ];
        let mut found = [None; KEYS.len()];
        for (name, value) in self.pairs() {
            if let Some(at) = KEYS.iter().position(|key| *key == name) {
                found[at] = found[at].or(Some(value));
            }
        }
        (found.into_iter().flatten())
            .filter_map(Value::as_str)
            .find(|url| url.starts_with("http://") || url.starts_with("https://"))
    }

    /// The keys and values at the top, and where a preset may have put them.
    fn pairs(&self) -> impl Iterator<Item = (&str, &Value)> {
        let nested = ["params", "extra"]
            .into_iter()
            .filter_map(|under| match self.get(under)? {
                Value::Map(pairs) => Some(pairs),
                _ => None,
            });
        let nested = nested.flatten().map(|(key, value)| (&**key, value));
        let top = self.entries.iter().map(|entry| (&*entry.key, &entry.value));
        top.chain(nested)
    }

    /// The value of a key in [`FrontMatter::pairs`].
    fn find(&self, key: &str) -> Option<&Value> {
        self.pairs()
            .find_map(|(name, value)| (name == key).then_some(value))
    }

    /// The host of [`FrontMatter::source_url`], in lower case, without user name and port.
    #[must_use]
    pub fn source_host(&self) -> Option<String> {
        crate::url::host(self.source_url()?)
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
