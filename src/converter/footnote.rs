//! Footnotes of every dialect, as GFM's.
//!
//! Two families. A link with a fragment leads to a note that stands in the page, mostly in a list
//! at its end (pandoc, kramdown, markdown-it, block editor, Easy Footnotes, Word, `MediaWiki`); or
//! the note stands beside its mark (`fn` elements, Modern Footnotes, notes in the margin). A link
//! is taken for a reference only when its text is a mark, its target is one block of its own
//! behind it, and a link back or the markup around says so. Everything else stays links.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use html5ever::local_name;

use super::Page;
use super::media::named_attr;
use super::survey::{Claim, Claims, Found, report_text, shown_text};
use crate::parser::dom::{Dom, NodeId};
use crate::report::{Code, Report};

/// A footnote that the walk writes at the end.
#[derive(Debug)]
pub(super) struct Note<'a> {
    /// Its first reference.
    pub(super) at: NodeId,
    pub(super) label: Cow<'a, str>,
    /// The element whose children are the note.
    pub(super) body: NodeId,
}

/// Longest text of a reference, in characters, without its brackets.
const MARK_CHARS_MAX: usize = 8;

/// How far up an element is looked for that holds all notes.
const CONTAINER_LEVELS_MAX: usize = 4;

/// Most children of a note before its target; they are empty elements and spaces.
const NODES_BEFORE_MAX: usize = 8;

/// Most nodes of a `sup` around references, and most links back of a note.
const NODES_MAX: usize = 128;

/// What classes and ids of references and notes hold.
const HINTS: [&str; 8] = [
    "footnote",
    "endnote",
    "fnref",
    "fn-ref",
    "noteref",
    "ftn",
    "cite_note",
    "cite_ref",
];

/// What ids of notes begin with.
const NOTE_IDS: [&str; 6] = ["fn", "_ftn", "ftn", "note", "cite_note", "easy-footnote"];

/// What headings over notes say, in lower case.
const TITLES: [&str; 16] = [
    "footnotes",
    "footnote",
    "notes",
    "note",
    "endnotes",
    "references",
    "footnotes:",
    "notes:",
    "脚注",
    "注释",
    "注",
    "註",
    "注解",
    "fußnoten",
    "anmerkungen",
    "notes de bas de page",
];

/// Claims references, notes, and what else only led from one to the other.
pub(super) fn claim<'a>(
    page: Page<'a>,
    found: &Found,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    if found.links.is_empty() && found.notes.is_empty() && found.labels.is_empty() {
        return;
    }
    let mut labels = Labels::default();
    claim_linked(page, &found.links, &mut labels, claims, report);
    claim_named(page, &found.notes, &mut labels, claims, report);
    claim_margin(page, &found.labels, &mut labels, claims, report);
    claims.notes.sort_by_key(|note| note.at);
}

/// A link that could be a reference, and its target's note.
struct Reference<'a> {
    link: NodeId,
    fragment: &'a str,
    mark: String,
    target: NodeId,
    body: NodeId,
}

fn claim_linked<'a>(
    page: Page<'a>,
    links: &[NodeId],
    labels: &mut Labels,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let dom = page.dom;
    let marked: Vec<_> = links
        .iter()
        .filter_map(|&link| Some((link, fragment(dom, link)?, mark(dom, link)?)))
        .collect();
    if marked.is_empty() {
        return;
    }
    let targets = targets(dom, links);
    let mut seen = HashMap::new();
    let mut references: Vec<Reference<'a>> = marked
        .into_iter()
        .filter_map(|(link, fragment, mark)| {
            let target = *targets.get(fragment)?;
            let body = body(dom, target)?;
            let reference = Reference {
                link,
                fragment,
                mark,
                target,
                body,
            };
            let contents = seen
                .entry(body)
                .or_insert_with(|| Contents::of(dom, body, &targets));
            is_reference(page, &reference, contents).then_some(reference)
        })
        .collect();
    let bodies: HashSet<NodeId> = references.iter().map(|r| r.body).collect();
    let whole = whole_lists(dom, &bodies);
    references.retain(|r| {
        let in_other = dom.ancestors(r.body).any(|a| bodies.contains(&a));
        let list = dom
            .parent(r.body)
            .filter(|_| dom.html_name(r.body) == Some(&local_name!("li")));
        !in_other && list.is_none_or(|list| whole.contains(&list))
    });
    let mut by_body: HashMap<NodeId, String> = HashMap::new();
    for reference in &references {
        let label = if let Some(label) = by_body.get(&reference.body) {
            label.clone()
        } else {
            let label = labels.make(&reference.mark, reference.fragment);
            by_body.insert(reference.body, label.clone());
            let (at, body) = (reference.link, reference.body);
            claims.notes.push(Note {
                at,
                label: Cow::Owned(label.clone()),
                body,
            });
            claim_note(dom, reference, &seen[&body].backs, claims, report);
            label
        };
        claim_reference(dom, reference, label, claims, report);
    }
}

