//! Stands between html5ever's tokenizer and its tree builder and bounds what a page can make
//! the tree builder do.
//!
//! The tree builder takes time proportional to the number of open elements for many tokens, and
//! copies every unclosed formatting element into each new paragraph. Here start tags beyond the
//! depth limit are dropped together with their end tags, and runaway formatting elements are
//! closed. Character tokens always pass, so no text is lost.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::Tracer;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CharacterTokens, CommentToken, EndTag, StartTag, Tag, TagToken, Token, TokenSink,
    TokenSinkResult,
};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{LocalName, local_name};

use super::sink::{Handle, Sink};
use super::strange::Strange;
use super::{lines, names, raw_text};

/// Handles that a tree builder holds of what is not below the root: the document, the root, the
/// context element.
const HANDLES_OUTSIDE: usize = 3;

/// Nodes that the tree builder may make beyond two a token before formatting elements are closed.
const SPARE_NODES_MAX: usize = 4096;

/// The formatting elements that the tree builder reopens by itself.
/// HTML standard, "the list of active formatting elements".
const FORMATTING: [LocalName; 13] = [
    local_name!("b"),
    local_name!("big"),
    local_name!("code"),
    local_name!("em"),
    local_name!("font"),
    local_name!("i"),
    local_name!("nobr"),
    local_name!("s"),
    local_name!("small"),
    local_name!("strike"),
    local_name!("strong"),
    local_name!("tt"),
    local_name!("u"),
];

/// A tree builder that can't be made to nest deeper, or to copy more, than it is allowed.
pub(super) struct Guard<'a> {
    builder: TreeBuilder<Handle, Sink>,
    handover: Handover<'a>,
    depth_max: usize,
    /// The depth when it was last counted, and the elements that had been made by then: each one
    /// that was made since can have added to it.
    depth: Cell<usize>,
    made: Cell<usize>,
    /// Whether no room was left when it was last looked, and nothing can have closed since.
    full: Cell<bool>,
    /// Room for counting.
    ids: Ids,
    tokens: Cell<usize>,
    /// Names of the start tags that were dropped and whose end tags are still to come.
    dropped: RefCell<HashMap<LocalName, usize>>,
    capped: Cell<usize>,
    /// Attributes that were left out because their tag has too many.
    surplus: Cell<usize>,
    pub(super) strange: Strange,
}

/// What was left out of the tree.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Capped {
    /// Elements.
    pub(super) elements: usize,
    /// Attributes behind as many as a tag may have, and of copies of elements.
    pub(super) attributes: usize,
    /// Names of tags and attributes.
    pub(super) names: usize,
}

/// The input while the tokenizer reads it; see [`super::feed`].
struct Handover<'a> {
    queue: &'a BufferQueue,
    /// Bytes that the tokenizer gave back unread.
    rest: Cell<usize>,
    /// Lines that the tokenizer has not seen, and its own count of lines.
    unseen: Cell<u64>,
    line: Cell<u64>,
    has_paused: Cell<bool>,
}

impl<'a> Guard<'a> {
    /// `queue` is where the tokenizer takes its input from.
    pub(super) fn new(
        builder: TreeBuilder<Handle, Sink>,
        queue: &'a BufferQueue,
        depth_max: usize,
    ) -> Self {
        Guard {
            builder,
            handover: Handover {
                queue,
                rest: Cell::new(0),
                unseen: Cell::new(0),
                line: Cell::new(1),
                has_paused: Cell::new(false),
            },
            depth_max,
            depth: Cell::new(0),
            made: Cell::new(0),
            full: Cell::new(false),
            ids: Ids::default(),
            tokens: Cell::new(0),
            dropped: RefCell::default(),
            capped: Cell::new(0),
            surplus: Cell::new(0),
            strange: Strange::default(),
        }
    }

    /// The tree, and what was left out of it.
    pub(super) fn finish(self) -> (Sink, Capped) {
        let capped = Capped {
            elements: self.capped.get(),
            attributes: self.surplus.get() + self.builder.sink.refused(),
            names: self.strange.refused(),
        };
        (self.builder.sink, capped)
    }

