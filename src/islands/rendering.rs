//! Whether two Markdown texts render the same.
//!
//! Both are rendered, and the HTML is compared as a reader's browser would show it: elements and
//! the attributes that change what is seen or done, text with its white space collapsed. `b` is
//! `strong`, `i` is `em`; classes, ids that only theme a page, and `div` and `span` without a style
//! show nothing.

use html5ever::{LocalName, local_name};
use pulldown_cmark::{Parser, html};

use super::extensions;
use crate::parser;
use crate::parser::dom::{Dom, Element, NodeId};
use crate::report::Report;

/// See the module's documentation.
pub(super) fn same(one: &str, other: &str) -> bool {
    shown(one) == shown(other)
}

/// What a text shows: elements and text, one after the other.
fn shown(markdown: &str) -> Vec<Piece> {
    let mut rendered = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut rendered, Parser::new_ext(markdown, extensions()));
    let dom = parser::parse(&rendered, 512, 1, &mut Report::default());
    let mut view = View {
        dom: &dom,
        pieces: Vec::new(),
        space: false,
        line_begins: true,
    };
    view.children(dom.root(), false);
    view.pieces
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Open(String),
    Close,
    Text(String),
}

struct View<'d> {
    dom: &'d Dom,
    pieces: Vec<Piece>,
    /// White space that shows if text follows.
    space: bool,
    /// Whether nothing was shown yet on this line.
    line_begins: bool,
}

impl View<'_> {
    fn children(&mut self, id: NodeId, exact: bool) {
        let dom = self.dom;
        for child in dom.children(id) {
            if let Some(text) = dom.text(child) {
                if exact {
                    self.push_text(text);
                } else {
                    self.text(text);
                }
            } else if let Some(element) = dom.element(child) {
                self.element(child, element, exact);
            } else if let Some(comment) = dom.comment(child) {
                self.pieces.push(Piece::Open(format!("!--{comment}")));
            }
        }
    }

    fn element(&mut self, id: NodeId, element: Element<'_>, exact: bool) {
        let name = element.local;
        let attrs = attributes(element);
        let in_pre = exact && *name == local_name!("code");
        if in_pre || attrs.is_empty() && matches!(*name, local_name!("span") | local_name!("tbody"))
        {
            return self.children(id, exact);
        }
        let apart = is_block(name);
        if apart {
            self.begin_line();
        } else {
            self.settle();
        }
        self.pieces
            .push(Piece::Open(format!("{}{attrs}", canonical(name))));
        self.children(id, exact || *name == local_name!("pre"));
        if apart || *name == local_name!("br") {
            self.begin_line();
        } else if *element.local == local_name!("img") {
            self.line_begins = false;
        }
        if *name == local_name!("pre")
            && let Some(Piece::Text(text)) = self.pieces.last_mut()
        {
            text.truncate(text.trim_end_matches('\n').len());
        }
        self.pieces.push(Piece::Close);
    }

    fn begin_line(&mut self) {
        self.space = false;
        self.line_begins = true;
    }

    fn text(&mut self, text: &str) {
        for (at, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            self.space |= at > 0;
            if !word.is_empty() {
                self.settle();
                self.push_text(word);
            }
        }
    }

    /// Shows the white space that waits, unless a line begins here.
    fn settle(&mut self) {
        if std::mem::take(&mut self.space) && !self.line_begins {
            self.push_text(" ");
        }
    }

    fn push_text(&mut self, text: &str) {
        self.line_begins = false;
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }
}

fn canonical(name: &LocalName) -> &str {
    match *name {
        local_name!("b") => "strong",
        local_name!("i") => "em",
        local_name!("s") | local_name!("strike") => "del",
        local_name!("tt") => "code",
        _ => name,
    }
}

/// The attributes that count, in the order of their names.
fn attributes(element: Element<'_>) -> String {
    let mut attrs: Vec<String> = element
        .attrs
        .iter()
        .filter(|attr| {
            let name = &*attr.name;
            let themes = matches!(
                name,
                "class" | "rel" | "target" | "loading" | "decoding" | "srcset" | "sizes"
            ) || name.starts_with("data-");
            !themes && (!attr.value.is_empty() || !matches!(name, "title" | "alt"))
        })
        .map(|attr| format!(" {}={:?}", attr.name, &*attr.value))
        .collect();
    attrs.sort();
    attrs.concat()
}

fn is_block(name: &LocalName) -> bool {
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "figure",
        "figcaption",
        "section",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "center",
        "article",
        "iframe",
    ]
    .contains(&&**name)
}
