//! A GitLab Code Quality report: a JSON array of issues.
//!
//! Source: GitLab's documentation, "Code Quality report format". The fingerprint tells one issue
//! from another and must stay the same from run to run, so it has no line number in it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{Detail, Reporter, notices, subject};
use crate::batch::manifest::hex;
use crate::batch::outcome::{Outcome, Summary};

pub(super) struct Gitlab {
    out: Box<dyn Write + Send>,
    detail: Detail,
    count: u64,
}

impl Gitlab {
    pub(super) fn new(out: Box<dyn Write + Send>, detail: Detail) -> Self {
        Gitlab {
            out,
            detail,
            count: 0,
        }
    }
}

impl Reporter for Gitlab {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        let path = subject(outcome);
        let mut repeats: BTreeMap<String, u64> = BTreeMap::new();
        for notice in notices(outcome, self.detail, self.detail.explain) {
            let identity = format!("{path}\0{}\0{}", notice.code, notice.message);
            let repeat = repeats.entry(identity.clone()).or_default();
            *repeat += 1;
            let fingerprint = hex(&Sha256::digest(format!("{identity}\0{repeat}")));
            let issue = json!({
                "description": notice.message,
                "check_name": notice.code,
                "fingerprint": fingerprint,
                "severity": if notice.problem { "major" } else { "info" },
                "location": { "path": path, "lines": { "begin": notice.line.unwrap_or(1) } },
            });
            write!(
                self.out,
                "{}{issue}",
                if self.count == 0 { "[\n" } else { ",\n" }
            )?;
            self.count += 1;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _seconds: f64) -> io::Result<()> {
        writeln!(self.out, "{}", if self.count == 0 { "[]" } else { "\n]" })?;
        self.out.flush()
    }
}
