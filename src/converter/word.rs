//! Lists as Word writes them into HTML: paragraphs that look like items.
//!
//! There is no list element. A paragraph's style names its list and its level
//! (`mso-list: l0 level1 lfo1`), and the bullet or the number is text in front. A paragraph that
//! has both becomes an item; any other stays what it is, with all its text.

use std::borrow::Cow;

use html5ever::local_name;

use super::Converter;
use super::list::needs_blank_line;
use super::survey::{Claim, shown_text};
use crate::mdast::{Block, List, ListItem};
use crate::parser::dom::{Dom, Element, NodeId};
use crate::report::Code;

/// Characters that Word's bullets are: of its own fonts, and of others.
const BULLETS: [char; 12] = [
    '·', '•', '§', 'o', '-', '–', '▪', '●', '○', '■', '◦', '\u{f0b7}',
];

/// Longest marker that is a number, in bytes: `xxviii.`
const NUMBER_BYTES_MAX: usize = 7;

/// The marker in front of an item: where it stands, its text, and the text behind it in its node.
struct Marker<'a> {
    node: NodeId,
    text: Cow<'a, str>,
    rest: Option<&'a str>,
}

impl<'a> Converter<'a, '_> {
    /// Makes a paragraph an item of a list, if it is one. Answers whether it was.
    pub(super) fn word_item(&mut self, id: NodeId, element: Element<'a>) -> bool {
        let dom = self.dom();
        let Some(level) = level(element) else {
            return false;
        };
        let Some(Marker { node, text, rest }) = marker(dom, id) else {
            return false;
        };
        let start = number(text.trim());
        let goes_on = before(dom, id)
            .and_then(|before| dom.element(before))
            .is_some_and(|before| self::level(before).is_some());
        let line = Some(dom.line(id));
        self.report
            .push(Code::ListMarkerRead, None, line, text.trim());
        let claim = rest.map_or(Claim::Skip, |rest| Claim::Text(Cow::Borrowed(rest)));
        self.claims.insert(node, claim);
        let item = ListItem {
            checked: None,
            children: self.collect(|c| c.flow_children(id)),
        };
        let is_list = |block: &Block<'_>| matches!(block, Block::List(_));
        if goes_on && self.blocks.last().is_some_and(is_list) {
            push(&mut self.blocks, level - 1, item, start);
        } else {
            self.blocks.push(list_of(item, start));
        }
        true
    }
}

/// Puts an item into the list that the blocks end in, below its last items by as many levels.
/// Levels are at most nine.
fn push<'a>(blocks: &mut Vec<Block<'a>>, level: usize, item: ListItem<'a>, start: Option<u32>) {
    if level > 0
        && let Some(Block::List(list)) = blocks.last_mut()
        && let Some(last) = list.items.last_mut()
    {
        return push(&mut last.children, level - 1, item, start);
    }
    match blocks.last_mut() {
        Some(Block::List(list)) if list.start.is_some() == start.is_some() => {
            list.spread |= needs_blank_line(&item);
            list.items.push(item);
        }
        _ => blocks.push(list_of(item, start)),
    }
}

fn list_of(item: ListItem<'_>, start: Option<u32>) -> Block<'_> {
    Block::List(List {
        start,
        spread: needs_blank_line(&item),
        items: vec![item],
    })
}

/// The level, 1 to 9, that a paragraph's style puts it on in a list.
fn level(element: Element<'_>) -> Option<usize> {
    let style = element.attr(&local_name!("style"))?;
    let (_, list) = style.split_once("mso-list:")?;
    let list = list.split(';').next()?;
    let (_, level) = list.split_once("level")?;
    let level = level.split_ascii_whitespace().next()?.parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}

/// The marker: what the style says that others are to ignore, or else what the text begins with.
fn marker(dom: &Dom, id: NodeId) -> Option<Marker<'_>> {
    for node in dom.descendants(id) {
        let style = dom.attr(node, &local_name!("style")).unwrap_or_default();
        if is_ignored(style) {
            let text = shown_text(dom, node);
            return Some(Marker {
                node,
                text: Cow::Owned(text.replace('\u{a0}', " ")),
                rest: None,
            });
        }
        let Some(text) = dom.text(node).filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let text = text.trim_start();
        let end = text.find(char::is_whitespace)?;
        let (first, rest) = text.split_at(end);
        let is_bullet = first.chars().count() == 1 && first.starts_with(BULLETS);
        return (is_bullet || number(first).is_some()).then(|| Marker {
            node,
            text: Cow::Borrowed(first),
            rest: Some(rest.trim_start()),
        });
    }
    None
}

/// `mso-list: Ignore`, however it is written.
fn is_ignored(style: &str) -> bool {
    style.split_once("mso-list:").is_some_and(|(_, value)| {
        value
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("ignore")
    })
}

/// The number that a marker begins a list with: what it says, 1 for letters; `None` for a bullet.
fn number(marker: &str) -> Option<u32> {
    let name = marker.strip_suffix(['.', ')'])?.trim_start_matches('(');
    let is_number = name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_letter = name.len() == 1 && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_roman = !name.is_empty() && name.chars().all(|c| "ivxlcIVXLC".contains(c));
    let fits = marker.len() <= NUMBER_BYTES_MAX && (is_number || is_letter || is_roman);
    fits.then(|| {
        let last = name.rsplit('.').next().unwrap_or_default();
        last.parse().unwrap_or(1)
    })
}

/// The element before, but for white space and comments.
fn before(dom: &Dom, id: NodeId) -> Option<NodeId> {
    std::iter::successors(dom.prev_sibling(id), |&p| dom.prev_sibling(p))
        .find(|&p| dom.comment(p).is_none() && dom.text(p).is_none_or(|t| !t.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_markers() {
        for (marker, start) in [
            ("3.", Some(3)),
            ("b)", Some(1)),
            ("(iv)", Some(1)),
            ("1.2.", Some(2)),
            ("·", None),
            ("o", None),
            ("Note.", None),
        ] {
            assert_eq!(number(marker), start, "{marker}");
        }
    }
}
