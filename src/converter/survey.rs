//! What must be known before the walk: one look over the page finds what spans several elements.
//!
//! Footnotes, formulas and emoji images are recognised here and *claimed*: the walk asks for a
//! node's claim first and does what it says. On most pages there is nothing to claim, and the
//! walk asks nobody.

use std::borrow::Cow;
use std::collections::HashMap;

use html5ever::{LocalName, local_name};

use super::footnote::{self, Note};
use super::{Converter, Options, Page, emoji, maths};
use crate::mdast::{Block, Inline, references};
use crate::parser::dom::{Dom, NodeId, Space};
use crate::parser::names::is_heading;
use crate::report::{Code, Report};

/// What the walk does at a node, in place of what it would do.
#[derive(Debug, Clone)]
pub(super) enum Claim<'a> {
    /// Nothing.
    Skip,
    /// The children stand for themselves.
    Unwrap,
    /// This text, as it is.
    Text(Cow<'a, str>),
    /// A footnote reference with this label.
    Reference(Cow<'a, str>),
    /// A formula in TeX.
    Maths { tex: Cow<'a, str>, display: bool },
    /// A formula without TeX: the `math` element.
    MathMl(NodeId),
}

/// Claims by node, and the footnotes in the order of their references.
#[derive(Debug, Default)]
pub(super) struct Claims<'a> {
    made: Vec<Claim<'a>>,
    /// For each node up to the last one claimed, the number of its claim from 1, or 0: the walk asks
    /// for nodes in the order of the page, and in that order they stand here.
    numbers: Vec<u32>,
    pub(super) notes: Vec<Note<'a>>,
    /// What the page says its relative URLs are relative to.
    pub(super) base: Option<&'a str>,
}

impl<'a> Claims<'a> {
    /// Claims a node, in whatever way it was claimed before.
    pub(super) fn insert(&mut self, id: NodeId, claim: Claim<'a>) {
        self.made.push(claim);
        let len = self.numbers.len().max(id.index() + 1);
        self.numbers.resize(len, 0);
        self.numbers[id.index()] = self.made.len() as u32;
    }

    pub(super) fn get(&self, id: NodeId) -> Option<&Claim<'a>> {
        let number = *self.numbers.get(id.index())?;
        self.made.get((number as usize).checked_sub(1)?)
    }
}

/// Elements that may have to be claimed, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Links with a fragment.
    pub(super) links: Vec<NodeId>,
    /// Elements that mark a footnote, or hold one, by their name.
    pub(super) notes: Vec<NodeId>,
    /// Labels of notes in the margin.
    pub(super) labels: Vec<NodeId>,
    images: Vec<NodeId>,
    maths: Vec<NodeId>,
    scripts: Vec<NodeId>,
    base: Option<NodeId>,
}

/// Looks over the page.
pub(super) fn survey<'a>(page: Page<'a>, options: &Options, report: &mut Report) -> Claims<'a> {
    let found = find(page.dom);
    let base = found
        .base
        .and_then(|id| page.dom.attr(id, &local_name!("href")));
    let mut claims = Claims {
        base,
        ..Claims::default()
    };
    for &id in found
        .links
        .iter()
        .filter(|&&id| is_link_to_its_heading(page.dom, id))
    {
        claims.insert(id, Claim::Unwrap);
    }
    for &id in &found.images {
        if let Some(claim) = image(page.dom, id, options.keep_maths) {
            claims.insert(id, claim);
        }
    }
    for &id in &found.maths {
        maths::claim_mathml(page.dom, id, &mut claims, report);
    }
    for &id in &found.scripts {
        maths::claim_script(page.dom, id, &mut claims, report);
    }
    footnote::claim(page, &found, &mut claims, report);
    claims
}

fn find(dom: &Dom) -> Found {
    let mut found = Found::default();
    // The elements of footnote plugins, which no standard knows.
    let note_names = ["fn", "fnref"].map(LocalName::from);
    // A formula in another one is part of it, up to the first node behind.
    let mut is_in_formula = false;
    let mut behind = None;
    for id in dom.descendants(dom.root()) {
        is_in_formula = is_in_formula && behind != Some(id);
        let Some(element) = dom.element(id) else {
            continue;
        };
        match *element.local {
            local_name!("a") => {
                let holds_fragment = |href: &str| memchr::memchr(b'#', href.as_bytes()).is_some();
                if element
                    .attr(&local_name!("href"))
                    .is_some_and(holds_fragment)
                {
                    found.links.push(id);
                } else if element.attr(&local_name!("aria-describedby")).is_some() {
                    found.notes.push(id);
                }
            }
            local_name!("img") => found.images.push(id),
            local_name!("script") => found.scripts.push(id),
            local_name!("base") if found.base.is_none() => found.base = Some(id),
            local_name!("label") => found.labels.push(id),
            local_name!("math") if element.space == Space::MathMl && !is_in_formula => {
                found.maths.push(id);
                is_in_formula = true;
                behind = dom.after(id, dom.root());
            }
            ref name if note_names.contains(name) => found.notes.push(id),
            _ => {}
        }
    }
    found
}

