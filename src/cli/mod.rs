//! The command line: arguments to a job, a job to an exit status.

pub(crate) mod args;
mod exit;
mod filter;

use clap::Parser as _;

pub(crate) use exit::Exit;
pub(crate) use filter::quiet_on_closed_pipe;

use crate::{config, input, jsonl};

/// Runs the command.
pub(crate) fn run() -> Exit {
    input::quiet_panics();
    let args = match args::Cli::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; a closed pipe is none either.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Failed
            } else {
                Exit::Done
            };
        }
    };
    let options = config::options(&args.convert);
    if args.jsonl.jsonl {
        return jsonl::run(&args, &options);
    }
    filter::run(&args, options)
}
