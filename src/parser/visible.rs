//! The text of a tree that a reader sees, as the chrome rules look at it.
//!
//! Nodes that show nothing (scripts, styles, drawings) count as absent. *Folded* text is what
//! patterns are matched against: lower case, white space collapsed to single spaces, typographic
//! quotes made plain, invisible characters dropped.

use html5ever::{LocalName, local_name};

use super::dom::{Dom, Element, NodeId};

/// What an image or an embedded player weighs, in bytes of text, when it is asked how much of an
/// article goes.
const MEDIA_WEIGHT: u32 = 20;

/// Characters, each half a word, that are folded at once: a text with too many words is to be left
/// early.
const HALVES_MAX: usize = 64;

/// Whether nothing in the element is shown as text.
pub(super) fn is_invisible(element: &Element) -> bool {
    matches!(
        element.local,
        local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("title")
            | local_name!("head")
            | local_name!("svg")
            | local_name!("datalist")
    )
}

/// Whether the element stands on lines of its own.
pub(super) fn is_block(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("blockquote")
            | local_name!("center")
            | local_name!("dd")
            | local_name!("details")
            | local_name!("div")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("fieldset")
            | local_name!("figcaption")
            | local_name!("figure")
            | local_name!("footer")
            | local_name!("form")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("header")
            | local_name!("hr")
            | local_name!("html")
            | local_name!("li")
            | local_name!("main")
            | local_name!("nav")
            | local_name!("ol")
            | local_name!("p")
            | local_name!("pre")
            | local_name!("section")
            | local_name!("summary")
            | local_name!("table")
            | local_name!("tbody")
            | local_name!("td")
            | local_name!("tfoot")
            | local_name!("th")
            | local_name!("thead")
            | local_name!("tr")
            | local_name!("ul")
    )
}

/// Whether the node begins a new line: a block or a line break.
pub(super) fn breaks_line(dom: &Dom, id: NodeId) -> bool {
    dom.element(id)
        .is_some_and(|e| is_block(&e.local) || e.local == local_name!("br"))
}

/// White space, and characters that show nothing.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

/// One character, folded.
pub(super) fn fold_char(c: char) -> char {
    match c {
        'a'..='z' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        // East Asia's scripts have no case.
        '\u{2e80}'..='\u{a63f}' => c,
        _ if c.is_uppercase() => c.to_lowercase().next().unwrap_or(c),
        _ => c,
    }
}

/// The visible text of some nodes, as it is.
pub(super) fn characters<'a>(dom: &'a Dom, nodes: &'a [NodeId]) -> impl Iterator<Item = char> + 'a {
    nodes
        .iter()
        .flat_map(|&id| Parts::of(dom, id))
        .flat_map(|part| part.text().chars())
}

/// The folded text of some nodes; `None` if it has more than `words_max` words (0: no bound).
pub(super) fn fold(dom: &Dom, nodes: &[NodeId], words_max: u32) -> Option<Folded> {
    let mut folded = fold_until(dom, nodes, |folded| !folded.has_at_most(words_max));
    folded.text.truncate(folded.text.trim_end().len());
    folded.has_at_most(words_max).then_some(folded)
}

/// The first bytes of the folded text of some nodes, and no more than a word further.
pub(super) fn fold_start(dom: &Dom, nodes: &[NodeId], bytes: usize) -> String {
    fold_until(dom, nodes, |folded| folded.text.len() >= bytes).text
}

fn fold_until(dom: &Dom, nodes: &[NodeId], is_enough: impl Fn(&Folded) -> bool) -> Folded {
    let mut folded = Folded::default();
    for part in nodes.iter().flat_map(|&id| Parts::of(dom, id)) {
        let mut rest = part.text();
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_graphic() {
                let word = rest.bytes().take_while(u8::is_ascii_graphic).count();
                folded.push_word(&rest[..word]);
                rest = &rest[word..];
            } else if is_half_word(c) {
                let halves = rest
                    .chars()
                    .take(HALVES_MAX)
                    .take_while(|c| is_half_word(*c));
                let halves = halves.map(char::len_utf8).sum();
                folded.push_half_words(&rest[..halves]);
                rest = &rest[halves..];
            } else {
                folded.push(c);
                rest = &rest[c.len_utf8()..];
            }
            if is_enough(&folded) {
                return folded;
            }
        }
    }
    folded
}

