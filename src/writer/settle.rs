//! Changes what no Markdown can say into what it can, and reports it.
//!
//! URLs are encoded as every renderer would encode them. Emphasis whose delimiters would not be
//! read loses the punctuation at its edges or becomes HTML
//! tags; lists and quotes nested deeper than renderers follow are flattened, their content kept;
//! a list whose blocks need blank lines between them is loose. Settling a settled tree changes
//! nothing.

use std::borrow::Cow;

use super::delimiters::{Mark, Planner};
use super::link::encode;
use super::shift::Shifter;
use super::survey::Survey;
use super::touch::{can_touch, ends_in_bare_table};
use super::{EmphasisMode, Style, html};
use crate::mdast::{
    Block, Document, Inline, List, ListItem, Table, collapse, has_place_for_blank_line, plain_text,
};
use crate::report::{Code, Report};

/// Nesting that markdown-it's `commonmark` preset still follows: a quote counts one, a list two.
const NESTING_MAX: usize = 19;

/// Longest margin of a line, in characters, and of a blank line, which is as long as the margin of
/// the innermost quote. A byte of input can be a line: more would make output of more than 32 times
/// its input.
const MARGIN_MAX: usize = 48;
const BLANK_MARGIN_MAX: usize = 32;

/// Where a block stands.
#[derive(Clone, Copy, Default)]
struct Place {
    nesting: usize,
    /// Characters in front of its lines.
    margin: usize,
}

impl Place {
    /// A place in a quote, if there is room for it.
    fn quoted(self) -> Option<Self> {
        let place = Place {
            nesting: self.nesting + 1,
            margin: self.margin + "> ".len(),
        };
        (place.nesting <= NESTING_MAX && place.margin <= BLANK_MARGIN_MAX).then_some(place)
    }

    /// A place in an item, if there is room for the list.
    fn listed(self, list: &List<'_>) -> Option<Self> {
        let last = |start: u32| u64::from(start) + list.items.len() as u64;
        let digits_of = |number: u64| number.checked_ilog10().unwrap_or(0) as usize + 1;
        let digits = list.start.map_or(0, |start| digits_of(last(start)));
        let place = Place {
            nesting: self.nesting + 2,
            margin: self.margin + digits + "- ".len(),
        };
        (place.nesting <= NESTING_MAX && place.margin <= MARGIN_MAX).then_some(place)
    }
}

/// Makes a tree in normal form sayable; see the module's documentation.
pub fn settle<'a>(mut document: Document<'a>, style: &Style, report: &mut Report) -> Document<'a> {
    let mut settler = Settler {
        style,
        report,
        planner: Planner::default(),
    };
    settler.blocks(&mut document.blocks, Place::default());
    document
}

struct Settler<'s> {
    style: &'s Style,
    report: &'s mut Report,
    planner: Planner,
}

