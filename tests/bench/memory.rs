//! How much memory the command takes: for one document as a multiple of it, for a stream whether it
//! grows, for a great many small files whether it is next to nothing.
//!
//! `cargo bench --bench memory` gives the command one document of each generated kind, repeated to
//! [`DOCUMENT_BYTES`], and fails where it takes more than [`MULTIPLE_MAX`] times that and
//! [`SPARE_BYTES`]; then a stream of JSON Lines, and fails where the peak still grows when the stream
//! is ten times as long; then [`FILES`] small files in few and in many folders, one at a time, and
//! fails where they take more than [`SPARE_BYTES`]. The peak is what the kernel calls `VmHWM`: Linux
//! only.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "inputs.rs"]
mod inputs;
#[path = "set.rs"]
mod set;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

/// Size of the one document.
const DOCUMENT_BYTES: usize = 16 << 20;

/// Peak memory that a document may cost, as a multiple of it.
const MULTIPLE_MAX: f64 = 8.0;

/// What comes on top: the program, its tables and buffers.
const SPARE_BYTES: usize = 10_000_000;

/// Records of the stream: the peak is looked at when these many were answered.
const RECORDS: [usize; 2] = [400, 4000];

/// Growth of the peak between the two that counts as none.
const STREAM_GROWTH_MAX: f64 = 1.10;

/// Small files of a run.
const FILES: usize = 100_000;

/// In so many folders they are: in one, and in many.
const FOLDERS: [usize; 2] = [1, 10_000];

/// Of so many files the run has told when the peak is looked at: what it has to tell of the others
/// does not fit into the pipe, so that it is still there.
const FILES_TOLD: usize = FILES / 100 * 95;

fn main() {
    let mut over = false;
    for set in inputs::generated() {
        let document = grown(&set.documents);
        let peak = peak_of_one(&document);
        let multiple = peak.saturating_sub(SPARE_BYTES) as f64 / document.len() as f64;
        println!(
            "{:>8}: {:.1} MB, peak {:.1} MB, {multiple:.1} times as much",
            set.name,
            document.len() as f64 / 1e6,
            peak as f64 / 1e6
        );
        over |= multiple > MULTIPLE_MAX;
    }
    let [short, long] = peaks_of_stream();
    println!(
        "  stream: {:.1} MB after {} records, {:.1} MB after {}",
        short as f64 / 1e6,
        RECORDS[0],
        long as f64 / 1e6,
        RECORDS[1]
    );
    over |= long as f64 > short as f64 * STREAM_GROWTH_MAX;
    for folders in FOLDERS {
        let peak = peak_of_files(folders);
        println!(
            "   files: {FILES} in {folders} folders, {:.1} MB",
            peak as f64 / 1e6
        );
        over |= peak > SPARE_BYTES;
    }
    assert!(!over, "more memory than promised");
}

/// All documents in one, again and again.
fn grown(documents: &[String]) -> String {
    let all = documents.concat();
    all.repeat(DOCUMENT_BYTES / all.len() + 1)
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_article2md"));
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The peak when the first byte of the result is there: then everything is converted, and what is
/// left of the result does not fit into the pipe.
fn peak_of_one(document: &str) -> usize {
    let file = tempfile::Builder::new()
        .suffix(".html")
        .tempfile()
        .expect("a temporary file");
    fs::write(file.path(), document).expect("room for a document");
    let mut child = command()
        .args(["--from", "html"])
        .arg(file.path())
        .spawn()
        .expect("the command");
    let mut first = [0];
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut first).expect("a result");
    let peak = peak(&child);
    child.kill().expect("it waits for the pipe");
    child.wait().expect("it was killed");
    peak
}

/// The peaks after so many records.
fn peaks_of_stream() -> [usize; 2] {
    let documents: Vec<String> = inputs::generated()
        .into_iter()
        .flat_map(|set| set.documents)
        .collect();
    let mut child = command()
        .arg("--jsonl")
        .stdin(Stdio::piped())
        .spawn()
        .expect("the command");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut sent = 0;
    let peaks = RECORDS.map(|records| {
        // One at a time: a pipe that is full on both sides would stand still.
        while sent < records {
            let content = &documents[sent % documents.len()];
            let record = serde_json::json!({ "id": sent, "content": content });
            writeln!(stdin, "{record}").expect("the command reads");
            answers.next().expect("an answer").expect("a line");
            sent += 1;
        }
        peak(&child)
    });
    drop(stdin);
    child.wait().expect("the stream has ended");
    peaks
}

/// The peak of a run over small files in so many folders, with one job.
fn peak_of_files(folders: usize) -> usize {
    let here = tempfile::tempdir().expect("a temporary folder");
    for folder in 0..folders {
        let folder = here.path().join(format!("in/{folder:05}"));
        fs::create_dir_all(&folder).expect("room for a folder");
        for n in 0..FILES / folders {
            let path = folder.join(format!("2021-01-article-{n:05}.html"));
            fs::write(path, format!("<p>Word <b>{n}</b>.</p>")).expect("room for a document");
        }
    }
    let mut child = command()
        .current_dir(here.path())
        .args(["--jobs", "1", "--verbose", "--output", "out", "in"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command");
    let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let count = told.by_ref().take(FILES_TOLD).count();
    assert_eq!(count, FILES_TOLD, "it tells of each file");
    let peak = peak(&child);
    assert!(told.count() >= FILES - FILES_TOLD, "it goes on to the end");
    child.wait().expect("it has told of all");
    peak
}

/// The largest resident set that the process has had, in bytes.
fn peak(child: &Child) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.map_or(0, |kilobytes: usize| kilobytes * 1024)
}
