//! The tree as minimal HTML, for what Markdown has no form for (a table with merged cells).
//!
//! No attributes but those that carry meaning, everything escaped, and never a blank line, so
//! that the result stays one CommonMark HTML block (section 4.6).

use crate::mdast::{Align, Block, Inline, List, Table};
use crate::parser::shortcode;

pub(super) const EMPHASIS: (&str, &str) = ("<em>", "</em>");
pub(super) const STRONG: (&str, &str) = ("<strong>", "</strong>");
pub(super) const DELETE: (&str, &str) = ("<del>", "</del>");

/// Phrasing content as HTML.
#[must_use]
pub fn inline(inlines: &[Inline<'_>]) -> String {
    let mut out = String::new();
    push_inlines(inlines, &mut out);
    out
}

/// Flow content as HTML, a block a line.
#[must_use]
pub fn blocks(blocks: &[Block<'_>]) -> String {
    let mut out = String::new();
    push_blocks(blocks, &mut out);
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// Text as the value of an attribute in double quotes, or as text.
#[must_use]
pub fn attribute(value: &str) -> String {
    let mut out = String::new();
    push_text(value, &mut out);
    out
}

/// Appends text with the characters escaped that HTML or a template engine would read.
pub fn push_text(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'{' => "&#123;",
            b'\n' if is_blank(&text[at + 1..]) => "&#10;",
            // It was text on the page, and would be replaced when this is read as a page again.
            b'[' if shortcode::is_known(&text[at..]) => "&#91;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(reference);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Whether the text begins with a line of nothing but spaces.
fn is_blank(text: &str) -> bool {
    text.trim_start_matches([' ', '\t'])
        .starts_with(['\n', '\r'])
        || text.trim_start().is_empty()
}

fn push_inlines(inlines: &[Inline<'_>], out: &mut String) {
    for inline in inlines {
        push_inline(inline, out);
    }
}

fn push_inline(inline: &Inline<'_>, out: &mut String) {
    match inline {
        Inline::Text(text) => push_text(text, out),
        Inline::Emphasis(children) => push_wrapped(EMPHASIS, children, out),
        Inline::Strong(children) => push_wrapped(STRONG, children, out),
        Inline::Delete(children) => push_wrapped(DELETE, children, out),
        Inline::Code(value) => push_code(value, out),
        Inline::Link(link) => {
            out.push_str("<a");
            push_attribute("href", &link.url, out);
            push_title(&link.title, out);
            out.push('>');
            push_inlines(&link.children, out);
            out.push_str("</a>");
        }
        Inline::Image(image) => {
            out.push_str("<img");
            push_attribute("src", &image.url, out);
            push_attribute("alt", &image.alt, out);
            push_title(&image.title, out);
            out.push('>');
        }
        Inline::Break => out.push_str("<br>"),
        Inline::Html(tag) => out.push_str(tag),
        Inline::FootnoteReference(label) => {
            out.push_str("<sup>");
            push_text(label, out);
            out.push_str("</sup>");
        }
        Inline::Math(tex) => {
            out.push('$');
            push_text(tex, out);
            out.push('$');
        }
    }
}

fn push_wrapped(tags: (&str, &str), children: &[Inline<'_>], out: &mut String) {
    out.push_str(tags.0);
    push_inlines(children, out);
    out.push_str(tags.1);
}

fn push_code(value: &str, out: &mut String) {
    out.push_str("<code>");
    push_text(value, out);
    out.push_str("</code>");
}

fn push_title(title: &str, out: &mut String) {
    if !title.is_empty() {
        push_attribute("title", title, out);
    }
}

/// Appends ` name="value"`, on one line, as readers drop spaces at the start of the next, and
/// without a bar, which would end a table's cell.
pub fn push_attribute(name: &str, value: &str, out: &mut String) {
    let value = value.replace(['\n', '\r'], " ");
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    let mut parts = value.split('|');
    push_text(parts.next().unwrap_or_default(), out);
    for part in parts {
        out.push_str("&#124;");
        push_text(part, out);
    }
    out.push('"');
}

fn push_blocks(blocks: &[Block<'_>], out: &mut String) {
    for block in blocks {
        push_block(block, out);
        out.push('\n');
    }
}

fn push_block(block: &Block<'_>, out: &mut String) {
    match block {
        Block::Paragraph(children) => push_wrapped(("<p>", "</p>"), children, out),
        Block::Heading { depth, children } => {
            let depth = char::from(b'0' + (*depth).clamp(1, 6));
            out.extend(["<h", depth.encode_utf8(&mut [0; 4]), ">"]);
            push_inlines(children, out);
            out.extend(["</h", depth.encode_utf8(&mut [0; 4]), ">"]);
        }
        Block::ThematicBreak => out.push_str("<hr>"),
        Block::Blockquote(children) | Block::FootnoteDefinition { children, .. } => {
            out.push_str("<blockquote>\n");
            push_blocks(children, out);
            out.push_str("</blockquote>");
        }
        Block::List(list) => push_list(list, out),
        Block::Code(code) => {
            out.push_str("<pre><code");
            if !code.lang.is_empty() {
                push_attribute("class", &format!("language-{}", code.lang), out);
            }
            out.push('>');
            push_text(&code.value, out);
            if code.value.ends_with('\n') {
                // The line end before the end tag is not the code's own.
                out.push('\n');
            }
            out.push_str("</code></pre>");
        }
        Block::Table(table) => push_table(table, out),
        Block::Html(value) => out.push_str(value),
        Block::Math(value) => {
            out.push_str("<p>$$");
            push_text(value, out);
            out.push_str("$$</p>");
        }
    }
}

fn push_list(list: &List<'_>, out: &mut String) {
    // Without their tags, paragraphs side by side would be one.
    let is_pair = |pair: &[Block<'_>]| matches!(pair, [Block::Paragraph(_), Block::Paragraph(_)]);
    let spread = list.spread
        || list
            .items
            .iter()
            .any(|item| item.children.windows(2).any(is_pair));
    match list.start {
        None => out.push_str("<ul>\n"),
        Some(1) => out.push_str("<ol>\n"),
        Some(start) => {
            out.push_str("<ol");
            push_attribute("start", &start.to_string(), out);
            out.push_str(">\n");
        }
    }
    for item in &list.items {
        out.push_str(match item.checked {
            Some(true) => "<li><input type=\"checkbox\" checked disabled> ",
            Some(false) => "<li><input type=\"checkbox\" disabled> ",
            None => "<li>",
        });
        push_item(&item.children, spread, out);
        out.push_str("</li>\n");
    }
    out.push_str(if list.start.is_some() {
        "</ol>"
    } else {
        "</ul>"
    });
}

fn push_item(children: &[Block<'_>], spread: bool, out: &mut String) {
    for (at, block) in children.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        match block {
            Block::Paragraph(children) if !spread => push_inlines(children, out),
            block => push_block(block, out),
        }
    }
}

fn push_table(table: &Table<'_>, out: &mut String) {
    out.push_str("<table>\n");
    for (at, row) in table.rows.iter().enumerate() {
        out.push_str("<tr>");
        for (cell, align) in row.iter().zip(&table.align) {
            let name = if at == 0 { "th" } else { "td" };
            out.extend(["<", name]);
            push_align(*align, out);
            out.push('>');
            push_inlines(cell, out);
            out.extend(["</", name, ">"]);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>");
}

fn push_align(align: Align, out: &mut String) {
    let value = match align {
        Align::None => return,
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    };
    push_attribute("align", value, out);
}
