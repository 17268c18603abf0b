//! The folders that something was done for lately, so that it is not done again for each file.
//!
//! Files come sorted by path, so those of a folder come close together, and a folder that was
//! forgotten costs one more look. So memory does not grow with the number of folders.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;

/// How many folders are remembered: with one more, the others are forgotten.
const FOLDERS_MAX: usize = 256;

/// Folders as they are spelled, and what is known of each.
#[derive(Debug, Default)]
pub(super) struct Recent<T = ()>(HashMap<OsString, T>);

impl<T: Copy> Recent<T> {
    /// What is known of a folder that is remembered.
    pub(super) fn get(&self, folder: &Path) -> Option<T> {
        self.0.get(folder.as_os_str()).copied()
    }

    /// Remembers a folder.
    pub(super) fn insert(&mut self, folder: &Path, known: T) {
        if self.0.len() >= FOLDERS_MAX {
            self.0.clear();
        }
        self.0.insert(folder.as_os_str().to_owned(), known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_folder_is_remembered_and_not_all_are() {
        let mut recent = Recent::default();
        for n in 0..10 * FOLDERS_MAX {
            let name = n.to_string();
            let folder = Path::new(&name);
            assert_eq!(recent.get(folder), None);
            recent.insert(folder, n);
            assert_eq!(recent.get(folder), Some(n));
        }
        assert!(recent.0.len() <= FOLDERS_MAX);
    }
}
