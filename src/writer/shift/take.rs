//! Takes characters off the edges of a span's content.

use std::borrow::Cow;

use super::span_children_mut;
use crate::mdast::{Inline, join};

/// Takes `count` characters from the front, which is text, perhaps inside of spans.
pub(super) fn take_front<'a>(
    children: &mut Vec<Inline<'a>>,
    mut count: usize,
    out: &mut Cow<'a, str>,
) {
    while count > 0 && !children.is_empty() {
        let is_empty = match &mut children[0] {
            Inline::Text(text) => {
                let end = text
                    .char_indices()
                    .nth(count)
                    .map_or(text.len(), |(at, _)| at);
                let front = split_off_front(text, end);
                count -= front.chars().count();
                append(out, front);
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
pub(super) fn take_back<'a>(
    children: &mut Vec<Inline<'a>>,
    mut count: usize,
    out: &mut Cow<'a, str>,
) {
    while let Some(last) = children.last_mut().filter(|_| count > 0) {
        let is_empty = match last {
            Inline::Text(text) => {
                let start = text
                    .char_indices()
                    .rev()
                    .nth(count - 1)
                    .map_or(0, |(at, _)| at);
                let mut back = split_off_back(text, start);
                count -= back.chars().count();
                append(&mut back, std::mem::take(out));
                *out = back;
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

fn split_off_front<'a>(text: &mut Cow<'a, str>, end: usize) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => {
            let (front, back) = text.split_at(end);
            *text = back;
            Cow::Borrowed(front)
        }
        Cow::Owned(text) => Cow::Owned(text.drain(..end).collect()),
    }
}

fn split_off_back<'a>(text: &mut Cow<'a, str>, start: usize) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => {
            let (front, back) = text.split_at(start);
            *text = front;
            Cow::Borrowed(back)
        }
        Cow::Owned(text) => Cow::Owned(text.split_off(start)),
    }
}

fn append<'a>(text: &mut Cow<'a, str>, more: Cow<'a, str>) {
    if text.is_empty() {
        *text = more;
    } else if !more.is_empty() {
        join(text, &more);
    }
}
