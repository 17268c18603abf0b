//! Marks what in a page is site chrome.
//!
//! In goes the tree, the rules and the site's host; out come marks beside the tree, which is never
//! changed, and a finding for each element that goes, with all of its visible text. Steps:
//!
//! 1. if this is a whole page and a `root` rule finds the article, all around it goes;
//! 2. one walk asks the index for the few rules that could match an element or a line of text,
//!    and checks their guards ([`super::page`]);
//! 3. rules that would take too much of the article are left out and the walk is done again.

use std::collections::{BTreeSet, HashSet};

use html5ever::local_name;

use super::divider::Dividers;
use super::dom::{Dom, NodeId};
use super::page::{Hit, Page};
use super::rule::{RuleSet, Verb};
use super::visible::{self, shows_text};
use crate::report::{Code, Report};

/// A rule may always take this much, in bytes that are not white space: in a short text a share
/// bar can be more than half.
const REMOVED_WEIGHT_FREE: u32 = 600;

/// How often the walk is done again without a rule that took too much.
const WALKS_MAX: usize = 8;

/// What is chrome in a tree. Nothing is allocated for a page without any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(Vec<Mark>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mark {
    #[default]
    None,
    Skip,
    Unwrap,
}

impl Marks {
    /// Whether the node goes, with all in it.
    #[must_use]
    pub fn is_skipped(&self, id: NodeId) -> bool {
        self.0.get(id.index()) == Some(&Mark::Skip)
    }

    /// Whether the element goes and its content stays.
    #[must_use]
    pub fn is_unwrapped(&self, id: NodeId) -> bool {
        self.0.get(id.index()) == Some(&Mark::Unwrap)
    }

    fn set(&mut self, dom: &Dom, id: NodeId, mark: Mark) {
        self.0.resize(dom.len(), Mark::None);
        self.0[id.index()] = mark;
    }
}

/// Marks what the rules find. `host` is the site that the page comes from, where it is known.
pub fn mark(dom: &Dom, rules: &RuleSet, host: Option<&str>, report: &mut Report) -> Marks {
    let mut ledger = Ledger {
        dom,
        rules,
        report,
        marks: Marks::default(),
    };
    let mut page = Page::new(dom, rules, host);
    if let Some((rule, root)) = page.find_root() {
        ledger.take_around(rule, root);
        page.narrow(root);
    }
    let mut left_out = Vec::new();
    let mut hits = page.walk(&left_out);
    while let Some(rule) = takes_too_much(&page, &hits) {
        let taken = hits
            .iter()
            .filter(|hit| hit.rule == rule)
            .flat_map(|hit| hit.nodes.clone());
        ledger.enter(Code::RuleSkipped, rule, &taken.collect::<Vec<_>>());
        left_out.push(rule);
        hits = if left_out.len() < WALKS_MAX {
            page.walk(&left_out)
        } else {
            Vec::new()
        };
    }
    for hit in &hits {
        match hit.verb {
            Verb::Remove => ledger.take(hit.rule, &page.without_kept(&hit.nodes)),
            Verb::Unwrap => ledger.unwrap(hit.rule, &hit.nodes),
            Verb::Root | Verb::Keep => {}
        }
    }
    ledger.take_emptied_items(&hits);
    ledger.take_dividers(&hits, page.root);
    ledger.marks
}

/// The rules that find something, with how often, in the order of the rules and whatever their
/// share of the text: what `article2md rules --test FILE` shows.
#[must_use]
pub fn fires(dom: &Dom, rules: &RuleSet, host: Option<&str>) -> Vec<(String, usize)> {
    let mut page = Page::new(dom, rules, host);
    let root = page.find_root();
    if let Some((_, root)) = root {
        page.narrow(root);
    }
    let mut found: Vec<usize> = page.walk(&[]).iter().map(|hit| hit.rule).collect();
    found.extend(root.map(|(rule, _)| rule));
    found.sort_unstable();
    found
        .chunk_by(|a, b| a == b)
        .map(|same| (rules.entry(same[0]).row.id.to_string(), same.len()))
        .collect()
}

/// Marks and findings being made.
struct Ledger<'a> {
    dom: &'a Dom,
    rules: &'a RuleSet,
    report: &'a mut Report,
    marks: Marks,
}

