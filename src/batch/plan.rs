//! What is to become of each file, settled before the first one is written.
//!
//! Output names come from input names alone. Two inputs that would be written to one file (or to
//! names that some file systems take for one: equal after Unicode normalisation and without regard
//! to case) stop the run, as does an output outside of the output folder.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use super::walk::{Found, Unread, clean, order};
use crate::messages::{Failure, shown_path};

/// The extension of converted files.
const MARKDOWN: &str = "md";

/// The extension that says least.
const TEXT: &str = "txt";

/// Extensions of files that say that they are HTML.
const HTML: [&str; 3] = ["html", "htm", "xhtml"];

/// Extensions of files that say that they are Markdown.
const MARKDOWN_NAMES: [&str; 4] = ["md", "markdown", "mdx", "mdown"];

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
    pub(crate) fn stdin(target: Target) -> Self {
        Item {
            source: None,
            named: true,
            target,
        }
    }
}

/// The items for these files and failures, sorted by path; or every file that collides with another.
pub(crate) fn plan(
    files: Vec<Found>,
    unread: Vec<Unread>,
    destination: &Destination,
) -> Result<Vec<Item>, Vec<Unread>> {
    let mut items: Vec<Item> = files
        .into_iter()
        .map(|found| item(found, destination))
        .collect();
    let failures = collisions(&items);
    if !failures.is_empty() {
        return Err(failures);
    }
    if !unread.is_empty() {
        items.extend(unread.into_iter().map(|(path, failure)| Item {
            source: Some(path),
            named: true,
            target: Target::Unread(Box::new(failure)),
        }));
        items.sort_by(|a, b| order(path(a), path(b)));
    }
    Ok(items)
}

fn path(item: &Item) -> &Path {
    item.source.as_deref().unwrap_or(Path::new("-"))
}

fn item(found: Found, destination: &Destination) -> Item {
    let target = match destination {
        Destination::Stdout => Target::Stdout,
        Destination::File(path) => Target::Path(path.clone()),
        Destination::Folder(folder) => {
            Target::Path(markdown_name(&folder.join(clean(&found.relative))))
        }
        Destination::Same if has_extension(&found.path, &HTML) => Target::Kept,
        Destination::Renamed if !has_extension(&found.path, &MARKDOWN_NAMES) => {
            Target::Renamed(markdown_name(&found.path))
        }
        Destination::Same | Destination::Renamed => Target::Same,
    };
    Item {
        source: Some(found.path),
        named: found.named,
        target,
    }
}

/// `a.html` is `a.md`; `v1.2`, whose last part says nothing of its format, is `v1.2.md`.
fn markdown_name(path: &Path) -> PathBuf {
    if [HTML.as_slice(), &MARKDOWN_NAMES, &[TEXT]]
        .iter()
        .any(|it| has_extension(path, it))
    {
        return path.with_extension(MARKDOWN);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(MARKDOWN);
    name.into()
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    extensions.contains(&extension.as_str())
}

/// One failure for each item whose file an earlier item writes too. Names are told apart by hashes:
/// a folder can hold a great many of them.
fn collisions(items: &[Item]) -> Vec<Unread> {
    let targets = (items.iter().enumerate()).filter_map(|(at, item)| Some((at, written(item)?)));
    let mut hashes: Vec<(u64, usize)> = targets.map(|(at, path)| (hash(path), at)).collect();
    hashes.sort_unstable();
    let mut failures: Vec<(usize, Unread)> = Vec::new();
    for alike in hashes.chunk_by(|a, b| a.0 == b.0) {
        for (count, &(_, at)) in alike.iter().enumerate() {
            let mut earlier = alike[..count].iter().rev().map(|&(_, at)| &items[at]);
            let failure = earlier.find_map(|first| collision(first, &items[at]));
            failures.extend(failure.map(|failure| (at, failure)));
        }
    }
    failures.sort_by_key(|(at, _)| *at);
    failures.into_iter().map(|(_, failure)| failure).collect()
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
    use super::*;

    fn found(path: &str) -> Found {
        Found {
            path: path.into(),
            relative: path.into(),
            named: false,
        }
    }

    fn targets(paths: &[&str]) -> Result<Vec<Target>, usize> {
        let files = paths.iter().map(|path| found(path)).collect();
        let items = plan(files, Vec::new(), &Destination::Folder("out".into()));
        items
            .map(|all| all.into_iter().map(|item| item.target).collect())
            .map_err(|all| all.len())
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
    fn in_place_html_is_kept_unless_it_may_be_renamed() {
        let of = |path, destination| {
            plan(vec![found(path)], Vec::new(), destination)
                .unwrap()
                .remove(0)
                .target
        };
        assert_eq!(of("a.HTML", &Destination::Same), Target::Kept);
        assert_eq!(of("a.txt", &Destination::Same), Target::Same);
        assert_eq!(
            of("a.html", &Destination::Renamed),
            Target::Renamed("a.md".into())
        );
        assert_eq!(of("a.md", &Destination::Renamed), Target::Same);
    }
}
