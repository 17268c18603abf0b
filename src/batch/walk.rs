//! From what was named on the command line to the files to be converted, sorted by path.
//!
//! A file that was named is taken whatever it is called; in a folder, and below it, only files with
//! the extensions of the settings are, without hidden ones and without what ignore files and
//! exclude patterns leave out. Symbolic links in folders are not followed unless asked. A path that
//! can't be read becomes a failure of its own and does not stop the rest.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use super::files::{Files, Gatherer};
use super::plan::has_extension;
use crate::input::io_failure;
use crate::messages::Failure;

/// Our own ignore file, beside `.gitignore` and `.ignore`.
const IGNORE_FILE: &str = ".article2mdignore";

/// Which files of a folder are meant.
// Each is a flag of its own, in any combination.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Without their dots, in lower case.
    pub(crate) extensions: Vec<String>,
    /// Take hidden files too.
    pub(crate) hidden: bool,
    /// Heed `.gitignore`, `.ignore` and `.article2mdignore`.
    pub(crate) ignore_files: bool,
    /// Follow symbolic links in folders.
    pub(crate) follow: bool,
    /// Leave out files by name too if they match an exclude pattern.
    pub(crate) force_exclude: bool,
    /// Exclude patterns.
    pub(crate) exclude: Excludes,
    /// Absolute paths that are never walked: output folders.
    pub(crate) outputs: Vec<PathBuf>,
}

/// A path that could not be looked at, and why.
pub(crate) type Unread = (PathBuf, Failure);

/// Exclude patterns in the form of `.gitignore` lines, each set relative to a folder.
#[derive(Debug, Default)]
pub(crate) struct Excludes {
    here: PathBuf,
    sets: Vec<Gitignore>,
}

impl Excludes {
    /// No patterns yet; relative paths are below `here`.
    pub(crate) fn new(here: PathBuf) -> Self {
        Excludes {
            here,
            sets: Vec::new(),
        }
    }

    /// The folder that relative paths are below.
    pub(crate) fn here(&self) -> &Path {
        &self.here
    }

    /// Adds patterns that hold below `root`.
    pub(crate) fn add<'a>(
        &mut self,
        root: &Path,
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), ignore::Error> {
        let mut patterns = patterns.into_iter().peekable();
        if patterns.peek().is_none() {
            return Ok(());
        }
        let mut builder = GitignoreBuilder::new(root);
        for pattern in patterns {
            builder.add_line(None, pattern)?;
        }
        self.sets.push(builder.build()?);
        Ok(())
    }

    fn leaves_out(&self, path: &Path, is_folder: bool) -> bool {
        self.sets.iter().any(|set| {
            set.num_ignores() > 0 && set.matched(self.here.join(path), is_folder).is_ignore()
        })
    }

    /// The same, where the folders above the file were not walked.
    fn leaves_out_with_parents(&self, path: &Path) -> bool {
        let path = clean(&self.here.join(path));
        self.sets
            .iter()
            .filter(|set| path.starts_with(set.path()))
            .any(|set| set.matched_path_or_any_parents(&path, false).is_ignore())
    }

    /// Adds the patterns of our ignore files in the folders above `path`.
    fn with_ignore_files_above(&self, path: &Path) -> Excludes {
        let mut all = Excludes::new(self.here.clone());
        let path = clean(&self.here.join(path));
        for folder in path.ancestors().skip(1) {
            let file = folder.join(IGNORE_FILE);
            if file.is_file() {
                let mut builder = GitignoreBuilder::new(folder);
                builder.add(file);
                all.sets.extend(builder.build());
            }
        }
        all
    }
}

/// The files meant by `inputs` and what could not be looked at, sorted by path and each once.
pub(crate) fn find(inputs: &[PathBuf], selection: &Selection) -> Files {
    let mut finder = Finder {
        selection,
        found: Gatherer::new(),
    };
    for input in inputs {
        finder.input(input);
    }
    finder.found.finish()
}

struct Finder<'a> {
    selection: &'a Selection,
    found: Gatherer,
}

