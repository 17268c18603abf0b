//! The examples of the CommonMark and GFM specifications: their HTML is converted, and the
//! Markdown that comes out must read back as the tree it was written from.
//!
//! The examples are read from the folder that `ARTICLE2MD_SHARED` names, or `../shared`; without
//! them there is nothing to test and the tests say so.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that can't go on has failed, and one that is skipped says so"
)]

mod support;

use std::path::PathBuf;

use article2md::{Options, convert};
use support::reads_back_as;

struct Example {
    id: String,
    html: String,
}

/// The examples of one specification; none where the file is not at hand.
fn examples(name: &str) -> Vec<Example> {
    let shared = std::env::var_os("ARTICLE2MD_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = shared.join("spec").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no {}", path.display());
        return Vec::new();
    };
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|row| Example {
            id: field(&row, "id"),
            html: field(&row, "html"),
        })
        .collect()
}

fn options() -> Options {
    Options {
        from: article2md::source::From::Html,
        ..Options::default()
    }
}

#[test]
fn every_example_reads_back_as_the_tree_it_was_written_from() {
    let mut failures = Vec::new();
    for example in examples("commonmark.jsonl")
        .into_iter()
        .chain(examples("gfm.jsonl"))
    {
        let conversion = convert(&example.html, &options()).unwrap();
        let document = conversion.document.unwrap();
        if let Err(why) = reads_back_as(&conversion.markdown, &document) {
            failures.push(format!("{}: {why}", example.id));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
