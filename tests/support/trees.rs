//! Random trees in normal form, with text from alphabets that look like Markdown.

use article2md::mdast::{
    Align, Block, CodeBlock, Document, Image, Inline, Link, List, ListItem, Place, Table,
    normalise, phrasing, references,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that mean something to some parser at some place.
pub const MARKUP: &[&str] = &[
    "*",
    "**",
    "***",
    "_",
    "__",
    "`",
    "``",
    "```",
    "~",
    "~~",
    "~~~",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "&",
    "#",
    "##",
    "\\",
    "|",
    "!",
    "+",
    "-",
    "--",
    "---",
    "=",
    "===",
    ":",
    ";",
    ".",
    "/",
    "'",
    "\"",
    "{",
    "}",
    "{{",
    "{%",
    "{#",
    "${",
    "<%",
    "}}",
    "%}",
    "$",
    "$$",
    "^",
    "@",
    "%",
    "[x]",
    "[ ]",
    "[^1]",
    "[a]",
    "[a]:",
    "[a]: /u",
    "[label]: <u> 't'",
    "[^1]: note",
    "[a](b)",
    "![a](b)",
    "]: /u",
    "](",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<?",
    "<div",
    "<div>",
    "<http://a.b>",
    "&amp;",
    "&#35;",
    "&#x23;",
    "&copy;",
    "&nosuch;",
    "http://a.b",
    "https://a.b/c_d_e",
    "ftp://x.y",
    "www.",
    "www.a.b",
    "WWW.a.b",
    "a@b.cd",
    "mailto:a@b.cd",
    "1.",
    "1)",
    "12.",
    "1234567890.",
    "0)",
    "* ",
    "- ",
    "+ ",
    "# ",
    "> ",
    "1. ",
    "10) ",
    "::: ",
    "| a | b |",
    "|-|",
    "| --- |",
    ":-:",
    "* * *",
    "- - -",
    "_ _ _",
    "***a***",
    "====",
    "--",
    "-----",
    "___",
    "1. a",
    "2021. a",
    "007)",
    "[!NOTE]",
    "+++",
    "---\u{a0}",
    "\\*",
    "\\\\",
    "a*b",
    "a_b",
    "2*3*4",
    "snake_case_name",
    "C:\\dir\\*",
    "~/x",
    "10~20",
    "x~y~z",
    "**a",
];

/// Words and characters of other scripts, and white space that is no ASCII.
pub const WORDS: &[&str] = &[
    "a",
    "b",
    "word",
    "Word",
    "1984",
    "x",
    "金融",
    "科技",
    "正文",
    "。",
    "，",
    "：",
    "“",
    "”",
    "（",
    "）",
    "《",
    "》",
    "「",
    "」",
    "——",
    "…",
    "！",
    "、",
    "\u{3000}",
    "\u{a0}",
    "\u{2003}",
    "\u{200b}",
    "é",
    "e\u{301}",
    "\u{301}",
    "\u{20e3}",
    "\u{fe0f}",
    "\u{200f}",
    "\u{202e}",
    "？",
    "【",
    "】",
    "～",
    "＊",
    "ß",
    "שלום",
    "مرحبا",
    "😀",
    "👩‍💻",
    "€",
    "£",
    "+1",
    "§",
    "©",
    "№",
    "½",
    "·",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "'",
    "’",
    "i.e.",
    "?",
    "100%",
    "C++",
    "C#",
    "www",
    "http",
    "𝒳",
    "𐍈",
];

pub const TAGS: &[&str] = &[
    "<br>",
    "<sub>",
    "</sub>",
    "<kbd>",
    "</kbd>",
    "<u>",
    "</u>",
    "<mark>",
    "<abbr title=\"a*b `c\">",
];

pub const URLS: &[&str] = &[
    "",
    "/u",
    "http://a.b/",
    "https://a.b/c_d_e?f=g&h=i#j",
    "/a(b)c",
    "/a(b",
    "/a)b",
    "/a((b))",
    "/a b",
    "/<z>",
    "<",
    "#h",
    "/a\\b",
    "/a\\*b",
    "/a\"b",
    "/a|b",
    "/[c]",
    "mailto:m@e.org",
    "//c.d",
    "?x=~y~",
    "/*x*/_y_",
    "例子/路径",
    "/a&amp;b",
    "/a&copy=1",
    "/{{x}}",
    "http://a.b/&copy;",
    "/a`b",
    "/a\u{3000}b",
    "x:y",
    "/a!b",
    "\\",
    "http://a.b/*c*",
    "javascript",
    "/%20",
];

pub const TITLES: &[&str] = &[
    "",
    "",
    "",
    "t",
    "say \"hi\"",
    "it's",
    "\"'",
    "(p)",
    "*t*",
    "a\\",
    "a\\b",
    "\\\"",
    "&amp;",
    "`",
    "|",
    "{{x}}",
    "]",
];

pub const CODES: &[&str] = &[
    "x", "a b", "`", "``", "a`b", "`a`", " a ", "  ", " ", "*x*", "<b>", "&amp;", "a|b", "|", "\\",
    "\\`", "a``b`c", "x\\|y", "\\|", "[l](m)", "]", "```", "a\u{a0}", " `", "{{x}}", "~~", "$",
];

pub const LINES: &[&str] = &[
    "",
    "x = 1",
    "    indented",
    "\ttab",
    "```",
    "````",
    "~~~",
    "> q",
    "# h",
    "- a",
    "1. a",
    "trail  ",
    "<b>",
    "&amp;",
    "中文",
    "*a*",
    "[a]: b",
    "`",
    "---",
    "{{ x }}",
];

pub const LANGS: &[&str] = &["", "", "rust", "c++", "a`b", "~x", "a\\*b", "&amp;", "text"];

pub const RAW: &[&str] = &[
    "<div>x</div>",
    "<div>\n*a*\n</div>",
    "<!-- c -->",
    "<table>\n<tr><td>a</td></tr>\n</table>",
    "</details>",
    "<details>\n<summary>a</summary>",
    "<hr>",
    "<u>",
];

/// What may stand at the end of a line, a heading or a link's text.
pub const ENDS: &[&str] = &[
    "\\", "\\\\", "#", " #", " ##", "!", ":", "\u{a0}", "\u{3000}", "  ", "*", "_", "`", "[", "&",
    "<",
];

/// Text: one to a few pieces, with or without spaces between.
pub fn text() -> impl Strategy<Value = String> {
    let end = prop_oneof![4 => Just(""), 1 => select(ENDS)];
    (pieces(), end).prop_map(|(text, end)| text + end)
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(MARKUP).prop_map(str::to_owned),
        4 => select(WORDS).prop_map(str::to_owned),
        2 => Just(" ".to_owned()),
        1 => "[!-~]{1,3}",
        1 => any::<char>().prop_map(|c| if c.is_control() { "c".into() } else { c.to_string() }),
    ];
    vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn leaf() -> impl Strategy<Value = Inline<'static>> {
    prop_oneof![
        12 => text().prop_map(|text| Inline::Text(text.into())),
        2 => select(CODES).prop_map(|code| Inline::Code(code.into())),
        1 => (select(URLS), select(TITLES), prop_oneof![text(), Just(String::new())])
            .prop_map(|(url, title, alt)| Inline::Image(Box::new(Image {
                url: url.into(),
                title: title.into(),
                alt: alt.into(),
            }))),
        1 => Just(Inline::Break),
        1 => select(TAGS).prop_map(|tag| Inline::Html(tag.into())),
        1 => select(&["n1", "n2", "3"][..]).prop_map(|n| Inline::FootnoteReference(n.into())),
        1 => select(&URLS[1..]).prop_map(|url| Inline::Link(Box::new(Link {
            url: url.into(),
            title: "".into(),
            children: vec![Inline::Text(url.into())],
        }))),
    ]
}

