//! Reads the input: plain markup directly, everything else through html5ever's tokenizer.
//!
//! Nearly all of a page is text, comments and tags of the simplest kind, for which the HTML
//! standard's tokenizer does nothing but pass from its data state back to its data state. These
//! are recognised here by scanning bytes, and so are the commonest character references, and raw text
//! that nothing complicates. They go into the tree where they stand ([`super::nest`]), or to the tree
//! builder as the tokens that the tokenizer would make. At anything else the tokenizer takes over, and
//! gives the rest of the input back with the next tag or comment, for then it is in the data state
//! again and holds nothing.
//!
//! Source: HTML standard, section 13.2.5, "Tokenization". That both ways give the same tree is
//! tested over generated markup.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;
use std::rc::Rc;

use html5ever::LocalName;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CharacterTokens, CommentToken, EndTag, StartTag, Tag, TagKind, TagToken, Token,
    TokenSinkResult, Tokenizer,
};
use html5ever::{Attribute, TokenizerResult};

use super::dom::Attr;
use super::guard::Guard;
use super::kind::Kind;
use super::known::{Key, Known};
use super::look::Look;
use super::nest::Nest;
use super::raw_text::{self, Ends};
use super::shared::Shared;
use super::sink::{Handle, to_html5ever};
use super::surplus::ATTRIBUTES_MAX;
use super::{guard, lines, reference, surplus};

/// Attributes of a tag that are compared one by one; of more, the names are kept in a set.
const FEW_ATTRIBUTES: usize = 32;

/// The tokenizer and the input that it shares with the scan.
pub(super) struct Feed<'a> {
    tokenizer: &'a Tokenizer<Guard<'a>>,
    /// What the tokenizer is to read; empty while the scan is at work.
    queue: &'a BufferQueue,
    html: &'a str,
    whole: &'a Rc<String>,
    /// The same for html5ever, once it is needed.
    for_html5ever: OnceCell<StrTendril>,
    /// Bytes that are tokens by now.
    at: usize,
    /// Line feeds before `at`.
    lines: u64,
    /// Where the next one stands, or the end.
    line_end: usize,
    /// Names that standards have, those of earlier documents among them.
    standard: StandardNames,
    /// Names of this document that no standard has.
    strange: Known<Name, 128>,
    nest: Nest,
    ends: Ends,
    /// The attributes of the start tag that was read last.
    attrs: Vec<Attr>,
}

/// What is known of the name of a tag or an attribute.
#[derive(Debug, Clone, Default)]
pub(super) struct Name {
    pub(super) local: LocalName,
    /// What an element of that name is like.
    pub(super) kind: Kind,
    pub(super) look: Look,
}

impl Name {
    /// In lower case.
    fn of(name: &str) -> Self {
        let local = LocalName::from(name);
        Name {
            kind: Kind::of(name),
            look: Look::of(&local),
            local,
        }
    }
}

/// What is known of names that standards have: the same in all documents.
type StandardNames = Known<Name, 256>;

thread_local! {
    /// Names of standards that stood in earlier documents; each would have to be looked up again.
    static STANDARD: Cell<StandardNames> = Cell::default();
}

/// A start tag that has been read; its attributes are those of the feed.
struct Start {
    name: Name,
    closes: bool,
    /// How many attributes are too many.
    surplus: usize,
    /// Behind its `>`.
    end: usize,
}

/// Feeds everything to the end of the input.
pub(super) fn run(mut feed: Feed<'_>) {
    while feed.at < feed.html.len() {
        let is_plain = match feed.html.as_bytes()[feed.at] {
            b'<' => feed.markup(),
            b'\0' => false,
            _ => feed.text(),
        };
        if !is_plain {
            feed.hand_over();
        }
    }
    feed.tokenizer.end();
    STANDARD.set(feed.standard);
}

impl<'a> Feed<'a> {
    /// `html` has neither carriage returns nor a byte order mark.
    pub(super) fn new(
        tokenizer: &'a Tokenizer<Guard<'a>>,
        queue: &'a BufferQueue,
        html: &'a Rc<String>,
        depth_max: usize,
    ) -> Self {
        Feed {
            tokenizer,
            queue,
            html,
            whole: html,
            for_html5ever: OnceCell::new(),
            at: 0,
            lines: 0,
            line_end: line_end(html, 0),
            standard: STANDARD.take(),
            strange: Known::default(),
            nest: Nest::new(depth_max),
            ends: Ends::default(),
            attrs: Vec::new(),
        }
    }

