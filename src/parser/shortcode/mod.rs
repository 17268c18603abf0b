//! WordPress shortcodes to HTML, before the HTML parser reads the text.
//!
//! A post as it is stored holds `[caption]`, `[code]`, `[embed]` where the page has elements. The
//! ones in [`rows`] become the HTML that WordPress or the plugin would have made of them, each
//! with a finding that holds the tag; others stay text, with a finding where they are shortcodes
//! beyond doubt. `[[name]]` is the escaped form and loses a bracket on either side. Nothing is
//! read inside of tags, comments, scripts and code. Line ends stay, so that line numbers do; the
//! scan is linear, and borrows when there is nothing to do.

mod code;
mod context;
mod rows;
mod tag;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use memchr::memchr_iter;

use super::lines::Lines;
use crate::report::{Code, Report};
use context::Context;
use rows::Form;
use tag::{Head, Tag};

/// What a broken exporter made of the slash of an end tag.
const BROKEN_SLASH: &str = "&#47;";

/// Longest text that is looked at for an address, in bytes: browsers take addresses up to 2,000.
const EMBED_BYTES_MAX: usize = 4096;

/// See the module's documentation. `first_line` is the line of `html` in its file.
pub(super) fn expand<'a>(html: &'a str, first_line: u32, report: &mut Report) -> Cow<'a, str> {
    let Some((first, tag)) = next_tag(html, 0) else {
        return Cow::Borrowed(html);
    };
    let mut expander = Expander::new(html, first_line, report);
    let mut at = expander.tag(first, &tag);
    while let Some((here, tag)) = next_tag(html, at) {
        at = expander.tag(here, &tag);
    }
    expander.finish()
}

/// Whether a text begins with a tag that [`expand`] would replace, or with what would be one if a
/// bracket behind it were written as a character reference.
pub(crate) fn is_known(text: &str) -> bool {
    Head::read(text).is_some_and(|head| rows::form(head.name).is_some())
        || Tag::read(text).is_some_and(|tag| tag.escaped)
}

/// The first tag from an offset on, and where it begins.
fn next_tag(html: &str, mut from: usize) -> Option<(usize, Tag<'_>)> {
    let bytes = html.as_bytes();
    loop {
        let at = from + memchr::memchr(b'[', &bytes[from..])?;
        from = at + 1;
        if matches!(
            bytes.get(from),
            Some(b'[' | b'/' | b'&' | b'a'..=b'z' | b'A'..=b'Z')
        ) && let Some(tag) = Tag::read(&html[at..])
        {
            return Some((at, tag));
        }
    }
}

struct Expander<'a, 'r> {
    html: &'a str,
    out: String,
    /// Everything before this offset is in `out`.
    copied: usize,
    context: Context<'a>,
    lines: Lines<'a>,
    report: &'r mut Report,
    /// All end tags, once one was asked for.
    ends: Option<HashMap<&'a str, Vec<End>>>,
    /// Unknown names that have a finding already.
    unknown: BTreeSet<&'a str>,
}

/// An end tag's place.
#[derive(Debug, Clone, Copy)]
struct End {
    start: usize,
    end: usize,
}

