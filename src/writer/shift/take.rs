//! Takes characters off the edges of a span's content.

use std::borrow::Cow;

use super::span_children_mut;
use crate::mdast::Inline;

/// Takes `count` characters from the front, which is text, perhaps inside of spans.
pub(super) fn take_front(children: &mut Vec<Inline<'_>>, mut count: usize, out: &mut String) {
    while count > 0 && !children.is_empty() {
        let is_empty = match &mut children[0] {
            Inline::Text(text) => {
                let end = text
                    .char_indices()
                    .nth(count)
                    .map_or(text.len(), |(at, _)| at);
                count -= text[..end].chars().count();
                out.push_str(&text[..end]);
                keep(text, end, usize::MAX);
                text.is_empty()
            }
            inline => {
                let Some(inner) = span_children_mut(inline) else {
                    return;
                };
                let taken = out.chars().count();
                take_front(inner, count, out);
                count -= out.chars().count() - taken;
                inner.is_empty()
            }
        };
        if !is_empty {
            return;
        }
        children.remove(0);
    }
}

/// Takes `count` characters from the back, which is text, perhaps inside of spans.
pub(super) fn take_back(children: &mut Vec<Inline<'_>>, mut count: usize, out: &mut String) {
    while let Some(last) = children.last_mut().filter(|_| count > 0) {
        let is_empty = match last {
            Inline::Text(text) => {
                let start = text
                    .char_indices()
                    .rev()
                    .nth(count - 1)
                    .map_or(0, |(at, _)| at);
                count -= text[start..].chars().count();
                out.insert_str(0, &text[start..]);
                keep(text, 0, start);
                text.is_empty()
            }
            inline => {
                let Some(inner) = span_children_mut(inline) else {
                    return;
                };
                let taken = out.chars().count();
                take_back(inner, count, out);
                count -= out.chars().count() - taken;
                inner.is_empty()
            }
        };
        if !is_empty {
            return;
        }
        children.pop();
    }
}

fn keep(text: &mut Cow<'_, str>, start: usize, end: usize) {
    let end = end.min(text.len());
    match text {
        Cow::Borrowed(text) => *text = &text[start..end],
        Cow::Owned(text) => {
            text.truncate(end);
            text.drain(..start);
        }
    }
}
