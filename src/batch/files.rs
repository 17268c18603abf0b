//! The files of a run and the paths that could not be looked at, sorted by path.
//!
//! There can be a great many of them at once. So a file is held as a sorted, packed key and a number
//! that says below which folder its path was spelled; all that can be told from these is told when it
//! is asked. Only a path that has another spelling, or that failed, is held whole.
//!
//! Each file is there once, however often it was named or found: as what comes first by [`Kind`],
//! then by when it was added. Failures are all kept, behind the file of the same path.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::packed::{Entry, Packed, Packer};
use super::path_key;
use super::sorter::Sorter;
use super::walk::clean;
use crate::messages::Failure;

/// A file to be converted, or a path that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    /// As named, or below a folder as named.
    pub(crate) path: PathBuf,
    /// The folder that it was found in; `None` for what was named itself, or matched by a glob
    /// pattern that was.
    pub(crate) folder: Option<&'a Path>,
    /// Why it could not be looked at.
    pub(crate) failure: Option<&'a Failure>,
    /// Behind how many bytes of the path that begins which is below the folder, where it stands
    /// there in its plainest spelling.
    below: Option<usize>,
}

impl Found<'_> {
    /// Where it belongs below an output folder: below the folder that was named; or, for a file that
    /// was named, below the current folder; only its name for a file outside of that.
    pub(crate) fn relative(&self, here: &Path) -> Cow<'_, Path> {
        if let Some(at) = self.below
            && let Some(below) = self.path.as_os_str().as_encoded_bytes().get(at..)
            && let Some(below) = path_key::os_str(below)
        {
            return Cow::Borrowed(Path::new(below));
        }
        if let Some(folder) = self.folder {
            return clean(self.path.strip_prefix(folder).unwrap_or(&self.path)).into();
        }
        let full = clean(&here.join(&self.path));
        match full.strip_prefix(here) {
            Ok(relative) => relative.to_owned().into(),
            Err(_) => PathBuf::from(full.file_name().unwrap_or_default()).into(),
        }
    }
}

/// Where a path came from, in the order in which one path's entries are sorted. A key ends with it,
/// behind a mark that no part of a path begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    /// It was named, or matched by a pattern.
    Named,
    /// It was found in a folder.
    Inside,
    /// It could not be looked at.
    Unread,
}

/// Stands between the key of a path and the [`Kind`].
const PATH_END: u8 = 0;

/// Bytes of a key that are not the path's.
const KIND_BYTES: usize = 2;

/// A folder whose files are being added, or one of the two that named files are below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Folder(usize);

/// Named files are spelled below no folder, or with a `./` before them.
const SPELLINGS: [&str; 2] = ["", "."];

/// A folder that paths start with, as it is spelled.
#[derive(Debug)]
struct Root {
    path: Box<Path>,
    /// Bytes of its key, which the keys of its files start with.
    key_bytes: usize,
}

impl Root {
    /// Bytes of a path below it that are not those of what is below it.
    fn bytes_in(&self, path: &Path) -> usize {
        let own = self.path.as_os_str().len();
        let is_apart = path.as_os_str().as_encoded_bytes().get(own) == Some(&b'/');
        own + usize::from(is_apart)
    }
}

/// A path that its key does not tell all about.
#[derive(Debug)]
struct Whole {
    path: Box<Path>,
    folder: Folder,
    failure: Option<Box<Failure>>,
}

/// What the numbers of the entries stand for: twice the index of a root; or, odd, that of a whole
/// path.
#[derive(Debug)]
struct Places {
    roots: Vec<Root>,
    wholes: Vec<Whole>,
}

impl Places {
    fn add_root(&mut self, path: &Path) -> Folder {
        let mut key = Vec::new();
        path_key::append(&mut key, path);
        self.roots.push(Root {
            path: path.into(),
            key_bytes: key.len(),
        });
        Folder(self.roots.len() - 1)
    }

    fn add_whole(&mut self, path: &Path, folder: Folder, failure: Option<Failure>) -> u64 {
        self.wholes.push(Whole {
            path: path.into(),
            folder,
            failure: failure.map(Box::new),
        });
        (self.wholes.len() - 1) as u64 * 2 + 1
    }

    /// The number for a path below a folder, if it comes back from its key.
    fn number_below(&self, folder: Folder, key: &[u8], path: &Path) -> Option<u64> {
        let back = self.path_below(folder, key)?;
        (back.as_os_str() == path.as_os_str()).then_some(folder.0 as u64 * 2)
    }

    fn path_below(&self, folder: Folder, key: &[u8]) -> Option<PathBuf> {
        let root = &self.roots[folder.0];
        path_key::path(&root.path, key.get(root.key_bytes..)?)
    }