/// Fragment of a link; `None` for none or an empty one.
pub(super) fn fragment(dom: &Dom, link: NodeId) -> Option<&str> {
    let href = dom.attr(link, &local_name!("href"))?;
    href.split_once('#')
        .map(|(_, fragment)| fragment)
        .filter(|f| !f.is_empty())
}

/// The mark that a link shows: `1`, `[1]`, `*`, `注1`; `None` for other text.
fn mark(dom: &Dom, link: NodeId) -> Option<String> {
    let text = shown_text(dom, link);
    let mark = strip_brackets(&text);
    let is_mark = |c: char| {
        c.is_alphanumeric() || matches!(c, '*' | '†' | '‡' | '§' | '¶' | '.' | ':' | ' ' | '#')
    };
    let counts = mark.chars().any(char::is_numeric)
        || mark
            .chars()
            .all(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶'))
        || mark.len() == 1
        || mark.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let fits = !mark.is_empty() && mark.chars().count() <= MARK_CHARS_MAX;
    (fits && counts && mark.chars().all(is_mark)).then(|| mark.to_owned())
}

fn strip_brackets(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '[' | ']' | '(' | ')' | '^' | '〔' | '〕' | '［' | '］' | '（' | '）'
            )
    })
}

/// Elements by the fragments that lead to them.
fn targets<'a>(dom: &'a Dom, links: &[NodeId]) -> HashMap<&'a str, NodeId> {
    let wanted: HashSet<&str> = links
        .iter()
        .filter_map(|&link| fragment(dom, link))
        .collect();
    let mut targets = HashMap::new();
    for id in dom.descendants(dom.root()) {
        let Some(element) = dom.element(id) else {
            continue;
        };
        let name = element.attr(&local_name!("name"));
        let name = name.filter(|_| *element.local == local_name!("a"));
        for name in element.attr(&local_name!("id")).into_iter().chain(name) {
            if wanted.contains(name) {
                targets.entry(name).or_insert(id);
            }
        }
    }
    targets
}

/// The block that a target is, or that it begins.
fn body(dom: &Dom, target: NodeId) -> Option<NodeId> {
    let mut body = target;
    for _ in 0..=CONTAINER_LEVELS_MAX {
        let is_block = matches!(
            dom.html_name(body),
            Some(
                &local_name!("li")
                    | &local_name!("p")
                    | &local_name!("dd")
                    | &local_name!("div")
                    | &local_name!("aside")
            )
        );
        let in_item = || {
            dom.parent(body)
                .filter(|&p| dom.html_name(p) == Some(&local_name!("li")) && begins(dom, p, body))
        };
        if is_block {
            return Some(in_item().unwrap_or(body));
        }
        let inline = matches!(
            dom.html_name(body),
            Some(
                &local_name!("a")
                    | &local_name!("span")
                    | &local_name!("sup")
                    | &local_name!("strong")
                    | &local_name!("b")
                    | &local_name!("em")
                    | &local_name!("small")
                    | &local_name!("label")
            )
        );
        let parent = dom
            .parent(body)
            .filter(|&p| inline && begins(dom, p, body))?;
        body = parent;
    }
    None
}

/// Whether nothing but white space, brackets and empty elements stands before a child.
fn begins(dom: &Dom, parent: NodeId, child: NodeId) -> bool {
    let shows =
        |c: NodeId| dom.comment(c).is_none() && !strip_brackets(&shown_text(dom, c)).is_empty();
    dom.children(parent)
        .take(NODES_BEFORE_MAX)
        .take_while(|&c| c == child || !shows(c))
        .any(|c| c == child)
}

/// What a note holds besides its text.
struct Contents {
    /// Its links back, and where they lead.
    backs: Vec<(NodeId, NodeId)>,
    /// Whether it has a text.
    says_more: bool,
}

