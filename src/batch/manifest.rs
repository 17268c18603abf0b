//! What a run with `--incremental` has done, so that the next one need not do it again.
//!
//! The manifest lies in the output folder: JSON Lines, first the version and the settings, then one
//! row a document. A document is done when its content is the same and its output is as it was
//! written. Rows are added while the run goes on, so that a run that was killed is resumed; of two
//! rows for one document the later one counts, and a row that was cut off does not.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The manifest's name in the output folder.
pub(crate) const NAME: &str = ".article2md-manifest.jsonl";

/// Rows are rewritten when so many times more are in the file than documents.
const ROWS_PER_DOCUMENT_MAX: usize = 4;

/// First row: a manifest with another one is worth nothing.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    version: String,
    settings: String,
}

/// One document's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The input as named.
    path: String,
    /// SHA-256 of the input, in hexadecimal.
    sha256_in: String,
    /// Size of the output in bytes, and its time in nanoseconds since 1970.
    output: (u64, u128),
}

/// The rows of earlier runs, and the file to which new ones are added.
#[derive(Debug)]
pub(crate) struct Manifest {
    done: BTreeMap<String, Entry>,
}

impl Entry {
    /// The row for a document that was just written to `target`; `None` for a path that is no UTF-8
    /// or an output that is gone.
    pub(crate) fn new(path: &Path, input: &[u8], target: &Path) -> Option<Self> {
        Some(Entry {
            path: path.to_str()?.to_owned(),
            sha256_in: hex(&Sha256::digest(input)),
            output: output(target)?,
        })
    }
}

impl Manifest {
    /// Reads the manifest of `folder`; an empty one where there is none for this version and these
    /// settings. Also gives the file to add rows to.
    pub(crate) fn open(folder: &Path, settings: &str) -> io::Result<(Self, Journal)> {
        let path = folder.join(NAME);
        let header = Header {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings: settings.to_owned(),
        };
        let (done, rows) = match File::open(&path) {
            Ok(file) => read(BufReader::new(file), &header)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => (BTreeMap::new(), None),
            Err(error) => return Err(error),
        };
        if rows.is_none_or(|rows| rows > ROWS_PER_DOCUMENT_MAX * done.len().max(1)) {
            rewrite(&path, &header, &done)?;
        }
        let file = OpenOptions::new().append(true).open(&path)?;
        Ok((
            Manifest { done },
            Journal {
                file: BufWriter::new(file),
            },
        ))
    }

    /// Whether this document was converted to `target`, and neither has changed since.
    pub(crate) fn is_done(&self, path: &Path, input: &[u8], target: &Path) -> bool {
        let entry = path.to_str().and_then(|path| self.done.get(path));
        entry.is_some_and(|entry| {
            output(target) == Some(entry.output) && entry.sha256_in == hex(&Sha256::digest(input))
        })
    }
}

/// The manifest's end, open for writing.
#[derive(Debug)]
pub(crate) struct Journal {
    file: BufWriter<File>,
}

impl Journal {
    /// Adds a row.
    pub(crate) fn add(&mut self, entry: &Entry) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, entry)?;
        self.file.write_all(b"\n")
    }

    /// Writes out what is buffered.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The rows by document and how many there are; `None` for that when the file is to be rewritten.
fn read(
    file: BufReader<File>,
    header: &Header,
) -> io::Result<(BTreeMap<String, Entry>, Option<usize>)> {
    let mut lines = file.split(b'\n');
    let first = lines.next().transpose()?.unwrap_or_default();
    if serde_json::from_slice::<Header>(&first).ok().as_ref() != Some(header) {
        return Ok((BTreeMap::new(), None));
    }
    let mut done = BTreeMap::new();
    let mut rows = 0;
    for line in lines {
        // A row cut off by a kill would swallow the one added behind it: start afresh then.
        let Ok(entry) = serde_json::from_slice::<Entry>(&line?) else {
            return Ok((done, None));
        };
        done.insert(entry.path.clone(), entry);
        rows += 1;
    }
    Ok((done, Some(rows)))
}

fn rewrite(path: &Path, header: &Header, done: &BTreeMap<String, Entry>) -> io::Result<()> {
    let mut temp = path.as_os_str().to_owned();
    temp.push(".new");
    let temp = PathBuf::from(temp);
    let mut file = BufWriter::new(File::create(&temp)?);
    serde_json::to_writer(&mut file, header)?;
    file.write_all(b"\n")?;
    for row in done.values() {
        serde_json::to_writer(&mut file, row)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    fs::rename(temp, path)
}

fn output(target: &Path) -> Option<(u64, u128)> {
    let metadata = fs::metadata(target).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), modified.as_nanos()))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}
