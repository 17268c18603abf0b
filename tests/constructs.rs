//! The tables of `fixtures/README.md` against the fixtures: each row is shown by the folder that it
//! names, and no element of any fixture is without a row.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in fixtures as text that looks like a tag.
const TEXT: [&str; 5] = ["htmlelement", "item", "missing", "stdio", "string"];

/// A row of a table: what it speaks of, and the folder that shows it.
struct Row {
    names: Vec<String>,
    folder: String,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The rows below a heading.
fn rows(heading: &str) -> Vec<Row> {
    let page = fs::read_to_string(fixtures().join("README.md")).expect("the page is there");
    let mut sections = page.split("\n## ");
    let section = sections
        .find(|section| section.starts_with(heading))
        .expect("the page has the heading");
    section.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let (cells, link) = line.strip_prefix("| ")?.rsplit_once("](")?;
    let names = cells.split(" | ").next()?.split('`').skip(1).step_by(2);
    Some(Row {
        names: names.map(str::to_owned).collect(),
        folder: link.split(')').next()?.to_owned(),
    })
}

/// What a fixture takes, if it is HTML.
fn html_of(folder: &Path) -> Option<String> {
    let inputs = ["input.html", "input.txt"].map(|name| folder.join(name));
    let input = inputs.iter().find(|path| path.exists())?;
    Some(String::from_utf8_lossy(&fs::read(input).ok()?).into_owned())
}

/// The names of the start tags in a text, in lower case.
fn elements(html: &str) -> BTreeSet<String> {
    html.split('<')
        .skip(1)
        .filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|tag| {
            let name = tag.chars().take_while(char::is_ascii_alphanumeric);
            name.map(|c| c.to_ascii_lowercase()).collect()
        })
        .collect()
}

#[test]
fn every_element_is_shown_by_its_fixture() {
    for Row { names, folder } in rows("Elements") {
        let html = html_of(&fixtures().join(&folder)).unwrap_or_default();
        let shown = elements(&html);
        for name in names {
            assert!(shown.contains(&name), "{folder} does not show `{name}`");
        }
    }
}

#[test]
fn every_construct_has_its_fixture() {
    for Row { names, folder } in rows("Constructs") {
        let is_fixture = fixtures().join(&folder).join("expected.md").exists();
        assert!(is_fixture, "{names:?}: no fixture {folder}");
    }
}

#[test]
fn every_element_of_a_fixture_has_a_row() {
    let named: BTreeSet<String> = rows("Elements")
        .into_iter()
        .flat_map(|row| row.names)
        .chain(TEXT.map(str::to_owned))
        .collect();
    for entry in fs::read_dir(fixtures()).expect("the fixtures are there") {
        let folder = entry.expect("readable").path();
        let html = html_of(&folder).unwrap_or_default();
        let missing: Vec<_> = elements(&html).difference(&named).cloned().collect();
        assert!(
            missing.is_empty(),
            "{}: no row for {missing:?}",
            folder.display()
        );
    }
}
