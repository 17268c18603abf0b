//! The stages in their order: what happens to one document.

use std::borrow::Cow;

use crate::detect::{self, Kind};
use crate::front_matter::{self, Facts, FrontMatter};
use crate::parser::{self, chrome};
use crate::report::{Code, Report};
use crate::source::{self, Split};
use crate::url::Use;
use crate::{Conversion, Error, Options, converter, islands, writer};

/// Converts a file's text.
///
/// A body that is Markdown already comes back byte for byte; only its front matter is normalised.
///
/// # Errors
/// [`Error::TooLarge`] over [`source::Limits::doc_bytes`]; [`Error::FrontMatter`] for front matter
/// that is refused; [`Error::Encoding`] for a body that is no text: more than an eighth of it is NUL
/// characters. No other body fails.
///
/// ```
/// let html = "<h2>Title</h2><p>Some <b>bold</b> text.</p>";
/// let conversion = article2md::convert(html, &article2md::Options::default())?;
/// assert_eq!(conversion.markdown, "## Title\n\nSome **bold** text.\n");
/// # Ok::<(), article2md::Error>(())
/// ```
pub fn convert(text: &str, options: &Options) -> Result<Conversion, Error> {
    check_size(text.len(), options)?;
    convert_text(text, options, Report::default())
}

/// Converts a file's bytes, whatever their encoding.
///
/// # Errors
/// As [`convert`], and [`Error::Encoding`] for bytes that no encoding fits.
pub fn convert_bytes(bytes: &[u8], options: &Options) -> Result<Conversion, Error> {
    check_size(bytes.len(), options)?;
    let mut report = Report::default();
    let text = source::decode(bytes, &mut report)?;
    convert_text(&text, options, report)
}

fn check_size(bytes: usize, options: &Options) -> Result<(), Error> {
    let (bytes, limit) = (bytes as u64, options.limits.doc_bytes);
    if bytes > limit {
        Err(Error::TooLarge { bytes, limit })
    } else {
        Ok(())
    }
}

fn convert_text(text: &str, options: &Options, mut report: Report) -> Result<Conversion, Error> {
    let report = &mut report;
    let mut split = source::split(text, report);
    source::refuse_binary(split.body)?;
    let mut front_matter = match &split.front_matter {
        Some(raw) => front_matter::read(raw, &options.front_matter, report)?,
        None => None,
    };
    match &mut front_matter {
        Some(front_matter) => {
            let clean = url_rule(options);
            front_matter.normalise(&options.front_matter, &clean, report);
        }
        // A block that holds no keys is part of the body.
        None => {
            split = Split {
                front_matter: None,
                body: text,
                body_line: 1,
            }
        }
    }
    front_matter::refuse_repairs(front_matter.as_ref(), &options.front_matter, report)?;
    let is_post = front_matter
        .as_ref()
        .is_some_and(FrontMatter::is_wordpress_post);
    let name = options.name.as_deref();
    match detect::detect(split.body, options.from, name, is_post) {
        Kind::Markdown(why) => {
            report.add(Code::BodyKept, why);
            Ok(keep(&split, front_matter, options, report))
        }
        Kind::Html(why) => {
            report.add(Code::BodyConverted, why);
            Ok(convert_html(&split, front_matter, options, report))
        }
    }
}

/// What the URL rules make of a URL; `None` where it stays.
fn url_rule(options: &Options) -> impl Fn(&str, Use, &mut Report) -> Option<String> {
    let urls = options.rules.urls();
    move |url, used, report| {
        let clean = urls.clean(url, used, Some(report));
        (clean != url).then(|| clean.into_owned())
    }
}

/// Fills in front matter; a URL in it goes through the rules, as it would in the next run.
fn fill(
    front_matter: &mut Option<FrontMatter>,
    mut facts: Facts,
    options: &Options,
    report: &mut Report,
) {
    if let Some(url) = &mut facts.image {
        *url = front_matter::cover_url(url, None, &url_rule(options), report);
    }
    front_matter::fill(front_matter, &facts, report);
}

