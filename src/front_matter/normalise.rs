//! Puts front matter into one form: order, lists, dates, titles, covers.
//!
//! Only keys with a [`Role`] are touched; every other entry keeps its source text. Normalising
//! twice is the same as normalising once.

use std::collections::HashSet;

use super::date::{self, DateForm, Unread, When};
use super::role::{ORDER, Role, role};
use super::text;
use super::value::{Entry, Scalar, Value};
use super::{FrontMatter, Options, preset};
use crate::report::{Code, Report};
use crate::source::Format;
use crate::url::{HOPS_MAX, Use};

/// Pictures that stand for no picture: what the URL without its scheme begins with, holds and
/// ends with.
const JUNK_COVERS: [(&str, &str, &str); 3] = [
    ("picsum.photos/", "?random", ""),
    ("", "", "/undefined"),
    ("", "", "/images/404.gif"),
];

/// What a URL becomes, by which rules; `None` when it stays.
pub(crate) type UrlRule<'a> = &'a dyn Fn(&str, Use, &mut Report) -> Option<String>;

/// See [`FrontMatter::normalise`].
pub(super) fn run(
    matter: &mut FrontMatter,
    options: &Options,
    urls: UrlRule<'_>,
    report: &mut Report,
) {
    fold(matter, "category", "categories", report);
    fold(matter, "tag", "tags", report);
    let format = matter.format;
    // In another format, tags are gone.
    let shape = preset::shape(options.preset);
    let keeps_tags = shape.is_none_or(|shape| shape.other_format(format).is_none());
    matter.entries.retain_mut(|entry| {
        if entry.pinned && keeps_tags {
            return true;
        }
        match role(&entry.key) {
            Role::Title => scalar(entry, |s| text::title(&s.text), report),
            Role::Text => scalar(entry, |s| text::plain(&s.text), report),
            Role::Name if !matches!(entry.value, Value::Map(_)) => names(entry, report),
            Role::Terms => terms(entry, report),
            Role::Date => when(entry, format, options, report),
            Role::Cover => return cover(entry, urls, report),
            Role::Pictures => addresses(entry, Use::Image, urls, report),
            Role::Address => addresses(entry, Use::Link, urls, report),
            Role::Name | Role::Other => {}
        }
        true
    });
}

/// Renames the key of one to that of many, and joins both where both are there.
fn fold(matter: &mut FrontMatter, one: &str, many: &str, report: &mut Report) {
    let Some(at) = matter.position(one) else {
        return;
    };
    if matter.is_pinned(many) {
        return;
    }
    report.push(
        Code::KeyFolded,
        None,
        Some(matter.entries[at].line),
        format!("{one} became {many}"),
    );
    let Some(listed) = matter.position(many) else {
        matter.entries[at].rename(many);
        return;
    };
    let single = matter.entries.remove(at);
    let entry = &mut matter.entries[listed - usize::from(at < listed)];
    let mut items = split_terms(std::mem::take(&mut entry.value));
    items.extend(split_terms(single.value));
    entry.comments.extend(single.comments);
    entry.comments.extend(single.trailing);
    entry.set(Value::List(items));
}

/// A text on one line that normalisation owns.
fn scalar(entry: &mut Entry, clean: impl Fn(&Scalar) -> Option<String>, report: &mut Report) {
    let line = entry.line;
    let Value::Scalar(scalar) = &mut entry.value else {
        return;
    };
    if scalar.is_nothing() {
        return;
    }
    if has_lines(scalar) && role(&entry.key) != Role::Title {
        return;
    }
    own(scalar, clean, line, report);
    entry.changed();
}

/// Whether it is a text of several lines: it is left alone, unless it is a title.
fn has_lines(scalar: &Scalar) -> bool {
    scalar.text.trim_end().contains('\n')
}

/// Cleans a scalar and makes it text.
fn own(
    scalar: &mut Scalar,
    clean: impl Fn(&Scalar) -> Option<String>,
    line: u32,
    report: &mut Report,
) {
    if let Some(cleaned) = clean(scalar) {
        if scalar.text.contains('&')
            && cleaned.matches('&').count() < scalar.text.matches('&').count()
        {
            report.push(Code::EntityDecoded, None, Some(line), scalar.text.as_str());
        }
        scalar.text = cleaned;
    }
    scalar.source = None;
    scalar.is_text = true;
}

