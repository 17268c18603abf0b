//! The tree of markup that is nested as it is written, built without the tree builder.
//!
//! Most of a page is elements that end where their own end tag stands, or where the standard lets
//! them end by themselves right before what follows. For these the tree builder does nothing but
//! append a node and push or pop an element. Here they are appended and pushed directly. At anything
//! else the tree builder is told which elements were opened meanwhile ([`Nest::hand_over`]), which
//! leaves it as if it had read their tags itself, and takes over; once it has nothing open whose
//! rules reach further than the next tag, the nest asks what is open ([`Nest::catch_up`]) and goes on
//! from there. Where there is no room for one more element the nest stays at work, and what the guard
//! would drop is left out here.
//!
//! What makes that right: of an element that was opened and closed in order the tree builder keeps
//! nothing but its node. The list of active formatting elements then holds those that are open,
//! the insertion mode is "in body" or "in cell", and nodes go to the end of the current node.
//!
//! Source: HTML standard, section 13.2.6, "Tree construction". That both ways give the same tree is
//! tested over generated markup, see [`super::feed`].

use std::cell::RefCell;

use html5ever::LocalName;
use html5ever::interface::Tracer;

use super::dom::Attr;
use super::feed::Name;
use super::guard::Guard;
use super::kind::Kind;
use super::shared::Shared;
use super::sink::{Handle, Sink};

/// Of so many handles that the tree builder showed when it was asked, one tag must have passed before
/// it is asked again: asking takes time in proportion to them.
const HANDLES_PER_TAG: usize = 8;

/// So many tags pass at the most before the tree builder is asked again, where asking was in vain.
const PATIENCE_MAX: usize = 64;

/// An element.
#[derive(Clone, Copy)]
struct Open {
    id: u32,
    kind: Kind,
}

/// The open elements from the root, or the innermost table cell, inwards.
pub(super) struct Nest {
    open: Vec<Open>,
    /// How many of these the tree builder knows.
    known: usize,
    /// Whether `open` is what is open.
    in_step: bool,
    /// How many elements are open below the root, those outside of the cell among them.
    depth: usize,
    /// How many paragraphs, and links, are open.
    paragraphs: usize,
    links: usize,
    /// Whether a line feed that comes next is left out.
    ignores_line_feed: bool,
    /// Tags that the tree builder must have read before it is asked what is open, and as many as that
    /// were when it was last asked in vain.
    patience: usize,
    last_patience: usize,
    handles: Handles,
    depth_max: usize,
}

impl Nest {
    pub(super) fn new(depth_max: usize) -> Self {
        Nest {
            open: Vec::new(),
            known: 0,
            in_step: false,
            depth: 0,
            paragraphs: 0,
            links: 0,
            ignores_line_feed: false,
            patience: 0,
            last_patience: 0,
            handles: Handles::default(),
            depth_max,
        }
    }

    /// Whether text and comments can be put here.
    pub(super) fn is_in_step(&self) -> bool {
        self.in_step
    }

    /// Whether an element of this kind can be put here; ends those that its start tag ends.
    pub(super) fn admits(&mut self, guard: &Guard<'_>, kind: Kind, line: u64) -> bool {
        if kind.is_left() {
            return false;
        }
        if !self.in_step {
            self.patience = self.patience.saturating_sub(1);
            if self.patience > 0 || !self.catch_up(guard) {
                return false;
            }
        }
        if self.depth >= self.depth_max && !kind.is_leaf() || kind == Kind::Link && self.links > 0 {
            return false;
        }
        match self.ended_by(kind) {
            Some(ended) => (0..ended).for_each(|_| self.end_current(guard, line)),
            None => return false,
        }
        // A heading ends one in which it stands.
        !(kind == Kind::Heading && self.is_at(Kind::Heading))
    }

    /// Whether there is no room for an element in which others can stand.
    pub(super) fn is_full(&self) -> bool {
        self.in_step && self.depth >= self.depth_max
    }

