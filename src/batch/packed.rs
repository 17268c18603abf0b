//! Sorted byte strings, each with a number, in little memory.
//!
//! Of each string only what differs from the one before is kept: neighbours in a sorted list have
//! most of their start in common, and names of files their end too. The strings stand in blocks that
//! open with a whole one, so that any can be found, and so that those that were read can be freed.
//!
//! A record is: bytes shared with the start of the string before; bytes shared with its end; bytes
//! in between, times two, plus one if the number is another; these bytes; the number if it is
//! another. Numbers are written as in LEB128.

/// Bytes of a block, unless its first record alone is larger: finding a string reads half a block.
const BLOCK_BYTES: usize = if cfg!(test) { 64 } else { 1 << 10 };

/// Strings and numbers, packed.
#[derive(Debug, Default)]
pub(super) struct Packed {
    blocks: Vec<Block>,
    len: usize,
}

/// Records that can be read without those of other blocks.
#[derive(Debug)]
pub(super) struct Block {
    /// Index of its first string.
    first: usize,
    bytes: Vec<u8>,
}

impl AsRef<[u8]> for Block {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// One string and its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Vec<u8>,
    pub(super) number: u64,
}

impl Packed {
    /// How many strings there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Reads all from this place on.
    pub(super) fn cursor(&self, at: usize) -> Cursor<impl Iterator<Item = &Block>> {
        let behind = self.blocks.partition_point(|block| block.first <= at);
        let blocks = &self.blocks[behind.saturating_sub(1)..];
        let before = at - blocks.first().map_or(at, |block| block.first);
        let mut cursor = Cursor::new(blocks.iter());
        let _ = (0..before).all(|_| cursor.advance());
        cursor
    }

    /// Reads all, and frees what was read.
    pub(super) fn into_cursor(self) -> Cursor<std::vec::IntoIter<Block>> {
        Cursor::new(self.blocks.into_iter())
    }

    /// The string at this place.
    pub(super) fn get(&self, at: usize) -> Option<Entry> {
        let mut cursor = self.cursor(at);
        cursor.advance().then_some(cursor.entry)
    }
}

/// Makes [`Packed`], string by string.
#[derive(Debug, Default)]
pub(super) struct Packer {
    packed: Packed,
    last: Entry,
    record: Vec<u8>,
}

impl Packer {
    /// The string that was added last, empty before the first.
    pub(super) fn last(&self) -> &[u8] {
        &self.last.key
    }

    /// Adds a string that is not before those that were added.
    pub(super) fn push(&mut self, key: &[u8], number: u64) {
        self.record.clear();
        write(&mut self.record, &self.last, key, number);
        let has_room = |block: &Block| block.bytes.len() + self.record.len() <= BLOCK_BYTES;
        if !self.packed.blocks.last().is_some_and(has_room) {
            self.record.clear();
            write(&mut self.record, &Entry::default(), key, number);
            self.packed.blocks.push(Block {
                first: self.packed.len,
                bytes: Vec::with_capacity(BLOCK_BYTES.max(self.record.len())),
            });
        }
        if let Some(block) = self.packed.blocks.last_mut() {
            block.bytes.extend(&self.record);
        }
        self.packed.len += 1;
        self.last.key.clear();
        self.last.key.extend(key);
        self.last.number = number;
    }

    /// All that was added.
    pub(super) fn finish(mut self) -> Packed {
        self.packed.blocks.shrink_to_fit();
        if let Some(block) = self.packed.blocks.last_mut() {
            block.bytes.shrink_to_fit();
        }
        self.packed
    }
}

/// A place in a list that is read from its start.
#[derive(Debug)]
pub(super) struct Cursor<I: Iterator> {
    blocks: I,
    block: Option<I::Item>,
    /// The next record in the block.
    at: usize,
    entry: Entry,
}