    /// Lets the tokenizer read on from here, until it gives the rest back.
    fn hand_over(&mut self) {
        let guard = &self.tokenizer.sink;
        self.nest.hand_over(guard, self.lines + 1);
        guard.hand_over(self.lines);
        let html = self.html;
        let mut start = surplus::next_tag(html, self.at, guard.is_foreign());
        let mut name = None;
        while self.at < html.len() {
            let Some(tag) = start.map(|start| surplus::tag(html, start)) else {
                self.let_read(html.len());
                break;
            };
            if let Some((range, count)) = tag.surplus {
                self.let_read(range.start);
                if guard.has_paused() {
                    break;
                }
                guard.skip(&html[range.clone()], count);
                self.at = range.end;
            }
            self.let_read(tag.end);
            if guard.has_paused() {
                break;
            }
            // The tag began raw text, or is part of it.
            let name = name.get_or_insert(tag.name);
            start = raw_text::end(&html[self.at..], name).map(|bytes| self.at + bytes);
        }
        let (rest, line) = guard.take_back();
        self.at -= rest;
        self.lines = line;
        // Looked for only behind the last one: a long line is read once.
        if self.at > self.line_end {
            self.line_end = line_end(html, self.at);
        }
    }

    /// Gives the input up to `end` to the tokenizer.
    fn let_read(&mut self, end: usize) {
        self.queue
            .push_back(self.tendril(&self.piece(self.at, end)));
        // A script or a charset declaration only pauses the tokenizer.
        while !matches!(self.tokenizer.feed(self.queue), TokenizerResult::Done) {}
        self.at = end;
    }

    /// A text as html5ever wants it.
    fn tendril(&self, text: &Shared) -> StrTendril {
        let Some((start, end)) = text.place_in(self.whole) else {
            return StrTendril::from_slice(text);
        };
        let html = self
            .for_html5ever
            .get_or_init(|| StrTendril::from_slice(self.html));
        html.subtendril(start, end - start)
    }

    fn piece(&self, from: usize, to: usize) -> Shared {
        Shared::piece(self.whole, from, to)
    }

    /// Goes to `end` and counts the lines on the way.
    fn advance(&mut self, end: usize) {
        self.at = end;
        if end > self.line_end {
            let lines = lines::count(&self.html.as_bytes()[self.line_end..end]);
            self.lines += lines as u64;
            self.line_end = line_end(self.html, end);
        }
    }

    /// Passes a token on to the tree builder. Only the tags of raw text elements change how the
    /// input is read on.
    fn emit(&mut self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let guard = &self.tokenizer.sink;
        self.nest.hand_over(guard, line);
        guard.process_plain(token, line)
    }

    /// Passes a start tag on to the tree builder.
    fn emit_start(&mut self, start: Start, line: u64) -> TokenSinkResult<Handle> {
        let attrs = to_html5ever(&self.attrs, |value| self.tendril(value));
        self.tokenizer.sink.sink().give_attributes(&mut self.attrs);
        self.emit(tag(StartTag, start.name.local, start.closes, attrs), line)
    }

    /// The start tag of a raw text element, whose text goes to `end`. Inside of some elements it is
    /// none, and has no text.
    fn raw_text(&mut self, start: Start, end: usize) -> bool {
        let text = self.piece(start.end, end);
        self.advance(start.end);
        let line = self.lines + 1;
        let guard = &self.tokenizer.sink;
        guard.leave_out_attributes(start.surplus);
        if let Some(behind) = end_tag_of(self.html, end, &start.name.local)
            && self.nest.admits(guard, start.name.kind, line)
        {
            let text = (!text.is_empty()).then(|| (line_of(&text, line), text));
            self.nest
                .put_raw_text(guard, start.name, &mut self.attrs, text, line);
            self.advance(behind);
            return true;
        }
        let result = self.emit_start(start, line);
        if !text.is_empty() && matches!(result, TokenSinkResult::RawData(_)) {
            self.characters(text, end);
        }
        true
    }

