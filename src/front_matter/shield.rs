//! Template text that a generator would run, or fail on.
//!
//! In prose that was converted the writer leaves no opener of a template language. In code, maths
//! and raw HTML it must: there a character reference would show. Each generator has a form of its
//! own that shows the text as it is. A body that was Markdown already is its author's: it is only
//! kept from tags that the generator does not know, because one of those breaks the whole build.
//! Astro, Docusaurus and Obsidian run no templates; Hexo does not look into code.

use std::borrow::Cow;

use super::preset::Preset;
use super::value::{Entry, Value};
use super::{FrontMatter, Options};
use crate::mdast::{Block, Document, Inline};
use crate::report::{Code, Report};

/// Tags of Hexo 8 (hexo.io, tag plugins).
const HEXO_TAGS: &[&str] = &[
    "asset_img",
    "asset_link",
    "asset_path",
    "blockquote",
    "code",
    "codeblock",
    "iframe",
    "img",
    "include-code",
    "include_code",
    "link",
    "post_link",
    "post_path",
    "pullquote",
    "quote",
    "raw",
    "url_for",
    "full_url_for",
];

/// Tags of Liquid 4 (shopify.github.io/liquid), and the ones that Jekyll adds.
const LIQUID_TAGS: &[&str] = &[
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "echo",
    "else",
    "elsif",
    "for",
    "if",
    "ifchanged",
    "include",
    "increment",
    "liquid",
    "raw",
    "render",
    "tablerow",
    "unless",
    "when",
];
const JEKYLL_TAGS: &[&str] = &[
    "highlight",
    "include_cached",
    "include_relative",
    "link",
    "post_url",
];

/// The key that switches a generator's templates off in one file.
fn switch(preset: Preset) -> Option<(&'static str, Value)> {
    match preset {
        Preset::Hexo => Some(("disableNunjucks", Value::plain("true"))),
        Preset::Jekyll => Some(("render_with_liquid", Value::plain("false"))),
        Preset::Eleventy => Some(("templateEngineOverride", Value::text("md"))),
        _ => None,
    }
}

/// Makes template text in a converted article's code harmless for the preset's generator: in the
/// code itself for Hugo and Zola, by a key of the front matter for Jekyll, Eleventy and Hexo.
/// Without front matter Jekyll and Eleventy run no templates.
pub fn shield(
    matter: Option<&mut FrontMatter>,
    options: &Options,
    document: &mut Document<'_>,
    report: &mut Report,
) {
    let preset = options.preset;
    let is_in_place = matches!(preset, Preset::Hugo | Preset::Zola);
    if !is_in_place && (matter.is_none() || switch(preset).is_none()) {
        return;
    }
    let mut is_live = false;
    let mut look = |kind: Kind, text: &mut Cow<'_, str>| match preset {
        // Hexo runs templates over the page, where the writer's escapes are gone.
        Preset::Hexo => {
            let is_open = || ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark));
            is_live |= kind != Kind::Code && is_open();
        }
        _ if kind == Kind::Prose => {}
        Preset::Hugo => replace(text, shortcode, report),
        Preset::Zola => replace(text, call, report),
        _ => is_live |= text.contains("{{") || text.contains("{%"),
    };
    as_written(&mut document.blocks, &mut look);
    if let (true, Some((key, value)), Some(matter)) = (is_live, switch(preset), matter) {
        set(matter, key, value, report);
    }
}

/// What a text of a tree is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// With escapes.
    Prose,
    /// As it is.
    Code,
    /// As it is: maths and HTML.
    Raw,
}

