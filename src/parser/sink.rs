//! html5ever's tree builder interface, filling a [`Dom`].
//!
//! The one place where the tree changes. Handles are indices; the arena sits in a `RefCell`
//! because the interface takes `&self`, and no borrow outlives a call.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};

use super::dom::{Dom, Element, Node, NodeData};

/// A tree under construction.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    line: Cell<u32>,
}

impl Sink {
    /// A tree that holds its document node only.
    ///
    /// `bytes` is the length of the input; real pages have a node for every 30 to 60 bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let mut nodes = Vec::with_capacity(bytes / 48 + 16);
        nodes.push(Node::new(NodeData::Document, 1));
        Sink {
            nodes: RefCell::new(nodes),
            line: Cell::new(1),
        }
    }

    /// How many nodes were made so far.
    pub(super) fn len(&self) -> usize {
        self.nodes.borrow().len()
    }

    fn make(&self, data: NodeData) -> u32 {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(data, self.line.get()));
        (nodes.len() - 1) as u32
    }

    /// Puts `child` under `parent` in front of `next` (0: at the end). Text joins the text that
    /// stands there already.
    fn insert(&self, parent: u32, next: u32, child: NodeOrText<u32>) {
        let text = match child {
            NodeOrText::AppendText(text) => text,
            NodeOrText::AppendNode(id) => {
                let nodes = &mut self.nodes.borrow_mut();
                detach(nodes, id);
                return link(nodes, parent, next, id);
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let prev = if next == 0 {
            nodes[parent as usize].last
        } else {
            nodes[next as usize].prev
        };
        if prev != 0
            && let NodeData::Text(before) = &mut nodes[prev as usize].data
        {
            before.push_tendril(&text);
            return;
        }
        nodes.push(Node::new(NodeData::Text(text), self.line.get()));
        let id = (nodes.len() - 1) as u32;
        link(&mut nodes, parent, next, id);
    }
}

impl Node {
    fn new(data: NodeData, line: u32) -> Self {
        Node {
            parent: 0,
            prev: 0,
            next: 0,
            first: 0,
            last: 0,
            line,
            data,
        }
    }
}

/// Links `id` in under `parent`, in front of `next` (0: at the end).
fn link(nodes: &mut [Node], parent: u32, next: u32, id: u32) {
    let prev = if next == 0 {
        nodes[parent as usize].last
    } else {
        nodes[next as usize].prev
    };
    let node = &mut nodes[id as usize];
    (node.parent, node.prev, node.next) = (parent, prev, next);
    match prev {
        0 => nodes[parent as usize].first = id,
        _ => nodes[prev as usize].next = id,
    }
    match next {
        0 => nodes[parent as usize].last = id,
        _ => nodes[next as usize].prev = id,
    }
}

/// Takes `id` out of its parent; nothing happens to a node that has none.
fn detach(nodes: &mut [Node], id: u32) {
    let Node {
        parent, prev, next, ..
    } = nodes[id as usize];
    if parent == 0 && nodes[0].first != id && prev == 0 && next == 0 {
        return;
    }
    match prev {
        0 => nodes[parent as usize].first = next,
        _ => nodes[prev as usize].next = next,
    }
    match next {
        0 => nodes[parent as usize].last = prev,
        _ => nodes[next as usize].prev = prev,
    }
    let node = &mut nodes[id as usize];
    (node.parent, node.prev, node.next) = (0, 0, 0);
}

impl TreeSink for Sink {
    type Handle = u32;
    type Output = Dom;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Dom {
        Dom {
            nodes: self.nodes.into_inner(),
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> u32 {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a u32) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| {
            match &nodes[*target as usize].data {
                NodeData::Element(element) => &element.name,
                _ => unreachable!("the tree builder asks for the names of elements only"),
            }
        })
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> u32 {
        self.make(NodeData::Element(Element { name, attrs }))
    }

    fn create_comment(&self, text: StrTendril) -> u32 {
        self.make(NodeData::Comment(text))
    }

    fn create_pi(&self, _: StrTendril, data: StrTendril) -> u32 {
        self.make(NodeData::Comment(data))
    }

    fn append(&self, parent: &u32, child: NodeOrText<u32>) {
        self.insert(*parent, 0, child);
    }

    fn append_before_sibling(&self, sibling: &u32, child: NodeOrText<u32>) {
        let parent = self.nodes.borrow()[*sibling as usize].parent;
        self.insert(parent, *sibling, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &u32,
        prev_element: &u32,
        child: NodeOrText<u32>,
    ) {
        let has_parent = self.nodes.borrow()[*element as usize].parent != 0;
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev_element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// A template's contents stay its children: nothing in it is ever shown.
    fn get_template_contents(&self, target: &u32) -> u32 {
        *target
    }

    fn same_node(&self, x: &u32, y: &u32) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    /// Only `html` and `body` get attributes late, and nothing reads theirs.
    fn add_attrs_if_missing(&self, _: &u32, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &u32) {
        detach(&mut self.nodes.borrow_mut(), *target);
    }

    fn reparent_children(&self, node: &u32, new_parent: &u32) {
        let nodes = &mut self.nodes.borrow_mut();
        let mut child = nodes[*node as usize].first;
        while child != 0 {
            let next = nodes[child as usize].next;
            detach(nodes, child);
            link(nodes, *new_parent, 0, child);
            child = next;
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(u32::try_from(line).unwrap_or(u32::MAX));
    }
}
