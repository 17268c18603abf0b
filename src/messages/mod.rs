//! What the command says to people: one line on standard error for each thing that went wrong.
//!
//! Names and texts come from the input and may hold anything; [`shown`] and [`shown_path`] make
//! control and bidirectional characters visible, so that no message can be spoofed.

mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;
mod text;

pub(crate) use text::thousands;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use article2md::Finding;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::batch::outcome::{Outcome, Status, Summary};

/// In which form a run tells what happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Problems with their remedies, and a summary
    #[default]
    Full,
    /// One line a problem
    Concise,
    /// One JSON document
    Json,
    /// JSON Lines: one object a file, then the summary
    Jsonl,
    /// Annotations of GitHub Actions
    Github,
    /// A GitLab Code Quality report
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// `JUnit` XML
    Junit,
}

/// How much is told.
// Each is a wish of its own, in any combination.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Detail {
    /// Tell each finding.
    pub(crate) explain: bool,
    /// Tell each file that is converted or skipped.
    pub(crate) each: bool,
    /// Tell where the time went.
    pub(crate) times: bool,
    /// Tell how many files there were, and show progress.
    pub(crate) summary: bool,
    /// Tell nothing but problems.
    pub(crate) quiet: bool,
    /// The run writes nothing, and tells what it would write.
    pub(crate) dry: bool,
    /// A file that differs is a problem.
    pub(crate) differing_is_problem: bool,
}

/// Tells of a run's documents, in their order.
pub(crate) trait Reporter: Send {
    /// Tells of one document.
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()>;
    /// Tells of all of them.
    fn finish(&mut self, summary: &Summary, seconds: f64) -> io::Result<()>;
}

/// The reporter for a format.
pub(crate) fn reporter(
    format: Format,
    detail: Detail,
    out: Box<dyn Write + Send>,
) -> Box<dyn Reporter> {
    match format {
        Format::Full | Format::Concise => {
            Box::new(text::Text::new(out, detail, format == Format::Full))
        }
        Format::Json => Box::new(json::Json::new(out)),
        Format::Jsonl => Box::new(json::Lines::new(out)),
        Format::Github => Box::new(github::Github::new(out, detail)),
        Format::Gitlab => Box::new(gitlab::Gitlab::new(out, detail)),
        Format::Sarif => Box::new(sarif::Sarif::new(out, detail)),
        Format::Junit => Box::new(junit::Junit::new(out, detail)),
    }
}

/// Something about a file that a format lists.
pub(crate) struct Notice<'a> {
    /// A finding's code, or `error`, or `would-change`.
    pub(crate) code: &'a str,
    /// Whether it is a problem, rather than something that is told.
    pub(crate) problem: bool,
    pub(crate) line: Option<u64>,
    pub(crate) message: Cow<'a, str>,
}

/// What is to be listed of a document: problems always, findings when `findings` is set.
pub(crate) fn notices(outcome: &Outcome, detail: Detail, findings: bool) -> Vec<Notice<'_>> {
    let mut all = Vec::new();
    if findings {
        all.extend(outcome.findings.iter().map(|finding| Notice {
            code: finding.code.id(),
            problem: false,
            line: finding.line.map(u64::from),
            message: finding_text(finding).into(),
        }));
    }
    match &outcome.status {
        Status::Failed(failure) => all.push(Notice {
            code: failure.kind,
            problem: true,
            line: failure.line,
            message: shown(&failure.message),
        }),
        Status::Converted if detail.differing_is_problem => all.push(Notice {
            code: "would-change",
            problem: true,
            line: None,
            message: "not in the form article2md writes; run `article2md --in-place` on it".into(),
        }),
        _ => {}
    }
    all
}

/// A finding in one line: its name, the rule that did it, a preview of the text.
pub(crate) fn finding_text(finding: &Finding) -> String {
    let rule = finding
        .rule
        .as_deref()
        .map(|rule| format!(" ({rule})"))
        .unwrap_or_default();
    format!("{}{rule}: {}", finding.code.name(), finding.preview())
}

/// A finding for machines, with all of its text.
pub(crate) fn finding_json(finding: &Finding) -> Value {
    let mut out = json!({ "code": finding.code.id(), "name": finding.code.name() });
    let fields = out.as_object_mut().expect("made as an object above");
    if let Some(rule) = &finding.rule {
        fields.insert("rule".into(), rule.as_ref().into());
    }
    if let Some(line) = finding.line {
        fields.insert("line".into(), line.into());
    }
    fields.insert("text".into(), finding.text.as_str().into());
    out
}

/// The name of a document's input, for people.
pub(crate) fn subject(outcome: &Outcome) -> String {
    outcome
        .path
        .as_deref()
        .map_or_else(|| "standard input".to_owned(), shown_path)
}

/// Why an input could
/// The kinds of failures in which a safeguard kept the original.
const REFUSALS: [&str; 6] = ["changed", "exists", "html", "outside", "special", "verify"];

/// Why an input could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// A stable word for machines, such as `encoding` or `io`.
    pub(crate) kind: &'static str,
    /// Line of the input, from 1, where it is known.
    pub(crate) line: Option<u64>,
    /// What is wrong and what would fix it.
    pub(crate) message: String,
}

impl Failure {
    /// Whether a safeguard kept the original, though nothing is wrong with the document.
    pub(crate) fn is_refusal(&self) -> bool {
        REFUSALS.contains(&self.kind)
    }

    /// A failure that no line of the input can be blamed for.
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Failure {
            kind,
            line: None,
            message: message.into(),
        }
    }
}

impl From<article2md::Error> for Failure {
    fn from(error: article2md::Error) -> Self {
        let line = match &error {
            article2md::Error::Encoding { line, .. }
            | article2md::Error::FrontMatter { line, .. } => Some(u64::from(*line)),
            _ => None,
        };
        Failure {
            kind: error.kind(),
            line,
            message: error.to_string(),
        }
    }
}

/// Writes one error line about an input. Nothing is left to do where standard error is closed.
pub(crate) fn error(subject: &str, message: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    let _ = writeln!(
        anstream::stderr(),
        "{style}error{style:#}: {}: {}",
        shown(subject),
        shown(message)
    );
}

/// Writes one error line about the command as a whole.
pub(crate) fn usage_error(message: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    let _ = writeln!(
        anstream::stderr(),
        "{style}error{style:#}: {}",
        shown(message)
    );
}

/// Writes one warning line.
pub(crate) fn warning(message: &str) {
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    let _ = writeln!(anstream::stderr(), "{style}warning{style:#}: {message}");
}

/// A text with its control and bidirectional characters shown as `\u{…}`.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(article2md::report::is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if article2md::report::is_deceptive(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A path as people read it: bytes that are not UTF-8 as `\x…`, and see [`shown`].
pub(crate) fn shown_path(path: &Path) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        out.push_str(&shown(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_gets_through() {
        assert_eq!(shown("a\x1b[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(shown("普通 text"), "普通 text");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_utf8_is_shown_byte_by_byte() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9\xff\n.md"));
        assert_eq!(shown_path(path), "caf\\xe9\\xff\\u{a}.md");
    }
}
