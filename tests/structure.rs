//! Real files, and the fixtures: the rendered output against the page without its chrome.
//!
//! Both are read as HTML by a tree that has no part in the conversion, and what they consist of
//! must be the same in the same order: paragraphs, headings, items with all the lists around them,
//! quotes, cells, code, rules; and no link and no image may be missing. `structure.txt` names the
//! files that differ, with the reason; one of them that does not differ is a failure too.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use article2md::{Options, Report, convert_bytes, source};
use support::seen::{self, Leaf, Letter};
use support::{cleaned, shared};

/// What a page consists of, kind by kind, in reading order.
#[derive(Default)]
struct Outline(BTreeMap<&'static str, Vec<String>>);

impl Outline {
    fn of(leaves: &[Leaf]) -> Outline {
        let mut outline = Outline::default();
        let mut cell = String::new();
        for leaf in leaves {
            let around = leaf.path.iter().map(|name| name.split('#').next().unwrap());
            let around: Vec<&str> = around.collect();
            let name = format!("{} {}", leaf.path.join("/"), leaf.kind);
            match leaf.kind.split(' ').next().unwrap() {
                "li" => outline.put("item", around.join("/")),
                "hr" => outline.put("rule", "rule".into()),
                "code" => outline.put("code", words(&leaf.run)),
                "cell" if name == cell => outline.go_on("table", &words(&leaf.run)),
                "cell" => {
                    let place: Vec<&str> = leaf.kind.split(' ').take(3).collect();
                    outline.put("table", format!("{} {}", place.join(" "), words(&leaf.run)));
                }
                "p" => {
                    for part in paragraphs(&leaf.run)
                        .into_iter()
                        .filter(|part| !is_link(part))
                    {
                        let is_quoted = around.contains(&"blockquote");
                        outline.put(if is_quoted { "quote" } else { "text" }, words(part));
                    }
                }
                heading if !words(&leaf.run).is_empty() => {
                    outline.put("heading", format!("{heading} {}", words(&leaf.run)));
                }
                _ => {}
            }
            cell = name;
            outline.objects(leaf);
        }
        outline
    }

    /// Links that lead elsewhere, and images that are more than a place for one.
    fn objects(&mut self, leaf: &Leaf) {
        let mut open = None;
        for letter in leaf.run.iter().filter(|letter| !is_blank(letter)) {
            let link = link_of(letter).filter(|_| !letter.shown.starts_with('⟦'));
            if let Some(link) = link
                && Some(link) != open
                && !link.contains('#')
            {
                self.put("link", link.to_owned());
            }
            open = link_of(letter);
        }
        for letter in &leaf.run {
            if let Some(image) = letter.shown.strip_prefix("⟦image ") {
                let source = image.split(' ').next().unwrap();
                if !source.starts_with("data:") {
                    self.put("image", stem(source));
                }
            }
        }
    }

    fn put(&mut self, kind: &'static str, what: String) {
        if !what.is_empty() {
            self.0.entry(kind).or_default().push(what);
        }
    }

    fn go_on(&mut self, kind: &'static str, what: &str) {
        if let Some(last) = self.0.get_mut(kind).and_then(|list| list.last_mut()) {
            last.push_str(what);
        }
    }
}

fn link_of(letter: &Letter) -> Option<&str> {
    let mut marks = letter.marks.iter();
    let link = marks.find_map(|mark| mark.strip_prefix("a "))?;
    link.split(' ').next()
}

/// White space stands outside of all marks.
fn is_blank(letter: &Letter) -> bool {
    letter.shown.trim().is_empty() || letter.shown == seen::BREAK
}

/// Whether the run is one link, as an embed becomes.
fn is_link(run: &[Letter]) -> bool {
    let link = run.first().and_then(link_of);
    let mut shown = run.iter().filter(|letter| !is_blank(letter));
    link.is_some() && shown.all(|letter| link_of(letter) == link)
}

/// An image's file name without what tells its size.
fn stem(source: &str) -> String {
    let path = source.split('?').next().unwrap();
    let name = path.rsplit('/').next().unwrap();
    let mut stem = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let is_size = |size: &str| {
        size == "scaled" || (size.contains('x') && size.starts_with(|c: char| c.is_ascii_digit()))
    };
    while let Some((shorter, size)) = stem.rsplit_once('-')
        && is_size(size)
    {
        stem = shorter;
    }
    stem.to_owned()
}

/// What two breaks part.
fn paragraphs(run: &[Letter]) -> Vec<&[Letter]> {
    let mut out = Vec::new();
    let mut start = 0;
    for at in 1..run.len() {
        if run[at].shown == seen::BREAK && run[at - 1].shown == seen::BREAK {
            out.push(&run[start..at]);
            start = at;
        }
    }
    out.push(&run[start..]);
    out
}

fn words(run: &[Letter]) -> String {
    let invisible = [
        '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}',
    ];
    run.iter()
        .map(|letter| letter.shown.as_str())
        .filter(|shown| !shown.starts_with('⟦'))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace() && !invisible.contains(c))
        .collect()
}

