//! What can go wrong. HTML and Markdown never do: odd input is a finding, not an error.

/// Why a document could not be converted. The input is untouched whenever one is returned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not text in any encoding that can be told.
    #[error("line {line}: not valid {encoding}; re-save the file as UTF-8")]
    Encoding {
        /// The encoding tried.
        encoding: &'static str,
        /// Line of the first bad byte, from 1.
        line: u32,
    },
    /// The document is larger than the limit.
    #[error("{bytes} bytes is over the limit of {limit}; raise --max-doc-bytes")]
    TooLarge {
        /// Size of the document in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The front matter can't be read, or is refused under `strict`.
    #[error("front matter, line {line}: {message}")]
    FrontMatter {
        /// Line of the file, from 1.
        line: u32,
        /// What is wrong and what would fix it.
        message: String,
    },
    /// A rule file is wrong.
    #[error("rule {id}: {message}")]
    Rule {
        /// The rule's id, or the file's name.
        id: String,
        /// What is wrong and what would fix it.
        message: String,
    },
}

impl Error {
    /// A stable word for machine-readable reports: `encoding`, `too-large`, `front-matter`, `rule`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Encoding { .. } => "encoding",
            Error::TooLarge { .. } => "too-large",
            Error::FrontMatter { .. } => "front-matter",
            Error::Rule { .. } => "rule",
        }
    }
}
