//! What stands between the tags of a code shortcode, as the HTML of a code block.
//!
//! WordPress stores it raw or escaped, and `wpautop` puts `<br />` and `<p>` into it where the
//! plugin that knows the shortcode is gone: those are undone, raw text is escaped.

use memchr::{memchr, memchr_iter};

/// The content as `pre > code`, or as `code` for code in a line of text.
pub(super) fn html(content: &str, lang: &str, in_line: bool) -> String {
    let text = code(content, lang);
    let text = if in_line {
        text.trim()
    } else {
        trim_lines(&text)
    };
    let mut out = String::with_capacity(text.len() + 48);
    if in_line {
        out.extend(["<code>", text, "</code>"]);
        return out;
    }
    out.push_str("<pre><code");
    if !lang.is_empty() {
        out.extend([" class=\"language-", &lang.to_ascii_lowercase(), "\""]);
    }
    out.extend([">", text, "</code></pre>"]);
    out
}

/// Whether the shortcode from `start` to `end` is one line in the middle of text.
pub(super) fn is_in_line(html: &str, start: usize, content: &str, end: usize) -> bool {
    let before = html[..start].rsplit(['\n', '>']).next().unwrap_or_default();
    let behind = html[end..].split(['\n', '<']).next().unwrap_or_default();
    let stands_alone = before.trim().is_empty() && behind.trim().is_empty();
    !stands_alone && !content.contains('\n') && !has_tag(content)
}

/// Whether a tag, a comment or a declaration stands in the text.
pub(super) fn has_tag(text: &str) -> bool {
    tags(text).next().is_some()
}

fn code(content: &str, lang: &str) -> String {
    let text = if is_autop(content, lang) {
        without_autop(content)
    } else {
        content.to_owned()
    };
    if has_tag(&text) || !is_escaped(&text) {
        escape(&text)
    } else {
        text
    }
}

/// Whether `wpautop` went over the text: no tags but its own, and not the code of a page.
fn is_autop(text: &str, lang: &str) -> bool {
    let mut tags = tags(text).peekable();
    tags.peek().is_some()
        && tags.all(|at| is_break(&text[at..]) || paragraph(&text[at..]).is_some())
        && (!matches!(lang, "html" | "xhtml" | "xml" | "xslt" | "php") || text.contains(">\n"))
}

/// Where tags begin.
fn tags(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    memchr_iter(b'<', bytes).filter(|&at| {
        matches!(
            bytes.get(at + 1),
            Some(b'/' | b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z')
        )
    })
}

fn is_break(tag: &str) -> bool {
    ["<br>", "<br/>", "<br />"]
        .iter()
        .any(|form| tag.starts_with(form))
}

/// Whether a tag begins or ends a paragraph; true for one that begins it.
fn paragraph(tag: &str) -> Option<bool> {
    if tag.starts_with("</p>") {
        Some(false)
    } else {
        (tag.starts_with("<p>") || tag.starts_with("<p ")).then_some(true)
    }
}

/// A break is a line end, and stands before one; a paragraph begins behind an empty line.
fn without_autop(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let behind = |tag: &'_ str| tag.find('>').map_or(tag.len(), |end| end + 1);
        if is_break(tag) {
            rest = &tag[behind(tag)..];
            rest = rest.strip_prefix('\n').unwrap_or(rest);
            out.push('\n');
        } else if let Some(begins) = paragraph(tag) {
            if begins && !out.trim().is_empty() {
                out.truncate(out.trim_end_matches('\n').len());
                out.push_str("\n\n");
            }
            rest = &tag[behind(tag)..];
        } else {
            out.push('<');
            rest = &tag[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Whether the text was escaped: it holds one of the references that escaping makes.
fn is_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'&', bytes).any(|at| {
        ["&lt;", "&gt;", "&amp;", "&quot;", "&#"]
            .iter()
            .any(|r| text[at..].starts_with(r))
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Without the empty lines around.
fn trim_lines(text: &str) -> &str {
    let text = text.trim_end();
    let indent = text.len() - text.trim_start().len();
    let line = text[..indent].rfind('\n').map_or(0, |at| at + 1);
    &text[line..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_escaped_once() {
        for (content, text) in [
            ("a < b && c", "a &lt; b &amp;&amp; c"),
            ("a &lt; b", "a &lt; b"),
            ("<div>&nbsp;</div>", "&lt;div&gt;&amp;nbsp;&lt;/div&gt;"),
            ("</p>\n<p>a<br />\n  b</p>\n<p>c", "a\n  b\n\nc"),
            ("<br/>\na &gt; 1<br/>\n", "a &gt; 1"),
        ] {
            assert_eq!(
                html(content, "", false),
                format!("<pre><code>{text}</code></pre>")
            );
        }
    }
}
