//! Front matter as others read it: what is written means the same to every YAML reader, what is
//! read loses nothing, and normalising twice is normalising once.
//!
//! The readers of other languages are those of `tests/readers/`; where one is not installed its
//! tests say so and pass.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use article2md::front_matter::{self, FrontMatter, Options, Preset, Value};
use article2md::{Code, Report, source};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Texts that some YAML reader takes for something else when they stand without quotes, or that
/// break a line, a quotation or a document.
const TRICKY: &[&str] = &[
    // Nothing and white space.
    "",
    " ",
    "  ",
    " a",
    "a ",
    " a ",
    "\t",
    "\ta",
    "a\t",
    "a\tb",
    "\u{a0}",
    "\u{a0}a",
    "\u{3000}a",
    "a\u{3000}",
    // Truth values and null, in YAML 1.1 and 1.2.
    "true",
    "True",
    "TRUE",
    "false",
    "yes",
    "Yes",
    "YES",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "null",
    "Null",
    "NULL",
    "~",
    "nil",
    "none",
    "None",
    // Numbers.
    "0",
    "1",
    "-1",
    "+1",
    "007",
    "0123",
    "0o17",
    "0x1F",
    "0b11",
    "1_000",
    "1,000",
    "1.0",
    "1.10",
    ".5",
    "5.",
    "-.5",
    "1e3",
    "1E3",
    "1e+3",
    "1.5e-3",
    "0.",
    ".",
    "-",
    "+",
    ".inf",
    "-.inf",
    ".Inf",
    "+.INF",
    ".nan",
    ".NaN",
    "12345678901234567890",
    "0x",
    "1__0",
    "685_230.15",
    // Sexagesimals and dates.
    "12:30",
    "12:30:45",
    "190:20:30",
    "1:2",
    "20:30.15",
    "2021-11-03",
    "2021-11-3",
    "2021-11-03 00:00:00",
    "2021-11-03T00:00:00Z",
    "2021-11-03 8:00:00 +8",
    "2001-12-14t21:59:43.10-05:00",
    "2021-13-45",
    // Indicators, alone and in front.
    "-",
    "- a",
    "-a",
    "--",
    "---",
    "--- a",
    "...",
    "... a",
    "?",
    "? a",
    "?a",
    ":",
    ": a",
    ":a",
    "::",
    ",",
    ",a",
    "[",
    "]",
    "[a]",
    "[a] b",
    "{",
    "}",
    "{a}",
    "{{ a }}",
    "#",
    "# a",
    "#a",
    "&",
    "&a",
    "& a",
    "*",
    "*a",
    "*a*",
    "!",
    "!a",
    "!!str a",
    "|",
    "| a",
    "|-",
    ">",
    "> a",
    ">-",
    "'",
    "\"",
    "'a'",
    "\"a\"",
    "%",
    "%a",
    "@",
    "@a",
    "`",
    "`a`",
    "=",
    "<<",
    "<",
    "<a>",
    "\\",
    "\\n",
    "C:\\p",
    // In the middle and at the end.
    "a: b",
    "a:b",
    "a :b",
    "a:",
    "a: ",
    "a #b",
    "a# b",
    "a#b",
    "a, b",
    "a - b",
    "it's",
    "'it''s'",
    "say \"no\"",
    "\"a\" b",
    "'a' b",
    "a'",
    "a\"",
    "a]",
    "http://a.b/c?d=e&f#g",
    "a\\b",
    "key: [1, 2",
    "// a",
    "{% a %}",
    // Lines.
    "a\nb",
    "a\n",
    "\na",
    "a\n\nb",
    "a\r\nb",
    "a\rb",
    "---\na: b\n---",
    "  a\n b",
    "a\n  b\n",
    "a \nb",
    "- a\n- b",
    // Characters.
    "é",
    "文章",
    "😀",
    "\u{0}",
    "\u{1}",
    "\u{7}",
    "\u{8}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "a\u{85}b",
    "\u{9f}",
    "a\u{2028}b",
    "a\u{2029}b",
    "\u{feff}",
    "a\u{feff}b",
    "\u{fffd}",
    "a\u{fffe}b",
    "\u{ffff}",
    "\u{e000}",
    "\u{10ffff}",
    "\u{202e}abc",
    "\u{200b}",
    "\u{ad}",
    "e\u{301}",
    "\u{1f468}\u{200d}\u{1f469}",
];

