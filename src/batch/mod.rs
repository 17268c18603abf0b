//! A run over documents: find them, plan, do each, tell of each in the order of their paths.
//!
//! One document's failure is that document's; the others go on. What the run tells and what it
//! writes is the same for any number of jobs.

mod document;
mod files;
mod item;
pub(crate) mod manifest;
pub(crate) mod outcome;
mod packed;
mod path_key;
pub(crate) mod plan;
mod progress;
mod sorter;
pub(crate) mod walk;

use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use article2md::Options;

use crate::cli::Exit;
use crate::input::io_failure;
use crate::messages::{self, Detail, Failure, Reporter};
use crate::ordered;
use crate::output::folders::Folders;
use crate::output::replace::Disk;
use crate::output::{diff, signals};
use item::Work;
use manifest::{Journal, Manifest};
use outcome::{Outcome, Status, Summary};
use plan::{Destination, Plan, Target};
use progress::Progress;
use walk::{Selection, Unread};

/// What to do with results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Write them.
    Write,
    /// Tell what would be written.
    DryRun,
    /// Tell what would be written, and exit with 1 if anything would.
    Check,
}

/// A run, ready to begin.
// Each is a wish of its own, in any combination.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Job {
    /// Files and folders; `-` is standard input.
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) selection: Selection,
    pub(crate) destination: Destination,
    pub(crate) action: Action,
    pub(crate) options: Options,
    pub(crate) disk: Disk,
    pub(crate) verify: bool,
    /// Print a diff of each change.
    pub(crate) diff: bool,
    /// Print the path of each file that changes.
    pub(crate) list: bool,
    /// Changes give exit status 1.
    pub(crate) exit_on_change: bool,
    /// Print the paths that would be read, and do nothing.
    pub(crate) show_files: bool,
    /// Keep a manifest; it is good for these settings only.
    pub(crate) incremental: Option<String>,
    pub(crate) stdin_name: Option<PathBuf>,
    /// `None`: as many as there are cores.
    pub(crate) jobs: Option<NonZeroUsize>,
    pub(crate) detail: Detail,
}

/// Runs a job.
pub(crate) fn run(job: &Job, mut reporters: Vec<Box<dyn Reporter>>) -> Exit {
    let start = Instant::now();
    let plan = match plan(job) {
        Ok(plan) => plan,
        Err(collisions) => return tell(&mut reporters, &collisions),
    };
    if job.show_files {
        return show_files(&plan, &mut reporters);
    }
    if plan.len() == 0 {
        messages::warning("no files to convert under the paths given");
        return Exit::Done;
    }
    let prepared = prepare(job);
    let (folders, manifest, journal) = match prepared {
        Ok(prepared) => prepared,
        Err((path, failure)) => return tell(&mut reporters, &[(path, failure)]),
    };
    if job.action == Action::Write && job.destination != Destination::Stdout {
        signals::clean_up_on(&job.disk.litter);
    }
    let work = Work {
        options: &job.options,
        disk: &job.disk,
        write: job.action == Action::Write,
        verify: job.verify,
        diff: job.diff,
        stdin_name: job.stdin_name.as_deref(),
        folders,
        manifest: manifest.as_ref(),
    };
    let mut sink = Sink {
        job,
        reporters,
        journal,
        progress: Progress::new(plan.len() as u64, job.detail.summary),
        summary: Summary::default(),
        broken: None,
    };

    let jobs = workers(job.jobs, plan.len());
    let mut items = plan.items();
    ordered::run(
        jobs,
        || items.next(),
        |item| work.run(&item),
        |outcome| sink.emit(&outcome),
    );
    sink.finish(start)
}

/// The documents of the run.
fn plan(job: &Job) -> Result<Plan, Vec<Unread>> {
    if let [only] = job.inputs.as_slice()
        && only.as_os_str() == "-"
    {
        return Ok(Plan::of_stdin(&job.destination));
    }
    let found = walk::find(&job.inputs, &job.selection);
    let here = job.selection.exclude.here();
    Plan::of_files(found, job.destination.clone(), here, job.jobs)
}

type Prepared = (Folders, Option<Manifest>, Option<Journal>);

/// The output folder with its manifest.
fn prepare(job: &Job) -> Result<Prepared, Unread> {
    let Destination::Folder(folder) = &job.destination else {
        return Ok((Folders::default(), None, None));
    };
    let named = |failure| (folder.clone(), failure);
    let writes = job.action == Action::Write;
    let folders = Folders::below(folder, writes).map_err(named)?;
    match &job.incremental {
        Some(settings) if writes => {
            let (manifest, journal) = Manifest::open(folder, settings)
                .map_err(|error| named(io_failure("open the manifest", &error)))?;
            Ok((folders, Some(manifest), Some(journal)))
        }
        _ => Ok((folders, None, None)),
    }
}

