//! A unified diff of what a file holds and what it would hold.

use std::io::{self, Write as _};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

use crate::messages::shown_path;

/// Lines around a change.
const CONTEXT_LINES: usize = 3;

/// The diff from `old` to `new`; `None` stands for standard input.
pub(crate) fn unified(path: Option<&Path>, old: &[u8], new: &str) -> String {
    let name = path.map_or_else(|| "-".to_owned(), shown_path);
    let old = String::from_utf8_lossy(old);
    TextDiff::from_lines(old.as_ref(), new)
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&name, &name)
        .to_string()
}

/// Prints a diff; in colour where standard output takes it.
pub(crate) fn print(diff: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for line in diff.split_inclusive('\n') {
        let style = match line.as_bytes() {
            [b'+', ..] => AnsiColor::Green.on_default(),
            [b'-', ..] => AnsiColor::Red.on_default(),
            [b'@', ..] => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        write!(out, "{style}{line}{style:#}")?;
    }
    out.flush()
}
