//! Converters that read the same documents in turns: ours stage by stage, what it stands on, and two
//! others that read HTML as the standard says.
//!
//! Everything is measured [`ROUNDS`] times in CPU time of this thread; the medians are printed in MB of
//! HTML per second and as ratios to our whole conversion, which is what counts: the machine's speed
//! is no part of it. A stage of ours includes those before it, but for `decode` and `front matter`.
//! What is too small for a noisy machine is counted by `instructions.rs`.

use std::hint::black_box;
use std::time::Duration;

use article2md::converter::{self, Page};
use article2md::mdast::Document;
use article2md::parser::rule::RuleSet;
use article2md::parser::{chrome, parse};
use article2md::{Options, Report, front_matter, source, writer};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use rustix::time::{ClockId, clock_gettime};

use crate::set::Set;

const ROUNDS: usize = 9;
const DEPTH_MAX: u32 = 512;

/// A set is read so often that a round takes this many bytes.
const ROUND_BYTES: usize = 4_000_000;

/// A name, and what is done with each document.
pub(crate) type Contender<'a> = (&'static str, Box<dyn Fn(&str) + 'a>);

/// Measures all contenders over each set.
pub(crate) fn run(sets: &[Set]) {
    with_contenders(|contenders| sets.iter().for_each(|set| measure(set, contenders)));
}

/// Shows all contenders.
pub(crate) fn with_contenders(show: impl FnOnce(&[Contender<'_>])) {
    let rules = RuleSet::builtin();
    let options = Options {
        discard_document: true,
        name: Some("article.html".to_owned()),
        ..Options::default()
    };
    show(&contenders(&rules, &options));
}

fn contenders<'a>(rules: &'a RuleSet, options: &'a Options) -> Vec<Contender<'a>> {
    let parsed = |html: &str| parse(html, DEPTH_MAX, 1, &mut Report::default());
    vec![
        ("tokenizer", Box::new(tokenize)),
        (
            "decode",
            Box::new(|html| {
                let report = &mut Report::default();
                drop(black_box(source::decode(html.as_bytes(), report)));
            }),
        ),
        (
            "front matter",
            Box::new(move |text| normalise_front_matter(text, options)),
        ),
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
                convert(html, rules, options, &|document| {
                    black_box(document);
                });
            }),
        ),
        (
            "write",
            Box::new(move |html| {
                convert(html, rules, options, &|document| {
                    black_box(writer::write(document, &options.style));
                });
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

/// Parses, marks and converts.
fn convert(html: &str, rules: &RuleSet, options: &Options, then: &dyn Fn(&Document<'_>)) {
    let report = &mut Report::default();
    let dom = parse(html, DEPTH_MAX, 1, report);
    let marks = chrome::mark(&dom, rules, None, report);
    let page = Page {
        dom: &dom,
        marks: &marks,
        urls: rules.urls(),
        title: "",
    };
    then(&converter::convert(page, &options.convert, report));
}

fn normalise_front_matter(text: &str, options: &Options) {
    let report = &mut Report::default();
    let Some(raw) = source::split(text, report).front_matter else {
        return;
    };
    if let Ok(Some(mut matter)) = front_matter::read(&raw, &options.front_matter, report) {
        matter.normalise(&options.front_matter, &|_, _, _| None, report);
        black_box(matter.write());
    }
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
    println!("{:>12} {:>8} {:>16}", "", "MB/s", "time / whole");
    for ((name, _), seconds) in contenders.iter().zip(&medians) {
        let speed = (bytes * repeats) as f64 / 1e6 / seconds;
        println!("{name:>12} {speed:>8.0} {:>16.3}", seconds / whole);
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
