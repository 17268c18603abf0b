//! One page, looked at through the rules: what each rule finds in it.
//!
//! Guards stand in the order in which they tell most for least: host and verb, the name, the text,
//! the ancestors, and the place in the article, which is measured only when a rule asks.

use std::cell::{OnceCell, RefCell};

use html5ever::local_name;

use super::dom::{Dom, Element, NodeId};
use super::index::{By, Filed, Index, Lines, Met, keys_of};
use super::names;
use super::pattern::START_BYTES_MAX;
use super::rule::{At, Entry, RuleSet, Verb};
use super::visible::{self, Extents, Folded};
use super::{sentence, slug};
use crate::table::Filter;

/// Text within this distance of an end of the article, in bytes that are not white space, counts
/// as near that end, however short the article is.
const NEAR_WEIGHT: u32 = 1500;

/// So many words are read quicker than most selectors look through an element.
const FEW_WORDS: u32 = 100;

/// Words that an adorned line may have to be read without its ornaments: no rule by text alone is
/// for longer ones.
const ADORNED_WORDS_MAX: u32 = 120;

/// Words of a label; a line with more of them is a sentence.
const LABEL_WORDS_MAX: u32 = 5;

/// The share of links that makes a line one of links.
const LINKS_SHARE: f32 = 0.5;

/// Nodes that are looked at below a heading until there is text.
const BELOW_NODES_MAX: usize = 64;

/// What stands last in an article has less than this behind it: other chrome, a line of credits.
const LAST_WEIGHT: u32 = 250;

/// A rule, and what it found.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) rule: usize,
    pub(super) verb: Verb,
    /// Nodes that go, or whose tag goes; never one below another.
    pub(super) nodes: Vec<NodeId>,
}

/// How an element's folded text starts, as far as it was read.
#[derive(Default)]
pub(super) struct Start {
    first: OnceCell<Option<char>>,
    text: OnceCell<String>,
}

impl Start {
    fn first(&self, dom: &Dom, id: NodeId) -> Option<char> {
        let read = || visible::folded(visible::characters(dom, &[id])).next();
        *self.first.get_or_init(read)
    }

    fn text(&self, dom: &Dom, id: NodeId) -> &str {
        let read = || visible::fold_start(dom, &[id], START_BYTES_MAX);
        self.text.get_or_init(read)
    }
}

/// One page being looked at.
pub(super) struct Page<'a> {
    pub(super) dom: &'a Dom,
    pub(super) rules: &'a RuleSet,
    pub(super) index: &'a Index,
    host: Option<&'a str>,
    /// The article; nothing outside of it is looked at.
    pub(super) root: NodeId,
    /// Measured when a guard asks for it.
    extents: OnceCell<Extents>,
    /// The keys of all that it has; made when a selector needs one.
    keys: OnceCell<Filter>,
    /// What is known of the page to the rules that keep; made when the first one is asked.
    kept: OnceCell<RefCell<Met>>,
}

impl<'a> Page<'a> {
    pub(super) fn new(dom: &'a Dom, rules: &'a RuleSet, host: Option<&'a str>) -> Self {
        Page {
            dom,
            rules,
            index: rules.index(),
            host,
            root: dom.root(),
            extents: OnceCell::new(),
            keys: OnceCell::new(),
            kept: OnceCell::new(),
        }
    }

    /// Narrows the page to the article.
    pub(super) fn narrow(&mut self, root: NodeId) {
        let is_hidden = |up| {
            let element = self.dom.element(up);
            element.is_some_and(|element| element.look.is_invisible())
        };
        let is_measured = !self.ancestors(root).any(is_hidden);
        let measured = self.extents.take().filter(|_| is_measured);
        if let Some(extents) = measured {
            self.extents = extents.within(self.dom, root, self.root).into();
        }
        self.root = root;
    }

    /// The weight of the article's visible text and media.
    pub(super) fn total(&self) -> u32 {
        self.extents().total
    }

    /// The weight of some nodes.
    pub(super) fn weight(&self, nodes: &[NodeId]) -> u32 {
        nodes
            .iter()
            .map(|&id| self.span(id))
            .map(|(from, to)| to - from)
            .sum()
    }

