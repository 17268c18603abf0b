//! Formulas: one copy in TeX of what pages show two or three times.
//!
//! KaTeX and `MediaWiki` keep the TeX in a MathML annotation, MathJax 2 in a script, images in their
//! description or address, WordPress.com between `$latex` and `$`; `\(…\)`, `\[…\]` and `$$…$$` in
//! text are what MathJax reads. A single `$` in text is a dollar. A formula in MathML alone stays
//! MathML: its elements become inline HTML without attributes but the few that change its look.

use std::borrow::Cow;

use html5ever::{LocalName, local_name};
use memchr::memmem;

use super::Converter;
use super::survey::{Claim, Claims, report_text, shown_text};
use crate::mdast::{Block, Inline};
use crate::needle;
use crate::parser::dom::{Dom, NodeId, Space};
use crate::parser::names::is_heading;
use crate::report::{Code, Report};
use crate::writer::html;

/// What the class of an element begins with that only holds a rendered formula.
const WRAPPERS: [&str; 7] = [
    "katex", "MathJax", "MJX", "MJXc", "mjx", "mwe-math", "MathML",
];

/// Elements between a `math` element and the outermost wrapper of what shows it.
const WRAPPERS_MAX: usize = 8;

/// Classes of images whose description is TeX.
const IMAGES: [&str; 5] = [
    "latex",
    "wp-latex",
    "mathtex",
    "tex",
    "mwe-math-fallback-image-inline",
];

/// Services that draw formulas: what their addresses hold before the TeX.
const SERVICES: [&str; 7] = [
    "wp.com/latex.php?latex=",
    "latex.codecogs.com/gif.latex?",
    "latex.codecogs.com/png.latex?",
    "latex.codecogs.com/svg.latex?",
    "chart.googleapis.com/chart?cht=tx&chl=",
    "zhihu.com/equation?tex=",
    "wordpress.com/latex.php?latex=",
];

/// The elements that a formula in MathML is written with; of all others only the content stays.
/// MathML Core, section 2, and the presentation elements of MathML 3; sorted.
const MATHML: [&str; 28] = [
    "math",
    "menclose",
    "merror",
    "mfenced",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

/// Longest formula in text, in bytes; the formulas of real articles are far shorter.
const TEX_BYTES_MAX: usize = 4096;

/// Claims what shows a `math` element.
pub(super) fn claim_mathml<'a>(
    dom: &'a Dom,
    math: NodeId,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let class = |id: NodeId| dom.attr(id, &local_name!("class")).unwrap_or_default();
    let mut display = dom.attr(math, &local_name!("display")) == Some("block");
    let mut outer = math;
    let mut here = math;
    for _ in 0..WRAPPERS_MAX {
        let Some(parent) = dom.parent(here) else {
            break;
        };
        let is_custom = dom
            .html_name(parent)
            .is_some_and(|name| name.starts_with("mjx-"));
        let is_named = || {
            class(parent)
                .split_ascii_whitespace()
                .any(|c| WRAPPERS.iter().any(|w| c.starts_with(w)))
        };
        if (is_custom || is_named()) && holds_only(dom, parent, outer) {
            outer = parent;
            display |= class(parent).contains("isplay")
                || dom.attr(parent, &local_name!("display")) == Some("true");
        }
        here = parent;
    }
    if claims.get(outer).is_some() {
        return;
    }
    report_text(dom, outer, Code::MathsRead, report);
    let claim = match annotation(dom, math) {
        Some(tex) => Claim::Maths { tex, display },
        None => Claim::MathMl(math),
    };
    claims.insert(outer, claim);
}

/// Whether an element shows nothing but one formula; a block, nothing but `inner`.
fn holds_only(dom: &Dom, id: NodeId, inner: NodeId) -> bool {
    let is_math = |d: &NodeId| {
        dom.element(*d)
            .is_some_and(|e| *e.local == local_name!("math"))
    };
    let is_block = matches!(
        dom.html_name(id),
        Some(&local_name!("p") | &local_name!("div"))
    );
    dom.descendants(id).filter(is_math).take(2).count() == 1
        && (!is_block || shown_text(dom, id).trim().len() == shown_text(dom, inner).trim().len())
}