fn names(entry: &mut Entry, report: &mut Report) {
    let line = entry.line;
    match &mut entry.value {
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Scalar(_))) => {
            for item in items {
                if let Value::Scalar(item) = item
                    && !has_lines(item)
                {
                    own(item, |s| text::plain(&s.text), line, report);
                }
            }
            entry.changed();
        }
        Value::Scalar(_) => scalar(entry, |s| text::plain(&s.text), report),
        _ => {}
    }
}

/// Categories or tags: a list of texts, each once.
fn terms(entry: &mut Entry, report: &mut Report) {
    if entry.value.is_nothing() || matches!(entry.value, Value::Map(_)) {
        return;
    }
    if !entry
        .value
        .items()
        .iter()
        .all(|item| matches!(item, Value::Scalar(_)))
    {
        // Hexo's parallel categories, `[[a, b], [c]]`.
        return;
    }
    let mut items = split_terms(std::mem::take(&mut entry.value));
    for item in &mut items {
        if let Value::Scalar(item) = item {
            own(item, |s| text::plain(&s.text), entry.line, report);
        }
    }
    items.retain(|item| item.as_str().is_some_and(|text| !text.is_empty()));
    distinct(&mut items, entry.line, report);
    entry.set(Value::List(items));
}

/// The items of a list; a text is one, or several with commas between them.
fn split_terms(value: Value) -> Vec<Value> {
    match value {
        Value::List(items) => items,
        Value::Scalar(scalar) if scalar.is_nothing() => Vec::new(),
        Value::Scalar(scalar) => scalar
            .text
            .split([',', '，'])
            .map(|s| Value::text(s.trim()))
            .collect(),
        map @ Value::Map(_) => vec![map],
    }
}

/// Drops later duplicates.
fn distinct(items: &mut Vec<Value>, line: u32, report: &mut Report) {
    let is_new = |(at, item)| items[..at].iter().all(|other: &Value| other != item);
    if items.len() <= 16 && items.iter().enumerate().all(is_new) {
        return;
    }
    let mut seen = HashSet::with_capacity(items.len());
    let texts = items.iter().map(|item| item.as_str().unwrap_or_default());
    let are_new: Vec<bool> = texts.map(|text| seen.insert(text)).collect();
    if seen.len() == items.len() {
        return;
    }
    let mut are_new = are_new.into_iter();
    items.retain(|item| {
        let is_new = are_new.next().unwrap_or_default();
        if !is_new {
            let text = item.as_str().unwrap_or_default();
            report.push(Code::ItemDuplicate, None, Some(line), text);
        }
        is_new
    });
}

/// A date in the form asked for; what can't be read stays, with a finding.
fn when(entry: &mut Entry, format: Format, options: &Options, report: &mut Report) {
    let (line, form) = (entry.line, options.date_form());
    let Value::Scalar(scalar) = &mut entry.value else {
        return;
    };
    let is_flag = !scalar.is_text && matches!(scalar.text.as_str(), "true" | "false");
    if scalar.is_nothing() || is_flag || form == DateForm::Keep {
        return;
    }
    if !scalar.is_text
        && form == DateForm::Rfc3339
        && date::is_rfc3339(&scalar.text)
        && (options.timezone.is_none() || scalar.text.len() != 19)
    {
        return;
    }
    match date::read(&scalar.text, options.day_month_order) {
        Ok(when) => {
            let text = when.write(form, options.timezone.as_ref());
            // Jekyll reads a wall clock in quotes in the site's zone, without them in UTC.
            let is_clock = matches!(when, When::Local(_)) && options.timezone.is_none();
            let quoted = is_clock && scalar.source.is_some() && form == DateForm::Rfc3339;
            // A string of JSON or TOML stays one.
            let is_string = scalar.is_text && format != Format::Yaml;
            let loses_zone = matches!(when, When::Instant(..)) && options.timezone.is_none();
            if loses_zone && matches!(form, DateForm::Site | DateForm::Local) {
                report.push(Code::DateZone, None, Some(line), scalar.text.as_str());
            }
            scalar.text = text;
            scalar.is_text = quoted || is_string;
            scalar.source = None;
            entry.changed();
        }
        Err(why) => {
            let text = match why {
                Unread::Shape => scalar.text.clone(),
                Unread::Zone => format!("{} (which zone is meant?)", scalar.text),
                Unread::DayMonth => format!("{} (day or month first?)", scalar.text),
            };
            report.push(Code::DateKept, None, Some(line), text);
        }
    }
}

