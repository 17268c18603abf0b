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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_tag_has_the_whole_name() {
        assert_eq!(end("a </scripts> </b> </SCRIPT >", "script"), Some(18));
        assert_eq!(end("a </script", "script"), None);
    }
}
