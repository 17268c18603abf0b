//! The arguments as they were typed. Nothing here is checked beyond its own form.

// A flag is a bool with the name that users type, whatever the struct is called.
#![allow(clippy::struct_excessive_bools, clippy::struct_field_names)]

use std::ffi::{OsStr, OsString};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::config::words::{
    Bullet, Date, DayMonth, Emphasis, EmphasisMark, Format, HardBreak, Links, Preset, Quote,
};
use crate::messages;

const ID_FIELD: &str = "id";
const CONTENT_FIELD: &str = "content";
const URL_FIELD: &str = "url";

/// What every help page ends with.
const EXIT_STATUS: &str = "\
Exit status:
  0  done, or nothing to do
  1  a difference under --check, --diff or --list-different, or any change with
     --exit-non-zero-on-change
  2  an error: wrong usage, a bad setting, or at least one input that failed
  130, 143  stopped by SIGINT or SIGTERM; every file is the old one or the new one, whole

A file named like a command is given as ./man or after --.";

/// Turn scraped article files (front matter + WordPress HTML) into clean Markdown.
#[derive(Debug, Default, PartialEq, Parser)]
#[command(
    name = "article2md",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    after_help = EXIT_STATUS
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Files, folders or quoted glob patterns; `-` or nothing for standard input
    #[arg(value_name = "PATH")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) convert: Convert,
    #[command(flatten)]
    pub(crate) style: Style,
    #[command(flatten)]
    pub(crate) front_matter: FrontMatter,
    #[command(flatten)]
    pub(crate) jsonl: Jsonl,
    #[command(flatten)]
    pub(crate) messages: Messages,
    #[command(flatten)]
    pub(crate) settings: Configuration,
}

impl Cli {
    /// The arguments of this process, or what is wrong with them. A run as a plain filter, the one
    /// that is started once a file, is told apart without building the parser for all flags.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let mut args = std::env::args_os().skip(1);
        let (first, second) = (args.next(), args.next());
        match first {
            None => Ok(Cli::default()),
            Some(path) if second.is_none() && is_plain_path(&path) => Ok(Cli {
                inputs: vec![path.into()],
                ..Cli::default()
            }),
            _ => Cli::try_parse(),
        }
    }
}

/// No flag and, because it has a dot or a slash, no command.
fn is_plain_path(argument: &OsStr) -> bool {
    let bytes = argument.as_encoded_bytes();
    bytes == b"-" || (!bytes.starts_with(b"-") && bytes.iter().any(|byte| b"./".contains(byte)))
}

/// What is no conversion.
#[derive(Debug, PartialEq, Subcommand)]
pub(crate) enum Command {
    /// Explain a finding's code, such as A2M301; without one, list them all
    Explain {
        /// The code or its name
        code: Option<String>,
    },
    /// Print a completion script
    Completions {
        /// For this shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
    /// List all rules: what they do, their group, where they come from, whether they are on
    Rules(Rules),
    /// Print the JSON Schema of article2md.toml
    Schema,
}

/// Which rules to list, and what they are tried on.
#[derive(Debug, Default, PartialEq, Args)]
pub(crate) struct Rules {
    /// Count how often each acts on these files
    #[arg(value_name = "FILE", conflicts_with = "test")]
    pub(crate) files: Vec<PathBuf>,
    /// List those that act on this file, with what they did
    #[arg(long, value_name = "FILE")]
    pub(crate) test: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) switches: Switches,
    #[command(flatten)]
    pub(crate) source: Source,
}

impl Rules {
    /// The arguments of a conversion of these files with these rules.
    pub(crate) fn as_conversion(&self) -> Cli {
        let mut args = Cli {
            inputs: self.test.iter().chain(&self.files).cloned().collect(),
            ..Cli::default()
        };
        args.convert.switches.clone_from(&self.switches);
        args.settings.source.clone_from(&self.source);
        args
    }
}

/// Which rules act.
#[derive(Debug, Default, Clone, PartialEq, Args)]
pub(crate) struct Switches {
    /// Switch on a rule or a group of rules; may be repeated
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) enable: Vec<String>,
    /// Switch off a rule or a group of rules; may be repeated
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) disable: Vec<String>,
}

/// Which configuration file is read.
#[derive(Debug, Default, Clone, PartialEq, Args)]
pub(crate) struct Source {
    /// Read settings from this file, not from the nearest article2md.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(crate) isolated: bool,
}

