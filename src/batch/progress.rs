//! A line on the terminal while a long run goes on: files, speed, time left.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use super::outcome::Summary;
use crate::messages::thousands;

/// A run shorter than this shows nothing.
const QUIET_FOR: Duration = Duration::from_millis(500);

/// Time between two lines.
const INTERVAL: Duration = Duration::from_millis(100);

/// Shown on standard error, if that is a terminal.
pub(crate) struct Progress {
    total: u64,
    start: Instant,
    /// `None` when nothing is ever shown.
    next: Option<Instant>,
    on_screen: bool,
}

impl Progress {
    /// For a run over `total` documents.
    pub(crate) fn new(total: u64, wanted: bool) -> Self {
        let start = Instant::now();
        let next = (wanted && total > 1 && io::stderr().is_terminal()).then(|| start + QUIET_FOR);
        Progress {
            total,
            start,
            next,
            on_screen: false,
        }
    }

    /// Shows how far the run is, if it is time to.
    pub(crate) fn tick(&mut self, summary: &Summary) {
        let Some(next) = self.next else { return };
        let now = Instant::now();
        if now < next {
            return;
        }
        self.next = Some(now + INTERVAL);
        self.on_screen = true;
        let line = line(summary, self.total, now - self.start);
        let _ = write!(io::stderr(), "\r\x1b[2K{line}");
    }

    /// Makes room for other messages.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.on_screen) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}

/// `1,204 of 5,000 files, 12.3 MB/s, 4 s left`
fn line(summary: &Summary, total: u64, elapsed: Duration) -> String {
    let done = summary.done().max(1);
    let seconds = elapsed.as_secs_f64();
    #[allow(clippy::cast_precision_loss)]
    let (speed, left) = (
        summary.bytes as f64 / 1e6 / seconds,
        seconds / done as f64 * total.saturating_sub(done) as f64,
    );
    format!(
        "{} of {} files, {speed:.1} MB/s, {left:.0} s left",
        thousands(done),
        thousands(total)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_speed_and_time_left() {
        let summary = Summary {
            converted: 1000,
            bytes: 20_000_000,
            ..Summary::default()
        };
        let line = line(&summary, 5000, Duration::from_secs(2));
        assert_eq!(line, "1,000 of 5,000 files, 10.0 MB/s, 8 s left");
    }
}
