//! Any front matter block: no panic, a body that stays byte for byte, and a block that is read
//! back as what was written, needs no repair, is the same when it is written again, and is what
//! another YAML reader reads.
//!
//! The first byte chooses the delimiters and the preset; the block follows.

use article2md::front_matter::{self, FrontMatter, Preset, Quote, Scalar, Value};
use article2md::source::{self, From};
use article2md::{Options, Report, convert};

/// What follows the block.
const BODY: &str = "\nA *body* that stays.\n\n- one\n- two\n";

const FENCES: [&str; 4] = ["---", "+++", ";;;", ""];

/// The law.
pub(crate) fn run(data: &[u8]) {
    let (choice, block) = data.split_first().unwrap_or((&0, &[]));
    let fence = FENCES[usize::from(choice & 3)];
    let block = String::from_utf8_lossy(block);
    let file = format!("{fence}\n{block}\n{fence}\n{BODY}");
    let options = options(choice >> 2);
    let Ok(conversion) = convert(&file, &options) else {
        return;
    };
    let markdown = &conversion.markdown;
    assert!(markdown.ends_with(BODY), "the body changed:\n{markdown}");
    if let Some(matter) = &conversion.front_matter {
        reads_back(matter, markdown, &options);
        if options.front_matter.preset != Preset::Keep {
            others_agree(matter);
        }
    }
    let is_empty = |matter: &FrontMatter| matter.entries().is_empty();
    if options.front_matter.strict && conversion.front_matter.as_ref().is_some_and(is_empty) {
        // An empty block is refused in YAML, though not in TOML.
        return;
    }
    let second = convert(markdown, &options).expect("output can be converted");
    assert_eq!(
        &second.markdown, markdown,
        "a second run changes the output"
    );
}

fn options(choice: u8) -> Options {
    let choice = usize::from(choice);
    let mut options = Options {
        from: From::Markdown,
        ..Options::default()
    };
    options.front_matter.preset = Preset::ALL[choice % Preset::ALL.len()];
    options.front_matter.quote = [Quote::Single, Quote::Double][choice / Preset::ALL.len() % 2];
    options.front_matter.strict = choice / Preset::ALL.len() / 2 % 4 == 1;
    options
}

fn reads_back(matter: &FrontMatter, markdown: &str, options: &Options) {
    let split = source::split(markdown, &mut Report::default());
    let raw = split.front_matter.expect("a written block is found");
    let strict = front_matter::Options {
        strict: options.front_matter.preset != Preset::Keep && !matter.entries().is_empty(),
        ..options.front_matter.clone()
    };
    let again = front_matter::read(&raw, &strict, &mut Report::default());
    let again = again.expect("a written block needs no repair");
    let again = again.expect("a written block is a mapping");
    let (mut again, mut matter) = (again.to_json(), matter.to_json());
    if options.front_matter.preset == Preset::Zola {
        as_toml(&mut again);
        as_toml(&mut matter);
    }
    assert_eq!(again, matter, "read from\n{markdown}");
}

/// TOML has no word for nothing, and spells dates and numbers in its own way.
fn as_toml(value: &mut serde_json::Value) {
    use serde_json::Value::{Array, Null, Number, Object, String};
    match value {
        Null => *value = String(std::string::String::new()),
        Number(number) => *value = String(number.as_f64().unwrap_or_default().to_string()),
        String(text) if begins_as_date(text) => {
            if let Some((seconds, parts)) = text.split_once('.') {
                let digits = parts.bytes().take_while(u8::is_ascii_digit).count();
                let (parts, zone) = parts.split_at(digits);
                *text = format!("{seconds}{}{zone}", parts.trim_end_matches('0'));
            }
            text.retain(|c| c.is_ascii_digit());
        }
        Array(items) => items.iter_mut().for_each(as_toml),
        Object(pairs) => pairs.values_mut().for_each(as_toml),
        _ => {}
    }
}

/// Whether the text begins like a date.
fn begins_as_date(text: &str) -> bool {
    text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-'
}

/// Another YAML reader takes the block for a mapping with the same keys, and text for text.
fn others_agree(matter: &FrontMatter) {
    let written = matter.write();
    let lines = written.strip_prefix("---\n");
    let Some(yaml) = lines.and_then(|lines| lines.strip_suffix("---\n")) else {
        return;
    };
    if matter.entries().is_empty() {
        return;
    }
    let mapping: serde_yaml::Mapping = match serde_yaml::from_str(yaml) {
        Ok(mapping) => mapping,
        // This reader's own limit, in keys and values.
        Err(error) if error.to_string().contains("128") => return,
        Err(error) => panic!("{error} in\n{yaml}"),
    };
    assert_eq!(mapping.len(), matter.entries().len(), "keys of\n{yaml}");
    for (entry, (key, value)) in matter.entries().iter().zip(&mapping) {
        // A key can be a number, or bear a tag.
        if let Some(key) = key.as_str() {
            assert_eq!(key, entry.key, "a key of\n{yaml}");
        }
        if let Value::Scalar(Scalar {
            text,
            is_text: true,
            ..
        }) = &entry.value
        {
            // Base64 stays as it was written.
            if !matches!(value, serde_yaml::Value::Tagged(_)) {
                assert_eq!(value.as_str(), Some(&**text), "{} of\n{yaml}", entry.key);
            }
        }
    }
}
