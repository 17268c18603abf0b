//! html5ever's tree builder interface, filling a [`Dom`].
//!
//! The one place where the tree changes. A handle is a node's index together with its name, which
//! the tree builder asks for all the time; the arena sits in a `RefCell` because the interface
//! takes `&self`, and no borrow outlives a call.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, Namespace, QualName, local_name, ns};

use super::dom::{Attr, Dom, Node, NodeData, Space, Tag};
use super::feed::Name;
use super::kind::Kind;
use super::look::Look;
use super::shared::Shared;

/// How many bytes of attributes a tree may hold: as many times those of the input, and
/// [`SPARE_BYTES_MAX`] more. Only the copies of formatting elements that nothing closes make more
/// than there are in the input.
const COPIES_MAX: usize = 4;
const SPARE_BYTES_MAX: usize = 1 << 16;

/// A tree under construction.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    attrs: RefCell<Vec<Attr>>,
    line: Cell<u32>,
    /// Bytes of attributes that may still be.
    spare: Cell<usize>,
    /// Attributes that were left out because there were no bytes to spare.
    refused: Cell<usize>,
    /// The node that the tree builder's next element is; 0 for a new one.
    adopted: Cell<u32>,
    /// Elements that the tree builder has made, adopted ones among them.
    made: Cell<usize>,
    given: RefCell<Given>,
}

/// What the tree builder was given last, as the tree keeps it. Nearly always that is what the next
/// node is made of.
#[derive(Debug, Default)]
struct Given {
    text: Option<Shared>,
    attrs: Vec<Attr>,
}

/// A node of a tree under construction, as the tree builder knows it.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: u32,
    space: Space,
    kind: Kind,
    /// The element's local name; empty for other nodes.
    local: LocalName,
}

impl Handle {
    fn nameless(id: u32) -> Self {
        Handle {
            id,
            space: Space::Html,
            kind: Kind::Other,
            local: local_name!(""),
        }
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// The kind of an HTML element.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }
}

impl ElemName for &Handle {
    fn ns(&self) -> &Namespace {
        self.space.namespace()
    }

    fn local_name(&self) -> &LocalName {
        &self.local
    }
}

impl Sink {
    /// A tree that holds its document node only.
    ///
    /// `bytes` is the length of the input; real pages have a node for every 30 to 60 bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let mut nodes = Vec::with_capacity(bytes / 48 + 16);
        nodes.push(Node::new(NodeData::Document));
        Sink {
            nodes: RefCell::new(nodes),
            attrs: RefCell::default(),
            line: Cell::new(1),
            spare: Cell::new(COPIES_MAX * bytes + SPARE_BYTES_MAX),
            refused: Cell::new(0),
            adopted: Cell::new(0),
            made: Cell::new(0),
            given: RefCell::default(),
        }
    }

    /// How many attributes were left out.
    pub(super) fn refused(&self) -> usize {
        self.refused.get()
    }

    /// Text that the tree builder is given next.
    pub(super) fn give_text(&self, text: Shared) {
        self.given.borrow_mut().text = Some(text);
    }

    /// Attributes that the tree builder is given next.
    pub(super) fn give_attributes(&self, attrs: &mut Vec<Attr>) {
        let mut given = self.given.borrow_mut();
        given.attrs.clear();
        given.attrs.append(attrs);
    }

    /// Text of the tree builder's, as the tree keeps it.
    fn kept_text(&self, text: StrTendril) -> Shared {
        let given = self.given.borrow_mut().text.take();
        given
            .filter(|given| **given == *text)
            .unwrap_or_else(|| String::from(text).into())
    }

    /// Keeps attributes of the tree builder's. Those with a namespace, which only drawings and
    /// formulas have, say nothing to a reader.
    fn keep_html5ever(&self, attrs: Vec<Attribute>) -> (u32, u32) {
        if attrs.is_empty() {
            return (0, 0);
        }
        let given = &mut self.given.borrow_mut().attrs;
        let is_given = |(attr, given): (&Attribute, &Attr)| {
            attr.name.ns == ns!() && attr.name.local == given.name && *attr.value == *given.value
        };
        if given.len() != attrs.len() || !attrs.iter().zip(&*given).all(is_given) {
            let without_namespace = attrs.into_iter().filter(|attr| attr.name.ns == ns!());
            given.clear();
            given.extend(without_namespace.map(|Attribute { name, value }| Attr {
                name: name.local,
                value: String::from(value).into(),
            }));
        }
        self.keep(given)
    }

    /// Keeps the attributes of a new element, if there are bytes to spare for them; says where.
    fn keep(&self, new: &mut Vec<Attr>) -> (u32, u32) {
        let bytes = new.iter().map(|attr| attr.value.len()).sum();
        match self.spare.get().checked_sub(bytes) {
            Some(spare) => self.spare.set(spare),
            None => {
                self.refused.set(self.refused.get() + new.len());
                new.clear();
            }
        }
        let mut attrs = self.attrs.borrow_mut();
        let from = attrs.len() as u32;
        attrs.append(new);
        (from, attrs.len() as u32)
    }

