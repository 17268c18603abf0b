//! Block elements.

use std::borrow::Cow;

use html5ever::{LocalName, local_name};

use super::Converter;
use super::class::{self, Role};
use crate::mdast::{Block, Inline, push_plain_text};
use crate::parser::dom::{Element, NodeId, Space};
use crate::writer::html;

/// Of several paragraphs in a heading, those after the first belong to it up to this many bytes.
const HEADING_LEN_MAX: usize = 200;

impl<'a> Converter<'a, '_> {
    /// Everything below a node.
    pub(super) fn flow_children(&mut self, id: NodeId) {
        for child in self.children(id) {
            self.node(child);
        }
    }

    pub(super) fn node(&mut self, id: NodeId) {
        let dom = self.dom();
        if let Some(claim) = self.claims.get(id) {
            self.claimed(id, claim.clone());
        } else if let Some(text) = dom.text(id) {
            self.text(id, text);
        } else if let Some(element) = dom.element(id) {
            match element.space {
                _ if self.page.marks.is_unwrapped(id) => self.unwrapped(id, element),
                Space::Html => self.element(id, element),
                Space::MathMl => self.flow_children(id),
                Space::Svg => {}
            }
        } else if let Some(comment) = dom.comment(id) {
            self.comment(comment);
        }
    }

    /// The content of an element that a rule takes away from around it: on lines of its own if the
    /// element's was.
    fn unwrapped(&mut self, id: NodeId, element: Element<'a>) {
        if element.begins_line() {
            self.container(id);
        } else {
            self.flow_children(id);
        }
    }

    /// The excerpt marker of WordPress and Hexo stays; other comments show nothing.
    fn comment(&mut self, comment: &str) {
        if comment.trim() == "more" {
            self.push(Block::Html(Cow::Borrowed("<!--more-->")));
        }
    }

    fn element(&mut self, id: NodeId, element: Element<'a>) {
        let name = element.local;
        match *name {
            local_name!("h1") => self.heading(id, 1),
            local_name!("h2") => self.heading(id, 2),
            local_name!("h3") => self.heading(id, 3),
            local_name!("h4") => self.heading(id, 4),
            local_name!("h5") => self.heading(id, 5),
            local_name!("h6") => self.heading(id, 6),
            local_name!("blockquote") => self.blockquote(id),
            local_name!("ul") | local_name!("ol") | local_name!("menu") | local_name!("dir") => {
                let told = class::told(element);
                match told.role {
                    Role::Gallery => self.gallery(id),
                    _ if told.is_code => self.line_block(id),
                    _ => self.list(id),
                }
            }
            local_name!("li") => self.stray_item(id),
            local_name!("pre")
            | local_name!("listing")
            | local_name!("xmp")
            | local_name!("plaintext") => self.code_block(id),
            local_name!("table") if class::told(element).is_code => self.line_block(id),
            local_name!("table") => self.table(id),
            local_name!("hr") => self.push(Block::ThematicBreak),
            local_name!("details") => self.details(id),
            local_name!("dt") if class::role_of(element) != Role::GalleryTerm => self.term(id),
            local_name!("figcaption") => self.caption(id),
            local_name!("script") => self.script(id),
            local_name!("style")
            | local_name!("template")
            | local_name!("head")
            | local_name!("title")
            | local_name!("meta")
            | local_name!("link")
            | local_name!("base")
            | local_name!("datalist")
            | local_name!("noembed")
            | local_name!("noframes") => {}
            local_name!("p") | local_name!("div") | local_name!("dd") | local_name!("td") => {
                if element.attrs.is_empty() {
                    self.container(id);
                } else if *name == local_name!("p") && self.word_item(id, element) {
                    // It has become an item.
                } else {
                    let told = class::told(element);
                    match told.role {
                        _ if told.is_code => self.line_block(id),
                        Role::Caption => self.caption(id),
                        Role::Embed => self.embed_block(id),
                        Role::Score => self.score(id),
                        _ => self.container(id),
                    }
                }
            }
            local_name!("figure") if class::role_of(element) == Role::Embed => self.embed_block(id),
            local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("body")
            | local_name!("caption")
            | local_name!("center")
            | local_name!("dialog")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("fieldset")
            | local_name!("figure")
            | local_name!("footer")
            | local_name!("form")
            | local_name!("header")
            | local_name!("hgroup")
            | local_name!("html")
            | local_name!("legend")
            | local_name!("main")
            | local_name!("nav")
            | local_name!("optgroup")
            | local_name!("option")
            | local_name!("search")
            | local_name!("section")
            | local_name!("summary")
            | local_name!("tbody")
            | local_name!("tfoot")
            | local_name!("th")
            | local_name!("thead")
            | local_name!("tr") => self.container(id),
            _ => self.phrasing(id, element),
        }
    }

    /// An element that is a block and means nothing else.
    pub(super) fn container(&mut self, id: NodeId) {
        self.end_run();
        self.flow_children(id);
        self.end_run();
    }

    /// A gallery's items: a block each, no list.
    fn gallery(&mut self, id: NodeId) {
        for child in self.children(id) {
            match self.dom().html_name(child) {
                Some(&local_name!("li")) => self.container(child),
                _ => self.node(child),
            }
        }
    }

    fn blockquote(&mut self, id: NodeId) {
        let blocks = self.collect(|c| c.flow_children(id));
        if !blocks.is_empty() {
            self.blocks.push(Block::Blockquote(blocks));
        }
    }

    fn heading(&mut self, id: NodeId, depth: i8) {
        let mut blocks = self.collect(|c| c.flow_children(id));
        let unclosed = after_heading(&mut blocks);
        let depth = depth.saturating_add(self.options.heading_shift).clamp(1, 6) as u8;
        let (children, mut behind) = one_line(blocks);
        match children.as_slice() {
            [] => {}
            // A picture that an editor placed heads nothing.
            [inline] if is_image(inline) && self.holds_placed_image(id) => {
                self.blocks.push(Block::Paragraph(children));
            }
            _ => self.blocks.push(Block::Heading { depth, children }),
        }
        self.blocks.append(&mut behind);
        self.blocks.extend(unclosed);
    }

    /// Whether an image below has a class or a size: editors give it one, Markdown has none.
    fn holds_placed_image(&self, id: NodeId) -> bool {
        let dom = self.dom();
        let is_placed = |name: &LocalName| {
            matches!(
                *name,
                local_name!("class") | local_name!("style") | local_name!("width")
            )
        };
        dom.descendants(id)
            .filter(|&id| dom.html_name(id) == Some(&local_name!("img")))
            .filter_map(|id| dom.element(id))
            .any(|image| image.attrs.iter().any(|attr| is_placed(&attr.name)))
    }

    /// `details` stays as HTML around Markdown, with its summary in the opening block.
    fn details(&mut self, id: NodeId) {
        let dom = self.dom();
        let summary = self
            .children(id)
            .find(|&c| dom.html_name(c) == Some(&local_name!("summary")));
        let label = summary
            .map(|s| self.collect(|c| c.flow_children(s)))
            .unwrap_or_default();
        let (label, mut behind) = one_line(label);
        let label = html::inline(&label);
        let open = if dom.attr(id, &local_name!("open")).is_some() {
            " open"
        } else {
            ""
        };
        self.push(Block::Html(Cow::Owned(format!(
            "<details{open}>\n<summary>{label}</summary>"
        ))));
        self.blocks.append(&mut behind);
        for child in self.children(id).filter(|&c| Some(c) != summary) {
            self.node(child);
        }
        self.push(Block::Html(Cow::Borrowed("</details>")));
    }

    /// A definition list's term: a paragraph of its own in bold, its definitions as blocks behind.
    fn term(&mut self, id: NodeId) {
        self.end_run();
        self.run.open(super::run::Mark::Strong);
        self.flow_children(id);
        self.end_run();
        self.run.close();
    }
}

