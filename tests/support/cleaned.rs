//! A page without its chrome, as HTML: what the converter reads.

use article2md::front_matter::FrontMatter;
use article2md::parser::chrome::{self, Marks};
use article2md::parser::dom::{Dom, NodeId};
use article2md::parser::rule::RuleSet;
use article2md::url::{Use, resolve};
use article2md::{Conversion, Report, parser, source};

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// The body of a file that was converted, its URLs cleaned as the rules say.
pub fn html(body: &str, conversion: &Conversion) -> String {
    let mut report = Report::default();
    let body = source::without_controls(body, &mut report);
    let dom = parser::parse(&body, source::Limits::default().depth, 1, &mut report);
    let rules = RuleSet::default();
    let front_matter = conversion.front_matter.as_ref();
    let host = front_matter.and_then(FrontMatter::source_host);
    let marks = chrome::mark(&dom, &rules, host.as_deref(), &mut report);
    let mut page = Page {
        dom: &dom,
        marks: &marks,
        rules: &rules,
        base: front_matter.and_then(FrontMatter::source_url),
        out: String::new(),
    };
    page.children(dom.root());
    page.out
}

struct Page<'a> {
    dom: &'a Dom,
    marks: &'a Marks,
    rules: &'a RuleSet,
    base: Option<&'a str>,
    out: String,
}

impl Page<'_> {
    fn children(&mut self, id: NodeId) {
        for child in self.dom.children(id) {
            if !self.marks.is_skipped(child) {
                self.node(child);
            }
        }
    }

    fn node(&mut self, id: NodeId) {
        if let Some(text) = self.dom.text(id) {
            push_escaped(text, &mut self.out);
        }
        let Some(element) = self.dom.element(id) else {
            return;
        };
        let name = &**element.local;
        // What a script would have shown, or shows again.
        if name == "noscript" {
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for attr in element.attrs {
            let value = match &*attr.name {
                "href" => self.url(&attr.value, Use::Link),
                "src" => self.url(&attr.value, Use::Image),
                _ => attr.value.to_string(),
            };
            self.out.extend([" ", &*attr.name, "=\""]);
            push_escaped(&value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        if !VOID.contains(&name) {
            self.children(id);
            self.out.extend(["</", name, ">"]);
        }
    }

    fn url(&self, url: &str, used: Use) -> String {
        let url = url.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        let clean = self.rules.urls().clean(url, used, None);
        match self.base {
            Some(base) => resolve(base, clean).into_owned(),
            None => clean.into_owned(),
        }
    }
}

fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
