//! Moves what stands at the edge of an emphasised run out of it, where its delimiters would not be
//! read otherwise.
//!
//! ```text
//! **正在发生。**金融      closes nothing: inside is punctuation, outside a letter
//! **正在发生**。金融      what is written instead
//! “**标题**”正文          brackets and quotation marks leave in pairs
//! ```
//!
//! Text and order never change. White space leaves in any case; punctuation only where the style
//! says so and only what closes or opens a phrase: `**C++**语言` has no clean move.

use std::borrow::Cow;

use super::flanking::{Class, Edge};
use crate::mdast::{Inline, plain_text};
use crate::report::{Code, Report};

/// Characters that may leave at one edge; with more, the span is left to HTML.
const MOVED_MAX: usize = 8;

/// Stands for content that is not text.
const OBJECT: char = '\u{fffc}';

/// See the module's documentation.
pub(super) struct Shifter<'r> {
    pub(super) moves_punctuation: bool,
    pub(super) report: &'r mut Report,
}

/// What stands right before or after a place.
#[derive(Clone, Copy)]
struct Neighbour {
    /// The class of the character there.
    class: Class,
    /// The kinds of emphasis that it is in, as bits.
    kinds: u8,
}

impl Shifter<'_> {
    /// Goes over a whole run of phrasing content.
    pub(super) fn run<'a>(&mut self, inlines: Vec<Inline<'a>>) -> Vec<Inline<'a>> {
        let edge = Neighbour {
            class: Class::SPACE,
            kinds: 0,
        };
        self.inside(inlines, edge, edge)
    }

    /// Goes over the inlines between two edges.
    fn inside<'a>(
        &mut self,
        inlines: Vec<Inline<'a>>,
        start: Neighbour,
        end: Neighbour,
    ) -> Vec<Inline<'a>> {
        let is_inner = |inline: &Inline<'_>| span_children(inline).is_some() || is_link(inline);
        if !inlines.iter().any(is_inner) {
            return inlines;
        }
        let mut out: Vec<Inline<'a>> = Vec::with_capacity(inlines.len());
        let mut rest = inlines.into_iter().peekable();
        while let Some(inline) = rest.next() {
            let before = out
                .last()
                .map_or(start, |inline| at_edge(inline, Side::Back));
            let after = rest
                .peek()
                .map_or(end, |inline| at_edge(inline, Side::Front));
            self.one(inline, before, after, &mut out);
        }
        out
    }

    fn one<'a>(
        &mut self,
        mut inline: Inline<'a>,
        mut before: Neighbour,
        mut after: Neighbour,
        out: &mut Vec<Inline<'a>>,
    ) {
        let mut left = String::new();
        let mut right = String::new();
        if let Some(shift) = self.shift(&inline, before, after) {
            if shift.punctuation {
                self.report.add(
                    Code::EmphasisMoved,
                    plain_text(std::slice::from_ref(&inline)),
                );
            }
            if let Some(children) = span_children_mut(&mut inline) {
                take_front(children, shift.front, &mut left);
                take_back(children, shift.back, &mut right);
            }
        }
        if let Some(c) = left.chars().next_back() {
            before = Neighbour {
                class: Class::of(c),
                kinds: 0,
            };
        }
        if let Some(c) = right.chars().next() {
            after = Neighbour {
                class: Class::of(c),
                kinds: 0,
            };
        }
        push_text(out, left);
        if !matches!(out.last(), Some(Inline::FootnoteReference(_))) {
            inline = into_link(inline, before.class, after.class);
        }
        match self.descend(inline, before.kinds, after.kinds) {
            Inline::Text(text) => push_cow(out, text),
            other => out.push(other),
        }
        push_text(out, right);
    }

    /// Goes into an inline; the kinds of emphasis around it stand next to its content as well.
    fn descend<'a>(&mut self, inline: Inline<'a>, before: u8, after: u8) -> Inline<'a> {
        let start = Neighbour {
            class: Class::PUNCTUATION,
            kinds: before,
        };
        let end = Neighbour {
            class: Class::PUNCTUATION,
            kinds: after,
        };
        let mut within = |children| self.inside(children, start, end);
        match inline {
            Inline::Emphasis(children) => Inline::Emphasis(within(children)),
            Inline::Strong(children) => Inline::Strong(within(children)),
            Inline::Delete(children) => Inline::Delete(within(children)),
            Inline::Link {
                url,
                title,
                children,
            } => Inline::Link {
                url,
                title,
                children: within(children),
            },
            other => other,
        }
    }

    /// What must leave a span, if something must and a clean move exists.
    fn shift(&self, inline: &Inline<'_>, before: Neighbour, after: Neighbour) -> Option<Shift> {
        let children = span_children(inline)?;
        if flanks(children, before.class, after.class) {
            return None;
        }
        let mut letters = Vec::new();
        let struck = matches!(inline, Inline::Delete(_));
        spell(
            children,
            Letter {
                c: OBJECT,
                nested: false,
                struck,
            },
            &mut letters,
        );
        let mut window = Window {
            letters: &letters,
            start: 0,
            end: letters.len(),
            before: before.class,
            after: after.class,
        };
        let mut punctuation = false;
        while let Some(side) = window.unread_side() {
            let letter = window.at(side);
            let is_space = letter.c.is_whitespace();
            punctuation |= !is_space;
            if !is_space && (!self.moves_punctuation || letter.struck) || !window.give(side) {
                return None;
            }
        }
        let (front, back) = (window.start, letters.len() - window.end);
        // Emphasis that goes on in the neighbour would get a gap.
        let goes_on = (front > 0 && before.kinds & edge_kinds(inline, Side::Front) != 0)
            || (back > 0 && after.kinds & edge_kinds(inline, Side::Back) != 0);
        let is_word = |letter: &Letter| letter.c == OBJECT || letter.c.is_alphanumeric();
        let is_clean = !(punctuation && goes_on)
            && (1..=MOVED_MAX).contains(&front.max(back))
            && window.inner().iter().any(is_word);
        is_clean.then_some(Shift {
            front,
            back,
            punctuation,
        })
    }
}

