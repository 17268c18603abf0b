//! Text of a tree: a piece of the document that it was read from, or text of its own.
//!
//! Nearly all texts and attribute values stand in the document as they are, and are kept as the
//! place where they stand: sixteen bytes, made and dropped without looking at the text.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// A piece of a text that all its pieces share. Always cut where characters begin.
#[derive(Clone)]
pub struct Shared {
    whole: Rc<String>,
    /// Bytes.
    start: u32,
    end: u32,
}

impl Shared {
    /// The bytes from here to there; `whole` is less than 4 GiB long, and cut between characters.
    pub(super) fn piece(whole: &Rc<String>, start: usize, end: usize) -> Self {
        debug_assert!(whole.is_char_boundary(start) && whole.is_char_boundary(end));
        Shared {
            whole: Rc::clone(whole),
            start: start as u32,
            end: end as u32,
        }
    }

    /// Appends text. A piece that ends where the next one begins becomes a longer piece.
    pub(super) fn push(&mut self, more: &Shared) {
        if self.end == more.start && Rc::ptr_eq(&self.whole, &more.whole) {
            self.end = more.end;
            return;
        }
        if let Some(own) = Rc::get_mut(&mut self.whole)
            && self.end as usize == own.len()
        {
            own.push_str(more);
            self.end = own.len() as u32;
            return;
        }
        let mut own = String::with_capacity(self.len() + more.len());
        own.push_str(self);
        own.push_str(more);
        *self = own.into();
    }

    /// From where to where it stands in a text, if it is a piece of it.
    pub(super) fn place_in(&self, whole: &Rc<String>) -> Option<(u32, u32)> {
        Rc::ptr_eq(&self.whole, whole).then_some((self.start, self.end))
    }

    /// Leaves out the first bytes.
    pub(super) fn skip(&mut self, bytes: u32) {
        self.start += bytes;
    }
}

impl From<String> for Shared {
    fn from(text: String) -> Self {
        let end = text.len() as u32;
        Shared {
            whole: Rc::new(text),
            start: 0,
            end,
        }
    }
}

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.whole[self.start as usize..self.end as usize]
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_meet_stay_pieces() {
        let whole = Rc::new("one, two, three".to_owned());
        let mut text = Shared::piece(&whole, 0, 5);
        text.push(&Shared::piece(&whole, 5, 8));
        assert!(Rc::ptr_eq(&text.whole, &whole));
        assert_eq!(&*text, "one, two");
        text.push(&Shared::piece(&whole, 10, 15));
        text.push(&"!".to_owned().into());
        assert_eq!(&*text, "one, twothree!");
        text.skip(5);
        assert_eq!(&*text, "twothree!");
        assert_eq!(*whole, "one, two, three");
    }
}