    /// How many nodes were made so far.
    pub(super) fn len(&self) -> usize {
        self.nodes.borrow().len()
    }

    /// How many elements the tree builder has made so far, those that it was given among them.
    pub(super) fn made(&self) -> usize {
        self.made.get()
    }

    fn make(&self, data: NodeData) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(data));
        (nodes.len() - 1) as u32
    }

    /// Puts a new HTML element at the end of `parent`; takes the attributes out of `attrs`.
    pub(super) fn append_element(
        &self,
        parent: u32,
        name: Name,
        attrs: &mut Vec<Attr>,
        line: u64,
    ) -> u32 {
        self.append_new(
            parent,
            NodeData::Element(Tag {
                local: name.local,
                line: line_number(line),
                space: Space::Html,
                look: name.look,
                attrs: self.keep(attrs),
            }),
        )
    }

    /// Puts text at the end of `parent`; it joins the text that stands there already.
    pub(super) fn append_text(&self, parent: u32, text: Shared, line: u64) {
        self.insert_text(parent, 0, text, line_number(line));
    }

    /// Puts a comment at the end of `parent`.
    pub(super) fn append_comment(&self, parent: u32, text: Shared, line: u64) {
        let line = line_number(line);
        self.append_new(parent, NodeData::Comment { text, line });
    }

    fn append_new(&self, parent: u32, data: NodeData) -> u32 {
        let nodes = &mut self.nodes.borrow_mut();
        let id = nodes.len() as u32;
        nodes.push(Node::new(data));
        link(nodes, parent, 0, id);
        id
    }

    /// Whether the element has this name.
    pub(super) fn is_named(&self, id: u32, name: &LocalName) -> bool {
        let nodes = self.nodes.borrow();
        matches!(&nodes[id as usize].data, NodeData::Element(tag) if tag.local == *name)
    }

    /// The name of an element, and its attributes if they are wanted.
    pub(super) fn element(
        &self,
        id: u32,
        with_attributes: bool,
    ) -> Option<(LocalName, Vec<Attribute>)> {
        let NodeData::Element(tag) = &self.nodes.borrow()[id as usize].data else {
            return None;
        };
        let (from, to) = tag.attrs;
        let attrs = if with_attributes {
            let attrs = &self.attrs.borrow()[from as usize..to as usize];
            to_html5ever(attrs, |value| StrTendril::from_slice(value))
        } else {
            Vec::new()
        };
        Some((tag.local.clone(), attrs))
    }

    /// The next element that the tree builder makes and appends is this one, which is there already.
    pub(super) fn adopt(&self, id: u32) {
        self.adopted.set(id);
    }

    /// Puts `child` under `parent` in front of `next` (0: at the end).
    fn insert(&self, parent: u32, next: u32, child: NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendText(text) => {
                let text = self.kept_text(text);
                self.insert_text(parent, next, text, self.line.get());
            }
            NodeOrText::AppendNode(Handle { id, .. }) if id == self.adopted.get() => {
                self.adopted.set(0);
            }
            NodeOrText::AppendNode(Handle { id, .. }) => {
                let nodes = &mut self.nodes.borrow_mut();
                detach(nodes, id);
                link(nodes, parent, next, id);
            }
        }
    }

    /// Text joins the text that stands there already.
    fn insert_text(&self, parent: u32, next: u32, text: Shared, line: u32) {
        let nodes = &mut self.nodes.borrow_mut();
        let prev = before(nodes, parent, next);
        if prev != 0
            && let NodeData::Text { text: before, .. } = &mut nodes[prev as usize].data
        {
            before.push(&text);
            return;
        }
        nodes.push(Node::new(NodeData::Text { text, line }));
        let id = (nodes.len() - 1) as u32;
        link(nodes, parent, next, id);
    }
}

/// Attributes as the tree builder wants them.
pub(super) fn to_html5ever(
    attrs: &[Attr],
    tendril: impl Fn(&Shared) -> StrTendril,
) -> Vec<Attribute> {
    let attribute = |attr: &Attr| Attribute {
        name: QualName::new(None, ns!(), attr.name.clone()),
        value: tendril(&attr.value),
    };
    attrs.iter().map(attribute).collect()
}

/// A line as a node keeps it.
fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

impl Node {
    fn new(data: NodeData) -> Self {
        Node {
            parent: 0,
            prev: 0,
            next: 0,
            first: 0,
            data,
        }
    }
}

/// The child of `parent` in front of `next` (0: the last one); 0 for none.
fn before(nodes: &[Node], parent: u32, next: u32) -> u32 {
    let first = nodes[parent as usize].first;
    match next {
        0 if first == 0 => 0,
        0 => nodes[first as usize].prev,
        _ if next == first => 0,
        _ => nodes[next as usize].prev,
    }
}

/// Links `id` in under `parent`, in front of `next` (0: at the end).
fn link(nodes: &mut [Node], parent: u32, next: u32, id: u32) {
    match before(nodes, parent, next) {
        0 => nodes[parent as usize].first = id,
        prev => nodes[prev as usize].next = id,
    }
    let behind = behind(nodes, parent, next);
    let prev = nodes[behind as usize].prev;
    nodes[behind as usize].prev = id;
    let node = &mut nodes[id as usize];
    // An only child stands behind itself.
    let prev = if behind == id { id } else { prev };
    (node.parent, node.prev, node.next) = (parent, prev, next);
}