fn at_edge(inline: &Inline<'_>, side: Side) -> Neighbour {
    let class = match side {
        Side::Front => class_at_start(inline),
        Side::Back => class_at_end(inline),
    };
    Neighbour {
        class,
        kinds: edge_kinds(inline, side),
    }
}

/// The kinds of emphasis that the first or last character of an inline is in.
fn edge_kinds(inline: &Inline<'_>, side: Side) -> u8 {
    let (kind, children) = match inline {
        Inline::Emphasis(children) => (1, children),
        Inline::Strong(children) => (2, children),
        Inline::Delete(children) | Inline::Link { children, .. } => (0, children),
        _ => return 0,
    };
    let next = match side {
        Side::Front => children.first(),
        Side::Back => children.last(),
    };
    kind | next.map_or(0, |inline| edge_kinds(inline, side))
}

/// Characters that leave a span.
struct Shift {
    front: usize,
    back: usize,
    punctuation: bool,
}

/// A character of a span's text.
#[derive(Clone, Copy)]
struct Letter {
    c: char,
    /// Whether markup stands between it and the span's edge.
    nested: bool,
    /// Whether it is struck out: that is no emphasis, and shows on punctuation as well.
    struck: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Front,
    Back,
}

/// What is left of a span while characters leave it.
struct Window<'l> {
    letters: &'l [Letter],
    start: usize,
    end: usize,
    before: Class,
    after: Class,
}