impl<'a, 'r> Expander<'a, 'r> {
    fn new(html: &'a str, first_line: u32, report: &'r mut Report) -> Self {
        Expander {
            html,
            out: String::new(),
            copied: 0,
            context: Context::new(html),
            lines: Lines::new(html, first_line),
            report,
            ends: None,
            unknown: BTreeSet::new(),
        }
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.html);
        }
        self.out.push_str(&self.html[self.copied..]);
        Cow::Owned(self.out)
    }

    /// Deals with a tag; gives back where to go on.
    fn tag(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let end = at + tag.bytes;
        let Some(form) = rows::form(tag.name) else {
            self.keep_unknown(at, tag);
            return if tag.escaped { at + 1 } else { end };
        };
        if !self.context.is_text(at) {
            return end;
        }
        if tag.escaped {
            return self.unescape(at, tag);
        }
        if tag.closes {
            return self.closing(at, end, form);
        }
        let shown = match form {
            Form::Code(lang) => return self.code(at, tag, lang),
            Form::Caption => return self.caption(at, tag),
            Form::Embed => return self.embed(at, tag),
            Form::Maths => return self.maths(at, tag),
            Form::Wrap(open, _) => {
                if self.end_tag(tag.name, end).is_none() {
                    return end;
                }
                Some(open.to_owned())
            }
            Form::Unwrap | Form::Drop => Some(String::new()),
            Form::Page { player, page } => match tag.address(player, page) {
                Some(shown) => Some(shown),
                None => return self.embed(at, tag),
            },
            Form::Media(element) => tag.media(element),
        };
        let Some(shown) = shown else { return end };
        let end = match form {
            Form::Drop | Form::Page { .. } | Form::Media(_) => self.empty_end(tag.name, end),
            _ => end,
        };
        self.replace(at, end, &shown, form)
    }

    /// The end tag of a form whose tags are replaced one by one.
    fn closing(&mut self, at: usize, end: usize, form: Form) -> usize {
        match form {
            Form::Wrap(_, close) => self.replace(at, end, close, form),
            Form::Unwrap => self.replace(at, end, "", form),
            _ => end,
        }
    }

    /// Puts `shown` in the place of the source from `at` to `end`, which goes to the ledger.
    fn replace(&mut self, at: usize, end: usize, shown: &str, form: Form) -> usize {
        let code = match form {
            Form::Drop => Code::ShortcodeDropped,
            _ => Code::ShortcodeExpanded,
        };
        let line = self.lines.at(at);
        self.report
            .push(code, None, Some(line), &self.html[at..end]);
        self.put(at, end, shown);
        end
    }

    fn put(&mut self, at: usize, end: usize, shown: &str) {
        self.out.push_str(&self.html[self.copied..at]);
        self.out.push_str(shown);
        self.copied = end;
    }

    /// Replaces a shortcode that encloses text; the ledger gets its two tags.
    fn enclose(&mut self, at: usize, inside: usize, close: End, shown: &str) -> usize {
        let line = self.lines.at(at);
        let tags = format!(
            "{} {}",
            &self.html[at..inside],
            &self.html[close.start..close.end]
        );
        self.report
            .push(Code::ShortcodeExpanded, None, Some(line), tags);
        self.put(at, close.end, shown);
        self.context.skip_to(close.end);
        close.end
    }

    fn code(&mut self, at: usize, tag: &Tag<'a>, lang: &str) -> usize {
        let inside = at + tag.bytes;
        let Some(close) = self.end_tag(tag.name, inside) else {
            return inside;
        };
        let lang = if lang.is_empty() {
            tag.language()
        } else {
            lang
        };
        let content = &self.html[inside..close.start];
        let in_line = code::is_in_line(self.html, at, content, close.end);
        let shown = code::html(content, lang, in_line);
        self.enclose(at, inside, close, &shown)
    }

    fn caption(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let inside = at + tag.bytes;
        let Some(close) = self.end_tag(tag.name, inside) else {
            return inside;
        };
        let shown = tag::caption(tag, &self.html[inside..close.start]);
        self.enclose(at, inside, close, &shown)
    }

    fn embed(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let inside = at + tag.bytes;
        let close = self.end_tag(tag.name, inside);
        let Some(close) = close.filter(|close| close.start - inside <= EMBED_BYTES_MAX) else {
            return inside;
        };
        match tag::link(tag::strip_tags(&self.html[inside..close.start]).trim()) {
            Some(shown) => self.enclose(at, inside, close, &shown),
            None => inside,
        }
    }

    fn maths(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let inside = at + tag.bytes;
        let Some(close) = self.end_tag(tag.name, inside) else {
            return inside;
        };
        let tex = self.html[inside..close.start].trim();
        // A `<` of the formula's own stands before a letter at most.
        if tex.is_empty() || tex.contains("</") || tex.contains("<br") {
            return inside;
        }
        let shown = format!("\\({}\\)", tex.replace('<', "&lt;"));
        self.enclose(at, inside, close, &shown)
    }

    /// `[[name]]` or `[[name]…[/name]]`: text, without the outer brackets.
    fn unescape(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let end = at + tag.bytes;
        let is_bracket = |at: usize| self.html.as_bytes().get(at) == Some(&b']');
        let last = if is_bracket(end) {
            end
        } else {
            match self.end_tag(tag.name, end) {
                Some(close) if self.html.as_bytes().get(close.end) == Some(&b']') => close.end,
                _ => return end,
            }
        };
        self.put(at, at + 1, "");
        self.put(last, last + 1, "");
        self.context.skip_to(last + 1);
        last + 1
    }

    /// The end of a tag together with an end tag that stands right behind it.
    fn empty_end(&mut self, name: &'a str, end: usize) -> usize {
        match self.end_tag(name, end) {
            Some(close) if self.html[end..close.start].trim().is_empty() => close.end,
            _ => end,
        }
    }

    /// The next end tag of a name behind `from`.
    fn end_tag(&mut self, name: &str, from: usize) -> Option<End> {
        let ends = self.ends.get_or_insert_with(|| end_tags(self.html));
        let ends = ends.get(name)?;
        ends.get(ends.partition_point(|end| end.start < from))
            .copied()
    }

    /// A finding for what is a shortcode beyond doubt: a quoted attribute, or an end tag.
    fn keep_unknown(&mut self, at: usize, tag: &Tag<'a>) {
        if tag.closes || tag.escaped || self.unknown.contains(tag.name) {
            return;
        }
        let is_shortcode = tag.has_quoted_attribute()
            || tag.attributes.is_empty() && self.end_tag(tag.name, at + tag.bytes).is_some();
        if is_shortcode && self.context.is_text(at) {
            self.unknown.insert(tag.name);
            let line = self.lines.at(at);
            let text = &self.html[at..at + tag.bytes];
            self.report
                .push(Code::ShortcodeKept, None, Some(line), text);
        }
    }
}

