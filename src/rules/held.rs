//! One row of a table of rules: compiled in, or read at run time.
//!
//! A reference either way, so that a list of rows is small to make and to copy, however much a row
//! holds.

use std::ops::Deref;
use std::sync::Arc;

/// See the module.
#[derive(Debug)]
pub(crate) enum Held<T: 'static> {
    /// A row of the catalogue.
    Builtin(&'static T),
    /// A row that a user wrote.
    Read(Arc<T>),
}

impl<T> Held<T> {
    /// A row that was read.
    pub(crate) fn read(row: T) -> Self {
        Held::Read(Arc::new(row))
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Held::Builtin(row) => row,
            Held::Read(row) => row,
        }
    }
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        match self {
            Held::Builtin(row) => Held::Builtin(row),
            Held::Read(row) => Held::Read(Arc::clone(row)),
        }
    }
}
