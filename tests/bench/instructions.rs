//! How many instructions a byte of HTML takes, which tells changes that are too small for a clock.
//!
//! `cargo bench --bench instructions`, with folders as for `speed`; needs Valgrind. Each contender of
//! `contenders.rs` reads a set once and twice under callgrind; the second reading is what counts, so
//! that nothing that happens once is in the figures. They are the same for the same binary and input
//! whatever else the machine does, but no measure of time: waiting for memory costs no instruction.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "contenders.rs"]
mod contenders;
#[path = "files.rs"]
mod files;
#[path = "inputs.rs"]
mod inputs;
#[path = "set.rs"]
mod set;
#[path = "sets.rs"]
mod sets;

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use contenders::{Contender, OURS, with_all};
use set::Set;

/// The first argument of the process that is counted; its contender, set and readings follow.
const READ: &str = "read";

fn main() -> Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    args.retain(|arg| !arg.starts_with("--"));
    if args.first().is_some_and(|arg| arg == READ) {
        let [_, contender, set, readings, folders @ ..] = args.as_slice() else {
            anyhow::bail!("the arguments of a process that is counted");
        };
        return read(contender, set, readings.parse()?, folders.to_vec());
    }
    let sets = sets::of(args.clone());
    let mut names = Vec::new();
    with_all(|contenders| names.extend(contenders.iter().map(|(name, _)| *name)));
    for set in &sets {
        count(set, &names, &args)?;
    }
    Ok(())
}

/// Reads a set.
fn read(contender: &str, set: &str, readings: usize, folders: Vec<String>) -> Result<()> {
    let sets = sets::of(folders);
    let set = sets.iter().find(|it| it.name == set);
    let documents = &set.context("no such set")?.documents;
    let run = |(_, run): &Contender<'_>| {
        for _ in 0..readings {
            documents.iter().for_each(|html| run(html));
        }
    };
    with_all(|contenders| {
        let named = contenders.iter().filter(|(name, _)| *name == contender);
        named.for_each(run);
    });
    Ok(())
}

/// Counts each contender over a set and prints the figures.
fn count(set: &Set, contenders: &[&str], folders: &[String]) -> Result<()> {
    let bytes: usize = set.documents.iter().map(String::len).sum();
    let mut counts = Vec::new();
    for contender in contenders {
        let once = instructions(contender, set, 1, folders)?;
        let twice = instructions(contender, set, 2, folders)?;
        counts.push((*contender, (twice - once) as f64 / bytes as f64));
    }
    let whole = counts.iter().find(|(name, _)| *name == OURS);
    let (_, whole) = whole.context("the whole conversion is counted")?;
    println!("\n{}: {bytes} bytes", set.name);
    println!("{:>12} {:>8} {:>8}", "", "a byte", "/ whole");
    for (name, count) in &counts {
        println!("{name:>12} {count:>8.1} {:>8.3}", count / whole);
    }
    Ok(())
}

/// What callgrind counts in a process that reads a set so often.
fn instructions(contender: &str, set: &Set, readings: usize, folders: &[String]) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args([READ, contender, &set.name, &readings.to_string()])
        .args(folders)
        .output()
        .context("can't run valgrind: install it")?;
    let report = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{report}");
    let count = report
        .lines()
        .find_map(|line| line.split("Collected : ").nth(1));
    Ok(count.context("callgrind counted nothing")?.trim().parse()?)
}
