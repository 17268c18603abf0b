//! The text of a tree that a reader sees, as the chrome rules look at it.
//!
//! Nodes that show nothing (scripts, styles, drawings) count as absent. *Folded* text is what
//! patterns are matched against: lower case, white space collapsed to single spaces, typographic
//! quotes made plain, invisible characters dropped.

use std::cell::OnceCell;

use html5ever::local_name;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::dom::{Dom, Element, NodeId};
use crate::needle::pairs_in;

/// What an image or an embedded player weighs, in bytes of text, when it is asked how much of an
/// article goes.
const MEDIA_WEIGHT: u32 = 20;

/// Bytes of words that are folded at once: a text with too many words is to be left early.
const RUN_BYTES_MAX: usize = 128;

/// Nodes that are looked at before an article is measured.
const GLANCE_NODES: usize = 256;

/// Of a text of more bytes the pairs say little.
const PAIRS_BYTES_MAX: usize = 96;

/// Bytes that nearly all texts have room in that are short enough to be folded.
const FOLDED_BYTES: usize = 512;

/// Whether the node begins a new line: a block or a line break.
pub(super) fn breaks_line(dom: &Dom, id: NodeId) -> bool {
    dom.element(id).is_some_and(Element::begins_line)
}

/// Whether the text is white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// White space, and characters that show nothing.
pub(super) fn is_space(c: char) -> bool {
    // Nearly all characters are told from spaces by where they stand.
    !c.is_ascii_graphic()
        && !matches!(c, '\u{3001}'..='\u{d7ff}')
        && (c.is_whitespace()
            || matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
            ))
}

/// What stands around a line to catch the eye: emoji and their parts, stars, triangles; no boxes and
/// ticks, which answer a question, and no sign of money, which stands before a price.
pub(super) fn is_ornament(c: char) -> bool {
    // Nearly all characters are told from ornaments by where they stand.
    !c.is_ascii()
        && !matches!(
            c,
            '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3041}'..='\u{d7ff}' | '\u{ff01}'..='\u{ff60}'
        )
        && !matches!(c, '☐'..='☒' | '✅' | '✓'..='✘' | '❌' | '❎' | '💲')
        && (matches!(
            c,
            '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '▷' | '◁' | '⇒' | '≫'
        ) || c.general_category() == GeneralCategory::OtherSymbol)
}

/// Whether ornaments or the two sides of a frame may stand around a line that begins with this text.
pub(super) fn is_adorned(text: &str) -> bool {
    let text = text.trim();
    let (first, last) = (text.chars().next(), text.chars().next_back());
    let is_framed = || {
        let is_part = text.len() <= FRAME_BYTES_MAX;
        first.is_some_and(is_frame) && (is_part || last.is_some_and(is_frame))
    };
    first.is_some_and(is_ornament) || last.is_some_and(is_ornament) || is_framed()
}

/// A text of so many bytes can be one side of a frame, of which the line behind it is no part.
const FRAME_BYTES_MAX: usize = 6;

/// How frames begin and end that are no dashes. Quotation marks are none.
const FRAMES: [(char, char); 18] = [
    ('(', ')'),
    ('[', ']'),
    ('<', '>'),
    ('（', '）'),
    ('［', '］'),
    ('【', '】'),
    ('〔', '〕'),
    ('＜', '＞'),
    ('\\', '/'),
    ('＼', '／'),
    ('／', '＼'),
    ('*', '*'),
    ('=', '='),
    ('+', '+'),
    ('~', '~'),
    ('_', '_'),
    ('〜', '〜'),
    ('～', '～'),
];

/// Whether a character is one side of a frame.
fn is_frame(c: char) -> bool {
    is_dash(c) || FRAMES.iter().any(|&(begin, end)| c == begin || c == end)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐'..='―' | 'ー' | '－')
}

/// What a frame stands around, if there is one.
fn unframed(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    let (first, last) = (letters.next()?, letters.next_back()?);
    let is_frame = FRAMES.contains(&(first, last)) || is_dash(first) && is_dash(last);
    is_frame.then_some(letters.as_str())
}

/// What ornaments and frames stand around, if there are any.
fn unadorned(text: &str) -> Option<&str> {
    let mut inner = without_ornaments(text)?;
    while let Some(framed) = unframed(inner) {
        inner = without_ornaments(framed)?;
    }
    (inner.len() < text.len()).then_some(inner)
}