/// A cover's URL, unwrapped; `false` when it shows nothing.
fn cover(entry: &mut Entry, urls: UrlRule<'_>, report: &mut Report) -> bool {
    let Value::Scalar(scalar) = &mut entry.value else {
        return true;
    };
    let url = cover_url(&scalar.text, Some(entry.line), urls, report);
    let bare = url.split_once("://").map_or(&*url, |(_, bare)| bare);
    let is_junk = |(start, inside, end): &(&str, &str, &str)| {
        bare.starts_with(start) && bare.contains(inside) && bare.ends_with(end)
    };
    let is_none = scalar.is_nothing() || url.is_empty() || url == "undefined";
    if is_none || JUNK_COVERS.iter().any(is_junk) {
        report.push(
            Code::CoverDropped,
            None,
            Some(entry.line),
            format!("{}: {}", entry.key, scalar.text),
        );
        return false;
    }
    scalar.text = url;
    scalar.source = None;
    scalar.is_text = true;
    entry.changed();
    true
}

/// A picture's URL as a cover: no entities, and unwrapped.
pub(crate) fn cover_url(
    url: &str,
    line: Option<u32>,
    urls: UrlRule<'_>,
    report: &mut Report,
) -> String {
    let mut url = text::plain(url).unwrap_or_else(|| url.to_owned());
    // What is left of a URL can be text that means something else.
    for _ in 0..HOPS_MAX {
        let Some(next) = unwrapped(&url, Use::Image, line, urls, report) else {
            break;
        };
        url = text::plain(&next).unwrap_or(next);
    }
    url
}

/// An address or a list of them, unwrapped; what no rule changes keeps its source text.
fn addresses(entry: &mut Entry, used: Use, urls: UrlRule<'_>, report: &mut Report) {
    let line = entry.line;
    let items = match &mut entry.value {
        Value::List(items) => items.as_mut_slice(),
        single => std::slice::from_mut(single),
    };
    let mut is_changed = false;
    for item in items {
        let Value::Scalar(scalar) = item else {
            continue;
        };
        let url = text::plain(&scalar.text);
        let url = url.as_deref().unwrap_or(&scalar.text);
        if !is_address(url) {
            continue;
        }
        if let Some(unwrapped) = unwrapped(url, used, Some(line), urls, report) {
            scalar.text = unwrapped;
            scalar.source = None;
            scalar.is_text = true;
            is_changed = true;
        }
    }
    if is_changed {
        entry.changed();
    }
}

/// Whether all of the text is one absolute address.
fn is_address(text: &str) -> bool {
    ["https://", "http://", "//"]
        .iter()
        .any(|start| text.starts_with(start))
        && !text.contains(char::is_whitespace)
}

/// What the rules make of a URL, with their findings on its line.
fn unwrapped(
    url: &str,
    used: Use,
    line: Option<u32>,
    urls: UrlRule<'_>,
    report: &mut Report,
) -> Option<String> {
    let known = report.findings.len();
    let clean = urls(url, used, report);
    for finding in &mut report.findings[known..] {
        finding.line = line;
    }
    // A parameter can stand behind a space.
    clean.map(|url| url.trim_end().to_owned())
}

/// Puts known keys first, in the order asked for; the others follow as they were.
pub(super) fn sort(matter: &mut FrontMatter, options: &Options) {
    let rank = |entry: &Entry| {
        let at = match &options.order {
            Some(order) => order.iter().position(|key| *key == entry.key),
            None => ORDER.iter().position(|key| *key == entry.key),
        };
        at.unwrap_or(usize::MAX)
    };
    matter.entries.sort_by_cached_key(rank);
}
