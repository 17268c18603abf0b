//! Inlines.

use super::cursor::Cursor;
use super::delimiters::{Mark, Planner};
use super::escape::{Context, Next, Within, push_text};
use super::link::{Around, Raw, is_autolink, push_description, push_destination, push_title};
use super::survey::Survey;
use super::ticks::Ticks;
use super::{HardBreak, LinkStyle, Style, html};
use crate::mdast::{Image, Inline, Link};

/// Where a run of phrasing content begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// What the run is.
    pub(super) within: Within,
    /// It begins a list item or a block quote.
    pub(super) begins_container: bool,
    /// It begins the document.
    pub(super) begins_document: bool,
    /// Something of the block stands before it on its line.
    pub(super) inside_line: bool,
}

/// Link destinations that go to the end of the document ([`LinkStyle::Reference`]).
#[derive(Debug, Default)]
pub(super) struct Definitions {
    numbers: std::collections::HashMap<(String, String), usize>,
    /// URL and title; the number of the first is 1.
    pub(super) list: Vec<(String, String)>,
}

impl Definitions {
    fn number(&mut self, url: &str, title: &str) -> usize {
        let key = (url.to_owned(), title.to_owned());
        *self.numbers.entry(key).or_insert_with_key(|key| {
            self.list.push(key.clone());
            self.list.len()
        })
    }
}

/// What inlines are written with.
#[derive(Debug)]
pub(super) struct Inlines<'s> {
    pub(super) style: &'s Style,
    pub(super) has_math: bool,
    pub(super) definitions: Definitions,
    planner: Planner,
}