    /// Text up to the next markup or NUL. Answers false, and does nothing, where a character reference
    /// that is not plain comes first.
    fn text(&mut self) -> bool {
        let rest = &self.html[self.at..];
        let bytes = memchr::memchr3(b'<', b'&', b'\0', rest.as_bytes()).unwrap_or(rest.len());
        let (text, bytes) = match rest.as_bytes().get(bytes) {
            Some(b'&') => {
                let (text, bytes) = reference::text(rest);
                (text.into(), bytes)
            }
            _ => (self.piece(self.at, self.at + bytes), bytes),
        };
        if bytes == 0 {
            return false;
        }
        self.characters(text, self.at + bytes);
        true
    }

    /// Passes text on that ends at `end`.
    fn characters(&mut self, text: Shared, end: usize) {
        let line = line_of(&text, self.lines + 1);
        self.advance(end);
        let guard = &self.tokenizer.sink;
        if self.nest.is_in_step() {
            self.nest.put_text(guard, text, line);
        } else {
            let tendril = self.tendril(&text);
            guard.sink().give_text(text);
            let _ = guard.process_plain(CharacterTokens(tendril), line);
        }
    }

    /// A tag or a comment. Answers false, and does nothing, where it is not plain; so do
    /// the others.
    fn markup(&mut self) -> bool {
        match self.html.as_bytes().get(self.at + 1) {
            Some(b'/') => self.end_tag(),
            Some(b'!') => self.comment(),
            Some(c) if c.is_ascii_alphabetic() => self.start_tag(),
            _ => false,
        }
    }

    /// The name that stands from here to there; none for an empty one.
    fn name(&mut self, (from, to): (usize, usize)) -> Option<Name> {
        if from == to {
            return None;
        }
        let Some(key) = Key::of(&self.html[from..], to - from) else {
            let name = Name::of(&self.html[from..to].to_ascii_lowercase());
            return Some(self.settled(name));
        };
        let known = self.standard.get(key).or_else(|| self.strange.get(key));
        if let Some(name) = known {
            return Some(name.clone());
        }
        let name = key.read(Name::of)?;
        if !name.local.is_dynamic() {
            self.standard.put(key, name.clone());
            return Some(name);
        }
        let name = self.settled(name);
        self.strange.put(key, name.clone());
        Some(name)
    }

    /// The name, or the one that stands for all that are too many.
    fn settled(&self, mut name: Name) -> Name {
        name.local = self.tokenizer.sink.strange.settle(name.local);
        name
    }

    fn end_tag(&mut self) -> bool {
        let Some((name, end)) = plain_end_tag(self.html, self.at) else {
            return false;
        };
        let Some(name) = self.name(name) else {
            return false;
        };
        self.advance(end);
        let line = self.lines + 1;
        if !self
            .nest
            .end(&self.tokenizer.sink, &name.local, name.kind, line)
        {
            let _ = self.emit(tag(EndTag, name.local, false, Vec::new()), line);
        }
        true
    }

    /// A comment in which two hyphens never stand side by side.
    fn comment(&mut self) -> bool {
        let Some(inside) = self.html[self.at..].strip_prefix("<!--") else {
            return false;
        };
        let Some(bytes) = memchr::memmem::find(inside.as_bytes(), b"--") else {
            return false;
        };
        let content = &inside[..bytes];
        if !inside[bytes..].starts_with("-->")
            || content.starts_with(['>', '-'])
            || content.contains('\0')
        {
            return false;
        }
        let start = self.at + "<!--".len();
        let content = self.piece(start, start + bytes);
        self.advance(start + bytes + "-->".len());
        let line = self.lines + 1;
        if self.nest.is_in_step() {
            self.nest
                .put_comment(self.tokenizer.sink.sink(), content, line);
        } else {
            let tendril = self.tendril(&content);
            self.tokenizer.sink.sink().give_text(content);
            let _ = self.emit(CommentToken(tendril), line);
        }
        true
    }

