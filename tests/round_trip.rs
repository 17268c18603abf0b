//! The examples of the CommonMark and GFM specifications, whose HTML is converted.
//!
//! Two laws: the Markdown that comes out reads back as the tree it was written from, and it shows
//! a reader what the example shows. What of an example no Markdown can say is listed by number,
//! with the reason; an example on the list that holds all the same is a failure too.
//!
//! The examples are read from the folder that `ARTICLE2MD_SHARED` names, or `../shared`; without
//! them there is nothing to test and the tests say so.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that can't go on has failed, and one that is skipped says so"
)]

mod support;

use article2md::writer::EmphasisMode;
use article2md::{Options, convert};
use support::{reads_back_as, seen, shared};

struct Example {
    id: String,
    html: String,
}

/// Examples of which no Markdown says what their HTML shows, with the reason.
const EXCEPTIONS: [(&str, &str); 15] = [
    ("commonmark 148", LAYOUT),
    ("commonmark 150", UNCLOSED),
    ("commonmark 201", UNCLOSED),
    ("commonmark 491", UNCLOSED),
    ("commonmark 500", SCHEME),
    ("commonmark 524", UNCLOSED),
    ("commonmark 536", UNCLOSED),
    ("commonmark 598", SCHEME),
    ("commonmark 599", SCHEME),
    ("commonmark 601", SCHEME),
    ("commonmark 606", EMAIL),
    ("commonmark 612", EMAIL),
    ("commonmark 613", UNCLOSED),
    ("commonmark 614", UNCLOSED),
    ("commonmark 615", UNCLOSED),
];

const LAYOUT: &str = "a table of one cell is a layout, and its content is what counts";
const UNCLOSED: &str = "a tag of no known element that nothing closes is text: `Vec<T>` in prose";
const SCHEME: &str = "links lead only where the scheme is known to run no code";
const EMAIL: &str = "GFM links e-mail addresses in any text, however they are written";

/// The examples of one specification, named `spec number`; none where the file is not at hand.
fn examples(spec: &str) -> Vec<Example> {
    let path = shared::folder().join("spec").join(format!("{spec}.jsonl"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no {}", path.display());
        return Vec::new();
    };
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|row| Example {
            id: format!("{spec} {}", field(&row, "id")),
            html: field(&row, "html"),
        })
        .collect()
}

fn all_examples() -> impl Iterator<Item = Example> {
    examples("commonmark").into_iter().chain(examples("gfm"))
}

fn options(emphasis_mode: EmphasisMode) -> Options {
    let mut options = Options {
        from: article2md::source::From::Html,
        ..Options::default()
    };
    options.style.emphasis_mode = emphasis_mode;
    options
}

#[test]
fn every_example_reads_back_as_the_tree_it_was_written_from() {
    let mut failures = Vec::new();
    for example in all_examples() {
        let conversion = convert(&example.html, &options(EmphasisMode::Move)).unwrap();
        let document = conversion.document.unwrap();
        if let Err(why) = reads_back_as(&conversion.markdown, &document) {
            failures.push(format!("{}: {why}", example.id));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// What the example shows, and what its conversion and the conversion of that show.
fn says_the_same(html: &str) -> Result<(), String> {
    let expected = seen::of_html(html);
    let options = options(EmphasisMode::Exact);
    let first = convert(html, &options).unwrap().markdown;
    let (rendered, found) = seen::of_markdown(&first);
    seen::same(&expected, &found).map_err(|why| format!("{first}{why}"))?;
    let second = convert(&rendered, &options).unwrap().markdown;
    if second == first {
        Ok(())
    } else {
        Err(format!("{first}becomes\n{second}"))
    }
}

#[test]
fn every_example_shows_what_its_source_shows() {
    let mut failures = Vec::new();
    for example in all_examples() {
        let exception = EXCEPTIONS.iter().find(|(id, _)| *id == example.id);
        match (says_the_same(&example.html), exception) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Err(why), None) => failures.push(format!("{}:\n{}{why}", example.id, example.html)),
            (Ok(()), Some((id, _))) => failures.push(format!("{id} holds: take it off the list")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