/// A program that reads YAML.
struct Reader {
    name: &'static str,
    command: Command,
}

/// Says something that is seen although the test passes.
fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error is open");
}

/// The readers that are installed; says which are not.
fn readers() -> Vec<Reader> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers");
    let folder = std::env::var_os("ARTICLE2MD_READERS")
        .map(PathBuf::from)
        .unwrap_or_default();
    let mut found = Vec::new();
    let mut add = |name: &'static str, mut command: Command| {
        let probe = run(&mut command, &["a: b".to_owned()]);
        if probe.is_some_and(|answers| answers == [json!({ "value": { "a": "b" } })]) {
            found.push(Reader { name, command });
        } else {
            let how = "see tests/readers/setup.sh";
            say(&format!(
                "skipped: the YAML reader {name} is not installed; {how}"
            ));
        }
    };
    for name in ["js-yaml3", "js-yaml4", "yaml"] {
        let mut command = Command::new("node");
        command.arg(scripts.join("read.mjs")).arg(&folder).arg(name);
        add(name, command);
    }
    let venv = folder.join("venv/bin/python");
    let mut command = Command::new(if venv.exists() {
        venv
    } else {
        "python3".into()
    });
    command.arg(scripts.join("read.py"));
    add("PyYAML", command);
    let mut command = Command::new("ruby");
    command.arg(scripts.join("read.rb"));
    add("Psych", command);
    found
}

/// What a reader makes of each text; `None` when it can't be run.
fn run(command: &mut Command, texts: &[String]) -> Option<Vec<Json>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let input = serde_json::to_vec(texts).ok()?;
    let writer = std::thread::spawn(move || stdin.write_all(&input).is_ok());
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?;
    output
        .status
        .success()
        .then(|| serde_json::from_slice(&output.stdout).ok())?
}

/// The YAML between the delimiters.
fn inner(written: &str) -> String {
    let body = written.strip_prefix("---\n").expect("an opening line");
    body.strip_suffix("---\n")
        .expect("a closing line")
        .to_owned()
}

/// Front matter that holds `text` as a value, in lists and in maps.
fn holding(text: &str) -> FrontMatter {
    let value = || Value::text(text);
    let nested = Value::Map(vec![
        ("in".into(), value()),
        ("list".into(), Value::List(vec![value()])),
    ]);
    FrontMatter::from_iter([
        ("text".to_owned(), value()),
        (
            "list".to_owned(),
            Value::List(vec![value(), nested, value()]),
        ),
        ("last".to_owned(), value()),
    ])
}

fn expected(text: &str) -> Json {
    json!({ "text": text, "list": [text, { "in": text, "list": [text] }, text], "last": text })
}

/// Every reader gives the same strings for every tricky text, as values.
#[test]
fn tricky_values_mean_the_same_to_every_reader() {
    let written: Vec<String> = TRICKY
        .iter()
        .map(|text| inner(&holding(text).write()))
        .collect();
    for mut reader in readers() {
        let answers = run(&mut reader.command, &written).expect("the reader ran before");
        for ((text, yaml), answer) in TRICKY.iter().zip(&written).zip(answers) {
            assert_eq!(
                answer,
                json!({ "value": expected(text) }),
                "{}: {text:?} as\n{yaml}",
                reader.name
            );
        }
    }
}

/// And as keys.
#[test]
fn tricky_keys_mean_the_same_to_every_reader() {
    let keyed = |text: &&str| {
        inner(&FrontMatter::from_iter([((*text).to_owned(), Value::text("v"))]).write())
    };
    let written: Vec<String> = TRICKY.iter().map(keyed).collect();
    for mut reader in readers() {
        let answers = run(&mut reader.command, &written).expect("the reader ran before");
        for ((text, yaml), answer) in TRICKY.iter().zip(&written).zip(answers) {
            assert_eq!(
                answer,
                json!({ "value": { *text: "v" } }),
                "{}: {text:?} as\n{yaml}",
                reader.name
            );
        }
    }
}

/// Reads, normalises and writes a file's front matter.
fn normalised(file: &str, options: &Options) -> Result<(String, Report), article2md::Error> {
    let mut report = Report::default();
    let text = source::decode(file.as_bytes(), &mut report)?.into_owned();
    let split = source::split(&text, &mut report);
    let raw = split.front_matter.expect("front matter");
    let mut matter = front_matter::read(&raw, options, &mut report)?.expect("a mapping");
    matter.normalise(options, &|_, _, _| None, &mut report);
    matter.adapt(options, &mut report);
    front_matter::refuse_repairs(Some(&matter), options, &report)?;
    Ok((matter.write(), report))
}