/// One inline, perhaps with others inside.
pub fn inline() -> impl Strategy<Value = Inline<'static>> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        let children = vec(inner, 1..4);
        prop_oneof![
            3 => children.clone().prop_map(Inline::Emphasis),
            4 => children.clone().prop_map(Inline::Strong),
            2 => children.clone().prop_map(Inline::Delete),
            3 => (select(URLS), select(TITLES), children).prop_map(|(url, title, children)| {
                Inline::Link(Box::new(Link { url: url.into(), title: title.into(), children }))
            }),
        ]
    })
}

/// A run of phrasing content, not yet in normal form.
pub fn run() -> impl Strategy<Value = Vec<Inline<'static>>> {
    prop_oneof![4 => vec(inline(), 1..6), 1 => lines()]
}

/// Lines of text between hard breaks: what may begin a block, or underline the line before.
fn lines() -> impl Strategy<Value = Vec<Inline<'static>>> {
    let line = prop_oneof![select(MARKUP).prop_map(str::to_owned), text()];
    vec(line, 2..5).prop_map(|lines| {
        let text = |line: String| [Inline::Text(line.into()), Inline::Break];
        lines.into_iter().flat_map(text).collect()
    })
}

fn leaf_block() -> impl Strategy<Value = Block<'static>> {
    prop_oneof![
        8 => run().prop_map(Block::Paragraph),
        2 => (1u8..7, run()).prop_map(|(depth, children)| Block::Heading { depth, children }),
        1 => Just(Block::ThematicBreak),
        2 => code(),
        2 => table(),
        1 => select(RAW).prop_map(|html| Block::Html(html.into())),
    ]
}

