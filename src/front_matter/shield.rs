//! Template text in code, which a generator would still run.
//!
//! In prose the writer leaves no opener of a template language. In code it must: there a character
//! reference would show. Each generator has a form of its own that shows the text as it is.
//! Hexo, Astro, Docusaurus and Obsidian need none: they do not look into code, or run no templates.

use std::borrow::Cow;

use super::FrontMatter;
use super::preset::Preset;
use super::value::{Entry, Value};
use crate::report::{Code, Report};

/// Makes a body safe for the preset's generator; may add a key to the front matter.
pub(super) fn run<'a>(
    matter: Option<&mut FrontMatter>,
    preset: Preset,
    body: &'a str,
    report: &mut Report,
) -> Cow<'a, str> {
    let has_template = body.contains("{{") || body.contains("{%");
    match (preset, matter) {
        // Without front matter Jekyll and Eleventy copy or render a file by other rules.
        (Preset::Jekyll, Some(matter)) if has_template => {
            set(matter, "render_with_liquid", Value::plain("false"), report);
        }
        (Preset::Eleventy, Some(matter)) if has_template => {
            // Markdown alone, without the template language that runs before it by default.
            set(matter, "templateEngineOverride", Value::text("md"), report);
        }
        (Preset::Hugo, _) if body.contains("{{<") || body.contains("{{%") => {
            return Cow::Owned(commented(body, report));
        }
        _ => {}
    }
    Cow::Borrowed(body)
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