/// The text without the ornaments around it; `None` where one touches what it can be a part of: a
/// number, or, if it is of those that are written in words, a word of ASCII: `№7`, `©2020`, `★5`.
fn without_ornaments(text: &str) -> Option<&str> {
    let is_around = |c: char| c == ' ' || is_ornament(c);
    let rest = text.trim_start_matches(is_around);
    let before = text[..text.len() - rest.len()].chars().next_back();
    let inner = rest.trim_end_matches(is_around);
    let behind = rest[inner.len()..].chars().next();
    let touches = |ornament: Option<char>, letter: Option<char>| {
        let (Some(ornament), Some(letter)) = (ornament.filter(|c| *c != ' '), letter) else {
            return false;
        };
        letter.is_ascii_digit() || ornament < '\u{2190}' && letter.is_ascii_alphanumeric()
    };
    let is_part =
        touches(before, inner.chars().next()) || touches(behind, inner.chars().next_back());
    (!is_part).then_some(inner)
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
    let mut folded = Folded {
        text: String::with_capacity(FOLDED_BYTES),
        ..Folded::default()
    };
    let mut parts = nodes.iter().flat_map(|&id| Parts::of(dom, id));
    while folded.has_at_most(words_max)
        && let Some(part) = parts.next()
    {
        folded.push_text(part.text(), words_max);
    }
    folded.text.truncate(folded.text.trim_end().len());
    folded.has_at_most(words_max).then_some(folded)
}

/// The first bytes of the folded text of some nodes, and the character that they end in.
pub(super) fn fold_start(dom: &Dom, nodes: &[NodeId], bytes: usize) -> String {
    let mut start = String::with_capacity(bytes + size_of::<char>());
    let mut folded = folded(characters(dom, nodes));
    while start.len() < bytes
        && let Some(c) = folded.next()
    {
        start.push(c);
    }
    start
}

/// The characters of folded text.
#[inline]
pub(super) fn folded(text: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let (mut begun, mut owed, mut next) = (false, false, None);
    let mut text = text.fuse();
    std::iter::from_fn(move || {
        if next.is_some() {
            return next.take();
        }
        loop {
            let c = text.next()?;
            if is_space(c) {
                owed |= begun && c.is_whitespace();
                continue;
            }
            begun = true;
            if std::mem::take(&mut owed) {
                next = Some(fold_char(c));
                return Some(' ');
            }
            return Some(fold_char(c));
        }
    })
}

/// A number of half words that the text has at least; counts no further than to what is enough.
///
/// What single bytes tell is counted many bytes at a time: spaces before ASCII, and ideographs by
/// their first bytes.
pub(super) fn half_words_min(text: &str, enough: u32) -> u32 {
    let is_space = |byte: u8| byte == b' ' || byte.wrapping_sub(b'\t') < 5;
    let is_graphic = |byte: u8| byte.wrapping_sub(b'!') < 94;
    let is_half_word = |byte: u8| byte.wrapping_sub(0xe4) < 6;
    let mut sum = 0;
    for chunk in text.as_bytes().chunks(64) {
        let pairs = chunk.iter().zip(&chunk[1..]);
        let count = |(a, b): (&u8, &u8)| {
            2 * u8::from(is_space(*a) & is_graphic(*b)) + u8::from(is_half_word(*a))
        };
        sum += u32::from(pairs.map(count).sum::<u8>());
        if sum > enough {
            break;
        }
    }
    sum
}

/// How many bytes at the start are words of visible ASCII with single spaces between them, and how
/// many spaces; no more than [`RUN_BYTES_MAX`] and a few. There must be one such word.
fn ascii_words(text: &str) -> (usize, u32) {
    let bytes = text.as_bytes();
    let shows = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_graphic);
    let (mut at, mut spaces) = (0, 0);
    while at < RUN_BYTES_MAX {
        if let Some(more) = bytes[at..].first_chunk().and_then(spaces_among) {
            at += WORDS_BYTES - 1;
            spaces += more;
        } else if shows(at) {
            at += 1;
        } else if at > 0 && bytes.get(at) == Some(&b' ') && shows(at + 1) {
            at += 2;
            spaces += 1;
        } else {
            break;
        }
    }
    (at, spaces)
}

/// Bytes that are looked at together, in which single words are not looked for.
const WORDS_BYTES: usize = 17;

/// How many spaces stand among some bytes, but for the last one; `None` if one is neither a space
/// before a byte of visible ASCII nor such a byte.
fn spaces_among(bytes: &[u8; WORDS_BYTES]) -> Option<u32> {
    let shows = |byte: u8| byte.wrapping_sub(b'!') < 94;
    let (mut spaces, mut others) = (0, false);
    for at in 0..WORDS_BYTES - 1 {
        let is_space = bytes[at] == b' ';
        spaces += u8::from(is_space);
        others |= !(shows(bytes[at]) | is_space & shows(bytes[at + 1]));
    }
    (!others).then_some(u32::from(spaces))
}

