//! What a page can't make the program do: write far more than it was given, or drop in silence what
//! there is too much of.

use std::fmt::Write as _;

use article2md::source::From;
use article2md::{Code, Conversion, Options, convert};

/// Output may be this many times as large as its input, and [`GROWTH_FREE`] bytes.
const GROWTH_MAX: usize = 32;
const GROWTH_FREE: usize = 1 << 20;

fn converted(html: &str) -> Conversion {
    let options = Options {
        from: From::Html,
        ..Options::default()
    };
    convert(html, &options).expect("HTML is never refused")
}

/// Pieces with their numbers.
fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

#[test]
fn output_stays_in_proportion_to_the_input() {
    let long = "x".repeat(40_000);
    let numbers = "<ol start=999999998><li>";
    let quotes = "<blockquote>".repeat(19);
    let paragraphs = "<p>a</p>".repeat(2_000);
    let formatted = "b<p>a".repeat(2_000);
    for (what, html) in [
        (
            "a link over blocks",
            format!("<a href=/{long}>{paragraphs}"),
        ),
        (
            "a title over blocks",
            format!("<abbr title={long}>{paragraphs}"),
        ),
        (
            "a link that is opened again",
            format!("<p><a href=/{long}>{formatted}"),
        ),
        (
            "an address that is refused again",
            format!("<p><a href=javascript:{long}>{formatted}"),
        ),
        (
            "code in numbered lists",
            format!("{}{quotes}<pre>{}", numbers.repeat(9), "x\n".repeat(50_000)),
        ),
        (
            "code in quotes",
            format!("{quotes}{}<pre>{}", numbers.repeat(9), "x\n".repeat(50_000)),
        ),
        (
            "blank lines in quotes",
            format!("{quotes}<pre>x{}x", "\n".repeat(90_000)),
        ),
        (
            "paragraphs in lists and quotes",
            format!("<ul><li>{quotes}{}", "<p>x".repeat(50_000)),
        ),
    ] {
        let conversion = converted(&html);
        let findings: usize = conversion
            .report
            .findings
            .iter()
            .map(|f| f.text.len())
            .sum();
        for size in [conversion.markdown.len(), findings] {
            let most = GROWTH_MAX * html.len() + GROWTH_FREE;
            assert!(size <= most, "{what}: {} bytes become {size}", html.len());
        }
    }
}

#[test]
fn what_there_is_too_much_of_is_left_out_with_a_finding() {
    let attributes = many(1_000, |n| format!("@{n}='>' "));
    let elements = many(3_000, |n| format!("<element-{n} attribute-{n}=v>{n} "));
    let closed = many(3_000, |n| format!("<unknown{n}>{n}</unknown{n}> "));
    let links = format!("<a href=/{}>{}</a>", "x".repeat(40_000), "<p>a".repeat(100));
    for (html, code) in [
        (format!("<p {attributes}>a"), Code::AttributesCapped),
        (format!("<p>a</p {attributes}>b"), Code::AttributesCapped),
        (
            format!("<textarea>a &amp; b</textarea {attributes}>c"),
            Code::AttributesCapped,
        ),
        (
            format!("<script><!--<script></script></script {attributes}>c"),
            Code::AttributesCapped,
        ),
        (elements, Code::NamesCapped),
        (closed, Code::NamesCapped),
        (links, Code::NestingFlattened),
    ] {
        let conversion = converted(&html);
        assert!(conversion.report.has(code), "{}", &html[..40]);
        let mut text = String::new();
        for event in pulldown_cmark::Parser::new(&conversion.markdown) {
            if let pulldown_cmark::Event::Text(words) = event {
                write!(text, "{words} ").expect("a string takes everything");
            }
        }
        let shown = scraper::Html::parse_fragment(&html);
        let shown: String = shown
            .tree
            .nodes()
            .filter(|node| {
                let parent = node.parent().and_then(|p| p.value().as_element());
                parent.is_none_or(|parent| !matches!(parent.name(), "script" | "textarea"))
            })
            .filter_map(|node| node.value().as_text().map(|text| format!("{} ", &**text)))
            .collect();
        assert!(
            text.split_whitespace().eq(shown.split_whitespace()),
            "{}",
            &html[..40]
        );
    }
}

#[test]
fn few_of_them_stay() {
    let html = many(200, |n| {
        format!("<element-{n} attribute-{n}=v>word</element-{n}> ")
    });
    let conversion = converted(&html);
    assert_eq!(conversion.markdown.matches("word").count(), 200);
    for code in [Code::AttributesCapped, Code::NamesCapped] {
        assert!(!conversion.report.has(code));
    }
}
