//! The catalogue of rules, compiled in.
//!
//! People read and write `src/rules/*.toml`; the tables here are made from those files by
//! `tests/rules.rs`, which fails while they differ and rewrites them under `UPDATE_RULES=1`. So
//! nothing is parsed when the program starts.

#[allow(
    clippy::unreadable_literal,
    reason = "made from the tables, for the compiler"
)]
pub(crate) mod chrome_index;
#[allow(
    clippy::unreadable_literal,
    reason = "made from the tables, for the compiler"
)]
pub(crate) mod chrome_rows;
mod held;
pub(crate) mod url_rows;

pub(crate) use held::Held;
