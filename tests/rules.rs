//! The rule catalogue: complete, without contradictions, compiled in as written, and each rule
//! acts on its own examples and on none of its look-alikes.
//!
//! `UPDATE_RULES=1 cargo test --test rules` rewrites the compiled tables.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use article2md::parser::rule::{self, Attribute, Filed, Filter, Row, RuleSet, Table, Test};
use article2md::parser::spec::{RowSpecs, UserRules, UserUrls, check_contradictions, check_ids};
use article2md::parser::{chrome, parse};
use article2md::source::From;
use article2md::url::{
    HOPS_MAX, List, RowSpec as UrlRowSpec, Strictness, Take, UrlRow, UrlRules, Use,
};
use article2md::{Code, Options, Report, convert};
use proptest::prelude::*;
use proptest::sample::select;

/// Layers in the order in which their rules are tried; then come the sites in the order of hosts.
const LAYERS: [&str; 4] = ["html", "wordpress", "platforms", "text"];

const CATALOGUE_ROWS_MIN: usize = 250;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn chrome_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for layer in LAYERS {
        let specs: RowSpecs =
            toml::from_str(&read(&folder().join(format!("{layer}.toml")))).unwrap();
        rows.extend(specs.read(layer, Strictness::Catalogue).unwrap());
    }
    let mut sites: Vec<PathBuf> = fs::read_dir(folder().join("sites"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    sites.sort();
    for site in sites {
        let host = site.file_stem().unwrap().to_str().unwrap().to_owned();
        let specs: RowSpecs =
            toml::from_str(&read(&site)).unwrap_or_else(|e| panic!("{host}: {e}"));
        let mut local = specs.read("sites", Strictness::Catalogue).unwrap();
        for row in &mut local {
            row.hosts = vec![host.clone().into()].into();
        }
        rows.extend(local);
    }
    rows
}

fn url_rows() -> Vec<UrlRow> {
    // The order of the file is the order of the rules, across the three headings.
    let text = read(&folder().join("url.toml"));
    let mut rows = Vec::new();
    for block in text.split("\n[[").skip(1) {
        let body = block.split_once('\n').unwrap().1;
        let spec: UrlRowSpec =
            toml::from_str(body).unwrap_or_else(|error| panic!("{error}\n{body}"));
        rows.push(UrlRow::read(spec, Strictness::Catalogue).unwrap());
    }
    rows
}

#[test]
fn the_compiled_tables_are_what_the_files_say() {
    let rows = chrome_rows();
    assert_is(&folder().join("chrome_rows.rs"), &chrome_table(&rows));
    assert_is(&folder().join("chrome_index.rs"), &index_tables(&rows));
    assert_is(&folder().join("url_rows.rs"), &url_table(&url_rows()));
}

fn assert_is(path: &Path, wanted: &str) {
    if std::env::var_os("UPDATE_RULES").is_some() {
        fs::write(path, wanted).unwrap();
    }
    let found = read(path);
    assert!(
        found == wanted,
        "{} is stale: UPDATE_RULES=1 cargo test --test rules",
        path.display()
    );
}

const HEAD: &str = "//! Made by `tests/rules.rs` from `src/rules/*.toml`; not edited by hand.\n\n";

fn chrome_table(rows: &[Row]) -> String {
    let mut out = String::from(HEAD);
    out.push_str("use std::borrow::Cow::Borrowed as B;\n\n");
    out.push_str(
        "use crate::parser::rule::{At, Compare, Key, Pattern, Row, Sel, Test, Verb, With};\n\n",
    );
    out.push_str("#[rustfmt::skip]\npub(crate) static ROWS: &[Row] = &[\n");
    for row in rows {
        let select = selectors(&row.select);
        let unless = selectors(&row.unless);
        let at = row
            .at
            .map_or("None".to_owned(), |at| format!("Some(At::{at:?})"));
        let with = row
            .with
            .map_or("None".to_owned(), |with| format!("Some(With::{with:?})"));
        writeln!(
            out,
            "Row {{ id: B({:?}), group: B({:?}), origin: B({:?}), verb: Verb::{:?}, hosts: {}, select: {select}, \
             names: {}, text: {}, unless: {unless}, words_max: {}, links: {:?}, at: {at}, \
             in_sentence: {}, capitals: {}, items: {}, with: {with}, share_max: {:?}, why: B({:?}), examples: {}, nots: {} }},",
            row.id, row.group, row.origin, row.verb, list(&row.hosts), list(&row.names),
            patterns(&row.text), row.words_max, row.links, row.in_sentence, row.capitals, row.items, row.share_max, row.why,
            list(&row.examples), list(&row.nots),
        )
        .unwrap();
    }
    out.push_str("];\n");
    out
}

fn index_tables(rows: &[Row]) -> String {
    let mut out = String::from(HEAD);
    out.push_str("use std::borrow::Cow::Borrowed as B;\n\n");
    out.push_str("use crate::parser::rule::{\n    Attribute, By, Compare, Filed, Filter, Index, Names, Table, Test, Value,\n};\n");
    let tables = [
        ("ARTICLE", rule::article_index(rows.iter())),
        ("ROOT", rule::root_index(rows.iter())),
        ("KEEP", rule::keep_index(rows.iter())),
    ];
    for (name, index) in tables {
        write!(
            out,
            "\n#[rustfmt::skip]\npub(crate) static {name}: Index = Index {{\n\
             names: Names::of(B(&[{}])),\nselectors: {},\nunders: {},\ndomains: {},\nattributes: {},\nphrases: {},\ntexts: {},\nbefore: {} }};\n",
            index.names.iter().map(|name| format!("B({name:?})")).collect::<Vec<_>>().join(", "),
            table(&index.selectors, filed),
            table(&index.unders, |(key, of)| format!("(0x{key:x}, {})", filed(of))),
            table(&index.domains, filed),
            table(&index.attributes, attribute),
            table(&index.phrases, |(phrase, rule)| format!(
                "(B({phrase:?}), {rule})"
            )),
            table(&index.texts, |(rule, at)| format!("({rule}, {at})")),
            filter(&index.before),
        )
        .unwrap();
    }
    out
}

fn attribute(attribute: &Attribute) -> String {
    let Attribute {
        values,
        lengths,
        firsts,
        lasts,
    } = attribute;
    let values = values.iter().map(|value| {
        let (of, test) = (filed(&value.filed), value_test(value.test.as_ref()));
        format!(
            "Value {{ filed: {of}, pairs: 0x{:x}, test: {test} }}",
            value.pairs
        )
    });
    let values = values.collect::<Vec<_>>().join(", ");
    format!(
        "Attribute {{ values: B(&[{values}]), lengths: 0x{lengths:x}, firsts: 0x{firsts:x}, lasts: 0x{lasts:x} }}"
    )
}

fn filed(filed: &Filed) -> String {
    let Filed { rule, by } = filed;
    format!("Filed {{ rule: {rule}, by: By::{by:?} }}")
}

fn table<T: Clone>(table: &Table<T>, entry: impl Fn(&T) -> String) -> String {
    let entries = table
        .entries
        .iter()
        .map(|(key, filed)| format!("(0x{key:x}, {}),\n", entry(filed)));
    let entries: String = entries.collect();
    format!(
        "Table {{ filter: {}, entries: B(&[\n{entries}]) }}",
        filter(&table.filter)
    )
}

fn filter(filter: &Filter) -> String {
    let words = filter.bits.chunks(8).map(|words| {
        let words: Vec<String> = words.iter().map(|word| format!("0x{word:x}")).collect();
        words.join(", ")
    });
    format!(
        "Filter {{ bits: B(&[\n{}]) }}",
        words.collect::<Vec<_>>().join(",\n")
    )
}

fn patterns(items: &[article2md::parser::rule::Pattern]) -> String {
    let items = items.iter().map(|pattern| {
        let (regex, starts, needles) = (&pattern.regex, &pattern.starts, &pattern.needles);
        let (firsts, pairs) = (pattern.firsts, &pattern.pairs);
        format!("Pattern {{ regex: B({regex:?}), starts: B({starts:?}), firsts: {firsts}, needles: B({needles:?}), pairs: B(&{pairs:?}) }}")
    });
    format!("B(&[{}])", items.collect::<Vec<_>>().join(", "))
}

fn selectors(items: &[article2md::parser::rule::Sel]) -> String {
    use article2md::parser::rule::Key;
    let items = items.iter().map(|sel| {
        let key = match &sel.key {
            Key::Id(name) => format!("Key::Id(B({name:?}))"),
            Key::Class(name) => format!("Key::Class(B({name:?}))"),
            Key::Attr(name) => format!("Key::Attr(B({name:?}))"),
            Key::Domain(name) => format!("Key::Domain(B({name:?}))"),
            Key::Tag(name) => format!("Key::Tag(B({name:?}))"),
        };
        let test = value_test(sel.test.as_ref());
        format!(
            "Sel {{ css: B({:?}), key: {key}, test: {test}, whole: {}, looks_inside: {}, \
             needs: B(&{:?}) }}",
            sel.css, sel.whole, sel.looks_inside, sel.needs
        )
    });
    format!("B(&[{}])", items.collect::<Vec<_>>().join(", "))
}

fn value_test(test: Option<&Test>) -> String {
    test.map_or("None".to_owned(), |test| {
        format!(
            "Some(Test {{ compare: Compare::{:?}, value: B({:?}) }})",
            test.compare, test.value
        )
    })
}

fn list(items: &List) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("B({item:?})")).collect();
    format!("B(&[{}])", items.join(", "))
}