/// Takes what stands behind the first paragraph of a heading that was never closed.
fn after_heading<'a>(blocks: &mut Vec<Block<'a>>) -> Vec<Block<'a>> {
    let mut text = String::new();
    for block in &*blocks {
        if let Block::Paragraph(children) = block {
            push_plain_text(children, &mut text);
        }
    }
    let is_closed = blocks.len() < 2 || text.len() <= HEADING_LEN_MAX;
    blocks.split_off(if is_closed { blocks.len() } else { 1 })
}

/// What can stand on one line, as in a heading or a table cell: the paragraphs that come first,
/// with `<br>` for the breaks in them and twice that between them; and the blocks behind.
pub(super) fn one_line<'a>(blocks: Vec<Block<'a>>) -> (Vec<Inline<'a>>, Vec<Block<'a>>) {
    let mut line: Vec<Inline<'a>> = Vec::new();
    let mut behind = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(children) if behind.is_empty() => {
                let children = children.into_iter().map(break_to_html);
                if line.is_empty() {
                    line = children.collect();
                } else {
                    line.extend([html_break(), html_break()]);
                    line.extend(children);
                }
            }
            other => behind.push(other),
        }
    }
    (line, behind)
}

fn is_image(inline: &Inline<'_>) -> bool {
    match inline {
        Inline::Image(_) => true,
        Inline::Link(link) => matches!(&link.children[..], [Inline::Image(_)]),
        _ => false,
    }
}

fn html_break<'a>() -> Inline<'a> {
    Inline::Html(Cow::Borrowed("<br>"))
}

fn break_to_html(inline: Inline<'_>) -> Inline<'_> {
    match inline {
        Inline::Break => html_break(),
        other => other.map_children(|inside| inside.into_iter().map(break_to_html).collect()),
    }
}
