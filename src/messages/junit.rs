//! `JUnit` XML, as test reports of CI services read it: one test case a file.
//!
//! The suite's head carries counts, so the cases are kept until the end; only files with problems
//! have a body.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Detail, Reporter, notices, subject};
use crate::batch::outcome::{Outcome, Status, Summary};

pub(super) struct Junit {
    out: Box<dyn Write + Send>,
    detail: Detail,
    cases: String,
    tests: u64,
    failures: u64,
    errors: u64,
}

impl Junit {
    pub(super) fn new(out: Box<dyn Write + Send>, detail: Detail) -> Self {
        Junit {
            out,
            detail,
            cases: String::new(),
            tests: 0,
            failures: 0,
            errors: 0,
        }
    }
}

impl Reporter for Junit {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        self.tests += 1;
        let name = escaped(&subject(outcome));
        let mut body = String::new();
        for notice in notices(outcome, self.detail, false) {
            let element = if matches!(outcome.status, Status::Failed(_)) {
                self.errors += 1;
                "error"
            } else {
                self.failures += 1;
                "failure"
            };
            let line = notice
                .line
                .map(|line| format!("line {line}: "))
                .unwrap_or_default();
            let message = escaped(&format!("{line}{}", notice.message));
            let code = escaped(notice.code);
            let _ = write!(body, "<{element} type=\"{code}\" message=\"{message}\"/>");
        }
        let _ = writeln!(
            self.cases,
            "<testcase classname=\"article2md\" name=\"{name}\">{body}</testcase>"
        );
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, seconds: f64) -> io::Result<()> {
        let Junit {
            tests,
            failures,
            errors,
            ..
        } = self;
        writeln!(
            self.out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"article2md\" \
             tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{seconds:.3}\">\n\
             {}</testsuite>\n</testsuites>",
            self.cases
        )?;
        self.out.flush()
    }
}

/// Text for an XML attribute; control characters are shown as escapes before they come here.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