/// What authors and scrapers write, and the title that they mean. The finding is `None` where
/// nothing had to be repaired.
const PROBES: &[(&str, &str, Option<Code>)] = &[
    ("---\ntitle: T\n---\n", "T", None),
    ("\n---\ntitle: T\n---\n", "T", Some(Code::DelimiterRepaired)),
    (
        "\n\n  \n---\ntitle: T\n---\n",
        "T",
        Some(Code::DelimiterRepaired),
    ),
    ("\u{feff}---\ntitle: T\n---\n", "T", Some(Code::BomDropped)),
    ("---\r\ntitle: T\r\n---\r\n", "T", None),
    ("---\rtitle: T\r---\r", "T", None),
    ("--- \ntitle: T\n---\n", "T", Some(Code::DelimiterRepaired)),
    ("---\ntitle: T\n---\t\n", "T", Some(Code::DelimiterRepaired)),
    ("----\ntitle: T\n----\n", "T", Some(Code::DelimiterRepaired)),
    ("---\ntitle: T\n...\n", "T", Some(Code::DelimiterRepaired)),
    (
        "title: T\ndate: 2021-11-03\n---\n",
        "T",
        Some(Code::DelimiterRepaired),
    ),
    ("---\n\ntitle: T\n---\n", "T", None),
    (
        "---\n  title: T\n  author: A\n---\n",
        "T",
        Some(Code::IndentRepaired),
    ),
    (
        "---\ntitle: S\ntitle: T\n---\n",
        "T",
        Some(Code::DuplicateKey),
    ),
    (
        "---\ntitle: T\ntitle: T\n---\n",
        "T",
        Some(Code::DuplicateKey),
    ),
    (
        "---\ntitle: T\ntags:\n\t- a\n\t- b\n---\n",
        "T",
        Some(Code::IndentRepaired),
    ),
    ("---\ntitle:\tT\n---\n", "T", None),
    ("---\ntitle: A: B\n---\n", "A: B", Some(Code::ScalarQuoted)),
    (
        "---\ntitle: A: B: C\nauthor: D\n---\n",
        "A: B: C",
        Some(Code::ScalarQuoted),
    ),
    ("---\ntitle: @x y\n---\n", "@x y", Some(Code::ScalarQuoted)),
    (
        "---\ntitle: `x` y\n---\n",
        "`x` y",
        Some(Code::ScalarQuoted),
    ),
    ("---\ntitle: %x\n---\n", "%x", Some(Code::ScalarQuoted)),
    (
        "---\ntitle: [x] y\n---\n",
        "[x] y",
        Some(Code::ScalarQuoted),
    ),
    (
        "---\ntitle: {x} y\n---\n",
        "{x} y",
        Some(Code::ScalarQuoted),
    ),
    ("---\ntitle: *x*\n---\n", "*x*", Some(Code::ScalarQuoted)),
    (
        "---\ntitle: **x** y\n---\n",
        "**x** y",
        Some(Code::ScalarQuoted),
    ),
    (
        "---\ntitle: &quot;x&quot; y\n---\n",
        "\"x\" y",
        Some(Code::ScalarQuoted),
    ),
    ("---\ntitle: !x y\n---\n", "!x y", Some(Code::ScalarQuoted)),
    ("---\ntitle: | x\n---\n", "| x", Some(Code::ScalarQuoted)),
    (
        "---\ntitle: 'it's'\n---\n",
        "it's",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: 'it's 'a' b'\n---\n",
        "it's 'a' b",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: \"say \"no\" twice\"\n---\n",
        "say \"no\" twice",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: \"Foo\" and bar\n---\n",
        "\"Foo\" and bar",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: \"Foo\" and \"bar\"\n---\n",
        "\"Foo\" and \"bar\"",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: \"C:\\p\"\n---\n",
        "C:\\p",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: \"open\n---\n",
        "\"open",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: \"\"\"\"\"\"\"'一'\"\"\"\"\"\"\"\n---\n",
        "一",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle:T\nauthor: A\n---\n",
        "T",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle：T\nauthor：A\n---\n",
        "T",
        Some(Code::QuotesRepaired),
    ),
    (
        "---\ntitle: T\n  author: A\n---\n",
        "T",
        Some(Code::IndentRepaired),
    ),
    ("---\ntitle: C #1\n---\n", "C", None),
    (
        "---\ntitle: a&#123;b&#125; &amp; c\n---\n",
        "a{b} & c",
        Some(Code::EntityDecoded),
    ),
    ("---\ntitle: \"a\\u2028b\"\n---\n", "a b", None),
    (
        "---\ntitle: a\u{1}b\n---\n",
        "ab",
        Some(Code::ControlRemoved),
    ),
    ("---\ntitle: >-\n  a\n  b\n---\n", "a b", None),
    ("---\ntitle: a\n  b\n---\n", "a b", None),
    (
        "---\nx: &a T\ntitle: *a\n---\n",
        "T",
        Some(Code::AnchorExpanded),
    ),
    ("---\ntitle: !!binary VA==\n---\n", "T", None),
    ("---\ntitle: yes\n---\n", "yes", None),
    ("---\ntitle: On\n---\n", "On", None),
    ("---\ntitle: 0123\n---\n", "0123", None),
    ("---\ntitle: 12:30:45\n---\n", "12:30:45", None),
    ("---\ntitle: 1e3\n---\n", "1e3", None),
    ("---\ntitle: 1.10\n---\n", "1.10", None),
    ("---\ntitle: 2021-11-03\n---\n", "2021-11-03", None),
    ("+++\ntitle = \"T\"\n+++\n", "T", None),
    (";;;\n\"title\": \"T\",\n\"n\": 1\n;;;\n", "T", None),
    ("{\n\"title\": \"T\"\n}\n", "T", None),
];

