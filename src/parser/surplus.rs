//! Attributes in numbers that no page has: where in the input they stand.
//!
//! The tokenizer compares each attribute of a tag with all before it, in end tags too. So the next
//! tag that it will meet is looked through here before it does, in the way in which it reads one,
//! and what stands behind [`ATTRIBUTES_MAX`] attributes is not shown to it.
//!
//! Source: HTML standard, sections 13.2.5.1 to 13.2.5.40.

use std::ops::Range;

use memchr::{memchr, memmem};

/// Attributes of one tag that count. Real pages have less than a hundred.
pub(super) const ATTRIBUTES_MAX: usize = 256;

/// A tag of the input.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// Where the attributes stand that are too many, and how many they are.
    pub(super) surplus: Option<(Range<usize>, usize)>,
    /// Behind its `>`.
    pub(super) end: usize,
}

/// Where the next tag begins, for a tokenizer that is in the data state at `at`; `None` where it
/// meets a comment before, or no tag. `is_foreign` says whether it reads CDATA sections.
pub(super) fn next_tag(html: &str, mut at: usize, is_foreign: bool) -> Option<usize> {
    let bytes = html.as_bytes();
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let next = |by: usize| bytes.get(at + by).copied().unwrap_or_default();
        match next(1) {
            b'/' if next(2).is_ascii_alphabetic() => return Some(at),
            c if c.is_ascii_alphabetic() => return Some(at),
            b'!' if is_foreign && html[at..].starts_with("<![CDATA[") => {
                at += memmem::find(&bytes[at..], b"]]>")?;
            }
            b'!' if next(2).eq_ignore_ascii_case(&b'd') => at += memchr(b'>', &bytes[at..])?,
            b'!' | b'/' | b'?' => return None,
            _ => at += 1,
        }
    }
}

/// The tag that begins at `at`.
pub(super) fn tag(html: &str, at: usize) -> Tag<'_> {
    let is_end = html[at..].starts_with("</");
    let start = at + 1 + usize::from(is_end);
    let mut scan = Scan {
        bytes: html.as_bytes(),
        at: start,
    };
    scan.skip(|b| !is_space(b) && !matches!(b, b'/' | b'>'));
    let name = &html[start..scan.at];
    let mut count = 0;
    let mut from = 0;
    loop {
        scan.skip(|b| is_space(b) || b == b'/');
        if matches!(scan.byte(), None | Some(b'>')) {
            break;
        }
        if count == ATTRIBUTES_MAX {
            from = scan.at;
        }
        count += 1;
        scan.attribute();
    }
    Tag {
        name,
        surplus: (count > ATTRIBUTES_MAX).then(|| (from..scan.at, count - ATTRIBUTES_MAX)),
        end: html.len().min(scan.at + 1),
    }
}

/// A place in a tag.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, holds: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|&b| !holds(b)).unwrap_or(rest.len());
    }

    /// Goes past an attribute; the first character of a name may be an equals sign.
    fn attribute(&mut self) {
        self.at += 1;
        self.skip(|b| !is_space(b) && !matches!(b, b'/' | b'>' | b'='));
        self.skip(is_space);
        if self.byte() != Some(b'=') {
            return;
        }
        self.at += 1;
        self.skip(is_space);
        match self.byte() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.skip(|b| b != quote);
                self.at = self.bytes.len().min(self.at + 1);
            }
            _ => self.skip(|b| !is_space(b) && b != b'>'),
        }
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\n' | b'\t' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_the_standard_says() {
        let many = "a ".repeat(ATTRIBUTES_MAX);
        for (surplus, rest) in [
            ("b='>' c=\">\" d", ">e>"),
            ("b=", ">' d>"),
            ("b = '>' =c='d'/e='>'", ">f"),
            ("b=c/d='", ">'>e"),
            ("b=c/d", ">e"),
            ("b / c = ", ">d"),
            ("b='>", ""),
            ("b", ""),
            ("b", ">b"),
        ] {
            for before in ["&x; <p ", "< </p ", "<!DOCTYPE html><p "] {
                let html = format!("{before}{many}{surplus}{rest}");
                let start = next_tag(&html, 0, false).expect("there is a tag");
                let tag = tag(&html, start);
                let (range, _) = tag.surplus.expect("there are too many attributes");
                assert_eq!((tag.name, &html[range]), ("p", surplus));
                assert_eq!(tag.end, html.len() - rest.len().saturating_sub(1));
            }
        }
    }

    #[test]
    fn few_attributes_stay() {
        for html in ["<p>", "<p", "</p a=b>", "<p =>", "<p/ a = >"] {
            assert!(tag(html, 0).surplus.is_none() && tag(html, 0).end == html.len());
        }
    }

    #[test]
    fn comments_are_not_looked_into() {
        for (html, is_foreign, start) in [
            ("<!-- <p>", false, None),
            ("<! <p>", false, None),
            ("<? <p>", false, None),
            ("</ <p>", false, None),
            ("<![CDATA[<p>", false, None),
            ("<![CDATA[<p>]]><b>", true, Some(15)),
            ("a <b", false, Some(2)),
            ("a", false, None),
        ] {
            assert_eq!(next_tag(html, 0, is_foreign), start, "{html}");
        }
    }
}
