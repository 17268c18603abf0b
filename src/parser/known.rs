//! Names met before on the same page.
//!
//! A page has a few dozen tag and attribute names. Making an atom costs a hash over the standard's
//! names, and a lock for names that no standard has; here a name seen before costs a comparison
//! of sixteen bytes.

use html5ever::LocalName;

/// Entries of the table; names that share one take turns.
const SLOTS: usize = 256;

/// Letters of a name: longer ones are rare.
const NAME_BYTES_MAX: usize = 16;

/// A direct-mapped table from names to atoms.
#[derive(Debug)]
pub(super) struct Names {
    slots: Vec<(u128, LocalName)>,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            slots: vec![(0, LocalName::default()); SLOTS],
        }
    }
}

impl Names {
    /// The atom of a name in ASCII, in lower case; none for an empty or a long one.
    pub(super) fn get(&mut self, name: &[u8]) -> Option<LocalName> {
        if name.is_empty() || name.len() > NAME_BYTES_MAX {
            return None;
        }
        let mut bytes = [0; NAME_BYTES_MAX];
        bytes[..name.len()].copy_from_slice(name);
        bytes.make_ascii_lowercase();
        let key = u128::from_le_bytes(bytes);
        let slot = &mut self.slots[slot(key)];
        if slot.0 != key {
            let name = std::str::from_utf8(&bytes[..name.len()]).ok()?;
            *slot = (key, LocalName::from(name));
        }
        Some(slot.1.clone())
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
    fn a_name_is_its_atom_whatever_stood_in_its_place() {
        let mut names = Names::default();
        for round in 0..2 {
            for at in 0..2 * SLOTS {
                let name = format!("data-{at}");
                assert_eq!(
                    names.get(name.as_bytes()),
                    Some(LocalName::from(&*name)),
                    "{round}"
                );
            }
        }
        assert_eq!(names.get(b"BR"), Some(LocalName::from("br")));
        assert_eq!(names.get(b""), None);
        assert_eq!(names.get(b"an-exceedingly-long-name"), None);
    }
}
