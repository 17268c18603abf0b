//! Reading a document, and telling later whether it was changed since.
//!
//! Symbolic links are resolved, so that what is written later replaces the file and not the link.
//! Pipes, devices and sockets are told by their metadata and not opened, because that can block or
//! have effects; only a run that writes to standard output reads them, as a filter does.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::input::{self, io_failure};
use crate::messages::Failure;

/// A document as read.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) bytes: Vec<u8>,
    /// Of the file; `None` for standard input, and for a file that there is not.
    pub(super) metadata: Option<Metadata>,
}

impl Document {
    /// Standard input.
    pub(super) fn stdin(limit: u64) -> Result<Self, Failure> {
        Ok(Document {
            bytes: input::read(None, limit)?,
            metadata: None,
        })
    }

    /// A file, and its path with symbolic links resolved. `stream`: it may be a pipe or a device.
    pub(super) fn open(path: &Path, limit: u64, stream: bool) -> Result<(Self, PathBuf), Failure> {
        let failure = |error: io::Error| io_failure("read", &error);
        let mut path = path.to_owned();
        let mut metadata = path.symlink_metadata().map_err(failure)?;
        if metadata.is_symlink() && !stream {
            path = path
                .canonicalize()
                .map_err(|error| io_failure("follow the link", &error))?;
        }
        if metadata.is_symlink() {
            metadata = fs::metadata(&path).map_err(failure)?;
        }
        if metadata.is_dir() {
            return Err(failure(io::ErrorKind::IsADirectory.into()));
        }
        if !metadata.is_file() && !stream {
            return Err(not_regular());
        }
        let file = open(&path, stream).map_err(failure)?;
        let metadata = file.metadata().map_err(failure)?;
        // It may have become something else since it was looked at.
        if !metadata.is_file() && !stream {
            return Err(not_regular());
        }
        let bytes = input::read_bounded(&file, metadata.len(), limit)?;
        Ok((
            Document {
                bytes,
                metadata: Some(metadata),
            },
            path,
        ))
    }

    /// A file that need not be there.
    pub(super) fn existing(path: &Path) -> Result<(Self, PathBuf), Failure> {
        match path.symlink_metadata() {
            Ok(_) => Document::open(path, u64::MAX - 1, false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok((Document::default(), path.to_owned()))
            }
            Err(error) => Err(io_failure("look at the output file", &error)),
        }
    }
}

fn not_regular() -> Failure {
    Failure::new(
        "special",
        "not a regular file; convert it to standard output",
    )
}

#[cfg(unix)]
fn open(path: &Path, stream: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if stream {
        return File::open(path);
    }
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path, _stream: bool) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}