/// Whether a reader sees any text in the node.
pub(super) fn shows_text(dom: &Dom, id: NodeId) -> bool {
    Parts::of(dom, id).any(|part| matches!(part, Part::Text(text) if !text.chars().all(is_space)))
}

/// Whether all letters that have a case are capitals.
pub(super) fn is_in_capitals(dom: &Dom, nodes: &[NodeId]) -> bool {
    nodes.iter().flat_map(|&id| Parts::of(dom, id)).all(|part| {
        matches!(part, Part::Text(text) if !text.contains(char::is_lowercase))
            || matches!(part, Part::Break)
    })
}

/// All visible text of some nodes, white space collapsed.
pub(super) fn text(dom: &Dom, nodes: &[NodeId]) -> String {
    let mut out = String::new();
    let mut owed = false;
    for part in nodes
        .iter()
        .flat_map(|&id| [Part::Break].into_iter().chain(Parts::of(dom, id)))
    {
        let Part::Text(text) = part else {
            owed = true;
            continue;
        };
        for c in text.chars() {
            if c.is_whitespace() {
                owed = true;
                continue;
            }
            if std::mem::take(&mut owed) && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

/// Folded text, and how long it is.
#[derive(Default)]
pub(super) struct Folded {
    pub(super) text: String,
    owed: bool,
    /// A word counts two, an ideograph or a kana one.
    half_words: u32,
    in_word: bool,
}

impl Folded {
    /// Whether it has that many words or fewer; 0 is no bound.
    pub(super) fn has_at_most(&self, words_max: u32) -> bool {
        words_max == 0 || self.half_words <= words_max * 2
    }

    /// Appends ASCII characters that show.
    fn push_word(&mut self, word: &str) {
        self.separate();
        self.begin_word();
        let start = self.text.len();
        self.text.push_str(word);
        self.text[start..].make_ascii_lowercase();
    }

    /// Appends characters each of which counts half a word.
    fn push_half_words(&mut self, words: &str) {
        self.separate();
        self.half_words += words.chars().count() as u32;
        self.in_word = false;
        self.text.push_str(words);
    }

    /// Appends any other character.
    fn push(&mut self, c: char) {
        if is_space(c) {
            self.owed |= c.is_whitespace();
            self.in_word = false;
        } else {
            self.separate();
            self.begin_word();
            self.text.push(fold_char(c));
        }
    }

    fn separate(&mut self) {
        if std::mem::take(&mut self.owed) && !self.text.is_empty() {
            self.text.push(' ');
        }
    }

    fn begin_word(&mut self) {
        if !std::mem::replace(&mut self.in_word, true) {
            self.half_words += 2;
        }
    }
}

/// Ideographs, kana and hangul, which have no case.
fn is_half_word(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

enum Part<'a> {
    Text(&'a str),
    Break,
}

impl<'a> Part<'a> {
    fn text(self) -> &'a str {
        match self {
            Part::Text(text) => text,
            Part::Break => " ",
        }
    }
}

/// The visible text of a node, piece by piece in document order.
struct Parts<'a> {
    dom: &'a Dom,
    root: NodeId,
    next: Option<NodeId>,
    /// The last piece stood in a block that has ended since.
    depth_break: bool,
}

impl<'a> Parts<'a> {
    fn of(dom: &'a Dom, root: NodeId) -> Self {
        Parts {
            dom,
            root,
            next: Some(root),
            depth_break: false,
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        loop {
            let here = self.next?;
            if std::mem::take(&mut self.depth_break) {
                return Some(Part::Break);
            }
            let element = self.dom.element(here);
            let hidden = element.is_some_and(is_invisible);
            let child = if hidden {
                None
            } else {
                self.dom.first_child(here)
            };
            self.next = child.or_else(|| {
                let next = self.dom.after(here, self.root);
                self.depth_break = next.is_some_and(|next| {
                    self.dom
                        .prev_sibling(next)
                        .is_some_and(|prev| breaks_line(self.dom, prev))
                });
                next
            });
            if element.is_some_and(|e| is_block(&e.local) || e.local == local_name!("br")) {
                return Some(Part::Break);
            }
            if let Some(text) = self.dom.text(here) {
                return Some(Part::Text(text));
            }
        }
    }
}

/// How much of the visible text is in links, 0 to 1. Dates, where they are marked as such, are left
/// out: lists of articles have them beside the links.
pub(super) fn link_share(dom: &Dom, nodes: &[NodeId]) -> f32 {
    let (mut all, mut linked) = (0, 0);
    for &root in nodes {
        let mut link_end = None;
        let mut next = Some(root);
        while let Some(here) = next {
            if link_end == Some(here) {
                link_end = None;
            }
            let element = dom.element(here);
            let left_out = |e: &Element| is_invisible(e) || e.local == local_name!("time");
            next = if element.is_some_and(left_out) {
                None
            } else {
                dom.first_child(here)
            }
            .or_else(|| dom.after(here, root));
            if link_end.is_none() && element.is_some_and(|e| e.local == local_name!("a")) {
                link_end = Some(dom.after(here, root).unwrap_or(NodeId::DOCUMENT));
            }
            let weight = dom.text(here).map_or(0, text_weight);
            all += weight;
            linked += if link_end.is_some() { weight } else { 0 };
        }
    }
    if all == 0 {
        0.0
    } else {
        linked as f32 / all as f32
    }
}

/// Bytes that are neither white space nor control characters.
fn text_weight(text: &str) -> u32 {
    // A count of one byte for some bytes together is a few instructions for all of them.
    let count = |bytes: &[u8]| {
        let shown = bytes.iter().map(|byte| u8::from(*byte > b' '));
        u32::from(shown.sum::<u8>())
    };
    let chunks = text.as_bytes().chunks_exact(32);
    let rest = count(chunks.remainder());
    chunks.map(count).sum::<u32>() + rest
}

/// Each node that shows something or stands around what does, with the weight of what it shows of
/// its own, in document order.
fn weights(dom: &Dom, root: NodeId) -> impl Iterator<Item = (NodeId, u32)> {
    let mut next = Some(root);
    std::iter::from_fn(move || {
        let here = next?;
        let element = dom.element(here);
        let child = if element.is_some_and(is_invisible) {
            None
        } else {
            dom.first_child(here)
        };
        next = child.or_else(|| dom.after(here, root));
        let weight = match element {
            Some(element) if is_media(&element.local) => MEDIA_WEIGHT,
            _ => dom.text(here).map_or(0, text_weight),
        };
        Some((here, weight))
    })
}

/// The weight of all that the nodes show.
pub(super) fn weight(dom: &Dom, nodes: &[NodeId]) -> u32 {
    let weights = nodes.iter().flat_map(|&id| weights(dom, id));
    weights.map(|(_, weight)| weight).sum()
}

/// Whether a node shows more than that; reads no further than needed.
pub(super) fn outweighs(dom: &Dom, id: NodeId, weight: u32) -> bool {
    let mut sum = 0;
    weights(dom, id).any(|(_, own)| {
        sum += own;
        sum > weight
    })
}

/// Where in the visible text each node stands.
pub(super) struct Extents {
    before: Vec<u32>,
    /// Weight of the whole article.
    pub(super) total: u32,
}

impl Extents {
    /// Measures the tree below `root`.
    pub(super) fn of(dom: &Dom, root: NodeId) -> Self {
        let mut before = vec![0; dom.len()];
        let mut total = 0;
        for (id, weight) in weights(dom, root) {
            before[id.index()] = total;
            total += weight;
        }
        Extents { before, total }
    }

    /// Where the node begins and ends.
    pub(super) fn span(&self, dom: &Dom, id: NodeId, root: NodeId) -> (u32, u32) {
        let end = dom
            .after(id, root)
            .map_or(self.total, |next| self.before[next.index()]);
        (self.before[id.index()], end)
    }
}

fn is_media(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("img") | local_name!("video") | local_name!("audio") | local_name!("iframe")
    )
}
