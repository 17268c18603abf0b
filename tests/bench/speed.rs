//! How fast articles are converted; see `contenders.rs` for what is measured, `contest.rs` for how.
//!
//! `cargo bench --bench speed` measures generated articles; `cargo bench --bench speed -- FOLDER…`
//! measures each folder's files as HTML.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "contenders.rs"]
mod contenders;
#[path = "contest.rs"]
mod contest;
#[path = "files.rs"]
mod files;
#[path = "inputs.rs"]
mod inputs;
#[path = "set.rs"]
mod set;
#[path = "sets.rs"]
mod sets;

fn main() {
    let args = std::env::args().skip(1);
    let folders = args.filter(|arg| !arg.starts_with("--")).collect();
    contest::run(&sets::of(folders));
}
