//! Figures, captions and galleries.
//!
//! One form for all of them: the image, then its caption as a paragraph of its own, emphasised. A
//! gallery is its images one after the other. [`super::class`] tells which classes say so.

use super::Converter;
use super::run::Mark;
use crate::mdast::{Block, plain_text};
use crate::parser::dom::NodeId;
use crate::report::Code;

impl Converter<'_, '_> {
    /// An address in here is what it leads to, whatever it is.
    pub(super) fn embed_block(&mut self, id: NodeId) {
        self.end_run();
        let outer = std::mem::replace(&mut self.in_embed, true);
        self.flow_children(id);
        self.end_run();
        self.in_embed = outer;
    }

    /// A paragraph of its own, emphasised; a caption that is there already is not said twice.
    pub(super) fn caption(&mut self, id: NodeId) {
        self.end_run();
        let before = self.blocks.len();
        self.run.open(Mark::Emphasis);
        self.flow_children(id);
        self.end_run();
        self.run.close();
        if self.blocks.len() == before + 1
            && before > 0
            && self.blocks[before] == self.blocks[before - 1]
            && let Some(Block::Paragraph(children)) = self.blocks.pop()
        {
            let line = Some(self.dom().line(id));
            self.report
                .push(Code::RepeatRemoved, None, line, plain_text(&children));
        }
    }
}