impl Window<'_> {
    fn inner(&self) -> &[Letter] {
        &self.letters[self.start..self.end]
    }

    fn at(&self, side: Side) -> Letter {
        match side {
            Side::Front => self.letters[self.start],
            Side::Back => self.letters[self.end - 1],
        }
    }

    /// A side on which a delimiter would not be read; `None` too when nothing is left.
    fn unread_side(&self) -> Option<Side> {
        if self.inner().is_empty() {
            return None;
        }
        let before = self
            .start
            .checked_sub(1)
            .map_or(self.before, |at| self.letters[at].class());
        let after = self
            .letters
            .get(self.end)
            .map_or(self.after, |letter| letter.class());
        let open = Edge {
            outside: before,
            inside: self.at(Side::Front).edge_class(),
        };
        let close = Edge {
            outside: after,
            inside: self.at(Side::Back).edge_class(),
        };
        if !close.surely_flanks() {
            Some(Side::Back)
        } else if !open.surely_flanks() {
            Some(Side::Front)
        } else {
            None
        }
    }

    /// Lets the character at a side go, with its partner; `false` if it must stay.
    fn give(&mut self, side: Side) -> bool {
        if self.start.max(self.letters.len() - self.end) >= MOVED_MAX {
            return false;
        }
        let c = self.at(side).c;
        if !c.is_whitespace() && !leaves(c) {
            return false;
        }
        match self.partner(side) {
            Partner::None => match side {
                Side::Front => self.start += 1,
                Side::Back => self.end -= 1,
            },
            Partner::OtherEdge => {
                self.start += 1;
                self.end -= 1;
            }
            Partner::Inside => return false,
        }
        true
    }

    fn partner(&self, side: Side) -> Partner {
        let c = self.at(side).c;
        let (last, inner) = (self.inner().len() - 1, self.inner());
        let place = match side {
            Side::Front => closing_of(c)
                .and_then(|close| matching(inner.iter().map(|letter| letter.c), c, close)),
            Side::Back => opening_of(c)
                .and_then(|open| matching(inner.iter().rev().map(|letter| letter.c), c, open)),
        };
        match place {
            None => Partner::None,
            Some(distance) if distance == last => Partner::OtherEdge,
            Some(_) => Partner::Inside,
        }
    }
}

enum Partner {
    /// Not in the span.
    None,
    /// At the span's other edge.
    OtherEdge,
    /// In between: the pair can't leave together.
    Inside,
}

impl Letter {
    fn class(self) -> Class {
        if self.c == OBJECT {
            Class::PUNCTUATION
        } else {
            Class::of(self.c)
        }
    }

    /// The class that a delimiter at the span's edge meets here.
    fn edge_class(self) -> Class {
        if self.nested {
            Class::PUNCTUATION
        } else {
            self.class()
        }
    }
}

/// Distance from the first character, which is `mark`, to the `partner` that closes it.
fn matching(chars: impl Iterator<Item = char>, mark: char, partner: char) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in chars.enumerate() {
        if c == partner && at > 0 {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if c == mark {
            depth += 1;
        }
    }
    None
}

const PAIRS: [(char, char); 19] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('‹', '›'),
    ('（', '）'),
    ('［', '］'),
    ('｛', '｝'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
    ('〖', '〗'),
];

fn closing_of(c: char) -> Option<char> {
    PAIRS.iter().find(|pair| pair.0 == c).map(|pair| pair.1)
}

fn opening_of(c: char) -> Option<char> {
    PAIRS.iter().find(|pair| pair.1 == c).map(|pair| pair.0)
}

/// Whether a punctuation mark belongs to the sentence rather than to the word beside it.
fn leaves(c: char) -> bool {
    Class::of(c) == Class::PUNCTUATION
        && !matches!(
            c,
            '%' | '‰' | '#' | '&' | '@' | '*' | '/' | '\\' | '_' | '$' | '+' | '<' | '>'
        )
        && !matches!(
            c,
            '=' | '^' | '`' | '|' | '~' | '％' | '＃' | '＆' | '＠' | '＊' | '／' | '†' | '§'
        )
}

fn flanks(children: &[Inline<'_>], before: Class, after: Class) -> bool {
    let first = children.first().map_or(Class::SPACE, class_at_start);
    let last = children.last().map_or(Class::SPACE, class_at_end);
    Edge {
        outside: before,
        inside: first,
    }
    .surely_flanks()
        && Edge {
            outside: after,
            inside: last,
        }
        .surely_flanks()
}

fn class_at_start(inline: &Inline<'_>) -> Class {
    match inline {
        Inline::Text(text) => text.chars().next().map_or(Class::SPACE, Class::of),
        Inline::Break => Class::SPACE,
        _ => Class::PUNCTUATION,
    }
}

fn class_at_end(inline: &Inline<'_>) -> Class {
    match inline {
        Inline::Text(text) => text.chars().next_back().map_or(Class::SPACE, Class::of),
        Inline::Break => Class::SPACE,
        _ => Class::PUNCTUATION,
    }
}

fn is_link(inline: &Inline<'_>) -> bool {
    matches!(inline, Inline::Link { .. })
}

fn span_children<'i, 'a>(inline: &'i Inline<'a>) -> Option<&'i Vec<Inline<'a>>> {
    match inline {
        Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
            Some(children)
        }
        _ => None,
    }
}

