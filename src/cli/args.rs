//! The arguments as they were typed. Nothing here is checked beyond its own form.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

/// Turn scraped article files (front matter + WordPress HTML) into clean Markdown.
#[derive(Debug, Parser)]
#[command(name = "article2md", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Files to convert; `-` or nothing for standard input
    #[arg(value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) jsonl: Jsonl,

    #[command(flatten)]
    pub(crate) convert: Convert,

    /// Documents worked on at once [default: the number of cores]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// JSON Lines in and out.
#[derive(Debug, Args)]
#[command(next_help_heading = "JSON Lines")]
pub(crate) struct Jsonl {
    /// Read one JSON object a line, write one a line, in the same order
    #[arg(long)]
    #[allow(clippy::struct_field_names)]
    pub(crate) jsonl: bool,

    /// Field that names a record
    #[arg(long, value_name = "NAME", default_value = "id", requires = "jsonl")]
    pub(crate) id_field: String,

    /// Field that holds the document: a whole file's text or a bare HTML fragment
    #[arg(
        long,
        value_name = "NAME",
        default_value = "content",
        requires = "jsonl"
    )]
    pub(crate) content_field: String,

    /// Field that holds the document's address, against which relative URLs are resolved
    #[arg(long, value_name = "NAME", default_value = "url", requires = "jsonl")]
    pub(crate) url_field: String,
}

/// How documents are converted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conversion")]
pub(crate) struct Convert {
    /// How the body is to be read
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<From>,

    /// Refuse documents larger than this [default: 256 MiB]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_doc_bytes: Option<u64>,
}

/// See [`article2md::source::From`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum From {
    /// Tell HTML from Markdown by name and content
    Auto,
    /// The body is HTML
    Html,
    /// The body is Markdown
    Markdown,
}
