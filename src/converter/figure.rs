//! Figures, captions and galleries.
//!
//! One form for all of them: the image, then its caption as a paragraph of its own, emphasised. A
//! gallery is its images one after the other. Which classes say so are rows.

use html5ever::local_name;

use super::Converter;
use super::run::Mark;
use crate::mdast::{Block, plain_text};
use crate::parser::dom::{Element, NodeId};
use crate::report::Code;

/// Classes of elements that hold a caption. WordPress, classic and block editor; 简书; 36氪;
/// Blogger; Ghost and Medium themes.
const CAPTIONS: [&str; 10] = [
    "wp-caption-text",
    "wp-element-caption",
    "wp-caption-dd",
    "image-caption",
    "img-desc",
    "blocks-gallery-caption",
    "blocks-gallery-item__caption",
    "tr-caption",
    "gallery-caption",
    "imageCaption",
];

/// Classes of lists whose items are a gallery's images.
const GALLERIES: [&str; 5] = [
    "blocks-gallery-grid",
    "wp-block-gallery",
    "gallery",
    "gallery-grid",
    "blocks-gallery",
];

/// Classes of the `dt` that holds an image of a classic WordPress gallery.
const GALLERY_TERMS: [&str; 3] = ["gallery-icon", "wp-caption-dt", "gallery-item"];

/// Classes of what WordPress shows in the place of an address: its embed block, and the cards of
/// links of Cocoon.
const EMBEDS: [&str; 3] = [
    "wp-block-embed",
    "wp-block-embed__wrapper",
    "wp-block-cocoon-blocks-blogcard",
];

/// What an element's class makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Caption,
    Gallery,
    GalleryTerm,
    Embed,
    Other,
}

/// Tells captions, galleries and embeds by class.
pub(super) fn role(element: &Element) -> Role {
    let Some(classes) = element.attr(&local_name!("class")) else {
        return Role::Other;
    };
    for class in classes.split_ascii_whitespace() {
        if CAPTIONS.contains(&class) {
            return Role::Caption;
        } else if GALLERIES.contains(&class) {
            return Role::Gallery;
        } else if GALLERY_TERMS.contains(&class) {
            return Role::GalleryTerm;
        } else if EMBEDS.contains(&class) {
            return Role::Embed;
        }
    }
    Role::Other
}

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
