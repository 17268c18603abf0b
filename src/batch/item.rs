//! One document from the disk to the disk: read, convert, compare, verify, write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use article2md::{Conversion, Options};

use super::manifest::{self, Manifest};
use super::outcome::{Outcome, Status};
use super::plan::{Item, Target};
use crate::input::{self, io_failure};
use crate::messages::{Failure, shown_path};
use crate::output::diff;
use crate::output::replace::{Disk, folder};
use crate::output::stamp::Stamp;

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
    /// The folder below which all results must lie, resolved.
    pub(crate) output_folder: Option<&'a Path>,
    pub(crate) manifest: Option<&'a Manifest>,
}

/// A document as read.
struct Document {
    bytes: Vec<u8>,
    /// `None` for standard input.
    stamp: Option<Stamp>,
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
            Target::Unread(failure) => return Err(failure.clone()),
            Target::Stdout | Target::Same | Target::Path(_) | Target::Renamed(_) => {}
        }
        let start = Instant::now();
        let source = item.source.as_deref();
        let resolved = source.map(resolve).transpose()?;
        let document = self.read(resolved.as_deref(), item)?;
        outcome.bytes = document.bytes.len() as u64;
        let read = Instant::now();
        outcome.times.read = read - start;
        if !item.named && is_plain_text(source) && !may_open_front_matter(&document.bytes) {
            return Ok(Status::Skipped("text without front matter"));
        }
        let target = self.target(item, resolved.as_deref())?;
        outcome.target.clone_from(&target);
        if let (Some(manifest), Some(path), Some(target)) = (self.manifest, source, &target)
            && manifest.is_done(path, &document.bytes, target)
        {
            return Ok(Status::Unchanged);
        }
        let conversion = self.convert(source, &document.bytes);
        let converted = Instant::now();
        outcome.times.convert = converted - read;
        let status = self.finish(item, &document, target.as_deref(), conversion?, outcome)?;
        outcome.times.write = converted.elapsed();
        if let (Some(_), Some(path), Some(target)) = (self.manifest, source, &target) {
            outcome.entry = manifest::Entry::new(path, &document.bytes, target);
        }
        Ok(status)
    }

    fn read(&self, path: Option<&Path>, item: &Item) -> Result<Document, Failure> {
        let limit = self.options.limits.doc_bytes;
        let Some(path) = path else {
            return Ok(Document {
                bytes: input::read(None, limit)?,
                stamp: None,
            });
        };
        let file = open(path, item.target == Target::Stdout)?;
        let metadata = file
            .metadata()
            .map_err(|error| io_failure("read", &error))?;
        let bytes = input::read_bounded(&file, metadata.len(), limit)?;
        Ok(Document {
            bytes,
            stamp: Some(Stamp::new(&metadata)),
        })
    }

    fn convert(&self, source: Option<&Path>, bytes: &[u8]) -> Result<Conversion, Failure> {
        let mut options = self.options.clone();
        let name = source.or(self.stdin_name).and_then(Path::file_name);
        options.name = name.map(|name| name.to_string_lossy().into_owned());
        input::convert(bytes, &options)
    }

    /// The file to write, with symbolic links resolved; `None` for standard output.
    fn target(&self, item: &Item, source: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
        match &item.target {
            Target::Stdout | Target::Kept | Target::Unread(_) => Ok(None),
            Target::Same => Ok(source.map(Path::to_owned)),
            Target::Path(path) | Target::Renamed(path) => {
                self.refuse_outside(path)?;
                if fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink()) {
                    return resolve(path).map(Some);
                }
                Ok(Some(path.clone()))
            }
        }
    }

    /// A symbolic link below the output folder must not lead out of it.
    fn refuse_outside(&self, path: &Path) -> Result<(), Failure> {
        let Some(root) = self.output_folder else {
            return Ok(());
        };
        let existing = path.ancestors().find(|it| it.symlink_metadata().is_ok());
        let resolved = existing.and_then(|it| it.canonicalize().ok());
        match resolved {
            Some(resolved) if !resolved.starts_with(root) && !root.starts_with(&resolved) => {
                let message = format!("{} lies outside of the output folder", shown_path(path));
                Err(Failure::new("outside", message))
            }
            _ => Ok(()),
        }
    }

    /// Compares the result with what is there, and writes it where that was asked for.
    fn finish(
        &self,
        item: &Item,
        document: &Document,
        target: Option<&Path>,
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
        let Some(target) = target else {
            let same = markdown.as_bytes() == document.bytes;
            outcome.diff = (self.diff && !same)
                .then(|| diff::unified(item.source.as_deref(), &document.bytes, &markdown));
            outcome.document = self.write.then_some(markdown);
            return Ok(if same {
                Status::Unchanged
            } else {
                Status::Converted
            });
        };
        if item.target == Target::Same {
            return self.replace(target, document, document.stamp, &markdown, outcome);
        }
        let there = existing(target)?;
        let status = match (&item.target, &there) {
            (Target::Renamed(_), Some(there)) if there.bytes != markdown.as_bytes() => {
                let message = format!("{} exists; move one of the two", shown_path(target));
                return Err(Failure::new("exists", message));
            }
            (_, None) => {
                let nothing = Document {
                    bytes: Vec::new(),
                    stamp: None,
                };
                self.replace(target, &nothing, None, &markdown, outcome)?;
                Status::Converted
            }
            (_, Some(there)) => self.replace(target, there, there.stamp, &markdown, outcome)?,
        };
        if let (Target::Renamed(_), Some(source), Some(stamp), true) =
            (&item.target, &item.source, document.stamp, self.write)
        {
            self.disk.remove(source, stamp)?;
            return Ok(Status::Converted);
        }
        Ok(status)
    }

    /// `old` is what the target holds now.
    fn replace(
        &self,
        target: &Path,
        old: &Document,
        stamp: Option<Stamp>,
        markdown: &str,
        outcome: &mut Outcome,
    ) -> Result<Status, Failure> {
        if stamp.is_some() && old.bytes == markdown.as_bytes() {
            return Ok(Status::Unchanged);
        }
        if self.diff {
            outcome.diff = Some(diff::unified(Some(target), &old.bytes, markdown));
        }
        if self.write {
            if stamp.is_none() {
                fs::create_dir_all(folder(target))
                    .map_err(|error| io_failure("make the output folder", &error))?;
            }
            self.disk.put(target, stamp, markdown.as_bytes())?;
        }
        Ok(Status::Converted)
    }
}

