//! Does a Markdown file say what its tree says?
//!
//! The file is read as any Markdown reader would read it (with pulldown-cmark), and its words, its
//! links and its images are compared with those of the tree that it was written from, in order.
//! What only concerns the form (which element holds a word, how much space is between two) is not
//! looked at: that is the business of the writer's own tests. The tree is the cleaned page, so a
//! file that passes has lost nothing but what the ledger names.

use std::fmt;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::mdast::{Block, Document, Inline};
use crate::report::{self, Report};
use crate::source;

/// The first thing in which a file and its tree differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    what: &'static str,
    expected: String,
    found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch {
            what,
            expected,
            found,
        } = self;
        write!(f, "{what} `{expected}` reads as `{found}`")
    }
}

impl std::error::Error for Mismatch {}

/// Compares a whole file, front matter and body, with the tree of its body.
///
/// # Errors
/// The first word, link or image that differs.
///
/// ```
/// use article2md::mdast::{Block, Document, Inline};
/// let blocks = vec![Block::Paragraph(vec![Inline::Text("2 * 3 * 4".into())])];
/// let tree = Document { blocks };
/// assert!(article2md::verify::verify(&tree, "2 \\* 3 * 4\n").is_ok());
/// assert!(article2md::verify::verify(&tree, "2 *3* 4\n").is_err());
/// ```
pub fn verify(tree: &Document<'_>, markdown: &str) -> Result<(), Mismatch> {
    let body = source::split(markdown, &mut Report::default()).body;
    let mut expected = Content::default();
    expected.blocks(&tree.blocks);
    let mut found = Content::default();
    found.read(body, expected.has_math);
    compare_words(&expected.text, &found.text)?;
    compare_lists("link", &expected.links, &found.links)?;
    compare_lists("image", &expected.images, &found.images)
}

/// What a reader sees of a file.
#[derive(Debug, Default)]
struct Content {
    /// Words; the space between them has no meaning.
    text: String,
    /// Destinations.
    links: Vec<String>,
    /// Sources and descriptions.
    images: Vec<String>,
    has_math: bool,
}

impl Content {
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block<'_>) {
        self.text.push(' ');
        match block {
            Block::Paragraph(children) | Block::Heading { children, .. } => self.inlines(children),
            Block::ThematicBreak => {}
            Block::Blockquote(children) => self.blocks(children),
            Block::List(list) => {
                for item in &list.items {
                    self.text.push_str(item.checked.map_or(" ", task_mark));
                    self.blocks(&item.children);
                }
            }
            Block::Code(code) => self.text.push_str(&code.value),
            Block::Table(table) => {
                for cell in table.rows.iter().flatten() {
                    self.text.push(' ');
                    self.inlines(cell);
                }
            }
            Block::Html(html) => push_without_tags(&mut self.text, html),
            Block::FootnoteDefinition { label, children } => {
                self.footnote(label);
                self.blocks(children);
            }
            Block::Math(tex) => self.math(tex),
        }
        self.text.push(' ');
    }

    fn inlines(&mut self, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => self.text.push_str(text),
                Inline::Emphasis(children)
                | Inline::Strong(children)
                | Inline::Delete(children) => {
                    self.inlines(children);
                }
                Inline::Link(link) => {
                    self.links.push(destination(&link.url));
                    self.inlines(&link.children);
                }
                Inline::Image(it) => self.images.push(image(&it.url, &it.alt)),
                Inline::Break => self.text.push(' '),
                Inline::Html(tag) => push_tag(&mut self.text, tag),
                Inline::FootnoteReference(label) => self.footnote(label),
                Inline::Math(tex) => self.math(tex),
            }
        }
    }

    /// Reads Markdown. Dollar signs are maths only where the tree has maths at all.
    fn read(&mut self, body: &str, has_math: bool) {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES;
        options.set(Options::ENABLE_MATH, has_math);
        let mut events = Parser::new_ext(body, options);
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let alt = alternative(&mut events);
                    self.images.push(image(&dest_url, &alt));
                }
                Event::Start(Tag::HtmlBlock) => {
                    let html = raw_block(&mut events);
                    push_without_tags(&mut self.text, &html);
                }
                event => self.event(event),
            }
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            }) => {
                self.links.push(destination(&format!("mailto:{dest_url}")));
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.links.push(destination(&dest_url)),
            Event::Start(Tag::FootnoteDefinition(label)) => self.footnote(&label),
            Event::Start(tag) if is_block(&tag) => self.text.push(' '),
            Event::End(tag) if is_block_end(tag) => self.text.push(' '),
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => self.math(&tex),
            Event::InlineHtml(tag) | Event::Html(tag) => push_tag(&mut self.text, &tag),
            Event::FootnoteReference(label) => self.footnote(&label),
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.text.push(' '),
            Event::TaskListMarker(checked) => self.text.push_str(task_mark(checked)),
            Event::Start(_) | Event::End(_) => {}
        }
    }

    fn footnote(&mut self, label: &str) {
        self.text.extend(["[^", label, "]"]);
    }

    fn math(&mut self, tex: &str) {
        self.has_math = true;
        self.text.extend([" $ ", tex, " $ "]);
    }
}

