//! What is read only when it is needed: the selectors and expressions of rules.
//!
//! A run meets few of the rules, and reading the others would cost more than a small file does.

use std::sync::OnceLock;

/// One place for each item of a list, filled on first use.
#[derive(Debug, Clone)]
pub(super) struct OnUse<T>(OnceLock<Box<[OnceLock<T>]>>);

impl<T> Default for OnUse<T> {
    fn default() -> Self {
        OnUse(OnceLock::new())
    }
}

impl<T> OnUse<T> {
    /// What `read` makes of the item at this place of the list.
    pub(super) fn get<S>(&self, list: &[S], at: usize, read: impl FnOnce(&S) -> T) -> &T {
        let places = || list.iter().map(|_| OnceLock::new()).collect();
        self.0.get_or_init(places)[at].get_or_init(|| read(&list[at]))
    }
}