impl<'s> Inlines<'s> {
    pub(super) fn new(style: &'s Style, has_math: bool) -> Inlines<'s> {
        let definitions = Definitions::default();
        Inlines {
            style,
            has_math,
            definitions,
            planner: Planner::default(),
        }
    }

    /// Writes a whole run of phrasing content.
    pub(super) fn write(&mut self, inlines: &[Inline<'_>], start: Start, cursor: &mut Cursor) {
        let survey = Survey::of(inlines);
        let plan = self.planner.plan(inlines, survey, self.style);
        let in_paragraph = start.within == Within::Paragraph;
        let ticks = if survey.has_plain_texts {
            Ticks::default()
        } else {
            Ticks::of(inlines)
        };
        let context = Context {
            plan,
            has_plain_texts: survey.has_plain_texts,
            within: start.within,
            line_start: in_paragraph && !start.inside_line,
            run_start: true,
            first_line: true,
            begins_container: start.begins_container,
            begins_document: start.begins_document,
            in_link: false,
            link_start: false,
            after_footnote: false,
            after_math: false,
            escape_ticks: ticks.all > 1,
            bare_ticks: ticks.ends_in_text.then_some(ticks.in_text),
            ticks: 0,
            bracket_open: false,
            has_definitions: self.style.links == LinkStyle::Reference,
            has_math: self.has_math,
            escape_templates: self.style.escape_templates,
            bare: 0,
            runs: 0,
        };
        let mut run = Run {
            style: self.style,
            definitions: &mut self.definitions,
            cursor,
            context,
            spans: 0,
        };
        run.write(inlines, Next::End);
    }
}

/// A run of phrasing content on its way out.
struct Run<'a, 'p> {
    style: &'a Style,
    definitions: &'a mut Definitions,
    cursor: &'a mut Cursor,
    context: Context<'p>,
    /// Spans so far.
    spans: usize,
}

impl Run<'_, '_> {
    /// Nesting is as deep as the tree, which is bounded in normal form.
    fn write(&mut self, inlines: &[Inline<'_>], last: Next) {
        for (at, inline) in inlines.iter().enumerate() {
            let next = inlines.get(at + 1).map_or(last, next_is);
            self.inline(inline, next);
        }
    }

    fn inline(&mut self, inline: &Inline<'_>, next: Next) {
        match inline {
            Inline::Text(text) => {
                push_text(text, next, &mut self.context, &mut self.cursor.out);
                return;
            }
            Inline::Break => {
                self.hard_break();
                return;
            }
            Inline::Emphasis(children) => self.span(children, Span::Emphasis),
            Inline::Strong(children) => self.span(children, Span::Strong),
            Inline::Delete(children) => self.span(children, Span::Delete),
            Inline::Code(value) => self.code(value),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::Html(tag) => self.markup(tag),
            Inline::FootnoteReference(label) => {
                self.markup("[^");
                self.cursor.out.push_str(label);
                self.cursor.out.push(']');
            }
            Inline::Math(tex) => {
                self.markup("$");
                self.cursor.out.push_str(tex);
                self.cursor.out.push('$');
            }
        }
        self.context.after_footnote = matches!(inline, Inline::FootnoteReference(_));
        self.context.after_math = matches!(inline, Inline::Math(_));
    }

    /// Writes markup, which is never what a line must not begin with.
    fn markup(&mut self, markup: &str) {
        self.context.line_start = false;
        self.context.run_start = false;
        self.context.link_start = false;
        self.context.after_math = false;
        self.cursor.out.push_str(markup);
    }

    fn hard_break(&mut self) {
        match self.style.hard_break {
            // Two spaces on a line of their own would end the paragraph.
            HardBreak::Spaces if !self.context.line_start => self.cursor.out.push_str("  "),
            _ => self.cursor.out.push('\\'),
        }
        self.cursor.line();
        self.context.line_start = self.context.within == Within::Paragraph;
        self.context.run_start = false;
        self.context.first_line = false;
        self.context.after_footnote = false;
        self.context.after_math = false;
    }

    fn span(&mut self, children: &[Inline<'_>], span: Span) {
        // A tree that is not in normal form may hold spans that the plan does not know.
        let mark = self
            .context
            .plan
            .marks
            .get(self.spans)
            .copied()
            .unwrap_or(Mark::Html);
        self.spans += 1;
        self.markup(span.opening(mark));
        self.write(children, Next::Markup);
        self.markup(span.closing(mark));
    }

    fn code(&mut self, value: &str) {
        let fence = unused_run(value);
        let blank = value.bytes().all(|byte| byte == b' ');
        let pad = value.starts_with('`')
            || value.ends_with('`')
            || (!blank && value.starts_with(' ') && value.ends_with(' '));
        self.markup("");
        let out = &mut self.cursor.out;
        push_ticks(fence, pad, out);
        if self.context.within == Within::Cell {
            for (at, part) in value.split('|').enumerate() {
                out.push_str(if at > 0 { "\\|" } else { "" });
                out.push_str(part);
            }
        } else {
            out.push_str(value);
        }
        if pad {
            out.push(' ');
        }
        push_ticks(fence, false, out);
    }

    fn raw(&self) -> Raw {
        Raw {
            cell: self.context.within == Within::Cell,
            templates: self.style.escape_templates,
        }
    }

    fn link(&mut self, link: &Link<'_>) {
        if is_autolink(link) {
            let Some(Inline::Text(text)) = link.children.first() else {
                return;
            };
            self.markup("<");
            self.cursor.out.push_str(text);
            self.cursor.out.push('>');
            return;
        }
        self.markup("[");
        self.context.in_link = true;
        self.context.link_start = true;
        self.write(&link.children, Next::Markup);
        self.context.in_link = false;
        self.target(&link.url, &link.title);
    }

    fn image(&mut self, image: &Image<'_>) {
        self.markup("![");
        let around = Around {
            in_link: self.context.in_link,
            has_definitions: self.context.has_definitions,
        };
        push_description(&image.alt, around, self.raw(), &mut self.cursor.out);
        self.target(&image.url, &image.title);
    }

    /// Closes the bracket and says where it leads.
    fn target(&mut self, url: &str, title: &str) {
        let raw = self.raw();
        let out = &mut self.cursor.out;
        if self.style.links == LinkStyle::Reference {
            let number = self.definitions.number(url, title);
            out.push_str("][");
            out.push_str(&number.to_string());
            out.push(']');
            return;
        }
        out.push_str("](");
        push_target(url, title, raw, out);
        out.push(')');
    }
}

/// A destination and, where there is one, a title.
pub(super) fn push_target(url: &str, title: &str, raw: Raw, out: &mut String) {
    push_destination(url, !title.is_empty(), raw, out);
    if !title.is_empty() {
        out.push(' ');
        push_title(title, raw, out);
    }
}

/// What a text sees of the inline after it.
fn next_is(inline: &Inline<'_>) -> Next {
    match inline {
        Inline::Break => Next::Break,
        Inline::Link(link) if !is_autolink(link) => Next::Bracket,
        Inline::FootnoteReference(_) => Next::Bracket,
        _ => Next::Markup,
    }
}

#[derive(Debug, Clone, Copy)]
enum Span {
    Emphasis,
    Strong,
    Delete,
}

impl Span {
    fn opening(self, mark: Mark) -> &'static str {
        match (self, mark) {
            (Span::Emphasis, Mark::Html) => html::EMPHASIS.0,
            (Span::Strong, Mark::Html) => html::STRONG.0,
            (Span::Delete, Mark::Html) => html::DELETE.0,
            _ => self.delimiter(mark),
        }
    }

    fn closing(self, mark: Mark) -> &'static str {
        match (self, mark) {
            (Span::Emphasis, Mark::Html) => html::EMPHASIS.1,
            (Span::Strong, Mark::Html) => html::STRONG.1,
            (Span::Delete, Mark::Html) => html::DELETE.1,
            _ => self.delimiter(mark),
        }
    }

    fn delimiter(self, mark: Mark) -> &'static str {
        match (self, mark) {
            (Span::Emphasis, Mark::Underscore) => "_",
            (Span::Strong, Mark::Underscore) => "__",
            (Span::Emphasis, _) => "*",
            (Span::Strong, _) => "**",
            (Span::Delete, _) => "~~",
        }
    }
}

fn push_ticks(count: usize, pad: bool, out: &mut String) {
    out.extend(std::iter::repeat_n('`', count));
    if pad {
        out.push(' ');
    }
}

/// The length of the shortest run of backticks that the code does not hold.
fn unused_run(code: &str) -> usize {
    if !code.contains('`') {
        return 1;
    }
    let mut lengths: Vec<usize> = code
        .split(|c| c != '`')
        .map(str::len)
        .filter(|&len| len > 0)
        .collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
        .iter()
        .enumerate()
        .find(|&(at, &len)| len != at + 1)
        .map_or(lengths.len(), |(at, _)| at)
        + 1
}
