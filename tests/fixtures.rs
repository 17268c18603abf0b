//! One test for each folder of `fixtures/`.
//!
//! A folder `<area>--<what>` holds `input.html`, `input.md` or `input.txt`, and `expected.md`;
//! `options.toml` and `findings.toml` where they matter. For every folder, without asking:
//! - the output is `expected.md`, byte for byte;
//! - pulldown-cmark and comrak both read the output back as the tree that was written;
//! - converting the output again changes nothing;
//! - every visible word of the input is in the output or in the ledger.
//!
//! `UPDATE_FIXTURES=1` writes `expected.md` (and `findings.toml` where there is one) anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod support;

use article2md::source::From;
use article2md::{Conversion, Options, convert_bytes};
use libtest_mimic::{Arguments, Failed, Trial};
use support::canonical::canonical;
use support::{MATHS_READERS, READERS};

fn main() -> ExitCode {
    let folders = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    assert!(!folders.is_empty(), "fixtures/ holds no fixture");
    let trials = folders
        .into_iter()
        .map(|folder| {
            let name = file_name(&folder);
            Trial::test(name, move || check(&folder))
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .expect("fixtures/ can be read")
        .map(|entry| entry.expect("fixtures/ can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .expect("a folder has a name")
        .to_string_lossy()
        .into_owned()
}

fn check(folder: &Path) -> Result<(), Failed> {
    let input = input(folder)?;
    let bytes = fs::read(&input)?;
    let options = support::options::read(&folder.join("options.toml"))?;
    let conversion = convert_bytes(&bytes, &named(&options, &input))?;
    compare(&folder.join("expected.md"), &conversion.markdown)?;
    let findings = folder.join("findings.toml");
    if findings.exists() {
        compare(&findings, &support::findings::to_toml(&conversion.report))?;
    }
    let has_maths = file_name(folder).starts_with("maths--");
    reads_back(&conversion, has_maths)?;
    is_fixed_point(&conversion.markdown, &options)?;
    support::words::accounted_for(&bytes, &conversion)
}

/// The one input file; anything unknown in the folder is a mistake.
fn input(folder: &Path) -> Result<PathBuf, Failed> {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match file_name(&path).as_str() {
            "input.html" | "input.md" | "input.txt" => inputs.push(path),
            "expected.md" | "options.toml" | "findings.toml" => {}
            other => return Err(format!("{other} is no part of a fixture").into()),
        }
    }
    match inputs.as_slice() {
        [input] => Ok(input.clone()),
        _ => Err("a fixture has one input.html, input.md or input.txt".into()),
    }
}

/// The name tells an `.html` input from a Markdown one, as it does for users.
fn named(options: &Options, input: &Path) -> Options {
    Options {
        name: Some(file_name(input)),
        ..options.clone()
    }
}

fn compare(path: &Path, actual: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(path, actual)?;
        return Ok(());
    }
    let expected = fs::read_to_string(path).map_err(|error| {
        format!(
            "{}: {error}; make it with UPDATE_FIXTURES=1",
            path.display()
        )
    })?;
    if expected == actual {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(&expected, actual);
    Err(format!(
        "{}\n{}",
        path.display(),
        diff.unified_diff().header("expected", "actual")
    )
    .into())
}

fn reads_back(conversion: &Conversion, has_maths: bool) -> Result<(), Failed> {
    let Some(document) = &conversion.document else {
        return Ok(());
    };
    let expected = canonical(document.clone());
    for (name, read) in if has_maths { MATHS_READERS } else { READERS } {
        let found = canonical(read(support::body_of(&conversion.markdown)));
        if found != expected {
            return Err(format!("{name} reads\n{found:#?}\ninstead of\n{expected:#?}").into());
        }
    }
    Ok(())
}

/// The output is Markdown, whatever the input was told to be.
fn is_fixed_point(markdown: &str, options: &Options) -> Result<(), Failed> {
    let options = Options {
        from: From::Auto,
        ..options.clone()
    };
    let again = convert_bytes(markdown.as_bytes(), &options)?.markdown;
    if again == markdown {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(markdown, &again);
    Err(format!("a second run changes the output\n{}", diff.unified_diff()).into())
}
