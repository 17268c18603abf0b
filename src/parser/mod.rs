//! HTML text to a tree, and marks on what in it is site chrome.
//!
//! Shortcodes are expanded (see [`shortcode`]) and the text is repaired (see [`repair`]), then read
//! as the HTML standard says: a fragment in a `body`, scripting off, so that `noscript` holds elements. The tree is never changed
//! afterwards: chrome is a set of marks beside it.

pub mod chrome;
pub mod dom;
mod guard;
mod index;
mod names;
mod page;
mod repair;
mod root;
mod row;
pub mod rule;
mod selector;
mod shortcode;
mod sink;
pub mod spec;
mod visible;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{QualName, local_name, ns};

use crate::report::{Code, Report};
use dom::Dom;
use guard::Guard;
use sink::Sink;

/// Parses an HTML body. Never fails; time is linear in the input.
///
/// Elements nested deeper than `depth_max` are left out and their content kept, with one finding.
/// `first_line` is the body's line in its file, for findings.
#[must_use]
pub fn parse(html: &str, depth_max: u32, first_line: u32, report: &mut Report) -> Dom {
    let html = shortcode::expand(html, first_line, report);
    let html = repair::repair(&html, first_line, report);
    let sink = Sink::new(html.len());
    let context = create_element(
        &sink,
        QualName::new(None, ns!(html), local_name!("body")),
        vec![],
    );
    let options = TreeBuilderOpts {
        scripting_enabled: false,
        ..TreeBuilderOpts::default()
    };
    let builder = TreeBuilder::new_for_fragment(sink, context, None, options);
    let tokenizer = Tokenizer::new(
        Guard::new(builder, depth_max as usize),
        TokenizerOpts::default(),
    );
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    // A script or a charset declaration only pauses the tokenizer.
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    let (sink, capped) = tokenizer.sink.finish();
    if capped > 0 {
        report.add(Code::DepthCapped, format!("{capped} elements"));
    }
    html5ever::tree_builder::TreeSink::finish(sink)
}