/// Every probe comes out as front matter that every reader reads, with the title that was meant.
#[test]
fn probes_are_read_as_meant() {
    // A preset that writes YAML, so that all readers can judge; it changes no title.
    let options = Options {
        preset: Preset::Jekyll,
        ..Options::default()
    };
    let mut written = Vec::new();
    for (file, title, code) in PROBES {
        let (block, report) =
            normalised(file, &options).unwrap_or_else(|e| panic!("{file:?}: {e}"));
        let found: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
        assert!(
            code.is_none_or(|code| found.contains(&code)),
            "{file:?}: {found:?}"
        );
        let again = normalised(&block, &options)
            .expect("what is written is valid")
            .0;
        assert_eq!(again, block, "{file:?}");
        let own: Json = serde_yaml::from_str(&inner(&block)).expect("valid YAML");
        assert_eq!(own["title"], json!(title), "{file:?} as\n{block}");
        written.push(inner(&block));
    }
    for mut reader in readers() {
        let answers = run(&mut reader.command, &written).expect("the reader ran before");
        for ((file, title, _), answer) in PROBES.iter().zip(answers) {
            assert_eq!(
                answer["value"]["title"],
                json!(title),
                "{}: {file:?}: {answer}",
                reader.name
            );
        }
    }
}

/// `--strict` refuses exactly what had to be repaired.
#[test]
fn strict_refuses_what_needs_a_repair() {
    let strict = Options {
        strict: true,
        ..Options::default()
    };
    for (file, _, code) in PROBES {
        assert_eq!(
            normalised(file, &strict).is_err(),
            code.is_some(),
            "{file:?}"
        );
    }
    let strict = article2md::Options {
        front_matter: strict,
        ..article2md::Options::default()
    };
    for file in [
        "---\nmap:\n  a: 1\n  a: 2\n---\n",
        "{\"title\": \"T\", \"title\": \"U\"}\n",
        "---\ntitle: T\n\nText.\n",
        "---\n- a\n---\n",
        "---\n---\n",
        "---\nnull\n---\n",
    ] {
        assert!(article2md::convert(file, &strict).is_err(), "{file:?}");
    }
    assert!(article2md::convert("\u{feff}Text.\n", &strict).is_ok());
}