/// Kinds of which a file's output holds something else than its page, each with the first place;
/// `None` for a file whose body is Markdown.
fn differences(path: &Path) -> Option<BTreeMap<&'static str, String>> {
    let bytes = fs::read(path).unwrap();
    let options = Options {
        name: Some(path.file_name().unwrap().to_string_lossy().into_owned()),
        ..Options::default()
    };
    let conversion = convert_bytes(&bytes, &options).unwrap();
    conversion.document.as_ref()?;
    let text = source::decode(&bytes, &mut Report::default()).unwrap();
    let body = source::split(&text, &mut Report::default()).body;
    let page = cleaned::html(body, &conversion);
    let markdown = support::body_of(&conversion.markdown);
    let expected = Outline::of(&seen::of_html(&page)).0;
    let found = Outline::of(&seen::of_markdown(markdown).1).0;
    let none = Vec::new();
    let mut out = BTreeMap::new();
    for kind in KINDS {
        let expected = expected.get(kind).unwrap_or(&none);
        let found = found.get(kind).unwrap_or(&none);
        let difference = match kind {
            "image" | "link" => lost(expected, found),
            // Blank lines make the paragraphs of a post that has no markup for them.
            "text" if !page.contains("<p") => first(&[expected.concat()], &[found.concat()]),
            _ => first(expected, found),
        };
        if let Some(difference) = difference {
            out.insert(kind, difference);
        }
    }
    Some(out)
}

/// What an outline consists of. Embeds add links and lazy images their real ones, so of these two
/// nothing must be missing; all others must be the same.
const KINDS: [&str; 9] = [
    "code", "heading", "image", "item", "link", "quote", "rule", "table", "text",
];

fn first(expected: &[String], found: &[String]) -> Option<String> {
    let longest = expected.len().max(found.len());
    let at = (0..longest).find(|&at| expected.get(at) != found.get(at))?;
    Some(format!("{:?} is {:?}", expected.get(at), found.get(at)))
}

fn lost(expected: &[String], found: &[String]) -> Option<String> {
    let mut found = found.to_vec();
    let lost = expected.iter().find(|x| {
        let at = found.iter().position(|y| y == *x);
        at.map(|at| found.remove(at)).is_none()
    })?;
    Some(format!("{lost} is missing"))
}

/// Files whose output differs, with the kinds and the reason.
fn exceptions() -> BTreeMap<&'static str, (Vec<&'static str>, &'static str)> {
    include_str!("structure.txt")
        .lines()
        .map(|line| {
            let parts: Vec<&str> = line.split('\t').collect();
            let [name, kinds, reason] = parts[..] else {
                panic!("not a name, kinds and a reason: {line}");
            };
            (name, (kinds.split(' ').collect(), reason))
        })
        .collect()
}

/// Holds files to the law, named by their path below `root`; gives how many there are.
fn hold(root: &Path, prefix: &str, paths: &[PathBuf]) -> usize {
    let exceptions = exceptions();
    let mut failures = Vec::new();
    let mut converted = 0;
    for path in paths {
        let Some(differences) = differences(path) else {
            continue;
        };
        converted += 1;
        let name = path.strip_prefix(root).unwrap().to_string_lossy();
        let name = format!("{prefix}{}", name.trim_end_matches("/input.html"));
        let kinds: Vec<&str> = differences.keys().copied().collect();
        let (expected, _) = exceptions.get(name.as_str()).cloned().unwrap_or_default();
        if kinds != expected {
            failures.push(format!("{name}\t{}\t{differences:?}", kinds.join(" ")));
        }
    }
    assert!(
        failures.is_empty(),
        "tests/structure.txt must say why, or no longer:\n{}",
        failures.join("\n")
    );
    converted
}

#[test]
fn real_files_show_what_their_pages_show() {
    let paths = shared::articles();
    let files = hold(&shared::folder().join("corpus"), "", &paths);
    assert!(paths.is_empty() || files > 0);
}

#[test]
fn fixtures_show_what_their_pages_show() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folders = fs::read_dir(&root).unwrap();
    let paths: Vec<PathBuf> = folders
        .map(|folder| folder.unwrap().path())
        .filter(|folder| !folder.join("options.toml").exists())
        .map(|folder| folder.join("input.html"))
        .filter(|input| input.exists())
        .collect();
    assert!(hold(&root, "fixtures/", &paths) > 0);
}

#[test]
fn every_exception_has_a_reason() {
    for (name, (kinds, reason)) in exceptions() {
        assert!(!reason.is_empty() && !kinds.is_empty(), "{name}");
    }
}