impl Ledger<'_> {
    fn enter(&mut self, code: Code, rule: usize, nodes: &[NodeId]) {
        let id = self.rules.entry(rule).row.id.clone();
        let line = nodes.first().map(|&node| self.dom.line(node));
        self.report
            .push(code, Some(id), line, visible::text(self.dom, nodes));
    }

    fn take(&mut self, rule: usize, nodes: &[NodeId]) {
        nodes
            .iter()
            .for_each(|&id| self.marks.set(self.dom, id, Mark::Skip));
        self.enter(Code::ChromeRemoved, rule, nodes);
    }

    fn unwrap(&mut self, rule: usize, nodes: &[NodeId]) {
        nodes
            .iter()
            .for_each(|&id| self.marks.set(self.dom, id, Mark::Unwrap));
        self.enter(Code::ChromeUnwrapped, rule, nodes);
    }

    /// Takes the list items that hold nothing any more: their markers would stand alone.
    fn take_emptied_items(&mut self, hits: &[Hit]) {
        let removed = hits.iter().filter(|hit| hit.verb == Verb::Remove);
        let nodes = removed.flat_map(|hit| &hit.nodes);
        // The last first: an element stands before what is in it, and is looked at once.
        let mut parents: BTreeSet<NodeId> = nodes.filter_map(|&id| self.dom.parent(id)).collect();
        let mut emptied = HashSet::new();
        while let Some(parent) = parents.pop_last() {
            let shows_nothing = |id: NodeId| {
                self.marks.is_skipped(id)
                    || emptied.contains(&id)
                    || self.dom.text(id).is_some_and(|text| text.trim().is_empty())
            };
            if !self.dom.children(parent).all(shows_nothing) {
                continue;
            }
            emptied.insert(parent);
            if self.dom.html_name(parent) == Some(&local_name!("li")) {
                self.marks.set(self.dom, parent, Mark::Skip);
            } else {
                // One that the repair of the tree put behind is not looked at again.
                parents.extend(self.dom.parent(parent).filter(|up| *up < parent));
            }
        }
    }

    /// Takes thematic breaks that are left over beside what went.
    fn take_dividers(&mut self, hits: &[Hit], root: NodeId) {
        let shows_text = |hit: &&Hit| hit.nodes.iter().any(|&id| shows_text(self.dom, id));
        let removed = hits.iter().filter(|hit| hit.verb == Verb::Remove);
        let mut passed = HashSet::new();
        for hit in removed.filter(shows_text) {
            let dividers = Dividers {
                dom: self.dom,
                marks: &self.marks,
                root,
            };
            if let Some(id) = dividers.left_over(&hit.nodes, &mut passed) {
                self.take(hit.rule, &[id]);
            }
        }
    }

    /// Takes all that is not in the article.
    fn take_around(&mut self, rule: usize, root: NodeId) {
        let mut around = Vec::new();
        let mut inside = root;
        while let Some(parent) = self.dom.parent(inside) {
            around.extend(self.dom.children(parent).filter(|&child| child != inside));
            self.marks.set(self.dom, inside, Mark::Unwrap);
            inside = parent;
        }
        around.sort_unstable();
        self.take(rule, &around);
    }
}

/// The rule that would take too much of the article: more than its share, or the most of a whole
/// that is more than the general share, or the most where nothing would be left.
fn takes_too_much(page: &Page<'_>, hits: &[Hit]) -> Option<usize> {
    let mut taken: Vec<(usize, u32)> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.verb == Verb::Remove) {
        let weight = visible::weight(page.dom, &hit.nodes);
        match taken.iter_mut().find(|(rule, _)| *rule == hit.rule) {
            Some((_, sum)) => *sum += weight,
            None => taken.push((hit.rule, weight)),
        }
    }
    let most = taken.iter().max_by_key(|(_, weight)| *weight)?.0;
    let all: u32 = taken.iter().map(|(_, weight)| weight).sum();
    if all <= REMOVED_WEIGHT_FREE && page.outweighs(all) {
        return None;
    }
    let total = page.total();
    let own = |rule: usize| page.rules.entry(rule).row.share_max;
    let greedy = taken
        .iter()
        .find(|(rule, weight)| own(*rule).is_some_and(|share| exceeds(*weight, share, total)));
    if let Some((rule, _)) = greedy {
        return Some(*rule);
    }
    let (bounded, general): (Vec<_>, Vec<_>) =
        taken.iter().partition(|(rule, _)| own(*rule).is_some());
    let bounded: u32 = bounded.iter().map(|(_, weight)| weight).sum();
    let sum: u32 = general.iter().map(|(_, weight)| weight).sum();
    if exceeds(
        sum,
        page.rules.removed_share_max(),
        total.saturating_sub(bounded),
    ) {
        return general
            .iter()
            .max_by_key(|(_, weight)| *weight)
            .map(|(rule, _)| *rule);
    }
    (sum + bounded >= total && total > 0).then_some(most)
}

fn exceeds(weight: u32, share: f32, total: u32) -> bool {
    weight > REMOVED_WEIGHT_FREE && f64::from(weight) > f64::from(share) * f64::from(total)
}