/// Where results go.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Write to this file; or, if it is a folder, ends in `/`, or there are several inputs, to a
    /// tree of .md files below it
    #[arg(short, long, value_name = "PATH", conflicts_with = "in_place")]
    pub(crate) output: Option<PathBuf>,

    /// Replace each file by its result
    #[arg(short, long, visible_alias = "write")]
    pub(crate) in_place: bool,

    /// With --in-place: write .md beside files of other names, then remove the original
    #[arg(long, requires = "in_place")]
    pub(crate) rename: bool,

    /// Write nothing; exit with 1 if anything would change
    #[arg(long)]
    pub(crate) check: bool,

    /// Write nothing; print what would change
    #[arg(long)]
    pub(crate) diff: bool,

    /// Print the paths of files that differ; without --in-place or --output, write nothing
    #[arg(short, long)]
    pub(crate) list_different: bool,

    /// Write nothing; tell what would be done
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,

    /// Exit with 1 if any file was changed
    #[arg(long)]
    pub(crate) exit_non_zero_on_change: bool,

    /// Keep the original of each replaced file under its name and this suffix
    #[arg(
        long,
        value_name = "SUFFIX",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = ".bak"
    )]
    pub(crate) backup: Option<OsString>,

    /// Compare each result with the cleaned page before it is written [default: with --in-place]
    #[arg(long, overrides_with = "no_verify")]
    pub(crate) verify: bool,

    /// Write without that comparison
    #[arg(long, overrides_with = "verify")]
    pub(crate) no_verify: bool,

    /// Wait until each file is on the disk [default: with --in-place]
    #[arg(long, overrides_with = "no_fsync")]
    pub(crate) fsync: bool,

    /// Leave it to the system when files reach the disk
    #[arg(long, overrides_with = "fsync")]
    pub(crate) no_fsync: bool,

    /// Keep a manifest in the output folder; skip what is unchanged by content, settings and version
    #[arg(long, requires = "output")]
    pub(crate) incremental: bool,

    /// Documents worked on at once [default: the number of cores]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// Which files are read.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct Files {
    /// Read more paths from a file, one a line; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// Paths in --files-from end in a NUL byte
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,

    /// The name of standard input, for its format, the configuration and messages
    #[arg(long, value_name = "PATH", visible_alias = "stdin-filepath")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// Extensions of articles in folders [default: md,markdown,html,htm,txt]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) extensions: Option<Vec<String>>,

    /// Leave out paths that match, as a line of .gitignore would; instead of the default patterns
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Option<Vec<String>>,

    /// Leave out paths that match as well
    #[arg(long, value_name = "GLOB")]
    pub(crate) extend_exclude: Vec<String>,

    /// Leave out matching paths even if they are named
    #[arg(long)]
    pub(crate) force_exclude: bool,

    /// Read hidden files and folders
    #[arg(long)]
    pub(crate) hidden: bool,

    /// Don't heed .gitignore, .ignore and .article2mdignore
    #[arg(long)]
    pub(crate) no_ignore: bool,

    /// Follow symbolic links in folders
    #[arg(long)]
    pub(crate) follow: bool,

    /// Print the paths that would be read, and do nothing else
    #[arg(long)]
    pub(crate) show_files: bool,
}

/// How documents are converted.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Conversion")]
pub(crate) struct Convert {
    /// How bodies are read
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<Format>,

    /// Make relative URLs absolute
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// Add to the depth of headings
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) heading_shift: Option<i8>,

    /// Keep embeds as cleaned iframes, not as links
    #[arg(long)]
    pub(crate) keep_iframes: bool,

    /// Leave formulas in text and images of formulas as they are
    #[arg(long)]
    pub(crate) keep_maths: bool,

    /// Convert the HTML in Markdown bodies where it renders as before
    #[arg(long)]
    pub(crate) islands: bool,

    #[command(flatten)]
    pub(crate) switches: Switches,

    /// Refuse documents larger than this [default: 268435456]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_doc_bytes: Option<u64>,

    /// Flatten elements nested deeper than this, keeping their content [default: 512]
    #[arg(long, value_name = "LEVELS")]
    pub(crate) max_depth: Option<u32>,
}

/// How Markdown is written.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Style")]
pub(crate) struct Style {
    /// What happens to emphasis that delimiters can't say, such as bold that ends in `。`
    #[arg(long, value_name = "HOW")]
    pub(crate) emphasis: Option<Emphasis>,

    /// The marker of emphasis
    #[arg(long, value_name = "MARK")]
    pub(crate) emphasis_mark: Option<EmphasisMark>,

