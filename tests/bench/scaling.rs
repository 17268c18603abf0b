//! The scaling gate: twice the document must not take more than twice the time, for each construct
//! that a document can consist of.
//!
//! `cargo bench --bench scaling` converts documents of growing size, one construct each, and fails
//! where a byte of a larger document takes more than [`GROWTH_MAX`] times as long as a byte of the
//! smallest. Arguments are words, one of which a construct's name must hold, and:
//!
//! - `--full`: documents from 1 KiB to 64 MiB instead of those of 512 KiB, 1 MiB and 2 MiB;
//! - `--random=N`: N constructs put together at random, always the same ones, instead of those of
//!   the list; here only growth without end counts ([`RANDOM_GROWTH_MAX`]), and output out of
//!   proportion.
//!
//! Time is CPU time of this thread, less what an empty document takes. Sizes are measured in turns,
//! so that a slow minute of the machine meets all of them, and the least time of each counts; what
//! fails is measured further before it counts. Memory that was freed stays with the process
//! ([`ALLOCATOR`]), so that the kernel's clearing of pages, which begins at some size, is not taken
//! for growth; what a byte may cost in memory all the same is [`MEMORY_NANOSECONDS`].

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "floods.rs"]
mod floods;

use std::hint::black_box;
use std::process::{Command, ExitCode};

use article2md::source::From;
use article2md::{Options, convert};
use floods::Flood;
use rustix::time::{ClockId, clock_gettime};

/// How much longer a byte may take in a larger document.
const GROWTH_MAX: f64 = 1.3;

/// How much longer a byte may take whatever the construct, in nanoseconds: where a document is read
/// and copied at two bytes a nanosecond, its first copy that is too large for the processor's nearer
/// caches costs as much again.
const MEMORY_NANOSECONDS: f64 = 0.5;

/// Settings of the GNU C library's allocator; other allocators ignore them.
const ALLOCATOR: (&str, &str) = (
    "GLIBC_TUNABLES",
    "glibc.malloc.mmap_threshold=1099511627776:glibc.malloc.trim_threshold=1099511627776",
);

/// The same for random constructs, which are measured more briefly.
const RANDOM_GROWTH_MAX: f64 = 1.7;

/// Sizes of documents, in bytes. The smallest is large enough not to fit the processor's nearest
/// caches, which would be a step that has nothing to do with the program.
const SIZES: [usize; 3] = [1 << 19, 1 << 20, 1 << 21];

/// The whole range.
const FULL_SIZES: [usize; 9] = [
    1 << 10,
    1 << 12,
    1 << 14,
    1 << 16,
    1 << 18,
    1 << 20,
    1 << 22,
    1 << 24,
    1 << 26,
];

/// Sizes of random constructs.
const RANDOM_SIZES: [usize; 3] = [1 << 15, 1 << 17, 1 << 19];

/// How often each document is measured, and how often at most where a construct fails.
const ROUNDS: usize = 3;
const ROUNDS_MAX: usize = 12;

/// Least CPU time of a measurement, in nanoseconds; small documents are converted several times.
const SAMPLE_MIN: f64 = 2e6;

/// Output of a document, in bytes: what SECURITY.md promises.
const OUTPUT_TIMES_MAX: usize = 32;
const OUTPUT_SPARE: usize = 1 << 20;

