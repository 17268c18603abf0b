//! The ledger's promise, checked: every visible word of the input is in the rendered output or in
//! a finding.
//!
//! The input is read by another HTML tree than the converter's, the output by comrak. Words are
//! compared as multisets; letters of scripts without spaces count one by one.

use std::collections::BTreeMap;

use article2md::{Code, Conversion, Finding, front_matter, source};
use ego_tree::NodeRef;
use libtest_mimic::Failed;
use scraper::{Html, Node};

/// How often each word occurs.
pub type Words = BTreeMap<String, usize>;

/// Fails with the words that vanished without a finding.
pub fn accounted_for(input: &[u8], conversion: &Conversion) -> Result<(), Failed> {
    if conversion.document.is_none() {
        return Ok(());
    }
    let text = source::decode(input, &mut article2md::Report::default())?;
    let split = source::split(&text, &mut article2md::Report::default());
    let options = front_matter::Options::default();
    let read = |raw| front_matter::read(raw, &options, &mut article2md::Report::default());
    // Lines between fences that hold no keys are part of the body.
    let body = match split.front_matter.as_ref().map(read) {
        Some(Ok(None)) => &text,
        _ => split.body,
    };
    let body = source::without_controls(body, &mut article2md::Report::default());
    let missing = missing(&body, conversion);
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("no finding names {missing:?}").into())
    }
}

/// The words of an HTML body that are neither in the rendered output nor in a finding.
///
/// A tag inside a word that goes, comes or is taken for the border of a word makes one word of
/// two, or two of one: such words are accounted for by their pieces, each of them once.
pub fn missing(body: &str, conversion: &Conversion) -> Words {
    let mut missing = words_of_html(body);
    let rendered = render(super::body_of(&conversion.markdown));
    let mut spare = subtract(&mut missing, words_of_html(&rendered));
    pair_off(&mut missing, &mut spare);
    pair_off(&mut spare, &mut missing);
    // A mark of a note is in the output too: its finding must not take what a removal has to name.
    let (marks, removals): (Vec<&Finding>, Vec<&Finding>) = (conversion.report.findings.iter())
        .filter(|finding| !matches!(finding.code, Code::BodyConverted | Code::HtmlKept))
        .partition(|finding| finding.code == Code::FootnoteRead);
    for findings in [removals, marks] {
        for finding in findings {
            // The text may be a tag that was kept out, or text that looks like one.
            let mut words = words_of_text(&finding.text);
            for (word, count) in words_of_html(&finding.text) {
                let most = words.entry(word).or_default();
                *most = count.max(*most);
            }
            for (word, count) in subtract(&mut missing, words) {
                *spare.entry(word).or_default() += count;
            }
        }
        pair_off(&mut missing, &mut spare);
        pair_off(&mut spare, &mut missing);
    }
    // Words that the page does not show, but the output does, may stand at words that both show.
    let mut pieces = words_not_shown(body);
    pieces.extend(REFERENCES.map(|name| (name.to_owned(), usize::MAX >> 1)));
    for (word, count) in &missing {
        *pieces.entry(word.clone()).or_default() += count;
    }
    let before = pieces.clone();
    pair_off(&mut spare, &mut pieces);
    for (word, count) in before {
        let left = pieces.get(&word).copied().unwrap_or_default();
        for _ in left..count {
            take(&mut missing, &word);
        }
    }
    // Code may show a character reference as it is written, where another reader decodes it.
    let shown = text_of_html(&rendered);
    let mut decoded = words_of_html(&shown.replace('<', "&lt;"));
    subtract(&mut decoded, words_of_text(&shown));
    for (word, count) in subtract(&mut missing, decoded) {
        *spare.entry(word).or_default() += count;
    }
    pair_off(&mut missing, &mut spare);
    cut_out(&mut missing, &mut spare);
    missing
}

/// Takes words that stand inside of longer ones out of both; what is left of those stays.
fn cut_out(words: &mut Words, longer: &mut Words) {
    let wanted: Vec<String> = words.keys().cloned().collect();
    for word in wanted {
        while words.contains_key(&word)
            && let Some(whole) = longer.keys().find(|whole| whole.contains(&word)).cloned()
        {
            take(words, &word);
            take(longer, &whole);
            let (before, behind) = whole.split_once(&word).unwrap_or_default();
            for rest in [before, behind].into_iter().filter(|rest| !rest.is_empty()) {
                *longer.entry(rest.to_owned()).or_default() += 1;
            }
        }
    }
}