/// No more threads than documents; how many cores there are is asked only if it matters.
fn workers(wanted: Option<NonZeroUsize>, items: usize) -> NonZeroUsize {
    let Some(items) = NonZeroUsize::new(items).filter(|it| it.get() > 1) else {
        return NonZeroUsize::MIN;
    };
    wanted
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN)
        .min(items)
}

fn show_files(plan: &Plan, reporters: &mut [Box<dyn Reporter>]) -> Exit {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failures = Vec::new();
    for item in plan.items() {
        let Some(path) = item.source else { continue };
        if let Target::Unread(failure) = item.target {
            failures.push((path, *failure));
        } else if write_path(&mut out, &path).is_err() {
            break;
        }
    }
    let _ = out.flush();
    if failures.is_empty() {
        Exit::Done
    } else {
        tell(reporters, &failures)
    }
}

/// Tells of failures without a run.
fn tell(reporters: &mut [Box<dyn Reporter>], failures: &[Unread]) -> Exit {
    let mut summary = Summary::default();
    for (path, failure) in failures {
        let outcome = failed(path.clone(), failure.clone());
        summary.add(&outcome);
        for reporter in &mut *reporters {
            let _ = reporter.outcome(&outcome);
        }
    }
    for reporter in reporters {
        let _ = reporter.finish(&summary, 0.0);
    }
    Exit::Failed
}

fn failed(path: PathBuf, failure: Failure) -> Outcome {
    Outcome {
        path: Some(path),
        status: Status::Failed(failure),
        ..Outcome::default()
    }
}

/// Where outcomes end up, in order.
struct Sink<'a> {
    job: &'a Job,
    reporters: Vec<Box<dyn Reporter>>,
    journal: Option<Journal>,
    progress: Progress,
    summary: Summary,
    /// What became of standard output, once it can't be written to.
    broken: Option<io::Error>,
}

impl Sink<'_> {
    fn emit(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.summary.add(outcome);
        let is_news = !matches!(outcome.status, Status::Converted | Status::Unchanged);
        if is_news || self.job.detail.each || self.job.detail.explain || self.job.list {
            self.progress.clear();
        }
        if let (Some(journal), Some(entry)) = (&mut self.journal, &outcome.entry) {
            // A row that is not there means a document that is converted again.
            let _ = journal.add(entry);
        }
        if self.broken.is_none()
            && let Err(error) = self.print(outcome)
        {
            self.broken = Some(error);
        }
        self.progress.tick(&self.summary);
        // Files are written to the end even if nobody listens any more.
        let writes_files =
            self.job.action == Action::Write && self.job.destination != Destination::Stdout;
        if self.broken.is_some() && !writes_files {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn print(&mut self, outcome: &Outcome) -> io::Result<()> {
        if let Some(document) = &outcome.document {
            let mut stdout = io::stdout().lock();
            stdout.write_all(document.as_bytes())?;
            stdout.flush()?;
        }
        if let Some(diff) = &outcome.diff {
            diff::print(diff)?;
        }
        if self.job.list
            && outcome.status == Status::Converted
            && let Some(path) = &outcome.path
        {
            write_path(&mut io::stdout().lock(), path)?;
        }
        self.reporters
            .iter_mut()
            .try_for_each(|reporter| reporter.outcome(outcome))
    }

    fn finish(mut self, start: Instant) -> Exit {
        self.progress.clear();
        let mut exit = Exit::Done;
        if let Err(failure) = self.job.disk.sync_folders() {
            messages::error("output", &failure.message);
            exit = Exit::Failed;
        }
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.finish()
        {
            messages::error(manifest::NAME, &io_failure("write", &error).message);
            exit = Exit::Failed;
        }
        let seconds = start.elapsed().as_secs_f64();
        for reporter in &mut self.reporters {
            if let Err(error) = reporter.finish(&self.summary, seconds) {
                self.broken.get_or_insert(error);
            }
        }
        match self.broken {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                messages::error("standard output", &io_failure("write", &error).message);
                exit = Exit::Failed;
            }
            _ => {}
        }
        let changes_count = self.job.action == Action::Check || self.job.exit_on_change;
        if self.summary.failed + self.summary.refused > 0 {
            exit = exit.max(Exit::Failed);
        } else if changes_count && self.summary.converted > 0 {
            exit = exit.max(Exit::Different);
        }
        exit
    }
}

/// A path as it is, for other programs, on a line of its own.
fn write_path(out: &mut impl Write, path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        out.write_all(path.as_os_str().as_bytes())?;
    }
    #[cfg(not(unix))]
    out.write_all(messages::shown_path(path).as_bytes())?;
    out.write_all(b"\n")
}
