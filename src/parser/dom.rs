//! The HTML tree: an arena filled by html5ever, read-only afterwards.
//!
//! Nodes stand in one vector in the order in which the parser made them; links between them are
//! indices. Text and attribute values are slices of the input wherever no character reference
//! stood in them. Only [`super::sink`] changes the tree.
//!
//! The tree implements [`selectors::Element`] with scraper's selector types, so that a selector
//! parsed by scraper's grammar matches here.

use html5ever::{LocalName, Namespace, local_name, ns};
use scraper::selector::{CssLocalName, CssString, NonTSPseudoClass, PseudoElement, Simple};
use selectors::OpaqueElement;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::matching::{ElementSelectorFlags, MatchingContext};

use super::look::Look;
use super::shared::Shared;
use crate::needle;

/// Index of a node in its tree. The document is node 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The document node, root of every tree.
    pub const DOCUMENT: NodeId = NodeId(0);

    /// The id as an index into a vector that runs parallel to the tree.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// A link between nodes: 0, the document, is nobody's child and so means "none".
    fn link(raw: u32) -> Option<NodeId> {
        (raw != 0).then_some(NodeId(raw))
    }
}

/// A parsed page.
#[derive(Debug)]
pub struct Dom {
    pub(super) nodes: Vec<Node>,
    /// Of all elements; those of one stand side by side.
    pub(super) attrs: Vec<Attr>,
}

/// One node, of 40 bytes: a page has one for every few words. Links are indices, 0 for none.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) parent: u32,
    /// The sibling before; for a first child the last one. 0 for a node that has no parent.
    pub(super) prev: u32,
    pub(super) next: u32,
    pub(super) first: u32,
    pub(super) data: NodeData,
}

/// What a node is, and its source line, from 1, counted from the start of the body.
#[derive(Debug)]
pub(super) enum NodeData {
    Document,
    Text { text: Shared, line: u32 },
    Comment { text: Shared, line: u32 },
    Element(Tag),
}

/// An element as its node holds it; see [`Element`].
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) local: LocalName,
    pub(super) line: u32,
    pub(super) space: Space,
    pub(super) look: Look,
    /// From where to where its attributes stand among those of the tree.
    pub(super) attrs: (u32, u32),
}

/// An element's name and attributes.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    /// Local name: in lower case for HTML.
    pub local: &'a LocalName,
    /// Whose name it is.
    pub space: Space,
    pub(super) look: Look,
    /// Attributes in source order; names in lower case.
    pub attrs: &'a [Attr],
}

/// An attribute without a namespace, as all are that anything here asks for.
#[derive(Debug, Clone)]
pub struct Attr {
    /// In lower case for HTML.
    pub name: LocalName,
    /// Without references.
    pub value: Shared,
}

/// The namespaces that elements of an HTML document can have; a byte, where an atom is eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// `http://www.w3.org/1999/xhtml`
    Html,
    /// `http://www.w3.org/2000/svg`
    Svg,
    /// `http://www.w3.org/1998/Math/MathML`
    MathMl,
}

impl Space {
    pub(super) fn of(namespace: &Namespace) -> Self {
        match *namespace {
            ns!(svg) => Space::Svg,
            ns!(mathml) => Space::MathMl,
            _ => Space::Html,
        }
    }

    pub(super) fn namespace(self) -> &'static Namespace {
        static HTML: Namespace = ns!(html);
        static SVG: Namespace = ns!(svg);
        static MATHML: Namespace = ns!(mathml);
        match self {
            Space::Html => &HTML,
            Space::Svg => &SVG,
            Space::MathMl => &MATHML,
        }
    }
}

impl<'a> Element<'a> {
    /// The value of an attribute without a namespace.
    #[must_use]
    pub fn attr(self, name: &LocalName) -> Option<&'a str> {
        self.attrs
            .iter()
            .find(|a| a.name == *name)
            .map(|a| &*a.value)
    }

    /// Whether it begins a new line: a block or a line break.
    pub(crate) fn begins_line(self) -> bool {
        self.look.begins_line()
    }

    /// Whether the element is an HTML one, not SVG or MathML.
    #[must_use]
    pub fn is_html(self) -> bool {
        self.space == Space::Html
    }
}

/// The way from a node to either end of the page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Before,
    Behind,
}

