//! The folders that results are written to: made when needed, and inside the output folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::recent::Recent;
use super::replace::folder;
use crate::input::io_failure;
use crate::messages::{Failure, shown_path};

/// Whether a folder was made for the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// It may hold anything.
    #[default]
    Old,
    /// All that is in it was written by this run, which writes each file once: to look there for
    /// one that is to be written would only make threads wait for one another.
    New,
}

/// Folders, each looked at once for the files that follow one another in it.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    /// The output folder with all links resolved; `None` when results may lie anywhere, or when there
    /// is no such folder yet.
    root: Option<PathBuf>,
    ready: Mutex<Recent<State>>,
}

impl Folders {
    /// All results are to lie below a folder, which is made if `make` is set.
    pub(crate) fn below(root: &Path, make: bool) -> Result<Self, Failure> {
        let mut folders = Folders::default();
        folders.prepare(&root.join("file"), make)?;
        folders.root = root.canonicalize().ok();
        Ok(folders)
    }

    /// Checks the folder of `target` and, if `make` is set, makes it.
    pub(crate) fn prepare(&self, target: &Path, make: bool) -> Result<State, Failure> {
        let folder = folder(target);
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = ready.get(folder) {
            return Ok(state);
        }
        // What is made below a folder lies where that folder lies.
        let existing = folder.ancestors().find(|it| it.symlink_metadata().is_ok());
        if let Some(existing) = existing {
            self.refuse(existing, target)?;
        }
        let state = if make && existing != Some(folder) {
            State::New
        } else {
            State::Old
        };
        if make {
            fs::create_dir_all(folder)
                .map_err(|error| io_failure("make the output folder", &error))?;
        }
        ready.insert(folder, state);
        Ok(state)
    }

    /// What a link in the place of an output leads to must not lie outside of the output folder.
    pub(crate) fn refuse_outside(&self, resolved: &Path) -> Result<(), Failure> {
        self.refuse(folder(resolved), resolved)
    }

    fn refuse(&self, existing: &Path, target: &Path) -> Result<(), Failure> {
        let Some(root) = &self.root else {
            return Ok(());
        };
        match existing.canonicalize() {
            Ok(resolved) if !resolved.starts_with(root) && !root.starts_with(&resolved) => {
                let message = format!("{} lies outside of the output folder", shown_path(target));
                Err(Failure::new("outside", message))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(folders: &Folders, root: &Path) -> [State; 2] {
        ["a.md", "sub/b.md"].map(|name| folders.prepare(&root.join(name), true).unwrap())
    }

    #[test]
    fn only_folders_that_the_run_made_are_new() {
        let here = tempfile::tempdir().unwrap();
        let root = here.path().join("out");
        let folders = Folders::below(&root, true).unwrap();
        assert_eq!(states(&folders, &root), [State::New; 2]);
        assert_eq!(states(&folders, &root), [State::New; 2]);
        let again = Folders::below(&root, true).unwrap();
        assert_eq!(states(&again, &root), [State::Old; 2]);
        let other = root.join("other/c.md");
        assert_eq!(again.prepare(&other, false).unwrap(), State::Old);
    }
}
