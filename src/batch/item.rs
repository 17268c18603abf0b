//! One document from the disk to the disk: read, convert, compare, verify, write.

use std::path::Path;
use std::time::Instant;

use article2md::{Conversion, Options};

use super::document::Document;
use super::manifest::{self, Manifest};
use super::outcome::{Outcome, Status};
use super::plan::{Item, Target};
use crate::input;
use crate::messages::{Failure, shown_path};
use crate::output::diff;
use crate::output::folders::{Folders, State};
use crate::output::replace::Disk;

/// What the workers share.
pub(crate) struct Work<'a> {
    pub(crate) options: &'a Options,
    pub(crate) disk: &'a Disk,
    /// Write results; else only tell what would be written.
    pub(crate) write: bool,
    /// Compare the result with the cleaned page before anything is written.
    pub(crate) verify: bool,
    /// Make a diff of each change.
    pub(crate) diff: bool,
    /// Name to go by for standard input.
    pub(crate) stdin_name: Option<&'a Path>,
    /// The folders that results are written to.
    pub(crate) folders: Folders,
    pub(crate) manifest: Option<&'a Manifest>,
}

impl Work<'_> {
    /// Does one item. Whatever goes wrong is in the outcome.
    pub(crate) fn run(&self, item: &Item) -> Outcome {
        let mut outcome = Outcome {
            path: item.source.clone(),
            ..Outcome::default()
        };
        outcome.status = match self.steps(item, &mut outcome) {
            Ok(status) => status,
            Err(failure) => Status::Failed(failure),
        };
        outcome
    }

    fn steps(&self, item: &Item, outcome: &mut Outcome) -> Result<Status, Failure> {
        match &item.target {
            Target::Kept if item.named => return Err(html_by_name()),
            Target::Kept => return Ok(Status::Skipped("HTML by name")),
            Target::Unread(failure) => return Err((**failure).clone()),
            Target::Stdout | Target::Same | Target::Path(_) | Target::Renamed(_) => {}
        }
        let start = Instant::now();
        let source = item.source.as_deref();
        let limit = self.options.limits.doc_bytes;
        let (document, resolved) = match source {
            None => (Document::stdin(limit)?, None),
            Some(path) => {
                let (document, path) = Document::open(path, limit, item.target == Target::Stdout)?;
                (document, Some(path))
            }
        };
        outcome.bytes = document.bytes.len() as u64;
        let read = Instant::now();
        outcome.times.read = read - start;
        if !item.named && is_plain_text(source) && !may_open_front_matter(&document.bytes) {
            return Ok(Status::Skipped("text without front matter"));
        }
        outcome.target = match &item.target {
            Target::Stdout | Target::Kept | Target::Unread(_) => None,
            Target::Same => resolved,
            Target::Path(path) | Target::Renamed(path) => Some(path.clone()),
        };
        let record = self.manifest.zip(source).zip(outcome.target.clone());
        if let Some(((manifest, path), target)) = &record
            && manifest.is_done(path, &document.bytes, target)
        {
            return Ok(Status::Unchanged);
        }
        let conversion = self.convert(source, &document.bytes);
        let converted = Instant::now();
        outcome.times.convert = converted - read;
        let status = self.finish(item, &document, conversion?, outcome)?;
        outcome.times.write = converted.elapsed();
        if let Some(((_, path), target)) = &record {
            outcome.entry = manifest::Entry::new(path, &document.bytes, target);
        }
        Ok(status)
    }

    fn convert(&self, source: Option<&Path>, bytes: &[u8]) -> Result<Conversion, Failure> {
        let mut options = self.options.clone();
        let name = source.or(self.stdin_name).and_then(Path::file_name);
        options.name = name.map(|name| name.to_string_lossy().into_owned());
        input::convert(bytes, &options)
    }

    /// Compares the result with what is there, and writes it where that was asked for.
    fn finish(
        &self,
        item: &Item,
        document: &Document,
        conversion: Conversion,
        outcome: &mut Outcome,
    ) -> Result<Status, Failure> {
        outcome.findings = conversion.report.findings;
        if self.verify
            && let Some(tree) = &conversion.document
        {
            verify(tree, &conversion.markdown)?;
        }
        let markdown = conversion.markdown;
        let Some(target) = outcome.target.clone() else {
            let same = markdown.as_bytes() == document.bytes;
            if self.diff && !same {
                let diff = diff::unified(item.source.as_deref(), &document.bytes, &markdown);
                outcome.diff = Some(diff);
            }
            outcome.document = self.write.then_some(markdown);
            return Ok(if same {
                Status::Unchanged
            } else {
                Status::Converted
            });
        };
        if item.target == Target::Same {
            return self.replace(&target, document, &markdown, outcome);
        }
        let (there, resolved) = match self.folders.prepare(&target, self.write)? {
            State::Old => Document::existing(&target)?,
            State::New => (Document::default(), target.clone()),
        };
        if resolved != target {
            self.folders.refuse_outside(&resolved)?;
        }
        let target = resolved;
        let Target::Renamed(_) = item.target else {
            return self.replace(&target, &there, &markdown, outcome);
        };
        if there.metadata.is_some() && there.bytes != markdown.as_bytes() {
            let message = format!("{} exists; move one of the two", shown_path(&target));
            return Err(Failure::new("exists", message));
        }
        self.replace(&target, &there, &markdown, outcome)?;
        if let (Some(source), Some(metadata), true) = (&item.source, &document.metadata, self.write)
        {
            self.disk.remove(source, metadata)?;
        }
        Ok(Status::Converted)
    }

    /// `old` is what the target holds now.
    fn replace(
        &self,
        target: &Path,
        old: &Document,
        markdown: &str,
        outcome: &mut Outcome,
    ) -> Result<Status, Failure> {
        if old.metadata.is_some() && old.bytes == markdown.as_bytes() {
            return Ok(Status::Unchanged);
        }
        if self.diff {
            outcome.diff = Some(diff::unified(Some(target), &old.bytes, markdown));
        }
        if self.write {
            self.disk
                .put(target, old.metadata.as_ref(), markdown.as_bytes())?;
        }
        Ok(Status::Converted)
    }
}

fn verify(tree: &article2md::mdast::Document<'_>, markdown: &str) -> Result<(), Failure> {
    article2md::verify::verify(tree, markdown).map_err(|mismatch| {
        let message = format!("the result does not say what the page says: {mismatch}");
        Failure::new("verify", message)
    })
}

fn html_by_name() -> Failure {
    let message =
        "an HTML file would hold Markdown; use --rename to write .md instead, or --output";
    Failure::new("html", message)
}

fn is_plain_text(path: Option<&Path>) -> bool {
    path.and_then(Path::extension)
        .is_some_and(|it| it.eq_ignore_ascii_case("txt"))
}

/// Whether text of any kind can be an article: it opens with a fence, or it is not in an encoding
/// in which that can be told.
fn may_open_front_matter(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || [b"---".as_slice(), b"+++", b";;;", b"{"]
            .iter()
            .any(|fence| start.starts_with(fence))
}
