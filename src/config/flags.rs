//! Flags, as a configuration file would say them.

use clap::ValueEnum;
use toml::{Table, Value};

use super::words::Preset;
use crate::cli::args::{Cli, FrontMatter};

/// The flags that were given; empty if none was.
pub(super) fn layer(args: &Cli) -> Table {
    let (convert, style, front) = (&args.convert, &args.style, &args.front_matter);
    let rows = [
        ("from", word(convert.from)),
        ("base_url", convert.base_url.clone().map(Value::from)),
        ("heading_shift", convert.heading_shift.map(Value::from)),
        ("keep_iframes", convert.keep_iframes.then_some(true.into())),
        ("keep_maths", convert.keep_maths.then_some(true.into())),
        ("islands", convert.islands.then_some(true.into())),
        ("max_doc_bytes", convert.max_doc_bytes.map(number)),
        ("max_depth", convert.max_depth.map(Value::from)),
        ("rules.enable", list(&convert.switches.enable)),
        ("rules.disable", list(&convert.switches.disable)),
        ("style.emphasis", word(style.emphasis)),
        ("style.emphasis_mark", word(style.emphasis_mark)),
        ("style.bullet", word(style.bullet)),
        ("style.links", word(style.links)),
        ("style.hard_break", word(style.hard_break)),
        (
            "style.escape_templates",
            style.no_escape_templates.then_some(false.into()),
        ),
        ("front_matter.preset", preset(front)),
        ("front_matter.fill", front.fill.then_some(true.into())),
        (
            "front_matter.drop_title_heading",
            front.drop_title_heading.then_some(true.into()),
        ),
        ("front_matter.strict", front.strict.then_some(true.into())),
        ("front_matter.date", word(front.date)),
        (
            "front_matter.timezone",
            front.timezone.clone().map(Value::from),
        ),
        ("front_matter.day_month_order", word(front.day_month_order)),
        ("front_matter.quote", word(front.quote)),
    ];
    let mut out = Table::new();
    for (key, value) in rows {
        if let Some(value) = value {
            put(&mut out, key, value);
        }
    }
    out
}

/// `--no-front-matter` is the preset that keeps it.
fn preset(front: &FrontMatter) -> Option<Value> {
    let kept = front.no_front_matter.then_some(Preset::Keep);
    word(kept.or(front.preset))
}

/// Puts a value under `key` or `table.key`.
fn put(out: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            out.insert(key.to_owned(), value);
        }
        Some((table, key)) => {
            let table = out.entry(table).or_insert_with(|| Table::new().into());
            if let Value::Table(table) = table {
                put(table, key, value);
            }
        }
    }
}

fn word(value: Option<impl ValueEnum>) -> Option<Value> {
    Some(value?.to_possible_value()?.get_name().into())
}

/// TOML's integers end below the largest size there can be.
fn number(value: u64) -> Value {
    i64::try_from(value).unwrap_or(i64::MAX).into()
}

fn list(values: &[String]) -> Option<Value> {
    (!values.is_empty()).then(|| {
        values
            .iter()
            .cloned()
            .map(Value::from)
            .collect::<Vec<_>>()
            .into()
    })
}
