//! JSON Lines: one object a line in, one a line out, in the same order.
//!
//! ```text
//! {"id": …, "content": "…", …}
//! {"id": …, "ok": true, "markdown": "…", "front_matter": {…} | null, "findings": […], "version": …, "settings": …, …}
//! {"id": …, "ok": false, "error": {"kind": …, "message": …, "line": …}, "version": …, "settings": …, …}
//! ```
//! A line that is no such object becomes an error record with its line number, and the stream goes
//! on. Fields that are not ours are passed through. Memory is bounded by the largest record, and
//! whatever is finished is written before the program waits for more input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::{Context as _, Result};
use article2md::{Conversion, Options};
use serde_json::{Map, Value};

use crate::cli::Exit;
use crate::cli::args::{Cli, Jsonl};
use crate::config::{Config, base_url};
use crate::input;
use crate::messages::{self, Failure, finding_json, shown_path};
use crate::ordered::{self, Weigh};

/// Size of the buffers on both sides, in bytes.
const BUFFER_BYTES: usize = 64 << 10;

/// JSON may write a byte of content as six (`\u0041`), and other fields come on top.
const LINE_BYTES_PER_DOC_BYTE: u64 = 6;

/// Field that holds a document's file name, which helps to tell HTML from Markdown.
const NAME_FIELD: &str = "name";

/// Room in a line for what is not content, in bytes.
const LINE_BYTES_EXTRA: u64 = 1 << 20;

/// Reads records from the inputs, one after the other, and writes what became of them.
pub(crate) fn run(args: &Cli, config: &Config) -> Result<Exit> {
    let output: Box<dyn Write + Send> = match &args.output.output {
        None => Box::new(io::stdout()),
        Some(path) => Box::new(
            File::create(path).with_context(|| format!("can't write {}", shown_path(path)))?,
        ),
    };
    let mut options = config.options()?;
    options.discard_document = true;
    let writer = Writer::new(output);
    let worker = Worker {
        fields: &args.jsonl,
        options: &options,
        settings: config.hash(),
    };
    let jobs = args
        .output
        .jobs
        .or_else(|| thread::available_parallelism().ok());
    let jobs = jobs.unwrap_or(NonZeroUsize::MIN);
    let stdin = [Path::new("-").to_owned()];
    let inputs = if args.inputs.is_empty() {
        &stdin
    } else {
        args.inputs.as_slice()
    };
    let mut exit = Exit::Done;
    for path in inputs {
        match open(path)
            .map_err(Broken::Input)
            .and_then(|it| stream(it, &writer, &worker, jobs))
        {
            Ok(()) => {}
            Err(Broken::Input(error)) => {
                messages::error(
                    &shown_path(path),
                    &input::io_failure("read", &error).message,
                );
                exit = Exit::Failed;
            }
            Err(Broken::Output(error)) => return Err(error).context("can't write the records"),
        }
    }
    Ok(exit)
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    Ok(Box::new(File::open(path)?))
}

/// Which end of the stream broke.
enum Broken {
    Input(io::Error),
    Output(io::Error),
}