impl Contents {
    fn of(dom: &Dom, body: NodeId, targets: &HashMap<&str, NodeId>) -> Self {
        let backs: Vec<_> = back_links(dom, body, targets).take(NODES_MAX).collect();
        let says_more = holds_more(dom, body, &backs);
        Contents { backs, says_more }
    }
}

fn is_reference(page: Page<'_>, reference: &Reference<'_>, contents: &Contents) -> bool {
    let dom = page.dom;
    let Reference {
        link, body, target, ..
    } = *reference;
    let shown = |id| {
        !dom.ancestors(id)
            .chain([id])
            .any(|a| page.marks.is_skipped(a))
    };
    if link > body || dom.ancestors(link).any(|a| a == body) || !shown(link) || !shown(body) {
        return false;
    }
    let Contents { backs, says_more } = contents;
    let near = |to: NodeId| {
        to == link
            || dom
                .ancestors(link)
                .take(2)
                .any(|a| a == to || dom.parent(to) == Some(a))
            || dom.ancestors(to).take(2).any(|a| a == link)
    };
    let leads_back = backs.iter().any(|&(_, to)| near(to));
    let is_raised = is_in(dom, link, &local_name!("sup"))
        || dom
            .descendants(link)
            .any(|d| dom.html_name(d) == Some(&local_name!("sup")))
        || shown_text(dom, link).trim().starts_with(['[', '［', '〔'])
        || has_hint(dom, link);
    let id_says_so = NOTE_IDS
        .iter()
        .any(|start| reference.fragment.starts_with(start));
    let in_notes = [target, body]
        .into_iter()
        .chain(dom.ancestors(body).take(CONTAINER_LEVELS_MAX))
        .any(|a| has_hint(dom, a));
    *says_more
        && (leads_back && (is_raised || id_says_so || in_notes)
            || is_raised && (!backs.is_empty() || in_notes || id_says_so))
}

/// Whether an element is in one of a name, two levels up at most.
fn is_in(dom: &Dom, id: NodeId, name: &html5ever::LocalName) -> bool {
    dom.ancestors(id)
        .take(2)
        .any(|a| dom.html_name(a) == Some(name))
}

/// Whether an element's class, role or id speaks of footnotes.
fn has_hint(dom: &Dom, id: NodeId) -> bool {
    let attrs = [
        local_name!("class"),
        local_name!("id"),
        local_name!("role"),
        local_name!("rel"),
    ];
    attrs
        .iter()
        .filter_map(|name| dom.attr(id, name))
        .any(|value| {
            let value = value.to_ascii_lowercase();
            HINTS.iter().any(|hint| value.contains(hint))
        })
}

/// Links of a note that lead to something before it, and where they lead.
fn back_links<'d>(
    dom: &'d Dom,
    body: NodeId,
    targets: &HashMap<&'d str, NodeId>,
) -> impl Iterator<Item = (NodeId, NodeId)> {
    dom.descendants(body).filter_map(move |id| {
        if dom.html_name(id) != Some(&local_name!("a")) {
            return None;
        }
        let to = *targets.get(fragment(dom, id)?)?;
        if to >= body {
            return None;
        }
        let text = shown_text(dom, id);
        let is_arrow = |c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation();
        let text = strip_brackets(&text);
        let is_named_back = || {
            let text = text.to_lowercase();
            ["back", "return", "jump", "top", "返回", "up"]
                .iter()
                .any(|w| text.starts_with(w))
        };
        let says_back = text.is_empty()
            || text.chars().all(is_arrow)
            || mark(dom, id).is_some()
            || is_named_back()
            || has_back_hint(dom, id);
        says_back.then_some((id, to))
    })
}

fn has_back_hint(dom: &Dom, id: NodeId) -> bool {
    let attrs = [
        local_name!("class"),
        local_name!("role"),
        local_name!("rev"),
    ];
    attrs
        .iter()
        .filter_map(|name| dom.attr(id, name))
        .any(|value| {
            ["back", "reversefootnote", "rev", "to-top"]
                .iter()
                .any(|hint| value.contains(hint))
        })
}

