//! What a reader sees of HTML: its leaf blocks in reading order, each with the containers that it
//! stands in and its characters with their marks.
//!
//! It is blind to what Markdown has no form for or what shows nothing: whether a list is loose,
//! elements that only wrap, empty and doubled emphasis, on which side of a mark white space stands,
//! `th` or `td`, a table's empty rows, breaks and spaces at the edge of a block. Neither the
//! converter nor the writer has a part in it: pages are read by a tree of their own.

use std::collections::BTreeSet;
use std::fmt;

use percent_encoding::percent_decode_str;
use scraper::{ElementRef, Html, Node};

/// A leaf block, or the place of a rule or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Lists, items, quotes and tables around it, each with its number in the page.
    pub path: Vec<String>,
    /// `p`, `h2`, `code rust`, `cell 0 1 left`, `hr`, `li`.
    pub kind: String,
    /// What it shows.
    pub run: Vec<Letter>,
}

/// A character, or what stands in the place of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One character, or an image or a check box as a word in `⟦…⟧`.
    pub shown: String,
    /// Emphasis, code, links with their destinations.
    pub marks: BTreeSet<String>,
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", self.path.join("/"), self.kind)?;
        let mut open = &BTreeSet::new();
        for letter in &self.run {
            if letter.marks != *open {
                write!(f, "{:?}", letter.marks)?;
                open = &letter.marks;
            }
            f.write_str(&letter.shown)?;
        }
        Ok(())
    }
}

/// A line break.
pub const BREAK: &str = "⟦break⟧";

/// What a reader sees of an HTML fragment.
pub fn of_html(html: &str) -> Vec<Leaf> {
    let html = Html::parse_fragment(html);
    let mut seer = Seer::default();
    seer.children(html.root_element(), &Place::default());
    seer.flush();
    seer.leaves
}

/// Markdown as comrak renders it with GFM's extensions, and what a reader sees of that.
pub fn of_markdown(markdown: &str) -> (String, Vec<Leaf>) {
    let mut options = super::comrak::gfm();
    options.render.r#unsafe = true;
    options.extension.footnotes = false;
    let html = comrak::markdown_to_html(markdown, &options);
    let seen = of_html(&html);
    (html, seen)
}

/// The first leaf in which two pages differ.
///
/// # Errors
/// Both sides of it.
pub fn same(expected: &[Leaf], found: &[Leaf]) -> Result<(), String> {
    let longest = expected.len().max(found.len());
    match (0..longest).find(|&at| expected.get(at) != found.get(at)) {
        None => Ok(()),
        Some(at) => {
            let show = |leaves: &[Leaf]| leaves.get(at).map_or("nothing".into(), Leaf::to_string);
            Err(format!("{}\nis seen as\n{}", show(expected), show(found)))
        }
    }
}

/// What is around a place.
#[derive(Debug, Clone, Default)]
struct Place {
    path: Vec<String>,
    kind: String,
    marks: BTreeSet<String>,
}

impl Place {
    fn within(&self, container: String) -> Place {
        let mut place = self.clone();
        place.path.push(container);
        place.kind = String::new();
        place
    }

    fn marked(&self, mark: String) -> Place {
        let mut place = self.clone();
        place.marks.insert(mark);
        place
    }
}

#[derive(Default)]
struct Seer {
    leaves: Vec<Leaf>,
    open: Option<Leaf>,
    containers: usize,
}

