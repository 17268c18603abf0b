//! What a benchmark reads: the files of folders that are named, or else generated documents.

use std::path::Path;

use crate::set::Set;
use crate::{files, inputs};

/// A set for each folder, of its files as HTML; without any, those that are generated.
pub(crate) fn of(folders: Vec<String>) -> Vec<Set> {
    if folders.is_empty() {
        inputs::generated()
    } else {
        folders.into_iter().map(folder).collect()
    }
}

fn folder(name: String) -> Set {
    let mut documents = Vec::new();
    files::read(Path::new(&name), &mut documents);
    Set { name, documents }
}