/// How many bytes at the start are ideographs and the like, and how many of these; no more than
/// [`RUN_BYTES_MAX`].
fn half_words(text: &str) -> (usize, u32) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < RUN_BYTES_MAX {
        // Most are told by their first bytes.
        let is_half = match bytes.get(at) {
            Some(0xe4..=0xe9) => true,
            Some(0xe3 | 0xea..=0xed) => text[at..].chars().next().is_some_and(is_half_word),
            _ => false,
        };
        if !is_half {
            break;
        }
        at += 3;
    }
    (at, (at / 3) as u32)
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
        push_collapsed(&mut out, text, &mut owed);
    }
    out
}

/// Appends a text, each white space in it as one space. `owed` says whether there was some before,
/// and whether there is some behind.
fn push_collapsed(out: &mut String, text: &str, owed: &mut bool) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = if c.is_ascii_graphic() {
            ascii_words(rest).0
        } else if is_half_word(c) {
            half_words(rest).0
        } else {
            c.len_utf8()
        };
        let (piece, behind) = rest.split_at(run);
        rest = behind;
        if c.is_whitespace() {
            *owed = true;
            continue;
        }
        if std::mem::take(owed) && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(piece);
    }
}

/// Folded text, and how long it is.
#[derive(Default)]
pub(super) struct Folded {
    pub(super) text: String,
    owed: bool,
    /// A word counts two, an ideograph or a kana one.
    half_words: u32,
    in_word: bool,
    /// Of its text, once that is whole.
    pairs: OnceCell<u64>,
}

impl Folded {
    /// The pairs of bytes in its text ([`pairs_in`]). A long one could have any.
    pub(super) fn pairs(&self) -> u64 {
        let read = || pairs_in(&self.text);
        if self.text.len() > PAIRS_BYTES_MAX {
            return u64::MAX;
        }
        *self.pairs.get_or_init(read)
    }

    /// The same without what adorns it, if there is any of that.
    pub(super) fn bare(mut self) -> Option<Folded> {
        self.text = unadorned(&self.text)?.to_owned();
        Some(self)
    }

    /// Whether it has that many words or fewer; 0 is no bound.
    pub(super) fn has_at_most(&self, words_max: u32) -> bool {
        words_max == 0 || self.half_words <= words_max * 2
    }

    /// Appends a text; leaves off when there are more words than that.
    fn push_text(&mut self, text: &str, words_max: u32) {
        let mut rest = text;
        while self.has_at_most(words_max)
            && let Some(c) = rest.chars().next()
        {
            let run = if c.is_ascii_graphic() {
                self.push_words(rest)
            } else if is_half_word(c) {
                self.push_half_words(rest)
            } else {
                self.push(c);
                c.len_utf8()
            };
            rest = &rest[run..];
        }
    }

    /// Appends the words of ASCII that a text begins with, and says how many bytes they are.
    fn push_words(&mut self, text: &str) -> usize {
        let (bytes, spaces) = ascii_words(text);
        self.separate();
        self.begin_word();
        self.half_words += 2 * spaces;
        let start = self.text.len();
        self.text.push_str(&text[..bytes]);
        self.text[start..].make_ascii_lowercase();
        bytes
    }

