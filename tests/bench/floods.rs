//! One construct, over and over: what the scaling gate makes documents of.
//!
//! A row is a name, what stands before, the piece that is repeated, and what stands after. `{n}` in
//! a piece is its number, so that pieces differ where a table of names or labels could grow.

/// Name, before, piece, after.
type Row = (&'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 136] = [
    // Elements that are opened, and closed in the end or never.
    ("nested div", "", "<div>", "x"),
    ("nested section with text", "", "<section>word ", ""),
    ("nested quotes", "", "<blockquote>", "x"),
    ("nested quotes with text", "", "<blockquote>word", ""),
    ("nested lists", "", "<ul><li>", "x"),
    ("nested lists with text", "", "<ul><li>word {n}", ""),
    ("nested numbers", "", "<ol start={n}><li>", "x"),
    ("nested tables", "", "<table><tr><td>", "x"),
    ("nested definitions", "", "<dl><dd>", "x"),
    ("nested details", "", "<details><summary>s</summary>", "x"),
    ("nested figures", "", "<figure><figcaption>", "x"),
    ("nested spans", "<p>", "<span>", "x"),
    ("nested unknown elements", "<p>", "<x-{n}>", "x"),
    ("nested emphasis", "<p>", "<em>a <strong>b ", ""),
    ("nested sub and sup", "<p>", "<sub><sup>", "x"),
    ("nested svg", "<p>x</p>", "<svg><g>", ""),
    ("nested math", "<p>", "<math><mrow>", "<mi>x"),
    ("nested templates", "<p>x</p>", "<template>", ""),
    ("nested noscript", "<p>x</p>", "<noscript><p>a", ""),
    // Formatting that is open across blocks, which the tree builder opens again in each.
    ("bold never closed", "", "<b>word ", ""),
    ("links never closed", "", "<a href=u>word ", ""),
    ("fonts never closed", "", "<font color=#{n}>", "x"),
    ("bold never closed in paragraphs", "", "<p><b>word ", ""),
    ("bold and italic that cross", "<p>", "<b>a<i>b</b>c</i>", ""),
    ("end tags alone", "<p>x", "</i></b></div></li>", ""),
    ("text in tables", "<table>", "x<b>y</b><tr>", "</table>"),
    ("rows without cells", "<table>", "<tr>word", "</table>"),
    // Blocks side by side.
    ("paragraphs", "", "<p>Some words, number {n}.</p>\n", ""),
    ("paragraphs not closed", "", "<p>word", ""),
    ("empty paragraphs", "", "<p></p>", "<p>x"),
    ("stray paragraph ends", "", "</p>", "<p>x"),
    ("empty div", "", "<div></div>", "<p>x"),
    ("headings", "", "<h2>Part {n}</h2>", ""),
    ("headings alike", "", "<h2>Part</h2>", ""),
    ("rules", "", "<hr>", "<p>x"),
    ("items", "<ul>", "<li>x</li>", "</ul>"),
    ("items not closed", "<ul>", "<li>x", ""),
    ("items without a list", "", "<li>x", ""),
    (
        "share links in an item",
        "<p>word<ul><li>",
        "<a href=//t.me/share></a><b><a href=//t.me/share></a></b>",
        "",
    ),
    (
        "share links in a sentence",
        "<p>",
        "and <a class=share-link href=u>so</a> on ",
        "",
    ),
    (
        "sections named by headings",
        "",
        "<section id=comments><h2>Comments</h2><p>word {n}</p>",
        "",
    ),
    (
        "placeholders in links",
        "<p>",
        "<a href=u><img src=data:image/svg+xml,x></a>",
        "",
    ),
    (
        "placeholders in one link",
        "<p><a href=u>",
        "<img src=data:image/svg+xml,x alt=y>",
        "",
    ),
    (
        "short headings of chrome",
        "",
        "<h3>Share this</h3><p>Some words, number {n}.</p>",
        "",
    ),
    ("lists", "", "<ul><li>x</li></ul>", ""),
    ("loose items", "<ol>", "<li><p>a</p><p>b</p></li>", "</ol>"),
    ("definitions", "<dl>", "<dt>t<dd>d", "</dl>"),
    ("quotes", "", "<blockquote><p>word</p></blockquote>", ""),
    (
        "figures",
        "",
        "<figure><img src=/u/{n}.png><figcaption>Word</figcaption></figure>",
        "",
    ),
    (
        "details",
        "",
        "<details><summary>s</summary>t</details>",
        "",
    ),
    ("code blocks", "", "<pre><code>a = {n}</code></pre>", ""),
    (
        "embeds",
        "",
        "<iframe src=https://video.example/{n}></iframe>",
        "",
    ),
    ("forms", "<p>x</p>", "<form><input name=a></form>", ""),
    ("options", "<select>", "<option>word", "</select>"),
    // Tables.
    (
        "rows",
        "<table><tr><th>a<th>b",
        "<tr><td>1<td>{n}",
        "</table>",
    ),
    ("columns", "<table><tr>", "<td>x", "</table>"),
    (
        "rows of growing width",
        "<table>",
        "<tr><td>a<tr><td>a<td>b",
        "</table>",
    ),
    (
        "tables",
        "",
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
        "",
    ),
    (
        "cells over columns",
        "<table>",
        "<tr><td colspan=3>a<td>b",
        "</table>",
    ),
    (
        "cells over rows",
        "<table>",
        "<tr><td rowspan=3>a<td>b",
        "</table>",
    ),
    (
        "cells of blocks",
        "<table>",
        "<tr><td><p>a</p><p>b</p><td><ul><li>c</ul>",
        "</table>",
    ),
    ("pipes in cells", "<table><tr><td>a<td>", "|", "</table>"),
    // Inline elements side by side.
    ("bold words", "<p>", "<b>word</b> ", ""),
    ("bold words that touch", "<p>", "<b>a</b>b", ""),
    ("bold and italic that touch", "<p>", "<b>a</b><i>b</i>", ""),
    ("bold beside Chinese points", "<p>", "<b>文字。</b>文", ""),
    ("links", "<p>", "<a href=/p/{n}>word</a> ", ""),
    ("links that touch", "<p>", "<a href=u>a</a>", ""),
    ("images", "<p>", "<img src=/u/{n}.png alt=word>", ""),
    (
        "linked images",
        "<p>",
        "<a href=/u/{n}.jpg><img src=/u/{n}-300x200.jpg></a>",
        "",
    ),
    (
        "candidates of an image",
        "<p><img src=/u/a.png srcset='",
        "/u/a-{n}x9.png {n}w, ",
        "'>",
    ),
    ("code spans", "<p>", "<code>a</code> ", ""),
    ("code spans that touch", "<p>", "<code>a`</code>", ""),
    ("breaks", "<p>a", "<br>", "b"),
    ("lines", "<p>", "word<br>", ""),
    ("breaks in pairs", "<p>", "word<br><br>", ""),
    ("lines that are bold", "", "<p><b>Part {n}</b></p>word", ""),
    ("abbreviations", "<p>", "<abbr title=t>a</abbr> ", ""),
    ("ruby", "<p>", "<ruby>漢<rt>kan</rt></ruby>", ""),
    (
        "footnotes",
        "<p>",
        "<sup id=r{n}><a href=#n{n}>{n}</a></sup> ",
        "",
    ),
    (
        "marks without a footnote",
        "<p>",
        "<sup><a href=#n>1</a></sup>",
        "",
    ),
    ("formulas", "<p>", "\\(x_{n}\\) ", ""),
    ("formulas in MathML", "<p>", "<math><mi>x</mi></math> ", ""),
    ("formulas without an end", "<p>", "\\(x $$ ", ""),
    (
        "emoji",
        "<p>",
        "<img class=emoji alt=😀 src=/e/1f600.png>",
        "",
    ),
    // Text that Markdown could read.
    ("asterisks", "<p>", "*", ""),
    ("asterisks at words", "<p>", "*a **b", ""),
    ("underscores", "<p>", "_a ", ""),
    ("opening brackets", "<p>", "[", ""),
    ("bracket and parenthesis", "<p>", "[a](", ""),
    ("closing brackets", "<p>", "]", ""),
    ("backticks", "<p>", "`", ""),
    ("backticks at words", "<p>", "`a ``b ", ""),
    ("tildes", "<p>", "~~a ", ""),
    ("less-than signs", "<p>", "&lt;a ", ""),
    ("ampersands", "<p>", "&amp;", ""),
    ("references", "<p>", "&amp;copy; ", ""),
    ("backslashes", "<p>", "\\", ""),
    ("exclamation marks", "<p>", "![", ""),
    ("addresses", "<p>", "http://a.example/{n} ", ""),
    ("mail addresses", "<p>", "m{n}@a.example ", ""),
    ("www", "<p>", "www.", ""),
    ("colons", "<p>", ":", ""),
    ("dollars", "<p>", "$a ", ""),
    ("template openers", "<p>", "{{ x }} {% y %} ", ""),
    ("definitions of labels", "", "<p>[a{n}]: /u</p>", ""),
    ("quotation signs", "<p>", "&gt; ", ""),
    ("numbers with a point", "", "<p>{n}. word</p>", ""),
    ("hyphens", "<p>", "- ", ""),
    ("backticks in code", "<pre>", "`a ``", "</pre>"),
    // Tokens.
    ("text", "<p>", "lorem ipsum ", ""),
    ("Chinese text", "<p>", "天地玄黄，宇宙洪荒。", ""),
    ("one word", "<p>", "w", ""),
    ("spaces", "<p>a", " ", "b"),
    ("line ends", "<p>a", "\n", "b"),
    ("no-break spaces", "<p>a", "&nbsp;", "b"),
    ("zero-width spaces", "<p>a", "\u{200b}", "b"),
    ("attributes", "<p ", "a{n}=v ", ">x"),
    ("attributes with odd names", "<p ", "@{n}=v ", ">x"),
    ("paragraphs with odd attributes", "", "<p @a=v>word", ""),
    ("attributes of an end tag", "x</p ", "a{n} ", ">x"),
    ("unknown attributes", "", "<p attribute-{n}=v>word", ""),
    ("unknown elements", "", "<element-{n}>word", ""),
    (
        "unknown elements closed",
        "",
        "<long{n}name>word</long{n}name> ",
        "",
    ),
    ("tags in names", "<p>x", "<a", ""),
    ("styles in svg", "<p>x</p><svg>", "<style>", ""),
    ("classes", "<p class='", "c{n} ", "'>x"),
    ("a long address", "<p><a href='/", "p{n}/", "'>x</a>"),
    ("comments", "<p>x</p>", "<!-- c -->", ""),
    ("comments not closed", "<p>x</p>", "<!--", ""),
    ("less-than signs bare", "<p>", "< ", ""),
    ("scripts", "<p>x</p>", "<script>a</script>", ""),
    ("shortcodes", "<p>", "[b{n} c=d]word[/b{n}] ", ""),
    ("shortcodes not closed", "<p>", "[caption id={n}]", ""),
    // Front matter, and bodies that are Markdown.
    ("keys", "---\n", "k{n}: v\n", "---\n<p>x</p>"),
    (
        "items of a list in front matter",
        "---\ntags:\n",
        "  - t{n}\n",
        "---\n<p>x</p>",
    ),
];