/// Takes `id` out of its parent; nothing happens to a node that has none.
fn detach(nodes: &mut [Node], id: u32) {
    let Node {
        parent, prev, next, ..
    } = nodes[id as usize];
    if prev == 0 {
        return;
    }
    if nodes[parent as usize].first == id {
        nodes[parent as usize].first = next;
    } else {
        nodes[prev as usize].next = next;
    }
    let behind = behind(nodes, parent, next);
    if behind != 0 {
        nodes[behind as usize].prev = prev;
    }
    let node = &mut nodes[id as usize];
    (node.parent, node.prev, node.next) = (0, 0, 0);
}

/// The child of `parent` whose `prev` is the one in front of `next`: behind the last, that is the
/// first.
fn behind(nodes: &[Node], parent: u32, next: u32) -> u32 {
    match next {
        0 => nodes[parent as usize].first,
        _ => next,
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = &'a Handle;

    fn finish(self) -> Dom {
        Dom {
            nodes: self.nodes.into_inner(),
            attrs: self.attrs.into_inner(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle::nameless(0)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a Handle {
        target
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let space = Space::of(&name.ns);
        let local = name.local;
        let kind = match space {
            Space::Html => Kind::of(&local),
            Space::Svg | Space::MathMl => Kind::Other,
        };
        let handle = |id, local| Handle {
            id,
            space,
            kind,
            local,
        };
        self.made.set(self.made.get() + 1);
        let adopted = self.adopted.get();
        if adopted != 0 {
            return handle(adopted, local);
        }
        let id = self.make(NodeData::Element(Tag {
            look: Look::of(&local),
            local: local.clone(),
            line: self.line.get(),
            space,
            attrs: self.keep_html5ever(attrs),
        }));
        handle(id, local)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        let (text, line) = (self.kept_text(text), self.line.get());
        Handle::nameless(self.make(NodeData::Comment { text, line }))
    }

    fn create_pi(&self, _: StrTendril, data: StrTendril) -> Handle {
        self.create_comment(data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, 0, child);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.nodes.borrow()[sibling.id as usize].parent;
        self.insert(parent, sibling.id, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        prev_element: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let has_parent = self.nodes.borrow()[element.id as usize].parent != 0;
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev_element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// A template's contents stay its children: nothing in it is ever shown.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    /// Only `html` and `body` get attributes late, and nothing reads theirs.
    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        detach(&mut self.nodes.borrow_mut(), target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let nodes = &mut self.nodes.borrow_mut();
        let mut child = nodes[node.id as usize].first;
        while child != 0 {
            let next = nodes[child as usize].next;
            detach(nodes, child);
            link(nodes, new_parent.id, 0, child);
            child = next;
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line_number(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::dom::NodeId;
    use proptest::prelude::*;

    /// Nodes that are moved about.
    const NODES: usize = 6;

    /// The children of each node as a list, which needs no links.
    #[derive(Default)]
    struct Lists([Vec<u32>; NODES]);

    impl Lists {
        fn detach(&mut self, id: u32) {
            self.0.iter_mut().for_each(|list| list.retain(|&x| x != id));
        }

        /// Whether `id` is `other` or above it.
        fn holds(&self, id: u32, other: u32) -> bool {
            id == other || self.0[id as usize].iter().any(|&x| self.holds(x, other))
        }

        fn link(&mut self, parent: u32, next: u32, id: u32) {
            let list = &mut self.0[parent as usize];
            let at = list.iter().position(|&x| x == next).unwrap_or(list.len());
            list.insert(at, id);
        }
    }

    proptest! {
        #[test]
        fn links_say_what_lists_say(
            moves in prop::collection::vec((0..NODES as u32, 1..NODES as u32, any::<u8>()), 0..24)
        ) {
            let node = |_| Node::new(NodeData::Document);
            let mut dom = Dom { nodes: (0..NODES).map(node).collect(), attrs: Vec::new() };
            let mut lists = Lists::default();
            for (parent, id, place) in moves {
                detach(&mut dom.nodes, id);
                lists.detach(id);
                if lists.holds(id, parent) {
                    continue;
                }
                let siblings = &lists.0[parent as usize];
                let next = siblings.get(place as usize % (siblings.len() + 1));
                let next = next.copied().unwrap_or_default();
                link(&mut dom.nodes, parent, next, id);
                lists.link(parent, next, id);
            }
            for (parent, list) in lists.0.iter().enumerate() {
                let parent = NodeId(parent as u32);
                let forth: Vec<u32> = dom.children(parent).map(|child| child.0).collect();
                prop_assert_eq!(&forth, list);
                let last = dom.last_child(parent);
                let back = std::iter::successors(last, |&child| dom.prev_sibling(child));
                let mut back: Vec<u32> = back.map(|child| child.0).collect();
                back.reverse();
                prop_assert_eq!(&back, list);
            }
        }
    }
}