/// Whether a link is all of a heading, and leads to that heading.
fn is_link_to_its_heading(dom: &Dom, link: NodeId) -> bool {
    let Some(heading) = dom.parent(link) else {
        return false;
    };
    let names = [
        (heading, local_name!("id")),
        (link, local_name!("id")),
        (link, local_name!("name")),
    ];
    dom.html_name(heading).is_some_and(is_heading)
        && names
            .iter()
            .any(|(id, name)| dom.attr(*id, name) == footnote::fragment(dom, link))
        && dom
            .children(heading)
            .all(|c| c == link || shown_text(dom, c).trim().is_empty())
}

fn image(dom: &Dom, id: NodeId, keep_maths: bool) -> Option<Claim<'_>> {
    let element = dom.element(id)?;
    let class = element.attr(&local_name!("class")).unwrap_or_default();
    let src = element.attr(&local_name!("src")).unwrap_or_default();
    let alt = element.attr(&local_name!("alt")).unwrap_or_default();
    if let Some(text) = emoji::character(class, src, alt) {
        return Some(Claim::Text(text));
    }
    if keep_maths {
        return None;
    }
    maths::image_tex(class, src, alt).map(|tex| Claim::Maths {
        tex,
        display: false,
    })
}

impl<'a> Converter<'a, '_> {
    /// Does what a claim says.
    pub(super) fn claimed(&mut self, id: NodeId, claim: Claim<'a>) {
        match claim {
            Claim::Skip => {}
            Claim::Unwrap => self.flow_children(id),
            Claim::Text(text) => self.claimed_text(&text),
            Claim::Reference(label) => {
                self.run
                    .push_outside_of_link(Inline::FootnoteReference(label));
                // A reference that was not closed holds the text behind it.
                if self.dom().element(id).is_some_and(|e| e.local == "fnref") {
                    self.flow_children(id);
                }
            }
            Claim::Maths { tex, display } => self.maths(id, &tex, display),
            Claim::MathMl(math) => self.mathml(math),
        }
    }

    fn claimed_text(&mut self, text: &str) {
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.run.space();
        }
        let inner = super::text::one_line(text).into_owned();
        if !inner.is_empty() {
            self.run.text(Cow::Owned(inner));
        }
        if text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.run.space();
        }
    }

    /// The footnotes, behind everything else: readers move them there, and drop those that nothing
    /// refers to, as a reference in HTML does not.
    pub(super) fn footnotes(&mut self) {
        if self.claims.notes.is_empty() {
            return;
        }
        let notes: Vec<(Cow<'a, str>, Vec<Block<'a>>)> = std::mem::take(&mut self.claims.notes)
            .into_iter()
            .map(|Note { label, body, .. }| (label, self.collect(|c| c.flow_children(body))))
            .collect();
        let places: HashMap<&str, usize> = (notes.iter().enumerate())
            .map(|(at, (label, _))| (&**label, at))
            .collect();
        let mut is_shown = vec![false; notes.len()];
        let mut open: Vec<usize> = Vec::new();
        references(&self.blocks, &mut |label| open.extend(places.get(label)));
        let mut rest = 0..notes.len();
        loop {
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut is_shown[at], true) {
                    references(&notes[at].1, &mut |label| open.extend(places.get(label)));
                }
            }
            // One that nothing refers to is text of the article's.
            let Some(at) = rest.find(|&at| !is_shown[at]) else {
                break;
            };
            references(&notes[at].1, &mut |label| open.extend(places.get(label)));
        }
        let mut definitions = Vec::new();
        for ((label, mut children), is_shown) in notes.into_iter().zip(is_shown) {
            if is_shown {
                definitions.push(Block::FootnoteDefinition { label, children });
            } else {
                self.blocks.append(&mut children);
            }
        }
        self.blocks.append(&mut definitions);
    }
}

/// All text below a node that is shown; a space where an element that is no mere markup of words
/// begins or ends.
pub(super) fn shown_text(dom: &Dom, id: NodeId) -> String {
    let mut out = String::new();
    let mut holder = None;
    let mut next = Some(id);
    while let Some(here) = next {
        if let Some(text) = dom.text(here) {
            let own = holder_of(dom, here);
            if holder.is_some() && holder != Some(own) {
                out.push(' ');
            }
            holder = Some(own);
            out.push_str(text);
        }
        let hidden = matches!(
            dom.html_name(here),
            Some(&local_name!("script") | &local_name!("style") | &local_name!("template"))
        );
        let below = if hidden { None } else { dom.first_child(here) };
        next = below.or_else(|| dom.after(here, id));
    }
    out
}

/// The innermost element around a text that is more than markup of words.
fn holder_of(dom: &Dom, text: NodeId) -> NodeId {
    let is_markup = |id: &NodeId| {
        matches!(
            dom.html_name(*id),
            Some(
                &local_name!("a")
                    | &local_name!("b")
                    | &local_name!("em")
                    | &local_name!("font")
                    | &local_name!("i")
                    | &local_name!("span")
                    | &local_name!("strong")
                    | &local_name!("u")
            )
        )
    };
    dom.ancestors(text)
        .find(|id| !is_markup(id))
        .unwrap_or(text)
}

/// Adds a finding with the text of a node that the output says in another way.
pub(super) fn report_text(dom: &Dom, id: NodeId, code: Code, report: &mut Report) {
    let text = shown_text(dom, id);
    if !text.trim().is_empty() {
        report.push(code, None, Some(dom.line(id)), text.trim());
    }
}