fn url_table(rows: &[UrlRow]) -> String {
    let mut out = String::from(HEAD);
    out.push_str("use std::borrow::Cow::Borrowed as B;\n\n");
    out.push_str("use crate::url::{Take, UrlRow, Use};\n\n");
    out.push_str("#[rustfmt::skip]\npub(crate) static ROWS: &[UrlRow] = &[\n");
    for row in rows {
        let take = match &row.take {
            Take::Param(names) => format!("Take::Param({})", list(names)),
            Take::Base64(names) => format!("Take::Base64({})", list(names)),
            Take::Query => "Take::Query".to_owned(),
            Take::Path => "Take::Path".to_owned(),
            Take::Hex => "Take::Hex".to_owned(),
            Take::Pattern { find, to } => {
                format!("Take::Pattern {{ find: B({find:?}), to: B({to:?}) }}")
            }
            Take::Strip(names) => format!("Take::Strip({})", list(names)),
        };
        let used = row
            .used
            .map_or("None".to_owned(), |used| format!("Some(Use::{used:?})"));
        let pairs: Vec<String> = row
            .examples
            .iter()
            .map(|(from, to)| format!("(B({from:?}), B({to:?}))"))
            .collect();
        writeln!(
            out,
            "UrlRow {{ id: B({:?}), group: B({:?}), used: {used}, hosts: {}, path: B({:?}), needs: B({:?}), \
             take: {take}, scheme: B({:?}), drop_query: {}, why: B({:?}), examples: B(&[{}]), keep: {} }},",
            row.id, row.group, list(&row.hosts), row.path, row.needs, row.scheme, row.drop_query, row.why,
            pairs.join(", "), list(&row.keep),
        )
        .unwrap();
    }
    out.push_str("];\n");
    out
}

