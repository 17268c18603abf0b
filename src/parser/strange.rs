//! Names of elements and attributes that no standard has: how many different ones are told apart.
//!
//! html5ever keeps such names in a table of fixed size that all documents share, so that each new
//! name takes longer to find. Behind [`NAMES_MAX`] of them all others are one: an element keeps its
//! content under another name, an attribute goes.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use html5ever::{Attribute, LocalName};

/// Different names without a standard in one document. html5ever's table has four times as many
/// places; real pages have less than a hundred.
const NAMES_MAX: usize = 1024;

/// What each name behind these becomes; short enough to need no place in the table.
const OTHER: &str = "x-other";

/// The names of one document.
pub(super) struct Strange {
    known: RefCell<HashSet<LocalName>>,
    other: LocalName,
    /// Tags and attributes that had one name too many.
    refused: Cell<usize>,
}

impl Default for Strange {
    fn default() -> Self {
        Strange {
            known: RefCell::default(),
            other: LocalName::from(OTHER),
            refused: Cell::new(0),
        }
    }
}

impl Strange {
    /// The name itself, or the one that stands for all others.
    pub(super) fn settle(&self, name: LocalName) -> LocalName {
        if !name.is_dynamic() {
            return name;
        }
        let mut known = self.known.borrow_mut();
        if known.len() < NAMES_MAX {
            known.insert(name.clone());
        } else if !known.contains(&name) {
            return self.other.clone();
        }
        name
    }

    /// Whether the name stands for others, which is counted; such an attribute goes.
    pub(super) fn refuses(&self, name: &LocalName) -> bool {
        let is_other = *name == self.other && self.known.borrow().len() == NAMES_MAX;
        self.refused.set(self.refused.get() + usize::from(is_other));
        is_other
    }

    /// The attributes that stay.
    pub(super) fn settle_attributes(&self, attrs: &mut Vec<Attribute>) {
        attrs.retain_mut(|attr| {
            attr.name.local = self.settle(std::mem::take(&mut attr.name.local));
            !self.refuses(&attr.name.local)
        });
    }

    /// How many tags and attributes had a name too many.
    pub(super) fn refused(&self) -> usize {
        self.refused.get()
    }
}
