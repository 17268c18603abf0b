//! What a run of phrasing content holds, in one look: most hold nothing that has to be planned.

use memchr::memchr3;

use super::special;
use crate::mdast::Inline;

/// See the module's documentation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Survey {
    /// Emphasis, strong and delete.
    pub(super) spans: usize,
    /// Runs of `*`, `_` and `~` in text; two stand for any number above.
    pub(super) text_runs: usize,
    /// No text holds a byte that may need an escape, but for its place on its line.
    pub(super) has_plain_texts: bool,
}

impl Survey {
    pub(super) fn of(inlines: &[Inline<'_>]) -> Survey {
        let mut survey = Survey {
            spans: 0,
            text_runs: 0,
            has_plain_texts: true,
        };
        survey.look(inlines);
        survey
    }

    /// Nesting is as deep as the tree, which is bounded in normal form.
    fn look(&mut self, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) if special::is_plain(text) => {}
                Inline::Text(text) => {
                    self.has_plain_texts = false;
                    self.count_runs(text.as_bytes());
                }
                Inline::Emphasis(children)
                | Inline::Strong(children)
                | Inline::Delete(children) => {
                    self.spans += 1;
                    self.look(children);
                }
                Inline::Link(link) => self.look(&link.children),
                _ => {}
            }
        }
    }

    fn count_runs(&mut self, mut bytes: &[u8]) {
        while self.text_runs < 2 {
            let Some(at) = memchr3(b'*', b'_', b'~', bytes) else {
                return;
            };
            self.text_runs += 1;
            bytes = &bytes[at + run_len(&bytes[at..])..];
        }
    }
}

/// How often the first byte stands at the start.
pub(super) fn run_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|&&byte| byte == bytes[0]).count()
}
