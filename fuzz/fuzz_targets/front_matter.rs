//! The law of `tests/fuzz/front_matter.rs`.

#![no_main]
#![allow(dead_code, reason = "each target uses its own part of the tests' support")]

#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/fuzz/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::front_matter::run(data));
