//! The command line: arguments to a job, a job to an exit status.

mod about;
pub(crate) mod args;
mod exit;
mod job;

use std::io::{self, Write as _};

use anyhow::Result;
use clap::ColorChoice;

pub(crate) use exit::Exit;

use crate::config::Config;
use crate::{batch, input, jsonl, messages};
use args::Cli;

/// Runs the command.
pub(crate) fn run() -> Exit {
    input::quiet_panics();
    let args = match Cli::read() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; where they can't be printed nothing is left to do.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Failed
            } else {
                Exit::Done
            };
        }
    };
    match dispatch(&args) {
        Ok(exit) => exit,
        Err(error) if is_closed_pipe(&error) => Exit::Done,
        Err(error) => {
            messages::usage_error(&format!("{error:#}"));
            Exit::Failed
        }
    }
}

fn dispatch(args: &Cli) -> Result<Exit> {
    set_color(args.messages.color);
    let mut stdout = io::stdout();
    if let Some(command) = &args.command {
        about::run(command, &mut stdout)?;
        return Ok(Exit::Done);
    }
    let config = Config::load(args)?;
    if args.settings.show_settings {
        stdout.write_all(config.show().as_bytes())?;
        return Ok(Exit::Done);
    }
    if args.jsonl.enabled {
        return jsonl::run(args, &config);
    }
    let (job, reporters) = job::job(args, &config)?;
    Ok(batch::run(&job, reporters))
}

fn set_color(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => {}
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
}

/// Whoever reads our output may stop whenever it has enough; that is no error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.downcast_ref().is_some_and(is_closed)
}