    /// Puts an element that is admitted.
    pub(super) fn put(&mut self, guard: &Guard<'_>, name: Name, attrs: &mut Vec<Attr>, line: u64) {
        guard.count();
        let kind = name.kind;
        let id = guard
            .sink()
            .append_element(self.current(), name, attrs, line);
        self.ignores_line_feed = kind == Kind::Preformatted;
        if kind.is_empty() {
            return;
        }
        self.push(Open { id, kind });
        self.depth += 1;
    }

    /// Puts an element whose content is raw text.
    pub(super) fn put_raw_text(
        &mut self,
        guard: &Guard<'_>,
        name: Name,
        attrs: &mut Vec<Attr>,
        text: Option<(u64, Shared)>,
        line: u64,
    ) {
        guard.count();
        let sink = guard.sink();
        let id = sink.append_element(self.current(), name, attrs, line);
        self.ignores_line_feed = false;
        if let Some((line, text)) = text {
            sink.append_text(id, text, line);
        }
    }

    pub(super) fn put_text(&mut self, guard: &Guard<'_>, mut text: Shared, line: u64) {
        if std::mem::take(&mut self.ignores_line_feed) && text.starts_with('\n') {
            text.skip(1);
        }
        if !text.is_empty() {
            guard.count();
            guard.sink().append_text(self.current(), text, line);
        }
    }

    pub(super) fn put_comment(&mut self, sink: &Sink, text: Shared, line: u64) {
        self.ignores_line_feed = false;
        sink.append_comment(self.current(), text, line);
    }

    /// Ends an element, and those in it that end by themselves. Answers false, and does nothing,
    /// where that is not all that its end tag does.
    pub(super) fn end(
        &mut self,
        guard: &Guard<'_>,
        name: &LocalName,
        kind: Kind,
        line: u64,
    ) -> bool {
        if !self.in_step {
            return false;
        }
        if guard.leaves_out_end(name) {
            return true;
        }
        if kind.is_left() {
            return false;
        }
        for (inside, open) in self.open.iter().rev().enumerate() {
            if open.kind == kind && guard.sink().is_named(open.id, name) {
                for _ in 0..=inside {
                    self.end_current(guard, line);
                }
                self.ignores_line_feed = false;
                return true;
            }
            if !open.kind.has_implied_end() || !kind.ends_what_is_implied() {
                return false;
            }
        }
        false
    }

    /// Lets the tree builder go on from here.
    pub(super) fn hand_over(&mut self, guard: &Guard<'_>, line: u64) {
        if !self.in_step {
            return;
        }
        self.in_step = false;
        for open in &self.open[self.known..] {
            guard.reopen(open.id, open.kind.is_formatting(), line);
        }
        let ends_preformatted = self.known < self.open.len() && self.is_at(Kind::Preformatted);
        if ends_preformatted && !self.ignores_line_feed {
            guard.keep_line_feed(line);
        }
    }

    /// Looks what is open in the tree builder; answers whether its rules reach no further than the
    /// next tag.
    fn catch_up(&mut self, guard: &Guard<'_>) -> bool {
        self.handles.0.borrow_mut().clear();
        guard.trace(&self.handles);
        let handles = self.handles.0.take();
        self.patience = handles.len() / HANDLES_PER_TAG;
        let all = open_in(&handles);
        let open = all.and_then(reached);
        self.open.clear();
        (self.paragraphs, self.links) = (0, 0);
        open.into_iter().flatten().for_each(|open| self.push(*open));
        self.depth = all.map_or(0, |all| all.len().saturating_sub(1));
        // What is left out stands between a `<pre>` and a line feed that the tree builder ignores.
        let may_leave_out = self.depth >= self.depth_max;
        let is_clear = open.is_some() && !(may_leave_out && self.is_at(Kind::Preformatted));
        self.handles.0.replace(handles);
        if !is_clear {
            self.last_patience = (2 * self.last_patience).clamp(1, PATIENCE_MAX);
            self.patience = self.patience.max(self.last_patience);
            return false;
        }
        self.last_patience = 0;
        self.known = self.open.len();
        self.in_step = true;
        self.ignores_line_feed = false;
        guard.keep_line_feed(1);
        true
    }

