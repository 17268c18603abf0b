//! Tables: GFM where the table can be said in GFM, clean HTML where it can't, and no table at all
//! where it only laid out the page.

use std::borrow::Cow;

use html5ever::{LocalName, local_name};

use super::Converter;
use super::class::{self, Role};
use super::flow::one_line;
use crate::mdast::{Align, Block, Inline, Table};
use crate::parser::dom::{Dom, NodeId};
use crate::report::Code;
use crate::writer::html;

/// Most columns of a table, so that a few ragged rows can't make the output explode.
const TABLE_COLUMNS_MAX: usize = 1000;

/// Most cells that rows of unequal width are filled up with, for each cell that the page has.
const FILL_RATIO_MAX: usize = 16;

/// A cell as the page has it.
struct Cell<'a> {
    id: NodeId,
    header: bool,
    align: Align,
    spans: bool,
    blocks: Vec<Block<'a>>,
}

impl<'a> Converter<'a, '_> {
    pub(super) fn table(&mut self, id: NodeId) {
        let dom = self.dom();
        self.end_run();
        let rows = self.rows(id);
        // A second one is an error of the page's that browsers show all the same.
        let is_caption = |child: &NodeId| dom.html_name(*child) == Some(&local_name!("caption"));
        for caption in self.children(id).filter(is_caption) {
            self.flow_children(caption);
            self.end_run();
        }
        if self.is_layout(id, &rows) {
            let cells = rows.into_iter().flatten();
            self.blocks.extend(cells.flat_map(|cell| cell.blocks));
        } else if rows
            .iter()
            .flatten()
            .any(|cell| cell.spans || !is_line(&cell.blocks))
        {
            self.report
                .push(Code::HtmlKept, None, Some(dom.line(id)), "<table>");
            let html = self.table_html(&rows);
            self.blocks.push(Block::Html(Cow::Owned(html)));
        } else {
            self.gfm_table(rows);
        }
    }

    /// The rows, in the order of the page; those without a cell left out.
    fn rows(&mut self, table: NodeId) -> Vec<Vec<Cell<'a>>> {
        let dom = self.dom();
        let mut rows = Vec::new();
        for child in self.children(table) {
            match dom.html_name(child) {
                Some(&local_name!("tr")) => rows.push(self.row(child)),
                Some(&local_name!("thead") | &local_name!("tbody") | &local_name!("tfoot")) => {
                    let inner = self.children(child);
                    rows.extend(
                        inner
                            .filter(|&r| dom.html_name(r) == Some(&local_name!("tr")))
                            .map(|r| self.row(r)),
                    );
                }
                _ => {}
            }
        }
        rows.retain(|row| !row.is_empty());
        rows
    }

    fn row(&mut self, row: NodeId) -> Vec<Cell<'a>> {
        let dom = self.dom();
        let mut cells = Vec::new();
        for id in self.children(row) {
            let header = match dom.html_name(id) {
                Some(&local_name!("td")) => false,
                Some(&local_name!("th")) => true,
                _ => continue,
            };
            let spans = [local_name!("colspan"), local_name!("rowspan")]
                .iter()
                .any(|name| span(dom, id, name).is_some());
            let is_caption = self.is_caption(id);
            let blocks = self.collect(|c| {
                if is_caption {
                    c.caption(id);
                } else {
                    c.flow_children(id);
                }
            });
            cells.push(Cell {
                id,
                header,
                align: self.alignment(id),
                spans,
                blocks,
            });
        }
        cells
    }

    fn alignment(&self, id: NodeId) -> Align {
        let dom = self.dom();
        let style = dom.attr(id, &local_name!("style")).unwrap_or_default();
        let styled = style.split(';').find_map(|rule| {
            let (name, value) = rule.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case("text-align")
                .then(|| value.trim())
        });
        let value = styled
            .or(dom.attr(id, &local_name!("align")))
            .unwrap_or_default();
        match value.to_ascii_lowercase().as_str() {
            "left" => Align::Left,
            "center" => Align::Center,
            "right" => Align::Right,
            _ => Align::None,
        }
    }

    /// Whether the table only arranges blocks on the page: it says so, or it is one dressed-up
    /// cell, or a single row or column of blocks without a header.
    fn is_layout(&self, table: NodeId, rows: &[Vec<Cell<'a>>]) -> bool {
        let dom = self.dom();
        if dom.attr(table, &local_name!("role")) == Some("presentation") {
            return true;
        }
        if rows.iter().flatten().any(|cell| cell.header) {
            return false;
        }
        if rows.iter().flatten().any(|cell| self.is_caption(cell.id)) {
            return true;
        }
        match rows {
            [row] if row.len() == 1 => {
                let is_dressed = |id| {
                    let attrs = dom.element(id).map_or(&[][..], |e| e.attrs);
                    attrs.iter().any(|a| a.name != local_name!("align"))
                };
                is_dressed(table)
                    || is_dressed(row[0].id)
                    || self.holds_block(row[0].id)
                    || !is_line(&row[0].blocks)
            }
            _ => {
                let one_way = rows.len() <= 1 || rows.iter().all(|row| row.len() <= 1);
                one_way && rows.iter().flatten().any(|cell| !is_line(&cell.blocks))
            }
        }
    }

    /// Whether a cell is the caption of a picture in the table, which Blogger writes.
    fn is_caption(&self, cell: NodeId) -> bool {
        let element = self.dom().element(cell);
        element.is_some_and(|cell| class::role_of(cell) == Role::Caption)
    }

    fn holds_block(&self, id: NodeId) -> bool {
        let dom = self.dom();
        dom.descendants(id).any(|d| {
            matches!(
                dom.html_name(d),
                Some(
                    &local_name!("p")
                        | &local_name!("div")
                        | &local_name!("ul")
                        | &local_name!("ol")
                        | &local_name!("table")
                        | &local_name!("pre")
                        | &local_name!("blockquote")
                )
            )
        })
    }

    fn gfm_table(&mut self, rows: Vec<Vec<Cell<'a>>>) {
        let cells: usize = rows.iter().map(Vec::len).sum();
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        if width == 0 {
            return;
        }
        if width > TABLE_COLUMNS_MAX || width * rows.len() > cells * FILL_RATIO_MAX {
            let cells = rows.into_iter().flatten();
            self.blocks.extend(cells.flat_map(|cell| cell.blocks));
            return;
        }
        let has_header = rows[0].iter().all(|cell| cell.header) || self.in_thead(rows[0][0].id);
        let mut align: Vec<Align> = rows[0].iter().map(|cell| cell.align).collect();
        align.resize(width, Align::None);
        let mut lines: Vec<Vec<Vec<Inline<'a>>>> = Vec::with_capacity(rows.len() + 1);
        if !has_header {
            // GFM has no table without a header row: an empty one stands in for it.
            lines.push(vec![Vec::new(); width]);
        }
        for row in rows {
            let mut line: Vec<_> = row
                .into_iter()
                .map(|cell| one_line(cell.blocks).0)
                .collect();
            line.resize(width, Vec::new());
            line.shrink_to_fit();
            lines.push(line);
        }
        let table = Table { align, rows: lines };
        self.blocks.push(Block::Table(Box::new(table)));
    }

    fn in_thead(&self, cell: NodeId) -> bool {
        let dom = self.dom();
        let section = dom.parent(cell).and_then(|row| dom.parent(row));
        section.is_some_and(|s| dom.html_name(s) == Some(&local_name!("thead")))
    }

    /// The table as HTML without attributes but spans and alignment; no blank line in it, so that
    /// it stays one HTML block.
    fn table_html(&self, rows: &[Vec<Cell<'a>>]) -> String {
        let mut out = String::from("<table>\n");
        for row in rows {
            out.push_str("<tr>\n");
            for cell in row {
                self.cell_html(cell, &mut out);
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>");
        out
    }

    fn cell_html(&self, cell: &Cell<'a>, out: &mut String) {
        let name = if cell.header { "th" } else { "td" };
        out.push('<');
        out.push_str(name);
        for (attr, key) in [
            ("colspan", local_name!("colspan")),
            ("rowspan", local_name!("rowspan")),
        ] {
            if let Some(span) = span(self.dom(), cell.id, &key) {
                html::push_attribute(attr, &span.to_string(), out);
            }
        }
        match cell.align {
            Align::None => {}
            Align::Left => out.push_str(" align=\"left\""),
            Align::Center => out.push_str(" align=\"center\""),
            Align::Right => out.push_str(" align=\"right\""),
        }
        out.push('>');
        match cell.blocks.as_slice() {
            [Block::Paragraph(line)] => out.push_str(&html::inline(line)),
            blocks => out.push_str(&html::blocks(blocks)),
        }
        out.push_str("</");
        out.push_str(name);
        out.push_str(">\n");
    }
}

/// How many columns or rows a cell takes, where it says a number above 1 that a table can have.
/// Digits count up to what is none (HTML standard, "rules for parsing non-negative integers").
fn span(dom: &Dom, cell: NodeId, attr: &LocalName) -> Option<u32> {
    let value = dom.attr(cell, attr)?.trim_start();
    let value = value.strip_prefix('+').unwrap_or(value);
    let end = value.bytes().take_while(u8::is_ascii_digit).count();
    let span = value[..end].parse().ok()?;
    (2..=TABLE_COLUMNS_MAX as u32)
        .contains(&span)
        .then_some(span)
}

/// Whether a cell's content can stand in a GFM cell.
fn is_line(blocks: &[Block<'_>]) -> bool {
    blocks
        .iter()
        .all(|block| matches!(block, Block::Paragraph(_)))
}
