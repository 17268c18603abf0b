//! Files that get a name once they are whole (`O_TMPFILE`, open(2) of the Linux manual pages).
//!
//! The folder is changed once for such a file, and twice for one that is made under another name
//! and renamed; threads that write to one folder wait for one another there. What a killed run was
//! writing is gone by itself. Not every file system has such files, and naming one needs a kernel
//! from 6.10 on, a privilege, or `/proc`, where threads wait for one another too.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes a file in the file system of `folder`.
///
/// # Errors
/// Among others where there are no such files.
#[cfg(target_os = "linux")]
pub(super) fn create(folder: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    let mut options = File::options();
    options.write(true).custom_flags(flags).open(folder)
}

/// Names a file.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when there is something of that name, which stays.
#[cfg(target_os = "linux")]
pub(super) fn link(file: &File, target: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd as _;
    match linkat(file, c"", CWD, target, AtFlags::EMPTY_PATH) {
        // The answer to those who may not.
        Err(rustix::io::Errno::NOENT) => {}
        answer => return Ok(answer?),
    }
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, open, CWD, target, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn create(_folder: &Path) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn link(_file: &File, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