/// Whether a note says anything besides its mark and its links back.
fn holds_more(dom: &Dom, body: NodeId, backs: &[(NodeId, NodeId)]) -> bool {
    let backs: HashSet<NodeId> = backs.iter().map(|(link, _)| *link).collect();
    dom.descendants(body).any(|id| {
        let shows = dom
            .text(id)
            .is_some_and(|t| t.chars().any(char::is_alphabetic))
            || dom.html_name(id) == Some(&local_name!("img"));
        shows
            && !dom
                .ancestors(id)
                .take_while(|&a| a != body)
                .any(|a| backs.contains(&a))
    })
}

/// Lists of which every item is a note, and that show nothing beside their items.
fn whole_lists(dom: &Dom, bodies: &HashSet<NodeId>) -> BTreeSet<NodeId> {
    let lists: BTreeSet<NodeId> = bodies
        .iter()
        .filter(|&&b| dom.html_name(b) == Some(&local_name!("li")))
        .filter_map(|&b| dom.parent(b))
        .collect();
    let is_note = |id: NodeId| {
        let shows_nothing = || {
            dom.html_name(id) != Some(&local_name!("li")) && shown_text(dom, id).trim().is_empty()
        };
        bodies.contains(&id) || shows_nothing()
    };
    lists
        .into_iter()
        .filter(|&list| dom.children(list).all(is_note))
        .collect()
}

/// The link becomes a reference; brackets and a `sup` around it say the same and go.
fn claim_reference<'a>(
    dom: &'a Dom,
    reference: &Reference<'a>,
    label: String,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let link = reference.link;
    report_text(dom, link, Code::FootnoteRead, report);
    claims.insert(link, Claim::Reference(Cow::Owned(label)));
    let raised = dom
        .ancestors(link)
        .take(2)
        .find(|&a| dom.html_name(a) == Some(&local_name!("sup")));
    let Some(raised) = raised else {
        return trim_brackets(dom, link, claims);
    };
    let is_shown = |id: NodeId| {
        dom.text(id).is_some_and(|text| {
            text.chars().any(|c| {
                !c.is_whitespace() && !matches!(c, '[' | ']' | '(' | ')' | ',' | ';' | '、' | '–')
            })
        })
    };
    let in_link = |id: NodeId| {
        dom.ancestors(id)
            .take_while(|&a| a != raised)
            .any(|a| dom.html_name(a) == Some(&local_name!("a")))
    };
    let is_large = dom.descendants(raised).nth(NODES_MAX).is_some();
    if is_large || dom.descendants(raised).any(|d| is_shown(d) && !in_link(d)) {
        return;
    }
    claims.insert(raised, Claim::Unwrap);
    for text in dom
        .descendants(raised)
        .filter(|&d| dom.text(d).is_some() && !in_link(d))
    {
        claims.insert(text, Claim::Skip);
    }
}

/// Brackets right around a link, in the text before and behind it.
fn trim_brackets<'a>(dom: &'a Dom, link: NodeId, claims: &mut Claims<'a>) {
    let (Some(before), Some(behind)) = (dom.prev_sibling(link), dom.next_sibling(link)) else {
        return;
    };
    let (Some(left), Some(right)) = (dom.text(before), dom.text(behind)) else {
        return;
    };
    for (open, close) in [('[', ']'), ('(', ')')] {
        let (Some(left), Some(right)) = (left.strip_suffix(open), right.strip_prefix(close)) else {
            continue;
        };
        // The text may have lost its own beginning to the reference before.
        let left = match claims.get(before) {
            Some(Claim::Text(kept)) => kept.strip_suffix(open).unwrap_or(left).to_owned(),
            _ => left.to_owned(),
        };
        claims.insert(before, Claim::Text(Cow::Owned(left)));
        claims.insert(behind, Claim::Text(Cow::Borrowed(right)));
        return;
    }
}

/// The note leaves its place; its mark, its links back, the rule and the heading over it go.
fn claim_note<'a>(
    dom: &'a Dom,
    reference: &Reference<'a>,
    backs: &[(NodeId, NodeId)],
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let Reference { body, target, .. } = *reference;
    for &(link, _) in backs {
        let holder = dom
            .ancestors(link)
            .take_while(|&a| a != body)
            .take(2)
            .filter(|&a| {
                let shown = shown_text(dom, a);
                let own = shown_text(dom, link);
                strip_brackets(&shown) == strip_brackets(&own) || has_back_hint(dom, a)
            })
            .last()
            .unwrap_or(link);
        skip(dom, holder, claims, report);
    }
    if target != body && mark(dom, target).is_some_and(|mark| mark == reference.mark) {
        skip(dom, target, claims, report);
    }
    trim_mark(dom, body, &reference.mark, claims, report);
    let is_item = dom.html_name(body) == Some(&local_name!("li"));
    let place = if is_item {
        dom.parent(body).unwrap_or(body)
    } else {
        body
    };
    if claims.get(place).is_none() {
        claims.insert(place, Claim::Skip);
        claim_heading(dom, place, claims, report);
    }
}

