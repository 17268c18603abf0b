//! The rule catalogue: complete, without contradictions, compiled in as written, and each rule
//! acts on its own examples and on none of its look-alikes.
//!
//! `UPDATE_RULES=1 cargo test --test rules` rewrites the compiled tables.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use article2md::Report;
use article2md::parser::rule::{Row, RuleSet};
use article2md::parser::spec::{RowSpecs, check_contradictions, check_ids};
use article2md::parser::{chrome, parse};
use article2md::url::{List, RowSpec as UrlRowSpec, Strictness, Take, UrlRow, UrlRules, Use};

/// Layers in the order in which their rules are tried; then come the sites in the order of hosts.
const LAYERS: [&str; 4] = ["html", "wordpress", "platforms", "text"];

const CATALOGUE_ROWS_MIN: usize = 250;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn chrome_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for layer in LAYERS {
        let specs: RowSpecs =
            toml::from_str(&read(&folder().join(format!("{layer}.toml")))).unwrap();
        rows.extend(specs.read(layer, Strictness::Catalogue).unwrap());
    }
    let mut sites: Vec<PathBuf> = fs::read_dir(folder().join("sites"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    sites.sort();
    for site in sites {
        let host = site.file_stem().unwrap().to_str().unwrap().to_owned();
        let specs: RowSpecs =
            toml::from_str(&read(&site)).unwrap_or_else(|e| panic!("{host}: {e}"));
        let mut local = specs.read("sites", Strictness::Catalogue).unwrap();
        for row in &mut local {
            row.hosts = vec![host.clone().into()].into();
        }
        rows.extend(local);
    }
    rows
}

fn url_rows() -> Vec<UrlRow> {
    // The order of the file is the order of the rules, across the three headings.
    let text = read(&folder().join("url.toml"));
    let mut rows = Vec::new();
    for block in text.split("\n[[").skip(1) {
        let body = block.split_once('\n').unwrap().1;
        let spec: UrlRowSpec =
            toml::from_str(body).unwrap_or_else(|error| panic!("{error}\n{body}"));
        rows.push(UrlRow::read(spec, Strictness::Catalogue).unwrap());
    }
    rows
}

#[test]
fn the_compiled_tables_are_what_the_files_say() {
    assert_is(
        &folder().join("chrome_rows.rs"),
        &chrome_table(&chrome_rows()),
    );
    assert_is(&folder().join("url_rows.rs"), &url_table(&url_rows()));
}

fn assert_is(path: &Path, wanted: &str) {
    if std::env::var_os("UPDATE_RULES").is_some() {
        fs::write(path, wanted).unwrap();
    }
    let found = read(path);
    assert!(
        found == wanted,
        "{} is stale: UPDATE_RULES=1 cargo test --test rules",
        path.display()
    );
}

const HEAD: &str = "//! Made by `tests/rules.rs` from `src/rules/*.toml`; not edited by hand.\n\n";

fn chrome_table(rows: &[Row]) -> String {
    let mut out = String::from(HEAD);
    out.push_str("use std::borrow::Cow::Borrowed as B;\n\n");
    out.push_str("use crate::parser::rule::{At, Key, Row, Sel, Verb};\n\n");
    out.push_str("#[rustfmt::skip]\npub(crate) static ROWS: &[Row] = &[\n");
    for row in rows {
        let select = selectors(&row.select);
        let unless = selectors(&row.unless);
        let at = row
            .at
            .map_or("None".to_owned(), |at| format!("Some(At::{at:?})"));
        writeln!(
            out,
            "Row {{ id: B({:?}), group: B({:?}), origin: B({:?}), verb: Verb::{:?}, hosts: {}, select: {select}, \
             names: {}, text: B({:?}), starts: {}, unless: {unless}, words_max: {}, links: {:?}, at: {at}, \
             with_links: {}, share_max: {:?}, why: B({:?}), examples: {}, nots: {} }},",
            row.id, row.group, row.origin, row.verb, list(&row.hosts), list(&row.names), row.text,
            list(&row.starts), row.words_max, row.links, row.with_links, row.share_max, row.why,
            list(&row.examples), list(&row.nots),
        )
        .unwrap();
    }
    out.push_str("];\n");
    out
}

fn selectors(items: &[article2md::parser::rule::Sel]) -> String {
    use article2md::parser::rule::Key;
    let items = items.iter().map(|sel| {
        let key = match &sel.key {
            Key::Id(name) => format!("Key::Id(B({name:?}))"),
            Key::Class(name) => format!("Key::Class(B({name:?}))"),
            Key::Attr(name) => format!("Key::Attr(B({name:?}))"),
            Key::Tag(name) => format!("Key::Tag(B({name:?}))"),
        };
        format!(
            "Sel {{ css: B({:?}), key: {key}, whole: {} }}",
            sel.css, sel.whole
        )
    });
    format!("B(&[{}])", items.collect::<Vec<_>>().join(", "))
}

fn list(items: &List) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("B({item:?})")).collect();
    format!("B(&[{}])", items.join(", "))
}