    /// Whether the article weighs more than that.
    pub(super) fn outweighs(&self, weight: u32) -> bool {
        match self.extents.get() {
            Some(extents) => extents.total > weight,
            None => visible::outweighs(self.dom, self.root, weight),
        }
    }

    fn extents(&self) -> &Extents {
        self.extents
            .get_or_init(|| Extents::of(self.dom, self.root))
    }

    fn span(&self, id: NodeId) -> (u32, u32) {
        self.extents().span(self.dom, id, self.root)
    }

    /// The node and all above it.
    pub(super) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::once(id).chain(self.dom.ancestors(id))
    }

    /// What the rules find, in document order; rules in `left_out` find nothing.
    pub(super) fn walk(&self, left_out: &[usize]) -> Vec<Hit> {
        let dom = self.dom;
        let mut hits: Vec<Hit> = Vec::new();
        let (mut candidates, mut lines) = (Vec::new(), Lines::new());
        let mut met = self.met_outside();
        let mut line_begins = true;
        let mut next = dom.first_child(self.root);
        while let Some(id) = next {
            let mut is_hidden = false;
            let hit = if let Some(element) = dom.element(id) {
                is_hidden = element.look.is_invisible();
                line_begins = line_begins || element.begins_line();
                self.index.candidates(element, &mut met, &mut candidates);
                if candidates.is_empty() {
                    None
                } else {
                    candidates.retain(|filed| !left_out.contains(&filed.rule));
                    let hit = self.act(id, &candidates);
                    candidates.clear();
                    hit
                }
            } else if let Some(text) = dom.text(id)
                && line_begins
                && !visible::is_blank(text)
            {
                line_begins = false;
                self.act_on_line(id, text, left_out, &mut lines)
            } else {
                None
            };
            next = if is_hidden { None } else { dom.first_child(id) };
            if let Some(hit) = hit {
                if hit.verb != Verb::Unwrap {
                    let last = *hit.nodes.last().expect("a hit has a node");
                    next = dom.after(last, self.root);
                    line_begins = true;
                    self.note(&hit.nodes, &mut met);
                    hits.push(hit);
                    continue;
                }
                hits.push(hit);
            }
            next = next.or_else(|| dom.next_sibling(id));
            if next.is_none() {
                next = dom.after(id, self.root);
                line_begins = line_begins || next.is_some_and(|next| self.ended_line(next));
            }
        }
        hits
    }

    /// The ids and classes of all above the article, and of what stands before it and those.
    fn met_outside(&self) -> Met {
        let mut met = Met::default();
        let previous = |id: &NodeId| self.dom.prev_sibling(*id);
        for above in self.ancestors(self.root) {
            let before: Vec<NodeId> = std::iter::successors(previous(&above), previous).collect();
            self.note(&before, &mut met);
            self.note(self.dom.parent(above).as_slice(), &mut met);
        }
        met
    }

    /// Notes elements that are not asked about as ones that others can stand under.
    fn note(&self, nodes: &[NodeId], met: &mut Met) {
        let elements = nodes.iter().filter_map(|&id| self.dom.element(id));
        elements.for_each(|element| self.index.note(element, met));
    }

    /// Whether what stands before the node ended a line.
    fn ended_line(&self, id: NodeId) -> bool {
        let before = self.dom.prev_sibling(id);
        before.is_some_and(|before| visible::breaks_line(self.dom, before))
    }

    /// What the candidates do to an element: `keep` before `remove` before `unwrap`, and of each
    /// the first that fits.
    fn act(&self, id: NodeId, candidates: &[Filed]) -> Option<Hit> {
        let start = Start::default();
        [Verb::Keep, Verb::Remove, Verb::Unwrap]
            .into_iter()
            .find_map(|verb| {
                candidates
                    .chunk_by(|a, b| a.rule == b.rule)
                    .filter(|same| self.rules.entry(same[0].rule).row.verb == verb)
                    .find_map(|same| {
                        let nodes = self.fits(same, id, &start)?;
                        Some(Hit {
                            rule: same[0].rule,
                            verb,
                            nodes,
                        })
                    })
            })
    }

    /// What the rules by text alone do to the line that begins in this text node, read as it is or
    /// without what adorns it. `room` is for their list.
    fn act_on_line(
        &self,
        id: NodeId,
        text: &str,
        left_out: &[usize],
        room: &mut Lines,
    ) -> Option<Hit> {
        self.act_on_line_as_it_is(id, text, left_out, room)
            .or_else(|| {
                visible::is_adorned(text).then(|| self.act_on_bare_line(id, left_out, room))?
            })
    }

    fn act_on_line_as_it_is(
        &self,
        id: NodeId,
        text: &str,
        left_out: &[usize],
        candidates: &mut Lines,
    ) -> Option<Hit> {
        candidates.clear();
        let is_told = self.index.add_line_candidates(text.chars(), candidates);
        if is_told && candidates.is_empty() {
            return None;
        }
        let is_told = is_told && self.begins_line(id);
        if is_told && self.are_too_short(candidates, text) {
            return None;
        }
        let (line, is_item) = self.line_of(id)?;
        if !is_told {
            candidates.clear();
            let letters = visible::characters(self.dom, &line);
            self.index.add_line_candidates(letters, candidates);
        }
        self.retain_in_effect(candidates, is_item, left_out);
        let words_max = |(rule, _): &(usize, usize)| self.rules.entry(*rule).row.words_max;
        let longest = candidates.iter().map(words_max).max()?;
        let folded = visible::fold(self.dom, &line, longest)?;
        self.act_on_candidates(candidates, &line, &folded, left_out)
    }

    fn act_on_bare_line(
        &self,
        id: NodeId,
        left_out: &[usize],
        candidates: &mut Lines,
    ) -> Option<Hit> {
        let (line, is_item) = self.line_of(id)?;
        let folded = visible::fold(self.dom, &line, ADORNED_WORDS_MAX)?.bare()?;
        candidates.clear();
        let letters = folded.text.chars();
        self.index.add_line_candidates(letters, candidates);
        self.retain_in_effect(candidates, is_item, left_out);
        self.act_on_candidates(candidates, &line, &folded, left_out)
    }

    fn retain_in_effect(&self, candidates: &mut Lines, is_item: bool, left_out: &[usize]) {
        candidates.retain(|(rule, _)| {
            let entry = self.rules.entry(*rule);
            !left_out.contains(rule)
                && (entry.row.items || !is_item)
                && entry.is_in_effect(self.host)
        });
    }

    /// What the first of these rules does whose text and guards fit the line.
    fn act_on_candidates(
        &self,
        candidates: &mut Lines,
        line: &[NodeId],
        folded: &Folded,
        left_out: &[usize],
    ) -> Option<Hit> {
        candidates.sort_unstable();
        candidates.retain(|(rule, at)| self.rules.entry(*rule).may_match(*at, folded));
        candidates.chunk_by(|a, b| a.0 == b.0).find_map(|same| {
            let rule = same[0].0;
            let entry = self.rules.entry(rule);
            let matches = || same.iter().any(|&(_, at)| entry.text_matches(at, folded));
            let may_act = folded.has_at_most(entry.row.words_max);
            let nodes = may_act.then(|| self.passes(entry, line, matches))??;
            let is_title = entry.row.with.is_none() && folded.has_at_most(LABEL_WORDS_MAX);
            if is_title && self.is_heading_of_prose(line, left_out) {
                return None;
            }
            Some(Hit {
                rule,
                verb: Verb::Remove,
                nodes,
            })
        })
    }

    /// Whether the line is a heading and what stands below it is prose: then a few words that are
    /// elsewhere the label of a button are what the section is about.
    fn is_heading_of_prose(&self, line: &[NodeId], left_out: &[usize]) -> bool {
        let &[heading] = line else { return false };
        if !self.dom.html_name(heading).is_some_and(names::is_heading) {
            return false;
        }
        let behind = self.dom.after(heading, self.root);
        for id in visible::shown_from(self.dom, behind, self.root).take(BELOW_NODES_MAX) {
            if (self.dom.element(id)).is_some_and(|it| is_form_or_heading(it.local)) {
                return false;
            }
            if let Some(text) = self.dom.text(id)
                && !visible::is_blank(text)
            {
                return self.is_prose(id, text, left_out);
            }
        }
        false
    }

    /// Whether the line that begins in this text node is a sentence that no rule by text takes.
    fn is_prose(&self, id: NodeId, text: &str, left_out: &[usize]) -> bool {
        let is_sentence = |line: &[NodeId]| {
            visible::fold(self.dom, line, LABEL_WORDS_MAX).is_none()
                && visible::link_share(self.dom, line) < LINKS_SHARE
        };
        let line = self.line_of(id);
        line.is_some_and(|(line, is_item)| !is_item && is_sentence(&line))
            && !self.is_in_link(id)
            && (self.act_on_line(id, text, left_out, &mut Lines::new())).is_none()
    }

    /// Whether the text is the first of its line, as far as a glance can tell.
    fn begins_line(&self, text: NodeId) -> bool {
        let shows_nothing = |id: &NodeId| self.dom.text(*id).is_some_and(visible::is_blank);
        let mut inside = text;
        loop {
            let before = self.dom.prev_sibling(inside);
            let before = match before.filter(shows_nothing) {
                Some(blank) => self.dom.prev_sibling(blank),
                None => before,
            };
            if let Some(before) = before {
                return visible::breaks_line(self.dom, before);
            }
            match self.dom.parent(inside) {
                Some(up) if up != self.root && !visible::breaks_line(self.dom, up) => inside = up,
                _ => return true,
            }
        }
    }

    /// Whether the lines that these rules are for are all shorter than this text.
    fn are_too_short(&self, candidates: &Lines, text: &str) -> bool {
        let bounds = candidates
            .iter()
            .map(|(rule, _)| self.rules.entry(*rule).row.words_max);
        let bound = bounds
            .max_by_key(|words| words.wrapping_sub(1))
            .unwrap_or(0);
        bound > 0 && visible::half_words_min(text, 2 * bound) > 2 * bound
    }

    /// The nodes of the line that a text node stands in, the whole block if it has only one, and
    /// whether that is a list item. `None` in cells and captions, and below other blocks of an item,
    /// where a line is part of something.
    fn line_of(&self, text: NodeId) -> Option<(Vec<NodeId>, bool)> {
        let dom = self.dom;
        let mut inside = text;
        let mut block = dom.parent(text)?;
        while block != self.root
            && !visible::breaks_line(dom, block)
            && !self.holds_break_beside(inside, block)
        {
            inside = block;
            block = dom.parent(block)?;
        }
        let is_item = dom.html_name(block) == Some(&local_name!("li"));
        if !is_item && dom.html_name(block).is_some_and(is_part)
            || dom
                .parent(block)
                .and_then(|up| dom.html_name(up))
                .is_some_and(is_part)
        {
            return None;
        }
        let whole = |id: &NodeId| !visible::breaks_line(dom, *id);
        let before = |id: &NodeId| dom.prev_sibling(*id);
        let behind = |id: &NodeId| dom.next_sibling(*id);
        let until = |id: &NodeId| behind(id).filter(whole);
        let mut first =
            std::iter::successors(Some(inside), |id| before(id).filter(whole)).last()?;
        let mut last = std::iter::successors(Some(inside), until).last()?;
        let is_break = |id: &NodeId| dom.html_name(*id) == Some(&local_name!("br"));
        match (before(&first), behind(&last)) {
            (None, None) if block != self.root => return Some((vec![block], is_item)),
            (Some(prev), _) if is_break(&prev) => first = prev,
            (_, Some(next)) if is_break(&next) => last = next,
            _ => {}
        }
        let from_first = std::iter::successors(Some(first), behind);
        let mut line: Vec<NodeId> = from_first.take_while(|&id| id != last).collect();
        line.push(last);
        Some((line, is_item))
    }

    /// Whether a line begins in the block, but not in this child of it.
    fn holds_break_beside(&self, child: NodeId, block: NodeId) -> bool {
        let others = self.dom.children(block).filter(|&other| other != child);
        let mut nodes =
            others.flat_map(|other| std::iter::once(other).chain(self.dom.descendants(other)));
        nodes.any(|id| visible::breaks_line(self.dom, id))
    }

    /// Whether one of the rules fits the element.
    pub(super) fn fits_one(&self, candidates: &[Filed], id: NodeId) -> bool {
        let start = Start::default();
        let mut rules = candidates.chunk_by(|a, b| a.rule == b.rule);
        rules.any(|same| self.fits(same, id, &start).is_some())
    }

    /// Whether a rule, filed in these ways, fits the element, and the nodes it then speaks of.
    /// `start` is how the element's text starts.
    pub(super) fn fits(&self, same: &[Filed], id: NodeId, start: &Start) -> Option<Vec<NodeId>> {
        let entry = self.rules.entry(same[0].rule);
        if !entry.is_in_effect(self.host) {
            return None;
        }
        let row = &*entry.row;
        let may_start = || {
            entry.may_begin(start.first(self.dom, id)) && entry.may_start(start.text(self.dom, id))
        };
        if !row.text.is_empty() && !may_start() {
            return None;
        }
        let is_possible = |filed: &Filed| match filed.by {
            By::Select(selector) => self.has_one_of(&row.select[selector].needs),
            By::Name | By::NameOfId => true,
        };
        if !same.iter().any(is_possible) {
            return None;
        }
        let is_found = |filed: &Filed| match filed.by {
            By::Select(selector) => {
                entry.selects(self.dom, id, selector)
                    && !(row.select[selector].is_by_id() && slug::is_id_of(self.dom, id))
            }
            By::Name => self.may_be_named(entry, id),
            By::NameOfId => self.may_be_named(entry, id) && !slug::is_id_of(self.dom, id),
        };
        // The bound on words ends the reading of a long text early.
        let fold = || visible::fold(self.dom, &[id], row.words_max);
        let looks_inside = |filed: &Filed| match filed.by {
            By::Select(selector) => row.select[selector].looks_inside,
            By::Name | By::NameOfId => false,
        };
        let mut folded = None;
        // A selector that looks inside would read all of it.
        if (1..=FEW_WORDS).contains(&row.words_max) && same.iter().any(looks_inside) {
            folded = Some(fold()?).filter(|folded| entry.any_may_match(folded));
            folded.as_ref()?;
        }
        if !same.iter().any(is_found) {
            return None;
        }
        let may_be_in_sentence = row.in_sentence || row.verb != Verb::Remove;
        if !may_be_in_sentence && sentence::is_around(self.dom, id, self.root) {
            return None;
        }
        if folded.is_none() && (row.words_max > 0 || !row.text.is_empty()) {
            folded = Some(fold()?);
        }
        let matches = || match &folded {
            Some(folded) => entry.any_text_matches(folded),
            None => true,
        };
        self.passes(entry, &[id], matches)
    }

    /// Whether the names of a rule, which match loosely, may find the element: no picture with its
    /// caption, no cell with a line of data, and no box with code in it.
    fn may_be_named(&self, entry: &Entry, id: NodeId) -> bool {
        let dom = self.dom;
        let holds = |is_it: &dyn Fn(Element<'_>) -> bool| {
            let mut inside = dom.descendants(id).take(BELOW_NODES_MAX);
            inside.any(|it| dom.element(it).is_some_and(is_it))
        };
        let is_data =
            dom.html_name(id).is_some_and(is_cell) && !holds(&|element| element.begins_line());
        let is_code = entry.acts_in_code() && holds(&|element| element.look.is_code());
        dom.html_name(id) != Some(&local_name!("figure")) && !is_data && !is_code
    }

    /// Whether the page has what one of these keys is for, or there are no keys.
    fn has_one_of(&self, keys: &[u64]) -> bool {
        let has = |key: &u64| {
            let filter = self.keys.get_or_init(|| keys_of(self.dom));
            filter.may_hold(*key)
        };
        keys.is_empty() || keys.iter().any(has)
    }

    /// Whether the node stands in a link: themes put links around paragraphs.
    fn is_in_link(&self, id: NodeId) -> bool {
        self.ancestors(id).any(|up| self.dom.is_link(up))
    }

    /// The other guards of a rule for this host. Guards that read the nodes come before the
    /// expressions, which read the text again and again.
    fn passes(
        &self,
        entry: &Entry,
        nodes: &[NodeId],
        text_matches: impl FnOnce() -> bool,
    ) -> Option<Vec<NodeId>> {
        let row = &*entry.row;
        if row.links > 0.0
            && visible::link_share(self.dom, nodes) < row.links
            && !self.is_in_link(nodes[0])
        {
            return None;
        }
        if row.capitals && !visible::is_in_capitals(self.dom, nodes) {
            return None;
        }
        if !text_matches() {
            return None;
        }
        let spared = |above| entry.spares(self.dom, above);
        if self.ancestors(nodes[0]).any(spared) {
            return None;
        }
        let nodes = match row.with {
            Some(with) => self.with(with, nodes)?,
            None => nodes.to_vec(),
        };
        row.at
            .is_none_or(|at| self.is_at(at, &nodes))
            .then_some(nodes)
    }

    fn is_at(&self, at: At, nodes: &[NodeId]) -> bool {
        if self.extents.get().is_none()
            && let Some(told) = self.is_at_by_a_glance(at, nodes)
        {
            return told;
        }
        let total = self.total();
        match at {
            At::Start => self.span(nodes[nodes.len() - 1]).1 <= (total / 3).max(NEAR_WEIGHT),
            At::End => self.span(nodes[0]).0 >= (total / 2).min(total.saturating_sub(NEAR_WEIGHT)),
            At::Last => self.span(nodes[nodes.len() - 1]).1 + LAST_WEIGHT >= total,
        }
    }

    /// The same, where a few nodes around tell it: to measure the whole article takes longer.
    fn is_at_by_a_glance(&self, at: At, nodes: &[NodeId]) -> Option<bool> {
        let (dom, root) = (self.dom, self.root);
        let (first, last) = (*nodes.first()?, *nodes.last()?);
        let behind = dom.after(last, root);
        match at {
            At::Start => visible::weighs_at_most(dom, Some(root), behind, root, NEAR_WEIGHT)
                .filter(|is_near| *is_near),
            At::End => visible::weighs_at_most(dom, Some(first), None, root, NEAR_WEIGHT)
                .filter(|is_near| *is_near),
            At::Last => visible::weighs_at_most(dom, behind, None, root, LAST_WEIGHT),
        }
    }

    /// What goes of these nodes: all, but for what a `keep` rule finds in them.
    pub(super) fn without_kept(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let index = self.rules.keep_index();
        if index.finds_no_element() {
            return nodes.to_vec();
        }
        let mut kept = Vec::new();
        let mut open = nodes.to_vec();
        let mut met = self.kept.get_or_init(RefCell::default).borrow_mut();
        let mut candidates = Vec::new();
        for id in nodes.iter().flat_map(|&id| self.dom.descendants(id)) {
            let Some(element) = self.dom.element(id) else {
                continue;
            };
            candidates.clear();
            index.candidates(element, &mut met, &mut candidates);
            if self.fits_one(&candidates, id) {
                kept.push(id);
            }
        }
        for keep in kept {
            while let Some(at) = open
                .iter()
                .position(|&id| id != keep && self.ancestors(keep).any(|above| above == id))
            {
                let children: Vec<NodeId> = self.dom.children(open[at]).collect();
                open.splice(at..=at, children);
            }
            open.retain(|&id| id != keep);
        }
        open
    }
}

/// What a title of chrome stands over, and what begins another section.
fn is_form_or_heading(name: &html5ever::LocalName) -> bool {
    names::is_heading(name) || names::is_form_part(name) || *name == local_name!("iframe")
}

/// A cell of a table, or a term.
fn is_cell(name: &html5ever::LocalName) -> bool {
    matches!(
        *name,
        local_name!("td") | local_name!("th") | local_name!("tr") | local_name!("dt")
    )
}

/// A list item, a cell, a caption: a line in it is part of something.
fn is_part(name: &html5ever::LocalName) -> bool {
    matches!(
        *name,
        local_name!("li")
            | local_name!("td")
            | local_name!("th")
            | local_name!("dd")
            | local_name!("dt")
            | local_name!("figcaption")
            | local_name!("caption")
            | local_name!("summary")
            | local_name!("pre")
    )
}
