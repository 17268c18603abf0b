//! The `article2md` command: reads the arguments, does the job, answers with an exit status.

mod batch;
mod cli;
mod config;
mod input;
mod jsonl;
mod messages;
mod ordered;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run().into()
}
