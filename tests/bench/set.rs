//! The documents that a benchmark reads together.

/// Documents of one kind.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) documents: Vec<String>,
}