/// The TeX that a `math` element carries with it.
fn annotation(dom: &Dom, math: NodeId) -> Option<Cow<'_, str>> {
    let annotated = dom
        .descendants(math)
        .filter(|&id| {
            dom.element(id)
                .is_some_and(|e| *e.local == local_name!("annotation"))
        })
        .find(|&id| {
            let encoding = dom.attr(id, &local_name!("encoding")).unwrap_or_default();
            encoding.to_ascii_lowercase().contains("tex")
        })
        .map(|id| Cow::Owned(shown_text(dom, id)));
    let tex = annotated.or_else(|| dom.attr(math, &local_name!("alttext")).map(Cow::Borrowed))?;
    (!tex.trim().is_empty()).then_some(tex)
}

/// Claims a script that holds TeX, and what MathJax 2 put before it.
pub(super) fn claim_script<'a>(
    dom: &'a Dom,
    script: NodeId,
    claims: &mut Claims<'a>,
    report: &mut Report,
) {
    let kind = dom.attr(script, &local_name!("type")).unwrap_or_default();
    let Some(mode) = kind.trim().strip_prefix("math/tex") else {
        return;
    };
    let tex = dom
        .children(script)
        .find_map(|c| dom.text(c))
        .unwrap_or_default();
    if tex.trim().is_empty() {
        return;
    }
    let rendered = std::iter::successors(dom.prev_sibling(script), |&p| dom.prev_sibling(p));
    for before in rendered.take_while(|&p| {
        dom.attr(p, &local_name!("class"))
            .is_some_and(|class| class.starts_with("MathJax"))
    }) {
        report_text(dom, before, Code::MathsRead, report);
        claims.insert(before, Claim::Skip);
    }
    let display = mode.contains("display");
    claims.insert(
        script,
        Claim::Maths {
            tex: Cow::Borrowed(tex),
            display,
        },
    );
}

/// The TeX of an image of a formula; `None` for any other image.
pub(super) fn image_tex<'a>(class: &str, src: &str, alt: &'a str) -> Option<Cow<'a, str>> {
    let has_query = memchr::memchr(b'?', src.as_bytes()).is_some();
    let service = SERVICES
        .iter()
        .filter(|_| has_query)
        .find_map(|s| needle::find(src, s).map(|at| &src[at + s.len()..]));
    let is_formula = class.split_ascii_whitespace().any(|c| IMAGES.contains(&c));
    if service.is_none() && !is_formula {
        return None;
    }
    if !alt.trim().is_empty() {
        return Some(Cow::Borrowed(alt));
    }
    let encoded = service?
        .split('&')
        .next()
        .unwrap_or_default()
        .replace('+', " ");
    let tex = percent_encoding::percent_decode_str(&encoded)
        .decode_utf8()
        .ok()?;
    (!tex.trim().is_empty()).then(|| Cow::Owned(tex.into_owned()))
}

/// Most nodes that line breaks cut a formula into.
const BROKEN_NODES_MAX: usize = 64;