fn skip<'a>(dom: &'a Dom, id: NodeId, claims: &mut Claims<'a>, report: &mut Report) {
    report_text(dom, id, Code::FootnoteRead, report);
    claims.insert(id, Claim::Skip);
}

/// A note's number that is typed in front of it, and what is left of the brackets around a link.
fn trim_mark<'a>(
    dom: &'a Dom,
    body: NodeId,
    mark: &str,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let mut behind_link = false;
    for id in dom.descendants(body) {
        let is_claimed = std::iter::once(id)
            .chain(dom.ancestors(id).take_while(|&a| a != body))
            .any(|a| claims.get(a).is_some());
        behind_link |= is_claimed;
        let Some(text) = dom.text(id).filter(|_| !is_claimed) else {
            continue;
        };
        let rest = text
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '(' | '^' | '↑'));
        let number = rest
            .strip_prefix(mark)
            .filter(|rest| rest.starts_with(['.', ')', ']', ':', ' ', '\u{a0}', '、']));
        let rest = number.unwrap_or(rest);
        let rest = rest.trim_start_matches([']', ')']);
        let rest = if number.is_some() {
            rest.trim_start_matches(['.', ':', '、'])
        } else if behind_link {
            rest.trim_start_matches([':', '：'])
        } else {
            rest
        };
        let rest = rest.trim_start();
        if rest.len() < text.trim_start().len() {
            report.push(
                Code::FootnoteRead,
                None,
                Some(dom.line(id)),
                &text[..text.len() - rest.len()],
            );
            claims.insert(id, Claim::Text(Cow::Borrowed(rest)));
        }
        if !rest.is_empty() {
            return;
        }
    }
}

/// A rule and a heading right before the notes, or before the element that holds only them.
fn claim_heading<'a>(dom: &'a Dom, place: NodeId, claims: &mut Claims<'a>, report: &mut Report) {
    let mut here = place;
    for _ in 0..CONTAINER_LEVELS_MAX {
        let mut before = previous_element(dom, here);
        while let Some(id) = before {
            let is_rule = dom.html_name(id) == Some(&local_name!("hr"));
            let text = shown_text(dom, id);
            let text = text.trim().to_lowercase();
            if !is_rule && !text.is_empty() && !TITLES.contains(&text.as_str()) {
                return;
            }
            skip(dom, id, claims, report);
            before = previous_element(dom, id);
        }
        match dom.parent(here) {
            Some(parent) if has_hint(dom, parent) => here = parent,
            _ => return,
        }
    }
}

/// The element before, if nothing but white space stands between.
fn previous_element(dom: &Dom, id: NodeId) -> Option<NodeId> {
    std::iter::successors(dom.prev_sibling(id), |&p| dom.prev_sibling(p))
        .find(|&p| dom.text(p).is_none_or(|text| !text.trim().is_empty()))
        .filter(|&p| dom.element(p).is_some())
        .filter(|&p| {
            !dom.descendants(p)
                .any(|d| dom.html_name(d) == Some(&local_name!("img")))
        })
}

/// `fnref` and `fn` elements, and links that name the element that describes them.
fn claim_named<'a>(
    page: Page<'a>,
    found: &[NodeId],
    labels: &mut Labels,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let dom = page.dom;
    let name_of = |id: NodeId| dom.element(id).map(|e| &**e.local).unwrap_or_default();
    let own = |id: NodeId, name: &str| named_attr(dom.element(id)?, name);
    let bodies: HashMap<&str, NodeId> = found
        .iter()
        .filter(|&&id| name_of(id) == "fn")
        .filter_map(|&id| Some((own(id, "name")?, id)))
        .collect();
    for &id in found {
        match name_of(id) {
            "fnref" => {
                let Some((name, &body)) = own(id, "target").and_then(|t| Some((t, bodies.get(t)?)))
                else {
                    continue;
                };
                let label = labels.make("", name);
                claims.insert(id, Claim::Reference(Cow::Owned(label.clone())));
                claims.insert(body, Claim::Skip);
                claims.notes.push(Note {
                    at: id,
                    label: Cow::Owned(label),
                    body,
                });
            }
            "fn" if own(id, "name").is_none() && !shown_text(dom, id).trim().is_empty() => {
                let label = labels.make("", "");
                claims.insert(id, Claim::Reference(Cow::Owned(label.clone())));
                claims.notes.push(Note {
                    at: id,
                    label: Cow::Owned(label),
                    body: id,
                });
            }
            "a" => claim_described(dom, id, labels, claims, report),
            _ => {}
        }
    }
}

