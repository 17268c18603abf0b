//! A report as the text of a fixture's `findings.toml`.

use std::fmt::Write as _;

use article2md::Report;

/// One `[[finding]]` a finding: code, rule, line, and the text on one line.
pub fn to_toml(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        writeln!(out, "[[finding]]\ncode = \"{}\"", finding.code.id()).expect("writes to a string");
        if let Some(rule) = &finding.rule {
            writeln!(out, "rule = {:?}", rule.as_ref()).expect("writes to a string");
        }
        if let Some(line) = finding.line {
            writeln!(out, "line = {line}").expect("writes to a string");
        }
        writeln!(out, "text = {:?}\n", finding.preview()).expect("writes to a string");
    }
    out
}