impl<'a> Converter<'a, '_> {
    /// A formula: a block of its own where it was one and where there can be one.
    pub(super) fn maths(&mut self, id: NodeId, tex: &str, display: bool) {
        let tex = &without_tags(trim_style(tex));
        if tex.is_empty() {
            return;
        }
        if self.run.in_code() {
            return self.run.text(Cow::Owned(one_line(tex)));
        }
        if !is_balanced(tex) {
            return self.run.text(Cow::Owned(format!("${}$", one_line(tex))));
        }
        if display && !self.is_in_line(id) {
            self.push(Block::Math(Cow::Owned(block_lines(&without_dollars(tex)))));
        } else {
            let mut tex = without_dollars(&one_line(tex));
            if tex.ends_with('\\') {
                // Some readers take a dollar behind any backslash for an escaped one.
                tex.push_str("{}");
            }
            self.run.push(Inline::Math(Cow::Owned(tex)));
        }
    }

    /// Whether a block can't stand here.
    fn is_in_line(&self, id: NodeId) -> bool {
        let dom = self.dom();
        let is_one_line = |name: &LocalName| {
            is_heading(name)
                || matches!(
                    *name,
                    local_name!("td")
                        | local_name!("th")
                        | local_name!("a")
                        | local_name!("summary")
                        | local_name!("dt")
                )
        };
        dom.ancestors(id)
            .any(|p| dom.html_name(p).is_some_and(is_one_line))
    }

    /// A formula in MathML, as inline HTML.
    pub(super) fn mathml(&mut self, math: NodeId) {
        self.report
            .push(Code::HtmlKept, None, Some(self.dom().line(math)), "<math>");
        // Where a page's own element cut the formula short, its text is words.
        let dom = self.dom();
        let texts = dom.descendants(math).filter_map(|id| dom.text(id));
        let mut words = texts.filter(|text| !text.trim().is_empty());
        let first = words.next();
        let last = words.last().or(first);
        let is_space = |c: char| c.is_ascii_whitespace();
        if first.is_some_and(|text| text.starts_with(is_space)) {
            self.run.space();
        }
        self.mathml_element(math);
        if last.is_some_and(|text| text.ends_with(is_space)) {
            self.run.space();
        }
    }

    fn mathml_element(&mut self, id: NodeId) {
        let dom = self.dom();
        let Some(element) = dom.element(id) else {
            let text = super::text::one_line(dom.text(id).unwrap_or_default());
            if !text.is_empty() {
                self.run.text(text);
            }
            return;
        };
        let name = element.local;
        if is_hidden(name) {
            return;
        }
        if element.space != Space::MathMl || MATHML.binary_search(&&**name).is_err() {
            for child in dom.children(id) {
                self.mathml_element(child);
            }
            return;
        }
        let mut open = format!("<{name}");
        for attr in element.attrs.iter().filter(|a| is_kept(&a.name)) {
            html::push_attribute(&attr.name, &attr.value, &mut open);
        }
        open.push('>');
        self.run.push(Inline::Html(Cow::Owned(open)));
        for child in dom.children(id) {
            self.mathml_element(child);
        }
        self.run
            .push(Inline::Html(Cow::Owned(format!("</{name}>"))));
    }

    /// Puts the formulas of a text node into the run, and the text between them. Answers whether
    /// there was one; nothing is put in otherwise.
    pub(super) fn text_with_maths(&mut self, id: NodeId, text: &'a str) -> bool {
        let Some(mut formula) = Formula::find(text, 0) else {
            return false;
        };
        if !self.is_mathematical() {
            return false;
        }
        let mut done = 0;
        loop {
            self.plain_text(&text[done..formula.start]);
            // The word after the dollar, and colours and sizes, are no TeX.
            if formula.tex.start - formula.start > 2 {
                let around = [
                    &text[formula.start..formula.tex.start],
                    &text[formula.tex.end..formula.end],
                ];
                self.report.push(
                    Code::MathsRead,
                    None,
                    Some(self.dom().line(id)),
                    around.concat(),
                );
            }
            self.maths(id, &text[formula.tex.clone()], formula.display);
            done = formula.end;
            match Formula::find(text, done) {
                Some(next) => formula = next,
                None => break,
            }
        }
        self.plain_text(&text[done..]);
        true
    }

    /// Whether the page writes formulas in its text: one of them shows that the others are some.
    fn is_mathematical(&mut self) -> bool {
        let dom = self.dom();
        let mut texts = dom.descendants(dom.root()).filter_map(|id| dom.text(id));
        *self
            .mathematical
            .get_or_insert_with(|| texts.any(is_evident))
    }

    /// The text of a formula that line breaks cut into several nodes, the first of which is `id`.
    pub(super) fn broken_maths(&mut self, id: NodeId, text: &'a str) -> bool {
        let Some(open) = text.rfind("$$").or_else(|| text.rfind("\\[")) else {
            return false;
        };
        let close = if text[open..].starts_with('$') {
            "$$"
        } else {
            "\\]"
        };
        if Formula::find(text, open).is_some() {
            return false;
        }
        let dom = self.dom();
        let mut tex = text[open + 2..].to_owned();
        let mut passed = Vec::new();
        let behind = std::iter::successors(dom.next_sibling(id), |&n| dom.next_sibling(n));
        for next in behind.take(BROKEN_NODES_MAX) {
            let Some(piece) = dom.text(next) else {
                if dom.html_name(next) != Some(&local_name!("br")) {
                    return false;
                }
                tex.push('\n');
                passed.push(next);
                continue;
            };
            // The line end behind a break is the break's.
            let start = usize::from(piece.starts_with('\n') && tex.ends_with('\n'));
            if let Some(end) = piece.find(close) {
                tex.push_str(&piece[start..end]);
                if !is_tex(&tex) {
                    return false;
                }
                self.plain_text(&text[..open]);
                self.maths(id, &tex, true);
                for id in passed {
                    self.claims.insert(id, Claim::Skip);
                }
                self.claims
                    .insert(next, Claim::Text(Cow::Borrowed(&piece[end + 2..])));
                return true;
            }
            tex.push_str(&piece[start..]);
            passed.push(next);
        }
        false
    }
}