fn span_children_mut<'i, 'a>(inline: &'i mut Inline<'a>) -> Option<&'i mut Vec<Inline<'a>>> {
    match inline {
        Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
            Some(children)
        }
        _ => None,
    }
}

/// Appends the characters of a span; `like` tells what is around them.
fn spell(inlines: &[Inline<'_>], like: Letter, out: &mut Vec<Letter>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.extend(text.chars().map(|c| Letter { c, ..like })),
            inline => match span_children(inline) {
                Some(children) => {
                    let struck = like.struck || matches!(inline, Inline::Delete(_));
                    spell(
                        children,
                        Letter {
                            nested: true,
                            struck,
                            ..like
                        },
                        out,
                    );
                }
                None => out.push(Letter {
                    c: OBJECT,
                    nested: true,
                    struck: like.struck,
                }),
            },
        }
    }
}

/// Takes `count` characters from the front, which is text, perhaps inside of spans.
fn take_front(children: &mut Vec<Inline<'_>>, mut count: usize, out: &mut String) {
    while count > 0 && !children.is_empty() {
        let is_empty = match &mut children[0] {
            Inline::Text(text) => {
                let end = text
                    .char_indices()
                    .nth(count)
                    .map_or(text.len(), |(at, _)| at);
                count -= text[..end].chars().count();
                out.push_str(&text[..end]);
                keep(text, end, usize::MAX);
                text.is_empty()
            }
            inline => {
                let Some(inner) = span_children_mut(inline) else {
                    return;
                };
                let taken = out.chars().count();
                take_front(inner, count, out);
                count -= out.chars().count() - taken;
                inner.is_empty()
            }
        };
        if !is_empty {
            return;
        }
        children.remove(0);
    }
}

/// Takes `count` characters from the back, which is text, perhaps inside of spans.
fn take_back(children: &mut Vec<Inline<'_>>, mut count: usize, out: &mut String) {
    while let Some(last) = children.last_mut().filter(|_| count > 0) {
        let is_empty = match last {
            Inline::Text(text) => {
                let start = text
                    .char_indices()
                    .rev()
                    .nth(count - 1)
                    .map_or(0, |(at, _)| at);
                count -= text[start..].chars().count();
                out.insert_str(0, &text[start..]);
                keep(text, 0, start);
                text.is_empty()
            }
            inline => {
                let Some(inner) = span_children_mut(inline) else {
                    return;
                };
                let taken = out.chars().count();
                take_back(inner, count, out);
                count -= out.chars().count() - taken;
                inner.is_empty()
            }
        };
        if !is_empty {
            return;
        }
        children.pop();
    }
}

fn keep(text: &mut Cow<'_, str>, start: usize, end: usize) {
    let end = end.min(text.len());
    match text {
        Cow::Borrowed(text) => *text = &text[start..end],
        Cow::Owned(text) => {
            text.truncate(end);
            text.drain(..start);
        }
    }
}

/// `**[text](url)**` whose delimiters would not be read becomes `[**text**](url)`.
fn into_link(inline: Inline<'_>, before: Class, after: Class) -> Inline<'_> {
    let is_lone_link = span_children(&inline).is_some_and(|children| {
        matches!(&children[..], [Inline::Link { .. }]) && !flanks(children, before, after)
    });
    if !is_lone_link {
        return inline;
    }
    let swap = |mut children: Vec<_>, wrap: fn(_) -> _| match children.pop() {
        Some(Inline::Link {
            url,
            title,
            children,
        }) => Inline::Link {
            url,
            title,
            children: vec![wrap(children)],
        },
        _ => wrap(children),
    };
    match inline {
        Inline::Emphasis(children) => swap(children, Inline::Emphasis),
        Inline::Strong(children) => swap(children, Inline::Strong),
        Inline::Delete(children) => swap(children, Inline::Delete),
        other => other,
    }
}

fn push_text(out: &mut Vec<Inline<'_>>, text: String) {
    if !text.is_empty() {
        push_cow(out, Cow::Owned(text));
    }
}

fn push_cow<'a>(out: &mut Vec<Inline<'a>>, text: Cow<'a, str>) {
    if let Some(Inline::Text(last)) = out.last_mut() {
        last.to_mut().push_str(&text);
    } else {
        out.push(Inline::Text(text));
    }
}
