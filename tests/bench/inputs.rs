//! What the benchmarks read where no folder is named: generated articles of several kinds.

use std::ops::Range;

use crate::set::Set;

/// Documents of each generated kind; no two are equal.
const DOCUMENTS: usize = 60;

const LATIN: [&str; 6] = [
    "The river had been low all summer, and nobody remembered when the mill last ran.",
    "Three of the five samples (no. 2, 3 and 5) were taken before the rain; the others weren’t.",
    "“It works,” she said – and then it didn’t, for about a year.",
    "A path such as C:\\data\\in or a name like snake_case needs no care in prose.",
    "See section 4.2 for what 2*3*4 means here, and why a #hash mid-line is only text.",
    "Nothing of this is new: the first report on it was printed in 1984.",
];

const HAN: [&str; 5] = [
    "河水整个夏天都很低，没有人记得磨坊上一次转动是什么时候。",
    "他说：“先把样本放在这里，明天再看。”结果第二天谁也没来。",
    "这张表列出了三年的数据，单位是吨，最后一列是与前一年的差。",
    "如果把温度提高到 60 度，反应会快得多；但是颜色也会变深。",
    "第一份报告印于一九八四年，此后一直没有人重做过这个实验。",
];

/// A sentence by number, of one of the two scripts.
fn sentence(seed: usize) -> &'static str {
    if seed.is_multiple_of(2) {
        LATIN[seed / 2 % LATIN.len()]
    } else {
        HAN[seed / 2 % HAN.len()]
    }
}

/// Makes a document by number.
type Make = fn(usize) -> String;

/// Articles, the same with front matter, whole pages, tables, code, lists, and a mixture of all.
pub(crate) fn generated() -> Vec<Set> {
    let kinds: [(&str, Make); 6] = [
        ("article", article),
        ("post", post),
        ("page", page),
        ("table", table),
        ("code", code),
        ("list", list),
    ];
    let mut sets: Vec<Set> = kinds
        .iter()
        .map(|(name, make)| Set {
            name: (*name).to_owned(),
            documents: (0..DOCUMENTS).map(make).collect(),
        })
        .collect();
    sets.push(Set {
        name: "mixed".to_owned(),
        documents: (0..DOCUMENTS)
            .map(|at| kinds.iter().rev().map(|(_, make)| make(at)).collect())
            .collect(),
    });
    sets
}

fn article(seed: usize) -> String {
    let paragraph = |at: usize| {
        let (one, two) = (sentence(at), sentence(at * 7 + 3));
        match at % 6 {
            0 => format!("<h3>{one}</h3>\n"),
            1 => format!("<blockquote><p>{one} {two}</p></blockquote>\n"),
            2 => format!(
                "<figure><img class=\"alignnone\" width=\"900\" alt=\"\" \
                 src=\"https://img.example/?https://site.example/wp-content/uploads/{at}.jpg\"></figure>\n"
            ),
            3 => format!(
                "<p>{one} <a href=\"https://site.example/?p={at}&amp;utm_source=rss\">{two}</a></p>\n"
            ),
            _ => format!("<p>{one}<strong>{two}</strong> {one}&nbsp;{two}</p>\n"),
        }
    };
    joined(seed..seed + 30, paragraph)
}

fn post(seed: usize) -> String {
    format!(
        "---\ntitle: \"{title}\"\ndate: 2020-03-{day:02} 08:30:00 +0800\nauthor: A. Writer\n\
         categories: [notes, rivers]\ntags:\n  - mill\n  - '{seed}'\n\
         cover: https://img.example/?https://site.example/wp-content/uploads/{seed}.jpg\n---\n\n{body}",
        title = HAN[seed % HAN.len()],
        day = seed % 28 + 1,
        body = article(seed),
    )
}

/// A piece for each number.
fn joined(numbers: Range<usize>, piece: impl Fn(usize) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

fn page(seed: usize) -> String {
    let links = joined(0..40, |at| {
        format!("<li class=\"menu-item menu-item-{at}\"><a href=\"/{at}/\">{seed}</a></li>\n")
    });
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{seed}</title>\
         <style>.a{seed} {{ color: #333; }}</style>\n<script>window.data = [{script}];</script></head>\n\
         <body class=\"single\"><nav id=\"menu\"><ul>{links}</ul></nav><article class=\"post\">\n{body}</article>\n\
         <footer class=\"site-footer\"><ul>{links}</ul></footer></body></html>",
        script = "{\"a\": \"</i>\", \"b\": [1, 2, 3]}, ".repeat(100),
        body = article(seed),
    )
}

fn table(seed: usize) -> String {
    let rows = joined(0..60, |at| {
        format!(
            "<tr><td>{at}</td><td>{}</td><td align=\"right\">{}</td></tr>\n",
            sentence(at + seed),
            at * seed
        )
    });
    format!(
        "<table class=\"wp-block-table\"><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tbody>{rows}</tbody></table>\n"
    )
}

fn code(seed: usize) -> String {
    let lines = joined(0..80, |at| {
        format!("    if (a[{at}] &lt; {seed}) {{ return \"x_{at}\" &amp;&amp; b; }}\n")
    });
    format!(
        "<p>{}</p><pre class=\"brush: js;\"><code class=\"language-js\">{lines}</code></pre>\n",
        sentence(seed)
    )
}

fn list(seed: usize) -> String {
    let items = joined(0..60, |at| {
        format!(
            "<li>{}<ul><li><em>{}</em></li></ul></li>\n",
            sentence(at + seed),
            sentence(at)
        )
    });
    format!("<ul>{items}</ul>\n<ol start=\"3\">{items}</ol>\n")
}
