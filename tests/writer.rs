//! What the writer writes, where more than one way would read back the same: no needless escapes,
//! emphasis as people write it. Each case is held to the round-trip law as well.

mod support;

use article2md::mdast::{
    Align, Block, CodeBlock, Document, Image, Inline, Link, List, ListItem, Place, Table, phrasing,
};
use article2md::writer::{Bullet, EmphasisMode, HardBreak, LinkStyle, Style, html, settle, write};
use article2md::{Code, Report};
use support::reads_back_as;

fn text(text: &'static str) -> Inline<'static> {
    Inline::Text(text.into())
}

fn strong(children: &'static str) -> Inline<'static> {
    Inline::Strong(vec![text(children)])
}

fn emphasis(children: &'static str) -> Inline<'static> {
    Inline::Emphasis(vec![text(children)])
}

fn link(url: &'static str, children: &'static str) -> Inline<'static> {
    Inline::Link(Box::new(Link {
        url: url.into(),
        title: "".into(),
        children: vec![text(children)],
    }))
}

fn paragraph(inlines: Vec<Inline<'static>>) -> Block<'static> {
    Block::Paragraph(phrasing(inlines, Place::Paragraph))
}

fn item(children: Vec<Block<'static>>) -> ListItem<'static> {
    ListItem {
        checked: None,
        children,
    }
}

fn bullets(items: Vec<ListItem<'static>>) -> Block<'static> {
    Block::List(List {
        start: None,
        spread: false,
        items,
    })
}

/// Settles and writes blocks, and holds the result to the law.
#[track_caller]
fn written_as(blocks: Vec<Block<'static>>, style: &Style) -> (String, Report) {
    let mut report = Report::default();
    let document = settle(Document { blocks }, style, &mut report);
    let markdown = write(&document, style);
    if let Err(why) = reads_back_as(&markdown, &document) {
        panic!("{why}");
    }
    (markdown, report)
}

#[track_caller]
fn assert_writes(blocks: Vec<Block<'static>>, expected: &str) {
    let (markdown, _) = written_as(blocks, &Style::default());
    assert_eq!(markdown.trim_end(), expected);
}

#[track_caller]
fn assert_run(inlines: Vec<Inline<'static>>, expected: &str) {
    assert_writes(vec![paragraph(inlines)], expected);
}

#[test]
fn plain_prose_should_need_no_backslash() {
    for prose in [
        "snake_case and __init__x and a_b_c",
        "2*3 is 6, a * b too",
        "C:\\dir\\file",
        "a - b + c = d",
        "in 1984. A novel",
        "see #hash and C# 5",
        "$x_1$ costs 5$",
        "a | b",
        "x < y > z, a<b",
        "AT&T, R&D, &c &",
        "[1] Author, Title",
        "an [aside] (really)",
        "wait! [what]",
        "me@example.com",
        "~/bin and ~5 %",
        "100% {braces}",
        "a ` b",
        "-x +y *z",
        "#tag",
        "1.5 and 2)x",
        "==mark== x^2 :smile:",
        "www and http: and //x",
    ] {
        assert_run(vec![text(prose)], prose);
    }
}

#[test]
fn markup_in_text_should_be_escaped_once() {
    for (prose, expected) in [
        ("*a*", "\\*a*"),
        ("**a** b", "\\*\\*a** b"),
        ("_a_", "\\_a_"),
        ("~a~ b", "\\~a~ b"),
        ("`a`", "\\`a`"),
        ("[a](b)", "[a\\](b)"),
        ("![a](b)", "![a\\](b)"),
        ("<b>", "\\<b>"),
        ("a <b> c", "a \\<b> c"),
        ("&amp; &#35;", "\\&amp; \\&#35;"),
        ("\\* \\", "\\\\* \\\\"),
        ("[^1]", "\\[^1]"),
        ("a <1b", "a <1b"),
        ("http://a.b/c_d_e", "http\\://a.b/c_d_e"),
        ("www.a.b", "www\\.a.b"),
        (
            "{{ x }} {% y %} ${z} <% w %>",
            "\\{\\{ x \\}\\} \\{\\% y \\%\\} $\\{z} <\\% w %>",
        ),
    ] {
        assert_run(vec![text(prose)], expected);
    }
}

#[test]
fn addresses_in_angle_brackets_should_stay_text() {
    assert_run(vec![text("a <*b@c.de>")], "a \\<*b@c.de>");
    assert_run(
        vec![text("<1"), strong("b"), text("@c.de>")],
        "\\<1**b**@c.de>",
    );
    let image = Inline::Image(Box::new(Image {
        url: "/u".into(),
        title: "".into(),
        alt: "<1b@c.de> <3".into(),
    }));
    assert_run(vec![image], "![\\<1b@c.de> \\<3](/u)");
}

#[test]
fn line_starts_should_be_escaped_once() {
    for (prose, expected) in [
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("-", "\\-"),
        ("+ a", "\\+ a"),
        ("* a", "\\* a"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("2021.", "2021\\."),
        ("> a", "\\> a"),
        (">a", "\\>a"),
        ("---", "\\---"),
        ("***", "\\***"),
        ("```", "\\```"),
        ("~~~", "\\~~~"),
        ("<div", "\\<div"),
        ("[a]: b", "\\[a]: b"),
        ("+++", "\\+++"),
        ("1234567890. a", "1234567890\\. a"),
        ("####### a", "####### a"),
        ("---js", "\\---js"),
        (";;;", "\\;;;"),
        ("{ \"a\": 1 }", "\\{ \"a\": 1 }"),
        ("a }} b", "a \\}\\} b"),
    ] {
        assert_run(vec![text(prose)], expected);
    }
    for (prose, expected) in [
        ("===", "a\\\n\\==="),
        ("--", "a\\\n\\--"),
        ("--- | ---", "a\\\n\\--- | ---"),
        ("|-|", "a\\\n\\|-|"),
        ("= =x", "a\\\n= =x"),
    ] {
        assert_run(vec![text("a"), Inline::Break, text(prose)], expected);
    }
}

#[test]
fn a_label_over_two_lines_should_define_nothing() {
    let lines = |label| vec![text(label), Inline::Break, text("[^1]: note")];
    assert_run(lines("[a](b)"), "\\[a](b)\\\n\\[^1]: note");
    assert_run(lines("[a] (b)"), "[a] (b)\\\n\\[^1]: note");
}

#[test]
fn escapes_should_look_across_nodes() {
    assert_run(vec![strong("1984"), text(". A novel")], "**1984**. A novel");
    assert_run(vec![text("(www."), strong("b"), text(")")], "(www\\.**b**)");
    assert_run(vec![text("wow!"), link("/u", "a")], "wow\\![a](/u)");
    assert_run(vec![text("a*"), emphasis("b"), text(" c")], "a\\**b* c");
    assert_run(vec![text("2 * 3"), strong("b")], "2 * 3**b**");
    assert_run(vec![text("a ` b"), Inline::Code("c".into())], "a \\` b`c`");
    assert_run(vec![Inline::Code("c".into()), text(" a ` b")], "`c` a ` b");
}

#[test]
fn emphasis_should_take_the_plainest_marker() {
    assert_run(vec![text("a"), emphasis("b"), text("c")], "a*b*c");
    assert_run(vec![strong("a"), emphasis("b")], "**a**_b_");
    let both = Inline::Strong(vec![Inline::Emphasis(vec![text("a")])]);
    assert_run(vec![both], "**_a_**");
    let inner = Inline::Strong(vec![text("a "), emphasis("b")]);
    assert_run(vec![inner, text("。c")], "**a _b_**。c");
}

#[test]
fn emphasis_in_emphasis_inside_a_word_should_be_one_run() {
    let both = |inner| Inline::Emphasis(vec![strong(inner)]);
    let wrong_way = |inner| Inline::Strong(vec![emphasis(inner)]);
    let ends = Inline::Strong(vec![text("文"), emphasis("强")]);
    let begins = Inline::Emphasis(vec![strong("强"), text("文")]);
    for (inline, expected) in [
        (both("强"), "中***强***中"),
        (wrong_way("强"), "中***强***中"),
        (ends, "中**文*强***中"),
        (begins, "中***强**文*中"),
    ] {
        assert_run(vec![text("中"), inline, text("中")], expected);
    }
    assert_run(
        vec![text("中"), strong("文"), emphasis("强"), text("中")],
        "中**文***强*中",
    );
}

#[test]
fn emphasis_should_not_come_to_stand_beside_its_own_kind() {
    let both = Inline::Strong(vec![emphasis("强)")]);
    assert_run(vec![emphasis("文"), both, text("中")], "_文_**_强_**)中");
}

#[test]
fn emphasis_that_another_span_cuts_off_should_become_tags() {
    let first = Inline::Emphasis(vec![strong("*")]);
    let second = Inline::Strong(vec![text("a。"), emphasis("*")]);
    assert_run(
        vec![Inline::Delete(vec![first, second])],
        "~~<em>**\\***</em>**a。_\\*_**~~",
    );
}

#[test]
fn nested_emphasis_should_differ_where_its_delimiters_could_do_both() {
    let nested = |after| Inline::Strong(vec![text("a "), emphasis("b"), text(after)]);
    assert_run(vec![nested(" c")], "**a *b* c**");
    assert_run(vec![nested("c d")], "__a *b*c d__");
    assert_run(vec![nested("”c")], "**a _b_”c**");
}

#[test]
fn punctuation_should_leave_emphasis_that_would_not_be_read() {
    let moved = [
        ("正在发生。", "金融", "**正在发生**。金融"),
        ("“标题”", "正文", "“**标题**”正文"),
        ("“标题”。", "正文", "**“标题”**。正文"),
        ("a (b)", " c", "**a (b)** c"),
        ("完。", "", "**完。**"),
    ];
    for (inside, after, expected) in moved {
        assert_run(vec![strong(inside), text(after)], expected);
    }
    assert_run(
        vec![text("前"), strong("「后」"), text("中")],
        "前「**后**」中",
    );
}

#[test]
fn emphasis_without_a_clean_move_should_become_tags() {
    let cases = [
        (
            vec![strong("国王（king）"), text("是")],
            "<strong>国王（king）</strong>是",
        ),
        (
            vec![strong("C++"), text("语言")],
            "<strong>C++</strong>语言",
        ),
        (vec![strong("！"), text("是")], "<strong>！</strong>是"),
        (
            vec![Inline::Delete(vec![text("完。")]), text("是")],
            "<del>完。</del>是",
        ),
    ];
    for (inlines, expected) in cases {
        let (markdown, report) = written_as(vec![paragraph(inlines)], &Style::default());
        assert_eq!(markdown.trim_end(), expected);
        assert!(report.has(Code::EmphasisAsHtml));
    }
}

#[test]
fn one_span_in_tags_should_not_take_others_with_it() {
    let nested = Inline::Emphasis(vec![text("a"), strong("b")]);
    let (markdown, _) = written_as(
        vec![paragraph(vec![
            strong("C++"),
            text("语言后"),
            nested,
            text("c"),
        ])],
        &Style::default(),
    );
    assert_eq!(markdown, "<strong>C++</strong>语言后*a**b***c\n");
}

#[test]
fn emphasis_modes_should_keep_the_extent_or_use_tags() {
    let run = || {
        vec![paragraph(vec![
            strong("发生。"),
            text("金融"),
            emphasis("a"),
            text("."),
        ])]
    };
    let write = |mode| {
        written_as(
            run(),
            &Style {
                emphasis_mode: mode,
                ..Style::default()
            },
        )
    };
    let (moved, report) = write(EmphasisMode::Move);
    assert_eq!(moved, "**发生**。金融*a*.\n");
    assert!(report.has(Code::EmphasisMoved) && !report.has(Code::EmphasisAsHtml));
    let (exact, report) = write(EmphasisMode::Exact);
    assert_eq!(exact, "<strong>发生。</strong>金融*a*.\n");
    assert!(!report.has(Code::EmphasisMoved) && report.has(Code::EmphasisAsHtml));
    let (tags, report) = write(EmphasisMode::Html);
    assert_eq!(tags, "<strong>发生。</strong>金融<em>a</em>.\n");
    assert_eq!(report, Report::default());
}

#[test]
fn a_link_should_take_emphasis_inside_that_would_not_be_read_around_it() {
    assert_run(
        vec![Inline::Strong(vec![link("/u", "标题")]), text("正文")],
        "[**标题**](/u)正文",
    );
}

#[test]
fn links_should_need_few_escapes() {
    let cases = [
        (link("http://a.b/", "http://a.b/"), "<http://a.b/>"),
        (link("mailto:a@b.cd", "a@b.cd"), "<a@b.cd>"),
        (link("/a_(b)", "a*b"), "[a*b](/a_(b))"),
        (link("/a b", "x"), "[x](/a%20b)"),
        (link("/a(b", "x]"), "[x\\]](</a(b>)"),
        (link("", "x"), "[x]()"),
        (link("/u", "a ` b"), "[a \\` b](/u)"),
    ];
    for (inline, expected) in cases {
        assert_run(vec![inline], expected);
    }
    let titled = |title: &'static str| {
        Inline::Link(Box::new(Link {
            url: "/u".into(),
            title: title.into(),
            children: vec![text("x")],
        }))
    };
    assert_run(vec![titled("say \"hi\"")], "[x](/u 'say \"hi\"')");
    assert_run(vec![titled("it's \"hi\"")], "[x](/u (it's \"hi\"))");
    assert_run(vec![titled("\"'()")], "[x](/u \"\\\"'()\")");
    let image = Inline::Image(Box::new(Image {
        url: "/u".into(),
        title: "".into(),
        alt: "*a* **b** c_d".into(),
    }));
    assert_run(vec![image], "![\\*a\\* \\*\\*b** c_d](/u)");
}

#[test]
fn reference_links_should_share_definitions() {
    let style = Style {
        links: LinkStyle::Reference,
        ..Style::default()
    };
    let run = vec![
        link("/u", "a"),
        text(" "),
        link("/v", "b"),
        text(" [1] "),
        link("/u", "c"),
    ];
    let (markdown, _) = written_as(vec![paragraph(run)], &style);
    assert_eq!(markdown, "[a][1] [b][2] \\[1] [c][1]\n\n[1]: /u\n[2]: /v\n");
}

#[test]
fn hard_breaks_should_follow_the_style() {
    let run = || {
        vec![paragraph(vec![
            text("a"),
            Inline::Break,
            Inline::Break,
            text("b"),
        ])]
    };
    assert_eq!(written_as(run(), &Style::default()).0, "a\\\n\\\nb\n");
    let style = Style {
        hard_break: HardBreak::Spaces,
        ..Style::default()
    };
    assert_eq!(written_as(run(), &style).0, "a  \n\\\nb\n");
}

#[test]
fn headings_should_keep_their_number_signs() {
    let heading = |children| {
        vec![Block::Heading {
            depth: 2,
            children: vec![text(children)],
        }]
    };
    assert_writes(heading("a #"), "## a \\#");
    assert_writes(heading("##"), "## \\##");
    assert_writes(heading("C#"), "## C#");
    assert_writes(heading("# a"), "## # a");
    assert_writes(heading("1. a"), "## 1. a");
}

#[test]
fn lists_side_by_side_should_differ_in_their_marker() {
    let list = |text| bullets(vec![item(vec![paragraph(vec![text])])]);
    assert_writes(vec![list(text("a")), list(text("b"))], "- a\n\n* b");
    let numbered = |start| {
        let items = vec![item(vec![paragraph(vec![text("a")])])];
        Block::List(List {
            start: Some(start),
            spread: false,
            items,
        })
    };
    assert_writes(vec![numbered(1), numbered(7)], "1. a\n\n7) a");
}

#[test]
fn items_should_hold_any_block() {
    let inner = bullets(vec![item(vec![bullets(vec![item(vec![])])])]);
    assert_writes(vec![bullets(vec![item(vec![inner])])], "- * -");
    assert_writes(
        vec![bullets(vec![item(vec![Block::ThematicBreak])])],
        "- ***",
    );
    let code = Block::Code(Box::new(CodeBlock {
        lang: "".into(),
        meta: "".into(),
        value: "a\n\n  b".into(),
    }));
    assert_writes(
        vec![bullets(vec![item(vec![code])])],
        "- ```\n  a\n\n    b\n  ```",
    );
    let quote = Block::Blockquote(vec![paragraph(vec![text("a")]), paragraph(vec![text("b")])]);
    assert_writes(vec![bullets(vec![item(vec![quote])])], "- > a\n  >\n  > b");
}

#[test]
fn an_item_should_not_look_like_a_thematic_break() {
    let style = Style {
        bullet: Bullet::Asterisk,
        ..Style::default()
    };
    for (prose, expected) in [("**", "* \\**"), ("*a", "* *a"), ("--", "* \\--")] {
        let blocks = vec![bullets(vec![item(vec![paragraph(vec![text(prose)])])])];
        assert_eq!(written_as(blocks, &style).0.trim_end(), expected);
    }
}

#[test]
fn tight_items_that_need_a_blank_line_should_be_loose() {
    let items = vec![item(vec![
        paragraph(vec![text("a")]),
        paragraph(vec![text("b")]),
    ])];
    assert_writes(vec![bullets(items)], "- a\n\n  b");
    let numbered = Block::List(List {
        start: Some(2),
        spread: false,
        items: vec![item(vec![paragraph(vec![text("b")])])],
    });
    assert_writes(
        vec![bullets(vec![item(vec![
            paragraph(vec![text("a")]),
            numbered,
        ])])],
        "- a\n\n  2. b",
    );
}

#[test]
fn fences_should_be_longer_than_their_code() {
    let code = |lang: &'static str, value: &'static str| {
        vec![Block::Code(Box::new(CodeBlock {
            lang: lang.into(),
            meta: "".into(),
            value: value.into(),
        }))]
    };
    assert_writes(code("", "```\n````"), "`````\n```\n````\n`````");
    assert_writes(code("a`b", "~~~"), "~~~~a`b\n~~~\n~~~~");
    assert_writes(code("", ""), "```\n```");
}

#[test]
fn cells_should_escape_pipes() {
    let cell = |inline| vec![inline];
    let row = vec![
        cell(text("a|b")),
        cell(Inline::Code("a|b".into())),
        cell(link("/a|b", "x")),
    ];
    let table = Table {
        align: vec![Align::None, Align::Left, Align::Right],
        rows: vec![row],
    };
    assert_writes(
        vec![Block::Table(Box::new(table))],
        "| a\\|b | `a\\|b` | [x](/a%7Cb) |\n| --- | :-- | --: |",
    );
}

#[test]
fn a_document_should_not_begin_like_front_matter() {
    assert_writes(
        vec![Block::ThematicBreak, Block::ThematicBreak],
        "***\n\n---",
    );
}

#[test]
fn nesting_should_stop_where_renderers_do() {
    let mut block = paragraph(vec![text("deep")]);
    for _ in 0..40 {
        block = bullets(vec![item(vec![Block::Blockquote(vec![block])])]);
    }
    let (markdown, report) = written_as(vec![block], &Style::default());
    assert!(report.has(Code::NestingFlattened));
    assert!(markdown.ends_with("deep\n"));
    assert!(markdown.matches('>').count() + 2 * markdown.matches('-').count() <= 19);
}

#[test]
fn bombs_should_be_defused() {
    for bomb in [
        "[a](", "![", "<a", "*a ", "_a ", "`a", "&a;", "{{", "~a", "[[", "<!",
    ] {
        let text: &'static str = bomb.repeat(5000).leak();
        let blocks = vec![paragraph(vec![Inline::Text(text.into())])];
        let (markdown, _) = written_as(blocks, &Style::default());
        assert!(markdown.len() <= 2 * text.len() + 2);
    }
}

#[test]
fn html_should_be_one_block() {
    let code = Block::Code(Box::new(CodeBlock {
        lang: "rust".into(),
        meta: "".into(),
        value: "a\n\n<b>".into(),
    }));
    let out = html::blocks(&[paragraph(vec![text("a & {{b}}")]), code]);
    assert_eq!(
        out,
        "<p>a &amp; &#123;&#123;b}}</p>\n<pre><code class=\"language-rust\">a&#10;\n&lt;b&gt;</code></pre>"
    );
}
