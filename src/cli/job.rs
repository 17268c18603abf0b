//! From arguments and settings to a job: every wish checked against the others.

use std::fs::{self, File};
use std::io::{self, BufWriter, LineWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::args::{Cli, Files};
use crate::batch::plan::Destination;
use crate::batch::walk::{Excludes, Selection, clean, is_glob};
use crate::batch::{Action, Job};
use crate::config::Config;
use crate::messages::{Detail, Format, Reporter, reporter, shown_path};
use crate::output::replace::Disk;

/// Extensions of articles in folders; of `.txt` files, those with front matter.
const EXTENSIONS: [&str; 5] = ["md", "markdown", "html", "htm", "txt"];

/// Left out unless `--exclude` says otherwise.
const EXCLUDE: [&str; 6] = [".git", ".hg", ".jj", ".svn", "node_modules", "__pycache__"];

/// The job that these arguments ask for, and who tells of it.
pub(super) fn job(args: &Cli, config: &Config) -> Result<(Job, Vec<Box<dyn Reporter>>)> {
    let inputs = inputs(args)?;
    let destination = destination(args, &inputs)?;
    let action = action(args);
    let output = &args.output;
    let in_place = output.in_place;
    let verify = (in_place || output.verify) && !output.no_verify;
    let mut options = config.options()?;
    options.discard_document = !verify;
    let detail = Detail {
        explain: args.messages.explain,
        each: args.messages.verbose || (action == Action::DryRun && !args.messages.quiet),
        times: args.messages.verbose,
        summary: !args.messages.quiet && is_about_files(&destination, action),
        quiet: args.messages.quiet,
        dry: action != Action::Write,
        differing_is_problem: action == Action::Check && !output.diff && !output.list_different,
    };
    let reporters = reporters(args, &destination, action, detail)?;
    let job = Job {
        selection: selection(args, config, &inputs, &destination)?,
        options,
        disk: Disk::new(
            (in_place || output.fsync) && !output.no_fsync,
            output.backup.clone(),
        ),
        verify,
        diff: output.diff,
        list: output.list_different,
        exit_on_change: output.exit_non_zero_on_change,
        show_files: args.files.show_files,
        incremental: output.incremental.then(|| config.hash()),
        stdin_name: args.files.stdin_filename.clone(),
        jobs: output.jobs,
        detail,
        inputs,
        destination,
        action,
    };
    Ok((job, reporters))
}

/// The paths named and those listed in `--files-from`; standard input if there are none.
fn inputs(args: &Cli) -> Result<Vec<PathBuf>> {
    let mut inputs = args.inputs.clone();
    if let Some(list) = &args.files.files_from {
        let name = shown_path(list);
        let read = if list.as_os_str() == "-" {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(list)
        };
        let bytes = read.with_context(|| format!("can't read the list {name}"))?;
        let end = if args.files.null { b'\0' } else { b'\n' };
        let lines = bytes.split(|&byte| byte == end);
        let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        inputs.extend(lines.filter(|line| !line.is_empty()).map(path));
    } else if inputs.is_empty() {
        inputs.push("-".into());
    }
    if inputs.len() > 1 && inputs.iter().any(|path| is_stdin(path)) {
        bail!("`-` (standard input) can't be mixed with other inputs; name it alone");
    }
    if args.output.in_place && inputs.iter().any(|path| is_stdin(path)) {
        bail!("--in-place needs files or folders; leave it out to convert standard input");
    }
    Ok(inputs)
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn action(args: &Cli) -> Action {
    let output = &args.output;
    let writes = output.in_place || output.output.is_some();
    if output.check || output.diff || (output.list_different && !writes) {
        Action::Check
    } else if output.dry_run {
        Action::DryRun
    } else {
        Action::Write
    }
}

fn destination(args: &Cli, inputs: &[PathBuf]) -> Result<Destination> {
    let output = &args.output;
    let many = args.files.files_from.is_some()
        || inputs.len() > 1
        || inputs.iter().any(|path| is_many(path));
    if output.in_place {
        return Ok(if output.rename {
            Destination::Renamed
        } else {
            Destination::Same
        });
    }
    if let Some(path) = &output.output {
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        return match inputs {
            [only] if is_stdin(only) && is_folder => {
                bail!(
                    "standard input has no name below {}; name a file",
                    shown_path(path)
                )
            }
            _ if many || is_folder || output.incremental => {
                if fs::metadata(path).is_ok_and(|it| !it.is_dir()) {
                    bail!(
                        "{} is a file; several results need a folder",
                        shown_path(path)
                    );
                }
                Ok(Destination::Folder(path.clone()))
            }
            [only] if clean(only) == clean(path) => {
                bail!("the output is the input; use --in-place to replace a file")
            }
            _ => Ok(Destination::File(path.clone())),
        };
    }
    if inputs.iter().any(|path| is_stdin(path)) {
        return Ok(Destination::Stdout);
    }
    if output.check
        || output.diff
        || output.list_different
        || output.dry_run
        || args.files.show_files
    {
        return Ok(Destination::Same);
    }
    if many {
        bail!(
            "several results don't fit on standard output; use --in-place, --output FOLDER, \
             --check, --diff or --jsonl"
        );
    }
    Ok(Destination::Stdout)
}

/// A folder or a pattern.
fn is_many(path: &Path) -> bool {
    path.is_dir() || is_glob(path)
}

/// Whether a run tells how many files it did: not as a filter.
fn is_about_files(destination: &Destination, action: Action) -> bool {
    action != Action::Write || !matches!(destination, Destination::Stdout | Destination::File(_))
}

fn selection(
    args: &Cli,
    config: &Config,
    inputs: &[PathBuf],
    destination: &Destination,
) -> Result<Selection> {
    let (flags, settings) = (&args.files, &config.settings.files);
    let extensions = match flags.extensions.as_ref().or(settings.extensions.as_ref()) {
        Some(list) => list
            .iter()
            .map(|it| it.trim_start_matches('.').to_lowercase())
            .collect(),
        None => EXTENSIONS.map(str::to_owned).to_vec(),
    };
    let here = std::env::current_dir().context("can't tell the current folder")?;
    let outputs_below = here.clone();
    let mut exclude = Excludes::new(here);
    // Patterns are compiled only for runs in which they can match.
    if flags.force_exclude || inputs.iter().any(|path| is_many(path)) {
        add_patterns(&mut exclude, flags, config).context("exclude pattern")?;
    }
    let outputs = match destination {
        Destination::Folder(folder) => vec![clean(&outputs_below.join(folder))],
        _ => Vec::new(),
    };
    Ok(Selection {
        extensions,
        hidden: flags.hidden,
        ignore_files: !flags.no_ignore,
        follow: flags.follow,
        force_exclude: flags.force_exclude,
        exclude,
        outputs,
    })
}

fn add_patterns(exclude: &mut Excludes, flags: &Files, config: &Config) -> Result<()> {
    let settings = &config.settings.files;
    let here = exclude.here().to_owned();
    let root = config
        .root
        .as_ref()
        .map_or_else(|| here.clone(), |root| clean(&here.join(root)));
    match (&flags.exclude, &settings.exclude) {
        (Some(patterns), _) => exclude.add(&here, patterns.iter().map(String::as_str))?,
        (None, Some(patterns)) => exclude.add(&root, patterns.iter().map(String::as_str))?,
        (None, None) => exclude.add(&here, EXCLUDE)?,
    }
    exclude.add(&root, settings.extend_exclude.iter().map(String::as_str))?;
    exclude.add(&here, flags.extend_exclude.iter().map(String::as_str))?;
    Ok(())
}

/// Who tells of the run: for people on standard error, for machines on standard output if no
/// result goes there, and the report.
fn reporters(
    args: &Cli,
    destination: &Destination,
    action: Action,
    detail: Detail,
) -> Result<Vec<Box<dyn Reporter>>> {
    let messages = &args.messages;
    let format = messages.output_format;
    let is_for_people = matches!(format, Format::Full | Format::Concise);
    let is_taken = args.output.diff
        || args.output.list_different
        || (*destination == Destination::Stdout && action == Action::Write);
    let out: Box<dyn Write + Send> = if is_for_people || is_taken {
        Box::new(LineWriter::new(anstream::stderr()))
    } else {
        Box::new(BufWriter::new(io::stdout()))
    };
    let mut all = vec![reporter(format, detail, out)];
    if let Some(path) = &messages.report {
        let file = File::create(path);
        let file = file.with_context(|| format!("can't write the report {}", shown_path(path)))?;
        all.push(reporter(
            Format::Json,
            detail,
            Box::new(BufWriter::new(file)),
        ));
    }
    Ok(all)
}
