//! What is to become of each file, settled before the first one is written.
//!
//! Output names come from input names alone. Two inputs that would be written to one file (or to
//! names that some file systems take for one: equal after Unicode normalisation and without regard
//! to case) stop the run, as does an output outside of the output folder.

use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use super::files::{Files, Found};
use super::walk::Unread;
use crate::messages::{Failure, shown_path};
use crate::ordered::{self, Weigh};

/// The extension of converted files.
const MARKDOWN: &str = "md";

/// The extension that says least.
const TEXT: &str = "txt";

/// Extensions of files that say that they are HTML.
const HTML: [&str; 3] = ["html", "htm", "xhtml"];

/// Extensions of files that say that they are Markdown.
const MARKDOWN_NAMES: [&str; 4] = ["md", "markdown", "mdx", "mdown"];

/// Items whose names one thread of several hashes before it takes others.
const HASHED_TOGETHER: usize = if cfg!(test) { 4 } else { 4096 };

/// Where results go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// One file.
    File(PathBuf),
    /// Below a folder, in the tree of the inputs.
    Folder(PathBuf),
    /// In place of the input.
    Same,
    /// In place of the input, but called `.md`.
    Renamed,
}

/// One document's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// `None` for standard input.
    pub(crate) source: Option<PathBuf>,
    /// Named by the user, not found in a folder.
    pub(crate) named: bool,
    pub(crate) target: Target,
}

/// Where one result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    /// The input itself.
    Same,
    /// Another file.
    Path(PathBuf),
    /// Another file, after which the input goes.
    Renamed(PathBuf),
    /// Nowhere: the input is HTML by name and must not hold Markdown.
    Kept,
    /// Nowhere: the input could not be looked at.
    Unread(Box<Failure>),
}

impl Item {
    /// The item for standard input.
    fn stdin(target: Target) -> Self {
        Item {
            source: None,
            named: true,
            target,
        }
    }
}

/// What the run does, document by document. An item is made when it is asked for: the list of a
/// large folder is the most that a run holds.
#[derive(Debug)]
pub(crate) enum Plan {
    /// Standard input alone.
    Stdin(Target),
    /// These, none of which is written where another is.
    Files {
        files: Files,
        destination: Destination,
        /// The folder that relative paths are below.
        here: PathBuf,
    },
}

impl Plan {
    /// The plan for standard input.
    pub(crate) fn of_stdin(destination: &Destination) -> Self {
        Plan::Stdin(match destination {
            Destination::File(path) => Target::Path(path.clone()),
            _ => Target::Stdout,
        })
    }

    /// The plan for files, in their order; or each file that collides with an earlier one, found by
    /// as many threads as `jobs` says.
    pub(crate) fn of_files(
        files: Files,
        destination: Destination,
        here: &Path,
        jobs: Option<NonZeroUsize>,
    ) -> Result<Self, Vec<Unread>> {
        let plan = Plan::Files {
            files,
            destination,
            here: here.to_owned(),
        };
        let failures = plan.collisions(jobs);
        if failures.is_empty() {
            Ok(plan)
        } else {
            Err(failures)
        }
    }

