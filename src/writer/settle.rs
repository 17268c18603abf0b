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
        let digits = list.start.map_or(0, |start| last(start).to_string().len());
        let place = Place {
            nesting: self.nesting + 2,
            margin: self.margin + digits + "- ".len(),
        };
        (place.nesting <= NESTING_MAX && place.margin <= MARGIN_MAX).then_some(place)
    }
}

/// Makes a tree in normal form sayable; see the module's documentation.
pub fn settle<'a>(document: Document<'a>, style: &Style, report: &mut Report) -> Document<'a> {
    let mut settler = Settler {
        style,
        report,
        planner: Planner::default(),
    };
    Document {
        blocks: settler.blocks(document.blocks, Place::default()),
    }
}

struct Settler<'s> {
    style: &'s Style,
    report: &'s mut Report,
    planner: Planner,
}

impl Settler<'_> {
    fn blocks<'a>(&mut self, blocks: Vec<Block<'a>>, place: Place) -> Vec<Block<'a>> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(block, place, &mut out);
        }
        out
    }

    fn block<'a>(&mut self, block: Block<'a>, place: Place, out: &mut Vec<Block<'a>>) {
        match block {
            Block::Paragraph(children) => out.push(lone_tag(self.run(children))),
            Block::Heading { depth, children } => {
                out.push(Block::Heading {
                    depth,
                    children: self.run(children),
                });
            }
            Block::Blockquote(children) => match place.quoted() {
                Some(inside) => out.push(Block::Blockquote(self.blocks(children, inside))),
                None => {
                    self.flattened("block quote");
                    out.extend(self.blocks(children, place));
                }
            },
            Block::List(list) => match place.listed(&list) {
                Some(inside) => out.push(Block::List(self.list(list, inside))),
                None => {
                    self.flattened("list");
                    for item in list.items {
                        out.extend(self.blocks(item.children, place));
                    }
                }
            },
            Block::Table(table) => out.push(Block::Table(Box::new(self.table(*table)))),
            Block::FootnoteDefinition { label, children } => {
                let inside = Place {
                    nesting: place.nesting + 1,
                    margin: place.margin + "    ".len(),
                };
                let children = self.blocks(children, inside);
                out.push(Block::FootnoteDefinition { label, children });
            }
            Block::ThematicBreak | Block::Code(_) | Block::Html(_) | Block::Math(_) => {
                out.push(block);
            }
        }
    }

    fn flattened(&mut self, what: &str) {
        self.report.add(Code::NestingFlattened, what);
    }

    fn list<'a>(&mut self, list: List<'a>, place: Place) -> List<'a> {
        let items: Vec<ListItem<'a>> = list
            .items
            .into_iter()
            .map(|item| {
                let children = self.blocks(item.children, place);
                let is_task = matches!(children.first(), Some(Block::Paragraph(_)));
                ListItem {
                    checked: item.checked.filter(|_| is_task),
                    children,
                }
            })
            .collect();
        let spread = (list.spread && has_place_for_blank_line(&items)) || needs_blank_line(&items);
        List {
            start: list.start,
            spread,
            items,
        }
    }

    fn table<'a>(&mut self, table: Table<'a>) -> Table<'a> {
        let rows = table
            .rows
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|cell| self.run(code_for_cell(cell)))
                    .collect()
            })
            .collect();
        Table {
            align: table.align,
            rows,
        }
    }

    fn run<'a>(&mut self, mut inlines: Vec<Inline<'a>>) -> Vec<Inline<'a>> {
        encode_urls(&mut inlines);
        if !has_span(&inlines) {
            return inlines;
        }
        if self.style.emphasis_mode != EmphasisMode::Html {
            let moves_punctuation = self.style.emphasis_mode == EmphasisMode::Move;
            inlines = Shifter {
                moves_punctuation,
                report: self.report,
            }
            .run(inlines);
        }
        let plan = self.planner.plan(&inlines, self.style);
        if !plan.marks.contains(&Mark::Html) {
            return inlines;
        }
        let by_request = self.style.emphasis_mode == EmphasisMode::Html;
        let report = (!by_request).then_some(&mut *self.report);
        let mut tags = Tags {
            marks: plan.marks.iter(),
            report,
            out: Vec::new(),
        };
        tags.write(inlines);
        tags.out
    }
}

fn encode_urls(inlines: &mut [Inline<'_>]) {
    for inline in inlines {
        match inline {
            Inline::Image(image) => image.url = encode(std::mem::take(&mut image.url)),
            Inline::Link(link) => {
                link.url = encode(std::mem::take(&mut link.url));
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
fn lone_tag(mut inlines: Vec<Inline<'_>>) -> Block<'_> {
    match &mut inlines[..] {
        [Inline::Html(tag)] => Block::Html(std::mem::take(tag)),
        [Inline::Html(_), line_break @ Inline::Break, ..] => {
            *line_break = Inline::Html(Cow::Borrowed("<br>"));
            Block::Paragraph(inlines)
        }
        _ => Block::Paragraph(inlines),
    }
}

/// Readers disagree on `\\|` in a cell's code span; there the code becomes HTML.
fn code_for_cell(cell: Vec<Inline<'_>>) -> Vec<Inline<'_>> {
    let is_unclear =
        |inline: &Inline<'_>| matches!(inline, Inline::Code(code) if code.contains("\\|"));
    if !any(&cell, &is_unclear) {
        return cell;
    }
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