fn main() -> ExitCode {
    if std::env::var_os(ALLOCATOR.0).is_none() {
        return again();
    }
    let mut words = Vec::new();
    let mut sizes = &SIZES[..];
    let mut random = None;
    for arg in std::env::args().skip(1) {
        if arg == "--full" {
            sizes = &FULL_SIZES;
        } else if let Some(count) = arg.strip_prefix("--random=") {
            random = count.parse().ok();
        } else if !arg.starts_with("--") {
            words.push(arg);
        }
    }
    let failed = match random {
        Some(count) => random_constructs(count),
        None => constructs(sizes, &words),
    };
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs this program with [`ALLOCATOR`], which is read when a program starts.
fn again() -> ExitCode {
    let program = std::env::current_exe().expect("a path of its own");
    let status = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(ALLOCATOR.0, ALLOCATOR.1)
        .status();
    match status.expect("a program that runs").code() {
        Some(0) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Measures the constructs of the list; answers how many fail.
fn constructs(sizes: &[usize], words: &[String]) -> usize {
    let wanted =
        |flood: &Flood| words.is_empty() || words.iter().any(|word| flood.name.contains(&**word));
    println!(
        "{:<36} {:>8} {:>8} {:>8}",
        "", "ns/byte", "growth", "at KiB"
    );
    let mut failed = 0;
    for flood in floods::all().filter(wanted) {
        let scaling = Scaling::of(&flood, sizes, GROWTH_MAX);
        let (growth, size) = scaling.growth();
        let is_linear = growth <= GROWTH_MAX;
        println!(
            "{:<36} {:>8.1} {:>8.2} {:>8}{}",
            flood.name,
            scaling.bytes[0].1,
            growth,
            size >> 10,
            if is_linear { "" } else { "  too much" }
        );
        failed += usize::from(!is_linear);
    }
    println!("{failed} constructs take more than {GROWTH_MAX} times as long a byte");
    failed
}

/// Measures random constructs and shows those that fail.
fn random_constructs(count: usize) -> usize {
    let mut failed = 0;
    for flood in floods::random().take(count) {
        let scaling = Scaling::of(&flood, &RANDOM_SIZES, RANDOM_GROWTH_MAX);
        let (growth, _) = scaling.growth();
        let document = flood.document(RANDOM_SIZES[RANDOM_SIZES.len() - 1]);
        let output =
            convert(&document, &options(&flood)).map_or(0, |conversion| conversion.markdown.len());
        if growth > RANDOM_GROWTH_MAX || output > document.len() * OUTPUT_TIMES_MAX + OUTPUT_SPARE {
            failed += 1;
            println!(
                "growth {growth:.2}, {} bytes become {output}: {:?}",
                document.len(),
                flood.parts()
            );
        }
    }
    println!("{failed} of {count} random constructs fail");
    failed
}

/// How the time of a construct grows: nanoseconds a byte, by size.
struct Scaling {
    bytes: Vec<(usize, f64)>,
}

impl Scaling {
    fn of(flood: &Flood, sizes: &[usize], growth_max: f64) -> Self {
        let documents: Vec<String> = sizes.iter().map(|&size| flood.document(size)).collect();
        let mut least = vec![f64::INFINITY; sizes.len()];
        let mut empty = f64::INFINITY;
        let mut scaling = Scaling { bytes: Vec::new() };
        for round in 1..=ROUNDS_MAX {
            empty = empty.min(nanoseconds(&flood.document(0), flood));
            for (at, document) in documents.iter().enumerate() {
                if at == 0 || !scaling.is_within(at, growth_max) {
                    least[at] = least[at].min(nanoseconds(document, flood));
                }
            }
            scaling.bytes = sizes
                .iter()
                .zip(&documents)
                .zip(&least)
                .map(|((&size, document), least)| {
                    let own = (least - empty).max(1.0);
                    (size, own / document.len() as f64)
                })
                .collect();
            if round >= ROUNDS && scaling.growth().0 <= growth_max {
                break;
            }
        }
        scaling
    }

    /// Whether a document larger than the smallest was measured and takes no more than it may: then
    /// no other figure of it is needed.
    fn is_within(&self, at: usize, growth_max: f64) -> bool {
        let time = |at: usize| self.bytes.get(at).map(|&(_, time)| time);
        time(0)
            .zip(time(at))
            .is_some_and(|(smallest, time)| times(time, smallest) <= growth_max)
    }

    /// The most that a byte takes in a larger document, as a multiple of what it takes in the
    /// smallest, and the size of that document; see [`times`].
    fn growth(&self) -> (f64, usize) {
        let (_, smallest) = self.bytes[0];
        self.bytes[1..]
            .iter()
            .map(|&(size, time)| (times(time, smallest), size))
            .fold((f64::NEG_INFINITY, 0), |most, one| {
                if one.0 > most.0 { one } else { most }
            })
    }
}

/// The time of a byte as a multiple of what it takes in the smallest document, less
/// [`MEMORY_NANOSECONDS`].
fn times(time: f64, smallest: f64) -> f64 {
    (time - MEMORY_NANOSECONDS) / smallest
}

/// CPU time of one conversion.
fn nanoseconds(document: &str, flood: &Flood) -> f64 {
    let options = options(flood);
    let start = now();
    let mut count = 0.0;
    loop {
        drop(black_box(convert(document, &options)));
        count += 1.0;
        let time = now() - start;
        if time >= SAMPLE_MIN {
            return time / count;
        }
    }
}

fn options(flood: &Flood) -> Options {
    Options {
        from: if flood.is_markdown {
            From::Auto
        } else {
            From::Html
        },
        islands: flood.is_markdown,
        discard_document: true,
        ..Options::default()
    }
}

/// CPU time of this thread, in nanoseconds.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
