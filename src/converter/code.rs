//! Code blocks: the text of a `pre`, byte for byte, and its language.

use std::borrow::Cow;

use html5ever::local_name;

use super::Converter;
use crate::mdast::Block;
use crate::parser::dom::NodeId;

impl<'a> Converter<'a, '_> {
    pub(super) fn code_block(&mut self, id: NodeId) {
        let lang = self.language(id);
        let mut value = self.code_text(id);
        if value.ends_with('\n') {
            value = match value {
                Cow::Borrowed(text) => Cow::Borrowed(&text[..text.len() - 1]),
                Cow::Owned(mut text) => {
                    text.pop();
                    Cow::Owned(text)
                }
            };
        }
        // An empty code block that says it is code was written on purpose.
        if !value.trim().is_empty() || self.holds_code(id) {
            self.push(Block::Code { lang, meta: Cow::Borrowed(""), value });
        }
    }

    /// All text below a node, `br` as a line end; what is removed as chrome is left out.
    fn code_text(&self, id: NodeId) -> Cow<'a, str> {
        let dom = self.dom();
        let mut out = Cow::Borrowed("");
        let mut next = dom.first_child(id);
        while let Some(here) = next {
            if self.page.marks.is_skipped(here) {
                next = dom.after(here, id);
                continue;
            }
            let piece = match dom.html_name(here) {
                Some(&local_name!("br")) => "\n",
                _ => dom.text(here).unwrap_or_default(),
            };
            if out.is_empty() {
                out = Cow::Borrowed(piece);
            } else if !piece.is_empty() {
                out.to_mut().push_str(piece);
            }
            next = dom.first_child(here).or_else(|| dom.after(here, id));
        }
        out
    }

    fn holds_code(&self, id: NodeId) -> bool {
        self.children(id).any(|c| self.dom().html_name(c) == Some(&local_name!("code")))
    }

    /// The language that a class of the `pre`, or of the one `code` in it, names.
    fn language(&self, id: NodeId) -> Cow<'a, str> {
        let dom = self.dom();
        let code = self.children(id).find(|&c| dom.html_name(c) == Some(&local_name!("code")));
        code.into_iter()
            .chain([id])
            .filter_map(|id| dom.attr(id, &local_name!("class")))
            .find_map(language_of)
            .map_or(Cow::Borrowed(""), Cow::Borrowed)
    }
}

/// `language-x` (HTML standard, section 4.5.15) and `lang-x`.
fn language_of(class: &str) -> Option<&str> {
    class
        .split_ascii_whitespace()
        .find_map(|c| c.strip_prefix("language-").or_else(|| c.strip_prefix("lang-")))
        .filter(|lang| !lang.is_empty())
}