/// Calls `look` with every text of a tree. Nesting is as deep as the tree, which the parser bounds.
fn as_written<'a>(blocks: &mut [Block<'a>], look: &mut dyn FnMut(Kind, &mut Cow<'a, str>)) {
    for block in blocks {
        match block {
            Block::Paragraph(children) | Block::Heading { children, .. } => {
                spans_as_written(children, look);
            }
            Block::ThematicBreak => {}
            Block::Blockquote(children) | Block::FootnoteDefinition { children, .. } => {
                as_written(children, look);
            }
            Block::List(list) => {
                for item in &mut list.items {
                    as_written(&mut item.children, look);
                }
            }
            Block::Code(code) => look(Kind::Code, &mut code.value),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flatten() {
                    spans_as_written(cell, look);
                }
            }
            Block::Html(text) | Block::Math(text) => look(Kind::Raw, text),
        }
    }
}

fn spans_as_written<'a>(spans: &mut [Inline<'a>], look: &mut dyn FnMut(Kind, &mut Cow<'a, str>)) {
    for span in spans {
        match span {
            Inline::Emphasis(children) | Inline::Strong(children) | Inline::Delete(children) => {
                spans_as_written(children, look);
            }
            Inline::Link(link) => spans_as_written(&mut link.children, look),
            Inline::Code(text) => look(Kind::Code, text),
            Inline::Html(text) | Inline::Math(text) => look(Kind::Raw, text),
            Inline::Text(text) => look(Kind::Prose, text),
            Inline::Image(_) | Inline::Break | Inline::FootnoteReference(_) => {}
        }
    }
}

/// Keeps a body that was Markdown already from breaking the build of the preset's generator by a
/// tag that it does not know: its templates are switched off for this file.
pub fn shield_kept(matter: &mut FrontMatter, options: &Options, body: &str, report: &mut Report) {
    let preset = options.preset;
    let Some((key, value)) = switch(preset) else {
        return;
    };
    let is_known = |tag: &str| match preset {
        Preset::Hexo => HEXO_TAGS.contains(&tag),
        Preset::Jekyll => LIQUID_TAGS.contains(&tag) || JEKYLL_TAGS.contains(&tag),
        _ => LIQUID_TAGS.contains(&tag),
    };
    let is_foreign = |line: &str| tags(line).any(|tag| !tag.starts_with("end") && !is_known(tag));
    let has_foreign = match preset {
        Preset::Hexo => prose(body).any(|line| is_foreign(&line) || has_no_expression(&line)),
        _ => is_foreign(body),
    };
    if has_foreign {
        set(matter, key, value, report);
    }
}

/// Whether a line holds `{{` that begins no expression of Nunjucks, such as `{{< x >}}`.
fn has_no_expression(line: &str) -> bool {
    line.match_indices("{{").any(|(at, _)| {
        let inner = line[at + 2..].trim_start_matches('-').trim_start();
        let is_start = |c: char| c.is_alphanumeric() || "_\"'([{-".contains(c);
        !inner.starts_with(is_start) || !inner.contains("}}")
    })
}

/// The names of the `{% … %}` tags in a text.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("{%").map(|(at, _)| {
        let inner = text[at + 2..].trim_start_matches('-').trim_start();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())]
    })
}

/// The lines of a Markdown text that are no fenced code, their code spans cut out.
fn prose(body: &str) -> impl Iterator<Item = String> {
    let mut fence = None;
    body.lines().filter_map(move |line| {
        let content = line.trim_start_matches([' ', '>', '-', '*']);
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| content.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => return Some(line.split('`').step_by(2).collect()),
            _ => {}
        }
        None
    })
}

fn set(matter: &mut FrontMatter, key: &str, value: Value, report: &mut Report) {
    if matter.get(key).is_some() {
        return;
    }
    report.push(Code::TemplateShielded, None, None, key);
    matter.write_anew();
    matter.entries.push(Entry {
        key: key.to_owned(),
        value,
        ..Entry::default()
    });
}

