//! What the command says about itself: codes, rules, completions, the manual, the schema.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use article2md::{Code, Finding, Options};
use clap::CommandFactory as _;

use super::args::{Cli, Command};
use crate::config::{self, Config};
use crate::input;
use crate::messages::{finding_text, shown_path};

/// Does a command that writes no file.
pub(super) fn run(command: &Command, out: &mut dyn Write) -> Result<()> {
    match command {
        Command::Explain { code: None } => list_codes(out)?,
        Command::Explain { code: Some(name) } => explain(find_code(name)?, out)?,
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "article2md", out);
        }
        Command::Man => clap_mangen::Man::new(Cli::command()).render(out)?,
        Command::Rules(rules) => {
            let options = Config::load(&rules.as_conversion())?.options()?;
            match &rules.test {
                Some(path) => test_rules(&options, path, out)?,
                None => list_rules(&options, &rules.files, out)?,
            }
        }
        Command::Schema => out.write_all(config::SCHEMA.as_bytes())?,
    }
    Ok(out.flush()?)
}

fn list_codes(out: &mut dyn Write) -> io::Result<()> {
    for code in Code::ALL {
        writeln!(out, "{}  {}", code.id(), code.name())?;
    }
    Ok(())
}

/// All rules, one a line; with files, how often each acts on them.
fn list_rules(options: &Options, files: &[PathBuf], out: &mut dyn Write) -> Result<()> {
    let mut hits: HashMap<String, usize> = HashMap::new();
    for path in files {
        for rule in acts(options, path)?.into_iter().filter_map(|f| f.rule) {
            *hits.entry(rule.into_owned()).or_default() += 1;
        }
    }
    for rule in options.rules.iter() {
        let state = if rule.on { "on" } else { "off" };
        write!(
            out,
            "{}\t{}\t{}\t{}\t{state}\t",
            rule.id, rule.verb, rule.group, rule.origin
        )?;
        if !files.is_empty() {
            write!(out, "{}\t", hits.get(rule.id).unwrap_or(&0))?;
        }
        writeln!(out, "{}", rule.why)?;
    }
    Ok(())
}

/// What rules do to a file.
fn acts(options: &Options, path: &Path) -> Result<Vec<Finding>> {
    let name = path.file_name();
    let options = Options {
        name: name.map(|name| name.to_string_lossy().into_owned()),
        ..options.clone()
    };
    let conversion = input::read(Some(path), options.limits.doc_bytes)
        .and_then(|bytes| input::convert(&bytes, &options))
        .map_err(|failure| anyhow!("{}: {}", shown_path(path), failure.message))?;
    let mut findings = conversion.report.findings;
    findings.retain(|finding| finding.rule.is_some());
    Ok(findings)
}

/// What rules did to one file, one finding a line.
fn test_rules(options: &Options, path: &Path, out: &mut dyn Write) -> Result<()> {
    for finding in &acts(options, path)? {
        let line = finding
            .line
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        let name = shown_path(path);
        writeln!(
            out,
            "{name}{line}: {}: {}",
            finding.code,
            finding_text(finding)
        )?;
    }
    Ok(())
}

fn explain(code: Code, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} ({})\n\n{}",
        code.id(),
        code.name(),
        code.explanation()
    )
}

/// By id or by name, in any case; else an error that names the nearest.
fn find_code(name: &str) -> Result<Code> {
    let wanted = name.to_lowercase();
    let names = |code: &Code| [code.id().to_lowercase(), code.name().to_owned()];
    if let Some(code) = Code::ALL.iter().find(|code| names(code).contains(&wanted)) {
        return Ok(*code);
    }
    let alike = |code: &&Code| {
        names(code)
            .map(|it| strsim::jaro(&it, &wanted))
            .into_iter()
            .fold(0.0, f64::max)
    };
    let nearest = Code::ALL
        .iter()
        .max_by(|a, b| alike(a).total_cmp(&alike(b)));
    let hint = nearest.map(|code| format!("; did you mean {} ({})?", code.id(), code.name()));
    Err(anyhow!("no such code: {name}{}", hint.unwrap_or_default()))
}
