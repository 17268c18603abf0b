//! Repairs: written down, or refused under `strict`.

use super::{FrontMatter, Options};
use crate::Error;
use crate::report::{Code, Report};

/// Where repairs are written down, or refused.
pub(super) struct Notes<'r> {
    pub(super) report: &'r mut Report,
    pub(super) strict: bool,
}

impl Notes<'_> {
    pub(super) fn repair(&mut self, code: Code, line: u32, text: &str) -> Result<(), Error> {
        if self.strict {
            return Err(refused(code, line, text));
        }
        self.report.push(code, None, Some(line), text);
        Ok(())
    }
}

/// Refuses, under `strict`, a file whose front matter was found or cleaned by a repair; `report`
/// holds what was found up to here.
///
/// # Errors
/// [`Error::FrontMatter`] with the first repair.
pub fn refuse_repairs(
    matter: Option<&FrontMatter>,
    options: &Options,
    report: &Report,
) -> Result<(), Error> {
    let is_repair = |code| match code {
        Code::DelimiterRepaired
        | Code::UnclosedFrontMatter
        | Code::SecondBlock
        | Code::EntityDecoded => true,
        Code::BomDropped => matter.is_some(),
        _ => false,
    };
    let repair = report.findings.iter().find(|f| is_repair(f.code));
    match repair.filter(|_| options.strict) {
        Some(finding) => Err(refused(
            finding.code,
            finding.line.unwrap_or(1),
            &finding.text,
        )),
        None => Ok(()),
    }
}

/// The error under `strict`.
fn refused(code: Code, line: u32, text: &str) -> Error {
    let message = format!("{} ({text}); fix it or drop --strict", code.name());
    Error::FrontMatter { line, message }
}