/// What of a formula in MathML is not shown, by its name in whatever namespace.
fn is_hidden(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("annotation")
            | local_name!("annotation-xml")
            | local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("title")
    )
}

/// Whether a text holds a formula that can be nothing else.
pub(super) fn is_evident(text: &str) -> bool {
    let next = |from: usize| Formula::find(text, from);
    may_hold(text)
        && std::iter::successors(next(0), |formula| next(formula.end)).any(|formula| {
            text[formula.start..].starts_with("$latex ") || has_signs(&text[formula.tex])
        })
}

/// Whether a text could hold a formula.
pub(super) fn may_hold(text: &str) -> bool {
    memchr::memchr2(b'$', b'\\', text.as_bytes()).is_some()
}

/// A formula in text.
struct Formula {
    start: usize,
    tex: std::ops::Range<usize>,
    end: usize,
    display: bool,
}

/// Opening delimiter, closing one, whether the formula is a block.
const DELIMITERS: [(&str, &str, bool); 4] = [
    ("$latex ", "$", false),
    ("$$", "$$", true),
    ("\\(", "\\)", false),
    ("\\[", "\\]", true),
];

impl Formula {
    /// The first formula from an offset on.
    fn find(text: &str, mut from: usize) -> Option<Formula> {
        // Up to where no closing delimiter of each kind stands, so that none is looked for twice.
        let mut absent = [0; DELIMITERS.len()];
        while let Some(at) = memchr::memchr2(b'$', b'\\', &text.as_bytes()[from..]) {
            let start = from + at;
            let rest = &text[start..];
            let Some(kind) = DELIMITERS.iter().position(|row| rest.starts_with(row.0)) else {
                from = start + 1;
                continue;
            };
            let (open, close, display) = DELIMITERS[kind];
            let tex = start + open.len();
            let until = text.len().min(tex + TEX_BYTES_MAX);
            let since = absent[kind].clamp(tex, until);
            let found =
                memmem::find(&text.as_bytes()[since..until], close.as_bytes()).map(|at| since + at);
            if found.is_none() {
                // The closing delimiter's first byte may be the last one here.
                absent[kind] = until.saturating_sub(1);
            }
            let Some(end) = found.filter(|&end| is_formula(text, tex, end, open)) else {
                // A run of dollars is none of its own inner pairs.
                from = start + open.len() + rest[open.len()..].len()
                    - rest[open.len()..].trim_start_matches('$').len();
                continue;
            };
            let bytes = if open == "$latex " {
                without_colours(&text[tex..end]).len()
            } else {
                end - tex
            };
            return Some(Formula {
                start,
                tex: tex..tex + bytes,
                end: end + close.len(),
                display,
            });
        }
        None
    }
}

fn is_formula(text: &str, start: usize, end: usize, open: &str) -> bool {
    let tex = &text[start..end];
    match open {
        "$latex " => !tex.trim().is_empty(),
        // A word between spaces stands between two prices.
        "$$" => {
            !tex.starts_with('$')
                && !text[end + 2..].starts_with('$')
                && is_tex(tex)
                && (has_signs(tex) || tex.trim() == tex)
        }
        _ => is_tex(tex),
    }
}

/// Whether a text says by its characters that it is a formula, or is one name.
fn is_tex(text: &str) -> bool {
    let text = text.trim();
    let is_name = || text.len() <= 8 && text.chars().all(char::is_alphanumeric);
    !text.is_empty() && !text.contains("\n\n") && (has_signs(text) || is_name())
}

fn has_signs(text: &str) -> bool {
    text.contains(['\\', '^', '_', '=', '{', '<', '>', '+'])
}

/// Without the `&bg=…&fg=…&s=…` that WordPress.com reads at the end of a formula.
fn without_colours(tex: &str) -> &str {
    let cut = ["&bg=", "&fg=", "&s="]
        .iter()
        .filter_map(|key| tex.find(key))
        .min();
    &tex[..cut.unwrap_or(tex.len())]
}

/// Without white space around, and the style that `MediaWiki` puts around every formula.
fn trim_style(tex: &str) -> &str {
    let tex = tex.trim();
    let styled = ["{\\displaystyle ", "{\\textstyle "]
        .iter()
        .find_map(|style| tex.strip_prefix(style));
    styled
        .and_then(|inner| inner.strip_suffix('}'))
        .map_or(tex, str::trim)
}

