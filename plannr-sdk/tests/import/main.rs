//! The example `import`, as its users see it.
//!
//! Its modules are compiled into this test, which so needs no example built before it, and runs by any `cargo test`. Most
//! runs are in this process, with the simulated clock of the mock server; what only a process can show is a child:
//! this test once more, told to be the command.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by it")]

mod desk;
mod failures;
mod files;
mod going_on;
mod processes;
mod progress;

#[path = "../../examples/import/main.rs"]
#[allow(dead_code, reason = "the binary uses all of it")]
mod example;
