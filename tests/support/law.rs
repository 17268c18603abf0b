//! The round-trip law: what is written reads back as the tree that was to be written.

use article2md::Report;
use article2md::mdast::{Document, check};
use article2md::writer::{Style, settle, write};

use super::reads_back_as;

/// Whether a tree in normal form is written so that every reader reads it, and settling it again
/// changes nothing.
///
/// # Errors
/// What does not hold, with the trees or the Markdown that show it.
pub fn holds(document: Document<'static>, style: &Style) -> Result<(), String> {
    check(&document)?;
    let settled = settle(document, style, &mut Report::default());
    check(&settled)?;
    let again = settle(settled.clone(), style, &mut Report::default());
    if again != settled {
        return Err(format!("settling again makes of {settled:?}\n{again:?}"));
    }
    reads_back_as(&write(&settled, style), &settled)
}
