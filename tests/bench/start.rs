//! How long a single small file takes, from the start of the process to its end, as a multiple of what
//! a Rust program takes that does nothing.
//!
//! `cargo bench --bench start` compiles such a program and runs it and the command in turns;
//! `cargo bench --bench start -- PROGRAM…` runs other builds of the command too. Wall time: of each,
//! the mean of the least tenth of [`ROUNDS`] runs. All programs are copies, as an installation makes
//! them: from a file that a linker has just put together piece by piece, the system maps memory in
//! smaller pieces, which takes 0.1 ms longer.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 600;

const SMALL: &str = "<p>Some <b>bold</b> text.</p>\n";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("small.html");
    fs::write(&file, SMALL).expect("the small file is written");
    let file = file.to_string_lossy();
    let own = PathBuf::from(env!("CARGO_BIN_EXE_article2md"));
    let others = std::env::args().skip(1);
    let others = others.filter(|arg| !arg.starts_with("--")).map(Into::into);
    let installed = |program: &Path, name: &str| {
        let copy = folder.path().join(name);
        fs::copy(program, &copy).expect("a program is copied");
        copy
    };
    let empty = empty_program(folder.path());
    let mut runs = vec![(installed(&empty, "empty"), None)];
    for (program, at) in std::iter::once(own).chain(others).zip(0..) {
        let program = installed(&program, &format!("article2md-{at}"));
        runs.push((program.clone(), Some("--version")));
        runs.push((program, Some(&*file)));
    }
    let mut times = vec![Vec::new(); runs.len()];
    for _ in 0..ROUNDS {
        for ((program, arg), times) in runs.iter().zip(&mut times) {
            times.push(time(program, *arg));
        }
    }
    let least: Vec<f64> = times.into_iter().map(least).collect();
    for ((program, arg), time) in runs.iter().zip(&least) {
        let ratio = time / least[0];
        let program = program.file_name().unwrap_or_default().display();
        let arg = arg.unwrap_or_default();
        println!("{:.3} ms, {ratio:.2}: {program} {arg}", time * 1e3);
    }
}

/// A program that does nothing, compiled as a release is.
fn empty_program(folder: &Path) -> PathBuf {
    let source = folder.join("empty.rs");
    fs::write(&source, "fn main() {}\n").expect("the source is written");
    let program = folder.join("linked");
    let status = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("-O")
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .status();
    assert!(status.expect("a compiler").success(), "it compiles");
    program
}

fn time(program: &Path, arg: Option<&str>) -> Duration {
    let mut command = Command::new(program);
    command.args(arg).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().expect("a program that runs");
    let time = start.elapsed();
    assert!(status.success(), "it does what it was asked to");
    time
}

/// The mean of the least tenth, in seconds: the others were disturbed.
fn least(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let least = &times[..times.len() / 10];
    least.iter().sum::<Duration>().as_secs_f64() / least.len() as f64
}
