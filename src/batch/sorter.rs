//! Sorts byte strings that come in any order, and holds them packed meanwhile.
//!
//! Strings are gathered up to a bound, sorted, and packed; at the end the packed runs are merged,
//! and freed as they are read. Equal strings keep the order in which they came.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use super::packed::{Block, Cursor, Packed, Packer};

/// Bytes of strings that are gathered before they are packed.
const GATHERED_BYTES_MAX: usize = if cfg!(test) { 256 } else { 128 << 10 };

/// Byte strings with a number each.
#[derive(Debug, Default)]
pub(super) struct Sorter {
    /// The strings gathered, one behind the other.
    bytes: Vec<u8>,
    gathered: Vec<Gathered>,
    runs: Vec<Packed>,
}

/// Where a string stands in the bytes, and its number.
#[derive(Debug)]
struct Gathered {
    start: usize,
    end: usize,
    number: u64,
}

impl Sorter {
    /// Adds a string.
    pub(super) fn push(&mut self, key: &[u8], number: u64) {
        if self.bytes.len() + key.len() > GATHERED_BYTES_MAX {
            self.pack();
        }
        let start = self.bytes.len();
        self.bytes.extend(key);
        self.gathered.push(Gathered {
            start,
            end: self.bytes.len(),
            number,
        });
    }

    /// Gives all strings and numbers to `each`, sorted.
    pub(super) fn finish(mut self, mut each: impl FnMut(&[u8], u64)) {
        self.pack();
        let Sorter {
            bytes,
            gathered,
            runs,
        } = self;
        drop((bytes, gathered));
        let heads = runs.into_iter().enumerate().filter_map(Head::new);
        let mut heads: BinaryHeap<_> = heads.map(Reverse).collect();
        while let Some(mut head) = heads.peek_mut() {
            let entry = head.0.cursor.entry();
            each(&entry.key, entry.number);
            if !head.0.cursor.advance() {
                PeekMut::pop(head);
            }
        }
    }

    /// Makes a run of what is gathered.
    fn pack(&mut self) {
        if self.gathered.is_empty() {
            return;
        }
        let key = |it: &Gathered| &self.bytes[it.start..it.end];
        self.gathered.sort_by(|a, b| key(a).cmp(key(b)));
        let mut packer = Packer::default();
        for it in &self.gathered {
            packer.push(key(it), it.number);
        }
        self.runs.push(packer.finish());
        self.gathered.clear();
        self.bytes.clear();
    }
}

/// A run that is being read.
#[derive(Debug)]
struct Head {
    cursor: Cursor<std::vec::IntoIter<Block>>,
    /// Runs come one after the other, as their strings did.
    run: usize,
}

impl Head {
    fn new((run, packed): (usize, Packed)) -> Option<Self> {
        let mut cursor = packed.into_cursor();
        cursor.advance().then_some(Head { cursor, run })
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.cursor.entry(), other.cursor.entry());
        a.key.cmp(&b.key).then(self.run.cmp(&other.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_result_is_that_of_a_stable_sort(
            keys in prop::collection::vec("[ab]{0,4}|[a-c]{20,300}", 0..300)
        ) {
            let mut expected: Vec<(String, u64)> = keys.into_iter().zip(0..).collect();
            let mut sorter = Sorter::default();
            for (key, number) in &expected {
                sorter.push(key.as_bytes(), *number);
            }
            expected.sort_by(|a, b| a.0.cmp(&b.0));
            let mut sorted = Vec::new();
            sorter.finish(|key, number| {
                sorted.push((String::from_utf8(key.to_vec()).unwrap(), number));
            });
            prop_assert_eq!(sorted, expected);
        }
    }
}