impl<I: Iterator<Item: AsRef<[u8]>>> Cursor<I> {
    fn new(blocks: I) -> Self {
        Cursor {
            blocks,
            block: None,
            at: 0,
            entry: Entry::default(),
        }
    }

    /// What was read last.
    pub(super) fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Reads the next string; false at the end.
    pub(super) fn advance(&mut self) -> bool {
        if self.is_at_end_of_block() {
            self.block = self.blocks.next();
            self.at = 0;
            self.entry.key.clear();
            self.entry.number = 0;
        }
        let Some(block) = &self.block else {
            return false;
        };
        read(block.as_ref(), &mut self.at, &mut self.entry);
        true
    }

    fn is_at_end_of_block(&self) -> bool {
        let bytes = self.block.as_ref().map(AsRef::as_ref);
        bytes.is_none_or(|bytes| self.at == bytes.len())
    }
}

fn write(out: &mut Vec<u8>, last: &Entry, key: &[u8], number: u64) {
    let start = shared(last.key.iter().zip(key));
    let (old, new) = (&last.key[start..], &key[start..]);
    let end = shared(old.iter().rev().zip(new.iter().rev()));
    let between = &new[..new.len() - end];
    let is_other = number != last.number;
    write_number(out, start as u64);
    write_number(out, end as u64);
    write_number(out, (between.len() as u64) << 1 | u64::from(is_other));
    out.extend(between);
    if is_other {
        write_number(out, number);
    }
}

fn shared<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

/// Reads the record at `at` over the entry before it.
fn read(bytes: &[u8], at: &mut usize, entry: &mut Entry) {
    let start = read_number(bytes, at) as usize;
    let end = read_number(bytes, at) as usize;
    let head = read_number(bytes, at);
    let between = &bytes[*at..][..(head >> 1) as usize];
    *at += between.len();
    let replaced = start..entry.key.len() - end;
    if replaced.len() == between.len() {
        entry.key[replaced].copy_from_slice(between);
    } else {
        entry.key.splice(replaced, between.iter().copied());
    }
    if head & 1 == 1 {
        entry.number = read_number(bytes, at);
    }
}

fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read_number(bytes: &[u8], at: &mut usize) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let byte = bytes[*at];
        *at += 1;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return number;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(entries: &[Entry]) -> Packed {
        let mut packer = Packer::default();
        for entry in entries {
            packer.push(&entry.key, entry.number);
        }
        packer.finish()
    }

    fn read_all<I: Iterator<Item: AsRef<[u8]>>>(mut cursor: Cursor<I>) -> Vec<Entry> {
        let next = || cursor.advance().then(|| cursor.entry().clone());
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn neighbours_share_their_start_and_their_end() {
        let names = (0..4000).map(|n| format!("2021-01-article-{n:04}.html"));
        let mut packer = Packer::default();
        names.for_each(|name| packer.push(name.as_bytes(), 7));
        let packed = packer.finish();
        let bytes: usize = packed.blocks.iter().map(|it| it.bytes.len()).sum();
        assert!(bytes < 4000 * 10, "{bytes}");
        assert_eq!(packed.get(1234).unwrap().key, b"2021-01-article-1234.html");
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(
            mut entries in prop::collection::vec(("[ab]{0,9}|.{90,200}", any::<u64>()), 0..60)
        ) {
            entries.sort();
            let entries: Vec<Entry> = entries
                .into_iter()
                .map(|(key, number)| Entry { key: key.into(), number })
                .collect();
            let packed = packed(&entries);
            prop_assert_eq!(packed.len(), entries.len());
            for at in 0..=entries.len() {
                prop_assert_eq!(packed.get(at), entries.get(at).cloned());
            }
            let middle = entries.len() / 2;
            prop_assert_eq!(read_all(packed.cursor(middle)), &entries[middle..]);
            prop_assert_eq!(&read_all(packed.cursor(0)), &entries);
            prop_assert_eq!(&read_all(packed.into_cursor()), &entries);
        }
    }
}
