//! Tests the program as its users see it.
//!
//! The modules of the program are compiled into this test, and most runs share this process and the mock server's simulated
//! clock. Tests of exit codes, output and kills start the program itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod cells;
mod failures;
mod files;
mod fixture;
mod layouts;
mod processes;
mod resume;
mod rows;

#[path = "../../src/main.rs"]
#[allow(dead_code, reason = "only the binary uses `main`")]
mod program;
