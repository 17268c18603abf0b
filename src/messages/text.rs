//! Messages for people, one line each: `error: path:line: what; remedy`, and a summary.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Detail, Reporter, finding_text, shown, subject};
use crate::batch::outcome::{Outcome, Status, Summary};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const CHANGE: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();

/// The formats `full` and `concise`; only the former has a summary.
pub(super) struct Text {
    out: Box<dyn Write + Send>,
    detail: Detail,
    summary: bool,
}

impl Text {
    pub(super) fn new(out: Box<dyn Write + Send>, detail: Detail, full: bool) -> Self {
        Text {
            out,
            detail,
            summary: full && detail.summary,
        }
    }
}

impl Reporter for Text {
    fn outcome(&mut self, outcome: &Outcome) -> io::Result<()> {
        let out = &mut self.out;
        let name = || shown_subject(outcome, None);
        if self.detail.explain {
            for finding in &outcome.findings {
                let place = shown_subject(outcome, finding.line.map(u64::from));
                let code = finding.code;
                writeln!(
                    out,
                    "{NOTE}{code}{NOTE:#}: {place}: {}",
                    finding_text(finding)
                )?;
            }
        }
        match &outcome.status {
            Status::Failed(failure) => {
                let place = shown_subject(outcome, failure.line);
                writeln!(
                    out,
                    "{ERROR}error{ERROR:#}: {place}: {}",
                    shown(&failure.message)
                )
            }
            Status::Converted if self.detail.differing_is_problem && !self.detail.quiet => {
                writeln!(out, "{CHANGE}would convert{CHANGE:#}: {}", name())
            }
            Status::Converted if self.detail.each => {
                let what = if self.detail.dry {
                    "would convert"
                } else {
                    "converted"
                };
                writeln!(out, "{NOTE}{what}{NOTE:#}: {}", name())
            }
            Status::Skipped(why) if self.detail.each => {
                writeln!(out, "{NOTE}skipped{NOTE:#}: {}: {why}", name())
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self, summary: &Summary, seconds: f64) -> io::Result<()> {
        if self.summary {
            writeln!(self.out, "{}", summary_line(summary, seconds, self.detail))?;
            if self.detail.times {
                let times = summary.times;
                writeln!(
                    self.out,
                    "over all jobs: reading {:.2} s, converting {:.2} s, comparing and writing {:.2} s",
                    times.read.as_secs_f64(),
                    times.convert.as_secs_f64(),
                    times.write.as_secs_f64()
                )?;
            }
        }
        self.out.flush()
    }
}

fn shown_subject(outcome: &Outcome, line: Option<u64>) -> String {
    let name = subject(outcome);
    line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"))
}

/// `1,204 converted, 310 unchanged, 2 failed in 1.9 s`
pub(super) fn summary_line(summary: &Summary, seconds: f64, detail: Detail) -> String {
    let converted = if detail.dry {
        "would be converted"
    } else {
        "converted"
    };
    let mut line = format!(
        "{} {converted}, {} unchanged",
        thousands(summary.converted),
        thousands(summary.unchanged)
    );
    for (count, what) in [
        (summary.skipped, "skipped"),
        (summary.refused, "refused"),
        (summary.failed, "failed"),
    ] {
        if count > 0 {
            line.extend([", ", &thousands(count), " ", what]);
        }
    }
    line + &format!(" in {seconds:.1} s")
}

/// `1204` as `1,204`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_is_not_zero() {
        let summary = Summary {
            converted: 1204,
            unchanged: 310,
            failed: 2,
            ..Summary::default()
        };
        assert_eq!(
            summary_line(&summary, 1.94, Detail::default()),
            "1,204 converted, 310 unchanged, 2 failed in 1.9 s"
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        let shown: Vec<String> = [0, 999, 1000, 1_234_567]
            .into_iter()
            .map(thousands)
            .collect();
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
