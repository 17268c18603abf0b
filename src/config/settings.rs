//! All settings, as a configuration file names them and as flags overlay them.
//!
//! [`Settings`] is the form that a file is checked against; what is left out is `None`, and then
//! the library's own default holds.

use anyhow::Result;
use article2md::{Options, source};
use serde::{Deserialize, Serialize};

/// The whole of `article2md.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// How bodies are read.
    pub(crate) from: Option<From>,
    /// Largest document, in bytes.
    pub(crate) max_doc_bytes: Option<u64>,
    pub(crate) files: Files,
}

/// Which files of a folder are meant; patterns are relative to the configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Files {
    /// Extensions of articles.
    pub(crate) extensions: Option<Vec<String>>,
    /// Patterns to leave out, instead of the default ones.
    pub(crate) exclude: Option<Vec<String>>,
    /// Patterns to leave out as well.
    pub(crate) extend_exclude: Vec<String>,
}

/// See [`source::From`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum From {
    /// Tell HTML from Markdown by name and content
    Auto,
    /// The body is HTML
    Html,
    /// The body is Markdown
    Markdown,
}

impl Settings {
    /// What the library is told.
    pub(crate) fn options(&self) -> Result<Options> {
        let mut options = Options::default();
        if let Some(from) = self.from {
            options.from = match from {
                From::Auto => source::From::Auto,
                From::Html => source::From::Html,
                From::Markdown => source::From::Markdown,
            };
        }
        set(&mut options.limits.doc_bytes, self.max_doc_bytes);
        Ok(options)
    }
}

/// Overlays a default with a setting.
fn set<T>(slot: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *slot = value;
    }
}