fn task_mark(checked: bool) -> &'static str {
    if checked { " [x] " } else { " [ ] " }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }
    )
}

fn is_block_end(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
    )
}

/// The text of an image's description, whose start was just read.
fn alternative<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> String {
    let mut alt = String::new();
    let mut depth = 0_u32;
    for event in events {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) if depth == 0 => break,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}

/// The source of an HTML block, whose start was just read.
fn raw_block<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> String {
    let mut html = String::new();
    for event in events.take_while(|event| *event != Event::End(TagEnd::HtmlBlock)) {
        if let Event::Html(text) | Event::Text(text) = event {
            html.push_str(&text);
        }
    }
    html
}

/// An inline tag shows nothing, but one that breaks the line keeps words apart.
fn push_tag(text: &mut String, tag: &str) {
    if tag
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("<br"))
    {
        text.push(' ');
    }
}

/// Raw HTML's text; entities stay as they are written.
fn push_without_tags(text: &mut String, html: &str) {
    for piece in html
        .split('<')
        .enumerate()
        .map(|(index, piece)| match piece.split_once('>') {
            Some((_, after)) if index > 0 => after,
            _ => piece,
        })
    {
        text.push(' ');
        text.push_str(piece);
    }
}

/// A destination in the form that both sides have: a space is a space however it is written.
fn destination(url: &str) -> String {
    url.replace(' ', "%20")
}

fn image(url: &str, alt: &str) -> String {
    let words: Vec<&str> = alt.split_whitespace().collect();
    format!("![{}]({})", words.join(" "), destination(url))
}

/// Words compare as sequences.
fn compare_words(expected: &str, found: &str) -> Result<(), Mismatch> {
    let mut left = expected.split_whitespace();
    let mut right = found.split_whitespace();
    loop {
        let (a, b) = (left.next(), right.next());
        if a == b && a.is_none() {
            return Ok(());
        }
        if a != b {
            let (expected, found) = (first_words(a, left), first_words(b, right));
            return Err(Mismatch {
                what: "text",
                expected,
                found,
            });
        }
    }
}

fn first_words<'a>(first: Option<&'a str>, rest: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = first.into_iter().chain(rest).take(WORDS_SHOWN).collect();
    named(&words.join(" "))
}

/// Words of a difference that a message shows.
const WORDS_SHOWN: usize = 6;

