//! Phrasing elements: emphasis, links, code spans, and the elements that Markdown has no form for
//! and that stay as inline HTML.

use std::borrow::Cow;

use html5ever::local_name;

use super::run::Mark;
use super::text::one_line;
use super::{Converter, class, email};
use crate::parser::dom::{Element, NodeId};
use crate::report::Code;
use crate::url::Use;

impl<'a> Converter<'a, '_> {
    pub(super) fn phrasing(&mut self, id: NodeId, element: Element<'a>) {
        let name = element.local;
        match *name {
            local_name!("a") => self.link(id, element),
            local_name!("span") if self.email(id, element) => {}
            local_name!("span") if class::is_label(element) => {
                self.flow_children(id);
                self.run.space();
            }
            local_name!("em") | local_name!("i") => self.marked(id, Mark::Emphasis),
            local_name!("strong") | local_name!("b") => self.marked(id, Mark::Strong),
            local_name!("del") | local_name!("s") | local_name!("strike") => {
                self.marked(id, Mark::Delete);
            }
            local_name!("code") | local_name!("tt") => self.code_span(id),
            local_name!("br") => {
                if self.run.line_break() {
                    self.end_run();
                }
            }
            local_name!("wbr") => {}
            local_name!("img") | local_name!("image") => self.image(id),
            local_name!("picture") => self.flow_children(id),
            local_name!("iframe")
            | local_name!("embed")
            | local_name!("object")
            | local_name!("video")
            | local_name!("audio") => self.embed(id, name),
            local_name!("noscript") => self.noscript(id),
            local_name!("q") => self.quotation(id),
            local_name!("sub") => self.kept(id, "<sub>", "</sub>"),
            local_name!("sup") => self.kept(id, "<sup>", "</sup>"),
            local_name!("mark") => self.kept(id, "<mark>", "</mark>"),
            local_name!("u") => self.kept(id, "<u>", "</u>"),
            local_name!("ins") => self.kept(id, "<ins>", "</ins>"),
            local_name!("kbd") => self.kept(id, "<kbd>", "</kbd>"),
            local_name!("samp") => self.kept(id, "<samp>", "</samp>"),
            local_name!("var") => self.kept(id, "<var>", "</var>"),
            local_name!("cite") => self.kept(id, "<cite>", "</cite>"),
            local_name!("small") => self.kept(id, "<small>", "</small>"),
            local_name!("ruby") => self.kept(id, "<ruby>", "</ruby>"),
            local_name!("rt") => self.kept(id, "<rt>", "</rt>"),
            local_name!("rp") => self.kept(id, "<rp>", "</rp>"),
            local_name!("abbr") | local_name!("acronym") => self.abbreviation(id),
            _ => self.flow_children(id),
        }
    }

    fn marked(&mut self, id: NodeId, mark: Mark<'a>) {
        self.run.open(mark);
        self.flow_children(id);
        self.run.close();
    }

    /// An element that stays as inline HTML, without its attributes.
    fn kept(&mut self, id: NodeId, open: &'static str, close: &'static str) {
        self.report
            .push(Code::HtmlKept, None, Some(self.dom().line(id)), open);
        self.marked(
            id,
            Mark::Html {
                open: Cow::Borrowed(open),
                close,
            },
        );
    }

    fn abbreviation(&mut self, id: NodeId) {
        let title = one_line(
            self.dom()
                .attr(id, &local_name!("title"))
                .unwrap_or_default(),
        );
        if title.is_empty() {
            return self.flow_children(id);
        }
        let open = format!(
            "<abbr title=\"{}\">",
            crate::writer::html::attribute(&title)
        );
        self.report
            .push(Code::HtmlKept, None, Some(self.dom().line(id)), "<abbr>");
        self.marked(
            id,
            Mark::Html {
                open: Cow::Owned(open),
                close: "</abbr>",
            },
        );
    }

    /// Browsers put quotation marks around a `q`; they are text here.
    fn quotation(&mut self, id: NodeId) {
        self.run.text(Cow::Borrowed("\""));
        self.flow_children(id);
        self.run.text(Cow::Borrowed("\""));
    }

    fn code_span(&mut self, id: NodeId) {
        self.run.begin_code();
        match self.spaces(id) {
            Some(spaces) => self.run.text(Cow::Borrowed(spaces)),
            None => self.flow_children(id),
        }
        self.run.end_code();
    }

    /// The spaces of a code span that shows nothing else.
    fn spaces(&self, id: NodeId) -> Option<&'a str> {
        let mut children = self.children(id);
        let text = children.next().and_then(|child| self.dom().text(child))?;
        let is_all = children.next().is_none();
        (is_all && !text.is_empty() && text.bytes().all(|byte| byte == b' ')).then_some(text)
    }

    fn link(&mut self, id: NodeId, element: Element<'a>) {
        if self.email(id, element) {
            return;
        }
        let dom = self.dom();
        let Some(href) = dom.attr(id, &local_name!("href")) else {
            return self.flow_children(id);
        };
        if self.enlarged_image(id, href) {
            return;
        }
        let url = match email::link(href) {
            Some(url) => {
                self.report
                    .push(Code::EmailRevealed, None, Some(dom.line(id)), href);
                Cow::Owned(url)
            }
            None => self.url(href, Use::Link),
        };
        if !crate::url::is_safe_link(&url) {
            self.report
                .push(Code::UrlRefused, None, Some(dom.line(id)), href);
            return self.flow_children(id);
        }
        let title = one_line(dom.attr(id, &local_name!("title")).unwrap_or_default());
        self.marked(id, Mark::Link { url, title });
    }
}
