//! Recognises runs of phrasing content whose spans need no planning, as those of most paragraphs.
//!
//! No text holds a run of `*`, `_` or `~`; no span stands in another or touches one; and every
//! delimiter does for every reader what it is there for. Then each span gets the mark that it would
//! get alone: the algorithm of the parent module comes to the same.

use super::{Mark, Planner};
use crate::mdast::Inline;
use crate::writer::flanking::{Class, Edge};
use crate::writer::{EmphasisMark, EmphasisMode, Style};

impl Planner {
    /// Plans spans if they are plain. The text must hold no run.
    pub(in crate::writer) fn plan_plain(&mut self, inlines: &[Inline<'_>], style: &Style) -> bool {
        let has_plain_style =
            style.emphasis == EmphasisMark::Asterisk && style.emphasis_mode != EmphasisMode::Html;
        self.plan.marks.clear();
        has_plain_style && self.plan_between(inlines, Class::SPACE)
    }

    /// The same for what stands between two edges of a line, or two brackets.
    fn plan_between(&mut self, inlines: &[Inline<'_>], edge: Class) -> bool {
        let mut before = edge;
        for (at, inline) in inlines.iter().enumerate() {
            let after = inlines.get(at + 1);
            let is_plain = match span(inline) {
                Some(_) if after.is_some_and(|next| span(next).is_some()) => false,
                Some((mark, children)) => {
                    self.plan.marks.push(mark);
                    let after = after.map_or(edge, Class::at_start);
                    self.plan_span(children, before, after)
                }
                None => self.plan_link(inline),
            };
            if !is_plain {
                return false;
            }
            before = Class::at_end(inline);
        }
        true
    }

    /// The same for a span's content, which goes on to no other span but in links.
    fn plan_span(&mut self, children: &[Inline<'_>], before: Class, after: Class) -> bool {
        let inside =
            |child: Option<_>, class: fn(&Inline<'_>) -> Class| child.map_or(Class::SPACE, class);
        let open = Edge {
            outside: before,
            inside: inside(children.first(), Class::at_start),
        };
        let close = Edge {
            outside: after,
            inside: inside(children.last(), Class::at_end),
        };
        open.surely_flanks()
            && close.surely_flanks()
            && children
                .iter()
                .all(|child| span(child).is_none() && self.plan_link(child))
    }

    /// The same for a link's text, if the inline is a link.
    fn plan_link(&mut self, inline: &Inline<'_>) -> bool {
        match inline {
            Inline::Link(link) => self.plan_between(&link.children, Class::PUNCTUATION),
            _ => true,
        }
    }
}

/// A span's content, and the mark that it gets alone.
fn span<'i, 'a>(inline: &'i Inline<'a>) -> Option<(Mark, &'i [Inline<'a>])> {
    match inline {
        Inline::Emphasis(children) | Inline::Strong(children) => Some((Mark::Asterisk, children)),
        Inline::Delete(children) => Some((Mark::Tilde, children)),
        _ => None,
    }
}
