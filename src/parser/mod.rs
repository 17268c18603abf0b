//! HTML text to a tree, and marks on what in it is site chrome.
//!
//! Shortcodes are expanded (see [`shortcode`]) and the text is repaired (see [`repair`]), then read
//! as the HTML standard says: a fragment in a `body`, scripting off, so that `noscript` holds elements. The tree is never changed
//! afterwards: chrome is a set of marks beside it.

mod behind;
mod chain;
pub mod chrome;
mod divider;
pub mod dom;
mod feed;
mod guard;
mod index;
mod kind;
mod known;
mod lines;
mod look;
pub(crate) mod names;
mod nest;
mod on_use;
mod page;
mod pattern;
mod raw_text;
mod reference;
mod repair;
mod root;
mod row;
pub mod rule;
mod selector;
mod sentence;
pub mod shared;
pub(crate) mod shortcode;
mod sink;
mod slug;
pub mod spec;
mod strange;
mod surplus;
mod visible;

use std::rc::Rc;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{QualName, local_name, ns};

use crate::report::{Code, Report};
use dom::Dom;
use feed::Feed;
use guard::{Capped, Guard};
pub(crate) use lines::Lines;
use sink::Sink;

/// Parses an HTML body. Never fails; time is linear in the input.
///
/// Elements nested deeper than `depth_max` are left out and their content kept, with one finding;
/// so are attributes and unknown names in numbers that no page has.
/// `first_line` is the body's line in its file, for findings.
#[must_use]
pub fn parse(html: &str, depth_max: u32, first_line: u32, report: &mut Report) -> Dom {
    let html = shortcode::expand(html, first_line, report);
    let html = repair::repair(&html, first_line, report);
    let (dom, capped) = tree(&html, depth_max as usize, feed::run);
    let Capped {
        elements,
        attributes,
        names,
    } = capped;
    for (code, count, what) in [
        (Code::DepthCapped, elements, "elements"),
        (Code::AttributesCapped, attributes, "attributes"),
        (Code::NamesCapped, names, "names"),
    ] {
        if count > 0 {
            report.add(code, format!("{count} {what}"));
        }
    }
    dom
}

/// The tree that `run` feeds, and what was left out of it.
fn tree(html: &str, depth_max: usize, run: impl FnOnce(Feed<'_>)) -> (Dom, Capped) {
    let html = Rc::new(preprocess(html));
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
    let queue = BufferQueue::default();
    let guard = Guard::new(builder, &queue, depth_max);
    let tokenizer_options = TokenizerOpts {
        discard_bom: false,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(guard, tokenizer_options);
    run(Feed::new(&tokenizer, &queue, &html, depth_max));
    let (sink, capped) = tokenizer.sink.finish();
    (html5ever::tree_builder::TreeSink::finish(sink), capped)
}

/// Line ends as line feeds, and no byte order mark.
/// HTML standard, section 13.2.3.5, "Preprocessing the input stream".
fn preprocess(html: &str) -> String {
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    if memchr::memchr(b'\r', html.as_bytes()).is_none() {
        return html.to_owned();
    }
    html.replace("\r\n", "\n").replace('\r', "\n")
}
