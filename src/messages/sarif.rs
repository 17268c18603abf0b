//! SARIF 2.1.0 (OASIS), as code scanning services read it: one run, one rule a code.

use std::io::{self, Write};

use article2md::Code;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Detail, Reporter, notices, subject};
use crate::batch::outcome::{Outcome, Summary};

/// All but the unreserved characters and `/`. Source: RFC 3986, section 3.3.
const NOT_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(super) struct Sarif {
    out: Box<dyn Write + Send>,
    detail: Detail,
    begun: bool,
}

impl Sarif {
    pub(super) fn new(out: Box<dyn Write + Send>, detail: Detail) -> Self {
        Sarif {
            out,
            detail,
            begun: false,
        }
    }

    /// What comes before a result: the head of the document, or a comma.
    fn separator(&mut self) -> io::Result<()> {
        if self.begun {
            return writeln!(self.out, ",");
        }
        self.begun = true;
        writeln!(
            self.out,
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
             \"runs\":[{{\"tool\":{},\"results\":[",
            tool()
        )
    }
}

impl Reporter for Sarif {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        for notice in notices(outcome, self.detail, true) {
            self.separator()?;
            let uri = utf8_percent_encode(&subject(outcome), NOT_IN_PATHS).to_string();
            let mut place = json!({ "artifactLocation": { "uri": uri } });
            if let Some(line) = notice.line {
                place["region"] = json!({ "startLine": line });
            }
            let result = json!({
                "ruleId": notice.code,
                "level": if notice.problem { "error" } else { "note" },
                "message": { "text": notice.message },
                "locations": [{ "physicalLocation": place }],
            });
            write!(self.out, "{result}")?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &Summary, _seconds: f64) -> io::Result<()> {
        if !self.begun {
            self.separator()?;
        }
        writeln!(self.out, "\n]}}]}}")?;
        self.out.flush()
    }
}

fn tool() -> Value {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.id(),
                "name": code.name(),
                "shortDescription": { "text": code.explanation() },
            })
        })
        .collect();
    json!({ "driver": {
        "name": "article2md",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    } })
}
