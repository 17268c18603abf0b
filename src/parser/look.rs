//! How an element looks to a reader, by its name.
//!
//! It is asked for again and again, and so kept with each element.

use html5ever::{LocalName, local_name};

/// What is seen of an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look(u8);

/// Elements whose text is shown as it is; nearly every rule spares what is in them.
pub(super) const CODE_NAMES: [&str; 2] = ["pre", "code"];

const INVISIBLE: u8 = 1;
const BEGINS_LINE: u8 = 1 << 1;
const MEDIA: u8 = 1 << 2;
const CODE: u8 = 1 << 3;
const OF_A_HEAD: u8 = 1 << 4;

impl Look {
    /// The look of an element with this name.
    pub(super) fn of(name: &LocalName) -> Self {
        let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
        let begins_line = is_block(name) || *name == local_name!("br");
        Look(
            bit(is_invisible(name), INVISIBLE)
                | bit(begins_line, BEGINS_LINE)
                | bit(is_media(name), MEDIA)
                | bit(CODE_NAMES.contains(&&**name), CODE)
                | bit(is_of_a_head(name), OF_A_HEAD),
        )
    }

    /// Whether nothing in it is shown as text.
    pub(super) fn is_invisible(self) -> bool {
        self.0 & INVISIBLE != 0
    }

    /// Whether it begins a new line: a block or a line break.
    pub(super) fn begins_line(self) -> bool {
        self.0 & BEGINS_LINE != 0
    }

    /// Whether it shows a picture, or plays something.
    pub(super) fn is_media(self) -> bool {
        self.0 & MEDIA != 0
    }

    /// Whether it has one of the [`CODE_NAMES`].
    pub(super) fn is_code(self) -> bool {
        self.0 & CODE != 0
    }

    /// Whether it can be what stands in the head of a whole page and nowhere else.
    pub(super) fn may_be_of_a_head(self) -> bool {
        self.0 & OF_A_HEAD != 0
    }
}

fn is_invisible(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("title")
            | local_name!("head")
            | local_name!("svg")
            | local_name!("datalist")
    )
}

/// Whether the element stands on lines of its own.
fn is_block(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("blockquote")
            | local_name!("center")
            | local_name!("dd")
            | local_name!("details")
            | local_name!("div")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("fieldset")
            | local_name!("figcaption")
            | local_name!("figure")
            | local_name!("footer")
            | local_name!("form")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("header")
            | local_name!("hr")
            | local_name!("html")
            | local_name!("li")
            | local_name!("main")
            | local_name!("nav")
            | local_name!("ol")
            | local_name!("p")
            | local_name!("pre")
            | local_name!("section")
            | local_name!("summary")
            | local_name!("table")
            | local_name!("tbody")
            | local_name!("td")
            | local_name!("tfoot")
            | local_name!("th")
            | local_name!("thead")
            | local_name!("tr")
            | local_name!("ul")
    )
}

fn is_of_a_head(name: &LocalName) -> bool {
    matches!(*name, local_name!("title") | local_name!("meta"))
}

fn is_media(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("img") | local_name!("video") | local_name!("audio") | local_name!("iframe")
    )
}