    /// How many documents there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Plan::Stdin(_) => 1,
            Plan::Files { files, .. } => files.len(),
        }
    }

    /// The document at this place.
    pub(crate) fn get(&self, at: usize) -> Option<Item> {
        match self {
            Plan::Stdin(target) => (at == 0).then(|| Item::stdin(target.clone())),
            Plan::Files {
                files,
                destination,
                here,
            } => files.get(at).map(|found| item(found, destination, here)),
        }
    }

    /// All documents, in order.
    pub(crate) fn items(&self) -> impl Iterator<Item = Item> {
        self.items_from(0)
    }

    fn items_from(&self, at: usize) -> impl Iterator<Item = Item> {
        let (stdin, files) = match self {
            Plan::Stdin(_) => (self.get(at), None),
            Plan::Files {
                files,
                destination,
                here,
            } => {
                let item = move |found| item(found, destination, here);
                (None, Some(files.iter_from(at).map(item)))
            }
        };
        stdin.into_iter().chain(files.into_iter().flatten())
    }

    /// One failure for each item whose file an earlier item writes too. Names are told apart by
    /// hashes, for there can be a great many of them.
    fn collisions(&self, jobs: Option<NonZeroUsize>) -> Vec<Unread> {
        let hashes = self.sorted_hashes(jobs);
        let mut failures: Vec<(usize, Unread)> = Vec::new();
        for alike in hashes.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1) {
            let items: Vec<Item> = alike.iter().filter_map(|&(_, at)| self.get(at)).collect();
            for (count, item) in items.iter().enumerate() {
                let mut earlier = items[..count].iter().rev();
                let failure = earlier.find_map(|first| collision(first, item));
                failures.extend(failure.map(|failure| (alike[count].1, failure)));
            }
        }
        failures.sort_by_key(|(at, _)| *at);
        failures.into_iter().map(|(_, failure)| failure).collect()
    }

    /// The hashes of all files that are written, with the places of their items.
    fn sorted_hashes(&self, jobs: Option<NonZeroUsize>) -> Hashes {
        let workers = super::workers(jobs, self.len().div_ceil(HASHED_TOGETHER));
        // To merge parts takes memory for a second copy.
        let part_len = match workers.get() {
            1 => self.len().max(1),
            _ => HASHED_TOGETHER,
        };
        let of_part = |from: usize| {
            let items = (from..).zip(self.items_from(from)).take(part_len);
            let hash_of = |(at, item)| Some((hash(written(&item)?), at));
            let mut hashes: Hashes = items.filter_map(hash_of).collect();
            hashes.sort_unstable();
            hashes
        };
        let mut starts = (0..self.len()).step_by(part_len);
        let mut hashes = Hashes::new();
        ordered::run(
            workers,
            || starts.next(),
            of_part,
            |mut part| {
                if hashes.is_empty() {
                    hashes = part;
                } else {
                    hashes.append(&mut part);
                }
                ControlFlow::Continue(())
            },
        );
        #[expect(
            clippy::stable_sort_primitive,
            reason = "this one merges what is sorted in parts"
        )]
        hashes.sort();
        hashes
    }
}

/// Hashes of names, with the places of their items.
type Hashes = Vec<(u64, usize)>;

impl Weigh for Hashes {
    fn weight(&self) -> usize {
        size_of_val(self.as_slice())
    }
}

fn path(item: &Item) -> &Path {
    item.source.as_deref().unwrap_or(Path::new("-"))
}

fn item(found: Found<'_>, destination: &Destination, here: &Path) -> Item {
    let target = match (found.failure, destination) {
        (Some(failure), _) => Target::Unread(Box::new(failure.clone())),
        (None, Destination::Stdout) => Target::Stdout,
        (None, Destination::File(path)) => Target::Path(path.clone()),
        (None, Destination::Folder(folder)) => {
            Target::Path(markdown_name(folder.join(found.relative(here))))
        }
        (None, Destination::Same) if has_extension(&found.path, &HTML) => Target::Kept,
        (None, Destination::Renamed) if !has_extension(&found.path, &MARKDOWN_NAMES) => {
            Target::Renamed(markdown_name(found.path.clone()))
        }
        (None, Destination::Same | Destination::Renamed) => Target::Same,
    };
    Item {
        named: found.folder.is_none(),
        source: Some(found.path),
        target,
    }
}

