//! The command from outside.
//!
//! Each file of `tests/cli/` is a case: a `.trycmd` file holds commands and what they print, a
//! `.toml` file one command with its standard input. They run in the folder `<case>.in`; where there
//! is a `<case>.out`, in a copy of it, which must then be equal to `<case>.out`.
//! `TRYCMD=overwrite cargo test --test cli` writes what is printed now; look at the difference.

#[test]
fn sessions() {
    trycmd::TestCases::new()
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml");
}