    /// Before the tokenizer reads on: how many lines stand before the place where it begins.
    pub(super) fn hand_over(&self, lines: u64) {
        let Handover {
            rest,
            unseen,
            line,
            has_paused,
            ..
        } = &self.handover;
        rest.set(0);
        has_paused.set(false);
        unseen.set(lines + 1 - line.get());
    }

    /// Text with attributes that the tokenizer is not shown.
    pub(super) fn skip(&self, text: &str, attributes: usize) {
        let lines = lines::count(text.as_bytes()) as u64;
        let unseen = &self.handover.unseen;
        unseen.set(unseen.get() + lines);
        self.leave_out_attributes(attributes);
    }

    /// Attributes that are too many.
    pub(super) fn leave_out_attributes(&self, count: usize) {
        self.surplus.set(self.surplus.get() + count);
    }

    /// Whether the tokenizer has read a tag or a comment that leaves it in the data state.
    pub(super) fn has_paused(&self) -> bool {
        self.handover.has_paused.get()
    }

    /// Whether the tokenizer reads CDATA sections.
    pub(super) fn is_foreign(&self) -> bool {
        self.adjusted_current_node_present_but_not_in_html_namespace()
    }

    /// After the tokenizer has read on: how many bytes it left, and how many lines stand before them.
    pub(super) fn take_back(&self) -> (usize, u64) {
        let Handover {
            rest, unseen, line, ..
        } = &self.handover;
        (rest.get(), unseen.get() + line.get() - 1)
    }

    /// The tree that is being built.
    pub(super) fn sink(&self) -> &Sink {
        &self.builder.sink
    }

    /// One more token is read, by whoever.
    pub(super) fn count(&self) {
        self.tokens.set(self.tokens.get() + 1);
    }

    /// Shows all handles that the tree builder holds.
    pub(super) fn trace(&self, tracer: &dyn Tracer<Handle = Handle>) {
        self.builder.trace_handles(tracer);
    }

    /// Opens an element that stands in the tree already, at the end of the current node. The tree
    /// builder compares the attributes of formatting elements, and copies them.
    pub(super) fn reopen(&self, id: u32, is_formatting: bool, line: u64) {
        let Some((name, attrs)) = self.sink().element(id, is_formatting) else {
            return;
        };
        self.full.set(false);
        self.sink().adopt(id);
        let token = TagToken(Tag {
            kind: StartTag,
            name,
            self_closing: false,
            attrs,
            had_duplicate_attributes: false,
        });
        let _ = self.builder.process_token(token, line);
    }

    /// Ends the current node, which is this element.
    pub(super) fn end_current(&self, id: u32, line: u64) {
        self.count();
        self.full.set(false);
        if let Some((name, _)) = self.sink().element(id, false) {
            let _ = self.builder.process_token(end_tag(name), line);
        }
    }

    /// A line feed that comes next stays, whatever stood before it.
    pub(super) fn keep_line_feed(&self, line: u64) {
        let _ = self
            .builder
            .process_token(CharacterTokens(StrTendril::new()), line);
    }

    /// Whether one more element may be opened. What counts is open below the root, or will be opened
    /// again in the next block.
    fn has_room(&self) -> bool {
        if self.full.get() {
            return false;
        }
        let made = self.sink().made();
        if self.depth.get() + (made - self.made.get()) < self.depth_max {
            return true;
        }
        self.builder.trace_handles(&self.ids);
        let depth = self.ids.take_count().saturating_sub(HANDLES_OUTSIDE);
        self.depth.set(depth);
        self.made.set(made);
        self.full.set(depth >= self.depth_max);
        !self.full.get()
    }

    /// Leaves out a start tag for which no room is left, as [`Self::process_plain`] would.
    #[cold]
    pub(super) fn leave_out_start(&self, name: LocalName) {
        self.count();
        self.strange.refuses(&name);
        self.drop_start(name);
    }

    /// Leaves out an end tag if its start tag was dropped, likewise.
    pub(super) fn leaves_out_end(&self, name: &LocalName) -> bool {
        self.capped.get() > 0 && self.is_left_out(name)
    }