/// Whether each brace has its partner, and the last backslash a character behind it; TeX refuses
/// what is otherwise, and readers of Markdown see no formula in it.
fn is_balanced(tex: &str) -> bool {
    let mut escaped = false;
    let mut open = 0_usize;
    for byte in tex.bytes() {
        match byte {
            b'{' if !escaped => open += 1,
            b'}' if !escaped => match open.checked_sub(1) {
                Some(less) => open = less,
                None => return false,
            },
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    open == 0 && !escaped
}

/// A formula on lines of its own; on one line where another begins like a block (CommonMark 0.31.2,
/// section 4 and 5), which would end the formula.
fn block_lines(tex: &str) -> String {
    let lines = tex.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    if !lines.iter().any(|line| begins_block(line)) {
        return lines.join("\n");
    }
    let line = one_line(tex);
    // An empty group says nothing.
    if begins_block(&line) {
        format!("{{}} {line}")
    } else {
        line
    }
}

fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_only = |c: char| line.chars().all(|other| other == c || other == ' ');
    match line.as_bytes().get(digits) {
        _ if line.starts_with(['>', '#', '`', '~', '<', '|']) => true,
        Some(b'.' | b')') if digits > 0 => true,
        Some(b'-' | b'+' | b'*') if digits == 0 => {
            line[1..].trim_start() != &line[1..] || line.len() == 1 || is_only('-') || is_only('*')
        }
        Some(b'=' | b'_') if digits == 0 => is_only('=') || is_only('_'),
        _ => false,
    }
}

fn one_line(tex: &str) -> String {
    tex.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// With a space behind each `<` that a renderer without maths would take for the start of a tag. To
/// TeX the space says nothing.
fn without_tags(tex: &str) -> Cow<'_, str> {
    let begins_tag = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
    };
    let mut pieces = tex.split_inclusive('<').peekable();
    let mut out = String::new();
    while let Some(piece) = pieces.next() {
        out.push_str(piece);
        if piece.ends_with('<') && pieces.peek().is_some_and(|rest| begins_tag(rest)) {
            out.push(' ');
        }
    }
    if out.len() == tex.len() {
        Cow::Borrowed(tex)
    } else {
        Cow::Owned(out)
    }
}

/// Dollars inside of a formula, which stand in pairs around a formula in its text, as `\(` and
/// `\)`, which mean the same and end nothing.
fn without_dollars(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut escaped = false;
    let mut open = false;
    for c in tex.chars() {
        if c == '$' && !escaped {
            out.push_str(if open { "\\)" } else { "\\(" });
            open = !open;
        } else {
            out.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

/// MathML attributes that change what a formula means.
fn is_kept(name: &LocalName) -> bool {
    matches!(
        &**name,
        "display" | "mathvariant" | "linethickness" | "open" | "close" | "separators"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_formula_with_signs_shows_that_others_are_some() {
        assert!(is_evident("So \\(x\\) is \\(x^2\\)"));
        assert!(is_evident("$latex x$"));
        for text in ["$x_1$ $$y$$ \\(z\\)", "\\(z\\)", "5$ and 6$"] {
            assert!(!is_evident(text), "{text}");
        }
    }

    #[test]
    fn dollars_are_money() {
        for text in [
            "It is $5, or $$ and $$$ in town.",
            "cheap ($$) to dear ($$$$)",
            "$x$ and \\( not closed",
            "\\(a word or two\\)",
            "$$ or $$",
        ] {
            assert!(Formula::find(text, 0).is_none(), "{text}");
        }
    }

    #[test]
    fn formulas_are_found() {
        for (text, tex, display) in [
            ("so $latex x^2&s=2$ is", "x^2", false),
            ("$$E = mc^2$$", "E = mc^2", true),
            ("a \\(x\\) b", "x", false),
            ("\\[ \\sum_i i \\]", " \\sum_i i ", true),
        ] {
            let found = Formula::find(text, 0).unwrap();
            assert_eq!((&text[found.tex], found.display), (tex, display));
        }
    }

    #[test]
    fn images_of_formulas_are_tex() {
        assert_eq!(image_tex("latex", "x.png", "a_b").as_deref(), Some("a_b"));
        let src = "https://s0.wp.com/latex.php?latex=A%5Cto+B&bg=fff";
        assert_eq!(image_tex("", src, "").as_deref(), Some("A\\to B"));
        assert_eq!(image_tex("photo", "x.png", "a_b"), None);
    }
}