impl Seer {
    fn children(&mut self, element: ElementRef<'_>, place: &Place) {
        for child in element.children() {
            if let Node::Text(text) = child.value() {
                for c in text.chars() {
                    self.put(c.to_string(), place);
                }
            } else if let Some(child) = ElementRef::wrap(child) {
                self.element(child, place);
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, place: &Place) {
        let name = element.value().name();
        match name {
            "script" | "style" | "template" | "head" | "iframe" => {}
            "br" => self.put(BREAK.into(), place),
            "img" => {
                let show = |name| element.attr(name).map(words).unwrap_or_default();
                let source = url(element.attr("src").unwrap_or_default());
                let image = format!("⟦image {source} {:?} {:?}⟧", show("alt"), show("title"));
                self.put(image, place);
            }
            "input" if element.attr("type") == Some("checkbox") => {
                let checked = element.attr("checked").is_some();
                self.put(format!("⟦task {checked}⟧"), place);
            }
            "q" => {
                self.put("\"".into(), place);
                self.children(element, place);
                self.put("\"".into(), place);
            }
            "hr" => self.alone("hr", place.path.clone()),
            "ul" | "ol" | "blockquote" => {
                let start = match (name, element.attr("start")) {
                    ("ol", start) => start.unwrap_or("1"),
                    _ => "",
                };
                self.container(element, place, &format!("{name}{start}"));
            }
            "li" => {
                let inside = self.enter(place, "li");
                self.alone("li", inside.path.clone());
                self.children(element, &inside);
                self.flush();
            }
            "table" => self.table(element, place),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.block(element, name.into(), place),
            "pre" => self.code(element, place),
            "a" if element.attr("href").is_some() => {
                let href = url(element.attr("href").unwrap_or_default());
                let title = element.attr("title").map(words).unwrap_or_default();
                self.children(element, &place.marked(format!("a {href} {title:?}")));
            }
            _ => match mark(name) {
                Some(mark) => self.children(element, &place.marked(mark.into())),
                None if is_block(name) => self.block(element, place.kind.clone(), place),
                None => self.children(element, place),
            },
        }
    }

    fn enter(&mut self, place: &Place, name: &str) -> Place {
        self.flush();
        self.containers += 1;
        place.within(format!("{name}#{}", self.containers))
    }

    fn container(&mut self, element: ElementRef<'_>, place: &Place, name: &str) {
        let inside = self.enter(place, name);
        self.children(element, &inside);
        self.flush();
    }

    fn block(&mut self, element: ElementRef<'_>, kind: String, place: &Place) {
        self.flush();
        let place = Place {
            kind,
            ..place.clone()
        };
        self.children(element, &place);
        self.flush();
    }

    fn table(&mut self, table: ElementRef<'_>, place: &Place) {
        let place = self.enter(place, "table");
        let is_caption = |e: &ElementRef<'_>| e.value().name() == "caption";
        for caption in table.child_elements().filter(is_caption) {
            self.block(caption, String::new(), &place);
        }
        let mut row = 0;
        for cells in table
            .descendent_elements()
            .filter(|e| e.value().name() == "tr")
        {
            let before = self.leaves.len();
            let is_cell = |e: &ElementRef<'_>| matches!(e.value().name(), "td" | "th");
            for (column, cell) in cells.child_elements().filter(is_cell).enumerate() {
                let align = align(cell);
                self.block(cell, format!("cell {row} {column} {align}"), &place);
            }
            row += usize::from(self.leaves.len() > before);
        }
    }

    fn code(&mut self, element: ElementRef<'_>, place: &Place) {
        self.flush();
        let class = element
            .child_elements()
            .find(|child| child.value().name() == "code")
            .and_then(|code| code.attr("class"));
        let lang = class
            .unwrap_or_default()
            .split_whitespace()
            .find_map(|class| class.strip_prefix("language-"));
        let text: String = element.text().collect();
        let run = text.trim_end_matches('\n').chars().map(|c| Letter {
            shown: c.to_string(),
            marks: BTreeSet::new(),
        });
        self.leaves.push(Leaf {
            path: place.path.clone(),
            kind: format!("code {}", lang.unwrap_or_default()),
            run: run.collect(),
        });
    }

    /// A leaf that shows no characters.
    fn alone(&mut self, kind: &str, path: Vec<String>) {
        self.flush();
        self.leaves.push(Leaf {
            path,
            kind: kind.into(),
            run: Vec::new(),
        });
    }

    fn put(&mut self, shown: String, place: &Place) {
        let leaf = self.open.get_or_insert_with(|| Leaf {
            path: place.path.clone(),
            kind: if place.kind.is_empty() {
                "p".into()
            } else {
                place.kind.clone()
            },
            run: Vec::new(),
        });
        let marks = place.marks.clone();
        leaf.run.push(Letter { shown, marks });
    }

    fn flush(&mut self) {
        if let Some(mut leaf) = self.open.take() {
            leaf.run = tidy(leaf.run);
            if !leaf.run.is_empty() {
                self.leaves.push(leaf);
            }
        }
    }
}

/// Runs of white space as one space without marks; none, and no break, at an edge.
fn tidy(run: Vec<Letter>) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(run.len());
    for mut letter in run {
        let last = out.last().map(|last| last.shown.as_str());
        if letter.shown == BREAK {
            if last == Some(" ") {
                out.pop();
            }
            letter.marks.clear();
            out.push(letter);
        } else if !letter.shown.trim().is_empty() {
            out.push(letter);
        } else if !matches!(last, None | Some(" " | BREAK)) {
            let marks = BTreeSet::new();
            out.push(Letter {
                shown: " ".into(),
                marks,
            });
        }
    }
    let is_blank = |letter: &Letter| matches!(letter.shown.as_str(), " " | BREAK);
    let end = out
        .iter()
        .rposition(|l| !is_blank(l))
        .map_or(0, |at| at + 1);
    out.truncate(end);
    let start = out.iter().position(|l| !is_blank(l)).unwrap_or(0);
    out.split_off(start)
}

fn mark(name: &str) -> Option<&'static str> {
    Some(match name {
        "strong" | "b" => "strong",
        "em" | "i" => "em",
        "del" | "s" | "strike" => "del",
        "code" | "tt" => "code",
        "sub" => "sub",
        "sup" => "sup",
        "kbd" => "kbd",
        "mark" => "mark",
        "u" | "ins" => "u",
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    [
        "address",
        "article",
        "aside",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "main",
        "nav",
        "p",
        "section",
        "summary",
    ]
    .contains(&name)
}

/// What a cell says of its alignment; the stylesheet goes before the attribute.
fn align(cell: ElementRef<'_>) -> &str {
    let style = cell.attr("style").unwrap_or_default();
    style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .find(|(property, _)| property.trim() == "text-align")
        .map_or(cell.attr("align").unwrap_or_default(), |(_, value)| {
            value.trim()
        })
}

/// A URL in the one form that all its encodings have in common.
fn url(url: &str) -> String {
    percent_decode_str(url.trim())
        .decode_utf8_lossy()
        .into_owned()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
