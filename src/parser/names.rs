//! The element names of HTML, SVG and MathML: what a `<` can begin.

use html5ever::{LocalName, local_name};

/// Whether a tag of this name is markup rather than text that looks like it.
///
/// `name` is in lower case. Custom elements (a name with a hyphen, HTML standard "valid custom
/// element name") and the namespaced names of office exports and social plugins count as markup.
pub(super) fn is_element(name: &str) -> bool {
    HTML.binary_search(&name).is_ok()
        || FOREIGN.binary_search(&name).is_ok()
        || NOTES.contains(&name)
        || is_custom(name)
        || is_prefixed(name)
}

/// Elements without content. HTML standard, "Void elements", and `param`.
pub(super) fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// A form, and what of one is filled in.
pub(super) fn is_form_part(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("form") | local_name!("input") | local_name!("textarea")
    )
}

/// `h1` to `h6`.
pub(crate) fn is_heading(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
    )
}

fn is_custom(name: &str) -> bool {
    name.contains('-')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// `o:p`, `v:shape`, `st1:place`, `fb:like`: a known prefix, and a name behind it.
fn is_prefixed(name: &str) -> bool {
    name.split_once(':').is_some_and(|(prefix, local)| {
        PREFIXES.binary_search(&prefix).is_ok()
            && !local.is_empty()
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

/// The elements of a footnote plugin, whose references close themselves.
const NOTES: [&str; 3] = ["fn", "fnref", "footnotes"];

const PREFIXES: [&str; 11] = [
    "fb", "g", "m", "mml", "o", "st1", "st2", "svg", "v", "w", "xml",
];

/// HTML standard, "Index of elements", and its obsolete elements; sorted.
const HTML: [&str; 145] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "command",
    "content",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "element",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "selectedcontent",
    "shadow",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// SVG 2 and MathML Core (with the presentation elements of MathML 3); sorted.
const FOREIGN: [&str; 107] = [
    "altglyph",
    "animate",
    "animatemotion",
    "animatetransform",
    "annotation",
    "annotation-xml",
    "circle",
    "clippath",
    "defs",
    "desc",
    "ellipse",
    "feblend",
    "fecolormatrix",
    "fecomponenttransfer",
    "fecomposite",
    "feconvolvematrix",
    "fediffuselighting",
    "fedisplacementmap",
    "fedistantlight",
    "fedropshadow",
    "feflood",
    "fefunca",
    "fefuncb",
    "fefuncg",
    "fefuncr",
    "fegaussianblur",
    "feimage",
    "femerge",
    "femergenode",
    "femorphology",
    "feoffset",
    "fepointlight",
    "fespecularlighting",
    "fespotlight",
    "fetile",
    "feturbulence",
    "filter",
    "foreignobject",
    "g",
    "glyphref",
    "hkern",
    "line",
    "lineargradient",
    "maction",
    "maligngroup",
    "malignmark",
    "marker",
    "mask",
    "math",
    "menclose",
    "merror",
    "metadata",
    "mfenced",
    "mfrac",
    "mglyph",
    "mi",
    "mlabeledtr",
    "mlongdiv",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mpath",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mscarries",
    "mscarry",
    "msgroup",
    "msline",
    "mspace",
    "msqrt",
    "msrow",
    "mstack",
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
    "none",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialgradient",
    "rect",
    "semantics",
    "set",
    "stop",
    "svg",
    "switch",
    "symbol",
    "text",
    "textpath",
    "tref",
    "tspan",
    "use",
    "view",
    "vkern",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_searchable() {
        assert!(HTML.is_sorted() && FOREIGN.is_sorted() && PREFIXES.is_sorted());
    }

    #[test]
    fn tells_markup_from_text() {
        for name in ["p", "h1", "svg", "mrow", "my-card", "o:p", "fb:like"] {
            assert!(is_element(name), "{name}");
        }
        for name in [
            "string",
            "missing",
            "https:",
            "http://a-b.example",
            "stdio.h",
            "t",
            "o:",
            "a,b-c",
        ] {
            assert!(!is_element(name), "{name}");
        }
    }
}
