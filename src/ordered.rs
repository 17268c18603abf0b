//! Many things at once, told of in order.
//!
//! In go items from a source that is asked one at a time; each is worked on by one of `jobs`
//! threads; the results come out in the order of the items, whatever the number of threads. At
//! most `jobs` items are being worked on, and results that wait for an earlier one are bounded by
//! weight, so memory does not grow with the number of items. With one job no thread is started.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Stack of a worker in bytes: nesting is capped at 512 elements by the parser, which an optimised
/// build needs well under 1 MiB for and an unoptimised one under 8.
const WORKER_STACK_BYTES: usize = 16 << 20;

/// Results that wait for an earlier one may weigh this much in bytes before workers pause.
const WAITING_BYTES_MAX: usize = 8 << 20;

/// What a result weighs while it waits, apart from [`Weigh::weight`]: its place in the queue.
const WAITING_BYTES_EACH: usize = 512;

/// Bytes that a finished result holds on to.
pub(crate) trait Weigh {
    /// Roughly, in bytes.
    fn weight(&self) -> usize;
}

/// Takes items from `next` until it has none, does `work` on each, and hands the results to `emit`
/// in order. `emit` stops everything by breaking; items then in work are finished and dropped.
pub(crate) fn run<T, R: Weigh + Send>(
    jobs: NonZeroUsize,
    mut next: impl FnMut() -> Option<T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut emit: impl FnMut(R) -> ControlFlow<()> + Send,
) {
    if jobs.get() == 1 {
        while let Some(item) = next() {
            if emit(work(item)).is_break() {
                return;
            }
        }
        return;
    }
    let source = Mutex::new((0, next));
    let queue = Queue {
        state: Mutex::new(State {
            emit,
            next: 0,
            waiting: BTreeMap::new(),
            weight: 0,
            paused: 0,
            stopped: false,
        }),
        room: Condvar::new(),
    };
    let worker = || {
        while let Some((index, item)) = take(&source, &queue) {
            queue.put(index, work(item));
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs.get() {
            let builder = thread::Builder::new().stack_size(WORKER_STACK_BYTES);
            // A machine that gives no more threads still does the work, with fewer of them.
            if builder.spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        worker();
    });
}

/// The next item and its index; `None` when there is none or the run was stopped.
fn take<T, R: Weigh, E>(
    source: &Mutex<(u64, impl FnMut() -> Option<T>)>,
    queue: &Queue<R, E>,
) -> Option<(u64, T)> {
    let mut source = lock(source);
    if !queue.wait_for_room() {
        return None;
    }
    let item = (source.1)()?;
    let index = source.0;
    source.0 += 1;
    Some((index, item))
}

/// Results on their way out.
struct Queue<R, E> {
    state: Mutex<State<R, E>>,
    room: Condvar,
}

struct State<R, E> {
    emit: E,
    /// Index of the next result to come out.
    next: u64,
    waiting: BTreeMap<u64, R>,
    /// Of all that wait, in bytes.
    weight: usize,
    /// Workers that wait for room.
    paused: usize,
    stopped: bool,
}

impl<R: Weigh, E> State<R, E> {
    fn keep(&mut self, index: u64, result: R) {
        self.weight += result.weight() + WAITING_BYTES_EACH;
        self.waiting.insert(index, result);
    }

    /// The result whose turn it is, if it waits.
    fn take_next(&mut self) -> Option<R> {
        let result = self.waiting.remove(&self.next)?;
        self.weight -= result.weight() + WAITING_BYTES_EACH;
        Some(result)
    }
}

impl<R: Weigh, E> Queue<R, E> {
    /// Blocks while too much waits; false when the run was stopped. The result that the others
    /// wait for is being worked on by a thread that is past this point, so this always ends.
    fn wait_for_room(&self) -> bool {
        let mut state = lock(&self.state);
        while state.weight > WAITING_BYTES_MAX && !state.stopped {
            state.paused += 1;
            state = self
                .room
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.paused -= 1;
        }
        !state.stopped
    }
}

impl<R: Weigh, E: FnMut(R) -> ControlFlow<()>> Queue<R, E> {
    /// Adds a result and lets out all whose turn it is.
    fn put(&self, index: u64, result: R) {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        // Most come in their turn, and need not wait for it.
        let mut due = if index == state.next {
            Some(result)
        } else {
            state.keep(index, result);
            None
        };
        while let Some(result) = due.take().or_else(|| state.take_next()) {
            state.next += 1;
            if state.stopped || (state.emit)(result).is_break() {
                state.stopped = true;
            }
        }
        // Waking is a call of the system's, also where nobody waits.
        let paused = state.paused;
        drop(guard);
        if paused > 0 {
            self.room.notify_all();
        }
    }
}

/// A panic elsewhere leaves these values whole: each change is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weigh for u64 {
        fn weight(&self) -> usize {
            1 << 20
        }
    }

    fn squares(jobs: usize, count: u64, stop_at: u64) -> Vec<u64> {
        let mut numbers = 0..count;
        let mut seen = Vec::new();
        run(
            NonZeroUsize::new(jobs).unwrap(),
            || numbers.next(),
            |n| {
                thread::sleep(std::time::Duration::from_micros((n * 7919) % 300));
                n * n
            },
            |square| {
                seen.push(square);
                if square >= stop_at {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        seen
    }

    #[test]
    fn results_come_in_order_for_any_number_of_jobs() {
        let expected: Vec<u64> = (0..500).map(|n| n * n).collect();
        for jobs in [1, 2, 7] {
            assert_eq!(squares(jobs, 500, u64::MAX), expected, "{jobs} jobs");
        }
    }

    #[test]
    fn breaking_stops_the_run() {
        for jobs in [1, 4] {
            assert_eq!(
                squares(jobs, 10_000, 100),
                (0..=10).map(|n| n * n).collect::<Vec<_>>()
            );
        }
    }
}