/// Blocks that are no front matter stay part of the body, and hostile ones are refused.
#[test]
fn refused_and_left_alone() {
    let read = |block: &str| {
        let mut report = Report::default();
        let file = format!("---\n{block}\n---\n");
        let raw = source::split(&file, &mut report)
            .front_matter
            .expect("a block");
        front_matter::read(&raw, &Options::default(), &mut report).map(|matter| matter.is_some())
    };
    for block in ["- a\n- b", "just text", "<p>not yaml</p>", "[a, b]"] {
        assert!(matches!(read(block), Ok(false)), "{block}");
    }
    let laughs = (0..9).fold(
        "a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned(),
        |text, i| {
            let aliases = vec![format!("*a{i}"); 9].join(", ");
            format!("{text}\na{}: &a{} [{aliases}]", i + 1, i + 1)
        },
    );
    let deep = ["a: ", &"[".repeat(20_000), &"]".repeat(20_000)].concat();
    let huge = format!("title: {}", "x".repeat(50 << 20));
    let objects = [
        "t: !!python/object/apply:os.system [id]",
        "t: !ruby/object:A {}",
        "t: !!js/function 'f'",
    ];
    let keys = [
        "? - a\n: b",
        "? c: d\n: b",
        "{a: !x 1}",
        "a: &x [b]\n*x : c",
    ];
    let chain = (0..100).fold("a0: &a0 []".to_owned(), |text, i| {
        format!("{text}\na{}: &a{} [*a{i}]", i + 1, i + 1)
    });
    for block in [&*laughs, &deep, &huge, &chain, "a: &a [*a]"]
        .into_iter()
        .chain(objects)
        .chain(keys)
    {
        let shown: String = block.chars().take(60).collect();
        assert!(
            matches!(read(block), Err(article2md::Error::FrontMatter { .. })),
            "{shown}"
        );
    }
    let json = ["{\"a\": ", &"[".repeat(20_000), &"]".repeat(20_000), "}\n"].concat();
    let toml = [
        "+++\na = ",
        &"[".repeat(20_000),
        &"]".repeat(20_000),
        "\n+++\n",
    ]
    .concat();
    for file in [json, toml] {
        let result = article2md::convert(&file, &article2md::Options::default());
        assert!(matches!(result, Err(article2md::Error::FrontMatter { .. })));
    }
}

/// The source text of what normalisation does not own comes back as it was.
#[test]
fn source_text_is_kept() {
    let block = "---\ntitle: T\n# above\nzip: 0123 # behind\nversion: 1.10\nbig: 1e3\nflag: yes\non: off\n1: one\n\
        php: a:1:{s:3:\"x&amp;\"}\npacked: <b>x</b>\nempty:\nnull: ~\nquoted: \"a\\tb\"\nsingle: 'it''s'\nmap:\n    \
        deep: # here\n        - 1.10\ntext: |\n  a\n    b\nflow: {a: 0123, b: [c]}\n# below\n---\n";
    let (written, report) = normalised(block, &Options::default()).expect("valid");
    assert_eq!(written, block);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(TRICKY).prop_map(str::to_owned),
        "[ -~]{0,12}",
        "\\PC{0,8}",
        proptest::collection::vec(any::<char>(), 0..6)
            .prop_map(|chars| chars.into_iter().collect()),
    ];
    proptest::collection::vec(piece, 1..3).prop_map(|pieces| pieces.concat())
}

fn any_value() -> impl Strategy<Value = Value> {
    any_text()
        .prop_map(Value::text)
        .prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                proptest::collection::btree_map(any_text(), inner, 0..4)
                    .prop_map(|pairs| Value::Map(pairs.into_iter().collect())),
            ]
        })
}

/// What a value means.
fn meaning(value: &Value) -> Json {
    match value {
        Value::Scalar(scalar) => json!(scalar.text),
        Value::List(items) => items.iter().map(meaning).collect(),
        Value::Map(pairs) => pairs.iter().map(|(k, v)| (k.clone(), meaning(v))).collect(),
    }
}

