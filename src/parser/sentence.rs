//! Whether an element stands within a sentence.
//!
//! A theme may call a word of the author's what others call a button: `affiliate-link` the name of
//! a product, `popup` a picture to click. What the author wrote beside it tells that. Words in other
//! elements than plain formatting do not count: they can be parts of the same bar.

use html5ever::{LocalName, local_name};

use super::dom::{Dom, NodeId, Side};
use super::{names, visible};

/// Half words beside an element that make a sentence of its line; an ideograph is half a word.
const HALF_WORDS_MIN: usize = 6;

/// Nodes that are looked at on each side, and in the element.
const NODES_MAX: usize = 32;

/// Characters of a text that are read, those next to the element.
const TEXT_CHARS_MAX: usize = 200;

/// Whether the element shows no lines of its own and has words of a sentence on its line. What stands
/// in a heading is beside a title, and what stands in a `pre` beside code.
pub(super) fn is_around(dom: &Dom, id: NodeId, root: NodeId) -> bool {
    let own = || dom.descendants(id).take(NODES_MAX);
    let breaks_line = |id| visible::breaks_line(dom, id);
    let block = || {
        let mut above = dom.ancestors(id).take(NODES_MAX);
        above.find(|&up| breaks_line(up))
    };
    if id == root
        || breaks_line(id)
        || own().any(breaks_line)
        || block().is_some_and(|block| dom.html_name(block).is_some_and(is_no_text))
    {
        return false;
    }
    let sides = [Side::Before, Side::Behind];
    let half_words = sides.map(|side| half_words_beside(dom, id, root, side));
    half_words.iter().sum::<usize>() >= HALF_WORDS_MIN
}

fn half_words_beside(dom: &Dom, id: NodeId, root: NodeId, side: Side) -> usize {
    let mut here = id;
    let mut sum = 0;
    for _ in 0..NODES_MAX {
        let is_open = here != id && is_formatting(dom, here);
        let inside = is_open.then(|| dom.child_towards(here, side)).flatten();
        let Some(next) = inside.or_else(|| next(dom, here, root, side)) else {
            break;
        };
        if visible::breaks_line(dom, next) {
            break;
        }
        sum += dom
            .text(next)
            .map_or(0, |text| half_words_at_end(text, side));
        if sum >= HALF_WORDS_MIN {
            break;
        }
        here = next;
    }
    sum
}

/// What stands next on the line, in the element's parent or above it.
fn next(dom: &Dom, id: NodeId, root: NodeId, side: Side) -> Option<NodeId> {
    let mut inside = id;
    for _ in 0..NODES_MAX {
        let beside = dom.beside(inside, side);
        if beside.is_some() {
            return beside;
        }
        inside = dom.parent(inside)?;
        if inside == root || visible::breaks_line(dom, inside) {
            return None;
        }
    }
    None
}

/// Whether the block holds a title, or code.
fn is_no_text(block: &LocalName) -> bool {
    names::is_heading(block) || *block == local_name!("pre")
}

/// Whether the element only sets off words of the text that it stands in.
fn is_formatting(dom: &Dom, id: NodeId) -> bool {
    dom.html_name(id).is_some_and(|name| {
        matches!(
            *name,
            local_name!("b")
                | local_name!("strong")
                | local_name!("i")
                | local_name!("em")
                | local_name!("u")
                | local_name!("mark")
                | local_name!("code")
        )
    })
}

/// The half words of a text that are nearest to who comes from the other side.
fn half_words_at_end(text: &str, side: Side) -> usize {
    match side {
        Side::Before => half_words(text.chars().rev()),
        Side::Behind => half_words(text.chars()),
    }
}

fn half_words(text: impl Iterator<Item = char>) -> usize {
    let mut is_in_word = false;
    let mut sum = 0;
    for c in text.take(TEXT_CHARS_MAX) {
        if matches!(c, '\u{3041}'..='\u{d7ff}') {
            sum += 1;
            is_in_word = false;
        } else if c.is_alphanumeric() && !is_in_word {
            sum += 2;
            is_in_word = true;
        } else if c.is_whitespace() {
            is_in_word = false;
        }
    }
    sum
}