/// Takes the words that can be put together from pieces out of both.
fn pair_off(words: &mut Words, pieces: &mut Words) {
    let whole: Vec<String> = words.keys().cloned().collect();
    for word in whole {
        while words.contains_key(&word) && take_apart(&word, pieces) {
            take(words, &word);
        }
    }
}

/// Takes pieces that make up the word, if there are such.
fn take_apart(word: &str, pieces: &mut Words) -> bool {
    word.is_empty()
        || (1..=word.len())
            .rev()
            .filter(|&end| word.is_char_boundary(end))
            .any(|end| {
                let (piece, rest) = word.split_at(end);
                if !take(pieces, piece) {
                    return false;
                }
                let whole = take_apart(rest, pieces);
                if !whole {
                    *pieces.entry(piece.to_owned()).or_default() += 1;
                }
                whole
            })
}

/// Takes one such word, if there is one.
fn take(words: &mut Words, word: &str) -> bool {
    let Some(count) = words.get_mut(word) else {
        return false;
    };
    *count -= 1;
    if *count == 0 {
        words.remove(word);
    }
    true
}

fn render(markdown: &str) -> String {
    let mut options = super::comrak::gfm();
    options.render.r#unsafe = true;
    options.extension.autolink = false;
    options.extension.math_dollars = true;
    comrak::markdown_to_html(markdown, &options)
}

/// Takes words out of `from`; what was not in it is given back.
fn subtract(from: &mut Words, words: Words) -> Words {
    let mut rest = Words::new();
    for (word, count) in words {
        let have = from.get(&word).copied().unwrap_or_default();
        let taken = have.min(count);
        if taken == have {
            from.remove(&word);
        } else {
            from.insert(word.clone(), have - taken);
        }
        if count > taken {
            rest.insert(word, count - taken);
        }
    }
    rest
}

/// The visible words of an HTML fragment.
pub fn words_of_html(html: &str) -> Words {
    words_of_text(&text_of_html(html))
}

fn text_of_html(html: &str) -> String {
    let mut text = String::new();
    visible(*Html::parse_fragment(html).root_element(), &mut text);
    text
}

/// Names of character references, which code that is shown as it is may hold.
const REFERENCES: [&str; 5] = ["amp", "gt", "lt", "nbsp", "quot"];

/// Elements whose content a page does not show.
const HIDDEN: [&str; 15] = [
    "audio", "datalist", "head", "iframe", "noembed", "noframes", "noscript", "object", "rp",
    "script", "style", "svg", "template", "title", "video",
];

/// The words of an HTML fragment's elements that are not shown.
fn words_not_shown(html: &str) -> Words {
    let mut text = String::new();
    for node in Html::parse_fragment(html).tree.nodes() {
        let is_hidden = |node: NodeRef<'_, Node>| {
            let element = node.value().as_element();
            element.is_some_and(|element| HIDDEN.contains(&element.name()))
        };
        if let Node::Text(words) = node.value()
            && node.ancestors().any(is_hidden)
        {
            text.push_str(words);
            text.push(' ');
        }
    }
    words_of_text(&text)
}

/// Elements whose edges do not end a word.
const JOINED: [&str; 17] = [
    "b",
    "code",
    "del",
    "em",
    "font",
    "i",
    "mi",
    "mn",
    "mo",
    "mrow",
    "msup",
    "s",
    "semantics",
    "span",
    "strong",
    "sub",
    "u",
];

fn visible(node: NodeRef<'_, Node>, out: &mut String) {
    for child in node.children() {
        match child.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if !HIDDEN.contains(&element.name()) => {
                let is_formula = element.attr("data-math-style").is_some();
                let apart = if JOINED.contains(&element.name()) && !is_formula {
                    ""
                } else {
                    " "
                };
                out.push_str(apart);
                visible(child, out);
                out.push_str(apart);
            }
            _ => {}
        }
    }
}

fn words_of_text(text: &str) -> Words {
    let mut words = Words::new();
    let mut add = |word: &str| {
        if !word.is_empty() {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    };
    // Nobody sees these, and words on both sides of one read as one word.
    let invisible = [
        '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}',
    ];
    let text = text.replace(invisible, "");
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if word.chars().any(|c| c >= '\u{2e80}') {
            word.char_indices()
                .for_each(|(at, c)| add(&word[at..at + c.len_utf8()]));
        } else {
            add(word);
        }
    }
    words
}
