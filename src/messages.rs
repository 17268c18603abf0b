//! What the command says to people: one line on standard error for each thing that went wrong.
//!
//! Names and texts come from the input and may hold anything; [`shown`] and [`shown_path`] make
//! control and bidirectional characters visible, so that no message can be spoofed.

use std::borrow::Cow;
use std::io::Write as _;
use std::path::Path;

/// Why an input could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// A stable word for machines, such as `encoding` or `io`.
    pub(crate) kind: &'static str,
    /// Line of the input, from 1, where it is known.
    pub(crate) line: Option<u64>,
    /// What is wrong and what would fix it.
    pub(crate) message: String,
}

impl Failure {
    /// A failure that no line of the input can be blamed for.
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Failure {
            kind,
            line: None,
            message: message.into(),
        }
    }
}

impl From<article2md::Error> for Failure {
    fn from(error: article2md::Error) -> Self {
        let line = match &error {
            article2md::Error::Encoding { line, .. }
            | article2md::Error::FrontMatter { line, .. } => Some(u64::from(*line)),
            _ => None,
        };
        Failure {
            kind: error.kind(),
            line,
            message: error.to_string(),
        }
    }
}

/// Writes one error line about an input. Nothing is left to do where standard error is closed.
pub(crate) fn error(subject: &str, message: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    let _ = writeln!(
        anstream::stderr(),
        "{style}error{style:#}: {}: {}",
        shown(subject),
        shown(message)
    );
}

/// A text with its control and bidirectional characters shown as `\u{…}`.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(article2md::report::is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if article2md::report::is_deceptive(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A path as people read it: bytes that are not UTF-8 as `\x…`, and see [`shown`].
pub(crate) fn shown_path(path: &Path) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        out.push_str(&shown(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_gets_through() {
        assert_eq!(shown("a\x1b[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(shown("普通 text"), "普通 text");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_utf8_is_shown_byte_by_byte() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9\xff\n.md"));
        assert_eq!(shown_path(path), "caf\\xe9\\xff\\u{a}.md");
    }
}
