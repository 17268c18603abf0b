//! HTML tree to Markdown tree.
//!
//! One walk over the tree, in document order, feeds a [`run::Run`]: the phrasing content that is
//! open at the moment, with the marks (emphasis, links…) around it. A block boundary ends the run
//! and makes it a paragraph; marks that are still open go on in the next one. So `<b><p>…</p></b>`
//! and a block inside a link need no case of their own, and the tree comes out in the normal form
//! that [`crate::mdast`] describes.
//!
//! Recursion follows the HTML tree, whose depth the parser bounds.

mod class;
mod code;
mod email;
mod embed;
mod emoji;
mod figure;
mod flow;
mod footnote;
mod habits;
mod language;
mod list;
mod maths;
mod media;
mod noscript;
mod oembed;
mod phrasing;
mod run;
mod score;
mod srcset;
mod survey;
mod table;
mod text;
mod word;

use std::borrow::Cow;

use crate::mdast::{Block, Document};
use crate::parser::chrome::Marks;
use crate::parser::dom::{Dom, NodeId};
use crate::report::{Code, Report};
use crate::url::{UrlRules, Use};
use run::Run;
use survey::Claims;

/// How HTML becomes a Markdown tree.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the article stands: makes relative URLs absolute; an absolute http(s) URL. A `base`
    /// element in the page is read relative to it, as browsers do.
    pub base_url: Option<String>,
    /// Keeps embeds as cleaned iframes instead of links.
    pub keep_iframes: bool,
    /// Leaves formulas that stand in text between delimiters, or as images, as they are.
    pub keep_maths: bool,
    /// Added to every heading's depth; the result stays within 1 to 6.
    pub heading_shift: i8,
}

/// What the converter reads: all of it stays unchanged.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The parsed body.
    pub dom: &'a Dom,
    /// What of it is chrome.
    pub marks: &'a Marks,
    /// Cleaning of link and image URLs.
    pub urls: &'a UrlRules,
    /// The article's title; empty where there is none.
    pub title: &'a str,
}

/// Converts a page. Never fails: what has no Markdown form keeps its content, with a finding.
#[must_use]
pub fn convert<'a>(page: Page<'a>, options: &Options, report: &mut Report) -> Document<'a> {
    let root = page.dom.root();
    let claims = survey::survey(page, options, report);
    let base = base_url(options.base_url.as_deref(), claims.base);
    let mut converter = Converter {
        page,
        options,
        report,
        run: Run::default(),
        blocks: Vec::new(),
        spare: Vec::new(),
        raw_text: text::is_raw_post(page, root),
        in_embed: false,
        mathematical: None,
        claims,
        base,
    };
    converter.flow_children(root);
    converter.end_run();
    converter.footnotes();
    let unsaid = converter.run.unsaid();
    if unsaid > 0 {
        converter.report.add(
            Code::NestingFlattened,
            format!("{unsaid} links over blocks"),
        );
    }
    habits::undo(&mut converter.blocks);
    Document {
        blocks: converter.blocks,
    }
}

/// What relative URLs are relative to: the article's own URL, or what a `base` element says.
/// HTML standard, "document base URL".
fn base_url(page: Option<&str>, element: Option<&str>) -> Option<String> {
    let base = match (page, element.map(str::trim)) {
        (page, None | Some("")) => page?.to_owned(),
        (None, Some(base)) => base.to_owned(),
        (Some(page), Some(base)) => crate::url::resolve(page, Cow::Borrowed(base)).into_owned(),
    };
    (base.starts_with("http://") || base.starts_with("https://")).then_some(base)
}

/// The walk's state.
struct Converter<'a, 'r> {
    page: Page<'a>,
    options: &'r Options,
    report: &'r mut Report,
    /// The phrasing content that is being collected.
    run: Run<'a>,
    /// The finished blocks of the innermost container.
    blocks: Vec<Block<'a>>,
    /// Empty lists of blocks with room in them.
    spare: Vec<Vec<Block<'a>>>,
    /// Whether blank lines in text make paragraphs, as WordPress stores posts.
    raw_text: bool,
    /// Whether the walk is in a block that shows what an address leads to.
    in_embed: bool,
    /// Whether the page writes formulas in its text, once that was asked.
    mathematical: Option<bool>,
    /// What was recognised before the walk.
    claims: Claims<'a>,
    /// What relative URLs are relative to, where they are to be made absolute.
    base: Option<String>,
}

impl<'a> Converter<'a, '_> {
    fn dom(&self) -> &'a Dom {
        self.page.dom
    }

    /// All text in a node.
    fn text_of(&self, id: NodeId) -> String {
        let nodes = self.dom().descendants(id);
        nodes.filter_map(|node| self.dom().text(node)).collect()
    }

    /// The children that no rule removed.
    fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
        let Page { dom, marks, .. } = self.page;
        std::iter::successors(dom.first_child(id), move |&c| dom.next_sibling(c))
            .filter(move |&c| !marks.is_skipped(c))
    }

    /// Runs `inside` with an empty list of blocks, ends the run, and gives back what was built.
    ///
    /// Marks that are open around stay open in there.
    fn collect(&mut self, inside: impl FnOnce(&mut Self)) -> Vec<Block<'a>> {
        self.end_run();
        let empty = self.spare.pop().unwrap_or_default();
        let outer = std::mem::replace(&mut self.blocks, empty);
        inside(self);
        self.end_run();
        // A list of a million items holds a million of these, most of them with one block: it is as
        // long as it must be.
        let inner = self.blocks.split_off(0);
        self.spare.push(std::mem::replace(&mut self.blocks, outer));
        inner
    }

    /// A block boundary: what is open becomes a paragraph.
    fn end_run(&mut self) {
        let mut children = self.run.take();
        oembed::link(&mut children, self.in_embed);
        if !children.is_empty() {
            self.blocks.push(Block::Paragraph(children));
        }
    }

    /// Puts a block behind those that are there, behind the open run.
    fn push(&mut self, block: Block<'a>) {
        self.end_run();
        self.blocks.push(block);
    }

    /// A link's or an image's URL, cleaned by the rules and made absolute on request.
    fn url(&mut self, url: &'a str, used: Use) -> Cow<'a, str> {
        let url = url.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        let clean = if memchr::memchr3(b'\t', b'\n', b'\r', url.as_bytes()).is_some() {
            // The URL Standard drops them wherever they stand (section 4.4).
            let url = url.replace(['\t', '\n', '\r'], "");
            let clean = self.page.urls.clean(&url, used, Some(self.report));
            Cow::Owned(clean.into_owned())
        } else {
            self.page.urls.clean(url, used, Some(self.report))
        };
        match &self.base {
            Some(base) => crate::url::resolve(base, clean),
            None => clean,
        }
    }
}
