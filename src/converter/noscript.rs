//! Images in `noscript` elements: what a reader without scripts sees in the place of a lazy image.
//!
//! The element stands behind the image whose place it takes, or before it. It shows the same
//! picture, so that only one of the two may come out: the lazy image, which takes the address from
//! here where its own attributes have none.

use html5ever::local_name;

use super::media::is_placeholder;
use crate::parser::dom::{Dom, NodeId};

/// The address of the image in the `noscript` beside a lazy one, behind it or before.
pub(super) fn source(dom: &Dom, image: NodeId) -> Option<&str> {
    let beside = [behind(dom, image), before(dom, image)];
    let noscript = beside
        .into_iter()
        .flatten()
        .find(|&id| dom.html_name(id) == Some(&local_name!("noscript")))?;
    dom.attr(sole_image(dom, noscript)?, &local_name!("src"))
}

/// Whether a `noscript` holds nothing but the image before it, or the lazy one behind it, again.
pub(super) fn repeats_image(dom: &Dom, noscript: NodeId) -> bool {
    let ends_in_image =
        |id| std::iter::successors(Some(id), |&n| dom.last_child(n)).any(|n| is_image(dom, n));
    let begins_with_lazy = |id| {
        std::iter::successors(Some(id), |&n| dom.first_child(n))
            .find(|&n| is_image(dom, n))
            .is_some_and(|n| {
                let src = dom.attr(n, &local_name!("src")).unwrap_or_default();
                src.trim().is_empty() || is_placeholder(src)
            })
    };
    sole_image(dom, noscript).is_some()
        && (before(dom, noscript).is_some_and(ends_in_image)
            || behind(dom, noscript).is_some_and(begins_with_lazy))
}

/// The image that is all an element shows.
pub(super) fn only_image(dom: &Dom, id: NodeId) -> Option<NodeId> {
    sole(dom, id, |node| {
        dom.html_name(node) == Some(&local_name!("noscript")) && repeats_image(dom, node)
    })
}

fn sole_image(dom: &Dom, id: NodeId) -> Option<NodeId> {
    sole(dom, id, |_| false)
}

/// The only image below a node, if there is no text; nothing below a node to leave out counts.
fn sole(dom: &Dom, id: NodeId, is_left_out: impl Fn(NodeId) -> bool) -> Option<NodeId> {
    let mut image = None;
    let mut next = dom.first_child(id);
    while let Some(node) = next {
        if is_image(dom, node) {
            if image.replace(node).is_some() {
                return None;
            }
        } else if !is_blank(dom, node) {
            return None;
        }
        let below = dom.first_child(node).filter(|_| !is_left_out(node));
        next = below.or_else(|| dom.after(node, id));
    }
    image
}

fn before(dom: &Dom, id: NodeId) -> Option<NodeId> {
    shown(
        dom,
        std::iter::successors(dom.prev_sibling(id), |&n| dom.prev_sibling(n)),
    )
}

fn behind(dom: &Dom, id: NodeId) -> Option<NodeId> {
    shown(
        dom,
        std::iter::successors(dom.next_sibling(id), |&n| dom.next_sibling(n)),
    )
}

/// The first that is not white space.
fn shown(dom: &Dom, mut nodes: impl Iterator<Item = NodeId>) -> Option<NodeId> {
    nodes.find(|&n| dom.text(n).is_none() || !is_blank(dom, n))
}

/// Whether a node is no text, or only white space.
fn is_blank(dom: &Dom, id: NodeId) -> bool {
    dom.text(id).is_none_or(|text| text.trim().is_empty())
}

fn is_image(dom: &Dom, id: NodeId) -> bool {
    dom.html_name(id) == Some(&local_name!("img"))
}
