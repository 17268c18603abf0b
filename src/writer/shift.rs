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

mod spelling;
mod take;
mod window;

use std::borrow::Cow;

use super::flanking::{Class, Edge};
use crate::mdast::{Inline, join, plain_text};
use crate::report::{Code, Report};
use spelling::Spelling;
use take::{take_back, take_front};
use window::{Side, Window};

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
            if !is_inner(&inline) {
                push(&mut out, inline);
                continue;
            }
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
        let mut left = Cow::Borrowed("");
        let mut right = Cow::Borrowed("");
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
        push(out, Inline::Text(left));
        if !matches!(out.last(), Some(Inline::FootnoteReference(_))) {
            inline = into_link(inline, before.class, after.class);
        }
        // Two neighbours of one kind would not be in normal form.
        if (before.kinds | after.kinds) & EMPHASIS == 0 {
            inline = emphasis_outside(inline, before.class, after.class);
        }
        out.push(self.descend(inline, before.kinds, after.kinds));
        push(out, Inline::Text(right));
    }

    /// Goes into an inline; the kinds of emphasis around it stand next to its content as well.
    fn descend<'a>(&mut self, inline: Inline<'a>, before: u8, after: u8) -> Inline<'a> {
        let delimiter = |kinds| Neighbour {
            class: Class::PUNCTUATION,
            kinds,
        };
        inline.map_children(|children| self.inside(children, delimiter(before), delimiter(after)))
    }

    /// What must leave a span, if something must and a clean move exists.
    fn shift(&self, inline: &Inline<'_>, before: Neighbour, after: Neighbour) -> Option<Shift> {
        let children = span_children(inline)?;
        if flanks(inline, before.class, after.class) {
            return None;
        }
        let struck = matches!(inline, Inline::Delete(_));
        let spelling = Spelling::of(children, struck);
        let mut window = Window::new(&spelling, before.class, after.class);
        let mut punctuation = false;
        while let Some(side) = window.unread_side() {
            let (c, around) = window.at(side)?;
            let is_space = c.is_whitespace();
            punctuation |= !is_space;
            if !is_space && (!self.moves_punctuation || around.struck) || !window.give(side) {
                return None;
            }
        }
        let (front, back) = (window.front, window.back);
        // Emphasis that goes on in the neighbour would get a gap.
        let goes_on = (front > 0 && before.kinds & edge_kinds(inline, Side::Front) != 0)
            || (back > 0 && after.kinds & edge_kinds(inline, Side::Back) != 0);
        let is_word = |c| c == OBJECT || char::is_alphanumeric(c);
        let is_clean = !(punctuation && goes_on)
            && (1..=MOVED_MAX).contains(&front.max(back))
            && window.inner().contains(is_word);
        is_clean.then_some(Shift {
            front,
            back,
            punctuation,
        })
    }
}

fn at_edge(inline: &Inline<'_>, side: Side) -> Neighbour {
    let class = match side {
        Side::Front => Class::at_start(inline),
        Side::Back => Class::at_end(inline),
    };
    Neighbour {
        class,
        kinds: edge_kinds(inline, side),
    }
}

/// Kinds of emphasis, as bits.
const EMPHASIS: u8 = 1;
const STRONG: u8 = 2;

/// The kinds of emphasis that the first or last character of an inline is in.
fn edge_kinds(inline: &Inline<'_>, side: Side) -> u8 {
    let (kind, children) = match inline {
        Inline::Emphasis(children) => (EMPHASIS, children),
        Inline::Strong(children) => (STRONG, children),
        Inline::Delete(children) => (0, children),
        Inline::Link(link) => (0, &link.children),
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

/// Whether a span's delimiters would be read, alone or as one run with those right inside.
fn flanks(span: &Inline<'_>, before: Class, after: Class) -> bool {
    flanks_at(span, Side::Front, before) && flanks_at(span, Side::Back, after)
}

fn flanks_at(span: &Inline<'_>, side: Side, outside: Class) -> bool {
    flanks_alone(span, side, outside)
        || innermost(span, side).is_some_and(|inside| Edge { outside, inside }.surely_flanks())
}

fn flanks_alone(span: &Inline<'_>, side: Side, outside: Class) -> bool {
    let children = span_children(span).map_or(&[][..], Vec::as_slice);
    let inside = match side {
        Side::Front => children.first().map_or(Class::SPACE, Class::at_start),
        Side::Back => children.last().map_or(Class::SPACE, Class::at_end),
    };
    Edge { outside, inside }.surely_flanks()
}

/// The class of the first or last character, where nothing but delimiters of emphasis stands
/// between it and the span's own.
fn innermost(inline: &Inline<'_>, side: Side) -> Option<Class> {
    let (Inline::Emphasis(children) | Inline::Strong(children)) = inline else {
        return None;
    };
    let next = match side {
        Side::Front => children.first()?,
        Side::Back => children.last()?,
    };
    match (next, side) {
        (Inline::Text(_), Side::Front) => Some(Class::at_start(next)),
        (Inline::Text(_), Side::Back) => Some(Class::at_end(next)),
        _ => innermost(next, side),
    }
}

/// `***text***` is read as strong emphasis in emphasis, so that is the order where the delimiters
/// of both must be one run.
fn emphasis_outside(inline: Inline<'_>, before: Class, after: Class) -> Inline<'_> {
    let is_lone = matches!(&inline, Inline::Strong(children)
        if matches!(&children[..], [Inline::Emphasis(_)]));
    let alone = |side, outside| flanks_alone(&inline, side, outside);
    if !is_lone || alone(Side::Front, before) && alone(Side::Back, after) {
        return inline;
    }
    let Inline::Strong(mut children) = inline else {
        return inline;
    };
    match children.pop() {
        Some(Inline::Emphasis(inner)) => Inline::Emphasis(vec![Inline::Strong(inner)]),
        last => {
            children.extend(last);
            Inline::Strong(children)
        }
    }
}

fn is_link(inline: &Inline<'_>) -> bool {
    matches!(inline, Inline::Link(_))
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

/// `**[text](url)**` whose delimiters would not be read becomes `[**text**](url)`.
fn into_link(inline: Inline<'_>, before: Class, after: Class) -> Inline<'_> {
    let is_lone = span_children(&inline).is_some_and(|c| matches!(&c[..], [Inline::Link(_)]));
    if !is_lone || flanks(&inline, before, after) {
        return inline;
    }
    let swap = |mut children: Vec<_>, wrap: fn(_) -> _| match children.pop() {
        Some(Inline::Link(mut link)) => {
            link.children = vec![wrap(link.children)];
            Inline::Link(link)
        }
        _ => wrap(children),
    };
    match inline {
        Inline::Emphasis(children) => swap(children, Inline::Emphasis),
        Inline::Strong(children) => swap(children, Inline::Strong),
        Inline::Delete(children) => swap(children, Inline::Delete),
        other => other,
    }
}

/// Puts an inline behind others; text joins text, and no text is nothing.
fn push<'a>(out: &mut Vec<Inline<'a>>, inline: Inline<'a>) {
    match (inline, out.last_mut()) {
        (Inline::Text(text), _) if text.is_empty() => {}
        (Inline::Text(text), Some(Inline::Text(last))) => join(last, &text),
        (inline, _) => out.push(inline),
    }
}