impl Settler<'_> {
    /// Settles blocks where they are; only behind one that must be flattened they move.
    fn blocks(&mut self, blocks: &mut Vec<Block<'_>>, place: Place) {
        let flat_from = blocks.iter_mut().position(|b| !self.block(b, place));
        if let Some(at) = flat_from {
            for block in blocks.split_off(at) {
                self.push(block, place, blocks);
            }
        }
    }

    /// Puts a block behind others: itself settled, or its content where it stands too deep.
    fn push<'a>(&mut self, mut block: Block<'a>, place: Place, out: &mut Vec<Block<'a>>) {
        let fits = self.block(&mut block, place);
        match block {
            Block::Blockquote(mut children) if !fits => {
                self.flattened("block quote");
                self.blocks(&mut children, place);
                out.append(&mut children);
            }
            Block::List(list) if !fits => {
                self.flattened("list");
                for mut item in list.items {
                    self.blocks(&mut item.children, place);
                    out.append(&mut item.children);
                }
            }
            block => out.push(block),
        }
    }

    /// Settles a block; `false`, and nothing done, if there is no room for it at its place.
    fn block(&mut self, block: &mut Block<'_>, place: Place) -> bool {
        match block {
            Block::Paragraph(children) => {
                self.run(children);
                lone_tag(block);
            }
            Block::Heading { children, .. } => self.run(children),
            Block::Blockquote(children) => match place.quoted() {
                Some(inside) => self.blocks(children, inside),
                None => return false,
            },
            Block::List(list) => match place.listed(list) {
                Some(inside) => self.list(list, inside),
                None => return false,
            },
            Block::Table(table) => self.table(table),
            Block::FootnoteDefinition { children, .. } => {
                let inside = Place {
                    nesting: place.nesting + 1,
                    margin: place.margin + "    ".len(),
                };
                self.blocks(children, inside);
            }
            Block::ThematicBreak | Block::Code(_) | Block::Html(_) | Block::Math(_) => {}
        }
        true
    }

    fn flattened(&mut self, what: &str) {
        self.report.add(Code::NestingFlattened, what);
    }

    fn list(&mut self, list: &mut List<'_>, place: Place) {
        for item in &mut list.items {
            self.blocks(&mut item.children, place);
            let is_task = matches!(item.children.first(), Some(Block::Paragraph(_)));
            item.checked = item.checked.filter(|_| is_task);
        }
        let items = &list.items;
        list.spread = (list.spread && has_place_for_blank_line(items)) || needs_blank_line(items);
    }

    fn table(&mut self, table: &mut Table<'_>) {
        for cell in table.rows.iter_mut().flatten() {
            if any(cell, &is_unclear_in_cell) {
                *cell = code_for_cell(std::mem::take(cell));
            }
            self.run(cell);
        }
    }

    fn run(&mut self, inlines: &mut Vec<Inline<'_>>) {
        encode_urls(inlines);
        if !has_span(inlines) {
            return;
        }
        // What leaves a span at its edges makes no more runs in text than there were.
        let has_runs = Survey::of(inlines).text_runs > 0;
        if !has_runs && self.planner.plan_plain(inlines, self.style) {
            return;
        }
        if self.style.emphasis_mode != EmphasisMode::Html {
            let moves_punctuation = self.style.emphasis_mode == EmphasisMode::Move;
            let mut shifter = Shifter {
                moves_punctuation,
                report: self.report,
            };
            *inlines = shifter.run(std::mem::take(inlines));
            if !has_runs && self.planner.plan_plain(inlines, self.style) {
                return;
            }
        }
        let plan = self.planner.plan(inlines, Survey::of(inlines), self.style);
        if !plan.marks.contains(&Mark::Html) {
            return;
        }
        let by_request = self.style.emphasis_mode == EmphasisMode::Html;
        let report = (!by_request).then_some(&mut *self.report);
        let mut tags = Tags {
            marks: plan.marks.iter(),
            report,
            out: Vec::new(),
        };
        tags.write(std::mem::take(inlines));
        *inlines = tags.out;
    }
}

fn encode_urls(inlines: &mut [Inline<'_>]) {
    for inline in inlines {
        match inline {
            Inline::Image(image) => encode(&mut image.url),
            Inline::Link(link) => {
                encode(&mut link.url);
                encode_urls(&mut link.children);
            }
            Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
                encode_urls(children);
            }
            _ => {}
        }
    }
}

fn has_span(inlines: &[Inline<'_>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Emphasis(_) | Inline::Strong(_) | Inline::Delete(_) => true,
        Inline::Link(link) => has_span(&link.children),
        _ => false,
    })
}

