//! What the command says about itself: codes, completions, the manual, the schema.

use std::io::{self, Write};

use anyhow::{Result, anyhow};
use article2md::Code;
use clap::CommandFactory as _;

use super::args::{Cli, Command};
use crate::config;

/// Does a command that converts nothing.
pub(super) fn run(command: &Command, out: &mut dyn Write) -> Result<()> {
    match command {
        Command::Explain { code: None } => list_codes(out)?,
        Command::Explain { code: Some(name) } => explain(find_code(name)?, out)?,
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "article2md", out);
        }
        Command::Man => clap_mangen::Man::new(Cli::command()).render(out)?,
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
