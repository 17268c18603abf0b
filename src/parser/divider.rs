//! Thematic breaks that set nothing apart any more once chrome is gone.
//!
//! An `hr` above a share bar at the end of an article, two of them around a box: what is left are
//! lines with nothing behind or between them.

use std::collections::HashSet;

use html5ever::local_name;

use super::chrome::Marks;
use super::dom::{Dom, NodeId, Side};
use super::visible::is_blank;

/// The article that is looked at, with what is marked in it.
pub(super) struct Dividers<'a> {
    pub(super) dom: &'a Dom,
    pub(super) marks: &'a Marks,
    pub(super) root: NodeId,
}

/// What it meets first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    /// The edge of the article.
    Edge,
    Break(NodeId),
    /// Anything else that shows.
    Other,
}

impl Dividers<'_> {
    /// The thematic break that is left over beside removed nodes, which are in order. Removed nodes
    /// that are passed on the way need not be asked for again: they are put into `passed`.
    pub(super) fn left_over(
        &self,
        nodes: &[NodeId],
        passed: &mut HashSet<NodeId>,
    ) -> Option<NodeId> {
        let (first, last) = (*nodes.first()?, *nodes.last()?);
        if passed.contains(&first) {
            return None;
        }
        let behind = self.meet(last, Side::Behind, passed);
        if behind == Met::Other {
            return None;
        }
        match (self.meet(first, Side::Before, passed), behind) {
            (Met::Break(_) | Met::Edge, Met::Break(id)) | (Met::Break(id), Met::Edge) => Some(id),
            _ => None,
        }
    }

    fn meet(&self, from: NodeId, side: Side, passed: &mut HashSet<NodeId>) -> Met {
        let mut here = from;
        loop {
            let Some(mut next) = self.dom.beside(here, side) else {
                match self.dom.parent(here) {
                    Some(up) if up != self.root && self.is_wrapper(up) => here = up,
                    Some(up) if up == self.root => return Met::Edge,
                    _ => return Met::Other,
                }
                continue;
            };
            while self.is_wrapper(next) && !self.marks.is_skipped(next) {
                match self.dom.child_towards(next, side) {
                    Some(inside) => next = inside,
                    None => break,
                }
            }
            if self.marks.is_skipped(next) {
                passed.insert(next);
            } else if self.dom.html_name(next) == Some(&local_name!("hr")) {
                return Met::Break(next);
            } else if self.shows(next) {
                return Met::Other;
            }
            here = next;
        }
    }

    /// Whether the element shows nothing but what is in it.
    fn is_wrapper(&self, id: NodeId) -> bool {
        self.dom.html_name(id).is_some_and(|name| {
            matches!(
                *name,
                local_name!("p")
                    | local_name!("div")
                    | local_name!("section")
                    | local_name!("article")
                    | local_name!("main")
                    | local_name!("header")
                    | local_name!("footer")
                    | local_name!("center")
                    | local_name!("span")
            )
        })
    }

    /// Whether a node shows something, or could; one that is a wrapper is empty.
    fn shows(&self, id: NodeId) -> bool {
        if let Some(text) = self.dom.text(id) {
            !is_blank(text)
        } else if let Some(comment) = self.dom.comment(id) {
            comment.trim() == "more"
        } else {
            !self.is_wrapper(id)
        }
    }
}
