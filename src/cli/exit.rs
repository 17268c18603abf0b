//! Exit statuses: how a run tells its caller what happened.

use std::process::ExitCode;

/// How a run ended. The worse of two wins, so the order of the variants is the order of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: everything asked for is done, or there was nothing to do.
    Done,
    /// 1: a difference under `--check` or `--diff`, or a change under `--exit-non-zero-on-change`.
    Different,
    /// 2: wrong usage, a bad setting, or at least one input that failed.
    Failed,
    /// 130 or 143: stopped by SIGINT or SIGTERM (128 + the signal's number).
    #[cfg_attr(not(unix), allow(dead_code))]
    Signal(u8),
}

impl Exit {
    /// The status as the number a shell sees.
    pub(crate) fn status(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Different => 1,
            Exit::Failed => 2,
            Exit::Signal(number) => 128 + number,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.status())
    }
}
