//! Phrasing content without its markup.

use std::borrow::Cow;

use super::Inline;

/// The visible text of a run: code, maths and image descriptions included, a break as a space.
#[must_use]
pub fn plain_text(inlines: &[Inline<'_>]) -> String {
    let mut out = String::new();
    push_plain_text(inlines, &mut out);
    out
}

/// Appends what [`plain_text`] gives. Nesting is as deep as the tree, which the parser bounds.
pub fn push_plain_text(inlines: &[Inline<'_>], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(value) | Inline::Code(value) | Inline::Math(value) => out.push_str(value),
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::Break => out.push(' '),
            Inline::Html(tag) if tag.starts_with("<br") => out.push(' '),
            Inline::Html(_) | Inline::FootnoteReference(_) => {}
            Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
                push_plain_text(children, out);
            }
            Inline::Link(link) => push_plain_text(&link.children, out),
        }
    }
}

/// Puts text behind other text.
pub(crate) fn join(text: &mut Cow<'_, str>, more: &str) {
    match text {
        Cow::Owned(text) => text.push_str(more),
        Cow::Borrowed(first) => {
            let mut joined = String::with_capacity(first.len() + more.len());
            joined.push_str(first);
            joined.push_str(more);
            *text = Cow::Owned(joined);
        }
    }
}
