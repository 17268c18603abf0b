//! A file's content is replaced whole or not at all.
//!
//! The new content goes to a temporary file in the same folder, gets the old file's owner,
//! permissions and attributes, is brought to the disk, and takes the name by a rename. At every
//! point in between the name stands for the old file or the new one. A file that somebody changed
//! since it was read is not replaced. A hard link to the old file keeps the old content. Where
//! there is no old file, the new one is given its name once it is whole, where the system can.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::litter::{Litter, Temp};
use super::metadata;
use super::nameless;
use super::stamp::Stamp;
use crate::input::io_failure;
use crate::messages::{Failure, shown_path};

/// How files are written.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    /// Wait until the content is on the disk before the old file goes.
    pub(crate) fsync: bool,
    /// Keep the old file under its name and this suffix.
    pub(crate) backup: Option<OsString>,
    /// Where temporary files are kept track of.
    pub(crate) litter: Litter,
    /// Folders with new names that have yet to be brought to the disk.
    unsynced: Mutex<BTreeSet<PathBuf>>,
}

impl Disk {
    pub(crate) fn new(fsync: bool, backup: Option<OsString>) -> Self {
        Disk {
            fsync,
            backup,
            ..Disk::default()
        }
    }

    /// Puts `bytes` under the name `target`, whose file was `old` when its content was compared
    /// (`None`: there was none). `target` is no symbolic link.
    pub(crate) fn put(
        &self,
        target: &Path,
        old: Option<&Metadata>,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        let folder = folder(target);
        match old {
            Some(old) => self.replace(target, folder, old, bytes)?,
            None => self.add(target, folder, bytes)?,
        }
        if self.fsync {
            self.lock().insert(folder.to_owned());
        }
        Ok(())
    }

    /// Removes a file whose content lives on under another name.
    pub(crate) fn remove(&self, path: &Path, old: &Metadata) -> Result<(), Failure> {
        self.sync_folders()?;
        refuse_changed(path, old)?;
        self.back_up(path, folder(path))?;
        fs::remove_file(path).map_err(|error| io_failure("remove the original", &error))
    }

    /// Brings the names of all files written so far to the disk.
    pub(crate) fn sync_folders(&self) -> Result<(), Failure> {
        let folders = std::mem::take(&mut *self.lock());
        for folder in folders {
            sync_folder(&folder).map_err(|error| {
                let name = shown_path(&folder);
                io_failure(&format!("bring the folder {name} to the disk"), &error)
            })?;
        }
        Ok(())
    }

    fn replace(
        &self,
        target: &Path,
        folder: &Path,
        old: &Metadata,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        refuse_read_only(target, old)?;
        let temp = self.write(folder, Some((target, old)), bytes)?;
        refuse_changed(target, old)?;
        self.back_up(target, folder)?;
        temp.rename(target).map_err(|error| not_placed(&error))
    }

    /// A file that there was not.
    fn add(&self, target: &Path, folder: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let placed = match self.write_nameless(folder, bytes)? {
            Some(file) => nameless::link(&file, target),
            None => Err(io::ErrorKind::Unsupported.into()),
        };
        let placed = match placed {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                self.write(folder, None, bytes)?.rename_new(target)
            }
            placed => placed,
        };
        match placed {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(changed()),
            placed => placed.map_err(|error| not_placed(&error)),
        }
    }

    /// A file without a name, which nobody has to clear away; `None` where there is no such thing.
    fn write_nameless(&self, folder: &Path, bytes: &[u8]) -> Result<Option<File>, Failure> {
        let Ok(mut file) = nameless::create(folder) else {
            return Ok(None);
        };
        self.litter.sweep(folder);
        let filled = self.fill(&mut file, bytes);
        filled.map_err(|error| not_written(&error))?;
        Ok(Some(file))
    }

    /// A temporary file with what `old` has beside its content.
    fn write(
        &self,
        folder: &Path,
        old: Option<(&Path, &Metadata)>,
        bytes: &[u8],
    ) -> Result<Temp<'_>, Failure> {
        let write = || {
            let mut temp = self.litter.create(folder, old.is_some())?;
            if let Some((path, metadata)) = old {
                metadata::copy(path, metadata, &temp.file)?;
            }
            self.fill(&mut temp.file, bytes)?;
            Ok(temp)
        };
        write().map_err(|error| not_written(&error))
    }

    fn fill(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)?;
        if self.fsync {
            file.sync_all()?;
        }
        Ok(())
    }

    /// A second name for the old file, so that it keeps all that it has; a copy where a file
    /// system knows no second names.
    fn back_up(&self, target: &Path, folder: &Path) -> Result<(), Failure> {
        let Some(suffix) = &self.backup else {
            return Ok(());
        };
        let mut name = target.as_os_str().to_owned();
        name.push(suffix);
        let kept = match self.litter.link(target, folder) {
            Ok(link) => {
                let kept = fs::rename(&link, &name);
                if kept.is_err() {
                    let _ = fs::remove_file(&link);
                }
                self.litter.forget(&link);
                kept
            }
            Err(_) => self.litter.create(folder, true).and_then(|temp| {
                fs::copy(target, &temp.path)?;
                temp.file.sync_all()?;
                temp.rename(Path::new(&name))
            }),
        };
        kept.map_err(|error| io_failure("make the backup", &error))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<PathBuf>> {
        self.unsynced
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The folder a path lies in; `.` for a bare name.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn refuse_changed(target: &Path, old: &Metadata) -> Result<(), Failure> {
    match fs::metadata(target) {
        Ok(now) if Stamp::of(&now) == Stamp::of(old) => Ok(()),
        Ok(_) => Err(changed()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(changed()),
        Err(error) => Err(io_failure("look at the file again", &error)),
    }
}

fn changed() -> Failure {
    let message =
        "the file was changed by another program meanwhile and is left as it is; run again";
    Failure::new("changed", message)
}

/// A rename needs no right to the file itself; a file that its owner made read-only stays.
#[cfg(unix)]
fn refuse_read_only(target: &Path, _old: &Metadata) -> Result<(), Failure> {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    match accessat(CWD, target, Access::WRITE_OK, AtFlags::EACCESS) {
        Err(rustix::io::Errno::ACCESS) => Err(read_only()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_read_only(_target: &Path, old: &Metadata) -> Result<(), Failure> {
    if old.permissions().readonly() {
        Err(read_only())
    } else {
        Ok(())
    }
}

fn not_written(error: &io::Error) -> Failure {
    io_failure("write a temporary file", error)
}

fn not_placed(error: &io::Error) -> Failure {
    io_failure("put the new file in place", error)
}

fn read_only() -> Failure {
    Failure::new(
        "io",
        "the file is read-only; make it writable, or see --output",
    )
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folders can't be opened there, and names are journalled by the file system.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
