//! The names of tags and attributes that rules are filed under.
//!
//! Most elements of a page have a tag, and most attributes a name, that no rule asks for. They are
//! told by the number that the name has already, without a look at its letters.

use std::borrow::Cow;
use std::sync::OnceLock;

use html5ever::LocalName;

use crate::url::Text;

/// Bits of the filter: sixteen for each of a few dozen names.
const WORDS: usize = 16;

/// Some names, behind a filter that is made on first use: the numbers are those of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    list: Cow<'static, [Text]>,
    bits: OnceLock<[u64; WORDS]>,
}

impl Names {
    /// These names.
    #[must_use]
    pub const fn of(list: Cow<'static, [Text]>) -> Self {
        Names {
            list,
            bits: OnceLock::new(),
        }
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|name| &**name)
    }

    /// Whether the name could be one of these.
    #[inline]
    pub(super) fn may_hold(&self, name: &LocalName) -> bool {
        let (word, bit) = place(name);
        self.bits.get_or_init(|| self.read())[word] & bit != 0
    }

    fn read(&self) -> [u64; WORDS] {
        let mut bits = [0; WORDS];
        for name in self.iter() {
            let (word, bit) = place(&LocalName::from(name));
            bits[word] |= bit;
        }
        bits
    }
}

fn place(name: &LocalName) -> (usize, u64) {
    // The upper bits of a product depend on all of a number.
    let mixed = name.get_hash().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed >> 60) as usize % WORDS, 1 << (mixed >> 54 & 63))
}