/// Whether two blocks of an item, or two items, can't stand on lines that touch.
fn needs_blank_line(items: &[ListItem<'_>]) -> bool {
    let in_item = |item: &ListItem<'_>| {
        item.children
            .windows(2)
            .any(|pair| !can_touch(&pair[0], &pair[1]))
    };
    let before_item =
        |pair: &[ListItem<'_>]| pair[0].children.last().is_some_and(ends_in_bare_table);
    items.iter().any(in_item) || items.windows(2).any(before_item)
}

/// A line that holds one tag and nothing else is an HTML block (section 4.6).
fn lone_tag(paragraph: &mut Block<'_>) {
    let Block::Paragraph(inlines) = paragraph else {
        return;
    };
    match &mut inlines[..] {
        [Inline::Html(tag)] => *paragraph = Block::Html(std::mem::take(tag)),
        [Inline::Html(_), line_break @ Inline::Break, ..] => {
            *line_break = Inline::Html(Cow::Borrowed("<br>"));
        }
        _ => {}
    }
}

/// Readers disagree on `\\|` in a cell's code span.
fn is_unclear_in_cell(inline: &Inline<'_>) -> bool {
    matches!(inline, Inline::Code(code) if code.contains("\\|"))
}

/// Code that is unclear in a cell becomes HTML.
fn code_for_cell(cell: Vec<Inline<'_>>) -> Vec<Inline<'_>> {
    let mut out = Vec::with_capacity(cell.len() + 2);
    for inline in cell {
        match inline {
            Inline::Code(code) if code.contains("\\|") => {
                out.push(Inline::Html(Cow::Borrowed("<code>")));
                out.push(Inline::Text(match collapse(code) {
                    Cow::Borrowed(code) => Cow::Borrowed(code.trim_matches(' ')),
                    Cow::Owned(code) => Cow::Owned(code.trim_matches(' ').to_owned()),
                }));
                out.push(Inline::Html(Cow::Borrowed("</code>")));
            }
            Inline::Emphasis(children) => out.push(Inline::Emphasis(code_for_cell(children))),
            Inline::Strong(children) => out.push(Inline::Strong(code_for_cell(children))),
            Inline::Delete(children) => out.push(Inline::Delete(code_for_cell(children))),
            Inline::Link(mut link) => {
                link.children = code_for_cell(link.children);
                out.push(Inline::Link(link));
            }
            other => out.push(other),
        }
    }
    out
}

fn any(inlines: &[Inline<'_>], test: &dyn Fn(&Inline<'_>) -> bool) -> bool {
    inlines.iter().any(|inline| {
        test(inline)
            || match inline {
                Inline::Emphasis(children)
                | Inline::Strong(children)
                | Inline::Delete(children) => any(children, test),
                Inline::Link(link) => any(&link.children, test),
                _ => false,
            }
    })
}

/// Writes spans that the plan gave up as tags.
struct Tags<'a, 'm, 'r> {
    marks: std::slice::Iter<'m, Mark>,
    report: Option<&'r mut Report>,
    out: Vec<Inline<'a>>,
}

impl<'a> Tags<'a, '_, '_> {
    fn write(&mut self, inlines: Vec<Inline<'a>>) {
        for inline in inlines {
            match inline {
                Inline::Emphasis(children) => {
                    self.span(children, html::EMPHASIS, Inline::Emphasis);
                }
                Inline::Strong(children) => self.span(children, html::STRONG, Inline::Strong),
                Inline::Delete(children) => self.span(children, html::DELETE, Inline::Delete),
                Inline::Link(mut link) => {
                    link.children = self.inside(link.children);
                    self.out.push(Inline::Link(link));
                }
                other => self.out.push(other),
            }
        }
    }

    fn span(
        &mut self,
        children: Vec<Inline<'a>>,
        tags: (&'static str, &'static str),
        wrap: fn(Vec<Inline<'a>>) -> Inline<'a>,
    ) {
        if self.marks.next() != Some(&Mark::Html) {
            let children = self.inside(children);
            self.out.push(wrap(children));
            return;
        }
        if let Some(report) = &mut self.report {
            report.add(Code::EmphasisAsHtml, plain_text(&children));
        }
        self.out.push(Inline::Html(Cow::Borrowed(tags.0)));
        self.write(children);
        self.out.push(Inline::Html(Cow::Borrowed(tags.1)));
    }

    fn inside(&mut self, children: Vec<Inline<'a>>) -> Vec<Inline<'a>> {
        let outer = std::mem::take(&mut self.out);
        self.write(children);
        std::mem::replace(&mut self.out, outer)
    }
}
