//! A run of phrasing content under construction.
//!
//! White space, line breaks and empty spans are settled here once, so that no later stage meets
//! them: a space or a break is *pending* until content follows it, and is then put outside every
//! span that has no content yet. What is pending at the end of the run is dropped.

use std::borrow::Cow;

use crate::mdast::{Inline, Link};

/// A mark around phrasing content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    Emphasis,
    Strong,
    Delete,
    Link {
        url: Cow<'a, str>,
        title: Cow<'a, str>,
    },
    /// An element that stays as inline HTML.
    Html {
        open: Cow<'a, str>,
        close: &'static str,
    },
    /// No mark: an element whose mark is open already, or that means nothing in Markdown.
    None,
}

impl Mark<'_> {
    /// Whether one of these inside another says nothing more.
    fn repeats(&self, other: &Mark<'_>) -> bool {
        match (self, other) {
            (Mark::Html { open, .. }, Mark::Html { open: other, .. }) => {
                // The parts of a ruby end each other.
                let is_part = |open: &str| matches!(open, "<rt>" | "<rp>");
                open == other || is_part(open) && is_part(other)
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    fn is_link(&self) -> bool {
        matches!(self, Mark::Link { .. })
    }

    /// The bytes that it takes to say it.
    fn bytes(&self) -> usize {
        match self {
            Mark::Link { url, title } => url.len() + title.len(),
            Mark::Html { open, .. } => open.len(),
            _ => 0,
        }
    }
}

/// How many bytes of addresses and titles are said again in a document because their link or
/// abbreviation goes on from block to block: as many as the output may have beyond its proportion
/// to the input.
const REPEATED_BYTES_MAX: usize = 1 << 20;

/// White space that waits for what follows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Pending {
    #[default]
    Nothing,
    Space,
    Break,
}

/// An open mark and what stands in it so far.
#[derive(Debug)]
struct Frame<'a> {
    mark: Mark<'a>,
    children: Vec<Inline<'a>>,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub(super) struct Run<'a> {
    children: Vec<Inline<'a>>,
    frames: Vec<Frame<'a>>,
    /// What follows the link that is open.
    behind_link: Vec<Inline<'a>>,
    pending: Pending,
    /// Depth of elements whose text is code.
    code: u32,
    /// Whether the innermost of them has no text yet.
    code_begins: bool,
    /// Bytes of marks that were said in a block that they go on behind.
    repeated: usize,
    /// Marks that were left out of a block because of those.
    unsaid: usize,
}

impl<'a> Run<'a> {
    /// Whether nothing that shows has been put in.
    pub(super) fn is_empty(&self) -> bool {
        self.children.is_empty()
            && self.behind_link.is_empty()
            && self.frames.iter().all(|f| f.children.is_empty())
    }

    /// Opens a mark; every call is matched by one of [`Run::close`].
    pub(super) fn open(&mut self, mark: Mark<'a>) {
        let mark = match mark {
            mark if self.frames.iter().any(|f| mark.repeats(&f.mark)) => Mark::None,
            mark => mark,
        };
        self.frames.push(Frame {
            mark,
            children: Vec::new(),
        });
    }

    /// Closes the innermost mark.
    pub(super) fn close(&mut self) {
        let frame = self.frames.pop().expect("every close has its open");
        let target = self
            .frames
            .last_mut()
            .map_or(&mut self.children, |f| &mut f.children);
        let is_link = frame.mark.is_link();
        wrap(frame.mark, frame.children, target);
        if is_link {
            target.append(&mut self.behind_link);
        }
    }

    /// From here to [`Run::end_code`], text is code.
    pub(super) fn begin_code(&mut self) {
        self.code += 1;
        self.code_begins = true;
    }

    pub(super) fn end_code(&mut self) {
        self.code -= 1;
    }

    pub(super) fn in_code(&self) -> bool {
        self.code > 0
    }

    /// A space, unless one is there already.
    pub(super) fn space(&mut self) {
        if self.pending == Pending::Nothing && !self.is_empty() {
            self.pending = Pending::Space;
        }
    }

    /// A hard line break. Answers whether there was one already: two make a paragraph.
    pub(super) fn line_break(&mut self) -> bool {
        let doubled = self.pending == Pending::Break;
        if !self.is_empty() {
            self.pending = Pending::Break;
        }
        doubled
    }

    /// Text that begins and ends with something visible; white space inside is settled.
    pub(super) fn text(&mut self, text: Cow<'a, str>) {
        if self.code == 0 {
            self.settle();
            push_text(self.top(), text);
            return;
        }
        let joined = self.pending == Pending::Space
            && !std::mem::take(&mut self.code_begins)
            && matches!(self.top().last(), Some(Inline::Code(_)));
        if joined {
            self.pending = Pending::Nothing;
        }
        self.settle();
        match self.top().last_mut() {
            Some(Inline::Code(before)) => {
                let before = before.to_mut();
                if joined {
                    before.push(' ');
                }
                before.push_str(&text);
            }
            _ => self.top().push(Inline::Code(text)),
        }
    }

    /// Anything else that shows.
    pub(super) fn push(&mut self, inline: Inline<'a>) {
        self.settle();
        self.top().push(inline);
    }

    /// What can't stand in a link, and so stands behind the one that is open, if one is.
    pub(super) fn push_outside_of_link(&mut self, inline: Inline<'a>) {
        if self.frames.iter().any(|frame| frame.mark.is_link()) {
            self.behind_link.push(inline);
        } else {
            self.push(inline);
        }
    }

    /// Ends the run: gives back its content, in normal form. Open marks go on in the next run.
    pub(super) fn take(&mut self) -> Vec<Inline<'a>> {
        self.pending = Pending::Nothing;
        for at in (0..self.frames.len()).rev() {
            let children = std::mem::take(&mut self.frames[at].children);
            let mark = if children.is_empty() {
                Mark::None
            } else {
                self.said(at)
            };
            let is_link = self.frames[at].mark.is_link();
            let target = match at {
                0 => &mut self.children,
                _ => &mut self.frames[at - 1].children,
            };
            wrap(mark, children, target);
            if is_link {
                target.append(&mut self.behind_link);
            }
        }
        std::mem::take(&mut self.children)
    }

    /// The mark of a frame that stays open, as long as it is not said too often.
    fn said(&mut self, frame: usize) -> Mark<'a> {
        let mark = &self.frames[frame].mark;
        let bytes = mark.bytes();
        if self.repeated + bytes > REPEATED_BYTES_MAX {
            self.unsaid += 1;
            return Mark::None;
        }
        self.repeated += bytes;
        mark.clone()
    }

    /// How many marks were left out of blocks, because they were said too often.
    pub(super) fn unsaid(&self) -> usize {
        self.unsaid
    }

    fn top(&mut self) -> &mut Vec<Inline<'a>> {
        self.frames
            .last_mut()
            .map_or(&mut self.children, |f| &mut f.children)
    }

    /// Puts the pending space or break outside every open span that has no content yet.
    fn settle(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending == Pending::Nothing {
            return;
        }
        let at = self.frames.iter().rposition(|f| !f.children.is_empty());
        let target = at.map_or(&mut self.children, |at| &mut self.frames[at].children);
        match pending {
            Pending::Break => target.push(Inline::Break),
            _ => push_text(target, Cow::Borrowed(" ")),
        }
    }
}