/// A file that may be there already.
fn existing(path: &Path) -> Result<Option<Document>, Failure> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_failure("look at the output file", &error)),
        Ok(_) => {}
    }
    let file = open(path, false)?;
    let read = |mut file: &File| -> io::Result<Document> {
        let metadata = file.metadata()?;
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        file.read_to_end(&mut bytes)?;
        Ok(Document {
            bytes,
            stamp: Some(Stamp::new(&metadata)),
        })
    };
    read(&file)
        .map(Some)
        .map_err(|error| io_failure("read the output file", &error))
}

/// A symbolic link's file, so that the link stays; other paths as they are.
fn resolve(path: &Path) -> Result<PathBuf, Failure> {
    let metadata = path
        .symlink_metadata()
        .map_err(|error| io_failure("read", &error))?;
    if metadata.is_symlink() {
        return path
            .canonicalize()
            .map_err(|error| io_failure("follow the link", &error));
    }
    Ok(path.to_owned())
}

/// Opens a regular file. Pipes and devices may only be read (`stream`), for standard output; else
/// they are refused without being opened, because opening one can block or have effects.
fn open(path: &Path, stream: bool) -> Result<File, Failure> {
    let failure = |error: io::Error| io_failure("read", &error);
    let metadata = fs::metadata(path).map_err(failure)?;
    if stream && !metadata.is_dir() {
        return File::open(path).map_err(failure);
    }
    if metadata.is_dir() {
        return Err(failure(io::ErrorKind::IsADirectory.into()));
    }
    let not_regular = || {
        Failure::new(
            "special",
            "not a regular file; convert it to standard output",
        )
    };
    if !metadata.is_file() {
        return Err(not_regular());
    }
    let file = without_blocking(OpenOptions::new().read(true))
        .open(path)
        .map_err(failure)?;
    // It may have become something else since it was looked at.
    if file.metadata().map_err(failure)?.is_file() {
        Ok(file)
    } else {
        Err(not_regular())
    }
}

#[cfg(unix)]
fn without_blocking(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
}

#[cfg(not(unix))]
fn without_blocking(options: &mut OpenOptions) -> &mut OpenOptions {
    options
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