    // Hardly any page has so many elements open.
    #[cold]
    fn is_left_out(&self, name: &LocalName) -> bool {
        let is_left_out = self.take_dropped(name);
        if is_left_out {
            self.count();
            self.strange.refuses(name);
        }
        is_left_out
    }

    fn drop_start(&self, name: LocalName) {
        self.capped.set(self.capped.get() + 1);
        *self.dropped.borrow_mut().entry(name).or_default() += 1;
    }

    /// Whether the start tag of this end tag was dropped.
    fn take_dropped(&self, name: &LocalName) -> bool {
        let mut dropped = self.dropped.borrow_mut();
        let Some(count) = dropped.get_mut(name) else {
            return false;
        };
        *count -= 1;
        if *count == 0 {
            dropped.remove(name);
        }
        true
    }

    /// Ends all formatting elements once the tree builder makes far more nodes than it is given
    /// tokens, which only the copies of unclosed formatting elements can bring about.
    fn close_runaway_formatting(&self, line: u64) {
        if self.builder.sink.len() <= self.tokens.get() * 2 + SPARE_NODES_MAX {
            return;
        }
        let count = Count(Cell::new(0));
        self.builder.trace_handles(&count);
        self.capped.set(self.capped.get() + 1);
        for _ in 0..count.0.get() {
            for name in FORMATTING {
                let _ = self.builder.process_token(end_tag(name), line);
            }
        }
        // What was copied so far is paid for: the next call measures from here.
        self.tokens.set(self.builder.sink.len() / 2);
    }

    /// Passes a token on, unless it must be left out. `line` counts from the start of the input.
    pub(super) fn process_plain(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        self.count();
        if let TagToken(tag) = &token {
            self.strange.refuses(&tag.name);
            if tag.kind == StartTag {
                self.close_runaway_formatting(line);
                if !is_leaf(&tag.name) && !self.has_room() {
                    self.drop_start(tag.name.clone());
                    return TokenSinkResult::Continue;
                }
            } else if self.take_dropped(&tag.name) {
                return TokenSinkResult::Continue;
            }
            self.full.set(false);
        }
        self.builder.process_token(token, line)
    }
}

fn end_tag(name: LocalName) -> Token {
    TagToken(Tag {
        kind: EndTag,
        name,
        self_closing: false,
        attrs: Vec::new(),
        had_duplicate_attributes: false,
    })
}

/// Counts the handles that a tree builder holds: its open and its active formatting elements.
struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = Handle;

    fn trace_handle(&self, _: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

/// The elements that a tree builder holds.
#[derive(Default)]
struct Ids(RefCell<Vec<u32>>);

impl Ids {
    /// How many there are, each counted once: a formatting element that is open is held twice.
    fn take_count(&self) -> usize {
        let ids = &mut *self.0.borrow_mut();
        ids.sort_unstable();
        ids.dedup();
        let count = ids.len();
        ids.clear();
        count
    }
}

impl Tracer for Ids {
    type Handle = Handle;

    fn trace_handle(&self, node: &Handle) {
        self.0.borrow_mut().push(node.id());
    }
}

/// Elements that hold no elements, or whose start tag changes how the tokenizer reads on: they
/// never deepen the tree by more than one.
pub(super) fn is_leaf(name: &LocalName) -> bool {
    names::is_void(name) || raw_text::is_raw_text(name)
}

impl TokenSink for Guard<'_> {
    type Handle = Handle;

    /// A token of the tokenizer's. With a tag or a comment that leaves it in the data state, its
    /// input is taken from it.
    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<Handle> {
        if let TagToken(tag) = &mut token {
            tag.name = self.strange.settle(std::mem::take(&mut tag.name));
            self.strange.settle_attributes(&mut tag.attrs);
        }
        let pauses = matches!(token, TagToken(_) | CommentToken(_));
        self.handover.line.set(line);
        let result = self.process_plain(token, self.handover.unseen.get() + line);
        if pauses
            && !matches!(
                result,
                TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext
            )
        {
            let mut rest = 0;
            while let Some(left) = self.handover.queue.pop_front() {
                rest += left.len();
            }
            self.handover.rest.set(rest);
            self.handover.has_paused.set(true);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}
