//! Images and embedded players.

use std::borrow::Cow;

use html5ever::{LocalName, local_name};

use super::Converter;
use super::run::Mark;
use super::text::one_line;
use crate::mdast::Inline;
use crate::parser::dom::NodeId;
use crate::report::Code;
use crate::url::Use;

impl<'a> Converter<'a, '_> {
    pub(super) fn image(&mut self, id: NodeId) {
        let dom = self.dom();
        let src = dom.attr(id, &local_name!("src")).unwrap_or_default();
        let url = self.url(src, Use::Image);
        if url.is_empty() {
            return;
        }
        if !crate::url::is_safe_image(&url) {
            self.report.push(Code::UrlRefused, None, Some(dom.line(id)), src);
            return;
        }
        let alt = one_line(dom.attr(id, &local_name!("alt")).unwrap_or_default());
        let title = one_line(dom.attr(id, &local_name!("title")).unwrap_or_default());
        self.push_inline(Inline::Image { url, title, alt });
    }

    /// An embedded page or player becomes a link to it, labelled with its title or its host.
    pub(super) fn embed(&mut self, id: NodeId, name: &LocalName) {
        let dom = self.dom();
        let source = match *name {
            local_name!("object") => local_name!("data"),
            _ => local_name!("src"),
        };
        let below = || {
            self.children(id)
                .filter(|&c| dom.html_name(c) == Some(&local_name!("source")))
                .find_map(|c| dom.attr(c, &local_name!("src")))
        };
        let Some(src) = dom.attr(id, &source).or_else(below).filter(|src| !src.is_empty()) else {
            return self.flow_children(id);
        };
        let url = self.url(src, Use::Link);
        if !crate::url::is_safe_link(&url) {
            self.report.push(Code::UrlRefused, None, Some(dom.line(id)), src);
            return;
        }
        let title = one_line(dom.attr(id, &local_name!("title")).unwrap_or_default());
        let label = if title.is_empty() { url.clone() } else { title };
        self.run.open(Mark::Link { url, title: Cow::Borrowed("") });
        self.run.text(label);
        self.run.close();
    }
}
