//! Settings in layers: the defaults, the configuration file, the flags; the later one wins.
//!
//! A run without a configuration file and without flags parses nothing.

mod file;
mod flags;
mod schema;
mod settings;
pub(crate) mod words;

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use article2md::Options;
use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

pub(crate) use schema::SCHEMA;
pub(crate) use settings::Settings;
pub(crate) use settings::base_url;

use crate::batch::manifest::hex;
use crate::cli::args::Cli;
use crate::messages::shown_path;

/// Hexadecimal digits of the settings hash.
const HASH_DIGITS: usize = 16;

/// Where flags come from.
const COMMAND_LINE: &str = "command line";

/// The settings of a run.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) settings: Settings,
    /// The folder of the configuration file.
    pub(crate) root: Option<PathBuf>,
    /// What each layer says, the weakest first.
    layers: Vec<(String, Table)>,
}

impl Config {
    /// Finds and reads the configuration file, and overlays it with flags.
    pub(crate) fn load(args: &Cli) -> Result<Self> {
        let path = match (&args.settings.source.config, args.settings.source.isolated) {
            (Some(path), _) => Some(path.clone()),
            (None, true) => None,
            (None, false) => file::nearest(&first_folder(args)?)?,
        };
        let mut config = Config::default();
        if let Some(path) = path {
            config.layers.push((shown_path(&path), file::read(&path)?));
            config.root = path.parent().map(Path::to_owned);
        }
        let flags = flags::layer(args);
        if !flags.is_empty() {
            config.layers.push((COMMAND_LINE.to_owned(), flags));
        }
        if !config.layers.is_empty() {
            let merged = Value::Table(config.merged());
            config.settings = merged.try_into().context("settings")?;
        }
        Ok(config)
    }

    /// The library's options. An error in a rule names the layers that speak of rules.
    pub(crate) fn options(&self) -> Result<Options> {
        let speaks = |layer: &Table| layer.contains_key("rules") || layer.contains_key("url");
        let names = || {
            let names = self.layers.iter().filter(|(_, layer)| speaks(layer));
            names.map(|(name, _)| name.as_str()).collect::<Vec<_>>()
        };
        self.settings.options().map_err(|error| {
            let is_rule = matches!(
                error.downcast_ref::<article2md::Error>(),
                Some(article2md::Error::Rule { .. })
            );
            if is_rule {
                error.context(names().join(", "))
            } else {
                error
            }
        })
    }

    /// All layers in one.
    fn merged(&self) -> Table {
        let mut all = Table::new();
        for (_, layer) in &self.layers {
            overlay(&mut all, layer);
        }
        all
    }

    /// Tells the outputs of runs with different settings apart.
    pub(crate) fn hash(&self) -> String {
        let mut hash = hex(&Sha256::digest(self.merged().to_string()));
        hash.truncate(HASH_DIGITS);
        hash
    }

    /// Every setting that is not the default, by layer and in effect, as TOML.
    pub(crate) fn show(&self) -> String {
        if self.layers.is_empty() {
            return "# all settings are the defaults; see `article2md schema`\n".to_owned();
        }
        let merged = ("in effect".to_owned(), self.merged());
        self.layers
            .iter()
            .chain([&merged])
            .fold(String::new(), |mut out, (origin, table)| {
                let _ = writeln!(out, "# {origin}\n{table}");
                out
            })
    }
}

/// The folder from which the configuration is looked for: the first input's, or the current one.
fn first_folder(args: &Cli) -> Result<PathBuf> {
    let first = args.inputs.first().or(args.files.stdin_filename.as_ref());
    let first = first.filter(|path| path.as_os_str() != "-");
    let here = || env::current_dir().context("can't tell the current folder");
    let Some(path) = first else { return here() };
    let path = if path.is_absolute() {
        path.clone()
    } else {
        here()?.join(path)
    };
    if path.is_dir() {
        return Ok(path);
    }
    Ok(path.parent().map(Path::to_owned).unwrap_or(path))
}

/// Tables are merged, lists that add to something are joined, the rest is replaced.
fn overlay(below: &mut Table, above: &Table) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => overlay(below, above),
            (Some(Value::Array(below)), Value::Array(above)) if ADDED.contains(&key.as_str()) => {
                below.extend(above.iter().cloned());
            }
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Keys whose lists add to those of the layers below.
const ADDED: [&str; 3] = ["disable", "enable", "extend_exclude"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_replace_values_and_join_lists_that_add() {
        let parse = |text: &str| text.parse::<Table>().unwrap();
        let mut below = parse("from = 'html'\n[files]\nexclude = ['a']\nextend_exclude = ['b']");
        overlay(
            &mut below,
            &parse("from = 'auto'\n[files]\nexclude = ['c']\nextend_exclude = ['d']"),
        );
        let expected =
            parse("from = 'auto'\n[files]\nexclude = ['c']\nextend_exclude = ['b', 'd']");
        assert_eq!(below, expected);
    }
}
