//! The characters of a span, and what stands around each.

use std::borrow::Cow;

use super::{OBJECT, span_children};
use crate::mdast::Inline;

/// The text of a span's content, with [`OBJECT`] for what is not text.
pub(super) struct Spelling<'t> {
    pub(super) text: Cow<'t, str>,
    /// What stands around text that is all of the content, as in most spans.
    around: Around,
    /// The stretches of any other text with the same around them: where they end, in bytes.
    stretches: Vec<(usize, Around)>,
}

/// What stands around a character.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// Whether markup stands between it and the span's edge.
    pub(super) nested: bool,
    /// Whether it is struck out: that is no emphasis, and shows on punctuation as well.
    pub(super) struck: bool,
}

impl<'t> Spelling<'t> {
    pub(super) fn of(children: &'t [Inline<'_>], struck: bool) -> Self {
        let around = Around {
            nested: false,
            struck,
        };
        let mut spelling = Spelling {
            text: Cow::Borrowed(""),
            around,
            stretches: Vec::new(),
        };
        match children {
            [Inline::Text(text)] => spelling.text = Cow::Borrowed(text),
            _ => spelling.add_all(children, around),
        }
        spelling
    }

    /// Nesting is as deep as the tree, which is bounded in normal form.
    fn add_all(&mut self, inlines: &[Inline<'_>], around: Around) {
        let nested = Around {
            nested: true,
            ..around
        };
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.add(text, around),
                Inline::Delete(children) => {
                    let struck = true;
                    self.add_all(children, Around { struck, ..nested });
                }
                inline => match span_children(inline) {
                    Some(children) => self.add_all(children, nested),
                    None => self.add(OBJECT.encode_utf8(&mut [0; 4]), nested),
                },
            }
        }
    }

    fn add(&mut self, text: &str, around: Around) {
        self.text.to_mut().push_str(text);
        self.stretches.push((self.text.len(), around));
    }

    /// What stands around the character at a byte.
    pub(super) fn around(&self, at: usize) -> Around {
        let stretch = self.stretches.iter().find(|(end, _)| at < *end);
        stretch.map_or(self.around, |(_, around)| *around)
    }
}