    /// The marker of bullet lists
    #[arg(long, value_name = "MARK", allow_hyphen_values = true)]
    pub(crate) bullet: Option<Bullet>,

    /// Where link destinations stand
    #[arg(long, value_name = "WHERE")]
    pub(crate) links: Option<Links>,

    /// How a hard line break is written
    #[arg(long, value_name = "HOW")]
    pub(crate) hard_break: Option<HardBreak>,

    /// Leave `{{`, `{%`, `{#`, `${` and `<%` in text to template engines
    #[arg(long)]
    pub(crate) no_escape_templates: bool,
}

/// What happens to front matter.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Front matter")]
pub(crate) struct FrontMatter {
    /// The generator that front matter is meant for
    #[arg(long, value_name = "NAME", conflicts_with = "no_front_matter")]
    pub(crate) preset: Option<Preset>,

    /// Leave front matter as it is
    #[arg(long)]
    pub(crate) no_front_matter: bool,

    /// Fill in title, date, cover and description where they are missing
    #[arg(long)]
    pub(crate) fill: bool,

    /// Drop a heading at the start of the body that repeats the title
    #[arg(long)]
    pub(crate) drop_title_heading: bool,

    /// Refuse front matter that would have to be repaired
    #[arg(long)]
    pub(crate) strict: bool,

    /// How dates are written
    #[arg(long, value_name = "FORM")]
    pub(crate) date: Option<Date>,

    /// The zone of dates that name none, such as Asia/Shanghai
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,

    /// Which comes first in a date such as 09-12-2008
    #[arg(long, value_name = "ORDER")]
    pub(crate) day_month_order: Option<DayMonth>,

    /// Which quotes are written where quotes are needed
    #[arg(long, value_name = "KIND")]
    pub(crate) quote: Option<Quote>,
}

/// JSON Lines in and out.
#[derive(Debug, PartialEq, Args)]
#[command(next_help_heading = "JSON Lines")]
pub(crate) struct Jsonl {
    /// Read one JSON object a line, write one a line, in the same order
    #[arg(long = "jsonl", conflicts_with_all = ["in_place", "check", "diff", "list_different", "dry_run"])]
    pub(crate) enabled: bool,

    /// Field that names a record
    #[arg(long, value_name = "NAME", default_value = ID_FIELD, requires = "enabled")]
    pub(crate) id_field: String,

    /// Field that holds the document: a whole file's text or a bare HTML fragment
    #[arg(
        long,
        value_name = "NAME",
        default_value = CONTENT_FIELD,
        requires = "enabled"
    )]
    pub(crate) content_field: String,

    /// Field that holds the document's address, against which relative URLs are resolved
    #[arg(long, value_name = "NAME", default_value = URL_FIELD, requires = "enabled")]
    pub(crate) url_field: String,
}

impl Default for Jsonl {
    fn default() -> Self {
        Jsonl {
            enabled: false,
            id_field: ID_FIELD.to_owned(),
            content_field: CONTENT_FIELD.to_owned(),
            url_field: URL_FIELD.to_owned(),
        }
    }
}

/// What is told, and how.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct Messages {
    /// Form of the messages; all but `full` and `concise` go to standard output if it is free
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "full",
        hide_default_value = true
    )]
    pub(crate) output_format: messages::Format,

    /// Tell what was removed, unwrapped, repaired or moved, and by which rule
    #[arg(long)]
    pub(crate) explain: bool,

    /// Write a report as JSON to this file, with every finding
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Tell nothing but problems
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Tell each file that is converted or skipped, and where the time went
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,

    /// Use colours [default: on a terminal, unless `NO_COLOR` is set]
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    pub(crate) color: clap::ColorChoice,
}

/// Where settings come from.
#[derive(Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct Configuration {
    #[command(flatten)]
    pub(crate) source: Source,

    /// Print the settings and where they come from, and do nothing else
    #[arg(long)]
    pub(crate) show_settings: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_arguments_are_the_defaults() {
        assert_eq!(Cli::try_parse_from(["article2md"]).unwrap(), Cli::default());
    }

    #[test]
    fn commands_and_flags_are_no_plain_paths() {
        for path in ["-", "a.txt", "folder/man", "./man"] {
            assert!(is_plain_path(OsStr::new(path)), "{path}");
        }
        for other in ["man", "rules", "--help", "-i", "-.txt"] {
            assert!(!is_plain_path(OsStr::new(other)), "{other}");
        }
    }
}