/// Bodies that stay, or whose HTML islands are looked for. Each has a tag: others are not read for any.
const MARKDOWN: [Row; 10] = [
    (
        "Markdown paragraphs",
        "# <b>T</b>\n\n",
        "Some *words*, number {n}.\n\n",
        "",
    ),
    ("Markdown items", "# <b>T</b>\n\n", "- word\n", ""),
    (
        "Markdown with paragraphs of HTML",
        "# T\n\n",
        "<p>word</p>\n\nword\n\n",
        "",
    ),
    (
        "Markdown with bold tags",
        "# T\n\n",
        "Some <b>words</b> here.\n\n",
        "",
    ),
    (
        "Markdown with tables",
        "# T\n\n",
        "<table><tr><td>a<td>b</table>\n\n",
        "",
    ),
    (
        "Markdown with elements not closed",
        "# T\n\n",
        "<div>\n\nword\n\n",
        "",
    ),
    ("Markdown brackets", "# <b>T</b>\n\n", "[a](", ""),
    ("Markdown quotes", "# <b>T</b>\n\n", "> ", "x"),
    ("Markdown definitions", "# <b>T</b>\n\n", "[a{n}]: /u\n", ""),
    (
        "HTML before definitions",
        "<p>x</p>\n\n",
        "[a{n}]: /u\n",
        "",
    ),
];

