//! Files that are not part of the project: real articles and the examples of specifications, in
//! the folder that `ARTICLE2MD_SHARED` names, or `../shared`.

use std::fs;
use std::path::PathBuf;

const ARTICLES: [&str; 5] = ["html", "txt", "md", "markdown", "erb"];

/// Where they are, if anywhere.
pub fn folder() -> PathBuf {
    std::env::var_os("ARTICLE2MD_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    )
}

/// Real articles, in a fixed order; none where they are not at hand, which is said.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn articles() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder().join("corpus")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            eprintln!("skipped: no {}", folder.display());
            continue;
        };
        for entry in entries {
            let path = entry.expect("a folder's entries can be read").path();
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if ARTICLES.contains(&&*ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
