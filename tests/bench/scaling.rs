//! The scaling gate: twice the document must not take more than twice the time, for each construct
//! that a document can consist of.
//!
//! `cargo bench --bench scaling` converts documents of growing size, one construct each, and fails
//! where a byte of a larger document takes more than [`GROWTH_MAX`] times as long as a byte of the
//! smallest. `cargo bench --bench scaling -- WORD…` looks only at constructs whose name holds one of
//! the words. Time is CPU time of this thread, the least of some runs; a construct that fails is
//! measured again before it counts.

#![allow(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "floods.rs"]
mod floods;

use std::hint::black_box;
use std::process::ExitCode;

use article2md::source::From;
use article2md::{Options, convert};
use floods::Flood;
use rustix::time::{ClockId, clock_gettime};

/// How much longer a byte may take in a larger document.
const GROWTH_MAX: f64 = 1.3;

/// Sizes of documents, in bytes. The smallest is large enough not to fit the processor's nearest
/// caches, which would be a step that has nothing to do with the program.
const SIZES: [usize; 4] = [1 << 19, 1 << 20, 1 << 21, 1 << 22];

/// How often each document is converted.
const RUNS: usize = 3;

/// How often a construct that fails is measured in all.
const TRIES: usize = 3;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let wanted =
        |flood: &Flood| words.is_empty() || words.iter().any(|word| flood.name().contains(&**word));
    println!("{:<36} {:>8} {:>8}", "", "ns/byte", "growth");
    let mut failed = 0;
    for flood in floods::all().filter(wanted) {
        let scaling = Scaling::measured(&flood);
        println!(
            "{:<36} {:>8.1} {:>8.2}{}",
            flood.name(),
            scaling.smallest,
            scaling.growth,
            if scaling.is_linear() {
                ""
            } else {
                "  too much"
            }
        );
        failed += usize::from(!scaling.is_linear());
    }
    println!("{failed} constructs take more than {GROWTH_MAX} times as long a byte");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// How the time of a construct grows.
struct Scaling {
    /// Nanoseconds a byte in the smallest document.
    smallest: f64,
    /// The most that a byte takes in a larger one, as a multiple.
    growth: f64,
}

impl Scaling {
    fn measured(flood: &Flood) -> Self {
        let mut scaling = Scaling::of(flood);
        for _ in 1..TRIES {
            if scaling.is_linear() {
                break;
            }
            scaling = Scaling::of(flood);
        }
        scaling
    }

    fn of(flood: &Flood) -> Self {
        let times =
            SIZES.map(|bytes| nanoseconds_a_byte(&flood.document(bytes), flood.is_markdown));
        let largest = times[1..].iter().copied().fold(0.0, f64::max);
        Scaling {
            smallest: times[0],
            growth: largest / times[0],
        }
    }

    fn is_linear(&self) -> bool {
        self.growth <= GROWTH_MAX
    }
}

fn nanoseconds_a_byte(document: &str, is_markdown: bool) -> f64 {
    let options = Options {
        from: if is_markdown { From::Auto } else { From::Html },
        islands: is_markdown,
        discard_document: true,
        ..Options::default()
    };
    let times = (0..RUNS).map(|_| {
        let start = now();
        drop(black_box(convert(document, &options)));
        now() - start
    });
    times.fold(f64::INFINITY, f64::min) / document.len() as f64
}

/// CPU time of this thread, in nanoseconds.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
