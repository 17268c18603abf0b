//! Text nodes: white space collapsed, invisible characters dropped.
//!
//! Most text needs neither and is passed on as a slice of the tree. What counts as white space is
//! ASCII white space (CSS Text 3, section 4), the line and paragraph separators, and a no-break
//! space that stands between words; one that holds a number to its unit or a French punctuation
//! mark to its word stays.

use std::borrow::Cow;

use html5ever::{LocalName, local_name};

use super::run::Run;
use super::{Converter, Page, maths, oembed};
use crate::parser::dom::{Dom, NodeId};
use crate::rare::{self, Rare};

impl<'a> Converter<'a, '_> {
    /// A text node's text, with the formulas in it.
    pub(super) fn text(&mut self, id: NodeId, text: &'a str) {
        let has_maths = maths::may_hold(text)
            && !self.options.keep_maths
            && !self.run.in_code()
            && (self.broken_maths(id, text) || self.text_with_maths(id, text));
        if !has_maths {
            self.plain_text(text);
        }
    }

    pub(super) fn plain_text(&mut self, text: &'a str) {
        if self.raw_text {
            return self.raw_post_text(text);
        }
        put(&mut self.run, text);
    }

    /// Text as WordPress stores it: a blank line ends a paragraph, a line end breaks the line.
    fn raw_post_text(&mut self, text: &'a str) {
        let mut lines = text.split('\n');
        if let Some(first) = lines.next() {
            put(&mut self.run, first);
        }
        for line in lines {
            if self.run.line_break() {
                self.end_run();
            }
            // An address of a player on a line of its own is the player.
            let is_player = oembed::is_page(line.trim());
            if is_player {
                self.end_run();
            }
            put(&mut self.run, line.trim_end_matches('\r'));
            if is_player {
                self.end_run();
            }
        }
    }
}

/// Whether the page is a post as WordPress stores it, without its paragraphs marked up: text with
/// blank lines, or phrasing elements with blank lines between them, stands at the top level, no
/// block editor made it, and a `p` or a `br` is there only with attributes, which the editor keeps,
/// or in a quotation, a list or a table, which people type themselves.
pub(super) fn is_raw_post(page: Page<'_>, root: NodeId) -> bool {
    let dom = page.dom;
    let mut top = root;
    // The generator's own wrapper does not count as markup of the post.
    while let Some(only) = only_element_child(page, top) {
        if dom.html_name(only) != Some(&local_name!("div")) {
            break;
        }
        top = only;
    }
    let holds_blocks = dom
        .children(top)
        .filter_map(|id| dom.html_name(id))
        .any(|name| !is_phrasing(name));
    let is_in_paragraph = |id: Option<NodeId>| {
        let name = id.and_then(|id| dom.html_name(id));
        name.is_some_and(is_phrasing)
    };
    // Beside block elements blank lines are layout.
    let is_layout = |id| {
        let beside = [dom.prev_sibling(id), dom.next_sibling(id)];
        holds_blocks && !beside.into_iter().all(is_in_paragraph)
    };
    let has_blank_lines = dom
        .children(top)
        .filter_map(|id| Some((id, dom.text(id)?)))
        .any(|(id, text)| has_blank_line(text) && (!is_layout(id) || has_blank_line(text.trim())));
    let is_marked_up = |id| {
        let is_plain = dom
            .element(id)
            .is_some_and(|element| element.attrs.is_empty());
        is_plain
            && matches!(
                dom.html_name(id),
                Some(&local_name!("p") | &local_name!("br"))
            )
            && !is_typed(dom, id)
            || dom
                .comment(id)
                .is_some_and(|comment| comment.trim_start().starts_with("wp:"))
    };
    has_blank_lines && !dom.descendants(root).any(is_marked_up)
}

/// Whether a line with line ends before and behind is blank.
fn has_blank_line(text: &str) -> bool {
    // Most are a line end between two elements.
    if text.len() < 2 {
        return false;
    }
    let mut lines = text.split('\n');
    let _outer = (lines.next(), lines.next_back());
    lines.any(|line| line.trim().is_empty())
}

/// The elements that a paragraph of the writer can consist of.
fn is_phrasing(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("abbr")
            | local_name!("b")
            | local_name!("code")
            | local_name!("del")
            | local_name!("em")
            | local_name!("i")
            | local_name!("img")
            | local_name!("ins")
            | local_name!("kbd")
            | local_name!("mark")
            | local_name!("ruby")
            | local_name!("s")
            | local_name!("strong")
            | local_name!("sub")
            | local_name!("sup")
            | local_name!("u")
    )
}

/// Whether a node stands in an element that is typed with its tags, paragraphs and all.
fn is_typed(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id).any(|parent| {
        matches!(
            dom.html_name(parent),
            Some(
                &local_name!("blockquote")
                    | &local_name!("dl")
                    | &local_name!("figure")
                    | &local_name!("ol")
                    | &local_name!("table")
                    | &local_name!("ul")
            )
        )
    })
}

/// The only child that is not white space, if it is an element.
fn only_element_child(page: Page<'_>, id: NodeId) -> Option<NodeId> {
    let dom = page.dom;
    let mut shown = dom
        .children(id)
        .filter(|&c| dom.text(c).is_none_or(|text| !text.trim().is_empty()));
    shown
        .next()
        .filter(|&c| dom.element(c).is_some() && shown.next().is_none())
}

/// Puts text into a run, its white space settled.
pub(super) fn put<'a>(run: &mut Run<'a>, text: &'a str) {
    let inner = text.trim_ascii();
    if inner.is_empty() {
        if !text.is_empty() {
            run.space();
        }
        return;
    }
    if text.as_bytes()[0].is_ascii_whitespace() {
        run.space();
    }
    let plain = plain_len(inner);
    if plain == inner.len() {
        run.text(Cow::Borrowed(inner));
    } else {
        settle(run, inner, plain);
    }
    if text.as_bytes()[text.len() - 1].is_ascii_whitespace() {
        run.space();
    }
}

