//! What is known of names met before.
//!
//! A page has a few dozen tag and attribute names. Looking one up among all that the standards
//! know costs a hash or a binary search, and a lock for names that no standard has; here a name
//! seen before costs a comparison of sixteen bytes.

/// Bytes of a name; longer ones are rare.
const NAME_BYTES_MAX: usize = 15;

/// A direct-mapped table from names, in whatever case, to what was found out about them. Names that
/// share a slot take turns.
#[derive(Debug)]
pub(super) struct Known<T, const SLOTS: usize> {
    /// None before the first name.
    slots: Vec<(Key, T)>,
}

impl<T, const SLOTS: usize> Default for Known<T, SLOTS> {
    fn default() -> Self {
        Known { slots: Vec::new() }
    }
}

impl<T: Clone + Default, const SLOTS: usize> Known<T, SLOTS> {
    /// What is known of the name.
    pub(super) fn get(&self, key: Key) -> Option<&T> {
        let (other, fact) = self.slots.get(key.slot() % SLOTS)?;
        (*other == key).then_some(fact)
    }

    /// Notes what is known of the name.
    pub(super) fn put(&mut self, key: Key, fact: T) {
        if self.slots.is_empty() {
            self.slots = vec![(Key::default(), T::default()); SLOTS];
        }
        self.slots[key.slot() % SLOTS] = (key, fact);
    }
}

/// A name in lower case, and its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Key(u128);

impl Key {
    /// The key of the name that these first bytes of a text are; `None` for an empty or a long one.
    pub(super) fn of(text: &str, bytes: usize) -> Option<Key> {
        let has_key = (1..=NAME_BYTES_MAX).contains(&bytes);
        has_key.then(|| Key(key(text.as_bytes(), bytes)))
    }

    /// What `read` makes of the name; `None` if it is cut inside a character.
    pub(super) fn read<R>(self, read: impl FnOnce(&str) -> R) -> Option<R> {
        let [name @ .., bytes] = self.0.to_le_bytes();
        str::from_utf8(&name[..usize::from(bytes)]).ok().map(read)
    }

    /// The upper bits of a product depend on all letters.
    fn slot(self) -> usize {
        let folded = (self.0 as u64) ^ ((self.0 >> 64) as u64).rotate_left(29);
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize
    }
}

/// The name in lower case and its length, as a number.
fn key(text: &[u8], bytes: usize) -> u128 {
    // Nearly every name has a whole number's bytes behind it: to read them all takes one step.
    let word = match text.first_chunk() {
        Some(word) => u128::from_le_bytes(*word),
        None => {
            let mut word = [0; NAME_BYTES_MAX + 1];
            word[..bytes].copy_from_slice(&text[..bytes]);
            u128::from_le_bytes(word)
        }
    };
    let name = word & !(u128::MAX << (8 * bytes));
    lower(name) | (bytes as u128) << (8 * NAME_BYTES_MAX)
}

/// Sixteen bytes, the capitals among them made small, all at once.
fn lower(word: u128) -> u128 {
    let all = |byte: u8| u128::from_le_bytes([byte; 16]);
    let ascii = word & all(0x7f);
    // The upper bit of each byte says whether it is not before `A`, and whether it is behind `Z`.
    let from_a = ascii + all(0x80 - b'A');
    let behind_z = ascii + all(0x7f - b'Z');
    let capitals = (from_a ^ behind_z) & !word & all(0x80);
    word | capitals >> 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_whatever_stood_in_its_place() {
        let mut known = Known::<String, 16>::default();
        let mut get = |text: &str, bytes| {
            let key = Key::of(text, bytes)?;
            if known.get(key).is_none() {
                known.put(key, key.read(str::to_owned)?);
            }
            known.get(key).cloned()
        };
        for behind in ["", ">and much text behind it"] {
            for at in 0..256 {
                let name = format!("data-{at}");
                let text = format!("{name}{behind}");
                assert_eq!(get(&text, name.len()), Some(name));
            }
        }
        assert_eq!(get("BR", 2).as_deref(), Some("br"));
        assert_eq!(get("br\0", 3).as_deref(), Some("br\0"));
        assert_eq!(get("", 0), None);
        assert_eq!(get("a-long-long-name", 16), None);
        assert_eq!(get("É", 1), None);
        assert_eq!(
            get("@AMZ[`az{É\u{7f}", 12).as_deref(),
            Some("@amz[`az{É\u{7f}")
        );
        assert_eq!(
            get("A-long-long-Nam>", 15).as_deref(),
            Some("a-long-long-nam")
        );
    }
}