/// `a.html` is `a.md`; `v1.2`, whose last part says nothing of its format, is `v1.2.md`.
fn markdown_name(mut path: PathBuf) -> PathBuf {
    let extension = path.extension().unwrap_or_default();
    if [HTML.as_slice(), &MARKDOWN_NAMES, &[TEXT]]
        .iter()
        .any(|it| is_one_of(extension, it))
    {
        path.set_extension(MARKDOWN);
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(MARKDOWN);
    name.into()
}

/// Whether a path has one of these extensions, given in lower case, in whatever case.
pub(super) fn has_extension(path: &Path, extensions: &[impl AsRef<str>]) -> bool {
    is_one_of(path.extension().unwrap_or_default(), extensions)
}

fn is_one_of(extension: &OsStr, extensions: &[impl AsRef<str>]) -> bool {
    if extension.is_ascii() {
        let is = |it: &str| extension.eq_ignore_ascii_case(it);
        return extensions.iter().any(|it| is(it.as_ref()));
    }
    let extension = extension.to_string_lossy().to_lowercase();
    extensions.iter().any(|it| extension == it.as_ref())
}

/// The failure of an item that writes the file of an earlier one.
fn collision(first: &Item, item: &Item) -> Option<Unread> {
    let (source, target, its_target) = (item.source.as_ref()?, written(item)?, written(first)?);
    if folded(target) != folded(its_target) {
        return None;
    }
    let same = if its_target == target {
        ""
    } else {
        " on some file systems"
    };
    let message = format!(
        "would be written to {}{same}, as would {}; rename one of them",
        shown_path(target),
        shown_path(path(first))
    );
    Some((source.clone(), Failure::new("collision", message)))
}

fn hash(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded(path).hash(&mut hasher);
    hasher.finish()
}

fn written(item: &Item) -> Option<&Path> {
    match &item.target {
        Target::Path(path) | Target::Renamed(path) => Some(path),
        Target::Stdout | Target::Same | Target::Kept | Target::Unread(_) => None,
    }
}

/// What two names have in common that a file system may take for the same.
fn folded(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::super::files::Gatherer;
    use super::*;

    fn plan(paths: &[&str], destination: Destination) -> Result<Vec<Target>, usize> {
        let mut files = Gatherer::new();
        paths
            .iter()
            .for_each(|path| files.add_named(Path::new(path)));
        let plan = Plan::of_files(files.finish(), destination, Path::new("/here"), None);
        plan.map(|plan| plan.items().map(|item| item.target).collect())
            .map_err(|failures| failures.len())
    }

    fn targets(paths: &[&str]) -> Result<Vec<Target>, usize> {
        plan(paths, Destination::Folder("out".into()))
    }

    #[test]
    fn the_tree_is_kept_below_the_output_folder() {
        let expected = vec![
            Target::Path("out/a/b.md".into()),
            Target::Path("out/c.md".into()),
            Target::Path("out/d.v2.md".into()),
            Target::Path("out/v1.2.md".into()),
        ];
        assert_eq!(
            targets(&["a/b.html", "c", "d.v2.txt", "v1.2"]),
            Ok(expected)
        );
    }

    #[test]
    fn names_that_some_file_system_takes_for_one_collide() {
        assert_eq!(targets(&["a.html", "a.txt"]), Err(1));
        assert_eq!(targets(&["README.html", "readme.txt", "Readme.md"]), Err(2));
        assert_eq!(targets(&["caf\u{e9}.html", "cafe\u{301}.html"]), Err(1));
        assert!(targets(&["a/x.html", "b/x.html"]).is_ok());
    }

    #[test]
    fn the_case_of_an_extension_does_not_count() {
        let extensions = ["html", "bök"];
        for path in ["a.HTML", "a.b.Html", "a.BÖK", "a.bök"] {
            assert!(has_extension(Path::new(path), &extensions), "{path}");
        }
        for path in ["html", "a.htm", "a.BOK", "a.", "a.html.ö"] {
            assert!(!has_extension(Path::new(path), &extensions), "{path}");
        }
    }

    #[test]
    fn in_place_html_is_kept_unless_it_may_be_renamed() {
        let of = |path, destination| plan(&[path], destination).unwrap().remove(0);
        assert_eq!(of("a.HTML", Destination::Same), Target::Kept);
        assert_eq!(of("a.txt", Destination::Same), Target::Same);
        assert_eq!(
            of("a.html", Destination::Renamed),
            Target::Renamed("a.md".into())
        );
        assert_eq!(of("a.md", Destination::Renamed), Target::Same);
    }
}
