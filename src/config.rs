//! From what was typed to what the library is told.

use article2md::{Options, source};

use crate::cli::args::{Convert, From};

/// The library's options for these arguments.
pub(crate) fn options(args: &Convert) -> Options {
    let mut options = Options::default();
    if let Some(from) = args.from {
        options.from = match from {
            From::Auto => source::From::Auto,
            From::Html => source::From::Html,
            From::Markdown => source::From::Markdown,
        };
    }
    if let Some(bytes) = args.max_doc_bytes {
        options.limits.doc_bytes = bytes;
    }
    options
}
