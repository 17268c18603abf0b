//! The files of a folder as the documents of a benchmark.

use std::fs;
use std::path::{Path, PathBuf};

/// Adds the text of each file below a path, in the order of their names.
pub(crate) fn read(path: &Path, documents: &mut Vec<String>) {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        entries.sort();
        entries.iter().for_each(|entry| read(entry, documents));
    } else if let Ok(text) = fs::read_to_string(path) {
        documents.push(text);
    }
}