impl Dom {
    /// How many nodes there are; every [`NodeId::index`] is below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing but the document node is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// All nodes in the order in which they were made, those that were taken out of the tree too.
    pub(super) fn all(&self) -> impl Iterator<Item = NodeId> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The node that holds the body's content: the root element of the parsed fragment.
    #[must_use]
    pub fn root(&self) -> NodeId {
        self.first_child(NodeId::DOCUMENT)
            .unwrap_or(NodeId::DOCUMENT)
    }

    /// The node's parent.
    #[must_use]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id != NodeId::DOCUMENT).then(|| NodeId(self.nodes[id.index()].parent))
    }

    /// The first child.
    #[must_use]
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        NodeId::link(self.nodes[id.index()].first)
    }

    /// The last child.
    #[must_use]
    pub fn last_child(&self, id: NodeId) -> Option<NodeId> {
        let first = self.first_child(id)?;
        NodeId::link(self.nodes[first.index()].prev)
    }

    /// The sibling behind.
    #[must_use]
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        NodeId::link(self.nodes[id.index()].next)
    }

    /// The sibling before.
    #[must_use]
    pub fn prev_sibling(&self, id: NodeId) -> Option<NodeId> {
        let node = &self.nodes[id.index()];
        let is_first = self.nodes[node.parent as usize].first == id.0;
        NodeId::link(node.prev).filter(|_| !is_first)
    }

    /// The sibling on a side.
    pub(super) fn beside(&self, id: NodeId, side: Side) -> Option<NodeId> {
        match side {
            Side::Before => self.prev_sibling(id),
            Side::Behind => self.next_sibling(id),
        }
    }

    /// The child that is met first by who comes from behind or from before.
    pub(super) fn child_towards(&self, id: NodeId, side: Side) -> Option<NodeId> {
        match side {
            Side::Before => self.last_child(id),
            Side::Behind => self.first_child(id),
        }
    }

    /// All above the node, the nearest first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&up| self.parent(up))
    }

    /// Whether the node is a link that leads somewhere.
    #[must_use]
    pub fn is_link(&self, id: NodeId) -> bool {
        self.html_name(id) == Some(&local_name!("a"))
            && self.attr(id, &local_name!("href")).is_some()
    }

    /// The children in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |&c| self.next_sibling(c))
    }

    /// All nodes below, in document order; without recursion.
    #[must_use]
    pub fn descendants(&self, id: NodeId) -> Descendants<'_> {
        Descendants {
            dom: self,
            root: id,
            next: self.first_child(id),
        }
    }

    /// The next node in document order that is not below `id`, within `root`.
    #[must_use]
    pub fn after(&self, mut id: NodeId, root: NodeId) -> Option<NodeId> {
        loop {
            if id == root {
                return None;
            }
            if let Some(next) = self.next_sibling(id) {
                return Some(next);
            }
            id = self.parent(id)?;
        }
    }

    /// The node's element, if it is one.
    #[must_use]
    pub fn element(&self, id: NodeId) -> Option<Element<'_>> {
        let NodeData::Element(tag) = &self.nodes[id.index()].data else {
            return None;
        };
        let (from, to) = tag.attrs;
        Some(Element {
            local: &tag.local,
            space: tag.space,
            look: tag.look,
            attrs: self
                .attrs
                .get(from as usize..to as usize)
                .unwrap_or_default(),
        })
    }

    /// The local name of an HTML element.
    #[must_use]
    pub fn html_name(&self, id: NodeId) -> Option<&LocalName> {
        self.element(id).filter(|e| e.is_html()).map(|e| e.local)
    }

    /// The value of an element's attribute.
    #[must_use]
    pub fn attr(&self, id: NodeId, name: &LocalName) -> Option<&str> {
        self.element(id)?.attr(name)
    }

    /// A text node's text.
    #[must_use]
    pub fn text(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id.index()].data {
            NodeData::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// A comment's text.
    #[must_use]
    pub fn comment(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id.index()].data {
            NodeData::Comment { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Source line of the node, from 1, counted from the start of the body.
    #[must_use]
    pub fn line(&self, id: NodeId) -> u32 {
        match self.nodes[id.index()].data {
            NodeData::Document => 1,
            NodeData::Text { line, .. } | NodeData::Comment { line, .. } => line,
            NodeData::Element(Tag { line, .. }) => line,
        }
    }

    /// The element for matching a selector.
    #[must_use]
    pub fn element_ref(&self, id: NodeId) -> Option<ElementRef<'_>> {
        self.element(id).map(|_| ElementRef { dom: self, id })
    }
}

/// See [`Dom::descendants`].
#[derive(Debug, Clone)]
pub struct Descendants<'a> {
    dom: &'a Dom,
    root: NodeId,
    next: Option<NodeId>,
}

