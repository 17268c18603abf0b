//! The laws of the fuzz targets, over their seeds and over changed seeds.
//!
//! Seeds are what `tests/fuzz/seeds/<target>/` holds: each input that once broke a law, under a name
//! that says what it shows. The laws are held over them, over the inputs of the fixtures and the
//! examples of the rules, and over changed seeds: a fixed sequence, the same in every run.
//! `FUZZ_CASES=1000000 cargo test --test fuzz` is the long run; the package in `fuzz/` looks for new
//! inputs, led by coverage.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "fuzz/changes.rs"]
mod changes;
mod support;
#[path = "fuzz/targets.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use article2md::Report;
use article2md::source::{self, Format};
use article2md::url::UrlRules;
use changes::Changes;
use targets::Target;

/// Changed seeds for each target, unless `FUZZ_CASES` says how many.
const CASES: usize = 400;

/// An input with a name for messages.
type Seed = (String, Vec<u8>);

/// The seeds of a target that belong to it alone, in a fixed order.
fn seeds(target: &str) -> Vec<Seed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds");
    files(&folder.join(target))
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect()
}

/// What else the project holds that a target can be given; it changes with the project.
fn examples(target: &str) -> Vec<Seed> {
    let mut examples = Vec::new();
    match target {
        "whole" => examples.extend(inputs().map(|(name, input)| (name, with(0, &input)))),
        "front_matter" => examples.extend(inputs().filter_map(|(name, input)| {
            let text = String::from_utf8(input).ok()?;
            let block = source::split(&text, &mut Report::default()).front_matter?;
            let fence = match block.format {
                Format::Yaml => 0,
                Format::Toml => 1,
                Format::JsonMembers => 2,
                Format::Json => 3,
            };
            Some((name, with(fence, block.text.as_bytes())))
        })),
        "url" => examples.extend(UrlRules::default().rows().flat_map(|row| {
            let wrapped = row.examples.iter().map(|(url, _)| url);
            wrapped
                .chain(row.keep.iter())
                .map(|url| (row.id.to_string(), with(1, url.as_bytes())))
                .collect::<Vec<_>>()
        })),
        // Decisions need no more than numbers.
        _ => examples.push((
            "numbers".to_owned(),
            (0..=255_u8).map(|n| n.wrapping_mul(73)).collect(),
        )),
    }
    examples
}

/// The input of each fixture, and the path of its folder.
fn inputs() -> impl Iterator<Item = (String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&root.join("fixtures"))
        .into_iter()
        .flat_map(|folder| {
            files(&folder)
                .into_iter()
                .filter(|path| path.file_stem() == Some("input".as_ref()))
                .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
                .collect::<Vec<_>>()
        })
}

/// A seed: what the first byte chooses, and the rest.
fn with(choice: u8, rest: &[u8]) -> Vec<u8> {
    [&[choice], rest].concat()
}

/// What a folder holds, in the order of the names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Runs one input; a failure names it and shows it.
fn hold(target: Target, name: &str, data: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(data))) {
        let why = panic
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_else(|| panic.downcast_ref::<&str>().unwrap_or(&"").to_string());
        panic!("{name}: \"{}\"\n{why}", data.escape_ascii());
    }
}

fn check(target: &str) {
    let (_, law) = targets::ALL
        .into_iter()
        .find(|(name, _)| *name == target)
        .unwrap();
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "{target} has no seed");
    for (name, data) in seeds.iter().chain(&examples(target)) {
        hold(law, name, data);
    }
    let cases = std::env::var("FUZZ_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let mut changes = Changes::of(seeds.into_iter().map(|(_, data)| data).collect());
    for case in 0..cases {
        hold(law, &format!("case {case}"), &changes.next());
    }
}

#[test]
fn whole_conversions_hold() {
    check("whole");
}

#[test]
fn front_matter_holds() {
    check("front_matter");
}

#[test]
fn written_trees_hold() {
    check("writer");
}

#[test]
fn urls_hold() {
    check("url");
}