    /// Appends the characters that a text begins with and that count half a word each, and says
    /// how many bytes they are.
    fn push_half_words(&mut self, text: &str) -> usize {
        let (bytes, halves) = half_words(text);
        self.separate();
        self.half_words += halves;
        self.in_word = false;
        self.text.push_str(&text[..bytes]);
        bytes
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
            let hidden = element.is_some_and(|e| e.look.is_invisible());
            let child = if hidden {
                None
            } else {
                self.dom.first_child(here)
            };
            self.next = child.or_else(|| {
                let next = self.dom.after(here, self.root)?;
                // What has no content was a break of its own.
                let ended = self.dom.prev_sibling(next).filter(|prev| *prev != here);
                self.depth_break = ended.is_some_and(|ended| breaks_line(self.dom, ended));
                Some(next)
            });
            if element.is_some_and(Element::begins_line) {
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
            let left_out =
                |e: Element<'_>| e.look.is_invisible() || *e.local == local_name!("time");
            next = if element.is_some_and(left_out) {
                None
            } else {
                dom.first_child(here)
            }
            .or_else(|| dom.after(here, root));
            if link_end.is_none() && element.is_some_and(|e| *e.local == local_name!("a")) {
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
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let rest = rest
        .iter()
        .fold(0, |word, byte| word << 8 | u64::from(*byte));
    let counts = words.chunks(WORDS_COUNTED).map(|words| {
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        sum_of_bytes(words.map(shown_bytes).sum())
    });
    counts.sum::<u32>() + sum_of_bytes(shown_bytes(rest))
}

/// Words whose bytes are counted together: a byte holds the sum of so many bits.
const WORDS_COUNTED: usize = 31;

/// A one for each byte of eight that is behind the space.
fn shown_bytes(word: u64) -> u64 {
    let all = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let upper = ((word & all(0x7f)) + all(0x7f - b' ')) | word;
    upper >> 7 & all(1)
}

/// The sum of eight bytes that is no more than a byte.
fn sum_of_bytes(bytes: u64) -> u32 {
    (bytes.wrapping_mul(u64::from_ne_bytes([1; 8])) >> 56) as u32
}

/// Each node that shows something or stands around what does, with the weight of what it shows of
/// its own, in document order.
fn weights(dom: &Dom, root: NodeId) -> impl Iterator<Item = (NodeId, u32)> {
    weights_from(dom, Some(root), root)
}

/// The same for what stands from a node on.
fn weights_from(
    dom: &Dom,
    from: Option<NodeId>,
    root: NodeId,
) -> impl Iterator<Item = (NodeId, u32)> {
    shown_from(dom, from, root).map(|here| {
        let weight = match dom.element(here) {
            Some(element) if element.look.is_media() => MEDIA_WEIGHT,
            _ => dom.text(here).map_or(0, text_weight),
        };
        (here, weight)
    })
}

/// The nodes from one on, within `root`, without what is below invisible ones.
pub(super) fn shown_from(
    dom: &Dom,
    from: Option<NodeId>,
    root: NodeId,
) -> impl Iterator<Item = NodeId> {
    let is_invisible = |id| dom.element(id).is_some_and(|e| e.look.is_invisible());
    std::iter::successors(from, move |&here| {
        let child = dom.first_child(here).filter(|_| !is_invisible(here));
        child.or_else(|| dom.after(here, root))
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

/// Whether what stands from a node on, and before another one, weighs that much or less; `None` if
/// it takes more than a few nodes to tell.
pub(super) fn weighs_at_most(
    dom: &Dom,
    from: Option<NodeId>,
    to: Option<NodeId>,
    root: NodeId,
    most: u32,
) -> Option<bool> {
    let mut sum = 0;
    for (count, (id, weight)) in weights_from(dom, from, root).enumerate() {
        if Some(id) == to {
            break;
        }
        sum += weight;
        if sum > most {
            return Some(false);
        }
        if count == GLANCE_NODES {
            return None;
        }
    }
    Some(true)
}

/// Where in the visible text each node stands.
pub(super) struct Extents {
    before: Vec<u32>,
    /// What stands before the article.
    start: u32,
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
        Extents {
            before,
            start: 0,
            total,
        }
    }

    /// The same for what is below a node in the tree that was measured.
    pub(super) fn within(self, dom: &Dom, id: NodeId, root: NodeId) -> Self {
        let (start, end) = self.span(dom, id, root);
        Extents {
            before: self.before,
            start: self.start + start,
            total: end - start,
        }
    }

    /// Where the node begins and ends.
    pub(super) fn span(&self, dom: &Dom, id: NodeId, root: NodeId) -> (u32, u32) {
        let before = |id: NodeId| self.before[id.index()].saturating_sub(self.start);
        let end = dom.after(id, root).map_or(self.total, before);
        (before(id), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_adorns_a_line() {
        let around = [
            ("📩 subscribe", "subscribe"),
            ("👉subscribe👇", "subscribe"),
            ("follow us 👇👇", "follow us"),
            ("– anzeige –", "anzeige"),
            ("＼この記事をシェア／", "この記事をシェア"),
            ("\\ この記事をシェア /", "この記事をシェア"),
            ("【関連記事】", "関連記事"),
            ("▼[[ 관련기사 ]]▼", "관련기사"),
            ("*** ad ***", "ad"),
        ];
        for (line, inner) in around {
            assert_eq!(unadorned(line), Some(inner), "{line}");
            assert!(is_adorned(line), "{line}");
        }
    }

    #[test]
    fn leaves_what_is_part_of_a_line() {
        for line in [
            "share this",
            "©2020",
            "share™",
            "№7",
            "★5",
            "✅ share",
            "– share this, he said",
            "\"share this\"",
            "«teilen»",
            "「分享」",
            "(one) and (two",
        ] {
            assert_eq!(unadorned(line), None, "{line}");
        }
    }

    #[test]
    fn reads_a_deep_frame_once() {
        let line = format!("{}ad{}", "( ".repeat(50_000), " )".repeat(50_000));
        assert_eq!(unadorned(&line), Some("ad"));
    }
}