    fn current(&self) -> u32 {
        self.open.last().map_or(0, |open| open.id)
    }

    fn is_at(&self, kind: Kind) -> bool {
        self.open.last().is_some_and(|open| open.kind == kind)
    }

    fn push(&mut self, open: Open) {
        self.paragraphs += usize::from(open.kind == Kind::Paragraph);
        self.links += usize::from(open.kind == Kind::Link);
        self.open.push(open);
    }

    /// Ends the innermost element.
    fn end_current(&mut self, guard: &Guard<'_>, line: u64) {
        let is_known = self.known == self.open.len();
        let Some(open) = self.open.pop() else {
            return;
        };
        self.paragraphs -= usize::from(open.kind == Kind::Paragraph);
        self.links -= usize::from(open.kind == Kind::Link);
        self.depth -= 1;
        if is_known {
            self.known -= 1;
            guard.end_current(open.id, line);
        }
    }

    /// How many of the innermost elements a start tag ends; `None` where it does more than that.
    fn ended_by(&self, kind: Kind) -> Option<usize> {
        let ended = match kind {
            Kind::Item | Kind::Description => self.ended_by_item(kind)?,
            _ => 0,
        };
        if !kind.ends_paragraph() || self.paragraphs == 0 {
            return Some(ended);
        }
        let (rest, inside) = self.open.split_at(self.open.len() - ended);
        let is_paragraph = |open: &Open| open.kind == Kind::Paragraph;
        match rest {
            [.., last] if ended == 0 && is_paragraph(last) => Some(1),
            _ if inside.iter().filter(|open| is_paragraph(open)).count() == self.paragraphs => {
                Some(ended)
            }
            _ => None,
        }
    }

    /// The item before, and a paragraph in it.
    fn ended_by_item(&self, kind: Kind) -> Option<usize> {
        for (inside, open) in self.open.iter().rev().take(2).enumerate() {
            match open.kind {
                same if same == kind => return Some(inside + 1),
                Kind::List => return Some(0),
                Kind::Paragraph => {}
                _ => return None,
            }
        }
        None
    }
}

/// The handles that a tree builder holds: the document, the open elements, the active formatting
/// elements, the form that is open, the context element.
#[derive(Default)]
struct Handles(RefCell<Vec<Open>>);

impl Tracer for Handles {
    type Handle = Handle;

    fn trace_handle(&self, node: &Handle) {
        self.0.borrow_mut().push(Open {
            id: node.id(),
            kind: node.kind(),
        });
    }
}

/// The open elements from the root on, if it can be told which these are.
fn open_in(handles: &[Open]) -> Option<&[Open]> {
    let [_document, open @ .., _context] = handles else {
        return None;
    };
    // Formatting elements are held twice where they are open, and once where they will be reopened;
    // a form in a template is not pointed to.
    let is_unclear = |open: &Open| open.kind.is_formatting() || open.kind == Kind::Unclear;
    if open.iter().any(is_unclear) {
        return None;
    }
    without_form(open)
}

/// Those from the root or the innermost cell on, if all of them are of kinds whose rules are known
/// here.
fn reached(open: &[Open]) -> Option<&[Open]> {
    let cell = |open: &Open| open.kind == Kind::Cell;
    let open = &open[open.iter().rposition(cell).unwrap_or(0)..];
    let (_outermost, inside) = open.split_first()?;
    let is_known = |open: &Open| !matches!(open.kind, Kind::Other | Kind::RawText);
    inside.iter().all(is_known).then_some(open)
}

/// The form that the tree builder points to stands behind the open elements. `None` where it is not
/// open itself: it can't be told from one that is open, and not pointed to.
fn without_form(open: &[Open]) -> Option<&[Open]> {
    match open {
        [rest @ .., last] if last.kind == Kind::Form => {
            rest.iter().any(|open| open.id == last.id).then_some(rest)
        }
        _ => Some(open),
    }
}