/// Puts what a generator would run into its comment form, in which it shows: `{{</* x */>}}`.
fn replace(text: &mut Cow<'_, str>, find: Find, report: &mut Report) {
    let mut out = String::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'{', text.as_bytes()) {
        let Some(length) = find(&text[at..]).filter(|_| at >= done) else {
            continue;
        };
        // Both generators open with two braces or a brace and a sign, and Hugo with one more.
        let inner = text[at..at + length].trim_start_matches(['{', '%', '<']);
        let start = at + length - inner.len();
        report.push(Code::TemplateShielded, None, None, inner.trim());
        out.extend([&text[done..start], "/*", inner, "*/"]);
        done = at + length;
    }
    if done > 0 {
        out.push_str(&text[done..]);
        *text = Cow::Owned(out);
    }
}

/// Whether a text begins with something that runs; its length without the closing mark.
type Find = fn(&str) -> Option<usize>;

/// A shortcode of Hugo: `{{< x >}}`, `{{% x %}}`.
fn shortcode(text: &str) -> Option<usize> {
    let close = match text.get(..3)? {
        "{{<" => ">}}",
        "{{%" => "%}}",
        _ => return None,
    };
    let inner = up_to_next(&text[3..], b"{");
    let length = inner.find(close)?;
    (!inner.starts_with("/*")).then_some(3 + length)
}

/// A shortcode of Zola: `{{ x(a="b") }}`, `{% x() %}`.
fn call(text: &str) -> Option<usize> {
    let close = match text.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        _ => return None,
    };
    let inner = up_to_next(&text[2..], b"{%");
    let length = inner.find(close)?;
    let name = inner[..length].split('(').next().unwrap_or("").trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let is_call = !name.is_empty() && name.chars().all(is_name);
    (is_call && inner[..length].trim().ends_with(')')).then_some(2 + length)
}

/// The text before the next opener, which is `{` and one of `second`: many of them without an end
/// take no more time.
fn up_to_next<'a>(text: &'a str, second: &[u8]) -> &'a str {
    let is_opener = |at: &usize| {
        text.as_bytes()
            .get(at + 1)
            .is_some_and(|b| second.contains(b))
    };
    let end = memchr::memchr_iter(b'{', text.as_bytes()).find(is_opener);
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_tags_switch_templates_off() {
        let switched = |preset, body| {
            let mut matter = FrontMatter::default();
            let options = Options {
                preset,
                ..Options::default()
            };
            shield_kept(&mut matter, &options, body, &mut Report::default());
            !matter.entries.is_empty()
        };
        assert!(switched(Preset::Jekyll, "a {% gist x %}"));
        assert!(!switched(
            Preset::Jekyll,
            "{%- if a %}{% endif %}{% post_url x %} {{ b }}"
        ));
        assert!(switched(
            Preset::Eleventy,
            "{% highlight js %}{% endhighlight %}"
        ));
        assert!(switched(Preset::Hexo, "{% gist x %}"));
        assert!(switched(Preset::Hexo, "{{< youtube x >}}"));
        assert!(switched(Preset::Hexo, "a {{ b"));
        assert!(!switched(Preset::Hexo, "{{ site.title }} and {{- 'a' }}"));
        assert!(!switched(
            Preset::Hexo,
            "{% asset_img a.png %} `{% gist x %}`\n```\n{% x %}\n```\n"
        ));
        assert!(!switched(Preset::Hugo, "{% gist x %}"));
    }

    #[test]
    fn shortcodes_are_commented_out_once() {
        for (find, text, expected) in [
            (
                shortcode as Find,
                "{{< youtube x >}} {{ x }} {{% a %}} {{< open",
                "{{</* youtube x */>}} {{ x }} {{%/* a */%}} {{< open",
            ),
            (
                call,
                "{{ youtube(id=\"x\") }} {{ x }} {% q(a=1) %} {% if x %} a(b)",
                "{{/* youtube(id=\"x\") */}} {{ x }} {%/* q(a=1) */%} {% if x %} a(b)",
            ),
        ] {
            let mut once = Cow::Borrowed(text);
            replace(&mut once, find, &mut Report::default());
            assert_eq!(once, expected);
            let mut twice = once.clone();
            replace(&mut twice, find, &mut Report::default());
            assert_eq!(twice, once);
        }
    }
}
