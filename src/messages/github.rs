//! Annotations of GitHub Actions: `::error file=…,line=…,title=…::message`.
//!
//! Source: GitHub's documentation, "Workflow commands for GitHub Actions"; `%`, line ends and, in
//! properties, `:` and `,` are written as `%25`, `%0D`, `%0A`, `%3A` and `%2C`.

use std::io::{self, Write};

use super::{Detail, Reporter, notices, subject};
use crate::batch::outcome::{Outcome, Summary};

pub(super) struct Github {
    out: Box<dyn Write + Send>,
    detail: Detail,
}

impl Github {
    pub(super) fn new(out: Box<dyn Write + Send>, detail: Detail) -> Self {
        Github { out, detail }
    }
}

impl Reporter for Github {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        for notice in notices(outcome, self.detail, self.detail.explain) {
            let level = if notice.problem { "error" } else { "notice" };
            let file = property(&subject(outcome));
            write!(self.out, "::{level} file={file}")?;
            if let Some(line) = notice.line {
                write!(self.out, ",line={line}")?;
            }
            let title = property(&format!("article2md {}", notice.code));
            writeln!(self.out, ",title={title}::{}", data(&notice.message))?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _seconds: f64) -> io::Result<()> {
        self.out.flush()
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command() {
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(data("a:b,c%\n"), "a:b,c%25%0A");
    }
}
