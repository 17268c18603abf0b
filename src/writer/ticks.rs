//! Runs of backticks in the output of a run of phrasing content.
//!
//! A run in text pairs with any other of its length, wherever that stands: in text, in a
//! destination, around code. So text escapes its own as soon as there are two, but for the very
//! last of all, behind which nothing is left to pair with.

use crate::mdast::Inline;

/// How many runs there are.
#[derive(Default)]
pub(super) struct Ticks {
    /// All of them.
    pub(super) all: usize,
    /// Those in text.
    pub(super) in_text: usize,
    /// The last of them is in text.
    pub(super) ends_in_text: bool,
}

impl Ticks {
    pub(super) fn of(inlines: &[Inline<'_>]) -> Ticks {
        let mut ticks = Ticks::default();
        ticks.count(inlines);
        ticks
    }

    fn count(&mut self, inlines: &[Inline<'_>]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    let runs = count_runs(text);
                    self.add(runs);
                    self.in_text += runs;
                    self.ends_in_text |= runs > 0;
                }
                Inline::Html(text) | Inline::Math(text) => self.add(count_runs(text)),
                Inline::Code(_) => self.add(2),
                Inline::Emphasis(children)
                | Inline::Strong(children)
                | Inline::Delete(children) => self.count(children),
                Inline::Link(link) => {
                    self.count(&link.children);
                    self.add(count_runs(&link.url) + count_runs(&link.title));
                }
                Inline::Image(image) => {
                    let texts = [&image.alt, &image.url, &image.title];
                    self.add(texts.into_iter().map(|text| count_runs(text)).sum());
                }
                Inline::Break | Inline::FootnoteReference(_) => {}
            }
        }
    }

    fn add(&mut self, runs: usize) {
        self.all += runs;
        self.ends_in_text &= runs == 0;
    }
}

fn count_runs(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'`', bytes)
        .filter(|&at| at == 0 || bytes[at - 1] != b'`')
        .count()
}