    fn start_tag(&mut self) -> bool {
        let html = self.html;
        let mut scan = Scan::new(html, self.at + 1);
        let Some(name) = self.name(scan.name()) else {
            return false;
        };
        let Some((closes, surplus)) = self.attributes(&mut scan) else {
            return false;
        };
        let start = Start {
            name,
            closes,
            surplus,
            end: scan.at,
        };
        let may_be_raw = matches!(start.name.kind, Kind::RawText | Kind::Other);
        if may_be_raw && raw_text::is_raw_text(&start.name.local) {
            let end = self.ends.plain(html, start.end, &start.name.local);
            return end.is_some_and(|end| self.raw_text(start, end));
        }
        self.advance(start.end);
        let line = self.lines + 1;
        let guard = &self.tokenizer.sink;
        guard.leave_out_attributes(start.surplus);
        if self.nest.admits(guard, start.name.kind, line) {
            self.nest.put(guard, start.name, &mut self.attrs, line);
        } else if self.nest.is_full() && !guard::is_leaf(&start.name.local) {
            guard.leave_out_start(start.name.local);
        } else {
            let _ = self.emit_start(start, line);
        }
        true
    }

    /// Reads the attributes up to the end of a start tag; says whether it closes itself, and how
    /// many attributes were too many to be read.
    fn attributes(&mut self, scan: &mut Scan<'_>) -> Option<(bool, usize)> {
        self.attrs.clear();
        let mut seen = HashSet::new();
        let mut count = 0;
        loop {
            let spaced = scan.spaces();
            let closes = scan.eat(b'/');
            if scan.eat(b'>') {
                return Some((closes, 0));
            }
            if closes || !spaced {
                return None;
            }
            if count == ATTRIBUTES_MAX {
                let tag = surplus::tag(self.html, self.at);
                let (range, count) = tag.surplus?;
                scan.at = tag.end;
                return (range.end < tag.end).then_some((false, count));
            }
            count += 1;
            let plain = scan.attribute()?;
            let name = self.name(plain.name)?.local;
            if self.tokenizer.sink.strange.refuses(&name) {
                continue;
            }
            // The first of several attributes of one name counts: the tokenizer sees to that.
            if is_double(&name, &self.attrs, &mut seen) {
                return None;
            }
            let (from, to) = plain.value;
            let value = if plain.has_reference {
                reference::resolve(&self.html[from..to])?.into()
            } else {
                self.piece(from, to)
            };
            self.attrs.push(Attr { name, value });
        }
    }
}

/// A plain end tag that begins here: from where to where its name goes, and its end.
fn plain_end_tag(html: &str, at: usize) -> Option<((usize, usize), usize)> {
    let mut scan = Scan::new(html, at + "</".len());
    let name = scan.name();
    scan.spaces();
    scan.eat(b'>').then_some((name, scan.at))
}

/// Where the end tag of an element with this name ends, if it begins here and is plain.
fn end_tag_of(html: &str, at: usize, name: &str) -> Option<usize> {
    let ((from, to), end) = plain_end_tag(html, at)?;
    html[from..to].eq_ignore_ascii_case(name).then_some(end)
}

/// The line of a text's first character, where a line feed belongs to the line that it begins.
fn line_of(text: &str, line: u64) -> u64 {
    line + u64::from(text.starts_with('\n'))
}