    fn found(&self, entry: &Entry) -> Option<Found<'_>> {
        let index = (entry.number / 2) as usize;
        let (key, kind) = entry.key.split_last_chunk::<KIND_BYTES>()?;
        let is_inside = kind[1] == Kind::Inside as u8;
        let (path, folder, failure, below) = if entry.number.is_multiple_of(2) {
            let path = self.path_below(Folder(index), key)?;
            let root = &self.roots[index];
            let is_plain = is_inside && path_key::is_plain(&key[root.key_bytes..]);
            let below = is_plain.then(|| root.bytes_in(&path));
            (path, Folder(index), None, below)
        } else {
            let whole = &self.wholes[index];
            let failure = whole.failure.as_deref();
            (whole.path.to_path_buf(), whole.folder, failure, None)
        };
        let folder = is_inside.then(|| &*self.roots[folder.0].path);
        Some(Found {
            path,
            folder,
            failure,
            below,
        })
    }
}

/// Gathers files and failures in any order.
#[derive(Debug)]
pub(crate) struct Gatherer {
    places: Places,
    sorter: Sorter,
    len: usize,
    key: Vec<u8>,
}

impl Gatherer {
    pub(crate) fn new() -> Self {
        let mut places = Places {
            roots: Vec::new(),
            wholes: Vec::new(),
        };
        for spelling in SPELLINGS {
            places.add_root(Path::new(spelling));
        }
        Gatherer {
            places,
            sorter: Sorter::default(),
            len: 0,
            key: Vec::new(),
        }
    }

    /// How many were added, some of which may be the same.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds a file that was named, or matched by a pattern.
    pub(crate) fn add_named(&mut self, path: &Path) {
        self.add(path, Kind::Named, |places, key| {
            let mut spellings = (0..SPELLINGS.len()).map(Folder);
            spellings
                .find_map(|it| places.number_below(it, key, path))
                .unwrap_or_else(|| places.add_whole(path, Folder(0), None))
        });
    }

    /// A folder that was named.
    pub(crate) fn folder(&mut self, path: &Path) -> Folder {
        self.places.add_root(path)
    }

    /// Adds a file that was found in a folder.
    pub(crate) fn add_inside(&mut self, folder: Folder, path: &Path) {
        self.add(path, Kind::Inside, |places, key| {
            places
                .number_below(folder, key, path)
                .unwrap_or_else(|| places.add_whole(path, folder, None))
        });
    }

    /// Adds a path that could not be looked at.
    pub(crate) fn add_unread(&mut self, path: &Path, failure: Failure) {
        self.add(path, Kind::Unread, |places, _| {
            places.add_whole(path, Folder(0), Some(failure))
        });
    }

    fn add(&mut self, path: &Path, kind: Kind, number: impl FnOnce(&mut Places, &[u8]) -> u64) {
        self.key.clear();
        path_key::append(&mut self.key, path);
        let number = number(&mut self.places, &self.key);
        self.key.extend([PATH_END, kind as u8]);
        self.sorter.push(&self.key, number);
        self.len += 1;
    }

    /// All that was added, sorted and each file once.
    pub(crate) fn finish(self) -> Files {
        let mut packer = Packer::default();
        self.sorter.finish(|key, number| {
            let is_unread = key.last() == Some(&(Kind::Unread as u8));
            if is_unread || path_part(key) != path_part(packer.last()) {
                packer.push(key, number);
            }
        });
        Files {
            places: self.places,
            list: packer.finish(),
        }
    }
}

/// A key without the kind; `None` for what stands before the first, which is no key.
fn path_part(key: &[u8]) -> Option<&[u8]> {
    let (path, _) = key.split_last_chunk::<KIND_BYTES>()?;
    Some(path)
}

/// All files and failures of a run.
#[derive(Debug)]
pub(crate) struct Files {
    places: Places,
    list: Packed,
}