/// An attribute's text on one line: white space collapsed, invisible characters dropped.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let inner = text.trim_ascii();
    let plain = plain_len(inner);
    if plain == inner.len() {
        return Cow::Borrowed(inner);
    }
    let mut out = String::with_capacity(inner.len());
    for piece in Pieces::new(inner, plain) {
        piece.push_to(&mut out);
    }
    out.truncate(out.trim_end_matches(' ').len());
    Cow::Owned(out)
}

/// What has to be looked at in a text: white space but for single spaces, a control character,
/// something invisible.
struct Unsettled;

impl Rare for Unsettled {
    fn may_be(byte: u8, behind: u8) -> bool {
        (byte < 0x20)
            | (byte == 0x7f)
            | ((byte == b' ') & (behind == b' '))
            | Unsettled::may_be_beyond_ascii(byte, behind)
    }

    fn may_be_beyond_ascii(byte: u8, behind: u8) -> bool {
        (byte == 0xc2) | ((byte == 0xe2) & (behind < 0x82)) | ((byte == 0xef) & (behind == 0xbb))
    }

    fn is(text: &[u8], at: usize) -> bool {
        match text[at] {
            b' ' => text.get(at + 1) == Some(&b' '),
            0..=0x1f | 0x7f => true,
            0xc2 => matches!(text[at + 1], 0x80..=0xa0 | 0xad),
            0xe2 => matches!(
                (text[at + 1], text[at + 2]),
                (0x80, 0x8b..=0x8d | 0xa8 | 0xa9) | (0x81, 0xa0)
            ),
            0xef => text[at + 1] == 0xbb && text[at + 2] == 0xbf,
            _ => false,
        }
    }
}

/// How much of a text stands before what has to be looked at.
fn plain_len(text: &str) -> usize {
    rare::next::<Unsettled>(text.as_bytes(), 0, text.len())
}

fn settle(run: &mut Run<'_>, text: &str, plain: usize) {
    let mut out = String::with_capacity(text.len());
    for piece in Pieces::new(text, plain) {
        if out.is_empty() && piece.begins_with_space() {
            run.space();
        }
        piece.push_to(&mut out);
    }
    let ends_in_space = out.ends_with(' ');
    if ends_in_space {
        out.pop();
    }
    if !out.is_empty() {
        run.text(Cow::Owned(out));
    }
    if ends_in_space {
        run.space();
    }
}

/// A stretch of text that shows, single spaces in it, or other white space.
enum Piece<'t> {
    Text(&'t str),
    Space,
}

impl Piece<'_> {
    fn begins_with_space(&self) -> bool {
        match self {
            Piece::Text(text) => text.starts_with(' '),
            Piece::Space => true,
        }
    }

    /// Appends the piece, with one space at most before it and none at the start.
    fn push_to(&self, out: &mut String) {
        let has_space = out.is_empty() || out.ends_with(' ');
        match self {
            Piece::Text(text) if has_space => out.push_str(text.trim_start_matches(' ')),
            Piece::Text(text) => out.push_str(text),
            Piece::Space if !has_space => out.push(' '),
            Piece::Space => {}
        }
    }
}

/// Cuts text into what shows and white space, leaving out invisible characters.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// Before this place nothing has to be looked at.
    plain: usize,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str, plain: usize) -> Self {
        Pieces { text, at: 0, plain }
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let mut at = self.at.max(self.plain);
        loop {
            at = rare::next::<Unsettled>(self.text.as_bytes(), at, self.text.len());
            let (shown, rest) = (&self.text[self.at..at], &self.text[at..]);
            let Some(c) = rest.chars().next() else {
                self.at = at;
                return (!shown.is_empty()).then_some(Piece::Text(shown));
            };
            let end = at + c.len_utf8();
            let class = classify(c, &self.text[..at], &self.text[end..]);
            match class {
                Class::Shows => at = end,
                _ if !shown.is_empty() => {
                    self.at = at;
                    return Some(Piece::Text(shown));
                }
                Class::Space => {
                    self.at = end;
                    return Some(Piece::Space);
                }
                Class::Invisible => {
                    self.at = end;
                    at = end;
                }
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Class {
    Shows,
    Space,
    Invisible,
}

fn classify(c: char, before: &str, behind: &str) -> Class {
    match c {
        ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{2028}' | '\u{2029}' => Class::Space,
        '\u{a0}' if binds(before, behind) => Class::Shows,
        '\u{a0}' => Class::Space,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Class::Invisible,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => Class::Invisible,
        '\u{200c}' | '\u{200d}' if !joins(before, behind) => Class::Invisible,
        _ => Class::Shows,
    }
}

/// Whether a no-break space holds together what stands around it: a number and its unit or its
/// next group of digits, French quotation and punctuation marks and their words.
fn binds(before: &str, behind: &str) -> bool {
    let (Some(left), Some(right)) = (before.chars().next_back(), behind.chars().next()) else {
        return false;
    };
    left.is_ascii_digit()
        && (right.is_alphanumeric() || matches!(right, '%' | '€' | '$' | '£' | '°'))
        || left == '«'
        || left.is_alphanumeric() && matches!(right, '»' | '?' | '!' | ':' | ';')
}

/// Whether a zero-width joiner stands between characters that it can join: emoji and the letters
/// of scripts that shape.
fn joins(before: &str, behind: &str) -> bool {
    let shapes = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace());
    shapes(before.chars().next_back()) && shapes(behind.chars().next())
}
