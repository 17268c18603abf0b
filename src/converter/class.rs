//! What the class of an element says: that it is a caption, a gallery, an embed, a score, a label, or code.

use html5ever::local_name;

use crate::parser::dom::Element;

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

/// Classes of stars that an author gives: blocks of Spectra and Elementor.
const SCORES: [&str; 2] = ["uag-star-rating", "elementor-star-rating"];

/// Classes of elements that are a code block without a `pre`: a highlighter wrote a line an
/// element. SyntaxHighlighter (2 to 4), Crayon and its successor, dp.SyntaxHighlighter (1), GitHub's
/// file view, `CodeColorer`, EnlighterJS (3 and 2).
const LINE_CONTAINERS: [&str; 9] = [
    "syntaxhighlighter",
    "crayon-pre",
    "urvanov-syntax-highlighter-pre",
    "dp-highlighter",
    "blob-wrapper",
    "js-file-line-container",
    "codecolorer",
    "enlighter-code",
    "EnlighterJS",
];

/// The bits ([`bit`]) of all of these.
const KNOWN: u128 = bits(&CAPTIONS)
    | bits(&GALLERIES)
    | bits(&GALLERY_TERMS)
    | bits(&EMBEDS)
    | bits(&SCORES)
    | bits(&LINE_CONTAINERS);

/// First classes of labels between which and their value there is a margin and no space: WP Recipe
/// Maker.
const LABELS: [&str; 1] = ["wprm-recipe-details-label"];

/// What an element's class makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Caption,
    Gallery,
    GalleryTerm,
    Embed,
    Score,
    Other,
}

/// See the module's documentation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// What the first class that says something says.
    pub(super) role: Role,
    /// Whether one of them says that the element's lines are code, though there is no `pre`.
    pub(super) is_code: bool,
}

/// Reads an element's class.
pub(super) fn told(element: Element<'_>) -> Told {
    let mut told = Told {
        role: Role::Other,
        is_code: false,
    };
    let Some(classes) = element.attr(&local_name!("class")) else {
        return told;
    };
    for class in classes.split_ascii_whitespace() {
        if bit(class) & KNOWN == 0 {
            continue;
        }
        told.is_code |= LINE_CONTAINERS.contains(&class);
        if told.role == Role::Other {
            told.role = role(class);
        }
    }
    told
}

/// What the first class of an element that says something says.
pub(super) fn role_of(element: Element<'_>) -> Role {
    told(element).role
}

/// Whether the element is a label that a margin parts from its value.
pub(super) fn is_label(element: Element<'_>) -> bool {
    let classes = element.attr(&local_name!("class")).unwrap_or_default();
    let is_first = |label: &str| {
        let behind = classes.strip_prefix(label);
        behind.is_some_and(|more| more.is_empty() || more.starts_with(' '))
    };
    LABELS.into_iter().any(is_first)
}

fn role(class: &str) -> Role {
    if CAPTIONS.contains(&class) {
        Role::Caption
    } else if GALLERIES.contains(&class) {
        Role::Gallery
    } else if GALLERY_TERMS.contains(&class) {
        Role::GalleryTerm
    } else if EMBEDS.contains(&class) {
        Role::Embed
    } else if SCORES.contains(&class) {
        Role::Score
    } else {
        Role::Other
    }
}

const fn bits(classes: &[&str]) -> u128 {
    let (mut all, mut at) = (0, 0);
    while at < classes.len() {
        all |= bit(classes[at]);
        at += 1;
    }
    all
}

/// One bit for a class, by its length and its ends: most classes have one that no known class has.
const fn bit(class: &str) -> u128 {
    let [first, .., last] = class.as_bytes() else {
        return 0;
    };
    let place = *first as usize * 5 + *last as usize * 3 + class.len();
    1 << (place % 128)
}
