//! Bytes in, a conversion or a failure out: what every mode does with one document.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use article2md::{Conversion, Options};

use crate::messages::Failure;

/// Reads a file or standard input to its end; more than `limit` bytes are not kept.
pub(crate) fn read(path: Option<&Path>, limit: u64) -> Result<Vec<u8>, Failure> {
    match path {
        None => read_bounded(io::stdin().lock(), 0, limit),
        Some(path) => {
            let failure = |error: io::Error| io_failure("read", &error);
            let file = File::open(path).map_err(failure)?;
            let size = file.metadata().map_err(failure)?.len();
            read_bounded(file, size, limit)
        }
    }
}

/// Reads all of a document of about `size` bytes. One byte past the limit is enough to refuse it.
pub(crate) fn read_bounded(reader: impl Read, size: u64, limit: u64) -> Result<Vec<u8>, Failure> {
    if size > limit {
        return Err(article2md::Error::TooLarge { bytes: size, limit }.into());
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| io_failure("read", &error))?;
    Ok(bytes)
}

/// A failure of the operating system: what was tried, what it said, what to do about it.
pub(crate) fn io_failure(tried: &str, error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "; check the path",
        io::ErrorKind::PermissionDenied => "; check the permissions of the file and its folder",
        io::ErrorKind::IsADirectory => "; name a file, or see --in-place and --output for folders",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; free some space",
        _ => "",
    };
    let what = error.to_string();
    let what = what.split(" (os error").next().unwrap_or(&what);
    Failure::new("io", format!("can't {tried}: {what}{hint}"))
}

/// Converts a document; a panic in the library is this document's failure and nobody else's.
pub(crate) fn convert(bytes: &[u8], options: &Options) -> Result<Conversion, Failure> {
    match panic::catch_unwind(AssertUnwindSafe(|| {
        article2md::convert_bytes(bytes, options)
    })) {
        Ok(result) => result.map_err(Failure::from),
        Err(payload) => {
            let what = payload
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| payload.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            Err(Failure::new(
                "panic",
                format!("internal error ({what}); please report the input"),
            ))
        }
    }
}

/// Panics are told as failures of a document; the default hook would tell them twice.
pub(crate) fn quiet_panics() {
    panic::set_hook(Box::new(|_| {}));
}