proptest! {
    /// Any mapping, written, is read by two readers as the same mapping.
    #[test]
    fn any_mapping_comes_back(pairs in proptest::collection::btree_map(any_text(), any_value(), 1..5)) {
        let expected = meaning(&Value::Map(pairs.clone().into_iter().collect()));
        let written = FrontMatter::from_iter(pairs).write();
        let theirs: Json = serde_yaml::from_str(&inner(&written))
            .map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
        prop_assert_eq!(&theirs, &expected, "{}", written);
        let mut report = Report::default();
        let raw = source::split(&written, &mut report).front_matter.expect("a block");
        prop_assert_eq!(&*[raw.source].concat(), &*written);
        let ours = front_matter::read(&raw, &Options::default(), &mut report)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?
            .expect("a mapping");
        prop_assert_eq!(&ours.to_json(), &expected, "{}", written);
        prop_assert!(report.findings.is_empty(), "{:?}\n{}", report.findings, written);
    }

    /// Whatever stands in a block: reading gives an answer, and normalising twice is once.
    #[test]
    fn any_block_settles(lines in proptest::collection::vec(any_line(), 0..8)) {
        let file = format!("---\n{}\n---\n", lines.join("\n"));
        let mut report = Report::default();
        let split = source::split(&file, &mut report);
        let read = split.front_matter.map(|raw| front_matter::read(&raw, &Options::default(), &mut report));
        if let Some(Ok(Some(mut matter))) = read {
            matter.normalise(&Options::default(), &|_, _, _| None, &mut report);
            matter.adapt(&Options::default(), &mut report);
            let once = matter.write();
            let twice = normalised(&once, &Options::default())
                .map_err(|error| TestCaseError::fail(format!("{error}\n{file}\nbecame\n{once}")))?;
            prop_assert_eq!(&twice.0, &once, "{}", file);
        }
    }
}

/// A line of a block, likely to be nearly right.
fn any_line() -> impl Strategy<Value = String> {
    let key = proptest::sample::select(
        &[
            "title", "date", "tags", "category", "cover", "x", "y z", "'q'", "?", "#",
        ][..],
    );
    let value = prop_oneof![
        any_text(),
        proptest::sample::select(&["[a, b]", "|", "- a", "&a b", "*a", "{a: b}"][..])
            .prop_map(str::to_owned)
    ];
    let indent = proptest::sample::select(&["", "", "", " ", "  ", "\t", "- ", "  - "][..]);
    (indent, key, value).prop_map(|(indent, key, value)| format!("{indent}{key}: {value}"))
}

