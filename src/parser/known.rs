//! What is known of names met before on the same page.
//!
//! A page has a few dozen tag and attribute names. Looking one up among all that the standards
//! know costs a hash or a binary search, and a lock for names that no standard has; here a name
//! seen before costs a comparison of sixteen bytes.

/// Entries of the table; names that share one take turns.
const SLOTS: usize = 256;

/// Bytes of a name; longer ones are rare.
const NAME_BYTES_MAX: usize = 15;

/// A direct-mapped table from names, in whatever case, to what was found out about them.
#[derive(Debug)]
pub(super) struct Known<T> {
    slots: Vec<(u128, T)>,
}

impl<T: Clone + Default> Default for Known<T> {
    fn default() -> Self {
        Known {
            slots: vec![(0, T::default()); SLOTS],
        }
    }
}

impl<T> Known<T> {
    /// What `find` says of the name in lower case; `None` for an empty or a long name.
    pub(super) fn get(&mut self, name: &str, find: impl FnOnce(&str) -> T) -> Option<&T> {
        let len = name.len();
        if len == 0 || len > NAME_BYTES_MAX {
            return None;
        }
        let mut bytes = [0; NAME_BYTES_MAX + 1];
        bytes[..len].copy_from_slice(name.as_bytes());
        bytes.make_ascii_lowercase();
        bytes[NAME_BYTES_MAX] = len as u8;
        let key = u128::from_le_bytes(bytes);
        let slot = &mut self.slots[slot(key)];
        if slot.0 != key {
            *slot = (key, find(&name.to_ascii_lowercase()));
        }
        Some(&slot.1)
    }
}

/// The upper bits of a product depend on all letters.
fn slot(key: u128) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_whatever_stood_in_its_place() {
        let mut known = Known::<String>::default();
        for _ in 0..2 {
            for at in 0..2 * SLOTS {
                let name = format!("data-{at}");
                assert_eq!(known.get(&name, str::to_owned), Some(&name));
            }
        }
        assert_eq!(known.get("BR", str::to_owned), Some(&"br".to_owned()));
        assert_eq!(known.get("br\0", str::to_owned), Some(&"br\0".to_owned()));
        assert_eq!(known.get("", str::to_owned), None);
        assert_eq!(known.get("a-long-long-name", str::to_owned), None);
    }
}
