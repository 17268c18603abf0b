//! What goes with a title that a rule found: the lists of links behind it, or a short text.
//!
//! In goes the nodes of the title; out come those and what goes with them, or nothing if there is
//! no such thing behind it. Only the next few siblings are looked at, so that a page of nothing
//! but titles is not read again for each of them.

use html5ever::{LocalName, local_name};

use super::dom::NodeId;
use super::names;
use super::page::Page;
use super::row::With;
use super::visible;

/// The share of links that makes a block a list of links.
const LINK_LIST_SHARE: f32 = 0.7;

/// Words that a section may have to go with its title.
const SECTION_WORDS_MAX: u32 = 160;

/// Siblings that are looked at behind a title.
const BEHIND_MAX: usize = 64;

/// How many wrappers that hold nothing else may stand between a title and its list of links.
const WRAPPERS_MAX: usize = 3;

impl Page<'_> {
    /// The nodes, and what stands behind them or behind a wrapper that holds nothing else.
    pub(super) fn with(&self, with: With, nodes: &[NodeId]) -> Option<Vec<NodeId>> {
        let mut last = *nodes.last()?;
        for _ in 0..WRAPPERS_MAX {
            let more = match with {
                With::Links => self.link_lists_behind(last),
                With::Section => self.section_behind(last),
            };
            if !more.is_empty() {
                let own = if nodes.contains(&last) {
                    nodes.to_vec()
                } else {
                    vec![last]
                };
                return Some(own.into_iter().chain(more).collect());
            }
            let alone =
                |up: &NodeId| *up != self.root && self.weight(&[*up]) == self.weight(&[last]);
            last = self.dom.parent(last).filter(alone)?;
        }
        None
    }

    /// The lists of links behind a title, and what stands between them and shows no text.
    fn link_lists_behind(&self, id: NodeId) -> Vec<NodeId> {
        let shows = |id: NodeId| visible::shows_text(self.dom, id);
        let lists = |id: NodeId| visible::link_share(self.dom, &[id]) >= LINK_LIST_SHARE;
        let mut found: Vec<NodeId> = self
            .behind(id)
            .take_while(|&id| !shows(id) || (self.dom.element(id).is_some() && lists(id)))
            .take_while(|&id| !self.links_to_itself(id))
            .collect();
        let last = found.iter().rposition(|&id| shows(id));
        found.truncate(last.map_or(0, |last| last + 1));
        found
    }

    /// The next siblings, at most [`BEHIND_MAX`].
    fn behind(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let next = |&id: &NodeId| self.dom.next_sibling(id);
        std::iter::successors(self.dom.next_sibling(id), next).take(BEHIND_MAX)
    }

    /// Whether this is a heading whose link leads to itself, not to an article of that title.
    fn links_to_itself(&self, id: NodeId) -> bool {
        let within = || std::iter::once(id).chain(self.dom.descendants(id));
        within().any(|id| self.dom.html_name(id).is_some_and(begins_section))
            && within()
                .filter_map(|id| self.dom.attr(id, &local_name!("href")))
                .any(|href| href.contains('#'))
    }

    /// The text behind a title up to the next heading, if it is short: its first block, and of
    /// those behind it what shows no text or leads elsewhere. The article may go on below.
    fn section_behind(&self, id: NodeId) -> Vec<NodeId> {
        let shows = |id: NodeId| visible::shows_text(self.dom, id);
        let section: Vec<NodeId> = self
            .behind(id)
            .take_while(|&id| !self.dom.html_name(id).is_some_and(begins_section))
            .collect();
        let first = section.iter().position(|&id| shows(id));
        let Some(first) = first.filter(|_| section.len() < BEHIND_MAX) else {
            return Vec::new();
        };
        let more = section[first + 1..]
            .iter()
            .take_while(|&&id| !shows(id) || self.holds_link(id))
            .count();
        let section = &section[..=first + more];
        let short = visible::fold(self.dom, section, SECTION_WORDS_MAX).is_some();
        if short { section.to_vec() } else { Vec::new() }
    }

    fn holds_link(&self, id: NodeId) -> bool {
        std::iter::once(id)
            .chain(self.dom.descendants(id))
            .any(|id| self.dom.attr(id, &local_name!("href")).is_some())
    }
}

/// Whether the element begins a new section: a heading or a rule.
fn begins_section(name: &LocalName) -> bool {
    names::is_heading(name) || *name == local_name!("hr")
}