impl Finder<'_> {
    fn input(&mut self, path: &Path) {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => self.folder(path, None),
            Ok(_) => self.file(path),
            Err(error) => match glob(path) {
                Some((base, matcher)) if error.kind() == std::io::ErrorKind::NotFound => {
                    let before = self.found.len();
                    self.folder(&base, Some(&matcher));
                    if before == self.found.len() {
                        let failure = Failure::new("io", "no file matches; check the pattern");
                        self.fail((path.to_owned(), failure));
                    }
                }
                _ => self.fail((path.to_owned(), io_failure("read", &error))),
            },
        }
    }

    fn fail(&mut self, (path, failure): Unread) {
        self.found.add_unread(&path, failure);
    }

    fn file(&mut self, path: &Path) {
        let exclude = &self.selection.exclude;
        if self.selection.force_exclude
            && (exclude.leaves_out_with_parents(path)
                || exclude
                    .with_ignore_files_above(path)
                    .leaves_out_with_parents(path))
        {
            return;
        }
        self.found.add_named(path);
    }

    /// All files meant below a folder: those with our extensions, or those that match a pattern.
    fn folder(&mut self, folder: &Path, pattern: Option<&GlobMatcher>) {
        let walked = self.found.folder(shown(folder));
        let mut errors = Vec::new();
        for entry in walker(folder, self.selection) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            if entry.depth() == 0 || !is_file(&entry) || self.leaves_out(&entry) {
                continue;
            }
            let path = entry.path();
            match pattern {
                Some(pattern) if pattern.is_match(path) => self.found.add_named(shown(path)),
                None if has_extension(path, &self.selection.extensions) => {
                    self.found.add_inside(walked, shown(path));
                }
                _ => {}
            }
        }
        // The walk goes in no order, and several of them can be told of one folder.
        errors.sort_by(|a, b| place(a).cmp(&place(b)));
        for error in &errors {
            self.fail(walk_failure(folder, error));
        }
    }

    fn leaves_out(&self, entry: &DirEntry) -> bool {
        self.selection.exclude.leaves_out(entry.path(), false)
    }
}

/// The walk puts `./` before what it finds in `.`; nobody typed that.
fn shown(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

/// Regular files only: no symbolic links unless followed, no devices, no pipes.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

fn walker(folder: &Path, selection: &Selection) -> ignore::Walk {
    let mut builder = WalkBuilder::new(folder);
    builder
        .standard_filters(selection.ignore_files)
        .hidden(!selection.hidden)
        .follow_links(selection.follow);
    if selection.ignore_files {
        builder.add_custom_ignore_filename(IGNORE_FILE);
    }
    // The walker wants to own what it asks; the sets share their patterns when cloned.
    let exclude = Excludes {
        here: selection.exclude.here.clone(),
        sets: selection.exclude.sets.clone(),
    };
    let outputs = selection.outputs.clone();
    builder.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !is_folder || entry.depth() == 0 {
            return true;
        }
        let path = entry.path();
        let is_output = !outputs.is_empty() && outputs.contains(&clean(&exclude.here.join(path)));
        !is_output && !exclude.leaves_out(path, true)
    });
    builder.build()
}

/// Where the walk met an error, if it was at a path.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithDepth { err, .. } => place(err),
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// The path an error of the walk is about, and what it says.
fn walk_failure(folder: &Path, error: &ignore::Error) -> Unread {
    match error {
        ignore::Error::WithDepth { err, .. } => walk_failure(folder, err),
        ignore::Error::WithPath { path, err } => walk_failure(path, err),
        ignore::Error::Io(error) => (folder.to_owned(), io_failure("read", error)),
        other => (folder.to_owned(), Failure::new("io", other.to_string())),
    }
}

/// Whether a path that does not exist is a pattern.
pub(crate) fn is_glob(path: &Path) -> bool {
    !path.exists() && glob(path).is_some()
}

/// A glob pattern's folder without wildcards, and what matches below it.
fn glob(path: &Path) -> Option<(PathBuf, GlobMatcher)> {
    let is_wild = |part: &Component<'_>| {
        part.as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
    };
    if !path.components().any(|part| is_wild(&part)) {
        return None;
    }
    let base: PathBuf = path
        .components()
        .take_while(|part| !is_wild(part))
        .collect();
    let base = if base.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        base
    };
    let pattern = path.to_str()?;
    // The walk puts its base in front of what it finds.
    let pattern = if base == Path::new(".") && !pattern.starts_with("./") {
        format!("./{pattern}")
    } else {
        pattern.to_owned()
    };
    let glob = GlobBuilder::new(&pattern)
        .literal_separator(true)
        .build()
        .ok()?;
    Some((base, glob.compile_matcher()))
}

/// The path without `.` and, by its text alone, without `..`.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_by_its_text() {
        assert_eq!(clean(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(clean(Path::new("../a")), Path::new("../a"));
    }

    #[test]
    fn a_pattern_has_a_folder_without_wildcards() {
        let (base, matcher) = glob(Path::new("a/b/**/*.md")).unwrap();
        assert_eq!(base, Path::new("a/b"));
        assert!(matcher.is_match("a/b/c/d.md") && matcher.is_match("a/b/d.md"));
        let (base, matcher) = glob(Path::new("*.md")).unwrap();
        assert_eq!(base, Path::new("."));
        assert!(matcher.is_match("./d.md") && !matcher.is_match("./c/d.md"));
        assert!(glob(Path::new("a/b.md")).is_none());
    }
}
