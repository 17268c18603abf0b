//! Elements in which the tokenizer reads no tags, and where their text ends.
//!
//! HTML standard, section 13.2.6, "Tree construction", with scripting off.

use html5ever::{LocalName, local_name};
use memchr::memmem;

/// Whether the element holds raw text.
pub(super) fn is_raw_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("plaintext")
            | local_name!("script")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("xmp")
    )
}

/// Where the end tag of an element begins in the text behind its start tag; `None` without one.
/// HTML standard, section 13.2.5, "appropriate end tag token".
pub(super) fn end(text: &str, name: &str) -> Option<usize> {
    memmem::find_iter(text.as_bytes(), b"</").find(|at| {
        let tag = &text.as_bytes()[at + "</".len()..];
        let is_named = tag
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
        is_named
            && matches!(
                tag.get(name.len()),
                Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t' | b'\x0c')
            )
    })
}

/// Where raw text ends, remembered: in `svg`, in `select`, any number of start tags may stand in
/// front of one end tag, and not one of them begins raw text.
#[derive(Default)]
pub(super) struct Ends {
    found: Vec<(LocalName, End)>,
}

/// What a search for an end tag found.
#[derive(Clone, Copy)]
struct End {
    /// Where the end tag begins, if there is one.
    at: Option<usize>,
    /// From where on the text has nothing in it that the tokenizer has to look at.
    plain_from: usize,
}

impl Ends {
    /// Where the raw text ends that begins at `from`, where the tokenizer would make one piece of
    /// text of it as it is. `from` never becomes smaller from call to call.
    pub(super) fn plain(&mut self, html: &str, from: usize, name: &LocalName) -> Option<usize> {
        let known = self.found.iter().position(|(known, _)| known == name);
        let known = known.unwrap_or_else(|| {
            self.found
                .push((name.clone(), End::behind(html, from, name)));
            self.found.len() - 1
        });
        let (_, end) = &mut self.found[known];
        if end.at.is_some_and(|at| at < from) {
            *end = End::behind(html, from, name);
        }
        end.at.filter(|_| end.plain_from <= from)
    }
}

impl End {
    fn behind(html: &str, from: usize, name: &LocalName) -> Self {
        let at = end(&html[from..], name).map(|bytes| from + bytes);
        let text = &html.as_bytes()[from..at.unwrap_or(from)];
        let special = match *name {
            local_name!("plaintext") => Some(text.len()),
            local_name!("script") => memmem::rfind(text, b"<!--").max(memchr::memrchr(b'\0', text)),
            local_name!("textarea") | local_name!("title") => memchr::memrchr2(b'&', b'\0', text),
            _ => memchr::memrchr(b'\0', text),
        };
        End {
            at,
            plain_from: special.map_or(from, |special| from + special + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_tag_has_the_whole_name() {
        assert_eq!(end("a </scripts> </b> </SCRIPT >", "script"), Some(18));
        assert_eq!(end("a </script", "script"), None);
    }

    #[test]
    fn ends_are_remembered() {
        let html = "<title>a&amp;<title>b</title><title>c</title><title>d";
        let mut ends = Ends::default();
        let starts = memmem::find_iter(html.as_bytes(), "<title>").map(|at| at + "<title>".len());
        let found = starts.map(|from| ends.plain(html, from, &local_name!("title")));
        assert_eq!(found.collect::<Vec<_>>(), [None, Some(21), Some(37), None]);
    }
}
