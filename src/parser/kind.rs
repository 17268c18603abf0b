//! What an element's tags do in markup that is nested as it is written.
//!
//! HTML standard, section 13.2.6.4.7, 'The "in body" insertion mode'.

/// Elements whose tags do alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Left to the tree builder: what its tags do depends on more than what they stand in.
    #[default]
    Other,
    /// `td` and `th`, which are left to it as well; what stands in them is not.
    Cell,
    /// `form`, likewise.
    Form,
    /// Left to the tree builder with all that stands in it.
    Unclear,
    /// `p`: ended by all that can't stand in it.
    Paragraph,
    /// A block without rules of its own.
    Block,
    /// A block in which an item of a list is no item of another one around it.
    List,
    Heading,
    /// `li`
    Item,
    /// `dd` and `dt`
    Description,
    /// A block that begins with no line feed.
    Preformatted,
    /// What the tree builder reopens in the next block, where nothing has closed it.
    Formatting,
    /// `a`: formatting that is not nested.
    Link,
    /// Phrasing without rules of its own.
    Phrasing,
    /// Has no content.
    Void,
    /// `hr`: has no content, and can't stand in a paragraph.
    Rule,
    /// Its content is text, whatever it looks like.
    RawText,
}

impl Kind {
    /// The kind of an element by its name in lower case.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "p" => Kind::Paragraph,
            "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dialog"
            | "div" | "fieldset" | "figcaption" | "figure" | "footer" | "header" | "hgroup"
            | "main" | "nav" | "search" | "section" | "summary" => Kind::Block,
            "ul" | "ol" | "dl" | "menu" | "dir" => Kind::List,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
            "li" => Kind::Item,
            "dd" | "dt" => Kind::Description,
            "pre" | "listing" => Kind::Preformatted,
            "b" | "big" | "code" | "em" | "font" | "i" | "s" | "small" | "strike" | "strong"
            | "tt" | "u" => Kind::Formatting,
            "a" => Kind::Link,
            "abbr" | "acronym" | "audio" | "bdi" | "bdo" | "canvas" | "cite" | "data" | "del"
            | "dfn" | "ins" | "kbd" | "label" | "map" | "mark" | "noscript" | "picture" | "q"
            | "samp" | "span" | "sub" | "sup" | "time" | "var" | "video" => Kind::Phrasing,
            "area" | "base" | "br" | "embed" | "img" | "link" | "meta" | "param" | "source"
            | "track" | "wbr" => Kind::Void,
            "hr" => Kind::Rule,
            "td" | "th" => Kind::Cell,
            "form" => Kind::Form,
            "nobr" | "template" => Kind::Unclear,
            "iframe" | "noembed" | "noframes" | "script" | "style" | "title" => Kind::RawText,
            _ => Kind::Other,
        }
    }

    /// Whether its tags are left to the tree builder.
    pub(super) fn is_left(self) -> bool {
        matches!(self, Kind::Other | Kind::Cell | Kind::Form | Kind::Unclear)
    }

    /// Whether its start tag ends a paragraph that is open.
    pub(super) fn ends_paragraph(self) -> bool {
        matches!(
            self,
            Kind::Paragraph
                | Kind::Block
                | Kind::List
                | Kind::Heading
                | Kind::Item
                | Kind::Description
                | Kind::Preformatted
                | Kind::Rule
        )
    }

    /// Whether the end tag of what stands around it ends it as well.
    pub(super) fn has_implied_end(self) -> bool {
        matches!(self, Kind::Paragraph | Kind::Item | Kind::Description)
    }

    /// Whether the end tag is that of a block, which ends what is open in it.
    pub(super) fn ends_what_is_implied(self) -> bool {
        self.ends_paragraph() && self != Kind::Rule
    }

    /// Whether the tree builder has it in the list of active formatting elements.
    pub(super) fn is_formatting(self) -> bool {
        matches!(self, Kind::Formatting | Kind::Link)
    }

    /// Whether its start tag opens nothing.
    pub(super) fn is_empty(self) -> bool {
        matches!(self, Kind::Void | Kind::Rule)
    }

    /// Whether no element can stand in it.
    pub(super) fn is_leaf(self) -> bool {
        self.is_empty() || self == Kind::RawText
    }
}