fn url_table(rows: &[UrlRow]) -> String {
    let mut out = String::from(HEAD);
    out.push_str("use std::borrow::Cow::Borrowed as B;\n\n");
    out.push_str("use crate::url::{Take, UrlRow, Use};\n\n");
    out.push_str("#[rustfmt::skip]\npub(crate) static ROWS: &[UrlRow] = &[\n");
    for row in rows {
        let take = match &row.take {
            Take::Param(names) => format!("Take::Param({})", list(names)),
            Take::Base64(names) => format!("Take::Base64({})", list(names)),
            Take::Query => "Take::Query".to_owned(),
            Take::Path => "Take::Path".to_owned(),
            Take::Hex => "Take::Hex".to_owned(),
            Take::Pattern { find, to } => {
                format!("Take::Pattern {{ find: B({find:?}), to: B({to:?}) }}")
            }
            Take::Strip(names) => format!("Take::Strip({})", list(names)),
        };
        let used = row
            .used
            .map_or("None".to_owned(), |used| format!("Some(Use::{used:?})"));
        let pairs: Vec<String> = row
            .examples
            .iter()
            .map(|(from, to)| format!("(B({from:?}), B({to:?}))"))
            .collect();
        writeln!(
            out,
            "UrlRow {{ id: B({:?}), group: B({:?}), used: {used}, hosts: {}, path: B({:?}), needs: B({:?}), \
             take: {take}, scheme: B({:?}), drop_query: {}, why: B({:?}), examples: B(&[{}]), keep: {} }},",
            row.id, row.group, list(&row.hosts), row.path, row.needs, row.scheme, row.drop_query, row.why,
            pairs.join(", "), list(&row.keep),
        )
        .unwrap();
    }
    out.push_str("];\n");
    out
}

#[test]
fn the_catalogue_is_large_and_without_contradictions() {
    let rows = chrome_rows();
    assert!(
        rows.len() >= CATALOGUE_ROWS_MIN,
        "{} chrome rules",
        rows.len()
    );
    let urls = url_rows();
    check_ids(
        rows.iter()
            .map(|row| &*row.id)
            .chain(urls.iter().map(|row| &*row.id)),
    )
    .unwrap();
    check_contradictions(&rows).unwrap();
}

/// Whether the rule finds something in the HTML, alone and with its group on.
fn finds(row: &Row, html: &str) -> bool {
    let rules = RuleSet::only(vec![row.clone()])
        .switch(&[row.id.to_string()], &[])
        .unwrap();
    let dom = parse(html, 512, 1, &mut Report::default());
    let host = row
        .hosts
        .first()
        .map(|host| host.trim_start_matches('.').to_owned());
    !chrome::fires(&dom, &rules, host.as_deref()).is_empty()
}

#[test]
fn each_chrome_rule_acts_on_its_examples_and_on_no_look_alike() {
    let mut wrong = Vec::new();
    for row in chrome_rows() {
        for example in row.examples.iter().filter(|html| !finds(&row, html)) {
            wrong.push(format!("{}: does not find its example {example}", row.id));
        }
        for not in row.nots.iter().filter(|html| finds(&row, html)) {
            wrong.push(format!("{}: finds its look-alike {not}", row.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_url_rule_acts_on_its_examples_and_on_no_look_alike() {
    let all = UrlRules::default();
    let mut wrong = Vec::new();
    for row in url_rows() {
        let alone = UrlRules::of([std::borrow::Cow::Owned(row.clone())]);
        let used = row.used.unwrap_or(Use::Link);
        for (from, to) in row.examples.iter() {
            let found = alone.clean(from, used, None);
            if found != *to {
                wrong.push(format!("{}: {from}\n  gives {found}\n  not   {to}", row.id));
            }
            if all.clean(to, used, None) != all.clean(from, used, None) {
                wrong.push(format!(
                    "{}: another rule comes before it for {from}",
                    row.id
                ));
            }
        }
        for keep in row
            .keep
            .iter()
            .filter(|keep| alone.clean(keep, used, None) != **keep)
        {
            wrong.push(format!("{}: changes its look-alike {keep}", row.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
