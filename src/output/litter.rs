//! Temporary files: made so that nobody else's is touched, gone whatever happens.
//!
//! A temporary file lies in the folder of its target, because a rename is atomic only within one
//! file system. It is removed when its [`Temp`] is dropped, and by [`Litter::clear`] when a signal
//! ends the run. What a killed run left behind is removed by the next run that writes to the same
//! folder: such a file is locked by nobody, and the process named in it is gone.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::recent::Recent;

/// Start of every temporary file's name; the process's number and a counter follow.
const PREFIX: &str = ".article2md-";

/// End of every temporary file's name.
const SUFFIX: &str = ".tmp";

/// An unlocked temporary file that has not been written to for so long is litter even if a process
/// of that number lives: it is another one, or lives in another container.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// The temporary files of this run, shared with whoever must clear them away.
#[derive(Debug, Clone, Default)]
pub(crate) struct Litter {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Files that exist now.
    files: Mutex<BTreeSet<PathBuf>>,
    /// Folders in which other runs' leftovers have been looked for lately.
    swept: Mutex<Recent>,
    count: AtomicU64,
}

/// A temporary file; dropping it removes it.
#[derive(Debug)]
pub(crate) struct Temp<'a> {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    litter: &'a Litter,
    /// The file has got its final name.
    placed: bool,
}

impl Litter {
    /// Makes a file in `folder` that did not exist, readable by its owner alone when `private`.
    pub(crate) fn create(&self, folder: &Path, private: bool) -> io::Result<Temp<'_>> {
        self.sweep(folder);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        restrict(&mut options, private);
        loop {
            let path = folder.join(self.name());
            // Made while the list is locked: a signal finds the file in the list or not at all.
            let mut files = lock(&self.shared.files);
            match options.open(&path) {
                Ok(file) => {
                    files.insert(path.clone());
                    drop(files);
                    // Where locks don't work, no other run takes the file for litter either.
                    let _ = file.try_lock();
                    return Ok(Temp {
                        path,
                        file,
                        litter: self,
                        placed: false,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// A path for a temporary link beside `target`, removed by [`Litter::clear`] if still there.
    pub(crate) fn link(&self, target: &Path, folder: &Path) -> io::Result<PathBuf> {
        let path = folder.join(self.name());
        let mut files = lock(&self.shared.files);
        fs::hard_link(target, &path)?;
        files.insert(path.clone());
        Ok(path)
    }

    /// Forgets a file that has got its final name or is gone.
    pub(crate) fn forget(&self, path: &Path) {
        lock(&self.shared.files).remove(path);
    }

    /// Removes every temporary file, and keeps new ones from being made until the process ends.
    pub(crate) fn clear(&self) -> impl Sized + '_ {
        let files = lock(&self.shared.files);
        for path in files.iter() {
            let _ = fs::remove_file(path);
        }
        files
    }

    fn name(&self) -> String {
        let count = self.shared.count.fetch_add(1, Ordering::Relaxed);
        format!("{PREFIX}{}-{count}{SUFFIX}", std::process::id())
    }

    /// Removes what killed runs left in a folder, if that was not done lately. A folder that can't be
    /// listed, or a leftover that can't be removed, is no reason not to write.
    pub(super) fn sweep(&self, folder: &Path) {
        let mut swept = lock(&self.shared.swept);
        if swept.get(folder).is_some() {
            return;
        }
        swept.insert(folder, ());
        drop(swept);
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            if let Some(process) = process_of(&entry.file_name())
                && process != std::process::id()
                && is_abandoned(&entry.path(), process)
            {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Drop for Temp<'_> {
    fn drop(&mut self) {
        if !self.placed {
            let _ = fs::remove_file(&self.path);
        }
        self.litter.forget(&self.path);
    }
}

impl Temp<'_> {
    /// Gives the file its final name, replacing what has that name.
    pub(crate) fn rename(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.placed = true;
        Ok(())
    }

    /// Gives the file a final name that nothing has.
    pub(crate) fn rename_new(mut self, target: &Path) -> io::Result<()> {
        rename_new(&self.path, target)?;
        self.placed = true;
        Ok(())
    }
}

/// One step where the system and the file system can; see [`look_and_rename`].
#[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
fn rename_new(path: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, path, CWD, target, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => look_and_rename(path, target),
        renamed => Ok(renamed?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos")))]
fn rename_new(path: &Path, target: &Path) -> io::Result<()> {
    look_and_rename(path, target)
}

/// The time between look and rename is as short as it gets.
fn look_and_rename(path: &Path, target: &Path) -> io::Result<()> {
    if fs::exists(target)? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(path, target)
}

/// The process that made a file of this name; `None` when it is none of ours.
fn process_of(name: &OsStr) -> Option<u32> {
    let inner = name.to_str()?.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let (process, count) = inner.split_once('-')?;
    count.parse::<u64>().ok()?;
    process.parse().ok()
}

fn is_abandoned(path: &Path, process: u32) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    if file.try_lock().is_err() {
        return false;
    }
    let age = file
        .metadata()
        .and_then(|it| it.modified())
        .ok()
        .and_then(|it| it.elapsed().ok());
    !is_alive(process) || age.is_some_and(|age| age > ABANDONED_AFTER)
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// Where it can't be told, age decides.
#[cfg(not(unix))]
fn is_alive(_process: u32) -> bool {
    true
}

#[cfg(unix)]
fn restrict(options: &mut OpenOptions, private: bool) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(if private { 0o600 } else { 0o666 });
}

#[cfg(not(unix))]
fn restrict(_options: &mut OpenOptions, _private: bool) {}

/// A panic elsewhere leaves these sets whole: each change is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_own_are_litter() {
        assert_eq!(process_of(OsStr::new(".article2md-17-3.tmp")), Some(17));
        for other in [
            ".article2md-x-3.tmp",
            ".article2md-17.tmp",
            "article2md-17-3.tmp",
            "a.tmp",
        ] {
            assert_eq!(process_of(OsStr::new(other)), None, "{other}");
        }
    }

    #[test]
    fn a_dropped_file_is_gone_and_a_dead_process_s_too() {
        let folder = tempfile::tempdir().unwrap();
        // No process has this number: Linux allows 2^22 of them.
        let leftover = folder.path().join(".article2md-2147483646-0.tmp");
        fs::write(&leftover, "half").unwrap();
        let litter = Litter::default();
        let temp = litter.create(folder.path(), true).unwrap();
        assert!(!leftover.exists());
        assert!(temp.path.exists());
        drop(temp);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn clear_removes_what_is_in_the_making() {
        let folder = tempfile::tempdir().unwrap();
        let litter = Litter::default();
        let _temp = litter.create(folder.path(), true).unwrap();
        drop(litter.clear());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