/// What random constructs are made of besides the pieces of the rows.
const WORDS: [&str; 44] = [
    "<",
    "</",
    "<!",
    "<!--",
    "-->",
    "<![CDATA[",
    ">",
    "\"",
    "'",
    "=",
    "&",
    "&#",
    "\0",
    "\n",
    "\n\n",
    "<a href='u'>",
    "</a>",
    "<p>",
    "<p ",
    "<br>",
    "<b class=c>",
    "<div class='entry'>",
    "<svg>",
    "<math>",
    "<style>",
    "<title>",
    "<textarea>",
    "<script>",
    "<select>",
    "<template>",
    "<table>",
    "<caption>",
    "<tr>",
    "<td>",
    "<li>",
    "<dd>",
    "<h2>",
    "<pre>",
    "<code>",
    "<nobr>",
    "<ruby>",
    "<sup>",
    "\\(",
    "x",
];

/// A construct that can be repeated.
pub(crate) struct Flood {
    /// What is repeated, in a few words.
    pub(crate) name: &'static str,
    before: String,
    piece: String,
    after: String,
    /// Whether the document is Markdown with HTML islands.
    pub(crate) is_markdown: bool,
}

impl Flood {
    fn new(row: &Row, is_markdown: bool) -> Self {
        let (name, before, piece, after) = *row;
        Flood {
            name,
            before: before.to_owned(),
            piece: piece.to_owned(),
            after: after.to_owned(),
            is_markdown,
        }
    }