/// The body as it is, below its front matter; line ends as in the input.
fn keep(
    split: &Split<'_>,
    mut front_matter: Option<FrontMatter>,
    options: &Options,
    report: &mut Report,
) -> Conversion {
    let mut body = Cow::Borrowed(split.body);
    if options.islands {
        let how = islands::How {
            convert: &options.convert,
            style: &options.style,
            depth_max: options.limits.depth,
        };
        body = islands::convert(split.body, &how, split.body_line, report);
    }
    if options.front_matter.fill {
        let facts = Facts::of_markdown(&body, options.name.as_deref());
        fill(&mut front_matter, facts, options, report);
    }
    if let Cow::Owned(other) = source::without_opener(&body, report) {
        body = Cow::Owned(other);
    }
    if let Some(front_matter) = &mut front_matter {
        let is_post = front_matter.is_wordpress_post();
        let is_markdown = |body: &str| {
            let kind = detect::detect(body, source::From::Auto, None, is_post);
            matches!(kind, Kind::Markdown(_))
        };
        if options.front_matter.drop_title_heading
            && let Some(shorter) = front_matter.without_title_heading(&body, is_markdown, report)
        {
            body = Cow::Owned(shorter);
        }
        front_matter.adapt(&options.front_matter, report);
        if options.style.escape_templates {
            front_matter::shield_kept(front_matter, &options.front_matter, &body, report);
        }
    }
    let mut markdown = front_matter
        .as_ref()
        .map(FrontMatter::write)
        .unwrap_or_default();
    if split
        .front_matter
        .is_some_and(|raw| raw.source.contains("\r\n"))
    {
        markdown = markdown.replace('\n', "\r\n");
    }
    markdown.push_str(&body);
    Conversion {
        markdown,
        document: None,
        front_matter,
        report: std::mem::take(report),
    }
}

fn convert_html(
    split: &Split<'_>,
    mut front_matter: Option<FrontMatter>,
    options: &Options,
    report: &mut Report,
) -> Conversion {
    let body = source::without_controls(split.body, report);
    let dom = parser::parse(&body, options.limits.depth, split.body_line, report);
    let base_url = options.convert.base_url.as_deref();
    let host = front_matter
        .as_ref()
        .and_then(FrontMatter::source_host)
        .or_else(|| crate::url::host(base_url?));
    let marks = chrome::mark(&dom, &options.rules, host.as_deref(), report);
    // A copy: what is filled in below changes the front matter while the tree is still read.
    let title = front_matter
        .as_ref()
        .and_then(FrontMatter::title)
        .unwrap_or_default()
        .to_owned();
    let urls = options.rules.urls();
    let page = converter::Page {
        dom: &dom,
        marks: &marks,
        urls,
        title: &title,
    };
    let document = match front_matter.as_ref().and_then(FrontMatter::source_url) {
        Some(url) if options.convert.base_url.is_none() => {
            let base_url = Some(url.to_owned());
            let with_base = converter::Options {
                base_url,
                ..options.convert.clone()
            };
            converter::convert(page, &with_base, report)
        }
        _ => converter::convert(page, &options.convert, report),
    };
    let mut document = writer::settle(document, &options.style, report);
    if options.front_matter.fill {
        let facts = Facts::of(&document, options.name.as_deref());
        fill(&mut front_matter, facts, options, report);
    }
    if let Some(front_matter) = &mut front_matter {
        if options.front_matter.drop_title_heading {
            front_matter.drop_title_heading(&mut document, report);
        }
        front_matter.adapt(&options.front_matter, report);
    }
    if options.style.escape_templates {
        let matter = front_matter.as_mut();
        front_matter::shield(matter, &options.front_matter, &mut document, report);
    }
    let mut markdown = writer::write(&document, &options.style);
    if let Some(front_matter) = &front_matter {
        let mut head = front_matter.write();
        if !head.is_empty() && !markdown.is_empty() {
            head.push('\n');
        }
        markdown.insert_str(0, &head);
    }
    let document = (!options.discard_document).then(|| document.into_owned());
    Conversion {
        markdown,
        document,
        front_matter,
        report: std::mem::take(report),
    }
}