impl Files {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The one at this place.
    pub(crate) fn get(&self, at: usize) -> Option<Found<'_>> {
        self.places.found(&self.list.get(at)?)
    }

    /// All from this place on, in order.
    pub(crate) fn iter_from(&self, at: usize) -> impl Iterator<Item = Found<'_>> {
        let mut cursor = self.list.cursor(at);
        std::iter::from_fn(move || {
            let entry = cursor.advance().then(|| cursor.entry())?;
            self.places.found(entry)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Component;

    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// What is added: how, and which path, in which folder if in one.
    #[derive(Debug, Clone)]
    enum Added {
        Named(PathBuf),
        Inside(usize, PathBuf),
        Unread(PathBuf),
    }

    const FOLDERS: [&str; 5] = ["", "a", "./b/", "a/../b", "/c"];

    fn names() -> impl Strategy<Value = PathBuf> {
        let text = select(vec![
            "a", "b", "a.b", "a!", "B", "..", ".", "", "\u{1}", "\u{2}x", "é", "a\0",
        ]);
        prop::collection::vec(text, 0..5).prop_map(|parts| parts.join("/").into())
    }

    #[cfg(unix)]
    fn paths() -> impl Strategy<Value = PathBuf> {
        use std::os::unix::ffi::OsStringExt as _;
        let bytes = prop::collection::vec(select(b"a/.\xff\xe9\x01\0".as_slice()), 0..8);
        let bytes = bytes.prop_map(|bytes| std::ffi::OsString::from_vec(bytes).into());
        prop_oneof![names(), bytes]
    }

    #[cfg(not(unix))]
    fn paths() -> impl Strategy<Value = PathBuf> {
        names()
    }

    fn added() -> impl Strategy<Value = Added> {
        prop_oneof![
            3 => paths().prop_map(Added::Named),
            3 => (0..FOLDERS.len(), paths()).prop_map(|(folder, path)| {
                Added::Inside(folder, Path::new(FOLDERS[folder]).join(path))
            }),
            1 => paths().prop_map(Added::Unread),
        ]
    }

    type Row = (PathBuf, Option<PathBuf>, Option<Failure>);

    fn row(added: &Added) -> Row {
        match added {
            Added::Named(path) => (path.clone(), None, None),
            Added::Inside(folder, path) => (path.clone(), Some(FOLDERS[*folder].into()), None),
            Added::Unread(path) => (path.clone(), None, Some(Failure::new("io", "no"))),
        }
    }

    fn steps(path: &Path) -> impl Iterator<Item = Component<'_>> {
        path.components().filter(|it| *it != Component::CurDir)
    }

    /// The same by a plain list.
    fn sorted(added: &[Added]) -> Vec<Row> {
        let mut rows: Vec<Row> = added.iter().map(row).collect();
        let rank = |it: &Row| (it.2.is_some(), it.1.is_some());
        rows.sort_by(|a, b| steps(&a.0).cmp(steps(&b.0)).then(rank(a).cmp(&rank(b))));
        rows.dedup_by(|b, a| b.2.is_none() && steps(&a.0).eq(steps(&b.0)));
        rows
    }

    fn gathered(added: &[Added]) -> Files {
        let mut gatherer = Gatherer::new();
        let folders = FOLDERS.map(|path| gatherer.folder(Path::new(path)));
        for it in added {
            match it {
                Added::Named(path) => gatherer.add_named(path),
                Added::Inside(folder, path) => gatherer.add_inside(folders[*folder], path),
                Added::Unread(path) => gatherer.add_unread(path, Failure::new("io", "no")),
            }
        }
        gatherer.finish()
    }

    /// With the paths as they are spelled: paths are equal that are spelled differently.
    fn told(found: &Found<'_>) -> String {
        let relative = found.relative(Path::new("/here"));
        let (path, relative) = (found.path.as_os_str(), relative.as_os_str());
        let failed = found.failure.is_some();
        format!("{path:?} {:?} {relative:?} {failed}", found.folder)
    }

    proptest! {
        #[test]
        fn order_and_paths_are_those_of_a_plain_list(
            added in prop::collection::vec(added(), 0..200)
        ) {
            let files = gathered(&added);
            let expected = sorted(&added);
            let expected: Vec<String> = expected
                .iter()
                .map(|(path, folder, failure)| told(&Found {
                    path: path.clone(),
                    folder: folder.as_deref(),
                    failure: failure.as_ref(),
                    below: None,
                }))
                .collect();
            let tell = |it: Found<'_>| told(&it);
            let found: Vec<String> = files.iter_from(0).map(tell).collect();
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(files.len(), expected.len());
            for at in 0..=expected.len() {
                prop_assert_eq!(files.get(at).map(tell), expected.get(at).cloned());
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_in_their_plain_spelling_are_not_held_whole() {
        let mut gatherer = Gatherer::new();
        for path in ["a/b", "./a/c", "../d", "./../e"] {
            gatherer.add_named(Path::new(path));
        }
        for folder in ["", "x", "../x", "./x/", "x/../y", "/x", "."] {
            let root = gatherer.folder(Path::new(folder));
            gatherer.add_inside(root, &Path::new(folder).join("sub").join("file"));
        }
        assert!(gatherer.places.wholes.is_empty(), "{gatherer:?}");
        gatherer.add_named(Path::new("a//b"));
        assert_eq!(gatherer.places.wholes.len(), 1);
    }
}
