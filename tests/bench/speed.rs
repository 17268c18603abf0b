//! How fast articles are converted, against the floor that the tokenizer sets and against two other
//! converters that read HTML as the standard says.
//!
//! `cargo bench --bench speed` measures generated articles; `cargo bench --bench speed -- FOLDER…`
//! measures each folder's files as HTML. Everything is measured in turns, [`ROUNDS`] times, in CPU
//! time of this thread; the medians are printed in MB of HTML per second and as ratios to our whole
//! conversion, which is what counts: the machine's speed is no part of it.
//!
//! Our stages include those before them: `rules` is parsing and the rule pass.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "files.rs"]
mod files;
#[path = "inputs.rs"]
mod inputs;

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use article2md::converter::{self, Page};
use article2md::parser::rule::RuleSet;
use article2md::parser::{chrome, parse};
use article2md::{Options, Report};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use inputs::Set;
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 9;
const DEPTH_MAX: u32 = 512;

/// A set is read so often that a round takes this many bytes.
const ROUND_BYTES: usize = 4_000_000;

/// A name, and what is done with each document.
type Contender<'a> = (&'static str, Box<dyn Fn(&str) + 'a>);

fn main() {
    let folders: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let sets = if folders.is_empty() {
        inputs::generated()
    } else {
        folders.into_iter().map(folder).collect()
    };
    let rules = RuleSet::builtin();
    let options = Options {
        discard_document: true,
        name: Some("article.html".to_owned()),
        ..Options::default()
    };
    let contenders = contenders(&rules, &options);
    for set in &sets {
        measure(set, &contenders);
    }
}

/// All files below a folder.
fn folder(name: String) -> Set {
    let mut documents = Vec::new();
    files::read(Path::new(&name), &mut documents);
    Set { name, documents }
}

fn contenders<'a>(rules: &'a RuleSet, options: &'a Options) -> Vec<Contender<'a>> {
    let parsed = |html: &str| parse(html, DEPTH_MAX, 1, &mut Report::default());
    vec![
        ("tokenizer", Box::new(tokenize)),
        ("parse", Box::new(move |html| drop(black_box(parsed(html))))),
        (
            "rules",
            Box::new(move |html| {
                let marks = chrome::mark(&parsed(html), rules, None, &mut Report::default());
                drop(black_box(marks));
            }),
        ),
        (
            "convert",
            Box::new(move |html| {
                let report = &mut Report::default();
                let dom = parsed(html);
                let marks = chrome::mark(&dom, rules, None, report);
                let page = Page {
                    dom: &dom,
                    marks: &marks,
                    urls: rules.urls(),
                    title: "",
                };
                black_box(converter::convert(page, &options.convert, report));
            }),
        ),
        (
            "whole",
            Box::new(move |html| drop(black_box(article2md::convert(html, options)))),
        ),
        (
            "dom_query",
            Box::new(|html| drop(black_box(dom_query::Document::from(html).md(None)))),
        ),
        (
            "htmd",
            Box::new(|html| drop(black_box(htmd::convert(html)))),
        ),
    ]
}

/// Drops every token.
struct Nowhere;

impl TokenSink for Nowhere {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

fn tokenize(html: &str) {
    let tokenizer = Tokenizer::new(Nowhere, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
}

fn measure(set: &Set, contenders: &[Contender<'_>]) {
    let bytes: usize = set.documents.iter().map(String::len).sum();
    let repeats = (ROUND_BYTES / bytes.max(1)).max(1);
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in contenders.iter().zip(&mut times) {
            times.push(cpu_time(|| {
                for _ in 0..repeats {
                    set.documents.iter().for_each(|html| run(html));
                }
            }));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    let ours = contenders.iter().position(|(name, _)| *name == "whole");
    let whole = medians[ours.expect("the whole conversion is measured")];
    println!(
        "\n{}: {} documents, {bytes} bytes",
        set.name,
        set.documents.len()
    );
    println!("{:>10} {:>8} {:>16}", "", "MB/s", "time / whole");
    for ((name, _), seconds) in contenders.iter().zip(&medians) {
        let speed = (bytes * repeats) as f64 / 1e6 / seconds;
        println!("{name:>10} {speed:>8.0} {:>16.2}", seconds / whole);
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

fn cpu_time(run: impl FnOnce()) -> Duration {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    };
    let start = now();
    run();
    now().saturating_sub(start)
}
