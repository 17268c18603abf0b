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

/// Bytes of a name that fits into its own number.
const SHORT_BYTES_MAX: usize = 7;

/// Some names, behind a filter that is made on first use: the numbers are those of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    list: Cow<'static, [Text]>,
    bits: OnceLock<Bits>,
}

#[derive(Debug, Clone, PartialEq)]
struct Bits {
    /// Of the numbers of names.
    numbers: [u64; WORDS],
    /// Of the ends of names that no standard has. To number these, a table is made that a page
    /// without such names does not need.
    strange: u64,
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
        let bits = self.bits.get_or_init(|| self.read());
        if name.is_dynamic() {
            return bits.strange & end_bit(name) != 0;
        }
        let (word, bit) = place(name);
        bits.numbers[word] & bit != 0
    }

    fn read(&self) -> Bits {
        let mut bits = Bits {
            numbers: [0; WORDS],
            strange: 0,
        };
        for name in self.iter() {
            let numbered = if name.len() <= SHORT_BYTES_MAX {
                Some(LocalName::from(name))
            } else {
                LocalName::try_static(name)
            };
            match numbered {
                Some(name) => {
                    let (word, bit) = place(&name);
                    bits.numbers[word] |= bit;
                }
                None => bits.strange |= end_bit(name),
            }
        }
        bits
    }
}

/// The bit of a name's length and its last letter.
fn end_bit(name: &str) -> u64 {
    let last = name.bytes().last().unwrap_or_default();
    1 << ((usize::from(last) * 5 + name.len()) & 63)
}

fn place(name: &LocalName) -> (usize, u64) {
    // The upper bits of a product depend on all of a number.
    let mixed = name.get_hash().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed >> 60) as usize % WORDS, 1 << (mixed >> 54 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_name_is_found_and_others_are_not() {
        let names = [
            "h2",
            "aside",
            "textarea",
            "blockquote",
            "x-y",
            "data-some-thing",
        ];
        let list: Vec<Text> = names.into_iter().map(Text::Borrowed).collect();
        let known = Names::of(list.into());
        for name in names {
            assert!(known.may_hold(&LocalName::from(name)), "{name}");
        }
        for name in ["", "h3", "figcaption", "x-z", "data-other"] {
            assert!(!known.may_hold(&LocalName::from(name)), "{name}");
        }
    }
}