/// All end tags by name, in their order.
fn end_tags(html: &str) -> HashMap<&str, Vec<End>> {
    let mut found: HashMap<&str, Vec<End>> = HashMap::new();
    for start in memchr_iter(b'[', html.as_bytes()) {
        let tag = &html[start + 1..];
        let Some(name) = ["/", "&#47;"]
            .iter()
            .find_map(|slash| tag.strip_prefix(slash))
        else {
            continue;
        };
        let Some(len) = name.find([']', '[', '<']) else {
            continue;
        };
        if name.as_bytes()[len] == b']' {
            let end = html.len() - name.len() + len + 1;
            found
                .entry(&name[..len])
                .or_default()
                .push(End { start, end });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(html: &str) -> String {
        expand(html, 1, &mut Report::default()).into_owned()
    }

    #[test]
    fn known_shortcodes_become_html() {
        for (stored, html) in [
            (
                "[php]\n$a < 1;\n[/php]",
                "<pre><code class=\"language-php\">$a &lt; 1;</code></pre>",
            ),
            (
                "[code lang=\"js\"]a[&#47;code]",
                "<pre><code class=\"language-js\">a</code></pre>",
            ),
            (
                "[code lang=&#8221;js&#8221;]a[/code]",
                "<pre><code class=\"language-js\">a</code></pre>",
            ),
            ("so [code]x[/code] it", "so <code>x</code> it"),
            ("[gallery ids=\"1,2\"]", ""),
            (
                "[embed]https://x.example/a[/embed]",
                "<a href=\"https://x.example/a\">https://x.example/a</a>",
            ),
            (
                "[youtube id=\"abc\"]",
                "<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>",
            ),
            (
                "[audio mp3=\"/a.mp3\"][/audio]",
                "<audio src=\"/a.mp3\"></audio>",
            ),
            ("[latex]a<b[/latex]", "\\(a&lt;b\\)"),
            ("[vc_row][vc_column]a[/vc_column][/vc_row]", "a"),
            ("[[gallery]] [[code]a[/code]]", "[gallery] [code]a[/code]"),
        ] {
            assert_eq!(expanded(stored), html);
        }
    }

    #[test]
    fn other_brackets_stay() {
        for text in [
            "[x] [1] [^1] [code generation](u) [youtube-dl](u) [video \"a\" b](u) [[wiki]]",
            "<pre>[php]a[/php]</pre>",
            "<a title=\"[gallery]\">a</a> <!-- [gallery] --> <script>[gallery]</script>",
            "[code]never closed",
            "[recent_posts number=\"3\"] [box]a[/box]",
        ] {
            assert_eq!(expanded(text), text);
        }
    }

    #[test]
    fn unknown_shortcodes_have_one_finding_each() {
        let mut report = Report::default();
        expand(
            "[posts n=\"3\"] [posts n=\"4\"] [box]a[/box] [word]",
            1,
            &mut report,
        );
        let texts: Vec<_> = report.findings.iter().map(|f| f.text.as_str()).collect();
        assert_eq!(texts, ["[posts n=\"3\"]", "[box]"]);
    }
}
