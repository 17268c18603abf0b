//! Is anything alive in a page that is rendered from Markdown with raw HTML allowed?
//!
//! Two renderers, and an HTML tree that has no part in the conversion. Alive is what runs, loads a
//! document, sends a form, or changes how the page around it is read.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{ElementRef, Html, Node};

/// Elements that nobody wants in an article's output.
const ELEMENTS: [&str; 23] = [
    "annotation-xml",
    "applet",
    "base",
    "button",
    "embed",
    "foreignobject",
    "form",
    "frame",
    "frameset",
    "iframe",
    "link",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "xmp",
];

/// Attributes whose value is a URL.
const URLS: [&str; 12] = [
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "longdesc",
    "ping",
    "poster",
    "src",
    "srcset",
    "xlink:href",
];

/// What opens a template in one of the engines that generators run over pages.
const OPENERS: [&str; 5] = ["{{", "{%", "{#", "${", "<%"];

/// Whether two renderings of the Markdown are inert.
///
/// # Errors
/// What is alive.
pub(crate) fn check(markdown: &str) -> Result<(), String> {
    let mut options = crate::support::comrak::gfm();
    options.render.r#unsafe = true;
    page(&comrak::markdown_to_html(markdown, &options))?;
    let mut rendered = String::new();
    pulldown_cmark::html::push_html(&mut rendered, Parser::new_ext(markdown, gfm()));
    page(&rendered)
}

fn gfm() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
}

fn page(html: &str) -> Result<(), String> {
    let page = Html::parse_fragment(html);
    let mut nodes = page.tree.nodes();
    nodes.try_for_each(|node| match node.value() {
        Node::Element(_) => ElementRef::wrap(node).map_or(Ok(()), element),
        Node::ProcessingInstruction(_) => Err("a processing instruction is alive".to_owned()),
        _ => Ok(()),
    })
}

fn element(element: ElementRef<'_>) -> Result<(), String> {
    let name = element.value().name().to_ascii_lowercase();
    if ELEMENTS.contains(&&*name) {
        return Err(format!("<{name}> is alive"));
    }
    for (attr, value) in element.value().attrs() {
        let attr = attr.to_ascii_lowercase();
        let runs = attr.starts_with("on") || attr == "srcdoc" || attr == "style" && styles(value);
        if runs || URLS.contains(&&*attr) && is_live(value, &name) {
            return Err(format!("{attr}={value:?} of <{name}> is alive"));
        }
    }
    Ok(())
}

/// Whether a style loads something or is more than one of a table's cell.
fn styles(value: &str) -> bool {
    !value
        .trim_end_matches(';')
        .trim()
        .starts_with("text-align:")
        || value.contains('(')
}

/// Whether a browser would run the URL, as the URL Standard reads it.
fn is_live(value: &str, element: &str) -> bool {
    let Ok(url) = url::Url::parse(value) else {
        return false;
    };
    match url.scheme() {
        "javascript" | "vbscript" | "livescript" | "file" | "blob" | "filesystem" | "about" => true,
        "data" => element != "img" || !url.path().to_ascii_lowercase().starts_with("image/"),
        _ => false,
    }
}

/// What a template engine would read outside of code and formulas.
pub(crate) fn template(markdown: &str) -> Option<&'static str> {
    let mut prose = markdown.to_owned().into_bytes();
    let mut in_code = false;
    let options = gfm() | Options::ENABLE_MATH;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
            _ if !in_code => continue,
            _ => {}
        }
        prose[range].fill(b' ');
    }
    let prose = String::from_utf8_lossy(&prose);
    OPENERS.into_iter().find(|opener| prose.contains(opener))
}
