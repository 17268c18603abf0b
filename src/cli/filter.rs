//! One document in, one out: the mode of pipes.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use article2md::Options;

use super::Exit;
use super::args::Cli;
use crate::input::{convert, io_failure, read};
use crate::messages::{self, Failure, shown_path};

/// Converts the only input to standard output or to the file named by `--output`.
pub(crate) fn run(args: &Cli, options: Options) -> Exit {
    let input = match args.inputs.as_slice() {
        [] => None,
        [path] if path.as_os_str() == "-" => None,
        [path] => Some(path.as_path()),
        _ => {
            messages::error(
                "usage",
                "more than one input; give one, or `-` for standard input",
            );
            return Exit::Failed;
        }
    };
    let name = input.map_or_else(|| "standard input".to_owned(), shown_path);
    match filter(input, args.output.as_deref(), options) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            messages::error(&name, &failure.message);
            Exit::Failed
        }
    }
}

fn filter(
    input: Option<&Path>,
    output: Option<&Path>,
    mut options: Options,
) -> Result<(), Failure> {
    let bytes = read(input, options.limits.doc_bytes)?;
    options.name = input.and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let conversion = convert(&bytes, &options)?;
    match output {
        Some(path) => fs::write(path, conversion.markdown)
            .map_err(|error| io_failure(&format!("write {}", shown_path(path)), &error)),
        None => quiet_on_closed_pipe(print(conversion.markdown.as_bytes()))
            .map_err(|error| io_failure("write standard output", &error)),
    }
}

fn print(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Whoever reads our output may stop whenever it has enough; that is no error.
pub(crate) fn quiet_on_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
