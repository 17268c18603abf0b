//! What became of one document, and of all of them.

use std::path::PathBuf;
use std::time::Duration;

use article2md::Finding;

use super::manifest::Entry;
use crate::messages::Failure;
use crate::ordered::Weigh;

/// One document's result.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The input as named; `None` for standard input.
    pub(crate) path: Option<PathBuf>,
    /// Where the result is, when it is another file.
    pub(crate) target: Option<PathBuf>,
    pub(crate) status: Status,
    /// The ledger of the conversion.
    pub(crate) findings: Vec<Finding>,
    /// The Markdown for standard output.
    pub(crate) document: Option<String>,
    /// A unified diff, where one was asked for.
    pub(crate) diff: Option<String>,
    /// Size of the input.
    pub(crate) bytes: u64,
    /// The manifest's new row for this document.
    pub(crate) entry: Option<Entry>,
    pub(crate) times: Times,
}

/// How a document fared.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Status {
    /// The result differs from what was there, and was written unless the run writes nothing.
    Converted,
    /// The result is what was there.
    #[default]
    Unchanged,
    /// Found in a folder, but not meant; the word says why.
    Skipped(&'static str),
    /// Not done; nothing was written.
    Failed(Failure),
}

/// Time spent on documents, summed over all workers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    pub(crate) read: Duration,
    pub(crate) convert: Duration,
    pub(crate) write: Duration,
}

impl std::ops::AddAssign for Times {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.convert += other.convert;
        self.write += other.write;
    }
}

/// Counts over a run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Summary {
    pub(crate) converted: u64,
    pub(crate) unchanged: u64,
    pub(crate) skipped: u64,
    /// Failures in which a safeguard kept the original.
    pub(crate) refused: u64,
    pub(crate) failed: u64,
    /// Bytes read.
    pub(crate) bytes: u64,
    pub(crate) times: Times,
}

impl Summary {
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        let count = match &outcome.status {
            Status::Converted => &mut self.converted,
            Status::Unchanged => &mut self.unchanged,
            Status::Skipped(_) => &mut self.skipped,
            Status::Failed(failure) if failure.is_refusal() => &mut self.refused,
            Status::Failed(_) => &mut self.failed,
        };
        *count += 1;
        self.bytes += outcome.bytes;
        self.times += outcome.times;
    }

    /// Documents done with.
    pub(crate) fn done(&self) -> u64 {
        self.converted + self.unchanged + self.skipped + self.refused + self.failed
    }
}

impl Weigh for Outcome {
    fn weight(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        let findings: usize = self
            .findings
            .iter()
            .map(|it| it.text.capacity() + size_of::<Finding>())
            .sum();
        text(&self.document) + text(&self.diff) + findings
    }
}
