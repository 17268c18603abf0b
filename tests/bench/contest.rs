//! The contenders of `contenders.rs` against the clock, in turns.
//!
//! Everything is measured [`ROUNDS`] times in CPU time of this thread; the medians are printed in MB of
//! HTML per second and as ratios to our whole conversion, which is what counts: the machine's speed
//! is no part of it. What is too small for a noisy machine is counted by `instructions.rs`.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::contenders::{Contender, OURS, with_all};
use crate::set::Set;

const ROUNDS: usize = 9;

/// A set is read so often that a round takes this many bytes.
const ROUND_BYTES: usize = 4_000_000;

/// Measures all contenders over each set.
pub(crate) fn run(sets: &[Set]) {
    with_all(|contenders| sets.iter().for_each(|set| measure(set, contenders)));
}

fn measure(set: &Set, contenders: &[Contender<'_>]) {
    let bytes: usize = set.documents.iter().map(String::len).sum();
    let repeats = (ROUND_BYTES / bytes.max(1)).max(1);
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for ((_, run), times) in contenders.iter().zip(&mut times) {
            times.push(cpu_time(|| {
                for _ in 0..repeats {
                    set.documents.iter().for_each(|html| run(html));
                }
            }));
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    let ours = contenders.iter().position(|(name, _)| *name == OURS);
    let whole = medians[ours.expect("the whole conversion is measured")];
    println!(
        "\n{}: {} documents, {bytes} bytes",
        set.name,
        set.documents.len()
    );
    println!("{:>12} {:>8} {:>16}", "", "MB/s", "time / whole");
    for ((name, _), seconds) in contenders.iter().zip(&medians) {
        let speed = (bytes * repeats) as f64 / 1e6 / seconds;
        println!("{name:>12} {speed:>8.0} {:>16.3}", seconds / whole);
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

fn cpu_time(run: impl FnOnce()) -> Duration {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    };
    let start = now();
    run();
    now().saturating_sub(start)
}
