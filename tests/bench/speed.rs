//! How fast articles are converted; see `contest.rs` for what is measured and how.
//!
//! `cargo bench --bench speed` measures generated articles; `cargo bench --bench speed -- FOLDER…`
//! measures each folder's files as HTML.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "contest.rs"]
mod contest;
#[path = "files.rs"]
mod files;
#[path = "inputs.rs"]
mod inputs;
#[path = "set.rs"]
mod set;

use std::path::Path;

use set::Set;

fn main() {
    let folders: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    if folders.is_empty() {
        contest::run(&inputs::generated());
    } else {
        contest::run(&folders.into_iter().map(folder).collect::<Vec<_>>());
    }
}

/// All files below a folder.
fn folder(name: String) -> Set {
    let mut documents = Vec::new();
    files::read(Path::new(&name), &mut documents);
    Set { name, documents }
}
