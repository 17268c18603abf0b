//! Where the article is in a whole page.
//!
//! A fragment is the article, and is never narrowed: a card that it embeds may well be an `article`
//! element. Of what the first `root` rule finds, the one that holds most of the text is taken.

use std::cmp::Reverse;

use html5ever::local_name;

use super::dom::{Element, NodeId};
use super::index::Met;
use super::page::{Page, Start};

/// An article has at least this much text, in bytes that are not white space.
const ROOT_WEIGHT_MIN: u32 = 140;

/// Of several candidates that one `root` rule finds, the article has this share of their text.
const ROOT_SHARE_MIN: f64 = 0.7;

/// Candidates for the article that are weighed; a page with more of them is a list.
const ROOTS_MAX: usize = 64;

impl Page<'_> {
    /// The first `root` rule that finds an article in a whole page, and the article. A fragment is
    /// the article, and is never narrowed.
    pub(super) fn find_root(&self) -> Option<(usize, NodeId)> {
        let dom = self.dom;
        let is_here = |id: NodeId| self.ancestors(id).any(|up| up == self.root);
        let is_page = dom
            .all()
            .any(|id| dom.element(id).is_some_and(is_of_a_head) && is_here(id));
        if !is_page {
            return None;
        }
        let mut found: Vec<(usize, NodeId)> = Vec::new();
        let index = self.rules.root_index();
        let mut candidates = Vec::new();
        let mut met = Met::default();
        for id in dom.descendants(self.root) {
            let Some(element) = dom.element(id) else {
                continue;
            };
            candidates.clear();
            index.candidates(element, &mut met, &mut candidates);
            let start = Start::default();
            found.extend(
                candidates
                    .chunk_by(|a, b| a.rule == b.rule)
                    .filter(|same| self.fits(same, id, &start).is_some())
                    .map(|same| (same[0].rule, id)),
            );
        }
        found.sort_unstable();
        if found.len() > ROOTS_MAX {
            return None;
        }
        found
            .chunk_by(|a, b| a.0 == b.0)
            .find_map(|same| Some((same[0].0, self.main_of(same)?)))
    }

    /// The one that holds most of the text of all.
    fn main_of(&self, candidates: &[(usize, NodeId)]) -> Option<NodeId> {
        let weigh = |id: NodeId| self.weight(&[id]);
        let best = candidates
            .iter()
            .map(|(_, id)| *id)
            .max_by_key(|&id| (weigh(id), Reverse(id)))?;
        let outer = candidates
            .iter()
            .map(|(_, id)| *id)
            .filter(|&id| !self.is_inside(id, candidates));
        let all: u32 = outer.map(weigh).sum();
        let enough = weigh(best) >= ROOT_WEIGHT_MIN
            && f64::from(weigh(best)) >= ROOT_SHARE_MIN * f64::from(all)
            && 2 * self.prose_around(best) <= weigh(best);
        enough.then_some(best)
    }

    /// The weight of the paragraphs that stand beside the element or what it stands in: with much of
    /// that around it, it is a quotation or a card of a larger article.
    fn prose_around(&self, id: NodeId) -> u32 {
        let dom = self.dom;
        let is_paragraph = |beside: &NodeId| dom.html_name(*beside) == Some(&local_name!("p"));
        let above = self.ancestors(id).take_while(|&up| up != self.root);
        let beside = above
            .filter_map(|inside| Some((inside, dom.parent(inside)?)))
            .flat_map(|(inside, up)| dom.children(up).filter(move |&child| child != inside));
        let paragraphs = beside.filter(is_paragraph).map(|p| self.weight(&[p]));
        paragraphs.sum()
    }

    fn is_inside(&self, id: NodeId, others: &[(usize, NodeId)]) -> bool {
        self.ancestors(id)
            .skip(1)
            .any(|above| others.iter().any(|(_, other)| *other == above))
    }
}

/// Whether the element stands in the head of whole pages and nowhere else. All nodes of a fragment
/// are asked.
#[inline]
fn is_of_a_head(element: Element<'_>) -> bool {
    element.look.may_be_of_a_head()
        && match *element.local {
            local_name!("title") => element.is_html(),
            _ => {
                element.attr(&local_name!("charset")).is_some()
                    || element.attr(&local_name!("name")).is_some()
            }
        }
}
