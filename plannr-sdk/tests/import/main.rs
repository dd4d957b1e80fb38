//! Tests the example `import` as its users see it.
//!
//! The example's modules are compiled into this test, so `cargo test` needs no example built first. Most runs share this
//! process and the mock server's simulated clock. Tests of exit codes, output and kills start this test binary again as a
//! child process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod failures;
mod files;
mod fixture;
mod processes;
mod resume;
mod rows;

#[path = "../../examples/import/main.rs"]
#[allow(dead_code, reason = "only the binary uses `main`")]
mod example;
