//! The ledger's promise on real files: every visible word of a file is in the output or in a
//! finding; what was converted is not changed when it is converted again; and what each rule finds
//! in them, counted, as a table that is reviewed.
//!
//! The files are those of `corpus/` in the folder that `ARTICLE2MD_SHARED` names, or `../shared`;
//! without them the test says so and passes. `UPDATE_RULES=1` writes the table anew. A collection
//! of another size is not compared with the table.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

mod support;

use article2md::{Options, convert_bytes};

#[test]
fn every_word_of_a_real_file_is_in_the_output_or_in_the_ledger() {
    let files = support::shared::articles();
    let mut lost = Vec::new();
    let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in &files {
        let bytes = fs::read(file).unwrap();
        let options = Options {
            name: Some(file.file_name().unwrap().to_string_lossy().into_owned()),
            ..Options::default()
        };
        let conversion = convert_bytes(&bytes, &options).unwrap();
        if let Err(error) = support::words::accounted_for(&bytes, &conversion) {
            lost.push(format!(
                "{}: {}",
                file.display(),
                error.message().unwrap_or_default()
            ));
        }
        let mut rules: Vec<&str> = conversion
            .report
            .findings
            .iter()
            .filter_map(|finding| finding.rule.as_deref())
            .collect();
        rules.sort_unstable();
        for same in rules.chunk_by(|a, b| a == b) {
            let (hits, files) = found.entry(same[0].to_owned()).or_default();
            *hits += same.len();
            *files += 1;
        }
    }
    assert!(lost.is_empty(), "{} files\n{}", lost.len(), lost.join("\n"));
    compare(files.len(), &found);
}

#[test]
fn converting_the_output_of_a_real_file_again_changes_nothing() {
    let mut changed = Vec::new();
    for file in support::shared::articles() {
        let options = Options {
            name: Some(file.file_name().unwrap().to_string_lossy().into_owned()),
            ..Options::default()
        };
        let first = convert_bytes(&fs::read(&file).unwrap(), &options).unwrap();
        let again = convert_bytes(first.markdown.as_bytes(), &Options::default()).unwrap();
        if again.markdown != first.markdown {
            changed.push(file.display().to_string());
        }
    }
    assert!(
        changed.is_empty(),
        "{} files\n{}",
        changed.len(),
        changed.join("\n")
    );
}

/// Compares what was found with the table, if that was made from as many files.
fn compare(files: usize, found: &BTreeMap<String, (usize, usize)>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules_corpus.txt");
    let mut table = format!("{files} files: rule, findings, files with one\n");
    for (rule, (hits, files)) in found {
        writeln!(table, "{rule} {hits} {files}").unwrap();
    }
    if std::env::var_os("UPDATE_RULES").is_some() && files > 0 {
        fs::write(&path, &table).unwrap();
    }
    let reviewed = fs::read_to_string(&path).unwrap();
    if reviewed.lines().next() != table.lines().next() {
        eprintln!("skipped: another collection of files than the table's\n{table}");
        return;
    }
    let diff = similar::TextDiff::from_lines(&reviewed, &table);
    assert!(reviewed == table, "{}", diff.unified_diff());
}