impl Iterator for Descendants<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let here = self.next?;
        self.next = self
            .dom
            .first_child(here)
            .or_else(|| self.dom.after(here, self.root));
        Some(here)
    }
}

/// An element in its tree, as the selector engine sees it.
#[derive(Debug, Clone, Copy)]
pub struct ElementRef<'a> {
    dom: &'a Dom,
    id: NodeId,
}

impl<'a> ElementRef<'a> {
    /// The element's node.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.id
    }

    fn value(&self) -> Element<'a> {
        self.dom
            .element(self.id)
            .expect("an ElementRef is only made for an element")
    }

    /// The first element on the way from `from` by `step`.
    fn find(&self, from: Option<NodeId>, step: impl Fn(NodeId) -> Option<NodeId>) -> Option<Self> {
        std::iter::successors(from, |&id| step(id)).find_map(|id| self.dom.element_ref(id))
    }
}

impl selectors::Element for ElementRef<'_> {
    type Impl = Simple;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(&self.dom.nodes[self.id.index()])
    }

    fn parent_element(&self) -> Option<Self> {
        self.dom
            .parent(self.id)
            .and_then(|id| self.dom.element_ref(id))
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.find(self.dom.prev_sibling(self.id), |id| {
            self.dom.prev_sibling(id)
        })
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.find(self.dom.next_sibling(self.id), |id| {
            self.dom.next_sibling(id)
        })
    }

    fn first_element_child(&self) -> Option<Self> {
        self.find(self.dom.first_child(self.id), |id| {
            self.dom.next_sibling(id)
        })
    }

    fn is_html_element_in_html_document(&self) -> bool {
        self.value().is_html()
    }

    fn has_local_name(&self, name: &CssLocalName) -> bool {
        *self.value().local == name.0
    }

    fn has_namespace(&self, namespace: &Namespace) -> bool {
        self.value().space == Space::of(namespace)
    }

    fn is_same_type(&self, other: &Self) -> bool {
        let (one, two) = (self.value(), other.value());
        one.local == two.local && one.space == two.space
    }

    fn attr_matches(
        &self,
        ns: &NamespaceConstraint<&Namespace>,
        local_name: &CssLocalName,
        operation: &AttrSelectorOperation<&CssString>,
    ) -> bool {
        self.value().attrs.iter().any(|attr| {
            !matches!(*ns, NamespaceConstraint::Specific(url) if *url != ns!())
                && local_name.0 == attr.name
                && operation.eval_str(&attr.value)
        })
    }

    fn match_non_ts_pseudo_class(
        &self,
        pseudo: &NonTSPseudoClass,
        _: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        match *pseudo {}
    }

    fn match_pseudo_element(
        &self,
        pseudo: &PseudoElement,
        _: &mut MatchingContext<'_, Simple>,
    ) -> bool {
        match *pseudo {}
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        self.value().attr(&local_name!("href")).is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &CssLocalName, case: CaseSensitivity) -> bool {
        let value = self.value().attr(&local_name!("id"));
        value.is_some_and(|value| case.eq(id.0.as_bytes(), value.as_bytes()))
    }

    fn has_class(&self, name: &CssLocalName, case: CaseSensitivity) -> bool {
        let classes = self.value().attr(&local_name!("class")).unwrap_or_default();
        // Cutting a value up takes longer than to see that the name is not in it.
        let may_have = case != CaseSensitivity::CaseSensitive || needle::is_in(classes, &name.0);
        may_have
            && classes
                .split_ascii_whitespace()
                .any(|c| case.eq(name.0.as_bytes(), c.as_bytes()))
    }

    fn has_custom_state(&self, _: &CssLocalName) -> bool {
        false
    }

    fn imported_part(&self, _: &CssLocalName) -> Option<CssLocalName> {
        None
    }

    fn is_part(&self, _: &CssLocalName) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        !self
            .dom
            .children(self.id)
            .any(|c| self.dom.element(c).is_some() || self.dom.text(c).is_some())
    }

    fn is_root(&self) -> bool {
        self.dom.parent(self.id) == Some(NodeId::DOCUMENT)
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