    /// What stands before, what is repeated, and what stands after.
    pub(crate) fn parts(&self) -> (&str, &str, &str) {
        (&self.before, &self.piece, &self.after)
    }

    /// A document of about this many bytes.
    pub(crate) fn document(&self, bytes: usize) -> String {
        let mut out = self.before.clone();
        for number in 0.. {
            if out.len() >= bytes {
                break;
            }
            let mut parts = self.piece.split("{n}");
            out.push_str(parts.next().unwrap_or_default());
            for part in parts {
                out.push_str(&number.to_string());
                out.push_str(part);
            }
        }
        out + &self.after
    }
}

/// Every construct of the list.
pub(crate) fn all() -> impl Iterator<Item = Flood> {
    let html = ROWS.iter().map(|row| Flood::new(row, false));
    let markdown = MARKDOWN.iter().map(|row| Flood::new(row, true));
    html.chain(markdown)
}

/// Constructs of parts of the list's and of [`WORDS`], in a sequence without end that is always the
/// same (Marsaglia's xorshift64).
pub(crate) fn random() -> impl Iterator<Item = Flood> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = move |end: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % end as u64) as usize
    };
    std::iter::from_fn(move || {
        let mut some = |most: usize| {
            let mut out = String::new();
            for _ in 0..below(most + 1) {
                let row = ROWS[below(ROWS.len())];
                match below(4) {
                    0 => out.push_str(row.1),
                    1 => out.push_str(row.2),
                    // A part of a piece: what is not closed, or closes nothing.
                    2 => {
                        let cuts: Vec<usize> = row.2.char_indices().map(|(at, _)| at).collect();
                        out.push_str(&row.2[..cuts[below(cuts.len())]]);
                    }
                    _ => out.push_str(WORDS[below(WORDS.len())]),
                }
            }
            out
        };
        let (before, piece, after) = (some(2), some(3), some(1));
        Some(Flood {
            name: "random",
            before,
            piece: if piece.is_empty() {
                "<".to_owned()
            } else {
                piece
            },
            after,
            is_markdown: below(8) == 0,
        })
    })
}