#[test]
fn the_catalogue_is_large_and_without_contradictions() {
    let rows = chrome_rows();
    assert!(
        rows.len() >= CATALOGUE_ROWS_MIN,
        "{} chrome rules",
        rows.len()
    );
    let urls = url_rows();
    check_ids(
        rows.iter()
            .map(|row| &*row.id)
            .chain(urls.iter().map(|row| &*row.id)),
    )
    .unwrap();
    check_contradictions(&rows).unwrap();
}

/// Whether the rule finds something in the HTML, alone and with its group on.
fn finds(row: &Row, html: &str) -> bool {
    let rules = RuleSet::only(vec![row.clone()])
        .switch(&[row.id.to_string()], &[])
        .unwrap();
    let dom = parse(html, 512, 1, &mut Report::default());
    let host = row
        .hosts
        .first()
        .map(|host| host.trim_start_matches('.').to_owned());
    !chrome::fires(&dom, &rules, host.as_deref()).is_empty()
}

#[test]
fn each_chrome_rule_acts_on_its_examples_and_on_no_look_alike() {
    let mut wrong = Vec::new();
    for row in chrome_rows() {
        for example in row.examples.iter().filter(|html| !finds(&row, html)) {
            wrong.push(format!("{}: does not find its example {example}", row.id));
        }
        for not in row.nots.iter().filter(|html| finds(&row, html)) {
            wrong.push(format!("{}: finds its look-alike {not}", row.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_url_rule_acts_on_its_examples_and_on_no_look_alike() {
    let all = UrlRules::default();
    let mut wrong = Vec::new();
    for row in url_rows() {
        let alone = UrlRules::of([row.clone()]);
        let used = row.used.unwrap_or(Use::Link);
        for (from, to) in row.examples.iter() {
            let found = alone.clean(from, used, None);
            if found != *to {
                wrong.push(format!("{}: {from}\n  gives {found}\n  not   {to}", row.id));
            }
            let clean = all.clean(from, used, None);
            if all.clean(&clean, used, None) != clean {
                wrong.push(format!("{}: {clean} is changed once more", row.id));
            }
            if all.clean(to, used, None) != clean {
                wrong.push(format!(
                    "{}: another rule comes before it for {from}",
                    row.id
                ));
            }
        }
        for keep in row
            .keep
            .iter()
            .filter(|keep| alone.clean(keep, used, None) != **keep)
        {
            wrong.push(format!("{}: changes its look-alike {keep}", row.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every rule runs over every fixture; what it finds there is a table that is reviewed.
#[test]
fn what_the_rules_find_in_the_fixtures_is_as_reviewed() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders: Vec<PathBuf> = fs::read_dir(fixtures)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let rules = RuleSet::only(chrome_rows());
    let mut table = String::new();
    for input in folders
        .iter()
        .map(|folder| folder.join("input.html"))
        .filter(|input| input.exists())
    {
        let html = String::from_utf8_lossy(&fs::read(&input).unwrap()).into_owned();
        let dom = parse(&html, 512, 1, &mut Report::default());
        let name = input
            .parent()
            .unwrap()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        for (rule, hits) in chrome::fires(&dom, &rules, None) {
            writeln!(table, "{name} {rule} {hits}").unwrap();
        }
    }
    assert_is(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules_hits.txt"),
        &table,
    );
}

fn user(toml: &str) -> Result<RuleSet, String> {
    let config: UserRules = toml::from_str(toml).map_err(|error| error.to_string())?;
    RuleSet::builtin()
        .with_user(&config)
        .map_err(|error| error.to_string())
}

/// What is left of the text when the rules have marked it, and the report.
fn cleaned(rules: &RuleSet, host: Option<&str>, html: &str) -> (String, Report) {
    let mut report = Report::default();
    let dom = parse(html, 512, 1, &mut Report::default());
    let marks = chrome::mark(&dom, rules, host, &mut report);
    let mut left = Vec::new();
    let mut next = Some(dom.root());
    while let Some(id) = next {
        let skipped = marks.is_skipped(id);
        left.extend(dom.text(id).filter(|_| !skipped).map(str::to_owned));
        next =
            if skipped { None } else { dom.first_child(id) }.or_else(|| dom.after(id, dom.root()));
    }
    (
        left.join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        report,
    )
}

#[test]
fn of_an_unwrapped_element_the_content_stays() {
    let html = r#"<p>some <a href="" rel="noopener">soda</a> or <a href="https://a.example/undefined">x</a></p>"#;
    let options = Options {
        from: From::Html,
        ..Options::default()
    };
    let conversion = convert(html, &options).expect("a body");
    assert_eq!(conversion.markdown, "some soda or x\n");
}

#[test]
fn a_user_adds_rules_for_all_pages_and_for_one_host() {
    let rules = user(
        "[[remove]]\nid = 'mine'\nselect = '.mine'\n\
         [[host.'example.com'.remove]]\nid = 'theirs'\nselect = '.theirs'\n",
    )
    .unwrap();
    let html = "<p>Text</p><p class=mine>A</p><p class=theirs>B</p>";
    assert_eq!(cleaned(&rules, None, html).0, "Text B");
    assert_eq!(cleaned(&rules, Some("www.example.com"), html).0, "Text");
    assert_eq!(cleaned(&rules, Some("example.org"), html).0, "Text B");
}

#[test]
fn a_user_switches_rules_and_groups() {
    let html = "<p>Text</p><div class=sharedaddy>Bar</div><p>题图来自 Unsplash，基于 CC0 协议</p>";
    assert_eq!(
        cleaned(&user("").unwrap(), None, html).0,
        "Text 题图来自 Unsplash，基于 CC0 协议"
    );
    assert_eq!(
        cleaned(&user("enable = ['credits']").unwrap(), None, html).0,
        "Text"
    );
    assert_eq!(
        cleaned(&user("disable = ['share']").unwrap(), None, html).0,
        "Text Bar 题图来自 Unsplash，基于 CC0 协议"
    );
    let both = "enable = ['credits']\ndisable = ['text-picture-credit-zh', 'wp-share-jetpack']";
    assert_eq!(
        cleaned(&user(both).unwrap(), None, html).0,
        "Text Bar 题图来自 Unsplash，基于 CC0 协议"
    );
}

#[test]
fn a_user_switches_rules_and_groups_for_one_host() {
    let html = "<p>Text</p><div class=sharedaddy>Bar</div><p>题图来自 Unsplash，基于 CC0 协议</p>";
    let rules = user(
        "[host.'.example.com']\ndisable = ['share']\nenable = ['credits']\n\
         [host.'blog.example.com']\nenable = ['wp-share-jetpack']\n\
         [host.'example.net']\nenable = ['credits']\ndisable = ['text-picture-credit-zh']\n",
    )
    .unwrap();
    for (host, left) in [
        (None, "Text 题图来自 Unsplash，基于 CC0 协议"),
        (Some("example.org"), "Text 题图来自 Unsplash，基于 CC0 协议"),
        (Some("example.com"), "Text Bar"),
        (Some("www.example.com"), "Text Bar"),
        (Some("blog.example.com"), "Text"),
        (Some("example.net"), "Text 题图来自 Unsplash，基于 CC0 协议"),
    ] {
        assert_eq!(cleaned(&rules, host, html).0, left, "{host:?}");
    }
}

#[test]
fn what_a_user_keeps_stays_out_of_what_goes() {
    let html = "<p>Text</p><div class=sharedaddy><p>Share</p><div><p class=my-note>Note</p><p>X</p></div></div>";
    for keep in [
        "[[keep]]\nid = 'note'\nselect = '.my-note'",
        "keep = ['.my-note']",
        "keep = ['.other', { id = 'note', select = '.my-note' }]",
    ] {
        let (left, report) = cleaned(&user(keep).unwrap(), None, html);
        assert_eq!(left, "Text Note", "{keep}");
        assert_eq!(report.findings[0].text, "Share X", "{keep}");
    }
}

#[test]
fn a_configuration_that_cannot_be_meant_is_refused() {
    for (toml, wanted) in [
        ("disable = ['shares']", "is `share` meant"),
        (
            "[host.'example.com']\ndisable = ['shares']",
            "is `share` meant",
        ),
        (
            "[host.'example.com']\ndisable = ['proxies']",
            "can only be switched for all hosts",
        ),
        ("[[remove]]\nid = 'a'\nselect = '.a >'", "rule a"),
        (
            "[[remove]]\nid = 'a'\nselect = '.a'\ncolour = 'red'",
            "unknown field `colour`",
        ),
        ("[[remove]]\nid = 'a'", "needs `select`, `names` or `text`"),
        ("keep = ['.a >']", "rule .a >"),
        ("keep = [1]", "expected a selector or a row"),
        (
            "keep = [{ id = 'a', select = '.a', colour = 'red' }]",
            "unknown field `colour`",
        ),
        (
            "[[remove]]\nid = 'a'\ntext = '('",
            "not a regular expression",
        ),
        (
            "[[remove]]\nid = 'a'\ntext = '.*'",
            "starts with literal letters",
        ),
        (
            "[[remove]]\nid = 'a'\nselect = '.a'\nlinks = 2.0",
            "between 0 and 1",
        ),
        (
            "[[remove]]\nid = 'wp-comments'\nselect = '.a'",
            "two rules have this id",
        ),
        (
            "[[keep]]\nid = 'a'\nselect = '.sharedaddy'",
            "wp-share-jetpack",
        ),
        ("max_removed = 3.0", "between 0 and 1"),
    ] {
        let error = user(toml).expect_err(toml);
        assert!(error.contains(wanted), "{toml}: {error}");
    }
}

#[test]
fn a_row_of_the_catalogue_needs_a_reason_and_both_examples() {
    let row = "[[remove]]\nid = 'a'\ngroup = 'g'\nselect = '.a'\n";
    for (more, wanted) in [
        ("", "needs `group`, and `why`"),
        ("why = 'w'\n", "needs `example`"),
        ("why = 'w'\nexample = '<p class=a>'\n", "needs `example`"),
    ] {
        let specs: RowSpecs = toml::from_str(&format!("{row}{more}")).unwrap();
        let error = specs
            .read("html", Strictness::Catalogue)
            .unwrap_err()
            .to_string();
        assert!(error.contains(wanted), "{more}: {error}");
    }
}

#[test]
fn a_rule_that_would_take_most_of_the_article_is_left_out() {
    let rules = user("[[remove]]\nid = 'greedy'\nselect = '.body'").unwrap();
    let long = "Words of the article. ".repeat(60);
    let html = format!("<p>Title</p><div class=body>{long}</div><div class=sharedaddy>Share</div>");
    let (left, report) = cleaned(&rules, None, &html);
    assert_eq!(left, format!("Title {}", long.trim()));
    let codes: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.code, f.rule.as_deref()))
        .collect();
    assert_eq!(codes[0], (Code::RuleSkipped, Some("greedy")));
    assert_eq!(codes[1], (Code::ChromeRemoved, Some("wp-share-jetpack")));
}

#[test]
fn the_whole_article_is_never_taken() {
    let (left, report) = cleaned(
        &RuleSet::builtin(),
        None,
        "<div class=sharedaddy>Share</div>",
    );
    assert_eq!(left, "Share");
    assert_eq!(report.findings[0].code, Code::RuleSkipped);
}

#[test]
fn the_ledger_holds_all_text_that_goes() {
    let html = "<p>One</p><div class=sharedaddy><b>Two</b><ul><li>Three<li>Four</ul></div>\
                <p>Five<br>Back to top</p><div id=comments>Six</div>";
    let (left, report) = cleaned(&RuleSet::builtin(), None, html);
    let gone: Vec<&str> = report.findings.iter().map(|f| &*f.text).collect();
    assert_eq!(
        (left.as_str(), gone),
        ("One Five", vec!["Two Three Four", "Back to top", "Six"])
    );
}

#[test]
fn a_user_adds_url_rules() {
    let config: UserUrls = toml::from_str(
        "[[unwrap]]\nid = 'out'\nhost = ['out.example.com']\nparam = ['to']\n\
         [[strip]]\nid = 'ref'\nstrip = ['ref']\n",
    )
    .unwrap();
    let rules = RuleSet::builtin().with_user_urls(&config).unwrap();
    let clean = |url| rules.urls().clean(url, Use::Link, None).into_owned();
    assert_eq!(
        clean("https://out.example.com/?to=https%3A%2F%2Fa.org%2F%3Fref%3D1"),
        "https://a.org/"
    );
    let off = rules.clone().switch(&[], &["out".to_owned()]).unwrap();
    let url = "https://out.example.com/?to=https%3A%2F%2Fa.org%2F";
    assert_eq!(off.urls().clean(url, Use::Link, None), url);
    assert!(off.iter().any(|listed| listed.id == "out" && !listed.on));
}

#[test]
fn a_url_keeps_what_it_must() {
    let urls = UrlRules::default();
    for url in [
        "https://example.com/?utm_source=x&X-Amz-Signature=abc",
        "https://cors.someone.workers.dev/?javascript:alert(1)",
        "https://cors.someone.workers.dev/?ftp://example.com/",
        "https://link.zhihu.com/?target=https%3A%2F%2Fno%20host%2F",
        "mailto:a@b.org?utm_source=x",
        "#utm_source=x",
        "/a?b=1",
        "",
    ] {
        for used in [Use::Link, Use::Image] {
            let kept = urls.clean(url, used, None);
            assert!(
                kept == url || url.starts_with("mailto"),
                "{url} became {kept}"
            );
        }
    }
}

#[test]
fn a_chain_of_wrappers_is_undone_or_left_alone() {
    let urls = UrlRules::default();
    let mut url = "https://example.com/a".to_owned();
    for hops in 1..=8 {
        url = format!("https://x.workers.dev/?{url}");
        let clean = urls.clean(&url, Use::Image, None);
        assert_eq!(clean == "https://example.com/a", hops <= HOPS_MAX, "{url}");
        assert_eq!(urls.clean(&clean, Use::Image, None), clean);
    }
}

/// Random URLs made of parts that rules look for.
fn any_url() -> impl Strategy<Value = String> {
    let hosts: Vec<String> = UrlRules::default()
        .rows()
        .flat_map(|row| row.hosts.to_vec())
        .map(|host| {
            let host = host.into_owned();
            if host.starts_with('.') {
                format!("a{host}")
            } else {
                host
            }
        })
        .chain([
            "example.com".to_owned(),
            "b\u{fc}cher.example".to_owned(),
            "u@example.org:80".to_owned(),
        ])
        .collect();
    let keys: Vec<String> = UrlRules::default()
        .rows()
        .flat_map(|row| match &row.take {
            Take::Param(names) | Take::Base64(names) | Take::Strip(names) => names.to_vec(),
            _ => Vec::new(),
        })
        .map(std::borrow::Cow::into_owned)
        .collect();
    let paths: Vec<String> = UrlRules::default()
        .rows()
        .map(|row| row.path.to_string())
        .collect();
    let value = prop_oneof![
        Just("https%3A%2F%2Ftarget.example%2Fx%3Fy%3D1".to_owned()),
        Just("https://target.example/x?y=1".to_owned()),
        Just("target.example/x".to_owned()),
        Just("%68ttp%3A%2F%2F%00".to_owned()),
        "[a-zA-Z0-9%:/?&=+.#!~@\\-]{0,30}",
        "\\PC{0,12}",
    ];
    let scheme = prop_oneof![
        Just("https://"),
        Just("http://"),
        Just("//"),
        Just("HTTPS://"),
        Just("")
    ];
    (
        scheme,
        select(hosts),
        select(paths),
        "[a-z/!~.\\-0-9]{0,16}",
        prop::collection::vec((select(keys), value.clone()), 0..4),
        value,
    )
        .prop_map(|(scheme, host, path, more, query, tail)| {
            let query: Vec<String> = query
                .into_iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            format!("{scheme}{host}{path}{more}{tail}?{}", query.join("&"))
        })
}

/// The letters and digits of a host.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn host(url: &str) -> String {
    let rest = url.split_once("//").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}

proptest! {
    #[test]
    fn random_urls_are_cleaned_once_and_no_host_is_invented(url in any_url(), image in any::<bool>()) {
        let urls = UrlRules::default();
        let used = if image { Use::Image } else { Use::Link };
        let clean = urls.clean(&url, used, None).into_owned();
        prop_assert_eq!(urls.clean(&clean, used, None).into_owned(), clean.clone());
        let decoded = percent_encoding::percent_decode_str(&url).decode_utf8_lossy();
        let twice = percent_encoding::percent_decode_str(&decoded).decode_utf8_lossy();
        let known = [bare(&url), bare(&decoded), bare(&twice)];
        let host = bare(&host(&clean));
        prop_assert!(known.iter().any(|text| text.contains(&host)), "{} from {}", clean, url);
    }

    #[test]
    fn random_text_is_no_trouble(url in "\\PC{0,60}") {
        let urls = UrlRules::default();
        let clean = urls.clean(&url, Use::Link, None).into_owned();
        prop_assert_eq!(urls.clean(&clean, Use::Link, None).into_owned(), clean);
    }
}
