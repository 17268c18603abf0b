//! What the chrome rules cost: the rule pass as a share of parsing, with the catalogue, with ten
//! times as many rules, and with parts of the catalogue, which tell what the time is for: no rules
//! are the walk alone, and rules by text alone have no element to be filed under.
//!
//! `cargo bench --bench rules -- FOLDER…` takes all files below the folders as HTML; without a
//! folder it takes the fixtures. Prints the least of several rounds, which other work on the machine
//! disturbs least, as a share of this crate's parser and of html5ever's with scraper's tree; fails if
//! a share of the first is over [`SHARE_MAX`].

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "files.rs"]
mod files;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use article2md::Report;
use article2md::parser::rule::{Row, RuleSet};
use article2md::parser::{chrome, parse};

const SHARE_MAX: f64 = 0.10;
const ROUNDS: usize = 15;
const DEPTH_MAX: u32 = 512;

fn main() {
    let mut folders: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if folders.is_empty() {
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    }
    let mut pages = Vec::new();
    folders
        .iter()
        .for_each(|folder| files::read(folder, &mut pages));
    let catalogue: Vec<Row> = RuleSet::builtin().rows().cloned().collect();
    let parsing = least(|| {
        pages
            .iter()
            .for_each(|page| drop(parse(page, DEPTH_MAX, 1, &mut Report::default())));
    });
    let scraper = least(|| {
        pages
            .iter()
            .for_each(|page| drop(scraper::Html::parse_fragment(page)));
    });
    let bytes: usize = pages.iter().map(String::len).sum();
    println!(
        "{} files, {bytes} bytes, parsing {parsing:?}, with scraper {scraper:?}",
        pages.len()
    );
    let doms: Vec<_> = pages
        .iter()
        .map(|page| parse(page, DEPTH_MAX, 1, &mut Report::default()))
        .collect();
    let share = |what: &str, rows: Vec<Row>| {
        let count = rows.len();
        let rules = RuleSet::only(rows);
        let pass = least(|| {
            for dom in &doms {
                drop(chrome::mark(dom, &rules, None, &mut Report::default()));
            }
        });
        let of = |parsing: Duration| pass.as_secs_f64() / parsing.as_secs_f64();
        println!(
            "{count:>5} rules{what}: {pass:?}, {:.1} % of parsing, {:.1} % of scraper's",
            of(parsing) * 100.0,
            of(scraper) * 100.0
        );
        of(parsing)
    };
    let is_text_alone = |row: &&Row| row.select.is_empty() && row.names.is_empty();
    let (by_text, by_element): (Vec<&Row>, _) = catalogue.iter().partition(is_text_alone);
    let owned = |rows: Vec<&Row>| rows.into_iter().cloned().collect();
    share("", Vec::new());
    share(" by element", owned(by_element));
    share(" by text alone", owned(by_text));
    let shares = [1, 10].map(|times| share("", multiplied(&catalogue, times)));
    let over = shares.iter().any(|share| *share > SHARE_MAX);
    assert!(
        !over,
        "the rule pass takes more than {} % of parsing",
        SHARE_MAX * 100.0
    );
}

/// The catalogue, and copies of it whose names no page uses.
fn multiplied(catalogue: &[Row], times: usize) -> Vec<Row> {
    let copies = (1..times).flat_map(|copy| {
        catalogue.iter().map(move |row| {
            let mut spec = article2md::parser::spec::RowSpec {
                id: format!("{}-{copy}", row.id),
                select: format!(".unused-{}-{copy}, div.other-{}-{copy} > a", row.id, row.id),
                ..Default::default()
            };
            spec.names = vec![format!("unusual {}", row.id.replace('-', " "))];
            spec.read(row.verb, "bench", article2md::url::Strictness::User)
                .expect("a row that can be read")
        })
    });
    catalogue.iter().cloned().chain(copies).collect()
}

fn least(mut run: impl FnMut()) -> Duration {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    rounds.min().expect("there are rounds")
}
