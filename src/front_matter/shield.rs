//! Template text that a generator would run, or fail on.
//!
//! In prose that was converted the writer leaves no opener of a template language. In code it
//! must: there a character reference would show. Each generator has a form of its own that shows
//! the text as it is. A body that was Markdown already is its author's: it is only kept from
//! tags that the generator does not know, because one of those breaks the whole build. Astro,
//! Docusaurus and Obsidian run no templates; Hexo does not look into code.

use std::borrow::Cow;

use super::FrontMatter;
use super::preset::Preset;
use super::value::{Entry, Value};
use crate::report::{Code, Report};

/// Tags of Hexo 8 (hexo.io, tag plugins).
const HEXO_TAGS: &[&str] = &[
    "asset_img", "asset_link", "asset_path", "blockquote", "code", "codeblock", "iframe", "img",
    "include-code", "include_code", "link", "post_link", "post_path", "pullquote", "quote", "raw",
    "url_for", "full_url_for",
];

/// Tags of Liquid 4 (shopify.github.io/liquid), and the ones that Jekyll adds.
const LIQUID_TAGS: &[&str] = &[
    "assign", "break", "capture", "case", "comment", "continue", "cycle", "decrement", "echo",
    "else", "elsif", "for", "if", "ifchanged", "include", "increment", "liquid", "raw", "render",
    "tablerow", "unless", "when",
];
const JEKYLL_TAGS: &[&str] = &["highlight", "include_cached", "include_relative", "link", "post_url"];

/// The key that switches a generator's templates off in one file.
fn switch(preset: Preset) -> Option<(&'static str, Value)> {
    match preset {
        Preset::Hexo => Some(("disableNunjucks", Value::plain("true"))),
        Preset::Jekyll => Some(("render_with_liquid", Value::plain("false"))),
        Preset::Eleventy => Some(("templateEngineOverride", Value::text("md"))),
        _ => None,
    }
}

/// Makes a converted body safe for the preset's generator; may add a key to the front matter,
/// without which Jekyll and Eleventy run no templates.
pub(super) fn converted<'a>(
    matter: Option<&mut FrontMatter>,
    preset: Preset,
    body: &'a str,
    report: &mut Report,
) -> Cow<'a, str> {
    if preset == Preset::Hugo && (body.contains("{{<") || body.contains("{{%")) {
        return Cow::Owned(commented(body, report));
    }
    let has_template = body.contains("{{") || body.contains("{%");
    if has_template
        && preset != Preset::Hexo
        && let (Some((key, value)), Some(matter)) = (switch(preset), matter)
    {
        set(matter, key, value, report);
    }
    Cow::Borrowed(body)
}

/// Keeps a body that was Markdown already from breaking the build of the preset's generator.
pub(super) fn kept(matter: &mut FrontMatter, preset: Preset, body: &str, report: &mut Report) {
    let Some((key, value)) = switch(preset) else { return };
    let is_known = |tag: &str| match preset {
        Preset::Hexo => HEXO_TAGS.contains(&tag),
        Preset::Jekyll => LIQUID_TAGS.contains(&tag) || JEKYLL_TAGS.contains(&tag),
        _ => LIQUID_TAGS.contains(&tag),
    };
    let is_foreign = |line: &str| tags(line).any(|tag| !tag.starts_with("end") && !is_known(tag));
    let has_foreign = match preset {
        Preset::Hexo => prose(body).any(|line| is_foreign(&line)),
        _ => is_foreign(body),
    };
    if has_foreign {
        set(matter, key, value, report);
    }
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
        let mark = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark));
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
    matter.entries.push(Entry {
        key: key.to_owned(),
        value,
        ..Entry::default()
    });
}

/// Hugo's comment form of a shortcode, `{{</* x */>}}`, which is shown as `{{< x >}}`.
fn commented(body: &str, report: &mut Report) -> String {
    let mut out = String::with_capacity(body.len() + 16);
    let mut rest = body;
    while let Some(at) = rest.find("{{").filter(|at| at + 3 <= rest.len()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (close, mark) = match from.as_bytes()[2] {
            b'<' => (">}}", '<'),
            b'%' => ("%}}", '%'),
            _ => {
                out.push_str("{{");
                rest = &from[2..];
                continue;
            }
        };
        let inner = &from[3..];
        // A shortcode ends on its line or in the next few; there is none without an end.
        let end = inner
            .find(close)
            .filter(|end| !inner[..*end].contains("{{"));
        out.push_str("{{");
        out.push(mark);
        match end {
            Some(end) if !inner.starts_with("/*") => {
                report.push(Code::TemplateShielded, None, None, inner[..end].trim());
                out.push_str("/*");
                out.push_str(&inner[..end]);
                out.push_str("*/");
                out.push_str(close);
                rest = &inner[end + close.len()..];
            }
            _ => rest = inner,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_tags_switch_templates_off() {
        let switched = |preset, body| {
            let mut matter = FrontMatter::default();
            kept(&mut matter, preset, body, &mut Report::default());
            !matter.entries.is_empty()
        };
        assert!(switched(Preset::Jekyll, "a {% gist x %}"));
        assert!(!switched(Preset::Jekyll, "{%- if a %}{% endif %}{% post_url x %} {{ b }}"));
        assert!(switched(Preset::Eleventy, "{% highlight js %}{% endhighlight %}"));
        assert!(switched(Preset::Hexo, "{% gist x %}"));
        assert!(!switched(Preset::Hexo, "{% asset_img a.png %} `{% gist x %}`\n```\n{% x %}\n```\n"));
        assert!(!switched(Preset::Hugo, "{% gist x %}"));
    }

    #[test]
    fn hugo_shortcodes_are_commented_out_once() {
        let body = "`{{< youtube x >}}` {{ x }} `{{% a %}}` {{< open";
        let once = commented(body, &mut Report::default());
        assert_eq!(
            once,
            "`{{</* youtube x */>}}` {{ x }} `{{%/* a */%}}` {{< open"
        );
        assert_eq!(commented(&once, &mut Report::default()), once);
    }
}
