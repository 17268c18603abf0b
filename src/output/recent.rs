//! The folders that something was done for lately, so that it is not done again for each file.
//!
//! Files come sorted by path, so those of a folder come close together, and a folder that was
//! forgotten costs one more look. So memory does not grow with the number of folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many folders are remembered: with one more, the others are forgotten.
const FOLDERS_MAX: usize = 256;

/// Folders.
#[derive(Debug, Default)]
pub(super) struct Recent(BTreeSet<PathBuf>);

impl Recent {
    pub(super) fn contains(&self, folder: &Path) -> bool {
        self.0.contains(folder)
    }

    /// Remembers a folder.
    pub(super) fn insert(&mut self, folder: &Path) {
        if self.0.len() >= FOLDERS_MAX {
            self.0.clear();
        }
        self.0.insert(folder.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_folder_is_remembered_and_not_all_are() {
        let mut recent = Recent::default();
        for n in 0..10 * FOLDERS_MAX {
            let folder = PathBuf::from(n.to_string());
            assert!(!recent.contains(&folder));
            recent.insert(&folder);
            assert!(recent.contains(&folder));
        }
        assert!(recent.0.len() <= FOLDERS_MAX);
    }
}
