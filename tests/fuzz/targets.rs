//! What must hold for any bytes: four laws, each a function that panics where its law is broken.
//!
//! `tests/fuzz.rs` runs them over seeds and changed seeds with every `cargo test`; the package in
//! `fuzz/` gives the same functions to a fuzzer that is led by coverage.

mod bytes;
pub(crate) mod front_matter;
mod inert;
pub(crate) mod url;
pub(crate) mod whole;
pub(crate) mod writer;

/// A law: panics for bytes that break it.
pub(crate) type Target = fn(&[u8]);

/// Every law, by the name of its folder of seeds.
pub(crate) const ALL: [(&str, Target); 4] = [
    ("whole", whole::run),
    ("front_matter", front_matter::run),
    ("writer", writer::run),
    ("url", url::run),
];