/// One input's records, through all workers, to the output.
fn stream(
    reader: impl Read + Send,
    writer: &Writer,
    worker: &Worker<'_>,
    jobs: NonZeroUsize,
) -> Result<(), Broken> {
    let limit = worker
        .options
        .limits
        .doc_bytes
        .saturating_mul(LINE_BYTES_PER_DOC_BYTE)
        .saturating_add(LINE_BYTES_EXTRA);
    let mut lines = Lines {
        reader: BufReader::with_capacity(BUFFER_BYTES, reader),
        limit,
        number: 0,
    };
    let mut input_error = None;
    let mut output_error = None;
    ordered::run(
        jobs,
        || match lines.next(writer) {
            Ok(line) => line,
            Err(error) => {
                input_error = Some(error);
                None
            }
        },
        |line| worker.answer(&line),
        |record: Vec<u8>| match writer.write(&record) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                output_error = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    let flushed = writer.flush();
    if let Some(error) = output_error {
        return Err(Broken::Output(error));
    }
    flushed.map_err(Broken::Output)?;
    input_error.map_or(Ok(()), |error| Err(Broken::Input(error)))
}

/// The output, which is flushed as soon as the reader has to wait.
struct Writer {
    output: Mutex<BufWriter<Box<dyn Write + Send>>>,
    /// The reader waits for input: what is finished from now on goes out at once.
    reader_waits: AtomicBool,
}

impl Writer {
    fn new(output: Box<dyn Write + Send>) -> Self {
        Writer {
            output: Mutex::new(BufWriter::with_capacity(BUFFER_BYTES, output)),
            reader_waits: AtomicBool::new(false),
        }
    }

    fn write(&self, record: &[u8]) -> io::Result<()> {
        let mut output = self.lock();
        output.write_all(record)?;
        if self.reader_waits.load(Ordering::SeqCst) {
            output.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&self) -> io::Result<()> {
        self.lock().flush()
    }

    fn lock(&self) -> MutexGuard<'_, BufWriter<Box<dyn Write + Send>>> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line of input.
struct Line {
    /// From 1.
    number: u64,
    /// Without its line feed; `None` when it is over the limit.
    bytes: Option<Vec<u8>>,
}

/// Reads lines of bounded length.
struct Lines<R> {
    reader: BufReader<R>,
    /// Bytes of a line that are kept at most.
    limit: u64,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// The next line that is not blank. Before it waits for input, it has `writer` flushed.
    fn next(&mut self, writer: &Writer) -> io::Result<Option<Line>> {
        while let Some(bytes) = self.read_line(writer)? {
            self.number += 1;
            let blank = bytes
                .as_ref()
                .is_some_and(|bytes| bytes.trim_ascii().is_empty());
            if !blank {
                return Ok(Some(Line {
                    number: self.number,
                    bytes,
                }));
            }
        }
        Ok(None)
    }

    /// `None` at the end of input; `Some(None)` for a line over the limit, all of which is read.
    #[allow(clippy::option_option)]
    fn read_line(&mut self, writer: &Writer) -> io::Result<Option<Option<Vec<u8>>>> {
        let mut line = Vec::new();
        let limit = self.limit;
        let (mut seen, mut over) = (false, false);
        loop {
            let buffer = self.fill(writer)?;
            if buffer.is_empty() {
                return Ok(seen.then_some((!over).then_some(line)));
            }
            seen = true;
            let end = memchr::memchr(b'\n', buffer);
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            over = over || (line.len() + piece.len()) as u64 > limit;
            if over {
                line = Vec::new();
            } else {
                line.extend_from_slice(piece);
            }
            let used = piece.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some((!over).then_some(line)));
            }
        }
    }

    /// Bytes of input, none at its end.
    fn fill(&mut self, writer: &Writer) -> io::Result<&[u8]> {
        if self.reader.buffer().is_empty() {
            writer.reader_waits.store(true, Ordering::SeqCst);
            // An output that is gone is noticed by whoever writes the next record.
            let _ = writer.flush();
            let filled = loop {
                match self.reader.fill_buf() {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    filled => break filled.map(drop),
                }
            };
            writer.reader_waits.store(false, Ordering::SeqCst);
            filled?;
        }
        Ok(self.reader.buffer())
    }
}

impl Weigh for Vec<u8> {
    fn weight(&self) -> usize {
        self.capacity()
    }
}

/// Turns a line into the record that answers it.
struct Worker<'a> {
    fields: &'a Jsonl,
    options: &'a Options,
    /// The hash of the settings, which tells one run's records from another's.
    settings: String,
}

impl Worker<'_> {
    /// One line of JSON with its line feed.
    fn answer(&self, line: &Line) -> Vec<u8> {
        let mut rest = Map::new();
        let result = self.convert(line, &mut rest);
        let mut out = Map::new();
        out.insert(
            self.fields.id_field.clone(),
            rest.remove(&self.fields.id_field).unwrap_or_default(),
        );
        out.insert("ok".into(), result.is_ok().into());
        match result {
            Ok(conversion) => put_conversion(&mut out, conversion),
            Err(failure) => {
                let mut error = Map::new();
                error.insert("kind".into(), failure.kind.into());
                error.insert("message".into(), failure.message.into());
                error.insert("record_line".into(), line.number.into());
                if let Some(line) = failure.line {
                    error.insert("line".into(), line.into());
                }
                out.insert("error".into(), error.into());
            }
        }
        out.insert("version".into(), env!("CARGO_PKG_VERSION").into());
        out.insert("settings".into(), self.settings.as_str().into());
        for (key, value) in rest {
            out.entry(key).or_insert(value);
        }
        let mut bytes = serde_json::to_vec(&out).expect("a JSON value has string keys only");
        bytes.push(b'\n');
        bytes
    }

    /// `rest` gets every field of the record but the content.
    fn convert(&self, line: &Line, rest: &mut Map<String, Value>) -> Result<Conversion, Failure> {
        let Some(bytes) = &line.bytes else {
            let message = "the line is over the limit; raise --max-doc-bytes";
            return Err(Failure::new("too-large", message));
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        *rest = serde_json::from_slice(bytes)
            .map_err(|error| Failure::new("json", format!("not a JSON object: {error}")))?;
        let name = &self.fields.content_field;
        let content = match rest.remove(name) {
            Some(Value::String(content)) => content,
            Some(_) => return Err(Failure::new("record", format!("{name:?} is not a string"))),
            None => {
                return Err(Failure::new(
                    "record",
                    format!("no {name:?}; see --content-field"),
                ));
            }
        };
        let mut options = self.options.clone();
        // An address that is none is passed through like any other field, and resolves nothing.
        if let Some(Value::String(url)) = rest.get(&self.fields.url_field)
            && let Ok(url) = base_url(url)
        {
            options.convert.base_url = Some(url);
        }
        if let Some(Value::String(name)) = rest.get(NAME_FIELD) {
            options.name = Some(name.clone());
        }
        input::convert(content.as_bytes(), &options)
    }
}

fn put_conversion(out: &mut Map<String, Value>, conversion: Conversion) {
    let findings = conversion
        .report
        .findings
        .iter()
        .map(finding_json)
        .collect();
    let front_matter = conversion
        .front_matter
        .map_or(Value::Null, |front| front.to_json());
    out.insert("markdown".into(), conversion.markdown.into());
    out.insert("front_matter".into(), front_matter);
    out.insert("findings".into(), Value::Array(findings));
}