/// The folder with real article files, where there is one beside the repository.
fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("ARTICLE2MD_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    [shared, Some(beside)]
        .into_iter()
        .flatten()
        .map(|dir| dir.join("corpus"))
        .find(|dir| dir.is_dir())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Keys whose values normalisation may change; all others come back with equal values.
const OWNED: &[&str] = &[
    "title",
    "subtitle",
    "description",
    "summary",
    "excerpt",
    "deck",
    "kicker",
    "author",
    "authors",
    "categories",
    "category",
    "tags",
    "tag",
    "post_title",
    "date",
    "updated",
    "modified",
    "lastmod",
    "modified_time",
    "published",
    "creation_date",
    "expirydate",
    "post_date",
];

/// The dates among them.
const DATES: &[&str] = &[
    "date",
    "updated",
    "modified",
    "lastmod",
    "modified_time",
    "published",
    "creation_date",
    "expirydate",
    "post_date",
];

/// Real files: every key and value is accounted for, and in no preset anything changes twice.
#[test]
fn real_front_matter_loses_nothing() {
    let Some(corpus) = corpus() else {
        say("skipped: no folder of real files (ARTICLE2MD_SHARED)");
        return;
    };
    let mut paths = Vec::new();
    files(&corpus, &mut paths);
    files(&corpus.with_file_name("seed"), &mut paths);
    let (mut blocks, mut valid) = (0, 0);
    for path in paths {
        let bytes = std::fs::read(&path).expect("readable");
        let mut report = Report::default();
        let Ok(text) = source::decode(&bytes, &mut report) else {
            continue;
        };
        let Some(raw) = source::split(&text, &mut report).front_matter else {
            continue;
        };
        let name = path.display().to_string();
        for preset in Preset::ALL {
            let options = Options {
                preset,
                ..Options::default()
            };
            let (once, _) =
                normalised(&text, &options).unwrap_or_else(|e| panic!("{name}: {preset:?}: {e}"));
            let twice = normalised(&once, &options).expect("valid").0;
            assert_eq!(twice, once, "{name}: {preset:?}");
        }
        let (block, report) = normalised(&text, &Options::default()).expect("read before");
        let before: Option<Json> = match raw.format {
            source::Format::Yaml => serde_yaml::from_str(raw.text).ok(),
            source::Format::Toml => toml::from_str(raw.text).ok(),
            _ => serde_json::from_str(raw.text).ok(),
        };
        blocks += 1;
        match before {
            Some(Json::Object(before)) => {
                valid += 1;
                all_accounted_for(&name, &before, &parsed(&block, raw.format), &report);
            }
            // Not valid before: its words are there nevertheless.
            _ => assert_eq!(words_of(raw.text), words_of(&inner(&block)), "{name}"),
        }
    }
    assert!(valid > 100, "only {valid} blocks were read");
    say(&format!(
        "{blocks} real blocks, {valid} of them valid YAML or TOML"
    ));
}

/// A block as another reader reads it.
fn parsed(block: &str, format: source::Format) -> Json {
    match format {
        source::Format::Yaml => serde_yaml::from_str(&inner(block)).expect("valid YAML"),
        source::Format::Toml => {
            let text = block.trim_matches(['+', '\n']);
            toml::from_str(text).expect("valid TOML")
        }
        _ => serde_json::from_str(block).expect("valid JSON"),
    }
}

/// Every key is there, or a finding says that it was dropped; every value is the same, or says
/// the same where normalisation owns it.
fn all_accounted_for(
    name: &str,
    before: &serde_json::Map<String, Json>,
    after: &Json,
    report: &Report,
) {
    let is_dropped = |key: &str| {
        let mut dropped = report
            .findings
            .iter()
            .filter(|f| f.code == Code::CoverDropped);
        dropped.any(|f| f.text.starts_with(&format!("{key}: ")))
    };
    for (key, value) in before {
        let folded = match key.as_str() {
            "category" => "categories",
            "tag" => "tags",
            key => key,
        };
        match after.get(folded) {
            None => assert!(is_dropped(key), "{name}: {key} is gone"),
            Some(now) if !OWNED.contains(&key.as_str()) => assert_eq!(now, value, "{name}: {key}"),
            Some(now) => match (now.as_str(), value.as_str()) {
                (Some(now), Some(was)) if DATES.contains(&key.as_str()) => {
                    assert!(same_time(now, was), "{name}: {key}: {now} for {was}");
                }
                _ => assert_eq!(said(now), said(value), "{name}: {key}"),
            },
        }
    }
}

/// What a reader of the page sees of a value: its texts, each once, without tags and entities.
fn said(value: &Json) -> Vec<String> {
    let mut texts: Vec<String> = match value {
        Json::Null => Vec::new(),
        Json::String(text) => vec![text.clone()],
        Json::Array(items) => items.iter().flat_map(said).collect(),
        Json::Object(pairs) => pairs.values().flat_map(said).collect(),
        other => vec![other.to_string()],
    };
    for text in &mut texts {
        // Entities in entities: what a page shows of what a page shows.
        for _ in 0..3 {
            let page = scraper::Html::parse_fragment(text);
            let shown: String = page.root_element().text().collect();
            *text = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| !text.is_empty() && seen.insert(text.clone()));
    texts
}

/// A date without the zeros at the end of a fraction.
fn without_zeros_of_seconds(text: &str) -> String {
    let Some((before, fraction)) = text.split_once('.') else {
        return text.to_owned();
    };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, after) = fraction.split_at(digits);
    [before, ".", digits.trim_end_matches('0'), after].concat()
}

/// Whether two dates have the same numbers; what one of them lacks are zeros at its end.
fn same_time(now_text: &str, was: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> {
        let text = without_zeros_of_seconds(&text.replace("GMT", "").replace('Z', ""));
        let digits = text.split(|c: char| !c.is_ascii_digit());
        let mut numbers: Vec<u32> = digits
            .filter(|part| !part.is_empty())
            .flat_map(|part| match part.len() {
                // `+0800`
                4 if text.contains([':', '+']) && text.ends_with(part) => {
                    vec![&part[..2], &part[2..]]
                }
                _ => vec![part],
            })
            .map(|part| part.parse().expect("digits of a date"))
            .collect();
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        numbers
    };
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (now, mut was_numbers) = (numbers(now_text), numbers(was));
    if let Some(month) = (1..)
        .zip(months)
        .find_map(|(n, name)| was.contains(name).then_some(n))
    {
        was_numbers.insert(1, month);
    }
    if was_numbers.first().is_some_and(|first| *first < 100) && was_numbers.len() >= 3 {
        was_numbers[..3].reverse();
    }
    // Seconds that were left out before a zone.
    let mut with_seconds = was_numbers.clone();
    if with_seconds.len() >= 5 {
        with_seconds.insert(5, 0);
    }
    now_text == was || now == was_numbers || now == with_seconds
}

/// The words of a text in alphabetical order, each once.
fn words_of(text: &str) -> std::collections::BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