/// Puts a finished span into what surrounds it; an empty one vanishes, one that touches another
/// of its kind joins it.
fn wrap<'a>(mark: Mark<'a>, mut children: Vec<Inline<'a>>, target: &mut Vec<Inline<'a>>) {
    if children.is_empty() {
        return;
    }
    match (mark, target.last_mut()) {
        (Mark::Emphasis, Some(Inline::Emphasis(before)))
        | (Mark::Strong, Some(Inline::Strong(before)))
        | (Mark::Delete, Some(Inline::Delete(before))) => append(before, children),
        (Mark::Emphasis, _) => target.push(Inline::Emphasis(children)),
        (Mark::Strong, _) => target.push(Inline::Strong(children)),
        (Mark::Delete, _) => target.push(Inline::Delete(children)),
        (Mark::Link { url, title }, _) => {
            let link = Link {
                url,
                title,
                children,
            };
            push_link(target, Box::new(link));
        }
        (Mark::Html { open, close }, _) => {
            target.push(Inline::Html(open));
            target.append(&mut children);
            target.push(Inline::Html(Cow::Borrowed(close)));
        }
        (Mark::None, _) => append(target, children),
    }
}

/// Appends phrasing content, joining what touches at the seam.
fn append<'a>(target: &mut Vec<Inline<'a>>, children: Vec<Inline<'a>>) {
    for child in children {
        match (child, target.last_mut()) {
            (Inline::Text(text), _) => push_text(target, text),
            (Inline::Code(text), Some(Inline::Code(before))) => before.to_mut().push_str(&text),
            (Inline::Emphasis(more), Some(Inline::Emphasis(before)))
            | (Inline::Strong(more), Some(Inline::Strong(before)))
            | (Inline::Delete(more), Some(Inline::Delete(before))) => append(before, more),
            (Inline::Link(link), _) => push_link(target, link),
            (child, _) => target.push(child),
        }
    }
}

/// Behind a reference to a note a link needs a space: see the normal form of [`crate::mdast`].
fn push_link<'a>(target: &mut Vec<Inline<'a>>, link: Box<Link<'a>>) {
    if matches!(target.last(), Some(Inline::FootnoteReference(_))) {
        target.push(Inline::Text(Cow::Borrowed(" ")));
    }
    target.push(Inline::Link(link));
}

fn push_text<'a>(target: &mut Vec<Inline<'a>>, text: Cow<'a, str>) {
    match target.last_mut() {
        Some(Inline::Text(before)) => before.to_mut().push_str(&text),
        last => {
            if last.is_none() {
                // Most paragraphs and spans hold one text and nothing else.
                target.reserve_exact(1);
            }
            target.push(Inline::Text(text));
        }
    }
}
