//! Rows filed under keys of 64 bits, to be looked up when most keys have none.
//!
//! A table can be made at run time or be compiled in. A bit filter stands before it, so that a key
//! that nothing is filed under costs one access to memory.

use std::borrow::Cow;

/// What is filed under each key, behind a filter.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<T: Clone + 'static> {
    /// The keys.
    pub filter: Filter,
    /// In the order of the keys.
    pub entries: Cow<'static, [(u64, T)]>,
}

/// Entries that are passed over at first on the way to the one that is looked for.
const STEP: usize = 4;

/// One bit a key, in a table of at least sixteen bits a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The table; its length is a power of two.
    pub bits: Cow<'static, [u64]>,
}

impl<T: Clone> Table<T> {
    /// A table without entries; one that is to have some is made with room for them.
    pub(crate) const EMPTY: Self = Table {
        filter: Filter {
            bits: Cow::Borrowed(&[0]),
        },
        entries: Cow::Borrowed(&[]),
    };

    pub(crate) fn of(mut entries: Vec<(u64, T)>) -> Self {
        entries.sort_by_key(|(key, _)| *key);
        Table {
            filter: Filter::of(entries.iter().map(|(key, _)| *key)),
            entries: Cow::Owned(entries),
        }
    }

    /// An empty table for about so many keys.
    pub(crate) fn with_room(keys: usize) -> Self {
        Table {
            filter: Filter::with_room(keys),
            entries: Cow::Owned(Vec::new()),
        }
    }

    /// Files an entry behind those of the same key.
    pub(crate) fn insert(&mut self, key: u64, entry: T) {
        let at = self.entries.partition_point(|(other, _)| *other <= key);
        self.entries.to_mut().insert(at, (key, entry));
        self.filter.insert(key);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn may_hold(&self, key: u64) -> bool {
        self.filter.may_hold(key)
    }

    /// What stands under a key, in the order in which it was filed.
    #[inline]
    pub(crate) fn get(&self, key: u64) -> impl DoubleEndedIterator<Item = &T> {
        let same = if self.may_hold(key) {
            self.same(key)
        } else {
            &[]
        };
        same.iter().map(|(_, entry)| entry)
    }

    /// Adds what stands under a key.
    #[inline]
    pub(crate) fn add_to(&self, key: u64, found: &mut Vec<T>) {
        if self.may_hold(key) {
            found.extend(self.same(key).iter().map(|(_, entry)| entry.clone()));
        }
    }

    fn same(&self, key: u64) -> &[(u64, T)] {
        let behind = &self.entries[self.first_from(key)..];
        let same = behind.iter().take_while(|(other, _)| *other == key);
        &behind[..same.count()]
    }

    /// The place of the first entry that is not in front of a key. Keys are hashes, and as such
    /// spread evenly: it is near the place that the key's own share of all numbers says.
    fn first_from(&self, key: u64) -> usize {
        let is_before = |entry: &(u64, T)| entry.0 < key;
        let len = self.entries.len();
        let guess = ((u128::from(key) * len as u128) >> 64) as usize;
        let (mut from, mut to, mut step) = (guess, guess, STEP);
        while from > 0 && !is_before(&self.entries[from - 1]) {
            to = from;
            from = from.saturating_sub(step);
            step *= 2;
        }
        while to < len && is_before(&self.entries[to]) {
            from = to + 1;
            to = (to + step).min(len);
            step *= 2;
        }
        from + self.entries[from..to].partition_point(is_before)
    }
}

impl Filter {
    pub(crate) fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut filter = Filter::with_room(keys.len());
        keys.for_each(|key| filter.insert(key));
        filter
    }

    /// An empty filter for about so many keys.
    pub(crate) fn with_room(keys: usize) -> Self {
        let words = (keys * 16).next_power_of_two().max(64) / 64;
        Filter {
            bits: Cow::Owned(vec![0; words]),
        }
    }

    pub(crate) fn insert(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.bits.to_mut()[word] |= bit;
    }

    pub(crate) fn may_hold(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let word = (mixed >> 6) as usize & (self.bits.len() - 1);
        (word, 1 << (mixed & 63))
    }
}

/// Eight bytes at a time.
pub(crate) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ mixed >> 32
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(seed ^ bytes.len() as u64, |hash, word| {
        mix(hash, u64::from_le_bytes(*word))
    });
    mix(hash, last_word(bytes, rest))
}

/// The last eight bytes of some, or all bytes of fewer; `rest` are those that stand in no word.
fn last_word(bytes: &[u8], rest: &[u8]) -> u64 {
    if let Some(last) = bytes.last_chunk::<8>() {
        return u64::from_le_bytes(*last);
    }
    if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        return half(first) << 32 | half(last);
    }
    rest.iter()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// FNV-1a: for keys that are made byte by byte.
pub(crate) fn hash_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The key of a name, read from its end; capitals make no difference.
pub(crate) fn hash_name(seed: u64, name: &str) -> u64 {
    lower_from_end(name).fold(seed, hash_byte)
}

/// The keys ([`hash_name`]) of all domains above a host, the shortest first, and that of its name.
pub(crate) fn hash_domains(seed: u64, host: &str) -> impl Iterator<Item = u64> {
    let mut key = seed;
    // A dot ends the whole name as it does each domain.
    lower_from_end(host).chain([b'.']).filter_map(move |byte| {
        let domain = key;
        key = hash_byte(key, byte);
        (byte == b'.').then_some(domain)
    })
}

fn lower_from_end(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().rev().map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_all_entries_of_a_key(
            keys in prop::collection::vec(prop_oneof![any::<u64>(), 0..9_u64, !9_u64..], 0..60),
            others in prop::collection::vec(any::<u64>(), 0..9),
        ) {
            let entries = keys.iter().copied().zip(0..).collect();
            let table: Table<usize> = Table::of(entries);
            for key in keys.iter().chain(&others) {
                let same: Vec<usize> = (0..keys.len()).filter(|at| keys[*at] == *key).collect();
                let found: Vec<usize> = table.get(*key).copied().collect();
                prop_assert_eq!(found, same);
            }
        }
    }
}
