//! Paths as byte strings that sort as the paths do.
//!
//! A key is the path's parts, each with an end mark that is below all that a part can hold, so that
//! keys compare byte by byte as paths compare part by part. `.` has no part in it: two spellings of
//! one path have one key. The path comes back from it in its plainest spelling; whether that is the
//! one it had is for the caller to see.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Component, MAIN_SEPARATOR_STR, Path, PathBuf};

/// Ends a part; before all other bytes of keys.
const END: u8 = 0;

/// Stands before a number for what would be taken for a mark: no byte of a part is [`END`].
const ESCAPE: u8 = 1;

/// The root folder: before `..`, which is before every name.
const ROOT: [u8; 3] = [ESCAPE, END, 0];

/// The folder above.
const PARENT: [u8; 3] = [ESCAPE, END, 1];

/// Adds the key of a path.
pub(super) fn append(key: &mut Vec<u8>, path: &Path) {
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::RootDir => key.extend(ROOT),
            Component::ParentDir => key.extend(PARENT),
            Component::Normal(name) => append_name(key, name.as_encoded_bytes()),
            // Kinds of prefixes are equal where what they say is, however it is spelled.
            Component::Prefix(prefix) => {
                key.push(END);
                append_name(key, format!("{:?}", prefix.kind()).as_bytes());
            }
        }
    }
}

fn append_name(key: &mut Vec<u8>, name: &[u8]) {
    if memchr::memchr2(END, ESCAPE, name).is_none() {
        key.extend(name);
    } else {
        for &byte in name {
            match byte {
                END | ESCAPE => key.extend([ESCAPE, byte + 1]),
                byte => key.push(byte),
            }
        }
    }
    key.push(END);
}

/// The path of a key, or of a key's end, below `base`; `None` where it does not come back from it.
pub(super) fn path(base: &Path, key: &[u8]) -> Option<PathBuf> {
    let mut path = PathBuf::with_capacity(base.as_os_str().len() + 1 + key.len());
    path.push(base);
    let mut rest = key;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix(&ROOT) {
            path.push(MAIN_SEPARATOR_STR);
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(&PARENT) {
            path.push("..");
            rest = behind;
        } else {
            let end = memchr::memchr(END, rest)?;
            path.push(os_str(&name(&rest[..end]))?);
            rest = &rest[end + 1..];
        }
    }
    Some(path)
}

/// Whether a key, or a key's end, holds names only.
pub(super) fn is_plain(key: &[u8]) -> bool {
    cfg!(unix) && memchr::memchr(ESCAPE, key).is_none()
}

/// A part without its escapes.
fn name(part: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(ESCAPE, part).is_none() {
        return part.into();
    }
    let mut name = Vec::with_capacity(part.len());
    let mut bytes = part.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            ESCAPE => name.extend(bytes.next().map(|it| it - 1)),
            byte => name.push(byte),
        }
    }
    name.into()
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "not every system takes any bytes for a name"
)]
pub(super) fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(OsStr::from_bytes(bytes))
}

/// Other systems' names that are no text can't be made of bytes.
#[cfg(not(unix))]
pub(super) fn os_str(bytes: &[u8]) -> Option<&OsStr> {
    str::from_utf8(bytes).ok().map(OsStr::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> Vec<u8> {
        let mut key = Vec::new();
        append(&mut key, Path::new(path));
        key
    }

    #[test]
    fn keys_sort_as_paths_do() {
        let sorted = [
            "", "/", "/..", "/a", "..", "../a", "\0", "\0a", "\u{1}", "\u{1}a", "!", "a", "a/!",
            "a/b", "a\0", "a\u{1}/b", "a!", "a.b/c", "ab",
        ];
        let keys: Vec<_> = sorted.iter().map(|path| key(path)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
        assert!(sorted.is_sorted_by(|a, b| Path::new(a) < Path::new(b)));
    }

    #[test]
    fn spellings_of_one_path_have_one_key() {
        for spelling in ["./a/b", "a//b", "a/./b", "a/b/", "a/b/."] {
            assert_eq!(key(spelling), key("a/b"), "{spelling}");
        }
        assert_ne!(key("a/../b"), key("b"));
    }

    #[test]
    fn the_plainest_spelling_comes_back() {
        let back = |base: &str, path: &str| super::path(Path::new(base), &key(path)).unwrap();
        assert_eq!(back("", "../a/./b\u{1}\0/"), Path::new("../a/b\u{1}\0"));
        assert_eq!(back("", "/a"), Path::new("/a"));
        let spelled = back(".", "a/b");
        assert_eq!(spelled.as_os_str(), Path::new(".").join("a").join("b"));
    }
}
