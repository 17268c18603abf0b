//! The formats `json` (one document) and `jsonl` (an object a line).
//!
//! A file is `{"path", "status", "target"?, "findings", "error"?}`; a summary is
//! `{"converted", "unchanged", "skipped", "refused", "failed", "bytes", "seconds"}`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Reporter, finding_json, shown_path, subject};
use crate::batch::outcome::{Outcome, Status, Summary};

/// `{"version", "files": […], "summary": {…}}`, written as it comes.
pub(super) struct Json {
    out: Box<dyn Write + Send>,
    count: u64,
}

impl Json {
    pub(super) fn new(out: Box<dyn Write + Send>) -> Self {
        Json { out, count: 0 }
    }

    fn separator(&mut self) -> io::Result<()> {
        if self.count == 0 {
            write!(
                self.out,
                "{{\"version\":{},\"files\":[",
                json!(env!("CARGO_PKG_VERSION"))
            )?;
        } else {
            write!(self.out, ",")?;
        }
        writeln!(self.out)
    }
}

impl Reporter for Json {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        self.separator()?;
        self.count += 1;
        serde_json::to_writer(&mut self.out, &file(outcome))?;
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, seconds: f64) -> io::Result<()> {
        if self.count == 0 {
            self.separator()?;
        }
        writeln!(self.out, "\n],\"summary\":{}}}", totals(summary, seconds))?;
        self.out.flush()
    }
}

/// One file a line, then `{"summary": {…}}`.
pub(super) struct Lines {
    out: Box<dyn Write + Send>,
}

impl Lines {
    pub(super) fn new(out: Box<dyn Write + Send>) -> Self {
        Lines { out }
    }
}

impl Reporter for Lines {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        writeln!(self.out, "{}", file(outcome))
    }

    fn finish(&mut self, summary: &Summary, seconds: f64) -> io::Result<()> {
        writeln!(
            self.out,
            "{}",
            json!({ "summary": totals(summary, seconds) })
        )?;
        self.out.flush()
    }
}

fn file(outcome: &Outcome) -> Value {
    let status = match &outcome.status {
        Status::Converted => "converted",
        Status::Unchanged => "unchanged",
        Status::Skipped(_) => "skipped",
        Status::Failed(failure) if failure.is_refusal() => "refused",
        Status::Failed(_) => "failed",
    };
    let findings: Vec<Value> = outcome.findings.iter().map(finding_json).collect();
    let mut out = json!({ "path": subject(outcome), "status": status, "findings": findings });
    let fields = out.as_object_mut().expect("made as an object above");
    if let Some(target) = outcome
        .target
        .as_ref()
        .filter(|it| Some(*it) != outcome.path.as_ref())
    {
        fields.insert("target".into(), shown_path(target).into());
    }
    match &outcome.status {
        Status::Failed(failure) => {
            let mut error = json!({ "kind": failure.kind, "message": failure.message });
            if let Some(line) = failure.line {
                error["line"] = line.into();
            }
            fields.insert("error".into(), error);
        }
        Status::Skipped(why) => {
            fields.insert("reason".into(), (*why).into());
        }
        _ => {}
    }
    out
}

fn totals(summary: &Summary, seconds: f64) -> Value {
    json!({
        "converted": summary.converted,
        "unchanged": summary.unchanged,
        "skipped": summary.skipped,
        "refused": summary.refused,
        "failed": summary.failed,
        "bytes": summary.bytes,
        "seconds": (seconds * 1000.0).round() / 1000.0,
    })
}
