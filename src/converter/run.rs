//! A run of phrasing content under construction.
//!
//! White space, line breaks and empty spans are settled here once, so that no later stage meets
//! them: a space or a break is *pending* until content follows it, and is then put outside every
//! span that has no content yet. What is pending at the end of the run is dropped.

use std::borrow::Cow;

use crate::mdast::{Inline, Link, join};

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

/// An open mark.
#[derive(Debug)]
struct Frame<'a> {
    mark: Mark<'a>,
    /// Where its content begins in that of the run.
    start: usize,
    /// Elements without a mark that are open in it, and in no other mark in it.
    unmarked: usize,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub(super) struct Run<'a> {
    /// All that was put in. What stands in open marks is at the end, the innermost last; a mark
    /// that closes puts a span in its place.
    content: Vec<Inline<'a>>,
    frames: Vec<Frame<'a>>,
    /// Elements without a mark that are open around all marks.
    unmarked: usize,
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
        self.content.is_empty() && self.behind_link.is_empty()
    }

    /// Opens a mark; every call is matched by one of [`Run::close`].
    pub(super) fn open(&mut self, mark: Mark<'a>) {
        let mark = match mark {
            mark if self.frames.iter().any(|f| mark.repeats(&f.mark)) => Mark::None,
            mark => mark,
        };
        // Its content is that of what is around it. In code it has borders: there, spaces at them are
        // outside of the code.
        if mark == Mark::None && self.code == 0 {
            *self.unmarked() += 1;
            return;
        }
        self.frames.push(Frame {
            mark,
            start: self.content.len(),
            unmarked: 0,
        });
    }

    /// How many elements without a mark are open in the innermost mark.
    fn unmarked(&mut self) -> &mut usize {
        match self.frames.last_mut() {
            Some(frame) => &mut frame.unmarked,
            None => &mut self.unmarked,
        }
    }

    /// Closes the innermost mark.
    pub(super) fn close(&mut self) {
        let unmarked = self.unmarked();
        if *unmarked > 0 {
            *unmarked -= 1;
            return;
        }
        let frame = self.frames.pop().expect("every close has its open");
        let is_link = frame.mark.is_link();
        self.wrap(frame.mark, frame.start, self.top());
        if is_link {
            self.content.append(&mut self.behind_link);
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
            let top = self.top();
            return put(&mut self.content, top, Inline::Text(text));
        }
        if self.pending == Pending::Space
            && !std::mem::take(&mut self.code_begins)
            && let top = self.top()
            && let Some(Inline::Code(before)) = self.content[top..].last_mut()
        {
            self.pending = Pending::Nothing;
            before.to_mut().push(' ');
        }
        self.settle();
        let top = self.top();
        put(&mut self.content, top, Inline::Code(text));
    }

    /// Anything else that shows.
    pub(super) fn push(&mut self, inline: Inline<'a>) {
        self.settle();
        self.content.push(inline);
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
        if self.is_empty() {
            return Vec::new();
        }
        for at in (0..self.frames.len()).rev() {
            let start = std::mem::take(&mut self.frames[at].start);
            let mark = if start == self.content.len() {
                Mark::None
            } else {
                self.said(at)
            };
            self.wrap(mark, start, self.begin(at));
            if self.frames[at].mark.is_link() {
                self.content.append(&mut self.behind_link);
            }
        }
        // A list of its own, as long as it must be: the tree is full of them.
        self.content.split_off(0)
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

    /// Where the content of what is around a frame begins.
    fn begin(&self, frame: usize) -> usize {
        match frame {
            0 => 0,
            _ => self.frames[frame - 1].start,
        }
    }

    /// Where the content of the innermost open mark begins.
    fn top(&self) -> usize {
        self.begin(self.frames.len())
    }

    /// Puts the pending space or break outside every open span that has no content yet.
    fn settle(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending == Pending::Nothing {
            return;
        }
        let end = self.content.len();
        let filled = self.frames.iter().rposition(|frame| frame.start < end);
        let empty = filled.map_or(0, |at| at + 1);
        match pending {
            Pending::Break => self.content.push(Inline::Break),
            _ => {
                let begin = self.begin(empty);
                put(&mut self.content, begin, Inline::Text(Cow::Borrowed(" ")));
            }
        }
        for frame in &mut self.frames[empty..] {
            frame.start = self.content.len();
        }
    }

    /// Makes a span of what stands from `start` on, in what begins at `begin`; an empty one vanishes.
    fn wrap(&mut self, mark: Mark<'a>, start: usize, begin: usize) {
        if start == self.content.len() || mark == Mark::None && start == begin {
            return;
        }
        if let Mark::Html { open, close } = mark {
            self.content.insert(start, Inline::Html(open));
            self.content.push(Inline::Html(Cow::Borrowed(close)));
            return;
        }
        let children = self.content.split_off(start);
        let span = match mark {
            Mark::Emphasis => Inline::Emphasis(children),
            Mark::Strong => Inline::Strong(children),
            Mark::Delete => Inline::Delete(children),
            Mark::Link { url, title } => Inline::Link(Box::new(Link {
                url,
                title,
                children,
            })),
            Mark::Html { .. } | Mark::None => return append(&mut self.content, children),
        };
        put(&mut self.content, begin, span);
    }
}

/// Appends phrasing content, joining what touches at the seam.
fn append<'a>(target: &mut Vec<Inline<'a>>, children: Vec<Inline<'a>>) {
    for child in children {
        put(target, 0, child);
    }
}

/// Puts an inline behind those from `begin` on; it joins the last one if that is of its kind. Behind
/// a reference to a note a link needs a space: see the normal form of [`crate::mdast`].
fn put<'a>(target: &mut Vec<Inline<'a>>, begin: usize, inline: Inline<'a>) {
    match (inline, target[begin..].last_mut()) {
        (Inline::Text(text), Some(Inline::Text(before)))
        | (Inline::Code(text), Some(Inline::Code(before))) => join(before, &text),
        (Inline::Emphasis(more), Some(Inline::Emphasis(before)))
        | (Inline::Strong(more), Some(Inline::Strong(before)))
        | (Inline::Delete(more), Some(Inline::Delete(before))) => append(before, more),
        (link @ Inline::Link(_), Some(Inline::FootnoteReference(_))) => {
            target.extend([Inline::Text(Cow::Borrowed(" ")), link]);
        }
        (inline, _) => target.push(inline),
    }
}
