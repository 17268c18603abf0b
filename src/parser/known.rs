//! What is known of names met before on the same page.
//!
//! A page has a few dozen tag and attribute names. Looking one up among all that the standards
//! know costs a hash or a binary search, and a lock for names that no standard has; here a name
//! seen before costs a comparison of sixteen bytes.

/// Bytes of a name; longer ones are rare.
const NAME_BYTES_MAX: usize = 15;

/// A direct-mapped table from names, in whatever case, to what was found out about them. Names that
/// share a slot take turns; there are 128 at most.
#[derive(Debug)]
pub(super) struct Known<T, const SLOTS: usize = 128> {
    slots: Vec<(u128, T)>,
}

impl<T: Clone + Default, const SLOTS: usize> Default for Known<T, SLOTS> {
    fn default() -> Self {
        Known {
            slots: vec![(0, T::default()); SLOTS],
        }
    }
}

impl<T, const SLOTS: usize> Known<T, SLOTS> {
    /// What `find` says, in lower case, of the name that these first bytes of a text are; `None` for
    /// an empty or a long name.
    pub(super) fn get(
        &mut self,
        text: &str,
        bytes: usize,
        find: impl FnOnce(&str) -> T,
    ) -> Option<&T> {
        if bytes == 0 || bytes > NAME_BYTES_MAX {
            return None;
        }
        let key = key(text.as_bytes(), bytes);
        let slot = &mut self.slots[slot(key) % SLOTS];
        if slot.0 != key {
            *slot = (key, find(&text[..bytes].to_ascii_lowercase()));
        }
        Some(&slot.1)
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

/// The upper bits of a product depend on all letters.
fn slot(key: u128) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_whatever_stood_in_its_place() {
        let mut known = Known::<String, 16>::default();
        for behind in ["", ">and much text behind it"] {
            for at in 0..256 {
                let name = format!("data-{at}");
                let text = format!("{name}{behind}");
                assert_eq!(known.get(&text, name.len(), str::to_owned), Some(&name));
            }
        }
        let mut get = |text: &str, bytes| known.get(text, bytes, str::to_owned).cloned();
        assert_eq!(get("BR", 2).as_deref(), Some("br"));
        assert_eq!(get("br\0", 3).as_deref(), Some("br\0"));
        assert_eq!(get("", 0), None);
        assert_eq!(get("a-long-long-name", 16), None);
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