fn compare_lists(
    what: &'static str,
    expected: &[String],
    found: &[String],
) -> Result<(), Mismatch> {
    if expected == found {
        return Ok(());
    }
    let at = expected
        .iter()
        .zip(found)
        .take_while(|(a, b)| a == b)
        .count();
    let show = |list: &[String]| named(list.get(at).map_or("", String::as_str));
    Err(Mismatch {
        what,
        expected: show(expected),
        found: show(found),
    })
}

fn named(text: &str) -> String {
    let shown = report::preview(text);
    if shown.is_empty() {
        "nothing".to_owned()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdast::{Image, Link, List, ListItem};

    fn check(inlines: Vec<Inline<'_>>, markdown: &str) -> Result<(), String> {
        let tree = Document {
            blocks: vec![Block::Paragraph(inlines)],
        };
        verify(&tree, markdown).map_err(|mismatch| mismatch.to_string())
    }

    fn link<'a>(url: &'a str, text: &'a str) -> Inline<'a> {
        let children = vec![Inline::Text(text.into())];
        Inline::Link(Box::new(Link {
            url: url.into(),
            title: "".into(),
            children,
        }))
    }

    #[test]
    fn the_form_does_not_matter() {
        let strong = || {
            vec![
                Inline::Strong(vec![Inline::Text("粗体。".into())]),
                Inline::Text("字".into()),
            ]
        };
        assert_eq!(check(strong(), "**粗体**。字\n"), Ok(()));
        assert_eq!(check(strong(), "<strong>粗体。</strong>字\n"), Ok(()));
        assert_eq!(
            check(strong(), "**粗体。**字\n"),
            Err("text `粗体。字` reads as `**粗体。**字`".into())
        );
    }

    #[test]
    fn lost_text_links_and_images_are_found() {
        let text = || vec![Inline::Text("a <b> c".into())];
        assert_eq!(check(text(), "a \\<b> c\n"), Ok(()));
        assert_eq!(
            check(text(), "a <b> c\n"),
            Err("text `<b> c` reads as `c`".into())
        );
        let linked = || vec![link("http://a.example/x y", "t")];
        assert_eq!(check(linked(), "[t](<http://a.example/x y>)\n"), Ok(()));
        assert_eq!(
            check(linked(), "[t](http://a.example/x)\n"),
            Err("link `http://a.example/x%20y` reads as `http://a.example/x`".into())
        );
        let image = || {
            vec![Inline::Image(Box::new(Image {
                url: "u".into(),
                title: "".into(),
                alt: "x *y*".into(),
            }))]
        };
        assert_eq!(check(image(), "![x \\*y\\*](u)\n"), Ok(()));
        assert_eq!(
            check(image(), "t\n"),
            Err("text `nothing` reads as `t`".into())
        );
        assert_eq!(
            check(image(), "\n"),
            Err("image `![x *y*](u)` reads as `nothing`".into())
        );
    }

    #[test]
    fn front_matter_is_no_text() {
        let tree = Document {
            blocks: vec![Block::Paragraph(vec![Inline::Text("x".into())])],
        };
        assert_eq!(verify(&tree, "---\ntitle: T\n---\n\nx\n"), Ok(()));
    }

    #[test]
    fn maths_is_read_as_maths_only_where_there_is_some() {
        assert_eq!(
            check(vec![Inline::Text("$a *b* c$".into())], "$a \\*b\\* c$\n"),
            Ok(())
        );
        assert_eq!(
            check(vec![Inline::Math("a \\{b\\}".into())], "$a \\{b\\}$\n"),
            Ok(())
        );
    }

    #[test]
    fn a_task_keeps_its_mark() {
        let item = ListItem {
            checked: Some(true),
            children: vec![Block::Paragraph(vec![Inline::Text("t".into())])],
        };
        let list = List {
            start: None,
            spread: false,
            items: vec![item],
        };
        let tree = Document {
            blocks: vec![Block::List(list)],
        };
        assert_eq!(verify(&tree, "- [x] t\n"), Ok(()));
        assert!(verify(&tree, "- t\n").is_err());
    }
}