/// Where the first line feed from here on stands, or the end.
fn line_end(html: &str, from: usize) -> usize {
    let rest = &html.as_bytes()[from..];
    from + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

/// Whether an attribute of this name is there already; `seen` holds the names once they are many.
fn is_double(name: &LocalName, attrs: &[Attr], seen: &mut HashSet<LocalName>) -> bool {
    if attrs.len() < FEW_ATTRIBUTES {
        return attrs.iter().any(|attr| attr.name == *name);
    }
    if seen.is_empty() {
        seen.extend(attrs.iter().map(|attr| attr.name.clone()));
    }
    !seen.insert(name.clone())
}

fn tag(kind: TagKind, name: LocalName, self_closing: bool, attrs: Vec<Attribute>) -> Token {
    TagToken(Tag {
        kind,
        name,
        self_closing,
        attrs,
        had_duplicate_attributes: false,
    })
}

/// A place in the input.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A plain attribute: from where to where its name and its value go.
struct PlainAttribute {
    name: (usize, usize),
    value: (usize, usize),
    has_reference: bool,
}

/// Bytes that are looked at together.
const WORD_BYTES: usize = 16;

/// How many of these bytes can stand in a name, up to the first that can't. Without branches, which
/// short names would mislead.
fn name_letters(word: [u8; WORD_BYTES]) -> usize {
    let others = word.map(|b| if is_name_letter(b) { 0 } else { u8::MAX });
    u128::from_le_bytes(others).trailing_zeros() as usize / 8
}

fn is_name_letter(b: u8) -> bool {
    // Ranges as differences: the compiler makes vector code of these, not of `is_ascii_alphabetic`.
    let is_letter = (b | 0x20).wrapping_sub(b'a') < 26;
    let is_digit_or_colon = b.wrapping_sub(b'0') < 11;
    is_letter | is_digit_or_colon | (b == b'-') | (b == b'_')
}

impl<'a> Scan<'a> {
    fn new(html: &'a str, at: usize) -> Self {
        let bytes = html.as_bytes();
        Scan { bytes, at }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    /// Goes on as long as `holds` does, which it does for ASCII only.
    fn skip_while(&mut self, holds: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&b| !holds(b)).unwrap_or(rest.len());
    }

    /// Whether there were any.
    fn spaces(&mut self) -> bool {
        let from = self.at;
        self.skip_while(|b| matches!(b, b' ' | b'\n' | b'\t' | b'\x0c'));
        self.at > from
    }

    /// The name of a tag or an attribute, as far as its letters are common ones.
    fn name(&mut self) -> (usize, usize) {
        let from = self.at;
        let word = self.bytes[from..].first_chunk();
        match word.map(|word| name_letters(*word)) {
            Some(letters) if letters < WORD_BYTES => self.at += letters,
            _ => self.skip_while(is_name_letter),
        }
        (from, self.at)
    }

    /// An attribute whose value is quoted, or of common letters, or missing.
    fn attribute(&mut self) -> Option<PlainAttribute> {
        let name = self.name();
        if name.0 == name.1 {
            return None;
        }
        let start = self.at + 1;
        if !self.eat(b'=') {
            let value = (self.at, self.at);
            // An equals sign can stand behind white space.
            self.spaces();
            let ends = match self.bytes.get(self.at) {
                Some(b'>' | b'/') => true,
                Some(c) => self.at > value.1 && c.is_ascii_alphabetic(),
                None => false,
            };
            self.at = value.1;
            return ends.then_some(PlainAttribute {
                name,
                value,
                has_reference: false,
            });
        }
        if let Some(quote @ (b'"' | b'\'')) = self.bytes.get(start) {
            return self.quoted(name, *quote);
        }
        let is_common = |b: u8| {
            b.is_ascii_alphanumeric()
                || matches!(
                    b,
                    b'-' | b'_'
                        | b'.'
                        | b'#'
                        | b'%'
                        | b':'
                        | b'/'
                        | b'?'
                        | b','
                        | b';'
                        | b'('
                        | b')'
                        | b'+'
                )
        };
        self.skip_while(is_common);
        let has_value = self.at > start;
        let ends = matches!(self.bytes.get(self.at), Some(b'>' | b' ' | b'\n' | b'\t'));
        (has_value && ends).then_some(PlainAttribute {
            name,
            value: (start, self.at),
            has_reference: false,
        })
    }

    /// The value of an attribute from its opening quotation mark on.
    fn quoted(&mut self, name: (usize, usize), quote: u8) -> Option<PlainAttribute> {
        let start = self.at + 1;
        let rest = &self.bytes[start..];
        let special = memchr::memchr3(quote, b'&', b'\0', rest)?;
        let has_reference = rest[special] != quote;
        let len = special + memchr::memchr(quote, &rest[special..])?;
        self.at = start + len + 1;
        let ends = matches!(
            self.bytes.get(self.at),
            Some(b'>' | b'/' | b' ' | b'\n' | b'\t')
        );
        let has_nul = has_reference && memchr::memchr(b'\0', &rest[special..len]).is_some();
        (ends && !has_nul).then_some(PlainAttribute {
            name,
            value: (start, start + len),
            has_reference,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::dom::NodeData;
    use crate::parser::tree;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// What the tokenizer alone makes of the input.
    fn tokenized(html: &str, depth_max: usize) -> String {
        show(html, depth_max, |mut feed| {
            while feed.at < feed.html.len() {
                feed.hand_over();
            }
            feed.tokenizer.end();
        })
    }

    fn scanned(html: &str, depth_max: usize) -> String {
        show(html, depth_max, super::run)
    }

    /// What was left out, and the tree, a line a node, without source lines: the tokenizer gives
    /// text, and elements that text opens, the line on which the text ends.
    fn show(html: &str, depth_max: usize, run: impl FnOnce(Feed<'_>)) -> String {
        let (mut dom, capped) = tree(html, depth_max, run);
        let mut shown = format!("{capped:?}\n");
        for node in &mut dom.nodes {
            let mut attrs = &[][..];
            match &mut node.data {
                NodeData::Document => {}
                NodeData::Text { line, .. } | NodeData::Comment { line, .. } => *line = 0,
                NodeData::Element(tag) => {
                    tag.line = 0;
                    let (from, to) = std::mem::take(&mut tag.attrs);
                    attrs = &dom.attrs[from as usize..to as usize];
                }
            }
            writeln!(shown, "{node:?} {attrs:?}").expect("a string takes everything");
        }
        shown
    }

    #[test]
    fn attributes_that_are_too_many_are_left_out_whoever_reads() {
        let attribute = |n: usize| format!("a{n}=\"{n}&amp;\"\n");
        let many = |count| (0..count).map(attribute).collect::<Vec<_>>().concat();
        for name in ["p", "img", "script", "td", "svg", "plaintext"] {
            for count in [255, 256, 257, 300] {
                for behind in [
                    ">", "/>", " />", "b>", "b/>", "b='>'>", "b=c/d e>", "a1=x>", "a299>", "",
                    "b='",
                ] {
                    let html = format!("<b>x<{name} {}{behind}y</{name}>\nz</b>", many(count));
                    assert_eq!(
                        scanned(&html, 512),
                        tokenized(&html, 512),
                        "{name} {count} {behind}"
                    );
                }
            }
        }
    }

    #[test]
    fn lines_are_counted_whoever_reads() {
        let html =
            "<p>\na &amp;\n<b\nx=y>c\n<!-- d\n --><script>\n</script>\n<i title=\"\n\">e</i>\n<hr>";
        let dom = tree(html, 512, super::run).0;
        let lines: Vec<_> = dom
            .descendants(dom.root())
            .filter_map(|id| Some((dom.html_name(id)?.to_string(), dom.line(id))))
            .collect();
        let expected = [("p", 1), ("b", 4), ("script", 6), ("i", 9), ("hr", 10)];
        let expected: Vec<_> = expected.map(|(name, line)| (name.to_owned(), line)).into();
        assert_eq!(lines, expected);
    }

    /// Everything that a tokenizer can stumble over, whole and in halves.
    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "<p>", "</p>", "<P class=a>", "<br>", "<br/>", "<br />", "<BR\n>", "</p >", "</p x>",
        "<b>", "</b>", "<a href=\"x\">", "<a href='y' title=\"a > b\">", "<a href=x/y>",
        "<a href=/>", "</a>", "<img src=\"a\" alt=\"b\">", "<img src=\"a\"alt=\"b\"/>",
        "<img src=a b>", "<img src = a>", "<img hidden>", "<i a=1 A=2>", "<i a=1 a>", "<i =>",
        "<i a=>", "<i a=\"&amp;\">", "<i a=\"\0\">", "<i a=\"", "<i ", "<i", "<", "</", "</>",
        "</ p>", "<!", "<!-", "<!-->", "<!--->", "<!-- a -->", "<!-- a --->", "<!-- a -- b -->",
        "<!--a--!>b-->", "<!--a\0-->", "<!-- \n -->", "<!doctype html>", "<?php a ?>",
        "<![CDATA[ a ]]>", "<svg>", "</svg>", "<svg:a>", "<math>", "<mi>", "</math>", "<title>",
        "</title>", "<textarea>", "</textarea>", "\n", "\n\n", "<script>", "if (a < b) '</p>'",
        "</script>", "<script/>", "<style>", "</style>", "<plaintext>", "<table>", "<tr>", "<td>",
        "</td>", "</tr>", "</table>", "<pre>", "</pre>", "<ul>", "<li>", "</ul>", "<select>",
        "<option>", "</select>", "<template>", "</template>", "<iframe src=\"a\">", "</iframe>",
        "<noscript>", "</noscript>", "<body a=1>", "<html>", "<head>", "<form>", "</form>",
        "<button>", "<h1>", "</h2>", "<frameset>", "a", " ", "\t", " b ", "&amp;", "&", "&amp",
        "&notit;", "&#65;", "&#0;", "&lt;", "&nbsp;", "&copy", "&copy;", "&NewLine;", "&rarr;", "& ", "&NotEqualTilde;", "<a href=\"?a&copy=b&copyright&copy&\">", "<i a-name-of-more-than-fifteen-letters b>", "<i A-Name-Of-More-Than-Fifteen-Letters>", "<i a =b>", "<i a\n=\"b\" c d>", "<a href=/b/?c,d;(e)+f/>", "<i a b/>", "&#8217;", "&#x80;", "<a href=\"?a&amp;b\">", "<a href=\"?a&b\">", "</STYLE>", "</script ", "</style/>", "</titlex>", "<title/>", "<xmp>", "</xmp>", "\0", "\u{feff}", "\r\n", "\r", "é", "汉字", "😀", "]]>",
        "<div>", "</div>", "<span>", "</span>", "</li>", "<ol>", "<dl>", "<dt>", "<dd>", "</dd>",
        "</dl>", "<hr>", "</h1>", "<code>", "</code>", "<nobr>", "</nobr>", "<object>", "</object>",
        "<ruby>", "<rt>", "<listing>", "<th>", "<caption>", "<input>", "<noframes>", "<blockquote>",
        "<data-very-long-name-of-an-element>", "<o:p>", "<a_b>", "<a.b>", "=\"", "'", ">",
    ];

    fn markup() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..40)
            .prop_map(|pieces| pieces.concat())
    }

    /// Elements of all kinds around others, most of them with their end tags, and what
    /// [`PIECES`] has between them.
    fn nested_markup() -> impl Strategy<Value = String> {
        const NAMES: [&str; 28] = [
            "p",
            "div",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "h2",
            "h3",
            "pre",
            "b",
            "code",
            "a",
            "span",
            "q",
            "blockquote",
            "table",
            "tr",
            "td",
            "form",
            "button",
            "noscript",
            "font",
            "title",
            "script",
            "ruby",
            "select",
        ];
        let leaf = prop_oneof![
            Just("a".to_owned()),
            Just("\n".to_owned()),
            Just("<br>".to_owned()),
            Just("<!-- b -->".to_owned()),
            prop::sample::select(PIECES).prop_map(str::to_owned),
        ];
        leaf.prop_recursive(8, 64, 6, |inner| {
            let inside = prop::collection::vec(inner, 0..6);
            (prop::sample::select(&NAMES), inside, 0..8_u8).prop_map(|(name, inside, odd)| {
                let inside = inside.concat();
                match odd {
                    0 => format!("<{name}>{inside}"),
                    1 => format!("<{name} id=x>{inside}</{name}></{name}>"),
                    _ => format!("<{name}>{inside}</{name}>"),
                }
            })
        })
    }

    /// Depths that this markup reaches, and the usual one.
    fn depth_max() -> impl Strategy<Value = usize> {
        prop_oneof![Just(512), 0..12_usize]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn nested_markup_is_read_as_the_tokenizer_reads_it(
            html in nested_markup(),
            depth_max in depth_max(),
        ) {
            prop_assert_eq!(scanned(&html, depth_max), tokenized(&html, depth_max));
        }

        #[test]
        fn scanned_markup_is_read_as_the_tokenizer_reads_it(
            html in markup(),
            depth_max in depth_max(),
        ) {
            prop_assert_eq!(scanned(&html, depth_max), tokenized(&html, depth_max));
        }
    }
}
