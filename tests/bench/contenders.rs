//! Converters that read the same documents: ours stage by stage, what it stands on (html5ever's
//! tokenizer alone, and html5ever with the tree of scraper), and two others that read HTML as the
//! standard says. A stage of ours includes those before it, but for `decode` and `front matter`.

use std::hint::black_box;

use article2md::converter::{self, Page};
use article2md::mdast::Document;
use article2md::parser::rule::RuleSet;
use article2md::parser::{chrome, parse};
use article2md::{Options, Report, front_matter, source, writer};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

const DEPTH_MAX: u32 = 512;

/// The whole of ours, with which the others are compared.
pub(crate) const OURS: &str = "whole";

/// A name, and what is done with each document.
pub(crate) type Contender<'a> = (&'static str, Box<dyn Fn(&str) + 'a>);

/// Shows all contenders.
pub(crate) fn with_all(show: impl FnOnce(&[Contender<'_>])) {
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
            "scraper",
            Box::new(|html| drop(black_box(scraper::Html::parse_document(html)))),
        ),
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
            OURS,
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
