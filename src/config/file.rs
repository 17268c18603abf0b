//! `article2md.toml`: where it is looked for, and how it is read.
//!
//! The nearest of `article2md.toml` and `.article2md.toml` counts, from the folder of the first
//! input upwards to the root of the repository (the folder that holds `.git`) and no further.
//! A key that is not known is an error with its line and the key that may have been meant.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use article2md::parser::spec::RowSpecs;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::settings::Settings;
use crate::messages::shown_path;

/// Names of the file, in the order in which they are looked for in a folder.
const NAMES: [&str; 2] = ["article2md.toml", ".article2md.toml"];

/// Two words are alike from this Jaro similarity on, as clap has it for flags.
const ALIKE: f64 = 0.7;

/// The nearest configuration file from `folder` upwards.
pub(super) fn nearest(folder: &Path) -> Result<Option<PathBuf>> {
    for folder in folder.ancestors() {
        for name in NAMES {
            let path = folder.join(name);
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => return Ok(Some(path)),
                Ok(_) => {}
                Err(error) if is_absent(&error) => {}
                Err(error) => return Err(error).with_context(|| shown_path(&path)),
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

/// A folder that may not be entered has no configuration for us.
fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    matches!(error.kind(), NotFound | NotADirectory | PermissionDenied)
}

/// Reads a configuration file; all of its keys are known and of the right kind.
pub(super) fn read(path: &Path) -> Result<Table> {
    let mut table = read_as::<Settings>(path)?;
    add_rule_files(&mut table, path.parent().unwrap_or(Path::new("")))?;
    Ok(table)
}

/// Puts the rows of the files that `[rules] extend` names behind the table's own.
fn add_rule_files(table: &mut Table, folder: &Path) -> Result<()> {
    let Some(Value::Table(rules)) = table.get_mut("rules") else {
        return Ok(());
    };
    let files = rules.remove("extend");
    let files = files.as_ref().and_then(Value::as_array);
    for file in files.into_iter().flatten().filter_map(Value::as_str) {
        for (verb, rows) in read_as::<RowSpecs>(&folder.join(file))? {
            let own = rules
                .entry(verb)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let (Value::Array(own), Value::Array(rows)) = (own, rows) {
                own.extend(rows);
            }
        }
    }
    Ok(())
}

fn read_as<T: DeserializeOwned>(path: &Path) -> Result<Table> {
    let name = shown_path(path);
    let text = fs::read_to_string(path).with_context(|| format!("can't read {name}"))?;
    parse::<T>(&text).map_err(|(line, message)| anyhow!("{name}:{line}: {message}"))
}

/// The table, or a line and what is wrong there.
fn parse<T: DeserializeOwned>(text: &str) -> Result<Table, (usize, String)> {
    let place = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = 1 + text[..at].matches('\n').count();
        (line, with_suggestion(error.message()))
    };
    toml::from_str::<T>(text).map_err(place)?;
    text.parse().map_err(place)
}

/// ``unknown field `x`, expected one of `a`, `b` `` as a person would say it.
fn with_suggestion(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if !message.starts_with("unknown field") {
        return message.to_owned();
    }
    let Some(unknown) = quoted.next() else {
        return message.to_owned();
    };
    let nearest = quoted
        .map(|known| (strsim::jaro(unknown, known), known))
        .filter(|(similarity, _)| *similarity > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((_, known)) => format!("unknown key `{unknown}`; did you mean `{known}`?"),
        None => format!("unknown key `{unknown}`; see `article2md schema` for all of them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_nearest_one() {
        let wrong = |text| parse::<Settings>(text).unwrap_err();
        assert_eq!(
            wrong("from = \"html\"\n\nmax_doc_byte = 3\n"),
            (
                3,
                "unknown key `max_doc_byte`; did you mean `max_doc_bytes`?".into()
            )
        );
        assert_eq!(
            wrong("[files]\nqqq = 3\n"),
            (
                2,
                "unknown key `qqq`; see `article2md schema` for all of them".into()
            )
        );
        assert_eq!(wrong("from = 3\n").0, 1);
        assert!(parse::<Settings>("[files]\nexclude = ['a']\n").is_ok());
    }

    #[test]
    fn rules_come_from_other_files_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAMES[0]);
        let row = "[[remove]]\nid = 'b'\nselect = '.b'\n";
        fs::write(folder.path().join("more.toml"), row).unwrap();
        let own = "[rules]\nextend = ['more.toml']\n[[rules.remove]]\nid = 'a'\nselect = '.a'\n";
        fs::write(&path, own).unwrap();
        let settings: Settings = read(&path).unwrap().try_into().unwrap();
        let ids = settings.rules.remove.iter().map(|row| &*row.id);
        assert_eq!(ids.collect::<Vec<_>>(), ["a", "b"]);
        fs::write(
            folder.path().join("more.toml"),
            "[[remove]]\nselct = '.b'\n",
        )
        .unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.ends_with("more.toml:2: unknown key `selct`; did you mean `select`?"),
            "{error}"
        );
    }

    #[test]
    fn the_search_stops_at_the_root_of_the_repository() {
        let top = tempfile::tempdir().unwrap();
        let repository = top.path().join("repository");
        let deep = repository.join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(top.path().join(NAMES[0]), "").unwrap();
        assert_eq!(nearest(&deep).unwrap(), Some(top.path().join(NAMES[0])));
        fs::create_dir(repository.join(".git")).unwrap();
        assert_eq!(nearest(&deep).unwrap(), None);
        fs::write(repository.join(NAMES[1]), "").unwrap();
        assert_eq!(nearest(&deep).unwrap(), Some(repository.join(NAMES[1])));
    }
}