/// `sup > a[aria-describedby]`, and the element of that id right behind the `sup`.
fn claim_described<'a>(
    dom: &'a Dom,
    link: NodeId,
    labels: &mut Labels,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let described = dom
        .attr(link, &local_name!("aria-describedby"))
        .unwrap_or_default();
    let (Some(mark), Some(raised)) = (mark(dom, link), dom.parent(link)) else {
        return;
    };
    let Some(body) = dom.next_sibling(raised) else {
        return;
    };
    let is_note = dom.html_name(raised) == Some(&local_name!("sup"))
        && dom.attr(body, &local_name!("id")) == Some(described)
        && !shown_text(dom, body).trim().is_empty();
    if is_note {
        let label = labels.make(&mark, described);
        report_text(dom, raised, Code::FootnoteRead, report);
        claims.insert(raised, Claim::Reference(Cow::Owned(label.clone())));
        claims.insert(body, Claim::Skip);
        claims.notes.push(Note {
            at: raised,
            label: Cow::Owned(label),
            body,
        });
    }
}

/// Notes in the margin: a `label`, a checkbox that shows them on small screens, the note.
fn claim_margin<'a>(
    page: Page<'a>,
    found: &[NodeId],
    labels: &mut Labels,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let dom = page.dom;
    for &id in found {
        let class = dom.attr(id, &local_name!("class")).unwrap_or_default();
        if !class.contains("sidenote") && !class.contains("margin-toggle") {
            continue;
        }
        let note = std::iter::successors(dom.next_sibling(id), |&n| dom.next_sibling(n))
            .take_while(|&n| dom.text(n).is_none_or(|text| text.trim().is_empty()))
            .take(4)
            .find(|&n| dom.html_name(n) == Some(&local_name!("span")));
        let Some(body) = note.filter(|&n| !shown_text(dom, n).trim().is_empty()) else {
            continue;
        };
        if !dom
            .attr(body, &local_name!("class"))
            .is_some_and(|class| class.contains("note"))
        {
            continue;
        }
        let label = labels.make(strip_brackets(&shown_text(dom, id)), "");
        report_text(dom, id, Code::FootnoteRead, report);
        claims.insert(id, Claim::Reference(Cow::Owned(label.clone())));
        claims.insert(body, Claim::Skip);
        claims.notes.push(Note {
            at: id,
            label: Cow::Owned(label),
            body,
        });
    }
}

/// Labels that were given out.
#[derive(Debug, Default)]
struct Labels {
    used: BTreeSet<String>,
}

impl Labels {
    /// A label of ASCII letters, digits, `-` and `_` that no other note has: the number that the
    /// page shows, else the note's id, else a number of its own.
    fn make(&mut self, mark: &str, id: &str) -> String {
        let safe = |text: &str| {
            let kept: String = text
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() || c == '_' {
                        c
                    } else {
                        '-'
                    }
                })
                .collect();
            kept.trim_matches('-').to_owned()
        };
        let number: String = mark.chars().filter(char::is_ascii_digit).collect();
        let next = || (1..).map(|n: usize| n.to_string());
        let label = [number, safe(id)]
            .into_iter()
            .filter(|label| !label.is_empty())
            .chain(next())
            .find(|label| !self.used.contains(label))
            .expect("numbers do not end");
        self.used.insert(label.clone());
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_numbers_or_ids_and_unique() {
        let mut labels = Labels::default();
        let made = [
            ("1", "fn:1"),
            ("1", "fn-a"),
            ("*", "fn*x"),
            ("", ""),
            ("", ""),
        ];
        assert_eq!(
            made.map(|(mark, id)| labels.make(mark, id)),
            ["1", "fn-a", "fn-x", "2", "3"]
        );
    }
}