fn code() -> impl Strategy<Value = Block<'static>> {
    (select(LANGS), vec(select(LINES), 0..4), any::<bool>()).prop_map(|(lang, lines, meta)| {
        let meta = if meta && !lang.is_empty() { "a b" } else { "" };
        Block::Code(Box::new(CodeBlock {
            lang: lang.into(),
            meta: meta.into(),
            value: lines.join("\n").into(),
        }))
    })
}

fn table() -> impl Strategy<Value = Block<'static>> {
    let align = select(&[Align::None, Align::Left, Align::Center, Align::Right][..]);
    let cell = prop_oneof![1 => Just(Vec::new()), 5 => vec(inline(), 1..3)];
    (1usize..4).prop_flat_map(move |width| {
        (
            vec(align.clone(), width),
            vec(vec(cell.clone(), width), 1..4),
        )
            .prop_map(|(align, rows)| Block::Table(Box::new(Table { align, rows })))
    })
}

fn block() -> impl Strategy<Value = Block<'static>> {
    leaf_block().prop_recursive(4, 16, 4, |inner| {
        let children = vec(inner, 0..4);
        let checked = prop_oneof![6 => Just(None), 1 => any::<bool>().prop_map(Some)];
        let item = (checked, children.clone())
            .prop_map(|(checked, children)| ListItem { checked, children });
        let start = prop_oneof![
            3 => Just(None),
            2 => Just(Some(1)),
            1 => select(&[0, 2, 9, 99, 2021, 999_999_998][..]).prop_map(Some),
        ];
        prop_oneof![
            2 => children.prop_map(Block::Blockquote),
            4 => (start, any::<bool>(), vec(item, 1..4))
                .prop_map(|(start, spread, items)| Block::List(List { start, spread, items })),
        ]
    })
}

/// Blocks of which no block quote ends in an empty item: pulldown-cmark reads what follows such a
/// quote in an item of a loose list as if it stood outside of all lists.
fn readable(blocks: Vec<Block<'static>>) -> Vec<Block<'static>> {
    blocks
        .into_iter()
        .map(|block| match block {
            Block::Blockquote(children) => {
                let mut children = readable(children);
                if ends_in_empty_item(children.last()) {
                    children.push(Block::ThematicBreak);
                }
                Block::Blockquote(children)
            }
            Block::List(mut list) => {
                for item in &mut list.items {
                    item.children = readable(std::mem::take(&mut item.children));
                }
                Block::List(list)
            }
            other => other,
        })
        .collect()
}

fn ends_in_empty_item(block: Option<&Block<'_>>) -> bool {
    let Some(Block::List(list)) = block else {
        return false;
    };
    list.items
        .last()
        .is_some_and(|item| item.children.is_empty() || ends_in_empty_item(item.children.last()))
}

/// A document in normal form, with a definition for each footnote that it refers to.
pub fn document() -> impl Strategy<Value = Document<'static>> {
    vec(block(), 0..4).prop_map(finished)
}

/// Blocks as a whole document in normal form.
pub fn finished(blocks: Vec<Block<'static>>) -> Document<'static> {
    with_footnotes(readable(normalise(blocks)))
}

/// A document of one paragraph.
pub fn paragraph() -> impl Strategy<Value = Document<'static>> {
    run().prop_map(|run| {
        with_footnotes(normalise(vec![Block::Paragraph(phrasing(
            run,
            Place::Paragraph,
        ))]))
    })
}

/// GFM readers take a reference for text when nothing defines it, and move the definitions to the
/// end in the order of the references.
fn with_footnotes(mut blocks: Vec<Block<'static>>) -> Document<'static> {
    let mut labels: Vec<String> = Vec::new();
    references(&blocks, &mut |label| {
        if !labels.iter().any(|other| other == label) {
            labels.push(label.to_owned());
        }
    });
    blocks.extend(labels.into_iter().map(|label| Block::FootnoteDefinition {
        children: vec![Block::Paragraph(vec![Inline::Text(
            format!("note {label}").into(),
        )])],
        label: label.into(),
    }));
    Document { blocks }
}
