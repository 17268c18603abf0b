//! How fast the documents of a stream of JSON Lines are converted; see `contenders.rs` for what is
//! measured, `contest.rs` for how.
//!
//! `cargo run --release --example jsonl < documents.jsonl`, where each line is an object with the
//! document in `content`, as for `article2md --jsonl`.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "contenders.rs"]
mod contenders;
#[path = "contest.rs"]
mod contest;
#[path = "set.rs"]
mod set;

use std::io::{self, BufRead as _};

use anyhow::{Context as _, Result, ensure};
use set::Set;

fn main() -> Result<()> {
    let documents = io::stdin()
        .lock()
        .lines()
        .enumerate()
        .map(|(at, line)| content(&line?).with_context(|| format!("line {} of the input", at + 1)))
        .collect::<Result<Vec<_>>>()?;
    ensure!(!documents.is_empty(), "the input has no line");
    let name = "standard input".to_owned();
    contest::run(&[Set { name, documents }]);
    Ok(())
}

fn content(line: &str) -> Result<String> {
    let record: serde_json::Value = serde_json::from_str(line)?;
    let content = record.get("content").and_then(|content| content.as_str());
    Ok(content
        .context("no text in the field `content`")?
        .to_owned())
}
